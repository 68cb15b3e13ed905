/* SPDX-License-Identifier: MIT
 * functions.h - the functions of TAPI 2.2, with the names of their documentation, and our own.
 *
 * The SDK of Windows declares TAPI's itself, the same. What they do is in Microsoft's
 * documentation of TAPI 2.2; what is different here, in docs/tapi.md. All may be called
 * from any thread.
 */
#ifndef CLIENT_FUNCTIONS_H
#define CLIENT_FUNCTIONS_H

#include "abi/tapi.h"
#include "functions_agent.h"
#include "functions_assist.h"
#include "functions_line.h"
#include "functions_phone.h"

/* Where there are no windows, an application that wants callbacks
 * (LINEINITIALIZEEXOPTION_USEHIDDENWINDOW, lineInitialize) gets them from here, on the
 * thread that calls it: all that wait, of all such applications of the process. If none
 * does, it waits for the first, at most `timeout_ms` (-1: for ever). Returns how many
 * messages were delivered. */
LONG WINAPI opentsp_tapi_dispatch(LONG timeout_ms);

/* A descriptor for poll() that can be read while such messages wait; -1: no resource for
 * one. It is TAPI's: do not read from it. On Windows a HANDLE of an event. */
LONG_PTR WINAPI opentsp_tapi_handle(void);

#endif

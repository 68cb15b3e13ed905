/* SPDX-License-Identifier: MIT
 * tapi.h - what applications and TAPI have in common: constants and records.
 *
 * On Windows this is the SDK's <tapi.h>. Elsewhere it has the same names,
 * values and layouts: every record packed to 1 byte, as in the SDK. Hence two
 * habits of the whole house: never take the address of a member, and ask
 * abi_fixed_size() (abi/sizes.h), not sizeof, for anything that crosses the
 * border, because a record grew with each version of TAPI.
 *
 * Layouts are held by layout.c, constants by constants.def.
 */
#ifndef ABI_TAPI_H
#define ABI_TAPI_H

#include "abi/windef.h"

#ifdef _WIN32

#ifndef TAPI_CURRENT_VERSION
#define TAPI_CURRENT_VERSION 0x00030001
#endif
#include <tapi.h>
#include "abi/tapi_plain.h"

#else

#define TAPI_CURRENT_VERSION 0x00030001

/* An enum a constant, so that each has the type of its literal, as in the SDK:
 * int, and unsigned from 0x80000000 on. */
#define CONSTANT(name, value, group, since) enum { name = value };
#include "abi/constants.def"
#undef CONSTANT

/* Handles of applications, made by TAPI; 32 bits on every machine. */
typedef DWORD HCALL, *LPHCALL;
typedef DWORD HCALLHUB, *LPHCALLHUB;
typedef DWORD HLINE, *LPHLINE;
typedef DWORD HPHONE, *LPHPHONE;
typedef DWORD HLINEAPP, *LPHLINEAPP;
typedef DWORD HPHONEAPP, *LPHPHONEAPP;
typedef DWORD HAGENT, *LPHAGENT;
typedef DWORD HAGENTSESSION, *LPHAGENTSESSION;
typedef DWORD HPRIVATECHANNEL, *LPHPRIVATECHANNEL;
typedef HICON *LPHICON;

typedef void (CALLBACK *LINECALLBACK)(DWORD device, DWORD message, DWORD_PTR instance,
	DWORD_PTR param1, DWORD_PTR param2, DWORD_PTR param3);
typedef void (CALLBACK *PHONECALLBACK)(DWORD device, DWORD message, DWORD_PTR instance,
	DWORD_PTR param1, DWORD_PTR param2, DWORD_PTR param3);

#pragma pack(push, 1)

typedef struct {
	DWORD dwTotalSize, dwNeededSize, dwUsedSize;
	DWORD dwStringFormat;
	DWORD dwStringSize, dwStringOffset;
} VARSTRING, *LPVARSTRING;

#include "abi/tapi_call.h"
#include "abi/tapi_line.h"
#include "abi/tapi_phone.h"
#include "abi/tapi_agent.h"
#include "abi/tapi_proxy.h"
#include "abi/tapi_app.h"

#pragma pack(pop)

#endif /* _WIN32 */
#endif

/* SPDX-License-Identifier: MIT
 * handle.h - lineGetID of classes whose ids begin with a handle (tapi/class.h).
 */
#ifndef CLIENT_HANDLE_H
#define CLIENT_HANDLE_H

#include "ask.h"

/* Ask for the id of the class in `slots`, and put the program's own handle in front of it. */
LONG handle_id(struct ask *ask, struct packet_lineGetIDAndHandle *slots, LPVARSTRING id);

#endif

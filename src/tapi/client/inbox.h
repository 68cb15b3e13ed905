/* SPDX-License-Identifier: MIT
 * inbox.h - events of the server become messages of applications.
 */
#ifndef CLIENT_INBOX_H
#define CLIENT_INBOX_H

#include "client.h"

/* Take the body of an event, aligned for DWORDs, with the lock held. NULL, or a sentence
 * for the log: the connection is to be given up. */
const char *inbox_take(const void *body, DWORD size);

/* Where lineGatherDigits puts what it has gathered; the number, 0: no memory. */
DWORD digits_new(DWORD call, void *text, DWORD count, bool ansi);
void digits_cancel(DWORD number);	/* the request was refused; 0 is fine */
void digits_drop_all(void);

#endif

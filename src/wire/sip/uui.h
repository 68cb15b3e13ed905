/* SPDX-License-Identifier: MIT
 * uui.h - the values of User-to-User (RFC 7433): bytes that two users exchange.
 *
 *   04c81031313131;encoding=hex;purpose=isdn-uui;content=isdn-uui
 *
 * Of ISDN's the first byte is the protocol discriminator (RFC 7434), as it is in
 * TAPI's user-user information.
 */
#ifndef WIRE_SIP_UUI_H
#define WIRE_SIP_UUI_H

#include "base/buf.h"

/* Append the bytes of the first value of the list `rest`, which becomes what is
 * behind it. A value in hexadecimal digits (encoding=hex, or none is said) is
 * turned into bytes, another is taken as it stands. False: there is none, or it is
 * of an encoding that nobody knows (`rest` has moved on all the same). */
bool sip_uui_next(struct span *rest, struct buf *out);

/* Write one value. `purpose` and `content`: "" or NULL leaves them away; what cannot
 * be a token is quoted. */
void sip_uui_write(struct buf *b, const void *bytes, size_t size, const char *purpose,
		   const char *content);

#endif

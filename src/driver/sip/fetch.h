/* SPDX-License-Identifier: MIT
 * fetch.h - calls that ring elsewhere and are picked up here.
 *
 * One that rings at a watched number (watch.h) is taken by an INVITE in its place
 * (Replaces, RFC 3891) to who calls there; others by a code of the PBX. Groups are
 * those of `pickup-groups`, or the PBX's.
 */
#ifndef DRIVER_SIP_FETCH_H
#define DRIVER_SIP_FETCH_H

#include "driver/sip/line.h"
#include "model/driver.h"

/* The INVITE that fetches is sent: it is given up when no answer comes. */
void sip_fetch_wait(struct sip_call *s);

enum err sip_pickup(struct call *call, const struct call_args *args);
DWORD sip_pickup_ways(const struct line *line);	/* LINEADDRFEATURE_PICKUP.. */

/* The next of groups such as "sales=201,210-215 support=220". False: that was all. */
bool sip_group_next(struct span *rest, struct span *name, struct span *numbers);

/* Call `code` with `text` for an operation that gives birth to a call. */
enum err sip_code_place(struct call *call, enum call_op op, const char *code, const char *text);

#endif

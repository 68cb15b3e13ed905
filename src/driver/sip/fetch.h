/* SPDX-License-Identifier: MIT
 * fetch.h - calls that are fetched from elsewhere, or left there.
 */
#ifndef DRIVER_SIP_FETCH_H
#define DRIVER_SIP_FETCH_H

#include "model/driver.h"

enum err sip_pickup(struct call *call, const struct call_args *args);
enum err sip_unpark(struct call *call, const struct call_args *args);
enum err sip_park(struct call *call, const struct call_args *args);
bool sip_line_able(const struct line *line, enum line_op op);
bool sip_call_able(const struct line *line, enum call_op op);
DWORD sip_pickup_ways(const struct line *line);

#endif

/* SPDX-License-Identifier: MIT
 * park.h - calls that are parked, and fetched from where they are.
 *
 * The PBX is asked by `park-code`: as digits within the call, or by handing the
 * call on to it (REFER). It has parked the call when it takes it away. Where nobody
 * says at which place, it is a free one of `park-slots`, or, with `park-any-code`,
 * the one that the PBX chooses: that of `park-slots` which is taken from then on.
 */
#ifndef DRIVER_SIP_PARK_H
#define DRIVER_SIP_PARK_H

#include "driver/sip/line.h"
#include "model/driver.h"

struct sip_call;
struct sip_parking;

/* Operations (driver.h). */
enum err sip_park(struct call *call, const struct call_args *args);
enum err sip_unpark(struct call *call, const struct call_args *args);
DWORD sip_park_modes(const struct line *line);	/* LINEPARKMODE_; 0: it cannot */
bool sip_park_ready(const struct sip_call *s);		/* nothing else is in the way */
bool sip_unpark_able(const struct sip_line *line);

/* The far end takes the call away. True: as it was to; the model's call is let go of, and
 * ends when its place is known. */
bool sip_park_taken(struct sip_call *s);

/* Nobody waits for it any more: the call ends otherwise, or the PBX refused. NULL is fine. */
void sip_park_stop(struct sip_parking *parking);

/* The line was opened, is closed. */
enum err sip_park_begin(struct sip_line *line);
void sip_park_end(struct sip_line *line);

#endif

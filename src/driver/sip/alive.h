/* SPDX-License-Identifier: MIT
 * alive.h - ask a line's server by OPTIONS whether it is there (`keepalive`).
 */
#ifndef DRIVER_SIP_ALIVE_H
#define DRIVER_SIP_ALIVE_H

#include "driver/sip/line.h"

/* From now on; with no memory for it, from the next time on that the line is ready. */
void alive_begin(struct sip_line *line);

/* No more; it may not have begun. No answer will be heard. */
void alive_end(struct sip_line *line);

#endif

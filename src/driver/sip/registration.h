/* SPDX-License-Identifier: MIT
 * registration.h - the requests of a line's registration, and of those who ask its server
 * something besides: to whom, from whom, in which order.
 */
#ifndef DRIVER_SIP_REGISTRATION_H
#define DRIVER_SIP_REGISTRATION_H

#include "driver/sip/line.h"

/* The URI of its server, of several registrars the one that was found. */
void registration_server(struct buf *b, const struct sip_line *line);

/* From now on it is a registration at server `which`. Each has one of its own: it is
 * written for its name. */
void registration_for(struct sip_line *line, uint8_t which);

/* Begin such a request in sip.out. ERR_TRUNCATED, ERR_NOMEM; then nothing was begun. */
enum err registration_request(struct sip_line *line, const char *method);

#endif

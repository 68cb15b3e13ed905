/* SPDX-License-Identifier: MIT
 * targets.h - whom a call that was sent elsewhere is made to, one after the other.
 *
 * The Contacts of a 3xx are called before what waited already, the best (q) first
 * (RFC 3261 8.1.3.4); nobody is called twice, and not without end. The INVITE tells by
 * which way it came: History-Info (RFC 7044), Diversion (RFC 5806).
 */
#ifndef DRIVER_SIP_TARGETS_H
#define DRIVER_SIP_TARGETS_H

#include "base/buf.h"
#include "base/err.h"

#define SIP_TARGETS_MAX 16	/* of a call, with the one that was dialled */
#define SIP_TARGETS_DEEP 5	/* that one was sent on, and was sent on, ... */

struct sip_msg;
struct sip_targets;

/* The one that is called now answered `msg`, a 3xx: note whom else to call, if anybody is
 * named who is new. *t is made where it is NULL; then it was `dialled`. ERR_NOMEM: not all
 * of them are noted. */
enum err sip_targets_add(struct sip_targets **t, const char *dialled, const struct sip_msg *msg);

/* The one that is called now is not to be had, for `status`: whom to call instead. NULL:
 * there is nobody. */
const char *sip_targets_next(struct sip_targets *t, uint32_t status);

/* The first of all; and who sent us to the one that is called now. */
const char *sip_targets_first(const struct sip_targets *t);
const char *sip_targets_by(const struct sip_targets *t);

/* Into a request: how it came to the one that is called now (enum sip_told of conf.h). */
void sip_targets_write(struct buf *b, const struct sip_targets *t, uint32_t told);

void sip_targets_free(struct sip_targets *t);	/* NULL is fine */

#endif

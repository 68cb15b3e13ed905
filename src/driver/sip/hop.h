/* SPDX-License-Identifier: MIT
 * hop.h - the ways to servers, each kept once however many lines go by it.
 */
#ifndef DRIVER_SIP_HOP_H
#define DRIVER_SIP_HOP_H

#include "driver/sip/stack.h"

/* `*kept` (NULL at first) becomes a way that says the same as `hop`; NULL: none. What
 * it was before is let go of. ERR_NOMEM, and then it stays as it was. */
enum err hop_keep(const struct sip_hop **kept, const struct sip_hop *hop);

#endif

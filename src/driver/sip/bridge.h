/* SPDX-License-Identifier: MIT
 * bridge.h - two others talk, and we hold their signalling together.
 *
 * Third party call control by RFC 3725, flow III: the first end is connected to nothing
 * already; the second one is asked for its offer, which the first one answers. From
 * then on what one end wants (hold, digits by INFO, BYE) is handed to the other. We
 * have no voice in it.
 */
#ifndef DRIVER_SIP_BRIDGE_H
#define DRIVER_SIP_BRIDGE_H

#include "driver/sip/leg.h"
#include "wire/rtp/sdp.h"

struct bridge;

struct bridge_owner {
	void (*progress)(void *arg, uint32_t status);	/* of the second end, beyond 100 */
	void (*stands)(void *arg);			/* they talk */

	/* It is over, or will not be, and gone. `msg`: the BYE or the final answer that says
	 * why; NULL: there was none. `first`: it was the first end that ended it. */
	void (*over)(void *arg, const struct sip_msg *msg, bool first);
};

/* The first end: a leg that stands, and what it was told of our end of the session. */
struct bridge_first {
	struct leg *leg;
	const struct sdp_end *end;
};

/* Join it with `target`. The leg is taken, whatever comes of it; on an error the owner
 * hears nothing. The second end may be unreachable already when this returns OK: then
 * owner->over was called, and `*out` is NULL if the owner made it so there. */
enum err bridge_open(struct bridge **out, const struct bridge_first *first, const char *target,
		     const struct bridge_owner *owner, void *arg);

/* End both. The owner hears no more. NULL is fine. */
void bridge_close(struct bridge *bridge);

/* The owner hears no more, but they go on talking, if they do already; else it ends. NULL
 * is fine. */
void bridge_let_go(struct bridge *bridge);

#endif

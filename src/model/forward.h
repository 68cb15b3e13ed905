/* SPDX-License-Identifier: MIT
 * forward.h - where calls for a line go instead: what lineForward asked for.
 *
 * The model keeps the list that the device has taken for an address, so that
 * LINEADDRESSSTATUS can tell it; it is replaced as a whole (R-FWD-1).
 */
#ifndef MODEL_FORWARD_H
#define MODEL_FORWARD_H

#include "abi/tapi.h"
#include "base/err.h"
#include <stdbool.h>

struct forward {
	DWORD mode;			/* one bit of LINEFORWARDMODE_ */
	DWORD country;
	char *caller;			/* ..SPECIFIC: only calls from there; owned, UTF-8 */
	char *dest;			/* NULL: do not disturb (R-FWD-5) */
};

struct forwards {
	struct forwards *next;		/* the same for another address; owned; NULL: that was all */
	DWORD address;			/* its id */
	DWORD rings;			/* before a call counts as not answered */
	DWORD count;
	struct forward list[];
};

/* Room for `count` entries, all empty. */
enum err forwards_new(struct forwards **out, DWORD count);
void forwards_free(struct forwards *forwards);	/* and all behind it; NULL is fine */

/* The modes that come `on` a kind of event, whoever calls. */
#define FORWARD_UNCOND	(LINEFORWARDMODE_UNCOND | LINEFORWARDMODE_UNCONDINTERNAL | \
			 LINEFORWARDMODE_UNCONDEXTERNAL | LINEFORWARDMODE_UNCONDSPECIFIC)
#define FORWARD_BUSYNA	(LINEFORWARDMODE_BUSYNA | LINEFORWARDMODE_BUSYNAINTERNAL | \
			 LINEFORWARDMODE_BUSYNAEXTERNAL | LINEFORWARDMODE_BUSYNASPECIFIC)
#define FORWARD_BUSY	(LINEFORWARDMODE_BUSY | LINEFORWARDMODE_BUSYINTERNAL | \
			 LINEFORWARDMODE_BUSYEXTERNAL | LINEFORWARDMODE_BUSYSPECIFIC | FORWARD_BUSYNA)
#define FORWARD_NOANSWER (LINEFORWARDMODE_NOANSW | LINEFORWARDMODE_NOANSWINTERNAL | \
			 LINEFORWARDMODE_NOANSWEXTERNAL | LINEFORWARDMODE_NOANSWSPECIFIC | FORWARD_BUSYNA)
#define FORWARD_SPECIFIC (LINEFORWARDMODE_UNCONDSPECIFIC | LINEFORWARDMODE_BUSYSPECIFIC | \
			 LINEFORWARDMODE_NOANSWSPECIFIC | LINEFORWARDMODE_BUSYNASPECIFIC)

/* The entry for a call of `caller` (its number), from inside or not, on
 * `event` (one of the sets above); the particular before the general. NULL: none. */
const struct forward *forwards_find(const struct forwards *forwards, DWORD event,
				    const char *caller, bool internal);

#endif

/* SPDX-License-Identifier: MIT
 * subscribe.h - subscriptions: what others tell a line of themselves (RFC 6665).
 *
 * A subscription is kept up until it is closed: refreshed in good time, begun
 * anew when its notifier ends it for a reason that allows it (4.1.3), tried
 * again after a pause that doubles when it is refused or unanswered. It uses
 * the line's credentials and waits while the line is not registered. What a
 * NOTIFY brings is handed to its kind; NOTIFYs that come late are not.
 */
#ifndef DRIVER_SIP_SUBSCRIBE_H
#define DRIVER_SIP_SUBSCRIBE_H

#include "driver/sip/line.h"

struct subscription;

/* An event package. Neither function may open or close subscriptions. */
struct subscription_kind {
	const char *event;	/* "message-summary" */
	const char *accept;	/* the types of its bodies, split by commas; others are refused with 415 */

	/* A NOTIFY came; it has a body of one of those types or none. */
	void (*notified)(void *arg, const struct sip_msg *msg);

	/* What was told goes on no more: all that comes now is of a new subscription,
	 * or nothing comes. NULL is fine. */
	void (*lost)(void *arg);

	/* It was refused, or a try failed. NULL is fine. */
	void (*absent)(void *arg);

	const char *supported;	/* what the notifier may use of SIP; NULL: nothing special */
};

/* Subscribe to `target` (a SIP URI, copied) for `expires_s` at a time. Begins when
 * the line is ready, at once if it is. ERR_NOMEM. */
enum err subscription_open(struct subscription **out, struct sip_line *line,
			   const struct subscription_kind *kind, const char *target, void *arg);

/* Something is missing of what was told: ask anew for all of it. */
void subscription_refresh(struct subscription *s);

/* Unsubscribe. Nothing is told of it any more and the handle is gone; what must
 * still be said to the notifier is said. NULL is fine. */
void subscription_close(struct subscription *s);

/* The line is ready: those that wait for it begin. */
void subscriptions_begin(struct sip_line *line);

/* At once and without a word: those of a line that were closed and linger; all
 * there are. */
void subscriptions_abandon(struct sip_line *line);
void subscriptions_stop(void);

/* A NOTIFY with a To tag. False: it belongs to no subscription. */
bool subscription_notify(struct sip_trans *trans, const struct sip_msg *msg);

#endif

/* SPDX-License-Identifier: MIT
 * join.h - what calls are to each other: consultation, transfer, conference.
 *
 * A consultation call has an original, which is held for it. A conference is a
 * call of its own; its members have it as parent, are CONFERENCED and take no
 * place of the line's, as the conference takes one. All of it is of one line.
 *
 * The model sees to what follows by itself, for any driver, by asking its
 * operations without a request: the original comes back when its consultation
 * is over (R-DROP-3), taking it back ends the consultation (R-XFER-5), a
 * conference takes its members along when it ends, and one that only one
 * member is left of becomes that member's call again (R-CONF-6).
 */
#ifndef MODEL_JOIN_H
#define MODEL_JOIN_H

#include "model/call.h"

/* --- the door asks --- */

/* The consultation call for `held`, which leaves it its place. ERR_CALLUNAVAIL:
 * as many calls are held for something as can be. */
enum err join_new_consult(struct call **out, struct call *held, HTAPICALL htcall);

/* A conference that is to be. ERR_UNAVAIL: the line has none. */
enum err join_new_conference(struct call **out, struct address *address, HTAPICALL htcall);

/* --- drivers tell --- */

/* `original` is held for `consult` from now on, in the way that `event` says
 * (EV_HELD_FOR_TRANSFER, EV_HELD_FOR_CONFERENCE). */
void join_consulting(struct call *original, struct call *consult, enum call_event event);

/* The two have changed places: who was held talks, and hears it in `mode`
 * (LINECONNECTEDMODE_). */
void join_swapped(struct call *active, struct call *held, DWORD mode);

/* The far ends of both talk with each other; nothing of the calls is left. */
void join_transferred(struct call *call, struct call *consult);

/* `member` is in the conference; it was its consultation call or any other. */
void join_added(struct call *conference, struct call *member);

/* --- anyone --- */

/* How many members it has. */
DWORD join_members(const struct call *conference);

/* Over all members of a conference. */
#define join_each(node, conference)						\
	list_each(node, &(conference)->line->calls)				\
		if (list_entry(node, struct call, node)->parent == (conference))

/* --- the model --- */

/* Whether `op` fits what the call is to others, and to `other` (NULL: not
 * known yet): OK, ERR_CALL, ERR_CONFERENCE, ERR_CONFERENCEFULL. */
enum err join_may(const struct call *call, enum call_op op, const struct call *other);

/* Whether taking `call` back ends the conference that it was to begin (R-CONF-9). */
bool join_is_initial(const struct call *call);

/* UNHOLD was asked: its consultation is over. False: for the initial member of
 * a conference that was all. */
bool join_unhold(struct call *call);

/* The call has a new state; or is over, or about to be freed. */
void join_news(struct call *call);
void join_over(struct call *call);

#endif

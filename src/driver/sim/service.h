/* SPDX-License-Identifier: MIT
 * service.h - what the exchange does for calls: where they go, and what can be
 * asked of them beside making, answering and ending them. The driver's slots
 * and what its files need of each other.
 */
#ifndef DRIVER_SIM_SERVICE_H
#define DRIVER_SIM_SERVICE_H

#include "driver/sim/sim.h"

/* --- route.c: where calls go --------------------------------------------------- */

/* `text` was dialled at the caller's end: a dial tone if there is none, wait for
 * more if it ends in ';', else the call's way through the exchange begins. */
enum err sim_route_dial(struct sim_link *link, const char *text);
enum err sim_route_check(const struct sim_link *link, const char *text);

/* Whether a call can be sent there at all. */
bool sim_route_exists(const char *dest);

/* The call goes to `dest` now, sent there by `sender` for `reason`. */
void sim_route_on(struct sim_link *link, const char *dest, const struct address *sender, DWORD reason);

/* It rang as often as was to be, and goes elsewhere. */
bool sim_route_unanswered(struct sim_link *link);

/* The call goes to `address`, or where that one sends it. The link may be gone then. */
void sim_route_to(struct sim_link *link, struct address *address);

/* Offer a call of the link to `to`, and ring it. ERR_CALLUNAVAIL: it is busy. */
enum err sim_route_offer(struct sim_link *link, struct address *to);

/* The caller hears the busy tone for its time. */
void sim_route_busy(struct sim_link *link);

/* --- modem.c: calls that carry data ----------------------------------------------- */

enum err sim_call_stream(const struct call *call, intptr_t *out);

/* It is not the same two any more who have the call: what they read ends. */
void sim_stream_end(struct sim_link *link);

/* --- request.c: what was begun ------------------------------------------------ */

/* What an operation needs when its time has come; call_args in the exchange's words. */
struct sim_order {
	struct call *other, *born[2];
	DWORD mode, message, flags;
	const char *text, *group;	/* text: the destination, or the target of a flag */
	struct bytes data, more;	/* as in call_args */
	DWORD min_rate, max_rate;
	LINEDIALPARAMS dial;
	bool dials;			/* there are dial parameters */
	DWORD terminal, terminal_modes;
	bool enable;
};

/* Do it after `after_ms` (0: now); it replies. */
enum err sim_begin(struct call *call, enum call_op op, const struct call_args *args,
		   void (*perform)(struct sim_end *end, const struct sim_order *order), uint32_t after_ms);

/* The same for a line, after operation-delay. What TAPI lent is lent until the reply. */
enum err sim_line_begin(struct line *line, enum line_op op, const struct line_args *args,
			void (*perform)(struct line *line, const struct line_args *args));
void sim_line_requests_forget(struct line *line);

/* Forget what was begun for `end` and is not done; it goes on elsewhere. */
void sim_requests_forget(struct sim_end *end);
void sim_requests_move(struct sim_end *from, struct sim_end *to);

/* --- join.c: two calls and more ------------------------------------------------ */

enum err sim_swap_hold(struct call *call, const struct call_args *args);
enum err sim_setup_transfer(struct call *call, const struct call_args *args);
enum err sim_complete_transfer(struct call *call, const struct call_args *args);
enum err sim_blind_transfer(struct call *call, const struct call_args *args);
void sim_auto_transfer(struct call *call, const char *dest);
enum err sim_setup_conference(struct call *call, const struct call_args *args);
enum err sim_prepare_add(struct call *call, const struct call_args *args);
enum err sim_add_to_conference(struct call *call, const struct call_args *args);
enum err sim_remove_from_conference(struct call *call, const struct call_args *args);

/* The call at `end` is taken back from its hold. */
void sim_join_unheld(struct sim_end *end);

/* A consultation call that adds itself was answered. */
void sim_conference_grows(struct sim_link *link);

/* --- park.c: calls that are fetched --------------------------------------------- */

enum err sim_park(struct call *call, const struct call_args *args);
enum err sim_unpark(struct call *call, const struct call_args *args);
enum err sim_pickup(struct call *call, const struct call_args *args);
void sim_park_forget(void);		/* all that nobody is at any more */
void sim_park_move(struct sim_link *from, struct sim_link *to);	/* who is at `to` waits there instead */
void sim_park_leave(struct sim_link *link);	/* it waits no longer, if it did */

/* --- knock.c: calls for an address that has no room ------------------------------ */

/* The call waits at `address`, if it can; the caller hears it ring. */
bool sim_knock_begin(struct sim_link *link, struct address *address);
void sim_knock_leave(struct sim_link *link);	/* it waits no longer, if it did */

/* What waits there; whom the address talks to. NULL: nobody. */
struct sim_link *sim_knock_at(const struct address *address);
struct call *sim_talking_at(const struct address *address);

/* What `line` does changed; it is closed. */
void sim_knock_follow(const struct line *line);
void sim_knock_forget(struct sim_line *line);

/* --- complete.c: calls that wait until somebody is free --------------------------- */

enum err sim_complete(struct call *call, const struct call_args *args);
enum err sim_uncomplete(struct line *line, const struct line_args *args);
extern const char *const sim_messages[];

/* What `line` does changed: see who waits for it. */
void sim_completions_follow(struct line *line);

/* Nobody waits any more: on behalf of `line`, or with `link`. */
void sim_completions_forget(const struct line *line);
void sim_completion_leave(struct sim_link *link);

/* Who asked for the completion has answered: now the other one is called. */
void sim_completion_answered(struct sim_link *link);

/* --- status.c: what a line is besides its calls ------------------------------------- */

/* A message of `from` waits at `line`, until that line reaches `from` or it is cleared. */
enum err sim_waiting_leave(struct line *line, const struct address *from);
void sim_waiting_answered(const struct call *caller, const struct call *called);
void sim_waiting_take(struct line *line, const struct address *from);	/* it waits no longer */
void sim_waiting_clear(struct line *line);
void sim_waiting_forget(struct sim_line *line);	/* without a word */

enum err sim_set_status(struct line *line, const struct line_args *args);

/* What who calls the line hears, as it takes no calls: LINEDISCONNECTMODE_. */
DWORD sim_unreached_mode(const struct line *line);

/* In which of its modes the line rings for the call. */
DWORD sim_ring_mode(const struct sim_line *line, const struct sim_link *link);

/* Whether what the configuration says of ringing can be; if not, `why`. */
enum err sim_ring_check(const struct sim_line_conf *conf, struct buf *why);

#endif

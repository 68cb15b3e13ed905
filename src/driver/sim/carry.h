/* SPDX-License-Identifier: MIT
 * carry.h - what the exchange carries with calls: user-user information, call
 * data, flows, how a call is carried, who hears it; the driver's slots for them.
 *
 * Of a conversation the link knows the call data and the id of its hub, so that
 * both outlive who has left it; all else stands at the calls, and what one end
 * has the other one has too.
 */
#ifndef DRIVER_SIM_CARRY_H
#define DRIVER_SIM_CARRY_H

#include "driver/sim/sim.h"
#include "model/info.h"

#define SIM_RATE_MAX 64000u	/* bit/s, of one call */
#define SIM_MESSAGE_SIZE 128u	/* bytes of user-user information that go at a time */
#define SIM_UUI_SIZE 1024u	/* ... and that a chain of such messages has at most */
#define SIM_DATA_SIZE 2048u	/* bytes of call data */

/* --- carry.c ----------------------------------------------------------------- */

enum err sim_secure(struct call *call, const struct call_args *args);
enum err sim_set_data(struct call *call, const struct call_args *args);
enum err sim_set_qos(struct call *call, const struct call_args *args);
enum err sim_set_params(struct call *call, const struct call_args *args);
void sim_dial_limits(const struct line *line, struct dial_limits *out);
void sim_track(struct line *line);

/* What a call that is to be made takes along, and what it is promised. */
enum err sim_carry_begin(struct sim_link *link, struct call *caller);
enum err sim_carry_promise(struct call *call, const struct call_params *params);

/* `to` is at the called end: what the caller's has goes to it. ERR_RATEUNAVAIL:
 * its line cannot promise as much. */
enum err sim_carry_offer(struct sim_link *link, struct call *to);

/* Who was at `from` is at `moved` now, with somebody else; the conversation goes on. */
void sim_carry_joined(struct sim_end *moved, struct sim_link *from);

/* The link belongs to that conference now. */
void sim_carry_added(struct sim_link *conference, struct sim_link *link);

void sim_carry_free(struct sim_link *link);

/* Somebody of the line talks and must not be disturbed. */
bool sim_secure_talk(const struct line *line);

/* --- message.c: user-user information ------------------------------------------ */

enum err sim_send_uui(struct call *call, const struct call_args *args);
enum err sim_release_uui(struct call *call, const struct call_args *args);

/* One message that goes with something else (answer, drop), now. */
void sim_message(struct sim_end *from, struct bytes uui);

/* What is on its way from `end` and to it is lost, or goes on from `to`. */
void sim_messages_forget(struct sim_end *end);
void sim_messages_move(struct sim_end *from, struct sim_end *to);

/* --- terminal.c ------------------------------------------------------------------- */

enum err sim_set_terminal(struct call *call, const struct call_args *args);
enum err sim_line_set_terminal(struct line *line, const struct line_args *args);

/* The terminals that the configuration names. */
enum err sim_terminals(struct line *line, const char *names, struct buf *why);

/* Whether the call at `end` is connected and somebody can listen, or speak. */
bool sim_end_hears(const struct sim_end *end);
bool sim_end_speaks(const struct sim_end *end);

#endif

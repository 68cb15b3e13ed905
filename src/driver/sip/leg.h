/* SPDX-License-Identifier: MIT
 * leg.h - a dialog of ours without a voice.
 *
 * A line that watches somebody's phone still begins dialogs by INVITE: to ring that
 * phone and hand it on, to let two others talk, to control it. A leg is such a dialog
 * and what both RFC 3261 and its servers want of it: the way, credentials, ACK,
 * CANCEL or BYE. What is said in it is its owner's.
 */
#ifndef DRIVER_SIP_LEG_H
#define DRIVER_SIP_LEG_H

#include "driver/sip/line.h"

struct leg;

/* All of them are called at most once at a time; each may close the leg. */
struct leg_owner {
	/* An INVITE is written: headers go to sip.out, and its body (at most 4 KiB) to
	 * `body`, whose type is returned; NULL: it has none. */
	const char *(*invites)(void *arg, const struct sip_hop *hop, struct buf *body);

	/* The first one is under way. */
	void (*begun)(void *arg);

	/* A provisional answer to it, beyond 100. NULL is fine. */
	void (*progress)(void *arg, uint32_t status);

	/* A 2xx came: leg_acknowledge() is due, now or later. To a later INVITE any final
	 * answer is told; NULL: there was none. Those of 300 and more need no ACK. */
	void (*answered)(void *arg, const struct sip_msg *msg);

	/* It will not be, or is over: the leg is gone. `msg` is the final answer or the BYE;
	 * NULL: `err` says why it could not begin, or nobody answered (OK). */
	void (*over)(void *arg, enum err err, const struct sip_msg *msg);

	/* A request within it that is not answered by the leg itself (BYE, OPTIONS are):
	 * answer it. NULL: it is refused. */
	void (*asked)(void *arg, struct sip_trans *trans, const struct sip_msg *msg);
};

/* Call `target` (a URI, copied). When this returns OK, owner->begun or owner->over may
 * have been called already; `*out` is set before. ERR_NOMEM, ERR_ADDRESS. */
enum err leg_open(struct leg **out, struct sip_line *line, const char *target,
		  const struct leg_owner *owner, void *arg);

/* Somebody else has it from now on. */
void leg_give(struct leg *leg, const struct leg_owner *owner, void *arg);

/* CANCEL or BYE, whatever it needs; the owner hears no more. NULL is fine. */
void leg_close(struct leg *leg);

/* The ACK to the 2xx that came last, and to its repetitions. */
void leg_acknowledge(struct leg *leg, const char *type, struct span body);

/* Another INVITE. ERR_STATE: one is under way, or the first is not acknowledged. */
enum err leg_invite_again(struct leg *leg);

/* Ask something within it. `answered` is called once, with the final answer or NULL; not
 * if the leg is closed or over before. `head`: further header lines, each with its CRLF. */
struct leg_question {
	const char *method;
	struct span head;
	const char *type;		/* of the body; NULL: none */
	struct span body;
	void (*answered)(void *arg, const struct sip_msg *msg);
	void *arg;
};
enum err leg_ask(struct leg *leg, const struct leg_question *question);

/* Answer a request within it. */
void leg_answer(struct leg *leg, struct sip_trans *trans, const struct sip_msg *msg, uint32_t status,
		const char *type, struct span body);

/* The same for answers that are given later, by stack_reply_again(); to be freed, NULL: no
 * memory. Their Contact is written by leg_write_contact(). */
struct reply_head *leg_reply_head(const struct leg *leg, const struct sip_msg *msg);
void leg_write_contact(const struct leg *leg);

struct span leg_call_id(const struct leg *leg);
struct sip_line *leg_line(const struct leg *leg);	/* NULL: it was closed */
const struct sip_hop *leg_hop(const struct leg *leg);

/* `"name" <uri>` of the line, as in From. */
void leg_write_us(struct buf *b, const struct sip_line *line, const struct sip_hop *hop);

/* A request with a To tag. False: it belongs to no leg. */
bool leg_request(struct sip_trans *trans, const struct sip_msg *msg);

/* The line is closed: its legs go on without credentials. The stack closes: all end. */
void legs_let_go(struct sip_line *line);
void legs_stop(void);

#endif

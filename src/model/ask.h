/* SPDX-License-Identifier: MIT
 * ask.h - requests: what TAPI asked for, until it is answered.
 *
 * Each is answered exactly once: by call_reply() or line_reply(), by the first
 * news of a call that it gave birth to, or because what it was asked of is
 * closed. A request can give birth to one call or two; they share its fate:
 * known to TAPI when it succeeds, gone when it does not (R-HND-4, R-HND-6).
 */
#ifndef MODEL_ASK_H
#define MODEL_ASK_H

#include "abi/tspi.h"
#include "base/err.h"
#include "base/list.h"
#include "model/op.h"
#include <stdbool.h>

struct call;
struct line;
struct call_args;
struct line_args;
struct forwards;

#define BIRTHS_MAX 2

/* Where TAPI wants something besides the result: its memory, borrowed until
 * the answer (R-ASYNC-8), and how to write there. */
struct ask_out {
	void *to;			/* NULL: nothing is wanted */
	enum err (*write)(void *to, DWORD number, const char *text);
};

struct ask {
	struct list node;		/* of the call's asks, or the line's */
	DRV_REQUESTID id;
	int op;				/* enum call_op; of a line enum line_op */
	struct line *line;
	struct call *call;		/* NULL: it was asked of the line */
	struct call *born[BIRTHS_MAX];	/* NULL: none */
	struct forwards *forwards;	/* FORWARD: what is asked for; NULL: none */
	struct ask_out out;
};

/* Ask for `op`, with TAPI's request (0: a synchronous function). ERR_UNAVAIL:
 * the device cannot; ERR_STATE: not now. OK: begun, the reply comes. What
 * args->born names is born by it: after an error those calls are still there
 * and the caller's to free. */
enum err call_ask(struct call *call, enum call_op op, DRV_REQUESTID request,
		  const struct call_args *args);
enum err line_ask(struct line *line, enum line_op op, DRV_REQUESTID request,
		  const struct line_args *args);

/* TAPI's number of the oldest request for `op`; 0: none is in flight. */
DRV_REQUESTID call_request(const struct call *call, enum call_op op);

/* Whether call_ask() would begin now. */
enum err call_may_with(const struct call *call, enum call_op op, const struct call_args *args);

/* --- for drivers --- */

/* What the oldest request for `op` brings forth: the completion id of COMPLETE,
 * the address of PARK. Before the reply; an error (ERR_TOOSMALL) is its result
 * then, so ask before it is too late to leave the call as it is. */
enum err call_brings(struct call *call, enum call_op op, DWORD number, const char *text);

/* Answer the oldest request for `op` (and those that joined it), if there is
 * one: each request is answered once, here, and who comes second finds
 * nothing to answer. After a failed birth (DIAL, SETUP_TRANSFER, ...) the calls
 * that were to be born are gone when this returns; a driver that still had
 * something for them was told by call_release(). */
void call_reply(struct call *call, enum call_op op, enum err result);
void line_reply(struct line *line, enum line_op op, enum err result);

/* --- for the model --- */

/* Answer all requests in `asks` for `op` (-1: whatever they asked for). */
void ask_answer_all(struct list *asks, int op, enum err result);

/* The first news of a call that is being born answers the request for it. */
void ask_birth_done(struct call *call);

/* A call that is being born is closed: the request fails (R-HND-8). */
void ask_birth_fails(struct call *call, enum err why);

#endif

/* SPDX-License-Identifier: MIT
 * apart.h - a provider in a process of its own: what both processes know.
 *
 * One stream between them carries frames: in the one direction functions that are asked,
 * in the other their returns and the provider's calls of TAPI's procedures, in the order
 * in which they happened. Both processes are of one build on one machine, so numbers are
 * as the machine has them; yet each side believes nothing that it can check.
 *
 *   thunk.c    TSPI functions that ask: here they become rows of values
 *   apart.c    asks, and takes the returns
 *   read.c     hands out what comes
 *   start.c    starts the process
 *   news.c     the procedures' calls become TAPI's
 *   known.c    what is open there, so that its end can be told
 *   keep.c     what becomes of it when the process ends, and its successor
 *   code.c     values to frames and back, for both
 *   child.c, work.c, told.c   the other process
 */
#ifndef HOST_APART_H
#define HOST_APART_H

#include "base/buf.h"
#include "opentsp/host.h"

#define APART_ARGS 12			/* the most that a function has */
#define APART_BLOCK_MAX (16u << 20)	/* bytes of one parameter */
#define APART_FRAME_MAX (64u << 20)
#define APART_NONE 0xFFFFFFFFu		/* instead of a size: NULL */
#define APART_PROCEDURES 8		/* of one kind that TAPI may have given */

enum apart_kind {
	APART_VALUE, APART_REQUEST, APART_PROCESS, APART_LINE_ID, APART_PHONE_ID, APART_LINE, APART_CALL,
	APART_PHONE, APART_BORN, APART_ON_LINE, APART_ON_PHONE, APART_ON_DONE,
	/* From here on pointers to what goes there; */
	APART_TEXT, APART_FIXED, APART_ARRAY, APART_READS,
	/* and comes back. */
	APART_GIVES, APART_BLOCK, APART_RECORD, APART_COLLECTS, APART_NAME,
};

/* One parameter: `unit` is the size of one of what it points to, `at` where their number
 * stands. */
struct apart_arg {
	unsigned char kind, unit;
	signed char at;
};

struct apart_row {
	const char *name;
	bool async, phone;
	unsigned char count;
	struct apart_arg args[APART_ARGS];
};

enum apart_fn {
#define TSPI(name, answers, level, since, params) APART_FN_##name,
#define TUISPI(name, answers, level, since, params)
#include "abi/functions.def"
#undef TSPI
#undef TUISPI
	APART_FN_COUNT
};
extern const struct apart_row apart_rows[APART_FN_COUNT];	/* thunk.c */

enum apart_frame {
	/* to the child */
	APART_LOAD,		/* path, conf ("": none) */
	APART_ASK,		/* id, fn, its values */
	APART_ANSWER,		/* id, a number: what a procedure gave back */
	APART_BYE,
	/* from it */
	APART_LOADED,		/* a byte for each function: is it there; or a sentence, why not */
	APART_RETURN,		/* id, result, what came back */
	APART_DONE,		/* procedure, request, result, has what came back; that */
	APART_EVENT,		/* an apart_event */
	APART_DIGITS,		/* a key, a block: that is what was gathered, and no more comes */
};

/* The call of a LINEEVENT or PHONEEVENT. A block that a parameter pointed to follows it. */
struct apart_event {
	uint32_t procedure, phone, message;
	uint32_t answer;	/* the child waits for an APART_ANSWER of this id; 0: it does not */
	uint64_t device, call, p[3];
	uint32_t block, block2;	/* their sizes; APART_NONE: NULL */
	uint64_t digits;	/* of LINE_GATHERDIGITS: into whose buffer the block goes */
};

/* --- frames (code.c) ------------------------------------------------------------ */

void apart_begin(struct buf *b, enum apart_frame kind);	/* it grows; buf_free() is the caller's */
void apart_begin_in(struct buf *b, enum apart_frame kind, void *memory, size_t size);
void apart_u32(struct buf *b, uint32_t n);
void apart_u64(struct buf *b, uint64_t n);
void apart_block(struct buf *b, const void *bytes, uint32_t size);	/* NULL: APART_NONE */

/* What is left of a frame; `bad` once more was taken than there is. */
struct apart_rest {
	const char *at;
	size_t len;
	bool bad;
};
uint32_t apart_take32(struct apart_rest *rest);
uint64_t apart_take64(struct apart_rest *rest);
const void *apart_take(struct apart_rest *rest, size_t size);	/* NULL: there are not so many */

/* Frames as they come over a link. */
struct apart_stream {
	intptr_t link;
	char *at;
	size_t from, len, size;
};

/* Wait for the next one, which is valid until the next call. False: it has ended, or what
 * came is no frame. */
bool apart_next(struct apart_stream *stream, uint32_t *kind, struct apart_rest *out);

/* Finish the frame in `b` and write it. False: it has ended, or there was no memory. */
bool apart_send(intptr_t link, struct buf *b);

/* --- values --------------------------------------------------------------------------- */

static inline bool apart_points(enum apart_kind kind) { return kind >= APART_TEXT; }
static inline bool apart_comes_back(enum apart_kind kind) { return kind >= APART_GIVES; }

/* Bytes that parameter `i` points to; APART_NONE: it is NULL; more than APART_BLOCK_MAX: it
 * cannot be. */
uint32_t apart_size(const struct apart_row *row, const DWORD_PTR *a, int i);

/* What came back in the parameters, behind each other. Those of `sizes` of APART_NONE are
 * left out. */
void apart_put_outs(struct buf *b, const struct apart_row *row, const DWORD_PTR *a,
		    const uint32_t *sizes);

/* Whether `rest` holds just that, records whose sizes can be believed; it stays as it is. */
bool apart_outs_hold(struct apart_rest rest, const struct apart_row *row, const uint32_t *sizes,
		     LONG result);

#endif

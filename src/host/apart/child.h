/* SPDX-License-Identifier: MIT
 * child.h - the process of a provider: what its files share.
 *
 * One thread reads what is asked and never calls the provider; others call it. What the
 * provider tells is written by the thread that it comes on.
 */
#ifndef HOST_APART_CHILD_H
#define HOST_APART_CHILD_H

#include "host/apart/apart.h"
#include "base/list.h"
#include <uv.h>

/* The process: serve who started it, over the link that `argument` names. */
int apart_child_main(const char *argument);

/* A function that is asked; its memory lives until nobody writes to it any more. */
struct apart_work {
	struct list node;
	enum apart_fn fn;
	uint32_t id;
	DWORD_PTR a[APART_ARGS];
	uint32_t sizes[APART_ARGS];
	bool returned, completed;
	bool released;			/* gathering: out of the list, and freed by who returns */
	uint64_t digits, digits_call;	/* the other side's key, and its handle of the call */
};

/* child.c */
bool apart_child_send(struct buf *b);		/* and free it */
LONG apart_child_call(enum apart_fn fn, const DWORD_PTR *a);
bool apart_child_has(enum apart_fn fn);

/* work.c: do what is asked on a thread of its own; false: it is no such frame. */
void apart_work_init(void);
bool apart_work_add(struct apart_rest *rest);
struct apart_work *apart_work_owing(DWORD request);	/* gives the lock of works; NULL: none, and not */
void apart_work_settled(struct apart_work *work);	/* of that, and the lock goes */
uint64_t apart_work_digits(uint64_t call, DWORD end_to_end, struct buf *out);

/* told.c: TAPI's procedures, one for each that the other side names. */
DWORD_PTR apart_told_procedure(enum apart_kind kind, uint64_t place);
void apart_told_init(void);
void apart_told_answer(uint32_t id, uint64_t value);

#endif

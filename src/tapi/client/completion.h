/* SPDX-License-Identifier: MIT
 * completion.h - what is to be done when an asynchronous request has been completed.
 *
 * The pointers that a program gave stay here and never reach the server; they are filled
 * only if the request succeeded, before its LINE_REPLY can be fetched. All with the lock
 * held.
 */
#ifndef CLIENT_COMPLETION_H
#define CLIENT_COMPLETION_H

#include "app.h"
#include "record.h"
#include "tapi/event.h"

/* What to fill; all may be NULL. */
struct completion {
	struct list node;
	DWORD number;
	struct app *app;		/* NULL: not known */
	DWORD open;			/* the number of the line or phone, 0: not known */
	DWORD *first, *second;		/* with p3 and p4 of the event, at any alignment */
	bool born;			/* which are calls */
	void *bytes;			/* with the tail, at most `room` bytes */
	DWORD room;
	struct record record;		/* with the record in the tail */
};

/* A copy of `it` with a number, which is the id of the request; 0: no memory. `device` is
 * the line, phone or call that is asked. */
DWORD completion_new(const struct completion *it, DWORD device);

/* Fill what is to be filled as the event says and forget it. The answer is the result,
 * which is another than the event's if what it brings is wrong. The event is of the line
 * or phone that was asked from then on. */
LONG completion_done(struct event *event, const void *tail, DWORD size);

void completion_cancel(DWORD number);		/* the request was refused; 0 is fine */
void completions_drop(const struct app *app);
void completions_drop_all(void);

/* Tell the application that its requests have failed: the connection is gone. */
void completions_fail(struct app *app);

#endif

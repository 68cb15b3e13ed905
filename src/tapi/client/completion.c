/* SPDX-License-Identifier: MIT
 * completion.c - see completion.h. */
#include "completion.h"
#include "base/mem.h"
#include <string.h>

static struct list all = { &all, &all };

DWORD completion_new(const struct completion *it, DWORD device)
{
	struct completion *done = mem_alloc(sizeof(*done));
	struct open *open = open_find(device);

	if (!done)
		return 0;
	*done = *it;
	done->app = open ? open->app : NULL;
	done->open = open ? open->number : 0;
	done->number = number_new(NUMBER_REQUEST, done);
	if (!done->number) {
		mem_free(done);
		return 0;
	}
	list_append(&all, &done->node);
	return done->number;
}

static void forget(struct completion *done)
{
	number_free(done->number);
	list_remove(&done->node);
	mem_free(done);
}

/* The calls that came into being have records of the version of their line. */
static void know(const struct completion *done, DWORD call)
{
	const struct open *open = number_find(NUMBER_OPEN, done->open);

	if (done->born && open)
		known_add((struct known){ call, open->version, open->handle, open->number });
}

static void put(const struct completion *done, DWORD *at, DWORD value)
{
	if (!at)
		return;
	memcpy(at, &value, sizeof(value));
	know(done, value);
}

static LONG fill(const struct completion *done, const struct event *event, const void *tail, DWORD size)
{
	enum err err = OK;

	if (done->record.at)
		err = tail ? record_fill(&done->record, tail, size) : ERR_FAILED;
	if (err)
		return event->message == PHONE_REPLY ? err_phone(err) : err_line(err);
	put(done, done->first, event->p3);
	put(done, done->second, event->p4);
	if (done->bytes && tail)
		memcpy(done->bytes, tail, size < done->room ? size : done->room);
	return 0;
}

LONG completion_done(struct event *event, const void *tail, DWORD size)
{
	struct completion *done = number_find(NUMBER_REQUEST, event->p1);
	LONG result = (LONG)event->p2;

	if (!done)
		return result;
	if (result == 0)
		result = fill(done, event, tail, size);
	if (!event->open)
		event->open = done->open;
	forget(done);
	return result;
}

void completion_cancel(DWORD number)
{
	struct completion *done = number_find(NUMBER_REQUEST, number);

	if (done)
		forget(done);
}

void completions_drop(const struct app *app)
{
	list_each_safe(node, &all) {
		struct completion *done = list_entry(node, struct completion, node);

		if (done->app == app)
			forget(done);
	}
}

void completions_drop_all(void)
{
	while (!list_empty(&all))
		forget(list_entry(all.next, struct completion, node));
}

void completions_fail(struct app *app)
{
	list_each_safe(node, &all) {
		struct completion *done = list_entry(node, struct completion, node);
		const struct open *open = number_find(NUMBER_OPEN, done->open);
		const struct message message = {
			.id = app->phone ? PHONE_REPLY : LINE_REPLY,
			.instance = open ? open->instance : 0,
			.p1 = done->number,
			.p2 = (DWORD)(app->phone ? PHONEERR_OPERATIONFAILED : LINEERR_OPERATIONFAILED),
			.open = done->open,
		};

		if (done->app != app)
			continue;
		app_post(app, &message);	/* without memory it is told REINIT alone */
		forget(done);
	}
}

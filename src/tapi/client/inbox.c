/* SPDX-License-Identifier: MIT
 * inbox.c - see inbox.h. */
#include "inbox.h"
#include "app.h"
#include "base/mem.h"
#include "completion.h"
#include "dialog.h"
#include "os/ansi.h"
#include "proxy.h"
#include "tapi/event.h"
#include <string.h>

/* --- digits --------------------------------------------------------------------- */

struct digits {
	struct list node;
	DWORD number, call;
	void *text;
	DWORD count;		/* characters that there is room for */
	bool ansi;
};

static struct list gathers = { &gathers, &gathers };

DWORD digits_new(DWORD call, void *text, DWORD count, bool ansi)
{
	struct digits *digits = mem_zalloc(sizeof(*digits));

	if (!digits)
		return 0;
	*digits = (struct digits){ .call = call, .text = text, .count = count, .ansi = ansi };
	digits->number = number_new(NUMBER_DIGITS, digits);
	if (!digits->number) {
		mem_free(digits);
		return 0;
	}
	list_append(&gathers, &digits->node);
	return digits->number;
}

static void forget(struct digits *digits)
{
	if (!digits)
		return;
	number_free(digits->number);
	list_remove(&digits->node);
	mem_free(digits);
}

void digits_cancel(DWORD number)
{
	forget(number_find(NUMBER_DIGITS, number));
}

void digits_drop_all(void)
{
	while (!list_empty(&gathers))
		forget(list_entry(gathers.next, struct digits, node));
}

/* As many as there is room for; a terminator if there were fewer. */
static void put_digits(const struct digits *digits, const WCHAR *text, DWORD units)
{
	DWORD count = 0;

	while (count < units && text[count])
		count++;
	if (count > digits->count)
		count = digits->count;
	if (digits->ansi) {	/* digits are of ASCII: a byte each */
		char *out = digits->text;

		ansi_from16(text, count, out, count);
		if (count < digits->count)
			out[count] = 0;
	} else {
		WCHAR *out = digits->text;

		memcpy(out, text, count * sizeof(*out));
		if (count < digits->count)
			out[count] = 0;
	}
}

static void take_digits(const struct event *event, const void *tail, DWORD size)
{
	struct digits *digits = number_find(NUMBER_DIGITS, event->context);

	if (!digits)
		return;
	put_digits(digits, tail, tail ? size / 2 : 0);
	forget(digits);
}

/* --- events --------------------------------------------------------------------- */

static bool is_reply(const struct event *event)
{
	return event->message == LINE_REPLY || event->message == PHONE_REPLY;
}

static bool is_for_phones(DWORD message)
{
	return (message >= PHONE_BUTTON && message <= PHONE_STATE) || message == PHONE_CREATE ||
	       message == PHONE_REMOVE;
}

/* What handles stand on is learnt in passing. */
static void learn(const struct open *open, const struct event *event)
{
	DWORD call = 0;

	if (event->message == LINE_CALLSTATE)
		call = event->device;
	else if (event->message == LINE_APPNEWCALL)
		call = event->p2;
	if (call && !known_find(call))
		known_add((struct known){ call, open->version, open->handle, open->number });
}

static const char *make(struct message *out, struct app *app, struct open *open,
			const struct event *event, const void *tail, DWORD size)
{
	*out = (struct message){
		.device = event->device,
		.id = event->message,
		.instance = open ? open->instance : 0,
		.p1 = event->p1,
		.p2 = event->p2,
		.p3 = event->p3,
		.open = event->open,
	};
	if (event->message == LINE_REQUEST)
		out->instance = event->context;
	if (event->message == LINE_GATHERDIGITS)
		take_digits(event, tail, size);
	if (event->message != LINE_PROXYREQUEST)
		return NULL;
	out->p1 = (DWORD_PTR)proxy_new(&app->proxies, tail, size);
	out->p2 = out->p3 = 0;
	return out->p1 ? NULL : "a request to a proxy is wrong, or there is no memory for it";
}

const char *inbox_take(const void *body, DWORD size)
{
	struct event event;
	struct message message;
	struct app *app;
	struct open *open;
	const void *tail;
	DWORD tail_size;
	const char *why = event_read(&event, body, size, &tail, &tail_size);

	if (why)
		return why;
	if (dialog_take(&event, tail, tail_size, &why))
		return why;
	if (is_reply(&event)) {
		event.p2 = (DWORD)completion_done(&event, tail, tail_size);
		event.p3 = 0;
	}
	app = number_find(NUMBER_APP, event.app);
	open = number_find(NUMBER_OPEN, event.open);
	if (event.open && !open && !is_reply(&event))
		return NULL;		/* it has been closed meanwhile */
	if (!app)
		return NULL;		/* it has been shut down meanwhile */
	if (is_for_phones(event.message) != app->phone || (open && open->app != app))
		return "an event is for another application";
	why = make(&message, app, open, &event, tail, tail_size);
	if (why)
		return why;
	if (open)
		learn(open, &event);
	if (open && (event.message == LINE_CLOSE || event.message == PHONE_CLOSE))
		open_closed(open);
	return app_post(app, &message) ? NULL : "a program does not fetch its messages, or there is no memory for them";
}

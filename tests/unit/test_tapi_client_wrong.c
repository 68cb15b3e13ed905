/* SPDX-License-Identifier: MIT
 * test_tapi_client_wrong.c - every event of the server with every DWORD of it wrong: nothing
 * is read or written beyond what is there (AddressSanitizer looks), and no program gets a
 * pointer that it was not given. */
#include "tapi/client/app.h"
#include "tapi/client/completion.h"
#include "tapi/client/inbox.h"
#include "tapi/client/proxy.h"
#include "tapi/event.h"
#include "base/mem.h"
#include "test.h"
#include <stdlib.h>

#define LAST_MESSAGE LINE_DEVSPECIFICEX
#define TAIL 160		/* bytes behind an event */

static const DWORD evil[] = { 0, 1, 3, 23, 40, 111, 112, 160, 161, 0x7FFFFFFF, 0x80000000, 0xFFFFFFF0, 0xFFFFFFFF };

static struct app *app;
static struct open *opened;
static unsigned char *record, *bytes;	/* of the program, each exactly as long as it says */
static DWORD number;			/* of the request that waits */

static void end(void *nothing)
{
	client_reset();
	free(record);
	free(bytes);
}

static void begin(void)
{
	record = calloc(1, 100);
	bytes = calloc(1, 10);
	DEFER(end, NULL);
	client_enter();
	app = app_new(false, APP_EVENT, NULL);
	opened = app ? open_new(app, TAPI_2_2, 0) : NULL;
	if (opened)
		opened->handle = 0x101;
	known_add((struct known){ 0x101, TAPI_2_2, 0, opened ? opened->number : 0 });
	client_leave();
	NEED(opened);
}

/* A request whose completion has all that one can have. */
static void request(enum shape_text text)
{
	const struct completion all = {
		.bytes = bytes, .room = 10,
		.record = { ABI_LINEAGENTCAPS, TAPI_2_2, text, record, 100 },
	};

	memset(record, 0, 100);
	record[0] = 100;
	number = completion_new(&all, 0x101);
	NEED(number);
}

/* Take an event of this message with one DWORD wrong, from a block that is just so long. */
static void take(DWORD message, unsigned at, DWORD value)
{
	const struct event event = {
		.total = EVENT_FIXED + TAIL, .app = app->number, .open = opened->number,
		.context = number, .device = 0x101, .message = message, .p1 = number,
	};
	DWORD *body = malloc(EVENT_FIXED + TAIL);
	struct message got;

	NEED(body);
	memcpy(body, &event, sizeof(event));
	for (unsigned i = 0; i < TAIL / 4; i++)
		body[EVENT_FIXED / 4 + i] = 0;
	body[EVENT_FIXED / 4] = body[EVENT_FIXED / 4 + 1] = body[EVENT_FIXED / 4 + 2] = 100;
	if (message == LINE_PROXYREQUEST)
		body[EVENT_FIXED / 4] = TAIL;
	body[at] = value;
	inbox_take(body, EVENT_FIXED + TAIL);
	free(body);
	while (app_next(app, &got))
		if (got.id == LINE_PROXYREQUEST)
			proxy_drop(&app->proxies, (LINEPROXYREQUEST *)got.p1);
}

/* LINE_CLOSE has ended it. */
static void open_again(DWORD before)
{
	if (number_find(NUMBER_OPEN, before))
		return;
	opened = open_new(app, TAPI_2_2, 0);
	NEED(opened);
}

static void take_all_wrong(DWORD message, enum shape_text text)
{
	DWORD before;

	for (unsigned at = 0; at < (EVENT_FIXED + TAIL) / 4; at++)
		for (size_t i = 0; i < sizeof(evil) / sizeof(evil[0]); i++) {
			client_enter();
			request(text);
			before = opened->number;
			take(message, at, evil[i]);
			completion_cancel(number);
			open_again(before);
			client_leave();
		}
}

TEST_ONCE(tapi_client, no_event_reaches_beyond_what_a_program_gave)
{
	begin();
	for (DWORD message = 0; message <= LAST_MESSAGE; message++) {
		take_all_wrong(message, SHAPE_WIDE);
		take_all_wrong(message, SHAPE_ANSI);
	}
	CHECK_INT(record[0], 100);
}

/* A path of ten characters and a block of twenty bytes, and then one number of that wrong. */
static void take_dialog(DWORD message, unsigned at, DWORD value)
{
	const struct event event = {
		.total = EVENT_FIXED + TAIL, .device = 0x101, .message = message, .p1 = 20, .p2 = 20,
	};
	DWORD *body = calloc(1, EVENT_FIXED + TAIL);

	NEED(body);
	memcpy(body, &event, sizeof(event));
	memcpy((char *)body + EVENT_FIXED, u"/nowhere!", 20);
	body[at] = value;
	client_enter();
	inbox_take(body, EVENT_FIXED + TAIL);
	client_leave();
	free(body);
}

TEST_ONCE(tapi_client, no_dialog_begins_with_what_is_not_there)
{
	begin();
	for (unsigned at = 0; at < EVENT_FIXED / 4 + 6; at++)
		for (size_t i = 0; i < sizeof(evil) / sizeof(evil[0]); i++) {
			take_dialog(LINE_CREATEDIALOGINSTANCE, at, evil[i]);
			take_dialog(LINE_SENDDIALOGINSTANCEDATA, at, evil[i]);
		}
}

/* Each kind of request to a proxy has its own fields. */
TEST_ONCE(tapi_client, no_request_to_a_proxy_points_out_of_itself)
{
	DWORD *body = calloc(1, TAIL);
	struct list proxies;
	LINEPROXYREQUEST *it;

	NEED(body);
	DEFER(free, body);
	list_init(&proxies);
	for (DWORD type = 0; type < 24; type++)
		for (unsigned at = 0; at < TAIL / 4; at++)
			for (size_t i = 0; i < sizeof(evil) / sizeof(evil[0]); i++) {
				memset(body, 0, TAIL);
				body[0] = TAIL;
				body[6] = type;		/* dwRequestType */
				body[at] = evil[i];
				it = proxy_new(&proxies, body, TAIL);
				CHECK(!it || it->dwSize <= TAIL);
				if (it)
					proxy_drop(&proxies, it);
			}
}

/* SPDX-License-Identifier: MIT
 * message.c - how messages come to the program. */
#include "app.h"
#include "connection.h"
#include "functions.h"

#define FOREVER 0xFFFFFFFFu	/* INFINITE */
#define MANY 1000		/* messages that are delivered at once */

/* Wait for news until `end_ns`. False: it is over. */
static bool wait_until(uint64_t end_ns)
{
	uint64_t now = uv_hrtime();

	if (now >= end_ns)
		return false;
	connection_await_news(end_ns == UINT64_MAX ? UINT64_MAX : end_ns - now);
	return true;
}

static uint64_t end_of(DWORD timeout_ms)
{
	return timeout_ms == FOREVER ? UINT64_MAX : uv_hrtime() + timeout_ms * 1000000ull;
}

static LONG next(bool phone, DWORD handle, struct message *out, uint64_t end_ns)
{
	struct app *app;

	do {
		app = app_find(phone, handle);
		if (!app)
			return phone ? PHONEERR_INVALAPPHANDLE : LINEERR_INVALAPPHANDLE;
		if (app->way != APP_EVENT)
			break;
		if (app_next(app, out))
			return 0;
	} while (wait_until(end_ns));
	return phone ? PHONEERR_OPERATIONFAILED : LINEERR_OPERATIONFAILED;
}

/* LINEMESSAGE and PHONEMESSAGE are the same. */
static LONG get(bool phone, DWORD handle, LINEMESSAGE *out, DWORD timeout_ms)
{
	struct message message;
	LONG answer;

	if (!out)
		return phone ? PHONEERR_INVALPOINTER : LINEERR_INVALPOINTER;
	client_enter();
	answer = next(phone, handle, &message, end_of(timeout_ms));
	client_leave();
	if (!answer)
		*out = (LINEMESSAGE){ message.device, message.id, message.instance,
			message.p1, message.p2, message.p3 };
	return answer;
}

LONG WINAPI lineGetMessage(HLINEAPP app, LPLINEMESSAGE message, DWORD timeout_ms)
{
	return get(false, app, message, timeout_ms);
}

LONG WINAPI phoneGetMessage(HPHONEAPP app, LPPHONEMESSAGE message, DWORD timeout_ms)
{
	_Static_assert(sizeof(PHONEMESSAGE) == sizeof(LINEMESSAGE), "the same");
	return get(true, app, (LINEMESSAGE *)message, timeout_ms);
}

LONG WINAPI opentsp_tapi_dispatch(LONG timeout_ms)
{
	uint64_t end_ns = end_of(timeout_ms < 0 ? FOREVER : (DWORD)timeout_ms);
	LONG count = 0;
	bool is;

	client_enter();
	do {
		is = app_call_next();
		count += is;
	} while (is ? count < MANY : !count && wait_until(end_ns));
	client_leave();
	return count;
}

LONG_PTR WINAPI opentsp_tapi_handle(void)
{
	void *sign;

	client_enter();
	sign = app_call_sign();
	client_leave();
	return sign ? (LONG_PTR)sign : -1;
}

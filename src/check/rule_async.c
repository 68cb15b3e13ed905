/* SPDX-License-Identifier: MIT
 * rule_async.c - asynchronous requests. */
#include "check/rules.h"
#include <uv.h>

#define LATE_MS 20000	/* what has not come by then does not come */

/* Make a request of one's own for a call in `hd`. */
#define REQUEST(c, fn, call, ...) ({							\
	LONG id_ = host_request((c)->host, #fn, 0, call);				\
	LONG got_ = (LONG)LINEERR_OPERATIONUNAVAIL;					\
	step("calling " #fn);								\
	if ((c)->sp->fn)								\
		got_ = (c)->sp->fn((DRV_REQUESTID)id_, __VA_ARGS__);			\
	struct asked a_ = { #fn, id_, got_ };						\
	host_request_end((c)->host, id_, got_);						\
	a_;										\
})

struct asked {
	const char *what;
	LONG id, got;
};

static void must_be_id_or_error(struct check *c, struct asked a)
{
	FAIL_UNLESS(c, a.got == a.id || a.got < 0, "%s returned %ld for request %ld", a.what,
		    (long)a.got, (long)a.id);
}

/* R-ASYNC-2 */
static void returns(struct check *c)
{
	uint32_t call, out = 0;
	HDRVCALL hd;
	LPHDRVCALL slot;
	LONG id, got;

	scene_line(c);
	SKIP_UNLESS(c, c->dest[0], "there is nothing to dial (--dest)");
	id = host_request(c->host, "lineMakeCall", c->line, 0);
	SKIP_UNLESS(c, host_call_new(c->host, c->line, id, &call, &slot) == 0, "out of memory");
	got = LINE_CALL(c, lineMakeCall, (DRV_REQUESTID)id, host_hdline(c->host, c->line),
			host_htcall(call), slot, wide(c->dest), 0, NULL);
	must_be_id_or_error(c, (struct asked){ "lineMakeCall", id, got });
	host_request_end(c->host, id, got);
	scene_settle(c);
	host_close_call(c->host, call);
	scene_settle(c);
	out = scene_talk(c, NULL);
	hd = host_hdcall(c->host, out);
	must_be_id_or_error(c, REQUEST(c, lineAnswer, out, hd, NULL, 0));
	must_be_id_or_error(c, REQUEST(c, lineHold, out, hd));
	scene_settle(c);
	must_be_id_or_error(c, REQUEST(c, lineUnhold, out, hd));
	scene_settle(c);
	must_be_id_or_error(c, REQUEST(c, lineAccept, out, hd, NULL, 0));
	must_be_id_or_error(c, REQUEST(c, lineSecureCall, out, hd));
	must_be_id_or_error(c, REQUEST(c, lineDial, out, hd, wide("5"), 0));
	must_be_id_or_error(c, REQUEST(c, lineSetCallData, out, hd, "data", 4));
	must_be_id_or_error(c, REQUEST(c, lineReleaseUserUserInfo, out, hd));
	must_be_id_or_error(c, REQUEST(c, lineSetCallTreatment, out, hd, 1));
	must_be_id_or_error(c, REQUEST(c, lineSwapHold, out, hd, hd));
	must_be_id_or_error(c, REQUEST(c, lineDrop, out, hd, NULL, 0));
	scene_settle(c);
}

static void once(struct check *c, const char *what, LONG request)
{
	LONG result;

	if (request < 0)
		return;
	result = scene_reply(c, request, LATE_MS);
	FAIL_UNLESS(c, result != HOST_TIMEOUT, "%s was accepted and never completed", what);
	scene_settle(c);
	FAIL_UNLESS(c, log_replies(c, request) == 1, "%s was completed %u times", what,
		    log_replies(c, request));
}

/* R-ASYNC-3 */
static void completed_once(struct check *c)
{
	uint32_t out = 0, in = 0;
	struct host_event event;

	scene_line(c);
	SKIP_UNLESS(c, c->dest[0], "there is nothing to dial (--dest)");
	if (c->peer_device != HOST_NO_DEVICE)
		scene_lines(c);
	once(c, "lineMakeCall", host_make_call(c->host, c->line, c->dest, NULL, &out));
	if (c->peer && scene_event(c, LINE_NEWCALL, 0, LATE_MS, &event)) {
		in = event.call;
		scene_state(c, in, LINECALLSTATE_OFFERING, LATE_MS);
		once(c, "lineAccept", host_accept(c->host, in));
		once(c, "lineAnswer", host_answer(c->host, in));
	}
	scene_state(c, out, LINECALLSTATE_CONNECTED, LATE_MS);
	once(c, "lineHold", host_hold(c->host, out));
	once(c, "lineUnhold", host_unhold(c->host, out));
	once(c, "lineDrop", host_drop(c->host, out));
	once(c, "lineMakeCall to nobody", host_make_call(c->host, c->line, "nobody", NULL, &out));
}

/* R-ASYNC-4 */
static void result_is_no_number(struct check *c)
{
	uint32_t out = 0;
	LONG requests[3], result;

	out = scene_talk(c, NULL);
	requests[0] = host_hold(c->host, out);
	scene_settle(c);
	requests[1] = host_unhold(c->host, out);
	scene_settle(c);
	requests[2] = host_drop(c->host, out);
	for (int i = 0; i < 3; i++) {
		result = scene_reply(c, requests[i], LATE_MS);
		FAIL_UNLESS(c, result <= 0 || result == HOST_TIMEOUT,
			    "a request was completed with %ld", (long)result);
	}
}

/* R-ASYNC-7: refused is refused. */
static void refused_is_silent(struct check *c)
{
	LINECALLPARAMS params = call_params(c->version ? c->version : TAPI_1_3);
	uint32_t out = scene_talk(c, NULL), none = 0;
	size_t before = c->count;

	params = call_params(c->version);
	params.dwBearerMode = 0x40000000;
	params.dwMediaMode = 0x00800000;
	host_answer(c->host, out);
	host_unhold(c->host, out);
	host_accept(c->host, out);
	host_make_call(c->host, c->line, "1?W$@", NULL, &none);
	host_make_call(c->host, c->line, c->dest, &params, &none);
	scene_settle(c);
	for (size_t i = before; i < c->count; i++)
		FAIL_UNLESS(c, c->log[i].kind != HOST_REPLY || c->log[i].function,
			    "request %lu was completed after it had been refused",
			    (unsigned long)c->log[i].request);
}

/* R-ASYNC-1, the other half: functions without a request complete nothing. */
static void synchronous(struct check *c)
{
	uint32_t out = scene_talk(c, NULL);
	size_t before = c->count;
	HDRVCALL hd = host_hdcall(c->host, out);
	DWORD id;

	host_set_app_specific(c->host, out, 7);
	host_set_media_mode(c->host, out, VOICE);
	host_monitor_media(c->host, out, 0);
	host_monitor_digits(c->host, out, LINEDIGITMODE_DTMF);
	LINE_CALL(c, lineGetCallAddressID, hd, &id);
	call_info(c, out);
	call_status(c, out);
	scene_settle(c);
	for (size_t i = before; i < c->count; i++)
		FAIL_UNLESS(c, c->log[i].kind != HOST_REPLY,
			    "a synchronous function led to a completion");
}

/* R-ASYNC-8 */
static void input_is_copied(struct check *c)
{
	LINECALLPARAMS *params;
	WCHAR number[128];
	LPHDRVCALL slot;
	struct host_event event;
	uint32_t call;
	LONG id, got;

	scene_lines(c);
	SKIP_UNLESS(c, c->dest[0], "there is nothing to dial (--dest)");
	params = &(LINECALLPARAMS){ 0 };
	*params = call_params(c->version);
	memcpy(number, wide(c->dest), sizeof(number));
	id = host_request(c->host, "lineMakeCall", c->line, 0);
	SKIP_UNLESS(c, host_call_new(c->host, c->line, id, &call, &slot) == 0, "out of memory");
	got = LINE_CALL(c, lineMakeCall, (DRV_REQUESTID)id, host_hdline(c->host, c->line),
			host_htcall(call), slot, number, 0, params);
	memset(number, 0x39, sizeof(number));
	memset(params, 0xEE, sizeof(*params));
	host_request_end(c->host, id, got);
	SKIP_UNLESS(c, got == id, "lineMakeCall with LINECALLPARAMS is refused: %s",
		    name_error(got));
	FAIL_UNLESS(c, scene_event(c, LINE_NEWCALL, 0, LATE_MS, &event),
		    "lineMakeCall dialled what stood in the caller's memory after it had returned");
}

/* R-ASYNC-9 */
static void close_ends_requests(struct check *c)
{
	uint32_t out = scene_talk(c, NULL);
	LONG requests[2];
	unsigned open = 0;

	requests[0] = host_hold(c->host, out);
	requests[1] = host_drop(c->host, out);
	for (int i = 0; i < 2; i++)
		open += requests[i] > 0 && scene_reply(c, requests[i], 0) == HOST_TIMEOUT;
	requests[1] = host_drop(c->host, out);
	LINE_CALL(c, lineClose, host_hdline(c->host, c->line));
	scene_state(c, 0, 0, 0);	/* takes what has come */
	for (int i = 0; i < 2; i++)
		FAIL_UNLESS(c, requests[i] <= 0 || log_reply(c, requests[i]) >= 0,
			    "lineClose returned before a request of the line was completed");
	pass(c, open ? "%s" : "%s (the requests were faster)", "");
}

/* R-ASYNC-10, R-HND-8 and R-CLOSE-1 look at this from their sides. */
static void close_call_ends_requests(struct check *c)
{
	uint32_t out = scene_talk(c, NULL);
	LONG hold = host_hold(c->host, out), drop = host_drop(c->host, out);

	step("calling lineCloseCall");
	host_close_call(c->host, out);
	FAIL_UNLESS(c, hold <= 0 || scene_reply(c, hold, 0) != HOST_TIMEOUT,
		    "lineCloseCall returned before lineHold was completed");
	FAIL_UNLESS(c, drop <= 0 || scene_reply(c, drop, 0) != HOST_TIMEOUT,
		    "lineCloseCall returned before lineDrop was completed");
}

/* R-ASYNC-11 */
static void overlap(struct check *c)
{
	uint32_t out = scene_talk(c, NULL);
	LONG hold = host_hold(c->host, out), again = host_hold(c->host, out),
		drop = host_drop(c->host, out);

	once(c, "lineHold", hold);
	once(c, "a second lineHold", again);
	once(c, "lineDrop over lineHold", drop);
	FAIL_UNLESS(c, drop > 0, "lineDrop is refused while lineHold is on its way: %s",
		    name_error(drop));
}

/* R-ASYNC-12 */
static void make_call_is_quick(struct check *c)
{
	uint32_t out = scene_dial(c);
	int proceeding, reply = -1;

	scene_state(c, out,
		    LINECALLSTATE_PROCEEDING | LINECALLSTATE_RINGBACK | LINECALLSTATE_CONNECTED,
		    LATE_MS);
	for (size_t i = 0; i < c->count && reply < 0; i++)
		if (c->log[i].kind == HOST_REPLY)
			reply = (int)i;
	proceeding = log_state(c, out, LINECALLSTATE_PROCEEDING | LINECALLSTATE_RINGBACK |
			       LINECALLSTATE_CONNECTED);
	FAIL_UNLESS(c, proceeding < 0 || reply < proceeding,
		    "the call proceeded before lineMakeCall was completed");
}

/* R-ASYNC-13: a request is completed well when it has its effect, and not before. */
static void success_means_done(struct check *c)
{
	uint32_t out = scene_talk(c, NULL);
	LONG hold;

	SKIP_UNLESS(c, call_features(c, out) & LINECALLFEATURE_HOLD,
		    "a connected call cannot be held");
	hold = host_hold(c->host, out);
	scene_done(c, "lineHold", hold);
	FAIL_UNLESS(c, scene_state(c, out, LINECALLSTATE_ONHOLD, 500),
		    "lineHold was completed well, and the call is %s",
		    state_word(host_call_state(c->host, out)));
}

/* R-ASYNC-14 */
static void dial_is_quick(struct check *c)
{
	uint32_t out = 0;
	LONG request;

	scene_line(c);
	SKIP_UNLESS(c, c->dest[0], "there is nothing to dial (--dest)");
	request = host_make_call(c->host, c->line, NULL, NULL, &out);
	SKIP_UNLESS(c, request > 0, "a call without a destination is refused: %s",
		    name_error(request));
	scene_done(c, "lineMakeCall without a destination", request);
	FAIL_UNLESS(c, scene_state(c, out, LINECALLSTATE_DIALTONE, LATE_MS),
		    "a call without a destination has no dial tone");
	request = host_dial(c->host, out, c->dest);
	FAIL_UNLESS(c, request > 0, "lineDial is refused: %s", name_error(request));
	FAIL_UNLESS(c, scene_reply(c, request, LATE_MS) == 0, "lineDial is not completed well");
	FAIL_UNLESS(c, log_state(c, out, LINECALLSTATE_CONNECTED) < 0,
		    "lineDial was completed only when the call was connected");
}

const struct rule rules_async[] = {
	{ "R-ASYNC-1", BASIC, false, "functions without a request id complete nothing", synchronous,
	 NULL },
	{ "R-ASYNC-2", BASIC, false, "asynchronous functions return their request's id or an error",
	 returns, NULL },
	{ "R-ASYNC-3", BASIC, false, "each accepted request is completed exactly once",
	 completed_once, NULL },
	{ "R-ASYNC-4", BASIC, false, "a request is completed with 0 or an error",
	 result_is_no_number, NULL },
	{ "R-ASYNC-5", BASIC, false, "a completion may come inside the request", NULL,
	 "both ways are right" },
	{ "R-ASYNC-7", BASIC, false, "a refused request is never completed", refused_is_silent,
	 NULL },
	{ "R-ASYNC-8", BASIC, false, "what is given to a request is copied before it returns",
	 input_is_copied, NULL },
	{ "R-ASYNC-9", BASIC, false, "lineClose completes all requests of the line",
	 close_ends_requests, NULL },
	{ "R-ASYNC-10", BASIC, false, "lineCloseCall completes all requests of the call",
	 close_call_ends_requests, NULL },
	{ "R-ASYNC-11", BASIC, false, "requests on one call may overlap", overlap, NULL },
	{ "R-ASYNC-12", BASIC, false, "lineMakeCall is completed before the call proceeds",
	 make_call_is_quick, NULL },
	{ "R-ASYNC-13", SUPPLEMENTARY, false, "a request is completed well when it is done",
	 success_means_done, NULL },
	{ "R-ASYNC-14", BASIC, false, "lineDial is completed when the digits are accepted",
	 dial_is_quick, NULL },
	{ 0 },
};

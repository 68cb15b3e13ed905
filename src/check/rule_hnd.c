/* SPDX-License-Identifier: MIT
 * rule_hnd.c - handles of lines and calls, from birth to death. */
#include "check/raw.h"
#include "check/rules.h"
#include "base/mem.h"

#define WAIT_MS 20000
#define TRIES 8			/* against what happens just in between */

/* R-HND-1 */
static void not_zero(struct check *c)
{
	uint32_t out = 0, in = scene_ring(c, &out);

	FAIL_UNLESS(c, host_hdline(c->host, c->line), "the line's handle is 0");
	FAIL_UNLESS(c, host_hdcall(c->host, out), "the call's handle is 0");
	FAIL_UNLESS(c, host_hdcall(c->host, in), "the new call's handle is 0");
	FAIL_UNLESS(c, host_hdcall(c->host, out) != host_hdcall(c->host, in),
		    "two calls have one handle");
	FAIL_UNLESS(c, host_hdline(c->host, c->line) != host_hdline(c->host, c->peer),
		    "two lines have one handle");
}

/* R-HND-5 */
static void written_at_once(struct check *c)
{
	LPHDRVCALL slot;
	uint32_t call;
	LONG id, got;
	HDRVCALL hd;

	scene_line(c);
	SKIP_UNLESS(c, c->dest[0], "there is nothing to dial (--dest)");
	id = host_request(c->host, "lineMakeCall", c->line, 0);
	SKIP_UNLESS(c, host_call_new(c->host, c->line, id, &call, &slot) == 0, "out of memory");
	got = LINE_CALL(c, lineMakeCall, (DRV_REQUESTID)id, host_hdline(c->host, c->line),
			host_htcall(call), slot,
			wide(c->dest), 0, NULL);
	hd = *slot;
	host_request_end(c->host, id, got);
	SKIP_UNLESS(c, got == id, "lineMakeCall is refused: %s", name_error(got));
	FAIL_UNLESS(c, hd, "lineMakeCall returned before the call had a handle");
	FAIL_UNLESS(c, scene_reply(c, id, WAIT_MS) != 0 || host_hdcall(c->host, call) == hd,
		    "the handle of the call changed after lineMakeCall had returned");
}

/* Whether a call counts before its request is completed; it is `*out` then or later. */
static bool counted_unborn(struct check *c, uint32_t *out, LONG *request)
{
	LINEADDRESSSTATUS *status = NULL;

	*request = host_make_call(c->host, c->line, c->dest, NULL, out);
	SKIP_UNLESS(c, *request > 0, "lineMakeCall is refused: %s", name_error(*request));
	return scene_reply(c, *request, 0) == HOST_TIMEOUT &&
	       host_get_address_status(c->host, c->line, 0, &status) == 0 &&
	       status->dwNumActiveCalls && scene_reply(c, *request, 0) == HOST_TIMEOUT;
}

/* R-HND-6: the host sees news of the unborn. A reply that is just on its way, by
 * another thread, is no fault; it is not so each time. */
static void unborn(struct check *c)
{
	uint32_t out = 0;
	LONG request;
	int tries = 1;

	scene_line(c);
	SKIP_UNLESS(c, c->dest[0], "there is nothing to dial (--dest)");
	for (; counted_unborn(c, &out, &request); tries++) {
		FAIL_UNLESS(c, tries < TRIES, "a call is counted before its request is completed");
		host_close_call(c->host, out);
		scene_settle(c);
	}
	scene_done(c, "lineMakeCall", request);
	scene_state(c, out, LINECALLSTATE_CONNECTED | LINECALLSTATE_RINGBACK, WAIT_MS);
	for (size_t i = 0; i < (size_t)log_reply(c, request); i++)
		FAIL_UNLESS(c, c->log[i].call != out || c->log[i].kind == HOST_REPLY,
			    "%s of a call before its request is completed",
			    name_message(c->log[i].message));
}

/* Make a call and close it before it is born; the result of its birth. `late`: it was
 * born before. Nothing is between the look at what has come and the close: step()
 * writes to the parent, and while that runs the reply comes. */
static LONG closed_unborn(struct check *c, bool *late)
{
	uint32_t out = 0;
	LONG request, result;
	size_t known;

	request = host_make_call(c->host, c->line, c->dest, NULL, &out);
	SKIP_UNLESS(c, request > 0, "lineMakeCall is refused: %s", name_error(request));
	step("calling lineCloseCall");
	known = c->count + host_queued(c->host);
	result = (host_close_call)(c->host, out);
	FAIL_UNLESS(c, result == 0, "lineCloseCall of a pending call fails: %s",
		    name_error(result));
	result = scene_reply(c, request, 0);
	FAIL_UNLESS(c, result != HOST_TIMEOUT,
		    "lineCloseCall of a pending call left lineMakeCall uncompleted");
	*late = (size_t)log_reply(c, request) < known;
	return result;
}

/* R-HND-8; tried again, as the reply may come before, or just while the call is closed. */
static void close_pending(struct check *c)
{
	bool late, quick = false, ended = false;

	scene_line(c);
	SKIP_UNLESS(c, c->dest[0], "there is nothing to dial (--dest)");
	for (int i = 0; i < TRIES && !ended; i++) {
		ended = closed_unborn(c, &late) < 0 && !late;
		quick = quick || late;
		scene_settle(c);
	}
	SKIP_UNLESS(c, ended || !quick, "lineMakeCall is completed at once");
	FAIL_UNLESS(c, ended, "lineMakeCall of a closed call succeeded");
}

/* R-HND-9: a close of a call whose request failed is no harm. */
static void close_failed(struct check *c)
{
	uint32_t out = 0;
	LONG request;

	scene_line(c);
	request = host_make_call(c->host, c->line, "nobody", NULL, &out);
	SKIP_UNLESS(c, request > 0, "nobody is refused at once: %s", name_error(request));
	scene_reply(c, request, WAIT_MS);
	step("calling lineCloseCall");
	host_close_call(c->host, out);
	scene_settle(c);
	if (c->dest[0])
		scene_dial(c);
}

/* R-HND-10, R-DROP-2 */
static void answers_when_idle(struct check *c)
{
	uint32_t out = scene_talk(c, NULL);
	LINECALLSTATUS *status = NULL;
	LINECALLINFO *info = NULL;
	DWORD id = 77;
	LONG result;

	scene_done(c, "lineDrop", host_drop(c->host, out));
	SKIP_UNLESS(c, scene_state(c, out, LINECALLSTATE_IDLE, WAIT_MS),
		    "the dropped call is not idle");
	result = host_get_call_status(c->host, out, &status);
	FAIL_UNLESS(c, result == 0, "lineGetCallStatus of an idle call fails: %s",
		    name_error(result));
	FAIL_UNLESS(c, status->dwCallState == LINECALLSTATE_IDLE,
		    "lineGetCallStatus of an idle call says %s",
		    state_word(status->dwCallState));
	result = host_get_call_info(c->host, out, &info);
	FAIL_UNLESS(c, result == 0, "lineGetCallInfo of an idle call fails: %s",
		    name_error(result));
	result = LINE_CALL(c, lineGetCallAddressID, host_hdcall(c->host, out), &id);
	FAIL_UNLESS(c, result == 0, "lineGetCallAddressID of an idle call fails: %s",
		    name_error(result));
	result = host_close_call(c->host, out);
	FAIL_UNLESS(c, result == 0, "lineCloseCall of an idle call fails: %s", name_error(result));
}

/* R-HND-11 */
static void die_with_line(struct check *c)
{
	uint32_t out = scene_dial(c);
	HDRVCALL old = host_hdcall(c->host, out);
	LONG result;

	step("closing the line");
	FAIL_UNLESS(c, host_line_close(c->host, c->line) == 0, "lineClose with a call fails");
	result = host_line_open(c->host, c->device, VOICE, &c->line);
	FAIL_UNLESS(c, result == 0, "a line that was closed with a call does not open again: %s",
		    name_error(result));
	scene_settle(c);
	out = scene_dial(c);
	FAIL_UNLESS(c, host_hdcall(c->host, out), "no call after the line was closed with a call");
	if (old == host_hdcall(c->host, out))
		pass(c, "handles are used again at once");
}

/* R-HND-12 */
static void unpark_is_new(struct check *c)
{
	char where[128];
	uint32_t out = scene_talk(c, NULL), back = 0;
	HDRVCALL old = host_hdcall(c->host, out);
	LONG request;

	SKIP_UNLESS(c, call_features(c, out) & LINECALLFEATURE_PARK, "no call can be parked");
	request = host_park(c->host, out, LINEPARKMODE_NONDIRECTED, NULL);
	SKIP_UNLESS(c, request > 0, "linePark is refused: %s", name_error(request));
	scene_done(c, "linePark", request);
	host_parked(c->host, out, where, sizeof(where));
	request = host_unpark(c->host, c->line, 0, where, &back);
	scene_done(c, "lineUnpark", request);
	FAIL_UNLESS(c, host_hdcall(c->host, back) != old, "lineUnpark gave the old handle again");
}

/* R-HND-14, R-UI-5 */
static void unique_dialogs(struct check *c)
{
	HDRVLINE line = dialog_scene(c);

	dialog_ask(c, line, 5);
	dialog_ask(c, line, 6);
	FAIL_UNLESS(c, raw_dialog[0] && raw_dialog[1], "a dialog instance has the handle 0");
	FAIL_UNLESS(c, raw_dialog[0] != raw_dialog[1], "two dialog instances have one handle");
	FAIL_UNLESS(c, raw_wait(c, RAW_COMPLETION, 0, 5, 0) < 0,
		    "a request is completed while its dialog is open");
}

const struct rule rules_hnd[] = {
	{ "R-HND-1", BASIC, false, "no handle is 0", not_zero, NULL },
	{ "R-HND-5", BASIC, false, "the handle of a new call is written before the return",
	 written_at_once, NULL },
	{ "R-HND-6", BASIC, false, "nothing is told of a call that is not born", unborn, NULL },
	{ "R-HND-8", BASIC, false, "lineCloseCall ends a call that is not born", close_pending,
	 NULL },
	{ "R-HND-9", BASIC, false, "lineCloseCall after a failed birth does no harm", close_failed,
	 NULL },
	{ "R-HND-10", BASIC, false, "an idle call answers questions until it is closed",
	 answers_when_idle, NULL },
	{ "R-HND-11", BASIC, false, "lineClose ends the calls of the line", die_with_line, NULL },
	{ "R-HND-12", SUPPLEMENTARY, false, "lineUnpark makes a new call", unpark_is_new, NULL },
	{ "R-HND-14", EXTENDED, false, "dialog instances are unique", unique_dialogs, NULL },
	{ 0 },
};

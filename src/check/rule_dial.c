/* SPDX-License-Identifier: MIT
 * rule_dial.c - what is dialled. */
#include "check/rules.h"
#include <stdio.h>

#define WAIT_MS 30000

/* R-DIAL-1 */
static void unsupported_waits(struct check *c)
{
	static const struct {
		const char *number;
		DWORD flag;
		LONG error;
	} waits[] = {
		{ "1W2", LINEDEVCAPFLAGS_DIALDIALTONE, (LONG)LINEERR_DIALDIALTONE },
		{ "1@2", LINEDEVCAPFLAGS_DIALQUIET, (LONG)LINEERR_DIALQUIET },
		{ "1$2", LINEDEVCAPFLAGS_DIALBILLING, (LONG)LINEERR_DIALBILLING },
		{ "1?2", 0, (LONG)LINEERR_DIALPROMPT },
	};
	uint32_t call = 0;
	DWORD flags;
	LONG request;

	scene_line(c);
	flags = line_caps(c, c->device)->dwDevCapFlags;
	for (size_t i = 0; i < sizeof(waits) / sizeof(*waits); i++) {
		if (flags & waits[i].flag)
			continue;
		step("dialling %s", waits[i].number);
		request = host_make_call(c->host, c->line, waits[i].number, NULL, &call);
		FAIL_UNLESS(c, request == waits[i].error || request == (LONG)LINEERR_INVALADDRESS,
			    "dialling %s is answered with %s, not %s", waits[i].number,
			    request > 0 ? "a request" : name_error(request),
			    name_error(waits[i].error));
		FAIL_UNLESS(c, request == waits[i].error, "dialling %s is answered with %s, not %s",
			    waits[i].number,
			    name_error(request), name_error(waits[i].error));
	}
	scene_settle(c);
	for (size_t i = 0; i < c->count; i++)
		FAIL_UNLESS(c, c->log[i].message != LINE_CALLSTATE,
			    "a number that was refused was dialled");
}

/* R-DIAL-3, R-DIAL-7 */
static void no_number(struct check *c, const char *dest, const char *what)
{
	uint32_t call = 0;
	LONG request;

	scene_line(c);
	if (c->peer_device != HOST_NO_DEVICE)
		scene_lines(c);		/* who is dialled at last must be there */
	request = host_make_call(c->host, c->line, dest, NULL, &call);
	SKIP_UNLESS(c, request > 0, "dialling in parts is refused: %s", name_error(request));
	FAIL_UNLESS(c, scene_reply(c, request, WAIT_MS) == 0, "a call to %s fails", what);
	FAIL_UNLESS(c, scene_state(c, call, LINECALLSTATE_DIALTONE, WAIT_MS),
		    "a call to %s is %s, not DIALTONE", what,
		    state_word(host_call_state(c->host, call)));
	FAIL_UNLESS(c, call_features(c, call) & LINECALLFEATURE_DIAL,
		    "a call with a dial tone cannot dial");
	SKIP_UNLESS(c, c->dest[0], "there is nothing to dial (--dest)");
	request = host_dial(c->host, call, c->dest);
	FAIL_UNLESS(c, request > 0, "lineDial at the dial tone is refused: %s",
		    name_error(request));
	FAIL_UNLESS(c, scene_reply(c, request, WAIT_MS) == 0, "lineDial at the dial tone fails");
	FAIL_UNLESS(c, scene_state(c, call,
				   LINECALLSTATE_DIALING | LINECALLSTATE_PROCEEDING | LINECALLSTATE_RINGBACK |
		    LINECALLSTATE_CONNECTED, WAIT_MS), "after lineDial the call is %s",
		    state_word(host_call_state(c->host, call)));
}

static void null_number(struct check *c)
{
	no_number(c, NULL, "no number");
}

static void semicolon(struct check *c)
{
	no_number(c, ";", "\";\"");
}

/* R-DIAL-2: what cannot be dialled was not dialled. */
static void invalid_address(struct check *c)
{
	uint32_t call = 0;
	char number[400];
	LONG request;

	scene_line(c);
	memset(number, '1', sizeof(number));
	number[sizeof(number) - 1] = '\0';
	request = host_make_call(c->host, c->line, number, NULL, &call);
	scene_settle(c);
	if (request == (LONG)LINEERR_INVALADDRESS)
		FAIL_UNLESS(c, log_find(c, 0, LINE_CALLSTATE, 0) < 0,
			    "an address that is invalid was dialled");
	else if (request > 0 && scene_reply(c, request, WAIT_MS) == (LONG)LINEERR_INVALADDRESS)
		FAIL_UNLESS(c, log_find(c, 0, LINE_CALLSTATE, 0) < 0,
			    "an address that is invalid was dialled");
}

/* R-DIAL-5 */
static void country(struct check *c)
{
	uint32_t call;
	LPHDRVCALL slot;
	LONG id, got;

	scene_line(c);
	SKIP_UNLESS(c, c->dest[0], "there is nothing to dial (--dest)");
	id = host_request(c->host, "lineMakeCall", c->line, 0);
	SKIP_UNLESS(c, host_call_new(c->host, c->line, id, &call, &slot) == 0, "out of memory");
	got = LINE_CALL(c, lineMakeCall, (DRV_REQUESTID)id, host_hdline(c->host, c->line),
			host_htcall(call), slot,
			wide(c->dest), 0, NULL);
	host_request_end(c->host, id, got);
	FAIL_UNLESS(c, got == id, "with country code 0 lineMakeCall is refused: %s",
		    name_error(got));
}

/* R-DIAL-8 */
static void no_answer(struct check *c)
{
	LINECALLPARAMS params;
	uint32_t call = 0;
	LONG request;
	DWORD longest;
	int at;

	scene_line(c);
	SKIP_UNLESS(c, c->version >= TAPI_2_0, "needs 2.0");
	SKIP_UNLESS(c, c->dest[0], "there is nothing to dial (--dest)");
	longest = address_caps(c, c->device)->dwMaxNoAnswerTimeout;
	SKIP_UNLESS(c, longest, "dwMaxNoAnswerTimeout is 0");
	if (c->peer_device != HOST_NO_DEVICE)
		scene_lines(c);
	params = call_params(c->version);
	params.dwNoAnswerTimeout = 3;
	request = host_make_call(c->host, c->line, c->dest, &params, &call);
	scene_done(c, "lineMakeCall", request);
	SKIP_UNLESS(c, scene_state(c, call, LINECALLSTATE_RINGBACK | LINECALLSTATE_PROCEEDING,
				   WAIT_MS),
		    "the call does not ring");
	FAIL_UNLESS(c, scene_state(c, call, LINECALLSTATE_DISCONNECTED | LINECALLSTATE_IDLE, 8000),
		    "after 3 s without answer the call is still %s",
		    state_word(host_call_state(c->host, call)));
	scene_state(c, call, LINECALLSTATE_IDLE, WAIT_MS);
	at = log_state(c, call, LINECALLSTATE_DISCONNECTED);
	FAIL_UNLESS(c, at >= 0, "the call ended without DISCONNECTED");
	FAIL_UNLESS(c, c->log[at].p2 == LINEDISCONNECTMODE_NOANSWER,
		    "the call ended with the mode 0x%lx, not NOANSWER",
		    (unsigned long)c->log[at].p2);
}

/* R-DIAL-6 */
static void several_addresses(struct check *c)
{
	char both[300];
	uint32_t call = 0;
	LONG request;

	scene_line(c);
	SKIP_UNLESS(c, c->dest[0], "there is nothing to dial (--dest)");
	if (c->peer_device != HOST_NO_DEVICE)
		scene_lines(c);
	snprintf(both, sizeof(both), "%s\r\n%s", c->dest, c->dest);
	request = host_make_call(c->host, c->line, both, NULL, &call);
	SKIP_UNLESS(c, request > 0, "two addresses are refused: %s", name_error(request));
	FAIL_UNLESS(c, scene_reply(c, request, WAIT_MS) != HOST_TIMEOUT,
		    "a call to two addresses is never completed");
	scene_settle(c);
	for (size_t i = 0; i < c->count; i++)
		FAIL_UNLESS(c, c->log[i].line != c->line || !c->log[i].call ||
			    c->log[i].call == call,
			    "two addresses make two calls");
}

/* A line with room for one call only, and what it is; HOST_NO_DEVICE. */
static DWORD narrow_line(struct check *c)
{
	static struct host_line_info info;	/* large */

	for (size_t i = 0; i < host_line_count(c->host); i++)
		if (host_line_info(c->host, host_line(c->host, i), &info) == 0 &&
		    info.max_calls == 1)
			return host_line(c->host, i);
	return HOST_NO_DEVICE;
}

/* R-DIAL-4 */
static void idle_flag(struct check *c)
{
	LINECALLPARAMS params;
	uint32_t out = 0, call = 0;
	LONG request;

	scene_open(c);
	c->device = narrow_line(c);
	SKIP_UNLESS(c, c->device != HOST_NO_DEVICE, "all lines can have several calls");
	if (scene_robot(c)[0])
		out = scene_robot_call(c);
	else
		out = scene_talk(c, NULL);
	params = call_params(c->version);
	params.dwCallParamFlags = LINECALLPARAMFLAGS_IDLE;
	request = host_make_call(c->host, c->line, c->dest, &params, &call);
	FAIL_UNLESS(c, request < 0 || scene_reply(c, request, WAIT_MS) < 0,
		    "a second call is made on a line that has room for one");
	FAIL_UNLESS(c, host_call_state(c->host, out) == LINECALLSTATE_CONNECTED,
		    "the refusal of a second call made the first %s",
		    state_word(host_call_state(c->host, out)));
}

const struct rule rules_dial[] = {
	{ "R-DIAL-1", BASIC, false, "an unsupported wait is refused before anything is dialled",
	 unsupported_waits, NULL },
	{ "R-DIAL-2", BASIC, false, "INVALADDRESS means nothing was dialled", invalid_address,
	 NULL },
	{ "R-DIAL-3", BASIC, false, "no number gives a dial tone", null_number, NULL },
	{ "R-DIAL-4", BASIC, false, "without a free call there is no call", idle_flag, NULL },
	{ "R-DIAL-5", BASIC, false, "country code 0 is the default", country, NULL },
	{ "R-DIAL-6", BASIC, false, "several addresses are one call", several_addresses, NULL },
	{ "R-DIAL-7", BASIC, false, "\";\" gives a dial tone, lineDial then dials", semicolon,
	 NULL },
	{ "R-DIAL-8", SUPPLEMENTARY, false, "dwNoAnswerTimeout ends a call that rings", no_answer,
	 NULL },
	{ "R-DIAL-10", BASIC, false, "dial parameters are ignored in lineOpen", NULL,
	 "TSPI_lineOpen has none" },
	{ 0 },
};

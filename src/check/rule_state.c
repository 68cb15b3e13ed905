/* SPDX-License-Identifier: MIT
 * rule_state.c - call states, and what calls tell of themselves. */
#include "check/rules.h"
#include "base/mem.h"

#define WAIT_MS 20000

/* R-STATE-1: the events and the status say the same; the peer is told too. */
static void every_change(struct check *c)
{
	uint32_t out, in = 0;
	int at;

	out = scene_talk(c, &in);
	FAIL_UNLESS(c, call_status(c, out)->dwCallState == host_call_state(c->host, out),
		    "LINE_CALLSTATE said %s, lineGetCallStatus says %s",
		    state_word(host_call_state(c->host, out)),
		    state_word(call_status(c, out)->dwCallState));
	if (in) {
		FAIL_UNLESS(c, call_status(c, in)->dwCallState == host_call_state(c->host, in),
			    "LINE_CALLSTATE said %s, lineGetCallStatus says %s",
			    state_word(host_call_state(c->host, in)), state_word(call_status(c,
				in)->dwCallState));
	}
	scene_done(c, "lineDrop", host_drop(c->host, out));
	scene_state(c, out, LINECALLSTATE_IDLE, WAIT_MS);
	FAIL_UNLESS(c, call_status(c, out)->dwCallState == host_call_state(c->host, out),
		    "the last LINE_CALLSTATE said %s, lineGetCallStatus says %s",
		    state_word(host_call_state(c->host, out)), state_word(call_status(c,
			out)->dwCallState));
	if (in)
		FAIL_UNLESS(c, scene_state(c, in, LINECALLSTATE_DISCONNECTED | LINECALLSTATE_IDLE,
					   WAIT_MS),
			    "the other end is not told that the call ended");
	for (size_t i = 1; i < c->count; i++) {
		at = (int)i - 1;
		while (at >= 0 && (c->log[at].call != c->log[i].call ||
				   c->log[at].message != LINE_CALLSTATE))
			at--;
		if (c->log[i].kind != HOST_LINE || c->log[i].message != LINE_CALLSTATE || at < 0)
			continue;
		FAIL_UNLESS(c, c->log[at].p1 != c->log[i].p1 || c->log[at].p2 != c->log[i].p2,
			    "the state %s is told twice", state_word((DWORD)c->log[i].p1));
	}
}

/* R-STATE-2 */
static void idle_is_final(struct check *c)
{
	uint32_t out, in = 0;
	int at;

	out = scene_talk(c, &in);
	host_drop(c->host, out);
	scene_state(c, out, LINECALLSTATE_IDLE, WAIT_MS);
	host_drop(c->host, out);
	host_set_app_specific(c->host, out, 4711);
	scene_pass(c, 3000);
	scene_settle(c);
	at = log_state(c, out, LINECALLSTATE_IDLE);
	for (size_t i = (size_t)at + 1; at >= 0 && i < c->count; i++)
		FAIL_UNLESS(c, c->log[i].call != out || (c->log[i].message != LINE_CALLSTATE &&
			    c->log[i].message != LINE_CALLINFO) || c->log[i].kind == HOST_REPLY,
			    "%s after IDLE", name_message(c->log[i].message));
}

/* R-STATE-3 */
static void drop_leads_to_idle(struct check *c)
{
	uint32_t out, in = 0;

	out = scene_dial(c);
	host_drop(c->host, out);
	FAIL_UNLESS(c, scene_state(c, out, LINECALLSTATE_IDLE, WAIT_MS),
		    "a call dropped while it is dialled is %s for ever",
		    state_word(host_call_state(c->host, out)));
	host_close_call(c->host, out);
	scene_settle(c);
	scene_forget(c);
	out = scene_talk(c, &in);
	host_drop(c->host, out);
	FAIL_UNLESS(c, scene_state(c, out, LINECALLSTATE_IDLE, WAIT_MS),
		    "a dropped call is %s for ever",
		    state_word(host_call_state(c->host, out)));
}

/* R-STATE-4: what is announced now is announced as possible at all. */
static void features_agree(struct check *c)
{
	LINEADDRESSCAPS *caps;
	LINEADDRESSSTATUS *status = NULL;
	LINEDEVSTATUS *line = NULL;
	uint32_t out;
	DWORD beyond;
	char words[NAME_TEXT_SIZE];

	scene_line(c);
	caps = address_caps(c, c->device);
	if (host_get_address_status(c->host, c->line, 0, &status) == 0 && c->version >= TAPI_1_4) {
		beyond = status->dwAddressFeatures & ~caps->dwAddressFeatures;
		FAIL_UNLESS(c, !beyond,
			    "LINEADDRESSSTATUS has features that LINEADDRESSCAPS has not: %s",
			    name_bits(NAME_LINEADDRFEATURE, beyond, words, sizeof(words)));
	}
	if (host_get_line_status(c->host, c->line, &line) == 0 && c->version >= TAPI_1_4) {
		beyond = line->dwLineFeatures & ~line_caps(c, c->device)->dwLineFeatures;
		FAIL_UNLESS(c, !beyond, "LINEDEVSTATUS has features that LINEDEVCAPS has not: %s",
			    name_bits(NAME_LINEFEATURE, beyond, words, sizeof(words)));
	}
	out = scene_talk(c, NULL);
	beyond = call_features(c, out) & ~caps->dwCallFeatures;
	FAIL_UNLESS(c, !beyond, "LINECALLSTATUS has features that LINEADDRESSCAPS has not: %s",
		    name_bits(NAME_LINECALLFEATURE, beyond, words, sizeof(words)));
	FAIL_UNLESS(c, call_features(c, out) & LINECALLFEATURE_DROP,
		    "a connected call cannot be dropped");
	FAIL_UNLESS(c, !(call_features(c, out) & LINECALLFEATURE_ANSWER),
		    "a connected call can be answered");
	scene_done(c, "lineDrop", host_drop(c->host, out));
	scene_state(c, out, LINECALLSTATE_IDLE, WAIT_MS);
	FAIL_UNLESS(c, !(call_features(c, out) & (LINECALLFEATURE_DROP | LINECALLFEATURE_HOLD)),
		    "an idle call can be dropped or held");
}

/* All states told are in the capabilities, each with the media mode and a mode
 * of its own kind. */
static void states_are_announced(struct check *c)
{
	LINEADDRESSCAPS *caps;
	uint32_t out, in = 0;
	char words[NAME_TEXT_SIZE];

	scene_open(c);
	caps = address_caps(c, c->device);
	out = scene_talk(c, &in);
	host_drop(c->host, in ? in : out);
	scene_settle(c);
	for (size_t i = 0; i < c->count; i++) {
		if (c->log[i].kind != HOST_LINE || c->log[i].message != LINE_CALLSTATE)
			continue;
		FAIL_UNLESS(c, c->log[i].p3 &&
			    !(c->log[i].p3 & ~(DWORD_PTR)name_known_bits(NAME_LINEMEDIAMODE,
				TAPI_3_1)),
			    "LINE_CALLSTATE(%s) has media mode 0x%lx",
			    state_word((DWORD)c->log[i].p1),
			    (unsigned long)c->log[i].p3);
		FAIL_UNLESS(c, c->log[i].p3 == call_info(c, c->log[i].call)->dwMediaMode,
			    "LINE_CALLSTATE(%s) has media mode 0x%lx, LINECALLINFO 0x%lx",
			    state_word((DWORD)c->log[i].p1), (unsigned long)c->log[i].p3,
			    (unsigned long)call_info(c, c->log[i].call)->dwMediaMode);
		FAIL_UNLESS(c, !(c->log[i].p1 & ~caps->dwCallStates & 0x00FFFFFF),
			    "the state %s is not in LINEADDRESSCAPS",
			    name_bits(NAME_LINECALLSTATE, (DWORD)c->log[i].p1, words,
				      sizeof(words)));
		if (c->log[i].p1 == LINECALLSTATE_DISCONNECTED)
			FAIL_UNLESS(c, !(c->log[i].p2 & ~caps->dwDisconnectModes),
				    "the disconnect mode 0x%lx is not in LINEADDRESSCAPS",
				    (unsigned long)c->log[i].p2);
	}
}

/* R-STATE-6 */
static void monitoring_ends(struct check *c)
{
	uint32_t out = scene_talk(c, NULL);
	size_t before;

	SKIP_UNLESS(c, host_monitor_digits(c->host, out, LINEDIGITMODE_DTMF) == 0,
		    "digits cannot be monitored");
	host_drop(c->host, out);
	scene_state(c, out, LINECALLSTATE_IDLE, WAIT_MS);
	before = c->count;
	scene_pass(c, 1000);
	scene_settle(c);
	for (size_t i = before; i < c->count; i++)
		FAIL_UNLESS(c, c->log[i].message != LINE_MONITORDIGITS &&
			    c->log[i].message != LINE_MONITORMEDIA,
			    "%s of an idle call", name_message(c->log[i].message));
}

/* R-STATE-7 */
static void info_is_told(struct check *c)
{
	uint32_t out = scene_talk(c, NULL);
	size_t before = c->count;
	LONG result;

	result = host_set_app_specific(c->host, out, 0x1234);
	SKIP_UNLESS(c, result == 0, "lineSetAppSpecific fails: %s", name_error(result));
	scene_settle(c);
	for (size_t i = before; i < c->count; i++) {
		if (c->log[i].message != LINE_CALLINFO || c->log[i].call != out)
			continue;
		FAIL_UNLESS(c, c->log[i].p1 & LINECALLINFOSTATE_APPSPECIFIC,
			    "LINE_CALLINFO after lineSetAppSpecific names 0x%lx",
			    (unsigned long)c->log[i].p1);
		FAIL_UNLESS(c, c->log[i].p1 == LINECALLINFOSTATE_APPSPECIFIC,
			    "LINE_CALLINFO after lineSetAppSpecific names more than that, 0x%lx",
			    (unsigned long)c->log[i].p1);
		FAIL_UNLESS(c, call_info(c, out)->dwAppSpecific == 0x1234,
			    "dwAppSpecific is not what was set");
		pass(c, "%s", "");
	}
	fail(c, "lineSetAppSpecific leads to no LINE_CALLINFO");
}

/* A line whose own address is a whole number, with its country. */
static bool has_country(struct check *c, DWORD device)
{
	static struct host_line_info info;	/* large */

	return host_line_info(c->host, device, &info) == 0 && info.address[0].address[0] == '+';
}

/* R-STATE-8 */
static void canonical(struct check *c)
{
	uint32_t out = 0, in;
	char number[128];

	scene_open(c);
	for (size_t i = 0; i < host_line_count(c->host) && !has_country(c, c->device); i++)
		if (host_line(c->host, i) != c->peer_device)
			c->device = host_line(c->host, i);
	SKIP_UNLESS(c, has_country(c, c->device),
		    "the numbers of all lines are local; an extension has no canonical form");
	in = scene_ring(c, &out);
	HOST_FIELD(call_info(c, in), CallerID, number);
	FAIL_UNLESS(c, number[0] == '+', "a caller with a country code is told as \"%s\"", number);
	FAIL_UNLESS(c, strchr(number, '(') || strchr(number, ' '), "%s is not in canonical form",
		    number);
}

const struct rule rules_state[] = {
	{ "R-STATE-1", BASIC, false, "each change of state is told, once", every_change, NULL },
	{ "R-STATE-2", BASIC, false, "IDLE is final", idle_is_final, NULL },
	{ "R-STATE-3", BASIC, false, "a dropped call becomes IDLE", drop_leads_to_idle, NULL },
	{ "R-STATE-4", BASIC, false, "features tell what is possible now, capabilities what can be",
	 features_agree, NULL },
	{ "R-STATE-5", BASIC, false, "LINE_CALLSTATE has the call's media mode and announced states",
	 states_are_announced, NULL },
	{ "R-STATE-6", SUPPLEMENTARY, false, "monitoring ends when the call is idle",
	 monitoring_ends, NULL },
	{ "R-STATE-7", BASIC, false, "LINE_CALLINFO names just what changed", info_is_told, NULL },
	{ "R-STATE-8", BASIC, false, "numbers of callers are in canonical form", canonical, NULL },
	{ 0 },
};

/* SPDX-License-Identifier: MIT
 * rule_conf.c - conferences, as far as the capabilities announce them. */
#include "check/rules.h"
#include "base/mem.h"

#define WAIT_MS 20000
#define MANY 16			/* members that are still worth a try */

static const char *word(struct check *c, uint32_t call)
{
	return state_word(host_call_state(c->host, call));
}

/* A conference being set up from a talk with the second line. */
static uint32_t set_up(struct check *c, uint32_t *out, uint32_t *in, uint32_t *consult)
{
	uint32_t conf = 0;
	LONG request;

	*out = scene_talk(c, in);
	SKIP_UNLESS(c, call_features(c, *out) & LINECALLFEATURE_SETUPCONF,
		    "not announced: SETUPCONF");
	step("calling lineSetupConference");
	request = host_setup_conference(c->host, *out, c->line, 3, &conf, consult);
	FAIL_UNLESS(c, request > 0, "lineSetupConference is announced, and refused: %s",
		    name_error(request));
	FAIL_UNLESS(c, scene_reply(c, request, WAIT_MS) == 0,
		    "lineSetupConference is announced, and fails");
	return conf;
}

static void add(struct check *c, uint32_t conf, uint32_t consult)
{
	LONG request, result;

	step("calling lineAddToConference");
	request = host_add_to_conference(c->host, conf, consult);
	SKIP_UNLESS(c, !unavailable(request), "lineAddToConference is not available");
	result = scene_reply(c, request, WAIT_MS);
	FAIL_UNLESS(c, result == 0, "a connected consultation call cannot be added: %s",
		    name_error(result));
}

/* One with both far ends in it. */
static uint32_t of_three(struct check *c, uint32_t *out, uint32_t *in, uint32_t *consult,
			 uint32_t *third)
{
	uint32_t conf = set_up(c, out, in, consult);

	*third = scene_meet(c, *consult);
	add(c, conf, *consult);
	FAIL_UNLESS(c, scene_state(c, *consult, LINECALLSTATE_CONFERENCED, WAIT_MS),
		    "the added call is %s", word(c, *consult));
	FAIL_UNLESS(c, scene_state(c, conf, LINECALLSTATE_CONNECTED, WAIT_MS),
		    "after the first party was added the conference is %s", word(c, conf));
	scene_settle(c);
	return conf;
}

/* R-CONF-1 */
static void two_handles(struct check *c)
{
	uint32_t out, consult = 0, conf = set_up(c, &out, NULL, &consult);

	FAIL_UNLESS(c, host_hdcall(c->host, conf) && host_hdcall(c->host, consult) &&
		    host_hdcall(c->host, conf) != host_hdcall(c->host, consult),
		    "lineSetupConference gave no two handles");
	FAIL_UNLESS(c, scene_state(c, conf, LINECALLSTATE_ONHOLDPENDCONF, WAIT_MS),
		    "the conference is %s", word(c, conf));
	FAIL_UNLESS(c, scene_state(c, out, LINECALLSTATE_CONFERENCED, WAIT_MS),
		    "the first member is %s", word(c, out));
}

/* R-CONF-1, the other half: a call is needed unless SETUPCONFNULL says so. */
static void of_a_line(struct check *c)
{
	uint32_t conf = 0, consult = 0;
	LONG request, result;
	DWORD flags;

	scene_line(c);
	flags = address_caps(c, c->device)->dwAddrCapFlags;
	step("calling lineSetupConference without a call");
	request = host_setup_conference(c->host, 0, c->line, 3, &conf, &consult);
	SKIP_UNLESS(c, !unavailable(request), "lineSetupConference is not available");
	result = scene_reply(c, request, WAIT_MS);
	if (flags & LINEADDRCAPFLAGS_SETUPCONFNULL)
		FAIL_UNLESS(c, result == 0, "SETUPCONFNULL is set, and without a call "
			    "lineSetupConference answers %s", name_error(result));
	else
		FAIL_UNLESS(c, result == (LONG)LINEERR_INVALCALLHANDLE,
			    "SETUPCONFNULL is not set, and without a call "
			    "lineSetupConference answers %s", name_error(result));
}

static void handles(struct check *c)
{
	two_handles(c);
	if (scene_end_all(c))
		of_a_line(c);
}

/* R-CONF-2, R-CONF-10 */
static void members(struct check *c)
{
	uint32_t out, in, consult = 0, third, conf = of_three(c, &out, &in, &consult, &third);

	call_info(c, consult);
	call_info(c, out);
	FAIL_UNLESS(c, call_status(c, out)->dwCallState == LINECALLSTATE_CONFERENCED,
		    "lineGetCallStatus says %s of a member",
		    state_word(call_status(c, out)->dwCallState));
	FAIL_UNLESS(c, !in || host_call_state(c->host, in) == LINECALLSTATE_CONNECTED,
		    "the far end of a member is %s", word(c, in));
	FAIL_UNLESS(c, host_call_state(c->host, third) == LINECALLSTATE_CONNECTED,
		    "the far end of the added member is %s", word(c, third));
	FAIL_UNLESS(c, host_call_state(c->host, conf) == LINECALLSTATE_CONNECTED,
		    "the conference is %s", word(c, conf));
}

/* R-CONF-3 */
static void no_member_twice(struct check *c)
{
	uint32_t out, in, consult = 0, third, conf = of_three(c, &out, &in, &consult, &third);
	LONG result;

	step("calling lineAddToConference with what is no party");
	result = scene_reply(c, host_add_to_conference(c->host, conf, conf), WAIT_MS);
	FAIL_UNLESS(c, result < 0, "a conference becomes a member of itself");
	result = scene_reply(c, host_add_to_conference(c->host, conf, consult), WAIT_MS);
	FAIL_UNLESS(c, result < 0, "a member becomes a member a second time");
	FAIL_UNLESS(c, host_call_state(c->host, consult) == LINECALLSTATE_CONFERENCED,
		    "a member that was added again is %s", word(c, consult));
}

/* R-CONF-4 */
static void full(struct check *c)
{
	uint32_t out, consult = 0, conf = 0;
	DWORD most;
	LONG request, result;

	scene_line(c);
	most = address_caps(c, c->device)->dwMaxNumConference;
	SKIP_UNLESS(c, most, "dwMaxNumConference is 0");
	SKIP_UNLESS(c, most <= MANY, "a conference has room for %lu", (unsigned long)most);
	out = scene_robot_call(c);
	SKIP_UNLESS(c, call_features(c, out) & LINECALLFEATURE_SETUPCONF,
		    "not announced: SETUPCONF");
	scene_done(c, "lineSetupConference",
		   host_setup_conference(c->host, out, c->line, most, &conf, &consult));
	for (DWORD n = 2; ; n++) {
		scene_state(c, consult, LINECALLSTATE_DIALTONE, WAIT_MS);
		scene_done(c, "lineDial", host_dial(c->host, consult, scene_robot(c)));
		SKIP_UNLESS(c, scene_state(c, consult, LINECALLSTATE_CONNECTED, WAIT_MS),
			    "party %lu does not answer", (unsigned long)n);
		step("adding party %lu of %lu", (unsigned long)n, (unsigned long)most);
		result = scene_reply(c, host_add_to_conference(c->host, conf, consult), WAIT_MS);
		if (n > most)
			break;
		FAIL_UNLESS(c, result == 0, "party %lu of %lu is refused: %s", (unsigned long)n,
			    (unsigned long)most, name_error(result));
		consult = 0;
		request = host_prepare_add(c->host, conf, &consult);
		result = scene_reply(c, request, WAIT_MS);
		if (result && n == most)
			break;		/* no room, it says already here */
		SKIP_UNLESS(c, result == 0, "linePrepareAddToConference fails: %s",
			    name_error(result));
	}
	FAIL_UNLESS(c, result == (LONG)LINEERR_CONFERENCEFULL,
		    "one party more than dwMaxNumConference (%lu) is answered with %s",
		    (unsigned long)most, name_error(result));
}

/* R-CONF-5 */
static void monitored_alone(struct check *c)
{
	uint32_t out, in, consult = 0, third, conf = of_three(c, &out, &in, &consult, &third);
	bool heard;

	SKIP_UNLESS(c, in, "the other end is not to be seen");
	SKIP_UNLESS(c, call_features(c, conf) & LINECALLFEATURE_MONITORDIGITS,
		    "a conference cannot monitor digits");
	SKIP_UNLESS(c, call_features(c, in) & LINECALLFEATURE_GENERATEDIGITS,
		    "digits cannot be generated");
	SKIP_UNLESS(c, host_monitor_digits(c->host, conf, LINEDIGITMODE_DTMF) == 0,
		    "lineMonitorDigits of a conference fails");
	host_generate_digits(c->host, in, LINEDIGITMODE_DTMF, "7", 100, 1);
	heard = scene_event(c, LINE_MONITORDIGITS, conf, WAIT_MS, NULL);
	FAIL_UNLESS(c, heard, "a conference does not hear the digits of its parties");
	scene_settle(c);
	FAIL_UNLESS(c, log_find(c, 0, LINE_MONITORDIGITS, out) < 0 &&
		    log_find(c, 0, LINE_MONITORDIGITS, consult) < 0,
		    "digits are told of a member, and only the conference was monitored");
}

/* R-CONF-6: whoever is left either stays in the conference or talks alone. */
static void dissolves(struct check *c)
{
	uint32_t out, in, consult = 0, third, conf = of_three(c, &out, &in, &consult, &third);
	DWORD left = address_caps(c, c->device)->dwRemoveFromConfState, now;
	LONG result;

	if (call_features(c, consult) & LINECALLFEATURE_REMOVEFROMCONF) {
		step("calling lineRemoveFromConference");
		result = scene_reply(c, host_remove_from_conference(c->host, consult), WAIT_MS);
		FAIL_UNLESS(c, result == 0, "REMOVEFROMCONF is announced, and fails: %s",
			    name_error(result));
		FAIL_UNLESS(c, scene_state(c, consult, left ? left : LINECALLSTATE_IDLE, WAIT_MS),
			    "a removed member is %s, dwRemoveFromConfState says %s",
			    word(c, consult), state_word(left));
	} else {
		scene_done(c, "lineDrop", host_drop(c->host, consult));
	}
	scene_settle(c);
	now = host_call_state(c->host, conf);
	if (now == LINECALLSTATE_IDLE)
		FAIL_UNLESS(c, scene_state(c, out, LINECALLSTATE_CONNECTED, WAIT_MS),
			    "the conference dissolved, and its last member is %s", word(c, out));
	else
		FAIL_UNLESS(c, host_call_state(c->host, out) == LINECALLSTATE_CONFERENCED,
			    "the conference is %s, and its last member %s", state_word(now),
			    word(c, out));
}

/* R-CONF-9 */
static void setup_undone(struct check *c)
{
	uint32_t out, consult = 0, conf = set_up(c, &out, NULL, &consult);
	LONG request;

	host_drop(c->host, consult);
	FAIL_UNLESS(c, scene_state(c, consult, LINECALLSTATE_IDLE, WAIT_MS),
		    "the dropped consultation call is %s", word(c, consult));
	scene_settle(c);
	if (host_call_state(c->host, conf) != LINECALLSTATE_IDLE) {
		request = host_drop(c->host, conf);
		FAIL_UNLESS(c, request > 0 || scene_state(c, conf, LINECALLSTATE_IDLE, WAIT_MS),
			    "the conference cannot be dropped: %s", name_error(request));
		FAIL_UNLESS(c, scene_state(c, conf, LINECALLSTATE_IDLE, WAIT_MS),
			    "the dropped conference is %s", word(c, conf));
		return;
	}
	/* With its only other party gone it dissolved. */
	FAIL_UNLESS(c, scene_state(c, out, LINECALLSTATE_CONNECTED | LINECALLSTATE_IDLE, WAIT_MS),
		    "the conference was given up, and its only member is %s", word(c, out));
}

const struct rule rules_conf[] = {
	{ "R-CONF-1", SUPPLEMENTARY, false, "lineSetupConference gives two handles", handles,
	 NULL },
	{ "R-CONF-2", SUPPLEMENTARY, false, "members stay calls", members, NULL },
	{ "R-CONF-3", SUPPLEMENTARY, false, "no call is a member twice, no conference of itself",
	 no_member_twice, NULL },
	{ "R-CONF-4", SUPPLEMENTARY, false, "a full conference is CONFERENCEFULL", full, NULL },
	{ "R-CONF-5", SUPPLEMENTARY, false, "monitoring a conference is for it alone",
	 monitored_alone, NULL },
	{ "R-CONF-6", SUPPLEMENTARY, false, "who is left in a conference is a member or talks",
	 dissolves, NULL },
	{ "R-CONF-7", SUPPLEMENTARY, false, "the switch's conferences are told parent first", NULL,
	 "only the switch makes them" },
	{ "R-CONF-9", SUPPLEMENTARY, false, "a conference can be given up", setup_undone, NULL },
	{ 0 },
};

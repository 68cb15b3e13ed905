/* SPDX-License-Identifier: MIT
 * test_state.c - what a call is, what it becomes, and what may be asked of it. */
#include "conf_scene.h"

static uint32_t a, b;

static void two_lines(void)
{
	scene_open(LINES);
	a = scene_line(0);
	b = scene_line(1);
}

/* R-STATE-1 */
TEST_ONCE(state, each_change_is_told_at_both_ends)
{
	uint32_t call, in;

	two_lines();
	call = scene_dial(a, "200", 500);
	CHECK_TEXT(scene_news(), "a lineMakeCall: ok, a dialing, a proceeding, b new call, b offering, "
		   "a ringback, b line ringing 0");
	in = scene_new_call();
	NEED(host_accept(tapi, in) > 0);
	CHECK_TEXT(scene_news(), "b lineAccept: ok, b accepted");
	NEED(host_answer(tapi, in) > 0);
	CHECK_TEXT(scene_news(), "b lineAnswer: ok, b connected, a connected, b call info: connectedid, "
		   "a call info: connectedid");
	NEED(host_hold(tapi, in) > 0);
	CHECK_TEXT(scene_news(), "b lineHold: ok, b onhold, a connected (activeheld)");
	NEED(host_unhold(tapi, in) > 0);
	CHECK_TEXT(scene_news(), "b lineUnhold: ok, b connected, a connected");
	NEED(host_drop(tapi, in) > 0);
	CHECK_TEXT(scene_news(), "b lineDrop: ok, a disconnected, a idle, b idle");
	CHECK_INT(host_call_state(tapi, call), LINECALLSTATE_IDLE);
}

static const struct {
	const char *number, *story;
} far_ends[] = {
	{ "90", "a specialinfo (nocircuit), a disconnected (unreachable), a idle" },
	{ "92", "a busy (station), a disconnected (busy), a idle" },
	{ "93", "a ringback" },
	{ "94", "a ringback, a disconnected (reject), a idle" },
	{ "95", "a ringback, a connected, a call info: connectedid, a disconnected, a idle" },
	{ "97", "a disconnected (congestion), a idle" },
	{ "55", "a disconnected (badaddress), a idle" },
	{ "300", "a disconnected (unreachable), a idle" },
};

/* R-STATE-1, R-STATE-3 */
TEST_ONCE(state, each_end_of_a_call_is_told_with_its_reason)
{
	char want[200];
	uint32_t call;

	two_lines();
	for (size_t i = 0; i < sizeof(far_ends) / sizeof(*far_ends); i++) {
		call = scene_dial(a, far_ends[i].number, 60000);
		snprintf(want, sizeof(want), "a lineMakeCall: ok, a dialing, a proceeding, %s", far_ends[i].story);
		CHECK_TEXT(scene_news(), want);
		CHECK_INT(host_close_call(tapi, call), 0);
	}
}

static void check_mode(const LINEADDRESSCAPS *caps, DWORD state, DWORD mode)
{
	switch (state) {
	case LINECALLSTATE_BUSY:	 CHECK_INT(mode & ~caps->dwBusyModes, 0); break;
	case LINECALLSTATE_SPECIALINFO:	 CHECK_INT(mode & ~caps->dwSpecialInfo, 0); break;
	case LINECALLSTATE_CONNECTED:	 CHECK_INT(mode & ~caps->dwConnectedModes, 0); break;
	case LINECALLSTATE_OFFERING:	 CHECK_INT(mode & ~caps->dwOfferingModes, 0); break;
	case LINECALLSTATE_DISCONNECTED: CHECK_INT(mode & ~caps->dwDisconnectModes, 0); break;
	default:			 CHECK_INT(mode, 0); break;
	}
}

/* After each event: is the state told that of the record, and in the caps? */
static void check_news(const LINEADDRESSCAPS *caps)
{
	LINECALLSTATUS *status;
	DWORD state = 0, mode = 0;
	uint32_t call = 0;

	scene_news();
	for (size_t i = 0; i < scene_count; i++) {
		if (scene_box[i].message != LINE_CALLSTATE || scene_box[i].kind != HOST_LINE)
			continue;
		state = (DWORD)scene_box[i].p1;
		mode = (DWORD)scene_box[i].p2;
		call = scene_box[i].call;
		CHECK_INT(state & ~caps->dwCallStates, 0);
		CHECK_INT(scene_box[i].p3, VOICE);	/* R-STATE-5 */
		check_mode(caps, state, mode);
	}
	if (!call)
		return;
	NEED(host_get_call_status(tapi, call, &status) == 0);
	CHECK_INT(status->dwCallState, state);
	CHECK_INT(status->dwCallStateMode, mode);
	mem_free(status);
}

/* R-STATE-1, R-STATE-4, R-STATE-5 */
TEST_ONCE(state, what_is_told_is_what_the_record_says_and_what_the_capabilities_announce)
{
	LINEADDRESSCAPS *caps;
	uint32_t call;

	two_lines();
	NEED(host_get_address_caps(tapi, BASE, 0, &caps) == 0);
	DEFER(mem_free, caps);
	for (size_t i = 0; i < sizeof(far_ends) / sizeof(*far_ends); i++) {
		call = scene_dial(a, far_ends[i].number, 0);
		for (int step = 0; step < 400; step++) {
			check_news(caps);
			scene_advance(10);
		}
		CHECK_INT(host_close_call(tapi, call), 0);
	}
}

/* R-STATE-2 */
TEST_ONCE(state, after_idle_nothing_is_told_of_a_call)
{
	uint32_t call, in;

	two_lines();
	call = scene_talk(a, "200", &in);
	NEED(host_drop(tapi, call) > 0);
	scene_news();
	CHECK_INT(host_set_app_specific(tapi, call, 5), 0);
	CHECK_INT(host_set_media_mode(tapi, in, VOICE), 0);
	CHECK(host_drop(tapi, call) < 0 && host_hold(tapi, in) < 0);
	scene_advance(100000);
	CHECK_TEXT(scene_news(), "");
}

/* --- what may be asked ------------------------------------------------------------ */

/* A call of `line_of` in each state that this device has. */
static uint32_t in_state(DWORD state)
{
	uint32_t call, in = 0;

	switch (state) {
	case LINECALLSTATE_DIALING:	return scene_dial(a, "93", 0);
	case LINECALLSTATE_PROCEEDING:	return scene_dial(a, "200", 20);
	case LINECALLSTATE_RINGBACK:	return scene_dial(a, "93", 20);
	case LINECALLSTATE_BUSY:	return scene_dial(a, "92", 20);
	case LINECALLSTATE_SPECIALINFO:	return scene_dial(a, "90", 20);
	case LINECALLSTATE_IDLE:	return scene_dial(a, "97", 20);
	case LINECALLSTATE_OFFERING:
	case LINECALLSTATE_ACCEPTED:
		scene_dial(a, "200", 20);
		scene_news();
		if (state == LINECALLSTATE_ACCEPTED)
			NEED(host_accept(tapi, scene_new_call()) > 0);
		return scene_new_call();
	default:
		call = scene_talk(a, "200", &in);
		if (state == LINECALLSTATE_ONHOLD)
			NEED(host_hold(tapi, call) > 0);
		return call;
	}
}

static const DWORD states[] = {
	LINECALLSTATE_DIALING, LINECALLSTATE_PROCEEDING, LINECALLSTATE_RINGBACK, LINECALLSTATE_BUSY,
	LINECALLSTATE_SPECIALINFO, LINECALLSTATE_IDLE, LINECALLSTATE_OFFERING, LINECALLSTATE_ACCEPTED,
	LINECALLSTATE_CONNECTED, LINECALLSTATE_ONHOLD,
};

static LONG redirect(struct host *host, uint32_t call)
{
	return host_redirect(host, call, "300");
}

static LONG blind(struct host *host, uint32_t call)
{
	return host_blind_transfer(host, call, "300");
}

static LONG dial_more(struct host *host, uint32_t call)
{
	return host_dial(host, call, "1");
}

static LONG complete(struct host *host, uint32_t call)
{
	return host_complete_call(host, call, LINECALLCOMPLMODE_CALLBACK, 0);
}

static LONG park(struct host *host, uint32_t call)
{
	return host_park(host, call, LINEPARKMODE_NONDIRECTED, NULL);
}

static LONG gather(struct host *host, uint32_t call)
{
	return host_gather_digits(host, call, &(struct host_gather){ .modes = LINEDIGITMODE_DTMF, .count = 3 });
}

static LONG generate(struct host *host, uint32_t call)
{
	return host_generate_digits(host, call, LINEDIGITMODE_DTMF, "1", 0, 1);
}

static LONG monitor(struct host *host, uint32_t call)
{
	return host_monitor_digits(host, call, LINEDIGITMODE_DTMF);
}

static const struct {
	DWORD feature;
	LONG (*ask)(struct host *host, uint32_t call);
} asks[] = {
	{ LINECALLFEATURE_ACCEPT, host_accept }, { LINECALLFEATURE_ANSWER, host_answer },
	{ LINECALLFEATURE_DROP, host_drop }, { LINECALLFEATURE_HOLD, host_hold },
	{ LINECALLFEATURE_UNHOLD, host_unhold }, { LINECALLFEATURE_SECURECALL, host_secure_call },
	{ LINECALLFEATURE_RELEASEUSERUSERINFO, host_release_uui }, { LINECALLFEATURE_REDIRECT, redirect },
	{ LINECALLFEATURE_BLINDTRANSFER, blind }, { LINECALLFEATURE_DIAL, dial_more },
	{ LINECALLFEATURE_COMPLETECALL, complete }, { LINECALLFEATURE_PARK, park },
	{ LINECALLFEATURE_GATHERDIGITS, gather }, { LINECALLFEATURE_GENERATEDIGITS, generate },
	{ LINECALLFEATURE_MONITORDIGITS, monitor },
	{ LINECALLFEATURE_REMOVEFROMCONF, host_remove_from_conference },
};

static void check_ask(size_t state, size_t ask, DWORD ever)
{
	LINECALLSTATUS *status;
	uint32_t call;
	DWORD features;
	LONG result;

	two_lines();
	call = in_state(states[state]);
	scene_news();
	NEED(host_get_call_status(tapi, call, &status) == 0);
	CHECK_INT(status->dwCallState, states[state]);
	features = status->dwCallFeatures;
	mem_free(status);
	result = asks[ask].ask(tapi, call);
	if (features & asks[ask].feature)
		CHECK(result >= 0);
	else
		CHECK_INT(result, ever & asks[ask].feature ? (LONG)LINEERR_INVALCALLSTATE
							   : (LONG)LINEERR_OPERATIONUNAVAIL);
	CHECK_INT(features & ~ever, 0);
	scene_close();
}

/* R-STATE-4, R-CHECK-5 */
TEST_ONCE(state, what_the_features_of_a_call_say_can_be_done_and_nothing_else)
{
	struct host_line_info info;

	two_lines();
	NEED(host_line_info(tapi, BASE, &info) == 0);
	scene_close();
	for (size_t state = 0; state < sizeof(states) / sizeof(*states); state++)
		for (size_t ask = 0; ask < sizeof(asks) / sizeof(*asks); ask++)
			check_ask(state, ask, info.address[0].call_features);
}

static DWORD line_features(uint32_t line, DWORD *address)
{
	LINEADDRESSSTATUS *of_address;
	LINEDEVSTATUS *of_line;
	DWORD features;

	NEED(host_get_address_status(tapi, line, 0, &of_address) == 0);
	NEED(host_get_line_status(tapi, line, &of_line) == 0);
	*address = of_address->dwAddressFeatures;
	features = of_line->dwLineFeatures;
	mem_free(of_address);
	mem_free(of_line);
	return features;
}

/* R-STATE-4 */
TEST_ONCE(state, a_line_and_its_address_say_whether_one_more_call_can_be_made)
{
	uint32_t call, none;
	DWORD address;

	two_lines();
	CHECK(line_features(a, &address) & LINEFEATURE_MAKECALL);
	CHECK(address & LINEADDRFEATURE_MAKECALL);
	call = scene_dial(a, "93", 100);
	scene_news();
	CHECK_INT(line_features(a, &address) & LINEFEATURE_MAKECALL, 0);
	CHECK_INT(address & LINEADDRFEATURE_MAKECALL, 0);
	CHECK_INT(host_make_call(tapi, a, "93", NULL, &none), (LONG)LINEERR_CALLUNAVAIL);
	CHECK_INT(host_close_call(tapi, call), 0);
	CHECK(line_features(a, &address) & LINEFEATURE_MAKECALL);
}

/* R-STATE-7 */
TEST_ONCE(state, a_change_of_the_record_is_told_with_just_what_changed)
{
	LINECALLINFO *info;
	uint32_t call;

	two_lines();
	call = scene_dial(a, "93", 100);
	scene_news();
	CHECK_INT(host_set_app_specific(tapi, call, 0xABCD), 0);
	scene_news();
	CHECK_INT(scene_count, 1);
	CHECK_INT(scene_event(LINE_CALLINFO, call)->p1, LINECALLINFOSTATE_APPSPECIFIC);
	CHECK_INT(host_set_media_mode(tapi, call, VOICE), 0);
	scene_news();
	CHECK_INT(scene_count, 1);
	CHECK_INT(scene_event(LINE_CALLINFO, call)->p1, LINECALLINFOSTATE_MEDIAMODE);
	NEED(host_get_call_info(tapi, call, &info) == 0);
	DEFER(mem_free, info);
	CHECK_INT(info->dwAppSpecific, 0xABCD);
}

/* R-STATE-6 */
TEST_ONCE(state, monitoring_and_gathering_end_with_the_call)
{
	uint32_t call, in;

	two_lines();
	call = scene_talk(a, "200", &in);
	CHECK_INT(host_monitor_digits(tapi, in, LINEDIGITMODE_DTMF), 0);
	CHECK_INT(gather(tapi, in), 0);
	NEED(host_drop(tapi, call) > 0);
	CHECK_TEXT(scene_news(), "a lineDrop: ok, b disconnected, b digits gathered (cancel), b idle, a idle");
	CHECK_INT(host_monitor_digits(tapi, in, LINEDIGITMODE_DTMF), (LONG)LINEERR_INVALCALLSTATE);
	CHECK_INT(gather(tapi, in), (LONG)LINEERR_INVALCALLSTATE);
}

/* R-STATE-8 */
TEST_ONCE(state, a_canonical_number_reaches_the_called_end_as_it_is)
{
	struct host_call_info info;

	scene_open("[line a]\ndriver = sim\nnumber = +1 (425) 555-0100\n[line b]\ndriver = sim\nnumber = 200\n");
	scene_dial(scene_line(0), "200", 0);
	scene_line(1);
	scene_advance(20);
	scene_news();
	NEED(host_call_info(tapi, scene_new_call(), &info) == 0);
	CHECK_TEXT(info.caller, "+1 (425) 555-0100");
	CHECK_INT(info.caller_flags, LINECALLPARTYID_ADDRESS | LINECALLPARTYID_NAME);
	CHECK_TEXT(info.caller_name, "a");
}

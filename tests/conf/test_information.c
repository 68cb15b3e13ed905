/* SPDX-License-Identifier: MIT
 * test_information.c - what travels with a call, through the provider's door:
 * user-user information, call data, flow specifications. */
#include "conf_scene.h"

static uint32_t a, b, c, out, in;

static void lines(const char *text, DWORD version)
{
	scene_open_at(text, version);
	a = scene_line(0);
	b = scene_line(1);
	c = scene_line(2);
}

static void talking(const char *text, DWORD version)
{
	lines(text, version);
	out = scene_talk(a, "200", &in);
}

static LINECALLINFO *info_of(uint32_t call)
{
	static struct { LINECALLINFO head; BYTE more[8192]; } rooms[2];
	static int turn;
	LINECALLINFO *info = &rooms[turn ^= 1].head;

	memset(info, 0, sizeof(rooms[0]));
	info->dwTotalSize = sizeof(rooms[0]);
	CHECK_INT(SP->lineGetCallInfo(host_hdcall(tapi, call), info), 0);
	return info;
}

/* The bytes of a variable field as text, with their number if it is not that of `text`. */
static void check_bytes(const void *record, DWORD size, DWORD offset, const char *text)
{
	char got[4096];

	CHECK_INT(size, strlen(text));
	snprintf(got, sizeof(got), "%.*s", (int)size, (const char *)record + offset);
	CHECK_TEXT(got, text);
}

static void check_uui(uint32_t call, const char *text)
{
	LINECALLINFO *info = info_of(call);

	check_bytes(info, info->dwUserUserInfoSize, info->dwUserUserInfoOffset, text);
}

static void check_data(uint32_t call, const char *text)
{
	LINECALLINFO *info = info_of(call);

	check_bytes(info, info->dwCallDataSize, info->dwCallDataOffset, text);
}

static LONG send_uui(uint32_t call, const char *text)
{
	return host_send_uui(tapi, call, text, (DWORD)strlen(text));
}

static LONG set_data(uint32_t call, const char *text)
{
	return host_set_call_data(tapi, call, text, (DWORD)strlen(text));
}

/* LINECALLPARAMS with room behind them. */
static struct {
	LINECALLPARAMS p;
	char tail[4096];
} with;

static LINECALLPARAMS *params(DWORD version, size_t tail)
{
	memset(&with, 0, sizeof(with));
	with.p = scene_params(version);
	with.p.dwTotalSize = (DWORD)(sizeof(with.p) + tail);
	return &with.p;
}

/* --- user-user information ------------------------------------------------------- */

/* R-UUI-1, R-UUI-2 */
TEST_ONCE(information, what_came_stays_until_it_is_released_and_the_rest_waits)
{
	for (const DWORD *version = scene_versions; *version; version++) {
		talking(LINES, *version);
		CHECK(host_release_uui(tapi, in) > 0);
		CHECK_TEXT(scene_news(), "b lineReleaseUserUserInfo: ok");
		CHECK(send_uui(out, "one") > 0);
		CHECK(send_uui(out, "two") > 0);
		CHECK(send_uui(out, "three") > 0);
		CHECK_TEXT(scene_news(), "b call info: useruserinfo, a lineSendUserUserInfo: ok, "
			   "a lineSendUserUserInfo: ok, a lineSendUserUserInfo: ok");
		check_uui(in, "one");
		check_uui(out, "");
		CHECK(host_release_uui(tapi, in) > 0);
		CHECK_TEXT(scene_news(), "b lineReleaseUserUserInfo: ok, b call info: useruserinfo");
		check_uui(in, "two");
		CHECK(host_release_uui(tapi, in) > 0);
		scene_news();
		check_uui(in, "three");
		CHECK(host_release_uui(tapi, in) > 0);
		CHECK_TEXT(scene_news(), "b lineReleaseUserUserInfo: ok");
		check_uui(in, "");
		scene_close();
	}
}

/* R-UUI-3 */
TEST_ONCE(information, what_nobody_releases_is_refused_at_last)
{
	char text[8];

	talking(LINES, 0);
	for (int i = 0; i < 9; i++) {
		snprintf(text, sizeof(text), "%d", i);
		CHECK(send_uui(out, text) > 0);
	}
	CHECK(strstr(scene_news(), "RESOURCE") == NULL);
	CHECK(send_uui(out, "ten") > 0);
	CHECK_TEXT(scene_news(), "a lineSendUserUserInfo: LINEERR_RESOURCEUNAVAIL");
	for (int i = 0; i < 9; i++) {
		snprintf(text, sizeof(text), "%d", i);
		check_uui(in, text);
		CHECK(host_release_uui(tapi, in) > 0);
	}
	check_uui(in, "");
}

/* R-UUI-3 */
TEST_ONCE(information, a_long_one_goes_in_pieces_and_comes_as_a_whole)
{
	static char much[1025];
	LINEDEVCAPS *caps;

	talking("[sim]\nmessage-delay = 10\n" LINES, 0);
	for (size_t i = 0; i < 1024; i++)
		much[i] = (char)('a' + i % 23);
	much[300] = '\0';
	CHECK(send_uui(out, much) > 0);
	scene_advance(29);
	CHECK_TEXT(scene_news(), "");
	scene_advance(1);
	CHECK_TEXT(scene_news(), "b call info: useruserinfo, a lineSendUserUserInfo: ok");
	check_uui(in, much);
	much[300] = 'x';
	NEED(host_get_line_caps(tapi, BASE, &caps) == 0);
	CHECK_INT(caps->dwUUISendUserUserInfoSize, 1024);
	CHECK_INT(caps->dwUUICallInfoSize, 1024);
	CHECK_INT(caps->dwUUIMakeCallSize, 128);
	CHECK_INT(caps->dwUUIAcceptSize, 128);
	CHECK_INT(caps->dwUUIAnswerSize, 128);
	CHECK_INT(caps->dwUUIDropSize, 128);
	mem_free(caps);
	CHECK_INT(host_send_uui(tapi, out, much, 1025), (LONG)LINEERR_USERUSERINFOTOOBIG);
	CHECK(host_release_uui(tapi, in) > 0);
	CHECK(host_send_uui(tapi, out, much, 1024) > 0);
	scene_advance(100);
	scene_news();
	check_uui(in, much);
}

/* R-UUI-3, R-ASYNC-10 */
TEST_ONCE(information, half_a_message_is_none)
{
	static char much[200];

	talking("[sim]\nmessage-delay = 10\n" LINES, 0);
	memset(much, 'm', sizeof(much) - 1);
	CHECK(send_uui(out, much) > 0);
	scene_advance(10);
	CHECK(host_drop(tapi, out) > 0);
	CHECK_TEXT(scene_news(), "a lineDrop: ok, b disconnected, b idle, "
		   "a lineSendUserUserInfo: LINEERR_OPERATIONFAILED, a idle");
	check_uui(in, "");
}

/* R-UUI-4 */
TEST_ONCE(information, the_called_one_reads_what_was_sent_with_the_call)
{
	LINECALLPARAMS *p;

	lines(LINES, 0);
	p = params(TAPI_3_1, 128);
	p->dwUserUserInfoSize = 129;
	p->dwUserUserInfoOffset = sizeof(*p) - 1;
	CHECK_INT(host_make_call(tapi, a, "200", p, &out), (LONG)LINEERR_INVALCALLPARAMS);
	p->dwTotalSize++;
	p->dwUserUserInfoOffset = sizeof(*p);
	CHECK_INT(host_make_call(tapi, a, "200", p, &out), (LONG)LINEERR_USERUSERINFOTOOBIG);
	strcpy(with.tail, "from a");
	p->dwUserUserInfoSize = 6;
	out = scene_dial_with(a, "200", p, 100);
	CHECK(strstr(scene_news(), "call info: useruserinfo") == NULL);	/* there from the begin on */
	in = scene_new_call();
	check_uui(in, "from a");
	check_uui(out, "");
	CHECK(SCENE_ASK(0, in, lineAccept, host_hdcall(tapi, in), "taken", 5) > 0);
	CHECK_TEXT(scene_news(), "b lineAccept: ok, a call info: useruserinfo, b accepted");
	check_uui(out, "taken");
	CHECK(SCENE_ASK(0, in, lineAnswer, host_hdcall(tapi, in), "hello", 5) > 0);
	scene_news();
	check_uui(out, "taken");
	CHECK(host_release_uui(tapi, out) > 0);
	CHECK_TEXT(scene_news(), "a lineReleaseUserUserInfo: ok, a call info: useruserinfo");
	check_uui(out, "hello");
}

/* R-UUI-4, R-UUI-1 */
TEST_ONCE(information, who_hangs_up_can_say_goodbye)
{
	talking(SLOW, 0);
	CHECK(SCENE_ASK(0, in, lineDrop, host_hdcall(tapi, in), "bye", 3) > 0);
	scene_advance(100);
	CHECK_TEXT(scene_news(), "b lineDrop: ok, a call info: useruserinfo, a disconnected, a idle, b idle");
	check_uui(out, "bye");
	CHECK(host_release_uui(tapi, out) > 0);		/* in any state */
	scene_news();
	check_uui(out, "");
}

/* R-UUI-3 */
TEST_ONCE(information, is_sent_while_it_rings_and_goes_with_a_call_that_is_sent_on)
{
	LINECALLPARAMS *p;

	lines(LINES, 0);
	p = params(TAPI_3_1, 128);
	strcpy(with.tail, "from a");
	p->dwUserUserInfoSize = 6;
	p->dwUserUserInfoOffset = sizeof(*p);
	out = scene_dial_with(a, "200", p, 100);
	scene_news();
	in = scene_new_call();
	CHECK(send_uui(in, "wait") > 0);
	scene_news();
	check_uui(out, "wait");
	CHECK(host_redirect(tapi, in, "300") > 0);
	scene_advance(100);
	scene_news();
	check_uui(scene_new_call(), "from a");
	CHECK_INT(host_call_line(tapi, scene_new_call()), c);
	CHECK_INT(send_uui(in, "late"), (LONG)LINEERR_INVALCALLSTATE);
}

/* --- call data ---------------------------------------------------------------------- */

TEST_ONCE(information, call_data_is_at_both_ends_and_can_be_taken_away)	/* R-VER-5 */
{
	static char much[2049];
	LINEADDRESSCAPS *caps;

	for (const DWORD *version = scene_versions; *version; version++) {
		talking(LINES, *version);
		CHECK(set_data(in, "customer 7") > 0);
		if (*version < TAPI_2_0) {
			CHECK_TEXT(scene_news(), "b lineSetCallData: ok");
			scene_close();
			continue;
		}
		CHECK_TEXT(scene_news(), "b call info: calldata, a call info: calldata, b lineSetCallData: ok");
		check_data(out, "customer 7");
		check_data(in, "customer 7");
		CHECK(set_data(out, "") > 0);
		CHECK_TEXT(scene_news(), "a call info: calldata, b call info: calldata, a lineSetCallData: ok");
		check_data(in, "");
		NEED(host_get_address_caps(tapi, BASE, 0, &caps) == 0);
		CHECK_INT(caps->dwMaxCallDataSize, 2048);
		mem_free(caps);
		CHECK_INT(host_set_call_data(tapi, in, much, 2049), (LONG)LINEERR_INVALPARAM);
		scene_close();
	}
}

static void data_goes_to(uint32_t line)
{
	scene_advance(500);
	scene_news();
	CHECK_INT(host_call_line(tapi, scene_new_call()), line);
	check_data(scene_new_call(), "customer 7");
}

TEST_ONCE(information, call_data_goes_where_the_call_goes)
{
	LINECALLPARAMS *p;

	lines(LINES, 0);
	p = params(TAPI_3_1, 128);
	strcpy(with.tail, "customer 7");
	p->dwCallDataSize = 10;
	p->dwCallDataOffset = sizeof(*p);
	out = scene_dial_with(a, "200", p, 0);
	scene_news();
	check_data(out, "customer 7");
	data_goes_to(b);
	CHECK(host_redirect(tapi, scene_new_call(), "300") > 0);
	data_goes_to(c);
	in = scene_new_call();
	CHECK(host_answer(tapi, in) > 0);
	scene_news();
	CHECK(host_blind_transfer(tapi, in, "200") > 0);
	data_goes_to(b);
	in = scene_new_call();
	CHECK(host_answer(tapi, in) > 0);
	scene_news();
	CHECK(host_park(tapi, in, LINEPARKMODE_DIRECTED, "77") > 0);
	scene_news();
	CHECK(host_unpark(tapi, c, 0, "77", &in) > 0);
	scene_news();
	check_data(in, "customer 7");
}

TEST_ONCE(information, call_data_follows_a_transfer_and_a_pickup)
{
	uint32_t consult, far_end, picked;

	lines("[line a]\ndriver = sim\nnumber = 100\n[line b]\ndriver = sim\nnumber = 200\ncalls = 2\n"
	      "[line c]\ndriver = sim\nnumber = 300\n[line d]\ndriver = sim\nnumber = 400\n", 0);
	out = scene_talk(a, "200", &in);
	CHECK(set_data(out, "customer 7") > 0);
	CHECK(host_setup_transfer(tapi, in, &consult) > 0);
	scene_news();
	CHECK(host_dial(tapi, consult, "300") > 0);
	scene_advance(500);
	scene_news();
	far_end = scene_new_call();
	check_data(far_end, "");
	CHECK(host_answer(tapi, far_end) > 0);
	scene_news();
	CHECK(host_complete_transfer(tapi, in, consult, LINETRANSFERMODE_TRANSFER, NULL) > 0);
	CHECK(strstr(scene_news(), "c call info: calldata") != NULL);
	check_data(far_end, "customer 7");
	check_data(out, "customer 7");
	CHECK(host_blind_transfer(tapi, far_end, "200") > 0);
	data_goes_to(b);
	CHECK(host_pickup(tapi, c, 0, "200", NULL, &picked) > 0);
	scene_news();
	check_data(picked, "customer 7");
}

/* --- quality of service ----------------------------------------------------------------- */

struct flow {			/* FLOWSPEC; rates in bytes per second */
	DWORD token_rate, bucket_size, peak, latency, variation, service, max_sdu, min_policed;
};

#define FLOW(rate) { rate, 1000, rate, 0xFFFFFFFF, 0xFFFFFFFF, 2, 1000, 40 }

static LONG set_flows(uint32_t call, const struct flow *send, const struct flow *receive)
{
	return SCENE_ASK(0, call, lineSetCallQualityOfService, host_hdcall(tapi, call),
			 (LPVOID)send, send ? sizeof(*send) : 0, (LPVOID)receive, receive ? sizeof(*receive) : 0);
}

static void check_flows(uint32_t call, const struct flow *send, const struct flow *receive)
{
	LINECALLINFO *info = info_of(call);

	CHECK_INT(info->dwSendingFlowspecSize, send ? sizeof(*send) : 0);
	CHECK_INT(info->dwReceivingFlowspecSize, receive ? sizeof(*receive) : 0);
	if (send)
		CHECK(!memcmp((char *)info + info->dwSendingFlowspecOffset, send, sizeof(*send)));
	if (receive)
		CHECK(!memcmp((char *)info + info->dwReceivingFlowspecOffset, receive, sizeof(*receive)));
}

TEST_ONCE(information, what_one_end_sends_the_other_one_receives)
{
	const struct flow slow = FLOW(1000), fast = FLOW(4000), none = FLOW(0xFFFFFFFF);

	talking(LINES, 0);
	CHECK(set_flows(out, &slow, &fast) > 0);
	CHECK_TEXT(scene_news(), "b call info: qos, a call info: qos, a lineSetCallQualityOfService: ok");
	check_flows(out, &slow, &fast);
	check_flows(in, &fast, &slow);
	CHECK(set_flows(in, &none, NULL) > 0);
	scene_news();
	check_flows(in, &none, NULL);
	check_flows(out, NULL, &none);
	CHECK(set_flows(in, NULL, NULL) > 0);
	scene_news();
	check_flows(out, NULL, NULL);
}

TEST_ONCE(information, a_flow_that_the_line_cannot_promise_leaves_the_old_one)
{
	static const char few[] = "[line a]\ndriver = sim\nnumber = 100\ncalls = 2\nbandwidth = 80000\n"
		"[line b]\ndriver = sim\nnumber = 200\n[line c]\ndriver = sim\nnumber = 300\nbandwidth = 16000\n";
	const struct flow old = FLOW(5000), half = FLOW(5001), most = FLOW(8000), more = FLOW(8001);
	uint32_t second;

	lines(few, 0);
	out = scene_talk(a, "200", &in);
	CHECK(set_flows(out, &old, &old) > 0);
	scene_news();
	CHECK_INT(set_flows(out, &more, NULL), (LONG)LINEERR_INVALRATE);
	CHECK_INT(SCENE_ASK(0, out, lineSetCallQualityOfService, host_hdcall(tapi, out), (LPVOID)&old, 31, NULL, 0),
		  (LONG)LINEERR_INVALPARAM);
	second = scene_talk(a, "91", NULL);
	CHECK(set_flows(second, &half, NULL) > 0);
	CHECK_TEXT(scene_news(), "a lineSetCallQualityOfService: LINEERR_RATEUNAVAIL");
	CHECK(set_flows(out, &most, NULL) > 0);
	CHECK_TEXT(scene_news(), "b call info: qos, a call info: qos, a lineSetCallQualityOfService: ok");
	CHECK(host_drop(tapi, second) > 0);
	CHECK(host_drop(tapi, in) > 0);
	scene_news();
	out = scene_talk(a, "300", &in);
	CHECK(set_flows(out, &old, NULL) > 0);		/* c has less */
	CHECK_TEXT(scene_news(), "a lineSetCallQualityOfService: LINEERR_RATEUNAVAIL");
	check_flows(out, NULL, NULL);
}

TEST_ONCE(information, a_call_is_made_with_the_flows_it_needs_or_not_at_all)
{
	static const char few[] = "[line a]\ndriver = sim\nnumber = 100\n[line b]\ndriver = sim\nnumber = 200\n"
		"[line c]\ndriver = sim\nnumber = 300\nbandwidth = 16000\n";
	const struct flow flow = FLOW(5000), more = FLOW(8001);
	LINECALLPARAMS *p;

	lines(few, 0);
	p = params(TAPI_3_1, sizeof(flow));
	memcpy(with.tail, &flow, sizeof(flow));
	p->dwSendingFlowspecSize = sizeof(flow);
	p->dwSendingFlowspecOffset = sizeof(*p);
	out = scene_dial_with(a, "200", p, 100);
	scene_news();
	check_flows(out, &flow, NULL);
	check_flows(scene_new_call(), NULL, &flow);
	CHECK(host_drop(tapi, out) > 0);
	scene_news();
	scene_dial_with(a, "300", p, 100);
	CHECK_TEXT(scene_news(), "a lineMakeCall: ok, a dialing, a proceeding, a disconnected (qosunavail), a idle");
	memcpy(with.tail, &more, sizeof(more));
	CHECK_INT(host_make_call(tapi, a, "200", p, &out), (LONG)LINEERR_INVALRATE);
	p->dwSendingFlowspecSize = 31;
	CHECK_INT(host_make_call(tapi, a, "200", p, &out), (LONG)LINEERR_INVALCALLPARAMS);
}

/* SPDX-License-Identifier: MIT
 * test_info.c - what travels with a call, and its terminals: the model's part. */
#include "join_scene.h"
#include "model/info.h"

static struct call *out, *in;

static struct bytes text(const char *words)
{
	return (struct bytes){ words, (DWORD)strlen(words) };
}

static bool is(struct bytes bytes, const char *words)
{
	return bytes.size == strlen(words) && memcmp(bytes.at, words, bytes.size) == 0;
}

static void talking(const char *more)
{
	join_scene(more);
	scene_talk(join_a, join_b, &out, &in);
}

TEST(info, a_call_with_which_nothing_travels_has_no_block)
{
	talking("");
	CHECK(out->info == NULL && in->info == NULL);
	info_uui_release(in);
	CHECK_INT(info_uui(in, text("")), OK);
	CHECK_INT(info_data(in, text("")), OK);
	CHECK_INT(info_flows(in, text(""), text("")), OK);
	CHECK(in->info == NULL);
	CHECK_TEXT(scene_news(), "");
}

TEST(info, the_ninth_that_nobody_releases_is_lost)			/* R-UUI-1 */
{
	talking("");
	for (int i = 0; i <= INFO_UUI_WAITING; i++)
		NEED(info_uui(in, text("x")) == OK);
	CHECK(!info_uui_room(in));
	CHECK_INT(info_uui(in, text("y")), ERR_RESOURCE);
	info_uui_release(in);
	CHECK(info_uui_room(in));
}

TEST(info, what_is_the_same_is_no_news)
{
	talking("");
	NEED(info_data(in, text("data")) == OK);
	NEED(info_flows(in, text("send"), text("receive")) == OK);
	CHECK_TEXT(scene_news(), "b info calldata, b info qos");
	NEED(info_data(in, text("data")) == OK);
	NEED(info_flows(in, text("send"), text("receive")) == OK);
	info_bearer(in, in->bearer, in->rate);
	CHECK_TEXT(scene_news(), "");
	info_secure(in);
	info_secure(in);
	CHECK_TEXT(scene_news(), "b info other");
}

TEST(info, without_memory_the_old_flows_stay)
{
	enum err err;

	talking("");
	NEED(info_flows(in, text("send"), text("receive")) == OK);
	err = info_flows(in, text("other"), text("another"));
	CHECK(is(in->info->send_flow, err ? "send" : "other"));
	CHECK(is(in->info->receive_flow, err ? "receive" : "another"));
}

TEST(info, a_flow_specification_says_bytes_and_lines_promise_bits)
{
	const DWORD rate = 0x80000000, none = 0xFFFFFFFF;

	CHECK(info_flow_rate((struct bytes){ &rate, sizeof(rate) }) == 0x400000000ull);
	CHECK(info_flow_rate((struct bytes){ &none, sizeof(none) }) == 0);
	CHECK(info_flow_rate((struct bytes){ NULL, 0 }) == 0);
}

TEST(info, what_is_said_of_a_call_before_its_birth_is_no_news)
{
	struct call_params params = {
		.bearer = LINEBEARERMODE_DATA, .flags = LINECALLPARAMFLAGS_SECURE, .uui = text("hello"),
		.data = text("data"), .send_flow = text("send"), .dial = { .dwDialPause = 5 },
	};

	join_scene("");
	NEED(call_new(&out, join_a, (HTAPICALL)1) == OK);
	NEED(info_fill(out, &params) == OK);
	CHECK(is(out->info->sends, "hello") && is(out->info->data, "data"));
	CHECK(!out->info->uui.size);
	CHECK_INT(info_dial_params(out).dwDialPause, 5);
	CHECK_INT(info_dial_params(out).dwDialSpeed, 50);
	CHECK_TEXT(scene_news(), "");
}

TEST(info, a_message_for_who_was_transferred_meanwhile_is_nothing)
{
	static char much[400];
	struct call *consult, *third;

	talking("[sim]\nmessage-delay = 10\n");
	memset(much, 'm', sizeof(much));
	NEED(call_ask(in, CALL_SEND_UUI, 1, &(struct call_args){ .data = { much, 300 } }) == OK);
	scene_run(10);
	consult = join_consult(out, CALL_SETUP_TRANSFER, 2, NULL);
	NEED(consult != NULL);
	third = join_reach(consult, join_c);
	scene_news();
	NEED(call_ask(third, CALL_SEND_UUI, 3, &(struct call_args){ .data = { much, 150 } }) == OK);
	scene_run(10);
	NEED(join_ask(out, CALL_COMPLETE_TRANSFER, 4, consult) == OK);
	scene_run(100);
	scene_news();
	CHECK(!in->info || !in->info->uui.size);	/* its end did not hear the first of them */
}

TEST(info, sends_stop_with_the_call)
{
	static char much[1024];

	talking("[sim]\nmessage-delay = 10\noperation-delay = 5\n");
	NEED(call_ask(out, CALL_SEND_UUI, 1, &(struct call_args){ .data = { much, 1024 } }) == OK);
	NEED(call_ask(out, CALL_SEND_UUI, 2, &(struct call_args){ .data = { much, 10 } }) == OK);
	scene_run(20);
	NEED(scene_ask(in, CALL_DROP, 3) == OK);
	scene_run(1000);
	CHECK_TEXT(scene_news(), "3 ok, a disconnected (normal), 1 LINEERR_OPERATIONFAILED, "
		   "2 LINEERR_OPERATIONFAILED, a idle, b idle");
	CHECK_INT(scene_desk.timers.count, 0);
}

/* --- terminals ------------------------------------------------------------------- */

TEST(info, terminals_that_there_are_not_are_told_of)
{
	CHECK(strstr(scene_complaint("[line a]\ndriver = sim\nnumber = 100\nterminals = handset, trumpet\n"),
		     "\"trumpet\"") != NULL);
}

TEST(info, a_call_has_the_routes_of_its_address_until_it_has_its_own)
{
	struct line *line;

	scene_open("[line a]\ndriver = sim\nnumber = 100\nterminals = handset, headset\n");
	line = scene_line("a");
	out = scene_dial(line, 1, "91");
	NEED(out != NULL);
	scene_run(500);
	scene_news();
	terminal_set_line(line, 1, LINETERMMODE_MEDIABIDIRECT, false);
	CHECK_TEXT(scene_news(), "a info terminal");
	CHECK(terminal_routed(out, TERMINAL_EAR));
	NEED(terminal_set_call(out, 0, LINETERMMODE_MEDIAFROMLINE, false) == OK);
	CHECK(!terminal_routed(out, TERMINAL_EAR));
	CHECK(terminal_routed(out, TERMINAL_MOUTH));
	scene_news();
	terminal_set_line(line, 0, LINETERMMODE_MEDIAFROMLINE, true);
	CHECK_TEXT(scene_news(), "a info terminal");		/* the line had it */
	CHECK(terminal_routed(out, TERMINAL_EAR));
}

/* SPDX-License-Identifier: MIT
 * test_sip_driver_carry.c - user-user information and call data on SIP lines. */
#include "sip_driver_scene.h"
#include "wire/sip/uui.h"

static struct line *a;
static struct call *call;

static const char *bytes_text(struct bytes bytes)
{
	static char text[300];

	snprintf(text, sizeof(text), "%.*s", (int)bytes.size, bytes.size ? (const char *)bytes.at : "");
	return text;
}

static const char *held(void)
{
	return call->info ? bytes_text(call->info->uui) : "";
}

static const char *data(void)
{
	return call->info ? bytes_text(call->info->data) : "";
}

static enum err ask(enum call_op op, DRV_REQUESTID request, const char *text)
{
	return call_ask(call, op, request, &(struct call_args){ .data = { text, (DWORD)strlen(text) } });
}

static void ring(const char *conf, const char *headers)
{
	a = sip_driver_line(conf);
	far_calls("alice", headers, SDP_QUIET);
	scene_news();
	call = scene_new_call();
	NEED(call != NULL);
	far_got();
}

static void dial_with(const char *conf, const char *uui, const char *call_data)
{
	const struct call_params params = { .uui = { uui, (DWORD)strlen(uui) },
					    .data = { call_data, (DWORD)strlen(call_data) } };
	uint32_t handle;

	a = sip_driver_line(conf);
	NEED(call_new(&call, a, (HTAPICALL)0x22) == OK);
	handle = call->handle;
	if (info_fill(call, &params) ||
	    call_ask(call, CALL_DIAL, 1, &(struct call_args){ .dest = "200", .params = &params }))
		call_free(call, ERR_FAILED);
	call = call_find(&scene_desk, handle);
	NEED(call != NULL);
}

/* --- values ---------------------------------------------------------------------------- */

static const struct {
	const char *value, *bytes;
} values[] = {
	{ "48656c6c6f;encoding=hex", "Hello" },
	{ "48656C6C6F", "Hello" },
	{ "\"48656c6c6f\" ;purpose=isdn-uui;encoding=HEX", "Hello" },
	{ "\"Hello there\"", "Hello there" },
	{ "48656c6c6f;encoding=hex, 21;encoding=hex", "Hello|!" },
	{ "4865g;encoding=hex", "-" },
	{ "SGVsbG8;encoding=base64", "-" },
	{ "486;encoding=hex", "-" },
	{ "", "" },
};

TEST_ONCE(sip_uui, values_are_read_as_bytes)
{
	char text[128], bytes[64];

	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
		struct span rest = span_of(values[i].value);
		struct buf all, b;

		buf_fixed(&all, text, sizeof(text));
		while (rest.len) {
			buf_fixed(&b, bytes, sizeof(bytes));
			buf_text(&all, all.len ? "|" : "");
			if (sip_uui_next(&rest, &b))
				buf_span_add(&all, buf_span(&b));
			else
				buf_char(&all, '-');
		}
		CHECK_TEXT(buf_c(&all), values[i].bytes);
	}
}

TEST_ONCE(sip_uui, what_is_written_is_read_again)
{
	char text[128], bytes[64];
	struct span rest;
	struct buf b, out;

	buf_fixed(&b, text, sizeof(text));
	sip_uui_write(&b, "\x04\0\xff;,\"", 6, "isdn-uui", "two words");
	CHECK_TEXT(buf_c(&b), "0400ff3b2c22;encoding=hex;purpose=isdn-uui;content=\"two words\"");
	rest = buf_span(&b);
	buf_fixed(&out, bytes, sizeof(bytes));
	CHECK(sip_uui_next(&rest, &out));
	CHECK(out.len == 6 && memcmp(bytes, "\x04\0\xff;,\"", 6) == 0);
	CHECK_INT(rest.len, 0);
}

/* --- what comes -------------------------------------------------------------------------- */

TEST(sip_carry, an_offered_call_brings_user_user_information_and_data)
{
	ring(FREE_LINE, "User-to-User: 48656c6c6f;encoding=hex;purpose=isdn-uui\nX-Call-Data: 4f72646572\n");
	CHECK_TEXT(held(), "Hello");
	CHECK_TEXT(data(), "Order");
}

TEST(sip_carry, what_comes_waits_until_the_application_has_read_what_was_before)
{
	ring(FREE_LINE, "User-to-User: 31, 32\n");
	CHECK_TEXT(held(), "1");
	CHECK_INT(ask(CALL_RELEASE_UUI, 5, ""), OK);
	CHECK_TEXT(scene_news(), "5 ok, a info useruserinfo");
	CHECK_TEXT(held(), "2");
}

TEST(sip_carry, a_ringing_and_an_answering_far_end_say_something)
{
	a = sip_driver_line(FREE_LINE);
	call = sip_driver_dial(a, "200", 0);
	NEED(call != NULL);
	far_answers(180, "User-to-User: 31\n", NULL);
	far_answers(180, "User-to-User: 31\n", NULL);
	CHECK_TEXT(held(), "1");
	CHECK_INT(call->info ? call->info->waiting : 9, 0);
	far_answers(200, "User-to-User: 32\nX-Call-Data: 33\n", SDP_QUIET);
	CHECK_INT(call->info ? call->info->waiting : 9, 1);
	CHECK_TEXT(data(), "3");
}

TEST(sip_carry, within_the_call_it_comes_by_info_and_by_update)
{
	a = sip_driver_line(FREE_LINE);
	call = sip_driver_talk_in(a, SDP_QUIET);
	far_asks("INFO", "User-to-User: 31\n", NULL);
	CHECK_TEXT(far_got(), "200 INFO");
	CHECK_TEXT(scene_news(), "a info useruserinfo");
	CHECK_TEXT(held(), "1");
	far_asks("UPDATE", "X-Call-Data: 33\n", NULL);
	CHECK_TEXT(far_got(), "200 UPDATE");
	CHECK_TEXT(scene_news(), "a info calldata");
	CHECK_TEXT(data(), "3");
	far_asks("UPDATE", "X-Call-Data:\n", NULL);
	CHECK_TEXT(data(), "");
}

TEST(sip_carry, the_far_end_says_good_bye_with_it)
{
	a = sip_driver_line(FREE_LINE);
	call = sip_driver_talk_in(a, SDP_QUIET);
	far_asks("BYE", "User-to-User: 42796521\n", NULL);
	CHECK_TEXT(scene_news(), "a info useruserinfo, a disconnected (normal), a idle");
	CHECK_TEXT(held(), "Bye!");
}

/* --- what goes --------------------------------------------------------------------------- */

TEST(sip_carry, a_dialled_call_takes_both_along)
{
	dial_with(FREE_LINE "uui-purpose = isdn-uui\nuui-content = isdn-uui\ndata-header = X-Ours\n", "Hello", "Order");
	CHECK(far_saw("INVITE", "\r\nUser-to-User: 48656c6c6f;encoding=hex;purpose=isdn-uui;content=isdn-uui\r\n"));
	CHECK(far_saw("INVITE", "\r\nX-Ours: 4f72646572;encoding=hex\r\n"));
	CHECK_TEXT(held(), "");
	CHECK_TEXT(data(), "Order");
}

TEST(sip_carry, it_goes_with_ringing_and_with_the_answer)
{
	ring(FREE_LINE, NULL);
	CHECK_INT(ask(CALL_ACCEPT, 1, "1"), OK);
	CHECK(far_saw("180 INVITE", "\r\nUser-to-User: 31;encoding=hex\r\n"));
	CHECK_INT(ask(CALL_ANSWER, 2, "2"), OK);
	CHECK(far_saw("200 INVITE", "\r\nUser-to-User: 32;encoding=hex\r\n"));
	far_acks(NULL);
}

TEST(sip_carry, it_goes_with_the_end_of_a_call)
{
	a = sip_driver_line(FREE_LINE);
	call = sip_driver_talk_in(a, SDP_QUIET);
	CHECK_INT(ask(CALL_DROP, 3, "Bye!"), OK);
	CHECK(far_saw("BYE", "\r\nUser-to-User: 42796521;encoding=hex\r\n"));
	far_answers(200, NULL, NULL);
}

TEST(sip_carry, it_goes_with_a_refusal)
{
	ring(FREE_LINE, NULL);
	CHECK_INT(ask(CALL_DROP, 3, "No!"), OK);
	CHECK(far_saw("486 INVITE", "\r\nUser-to-User: 4e6f21;encoding=hex\r\n"));
	far_acks(NULL);
}

TEST(sip_carry, within_the_call_it_goes_by_info)
{
	a = sip_driver_line(FREE_LINE);
	call = sip_driver_talk_in(a, SDP_QUIET);
	CHECK_INT(ask(CALL_SEND_UUI, 4, "Hello"), OK);
	CHECK_TEXT(far_got(), "INFO");
	CHECK(far_saw("INFO", "\r\nUser-to-User: 48656c6c6f;encoding=hex\r\n"));
	CHECK_TEXT(scene_news(), "");
	far_answers_to("INFO", 200, NULL, NULL);
	CHECK_TEXT(scene_news(), "4 ok");
	CHECK_INT(ask(CALL_SET_DATA, 5, "Order"), OK);
	CHECK(far_saw("INFO", "\r\nX-Call-Data: 4f72646572;encoding=hex\r\n"));
	far_answers_to("INFO", 200, NULL, NULL);
	CHECK_TEXT(scene_news(), "a info calldata, 5 ok");
	CHECK_TEXT(data(), "Order");
}

TEST(sip_carry, within_the_call_it_may_go_by_update)
{
	a = sip_driver_line(FREE_LINE "uui = update\n");
	call = sip_driver_talk(a, SDP_QUIET);
	CHECK_INT(ask(CALL_SEND_UUI, 4, "Hello"), OK);
	CHECK_TEXT(far_got(), "UPDATE");
	far_answers_to("UPDATE", 200, NULL, NULL);
	CHECK_TEXT(scene_news(), "4 ok");
}

TEST(sip_carry, a_line_whose_server_would_keep_it_cannot_send_it)
{
	a = sip_driver_line(FREE_LINE "uui = no\n");
	call = sip_driver_talk(a, SDP_QUIET);
	CHECK(!line_can(a, CALL_SEND_UUI));
	CHECK_INT(ask(CALL_SEND_UUI, 4, "Hello"), ERR_UNAVAIL);
	CHECK_INT(ask(CALL_SET_DATA, 5, "Order"), OK);
	CHECK_TEXT(far_got(), "INFO");
	far_answers_to("INFO", 200, NULL, NULL);
	CHECK_TEXT(scene_news(), "a info calldata, 5 ok");
}

TEST(sip_carry, a_far_end_that_does_not_take_it_is_told)
{
	a = sip_driver_line(FREE_LINE);
	call = sip_driver_talk(a, SDP_QUIET);
	CHECK_INT(ask(CALL_SET_DATA, 4, "Order"), OK);
	far_answers_to("INFO", 415, NULL, NULL);
	CHECK_TEXT(scene_news(), "4 LINEERR_OPERATIONFAILED");
	CHECK_TEXT(data(), "");
}

TEST(sip_carry, a_challenge_within_the_call_is_answered)
{
	a = sip_driver_line(FREE_LINE);
	call = sip_driver_talk(a, SDP_QUIET);
	CHECK_INT(ask(CALL_SEND_UUI, 4, "Hello"), OK);
	far_answers_to("INFO", 401, "WWW-Authenticate: Digest realm=\"pbx\",nonce=\"n1\"\n", NULL);
	CHECK_TEXT(far_got(), "INFO, INFO");
	CHECK(far_saw("INFO", "\r\nAuthorization: Digest "));
	far_answers_to("INFO", 200, NULL, NULL);
	CHECK_TEXT(scene_news(), "4 ok");
}

TEST(sip_carry, data_that_is_set_while_it_rings_goes_with_the_answer)
{
	ring(FREE_LINE, NULL);
	CHECK_INT(ask(CALL_SET_DATA, 1, "Order"), OK);
	CHECK_TEXT(far_got(), "");
	CHECK_INT(ask(CALL_ANSWER, 2, ""), OK);
	CHECK(far_saw("200 INVITE", "\r\nX-Call-Data: 4f72646572;encoding=hex\r\n"));
	far_acks(NULL);
	CHECK_TEXT(far_got(), "200 INVITE");
}

TEST(sip_carry, data_that_is_set_before_the_answer_goes_right_behind_it)
{
	a = sip_driver_line(FREE_LINE);
	call = sip_driver_dial(a, "200", 0);
	NEED(call != NULL);
	far_answers(180, NULL, NULL);
	CHECK_INT(ask(CALL_SET_DATA, 2, "Order"), OK);
	CHECK_TEXT(far_got(), "INVITE");
	far_answers(200, NULL, SDP_QUIET);
	CHECK_TEXT(far_got(), "ACK, INFO");
	far_answers_to("INFO", 200, NULL, NULL);
}

TEST(sip_carry, a_call_may_end_while_something_is_under_way)
{
	a = sip_driver_line(FREE_LINE);
	call = sip_driver_talk(a, SDP_QUIET);
	CHECK_INT(ask(CALL_SEND_UUI, 4, "Hello"), OK);
	far_asks("BYE", NULL, NULL);
	CHECK_TEXT(scene_news(), "a disconnected (normal), 4 LINEERR_OPERATIONFAILED, a idle");
	far_answers_to("INFO", 481, NULL, NULL);
}

TEST(sip_carry, sizes_are_told)
{
	a = sip_driver_line(FREE_LINE);
	CHECK_INT(a->driver->traits->uui.send, SIP_UUI_SIZE);
	CHECK(call_features_ever(a) & LINECALLFEATURE_SENDUSERUSER);
	CHECK(call_features_ever(a) & LINECALLFEATURE_SETCALLDATA);
}

/* SPDX-License-Identifier: MIT
 * test_specific.c - the exchange's extension at work: texts from line to line,
 * functions of buttons, hands at phones. */
#include "conf_scene.h"
#include "opentsp/sim.h"

#define DESK "[phone desk]\ndriver = sim\nline = b\n"

enum { HOLD_BUTTON = 13 };	/* behind the keypad and the line */

/* A block with room for all that there can be. */
struct parcel {
	struct sim_ext_block head;
	char bytes[81 + SIM_EXT_TEXT_MAX];
};

static uint32_t a, b, phone;

static uint32_t line_with(DWORD i, DWORD version)
{
	uint32_t line = scene_line(i);

	NEED(host_select_extension(tapi, line, version) == 0);
	return line;
}

static void scene(const char *lines)
{
	scene_open(lines);
	a = line_with(0, SIM_EXT_1_1);
	b = line_with(1, SIM_EXT_1_1);
	scene_news();
}

static struct parcel text_to(const char *number, const char *text)
{
	struct parcel p = { .head = {
		.operation = SIM_EXT_SEND_TEXT,
		.number_size = (uint32_t)strlen(number), .text_size = (uint32_t)strlen(text),
	} };

	snprintf(p.bytes, sizeof(p.bytes), "%s%s", number, text);
	return p;
}

static LONG ask(uint32_t line, uint32_t call, struct parcel *p)
{
	LONG request = host_dev_specific(tapi, line, 0, call, p, sizeof(*p));

	return request > 0 ? host_wait_reply(tapi, request, WAIT_MS) : request;
}

static LONG ask_phone(struct parcel *p)
{
	LONG request = host_phone_specific(tapi, phone, p, sizeof(*p));

	return request > 0 ? host_wait_reply(tapi, request, WAIT_MS) : request;
}

/* "100 hello", from the block that came back. */
static const char *number_and_text(const struct parcel *p)
{
	static char text[sizeof(p->bytes) + 1];

	snprintf(text, sizeof(text), "%.*s %.*s", (int)p->head.number_size, p->bytes,
		 (int)p->head.text_size, p->bytes + p->head.number_size);
	return text;
}

static const char *came(const char *to, uint32_t id, unsigned waiting)
{
	static char text[80];

	snprintf(text, sizeof(text), "%s specific 0x%x %u %u", to, SIM_EXT_TEXT_CAME, (unsigned)id, waiting);
	return text;
}

/* R-EXT-5, R-EXT-8, R-ASYNC-8 */
TEST_ONCE(specific, a_text_to_a_line_by_number_is_told_there_and_can_be_read_once)
{
	struct parcel sent = text_to("200", "the kettle boils"), read = { .head = { SIM_EXT_READ_TEXT } };
	char want[200];
	uint32_t id;

	scene(LINES);
	CHECK_INT(ask(a, 0, &sent), 0);
	id = sent.head.id;
	CHECK(id != 0);
	snprintf(want, sizeof(want), "b line devspecific");
	CHECK(strstr(scene_news(), want) != NULL);
	CHECK_INT(scene_event(LINE_DEVSPECIFIC, 0)->line, b);
	CHECK_INT(scene_event(LINE_DEVSPECIFIC, 0)->p1, SIM_EXT_TEXT_CAME);
	CHECK_INT(scene_event(LINE_DEVSPECIFIC, 0)->p2, id);
	CHECK_INT(scene_event(LINE_DEVSPECIFIC, 0)->p3, 1);

	CHECK_INT(ask(b, 0, &read), 0);
	CHECK_TEXT(number_and_text(&read), "100 the kettle boils");
	CHECK_INT(read.head.id, id);
	CHECK_INT(read.head.device, BASE);
	CHECK_INT(read.head.waiting, 0);
	/* Who sent it hears that it was read. */
	snprintf(want, sizeof(want), "a specific 0x%x %u 0", SIM_EXT_TEXT_READ, (unsigned)id);
	CHECK(strstr(scene_news(), want) != NULL);
	read = (struct parcel){ .head = { SIM_EXT_READ_TEXT, id } };
	CHECK_INT(ask(b, 0, &read), (LONG)LINEERR_INVALPARAM);
	read = (struct parcel){ .head = { SIM_EXT_READ_TEXT } };
	CHECK_INT(ask(b, 0, &read), 0);
	CHECK_INT(read.head.id, 0);
	CHECK_TEXT(number_and_text(&read), " ");
}

/* R-EXT-5, R-EXT-6 */
TEST_ONCE(specific, a_text_by_a_call_is_told_at_its_other_end)
{
	struct parcel sent = text_to("", "are you there?");
	struct sim_ext_call part;
	LINECALLINFO *info;
	uint32_t out, in;
	const char *news;

	scene(LINES);
	out = scene_talk(a, "200", &in);
	CHECK_INT(ask(a, out, &sent), 0);
	news = scene_news();
	CHECK(strstr(news, came("b", sent.head.id, 1)) != NULL);
	CHECK(strstr(news, "b call info: devspecific") != NULL);
	CHECK_INT(scene_event(LINE_CALLDEVSPECIFIC, in)->line, b);
	NEED(host_get_call_info(tapi, in, &info) == 0);
	memcpy(&part, (char *)info + info->dwDevSpecificOffset, sizeof(part));
	CHECK_INT(part.texts, 1);
	CHECK_INT(part.device, BASE);
	mem_free(info);
	/* Nobody is at the other end any more. */
	NEED(host_wait_reply(tapi, host_drop(tapi, in), WAIT_MS) == 0);
	scene_news();
	sent = text_to("", "hello?");
	CHECK_INT(ask(a, out, &sent), (LONG)LINEERR_INVALCALLSTATE);
}

/* R-EXT-3, R-EXT-5 */
TEST_ONCE(specific, who_agreed_on_another_version_hears_of_that_only)
{
	struct parcel sent = text_to("200", "one"), read = { .head = { SIM_EXT_READ_TEXT } };

	scene_open(LINES);
	a = line_with(0, SIM_EXT_1_0);
	b = scene_line(1);
	scene_news();
	CHECK_INT(ask(a, 0, &sent), 0);
	CHECK_TEXT(scene_news(), "");	/* no version at b: nothing, and the text waits */
	NEED(host_select_extension(tapi, b, SIM_EXT_1_0) == 0);
	CHECK_INT(ask(b, 0, &read), 0);
	CHECK_TEXT(number_and_text(&read), "100 one");
	CHECK_TEXT(scene_news(), "b line devspecific");	/* receipts are of 1.1 */
}

/* R-EXT-7, R-CHECK-2 */
TEST_ONCE(specific, blocks_that_make_no_sense_are_refused_and_left_as_they_are)
{
	struct parcel p = { .head = { .operation = 0x80000055 } };
	struct sim_ext_block head = { .operation = SIM_EXT_READ_TEXT };
	LONG request;

	scene(LINES);
	CHECK_INT(host_dev_specific(tapi, a, 0, 0, NULL, 0), (LONG)LINEERR_INVALPOINTER);
	CHECK_INT(ask(a, 0, &p), (LONG)LINEERR_OPERATIONUNAVAIL);
	p.head.operation = SIM_EXT_PRESS;
	CHECK_INT(ask(a, 0, &p), (LONG)LINEERR_OPERATIONUNAVAIL);
	request = host_dev_specific(tapi, a, 0, 0, &head, sizeof(head) - 1);
	CHECK_INT(host_wait_reply(tapi, request, WAIT_MS), (LONG)LINEERR_STRUCTURETOOSMALL);
	p = text_to("777", "nobody has it");
	CHECK_INT(ask(a, 0, &p), (LONG)LINEERR_INVALADDRESS);
	p = text_to("200", "");
	CHECK_INT(ask(a, 0, &p), (LONG)LINEERR_INVALPARAM);
	p = text_to("200", "\xC3(");
	CHECK_INT(ask(a, 0, &p), (LONG)LINEERR_INVALPARAM);
	p = text_to("200", "text");
	p.head.text_size = 0xFFFFFFFF;
	CHECK_INT(ask(a, 0, &p), (LONG)LINEERR_INVALPARAM);
	p = text_to("", "to whom?");
	CHECK_INT(ask(a, 0, &p), (LONG)LINEERR_INVALADDRESS);
	CHECK_INT(host_dev_specific(tapi, a, 7, 0, &p, sizeof(p)), (LONG)LINEERR_INVALADDRESSID);
	CHECK_INT(SP->lineDevSpecific(5, NO_LINE, 0, NULL, &p, sizeof(p)), (LONG)LINEERR_INVALLINEHANDLE);
	CHECK_INT(SP->lineDevSpecific(5, host_hdline(tapi, a), 0, NO_CALL, &p, sizeof(p)),
		  (LONG)LINEERR_INVALCALLHANDLE);
	/* What does not fit stays where it is. */
	p = text_to("100", "it is long");
	CHECK_INT(ask(b, 0, &p), 0);
	request = host_dev_specific(tapi, a, 0, 0, &head, sizeof(head));
	CHECK_INT(host_wait_reply(tapi, request, WAIT_MS), (LONG)LINEERR_STRUCTURETOOSMALL);
	CHECK_INT(head.text_size, 0);
	p = (struct parcel){ .head = { SIM_EXT_READ_TEXT } };
	CHECK_INT(ask(a, 0, &p), 0);
	CHECK_TEXT(number_and_text(&p), "200 it is long");
}

/* R-EXT-5 */
TEST_ONCE(specific, a_box_that_is_full_takes_no_more)
{
	struct parcel p;

	scene(LINES);
	for (int i = 0; i < SIM_EXT_BOX_MAX; i++) {
		p = text_to("200", "again");
		CHECK_INT(ask(a, 0, &p), 0);
	}
	p = text_to("200", "too much");
	CHECK_INT(ask(a, 0, &p), (LONG)LINEERR_RESOURCEUNAVAIL);
}

/* R-EXT-8 */
TEST_ONCE(specific, who_withholds_its_number_is_not_found_out)
{
	struct parcel sent = text_to("200", "guess"), p = { .head = { SIM_EXT_READ_TEXT } };
	uint32_t in;

	scene("[line a]\ndriver = sim\nnumber = 100\nhide-number = yes\n[line b]\ndriver = sim\nnumber = 200\n");
	CHECK_INT(ask(a, 0, &sent), 0);
	CHECK_INT(ask(b, 0, &p), 0);
	CHECK_TEXT(number_and_text(&p), " guess");
	CHECK_INT(p.head.device, SIM_EXT_NO_LINE);
	scene_talk(a, "200", &in);
	p = (struct parcel){ .head = { SIM_EXT_QUERY } };
	CHECK_INT(ask(b, in, &p), 0);
	CHECK_TEXT(number_and_text(&p), " ");
	CHECK_INT(p.head.device, SIM_EXT_NO_LINE);
}

/* R-ASYNC-8, R-ASYNC-9 */
TEST_ONCE(specific, a_block_is_read_at_once_and_written_before_the_reply)
{
	static struct parcel p, q;
	LONG request;

	scene(SLOW);
	p = text_to("200", "slowly");
	request = host_dev_specific(tapi, a, 0, 0, &p, sizeof(p));
	NEED(request > 0);
	memset(p.bytes, 'x', sizeof(p.bytes));	/* what it was is copied */
	CHECK_INT(p.head.id, 0);
	scene_advance(100);
	CHECK_INT(host_wait_reply(tapi, request, WAIT_MS), 0);
	CHECK(p.head.id != 0);
	q = (struct parcel){ .head = { SIM_EXT_READ_TEXT } };
	request = host_dev_specific(tapi, b, 0, 0, &q, sizeof(q));
	scene_advance(100);
	CHECK_INT(host_wait_reply(tapi, request, WAIT_MS), 0);
	CHECK_TEXT(number_and_text(&q), "100 slowly");
	/* A line that is closed writes nothing any more. */
	q = (struct parcel){ .head = { SIM_EXT_QUERY } };
	request = host_dev_specific(tapi, b, 0, 0, &q, sizeof(q));
	NEED(request > 0);
	CHECK_INT(host_line_close(tapi, b), 0);
	CHECK(host_wait_reply(tapi, request, WAIT_MS) < 0);
	scene_advance(1000);
	CHECK_INT(q.head.device, 0);
}

/* --- buttons ------------------------------------------------------------------------ */

static LONG press(uint32_t line, DWORD function, DWORD *state)
{
	LONG request = host_dev_feature(tapi, line, function, state, state ? sizeof(*state) : 0);

	return request > 0 ? host_wait_reply(tapi, request, WAIT_MS) : request;
}

/* R-EXT-5 */
TEST_ONCE(specific, hold_and_flash_do_what_they_do_at_a_phone_and_the_far_end_hears_it)
{
	uint32_t first, second, in_b, in_c;
	DWORD state = 7;

	scene("[line a]\ndriver = sim\nnumber = 100\ncalls = 2\n[line b]\ndriver = sim\nnumber = 200\n"
	      "[line c]\ndriver = sim\nnumber = 300\n");
	scene_line(2);
	first = scene_talk(a, "200", &in_b);
	CHECK_INT(press(a, PHONEBUTTONFUNCTION_HOLD, &state), 0);
	CHECK_INT(state, 1);
	CHECK_TEXT(scene_news(), "a onhold, b connected (activeheld), b feature hold 1");
	CHECK_INT(scene_event(LINE_CALLDEVSPECIFICFEATURE, in_b)->p1, PHONEBUTTONFUNCTION_HOLD);
	CHECK_INT(press(a, PHONEBUTTONFUNCTION_FLASH, &state), 0);
	CHECK_INT(state, 0);
	CHECK_INT(host_call_state(tapi, first), LINECALLSTATE_CONNECTED);
	CHECK_INT(press(a, PHONEBUTTONFUNCTION_FLASH, NULL), 0);
	second = scene_talk(a, "300", &in_c);
	CHECK_INT(press(a, PHONEBUTTONFUNCTION_FLASH, NULL), 0);	/* to and fro */
	scene_news();
	CHECK_INT(host_call_state(tapi, first), LINECALLSTATE_CONNECTED);
	CHECK_INT(host_call_state(tapi, second), LINECALLSTATE_ONHOLD);
	CHECK_INT(press(a, PHONEBUTTONFUNCTION_TRANSFER, NULL), 0);
	scene_news();
	CHECK_INT(host_call_state(tapi, first), LINECALLSTATE_IDLE);
	CHECK_INT(host_call_state(tapi, second), LINECALLSTATE_IDLE);
	CHECK_INT(host_call_state(tapi, in_b), LINECALLSTATE_CONNECTED);
	CHECK_INT(host_call_state(tapi, in_c), LINECALLSTATE_CONNECTED);
}

/* R-EXT-5 */
TEST_ONCE(specific, connect_answers_reject_refuses_and_drop_hangs_up)
{
	uint32_t out;

	scene(LINES);
	CHECK_INT(press(b, PHONEBUTTONFUNCTION_CONNECT, NULL), (LONG)LINEERR_INVALCALLSTATE);
	out = scene_dial(a, "200", 100);
	CHECK_INT(press(b, PHONEBUTTONFUNCTION_CONNECT, NULL), 0);
	scene_news();
	CHECK_INT(host_call_state(tapi, out), LINECALLSTATE_CONNECTED);
	CHECK_INT(press(b, PHONEBUTTONFUNCTION_DROP, NULL), 0);
	scene_news();
	CHECK_INT(host_call_state(tapi, out), LINECALLSTATE_IDLE);
	CHECK_INT(host_close_call(tapi, out), 0);
	scene_dial(a, "200", 100);
	scene_news();
	CHECK_INT(press(b, PHONEBUTTONFUNCTION_REJECT, NULL), 0);
	CHECK_TEXT(scene_news(), "a disconnected (reject), a idle, b idle");
}

/* R-EXT-5, R-EXT-6 */
TEST_ONCE(specific, who_does_not_want_to_be_disturbed_is_not)
{
	LINEDEVSTATUS *status;
	struct sim_ext_status part;

	scene(LINES);
	CHECK_INT(press(b, PHONEBUTTONFUNCTION_DONOTDISTURB, NULL), 0);
	CHECK_TEXT(scene_news(), "b line devspecific, b feature donotdisturb 1");
	NEED(host_get_line_status(tapi, b, &status) == 0);
	NEED(status->dwDevSpecificSize == sizeof(part));
	memcpy(&part, (char *)status + status->dwDevSpecificOffset, sizeof(part));
	CHECK_INT(part.flags, SIM_EXT_QUIET);
	mem_free(status);
	scene_dial(a, "200", 100);
	CHECK_TEXT(scene_news(), "a lineMakeCall: ok, a dialing, a proceeding, a disconnected (donotdisturb), a idle");
	CHECK_INT(press(b, PHONEBUTTONFUNCTION_DONOTDISTURB, NULL), 0);
	CHECK_TEXT(scene_news(), "b line devspecific, b feature donotdisturb 0");
	scene_dial(a, "200", 100);
	CHECK(strstr(scene_news(), "b offering") != NULL);
}

/* R-EXT-5 */
TEST_ONCE(specific, a_message_is_left_at_a_line_and_taken_back)
{
	char number[8] = "200";
	LONG request;

	scene(LINES);
	request = host_dev_feature(tapi, a, PHONEBUTTONFUNCTION_MSGWAITON, number, sizeof(number));
	CHECK_INT(host_wait_reply(tapi, request, WAIT_MS), 0);
	CHECK(strstr(scene_news(), "b line msgwaiton") != NULL);
	CHECK_INT(scene_event(LINE_DEVSPECIFICFEATURE, 0)->line, b);
	CHECK_INT(scene_event(LINE_DEVSPECIFICFEATURE, 0)->p1, PHONEBUTTONFUNCTION_MSGWAITON);
	snprintf(number, sizeof(number), "200");
	request = host_dev_feature(tapi, a, PHONEBUTTONFUNCTION_MSGWAITOFF, number, sizeof(number));
	CHECK_INT(host_wait_reply(tapi, request, WAIT_MS), 0);
	CHECK(strstr(scene_news(), "b line msgwaitoff") != NULL);
	snprintf(number, sizeof(number), "777");
	CHECK_INT(host_dev_feature(tapi, a, PHONEBUTTONFUNCTION_MSGWAITON, number, sizeof(number)),
		  (LONG)LINEERR_INVALADDRESS);
	CHECK_INT(press(a, PHONEBUTTONFUNCTION_MSGWAITON, NULL), (LONG)LINEERR_INVALCALLSTATE);
	snprintf(number, sizeof(number), "200");
	request = host_dev_feature(tapi, a, PHONEBUTTONFUNCTION_MSGWAITON, number, sizeof(number));
	CHECK_INT(host_wait_reply(tapi, request, WAIT_MS), 0);
	CHECK_INT(press(b, PHONEBUTTONFUNCTION_MSGWAITOFF, NULL), 0);	/* read */
	CHECK(strstr(scene_news(), "b line msgwaitoff") != NULL);
}

/* R-CHECK-2, R-VER-6 */
TEST_ONCE(specific, functions_that_there_are_not_are_refused)
{
	scene(LINES);
	CHECK_INT(press(a, 0x7777, NULL), (LONG)LINEERR_INVALFEATURE);
	CHECK_INT(press(a, PHONEBUTTONFUNCTION_SEND, NULL), (LONG)LINEERR_OPERATIONUNAVAIL);
	CHECK_INT(press(a, PHONEBUTTONFUNCTION_DATETIME, NULL), (LONG)LINEERR_OPERATIONUNAVAIL);
	CHECK_INT(press(a, PHONEBUTTONFUNCTION_VOLUMEUP, NULL), (LONG)LINEERR_OPERATIONUNAVAIL);
	CHECK_INT(SP->lineDevSpecificFeature(5, NO_LINE, PHONEBUTTONFUNCTION_HOLD, NULL, 0),
		  (LONG)LINEERR_INVALLINEHANDLE);
	scene_close();
	scene_open_at(LINES, TAPI_3_0);
	a = line_with(0, SIM_EXT_1_0);
	CHECK_INT(press(a, PHONEBUTTONFUNCTION_SEND, NULL), (LONG)LINEERR_INVALFEATURE);
}

/* R-EXT-6 */
TEST_ONCE(specific, each_function_in_the_capabilities_is_known_and_no_other)
{
	static union { LINEDEVCAPS caps; char room[4096]; } u;
	struct sim_ext_caps head;
	DWORD known[64];

	scene(LINES DESK);
	u.caps.dwTotalSize = sizeof(u);
	NEED(SP->lineGetDevCaps(BASE + 1, TAPI_2_0, SIM_EXT_1_1, &u.caps) == 0);
	memcpy(&head, u.room + u.caps.dwDevSpecificOffset, sizeof(head));
	NEED(head.features <= 64);
	memcpy(known, u.room + u.caps.dwDevSpecificOffset + sizeof(head), head.features * sizeof(DWORD));
	for (DWORD function = 0; function <= PHONEBUTTONFUNCTION_SEND; function++) {
		bool listed = false;
		LONG result;

		for (DWORD i = 0; i < head.features; i++)
			listed |= known[i] == function;
		result = press(b, function, NULL);
		CHECK_INT(result != (LONG)LINEERR_OPERATIONUNAVAIL, listed);
	}
}

/* --- phones ------------------------------------------------------------------------------ */

static void scene_with_phone(void)
{
	scene(LINES DESK);
	NEED(host_phone_open(tapi, host_phone(tapi, 0), &phone) == 0);
	NEED(host_select_extension(tapi, phone, SIM_EXT_1_1) == 0);
	scene_news();
}

/* R-EXT-5, R-EXT-8 */
TEST_ONCE(specific, a_phone_hears_of_texts_reads_and_answers_them)
{
	struct parcel p = text_to("200", "come down");
	const struct host_event *event;

	scene_with_phone();
	CHECK_INT(ask(a, 0, &p), 0);
	CHECK(strstr(scene_news(), "phone devspecific") != NULL);
	event = scene_event(PHONE_DEVSPECIFIC, 0);
	CHECK_INT(event->phone, phone);
	CHECK_INT(event->p1, SIM_EXT_TEXT_CAME);
	CHECK_INT(event->p2, p.head.id);
	p = (struct parcel){ .head = { SIM_EXT_READ_TEXT } };
	CHECK_INT(ask_phone(&p), 0);
	CHECK_TEXT(number_and_text(&p), "100 come down");
	p = text_to("100", "coming");
	CHECK_INT(ask_phone(&p), 0);
	p = (struct parcel){ .head = { SIM_EXT_READ_TEXT } };
	CHECK_INT(ask(a, 0, &p), 0);
	CHECK_TEXT(number_and_text(&p), "200 coming");
}

/* R-EXT-5, R-MSG-4 */
TEST_ONCE(specific, a_hand_presses_the_phones_buttons_and_takes_its_handset)
{
	struct parcel p = { .head = { .operation = SIM_EXT_PRESS, .id = HOLD_BUTTON } };
	uint32_t in;

	scene_with_phone();
	scene_talk(a, "200", &in);
	CHECK_INT(ask_phone(&p), 0);
	CHECK(strstr(scene_news(), "b onhold") != NULL);
	CHECK_INT(host_call_state(tapi, in), LINECALLSTATE_ONHOLD);
	p.head.id = 99;
	CHECK_INT(ask_phone(&p), (LONG)PHONEERR_INVALBUTTONLAMPID);
	p = (struct parcel){ .head = { .operation = SIM_EXT_HOOK, .id = PHONEHOOKSWITCHDEV_HANDSET, .device = 1 } };
	CHECK_INT(ask_phone(&p), 0);
	CHECK(strstr(scene_news(), "phone handsethookswitch") != NULL);
	NEED(host_select_extension(tapi, phone, 0) == 0);
	NEED(host_select_extension(tapi, phone, SIM_EXT_1_0) == 0);
	CHECK_INT(ask_phone(&p), (LONG)PHONEERR_OPERATIONUNAVAIL);	/* it is of 1.1 */
	CHECK_INT(host_phone_specific(tapi, phone, NULL, 0), (LONG)PHONEERR_INVALPOINTER);
	CHECK_INT(SP->phoneDevSpecific(5, (HDRVPHONE)(uintptr_t)0x12345678, &p, sizeof(p)),
		  (LONG)PHONEERR_INVALPHONEHANDLE);
}

/* R-EXT-5 */
TEST_ONCE(specific, volume_is_that_of_the_phone_at_the_line)
{
	scene_with_phone();
	CHECK_INT(press(b, PHONEBUTTONFUNCTION_VOLUMEUP, NULL), 0);
	CHECK(strstr(scene_news(), "phone ringvolume") != NULL);
}

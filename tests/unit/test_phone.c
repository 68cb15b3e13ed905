/* SPDX-License-Identifier: MIT
 * test_phone.c - phones: the model of the instrument, and the exchange's. */
#include "abi/names.h"
#include "abi/sizes.h"
#include "model_scene.h"
#include "tspi/command.h"
#include "tspi/pack_phone.h"

#define LINES "[line a]\ndriver = sim\nnumber = 100\n[line b]\ndriver = sim\nnumber = 200\n" \
	"[line c]\ndriver = sim\nnumber = 300\n"
#define DESK "[phone desk]\ndriver = sim\nline = b\nmore-lines = c\nheadset = yes\n"
#define SLOWLY "[sim]\noperation-delay = 100 ms\n"

/* Ids of buttons: behind the keypad the two lines, then the features. */
enum { B_LINE = 12, C_LINE, HOLD, DROP, LOUDER, QUIETER, MESSAGES };

static struct provider *provider;
static struct phone *desk;
static struct line *a, *b, *c;

static void scene(const char *configuration)
{
	provider = scene_open(configuration);
	desk = scene_phone("desk");
}

static void scene_with_lines(const char *configuration)
{
	scene(configuration);
	a = scene_line("a");
	b = scene_line("b");
	c = scene_line("c");
}

static enum err ask(enum phone_op op, DRV_REQUESTID request, struct phone_args args)
{
	return phone_ask(desk, op, request, &args);
}

/* What stands on the display, with '|' between the rows. */
static const char *shown(void)
{
	static char text[256];
	size_t at = 0;

	for (DWORD i = 0; i < phone_cells(desk); i++) {
		if (i && i % desk->traits.columns == 0)
			text[at++] = '|';
		text[at++] = (char)desk->cells[i];
	}
	text[at] = '\0';
	return text;
}

static const char *command(const char *text)
{
	static char block[256];

	snprintf(block, sizeof(block), "%s", text);
	NEED(command_run(provider, block, sizeof(block)) == OK);
	return block;
}

/* --- what it is ------------------------------------------------------------------ */

TEST(phone, an_open_phone_cannot_be_opened_again_and_a_stale_handle_finds_nothing)
{
	uint32_t handle;

	scene(LINES DESK);
	handle = desk->handle;
	CHECK_INT(phone_open(desk, NULL, 0x00020002, NULL), ERR_ALLOCATED);
	CHECK(phone_find(&scene_desk, handle) == desk);
	CHECK(line_find(&scene_desk, handle) == NULL);
	phone_close(desk);
	CHECK(phone_find(&scene_desk, handle) == NULL);
	CHECK(phone_of_device(&scene_desk, 0) == desk);
	CHECK(phone_of_device(&scene_desk, 1) == NULL);
	CHECK(phone_of_device(&scene_desk, DEVICE_NONE) == NULL);
}

TEST(phone, what_it_has_says_what_may_be_asked)	/* R-STATE-4 */
{
	scene(LINES "[phone desk]\ndriver = sim\nspeaker = no\ndisplay-rows = 0\nring-modes = 0\ndata-areas = 0\n");
	CHECK_INT(phone_features(desk), PHONEFEATURE_GETBUTTONINFO | PHONEFEATURE_SETBUTTONINFO |
		  PHONEFEATURE_GETHOOKSWITCHHANDSET | PHONEFEATURE_SETHOOKSWITCHHANDSET |
		  PHONEFEATURE_GETVOLUMEHANDSET | PHONEFEATURE_SETVOLUMEHANDSET |
		  PHONEFEATURE_GETGAINHANDSET | PHONEFEATURE_SETGAINHANDSET |
		  PHONEFEATURE_GETLAMP | PHONEFEATURE_SETLAMP);
	CHECK_INT(phone_states(desk), PHONESTATE_HANDSETHOOKSWITCH | PHONESTATE_HANDSETVOLUME |
		  PHONESTATE_HANDSETGAIN | PHONESTATE_LAMP | PHONESTATE_OTHER | PHONESTATE_CAPSCHANGE |
		  PHONESTATE_DEVSPECIFIC);
	CHECK_INT(ask(PHONE_OP_RING, 1, (struct phone_args){ .mode = 1 }), ERR_UNAVAIL);
	CHECK_INT(ask(PHONE_OP_DISPLAY, 1, (struct phone_args){ .text = "x" }), ERR_UNAVAIL);
	CHECK_INT(ask(PHONE_OP_DATA, 1, (struct phone_args){ .id = 0 }), ERR_UNAVAIL);
	CHECK_INT(ask(PHONE_OP_DEVSPECIFIC, 1, (struct phone_args){ .id = 0 }), ERR_UNAVAIL);
	CHECK_INT(ask(PHONE_OP_VOLUME, 1, (struct phone_args){ .devs = PHONEHOOKSWITCHDEV_SPEAKER }), ERR_HOOKDEV);
	CHECK_TEXT(scene_news(), "");
}

TEST(phone, a_phone_with_all_parts_can_all_that_has_a_bit)
{
	scene(LINES DESK);
	CHECK_INT(phone_features(desk), name_known_bits(NAME_PHONEFEATURE, TAPI_2_2));
}

/* --- requests -------------------------------------------------------------------- */

TEST(phone, what_is_asked_is_answered_and_then_told)	/* R-PHONE-6 */
{
	scene(LINES DESK);
	CHECK_INT(ask(PHONE_OP_HOOKSWITCH, 1, (struct phone_args){
		  .devs = PHONEHOOKSWITCHDEV_HANDSET | PHONEHOOKSWITCHDEV_HEADSET, .mode = PHONEHOOKSWITCHMODE_MIC }), OK);
	CHECK_TEXT(scene_news(), "1 ok, desk handsethookswitch mic, desk headsethookswitch mic");
	CHECK_INT(ask(PHONE_OP_VOLUME, 2, (struct phone_args){ .devs = PHONEHOOKSWITCHDEV_SPEAKER, .level = 9 }), OK);
	CHECK_INT(ask(PHONE_OP_GAIN, 3, (struct phone_args){ .devs = PHONEHOOKSWITCHDEV_HEADSET, .level = 70000 }), OK);
	CHECK_TEXT(scene_news(), "2 ok, desk speakervolume, 3 ok, desk headsetgain");
	CHECK_INT(desk->level[PHONE_SPEAKER].volume, 9);
	CHECK_INT(desk->level[PHONE_HEADSET].gain, PHONE_LEVEL_MAX);
	CHECK_INT(ask(PHONE_OP_RING, 4, (struct phone_args){ .mode = 2, .level = 5 }), OK);
	CHECK_TEXT(scene_news(), "4 ok, desk ringmode 2, desk ringvolume");
	CHECK_INT(ask(PHONE_OP_LAMP, 5, (struct phone_args){ .id = MESSAGES, .mode = PHONELAMPMODE_WINK }), OK);
	CHECK_TEXT(scene_news(), "5 ok, desk lamp 18");
}

TEST(phone, what_is_so_already_is_answered_and_not_told)
{
	scene(LINES DESK);
	CHECK_INT(ask(PHONE_OP_LAMP, 1, (struct phone_args){ .id = MESSAGES, .mode = PHONELAMPMODE_OFF }), OK);
	CHECK_INT(ask(PHONE_OP_DISPLAY, 2, (struct phone_args){ .text = "   " }), OK);
	CHECK_TEXT(scene_news(), "1 ok, 2 ok");
}

TEST(phone, nonsense_is_refused_before_anything_begins)	/* R-ASYNC-7 */
{
	static const struct {
		enum phone_op op;
		struct phone_args args;
		enum err err;
	} rows[] = {
		{ PHONE_OP_HOOKSWITCH, { .devs = 0, .mode = 2 }, ERR_HOOKDEV },
		{ PHONE_OP_HOOKSWITCH, { .devs = 8, .mode = 2 }, ERR_HOOKDEV },
		{ PHONE_OP_HOOKSWITCH, { .devs = 1, .mode = 0 }, ERR_HOOKMODE },
		{ PHONE_OP_HOOKSWITCH, { .devs = 1, .mode = 6 }, ERR_HOOKMODE },
		{ PHONE_OP_HOOKSWITCH, { .devs = 1, .mode = PHONEHOOKSWITCHMODE_UNKNOWN }, ERR_HOOKMODE },
		{ PHONE_OP_VOLUME, { .devs = 3 }, ERR_HOOKDEV },
		{ PHONE_OP_GAIN, { .devs = 0 }, ERR_HOOKDEV },
		{ PHONE_OP_RING, { .mode = 5 }, ERR_RINGMODE },
		{ PHONE_OP_DISPLAY, { .row = 2, .text = "" }, ERR_PARAM },
		{ PHONE_OP_DISPLAY, { .column = 24, .text = "" }, ERR_PARAM },
		{ PHONE_OP_LAMP, { .id = 0, .mode = PHONELAMPMODE_OFF }, ERR_BUTTONID },
		{ PHONE_OP_LAMP, { .id = 19, .mode = PHONELAMPMODE_OFF }, ERR_BUTTONID },
		{ PHONE_OP_LAMP, { .id = B_LINE, .mode = PHONELAMPMODE_FLUTTER }, ERR_LAMPMODE },
		{ PHONE_OP_LAMP, { .id = B_LINE, .mode = PHONELAMPMODE_OFF | PHONELAMPMODE_WINK }, ERR_LAMPMODE },
		{ PHONE_OP_BUTTON_INFO, { .id = 19, .mode = PHONEBUTTONMODE_FEATURE }, ERR_BUTTONID },
		{ PHONE_OP_BUTTON_INFO, { .id = 0xFFFFFFFF, .mode = PHONEBUTTONMODE_FEATURE }, ERR_BUTTONID },
		{ PHONE_OP_BUTTON_INFO, { .id = HOLD, .mode = 3 }, ERR_FAILED },
		{ PHONE_OP_BUTTON_INFO, { .id = HOLD, .mode = PHONEBUTTONMODE_FEATURE, .function = 0x77 }, ERR_FAILED },
		{ PHONE_OP_BUTTON_INFO, { .id = 5, .mode = PHONEBUTTONMODE_FEATURE }, ERR_FAILED },
		{ PHONE_OP_BUTTON_INFO, { .id = HOLD, .mode = PHONEBUTTONMODE_KEYPAD }, ERR_FAILED },
		{ PHONE_OP_DATA, { .id = 1 }, ERR_DATAID },
		{ PHONE_OP_DATA, { .id = 0, .data = "x", .size = 257 }, ERR_TRUNCATED },
		{ PHONE_OP_DATA, { .id = 0, .size = 1 }, ERR_POINTER },
	};

	scene(LINES DESK);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		CHECK_INT(ask(rows[i].op, 1, rows[i].args), rows[i].err);
	CHECK_TEXT(scene_news(), "");
	CHECK(list_empty(&desk->asks));
	CHECK_INT(scene_desk.mail.reserved, 0);
}

TEST(phone, requests_that_take_their_time_may_overlap)	/* R-ASYNC-8, R-ASYNC-11 */
{
	char bytes[] = "12345", text[] = "hello";

	scene(LINES DESK SLOWLY);
	CHECK_INT(ask(PHONE_OP_DATA, 1, (struct phone_args){ .data = bytes, .size = 5 }), OK);
	CHECK_INT(ask(PHONE_OP_DISPLAY, 2, (struct phone_args){ .row = 1, .column = 2, .text = text }), OK);
	memset(bytes, 'x', sizeof(bytes));
	memset(text, 'x', sizeof(text) - 1);
	scene_run(60);
	CHECK_INT(ask(PHONE_OP_DATA, 3, (struct phone_args){ .data = "7", .size = 1 }), OK);
	scene_run(39);
	CHECK_TEXT(scene_news(), "");
	scene_run(1);
	CHECK_TEXT(scene_news(), "1 ok, 2 ok, desk display");
	CHECK_TEXT((const char *)desk->areas, "12345");
	CHECK_TEXT(shown(), "                        |  hello                 ");
	scene_run(60);
	CHECK_TEXT(scene_news(), "3 ok");
	CHECK_TEXT((const char *)desk->areas, "7");	/* and nothing of what was there */
	CHECK_INT(scene_desk.timers.count, 0);
}

TEST(phone, closing_answers_all_and_nothing_is_heard_of_it_afterwards)	/* R-ASYNC-9, R-CB-8 */
{
	scene(LINES DESK SLOWLY);
	NEED(ask(PHONE_OP_RING, 1, (struct phone_args){ .mode = 1 }) == OK);
	NEED(ask(PHONE_OP_RING, 2, (struct phone_args){ .mode = 2 }) == OK);
	phone_close(desk);
	CHECK_TEXT(scene_news(), "1 PHONEERR_OPERATIONFAILED, 2 PHONEERR_OPERATIONFAILED");
	scene_run(1000);
	CHECK_TEXT(scene_news(), "");
	CHECK_INT(desk->ring_mode, 0);
	CHECK_INT(scene_desk.timers.count, 0);
	CHECK_INT(scene_desk.mail.reserved, 0);
}

TEST(phone, only_what_was_asked_for_is_told)	/* R-MSG-1 */
{
	scene(LINES DESK);
	desk->states = PHONESTATE_LAMP;
	desk->button_modes = PHONEBUTTONMODE_FEATURE;
	desk->button_states = PHONEBUTTONSTATE_DOWN;
	NEED(ask(PHONE_OP_RING, 1, (struct phone_args){ .mode = 1 }) == OK);
	NEED(ask(PHONE_OP_LAMP, 2, (struct phone_args){ .id = B_LINE, .mode = PHONELAMPMODE_STEADY }) == OK);
	CHECK_TEXT(scene_news(), "1 ok, 2 ok, desk lamp 12");
	NEED(desk->driver->phone_press(desk, 5) == OK);
	NEED(desk->driver->phone_press(desk, DROP) == OK);
	scene_run(1000);
	CHECK_TEXT(scene_news(), "desk button 15 down");
}

/* --- display, buttons, records ------------------------------------------------------ */

TEST(phone, text_runs_on_in_the_next_row_and_is_cut_at_the_end)	/* R-PHONE-4 */
{
	scene(LINES "[phone desk]\ndriver = sim\ndisplay-columns = 6\n");
	NEED(ask(PHONE_OP_DISPLAY, 1, (struct phone_args){ .row = 0, .column = 4, .text = "abcdefghijklm" }) == OK);
	CHECK_TEXT(shown(), "    ab|cdefgh");
	CHECK_TEXT(scene_news(), "1 ok, desk display");
}

TEST(phone, a_button_gets_a_label_and_another_function)
{
	struct phone_args args = { .id = HOLD, .mode = PHONEBUTTONMODE_FEATURE,
				   .function = PHONEBUTTONFUNCTION_HOLD, .text = "Wait" };

	scene(LINES DESK);
	CHECK_INT(ask(PHONE_OP_BUTTON_INFO, 1, args), OK);
	CHECK_TEXT(desk->buttons[HOLD].label, "Wait");
	args.function = PHONEBUTTONFUNCTION_DROP;
	CHECK_INT(ask(PHONE_OP_BUTTON_INFO, 2, args), OK);
	CHECK_INT(desk->buttons[HOLD].function, PHONEBUTTONFUNCTION_DROP);
	CHECK_INT(ask(PHONE_OP_BUTTON_INFO, 3, args), OK);
	CHECK_TEXT(scene_news(), "1 ok, desk other, 2 ok, desk capschange, 3 ok");
	args = (struct phone_args){ .id = 5, .mode = PHONEBUTTONMODE_KEYPAD,
				    .function = PHONEBUTTONFUNCTION_NONE, .text = "five" };
	CHECK_INT(ask(PHONE_OP_BUTTON_INFO, 4, args), OK);
	CHECK_TEXT(desk->buttons[5].label, "five");
}

static DWORD at(const void *record, DWORD offset, DWORD i)
{
	DWORD value;

	memcpy(&value, (const char *)record + offset + i * sizeof(value), sizeof(value));
	return value;
}

TEST(phone, caps_have_an_entry_for_each_button_and_area)	/* R-STRUCT-6, R-STRUCT-7 */
{
	static union {
		PHONECAPS caps;
		unsigned char room[4096];
	} u;

	scene(LINES DESK);
	u.caps.dwTotalSize = sizeof(u);
	CHECK_INT(pack_phonecaps(&u.caps, desk, TAPI_2_2, 0), OK);
	CHECK_INT(u.caps.dwUsedSize, u.caps.dwNeededSize);
	CHECK_INT(u.caps.dwNumButtonLamps, 19);
	CHECK_INT(u.caps.dwButtonModesSize, 19 * 4);
	CHECK_INT(u.caps.dwButtonFunctionsSize, 19 * 4);
	CHECK_INT(u.caps.dwLampModesSize, 19 * 4);
	CHECK_INT(at(&u, u.caps.dwButtonModesOffset, 11), PHONEBUTTONMODE_KEYPAD);
	CHECK_INT(at(&u, u.caps.dwButtonModesOffset, B_LINE), PHONEBUTTONMODE_CALL);
	CHECK_INT(at(&u, u.caps.dwButtonFunctionsOffset, DROP), PHONEBUTTONFUNCTION_DROP);
	CHECK_INT(at(&u, u.caps.dwLampModesOffset, 0), PHONELAMPMODE_DUMMY);
	CHECK_INT(u.caps.dwNumSetData, 1);
	CHECK_INT(at(&u, u.caps.dwSetDataOffset, 0), 256);
	CHECK_INT(at(&u, u.caps.dwGetDataOffset, 0), 256);
	CHECK_INT(u.caps.dwHookSwitchDevs, 7);
	CHECK_INT(u.caps.dwPermanentPhoneID, desk->permanent_id);
	CHECK_INT(u.caps.dwSettableHeadsetHookSwitchModes, 15);
}

TEST(phone, a_record_of_any_size_is_left_alone_beyond_it)	/* R-STRUCT-1, R-STRUCT-4 */
{
	static unsigned char room[2048];
	DWORD fixed = abi_fixed_size(ABI_PHONESTATUS, TAPI_2_2);

	scene(LINES DESK);
	for (DWORD total = 12; total < 512; total++) {
		PHONESTATUS *status = (PHONESTATUS *)room;

		memset(room, 0, total);
		memset(room + total, 0xA5, sizeof(room) - total);
		status->dwTotalSize = total;
		CHECK_INT(pack_phonestatus(status, desk), total < fixed ? ERR_TOOSMALL : OK);
		for (size_t i = total; i < sizeof(room); i++)
			CHECK(room[i] == 0xA5);
	}
}

TEST(phone, what_is_read_of_a_button_can_be_set_again)
{
	static union {
		PHONEBUTTONINFO info;
		unsigned char room[256];
	} u;
	char label[PHONE_LABEL_SIZE];
	struct phone_args args = { .id = B_LINE };

	scene(LINES DESK);
	memset(&u, 0, sizeof(u));
	u.info.dwTotalSize = sizeof(u);
	CHECK_INT(pack_buttoninfo(&u.info, &desk->buttons[B_LINE], TAPI_1_3), OK);
	CHECK_INT(unpack_buttoninfo(&args, label, &u.info, TAPI_1_3), OK);
	CHECK_TEXT(args.text, "b");
	CHECK_INT(args.function, PHONEBUTTONFUNCTION_CALLAPP);
	CHECK_INT(ask(PHONE_OP_BUTTON_INFO, 1, args), OK);
	CHECK_TEXT(scene_news(), "1 ok");
	u.info.dwButtonTextOffset = 0xFFFFFFF0;
	CHECK_INT(unpack_buttoninfo(&args, label, &u.info, TAPI_1_3), ERR_TRUNCATED);
	u.info.dwTotalSize = 12;
	CHECK_INT(unpack_buttoninfo(&args, label, &u.info, TAPI_1_3), ERR_TOOSMALL);
	CHECK_INT(unpack_buttoninfo(&args, label, NULL, TAPI_1_3), ERR_POINTER);
}

/* --- beside its line -------------------------------------------------------------------- */

/* A call from a to b that rings; the news of it is taken. */
static struct call *ring_b(void)
{
	struct call *out = scene_dial(a, 1, "200");

	NEED(out != NULL);
	scene_run(100);
	scene_news();
	NEED(scene_new_call() != NULL);
	return out;
}

TEST(phone, while_it_rings_it_shows_who_calls)
{
	scene_with_lines(LINES DESK);
	NEED(ask(PHONE_OP_DISPLAY, 7, (struct phone_args){ .text = "12:30" }) == OK);
	scene_news();
	NEED(scene_dial(a, 1, "200") != NULL);
	scene_run(20);
	CHECK_TEXT(scene_news(), "1 ok, a dialing, a proceeding, b new, b offering, desk lamp 12, desk display");
	CHECK_TEXT(shown(), "100                     |a                       ");
	CHECK_INT(desk->buttons[B_LINE].lamp, PHONELAMPMODE_FLASH);
	CHECK_INT(desk->ring_mode, 0);
	scene_run(20);
	CHECK_TEXT(scene_news(), "a ringback, desk ringmode 1");
	scene_run(5000);
	CHECK_TEXT(scene_news(), "");
	NEED(scene_ask(scene_new_call(), CALL_ANSWER, 2) == OK);
	CHECK_TEXT(scene_news(), "2 ok, b connected, desk lamp 12, desk ringmode 0, desk display, a connected, "
		   "b info connectedid, a info connectedid");
	CHECK_TEXT(shown(), "12:30                   |                        ");
	CHECK_INT(desk->buttons[B_LINE].lamp, PHONELAMPMODE_STEADY);
}

TEST(phone, a_caller_who_hides_is_not_shown)
{
	scene_with_lines("[line a]\ndriver = sim\nhide-number = yes\n[line b]\ndriver = sim\nnumber = 200\n"
			 "[line c]\ndriver = sim\n" DESK);
	ring_b();
	CHECK_TEXT(shown(), "withheld                |                        ");
}

TEST(phone, text_that_is_set_while_it_rings_stays)
{
	struct call *out;

	scene_with_lines(LINES DESK);
	out = ring_b();
	NEED(ask(PHONE_OP_DISPLAY, 7, (struct phone_args){ .text = "new" }) == OK);
	CHECK_TEXT(shown(), "new                     |a                       ");
	NEED(scene_ask(out, CALL_DROP, 3) == OK);
	CHECK_TEXT(shown(), "new                     |a                       ");
	CHECK_INT(desk->ring_mode, 0);
	CHECK_INT(desk->buttons[B_LINE].lamp, PHONELAMPMODE_OFF);
}

TEST(phone, the_hookswitch_answers_and_hangs_up)
{
	struct call *out;

	scene_with_lines(LINES DESK);
	out = ring_b();
	CHECK_TEXT(command("hook desk handset off"), "ok");
	CHECK_TEXT(scene_news(), "desk handsethookswitch micspeaker, b connected, desk lamp 12, desk ringmode 0, "
		   "desk display, a connected, b info connectedid, a info connectedid");
	CHECK_INT(out->state, LINECALLSTATE_CONNECTED);

	/* From the handset to the loudspeaker the call goes on. */
	CHECK_INT(ask(PHONE_OP_HOOKSWITCH, 2, (struct phone_args){
		  .devs = PHONEHOOKSWITCHDEV_SPEAKER, .mode = PHONEHOOKSWITCHMODE_MICSPEAKER }), OK);
	CHECK_TEXT(command("hook desk handset on"), "ok");
	CHECK_TEXT(scene_news(), "2 ok, desk speakerhookswitch micspeaker, desk handsethookswitch onhook");
	CHECK_INT(ask(PHONE_OP_HOOKSWITCH, 3, (struct phone_args){
		  .devs = PHONEHOOKSWITCHDEV_SPEAKER, .mode = PHONEHOOKSWITCHMODE_ONHOOK }), OK);
	CHECK_TEXT(scene_news(), "3 ok, desk speakerhookswitch onhook, a disconnected (normal), a idle, "
		   "b idle, desk lamp 12");
	CHECK_INT(desk->buttons[B_LINE].lamp, PHONELAMPMODE_OFF);
	CHECK_INT(scene_desk.timers.count, 0);
}

TEST(phone, lamps_follow_their_lines)
{
	struct call *out, *in;

	scene_with_lines(LINES DESK);
	scene_talk(a, c, &out, &in);
	CHECK_INT(desk->buttons[C_LINE].lamp, PHONELAMPMODE_STEADY);
	CHECK_INT(desk->buttons[B_LINE].lamp, PHONELAMPMODE_OFF);
	NEED(scene_ask(in, CALL_HOLD, 3) == OK);
	CHECK_INT(desk->buttons[C_LINE].lamp, PHONELAMPMODE_WINK);
	call_free(in, ERR_CLOSED);
	CHECK_INT(desk->buttons[C_LINE].lamp, PHONELAMPMODE_OFF);
}

TEST(phone, a_finger_answers_holds_and_drops)
{
	struct call *out;

	scene_with_lines(LINES DESK);
	out = ring_b();
	CHECK_TEXT(command("press desk 12"), "ok");
	CHECK_INT(desk->hook[PHONE_SPEAKER], PHONEHOOKSWITCHMODE_MICSPEAKER);
	CHECK_INT(out->state, LINECALLSTATE_CONNECTED);
	CHECK_TEXT(command("press desk 14"), "ok");
	CHECK_INT(scene_new_call()->state, LINECALLSTATE_ONHOLD);
	CHECK_TEXT(command("press desk 12"), "ok");
	CHECK_INT(scene_new_call()->state, LINECALLSTATE_CONNECTED);
	CHECK_TEXT(command("press desk 14"), "ok");
	CHECK_TEXT(command("press desk 14"), "ok");
	CHECK_INT(scene_new_call()->state, LINECALLSTATE_CONNECTED);
	CHECK_TEXT(command("press desk 15"), "ok");
	CHECK_INT(out->state, LINECALLSTATE_IDLE);
	CHECK_INT(desk->hook[PHONE_SPEAKER], PHONEHOOKSWITCHMODE_ONHOOK);
}

TEST(phone, keys_sound_in_the_other_ear_as_long_as_they_are_down)	/* R-MSG-4 */
{
	struct call *out, *in;

	scene_with_lines(LINES DESK);
	scene_talk(a, b, &out, &in);
	out->monitor_digits = LINEDIGITMODE_DTMF | LINEDIGITMODE_DTMFEND;
	CHECK_TEXT(command("press desk 5"), "ok");
	CHECK_TEXT(scene_news(), "desk button 5 down, a digit 5");
	scene_run(99);
	CHECK_TEXT(scene_news(), "");
	scene_run(1);
	CHECK_TEXT(scene_news(), "a digit 5 end, desk button 5 up");

	/* One finger: the next key lets go the one before. */
	command("press desk *");
	command("press desk #");
	CHECK_TEXT(scene_news(), "desk button 10 down, a digit *, a digit * end, desk button 10 up, "
		   "desk button 11 down, a digit #");
	call_free(out, ERR_CLOSED);
	scene_news();
	scene_run(100);
	CHECK_TEXT(scene_news(), "desk button 11 up");
	CHECK_INT(scene_desk.timers.count, 0);
}

TEST(phone, louder_and_quieter_go_to_what_is_listened_with)
{
	DWORD was;

	scene(LINES DESK);
	was = desk->ring_volume;
	command("press desk 16");
	CHECK_INT(desk->ring_volume, was + 0x1000);
	command("hook desk headset off");
	was = desk->level[PHONE_HEADSET].volume;
	command("press desk 17");
	CHECK_INT(desk->level[PHONE_HEADSET].volume, was - 0x1000);
	desk->level[PHONE_HEADSET].volume = 7;
	command("press desk 17");
	command("press desk 17");
	CHECK_INT(desk->level[PHONE_HEADSET].volume, 0);
}

TEST(phone, hands_are_told_what_is_wrong)
{
	scene(LINES "[phone desk]\ndriver = sim\n");
	CHECK_TEXT(command("press nobody 1"), "error: there is no phone \"nobody\"");
	CHECK_TEXT(command("press desk 99"), "error: the phone has no such button or lamp");
	CHECK_TEXT(command("press desk x"), "error: the phone has no such button or lamp");
	CHECK_TEXT(command("hook desk headset off"), "error: the phone has no such hookswitch device");
	CHECK_TEXT(command("hook desk handset up"), "error: say which and how: hook PHONE handset on, or off");
}

TEST(phone, a_phone_in_the_finger_of_somebody_can_go)
{
	struct buf why;

	scene(LINES DESK);
	command("press desk 5");
	phone_close(desk);
	scene_write(LINES);
	buf_grow(&why);
	CHECK_INT(provider_reload(provider, &why), OK);
	buf_free(&why);
	scene_run(1000);
	CHECK_INT(scene_desk.timers.count, 0);
}

/* --- phones that come and go ---------------------------------------------------------------- */

static void reload(const char *configuration)
{
	struct buf why;

	scene_write(configuration);
	buf_grow(&why);
	if (provider_reload(provider, &why))
		CHECK_TEXT(buf_c(&why), "");
	buf_free(&why);
}

TEST(phone, a_new_phone_is_created_and_one_that_left_removed)	/* R-DEV-1, R-DEV-5 */
{
	provider = scene_open(LINES);
	reload(LINES DESK);
	CHECK_TEXT(scene_news(), "PHONE_CREATE 1");
	CHECK_INT(provider_number_phone(provider, 2, 4), ERR_DEVICE);
	CHECK_INT(provider_number_phone(provider, 1, DEVICE_NONE), ERR_DEVICE);
	CHECK_INT(provider_number_phone(provider, 1, 4), OK);
	CHECK_INT(provider_number_phone(provider, 1, 5), ERR_DEVICE);
	CHECK(phone_of_device(&scene_desk, 4) != NULL);
	reload(LINES DESK);
	CHECK_TEXT(scene_news(), "");
	reload(LINES);
	CHECK_TEXT(scene_news(), "PHONE_REMOVE 4");
	CHECK_INT(provider->phone_count, 0);
}

TEST(phone, an_open_phone_that_changed_lives_until_it_is_closed)	/* R-DEV-6, R-CLOSE-6 */
{
	scene(LINES DESK);
	reload(LINES DESK "data-areas = 3\n");
	CHECK_TEXT(scene_news(), "PHONE_REMOVE 0, PHONE_CREATE 1");
	CHECK_INT(provider_number_phone(provider, 1, 0), ERR_DEVICE);
	CHECK_INT(provider_number_phone(provider, 1, 1), OK);
	CHECK(desk->removed && phone_of_device(&scene_desk, 0) == desk);
	phone_close(desk);
	CHECK_INT(phone_open(desk, NULL, 0x00020002, NULL), ERR_NODEVICE);
	provider_drop_phone(provider, desk);
	CHECK_INT(provider->phone_count, 1);
	CHECK_INT(phone_of_device(&scene_desk, 1)->traits.areas, 3);
}

TEST(phone, phones_that_init_was_not_told_of_are_announced)	/* R-DEV-4 */
{
	provider = scene_open(LINES DESK "[phone hall]\ndriver = sim\n");
	provider_stop(provider);
	provider->phones[1]->device_id = DEVICE_NONE;
	provider->phone_base = 9;
	provider->phones_told = 1;
	NEED(provider_start(provider, 0, provider->line_count, NULL) == OK);
	CHECK_TEXT(scene_news(), "PHONE_CREATE 1");
	CHECK_INT(provider->phones[0]->device_id, 9);
}

TEST(phone, a_bad_section_says_why)
{
	static const struct {
		const char *text, *why;
	} rows[] = {
		{ "[phone]\ndriver = sim\n", "a phone needs a name: [phone NAME]" },
		{ "[phone x]\n", "the phone has no driver" },
		{ "[phone x]\ndriver = none\n", "there are no phones of a driver \"none\"" },
		{ "[phone x]\ndriver = sip\n", "phone x: line must be the name of the line that it stands beside" },
		{ "[phone x]\ndriver = sim\nline = zzz\n", "phone x: there is no [line zzz] with driver = sim" },
		{ "[phone x]\ndriver = sim\nmore-lines = b\n", "phone x: more-lines needs a line" },
		{ "[phone x]\ndriver = sim\nring = 9\n", "phone x: it cannot ring in mode 9 of 4" },
		{ "[phone x]\ndriver = sim\nline = a\nmore-lines = b, , c\n", "there is no [line ]" },
		{ "[phone x]\ndriver = sim\ndisplay-rows = 9\n", "from 0 to 8" },
	};
	char text[512];
	struct buf why;

	provider = scene_open(LINES);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		snprintf(text, sizeof(text), "%s%s", LINES, rows[i].text);
		scene_write(text);
		buf_grow(&why);
		CHECK(provider_reload(provider, &why) != OK);
		if (!test_starving() && !strstr(buf_c(&why), rows[i].why))
			CHECK_TEXT(buf_c(&why), rows[i].why);
		buf_free(&why);
	}
	CHECK_INT(provider->phone_count, 0);
}

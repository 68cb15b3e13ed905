/* SPDX-License-Identifier: MIT
 * test_sim_account.c - lines whose calls want a code; what media providers say. */
#include "model_scene.h"

#define LINES "[provider]\nlog = off\nclock = virtual\n" \
	"[line a]\ndriver = sim\nnumber = 100\naccount-code = 1234\naccount-tries = 2\n" \
	"[line b]\ndriver = sim\nnumber = 200\nmsp = {00000001-0002-0003-0405-060708090a0b}\n" \
	"[line c]\ndriver = sim\nnumber = 300\nmsp = {00000001-0002-0003-0405-060708090a0b}\n"
#define ASKED "dialog a asks for the account code of a call to 200"

static struct call *asked(void)
{
	struct call *call;

	scene_open(LINES);
	scene_line("b");
	call = scene_dial(scene_line("a"), 1, "200");
	NEED(call != NULL);
	CHECK_TEXT(scene_news(), ASKED);
	NEED(scene_dialog() != NULL);
	return call;
}

static enum err says(const char *text)
{
	return dialog_heard(scene_dialog(), (struct bytes){ text, (DWORD)strlen(text) + 1 });
}

TEST(sim_account, the_code_opens_the_way)	/* R-UI-5, R-UI-8 */
{
	asked();
	scene_run(60000);
	CHECK_TEXT(scene_news(), "");
	CHECK(says("12345") == OK);
	CHECK_TEXT(scene_news(), "dialog That was wrong. a asks for the account code of a call to 200");
	CHECK(says(" 1234 ") == OK);
	CHECK_TEXT(scene_news(), "dialog close, 1 ok, a dialing");
	dialog_free(scene_dialog());
	scene_run(100);
	CHECK_TEXT(scene_news(), "a proceeding, b new, b offering, a ringback");
}

TEST(sim_account, no_code_and_no_way)	/* R-UI-8 */
{
	asked();
	CHECK(says("") == OK);
	scene_news();
	CHECK(says("123") == OK);
	CHECK_TEXT(scene_news(), "dialog close, 1 LINEERR_ADDRESSBLOCKED");
	dialog_free(scene_dialog());
	scene_run(60000);
	CHECK_TEXT(scene_news(), "");
}

TEST(sim_account, who_closes_the_dialog_gives_up_the_call)	/* R-UI-9 */
{
	asked();
	dialog_free(scene_dialog());
	CHECK_TEXT(scene_news(), "1 LINEERR_OPERATIONFAILED");
	CHECK(scene_dialog() == NULL);
}

TEST(sim_account, where_no_dialog_is_shown_there_is_no_call)	/* R-UI-5 */
{
	scene_open(LINES);
	scene_refuse();
	NEED(scene_dial(scene_line("a"), 1, NULL) != NULL);
	CHECK_TEXT(scene_news(), "dialog a asks for the account code of a call, 1 LINEERR_RESOURCEUNAVAIL");
}

TEST(sim_account, a_call_closed_before_tapi_hears_of_the_dialog_leaves_none)	/* R-HND-8 */
{
	struct call *call;

	scene_open(LINES);
	call = scene_dial(scene_line("a"), 1, "200");
	NEED(call != NULL);
	call_free(call, ERR_CLOSED);
	CHECK_TEXT(scene_news(), "1 LINEERR_OPERATIONFAILED");
}

TEST(sim_account, a_call_closed_while_the_dialog_is_on_its_way_closes_it_then)	/* R-UI-7 */
{
	struct letter letter = { 0 };
	struct dialog *dialog;
	struct call *call;

	scene_open(LINES);
	call = scene_dial(scene_line("a"), 1, "200");
	NEED(call != NULL);
	NEED(mail_take(&scene_desk.mail, &letter));
	dialog = dialog_find(&scene_desk, letter.object);
	mem_free(letter.block);
	NEED(dialog != NULL);
	dialog_sent(dialog);
	call_free(call, ERR_CLOSED);
	dialog_shown(dialog, 0x77);
	CHECK_INT(dialog_ht(dialog), 0x77);
	CHECK_TEXT(scene_news(), "1 LINEERR_OPERATIONFAILED, dialog close");
	dialog_free(dialog);
}

TEST(sim_account, a_line_of_1_4_cannot_ask_and_so_cannot_call)	/* R-VER-5 */
{
	scene_open(LINES);
	CHECK(scene_dial(scene_line_at("a", 0x00010004), 1, "200") == NULL);
	CHECK_TEXT(scene_news(), "");
}

TEST(sim_account, what_media_providers_say_comes_out_at_the_other_end)	/* R-MSP-1 */
{
	struct call *out, *in;
	struct line *b, *c;
	struct msp *msp;

	scene_open(LINES);
	b = scene_line_at("b", 0x00030000);
	c = scene_line_at("c", 0x00030001);
	scene_talk(b, c, &out, &in);
	CHECK(b->msp_class.Data1 == 1 && b->msp_class.Data3 == 3 && b->msp_class.Data4[7] == 0x0b);
	NEED(msp_new(&msp, c, 8) == OK);
	NEED(msp_new(&msp, c, 9) == OK);
	b->driver->msp_heard(out, (struct bytes){ "hello", 5 });
	CHECK_TEXT(scene_news(), "c media \"hello\" to 8, c media \"hello\" to 9");
	b->driver->msp_heard(out, (struct bytes){ "again", 5 });
	msp_free(msp);
	CHECK_TEXT(scene_news(), "c media \"again\" to 8");
	c->driver->msp_heard(in, (struct bytes){ "nobody", 6 });
	CHECK_TEXT(scene_news(), "");
	CHECK(msp_new(&msp, scene_line_at("a", 0x00030001), 9) == ERR_UNAVAIL);
}

TEST(sim_account, a_class_is_a_guid_and_nothing_else)	/* R-MSP-1 */
{
	static const char *const none[] = {
		"", "{", "{00000001-0002-0003-0405-060708090a0b", "00000001-0002-0003-0405-060708090a0b",
		"{00000001-0002-0003-0405-060708090a0b}x", "{0000001-0002-0003-0405-060708090a0b}",
		"{0000000g-0002-0003-0405-060708090a0b}", "{00000001-0002-0003-040506-0708090a0b}",
	};
	GUID class;

	for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++)
		CHECK(!msp_class_read(&class, none[i]));
	CHECK(msp_class_read(&class, "{AbCdEf01-2345-6789-0a1B-c2d3e4f50617}"));
	CHECK(class.Data1 == 0xabcdef01 && class.Data2 == 0x2345 && class.Data4[2] == 0xc2);
}

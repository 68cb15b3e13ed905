/* SPDX-License-Identifier: MIT
 * test_sound.c - what calls hear, at the exchange. */
#include "driver/sim/script.h"
#include "driver/sim/sound.h"
#include "join_scene.h"
#include "model/sound.h"

#define VOICE LINEMEDIAMODE_INTERACTIVEVOICE
#define FAX LINEMEDIAMODE_G3FAX

static struct call *out, *in, *consult, *third, *conf;

static void talking(const char *more)
{
	join_scene(more);
	scene_talk(join_a, join_b, &out, &in);
}

/* List 1 of one tone. */
static void listen_for(struct call *call, DWORD app, DWORD ms, DWORD hz1, DWORD hz2)
{
	LINEMONITORTONE tone = { .dwAppSpecific = app, .dwDuration = ms, .dwFrequency1 = hz1, .dwFrequency2 = hz2 };

	NEED(call_monitor_tones(call, 1, &tone, 1) == OK);
}

static void busy_tone(struct call *call, DWORD id, DWORD ms)
{
	NEED(call_generate_tone(call, id, &(struct call_args){ .mode = LINETONEMODE_BUSY, .duration_ms = ms }) == OK);
}

static void three(void)
{
	talking("[phone desk]\ndriver = sim\nline = a\n[phone other]\ndriver = sim\nline = c\n");
	conf = join_conference(out, join_a, 1, NULL, &consult);
	NEED(conf != NULL && consult != NULL);
	third = join_reach(consult, join_c);
	NEED(join_ask(conf, CALL_ADD_TO_CONFERENCE, 2, consult) == OK);
	scene_run(0);
	scene_news();
}

TEST(sound, an_ordinary_call_has_no_block_for_it)
{
	talking("");
	scene_run(1000);
	CHECK(!out->sound && !in->sound);
	CHECK(!((struct sim_end *)out->data)->sound && !((struct sim_end *)in->data)->sound);
}

TEST(sound, what_was_needed_for_listening_is_given_back)
{
	talking("");
	listen_for(in, 1, 100, 480, 620);
	busy_tone(out, 1, 200);
	scene_run(1000);
	CHECK_TEXT(scene_news(), "b tone 1 of 1, a generated done 1");
	CHECK(!((struct sim_end *)out->data)->sound);
	NEED(call_monitor_tones(in, 1, NULL, 0) == OK);
	scene_run(0);
	CHECK(!((struct sim_end *)in->data)->sound);
}

TEST(sound, a_tone_is_heard_by_all_of_a_conference)	/* R-CONF-5 */
{
	three();
	listen_for(in, 1, 100, 480, 620);
	listen_for(third, 2, 100, 480, 620);
	listen_for(conf, 3, 100, 480, 620);
	listen_for(out, 4, 100, 480, 620);
	busy_tone(third, 1, 300);
	scene_run(1000);
	CHECK_TEXT(scene_news(), "a tone 3 of 1, b tone 1 of 1, c generated done 1");
	busy_tone(conf, 2, 300);
	scene_run(1000);
	CHECK_TEXT(scene_news(), "b tone 1 of 1, c tone 2 of 1, a generated done 2");
}

TEST(sound, a_key_of_a_phone_is_heard_by_all_of_a_conference)
{
	struct phone *desk, *other;

	three();
	desk = scene_phone("desk");
	other = scene_phone("other");
	scene_news();
	in->monitor_digits = third->monitor_digits = conf->monitor_digits = LINEDIGITMODE_DTMF;
	listen_for(in, 1, 50, 770, 1336);
	desk->button_modes = other->button_modes = 0;
	NEED(desk->driver->phone_press(desk, 5) == OK);
	scene_run(1000);
	CHECK_TEXT(scene_news(), "b digit 5, c digit 5, b tone 1 of 1");
	NEED(other->driver->phone_press(other, 6) == OK);
	scene_run(1000);
	CHECK_TEXT(scene_news(), "a digit 6, b digit 6");
}

TEST(sound, who_is_transferred_to_a_machine_hears_it)
{
	talking("");
	in->monitor_media = VOICE | FAX;
	consult = join_consult(out, CALL_SETUP_TRANSFER, 1, NULL);
	NEED(consult != NULL);
	third = join_reach(consult, join_c);
	call_set_media(third, FAX);
	scene_run(0);
	scene_news();
	NEED(join_ask(out, CALL_COMPLETE_TRANSFER, 2, consult) == OK);
	scene_run(0);
	CHECK(strstr(scene_news(), "b media g3fax") != NULL);
}

TEST(sound, a_call_without_an_ear_is_deaf)
{
	static const char more[] = "[line e]\ndriver = sim\nnumber = 500\nterminals = handset\n";
	struct line *e;

	join_scene(more);
	e = scene_line("e");
	scene_talk(join_a, e, &out, &in);
	listen_for(in, 1, 100, 480, 620);
	busy_tone(out, 1, 0);
	scene_run(450);
	CHECK_TEXT(scene_news(), "e tone 1 of 1");
	NEED(call_ask(in, CALL_SET_TERMINAL, 2, &(struct call_args){
		.terminal_modes = LINETERMMODE_MEDIAFROMLINE, .enable = false }) == OK);
	scene_run(5000);
	CHECK(strstr(scene_news(), "tone") == NULL);
}

TEST(sound, who_talks_hears_that_another_call_waits)
{
	join_scene("[line e]\ndriver = sim\nnumber = 500\ncalls = 2\n");
	scene_talk(join_a, scene_line("e"), &out, &in);
	listen_for(in, 1, 300, 440, 0);
	scene_run(20000);
	CHECK_TEXT(scene_news(), "");
	third = scene_dial(join_b, 1, "500");
	NEED(third != NULL);
	scene_run(10100);
	scene_news();
	scene_run(10000);
	CHECK_TEXT(scene_news(), "e tone 1 of 1");
	NEED(scene_ask(third, CALL_DROP, 2) == OK);
	scene_run(20000);
	CHECK(strstr(scene_news(), "tone") == NULL);
}

TEST(sound, a_script_can_sound_and_be_a_machine)
{
	join_scene("[sim]\nscript-1 = tone 300+500, ring 1 s, tone off, answer, wait 1 s, media g3fax\n");
	out = scene_dial(join_a, 1, "91");
	NEED(out != NULL);
	out->monitor_media = FAX;
	scene_run(20);
	listen_for(out, 7, 200, 300, 500);
	scene_run(990);
	CHECK(strstr(scene_news(), "a ringback, a tone 7 of 1") != NULL);
	listen_for(out, 8, 500, 2100, 0);
	scene_run(3000);
	CHECK(strstr(scene_news(), "a media g3fax, a tone 8 of 1") != NULL);
}

TEST(sound, a_tone_of_a_script_that_is_none_is_an_error)
{
	static const char *const wrong[] = { "tone 0", "tone 4001", "tone 1+2+3+4+5", "tone 1+", "tone high", "media loud" };
	struct sim_script *script;

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		char text[256];
		struct buf why;

		buf_fixed(&why, text, sizeof(text));
		CHECK(sim_script_read(&script, wrong[i], &why) == ERR_CONFIG || test_starving());
		CHECK(script == NULL);
	}
}

/* --- media control ---------------------------------------------------------------- */

TEST(sound, what_a_line_is_told_to_do_is_done_by_calls_to_come)
{
	struct control control = { .address = ADDRESS_NONE, .states = 1, .tones = 1, .media = 1,
		.state = { { LINECALLSTATE_CONNECTED, LINEMEDIACONTROL_START } },
		.tone = { { .dwDuration = 100, .dwFrequency1 = 480, .dwFrequency2 = 620, .dwMediaControl = LINEMEDIACONTROL_PAUSE } },
		.medium = { { FAX, 500, LINEMEDIACONTROL_RESUME } } };

	join_scene("");
	NEED(line_control(join_b, &control) == OK);
	scene_talk(join_a, join_b, &out, &in);
	NEED(call_monitor_media(out, LINEMEDIAMODE_AUTOMATEDVOICE) == OK);
	scene_run(0);
	CHECK_TEXT(scene_news(), "a media automatedvoice");
	busy_tone(out, 1, 150);
	scene_run(1000);
	CHECK_TEXT(scene_news(), "a generated done 1");
	CHECK_INT(out->media_heard, VOICE);
	call_set_media(out, FAX);
	scene_run(499);
	CHECK_INT(out->media_heard, VOICE);
	scene_run(2);
	CHECK_INT(out->media_heard, LINEMEDIAMODE_AUTOMATEDVOICE);
}

TEST(sound, triggers_go_with_the_line_that_is_closed)
{
	struct control control = { .address = ADDRESS_NONE, .states = 1,
		.state = { { LINECALLSTATE_CONNECTED, LINEMEDIACONTROL_START } } };

	join_scene("");
	NEED(line_control(join_b, &control) == OK);
	control.address = 0;
	NEED(line_control(join_b, &control) == OK);
	line_close(join_b);
	CHECK(join_b->controls == NULL);
	NEED(line_open(join_b, (HTAPILINE)0x22, 0x00020002, NULL) == OK);
}

/* --- tones, as they run ----------------------------------------------------------- */

TEST_ONCE(sound, a_melody_is_the_same_however_one_looks_at_it)
{
	static const struct melody *const all[] = {
		&melody_dial_tone, &melody_ringback, &melody_busy, &melody_reorder, &melody_info, &melody_waiting,
		&melody_beep, &melody_billing, &melody_music, &melody_announcement,
	};

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		DWORD hz[MELODY_PARTIALS], count, now[MELODY_PARTIALS], now_count;
		uint64_t until = 0, stays;

		for (uint64_t ms = 0; ms < 20000; ms++) {
			stays = melody_at(now, &now_count, *all[i], ms);
			if (ms >= until) {
				until = stays == UINT64_MAX ? UINT64_MAX : ms + stays;
				count = now_count;
				memcpy(hz, now, sizeof(hz));
			}
			CHECK(stays > 0 && count == now_count && !memcmp(hz, now, count * sizeof(*hz)));
		}
	}
}

/* SPDX-License-Identifier: MIT
 * test_sip_driver_sound.c - tones on SIP lines: what far ends hear of us, and we of them.
 * What a session would send and what came to it is taken and given at its voice. */
#include "driver/sip/conference.h"
#include "driver/sip/media_in.h"
#include "driver/sip/sound.h"
#include "join_scene.h"
#include "model/sound.h"
#include "sip_driver_scene.h"
#include "wire/rtp/ear.h"
#include "wire/rtp/melody.h"
#include "wire/rtp/mix.h"

#define HELD SDP_QUIET "a=recvonly\n"

static struct line *a;
static struct call *call;
static struct ear ear;			/* the far end's */
static struct melody_player player;	/* ... and its mouth */
static uint32_t timestamp;

static void begin(void)
{
	ear_begin(&ear);
	player = (struct melody_player){ 0 };
	timestamp = 0;
}

static void talk(const char *sdp)
{
	begin();
	a = sip_driver_line(FREE_LINE);
	call = sip_driver_talk(a, sdp);
}

static const struct media_voice *voice_of(const struct call *of)
{
	const struct sip_call *s = of->data;

	return s && s->media ? s->media->voice : NULL;
}

/* The far end of `of` hears `ms` of us. */
static void hear(const struct call *of, uint32_t ms)
{
	uint8_t codes[MIX_FRAME];
	int16_t frame[MIX_FRAME];

	for (; ms; ms -= MIX_FRAME_MS) {
		scene_run(MIX_FRAME_MS);
		memset(frame, 0, sizeof(frame));
		if (voice_of(of) && voice_of(of)->speak(voice_of(of)->arg, G711_ALAW, codes, MIX_FRAME))
			g711_decode(G711_ALAW, codes, frame, MIX_FRAME);
		ear_hear(&ear, frame);
	}
}

/* It says `ms` of this. */
static void say(const struct call *of, struct melody melody, uint32_t ms)
{
	int16_t frame[MIX_FRAME];
	uint8_t codes[MIX_FRAME];
	struct rtp p = { .ssrc = 7, .payload = { (const char *)codes, MIX_FRAME } };

	for (; ms; ms -= MIX_FRAME_MS, timestamp += MIX_FRAME) {
		melody_play(&player, melody, frame, MIX_FRAME);
		g711_encode(G711_ALAW, frame, codes, MIX_FRAME);
		p.timestamp = timestamp;
		if (voice_of(of))
			voice_of(of)->hear(voice_of(of)->arg, G711_ALAW, &p);
		scene_run(MIX_FRAME_MS);
	}
}

static bool hears(DWORD hz1, DWORD hz2)
{
	return ear.heard.count == (hz2 ? 2 : 1) && ear.heard.hz[0] + 4 > hz1 && ear.heard.hz[0] < hz1 + 4 &&
	       (!hz2 || (ear.heard.hz[1] + 4 > hz2 && ear.heard.hz[1] < hz2 + 4));
}

static enum err tone(struct call *of, DWORD mode, uint32_t ms, DWORD id)
{
	static const struct tone own = { .hz = 1000, .on_ms = 1, .off_ms = 0, .volume = 0x8000 };

	return call_generate_tone(of, id, &(struct call_args){ .mode = mode, .duration_ms = ms, .tones = &own,
							       .tone_count = 1 });
}

static enum err wait_for(struct call *of, DWORD hz1, DWORD hz2, DWORD ms)
{
	const LINEMONITORTONE one = { .dwAppSpecific = 5, .dwDuration = ms, .dwFrequency1 = hz1, .dwFrequency2 = hz2 };

	return call_monitor_tones(of, 9, &one, 1);
}

/* --- out ------------------------------------------------------------------------------ */

TEST(sip_sound, a_tone_is_heard_as_long_as_it_was_asked_for)
{
	talk(SDP_QUIET);
	CHECK_INT(tone(call, LINETONEMODE_BUSY, 400, 3), OK);
	CHECK_TEXT(scene_news(), "");
	hear(call, 300);
	CHECK(hears(480, 620));
	hear(call, 100);
	CHECK_TEXT(scene_news(), "");
	hear(call, 60);
	CHECK_TEXT(scene_news(), "a generated done 3");
	CHECK(voice_of(call) == NULL);		/* nobody speaks any more */
	CHECK(((struct sip_call *)call->data)->sound == NULL);
}

TEST(sip_sound, one_without_end_lasts_until_the_next)	/* R-DIGIT-1 */
{
	talk(SDP_QUIET);
	CHECK_INT(tone(call, LINETONEMODE_CUSTOM, 0, 3), OK);
	hear(call, 5000);
	CHECK(hears(1000, 0));
	CHECK_TEXT(scene_news(), "");
	CHECK_INT(tone(call, LINETONEMODE_RINGBACK, 0, 4), OK);
	CHECK_TEXT(scene_news(), "a generated cancel 3");
	hear(call, 600);
	CHECK(hears(440, 480));
	CHECK_INT(tone(call, 0, 0, 5), OK);
	CHECK_TEXT(scene_news(), "a generated cancel 4");
	hear(call, 400);
	CHECK_INT(ear.heard.count, 0);
}

TEST(sip_sound, tones_and_digits_end_each_other)
{
	talk(SDP_EVENTS);
	CHECK_INT(call_generate(call, 3, &(struct call_args){ .mode = LINEDIGITMODE_DTMF, .digits = "123" }), OK);
	CHECK_INT(tone(call, LINETONEMODE_BEEP, 0, 4), OK);
	CHECK_TEXT(scene_news(), "a generated cancel 3");
	CHECK(((struct sip_call *)call->data)->digits == NULL);
	CHECK_INT(call_generate(call, 5, &(struct call_args){ .mode = LINEDIGITMODE_DTMF, .digits = "1" }), OK);
	CHECK_TEXT(scene_news(), "a generated cancel 4");
	CHECK(voice_of(call) == NULL);
}

TEST(sip_sound, a_billing_tone_comes_once)
{
	talk(SDP_QUIET);
	CHECK_INT(tone(call, LINETONEMODE_BILLING, 0, 3), OK);
	hear(call, 600);
	CHECK(hears(350, 440));
	scene_run(3500);
	CHECK_TEXT(scene_news(), "a generated done 3");
}

TEST(sip_sound, a_call_that_ends_takes_its_tone_along)
{
	talk(SDP_QUIET);
	CHECK_INT(tone(call, LINETONEMODE_BEEP, 0, 3), OK);
	far_asks("BYE", NULL, NULL);
	CHECK_TEXT(scene_news(), "a disconnected (normal), a generated cancel 3, a idle");
}

TEST(sip_sound, no_tone_can_be_made_of_modes_that_are_unknown)
{
	talk(SDP_QUIET);
	CHECK_INT(tone(call, 0x20, 0, 3), ERR_TONEMODE);
	CHECK_INT(tone(call, LINETONEMODE_BUSY | LINETONEMODE_BEEP, 0, 3), ERR_TONEMODE);
}

/* --- in ------------------------------------------------------------------------------- */

TEST(sip_sound, a_tone_of_the_far_end_is_told_once_it_lasts)	/* R-DIGIT-8 */
{
	talk(SDP_QUIET);
	CHECK_INT(wait_for(call, 480, 620, 300), OK);
	say(call, melody_busy, 240);
	CHECK_TEXT(scene_news(), "");
	say(call, melody_busy, 760);		/* it is over after 500 ms */
	CHECK_TEXT(scene_news(), "a tone 5 of 9");
	say(call, melody_busy, 1000);
	CHECK_TEXT(scene_news(), "a tone 5 of 9");
	say(call, melody_ringback, 1000);
	CHECK_TEXT(scene_news(), "");
	CHECK_INT(call_monitor_tones(call, 9, NULL, 0), OK);
	CHECK(voice_of(call) == NULL);
}

TEST(sip_sound, silence_is_heard_and_noise_is_none)
{
	const struct partial many[] = {
		{ 300, 9000, 0, 30, 17 }, { 710, 60000, 0, 13, 40 }, { 1234, 60000, 0, 23, 11 }, { 2222, 60000, 0, 7, 10 },
	};

	talk(SDP_QUIET);
	CHECK_INT(wait_for(call, 0, 0, 500), OK);
	say(call, (struct melody){ many, 4 }, 2000);
	CHECK_TEXT(scene_news(), "");
	scene_run(1000);
	CHECK_TEXT(scene_news(), "a tone 5 of 9");
}

TEST(sip_sound, who_sends_a_tone_does_not_hear_it)
{
	talk(SDP_QUIET);
	CHECK_INT(wait_for(call, 1000, 0, 100), OK);
	CHECK_INT(tone(call, LINETONEMODE_CUSTOM, 0, 3), OK);
	hear(call, 1000);
	CHECK(hears(1000, 0));
	CHECK_TEXT(scene_news(), "");
	CHECK_INT(tone(call, 0, 0, 0), OK);
	scene_news();
	say(call, (struct melody){ (const struct partial[]){ { 1000, MELODY_LOUD, 0, MELODY_STEADY } }, 1 }, 400);
	CHECK_TEXT(scene_news(), "a tone 5 of 9");
}

TEST(sip_sound, a_tone_before_the_answer_is_heard)
{
	begin();
	a = sip_driver_line(FREE_LINE);
	call = sip_driver_dial(a, "200", 0);
	NEED(call != NULL);
	CHECK_INT(wait_for(call, 480, 620, 200), OK);
	far_answers(183, NULL, SDP_QUIET);
	scene_news();
	say(call, melody_busy, 500);
	CHECK_TEXT(scene_news(), "a tone 5 of 9");
	far_answers(200, NULL, SDP_QUIET);
	scene_news();
	say(call, melody_busy, 1000);
	CHECK_TEXT(scene_news(), "a tone 5 of 9");
}

TEST(sip_sound, what_is_wanted_before_there_is_a_call_is_heard_in_it)
{
	begin();
	a = sip_driver_line(FREE_LINE);
	call = sip_driver_dial(a, NULL, 0);
	NEED(call != NULL);
	CHECK_INT(wait_for(call, 480, 620, 200), OK);
	CHECK_INT(call_ask(call, CALL_DIAL_MORE, 2, &(struct call_args){ .dest = "200" }), OK);
	far_answers(200, NULL, SDP_QUIET);
	scene_news();
	say(call, melody_busy, 500);
	CHECK_TEXT(scene_news(), "a tone 5 of 9");
}

/* --- conferences -------------------------------------------------------------------------- */

static struct call *conf, *consult;
static struct far_end first;

static void three(void)
{
	talk(SDP_QUIET);
	first = far_end;
	conf = join_conference(call, a, 2, NULL, &consult);
	NEED(conf != NULL && consult != NULL);
	far_answers(200, NULL, HELD);
	snprintf(far_end.tag, sizeof(far_end.tag), "carol");
	NEED(join_send(consult, CALL_DIAL_MORE, 3, "300") == OK);
	far_answers(200, NULL, SDP_QUIET);
	NEED(join_ask(conf, CALL_ADD_TO_CONFERENCE, 4, consult) == OK);
	far_answers_in(first.call_id, "INVITE", 200, SDP_QUIET);
	NEED(conf->state == LINECALLSTATE_CONNECTED);
	scene_news();
	far_got();
}

TEST(sip_sound, all_of_a_conference_hear_a_tone)
{
	three();
	CHECK_INT(tone(conf, LINETONEMODE_BUSY, 0, 3), OK);
	hear(call, 400);
	CHECK(hears(480, 620));
	ear_begin(&ear);
	scene_run(600);
	hear(consult, 400);
	CHECK(hears(480, 620));
	CHECK_INT(tone(conf, 0, 0, 3), OK);
	CHECK_TEXT(scene_news(), "a generated cancel 3");
	hear(consult, 400);
	CHECK_INT(ear.heard.count, 0);
}

TEST(sip_sound, a_tone_of_one_of_them_is_heard_by_the_conference)	/* R-CONF-5 */
{
	three();
	CHECK_INT(wait_for(conf, 480, 620, 200), OK);
	say(consult, melody_busy, 600);
	CHECK_TEXT(scene_news(), "a tone 5 of 9");
	CHECK_INT(join_ask(conf, CALL_DROP, 7, NULL), OK);
	scene_news();
}

TEST(sip_sound, who_comes_into_a_conference_plays_and_hears_no_more_by_itself)
{
	talk(SDP_QUIET);
	CHECK_INT(wait_for(call, 480, 620, 200), OK);
	CHECK_INT(tone(call, LINETONEMODE_BEEP, 0, 3), OK);
	first = far_end;
	conf = join_conference(call, a, 2, NULL, &consult);
	NEED(conf != NULL && consult != NULL);
	far_answers(200, NULL, HELD);
	scene_news();
	say(call, melody_busy, 600);
	CHECK_TEXT(scene_news(), "");
	CHECK_INT(scene_ask(consult, CALL_DROP, 6), OK);	/* which ends the conference */
	far_answers_in(first.call_id, "INVITE", 200, SDP_QUIET);
	CHECK_INT(call->state, LINECALLSTATE_CONNECTED);
	scene_news();
	say(call, melody_busy, 1000);
	CHECK_TEXT(scene_news(), "a tone 5 of 9");
}

/* SPDX-License-Identifier: MIT
 * speak.c - what is sent: tones, media, recordings, and what is put on for who waits. */
#include "driver/sim/service.h"
#include "driver/sim/sound.h"
#include "model/sound.h"

#define PITCH_HZ 440u		/* of a recording, at its usual rate */
#define BEAT_MS 1000u		/* it is on and off so long */
#define RATE_MAX 2

static struct timers *timers_of(const struct sim_end *end)
{
	return &end->link->desk->timers;
}

/* --- tones ------------------------------------------------------------------------ */

static void tones_over(struct sim_end *end)
{
	struct sim_sound *s = end->sound;

	timer_stop(timers_of(end), &s->until);
	s->tone_count = 0;
	s->generated = false;
	sim_sound_changed(end);
	sim_sound_settle(end);
}

static void over(void *arg)
{
	struct sim_end *end = ((struct sim_sound *)arg)->end;
	struct call *call = ((struct sim_sound *)arg)->generated ? end->call : NULL;

	tones_over(end);
	if (call)
		call_generated(call, LINEGENERATETERM_DONE);
}

static void begin(struct sim_sound *s, DWORD count, uint32_t ms)
{
	s->tone_count = count;
	s->generated = false;
	s->tones_ms = timers_of(s->end)->now_ms;
	if (ms)
		timer_set(timers_of(s->end), &s->until, ms, over, s);
	else
		timer_stop(timers_of(s->end), &s->until);
	sim_sound_changed(s->end);
}

enum err sim_tone(struct sim_end *end, const struct tone *tones, DWORD count, uint32_t ms)
{
	struct sim_sound *s;

	if (!count && end->sound)
		tones_over(end);
	if (!count)
		return OK;
	if (sim_sound_need(&s, end))
		return ERR_NOMEM;
	if (count > MELODY_PARTIALS)
		count = MELODY_PARTIALS;
	for (DWORD i = 0; i < count; i++)
		s->tones[i] = (struct partial){ .hz = tones[i].hz, .volume = tones[i].volume,
						    .on_ms = tones[i].on_ms, .off_ms = tones[i].off_ms };
	begin(s, count, ms);
	return OK;
}

void sim_generate_stop(struct sim_end *end)
{
	if (end->sound && end->sound->generated)
		tones_over(end);
}

static enum err play(struct sim_end *end, const struct melody *melody, uint32_t ms)
{
	struct sim_sound *s;

	if (sim_sound_need(&s, end))
		return ERR_NOMEM;
	memcpy(s->tones, melody->at, melody->count * sizeof(*melody->at));
	begin(s, melody->count, ms);
	return OK;
}

enum err sim_generate_tone(struct call *call, const struct call_args *args)
{
	struct sim_end *end = call->data;
	enum err err = OK;

	sim_send_stop(end);
	switch (args->mode) {
	case LINETONEMODE_CUSTOM:
		err = sim_tone(end, args->tones, args->tone_count, args->duration_ms);
		break;
	case LINETONEMODE_RINGBACK:
		err = play(end, &melody_ringback, args->duration_ms);
		break;
	case LINETONEMODE_BUSY:
		err = play(end, &melody_busy, args->duration_ms);
		break;
	case LINETONEMODE_BEEP:
		err = play(end, &melody_beep, args->duration_ms);
		break;
	case LINETONEMODE_BILLING:
		err = play(end, &melody_billing, args->duration_ms ? args->duration_ms : MELODY_BILLING_MS);
		break;
	default:
		return OK;
	}
	if (!err)
		end->sound->generated = true;
	return err;
}

/* --- media ------------------------------------------------------------------------- */

void sim_media(struct sim_end *end, DWORD mode)
{
	struct sim_sound *s;

	if (sim_sound_need(&s, end))
		return;
	s->media = mode;
	s->media_ms = timers_of(end)->now_ms;
	sim_sound_changed(end);
	sim_sound_settle(end);
}

/* A tape that runs faster is higher too. */
static void tune(struct sim_stream *stream)
{
	int up = stream->rate > 0 ? stream->rate : 0, down = stream->rate < 0 ? -stream->rate : 0;

	stream->partial = (struct partial){
		.hz = PITCH_HZ << up >> down, .on_ms = BEAT_MS >> up << down, .off_ms = BEAT_MS >> up << down,
		.volume = stream->level * (SOUND_VOLUME_MAX / SIM_LEVEL_MAX),
	};
}

static void turn(struct sim_stream *stream, DWORD action)
{
	switch (action) {
	case LINEMEDIACONTROL_RATEUP:
		stream->rate += stream->rate < RATE_MAX;
		break;
	case LINEMEDIACONTROL_RATEDOWN:
		stream->rate -= stream->rate > -RATE_MAX;
		break;
	case LINEMEDIACONTROL_RATENORMAL:
		stream->rate = 0;
		break;
	case LINEMEDIACONTROL_VOLUMEUP:
		stream->level += stream->level < SIM_LEVEL_MAX;
		break;
	case LINEMEDIACONTROL_VOLUMEDOWN:
		stream->level -= stream->level > 0;
		break;
	case LINEMEDIACONTROL_VOLUMENORMAL:
		stream->level = SIM_LEVEL_NORMAL;
		break;
	}
}

static void run(struct sim_stream *stream, DWORD action, uint64_t now_ms)
{
	switch (action) {
	case LINEMEDIACONTROL_START:
		stream->plays = true;
		stream->paused = false;
		stream->since_ms = now_ms;
		break;
	case LINEMEDIACONTROL_RESET:
		stream->plays = stream->paused = false;
		break;
	case LINEMEDIACONTROL_PAUSE:
		if (!stream->plays)
			break;
		stream->plays = false;
		stream->paused = true;
		stream->since_ms = now_ms - stream->since_ms;
		break;
	case LINEMEDIACONTROL_RESUME:
		if (!stream->paused)
			break;
		stream->plays = true;
		stream->paused = false;
		stream->since_ms = now_ms - stream->since_ms;
		break;
	default:
		turn(stream, action);
	}
}

enum err sim_media_control(struct call *call, const struct call_args *args)
{
	struct sim_end *end = call->data;
	struct sim_sound *s;

	if (!end)
		return ERR_STATE;
	if (sim_sound_need(&s, end))
		return ERR_NOMEM;
	run(&s->stream, args->mode, timers_of(end)->now_ms);
	tune(&s->stream);
	sim_sound_changed(end);
	sim_sound_settle(end);
	return OK;
}

/* --- what is put on for who waits ----------------------------------------------------- */

const struct treatment sim_treatments[] = {
	{ SIM_TREATMENT_USUAL,		"Ringback while it rings, silence on hold" },
	{ LINECALLTREATMENT_SILENCE,	"Silence" },
	{ LINECALLTREATMENT_RINGBACK,	"Ringback" },
	{ LINECALLTREATMENT_BUSY,	"Busy" },
	{ LINECALLTREATMENT_MUSIC,	"Music" },
	{ SIM_TREATMENT_ANNOUNCEMENT,	"Announcement" },
	{ 0 },
};

static void do_treat(struct sim_end *end, const struct sim_order *order)
{
	call_reply(end->call, CALL_SET_TREATMENT, OK);
	call_treatment(end->call, order->mode);
	sim_sound_changed(end);
}

enum err sim_set_treatment(struct call *call, const struct call_args *args)
{
	return sim_begin(call, CALL_SET_TREATMENT, args, do_treat, sim_settings()->operation_ms);
}

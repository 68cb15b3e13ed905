/* SPDX-License-Identifier: MIT
 * sound.c - a guest who plays tones and listens for them. */
#include "driver/sip/sound.h"
#include "base/mem.h"
#include "driver/sip/conference.h"
#include "driver/sip/digits.h"
#include "driver/sip/mixer.h"
#include "model/sound.h"
#include "wire/rtp/ear.h"
#include "wire/rtp/melody.h"

#define SAMPLES_MS 8u
#define OUT_MS (2 * MIX_FRAME_MS)	/* until what was mixed is sent */
_Static_assert(EAR_FRAME == MIX_FRAME && MELODY_PARTIALS <= EAR_TONES, "one pace, one ear for all");

struct sip_sound {
	struct sip_call *s;
	struct mixer *mixer;		/* whose guest it is; NULL: just now of none */
	struct mixer *own;		/* NULL: that one is the conference's */
	struct mixer_seat *seat;	/* of the far end, at `own` */
	struct mixer_guest guest;
	bool plays;
	struct melody melody;
	struct partial custom[MELODY_PARTIALS];
	struct melody_player player;
	uint64_t samples;		/* of all that is to be played; UINT64_MAX: without end */
	struct timer until;		/* it is out */
	struct ear *ear;		/* NULL: nobody listens */
};

/* --- the guest -------------------------------------------------------------------- */

static bool speak(void *arg, int16_t frame[MIX_FRAME])
{
	struct sip_sound *sound = arg;
	uint64_t left = sound->plays ? sound->samples - sound->player.at : 0;

	if (!left)
		return false;
	melody_play(&sound->player, sound->melody, frame, MIX_FRAME);
	if (left < MIX_FRAME)
		memset(frame + left, 0, (MIX_FRAME - left) * sizeof(*frame));
	return true;
}

static void hear(void *arg, const int16_t frame[MIX_FRAME])
{
	struct sip_sound *sound = arg;
	const struct ear_heard *heard;
	DWORD hz[EAR_TONES] = { SOUND_NOISE };

	if (!sound->ear || !ear_hear(sound->ear, frame))
		return;
	heard = &sound->ear->heard;
	for (uint32_t i = 0; i < heard->count; i++)
		hz[i] = heard->hz[i];
	call_tone(sound->s->call, hz, heard->sounds && !heard->count ? 1 : heard->count);
}

void sip_sound_leave(struct sip_call *s)
{
	struct sip_sound *sound = s->sound;

	if (!sound || !sound->mixer)
		return;
	mixer_invite(sound->mixer, NULL);
	mixer_leave(sound->seat);
	mixer_close(sound->own);
	sound->mixer = sound->own = NULL;
	sound->seat = NULL;
}

/* A mixer of its own, at which the far end sits. */
static enum err own_mixer(struct sip_sound *sound)
{
	enum err err = mixer_open(&sound->own, &sip.desk->timers);

	if (!err)
		err = mixer_sit(&sound->seat, sound->own, sound->s->media);
	if (err) {
		mixer_close(sound->own);
		sound->own = NULL;
		return err;
	}
	mixer_pause(sound->own, false);
	sound->mixer = sound->own;
	return OK;
}

/* Where there is nobody to hear it is OK, too: it comes to that later. */
static enum err settle_in(struct sip_sound *sound)
{
	enum err err = OK;

	if (sound->mixer)
		return OK;
	if (sound->s->conference)
		sound->mixer = sip_conference_mixer(sound->s);
	else if (sound->s->media && !sound->s->member)
		err = own_mixer(sound);
	if (sound->mixer)
		mixer_invite(sound->mixer, &sound->guest);
	return err;
}

/* --- its life ------------------------------------------------------------------------ */

static enum err need(struct sip_sound **out, struct sip_call *s)
{
	struct sip_sound *sound = s->sound;

	if (!sound) {
		sound = mem_zalloc(sizeof(*sound));
		if (!sound)
			return ERR_NOMEM;
		sound->s = s;
		sound->guest = (struct mixer_guest){ speak, hear, sound };
		s->sound = sound;
	}
	*out = sound;
	return settle_in(sound);
}

void sip_sound_free(struct sip_call *s)
{
	if (!s->sound)
		return;
	sip_sound_leave(s);
	timer_stop(&sip.desk->timers, &s->sound->until);
	mem_free(s->sound->ear);
	mem_free(s->sound);
	s->sound = NULL;
}

/* It is of no more use. */
static void settle(struct sip_call *s)
{
	if (s->sound && !s->sound->plays && !s->sound->ear)
		sip_sound_free(s);
}

void sip_sound_move(struct sip_call *from, struct sip_call *to)
{
	sip_sound_leave(from);
	to->sound = from->sound;
	from->sound = NULL;
	if (to->sound)
		to->sound->s = to;
}

/* --- tones out ------------------------------------------------------------------------- */

void sip_tone_stop(struct sip_call *s)
{
	if (!s->sound)
		return;
	timer_stop(&sip.desk->timers, &s->sound->until);
	s->sound->plays = false;
	settle(s);
}

static void over(void *arg)
{
	struct sip_call *s = ((struct sip_sound *)arg)->s;
	struct call *call = s->call;

	sip_tone_stop(s);
	call_generated(call, LINEGENERATETERM_DONE);
}

/* NULL: the application's own. */
static const struct melody *melody_of(DWORD mode)
{
	switch (mode) {
	case LINETONEMODE_RINGBACK:	return &melody_ringback;
	case LINETONEMODE_BUSY:		return &melody_busy;
	case LINETONEMODE_BEEP:		return &melody_beep;
	case LINETONEMODE_BILLING:	return &melody_billing;
	default:			return NULL;
	}
}

static struct melody custom(struct sip_sound *sound, const struct call_args *args)
{
	DWORD count = args->tone_count < MELODY_PARTIALS ? args->tone_count : MELODY_PARTIALS;

	for (DWORD i = 0; i < count; i++)
		sound->custom[i] = (struct partial){ .hz = args->tones[i].hz, .volume = args->tones[i].volume,
						     .on_ms = args->tones[i].on_ms, .off_ms = args->tones[i].off_ms };
	return (struct melody){ sound->custom, count };
}

enum err sip_generate_tone(struct call *call, const struct call_args *args)
{
	struct sip_call *s = call->data;
	const struct melody *melody = melody_of(args->mode);
	uint32_t ms = args->duration_ms;
	struct sip_sound *sound;
	enum err err;

	sip_generate(call, &(struct call_args){ 0 });	/* no digits, and no tones */
	if (!args->mode)
		return OK;
	err = need(&sound, s);
	if (err) {
		settle(s);
		return err;
	}
	if (args->mode == LINETONEMODE_BILLING && !ms)
		ms = MELODY_BILLING_MS;
	sound->melody = melody ? *melody : custom(sound, args);
	sound->player = (struct melody_player){ 0 };
	sound->samples = ms ? (uint64_t)ms * SAMPLES_MS : UINT64_MAX;
	sound->plays = true;
	if (ms)
		timer_set(&sip.desk->timers, &sound->until, (uint64_t)ms + OUT_MS, over, sound);
	return OK;
}

/* --- tones in ---------------------------------------------------------------------------- */

static enum err listen_for_tones(struct sip_call *s)
{
	struct sip_sound *sound;
	enum err err = need(&sound, s);

	if (!err && !sound->ear) {
		sound->ear = mem_zalloc(sizeof(*sound->ear));
		err = sound->ear ? OK : ERR_NOMEM;
	}
	if (err)
		settle(s);
	else
		ear_begin(sound->ear);
	return err;
}

enum err sip_monitor_tones(struct call *call, const struct call_args *args)
{
	struct sip_call *s = call->data;

	if (!s)
		return OK;		/* when it is made, sip_sound_return() finds that it is wanted */
	if (args->enable)
		return listen_for_tones(s);
	if (s->sound) {
		mem_free(s->sound->ear);
		s->sound->ear = NULL;
	}
	settle(s);
	return OK;
}

void sip_sound_return(struct sip_call *s)
{
	enum err err = OK;

	if (!s->call)
		return;
	if (call_tones_matter(s->call) && !(s->sound && s->sound->ear))
		err = listen_for_tones(s);
	else if (s->sound)
		err = settle_in(s->sound);
	if (err)
		log_write(LOG_WARN, "sip", call_name(s->call), "neither sends tones nor hears them: out of memory");
}

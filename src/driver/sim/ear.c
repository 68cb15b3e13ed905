/* SPDX-License-Identifier: MIT
 * ear.c - what calls hear, and whom it is told. */
#include "base/mem.h"
#include "driver/sim/carry.h"
#include "driver/sim/sound.h"
#include "model/sound.h"
#include "model/terminal.h"

#define VOICE LINEMEDIAMODE_INTERACTIVEVOICE
#define UNTIMED UINT64_MAX

/* What is heard at an end. */
struct heard {
	struct melody melody;
	uint64_t since_ms;	/* UNTIMED: since the ear heard it first */
	DWORD media;		/* one LINEMEDIAMODE_; 0: none */
};

/* How many calls listen for tones: digits need not sound for nobody. */
static uint32_t listeners;

static struct timers *timers_of(const struct sim_end *end)
{
	return &end->link->desk->timers;
}

/* --- what is sent ------------------------------------------------------------- */

static void sent(struct heard *h, struct sim_end *from)
{
	const struct sim_sound *s = from->sound;

	*h = (struct heard){ .since_ms = UNTIMED, .media = s ? s->media : VOICE };
	if (!s)
		return;
	if (s->stream.plays)
		h->media = LINEMEDIAMODE_AUTOMATEDVOICE;
	if (s->key_down) {
		h->melody = (struct melody){ s->key, 2 };
	} else if (s->tone_count) {
		h->melody = (struct melody){ s->tones, s->tone_count };
		h->since_ms = s->tones_ms;
	} else if (s->stream.plays) {
		h->melody = (struct melody){ &s->stream.partial, 1 };
		h->since_ms = s->stream.since_ms;
	} else {
		h->melody = sim_media_tones(s->media, from == &from->link->ends[0]);
		h->since_ms = s->media_ms;
	}
}

/* Of several at once the first that says anything. */
static void mix(struct heard *h, struct sim_end *from)
{
	struct heard more;

	if (!sim_end_speaks(from))
		return;
	sent(&more, from);
	if (!h->melody.count) {
		h->melody = more.melody;
		h->since_ms = more.since_ms;
	}
	if (more.media && (!h->media || h->media == VOICE))
		h->media = more.media;
}

static void treat(struct heard *h, DWORD treatment, const struct melody *usual)
{
	switch (treatment) {
	case LINECALLTREATMENT_RINGBACK:
		h->melody = melody_ringback;
		break;
	case LINECALLTREATMENT_BUSY:
		h->melody = melody_busy;
		break;
	case LINECALLTREATMENT_MUSIC:
		h->melody = melody_music;
		h->media = LINEMEDIAMODE_AUTOMATEDVOICE;
		break;
	case SIM_TREATMENT_ANNOUNCEMENT:
		h->melody = melody_announcement;
		h->media = LINEMEDIAMODE_AUTOMATEDVOICE;
		break;
	case SIM_TREATMENT_USUAL:
		if (usual)
			h->melody = *usual;
		break;
	}
}

/* --- what is heard --------------------------------------------------------------- */

static void hear_members(struct heard *h, const struct call *conference, const struct call *but)
{
	join_each(node, conference) {
		struct call *member = list_entry(node, struct call, node);

		if (member != but && member->data && sim_end_talks(sim_other(member->data)))
			mix(h, sim_other(member->data));
		else if (member != but && member->data && !sim_other(member->data)->call)
			mix(h, sim_other(member->data));
	}
}

/* Talking: the other end, the others of its conference, or what is put on while it holds. */
static void hear_far(struct heard *h, struct sim_end *end)
{
	struct sim_end *other = sim_other(end);
	const struct call *conference = other->call ? other->call->parent : NULL;

	if (end->link->conference) {
		hear_members(h, end->call, NULL);
	} else if (sim_connected_mode(end) == LINECONNECTEDMODE_ACTIVEHELD) {
		if (other->call)
			treat(h, conference ? conference->treatment : other->call->treatment, NULL);
	} else if (conference) {
		if (conference->data && sim_end_talks(conference->data))
			mix(h, conference->data);
		hear_members(h, conference, other->call);
	} else {
		mix(h, other);
	}
}

/* Before the answer: what the other end sends already, or what is put on for it. */
static void hear_early(struct heard *h, struct sim_end *other, const struct melody *usual)
{
	if (other->sound && (other->sound->tone_count || other->sound->stream.plays))
		mix(h, other);
	else if (other->call)
		treat(h, other->call->treatment, usual);
	else if (usual)
		h->melody = *usual;
}

/* Nothing else sounds, and another call is offered meanwhile. */
static void hear_waiting(struct heard *h, const struct line *line)
{
	if (h->melody.count || !line_count_calls(line, CALLSTATE_RINGING))
		return;
	h->melody = melody_waiting;
	h->since_ms = UNTIMED;
}

static void hear(struct heard *h, struct sim_end *end)
{
	const struct call *call = end->call;

	*h = (struct heard){ .since_ms = UNTIMED };
	if (!terminal_routed(call, TERMINAL_EAR))
		return;
	switch (call->state) {
	case LINECALLSTATE_DIALTONE:
		h->melody = melody_dial_tone;
		break;
	case LINECALLSTATE_PROCEEDING:
		hear_early(h, sim_other(end), NULL);
		break;
	case LINECALLSTATE_RINGBACK:
		hear_early(h, sim_other(end), &melody_ringback);
		break;
	case LINECALLSTATE_BUSY:
		h->melody = call->mode == LINEBUSYMODE_TRUNK ? melody_reorder : melody_busy;
		break;
	case LINECALLSTATE_SPECIALINFO:
		h->melody = call->mode == LINESPECIALINFO_REORDER ? melody_reorder : melody_info;
		break;
	case LINECALLSTATE_CONNECTED:
		hear_far(h, end);
		hear_waiting(h, call->line);
		break;
	}
}

/* --- the ear ------------------------------------------------------------------------ */

/* Tell what is heard now, and come back when that changes by itself. */
static void attend(void *arg)
{
	struct sim_sound *s = arg;
	struct sim_end *end = s->end;
	uint64_t now_ms = timers_of(end)->now_ms, stays_ms;
	DWORD hz[MELODY_PARTIALS], count;
	struct heard h;

	if (!end->call)
		return;
	hear(&h, end);
	if (s->heard != h.melody.at)
		s->heard_ms = now_ms;
	s->heard = h.melody.at;
	stays_ms = melody_at(hz, &count, h.melody, now_ms - (h.since_ms == UNTIMED ? s->heard_ms : h.since_ms));
	if (s->listens) {
		if (stays_ms != UINT64_MAX)
			timer_set(timers_of(end), &s->ear, stays_ms, attend, s);
		call_tone(end->call, hz, count);
	}
	call_media(end->call, h.media);
	sim_sound_settle(end);
}

void sim_ear(struct sim_end *end)
{
	struct sim_sound *s = end->sound;
	struct heard h;

	if (!end->call)
		return;
	if (!s || !s->listens) {
		hear(&h, end);
		if (!call_media_matters(end->call, h.media) || sim_sound_need(&s, end))
			return;
	}
	timer_set(timers_of(end), &s->ear, 0, attend, s);
}

enum err sim_monitor_media(struct call *call, const struct call_args *args)
{
	if (call->data)
		sim_ear(call->data);
	return OK;
}

enum err sim_monitor_tones(struct call *call, const struct call_args *args)
{
	struct sim_end *end = call->data;
	struct sim_sound *s;
	enum err err;

	if (!end)
		return OK;
	err = args->enable ? sim_sound_need(&s, end) : OK;
	if (err || !end->sound || end->sound->listens == args->enable)
		return err;
	end->sound->listens = args->enable;
	listeners += args->enable ? 1 : -1;
	end->sound->heard = NULL;
	timer_set(timers_of(end), &end->sound->ear, 0, attend, end->sound);
	return OK;
}

/* --- who hears it --------------------------------------------------------------------- */

void sim_each_listener(struct sim_end *from, void (*tell)(struct sim_end *to, void *arg), void *arg)
{
	struct sim_end *to = sim_other(from);
	const struct call *conference = to->call ? to->call->parent : NULL;

	if (from->link->conference)
		conference = from->call;
	if (!conference) {
		tell(to, arg);
		return;
	}
	if (conference != from->call && conference->data)
		tell(conference->data, arg);
	join_each(node, conference) {
		struct call *member = list_entry(node, struct call, node);

		if (member != to->call && member->data)
			tell(sim_other(member->data), arg);
	}
}

static void heard_by(struct sim_end *to, void *arg)
{
	sim_ear(to);
}

void sim_sound_changed(struct sim_end *end)
{
	sim_each_listener(end, heard_by, NULL);
}

void sim_key(struct sim_end *end, char digit)
{
	struct sim_sound *s = end->sound;

	if (digit ? !listeners || sim_sound_need(&s, end) : !s || !s->key_down)
		return;
	s->key_down = digit;
	if (digit)
		sim_key_tones(s->key, digit);
	sim_sound_changed(end);
	sim_sound_settle(end);
}

void sim_ears_follow(const struct line *line)
{
	if (!listeners)
		return;
	list_each(node, &line->calls) {
		const struct call *call = list_entry(node, struct call, node);
		struct sim_end *end = call->data;

		if (end && end->sound && end->sound->listens)
			sim_ear(end);
	}
}

/* What a call says it carries; nothing, as long as that is not known. */
static DWORD carried(const struct call *call)
{
	return call->media & (call->media - 1) || call->media == LINEMEDIAMODE_UNKNOWN ? 0 : call->media;
}

void sim_call_changed(struct call *call)
{
	const DWORD talks = LINECALLSTATE_CONNECTED | LINECALLSTATE_CONFERENCED;
	struct sim_end *end = call->data;

	if ((call->state & talks) && carried(call) != (end->sound ? end->sound->media : VOICE))
		sim_media(end, carried(call));
	sim_ear(end);
	sim_sound_changed(end);
}

/* --- the block ------------------------------------------------------------------------- */

enum err sim_sound_need(struct sim_sound **out, struct sim_end *end)
{
	struct sim_sound *s = end->sound;

	if (!s) {
		s = mem_zalloc(sizeof(*s));
		if (!s)
			return ERR_NOMEM;
		s->end = end;
		s->media = VOICE;
		s->stream.level = SIM_LEVEL_NORMAL;
		end->sound = s;
	}
	*out = s;
	return OK;
}

static void block_free(struct sim_end *end)
{
	struct sim_sound *s = end->sound;

	timer_stop(timers_of(end), &s->until);
	timer_stop(timers_of(end), &s->ear);
	if (s->listens)
		listeners--;
	end->sound = NULL;
	mem_free(s);
}

void sim_sound_settle(struct sim_end *end)
{
	const struct sim_sound *s = end->sound;
	const struct sim_stream *stream = s ? &s->stream : NULL;

	if (!s || s->listens || s->key_down || s->tone_count || s->media != VOICE || timer_is_set(&s->ear))
		return;
	if (stream->plays || stream->paused || stream->rate || stream->level != SIM_LEVEL_NORMAL)
		return;
	block_free(end);
}

void sim_sound_leave(struct sim_end *end)
{
	if (!end->sound)
		return;
	block_free(end);
	sim_sound_changed(end);
}

void sim_sound_move(struct sim_end *from, struct sim_end *to)
{
	if (to->sound)
		block_free(to);
	to->sound = from->sound;
	from->sound = NULL;
	if (to->sound)
		to->sound->end = to;
}

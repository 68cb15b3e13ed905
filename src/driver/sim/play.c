/* SPDX-License-Identifier: MIT
 * play.c - far ends that follow a script, step by step. */
#include "base/mem.h"
#include "driver/sim/carry.h"
#include "driver/sim/script.h"
#include "driver/sim/service.h"
#include "driver/sim/sound.h"
#include "model/sound.h"

struct sim_play {
	struct sim_end *end;		/* where it stands; it can be moved with who is there */
	const struct sim_script *script;
	uint32_t at;			/* the next step */
	struct timer timer;		/* until then */
	uint32_t release_ms;		/* how long it holds a dropped call */
	const char *name;		/* NULL: it has none */
	bool holds;			/* the other end hears nothing */
	bool sends, awaits;		/* its digits are not sent; its call back is not answered */
	bool runs, gone;		/* while it runs it is not freed */
};

static void run(void *arg);

static void later(struct sim_play *play, uint32_t ms, void (*fire)(void *arg))
{
	timer_set(&play->end->link->desk->timers, &play->timer, ms, fire, play);
}

/* --- steps: whether the next one can be done now ------------------------------ */

static bool wait_for(struct sim_play *play, const struct sim_step *step)
{
	if (play->at < play->script->count)	/* behind the last it stays as it is */
		later(play, sim_step_ms(step), run);
	return false;
}

/* Only a call that is on its way hears what comes before an answer. */
static bool tell_state(struct sim_play *play, const struct sim_step *step, enum call_event event)
{
	struct call *other = sim_other(play->end)->call;

	if (other && !play->end->link->answered)
		call_event(other, event, step->mode);
	return !play->gone && wait_for(play, step);
}

static bool answer(struct sim_play *play)
{
	if (!play->end->link->answered)
		sim_link_answer(play->end->link);
	return true;
}

static bool hang_up(struct sim_play *play, const struct sim_step *step)
{
	sim_park_leave(play->end->link);
	sim_end_clear(sim_other(play->end), step->mode);
	return false;
}

static bool send_digits(struct sim_play *play, const struct sim_step *step)
{
	const char *digits = step->text ? step->text
					: play->end->number + strlen(sim_settings()->prefix) + 1;

	play->sends = digits[0] && sim_send(play->end, digits, 0) == OK;
	return !play->sends;
}

/* As long as nothing else is said. */
static bool sound_tones(struct sim_play *play, const struct sim_step *step)
{
	struct tone tones[MELODY_PARTIALS];
	DWORD hz[MELODY_PARTIALS], count = sim_script_tones(hz, step->text);

	for (DWORD i = 0; i < count; i++)
		tones[i] = (struct tone){ .hz = hz[i], .on_ms = 1, .volume = SOUND_VOLUME_MAX };
	sim_tone(play->end, tones, count, 0);
	return true;
}

static bool send_media(struct sim_play *play, const struct sim_step *step)
{
	sim_media(play->end, step->mode);
	return true;
}

/* As one message, whatever the state. */
static bool send_uui(struct sim_play *play, const struct sim_step *step)
{
	sim_message(play->end, (struct bytes){ step->text, (DWORD)strlen(step->text) });
	return true;
}

static bool show_name(struct sim_play *play, const struct sim_step *step)
{
	struct sim_link *link = play->end->link;
	struct call *other = sim_other(play->end)->call;

	play->name = step->text;
	if (other && link->answered)
		sim_tell_party(other, PARTY_CONNECTED, play->end);
	return true;
}

static bool hold(struct sim_play *play, bool holds)
{
	play->holds = holds;
	sim_link_refresh(play->end->link);
	return true;
}

/* The link is the script's own now; it ends as any other when the line hangs up. */
static void call_back(void *arg)
{
	struct sim_play *play = arg;
	struct sim_link *link = play->end->link;
	struct address *address = link->waits;

	link->waits = NULL;
	list_remove(&link->node);
	if (play->end != &link->ends[0])
		sim_end_move(play->end, &link->ends[0]);
	play->awaits = true;
	link->answered = false;
	link->rings = link->hops = 0;
	sim_route_to(link, address);	/* busy or closed: it does not try again */
}

/* Who is no line cannot be called back. */
static bool call_later(struct sim_play *play, const struct sim_step *step)
{
	struct sim_link *link = play->end->link;
	struct sim_end *other = sim_other(play->end);

	sim_park_leave(link);
	if (other->call) {
		link->waits = other->call->address;
		list_append(&sim_line_of(link->waits)->callbacks, &link->node);
		later(play, sim_step_ms(step), call_back);
	}
	sim_end_clear(other, LINEDISCONNECTMODE_NORMAL);
	return false;
}

/* It takes some time at least, as there need be no other step that does. */
static bool repeat(struct sim_play *play)
{
	play->at = 0;
	later(play, 1, run);
	return false;
}

static bool perform(struct sim_play *play, const struct sim_step *step)
{
	switch (step->verb) {
	case SIM_RING:		return tell_state(play, step, EV_RINGBACK);
	case SIM_BUSY:		return tell_state(play, step, EV_BUSY);
	case SIM_INFO:		return tell_state(play, step, EV_SPECIALINFO);
	case SIM_ANSWER:	return answer(play);
	case SIM_HANG_UP:	return hang_up(play, step);
	case SIM_WAIT:		return wait_for(play, step);
	case SIM_DIGITS:	return send_digits(play, step);
	case SIM_TONES:		return sound_tones(play, step);
	case SIM_MEDIA:		return send_media(play, step);
	case SIM_UUI:		return send_uui(play, step);
	case SIM_NAME:		return show_name(play, step);
	case SIM_HOLD:		return hold(play, true);
	case SIM_UNHOLD:	return hold(play, false);
	case SIM_CALL_BACK:	return call_later(play, step);
	case SIM_REPEAT:	return repeat(play);
	case SIM_HOLD_RELEASE:
		play->release_ms = sim_step_ms(step);
		return true;
	}
	return false;
}

static void run(void *arg)
{
	struct sim_play *play = arg;

	play->runs = true;
	while (!play->gone && play->at < play->script->count)
		if (!perform(play, &play->script->steps[play->at++]))
			break;
	play->runs = false;
	if (play->gone)
		mem_free(play);
}

/* --- its life ------------------------------------------------------------------- */

enum err sim_play_begin(struct sim_end *end, const struct sim_script *script)
{
	struct sim_play *play = mem_zalloc(sizeof(*play));

	if (!play)
		return ERR_NOMEM;
	sim_play_stop(end);
	play->end = end;
	play->script = script;
	end->play = play;
	run(play);
	return OK;
}

void sim_play_stop(struct sim_end *end)
{
	struct sim_play *play = end->play;

	if (!play)
		return;
	timer_stop(&end->link->desk->timers, &play->timer);
	end->play = NULL;
	play->gone = true;
	if (!play->runs)
		mem_free(play);
}

void sim_play_move(struct sim_end *from, struct sim_end *to)
{
	sim_play_stop(to);
	to->play = from->play;
	from->play = NULL;
	if (to->play)
		to->play->end = to;
}

void sim_play_sent(struct sim_end *end)
{
	if (!end->play || !end->play->sends)
		return;
	end->play->sends = false;
	run(end->play);
}

void sim_play_answered(struct sim_end *end)
{
	if (!end->play || !end->play->awaits)
		return;
	end->play->awaits = false;
	run(end->play);
}

uint32_t sim_play_release_ms(const struct sim_end *end)
{
	return end->play ? end->play->release_ms : 0;
}

const char *sim_play_name(const struct sim_end *end)
{
	return end->play ? end->play->name : NULL;
}

bool sim_play_holds(const struct sim_end *end)
{
	return end->play && end->play->holds;
}

void sim_play_forget(struct sim_line *line)
{
	list_each_safe(node, &line->callbacks) {
		struct sim_link *link = list_entry(node, struct sim_link, node);

		list_remove(node);
		link->waits = NULL;
		sim_link_settle(link);
	}
}

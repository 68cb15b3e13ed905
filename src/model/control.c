/* SPDX-License-Identifier: MIT
 * control.c - lineSetMediaControl: what is heard sets off what the call's media
 * stream does. */
#include "base/mem.h"
#include "model/sound_in.h"
#include <string.h>

static struct timers *timers_of(const struct call *call)
{
	return &line_desk(call->line)->timers;
}

static const struct control *of_line(const struct line *line, DWORD address)
{
	for (const struct control *control = line->controls; control; control = control->next)
		if (control->address == address)
			return control;
	return NULL;
}

/* The narrower before the wider. */
const struct control *control_of(const struct call *call)
{
	const struct control *control = call->sound ? call->sound->control : NULL;

	if (control || !call->line->controls)
		return control;
	control = of_line(call->line, call->address->id);
	return control ? control : of_line(call->line, ADDRESS_NONE);
}

/* Nobody hears of it, whether it could be done or not. */
static void act(struct call *call, DWORD action)
{
	if (call->data && action != LINEMEDIACONTROL_NONE)
		call_ask(call, CALL_MEDIA_CONTROL, 0, &(struct call_args){ .mode = action });
}

/* --- what sets it off ------------------------------------------------------------ */

void sound_digit(struct call *call, char digit, DWORD mode)
{
	const struct control *control = control_of(call);

	for (DWORD i = 0; control && i < control->digits; i++)
		if ((char)control->digit[i].dwDigit == digit && (control->digit[i].dwDigitModes & mode))
			act(call, control->digit[i].dwMediaControl);
}

void control_watch(struct call *call, uint64_t *next_ms)
{
	const struct control *control = control_of(call);
	struct listening *l = call->sound;

	for (DWORD i = 0; control && i < control->tones; i++) {
		const LINEMEDIACONTROLTONE *entry = &control->tone[i];
		LINEMONITORTONE tone = {
			.dwDuration = entry->dwDuration, .dwFrequency1 = entry->dwFrequency1,
			.dwFrequency2 = entry->dwFrequency2, .dwFrequency3 = entry->dwFrequency3,
		};

		if (sound_due(call, &tone, l->control_since_ms, &l->tone_acted[i], next_ms))
			act(call, entry->dwMediaControl);
	}
}

static void media_due(void *arg)
{
	struct call *call = arg;
	const struct control *control = control_of(call);
	struct listening *l = call->sound;
	uint64_t now_ms = timers_of(call)->now_ms, next_ms = UINT64_MAX, since_ms = l->media_since_ms;

	if (since_ms < l->control_since_ms)
		since_ms = l->control_since_ms;
	for (DWORD i = 0; control && i < control->media; i++) {
		const LINEMEDIACONTROLMEDIA *entry = &control->medium[i];

		if (l->media_acted[i] || !(entry->dwMediaModes & call->media_heard))
			continue;
		if (since_ms + entry->dwDuration <= now_ms) {
			l->media_acted[i] = true;
			act(call, entry->dwMediaControl);
		} else if (since_ms + entry->dwDuration < next_ms) {
			next_ms = since_ms + entry->dwDuration;
		}
	}
	if (next_ms == UINT64_MAX)
		timer_stop(timers_of(call), &l->media_timer);
	else
		timer_set(timers_of(call), &l->media_timer, next_ms - now_ms, media_due, call);
}

void control_media_until_now(struct call *call)
{
	if (call->sound)
		media_due(call);
}

void control_media(struct call *call)
{
	struct listening *l = call->sound;

	if (!l)
		return;
	l->media_since_ms = timers_of(call)->now_ms;
	memset(l->media_acted, 0, sizeof(l->media_acted));
	media_due(call);
}

/* --- what is set ---------------------------------------------------------------------- */

/* The triggers of the call are others now: from now on they count. */
static void begin(struct call *call)
{
	const struct control *control = control_of(call);
	struct listening *l;

	if (!call->data)
		return;
	/* Without memory the call goes on without what must be timed. */
	if (control && (control->tones || control->media) && sound_need(call))
		return;
	l = call->sound;
	if (!l)
		return;
	l->control_since_ms = timers_of(call)->now_ms;
	memset(l->tone_acted, 0, sizeof(l->tone_acted));
	memset(l->media_acted, 0, sizeof(l->media_acted));
	sound_listen(call);
	sound_watch(call);
	media_due(call);
	if (control && control->media)
		call_ask(call, CALL_MONITOR_MEDIA, 0, &(struct call_args){ 0 });
}

void sound_state(struct call *call)
{
	const struct control *control = control_of(call);

	if (!control)
		return;
	if (!call->sound && (control->tones || control->media))
		begin(call);
	for (DWORD i = 0; i < control->states; i++)
		if (control->state[i].dwCallStates & call->state)
			act(call, control->state[i].dwMediaControl);
}

static enum err copy(struct control **out, const struct control *control)
{
	*out = mem_alloc(sizeof(**out));
	if (!*out)
		return ERR_NOMEM;
	**out = *control;
	(*out)->next = NULL;
	return OK;
}

enum err call_control(struct call *call, const struct control *control)
{
	struct control *own;
	enum err err = call_may(call, CALL_MEDIA_CONTROL);

	if (!err)
		err = copy(&own, control);
	if (err)
		return err;
	err = sound_need(call);
	if (err) {
		mem_free(own);
		return err;
	}
	mem_free(call->sound->control);
	call->sound->control = own;
	begin(call);
	return OK;
}

/* What was set for less than `control` is for; NULL: for all of it. */
static void replace(struct line *line, const struct control *control)
{
	struct control **at = &line->controls;

	while (*at) {
		struct control *old = *at;

		if (control->address != ADDRESS_NONE && control->address != old->address) {
			at = &old->next;
			continue;
		}
		*at = old->next;
		mem_free(old);
	}
}

enum err line_control(struct line *line, const struct control *control)
{
	struct control *own;
	enum err err = line->driver->call[CALL_MEDIA_CONTROL] ? copy(&own, control) : ERR_UNAVAIL;

	if (err)
		return err;
	replace(line, control);
	own->next = line->controls;
	line->controls = own;
	list_each(node, &line->calls) {
		struct call *call = list_entry(node, struct call, node);

		if (control->address != ADDRESS_NONE && control->address != call->address->id)
			continue;
		if (call->sound) {
			mem_free(call->sound->control);
			call->sound->control = NULL;
		}
		if (call->state != CALLSTATE_NEW)
			begin(call);
	}
	return OK;
}

void sound_line_free(struct line *line)
{
	while (line->controls) {
		struct control *control = line->controls;

		line->controls = control->next;
		mem_free(control);
	}
}

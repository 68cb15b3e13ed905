/* SPDX-License-Identifier: MIT
 * sound.c - lineMonitorTones and lineMonitorMedia: what calls hear. */
#include "base/mem.h"
#include "model/sound_in.h"
#include <string.h>

#define PERMILLE 15		/* how far a tone may be off, as that of a digit may */

static struct timers *timers_of(const struct call *call)
{
	return &line_desk(call->line)->timers;
}

/* --- tones ------------------------------------------------------------------- */

static bool close_to(DWORD hz, DWORD wanted)
{
	DWORD off = hz > wanted ? hz - wanted : wanted - hz;

	return off * 1000 <= wanted * PERMILLE;
}

static bool hears(const struct listening *l, DWORD wanted)
{
	for (DWORD i = 0; i < l->count; i++)
		if (close_to(l->hz[i], wanted))
			return true;
	return false;
}

/* Just these frequencies, no more and no less; none of them is silence. */
static bool matches(const struct listening *l, const LINEMONITORTONE *tone)
{
	const DWORD wanted[] = { tone->dwFrequency1, tone->dwFrequency2, tone->dwFrequency3 };
	DWORD count = 0;

	for (size_t i = 0; i < 3; i++) {
		if (!wanted[i])
			continue;
		if (!hears(l, wanted[i]))
			return false;
		count++;
	}
	return count == l->count;
}

bool sound_due(const struct call *call, const LINEMONITORTONE *tone, uint64_t since_ms,
	       bool *told, uint64_t *next_ms)
{
	const struct listening *l = call->sound;
	uint64_t due_ms;

	if (*told || !l->knows || !matches(l, tone))
		return false;
	if (since_ms < l->since_ms)
		since_ms = l->since_ms;
	due_ms = since_ms + tone->dwDuration;
	if (due_ms <= timers_of(call)->now_ms)
		return *told = true;
	if (due_ms < *next_ms)
		*next_ms = due_ms;
	return false;
}

static void watch_due(void *arg)
{
	sound_watch(arg);
}

void sound_watch(struct call *call)
{
	struct listening *l = call->sound;
	uint64_t next_ms = UINT64_MAX;

	list_each(node, &l->lists) {
		struct tone_list *list = list_entry(node, struct tone_list, node);

		for (DWORD i = 0; i < list->count; i++)
			if (sound_due(call, &list->entries[i].tone, list->since_ms,
				      &list->entries[i].told, &next_ms))
				call_post_timed(call, LINE_MONITORTONE, list->entries[i].tone.dwAppSpecific,
						list->id);
	}
	control_watch(call, &next_ms);
	if (next_ms == UINT64_MAX)
		timer_stop(timers_of(call), &l->timer);
	else
		timer_set(timers_of(call), &l->timer, next_ms - timers_of(call)->now_ms, watch_due, call);
}

void call_tone(struct call *call, const DWORD *hz, DWORD count)
{
	struct listening *l = call->sound;

	if (!l)
		return;
	if (count > SOUND_TONES_MAX)
		count = SOUND_TONES_MAX;
	if (l->knows && l->count == count && (!count || !memcmp(l->hz, hz, count * sizeof(*hz))))
		return;
	if (l->knows)
		sound_watch(call);	/* what ends now has lasted until now */
	l->knows = true;
	l->count = count;
	if (count)
		memcpy(l->hz, hz, count * sizeof(*hz));
	l->since_ms = timers_of(call)->now_ms;
	list_each(node, &l->lists) {
		struct tone_list *list = list_entry(node, struct tone_list, node);

		for (DWORD i = 0; i < list->count; i++)
			list->entries[i].told = false;
	}
	memset(l->tone_acted, 0, sizeof(l->tone_acted));
	sound_watch(call);
}

bool call_tones_matter(const struct call *call)
{
	return call->sound && call->sound->listens;
}

/* --- who listens ---------------------------------------------------------------- */

enum err sound_need(struct call *call)
{
	struct listening *l;

	if (call->sound)
		return OK;
	l = mem_zalloc(sizeof(*l));
	if (!l)
		return ERR_NOMEM;
	list_init(&l->lists);
	call->sound = l;
	return OK;
}

void sound_listen(struct call *call)
{
	struct listening *l = call->sound;
	const struct control *control = control_of(call);
	bool wanted = !list_empty(&l->lists) || (control && control->tones);

	if (wanted == l->listens)
		return;
	/* A driver that cannot now tells nothing: the application hears nothing. */
	if (call_ask(call, CALL_MONITOR_TONES, 0, &(struct call_args){ .enable = wanted }) == OK || !wanted)
		l->listens = wanted;
	if (!wanted)
		l->knows = false;
}

static struct tone_list *find(const struct call *call, DWORD id)
{
	if (!call->sound)
		return NULL;
	list_each(node, &call->sound->lists) {
		struct tone_list *list = list_entry(node, struct tone_list, node);

		if (list->id == id)
			return list;
	}
	return NULL;
}

static void drop(struct tone_list *list)
{
	if (!list)
		return;
	list_remove(&list->node);
	mem_free(list);
}

static enum err check(const LINEMONITORTONE *entries, DWORD count)
{
	if (count == 0 || count > MONITOR_ENTRIES_MAX)
		return ERR_TONE;
	for (DWORD i = 0; i < count; i++)
		if (entries[i].dwFrequency1 > SOUND_HZ_MAX || entries[i].dwFrequency2 > SOUND_HZ_MAX ||
		    entries[i].dwFrequency3 > SOUND_HZ_MAX)
			return ERR_TONE;
	return OK;
}

static enum err copy(struct tone_list **out, struct call *call, DWORD id,
		     const LINEMONITORTONE *entries, DWORD count)
{
	struct tone_list *list = mem_zalloc(sizeof(*list) + count * sizeof(list->entries[0]));

	if (!list)
		return ERR_NOMEM;
	list->id = id;
	list->count = count;
	list->since_ms = timers_of(call)->now_ms;
	for (DWORD i = 0; i < count; i++)
		list->entries[i].tone = entries[i];
	*out = list;
	return OK;
}

static bool has_room(const struct call *call)
{
	DWORD count = 0;

	if (!call->sound)
		return true;
	list_each(node, &call->sound->lists)
		count++;
	return count < MONITOR_LISTS_MAX;
}

enum err call_monitor_tones(struct call *call, DWORD id, const LINEMONITORTONE *entries, DWORD count)
{
	struct tone_list *old = find(call, id), *list = NULL;
	enum err err = call_may(call, CALL_MONITOR_TONES);

	if (!err && entries)
		err = check(entries, count);
	if (!err && entries && !old && !has_room(call))
		err = ERR_RESOURCE;
	if (!err && entries)
		err = sound_need(call);
	if (!err && entries)
		err = copy(&list, call, id, entries, count);
	if (err)
		return err;
	drop(old);
	if (list)
		list_append(&call->sound->lists, &list->node);
	if (!call->sound)
		return OK;
	sound_listen(call);
	sound_watch(call);
	return OK;
}

/* --- media ---------------------------------------------------------------------- */

/* What is known already is no change, until something else was heard. */
static bool is_news(const struct call *call, DWORD mode)
{
	return (call->monitor_media & mode) && (call->media_told || mode != call->media);
}

bool call_media_matters(const struct call *call, DWORD mode)
{
	const struct control *control = control_of(call);

	if (mode == call->media_heard)
		return false;
	return call->media_heard || is_news(call, mode) || (control && control->media);
}

void call_media(struct call *call, DWORD mode)
{
	if (mode == call->media_heard)
		return;
	control_media_until_now(call);
	call->media_heard = mode;
	if (is_news(call, mode)) {
		call->media_told = true;
		call_post_timed(call, LINE_MONITORMEDIA, mode, 0);
	}
	control_media(call);
}

enum err call_monitor_media(struct call *call, DWORD modes)
{
	enum err err = call_may(call, CALL_MONITOR_MEDIA);

	if (err)
		return err;
	call->monitor_media = modes;
	call->media_told = false;
	call->media_heard = 0;
	control_media(call);
	return call_ask(call, CALL_MONITOR_MEDIA, 0, &(struct call_args){ 0 });
}

/* --- treatment --------------------------------------------------------------------- */

void call_treatment(struct call *call, DWORD treatment)
{
	if (call->treatment == treatment)
		return;
	call->treatment = treatment;
	call_info_news(call, LINECALLINFOSTATE_TREATMENT);
}

/* --- the end ---------------------------------------------------------------------- */

void sound_free(struct call *call)
{
	struct listening *l = call->sound;

	call->monitor_media = call->media_heard = 0;
	if (!l)
		return;
	timer_stop(timers_of(call), &l->timer);
	timer_stop(timers_of(call), &l->media_timer);
	list_each_safe(node, &l->lists)
		drop(list_entry(node, struct tone_list, node));
	mem_free(l->control);
	mem_free(l);
	call->sound = NULL;
}

/* SPDX-License-Identifier: MIT
 * sound_room.c - digits, tones and media of calls. */
#include "tapi/server/sound.h"
#include "abi/names.h"
#include "base/mem.h"
#include "os/clock.h"
#include "tapi/server/ask.h"
#include "tapi/server/call.h"
#include "tapi/server/client.h"

#define DIGITS_MOST 0x10000u	/* gathered at a time */
#define GENERATIONS_MOST 16	/* that a provider leaves without a word */

/* What an application listens for. */
struct ear {
	struct list node;
	const struct call_handle *has;
	DWORD digit_modes, media_modes;
	DWORD tone_list;	/* its number at the provider; 0: none */
};

/* Digits or a tone that somebody sends; the provider's number of it. */
struct generation {
	struct list node;
	const struct call_handle *has;	/* NULL: he has gone */
	DWORD id;
};

/* The provider writes `digits` until it is told that they are there, or another gathering
 * has taken its place. */
struct gathering {
	const struct call_handle *has;	/* NULL: he has gone, or was told */
	DWORD id, context;
	WCHAR digits[];			/* with a terminator */
};

struct sound {
	struct list ears, generations;
	unsigned generation_count;
	struct gathering *gathering;
	DWORD last_id;
};

/* --- what there is of a call ---------------------------------------------------------- */

static struct sound *sound_of(struct call *call)
{
	if (call->sound)
		return call->sound;
	call->sound = mem_zalloc(sizeof(*call->sound));
	if (!call->sound)
		return NULL;
	list_init(&call->sound->ears);
	list_init(&call->sound->generations);
	return call->sound;
}

void sound_free(struct sound *sound)
{
	if (!sound)
		return;
	list_each_safe(node, &sound->ears)
		mem_free(list_entry(node, struct ear, node));
	list_each_safe(node, &sound->generations)
		mem_free(list_entry(node, struct generation, node));
	mem_free(sound->gathering);
	mem_free(sound);
}

static struct ear *ear_find(const struct sound *sound, const struct call_handle *has)
{
	struct ear *ear;

	list_each(node, &sound->ears) {
		ear = list_entry(node, struct ear, node);
		if (ear->has == has)
			return ear;
	}
	return NULL;
}

/* That of who asks; else nothing is asked: no memory. */
static struct ear *ear_of(struct ask *ask)
{
	struct sound *sound = ask->answer ? NULL : sound_of(ask->has->call);
	struct ear *ear = sound ? ear_find(sound, ask->has) : NULL;

	if (sound && !ear) {
		ear = mem_zalloc(sizeof(*ear));
		if (ear) {
			ear->has = ask->has;
			list_append(&sound->ears, &ear->node);
		}
	}
	ask_check(ask, ear != NULL, LINEERR_NOMEM);
	return ear;
}

/* What all others than `but` listen for, in *digits and *media. */
static void others_hear(const struct sound *sound, const struct ear *but, DWORD *digits, DWORD *media)
{
	const struct ear *ear;

	*digits = *media = 0;
	if (!sound)
		return;
	list_each(node, &sound->ears) {
		ear = list_entry(node, struct ear, node);
		if (ear == but)
			continue;
		*digits |= ear->digit_modes;
		*media |= ear->media_modes;
	}
}

void sound_modes(const struct call *call, LINECALLINFO *info)
{
	DWORD digits, media;

	others_hear(call->sound, NULL, &digits, &media);
	info->dwMonitorDigitModes = digits;
	info->dwMonitorMediaModes = media;
}

/* A time in milliseconds; providers before TSPI 2.0 give none (R-DIGIT-7). */
static DWORD tick_of(const struct host_event *event)
{
	return event->p3 ? (DWORD)event->p3 : (DWORD)event->time_ms;
}

/* --- listening -------------------------------------------------------------------------- */

#define DIGIT_MODES (LINEDIGITMODE_PULSE | LINEDIGITMODE_DTMF | LINEDIGITMODE_DTMFEND)

static void told_others(const struct ask *ask)
{
	if (!ask->answer)
		call_tell_others(ask->has, LINECALLINFOSTATE_MONITORMODES);
}

SERVES(lineMonitorDigits)
{
	struct ask ask = ask_call(turn, 0, in->call);
	struct ear *ear = ear_of(&ask);
	DWORD digits = 0, media;

	ask_check(&ask, !(in->digit_modes & ~(DWORD)DIGIT_MODES), LINEERR_INVALDIGITMODE);
	if (!ask.answer)
		others_hear(ask.has->call->sound, ear, &digits, &media);
	if (!ASK_NOW(&ask, lineMonitorDigits, ask.hdcall, in->digit_modes | digits))
		ear->digit_modes = in->digit_modes;
	told_others(&ask);
	return ask.answer;
}

SERVES(lineMonitorMedia)
{
	struct ask ask = ask_call(turn, 0, in->call);
	struct ear *ear = ear_of(&ask);
	DWORD digits, media = 0;

	ask_check(&ask, ask_media(&ask, in->media_modes), LINEERR_INVALMEDIAMODE);
	if (!ask.answer)
		others_hear(ask.has->call->sound, ear, &digits, &media);
	if (!ASK_NOW(&ask, lineMonitorMedia, ask.hdcall, in->media_modes | media))
		ear->media_modes = in->media_modes;
	told_others(&ask);
	return ask.answer;
}

/* An application has one list of a call, the provider one for each of them. */
SERVES(lineMonitorTones)
{
	struct ask ask = ask_call(turn, 0, in->call);
	struct ear *ear = ear_of(&ask);
	const void *tones = ask_at(&ask, in->tones);
	DWORD list = 0;

	if (!ask.answer)
		list = ear->tone_list ? ear->tone_list : ++ask.has->call->sound->last_id;
	if (!ASK_NOW(&ask, lineMonitorTones, ask.hdcall, list, (LPLINEMONITORTONE)tones,
		     tones ? in->num_tones : 0))
		ear->tone_list = tones ? list : 0;
	return ask.answer;
}

static void heard_digit(const struct call *call, const struct host_event *event)
{
	const struct ear *ear;

	list_each(node, &call->sound->ears) {
		ear = list_entry(node, struct ear, node);
		if (ear->digit_modes & event->p2)
			call_handle_tell(ear->has, LINE_MONITORDIGITS, (DWORD)event->p1,
					 (DWORD)event->p2, tick_of(event));
	}
}

static void heard_media(const struct call *call, const struct host_event *event)
{
	const struct ear *ear;

	list_each(node, &call->sound->ears) {
		ear = list_entry(node, struct ear, node);
		if (ear->media_modes & event->p1)
			call_handle_tell(ear->has, LINE_MONITORMEDIA, (DWORD)event->p1, 0,
					 tick_of(event));
	}
}

static void heard_tone(const struct call *call, const struct host_event *event)
{
	const struct ear *ear;

	list_each(node, &call->sound->ears) {
		ear = list_entry(node, struct ear, node);
		if (ear->tone_list && ear->tone_list == event->p2)
			call_handle_tell(ear->has, LINE_MONITORTONE, (DWORD)event->p1, 0,
					 tick_of(event));
	}
}

/* --- gathering ---------------------------------------------------------------------------- */

static void gathered(struct gathering *gathering, DWORD why, DWORD tick)
{
	const struct call_handle *has = gathering->has;
	struct event event;
	DWORD len = 0;

	gathering->has = NULL;
	if (!has)
		return;
	event = (struct event){
		.app = has->line->app->context, .open = has->line->context, .device = has->handle,
		.message = LINE_GATHERDIGITS, .context = gathering->context, .p1 = why, .p3 = tick,
		.p4 = has->line->handle,
	};
	while (gathering->digits[len])
		len++;
	client_event(has->line->app->client, &event, gathering->digits,
		     (len + 1) * (DWORD)sizeof(WCHAR));
}

/* What the provider says of one that another has taken the place of is not heard: he who
 * gathered there was told when that was asked for. */
static void gathering_ended(struct sound *sound, const struct host_event *event)
{
	if (!sound->gathering || sound->gathering->id != event->p2)
		return;
	gathered(sound->gathering, (DWORD)event->p1, tick_of(event));
	mem_free(sound->gathering);
	sound->gathering = NULL;
}

/* `next` takes the place of what was gathered up to now, which ends here. */
static void gathering_next(struct sound *sound, struct gathering *next)
{
	if (sound->gathering)
		gathered(sound->gathering, LINEGATHERTERM_CANCEL, (DWORD)clock_ms());
	mem_free(sound->gathering);
	sound->gathering = next;
}

static struct gathering *gathering_new(struct ask *ask, DWORD count, DWORD context)
{
	struct sound *sound = ask->answer ? NULL : sound_of(ask->has->call);
	struct gathering *gathering = NULL;

	if (sound)
		gathering = mem_zalloc(sizeof(*gathering) + (count + 1) * sizeof(WCHAR));
	ask_check(ask, gathering != NULL, LINEERR_NOMEM);
	if (!gathering)
		return NULL;
	gathering->has = ask->has;
	gathering->id = ++sound->last_id;
	gathering->context = context;
	return gathering;
}

/* Without `digits_context` it ends what is gathered, whoever gathers it. */
SERVES(lineGatherDigits)
{
	struct ask ask = ask_owner(turn, 0, in->call);
	struct gathering *next = NULL;

	if (in->digits_context) {
		ask_check(&ask, in->digit_modes && !(in->digit_modes
			  & ~(DWORD)(LINEDIGITMODE_PULSE | LINEDIGITMODE_DTMF)), LINEERR_INVALDIGITMODE);
		ask_check(&ask, in->num_digits && in->num_digits <= DIGITS_MOST, LINEERR_INVALPARAM);
		next = gathering_new(&ask, in->num_digits, in->digits_context);
	}
	if (!ASK_NOW(&ask, lineGatherDigits, ask.hdcall, next ? next->id : 0, in->digit_modes,
		     next ? next->digits : NULL, in->num_digits, ask_at(&ask, in->termination),
		     in->first_timeout, in->inter_timeout) && ask.has->call->sound)
		gathering_next(ask.has->call->sound, next);
	else
		mem_free(next);
	return ask.answer;
}

/* --- generating ---------------------------------------------------------------------------- */

static void generation_end(struct sound *sound, struct generation *generation, DWORD why, DWORD tick)
{
	if (generation->has)
		call_handle_tell(generation->has, LINE_GENERATE, why, 0, tick);
	list_remove(&generation->node);
	sound->generation_count--;
	mem_free(generation);
}

static void generated(struct sound *sound, const struct host_event *event)
{
	struct generation *generation;

	list_each_safe(node, &sound->generations) {
		generation = list_entry(node, struct generation, node);
		if (generation->id == event->p2)
			generation_end(sound, generation, (DWORD)event->p1, tick_of(event));
	}
}

/* What is asked for next; NULL if something is wrong. */
static struct generation *generation_new(struct ask *ask)
{
	struct sound *sound = ask->answer ? NULL : sound_of(ask->has->call);
	struct generation *generation = sound ? mem_zalloc(sizeof(*generation)) : NULL;

	ask_check(ask, generation != NULL, LINEERR_NOMEM);
	if (!generation)
		return NULL;
	generation->has = ask->has;
	generation->id = ++sound->last_id;
	return generation;
}

/* The provider says of each how it ended; if it is silent about too many, it is taken for
 * given that the oldest were cancelled. */
static void generation_began(struct ask *ask, struct generation *generation)
{
	struct sound *sound = ask->answer ? NULL : ask->has->call->sound;

	if (!sound || !generation) {
		mem_free(generation);
		return;
	}
	list_append(&sound->generations, &generation->node);
	if (++sound->generation_count > GENERATIONS_MOST)
		generation_end(sound, list_entry(sound->generations.next, struct generation, node),
			       LINEGENERATETERM_CANCEL, (DWORD)clock_ms());
}

/* Without digits it ends what is generated. */
SERVES(lineGenerateDigits)
{
	struct ask ask = ask_owner(turn, 0, in->call);
	struct generation *generation = NULL;
	LPCWSTR digits = ask_at(&ask, in->digits);

	if (digits) {
		ask_check(&ask, ask_one_of(in->digit_mode, LINEDIGITMODE_PULSE | LINEDIGITMODE_DTMF),
			  LINEERR_INVALDIGITMODE);
		generation = generation_new(&ask);
	}
	ASK_NOW(&ask, lineGenerateDigits, ask.hdcall, generation ? generation->id : 0,
		in->digit_mode, digits, in->duration);
	generation_began(&ask, generation);
	return ask.answer;
}

#define TONE_MODES (LINETONEMODE_CUSTOM | LINETONEMODE_RINGBACK | LINETONEMODE_BUSY \
		    | LINETONEMODE_BEEP | LINETONEMODE_BILLING)

/* Mode 0 ends what is generated. */
SERVES(lineGenerateTone)
{
	struct ask ask = ask_owner(turn, 0, in->call);
	const bool custom = in->tone_mode == LINETONEMODE_CUSTOM;
	const void *tones = custom ? ask_at(&ask, in->tones) : NULL;
	struct generation *generation = NULL;

	ask_check(&ask, !in->tone_mode || ask_one_of(in->tone_mode, TONE_MODES),
		  LINEERR_INVALTONEMODE);
	ask_check(&ask, !custom || tones, LINEERR_INVALPOINTER);
	ask_check(&ask, !custom || in->num_tones <= in->size / sizeof(LINEGENERATETONE),
		  LINEERR_INVALTONE);
	if (in->tone_mode)
		generation = generation_new(&ask);
	ASK_NOW(&ask, lineGenerateTone, ask.hdcall, generation ? generation->id : 0,
		in->tone_mode, in->duration, custom ? in->num_tones : 0, (LPLINEGENERATETONE)tones);
	generation_began(&ask, generation);
	return ask.answer;
}

/* --- media control -------------------------------------------------------------------------- */

SERVES(lineSetMediaControl)
{
	struct ask ask = ask_select(turn, 0, in->select, in->line, in->call, true);

	return ASK_NOW(&ask, lineSetMediaControl, ask.hdline, in->address, ask.hdcall, in->select,
		       (LPLINEMEDIACONTROLDIGIT)ask_at(&ask, in->digits), in->num_digits,
		       (LPLINEMEDIACONTROLMEDIA)ask_at(&ask, in->media), in->num_media,
		       (LPLINEMEDIACONTROLTONE)ask_at(&ask, in->tones), in->num_tones,
		       (LPLINEMEDIACONTROLCALLSTATE)ask_at(&ask, in->states), in->num_states);
}

/* --- news ------------------------------------------------------------------------------------ */

bool sound_news(struct call *call, const struct host_event *event)
{
	const bool ours = event->message == LINE_GATHERDIGITS || event->message == LINE_GENERATE
		|| event->message == LINE_MONITORDIGITS || event->message == LINE_MONITORMEDIA
		|| event->message == LINE_MONITORTONE;

	if (!ours || !call->sound)
		return ours;
	switch (event->message) {
	case LINE_GATHERDIGITS:
		gathering_ended(call->sound, event);
		break;
	case LINE_GENERATE:
		generated(call->sound, event);
		break;
	case LINE_MONITORDIGITS:
		heard_digit(call, event);
		break;
	case LINE_MONITORMEDIA:
		heard_media(call, event);
		break;
	default:
		heard_tone(call, event);
	}
	return true;
}

/* The memory of the digits stays: the provider may say something yet. */
void sound_over(struct call *call)
{
	const DWORD now = (DWORD)clock_ms();
	struct sound *sound = call->sound;
	struct ear *ear;

	if (!sound)
		return;
	if (sound->gathering)
		gathered(sound->gathering, LINEGATHERTERM_CANCEL, now);
	list_each_safe(node, &sound->generations)
		generation_end(sound, list_entry(node, struct generation, node),
			       LINEGENERATETERM_CANCEL, now);
	list_each(node, &sound->ears) {
		ear = list_entry(node, struct ear, node);
		ear->digit_modes = ear->media_modes = ear->tone_list = 0;
	}
}

/* The provider hears that one listens no more. */
static void ear_leave(struct call *call, struct ear *ear)
{
	struct provider *provider = call->device->provider;
	HDRVCALL hd = provider ? host_hdcall(provider->host, call->host_call) : NULL;
	DWORD digits, media;

	others_hear(call->sound, ear, &digits, &media);
	if (hd && ear->digit_modes & ~digits)
		ASK_PROVIDER(provider, lineMonitorDigits, hd, digits);
	if (hd && ear->media_modes & ~media)
		ASK_PROVIDER(provider, lineMonitorMedia, hd, media);
	if (hd && ear->tone_list)
		ASK_PROVIDER(provider, lineMonitorTones, hd, ear->tone_list, NULL, 0);
	list_remove(&ear->node);
	mem_free(ear);
}

static void gathering_leave(struct call *call)
{
	struct provider *provider = call->device->provider;
	HDRVCALL hd = provider ? host_hdcall(provider->host, call->host_call) : NULL;

	call->sound->gathering->has = NULL;
	if (hd && call->state != LINECALLSTATE_IDLE
	    && !ASK_PROVIDER(provider, lineGatherDigits, hd, 0, 0, NULL, 0, NULL, 0, 0))
		gathering_next(call->sound, NULL);
}

void sound_leave(const struct call_handle *has)
{
	struct sound *sound = has->call->sound;
	struct ear *ear = sound ? ear_find(sound, has) : NULL;
	struct generation *generation;

	if (!sound)
		return;
	if (ear)
		ear_leave(has->call, ear);
	if (sound->gathering && sound->gathering->has == has)
		gathering_leave(has->call);
	list_each(node, &sound->generations) {
		generation = list_entry(node, struct generation, node);
		if (generation->has == has)
			generation->has = NULL;
	}
}

const struct serve sound_room[] = {
	SERVE(lineMonitorDigits), SERVE(lineMonitorMedia), SERVE(lineMonitorTones),
	SERVE(lineGatherDigits), SERVE(lineGenerateDigits), SERVE(lineGenerateTone),
	SERVE(lineSetMediaControl), SERVE_END,
};

/* SPDX-License-Identifier: MIT
 * park.c - calls that are parked. */
#include "driver/sip/park.h"
#include "base/mem.h"
#include "driver/sip/code.h"
#include "driver/sip/digits.h"
#include "driver/sip/fetch.h"
#include "driver/sip/transfer.h"
#include "driver/sip/watch.h"
#include "wire/number/range.h"

#define PARK_MS 15000		/* until the call must be taken */
#define PLACE_MS 5000		/* ... and then until its place must be known */
#define DIGIT_MS 100
#define PLACE_SIZE 64

struct slot {
	struct list node;		/* of line->more->slots */
	struct sip_line *line;
	struct watcher watcher;
	bool busy;
	char number[PLACE_SIZE];
};

/* A call that is being parked. */
struct sip_parking {
	struct list node;		/* of line->more->parkings */
	struct sip_call *s;		/* NULL: the far end has taken it away */
	uint32_t call;			/* handle */
	bool any;			/* where it is parked is to be told */
	char place[PLACE_SIZE];		/* ... once it is known */
	struct timer timer;
};

/* --- its end --------------------------------------------------------------------- */

void sip_park_stop(struct sip_parking *parking)
{
	if (!parking)
		return;
	if (parking->s)
		parking->s->parking = NULL;
	timer_stop(&sip.desk->timers, &parking->timer);
	list_remove(&parking->node);
	mem_free(parking);
}

/* It was taken away, and where to is known or never will be. */
static void conclude(struct sip_parking *parking)
{
	struct call *call = call_find(sip.desk, parking->call);
	enum err err = OK;

	if (parking->any)
		err = !parking->place[0] ? ERR_FAILED : call ? call_brings(call, CALL_PARK, 0, parking->place) : OK;
	sip_park_stop(parking);
	if (!call || !(call->state & CALLSTATE_ALIVE))
		return;
	call_reply(call, CALL_PARK, err);
	call_ended(call, LINEDISCONNECTMODE_NORMAL);
}

static void unknown(void *arg)
{
	struct sip_parking *parking = arg;

	log_write(LOG_WARN, "sip", NULL, "a call was parked, but none of park-slots tells that it is there");
	conclude(parking);
}

bool sip_park_taken(struct sip_call *s)
{
	struct sip_parking *parking = s->parking;

	if (!parking)
		return false;
	s->parking = NULL;
	parking->s = NULL;
	sip_call_let_go(s);
	if (parking->any && !parking->place[0])
		timer_set(&sip.desk->timers, &parking->timer, PLACE_MS, unknown, parking);
	else
		conclude(parking);
	return true;
}

static void not_taken(void *arg)
{
	struct sip_parking *parking = arg;
	struct sip_call *s = parking->s;

	sip_park_stop(parking);
	call_reply(s->call, CALL_PARK, ERR_FAILED);
}

/* --- places ------------------------------------------------------------------------ */

static void slot_changed(void *arg)
{
	struct slot *slot = arg;
	enum sip_lamp lamp = watcher_lamp(&slot->watcher);
	bool now = !slot->busy && lamp >= SIP_LAMP_RINGING;

	if (lamp != SIP_LAMP_UNKNOWN)
		slot->busy = lamp != SIP_LAMP_IDLE;
	if (!now)
		return;
	list_each(node, &slot->line->more->parkings) {
		struct sip_parking *parking = list_entry(node, struct sip_parking, node);

		if (!parking->any || parking->place[0])
			continue;
		snprintf(parking->place, sizeof(parking->place), "%s", slot->number);
		if (!parking->s)
			conclude(parking);
		return;
	}
}

/* One that is free, and that no call is on its way to; NULL: none. */
static const struct slot *free_slot(const struct sip_line *line)
{
	list_each(node, &line->more->slots) {
		const struct slot *slot = list_entry(node, struct slot, node);
		bool wanted = false;

		if (watcher_lamp(&slot->watcher) != SIP_LAMP_IDLE)
			continue;
		list_each(other, &line->more->parkings)
			if (strcmp(list_entry(other, struct sip_parking, node)->place, slot->number) == 0)
				wanted = true;
		if (!wanted)
			return slot;
	}
	return NULL;
}

enum err sip_park_begin(struct sip_line *line)
{
	struct number_list list;
	char number[PLACE_SIZE];
	enum err err = OK;

	number_list_open(&list, span_of(line->conf->park_slots));
	while (!err && number_list_next(&list, number, sizeof(number))) {
		struct sip_line_more *more = sip_line_more(line);
		struct slot *slot = more ? mem_zalloc(sizeof(*slot)) : NULL;

		if (!slot)
			return ERR_NOMEM;
		slot->line = line;
		memcpy(slot->number, number, sizeof(number));
		list_append(&more->slots, &slot->node);
		err = watcher_open(&slot->watcher, line, number, slot_changed, slot);
	}
	return err;
}

void sip_park_end(struct sip_line *line)
{
	list_each_safe(node, &line->more->parkings)
		sip_park_stop(list_entry(node, struct sip_parking, node));
	list_each_safe(node, &line->more->slots) {
		struct slot *slot = list_entry(node, struct slot, node);

		watcher_close(&slot->watcher);
		list_remove(&slot->node);
		mem_free(slot);
	}
}

/* --- the request ---------------------------------------------------------------------- */

DWORD sip_park_modes(const struct line *line)
{
	const struct sip_line_conf *conf = sip_line_of(line)->conf;
	bool any = conf->park_slots[0] && (conf->park_code[0] || conf->park_any_code[0]);

	return (conf->park_code[0] ? LINEPARKMODE_DIRECTED : 0) | (any ? LINEPARKMODE_NONDIRECTED : 0);
}

/* What the PBX is told. `place` "": it chooses. */
static enum err code_of(char code[SIP_CODE_SIZE], const struct sip_line_conf *conf, const char *place)
{
	if (place[0])
		return sip_code_write(code, span_of(conf->park_code), place);
	return span_copy(span_of(conf->park_any_code), code, SIP_CODE_SIZE) ? OK : ERR_ADDRESS;
}

static enum err send_digits(struct sip_parking *parking, const char *code)
{
	struct sip_call *s = parking->s;
	size_t len = strlen(code);
	enum err err;

	if (len > CALL_DIGITS_MAX || strspn(code, "0123456789ABCDabcd*#,") != len)
		return ERR_ADDRESS;
	err = sip_digits_send(s, code, DIGIT_MS);
	if (!err)
		timer_set(&sip.desk->timers, &parking->timer, PARK_MS + len * 2 * DIGIT_MS, not_taken, parking);
	return err;
}

static enum err parking_new(struct sip_parking **out, struct sip_call *s, const struct call_args *args)
{
	struct sip_line_more *more = sip_line_more(s->line);
	struct sip_parking *parking = more ? mem_zalloc(sizeof(*parking)) : NULL;
	const struct slot *slot = NULL;
	bool any = args->mode == LINEPARKMODE_NONDIRECTED;

	if (any && !s->line->conf->park_any_code[0]) {
		slot = free_slot(s->line);
		if (!slot) {
			mem_free(parking);
			return ERR_RESOURCE;
		}
	}
	if (!parking)
		return ERR_NOMEM;
	parking->s = s;
	parking->call = s->call->handle;
	parking->any = any;
	if (slot)
		memcpy(parking->place, slot->number, sizeof(parking->place));
	list_append(&more->parkings, &parking->node);
	*out = parking;
	return OK;
}

bool sip_park_ready(const struct sip_call *s)
{
	bool by_digits = s->line && s->line->conf->park_by != SIP_PARK_TRANSFER;

	return s->line && !s->parking && (by_digits ? s->media && !s->digits : sip_refer_ready(s));
}

enum err sip_park(struct call *call, const struct call_args *args)
{
	struct sip_call *s = call->data;
	struct sip_parking *parking;
	char code[SIP_CODE_SIZE];
	enum err err;

	err = parking_new(&parking, s, args);
	if (err)
		return err;
	err = code_of(code, s->line->conf, args->dest ? args->dest : parking->place);
	if (!err)
		err = s->line->conf->park_by == SIP_PARK_TRANSFER ? sip_refer_begin(s, CALL_PARK, code) :
		      send_digits(parking, code);
	if (err)
		sip_park_stop(parking);
	else
		s->parking = parking;
	return err;
}

bool sip_unpark_able(const struct sip_line *line)
{
	return line->conf->unpark_code[0] || line->conf->park_slots[0];
}

enum err sip_unpark(struct call *call, const struct call_args *args)
{
	return sip_code_place(call, CALL_UNPARK, sip_line_of(call->line)->conf->unpark_code,
			      args->dest ? args->dest : "");
}

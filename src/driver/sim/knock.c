/* SPDX-License-Identifier: MIT
 * knock.c - call waiting: a call for an address that has no room for it, which
 * is heard there and not offered. */
#include "driver/sim/service.h"
#include "driver/sim/sound.h"

#define BEEP_MS 200u	/* of 440 Hz */

static void knock(void *arg);

static void after(struct sim_link *link, uint32_t ms)
{
	timer_set(&link->desk->timers, &link->timer, ms, knock, link);
}

struct sim_link *sim_knock_at(const struct address *address)
{
	list_each(node, &sim_line_of(address)->waiting) {
		struct sim_link *link = list_entry(node, struct sim_link, node);

		if (link->waits_at == address)
			return link;
	}
	return NULL;
}

struct call *sim_talking_at(const struct address *address)
{
	list_each(node, &address->line->calls) {
		struct call *call = list_entry(node, struct call, node);

		if (call->state == LINECALLSTATE_CONNECTED && call->address == address && call->data)
			return call;
	}
	return NULL;
}

void sim_knock_leave(struct sim_link *link)
{
	if (!link->waits_at)
		return;
	timer_stop(&link->desk->timers, &link->timer);
	list_remove(&link->node);
	link->waits_at->waiting--;
	link->waits_at = NULL;
}

/* In the ear of who talks there, unless the far end sounds itself. */
static void beep(const struct address *address)
{
	const struct tone tone = { .hz = 440, .on_ms = BEEP_MS, .volume = 0x8000 };
	struct call *talking = sim_talking_at(address);
	struct sim_end *from = talking ? sim_other(talking->data) : NULL;

	if (from && !(from->sound && from->sound->tone_count))
		sim_tone(from, &tone, 1, BEEP_MS);
}

/* Again and again, as a bell would ring; and when there is room it does ring. */
static void knock(void *arg)
{
	struct sim_link *link = arg;
	struct address *address = link->waits_at;

	if (address_has_room(address)) {
		sim_knock_leave(link);
		link->rings = 0;
		sim_route_to(link, address);
		return;
	}
	line_news(address->line, LINEDEVSTATE_RINGING, sim_ring_mode(sim_line_of(address), link), link->rings++);
	beep(address);
	after(link, sim_settings()->ring_every_ms);
}

bool sim_knock_begin(struct sim_link *link, struct address *address)
{
	struct sim_line *sl = sim_line_of(address);

	if (!sl->conf->call_waiting || sim_knock_at(address) || !sim_talking_at(address) || link->completes)
		return false;
	link->waits_at = address;
	list_append(&sl->waiting, &link->node);
	address->waiting++;
	if (link->ends[0].call)
		call_event(link->ends[0].call, EV_RINGBACK, 0);
	after(link, sim_settings()->ring_ms);
	return true;
}

void sim_knock_follow(const struct line *line)
{
	list_each(node, &sim_line_of(line->addresses)->waiting) {
		struct sim_link *link = list_entry(node, struct sim_link, node);

		if (address_has_room(link->waits_at))
			after(link, sim_settings()->ring_ms);
	}
}

void sim_knock_forget(struct sim_line *line)
{
	list_each_safe(node, &line->waiting) {
		struct sim_link *link = list_entry(node, struct sim_link, node);

		sim_knock_leave(link);
		sim_end_clear(&link->ends[0], LINEDISCONNECTMODE_UNREACHABLE);
	}
}

/* SPDX-License-Identifier: MIT
 * park.c - calls that are fetched: parked ones, and those that ring or are held. */
#include "driver/sim/carry.h"
#include "driver/sim/service.h"
#include <stdio.h>

#define PLACES 100	/* the two digits behind park-prefix */

/* Of the whole exchange; zeroed, or a ring. */
static struct list parked;

static struct sim_link *parked_at(const char *place)
{
	if (!parked.next)
		list_init(&parked);
	list_each(node, &parked) {
		struct sim_link *link = list_entry(node, struct sim_link, node);

		if (strcmp(link->place, place) == 0)
			return link;
	}
	return NULL;
}

static void fetched(struct sim_link *link)
{
	timer_stop(&link->desk->timers, &link->timer);
	list_remove(&link->node);
	link->place[0] = '\0';
}

void sim_park_leave(struct sim_link *link)
{
	if (link->place[0])
		fetched(link);
}

void sim_park_forget(void)
{
	if (!parked.next)
		return;
	list_each_safe(node, &parked) {
		struct sim_link *link = list_entry(node, struct sim_link, node);

		fetched(link);
		sim_link_settle(link);
	}
}

/* --- park ------------------------------------------------------------------- */

/* It comes back to who parked it; while that one is busy it stays. */
static void remind(void *arg)
{
	struct sim_link *link = arg;
	struct address *address = sim_book_find(link->sender);

	link->reason = LINECALLREASON_REMINDER;
	link->rings = 0;
	link->answered = false;
	if (address && sim_route_offer(link, address) == OK) {
		list_remove(&link->node);
		link->place[0] = '\0';
		return;
	}
	link->answered = true;
	timer_set(&link->desk->timers, &link->timer, sim_settings()->remind_ms, remind, link);
}

static enum err free_place(char place[SIM_NUMBER_SIZE])
{
	for (int i = 0; i < PLACES; i++) {
		snprintf(place, SIM_NUMBER_SIZE, "%.70s%02d", sim_settings()->park_prefix, i);
		if (!parked_at(place))
			return OK;
	}
	return ERR_RESOURCE;
}

static enum err choose_place(char place[SIM_NUMBER_SIZE], struct call *call, const struct sim_order *order)
{
	enum err err;

	if (order->mode == LINEPARKMODE_DIRECTED) {
		sim_digits(place, order->text);
		return parked_at(place) ? ERR_RESOURCE : OK;
	}
	err = free_place(place);
	return err ? err : call_brings(call, CALL_PARK, 0, place);
}

/* Who is at the caller's end waits at `place`. */
static void park(struct sim_link *link, const char *place)
{
	snprintf(link->place, sizeof(link->place), "%s", place);
	if (sim_end_talks(&link->ends[0]))
		call_event(link->ends[0].call, EV_CONNECTED, LINECONNECTEDMODE_ACTIVEHELD);
	list_append(&parked, &link->node);
	timer_set(&link->desk->timers, &link->timer, sim_settings()->remind_ms, remind, link);
}

void sim_park_move(struct sim_link *from, struct sim_link *to)
{
	char place[SIM_NUMBER_SIZE];

	memcpy(place, from->place, sizeof(place));
	memcpy(to->sender, from->sender, sizeof(to->sender));
	fetched(from);
	park(to, place);
}

static void do_park(struct sim_end *end, const struct sim_order *order)
{
	struct sim_link *link = end->link;
	struct call *call = end->call;
	char place[SIM_NUMBER_SIZE];
	/* Who is parked cannot park the place, and nobody who still rings can be parked. */
	enum err err = link->place[0] || !link->answered ? ERR_FAILED : choose_place(place, call, order);

	call_reply(call, CALL_PARK, err);
	if (err)
		return;
	sim_end_detach(end);
	snprintf(link->sender, sizeof(link->sender), "%s", sim_number(call->address));
	if (end == &link->ends[0])
		sim_end_move(&link->ends[1], &link->ends[0]);
	park(link, place);
	call_event(call, EV_GONE, 0);
}

enum err sim_park(struct call *call, const struct call_args *args)
{
	char place[SIM_NUMBER_SIZE];

	if (args->mode == LINEPARKMODE_DIRECTED) {
		sim_digits(place, args->dest);
		if (!place[0])
			return ERR_ADDRESS;
	}
	return sim_begin(call, CALL_PARK, args, do_park, sim_settings()->operation_ms);
}

/* --- fetch ------------------------------------------------------------------------ */

/* It was answered before: who is at the other end may be so or on hold. */
static void talk_on(struct sim_link *link, struct sim_end *end)
{
	struct sim_end *other = sim_other(end);

	timer_stop(&link->desk->timers, &link->timer);
	call_event(end->call, EV_CONNECTED, sim_connected_mode(end));
	sim_link_refresh(link);
	sim_tell_party(end->call, PARTY_CONNECTED, other);
	if (other->call)
		sim_tell_party(other->call, PARTY_CONNECTED, end);
}

/* The call that waits at `end` takes the place of who was at `place`. */
static void take(struct sim_end *end, struct sim_end *place, enum call_op op, DWORD reason)
{
	struct sim_link *from = end->link, *link = place->link;
	struct sim_end *other = sim_other(place);
	struct call *call = end->call;

	sim_end_move(end, place);
	sim_link_settle(from);
	if (place == &link->ends[1])
		sim_carry_offer(link, call);	/* as much of it as can be */
	sim_track(call->line);
	call->origin = other->call ? LINECALLORIGIN_INTERNAL : LINECALLORIGIN_EXTERNAL;
	call->reason = reason;
	sim_tell_party(call, PARTY_CALLER, other);
	sim_tell_address(call, PARTY_CALLED, call->address);
	if (link->sender[0])
		sim_tell_number(call, PARTY_REDIRECTING, link->sender);
	call_reply(call, op, OK);
	if (link->answered)
		talk_on(link, place);
	else
		sim_link_answer(link);
}

static void do_unpark(struct sim_end *end, const struct sim_order *order)
{
	char place[SIM_NUMBER_SIZE];
	struct sim_link *link;

	sim_digits(place, order->text);
	link = parked_at(place);
	if (!link) {
		call_reply(end->call, CALL_UNPARK, ERR_ADDRESS);
		return;
	}
	fetched(link);
	take(end, &link->ends[1], CALL_UNPARK, LINECALLREASON_UNPARK);
}

/* A link for a call that waits to fetch another. */
static enum err fetch(struct call *call, enum call_op op, const struct call_args *args,
		      void (*perform)(struct sim_end *end, const struct sim_order *order))
{
	struct sim_link *link;
	enum err err = sim_link_new(&link, line_desk(call->line), call, "");

	if (err)
		return err;
	err = sim_begin(call, op, args, perform, sim_settings()->operation_ms);
	if (err)
		sim_link_undo(link);
	return err;
}

enum err sim_unpark(struct call *call, const struct call_args *args)
{
	return fetch(call, CALL_UNPARK, args, do_unpark);
}

/* --- pickup ----------------------------------------------------------------------- */

/* Where a call rings at the line, or waits on hold; NULL: nowhere. `address` NULL:
 * at any. */
static struct sim_end *rung_at(const struct line *line, const struct address *address)
{
	struct sim_end *held = NULL;

	if (!line->handle)
		return NULL;
	list_each(node, &line->calls) {
		const struct call *call = list_entry(node, struct call, node);
		struct sim_end *end = call->data;

		if (!end || (address && call->address != address))
			continue;
		if (call->state & CALLSTATE_RINGING)
			return end;
		if (call->state == LINECALLSTATE_ONHOLD && !call->conference && !end->link->place[0] && !held)
			held = end;
	}
	return held;
}

/* The first in the group; a call that rings before one on hold. ERR_GROUP: nobody is in it. */
static enum err rung_in(struct sim_end **out, const struct desk *desk, const char *group)
{
	struct sim_end *held = NULL;
	enum err err = ERR_GROUP;

	list_each(node, &desk->providers) {
		const struct provider *provider = list_entry(node, struct provider, node);

		for (uint32_t i = 0; i < provider->line_count; i++) {
			const struct line *line = provider->lines[i];
			const struct sim_line *sl = line->data;

			if (line->driver != &sim_driver || strcmp(sl->conf->group, group) != 0)
				continue;
			err = ERR_FAILED;
			*out = rung_at(line, NULL);
			if (*out && (*out)->call->state != LINECALLSTATE_ONHOLD)
				return OK;
			if (*out && !held)
				held = *out;
		}
	}
	*out = held;
	return held ? OK : err;
}

static bool given(const char *text)
{
	return text && text[0];
}

static enum err rung(struct sim_end **out, struct sim_end *end, const struct sim_order *order)
{
	const struct address *address;

	if (!given(order->text))
		return rung_in(out, end->link->desk, order->group);
	address = sim_book_find(order->text);
	if (!address)
		return ERR_ADDRESS;
	if (given(order->group) && strcmp(sim_line_of(address)->conf->group, order->group) != 0)
		return ERR_GROUP;
	*out = rung_at(address->line, address);
	return *out ? OK : ERR_FAILED;
}

/* What waits at the own address; whom one talks to is held for it. */
static void take_waiting(struct sim_end *end)
{
	const struct address *address = end->call->address;
	struct sim_link *link = sim_knock_at(address);
	struct call *talking = sim_talking_at(address);

	if (!link) {
		call_reply(end->call, CALL_PICKUP, ERR_FAILED);
		return;
	}
	sim_knock_leave(link);
	if (talking) {
		call_generated(talking, LINEGENERATETERM_CANCEL);
		sim_send_stop(talking->data);
		call_event(talking, EV_HELD, 0);
		sim_link_refresh(((struct sim_end *)talking->data)->link);
	}
	take(end, &link->ends[1], CALL_PICKUP, LINECALLREASON_PICKUP);
}

static void do_pickup(struct sim_end *end, const struct sim_order *order)
{
	struct sim_end *place = NULL;
	struct call *lost;
	enum err err;

	if (!given(order->text) && !given(order->group)) {
		take_waiting(end);
		return;
	}
	err = rung(&place, end, order);
	if (err) {
		call_reply(end->call, CALL_PICKUP, err);
		return;
	}
	lost = place->call;
	snprintf(place->link->sender, SIM_NUMBER_SIZE, "%s", sim_number(lost->address));
	sim_end_detach(place);
	take(end, place, CALL_PICKUP, LINECALLREASON_PICKUP);
	call_ended(lost, LINEDISCONNECTMODE_PICKUP);
}

enum err sim_pickup(struct call *call, const struct call_args *args)
{
	return fetch(call, CALL_PICKUP, args, do_pickup);
}

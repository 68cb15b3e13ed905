/* SPDX-License-Identifier: MIT
 * join.c - two calls and more: swap, transfer, conference. */
#include "driver/sim/carry.h"
#include "driver/sim/script.h"
#include "driver/sim/service.h"

static uint32_t delay(void)
{
	return sim_settings()->operation_ms;
}

static struct sim_end *end_of(const struct call *call)
{
	return call->data;
}

/* Its digits stop; the far end hears what it is now. */
static void quieten(struct sim_end *end)
{
	sim_send_stop(end);
	call_generated(end->call, LINEGENERATETERM_CANCEL);
}

static void refresh_members(const struct call *conference)
{
	join_each(node, conference) {
		struct call *member = list_entry(node, struct call, node);

		if (member->data)
			sim_link_refresh(end_of(member)->link);
	}
}

void sim_join_unheld(struct sim_end *end)
{
	call_event(end->call, EV_CONNECTED, sim_connected_mode(end));
	sim_link_refresh(end->link);
	refresh_members(end->call);
}

/* --- swap ------------------------------------------------------------------- */

static void do_swap(struct sim_end *end, const struct sim_order *order)
{
	struct call *active = end->call, *held = order->other;

	quieten(end);
	call_reply(active, CALL_SWAP_HOLD, OK);
	join_swapped(active, held, sim_connected_mode(end_of(held)));
	sim_link_refresh(end->link);
	sim_link_refresh(end_of(held)->link);
	refresh_members(active);
	refresh_members(held);
}

enum err sim_swap_hold(struct call *call, const struct call_args *args)
{
	return sim_begin(call, CALL_SWAP_HOLD, args, do_swap, delay());
}

/* --- consultation ---------------------------------------------------------------- */

/* Begin the call that is consulted: at a dial tone, or on its way to the target. */
static void consult_begins(struct sim_link *link, const char *target)
{
	if (sim_route_dial(link, target && target[0] ? target : NULL))
		sim_end_clear(&link->ends[0], LINEDISCONNECTMODE_BADADDRESS);
}

static enum err consult_link(struct sim_link **out, const struct sim_end *end, struct call *consult)
{
	return sim_link_new(out, end->link->desk, consult, "");
}

static void do_setup_transfer(struct sim_end *end, const struct sim_order *order)
{
	struct call *call = end->call;
	struct sim_link *link;
	enum err err = consult_link(&link, end, order->born[0]);

	if (!err)
		quieten(end);
	call_reply(call, CALL_SETUP_TRANSFER, err);
	if (err)
		return;
	join_consulting(call, order->born[0], EV_HELD_FOR_TRANSFER);
	sim_link_refresh(end->link);
	consult_begins(link, order->text);
}

static enum err check_target(const struct call_args *args)
{
	const char *target = args->params->target;

	return !target || (target[0] && sim_route_exists(target)) ? OK : ERR_PARAMS;
}

/* The consultation call can go there, and be carried as is asked. */
static enum err check_consult(struct call *consult, const struct call_args *args)
{
	enum err err = check_target(args);

	return err ? err : sim_carry_promise(consult, args->params);
}

enum err sim_setup_transfer(struct call *call, const struct call_args *args)
{
	enum err err = check_consult(args->born[0], args);

	return err ? err : sim_begin(call, CALL_SETUP_TRANSFER, args, do_setup_transfer, delay());
}

/* --- transfer ---------------------------------------------------------------------- */

/* Whether there is somebody at the other end: not while the call is parked, nor
 * for who was transferred to somebody that still rings. */
static bool has_far_end(const struct sim_link *link)
{
	return link->answered && !link->place[0];
}

/* The two who are left at `link` get to know each other, and who joined them. */
static void introduce(struct sim_link *link, const struct address *by)
{
	for (int i = 0; i < 2; i++) {
		struct call *call = link->ends[i].call;

		if (!call)
			continue;
		sim_tell_address(call, PARTY_REDIRECTING, by);
		sim_tell_party(call, link->answered ? PARTY_CONNECTED :
			       i == 0 ? PARTY_REDIRECTION : PARTY_CALLER, &link->ends[!i]);
		call_reason(call, LINECALLREASON_TRANSFER);
	}
	sim_link_refresh(link);
}

/* Who was consulted is parked where the original was. */
static void park_instead(struct sim_link *from, struct sim_end *consult)
{
	struct sim_link *link = consult->link;

	sim_end_detach(consult);
	if (consult == &link->ends[0])
		sim_end_move(&link->ends[1], &link->ends[0]);
	sim_park_move(from, link);
	sim_end_detach(&from->ends[0]);
	sim_link_settle(from);
}

static void transfer(struct sim_end *end, struct sim_end *consult)
{
	struct sim_link *from = end->link, *link = consult->link;
	struct call *call = end->call, *other = consult->call;

	/* In place of who is parked only somebody can wait who talks. */
	if (from->place[0] && !link->answered) {
		call_reply(call, CALL_COMPLETE_TRANSFER, ERR_FAILED);
		return;
	}
	call_reply(call, CALL_COMPLETE_TRANSFER, OK);
	if (from->place[0]) {
		park_instead(from, consult);
		join_transferred(call, other);
		return;
	}
	sim_end_detach(end);
	sim_end_detach(consult);
	if (from != link)
		sim_end_move(&from->ends[end == &from->ends[0]], consult);
	sim_carry_joined(consult, from);
	introduce(link, call->address);
	if (from != link)
		sim_link_settle(from);
	sim_link_settle(link);
	join_transferred(call, other);
}

/* It is in the conference, whose hub its own conversation becomes part of. */
static void join_in(struct call *conference, struct call *member)
{
	join_added(conference, member);
	sim_carry_added(end_of(conference)->link, end_of(member)->link);
}

static void conference_of_both(struct sim_end *end, const struct sim_order *order)
{
	struct call *call = end->call, *consult = order->other, *conference = order->born[0];
	struct sim_link *link;
	enum err err = consult->state == LINECALLSTATE_CONNECTED
		       ? sim_link_new(&link, end->link->desk, conference, "") : ERR_STATE;

	call_reply(call, CALL_COMPLETE_TRANSFER, err);
	if (err)
		return;
	link->conference = true;
	join_in(conference, call);
	join_in(conference, consult);
	call_event(conference, EV_CONNECTED, 0);
	refresh_members(conference);
}

static void do_complete_transfer(struct sim_end *end, const struct sim_order *order)
{
	if (order->mode == LINETRANSFERMODE_CONFERENCE)
		conference_of_both(end, order);
	else if (end->link->answered && !end_of(order->other)->link->place[0])
		transfer(end, end_of(order->other));
	else
		call_reply(end->call, CALL_COMPLETE_TRANSFER, ERR_FAILED);
}

enum err sim_complete_transfer(struct call *call, const struct call_args *args)
{
	return sim_begin(call, CALL_COMPLETE_TRANSFER, args, do_complete_transfer, delay());
}

/* Who is at the other end calls `dest` now. What `call` heard there, if it was
 * nobody but a tone, goes on too. */
static void send_on(struct sim_end *end, struct sim_link *link, const char *dest)
{
	struct sim_link *from = end->link;
	struct call *call = end->call;

	sim_end_detach(end);
	sim_end_move(&from->ends[end == &from->ends[0]], &link->ends[0]);
	sim_carry_joined(&link->ends[0], from);
	sim_link_settle(from);
	sim_link_refresh(link);
	if (!link->ends[0].call && !link->ends[0].play)
		sim_play_begin(&link->ends[0], sim_script_tone());
	sim_route_on(link, dest, call->address, LINECALLREASON_TRANSFER);
	call_event(call, EV_GONE, 0);
}

static void do_blind_transfer(struct sim_end *end, const struct sim_order *order)
{
	struct sim_link *link;
	enum err err = has_far_end(end->link) ? sim_link_new(&link, end->link->desk, NULL, order->text)
					      : ERR_FAILED;

	call_reply(end->call, CALL_BLIND_TRANSFER, err);
	if (!err)
		send_on(end, link, order->text);
}

void sim_auto_transfer(struct call *call, const char *dest)
{
	struct sim_end *end = end_of(call);
	struct sim_link *link;

	if ((call->state != LINECALLSTATE_CONNECTED || has_far_end(end->link)) &&
	    sim_link_new(&link, end->link->desk, NULL, dest) == OK)
		send_on(end, link, dest);
}

enum err sim_blind_transfer(struct call *call, const struct call_args *args)
{
	if (!sim_route_exists(args->dest) || strlen(args->dest) >= SIM_TEXT_SIZE)
		return ERR_ADDRESS;
	return sim_begin(call, CALL_BLIND_TRANSFER, args, do_blind_transfer, delay());
}

/* --- conference ------------------------------------------------------------------------ */

static bool adds_itself(const struct sim_order *order)
{
	return order->flags & LINECALLPARAMFLAGS_NOHOLDCONFERENCE;
}

void sim_conference_grows(struct sim_link *link)
{
	struct call *conference = call_find(link->desk, link->adds_to);
	struct call *call = call_find(link->desk, link->adds), *consult = link->ends[0].call;

	link->adds_to = 0;
	if (!conference || !conference->data || !consult || consult->state != LINECALLSTATE_CONNECTED)
		return;
	if (call && call->state == LINECALLSTATE_CONNECTED)
		join_in(conference, call);
	join_in(conference, consult);
	call_event(conference, EV_CONNECTED, 0);
	refresh_members(conference);
}

/* `call` begins it, if there is one (R-CONF-1). */
static void set_up(struct sim_link *conf, struct sim_link *link, struct call *call,
		   const struct sim_order *order)
{
	conf->conference = true;
	if (adds_itself(order)) {
		link->adds_to = conf->ends[0].call->handle;
		link->adds = call ? call->handle : 0;
	}
	join_consulting(conf->ends[0].call, link->ends[0].call, EV_HELD_FOR_CONFERENCE);
	consult_begins(link, order->text);
	if (!call || adds_itself(order))
		return;
	join_in(order->born[0], call);
	refresh_members(order->born[0]);
}

static void do_setup_conference(struct sim_end *end, const struct sim_order *order)
{
	bool from_nothing = end->call == order->born[0];
	struct sim_link *conf = end->link, *link;
	struct call *call = end->call;
	enum err err = consult_link(&link, end, order->born[1]);

	if (!err && !from_nothing) {
		err = sim_link_new(&conf, end->link->desk, order->born[0], "");
		if (err)
			sim_link_undo(link);
	}
	if (!err && !from_nothing && !adds_itself(order))
		quieten(end);
	call_reply(call, CALL_SETUP_CONFERENCE, err);
	if (!err)
		set_up(conf, link, from_nothing ? NULL : call, order);
}

enum err sim_setup_conference(struct call *call, const struct call_args *args)
{
	struct sim_link *link = NULL;
	enum err err = check_consult(args->born[1], args);

	if (!err && call == args->born[0])
		err = sim_link_new(&link, line_desk(call->line), call, "");
	if (!err)
		err = sim_begin(call, CALL_SETUP_CONFERENCE, args, do_setup_conference, delay());
	if (err && link)
		sim_link_undo(link);
	return err;
}

static void do_prepare_add(struct sim_end *end, const struct sim_order *order)
{
	struct call *conference = end->call;
	struct sim_link *link;
	enum err err = consult_link(&link, end, order->born[0]);

	if (!err && !adds_itself(order))
		quieten(end);
	call_reply(conference, CALL_PREPARE_ADD, err);
	if (err)
		return;
	if (adds_itself(order))
		link->adds_to = conference->handle;
	/* Without a hold it stays as it is: connected. */
	join_consulting(conference, order->born[0],
			adds_itself(order) ? EV_CONNECTED : EV_HELD_FOR_CONFERENCE);
	refresh_members(conference);
	consult_begins(link, order->text);
}

enum err sim_prepare_add(struct call *call, const struct call_args *args)
{
	enum err err = check_consult(args->born[0], args);

	return err ? err : sim_begin(call, CALL_PREPARE_ADD, args, do_prepare_add, delay());
}

static void do_add(struct sim_end *end, const struct sim_order *order)
{
	struct call *conference = end->call;

	quieten(end_of(order->other));
	call_reply(conference, CALL_ADD_TO_CONFERENCE, OK);
	join_in(conference, order->other);
	call_event(conference, EV_CONNECTED, 0);
	refresh_members(conference);
}

enum err sim_add_to_conference(struct call *call, const struct call_args *args)
{
	return sim_begin(call, CALL_ADD_TO_CONFERENCE, args, do_add, delay());
}

static void do_remove(struct sim_end *end, const struct sim_order *order)
{
	struct call *call = end->call;

	call_reply(call, CALL_REMOVE_FROM_CONFERENCE, OK);
	sim_end_leave(end);
	call_event(call, EV_GONE, 0);
}

enum err sim_remove_from_conference(struct call *call, const struct call_args *args)
{
	return sim_begin(call, CALL_REMOVE_FROM_CONFERENCE, args, do_remove, delay());
}

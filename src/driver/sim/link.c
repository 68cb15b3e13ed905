/* SPDX-License-Identifier: MIT
 * link.c - calls: who is at them, what they hear, and their end. */
#include "base/mem.h"
#include "driver/sim/carry.h"
#include "driver/sim/extension.h"
#include "driver/sim/script.h"
#include "driver/sim/service.h"
#include "driver/sim/sound.h"
#include <assert.h>

static struct timers *timers_of(const struct sim_link *link)
{
	return &link->desk->timers;
}

struct sim_end *sim_other(struct sim_end *end)
{
	return &end->link->ends[end == &end->link->ends[0]];
}

struct call *sim_far_call(const struct call *call)
{
	return call && call->data ? sim_other(call->data)->call : NULL;
}

bool sim_end_talks(const struct sim_end *end)
{
	return end->call && end->call->state == LINECALLSTATE_CONNECTED;
}

enum err sim_link_new(struct sim_link **out, struct desk *desk, struct call *caller, const char *dest)
{
	struct sim_link *link;
	size_t size = strlen(dest) + 1;

	if (size > SIM_TEXT_SIZE)
		return ERR_ADDRESS;
	link = mem_zalloc(sizeof(*link));
	if (!link)
		return ERR_NOMEM;
	memcpy(link->text, dest, size);
	for (int i = 0; i < 2; i++) {
		link->ends[i].link = link;
		list_init(&link->ends[i].requests);
	}
	link->desk = desk;
	if (sim_carry_begin(link, caller)) {
		sim_carry_free(link);
		mem_free(link);
		return ERR_NOMEM;
	}
	link->ends[0].call = caller;
	if (caller)
		caller->data = &link->ends[0];
	*out = link;
	return OK;
}

void sim_link_settle(struct sim_link *link)
{
	if (link->ends[0].call || link->ends[1].call || link->waits || link->place[0])
		return;
	if (link->camps)
		sim_completion_leave(link);
	sim_knock_leave(link);
	timer_stop(timers_of(link), &link->timer);
	for (int i = 0; i < 2; i++) {
		sim_send_stop(&link->ends[i]);
		sim_play_stop(&link->ends[i]);
		sim_sound_leave(&link->ends[i]);
	}
	sim_carry_free(link);
	mem_free(link);
}

void sim_link_undo(struct sim_link *link)
{
	if (link->ends[0].call)
		sim_end_detach(&link->ends[0]);
	sim_link_settle(link);
}

/* --- who is who ------------------------------------------------------------ */

static bool is_hidden(const struct address *who)
{
	return sim_line_of(who)->set.hidden;
}

static void tell_as(struct call *to, enum party_role role, const struct address *who, bool hidden)
{
	const struct sim_set *set = &sim_line_of(who)->set;
	const char *name = set->display[0] ? set->display : who->line->name;

	if (hidden)
		call_party(to, role, LINECALLPARTYID_BLOCKED, SPAN_NONE, SPAN_NONE);
	else
		call_party(to, role, LINECALLPARTYID_ADDRESS | LINECALLPARTYID_NAME,
			   span_of(who->number), span_of(name));
}

void sim_tell_address(struct call *to, enum party_role role, const struct address *who)
{
	tell_as(to, role, who, false);
}

void sim_tell_number(struct call *to, enum party_role role, const char *number)
{
	const struct address *who = sim_book_find(number);

	if (who)
		tell_as(to, role, who, is_hidden(who));
	else
		call_party(to, role, LINECALLPARTYID_ADDRESS, span_of(number), SPAN_NONE);
}

void sim_tell_party(struct call *to, enum party_role role, const struct sim_end *end)
{
	const struct call *who = end->call;

	if (!who) {
		const char *name = sim_play_name(end);

		call_party(to, role, LINECALLPARTYID_ADDRESS | (name ? LINECALLPARTYID_NAME : 0),
			   span_of(end->number), span_of(name));
		return;
	}
	if (who->calling_id && !(who->param_flags & LINECALLPARAMFLAGS_BLOCKID)) {
		call_party(to, role, LINECALLPARTYID_ADDRESS, span_of(who->calling_id), SPAN_NONE);
		return;
	}
	tell_as(to, role, who->address, is_hidden(who->address) ||
	     (who->param_flags & LINECALLPARAMFLAGS_BLOCKID));
}

/* --- who is where ------------------------------------------------------------ */

void sim_end_detach(struct sim_end *end)
{
	if (end->link->place[0]) {	/* it waited to be fetched */
		end->link->place[0] = '\0';
		list_remove(&end->link->node);
		timer_stop(timers_of(end->link), &end->link->timer);	/* its reminder */
	}
	sim_stream_end(end->link);
	sim_send_stop(end);
	sim_messages_forget(end);
	sim_sound_leave(end);
	sim_requests_forget(end);
	sim_account_forget(end);
	end->call->data = NULL;
	end->call = NULL;
}

void sim_end_move(struct sim_end *from, struct sim_end *to)
{
	if (from->sender && from->call)
		call_generated(from->call, LINEGENERATETERM_CANCEL);
	if (from->call)
		sim_send_stop(from);
	sim_stream_end(from->link);
	sim_stream_end(to->link);
	sim_send_move(from, to);
	sim_play_move(from, to);
	assert(!to->call);
	memcpy(to->number, from->number, sizeof(to->number));
	to->texts = from->texts;
	to->call = from->call;
	from->call = NULL;
	if (to->call)
		to->call->data = to;
	sim_requests_move(from, to);
	sim_messages_move(from, to);
	specific_call_changed(to->call);
	specific_call_changed(sim_other(to)->call);
	sim_sound_move(from, to);
	sim_ear(to);
	sim_sound_changed(to);
}

/* Why the other end hears that this one has left. */
static DWORD leaving_mode(const struct sim_end *end)
{
	if (end->link->answered)
		return LINEDISCONNECTMODE_NORMAL;
	return end == &end->link->ends[0] ? LINEDISCONNECTMODE_CANCELLED : LINEDISCONNECTMODE_REJECT;
}

void sim_end_leave(struct sim_end *end)
{
	struct sim_end *other = sim_other(end);
	DWORD mode = leaving_mode(end);

	sim_end_detach(end);
	sim_end_clear(other, mode);
}

void sim_end_clear(struct sim_end *end, DWORD mode)
{
	struct call *call = end->call;

	if (call)
		sim_end_detach(end);
	sim_link_settle(end->link);
	if (call)
		call_ended(call, mode);
}

/* --- what they hear ------------------------------------------------------------- */

/* A member hears the others, unless there are none. */
static bool on_hold(const struct call *call)
{
	if (!call)
		return false;
	if (call->parent)
		return (call->parent->state & CALLSTATE_HELD) && join_members(call->parent) == 1;
	return call->state & CALLSTATE_HELD;
}

DWORD sim_connected_mode(struct sim_end *end)
{
	const struct sim_end *other = sim_other(end);

	return on_hold(other->call) || sim_play_holds(other) ? LINECONNECTEDMODE_ACTIVEHELD : LINECONNECTEDMODE_ACTIVE;
}

void sim_link_refresh(struct sim_link *link)
{
	for (int i = 0; i < 2; i++) {
		if (sim_end_talks(&link->ends[i]))
			call_event(link->ends[i].call, EV_CONNECTED, sim_connected_mode(&link->ends[i]));
		sim_ear(&link->ends[i]);
	}
}

static void ring(void *arg)
{
	struct sim_link *link = arg;

	if (sim_route_unanswered(link))
		return;
	if (!sim_secure_talk(link->ends[1].call->line))
		line_news(link->ends[1].call->line, LINEDEVSTATE_RINGING, link->ring_mode, link->rings);
	link->rings++;
	sim_phones_follow(link->ends[1].call->line);
	if (link->rings == sim_line_of(link->ends[1].call->address)->set.answer_rings) {
		sim_link_answer(link);
		return;
	}
	timer_set(timers_of(link), &link->timer, sim_settings()->ring_every_ms, ring, link);
}

static void alerted(void *arg)
{
	struct sim_link *link = arg;
	struct call *caller = link->ends[0].call, *called = link->ends[1].call;
	bool lifts = caller && (caller->param_flags & LINECALLPARAMFLAGS_DESTOFFHOOK);
	const struct desk *desk = link->desk;
	uint32_t handle = called ? called->handle : 0;

	if (caller)
		call_event(caller, EV_RINGBACK, 0);
	if (called)
		ring(link);
	/* The ring may have sent it elsewhere, and the link may be gone. */
	called = lifts ? call_find(desk, handle) : NULL;
	if (called && called->data)
		sim_phone_off_hook(called->line, called);
}

void sim_link_alert(struct sim_link *link)
{
	timer_set(timers_of(link), &link->timer, sim_settings()->ring_ms, alerted, link);
}

/* A member of a conference was answered before it was added: it stays one. */
static void tell_connected(struct call *call)
{
	if (call && !call->parent)
		call_event(call, EV_CONNECTED, LINECONNECTEDMODE_ACTIVE);
}

void sim_link_answer(struct sim_link *link)
{
	struct call *caller = link->ends[0].call, *called = link->ends[1].call;

	timer_stop(timers_of(link), &link->timer);
	link->answered = true;
	info_keep(&link->uui, (struct bytes){ NULL, 0 });
	tell_connected(called);
	tell_connected(caller);
	if (called)
		sim_tell_party(called, PARTY_CONNECTED, &link->ends[0]);
	if (caller)
		sim_tell_party(caller, PARTY_CONNECTED, &link->ends[1]);
	sim_waiting_answered(caller, called);
	if (link->completes)
		sim_completion_answered(link);
	else if (link->adds_to)
		sim_conference_grows(link);
	else
		sim_play_answered(&link->ends[0]);
}

/* SPDX-License-Identifier: MIT
 * link.c - the way of a call through the exchange. */
#include "base/mem.h"
#include "driver/sim/phone.h"

static struct timers *timers_of(const struct sim_link *link)
{
	return &link->desk->timers;
}

static struct sim_line *sim_of(const struct call *call)
{
	return call->line->data;
}

struct sim_end *sim_other(struct sim_end *end)
{
	return &end->link->ends[end == &end->link->ends[0]];
}

bool sim_end_talks(const struct sim_end *end)
{
	return end->call && end->call->state == LINECALLSTATE_CONNECTED;
}

enum err sim_link_new(struct sim_link **out, struct call *caller, const char *dest)
{
	size_t size = strlen(dest) + 1;
	struct sim_link *link = mem_zalloc(sizeof(*link) + size);

	if (!link)
		return ERR_NOMEM;
	memcpy(link->text, dest, size);
	sim_digits(link->dialled, dest);
	for (int i = 0; i < 2; i++) {
		link->ends[i].link = link;
		list_init(&link->ends[i].requests);
	}
	link->desk = line_desk(caller->line);
	link->ends[0].call = caller;
	caller->data = &link->ends[0];
	*out = link;
	return OK;
}

void sim_link_settle(struct sim_link *link)
{
	if (link->ends[0].call || link->ends[1].call || link->waits)
		return;
	timer_stop(timers_of(link), &link->timer);
	sim_send_stop(&link->ends[0]);
	sim_send_stop(&link->ends[1]);
	mem_free(link);
}

/* --- who is who ------------------------------------------------------------ */

static void tell_line(struct call *to, enum party_role role, const struct sim_line *who, bool hidden)
{
	const char *name = who->conf->display[0] ? who->conf->display : who->line->name;

	if (hidden)
		call_party(to, role, LINECALLPARTYID_BLOCKED, SPAN_NONE, SPAN_NONE);
	else
		call_party(to, role, LINECALLPARTYID_ADDRESS | LINECALLPARTYID_NAME,
			   span_of(who->line->number), span_of(name));
}

/* Tell `to` who is at `end`, in the role it has for it. */
static void tell_party(struct call *to, enum party_role role, const struct sim_end *end)
{
	const struct sim_link *link = end->link;
	const struct sim_line *who;

	if (!end->call) {
		call_party(to, role, LINECALLPARTYID_ADDRESS, span_of(link->dialled), SPAN_NONE);
		return;
	}
	who = sim_of(end->call);
	tell_line(to, role, who, who->conf->hidden ||
		  (end->call->param_flags & LINECALLPARAMFLAGS_BLOCKID));
}

/* --- the end of a call ----------------------------------------------------- */

/* Nothing of the call is left at `end`. */
static void detach(struct sim_end *end)
{
	sim_send_stop(end);
	sim_requests_forget(end);
	end->call->data = NULL;
	end->call = NULL;
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

	detach(end);
	if (other->call)
		sim_end_clear(other, mode);
	else
		sim_link_settle(end->link);
}

void sim_end_clear(struct sim_end *end, DWORD mode)
{
	struct call *call = end->call;

	detach(end);
	sim_link_settle(end->link);
	call_ended(call, mode);
}

/* --- the way there ----------------------------------------------------------- */

static void ring(void *arg)
{
	struct sim_link *link = arg;

	line_news(link->ends[1].call->line, LINEDEVSTATE_RINGING, 1, link->rings++);
	sim_phones_follow(link->ends[1].call->line);
	timer_set(timers_of(link), &link->timer, sim_settings()->ring_every_ms, ring, link);
}

static void alerted(void *arg)
{
	struct sim_link *link = arg;

	if (link->ends[0].call)
		call_event(link->ends[0].call, EV_RINGBACK, 0);
	if (link->ends[1].call)
		ring(link);
}

void sim_link_alert(struct sim_link *link)
{
	timer_set(timers_of(link), &link->timer, sim_settings()->ring_ms, alerted, link);
}

void sim_link_answer(struct sim_link *link)
{
	struct call *caller = link->ends[0].call, *called = link->ends[1].call;

	timer_stop(timers_of(link), &link->timer);
	link->answered = true;
	if (called)
		call_event(called, EV_CONNECTED, LINECONNECTEDMODE_ACTIVE);
	if (caller)
		call_event(caller, EV_CONNECTED, LINECONNECTEDMODE_ACTIVE);
	if (called)
		tell_party(called, PARTY_CONNECTED, &link->ends[0]);
	if (caller)
		tell_party(caller, PARTY_CONNECTED, &link->ends[1]);
}

static void busy_over(void *arg)
{
	struct sim_link *link = arg;

	sim_end_clear(&link->ends[0], LINEDISCONNECTMODE_BUSY);
}

enum err sim_link_offer(struct sim_link *link, struct sim_line *to)
{
	struct line *line = to->line;
	struct call *call;
	enum err err;

	if (line_count_calls(line, CALLSTATE_OCCUPIES) >= line->max_active)
		return ERR_CALLUNAVAIL;
	err = call_incoming(&call, line, link->script ? LINECALLORIGIN_EXTERNAL : LINECALLORIGIN_INTERNAL,
			    LINECALLREASON_DIRECT);
	if (err)
		return err;
	tell_party(call, PARTY_CALLER, &link->ends[0]);
	tell_line(call, PARTY_CALLED, to, false);
	link->ends[1].call = call;
	call->data = &link->ends[1];
	call_announce(call);
	call_event(call, EV_OFFER, LINEOFFERINGMODE_ACTIVE);
	if (sim_settings()->alert == SIM_ALERT_OFFER)
		sim_link_alert(link);
	return OK;
}

static void offer_line(struct sim_link *link, struct sim_line *line)
{
	switch (sim_link_offer(link, line)) {
	case OK:
		break;
	case ERR_CALLUNAVAIL:
		call_event(link->ends[0].call, EV_BUSY, LINEBUSYMODE_STATION);
		timer_set(timers_of(link), &link->timer, sim_settings()->busy_ms, busy_over, link);
		break;
	case ERR_LINESTATE:	/* closed, or nobody there wants calls */
		sim_end_clear(&link->ends[0], LINEDISCONNECTMODE_UNREACHABLE);
		break;
	default:
		sim_end_clear(&link->ends[0], LINEDISCONNECTMODE_TEMPFAILURE);
	}
}

static void dialled(void *arg)
{
	struct sim_link *link = arg;
	struct sim_line *line = sim_book_find(link->text);

	call_event(link->ends[0].call, EV_PROCEED, 0);
	if (line) {
		offer_line(link, line);
		return;
	}
	link->script = sim_script_find(link->dialled);
	if (link->script)
		link->script->begin(link);
	else
		sim_end_clear(&link->ends[0], LINEDISCONNECTMODE_BADADDRESS);
}

void sim_link_place(struct sim_link *link)
{
	struct call *call = link->ends[0].call;

	tell_line(call, PARTY_CALLER, sim_of(call), false);
	call_party(call, PARTY_CALLED, LINECALLPARTYID_ADDRESS, span_of(link->text), SPAN_NONE);
	call_event(call, EV_DIALING, 0);
	timer_set(timers_of(link), &link->timer, sim_settings()->dial_ms, dialled, link);
}

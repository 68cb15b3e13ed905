/* SPDX-License-Identifier: MIT
 * route.c - where calls go: dialling, forwarding, busy lines. */
#include "driver/sim/carry.h"
#include "driver/sim/phone.h"
#include "driver/sim/script.h"
#include "driver/sim/service.h"
#include "model/forward.h"
#include <assert.h>

#define HOPS_MAX 8	/* how often a call is sent on before it is given up */

static void after(struct sim_link *link, uint32_t ms, void (*fire)(void *arg))
{
	timer_set(&link->desk->timers, &link->timer, ms, fire, link);
}

static struct sim_end *caller(struct sim_link *link)
{
	return &link->ends[0];
}

bool sim_route_exists(const char *dest)
{
	char digits[SIM_NUMBER_SIZE];

	sim_digits(digits, dest);
	return sim_book_find(dest) || sim_script_find(digits);
}

/* --- busy ------------------------------------------------------------------ */

static void busy_over(void *arg)
{
	sim_end_clear(caller(arg), LINEDISCONNECTMODE_BUSY);
}

void sim_route_busy(struct sim_link *link)
{
	if (!caller(link)->call) {	/* scripts do not listen to tones */
		sim_link_settle(link);
		return;
	}
	call_event(caller(link)->call, EV_BUSY, LINEBUSYMODE_STATION);
	after(link, sim_settings()->busy_ms, busy_over);
}

/* --- forwarding --------------------------------------------------------------- */

static const struct forward *forward_of(struct sim_link *link, const struct address *address, DWORD event)
{
	const struct call *call = caller(link)->call;

	return forwards_find(address->forwards, event,
			     call ? call->address->number : caller(link)->number, call != NULL);
}

/* The call does not stay at `address`, if it said so. The link may be gone then. */
static bool forwarded(struct sim_link *link, const struct address *address, DWORD event, DWORD reason)
{
	const struct forward *forward = forward_of(link, address, event);

	if (!forward)
		return false;
	if (!forward->dest)
		sim_end_clear(caller(link), LINEDISCONNECTMODE_DONOTDISTURB);
	else if (++link->hops > HOPS_MAX)
		sim_end_clear(caller(link), LINEDISCONNECTMODE_UNREACHABLE);
	else
		sim_route_on(link, forward->dest, address, reason);
	return true;
}

bool sim_route_unanswered(struct sim_link *link)
{
	struct call *called = link->ends[1].call;
	const struct address *address = called->address;
	const struct forwards *forwards = address->forwards;

	if (!forwards || link->rings < forwards->rings || !forward_of(link, address, FORWARD_NOANSWER))
		return false;
	sim_end_detach(&link->ends[1]);
	link->rings = 0;
	call_ended(called, LINEDISCONNECTMODE_FORWARDED);
	return forwarded(link, address, FORWARD_NOANSWER, LINECALLREASON_FWDNOANSWER);
}

/* --- to a line ------------------------------------------------------------------ */

enum err sim_route_offer(struct sim_link *link, struct address *to)
{
	struct sim_end *end = &link->ends[1];
	struct call *call;
	enum err err;

	if (!line_works(to->line))
		return ERR_LINESTATE;
	if (!address_has_room(to))
		return ERR_CALLUNAVAIL;
	err = call_incoming(&call, to, caller(link)->call || link->completes
			    ? LINECALLORIGIN_INTERNAL : LINECALLORIGIN_EXTERNAL,
			    link->reason ? link->reason : LINECALLREASON_DIRECT);
	if (err)
		return err;
	call->completion_id = link->completes;
	sim_tell_party(call, PARTY_CALLER, caller(link));
	sim_tell_address(call, PARTY_CALLED, to);
	if (link->sender[0]) {
		sim_tell_number(call, PARTY_REDIRECTING, link->sender);
		sim_tell_address(call, PARTY_REDIRECTION, to);
	}
	link->ring_mode = sim_ring_mode(sim_line_of(to), link);
	assert(!end->call);
	end->call = call;
	err = sim_carry_offer(link, call);
	if (err) {
		end->call = NULL;
		call_free(call, err);
		return err;
	}
	call->data = end;
	sim_track(to->line);
	call_announce(call);
	call_event(call, EV_OFFER, LINEOFFERINGMODE_ACTIVE);
	if (sim_settings()->alert == SIM_ALERT_OFFER)
		sim_link_alert(link);
	return OK;
}

void sim_route_to(struct sim_link *link, struct address *address)
{
	snprintf(link->ends[1].number, SIM_NUMBER_SIZE, "%s", sim_number(address));
	if (sim_line_of(address)->quiet) {
		sim_end_clear(caller(link), LINEDISCONNECTMODE_DONOTDISTURB);
		return;
	}
	if (forwarded(link, address, FORWARD_UNCOND, LINECALLREASON_FWDUNCOND))
		return;
	switch (sim_route_offer(link, address)) {
	case OK:
		break;
	case ERR_CALLUNAVAIL:
		if (!forwarded(link, address, FORWARD_BUSY, LINECALLREASON_FWDBUSY) &&
		    !sim_knock_begin(link, address))
			sim_route_busy(link);
		break;
	case ERR_LINESTATE:	/* closed, out of service, or nobody there wants calls */
		sim_end_clear(caller(link), sim_unreached_mode(address->line));
		break;
	case ERR_RATEUNAVAIL:
		sim_end_clear(caller(link), LINEDISCONNECTMODE_QOSUNAVAIL);
		break;
	default:
		sim_end_clear(caller(link), LINEDISCONNECTMODE_TEMPFAILURE);
	}
}

static void route(struct sim_link *link, const char *dest)
{
	struct address *address = sim_book_find(dest);
	const struct sim_script *script;

	if (address) {
		sim_route_to(link, address);
		return;
	}
	sim_digits(link->ends[1].number, dest);
	script = sim_script_find(link->ends[1].number);
	if (!script || !caller(link)->call)
		sim_end_clear(caller(link), LINEDISCONNECTMODE_BADADDRESS);
	else if (sim_play_begin(&link->ends[1], script))
		sim_end_clear(caller(link), LINEDISCONNECTMODE_TEMPFAILURE);
}

void sim_route_on(struct sim_link *link, const char *dest, const struct address *sender, DWORD reason)
{
	struct call *call = caller(link)->call;

	snprintf(link->sender, sizeof(link->sender), "%s", sim_number(sender));
	link->reason = reason;
	if (call) {
		sim_tell_number(call, PARTY_REDIRECTION, dest);
		sim_tell_address(call, PARTY_REDIRECTING, sender);
	}
	route(link, dest);
}

/* --- dialling ---------------------------------------------------------------------- */

static void dialled(void *arg)
{
	struct sim_link *link = arg;

	if (caller(link)->call)
		call_event(caller(link)->call, EV_PROCEED, 0);
	route(link, link->text);
}

/* What is dialled in parts ends each but the last with ';' (R-DIAL-3). */
static bool has_more(const char *text, size_t len)
{
	return len > 0 && text[len - 1] == ';';
}

/* How long the commas take. */
static uint32_t pauses(const struct sim_link *link)
{
	uint32_t ms = 0;

	for (const char *at = link->text; (at = strchr(at, ',')); at++)
		ms += info_dial_params(link->ends[0].call).dwDialPause;
	return ms;
}

enum err sim_route_check(const struct sim_link *link, const char *text)
{
	return strlen(link->text) + strlen(text) < SIM_TEXT_SIZE ? OK : ERR_ADDRESS;
}

enum err sim_route_dial(struct sim_link *link, const char *text)
{
	struct call *call = caller(link)->call;
	size_t len = text ? strlen(text) : 0;
	bool more = !len || has_more(text, len);
	bool last = !more || (!len && text && call->state != CALLSTATE_NEW);

	if (text && sim_route_check(link, text))
		return ERR_ADDRESS;
	if (call->param_flags & LINECALLPARAMFLAGS_ORIGOFFHOOK)
		sim_phone_off_hook(call->line, NULL);
	sim_tell_address(call, PARTY_CALLER, call->address);
	if (text)
		strncat(link->text, text, more && len ? len - 1 : len);
	if (last && link->text[0])
		call_party(call, PARTY_CALLED, LINECALLPARTYID_ADDRESS, span_of(link->text), SPAN_NONE);
	call_event(call, link->text[0] || last ? EV_DIALING : EV_DIALTONE, 0);
	if (last)
		after(link, sim_settings()->dial_ms + pauses(link), dialled);
	return OK;
}

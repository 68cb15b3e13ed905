/* SPDX-License-Identifier: MIT
 * deskphone_call.c - the calls of a phone that is watched. */
#include "driver/sip/deskphone.h"
#include "base/mem.h"
#include "driver/sip/identity.h"
#include "model/join.h"

#define PATIENCE_MS 5000	/* from a request to what comes of it */

static struct timers *timers(void)
{
	return &sip.desk->timers;
}

/* --- life ------------------------------------------------------------------ */

struct deskphone_call *deskphone_call_find(const struct deskphone *phone, const char *id)
{
	list_each(node, &phone->calls) {
		struct deskphone_call *c = list_entry(node, struct deskphone_call, node);

		if (strcmp(c->id, id) == 0 || strcmp(c->first_id, id) == 0)
			return c;
	}
	return NULL;
}

struct deskphone_call *deskphone_call_new(struct deskphone *phone, const char *id, DWORD origin, struct call *call)
{
	struct deskphone_call *c = mem_zalloc(sizeof(*c));

	if (!c)
		return NULL;
	if (!call && call_incoming(&call, phone->line->line->addresses, origin, LINECALLREASON_DIRECT)) {
		mem_free(c);
		return NULL;
	}
	c->phone = phone;
	c->outbound = origin == LINECALLORIGIN_OUTBOUND;
	c->call = call;
	call->data = c;
	span_copy(span_of(id), c->id, sizeof(c->id));
	list_append(&phone->calls, &c->node);
	return c;
}

/* Nothing that was asked for is waited for. */
static void forget_asked(struct deskphone_call *c)
{
	const struct deskphone_control *control = c->phone->control;

	if (control && control->forget)
		control->forget(c);
	timer_stop(timers(), &c->patience);
	c->asked = 0;
}

void deskphone_call_free(struct deskphone_call *c)
{
	deskphone_click_end(c);
	forget_asked(c);
	list_remove(&c->node);
	if (c->call)
		c->call->data = NULL;
	mem_free(c);
}

void deskphone_call_go_on(struct deskphone_call *c)
{
	if (c->id[0])
		return;
	memcpy(c->id, c->first_id, sizeof(c->id));
	c->first_id[0] = '\0';
}

struct call *deskphone_call_leave(struct deskphone_call *c)
{
	struct call *call = c->call;

	deskphone_click_end(c);
	forget_asked(c);
	c->call = NULL;
	if (call)
		call->data = NULL;
	deskphone_call_go_on(c);
	if (!c->id[0])
		deskphone_call_free(c);
	return call;
}

void deskphone_call_first_over(struct deskphone_call *c)
{
	c->first_id[0] = '\0';
	if (c->click)
		deskphone_click_alone(c);
}

/* --- what is asked of it ----------------------------------------------------- */

static void out_of_patience(void *arg)
{
	struct deskphone_call *c = arg;

	log_write(LOG_WARN, "sip", c->call ? call_name(c->call) : NULL,
		  "the phone took the request, but nothing came of it");
	deskphone_call_failed(c, (enum call_op)(c->asked - 1), ERR_FAILED);
}

void deskphone_call_asked(struct deskphone_call *c, enum call_op op)
{
	c->asked = (uint8_t)(op + 1);
	timer_set(timers(), &c->patience, PATIENCE_MS, out_of_patience, c);
}

void deskphone_call_unasked(struct deskphone_call *c)
{
	timer_stop(timers(), &c->patience);
	c->asked = 0;
}

static void done(struct deskphone_call *c, enum call_op op, enum err err)
{
	deskphone_call_unasked(c);
	if (c->call)
		call_reply(c->call, op, err);
}

void deskphone_call_failed(struct deskphone_call *c, enum call_op op, enum err err)
{
	if (c->asked == op + 1)
		done(c, op, err);
}

/* Whether `state` is what was asked for. */
static bool fulfils(enum deskphone_state state, enum call_op op)
{
	switch (op) {
	case CALL_ANSWER:
	case CALL_UNHOLD:	return state == DESKPHONE_TALKING;
	case CALL_HOLD:
	case CALL_SETUP_TRANSFER: return state == DESKPHONE_HELD;
	default:		return false;
	}
}

/* --- what becomes of it ------------------------------------------------------- */

/* From OFFERING nothing but CONNECTED leads to ONHOLD, in TAPI's words. */
static void tell_model(struct call *call, enum deskphone_state state)
{
	static const enum call_event events[] = {
		[DESKPHONE_OFFERED] = EV_OFFER, [DESKPHONE_DIALING] = EV_DIALING,
		[DESKPHONE_PROCEEDING] = EV_PROCEED, [DESKPHONE_RINGBACK] = EV_RINGBACK,
		[DESKPHONE_BUSY] = EV_BUSY, [DESKPHONE_TALKING] = EV_CONNECTED,
		[DESKPHONE_HELD] = EV_HELD, [DESKPHONE_UNKNOWN] = EV_UNKNOWN,
	};
	const DWORD before_talk = CALLSTATE_RINGING | CALLSTATE_PLACED;

	if (state == DESKPHONE_HELD && (call->state & before_talk))
		call_event(call, EV_CONNECTED, 0);
	call_event(call, events[state], 0);
}

/* It is held for another call that the application is to make. */
static void held_for_transfer(struct deskphone_call *c)
{
	struct call *call = c->call, *consult = call_find(sip.desk, c->partner);

	done(c, CALL_SETUP_TRANSFER, OK);
	if (!consult) {
		call_event(call, EV_HELD, 0);	/* it was closed before */
		return;
	}
	join_consulting(call, consult, EV_HELD_FOR_TRANSFER);
	call_event(consult, EV_DIALTONE, 0);
}

void deskphone_call_is(struct deskphone_call *c, enum deskphone_state state)
{
	struct call *call = c->call;
	bool first = c->state == DESKPHONE_NEW;
	enum call_op op;

	if (c->state == state)
		return;
	c->state = (uint8_t)state;
	if (!call)
		return;
	op = (enum call_op)(c->asked - 1);
	if (c->asked && fulfils(state, op)) {
		if (op == CALL_SETUP_TRANSFER) {
			held_for_transfer(c);
			return;
		}
		done(c, op, OK);
	}
	if (first && call->standing == CALL_ANNOUNCED)
		call_announce(call);
	tell_model(call, state);
}

/* Whether what was asked for is done when the call is over. */
static bool ends_by(int op)
{
	return op == CALL_DROP || op == CALL_REDIRECT || op == CALL_BLIND_TRANSFER;
}

void deskphone_call_over(struct deskphone_call *c, DWORD mode, DWORD busy)
{
	struct call *call = c->call;
	bool asked = c->asked && ends_by(c->asked - 1);

	if (asked)
		done(c, (enum call_op)(c->asked - 1), OK);
	deskphone_call_free(c);
	if (!call)
		return;
	if (call->state == CALLSTATE_NEW && call->birth) {
		call_reply(call, CALL_DIAL, ERR_FAILED);
		return;
	}
	if (busy)
		call_event(call, EV_BUSY, busy);
	if (mode && !asked)
		call_event(call, EV_HANGUP, mode);
	call_event(call, EV_GONE, 0);
}

void deskphone_call_stillborn(struct deskphone_call *c, enum err err)
{
	struct call *call = deskphone_call_leave(c);

	if (call && call->state == CALLSTATE_NEW)
		call_reply(call, CALL_DIAL, err);
	else if (call && call->state == LINECALLSTATE_DIALTONE)
		call_reply(call, CALL_DIAL_MORE, err);		/* another number may be tried */
	else if (call)
		call_ended(call, LINEDISCONNECTMODE_UNKNOWN);
}

/* --- who is in it ---------------------------------------------------------------- */

static void say(struct deskphone_call *c, enum party_role role, const char *uri, const char *name)
{
	struct sip_addr addr = { .uri = span_of(uri), .display = span_of(name) };

	if (uri[0])
		sip_call_party_at(c->call, role, &addr);
}

void deskphone_call_parties(struct deskphone_call *c, const char *remote, const char *name, const char *local)
{
	const char *own = local[0] ? local : c->phone->address;

	if (!c->call)
		return;
	say(c, c->outbound ? PARTY_CALLED : PARTY_CALLER, remote, name);
	if (c->state == DESKPHONE_NEW)
		say(c, c->outbound ? PARTY_CALLER : PARTY_CALLED, own, "");
	if (c->state == DESKPHONE_TALKING || c->state == DESKPHONE_HELD)
		say(c, PARTY_CONNECTED, remote, name);
}

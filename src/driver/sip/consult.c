/* SPDX-License-Identifier: MIT
 * consult.c - the call that is asked first, and two calls that change places. */
#include "base/mem.h"
#include "driver/sip/begin.h"
#include "driver/sip/conference.h"
#include "driver/sip/talk.h"
#include "driver/sip/transfer.h"
#include "model/join.h"

/* --- setup -------------------------------------------------------------------- */

enum err sip_setup_transfer(struct call *call, const struct call_args *args)
{
	struct sip_call *s = call->data;
	char *target = NULL;
	enum err err;

	if (!s || !s->line || s->refer || s->referral)
		return ERR_STATE;
	if (args->params->flags & LINECALLPARAMFLAGS_ONESTEPTRANSFER) {
		err = sip_call_target(&target, s->line, args->params->target);
		if (err)
			return err == ERR_ADDRESS ? ERR_PARAMS : err;
	}
	mem_free(s->consult_target);
	s->consult_target = target;
	s->partner = args->born[0]->handle;
	err = sip_call_change(s, CALL_SETUP_TRANSFER, true);
	if (err) {
		mem_free(s->consult_target);
		s->consult_target = NULL;
	}
	return err;
}

/* It is held, or cannot be. */
static void set_up(struct sip_call *s, enum err err)
{
	struct call *call = s->call, *consult;
	char *target = s->consult_target;

	s->consult_target = NULL;
	call_reply(call, CALL_SETUP_TRANSFER, err);	/* after an error there is no consultation call */
	consult = err ? NULL : call_find(sip.desk, s->partner);
	if (!err && !consult) {
		call_event(call, EV_HELD, 0);		/* it was closed before */
	} else if (!err) {
		join_consulting(call, consult, EV_HELD_FOR_TRANSFER);
		if (target)
			sip_call_dial_on(consult, &target);
		else
			call_event(consult, EV_DIALTONE, 0);
	}
	mem_free(target);
}

/* --- swap --------------------------------------------------------------------- */

/* The first is held, then the second taken back; if that fails, the first is. */
enum err sip_swap_hold(struct call *call, const struct call_args *args)
{
	struct sip_call *s = call->data;

	s->swaps_second = false;
	s->partner = args->other->handle;
	return sip_call_change(s, CALL_SWAP_HOLD, true);
}

static struct sip_call *partner_of(const struct sip_call *s)
{
	struct call *call = call_find(sip.desk, s->partner);

	return call && (call->state & CALLSTATE_ALIVE) ? call->data : NULL;
}

static void back(struct sip_call *active)
{
	if (active->conference) {
		sip_conference_hold(active, false);
		return;
	}
	active->held = false;
	if (active->state == SIP_CALL_TALKING)
		sip_call_reinvite(active);
}

static void first_swapped(struct sip_call *s, enum err err)
{
	struct sip_call *other = partner_of(s);

	if (err) {
		call_reply(s->call, CALL_SWAP_HOLD, err);
		return;
	}
	if (other && (other->call->state & CALLSTATE_HELD)) {
		other->swaps_second = true;
		other->partner = s->call->handle;
		if (sip_call_change(other, CALL_SWAP_HOLD, false) == OK)
			return;
	}
	call_reply(s->call, CALL_SWAP_HOLD, ERR_FAILED);
	back(s);
}

static void second_swapped(struct sip_call *s, enum err err)
{
	struct sip_call *active = partner_of(s);

	if (active && (active->call->state & CALLSTATE_HELD))
		active = NULL;		/* held by another request since */
	if (active)
		call_reply(active->call, CALL_SWAP_HOLD, err);
	if (err && active)
		back(active);
	else if (!err && active)
		join_swapped(active->call, s->call, sip_call_mode(s));
	else if (!err)
		call_event(s->call, EV_CONNECTED, sip_call_mode(s));	/* the other is over */
}

bool sip_consult_asked(struct sip_call *s, enum call_op op, enum err err)
{
	switch (op) {
	case CALL_SETUP_TRANSFER:
		set_up(s, err);
		return true;
	case CALL_SETUP_CONFERENCE:
		sip_conference_asked(s, err);
		return true;
	case CALL_SWAP_HOLD:
		if (s->swaps_second)
			second_swapped(s, err);
		else
			first_swapped(s, err);
		return true;
	default:
		return false;
	}
}

void sip_consult_lost(struct sip_call *s)
{
	if (s->asked != CALL_SWAP_HOLD + 1 || !s->swaps_second || !s->call)
		return;
	s->asked = 0;
	second_swapped(s, ERR_FAILED);
}

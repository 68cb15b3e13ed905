/* SPDX-License-Identifier: MIT
 * ready.c - what can begin in a call just now: one thing at a time.
 *
 * The slots rely on it: what is not ready is not asked for, and not announced. */
#include "driver/sip/ready.h"
#include "driver/sip/conference.h"
#include "driver/sip/park.h"
#include "driver/sip/transfer.h"

static bool is_talking(const struct sip_call *s)
{
	return s->state == SIP_CALL_TALKING || s->state == SIP_CALL_ANSWERED;
}

static bool is_transferring(const struct sip_call *s)
{
	return s->refer || s->referral;
}

/* No re-INVITE of ours is asked for; or a conference, whose members get theirs in time. */
static bool can_change(const struct sip_call *s)
{
	return s->conference || (is_talking(s) && !s->asked);
}

static bool can_swap_with(const struct sip_call *other)
{
	return other->conference || (other->state == SIP_CALL_TALKING && !other->asked && !is_transferring(other));
}

/* Taken over, or, as one that only rings cannot be, called anew. */
static bool can_be_joined(const struct sip_call *consult)
{
	return !consult->consult_for &&
	       ((consult->state == SIP_CALL_CALLING && consult->target) || sip_refer_ready(consult));
}

static bool can_be_completed(const struct sip_call *s)
{
	return s->line && s->target && (s->state == SIP_CALL_REFUSED || s->state == SIP_CALL_CALLING);
}

/* Digits and tones; by one of them, at least. */
static bool can_be_heard(const struct sip_call *s)
{
	return s->media || (s->conference && sip_conference_talks(s));
}

bool sip_call_ready(const struct call *call, enum call_op op, const struct call *other)
{
	static const struct sip_call none = { .state = SIP_CALL_ENDING };
	const struct sip_call *s = call->data ? call->data : &none, *o = other ? other->data : NULL;

	if (other && (!o || o == s))
		return false;
	switch (op) {
	case CALL_DIAL_MORE:
		return s == &none;
	case CALL_ACCEPT:
	case CALL_ANSWER:
		return s->state == SIP_CALL_OFFERED || s->state == SIP_CALL_RECALL;
	case CALL_REDIRECT:
		return s->state == SIP_CALL_OFFERED && s->line;
	case CALL_HOLD:
	case CALL_UNHOLD:
		return can_change(s);
	case CALL_SETUP_TRANSFER:
		return can_change(s) && s->line && !is_transferring(s);
	case CALL_SWAP_HOLD:
		return can_change(s) && !is_transferring(s) && (!o || can_swap_with(o));
	case CALL_BLIND_TRANSFER:
		return sip_refer_ready(s);
	case CALL_COMPLETE_TRANSFER:
		return sip_refer_ready(s) && (!o || can_be_joined(o));
	case CALL_SETUP_CONFERENCE:
		return can_change(s) && sip_conference_may_sit(s);
	case CALL_PREPARE_ADD:
		return s->conference;
	case CALL_ADD_TO_CONFERENCE:
		return s->conference && (!o || (sip_conference_may_sit(o) && o->media));
	case CALL_REMOVE_FROM_CONFERENCE:
	case CALL_SET_DATA:
		return s != &none;
	case CALL_GENERATE_DIGITS:
	case CALL_GENERATE_TONE:
		return can_be_heard(s);
	case CALL_PARK:
		return sip_park_ready(s);
	case CALL_SEND_UUI:
		return s->conference ? sip_conference_uui_ready(s) : sip_carry_ready(s);
	case CALL_COMPLETE:
		return can_be_completed(s);
	default:
		return true;
	}
}

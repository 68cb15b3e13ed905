/* SPDX-License-Identifier: MIT
 * replace.c - a new dialog takes the place of another, and the model's call goes
 * on (RFC 3891). */
#include "driver/sip/begin.h"
#include "driver/sip/conference.h"
#include "driver/sip/digits.h"
#include "driver/sip/sound.h"
#include "driver/sip/talk.h"
#include "driver/sip/transfer.h"

/* --- whom it is with --------------------------------------------------------------- */

void sip_call_tell(struct call *call, enum party_role role, struct span value)
{
	char number[256] = "", name[256] = "";
	struct sip_addr addr;
	struct sip_uri uri;
	struct span rest;
	DWORD flags = 0;

	if (!value.at || sip_addr_read(&addr, value, &rest) || sip_uri_read(&uri, addr.uri))
		return;
	if (uri.scheme != SIP_SCHEME_OTHER)
		sip_uri_user_text(&uri, number, sizeof(number));
	sip_addr_display(&addr, name, sizeof(name));
	if (number[0])
		flags |= LINECALLPARTYID_ADDRESS;
	if (name[0])
		flags |= LINECALLPARTYID_NAME;
	call_party(call, role, flags ? flags : LINECALLPARTYID_UNAVAIL, span_of(number), span_of(name));
}

void sip_call_transferred(struct call *call, struct span with, struct span by)
{
	sip_call_tell(call, PARTY_REDIRECTING, by);
	sip_call_tell(call, PARTY_REDIRECTION, with);
	sip_call_tell(call, PARTY_CONNECTED, with);
	call_reason(call, LINECALLREASON_TRANSFER);
}

/* --- the model's call ----------------------------------------------------------------- */

/* What was asked of the old dialog cannot be done in it any more. */
static void give_up_asked(struct sip_call *s)
{
	enum call_op op = s->asked - 1;

	if (!s->asked)
		return;
	s->asked = 0;
	s->asking = false;
	s->held = !s->held;
	if (!sip_consult_asked(s, op, ERR_FAILED))
		call_reply(s->call, op, ERR_FAILED);
}

void sip_call_hand_over(struct sip_call *from, struct sip_call *to)
{
	struct call *call = from->call;

	give_up_asked(from);
	sip_refer_fail(from, ERR_FAILED);
	if (from->digits) {
		sip_digits_stop(from);
		call_generated(call, LINEGENERATETERM_CANCEL);
	}
	from->consult_for = NULL;
	sip_conference_move(from, to);
	sip_sound_move(from, to);
	sip_call_let_go(from);
	to->call = call;
	call->data = to;
	sip_sound_return(to);
}

/* --- an INVITE with Replaces ------------------------------------------------------------ */

/* Which call it is to replace; NULL: `status` is to be answered (RFC 3891 3). */
static struct sip_call *replaced(const struct sip_msg *msg, uint32_t *status)
{
	const struct sip_field *field = sip_msg_first(msg, SIP_H_REPLACES);
	struct sip_replaces replaces;
	struct sip_call *s;

	*status = 400;
	if (sip_msg_next(msg, field) || sip_replaces_read(field->value, &replaces))
		return NULL;
	s = sip_call_of_dialog(replaces.call_id, replaces.to_tag, replaces.from_tag);
	*status = 481;
	if (!s)
		return NULL;
	if (s->state == SIP_CALL_TALKING || s->state == SIP_CALL_ANSWERED)
		*status = replaces.early_only ? 486 : 0;
	else if (s->state == SIP_CALL_CALLING && s->dialog.state == SIP_DIALOG_EARLY)
		*status = 0;		/* one that we began; not one that rings here */
	else if (s->state == SIP_CALL_ENDING)
		*status = 603;
	if (!*status && (!s->call || !s->line || s->consult_for))
		*status = 603;
	return *status ? NULL : s;
}

void sip_call_replacing(struct sip_trans *trans, const struct sip_msg *msg)
{
	uint32_t status;
	struct sip_call *old = replaced(msg, &status), *s = NULL;
	struct call *call;

	if (old && sip_call_new(&s, old->line, NULL))
		status = 500;
	if (!status) {
		s->held = sip_call_is_held(old);
		status = sip_call_take(s, trans, msg);
	}
	if (!status && sip_call_say_yes(s))
		status = 488;
	if (status) {
		stack_refuse(trans, msg, status, s ? sip_dialog_local_tag(&s->dialog) : SPAN_NONE);
		if (s)
			sip_call_free(s);
		return;
	}
	log_write(LOG_INFO, "sip", call_name(old->call), "is taken over by another far end");
	call = old->call;
	sip_call_hand_over(old, s);
	sip_call_hang_up(old);
	sip_call_transferred(call, SPAN_NONE, sip_msg_get(msg, SIP_H_REFERRED_BY));
	sip_call_party(call, PARTY_REDIRECTION, msg);
	sip_call_party(call, PARTY_CONNECTED, msg);
	if (!s->held && !s->member)
		call_event(call, EV_CONNECTED, sip_call_mode(s));
}

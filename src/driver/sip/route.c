/* SPDX-License-Identifier: MIT
 * route.c - whom a new request is for. */
#include "driver/sip/begin.h"
#include "driver/sip/leg.h"
#include "driver/sip/message.h"
#include "driver/sip/subscribe.h"
#include "driver/sip/talk.h"

static void options(struct sip_trans *trans, const struct sip_msg *msg)
{
	char tag[SIP_TAG_SIZE];

	sip_tag(&sip.ids, tag);
	stack_reply(msg, 200, span_of(tag));
	stack_able();
	sip_write_text(&sip.out, SIP_H_ACCEPT, "application/sdp");
	sip_write_end(&sip.out, NULL, SPAN_NONE);
	stack_answer(trans, 200);
}

void sip_route(struct sip_trans *trans, const struct sip_msg *msg)
{
	struct sip_call *call;

	if (msg->to_tag.len) {
		if (msg->method == SIP_NOTIFY && subscription_notify(trans, msg))
			return;
		if (leg_request(trans, msg))
			return;
		call = sip_call_find(msg);
		if (call)
			sip_call_request(call, trans, msg);
		else
			stack_refuse(trans, msg, 481, msg->to_tag);
		return;
	}
	switch (msg->method) {
	case SIP_INVITE:
		sip_call_incoming(trans, msg);
		break;
	case SIP_OPTIONS:
		options(trans, msg);
		break;
	case SIP_REFER:			/* only who talks with us may hand us on */
		stack_refuse(trans, msg, 603, SPAN_NONE);
		break;
	case SIP_BYE:
	case SIP_INFO:
	case SIP_UPDATE:
	case SIP_PRACK:
		stack_refuse(trans, msg, 481, SPAN_NONE);
		break;
	case SIP_NOTIFY:
		if (!sip_messages_told(trans, msg))
			stack_refuse(trans, msg, 481, SPAN_NONE);
		break;
	default:
		stack_refuse(trans, msg, msg->method == SIP_OTHER ? 501 : 405, SPAN_NONE);
	}
}

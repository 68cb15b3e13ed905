/* SPDX-License-Identifier: MIT
 * check.c - may this message be used, and if not, what does the sender hear? */
#include "wire/sip/addr.h"
#include "wire/sip/lex.h"
#include "wire/sip/msg.h"
#include "wire/sip/uri.h"

/* What is wrong, and with which status it is answered; NULL: nothing. */
struct verdict {
	uint32_t status;
	const char *why;
};

static bool refuse(struct verdict *verdict, uint32_t status, const char *why)
{
	if (!verdict->why)
		*verdict = (struct verdict){ status, why };
	return false;
}

/* Headers that stand alone; RFC 4475 3.3.8 and 3.3.9. */
static void check_single(const struct sip_msg *msg, struct verdict *verdict)
{
	static const uint8_t single[] = {
		SIP_H_FROM, SIP_H_TO, SIP_H_CALL_ID, SIP_H_CSEQ, SIP_H_MAX_FORWARDS,
		SIP_H_CONTENT_LENGTH, SIP_H_CONTENT_TYPE, SIP_H_EXPIRES, SIP_H_EVENT,
		SIP_H_REFER_TO, SIP_H_REPLACES, SIP_H_RACK, SIP_H_RSEQ,
	};

	for (size_t i = 0; i < sizeof(single); i++)
		if (msg->first[single[i]] != msg->last[single[i]])
			refuse(verdict, 400, "Header That May Stand Only Once");
}

static void check_via(struct sip_msg *msg, struct verdict *verdict)
{
	struct span value = sip_msg_get(msg, SIP_H_VIA);

	if (!value.at) {
		refuse(verdict, 0, "Missing Via");
		return;
	}
	if (sip_via_read(value, &msg->via, NULL)) {
		refuse(verdict, 0, "Bad Via");
		return;
	}
	if (!msg->via.regular && !sip_params_valid(msg->via.params))
		refuse(verdict, 400, "Bad Via");

	/* The cookie without anything behind it promises what is not there; without
	 * the cookie it is RFC 2543's and fine. */
	if (span_is(msg->via.branch, "z9hG4bK"))
		refuse(verdict, 400, "Bad Branch");
}

static void check_party(struct span value, struct span *tag, const char *why,
			struct verdict *verdict)
{
	struct sip_addr addr;

	if (!value.at || sip_addr_read(&addr, value, NULL) || span_is(addr.uri, "*")
	    || !(addr.regular || sip_params_valid(addr.params))) {
		refuse(verdict, 400, why);
		return;
	}
	*tag = addr.tag;
}

static void check_cseq(struct sip_msg *msg, struct verdict *verdict)
{
	struct span value = sip_msg_get(msg, SIP_H_CSEQ);

	if (!value.at || sip_cseq_read(value, &msg->cseq)) {
		refuse(verdict, 400, value.at ? "Bad CSeq" : "Missing CSeq");
		return;
	}
	if (!msg->request) {
		msg->method = msg->cseq.method;
		msg->method_text = msg->cseq.method_text;
	} else if (!span_eq(msg->cseq.method_text, msg->method_text)) {
		refuse(verdict, 400, "CSeq Method Mismatch");
	}
}

static void check_uri(struct span text, struct verdict *verdict)
{
	struct sip_uri uri;

	if (sip_uri_read(&uri, text)) {
		refuse(verdict, 400, "Bad Request-URI");
		return;
	}
	if (uri.scheme == SIP_SCHEME_OTHER)
		refuse(verdict, 416, "Unsupported URI Scheme");
	if (uri.headers.len)
		refuse(verdict, 400, "Headers in the Request-URI");
}

static void check_contact(const struct sip_msg *msg, struct verdict *verdict)
{
	struct sip_addr addr;

	sip_msg_each(field, msg, SIP_H_CONTACT) {
		for (struct span rest = field->value; rest.at; )
			if (sip_addr_read(&addr, rest, &rest) || !(addr.regular || sip_params_valid(addr.params))) {
				refuse(verdict, 400, "Bad Contact");
				return;
			}
	}
}

/* What only a request has. */
static void check_request(const struct sip_msg *msg, struct verdict *verdict)
{
	struct span hops = sip_msg_get(msg, SIP_H_MAX_FORWARDS);
	uint32_t number;

	check_uri(msg->uri, verdict);
	if (hops.at && !span_u32(hops, 255, &number))
		refuse(verdict, 400, "Bad Max-Forwards");
	check_contact(msg, verdict);
}

enum err sip_msg_check(struct sip_msg *msg, uint32_t *status, const char **why)
{
	struct verdict verdict = { 0, NULL };
	bool answerable;

	check_via(msg, &verdict);
	answerable = msg->via.host.at && msg->request && msg->method != SIP_ACK;
	if (msg->flaw)
		refuse(&verdict, msg->flaw_status, msg->flaw);
	msg->call_id = sip_msg_get(msg, SIP_H_CALL_ID);
	if (msg->call_id.len == 0)
		refuse(&verdict, 400, "Missing Call-ID");
	check_party(sip_msg_get(msg, SIP_H_FROM), &msg->from_tag, "Bad From", &verdict);
	check_party(sip_msg_get(msg, SIP_H_TO), &msg->to_tag, "Bad To", &verdict);
	check_cseq(msg, &verdict);
	check_single(msg, &verdict);
	if (msg->request)
		check_request(msg, &verdict);
	if (!verdict.why)
		return OK;
	*status = answerable ? verdict.status : 0;
	*why = verdict.why;
	return ERR_SYNTAX;
}

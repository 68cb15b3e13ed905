/* SPDX-License-Identifier: MIT
 * identity.c - who is who: what messages say of it, and what ours say of us. */
#include "driver/sip/call.h"
#include "driver/sip/identity.h"

struct who {
	DWORD flags;			/* LINECALLPARTYID_ */
	char number[NUMBER_SIZE], name[256];
};

static bool is_anonymous(const struct sip_addr *addr, const struct sip_uri *uri)
{
	return span_isi(uri->user, "anonymous") || span_isi(uri->host, "anonymous.invalid") ||
	       span_isi(addr->display, "anonymous") || span_isi(addr->display, "\"anonymous\"");
}

static void block(struct who *who)
{
	*who = (struct who){ .flags = LINECALLPARTYID_BLOCKED };
}

/* The number and name of an address, as the line shows them. */
static bool who_of(struct who *who, const struct line *line, const struct sip_addr *addr)
{
	char number[NUMBER_SIZE] = "";
	struct sip_uri uri;

	if (sip_uri_read(&uri, addr->uri))
		return false;
	*who = (struct who){ 0 };
	if (is_anonymous(addr, &uri)) {
		block(who);
		return true;
	}
	if (uri.scheme != SIP_SCHEME_OTHER)
		sip_uri_user_text(&uri, number, sizeof(number));
	number_show(who->number, &sip_line_of(line)->conf->numbers, span_of(number));
	sip_addr_display(addr, who->name, sizeof(who->name));
	if (who->number[0])
		who->flags |= LINECALLPARTYID_ADDRESS;
	if (who->name[0])
		who->flags |= LINECALLPARTYID_NAME;
	if (!who->flags)
		who->flags = LINECALLPARTYID_UNAVAIL;
	return true;
}

static void say_who(struct call *call, enum party_role role, const struct who *who)
{
	call_party(call, role, who->flags, span_of(who->number), span_of(who->name));
}

void sip_call_party_at(struct call *call, enum party_role role, const struct sip_addr *addr)
{
	struct who who;

	if (who_of(&who, call->line, addr))
		say_who(call, role, &who);
}

/* Whether one of `wanted` is among the values of Privacy (RFC 3323 4.2). */
static bool is_private(struct span values, const char *wanted)
{
	struct span value;

	while (values.at) {
		value = span_trim(span_cut(values, ';', &values));
		if (span_isi(value, wanted))
			return true;
	}
	return false;
}

/* --- the far end --------------------------------------------------------------- */

/* Some send a SIP URI and a tel URI, each with its part of the truth. */
static bool asserted(struct who *who, const struct line *line, const struct sip_msg *msg)
{
	bool found = false;

	sip_msg_each(field, msg, SIP_H_P_ASSERTED_IDENTITY) {
		struct sip_addr addr;
		struct who next;

		for (struct span rest = field->value; rest.at && !sip_addr_read(&addr, rest, &rest);) {
			if (!who_of(&next, line, &addr))
				continue;
			if (!found)
				*who = next;
			else if (!who->name[0] && next.name[0] && !(who->flags & LINECALLPARTYID_BLOCKED))
				memcpy(who->name, next.name, sizeof(who->name));
			found = true;
		}
	}
	if (found && who->name[0])
		who->flags = (who->flags & ~(DWORD)LINECALLPARTYID_UNAVAIL) | LINECALLPARTYID_NAME;
	return found;
}

/* Remote-Party-ID (draft-ietf-sip-privacy): older than P-Asserted-Identity, and
 * still what many PBXs send. Its own privacy stands in it. */
static bool remote_party(struct who *who, const struct line *line, const struct sip_msg *msg)
{
	struct span party, privacy;

	sip_msg_each(field, msg, SIP_H_REMOTE_PARTY_ID) {
		struct sip_addr addr;

		if (sip_addr_read(&addr, field->value, NULL) || !who_of(who, line, &addr))
			continue;
		if (sip_addr_param(&addr, "party", &party) &&
		    !span_isi(party, msg->request ? "calling" : "called"))
			continue;
		if (!sip_addr_param(&addr, "privacy", &privacy) || span_isi(privacy, "off"))
			return true;
		if (!span_isi(privacy, "name")) {
			block(who);
			return true;
		}
		who->name[0] = '\0';
		who->flags &= ~(DWORD)LINECALLPARTYID_NAME;
		return true;
	}
	return false;
}

static bool claimed(struct who *who, const struct line *line, const struct sip_msg *msg)
{
	struct span value = sip_msg_get(msg, msg->request ? SIP_H_FROM : SIP_H_TO);
	struct sip_addr addr;

	return value.at && !sip_addr_read(&addr, value, NULL) && who_of(who, line, &addr);
}

/* What the network vouches for; else, unless it is left out, what they say themselves. */
static bool far_end(struct who *who, const struct line *line, const struct sip_msg *msg, bool or_claimed)
{
	struct span privacy = sip_msg_get(msg, SIP_H_PRIVACY);
	bool trust = sip_line_of(line)->conf->trust_identity, found;

	found = (trust && (asserted(who, line, msg) || remote_party(who, line, msg))) ||
		(or_claimed && claimed(who, line, msg));
	/* What is asserted to us in spite of Privacy is for the network (RFC 3325 9.3). */
	if (found && (is_private(privacy, "id") || is_private(privacy, "user")))
		block(who);
	return found;
}

void sip_call_party(struct call *call, enum party_role role, const struct sip_msg *msg)
{
	struct who who;

	if (far_end(&who, call->line, msg, true))
		say_who(call, role, &who);
}

void sip_call_party_called(struct call *call, const struct sip_msg *msg)
{
	struct span value = sip_msg_get(msg, SIP_H_TO);
	struct sip_addr addr;
	struct who who;

	if (value.at && !sip_addr_read(&addr, value, NULL) && who_of(&who, call->line, &addr) && who.number[0])
		call_party(call, PARTY_CALLED, LINECALLPARTYID_ADDRESS, span_of(who.number), SPAN_NONE);
	else
		call_party(call, PARTY_CALLED, LINECALLPARTYID_ADDRESS,
			   sip_line_user(sip_line_of(call->line)), SPAN_NONE);
}

/* Whether the From of a request within the call is another than it was (RFC 4916). */
static bool renamed(const struct sip_dialog *dialog, const struct sip_msg *msg)
{
	struct sip_addr now, before;

	return msg->request && !sip_addr_read(&now, sip_msg_get(msg, SIP_H_FROM), NULL) &&
	       !sip_addr_read(&before, sip_dialog_part(dialog, SIP_DIALOG_REMOTE), NULL) &&
	       !(span_eq(now.uri, before.uri) && span_eq(now.display, before.display));
}

void sip_call_connected_to(struct sip_call *s, const struct sip_msg *msg)
{
	bool changed = renamed(&s->dialog, msg);
	struct who who;

	if (s->call && far_end(&who, s->call->line, msg, changed))
		say_who(s->call, PARTY_CONNECTED, &who);
	if (changed)
		sip_dialog_renamed(&s->dialog, msg);
}

/* --- how it came here ------------------------------------------------------------ */

/* RFC 5806. */
static const struct {
	const char *reason;
	DWORD means;			/* LINECALLREASON_ */
} diversions[] = {
	{ "user-busy", LINECALLREASON_FWDBUSY }, { "no-answer", LINECALLREASON_FWDNOANSWER },
	{ "unconditional", LINECALLREASON_FWDUNCOND }, { "deflection", LINECALLREASON_REDIRECT },
	{ "unavailable", LINECALLREASON_FWDUNCOND }, { "time-of-day", LINECALLREASON_FWDUNCOND },
	{ "do-not-disturb", LINECALLREASON_FWDUNCOND }, { "follow-me", LINECALLREASON_FWDUNCOND },
	{ "out-of-service", LINECALLREASON_FWDUNCOND }, { "away", LINECALLREASON_FWDUNCOND },
};

/* RFC 4458, and the Reason of an entry of History-Info (RFC 7044). */
static DWORD cause_means(uint32_t cause)
{
	switch (cause) {
	case 486: case 600:	return LINECALLREASON_FWDBUSY;
	case 408:		return LINECALLREASON_FWDNOANSWER;
	case 302: case 301: case 503: return LINECALLREASON_FWDUNCOND;
	case 480: case 487:	return LINECALLREASON_REDIRECT;
	default:		return LINECALLREASON_UNKNOWN;
	}
}

struct diverted {
	struct who by;
	DWORD reason;
};

/* The topmost Diversion is the last one that the call met. */
static bool by_diversion(struct diverted *out, const struct line *line, const struct sip_msg *msg)
{
	struct span value = sip_msg_get(msg, SIP_H_DIVERSION), rest, word;
	struct sip_addr addr;

	if (!value.at || sip_addr_read(&addr, value, &rest) || !who_of(&out->by, line, &addr))
		return false;
	out->reason = LINECALLREASON_UNKNOWN;
	if (sip_addr_param(&addr, "reason", &word))
		for (size_t i = 0; i < sizeof(diversions) / sizeof(diversions[0]); i++)
			if (span_isi(word, diversions[i].reason))
				out->reason = diversions[i].means;
	if (sip_addr_param(&addr, "privacy", &word) && !span_isi(word, "off"))
		block(&out->by);
	return true;
}

/* The value of "?name=..." in the headers of a URI, unescaped. */
static bool uri_header(const struct sip_uri *uri, const char *name, char *out, size_t size)
{
	struct span rest = uri->headers, value, word;

	while (rest.at) {
		word = span_cut(span_cut(rest, '&', &rest), '=', &value);
		if (!span_isi(word, name))
			continue;
		sip_uri_unescape(value, out, size);
		return true;
	}
	return false;
}

/* The cause that stands at an entry: why the call went on from `before` to `entry`. */
static uint32_t history_cause(const struct sip_uri *before, const struct sip_uri *entry)
{
	struct sip_reason reason;
	struct span value;
	char text[256];
	uint32_t cause = 0;

	if (sip_uri_param(entry, "cause", &value) && span_u32(value, 999, &cause))
		return cause;
	if (uri_header(before, "Reason", text, sizeof(text)) && !sip_reason_read(span_of(text), &reason, NULL) &&
	    span_isi(reason.protocol, "SIP"))
		return reason.cause;
	return 0;
}

/* Entries stand in the order of the call's way: the last one that was reached
 * because of a cause was sent there by the one before it. */
static bool by_history(struct diverted *out, const struct line *line, const struct sip_msg *msg)
{
	struct sip_uri uri, before;
	struct sip_addr addr, last = { .uri = SPAN_NONE };
	bool found = false;
	uint32_t cause;
	char text[64];

	sip_msg_each(field, msg, SIP_H_HISTORY_INFO)
		for (struct span rest = field->value; rest.at && !sip_addr_read(&addr, rest, &rest); last = addr) {
			if (!last.uri.at || sip_uri_read(&uri, addr.uri) || sip_uri_read(&before, last.uri))
				continue;
			cause = history_cause(&before, &uri);
			if (!cause || !who_of(&out->by, line, &last))
				continue;
			out->reason = cause_means(cause);
			if (uri_header(&before, "Privacy", text, sizeof(text)))
				block(&out->by);
			found = true;
		}
	if (found && is_private(sip_msg_get(msg, SIP_H_PRIVACY), "history"))
		block(&out->by);
	return found;
}

void sip_call_diverted(struct call *call, const struct sip_msg *msg)
{
	struct diverted diverted = { .reason = 0 };

	if (!by_diversion(&diverted, call->line, msg) && !by_history(&diverted, call->line, msg))
		return;
	say_who(call, PARTY_REDIRECTING, &diverted.by);
	if (msg->request) {
		call_party(call, PARTY_REDIRECTION, LINECALLPARTYID_ADDRESS,
			   sip_line_user(sip_line_of(call->line)), SPAN_NONE);
		call_reason(call, diverted.reason);
	} else if (msg->status >= 200 && call->parties) {
		/* Where to shows when somebody answers there. */
		const struct party *there = &call->parties[PARTY_CONNECTED];

		call_party(call, PARTY_REDIRECTION, there->flags, span_of(there->number), span_of(there->name));
	}
}

/* --- us --------------------------------------------------------------------------- */

/* `number`: instead of our user; NULL: ours. */
static void write_us(struct buf *b, const struct sip_call *s, const char *number)
{
	if (s->line->conf->name[0]) {
		sip_addr_write(b, span_of(s->line->conf->name), SPAN_NONE);
		b->len -= b->full ? 0 : 2;	/* its empty <> */
	}
	buf_text(b, "<sip:");
	sip_uri_user_write(b, number ? span_of(number) : sip_line_user(s->line));
	buf_char(b, '@');
	sip_line_domain(b, s->line, &s->hop);
	buf_char(b, '>');
}

void sip_call_write_identity(struct buf *b, const struct sip_call *s)
{
	bool own = s->line->conf->calling_id == SIP_CALLING_ID_FROM;

	if (s->private)
		buf_text(b, "\"Anonymous\" <sip:anonymous@anonymous.invalid>");
	else
		write_us(b, s, own ? s->shown : NULL);
}

void sip_call_write_us(const struct sip_call *s, bool request)
{
	static const enum sip_header headers[] = {
		[SIP_IDENTITY_PREFERRED] = SIP_H_P_PREFERRED_IDENTITY,
		[SIP_IDENTITY_ASSERTED] = SIP_H_P_ASSERTED_IDENTITY,
		[SIP_IDENTITY_REMOTE_PARTY] = SIP_H_REMOTE_PARTY_ID,
	};
	uint32_t way = s->line ? s->line->conf->identity : SIP_IDENTITY_NONE;

	if (s->line && s->shown && way == SIP_IDENTITY_NONE &&
	    s->line->conf->calling_id == SIP_CALLING_ID_IDENTITY)
		way = SIP_IDENTITY_PREFERRED;	/* it must stand somewhere */
	if (way != SIP_IDENTITY_NONE) {
		sip_write_open(&sip.out, headers[way]);
		write_us(&sip.out, s, s->shown);
		if (way == SIP_IDENTITY_REMOTE_PARTY)
			buf_printf(&sip.out, ";party=%s;privacy=%s;screen=no", request ? "calling" : "called",
				   s->private ? "full" : "off");
		sip_write_close(&sip.out);
	}
	if (s->private)
		sip_write_text(&sip.out, SIP_H_PRIVACY, "id");
}

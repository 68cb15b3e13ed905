/* SPDX-License-Identifier: MIT
 * pbx.c - a registrar and stateless proxy for lines on a bad network.
 *
 * Who is called may fork to two lines. What it does with a request follows from
 * the request alone (RFC 3261 16.11), so CANCEL and ACK go the way of the INVITE. */
#include "network.h"
#include "base/buf.h"
#include "wire/sip/addr.h"
#include "wire/sip/msg.h"
#include "wire/sip/uri.h"
#include <stdio.h>

#define USERS 4
#define KEPT 64			/* messages to be said again by a liar */
#define MESSAGE_MAX 16384

static struct {
	char contact[USERS][256];	/* "": it is not registered */
	unsigned epoch;			/* nonces of another one are stale */
	unsigned tags;
	bool lies;
	struct {
		char text[2048];
		size_t len;
	} kept[KEPT];
	unsigned kept_at;
} pbx;

/* --- who ------------------------------------------------------------------------- */

/* 100 is the first. -1: there is no such number. */
static int user_of(struct span uri_text)
{
	struct sip_uri uri;
	uint32_t number;

	if (sip_uri_read(&uri, uri_text) || !span_is(uri.host, NETWORK_PBX) || !span_u32(uri.user, 400, &number) ||
	    number % 100 || !number)
		return -1;
	return (int)(number / 100) - 1;
}

static uint32_t print_of(uint32_t seed, struct span s)
{
	for (size_t i = 0; i < s.len; i++)
		seed = (seed ^ (unsigned char)s.at[i]) * 16777619u;
	return seed;
}

void pbx_restart(void)
{
	memset(pbx.contact, 0, sizeof(pbx.contact));
	pbx.epoch++;
	network_counts.restarts++;
}

void pbx_lie(bool lies)
{
	pbx.lies = lies;
}

/* --- answers ------------------------------------------------------------------------ */

static void answer(const struct sip_msg *msg, unsigned status, const char *more)
{
	static char text[MESSAGE_MAX];
	struct buf b;

	if (msg->method == SIP_ACK)
		return;
	buf_fixed(&b, text, sizeof(text));
	buf_printf(&b, "SIP/2.0 %u So be it\r\n", status);
	sip_msg_each(via, msg, SIP_H_VIA)
		buf_printf(&b, "Via: %.*s\r\n", SPAN_ARG(via->value));
	buf_printf(&b, "From: %.*s\r\nTo: %.*s", SPAN_ARG(sip_msg_get(msg, SIP_H_FROM)),
		   SPAN_ARG(sip_msg_get(msg, SIP_H_TO)));
	if (!msg->to_tag.len && status > 100)
		buf_printf(&b, ";tag=pbx%u", pbx.tags++);
	buf_printf(&b, "\r\nCall-ID: %.*s\r\nCSeq: %.*s\r\n%sContent-Length: 0\r\n\r\n", SPAN_ARG(msg->call_id),
		   SPAN_ARG(sip_msg_get(msg, SIP_H_CSEQ)), more);
	if (!b.full)
		network_from_pbx(buf_span(&b));
}

static void challenge(const struct sip_msg *msg, bool stale)
{
	char header[160];

	snprintf(header, sizeof(header), "WWW-Authenticate: Digest realm=\"pbx\", nonce=\"n%u\"%s\r\n", pbx.epoch,
		 stale ? ", stale=true" : "");
	answer(msg, 401, header);
}

/* Whether it answers to a challenge of ours (what with is not looked at). */
static bool is_authorized(struct span authorization)
{
	char text[1024], nonce[32];

	snprintf(nonce, sizeof(nonce), "nonce=\"n%u\"", pbx.epoch);
	return span_copy(authorization, text, sizeof(text)) && strstr(text, nonce);
}

static void hear_register(const struct sip_msg *msg)
{
	struct span authorization = sip_msg_get(msg, SIP_H_AUTHORIZATION), contact = sip_msg_get(msg, SIP_H_CONTACT);
	struct span expires = sip_msg_get(msg, SIP_H_EXPIRES), value;
	struct sip_addr to, address;
	char header[512];
	int user;

	if (!authorization.at || !is_authorized(authorization)) {
		challenge(msg, authorization.at);
		return;
	}
	if (sip_addr_read(&to, sip_msg_get(msg, SIP_H_TO), NULL) || (user = user_of(to.uri)) < 0 || !contact.at ||
	    sip_addr_read(&address, contact, NULL)) {
		answer(msg, 404, "");
		return;
	}
	if (sip_addr_param(&address, "expires", &value))
		expires = value;
	network_counts.registrations++;
	if (span_is(expires, "0")) {
		pbx.contact[user][0] = '\0';
		answer(msg, 200, "");
		return;
	}
	span_copy(address.uri, pbx.contact[user], sizeof(pbx.contact[user]));
	snprintf(header, sizeof(header), "Contact: <%s>;expires=%.*s\r\n", pbx.contact[user],
		 SPAN_ARG(expires.at ? expires : SPAN("60")));
	answer(msg, 200, header);
}

/* --- the way on ---------------------------------------------------------------------- */

/* A description without the place of its media: nobody sends packets there. */
static void write_body(struct buf *b, struct span body)
{
	const char *end = body.at + body.len;

	for (const char *at = body.at, *next; at < end; at = next) {
		const char *stop = memchr(at, '\n', (size_t)(end - at));

		next = stop ? stop + 1 : end;
		if (end - at > 5 && memcmp(at, "c=IN ", 5) == 0)
			buf_text(b, "c=IN IP6 2001:db8::9\r\n");
		else
			buf_bytes(b, at, (size_t)(next - at));
	}
}

static bool is_mine(struct span route)
{
	return span_starts(route, "<sip:" NETWORK_PBX ";lr>");
}

/* The head behind its first line, without the topmost Via or Route of ours, and the body. */
static void write_rest(struct buf *b, const struct sip_msg *msg, bool answers)
{
	static char body[MESSAGE_MAX];
	struct buf description;
	bool first_via = answers, first_route = !answers;

	buf_fixed(&description, body, sizeof(body));
	write_body(&description, msg->body);
	for (uint32_t i = 0; i < msg->count; i++) {
		const struct sip_field *field = &msg->fields[i];
		bool skip = field->id == SIP_H_CONTENT_LENGTH || (field->id == SIP_H_VIA && first_via) ||
			    (field->id == SIP_H_ROUTE && first_route && is_mine(field->value));

		first_via &= field->id != SIP_H_VIA;
		first_route &= field->id != SIP_H_ROUTE;
		if (!skip)
			buf_printf(b, "%.*s: %.*s\r\n", (int)field->name_len, field->name, SPAN_ARG(field->value));
	}
	buf_printf(b, "Content-Length: %u\r\n\r\n", (unsigned)description.len);
	buf_span_add(b, buf_span(&description));
}

static void forward(const struct sip_msg *msg, struct span target)
{
	static char text[2 * MESSAGE_MAX];
	uint32_t print = print_of(print_of(2166136261u, msg->via.branch), target);
	struct buf b;

	buf_fixed(&b, text, sizeof(text));
	buf_printf(&b, "%.*s %.*s SIP/2.0\r\nVia: SIP/2.0/UDP " NETWORK_PBX ":5060;branch=z9hG4bKp%08x\r\n",
		   SPAN_ARG(msg->method_text), SPAN_ARG(target), (unsigned)print);
	if (!msg->to_tag.len && print_of(1, msg->call_id) % 4)
		buf_text(&b, "Record-Route: <sip:" NETWORK_PBX ";lr>\r\n");
	write_rest(&b, msg, false);
	network_counts.forwarded++;
	if (!b.full)
		network_from_pbx(buf_span(&b));
}

static void hear_request(const struct sip_msg *msg)
{
	uint32_t print = print_of(7, msg->call_id);
	int user = user_of(msg->uri), other = (int)(print / 8 % USERS);
	struct sip_uri uri;
	char at[128];

	if (user >= 0 && !pbx.contact[user][0]) {
		answer(msg, 480, "");
	} else if (user >= 0) {
		forward(msg, span_of(pbx.contact[user]));
		if (print % 8 == 0 && other != user && pbx.contact[other][0]) {
			network_counts.forks++;
			forward(msg, span_of(pbx.contact[other]));
		}
	} else if (sip_uri_read(&uri, msg->uri) == OK && uri.port) {
		snprintf(at, sizeof(at), "%.*s:%u", SPAN_ARG(uri.host), uri.port);
		if (network_is_ours(span_of(at)))
			forward(msg, msg->uri);
		else
			answer(msg, 404, "");
	} else {
		answer(msg, msg->to_tag.len ? 481 : 404, "");
	}
}

static void hear_answer(const struct sip_msg *msg)
{
	static char text[2 * MESSAGE_MAX];
	struct buf b;

	if (!span_is(msg->via.host, NETWORK_PBX) || !sip_msg_next(msg, sip_msg_first(msg, SIP_H_VIA)))
		return;			/* to one who asked strangely */
	buf_fixed(&b, text, sizeof(text));
	buf_printf(&b, "SIP/2.0 %u %.*s\r\n", (unsigned)msg->status, SPAN_ARG(msg->reason));
	write_rest(&b, msg, true);
	if (!b.full)
		network_from_pbx(buf_span(&b));
}

/* --- lies ------------------------------------------------------------------------------ */

static void keep(struct span text)
{
	if (text.len > sizeof(pbx.kept[0].text))
		return;
	memcpy(pbx.kept[pbx.kept_at % KEPT].text, text.at, text.len);
	pbx.kept[pbx.kept_at++ % KEPT].len = text.len;
}

static void lie(const struct sip_msg *msg)
{
	static const unsigned statuses[] = { 100, 180, 181, 183, 199, 200, 202, 300, 302, 400, 401, 403, 404, 407, 408, 420,
					     422, 423, 480, 481, 486, 487, 488, 491, 500, 501, 503, 504, 600, 603, 699 };
	static const char *const headers[] = {
		"", "Retry-After: 3\r\n", "Retry-After: nonsense\r\n", "Contact: <sip:300@" NETWORK_PBX ">\r\n",
		"Contact: <sip:nobody@198.51.100.1:9>\r\n", "WWW-Authenticate: Digest realm=\"x\", nonce=\"\"\r\n",
		"Proxy-Authenticate: Digest realm=\"y\", nonce=\"1\", algorithm=NONE\r\n", "Min-SE: 4000000000\r\n",
		"Min-Expires: 90\r\n", "Require: 100rel\r\nRSeq: 1\r\n", "Session-Expires: 1;refresher=uas\r\n",
	};

	unsigned status = statuses[network_chance(sizeof(statuses) / sizeof(statuses[0]))];

	/* A line whose password is refused twice does not try again: that would end it all. */
	if (msg->method == SIP_REGISTER && (status == 401 || status == 403 || status == 407))
		return;
	network_counts.lies++;
	answer(msg, status, headers[network_chance(sizeof(headers) / sizeof(headers[0]))]);
}

void pbx_call_strangely(unsigned count)
{
	static const char *const methods[] = { "OPTIONS", "INVITE", "BYE", "INFO", "NOTIFY", "REFER", "UPDATE", "CANCEL",
					       "SUBSCRIBE", "PRACK", "MESSAGE", "ACK" };
	static char text[MESSAGE_MAX];
	struct buf b;

	while (count-- > 0) {
		const char *method = methods[network_chance(sizeof(methods) / sizeof(methods[0]))];
		unsigned kept = network_chance(KEPT), user = network_chance(USERS);

		network_counts.strays++;
		if (network_one_in(2) && pbx.kept[kept].len) {
			network_from_pbx((struct span){ pbx.kept[kept].text, pbx.kept[kept].len });
			continue;
		}
		if (!pbx.contact[user][0])
			continue;
		buf_fixed(&b, text, sizeof(text));
		buf_printf(&b, "%s %s SIP/2.0\r\nVia: SIP/2.0/UDP " NETWORK_PBX ":5060;branch=z9hG4bKs%u\r\n"
			   "From: <sip:s@" NETWORK_PBX ">;tag=s%u\r\nTo: <sip:t@" NETWORK_PBX ">%s\r\nCall-ID: s%u\r\n"
			   "CSeq: %u %s\r\nMax-Forwards: 70\r\nContact: <sip:s@" NETWORK_PBX ">\r\n"
			   "Content-Length: 0\r\n\r\n", method, pbx.contact[user], pbx.tags, pbx.tags,
			   network_one_in(2) ? ";tag=never" : "", pbx.tags, 1 + network_chance(9), method);
		pbx.tags++;
		network_from_pbx(buf_span(&b));
	}
}

/* --- all of it --------------------------------------------------------------------------- */

void pbx_hear(char *bytes, size_t len)
{
	static struct sip_msg msg;
	uint32_t status;
	const char *why;

	keep((struct span){ bytes, len });
	if (sip_msg_read(&msg, bytes, len) || sip_msg_check(&msg, &status, &why))
		return;
	if (pbx.lies && msg.request && network_one_in(4))
		lie(&msg);
	if (pbx.lies && network_one_in(16))
		pbx_call_strangely(1);
	if (!msg.request)
		hear_answer(&msg);
	else if (pbx.lies && network_one_in(4))
		return;
	else if (msg.method == SIP_REGISTER)
		hear_register(&msg);
	else
		hear_request(&msg);
}

/* SPDX-License-Identifier: MIT
 * fuzz_sip_msg.c - any bytes as a datagram and as a stream, and all readers over
 * what came out. A reply to what was accepted must itself be acceptable. */
#include "wire/sip/addr.h"
#include "wire/sip/digest.h"
#include "wire/sip/msg.h"
#include "wire/sip/refer.h"
#include "wire/sip/uri.h"
#include "wire/sip/write.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void need(bool holds)
{
	if (!holds)
		abort();
}

static void addr_look(const struct sip_addr *addr)
{
	struct span rest = addr->params, name, value;
	struct sip_uri uri;
	char text[20];

	sip_addr_display(addr, text, sizeof(text));
	need(utf8_valid(span_of(text)));
	while (sip_param_next(&rest, &name, &value))
		need(name.len <= addr->params.len && value.len <= addr->params.len);
	if (sip_uri_read(&uri, addr->uri))
		return;
	need(sip_uri_equal(&uri, &uri));
	sip_uri_user_text(&uri, text, sizeof(text));
	need(utf8_valid(span_of(text)));
}

/* Tags are tokens; what stood in quotes may hold more. */
static bool is_plain(struct span tag)
{
	for (size_t i = 0; i < tag.len; i++)
		if (strchr("; \t\r\n\"", tag.at[i]))
			return false;
	return tag.len > 0;
}

/* What was read as Replaces is read the same after a way through a Refer-To. */
static void replaces_look(const struct sip_replaces *replaces)
{
	static const char uri[] = "sip:a@b;lr";
	struct sip_refer_to refer;
	struct sip_replaces again;
	char text[2048];
	struct buf b;

	if (!is_plain(replaces->to_tag) || !is_plain(replaces->from_tag))
		return;
	buf_fixed(&b, text, sizeof(text));
	sip_refer_to_write(&b, span_of(uri), replaces);
	if (b.full || sip_refer_to_read(&refer, buf_span(&b)))
		return;
	need(span_is(refer.uri, uri));
	need(sip_replaces_read(span_of(refer.replaces), &again) == OK);
	need(span_eq(again.call_id, replaces->call_id) && span_eq(again.to_tag, replaces->to_tag));
}

static void value_look(struct span value)
{
	struct sip_session_expires session_expires;
	struct sip_challenge challenge;
	struct sip_replaces replaces;
	struct sip_refer_to refer;
	struct sip_reason reason;
	struct sip_number number;
	struct sip_token token;
	struct sip_addr addr;
	struct sip_cseq cseq;
	struct sip_rack rack;
	struct sip_via via;
	struct span rest, element;
	uint32_t status;

	for (rest = value; rest.at && !sip_addr_read(&addr, rest, &rest); )
		addr_look(&addr);
	for (rest = value; rest.at && !sip_via_read(rest, &via, &rest); )
		need(via.host.len > 0);
	for (rest = value; rest.at && !sip_reason_read(rest, &reason, &rest); )
		;
	for (rest = value; sip_list_next(&rest, &element); )
		need(element.len > 0);
	sip_cseq_read(value, &cseq);
	sip_rack_read(value, &rack);
	sip_number_read(value, &number);
	sip_session_expires_read(value, &session_expires);
	sip_token_read(value, &token);
	if (!sip_replaces_read(value, &replaces))
		replaces_look(&replaces);
	if (!sip_refer_to_read(&refer, value))
		need(refer.uri.len > 0 && strlen(refer.replaces) < sizeof(refer.replaces));
	sip_frag_read(value, &status);
	sip_challenge_read(&challenge, value);
}

static void reply_look(struct sip_msg *msg)
{
	uint32_t status = 0;
	const char *why;
	struct buf b;

	msg->source_host = SPAN("192.0.2.1");
	msg->source_port = 5060;
	buf_grow(&b);
	sip_write_reply(&b, msg, 200, NULL, SPAN("tag"));
	sip_write_end(&b, "a/b", SPAN("body"));
	if (!b.full) {
		need(sip_msg_read(msg, b.at, b.len) == OK);
		need(sip_msg_check(msg, &status, &why) == OK);
		need(span_is(msg->body, "body"));
		need(msg->via.received.at || span_is(msg->via.host, "192.0.2.1"));
	}
	buf_free(&b);
}

static void stream_look(const char *at, size_t size)
{
	struct sip_framer framer = { 0 }, slow = { 0 };
	struct span all = { at, size };
	size_t len = 0, slow_len = 0;
	enum sip_frame frame = sip_frame_read(&framer, all, &len), again = SIP_FRAME_MORE;

	if (frame != SIP_FRAME_MESSAGE)
		return;
	need(len > 0 && len <= size);
	for (size_t there = 1; there <= size && again == SIP_FRAME_MORE; there++)
		again = sip_frame_read(&slow, (struct span){ at, there }, &slow_len);
	need(again == frame && slow_len == len);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct sip_msg msg;
	uint32_t status;
	const char *why;
	char *bytes = malloc(size);

	if (!bytes)
		return 0;
	if (size)
		memcpy(bytes, data, size);
	stream_look(bytes, size);
	if (!sip_msg_read(&msg, bytes, size)) {
		for (uint32_t i = 0; i < msg.count; i++)
			value_look(msg.fields[i].value);
		if (!sip_msg_check(&msg, &status, &why) && msg.request)
			reply_look(&msg);
	}
	free(bytes);
	return 0;
}

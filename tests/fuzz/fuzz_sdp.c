/* SPDX-License-Identifier: MIT
 * fuzz_sdp.c - any bytes as an offer, as an answer, as a body of INFO; what
 * we answer must read as an answer to that offer. */
#include "wire/rtp/dtmf.h"
#include "wire/rtp/sdp.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
	if (!holds)
		abort();
}

static struct sdp_end ours(enum sdp_srtp srtp)
{
	struct sdp_end end = {
		.address = "192.0.2.1", .port = 4000, .codec = { SDP_PCMA, SDP_PCMU },
		.codecs = 2, .event_pt = 101, .id = 1, .version = 1, .srtp = (uint8_t)srtp,
	};

	static struct sdes_key keys[SDES_SUITES];

	end.key = keys;
	for (; srtp && end.keys < SDES_SUITES - 1; end.keys++)
		keys[end.keys].suite = (uint8_t)(end.keys + 1);
	return end;
}

/* Every span that was given must lie in the bytes that were read. */
static void touch(struct span s, struct span all)
{
	must(s.len == 0 || !all.at || (s.at >= all.at && s.at + s.len <= all.at + all.len));
	for (size_t i = 0; i < s.len; i++)
		(void)*(volatile const char *)&s.at[i];
}

/* What is read of a=crypto is what is written of it. */
static void as_key(struct span value)
{
	struct sdes_key key, again;
	uint32_t tag, tag_again;
	char text[200];
	struct buf b;

	if (!sdes_read(&key, &tag, value))
		return;
	must(key.suite > SDES_NONE && key.suite < SDES_SUITES && tag <= 999999999);
	buf_fixed(&b, text, sizeof(text));
	sdes_write(&b, tag, &key);
	must(!b.full && b.len > 11);
	must(sdes_read(&again, &tag_again, (struct span){ text + 9, b.len - 9 }));
	must(tag_again == tag && sdes_key_same(&key, &again));
}

static void touch_all(const struct sdp *s, struct span all)
{
	struct span lines, value;

	touch(s->user, all);
	touch(s->name, all);
	touch(s->address, all);
	for (int i = 0; i < s->medias; i++) {
		lines = s->media[i].lines;
		touch(lines, all);
		touch(s->media[i].address, all);
		touch(s->media[i].rtcp_address, all);
		while (sdp_attribute(&lines, "crypto", &value)) {
			touch(value, all);
			as_key(value);
		}
		for (int k = 0; k < s->media[i].formats; k++) {
			touch(s->media[i].format[k].encoding, SPAN_NONE);
			touch(s->media[i].format[k].fmtp, all);
		}
	}
}

static void as_offer(const struct sdp *offer, enum sdp_srtp srtp)
{
	static char text[65536], again[65536];
	struct sdp_session_choice choice;
	struct sdp_end end = ours(srtp);
	struct sdp answer;
	struct buf b;

	buf_fixed(&b, text, sizeof(text));
	if (sdp_answer(&b, &end, offer, SDP_SENDRECV, &choice) != SDP_OK)
		return;
	must(sdp_read(&answer, buf_span(&b)) == SDP_OK);
	must(answer.medias == offer->medias);
	for (int i = 0; i < answer.medias; i++) {
		must(span_eqi(answer.media[i].type, offer->media[i].type));
		must(span_eq(answer.media[i].proto, offer->media[i].proto));
		must(answer.media[i].port == (i == end.audio ? 4000 : 0));
	}
	must(choice.key_in.suite == choice.key_out.suite);
	must(choice.key_in.suite ? srtp != SDP_SRTP_NONE : !end.secured && srtp != SDP_SRTP_REQUIRED);
	must(answer.media[end.audio].direction == choice.direction);
	must(choice.ptime_ms >= 10 && choice.ptime_ms <= 100 && choice.port != 0);
	buf_fixed(&b, again, sizeof(again));
	must(sdp_offer_write(&b, &end, SDP_SENDONLY) == SDP_OK);
	must(sdp_read(&answer, buf_span(&b)) == SDP_OK && answer.medias == offer->medias);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span bytes = { (const char *)data, size };
	struct sdp_session_choice choice;
	struct sdp_end end;
	uint32_t duration_ms;
	struct sdp s;
	char digit;

	if (dtmf_info_read(bytes, &digit, &duration_ms))
		must(dtmf_code(digit) >= 0);
	if (sdp_read(&s, bytes) != SDP_OK)
		return 0;
	touch_all(&s, bytes);
	for (enum sdp_srtp srtp = SDP_SRTP_NONE; srtp <= SDP_SRTP_REQUIRED; srtp++) {
		as_offer(&s, srtp);
		end = ours(srtp);
		if (sdp_answer_take(&choice, &end, &s, SDP_SENDRECV) == SDP_OK)
			must(choice.key_in.suite || srtp != SDP_SRTP_REQUIRED);
	}
	return 0;
}

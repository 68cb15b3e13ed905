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

static struct sdp_end ours(void)
{
	return (struct sdp_end){
		.address = "192.0.2.1", .port = 4000, .codec = { SDP_PCMA, SDP_PCMU },
		.codecs = 2, .event_pt = 101, .id = 1, .version = 1,
	};
}

/* Every span that was given must lie in the bytes that were read. */
static void touch(struct span s, struct span all)
{
	must(s.len == 0 || !all.at || (s.at >= all.at && s.at + s.len <= all.at + all.len));
	for (size_t i = 0; i < s.len; i++)
		(void)*(volatile const char *)&s.at[i];
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
		while (sdp_attribute(&lines, "crypto", &value))
			touch(value, all);
		for (int k = 0; k < s->media[i].formats; k++) {
			touch(s->media[i].format[k].encoding, SPAN_NONE);
			touch(s->media[i].format[k].fmtp, all);
		}
	}
}

static void as_offer(const struct sdp *offer)
{
	static char text[65536], again[65536];
	struct sdp_session_choice choice;
	struct sdp_end end = ours();
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
	struct sdp_end end = ours();
	uint32_t duration_ms;
	struct sdp s;
	char digit;

	if (dtmf_info_read(bytes, &digit, &duration_ms))
		must(dtmf_code(digit) >= 0);
	if (sdp_read(&s, bytes) != SDP_OK)
		return 0;
	touch_all(&s, bytes);
	as_offer(&s);
	sdp_answer_take(&choice, &end, &s, SDP_SENDRECV);
	return 0;
}

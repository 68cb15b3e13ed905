/* SPDX-License-Identifier: MIT
 * sdp_offer.c - what we say in offers and answers, and what we make of
 * theirs (RFC 3264). */
#include "wire/rtp/sdp_place.h"

#define RATE_HZ 8000
#define PTIME_MS 20
#define PTIME_MIN 10		/* what we are able to send */
#define PTIME_MAX 100
#define STATIC_MAX 34		/* payload types up to this have a meaning of their own */

/* What is about to be said: each m= line in its place. */
struct saying {
	uint8_t lines, audio;			/* how many, and which is ours */
	struct sdp_place refused[SDP_MEDIA_MAX];
	const struct sdp *answers;		/* the offer whose words the refused keep; NULL: it is an offer */
	struct span proto, time;		/* of our line; t= */
	struct {
		uint8_t codec, pt;
	} codec[SDP_CODECS_MAX];
	uint8_t codecs, event_pt;
	uint16_t ptime_ms;
	enum sdp_direction direction;
	const struct sdes_key *key;
	uint32_t keys, tag;			/* how many; of the first, and so on */
};

static const struct {
	enum sdp_codec codec;
	const char *encoding;
} encodings[] = {
	{ SDP_PCMU, "PCMU" },
	{ SDP_PCMA, "PCMA" },
};

static const char *encoding_of(uint8_t codec)
{
	for (size_t i = 0; i < sizeof(encodings) / sizeof(encodings[0]); i++)
		if (encodings[i].codec == codec)
			return encodings[i].encoding;
	return "";
}

/* --- writing --- */

static void u64_write(struct buf *out, uint64_t n)
{
	char digits[20];
	size_t at = sizeof(digits);

	do {
		digits[--at] = (char)('0' + n % 10);
		n /= 10;
	} while (n > 0);
	buf_bytes(out, digits + at, sizeof(digits) - at);
}

static void address_write(struct buf *out, const char *address)
{
	buf_text(out, strchr(address, ':') ? "IN IP6 " : "IN IP4 ");
	buf_text(out, address);
	buf_text(out, "\r\n");
}

static void number_line(struct buf *out, const char *before, uint32_t n, const char *behind)
{
	buf_text(out, before);
	buf_u32(out, n);
	buf_text(out, behind);
}

static void audio_write(struct buf *out, const struct sdp_end *end, const struct saying *say)
{
	number_line(out, "m=audio ", end->port, " ");
	buf_span_add(out, say->proto);
	for (int i = 0; i < say->codecs; i++)
		number_line(out, " ", say->codec[i].pt, "");
	if (say->event_pt)
		number_line(out, " ", say->event_pt, "");
	buf_text(out, "\r\n");
	for (int i = 0; i < say->codecs; i++) {
		number_line(out, "a=rtpmap:", say->codec[i].pt, " ");
		buf_text(out, encoding_of(say->codec[i].codec));
		number_line(out, "/", RATE_HZ, "\r\n");
	}
	if (say->event_pt) {
		number_line(out, "a=rtpmap:", say->event_pt, " telephone-event/");
		number_line(out, "", RATE_HZ, "\r\n");
		number_line(out, "a=fmtp:", say->event_pt, " 0-16\r\n");
	}
	for (uint32_t i = 0; i < say->keys; i++)
		sdes_write(out, say->tag + i, &say->key[i]);
	number_line(out, "a=ptime:", say->ptime_ms, "\r\n");
	buf_text(out, "a=");
	buf_text(out, sdp_direction_text(say->direction));
	buf_text(out, "\r\n");
}

static struct span format_of(const struct sdp_media *m)
{
	return m->formats ? m->format[0].token : SPAN("0");
}

static void refused_write(struct buf *out, const struct saying *say, int i)
{
	const struct sdp_media *m;

	if (!say->answers) {
		sdp_place_write(out, say->refused[i]);
		return;
	}
	m = &say->answers->media[i];
	buf_text(out, "m=");
	buf_span_add(out, m->type);
	buf_text(out, " 0 ");
	buf_span_add(out, m->proto);
	buf_char(out, ' ');
	buf_span_add(out, format_of(m));
	buf_text(out, "\r\n");
}

/* All of it; the return is where the part begins that has no version in it. */
static size_t say_as(struct buf *out, const struct sdp_end *end, const struct saying *say,
		     uint64_t version)
{
	size_t mark;

	buf_text(out, "v=0\r\no=- ");
	u64_write(out, end->id);
	buf_char(out, ' ');
	u64_write(out, version);
	mark = out->len;
	buf_char(out, ' ');
	address_write(out, end->address);
	buf_text(out, "s=-\r\nc=");
	address_write(out, end->address);
	buf_text(out, "t=");
	buf_span_add(out, say->time);
	buf_text(out, "\r\n");
	for (int i = 0; i < say->lines; i++) {
		if (i == say->audio)
			audio_write(out, end, say);
		else
			refused_write(out, say, i);
	}
	return mark;
}

/* Like FNV-1a, but eight bytes at a time; never 0, which means that nothing was said. */
static uint64_t mark_of(const char *at, size_t len)
{
	uint64_t mark = 0xcbf29ce484222325u ^ len, word;

	for (size_t taken; len > 0; at += taken, len -= taken) {
		taken = len < sizeof(word) ? len : sizeof(word);
		word = 0;
		memcpy(&word, at, taken);
		mark = (mark ^ word) * 0x100000001b3u;
		mark ^= mark >> 32;
	}
	return mark ? mark : 1;
}

/* Keep the m= lines: a later offer of ours has to have them in their places. */
static void places_keep(struct sdp_end *end, const struct saying *say)
{
	end->lines = say->lines;
	end->audio = say->audio;
	memcpy(end->refused, say->refused, sizeof(end->refused));
}

/* Say it; with the next version when it is not what was said last. */
static enum sdp_outcome say_it(struct buf *out, struct sdp_end *end, const struct saying *say)
{
	size_t begin = out->len, mark = say_as(out, end, say, end->version);
	uint64_t version = end->version, said;

	if (out->full)
		return SDP_FULL;
	said = mark_of(out->at + mark, out->len - mark);
	if (end->said && end->said != said) {
		out->len = begin;
		say_as(out, end, say, ++version);
		if (out->full)		/* the version may have become longer */
			return SDP_FULL;
	}
	end->version = version;
	end->said = said;
	places_keep(end, say);
	return SDP_OK;
}

static uint16_t own_ptime(const struct sdp_end *end)
{
	return end->ptime_ms ? end->ptime_ms : PTIME_MS;
}

enum sdp_outcome sdp_offer_write(struct buf *out, struct sdp_end *end, enum sdp_direction wish)
{
	struct saying say = {
		.lines = end->lines ? end->lines : 1,
		.audio = end->lines ? end->audio : 0,
		.proto = end->secured || end->srtp == SDP_SRTP_REQUIRED ? SPAN("RTP/SAVP") : SPAN("RTP/AVP"),
		.key = end->key,
		.keys = end->keys,
		.tag = 1,
		.time = SPAN("0 0"),
		.codecs = end->codecs,
		.event_pt = end->event_pt,
		.ptime_ms = own_ptime(end),
		.direction = wish,
	};

	for (int i = 0; i < end->codecs; i++) {
		say.codec[i].codec = end->codec[i];
		say.codec[i].pt = end->codec[i];
	}
	memcpy(say.refused, end->refused, sizeof(say.refused));
	return say_it(out, end, &say);
}

/* --- choosing --- */

static bool format_is(const struct sdp_format *format, const char *encoding)
{
	return format->pt >= 0 && format->rate_hz == RATE_HZ && format->channels == 1 &&
	       span_isi(format->encoding, encoding);
}

/* The first format that is one of our codecs: the other's order of liking. */
static bool codec_choose(struct sdp_session_choice *choice, const struct sdp_end *end,
			 const struct sdp_media *m)
{
	for (int i = 0; i < m->formats; i++) {
		for (int k = 0; k < end->codecs; k++) {
			if (!format_is(&m->format[i], encoding_of(end->codec[k])))
				continue;
			choice->codec = end->codec[k];
			choice->codec_pt = (uint8_t)m->format[i].pt;
			return true;
		}
	}
	return false;
}

static uint8_t event_choose(const struct sdp_end *end, const struct sdp_media *m)
{
	for (int i = 0; end->event_pt && i < m->formats; i++)
		if (m->format[i].pt > STATIC_MAX &&
		    format_is(&m->format[i], "telephone-event"))
			return (uint8_t)m->format[i].pt;
	return 0;
}

/* Packets as long as the other likes them, if we can. */
static uint16_t ptime_choose(const struct sdp_end *end, const struct sdp_media *m)
{
	uint16_t ms = own_ptime(end);

	if (m->ptime_ms >= PTIME_MIN && m->ptime_ms <= PTIME_MAX)
		ms = m->ptime_ms;
	if (m->maxptime_ms >= PTIME_MIN && m->maxptime_ms < ms)
		ms = m->maxptime_ms;
	return (uint16_t)(ms / 10 * 10);
}

static bool is_plain(struct span proto)
{
	return span_isi(proto, "RTP/AVP") || span_isi(proto, "RTP/AVPF");
}

static bool is_secured(struct span proto)
{
	return span_isi(proto, "RTP/SAVP") || span_isi(proto, "RTP/SAVPF");
}

/* Our key for what they sent with `tag`: of its suite; in an answer the tag is
 * that of our offer too. NULL: there is none. */
static const struct sdes_key *key_of(const struct sdp_end *end, const struct sdes_key *theirs,
				     uint32_t tag, bool answer)
{
	for (uint32_t i = 0; i < end->keys; i++)
		if (end->key[i].suite == theirs->suite && (!answer || tag == i + 1))
			return &end->key[i];
	return NULL;
}

/* The first key of theirs that we can use. False: the stream may not be as it is
 * encrypted, or as it is not. */
static bool key_choose(struct sdp_session_choice *choice, const struct sdp_end *end,
		       const struct sdp_media *m, bool answer, uint32_t *tag)
{
	struct span lines = m->lines, value;
	const struct sdes_key *ours;
	bool any = false;

	while (end->keys && sdp_attribute(&lines, "crypto", &value)) {
		any = true;
		if (!sdes_read(&choice->key_in, tag, value))
			continue;
		ours = key_of(end, &choice->key_in, *tag, answer);
		if (!ours)
			continue;
		choice->key_out = *ours;
		return true;
	}
	choice->key_in = (struct sdes_key){ 0 };
	/* Who answers with a key that is of no use does encrypt. */
	return !is_secured(m->proto) && end->srtp != SDP_SRTP_REQUIRED && !(any && answer);
}

/* What the stream `m` of the other end comes to. `tag`: of the key that was chosen
 * of an offer; NULL: it is an answer. */
static enum sdp_outcome choose(struct sdp_session_choice *out, const struct sdp_end *end,
			       const struct sdp_media *m, enum sdp_direction wish, uint32_t *tag)
{
	struct sdp_session_choice choice = { 0 };
	uint32_t unused;

	if (!span_isi(m->type, "audio") || m->port == 0)
		return SDP_UNACCEPTABLE;
	if (!is_plain(m->proto) && !is_secured(m->proto))
		return SDP_UNACCEPTABLE;
	if (!m->address.at || !span_copy(m->address, choice.address, sizeof(choice.address)))
		return SDP_UNACCEPTABLE;
	if (!codec_choose(&choice, end, m))
		return SDP_UNACCEPTABLE;
	if (!key_choose(&choice, end, m, tag == NULL, tag ? tag : &unused))
		return SDP_SRTP_CLASH;
	choice.event_pt = event_choose(end, m);
	choice.event_pt_in = choice.event_pt;
	choice.ptime_ms = ptime_choose(end, m);
	choice.port = m->port;
	choice.rtcp_port = m->rtcp_port;
	choice.remote = sdp_direction_of(m);
	choice.direction = (enum sdp_direction)(wish & sdp_mirror(choice.remote));
	*out = choice;
	return SDP_OK;
}

/* Which stream of an offer is taken, and what it comes to. */
static enum sdp_outcome stream_choose(struct sdp_session_choice *chosen, struct saying *say,
				      const struct sdp_end *end, const struct sdp *offer, enum sdp_direction wish)
{
	enum sdp_outcome outcome = SDP_UNACCEPTABLE, one;
	struct sdp_session_choice choice;
	uint32_t tag;

	for (int i = 0; i < offer->medias; i++) {
		one = choose(&choice, end, &offer->media[i], wish, &tag);
		if (one == SDP_SRTP_CLASH && outcome == SDP_UNACCEPTABLE)
			outcome = one;
		/* One that is encrypted counts more, wherever it stands. */
		if (one != SDP_OK || (outcome == SDP_OK && (chosen->key_in.suite || !choice.key_in.suite)))
			continue;
		outcome = SDP_OK;
		*chosen = choice;
		say->audio = (uint8_t)i;
		say->tag = tag;
	}
	return outcome;
}

/* The answer has the offer's t= (RFC 3264, 6), if it is one. */
static struct span time_of(const struct sdp *offer)
{
	for (size_t i = 0; i < offer->time.len; i++)
		if (!strchr("0123456789 ", offer->time.at[i]) || !offer->time.at[i])
			return SPAN("0 0");
	return offer->time.len > 0 ? offer->time : SPAN("0 0");
}

enum sdp_outcome sdp_answer(struct buf *out, struct sdp_end *end, const struct sdp *offer,
			    enum sdp_direction wish, struct sdp_session_choice *choice)
{
	struct saying say = { .lines = offer->medias, .answers = offer };
	struct sdp_session_choice chosen;
	enum sdp_outcome outcome = stream_choose(&chosen, &say, end, offer, wish);

	if (outcome != SDP_OK)
		return outcome;
	for (int i = 0; i < offer->medias; i++)
		say.refused[i] = sdp_place_of(offer->media[i].type, offer->media[i].proto, format_of(&offer->media[i]));
	say.proto = offer->media[say.audio].proto;
	say.time = time_of(offer);
	say.codec[0].codec = chosen.codec;
	say.codec[0].pt = chosen.codec_pt;
	say.codecs = 1;
	say.key = &chosen.key_out;
	say.keys = chosen.key_out.suite != SDES_NONE;
	say.event_pt = chosen.event_pt;
	say.ptime_ms = chosen.ptime_ms;
	say.direction = chosen.direction;
	outcome = say_it(out, end, &say);
	if (outcome != SDP_OK)
		return outcome;
	/* A payload type keeps its meaning for the session (RFC 3264, 8.3.2). */
	if (chosen.event_pt)
		end->event_pt = chosen.event_pt;
	end->secured = is_secured(say.proto);
	*choice = chosen;
	return SDP_OK;
}

enum sdp_outcome sdp_answer_take(struct sdp_session_choice *choice, const struct sdp_end *end,
				 const struct sdp *answer, enum sdp_direction wish)
{
	struct sdp_session_choice chosen;
	enum sdp_outcome outcome;

	if (end->audio >= answer->medias)
		return SDP_UNACCEPTABLE;
	outcome = choose(&chosen, end, &answer->media[end->audio], wish, NULL);
	if (outcome != SDP_OK)
		return outcome;
	/* It may number the events its own way; what comes to us has our number. */
	if (chosen.event_pt)
		chosen.event_pt_in = end->event_pt;
	*choice = chosen;
	return SDP_OK;
}

/* SPDX-License-Identifier: MIT
 * sdp.c - read a session description. */
#include "wire/rtp/sdp.h"

/* Static payload types that are met in practice (RFC 3551, table 4). */
static const struct {
	int16_t pt;
	uint16_t rate_hz;
	const char *encoding;
} statics[] = {
	{  0,  8000, "PCMU" },
	{  3,  8000, "GSM"  },
	{  4,  8000, "G723" },
	{  8,  8000, "PCMA" },
	{  9,  8000, "G722" },
	{ 18,  8000, "G729" },
};

static const char *const directions[] = {
	[SDP_INACTIVE] = "inactive",
	[SDP_SENDONLY] = "sendonly",
	[SDP_RECVONLY] = "recvonly",
	[SDP_SENDRECV] = "sendrecv",
};

const char *sdp_direction_text(enum sdp_direction direction)
{
	return directions[direction & 3];
}

enum sdp_direction sdp_mirror(enum sdp_direction direction)
{
	return (enum sdp_direction)((direction & 1) << 1 | (direction & 2) >> 1);
}

enum sdp_direction sdp_direction_of(const struct sdp_media *media)
{
	if (span_is(media->address, "0.0.0.0") || span_is(media->address, "::"))
		return (enum sdp_direction)(media->direction & ~SDP_RECVONLY);
	return media->direction;
}

/* --- lines and words --- */

static bool line_next(struct span *rest, struct span *line)
{
	while (rest->at) {
		*line = span_trim(span_cut(*rest, '\n', rest));
		if (line->len > 0)
			return true;
	}
	return false;
}

/* What is behind "x=" when the line is of type `x`. */
static bool line_is(struct span line, char type, struct span *value)
{
	if (line.len < 2 || line.at[0] != type || line.at[1] != '=')
		return false;
	*value = span_trim((struct span){ line.at + 2, line.len - 2 });
	return true;
}

/* The next word, empty at the end. */
static struct span word(struct span *rest)
{
	*rest = span_trim(*rest);
	return rest->at ? span_cut(*rest, ' ', rest) : SPAN_NONE;
}

/* Whether all of it is visible ASCII: what we may say again in an answer. */
static bool is_token(struct span s)
{
	for (size_t i = 0; i < s.len; i++)
		if (s.at[i] <= ' ' || s.at[i] > '~')
			return false;
	return s.len > 0;
}

/* "name" or "name:value". */
static bool attribute_is(struct span text, const char *name, struct span *value)
{
	struct span behind;

	if (!span_is(span_cut(text, ':', &behind), name))
		return false;
	*value = span_trim(behind);
	return true;
}

bool sdp_attribute(struct span *lines, const char *name, struct span *value)
{
	struct span line, text;

	while (line_next(lines, &line))
		if (line_is(line, 'a', &text) && attribute_is(text, name, value))
			return true;
	return false;
}

/* --- the lines one by one --- */

/* "IN IP4 192.0.2.1/127"; what is odd leaves `out` as it is. */
static void address_read(struct span value, struct span *out)
{
	struct span net = word(&value), type = word(&value), behind, address;

	if (!span_isi(net, "IN") || (!span_isi(type, "IP4") && !span_isi(type, "IP6")))
		return;
	address = span_cut(word(&value), '/', &behind);
	if (is_token(address))
		*out = address;
}

static void origin_read(struct sdp *out, struct span value)
{
	out->user = word(&value);
	out->id = word(&value);
	out->version = word(&value);
	address_read(value, &out->origin_address);
}

static void format_fill(struct sdp_format *format, struct span token)
{
	uint32_t pt;

	*format = (struct sdp_format){ .token = token, .pt = -1, .channels = 1 };
	if (!span_u32(token, 127, &pt))
		return;
	format->pt = (int16_t)pt;
	for (size_t i = 0; i < sizeof(statics) / sizeof(statics[0]); i++) {
		if (statics[i].pt != format->pt)
			continue;
		format->encoding = span_of(statics[i].encoding);
		format->rate_hz = statics[i].rate_hz;
	}
}

/* "audio 49170/2 RTP/AVP 0 8 101" */
static bool media_read(struct sdp_media *m, struct span value)
{
	struct span ports, behind, token;
	uint32_t port;

	m->type = word(&value);
	ports = word(&value);
	m->proto = word(&value);
	if (!is_token(m->type) || !is_token(m->proto))
		return false;
	if (!span_u32(span_cut(ports, '/', &behind), 65535, &port))
		return false;
	m->port = (uint16_t)port;
	m->rtcp_port = port > 0 && port < 65535 ? (uint16_t)(port + 1) : 0;
	for (token = word(&value); token.len > 0; token = word(&value)) {
		if (!is_token(token))
			return false;
		if (m->formats < SDP_FORMATS_MAX)
			format_fill(&m->format[m->formats++], token);
	}
	return true;
}

static struct sdp_format *format_of(struct sdp_media *m, struct span token)
{
	for (int i = 0; i < m->formats; i++)
		if (span_eq(m->format[i].token, token))
			return &m->format[i];
	return NULL;
}

/* "101 telephone-event/8000" */
static void rtpmap_read(struct sdp_media *m, struct span value)
{
	struct sdp_format *format = format_of(m, word(&value));
	struct span rate, channels, encoding;
	uint32_t n;

	if (!format)
		return;
	encoding = span_cut(word(&value), '/', &rate);
	rate = span_cut(rate, '/', &channels);
	if (!span_u32(rate, UINT32_MAX, &n))
		return;
	format->encoding = encoding;
	format->rate_hz = n;
	format->channels = 1;
	if (channels.at && span_u32(channels, 255, &n))
		format->channels = (uint8_t)n;
}

static void fmtp_read(struct sdp_media *m, struct span value)
{
	struct sdp_format *format = format_of(m, word(&value));

	if (format)
		format->fmtp = span_trim(value);
}

static void rtcp_line(struct sdp_media *m, struct span value)
{
	uint32_t port;

	if (!span_u32(word(&value), 65535, &port))
		return;
	m->rtcp_port = (uint16_t)port;
	address_read(value, &m->rtcp_address);
}

static bool direction_read(struct span text, enum sdp_direction *out)
{
	for (int i = 0; i < 4; i++) {
		if (!span_is(text, directions[i]))
			continue;
		*out = (enum sdp_direction)i;
		return true;
	}
	return false;
}

static void milliseconds_read(struct span value, uint16_t *out)
{
	uint32_t ms;

	if (span_u32(value, 65535, &ms))
		*out = (uint16_t)ms;
}

static void media_attribute(struct sdp_media *m, struct span text)
{
	struct span value;

	if (direction_read(text, &m->direction))
		return;
	if (attribute_is(text, "rtpmap", &value))
		rtpmap_read(m, value);
	else if (attribute_is(text, "fmtp", &value))
		fmtp_read(m, value);
	else if (attribute_is(text, "ptime", &value))
		milliseconds_read(value, &m->ptime_ms);
	else if (attribute_is(text, "maxptime", &value))
		milliseconds_read(value, &m->maxptime_ms);
	else if (attribute_is(text, "rtcp", &value))
		rtcp_line(m, value);
}

static void session_line(struct sdp *out, struct span line)
{
	struct span value;

	if (line_is(line, 'o', &value))
		origin_read(out, value);
	else if (line_is(line, 's', &value))
		out->name = value;
	else if (line_is(line, 't', &value) && !out->time.at)
		out->time = value;
	else if (line_is(line, 'c', &value))
		address_read(value, &out->address);
	else if (line_is(line, 'a', &value))
		direction_read(value, &out->direction);
}

static void media_line(struct sdp_media *m, bool *has_address, struct span line)
{
	struct span value, address = SPAN_NONE;

	if (line_is(line, 'a', &value)) {
		media_attribute(m, value);
		return;
	}
	if (*has_address || !line_is(line, 'c', &value))
		return;
	address_read(value, &address);
	if (!address.at)
		return;
	m->address = address;
	*has_address = true;
}

/* A section begins behind the line of which `rest` is the remainder. */
static struct span section_begin(struct span rest, struct span all)
{
	return rest.at ? rest : (struct span){ all.at + all.len, 0 };
}

static enum sdp_outcome media_begin(struct sdp *out, struct span value)
{
	struct sdp_media *m = &out->media[out->medias];

	if (out->medias == SDP_MEDIA_MAX)
		return SDP_UNACCEPTABLE;
	memset(m, 0, sizeof(*m));
	m->address = out->address;
	m->direction = out->direction;
	if (!media_read(m, value))
		return SDP_SYNTAX;
	out->medias++;
	return SDP_OK;
}

enum sdp_outcome sdp_read(struct sdp *out, struct span bytes)
{
	struct span rest = bytes, line, value, *section = &out->lines;
	bool has_address = false;
	enum sdp_outcome outcome;

	memset(out, 0, offsetof(struct sdp, media));
	out->medias = 0;
	out->direction = SDP_SENDRECV;
	if (!line_next(&rest, &line) || !line_is(line, 'v', &value) || !span_is(value, "0"))
		return SDP_SYNTAX;
	*section = section_begin(rest, bytes);
	while (line_next(&rest, &line)) {
		if (line_is(line, 'm', &value)) {
			section->len = (size_t)(line.at - section->at);
			outcome = media_begin(out, value);
			if (outcome != SDP_OK)
				return outcome;
			section = &out->media[out->medias - 1].lines;
			*section = section_begin(rest, bytes);
			has_address = false;
		} else if (out->medias == 0) {
			session_line(out, line);
		} else {
			media_line(&out->media[out->medias - 1], &has_address, line);
		}
	}
	section->len = (size_t)(bytes.at + bytes.len - section->at);
	return SDP_OK;
}

/* SPDX-License-Identifier: MIT
 * sdp_place.c - the words of m= lines that were refused, as numbers. */
#include "wire/rtp/sdp_place.h"

/* Word 0 stands for those that are not here. A line with such a one becomes "audio 0
 * RTP/AVP 0" in a later offer of ours: its port says that nobody wants it, and its place may
 * have another type (RFC 3264 8.3). */
static const char *const types[] = { "audio", "video", "image", "application", "text", "message" };
static const char *const protos[] = {
	"RTP/AVP", "RTP/SAVP", "RTP/AVPF", "RTP/SAVPF", "UDP/TLS/RTP/SAVP", "UDP/TLS/RTP/SAVPF",
	"TCP/RTP/AVP", "TCP/TLS/RTP/SAVP", "TCP/TLS/RTP/SAVPF", "udptl", "TCP/TLS/UDPTL", "UDP/TLS/UDPTL",
	"TCP/MSRP", "TCP/TLS/MSRP", "UDP/BFCP", "TCP/BFCP", "TCP/TLS/BFCP", "UDP/TLS/BFCP",
	"UDP/DTLS/SCTP", "TCP/DTLS/SCTP", "DTLS/SCTP", "udp", "tcp",
};
static const char *const formats[] = { "t38", "*", "webrtc-datachannel" };

#define COUNT(words) (sizeof(words) / sizeof((words)[0]))
#define PAYLOAD_TYPES 128	/* formats that are numbers come before the words */

/* From 1; 0: it is not there. */
static uint8_t word_of(const char *const *words, size_t count, struct span word)
{
	for (size_t i = 0; i < count; i++)
		if (span_isi(word, words[i]))
			return (uint8_t)(i + 1);
	return 0;
}

static uint8_t format_of(struct span token)
{
	uint32_t pt;
	uint8_t word;

	if (span_u32(token, PAYLOAD_TYPES - 1, &pt))
		return (uint8_t)(pt + 1);
	word = word_of(formats, COUNT(formats), token);
	return word ? (uint8_t)(PAYLOAD_TYPES + word) : 0;
}

struct sdp_place sdp_place_of(struct span type, struct span proto, struct span format)
{
	struct sdp_place place = {
		.type = word_of(types, COUNT(types), type),
		.proto = word_of(protos, COUNT(protos), proto),
		.format = format_of(format),
	};

	return place.type && place.proto && place.format ? place : (struct sdp_place){ 0 };
}

void sdp_place_write(struct buf *out, struct sdp_place place)
{
	buf_text(out, "m=");
	buf_text(out, place.type ? types[place.type - 1] : "audio");
	buf_text(out, " 0 ");
	buf_text(out, place.proto ? protos[place.proto - 1] : "RTP/AVP");
	buf_char(out, ' ');
	if (place.format > PAYLOAD_TYPES)
		buf_text(out, formats[place.format - PAYLOAD_TYPES - 1]);
	else
		buf_u32(out, place.format ? place.format - 1u : 0);
	buf_text(out, "\r\n");
}

/* SPDX-License-Identifier: MIT
 * sdp.h - session descriptions (RFC 8866) and offer/answer (RFC 3264).
 *
 * Pure: reading gives spans into the received bytes and allocates nothing;
 * what is not understood is stepped over. Our end of a call is one small
 * struct, which the driver owns and which remembers what was said last.
 */
#ifndef WIRE_RTP_SDP_H
#define WIRE_RTP_SDP_H

#include "wire/rtp/sdes.h"

#define SDP_MEDIA_MAX 8		/* m= lines; a description with more is not taken */
#define SDP_FORMATS_MAX 16	/* formats kept of an m= line; further ones are dropped */
#define SDP_ADDRESS_SIZE 64	/* bytes of an address as text, with its terminator */
#define SDP_CODECS_MAX 2
#define SDP_TEXT_SIZE 2048	/* bytes that any offer or answer of ours fits in */

enum sdp_outcome {
	SDP_OK,
	SDP_SYNTAX,		/* no session description: answer 400 */
	SDP_UNACCEPTABLE,	/* nothing in it that we can do: answer 488 */
	SDP_SRTP_CLASH,		/* nothing but for how it is encrypted, or is not: likewise */
	SDP_FULL,		/* our text does not fit into its buf */
};

/* Two bits, seen from whose description it is. */
enum sdp_direction {
	SDP_INACTIVE = 0,
	SDP_SENDONLY = 1,
	SDP_RECVONLY = 2,
	SDP_SENDRECV = 3,
};

enum sdp_codec {		/* by their static payload types, RFC 3551 */
	SDP_PCMU = 0,
	SDP_PCMA = 8,
};

struct sdp_format {
	struct span token;	/* as it stands in m= */
	int16_t pt;		/* 0 ... 127; -1: the token is no payload type */
	uint8_t channels;	/* 1 unless a=rtpmap says more */
	uint32_t rate_hz;	/* 0: no a=rtpmap, and no static type known here */
	struct span encoding;	/* "PCMA"; static types are filled in */
	struct span fmtp;	/* what is behind the payload type in a=fmtp */
};

struct sdp_media {
	struct span type, proto;	/* "audio", "RTP/AVP" */
	struct sdp_format format[SDP_FORMATS_MAX];
	uint8_t formats;
	uint16_t port;			/* 0: refused or removed */
	uint16_t rtcp_port;		/* a=rtcp, else port + 1 */
	uint16_t ptime_ms, maxptime_ms;	/* 0: not said */
	enum sdp_direction direction;	/* as written; see sdp_direction_of() */
	struct span address;		/* own c= or the session's; at NULL: none */
	struct span rtcp_address;	/* of a=rtcp; at NULL: none */
	struct span lines;		/* the section behind m=, for sdp_attribute() */
};

struct sdp {
	struct span user, id, version, origin_address;	/* o=; empty if it was odd */
	struct span name, time;				/* s=, the first t= */
	struct span address;				/* c= of the session */
	enum sdp_direction direction;
	struct span lines;		/* the session's part, for sdp_attribute() */
	struct sdp_media media[SDP_MEDIA_MAX];
	uint8_t medias;
};

/* Read a description. SDP_SYNTAX: it does not begin with v=0 or an m= line
 * cannot be read; SDP_UNACCEPTABLE: more m= lines than SDP_MEDIA_MAX. `out`
 * lives as long as the bytes; on any outcome but SDP_OK it is of no use. */
enum sdp_outcome sdp_read(struct sdp *out, struct span bytes);

/* The value of the next `a=name` or `a=name:value` in `lines` (crypto,
 * candidate, fingerprint ...); `lines` moves on behind it. False: no more. */
bool sdp_attribute(struct span *lines, const char *name, struct span *value);

/* The direction of a stream as its owner means it: an address of 0.0.0.0 or
 * :: (hold by RFC 2543) takes the receiving away. */
enum sdp_direction sdp_direction_of(const struct sdp_media *media);

/* The same stream seen from the other end. */
enum sdp_direction sdp_mirror(enum sdp_direction direction);
const char *sdp_direction_text(enum sdp_direction direction);

enum sdp_srtp {
	SDP_SRTP_NONE,
	SDP_SRTP_WANTED,	/* offered by RTP/AVP with a=crypto; plain where they have no keys */
	SDP_SRTP_REQUIRED,	/* offered by RTP/SAVP; nothing is taken without keys */
};

/* An m= line that was refused. Its words are those that are known (sdp_place.c), by
 * number, as each call has room for SDP_MEDIA_MAX of them. All zeros: some other. */
struct sdp_place {
	uint8_t type, proto, format;
};

/* Our end of one call: zeroed and filled by the driver, kept for its life. */
struct sdp_end {
	char address[SDP_ADDRESS_SIZE];	/* numeric, IPv4 or IPv6 */
	uint16_t port;			/* of RTP; RTCP is the next one */
	uint8_t codec[SDP_CODECS_MAX];	/* enum sdp_codec, the best first */
	uint8_t codecs;
	uint8_t event_pt;		/* telephone-event, 96 ... 127; 0: none */
	uint8_t ptime_ms;		/* wished for; 0 is 20 */
	uint8_t srtp;			/* enum sdp_srtp */
	uint8_t keys;			/* how many; 0: none */
	const struct sdes_key *key;	/* ours (the driver's own), the best first, one of a suite */
	bool secured;			/* our stream is offered by RTP/SAVP, as it was answered */
	uint64_t id, version;		/* of o=; version grows when what we say changes */

	/* kept by this room: */
	uint64_t said;			/* mark of what was said last; 0: nothing */
	uint8_t lines, audio;		/* m= lines of the session, and which one is ours */
	struct sdp_place refused[SDP_MEDIA_MAX];	/* what the others are */
};

/* What both agreed upon. */
struct sdp_session_choice {
	uint8_t codec;			/* enum sdp_codec */
	uint8_t codec_pt;		/* payload type to send and to expect */
	uint8_t event_pt;		/* telephone-event to send; 0: none */
	uint8_t event_pt_in;		/* telephone-event to expect; 0: none */
	uint16_t ptime_ms;		/* of the packets that we send */
	uint16_t port, rtcp_port;	/* where to send */
	char address[SDP_ADDRESS_SIZE];	/* where to send; 0.0.0.0: on hold */
	enum sdp_direction remote;	/* of the peer, as sdp_direction_of() */
	enum sdp_direction direction;	/* ours: send and receive by these bits */
	struct sdes_key key_out, key_in;	/* of one suite; SDES_NONE: nothing is encrypted */
};

/* Write an offer, the first or a later one of the session: a later one keeps
 * the m= lines in their places (RFC 3264, 8). */
enum sdp_outcome sdp_offer_write(struct buf *out, struct sdp_end *end,
				 enum sdp_direction wish);

/* Answer `offer`: the first audio stream that we can do, before it the first
 * one with keys if SRTP is wanted, is taken with the first codec and the first
 * key of it that we have; all others are refused with port 0. Our
 * direction is `wish` as far as the offer lets it be. On any outcome but
 * SDP_OK neither `end` nor `choice` is changed. */
enum sdp_outcome sdp_answer(struct buf *out, struct sdp_end *end, const struct sdp *offer,
			    enum sdp_direction wish, struct sdp_session_choice *choice);

/* What `answer` to our last offer, made with `wish`, comes to.
 * SDP_UNACCEPTABLE: our stream was refused, or with nothing that we offered;
 * SDP_SRTP_CLASH: ... of our keys. */
enum sdp_outcome sdp_answer_take(struct sdp_session_choice *choice, const struct sdp_end *end,
				 const struct sdp *answer, enum sdp_direction wish);

#endif

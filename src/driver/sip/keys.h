/* SPDX-License-Identifier: MIT
 * keys.h - what keeps the voice of a call secret: SRTP by the line's policy,
 * with its keys in the session descriptions (RFC 4568).
 *
 * Ours are made with the call and stay while they are of use: what a far end
 * changed its own for, what was in force and is not any more, and what somebody
 * else was told gets a successor before the next description of ours.
 */
#ifndef DRIVER_SIP_KEYS_H
#define DRIVER_SIP_KEYS_H

#include "wire/rtp/sdp.h"

struct sip_call;
struct sip_line_conf;

struct sip_keys {			/* of a call that may be by SRTP */
	struct sdes_key own[SDES_SUITES]; /* where sdp_end.key is */
	struct sdes_key out, in;	/* in force; SDES_NONE: nothing is encrypted */
	uint8_t spent;			/* bits of `own`: not to be told any more */
};

/* ERR_CONFIG: srtp-suites names what is no suite, which is said in `why`. */
enum err sip_keys_check(const struct sip_line_conf *conf, struct buf *why);

/* Into s->end, by the line's policy. ERR_FAILED: there can be none; ERR_NOMEM. */
enum err sip_keys_open(struct sip_call *s);
void sip_keys_close(struct sip_call *s);

/* As sdp_offer_write() and sdp_answer(), with keys that may be told. A clash is
 * said in the log. */
enum sdp_outcome sip_keys_offer(struct sip_call *s, struct buf *out, enum sdp_direction wish);
enum sdp_outcome sip_keys_answer(struct sip_call *s, struct buf *out, const struct sdp *offer,
				 enum sdp_direction wish, struct sdp_session_choice *choice);

/* As sdp_read() and sdp_answer_take(), likewise. */
enum sdp_outcome sip_keys_take(struct sip_call *s, struct span answer, enum sdp_direction wish,
			       struct sdp_session_choice *choice);

/* It is in force. */
void sip_keys_agreed(struct sip_call *s, const struct sdp_session_choice *choice);

/* Somebody else is going to be called: what we told before is not for them. */
void sip_keys_forget(struct sip_call *s);

/* Our offer by RTP/AVP was refused: whether it is worth to try RTP/SAVP, which the
 * next one is then by. */
bool sip_keys_insist(struct sip_call *s);

#endif

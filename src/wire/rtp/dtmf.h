/* SPDX-License-Identifier: MIT
 * dtmf.h - digits: as RTP events (RFC 4733) and in bodies of SIP INFO.
 *
 * Digits are characters: 0-9 * # A-D, and '!' for a hook flash. Sender and
 * receiver are state machines that hear of time by what is passed in.
 */
#ifndef WIRE_RTP_DTMF_H
#define WIRE_RTP_DTMF_H

#include "base/buf.h"

#define DTMF_PAYLOAD 4		/* bytes of an event */
#define DTMF_NEWS_MAX 3

/* Event code of a digit, -1: it is none; and back, 0: it is none. */
int dtmf_code(char digit);
char dtmf_digit(unsigned code);

struct dtmf_event {		/* the payload */
	uint8_t code;
	bool end;
	uint8_t volume;		/* -dBm0, 0 ... 63 */
	uint16_t duration;	/* so far, in timestamp units */
};

bool dtmf_event_read(struct dtmf_event *out, struct span payload);
void dtmf_event_write(struct buf *out, const struct dtmf_event *event);

/* --- sending --- */

struct dtmf_packet {
	bool marker;		/* the first of its event */
	uint32_t timestamp;	/* of the event's (or segment's) beginning */
	struct dtmf_event event;
};

struct dtmf_sender {		/* zeroed: idle */
	uint8_t code, volume;
	uint8_t ends;		/* end packets still to send */
	bool busy, started;
	uint32_t timestamp;	/* of the segment */
	uint32_t left;		/* units of the event behind the segment's beginning */
	uint32_t sent;		/* units told of in this segment */
};

/* Begin `digit` of `duration` units (at least one packet's worth is sent) at
 * `timestamp`. False: no digit, or the last one is still on its way. */
bool dtmf_send(struct dtmf_sender *s, char digit, uint32_t duration, uint32_t timestamp);

/* End the digit that is being sent at the next step (a key let go). */
void dtmf_send_stop(struct dtmf_sender *s);

/* Every ptime, `step` units: the packet to send now. False: nothing to send.
 * An event longer than 65535 units goes in segments (RFC 4733, 2.5.1.3). */
bool dtmf_step(struct dtmf_sender *s, uint32_t step, struct dtmf_packet *out);

/* --- receiving --- */

struct dtmf_news {
	bool down;		/* else up */
	char digit;
	uint32_t duration;	/* of an up: units, as far as it is known */
};

#define DTMF_REMEMBERED 8

struct dtmf_seen {
	uint32_t timestamp;	/* of the newest segment */
	uint32_t duration;	/* units, of all segments */
	uint32_t before;	/* units in the segments before the newest */
	uint8_t code;
	bool ended;		/* an end packet was seen */
};

struct dtmf_receiver {		/* zeroed: nothing heard yet */
	uint16_t update_ms;	/* the peer's interval of updates; 0 is 20 */
	bool active;		/* the newest one is down */
	uint8_t count, newest;	/* of seen[], a ring */
	uint64_t heard_ms;	/* when the active one was heard last */
	struct dtmf_seen seen[DTMF_REMEMBERED];
};

/* Take in an event packet. Every event gives exactly one down and one up,
 * whatever was lost, doubled or reordered, if one packet of it comes within
 * the next DTMF_REMEMBERED events. Gives the number of news. Codes above 16
 * are no digits and give none. After an SSRC change zero the receiver (having
 * called dtmf_release). */
unsigned dtmf_receive(struct dtmf_receiver *r, const struct dtmf_event *event,
		      uint32_t timestamp, uint64_t now_ms, struct dtmf_news news[DTMF_NEWS_MAX]);

/* Let the clock be `now_ms`: a digit of which three updates are missing is up.
 * True: `news` was written. */
bool dtmf_tick(struct dtmf_receiver *r, uint64_t now_ms, struct dtmf_news *news);

/* The digit that is down is up now (end of the stream). True: there was one. */
bool dtmf_release(struct dtmf_receiver *r, struct dtmf_news *news);

/* --- SIP INFO --- */

/* Read the body of application/dtmf-relay or application/dtmf. `duration_ms`
 * is 0 when it is not said. False: there is no digit in it. */
bool dtmf_info_read(struct span body, char *digit, uint32_t *duration_ms);

/* Write the body of application/dtmf-relay; of application/dtmf. */
void dtmf_relay_write(struct buf *out, char digit, uint32_t duration_ms);
void dtmf_plain_write(struct buf *out, char digit);

#endif

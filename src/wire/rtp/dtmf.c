/* SPDX-License-Identifier: MIT
 * dtmf.c - digits as events. */
#include "wire/rtp/dtmf.h"
#include "wire/rtp/word.h"

#define SEGMENT 0xffffu		/* the longest duration an event packet can tell */
#define END_PACKETS 3
#define VOLUME 10		/* -10 dBm0, between what Q.24 takes and overload */
#define UPDATE_MS 20
#define UPDATES_MISSED 3
#define SEGMENTS_LOST 4		/* so many may be missing and it is the same event */

/* An unknown event up to this far behind the newest came late; one further
 * behind is of a peer that began its timestamps anew. 10 s at 8000 Hz. */
#define LATE_MAX 80000

static const char digits[] = "0123456789*#ABCD!";

int dtmf_code(char digit)
{
	const char *at;

	if (digit >= 'a' && digit <= 'd')
		digit = (char)(digit - 'a' + 'A');
	at = digit ? strchr(digits, digit) : NULL;
	return at ? (int)(at - digits) : -1;
}

char dtmf_digit(unsigned code)
{
	return code < sizeof(digits) - 1 ? digits[code] : 0;
}

bool dtmf_event_read(struct dtmf_event *out, struct span payload)
{
	const unsigned char *at = (const unsigned char *)payload.at;

	if (payload.len < DTMF_PAYLOAD)
		return false;
	out->code = at[0];
	out->end = at[1] >> 7;
	out->volume = at[1] & 0x3f;
	out->duration = word16(at + 2);
	return true;
}

void dtmf_event_write(struct buf *out, const struct dtmf_event *event)
{
	buf_char(out, (char)event->code);
	buf_char(out, (char)((event->end ? 0x80 : 0) | (event->volume & 0x3f)));
	put_word16(out, event->duration);
}

/* --- sending --- */

bool dtmf_send(struct dtmf_sender *s, char digit, uint32_t duration, uint32_t timestamp)
{
	int code = dtmf_code(digit);

	if (code < 0 || s->busy)
		return false;
	*s = (struct dtmf_sender){
		.code = (uint8_t)code,
		.volume = VOLUME,
		.ends = END_PACKETS,
		.busy = true,
		.timestamp = timestamp,
		.left = duration,
	};
	return true;
}

void dtmf_send_stop(struct dtmf_sender *s)
{
	if (s->left > s->sent)
		s->left = s->sent;
}

bool dtmf_step(struct dtmf_sender *s, uint32_t step, struct dtmf_packet *out)
{
	uint32_t told;

	if (!s->busy)
		return false;
	if (step > SEGMENT)
		step = SEGMENT;
	if (!s->started && s->left < step)
		s->left = step;
	told = s->sent + step;
	if (told > s->left)
		told = s->left;
	*out = (struct dtmf_packet){
		.marker = !s->started,
		.timestamp = s->timestamp,
		.event = {
			.code = s->code,
			.end = s->started && told == s->left && told <= SEGMENT,
			.volume = s->volume,
			.duration = (uint16_t)(told < SEGMENT ? told : SEGMENT),
		},
	};
	s->started = true;
	s->sent = told;
	if (told > SEGMENT) {
		s->timestamp += SEGMENT;
		s->left -= SEGMENT;
		s->sent -= SEGMENT;
	}
	if (out->event.end && --s->ends == 0)
		s->busy = false;
	return true;
}

/* --- receiving --- */

/* Whether `late` and `early` are beginnings of segments of one event. */
static bool same_event(uint32_t late, uint32_t early)
{
	uint32_t apart = late - early;

	return apart % SEGMENT == 0 && apart / SEGMENT <= SEGMENTS_LOST;
}

/* Which of seen[] the packet belongs to, -1: none. A segment that goes on
 * can only be of the newest, as events do not overlap. */
static int find(const struct dtmf_receiver *r, unsigned code, uint32_t timestamp)
{
	for (unsigned i = 0; i < r->count; i++) {
		if (r->seen[i].code != code)
			continue;
		if (same_event(r->seen[i].timestamp, timestamp))
			return (int)i;
		if (i == r->newest && !r->seen[i].ended &&
		    same_event(timestamp, r->seen[i].timestamp))
			return (int)i;
	}
	return -1;
}

/* Remember an event at the newest place, forgetting the oldest. */
static void remember(struct dtmf_receiver *r, const struct dtmf_event *event, uint32_t timestamp)
{
	if (r->count > 0)
		r->newest = (uint8_t)((r->newest + 1) % DTMF_REMEMBERED);
	if (r->count < DTMF_REMEMBERED)
		r->count++;
	r->seen[r->newest] = (struct dtmf_seen){
		.timestamp = timestamp,
		.duration = event->duration,
		.code = event->code,
		.ended = event->end,
	};
}

/* Remember an event that is older than the newest. */
static void remember_late(struct dtmf_receiver *r, const struct dtmf_event *event,
			  uint32_t timestamp)
{
	struct dtmf_seen newest = r->seen[r->newest], *late;
	unsigned before = r->newest;

	remember(r, event, timestamp);
	late = &r->seen[r->newest];
	r->seen[before] = *late;
	*late = newest;
}

static bool older_than_all(const struct dtmf_receiver *r, uint32_t timestamp)
{
	for (unsigned i = 0; i < r->count; i++)
		if ((int32_t)(timestamp - r->seen[i].timestamp) > 0)
			return false;
	return true;
}

static struct dtmf_news news_of(bool down, unsigned code, uint32_t duration)
{
	return (struct dtmf_news){ down, dtmf_digit(code), duration };
}

bool dtmf_release(struct dtmf_receiver *r, struct dtmf_news *news)
{
	if (!r->active)
		return false;
	r->active = false;
	*news = news_of(false, r->seen[r->newest].code, r->seen[r->newest].duration);
	return true;
}

/* One more packet of an event that was told of. */
static unsigned hear(struct dtmf_receiver *r, int which, const struct dtmf_event *event,
		     uint32_t timestamp, uint64_t now_ms, struct dtmf_news *news)
{
	struct dtmf_seen *seen = &r->seen[which];
	uint32_t ahead = timestamp - seen->timestamp;

	if ((int32_t)ahead < 0)
		return 0;		/* of a segment that is over */
	seen->timestamp = timestamp;
	seen->before += ahead;
	if (seen->before + event->duration > seen->duration)
		seen->duration = seen->before + event->duration;
	if (event->end)
		seen->ended = true;
	if (which != r->newest || !r->active)
		return 0;
	r->heard_ms = now_ms;
	return event->end && dtmf_release(r, news);
}

unsigned dtmf_receive(struct dtmf_receiver *r, const struct dtmf_event *event,
		      uint32_t timestamp, uint64_t now_ms, struct dtmf_news news[DTMF_NEWS_MAX])
{
	int which = find(r, event->code, timestamp);
	unsigned told = 0;
	int32_t ahead;

	if (!dtmf_digit(event->code))
		return 0;
	if (which >= 0)
		return hear(r, which, event, timestamp, now_ms, news);
	ahead = r->count ? (int32_t)(timestamp - r->seen[r->newest].timestamp) : 1;
	if (ahead < 0 && ahead > -LATE_MAX) {
		if (r->count == DTMF_REMEMBERED && older_than_all(r, timestamp))
			return 0;	/* too late to know whether it was told */
		remember_late(r, event, timestamp);
		news[told++] = news_of(true, event->code, 0);
		news[told++] = news_of(false, event->code, event->duration);
		return told;
	}
	told += dtmf_release(r, &news[told]);
	remember(r, event, timestamp);
	r->active = true;
	r->heard_ms = now_ms;
	news[told++] = news_of(true, event->code, 0);
	if (event->end)
		told += dtmf_release(r, &news[told]);
	return told;
}

bool dtmf_tick(struct dtmf_receiver *r, uint64_t now_ms, struct dtmf_news *news)
{
	uint64_t update_ms = r->update_ms ? r->update_ms : UPDATE_MS;

	if (!r->active || now_ms < r->heard_ms + UPDATES_MISSED * update_ms)
		return false;
	return dtmf_release(r, news);
}

/* --- SIP INFO --- */

/* "5", "#", "a", or an event code of two digits. */
static char signal_read(struct span s)
{
	uint32_t code;

	if (s.len == 1 && dtmf_code(s.at[0]) >= 0)
		return dtmf_digit((unsigned)dtmf_code(s.at[0]));
	if (s.len == 2 && span_u32(s, 16, &code))
		return dtmf_digit(code);
	return 0;
}

bool dtmf_info_read(struct span body, char *digit, uint32_t *duration_ms)
{
	uint32_t duration = 0;
	char found = 0;

	while (body.at) {
		struct span value, line = span_cut(body, '\n', &body);
		struct span key = span_trim(span_cut(line, '=', &value));

		if (!value.at && !found)
			found = signal_read(key);	/* application/dtmf: the digit alone */
		else if (span_isi(key, "Signal") && !found)
			found = signal_read(span_trim(value));
		else if (span_isi(key, "Duration"))
			span_u32(span_trim(value), UINT32_MAX, &duration);
	}
	if (!found)
		return false;
	*digit = found;
	*duration_ms = duration;
	return true;
}

/* A flash has no character of its own there: it goes by its event code. */
void dtmf_plain_write(struct buf *out, char digit)
{
	if (digit == '!')
		buf_text(out, "16");
	else
		buf_char(out, digit);
}

void dtmf_relay_write(struct buf *out, char digit, uint32_t duration_ms)
{
	buf_text(out, "Signal=");
	dtmf_plain_write(out, digit);
	buf_text(out, "\r\nDuration=");
	buf_u32(out, duration_ms);
	buf_text(out, "\r\n");
}

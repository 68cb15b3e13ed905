/* SPDX-License-Identifier: MIT
 * jitter.c - a ring of samples, by their timestamps. */
#include "wire/rtp/jitter.h"

#define DEPTH_MIN (2 * JITTER_TAKE)
#define DEPTH_MAX (6 * JITTER_TAKE)
#define WAITING_MAX (10 * JITTER_TAKE)	/* what piles up beyond it is skipped at once */
#define CONCEALED_MAX (3 * JITTER_TAKE)
#define TURN 100		/* takes: 2 s */
#define SMOOTH_TURNS 15

static int16_t *place(struct jitter *j, uint32_t timestamp)
{
	return &j->voice[timestamp % JITTER_ROOM];
}

static uint32_t waiting(const struct jitter *j)
{
	return j->end - j->read;
}

static void turn_begins(struct jitter *j)
{
	j->takes = 0;
	j->least = UINT16_MAX;
}

/* A voice begins at `timestamp`, or goes on behind a pause. */
static void begin(struct jitter *j, uint32_t timestamp)
{
	j->read = j->end = timestamp;
	j->playing = j->dry = false;
	turn_begins(j);
}

/* From the end up to `timestamp` nothing came: what was heard last goes on there,
 * half as loud every 20 ms; where too much is missing, nothing does. */
static void conceal(struct jitter *j, uint32_t timestamp)
{
	bool fades = timestamp - j->end <= CONCEALED_MAX;

	for (; j->end != timestamp; j->end++)
		*place(j, j->end) = fades ? *place(j, j->end - JITTER_TAKE) / 2 : 0;
}

/* Whether the packet's place is in what is here or right behind it. */
static bool fits(const struct jitter *j, uint32_t timestamp, uint32_t len)
{
	int32_t ahead = (int32_t)(timestamp - j->end);

	if (ahead < 0)
		return ahead > -(int32_t)JITTER_ROOM;
	if (!j->playing && waiting(j) < JITTER_TAKE)
		return ahead <= (int32_t)CONCEALED_MAX;	/* else it was a pause */
	return waiting(j) + (uint32_t)ahead + len <= JITTER_ROOM;
}

static void write(struct jitter *j, enum g711_law law, uint32_t timestamp, struct span codes)
{
	for (size_t i = 0; i < codes.len; i++, timestamp++)
		if ((int32_t)(timestamp - j->read) >= 0)
			*place(j, timestamp) = g711_sample(law, (uint8_t)codes.at[i]);
	if ((int32_t)(timestamp - j->end) > 0)
		j->end = timestamp;
}

/* It was waited for: from now on more is kept back. */
static void late(struct jitter *j)
{
	j->dry = false;
	j->smooth = 0;
	if (j->depth < DEPTH_MAX)
		j->depth += JITTER_TAKE;
}

void jitter_put(struct jitter *j, enum g711_law law, const struct rtp *p)
{
	uint32_t len = (uint32_t)p->payload.len;

	if (len == 0 || len > JITTER_ROOM / 2)
		return;
	if (!j->begun || p->ssrc != j->ssrc) {
		*j = (struct jitter){ .begun = true, .ssrc = p->ssrc, .depth = DEPTH_MIN };
		begin(j, p->timestamp);
	} else if (!fits(j, p->timestamp, len)) {
		begin(j, p->timestamp);
	}
	if (j->dry && (int32_t)(p->timestamp + len - j->end) > 0)
		late(j);
	if ((int32_t)(p->timestamp - j->end) > 0)
		conceal(j, p->timestamp);
	write(j, law, p->timestamp, p->payload);
	if (waiting(j) > WAITING_MAX)
		j->read = j->end - j->depth;
}

/* Every two seconds: what was there all the time and not needed is too much. */
static void settle(struct jitter *j)
{
	if (waiting(j) < j->least)
		j->least = (uint16_t)waiting(j);
	if (++j->takes < TURN)
		return;
	if (++j->smooth >= SMOOTH_TURNS && j->depth > DEPTH_MIN) {
		j->smooth = 0;
		j->depth -= JITTER_TAKE;
	}
	if (j->least >= j->depth)
		j->read += JITTER_TAKE;
	turn_begins(j);
}

bool jitter_take(struct jitter *j, int16_t out[JITTER_TAKE])
{
	if (!j->begun || waiting(j) < (j->playing ? JITTER_TAKE : j->depth)) {
		j->dry |= j->playing;
		j->playing = false;
		return false;
	}
	j->playing = true;
	for (uint32_t i = 0; i < JITTER_TAKE; i++)
		out[i] = *place(j, j->read + i);
	j->read += JITTER_TAKE;
	settle(j);
	return true;
}

/* SPDX-License-Identifier: MIT
 * sound_in.h - what sound.c and control.c share and nobody else needs. */
#ifndef MODEL_SOUND_IN_H
#define MODEL_SOUND_IN_H

#include "model/call_in.h"
#include "model/line.h"
#include "model/sound.h"

#define SOUND_TONES_MAX 8u	/* frequencies at a time */

struct tone_list {		/* one of lineMonitorTones */
	struct list node;
	DWORD id;
	uint64_t since_ms;	/* nothing counts that was heard before */
	DWORD count;
	struct {
		LINEMONITORTONE tone;
		bool told;	/* as long as it sounds */
	} entries[];
};

/* What a call needs only when somebody listens to tones, or when it has triggers. */
struct listening {
	struct list lists;
	struct control *control; /* the call's own; NULL: those of its line */
	bool listens;		/* the driver tells */
	bool knows;		/* ... and has told already */
	DWORD hz[SOUND_TONES_MAX], count; /* heard now */
	uint64_t since_ms;	/* ... since then */
	uint64_t media_since_ms; /* and the call's media_heard since then */
	uint64_t control_since_ms; /* the triggers were set then */
	bool tone_acted[CONTROL_MAX], media_acted[CONTROL_MAX]; /* this time */
	struct timer timer, media_timer;
};

/* Make call->sound. ERR_NOMEM. */
enum err sound_need(struct call *call);

/* Have the driver tell tones, or no more; as the lists and triggers say. */
void sound_listen(struct call *call);

/* Report what has sounded long enough, and see again when the next has. */
void sound_watch(struct call *call);

/* Whether `tone` has been heard for its duration just now, but not before
 * `since_ms`; `told`: it was reported. *next_ms becomes the time when it will
 * have been, if that is earlier. */
bool sound_due(const struct call *call, const LINEMONITORTONE *tone, uint64_t since_ms,
	       bool *told, uint64_t *next_ms);

/* --- control.c --- */

/* The triggers that hold for the call; NULL: there are none. */
const struct control *control_of(const struct call *call);

/* Set off what the tones that are heard now do. */
void control_watch(struct call *call, uint64_t *next_ms);

/* The same of media: those that are heard until now, others from now on. */
void control_media_until_now(struct call *call);
void control_media(struct call *call);

#endif

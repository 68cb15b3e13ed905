/* SPDX-License-Identifier: MIT
 * sound.h - what the exchange's calls hear, besides digits.
 *
 * Whoever is at an end can send tones, a kind of media and a recorded stream
 * into it; the exchange itself sends its tones. What an end sends, and what a
 * call listens to, lives in a block that exists only while there is something
 * in it. What calls hear is told to the model by timers, never in the middle of
 * something else.
 */
#ifndef DRIVER_SIM_SOUND_H
#define DRIVER_SIM_SOUND_H

#include "driver/sim/sim.h"
#include "wire/rtp/melody.h"

/* --- tone.c: what machines and keys sound like, pure -------------------------- */

/* The tones that media begin with. */
struct melody sim_media_tones(DWORD mode, bool calling);

/* The two frequencies of a digit. */
void sim_key_tones(struct partial out[2], char digit);

/* --- ear.c: who hears what ----------------------------------------------------- */

struct sim_stream {		/* what MEDIA_CONTROL is done to: a recording, as one tone */
	bool plays, paused;
	int rate;		/* twice as fast each, -2 to 2 */
	DWORD level;		/* of SIM_LEVEL_MAX */
	uint64_t since_ms;	/* when its beginning was; paused: how far it is */
	struct partial partial;
};

#define SIM_LEVEL_MAX 8u
#define SIM_LEVEL_NORMAL 4u

struct sim_sound {
	struct sim_end *end;
	/* What is sent from here, the first of them that there is. */
	struct partial key[2];	/* a digit that sounds */
	bool key_down;
	struct partial tones[MELODY_PARTIALS];
	DWORD tone_count;
	uint64_t tones_ms;		/* since then */
	struct timer until;		/* the tones end */
	bool generated;			/* they were asked for by lineGenerateTone */
	struct sim_stream stream;
	DWORD media;			/* one LINEMEDIAMODE_; 0: none; without a block it is voice */
	uint64_t media_ms;
	/* What is heard here. */
	bool listens;			/* for tones */
	struct timer ear;
	const struct partial *heard;
	uint64_t heard_ms;
};

/* The block of `end`, made if need be. ERR_NOMEM. */
enum err sim_sound_need(struct sim_sound **out, struct sim_end *end);

/* It is of no more use: free it. */
void sim_sound_settle(struct sim_end *end);

/* What is sent from `end` is otherwise now, or who hears it: see what that means. */
void sim_sound_changed(struct sim_end *end);

/* What is heard at `end` is otherwise now. */
void sim_ear(struct sim_end *end);

/* A call of the line is otherwise now: who talks there may hear that one waits. */
void sim_ears_follow(const struct line *line);

/* Who is at `from` is at `to` from now on; who was at `end` has left. */
void sim_sound_move(struct sim_end *from, struct sim_end *to);
void sim_sound_leave(struct sim_end *end);

/* For each end that hears what is sent from `from`. */
void sim_each_listener(struct sim_end *from, void (*tell)(struct sim_end *to, void *arg), void *arg);

/* A digit (0: none) sounds from now on. */
void sim_key(struct sim_end *end, char digit);

/* A row of sim_driver: a call has a new state or media mode. */
void sim_call_changed(struct call *call);

/* --- speak.c: what is sent ------------------------------------------------------- */

/* Who is at `end` sends these tones all together, each in its own cadence,
 * for `ms` (0: until something else is sent), instead of those before. `count`
 * 0: no more. They are heard from before the answer on. ERR_NOMEM. */
enum err sim_tone(struct sim_end *end, const struct tone *tones, DWORD count, uint32_t ms);

/* What who is at `end` sends is of this kind (one LINEMEDIAMODE_; 0: of none),
 * with the tones that belong to it, from now on. At first it is voice. For a
 * call of a line the exchange does this itself. */
void sim_media(struct sim_end *end, DWORD mode);

/* The tones of lineGenerateTone end, if there are any; nobody is told. */
void sim_generate_stop(struct sim_end *end);

enum err sim_generate_tone(struct call *call, const struct call_args *args);
enum err sim_monitor_tones(struct call *call, const struct call_args *args);
enum err sim_monitor_media(struct call *call, const struct call_args *args);
enum err sim_media_control(struct call *call, const struct call_args *args);
enum err sim_set_treatment(struct call *call, const struct call_args *args);

extern const struct treatment sim_treatments[];
#define SIM_TREATMENT_USUAL 0x100u		/* ringback while it rings, silence on hold */
#define SIM_TREATMENT_ANNOUNCEMENT 0x101u

#endif

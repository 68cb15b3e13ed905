/* SPDX-License-Identifier: MIT
 * script.h - far ends that are no lines: what they do stands in the
 * configuration, in steps.
 *
 *   script-5 = ring, answer, wait talk-time, hang up
 *
 * Steps are split by commas; a text with a comma in it stands in '...'. A time
 * is one such as "500 ms", or the name of a setting that is a time. All steps
 * are in docs/sim.md. script.c reads them, play.c does them.
 */
#ifndef DRIVER_SIM_SCRIPT_H
#define DRIVER_SIM_SCRIPT_H

#include "driver/sim/sim.h"

enum sim_verb {
	SIM_RING, SIM_ANSWER, SIM_BUSY, SIM_INFO, SIM_HANG_UP, SIM_WAIT, SIM_DIGITS,
	SIM_NAME, SIM_HOLD, SIM_UNHOLD, SIM_CALL_BACK, SIM_HOLD_RELEASE, SIM_REPEAT,
	SIM_TONES, SIM_MEDIA, SIM_UUI,
};

struct sim_step {
	enum sim_verb verb;
	bool by_name;			/* `time` is the place of a setting in struct sim_conf */
	uint32_t time;			/* in ms; SIM_NO_TIME: the step has none */
	DWORD mode;			/* BUSY LINEBUSYMODE_, INFO LINESPECIALINFO_, HANG_UP LINEDISCONNECTMODE_,
					 * MEDIA LINEMEDIAMODE_ */
	const char *text;		/* DIGITS (NULL: the rest of the number), NAME, TONES; the script's */
};

#define SIM_NO_TIME UINT32_MAX
#define SIM_STEPS_MAX 64u

struct sim_script {
	uint32_t count;
	char *texts;			/* all of them, cut */
	struct sim_step steps[];
};

/* --- script.c -------------------------------------------------------------- */

/* Read `text`, which may be empty: then *out is NULL. ERR_CONFIG: `why` has what
 * is wrong, as the end of a sentence that begins with the key. */
enum err sim_script_read(struct sim_script **out, const char *text, struct buf *why);
void sim_script_free(struct sim_script *script);	/* NULL is fine */

/* Every script of the section [sim]; a row of sim_driver. */
enum err sim_scripts_check(const void *conf, const char **key, struct buf *why);

/* The exchange takes up work with them, and ends it. */
enum err sim_scripts_start(const struct sim_conf *conf);
void sim_scripts_stop(void);

/* What is heard of somebody who is not there: a tone, for the busy-time. */
const struct sim_script *sim_script_tone(void);

/* The script of a number, or NULL. */
const struct sim_script *sim_script_find(const char *number);

/* The frequencies of TONES, up to MELODY_PARTIALS; 0: none, or the text is wrong. */
DWORD sim_script_tones(DWORD *hz, const char *text);

/* How long the step takes by the settings of now, in ms. */
uint32_t sim_step_ms(const struct sim_step *step);

/* --- play.c ------------------------------------------------------------------ */

/* `script` begins at `end`, where there is no call. */
enum err sim_play_begin(struct sim_end *end, const struct sim_script *script);
void sim_play_stop(struct sim_end *end);	/* without a word */

/* The far end of `from` is that of `to` from now on. */
void sim_play_move(struct sim_end *from, struct sim_end *to);

/* What it waited for has come: its digits are sent; its call back is answered. */
void sim_play_sent(struct sim_end *end);
void sim_play_answered(struct sim_end *end);

/* How long it holds a call that is dropped now, in ms. */
uint32_t sim_play_release_ms(const struct sim_end *end);

/* The name that it shows, or NULL; whether it has put the other end on hold. */
const char *sim_play_name(const struct sim_end *end);
bool sim_play_holds(const struct sim_end *end);

/* Stop what waits to call `line` back. */
void sim_play_forget(struct sim_line *line);

#endif

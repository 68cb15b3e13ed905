/* SPDX-License-Identifier: MIT
 * sound.h - what a call hears, who wants to know of it, and what it sets off.
 *
 * A driver tells what tones (call_tone) and what kind of media (call_media) a
 * call hears; the model holds that against the lists of lineMonitorTones, the
 * set of lineMonitorMedia and the triggers of lineSetMediaControl, and times it.
 *
 * Tones are told of calls only whose driver was asked for it: MONITOR_TONES
 * with `enable` begins that, without it ends it. MONITOR_MEDIA asks it to tell
 * once more what is heard now. What is set off is asked of it as MEDIA_CONTROL.
 */
#ifndef MODEL_SOUND_H
#define MODEL_SOUND_H

#include "model/call.h"

#define SOUND_HZ_MAX 4000u		/* the highest tone that a telephone carries */
#define SOUND_VOLUME_MAX 0xFFFFu
#define MONITOR_ENTRIES_MAX 32u		/* of a list of tones */
#define MONITOR_LISTS_MAX 32u		/* of a call */
#define MONITOR_FREQUENCIES_MAX 3u	/* of a tone */
#define CONTROL_MAX 16u			/* entries of each list of a media control */

/* lineSetMediaControl: what sets off which LINEMEDIACONTROL_. */
struct control {
	struct control *next;		/* of line->controls */
	DWORD address;			/* id; ADDRESS_NONE: of the line, or of a call */
	DWORD digits, media, tones, states; /* entries that are used */
	LINEMEDIACONTROLDIGIT digit[CONTROL_MAX];
	LINEMEDIACONTROLMEDIA medium[CONTROL_MAX];
	LINEMEDIACONTROLTONE tone[CONTROL_MAX];
	LINEMEDIACONTROLCALLSTATE state[CONTROL_MAX];
};

/* --- drivers tell --------------------------------------------------------- */

/* The call hears `count` frequencies at once from now on; 0: silence. SOUND_NOISE alone: what
 * sounds is no tone. */
#define SOUND_NOISE 10000u	/* Hz: nobody can wait for it */
void call_tone(struct call *call, const DWORD *hz, DWORD count);

/* Whether tones are to be told: MONITOR_TONES came with `enable`. */
bool call_tones_matter(const struct call *call);

/* The call hears media of this kind (one LINEMEDIAMODE_); 0: of none. */
void call_media(struct call *call, DWORD mode);

/* Whether telling call_media(call, mode) would mean anything to anybody. */
bool call_media_matters(const struct call *call, DWORD mode);

/* What the far end hears while the call is held or not yet answered. */
void call_treatment(struct call *call, DWORD treatment);

/* --- the door asks --------------------------------------------------------- */

/* Make a sound; as call_generate() for digits. args->mode 0: only end what is
 * generated. ERR_UNAVAIL, ERR_STATE, ERR_TONEMODE. */
enum err call_generate_tone(struct call *call, DWORD end_to_end, const struct call_args *args);

/* Set the list `id` to `count` entries, which are copied; NULL: there is none.
 * ERR_UNAVAIL, ERR_STATE, ERR_TONE, ERR_RESOURCE, ERR_NOMEM. */
enum err call_monitor_tones(struct call *call, DWORD id, const LINEMONITORTONE *entries, DWORD count);

/* Listen to these media only, from the beginning. ERR_UNAVAIL, ERR_STATE. */
enum err call_monitor_media(struct call *call, DWORD modes);

/* Set triggers (copied) for one call; for all calls of an address of the line, or
 * of all of them (control->address), in place of what was set more narrowly.
 * ERR_UNAVAIL, ERR_NOMEM: nothing changed. */
enum err call_control(struct call *call, const struct control *control);
enum err line_control(struct line *line, const struct control *control);

/* --- the model -------------------------------------------------------------- */

/* The call has a new state, or heard a digit. */
void sound_state(struct call *call);
void sound_digit(struct call *call, char digit, DWORD mode);

void sound_free(struct call *call);		/* nobody listens any more */
void sound_line_free(struct line *line);	/* the line is closed */

#endif

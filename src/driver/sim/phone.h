/* SPDX-License-Identifier: MIT
 * phone.h - the exchange's phones: instruments that stand beside lines.
 *
 * A phone has lines: the first is the one that its hookswitch answers and hangs
 * up, each has a button whose lamp follows the line's calls. While a call is
 * offered it rings and shows who calls. What TAPI asks of it is done by phone.c,
 * what a hand does at it and what it shows by hand.c.
 *
 * Buttons: 0 to 11 are the keypad, then the lines, then the features.
 */
#ifndef DRIVER_SIM_PHONE_H
#define DRIVER_SIM_PHONE_H

#include "driver/sim/sim.h"
#include "model/phone.h"

#define SIM_KEYPAD 12
#define SIM_PHONE_LINES_MAX 16

struct sim_phone_conf {		/* what a [phone] with driver = sim may hold */
	char *line, *more_lines;	/* names, the latter split by commas */
	bool handset, speaker, headset;
	uint32_t rows, columns;
	uint32_t ring_modes, ring;
	uint32_t areas, area_size;
};

extern const struct conf_key sim_phone_keys[];

enum sim_display { SIM_DISPLAY_PLAIN, SIM_DISPLAY_CALLER, SIM_DISPLAY_WRITTEN_OVER };

struct sim_phone_place {		/* a line at a phone */
	struct list node;		/* of those whose names fall together */
	struct sim_phone *sp;
	const char *name;		/* the line's; the phone's */
};

struct sim_phone {
	struct phone *phone;
	const struct sim_phone_conf *conf;	/* the model's */
	char *names;			/* a copy of more_lines, cut */
	struct sim_phone_place lines[SIM_PHONE_LINES_MAX];	/* the first is conf->line */
	DWORD line_count;
	struct list requests;		/* begun, not yet done */
	struct timer finger;		/* until the button is let go */
	DWORD pressed;			/* its id; DEVICE_NONE: none is down */
	uint32_t speaks;		/* handle of the call that its digit goes into; 0: none */
	bool rings;			/* because of a call */
	bool messages;			/* its lamp says that they wait for a line */
	enum sim_display display;	/* plain: what TAPI wrote */
	WCHAR *kept;			/* what TAPI wrote, while the caller is shown */
};

/* --- phone.c: life, and what TAPI asks; rows of sim_driver ------------------- */

enum err sim_phone_new(struct phone *phone, const void *conf, struct buf *why);
void sim_phone_free(struct phone *phone);
enum err sim_phone_open(struct phone *phone);
void sim_phone_close(struct phone *phone);

enum err sim_phone_hookswitch(struct phone *phone, const struct phone_args *args);
enum err sim_phone_volume(struct phone *phone, const struct phone_args *args);
enum err sim_phone_gain(struct phone *phone, const struct phone_args *args);
enum err sim_phone_ring(struct phone *phone, const struct phone_args *args);
enum err sim_phone_display(struct phone *phone, const struct phone_args *args);
enum err sim_phone_button_info(struct phone *phone, const struct phone_args *args);
enum err sim_phone_lamp(struct phone *phone, const struct phone_args *args);
enum err sim_phone_data(struct phone *phone, const struct phone_args *args);
enum err sim_phone_devspecific(struct phone *phone, const struct phone_args *args);

/* The phone whose first line it is, and the other way round; NULL: none. */
const struct phone *sim_line_phone(const struct line *line);
const struct line *sim_phone_line(const struct phone *phone);

/* A phone that stands at the line; NULL: none does. */
struct sim_phone *sim_phone_at(const struct line *line);

/* Show what `line` does at all phones that have it. */
void sim_phones_follow(struct line *line);

/* Texts came to `line` or were read there: all phones whose first line it is tell
 * that it changed, and `news` (NULL: no more). */
void sim_phones_text(struct line *line, const DWORD news[3]);

/* The volume of all phones whose first line it is. ERR_UNAVAIL: it has none. */
enum err sim_phones_volume(struct line *line, bool louder);

/* --- hand.c: fingers, and what lines do ----------------------------------------- */

enum err sim_phone_press(struct phone *phone, DWORD id);
enum err sim_phone_lift(struct phone *phone, DWORD dev, bool off);

/* The hookswitch changed, by hand or by TAPI: off hook answers, on hook hangs
 * up. `was_off`: before. */
void sim_phone_hooked(struct sim_phone *sp, bool was_off);

/* What is listened with gets louder or less loud; if nothing is, the bell. */
void sim_phone_louder(struct sim_phone *sp, bool louder);
/* The phone at the line, if there is one, goes off hook by itself, and answers
 * `call`, unless that is NULL. */
void sim_phone_off_hook(const struct line *line, struct call *call);

/* Let go the button that is down, if any. */
void sim_phone_release(struct sim_phone *sp);

/* Lamps, ring and display by what the phone's lines do now. */
void sim_phone_show(struct sim_phone *sp);

#endif

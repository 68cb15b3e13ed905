/* SPDX-License-Identifier: MIT
 * phone.h - a phone: the instrument on the desk, as applications see it.
 *
 * What there is of the instrument says its driver, once, by phone_equip().
 * What it looks like - hookswitches, levels, ring, display, buttons, lamps,
 * data - is kept here, also while TAPI has it closed, and changed by the
 * driver: with phone_did() for what TAPI asked, with the functions below for
 * what happens by itself or by hand. Each change is told as PHONE_STATE or
 * PHONE_BUTTON to who set the filter for it (R-PHONE-6, R-MSG-1).
 */
#ifndef MODEL_PHONE_H
#define MODEL_PHONE_H

#include "model/line.h"

/* Hookswitch devices, in the order of the bits of PHONEHOOKSWITCHDEV_. */
enum phone_hook { PHONE_HANDSET, PHONE_SPEAKER, PHONE_HEADSET, PHONE_HOOKS };

#define PHONE_DEV(hook) (1u << (hook))
#define PHONE_LEVEL_MAX 0xFFFFu		/* of volumes and gains */
#define PHONE_ROWS_MAX 8
#define PHONE_COLUMNS_MAX 80
#define PHONE_CELLS_MAX (PHONE_ROWS_MAX * PHONE_COLUMNS_MAX)
#define PHONE_LABEL_SIZE 64		/* of a button, UTF-8 with its terminator */

/* What there is of the instrument. */
struct phone_traits {
	DWORD settable[PHONE_HOOKS];	/* PHONEHOOKSWITCHMODE_ that can be asked for */
	DWORD monitored[PHONE_HOOKS];	/* ... that are noticed; both 0: no such device */
	DWORD volume_devs, gain_devs;	/* PHONEHOOKSWITCHDEV_ that have one to be set */
	DWORD rows, columns;		/* of the display, 0: none */
	DWORD ring_modes;		/* 1 to this; 0 is silent, and none if it is 0 */
	DWORD areas, area_size;		/* of data: how many, bytes each */
	const char *info;		/* for people: PhoneInfo */
};

struct phone_button {
	DWORD mode, function;		/* PHONEBUTTONMODE_, PHONEBUTTONFUNCTION_ */
	DWORD state;			/* PHONEBUTTONSTATE_ */
	DWORD lamp, lamp_modes;		/* PHONELAMPMODE_: now, and all it can; DUMMY: it has none */
	char label[PHONE_LABEL_SIZE];
};

struct phone_level {
	DWORD volume, gain;		/* 0 to PHONE_LEVEL_MAX */
};

struct phone {
	struct provider *provider;	/* who owns it */
	const struct driver *driver;
	void *data;			/* the driver's */
	void *conf;			/* the driver's record of the [phone] section */
	char *name;			/* as configured */
	DWORD device_id;		/* TAPI's number; DEVICE_NONE: it has none yet */
	DWORD permanent_id;		/* from the name, as a line's (R-DEV-7) */
	DWORD temp_id;			/* between PHONE_CREATE and its answer; 0: not asked for */
	uint64_t print;			/* of its section: to see what a reload changed */
	bool removed;			/* PHONE_REMOVE was sent; freed when it is closed */

	struct phone_traits traits;
	DWORD hook[PHONE_HOOKS];	/* PHONEHOOKSWITCHMODE_; 0: no such device */
	struct phone_level level[PHONE_HOOKS];
	DWORD ring_mode, ring_volume;	/* 0: it does not ring */
	WCHAR *cells;			/* rows * columns of the display; NULL: none */
	struct phone_button *buttons;	/* by button/lamp id */
	DWORD button_count;
	unsigned char *areas;		/* one behind the other */

	/* While it is open. */
	uint32_t handle;		/* 0: closed */
	HTAPIPHONE htphone;
	PHONEEVENT event;
	DWORD version, ext_version;	/* ext_version 0: none is selected */
	DWORD states, button_modes, button_states; /* what TAPI wants to hear of */
	struct list asks;
};

/* The phone with TAPI's device number `id`, or NULL; the open one of a handle. */
struct phone *phone_of_device(struct desk *desk, DWORD id);
struct phone *phone_find(const struct desk *desk, uintptr_t handle);

/* Open for TAPI: commits the version. ERR_ALLOCATED when it is open, what the
 * driver says otherwise. `phone->handle` is the handle. */
enum err phone_open(struct phone *phone, HTAPIPHONE htphone, DWORD version, PHONEEVENT event);

/* Answer all requests and close (R-ASYNC-9). */
void phone_close(struct phone *phone);

/* --- requests (phone_ask.c) ------------------------------------------------ */

/* Ask for `op`, with TAPI's request. What TAPI does not check is checked here:
 * that there is such a part, button, area or mode. OK: begun, the reply comes. */
enum err phone_ask(struct phone *phone, enum phone_op op, DRV_REQUESTID request,
		   const struct phone_args *args);

/* What may be asked: PHONEFEATURE_; it does not change with the phone's state. */
DWORD phone_features(const struct phone *phone);

/* What can change: PHONESTATE_. */
DWORD phone_states(const struct phone *phone);

/* The one device of `dev` (PHONEHOOKSWITCHDEV_) that has a volume or a gain:
 * ERR_HOOKDEV if it is none or several, ERR_UNAVAIL without one to be set. */
enum err phone_level_of(const struct phone *phone, enum phone_op op, DWORD dev,
			enum phone_hook *out);

/* --- for drivers ------------------------------------------------------------ */

/* Fit the phone out, while it is made: `count` buttons are copied, all is on
 * hook, silent and blank. ERR_NOMEM. */
enum err phone_equip(struct phone *phone, const struct phone_traits *traits,
		     const struct phone_button *buttons, DWORD count);

/* Answer the oldest request for `op`, if there is one: each is answered once. */
void phone_reply(struct phone *phone, enum phone_op op, enum err result);

/* The device did `op`: it is answered, and the phone is as `args` say. */
void phone_did(struct phone *phone, enum phone_op op, const struct phone_args *args);

/* It became so, and whoever wants to hears of it; no news if it was so. */
void phone_hook(struct phone *phone, enum phone_hook hook, DWORD mode);
void phone_volume(struct phone *phone, enum phone_hook hook, DWORD volume);
void phone_gain(struct phone *phone, enum phone_hook hook, DWORD gain);
void phone_ring(struct phone *phone, DWORD mode, DWORD volume);
void phone_lamp(struct phone *phone, DWORD id, DWORD mode);
void phone_button(struct phone *phone, DWORD id, DWORD state);	/* PHONEBUTTONSTATE_UP, _DOWN */

/* Write UTF-8 from a place on, into the rows that follow, up to the end of the
 * display (R-PHONE-4). */
void phone_display(struct phone *phone, DWORD row, DWORD column, const char *text);

/* All of the display, rows * columns; NULL: blank. */
void phone_display_all(struct phone *phone, const WCHAR *cells);

/* --- both ------------------------------------------------------------------- */

/* Whether any hookswitch is off. */
bool phone_off_hook(const struct phone *phone);

/* Modes a hookswitch can be in, or 0 without one: PHONEHOOKSWITCHMODE_. */
static inline DWORD phone_hook_modes(const struct phone *phone, enum phone_hook hook)
{
	return phone->traits.settable[hook] | phone->traits.monitored[hook];
}

static inline DWORD phone_cells(const struct phone *phone)
{
	return phone->traits.rows * phone->traits.columns;
}

static inline struct desk *phone_desk(const struct phone *phone)
{
	return phone->provider->desk;
}

/* PHONE_STATE, if TAPI asked for any of the bits. */
void phone_news(struct phone *phone, DWORD states, DWORD detail);

/* The label and function of a button; a change of the latter is one of its
 * capabilities too (phone.c, for phone_did). */
void phone_button_info(struct phone *phone, const struct phone_args *args);

/* Answer all requests (phone_ask.c, for phone_close). */
void phone_answer_all(struct phone *phone, enum err result);

#endif

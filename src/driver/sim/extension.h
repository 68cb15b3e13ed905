/* SPDX-License-Identifier: MIT
 * extension.h - what the exchange has beyond TSPI: texts from line to line, and
 * the functions of buttons at lines. What travels is in opentsp/sim.h.
 */
#ifndef DRIVER_SIM_EXTENSION_H
#define DRIVER_SIM_EXTENSION_H

#include "driver/sim/phone.h"
#include "model/specific.h"
#include "opentsp/sim.h"

extern const struct extension sim_extension;

/* No block needs more bytes. */
#define SIM_EXT_BLOCK_MAX (sizeof(struct sim_ext_block) + SIM_NUMBER_SIZE + SIM_EXT_TEXT_MAX)

/* --- extension.c: rows of sim_driver, and what is begun ----------------------- */

enum err sim_devspecific(struct line *line, const struct line_args *args);
enum err sim_feature(struct line *line, const struct line_args *args);
void sim_specific(struct buf *out, const struct specific *of);

/* What a phone is asked; `args` as TAPI gave them. It replies. */
void sim_phone_specific(struct sim_phone *sp, const struct phone_args *args);

/* What was begun for TAPI is not done for nobody. */
void sim_errands_forget(struct sim_line *sl);

/* --- device.c: rows of sim_driver ---------------------------------------------- */

void sim_line_config(const struct line *line, struct buf *out);
enum err sim_line_configure(struct line *line, const void *config, DWORD size);

/* --- text.c: texts ---------------------------------------------------------------- */

struct sim_text {
	struct list node;		/* of sim_line.texts */
	uint32_t id;
	bool hidden;			/* who reads it learns not from whom it is */
	char from[SIM_NUMBER_SIZE];
	size_t size;
	char text[];			/* UTF-8 */
};

struct sim_letter {			/* one on its way */
	const struct address *from;
	bool hidden;			/* it says not from whom it is */
	struct sim_line *to;
	struct call *call;		/* of `to`, by which it comes; NULL: by none */
	struct span text;
};

/* Leave it there and tell everybody there.
 * ERR_PARAM: it is no text; ERR_RESOURCE: too many wait there. */
enum err sim_text_send(uint32_t *id, const struct sim_letter *letter);

/* The text `id` (0: the oldest) that waits at `sl`; NULL: none. */
struct sim_text *sim_text_find(const struct sim_line *sl, uint32_t id);

/* It was read: it goes, and who sent it may hear of it. */
void sim_text_done(struct sim_line *sl, struct sim_text *text);

void sim_texts_free(struct sim_line *sl);

/* --- feature.c: buttons at a line ---------------------------------------------------- */

/* The functions that it knows, and how many. */
extern const DWORD sim_functions[];
extern const DWORD sim_function_count;

struct sim_press {
	DWORD state;			/* out: what it switched is on: 1, or off: 0 */
	uint32_t hears;			/* out: handle of the call at the other end, which may hear of it; 0 */
};

/* As if a button with `function` were pressed at the line; `args` is a number for
 * some. ERR_UNAVAIL: there is no such; ERR_ADDRESS: nobody has the number; ERR_STATE: it means nothing now; what its calls say to it. */
enum err sim_press(struct sim_line *sl, DWORD function, struct span args, struct sim_press *out);

#endif

/* SPDX-License-Identifier: MIT
 * model_scene.h - a provider with sim lines, at a desk of its own.
 *
 * The scene plays the courier and TAPI: scene_news() takes all letters out of
 * the box and writes them down as one row, so that a test can say what must
 * have been told, to the word:
 *
 *   "1 ok, a dialing, a proceeding, b new, b offering, a ringback"
 *   (request 1 was answered with success; a and b are lines)
 *   "desk handsethookswitch micspeaker, desk lamp 12, desk button 5 down"
 *   (desk is a phone)
 *
 * The clock stands still unless scene_run() moves it.
 */
#ifndef MODEL_SCENE_H
#define MODEL_SCENE_H

#include "base/mem.h"
#include "model/dialog.h"
#include "model/msp.h"
#include "model/phone.h"
#include "test.h"

extern struct desk scene_desk;

/* Each is undone at the end of the test, the last first. */
struct provider *scene_open(const char *configuration);	/* started; lines and phones have numbers from 0 */
void scene_desk_open(void);				/* ... in two steps: the desk, */
struct provider *scene_provider(const char *configuration);	/* and the provider */
void scene_write(const char *configuration);		/* rewrite its file */

/* Why no provider can be made of that configuration; "" when one can. As often
 * as one likes in a test, which opens nothing else. */
const char *scene_complaint(const char *configuration);
const char *scene_path(void);				/* of that file */
struct line *scene_line(const char *name);		/* open, 2.2, listening for voice */
struct line *scene_line_at(const char *name, DWORD version);
struct phone *scene_phone(const char *name);		/* open, 2.2, with all there is to hear */

void scene_run(uint64_t ms);

/* All letters, taken out; valid until the next call. Those of calls that
 * are gone are withdrawn, as the courier does it. A new call gets a handle. */
const char *scene_news(void);

/* From now on TAPI takes no new calls. */
void scene_refuse(void);

/* The last dialog that TAPI was to show; NULL: it is gone. */
struct dialog *scene_dialog(void);

/* The last call that TAPI heard of as new; NULL: none. */
struct call *scene_new_call(void);

/* As the entries do it. A call that could not begin is NULL. */
struct call *scene_dial(struct line *line, DRV_REQUESTID request, const char *dest);
enum err scene_ask(struct call *call, enum call_op op, DRV_REQUESTID request);

/* A call from `from` to `to` that is answered; the news of it is taken. */
void scene_talk(struct line *from, struct line *to, struct call **out, struct call **in);

#endif

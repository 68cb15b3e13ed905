/* SPDX-License-Identifier: MIT
 * join_scene.h - lines a (100), b (200), c (300) and d (400) at the exchange,
 * each with room for one call, and requests that give birth to calls. */
#ifndef JOIN_SCENE_H
#define JOIN_SCENE_H

#include "model_scene.h"
#include "model/join.h"

#define JOIN_LINES							\
	"[line a]\ndriver = sim\nnumber = 100\ngroup = sales\n"		\
	"[line b]\ndriver = sim\nnumber = 200\ngroup = sales\n"		\
	"[line c]\ndriver = sim\nnumber = 300\n"			\
	"[line d]\ndriver = sim\nnumber = 400\n"

extern struct line *join_a, *join_b, *join_c, *join_d;

/* The four lines; `more` is further configuration. */
void join_scene(const char *more);

/* As the entries do it; NULL: could not begin. `params` may be NULL. */
struct call *join_consult(struct call *call, enum call_op op, DRV_REQUESTID request,
			  const struct call_params *params);
struct call *join_conference(struct call *call, struct line *line, DRV_REQUESTID request,
			     const struct call_params *params, struct call **out_consult);

/* Two calls, and one more text: an address, or NULL. */
enum err join_ask(struct call *call, enum call_op op, DRV_REQUESTID request, struct call *other);
enum err join_send(struct call *call, enum call_op op, DRV_REQUESTID request, const char *dest);

/* Dial more, let it be answered at once by `to`; the news of it is taken. */
struct call *join_reach(struct call *consult, struct line *to);

/* What is said of the one in that role, "": nothing. */
const char *join_party(const struct call *call, enum party_role role);

#endif

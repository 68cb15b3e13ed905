/* SPDX-License-Identifier: MIT
 * dialing_scene.h - a location to dial from, for tests.
 */
#ifndef DIALING_SCENE_H
#define DIALING_SCENE_H

#include "tapi/dialing/dialing.h"

/* One location, "Here" of id 1, in that country and area; freed at the end of the test. Without
 * memory it is an empty one. */
struct dialing *dialing_scene(const char *country, const char *area);

/* Give a text of the first location, or of the last card, another value. */
#define set_text(d, field, value)						\
	dialing_scene_text(d, offsetof(struct dialing_location, field), value)
#define set_card_text(d, field, value)						\
	dialing_scene_card_text(d, offsetof(struct dialing_card, field), value)
void dialing_scene_text(struct dialing *d, size_t field, const char *value);
void dialing_scene_card_text(struct dialing *d, size_t field, const char *value);

/* What is dialled, shown and told for an address at 2.0; "no" if it cannot be
 * translated. */
const char *dialled(const struct dialing *d, const char *address);
const char *dialled_as(const struct dialing *d, const struct dialing_ask *ask);
const char *shown(const struct dialing *d, const char *address);
DWORD results(const struct dialing *d, const char *address);
enum err asked(const struct dialing *d, const char *address, DWORD options, DWORD card);

/* Of the last address. */
const struct dialing_result *dialing_scene_result(void);

#endif

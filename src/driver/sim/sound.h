/* SPDX-License-Identifier: MIT
 * sound.h - what the exchange's calls hear, besides digits.
 *
 * Whoever is at an end can send tones and a kind of media into it; the exchange
 * itself sends its tones. What an end sends, and what a call listens to, lives
 * in a block that exists only while there is something in it. What calls hear
 * is told to the model by timers, never in the middle of something else.
 */
#ifndef DRIVER_SIM_SOUND_H
#define DRIVER_SIM_SOUND_H

#include "driver/sim/sim.h"

#define SIM_TONES_MAX 4

/* Who is at `end` sends these tones all together, each in its own cadence,
 * for `ms` (0: until something else is sent), instead of those before. `count`
 * 0: no more. They are heard from before the answer on. ERR_NOMEM. */
enum err sim_tone(struct sim_end *end, const struct tone *tones, DWORD count, uint32_t ms);

/* What who is at `end` sends is of this kind (one LINEMEDIAMODE_; 0: of none),
 * with the tones that belong to it, from now on. At first it is voice. For a
 * call of a line the exchange does this itself. */
void sim_media(struct sim_end *end, DWORD mode);

#endif

/* SPDX-License-Identifier: MIT
 * sound.h - who listens to a call, gathers its digits or makes it sound.
 *
 * The provider knows one listener, one gathering and one generation of a call. Several
 * applications listen at once: it gets the union of what they want, each hears what it
 * asked for. One gathers and one generates at a time, whichever owner asked last; only that
 * one is told how it ended.
 */
#ifndef SERVER_SOUND_H
#define SERVER_SOUND_H

#include "tapi/server/server_in.h"

/* What the provider tells of digits, tones and media. False: it is about something else. */
bool sound_news(struct call *call, const struct host_event *event);

/* The call is over: nothing sounds any more, and who gathers or generates is told so. */
void sound_over(struct call *call);

/* A handle goes: what it wanted is wanted no more. */
void sound_leave(const struct call_handle *has);

/* The provider has closed the call, and with it its hold on the digits' memory. */
void sound_free(struct sound *sound);

/* Fill in what is monitored. */
void sound_modes(const struct call *call, LINECALLINFO *info);

#endif

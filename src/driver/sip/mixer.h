/* SPDX-License-Identifier: MIT
 * mixer.h - the sessions of a conference: each hears all others.
 *
 * Every 20 ms of the desk's clock the mixer takes 20 ms of each seat's voice,
 * out of a buffer that puts its packets in order, adds them up (wire/rtp/mix.h)
 * and lays aside what each seat is to hear; the session takes that at its own
 * pace and encodes it by its own law. So nobody waits for anybody: who sends
 * nothing is not heard, that is all. Memory is allocated when somebody sits
 * down, never in those 20 ms.
 */
#ifndef DRIVER_SIP_MIXER_H
#define DRIVER_SIP_MIXER_H

#include "base/timer.h"
#include "driver/sip/media.h"
#include "wire/rtp/mix.h"

struct mixer;
struct mixer_seat;

/* ERR_NOMEM. */
enum err mixer_open(struct mixer **out, struct timers *timers);
void mixer_close(struct mixer *mixer);		/* nobody sits there any more; NULL is fine */

/* `media` takes part from now on; it must leave, or move, before it is closed. ERR_NOMEM. */
enum err mixer_sit(struct mixer_seat **out, struct mixer *mixer, struct media *media);
void mixer_leave(struct mixer_seat *seat);	/* NULL is fine */

/* The seat is that of another session now. */
void mixer_move(struct mixer_seat *seat, struct media *media);

/* What is said at the seat is not for the others (music on hold). */
void mixer_mute(struct mixer_seat *seat, bool muted);

/* Somebody at no seat, one for each mixer: `speak` writes what all seats are to hear besides
 * (false: nothing), `hear` is told what all seats say together; both every 20 ms while
 * the mixer does not rest. NULL: they do not. */
struct mixer_guest {
	bool (*speak)(void *arg, int16_t frame[MIX_FRAME]);
	void (*hear)(void *arg, const int16_t frame[MIX_FRAME]);	/* may not change the mixer */
	void *arg;
};
void mixer_invite(struct mixer *mixer, const struct mixer_guest *guest);	/* borrowed; NULL: nobody */

/* All of it rests: nobody hears anything. As it is at first. */
void mixer_pause(struct mixer *mixer, bool paused);

#endif

/* SPDX-License-Identifier: MIT
 * desk.h - the one place where anything happens, and the one lock.
 *
 * Whoever wants something of the provider enters the desk: TAPI's threads
 * with requests, the loop with news from devices and time. Nobody waits at
 * the desk and nobody calls out from it; what TAPI is to hear is posted (see
 * mail.h) and carried by the courier, who stands outside.
 */
#ifndef MODEL_DESK_H
#define MODEL_DESK_H

#include "base/handle.h"
#include "base/list.h"
#include "base/timer.h"
#include "model/mail.h"
#include <uv.h>

struct loop;

struct desk {
	uv_mutex_t lock;
	uv_mutex_t turn;		/* of who waits for the lock: the first of them */
	_Atomic uint64_t waits_ns;	/* since when he does; 0: nobody waits */
	uv_sem_t letters;		/* the courier sleeps on this one, outside of the lock */
	bool courier_sleeps;		/* ... now, and nobody has woken him yet */
	uv_cond_t delivered;		/* those who close something wait for this one */
	struct timers timers;		/* time, as the provider sees it */
	struct handles handles;		/* lines, calls and phones by handle */
	struct mail mail;
	struct list providers;
	struct loop *loop;		/* NULL: no device needs it, or the clock is virtual */
	bool virtual_clock;		/* time moves by desk_advance() only */
	uint32_t call_ids;		/* the last dwCallID given */
	DWORD location;			/* TAPI's, as it last said (lineSetCurrentLocation) */
};

/* A desk with an empty box. The clock is real (loop or not) or virtual. */
void desk_open(struct desk *desk);
void desk_close(struct desk *desk);	/* nobody is there any more */

void desk_enter(struct desk *desk);

/* Leave; what was written to sockets goes out and the courier is told. */
void desk_leave(struct desk *desk);

/* Whether any provider is between Init and Shutdown. */
bool desk_has_session(const struct desk *desk);

/* All sessions are over: give back what the next one would not need. */
void desk_clear(struct desk *desk);

/* Post a reply, and keep in mind that what it names has one in the box: who
 * closes waits for it. Its number, as mail.taken will count it. */
uint64_t desk_reply(struct desk *desk, const struct letter *letter);

/* The reply that bears this call, if it lies in the box and says success, says
 * `result` from now on: TAPI never knew of the call. */
void desk_reply_again(struct desk *desk, uint32_t call, LONG result);

/* For the courier: leave, sleep until there are letters or somebody rouses
 * him, and be back. */
void desk_sleep(struct desk *desk);
void desk_rouse(struct desk *desk);

/* Leave, wait until something was delivered, and be back. */
void desk_wait(struct desk *desk);

/* Move a virtual clock and fire what is due. At the desk. */
void desk_advance(struct desk *desk, uint64_t ms);

#endif

/* SPDX-License-Identifier: MIT
 * loop.h - the one thread that waits for sockets and for time.
 *
 * The provider has one lock (the desk). Many threads take it and send; the
 * loop's thread waits outside of it, takes it when something came, calls the
 * owner, and gives it back. So everything in loop.h, udp.h, tcp.h and dns.h
 *
 *   - is called with the lock held, from any thread (loop_open and loop_close
 *     are not: they are called without it);
 *   - calls back on the loop's thread only, with the lock held, and never from
 *     inside the function that asked.
 *
 * What the loop's thread itself has to do (libuv is not thread safe) is queued
 * as a chore, and the thread is woken when the lock is given back.
 *
 * Whoever owns the lock helps with three calls, all cheap when there is
 * nothing to do:
 *
 *   desk_enter: take the lock, then loop_clock(loop)
 *   desk_leave: loop_flush(loop), loop_poke(loop), then give back the lock
 *
 * The lock's enter and leave that loop_open is given may do that too.
 */
#ifndef BASE_LOOP_H
#define BASE_LOOP_H

#include "base/err.h"
#include "base/timer.h"

struct loop;

/* The lock. It need not be recursive; `arg` is passed back. */
struct loop_lock {
	void (*enter)(void *arg);
	void (*leave)(void *arg);
	void *arg;
};

/* Start the thread. `timers` (initialised, at whatever time) is the owner's and
 * must outlive the loop, which from now on runs it by the real clock, on its
 * thread. Called without the lock. ERR_NOMEM, ERR_RESOURCE. */
enum err loop_open(struct loop **out, struct timers *timers, const struct loop_lock *lock);

/* End the thread and close what is still open; nobody is called back any more.
 * Called without the lock, not on the loop's thread; who else knows the loop (a
 * desk that pokes it) must have forgotten it by then. NULL is fine. */
void loop_close(struct loop *loop);

/* Bring timers->now_ms up to date, as far as nothing becomes due by it (that
 * is left to the loop's thread): timers set from now on start now. */
void loop_clock(struct loop *loop);

/* Give all datagrams that wait in the tray to the system; when much is coming
 * in, the loop's thread does that within a ms, for all who sent meanwhile. */
void loop_flush(struct loop *loop);

/* Wake the thread if chores wait or a timer was set that is due before the
 * thread would wake by itself. */
void loop_poke(struct loop *loop);

/* Whether the caller runs on the loop's thread. Needs no lock. */
bool loop_is_here(const struct loop *loop);

/* Whether so much comes in that the thread naps (base/pace.h): others who are woken by
 * what it tells may as well. */
bool loop_has_much(const struct loop *loop);

/* What the loop has seen since it was opened. */
struct loop_counts {
	uint64_t received, sent;	/* datagrams */
	uint64_t dropped;		/* datagrams that the system did not take */
	uint64_t batches;		/* times the lock was taken for datagrams */
};
const struct loop_counts *loop_counts(const struct loop *loop);

#endif

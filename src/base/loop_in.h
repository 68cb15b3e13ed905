/* SPDX-License-Identifier: MIT
 * loop_in.h - the inside of the loop, for udp.c, tcp.c and dns.c only.
 */
#ifndef BASE_LOOP_IN_H
#define BASE_LOOP_IN_H

#include <uv.h>
#include "base/loop.h"
#include "base/pace.h"
#include "base/text.h"
#include "os/udp.h"

/* Something that lives in the loop: a socket, a connection, a question. All but
 * its uv handles is guarded by the lock; those belong to the loop's thread. */
struct loop_part {
	struct list node;		/* in loop->parts, until it has ended */
	struct list chore;		/* in loop->chores, while it has something to do */
	void (*work)(struct loop_part *part);	/* the chore: look what is to be done, and do it */
	void (*end)(struct loop_part *part);	/* the loop ends: close, and call nobody back */
};

#define LOOP_MUCH_NS 80000	/* when a datagram comes so often the thread naps (base/pace.h) */
#define LOOP_TRAY_BYTES 65536		/* one datagram of the greatest size always fits */
#define LOOP_SLOT 65536			/* bytes for one datagram that comes in */
#define LOOP_SLOT_STEP (LOOP_SLOT + 64)	/* room behind it, and slots start in different cache sets */

struct loop {
	uv_loop_t uv;
	uv_thread_t thread, self;	/* for joining; as the thread sees itself */
	uv_sem_t started;
	uv_async_t wake;
	uv_timer_t alarm;
	uv_check_t rest;		/* runs when all that came was told */
	uv_idle_t hurry;		/* while it is started nobody waits for what comes */
	struct loop_lock lock;

	/* Under the lock. */
	struct timers *timers;
	uint64_t skew_ms;		/* timers->now_ms = the monotonic clock + this */
	uint64_t armed_ms;		/* when the alarm rings, in the time of the wheel */
	bool woken, stopping;
	bool naps;			/* the thread looks for itself within a ms */
	struct pace pace;
	struct list parts, chores;
	struct loop_counts counts;
	struct dns *dns;		/* the resolver, once somebody asked */
	struct dns_cache *known;	/* what it said */
	const char *dns_servers;	/* NULL: the system's */
	uint32_t (*dns_random)(void *arg);
	void *dns_random_arg;

	/* The tray: datagrams that wait for loop_flush or loop_send_tray. */
	struct os_datagram tray[OS_UDP_BATCH];
	intptr_t tray_socket[OS_UDP_BATCH];
	unsigned tray_count;
	size_t tray_used;
	char *tray_bytes;

	/* Of the loop's thread. */
	bool due;			/* timers are: they fire when what came was told */
	bool more;			/* a socket has more than was read of it */
	unsigned rounds;		/* that timers have waited for that */
	struct os_datagram batch[OS_UDP_BATCH];	/* just read */
	char *batch_bytes;
};

/* Around whatever the loop's thread does with the owner's things. Leaving does the
 * chores and flushes the tray. False: entered, but the loop is ending: call nobody
 * back. */
bool loop_enter(struct loop *loop);
void loop_leave(struct loop *loop);

/* Give the tray to the system now. */
void loop_send_tray(struct loop *loop);

void loop_add(struct loop *loop, struct loop_part *part);
void loop_remove(struct loop_part *part);			/* may leave twice */
void loop_work(struct loop *loop, struct loop_part *part);	/* once, however often it is asked */

#endif

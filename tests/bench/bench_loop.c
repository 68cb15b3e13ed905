/* SPDX-License-Identifier: MIT
 * bench_loop.c - what a datagram costs through the loop, against the bare system calls.
 *
 * CPU time of the process in ns a datagram of 500 bytes on the loopback, in rounds of
 * `burst` datagrams: sent in one holding of the lock, received by the loop's thread.
 */
#include <uv.h>
#include "base/udp.h"
#include "os/udp.h"
#include <stdio.h>
#include <time.h>

#define TOTAL (200 * ROUND)
#define ROUND 1024		/* datagrams on their way at once */
#define SIZE 500

static uv_mutex_t lock;
static uv_cond_t news;
static struct timers timers;
static struct loop *loop;
static unsigned received, awaited;

static void enter(void *arg)
{
	uv_mutex_lock(&lock);
}

static void leave(void *arg)
{
	if (received >= awaited)
		uv_cond_signal(&news);
	uv_mutex_unlock(&lock);
}

static void receive(void *arg, const struct sockaddr *from, char *bytes, size_t len)
{
	received++;
}

/* Of the process, or of the calling thread. */
static double cpu_ns(clockid_t whose)
{
	struct timespec now;

	clock_gettime(whose, &now);
	return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

struct cost {			/* CPU, ns a datagram */
	double send, receive, batch;	/* datagrams a batch */
};

/* By hand in one thread: 1,024 datagrams sent `burst` at a time, then received so. */
static struct cost by_hand(unsigned burst)
{
	static char bytes[OS_UDP_BATCH][2048];
	struct os_datagram batch[OS_UDP_BATCH];
	struct cost cost = { .batch = burst };
	struct net_addr addr;
	intptr_t from, to;
	double begin, middle;

	net_parse(&addr, SPAN("127.0.0.1"), 0);
	if (os_udp_open(&from, net_of(&addr), 0) || os_udp_open(&to, net_of(&addr), UDP_RCVBUF_BUSY))
		return cost;
	os_udp_local(to, addr.room);
	for (unsigned done = 0; done < TOTAL; done += ROUND) {
		for (unsigned i = 0; i < burst; i++) {
			memcpy(batch[i].addr, addr.room, sizeof(addr.room));
			batch[i].bytes = bytes[i];
			batch[i].len = SIZE;
		}
		begin = cpu_ns(CLOCK_THREAD_CPUTIME_ID);
		for (unsigned sent = 0; sent < ROUND; sent += burst)
			os_udp_send(from, batch, (int)burst);
		middle = cpu_ns(CLOCK_THREAD_CPUTIME_ID);
		for (unsigned got = 0; got < ROUND; got += burst)
			os_udp_receive(to, batch, (int)burst);
		cost.receive += (cpu_ns(CLOCK_THREAD_CPUTIME_ID) - middle) / TOTAL;
		cost.send += (middle - begin) / TOTAL;
	}
	os_udp_close(from);
	os_udp_close(to);
	return cost;
}

static struct cost by_loop(unsigned burst, unsigned sockets)
{
	static const char bytes[SIZE];
	static struct udp *udps[1000];
	struct loop_lock locks = { enter, leave, NULL };
	struct cost cost = { 0 };
	struct net_addr addr;
	struct udp *from;
	double process, here;

	timers_init(&timers, 0);
	received = 0;
	net_parse(&addr, SPAN("127.0.0.1"), 0);
	if (loop_open(&loop, &timers, &locks))
		return cost;
	enter(NULL);
	if (udp_open(&from, loop, net_of(&addr), 0, receive, NULL))
		return cost;
	for (unsigned i = 0; i < sockets; i++)
		if (udp_open(&udps[i], loop, net_of(&addr), UDP_RCVBUF_BUSY, receive, NULL))
			return cost;
	loop_poke(loop);
	leave(NULL);
	process = -cpu_ns(CLOCK_PROCESS_CPUTIME_ID);
	here = -cpu_ns(CLOCK_THREAD_CPUTIME_ID);
	for (unsigned done = 0; done < TOTAL; done += burst) {
		enter(NULL);
		loop_clock(loop);
		for (unsigned i = 0; i < burst; i++)
			udp_send(from, udp_local(udps[(done + i) % sockets]), (struct span){ bytes, SIZE });
		loop_flush(loop);
		loop_poke(loop);
		awaited = done + burst > ROUND ? done + burst - ROUND : 0;
		while (received < awaited)
			uv_cond_wait(&news, &lock);
		leave(NULL);
	}
	here += cpu_ns(CLOCK_THREAD_CPUTIME_ID);
	enter(NULL);
	awaited = TOTAL;
	while (received < TOTAL)
		uv_cond_wait(&news, &lock);
	process += cpu_ns(CLOCK_PROCESS_CPUTIME_ID);
	cost.batch = (double)received / (double)loop_counts(loop)->batches;
	leave(NULL);
	loop_close(loop);
	cost.send = here / TOTAL;
	cost.receive = (process - here) / TOTAL;
	return cost;
}

static void print(const char *what, unsigned burst, struct cost cost, struct cost bare)
{
	printf("%-22s %5u %8.0f %8.0f %8.0f %7.2f %8.1f\n", what, burst, cost.send, cost.receive,
	       cost.send + cost.receive, (cost.send + cost.receive) / (bare.send + bare.receive),
	       cost.batch);
}

int main(void)
{
	static const unsigned bursts[] = { 1, 8, 64 };
	struct cost bare = { 0 };

	uv_mutex_init(&lock);
	uv_cond_init(&news);
	printf("%-22s %5s %8s %8s %8s %7s %8s\n", "", "burst", "send", "receive", "both", "ratio", "a batch");
	for (size_t i = 0; i < sizeof(bursts) / sizeof(bursts[0]); i++) {
		bare = by_hand(bursts[i]);
		print("system calls", bursts[i], bare, bare);
		print("loop", bursts[i], by_loop(bursts[i], 1), bare);
	}
	print("loop, 1000 sockets", 64, by_loop(64, 1000), bare);
	return 0;
}

/* SPDX-License-Identifier: MIT
 * bench.h - what the benches share: clocks, medians, heap, events, scratch files.
 *
 * A bench prints `key: value` on standard output and nothing else; how far it
 * is goes to standard error, if that is a terminal. It fails when something
 * does not work, never because something is slow. Linux only.
 */
#ifndef BENCH_H
#define BENCH_H

#include "base/buf.h"
#include "opentsp/host.h"

#define BENCH_RUNS 5		/* of which the median is told */

double bench_now_s(void);	/* monotonic */
double bench_cpu_s(void);	/* user and system, of this process */
double bench_median(double *values, size_t count);	/* sorts them */

/* Bytes in use in this process' heap, as the C library counts them (with its
 * overhead), without what the host of the bench holds itself. */
double bench_heap(void);

void bench_print(const char *key, double value, int digits);
void bench_progress(const char *format, ...) PRINTF_LIKE(1, 2);	/* "" wipes it */
_Noreturn void bench_fail(const char *format, ...) PRINTF_LIKE(1, 2);

/* A file of this content in the bench's scratch folder, which is removed at
 * exit; valid until the next call. */
const char *bench_file(const char *name, const struct buf *text);
const char *bench_folder(void);

/* The provider whose path is the first argument of the program, with this
 * configuration and all its lines open; `lines` gets their numbers, up to `max`. */
struct host *bench_host(const char *path, const struct buf *conf);
void bench_open_lines(struct host *host, uint32_t *lines, size_t max);
bool bench_in_service(struct host *host, uint32_t line);
void bench_close(struct host *host);		/* fails if the provider broke a rule */

/* --- events: from the provider's thread to the one that acts on them. --- */

#define BENCH_BATCH 256

/* Queue the events of `host` from now on; `first` (NULL: nothing) is called with each
 * in the provider's callback; what it answers false to is not queued. */
void bench_listen(struct host *host, bool (*first)(const struct host_event *event));

/* The events that are there, at most BENCH_BATCH; waits `timeout_ms` for the
 * first one. Returns how many. */
size_t bench_events(struct host_event out[BENCH_BATCH], int timeout_ms);

#endif

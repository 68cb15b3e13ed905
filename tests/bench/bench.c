/* SPDX-License-Identifier: MIT
 * bench.c - what the benches share. */
#define _GNU_SOURCE
#include "bench.h"
#include "base/mem.h"
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>
#include <uv.h>

#define RING 65536		/* events; a power of 2 */

double bench_now_s(void)
{
	return (double)uv_hrtime() / 1e9;
}

double bench_cpu_s(void)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
	       (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static int ascending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

double bench_median(double *values, size_t count)
{
	qsort(values, count, sizeof(*values), ascending);
	return count % 2 ? values[count / 2] : (values[count / 2 - 1] + values[count / 2]) / 2;
}

/* The bench has its own copy of base/mem.c, so its count is the host's share:
 * each block with malloc's head. */
double bench_heap(void)
{
	struct mallinfo2 info = mallinfo2();

	return (double)(info.uordblks + info.hblkhd) - (double)mem_bytes() - 8.0 * (double)mem_blocks();
}

void bench_print(const char *key, double value, int digits)
{
	bench_progress(" ");
	printf("%s: %.*f\n", key, digits, value);
	fflush(stdout);
}

void bench_progress(const char *format, ...)
{
	va_list args;

	if (!isatty(2))
		return;
	va_start(args, format);
	fputs("\r\033[K", stderr);
	vfprintf(stderr, format, args);
	va_end(args);
}

void bench_fail(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	fputs("bench: ", stderr);
	vfprintf(stderr, format, args);
	fputc('\n', stderr);
	va_end(args);
	exit(1);
}

/* --- scratch files ---------------------------------------------------------- */

static char folder[64];
static pid_t folder_owner;

static void folder_remove(void)
{
	char command[128];

	if (getpid() != folder_owner)
		return;
	snprintf(command, sizeof(command), "rm -rf -- '%s'", folder);
	if (system(command) != 0)
		fprintf(stderr, "bench: %s could not be removed\n", folder);
}

const char *bench_folder(void)
{
	if (folder[0])
		return folder;
	strcpy(folder, "/tmp/opentsp-bench-XXXXXX");
	if (!mkdtemp(folder))
		bench_fail("no scratch folder can be made in /tmp");
	folder_owner = getpid();
	atexit(folder_remove);
	return folder;
}

const char *bench_file(const char *name, const struct buf *text)
{
	static char path[256];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", bench_folder(), name);
	file = fopen(path, "w");
	if (!file || text->full || fwrite(text->at, 1, text->len, file) != text->len || fclose(file))
		bench_fail("%s cannot be written", path);
	return path;
}

/* --- the provider -------------------------------------------------------------- */

struct host *bench_host(const char *path, const struct buf *conf)
{
	struct host_options options = { .conf = bench_file("opentsp.conf", conf) };
	struct host *host;
	struct buf why;

	buf_grow(&why);
	if (host_open(&host, path, &options, &why))
		bench_fail("%s", buf_c(&why));
	buf_free(&why);
	return host;
}

void bench_open_lines(struct host *host, uint32_t *lines, size_t max)
{
	size_t count = host_line_count(host);
	LONG result;

	for (size_t i = 0; i < count && i < max; i++) {
		result = host_line_open(host, host_line(host, i), LINEMEDIAMODE_INTERACTIVEVOICE, &lines[i]);
		if (result)
			bench_fail("line %zu cannot be opened: 0x%lx", i, (unsigned long)(DWORD)result);
	}
}

bool bench_in_service(struct host *host, uint32_t line)
{
	LINEDEVSTATUS *status;
	bool in;

	if (host_get_line_status(host, line, &status))
		bench_fail("a line does not tell its status");
	in = status->dwDevStatusFlags & LINEDEVSTATUSFLAGS_INSERVICE;
	mem_free(status);
	return in;
}

void bench_close(struct host *host)
{
	static char faults[4096];

	host_shutdown(host);
	if (host_faults(host, faults, sizeof(faults)))
		bench_fail("the provider broke a rule: %s", faults);
	host_on_event(host, NULL, NULL);
	host_close(host);
}

/* --- events ---------------------------------------------------------------------- */

static struct {
	uv_mutex_t lock;
	bool ready;
	uint64_t head, tail;
	bool (*first)(const struct host_event *event);
	struct host_event ring[RING];
} events;

static void take_event(void *arg, const struct host_event *event)
{
	if (events.first && !events.first(event))
		return;
	uv_mutex_lock(&events.lock);
	if (events.tail - events.head == RING)
		bench_fail("%d events wait to be looked at", RING);
	events.ring[events.tail++ % RING] = *event;
	uv_mutex_unlock(&events.lock);
}

void bench_listen(struct host *host, bool (*first)(const struct host_event *event))
{
	if (!events.ready) {
		uv_mutex_init(&events.lock);
		events.ready = true;
	}
	events.head = events.tail = 0;
	events.first = first;
	host_on_event(host, take_event, NULL);
}

/* Looking now and then costs less than being woken for each event, and what
 * waking this thread costs is none of the provider's business. */
size_t bench_events(struct host_event out[BENCH_BATCH], int timeout_ms)
{
	size_t count = 0;

	for (;;) {
		uv_mutex_lock(&events.lock);
		while (events.head < events.tail && count < BENCH_BATCH)
			out[count++] = events.ring[events.head++ % RING];
		uv_mutex_unlock(&events.lock);
		if (count > 0 || timeout_ms-- <= 0)
			return count;
		usleep(1000);
	}
}

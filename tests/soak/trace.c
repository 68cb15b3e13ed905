/* SPDX-License-Identifier: MIT
 * trace.c - what happened last, and how a fault is told. */
#include "soak.h"
#include "base/log.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#define EVENTS 4096	/* kept */
#define TOLD 50		/* ... and printed */

struct event {
	int actor;		/* -1: the courier */
	const char *doing, *what;
	uint64_t values[4];
};

static struct event events[EVENTS];
static uint64_t count;

uint64_t soak_seed;
atomic_ullong soak_done;
_Thread_local struct actor *soak_self;

void note(const char *what, uint64_t a, uint64_t b, uint64_t c, uint64_t d)
{
	events[count++ % EVENTS] = (struct event){
		.actor = soak_self ? soak_self->number : -1,
		.doing = soak_self ? soak_self->doing : "", .what = what, .values = { a, b, c, d },
	};
}

static void print_event(const struct event *event)
{
	char who[16] = "courier";

	if (event->actor >= 0)
		snprintf(who, sizeof(who), "%d", event->actor);
	fprintf(stderr, "  %-8s %-26s %-14s", who, event->doing ? event->doing : "", event->what);
	for (int i = 0; i < 4; i++)
		fprintf(stderr, " %llx", (unsigned long long)event->values[i]);
	fputc('\n', stderr);
}

static struct {
	char lines[TOLD][160];
	unsigned count;
} tail;

static void keep_log(void *arg, enum log_level level, const char *line)
{
	snprintf(tail.lines[tail.count++ % TOLD], sizeof(tail.lines[0]), "%s", line);
}

static void print_log(void)
{
	log_trace(keep_log, NULL);
	for (unsigned i = tail.count > TOLD ? tail.count - TOLD : 0; i < tail.count; i++)
		fprintf(stderr, "  %s\n", tail.lines[i % TOLD]);
}

/* It ends here: the other threads stand wherever they are. */
void fault(const char *format, ...)
{
	static atomic_int told;
	va_list args;

	if (atomic_exchange(&told, 1))
		for (;;)
			uv_sleep(1000);		/* another thread tells its own */
	fputs("\nthe last lines of the provider's log:\n", stderr);
	print_log();
	fputs("the last events, the newest last (who, doing, what, values):\n", stderr);
	for (uint64_t i = count > TOLD ? count - TOLD : 0; i < count; i++)
		print_event(&events[i % EVENTS]);
	fprintf(stderr, "soak: seed %llu, operation %llu, %s by %d: ", (unsigned long long)soak_seed,
		(unsigned long long)atomic_load(&soak_done), soak_self ? soak_self->doing : "a callback",
		soak_self ? soak_self->number : -1);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputs("\nnot ok - soak\n", stderr);
	fflush(stderr);
	_Exit(1);
}

/* SPDX-License-Identifier: MIT
 * log.c - a line is made on the stack of its thread and handed on under a lock. */
#include "base/log.h"
#include "os/clock.h"
#include "os/file.h"
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <uv.h>

#define GATE_MS 1000
#define RECORD_HEAD 3		/* length (low byte first) and level */
#define NUMBER_SIZE 64
#define NUMBERS 4

static const char *const words[] = { "debug", "info", "warn", "error" };

static atomic_int sink_level = LOG_WARN, trace_level = LOG_INFO;
static atomic_bool plain_numbers;
static uv_once_t once = UV_ONCE_INIT;
static uv_mutex_t lock;

static struct {			/* all of it under the lock */
	log_sink *sink;
	void *arg;
	FILE *file;
	unsigned day;		/* of the last row of the file */
	uint64_t (*now_ms)(void);
	uint32_t first, used;	/* of the ring: where the oldest record begins, bytes of all */
	char ring[LOG_TRACE_SIZE];
} state;

static void init(void)
{
	uv_mutex_init(&lock);
}

static void enter(void)
{
	uv_once(&once, init);
	uv_mutex_lock(&lock);
}

static void leave(void)
{
	uv_mutex_unlock(&lock);
}

static void ring_put(const char *bytes, uint32_t len)
{
	uint32_t at = (state.first + state.used) % LOG_TRACE_SIZE;
	uint32_t head = len < LOG_TRACE_SIZE - at ? len : LOG_TRACE_SIZE - at;

	memcpy(state.ring + at, bytes, head);
	memcpy(state.ring, bytes + head, len - head);
	state.used += len;
}

static void ring_get(uint32_t at, char *bytes, uint32_t len)
{
	uint32_t head;

	at %= LOG_TRACE_SIZE;
	head = len < LOG_TRACE_SIZE - at ? len : LOG_TRACE_SIZE - at;
	memcpy(bytes, state.ring + at, head);
	memcpy(bytes + head, state.ring, len - head);
}

/* The length of the record at `at`, without its head. */
static uint32_t record_len(uint32_t at, enum log_level *level)
{
	char head[RECORD_HEAD];

	ring_get(at, head, sizeof(head));
	*level = (enum log_level)head[2];
	return (unsigned char)head[0] | (uint32_t)(unsigned char)head[1] << 8;
}

static void trace(enum log_level level, const char *line, size_t len)
{
	char head[RECORD_HEAD] = { (char)(len & 255), (char)(len >> 8), (char)level };
	enum log_level oldest;
	uint32_t gone;

	while (LOG_TRACE_SIZE - state.used < RECORD_HEAD + len) {
		gone = RECORD_HEAD + record_len(state.first, &oldest);
		state.first = (state.first + gone) % LOG_TRACE_SIZE;
		state.used -= gone;
	}
	ring_put(head, sizeof(head));
	ring_put(line, (uint32_t)len);
}

void log_trace(log_sink *sink, void *arg)
{
	char line[LOG_LINE_SIZE];
	enum log_level level;
	uint32_t len;

	enter();
	for (uint32_t at = 0; at < state.used; at += RECORD_HEAD + len) {
		len = record_len(state.first + at, &level);
		ring_get(state.first + at + RECORD_HEAD, line, len);
		line[len] = '\0';
		sink(arg, level, line);
	}
	leave();
}

static void to_file(const struct clock_local *now, const char *line)
{
	unsigned day = now->year * 10000u + now->month * 100u + now->day;

	if (day != state.day)
		fprintf(state.file, "# %04u-%02u-%02u\n", now->year, now->month, now->day);
	state.day = day;
	fprintf(state.file, "%s\n", line);
	fflush(state.file);	/* the next line may be the one that we do not live to write */
}

static void hand_on(enum log_level level, const struct clock_local *now, const char *line, size_t len)
{
	enter();
	if ((int)level >= atomic_load_explicit(&trace_level, memory_order_relaxed))
		trace(level, line, len);
	if ((int)level < atomic_load_explicit(&sink_level, memory_order_relaxed))
		;
	else if (state.file)
		to_file(now, line);
	else if (state.sink)
		state.sink(state.arg, level, line);
	else
		fprintf(stderr, "%s\n", line);
	leave();
}

/* The last characters of a line that is too long become "...". */
static size_t shorten(char *line)
{
	size_t at = LOG_LINE_SIZE - sizeof("...");

	for (int i = 0; i < 3 && ((unsigned char)line[at] & 0xC0) == 0x80; i++)
		at--;
	memcpy(line + at, "...", sizeof("..."));
	return at + 3;
}

/* Append to a line of `*len` bytes, as far as there is room. */
static void append_text(char *line, size_t *len, const char *text)
{
	size_t more = strlen(text), room = LOG_LINE_SIZE - 1 - *len;

	memcpy(line + *len, text, more < room ? more : room);
	line[*len + (more < room ? more : room)] = '\0';
	*len = more <= room ? *len + more : shorten(line);
}

static void append(char *line, size_t *len, const char *format, va_list args)
{
	int more;

	/* What is logged for every call and every state is of this form. */
	if (strcmp(format, "%s") == 0) {
		append_text(line, len, va_arg(args, const char *));
		return;
	}
	more = vsnprintf(line + *len, LOG_LINE_SIZE - *len, format, args);
	if (more < 0)
		return;
	if ((size_t)more < LOG_LINE_SIZE - *len)
		*len += (size_t)more;
	else
		*len = shorten(line);
}

static void appendf(char *line, size_t *len, const char *format, ...) PRINTF_LIKE(3, 4);
static void appendf(char *line, size_t *len, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	append(line, len, format, args);
	va_end(args);
}

static char *two_digits(char *at, unsigned n, char behind)
{
	at[0] = (char)('0' + n / 10);
	at[1] = (char)('0' + n % 10);
	at[2] = behind;
	return at + 3;
}

static size_t time_write(char *at, const struct clock_local *now)
{
	char *begin = at;

	at = two_digits(at, now->hour, ':');
	at = two_digits(at, now->minute, ':');
	at = two_digits(at, now->second, '.');
	*at++ = (char)('0' + now->ms / 100);
	at = two_digits(at, now->ms % 100, ' ');
	return (size_t)(at - begin);
}

static void blot_controls(char *line, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)line[i] < ' ' || line[i] == 0x7F)
			line[i] = '.';
}

struct head {
	enum log_level level;
	const char *room, *who;
	uint32_t held_back;
};

static void write_line(const struct head *head, const char *format, va_list args)
{
	char line[LOG_LINE_SIZE];
	struct clock_local now;
	size_t len;

	clock_local(&now);
	len = time_write(line, &now);
	append_text(line, &len, words[head->level]);
	append_text(line, &len, " ");
	append_text(line, &len, head->room);
	append_text(line, &len, head->who ? " " : "");
	append_text(line, &len, head->who ? head->who : "");
	append_text(line, &len, ": ");
	append(line, &len, format, args);
	if (head->held_back)
		appendf(line, &len, " (and %u like it were left out)", head->held_back);
	if (span_has_controls((struct span){ line, len }))
		blot_controls(line, len);
	hand_on(head->level, &now, line, len);
}

bool log_wants(enum log_level level)
{
	if ((unsigned)level >= LOG_OFF)
		return false;
	return (int)level >= atomic_load_explicit(&sink_level, memory_order_relaxed) ||
	       (int)level >= atomic_load_explicit(&trace_level, memory_order_relaxed);
}

void log_write(enum log_level level, const char *room, const char *who, const char *format, ...)
{
	const struct head head = { level, room, who, 0 };
	va_list args;

	if (!log_wants(level))
		return;
	va_start(args, format);
	write_line(&head, format, args);
	va_end(args);
}

/* Whether the gate is open now; then `held_back` is what it kept since. */
static bool gate_open(struct log_gate *gate, uint32_t *held_back)
{
	uint64_t now_ms;
	bool open;

	enter();
	now_ms = state.now_ms ? state.now_ms() : clock_ms();
	open = now_ms >= gate->next_ms;
	if (open) {
		gate->next_ms = now_ms + GATE_MS;
		*held_back = gate->held_back;
		gate->held_back = 0;
	} else if (gate->held_back < UINT32_MAX) {
		gate->held_back++;
	}
	leave();
	return open;
}

void log_gated(struct log_gate *gate, enum log_level level, const char *room,
	       const char *who, const char *format, ...)
{
	struct head head = { level, room, who, 0 };
	va_list args;

	if (!log_wants(level) || !gate_open(gate, &head.held_back))
		return;
	va_start(args, format);
	write_line(&head, format, args);
	va_end(args);
}

static void redirect(log_sink *sink, void *arg, FILE *file)
{
	enter();
	if (state.file)
		fclose(state.file);
	state.file = file;
	state.day = 0;
	state.sink = sink;
	state.arg = arg;
	leave();
}

void log_to(log_sink *sink, void *arg)
{
	redirect(sink, arg, NULL);
}

bool log_to_file(const char *path)
{
	FILE *file = file_open(path, "a");

	if (!file)
		return false;
	redirect(NULL, NULL, file);
	return true;
}

void log_level_set(enum log_level level)
{
	atomic_store(&sink_level, (int)level);
}

void log_trace_level(enum log_level level)
{
	atomic_store(&trace_level, (int)level);
}

void log_clock(uint64_t (*now_ms)(void))
{
	enter();
	state.now_ms = now_ms;
	leave();
}

void log_numbers(bool plain)
{
	atomic_store(&plain_numbers, plain);
}

static bool telling(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (unsigned char)c >= 0x80;
}

const char *log_number(const char *number)
{
	static _Thread_local char ring[NUMBERS][NUMBER_SIZE];
	static _Thread_local unsigned next;
	char *out = ring[next++ % NUMBERS], *at;
	size_t len = number ? strlen(number) : 0;
	int shown = 0;

	if (len >= NUMBER_SIZE) {
		number += len - (NUMBER_SIZE - 1);
		len = NUMBER_SIZE - 1;
	}
	if (len)
		memcpy(out, number, len);
	out[len] = '\0';
	if (atomic_load_explicit(&plain_numbers, memory_order_relaxed))
		return out;
	at = strchr(out, '@');
	at = at ? at : out + len;
	while (at > out)
		if (telling(*--at) && shown++ >= 2)
			*at = '*';
	return out;
}

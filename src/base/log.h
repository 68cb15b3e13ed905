/* SPDX-License-Identifier: MIT
 * log.h - one form for every line of the log, and a trace that is always on.
 *
 *   12:01:20.123 info sip line2/call7: 180 Ringing
 *
 * Lines at or above the level go to the sink. Lines at or above the level of
 * the trace (at first LOG_INFO) also go to a ring of the last LOG_TRACE_SIZE
 * bytes, which can be written out when something went wrong. A line that
 * neither wants costs two comparisons. Thread safe.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include "base/text.h"

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR, LOG_OFF };

#define LOG_TRACE_SIZE 65536

/* One line: `room` is the driver or floor ("sip", "tspi"), `who` the object
 * ("line2/call7"; NULL: none). No line end in the format: what controls a
 * terminal becomes '.', so that no peer can forge a line. At most
 * LOG_LINE_SIZE - 1 bytes; what is longer ends in "...". */
#define LOG_LINE_SIZE 2048
void log_write(enum log_level level, const char *room, const char *who,
	       const char *format, ...) PRINTF_LIKE(4, 5);

/* The same, but at most once a second for each `gate` (static, zeroed); what
 * was left out is counted and said with the next line. For a peer's nonsense. */
struct log_gate {
	uint64_t next_ms;
	uint32_t held_back;
};
void log_gated(struct log_gate *gate, enum log_level level, const char *room,
	       const char *who, const char *format, ...) PRINTF_LIKE(5, 6);

/* Where lines go: a function (NULL: standard error, as at first) or a file that
 * is appended to, with a row "# 2026-03-01" in front of each day. A sink is
 * called by one thread at a time and must not log. log_to closes the file.
 * log_to_file: false if it cannot be opened, and all stays as it was. */
typedef void log_sink(void *arg, enum log_level level, const char *line);
void log_to(log_sink *sink, void *arg);
bool log_to_file(const char *path);

void log_level_set(enum log_level level);	/* at first LOG_WARN */
void log_trace_level(enum log_level level);	/* at first LOG_INFO */
bool log_wants(enum log_level level);		/* to spare the making of a costly line */

/* Give each line of the trace, oldest first, to `sink`, which must not log. */
void log_trace(log_sink *sink, void *arg);

/* A number for the log: of the letters and digits in front of an '@' all but
 * the last two as '*', unless log_numbers(true) was called. Of a long one the
 * end. Valid until the next four calls on the thread. */
const char *log_number(const char *number);
void log_numbers(bool plain);

/* For tests: the clock of log_gated, in ms; NULL: the real one. */
void log_clock(uint64_t (*now_ms)(void));

#endif

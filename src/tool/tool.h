/* SPDX-License-Identifier: MIT
 * tool.h - what the commands of tapictl share.
 *
 * A command gets what stood behind its name and answers the exit code: 0 it was
 * done, 1 it failed (one sentence on standard error), 2 it was asked wrongly.
 */
#ifndef TOOL_TOOL_H
#define TOOL_TOOL_H

#include "opentsp/host.h"

struct tool {
	struct host *host;		/* NULL until tool_open() */
	const char *provider, *config;	/* as given; NULL: the default */
	bool json;
	uint32_t *calls;		/* the host's numbers of the calls seen; ours are 1, 2, ... */
	size_t call_count, call_size;
};

/* session.c. "tapictl: sentence" to standard error; answers 1. */
int tool_fail(const char *format, ...) PRINTF_LIKE(1, 2);
int tool_usage(const char *format, ...) PRINTF_LIKE(1, 2);	/* the same; answers 2 */

/* Load the provider with `config` (NULL: what it finds itself). False: said. */
bool tool_open(struct tool *tool, const char *config);

/* Close everything; what the provider did wrong is said and makes `code` 1. */
int tool_close(struct tool *tool, int code);

/* The device that `name` means: a name, a number, a device id. False: said. */
bool tool_line(struct tool *tool, const char *name, DWORD *out);
const char *tool_line_name(struct tool *tool, DWORD device, char *out, size_t size);

/* What the provider's private door answers to `text`, for mem_free(); NULL: said. */
char *tool_command(struct tool *tool, const char *text);

/* A new file of the user's own, named into `path`. False: said. */
bool tool_temporary(char *path, size_t size, const char *text);
void tool_remove(const char *path);

/* An option of a command: "--for 5" (value set) or "--hold" (flag set). */
struct tool_option {
	const char *name;		/* "--for"; NULL ends the table */
	const char **value;
	bool *flag;
};

/* Take the options out of argv; *count becomes what is left, moved to the
 * front. False: said. */
bool tool_options(const struct tool_option *options, int *count, char **argv);
bool tool_number(const char *text, DWORD max, DWORD *out);	/* false: said */

/* event.c. Begin and end to listen for Ctrl-C; whether it came. */
bool stop_begin(struct tool *tool);
void stop_end(void);
bool stop_asked(void);
void stop_forget(void);		/* as if it had not come */

/* The next event, printed; false: none by `until_ms` (clock_ms(); 0: wait for
 * ever), or Ctrl-C. */
bool tool_next(struct tool *tool, uint64_t until_ms, struct host_event *out);

/* Print what comes until `call` is in one of `states`; answers the state, 0: it
 * did not come to that. */
DWORD tool_until(struct tool *tool, uint32_t call, DWORD states, uint64_t until_ms);

/* Hang up all calls that are not idle, and see them go. */
void tool_hang_up(struct tool *tool);

/* table.c. Rows for people, aligned when all are there; or an object a row. */
struct table {
	bool json;
	const char *const *titles;	/* NULL ends them; '#' in front: numbers */
	int columns;
	char **cells;
	size_t count, size;
};
void table_begin(struct table *table, bool json, const char *const *titles);
void table_row(struct table *table, const char *const *cells);
void table_end(struct table *table);
void json_text(const char *text);		/* quoted and escaped, to standard output */
void put_padded(const char *text, int width);	/* in characters, not bytes */

/* The commands. */
int command_providers(struct tool *tool, int count, char **argv);
int command_lines(struct tool *tool, int count, char **argv);
int command_caps(struct tool *tool, int count, char **argv);
int command_dial(struct tool *tool, int count, char **argv);
int command_answer(struct tool *tool, int count, char **argv);
int command_watch(struct tool *tool, int count, char **argv);
int command_config(struct tool *tool, int count, char **argv);
int command_numbers(struct tool *tool, int count, char **argv);
int command_functions(struct tool *tool, int count, char **argv);
int command_demo(struct tool *tool, int count, char **argv);

#endif

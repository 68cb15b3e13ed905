/* SPDX-License-Identifier: MIT
 * agent.h - a provider and a host that a script drives row by row.
 *
 *   integ CONFIGURATION [PROVIDER]
 *
 * Reads a command from each row of standard input and answers it with one row:
 * "ok", "ok TEXT", or "no SENTENCE". Lines and calls have the names that the
 * script gave them. All that happens to one is kept as rows of text, in the
 * words of host_event_text(), and `wait` reads on in them: so nothing that
 * happened between two commands is lost. At `quit` or the
 * end of the input all is closed.
 */
#ifndef AGENT_H
#define AGENT_H

#include "opentsp/host.h"

#define AGENT_THINGS 256
#define AGENT_WORDS 16		/* of a command */

/* A line or a call, and what happened to it. */
struct thing {
	char name[64];		/* "" for a call that was not yet asked for by `offered` */
	uint32_t line, call;	/* the host's numbers; call 0: it is a line */
	uint32_t phone;		/* ... of a phone; then the others are 0 */
	LONG request;		/* of a call that is being made, or handed on */
	const char *asked;	/* ... and what was asked for, for people */
	struct buf past;	/* rows, each ended by '\n' */
	size_t seen;		/* so far `wait` has read */
};

struct agent {
	struct host *host;
	struct thing things[AGENT_THINGS];
	size_t count;
	struct buf answer;	/* the row that answers the command */
};

/* A command: its words from argv[0], its name, on. True: "ok". Either way
 * `agent->answer` holds what else there is to say. */
struct command {
	const char *name;
	int words;		/* that must stand behind the name */
	bool (*run)(struct agent *agent, int count, char **argv);
	const char *help;
};
/* A NULL name ends them. */
extern const struct command agent_commands[], bulk_commands[], conference_commands[], office_commands[];

/* NULL: there is none. */
struct thing *agent_thing(struct agent *agent, const char *name);
struct thing *agent_line(struct agent *agent, const char *name);	/* and open */
struct thing *agent_call(struct agent *agent, const char *name);

/* A new one; NULL: too many, or the name is taken. */
struct thing *agent_add(struct agent *agent, const char *name, uint32_t line, uint32_t call);
void agent_forget(struct agent *agent, struct thing *thing);

/* Take an event of the host, if one comes until `until_ms` (clock_ms()), and
 * note it where it belongs. False: none came. */
bool agent_hear(struct agent *agent, uint64_t until_ms);

/* Say in the answer why it is "no"; always false. */
bool agent_no(struct agent *agent, const char *format, ...) PRINTF_LIKE(2, 3);

/* The result of a function: negative is "no", a request is waited for. */
bool agent_result(struct agent *agent, const char *what, LONG result);

#endif

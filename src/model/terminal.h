/* SPDX-License-Identifier: MIT
 * terminal.h - what is at the end of a line for people: handset, headset,
 * loudspeaker; and what of the line goes to which of them.
 *
 * A line has terminals because its driver says so in line_new(). What is routed
 * to each is kept for the line, its addresses and its calls: a call has that of its
 * address until lineSetTerminal says otherwise for the call.
 */
#ifndef MODEL_TERMINAL_H
#define MODEL_TERMINAL_H

#include "abi/tapi.h"
#include "base/err.h"
#include <stdbool.h>

struct address;
struct call;
struct line;

#define TERMINALS_MAX 8

/* One direction, or both as one. */
#define TERMINAL_EAR (LINETERMMODE_MEDIAFROMLINE | LINETERMMODE_MEDIABIDIRECT)
#define TERMINAL_MOUTH (LINETERMMODE_MEDIATOLINE | LINETERMMODE_MEDIABIDIRECT)

struct terminal {
	DWORD dev, modes, sharing;	/* as LINETERMCAPS has them */
	const char *text;		/* for people; outlives the line */
};

struct terminals {		/* of a line; those of most have none */
	struct terminal all[TERMINALS_MAX];
	DWORD routes[TERMINALS_MAX];	/* LINETERMMODE_ that go to each */
	DWORD of_addresses[][TERMINALS_MAX];	/* ... from each address */
};

/* The line, which has its addresses, gets another one; all that it can is routed to it. ERR_RESOURCE: too many;
 * ERR_NOMEM. */
enum err terminal_add(struct line *line, const struct terminal *terminal);

/* Whether it can be routed so: ERR_UNAVAIL (there are no terminals),
 * ERR_TERMINALID, ERR_TERMINALMODE. Disabling what is not routed can. */
enum err terminal_may(const struct line *line, DWORD id, DWORD modes, bool enable);

/* For drivers: it is so now; who is affected hears of it. A call needs memory. */
void terminal_set_line(struct line *line, DWORD id, DWORD modes, bool enable);
void terminal_set_address(struct address *address, DWORD id, DWORD modes, bool enable);
enum err terminal_set_call(struct call *call, DWORD id, DWORD modes, bool enable);

/* What is routed to each terminal, line->terminal_count of them. */
const DWORD *terminal_routes(const struct call *call);

/* Whether any of `modes` reaches a terminal; where there are none all does. */
bool terminal_routed(const struct call *call, DWORD modes);

#endif

/* SPDX-License-Identifier: MIT
 * mutant.h - a small provider of two lines that call each other (100, 200),
 * right or wrong in one way: the environment's TSPI_MUTANT, a name of mutants.def.
 *
 * It has no thread: what takes time waits for the command "advance" or happens
 * at once in the function that causes it. It asks not to be called by several
 * threads at a time (LINETSPIOPTION_NONREENTRANT).
 */
#ifndef MUTANT_H
#define MUTANT_H

#include "abi/sizes.h"
#include "abi/tspi.h"
#include <stdbool.h>
#include <string.h>

enum mutant {
#define MUTANT(name, rule, says) M_##name,
#define WARP(name, rule, says)
#include "mutants.def"
#undef MUTANT
#undef WARP
};
bool is(enum mutant mutant);

#define LINES 2
#define CALLS 64
#define LATERS 256
#define REQUEST_MS 30
#define VOICE LINEMEDIAMODE_INTERACTIVEVOICE
#define OP_FAILED ((LONG)LINEERR_OPERATIONFAILED)
#define BAD_STATE ((LONG)LINEERR_INVALCALLSTATE)

struct line {
	HTAPILINE ht;
	LINEEVENT event;
	DWORD version, media;
	bool open;
	unsigned opened;
};

struct call {
	struct line *line;
	HTAPICALL ht;
	DWORD id, state, before, mode, media, app, origin, modes;
	struct call *peer;
	bool used, born;
	WCHAR dest[64];
	const WCHAR *kept;	/* of KEEPS_POINTER */
	LPHDRVCALL slot;	/* of LATE_HANDLE */
	DWORD generation, end_to_end;	/* of digits; end_to_end 0: none */
	WCHAR digits[64], ends[16];
	WCHAR *gather;
	DWORD gathered, gather_max, gather_id;
};

/* What is done when its time has come; `call` is 0 when it is gone. */
struct later {
	bool used;
	DWORD due, number;
	void (*act)(struct call *call, DRV_REQUESTID request, DWORD arg);
	struct call *call;
	DRV_REQUESTID request;
	DWORD arg;
};

extern struct provider {
	ASYNC_COMPLETION complete;
	DWORD base, now, number, negotiated;
	int sessions;
	struct line lines[LINES];
	struct call calls[CALLS];
	struct later laters[LATERS];
} sp;

/* mutant.c */
void later(DWORD ms, void (*act)(struct call *, DRV_REQUESTID, DWORD), struct call *call,
	   DRV_REQUESTID request, DWORD arg);
void advance(DWORD ms);
struct line *line_of(HDRVLINE hd);
DWORD version_of(const struct line *line);

void in_threads(int count, void (*act)(struct call *call), struct call *call);	/* and waits */

/* mutant_call.c */
struct call *call_of(HDRVCALL hd);
HDRVCALL handle_of(const struct call *call);
void tell(struct call *call, DWORD message, DWORD_PTR p1, DWORD_PTR p2, DWORD_PTR p3);
LONG call_close(struct call *call, bool by_line);
DWORD features_of(const struct call *call);
DWORD count_calls(const struct line *line, DWORD states);

#define ACTIVE ((DWORD)~(LINECALLSTATE_IDLE | LINECALLSTATE_ONHOLD))

#endif

/* SPDX-License-Identifier: MIT
 * soak.h - random operations from many threads, and a model that watches.
 *
 * The soak stands where TAPI stands: it calls the exported functions and has
 * TAPI's procedures. What it was told it keeps in a book of its own; what may
 * not be is a fault, which ends the run with the seed, the operation and the
 * last events. It is linked with the provider itself, so that it can count
 * what is left over at the end.
 *
 * Threads act beside each other, and now and then one acts alone: then nothing
 * moves, and what the provider says of itself must be true (alone.c).
 */
#ifndef SOAK_H
#define SOAK_H

#include "abi/tspi.h"
#include "base/text.h"
#include <stdatomic.h>
#include <stdbool.h>
#include <uv.h>

#define LINES 8			/* devices at a time, those that are on their way out among them */
#define PHONES 4
#define CALLS 256
#define REQUESTS 8192		/* on their way at a time */
#define PPID 7
#define FIRST_DEVICE 100
#define VOICE LINEMEDIAMODE_INTERACTIVEVOICE

/* --- who acts ---------------------------------------------------------------- */

#define TRASH 16

struct actor {
	int number;
	uint64_t random;
	const char *doing;
	DRV_REQUESTID asked;		/* the last request it made */
	bool plain;			/* asks for what any feature bit means, and for nothing rarer */
	void *trash[TRASH];		/* what lives as long as one operation */
	int trash_count;
};

uint32_t chance(struct actor *a, uint32_t below);
static inline bool one_in(struct actor *a, uint32_t n) { return chance(a, n) == 0; }
void *scratch(struct actor *a, size_t size);	/* zeroed, exactly so long, freed after the operation */
void clean(struct actor *a);

/* UTF-16 of `text`, NULL stays NULL; exactly so long; freed after the operation. */
LPCWSTR wide(struct actor *a, const char *text);

/* A number to dial: mostly one that exists. May be NULL if `or_none`. */
const char *some_number(struct actor *a);
DWORD some_bit(struct actor *a, DWORD of);	/* one of the bits, 0 if there is none */

/* --- the book (book.c): what TAPI knows -------------------------------------- */

enum life { GONE, HERE, OPENING, OPEN, CLOSING };

struct device {				/* a line or a phone */
	enum life life;
	DWORD id, version;
	uint32_t serial;		/* counts its openings */
	const void *hd;
	bool removed;			/* to be closed, and never opened again */
	DWORD states, address_states;	/* asked for; of a phone button modes, too */
	DWORD button_states;
	int in_use;			/* requests of it that are not answered */
};

enum standing { CALL_FREE, CALL_BEING_BORN, CALL_TAKEN, CALL_BEING_CLOSED };

struct stretch {			/* a gathering or a generation */
	DWORD id;			/* dwEndToEndID; 0: none */
	bool begun;			/* the function has returned */
	void *memory;
};

struct call_row {
	enum standing standing;
	uint32_t serial, line_serial;
	int line;
	HDRVCALL hd;			/* NULL: the function that makes it has not returned */
	DWORD state, mode;		/* as told; 0: nothing yet */
	bool idle;
	DWORD digits;			/* modes that are monitored */
	struct stretch gathering, generation;
	int in_use;
};

struct request {
	DRV_REQUESTID id;		/* 0: the place is free */
	const char *function;
	int line, phone, call;		/* whose it is; -1: none */
	uint32_t serial;		/* of the call, or the opening */
	int born[2];
	uint32_t born_serial[2];
	bool returned, answered, counted;	/* counted: in in_use of whose it is */
	LONG result;
	void *memory;			/* where the provider writes until it is answered */
};

struct book {
	uv_mutex_t lock;
	struct device lines[LINES], phones[PHONES];
	struct call_row calls[CALLS];
	struct request requests[REQUESTS];
	DRV_REQUESTID last_request;
	uint32_t unanswered;
	DWORD next_device;
	DWORD_PTR creates[64];		/* dwTempIDs that want a number; bit 31: a phone's */
	int create_count;
	/* what is told at the end */
	uint64_t asked, refused, failed, births, newcalls, idles, letters, reloads;
};
extern struct book book;

void book_lock(void);
void book_unlock(void);

/* What a call was when it was looked for; `row` -1: it is none of the book's. */
struct pick {
	int row;
	uint32_t serial;
	HDRVCALL hd;
	int line;
	DWORD state;
};

/* Some call in one of `states` (0: any), but not `not`. False: there is none. */
bool pick_call(struct actor *a, DWORD states, const struct pick *not, struct pick *out);
/* ... of the same line as `beside`. */
bool pick_beside(struct actor *a, const struct pick *beside, DWORD states, struct pick *out);

/* Some open line or phone: its number in the book. -1: none is. */
int pick_device(struct actor *a, const struct device *devices, int count, enum life life,
		struct device *copy);
#define pick_line(a, copy) pick_device(a, book.lines, LINES, OPEN, copy)
#define pick_phone(a, copy) pick_device(a, book.phones, PHONES, OPEN, copy)

/* A request is about to be made of a call, a line or a phone. */
DRV_REQUESTID ask_of_call(struct actor *a, const char *function, const struct pick *call);
DRV_REQUESTID ask_of_line(struct actor *a, const char *function, int line, uint32_t serial);
DRV_REQUESTID ask_of_phone(struct actor *a, const char *function, int phone, uint32_t serial);

/* Memory that the provider may write to until the request is answered. */
void *ask_memory(DRV_REQUESTID id, size_t size);

/* It bears a call on `line`: TAPI's handle for it. NULL: the book is full. */
HTAPICALL ask_bears(DRV_REQUESTID id, int line, uint32_t line_serial);

/* The function returned `result`, and wrote `hd` where it had to. Returns it. */
LONG ask_returned(struct actor *a, DRV_REQUESTID id, LONG result, HDRVCALL hd, HDRVCALL hd2);

/* Whether it has been answered; its result. */
bool ask_result(DRV_REQUESTID id, LONG *result);

HTAPICALL ht_of_call(int row);
HTAPILINE ht_of_line(int line);
HTAPIPHONE ht_of_phone(int phone);
struct call_row *call_of_ht(HTAPICALL ht);	/* at the book; NULL: no such call */

/* Close through the door, and see that all is answered. */
void close_call(struct actor *a, const struct pick *call, bool inside);
void close_line(struct actor *a, int line);
void close_phone(struct actor *a, int phone);

/* --- faults and events (trace.c) ----------------------------------------------- */

void note(const char *what, uint64_t a, uint64_t b, uint64_t c, uint64_t d);	/* at the book */
void note_begin(struct actor *a);
_Noreturn void fault(const char *format, ...) __attribute__((format(printf, 1, 2)));
extern uint64_t soak_seed;
extern atomic_ullong soak_done;
extern _Thread_local struct actor *soak_self;

/* --- TAPI's procedures (hear.c) --------------------------------------------- */

void CALLBACK hear_complete(DRV_REQUESTID request, LONG result);
void CALLBACK hear_line(HTAPILINE line, HTAPICALL call, DWORD msg, DWORD_PTR p1, DWORD_PTR p2,
			DWORD_PTR p3);
void CALLBACK hear_phone(HTAPIPHONE phone, DWORD msg, DWORD_PTR p1, DWORD_PTR p2, DWORD_PTR p3);

/* --- operations ------------------------------------------------------------------- */

struct call_act {
	const char *name;
	DWORD feature;			/* LINECALLFEATURE_ that announces it; 0: none does */
	unsigned weight;
	DWORD states;			/* where it is most asked for; 0: anywhere */
	bool pair;			/* it needs a second call */
	LONG (*run)(struct actor *a, const struct pick *call, const struct pick *other);
};
extern const struct call_act call_acts[];	/* the end has no name (act_call.c) */

struct line_act {
	const char *name;
	unsigned weight;
	DWORD line_feature, address_feature;	/* that announce it; 0: none does */
	LONG (*run)(struct actor *a, int line, const struct device *d);
};
extern const struct line_act line_acts[];	/* act_line.c */

struct phone_act {
	const char *name;
	unsigned weight;
	DWORD feature;
	LONG (*run)(struct actor *a, int phone, const struct device *d);
};
extern const struct phone_act phone_acts[];	/* act_phone.c */

LONG make_call(struct actor *a, int line, const struct device *d);
LINECALLPARAMS *some_params(struct actor *a, DWORD version, bool target);
void look(struct actor *a);		/* some function that only tells (look.c) */
void open_line(struct actor *a, int line);
void open_phone(struct actor *a, int phone);
void do_chores(struct actor *a);	/* number what was created, close what was removed */
void command(const char *format, ...) __attribute__((format(printf, 1, 2)));
void advance(uint32_t ms);

void alone_check(struct actor *a);	/* alone.c: nothing else moves */
void alone_quiet(void);			/* wait until the courier has delivered all */

#endif

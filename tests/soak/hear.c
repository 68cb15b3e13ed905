/* SPDX-License-Identifier: MIT
 * hear.c - TAPI's procedures: what the provider tells, and whether it may. */
#include "soak.h"
#include "abi/names.h"
#include <stdlib.h>

#define DIALTONE	LINECALLSTATE_DIALTONE
#define DIALING		LINECALLSTATE_DIALING
#define PROCEEDING	LINECALLSTATE_PROCEEDING
#define RINGBACK	LINECALLSTATE_RINGBACK
#define BUSY		LINECALLSTATE_BUSY
#define SPECIALINFO	LINECALLSTATE_SPECIALINFO
#define CONNECTED	LINECALLSTATE_CONNECTED
#define OFFERING	LINECALLSTATE_OFFERING
#define ACCEPTED	LINECALLSTATE_ACCEPTED
#define ONHOLD		LINECALLSTATE_ONHOLD
#define FOR_CONF	LINECALLSTATE_ONHOLDPENDCONF
#define FOR_TRANSFER	LINECALLSTATE_ONHOLDPENDTRANSFER
#define CONFERENCED	LINECALLSTATE_CONFERENCED
#define DISCONNECTED	LINECALLSTATE_DISCONNECTED
#define IDLE		LINECALLSTATE_IDLE
#define OVER		(DISCONNECTED | IDLE)

/* What may follow what, from docs/spec/call-states.md and what docs/sim.md says
 * of an exchange; intermediate states may be left out. */
static const struct {
	DWORD from, to;
} follows[] = {
	{ OFFERING,	OFFERING | ACCEPTED | CONNECTED | OVER },
	{ ACCEPTED,	CONNECTED | OVER },
	{ DIALTONE,	DIALTONE | DIALING | PROCEEDING | RINGBACK | BUSY | SPECIALINFO | CONNECTED | OVER },
	{ DIALING,	PROCEEDING | RINGBACK | BUSY | SPECIALINFO | CONNECTED | OVER },
	{ PROCEEDING,	RINGBACK | BUSY | SPECIALINFO | CONNECTED | CONFERENCED | OVER },
	{ RINGBACK,	BUSY | SPECIALINFO | CONNECTED | CONFERENCED | OVER },
	{ BUSY,		PROCEEDING | RINGBACK | CONNECTED | OVER },	/* camped on */
	{ SPECIALINFO,	SPECIALINFO | CONNECTED | OVER },
	{ CONNECTED,	CONNECTED | ONHOLD | FOR_CONF | FOR_TRANSFER | CONFERENCED | OVER },
	{ ONHOLD,	CONNECTED | FOR_CONF | FOR_TRANSFER | CONFERENCED | OVER },
	{ FOR_CONF,	CONNECTED | CONFERENCED | OVER },
	{ FOR_TRANSFER,	CONNECTED | CONFERENCED | OVER },
	{ CONFERENCED,	CONNECTED | OVER },
	{ DISCONNECTED,	IDLE },
	{ IDLE,		0 },
};

static DWORD after(DWORD state)
{
	for (size_t i = 0; i < sizeof(follows) / sizeof(follows[0]); i++)
		if (follows[i].from == state)
			return follows[i].to;
	return 0xffff & ~(DWORD)LINECALLSTATE_UNKNOWN;	/* the first one */
}

/* --- the courier as an actor ------------------------------------------------------ */

static struct actor courier = { .number = -1, .random = 88172645463325252ull, .doing = "callback" };
static atomic_int inside;

static void enter(void)
{
	if (atomic_fetch_add(&inside, 1))
		fault("a procedure was called inside another one (R-CB-2)");
	book_lock();
	book.letters++;
}

static void leave(void)
{
	book_unlock();
	atomic_fetch_sub(&inside, 1);
}

/* --- calls -------------------------------------------------------------------------- */

static const char *word(enum name_group group, DWORD value)
{
	const char *name = name_of(group, value);

	return name ? name : "?";
}

static void end_stretch(struct call_row *call, struct stretch *stretch, DWORD id, const char *what)
{
	if (!stretch->id || stretch->id != id)
		fault("%s of %u, but %u goes on", what, (unsigned)id, (unsigned)stretch->id);
	free(stretch->memory);
	*stretch = (struct stretch){ 0 };
}

static void become_idle(struct call_row *call)
{
	if (call->gathering.begun)
		fault("IDLE, and gathering %u was not ended (R-STATE-6)", (unsigned)call->gathering.id);
	if (call->generation.begun)
		fault("IDLE, and generation %u was not ended (R-STATE-6)", (unsigned)call->generation.id);
	call->idle = true;
	book.idles++;
}

static void hear_state(struct call_row *call, DWORD state, DWORD mode, DWORD media)
{
	if (!state || (state & (state - 1)))
		fault("LINE_CALLSTATE with 0x%x", (unsigned)state);
	if (call->idle)
		fault("%s after IDLE", word(NAME_LINECALLSTATE, state));
	if (!(after(call->state) & state))
		fault("%s after %s", word(NAME_LINECALLSTATE, state), word(NAME_LINECALLSTATE, call->state));
	if (call->state == state && call->mode == mode)
		fault("%s is told twice in mode 0x%x", word(NAME_LINECALLSTATE, state), (unsigned)mode);
	if (!media)
		fault("LINE_CALLSTATE with media mode 0x%x", (unsigned)media);
	call->state = state;
	call->mode = mode;
	if (state == IDLE)
		become_idle(call);
}

static void hear_call(struct call_row *call, DWORD msg, DWORD_PTR p1, DWORD_PTR p2, DWORD_PTR p3)
{
	if (call->standing == CALL_BEING_BORN)
		fault("%s before the request that makes the call is answered (R-HND-6)", name_message(msg));
	if (msg != LINE_CALLSTATE && !call->state)
		fault("%s before the first LINE_CALLSTATE", name_message(msg));
	switch (msg) {
	case LINE_CALLSTATE:
		hear_state(call, (DWORD)p1, (DWORD)p2, (DWORD)p3);
		break;
	case LINE_CALLINFO:
		if (call->idle)
			fault("LINE_CALLINFO after IDLE");
		break;
	case LINE_GATHERDIGITS:
		end_stretch(call, &call->gathering, (DWORD)p2, "LINE_GATHERDIGITS");
		break;
	case LINE_GENERATE:
		end_stretch(call, &call->generation, (DWORD)p2, "LINE_GENERATE");
		break;
	case LINE_MONITORDIGITS:
		if (!(call->digits & p2))
			fault("LINE_MONITORDIGITS of mode 0x%x, and 0x%x is asked for", (unsigned)p2, (unsigned)call->digits);
		break;
	}
}

static int free_call(void)
{
	for (int row = 0; row < CALLS; row++)
		if (book.calls[row].standing == CALL_FREE)
			return row;
	return -1;
}

/* Now and then TAPI has no place for it. */
static void hear_newcall(int line, HDRVCALL hd, LPHTAPICALL out)
{
	int row = one_in(&courier, 64) ? -1 : free_call();
	struct call_row *call = &book.calls[row < 0 ? 0 : row];

	book.newcalls++;
	*out = NULL;
	if (!hd)
		fault("LINE_NEWCALL without a handle (R-HND-1)");
	if (row < 0)
		return;
	*call = (struct call_row){ .standing = CALL_TAKEN, .serial = call->serial + 1, .line = line,
				   .line_serial = book.lines[line].serial, .hd = hd };
	*out = ht_of_call(row);
}

/* --- lines ---------------------------------------------------------------------------- */

static void create(DWORD_PTR temp, unsigned mark)
{
	if (book.create_count < (int)(sizeof(book.creates) / sizeof(book.creates[0])))
		book.creates[book.create_count++] = temp | mark;
}

static void remove_device(struct device *devices, int count, DWORD id)
{
	for (int i = 0; i < count; i++) {
		if (devices[i].life == GONE || devices[i].id != id)
			continue;
		if (devices[i].removed)
			fault("device %u is removed twice", (unsigned)id);
		devices[i].removed = true;
		if (devices[i].life == HERE)
			devices[i].life = GONE;
		return;
	}
	/* One that was numbered, but has not come into the book yet. */
	note("removed soon", id, 0, 0, 0);
}

static void hear_device(DWORD msg, DWORD_PTR p1, DWORD_PTR p2)
{
	switch (msg) {
	case LINE_CREATE:
		create(p2, 0);
		break;
	case LINE_REMOVE:
		remove_device(book.lines, LINES, (DWORD)p1);
		break;
	case PHONE_CREATE:
		create(p2, 0x80000000u);
		break;
	case PHONE_REMOVE:
		remove_device(book.phones, PHONES, (DWORD)p1);
		break;
	}
}

static int line_of_ht(HTAPILINE ht)
{
	int line = (int)((uintptr_t)ht & 0xf);

	if (line >= LINES || book.lines[line].life < OPENING || ht_of_line(line) != ht)
		fault("a letter of a line that is closed, or never was (R-CB-8)");
	return line;
}

static void hear_line_state(const struct device *d, DWORD msg, DWORD_PTR p1, DWORD_PTR p2)
{
	/* What is asked for may just be changing. */
	if (msg == LINE_LINEDEVSTATE && !(p1 & (d->states | LINEDEVSTATE_REINIT)) && d->life == OPEN)
		fault("LINE_LINEDEVSTATE 0x%x, and 0x%x is asked for (R-MSG-1)", (unsigned)p1, (unsigned)d->states);
	if (msg == LINE_ADDRESSSTATE && !(p2 & d->address_states) && d->life == OPEN)
		fault("LINE_ADDRESSSTATE 0x%x, and 0x%x is asked for (R-MSG-1)", (unsigned)p2, (unsigned)d->address_states);
}

/* What TAPI does while the procedure runs, or lets be. */
static void act_inside(const struct pick *pick, DWORD msg, DWORD state)
{
	DRV_REQUESTID id;

	if (msg != LINE_CALLSTATE || !pick->hd)
		return;
	soak_self = &courier;
	if (state == IDLE && one_in(&courier, 8)) {
		close_call(&courier, pick, true);
	} else if (state == OFFERING && one_in(&courier, 4)) {
		id = ask_of_call(&courier, "lineAnswer", pick);
		ask_returned(&courier, id, TSPI_lineAnswer(id, pick->hd, NULL, 0), NULL, NULL);
	} else if (one_in(&courier, 32)) {
		id = ask_of_call(&courier, "lineDrop", pick);
		ask_returned(&courier, id, TSPI_lineDrop(id, pick->hd, NULL, 0), NULL, NULL);
	}
	clean(&courier);
	soak_self = NULL;
}

void CALLBACK hear_line(HTAPILINE htline, HTAPICALL htcall, DWORD msg, DWORD_PTR p1, DWORD_PTR p2,
			DWORD_PTR p3)
{
	struct pick pick = { .row = -1 };
	struct call_row *call;
	int line;

	enter();
	note(name_message(msg), (uintptr_t)htline, (uintptr_t)htcall, p1, p2);
	if (!htline) {
		hear_device(msg, p1, p2);
		leave();
		return;
	}
	line = line_of_ht(htline);
	if (msg == LINE_NEWCALL) {
		hear_newcall(line, (HDRVCALL)p1, (LPHTAPICALL)p2);
	} else if (htcall) {
		call = call_of_ht(htcall);
		if (!call)
			fault("%s of a call that is closed, or never was (R-CB-8)", name_message(msg));
		if (call->line != line)
			fault("%s of a call of another line", name_message(msg));
		hear_call(call, msg, p1, p2, p3);
		pick = (struct pick){ .row = (int)(call - book.calls), .serial = call->serial,
				      .hd = call->hd, .line = line };
	} else {
		hear_line_state(&book.lines[line], msg, p1, p2);
	}
	book_unlock();
	act_inside(&pick, msg, (DWORD)p1);
	atomic_fetch_sub(&inside, 1);
}

/* --- phones ------------------------------------------------------------------------------- */

void CALLBACK hear_phone(HTAPIPHONE ht, DWORD msg, DWORD_PTR p1, DWORD_PTR p2, DWORD_PTR p3)
{
	int phone = (int)((uintptr_t)ht & 0xf);
	const struct device *d = &book.phones[phone % PHONES];

	enter();
	note(name_message(msg), (uintptr_t)ht, p1, p2, p3);
	if (!ht) {
		hear_device(msg, p1, p2);
		leave();
		return;
	}
	if (phone >= PHONES || d->life < OPENING || ht_of_phone(phone) != ht)
		fault("a letter of a phone that is closed, or never was (R-CB-8)");
	if (msg == PHONE_STATE && !(p1 & d->states) && d->life == OPEN)
		fault("PHONE_STATE 0x%x, and 0x%x is asked for (R-MSG-1)", (unsigned)p1, (unsigned)d->states);
	leave();
}

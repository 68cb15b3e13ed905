/* SPDX-License-Identifier: MIT
 * alone.c - nothing moves: what the provider says of itself must be true.
 *
 * Of every call the state that was told is the one that is; lines count what
 * there is; what the feature bits announce can be asked, and what they do not
 * cannot.
 */
#include "soak.h"
#include "abi/names.h"
#include "model/desk.h"
#include "tspi/door.h"
#include <string.h>

#define HELD_FOR (LINECALLSTATE_ONHOLDPENDCONF | LINECALLSTATE_ONHOLDPENDTRANSFER)
#define NOT_ACTIVE (LINECALLSTATE_IDLE | LINECALLSTATE_ONHOLD | HELD_FOR)

void alone_quiet(void)
{
	struct desk *desk;
	bool quiet = false;

	while (!quiet) {
		desk = door_enter();
		quiet = desk->mail.count == 0 && desk->courier_sleeps;
		door_leave();
		if (!quiet)
			uv_sleep(0);
	}
}

/* --- what is so -------------------------------------------------------------------- */

static void read_status(const struct pick *c, LINECALLSTATUS *out)
{
	LONG result;

	*out = (LINECALLSTATUS){ .dwTotalSize = sizeof(*out) };
	result = TSPI_lineGetCallStatus(c->hd, out);
	if (result)
		fault("lineGetCallStatus of a call that is there answers 0x%lx", (unsigned long)(DWORD)result);
}

static void check_call(const struct pick *c)
{
	const struct call_row *row = &book.calls[c->row];
	LINECALLSTATUS status;

	read_status(c, &status);
	if (row->state && (status.dwCallState != row->state ||
			   (status.dwCallStateMode != row->mode && row->state != LINECALLSTATE_CONFERENCED)))
		fault("the call is in state 0x%x, mode 0x%x, and 0x%x, 0x%x was told", (unsigned)status.dwCallState,
		      (unsigned)status.dwCallStateMode, (unsigned)row->state, (unsigned)row->mode);
	if ((row->state == LINECALLSTATE_IDLE) != row->idle)
		fault("IDLE by what was told, or not");
}

static void check_counts(int line)
{
	const struct device *d = &book.lines[line];
	LINEDEVSTATUS *status = NULL;
	DWORD memory[1024] = { sizeof(memory) }, active = 0, held = 0, pending = 0;
	LONG result;

	status = (LINEDEVSTATUS *)memory;
	for (int row = 0; row < CALLS; row++) {
		const struct call_row *call = &book.calls[row];

		if (call->standing == CALL_FREE || call->line != line || call->line_serial != d->serial || !call->state)
			continue;
		active += !(call->state & NOT_ACTIVE);
		held += call->state == LINECALLSTATE_ONHOLD;
		pending += (call->state & HELD_FOR) != 0;
	}
	result = TSPI_lineGetLineDevStatus((HDRVLINE)d->hd, status);
	if (result)
		fault("lineGetLineDevStatus answers 0x%lx", (unsigned long)(DWORD)result);
	if (status->dwNumActiveCalls != active || status->dwNumOnHoldCalls != held ||
	    status->dwNumOnHoldPendCalls != pending)
		fault("the line counts %u active, %u held and %u pending calls, and there are %u, %u and %u",
		      (unsigned)status->dwNumActiveCalls, (unsigned)status->dwNumOnHoldCalls,
		      (unsigned)status->dwNumOnHoldPendCalls, (unsigned)active, (unsigned)held, (unsigned)pending);
}

static void check_all(void)
{
	for (int row = 0; row < CALLS; row++) {
		const struct call_row *call = &book.calls[row];
		struct pick c = { .row = row, .serial = call->serial, .hd = call->hd, .line = call->line };

		if (call->standing == CALL_TAKEN && call->hd)
			check_call(&c);
	}
	for (int i = 0; i < LINES; i++)
		if (book.lines[i].life == OPEN)
			check_counts(i);
}

/* --- what can be asked --------------------------------------------------------------- */

static bool cannot(LONG result)
{
	return result == (LONG)LINEERR_INVALCALLSTATE || result == (LONG)LINEERR_OPERATIONUNAVAIL;
}

/* The outcome of what was just asked: of a request that takes its time 0. */
static LONG outcome(const struct actor *a, LONG result)
{
	if (result <= 0)
		return result;
	alone_quiet();
	return ask_result(a->asked, &result) ? result : 0;
}

/* Of two calls: with every other one of the line, until one can. */
static LONG ask_pair(struct actor *a, const struct call_act *op, const struct pick *c)
{
	LONG result = (LONG)LINEERR_INVALCALLSTATE;

	for (int row = 0; row < CALLS && cannot(result); row++) {
		const struct call_row *call = &book.calls[row];
		struct pick other = { .row = row, .serial = call->serial, .hd = call->hd, .line = call->line };

		if (row == c->row || call->line != c->line || call->standing != CALL_TAKEN || !call->hd)
			continue;
		result = outcome(a, op->run(a, c, &other));
		clean(a);
	}
	return result;
}

static void try_call(struct actor *a, const struct call_act *op)
{
	struct pick c;
	LINECALLSTATUS status;
	DWORD version;
	LONG result;
	bool announced;

	if (!op->feature || !pick_call(a, op->states, NULL, &c) || c.row < 0 ||
	    book.calls[c.row].standing != CALL_TAKEN)
		return;
	a->doing = op->name;
	version = book.lines[c.line].version;
	read_status(&c, &status);
	announced = status.dwCallFeatures & op->feature;
	a->plain = announced;
	result = op->pair ? ask_pair(a, op, &c) : outcome(a, op->run(a, &c, NULL));
	a->plain = false;
	if (announced && cannot(result))
		fault("%s is announced in state 0x%x (features 0x%x), and answers %s", op->name,
		      (unsigned)status.dwCallState, (unsigned)status.dwCallFeatures, name_error(result));
	if (!announced && !result && (name_known_bits(NAME_LINECALLFEATURE, version) & op->feature))
		fault("%s is not announced in state 0x%x (features 0x%x), and succeeds", op->name,
		      (unsigned)status.dwCallState, (unsigned)status.dwCallFeatures);
}

/* Of all addresses: a birth without an address goes where there is room. */
static DWORD address_features_of(HDRVLINE hd)
{
	DWORD memory[1024] = { sizeof(memory) }, all = 0;
	LINEADDRESSSTATUS *status = (LINEADDRESSSTATUS *)memory;

	for (DWORD id = 0; TSPI_lineGetAddressStatus(hd, id, status) == 0; id++)
		all |= status->dwAddressFeatures;
	return all;
}

static void try_line(struct actor *a, const struct line_act *op)
{
	DWORD memory[1024] = { sizeof(memory) }, address;
	LINEDEVSTATUS *status = (LINEDEVSTATUS *)memory;
	struct device d;
	int line = pick_line(a, &d);
	bool announced, known;
	LONG result;

	if (line < 0 || !(op->line_feature | op->address_feature))
		return;
	a->doing = op->name;
	address = address_features_of((HDRVLINE)d.hd);
	if (!address || TSPI_lineGetLineDevStatus((HDRVLINE)d.hd, status))
		fault("the status of an open line cannot be had");
	announced = (status->dwLineFeatures & op->line_feature) || (address & op->address_feature);
	a->plain = announced;
	result = outcome(a, op->run(a, line, &d));
	a->plain = false;
	if (announced && (cannot(result) || result == (LONG)LINEERR_CALLUNAVAIL))
		fault("%s is announced (features 0x%x, of the address 0x%x), and answers %s", op->name,
		      (unsigned)status->dwLineFeatures, (unsigned)address, name_error(result));
	known = (name_known_bits(NAME_LINEFEATURE, d.version) & op->line_feature) ||
		(name_known_bits(NAME_LINEADDRFEATURE, d.version) & op->address_feature);
	if (!announced && known && !result)
		fault("%s is not announced (features 0x%x, of the address 0x%x), and succeeds", op->name,
		      (unsigned)status->dwLineFeatures, (unsigned)address);
}

static uint32_t length_of_call_ops(void)
{
	uint32_t count = 0;

	while (call_acts[count].name)
		count++;
	return count;
}

static uint32_t length_of_line_ops(void)
{
	uint32_t count = 0;

	while (line_acts[count].name)
		count++;
	return count;
}

void alone_check(struct actor *a)
{
	alone_quiet();
	check_all();
	if (chance(a, 4))
		try_call(a, &call_acts[chance(a, length_of_call_ops())]);
	else
		try_line(a, &line_acts[chance(a, length_of_line_ops())]);
}

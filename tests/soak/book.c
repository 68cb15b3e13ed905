/* SPDX-License-Identifier: MIT
 * book.c - what TAPI knows of lines, phones, calls and requests. */
#include "soak.h"
#include <stdlib.h>
#include <string.h>

struct book book;

void book_lock(void)
{
	uv_mutex_lock(&book.lock);
}

void book_unlock(void)
{
	uv_mutex_unlock(&book.lock);
}

/* --- TAPI's handles: a row and what tells it from those before ------------------ */

HTAPICALL ht_of_call(int row)
{
	return (HTAPICALL)(uintptr_t)(0x40000000u | (book.calls[row].serial & 0x3fffffu) << 8 | (unsigned)row);
}

struct call_row *call_of_ht(HTAPICALL ht)
{
	struct call_row *call = &book.calls[(uintptr_t)ht & 0xff];

	return call->standing != CALL_FREE && ht_of_call((int)(call - book.calls)) == ht ? call : NULL;
}

static uintptr_t ht_of_device(const struct device *d, int i, unsigned mark)
{
	return mark | (d->serial & 0xfffff) << 4 | (unsigned)i;
}

HTAPILINE ht_of_line(int line)
{
	return (HTAPILINE)ht_of_device(&book.lines[line], line, 0x10000000);
}

HTAPIPHONE ht_of_phone(int phone)
{
	return (HTAPIPHONE)ht_of_device(&book.phones[phone], phone, 0x20000000);
}

/* --- picking -------------------------------------------------------------------- */

static void write_pick(struct pick *out, int row)
{
	const struct call_row *call = &book.calls[row];

	*out = (struct pick){ .row = row, .serial = call->serial, .hd = call->hd,
			      .line = call->line, .state = call->state };
}

static bool pick_where(struct actor *a, DWORD states, const struct pick *not, int line, struct pick *out)
{
	uint32_t at = chance(a, CALLS);
	bool unborn = one_in(a, 64);

	for (int i = 0; i < CALLS; i++) {
		int row = (int)((at + (uint32_t)i) % CALLS);
		const struct call_row *call = &book.calls[row];

		if (!call->hd || call->standing == CALL_FREE || (not && not->row == row) ||
		    (line >= 0 && call->line != line))
			continue;
		if (call->standing != CALL_TAKEN && !unborn)
			continue;
		if (states && !(call->state & states))
			continue;
		write_pick(out, row);
		return true;
	}
	return false;
}

bool pick_call(struct actor *a, DWORD states, const struct pick *not, struct pick *out)
{
	bool found;

	if (one_in(a, 256)) {		/* a handle that is none */
		*out = (struct pick){ .row = -1, .line = -1, .hd = (HDRVCALL)(uintptr_t)(0x80000000u | chance(a, 4096)) };
		return true;
	}
	book_lock();
	found = pick_where(a, states, not, -1, out) || (states && pick_where(a, 0, not, -1, out));
	book_unlock();
	return found;
}

bool pick_beside(struct actor *a, const struct pick *beside, DWORD states, struct pick *out)
{
	bool found;

	book_lock();
	found = pick_where(a, states, beside, one_in(a, 32) ? -1 : beside->line, out);
	book_unlock();
	return found;
}

int pick_device(struct actor *a, const struct device *devices, int count, enum life life,
		struct device *copy)
{
	uint32_t at = chance(a, (uint32_t)count);
	int found = -1;

	book_lock();
	for (int i = 0; i < count && found < 0; i++) {
		int n = (int)((at + (uint32_t)i) % (uint32_t)count);

		if (devices[n].life != life)
			continue;
		found = n;
		*copy = devices[n];
	}
	book_unlock();
	return found;
}

/* --- requests ------------------------------------------------------------------- */

static struct request *request_of(DRV_REQUESTID id)
{
	return &book.requests[id % REQUESTS];
}

static void request_settle(struct request *request)
{
	if (!request->returned || !request->answered)
		return;
	free(request->memory);
	request->memory = NULL;		/* the row stays readable until its place is taken again */
}

static int *in_use_of(const struct request *request)
{
	if (request->call >= 0)
		return book.calls[request->call].serial == request->serial ? &book.calls[request->call].in_use : NULL;
	if (request->line >= 0)
		return book.lines[request->line].serial == request->serial ? &book.lines[request->line].in_use : NULL;
	return book.phones[request->phone].serial == request->serial ? &book.phones[request->phone].in_use : NULL;
}

static DRV_REQUESTID ask_new(struct actor *a, const struct request *made)
{
	struct request *request;
	DRV_REQUESTID id;

	book_lock();
	do {
		id = ++book.last_request & 0x7fffffff;
		request = request_of(id);
	} while (!id || (request->id && !(request->returned && request->answered)));
	*request = *made;
	request->id = id;
	request->born[0] = request->born[1] = -1;
	book.asked++;
	a->asked = id;
	note("asks", id, (uintptr_t)made->function, (uint64_t)(int64_t)made->call, (uint64_t)(int64_t)made->line);
	book_unlock();
	return id;
}

DRV_REQUESTID ask_of_call(struct actor *a, const char *function, const struct pick *call)
{
	/* One of a handle that is none can only be refused. */
	return ask_new(a, &(struct request){ .function = function, .call = call->row, .serial = call->serial,
					     .line = call->row < 0 ? 0 : -1, .phone = -1 });
}

DRV_REQUESTID ask_of_line(struct actor *a, const char *function, int line, uint32_t serial)
{
	return ask_new(a, &(struct request){ .function = function, .call = -1, .line = line,
					     .phone = -1, .serial = serial });
}

DRV_REQUESTID ask_of_phone(struct actor *a, const char *function, int phone, uint32_t serial)
{
	return ask_new(a, &(struct request){ .function = function, .call = -1, .line = -1,
					     .phone = phone, .serial = serial });
}

void *ask_memory(DRV_REQUESTID id, size_t size)
{
	return request_of(id)->memory = calloc(1, size);
}

HTAPICALL ask_bears(DRV_REQUESTID id, int line, uint32_t line_serial)
{
	struct request *request = request_of(id);
	HTAPICALL ht = NULL;
	int which = request->born[0] >= 0;

	book_lock();
	for (int row = 0; row < CALLS && !ht; row++) {
		struct call_row *call = &book.calls[row];

		if (call->standing != CALL_FREE)
			continue;
		*call = (struct call_row){ .standing = CALL_BEING_BORN, .serial = call->serial + 1,
					   .line = line, .line_serial = line_serial };
		request->born[which] = row;
		request->born_serial[which] = call->serial;
		ht = ht_of_call(row);
	}
	book_unlock();
	return ht;
}

static struct call_row *born_by(const struct request *request, int i)
{
	struct call_row *call = request->born[i] < 0 ? NULL : &book.calls[request->born[i]];

	return call && call->standing != CALL_FREE && call->serial == request->born_serial[i] ? call : NULL;
}

static void free_row(struct call_row *call)
{
	free(call->gathering.memory);
	call->gathering.memory = NULL;
	call->standing = CALL_FREE;
	call->hd = NULL;
}

static void refused(struct request *request)
{
	if (request->answered)
		fault("%s was refused, but request %u was answered before", request->function,
		      (unsigned)request->id);
	request->answered = true;
	book.refused++;
	for (int i = 0; i < 2; i++) {
		struct call_row *call = born_by(request, i);

		if (call && call->state)
			fault("%s was refused, but its call had news", request->function);
		if (call && call->standing == CALL_BEING_BORN)
			free_row(call);
	}
}

LONG ask_returned(struct actor *a, DRV_REQUESTID id, LONG result, HDRVCALL hd, HDRVCALL hd2)
{
	const HDRVCALL written[2] = { hd, hd2 };
	struct request *request = request_of(id);
	struct call_row *call;
	int *in_use;

	book_lock();
	note("returns", id, (uint64_t)(int64_t)result, (uintptr_t)hd, (uintptr_t)hd2);
	if (result >= 0 && result != (LONG)id)
		fault("%s returned %ld to request %u (R-ASYNC-2)", request->function, (long)result, (unsigned)id);
	request->returned = true;
	if (result < 0)
		refused(request);
	request->counted = !request->answered;
	book.unanswered += request->counted;
	in_use = request->counted ? in_use_of(request) : NULL;
	if (in_use)
		++*in_use;
	request->result = result < 0 ? result : request->result;
	for (int i = 0; i < 2 && result > 0; i++) {
		call = born_by(request, i);
		if (request->born[i] >= 0 && !written[i])
			fault("%s began, but wrote no handle (R-HND-5)", request->function);
		if (call)
			call->hd = written[i];
	}
	request_settle(request);
	book_unlock();
	return result;
}

bool ask_result(DRV_REQUESTID id, LONG *result)
{
	struct request *request = request_of(id);
	bool answered;

	book_lock();
	answered = request->id == id && request->answered;
	*result = request->result;
	book_unlock();
	return answered;
}

/* The answer came: for hear.c, at the book. */
void CALLBACK hear_complete(DRV_REQUESTID id, LONG result)
{
	struct request *request = request_of(id);
	struct call_row *call;
	int *in_use;

	book_lock();
	note("answers", id, (uint64_t)(int64_t)result, 0, 0);
	book.letters++;
	if (!id || request->id != id)
		fault("request %u was answered, and never made", (unsigned)id);
	if (request->answered)
		fault("request %u (%s) is answered twice, or was refused (R-ASYNC-3, R-ASYNC-7)",
		      (unsigned)id, request->function);
	if (result > 0)
		fault("request %u (%s) is answered with %ld (R-ASYNC-4)", (unsigned)id, request->function, (long)result);
	in_use = request->counted ? in_use_of(request) : NULL;
	if (in_use)
		--*in_use;
	book.unanswered -= request->counted;
	request->answered = true;
	request->result = result;
	book.failed += result < 0;
	for (int i = 0; i < 2; i++) {
		call = born_by(request, i);
		if (!call)
			continue;
		if (call->state)
			fault("request %u (%s) is answered after the first news of its call",
			      (unsigned)id, request->function);
		if (result && call->standing == CALL_BEING_BORN)
			free_row(call);
		else if (call->standing == CALL_BEING_BORN)
			call->standing = CALL_TAKEN;
		book.births += !result;
	}
	request_settle(request);
	book_unlock();
}

/* --- closing -------------------------------------------------------------------- */

static void check_answered(const struct call_row *call, const char *what)
{
	if (call->in_use)
		fault("%s returned, and %d requests of the call are not answered (R-ASYNC-9, R-ASYNC-10)",
		      what, call->in_use);
}

void close_call(struct actor *a, const struct pick *pick, bool inside)
{
	struct call_row *call;
	LONG result;

	if (pick->row < 0) {
		TSPI_lineCloseCall(pick->hd);
		return;
	}
	call = &book.calls[pick->row];
	book_lock();
	if (call->serial != pick->serial || !call->hd ||
	    (call->standing != CALL_TAKEN && call->standing != CALL_BEING_BORN)) {
		book_unlock();
		return;
	}
	call->standing = CALL_BEING_CLOSED;
	note("closes call", (uint64_t)pick->row, (uintptr_t)call->hd, 0, 0);
	book_unlock();
	result = TSPI_lineCloseCall(pick->hd);
	book_lock();
	if (result)
		fault("lineCloseCall answers 0x%lx (R-CLOSE-1)", (unsigned long)(DWORD)result);
	if (call->serial == pick->serial && call->standing == CALL_BEING_CLOSED) {
		if (!inside)
			check_answered(call, "lineCloseCall");
		free_row(call);
	}
	note("closed call", (uint64_t)pick->row, 0, 0, 0);
	book_unlock();
}

/* Mark it as being closed. False: somebody else does, or it is not open. */
static bool closing(struct device *d)
{
	bool mine;

	book_lock();
	mine = d->life == OPEN;
	if (mine)
		d->life = CLOSING;
	book_unlock();
	return mine;
}

static void closed(struct device *d, const char *what, LONG result)
{
	if (result)
		fault("%s answers 0x%lx", what, (unsigned long)(DWORD)result);
	if (d->in_use)
		fault("%s returned, and %d requests are not answered (R-ASYNC-9)", what, d->in_use);
	d->life = d->removed ? GONE : HERE;
	d->hd = NULL;
}

void close_line(struct actor *a, int line)
{
	struct device *d = &book.lines[line];
	LONG result;

	if (!closing(d))
		return;
	book_lock();
	note("closes line", (uint64_t)line, (uintptr_t)d->hd, 0, 0);
	book_unlock();
	result = TSPI_lineClose((HDRVLINE)d->hd);
	book_lock();
	note("closed line", (uint64_t)line, 0, 0, 0);
	for (int row = 0; row < CALLS; row++) {
		struct call_row *call = &book.calls[row];

		if (call->standing == CALL_FREE || call->line != line || call->line_serial != d->serial)
			continue;
		check_answered(call, "lineClose");
		free_row(call);
	}
	closed(d, "lineClose", result);
	book_unlock();
}

void close_phone(struct actor *a, int phone)
{
	struct device *d = &book.phones[phone];
	LONG result;

	if (!closing(d))
		return;
	result = TSPI_phoneClose((HDRVPHONE)d->hd);
	book_lock();
	note("closed phone", (uint64_t)phone, 0, 0, 0);
	closed(d, "phoneClose", result);
	book_unlock();
}

/* SPDX-License-Identifier: MIT
 * aw.c - what functions of TAPI need beyond requests; see aw.h. */
#include "aw.h"
#include "base/mem.h"
#include "inbox.h"
#include "os/ansi.h"
#include <string.h>

DWORD entries(struct ask *ask, const void *at, DWORD count, DWORD each)
{
	if (!at)
		return PACKET_NONE;
	if (count > PACKET_MAX / each)
		ask_fail(ask, ERR_PARAM);
	return ask->error ? PACKET_NONE : ask_data(ask, at, count * each);
}

DWORD gather(struct ask *ask, void *digits, DWORD count)
{
	DWORD number;

	client_enter();
	number = digits_new(ask->device, digits, count, ask->text == SHAPE_ANSI);
	client_leave();
	if (!number)
		ask_fail(ask, ERR_NOMEM);
	return number;
}

void gather_not(DWORD number)
{
	client_enter();
	digits_cancel(number);
	client_leave();
}

DWORD sized_text(struct ask *ask, const void *text, DWORD size, DWORD *bytes)
{
	size_t units;
	void *wide;
	DWORD at;

	*bytes = size;
	if (ask->text == SHAPE_WIDE || !text || size > PACKET_MAX)
		return text ? ask_data(ask, text, size) : (ask_fail(ask, ERR_POINTER), PACKET_NONE);
	units = ansi_to16(text, size, NULL, 0);
	wide = mem_alloc(units * sizeof(WCHAR));
	if (!wide) {
		ask_fail(ask, ERR_NOMEM);
		return PACKET_NONE;
	}
	ansi_to16(text, size, wide, units);
	*bytes = (DWORD)(units * sizeof(WCHAR));
	at = ask_data(ask, wide, *bytes);
	mem_free(wide);
	return at;
}

void text_out(void *to, const WCHAR *text, DWORD units, enum shape_text form)
{
	DWORD count = 0;

	while (count < units - 1 && text[count])
		count++;
	if (form == SHAPE_WIDE) {
		memcpy(to, text, count * sizeof(WCHAR));
		((WCHAR *)to)[count] = 0;
		return;
	}
	while (ansi_from16(text, count, to, units - 1) > units - 1)
		count--;		/* some of them take more than a byte */
	((char *)to)[ansi_from16(text, count, to, units - 1)] = 0;
}

void request_out(void *to, const LINEREQMAKECALLW *request, enum shape_text form)
{
	LINEREQMAKECALLW copy = *request;
	LINEREQMAKECALL *out = to;
	LINEREQMAKECALLW *wide = to;
	WCHAR text[TAPIMAXDESTADDRESSSIZE];

#define FIELD(field)								\
	memcpy(text, copy.field, sizeof(copy.field));				\
	text_out(form == SHAPE_WIDE ? (void *)wide->field : (void *)out->field, text,	\
		 sizeof(out->field), form);
	FIELD(szDestAddress)
	FIELD(szAppName)
	FIELD(szCalledParty)
	FIELD(szComment)
#undef FIELD
}

/* --- what is open ----------------------------------------------------------------------- */

struct open *open_begin(struct ask *ask, DWORD app, DWORD_PTR instance)
{
	bool phone = ask->family == ASK_PHONES;
	struct open *open = NULL;
	struct app *it;

	client_enter();
	it = app_find(phone, app);
	if (it) {
		open = open_new(it, ask->version, instance);
		if (!open)
			ask_fail(ask, ERR_NOMEM);
	} else if (app_count(phone, true) && !ask->error) {
		ask->error = phone ? PHONEERR_INVALAPPHANDLE : LINEERR_INVALAPPHANDLE;
	}
	client_leave();
	return open;
}

void open_end(struct open *open, DWORD handle)
{
	if (!open)
		return;
	client_enter();
	if (handle) {
		open->handle = handle;
		known_add((struct known){ handle, open->version, 0, open->number });
	} else {
		open_free(open);
	}
	client_leave();
}

void learn_calls(DWORD device, const LINECALLLIST *list)
{
	struct open *open;

	client_enter();
	open = open_find(device);
	for (DWORD i = 0; open && i < list->dwCallsNumEntries && i < list->dwCallsSize / sizeof(HCALL); i++) {
		HCALL call;

		memcpy(&call, (const char *)list + list->dwCallsOffset + i * sizeof(call), sizeof(call));
		if (!known_find(call))
			known_add((struct known){ call, open->version, open->handle, open->number });
	}
	client_leave();
}

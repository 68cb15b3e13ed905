/* SPDX-License-Identifier: MIT
 * warp.c - between TAPI and the provider: procedures in the place of TAPI's. */
#include "warp.h"
#include <stdlib.h>

#define LINES 1024		/* opened in all the time; none is forgotten */

struct memory memory;

static const char *const names[] = {
#define MUTANT(name, rule, says)
#define WARP(name, rule, says) #name,
#include "mutants.def"
#undef MUTANT
#undef WARP
};

bool is(enum warp warp)
{
	const char *name = getenv("TSPI_MUTANT");

	return name && strcmp(name, names[warp]) == 0;
}

/* --- whom to tell ----------------------------------------------------------------- */

static struct {
	HTAPILINE ht;
	LINEEVENT event;
} lines[LINES];
static struct {
	HTAPIPHONE ht;
	PHONEEVENT event;
} phones[LINES];
static LINEEVENT line_create;
static PHONEEVENT phone_create;

static void CALLBACK on_completion(DRV_REQUESTID request, LONG result)
{
	memory.complete(request, result);
	if (memory.twice && request == memory.twice)
		memory.complete(request, result);
}

static void CALLBACK on_line(HTAPILINE line, HTAPICALL call, DWORD message, DWORD_PTR p1,
			     DWORD_PTR p2, DWORD_PTR p3)
{
	struct told told = { call, message, p1, p2, p3 };
	bool keep = warp_line(&told) && warp_more(&told);

	for (int i = 0; i < LINES && keep; i++) {
		if (lines[i].ht != line)
			continue;
		lines[i].event(line, told.call, told.message, told.p1, told.p2, told.p3);
		return;
	}
}

static void CALLBACK on_phone(HTAPIPHONE phone, DWORD message, DWORD_PTR p1, DWORD_PTR p2,
			      DWORD_PTR p3)
{
	struct told told = { NULL, message, p1, p2, p3 };
	bool keep = warp_phone(&told);

	for (int i = 0; i < LINES && keep; i++) {
		if (phones[i].ht != phone)
			continue;
		phones[i].event(phone, told.message, told.p1, told.p2, told.p3);
		return;
	}
}

static void CALLBACK on_create(HTAPILINE line, HTAPICALL call, DWORD message, DWORD_PTR p1,
			       DWORD_PTR p2, DWORD_PTR p3)
{
	struct told told = { call, message, p1, p2, p3 };

	if (warp_create(&told) && warp_dialog(&told))
		line_create(line, call, told.message, told.p1, told.p2, told.p3);
}

/* --- the entries that TAPI's procedures come by ------------------------------------ */

LONG TSPIAPI TSPI_providerEnumDevices(DWORD provider, LPDWORD out_lines, LPDWORD out_phones,
				      HPROVIDER handle, LINEEVENT create_line,
				      PHONEEVENT create_phone)
{
	line_create = create_line;
	phone_create = create_phone;
	return REAL(providerEnumDevices)(provider, out_lines, out_phones, handle,
					 create_line ? on_create : NULL, phone_create);
}

LONG TSPIAPI TSPI_providerInit(DWORD version, DWORD provider, DWORD line_base, DWORD phone_base,
			       DWORD_PTR line_count, DWORD_PTR phone_count,
			       ASYNC_COMPLETION completion, LPDWORD options)
{
	memory = (struct memory){ .complete = completion };
	return REAL(providerInit)(version, provider, line_base, phone_base, line_count,
				  phone_count, on_completion, options);
}

LONG TSPIAPI TSPI_lineOpen(DWORD device, HTAPILINE ht, LPHDRVLINE out, DWORD version,
			   LINEEVENT event)
{
	int i = 0;

	while (i < LINES - 1 && lines[i].ht && lines[i].ht != ht)
		i++;
	lines[i].ht = ht;
	lines[i].event = event;
	return REAL(lineOpen)(device, ht, out, version, on_line);
}

LONG TSPIAPI TSPI_phoneOpen(DWORD device, HTAPIPHONE ht, LPHDRVPHONE out, DWORD version,
			    PHONEEVENT event)
{
	int i = 0;

	while (i < LINES - 1 && phones[i].ht && phones[i].ht != ht)
		i++;
	phones[i].ht = ht;
	phones[i].event = event;
	return REAL(phoneOpen)(device, ht, out, version, on_phone);
}

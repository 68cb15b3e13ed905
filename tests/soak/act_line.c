/* SPDX-License-Identifier: MIT
 * act_line.c - operations of lines, and lines that come and go. */
#include "soak.h"
#include "abi/names.h"
#include "abi/sizes.h"
#include "abi/utf.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HD(d) ((HDRVLINE)(d)->hd)

static const DWORD versions[] = { TAPI_1_3, TAPI_1_4, TAPI_2_0, TAPI_2_1, TAPI_2_2, TAPI_3_0, TAPI_3_1 };

/* --- births -------------------------------------------------------------------------- */

LONG make_call(struct actor *a, int line, const struct device *d)
{
	DRV_REQUESTID id = ask_of_line(a, "lineMakeCall", line, d->serial);
	HTAPICALL ht = ask_bears(id, line, d->serial);
	LINECALLPARAMS *params = some_params(a, d->version, false);
	LPCWSTR dest = wide(a, one_in(a, 16) ? NULL : some_number(a));
	HDRVCALL hd = NULL;
	LONG result = ht ? TSPI_lineMakeCall(id, HD(d), ht, &hd, dest, 0, params) : -1;

	return ask_returned(a, id, result, hd, NULL);
}

static LONG conference(struct actor *a, int line, const struct device *d)
{
	DRV_REQUESTID id = ask_of_line(a, "lineSetupConference", line, d->serial);
	HTAPICALL ht = ask_bears(id, line, d->serial), ht2 = ht ? ask_bears(id, line, d->serial) : NULL;
	LINECALLPARAMS *params = some_params(a, d->version, true);
	HDRVCALL hd = NULL, hd2 = NULL;
	LONG result = ht2 ? TSPI_lineSetupConference(id, NULL, HD(d), ht, &hd, ht2, &hd2, 3, params) : -1;

	return ask_returned(a, id, result, hd, hd2);
}

static LONG unpark(struct actor *a, int line, const struct device *d)
{
	static const char *const places[] = { "800", "801", "812", "100", "200", "a" };
	DRV_REQUESTID id = ask_of_line(a, "lineUnpark", line, d->serial);
	HTAPICALL ht = ask_bears(id, line, d->serial);
	LPCWSTR dest = wide(a, one_in(a, 4) ? some_number(a) : places[chance(a, 6)]);
	HDRVCALL hd = NULL;
	LONG result = ht ? TSPI_lineUnpark(id, HD(d), 0, ht, &hd, dest) : -1;

	return ask_returned(a, id, result, hd, NULL);
}

static LONG pickup(struct actor *a, int line, const struct device *d)
{
	static const char *const groups[] = { "x", "y", "", "none" };
	DRV_REQUESTID id = ask_of_line(a, "linePickup", line, d->serial);
	HTAPICALL ht = ask_bears(id, line, d->serial);
	LPCWSTR dest = one_in(a, 2) ? wide(a, some_number(a)) : NULL;
	LPCWSTR group = one_in(a, 2) ? wide(a, groups[chance(a, 4)]) : NULL;
	HDRVCALL hd = NULL;
	LONG result = ht ? TSPI_linePickup(id, HD(d), 0, ht, &hd, dest, group) : -1;

	return ask_returned(a, id, result, hd, NULL);
}

/* --- asked of the line ---------------------------------------------------------------- */

/* One entry, mostly a good one; offsets count from the list's start. */
static LINEFORWARDLIST *some_forwards(struct actor *a, DWORD version)
{
	const char *dest = some_number(a);
	DWORD stride = version >= TAPI_3_1 ? 32 : 24, count = 1 + chance(a, 3), head = 8 + count * stride;
	DWORD text = (DWORD)utf16_size(dest), size = head + text;
	unsigned char *list;

	if (one_in(a, 3))
		return NULL;
	list = scratch(a, size);
	memcpy(list, &size, 4);
	memcpy(list + 4, &count, 4);
	utf16_write(list + head, dest);
	for (DWORD i = 0; i < count; i++) {
		DWORD entry[6] = { 1u << chance(a, 18), one_in(a, 2) ? text : 0, head, 0,
				   one_in(a, 8) ? 0 : text, head };

		memcpy(list + 8 + i * stride, entry, sizeof(entry));
	}
	return (LINEFORWARDLIST *)list;
}

static LONG forward(struct actor *a, int line, const struct device *d)
{
	DRV_REQUESTID id = ask_of_line(a, "lineForward", line, d->serial);
	HDRVCALL hd = NULL;
	LONG result = TSPI_lineForward(id, HD(d), chance(a, 2), 0, some_forwards(a, d->version), chance(a, 6),
				       NULL, &hd, NULL);

	if (hd)
		fault("lineForward made a call");
	return ask_returned(a, id, result, NULL, NULL);
}

static LONG uncomplete(struct actor *a, int line, const struct device *d)
{
	static atomic_uint about;
	DRV_REQUESTID id = ask_of_line(a, "lineUncompleteCall", line, d->serial);

	return ask_returned(a, id, TSPI_lineUncompleteCall(id, HD(d), atomic_fetch_add(&about, 1) / 16), NULL, NULL);
}

static LONG dev_status(struct actor *a, int line, const struct device *d)
{
	DRV_REQUESTID id = ask_of_line(a, "lineSetLineDevStatus", line, d->serial);
	DWORD bit = 1u << chance(a, 4);
	bool works = !one_in(a, 16);	/* or hardly a call could be made */

	return ask_returned(a, id, TSPI_lineSetLineDevStatus(id, HD(d), bit, bit == LINEDEVSTATUSFLAGS_LOCKED ? !works : works),
			    NULL, NULL);
}

static LONG terminal(struct actor *a, int line, const struct device *d)
{
	DRV_REQUESTID id = ask_of_line(a, "lineSetTerminal", line, d->serial);
	DWORD select = one_in(a, 2) ? LINECALLSELECT_LINE : LINECALLSELECT_ADDRESS;

	return ask_returned(a, id, TSPI_lineSetTerminal(id, HD(d), 0, NULL, select, chance(a, 0x80), chance(a, 3),
							chance(a, 2)), NULL, NULL);
}

static LONG dev_specific(struct actor *a, int line, const struct device *d)
{
	DRV_REQUESTID id = ask_of_line(a, "lineDevSpecific", line, d->serial);
	DWORD size = chance(a, 64);

	return ask_returned(a, id, TSPI_lineDevSpecific(id, HD(d), 0, NULL, ask_memory(id, size + 1), size), NULL, NULL);
}

static LONG dev_specific_feature(struct actor *a, int line, const struct device *d)
{
	DRV_REQUESTID id = ask_of_line(a, "lineDevSpecificFeature", line, d->serial);
	DWORD size = chance(a, 64);

	return ask_returned(a, id, TSPI_lineDevSpecificFeature(id, HD(d), chance(a, 0x40), ask_memory(id, size + 1), size),
			    NULL, NULL);
}

static LONG media_control(struct actor *a, int line, const struct device *d)
{
	LINEMEDIACONTROLCALLSTATE *states = scratch(a, sizeof(*states));

	*states = (LINEMEDIACONTROLCALLSTATE){ 1u << chance(a, 16), 1u << chance(a, 8) };
	return TSPI_lineSetMediaControl(HD(d), 0, NULL, LINECALLSELECT_LINE, NULL, 0, NULL, 0, NULL, 0,
					states, 1);
}

static LONG media_detection(struct actor *a, int line, const struct device *d)
{
	DWORD modes = one_in(a, 8) ? 0 : one_in(a, 16) ? chance(a, 0x10000) : VOICE;

	if (one_in(a, 4))
		return TSPI_lineConditionalMediaDetection(HD(d), modes, some_params(a, d->version, false));
	return TSPI_lineSetDefaultMediaDetection(HD(d), modes);
}

static LONG status_messages(struct actor *a, int line, const struct device *d)
{
	DWORD states = chance(a, 0x1000000) & name_known_bits(NAME_LINEDEVSTATE, d->version);
	DWORD address = chance(a, 0x100) & name_known_bits(NAME_LINEADDRESSSTATE, d->version);

	book_lock();
	book.lines[line].states |= states;	/* letters of before may still come */
	book.lines[line].address_states |= address;
	book_unlock();
	return TSPI_lineSetStatusMessages(HD(d), states, address);
}

static LONG hub_tracking(struct actor *a, int line, const struct device *d)
{
	LINECALLHUBTRACKINGINFO *info = scratch(a, sizeof(*info));

	info->dwTotalSize = sizeof(*info);
	info->dwCurrentTracking = chance(a, 4);
	return one_in(a, 2) ? TSPI_lineGetCallHubTracking(HD(d), info) : TSPI_lineSetCallHubTracking(HD(d), info);
}

static LONG dev_config(struct actor *a, int line, const struct device *d)
{
	DWORD size = sizeof(VARSTRING) + chance(a, 512);
	VARSTRING *config = scratch(a, size);
	LPCWSTR class = wide(a, one_in(a, 2) ? "tapi/line" : "comm/datamodem");
	LONG result;

	config->dwTotalSize = size;
	result = TSPI_lineGetDevConfig(d->id, config, class);
	if (result || one_in(a, 2))
		return result;
	return TSPI_lineSetDevConfig(d->id, (char *)config + config->dwStringOffset, config->dwStringSize, class);
}

static LONG close_it(struct actor *a, int line, const struct device *d)
{
	close_line(a, line);
	return 0;
}

const struct line_act line_acts[] = {
	{ "lineMakeCall", 100, LINEFEATURE_MAKECALL, LINEADDRFEATURE_MAKECALL, make_call },
	{ "lineSetupConference", 5, 0, LINEADDRFEATURE_SETUPCONF, conference },
	{ "lineUnpark", 12, 0, LINEADDRFEATURE_UNPARK, unpark },
	{ "linePickup", 12, 0, LINEADDRFEATURE_PICKUP, pickup },
	{ "lineForward", 4, LINEFEATURE_FORWARD, LINEADDRFEATURE_FORWARD, forward },
	{ "lineUncompleteCall", 3, 0, LINEADDRFEATURE_UNCOMPLETECALL, uncomplete },
	{ "lineSetLineDevStatus", 3, LINEFEATURE_SETDEVSTATUS, 0, dev_status },
	{ "lineSetTerminal", 3, LINEFEATURE_SETTERMINAL, 0, terminal },
	{ "lineDevSpecific", 2, LINEFEATURE_DEVSPECIFIC, 0, dev_specific },
	{ "lineDevSpecificFeature", 2, LINEFEATURE_DEVSPECIFICFEAT, 0, dev_specific_feature },
	{ "lineSetMediaControl", 2, LINEFEATURE_SETMEDIACONTROL, 0, media_control },
	{ "lineSetDefaultMediaDetection", 3, 0, 0, media_detection },
	{ "lineSetStatusMessages", 4, 0, 0, status_messages },
	{ "lineSetCallHubTracking", 2, 0, 0, hub_tracking },
	{ "lineSetDevConfig", 2, 0, 0, dev_config },
	{ "lineClose", 1, 0, 0, close_it },
	{ 0 },
};

/* --- lines that come and go ------------------------------------------------------------- */

static bool opening(struct device *d, DWORD version)
{
	bool mine;

	book_lock();
	mine = d->life == HERE;
	if (mine) {
		d->life = OPENING;
		d->serial++;
		d->version = version;
		d->states = d->address_states = d->button_states = 0;
		d->in_use = 0;
	}
	book_unlock();
	return mine;
}

/* One that is removed meanwhile may refuse. */
static bool opened(struct device *d, const void *hd, LONG result, const char *what)
{
	book_lock();
	note(what, (uintptr_t)hd, (uint64_t)(int64_t)result, d->id, 0);
	if (result && !d->removed && result != (LONG)LINEERR_NODEVICE && result != (LONG)PHONEERR_NODEVICE &&
	    result != (LONG)LINEERR_BADDEVICEID && result != (LONG)PHONEERR_BADDEVICEID)
		fault("%s answers 0x%lx", what, (unsigned long)(DWORD)result);
	d->hd = hd;
	d->life = !result ? OPEN : d->removed ? GONE : HERE;
	book_unlock();
	return !result;
}

void open_line(struct actor *a, int line)
{
	struct device *d = &book.lines[line];
	DWORD version = versions[one_in(a, 2) ? 6 : chance(a, 7)];
	HDRVLINE hd = NULL;
	LONG result;

	if (!opening(d, version))
		return;
	result = TSPI_lineOpen(d->id, ht_of_line(line), &hd, version, hear_line);
	if (!opened(d, hd, result, "lineOpen"))
		return;
	TSPI_lineSetDefaultMediaDetection(hd, VOICE);
}

void open_phone(struct actor *a, int phone)
{
	struct device *d = &book.phones[phone];
	DWORD version = versions[one_in(a, 2) ? 6 : chance(a, 7)];
	HDRVPHONE hd = NULL;

	if (!opening(d, version))
		return;
	opened(d, hd, TSPI_phoneOpen(d->id, ht_of_phone(phone), &hd, version, hear_phone), "phoneOpen");
}

/* --- chores --------------------------------------------------------------------------------- */

/* A place for a device that was created, with its number; -1: none is free. */
static int place(struct device *devices, int count, DWORD *id)
{
	for (int i = 0; i < count; i++) {
		if (devices[i].life != GONE)
			continue;
		*id = book.next_device++;
		devices[i] = (struct device){ .life = HERE, .id = *id, .serial = devices[i].serial };
		return i;
	}
	return -1;
}

/* False: nothing was created, or there is no place yet. */
static bool number_one(void)
{
	struct device *devices = book.lines;
	DWORD_PTR temp;
	DWORD id;
	LONG result;
	int at = -1;

	book_lock();
	if (book.create_count > 0) {
		temp = book.creates[book.create_count - 1];
		devices = temp & 0x80000000u ? book.phones : book.lines;
		at = place(devices, temp & 0x80000000u ? PHONES : LINES, &id);
		book.create_count -= at >= 0;
	}
	book_unlock();
	if (at < 0)
		return false;
	if (temp & 0x80000000u)
		result = TSPI_providerCreatePhoneDevice(temp & 0x7fffffff, id);
	else
		result = TSPI_providerCreateLineDevice(temp, id);
	book_lock();
	if (result && devices[at].id == id && devices[at].life == HERE)
		devices[at].life = GONE;	/* removed before it had a number */
	book_unlock();
	return true;
}

void do_chores(struct actor *a)
{
	for (int i = 0; i < LINES; i++) {
		book_lock();
		bool close = book.lines[i].removed && book.lines[i].life == OPEN;
		book_unlock();
		if (close)
			close_line(a, i);
	}
	for (int i = 0; i < PHONES; i++) {
		book_lock();
		bool close = book.phones[i].removed && book.phones[i].life == OPEN;
		book_unlock();
		if (close)
			close_phone(a, i);
	}
	while (number_one())
		;
}

/* --- the private door --------------------------------------------------------------------- */

void command(const char *format, ...)
{
	char block[512];
	va_list args;
	LONG result;

	va_start(args, format);
	vsnprintf(block, sizeof(block), format, args);
	va_end(args);
	result = TSPI_providerGenericDialogData(PPID, TUISPIDLL_OBJECT_PROVIDERID, block, sizeof(block));
	if (result)
		fault("the private door answers 0x%lx", (unsigned long)(DWORD)result);
	if (strncmp(block, "error: out of memory", 20) == 0)
		fault("%s", block);
}

void advance(uint32_t ms)
{
	command("advance %u", (unsigned)ms);
}

/* SPDX-License-Identifier: MIT
 * tapi_look.c - lines, caps, translate. */
#include "tool/tapi.h"
#include "abi/names.h"
#include "base/mem.h"
#include "base/text.h"
#include <stdio.h>

static const char *decimal(DWORD number, char *out, size_t size)
{
	snprintf(out, size, "%lu", (unsigned long)number);
	return out;
}

/* --- lines ------------------------------------------------------------------------- */

static void line_row(const struct tapi *tapi, struct table *table, DWORD device,
		     const LINEDEVCAPS *caps)
{
	char id[16], name[128], number[128] = "", calls[16], media[NAME_TEXT_SIZE], provider[256];
	LINEADDRESSCAPS *address = tapi_address_caps(tapi, device, 0);
	const char *cells[] = { id, name, number, calls, media, provider };

	if (address)
		TAPI_TEXT_OF(address, Address, number);
	mem_free(address);
	decimal(device, id, sizeof(id));
	TAPI_TEXT_OF(caps, LineName, name);
	decimal(caps->dwMaxNumActiveCalls, calls, sizeof(calls));
	name_bits(NAME_LINEMEDIAMODE, caps->dwMediaModes, media, sizeof(media));
	TAPI_TEXT_OF(caps, ProviderInfo, provider);
	table_row(table, cells);
}

int tapi_command_lines(struct tool *tool, int count, char **argv)
{
	static const char *const titles[] = {
		"#Device", "Name", "Address", "#Calls", "Media", "Provider", NULL,
	};
	LINEDEVCAPS *caps;
	struct tapi tapi;
	struct table table;

	if (!tapi_begin(&tapi, tool))
		return 1;
	table_begin(&table, tapi.json, titles);
	for (DWORD device = 0; device < tapi.lines; device++) {
		caps = tapi_caps(&tapi, device, NULL);	/* NULL: removed, or nothing for this user */
		if (caps)
			line_row(&tapi, &table, device, caps);
		mem_free(caps);
	}
	table_end(&table);
	return tapi_end(&tapi, 0);
}

/* --- caps -------------------------------------------------------------------------- */

static void cap(struct table *table, const char *what, const char *value)
{
	const char *cells[] = { what, value };

	table_row(table, cells);
}

static void cap_bits(struct table *table, const char *what, enum name_group group, DWORD bits)
{
	char words[2048];

	cap(table, what, name_bits(group, bits, words, sizeof(words)));
}

static void caps_rows(struct table *table, const LINEDEVCAPS *caps)
{
	char text[256], number[16];

	cap(table, "name", TAPI_TEXT_OF(caps, LineName, text));
	cap(table, "provider", TAPI_TEXT_OF(caps, ProviderInfo, text));
	cap(table, "switch", TAPI_TEXT_OF(caps, SwitchInfo, text));
	cap_bits(table, "media", NAME_LINEMEDIAMODE, caps->dwMediaModes);
	cap_bits(table, "bearer", NAME_LINEBEARERMODE, caps->dwBearerModes);
	cap(table, "calls at a time", decimal(caps->dwMaxNumActiveCalls, number, sizeof(number)));
	cap_bits(table, "line features", NAME_LINEFEATURE, caps->dwLineFeatures);
	cap_bits(table, "line states", NAME_LINEDEVSTATE, caps->dwLineStates);
	cap_bits(table, "digits sent", NAME_LINEDIGITMODE, caps->dwGenerateDigitModes);
	cap_bits(table, "digits heard", NAME_LINEDIGITMODE, caps->dwMonitorDigitModes);
}

static void address_rows(struct table *table, DWORD address, const LINEADDRESSCAPS *caps)
{
	char text[256], title[32];

	snprintf(title, sizeof(title), "address %lu", (unsigned long)address);
	cap(table, title, TAPI_TEXT_OF(caps, Address, text));
	cap_bits(table, "  call states", NAME_LINECALLSTATE, caps->dwCallStates);
	cap_bits(table, "  call features", NAME_LINECALLFEATURE, caps->dwCallFeatures);
	cap_bits(table, "  address features", NAME_LINEADDRFEATURE, caps->dwAddressFeatures);
	cap_bits(table, "  forwarding", NAME_LINEFORWARDMODE, caps->dwForwardModes);
	cap_bits(table, "  transfer", NAME_LINETRANSFERMODE, caps->dwTransferModes);
}

int tapi_command_caps(struct tool *tool, int count, char **argv)
{
	static const char *const titles[] = { "Capability", "Value", NULL };
	LINEADDRESSCAPS *address;
	LINEDEVCAPS *caps = NULL;
	struct tapi tapi;
	struct table table;
	DWORD device;

	if (count != 1)
		return tool_usage("caps wants one line: tapictl caps LINE");
	if (!tapi_begin(&tapi, tool))
		return 1;
	if (tapi_line(&tapi, argv[0], &device))
		caps = tapi_caps(&tapi, device, argv[0]);
	if (!caps)
		return tapi_end(&tapi, 1);
	table_begin(&table, tapi.json, titles);
	caps_rows(&table, caps);
	for (DWORD i = 0; i < caps->dwNumAddresses; i++) {
		address = tapi_address_caps(&tapi, device, i);
		if (address)
			address_rows(&table, i, address);
		mem_free(address);
	}
	table_end(&table);
	mem_free(caps);
	return tapi_end(&tapi, 0);
}

/* --- numbers ----------------------------------------------------------------------- */

int tapi_command_translate(struct tool *tool, int count, char **argv)
{
	static const char *const titles[] = { "Form", "Number", NULL };
	union {
		LINETRANSLATEOUTPUT out;
		char room[8192];
	} it = { .out.dwTotalSize = sizeof(it) };
	char dialable[512], displayable[512], words[NAME_TEXT_SIZE];
	WCHAR address[256];
	struct tapi tapi;
	struct table table;
	DWORD device;
	LONG result;

	if (count != 2)
		return tool_usage("translate wants a line and a number: tapictl translate LINE NUMBER");
	if (utf16_size(argv[1]) > sizeof(address))
		return tool_usage("%s is too long for a number", argv[1]);
	if (!tapi_begin(&tapi, tool))
		return 1;
	if (!tapi_line(&tapi, argv[0], &device))
		return tapi_end(&tapi, 1);
	utf16_write(address, argv[1]);
	result = lineTranslateAddressW(tapi.app, device, TAPI_VERSION, address, 0, 0, &it.out);
	if (result)
		return tapi_end(&tapi, tool_fail("%s cannot be translated: %s", argv[1],
						 name_error(result)));
	table_begin(&table, tapi.json, titles);
	cap(&table, "dialed", TAPI_TEXT_OF(&it.out, DialableString, dialable));
	cap(&table, "shown", TAPI_TEXT_OF(&it.out, DisplayableString, displayable));
	cap(&table, "how", name_bits(NAME_LINETRANSLATERESULT, it.out.dwTranslateResults, words,
				     sizeof(words)));
	table_end(&table);
	return tapi_end(&tapi, 0);
}

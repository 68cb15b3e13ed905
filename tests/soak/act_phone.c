/* SPDX-License-Identifier: MIT
 * act_phone.c - operations of phones, and of the hand at them. */
#include "soak.h"
#include "abi/names.h"
#include "abi/sizes.h"
#include "abi/utf.h"
#include <string.h>

#define HD(d) ((HDRVPHONE)(d)->hd)
#define BUTTONS 24

static LONG hook_switch(struct actor *a, int phone, const struct device *d)
{
	DRV_REQUESTID id = ask_of_phone(a, "phoneSetHookSwitch", phone, d->serial);

	return ask_returned(a, id, TSPI_phoneSetHookSwitch(id, HD(d), 1 + chance(a, 7), 1u << chance(a, 4)), NULL, NULL);
}

static LONG set_volume(struct actor *a, int phone, const struct device *d)
{
	DRV_REQUESTID id = ask_of_phone(a, "phoneSetVolume", phone, d->serial);

	return ask_returned(a, id, TSPI_phoneSetVolume(id, HD(d), 1u << chance(a, 3), chance(a, 0x11000)), NULL, NULL);
}

static LONG set_gain(struct actor *a, int phone, const struct device *d)
{
	DRV_REQUESTID id = ask_of_phone(a, "phoneSetGain", phone, d->serial);

	return ask_returned(a, id, TSPI_phoneSetGain(id, HD(d), 1u << chance(a, 3), chance(a, 0x11000)), NULL, NULL);
}

static LONG set_ring(struct actor *a, int phone, const struct device *d)
{
	DRV_REQUESTID id = ask_of_phone(a, "phoneSetRing", phone, d->serial);

	return ask_returned(a, id, TSPI_phoneSetRing(id, HD(d), chance(a, 6), chance(a, 0x11000)), NULL, NULL);
}

static LONG set_lamp(struct actor *a, int phone, const struct device *d)
{
	DRV_REQUESTID id = ask_of_phone(a, "phoneSetLamp", phone, d->serial);

	return ask_returned(a, id, TSPI_phoneSetLamp(id, HD(d), chance(a, BUTTONS), 1u << chance(a, 8)), NULL, NULL);
}

static LONG set_data(struct actor *a, int phone, const struct device *d)
{
	DRV_REQUESTID id = ask_of_phone(a, "phoneSetData", phone, d->serial);
	DWORD size = chance(a, 300);

	return ask_returned(a, id, TSPI_phoneSetData(id, HD(d), chance(a, 2), scratch(a, size), size), NULL, NULL);
}

static LONG set_display(struct actor *a, int phone, const struct device *d)
{
	DRV_REQUESTID id = ask_of_phone(a, "phoneSetDisplay", phone, d->serial);
	const char *text = some_number(a);

	return ask_returned(a, id, TSPI_phoneSetDisplay(id, HD(d), chance(a, 4), chance(a, 30), wide(a, text),
							(DWORD)utf16_size(text) - 2 * chance(a, 2)), NULL, NULL);
}

static LONG set_button_info(struct actor *a, int phone, const struct device *d)
{
	DRV_REQUESTID id = ask_of_phone(a, "phoneSetButtonInfo", phone, d->serial);
	const char *text = some_number(a);
	DWORD fixed = abi_fixed_size(ABI_PHONEBUTTONINFO, d->version), size = fixed + (DWORD)utf16_size(text);
	PHONEBUTTONINFO *info = scratch(a, size);

	info->dwTotalSize = info->dwNeededSize = info->dwUsedSize = size;
	info->dwButtonMode = 1u << chance(a, 6);
	info->dwButtonFunction = chance(a, 0x30);
	info->dwButtonTextSize = size - fixed;
	info->dwButtonTextOffset = fixed;
	utf16_write((char *)info + fixed, text);
	return ask_returned(a, id, TSPI_phoneSetButtonInfo(id, HD(d), chance(a, BUTTONS), info), NULL, NULL);
}

static LONG dev_specific(struct actor *a, int phone, const struct device *d)
{
	DRV_REQUESTID id = ask_of_phone(a, "phoneDevSpecific", phone, d->serial);
	DWORD size = chance(a, 64);

	return ask_returned(a, id, TSPI_phoneDevSpecific(id, HD(d), ask_memory(id, size + 1), size), NULL, NULL);
}

static LONG status_messages(struct actor *a, int phone, const struct device *d)
{
	DWORD states = chance(a, 0x1000000) & name_known_bits(NAME_PHONESTATE, d->version);
	DWORD modes = chance(a, 0x40) & name_known_bits(NAME_PHONEBUTTONMODE, d->version);

	book_lock();
	book.phones[phone].states |= states;
	book_unlock();
	return TSPI_phoneSetStatusMessages(HD(d), states, modes, PHONEBUTTONSTATE_UP | PHONEBUTTONSTATE_DOWN);
}

/* Of the names in the configuration; whether they are open or not. */
static LONG hand(struct actor *a, int phone, const struct device *d)
{
	const char *name = one_in(a, 2) ? "p" : "q";

	if (one_in(a, 2))
		command("hook %s %s %s", name, one_in(a, 2) ? "handset" : "speaker", one_in(a, 2) ? "on" : "off");
	else
		command("press %s %u", name, (unsigned)chance(a, BUTTONS));
	return 0;
}

static LONG close_it(struct actor *a, int phone, const struct device *d)
{
	close_phone(a, phone);
	return 0;
}

const struct phone_act phone_acts[] = {
	{ "phoneSetHookSwitch", 6, 0, hook_switch },
	{ "phoneSetVolume", 3, 0, set_volume },
	{ "phoneSetGain", 3, 0, set_gain },
	{ "phoneSetRing", 3, 0, set_ring },
	{ "phoneSetLamp", 3, 0, set_lamp },
	{ "phoneSetData", 3, 0, set_data },
	{ "phoneSetDisplay", 3, 0, set_display },
	{ "phoneSetButtonInfo", 3, 0, set_button_info },
	{ "phoneDevSpecific", 1, 0, dev_specific },
	{ "phoneSetStatusMessages", 3, 0, status_messages },
	{ "a hand", 10, 0, hand },
	{ "phoneClose", 1, 0, close_it },
	{ 0 },
};

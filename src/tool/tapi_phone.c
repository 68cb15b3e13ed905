/* SPDX-License-Identifier: MIT
 * tapi_phone.c - phones, phone: how they are, and how they are to be. */
#include "tool/tapi.h"
#include "abi/names.h"
#include "base/mem.h"
#include "base/text.h"
#include "os/clock.h"
#include <stdio.h>

#define LEVEL_MAX 0xFFFFu	/* of volume and gain */

/* The `i`th DWORD of a list in a record; 0: it is shorter. */
static DWORD listed(const void *record, DWORD offset, DWORD size, DWORD i)
{
	DWORD value = 0;

	if (i < size / sizeof(value))
		memcpy(&value, (const char *)record + offset + i * sizeof(value), sizeof(value));
	return value;
}
#define LISTED(record, xxx, i) \
	listed(record, (record)->dw##xxx##Offset, (record)->dw##xxx##Size, i)

/* --- phones ------------------------------------------------------------------------ */

static void phone_row(struct table *table, DWORD device, const PHONECAPS *caps)
{
	char id[16], name[128], lamps[16], buttons[16], hooks[NAME_TEXT_SIZE], display[32] = "";
	const char *cells[] = { id, name, buttons, lamps, hooks, display };
	unsigned button_count = 0, lamp_count = 0;

	for (DWORD i = 0; i < caps->dwNumButtonLamps; i++) {
		button_count += (LISTED(caps, ButtonModes, i) & ~(DWORD)PHONEBUTTONMODE_DUMMY) != 0;
		lamp_count += (LISTED(caps, LampModes, i) & ~(DWORD)PHONELAMPMODE_DUMMY) != 0;
	}
	snprintf(id, sizeof(id), "%lu", (unsigned long)device);
	TAPI_TEXT_OF(caps, PhoneName, name);
	snprintf(buttons, sizeof(buttons), "%u", button_count);
	snprintf(lamps, sizeof(lamps), "%u", lamp_count);
	name_bits(NAME_PHONEHOOKSWITCHDEV, caps->dwHookSwitchDevs, hooks, sizeof(hooks));
	if (caps->dwDisplayNumRows)
		snprintf(display, sizeof(display), "%lux%lu", (unsigned long)caps->dwDisplayNumColumns,
			 (unsigned long)caps->dwDisplayNumRows);
	table_row(table, cells);
}

int tapi_command_phones(struct tool *tool, int count, char **argv)
{
	static const char *const titles[] = {
		"#Device", "Name", "#Buttons", "#Lamps", "Hookswitches", "Display", NULL,
	};
	struct tapi_phones phones;
	struct table table;
	PHONECAPS *caps;

	if (!tapi_phones_begin(&phones, tool))
		return 1;
	table_begin(&table, phones.json, titles);
	for (DWORD device = 0; device < phones.count; device++) {
		caps = tapi_phone_caps(&phones, device);
		if (caps)
			phone_row(&table, device, caps);
		mem_free(caps);
	}
	table_end(&table);
	return tapi_phones_end(&phones, 0);
}

/* --- phone: how it is -------------------------------------------------------------- */

static void row(struct table *table, const char *what, const char *value)
{
	const char *cells[] = { what, value };

	table_row(table, cells);
}

static void number_row(struct table *table, const char *what, DWORD value)
{
	char text[16];

	snprintf(text, sizeof(text), "%lu", (unsigned long)value);
	row(table, what, text);
}

/* What hangs on a hookswitch. */
struct hook {
	DWORD device, mode, volume, gain;
};

static void hook_rows(struct table *table, const struct hook *hook)
{
	char what[64], words[NAME_TEXT_SIZE], device[NAME_TEXT_SIZE];

	name_words(NAME_PHONEHOOKSWITCHDEV, hook->device, device, sizeof(device));
	row(table, device, name_bits(NAME_PHONEHOOKSWITCHMODE, hook->mode, words, sizeof(words)));
	snprintf(what, sizeof(what), "%.32s volume", device);
	number_row(table, what, hook->volume);
	snprintf(what, sizeof(what), "%.32s gain", device);
	number_row(table, what, hook->gain);
}

static void all_hook_rows(struct table *table, const PHONECAPS *caps, const PHONESTATUS *status)
{
	const struct hook hooks[] = {
		{ PHONEHOOKSWITCHDEV_HANDSET, status->dwHandsetHookSwitchMode, status->dwHandsetVolume,
		  status->dwHandsetGain },
		{ PHONEHOOKSWITCHDEV_SPEAKER, status->dwSpeakerHookSwitchMode, status->dwSpeakerVolume,
		  status->dwSpeakerGain },
		{ PHONEHOOKSWITCHDEV_HEADSET, status->dwHeadsetHookSwitchMode, status->dwHeadsetVolume,
		  status->dwHeadsetGain },
	};

	for (size_t i = 0; i < sizeof(hooks) / sizeof(*hooks); i++)
		if (caps->dwHookSwitchDevs & hooks[i].device)
			hook_rows(table, &hooks[i]);
}

static void display_rows(struct table *table, const PHONECAPS *caps, const PHONESTATUS *status)
{
	const DWORD width = caps->dwDisplayNumColumns * (DWORD)sizeof(WCHAR);
	char what[32], text[512];

	if (caps->dwStringFormat != STRINGFORMAT_UNICODE)
		return;
	for (DWORD i = 0; i < caps->dwDisplayNumRows && (i + 1) * width <= status->dwDisplaySize; i++) {
		snprintf(what, sizeof(what), "display row %lu", (unsigned long)i);
		row(table, what, tapi_text(status, status->dwDisplayOffset + i * width, width, text,
					   sizeof(text)));
	}
}

static void status_rows(struct table *table, const PHONECAPS *caps, const PHONESTATUS *status)
{
	char what[32], words[NAME_TEXT_SIZE];
	DWORD lamp;

	row(table, "name", TAPI_TEXT_OF(caps, PhoneName, words));
	row(table, "status",
	    name_bits(NAME_PHONESTATUSFLAGS, status->dwStatusFlags, words, sizeof(words)));
	row(table, "owner", TAPI_TEXT_OF(status, OwnerName, words));
	all_hook_rows(table, caps, status);
	number_row(table, "ring", status->dwRingMode);
	number_row(table, "ring volume", status->dwRingVolume);
	display_rows(table, caps, status);
	for (DWORD i = 0; i < caps->dwNumButtonLamps; i++) {
		lamp = LISTED(status, LampModes, i);
		if (!(lamp & ~(DWORD)PHONELAMPMODE_DUMMY))
			continue;
		snprintf(what, sizeof(what), "lamp %lu", (unsigned long)i);
		row(table, what, name_words(NAME_PHONELAMPMODE, lamp, words, sizeof(words)));
	}
}

static LONG ask_status(const DWORD *args, void *record)
{
	return phoneGetStatusW(args[0], record);
}

static bool show(const struct tapi_phones *phones, DWORD device)
{
	static const char *const titles[] = { "What", "Value", NULL };
	const DWORD phone = tapi_phone_open(phones, device, PHONEPRIVILEGE_MONITOR);
	PHONECAPS *caps = phone ? tapi_phone_caps(phones, device) : NULL;
	LONG result = 0;
	PHONESTATUS *status = caps ? tapi_whole(ask_status, &phone, &result) : NULL;
	struct table table;

	if (status) {
		table_begin(&table, phones->json, titles);
		status_rows(&table, caps, status);
		table_end(&table);
	} else if (phone) {
		tool_fail("phone %lu does not tell how it is: %s", (unsigned long)device,
			  name_error(result));
	}
	mem_free(status);
	mem_free(caps);
	return status != NULL;
}

/* --- phone: make it so ------------------------------------------------------------- */

/* What is set, and to what. */
struct wish {
	DWORD numbers[2];
	const char *text;
	bool unicode;		/* its display's texts are */
};

static LONG set_volume(HPHONE phone, const struct wish *wish)
{
	return phoneSetVolume(phone, wish->numbers[0], wish->numbers[1]);
}

static LONG set_gain(HPHONE phone, const struct wish *wish)
{
	return phoneSetGain(phone, wish->numbers[0], wish->numbers[1]);
}

static LONG set_hook(HPHONE phone, const struct wish *wish)
{
	return phoneSetHookSwitch(phone, wish->numbers[0], wish->numbers[1]);
}

static LONG set_ring(HPHONE phone, const struct wish *wish)
{
	return phoneSetRing(phone, wish->numbers[0], wish->numbers[1]);
}

static LONG set_lamp(HPHONE phone, const struct wish *wish)
{
	return phoneSetLamp(phone, wish->numbers[0], wish->numbers[1]);
}

static LONG set_display(HPHONE phone, const struct wish *wish)
{
	WCHAR wide[256];

	if (!wish->unicode)
		return phoneSetDisplay(phone, wish->numbers[0], wish->numbers[1], wish->text,
				       (DWORD)strlen(wish->text));
	utf16_write(wide, wish->text);
	return phoneSetDisplay(phone, wish->numbers[0], wish->numbers[1], (const char *)wide,
			       (DWORD)(utf16_size(wish->text) - sizeof(WCHAR)));
}

#define A_NUMBER NAME_GROUP_COUNT	/* a value that has no words */

static const struct setting {
	const char *name, *usage;
	enum name_group values[2];
	int count;			/* of values; the third is a text */
	LONG (*set)(HPHONE phone, const struct wish *wish);
} settings[] = {
	{ "volume", "volume handset|speaker|headset 0..65535", { NAME_PHONEHOOKSWITCHDEV, A_NUMBER }, 2,
	  set_volume },
	{ "gain", "gain handset|speaker|headset 0..65535", { NAME_PHONEHOOKSWITCHDEV, A_NUMBER }, 2,
	  set_gain },
	{ "hook", "hook handset|speaker|headset onhook|mic|speaker|micspeaker",
	  { NAME_PHONEHOOKSWITCHDEV, NAME_PHONEHOOKSWITCHMODE }, 2, set_hook },
	{ "ring", "ring MODE 0..65535 (0: it does not ring)", { A_NUMBER, A_NUMBER }, 2, set_ring },
	{ "lamp", "lamp BUTTON off|steady|wink|flash|flutter|brokenflutter",
	  { A_NUMBER, NAME_PHONELAMPMODE }, 2, set_lamp },
	{ "display", "display ROW COLUMN TEXT", { A_NUMBER, A_NUMBER }, 3, set_display },
};
#define SETTINGS (sizeof(settings) / sizeof(*settings))

/* The setting that `values` name and what is wished of it; NULL: said. */
static const struct setting *wished(int count, char **values, struct wish *out)
{
	const struct setting *s = settings;
	bool good = true;

	while (s < settings + SETTINGS && strcmp(s->name, values[0]) != 0)
		s++;
	if (s == settings + SETTINGS) {
		tool_usage("%s cannot be set: volume, gain, hook, ring, lamp and display can",
			   values[0]);
		return NULL;
	}
	for (int i = 0; i < 2 && good && count == s->count + 1; i++)
		if (s->values[i] == A_NUMBER)
			good = tool_number(values[i + 1], LEVEL_MAX, &out->numbers[i]);
		else
			out->numbers[i] = name_value(s->values[i], values[i + 1], &good);
	out->text = count == 4 ? values[3] : "";
	if (good && count == s->count + 1 && utf16_size(out->text) <= 256 * sizeof(WCHAR))
		return s;
	tool_usage("%s is set so: tapictl phone PHONE set %s", s->name, s->usage);
	return NULL;
}

/* See a request through; false: said. */
static bool done(const struct tapi_phones *phones, const char *what, LONG request)
{
	const uint64_t end = clock_ms() + TAPI_REPLY_MS;
	LONG result = request;
	bool replied = request < 0;
	PHONEMESSAGE m;

	while (!replied && clock_ms() < end)
		if (tapi_phones_next(phones, 100, &m) && m.dwMessageID == PHONE_REPLY
		    && (LONG)m.dwParam1 == request) {
			replied = true;
			result = (LONG)m.dwParam2;
		}
	if (replied && !result)
		return true;
	tool_fail("%s cannot be set so: %s", what, replied ? name_error(result) : "no reply came");
	return false;
}

static bool make_so(const struct tapi_phones *phones, DWORD device, const struct setting *setting,
		    struct wish *wish)
{
	const HPHONE phone = tapi_phone_open(phones, device, PHONEPRIVILEGE_OWNER);
	PHONECAPS *caps = phone ? tapi_phone_caps(phones, device) : NULL;

	wish->unicode = caps && caps->dwStringFormat == STRINGFORMAT_UNICODE;
	mem_free(caps);
	return phone && done(phones, setting->name, setting->set(phone, wish));
}

int tapi_command_phone(struct tool *tool, int count, char **argv)
{
	const struct setting *setting = NULL;
	struct tapi_phones phones;
	struct wish wish;
	DWORD device;
	bool well;

	if (count != 1 && (count < 3 || strcmp(argv[1], "set") != 0))
		return tool_usage("phone wants a phone, and what to set: "
				  "tapictl phone PHONE [set WHAT VALUE...]");
	if (count > 1)
		setting = wished(count - 2, argv + 2, &wish);
	if (count > 1 && !setting)
		return 2;
	if (!tapi_phones_begin(&phones, tool))
		return 1;
	well = tapi_phone(&phones, argv[0], &device)
	       && (setting ? make_so(&phones, device, setting, &wish) : show(&phones, device));
	return tapi_phones_end(&phones, well ? 0 : 1);
}

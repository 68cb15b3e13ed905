/* SPDX-License-Identifier: MIT
 * tapi_phones.c - the phones of the server: find them, open them, print what they tell. */
#include "tool/tapi.h"
#include "abi/names.h"
#include "base/mem.h"
#include "base/text.h"
#include <stdio.h>

/* --- the phones of the server ------------------------------------------------------ */

bool tapi_phones_begin(struct tapi_phones *phones, struct tool *tool)
{
	PHONEINITIALIZEEXPARAMS params = {
		.dwTotalSize = sizeof(params), .dwOptions = PHONEINITIALIZEEXOPTION_USEEVENT,
	};
	DWORD version = TAPI_VERSION;
	LONG result;

	*phones = (struct tapi_phones){ .json = tool->json };
	result = phoneInitializeExA(&phones->app, NULL, NULL, "tapictl", &phones->count, &version,
				    &params);
	if (!result)
		return true;
	tool_fail("there is no telephony server, and none can be started (%s): is tapisrv "
		  "installed?", name_error(result));
	return false;
}

int tapi_phones_end(struct tapi_phones *phones, int code)
{
	phoneShutdown(phones->app);
	return code;
}

static LONG ask_caps(const DWORD *args, void *record)
{
	return phoneGetDevCapsW(args[0], args[1], TAPI_VERSION, 0, record);
}

PHONECAPS *tapi_phone_caps(const struct tapi_phones *phones, DWORD device)
{
	const DWORD args[] = { phones->app, device };
	LONG result;

	return tapi_whole(ask_caps, args, &result);
}

static bool is_named(const struct tapi_phones *phones, DWORD device, const char *name)
{
	PHONECAPS *caps = tapi_phone_caps(phones, device);
	char text[256];
	bool named = caps && strcmp(TAPI_TEXT_OF(caps, PhoneName, text), name) == 0;

	mem_free(caps);
	return named;
}

bool tapi_phone(const struct tapi_phones *phones, const char *name, DWORD *out)
{
	uint32_t id;

	for (DWORD device = 0; device < phones->count; device++)
		if (is_named(phones, device, name)) {
			*out = device;
			return true;
		}
	if (phones->count && span_u32(span_of(name), phones->count - 1, &id)) {
		*out = id;
		return true;
	}
	tool_fail("the telephony server has no phone %s; \"tapictl phones\" lists them", name);
	return false;
}

HPHONE tapi_phone_open(const struct tapi_phones *phones, DWORD device, DWORD privilege)
{
	PHONEEXTENSIONID extension;
	HPHONE phone = 0;
	DWORD version;
	LONG result = phoneNegotiateAPIVersion(phones->app, device, 0x00010003, TAPI_VERSION, &version,
					       &extension);

	if (!result)
		result = phoneOpen(phones->app, device, &phone, version, 0, device, privilege);
	if (!result)
		return phone;
	tool_fail("phone %lu cannot be opened: %s", (unsigned long)device, name_error(result));
	return 0;
}

/* --- what they tell ---------------------------------------------------------------- */

/* The new volume or gain, which is not in the message; false: it is about none. */
static bool level(const PHONEMESSAGE *m, DWORD *out)
{
	static const struct {
		DWORD device, volume, gain;
	} states[] = {
		{ PHONEHOOKSWITCHDEV_HANDSET, PHONESTATE_HANDSETVOLUME, PHONESTATE_HANDSETGAIN },
		{ PHONEHOOKSWITCHDEV_SPEAKER, PHONESTATE_SPEAKERVOLUME, PHONESTATE_SPEAKERGAIN },
		{ PHONEHOOKSWITCHDEV_HEADSET, PHONESTATE_HEADSETVOLUME, PHONESTATE_HEADSETGAIN },
	};
	DWORD mode;

	if (m->dwParam1 == PHONESTATE_RINGVOLUME)
		return phoneGetRing(m->hDevice, &mode, out) == 0;
	for (size_t i = 0; i < sizeof(states) / sizeof(*states); i++) {
		if (m->dwParam1 == states[i].volume)
			return phoneGetVolume(m->hDevice, states[i].device, out) == 0;
		if (m->dwParam1 == states[i].gain)
			return phoneGetGain(m->hDevice, states[i].device, out) == 0;
	}
	return false;
}

static void state_detail(const PHONEMESSAGE *m, struct buf *out)
{
	char words[NAME_TEXT_SIZE];
	DWORD now;

	switch (m->dwParam1) {
	case PHONESTATE_LAMP:
		buf_printf(out, "%lu", (unsigned long)m->dwParam2);
		if (phoneGetLamp(m->hDevice, (DWORD)m->dwParam2, &now) == 0)
			buf_printf(out, " %s",
				   name_words(NAME_PHONELAMPMODE, now, words, sizeof(words)));
		break;
	case PHONESTATE_HANDSETHOOKSWITCH:
	case PHONESTATE_SPEAKERHOOKSWITCH:
	case PHONESTATE_HEADSETHOOKSWITCH:
		buf_text(out, name_bits(NAME_PHONEHOOKSWITCHMODE, (DWORD)m->dwParam2, words,
					sizeof(words)));
		break;
	case PHONESTATE_OWNER:
	case PHONESTATE_MONITORS:
	case PHONESTATE_RINGMODE:
		buf_printf(out, "%lu", (unsigned long)m->dwParam2);
		break;
	default:
		if (level(m, &now))
			buf_printf(out, "%lu", (unsigned long)now);
		break;
	}
}

/* What happened, in words; nothing: nothing that people want to see. */
static void words_of(const PHONEMESSAGE *m, struct buf *out, struct buf *detail)
{
	char words[NAME_TEXT_SIZE];

	switch (m->dwMessageID) {
	case PHONE_BUTTON:
		buf_printf(out, "button %lu %s", (unsigned long)m->dwParam1,
			   name_words(NAME_PHONEBUTTONSTATE, (DWORD)m->dwParam3, words,
				      sizeof(words)));
		buf_text(detail, name_words(NAME_PHONEBUTTONMODE, (DWORD)m->dwParam2, words,
					    sizeof(words)));
		break;
	case PHONE_STATE:
		buf_text(out, name_bits(NAME_PHONESTATE, (DWORD)m->dwParam1, words, sizeof(words)));
		state_detail(m, detail);
		break;
	case PHONE_CLOSE:
		buf_text(out, "closed");
		break;
	case PHONE_CREATE:
		buf_printf(out, "phone %lu is there", (unsigned long)m->dwParam1);
		break;
	case PHONE_REMOVE:
		buf_printf(out, "phone %lu is gone", (unsigned long)m->dwParam1);
		break;
	default:
		break;
	}
}

bool tapi_phones_next(const struct tapi_phones *phones, DWORD wait_ms, PHONEMESSAGE *out)
{
	char words[NAME_TEXT_SIZE + 32], more[NAME_TEXT_SIZE + 32];
	struct buf text, about;

	if (phoneGetMessage(phones->app, out, wait_ms) != 0)
		return false;
	buf_fixed(&text, words, sizeof(words));
	buf_fixed(&about, more, sizeof(more));
	words_of(out, &text, &about);
	buf_c(&text);
	buf_c(&about);
	if (words[0])
		tapi_print(phones->json, &(struct tapi_event){
			.kind = "phone", .device = (DWORD)out->dwCallbackInstance,
			.message = out->dwMessageID, .words = words, .detail = more });
	return true;
}

unsigned tapi_phones_watch(const struct tapi_phones *phones)
{
	unsigned watched = 0;
	PHONECAPS *caps;
	HPHONE phone;

	for (DWORD device = 0; device < phones->count; device++) {
		caps = tapi_phone_caps(phones, device);
		phone = caps ? tapi_phone_open(phones, device, PHONEPRIVILEGE_MONITOR) : 0;
		if (phone)
			phoneSetStatusMessages(phone, caps->dwPhoneStates,
					       name_known_bits(NAME_PHONEBUTTONMODE, TAPI_VERSION)
					       & ~(DWORD)PHONEBUTTONMODE_DUMMY,
					       PHONEBUTTONSTATE_UP | PHONEBUTTONSTATE_DOWN);
		watched += phone != 0;
		mem_free(caps);
	}
	return watched;
}

/* SPDX-License-Identifier: MIT
 * phone_set.c - what applications ask of open phones; what changes them is for the owner. */
#include "tapi/server/phone.h"
#include "abi/names.h"
#include "base/mem.h"
#include <string.h>

#define ALL_DEVICES (PHONEHOOKSWITCHDEV_HANDSET | PHONEHOOKSWITCHDEV_SPEAKER \
		     | PHONEHOOKSWITCHDEV_HEADSET)
#define LEVEL_MAX 0xFFFFu	/* of volumes and gains (R-CHECK-3) */

/* 0, PHONEERR_INVALPHONEHANDLE, PHONEERR_NOTOWNER. */
static LONG owner(const struct phone *phone)
{
	if (!phone)
		return (LONG)PHONEERR_INVALPHONEHANDLE;
	return phone->privilege == PHONEPRIVILEGE_OWNER ? 0 : (LONG)PHONEERR_NOTOWNER;
}

static bool one_of(DWORD value, DWORD bits)
{
	return value && !(value & (value - 1)) && (value & bits);
}

static LONG check(LONG answer, bool holds, DWORD wrong)
{
	return answer || holds ? answer : (LONG)wrong;
}

static DWORD level(DWORD wanted)
{
	return wanted < LEVEL_MAX ? wanted : LEVEL_MAX;
}

SERVES(phoneSetHookSwitch)
{
	const DWORD modes = PHONEHOOKSWITCHMODE_ONHOOK | PHONEHOOKSWITCHMODE_MIC
			    | PHONEHOOKSWITCHMODE_SPEAKER | PHONEHOOKSWITCHMODE_MICSPEAKER;
	struct phone *phone = turn_phone(turn, in->phone);
	LONG answer = owner(phone);

	answer = check(answer, in->hookswitches && !(in->hookswitches & ~ALL_DEVICES),
		       PHONEERR_INVALHOOKSWITCHDEV);
	answer = check(answer, one_of(in->mode, modes), PHONEERR_INVALHOOKSWITCHMODE);
	return PHONE_LATER(turn, in->request, phone, answer, phoneSetHookSwitch,
			   in->hookswitches, in->mode);
}

SERVES(phoneSetVolume)
{
	struct phone *phone = turn_phone(turn, in->phone);
	LONG answer = check(owner(phone), one_of(in->hookswitch, ALL_DEVICES),
			    PHONEERR_INVALHOOKSWITCHDEV);

	return PHONE_LATER(turn, in->request, phone, answer, phoneSetVolume, in->hookswitch,
			   level(in->volume));
}

SERVES(phoneSetGain)
{
	struct phone *phone = turn_phone(turn, in->phone);
	LONG answer = check(owner(phone), one_of(in->hookswitch, ALL_DEVICES),
			    PHONEERR_INVALHOOKSWITCHDEV);

	return PHONE_LATER(turn, in->request, phone, answer, phoneSetGain, in->hookswitch,
			   level(in->gain));
}

SERVES(phoneSetRing)
{
	struct phone *phone = turn_phone(turn, in->phone);

	return PHONE_LATER(turn, in->request, phone, owner(phone), phoneSetRing, in->ring_mode,
			   level(in->volume));
}

SERVES(phoneSetLamp)
{
	struct phone *phone = turn_phone(turn, in->phone);
	LONG answer = owner(phone);

	if (!answer)
		answer = check(0, one_of(in->lamp_mode, name_known_bits(NAME_PHONELAMPMODE, phone->version)),
			       PHONEERR_INVALLAMPMODE);
	return PHONE_LATER(turn, in->request, phone, answer, phoneSetLamp, in->lamp, in->lamp_mode);
}

SERVES(phoneSetData)
{
	struct phone *phone = turn_phone(turn, in->phone);
	void *data = (void *)packet_at(turn->in, in->data);
	LONG answer = check(owner(phone), data || !in->size, PHONEERR_INVALPOINTER);

	return PHONE_LATER(turn, in->request, phone, answer, phoneSetData, in->data_id, data,
			   in->size);
}

SERVES(phoneSetDisplay)
{
	struct phone *phone = turn_phone(turn, in->phone);
	LPCWSTR text = packet_at(turn->in, in->text);
	LONG answer = check(owner(phone), text || !in->size, PHONEERR_INVALPOINTER);

	return PHONE_LATER(turn, in->request, phone, answer, phoneSetDisplay, in->row, in->column,
			   text, in->size);
}

/* The record that a slot names, as the provider takes it; for mem_free(). */
static LONG button_info(const struct turn *turn, const struct phone *phone, DWORD slot, void **out)
{
	const void *given = packet_at(turn->in, slot);
	enum err err;

	if (!given)
		return (LONG)PHONEERR_INVALPOINTER;
	if (shape_check(ABI_PHONEBUTTONINFO, given, turn->in->tail_size - slot, phone->version))
		return (LONG)PHONEERR_STRUCTURETOOSMALL;
	err = shape_turn(out, ABI_PHONEBUTTONINFO,
			 (struct shape_form){ phone->device->version, SHAPE_WIDE }, given,
			 (struct shape_form){ phone->version, SHAPE_WIDE });
	if (err == ERR_TOOSMALL)
		return (LONG)PHONEERR_STRUCTURETOOSMALL;
	return err ? (LONG)PHONEERR_NOMEM : 0;
}

SERVES(phoneSetButtonInfo)
{
	struct phone *phone = turn_phone(turn, in->phone);
	void *info = NULL;
	LONG answer = owner(phone);

	if (!answer)
		answer = button_info(turn, phone, in->info, &info);
	answer = PHONE_LATER(turn, in->request, phone, answer, phoneSetButtonInfo, in->button, info);
	mem_free(info);
	return answer;
}

/* --- the vendor's own ---------------------------------------------------------------- */

/* What the provider has made of the bytes. */
static void fill(struct pending *pending, struct event *event, const void **tail, DWORD *size)
{
	*tail = pending->block;
	*size = pending->block_size;
}

/* Owner or not: what it does is between application and vendor. The bytes are the provider's
 * until its answer (R-ASYNC-8). */
SERVES(phoneDevSpecific)
{
	struct phone *phone = turn_phone(turn, in->phone);
	const void *params = packet_at(turn->in, in->params);
	struct pending *pending;
	HDRVPHONE hd;
	LONG answer;

	if (!phone)
		return (LONG)PHONEERR_INVALPHONEHANDLE;
	hd = phone_hd(phone);
	if (!params && in->size)
		return (LONG)PHONEERR_INVALPOINTER;
	if (!phone->device->provider->tspi->phoneDevSpecific)
		return (LONG)PHONEERR_OPERATIONUNAVAIL;
	pending = pending_of_phone(turn, in->request, "phoneDevSpecific", phone, &answer);
	if (!pending)
		return answer;
	pending->context = in->context;
	pending->fill = fill;
	pending->block = params ? mem_zalloc(in->size + 1) : NULL;
	if (params && !pending->block)
		return pending_end(pending, (LONG)PHONEERR_NOMEM);
	pending->block_size = params ? in->size : 0;
	if (params)
		memcpy(pending->block, params, in->size);
	answer = ASK_PROVIDER(phone->device->provider, phoneDevSpecific,
			      (DRV_REQUESTID)pending->host_request, hd, pending->block, in->size);
	return pending_end(pending, answer);
}

const struct serve phone_set_room[] = {
	SERVE(phoneSetHookSwitch), SERVE(phoneSetVolume), SERVE(phoneSetGain), SERVE(phoneSetRing),
	SERVE(phoneSetLamp), SERVE(phoneSetData), SERVE(phoneSetDisplay), SERVE(phoneSetButtonInfo),
	SERVE(phoneDevSpecific), SERVE_END,
};

/* SPDX-License-Identifier: MIT
 * phone_get.c - what applications ask about open phones. */
#include "tapi/server/phone.h"
#include "base/mem.h"
#include "base/text.h"

#define DATA_MAX (PACKET_MAX / 2)	/* bytes of an area that are read at a time */

/* 0, or PHONEERR_INVALPHONEHANDLE of NULL. */
static LONG there(const struct phone *phone)
{
	return phone ? 0 : (LONG)PHONEERR_INVALPHONEHANDLE;
}

/* ... and exactly one hookswitch device. */
static LONG one_device(const struct phone *phone, DWORD device)
{
	if (!phone)
		return (LONG)PHONEERR_INVALPHONEHANDLE;
	return device == PHONEHOOKSWITCHDEV_HANDSET || device == PHONEHOOKSWITCHDEV_SPEAKER
	       || device == PHONEHOOKSWITCHDEV_HEADSET ? 0 : (LONG)PHONEERR_INVALHOOKSWITCHDEV;
}

SERVES(phoneGetHookSwitch)
{
	struct phone *phone = turn_phone(turn, in->phone);

	return PHONE_NOW(phone, there(phone), phoneGetHookSwitch, &out->hookswitches);
}

SERVES(phoneGetVolume)
{
	struct phone *phone = turn_phone(turn, in->phone);

	return PHONE_NOW(phone, one_device(phone, in->hookswitch), phoneGetVolume, in->hookswitch,
			 &out->volume);
}

SERVES(phoneGetGain)
{
	struct phone *phone = turn_phone(turn, in->phone);

	return PHONE_NOW(phone, one_device(phone, in->hookswitch), phoneGetGain, in->hookswitch,
			 &out->gain);
}

SERVES(phoneGetRing)
{
	struct phone *phone = turn_phone(turn, in->phone);

	return PHONE_NOW(phone, there(phone), phoneGetRing, &out->ring_mode, &out->volume);
}

SERVES(phoneGetLamp)
{
	struct phone *phone = turn_phone(turn, in->phone);

	return PHONE_NOW(phone, there(phone), phoneGetLamp, in->lamp, &out->lamp_mode);
}

/* At most so many bytes; of none none (R-PHONE-5). */
SERVES(phoneGetData)
{
	struct phone *phone = turn_phone(turn, in->phone);
	const DWORD size = in->size < DATA_MAX ? in->size : DATA_MAX;
	void *data = mem_zalloc(size + 1);
	LONG result;

	if (!data)
		return (LONG)PHONEERR_NOMEM;
	result = PHONE_NOW(phone, there(phone), phoneGetData, in->data_id, data, size);
	if (!result) {
		out->data = packet_data(turn->tail, data, size);
		out->size = size;
	}
	mem_free(data);
	return result;
}

/* --- records ------------------------------------------------------------------------ */

/* One to ask the provider for. */
struct wanted {
	const struct phone *phone;
	DWORD button;
	LPCWSTR device_class;
};

static LONG get_record(struct turn *turn, DWORD *slot, enum abi_struct which, DWORD total,
		       struct wanted *wanted, const char *function,
		       LONG (*ask)(void *arg, void *room))
{
	const struct phone *phone = wanted->phone;
	const DWORD version = phone->device->version;
	const struct host_record record = { function, abi_fixed_size(which, version), ask, wanted };
	void *got;
	LONG result;

	if (total < abi_fixed_size(which, phone->version))
		return (LONG)PHONEERR_STRUCTURETOOSMALL;
	result = host_get_record(phone->device->provider->host, &record, &got);
	if (result)
		return result;
	result = turn_record(turn, slot, which, total, phone->version, got, version);
	mem_free(got);
	return result;
}

static LONG ask_button(void *arg, void *room)
{
	const struct wanted *wanted = arg;

	return PHONE_RECORD(wanted->phone, phoneGetButtonInfo, wanted->button, room);
}

SERVES(phoneGetButtonInfo)
{
	struct wanted wanted = { .phone = turn_phone(turn, in->phone), .button = in->button };

	if (!wanted.phone)
		return (LONG)PHONEERR_INVALPHONEHANDLE;
	return get_record(turn, &out->info, ABI_PHONEBUTTONINFO, in->info, &wanted,
			  "phoneGetButtonInfo", ask_button);
}

static LONG ask_display(void *arg, void *room)
{
	const struct wanted *wanted = arg;

	return PHONE_RECORD(wanted->phone, phoneGetDisplay, room);
}

SERVES(phoneGetDisplay)
{
	struct wanted wanted = { .phone = turn_phone(turn, in->phone) };

	if (!wanted.phone)
		return (LONG)PHONEERR_INVALPHONEHANDLE;
	return get_record(turn, &out->display, ABI_VARSTRING, in->display, &wanted,
			  "phoneGetDisplay", ask_display);
}

static LONG ask_id(void *arg, void *room)
{
	const struct wanted *wanted = arg;

	return PHONE_RECORD(wanted->phone, phoneGetID, room, wanted->device_class, NULL);
}

/* tapi/phone is TAPI's own (R-GETID-1). */
static LONG own_id(struct turn *turn, DWORD *slot, const struct phone *phone, DWORD total)
{
	struct {
		VARSTRING head;
		DWORD id;
	} own = {
		{ .dwTotalSize = sizeof(own), .dwNeededSize = sizeof(own), .dwUsedSize = sizeof(own),
		  .dwStringFormat = STRINGFORMAT_BINARY, .dwStringSize = sizeof(own.id),
		  .dwStringOffset = sizeof(own.head) },
		phone->device->id,
	};

	return turn_record(turn, slot, ABI_VARSTRING, total, phone->version, &own, phone->version);
}

static bool is_own_class(const struct turn *turn, DWORD slot, bool *is)
{
	char *name = turn_text(turn, slot);

	*is = name && span_isi(span_of(name), "tapi/phone");
	mem_free(name);
	return name != NULL;
}

SERVES(phoneGetID)
{
	struct wanted wanted = {
		.phone = turn_phone(turn, in->phone), .device_class = packet_at(turn->in, in->class),
	};
	bool own;

	if (!wanted.phone)
		return (LONG)PHONEERR_INVALPHONEHANDLE;
	if (!wanted.device_class)
		return (LONG)PHONEERR_INVALPOINTER;
	if (!is_own_class(turn, in->class, &own))
		return (LONG)PHONEERR_NOMEM;
	if (own)
		return own_id(turn, &out->id, wanted.phone, in->id);
	return get_record(turn, &out->id, ABI_VARSTRING, in->id, &wanted, "phoneGetID", ask_id);
}

/* --- phoneGetStatus ------------------------------------------------------------------ */

/* Who owns the phone: what the application calls itself, else its file. NULL: nobody. */
static const char *owner_of(const struct phone_device *device)
{
	struct phone *phone;

	list_each(node, &device->phones) {
		phone = list_entry(node, struct phone, device_node);
		if (phone->privilege == PHONEPRIVILEGE_OWNER)
			return phone->app->name[0] ? phone->app->name : phone->app->module;
	}
	return NULL;
}

/* The provider's record with what TAPI knows (R-STRUCT-12). */
static LONG add_own(PHONESTATUS **status, const struct phone_device *device)
{
	const char *owner = owner_of(device);
	const DWORD at = ((*status)->dwUsedSize + 3) & ~3u;
	const DWORD size = owner ? (DWORD)utf16_size(owner) : 0;
	PHONESTATUS *whole = mem_realloc(*status, at + size + 1);

	if (!whole)
		return (LONG)PHONEERR_NOMEM;
	*status = whole;
	whole->dwNumOwners = phone_count(device, PHONEPRIVILEGE_OWNER);
	whole->dwNumMonitors = phone_count(device, PHONEPRIVILEGE_MONITOR);
	whole->dwOwnerNameSize = whole->dwOwnerNameOffset = 0;
	if (!owner)
		return 0;
	utf16_write((char *)whole + at, owner);
	whole->dwOwnerNameSize = size;
	whole->dwOwnerNameOffset = at;
	whole->dwTotalSize = whole->dwNeededSize = whole->dwUsedSize = at + size;
	return 0;
}

SERVES(phoneGetStatus)
{
	struct phone *phone = turn_phone(turn, in->phone);
	struct phone_device *device;
	PHONESTATUS *status;
	LONG result;

	if (!phone)
		return (LONG)PHONEERR_INVALPHONEHANDLE;
	if (in->status < abi_fixed_size(ABI_PHONESTATUS, phone->version))
		return (LONG)PHONEERR_STRUCTURETOOSMALL;
	device = phone->device;
	result = host_get_phone_status(device->provider->host, device->host_phone, &status);
	if (result)
		return result;
	result = add_own(&status, device);
	if (!result)
		result = turn_record(turn, &out->status, ABI_PHONESTATUS, in->status,
				     phone->version, status, device->version);
	mem_free(status);
	return result;
}

const struct serve phone_get_room[] = {
	SERVE(phoneGetHookSwitch), SERVE(phoneGetVolume), SERVE(phoneGetGain), SERVE(phoneGetRing),
	SERVE(phoneGetLamp), SERVE(phoneGetData), SERVE(phoneGetButtonInfo), SERVE(phoneGetDisplay),
	SERVE(phoneGetID), SERVE(phoneGetStatus), SERVE_END,
};

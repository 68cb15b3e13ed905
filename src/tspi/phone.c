/* SPDX-License-Identifier: MIT
 * phone.c - the entries of phones. */
#include "abi/names.h"
#include "abi/sizes.h"
#include "abi/vardata.h"
#include "base/mem.h"
#include "tspi/courier.h"
#include "tspi/door.h"
#include "tspi/negotiate.h"
#include "tspi/pack.h"
#include "tspi/pack_phone.h"

/* Every entry ends so: what it returns, said at the desk, then out. */
static LONG leave(const char *function, const struct phone *phone, enum err err)
{
	LONG result = door_answer(function, phone ? phone->name : NULL, err);

	door_leave();
	return result;
}

static enum err opened(struct phone **out, struct desk *desk, HDRVPHONE handle)
{
	*out = phone_find(desk, (uintptr_t)handle);
	return *out ? OK : ERR_PHONE;
}

/* --- a phone as a device ------------------------------------------------------ */

LONG TSPIAPI TSPI_phoneGetDevCaps(DWORD device_id, DWORD version, DWORD ext_version, LPPHONECAPS caps)
{
	struct desk *desk = door_enter();
	struct phone *phone;
	enum err err = device_phone(&phone, desk, device_id);

	if (!err)
		err = device_phone_versions(phone, version, ext_version);
	if (!err)
		err = pack_phonecaps(caps, phone, version, ext_version);
	return leave(__func__, phone, err);
}

LONG TSPIAPI TSPI_phoneOpen(DWORD device_id, HTAPIPHONE htphone, LPHDRVPHONE out, DWORD version,
			    PHONEEVENT event)
{
	struct desk *desk = door_enter();
	struct phone *phone;
	enum err err = device_phone(&phone, desk, device_id);

	if (!err && (!out || !event))
		err = ERR_POINTER;
	if (!err)
		err = device_version(version);
	if (!err)
		err = phone_open(phone, htphone, version, event);
	if (!err)
		*out = (HDRVPHONE)(uintptr_t)phone->handle;
	return leave(__func__, phone, err);
}

LONG TSPIAPI TSPI_phoneClose(HDRVPHONE hdphone)
{
	struct desk *desk = door_enter();
	uint32_t handle = (uint32_t)(uintptr_t)hdphone;
	struct phone *phone;
	enum err err = opened(&phone, desk, hdphone);

	if (!err) {
		phone_close(phone);
		/* Before the desk is left: a reload might drop it meanwhile. */
		if (phone->removed)
			provider_drop_phone(phone->provider, phone);
		courier_settle(desk, handle, 0);
	}
	return leave(__func__, NULL, err);
}

LONG TSPIAPI TSPI_phoneSetStatusMessages(HDRVPHONE hdphone, DWORD states, DWORD button_modes,
					 DWORD button_states)
{
	struct desk *desk = door_enter();
	struct phone *phone;
	enum err err = opened(&phone, desk, hdphone);

	/* Unknown bits are refused, known ones that never come are not (R-MSG-1, R-MSG-2). */
	if (!err && (states & ~name_known_bits(NAME_PHONESTATE, phone->version)))
		err = ERR_PHONESTATES;
	if (!err && (button_modes & ~name_known_bits(NAME_PHONEBUTTONMODE, phone->version)))
		err = ERR_BUTTONMODE;
	if (!err && button_modes &&
	    (!button_states || (button_states & ~name_known_bits(NAME_PHONEBUTTONSTATE, phone->version))))
		err = ERR_BUTTONSTATE;
	if (!err) {
		phone->states = states;
		phone->button_modes = button_modes;
		phone->button_states = button_states;
	}
	return leave(__func__, phone, err);
}

/* --- what it looks like --------------------------------------------------------- */

LONG TSPIAPI TSPI_phoneGetStatus(HDRVPHONE hdphone, LPPHONESTATUS status)
{
	struct desk *desk = door_enter();
	struct phone *phone;
	enum err err = opened(&phone, desk, hdphone);

	if (!err)
		err = pack_phonestatus(status, phone);
	return leave(__func__, phone, err);
}

/* What can be read of a phone whose parts have the feature `get`. */
static enum err readable(struct phone **out, struct desk *desk, HDRVPHONE handle, DWORD get,
			 const void *into)
{
	enum err err = opened(out, desk, handle);

	if (!err && !(phone_features(*out) & get))
		err = ERR_UNAVAIL;
	if (!err && !into)
		err = ERR_POINTER;
	return err;
}

LONG TSPIAPI TSPI_phoneGetHookSwitch(HDRVPHONE hdphone, LPDWORD devs)
{
	const DWORD any = PHONEFEATURE_GETHOOKSWITCHHANDSET | PHONEFEATURE_GETHOOKSWITCHSPEAKER |
			  PHONEFEATURE_GETHOOKSWITCHHEADSET;
	struct desk *desk = door_enter();
	struct phone *phone;
	enum err err = readable(&phone, desk, hdphone, any, devs);

	if (!err) {
		*devs = 0;
		for (int hook = 0; hook < PHONE_HOOKS; hook++)
			if (phone->hook[hook] & ~(DWORD)PHONEHOOKSWITCHMODE_ONHOOK)
				*devs |= PHONE_DEV(hook);	/* R-PHONE-2 */
	}
	return leave(__func__, phone, err);
}

LONG TSPIAPI TSPI_phoneGetVolume(HDRVPHONE hdphone, DWORD dev, LPDWORD volume)
{
	struct desk *desk = door_enter();
	enum phone_hook hook = PHONE_HANDSET;
	struct phone *phone;
	enum err err = opened(&phone, desk, hdphone);

	if (!err)
		err = phone_level_of(phone, PHONE_OP_VOLUME, dev, &hook);
	if (!err && !volume)
		err = ERR_POINTER;
	if (!err)
		*volume = phone->level[hook].volume;
	return leave(__func__, phone, err);
}

LONG TSPIAPI TSPI_phoneGetGain(HDRVPHONE hdphone, DWORD dev, LPDWORD gain)
{
	struct desk *desk = door_enter();
	enum phone_hook hook = PHONE_HANDSET;
	struct phone *phone;
	enum err err = opened(&phone, desk, hdphone);

	if (!err)
		err = phone_level_of(phone, PHONE_OP_GAIN, dev, &hook);
	if (!err && !gain)
		err = ERR_POINTER;
	if (!err)
		*gain = phone->level[hook].gain;
	return leave(__func__, phone, err);
}

LONG TSPIAPI TSPI_phoneGetRing(HDRVPHONE hdphone, LPDWORD mode, LPDWORD volume)
{
	struct desk *desk = door_enter();
	struct phone *phone;
	enum err err = readable(&phone, desk, hdphone, PHONEFEATURE_GETRING, mode);

	if (!err && !volume)
		err = ERR_POINTER;
	if (!err) {
		*mode = phone->ring_mode;
		*volume = phone->ring_volume;
	}
	return leave(__func__, phone, err);
}

LONG TSPIAPI TSPI_phoneGetDisplay(HDRVPHONE hdphone, LPVARSTRING display)
{
	struct desk *desk = door_enter();
	struct phone *phone;
	enum err err = readable(&phone, desk, hdphone, PHONEFEATURE_GETDISPLAY, display);

	if (!err)
		err = pack_varstring(display, STRINGFORMAT_UNICODE, phone->cells,
				     phone_cells(phone) * sizeof(WCHAR));
	return leave(__func__, phone, err);
}

LONG TSPIAPI TSPI_phoneGetButtonInfo(HDRVPHONE hdphone, DWORD id, LPPHONEBUTTONINFO info)
{
	struct desk *desk = door_enter();
	struct phone *phone;
	enum err err = readable(&phone, desk, hdphone, PHONEFEATURE_GETBUTTONINFO, info);

	if (!err && id >= phone->button_count)
		err = ERR_BUTTONID;
	if (!err)
		err = pack_buttoninfo(info, &phone->buttons[id], phone->version);
	return leave(__func__, phone, err);
}

LONG TSPIAPI TSPI_phoneGetLamp(HDRVPHONE hdphone, DWORD id, LPDWORD mode)
{
	struct desk *desk = door_enter();
	struct phone *phone;
	enum err err = readable(&phone, desk, hdphone, PHONEFEATURE_GETLAMP, mode);

	if (!err && id >= phone->button_count)
		err = ERR_BUTTONID;
	if (!err)
		*mode = phone->buttons[id].lamp;
	return leave(__func__, phone, err);
}

/* At most `size` bytes; of none none (R-PHONE-5). */
LONG TSPIAPI TSPI_phoneGetData(HDRVPHONE hdphone, DWORD id, LPVOID data, DWORD size)
{
	struct desk *desk = door_enter();
	struct phone *phone;
	enum err err = readable(&phone, desk, hdphone, PHONEFEATURE_GETDATA, size ? data : "");

	if (!err && id >= phone->traits.areas)
		err = ERR_DATAID;
	if (!err && size) {
		if (size > phone->traits.area_size)
			size = phone->traits.area_size;
		memcpy(data, phone->areas + (size_t)id * phone->traits.area_size, size);
	}
	return leave(__func__, phone, err);
}

/* --- what is asked of it ---------------------------------------------------------- */

/* Every asynchronous entry: find, ask, leave. `err` is what came before. */
static LONG ask(const char *function, DRV_REQUESTID request, HDRVPHONE handle, enum phone_op op,
		const struct phone_args *args)
{
	struct desk *desk = door_enter();
	struct phone *phone;
	enum err err = opened(&phone, desk, handle);
	LONG result;

	if (!err)
		err = phone_ask(phone, op, request, args);
	result = door_begun(function, phone ? phone->name : NULL, err, request);
	door_leave();
	return result;
}

LONG TSPIAPI TSPI_phoneSetHookSwitch(DRV_REQUESTID request, HDRVPHONE hdphone, DWORD devs, DWORD mode)
{
	return ask(__func__, request, hdphone, PHONE_OP_HOOKSWITCH,
		   &(struct phone_args){ .devs = devs, .mode = mode });
}

LONG TSPIAPI TSPI_phoneSetVolume(DRV_REQUESTID request, HDRVPHONE hdphone, DWORD dev, DWORD volume)
{
	return ask(__func__, request, hdphone, PHONE_OP_VOLUME,
		   &(struct phone_args){ .devs = dev, .level = volume });
}

LONG TSPIAPI TSPI_phoneSetGain(DRV_REQUESTID request, HDRVPHONE hdphone, DWORD dev, DWORD gain)
{
	return ask(__func__, request, hdphone, PHONE_OP_GAIN,
		   &(struct phone_args){ .devs = dev, .level = gain });
}

LONG TSPIAPI TSPI_phoneSetRing(DRV_REQUESTID request, HDRVPHONE hdphone, DWORD mode, DWORD volume)
{
	return ask(__func__, request, hdphone, PHONE_OP_RING,
		   &(struct phone_args){ .mode = mode, .level = volume });
}

LONG TSPIAPI TSPI_phoneSetLamp(DRV_REQUESTID request, HDRVPHONE hdphone, DWORD id, DWORD mode)
{
	return ask(__func__, request, hdphone, PHONE_OP_LAMP,
		   &(struct phone_args){ .id = id, .mode = mode });
}

LONG TSPIAPI TSPI_phoneSetData(DRV_REQUESTID request, HDRVPHONE hdphone, DWORD id, LPVOID const data,
			       DWORD size)
{
	return ask(__func__, request, hdphone, PHONE_OP_DATA,
		   &(struct phone_args){ .id = id, .data = data, .size = size });
}

/* `size` is in bytes and may count a terminator; what no display holds is not
 * even read (R-PHONE-4). */
LONG TSPIAPI TSPI_phoneSetDisplay(DRV_REQUESTID request, HDRVPHONE hdphone, DWORD row, DWORD column,
				  LPCWSTR text, DWORD size)
{
	size_t units = size / sizeof(WCHAR) < PHONE_CELLS_MAX ? size / sizeof(WCHAR) : PHONE_CELLS_MAX;
	char *utf8 = text || !units ? utf8_from16(text, units) : NULL;
	LONG result;

	if (text || !units)
		result = utf8 ? ask(__func__, request, hdphone, PHONE_OP_DISPLAY,
				    &(struct phone_args){ .row = row, .column = column, .text = utf8 })
			      : door_answer(__func__, NULL, ERR_NOMEM);
	else
		result = door_answer(__func__, NULL, ERR_POINTER);
	mem_free(utf8);
	return result;
}

LONG TSPIAPI TSPI_phoneSetButtonInfo(DRV_REQUESTID request, HDRVPHONE hdphone, DWORD id,
				     LPPHONEBUTTONINFO const info)
{
	struct desk *desk = door_enter();
	struct phone_args args = { .id = id };
	char label[PHONE_LABEL_SIZE];
	struct phone *phone;
	enum err err = opened(&phone, desk, hdphone);
	LONG result;

	if (!err)
		err = unpack_buttoninfo(&args, label, info, phone->version);
	if (!err)
		err = phone_ask(phone, PHONE_OP_BUTTON_INFO, request, &args);
	result = door_begun(__func__, phone ? phone->name : NULL, err, request);
	door_leave();
	return result;
}

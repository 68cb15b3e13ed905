/* SPDX-License-Identifier: MIT
 * pack_phone.c - records of phones, from what there is of the instrument. */
#include "tspi/pack_phone.h"
#include "tspi/pack_in.h"
#include "base/mem.h"
#include "model/devclass.h"

static enum err begin(struct vardata *v, void *out, enum abi_struct which, DWORD version)
{
	if (!out)
		return ERR_POINTER;
	return vardata_begin(v, out, abi_fixed_size(which, version)) ? OK : ERR_TOOSMALL;
}

/* A DWORD of each button (its position in struct phone_button) as an array. */
static void put_buttons(struct vardata *v, size_t field, const struct phone *phone, size_t member)
{
	struct varblock block = vardata_block(v, field, phone->button_count, sizeof(DWORD));

	for (DWORD id = 0; id < phone->button_count; id++) {
		DWORD value;

		memcpy(&value, (const char *)&phone->buttons[id] + member, sizeof(value));
		vardata_entry_put(v, &block, id, 0, value);
	}
}

/* The size of each data area, which can be written and read. */
static void put_areas(struct vardata *v, size_t field, const struct phone *phone)
{
	struct varblock block = vardata_block(v, field, phone->traits.areas, sizeof(DWORD));

	for (DWORD i = 0; i < phone->traits.areas; i++)
		vardata_entry_put(v, &block, i, 0, phone->traits.area_size);
}

static DWORD hook_devs(const struct phone *phone)
{
	DWORD devs = 0;

	for (int hook = 0; hook < PHONE_HOOKS; hook++)
		if (phone_hook_modes(phone, hook))
			devs |= PHONE_DEV(hook);
	return devs;
}

static void put_hooks(struct vardata *v, const struct phone *phone)
{
	static const struct {
		size_t modes, settable, monitored;
	} fields[PHONE_HOOKS] = {
#define HOOK(xxx) { AT(PHONECAPS, dw##xxx##HookSwitchModes), AT(PHONECAPS, dwSettable##xxx##HookSwitchModes), \
		    AT(PHONECAPS, dwMonitored##xxx##HookSwitchModes) }
		[PHONE_HANDSET] = HOOK(Handset),
		[PHONE_SPEAKER] = HOOK(Speaker),
		[PHONE_HEADSET] = HOOK(Headset),
#undef HOOK
	};

	for (int hook = 0; hook < PHONE_HOOKS; hook++) {
		vardata_put(v, fields[hook].modes, phone_hook_modes(phone, hook));
		vardata_put(v, fields[hook].settable, phone->traits.settable[hook]);
		vardata_put(v, fields[hook].monitored, phone->traits.monitored[hook]);
	}
}

enum err pack_phonecaps(PHONECAPS *out, const struct phone *phone, DWORD version, DWORD ext_version)
{
	const struct phone_traits *traits = &phone->traits;
	bool settable = phone->driver->phone[PHONE_OP_DATA] != NULL;
	const char *classes[DEVCLASS_MAX];
	struct vardata v;
	enum err err = begin(&v, out, ABI_PHONECAPS, version);

	if (err)
		return err;
#define PUT(field, value) vardata_put(&v, AT(PHONECAPS, field), value)
	PUT(dwPermanentPhoneID, phone->permanent_id);
	PUT(dwStringFormat, STRINGFORMAT_UNICODE);
	PUT(dwPhoneStates, phone_states(phone) & name_known_bits(NAME_PHONESTATE, version));
	PUT(dwHookSwitchDevs, hook_devs(phone));
	PUT(dwVolumeFlags, traits->volume_devs);
	PUT(dwGainFlags, traits->gain_devs);
	PUT(dwDisplayNumRows, traits->rows);
	PUT(dwDisplayNumColumns, traits->columns);
	PUT(dwNumRingModes, traits->ring_modes);
	PUT(dwNumButtonLamps, phone->button_count);
	PUT(dwNumSetData, settable ? traits->areas : 0);
	PUT(dwNumGetData, traits->areas);
	PUT(dwPhoneFeatures, phone_features(phone) & name_known_bits(NAME_PHONEFEATURE, version));
#undef PUT
	put_hooks(&v, phone);
	put_buttons(&v, VARFIELD(PHONECAPS, ButtonModes), phone, AT(struct phone_button, mode));
	put_buttons(&v, VARFIELD(PHONECAPS, ButtonFunctions), phone, AT(struct phone_button, function));
	put_buttons(&v, VARFIELD(PHONECAPS, LampModes), phone, AT(struct phone_button, lamp_modes));
	if (settable)
		put_areas(&v, VARFIELD(PHONECAPS, SetData), phone);
	put_areas(&v, VARFIELD(PHONECAPS, GetData), phone);
	vardata_text(&v, VARFIELD(PHONECAPS, ProviderInfo), "OpenTSP");
	vardata_text(&v, VARFIELD(PHONECAPS, PhoneInfo), traits->info);
	vardata_text(&v, VARFIELD(PHONECAPS, PhoneName), phone->name);
	pack_specific(&v, VARFIELD(PHONECAPS, DevSpecific), &(struct specific){
		.record = SPECIFIC_PHONE_CAPS, .phone = phone, .version = ext_version });
	vardata_words(&v, VARFIELD(PHONECAPS, DeviceClasses), classes, devclass_names_of_phone(classes, phone));
	vardata_end(&v);
	return OK;
}

enum err pack_phonestatus(PHONESTATUS *out, const struct phone *phone)
{
	struct vardata v;
	enum err err = begin(&v, out, ABI_PHONESTATUS, phone->version);

	if (err)
		return err;
#define PUT(field, value) vardata_put(&v, AT(PHONESTATUS, field), value)
	PUT(dwStatusFlags, phone->removed ? 0 : PHONESTATUSFLAGS_CONNECTED);
	PUT(dwRingMode, phone->ring_mode);
	PUT(dwRingVolume, phone->ring_volume);
	PUT(dwHandsetHookSwitchMode, phone->hook[PHONE_HANDSET]);
	PUT(dwHandsetVolume, phone->level[PHONE_HANDSET].volume);
	PUT(dwHandsetGain, phone->level[PHONE_HANDSET].gain);
	PUT(dwSpeakerHookSwitchMode, phone->hook[PHONE_SPEAKER]);
	PUT(dwSpeakerVolume, phone->level[PHONE_SPEAKER].volume);
	PUT(dwSpeakerGain, phone->level[PHONE_SPEAKER].gain);
	PUT(dwHeadsetHookSwitchMode, phone->hook[PHONE_HEADSET]);
	PUT(dwHeadsetVolume, phone->level[PHONE_HEADSET].volume);
	PUT(dwHeadsetGain, phone->level[PHONE_HEADSET].gain);
	PUT(dwPhoneFeatures, phone_features(phone) & name_known_bits(NAME_PHONEFEATURE, phone->version));
#undef PUT
	put_buttons(&v, VARFIELD(PHONESTATUS, LampModes), phone, AT(struct phone_button, lamp));
	pack_specific(&v, VARFIELD(PHONESTATUS, DevSpecific), &(struct specific){
		.record = SPECIFIC_PHONE_STATUS, .phone = phone, .version = phone->ext_version });
	vardata_bytes(&v, VARFIELD(PHONESTATUS, Display), phone->cells, phone_cells(phone) * sizeof(WCHAR));
	vardata_end(&v);
	return OK;
}

enum err pack_buttoninfo(PHONEBUTTONINFO *out, const struct phone_button *button, DWORD version)
{
	struct vardata v;
	enum err err = begin(&v, out, ABI_PHONEBUTTONINFO, version);

	if (err)
		return err;
	vardata_put(&v, AT(PHONEBUTTONINFO, dwButtonMode), button->mode);
	vardata_put(&v, AT(PHONEBUTTONINFO, dwButtonFunction), button->function);
	vardata_put(&v, AT(PHONEBUTTONINFO, dwButtonState), button->state);
	vardata_text(&v, VARFIELD(PHONEBUTTONINFO, ButtonText), button->label);
	vardata_end(&v);
	return OK;
}

enum err unpack_buttoninfo(struct phone_args *args, char label[PHONE_LABEL_SIZE],
			   const PHONEBUTTONINFO *info, DWORD version)
{
	struct varview view;

	if (!info)
		return ERR_POINTER;
	if (!varview_open(&view, info, UINT32_MAX, abi_fixed_size(ABI_PHONEBUTTONINFO, version)))
		return ERR_TOOSMALL;
	if (!varview_text(&view, VARFIELD(PHONEBUTTONINFO, ButtonText), label, PHONE_LABEL_SIZE))
		return ERR_TRUNCATED;
	args->mode = varview_get(&view, AT(PHONEBUTTONINFO, dwButtonMode));
	args->function = varview_get(&view, AT(PHONEBUTTONINFO, dwButtonFunction));
	args->text = label;
	return OK;
}

/* SPDX-License-Identifier: MIT
 * phone_ask.c - what may be asked of a phone, and its one answer. */
#include "model/phone.h"
#include "base/log.h"
#include "base/mem.h"
#include "abi/names.h"

/* A request in flight. */
struct phone_ask {
	struct list node;
	DRV_REQUESTID id;
	enum phone_op op;
};

/* --- the parts that operations work on ----------------------------------------- */

static DWORD settable_devs(const struct phone *phone)
{
	DWORD devs = 0;

	for (int hook = 0; hook < PHONE_HOOKS; hook++)
		if (phone->traits.settable[hook])
			devs |= PHONE_DEV(hook);
	return devs;
}

static DWORD all_devs(const struct phone *phone)
{
	DWORD devs = 0;

	for (int hook = 0; hook < PHONE_HOOKS; hook++)
		if (phone_hook_modes(phone, hook))
			devs |= PHONE_DEV(hook);
	return devs;
}

static DWORD volume_devs(const struct phone *phone)
{
	return phone->traits.volume_devs;
}

static DWORD gain_devs(const struct phone *phone)
{
	return phone->traits.gain_devs;
}

static DWORD has_ring(const struct phone *phone)
{
	return phone->traits.ring_modes > 0;
}

static DWORD has_display(const struct phone *phone)
{
	return phone_cells(phone) > 0;
}

static DWORD has_buttons(const struct phone *phone)
{
	return phone->button_count > 0;
}

static DWORD has_lamps(const struct phone *phone)
{
	for (DWORD id = 0; id < phone->button_count; id++)
		if (phone->buttons[id].lamp_modes != PHONELAMPMODE_DUMMY)
			return 1;
	return 0;
}

static DWORD has_data(const struct phone *phone)
{
	return phone->traits.areas > 0;
}

static DWORD has_extension(const struct phone *phone)
{
	return phone->driver->extension && phone->driver->phone[PHONE_OP_DEVSPECIFIC];
}

/* --- what is asked must make sense --------------------------------------------- */

static bool one_bit(DWORD bits)
{
	return bits && !(bits & (bits - 1));
}

static enum err check_hookswitch(const struct phone *phone, const struct phone_args *args)
{
	if (!args->devs || (args->devs & ~all_devs(phone)))
		return ERR_HOOKDEV;
	if (!one_bit(args->mode))
		return ERR_HOOKMODE;
	for (int hook = 0; hook < PHONE_HOOKS; hook++)
		if ((args->devs & PHONE_DEV(hook)) && !(phone->traits.settable[hook] & args->mode))
			return ERR_HOOKMODE;
	return OK;
}

enum err phone_level_of(const struct phone *phone, enum phone_op op, DWORD dev,
			enum phone_hook *out)
{
	DWORD able = op == PHONE_OP_VOLUME ? phone->traits.volume_devs : phone->traits.gain_devs;

	if (!one_bit(dev) || !(dev & all_devs(phone)))
		return ERR_HOOKDEV;
	if (!(dev & able))
		return ERR_UNAVAIL;
	*out = dev == PHONEHOOKSWITCHDEV_HANDSET ? PHONE_HANDSET :
	       dev == PHONEHOOKSWITCHDEV_SPEAKER ? PHONE_SPEAKER : PHONE_HEADSET;
	return OK;
}

static enum err check_volume(const struct phone *phone, const struct phone_args *args)
{
	enum phone_hook hook;

	return phone_level_of(phone, PHONE_OP_VOLUME, args->devs, &hook);
}

static enum err check_gain(const struct phone *phone, const struct phone_args *args)
{
	enum phone_hook hook;

	return phone_level_of(phone, PHONE_OP_GAIN, args->devs, &hook);
}

static enum err check_ring(const struct phone *phone, const struct phone_args *args)
{
	return args->mode <= phone->traits.ring_modes ? OK : ERR_RINGMODE;
}

static enum err check_display(const struct phone *phone, const struct phone_args *args)
{
	return args->row < phone->traits.rows && args->column < phone->traits.columns ? OK : ERR_PARAM;
}

/* A digit stays a digit: the ids of the keypad are fixed (R-MSG-4). */
static enum err check_button_info(const struct phone *phone, const struct phone_args *args)
{
	const struct phone_button *button;
	bool same;

	if (args->id >= phone->button_count)
		return ERR_BUTTONID;
	button = &phone->buttons[args->id];
	same = button->mode == args->mode && button->function == args->function;
	if (args->text && strlen(args->text) >= PHONE_LABEL_SIZE)
		return ERR_TRUNCATED;
	if (!one_bit(args->mode) || (args->mode & ~name_known_bits(NAME_PHONEBUTTONMODE, phone->version)) ||
	    !name_of(NAME_PHONEBUTTONFUNCTION, args->function))
		return ERR_FAILED;
	if (!same && (button->mode == PHONEBUTTONMODE_KEYPAD || args->mode == PHONEBUTTONMODE_KEYPAD))
		return ERR_FAILED;
	return OK;
}

static enum err check_lamp(const struct phone *phone, const struct phone_args *args)
{
	if (args->id >= phone->button_count || phone->buttons[args->id].lamp_modes == PHONELAMPMODE_DUMMY)
		return ERR_BUTTONID;
	return one_bit(args->mode) && (phone->buttons[args->id].lamp_modes & args->mode) ? OK : ERR_LAMPMODE;
}

static enum err check_data(const struct phone *phone, const struct phone_args *args)
{
	if (args->id >= phone->traits.areas)
		return ERR_DATAID;
	if (args->size && !args->data)
		return ERR_POINTER;
	return args->size <= phone->traits.area_size ? OK : ERR_TRUNCATED;
}

/* Only with a selected version of the extension (R-EXT-5). */
static enum err check_devspecific(const struct phone *phone, const struct phone_args *args)
{
	if (!phone->ext_version)
		return ERR_UNAVAIL;
	return args->block ? OK : ERR_POINTER;
}

/* --- what becomes of the phone --------------------------------------------------- */

static void did_hookswitch(struct phone *phone, const struct phone_args *args)
{
	for (int hook = 0; hook < PHONE_HOOKS; hook++)
		if (args->devs & PHONE_DEV(hook))
			phone_hook(phone, hook, args->mode);
}

static void did_volume(struct phone *phone, const struct phone_args *args)
{
	enum phone_hook hook;

	if (!phone_level_of(phone, PHONE_OP_VOLUME, args->devs, &hook))
		phone_volume(phone, hook, args->level);
}

static void did_gain(struct phone *phone, const struct phone_args *args)
{
	enum phone_hook hook;

	if (!phone_level_of(phone, PHONE_OP_GAIN, args->devs, &hook))
		phone_gain(phone, hook, args->level);
}

static void did_ring(struct phone *phone, const struct phone_args *args)
{
	phone_ring(phone, args->mode, args->level);
}

static void did_display(struct phone *phone, const struct phone_args *args)
{
	phone_display(phone, args->row, args->column, args->text);
}

static void did_lamp(struct phone *phone, const struct phone_args *args)
{
	phone_lamp(phone, args->id, args->mode);
}

/* What was there behind the new bytes is no longer. */
static void did_data(struct phone *phone, const struct phone_args *args)
{
	unsigned char *area = phone->areas + (size_t)args->id * phone->traits.area_size;

	if (args->size)
		memcpy(area, args->data, args->size);
	memset(area + args->size, 0, phone->traits.area_size - args->size);
}

/* --- the table --------------------------------------------------------------------- */

#define CAN(bit) PHONEFEATURE_##bit
#define CHANGES(bit) PHONESTATE_##bit

/* What may be asked, the bits that announce it and its reading, and the state
 * that it changes. Where `there` answers PHONEHOOKSWITCHDEV_, the bits are of
 * the handset, and those of the speaker and the headset follow them: features
 * one apart, states three. */
static const struct {
	const char *name;
	bool devs;
	DWORD (*there)(const struct phone *phone);	/* the parts that it works on; 0: none */
	DWORD set, get, states;
	enum err (*check)(const struct phone *phone, const struct phone_args *args);
	void (*did)(struct phone *phone, const struct phone_args *args);
} asks[PHONE_OP_COUNT] = {
	[PHONE_OP_HOOKSWITCH] = { "phoneSetHookSwitch", true, settable_devs,
		CAN(SETHOOKSWITCHHANDSET), CAN(GETHOOKSWITCHHANDSET), CHANGES(HANDSETHOOKSWITCH),
		check_hookswitch, did_hookswitch },
	[PHONE_OP_VOLUME] = { "phoneSetVolume", true, volume_devs,
		CAN(SETVOLUMEHANDSET), CAN(GETVOLUMEHANDSET), CHANGES(HANDSETVOLUME),
		check_volume, did_volume },
	[PHONE_OP_GAIN] = { "phoneSetGain", true, gain_devs,
		CAN(SETGAINHANDSET), CAN(GETGAINHANDSET), CHANGES(HANDSETGAIN),
		check_gain, did_gain },
	[PHONE_OP_RING] = { "phoneSetRing", false, has_ring,
		CAN(SETRING), CAN(GETRING), CHANGES(RINGMODE) | CHANGES(RINGVOLUME),
		check_ring, did_ring },
	[PHONE_OP_DISPLAY] = { "phoneSetDisplay", false, has_display,
		CAN(SETDISPLAY), CAN(GETDISPLAY), CHANGES(DISPLAY),
		check_display, did_display },
	[PHONE_OP_BUTTON_INFO] = { "phoneSetButtonInfo", false, has_buttons,
		CAN(SETBUTTONINFO), CAN(GETBUTTONINFO), CHANGES(OTHER) | CHANGES(CAPSCHANGE),
		check_button_info, phone_button_info },
	[PHONE_OP_LAMP] = { "phoneSetLamp", false, has_lamps,
		CAN(SETLAMP), CAN(GETLAMP), CHANGES(LAMP),
		check_lamp, did_lamp },
	[PHONE_OP_DATA] = { "phoneSetData", false, has_data,
		CAN(SETDATA), CAN(GETDATA), 0,
		check_data, did_data },
	[PHONE_OP_DEVSPECIFIC] = { "phoneDevSpecific", false, has_extension,
		0, 0, CHANGES(DEVSPECIFIC), check_devspecific, NULL },
};

const char *phone_op_name(enum phone_op op)
{
	return (unsigned)op < PHONE_OP_COUNT ? asks[op].name : "?";
}

/* A bit of the handset for each of `devs`, `apart` from one to the next. */
static DWORD of_devs(DWORD handset, DWORD devs, int apart)
{
	DWORD bits = 0;

	for (int hook = 0; hook < PHONE_HOOKS; hook++)
		if (devs & PHONE_DEV(hook))
			bits |= handset << hook * apart;
	return bits;
}

DWORD phone_features(const struct phone *phone)
{
	DWORD features = 0;

	for (int op = 0; op < PHONE_OP_COUNT; op++) {
		DWORD there = asks[op].there(phone);
		DWORD read = op == PHONE_OP_HOOKSWITCH ? all_devs(phone) : there;

		if (phone->driver->phone[op])
			features |= asks[op].devs ? of_devs(asks[op].set, there, 1) : there ? asks[op].set : 0;
		features |= asks[op].devs ? of_devs(asks[op].get, read, 1) : there ? asks[op].get : 0;
	}
	return features;
}

DWORD phone_states(const struct phone *phone)
{
	DWORD states = 0;

	for (int op = 0; op < PHONE_OP_COUNT; op++) {
		DWORD there = op == PHONE_OP_HOOKSWITCH ? all_devs(phone) : asks[op].there(phone);

		states |= asks[op].devs ? of_devs(asks[op].states, there, 3) : there ? asks[op].states : 0;
	}
	return states;
}

/* --- requests and answers ----------------------------------------------------------- */

static void answer(struct phone *phone, struct phone_ask *ask, enum err result)
{
	struct letter letter = {
		.kind = LETTER_REPLY, .line = phone->handle, .id = ask->id,
		.result = err_phone(result), .provider = phone->provider,
	};

	if (result)
		log_write(LOG_WARN, "tspi", phone->name, "%s failed: %s",
			  phone_op_name(ask->op), err_text(result));
	list_remove(&ask->node);
	mem_free(ask);
	mail_release(&phone_desk(phone)->mail, 1);
	desk_reply(phone_desk(phone), &letter);
}

void phone_answer_all(struct phone *phone, enum err result)
{
	list_each_safe(node, &phone->asks)
		answer(phone, list_entry(node, struct phone_ask, node), result);
}

void phone_reply(struct phone *phone, enum phone_op op, enum err result)
{
	if (!phone->handle)
		return;
	list_each(node, &phone->asks) {
		struct phone_ask *ask = list_entry(node, struct phone_ask, node);

		if (ask->op != op)
			continue;
		answer(phone, ask, result);
		return;
	}
}

void phone_did(struct phone *phone, enum phone_op op, const struct phone_args *args)
{
	phone_reply(phone, op, OK);
	if (asks[op].did)
		asks[op].did(phone, args);
}

enum err phone_ask(struct phone *phone, enum phone_op op, DRV_REQUESTID request,
		   const struct phone_args *args)
{
	struct mail *mail = &phone_desk(phone)->mail;
	struct phone_ask *ask;
	enum err err = OK;

	if (!phone->driver->phone[op] || !asks[op].there(phone))
		return ERR_UNAVAIL;
	if (asks[op].check)
		err = asks[op].check(phone, args);
	if (err)
		return err;
	ask = mem_zalloc(sizeof(*ask));
	if (!ask)
		return ERR_NOMEM;
	if (mail_reserve(mail, 1)) {
		mem_free(ask);
		return ERR_NOMEM;
	}
	ask->id = request;
	ask->op = op;
	list_append(&phone->asks, &ask->node);
	log_write(LOG_DEBUG, "model", phone->name, "%s", phone_op_name(op));
	err = phone->driver->phone[op](phone, args);
	if (err) {
		list_remove(&ask->node);
		mem_free(ask);
		mail_release(mail, 1);
	}
	return err;
}

/* SPDX-License-Identifier: MIT
 * phone.c - what a phone is, looks like and tells. */
#include "model/phone.h"
#include "base/log.h"
#include "base/mem.h"
#include "abi/sizes.h"

#define BLANK 0x20

struct phone *phone_of_device(struct desk *desk, DWORD id)
{
	list_each(node, &desk->providers) {
		struct provider *provider = list_entry(node, struct provider, node);

		for (uint32_t i = 0; i < provider->phone_count; i++)
			if (provider->phones[i]->device_id == id && id != DEVICE_NONE)
				return provider->phones[i];
	}
	return NULL;
}

struct phone *phone_find(const struct desk *desk, uintptr_t handle)
{
	return handle_find(&desk->handles, HANDLE_PHONE, handle);
}

/* --- life ------------------------------------------------------------------ */

enum err phone_open(struct phone *phone, HTAPIPHONE htphone, DWORD version, PHONEEVENT event)
{
	struct desk *desk = phone_desk(phone);
	enum err err;

	if (phone->handle)
		return ERR_ALLOCATED;
	if (phone->removed)
		return ERR_NODEVICE;
	err = handle_new(&desk->handles, HANDLE_PHONE, phone, &phone->handle);
	if (err)
		return err;
	phone->htphone = htphone;
	phone->event = event;
	phone->version = version;
	phone->ext_version = 0;
	phone->states = phone->button_modes = phone->button_states = 0;
	list_init(&phone->asks);
	err = phone->driver->phone_open ? phone->driver->phone_open(phone) : OK;
	if (err) {
		handle_free(&desk->handles, phone->handle);
		phone->handle = 0;
	}
	return err;
}

void phone_close(struct phone *phone)
{
	struct desk *desk = phone_desk(phone);

	phone_answer_all(phone, ERR_CLOSED);
	if (phone->driver->phone_close)
		phone->driver->phone_close(phone);
	handle_free(&desk->handles, phone->handle);
	phone->handle = 0;
	phone->htphone = NULL;
}

enum err phone_equip(struct phone *phone, const struct phone_traits *traits,
		     const struct phone_button *buttons, DWORD count)
{
	DWORD cells = traits->rows * traits->columns;

	phone->traits = *traits;
	if (cells) {
		phone->cells = mem_alloc(cells * sizeof(*phone->cells));
		if (!phone->cells)
			return ERR_NOMEM;
		phone_display_all(phone, NULL);
	}
	if (count) {
		phone->buttons = mem_alloc(count * sizeof(*buttons));
		if (!phone->buttons)
			return ERR_NOMEM;
		memcpy(phone->buttons, buttons, count * sizeof(*buttons));
		phone->button_count = count;
	}
	if (traits->areas) {
		phone->areas = mem_zalloc((size_t)traits->areas * traits->area_size);
		if (!phone->areas)
			return ERR_NOMEM;
	}
	for (int hook = 0; hook < PHONE_HOOKS; hook++) {
		phone->hook[hook] = phone_hook_modes(phone, hook) ? PHONEHOOKSWITCHMODE_ONHOOK : 0;
		phone->level[hook].volume = traits->volume_devs & PHONE_DEV(hook) ? PHONE_LEVEL_MAX / 2 : 0;
		phone->level[hook].gain = traits->gain_devs & PHONE_DEV(hook) ? PHONE_LEVEL_MAX / 2 : 0;
	}
	phone->ring_volume = traits->ring_modes ? PHONE_LEVEL_MAX / 2 : 0;
	return OK;
}

/* --- news -------------------------------------------------------------------- */

static void post(struct phone *phone, DWORD msg, DWORD p1, DWORD p2, DWORD p3)
{
	struct letter letter = {
		.kind = LETTER_PHONE, .msg = msg, .line = phone->handle,
		.p1 = p1, .p2 = p2, .p3 = p3,
	};

	mail_post(&phone_desk(phone)->mail, &letter);
}

void phone_news(struct phone *phone, DWORD states, DWORD detail)
{
	if (phone->handle && (phone->states & states))
		post(phone, PHONE_STATE, states, detail, 0);
}

/* The bit of a hookswitch device: three of a kind stand three bits apart. */
static DWORD state_of(enum phone_hook hook, DWORD handset)
{
	return handset << 3 * hook;
}

void phone_hook(struct phone *phone, enum phone_hook hook, DWORD mode)
{
	if (phone->hook[hook] == mode)
		return;
	phone->hook[hook] = mode;
	phone_news(phone, state_of(hook, PHONESTATE_HANDSETHOOKSWITCH), mode);
}

bool phone_off_hook(const struct phone *phone)
{
	for (int hook = 0; hook < PHONE_HOOKS; hook++)
		if (phone->hook[hook] & ~(DWORD)PHONEHOOKSWITCHMODE_ONHOOK)
			return true;
	return false;
}

static DWORD level(DWORD wanted)
{
	return wanted < PHONE_LEVEL_MAX ? wanted : PHONE_LEVEL_MAX;
}

void phone_volume(struct phone *phone, enum phone_hook hook, DWORD volume)
{
	volume = level(volume);
	if (phone->level[hook].volume == volume)
		return;
	phone->level[hook].volume = volume;
	phone_news(phone, state_of(hook, PHONESTATE_HANDSETVOLUME), 0);
}

void phone_gain(struct phone *phone, enum phone_hook hook, DWORD gain)
{
	gain = level(gain);
	if (phone->level[hook].gain == gain)
		return;
	phone->level[hook].gain = gain;
	phone_news(phone, state_of(hook, PHONESTATE_HANDSETGAIN), 0);
}

void phone_ring(struct phone *phone, DWORD mode, DWORD volume)
{
	volume = level(volume);
	if (phone->ring_mode != mode) {
		phone->ring_mode = mode;
		phone_news(phone, PHONESTATE_RINGMODE, mode);
	}
	if (phone->ring_volume != volume) {
		phone->ring_volume = volume;
		phone_news(phone, PHONESTATE_RINGVOLUME, 0);
	}
}

void phone_lamp(struct phone *phone, DWORD id, DWORD mode)
{
	if (phone->buttons[id].lamp == mode)
		return;
	phone->buttons[id].lamp = mode;
	phone_news(phone, PHONESTATE_LAMP, id);
}

void phone_button(struct phone *phone, DWORD id, DWORD state)
{
	struct phone_button *button = &phone->buttons[id];

	if (button->state == state)
		return;
	button->state = state;
	if (phone->handle && (phone->button_modes & button->mode) && (phone->button_states & state))
		post(phone, PHONE_BUTTON, id, button->mode, state);
}

void phone_button_info(struct phone *phone, const struct phone_args *args)
{
	struct phone_button *button = &phone->buttons[args->id];
	DWORD what = PHONESTATE_OTHER;

	/* Modes and functions stand in PHONECAPS, too. */
	if (button->mode != args->mode || button->function != args->function) {
		button->mode = args->mode;
		button->function = args->function;
		if (phone->version >= TAPI_1_4)
			what = PHONESTATE_CAPSCHANGE;
	} else if (strcmp(button->label, args->text ? args->text : "") == 0) {
		return;
	}
	span_copy(span_of(args->text), button->label, sizeof(button->label));
	phone_news(phone, what, 0);
}

/* --- the display --------------------------------------------------------------- */

void phone_display_all(struct phone *phone, const WCHAR *cells)
{
	bool changed = false;

	for (DWORD i = 0; i < phone_cells(phone); i++) {
		WCHAR cell = cells ? cells[i] : BLANK;

		changed |= phone->cells[i] != cell;
		phone->cells[i] = cell;
	}
	if (changed)
		phone_news(phone, PHONESTATE_DISPLAY, 0);
}

void phone_display(struct phone *phone, DWORD row, DWORD column, const char *text)
{
	DWORD at = row * phone->traits.columns + column, count;
	char cut[3 * PHONE_CELLS_MAX + 1];
	WCHAR wide[3 * PHONE_CELLS_MAX + 1];
	bool changed = false;

	span_copy(span_of(text), cut, sizeof(cut));
	utf16_write(wide, cut);
	count = (DWORD)(utf16_size(cut) / sizeof(WCHAR)) - 1;
	for (DWORD i = 0; i < count && at + i < phone_cells(phone); i++) {
		changed |= phone->cells[at + i] != wide[i];
		phone->cells[at + i] = wide[i];
	}
	if (changed)
		phone_news(phone, PHONESTATE_DISPLAY, 0);
}

/* SPDX-License-Identifier: MIT
 * phone.c - phoneOpen, phoneClose, and what applications want to hear of phones. */
#include "tapi/server/phone.h"
#include "abi/names.h"
#include "base/mem.h"
#include "tapi/server/older.h"

struct phone *turn_phone(const struct turn *turn, DWORD handle)
{
	return handle_find(&turn->client->handles, HANDLE_PHONE, handle);
}

static struct phone *phone_new(struct app *app, struct phone_device *device)
{
	struct phone *phone = mem_zalloc(sizeof(*phone));

	if (!phone)
		return NULL;
	if (handle_new(&app->client->handles, HANDLE_PHONE, phone, &phone->handle)) {
		mem_free(phone);
		return NULL;
	}
	phone->app = app;
	phone->device = device;
	list_append(&app->phones, &phone->node);
	list_append(&device->phones, &phone->device_node);
	return phone;
}

void phone_forget(struct phone *phone)
{
	list_remove(&phone->node);
	list_remove(&phone->device_node);
	handle_free(&phone->app->client->handles, phone->handle);
	mem_free(phone);
}

/* How many there are now of those who have that privilege. */
static void tell_count(const struct phone_device *device, const struct phone *except, DWORD privilege)
{
	const DWORD state = privilege == PHONEPRIVILEGE_OWNER ? PHONESTATE_OWNER : PHONESTATE_MONITORS;

	phones_tell_state(device, except, state, phone_count(device, privilege));
}

void phone_end(struct phone *phone)
{
	struct phone_device *device = phone->device;
	const DWORD privilege = phone->privilege;

	phone_forget(phone);
	tell_count(device, NULL, privilege);
	phone_settle(device);
}

/* --- open and close ----------------------------------------------------------------- */

/* Whether this client may open that phone so. One owner at a time, and one version of the
 * extension (R-EXT-4). */
static LONG check_open(const struct turn *turn, struct phone_device *device,
		       const struct packet_phoneOpen *in)
{
	if (in->privilege != PHONEPRIVILEGE_MONITOR && in->privilege != PHONEPRIVILEGE_OWNER)
		return (LONG)PHONEERR_INVALPRIVILEGE;
	if (in->privilege == PHONEPRIVILEGE_OWNER && phone_right(turn, device) < ACCESS_OWN)
		return (LONG)PHONEERR_INVALPRIVILEGE;
	if (in->privilege == PHONEPRIVILEGE_OWNER && phone_count(device, PHONEPRIVILEGE_OWNER))
		return (LONG)PHONEERR_INUSE;
	if (in->ext_version && device->ext_version && in->ext_version != device->ext_version)
		return (LONG)PHONEERR_INCOMPATIBLEEXTVERSION;
	return 0;
}

SERVES(phoneOpen)
{
	struct app *app = handle_find(&turn->client->handles, HANDLE_PHONE_APP, in->app);
	struct phone_device *device;
	struct phone *phone;
	LONG result = app ? phone_of_id(turn, in->device, in->version, &device)
			  : (LONG)PHONEERR_INVALAPPHANDLE;

	if (!result && turn->server->reinit)
		result = (LONG)PHONEERR_REINIT;
	if (!result)
		result = check_open(turn, device, in);
	if (result)
		return result;
	phone = phone_new(app, device);
	if (!phone)
		return (LONG)PHONEERR_NOMEM;
	phone->context = in->context;
	phone->version = in->version;
	phone->ext_version = in->ext_version;
	phone->privilege = in->privilege;
	result = phone_settle(device);
	if (result) {
		phone_forget(phone);
		phone_settle(device);
		return result;
	}
	tell_count(device, phone, phone->privilege);
	out->phone = phone->handle;
	return 0;
}

SERVES(phoneClose)
{
	struct phone *phone = turn_phone(turn, in->phone);

	if (!phone)
		return (LONG)PHONEERR_INVALPHONEHANDLE;
	phone_end(phone);
	return 0;
}

SERVES(phoneSelectExtVersion)
{
	struct phone *phone = turn_phone(turn, in->phone);
	DWORD before, selected;
	LONG result;

	if (!phone)
		return (LONG)PHONEERR_INVALPHONEHANDLE;
	before = phone->ext_version;
	phone->ext_version = 0;
	selected = 0;
	list_each(node, &phone->device->phones)
		selected |= list_entry(node, struct phone, device_node)->ext_version;
	phone->ext_version = before;
	if (in->ext_version && selected && in->ext_version != selected)
		return (LONG)PHONEERR_INCOMPATIBLEEXTVERSION;
	phone->ext_version = in->ext_version;
	result = phone_settle(phone->device);
	if (result)
		phone->ext_version = before;
	return result;
}

/* --- filters ------------------------------------------------------------------------ */

/* Each application hears what it asked for; the provider is asked for the union (R-MSG-1).
 * Without modes of buttons their states do not count. */
SERVES(phoneSetStatusMessages)
{
	struct phone *phone = turn_phone(turn, in->phone);

	if (!phone)
		return (LONG)PHONEERR_INVALPHONEHANDLE;
	if (in->phone_states & ~name_known_bits(NAME_PHONESTATE, phone->version))
		return (LONG)PHONEERR_INVALPHONESTATE;
	if (in->button_modes & ~name_known_bits(NAME_PHONEBUTTONMODE, phone->version))
		return (LONG)PHONEERR_INVALBUTTONMODE;
	if (in->button_modes
	    && (!in->button_states
		|| (in->button_states & ~name_known_bits(NAME_PHONEBUTTONSTATE, phone->version))))
		return (LONG)PHONEERR_INVALBUTTONSTATE;
	phone->states = in->phone_states;
	phone->button_modes = in->button_modes;
	phone->button_states = in->button_modes ? in->button_states : 0;
	return phone_settle(phone->device);
}

SERVES(phoneGetStatusMessages)
{
	struct phone *phone = turn_phone(turn, in->phone);

	if (!phone)
		return (LONG)PHONEERR_INVALPHONEHANDLE;
	out->phone_states = phone->states;
	out->button_modes = phone->button_modes;
	out->button_states = phone->button_states;
	return 0;
}

const struct serve phone_room[] = {
	SERVE(phoneOpen), SERVE(phoneClose), SERVE(phoneSelectExtVersion),
	SERVE(phoneSetStatusMessages), SERVE(phoneGetStatusMessages), SERVE_END,
};

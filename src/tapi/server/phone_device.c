/* SPDX-License-Identifier: MIT
 * phone_device.c - the phones that there are. */
#include "tapi/server/phone.h"
#include "abi/names.h"
#include "base/mem.h"

/* What TAPI tells by itself (R-STRUCT-13), or tells always. */
#define OWN_STATES (PHONESTATE_OWNER | PHONESTATE_MONITORS | PHONESTATE_REINIT | PHONESTATE_REMOVED)

struct phone_device *phone_device_new(struct server *server, struct provider *provider, DWORD id)
{
	size_t size = server->phone_size ? server->phone_size * 2 : 16;
	struct phone_device *device = mem_zalloc(sizeof(*device)), **phones;

	if (!device)
		return NULL;
	while (size <= id)
		size *= 2;
	if (id >= server->phone_size) {
		phones = mem_realloc(server->phones, size * sizeof(struct phone_device *));
		if (!phones) {
			mem_free(device);
			return NULL;
		}
		server->phones = phones;
		server->phone_size = size;
	}
	device->id = id;
	device->provider = provider;
	list_init(&device->phones);
	server->phones[id] = device;
	if (id >= server->phone_count)
		server->phone_count = id + 1;
	return device;
}

void phone_devices_free(struct server *server)
{
	for (size_t i = 0; i < server->phone_count; i++) {
		mem_free(server->phones[i]->name);
		mem_free(server->phones[i]);
	}
	mem_free(server->phones);
	server->phones = NULL;
	server->phone_count = server->phone_size = 0;
}

DWORD phone_next_number(struct server *server)
{
	const DWORD id = (DWORD)server->phone_count;

	return phone_device_new(server, NULL, id) ? id : HOST_NO_DEVICE;
}

DWORD phone_device_version(struct phone_device *device)
{
	if (!device->version && device->provider)
		host_phone_version(device->provider->host, device->id, &device->version);
	return device->version;
}

const char *phone_device_name(struct phone_device *device)
{
	char name[256] = "";
	PHONECAPS *caps;

	if (!device->name && device->provider
	    && !host_get_phone_caps(device->provider->host, device->id, &caps)) {
		HOST_FIELD(caps, PhoneName, name);
		mem_free(caps);
		device->name = mem_copy(name);
	}
	return device->name ? device->name : "";
}

/* --- open and closed ---------------------------------------------------------------- */

static LONG open_it(struct phone_device *device)
{
	LONG result = host_phone_open(device->provider->host, device->id, &device->host_phone);

	if (result) {
		device->host_phone = 0;
		return result;
	}
	device->states = device->button_modes = device->button_states = ~0u;	/* the host asked for all */
	return 0;
}

void phone_lost(struct phone_device *device)
{
	device->host_phone = 0;
	device->ext_version = 0;
}

static void close_it(struct phone_device *device)
{
	if (device->ext_version)
		host_select_extension(device->provider->host, device->host_phone, 0);
	host_phone_close(device->provider->host, device->host_phone);
	phone_lost(device);
}

/* The union of what all want to hear (R-MSG-1). Old applications are to begin anew when
 * capabilities change, so that is always of interest to them. */
static void tell_states(struct phone_device *device)
{
	const DWORD version = phone_device_version(device);
	const struct tspi *tspi = device->provider->tspi;
	const HDRVPHONE hd = host_hdphone(device->provider->host, device->host_phone);
	DWORD states = 0, modes = 0, buttons = 0;
	struct phone *phone;

	list_each(node, &device->phones) {
		phone = list_entry(node, struct phone, device_node);
		states |= phone->states | (phone->version < TAPI_1_4 ? PHONESTATE_CAPSCHANGE : 0);
		modes |= phone->button_modes;
		buttons |= phone->button_states;
	}
	states &= name_known_bits(NAME_PHONESTATE, version) & ~(DWORD)OWN_STATES;
	modes &= name_known_bits(NAME_PHONEBUTTONMODE, version);
	buttons &= name_known_bits(NAME_PHONEBUTTONSTATE, version);
	if ((states == device->states && modes == device->button_modes
	     && buttons == device->button_states) || !tspi->phoneSetStatusMessages || !hd)
		return;
	if (ASK_PROVIDER(device->provider, phoneSetStatusMessages, hd, states, modes, buttons))
		return;
	device->states = states;
	device->button_modes = modes;
	device->button_states = buttons;
}

/* All who asked for an extension asked for the same version of it. */
static LONG settle_extension(struct phone_device *device)
{
	DWORD wanted = 0;
	LONG result;

	list_each(node, &device->phones)
		wanted |= list_entry(node, struct phone, device_node)->ext_version;
	if (wanted == device->ext_version)
		return 0;
	result = host_select_extension(device->provider->host, device->host_phone, wanted);
	if (result == (LONG)PHONEERR_OPERATIONUNAVAIL)
		result = (LONG)PHONEERR_INCOMPATIBLEEXTVERSION;
	if (!result)
		device->ext_version = wanted;
	return result;
}

LONG phone_settle(struct phone_device *device)
{
	LONG result = 0;

	if (!device->host_phone && list_empty(&device->phones))
		return 0;
	if (!device->provider)
		return (LONG)PHONEERR_NODEVICE;
	if (list_empty(&device->phones)) {
		close_it(device);
		return 0;
	}
	if (!device->host_phone)
		result = open_it(device);
	if (!result)
		result = settle_extension(device);
	if (!result)
		tell_states(device);
	return result;
}

DWORD phone_count(const struct phone_device *device, DWORD privilege)
{
	DWORD count = 0;

	list_each(node, &device->phones)
		count += list_entry(node, struct phone, device_node)->privilege == privilege;
	return count;
}

/* --- for requests ------------------------------------------------------------------- */

enum access_right phone_right(const struct turn *turn, struct phone_device *device)
{
	return access_of(turn->server->access, &turn->client->account, phone_device_name(device));
}

LONG phone_of_id(const struct turn *turn, DWORD id, DWORD version, struct phone_device **out)
{
	struct server *server = turn->server;
	struct phone_device *device;

	if (id >= server->phone_count)
		return (LONG)PHONEERR_BADDEVICEID;
	device = server->phones[id];
	if (!device->provider || !phone_right(turn, device))
		return (LONG)PHONEERR_NODEVICE;
	if (!turn_version(version, version))
		return (LONG)PHONEERR_INCOMPATIBLEAPIVERSION;
	if (!phone_device_version(device))
		return (LONG)PHONEERR_NODRIVER;
	*out = device;
	return 0;
}

PHONEEXTENSIONID phone_extension(struct phone_device *device)
{
	const DWORD version = phone_device_version(device);
	PHONEEXTENSIONID extension = { 0 };

	if (!device->provider->tspi->phoneGetExtensionID
	    || ASK_PROVIDER(device->provider, phoneGetExtensionID, device->id, version, &extension))
		return (PHONEEXTENSIONID){ 0 };
	return extension;
}

LONG phone_error(LONG error)
{
	static const struct {
		DWORD line, phone;
	} same[] = {
#define SAME(name) { LINEERR_##name, PHONEERR_##name },
		SAME(ALLOCATED) SAME(BADDEVICEID) SAME(INCOMPATIBLEAPIVERSION)
		SAME(INCOMPATIBLEEXTVERSION) SAME(INIFILECORRUPT) SAME(INUSE) SAME(INVALAPPHANDLE)
		SAME(INVALPARAM) SAME(INVALPOINTER) SAME(NODEVICE) SAME(NODRIVER) SAME(NOMEM)
		SAME(NOTOWNER) SAME(OPERATIONFAILED) SAME(OPERATIONUNAVAIL) SAME(REINIT)
		SAME(RESOURCEUNAVAIL) SAME(STRUCTURETOOSMALL) SAME(UNINITIALIZED)
#undef SAME
		{ LINEERR_INVALLINEHANDLE, PHONEERR_INVALPHONEHANDLE },
	};

	for (size_t i = 0; i < sizeof(same) / sizeof(same[0]); i++)
		if (error == (LONG)same[i].line)
			return (LONG)same[i].phone;
	return error;
}

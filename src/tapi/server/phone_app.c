/* SPDX-License-Identifier: MIT
 * phone_app.c - phoneInitialize to phoneShutdown, and what is asked of phones that are closed. */
#include "tapi/server/app.h"
#include "tapi/server/phone.h"
#include "base/mem.h"

static struct app *phone_app(const struct turn *turn, DWORD handle)
{
	return handle_find(&turn->client->handles, HANDLE_PHONE_APP, handle);
}

SERVES(phoneInitialize)
{
	struct app *app;

	if (turn->server->reinit)
		return (LONG)PHONEERR_REINIT;
	if (!app_name_is_plain(turn, in->friendly_name))
		return (LONG)PHONEERR_INVALAPPNAME;
	app = app_new(turn, HANDLE_PHONE_APP, in->friendly_name, in->module);
	if (!app)
		return (LONG)PHONEERR_NOMEM;
	app->context = in->context;
	app->version = in->version;
	out->app = app->handle;
	out->devices = (DWORD)turn->server->phone_count;
	return 0;
}

SERVES(phoneShutDown)
{
	struct app *app = phone_app(turn, in->app);

	if (!app)
		return (LONG)PHONEERR_INVALAPPHANDLE;
	app_end(app);
	return 0;
}

SERVES(phoneNegotiateAPIVersion)
{
	struct app *app = phone_app(turn, in->app);
	struct phone_device *device;
	PHONEEXTENSIONID extension;
	LONG result;

	if (!app)
		return (LONG)PHONEERR_INVALAPPHANDLE;
	result = phone_of_id(turn, in->device, TAPI_VERSION, &device);
	if (result)
		return result;
	out->negotiated = turn_version(in->version, in->current);
	if (!out->negotiated)
		return (LONG)PHONEERR_INCOMPATIBLEAPIVERSION;
	if (in->size < sizeof(extension))
		return (LONG)PHONEERR_STRUCTURETOOSMALL;
	app_knows(app, in->current);
	extension = phone_extension(device);
	out->extension = packet_data(turn->tail, &extension, sizeof(extension));
	out->size = sizeof(extension);
	return 0;
}

SERVES(phoneNegotiateExtVersion)
{
	struct phone_device *device;
	const struct tspi *tspi;
	LONG result;

	if (!phone_app(turn, in->app))
		return (LONG)PHONEERR_INVALAPPHANDLE;
	result = phone_of_id(turn, in->device, in->version, &device);
	if (result)
		return result;
	tspi = device->provider->tspi;
	if (!tspi->phoneNegotiateExtVersion)
		return (LONG)PHONEERR_OPERATIONUNAVAIL;
	return ASK_PROVIDER(device->provider, phoneNegotiateExtVersion, device->id, device->version,
			    in->low, in->high, &out->ext_version);
}

/* --- capabilities -------------------------------------------------------------------- */

struct caps_of {
	const struct phone_device *device;
	DWORD ext_version;
};

static LONG ask_caps(void *arg, void *room)
{
	const struct caps_of *of = arg;

	return of->device->provider->tspi->phoneGetDevCaps(of->device->id, of->device->version,
							   of->ext_version, room);
}

SERVES(phoneGetDevCaps)
{
	struct phone_device *device;
	struct caps_of of = { .ext_version = in->ext_version };
	struct host_record record = { "phoneGetDevCaps", 0, ask_caps, &of };
	PHONECAPS *caps;
	LONG result;

	if (!phone_app(turn, in->app))
		return (LONG)PHONEERR_INVALAPPHANDLE;
	result = phone_of_id(turn, in->device, in->version, &device);
	if (result)
		return result;
	if (in->caps < abi_fixed_size(ABI_PHONECAPS, in->version))
		return (LONG)PHONEERR_STRUCTURETOOSMALL;
	if (!device->provider->tspi->phoneGetDevCaps)
		return (LONG)PHONEERR_OPERATIONUNAVAIL;
	of.device = device;
	record.fixed = abi_fixed_size(ABI_PHONECAPS, device->version);
	result = host_get_record(device->provider->host, &record, (void **)&caps);
	if (result)
		return result;
	caps->dwPhoneStates |= PHONESTATE_OWNER | PHONESTATE_MONITORS | PHONESTATE_REINIT;
	result = turn_record(turn, &out->caps, ABI_PHONECAPS, in->caps, in->version, caps,
			     device->version);
	mem_free(caps);
	return result;
}

const struct serve phone_app_room[] = {
	SERVE(phoneInitialize), SERVE(phoneShutDown), SERVE(phoneNegotiateAPIVersion),
	SERVE(phoneNegotiateExtVersion), SERVE(phoneGetDevCaps), SERVE_END,
};

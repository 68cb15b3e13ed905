/* SPDX-License-Identifier: MIT
 * open.c - lineOpen and lineClose, LINEMAPPER, and the versions of extensions. */
#include "abi/names.h"
#include "base/mem.h"
#include "tapi/server/app.h"
#include "tapi/server/ask.h"
#include "tapi/server/device.h"
#include "tapi/server/older.h"
#include "tapi/server/proxy.h"
#include "tapi/server/turn.h"

#define ANY_LINE 0xFFFFFFFFu		/* LINEMAPPER */
#define PRIVILEGES (LINECALLPRIVILEGE_NONE | LINECALLPRIVILEGE_MONITOR | LINECALLPRIVILEGE_OWNER)
#define OPTIONS (LINEOPENOPTION_SINGLEADDRESS | LINEOPENOPTION_PROXY)
#define VENDORS_MODES 0xFF000000u	/* media modes that an extension may have */

/* One of NONE, or MONITOR and OWNER in any union; options from 2.0 on. Media modes count for
 * an owner only. */
static LONG check_privileges(const struct packet_lineOpen *in)
{
	const DWORD calls = in->privileges & PRIVILEGES;
	const DWORD allowed = PRIVILEGES | (in->version < TAPI_2_0 ? 0 : OPTIONS);
	const DWORD modes = name_known_bits(NAME_LINEMEDIAMODE, in->version) | VENDORS_MODES;

	if ((in->privileges & ~allowed) || !calls
	    || ((calls & LINECALLPRIVILEGE_NONE) && calls != LINECALLPRIVILEGE_NONE))
		return (LONG)LINEERR_INVALPRIVSELECT;
	if ((calls & LINECALLPRIVILEGE_OWNER) && (!in->media_modes || (in->media_modes & ~modes)))
		return (LONG)LINEERR_INVALMEDIAMODE;
	return 0;
}

/* Whether this client may open that device so. UNKNOWN is for the provider to judge. */
static LONG check_device(const struct turn *turn, struct line_device *device,
			 const struct packet_lineOpen *in)
{
	if (!device_version(device))
		return (LONG)LINEERR_NODRIVER;
	if (!(in->privileges & LINECALLPRIVILEGE_OWNER))
		return 0;
	if (turn_right(turn, device) < ACCESS_OWN)
		return (LONG)LINEERR_INVALPRIVSELECT;
	if (device_read(device) == (LONG)LINEERR_RESOURCEUNAVAIL)
		return (LONG)LINEERR_RESOURCEUNAVAIL;	/* its provider's process is being started */
	if (in->media_modes & ~(device_media(device) | LINEMEDIAMODE_UNKNOWN))
		return (LONG)LINEERR_INVALMEDIAMODE;
	return 0;
}

/* --- what the call parameters of lineOpen say -------------------------------------------- */

/* The address of a text, as the provider of the open line knows it. */
static LONG address_of(const struct line *line, const LINECALLPARAMS *params, DWORD *out)
{
	const struct provider *provider = line->device->provider;
	LPCWSTR text = (LPCWSTR)((const char *)params + params->dwOrigAddressOffset);
	HDRVLINE hd = device_hd(line->device);

	if (!params->dwOrigAddressSize)
		return (LONG)LINEERR_INVALADDRESS;
	if (!provider->tspi->lineGetAddressID)
		return (LONG)LINEERR_OPERATIONUNAVAIL;
	return ASK_PROVIDER(provider, lineGetAddressID, hd, out, LINEADDRESSMODE_DIALABLEADDR, text,
			    params->dwOrigAddressSize);
}

static LONG single_address(struct line *line, const LINECALLPARAMS *params)
{
	if (!params)
		return (LONG)LINEERR_INVALPOINTER;
	if (params->dwAddressMode == LINEADDRESSMODE_DIALABLEADDR)
		return address_of(line, params, &line->address);
	if (params->dwAddressMode != LINEADDRESSMODE_ADDRESSID)
		return (LONG)LINEERR_INVALADDRESSMODE;
	if (params->dwAddressID >= device_addresses(line->device))
		return (LONG)LINEERR_INVALADDRESSID;
	line->address = params->dwAddressID;
	return 0;
}

/* LINEMAPPER: whether such a call could be made now (R-MEDIA-4). */
static LONG could_call(const struct line *line, const LINECALLPARAMS *params)
{
	const struct provider *provider = line->device->provider;
	HDRVLINE hd = device_hd(line->device);
	DWORD media = line->privileges & LINECALLPRIVILEGE_OWNER ? line->media_modes : 0;

	if (params)
		media |= params->dwMediaMode;
	if (media & ~(device_media(line->device) | LINEMEDIAMODE_UNKNOWN))
		return (LONG)LINEERR_INVALMEDIAMODE;
	if (!media || !provider->tspi->lineConditionalMediaDetection)
		return 0;
	return ASK_PROVIDER(provider, lineConditionalMediaDetection, hd, media,
			    (LPLINECALLPARAMS)params);
}

static LONG heed_params(struct turn *turn, struct line *line, const struct packet_lineOpen *in)
{
	const bool single = in->privileges & LINEOPENOPTION_SINGLEADDRESS;
	void *params = NULL;
	LONG result = 0;

	if (!single && in->device != ANY_LINE)
		return 0;
	if (in->get_params)
		result = turn_params(turn, line, in->params, &params);
	if (!result && single)
		result = single_address(line, params);
	if (!result && in->device == ANY_LINE)
		result = could_call(line, params);
	mem_free(params);
	return result;
}

/* --- the room ---------------------------------------------------------------------------- */

/* The extension of a device has one version for all who have it open (R-EXT-4). */
static LONG select_extension(struct line *line, DWORD version)
{
	struct line_device *device = line->device;
	LONG result;

	if (version && version != device->ext_version) {
		if (device->ext_version)
			return (LONG)LINEERR_INCOMPATIBLEEXTVERSION;
		result = host_select_extension(device->provider->host, device->host_line, version);
		if (result == (LONG)LINEERR_OPERATIONUNAVAIL)
			result = (LONG)LINEERR_INCOMPATIBLEEXTVERSION;
		if (result)
			return result;
		device->ext_version = version;
	}
	line->ext_version = version;
	return device_settle(device);
}

static LONG open_line(struct turn *turn, struct app *app, struct line_device *device,
		      struct line **out)
{
	const struct packet_lineOpen *in = packet_slots(turn->in);
	struct line *line = line_new(app, device);
	LONG result;

	if (!line)
		return (LONG)LINEERR_NOMEM;
	line->context = in->context;
	line->version = in->version;
	line->privileges = in->privileges;
	line->media_modes = in->media_modes;
	result = device_settle(device);
	if (!result && in->ext_version)
		result = select_extension(line, in->ext_version);
	if (!result)
		result = heed_params(turn, line, in);
	if (!result)
		result = proxy_open(turn, line, in->params);
	if (result) {
		line_forget(line);
		device_settle(device);
		return result;
	}
	*out = line;
	return 0;
}

/* The first that there is for it. */
static LONG map_line(struct turn *turn, struct app *app, struct line **out)
{
	const struct packet_lineOpen *in = packet_slots(turn->in);
	struct line_device *device;

	if (turn_device(turn, 0, in->version, &device) == (LONG)LINEERR_INCOMPATIBLEAPIVERSION)
		return (LONG)LINEERR_INCOMPATIBLEAPIVERSION;
	for (DWORD id = 0; id < turn->server->line_count; id++)
		if (!turn_device(turn, id, in->version, &device) && !check_device(turn, device, in)
		    && !open_line(turn, app, device, out))
			return 0;
	return (LONG)LINEERR_LINEMAPPERFAILED;
}

SERVES(lineOpen)
{
	struct app *app = turn_app(turn, in->app);
	struct line_device *device;
	struct line *line;
	LONG result = 0;

	if (!app)
		return (LONG)LINEERR_INVALAPPHANDLE;
	if (in->device != ANY_LINE)
		result = turn_device(turn, in->device, in->version, &device);
	if (!result)
		result = check_privileges(in);
	if (!result && in->device == ANY_LINE)
		result = map_line(turn, app, &line);
	else if (!result)
		result = check_device(turn, device, in);
	if (!result && in->device != ANY_LINE)
		result = open_line(turn, app, device, &line);
	if (result)
		return result;
	lines_tell_state(line->device, line, LINEDEVSTATE_OPEN);
	out->line = line->handle;
	return 0;
}

SERVES(lineClose)
{
	struct line *line = turn_line(turn, in->line);

	if (!line)
		return (LONG)LINEERR_INVALLINEHANDLE;
	line_end(line);
	return 0;
}

SERVES(lineNegotiateExtVersion)
{
	struct line_device *device;
	DWORD version;
	LONG result;

	if (!turn_app(turn, in->app))
		return (LONG)LINEERR_INVALAPPHANDLE;
	result = turn_device(turn, in->device, in->version, &device);
	if (result)
		return result;
	version = device_version(device);
	if (!version)
		return (LONG)LINEERR_NODRIVER;
	if (!device->provider->tspi->lineNegotiateExtVersion)
		return (LONG)LINEERR_OPERATIONUNAVAIL;
	return ASK_PROVIDER(device->provider, lineNegotiateExtVersion, device->id, version, in->low,
			    in->high, &out->ext_version);
}

SERVES(lineSelectExtVersion)
{
	struct line *line = turn_line(turn, in->line);

	if (!line)
		return (LONG)LINEERR_INVALLINEHANDLE;
	return select_extension(line, in->ext_version);
}

const struct serve open_room[] = {
	SERVE(lineOpen), SERVE(lineClose), SERVE(lineNegotiateExtVersion),
	SERVE(lineSelectExtVersion), SERVE_END,
};

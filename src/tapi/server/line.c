/* SPDX-License-Identifier: MIT
 * line.c - lineGetDevCaps and what is asked of open lines. */
#include "abi/names.h"
#include "base/mem.h"
#include "tapi/server/device.h"
#include "tapi/server/turn.h"

/* What the server itself adds to what a provider can (LINEDEVCAPS of TAPI). */
static void add_own_caps(LINEDEVCAPS *caps)
{
	caps->dwLineStates |= LINEDEVSTATE_OPEN | LINEDEVSTATE_CLOSE | LINEDEVSTATE_REINIT
			      | LINEDEVSTATE_TRANSLATECHANGE | LINEDEVSTATE_REMOVED;
}

/* One whose provider can be asked about it. */
static LONG find_device(const struct turn *turn, DWORD app, DWORD id, DWORD version,
			struct line_device **out)
{
	LONG result = turn_device(turn, id, version, out);

	if (!turn_app(turn, app))
		return (LONG)LINEERR_INVALAPPHANDLE;
	if (!result && !device_version(*out))
		return (LONG)LINEERR_NODRIVER;
	return result;
}

SERVES(lineGetDevCaps)
{
	struct line_device *device;
	LINEDEVCAPS *caps;
	LONG result = find_device(turn, in->app, in->device, in->version, &device);

	if (!result)
		result = host_get_line_caps_of(device->provider->host, device->id, in->ext_version,
					       &caps);
	if (result)
		return result;
	add_own_caps(caps);
	result = turn_record(turn, &out->caps, ABI_LINEDEVCAPS, in->caps, in->version, caps,
			     device_version(device));
	mem_free(caps);
	return result;
}

SERVES(lineGetAddressCaps)
{
	struct line_device *device;
	LINEADDRESSCAPS *caps;
	LONG result = find_device(turn, in->app, in->device, in->version, &device);

	if (!result)
		result = host_get_address_caps_of(device->provider->host, device->id, in->address,
						  in->ext_version, &caps);
	if (result)
		return result;
	caps->dwCallInfoStates |= LINECALLINFOSTATE_NUMOWNERINCR | LINECALLINFOSTATE_NUMOWNERDECR
				  | LINECALLINFOSTATE_NUMMONITORS
				  | LINECALLINFOSTATE_MONITORMODES;
	caps->dwCallStates |= LINECALLSTATE_UNKNOWN;
	result = turn_record(turn, &out->caps, ABI_LINEADDRESSCAPS, in->caps, in->version, caps,
			     device_version(device));
	mem_free(caps);
	return result;
}

SERVES(lineSetStatusMessages)
{
	struct line *line = turn_line(turn, in->line);

	if (!line)
		return (LONG)LINEERR_INVALLINEHANDLE;
	if (in->line_states & ~name_known_bits(NAME_LINEDEVSTATE, line->version))
		return (LONG)LINEERR_INVALLINESTATE;
	if (in->address_states & ~name_known_bits(NAME_LINEADDRESSSTATE, line->version))
		return (LONG)LINEERR_INVALADDRESSSTATE;
	line->line_states = in->line_states;
	line->address_states = in->address_states;
	return device_settle(line->device);
}

SERVES(lineGetStatusMessages)
{
	struct line *line = turn_line(turn, in->line);

	if (!line)
		return (LONG)LINEERR_INVALLINEHANDLE;
	out->line_states = line->line_states;
	out->address_states = line->address_states;
	return 0;
}

const struct serve line_room[] = {
	SERVE(lineGetDevCaps), SERVE(lineGetAddressCaps),
	SERVE(lineSetStatusMessages), SERVE(lineGetStatusMessages), SERVE_END,
};

/* SPDX-License-Identifier: MIT
 * info.c - records of calls and lines, with what TAPI itself knows of them. */
#include "base/mem.h"
#include "tapi/server/call.h"
#include "tapi/server/device.h"
#include "tapi/server/sound.h"
#include "tapi/server/turn.h"

SERVES(lineGetCallInfo)
{
	struct call_handle *has = turn_call(turn, in->call);
	struct line_device *device;
	LINECALLINFO *info;
	LONG result;

	if (!has)
		return (LONG)LINEERR_INVALCALLHANDLE;
	device = has->call->device;
	result = host_get_call_info(device->provider->host, has->call->host_call, &info);
	if (result)
		return result;
	info->hLine = has->line->handle;
	sound_modes(has->call, info);
	info->dwNumOwners = call_count(has->call, LINECALLPRIVILEGE_OWNER);
	info->dwNumMonitors = call_count(has->call, LINECALLPRIVILEGE_MONITOR);
	result = turn_record(turn, &out->info, ABI_LINECALLINFO, in->info, has->line->version,
			     info, device_version(device));
	mem_free(info);
	return result;
}

SERVES(lineGetCallStatus)
{
	struct call_handle *has = turn_call(turn, in->call);
	struct line_device *device;
	LINECALLSTATUS *status;
	LONG result;

	if (!has)
		return (LONG)LINEERR_INVALCALLHANDLE;
	device = has->call->device;
	result = host_get_call_status(device->provider->host, has->call->host_call, &status);
	if (result)
		return result;
	status->dwCallPrivilege = has->privilege;
	result = turn_record(turn, &out->status, ABI_LINECALLSTATUS, in->status,
			     has->line->version, status, device_version(device));
	mem_free(status);
	return result;
}

const struct serve info_room[] = {
	SERVE(lineGetCallInfo), SERVE(lineGetCallStatus), SERVE_END,
};

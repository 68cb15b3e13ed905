/* SPDX-License-Identifier: MIT
 * info.c - records of calls and lines, with what TAPI itself knows of them (R-STRUCT-11 to 13). */
#include "abi/vardata.h"
#include "base/mem.h"
#include "base/text.h"
#include "tapi/server/app.h"
#include "tapi/server/call.h"
#include "tapi/server/device.h"
#include "tapi/server/sound.h"
#include "tapi/server/turn.h"

/* How all records begin. */
struct head {
	DWORD total, needed, used;
};

/* Append a text to a record that grows for it; NULL leaves what the provider said. Behind
 * what is used nothing is of worth. False: no memory. */
static bool add_text(void **record, size_t field, const char *text)
{
	const DWORD size = text ? (DWORD)utf16_size(text) : 0;
	struct head head;
	unsigned char *grown;
	DWORD at;

	if (!text || !text[0])
		return true;
	memcpy(&head, *record, sizeof(head));
	at = head.used;
	grown = mem_realloc(*record, at + size);
	if (!grown)
		return false;
	utf16_write(grown + at, text);
	head.total = head.needed = head.used = at + size;
	memcpy(grown, &head, sizeof(head));
	memcpy(grown + field, &size, sizeof(size));
	memcpy(grown + field + sizeof(size), &at, sizeof(at));
	*record = grown;
	return true;
}

static bool add_texts(const struct call *call, void **info)
{
	return add_text(info, VARFIELD(LINECALLINFO, AppName), call->app_name)
	       && add_text(info, VARFIELD(LINECALLINFO, DisplayableAddress),
			   call->said[CALL_DISPLAYABLE])
	       && add_text(info, VARFIELD(LINECALLINFO, CalledParty), call->said[CALL_PARTY])
	       && add_text(info, VARFIELD(LINECALLINFO, Comment), call->said[CALL_COMMENT]);
}

SERVES(lineGetCallInfo)
{
	struct call_handle *has = turn_call(turn, in->call);
	struct line_device *device;
	LINECALLINFO *info;
	void *record;
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
	info->dwCallStates |= LINECALLSTATE_UNKNOWN;
	record = info;
	result = (LONG)LINEERR_NOMEM;
	if (add_texts(has->call, &record))
		result = turn_record(turn, &out->info, ABI_LINECALLINFO, in->info,
				     has->line->version, record, device_version(device));
	mem_free(record);
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
	if (status->dwCallState == LINECALLSTATE_CONFERENCED)
		status->dwCallStateMode = call_detail(has);
	result = turn_record(turn, &out->status, ABI_LINECALLSTATUS, in->status,
			     has->line->version, status, device_version(device));
	mem_free(status);
	return result;
}

/* --- LINEDEVSTATUS -------------------------------------------------------------------- */

static DWORD open_media(const struct line_device *device, DWORD *opens)
{
	struct line *line;
	DWORD media = 0;

	*opens = 0;
	list_each(node, &device->lines) {
		line = list_entry(node, struct line, device_node);
		media |= line->privileges & LINECALLPRIVILEGE_OWNER ? line->media_modes : 0;
		++*opens;
	}
	return media;
}

/* One entry for each time that the device is open. */
static void write_apps(struct vardata *v, const struct line_device *device, DWORD count)
{
	struct varblock block = vardata_block(v, VARFIELD(LINEDEVSTATUS, AppInfo), count,
					      sizeof(LINEAPPINFO));
	char machine[256] = "";
	size_t size = sizeof(machine);
	struct line *line;
	DWORD i = 0;

	uv_os_gethostname(machine, &size);
	list_each(node, &device->lines) {
		line = list_entry(node, struct line, device_node);
		vardata_entry_text(v, &block, i, VARFIELD(LINEAPPINFO, MachineName), machine);
		vardata_entry_text(v, &block, i, VARFIELD(LINEAPPINFO, UserName),
				   line->app->client->account.user);
		vardata_entry_text(v, &block, i, VARFIELD(LINEAPPINFO, ModuleFilename),
				   app_module(line->app));
		vardata_entry_text(v, &block, i, VARFIELD(LINEAPPINFO, FriendlyName),
				   line->app->name);
		vardata_entry_put(v, &block, i, offsetof(LINEAPPINFO, dwMediaModes),
				  line->privileges & LINECALLPRIVILEGE_OWNER ? line->media_modes : 0);
		vardata_entry_put(v, &block, i, offsetof(LINEAPPINFO, dwAddressID),
				  line->address);
		i++;
	}
}

/* The provider's record with the list of applications behind; NULL: no memory. The first
 * round finds how much room it takes. */
static void *with_apps(const struct line_device *device, void *status, DWORD opens)
{
	struct vardata v;
	struct head head;
	unsigned char *grown;

	for (int round = 0; round < 2; round++) {
		memcpy(&head, status, sizeof(head));
		v = (struct vardata){ .base = status, .total = head.total, .used = head.used,
				      .needed = head.used,
				      .fixed = abi_fixed_size(ABI_LINEDEVSTATUS, TAPI_VERSION) };
		if (round == 0)
			v.total = head.used;	/* nothing fits yet */
		write_apps(&v, device, opens);
		if (round == 1)
			break;
		head.total = v.needed;
		grown = mem_realloc(status, head.total);
		if (!grown) {
			mem_free(status);
			return NULL;
		}
		status = grown;
		memcpy(status, &head, sizeof(head));
	}
	vardata_end(&v);
	return status;
}

SERVES(lineGetLineDevStatus)
{
	const struct shape_form newest = { TAPI_VERSION, SHAPE_WIDE };
	struct line *line = turn_line(turn, in->line);
	struct shape_form form = { 0, SHAPE_WIDE };
	struct line_device *device;
	LINEDEVSTATUS *status;
	void *record = NULL;
	DWORD opens;
	LONG result;

	if (!line)
		return (LONG)LINEERR_INVALLINEHANDLE;
	device = line->device;
	result = host_get_line_status(device->provider->host, device->host_line, &status);
	if (result)
		return result;
	status->dwOpenMediaModes = open_media(device, &opens);
	status->dwNumOpens = opens;
	form.version = device_version(device);
	if (!shape_turn(&record, ABI_LINEDEVSTATUS, newest, status, form))
		record = with_apps(device, record, opens);
	mem_free(status);
	if (!record)
		return (LONG)LINEERR_NOMEM;
	result = turn_record(turn, &out->status, ABI_LINEDEVSTATUS, in->status, line->version,
			     record, TAPI_VERSION);
	mem_free(record);
	return result;
}

const struct serve info_room[] = {
	SERVE(lineGetCallInfo), SERVE(lineGetCallStatus), SERVE(lineGetLineDevStatus), SERVE_END,
};

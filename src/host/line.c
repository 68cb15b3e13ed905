/* SPDX-License-Identifier: MIT
 * line.c - open and close lines and phones, in TAPI's order. */
#include "host_in.h"
#include "abi/names.h"
#include "base/mem.h"

/* All that a provider may be asked to report: TAPI makes the others (R-MSG-3). */
#define LINE_STATES_OF_TAPI (LINEDEVSTATE_OPEN | LINEDEVSTATE_CLOSE | LINEDEVSTATE_REINIT \
			     | LINEDEVSTATE_TRANSLATECHANGE | LINEDEVSTATE_REMOVED)
#define PHONE_STATES_OF_TAPI (PHONESTATE_OWNER | PHONESTATE_MONITORS | PHONESTATE_REINIT \
			      | PHONESTATE_REMOVED)

static LONG line_new(struct host *host, DWORD id, DWORD version, struct host_line **out)
{
	struct host_line *line = mem_zalloc(sizeof(*line));
	struct device *device;
	LONG result = (LONG)LINEERR_NOMEM;

	if (!line)
		return result;
	line->device = id;
	line->version = version;
	list_init(&line->calls);
	uv_mutex_lock(&host->lock);
	device = device_find_locked(&host->line_devices, id);
	if (!device || device->removed)
		result = (LONG)LINEERR_NODEVICE;
	else if (device->open)
		result = (LONG)LINEERR_ALLOCATED;
	else if (!handle_new(&host->handles, HANDLE_LINE, line, &line->id))
		result = 0;
	if (result)
		mem_free(line);
	if (!result) {
		device->open = line->id;
		list_append(&host->lines, &line->node);
		*out = line;
	}
	uv_mutex_unlock(&host->lock);
	return result;
}

static void line_forget_locked(struct host *host, struct host_line *line)
{
	struct device *device = device_find_locked(&host->line_devices, line->device);

	list_each_safe(node, &line->calls)
		call_forget_locked(host, list_entry(node, struct host_call, node));
	if (device)
		device->open = 0;
	handle_free(&host->handles, line->id);
	list_remove(&line->node);
	mem_free(line);
}

/* What TAPI asks of a line it has just opened; R-MEDIA-5: it fails if that does. */
static LONG line_settle(struct host *host, const struct host_line *line, DWORD media_modes)
{
	DWORD states = name_known_bits(NAME_LINEDEVSTATE, line->version) & ~LINE_STATES_OF_TAPI;
	LONG result = ASK(host, lineSetDefaultMediaDetection, line->hd, media_modes);

	if (result && result != (LONG)LINEERR_OPERATIONUNAVAIL)
		return result;
	result = ASK(host, lineSetStatusMessages, line->hd, states,
		     name_known_bits(NAME_LINEADDRESSSTATE, line->version));
	return result == (LONG)LINEERR_OPERATIONUNAVAIL ? 0 : result;
}

LONG host_line_open(struct host *host, DWORD device, DWORD media_modes, uint32_t *out)
{
	struct host_line *line;
	DWORD version;
	LONG result = host_line_version(host, device, &version);

	if (result)
		return result;
	result = line_new(host, device, version, &line);
	if (result)
		return result;
	result = ASK(host, lineOpen, device, (HTAPILINE)(uintptr_t)line->id, &line->hd, version,
		     slot_callbacks(host)->line);
	if (!result && !line->hd) {
		fault(host, "R-HND-1", "lineOpen gave no handle");
		result = (LONG)LINEERR_OPERATIONFAILED;
	}
	if (result)
		goto fail;
	*out = line->id;
	result = line_settle(host, line, media_modes);
	if (result)
		host_line_close(host, line->id);
	return result;
fail:
	uv_mutex_lock(&host->lock);
	line_forget_locked(host, line);
	uv_mutex_unlock(&host->lock);
	return result;
}

/* A call of the line that is not being closed yet; 0: none. */
static uint32_t next_call(struct host *host, struct host_line *line)
{
	struct host_call *call;
	uint32_t id = 0;

	uv_mutex_lock(&host->lock);
	list_each(node, &line->calls) {
		call = list_entry(node, struct host_call, node);
		if (!call->closing && !id)
			id = call->id;
	}
	uv_mutex_unlock(&host->lock);
	return id;
}

LONG host_line_close(struct host *host, uint32_t id)
{
	struct host_line *line;
	uint32_t call;
	LONG result;

	uv_mutex_lock(&host->lock);
	line = line_find_locked(host, id);
	if (line && line->closing)
		line = NULL;
	if (line)
		line->closing = true;
	uv_mutex_unlock(&host->lock);
	if (!line)
		return (LONG)LINEERR_INVALLINEHANDLE;
	while ((call = next_call(host, line)))
		host_close_call(host, call);
	result = ASK(host, lineClose, line->hd);
	uv_mutex_lock(&host->lock);
	if (line->pending)
		fault_locked(host, "R-ASYNC-9", "lineClose left %u requests unanswered", line->pending);
	line_forget_locked(host, line);
	uv_mutex_unlock(&host->lock);
	return result;
}

static LONG phone_new(struct host *host, DWORD id, DWORD version, struct host_phone **out)
{
	struct host_phone *phone = mem_zalloc(sizeof(*phone));
	struct device *device;
	LONG result = (LONG)PHONEERR_NOMEM;

	if (!phone)
		return result;
	phone->device = id;
	phone->version = version;
	uv_mutex_lock(&host->lock);
	device = device_find_locked(&host->phone_devices, id);
	if (!device || device->removed)
		result = (LONG)PHONEERR_NODEVICE;
	else if (device->open)
		result = (LONG)PHONEERR_ALLOCATED;
	else if (!handle_new(&host->handles, HANDLE_PHONE, phone, &phone->id))
		result = 0;
	if (result)
		mem_free(phone);
	if (!result) {
		device->open = phone->id;
		list_append(&host->phones, &phone->node);
		*out = phone;
	}
	uv_mutex_unlock(&host->lock);
	return result;
}

static void phone_forget_locked(struct host *host, struct host_phone *phone)
{
	struct device *device = device_find_locked(&host->phone_devices, phone->device);

	if (device)
		device->open = 0;
	handle_free(&host->handles, phone->id);
	list_remove(&phone->node);
	mem_free(phone);
}

LONG host_phone_open(struct host *host, DWORD device, uint32_t *out)
{
	struct host_phone *phone;
	DWORD version;
	LONG result = host_phone_version(host, device, &version);

	if (result)
		return result;
	result = phone_new(host, device, version, &phone);
	if (result)
		return result;
	result = ASK_PHONE(host, phoneOpen, device, (HTAPIPHONE)(uintptr_t)phone->id, &phone->hd,
			   version, slot_callbacks(host)->phone);
	if (!result && !phone->hd) {
		fault(host, "R-HND-1", "phoneOpen gave no handle");
		result = (LONG)PHONEERR_OPERATIONFAILED;
	}
	if (result) {
		uv_mutex_lock(&host->lock);
		phone_forget_locked(host, phone);
		uv_mutex_unlock(&host->lock);
		return result;
	}
	*out = phone->id;
	result = ASK_PHONE(host, phoneSetStatusMessages, phone->hd,
			   name_known_bits(NAME_PHONESTATE, version) & ~PHONE_STATES_OF_TAPI,
			   name_known_bits(NAME_PHONEBUTTONMODE, version),
			   name_known_bits(NAME_PHONEBUTTONSTATE, version));
	if (result && result != (LONG)PHONEERR_OPERATIONUNAVAIL) {
		host_phone_close(host, phone->id);
		return result;
	}
	return 0;
}

LONG host_phone_close(struct host *host, uint32_t id)
{
	struct host_phone *phone;
	LONG result;

	uv_mutex_lock(&host->lock);
	phone = phone_find_locked(host, id);
	if (phone && phone->closing)
		phone = NULL;
	if (phone)
		phone->closing = true;
	uv_mutex_unlock(&host->lock);
	if (!phone)
		return (LONG)PHONEERR_INVALPHONEHANDLE;
	result = ASK_PHONE(host, phoneClose, phone->hd);
	uv_mutex_lock(&host->lock);
	if (phone->pending)
		fault_locked(host, "R-ASYNC-9", "phoneClose left %u requests unanswered",
			     phone->pending);
	phone_forget_locked(host, phone);
	uv_mutex_unlock(&host->lock);
	return result;
}

/* SPDX-License-Identifier: MIT
 * device.c - the devices there are, and opening and closing them. */
#include "host_in.h"
#include "abi/names.h"
#include "base/mem.h"

bool devices_add(struct devices *devices, DWORD id)
{
	size_t size = devices->size ? devices->size * 2 : 16;
	struct device *at;

	if (devices->count == devices->size) {
		at = mem_realloc(devices->at, size * sizeof(*at));
		if (!at)
			return false;
		devices->at = at;
		devices->size = size;
	}
	devices->at[devices->count++] = (struct device){ .id = id };
	if (id >= devices->next)
		devices->next = id + 1;
	return true;
}

/* New ids go to the end, so the table is in their order. */
struct device *device_find_locked(struct devices *devices, DWORD id)
{
	size_t low = 0, high = devices->count, middle;

	while (low < high) {
		middle = (low + high) / 2;
		if (devices->at[middle].id < id)
			low = middle + 1;
		else
			high = middle;
	}
	return low < devices->count && devices->at[low].id == id ? &devices->at[low] : NULL;
}

static size_t count_of(struct host *host, struct devices *devices)
{
	size_t count;

	uv_mutex_lock(&host->lock);
	count = devices->count - devices->removed;
	uv_mutex_unlock(&host->lock);
	return count;
}

static DWORD id_of(struct host *host, struct devices *devices, size_t i)
{
	DWORD id = HOST_NO_DEVICE;

	uv_mutex_lock(&host->lock);
	if (!devices->removed && i < devices->count)
		id = devices->at[i].id;		/* as a rule */
	for (size_t k = 0; k < devices->count && id == HOST_NO_DEVICE; k++)
		if (!devices->at[k].removed && i-- == 0)
			id = devices->at[k].id;
	uv_mutex_unlock(&host->lock);
	return id;
}

size_t host_line_count(struct host *host)
{
	return count_of(host, &host->line_devices);
}

DWORD host_line(struct host *host, size_t i)
{
	return id_of(host, &host->line_devices, i);
}

size_t host_phone_count(struct host *host)
{
	return count_of(host, &host->phone_devices);
}

DWORD host_phone(struct host *host, size_t i)
{
	return id_of(host, &host->phone_devices, i);
}

/* What the host knows of a device; a `version` other than 0 is kept. */
static LONG device_look(struct host *host, struct devices *devices, DWORD id, DWORD version,
			struct device *out)
{
	struct device *device;
	LONG result = 0;

	uv_mutex_lock(&host->lock);
	device = device_find_locked(devices, id);
	if (!device)
		result = (LONG)LINEERR_BADDEVICEID;
	else if (device->removed)
		result = (LONG)LINEERR_NODEVICE;
	if (!result && version)
		device->version = version;
	if (!result)
		*out = *device;
	uv_mutex_unlock(&host->lock);
	return result;
}

static LONG judge_version(struct host *host, const char *function, LONG result, DWORD version)
{
	if (!result && (version < host->options.version_low || version > host->options.version_high)) {
		fault(host, "R-VER-1", "%s chose 0x%08lx, which was not offered", function,
		      (unsigned long)version);
		return (LONG)LINEERR_INCOMPATIBLEAPIVERSION;
	}
	return result;
}

LONG host_line_version(struct host *host, DWORD id, DWORD *out)
{
	struct device device;
	DWORD version = 0;
	LONG result = device_look(host, &host->line_devices, id, 0, &device);

	if (result)
		return result;
	if (!device.version) {
		result = ASK(host, lineNegotiateTSPIVersion, id, host->options.version_low,
			     host->options.version_high, &version);
		result = judge_version(host, "lineNegotiateTSPIVersion", result, version);
		if (!result)
			result = device_look(host, &host->line_devices, id, version, &device);
	}
	if (!result)
		*out = device.version;
	return result;
}

/* The numbers of lines and phones differ only in the group of errors. */
static LONG phone_error(LONG result)
{
	if (result == (LONG)LINEERR_BADDEVICEID)
		return (LONG)PHONEERR_BADDEVICEID;
	if (result == (LONG)LINEERR_NODEVICE)
		return (LONG)PHONEERR_NODEVICE;
	return result;
}

LONG host_phone_version(struct host *host, DWORD id, DWORD *out)
{
	struct device device;
	DWORD version = 0;
	LONG result = device_look(host, &host->phone_devices, id, 0, &device);

	if (result)
		return phone_error(result);
	if (!device.version) {
		result = ASK_PHONE(host, phoneNegotiateTSPIVersion, id, host->options.version_low,
				   host->options.version_high, &version);
		result = judge_version(host, "phoneNegotiateTSPIVersion", result, version);
		if (!result)
			result = device_look(host, &host->phone_devices, id, version, &device);
	}
	if (!result)
		*out = device.version;
	return phone_error(result);
}

/* R-DEV-6: close all of it; the id never comes again. */
void device_remove(struct host *host, DWORD message, DWORD id)
{
	bool line = message == LINE_REMOVE;
	struct devices *devices = line ? &host->line_devices : &host->phone_devices;
	struct device *device;
	uint32_t open = 0;

	uv_mutex_lock(&host->lock);
	device = device_find_locked(devices, id);
	if (!device || device->removed)
		fault_locked(host, "R-DEV-5", "%s of device %lu, which there is not",
			     name_message(message), (unsigned long)id);
	if (device) {
		devices->removed += !device->removed;
		device->removed = true;
		open = device->open;
	}
	uv_mutex_unlock(&host->lock);
	if (open && line)
		host_line_close(host, open);
	else if (open)
		host_phone_close(host, open);
}

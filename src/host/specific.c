/* SPDX-License-Identifier: MIT
 * specific.c - what is the vendor's own: bytes there and back. */
#include "host_in.h"

/* What the provider is given for a line or phone and a call of it. */
struct target {
	HDRVLINE line;
	HDRVPHONE phone;
};

static bool find(struct host *host, uint32_t id, struct target *out)
{
	struct host_line *line;
	struct host_phone *phone;

	uv_mutex_lock(&host->lock);
	line = line_find_locked(host, id);
	phone = phone_find_locked(host, id);
	*out = (struct target){ line ? line->hd : NULL, phone ? phone->hd : NULL };
	uv_mutex_unlock(&host->lock);
	return line || phone;
}

LONG host_select_extension(struct host *host, uint32_t object, DWORD version)
{
	struct target target;

	if (!find(host, object, &target))
		return (LONG)LINEERR_INVALLINEHANDLE;
	if (target.line)
		return ASK(host, lineSelectExtVersion, target.line, version);
	return ASK_PHONE(host, phoneSelectExtVersion, target.phone, version);
}

LONG host_dev_specific(struct host *host, uint32_t line, DWORD address, uint32_t call,
		       void *block, DWORD size)
{
	struct host_call *of = call ? call_hold(host, call, false) : NULL;
	struct target target;
	LONG request;

	if (call && !of)
		return (LONG)LINEERR_INVALCALLHANDLE;
	if (!find(host, line, &target) || !target.line)
		request = (LONG)LINEERR_INVALLINEHANDLE;
	else
		request = request_new(host, "lineDevSpecific", line, 0);
	if (request > 0)
		request = ASK_ASYNC(host, request, lineDevSpecific, target.line, address,
				    of ? of->hd : NULL, block, size);
	if (of)
		call_release(host, of);
	return request;
}

LONG host_dev_feature(struct host *host, uint32_t line, DWORD feature, void *block, DWORD size)
{
	struct target target;
	LONG request;

	if (!find(host, line, &target) || !target.line)
		return (LONG)LINEERR_INVALLINEHANDLE;
	request = request_new(host, "lineDevSpecificFeature", line, 0);
	if (request < 0)
		return request;
	return ASK_ASYNC(host, request, lineDevSpecificFeature, target.line, feature, block, size);
}

LONG host_phone_specific(struct host *host, uint32_t phone, void *block, DWORD size)
{
	struct target target;
	LONG request;

	if (!find(host, phone, &target) || !target.phone)
		return (LONG)PHONEERR_INVALPHONEHANDLE;
	request = request_new(host, "phoneDevSpecific", phone, 0);
	if (request < 0)
		return request;
	return ASK_ASYNC(host, request, phoneDevSpecific, target.phone, block, size);
}

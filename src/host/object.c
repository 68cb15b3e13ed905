/* SPDX-License-Identifier: MIT
 * object.c - the host's lines, phones and calls, and their numbers. */
#include "host_in.h"
#include "base/mem.h"

struct host_line *line_find_locked(struct host *host, uint32_t line)
{
	return handle_find(&host->handles, HANDLE_LINE, line);
}

struct host_phone *phone_find_locked(struct host *host, uint32_t phone)
{
	return handle_find(&host->handles, HANDLE_PHONE, phone);
}

struct host_call *call_find_locked(struct host *host, uint32_t call)
{
	return handle_find(&host->handles, HANDLE_CALL, call);
}

struct host_call *call_new_locked(struct host *host, struct host_line *line)
{
	struct host_call *call = mem_zalloc(sizeof(*call));

	if (!call)
		return NULL;
	if (handle_new(&host->handles, HANDLE_CALL, call, &call->id)) {
		mem_free(call);
		return NULL;
	}
	call->line = line->id;
	call->version = line->version;
	list_append(&line->calls, &call->node);
	return call;
}

static void call_free(struct host_call *call)
{
	mem_free(call->digits);
	mem_free(call->parked);
	mem_free(call);
}

/* From now on its number finds nothing; it goes when nobody uses it any more. */
void call_forget_locked(struct host *host, struct host_call *call)
{
	handle_free(&host->handles, call->id);
	list_remove(&call->node);
	call->dead = true;
	if (!call->uses)
		call_free(call);
}

struct host_call *call_hold(struct host *host, uint32_t id, bool unborn_too)
{
	struct host_call *call;

	uv_mutex_lock(&host->lock);
	call = call_find_locked(host, id);
	if (call && (call->closing || !(call->born || unborn_too)))
		call = NULL;
	if (call)
		call->uses++;
	uv_mutex_unlock(&host->lock);
	return call;
}

void call_release(struct host *host, struct host_call *call)
{
	uv_mutex_lock(&host->lock);
	if (--call->uses == 0 && call->dead)
		call_free(call);
	uv_mutex_unlock(&host->lock);
}

HDRVLINE host_hdline(struct host *host, uint32_t id)
{
	struct host_line *line;
	HDRVLINE hd;

	uv_mutex_lock(&host->lock);
	line = line_find_locked(host, id);
	hd = line ? line->hd : NULL;
	uv_mutex_unlock(&host->lock);
	return hd;
}

DWORD host_line_device(struct host *host, uint32_t id)
{
	struct host_line *line;
	DWORD device;

	uv_mutex_lock(&host->lock);
	line = line_find_locked(host, id);
	device = line ? line->device : HOST_NO_DEVICE;
	uv_mutex_unlock(&host->lock);
	return device;
}

HDRVPHONE host_hdphone(struct host *host, uint32_t id)
{
	struct host_phone *phone;
	HDRVPHONE hd;

	uv_mutex_lock(&host->lock);
	phone = phone_find_locked(host, id);
	hd = phone ? phone->hd : NULL;
	uv_mutex_unlock(&host->lock);
	return hd;
}

HDRVCALL host_hdcall(struct host *host, uint32_t id)
{
	struct host_call *call;
	HDRVCALL hd;

	uv_mutex_lock(&host->lock);
	call = call_find_locked(host, id);
	hd = call ? call->hd : NULL;
	uv_mutex_unlock(&host->lock);
	return hd;
}

uint32_t host_call_line(struct host *host, uint32_t id)
{
	struct host_call *call;
	uint32_t line;

	uv_mutex_lock(&host->lock);
	call = call_find_locked(host, id);
	line = call ? call->line : 0;
	uv_mutex_unlock(&host->lock);
	return line;
}

DWORD host_call_state(struct host *host, uint32_t id)
{
	struct host_call *call;
	DWORD state;

	uv_mutex_lock(&host->lock);
	call = call_find_locked(host, id);
	state = call ? call->state : 0;
	uv_mutex_unlock(&host->lock);
	return state;
}

LONG host_call_new(struct host *host, uint32_t line_id, LONG request, uint32_t *out,
		   LPHDRVCALL *out_slot)
{
	struct request *asked;
	struct host_line *line;
	struct host_call *call = NULL;
	LONG result = (LONG)LINEERR_INVALLINEHANDLE;

	uv_mutex_lock(&host->lock);
	asked = request > 0 ? request_find_locked(host, (DWORD)request) : NULL;
	line = line_find_locked(host, line_id);
	if (!line || !asked || asked->births[1])
		goto out;
	result = (LONG)LINEERR_NOMEM;
	call = call_new_locked(host, line);
	if (!call)
		goto out;
	asked->births[asked->births[0] ? 1 : 0] = call->id;
	*out = call->id;
	*out_slot = &call->hd;
	result = 0;
out:
	uv_mutex_unlock(&host->lock);
	return result;
}

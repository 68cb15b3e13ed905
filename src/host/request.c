/* SPDX-License-Identifier: MIT
 * request.c - requests on their way: each is answered once (R-ASYNC-3).
 *
 * A table by the low bits of the id; an id whose place is taken is passed
 * over, so a request that is never answered costs one id in a round.
 */
#include "host_in.h"
#include "base/mem.h"

#define REQUESTS_FIRST 64
#define REQUEST_MAX 0x7FFFFFFFu

static struct request *slot_of(struct host *host, DWORD id)
{
	return &host->requests[id & (host->request_size - 1)];
}

static bool grow(struct host *host)
{
	uint32_t size = host->request_size ? host->request_size * 2 : REQUESTS_FIRST;
	struct request *table = mem_zalloc(size * sizeof(*table));

	if (!table)
		return false;
	for (uint32_t i = 0; i < host->request_size; i++)
		if (host->requests[i].id)
			table[host->requests[i].id & (size - 1)] = host->requests[i];
	mem_free(host->requests);
	host->requests = table;
	host->request_size = size;
	return true;
}

struct request *request_find_locked(struct host *host, DWORD id)
{
	struct request *request;

	if (!id || !host->request_size)
		return NULL;
	request = slot_of(host, id);
	return request->id == id ? request : NULL;
}

/* Count a request up or down at what it belongs to; false: there is no such. */
static bool count(struct host *host, uint32_t object, uint32_t call, int by)
{
	struct host_line *line = line_find_locked(host, object);
	struct host_phone *phone = phone_find_locked(host, object);
	struct host_call *of = call_find_locked(host, call);
	bool there = (!object || line || phone) && (!call || of);

	if (!there && by > 0)
		return false;
	if (line)
		line->pending += (unsigned)by;
	if (phone)
		phone->pending += (unsigned)by;
	if (of)
		of->pending += (unsigned)by;
	return there;
}

static LONG new_locked(struct host *host, const char *function, uint32_t object, uint32_t call)
{
	struct host_call *of = call_find_locked(host, call);
	struct request *request;

	if (of && !object)
		object = of->line;
	if (host->request_count * 2 >= host->request_size && !grow(host))
		return (LONG)LINEERR_NOMEM;
	if (!count(host, object, call, 1))
		return (LONG)(call && !of ? LINEERR_INVALCALLHANDLE : LINEERR_INVALLINEHANDLE);
	do
		host->last_request = host->last_request % REQUEST_MAX + 1;
	while (slot_of(host, host->last_request)->id);
	request = slot_of(host, host->last_request);
	*request = (struct request){ .id = host->last_request, .function = function,
				     .object = object, .call = call };
	host->request_count++;
	return (LONG)request->id;
}

LONG request_new(struct host *host, const char *function, uint32_t object, uint32_t call)
{
	LONG id;

	uv_mutex_lock(&host->lock);
	id = new_locked(host, function, object, call);
	uv_mutex_unlock(&host->lock);
	return id;
}

void host_request_mark(struct host *host, LONG id, void *mark)
{
	struct request *request;

	uv_mutex_lock(&host->lock);
	request = request_find_locked(host, (DWORD)id);
	if (request)
		request->mark = mark;
	uv_mutex_unlock(&host->lock);
}

void request_end_locked(struct host *host, struct request *request)
{
	count(host, request->object, request->call, -1);
	host->request_count--;
	request->id = 0;
}

/* What was to be born is not: as if it had never been (R-HND-9). */
static void refused_locked(struct host *host, struct request *request)
{
	struct host_call *call;

	for (int i = 0; i < 2; i++) {
		call = call_find_locked(host, request->births[i]);
		if (call)
			call_forget_locked(host, call);
	}
	request_end_locked(host, request);
}

LONG host_request(struct host *host, const char *function, uint32_t line, uint32_t call)
{
	return request_new(host, function, line, call);
}

static LONG judge_locked(struct host *host, LONG id, LONG returned)
{
	struct request *request = request_find_locked(host, (DWORD)id);

	if (returned == id)
		return id;
	if (returned < 0 && !request)
		fault_locked(host, "R-ASYNC-7", "request %ld was answered and then refused with %s",
			     (long)id, "a negative result");
	if (returned >= 0)
		fault_locked(host, "R-ASYNC-2", "%s returned %ld for request %ld",
			     request ? request->function : "a function", (long)returned, (long)id);
	if (request)
		refused_locked(host, request);
	return returned < 0 ? returned : (LONG)LINEERR_OPERATIONFAILED;
}

LONG host_request_end(struct host *host, LONG request, LONG returned)
{
	LONG result;

	uv_mutex_lock(&host->lock);
	result = judge_locked(host, request, returned);
	uv_mutex_unlock(&host->lock);
	return result;
}

void host_enter(struct host *host)
{
	tspi_enter(host);
}

void host_leave(struct host *host)
{
	tspi_leave(host);
}

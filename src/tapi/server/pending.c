/* SPDX-License-Identifier: MIT
 * pending.c - the client's request, the host's request, and the one answer. */
#include "tapi/server/pending.h"
#include "base/mem.h"
#include "tapi/server/call.h"
#include "tapi/server/client.h"
#include "tapi/server/device.h"
#include "tapi/server/phone.h"

LONG owned(const struct call_handle *has)
{
	if (!has)
		return (LONG)LINEERR_INVALCALLHANDLE;
	return has->privilege == LINECALLPRIVILEGE_OWNER ? 0 : (LONG)LINEERR_NOTOWNER;
}

struct provider *provider_of(const struct call_handle *has)
{
	return has->call->device->provider;
}

HDRVCALL hd_of(const struct call_handle *has)
{
	return host_hdcall(provider_of(has)->host, has->call->host_call);
}

/* One that the host knows; its object is a line or a phone of the host. */
static LONG begin(struct pending **out, struct provider *provider, const char *function,
		  uint32_t object, uint32_t host_call)
{
	struct pending *pending = mem_zalloc(sizeof(*pending));

	if (!pending)
		return (LONG)LINEERR_NOMEM;
	pending->provider = provider;
	pending->host_request = host_request(provider->host, function, object, host_call);
	if (pending->host_request < 0) {
		LONG why = pending->host_request;

		mem_free(pending);
		return why;
	}
	host_request_mark(provider->host, pending->host_request, pending);
	list_append(&provider->pendings, &pending->provider_node);
	*out = pending;
	return 0;
}

/* And whose it is. */
static void enlist(struct pending *pending, struct turn *turn, DWORD request, const struct app *app)
{
	pending->client = turn->client;
	pending->request = request;
	pending->app = app->context;
	list_append(&turn->client->pendings, &pending->node);
}

static bool is_request(DWORD request)
{
	return request && request <= INT32_MAX;
}

struct pending *pending_new(struct turn *turn, DWORD request, const char *function,
			    struct app *app, struct line_device *device, uint32_t host_call,
			    LONG *answer)
{
	struct pending *pending;

	*answer = (LONG)LINEERR_INVALPARAM;
	if (!is_request(request))
		return NULL;
	*answer = begin(&pending, device->provider, function, device->host_line, host_call);
	if (*answer)
		return NULL;
	pending->message = LINE_REPLY;
	if (strcmp(function, "lineAnswer") == 0 || strcmp(function, "lineAccept") == 0) {
		pending->taken_call = host_call;
		pending->taken_by = app->handle;
	}
	enlist(pending, turn, request, app);
	*answer = (LONG)request;
	return pending;
}

struct pending *pending_of_phone(struct turn *turn, DWORD request, const char *function,
				 struct phone *phone, LONG *answer)
{
	struct phone_device *device = phone->device;
	struct pending *pending;

	*answer = (LONG)PHONEERR_INVALPARAM;
	if (!is_request(request))
		return NULL;
	*answer = begin(&pending, device->provider, function, device->host_phone, 0);
	if (*answer)
		return NULL;
	pending->message = PHONE_REPLY;
	enlist(pending, turn, request, phone->app);
	*answer = (LONG)request;
	return pending;
}

struct call *pending_birth(struct pending *pending, struct line *line, LPHDRVCALL *slot)
{
	struct host *host = pending->provider->host;
	struct call **born = &pending->births[pending->births[0] != NULL];
	uint32_t host_call;

	if (host_call_new(host, line->device->host_line, pending->host_request, &host_call, slot))
		return NULL;
	*born = call_new(line->device, host_call);
	if (!*born) {
		host_close_call(host, host_call);
		return NULL;
	}
	(*born)->birth = born;
	if (!call_give(*born, line, LINECALLPRIVILEGE_OWNER))
		call_close(*born);		/* and *born is NULL */
	else
		call_named(*born, line->app);
	return *born;
}

void pending_free(struct pending *pending)
{
	list_remove(&pending->node);
	list_remove(&pending->provider_node);
	mem_free(pending->block);
	mem_free(pending);
}

/* What was to be born is not (R-HND-9). */
static void unborn(struct pending *pending)
{
	for (int i = 0; i < 2; i++)
		if (pending->births[i])
			call_close(pending->births[i]);
}

/* Calls that the provider has given no handle will not be (R-FWD-4, R-HND-5). */
static void not_made(struct pending *pending)
{
	for (int i = 0; i < 2; i++) {
		struct call *call = pending->births[i];

		if (!call || host_hdcall(pending->provider->host, call->host_call))
			continue;
		call_close(call);
		pending->births[i] = NULL;
	}
}

LONG pending_end(struct pending *pending, LONG returned)
{
	LONG answer = host_request_end(pending->provider->host, pending->host_request, returned);

	if (answer > 0) {
		not_made(pending);
		return (LONG)pending->request;
	}
	unborn(pending);
	pending_free(pending);
	return answer;
}

struct pending *pending_find(const struct provider *provider, LONG host_request)
{
	list_each(node, &provider->server->clients) {
		const struct client *client = list_entry(node, struct client, node);

		list_each(other, &client->pendings) {
			struct pending *pending = list_entry(other, struct pending, node);

			if (pending->provider == provider && pending->host_request == host_request)
				return pending;
		}
	}
	return NULL;
}

/* The handle that the application which asked has of a call. */
static DWORD handle_of(const struct call *call)
{
	if (!call || list_empty(&call->handles))
		return 0;
	return list_entry(call->handles.next, struct call_handle, node)->handle;
}

static void tell_client(struct pending *pending, LONG result)
{
	struct event event = {
		.app = pending->app, .message = pending->message, .context = pending->context,
		.p1 = pending->request, .p2 = (DWORD)result,
	};
	const void *tail = NULL;
	DWORD size = 0;

	if (!result) {
		event.p3 = handle_of(pending->births[0]);
		event.p4 = handle_of(pending->births[1]);
	}
	if (!result && pending->fill)
		pending->fill(pending, &event, &tail, &size);
	client_event(pending->client, &event, tail, size);
}

/* Who accepts or answers a call gives it his name. */
static void name_call(const struct pending *pending)
{
	struct call *call = call_find(pending->provider, pending->taken_call);
	struct app *app = NULL;

	if (pending->client)
		app = handle_find(&pending->client->handles, HANDLE_LINE_APP, pending->taken_by);
	if (call && app)
		call_named(call, app);
}

void pending_reply(struct pending *pending, LONG result)
{
	struct call *call;

	if (!result && pending->taken_call)
		name_call(pending);
	if (result)
		unborn(pending);
	if (pending->client)
		tell_client(pending, result);
	for (int i = 0; i < 2 && !result; i++) {
		if (!pending->births[i])
			continue;
		call = pending->births[i];
		call->born = true;
		call->birth = NULL;
		call_abandon(call);	/* if whoever asked has gone meanwhile */
	}
	pending_free(pending);
}

void pendings_fail(struct provider *provider)
{
	struct pending *pending;

	while (!list_empty(&provider->pendings)) {
		pending = list_entry(provider->pendings.next, struct pending, provider_node);
		pending_reply(pending, pending->message == PHONE_REPLY
			      ? (LONG)PHONEERR_OPERATIONFAILED : (LONG)LINEERR_OPERATIONFAILED);
	}
}

void pendings_orphan(struct client *client)
{
	struct pending *pending;

	list_each_safe(node, &client->pendings) {
		pending = list_entry(node, struct pending, node);
		pending->client = NULL;
		list_remove(node);
	}
}

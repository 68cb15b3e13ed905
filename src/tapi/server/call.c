/* SPDX-License-Identifier: MIT
 * call.c - the life of calls and of applications' handles of them. */
#include "tapi/server/call.h"
#include "abi/vardata.h"
#include "base/mem.h"
#include "opentsp/host_record.h"
#include "tapi/server/app.h"
#include "tapi/server/client.h"
#include "tapi/server/device.h"
#include "tapi/server/older.h"
#include "tapi/server/sound.h"

/* A table by the place in the host's number, so that what comes from there is found at once. */
static bool calls_grow(struct provider *provider, uint32_t place)
{
	size_t size = provider->call_size ? provider->call_size : 64;
	struct call **calls;

	if (place < provider->call_size)
		return true;
	while (size <= place)
		size *= 2;
	calls = mem_realloc(provider->calls, size * sizeof(struct call *));
	if (!calls)
		return false;
	memset(calls + provider->call_size, 0,
	       (size - provider->call_size) * sizeof(struct call *));
	provider->calls = calls;
	provider->call_size = size;
	return true;
}

struct call *call_new(struct line_device *device, uint32_t host_call)
{
	const uint32_t place = HANDLE_PLACE(host_call);
	struct call *call = mem_zalloc(sizeof(*call));

	if (!call || !calls_grow(device->provider, place)) {
		mem_free(call);
		return NULL;
	}
	call->device = device;
	call->host_call = host_call;
	list_init(&call->handles);
	list_append(&device->calls, &call->node);
	device->provider->calls[place] = call;
	return call;
}

struct call *call_find(const struct provider *provider, uint32_t host_call)
{
	const uint32_t place = HANDLE_PLACE(host_call);
	struct call *call = place < provider->call_size ? provider->calls[place] : NULL;

	return call && call->host_call == host_call ? call : NULL;
}

void call_close(struct call *call)
{
	struct line_device *device = call->device;
	struct sound *sound = call->sound;

	call->sound = NULL;	/* the provider need not hear that nobody listens */
	while (!list_empty(&call->handles))
		call_take(list_entry(call->handles.next, struct call_handle, node));
	device->provider->calls[HANDLE_PLACE(call->host_call)] = NULL;
	host_close_call(device->provider->host, call->host_call);
	sound_free(sound);
	if (call->birth)
		*call->birth = NULL;
	list_remove(&call->node);
	mem_free(call->app_name);
	for (size_t i = 0; i < sizeof(call->said) / sizeof(call->said[0]); i++)
		mem_free(call->said[i]);
	mem_free(call);
	if (list_empty(&device->lines))
		device_settle(device);
}

struct call_handle *call_handle_of(const struct call *call, const struct line *line)
{
	struct call_handle *has;

	list_each(node, &call->handles) {
		has = list_entry(node, struct call_handle, node);
		if (has->line == line)
			return has;
	}
	return NULL;
}

struct call_handle *call_give(struct call *call, struct line *line, DWORD privilege)
{
	struct call_handle *has = call_handle_of(call, line);

	if (!has)
		return call_add(call, line, privilege);
	call->owned |= privilege == LINECALLPRIVILEGE_OWNER;
	if (privilege > has->privilege)
		has->privilege = privilege;
	return has;
}

struct call_handle *call_add(struct call *call, struct line *line, DWORD privilege)
{
	struct call_handle *has = mem_zalloc(sizeof(*has));

	if (!has)
		return NULL;
	call->owned |= privilege == LINECALLPRIVILEGE_OWNER;
	if (handle_new(&line->app->client->handles, HANDLE_CALL, has, &has->handle)) {
		mem_free(has);
		return NULL;
	}
	has->call = call;
	has->line = line;
	has->privilege = privilege;
	list_append(&call->handles, &has->node);
	list_append(&line->handles, &has->line_node);
	return has;
}

/* LINE_CALLINFO for all but the one who did it. Of what is over nobody hears any more. */
static void tell_others(const struct call *call, const struct call_handle *doer, DWORD bits)
{
	struct call_handle *has;

	if (!call->state || call->state == LINECALLSTATE_IDLE)
		return;
	list_each(node, &call->handles) {
		has = list_entry(node, struct call_handle, node);
		if (has != doer)
			call_handle_tell(has, LINE_CALLINFO, bits, 0, 0);
	}
}

struct call_handle *call_share(struct call *call, struct line *line, DWORD privilege)
{
	struct call_handle *has = call_handle_of(call, line);

	if (has) {
		if (privilege > has->privilege)
			call_entitle(has, privilege);
		return has;
	}
	has = call_add(call, line, privilege);
	if (has)
		tell_others(call, has, privilege == LINECALLPRIVILEGE_OWNER
				       ? LINECALLINFOSTATE_NUMOWNERINCR : LINECALLINFOSTATE_NUMMONITORS);
	return has;
}

void call_entitle(struct call_handle *has, DWORD privilege)
{
	const bool owns = privilege == LINECALLPRIVILEGE_OWNER;

	if (has->privilege == privilege)
		return;
	has->privilege = privilege;
	has->call->owned |= owns;
	tell_others(has->call, has, LINECALLINFOSTATE_NUMMONITORS
				    | (owns ? LINECALLINFOSTATE_NUMOWNERINCR : LINECALLINFOSTATE_NUMOWNERDECR));
}

void call_take(struct call_handle *has)
{
	sound_leave(has);
	handle_free(&has->line->app->client->handles, has->handle);
	list_remove(&has->node);
	list_remove(&has->line_node);
	mem_free(has);
}

unsigned call_count(const struct call *call, DWORD privilege)
{
	unsigned count = 0;

	list_each(node, &call->handles)
		count += list_entry(node, struct call_handle, node)->privilege == privilege;
	return count;
}

void call_leave(struct call_handle *has)
{
	struct call *call = has->call;
	const bool owned = has->privilege == LINECALLPRIVILEGE_OWNER;

	call_take(has);
	tell_others(call, NULL, owned ? LINECALLINFOSTATE_NUMOWNERDECR : LINECALLINFOSTATE_NUMMONITORS);
	call_abandon(call);
}

/* Its provider may have told that it is idle, and the news wait in the inbox: then there is
 * nothing to drop (R-DROP-1). */
static bool is_over(const struct call *call)
{
	LINECALLSTATUS *status;
	bool over;

	if (host_get_call_status(call->device->provider->host, call->host_call, &status))
		return false;
	over = status->dwCallState == LINECALLSTATE_IDLE;
	mem_free(status);
	return over;
}

void call_abandon(struct call *call)
{
	if (!call->born)
		return;		/* its request is on the way; whoever asked has gone with it */
	if (call->state == LINECALLSTATE_IDLE && list_empty(&call->handles)) {
		call_close(call);
		return;
	}
	if (call->state == LINECALLSTATE_IDLE || call->dropped
	    || call_count(call, LINECALLPRIVILEGE_OWNER))
		return;
	if (!call->owned && !list_empty(&call->device->lines))
		return;		/* who has the line open may take it yet */
	call->dropped = true;
	if (is_over(call) || host_drop(call->device->provider->host, call->host_call) < 0)
		call_drop_done(call);
}

void call_drop_done(struct call *call)
{
	if (call->dropped && list_empty(&call->handles))
		call_close(call);
}

struct call *call_conference(const struct call *call)
{
	if (call->state != LINECALLSTATE_CONFERENCED)
		return NULL;
	return call_find(call->device->provider, call->detail);
}

void call_named(struct call *call, const struct app *app)
{
	if (!call->app_name)
		call->app_name = mem_copy(app->name[0] ? app->name : app->module);
}

static char *text_of(const struct varview *view, size_t field)
{
	const void *text;
	DWORD size;

	if (!varview_bytes(view, field, &text, &size) || size < sizeof(WCHAR))
		return NULL;
	return utf8_from16(text, size / sizeof(WCHAR));
}

void call_says(struct call *call, const LINECALLPARAMS *params, DWORD version)
{
	struct varview view;

	if (!varview_open(&view, params, UINT32_MAX, abi_fixed_size(ABI_LINECALLPARAMS, version)))
		return;
	call->said[CALL_DISPLAYABLE] = text_of(&view, VARFIELD(LINECALLPARAMS, DisplayableAddress));
	call->said[CALL_PARTY] = text_of(&view, VARFIELD(LINECALLPARAMS, CalledParty));
	call->said[CALL_COMMENT] = text_of(&view, VARFIELD(LINECALLPARAMS, Comment));
}

void call_handle_tell(const struct call_handle *has, DWORD message, DWORD p1, DWORD p2, DWORD p3)
{
	struct event event = {
		.app = has->line->app->context, .open = has->line->context, .device = has->handle,
		.message = message, .p1 = p1, .p2 = p2, .p3 = p3, .p4 = has->line->handle,
	};

	if (older_event(has->line->version, &event))
		client_event(has->line->app->client, &event, NULL, 0);
}

void call_tell(const struct call *call, DWORD message, DWORD p1, DWORD p2, DWORD p3)
{
	list_each(node, &call->handles)
		call_handle_tell(list_entry(node, struct call_handle, node), message, p1, p2, p3);
}

void call_tell_others(const struct call_handle *doer, DWORD bits)
{
	tell_others(doer->call, doer, bits);
}

DWORD call_detail(const struct call_handle *has)
{
	struct call *conference = call_conference(has->call);
	struct call_handle *other = conference ? call_handle_of(conference, has->line) : NULL;

	if (has->call->state != LINECALLSTATE_CONFERENCED)
		return has->call->detail;
	return other ? other->handle : 0;
}

void call_tell_state(const struct call_handle *has, DWORD privilege)
{
	call_handle_tell(has, LINE_CALLSTATE, has->call->state, call_detail(has), privilege);
}

void call_introduce(const struct call_handle *has)
{
	line_tell(has->line, LINE_APPNEWCALL, has->call->address, has->handle, has->privilege);
	call_tell_state(has, has->privilege);
}

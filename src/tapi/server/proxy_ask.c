/* SPDX-License-Identifier: MIT
 * proxy_ask.c - a request to a proxy, and its one answer. */
#include "tapi/server/proxy.h"
#include "abi/vardata.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"
#include "tapi/server/client.h"
#include "tapi/server/clock.h"

/* A request that the proxy has not answered. */
struct proxied {
	struct list node;		/* in its proxy's */
	struct list client_node;	/* in the client's who asked; alone when that has gone */
	struct proxy *proxy;
	struct client *client;		/* NULL: it has gone */
	struct timer limit;
	DWORD number, type;
	DWORD request, context, app;	/* the client's */
	DWORD version, room;		/* of what it gets */
	size_t bytes;			/* that it is counted as in waiting_bytes */
};

/* --- what each type holds --------------------------------------------------------- */

enum holds {
	NOTHING,
	GIVEN,		/* a record of who asks */
	FILLED,		/* a record that the proxy fills */
	DATA,		/* bytes both ways */
	BORN,		/* a handle that the proxy gives */
};

static const struct kind {
	enum holds holds;
	size_t at;			/* of what it holds */
	enum abi_struct record;
} kinds[] = {
#define AT(member) offsetof(LINEPROXYREQUEST, member)
	[LINEPROXYREQUEST_SETAGENTGROUP] = {
		GIVEN, AT(SetAgentGroup.GroupList), ABI_LINEAGENTGROUPLIST },
	[LINEPROXYREQUEST_GETAGENTCAPS] = { FILLED, AT(GetAgentCaps.AgentCaps), ABI_LINEAGENTCAPS },
	[LINEPROXYREQUEST_GETAGENTSTATUS] = {
		FILLED, AT(GetAgentStatus.AgentStatus), ABI_LINEAGENTSTATUS },
	[LINEPROXYREQUEST_AGENTSPECIFIC] = { DATA, AT(AgentSpecific.Params), 0 },
	[LINEPROXYREQUEST_GETAGENTACTIVITYLIST] = {
		FILLED, AT(GetAgentActivityList.ActivityList), ABI_LINEAGENTACTIVITYLIST },
	[LINEPROXYREQUEST_GETAGENTGROUPLIST] = {
		FILLED, AT(GetAgentGroupList.GroupList), ABI_LINEAGENTGROUPLIST },
	[LINEPROXYREQUEST_CREATEAGENT] = { BORN, AT(CreateAgent.hAgent), 0 },
	[LINEPROXYREQUEST_GETAGENTINFO] = { FILLED, AT(GetAgentInfo.AgentInfo), ABI_LINEAGENTINFO },
	[LINEPROXYREQUEST_CREATEAGENTSESSION] = { BORN, AT(CreateAgentSession.hAgentSession), 0 },
	[LINEPROXYREQUEST_GETAGENTSESSIONLIST] = {
		FILLED, AT(GetAgentSessionList.SessionList), ABI_LINEAGENTSESSIONLIST },
	[LINEPROXYREQUEST_GETAGENTSESSIONINFO] = {
		FILLED, AT(GetAgentSessionInfo.SessionInfo), ABI_LINEAGENTSESSIONINFO },
	[LINEPROXYREQUEST_GETQUEUELIST] = { FILLED, AT(GetQueueList.QueueList), ABI_LINEQUEUELIST },
	[LINEPROXYREQUEST_GETQUEUEINFO] = { FILLED, AT(GetQueueInfo.QueueInfo), ABI_LINEQUEUEINFO },
	[LINEPROXYREQUEST_GETGROUPLIST] = { FILLED, AT(GetGroupList.GroupList), ABI_LINEAGENTGROUPLIST },
	[LINEPROXYREQUEST_SETAGENTSTATEEX] = { NOTHING, 0, 0 },
#undef AT
};

/* --- the request as the proxy gets it ------------------------------------------------ */

static void put(struct buf *out, size_t at, DWORD value)
{
	if (!out->full)
		memcpy(out->at + at, &value, sizeof(value));
}

/* A text behind what there is; its size and offset at `at`. */
static void add_wide(struct buf *out, size_t at, const WCHAR *text)
{
	const DWORD offset = packet_text(out, text);

	if (offset == PACKET_NONE)
		return;
	put(out, at, (DWORD)out->len - offset);
	put(out, at + sizeof(DWORD), offset);
}

static void add_text(struct buf *out, size_t at, const char *text)
{
	WCHAR *wide = mem_alloc(utf16_size(text));

	if (wide)
		utf16_write(wide, text);
	else
		out->full = true;
	add_wide(out, at, wide);
	mem_free(wide);
}

/* The fixed part, what stands in the place of the type's or room for it, and texts. */
static void write_request(struct buf *out, const struct proxy_ask *ask, DWORD room, DWORD number)
{
	const struct kind *kind = &kinds[ask->head.dwRequestType];
	const char *user = ask->turn->client->account.user;
	size_t size = sizeof(ask->head);
	char machine[256] = "";
	size_t len = sizeof(machine);

	if (kind->at + room > size)
		size = kind->at + room;
	if (!buf_room(out, size))
		return;
	memset(out->at, 0, size);
	memcpy(out->at, &ask->head, sizeof(ask->head));
	out->len = size;
	if (ask->bytes)
		memcpy(out->at + kind->at, ask->bytes, room);
	else if (kind->holds == FILLED)
		put(out, kind->at, room);
	if (uv_os_gethostname(machine, &len))
		machine[0] = '\0';
	add_text(out, offsetof(LINEPROXYREQUEST, dwClientMachineNameSize), machine);
	add_text(out, offsetof(LINEPROXYREQUEST, dwClientUserNameSize), user ? user : "");
	for (int i = 0; i < 2; i++)
		if (ask->texts[i].text)
			add_wide(out, ask->texts[i].at, ask->texts[i].text);
	packet_data(out, &number, sizeof(number));
	put(out, offsetof(LINEPROXYREQUEST, dwSize), (DWORD)out->len);
}

/* --- asking ------------------------------------------------------------------------ */

LONG proxy_ask_device(struct proxy_ask *ask, struct turn *turn, struct app *app,
		      struct line_device *device, DWORD version, DWORD type)
{
	memset(ask, 0, sizeof(*ask));
	ask->turn = turn;
	ask->app = app;
	ask->version = version;
	ask->proxy = proxy_type_is(type, version) ? proxy_of(device, type) : NULL;
	ask->head.dwRequestType = type;
	ask->head.dwClientAppAPIVersion = version;
	if (kinds[type].holds != FILLED && turn_right(turn, device) < ACCESS_OWN)
		ask->proxy = NULL;	/* who may only look */
	return ask->proxy ? 0 : (LONG)LINEERR_OPERATIONUNAVAIL;
}

LONG proxy_ask_begin(struct proxy_ask *ask, struct turn *turn, struct line *line, DWORD type)
{
	if (!line)
		return (LONG)LINEERR_INVALLINEHANDLE;
	return proxy_ask_device(ask, turn, line->app, line->device, line->version, type);
}

static void end(struct proxied *asked, LONG result, DWORD born, const void *tail, DWORD size)
{
	const struct event event = {
		.app = asked->app, .message = LINE_REPLY, .context = asked->context,
		.p1 = asked->request, .p2 = (DWORD)result, .p3 = born,
	};

	if (asked->client)
		client_event(asked->client, &event, tail, size);
	timer_stop(&asked->proxy->line->app->client->server->timers, &asked->limit);
	asked->proxy->waiting_bytes -= asked->bytes;
	list_remove(&asked->node);
	list_remove(&asked->client_node);
	mem_free(asked);
}

static void expired(void *arg)
{
	struct proxied *asked = arg;

	log_write(LOG_WARN, "tapi", NULL, "client %u did not answer a proxy request in time",
		  asked->proxy->line->app->client->number);
	end(asked, (LONG)LINEERR_OPERATIONFAILED, 0, NULL, 0);
}

/* How many bytes of a record the proxy gets; what differs between the versions is no room
 * that who asks has. */
static LONG room_for(const struct proxy_ask *ask, DWORD *out)
{
	const struct kind *kind = &kinds[ask->head.dwRequestType];
	const DWORD own = abi_fixed_size(kind->record, ask->version);
	const DWORD fixed = abi_fixed_size(kind->record, ask->proxy->line->version);

	*out = ask->room;
	if (kind->holds != FILLED)
		return ask->room > PROXY_ROOM_MAX ? (LONG)LINEERR_RESOURCEUNAVAIL : 0;
	if (ask->room < own)
		return (LONG)LINEERR_STRUCTURETOOSMALL;
	if (*out > PROXY_ROOM_MAX)
		*out = PROXY_ROOM_MAX;
	*out += fixed > own ? fixed - own : 0;
	return 0;
}

static struct proxied *proxied_new(const struct proxy_ask *ask)
{
	struct proxied *asked = mem_zalloc(sizeof(*asked));

	if (!asked)
		return NULL;
	asked->proxy = ask->proxy;
	asked->client = ask->turn->client;
	asked->number = ++ask->proxy->last;
	asked->type = ask->head.dwRequestType;
	asked->request = ask->request;
	asked->context = ask->context;
	asked->app = ask->app->context;
	asked->version = ask->version;
	asked->room = ask->room;
	return asked;
}

/* It waits from now on. */
static void tell_proxy(struct proxied *asked, const struct buf *request)
{
	struct proxy *proxy = asked->proxy;
	struct server *server = asked->client->server;
	const struct event event = {
		.app = proxy->line->app->context, .open = proxy->line->context,
		.device = proxy->line->handle, .message = LINE_PROXYREQUEST,
	};

	asked->bytes = request->len;
	proxy->waiting_bytes += asked->bytes;
	list_append(&proxy->waiting, &asked->node);
	list_append(&asked->client->proxied, &asked->client_node);
	server_timer(server, &asked->limit, server->proxy_limit_ms, expired, asked);
	client_event(proxy->line->app->client, &event, request->at, (DWORD)request->len);
}

LONG proxy_ask_send(struct proxy_ask *ask)
{
	struct proxied *asked;
	struct buf request;
	DWORD room;
	LONG result;

	if (!ask->request || ask->request > INT32_MAX)
		return (LONG)LINEERR_INVALPARAM;
	result = room_for(ask, &room);
	if (result)
		return result;
	asked = proxied_new(ask);
	if (!asked)
		return (LONG)LINEERR_NOMEM;
	buf_grow(&request);
	write_request(&request, ask, room, asked->number);
	if (request.full)
		result = (LONG)LINEERR_NOMEM;
	else if (ask->proxy->waiting_bytes + request.len > PROXY_WAITING_MAX)
		result = (LONG)LINEERR_RESOURCEUNAVAIL;
	if (!result)
		tell_proxy(asked, &request);
	else
		mem_free(asked);
	buf_free(&request);
	return result ? result : (LONG)ask->request;
}

void proxied_orphan(struct client *client)
{
	struct proxied *asked;

	list_each_safe(node, &client->proxied) {
		asked = list_entry(node, struct proxied, client_node);
		asked->client = NULL;
		list_remove(node);
	}
}

void proxied_fail(struct proxy *proxy)
{
	while (!list_empty(&proxy->waiting))
		end(list_entry(proxy->waiting.next, struct proxied, node),
		    (LONG)LINEERR_OPERATIONFAILED, 0, NULL, 0);
}

/* --- answering --------------------------------------------------------------------- */

static DWORD dword_at(const void *record, size_t at)
{
	DWORD value;

	memcpy(&value, (const char *)record + at, sizeof(value));
	return value;
}

static struct proxied *find(const struct proxy *proxy, DWORD number, DWORD type)
{
	list_each(node, &proxy->waiting) {
		struct proxied *asked = list_entry(node, struct proxied, node);

		if (asked->number == number && asked->type == type)
			return asked;
	}
	return NULL;
}

/* What the proxy could not write counts too. */
static void correct_needed(void *record, const struct proxied *asked, enum abi_struct which,
			   const void *filled)
{
	const DWORD needed = dword_at(filled, offsetof(VARSTRING, dwNeededSize));
	const DWORD fixed = abi_fixed_size(which, asked->proxy->line->version);
	const DWORD own = abi_fixed_size(which, asked->version);

	if (needed <= dword_at(filled, 0) || needed - fixed + own <= dword_at(record, 4))
		return;
	((VARSTRING *)record)->dwNeededSize = needed - fixed + own;
}

/* The record that the proxy filled goes to who asked, at his version. */
static LONG answer_record(struct turn *turn, struct proxied *asked, const void *filled, DWORD left)
{
	const enum abi_struct which = kinds[asked->type].record;
	const DWORD version = asked->proxy->line->version;
	DWORD slot = PACKET_NONE;
	LONG result;

	if (dword_at(filled, 0) > left || shape_check(which, filled, left, version)
	    || dword_at(filled, offsetof(VARSTRING, dwUsedSize)) > dword_at(filled, 0))
		return (LONG)LINEERR_INVALPARAM;
	result = turn_record(turn, &slot, which, asked->room, asked->version, filled, version);
	if (result)
		return result;
	correct_needed(turn->tail->at + slot, asked, which, filled);
	end(asked, 0, 0, turn->tail->at + slot, (DWORD)turn->tail->len - slot);
	buf_reset(turn->tail);
	return 0;
}

static LONG answer_data(struct proxied *asked, const void *record, DWORD left)
{
	const DWORD size = dword_at(record, offsetof(LINEPROXYREQUEST, AgentSpecific.dwSize));

	if (size > left || size > asked->room)
		return (LONG)LINEERR_INVALPARAM;
	end(asked, 0, 0, (const char *)record + offsetof(LINEPROXYREQUEST, AgentSpecific.Params),
	    size);
	return 0;
}

LONG proxy_answer(struct turn *turn, struct proxy *proxy, const void *record, LONG result)
{
	const DWORD size = dword_at(record, 0);	/* no less than the fixed part: packet.c */
	struct proxied *asked = find(proxy, dword_at(record, size - sizeof(DWORD)),
				     dword_at(record, offsetof(LINEPROXYREQUEST, dwRequestType)));
	const struct kind *kind = asked ? &kinds[asked->type] : NULL;

	if (!asked || result > 0)
		return (LONG)LINEERR_INVALPARAM;
	if (!result && kind->holds == FILLED)
		return answer_record(turn, asked, (const char *)record + kind->at, size - (DWORD)kind->at);
	if (!result && kind->holds == DATA)
		return answer_data(asked, record, size - (DWORD)kind->at);
	end(asked, result, !result && kind->holds == BORN ? dword_at(record, kind->at) : 0, NULL, 0);
	return 0;
}

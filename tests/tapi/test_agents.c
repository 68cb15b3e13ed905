/* SPDX-License-Identifier: MIT
 * test_agents.c - agents, queues and groups: who asks, and the proxy who serves. */
#include "abi/vardata.h"
#include "base/text.h"
#include "base/mem.h"
#include "server_scene.h"
#include <stdlib.h>
#include <unistd.h>

#define MONITOR LINECALLPRIVILEGE_MONITOR
#define OWNER LINECALLPRIVILEGE_OWNER
#define NONE LINECALLPRIVILEGE_NONE
#define PROXY LINEOPENOPTION_PROXY
#define TYPES LINEPROXYREQUEST_SETAGENTSTATEEX	/* there are 1 to this */
#define V22 0x00020002u
#define V20 0x00020000u

static const GUID group = { 0x11223344, 0x5566, 0x7788, { 1, 2, 3, 4, 5, 6, 7, 8 } };

/* --- the proxy ------------------------------------------------------------------ */

/* lineOpen with these types; the answer, and the line. */
static LONG open_proxy(struct peer *peer, DWORD app, DWORD version, const DWORD *types,
		       DWORD count, DWORD *line)
{
	struct packet_lineOpen in = {
		.app = app, .version = version, .context = 3, .privileges = NONE | PROXY,
	};
	unsigned char room[sizeof(LINECALLPARAMS) + 256] = { 0 };
	LINECALLPARAMS *params = (LINECALLPARAMS *)room;
	const DWORD fixed = abi_fixed_size(ABI_LINECALLPARAMS, version);
	struct buf tail;
	LONG answer;

	params->dwTotalSize = fixed + count * 4;
	params->dwDevSpecificSize = count * 4;
	params->dwDevSpecificOffset = fixed;
	memcpy(room + fixed, types, count * 4);
	buf_grow(&tail);
	in.params = packet_record(&tail, room);
	answer = ASK_WITH(peer, lineOpen, &in, &tail);
	buf_free(&tail);
	if (line)
		*line = in.line;
	return answer;
}

/* A proxy for all types of requests of device 0. */
static DWORD open_proxy_of_all(struct peer *peer, DWORD version)
{
	const DWORD count = version < V22 ? LINEPROXYREQUEST_GETAGENTGROUPLIST : TYPES;
	DWORD types[TYPES], line;

	for (DWORD i = 0; i < TYPES; i++)
		types[i] = i + 1;
	CHECK_INT(open_proxy(peer, peer_app(peer, "proxy"), version, types, count, &line), 0);
	return line;
}

/* Wait for a request, for free(); of a type, unless 0. */
static LINEPROXYREQUEST *next_request(struct peer *peer, DWORD line, DWORD type)
{
	struct event event;
	const LINEPROXYREQUEST *tail;
	LINEPROXYREQUEST *copy;

	NEED(peer_event(peer, LINE_PROXYREQUEST, &event));
	CHECK_INT(event.device, line);
	CHECK_INT(event.open, 3);
	tail = peer_event_tail(peer);
	NEED(tail);
	copy = malloc(tail->dwSize);
	NEED(copy);
	memcpy(copy, tail, tail->dwSize);
	if (type)
		CHECK_INT(copy->dwRequestType, type);
	return copy;
}

static LONG respond(struct peer *peer, DWORD line, const LINEPROXYREQUEST *request, LONG result)
{
	struct packet_lineProxyResponse in = {
		.line = line, .request = PACKET_NONE, .result = (DWORD)result,
	};
	struct buf tail;
	LONG answer;

	buf_grow(&tail);
	if (request)
		in.request = packet_data(&tail, request, request->dwSize);
	answer = ASK_WITH(peer, lineProxyResponse, &in, &tail);
	buf_free(&tail);
	return answer;
}

/* Answer the next request well. */
static void serve(struct peer *peer, DWORD line, DWORD type)
{
	LINEPROXYREQUEST *request = next_request(peer, line, type);

	CHECK_INT(respond(peer, line, request, 0), 0);
	free(request);
}

static void check_text(const LINEPROXYREQUEST *request, size_t at, const char *text)
{
	DWORD size, offset;
	char *got;

	memcpy(&size, (const char *)request + at, 4);
	memcpy(&offset, (const char *)request + at + 4, 4);
	CHECK(size >= 2 && size <= request->dwSize && offset <= request->dwSize - size);
	got = utf8_from16((const char *)request + offset, size / 2);
	CHECK_TEXT(got, text);
	mem_free(got);
}

/* --- who asks ------------------------------------------------------------------- */

static DWORD add_text(struct buf *tail, const char *text)
{
	WCHAR wide[64];

	utf16_write(wide, text);
	return packet_text(tail, wide);
}

/* Each function of agents, with all that it needs, behind one signature. */
struct asked {
	struct peer *peer;
	DWORD line, app, request;
	DWORD room;		/* of records */
	struct buf tail;
};

#define ASKS(name) static LONG ask_##name(struct asked *a)
#define SEND(name, ...) ({ \
	struct packet_##name in_ = { .request = a->request, __VA_ARGS__ }; \
	ASK_WITH(a->peer, name, &in_, &a->tail); })

ASKS(SETAGENTGROUP)
{
	LINEAGENTGROUPLIST none = { .dwTotalSize = sizeof(none) };

	return SEND(lineSetAgentGroup, .line = a->line, .list = packet_record(&a->tail, &none));
}
ASKS(SETAGENTSTATE)
{
	return SEND(lineSetAgentState, .line = a->line, .state = LINEAGENTSTATE_READY);
}
ASKS(SETAGENTACTIVITY)
{
	return SEND(lineSetAgentActivity, .line = a->line, .activity = 7);
}
ASKS(GETAGENTCAPS)
{
	return SEND(lineGetAgentCaps, .app = a->app, .version = V22, .caps = a->room);
}
ASKS(GETAGENTSTATUS)
{
	return SEND(lineGetAgentStatus, .line = a->line, .status = a->room);
}
ASKS(AGENTSPECIFIC)
{
	return SEND(lineAgentSpecific, .line = a->line, .extension = 5,
		    .params = packet_data(&a->tail, "hello", 5), .size = 5);
}
ASKS(GETAGENTACTIVITYLIST)
{
	return SEND(lineGetAgentActivityList, .line = a->line, .list = a->room);
}
ASKS(GETAGENTGROUPLIST)
{
	return SEND(lineGetAgentGroupList, .line = a->line, .list = a->room);
}
ASKS(CREATEAGENT)
{
	return SEND(lineCreateAgent, .line = a->line, .id = add_text(&a->tail, "4711"),
		    .pin = add_text(&a->tail, "secret"));
}
ASKS(SETAGENTMEASUREMENTPERIOD)
{
	return SEND(lineSetAgentMeasurementPeriod, .line = a->line, .agent = 9, .period = 60);
}
ASKS(GETAGENTINFO)
{
	return SEND(lineGetAgentInfo, .line = a->line, .agent = 9, .info = a->room);
}
ASKS(CREATEAGENTSESSION)
{
	return SEND(lineCreateAgentSession, .line = a->line, .agent = 9,
		    .pin = add_text(&a->tail, "secret"),
		    .group = packet_data(&a->tail, &group, sizeof(group)), .size = sizeof(group));
}
ASKS(GETAGENTSESSIONLIST)
{
	return SEND(lineGetAgentSessionList, .line = a->line, .agent = 9, .list = a->room);
}
ASKS(SETAGENTSESSIONSTATE)
{
	return SEND(lineSetAgentSessionState, .line = a->line, .session = 8,
		    .state = LINEAGENTSESSIONSTATE_READY);
}
ASKS(GETAGENTSESSIONINFO)
{
	return SEND(lineGetAgentSessionInfo, .line = a->line, .session = 8, .info = a->room);
}
ASKS(GETQUEUELIST)
{
	return SEND(lineGetQueueList, .line = a->line,
		    .group = packet_data(&a->tail, &group, sizeof(group)), .size = sizeof(group),
		    .list = a->room);
}
ASKS(SETQUEUEMEASUREMENTPERIOD)
{
	return SEND(lineSetQueueMeasurementPeriod, .line = a->line, .queue = 6, .period = 60);
}
ASKS(GETQUEUEINFO)
{
	return SEND(lineGetQueueInfo, .line = a->line, .queue = 6, .info = a->room);
}
ASKS(GETGROUPLIST)
{
	return SEND(lineGetGroupList, .line = a->line, .list = a->room);
}
ASKS(SETAGENTSTATEEX)
{
	return SEND(lineSetAgentStateEx, .line = a->line, .agent = 9,
		    .next_state = LINEAGENTSTATEEX_READY);
}

static LONG (*const asks[])(struct asked *a) = {
#define ROW(name) [LINEPROXYREQUEST_##name] = ask_##name,
	ROW(SETAGENTGROUP) ROW(SETAGENTSTATE) ROW(SETAGENTACTIVITY) ROW(GETAGENTCAPS)
	ROW(GETAGENTSTATUS) ROW(AGENTSPECIFIC) ROW(GETAGENTACTIVITYLIST) ROW(GETAGENTGROUPLIST)
	ROW(CREATEAGENT) ROW(SETAGENTMEASUREMENTPERIOD) ROW(GETAGENTINFO) ROW(CREATEAGENTSESSION)
	ROW(GETAGENTSESSIONLIST) ROW(SETAGENTSESSIONSTATE) ROW(GETAGENTSESSIONINFO)
	ROW(GETQUEUELIST) ROW(SETQUEUEMEASUREMENTPERIOD) ROW(GETQUEUEINFO) ROW(GETGROUPLIST)
	ROW(SETAGENTSTATEEX)
#undef ROW
};

/* Ask; the request's id, or the error. */
static LONG ask(struct asked *a, DWORD type)
{
	LONG answer;

	a->request = peer_request();
	a->room = a->room ? a->room : 512;
	buf_grow(&a->tail);
	answer = asks[type](a);
	buf_free(&a->tail);
	if (answer > 0)
		CHECK_INT(answer, a->request);
	return answer;
}

/* Two peers, one of them the proxy for all of device 0. */
struct centre {
	struct peer *agent, *proxy;
	DWORD proxy_line;
	struct asked a;
};

static struct centre centre_open(const char *server, DWORD proxy_version)
{
	struct centre c = { 0 };

	scene_open_with(NULL, server);
	c.agent = peer_hello("agent");
	c.proxy = peer_hello("proxy");
	c.proxy_line = open_proxy_of_all(c.proxy, proxy_version);
	c.a.peer = c.agent;
	c.a.app = peer_app(c.agent, "agent");
	c.a.line = peer_line(c.agent, c.a.app, 0, MONITOR);
	return c;
}

/* --- requests ------------------------------------------------------------------- */

TEST_ONCE(agents, each_request_goes_to_the_proxy_and_is_answered_once)
{
	struct centre c = centre_open("", V22);
	struct event event;

	for (DWORD type = 1; type <= TYPES; type++) {
		NEED(ask(&c.a, type) > 0);
		serve(c.proxy, c.proxy_line, type);
		CHECK_INT(peer_reply(c.agent, c.a.request, &event), 0);
		CHECK(peer_none(c.agent, LINE_REPLY));
	}
}

TEST_ONCE(agents, an_error_of_the_proxy_is_the_requests)
{
	struct centre c = centre_open("", V22);
	LINEPROXYREQUEST *request;

	for (DWORD type = 1; type <= TYPES; type++) {
		NEED(ask(&c.a, type) > 0);
		request = next_request(c.proxy, c.proxy_line, type);
		CHECK_INT(respond(c.proxy, c.proxy_line, request, (LONG)LINEERR_INVALAGENTID), 0);
		CHECK_INT(respond(c.proxy, c.proxy_line, request, 0), (LONG)LINEERR_INVALPARAM);
		free(request);
		CHECK_INT(peer_reply(c.agent, c.a.request, NULL), (LONG)LINEERR_INVALAGENTID);
	}
}

TEST_ONCE(agents, without_a_proxy_nothing_of_agents_is_available)
{
	struct asked a = { 0 };

	scene_open(NULL);
	a.peer = peer_hello("agent");
	a.app = peer_app(a.peer, "agent");
	a.line = peer_line(a.peer, a.app, 0, MONITOR);
	for (DWORD type = 1; type <= TYPES; type++)
		CHECK_INT(ask(&a, type), (LONG)LINEERR_OPERATIONUNAVAIL);
}

TEST_ONCE(agents, the_proxy_is_told_who_asks_and_what)
{
	struct centre c = centre_open("", V22);
	LINEPROXYREQUEST *request;

	NEED(ask(&c.a, LINEPROXYREQUEST_CREATEAGENT) > 0);
	request = next_request(c.proxy, c.proxy_line, LINEPROXYREQUEST_CREATEAGENT);
	CHECK_INT(request->dwClientAppAPIVersion, V22);
	CHECK(request->dwClientMachineNameSize > 2);
	CHECK(request->dwClientUserNameSize > 2);
	check_text(request, offsetof(LINEPROXYREQUEST, CreateAgent.dwAgentIDSize), "4711");
	check_text(request, offsetof(LINEPROXYREQUEST, CreateAgent.dwAgentPINSize), "secret");
	free(request);
	NEED(ask(&c.a, LINEPROXYREQUEST_SETAGENTSTATE) > 0);
	request = next_request(c.proxy, c.proxy_line, LINEPROXYREQUEST_SETAGENTSTATE);
	CHECK_INT(request->SetAgentState.dwAgentState, LINEAGENTSTATE_READY);
	CHECK_INT(request->SetAgentState.dwNextAgentState, 0);
	free(request);
	NEED(ask(&c.a, LINEPROXYREQUEST_GETQUEUELIST) > 0);
	request = next_request(c.proxy, c.proxy_line, LINEPROXYREQUEST_GETQUEUELIST);
	CHECK(memcmp((char *)request + offsetof(LINEPROXYREQUEST, GetQueueList.GroupID), &group,
		     sizeof(group)) == 0);
	CHECK_INT(request->GetQueueList.QueueList.dwTotalSize, 512);
	free(request);
}

TEST_ONCE(agents, handles_that_the_proxy_gives_reach_who_asked)
{
	struct centre c = centre_open("", V22);
	LINEPROXYREQUEST *request;
	struct event event;

	NEED(ask(&c.a, LINEPROXYREQUEST_CREATEAGENT) > 0);
	request = next_request(c.proxy, c.proxy_line, 0);
	request->CreateAgent.hAgent = 41;
	CHECK_INT(respond(c.proxy, c.proxy_line, request, 0), 0);
	free(request);
	CHECK_INT(peer_reply(c.agent, c.a.request, &event), 0);
	CHECK_INT(event.p3, 41);
	NEED(ask(&c.a, LINEPROXYREQUEST_CREATEAGENTSESSION) > 0);
	request = next_request(c.proxy, c.proxy_line, 0);
	CHECK_INT(request->CreateAgentSession.hAgent, 9);
	request->CreateAgentSession.hAgentSession = 42;
	CHECK_INT(respond(c.proxy, c.proxy_line, request, 0), 0);
	free(request);
	CHECK_INT(peer_reply(c.agent, c.a.request, &event), 0);
	CHECK_INT(event.p3, 42);
}

TEST_ONCE(agents, bytes_for_the_agent_handler_come_back_changed)
{
	struct centre c = centre_open("", V22);
	LINEPROXYREQUEST *request;
	unsigned char *params;

	NEED(ask(&c.a, LINEPROXYREQUEST_AGENTSPECIFIC) > 0);
	request = next_request(c.proxy, c.proxy_line, 0);
	CHECK_INT(request->AgentSpecific.dwAgentExtensionIDIndex, 5);
	CHECK_INT(request->AgentSpecific.dwSize, 5);
	params = (unsigned char *)request + offsetof(LINEPROXYREQUEST, AgentSpecific.Params);
	CHECK(memcmp(params, "hello", 5) == 0);
	params[0] = 'j';
	request->AgentSpecific.dwSize = 6;	/* more than there is room for */
	CHECK_INT(respond(c.proxy, c.proxy_line, request, 0), (LONG)LINEERR_INVALPARAM);
	request->AgentSpecific.dwSize = 5;
	CHECK_INT(respond(c.proxy, c.proxy_line, request, 0), 0);
	free(request);
	CHECK_INT(peer_reply(c.agent, c.a.request, NULL), 0);
	NEED(peer_event_tail(c.agent));
	CHECK(memcmp(peer_event_tail(c.agent), "jello", 5) == 0);
}

/* --- records -------------------------------------------------------------------- */

/* Fill a list of queues as a proxy would. */
static void fill_queues(LINEPROXYREQUEST *request, DWORD count)
{
	void *list = (char *)request + offsetof(LINEPROXYREQUEST, GetQueueList.QueueList);
	struct varblock block;
	struct vardata v;

	NEED(vardata_begin(&v, list, sizeof(LINEQUEUELIST)));
	vardata_put(&v, offsetof(LINEQUEUELIST, dwNumEntries), count);
	block = vardata_block(&v, VARFIELD(LINEQUEUELIST, List), count, sizeof(LINEQUEUEENTRY));
	for (DWORD i = 0; i < count; i++) {
		vardata_entry_put(&v, &block, i, offsetof(LINEQUEUEENTRY, dwQueueID), 100 + i);
		vardata_entry_text(&v, &block, i, VARFIELD(LINEQUEUEENTRY, Name), "sales");
	}
	vardata_end(&v);
}

TEST_ONCE(agents, a_list_of_queues_reaches_who_asked)
{
	struct centre c = centre_open("", V22);
	LINEPROXYREQUEST *request;
	const LINEQUEUELIST *list;
	const LINEQUEUEENTRY *entry;

	NEED(ask(&c.a, LINEPROXYREQUEST_GETQUEUELIST) > 0);
	request = next_request(c.proxy, c.proxy_line, 0);
	fill_queues(request, 3);
	CHECK_INT(respond(c.proxy, c.proxy_line, request, 0), 0);
	free(request);
	CHECK_INT(peer_reply(c.agent, c.a.request, NULL), 0);
	list = peer_event_tail(c.agent);
	NEED(list);
	CHECK_INT(list->dwNumEntries, 3);
	CHECK_INT(list->dwListSize, 3 * sizeof(LINEQUEUEENTRY));
	entry = (const LINEQUEUEENTRY *)((const char *)list + list->dwListOffset);
	CHECK_INT(entry[2].dwQueueID, 102);
	CHECK_INT(entry[2].dwNameSize, 12);
}

TEST_ONCE(agents, who_has_too_little_room_is_told_how_much_the_proxy_needs)
{
	struct centre c = centre_open("", V22);
	LINEPROXYREQUEST *request;
	const LINEQUEUELIST *list;

	c.a.room = sizeof(LINEQUEUELIST);
	NEED(ask(&c.a, LINEPROXYREQUEST_GETQUEUELIST) > 0);
	request = next_request(c.proxy, c.proxy_line, 0);
	fill_queues(request, 3);
	CHECK_INT(respond(c.proxy, c.proxy_line, request, 0), 0);
	free(request);
	CHECK_INT(peer_reply(c.agent, c.a.request, NULL), 0);
	list = peer_event_tail(c.agent);
	NEED(list);
	CHECK_INT(list->dwUsedSize, sizeof(LINEQUEUELIST));
	CHECK_INT(list->dwNeededSize, sizeof(LINEQUEUELIST) + 3 * (sizeof(LINEQUEUEENTRY) + 12));
	c.a.room = sizeof(LINEQUEUELIST) - 1;
	CHECK_INT(ask(&c.a, LINEPROXYREQUEST_GETQUEUELIST), (LONG)LINEERR_STRUCTURETOOSMALL);
}

TEST_ONCE(agents, a_proxy_of_20_serves_a_program_of_22)
{
	struct centre c = centre_open("", V20);
	LINEPROXYREQUEST *request;
	const LINEAGENTCAPS *caps;
	struct vardata v;

	c.a.room = sizeof(LINEAGENTCAPS) + 20;
	NEED(ask(&c.a, LINEPROXYREQUEST_GETAGENTCAPS) > 0);
	request = next_request(c.proxy, c.proxy_line, 0);
	NEED(vardata_begin(&v, (char *)request + offsetof(LINEPROXYREQUEST, GetAgentCaps.AgentCaps),
			   abi_fixed_size(ABI_LINEAGENTCAPS, V20)));
	vardata_put(&v, offsetof(LINEAGENTCAPS, dwStates), LINEAGENTSTATE_READY);
	vardata_text(&v, VARFIELD(LINEAGENTCAPS, AgentHandlerInfo), "acd 7");
	vardata_end(&v);
	CHECK_INT(respond(c.proxy, c.proxy_line, request, 0), 0);
	free(request);
	CHECK_INT(peer_reply(c.agent, c.a.request, NULL), 0);
	caps = peer_event_tail(c.agent);
	NEED(caps);
	CHECK_INT(caps->dwUsedSize, sizeof(LINEAGENTCAPS) + 12);
	CHECK_INT(caps->dwStates, LINEAGENTSTATE_READY);
	CHECK_INT(caps->dwAgentHandlerInfoOffset, sizeof(LINEAGENTCAPS));
	CHECK_INT(ask(&c.a, LINEPROXYREQUEST_GETAGENTINFO), (LONG)LINEERR_OPERATIONUNAVAIL);
}

TEST_ONCE(agents, a_record_that_points_outside_is_the_proxys_fault)
{
	struct centre c = centre_open("", V22);
	LINEPROXYREQUEST *request;

	NEED(ask(&c.a, LINEPROXYREQUEST_GETQUEUELIST) > 0);
	request = next_request(c.proxy, c.proxy_line, 0);
	fill_queues(request, 1);
	request->GetQueueList.QueueList.dwListOffset = 100000;
	CHECK_INT(respond(c.proxy, c.proxy_line, request, 0), (LONG)LINEERR_INVALPARAM);
	fill_queues(request, 1);
	request->GetQueueList.QueueList.dwTotalSize = 100000;
	CHECK_INT(respond(c.proxy, c.proxy_line, request, 0), (LONG)LINEERR_INVALPARAM);
	request->GetQueueList.QueueList.dwTotalSize = 512;
	request->GetQueueList.QueueList.dwUsedSize = 0xFFFFFFF0;
	CHECK_INT(respond(c.proxy, c.proxy_line, request, 0), (LONG)LINEERR_INVALPARAM);
	CHECK_INT(respond(c.proxy, c.proxy_line, request, 1), (LONG)LINEERR_INVALPARAM);
	CHECK_INT(respond(c.proxy, c.proxy_line, NULL, 0), (LONG)LINEERR_INVALPOINTER);
	fill_queues(request, 1);
	CHECK_INT(respond(c.proxy, c.proxy_line, request, 0), 0);
	free(request);
	CHECK_INT(peer_reply(c.agent, c.a.request, NULL), 0);
}

/* --- what fails ------------------------------------------------------------------ */

TEST_ONCE(agents, what_tapi_knows_is_refused_before_the_proxy_is_asked)
{
	struct centre c = centre_open("", V22);
	struct packet_lineSetAgentState state = { .request = peer_request(), .line = c.a.line };
	struct packet_lineSetAgentStateEx ex = { .request = peer_request(), .line = c.a.line };
	struct packet_lineSetAgentSessionState session = {
		.request = peer_request(), .line = c.a.line };
	struct packet_lineGetQueueList queues = {
		.request = peer_request(), .line = c.a.line, .group = PACKET_NONE, .list = 512 };
	struct packet_lineGetAgentCaps caps = {
		.request = peer_request(), .app = c.a.app, .version = 0x00010004, .caps = 512 };

	CHECK_INT(ASK(c.agent, lineSetAgentState, &state), (LONG)LINEERR_INVALPARAM);
	state = (struct packet_lineSetAgentState){
		.request = 1, .line = c.a.line, .state = LINEAGENTSTATE_READY | LINEAGENTSTATE_NOTREADY };
	CHECK_INT(ASK(c.agent, lineSetAgentState, &state), (LONG)LINEERR_INVALAGENTSTATE);
	state = (struct packet_lineSetAgentState){
		.request = 1, .line = c.a.line, .address = 1, .state = LINEAGENTSTATE_READY };
	CHECK_INT(ASK(c.agent, lineSetAgentState, &state), (LONG)LINEERR_INVALADDRESSID);
	state = (struct packet_lineSetAgentState){
		.request = 1, .line = 77, .state = LINEAGENTSTATE_READY };
	CHECK_INT(ASK(c.agent, lineSetAgentState, &state), (LONG)LINEERR_INVALLINEHANDLE);
	state = (struct packet_lineSetAgentState){
		.request = 0, .line = c.a.line, .state = LINEAGENTSTATE_READY };
	CHECK_INT(ASK(c.agent, lineSetAgentState, &state), (LONG)LINEERR_INVALPARAM);
	ex.state = 0x80;
	CHECK_INT(ASK(c.agent, lineSetAgentStateEx, &ex), (LONG)LINEERR_INVALAGENTSTATE);
	session.next_state = 0x40;
	CHECK_INT(ASK(c.agent, lineSetAgentSessionState, &session), (LONG)LINEERR_INVALAGENTSTATE);
	CHECK_INT(ASK(c.agent, lineGetQueueList, &queues), (LONG)LINEERR_INVALPARAM);
	CHECK_INT(ASK(c.agent, lineGetAgentCaps, &caps), (LONG)LINEERR_INCOMPATIBLEAPIVERSION);
	caps = (struct packet_lineGetAgentCaps){
		.request = 1, .app = c.a.app, .device = 99, .version = V22, .caps = 512 };
	CHECK_INT(ASK(c.agent, lineGetAgentCaps, &caps), (LONG)LINEERR_BADDEVICEID);
	caps = (struct packet_lineGetAgentCaps){ .request = 1, .version = V22, .caps = 512 };
	CHECK_INT(ASK(c.agent, lineGetAgentCaps, &caps), (LONG)LINEERR_INVALAPPHANDLE);
	CHECK(peer_none(c.proxy, LINE_PROXYREQUEST));
}

TEST_ONCE(agents, what_waits_for_a_proxy_that_goes_fails)
{
	struct centre c = centre_open("", V22);

	NEED(ask(&c.a, LINEPROXYREQUEST_SETAGENTSTATE) > 0);
	peer_leave(c.proxy);
	CHECK_INT(peer_reply(c.agent, c.a.request, NULL), (LONG)LINEERR_OPERATIONFAILED);
	CHECK_INT(ask(&c.a, LINEPROXYREQUEST_SETAGENTSTATE), (LONG)LINEERR_OPERATIONUNAVAIL);
}

TEST_ONCE(agents, a_proxy_that_takes_too_long_has_failed)
{
	struct centre c = centre_open("proxy-limit = 20 ms", V22);
	LINEPROXYREQUEST *request;

	NEED(ask(&c.a, LINEPROXYREQUEST_SETAGENTSTATE) > 0);
	CHECK_INT(peer_reply(c.agent, c.a.request, NULL), (LONG)LINEERR_OPERATIONFAILED);
	request = next_request(c.proxy, c.proxy_line, 0);
	CHECK_INT(respond(c.proxy, c.proxy_line, request, 0), (LONG)LINEERR_INVALPARAM);
	free(request);
}

TEST_ONCE(agents, a_proxy_may_answer_who_has_gone)
{
	struct centre c = centre_open("", V22);

	NEED(ask(&c.a, LINEPROXYREQUEST_GETAGENTSTATUS) > 0);
	peer_leave(c.agent);
	serve(c.proxy, c.proxy_line, LINEPROXYREQUEST_GETAGENTSTATUS);
}

TEST_ONCE(agents, nobody_can_bury_a_proxy_under_requests)
{
	struct centre c = centre_open("", V22);
	LONG answer;
	int count = 0;

	c.a.room = 1u << 20;
	do
		answer = ask(&c.a, LINEPROXYREQUEST_GETQUEUELIST);
	while (answer > 0 && ++count < 1000);
	CHECK_INT(answer, (LONG)LINEERR_RESOURCEUNAVAIL);
	CHECK(count > 10);
	for (int i = 0; i < count; i++)
		serve(c.proxy, c.proxy_line, LINEPROXYREQUEST_GETQUEUELIST);
	CHECK(ask(&c.a, LINEPROXYREQUEST_GETQUEUELIST) > 0);
}

/* --- becoming a proxy ------------------------------------------------------------- */

TEST_ONCE(agents, a_type_of_request_has_one_proxy)
{
	static const DWORD state = LINEPROXYREQUEST_SETAGENTSTATE;
	static const DWORD both[] = { LINEPROXYREQUEST_SETAGENTACTIVITY, LINEPROXYREQUEST_SETAGENTSTATE };
	struct packet_lineClose close = { 0 };
	struct peer *peer, *other;
	DWORD app, line;

	scene_open(NULL);
	peer = peer_hello("one");
	other = peer_hello("other");
	app = peer_app(other, "other");
	CHECK_INT(open_proxy(peer, peer_app(peer, "one"), V22, &state, 1, &line), 0);
	CHECK_INT(open_proxy(other, app, V22, both, 2, NULL), (LONG)LINEERR_ALLOCATED);
	CHECK_INT(open_proxy(other, app, V22, both, 1, NULL), 0);
	close.line = line;
	CHECK_INT(ASK(peer, lineClose, &close), 0);
	CHECK_INT(open_proxy(other, app, V22, &state, 1, NULL), 0);
}

TEST_ONCE(agents, who_cannot_be_a_proxy_is_told_why)
{
	static const DWORD unknown[] = { 0, 21, ~0u };
	static const DWORD newer = LINEPROXYREQUEST_CREATEAGENT;
	static const DWORD state = LINEPROXYREQUEST_SETAGENTSTATE;
	struct packet_lineOpen in = {
		.version = V22, .privileges = NONE | PROXY, .params = PACKET_NONE };
	struct peer *peer;
	DWORD app;

	scene_open(NULL);
	peer = peer_hello("proxy");
	in.app = app = peer_app(peer, "proxy");
	CHECK_INT(ASK(peer, lineOpen, &in), (LONG)LINEERR_INVALPOINTER);
	for (int i = 0; i < 3; i++)
		CHECK_INT(open_proxy(peer, app, V22, &unknown[i], 1, NULL), (LONG)LINEERR_INVALPARAM);
	CHECK_INT(open_proxy(peer, app, V22, &state, 0, NULL), (LONG)LINEERR_INVALPARAM);
	CHECK_INT(open_proxy(peer, app, V20, &newer, 1, NULL), (LONG)LINEERR_INVALPARAM);
	CHECK_INT(open_proxy(peer, app, 0x00010004, &state, 1, NULL), (LONG)LINEERR_INVALPRIVSELECT);
	CHECK_INT(open_proxy(peer, app, V20, &state, 1, NULL), 0);
}

static const LINEPROXYREQUESTLIST *proxy_status(struct peer *peer, DWORD app)
{
	struct packet_lineGetProxyStatus in = { .app = app, .version = V22, .list = 512 };

	CHECK_INT(ASK(peer, lineGetProxyStatus, &in), 0);
	return peer_tail(peer, in.list);
}

TEST_ONCE(agents, all_hear_of_proxies_that_come_and_go)
{
	struct packet_lineGetProxyStatus old = { .version = V20, .list = 512 };
	const LINEPROXYREQUESTLIST *list;
	struct peer *peer, *proxy;
	struct event event;
	DWORD app, line;

	scene_open(NULL);
	peer = peer_hello("agent");
	proxy = peer_hello("proxy");
	old.app = app = peer_app(peer, "agent");
	line = peer_line(peer, app, 0, MONITOR);
	CHECK_INT(proxy_status(peer, app)->dwNumEntries, 0);
	open_proxy_of_all(proxy, V22);
	for (DWORD type = 1; type <= TYPES; type++) {
		NEED(peer_event(peer, LINE_PROXYSTATUS, &event));
		CHECK_INT(event.device, line);
		CHECK_INT(event.p1, LINEPROXYSTATUS_OPEN);
		CHECK_INT(event.p2, type);
	}
	NEED(peer_event(peer, LINE_PROXYSTATUS, &event));
	CHECK_INT(event.p1, LINEPROXYSTATUS_ALLOPENFORACD);
	list = proxy_status(peer, app);
	CHECK_INT(list->dwNumEntries, TYPES);
	CHECK_INT(list->dwListSize, TYPES * 4);
	CHECK_INT(((const DWORD *)((const char *)list + list->dwListOffset))[TYPES - 1], TYPES);
	CHECK_INT(ASK(peer, lineGetProxyStatus, &old), (LONG)LINEERR_INCOMPATIBLEAPIVERSION);
	CHECK(peer_none(proxy, LINE_PROXYSTATUS));
	peer_leave(proxy);
	for (DWORD type = 1; type <= TYPES; type++) {
		NEED(peer_event(peer, LINE_PROXYSTATUS, &event));
		CHECK_INT(event.p1, LINEPROXYSTATUS_CLOSE);
		CHECK_INT(event.p2, type);
	}
	CHECK_INT(proxy_status(peer, app)->dwNumEntries, 0);
}

/* Types that only ask for something. */
#define LOOKS (1u << LINEPROXYREQUEST_GETAGENTCAPS | 1u << LINEPROXYREQUEST_GETAGENTSTATUS \
	       | 1u << LINEPROXYREQUEST_GETAGENTACTIVITYLIST | 1u << LINEPROXYREQUEST_GETAGENTGROUPLIST \
	       | 1u << LINEPROXYREQUEST_GETAGENTINFO | 1u << LINEPROXYREQUEST_GETAGENTSESSIONLIST \
	       | 1u << LINEPROXYREQUEST_GETAGENTSESSIONINFO | 1u << LINEPROXYREQUEST_GETQUEUELIST \
	       | 1u << LINEPROXYREQUEST_GETQUEUEINFO | 1u << LINEPROXYREQUEST_GETGROUPLIST)

TEST_ONCE(agents, who_may_only_look_at_a_line_is_no_proxy_and_sets_nothing)
{
	static const DWORD state = LINEPROXYREQUEST_SETAGENTSTATE;
	struct asked a = { 0 };
	char server[200];
	LONG answer;

	if (getuid() != 0)
		return;		/* only root can be somebody else */
	scene_write("access.conf", "[user nobody]\nmonitor = a\n");
	snprintf(server, sizeof(server), "access = %s\n", scene_file("access.conf"));
	scene_open_with(NULL, server);
	a.peer = peer_hello_as("guest", 65534);
	a.app = peer_app(a.peer, "guest");
	a.line = peer_line(a.peer, a.app, 0, MONITOR);
	CHECK_INT(open_proxy(a.peer, a.app, V22, &state, 1, NULL), (LONG)LINEERR_INVALPRIVSELECT);
	open_proxy_of_all(peer_hello("proxy"), V22);
	for (DWORD type = 1; type <= TYPES; type++) {
		answer = ask(&a, type);
		if (LOOKS & 1u << type)
			CHECK(answer > 0);
		else
			CHECK_INT(answer, (LONG)LINEERR_OPERATIONUNAVAIL);
	}
}

/* --- messages of proxies ------------------------------------------------------------ */

static LONG message(struct peer *peer, DWORD line, DWORD call, DWORD number)
{
	struct packet_lineProxyMessage in = {
		.line = line, .call = call, .message = number, .p1 = 1, .p2 = 2, .p3 = 3,
	};

	return ASK(peer, lineProxyMessage, &in);
}

TEST_ONCE(agents, messages_of_the_proxy_reach_all_who_know_them)
{
	static const DWORD of20[] = { LINE_AGENTSPECIFIC, LINE_AGENTSTATUS };
	static const DWORD of22[] = {
		LINE_AGENTSTATUSEX, LINE_AGENTSESSIONSTATUS, LINE_QUEUESTATUS, LINE_GROUPSTATUS,
		LINE_PROXYSTATUS,
	};
	struct centre c = centre_open("", V22);
	struct packet_lineOpen older = {
		.version = V20, .privileges = MONITOR, .params = PACKET_NONE };
	struct peer *old = peer_hello("old");
	struct event event;

	older.app = peer_app(old, "old");
	CHECK_INT(ASK(old, lineOpen, &older), 0);
	for (size_t i = 0; i < 2; i++) {
		CHECK_INT(message(c.proxy, c.proxy_line, 0, of20[i]), 0);
		NEED(peer_event(c.agent, of20[i], &event));
		CHECK_INT(event.device, c.a.line);
		CHECK(event.p1 == 1 && event.p2 == 2 && event.p3 == 3);
		CHECK(peer_event(old, of20[i], NULL));
	}
	for (size_t i = 0; i < 5; i++) {
		CHECK_INT(message(c.proxy, c.proxy_line, 0, of22[i]), 0);
		CHECK(peer_event(c.agent, of22[i], NULL));
		CHECK(peer_none(old, of22[i]));
		CHECK(peer_none(c.proxy, of22[i]));
	}
	CHECK_INT(message(c.proxy, c.proxy_line, 0, LINE_CALLSTATE), (LONG)LINEERR_INVALPARAM);
	CHECK_INT(message(c.proxy, c.proxy_line, 5, of20[0]), (LONG)LINEERR_INVALCALLHANDLE);
	CHECK_INT(message(c.agent, c.a.line, 0, of20[0]), (LONG)LINEERR_NOTREGISTERED);
	CHECK_INT(message(c.agent, 5, 0, of20[0]), (LONG)LINEERR_INVALLINEHANDLE);
}

TEST_ONCE(agents, only_a_proxy_can_answer_and_only_its_own_requests)
{
	struct centre c = centre_open("", V22);
	LINEPROXYREQUEST *request;

	NEED(ask(&c.a, LINEPROXYREQUEST_SETAGENTSTATE) > 0);
	request = next_request(c.proxy, c.proxy_line, 0);
	CHECK_INT(respond(c.agent, c.a.line, request, 0), (LONG)LINEERR_NOTREGISTERED);
	CHECK_INT(respond(c.agent, 5, request, 0), (LONG)LINEERR_INVALLINEHANDLE);
	request->dwRequestType = LINEPROXYREQUEST_GETAGENTCAPS;
	CHECK_INT(respond(c.proxy, c.proxy_line, request, 0), (LONG)LINEERR_INVALPARAM);
	request->dwRequestType = LINEPROXYREQUEST_SETAGENTSTATE;
	CHECK_INT(respond(c.proxy, c.proxy_line, request, 0), 0);
	free(request);
	CHECK_INT(peer_reply(c.agent, c.a.request, NULL), 0);
}

/* SPDX-License-Identifier: MIT
 * agent_room.c - agents, groups and queues: each request goes to the line's proxy.
 *
 * What TAPI knows by itself is checked here: handles, addresses, constants. Whether there
 * is such an agent, group or queue knows the proxy alone.
 */
#include "abi/names.h"
#include "base/mem.h"
#include "tapi/server/device.h"
#include "tapi/server/proxy.h"

/* --- what many have in common ----------------------------------------------------- */

/* An open device has this address. */
static LONG check_address(const struct line_device *device, DWORD address)
{
	const struct tspi *tspi = device->provider ? device->provider->tspi : NULL;
	DWORD count = 0;

	if (!tspi || !tspi->lineGetNumAddressIDs || !device_hd(device)
	    || tspi->lineGetNumAddressIDs(device_hd(device), &count))
		return 0;
	return address < count ? 0 : (LONG)LINEERR_INVALADDRESSID;
}

/* One constant of the group. */
static bool is_one(enum name_group group, DWORD value, DWORD version)
{
	return value && !(value & (value - 1)) && (value & name_known_bits(group, version));
}

/* What an agent, or his session, is to be now and next; 0 leaves it as it is. */
static LONG check_states(enum name_group group, DWORD state, DWORD next, DWORD version)
{
	if (!state && !next)
		return (LONG)LINEERR_INVALPARAM;
	if ((state && !is_one(group, state, version)) || (next && !is_one(group, next, version)))
		return (LONG)LINEERR_INVALAGENTSTATE;
	return 0;
}

/* Begin a request of a line; of one that is about an address of it. */
#define BEGIN(type) \
	proxy_ask_begin(&ask, turn, turn_line(turn, in->line), LINEPROXYREQUEST_##type)
#define BEGIN_ADDRESS(type) begin_address(&ask, turn, in->line, LINEPROXYREQUEST_##type, in->address)

static LONG begin_address(struct proxy_ask *ask, struct turn *turn, DWORD handle, DWORD type,
			  DWORD address)
{
	struct line *line = turn_line(turn, handle);
	LONG result = line ? check_address(line->device, address) : (LONG)LINEERR_INVALLINEHANDLE;

	return result ? result : proxy_ask_begin(ask, turn, line, type);
}

static LONG send_it(struct proxy_ask *ask, DWORD request, DWORD context)
{
	ask->request = request;
	ask->context = context;
	return proxy_ask_send(ask);
}

/* Send one that asks for a record of `room` bytes. */
static LONG send_for(struct proxy_ask *ask, DWORD request, DWORD context, DWORD room)
{
	ask->room = room;
	return send_it(ask, request, context);
}

/* --- agents of addresses (TAPI 2.0) -------------------------------------------------- */

SERVES(lineAgentSpecific)
{
	struct proxy_ask ask;
	LONG result = BEGIN_ADDRESS(AGENTSPECIFIC);

	if (result)
		return result;
	ask.head.AgentSpecific.dwAddressID = in->address;
	ask.head.AgentSpecific.dwAgentExtensionIDIndex = in->extension;
	ask.bytes = packet_at(turn->in, in->params);
	ask.room = ask.bytes ? in->size : 0;
	ask.head.AgentSpecific.dwSize = ask.room;
	return send_it(&ask, in->request, in->context);
}

SERVES(lineGetAgentCaps)
{
	struct app *app = turn_app(turn, in->app);
	struct line_device *device;
	struct proxy_ask ask;
	LONG result = app ? turn_device(turn, in->device, in->version, &device)
			  : (LONG)LINEERR_INVALAPPHANDLE;

	if (!result && in->version < TAPI_2_0)
		result = (LONG)LINEERR_INCOMPATIBLEAPIVERSION;
	if (!result)
		result = proxy_ask_device(&ask, turn, app, device, in->version,
					  LINEPROXYREQUEST_GETAGENTCAPS);
	if (!result)
		result = check_address(device, in->address);
	if (result)
		return result;
	ask.head.GetAgentCaps.dwAddressID = in->address;
	return send_for(&ask, in->request, in->context, in->caps);
}

SERVES(lineGetAgentStatus)
{
	struct proxy_ask ask;
	LONG result = BEGIN_ADDRESS(GETAGENTSTATUS);

	if (result)
		return result;
	ask.head.GetAgentStatus.dwAddressID = in->address;
	return send_for(&ask, in->request, in->context, in->status);
}

SERVES(lineGetAgentActivityList)
{
	struct proxy_ask ask;
	LONG result = BEGIN_ADDRESS(GETAGENTACTIVITYLIST);

	if (result)
		return result;
	ask.head.GetAgentActivityList.dwAddressID = in->address;
	return send_for(&ask, in->request, in->context, in->list);
}

SERVES(lineGetAgentGroupList)
{
	struct proxy_ask ask;
	LONG result = BEGIN_ADDRESS(GETAGENTGROUPLIST);

	if (result)
		return result;
	ask.head.GetAgentGroupList.dwAddressID = in->address;
	return send_for(&ask, in->request, in->context, in->list);
}

SERVES(lineSetAgentActivity)
{
	struct proxy_ask ask;
	LONG result = BEGIN_ADDRESS(SETAGENTACTIVITY);

	if (result)
		return result;
	ask.head.SetAgentActivity.dwAddressID = in->address;
	ask.head.SetAgentActivity.dwActivityID = in->activity;
	return send_it(&ask, in->request, 0);
}

/* The list as it is at the proxy's version; none, and one without entries, logs the agent out. */
static LONG read_groups(const struct proxy_ask *ask, DWORD slot, void **out)
{
	LINEAGENTGROUPLIST none = { .dwTotalSize = sizeof(none) };
	const struct packet *in = ask->turn->in;
	const void *given = packet_at(in, slot);
	const DWORD left = given ? in->tail_size - slot : sizeof(none);
	const struct shape_form from = { ask->version, SHAPE_WIDE };
	const struct shape_form to = { ask->proxy->line->version, SHAPE_WIDE };

	given = given ? given : &none;
	if (shape_check(ABI_LINEAGENTGROUPLIST, given, left, ask->version))
		return (LONG)LINEERR_INVALPARAM;
	return shape_turn(out, ABI_LINEAGENTGROUPLIST, to, given, from) ? (LONG)LINEERR_NOMEM : 0;
}

SERVES(lineSetAgentGroup)
{
	struct proxy_ask ask;
	void *groups = NULL;
	LONG result = BEGIN_ADDRESS(SETAGENTGROUP);

	if (!result)
		result = read_groups(&ask, in->list, &groups);
	if (result)
		return result;
	ask.head.SetAgentGroup.dwAddressID = in->address;
	ask.bytes = groups;
	memcpy(&ask.room, groups, sizeof(ask.room));
	result = send_it(&ask, in->request, 0);
	mem_free(groups);
	return result;
}

SERVES(lineSetAgentState)
{
	struct proxy_ask ask;
	LONG result = BEGIN_ADDRESS(SETAGENTSTATE);

	if (!result)
		result = check_states(NAME_LINEAGENTSTATE, in->state, in->next_state, ask.version);
	if (result)
		return result;
	ask.head.SetAgentState.dwAddressID = in->address;
	ask.head.SetAgentState.dwAgentState = in->state;
	ask.head.SetAgentState.dwNextAgentState = in->next_state;
	return send_it(&ask, in->request, 0);
}

/* --- agents, their sessions, queues, groups (TAPI 2.2) --------------------------------- */

SERVES(lineCreateAgent)
{
	struct proxy_ask ask;
	LONG result = BEGIN(CREATEAGENT);

	if (result)
		return result;
	ask.texts[0].at = offsetof(LINEPROXYREQUEST, CreateAgent.dwAgentIDSize);
	ask.texts[0].text = packet_at(turn->in, in->id);
	ask.texts[1].at = offsetof(LINEPROXYREQUEST, CreateAgent.dwAgentPINSize);
	ask.texts[1].text = packet_at(turn->in, in->pin);
	return send_it(&ask, in->request, in->context);
}

SERVES(lineCreateAgentSession)
{
	const void *group = packet_at(turn->in, in->group);
	struct proxy_ask ask;
	LONG result = BEGIN(CREATEAGENTSESSION);

	if (!result && (!group || in->size != sizeof(GUID)))
		result = (LONG)LINEERR_INVALPARAM;
	if (!result && check_address(ask.proxy->line->device, in->address))
		result = (LONG)LINEERR_INVALPARAM;
	if (result)
		return result;
	ask.head.CreateAgentSession.hAgent = in->agent;
	memcpy((char *)&ask.head + offsetof(LINEPROXYREQUEST, CreateAgentSession.GroupID), group,
	       sizeof(GUID));
	ask.head.CreateAgentSession.dwWorkingAddressID = in->address;
	ask.texts[0].at = offsetof(LINEPROXYREQUEST, CreateAgentSession.dwAgentPINSize);
	ask.texts[0].text = packet_at(turn->in, in->pin);
	return send_it(&ask, in->request, in->context);
}

SERVES(lineGetAgentInfo)
{
	struct proxy_ask ask;
	LONG result = BEGIN(GETAGENTINFO);

	if (result)
		return result;
	ask.head.GetAgentInfo.hAgent = in->agent;
	return send_for(&ask, in->request, in->context, in->info);
}

SERVES(lineGetAgentSessionInfo)
{
	struct proxy_ask ask;
	LONG result = BEGIN(GETAGENTSESSIONINFO);

	if (result)
		return result;
	ask.head.GetAgentSessionInfo.hAgentSession = in->session;
	return send_for(&ask, in->request, in->context, in->info);
}

SERVES(lineGetAgentSessionList)
{
	struct proxy_ask ask;
	LONG result = BEGIN(GETAGENTSESSIONLIST);

	if (result)
		return result;
	ask.head.GetAgentSessionList.hAgent = in->agent;
	return send_for(&ask, in->request, in->context, in->list);
}

SERVES(lineGetQueueInfo)
{
	struct proxy_ask ask;
	LONG result = BEGIN(GETQUEUEINFO);

	if (result)
		return result;
	ask.head.GetQueueInfo.dwQueueID = in->queue;
	return send_for(&ask, in->request, in->context, in->info);
}

SERVES(lineGetQueueList)
{
	const void *group = packet_at(turn->in, in->group);
	struct proxy_ask ask;
	LONG result = BEGIN(GETQUEUELIST);

	if (!result && (!group || in->size != sizeof(GUID)))
		result = (LONG)LINEERR_INVALPARAM;
	if (result)
		return result;
	memcpy((char *)&ask.head + offsetof(LINEPROXYREQUEST, GetQueueList.GroupID), group,
	       sizeof(GUID));
	return send_for(&ask, in->request, in->context, in->list);
}

SERVES(lineGetGroupList)
{
	struct proxy_ask ask;
	LONG result = BEGIN(GETGROUPLIST);

	return result ? result : send_for(&ask, in->request, in->context, in->list);
}

SERVES(lineSetAgentMeasurementPeriod)
{
	struct proxy_ask ask;
	LONG result = BEGIN(SETAGENTMEASUREMENTPERIOD);

	if (result)
		return result;
	ask.head.SetAgentMeasurementPeriod.hAgent = in->agent;
	ask.head.SetAgentMeasurementPeriod.dwMeasurementPeriod = in->period;
	return send_it(&ask, in->request, 0);
}

SERVES(lineSetQueueMeasurementPeriod)
{
	struct proxy_ask ask;
	LONG result = BEGIN(SETQUEUEMEASUREMENTPERIOD);

	if (result)
		return result;
	ask.head.SetQueueMeasurementPeriod.dwQueueID = in->queue;
	ask.head.SetQueueMeasurementPeriod.dwMeasurementPeriod = in->period;
	return send_it(&ask, in->request, 0);
}

SERVES(lineSetAgentStateEx)
{
	struct proxy_ask ask;
	LONG result = BEGIN(SETAGENTSTATEEX);

	if (!result)
		result = check_states(NAME_LINEAGENTSTATEEX, in->state, in->next_state, ask.version);
	if (result)
		return result;
	ask.head.SetAgentStateEx.hAgent = in->agent;
	ask.head.SetAgentStateEx.dwAgentState = in->state;
	ask.head.SetAgentStateEx.dwNextAgentState = in->next_state;
	return send_it(&ask, in->request, 0);
}

SERVES(lineSetAgentSessionState)
{
	struct proxy_ask ask;
	LONG result = BEGIN(SETAGENTSESSIONSTATE);

	if (!result)
		result = check_states(NAME_LINEAGENTSESSIONSTATE, in->state, in->next_state,
				      ask.version);
	if (result)
		return result;
	ask.head.SetAgentSessionState.hAgentSession = in->session;
	ask.head.SetAgentSessionState.dwAgentSessionState = in->state;
	ask.head.SetAgentSessionState.dwNextAgentSessionState = in->next_state;
	return send_it(&ask, in->request, 0);
}

const struct serve agent_room[] = {
	SERVE(lineAgentSpecific), SERVE(lineGetAgentCaps), SERVE(lineGetAgentStatus),
	SERVE(lineGetAgentActivityList), SERVE(lineGetAgentGroupList), SERVE(lineSetAgentActivity),
	SERVE(lineSetAgentGroup), SERVE(lineSetAgentState), SERVE(lineCreateAgent),
	SERVE(lineCreateAgentSession), SERVE(lineGetAgentInfo), SERVE(lineGetAgentSessionInfo),
	SERVE(lineGetAgentSessionList), SERVE(lineGetQueueInfo), SERVE(lineGetQueueList),
	SERVE(lineGetGroupList), SERVE(lineSetAgentMeasurementPeriod),
	SERVE(lineSetQueueMeasurementPeriod), SERVE(lineSetAgentStateEx),
	SERVE(lineSetAgentSessionState), SERVE_END,
};

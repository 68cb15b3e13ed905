/* SPDX-License-Identifier: MIT
 * agent.c - functions of agents, queues and proxies that have no texts. */
#include "aw.h"
#include "proxy.h"

LONG WINAPI lineAgentSpecific(HLINE line, DWORD address, DWORD extension, LPVOID params, DWORD size)
{
	struct ask ask = { .device = line };

	return ASK(&ask, lineAgentSpecific, .line = line, .address = address,
		   .extension = extension, .params = ask_exchange(&ask, params, size),
		   .size = size);
}

LONG WINAPI lineSetAgentActivity(HLINE line, DWORD address, DWORD activity)
{
	struct ask ask = { .device = line };

	return ASK(&ask, lineSetAgentActivity, .line = line, .address = address,
		   .activity = activity);
}

LONG WINAPI lineSetAgentGroup(HLINE line, DWORD address, LPLINEAGENTGROUPLIST list)
{
	struct ask ask = { .device = line };

	return ASK(&ask, lineSetAgentGroup, .line = line, .address = address,
		   .list = GIVE(&ask, LINEAGENTGROUPLIST, list));
}

LONG WINAPI lineSetAgentState(HLINE line, DWORD address, DWORD state, DWORD next_state)
{
	struct ask ask = { .device = line };

	return ASK(&ask, lineSetAgentState, .line = line, .address = address, .state = state,
		   .next_state = next_state);
}

LONG WINAPI lineSetAgentStateEx(HLINE line, HAGENT agent, DWORD state, DWORD next_state)
{
	struct ask ask = { .device = line };

	return ASK(&ask, lineSetAgentStateEx, .line = line, .agent = agent, .state = state,
		   .next_state = next_state);
}

LONG WINAPI lineSetAgentMeasurementPeriod(HLINE line, HAGENT agent, DWORD period)
{
	struct ask ask = { .device = line };

	return ASK(&ask, lineSetAgentMeasurementPeriod, .line = line, .agent = agent,
		   .period = period);
}

LONG WINAPI lineGetAgentInfo(HLINE line, HAGENT agent, LPLINEAGENTINFO info)
{
	struct ask ask = { .device = line };

	return ASK(&ask, lineGetAgentInfo, .line = line, .agent = agent,
		   .info = ROOM(&ask, lineGetAgentInfo, info, LINEAGENTINFO, info));
}

LONG WINAPI lineGetAgentSessionInfo(HLINE line, HAGENTSESSION session, LPLINEAGENTSESSIONINFO info)
{
	struct ask ask = { .device = line };

	return ASK(&ask, lineGetAgentSessionInfo, .line = line, .session = session,
		   .info = ROOM(&ask, lineGetAgentSessionInfo, info, LINEAGENTSESSIONINFO, info));
}

LONG WINAPI lineGetAgentSessionList(HLINE line, HAGENT agent, LPLINEAGENTSESSIONLIST list)
{
	struct ask ask = { .device = line };

	return ASK(&ask, lineGetAgentSessionList, .line = line, .agent = agent,
		   .list = ROOM(&ask, lineGetAgentSessionList, list, LINEAGENTSESSIONLIST, list));
}

LONG WINAPI lineSetAgentSessionState(HLINE line, HAGENTSESSION session, DWORD state,
				     DWORD next_state)
{
	struct ask ask = { .device = line };

	return ASK(&ask, lineSetAgentSessionState, .line = line, .session = session,
		   .state = state, .next_state = next_state);
}

LONG WINAPI lineGetQueueInfo(HLINE line, DWORD queue, LPLINEQUEUEINFO info)
{
	struct ask ask = { .device = line };

	return ASK(&ask, lineGetQueueInfo, .line = line, .queue = queue,
		   .info = ROOM(&ask, lineGetQueueInfo, info, LINEQUEUEINFO, info));
}

LONG WINAPI lineSetQueueMeasurementPeriod(HLINE line, DWORD queue, DWORD period)
{
	struct ask ask = { .device = line };

	return ASK(&ask, lineSetQueueMeasurementPeriod, .line = line, .queue = queue,
		   .period = period);
}

/* --- proxies ------------------------------------------------------------------------------- */

LONG WINAPI lineGetProxyStatus(HLINEAPP app, DWORD device, DWORD version,
			       LPLINEPROXYREQUESTLIST list)
{
	struct ask ask = { .version = version };

	if (!list)
		ask_fail(&ask, ERR_PARAM);	/* its page knows no INVALPOINTER */
	return ASK(&ask, lineGetProxyStatus, .app = app, .device = device, .version = version,
		   .list = ROOM(&ask, lineGetProxyStatus, list, LINEPROXYREQUESTLIST, list));
}

LONG WINAPI lineProxyMessage(HLINE line, HCALL call, DWORD message, DWORD p1, DWORD p2, DWORD p3)
{
	struct ask ask = { .device = line };

	return ASK(&ask, lineProxyMessage, .line = line, .call = call, .message = message,
		   .p1 = p1, .p2 = p2, .p3 = p3);
}

/* The request is TAPI's again when it has been answered. */
LONG WINAPI lineProxyResponse(HLINE line, LPLINEPROXYREQUEST request, DWORD result)
{
	struct ask ask = { .device = line };
	struct open *open;
	LONG answer;

	need(&ask, request);
	answer = ASK(&ask, lineProxyResponse, .line = line,
		     .request = GIVE(&ask, LINEPROXYREQUEST, request), .result = result);
	if (answer)
		return answer;
	client_enter();
	open = open_find(line);
	if (open)
		proxy_drop(&open->app->proxies, request);
	client_leave();
	return 0;
}

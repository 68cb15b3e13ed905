/* SPDX-License-Identifier: MIT
 * agent.h - functions of agents, groups and queues that have texts; see aw.h. */

LONG WINAPI AW(lineGetAgentActivityList)(HLINE line, DWORD address, LPLINEAGENTACTIVITYLIST list)
{
	struct ask ask = { .device = line, .text = FORM };

	return ASK(&ask, lineGetAgentActivityList, .line = line, .address = address,
		   .list = ROOM(&ask, lineGetAgentActivityList, list, LINEAGENTACTIVITYLIST, list));
}

LONG WINAPI AW(lineGetAgentCaps)(HLINEAPP app, DWORD device, DWORD address, DWORD version,
				 LPLINEAGENTCAPS caps)
{
	struct ask ask = { .device = app, .version = version, .text = FORM };

	return ASK(&ask, lineGetAgentCaps, .app = app, .device = device, .address = address,
		   .version = version,
		   .caps = ROOM(&ask, lineGetAgentCaps, caps, LINEAGENTCAPS, caps));
}

LONG WINAPI AW(lineGetAgentGroupList)(HLINE line, DWORD address, LPLINEAGENTGROUPLIST list)
{
	struct ask ask = { .device = line, .text = FORM };

	return ASK(&ask, lineGetAgentGroupList, .line = line, .address = address,
		   .list = ROOM(&ask, lineGetAgentGroupList, list, LINEAGENTGROUPLIST, list));
}

LONG WINAPI AW(lineGetAgentStatus)(HLINE line, DWORD address, LPLINEAGENTSTATUS status)
{
	struct ask ask = { .device = line, .text = FORM };

	return ASK(&ask, lineGetAgentStatus, .line = line, .address = address,
		   .status = ROOM(&ask, lineGetAgentStatus, status, LINEAGENTSTATUS, status));
}

LONG WINAPI AW(lineGetGroupList)(HLINE line, LPLINEAGENTGROUPLIST list)
{
	struct ask ask = { .device = line, .text = FORM };

	return ASK(&ask, lineGetGroupList, .line = line,
		   .list = ROOM(&ask, lineGetGroupList, list, LINEAGENTGROUPLIST, list));
}

LONG WINAPI AW(lineGetQueueList)(HLINE line, LPGUID group, LPLINEQUEUELIST list)
{
	struct ask ask = { .device = line, .text = FORM };

	need(&ask, group);
	return ASK(&ask, lineGetQueueList, .line = line,
		   .group = ask_data(&ask, group, sizeof(*group)), .size = sizeof(*group),
		   .list = ROOM(&ask, lineGetQueueList, list, LINEQUEUELIST, list));
}

LONG WINAPI AW(lineCreateAgent)(HLINE line, OUT_TEXT id, OUT_TEXT pin, LPHAGENT agent)
{
	struct ask ask = { .device = line, .text = FORM };

	need(&ask, agent);
	ask_born(&ask, agent, NULL, false);
	return ASK(&ask, lineCreateAgent, .line = line, .id = ask_text(&ask, id),
		   .pin = ask_text(&ask, pin));
}

LONG WINAPI AW(lineCreateAgentSession)(HLINE line, HAGENT agent, OUT_TEXT pin, DWORD address,
				       LPGUID group, LPHAGENTSESSION session)
{
	struct ask ask = { .device = line, .text = FORM };

	need(&ask, group);
	need(&ask, session);
	ask_born(&ask, session, NULL, false);
	return ASK(&ask, lineCreateAgentSession, .line = line, .agent = agent,
		   .pin = ask_text(&ask, pin), .address = address,
		   .group = ask_data(&ask, group, sizeof(*group)), .size = sizeof(*group));
}

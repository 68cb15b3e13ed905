/* SPDX-License-Identifier: MIT
 * test_client_agents.c - proxies, agents and requests for calls, as programs write them. */
#include "abi/vardata.h"
#include "client_scene.h"

static HLINE open_proxy(const DWORD *types, DWORD count)
{
	union {
		LINECALLPARAMS params;
		unsigned char bytes[512];
	} room = { .params.dwTotalSize = sizeof(room) };
	const DWORD fixed = abi_fixed_size(ABI_LINECALLPARAMS, V2_2);
	HLINE line = 0;

	room.params.dwDevSpecificSize = count * 4;
	room.params.dwDevSpecificOffset = fixed;
	memcpy(room.bytes + fixed, types, count * 4);
	CHECK_INT(lineOpenW(it.app, 0, &line, V2_2, 0, 0xABCD,
			    LINECALLPRIVILEGE_NONE | LINEOPENOPTION_PROXY, 0, &room.params), 0);
	return line;
}

/* The request that the proxy hears. */
static LINEPROXYREQUEST *hear_request(HLINE proxy, DWORD type)
{
	LINEPROXYREQUEST *request;

	NEED(prog_hears(LINE_PROXYREQUEST));
	CHECK_INT(it.message.hDevice, proxy);
	CHECK_INT(it.message.dwCallbackInstance, 0xABCD);
	request = (LINEPROXYREQUEST *)it.message.dwParam1;
	NEED(request);
	CHECK_INT(request->dwRequestType, type);
	return request;
}

TEST_ONCE(client, a_program_serves_the_agents_of_another)
{
	static const DWORD types[] = {
		LINEPROXYREQUEST_GETAGENTSTATUS, LINEPROXYREQUEST_CREATEAGENT,
		LINEPROXYREQUEST_SETAGENTSTATE,
	};
	union {
		LINEAGENTSTATUS status;
		char bytes[512];
	} room = { .status.dwTotalSize = sizeof(room) };
	LINEPROXYREQUEST *request;
	HAGENT agent = 0;
	struct vardata v;
	HLINE line, proxy;
	LONG asked;

	prog_begin();
	line = prog_open(0, 1);
	proxy = open_proxy(types, 3);
	asked = lineGetAgentStatusA(line, 0, &room.status);
	CHECK(asked > 0);
	request = hear_request(proxy, LINEPROXYREQUEST_GETAGENTSTATUS);
	NEED(vardata_begin(&v, (char *)request
			   + offsetof(LINEPROXYREQUEST, GetAgentStatus.AgentStatus),
			   sizeof(LINEAGENTSTATUS)));
	vardata_put(&v, offsetof(LINEAGENTSTATUS, dwState), LINEAGENTSTATE_READY);
	vardata_text(&v, VARFIELD(LINEAGENTSTATUS, Activity), "lunch");
	vardata_end(&v);
	CHECK_INT(lineProxyResponse(proxy, request, 0), 0);
	CHECK_INT(prog_reply(asked), 0);
	CHECK_INT(room.status.dwState, LINEAGENTSTATE_READY);
	CHECK_TEXT(room.bytes + room.status.dwActivityOffset, "lunch");
	asked = lineCreateAgentA(line, (char *)"4711", (char *)"secret", &agent);
	CHECK(asked > 0);
	request = hear_request(proxy, LINEPROXYREQUEST_CREATEAGENT);
	request->CreateAgent.hAgent = 77;
	CHECK_INT(lineProxyResponse(proxy, request, 0), 0);
	CHECK_INT(prog_reply(asked), 0);
	CHECK_INT(agent, 77);
	asked = lineSetAgentState(line, 0, LINEAGENTSTATE_READY, 0);
	request = hear_request(proxy, LINEPROXYREQUEST_SETAGENTSTATE);
	CHECK_INT(lineProxyResponse(proxy, request, LINEERR_INVALAGENTSTATE), 0);
	CHECK_INT(prog_reply(asked), (LONG)LINEERR_INVALAGENTSTATE);
	CHECK_INT(lineProxyMessage(proxy, 0, LINE_AGENTSTATUS, 0, LINEAGENTSTATUS_STATE, 4), 0);
	NEED(prog_hears(LINE_AGENTSTATUS));
	CHECK_INT(it.message.hDevice, line);
	CHECK_INT(lineGetAgentGroupListA(line, 0, (LINEAGENTGROUPLIST *)&room.status),
		  (LONG)LINEERR_OPERATIONUNAVAIL);
}

TEST_ONCE(client, a_program_makes_the_calls_that_others_ask_for)
{
	LINEREQMAKECALL call;

	prog_begin();
	CHECK_INT(lineRegisterRequestRecipient(it.app, 0x1234, LINEREQUESTMODE_MAKECALL, 1), 0);
	CHECK_INT(tapiRequestMakeCallA("+49 30 123", "Notepad", "Maria", "about the cat"), 0);
	NEED(prog_hears(LINE_REQUEST));
	CHECK_INT(it.message.dwCallbackInstance, 0x1234);
	CHECK_INT(it.message.dwParam1, LINEREQUESTMODE_MAKECALL);
	CHECK_INT(lineGetRequestA(it.app, LINEREQUESTMODE_MAKECALL, &call), 0);
	CHECK_TEXT(call.szDestAddress, "+49 30 123");
	CHECK_TEXT(call.szAppName, "Notepad");
	CHECK_TEXT(call.szCalledParty, "Maria");
	CHECK_TEXT(call.szComment, "about the cat");
	CHECK_INT(lineGetRequestA(it.app, LINEREQUESTMODE_MAKECALL, &call),
		  (LONG)LINEERR_NOREQUEST);
}

/* SPDX-License-Identifier: MIT
 * proxy.c - see proxy.h. */
#include "proxy.h"
#include "abi/vardata.h"
#include "base/mem.h"
#include <stdlib.h>
#include <string.h>

struct proxy {
	struct list node;
	LINEPROXYREQUEST request;	/* and its tail */
};

/* What a request of each kind holds at these places: records that begin with how long
 * they are, texts. */
static const struct {
	DWORD type;
	size_t record;
	size_t texts[2];
} holds[] = {
#define AT(member) offsetof(LINEPROXYREQUEST, member)
	{ LINEPROXYREQUEST_SETAGENTGROUP, AT(SetAgentGroup.GroupList), { 0 } },
	{ LINEPROXYREQUEST_GETAGENTCAPS, AT(GetAgentCaps.AgentCaps), { 0 } },
	{ LINEPROXYREQUEST_GETAGENTSTATUS, AT(GetAgentStatus.AgentStatus), { 0 } },
	{ LINEPROXYREQUEST_GETAGENTACTIVITYLIST, AT(GetAgentActivityList.ActivityList), { 0 } },
	{ LINEPROXYREQUEST_GETAGENTGROUPLIST, AT(GetAgentGroupList.GroupList), { 0 } },
	{ LINEPROXYREQUEST_CREATEAGENT, 0, { AT(CreateAgent.dwAgentIDSize), AT(CreateAgent.dwAgentPINSize) } },
	{ LINEPROXYREQUEST_CREATEAGENTSESSION, 0, { AT(CreateAgentSession.dwAgentPINSize) } },
	{ LINEPROXYREQUEST_GETAGENTINFO, AT(GetAgentInfo.AgentInfo), { 0 } },
	{ LINEPROXYREQUEST_GETAGENTSESSIONLIST, AT(GetAgentSessionList.SessionList), { 0 } },
	{ LINEPROXYREQUEST_GETAGENTSESSIONINFO, AT(GetAgentSessionInfo.SessionInfo), { 0 } },
	{ LINEPROXYREQUEST_GETQUEUELIST, AT(GetQueueList.QueueList), { 0 } },
	{ LINEPROXYREQUEST_GETQUEUEINFO, AT(GetQueueInfo.QueueInfo), { 0 } },
	{ LINEPROXYREQUEST_GETGROUPLIST, AT(GetGroupList.GroupList), { 0 } },
#undef AT
};

static DWORD dword_at(const void *request, size_t at)
{
	DWORD value;

	memcpy(&value, (const char *)request + at, sizeof(value));
	return value;
}

/* Whether the text whose size and offset stand at `at` lies inside. */
static bool text_inside(const void *request, size_t at, DWORD size)
{
	DWORD length = dword_at(request, at), offset = dword_at(request, at + 4);

	return length == 0 || (offset <= size && length <= size - offset);
}

static bool is_right(const void *request, DWORD size)
{
	DWORD type = dword_at(request, offsetof(LINEPROXYREQUEST, dwRequestType));

	if (!text_inside(request, offsetof(LINEPROXYREQUEST, dwClientMachineNameSize), size) ||
	    !text_inside(request, offsetof(LINEPROXYREQUEST, dwClientUserNameSize), size))
		return false;
	if (type == LINEPROXYREQUEST_AGENTSPECIFIC)
		return dword_at(request, offsetof(LINEPROXYREQUEST, AgentSpecific.dwSize)) <=
		       size - offsetof(LINEPROXYREQUEST, AgentSpecific.Params);
	for (size_t i = 0; i < sizeof(holds) / sizeof(holds[0]); i++) {
		if (holds[i].type != type)
			continue;
		if (holds[i].record && dword_at(request, holds[i].record) > size - holds[i].record)
			return false;
		for (int text = 0; text < 2; text++)
			if (holds[i].texts[text] && !text_inside(request, holds[i].texts[text], size))
				return false;
	}
	return true;
}

LINEPROXYREQUEST *proxy_new(struct list *proxies, const void *from, DWORD size)
{
	struct proxy *proxy;

	if (!from || size < sizeof(LINEPROXYREQUEST) || dword_at(from, 0) > size ||
	    dword_at(from, 0) < sizeof(LINEPROXYREQUEST) || !is_right(from, dword_at(from, 0)))
		return NULL;
	proxy = mem_alloc(offsetof(struct proxy, request) + size);
	if (!proxy)
		return NULL;
	memcpy(&proxy->request, from, size);
	list_append(proxies, &proxy->node);
	return &proxy->request;
}

bool proxy_drop(struct list *proxies, const LINEPROXYREQUEST *request)
{
	list_each(node, proxies) {
		struct proxy *proxy = list_entry(node, struct proxy, node);

		if (&proxy->request != request)
			continue;
		list_remove(node);
		mem_free(proxy);
		return true;
	}
	return false;
}

void proxies_drop(struct list *proxies)
{
	while (!list_empty(proxies)) {
		struct proxy *proxy = list_entry(proxies->next, struct proxy, node);

		list_remove(&proxy->node);
		mem_free(proxy);
	}
}

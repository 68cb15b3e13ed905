/* SPDX-License-Identifier: MIT
 * tapi_agent.h - records of agents, groups and queues; a part of tapi.h.
 *
 * These travel between applications and TAPI; a provider never sees them.
 */
#ifndef ABI_TAPI_AGENT_H
#define ABI_TAPI_AGENT_H

/* since 2.0 */
typedef struct {
	DWORD dwID;
	DWORD dwNameSize, dwNameOffset;
} LINEAGENTACTIVITYENTRY, *LPLINEAGENTACTIVITYENTRY;

/* since 2.0 */
typedef struct {
	DWORD dwTotalSize, dwNeededSize, dwUsedSize;
	DWORD dwNumEntries;
	DWORD dwListSize, dwListOffset;
} LINEAGENTACTIVITYLIST, *LPLINEAGENTACTIVITYLIST;

/* since 2.0 */
typedef struct {
	DWORD dwTotalSize, dwNeededSize, dwUsedSize;
	DWORD dwAgentHandlerInfoSize, dwAgentHandlerInfoOffset;
	DWORD dwCapsVersion;
	DWORD dwFeatures;
	DWORD dwStates;
	DWORD dwNextStates;
	DWORD dwMaxNumGroupEntries;
	DWORD dwAgentStatusMessages;
	DWORD dwNumAgentExtensionIDs;
	DWORD dwAgentExtensionIDListSize, dwAgentExtensionIDListOffset;
	/* since 2.2 */
	GUID ProxyGUID;
} LINEAGENTCAPS, *LPLINEAGENTCAPS;

/* since 2.0 */
typedef struct {
	struct {
		DWORD dwGroupID1;
		DWORD dwGroupID2;
		DWORD dwGroupID3;
		DWORD dwGroupID4;
	} GroupID;
	DWORD dwNameSize, dwNameOffset;
} LINEAGENTGROUPENTRY, *LPLINEAGENTGROUPENTRY;

/* since 2.0 */
typedef struct {
	DWORD dwTotalSize, dwNeededSize, dwUsedSize;
	DWORD dwNumEntries;
	DWORD dwListSize, dwListOffset;
} LINEAGENTGROUPLIST, *LPLINEAGENTGROUPLIST;

/* since 2.0 */
typedef struct {
	DWORD dwTotalSize, dwNeededSize, dwUsedSize;
	DWORD dwNumEntries;
	DWORD dwGroupListSize, dwGroupListOffset;
	DWORD dwState;
	DWORD dwNextState;
	DWORD dwActivityID;
	DWORD dwActivitySize, dwActivityOffset;
	DWORD dwAgentFeatures;
	DWORD dwValidStates;
	DWORD dwValidNextStates;
} LINEAGENTSTATUS, *LPLINEAGENTSTATUS;

/* since 2.2 */
typedef struct {
	HAGENT hAgent;
	DWORD dwNameSize, dwNameOffset;
	DWORD dwIDSize, dwIDOffset;
	DWORD dwPINSize, dwPINOffset;
} LINEAGENTENTRY, *LPLINEAGENTENTRY;

/* since 2.2 */
typedef struct {
	DWORD dwTotalSize, dwNeededSize, dwUsedSize;
	DWORD dwNumEntries;
	DWORD dwListSize, dwListOffset;
} LINEAGENTLIST, *LPLINEAGENTLIST;

/* since 2.2 */
typedef struct {
	DWORD dwTotalSize, dwNeededSize, dwUsedSize;
	DWORD dwAgentState;
	DWORD dwNextAgentState;
	DWORD dwMeasurementPeriod;
	CURRENCY cyOverallCallRate;
	DWORD dwNumberOfACDCalls;
	DWORD dwNumberOfIncomingCalls;
	DWORD dwNumberOfOutgoingCalls;
	DWORD dwTotalACDTalkTime;
	DWORD dwTotalACDCallTime;
	DWORD dwTotalACDWrapUpTime;
} LINEAGENTINFO, *LPLINEAGENTINFO;

/* since 2.2 */
typedef struct {
	HAGENTSESSION hAgentSession;
	HAGENT hAgent;
	GUID GroupID;
	DWORD dwWorkingAddressID;
} LINEAGENTSESSIONENTRY, *LPLINEAGENTSESSIONENTRY;

/* since 2.2 */
typedef struct {
	DWORD dwTotalSize, dwNeededSize, dwUsedSize;
	DWORD dwNumEntries;
	DWORD dwListSize, dwListOffset;
} LINEAGENTSESSIONLIST, *LPLINEAGENTSESSIONLIST;

/* since 2.2 */
typedef struct {
	DWORD dwTotalSize, dwNeededSize, dwUsedSize;
	DWORD dwAgentSessionState;
	DWORD dwNextAgentSessionState;
	DATE dateSessionStartTime;
	DWORD dwSessionDuration;
	DWORD dwNumberOfCalls;
	DWORD dwTotalTalkTime;
	DWORD dwAverageTalkTime;
	DWORD dwTotalCallTime;
	DWORD dwAverageCallTime;
	DWORD dwTotalWrapUpTime;
	DWORD dwAverageWrapUpTime;
	CURRENCY cyACDCallRate;
	DWORD dwLongestTimeToAnswer;
	DWORD dwAverageTimeToAnswer;
} LINEAGENTSESSIONINFO, *LPLINEAGENTSESSIONINFO;

/* since 2.2 */
typedef struct {
	DWORD dwQueueID;
	DWORD dwNameSize, dwNameOffset;
} LINEQUEUEENTRY, *LPLINEQUEUEENTRY;

/* since 2.2 */
typedef struct {
	DWORD dwTotalSize, dwNeededSize, dwUsedSize;
	DWORD dwNumEntries;
	DWORD dwListSize, dwListOffset;
} LINEQUEUELIST, *LPLINEQUEUELIST;

/* since 2.2 */
typedef struct {
	DWORD dwTotalSize, dwNeededSize, dwUsedSize;
	DWORD dwMeasurementPeriod;
	DWORD dwTotalCallsQueued;
	DWORD dwCurrentCallsQueued;
	DWORD dwTotalCallsAbandoned;
	DWORD dwTotalCallsFlowedIn;
	DWORD dwTotalCallsFlowedOut;
	DWORD dwLongestEverWaitTime;
	DWORD dwCurrentLongestWaitTime;
	DWORD dwAverageWaitTime;
	DWORD dwFinalDisposition;
} LINEQUEUEINFO, *LPLINEQUEUEINFO;

/* since 2.2 */
typedef struct {
	DWORD dwTotalSize, dwNeededSize, dwUsedSize;
	DWORD dwNumEntries;
	DWORD dwListSize, dwListOffset;
} LINEPROXYREQUESTLIST, *LPLINEPROXYREQUESTLIST;

#endif

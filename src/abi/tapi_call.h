/* SPDX-License-Identifier: MIT
 * tapi_call.h - records of calls, tones and media control; a part of tapi.h.
 *
 * A comment "since" marks where a version of TAPI made a record longer.
 */
#ifndef ABI_TAPI_CALL_H
#define ABI_TAPI_CALL_H

typedef struct {
	DWORD dwDialPause;
	DWORD dwDialSpeed;
	DWORD dwDigitDuration;
	DWORD dwWaitForDialtone;
} LINEDIALPARAMS, *LPLINEDIALPARAMS;

/* since 3.0 */
typedef struct {
	DWORD dwTotalSize, dwNeededSize, dwUsedSize;
	DWORD dwAvailableTracking;
	DWORD dwCurrentTracking;
} LINECALLHUBTRACKINGINFO, *LPLINECALLHUBTRACKINGINFO;

typedef struct {
	DWORD dwTotalSize, dwNeededSize, dwUsedSize;
	HLINE hLine;
	DWORD dwLineDeviceID;
	DWORD dwAddressID;
	DWORD dwBearerMode;
	DWORD dwRate;
	DWORD dwMediaMode;
	DWORD dwAppSpecific;
	DWORD dwCallID;
	DWORD dwRelatedCallID;
	DWORD dwCallParamFlags;
	DWORD dwCallStates;
	DWORD dwMonitorDigitModes;
	DWORD dwMonitorMediaModes;
	LINEDIALPARAMS DialParams;
	DWORD dwOrigin;
	DWORD dwReason;
	DWORD dwCompletionID;
	DWORD dwNumOwners;
	DWORD dwNumMonitors;
	DWORD dwCountryCode;
	DWORD dwTrunk;
	DWORD dwCallerIDFlags;
	DWORD dwCallerIDSize, dwCallerIDOffset;
	DWORD dwCallerIDNameSize, dwCallerIDNameOffset;
	DWORD dwCalledIDFlags;
	DWORD dwCalledIDSize, dwCalledIDOffset;
	DWORD dwCalledIDNameSize, dwCalledIDNameOffset;
	DWORD dwConnectedIDFlags;
	DWORD dwConnectedIDSize, dwConnectedIDOffset;
	DWORD dwConnectedIDNameSize, dwConnectedIDNameOffset;
	DWORD dwRedirectionIDFlags;
	DWORD dwRedirectionIDSize, dwRedirectionIDOffset;
	DWORD dwRedirectionIDNameSize, dwRedirectionIDNameOffset;
	DWORD dwRedirectingIDFlags;
	DWORD dwRedirectingIDSize, dwRedirectingIDOffset;
	DWORD dwRedirectingIDNameSize, dwRedirectingIDNameOffset;
	DWORD dwAppNameSize, dwAppNameOffset;
	DWORD dwDisplayableAddressSize, dwDisplayableAddressOffset;
	DWORD dwCalledPartySize, dwCalledPartyOffset;
	DWORD dwCommentSize, dwCommentOffset;
	DWORD dwDisplaySize, dwDisplayOffset;
	DWORD dwUserUserInfoSize, dwUserUserInfoOffset;
	DWORD dwHighLevelCompSize, dwHighLevelCompOffset;
	DWORD dwLowLevelCompSize, dwLowLevelCompOffset;
	DWORD dwChargingInfoSize, dwChargingInfoOffset;
	DWORD dwTerminalModesSize, dwTerminalModesOffset;
	DWORD dwDevSpecificSize, dwDevSpecificOffset;
	/* since 2.0 */
	DWORD dwCallTreatment;
	DWORD dwCallDataSize, dwCallDataOffset;
	DWORD dwSendingFlowspecSize, dwSendingFlowspecOffset;
	DWORD dwReceivingFlowspecSize, dwReceivingFlowspecOffset;
	/* since 3.0 */
	DWORD dwCallerIDAddressType;
	DWORD dwCalledIDAddressType;
	DWORD dwConnectedIDAddressType;
	DWORD dwRedirectionIDAddressType;
	DWORD dwRedirectingIDAddressType;
} LINECALLINFO, *LPLINECALLINFO;

typedef struct {
	DWORD dwTotalSize;
	DWORD dwBearerMode;
	DWORD dwMinRate;
	DWORD dwMaxRate;
	DWORD dwMediaMode;
	DWORD dwCallParamFlags;
	DWORD dwAddressMode;
	DWORD dwAddressID;
	LINEDIALPARAMS DialParams;
	DWORD dwOrigAddressSize, dwOrigAddressOffset;
	DWORD dwDisplayableAddressSize, dwDisplayableAddressOffset;
	DWORD dwCalledPartySize, dwCalledPartyOffset;
	DWORD dwCommentSize, dwCommentOffset;
	DWORD dwUserUserInfoSize, dwUserUserInfoOffset;
	DWORD dwHighLevelCompSize, dwHighLevelCompOffset;
	DWORD dwLowLevelCompSize, dwLowLevelCompOffset;
	DWORD dwDevSpecificSize, dwDevSpecificOffset;
	/* since 2.0 */
	DWORD dwPredictiveAutoTransferStates;
	DWORD dwTargetAddressSize, dwTargetAddressOffset;
	DWORD dwSendingFlowspecSize, dwSendingFlowspecOffset;
	DWORD dwReceivingFlowspecSize, dwReceivingFlowspecOffset;
	DWORD dwDeviceClassSize, dwDeviceClassOffset;
	DWORD dwDeviceConfigSize, dwDeviceConfigOffset;
	DWORD dwCallDataSize, dwCallDataOffset;
	DWORD dwNoAnswerTimeout;
	DWORD dwCallingPartyIDSize, dwCallingPartyIDOffset;
	/* since 3.0 */
	DWORD dwAddressType;
} LINECALLPARAMS, *LPLINECALLPARAMS;

typedef struct {
	DWORD dwTotalSize, dwNeededSize, dwUsedSize;
	DWORD dwCallState;
	DWORD dwCallStateMode;
	DWORD dwCallPrivilege;
	DWORD dwCallFeatures;
	DWORD dwDevSpecificSize, dwDevSpecificOffset;
	/* since 2.0 */
	DWORD dwCallFeatures2;
	SYSTEMTIME tStateEntryTime;
} LINECALLSTATUS, *LPLINECALLSTATUS;

typedef struct {
	DWORD dwFrequency;
	DWORD dwCadenceOn;
	DWORD dwCadenceOff;
	DWORD dwVolume;
} LINEGENERATETONE, *LPLINEGENERATETONE;

typedef struct {
	DWORD dwCallStates;
	DWORD dwMediaControl;
} LINEMEDIACONTROLCALLSTATE, *LPLINEMEDIACONTROLCALLSTATE;

typedef struct {
	DWORD dwDigit;
	DWORD dwDigitModes;
	DWORD dwMediaControl;
} LINEMEDIACONTROLDIGIT, *LPLINEMEDIACONTROLDIGIT;

typedef struct {
	DWORD dwMediaModes;
	DWORD dwDuration;
	DWORD dwMediaControl;
} LINEMEDIACONTROLMEDIA, *LPLINEMEDIACONTROLMEDIA;

typedef struct {
	DWORD dwAppSpecific;
	DWORD dwDuration;
	DWORD dwFrequency1;
	DWORD dwFrequency2;
	DWORD dwFrequency3;
	DWORD dwMediaControl;
} LINEMEDIACONTROLTONE, *LPLINEMEDIACONTROLTONE;

typedef struct {
	DWORD dwAppSpecific;
	DWORD dwDuration;
	DWORD dwFrequency1;
	DWORD dwFrequency2;
	DWORD dwFrequency3;
} LINEMONITORTONE, *LPLINEMONITORTONE;

#endif

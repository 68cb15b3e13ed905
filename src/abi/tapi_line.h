/* SPDX-License-Identifier: MIT
 * tapi_line.h - records of lines, addresses and calls; a part of tapi.h.
 *
 * A comment "since" marks where a version of TAPI made a record longer.
 */
#ifndef ABI_TAPI_LINE_H
#define ABI_TAPI_LINE_H

typedef struct {
	DWORD dwDialPause;
	DWORD dwDialSpeed;
	DWORD dwDigitDuration;
	DWORD dwWaitForDialtone;
} LINEDIALPARAMS, *LPLINEDIALPARAMS;

typedef struct {
	DWORD dwForwardMode;
	DWORD dwCallerAddressSize, dwCallerAddressOffset;
	DWORD dwDestCountryCode;
	DWORD dwDestAddressSize, dwDestAddressOffset;
	/* since 3.1 */
	DWORD dwCallerAddressType;
	DWORD dwDestAddressType;
} LINEFORWARD, *LPLINEFORWARD;

typedef struct {
	DWORD dwTotalSize, dwNeededSize, dwUsedSize;
	DWORD dwLineDeviceID;
	DWORD dwAddressSize, dwAddressOffset;
	DWORD dwDevSpecificSize, dwDevSpecificOffset;
	DWORD dwAddressSharing;
	DWORD dwAddressStates;
	DWORD dwCallInfoStates;
	DWORD dwCallerIDFlags;
	DWORD dwCalledIDFlags;
	DWORD dwConnectedIDFlags;
	DWORD dwRedirectionIDFlags;
	DWORD dwRedirectingIDFlags;
	DWORD dwCallStates;
	DWORD dwDialToneModes;
	DWORD dwBusyModes;
	DWORD dwSpecialInfo;
	DWORD dwDisconnectModes;
	DWORD dwMaxNumActiveCalls;
	DWORD dwMaxNumOnHoldCalls;
	DWORD dwMaxNumOnHoldPendingCalls;
	DWORD dwMaxNumConference;
	DWORD dwMaxNumTransConf;
	DWORD dwAddrCapFlags;
	DWORD dwCallFeatures;
	DWORD dwRemoveFromConfCaps;
	DWORD dwRemoveFromConfState;
	DWORD dwTransferModes;
	DWORD dwParkModes;
	DWORD dwForwardModes;
	DWORD dwMaxForwardEntries;
	DWORD dwMaxSpecificEntries;
	DWORD dwMinFwdNumRings;
	DWORD dwMaxFwdNumRings;
	DWORD dwMaxCallCompletions;
	DWORD dwCallCompletionConds;
	DWORD dwCallCompletionModes;
	DWORD dwNumCompletionMessages;
	DWORD dwCompletionMsgTextEntrySize;
	DWORD dwCompletionMsgTextSize, dwCompletionMsgTextOffset;
	/* since 1.4 */
	DWORD dwAddressFeatures;
	/* since 2.0 */
	DWORD dwPredictiveAutoTransferStates;
	DWORD dwNumCallTreatments;
	DWORD dwCallTreatmentListSize, dwCallTreatmentListOffset;
	DWORD dwDeviceClassesSize, dwDeviceClassesOffset;
	DWORD dwMaxCallDataSize;
	DWORD dwCallFeatures2;
	DWORD dwMaxNoAnswerTimeout;
	DWORD dwConnectedModes;
	DWORD dwOfferingModes;
	DWORD dwAvailableMediaModes;
} LINEADDRESSCAPS, *LPLINEADDRESSCAPS;

typedef struct {
	DWORD dwTotalSize, dwNeededSize, dwUsedSize;
	DWORD dwNumInUse;
	DWORD dwNumActiveCalls;
	DWORD dwNumOnHoldCalls;
	DWORD dwNumOnHoldPendCalls;
	DWORD dwAddressFeatures;
	DWORD dwNumRingsNoAnswer;
	DWORD dwForwardNumEntries;
	DWORD dwForwardSize, dwForwardOffset;
	DWORD dwTerminalModesSize, dwTerminalModesOffset;
	DWORD dwDevSpecificSize, dwDevSpecificOffset;
} LINEADDRESSSTATUS, *LPLINEADDRESSSTATUS;

/* since 2.0 */
typedef struct {
	DWORD dwMachineNameSize, dwMachineNameOffset;
	DWORD dwUserNameSize, dwUserNameOffset;
	DWORD dwModuleFilenameSize, dwModuleFilenameOffset;
	DWORD dwFriendlyNameSize, dwFriendlyNameOffset;
	DWORD dwMediaModes;
	DWORD dwAddressID;
} LINEAPPINFO, *LPLINEAPPINFO;

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

/* since 2.0 */
typedef struct {
	DWORD dwCallTreatmentID;
	DWORD dwCallTreatmentNameSize, dwCallTreatmentNameOffset;
} LINECALLTREATMENTENTRY, *LPLINECALLTREATMENTENTRY;

typedef struct {
	DWORD dwTotalSize, dwNeededSize, dwUsedSize;
	DWORD dwProviderInfoSize, dwProviderInfoOffset;
	DWORD dwSwitchInfoSize, dwSwitchInfoOffset;
	DWORD dwPermanentLineID;
	DWORD dwLineNameSize, dwLineNameOffset;
	DWORD dwStringFormat;
	DWORD dwAddressModes;
	DWORD dwNumAddresses;
	DWORD dwBearerModes;
	DWORD dwMaxRate;
	DWORD dwMediaModes;
	DWORD dwGenerateToneModes;
	DWORD dwGenerateToneMaxNumFreq;
	DWORD dwGenerateDigitModes;
	DWORD dwMonitorToneMaxNumFreq;
	DWORD dwMonitorToneMaxNumEntries;
	DWORD dwMonitorDigitModes;
	DWORD dwGatherDigitsMinTimeout;
	DWORD dwGatherDigitsMaxTimeout;
	DWORD dwMedCtlDigitMaxListSize;
	DWORD dwMedCtlMediaMaxListSize;
	DWORD dwMedCtlToneMaxListSize;
	DWORD dwMedCtlCallStateMaxListSize;
	DWORD dwDevCapFlags;
	DWORD dwMaxNumActiveCalls;
	DWORD dwAnswerMode;
	DWORD dwRingModes;
	DWORD dwLineStates;
	DWORD dwUUIAcceptSize;
	DWORD dwUUIAnswerSize;
	DWORD dwUUIMakeCallSize;
	DWORD dwUUIDropSize;
	DWORD dwUUISendUserUserInfoSize;
	DWORD dwUUICallInfoSize;
	LINEDIALPARAMS MinDialParams;
	LINEDIALPARAMS MaxDialParams;
	LINEDIALPARAMS DefaultDialParams;
	DWORD dwNumTerminals;
	DWORD dwTerminalCapsSize, dwTerminalCapsOffset;
	DWORD dwTerminalTextEntrySize;
	DWORD dwTerminalTextSize, dwTerminalTextOffset;
	DWORD dwDevSpecificSize, dwDevSpecificOffset;
	/* since 1.4 */
	DWORD dwLineFeatures;
	/* since 2.0 */
	DWORD dwSettableDevStatus;
	DWORD dwDeviceClassesSize, dwDeviceClassesOffset;
	/* since 2.2 */
	GUID PermanentLineGuid;
	/* since 3.0 */
	DWORD dwAddressTypes;
	GUID ProtocolGuid;
	DWORD dwAvailableTracking;
} LINEDEVCAPS, *LPLINEDEVCAPS;

typedef struct {
	DWORD dwTotalSize, dwNeededSize, dwUsedSize;
	DWORD dwNumOpens;
	DWORD dwOpenMediaModes;
	DWORD dwNumActiveCalls;
	DWORD dwNumOnHoldCalls;
	DWORD dwNumOnHoldPendCalls;
	DWORD dwLineFeatures;
	DWORD dwNumCallCompletions;
	DWORD dwRingMode;
	DWORD dwSignalLevel;
	DWORD dwBatteryLevel;
	DWORD dwRoamMode;
	DWORD dwDevStatusFlags;
	DWORD dwTerminalModesSize, dwTerminalModesOffset;
	DWORD dwDevSpecificSize, dwDevSpecificOffset;
	/* since 2.0 */
	DWORD dwAvailableMediaModes;
	DWORD dwAppInfoSize, dwAppInfoOffset;
} LINEDEVSTATUS, *LPLINEDEVSTATUS;

typedef struct {
	DWORD dwExtensionID0;
	DWORD dwExtensionID1;
	DWORD dwExtensionID2;
	DWORD dwExtensionID3;
} LINEEXTENSIONID, *LPLINEEXTENSIONID;

typedef struct {
	DWORD dwTotalSize;
	DWORD dwNumEntries;
	LINEFORWARD ForwardList[1];
} LINEFORWARDLIST, *LPLINEFORWARDLIST;

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

typedef struct {
	DWORD dwTermDev;
	DWORD dwTermModes;
	DWORD dwTermSharing;
} LINETERMCAPS, *LPLINETERMCAPS;

#endif

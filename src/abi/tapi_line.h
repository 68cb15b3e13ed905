/* SPDX-License-Identifier: MIT
 * tapi_line.h - records of lines and addresses; a part of tapi.h.
 *
 * A comment "since" marks where a version of TAPI made a record longer.
 */
#ifndef ABI_TAPI_LINE_H
#define ABI_TAPI_LINE_H

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
	DWORD dwTermDev;
	DWORD dwTermModes;
	DWORD dwTermSharing;
} LINETERMCAPS, *LPLINETERMCAPS;

#endif

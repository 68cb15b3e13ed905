/* SPDX-License-Identifier: MIT
 * tapi_phone.h - records of phones; a part of tapi.h.
 *
 * A comment "since" marks where a version of TAPI made a record longer.
 */
#ifndef ABI_TAPI_PHONE_H
#define ABI_TAPI_PHONE_H

typedef struct {
	DWORD dwTotalSize, dwNeededSize, dwUsedSize;
	DWORD dwButtonMode;
	DWORD dwButtonFunction;
	DWORD dwButtonTextSize, dwButtonTextOffset;
	DWORD dwDevSpecificSize, dwDevSpecificOffset;
	/* since 1.4 */
	DWORD dwButtonState;
} PHONEBUTTONINFO, *LPPHONEBUTTONINFO;

typedef struct {
	DWORD dwTotalSize, dwNeededSize, dwUsedSize;
	DWORD dwProviderInfoSize, dwProviderInfoOffset;
	DWORD dwPhoneInfoSize, dwPhoneInfoOffset;
	DWORD dwPermanentPhoneID;
	DWORD dwPhoneNameSize, dwPhoneNameOffset;
	DWORD dwStringFormat;
	DWORD dwPhoneStates;
	DWORD dwHookSwitchDevs;
	DWORD dwHandsetHookSwitchModes;
	DWORD dwSpeakerHookSwitchModes;
	DWORD dwHeadsetHookSwitchModes;
	DWORD dwVolumeFlags;
	DWORD dwGainFlags;
	DWORD dwDisplayNumRows;
	DWORD dwDisplayNumColumns;
	DWORD dwNumRingModes;
	DWORD dwNumButtonLamps;
	DWORD dwButtonModesSize, dwButtonModesOffset;
	DWORD dwButtonFunctionsSize, dwButtonFunctionsOffset;
	DWORD dwLampModesSize, dwLampModesOffset;
	DWORD dwNumSetData;
	DWORD dwSetDataSize, dwSetDataOffset;
	DWORD dwNumGetData;
	DWORD dwGetDataSize, dwGetDataOffset;
	DWORD dwDevSpecificSize, dwDevSpecificOffset;
	/* since 2.0 */
	DWORD dwDeviceClassesSize, dwDeviceClassesOffset;
	DWORD dwPhoneFeatures;
	DWORD dwSettableHandsetHookSwitchModes;
	DWORD dwSettableSpeakerHookSwitchModes;
	DWORD dwSettableHeadsetHookSwitchModes;
	DWORD dwMonitoredHandsetHookSwitchModes;
	DWORD dwMonitoredSpeakerHookSwitchModes;
	DWORD dwMonitoredHeadsetHookSwitchModes;
	/* since 2.2 */
	GUID PermanentPhoneGuid;
} PHONECAPS, *LPPHONECAPS;

typedef struct {
	DWORD dwExtensionID0;
	DWORD dwExtensionID1;
	DWORD dwExtensionID2;
	DWORD dwExtensionID3;
} PHONEEXTENSIONID, *LPPHONEEXTENSIONID;

/* since 2.0 */
typedef struct {
	DWORD dwTotalSize, dwNeededSize, dwUsedSize;
	DWORD dwOptions;
	union {
		HANDLE hEvent;
		HANDLE hCompletionPort;
	} Handles;
	DWORD dwCompletionKey;
} PHONEINITIALIZEEXPARAMS, *LPPHONEINITIALIZEEXPARAMS;

/* since 2.0 */
typedef struct {
	DWORD hDevice;
	DWORD dwMessageID;
	DWORD_PTR dwCallbackInstance;
	DWORD_PTR dwParam1;
	DWORD_PTR dwParam2;
	DWORD_PTR dwParam3;
} PHONEMESSAGE, *LPPHONEMESSAGE;

typedef struct {
	DWORD dwTotalSize, dwNeededSize, dwUsedSize;
	DWORD dwStatusFlags;
	DWORD dwNumOwners;
	DWORD dwNumMonitors;
	DWORD dwRingMode;
	DWORD dwRingVolume;
	DWORD dwHandsetHookSwitchMode;
	DWORD dwHandsetVolume;
	DWORD dwHandsetGain;
	DWORD dwSpeakerHookSwitchMode;
	DWORD dwSpeakerVolume;
	DWORD dwSpeakerGain;
	DWORD dwHeadsetHookSwitchMode;
	DWORD dwHeadsetVolume;
	DWORD dwHeadsetGain;
	DWORD dwDisplaySize, dwDisplayOffset;
	DWORD dwLampModesSize, dwLampModesOffset;
	DWORD dwOwnerNameSize, dwOwnerNameOffset;
	DWORD dwDevSpecificSize, dwDevSpecificOffset;
	/* since 2.0 */
	DWORD dwPhoneFeatures;
} PHONESTATUS, *LPPHONESTATUS;

#endif

/* SPDX-License-Identifier: MIT
 * tapi_app.h - records that only applications and TAPI exchange; a part of tapi.h.
 *
 * Initialization, messages, call lists, locations, countries, cards, requests.
 */
#ifndef ABI_TAPI_APP_H
#define ABI_TAPI_APP_H

typedef struct {
	DWORD dwTotalSize, dwNeededSize, dwUsedSize;
	DWORD dwCallsNumEntries;
	DWORD dwCallsSize, dwCallsOffset;
} LINECALLLIST, *LPLINECALLLIST;

typedef struct {
	DWORD dwPermanentCardID;
	DWORD dwCardNameSize, dwCardNameOffset;
	/* since 1.4 */
	DWORD dwCardNumberDigits;
	DWORD dwSameAreaRuleSize, dwSameAreaRuleOffset;
	DWORD dwLongDistanceRuleSize, dwLongDistanceRuleOffset;
	DWORD dwInternationalRuleSize, dwInternationalRuleOffset;
	DWORD dwOptions;
} LINECARDENTRY, *LPLINECARDENTRY;

/* since 1.4 */
typedef struct {
	DWORD dwCountryID;
	DWORD dwCountryCode;
	DWORD dwNextCountryID;
	DWORD dwCountryNameSize, dwCountryNameOffset;
	DWORD dwSameAreaRuleSize, dwSameAreaRuleOffset;
	DWORD dwLongDistanceRuleSize, dwLongDistanceRuleOffset;
	DWORD dwInternationalRuleSize, dwInternationalRuleOffset;
} LINECOUNTRYENTRY, *LPLINECOUNTRYENTRY;

/* since 1.4 */
typedef struct {
	DWORD dwTotalSize, dwNeededSize, dwUsedSize;
	DWORD dwNumCountries;
	DWORD dwCountryListSize, dwCountryListOffset;
} LINECOUNTRYLIST, *LPLINECOUNTRYLIST;

/* since 2.0 */
typedef struct {
	DWORD dwTotalSize, dwNeededSize, dwUsedSize;
	DWORD dwOptions;
	union {
		HANDLE hEvent;
		HANDLE hCompletionPort;
	} Handles;
	DWORD dwCompletionKey;
} LINEINITIALIZEEXPARAMS, *LPLINEINITIALIZEEXPARAMS;

typedef struct {
	DWORD dwPermanentLocationID;
	DWORD dwLocationNameSize, dwLocationNameOffset;
	DWORD dwCountryCode;
	DWORD dwCityCodeSize, dwCityCodeOffset;
	DWORD dwPreferredCardID;
	/* since 1.4 */
	DWORD dwLocalAccessCodeSize, dwLocalAccessCodeOffset;
	DWORD dwLongDistanceAccessCodeSize, dwLongDistanceAccessCodeOffset;
	DWORD dwTollPrefixListSize, dwTollPrefixListOffset;
	DWORD dwCountryID;
	DWORD dwOptions;
	DWORD dwCancelCallWaitingSize, dwCancelCallWaitingOffset;
} LINELOCATIONENTRY, *LPLINELOCATIONENTRY;

/* since 2.0 */
typedef struct {
	DWORD hDevice;
	DWORD dwMessageID;
	DWORD_PTR dwCallbackInstance;
	DWORD_PTR dwParam1;
	DWORD_PTR dwParam2;
	DWORD_PTR dwParam3;
} LINEMESSAGE, *LPLINEMESSAGE;

/* since 1.4 */
typedef struct {
	DWORD dwPermanentProviderID;
	DWORD dwProviderFilenameSize, dwProviderFilenameOffset;
} LINEPROVIDERENTRY, *LPLINEPROVIDERENTRY;

/* since 1.4 */
typedef struct {
	DWORD dwTotalSize, dwNeededSize, dwUsedSize;
	DWORD dwNumProviders;
	DWORD dwProviderListSize, dwProviderListOffset;
} LINEPROVIDERLIST, *LPLINEPROVIDERLIST;

typedef struct {
	char szDestAddress[TAPIMAXDESTADDRESSSIZE];
	char szAppName[TAPIMAXAPPNAMESIZE];
	char szCalledParty[TAPIMAXCALLEDPARTYSIZE];
	char szComment[TAPIMAXCOMMENTSIZE];
} LINEREQMAKECALL, *LPLINEREQMAKECALL;

/* since 2.0 */
typedef struct {
	WCHAR szDestAddress[TAPIMAXDESTADDRESSSIZE];
	WCHAR szAppName[TAPIMAXAPPNAMESIZE];
	WCHAR szCalledParty[TAPIMAXCALLEDPARTYSIZE];
	WCHAR szComment[TAPIMAXCOMMENTSIZE];
} LINEREQMAKECALLW, *LPLINEREQMAKECALLW;

typedef struct {
	HWND hWnd;
	WPARAM wRequestID;
	char szDeviceClass[TAPIMAXDEVICECLASSSIZE];
	unsigned char ucDeviceID[TAPIMAXDEVICEIDSIZE];
	DWORD dwSize;
	DWORD dwSecure;
	char szDestAddress[TAPIMAXDESTADDRESSSIZE];
	char szAppName[TAPIMAXAPPNAMESIZE];
	char szCalledParty[TAPIMAXCALLEDPARTYSIZE];
	char szComment[TAPIMAXCOMMENTSIZE];
} LINEREQMEDIACALL, *LPLINEREQMEDIACALL;

/* since 2.0 */
typedef struct {
	HWND hWnd;
	WPARAM wRequestID;
	WCHAR szDeviceClass[TAPIMAXDEVICECLASSSIZE];
	unsigned char ucDeviceID[TAPIMAXDEVICEIDSIZE];
	DWORD dwSize;
	DWORD dwSecure;
	WCHAR szDestAddress[TAPIMAXDESTADDRESSSIZE];
	WCHAR szAppName[TAPIMAXAPPNAMESIZE];
	WCHAR szCalledParty[TAPIMAXCALLEDPARTYSIZE];
	WCHAR szComment[TAPIMAXCOMMENTSIZE];
} LINEREQMEDIACALLW, *LPLINEREQMEDIACALLW;

typedef struct {
	DWORD dwTotalSize, dwNeededSize, dwUsedSize;
	DWORD dwNumLocations;
	DWORD dwLocationListSize, dwLocationListOffset;
	DWORD dwCurrentLocationID;
	DWORD dwNumCards;
	DWORD dwCardListSize, dwCardListOffset;
	DWORD dwCurrentPreferredCardID;
} LINETRANSLATECAPS, *LPLINETRANSLATECAPS;

typedef struct {
	DWORD dwTotalSize, dwNeededSize, dwUsedSize;
	DWORD dwDialableStringSize, dwDialableStringOffset;
	DWORD dwDisplayableStringSize, dwDisplayableStringOffset;
	DWORD dwCurrentCountry;
	DWORD dwDestCountry;
	DWORD dwTranslateResults;
} LINETRANSLATEOUTPUT, *LPLINETRANSLATEOUTPUT;

#endif

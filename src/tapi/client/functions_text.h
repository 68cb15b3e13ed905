/* SPDX-License-Identifier: MIT
 * functions_text.h - the names that follow from UNICODE; a part of functions.h.
 */
#ifndef CLIENT_FUNCTIONS_TEXT_H
#define CLIENT_FUNCTIONS_TEXT_H

#ifdef UNICODE
#define TAPI_TEXT(name) name##W
#else
#define TAPI_TEXT(name) name##A
#endif

#define lineAddProvider TAPI_TEXT(lineAddProvider)
#define lineBlindTransfer TAPI_TEXT(lineBlindTransfer)
#define lineConfigDialog TAPI_TEXT(lineConfigDialog)
#define lineConfigDialogEdit TAPI_TEXT(lineConfigDialogEdit)
#define lineCreateAgent TAPI_TEXT(lineCreateAgent)
#define lineCreateAgentSession TAPI_TEXT(lineCreateAgentSession)
#define lineDial TAPI_TEXT(lineDial)
#define lineForward TAPI_TEXT(lineForward)
#define lineGatherDigits TAPI_TEXT(lineGatherDigits)
#define lineGenerateDigits TAPI_TEXT(lineGenerateDigits)
#define lineGetAddressCaps TAPI_TEXT(lineGetAddressCaps)
#define lineGetAddressID TAPI_TEXT(lineGetAddressID)
#define lineGetAddressStatus TAPI_TEXT(lineGetAddressStatus)
#define lineGetAgentActivityList TAPI_TEXT(lineGetAgentActivityList)
#define lineGetAgentCaps TAPI_TEXT(lineGetAgentCaps)
#define lineGetAgentGroupList TAPI_TEXT(lineGetAgentGroupList)
#define lineGetAgentStatus TAPI_TEXT(lineGetAgentStatus)
#define lineGetAppPriority TAPI_TEXT(lineGetAppPriority)
#define lineGetCallInfo TAPI_TEXT(lineGetCallInfo)
#define lineGetCountry TAPI_TEXT(lineGetCountry)
#define lineGetDevCaps TAPI_TEXT(lineGetDevCaps)
#define lineGetDevConfig TAPI_TEXT(lineGetDevConfig)
#define lineGetGroupList TAPI_TEXT(lineGetGroupList)
#define lineGetID TAPI_TEXT(lineGetID)
#define lineGetIcon TAPI_TEXT(lineGetIcon)
#define lineGetLineDevStatus TAPI_TEXT(lineGetLineDevStatus)
#define lineGetProviderList TAPI_TEXT(lineGetProviderList)
#define lineGetQueueList TAPI_TEXT(lineGetQueueList)
#define lineGetRequest TAPI_TEXT(lineGetRequest)
#define lineGetTranslateCaps TAPI_TEXT(lineGetTranslateCaps)
#define lineHandoff TAPI_TEXT(lineHandoff)
#define lineInitializeEx TAPI_TEXT(lineInitializeEx)
#define lineMakeCall TAPI_TEXT(lineMakeCall)
#define lineOpen TAPI_TEXT(lineOpen)
#define linePark TAPI_TEXT(linePark)
#define linePickup TAPI_TEXT(linePickup)
#define linePrepareAddToConference TAPI_TEXT(linePrepareAddToConference)
#define lineRedirect TAPI_TEXT(lineRedirect)
#define lineSetAppPriority TAPI_TEXT(lineSetAppPriority)
#define lineSetDevConfig TAPI_TEXT(lineSetDevConfig)
#define lineSetTollList TAPI_TEXT(lineSetTollList)
#define lineSetupConference TAPI_TEXT(lineSetupConference)
#define lineSetupTransfer TAPI_TEXT(lineSetupTransfer)
#define lineTranslateAddress TAPI_TEXT(lineTranslateAddress)
#define lineTranslateDialog TAPI_TEXT(lineTranslateDialog)
#define lineUnpark TAPI_TEXT(lineUnpark)
#define phoneConfigDialog TAPI_TEXT(phoneConfigDialog)
#define phoneGetButtonInfo TAPI_TEXT(phoneGetButtonInfo)
#define phoneGetDevCaps TAPI_TEXT(phoneGetDevCaps)
#define phoneGetID TAPI_TEXT(phoneGetID)
#define phoneGetIcon TAPI_TEXT(phoneGetIcon)
#define phoneGetStatus TAPI_TEXT(phoneGetStatus)
#define phoneInitializeEx TAPI_TEXT(phoneInitializeEx)
#define phoneSetButtonInfo TAPI_TEXT(phoneSetButtonInfo)
#define tapiGetLocationInfo TAPI_TEXT(tapiGetLocationInfo)
#define tapiRequestMakeCall TAPI_TEXT(tapiRequestMakeCall)
#define tapiRequestMediaCall TAPI_TEXT(tapiRequestMediaCall)

#endif

/* SPDX-License-Identifier: MIT
 * tapi_plain.h - the names of functions without A or W are macros in the SDK's <tapi.h>;
 * here they are names of requests and of functions that are both (tapi/packet.def).
 */
#ifndef ABI_TAPI_PLAIN_H
#define ABI_TAPI_PLAIN_H

#undef lineAddProvider
#undef lineBlindTransfer
#undef lineConfigDialog
#undef lineConfigDialogEdit
#undef lineCreateAgent
#undef lineDial
#undef lineForward
#undef lineGatherDigits
#undef lineGenerateDigits
#undef lineGetAddressCaps
#undef lineGetAddressID
#undef lineGetAddressStatus
#undef lineGetAgentActivityList
#undef lineGetAgentCaps
#undef lineGetAgentGroupList
#undef lineGetAgentStatus
#undef lineGetAppPriority
#undef lineGetCallInfo
#undef lineGetCountry
#undef lineGetDevCaps
#undef lineGetDevConfig
#undef lineGetDevStatus
#undef lineGetGroupList
#undef lineGetID
#undef lineGetIcon
#undef lineGetProviderList
#undef lineGetQueueList
#undef lineGetRequest
#undef lineGetTranslateCaps
#undef lineHandoff
#undef lineInitializeEx
#undef lineMakeCall
#undef lineOpen
#undef linePark
#undef linePickup
#undef linePrepareAddToConference
#undef lineRedirect
#undef lineSetAppPriority
#undef lineSetDevConfig
#undef lineSetTollList
#undef lineSetupConference
#undef lineSetupTransfer
#undef lineTranslateAddress
#undef lineTranslateDialog
#undef lineUnpark
#undef phoneConfigDialog
#undef phoneGetButtonInfo
#undef phoneGetDevCaps
#undef phoneGetID
#undef phoneGetIcon
#undef phoneGetStatus
#undef phoneInitializeEx
#undef phoneSetButtonInfo
#undef tapiGetLocationInfo
#undef tapiRequestMakeCall
#undef tapiRequestMediaCall

#endif

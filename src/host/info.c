/* SPDX-License-Identifier: MIT
 * info.c - what people want to know of lines and calls, out of the records. */
#include "host_in.h"
#include "abi/sizes.h"
#include "base/mem.h"

static LONG address_info(struct host *host, struct host_line_info *out, DWORD i)
{
	LINEADDRESSCAPS *caps;
	LONG result = host_get_address_caps(host, out->device, i, &caps);

	if (result)
		return result;
	HOST_FIELD(caps, Address, out->address[i].address);
	out->address[i].call_features = caps->dwCallFeatures;
	if (out->version >= TAPI_1_4)
		out->address[i].features = caps->dwAddressFeatures;
	out->address[i].call_states = caps->dwCallStates;
	out->address[i].flags = caps->dwAddrCapFlags;
	out->address[i].forward_modes = caps->dwForwardModes;
	out->address[i].transfer_modes = caps->dwTransferModes;
	mem_free(caps);
	return 0;
}

LONG host_line_info(struct host *host, DWORD device, struct host_line_info *out)
{
	struct host_line_info info = { .device = device };
	LINEDEVCAPS *caps;
	LONG result = host_line_version(host, device, &info.version);

	if (result)
		return result;
	result = host_get_line_caps(host, device, &caps);
	if (result)
		return result;
	info.permanent_id = caps->dwPermanentLineID;
	HOST_FIELD(caps, LineName, info.name);
	HOST_FIELD(caps, ProviderInfo, info.provider);
	HOST_FIELD(caps, SwitchInfo, info.switch_info);
	info.media_modes = caps->dwMediaModes;
	info.bearer_modes = caps->dwBearerModes;
	if (info.version >= TAPI_1_4)
		info.line_features = caps->dwLineFeatures;
	info.line_states = caps->dwLineStates;
	info.dev_flags = caps->dwDevCapFlags;
	info.generate_digits = caps->dwGenerateDigitModes;
	info.monitor_digits = caps->dwMonitorDigitModes;
	info.max_calls = caps->dwMaxNumActiveCalls;
	info.addresses = caps->dwNumAddresses;
	mem_free(caps);
	for (DWORD i = 0; i < info.addresses && i < HOST_ADDRESSES && !result; i++)
		result = address_info(host, &info, i);
	if (!result)
		*out = info;
	return result;
}

static void parties(const LINECALLINFO *record, struct host_call_info *info)
{
	HOST_FIELD(record, CallerID, info->caller);
	HOST_FIELD(record, CallerIDName, info->caller_name);
	HOST_FIELD(record, CalledID, info->called);
	HOST_FIELD(record, CalledIDName, info->called_name);
	HOST_FIELD(record, ConnectedID, info->connected);
	HOST_FIELD(record, ConnectedIDName, info->connected_name);
	HOST_FIELD(record, RedirectionID, info->redirection);
	HOST_FIELD(record, RedirectingID, info->redirecting);
	info->caller_flags = record->dwCallerIDFlags;
	info->called_flags = record->dwCalledIDFlags;
	info->connected_flags = record->dwConnectedIDFlags;
}

LONG host_call_info(struct host *host, uint32_t call, struct host_call_info *out)
{
	struct host_call_info info = { 0 };
	LINECALLINFO *record;
	LINECALLSTATUS *status;
	LONG result = host_get_call_info(host, call, &record);

	if (result)
		return result;
	info.device = record->dwLineDeviceID;
	info.address = record->dwAddressID;
	info.media_mode = record->dwMediaMode;
	info.origin = record->dwOrigin;
	info.reason = record->dwReason;
	info.call_id = record->dwCallID;
	info.related_id = record->dwRelatedCallID;
	parties(record, &info);
	mem_free(record);
	result = host_get_call_status(host, call, &status);
	if (result)
		return result;
	info.state = status->dwCallState;
	info.mode = status->dwCallStateMode;
	info.features = status->dwCallFeatures;
	if (status->dwUsedSize >= abi_fixed_size(ABI_LINECALLSTATUS, TAPI_2_0))
		info.features2 = status->dwCallFeatures2;
	mem_free(status);
	*out = info;
	return 0;
}

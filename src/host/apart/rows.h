/* SPDX-License-Identifier: MIT
 * rows.h - what the parameters of each function are made of, a row each, for a
 * provider in a process of its own (apart.h).
 *
 * The names are those of functions.def; a row that is missing, or has a parameter more or
 * less or of another name, does not compile (thunk.c). The words are macros of who
 * includes this:
 *
 *   VALUE(x)             a number or an opaque handle
 *   REQUEST(x)           the number of the request
 *   PROCESS(x)           a process that gets a handle: there it is one of another machine
 *   LINE_ID(x), PHONE_ID(x)   a device
 *   LINE(x), CALL(x), PHONE(x)   a handle of the provider
 *   BORN(x)              TAPI's handle of a call to be made; the next parameter is where the
 *                        provider's goes
 *   WIDE(x)              UTF-16 with its terminator, or NULL
 *   FIXED(x, type)       a record of one size
 *   GIVES(x, type)       room for one
 *   ARRAY(x, type, at)   so many of them, as the parameter `at` places on says
 *   BLOCK(x, at)         bytes there and back; their number is `at` places on
 *   READS(x)             a record that begins with dwTotalSize
 *   RECORD(x)            the same, that is filled
 *   DIGITS(x)            room for the digits that are gathered later; its units come next
 *   NAME(x)              room for MAX_PATH units
 *   ON_LINE(x), ON_PHONE(x), ON_DONE(x)   a procedure of TAPI
 */
#ifndef HOST_APART_ROWS_H
#define HOST_APART_ROWS_H

/* The provider */
#define APART_providerConfig VALUE(owner) VALUE(provider)
#define APART_providerCreateLineDevice VALUE(temp) LINE_ID(device)
#define APART_providerCreatePhoneDevice VALUE(temp) PHONE_ID(device)
#define APART_providerEnumDevices \
	VALUE(provider) GIVES(out_lines, DWORD) GIVES(out_phones, DWORD) \
	VALUE(provider_handle) ON_LINE(line_create) ON_PHONE(phone_create)
#define APART_providerFreeDialogInstance VALUE(dialog)
#define APART_providerGenericDialogData VALUE(object) VALUE(type) BLOCK(block, 1) VALUE(size)
#define APART_providerInit \
	VALUE(version) VALUE(provider) VALUE(line_base) VALUE(phone_base) VALUE(lines) \
	VALUE(phones) ON_DONE(completion) GIVES(out_options, DWORD)
#define APART_providerInstall VALUE(owner) VALUE(provider)
#define APART_providerRemove VALUE(owner) VALUE(provider)
#define APART_providerShutdown VALUE(version) VALUE(provider)
#define APART_providerUIIdentify NAME(out_name)

/* Lines and calls */
#define APART_lineAccept REQUEST(request) CALL(call) ARRAY(uui, char, 1) VALUE(size)
#define APART_lineAddToConference REQUEST(request) CALL(conf) CALL(consult)
#define APART_lineAnswer REQUEST(request) CALL(call) ARRAY(uui, char, 1) VALUE(size)
#define APART_lineBlindTransfer REQUEST(request) CALL(call) WIDE(dest) VALUE(country)
#define APART_lineClose LINE(line)
#define APART_lineCloseCall CALL(call)
#define APART_lineCloseMSPInstance VALUE(msp)
#define APART_lineCompleteCall \
	REQUEST(request) CALL(call) GIVES(out_completion, DWORD) VALUE(mode) VALUE(message)
#define APART_lineCompleteTransfer \
	REQUEST(request) CALL(call) CALL(consult) BORN(ht_conf) GIVES(out_conf, void *) \
	VALUE(mode)
#define APART_lineConditionalMediaDetection LINE(line) VALUE(modes) READS(params)
#define APART_lineConfigDialog LINE_ID(device) VALUE(owner) WIDE(device_class)
#define APART_lineConfigDialogEdit \
	LINE_ID(device) VALUE(owner) WIDE(device_class) ARRAY(in, char, 1) VALUE(size) \
	RECORD(out)
#define APART_lineCreateMSPInstance LINE(line) VALUE(address) VALUE(ht_msp) GIVES(out_msp, void *)
#define APART_lineDevSpecific \
	REQUEST(request) LINE(line) VALUE(address) CALL(call) BLOCK(block, 1) VALUE(size)
#define APART_lineDevSpecificFeature \
	REQUEST(request) LINE(line) VALUE(feature) BLOCK(block, 1) VALUE(size)
#define APART_lineDial REQUEST(request) CALL(call) WIDE(dest) VALUE(country)
#define APART_lineDrop REQUEST(request) CALL(call) ARRAY(uui, char, 1) VALUE(size)
#define APART_lineDropNoOwner CALL(call)
#define APART_lineDropOnClose CALL(call)
#define APART_lineForward \
	REQUEST(request) LINE(line) VALUE(all) VALUE(address) READS(list) VALUE(rings) \
	BORN(ht_consult) GIVES(out_consult, void *) READS(params)
#define APART_lineGatherDigits \
	CALL(call) VALUE(end_to_end) VALUE(modes) DIGITS(digits) VALUE(count) \
	WIDE(terminators) VALUE(first_timeout) VALUE(inter_timeout)
#define APART_lineGenerateDigits \
	CALL(call) VALUE(end_to_end) VALUE(mode) WIDE(digits) VALUE(duration)
#define APART_lineGenerateTone \
	CALL(call) VALUE(end_to_end) VALUE(mode) VALUE(duration) VALUE(count) \
	ARRAY(tones, LINEGENERATETONE, -1)
#define APART_lineGetAddressCaps \
	LINE_ID(device) VALUE(address) VALUE(version) VALUE(ext_version) RECORD(caps)
#define APART_lineGetAddressID \
	LINE(line) GIVES(out_address, DWORD) VALUE(mode) ARRAY(text, char, 1) VALUE(size)
#define APART_lineGetAddressStatus LINE(line) VALUE(address) RECORD(status)
#define APART_lineGetCallAddressID CALL(call) GIVES(out_address, DWORD)
#define APART_lineGetCallHubTracking LINE(line) RECORD(tracking)
#define APART_lineGetCallIDs \
	CALL(call) GIVES(out_address, DWORD) GIVES(out_id, DWORD) GIVES(out_related, DWORD)
#define APART_lineGetCallInfo CALL(call) RECORD(info)
#define APART_lineGetCallStatus CALL(call) RECORD(status)
#define APART_lineGetDevCaps LINE_ID(device) VALUE(version) VALUE(ext_version) RECORD(caps)
#define APART_lineGetDevConfig LINE_ID(device) RECORD(config) WIDE(device_class)
#define APART_lineGetExtensionID LINE_ID(device) VALUE(version) GIVES(extension, LINEEXTENSIONID)
#define APART_lineGetIcon LINE_ID(device) WIDE(device_class) GIVES(out_icon, void *)
#define APART_lineGetID \
	LINE(line) VALUE(address) CALL(call) VALUE(select) RECORD(id) WIDE(device_class) \
	PROCESS(process)
#define APART_lineGetLineDevStatus LINE(line) RECORD(status)
#define APART_lineGetNumAddressIDs LINE(line) GIVES(out_count, DWORD)
#define APART_lineHold REQUEST(request) CALL(call)
#define APART_lineMakeCall \
	REQUEST(request) LINE(line) BORN(ht_call) GIVES(out_call, void *) WIDE(dest) \
	VALUE(country) READS(params)
#define APART_lineMonitorDigits CALL(call) VALUE(modes)
#define APART_lineMonitorMedia CALL(call) VALUE(modes)
#define APART_lineMonitorTones \
	CALL(call) VALUE(list_id) ARRAY(tones, LINEMONITORTONE, 1) VALUE(count)
#define APART_lineMSPIdentify LINE_ID(device) GIVES(out_clsid, GUID)
#define APART_lineNegotiateExtVersion \
	LINE_ID(device) VALUE(version) VALUE(low) VALUE(high) GIVES(out_version, DWORD)
#define APART_lineNegotiateTSPIVersion \
	LINE_ID(device) VALUE(low) VALUE(high) GIVES(out_version, DWORD)
#define APART_lineOpen \
	LINE_ID(device) VALUE(ht_line) GIVES(out_line, void *) VALUE(version) \
	ON_LINE(event)
#define APART_linePark REQUEST(request) CALL(call) VALUE(mode) WIDE(dest) RECORD(out_address)
#define APART_linePickup \
	REQUEST(request) LINE(line) VALUE(address) BORN(ht_call) GIVES(out_call, void *) \
	WIDE(dest) WIDE(group)
#define APART_linePrepareAddToConference \
	REQUEST(request) CALL(conf) BORN(ht_consult) GIVES(out_consult, void *) \
	READS(params)
#define APART_lineReceiveMSPData \
	LINE(line) CALL(call) VALUE(msp) ARRAY(block, char, 1) VALUE(size)
#define APART_lineRedirect REQUEST(request) CALL(call) WIDE(dest) VALUE(country)
#define APART_lineReleaseUserUserInfo REQUEST(request) CALL(call)
#define APART_lineRemoveFromConference REQUEST(request) CALL(call)
#define APART_lineSecureCall REQUEST(request) CALL(call)
#define APART_lineSelectExtVersion LINE(line) VALUE(ext_version)
#define APART_lineSendUserUserInfo REQUEST(request) CALL(call) ARRAY(uui, char, 1) VALUE(size)
#define APART_lineSetAppSpecific CALL(call) VALUE(value)
#define APART_lineSetCallData REQUEST(request) CALL(call) ARRAY(data, char, 1) VALUE(size)
#define APART_lineSetCallHubTracking LINE(line) READS(tracking)
#define APART_lineSetCallParams \
	REQUEST(request) CALL(call) VALUE(bearer) VALUE(min_rate) VALUE(max_rate) \
	FIXED(dial, LINEDIALPARAMS)
#define APART_lineSetCallQualityOfService \
	REQUEST(request) CALL(call) ARRAY(sending, char, 1) VALUE(sending_size) \
	ARRAY(receiving, char, 1) VALUE(receiving_size)
#define APART_lineSetCallTreatment REQUEST(request) CALL(call) VALUE(treatment)
#define APART_lineSetCurrentLocation VALUE(location)
#define APART_lineSetDefaultMediaDetection LINE(line) VALUE(modes)
#define APART_lineSetDevConfig \
	LINE_ID(device) ARRAY(config, char, 1) VALUE(size) WIDE(device_class)
#define APART_lineSetLineDevStatus REQUEST(request) LINE(line) VALUE(bits) VALUE(set)
#define APART_lineSetMediaControl \
	LINE(line) VALUE(address) CALL(call) VALUE(select) \
	ARRAY(digits, LINEMEDIACONTROLDIGIT, 1) VALUE(digit_count) \
	ARRAY(media, LINEMEDIACONTROLMEDIA, 1) VALUE(media_count) \
	ARRAY(tones, LINEMEDIACONTROLTONE, 1) VALUE(tone_count) \
	ARRAY(states, LINEMEDIACONTROLCALLSTATE, 1) VALUE(state_count)
#define APART_lineSetMediaMode CALL(call) VALUE(mode)
#define APART_lineSetStatusMessages LINE(line) VALUE(line_states) VALUE(address_states)
#define APART_lineSetTerminal \
	REQUEST(request) LINE(line) VALUE(address) CALL(call) VALUE(select) VALUE(modes) \
	VALUE(terminal) VALUE(enable)
#define APART_lineSetupConference \
	REQUEST(request) CALL(call) LINE(line) BORN(ht_conf) GIVES(out_conf, void *) \
	BORN(ht_consult) GIVES(out_consult, void *) VALUE(parties) READS(params)
#define APART_lineSetupTransfer \
	REQUEST(request) CALL(call) BORN(ht_consult) GIVES(out_consult, void *) \
	READS(params)
#define APART_lineSwapHold REQUEST(request) CALL(active) CALL(held)
#define APART_lineUncompleteCall REQUEST(request) LINE(line) VALUE(completion)
#define APART_lineUnhold REQUEST(request) CALL(call)
#define APART_lineUnpark \
	REQUEST(request) LINE(line) VALUE(address) BORN(ht_call) GIVES(out_call, void *) \
	WIDE(dest)

/* Phones */
#define APART_phoneClose PHONE(phone)
#define APART_phoneConfigDialog PHONE_ID(device) VALUE(owner) WIDE(device_class)
#define APART_phoneDevSpecific REQUEST(request) PHONE(phone) BLOCK(block, 1) VALUE(size)
#define APART_phoneGetButtonInfo PHONE(phone) VALUE(button) RECORD(info)
#define APART_phoneGetData PHONE(phone) VALUE(data_id) BLOCK(data, 1) VALUE(size)
#define APART_phoneGetDevCaps PHONE_ID(device) VALUE(version) VALUE(ext_version) RECORD(caps)
#define APART_phoneGetDisplay PHONE(phone) RECORD(display)
#define APART_phoneGetExtensionID \
	PHONE_ID(device) VALUE(version) GIVES(extension, PHONEEXTENSIONID)
#define APART_phoneGetGain PHONE(phone) VALUE(hook) GIVES(out_gain, DWORD)
#define APART_phoneGetHookSwitch PHONE(phone) GIVES(out_hooks, DWORD)
#define APART_phoneGetIcon PHONE_ID(device) WIDE(device_class) GIVES(out_icon, void *)
#define APART_phoneGetID PHONE(phone) RECORD(id) WIDE(device_class) PROCESS(process)
#define APART_phoneGetLamp PHONE(phone) VALUE(button) GIVES(out_mode, DWORD)
#define APART_phoneGetRing PHONE(phone) GIVES(out_mode, DWORD) GIVES(out_volume, DWORD)
#define APART_phoneGetStatus PHONE(phone) RECORD(status)
#define APART_phoneGetVolume PHONE(phone) VALUE(hook) GIVES(out_volume, DWORD)
#define APART_phoneNegotiateExtVersion \
	PHONE_ID(device) VALUE(version) VALUE(low) VALUE(high) GIVES(out_version, DWORD)
#define APART_phoneNegotiateTSPIVersion \
	PHONE_ID(device) VALUE(low) VALUE(high) GIVES(out_version, DWORD)
#define APART_phoneOpen \
	PHONE_ID(device) VALUE(ht_phone) GIVES(out_phone, void *) VALUE(version) \
	ON_PHONE(event)
#define APART_phoneSelectExtVersion PHONE(phone) VALUE(ext_version)
#define APART_phoneSetButtonInfo REQUEST(request) PHONE(phone) VALUE(button) READS(info)
#define APART_phoneSetData \
	REQUEST(request) PHONE(phone) VALUE(data_id) ARRAY(data, char, 1) VALUE(size)
#define APART_phoneSetDisplay \
	REQUEST(request) PHONE(phone) VALUE(row) VALUE(column) ARRAY(text, char, 1) \
	VALUE(size)
#define APART_phoneSetGain REQUEST(request) PHONE(phone) VALUE(hook) VALUE(gain)
#define APART_phoneSetHookSwitch REQUEST(request) PHONE(phone) VALUE(hooks) VALUE(mode)
#define APART_phoneSetLamp REQUEST(request) PHONE(phone) VALUE(button) VALUE(mode)
#define APART_phoneSetRing REQUEST(request) PHONE(phone) VALUE(mode) VALUE(volume)
#define APART_phoneSetStatusMessages \
	PHONE(phone) VALUE(states) VALUE(button_modes) VALUE(button_states)
#define APART_phoneSetVolume REQUEST(request) PHONE(phone) VALUE(hook) VALUE(volume)

#endif

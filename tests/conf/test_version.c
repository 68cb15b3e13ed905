/* SPDX-License-Identifier: MIT
 * test_version.c - what is agreed on is kept to. */
#include "conf_raw.h"

#define EACH_VERSION(v) for (const DWORD *v = scene_versions; *v; v++)

/* The highest that lies between; 0: none does. */
static DWORD highest(DWORD low, DWORD high)
{
	DWORD found = 0;

	EACH_VERSION(v)
		if (*v >= low && *v <= high)
			found = *v;
	return found;
}

/* R-VER-1, R-VER-2 */
TEST_ONCE(version, it_agrees_on_the_highest_there_is_in_any_range)
{
	static const DWORD beside[] = { 0, 1, 0x8000, (DWORD)-1 };
	DWORD got, want;
	LONG result;

	scene_open(LINES);
	EACH_VERSION(low) {
		EACH_VERSION(high) {
			for (size_t i = 0; i < 4; i++) {
				want = highest(*low, *high + beside[i]);
				got = 0;
				result = SP->lineNegotiateTSPIVersion(BASE, *low, *high + beside[i], &got);
				CHECK_INT(result, want ? 0 : (LONG)LINEERR_INCOMPATIBLEAPIVERSION);
				CHECK_INT(got, want);
			}
		}
	}
}

/* R-VER-1 */
TEST_ONCE(version, a_range_without_any_version_is_refused)
{
	static const DWORD ranges[][2] = {
		{ 0, 0 }, { 0, 0x00010002 }, { 0x00010005, 0x0001FFFF }, { 0x00020003, 0x0002FFFF },
		{ 0x00030002, 0xFFFFFFFF }, { TAPI_3_1, TAPI_1_3 },
	};
	DWORD got;

	scene_open(LINES);
	for (size_t i = 0; i < sizeof(ranges) / sizeof(*ranges); i++)
		CHECK_INT(SP->lineNegotiateTSPIVersion(BASE, ranges[i][0], ranges[i][1], &got),
			  (LONG)LINEERR_INCOMPATIBLEAPIVERSION);
	CHECK_INT(SP->lineNegotiateTSPIVersion(BASE, 0, 0xFFFFFFFF, &got), 0);
	CHECK_INT(got, TAPI_3_1);
	CHECK_INT(SP->lineNegotiateTSPIVersion(BASE, 0x00010004, 0x0001FFFF, &got), 0);
	CHECK_INT(got, TAPI_1_4);
}

/* R-VER-3, R-VER-4, R-VER-5 */
TEST_ONCE(version, the_open_decides_on_the_records_and_not_what_was_negotiated_since)
{
	struct { LINECALLSTATUS s; unsigned char guard[64]; } room;
	uint32_t call;
	DWORD got;

	scene_open_at(LINES, TAPI_1_4);
	call = scene_dial(scene_line(0), "93", 100);
	CHECK_INT(SP->lineNegotiateTSPIVersion(BASE, TAPI_1_3, TAPI_3_1, &got), 0);
	memset(&room, 0xEE, sizeof(room));
	room.s.dwTotalSize = sizeof(room.s);
	scene_news();
	CHECK_INT(SP->lineGetCallStatus(host_hdcall(tapi, call), &room.s), 0);
	CHECK_INT(room.s.dwUsedSize, abi_fixed_size(ABI_LINECALLSTATUS, TAPI_1_4));
	CHECK_INT(room.s.dwCallFeatures2, 0xEEEEEEEE);
}

/* Ask with room for the fixed part alone, all beyond marked: the record is as
 * long as `fixed`, and nothing lies behind it. */
static unsigned char room[1024];

static void *lay_out(DWORD fixed)
{
	memset(room, 0xEE, sizeof(room));
	memset(room, 0, fixed);
	memcpy(room, &fixed, sizeof(fixed));
	return room;
}

static void check_fixed(LONG result, DWORD fixed)
{
	DWORD head[3];

	CHECK_INT(result, 0);
	memcpy(head, room, sizeof(head));
	CHECK_INT(head[0], fixed);
	CHECK_INT(head[2], fixed);
	CHECK(head[1] >= fixed);
	for (DWORD i = fixed; i < sizeof(room); i++)
		CHECK_INT(room[i], 0xEE);
}

/* R-VER-4, R-VER-5 */
TEST_ONCE(version, capabilities_have_the_fixed_part_of_the_version_they_are_asked_at)
{
	scene_open(LINES);
	EACH_VERSION(v) {
		DWORD line = abi_fixed_size(ABI_LINEDEVCAPS, *v), address = abi_fixed_size(ABI_LINEADDRESSCAPS, *v);

		check_fixed(SP->lineGetDevCaps(BASE, *v, 0, lay_out(line)), line);
		check_fixed(SP->lineGetAddressCaps(BASE, 0, *v, 0, lay_out(address)), address);
		CHECK_INT(SP->lineGetDevCaps(BASE, *v, 0, lay_out(line - 1)), (LONG)LINEERR_STRUCTURETOOSMALL);
		CHECK_INT(SP->lineGetAddressCaps(BASE, 0, *v, 0, lay_out(address - 1)),
			  (LONG)LINEERR_STRUCTURETOOSMALL);
	}
	CHECK_INT(SP->lineGetDevCaps(BASE, 0x00010002, 0, lay_out(300)), (LONG)LINEERR_INCOMPATIBLEAPIVERSION);
	CHECK_INT(SP->lineGetDevCaps(BASE, 0x00040000, 0, lay_out(300)), (LONG)LINEERR_INCOMPATIBLEAPIVERSION);
	CHECK_INT(SP->lineGetAddressCaps(BASE, 0, 0, 0, lay_out(300)), (LONG)LINEERR_INCOMPATIBLEAPIVERSION);
}

/* R-VER-4, R-VER-5, R-VER-8 */
TEST_ONCE(version, an_open_line_and_its_calls_have_the_fixed_parts_of_their_version)
{
	EACH_VERSION(v) {
		HDRVLINE hd;
		HDRVCALL call;
		uint32_t line;

		scene_open_at(LINES, *v);
		line = scene_line(0);
		hd = host_hdline(tapi, line);
		call = host_hdcall(tapi, scene_dial(line, "93", 100));
		check_fixed(SP->lineGetLineDevStatus(hd, lay_out(abi_fixed_size(ABI_LINEDEVSTATUS, *v))),
			    abi_fixed_size(ABI_LINEDEVSTATUS, *v));
		check_fixed(SP->lineGetAddressStatus(hd, 0, lay_out(abi_fixed_size(ABI_LINEADDRESSSTATUS, *v))),
			    abi_fixed_size(ABI_LINEADDRESSSTATUS, *v));
		check_fixed(SP->lineGetCallInfo(call, lay_out(abi_fixed_size(ABI_LINECALLINFO, *v))),
			    abi_fixed_size(ABI_LINECALLINFO, *v));
		check_fixed(SP->lineGetCallStatus(call, lay_out(abi_fixed_size(ABI_LINECALLSTATUS, *v))),
			    abi_fixed_size(ABI_LINECALLSTATUS, *v));
		scene_close();
	}
}

/* R-VER-8 */
TEST_ONCE(version, two_devices_work_under_different_versions_at_a_time)
{
	static const DWORD versions[] = { TAPI_1_3, TAPI_3_1 };
	HDRVLINE line;
	HDRVCALL call;

	scene_load(LINES);
	raw_begin(3, 4);
	for (DWORD i = 0; i < 2; i++) {
		DWORD fixed = abi_fixed_size(ABI_LINECALLINFO, versions[i]);

		line = raw_open_at(i, 1, NULL, versions[i]);
		CHECK_INT(SP->lineMakeCall(1 + i, line, NULL, &call, wide("93"), 0, NULL), 1 + (LONG)i);
		check_fixed(SP->lineGetCallInfo(call, lay_out(fixed)), fixed);
	}
}

static void check_bits(const void *record, size_t at, enum name_group group, DWORD version)
{
	char words[NAME_TEXT_SIZE];
	DWORD bits;

	memcpy(&bits, (const char *)record + at, sizeof(bits));
	bits &= ~name_known_bits(group, version);
	if (bits)
		CHECK_TEXT(name_bits(group, bits, words, sizeof(words)), "no newer constants");
}

static const struct {
	size_t at;
	enum name_group group;
	DWORD since;		/* of the member */
} line_bits[] = {
#define ROW(field, group, since) { offsetof(LINEDEVCAPS, field), NAME_##group, since }
	ROW(dwAddressModes, LINEADDRESSMODE, 0), ROW(dwBearerModes, LINEBEARERMODE, 0),
	ROW(dwMediaModes, LINEMEDIAMODE, 0), ROW(dwDevCapFlags, LINEDEVCAPFLAGS, 0),
	ROW(dwLineStates, LINEDEVSTATE, 0), ROW(dwLineFeatures, LINEFEATURE, TAPI_1_4),
	ROW(dwGenerateDigitModes, LINEDIGITMODE, 0), ROW(dwMonitorDigitModes, LINEDIGITMODE, 0),
	ROW(dwAnswerMode, LINEANSWERMODE, 0),
#undef ROW
}, address_bits[] = {
#define ROW(field, group, since) { offsetof(LINEADDRESSCAPS, field), NAME_##group, since }
	ROW(dwAddressSharing, LINEADDRESSSHARING, 0), ROW(dwAddressStates, LINEADDRESSSTATE, 0),
	ROW(dwCallInfoStates, LINECALLINFOSTATE, 0), ROW(dwCallerIDFlags, LINECALLPARTYID, 0),
	ROW(dwCalledIDFlags, LINECALLPARTYID, 0), ROW(dwConnectedIDFlags, LINECALLPARTYID, 0),
	ROW(dwCallStates, LINECALLSTATE, 0), ROW(dwBusyModes, LINEBUSYMODE, 0),
	ROW(dwDialToneModes, LINEDIALTONEMODE, 0), ROW(dwSpecialInfo, LINESPECIALINFO, 0),
	ROW(dwDisconnectModes, LINEDISCONNECTMODE, 0), ROW(dwAddrCapFlags, LINEADDRCAPFLAGS, 0),
	ROW(dwCallFeatures, LINECALLFEATURE, 0), ROW(dwAddressFeatures, LINEADDRFEATURE, TAPI_1_4),
	ROW(dwConnectedModes, LINECONNECTEDMODE, TAPI_2_0), ROW(dwOfferingModes, LINEOFFERINGMODE, TAPI_2_0),
	ROW(dwAvailableMediaModes, LINEMEDIAMODE, TAPI_2_0),
#undef ROW
};

/* R-VER-6 */
TEST_ONCE(version, capabilities_hold_no_constant_newer_than_the_version)
{
	EACH_VERSION(v) {
		LINEADDRESSCAPS *address;
		LINEDEVCAPS *caps;

		scene_open_at(LINES, *v);
		NEED(host_get_line_caps(tapi, BASE, &caps) == 0);
		DEFER(mem_free, caps);
		NEED(host_get_address_caps(tapi, BASE, 0, &address) == 0);
		DEFER(mem_free, address);
		for (size_t i = 0; i < sizeof(line_bits) / sizeof(*line_bits); i++)
			if (*v >= line_bits[i].since)
				check_bits(caps, line_bits[i].at, line_bits[i].group, *v);
		for (size_t i = 0; i < sizeof(address_bits) / sizeof(*address_bits); i++)
			if (*v >= address_bits[i].since)
				check_bits(address, address_bits[i].at, address_bits[i].group, *v);
		scene_close();
	}
}

static void check_state(const struct host_event *e, DWORD version)
{
	static const struct {
		DWORD state;
		enum name_group group;
	} modes[] = {
		{ LINECALLSTATE_OFFERING, NAME_LINEOFFERINGMODE }, { LINECALLSTATE_CONNECTED, NAME_LINECONNECTEDMODE },
		{ LINECALLSTATE_DISCONNECTED, NAME_LINEDISCONNECTMODE }, { LINECALLSTATE_BUSY, NAME_LINEBUSYMODE },
		{ LINECALLSTATE_SPECIALINFO, NAME_LINESPECIALINFO },
	};
	DWORD known = 0;

	for (size_t i = 0; i < sizeof(modes) / sizeof(*modes); i++)
		if (modes[i].state == e->p1)
			known = name_known_bits(modes[i].group, version);
	CHECK_INT(e->p2 & ~(DWORD_PTR)known, 0);
	CHECK_INT(e->p1 & ~(DWORD_PTR)name_known_bits(NAME_LINECALLSTATE, version), 0);
}

/* R-VER-6 */
TEST_ONCE(version, events_and_records_of_calls_hold_no_constant_newer_than_the_version)
{
	static const char *const numbers[] = { "200", "90", "92", "94", "95", "97", "12345" };

	EACH_VERSION(v) {
		uint32_t a, b, call, in;

		scene_open_at(LINES, *v);
		a = scene_line(0);
		b = scene_line(1);
		call = scene_talk(a, "200", &in);
		NEED(host_hold(tapi, call) > 0 && host_unhold(tapi, call) > 0);
		scene_advance(0);
		for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++) {
			LINECALLINFO *info;

			scene_news();
			for (size_t k = 0; k < scene_count; k++)
				if (scene_box[k].message == LINE_CALLSTATE)
					check_state(&scene_box[k], *v);
			CHECK_INT(host_close_call(tapi, call), 0);
			scene_news();
			call = scene_dial(a, numbers[i], 3000);
			scene_news();
			NEED(host_get_call_info(tapi, i ? call : scene_new_call(), &info) == 0);
			CHECK_INT(info->dwOrigin & ~name_known_bits(NAME_LINECALLORIGIN, *v), 0);
			CHECK_INT(info->dwReason & ~name_known_bits(NAME_LINECALLREASON, *v), 0);
			mem_free(info);
		}
		CHECK_INT(host_line_close(tapi, b), 0);
		scene_close();
	}
}

/* R-VER-9 */
TEST_ONCE(version, a_session_at_a_version_there_is_not_does_not_begin)
{
	static const DWORD versions[] = { 0, 0x00010002, 0x00010005, 0x00040000, 0xFFFFFFFF };
	DWORD lines, phones, options = 0;

	scene_load(LINES);
	CHECK_INT(SP->providerEnumDevices(3, &lines, &phones, NULL, NULL, NULL), 0);
	for (size_t i = 0; i < sizeof(versions) / sizeof(*versions); i++)
		CHECK_INT(SP->providerInit(versions[i], 3, 0, 0, lines, 0, (ASYNC_COMPLETION)1, &options),
			  (LONG)LINEERR_INCOMPATIBLEAPIVERSION);
	EACH_VERSION(v) {
		CHECK_INT(SP->providerInit(*v, 3, 0, 0, lines, 0, (ASYNC_COMPLETION)1, &options), 0);
		CHECK_INT(SP->providerShutdown(*v, 3), 0);
	}
}

/* R-VER-3 */
TEST_ONCE(version, a_line_is_not_opened_at_a_version_there_is_not)
{
	HDRVLINE hd = NULL;

	scene_open(LINES);
	CHECK_INT(SP->lineOpen(BASE, NULL, &hd, 0x00010005, (LINEEVENT)1), (LONG)LINEERR_INCOMPATIBLEAPIVERSION);
	CHECK_INT(SP->lineOpen(BASE, NULL, &hd, 0, (LINEEVENT)1), (LONG)LINEERR_INCOMPATIBLEAPIVERSION);
	CHECK(hd == NULL);
	scene_line(0);
}

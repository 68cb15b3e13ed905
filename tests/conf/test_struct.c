/* SPDX-License-Identifier: MIT
 * test_struct.c - records out, at every size there is room for. */
#include "conf_scene.h"
#include "abi/vardata.h"

#define ROOM 4096
#define MARK 0xEE

/* One of the functions that fill a record. */
static uint32_t line, call;
static HDRVLINE hd_line;
static HDRVCALL hd_call;
static DWORD version;

static LONG line_caps(void *r) { return SP->lineGetDevCaps(BASE, version, 0, r); }
static LONG address_caps(void *r) { return SP->lineGetAddressCaps(BASE, 0, version, 0, r); }
static LONG line_status(void *r) { return SP->lineGetLineDevStatus(hd_line, r); }
static LONG address_status(void *r) { return SP->lineGetAddressStatus(hd_line, 0, r); }
static LONG call_info(void *r) { return SP->lineGetCallInfo(hd_call, r); }
static LONG call_status(void *r) { return SP->lineGetCallStatus(hd_call, r); }

static LONG line_id(void *r)
{
	return SP->lineGetID(hd_line, 0, NULL, LINECALLSELECT_LINE, r, wide("tapi/line"), NULL);
}

/* The variable fields of a record and those members of it that are TAPI's. */
#define FIELD(type, xxx) VARFIELD(type, xxx)
#define OWN(type, member) { offsetof(type, member), sizeof(((type *)0)->member) }
#define OWN_PAIR(type, xxx) { VARFIELD(type, xxx), 8 }

struct own {
	size_t at, size;
};

static const size_t dev_fields[] = {
	FIELD(LINEDEVCAPS, ProviderInfo), FIELD(LINEDEVCAPS, SwitchInfo), FIELD(LINEDEVCAPS, LineName),
	FIELD(LINEDEVCAPS, TerminalCaps), FIELD(LINEDEVCAPS, TerminalText), FIELD(LINEDEVCAPS, DevSpecific),
	FIELD(LINEDEVCAPS, DeviceClasses),
};
static const size_t address_fields[] = {
	FIELD(LINEADDRESSCAPS, Address), FIELD(LINEADDRESSCAPS, DevSpecific),
	FIELD(LINEADDRESSCAPS, CompletionMsgText), FIELD(LINEADDRESSCAPS, DeviceClasses),
	FIELD(LINEADDRESSCAPS, CallTreatmentList),
};
static const size_t status_fields[] = { FIELD(LINEDEVSTATUS, DevSpecific), FIELD(LINEDEVSTATUS, AppInfo) };
static const struct own status_own[] = {
	OWN(LINEDEVSTATUS, dwNumOpens), OWN(LINEDEVSTATUS, dwOpenMediaModes), OWN_PAIR(LINEDEVSTATUS, AppInfo),
};
static const size_t address_status_fields[] = {
	FIELD(LINEADDRESSSTATUS, Forward), FIELD(LINEADDRESSSTATUS, TerminalModes),
	FIELD(LINEADDRESSSTATUS, DevSpecific),
};
static const size_t info_fields[] = {
	FIELD(LINECALLINFO, CallerID), FIELD(LINECALLINFO, CallerIDName), FIELD(LINECALLINFO, CalledID),
	FIELD(LINECALLINFO, CalledIDName), FIELD(LINECALLINFO, ConnectedID),
	FIELD(LINECALLINFO, ConnectedIDName), FIELD(LINECALLINFO, RedirectionID),
	FIELD(LINECALLINFO, RedirectionIDName), FIELD(LINECALLINFO, RedirectingID),
	FIELD(LINECALLINFO, RedirectingIDName), FIELD(LINECALLINFO, AppName),
	FIELD(LINECALLINFO, DisplayableAddress), FIELD(LINECALLINFO, CalledParty),
	FIELD(LINECALLINFO, Comment), FIELD(LINECALLINFO, Display), FIELD(LINECALLINFO, UserUserInfo),
	FIELD(LINECALLINFO, HighLevelComp), FIELD(LINECALLINFO, LowLevelComp),
	FIELD(LINECALLINFO, ChargingInfo), FIELD(LINECALLINFO, TerminalModes),
	FIELD(LINECALLINFO, DevSpecific), FIELD(LINECALLINFO, CallData),
	FIELD(LINECALLINFO, SendingFlowspec), FIELD(LINECALLINFO, ReceivingFlowspec),
};
static const struct own info_own[] = {
	OWN(LINECALLINFO, hLine), OWN(LINECALLINFO, dwMonitorDigitModes),
	OWN(LINECALLINFO, dwMonitorMediaModes), OWN(LINECALLINFO, dwNumOwners),
	OWN(LINECALLINFO, dwNumMonitors), OWN_PAIR(LINECALLINFO, AppName),
	OWN_PAIR(LINECALLINFO, DisplayableAddress), OWN_PAIR(LINECALLINFO, CalledParty),
	OWN_PAIR(LINECALLINFO, Comment),
};
static const size_t call_status_fields[] = { FIELD(LINECALLSTATUS, DevSpecific) };
static const struct own call_status_own[] = { OWN(LINECALLSTATUS, dwCallPrivilege) };
static const size_t id_fields[] = { FIELD(VARSTRING, String) };

#define LENGTH(table) (sizeof(table) / sizeof(*(table)))
#define FIELDS(table) table, LENGTH(table)

static const struct record {
	const char *name;
	LONG (*ask)(void *record);
	enum abi_struct which;
	const size_t *fields;
	size_t field_count;
	const struct own *own;
	size_t own_count;
} records[] = {
	{ "lineGetDevCaps", line_caps, ABI_LINEDEVCAPS, FIELDS(dev_fields), NULL, 0 },
	{ "lineGetAddressCaps", address_caps, ABI_LINEADDRESSCAPS, FIELDS(address_fields), NULL, 0 },
	{ "lineGetLineDevStatus", line_status, ABI_LINEDEVSTATUS, FIELDS(status_fields), FIELDS(status_own) },
	{ "lineGetAddressStatus", address_status, ABI_LINEADDRESSSTATUS, FIELDS(address_status_fields), NULL, 0 },
	{ "lineGetCallInfo", call_info, ABI_LINECALLINFO, FIELDS(info_fields), FIELDS(info_own) },
	{ "lineGetCallStatus", call_status, ABI_LINECALLSTATUS, FIELDS(call_status_fields), FIELDS(call_status_own) },
	{ "lineGetID", line_id, ABI_VARSTRING, FIELDS(id_fields), NULL, 0 },
};

/* Open at `v`, with a call that has much to say of itself. */
static void scene_at(DWORD v)
{
	uint32_t in;

	version = v;
	scene_open_at(LINES, v);
	line = scene_line(0);
	scene_line(1);
	call = scene_talk(line, "200", &in);
	hd_line = host_hdline(tapi, line);
	hd_call = host_hdcall(tapi, call);
}

static unsigned char room[ROOM];

static DWORD get(size_t at)
{
	DWORD value;

	memcpy(&value, room + at, sizeof(value));
	return value;
}

static void put(size_t at, DWORD value)
{
	memcpy(room + at, &value, sizeof(value));
}

/* Ask as TAPI does: sizes and offsets zeroed, all else as it lay (R-STRUCT-2). */
static LONG ask(const struct record *r, DWORD total, DWORD fixed)
{
	memset(room, MARK, sizeof(room));
	put(0, total);
	put(4, fixed);
	put(8, fixed);
	for (size_t i = 0; i < r->field_count; i++) {
		if (r->fields[i] + 8 > fixed)
			continue;
		put(r->fields[i], 0);
		put(r->fields[i] + 4, 0);
	}
	return r->ask(room);
}

static DWORD check_item(size_t field, DWORD fixed)
{
	DWORD size = get(field), at = get(field + 4);

	CHECK(size ? at >= fixed && at <= get(8) && size <= get(8) - at : at == 0);
	return size;
}

/* The names of treatments stand beside their list. */
static DWORD check_names(const struct record *r, DWORD fixed)
{
	const size_t list = VARFIELD(LINEADDRESSCAPS, CallTreatmentList);
	DWORD sum = 0;

	if (r->which != ABI_LINEADDRESSCAPS || list + 8 > fixed)
		return 0;
	for (DWORD at = 0; at < get(list); at += sizeof(LINECALLTREATMENTENTRY))
		sum += check_item(get(list + 4) + at + VARFIELD(LINECALLTREATMENTENTRY, CallTreatmentName), fixed);
	return sum;
}

/* Each item lies behind the fixed part, whole and ended, next to the others. */
static DWORD check_items(const struct record *r, DWORD fixed)
{
	DWORD sum = 0;

	for (size_t i = 0; i < r->field_count; i++) {
		if (r->fields[i] + 8 <= fixed)
			sum += check_item(r->fields[i], fixed);
	}
	return sum + check_names(r, fixed);
}

static void check_record(const struct record *r, DWORD total, DWORD fixed, DWORD needed)
{
	CHECK_INT(ask(r, total, fixed), 0);
	CHECK_INT(get(0), total);
	CHECK_INT(get(4), needed);
	CHECK(get(8) >= fixed && get(8) <= total && get(8) <= needed);
	if (total >= needed)
		CHECK_INT(get(8), needed);
	CHECK_INT(check_items(r, fixed), get(8) - fixed);
	for (size_t i = total; i < ROOM; i++)
		if (room[i] != MARK)
			CHECK_TEXT(r->name, "writes nothing beyond dwTotalSize");
	for (size_t i = get(8); i < total; i++)
		if (room[i] != MARK)
			CHECK_TEXT(r->name, "writes nothing beyond dwUsedSize");
}

/* R-STRUCT-1, R-STRUCT-4, R-STRUCT-5, R-STRUCT-6, R-STRUCT-7, R-STRUCT-8, R-STRUCT-10 */
TEST_ONCE(struct, at_every_size_what_fits_is_whole_and_what_does_not_is_absent)
{
	for (const DWORD *v = scene_versions; *v; v++) {
		scene_at(*v);
		for (size_t i = 0; i < LENGTH(records); i++) {
			DWORD fixed = abi_fixed_size(records[i].which, *v), needed;

			CHECK_INT(ask(&records[i], ROOM, fixed), 0);
			needed = get(4);
			CHECK(needed >= fixed && needed < ROOM);
			for (DWORD total = fixed; total <= needed + 2; total++)
				check_record(&records[i], total, fixed, needed);
		}
		scene_close();
	}
}

/* R-STRUCT-3 */
TEST_ONCE(struct, one_byte_less_than_the_fixed_part_is_too_small_and_stays_untouched)
{
	for (const DWORD *v = scene_versions; *v; v++) {
		scene_at(*v);
		for (size_t i = 0; i < LENGTH(records); i++) {
			DWORD fixed = abi_fixed_size(records[i].which, *v);
			DWORD sizes[] = { 0, 4, 12, fixed - 1 };

			for (int k = 0; k < 4; k++) {
				CHECK_INT(ask(&records[i], sizes[k], fixed), (LONG)LINEERR_STRUCTURETOOSMALL);
				CHECK_INT(get(0), sizes[k]);
				for (size_t at = fixed; at < ROOM; at++)
					CHECK_INT(room[at], MARK);
			}
		}
		scene_close();
	}
}

static bool is_own(const struct record *r, size_t at)
{
	for (size_t i = 0; i < r->own_count; i++)
		if (at >= r->own[i].at && at < r->own[i].at + r->own[i].size)
			return true;
	return false;
}

/* R-STRUCT-11, R-STRUCT-12, R-STRUCT-2 */
TEST_ONCE(struct, members_of_tapi_stay_as_they_were_and_all_others_are_filled)
{
	char text[120];

	for (const DWORD *v = scene_versions; *v; v++) {
		scene_at(*v);
		for (size_t i = 0; i < LENGTH(records); i++) {
			const struct record *r = &records[i];
			DWORD fixed = abi_fixed_size(r->which, *v);

			CHECK_INT(ask(r, ROOM, fixed), 0);
			for (size_t at = 12; at < fixed; at += 4) {
				bool left = get(at) == 0xEEEEEEEE, pair = false;

				for (size_t k = 0; k < r->field_count; k++)
					pair |= at == r->fields[k] || at == r->fields[k] + 4;
				if (is_own(r, at) ? (pair ? get(at) == 0 : left) : !left)
					continue;
				snprintf(text, sizeof(text), "%s at %x: offset %u is %x", r->name,
					 (unsigned)*v, (unsigned)at, (unsigned)get(at));
				CHECK_TEXT(text, "");
			}
		}
		scene_close();
	}
}

/* R-STRUCT-8, R-STRUCT-9 */
TEST_ONCE(struct, texts_are_utf16_with_their_terminator_counted)
{
	static const char words[] = "tapi/line\0comm/datamodem\0comm/datamodem/portname";
	LINEADDRESSCAPS *address;
	LINEDEVCAPS *caps;
	const char *at;

	scene_open("[line B\xC3\xBCro \xF0\x9F\x93\x9E]\ndriver = sim\nnumber = 100\n");
	NEED(host_get_line_caps(tapi, BASE, &caps) == 0);
	DEFER(mem_free, caps);
	CHECK_INT(caps->dwStringFormat, STRINGFORMAT_UNICODE);
	CHECK_INT(caps->dwLineNameSize, 2 * (4 + 1 + 2 + 1));
	at = (const char *)caps + caps->dwLineNameOffset;
	CHECK(memcmp(at, "B\0\xFC\0r\0o\0 \0\x3D\xD8\xDE\xDC\0\0", 16) == 0);
	NEED(host_get_address_caps(tapi, BASE, 0, &address) == 0);
	DEFER(mem_free, address);
	at = (const char *)address + address->dwAddressOffset;
	CHECK_INT(address->dwAddressSize, 8);
	CHECK(memcmp(at, "1\0" "0\0" "0\0\0\0", 8) == 0);
	CHECK_INT(address->dwDeviceClassesSize, 2 * (sizeof(words) + 1));	/* R-GETID-6 */
}

/* R-STRUCT-18 */
TEST_ONCE(struct, an_address_counts_held_calls_as_held_and_idle_ones_not_at_all)
{
	LINEADDRESSSTATUS *status;
	LINEDEVSTATUS *of_line;
	uint32_t c, held, idle;

	scene_open(LINES);
	c = scene_line(2);
	held = scene_talk(c, "91", NULL);
	NEED(host_hold(tapi, held) > 0);
	idle = scene_dial(c, "97", 100);
	scene_dial(c, "93", 100);
	scene_dial(c, "91", 1000);
	scene_news();
	CHECK_INT(host_call_state(tapi, idle), LINECALLSTATE_IDLE);
	NEED(host_get_address_status(tapi, c, 0, &status) == 0);
	DEFER(mem_free, status);
	CHECK_INT(status->dwNumActiveCalls, 2);
	CHECK_INT(status->dwNumOnHoldCalls, 1);
	CHECK_INT(status->dwNumOnHoldPendCalls, 0);
	NEED(host_get_line_status(tapi, c, &of_line) == 0);
	DEFER(mem_free, of_line);
	CHECK_INT(of_line->dwNumActiveCalls, 2);
	CHECK_INT(of_line->dwNumOnHoldCalls, 1);
}

/* R-STRUCT-14 */
TEST_ONCE(struct, a_device_number_is_told_as_bytes)
{
	VARSTRING *id;
	DWORD device;

	scene_open(LINES);
	NEED(host_get_id(tapi, scene_line(1), 0, 0, LINECALLSELECT_LINE, "tapi/line", &id) == 0);
	DEFER(mem_free, id);
	CHECK_INT(id->dwStringFormat, STRINGFORMAT_BINARY);
	CHECK_INT(id->dwStringSize, sizeof(device));
	memcpy(&device, (const char *)id + id->dwStringOffset, sizeof(device));
	CHECK_INT(device, BASE + 1);
}

/* R-STRUCT-11 */
TEST_ONCE(struct, of_a_call_that_tapi_makes_the_called_party_and_the_comment_are_tapis)
{
	struct { LINECALLPARAMS p; WCHAR text[4]; } with = { .p = scene_params(TAPI_3_1), .text = { 'J', 'o', 0 } };
	LINECALLINFO *info;

	scene_open(LINES);
	with.p.dwTotalSize = sizeof(with);
	with.p.dwCalledPartySize = with.p.dwCommentSize = 6;
	with.p.dwCalledPartyOffset = with.p.dwCommentOffset = sizeof(with.p);
	call = scene_dial_with(scene_line(0), "93", &with.p, 100);
	scene_news();
	NEED(host_get_call_info(tapi, call, &info) == 0);
	DEFER(mem_free, info);
	CHECK_INT(info->dwCalledPartySize + info->dwCalledPartyOffset, 0);
	CHECK_INT(info->dwCommentSize + info->dwCommentOffset, 0);
	CHECK_INT(info->dwAppNameSize + info->dwDisplayableAddressSize, 0);
}

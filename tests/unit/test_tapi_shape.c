/* SPDX-License-Identifier: MIT
 * test_tapi_shape.c - records of one version and text come out right in another. */
#include "test.h"
#include "abi/vardata.h"
#include "base/mem.h"
#include "tapi/shape.h"

static const struct shape_form wide_31 = { TAPI_3_1, SHAPE_WIDE }, wide_20 = { TAPI_2_0, SHAPE_WIDE },
	wide_14 = { TAPI_1_4, SHAPE_WIDE }, ansi_31 = { TAPI_3_1, SHAPE_ANSI },
	ansi_14 = { TAPI_1_4, SHAPE_ANSI };

/* Room for records, aligned; `from` is written by the tests. */
static union room {
	DWORD total;
	unsigned char bytes[2048];
	LINECALLINFO info;
	LINECALLPARAMS params;
	LINEFORWARDLIST list;
	LINEADDRESSSTATUS status;
	LINEDEVCAPS caps;
	VARSTRING string;
} from, to;
static struct vardata v;

static void begin(enum abi_struct which, DWORD version)
{
	memset(&from, 0, sizeof(from));
	memset(&to, 0xEE, sizeof(to));
	from.total = to.total = sizeof(from);
	CHECK(vardata_begin(&v, &from, abi_fixed_size(which, version)));
}

/* A variable field of `to` as text of the A functions. */
static const char *text_at(DWORD size, DWORD offset)
{
	CHECK(size > 0 && offset + size <= to.total && to.bytes[offset + size - 1] == 0);
	return (const char *)to.bytes + offset;
}

#define TEXT_OF(record, xxx) text_at((record).dw##xxx##Size, (record).dw##xxx##Offset)

static void call_info(void)
{
	begin(ABI_LINECALLINFO, TAPI_3_1);
	vardata_put(&v, offsetof(LINECALLINFO, dwCallID), 77);
	vardata_text(&v, VARFIELD(LINECALLINFO, CallerID), "100");
	vardata_text(&v, VARFIELD(LINECALLINFO, CallerIDName), "Joerg");
	vardata_bytes(&v, VARFIELD(LINECALLINFO, CallData), "data", 4);
	vardata_end(&v);
}

TEST(tapi_shape, what_is_newer_than_the_reader_stays_away)
{
	call_info();
	NEED(shape_copy(ABI_LINECALLINFO, &to, wide_14, &from, wide_31) == OK);
	CHECK_INT(to.info.dwCallID, 77);
	CHECK_INT(to.info.dwCallerIDSize, 8);
	CHECK_INT(to.info.dwCallerIDOffset, 296);	/* where 1.4 has its tail */
	CHECK_INT(to.info.dwUsedSize, 296 + 8 + 12);
	CHECK_INT(to.info.dwNeededSize, to.info.dwUsedSize);
}

TEST(tapi_shape, what_is_older_than_the_reader_has_zeros)
{
	begin(ABI_LINECALLINFO, TAPI_1_4);
	vardata_text(&v, VARFIELD(LINECALLINFO, CallerID), "100");
	vardata_end(&v);
	NEED(shape_copy(ABI_LINECALLINFO, &to, wide_31, &from, wide_14) == OK);
	CHECK_INT(to.info.dwCallDataSize, 0);
	CHECK_INT(to.info.dwCallDataOffset, 0);
	CHECK_INT(to.info.dwCallerIDOffset, 344);
}

TEST(tapi_shape, texts_become_those_of_the_A_functions)
{
	call_info();
	NEED(shape_copy(ABI_LINECALLINFO, &to, ansi_31, &from, wide_31) == OK);
	CHECK_TEXT(TEXT_OF(to.info, CallerID), "100");
	CHECK_TEXT(TEXT_OF(to.info, CallerIDName), "Joerg");
	CHECK_INT(to.info.dwCallDataSize, 4);
}

TEST(tapi_shape, what_does_not_fit_is_left_out_whole)
{
	call_info();
	to.total = 344 + 8;
	NEED(shape_copy(ABI_LINECALLINFO, &to, wide_31, &from, wide_31) == OK);
	CHECK_INT(to.info.dwCallerIDSize, 8);
	CHECK_INT(to.info.dwCallerIDNameSize, 0);
	CHECK_INT(to.info.dwUsedSize, 352);
	CHECK_INT(to.info.dwNeededSize, from.info.dwUsedSize);
	CHECK_INT(to.bytes[352], 0xEE);
	to.total = 343;
	CHECK_INT(shape_copy(ABI_LINECALLINFO, &to, wide_31, &from, wide_31), ERR_TOOSMALL);
}

TEST(tapi_shape, call_parameters_of_an_old_program_reach_a_new_provider)
{
	static const char number[] = "Strasse 7";
	struct varview view;
	void *turned;
	char text[32];
	enum err err;

	begin(ABI_LINECALLPARAMS, TAPI_1_4);
	vardata_put(&v, offsetof(LINECALLPARAMS, dwMediaMode), LINEMEDIAMODE_INTERACTIVEVOICE);
	vardata_bytes(&v, VARFIELD(LINECALLPARAMS, CalledParty), number, sizeof(number));
	from.params.dwBearerMode = LINEBEARERMODE_VOICE;
	err = shape_turn(&turned, ABI_LINECALLPARAMS, wide_31, &from, ansi_14);
	NEED(err == OK);
	DEFER(mem_free, turned);
	NEED(varview_open(&view, turned, UINT32_MAX, 180));
	CHECK_INT(varview_get(&view, 0), 180 + 2 * 10);
	CHECK_INT(varview_get(&view, offsetof(LINECALLPARAMS, dwBearerMode)), LINEBEARERMODE_VOICE);
	CHECK_INT(varview_get(&view, offsetof(LINECALLPARAMS, dwMediaMode)), LINEMEDIAMODE_INTERACTIVEVOICE);
	CHECK(varview_text(&view, VARFIELD(LINECALLPARAMS, CalledParty), text, sizeof(text)));
	CHECK_TEXT(text, number);
}

/* Two entries of `each` bytes, the numbers behind them. */
static void forward_list(DWORD each)
{
	static const WCHAR numbers[2][4] = { u"201", u"202" };

	memset(&from, 0, sizeof(from));
	from.list.dwTotalSize = 8 + 2 * each + sizeof(numbers);
	from.list.dwNumEntries = 2;
	memcpy(from.bytes + 8 + 2 * each, numbers, sizeof(numbers));
	for (DWORD i = 0; i < 2; i++) {
		LINEFORWARD *entry = (LINEFORWARD *)(from.bytes + 8 + i * each);

		entry->dwForwardMode = LINEFORWARDMODE_UNCOND + i;
		entry->dwDestCountryCode = 40 + i;
		entry->dwDestAddressSize = 8;
		entry->dwDestAddressOffset = 8 + 2 * each + i * 8;
	}
}

TEST(tapi_shape, entries_of_a_list_grow_with_the_version)
{
	LINEFORWARDLIST *list;
	void *turned;

	forward_list(24);
	CHECK(shape_check(ABI_LINEFORWARDLIST, &from, sizeof(from), TAPI_2_0) == NULL);
	NEED(shape_turn(&turned, ABI_LINEFORWARDLIST, wide_31, &from, wide_20) == OK);
	DEFER(mem_free, turned);
	list = turned;
	CHECK_INT(list->dwNumEntries, 2);
	for (DWORD i = 0; i < 2; i++) {
		const LINEFORWARD *entry = &list->ForwardList[i];

		CHECK_INT(entry->dwForwardMode, LINEFORWARDMODE_UNCOND + i);
		CHECK_INT(entry->dwDestCountryCode, 40 + i);
		CHECK_INT(entry->dwDestAddressType, 0);
		CHECK_INT(entry->dwDestAddressSize, 8);
		CHECK(memcmp((char *)turned + entry->dwDestAddressOffset, i ? u"202" : u"201", 8) == 0);
	}
}

TEST(tapi_shape, entries_in_the_tail_shrink_with_it)
{
	struct varblock block;
	struct varview view, entry;
	char text[8];

	begin(ABI_LINEADDRESSSTATUS, TAPI_3_1);
	block = vardata_block(&v, VARFIELD(LINEADDRESSSTATUS, Forward), 2, 32);
	for (DWORD i = 0; i < 2; i++) {
		vardata_entry_put(&v, &block, i, offsetof(LINEFORWARD, dwForwardMode), 1 + i);
		vardata_entry_text(&v, &block, i, VARFIELD(LINEFORWARD, DestAddress), i ? "302" : "301");
	}
	vardata_end(&v);
	NEED(shape_copy(ABI_LINEADDRESSSTATUS, &to, wide_20, &from, wide_31) == OK);
	CHECK_INT(to.status.dwForwardSize, 2 * 24);
	NEED(varview_open_used(&view, &to, sizeof(to), 64));
	for (DWORD i = 0; i < 2; i++) {
		NEED(varview_entry(&view, VARFIELD(LINEADDRESSSTATUS, Forward), i, 24, &entry));
		CHECK_INT(varview_get(&entry, offsetof(LINEFORWARD, dwForwardMode)), 1 + i);
		CHECK(varview_text(&entry, VARFIELD(LINEFORWARD, DestAddress), text, sizeof(text)));
		CHECK_TEXT(text, i ? "302" : "301");
	}
}

TEST(tapi_shape, places_of_a_table_are_as_long_as_its_longest_text)
{
	static const WCHAR names[2][8] = { u"phone", u"headset" };

	begin(ABI_LINEDEVCAPS, TAPI_3_1);
	vardata_put(&v, offsetof(LINEDEVCAPS, dwTerminalTextEntrySize), sizeof(names[0]));
	vardata_bytes(&v, VARFIELD(LINEDEVCAPS, TerminalText), names, sizeof(names));
	vardata_end(&v);
	NEED(shape_copy(ABI_LINEDEVCAPS, &to, ansi_31, &from, wide_31) == OK);
	CHECK_INT(to.caps.dwTerminalTextEntrySize, 8);
	CHECK_INT(to.caps.dwTerminalTextSize, 16);
	CHECK_TEXT((char *)to.bytes + to.caps.dwTerminalTextOffset, "phone");
	CHECK_TEXT((char *)to.bytes + to.caps.dwTerminalTextOffset + 8, "headset");
}

TEST(tapi_shape, lists_of_words_keep_their_ends)
{
	static const char *const words[] = { "tapi/line", "wave/in" };

	begin(ABI_LINEDEVCAPS, TAPI_3_1);
	vardata_words(&v, VARFIELD(LINEDEVCAPS, DeviceClasses), words, 2);
	vardata_end(&v);
	NEED(shape_copy(ABI_LINEDEVCAPS, &to, ansi_31, &from, wide_31) == OK);
	CHECK_INT(to.caps.dwDeviceClassesSize, sizeof("tapi/line\0wave/in\0"));
	CHECK(memcmp(to.bytes + to.caps.dwDeviceClassesOffset, "tapi/line\0wave/in\0",
		     sizeof("tapi/line\0wave/in\0")) == 0);
}

TEST(tapi_shape, a_varstring_says_what_it_holds_now)
{
	begin(ABI_VARSTRING, TAPI_3_1);
	vardata_put(&v, offsetof(VARSTRING, dwStringFormat), STRINGFORMAT_UNICODE);
	vardata_text(&v, VARFIELD(VARSTRING, String), "COM1");
	vardata_end(&v);
	NEED(shape_copy(ABI_VARSTRING, &to, ansi_31, &from, wide_31) == OK);
	CHECK_INT(to.string.dwStringFormat, STRINGFORMAT_ASCII);
	CHECK_TEXT(TEXT_OF(to.string, String), "COM1");
	from.string.dwStringFormat = STRINGFORMAT_BINARY;
	NEED(shape_copy(ABI_VARSTRING, &to, ansi_31, &from, wide_31) == OK);
	CHECK_INT(to.string.dwStringFormat, STRINGFORMAT_BINARY);
	CHECK_INT(to.string.dwStringSize, 10);
}

TEST(tapi_shape, fields_that_point_outside_are_found)
{
	forward_list(24);
	((LINEFORWARD *)(from.bytes + 8 + 24))->dwDestAddressOffset = from.list.dwTotalSize - 7;
	CHECK_TEXT(shape_check(ABI_LINEFORWARDLIST, &from, sizeof(from), TAPI_2_0),
		   "a field of a record points outside");
	from.list.dwNumEntries = 0x0FFFFFFF;
	CHECK_TEXT(shape_check(ABI_LINEFORWARDLIST, &from, sizeof(from), TAPI_2_0),
		   "a record is shorter than its fixed part");
	begin(ABI_LINECALLPARAMS, TAPI_3_1);
	CHECK(shape_check(ABI_LINECALLPARAMS, &from, sizeof(from), TAPI_3_1) == NULL);
	from.params.dwCommentSize = 4;
	from.params.dwCommentOffset = 100;	/* in the fixed part */
	CHECK_TEXT(shape_check(ABI_LINECALLPARAMS, &from, sizeof(from), TAPI_3_1),
		   "a field of a record points outside");
	CHECK_TEXT(shape_check(ABI_LINECALLPARAMS, &from, 100, TAPI_3_1),
		   "a record is shorter than its fixed part");
}

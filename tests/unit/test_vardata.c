/* SPDX-License-Identifier: MIT
 * test_vardata.c - the writer and the reader of variably sized records. */
#include "test.h"
#include "abi/sizes.h"
#include "abi/vardata.h"
#include <stdlib.h>

#define ROOM 1024
#define CANARY 0xA5

/* A record of `total` bytes as TAPI hands it over, and canaries behind it. */
static unsigned char *fresh(DWORD total)
{
	static unsigned char room[ROOM];

	memset(room, CANARY, sizeof(room));
	memset(room, 0, total);
	memcpy(room, &total, sizeof(total));
	return room;
}

static bool untouched_from(const unsigned char *room, size_t at)
{
	while (at < ROOM)
		if (room[at++] != CANARY)
			return false;
	return true;
}

static DWORD dword_at(const unsigned char *room, size_t at)
{
	DWORD value;

	memcpy(&value, room + at, sizeof(value));
	return value;
}

/* Some of everything: 344 bytes fixed at 3.1, 324 at 2.0, 296 at 1.3. */
static bool write_callinfo(struct vardata *v, void *record, DWORD version)
{
	static const DWORD modes[] = { 1, 2, 3 };

	if (!vardata_begin(v, record, abi_fixed_size(ABI_LINECALLINFO, version)))
		return false;
	vardata_put(v, offsetof(LINECALLINFO, dwOrigin), LINECALLORIGIN_OUTBOUND);
	vardata_put(v, offsetof(LINECALLINFO, dwCallTreatment), LINECALLTREATMENT_MUSIC);
	vardata_array(v, VARFIELD(LINECALLINFO, TerminalModes), modes, 3, sizeof(DWORD));
	vardata_text(v, VARFIELD(LINECALLINFO, CallerID), "200");
	vardata_text(v, VARFIELD(LINECALLINFO, CallerIDName), "J\xC3\xBCrgen");
	vardata_text(v, VARFIELD(LINECALLINFO, CalledID), "");
	vardata_bytes(v, VARFIELD(LINECALLINFO, UserUserInfo), "\x04odd", 5);
	vardata_bytes(v, VARFIELD(LINECALLINFO, CallData), "data", 4);
	vardata_end(v);
	return true;
}

/* 3 DWORDs, "200", "Juergen" with one letter for ue, 5 bytes, and 4 since 2.0 */
#define TAIL_1_3 (12 + 8 + 14 + 5)
#define TAIL_2_0 (TAIL_1_3 + 4)

TEST(vardata, what_is_written_can_be_read)
{
	struct vardata v;
	struct varview r;
	unsigned char *record = fresh(ROOM);
	const void *at;
	DWORD size;
	char text[32];

	NEED(write_callinfo(&v, record, TAPI_2_0));
	NEED(varview_open_used(&r, record, ROOM, 324));
	CHECK_INT(varview_get(&r, offsetof(LINECALLINFO, dwOrigin)), LINECALLORIGIN_OUTBOUND);
	CHECK(varview_text(&r, VARFIELD(LINECALLINFO, CallerID), text, sizeof(text)));
	CHECK_TEXT(text, "200");
	CHECK(varview_text(&r, VARFIELD(LINECALLINFO, CallerIDName), text, sizeof(text)));
	CHECK_TEXT(text, "J\xC3\xBCrgen");
	CHECK(varview_text(&r, VARFIELD(LINECALLINFO, CalledID), text, sizeof(text)));
	CHECK_TEXT(text, "");
	CHECK(varview_bytes(&r, VARFIELD(LINECALLINFO, UserUserInfo), &at, &size));
	CHECK(size == 5 && memcmp(at, "\x04odd", 5) == 0);
	CHECK_INT(varview_count(&r, VARFIELD(LINECALLINFO, TerminalModes), 4), 3);
	CHECK_INT(dword_at(record, 8), 324 + TAIL_2_0);
	CHECK_INT(dword_at(record, 4), 324 + TAIL_2_0);
}

TEST(vardata, no_byte_beyond_total_is_touched_at_any_size)
{
	static const DWORD versions[] = { TAPI_1_3, TAPI_2_0, TAPI_3_1 };
	struct vardata v;
	unsigned char *record;
	DWORD fixed, full;

	for (int i = 0; i < 3; i++) {
		fixed = abi_fixed_size(ABI_LINECALLINFO, versions[i]);
		full = fixed + (i == 0 ? TAIL_1_3 : TAIL_2_0);
		for (DWORD total = 4; total <= full + 16; total++) {
			record = fresh(total);
			CHECK(write_callinfo(&v, record, versions[i]) == (total >= fixed));
			CHECK(untouched_from(record, total));
			CHECK_INT(dword_at(record, 0), total);
			if (total < fixed)
				continue;
			CHECK_INT(dword_at(record, 4), full);
			CHECK(dword_at(record, 8) <= total);
			CHECK((dword_at(record, 8) == full) == (total >= full));
		}
	}
}

TEST(vardata, an_item_is_whole_or_absent_at_any_size)
{
	static const size_t fields[] = {
		VARFIELD(LINECALLINFO, TerminalModes), VARFIELD(LINECALLINFO, CallerID),
		VARFIELD(LINECALLINFO, CallerIDName), VARFIELD(LINECALLINFO, UserUserInfo),
		VARFIELD(LINECALLINFO, CallData),
	};
	static const DWORD whole[] = { 12, 8, 14, 5, 4 };
	struct vardata v;
	struct varview r;
	unsigned char *record;
	const void *at;
	DWORD size, sum;

	for (DWORD total = 324; total <= 324 + TAIL_2_0; total++) {
		record = fresh(total);
		NEED(write_callinfo(&v, record, TAPI_2_0));
		NEED(varview_open_used(&r, record, total, 324));
		sum = 324;
		for (int i = 0; i < 5; i++) {
			CHECK(varview_bytes(&r, fields[i], &at, &size));
			CHECK(size == 0 || size == whole[i]);
			CHECK(size > 0 || dword_at(record, fields[i] + 4) == 0);
			sum += size;
		}
		CHECK_INT(dword_at(record, 8), sum);
	}
}

TEST(vardata, no_field_newer_than_the_version_is_written)
{
	struct vardata v;
	unsigned char *record = fresh(296);
	const GUID guid = { 1, 2, 3, { 4 } };

	NEED(vardata_begin(&v, record, 296));
	vardata_put(&v, offsetof(LINECALLINFO, dwCallTreatment), 0xFFFFFFFF);
	vardata_text(&v, VARFIELD(LINECALLINFO, CallData), "x");
	vardata_copy(&v, 290, &guid, sizeof(guid));
	vardata_words(&v, 296, &(const char *){ "x" }, 1);
	CHECK_INT(vardata_block(&v, VARFIELD(LINECALLINFO, CallData), 2, 4).count, 0);
	vardata_end(&v);
	CHECK(untouched_from(record, 296));
	CHECK_INT(dword_at(record, 4), 296);
	CHECK_INT(dword_at(record, 8), 296);
	CHECK_INT(dword_at(record, 292), 0);
}

TEST(vardata, the_head_of_a_record_is_not_the_writers)
{
	struct vardata v;
	unsigned char *record = fresh(400);

	NEED(vardata_begin(&v, record, 296));
	vardata_put(&v, 0, 7);
	vardata_text(&v, 4, "x");
	CHECK_INT(dword_at(record, 0), 400);
	CHECK_INT(dword_at(record, 4), 0);
	CHECK_INT(v.needed, 296);
}

TEST(vardata, a_record_that_is_too_short_is_not_begun)
{
	struct vardata v;

	CHECK(!vardata_begin(&v, NULL, 296));
	CHECK(!vardata_begin(&v, fresh(295), 296));
	CHECK(!vardata_begin(&v, fresh(8), 0));
	CHECK(vardata_begin(&v, fresh(296), 296));
}

TEST(vardata, words_end_with_one_terminator_more)
{
	static const char *const words[] = { "tapi/line", "", NULL, "comm" };
	static const char want[] = "t\0a\0p\0i\0/\0l\0i\0n\0e\0\0\0c\0o\0m\0m\0\0\0\0";
	unsigned char *record = fresh(400);
	struct vardata v;
	struct varview r;
	const void *at;
	DWORD size;

	NEED(vardata_begin(&v, record, 252));
	vardata_words(&v, VARFIELD(LINEDEVCAPS, DeviceClasses), words, 4);
	vardata_end(&v);
	NEED(varview_open_used(&r, record, 400, 252));
	CHECK(varview_bytes(&r, VARFIELD(LINEDEVCAPS, DeviceClasses), &at, &size));
	CHECK(size == sizeof(want) && memcmp(at, want, size) == 0);
}

TEST(vardata, a_list_of_no_words_is_absent)
{
	unsigned char *record = fresh(400);
	struct vardata v;

	NEED(vardata_begin(&v, record, 252));
	vardata_words(&v, VARFIELD(LINEDEVCAPS, DeviceClasses), NULL, 0);
	vardata_words(&v, VARFIELD(LINEDEVCAPS, DeviceClasses), &(const char *){ "" }, 1);
	CHECK_INT(v.needed, 252);
	CHECK_INT(dword_at(record, VARFIELD(LINEDEVCAPS, DeviceClasses)), 0);
}

/* Two forwardings in a LINEADDRESSSTATUS (64 bytes fixed). */
static void write_forwards(struct vardata *v, DWORD each)
{
	struct varblock block = vardata_block(v, VARFIELD(LINEADDRESSSTATUS, Forward), 2, each);
	const size_t mode = offsetof(LINEFORWARD, dwForwardMode);
	const size_t type = offsetof(LINEFORWARD, dwDestAddressType);

	vardata_entry_put(v, &block, 0, mode, LINEFORWARDMODE_UNCOND);
	vardata_entry_text(v, &block, 0, VARFIELD(LINEFORWARD, DestAddress), "100");
	vardata_entry_put(v, &block, 1, mode, LINEFORWARDMODE_BUSY);
	vardata_entry_put(v, &block, 1, type, LINEADDRESSTYPE_PHONENUMBER);
	vardata_entry_text(v, &block, 1, VARFIELD(LINEFORWARD, DestAddress), "2000");
	vardata_entry_text(v, &block, 2, VARFIELD(LINEFORWARD, DestAddress), "no third");
	vardata_entry_put(v, &block, 1, each - 2, 0xFFFFFFFF);	/* half of it is not there */
	vardata_end(v);
}

TEST(vardata, entries_have_offsets_from_the_start_of_the_record)
{
	struct vardata v;
	struct varview r, entry;
	unsigned char *record = fresh(ROOM);
	const size_t field = VARFIELD(LINEADDRESSSTATUS, Forward);
	char text[16];

	NEED(vardata_begin(&v, record, 64));
	write_forwards(&v, 24);
	NEED(varview_open_used(&r, record, ROOM, 64));
	CHECK_INT(varview_count(&r, field, 24), 2);
	NEED(varview_entry(&r, field, 1, 24, &entry));
	CHECK_INT(varview_get(&entry, 0), LINEFORWARDMODE_BUSY);
	CHECK_INT(varview_get(&entry, offsetof(LINEFORWARD, dwDestAddressType)), 0);
	CHECK(varview_text(&entry, VARFIELD(LINEFORWARD, DestAddress), text, sizeof(text)));
	CHECK_TEXT(text, "2000");
	CHECK_INT(dword_at(record, 64 + 24 + VARFIELD(LINEFORWARD, DestAddress) + 4),
		  64 + 2 * 24 + 8);
	CHECK(!varview_entry(&r, field, 2, 24, &entry));
	NEED(varview_entry(&r, field, 0, 24, &entry));	/* no newer member lies on it */
	CHECK(varview_text(&entry, VARFIELD(LINEFORWARD, DestAddress), text, sizeof(text)));
	CHECK_TEXT(text, "100");
}

TEST(vardata, entries_keep_to_their_room_at_any_size)
{
	struct vardata v;
	unsigned char *record;

	for (DWORD each = 24; each <= 32; each += 8) {
		DWORD full = 64 + 2 * each + 8 + 10;

		for (DWORD total = 64; total <= full + 8; total++) {
			record = fresh(total);
			NEED(vardata_begin(&v, record, 64));
			write_forwards(&v, each);
			CHECK(untouched_from(record, total));
			CHECK_INT(dword_at(record, 4), full);
			CHECK((dword_at(record, 8) == full) == (total >= full));
			if (total < 64 + 2 * each)
				CHECK_INT(dword_at(record, 8), 64);
		}
	}
}

TEST(vardata, an_absurd_amount_is_left_out)
{
	struct vardata v;
	unsigned char *record = fresh(ROOM);
	const size_t field = VARFIELD(LINECALLINFO, TerminalModes);

	NEED(vardata_begin(&v, record, 324));
	vardata_array(&v, field, record, SIZE_MAX / 2, 8);
	vardata_array(&v, field, record, 0x40000001, 4);
	CHECK_INT(vardata_block(&v, field, 0xFFFFFFFF, 0xFFFFFFFF).at, 0);
	CHECK_INT(v.used, 324);
	CHECK_INT(v.needed, 0xFFFFFFFF);
	CHECK_INT(dword_at(record, field), 0);
}

/* A VARSTRING of `total` real bytes whose string claims to be at `offset`. */
static unsigned char *claim(DWORD total, DWORD size, DWORD offset)
{
	unsigned char *record = malloc(total);

	if (!record)
		abort();
	memset(record, 'A', total);
	memcpy(record, &total, 4);
	memcpy(record + 8, &total, 4);
	memcpy(record + VARFIELD(VARSTRING, String), &size, 4);
	memcpy(record + VARFIELD(VARSTRING, String) + 4, &offset, 4);
	return record;
}

TEST_ONCE(vardata, a_hostile_offset_is_refused_and_never_followed)
{
	static const DWORD numbers[] = {
		0, 1, 2, 8, 23, 24, 25, 39, 40, 41, 0x7FFFFFFF, 0x80000000,
		0xFFFFFFD8, 0xFFFFFFF0, 0xFFFFFFFE, 0xFFFFFFFF,
	};
	const size_t count = sizeof(numbers) / sizeof(numbers[0]);
	struct varview r;
	unsigned char *record;
	const void *at;
	char text[64];
	DWORD size;

	for (size_t i = 0; i < count; i++) {
		for (size_t j = 0; j < count; j++) {
			unsigned long long end = (unsigned long long)numbers[i] + numbers[j];
			bool good = numbers[i] == 0 || (numbers[j] >= 24 && end <= 40);

			record = claim(40, numbers[i], numbers[j]);
			CHECK(varview_open_used(&r, record, 40, 24));
			CHECK(varview_bytes(&r, VARFIELD(VARSTRING, String), &at, &size) == good);
			CHECK_INT(size, good ? numbers[i] : 0);
			CHECK(varview_text(&r, VARFIELD(VARSTRING, String), text, sizeof(text)) == good);
			CHECK(good || text[0] == '\0');
			free(record);
		}
	}
}

TEST(vardata, a_record_is_believed_no_further_than_its_owner_knows)
{
	struct varview r;
	unsigned char *record = fresh(64);
	const DWORD huge = 0xFFFFFFFF, size = 8, offset = 56;

	memcpy(record, &huge, 4);
	memcpy(record + 8, &huge, 4);
	memcpy(record + VARFIELD(VARSTRING, String), &size, 4);
	memcpy(record + VARFIELD(VARSTRING, String) + 4, &offset, 4);
	NEED(varview_open_used(&r, record, 64, 24));
	CHECK_INT(r.limit, 64);
	CHECK_INT(varview_count(&r, VARFIELD(VARSTRING, String), 1), 8);
	NEED(varview_open_used(&r, record, 63, 24));
	CHECK_INT(varview_count(&r, VARFIELD(VARSTRING, String), 1), 0);
	CHECK(!varview_open(&r, record, 23, 24));
	CHECK(!varview_open(&r, record, 3, 0));
	CHECK(!varview_open(&r, NULL, 64, 24));
}

TEST(vardata, what_lies_beyond_used_is_not_read)
{
	struct varview r;
	unsigned char *record = fresh(64);
	const DWORD used = 40, size = 8, offset = 40;

	memcpy(record + 8, &used, 4);
	memcpy(record + VARFIELD(VARSTRING, String), &size, 4);
	memcpy(record + VARFIELD(VARSTRING, String) + 4, &offset, 4);
	NEED(varview_open_used(&r, record, 64, 24));
	CHECK_INT(varview_count(&r, VARFIELD(VARSTRING, String), 1), 0);
	NEED(varview_open(&r, record, 64, 24));
	CHECK_INT(varview_count(&r, VARFIELD(VARSTRING, String), 1), 8);
}

TEST(vardata, a_member_newer_than_the_version_reads_as_absent)
{
	struct varview r;
	unsigned char *record = fresh(400);
	const void *at;
	DWORD size;

	memset(record + 8, 0xFF, 392);
	NEED(varview_open(&r, record, 400, 296));
	CHECK_INT(varview_get(&r, offsetof(LINECALLINFO, dwCallTreatment)), 0);
	CHECK(varview_bytes(&r, VARFIELD(LINECALLINFO, CallData), &at, &size));
	CHECK(size == 0 && at == NULL);
	CHECK_INT(varview_get(&r, 292), 0xFFFFFFFF);
	CHECK_INT(varview_get(&r, 293), 0);
	CHECK_INT(varview_get(&r, SIZE_MAX), 0);
}

TEST(vardata, entries_in_the_fixed_part_are_reached_by_their_place)
{
	struct varview r, entry;
	unsigned char *record = fresh(8 + 2 * 24 + 8);
	const DWORD two = 2, size = 8, offset = 8 + 2 * 24;
	char text[8];

	memcpy(record + 4, &two, 4);
	memcpy(record + 8 + 24 + VARFIELD(LINEFORWARD, DestAddress), &size, 4);
	memcpy(record + 8 + 24 + VARFIELD(LINEFORWARD, DestAddress) + 4, &offset, 4);
	memcpy(record + offset, "2\0000\0000\0\0", 8);
	NEED(varview_open(&r, record, UINT32_MAX, 8));
	NEED(varview_entry_at(&r, 8 + 24, 24, &entry));
	CHECK(varview_text(&entry, VARFIELD(LINEFORWARD, DestAddress), text, sizeof(text)));
	CHECK_TEXT(text, "200");
	CHECK(!varview_entry_at(&r, 8 + 2 * 24, 24, &entry));
	CHECK(!varview_entry_at(&r, SIZE_MAX, 24, &entry));
}

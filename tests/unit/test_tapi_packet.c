/* SPDX-License-Identifier: MIT
 * test_tapi_packet.c - requests are written and read back, and wrong ones refused. */
#include "test.h"
#include "tapi/packet.h"
#include <stdlib.h>

static struct buf tail, out;
static struct packet in;

static void release(void *b)
{
	buf_free(b);
}

static void begin(void)
{
	buf_grow(&tail);
	buf_grow(&out);
	DEFER(release, &tail);
	DEFER(release, &out);
}

/* A lineMakeCall in `out`. */
static void make_call(DWORD total)
{
	unsigned char params[256] = { 0 };
	struct packet_lineMakeCall call = { .request = 7, .line = 0x101, .country = 49 };

	begin();
	memcpy(params, &total, sizeof(total));
	call.params = packet_record(&tail, total <= sizeof(params) ? params : NULL);
	call.dest = packet_text(&tail, u"+49 30 1234");
	NEED(packet_write(&out, PACKET_lineMakeCall, &call, sizeof(call), &tail) == OK);
}

static const char *read_it(void)
{
	return packet_read_request(&in, out.at, out.len);
}

static DWORD *slot_of(unsigned i)
{
	return (DWORD *)(out.at + 8) + i;
}

TEST(tapi_packet, the_table_is_in_order_and_knows_each_number_once)
{
	DWORD last = 0;

	for (size_t i = 0; packet_each(i); i++) {
		const struct packet_kind *kind = packet_each(i);

		CHECK(i == 0 || kind->number > last);
		CHECK(packet_find(kind->number) == kind);
		last = kind->number;
	}
	CHECK(packet_find(28) == NULL);
	CHECK(packet_find(0xFFFFFFFF) == NULL);
}

TEST(tapi_packet, what_is_written_is_read)
{
	const struct packet_lineMakeCall *call;
	static const WCHAR dest[] = u"+49 30 1234";

	make_call(112);
	NEED(read_it() == NULL);
	call = packet_slots(&in);
	CHECK_TEXT(in.kind->name, "lineMakeCall");
	CHECK_INT(call->request, 7);
	CHECK_INT(call->line, 0x101);
	CHECK_INT(call->country, 49);
	CHECK(memcmp(packet_at(&in, call->dest), dest, sizeof(dest)) == 0);
	CHECK_INT(*(const DWORD *)packet_at(&in, call->params), 112);
}

TEST(tapi_packet, what_is_not_there_is_no_pointer)
{
	struct packet_lineAnswer answer = { .call = 5 };

	begin();
	answer.uui = packet_data(&tail, NULL, 0);
	NEED(packet_write(&out, PACKET_lineAnswer, &answer, sizeof(answer), NULL) == OK);
	NEED(read_it() == NULL);
	CHECK(packet_at(&in, answer.uui) == NULL);
}

TEST(tapi_packet, any_cut_is_refused_or_points_to_nothing_beyond)
{
	make_call(112);
	for (size_t size = 0; size < out.len; size++) {
		char *copy = malloc(size + 1);

		NEED(copy != NULL);
		memcpy(copy, out.at, size);
		CHECK(packet_read_request(&in, copy, size) != NULL);
		free(copy);
	}
}

TEST(tapi_packet, wrong_offsets_and_lengths_are_refused)
{
	static const struct { unsigned slot; DWORD value; const char *why; } wrong[] = {
		{ 4, 0xFFFFFFFE, "a text lies outside or has no end" },	/* dest */
		{ 4, 113, "a text lies outside or has no end" },	/* not aligned */
		{ 4, 136, "a text lies outside or has no end" },
		{ 6, 0x7FFFFFFC, "a record lies outside" },		/* params */
		{ 6, 2, "a record lies outside" },
		{ 6, 112, "a record is longer than its packet" },	/* "+4" is 0x34002B */
	};

	make_call(112);
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		DWORD right = *slot_of(wrong[i].slot);

		*slot_of(wrong[i].slot) = wrong[i].value;
		CHECK_TEXT(read_it(), wrong[i].why);
		*slot_of(wrong[i].slot) = right;
	}
	CHECK(read_it() == NULL);
}

TEST(tapi_packet, a_record_shorter_than_any_version_had_it_is_refused)
{
	make_call(108);
	CHECK_TEXT(read_it(), "a record is too short");
}

TEST(tapi_packet, a_size_that_runs_over_its_end_is_refused)
{
	struct packet_lineSetMediaControl set = { .num_digits = 0x20000000 };
	const LINEMEDIACONTROLDIGIT digit = { 0 };

	begin();
	set.media = set.tones = set.states = PACKET_NONE;
	set.digits = packet_data(&tail, &digit, sizeof(digit));
	NEED(packet_write(&out, PACKET_lineSetMediaControl, &set, sizeof(set), &tail) == OK);
	CHECK_TEXT(read_it(), "data lies outside");
	*slot_of(5) = 1;
	CHECK(read_it() == NULL);
}

TEST(tapi_packet, unknown_requests_and_reserved_words_are_refused)
{
	make_call(112);
	((DWORD *)out.at)[1] = 1;
	CHECK_TEXT(read_it(), "its reserved word is not 0");
	((DWORD *)out.at)[1] = 0;
	((DWORD *)out.at)[0] = 29;
	CHECK_TEXT(read_it(), "there is no such request");
}

TEST(tapi_packet, a_reply_is_held_to_the_same)
{
	struct packet_lineGetCallInfo info = { .call = 5 };
	unsigned char record[296] = { 0 };
	DWORD total = sizeof(record);

	begin();
	memcpy(record, &total, sizeof(total));
	info.info = packet_record(&tail, record);
	NEED(packet_write(&out, 0, &info, sizeof(info), &tail) == OK);
	CHECK(packet_read_reply(&in, packet_find(PACKET_lineGetCallInfo), out.at, out.len) == NULL);
	*slot_of(1) = 4;
	CHECK_TEXT(packet_read_reply(&in, packet_find(PACKET_lineGetCallInfo), out.at, out.len),
		   "a record is too short");
	/* In a request the same slot is no offset. */
	*slot_of(1) = 100000;
	((DWORD *)out.at)[0] = PACKET_lineGetCallInfo;
	CHECK(read_it() == NULL);
}

TEST(tapi_packet, a_packet_that_is_too_long_is_not_written)
{
	struct packet_lineAnswer answer = { .size = PACKET_MAX };
	char *much = calloc(1, PACKET_MAX);

	NEED(much != NULL);
	DEFER(free, much);
	begin();
	answer.uui = packet_data(&tail, much, PACKET_MAX);
	NEED(!tail.full);
	CHECK_INT(packet_write(&out, PACKET_lineAnswer, &answer, sizeof(answer), &tail), ERR_PARAMS);
}

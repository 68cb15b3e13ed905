/* SPDX-License-Identifier: MIT
 * test_buf.c - what fits is there, and what does not is said once. */
#include "test.h"
#include "base/buf.h"
#include "base/mem.h"

TEST(buf, a_growing_buffer_takes_all_kinds_of_pieces)
{
	static struct buf b;

	buf_grow(&b);
	DEFER(buf_free, &b);
	buf_text(&b, "INVITE ");
	buf_text(&b, NULL);
	buf_char(&b, '<');
	buf_span_add(&b, SPAN("sip:200"));
	buf_span_add(&b, SPAN_NONE);
	buf_char(&b, '>');
	buf_u32(&b, 0);
	buf_u32(&b, UINT32_MAX);
	buf_hex(&b, "\x00\xfe\x7f", 3);
	buf_printf(&b, " %s/%zu", "call", (size_t)7);
	CHECK_TEXT(buf_c(&b), "INVITE <sip:200>0429496729500fe7f call/7");
	CHECK(!b.full);
	CHECK_INT(b.len, strlen(b.at));
}

TEST(buf, base64_is_padded_as_the_standard_shows)
{
	static const char *const rows[][2] = {
		{ "", "" }, { "f", "Zg==" }, { "fo", "Zm8=" }, { "foo", "Zm9v" },
		{ "foob", "Zm9vYg==" }, { "fooba", "Zm9vYmE=" }, { "foobar", "Zm9vYmFy" },
	};
	char room[9];
	struct buf b;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		buf_fixed(&b, room, sizeof(room));
		buf_base64(&b, rows[i][0], strlen(rows[i][0]));
		CHECK_TEXT(buf_c(&b), rows[i][1]);
	}
	buf_fixed(&b, room, 7);
	buf_base64(&b, "foobar", 6);
	CHECK(b.full && b.len == 0);
}

TEST(buf, a_growing_buffer_grows_past_any_piece)
{
	static struct buf b;
	char piece[1000];

	memset(piece, 'x', sizeof(piece));
	buf_grow(&b);
	DEFER(buf_free, &b);
	for (int i = 0; i < 20; i++) {
		buf_bytes(&b, piece, sizeof(piece));
		buf_printf(&b, "%.*s", 333, piece);
	}
	CHECK(!b.full);
	CHECK_INT(b.len, 20 * 1333);
	CHECK_INT(strlen(buf_c(&b)), 20 * 1333);
}

TEST(buf, an_empty_buffer_is_an_empty_text)
{
	static struct buf b;

	buf_grow(&b);
	DEFER(buf_free, &b);
	CHECK_TEXT(buf_c(&b), "");
	CHECK_INT(buf_span(&b).len, 0);
}

TEST_ONCE(buf, no_byte_beyond_a_fixed_buffer_is_touched_at_any_size)
{
	char memory[64], want[64];
	static struct buf b;

	for (size_t size = 0; size <= 40; size++) {
		memset(memory, '#', sizeof(memory));
		buf_fixed(&b, memory, size);
		buf_text(&b, "0123456789");
		buf_hex(&b, "\xab\xcd", 2);
		buf_u32(&b, 12345);
		buf_printf(&b, "%d", 678);
		CHECK(b.full == (size < 23));
		for (size_t i = size; i < sizeof(memory); i++)
			CHECK(memory[i] == '#');
		snprintf(want, sizeof(want), "0123456789abcd12345678");
		CHECK(b.len <= size && memcmp(memory, want, b.len) == 0);
		CHECK_TEXT(buf_c(&b), b.full ? "" : want);
	}
}

TEST(buf, nothing_is_written_after_a_piece_that_did_not_fit)
{
	char memory[8];
	static struct buf b;

	buf_fixed(&b, memory, sizeof(memory));
	buf_text(&b, "abc");
	buf_text(&b, "defghi");
	CHECK(b.full);
	buf_char(&b, 'z');
	CHECK_INT(b.len, 3);
	buf_reset(&b);
	buf_text(&b, "1234567");
	CHECK_TEXT(buf_c(&b), "1234567");
	buf_char(&b, '8');
	CHECK(!b.full);
	CHECK_TEXT(buf_c(&b), "");	/* no place for the terminator */
	CHECK(b.full);
}

TEST_ONCE(buf, a_growing_buffer_without_memory_is_full_and_keeps_what_it_had)
{
	static struct buf b;
	char piece[500] = { 0 };

	buf_grow(&b);
	DEFER(buf_free, &b);
	buf_text(&b, "kept");
	mem_fail_at(1);
	buf_bytes(&b, piece, sizeof(piece));
	mem_fail_at(0);
	CHECK(b.full);
	CHECK_INT(b.len, 4);
	buf_reset(&b);
	buf_bytes(&b, piece, sizeof(piece));
	CHECK(!b.full);
}

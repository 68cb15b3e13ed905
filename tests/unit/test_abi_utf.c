/* SPDX-License-Identifier: MIT
 * test_abi_utf.c - text as UTF-8 and as UTF-16. */
#include "test.h"
#include "abi/utf.h"

/* What `text` becomes on the way to UTF-16 and back. */
static const char *there_and_back(const char *text)
{
	static char out[128];
	unsigned char wide[256];
	size_t needed;

	CHECK(utf_size16(text) <= sizeof(wide));
	utf_write16(wide, text);
	needed = utf_read8(wide, SIZE_MAX, out, sizeof(out));
	CHECK_INT(needed, strlen(out) + 1);
	return out;
}

TEST(utf, text_of_every_length_of_character_comes_back)
{
	CHECK_TEXT(there_and_back(""), "");
	CHECK_TEXT(there_and_back("200"), "200");
	CHECK_TEXT(there_and_back("J\xC3\xBCrgen"), "J\xC3\xBCrgen");
	CHECK_TEXT(there_and_back("\xE2\x82\xAC 5"), "\xE2\x82\xAC 5");
	CHECK_TEXT(there_and_back("\xF0\x9F\x93\x9E!"), "\xF0\x9F\x93\x9E!");
	CHECK_TEXT(there_and_back(NULL), "");
}

TEST(utf, size_counts_bytes_with_the_terminator_and_pairs_double)
{
	CHECK_INT(utf_size16(NULL), 2);
	CHECK_INT(utf_size16(""), 2);
	CHECK_INT(utf_size16("ab"), 6);
	CHECK_INT(utf_size16("\xF0\x9F\x93\x9E"), 6);
}

TEST(utf, what_is_no_utf8_becomes_a_replacement_and_costs_no_neighbour)
{
	CHECK_TEXT(there_and_back("a\xFF" "b"), "a\xEF\xBF\xBD" "b");
	CHECK_TEXT(there_and_back("a\x80" "b"), "a\xEF\xBF\xBD" "b");
	CHECK_TEXT(there_and_back("\xC3"), "\xEF\xBF\xBD");
	CHECK_TEXT(there_and_back("\xE2\x82" "b"), "\xEF\xBF\xBD" "b");
	CHECK_TEXT(there_and_back("\xC0\xAF"), "\xEF\xBF\xBD\xEF\xBF\xBD");
	CHECK_TEXT(there_and_back("\xED\xA0\x80"), "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
	CHECK_TEXT(there_and_back("\xF4\x90\x80\x80" "x"),
		   "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBDx");
}

TEST(utf, a_lone_surrogate_becomes_a_replacement)
{
	static const uint16_t high[] = { 'a', 0xD83D, 'b', 0 };
	static const uint16_t low[] = { 0xDC00, 0xD83D };
	char out[32];

	utf_read8(high, SIZE_MAX, out, sizeof(out));
	CHECK_TEXT(out, "a\xEF\xBF\xBD" "b");
	utf_read8(low, 2, out, sizeof(out));
	CHECK_TEXT(out, "\xEF\xBF\xBD\xEF\xBF\xBD");
}

TEST(utf, no_unit_beyond_the_given_ones_is_read)
{
	static const uint16_t text[] = { '1', '2', '3' };
	char out[8];

	CHECK_INT(utf_read8(text, 3, out, sizeof(out)), 4);
	CHECK_TEXT(out, "123");
	CHECK_INT(utf_read8(text, 2, out, sizeof(out)), 3);
	CHECK_TEXT(out, "12");
	CHECK_INT(utf_read8(NULL, 7, out, sizeof(out)), 1);
	CHECK_TEXT(out, "");
}

TEST(utf, text_is_cut_off_between_characters_and_says_what_it_needs)
{
	static const uint16_t text[] = { 'a', 0x20AC, 'b', 0 };
	char out[8];

	for (size_t size = 0; size <= sizeof(out); size++) {
		memset(out, 'x', sizeof(out));
		CHECK_INT(utf_read8(text, SIZE_MAX, out, size), 6);
		for (size_t i = size; i < sizeof(out); i++)
			CHECK(out[i] == 'x');
		if (size > 0)
			CHECK_TEXT(out, size >= 6 ? "a\xE2\x82\xAC" "b" :
				   size == 5 ? "a\xE2\x82\xAC" : size >= 2 ? "a" : "");
	}
}

TEST(utf, utf16_may_lie_at_any_alignment)
{
	unsigned char wide[33];
	char out[16];

	utf_write16(wide + 1, "odd");
	CHECK_INT(utf_read8(wide + 1, SIZE_MAX, out, sizeof(out)), 4);
	CHECK_TEXT(out, "odd");
}

TEST(utf, texts_of_a_known_length_keep_the_nuls_between_them)
{
	static const char two[] = "J\xC3\xB6rg\0\xF0\x9F\x98\x80";	/* 11 bytes with the last NUL */
	unsigned char wide[32];
	char back[32];
	size_t units = utf_turn16(two, sizeof(two), wide, 16);

	CHECK_INT(units, 8);
	CHECK_INT(utf_turn8(wide, units, back, sizeof(back)), sizeof(two));
	CHECK(memcmp(back, two, sizeof(two)) == 0);
}

TEST(utf, what_has_no_room_is_counted_and_not_written)
{
	unsigned char wide[4] = { 9, 9, 9, 9 };
	char narrow[2] = { 9, 9 };

	CHECK_INT(utf_turn16("abc", 3, wide, 2), 3);
	CHECK_INT(wide[0], 9);
	CHECK_INT(utf_turn8("a\0b\0c", 3, narrow, 2), 3);
	CHECK_INT(narrow[0], 9);
}

TEST(utf, a_character_that_is_cut_off_by_the_length_is_replaced)
{
	unsigned char wide[8];

	CHECK_INT(utf_turn16("a\xC3\xB6", 2, wide, 4), 2);
	CHECK(memcmp(wide, "a\0\xFD\xFF", 4) == 0);
}

/* SPDX-License-Identifier: MIT
 * test_text.c - spans, and UTF-8 against UTF-16. */
#include "test.h"
#include "base/mem.h"
#include "base/text.h"

TEST(text, spans_are_the_same_by_their_bytes)
{
	CHECK(span_is(SPAN("Via"), "Via"));
	CHECK(!span_is(SPAN("Via"), "via"));
	CHECK(span_isi(SPAN("CSEQ"), "cSeq"));
	CHECK(!span_isi(SPAN("CSeq"), "CSe"));
	CHECK(!span_isi(SPAN("["), "{"));	/* they differ by the bit of case */
	CHECK(span_is(SPAN_NONE, ""));
	CHECK(span_eq(SPAN_NONE, SPAN("")));
	CHECK(!span_eqi(SPAN("a"), SPAN("ab")));
	CHECK(span_starts(SPAN("sip:200"), "sip:"));
	CHECK(!span_starts(SPAN("si"), "sip:"));
	CHECK(span_starts(SPAN_NONE, ""));
}

TEST(text, trimming_takes_blanks_off_both_ends_only)
{
	CHECK(span_is(span_trim(SPAN(" \t a b\r\n")), "a b"));
	CHECK_INT(span_trim(SPAN(" \r\n\t")).len, 0);
	CHECK_INT(span_trim(SPAN_NONE).len, 0);
}

TEST(text, cutting_gives_the_parts_in_order_and_tells_the_last)
{
	struct span rest = SPAN("a,,b");

	CHECK(span_is(span_cut(rest, ',', &rest), "a"));
	CHECK(span_is(span_cut(rest, ',', &rest), ""));
	CHECK(span_is(rest, "b") && rest.at);
	CHECK(span_is(span_cut(rest, ',', &rest), "b"));
	CHECK(rest.at == NULL);
	rest = SPAN("x,");
	CHECK(span_is(span_cut(rest, ',', &rest), "x"));
	CHECK(rest.at && rest.len == 0);
	CHECK_INT(span_cut(SPAN_NONE, ',', &rest).len, 0);
}

TEST(text, a_number_is_digits_and_nothing_else)
{
	uint32_t n = 77;

	CHECK(span_u32(SPAN("4294967295"), UINT32_MAX, &n) && n == UINT32_MAX);
	CHECK(span_u32(SPAN("0070"), 70, &n) && n == 70);
	CHECK(!span_u32(SPAN("4294967296"), UINT32_MAX, &n));
	CHECK(!span_u32(SPAN("71"), 70, &n));
	CHECK(!span_u32(SPAN("18446744073709551617"), UINT32_MAX, &n));
	CHECK(!span_u32(SPAN(""), 70, &n));
	CHECK(!span_u32(SPAN("-1"), 70, &n));
	CHECK(!span_u32(SPAN(" 1"), 70, &n));
	CHECK(!span_u32(SPAN("1x"), 70, &n));
	CHECK_INT(n, 70);
}

TEST(text, a_copy_is_cut_between_characters)
{
	struct span euro = SPAN("a\xE2\x82\xAC");	/* a, then three bytes */
	char out[8];

	CHECK(span_copy(euro, out, 5));
	CHECK_TEXT(out, "a\xE2\x82\xAC");
	for (size_t size = 2; size <= 4; size++) {
		CHECK(!span_copy(euro, out, size));
		CHECK_TEXT(out, "a");
	}
	CHECK(!span_copy(euro, out, 1));
	CHECK_TEXT(out, "");
	CHECK(!span_copy(euro, out, 0));
	CHECK(!span_copy(SPAN("\x80\x80\x80\x80\x80"), out, 5));
	CHECK_INT(strlen(out), 4);	/* no UTF-8: cut anywhere */
	CHECK(!span_copy(SPAN("xyz\xF0\x9F\x98\x80"), out, 7));
	CHECK_TEXT(out, "xyz");
	CHECK(span_copy(SPAN_NONE, out, 1));
	CHECK_TEXT(out, "");
}

TEST(text, only_well_formed_utf8_is_valid)
{
	static const char *const good[] = {
		"", "abc", "\xC2\x80", "\xDF\xBF", "\xE0\xA0\x80", "\xED\x9F\xBF",
		"\xEE\x80\x80", "\xEF\xBF\xBF", "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF",
	};
	static const char *const bad[] = {
		"\x80", "\xC0\x80", "\xC1\xBF", "\xC2", "\xC2\x41", "\xE0\x9F\xBF", "\xE2\x82",
		"\xED\xA0\x80", "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80",
		"\xFF", "ok\xFE", "\xF0\x9F\x98",
	};

	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++)
		CHECK(utf8_valid(span_of(good[i])));
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		CHECK(!utf8_valid(span_of(bad[i])));
}

/* `text` to UTF-16 and back. */
static char *there_and_back(const char *text)
{
	size_t size = utf16_size(text);
	char *wide = mem_alloc(size + 1), *back;

	if (!wide)
		return NULL;
	utf16_write(wide + 1, text);	/* at an odd address: TAPI's structures are packed */
	back = utf8_from16(wide + 1, size / 2);
	mem_free(wide);
	return back;
}

TEST(text, what_goes_to_utf16_comes_back)
{
	static const char *const texts[] = {
		"", "reception", "B\xC3\xBCro", "\xE2\x82\xAC 5", "\xF0\x9F\x98\x80 +49",
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		char *back = there_and_back(texts[i]);

		NEED(back);
		DEFER(mem_free, back);
		CHECK_TEXT(back, texts[i]);
	}
}

TEST(text, utf16_counts_units_and_the_terminator)
{
	CHECK_INT(utf16_size(""), 2);
	CHECK_INT(utf16_size(NULL), 2);
	CHECK_INT(utf16_size("abc"), 8);
	CHECK_INT(utf16_size("\xE2\x82\xAC"), 4);
	CHECK_INT(utf16_size("\xF0\x9F\x98\x80"), 6);	/* a pair of surrogates */
}

TEST(text, what_is_no_utf8_becomes_the_replacement_character)
{
	char *back = there_and_back("a\xFF" "b");

	NEED(back);
	DEFER(mem_free, back);
	CHECK_TEXT(back, "a\xEF\xBF\xBD" "b");
}

TEST(text, a_utf16_string_ends_at_its_terminator_or_at_the_bound)
{
	static const unsigned char wide[] = { '1', 0, '2', 0, '3', 0, 0, 0, '4', 0 };
	char *all = utf8_from16(wide, 5), *two = NULL;

	NEED(all);
	DEFER(mem_free, all);
	CHECK_TEXT(all, "123");
	two = utf8_from16(wide, 2);
	NEED(two);
	DEFER(mem_free, two);
	CHECK_TEXT(two, "12");
}

TEST(text, half_a_pair_of_surrogates_becomes_the_replacement_character)
{
	static const unsigned char lone[] = { 0x3D, 0xD8, 'x', 0, 0x00, 0xDE, 0, 0 };
	char *back = utf8_from16(lone, 4);

	NEED(back);
	DEFER(mem_free, back);
	CHECK_TEXT(back, "\xEF\xBF\xBDx\xEF\xBF\xBD");
}

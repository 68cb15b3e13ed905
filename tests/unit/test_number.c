/* SPDX-License-Identifier: MIT
 * test_number.c - telephone numbers, in and out. */
#include "test.h"
#include "wire/number/number.h"

/* A line in Berlin behind a PBX, with house numbers of three digits. */
static const struct number_rules berlin = {
	.country = "49", .area = "30", .national = "0", .international = "00", .outside = "0",
	.internal = 3, .dial_form = NUMBER_PREFIXED, .show_form = NUMBER_CANONICAL,
	.dial_rules = "", .show_rules = "",
};

static const struct number_rules nowhere = { .letters = false };

static const char *dialled(const struct number_rules *rules, const char *dest)
{
	static struct number_dialled out;
	static char text[2 * NUMBER_SIZE];

	if (number_dial(&out, rules, span_of(dest)))
		return "no";
	snprintf(text, sizeof(text), "%s%s%s", out.number, out.after[0] ? " then " : "", out.after);
	return text;
}

static const char *shown(const struct number_rules *rules, const char *number)
{
	static char out[NUMBER_SIZE];

	number_show(out, rules, span_of(number));
	return out;
}

TEST_ONCE(number, separators_and_what_is_for_people_is_left_away)
{
	CHECK_TEXT(dialled(&nowhere, "+49 (30) 123-45.67/8"), "+493012345678");
	CHECK_TEXT(dialled(&nowhere, " 200|1234^Bob"), "200");
	CHECK_TEXT(dialled(&nowhere, "200\r\n300"), "200");
	CHECK_TEXT(dialled(&nowhere, "tel:+49-30-1234"), "+49301234");
	CHECK_TEXT(dialled(&nowhere, "tom.jones"), "tom.jones");
	CHECK_TEXT(dialled(&nowhere, "sip:bob@192.0.2.4;transport=tcp"), "sip:bob@192.0.2.4;transport=tcp");
	CHECK_TEXT(dialled(&nowhere, "|200"), "no");
	CHECK_TEXT(dialled(&nowhere, ""), "no");
}

TEST_ONCE(number, tone_and_pulse_are_one)
{
	CHECK_TEXT(dialled(&nowhere, "T0301234"), "0301234");
	CHECK_TEXT(dialled(&nowhere, "p 0301234"), "0301234");
	CHECK_TEXT(dialled(&nowhere, "P0T301234"), "0301234");
	CHECK_TEXT(dialled(&nowhere, "T"), "T");
	CHECK_TEXT(dialled(&nowhere, "Tom"), "Tom");
}

TEST_ONCE(number, what_stands_behind_a_comma_is_dialled_behind_the_answer)
{
	CHECK_TEXT(dialled(&nowhere, "0301234,,12#"), "0301234 then ,,12#");
	CHECK_TEXT(dialled(&nowhere, "0301234, T 1 2"), "0301234 then ,12");
	CHECK_TEXT(dialled(&nowhere, "0301234,"), "0301234");
	CHECK_TEXT(dialled(&nowhere, "0301234,x"), "no");
	CHECK_TEXT(dialled(&nowhere, "Smith, John"), "Smith, John");
}

TEST_ONCE(number, a_flash_and_more_to_come_cannot_be_dialled)
{
	CHECK_TEXT(dialled(&nowhere, "0!301234"), "no");
	CHECK_TEXT(dialled(&nowhere, "030;"), "no");
}

TEST_ONCE(number, letters_are_the_digits_that_they_stand_on)
{
	static const struct number_rules rules = { .letters = true };

	CHECK_TEXT(dialled(&rules, "0800-FLOWERS"), "08003569377");
	CHECK_TEXT(dialled(&rules, "+1 800 call now"), "+18002255669");
	CHECK_TEXT(dialled(&rules, "0800 PQRSTUVWXYZ"), "080077778889999");
	CHECK_TEXT(dialled(&rules, "alice"), "alice");
	CHECK_TEXT(dialled(&nowhere, "0800-FLOWERS"), "0800-FLOWERS");
}

TEST_ONCE(number, canonical_numbers_get_the_prefixes_of_the_line)
{
	CHECK_TEXT(dialled(&berlin, "+49 (30) 12345"), "003012345");
	CHECK_TEXT(dialled(&berlin, "+41 44 6681800"), "00041446681800");
	CHECK_TEXT(dialled(&berlin, "200"), "200");
	CHECK_TEXT(dialled(&berlin, "*21*200#"), "*21*200#");
	CHECK_TEXT(dialled(&berlin, "03012345"), "003012345");
}

TEST_ONCE(number, a_carrier_gets_e164)
{
	struct number_rules rules = berlin;

	rules.dial_form = NUMBER_E164;
	CHECK_TEXT(dialled(&rules, "030 12345"), "+493012345");
	CHECK_TEXT(dialled(&rules, "0041 44 6681800"), "+41446681800");
	CHECK_TEXT(dialled(&rules, "12345"), "+493012345");
	CHECK_TEXT(dialled(&rules, "+49 30 12345"), "+493012345");
	CHECK_TEXT(dialled(&rules, "200"), "200");
	rules.internal = 0;
	CHECK_TEXT(dialled(&rules, "110"), "110");
	rules.country = "";
	CHECK_TEXT(dialled(&rules, "030 12345"), "03012345");
}

TEST_ONCE(number, the_first_rule_that_matches_is_all_that_happens)
{
	struct number_rules rules = berlin;

	rules.dial_rules = "9|.> 0|ZXXXX.>+49  110>0110 *|NXX>77";
	CHECK_TEXT(dialled(&rules, "9 1234"), "1234");
	CHECK_TEXT(dialled(&rules, "0 3012345"), "+493012345");
	CHECK_TEXT(dialled(&rules, "110"), "0110110");
	CHECK_TEXT(dialled(&rules, "*210"), "77210");
	CHECK_TEXT(dialled(&rules, "*110"), "*110");
	CHECK_TEXT(dialled(&rules, "1100"), "01100");
}

TEST_ONCE(number, a_rule_of_the_wrong_form_is_refused)
{
	static const char *const bad[] = { "0|X.", ">1", "0|.X>1", "a>1", "1>b", "|>1" };
	char text[256];
	struct buf why;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		buf_fixed(&why, text, sizeof(text));
		CHECK_TEXT(number_rules_valid(bad[i], &why) ? bad[i] : "", "");
		CHECK(why.len > 0);
	}
	CHECK(number_rules_valid("0|Z.>+49 00|.>+ 1XX>1XX", &why) == false);	/* NEW has no pattern */
	CHECK(number_rules_valid("0|Z.>+49 00|.>+ 1XX>", &why));
	CHECK(number_rules_valid("", &why));
}

TEST_ONCE(number, a_caller_is_shown_as_the_application_wants_it)
{
	struct number_rules rules = berlin;

	CHECK_TEXT(shown(&rules, "+493012345"), "+49 (30) 12345");
	CHECK_TEXT(shown(&rules, "03012345"), "+49 (30) 12345");
	CHECK_TEXT(shown(&rules, "0891234"), "+49 891234");
	CHECK_TEXT(shown(&rules, "0041446681800"), "+41 446681800");
	CHECK_TEXT(shown(&rules, "+35312345678"), "+353 12345678");
	CHECK_TEXT(shown(&rules, "200"), "200");
	CHECK_TEXT(shown(&rules, "bob"), "bob");
	rules.show_form = NUMBER_E164;
	CHECK_TEXT(shown(&rules, "0041446681800"), "+41446681800");
	rules.show_form = NUMBER_PREFIXED;
	CHECK_TEXT(shown(&rules, "+493012345"), "003012345");
	CHECK_TEXT(shown(&rules, "+41446681800"), "00041446681800");
	rules.show_form = NUMBER_AS_IS;
	CHECK_TEXT(shown(&rules, "+41446681800"), "+41446681800");
	rules.show_rules = "0|0.>";
	CHECK_TEXT(shown(&rules, "003012345"), "03012345");
}

TEST_ONCE(number, what_is_shown_canonical_is_dialled_again)
{
	static const char *const numbers[] = { "+493012345", "+41446681800", "+12125550100", "+4989123456" };

	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		struct number_rules rules = berlin;
		char canonical[NUMBER_SIZE];

		number_show(canonical, &rules, span_of(numbers[i]));
		rules.dial_form = NUMBER_E164;
		CHECK_TEXT(dialled(&rules, canonical), numbers[i]);
	}
}

TEST_ONCE(number, country_codes_have_one_to_three_digits)
{
	CHECK_INT(number_country_digits(SPAN("12125550100")), 1);
	CHECK_INT(number_country_digits(SPAN("79161234567")), 1);
	CHECK_INT(number_country_digits(SPAN("4930123")), 2);
	CHECK_INT(number_country_digits(SPAN("35312345")), 3);
	CHECK_INT(number_country_digits(SPAN("0301234")), 0);
	CHECK_INT(number_country_digits(SPAN("49")), 0);
}

TEST(number, a_number_may_be_one_of_several_patterns)
{
	CHECK(number_matches("2XX 7.", span_of("201")));
	CHECK(number_matches("2XX 7.", span_of("71234")));
	CHECK(!number_matches("2XX 7.", span_of("2011")));
	CHECK(!number_matches("2XX 7.", span_of("alice")));
	CHECK(!number_matches("", span_of("")));
	CHECK(number_patterns_valid("2XX 7."));
	CHECK(number_patterns_valid(""));
	CHECK(!number_patterns_valid("2-5"));
}

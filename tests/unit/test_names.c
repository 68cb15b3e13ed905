/* SPDX-License-Identifier: MIT
 * test_names.c - constants as words, and back. */
#include "test.h"
#include "abi/names.h"
#include "abi/sizes.h"
#include "abi/tspi.h"

TEST(names, every_constant_has_a_word_and_every_word_its_constant)
{
	char out[NAME_TEXT_SIZE];
	const struct name *name;
	size_t count = 0;
	bool found;

	for (; (name = name_at(count)); count++) {
		CHECK(name->word[0] != '\0');
		CHECK(name_of(name->group, name->value) != NULL);
		CHECK(name_value(name->group, name->word, &found) == name->value && found);
		name_words(name->group, name->value, out, sizeof(out));
		CHECK(name_value(name->group, out, &found) == name->value && found);
	}
	CHECK_INT(count, 874);
}

TEST(names, a_constant_begins_with_its_group)
{
	const struct name *name;
	const char *group;

	for (size_t i = 0; (name = name_at(i)); i++) {
		group = name_of_group(name->group);
		if (name->group == NAME_OTHER)
			CHECK(name->word == name->whole);
		else
			CHECK(strncmp(name->whole, group, strlen(group)) == 0 &&
			      name->word == name->whole + strlen(group) + 1);
	}
}

TEST(names, the_values_of_a_group_are_different)
{
	const struct name *one, *other;

	for (size_t i = 0; (one = name_at(i)); i++)
		for (size_t j = i + 1; (other = name_at(j)); j++)
			CHECK(one->group != other->group || one->group == NAME_OTHER ||
			      one->value != other->value);
}

TEST(names, one_value_has_one_word)
{
	char out[NAME_TEXT_SIZE];

	CHECK_TEXT(name_of(NAME_LINECALLSTATE, LINECALLSTATE_CONNECTED), "CONNECTED");
	CHECK(name_of(NAME_LINECALLSTATE, 0x300) == NULL);
	CHECK_TEXT(name_words(NAME_LINECALLSTATE, 0x100, out, sizeof(out)), "connected");
	CHECK_TEXT(name_words(NAME_LINECALLSTATE, 0x300, out, sizeof(out)), "0x300");
	CHECK_TEXT(name_words(NAME_LINECALLFEATURE2, LINECALLFEATURE2_NOHOLDCONFERENCE, out,
			      sizeof(out)), "noholdconference");
}

TEST(names, bits_are_joined_and_what_has_no_word_stays_a_number)
{
	char out[NAME_TEXT_SIZE];

	CHECK_TEXT(name_bits(NAME_LINECALLSTATE, LINECALLSTATE_IDLE | LINECALLSTATE_ONHOLD |
			     0x80000000, out, sizeof(out)), "idle|onhold|0x80000000");
	CHECK_TEXT(name_bits(NAME_LINECALLSTATE, 0, out, sizeof(out)), "none");
	CHECK_TEXT(name_bits(NAME_LINECALLSTATE, 0x00500000, out, sizeof(out)), "0x500000");
	CHECK_TEXT(name_bits(NAME_LINETSPIOPTION, 0x50, out, sizeof(out)), "0x50");
}

TEST(names, every_set_of_bits_fits_the_size_that_is_promised)
{
	char out[1024];

	for (int group = 0; group < NAME_GROUP_COUNT; group++) {
		name_bits((enum name_group)group, 0xFFFFFFFF, out, sizeof(out));
		CHECK(strlen(out) < NAME_TEXT_SIZE);
		CHECK(name_value((enum name_group)group, out, NULL) == 0xFFFFFFFF);
	}
}

TEST(names, words_are_cut_off_at_the_size_given)
{
	char out[8] = "xxxxxxx";

	name_bits(NAME_LINECALLSTATE, LINECALLSTATE_IDLE | LINECALLSTATE_BUSY, out, 6);
	CHECK_TEXT(out, "idle|");
	CHECK(out[6] == 'x');
	CHECK_TEXT(name_words(NAME_LINECALLSTATE, 1, out, 0), "");
	CHECK_TEXT(out, "idle|");
}

TEST(names, errors_of_lines_phones_and_requests_are_told_apart)
{
	CHECK_TEXT(name_error((LONG)LINEERR_NOMEM), "LINEERR_NOMEM");
	CHECK_TEXT(name_error((LONG)PHONEERR_NOMEM), "PHONEERR_NOMEM");
	CHECK_TEXT(name_error(TAPIERR_DESTBUSY), "TAPIERR_DESTBUSY");
	CHECK_TEXT(name_error(0), "OK");
	CHECK_TEXT(name_error(7), "unknown error");
}

TEST(names, messages_of_tapi_and_of_tspi_have_names)
{
	CHECK_TEXT(name_message(LINE_CALLSTATE), "LINE_CALLSTATE");
	CHECK_TEXT(name_message(PHONE_BUTTON), "PHONE_BUTTON");
	CHECK_TEXT(name_message(LINE_NEWCALL), "LINE_NEWCALL");
	CHECK_TEXT(name_message(77), "unknown message");
}

TEST(names, words_are_read_in_either_case_and_joined)
{
	bool found;

	CHECK_INT(name_value(NAME_LINEMEDIAMODE, "interactivevoice", &found),
		  LINEMEDIAMODE_INTERACTIVEVOICE);
	CHECK(found);
	CHECK_INT(name_value(NAME_LINECALLSTATE, "Idle|ONHOLD|0x40", &found),
		  LINECALLSTATE_IDLE | LINECALLSTATE_ONHOLD | LINECALLSTATE_BUSY);
	CHECK(found);
	CHECK(name_value(NAME_LINECALLSTATE, "none", &found) == 0 && found);
	CHECK(name_value(NAME_LINECALLSTATE, "256", &found) == 256 && found);
}

TEST(names, what_is_no_word_is_not_found)
{
	static const char *const bad[] = {
		"", "hol", "idlee", "idle|", "|idle", "idle||busy", "0x", "12x", "-1", " 1",
		"0x100000000", "99999999999999999999", "NOMEM",
	};
	bool found;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		found = true;
		CHECK_INT(name_value(NAME_LINECALLSTATE, bad[i], &found), 0);
		CHECK(!found);
	}
	CHECK(name_value(NAME_LINECALLSTATE, NULL, &found) == 0 && !found);
}

TEST(names, no_bit_newer_than_the_version_is_known)
{
	CHECK(!(name_known_bits(NAME_LINEADDRCAPFLAGS, TAPI_1_4) & LINEADDRCAPFLAGS_QUEUE));
	CHECK(name_known_bits(NAME_LINEADDRCAPFLAGS, TAPI_2_0) & LINEADDRCAPFLAGS_QUEUE);
	CHECK(!(name_known_bits(NAME_LINEADDRCAPFLAGS, TAPI_2_0) & LINEADDRCAPFLAGS_ACDGROUP));
	CHECK_INT(name_known_bits(NAME_LINEADDRCAPFLAGS, TAPI_3_0), 0xFFFFFFFF);
	CHECK_INT(name_known_bits(NAME_LINEERR, TAPI_3_0), 0);
}

/* SPDX-License-Identifier: MIT
 * test_dialing.c - what is dialled for an address, here and there. */
#include "test.h"
#include "abi/sizes.h"
#include "dialing_scene.h"
#include "tapi/dialing/address.h"
#include "tapi/dialing/area.h"
#include "tapi/dialing/rule.h"

#define CANONICAL LINETRANSLATERESULT_CANONICAL
#define LOCAL LINETRANSLATERESULT_LOCAL
#define FAR_AWAY LINETRANSLATERESULT_LONGDISTANCE
#define ABROAD LINETRANSLATERESULT_INTERNATIONAL
#define LISTED LINETRANSLATERESULT_INTOLLLIST
#define NOT_LISTED LINETRANSLATERESULT_NOTINTOLLLIST

TEST(dialing, numbers_of_the_own_area_are_dialled_without_it)
{
	struct dialing *d = dialing_scene("US", "425");

	CHECK_TEXT(dialled(d, "+1 (425) 882-8080"), "T8828080");
	CHECK_TEXT(shown(d, "+1 (425) 882-8080"), "882-8080");
	CHECK_INT(results(d, "+1 (425) 882-8080"), CANONICAL | LOCAL | NOT_LISTED);
}

TEST(dialing, numbers_of_another_area_are_long_distance)
{
	struct dialing *d = dialing_scene("US", "206");

	CHECK_TEXT(dialled(d, "+1 (425) 882-8080"), "T14258828080");
	CHECK_TEXT(shown(d, "+1 (425) 882-8080"), "1 425 882-8080");
	CHECK_INT(results(d, "+1 (425) 882-8080"), CANONICAL | FAR_AWAY);
	CHECK_TEXT(dialled(d, "+1 (876) 555-1234"), "T18765551234");
}

TEST(dialing, numbers_of_another_country_are_international)
{
	struct dialing *d = dialing_scene("US", "425");

	CHECK_TEXT(dialled(d, "+44 (171) 555-1234"), "T011441715551234");
	CHECK_TEXT(shown(d, "+44 (171) 555-1234"), "011 44 171 555-1234");
	CHECK_INT(results(d, "+44 (171) 555-1234"), CANONICAL | ABROAD);
	CHECK_INT(dialing_scene_result()->here, 1);
	CHECK_INT(dialing_scene_result()->there, 44);
}

TEST(dialing, each_country_has_its_own_prefixes)
{
	struct dialing *d = dialing_scene("Germany", "30");

	CHECK_TEXT(dialled(d, "+49 (30) 1234-5"), "T12345");
	CHECK_TEXT(dialled(d, "+49 (89) 1234"), "T0891234");
	CHECK_TEXT(dialled(d, "+1 (425) 882-8080"), "T0014258828080");
	d = dialing_scene("FR", "1");
	CHECK_TEXT(dialled(d, "+33 (1) 2345 6789"), "T0123456789");
	d = dialing_scene("IT", "06");
	CHECK_TEXT(dialled(d, "+39 (06) 6982"), "T066982");
	d = dialing_scene("DK", "");
	CHECK_TEXT(dialled(d, "+45 33 12 34 56"), "T33123456");
	CHECK_INT(results(d, "+45 33 12 34 56"), CANONICAL | LOCAL);
}

TEST(dialing, a_number_without_an_area_is_dialled_whole)
{
	struct dialing *d = dialing_scene("DE", "30");

	CHECK_TEXT(dialled(d, "+49 891234"), "T0891234");
	CHECK_TEXT(dialled(d, "+49891234"), "T0891234");
	CHECK_TEXT(dialled(d, "+14258828080"), "T0014258828080");
	CHECK_TEXT(dialled(d, "+49(89)1234"), "T0891234");
	CHECK_TEXT(dialled(d, "+999 (1) 1234"), "T0099911234");
}

TEST(dialing, an_outside_line_is_asked_for_first)
{
	struct dialing *d = dialing_scene("US", "425");

	set_text(d, outside, "9,");
	set_text(d, outside_far, "8,");
	CHECK_TEXT(dialled(d, "+1 (425) 882-8080"), "T9,8828080");
	CHECK_TEXT(shown(d, "+1 (425) 882-8080"), "9, 882-8080");
	CHECK_TEXT(dialled(d, "+1 (206) 882-8080"), "T8,12068828080");
	CHECK_TEXT(dialled(d, "+49 (30) 1234"), "T8,01149301234");
}

TEST(dialing, a_line_with_pulses_says_so)
{
	struct dialing *d = dialing_scene("US", "425");

	d->locations[0].pulse = true;
	CHECK_TEXT(dialled(d, "+1 (425) 882-8080"), "P8828080");
	CHECK_TEXT(dialled(d, "8828080"), "P8828080");
	CHECK_TEXT(dialled(d, "T8828080"), "T8828080");
}

TEST(dialing, call_waiting_is_cancelled_if_the_application_wants_it)
{
	struct dialing *d = dialing_scene("US", "425");
	struct dialing_ask ask = {
		.address = SPAN("+1 (425) 882-8080"), .version = TAPI_2_0,
		.options = LINETRANSLATEOPTION_CANCELCALLWAITING,
	};

	CHECK_TEXT(dialled_as(d, &ask), "T8828080");
	set_text(d, no_waiting, "*70,");
	CHECK_TEXT(dialled_as(d, &ask), "T*70,8828080");
	CHECK_TEXT(dialled(d, "+1 (425) 882-8080"), "T8828080");
	ask.address = SPAN("8828080");
	CHECK_TEXT(dialled_as(d, &ask), "T*70,8828080");
}

TEST(dialing, what_is_dialable_stays_as_it_is)
{
	struct dialing *d = dialing_scene("US", "425");

	set_text(d, outside, "9,");
	CHECK_TEXT(dialled(d, "555-1234"), "T555-1234");
	CHECK_TEXT(shown(d, "555-1234|12^Bob"), "555-1234");
	CHECK_INT(results(d, "555-1234"), 0);
	CHECK_INT(dialing_scene_result()->here, 1);
	CHECK_INT(dialing_scene_result()->there, 0);
	CHECK_TEXT(dialled(d, "555-1234|12^Bob"), "T555-1234|12^Bob");
}

TEST(dialing, a_name_is_no_number_and_nothing_goes_before_it)
{
	struct dialing *d = dialing_scene("US", "425");
	struct dialing_ask ask = { .address = SPAN("sip:bob@example.org"), .version = TAPI_2_2 };

	CHECK_TEXT(dialled_as(d, &ask), "sip:bob@example.org");
	CHECK_INT(dialing_scene_result()->results, 0);
	ask.version = TAPI_3_0;
	CHECK_TEXT(dialled_as(d, &ask), "sip:bob@example.org");
	CHECK_INT(dialing_scene_result()->results, LINETRANSLATERESULT_NOTRANSLATION);
	CHECK_TEXT(dialled(d, "Tom"), "Tom");
}

TEST(dialing, subaddress_and_name_are_dialled_but_not_shown)
{
	struct dialing *d = dialing_scene("US", "425");

	CHECK_TEXT(dialled(d, "+1 (425) 882-8080|1234^Bob"), "T8828080|1234^Bob");
	CHECK_TEXT(shown(d, "+1 (425) 882-8080|1234^Bob"), "882-8080");
}

TEST(dialing, several_addresses_are_several_numbers)
{
	struct dialing *d = dialing_scene("US", "425");

	CHECK_TEXT(dialled(d, "+1 (425) 882-8080|7\r\n+1 (206) 5551212^A\r\n333"),
		   "T8828080|7\r\nT12065551212^A\r\nT333");
	CHECK_TEXT(shown(d, "+1 (425) 882-8080\r\n+1 (206) 5551212"), "882-8080\r\n1 206 5551212");
	CHECK_TEXT(dialled(d, "333\r\n"), "T333");
}

TEST(dialing, modifiers_are_kept_and_told)
{
	struct dialing *d = dialing_scene("DE", "30");
	DWORD all = LINETRANSLATERESULT_DIALBILLING | LINETRANSLATERESULT_DIALQUIET |
		    LINETRANSLATERESULT_DIALDIALTONE | LINETRANSLATERESULT_DIALPROMPT;

	CHECK_TEXT(dialled(d, "+49 (30) 1234,,12#"), "T1234,,12#");
	CHECK_INT(results(d, "1$2@3W4?"), all);
	CHECK_INT(results(d, "12|$@w?"), 0);
	CHECK_INT(results(d, "1w:2"), LINETRANSLATERESULT_DIALDIALTONE | LINETRANSLATERESULT_VOICEDETECT);
	CHECK_TEXT(dialled(d, "+49 (30) 1234;"), "T1234;");
}

TEST(dialing, what_is_newer_than_the_application_is_not_told)
{
	struct dialing *d = dialing_scene("DE", "30");
	struct dialing_ask ask = { .address = SPAN("1:2"), .version = TAPI_1_4 };

	CHECK_TEXT(dialled_as(d, &ask), "T1:2");
	CHECK_INT(dialing_scene_result()->results, 0);
}

TEST(dialing, what_no_number_is_cannot_be_translated)
{
	struct dialing *d = dialing_scene("DE", "30");
	static const char *const none[] = {
		"", " ", "+", "+ ", "+49", "+49 ", "+49 (", "+49 (30", "+49 (3x) 1", "+49 (30)", "+49 (30) x",
		"+49 (30) 12(3)", "+0 (1) 1", "+00 1", "+99999 1", "+x", "|12", "^Bob", "\r\n", "\r\n1",
		"+1 (800) FLOWERS", "1\r\n\r\n2",
	};

	for (size_t i = 0; i < sizeof(none) / sizeof(*none); i++)
		CHECK_INT(asked(d, none[i], 0, 0), ERR_ADDRESS);
}

TEST(dialing, options_that_are_none_are_refused)
{
	struct dialing *d = dialing_scene("DE", "30");

	CHECK_INT(asked(d, "12", 0x10, 0), ERR_PARAM);
	CHECK_INT(asked(d, "12", LINETRANSLATEOPTION_FORCELOCAL | LINETRANSLATEOPTION_FORCELD, 0), ERR_PARAM);
	CHECK_INT(asked(d, "12", LINETRANSLATEOPTION_CARDOVERRIDE, 9), ERR_CARD);
	CHECK_INT(asked(d, "12", 0, 9), OK);
}

TEST(dialing, without_a_location_nothing_is_translated)
{
	static struct dialing none;

	CHECK_INT(asked(&none, "12", 0, 0), ERR_CONFIG);
}

TEST(dialing, a_call_can_be_made_local_or_far)
{
	struct dialing *d = dialing_scene("US", "425");
	struct dialing_ask ask = { .address = SPAN("+1 (425) 882-8080"), .version = TAPI_2_0,
				   .options = LINETRANSLATEOPTION_FORCELD };

	CHECK_TEXT(dialled_as(d, &ask), "T14258828080");
	CHECK_INT(dialing_scene_result()->results, CANONICAL | FAR_AWAY | NOT_LISTED);
	ask.address = SPAN("+1 (206) 882-8080");
	ask.options = LINETRANSLATEOPTION_FORCELOCAL;
	CHECK_TEXT(dialled_as(d, &ask), "T8828080");
	CHECK_INT(dialing_scene_result()->results, CANONICAL | LOCAL);
	ask.address = SPAN("+49 (30) 1234");
	CHECK_TEXT(dialled_as(d, &ask), "T01149301234");
}

TEST(dialing, prefixes_of_the_toll_list_are_long_distance)
{
	struct dialing *d = dialing_scene("US", "425");

	set_text(d, toll_list, "881, 882");
	CHECK_TEXT(dialled(d, "+1 (425) 882-8080"), "T14258828080");
	CHECK_INT(results(d, "+1 (425) 882-8080"), CANONICAL | FAR_AWAY | LISTED);
	CHECK_INT(results(d, "+1 (425) 883-8080"), CANONICAL | LOCAL | NOT_LISTED);
	CHECK_INT(results(d, "+1 (206) 882-8080"), CANONICAL | FAR_AWAY);
}

TEST(dialing, applications_put_prefixes_on_the_toll_list_and_take_them_off)
{
	struct dialing *d = dialing_scene("US", "425");

	CHECK_INT(dialing_set_toll(d, SPAN("+1 (425) 882-8080"), LINETOLLLISTOPTION_ADD), OK);
	CHECK_INT(dialing_set_toll(d, SPAN("+1 (425) 883-0000"), LINETOLLLISTOPTION_ADD), OK);
	CHECK_INT(dialing_set_toll(d, SPAN("+1 (425) 882-9999"), LINETOLLLISTOPTION_ADD), OK);
	CHECK_TEXT(d->locations[0].toll_list, "883,882");
	CHECK_INT(dialing_set_toll(d, SPAN("+1 (425) 883-1111"), LINETOLLLISTOPTION_REMOVE), OK);
	CHECK_INT(dialing_set_toll(d, SPAN("+1 (425) 777-1111"), LINETOLLLISTOPTION_REMOVE), OK);
	CHECK_TEXT(d->locations[0].toll_list, "882");
	CHECK(d->locations[0].toll_changed);
}

TEST(dialing, a_toll_list_has_prefixes_of_its_own_area_only)
{
	struct dialing *d = dialing_scene("US", "425");

	CHECK_INT(dialing_set_toll(d, SPAN("+1 (206) 882-8080"), LINETOLLLISTOPTION_ADD), ERR_LOCATION);
	CHECK_INT(dialing_set_toll(d, SPAN("+49 (30) 8828080"), LINETOLLLISTOPTION_ADD), ERR_LOCATION);
	CHECK_INT(dialing_set_toll(d, SPAN("8828080"), LINETOLLLISTOPTION_ADD), ERR_ADDRESS);
	CHECK_INT(dialing_set_toll(d, SPAN("+1 (425) 88"), LINETOLLLISTOPTION_ADD), ERR_ADDRESS);
	CHECK_INT(dialing_set_toll(d, SPAN("+1 (425) 882-8080"), 3), ERR_PARAM);
	CHECK_INT(dialing_set_toll(d, SPAN("+1 (425) 882-8080"), 0), ERR_PARAM);
	CHECK_TEXT(d->locations[0].toll_list, "");
	d = dialing_scene("DE", "30");
	CHECK_INT(dialing_set_toll(d, SPAN("+49 (30) 12345"), LINETOLLLISTOPTION_ADD), ERR_LOCATION);
}

TEST(dialing, area_rules_go_before_those_of_the_country)
{
	struct dialing *d = dialing_scene("US", "425");

	set_text(d, area_rules, "425 > area; 206/882,883 > 1 area; 360 > 1; 206 > area");
	set_text(d, outside, "9");
	set_text(d, outside_far, "8");
	CHECK_TEXT(dialled(d, "+1 (425) 882-8080"), "T94258828080");
	CHECK_INT(results(d, "+1 (425) 882-8080"), CANONICAL | LOCAL);
	CHECK_TEXT(dialled(d, "+1 (206) 883-8080"), "T812068838080");
	CHECK_TEXT(shown(d, "+1 (206) 883-8080"), "8 1 206 883-8080");
	CHECK_INT(results(d, "+1 (206) 883-8080"), CANONICAL | FAR_AWAY);
	CHECK_TEXT(dialled(d, "+1 (206) 884-8080"), "T92068848080");
	CHECK_TEXT(dialled(d, "+1 (360) 884-8080"), "T818848080");
	CHECK_TEXT(dialled(d, "+1 (503) 884-8080"), "T815038848080");
}

TEST(dialing, area_rules_have_a_form)
{
	static const char *const good[] = { "", " ", "1>1", "425 > area;", "1/2,3 > 4 area; - > 0" };
	static const char *const bad[] = { ">", "1", "1>", "x > 1", "1/ > 1", "1/2, > 1", "1 > area 1", "1 > 1 1",
					   "1 > area area", "1 > x", ";", "1 > 1;;" };
	char room[200];
	struct buf why;

	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++) {
		buf_fixed(&why, room, sizeof(room));
		CHECK(area_rules_valid(span_of(good[i]), &why));
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		buf_fixed(&why, room, sizeof(room));
		CHECK(!area_rules_valid(span_of(bad[i]), &why));
		CHECK(why.len > 0);
	}
}

TEST(dialing, carriers_stand_where_the_country_has_them)
{
	struct dialing *d = dialing_scene("US", "425");

	set_text(d, carrier, "10288");
	set_text(d, carrier_abroad, "10333");
	CHECK_TEXT(dialled(d, "+1 (206) 882-8080"), "T1028812068828080");
	CHECK_TEXT(dialled(d, "+49 (30) 1234"), "T1033301149301234");
	CHECK_TEXT(shown(d, "+49 (30) 1234"), "10333 011 49 30 1234");
	d = dialing_scene("BR", "11");
	set_text(d, carrier, "15");
	CHECK_TEXT(dialled(d, "+55 (21) 12345678"), "T0152112345678");
}

static struct dialing *with_card(void)
{
	struct dialing *d = dialing_scene("US", "425");
	struct dialing_card *card = dialing_add_card(d, SPAN("Blue"));

	NEED(card != NULL);
	if (!card)
		return NULL;
	card->id = 5;
	set_card_text(d, number, "55512345678");
	set_card_text(d, pin, "4321");
	set_card_text(d, access_far, "18005551000");
	set_card_text(d, long_distance, "J,TFG$TH,K");
	set_card_text(d, international, "102880E F G$H K");
	d->locations[0].card = 5;
	return d;
}

TEST(dialing, a_card_pays_and_its_secrets_are_not_shown)
{
	struct dialing *d = with_card();

	if (!d)
		return;
	CHECK_TEXT(dialled(d, "+1 (206) 882-8080"), "T18005551000,T2068828080$T55512345678,4321");
	CHECK_TEXT(shown(d, "+1 (206) 882-8080"), "18005551000,T 206 882-8080$T[Blue],[Blue]");
	CHECK_INT(results(d, "+1 (206) 882-8080"), CANONICAL | FAR_AWAY | LINETRANSLATERESULT_DIALBILLING);
	CHECK_TEXT(dialled(d, "+49 (30) 1234"), "T10288049301234$555123456784321");
	CHECK_TEXT(shown(d, "+49 (30) 1234"), "102880 49 30 1234$[Blue]");
	CHECK_TEXT(dialled(d, "+1 (425) 882-8080"), "T8828080");
}

TEST(dialing, another_card_or_none_can_be_asked_for)
{
	struct dialing *d = with_card();
	struct dialing_ask ask = { .address = SPAN("+1 (206) 882-8080"), .version = TAPI_2_0,
				   .options = LINETRANSLATEOPTION_CARDOVERRIDE, .card = 0 };

	if (!d)
		return;
	CHECK_TEXT(dialled_as(d, &ask), "T12068828080");
	d->locations[0].card = 0;
	CHECK_TEXT(dialled(d, "+1 (206) 882-8080"), "T12068828080");
	ask.card = 5;
	CHECK_TEXT(dialled_as(d, &ask), "T18005551000,T2068828080$T55512345678,4321");
}

TEST_ONCE(dialing, rules_are_made_of_their_letters)
{
	CHECK(rule_valid(SPAN("")));
	CHECK(rule_valid(SPAN("S011EFG")));
	CHECK(rule_valid(SPAN("18005551000,$TFG$TH@K!?:WIJLMNABCD*#")));
	CHECK(!rule_valid(SPAN("0FGX")));
	CHECK(!rule_valid(SPAN("0FG;")));
	CHECK(!rule_valid((struct span){ "0\0G", 3 }));
}

TEST_ONCE(dialing, every_country_has_one_id_and_a_code)
{
	for (size_t i = 0; i < country_count; i++) {
		const struct country *country = &countries[i];
		char code[16];

		snprintf(code, sizeof(code), "%lu", (unsigned long)country->code);
		CHECK(country_by_id(country->id) == country);
		CHECK_INT(country_code_digits(span_of(code)), strlen(code));
		CHECK(*country->name);
		CHECK(rule_valid(span_of(country->same_area)));
		CHECK(rule_valid(span_of(country->long_distance)));
		CHECK(rule_valid(span_of(country->international)));
		CHECK(i == 0 || country->id > countries[i - 1].id);
	}
}

/* Ids and codes of TAPI's published list. */
TEST_ONCE(dialing, countries_have_the_ids_that_programs_know)
{
	static const struct { const char *name; DWORD id, code; } known[] = {
		{ "US", 1, 1 }, { "CA", 107, 1 }, { "JM", 112, 1 }, { "PR", 121, 1 }, { "GU", 124, 1 },
		{ "RU", 7, 7 }, { "KZ", 705, 7 }, { "DE", 49, 49 }, { "GB", 44, 44 }, { "VA", 379, 39 },
		{ "HK", 852, 852 }, { "NF", 6722, 672 }, { "CC", 6101, 61 }, { "KM", 2691, 269 },
		{ "Guantanamo Bay", 5399, 53 }, { "germany", 49, 49 }, { "107", 107, 1 },
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++) {
		const struct country *country = country_by_text(span_of(known[i].name));

		NEED(country != NULL);
		CHECK_INT(country->id, known[i].id);
		CHECK_INT(country->code, known[i].code);
	}
	CHECK(!country_by_text(SPAN("Atlantis")));
	CHECK(!country_by_text(SPAN("")));
	CHECK(!country_by_id(0));
	CHECK_INT(country_code_digits(SPAN("0049")), 0);
	CHECK_INT(country_code_digits(SPAN("4930")), 2);
}

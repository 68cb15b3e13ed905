/* SPDX-License-Identifier: MIT
 * test_dialing_record.c - locations, cards and countries as records, at each version. */
#include "test.h"
#include "abi/sizes.h"
#include "abi/vardata.h"
#include "dialing_scene.h"

#define ROOM 65536

static const DWORD versions[] = { TAPI_1_3, TAPI_1_4, TAPI_2_0, TAPI_2_1, TAPI_2_2, TAPI_3_0, TAPI_3_1 };

static unsigned char room[ROOM];

/* A record of so many bytes; what is behind must stay 0xEE. */
static void *record_of(DWORD size)
{
	memset(room, 0xEE, sizeof(room));
	memcpy(room, &size, sizeof(size));
	return room;
}

static bool untouched(DWORD from)
{
	for (DWORD i = from; i < ROOM; i++)
		if (room[i] != 0xEE)
			return false;
	return true;
}

static const char *text_at(const struct varview *view, size_t field)
{
	static char text[200];

	return varview_text(view, field, text, sizeof(text)) ? text : "no";
}

/* Two locations, two cards. */
static struct dialing *scene(void)
{
	struct dialing *d = dialing_scene("DE", "30");
	struct dialing_location *there = dialing_add_location(d, SPAN("There"));
	struct dialing_card *card = dialing_add_card(d, SPAN("Blue"));

	NEED(there && card);
	if (!there || !card)
		return NULL;
	there->id = 7;
	there->country = country_by_id(107);
	there->card = card->id = 5;
	there->pulse = card->hidden = true;
	set_text(d, outside, "0");
	set_text(d, outside_far, "1");
	set_text(d, no_waiting, "*43#");
	set_text(d, toll_list, "882,883");
	set_card_text(d, number, "123456");
	set_card_text(d, pin, "9999");
	set_card_text(d, same_area, "G");
	set_card_text(d, long_distance, "J,FG");
	set_card_text(d, international, "EFG,H");
	return d;
}

TEST(dialing_record, capabilities_have_all_locations_and_cards)
{
	struct dialing *d = scene();
	struct varview caps, entry;

	NEED(d && dialing_write_caps(d, record_of(ROOM), TAPI_2_0) == OK);
	NEED(varview_open_used(&caps, room, ROOM, sizeof(LINETRANSLATECAPS)));
	CHECK_INT(varview_get(&caps, offsetof(LINETRANSLATECAPS, dwNumLocations)), 2);
	CHECK_INT(varview_get(&caps, offsetof(LINETRANSLATECAPS, dwNumCards)), 2);
	CHECK_INT(varview_get(&caps, offsetof(LINETRANSLATECAPS, dwCurrentLocationID)), 1);
	CHECK_INT(varview_get(&caps, offsetof(LINETRANSLATECAPS, dwCurrentPreferredCardID)), 0);
	NEED(varview_entry(&caps, VARFIELD(LINETRANSLATECAPS, LocationList), 0, sizeof(LINELOCATIONENTRY), &entry));
	CHECK_INT(varview_get(&entry, offsetof(LINELOCATIONENTRY, dwPermanentLocationID)), 1);
	CHECK_TEXT(text_at(&entry, VARFIELD(LINELOCATIONENTRY, LocationName)), "Here");
	CHECK_INT(varview_get(&entry, offsetof(LINELOCATIONENTRY, dwCountryCode)), 49);
	CHECK_INT(varview_get(&entry, offsetof(LINELOCATIONENTRY, dwCountryID)), 49);
	CHECK_TEXT(text_at(&entry, VARFIELD(LINELOCATIONENTRY, CityCode)), "30");
	CHECK_TEXT(text_at(&entry, VARFIELD(LINELOCATIONENTRY, LocalAccessCode)), "0");
	CHECK_TEXT(text_at(&entry, VARFIELD(LINELOCATIONENTRY, LongDistanceAccessCode)), "1");
	CHECK_TEXT(text_at(&entry, VARFIELD(LINELOCATIONENTRY, TollPrefixList)), "882,883");
	CHECK_TEXT(text_at(&entry, VARFIELD(LINELOCATIONENTRY, CancelCallWaiting)), "*43#");
	CHECK_INT(varview_get(&entry, offsetof(LINELOCATIONENTRY, dwOptions)), 0);
	NEED(varview_entry(&caps, VARFIELD(LINETRANSLATECAPS, LocationList), 1, sizeof(LINELOCATIONENTRY), &entry));
	CHECK_INT(varview_get(&entry, offsetof(LINELOCATIONENTRY, dwPermanentLocationID)), 7);
	CHECK_INT(varview_get(&entry, offsetof(LINELOCATIONENTRY, dwCountryCode)), 1);
	CHECK_INT(varview_get(&entry, offsetof(LINELOCATIONENTRY, dwCountryID)), 107);
	CHECK_INT(varview_get(&entry, offsetof(LINELOCATIONENTRY, dwPreferredCardID)), 5);
	CHECK_INT(varview_get(&entry, offsetof(LINELOCATIONENTRY, dwOptions)), LINELOCATIONOPTION_PULSEDIAL);
}

TEST(dialing_record, a_card_is_told_but_not_its_number)
{
	struct dialing *d = scene();
	struct varview caps, entry;

	NEED(d && dialing_write_caps(d, record_of(ROOM), TAPI_2_0) == OK);
	NEED(varview_open_used(&caps, room, ROOM, sizeof(LINETRANSLATECAPS)));
	NEED(varview_entry(&caps, VARFIELD(LINETRANSLATECAPS, CardList), 0, sizeof(LINECARDENTRY), &entry));
	CHECK_INT(varview_get(&entry, offsetof(LINECARDENTRY, dwPermanentCardID)), 0);
	CHECK_TEXT(text_at(&entry, VARFIELD(LINECARDENTRY, CardName)), "None (Direct Dial)");
	CHECK_INT(varview_get(&entry, offsetof(LINECARDENTRY, dwOptions)), LINECARDOPTION_PREDEFINED);
	CHECK_INT(varview_get(&entry, offsetof(LINECARDENTRY, dwCardNumberDigits)), 0);
	NEED(varview_entry(&caps, VARFIELD(LINETRANSLATECAPS, CardList), 1, sizeof(LINECARDENTRY), &entry));
	CHECK_INT(varview_get(&entry, offsetof(LINECARDENTRY, dwPermanentCardID)), 5);
	CHECK_INT(varview_get(&entry, offsetof(LINECARDENTRY, dwCardNumberDigits)), 6);
	CHECK_INT(varview_get(&entry, offsetof(LINECARDENTRY, dwOptions)), LINECARDOPTION_HIDDEN);
	CHECK_TEXT(text_at(&entry, VARFIELD(LINECARDENTRY, SameAreaRule)), "G");
	CHECK_TEXT(text_at(&entry, VARFIELD(LINECARDENTRY, LongDistanceRule)), "J,FG");
	CHECK_TEXT(text_at(&entry, VARFIELD(LINECARDENTRY, InternationalRule)), "EFG,H");
}

TEST(dialing_record, at_1_3_entries_end_where_they_did)
{
	struct dialing *d = scene();
	struct varview caps, entry;

	NEED(d && dialing_write_caps(d, record_of(ROOM), TAPI_1_3) == OK);
	NEED(varview_open_used(&caps, room, ROOM, sizeof(LINETRANSLATECAPS)));
	CHECK_INT(varview_get(&caps, offsetof(LINETRANSLATECAPS, dwLocationListSize)), 2 * 28);
	CHECK_INT(varview_get(&caps, offsetof(LINETRANSLATECAPS, dwCardListSize)), 2 * 12);
	NEED(varview_entry(&caps, VARFIELD(LINETRANSLATECAPS, LocationList), 1, 28, &entry));
	CHECK_INT(varview_get(&entry, offsetof(LINELOCATIONENTRY, dwPermanentLocationID)), 7);
	CHECK_TEXT(text_at(&entry, VARFIELD(LINELOCATIONENTRY, LocationName)), "There");
	NEED(varview_entry(&caps, VARFIELD(LINETRANSLATECAPS, CardList), 1, 12, &entry));
	CHECK_TEXT(text_at(&entry, VARFIELD(LINECARDENTRY, CardName)), "Blue");
}

static enum err write_caps(const void *of, void *record, DWORD version)
{
	return dialing_write_caps(of, record, version);
}

static enum err write_output(const void *of, void *record, DWORD version)
{
	return dialing_write_output(of, record, version);
}

static enum err write_country(const void *of, void *record, DWORD version)
{
	return dialing_write_countries(49, record, version);
}

/* At each size: no byte beyond it, what it takes is told, and that is enough. */
static void fits(enum err (*write)(const void *of, void *record, DWORD version), const void *of,
		 DWORD fixed, DWORD version)
{
	DWORD needed, used;

	CHECK_INT(write(of, record_of(fixed - 1), version), ERR_TOOSMALL);
	NEED(write(of, record_of(fixed), version) == OK);
	memcpy(&needed, room + 4, sizeof(needed));
	CHECK(needed > fixed && needed < ROOM);
	for (DWORD size = fixed; size <= needed; size++) {
		NEED(write(of, record_of(size), version) == OK);
		CHECK(untouched(size));
		memcpy(&used, room + 8, sizeof(used));
		CHECK(used <= size);
	}
	CHECK_INT(used, needed);
}

TEST_ONCE(dialing_record, no_byte_beyond_total_is_touched_at_any_size)
{
	struct dialing *d = scene();

	for (size_t i = 0; i < sizeof(versions) / sizeof(*versions); i++) {
		fits(write_caps, d, sizeof(LINETRANSLATECAPS), versions[i]);
		dialled(d, "+1 (425) 882-8080");
		fits(write_output, dialing_scene_result(), sizeof(LINETRANSLATEOUTPUT), versions[i]);
		if (versions[i] >= TAPI_1_4)
			fits(write_country, NULL, sizeof(LINECOUNTRYLIST), versions[i]);
	}
}

TEST(dialing_record, a_translated_address_is_a_record)
{
	struct dialing *d = scene();
	struct varview out;

	NEED(d != NULL);
	dialled(d, "+1 (425) 882-8080|7");
	NEED(dialing_write_output(dialing_scene_result(), record_of(ROOM), TAPI_1_3) == OK);
	NEED(varview_open_used(&out, room, ROOM, sizeof(LINETRANSLATEOUTPUT)));
	CHECK_TEXT(text_at(&out, VARFIELD(LINETRANSLATEOUTPUT, DialableString)), "T10014258828080|7");
	CHECK_TEXT(text_at(&out, VARFIELD(LINETRANSLATEOUTPUT, DisplayableString)), "1 00 1 425 882-8080");
	CHECK_INT(varview_get(&out, offsetof(LINETRANSLATEOUTPUT, dwCurrentCountry)), 49);
	CHECK_INT(varview_get(&out, offsetof(LINETRANSLATEOUTPUT, dwDestCountry)), 1);
	CHECK_INT(varview_get(&out, offsetof(LINETRANSLATEOUTPUT, dwTranslateResults)),
		  LINETRANSLATERESULT_CANONICAL | LINETRANSLATERESULT_INTERNATIONAL);
}

TEST(dialing_record, a_country_is_found_by_its_id)
{
	struct varview list, entry;

	NEED(dialing_write_countries(107, record_of(ROOM), TAPI_2_0) == OK);
	NEED(varview_open_used(&list, room, ROOM, sizeof(LINECOUNTRYLIST)));
	CHECK_INT(varview_get(&list, offsetof(LINECOUNTRYLIST, dwNumCountries)), 1);
	NEED(varview_entry(&list, VARFIELD(LINECOUNTRYLIST, CountryList), 0, sizeof(LINECOUNTRYENTRY), &entry));
	CHECK_INT(varview_get(&entry, offsetof(LINECOUNTRYENTRY, dwCountryID)), 107);
	CHECK_INT(varview_get(&entry, offsetof(LINECOUNTRYENTRY, dwCountryCode)), 1);
	CHECK_INT(varview_get(&entry, offsetof(LINECOUNTRYENTRY, dwNextCountryID)), 108);
	CHECK_TEXT(text_at(&entry, VARFIELD(LINECOUNTRYENTRY, CountryName)), "Canada");
	CHECK_TEXT(text_at(&entry, VARFIELD(LINECOUNTRYENTRY, LongDistanceRule)), "N1FG");
	CHECK_TEXT(text_at(&entry, VARFIELD(LINECOUNTRYENTRY, InternationalRule)), "S011EFG");
	CHECK_INT(dialing_write_countries(2, record_of(ROOM), TAPI_2_0), ERR_COUNTRY);
	CHECK_INT(dialing_write_countries(49, record_of(ROOM), TAPI_1_3), ERR_VERSION);
}

TEST(dialing_record, all_countries_are_a_chain_in_order)
{
	struct varview list, entry;
	DWORD id = 1, next = 1, count;

	NEED(dialing_write_countries(0, record_of(ROOM), TAPI_1_4) == OK);
	NEED(varview_open_used(&list, room, ROOM, sizeof(LINECOUNTRYLIST)));
	count = varview_get(&list, offsetof(LINECOUNTRYLIST, dwNumCountries));
	CHECK_INT(count, country_count);
	for (DWORD i = 0; i < count; i++) {
		NEED(varview_entry(&list, VARFIELD(LINECOUNTRYLIST, CountryList), i,
				   sizeof(LINECOUNTRYENTRY), &entry));
		id = varview_get(&entry, offsetof(LINECOUNTRYENTRY, dwCountryID));
		CHECK_INT(id, next);
		next = varview_get(&entry, offsetof(LINECOUNTRYENTRY, dwNextCountryID));
	}
	CHECK_INT(next, 0);
}

/* SPDX-License-Identifier: MIT
 * record.c - locations, cards and countries as TAPI's records; see dialing.h. */
#include "abi/sizes.h"
#include "abi/vardata.h"
#include "tapi/dialing/dialing.h"

/* Write to a record of `which`; its fixed part and what its version has of it. */
static enum err begin(struct vardata *v, void *record, enum abi_struct which, DWORD version)
{
	DWORD fixed = abi_fixed_size(which, version);

	if (fixed == 0)
		return ERR_VERSION;
	return vardata_begin(v, record, fixed) ? OK : ERR_TOOSMALL;
}

enum err dialing_write_output(const struct dialing_result *result, void *record, DWORD version)
{
	struct vardata v;
	enum err err = begin(&v, record, ABI_LINETRANSLATEOUTPUT, version);

	if (err)
		return err;
	vardata_put(&v, offsetof(LINETRANSLATEOUTPUT, dwCurrentCountry), result->here);
	vardata_put(&v, offsetof(LINETRANSLATEOUTPUT, dwDestCountry), result->there);
	vardata_put(&v, offsetof(LINETRANSLATEOUTPUT, dwTranslateResults), result->results);
	vardata_text(&v, VARFIELD(LINETRANSLATEOUTPUT, DialableString), result->dialable.at);
	vardata_text(&v, VARFIELD(LINETRANSLATEOUTPUT, DisplayableString), result->displayable.at);
	vardata_end(&v);
	return OK;
}

/* One row of what an entry says: a pair of the entry, and its text. */
struct entry_text {
	size_t field;
	const char *text;
};

static void write_texts(struct vardata *v, const struct varblock *block, DWORD i,
			const struct entry_text *texts, size_t count)
{
	for (size_t t = 0; t < count; t++)
		vardata_entry_text(v, block, i, texts[t].field, texts[t].text);
}

#define PUT(field, value) vardata_entry_put(v, block, i, offsetof(ENTRY, field), value)
#define TEXTS(texts) write_texts(v, block, i, texts, sizeof(texts) / sizeof(*(texts)))

#define ENTRY LINELOCATIONENTRY
static void write_location(struct vardata *v, const struct varblock *block, DWORD i,
			   const struct dialing_location *location)
{
	const struct entry_text texts[] = {
		{ VARFIELD(ENTRY, LocationName), location->name },
		{ VARFIELD(ENTRY, CityCode), location->area },
		{ VARFIELD(ENTRY, LocalAccessCode), location->outside },
		{ VARFIELD(ENTRY, LongDistanceAccessCode), location->outside_far },
		{ VARFIELD(ENTRY, TollPrefixList), location->toll_list },
		{ VARFIELD(ENTRY, CancelCallWaiting), location->no_waiting },
	};

	PUT(dwPermanentLocationID, location->id);
	PUT(dwCountryCode, location->country->code);
	PUT(dwPreferredCardID, location->card);
	PUT(dwCountryID, location->country->id);
	PUT(dwOptions, location->pulse ? LINELOCATIONOPTION_PULSEDIAL : 0);
	TEXTS(texts);
}
#undef ENTRY

#define ENTRY LINECARDENTRY
static void write_card(struct vardata *v, const struct varblock *block, DWORD i,
		       const struct dialing_card *card)
{
	const struct entry_text texts[] = {
		{ VARFIELD(ENTRY, CardName), card->name },
		{ VARFIELD(ENTRY, SameAreaRule), card->same_area },
		{ VARFIELD(ENTRY, LongDistanceRule), card->long_distance },
		{ VARFIELD(ENTRY, InternationalRule), card->international },
	};

	PUT(dwPermanentCardID, card->id);
	PUT(dwCardNumberDigits, (DWORD)strlen(*card->number ? card->number : card->pin));
	PUT(dwOptions, (card->id ? 0 : LINECARDOPTION_PREDEFINED) |
		       (card->hidden ? LINECARDOPTION_HIDDEN : 0));
	TEXTS(texts);
}
#undef ENTRY

enum err dialing_write_caps(const struct dialing *d, void *record, DWORD version)
{
	const struct dialing_location *here = dialing_here(d);
	DWORD locations = (DWORD)d->location_count, cards = (DWORD)d->card_count;
	struct varblock block;
	struct vardata v;
	enum err err = begin(&v, record, ABI_LINETRANSLATECAPS, version);

	if (err)
		return err;
	vardata_put(&v, offsetof(LINETRANSLATECAPS, dwNumLocations), locations);
	vardata_put(&v, offsetof(LINETRANSLATECAPS, dwCurrentLocationID), d->current);
	vardata_put(&v, offsetof(LINETRANSLATECAPS, dwNumCards), cards);
	vardata_put(&v, offsetof(LINETRANSLATECAPS, dwCurrentPreferredCardID), here ? here->card : 0);
	block = vardata_block(&v, VARFIELD(LINETRANSLATECAPS, LocationList), locations,
			      abi_fixed_size(ABI_LINELOCATIONENTRY, version));
	for (DWORD i = 0; i < locations; i++)
		write_location(&v, &block, i, &d->locations[i]);
	block = vardata_block(&v, VARFIELD(LINETRANSLATECAPS, CardList), cards,
			      abi_fixed_size(ABI_LINECARDENTRY, version));
	for (DWORD i = 0; i < cards; i++)
		write_card(&v, &block, i, &d->cards[i]);
	vardata_end(&v);
	return OK;
}

#define ENTRY LINECOUNTRYENTRY
static void write_country(struct vardata *v, const struct varblock *block, DWORD i,
			  const struct country *country)
{
	const struct entry_text texts[] = {
		{ VARFIELD(ENTRY, CountryName), country->name },
		{ VARFIELD(ENTRY, SameAreaRule), country->same_area },
		{ VARFIELD(ENTRY, LongDistanceRule), country->long_distance },
		{ VARFIELD(ENTRY, InternationalRule), country->international },
	};
	bool last = country == &countries[country_count - 1];

	PUT(dwCountryID, country->id);
	PUT(dwCountryCode, country->code);
	PUT(dwNextCountryID, last ? 0 : country[1].id);
	TEXTS(texts);
}
#undef ENTRY

enum err dialing_write_countries(DWORD id, void *record, DWORD version)
{
	const struct country *first = id ? country_by_id(id) : countries;
	DWORD count = id ? 1 : (DWORD)country_count;
	struct varblock block;
	struct vardata v;
	enum err err;

	if (!first)
		return ERR_COUNTRY;
	err = begin(&v, record, ABI_LINECOUNTRYLIST, version);
	if (err)
		return err;
	vardata_put(&v, offsetof(LINECOUNTRYLIST, dwNumCountries), count);
	block = vardata_block(&v, VARFIELD(LINECOUNTRYLIST, CountryList), count,
			      abi_fixed_size(ABI_LINECOUNTRYENTRY, version));
	for (DWORD i = 0; i < count; i++)
		write_country(&v, &block, i, first + i);
	vardata_end(&v);
	return OK;
}

/* SPDX-License-Identifier: MIT
 * location.c - see location.h.
 *
 * Locations themselves are the administrator's (docs/dialing.md); which one is the current
 * one is chosen here. */
#include "location.h"
#include "abi/vardata.h"
#include "base/mem.h"
#include "functions.h"
#include "os/window.h"
#include "tapi/ui/choose.h"
#include <stdatomic.h>
#include <string.h>

#define OUTPUT_SIZE 2048	/* bytes of a record with the address, dialable and displayable */
#define CAPS_SIZE 8192		/* ... of all locations, as a rule */
#define TEXT_SIZE 256

static atomic_flag shown = ATOMIC_FLAG_INIT;	/* there is one such dialog in a process */

/* --- what the server knows ------------------------------------------------------------ */

/* For mem_free(); NULL: *answer says why. */
static void *record_new(DWORD size, LONG *answer)
{
	void *record = mem_zalloc(size);

	if (record)
		memcpy(record, &size, sizeof(size));
	*answer = record ? 0 : LINEERR_NOMEM;
	return record;
}

/* How the address is dialled now, for people. */
static LONG translate(struct ask *ask, const struct location_ask *it, char *out)
{
	LONG answer;
	LINETRANSLATEOUTPUT *to = record_new(OUTPUT_SIZE, &answer);
	struct varview view;

	if (!to)
		return answer;
	ask->text = SHAPE_WIDE;
	answer = ASK(ask, lineTranslateAddress, .app = it->app, .device = it->device,
		     .version = it->version, .address = it->address,
		     .out = ROOM(ask, lineTranslateAddress, out, LINETRANSLATEOUTPUT, to));
	if (!answer && varview_open(&view, to, OUTPUT_SIZE, sizeof(*to)))
		varview_text(&view, VARFIELD(LINETRANSLATEOUTPUT, DisplayableString), out, TEXT_SIZE);
	mem_free(to);
	/* Without an address all else has been looked at before that. */
	return answer == (LONG)LINEERR_INVALADDRESS && it->address == PACKET_NONE ? 0 : answer;
}

static LONG ask_caps(const struct location_ask *it, LINETRANSLATECAPS *caps)
{
	struct ask ask = { .anybody = true, .version = TAPI_2_2, .text = SHAPE_WIDE };

	return ASK(&ask, lineGetTranslateCaps, .app = it->app, .version = TAPI_2_2,
		   .caps = ROOM(&ask, lineGetTranslateCaps, caps, LINETRANSLATECAPS, caps));
}

static LONG read_caps(const struct location_ask *it, LINETRANSLATECAPS **out)
{
	DWORD size = CAPS_SIZE;
	LONG answer;

	for (;;) {
		*out = record_new(size, &answer);
		if (!answer)
			answer = ask_caps(it, *out);
		if (answer || (*out)->dwNeededSize <= size)
			return answer;
		size = (*out)->dwNeededSize;
		mem_free(*out);
	}
}

/* --- what people see -------------------------------------------------------------------- */

static void add(struct buf *row, const char *what, const struct varview *entry, size_t field)
{
	char text[TEXT_SIZE];

	varview_text(entry, field, text, sizeof(text));
	if (text[0])
		buf_printf(row, "%s%s", what, text);
}

static void add_card(struct buf *row, const struct varview *caps, DWORD id)
{
	struct varview card;

	for (DWORD i = 0; id && varview_entry(caps, VARFIELD(LINETRANSLATECAPS, CardList), i,
					      sizeof(LINECARDENTRY), &card); i++)
		if (varview_get(&card, offsetof(LINECARDENTRY, dwPermanentCardID)) == id)
			add(row, ", card ", &card, VARFIELD(LINECARDENTRY, CardName));
}

/* "Office: +1 425, outside line 9, long distance 91, card Blue"; NULL: no memory. */
static char *row_of(const struct varview *caps, const struct varview *entry)
{
	struct buf row;
	char *out;

	buf_grow(&row);
	add(&row, "", entry, VARFIELD(LINELOCATIONENTRY, LocationName));
	buf_printf(&row, ": +%lu",
		   (unsigned long)varview_get(entry, offsetof(LINELOCATIONENTRY, dwCountryCode)));
	add(&row, " ", entry, VARFIELD(LINELOCATIONENTRY, CityCode));
	add(&row, ", outside line ", entry, VARFIELD(LINELOCATIONENTRY, LocalAccessCode));
	add(&row, ", long distance ", entry, VARFIELD(LINELOCATIONENTRY, LongDistanceAccessCode));
	add_card(&row, caps, varview_get(entry, offsetof(LINELOCATIONENTRY, dwPreferredCardID)));
	out = row.full ? NULL : mem_copy(buf_c(&row));
	buf_free(&row);
	return out;
}

/* The rows, and the ids beside them. */
static enum err list_locations(struct choose *it, DWORD *ids, const struct varview *caps)
{
	const DWORD here = varview_get(caps, offsetof(LINETRANSLATECAPS, dwCurrentLocationID));
	struct varview entry;

	for (DWORD i = 0; varview_entry(caps, VARFIELD(LINETRANSLATECAPS, LocationList), i,
					sizeof(LINELOCATIONENTRY), &entry); i++) {
		it->rows[i] = row_of(caps, &entry);
		if (!it->rows[i])
			return ERR_NOMEM;
		ids[i] = varview_get(&entry, offsetof(LINELOCATIONENTRY, dwPermanentLocationID));
		if (ids[i] == here)
			it->chosen = i;
		it->count++;
	}
	return OK;
}

static LONG choose_of(const struct location_ask *it, struct choose *choice, DWORD *ids,
		      const struct varview *caps)
{
	enum err err = list_locations(choice, ids, caps);
	const size_t before = choice->chosen;

	if (!err)
		err = choose(choice, it->owner);
	if (err == ERR_UNAVAIL)
		err = ERR_FAILED;	/* as the page of lineTranslateDialog has it */
	if (err || choice->chosen == before)
		return err_line(err);
	return lineSetCurrentLocation(it->app, ids[choice->chosen]);
}

static LONG choose_location(const struct location_ask *it, const LINETRANSLATECAPS *record,
			    const char *text)
{
	struct choose choice = { .title = "Location", .text = text };
	LONG answer = LINEERR_OPERATIONFAILED;
	DWORD count = 0, *ids;
	struct varview caps;

	if (varview_open(&caps, record, record->dwTotalSize, sizeof(*record)))
		count = varview_count(&caps, VARFIELD(LINETRANSLATECAPS, LocationList),
				      sizeof(LINELOCATIONENTRY));
	if (!count)
		return answer;
	choice.rows = mem_zalloc(count * sizeof(*choice.rows));
	ids = mem_zalloc(count * sizeof(*ids));
	answer = choice.rows && ids ? choose_of(it, &choice, ids, &caps) : (LONG)LINEERR_NOMEM;
	for (size_t i = 0; i < choice.count; i++)
		mem_free(choice.rows[i]);
	mem_free(choice.rows);
	mem_free(ids);
	return answer;
}

static LONG show(struct ask *ask, const struct location_ask *it)
{
	char dialled[TEXT_SIZE] = "", text[2 * TEXT_SIZE];
	LINETRANSLATECAPS *caps = NULL;
	LONG answer = translate(ask, it, dialled);

	if (!answer)
		answer = read_caps(it, &caps);
	snprintf(text, sizeof(text), "Where are you?%s%s%s", dialled[0] ? " From there " : "", dialled,
		 dialled[0] ? " is dialled now." : "");
	if (!answer)
		answer = choose_location(it, caps, text);
	mem_free(caps);
	return answer;
}

LONG location_show(struct ask *ask, const struct location_ask *it)
{
	LONG answer;

	if (it->owner && !window_exists(it->owner))
		ask_fail(ask, ERR_PARAM);
	if (!ask->error && atomic_flag_test_and_set(&shown)) {
		ask_end(ask);
		return LINEERR_INUSE;
	}
	if (ask->error) {
		ask_end(ask);
		return ask->error;
	}
	answer = show(ask, it);
	atomic_flag_clear(&shown);
	return answer;
}

/* SPDX-License-Identifier: MIT
 * address.c - the addresses of a line. */
#include "model/address.h"
#include "base/mem.h"
#include "model/call.h"
#include "model/forward.h"
#include "model/line.h"

/* --- counts ------------------------------------------------------------------ */

#define STATES 17

static DWORD state_at(int place)
{
	return place == STATES - 1 ? CALLSTATE_NEW : (DWORD)1 << place;
}

static int place_of(DWORD state)
{
	int place = 0;

	while (place < STATES - 1 && !(state & state_at(place)))
		place++;
	return place;
}

enum err address_call_add(struct address *address, DWORD state)
{
	if (!address->counts)
		address->counts = mem_zalloc(sizeof(*address->counts));
	if (!address->counts)
		return ERR_NOMEM;
	address->counts->all++;
	address->counts->in[place_of(state)]++;
	return OK;
}

void address_call_move(struct address *address, DWORD from, DWORD to)
{
	address->counts->in[place_of(from)]--;
	address->counts->in[place_of(to)]++;
}

void address_call_take(struct address *address, DWORD state)
{
	address->counts->in[place_of(state)]--;
	if (--address->counts->all > 0)
		return;
	mem_free(address->counts);
	address->counts = NULL;
}

DWORD address_count_calls(const struct address *address, DWORD states)
{
	DWORD sum = 0;

	for (int place = 0; address->counts && place < STATES; place++)
		if (states & state_at(place))
			sum += address->counts->in[place];
	return sum;
}

DWORD address_count_known(const struct address *address, DWORD states)
{
	const struct mail *mail = &line_desk(address->line)->mail;
	DWORD count = address_count_calls(address, states);

	if (count == 0 || mail->handed == mail->taken + mail->count)
		return count;
	list_each(node, &address->line->calls) {
		const struct call *call = list_entry(node, struct call, node);

		if (call->address == address && (call->state & states) && call->born_by > mail->handed)
			count--;
	}
	return count;
}

DWORD address_max_active(const struct address *address)
{
	DWORD all = address->line->max_active;

	return address->max_active && address->max_active < all ? address->max_active : all;
}

bool address_has_room(const struct address *address)
{
	const struct line *line = address->line;

	return line_count_calls(line, CALLSTATE_OCCUPIES) < line->max_active &&
	       address_count_calls(address, CALLSTATE_OCCUPIES) < address_max_active(address);
}

/* --- which ------------------------------------------------------------------- */

struct address *line_address(const struct line *line, DWORD id)
{
	return id < line->address_count ? &line->addresses[id] : NULL;
}

struct address *line_address_numbered(const struct line *line, const char *number)
{
	for (DWORD id = 0; id < line->address_count; id++)
		if (strcmp(line->addresses[id].number, number) == 0)
			return &line->addresses[id];
	return NULL;
}

struct address *line_address_any(const struct line *line)
{
	for (DWORD id = 0; id < line->address_count; id++)
		if (address_has_room(&line->addresses[id]))
			return &line->addresses[id];
	return &line->addresses[0];
}

/* --- life -------------------------------------------------------------------- */

static DWORD count_items(struct span list)
{
	DWORD count = 0;

	for (; list.len; count++)
		span_cut(list, ',', &list);
	return count;
}

static void number_free(const struct line *line, char *number)
{
	if (number != line->name)
		mem_free(number);
}

static enum err add(struct line *line, struct span number)
{
	struct address *address = &line->addresses[line->address_count];

	address->line = line;
	address->id = line->address_count;
	/* Where nothing is configured the number is the name: that is kept once. */
	address->number = span_is(number, line->name) ? line->name : mem_text(number.at, number.len);
	if (!address->number)
		return ERR_NOMEM;
	if (!address->number[0] || line_address_numbered(line, address->number)) {
		number_free(line, address->number);
		return ERR_ADDRESS;
	}
	line->address_count++;
	return OK;
}

enum err line_addresses_new(struct line *line, const char *first, const char *more)
{
	struct span rest = span_of(more);
	DWORD count = 1 + count_items(rest), can = line->driver->traits->max_addresses;
	enum err err;

	if (count > (can ? can : 1))
		return ERR_RESOURCE;
	line->addresses = mem_zalloc(count * sizeof(*line->addresses));
	if (!line->addresses)
		return ERR_NOMEM;
	err = add(line, span_of(first));
	while (rest.len && !err)
		err = add(line, span_trim(span_cut(rest, ',', &rest)));
	return err;
}

void line_addresses_free(struct line *line)
{
	for (DWORD id = 0; id < line->address_count; id++) {
		forwards_free(line->addresses[id].forwards);
		number_free(line, line->addresses[id].number);
	}
	mem_free(line->addresses);
	line->addresses = NULL;
	line->address_count = 0;
}

/* --- news -------------------------------------------------------------------- */

void address_news(const struct address *address, DWORD states)
{
	const struct line *line = address->line;
	struct letter letter = {
		.kind = LETTER_LINE, .msg = LINE_ADDRESSSTATE, .line = line->handle,
		.p1 = address->id, .p2 = states & line->address_states,
	};

	if (line->handle && (line->address_states & states))
		mail_post(&line_desk(line)->mail, &letter);
}

/* SPDX-License-Identifier: MIT
 * packet.c - packets by their table. */
#include "tapi/packet.h"
#include <string.h>

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

/* --- the table ---------------------------------------------------------------- */

#define WORD(x) { SLOT_WORD, #x, 0 },
#define RESULT(x) { SLOT_RESULT, #x, 0 },
#define WIDE(x) { SLOT_WIDE, #x, 0 },
#define HANDLE(x, kind) { SLOT_HANDLE, #x, PACKET_##kind },
#define RECORD(x, type) { SLOT_RECORD, #x, ABI_##type },
#define OUT_RECORD(x, type) { SLOT_OUT_RECORD, #x, ABI_##type },
#define DATA(x, n) { SLOT_DATA, #x, 0 }, { SLOT_SIZE, #n, 0 },
#define OUT_DATA(x, n) { SLOT_OUT_DATA, #x, 0 }, { SLOT_SIZE, #n, 0 },
#define ARRAY(x, n, type) { SLOT_ARRAY, #x, sizeof(type) }, { SLOT_SIZE, #n, 0 },

#define SYNC(number, name, slots) static const struct packet_slot of_##name[] = { slots };
#define ASYNC(number, name, slots)						\
	static const struct packet_slot of_##name[] = { { SLOT_WORD, "request", 0 }, slots };
#include "tapi/packet.def"
#undef SYNC
#undef ASYNC

static const struct packet_kind kinds[] = {
#define SYNC(number, name, slots) { number, #name, false, LENGTH(of_##name), of_##name },
#define ASYNC(number, name, slots) { number, #name, true, LENGTH(of_##name), of_##name },
#include "tapi/packet.def"
#undef SYNC
#undef ASYNC
};

#define SYNC(number, name, slots)						\
	_Static_assert(sizeof(struct packet_##name) == LENGTH(of_##name) * sizeof(DWORD) &&	\
		       LENGTH(of_##name) <= PACKET_SLOTS, #name);
#define ASYNC SYNC
#include "tapi/packet.def"
#undef SYNC
#undef ASYNC

/* The rows are in the order of their numbers; a test holds it. */
const struct packet_kind *packet_find(DWORD number)
{
	size_t low = 0, high = LENGTH(kinds);

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (kinds[middle].number == number)
			return &kinds[middle];
		if (kinds[middle].number < number)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

const struct packet_kind *packet_each(size_t i)
{
	return i < LENGTH(kinds) ? &kinds[i] : NULL;
}

/* --- writing ---------------------------------------------------------------- */

DWORD packet_data(struct buf *tail, const void *data, DWORD size)
{
	static const char zero[3];
	DWORD at;

	if (!data)
		return PACKET_NONE;
	buf_bytes(tail, zero, (4 - tail->len % 4) % 4);
	at = (DWORD)tail->len;
	buf_bytes(tail, data, size);
	return at;
}

DWORD packet_text(struct buf *tail, const WCHAR *text)
{
	DWORD len = 0;

	while (text && text[len])
		len++;
	return packet_data(tail, text, (len + 1) * (DWORD)sizeof(WCHAR));
}

DWORD packet_record(struct buf *tail, const void *record)
{
	DWORD total = 0;

	if (record)
		memcpy(&total, record, sizeof(total));
	return packet_data(tail, record, total);
}

enum err packet_write(struct buf *out, DWORD first, const void *slots, size_t size,
		      const struct buf *tail)
{
	DWORD fixed[2 + PACKET_SLOTS] = { first };

	if (tail && PACKET_FIXED + tail->len > PACKET_MAX)
		return ERR_PARAMS;
	memcpy(fixed + 2, slots, size);
	buf_bytes(out, fixed, sizeof(fixed));
	if (tail)
		buf_bytes(out, tail->at, tail->len);
	return out->full || (tail && tail->full) ? ERR_NOMEM : OK;
}

/* --- reading ---------------------------------------------------------------- */

/* What is left behind an offset; 0 also if it points outside or is not aligned. */
static DWORD left_at(const struct packet *packet, DWORD offset, DWORD alignment)
{
	if (offset % alignment || offset >= packet->tail_size)
		return 0;
	return packet->tail_size - offset;
}

static const char *check_text(const struct packet *packet, DWORD offset)
{
	DWORD left = left_at(packet, offset, sizeof(WCHAR)) / sizeof(WCHAR);
	const WCHAR *text = (const WCHAR *)(packet->tail + (left ? offset : 0));

	for (DWORD i = 0; i < left; i++)
		if (!text[i])
			return NULL;
	return "a text lies outside or has no end";
}

static const char *check_bytes(const struct packet *packet, DWORD offset, DWORD count,
			       DWORD each)
{
	if (count == 0 && offset <= packet->tail_size)
		return NULL;
	if (count > left_at(packet, offset, sizeof(DWORD)) / each)
		return "data lies outside";
	return NULL;
}

/* The least that a record of this kind ever had. */
static DWORD least_of(unsigned which)
{
	static const DWORD first[] = { TAPI_1_3, TAPI_1_4, TAPI_2_0, TAPI_2_1, TAPI_2_2, TAPI_3_0 };
	DWORD size = 0;

	for (size_t i = 0; i < LENGTH(first) && !size; i++)
		size = abi_fixed_size((enum abi_struct)which, first[i]);
	return size;
}

static const char *check_record(const struct packet *packet, DWORD offset, unsigned which)
{
	DWORD left = left_at(packet, offset, sizeof(DWORD)), total;

	if (left < sizeof(total))
		return "a record lies outside";
	memcpy(&total, packet->tail + offset, sizeof(total));
	if (total > left)
		return "a record is longer than its packet";
	return total < least_of(which) ? "a record is too short" : NULL;
}

static const char *check_slot(const struct packet *packet, unsigned i, bool reply)
{
	const struct packet_slot *slot = &packet->kind->slots[i];
	DWORD value = packet->slot[i];
	bool out = slot->kind == SLOT_OUT_RECORD || slot->kind == SLOT_OUT_DATA;

	if (reply != out || value == PACKET_NONE)
		return NULL;
	switch (slot->kind) {
	case SLOT_WIDE:
		return check_text(packet, value);
	case SLOT_DATA:
	case SLOT_OUT_DATA:
		return check_bytes(packet, value, packet->slot[i + 1], 1);
	case SLOT_ARRAY:
		return check_bytes(packet, value, packet->slot[i + 1], slot->which);
	case SLOT_RECORD:
	case SLOT_OUT_RECORD:
		return check_record(packet, value, slot->which);
	default:
		return NULL;
	}
}

static const char *check(struct packet *packet, const void *bytes, size_t size, bool reply)
{
	const char *why = NULL;

	memcpy(packet->slot, (const char *)bytes + 8, sizeof(packet->slot));
	packet->tail = (const unsigned char *)bytes + PACKET_FIXED;
	packet->tail_size = (DWORD)size - PACKET_FIXED;
	for (unsigned i = 0; i < packet->kind->count && !why; i++)
		why = check_slot(packet, i, reply);
	for (unsigned i = packet->kind->count; i < PACKET_SLOTS; i++)
		packet->slot[i] = 0;
	return why;
}

static const char *read_head(DWORD *first, const void *bytes, size_t size)
{
	DWORD head[2];

	if (size < PACKET_FIXED || size > PACKET_MAX)
		return "its length cannot be";
	memcpy(head, bytes, sizeof(head));
	*first = head[0];
	return head[1] ? "its reserved word is not 0" : NULL;
}

const char *packet_read_request(struct packet *out, const void *bytes, size_t size)
{
	DWORD number;
	const char *why = read_head(&number, bytes, size);

	if (why)
		return why;
	*out = (struct packet){ .kind = packet_find(number) };
	return out->kind ? check(out, bytes, size, false) : "there is no such request";
}

const char *packet_read_reply(struct packet *out, const struct packet_kind *kind,
			      const void *bytes, size_t size)
{
	DWORD answer;
	const char *why = read_head(&answer, bytes, size);

	if (why)
		return why;
	*out = (struct packet){ .kind = kind, .answer = answer };
	return check(out, bytes, size, true);
}

/* SPDX-License-Identifier: MIT
 * vardata.c - the writer of vardata.h. */
#include "abi/vardata.h"
#include "abi/utf.h"
#include <string.h>

#define TOTAL_AT 0
#define NEEDED_AT 4
#define USED_AT 8
#define HEAD 12			/* dwTotalSize, dwNeededSize, dwUsedSize */
#define NOWHERE SIZE_MAX	/* the position of a pair that is not there */

static void put32(const struct vardata *v, size_t at, DWORD value)
{
	memcpy(v->base + at, &value, sizeof(value));
}

/* Whether a member of `size` bytes is one of ours to write: TAPI owns the head
 * but for vardata_end(), and what is newer would lie in the tail. */
static bool writable(const struct vardata *v, size_t field, size_t size)
{
	return field >= HEAD && field <= v->fixed && size <= v->fixed - field;
}

bool vardata_begin(struct vardata *v, void *record, DWORD fixed)
{
	if (!record || fixed < HEAD)
		return false;
	memcpy(&v->total, (unsigned char *)record + TOTAL_AT, sizeof(v->total));
	if (v->total < fixed)
		return false;
	v->base = record;
	v->fixed = v->used = v->needed = fixed;
	return true;
}

void vardata_end(struct vardata *v)
{
	put32(v, NEEDED_AT, v->needed);
	put32(v, USED_AT, v->used);
}

void vardata_copy(struct vardata *v, size_t field, const void *value, size_t size)
{
	if (size > 0 && writable(v, field, size))
		memcpy(v->base + field, value, size);
}

void vardata_put(struct vardata *v, size_t field, DWORD value)
{
	vardata_copy(v, field, &value, sizeof(value));
}

/* Take `size` bytes of the tail for the pair at `pair`, or leave the item out.
 * Returns where they begin, 0 if left out. */
static DWORD take(struct vardata *v, size_t pair, size_t size)
{
	DWORD at = 0;

	v->needed = size > UINT32_MAX - v->needed ? UINT32_MAX : v->needed + (DWORD)size;
	if (pair == NOWHERE)
		return 0;
	if (size > 0 && size <= v->total - v->used) {
		at = v->used;
		v->used += (DWORD)size;
	}
	put32(v, pair, at ? (DWORD)size : 0);
	put32(v, pair + 4, at);
	return at;
}

/* An empty text is an absent one, and in a list it would be the end. */
static size_t text_size(const char *text)
{
	return text && *text ? utf_size16(text) : 0;
}

static void take_text(struct vardata *v, size_t pair, const char *text)
{
	DWORD at = take(v, pair, text_size(text));

	if (at)
		utf_write16(v->base + at, text);
}

void vardata_text(struct vardata *v, size_t field, const char *text)
{
	if (writable(v, field, 8))
		take_text(v, field, text);
}

static void take_bytes(struct vardata *v, size_t pair, const void *data, size_t size)
{
	DWORD at = take(v, pair, data ? size : 0);

	if (at)
		memcpy(v->base + at, data, size);
}

void vardata_bytes(struct vardata *v, size_t field, const void *data, size_t size)
{
	if (writable(v, field, 8))
		take_bytes(v, field, data, size);
}

/* What no record could hold is left out like anything else that does not fit. */
static size_t bytes_of(size_t count, size_t each)
{
	return each > 0 && count > UINT32_MAX / each ? UINT32_MAX : count * each;
}

void vardata_array(struct vardata *v, size_t field, const void *entries, size_t count,
	size_t each)
{
	vardata_bytes(v, field, entries, bytes_of(count, each));
}

void vardata_words(struct vardata *v, size_t field, const char *const *words, size_t count)
{
	size_t size = 0;
	DWORD at;

	if (!writable(v, field, 8))
		return;
	for (size_t i = 0; i < count; i++)
		size += text_size(words[i]);
	at = take(v, field, size > 0 ? size + 2 : 0);
	if (!at)
		return;
	for (size_t i = 0; i < count; i++) {
		if (text_size(words[i]) > 0)
			utf_write16(v->base + at, words[i]);
		at += (DWORD)text_size(words[i]);
	}
	memset(v->base + at, 0, 2);
}

struct varblock vardata_block(struct vardata *v, size_t field, DWORD count, DWORD each)
{
	struct varblock block = { 0, count, each };
	size_t size = bytes_of(count, each);

	if (!writable(v, field, 8)) {
		block.count = 0;
		return block;
	}
	block.at = take(v, field, size);
	if (block.at)
		memset(v->base + block.at, 0, size);
	return block;
}

/* The position of an entry's member of `size` bytes; NOWHERE in a block that
 * did not fit. False: the entry has no such member. */
static bool entry_field(const struct varblock *block, DWORD i, size_t *field, size_t size)
{
	if (i >= block->count || *field > block->each || size > block->each - *field)
		return false;
	*field = block->at ? block->at + (size_t)i * block->each + *field : NOWHERE;
	return true;
}

void vardata_entry_put(struct vardata *v, const struct varblock *block, DWORD i,
	size_t field, DWORD value)
{
	if (entry_field(block, i, &field, sizeof(value)) && field != NOWHERE)
		put32(v, field, value);
}

void vardata_entry_text(struct vardata *v, const struct varblock *block, DWORD i,
	size_t field, const char *text)
{
	if (entry_field(block, i, &field, 8))
		take_text(v, field, text);
}

void vardata_entry_bytes(struct vardata *v, const struct varblock *block, DWORD i,
	size_t field, const void *data, size_t size)
{
	if (entry_field(block, i, &field, 8))
		take_bytes(v, field, data, size);
}

/* SPDX-License-Identifier: MIT
 * varview.c - the reader of vardata.h. */
#include "abi/vardata.h"
#include "abi/utf.h"
#include <string.h>

#define USED_AT 8

static DWORD get32(const struct varview *r, size_t at)
{
	DWORD value;

	memcpy(&value, r->base + at, sizeof(value));
	return value;
}

bool varview_open(struct varview *r, const void *record, DWORD max, DWORD fixed)
{
	*r = (struct varview){ .base = record, .limit = max, .first = fixed, .fixed = fixed };
	if (!record || max < sizeof(DWORD))
		return false;
	if (get32(r, 0) < r->limit)
		r->limit = get32(r, 0);
	return r->limit >= fixed;
}

bool varview_open_used(struct varview *r, const void *record, DWORD max, DWORD fixed)
{
	if (!varview_open(r, record, max, fixed) || r->limit < USED_AT + sizeof(DWORD))
		return false;
	if (get32(r, USED_AT) < r->limit)
		r->limit = get32(r, USED_AT);
	return r->limit >= fixed;
}

/* Whether a member of `size` bytes exists at the version in force. */
static bool exists(const struct varview *r, size_t field, size_t size)
{
	return field <= r->fixed && size <= r->fixed - field;
}

DWORD varview_get(const struct varview *r, size_t field)
{
	return exists(r, field, sizeof(DWORD)) ? get32(r, r->at + field) : 0;
}

/* Where the bytes of a variable field lie; see varview_bytes(). */
static bool find(const struct varview *r, size_t field, DWORD *at, DWORD *size)
{
	*at = *size = 0;
	if (!exists(r, field, 8) || varview_get(r, field) == 0)
		return true;
	*size = varview_get(r, field);
	*at = varview_get(r, field + 4);
	if (*at >= r->first && *at <= r->limit && *size <= r->limit - *at)
		return true;
	*at = *size = 0;
	return false;
}

bool varview_bytes(const struct varview *r, size_t field, const void **at, DWORD *size)
{
	DWORD offset;
	bool good = find(r, field, &offset, size);

	*at = *size ? r->base + offset : NULL;
	return good;
}

bool varview_text(const struct varview *r, size_t field, char *out, size_t size)
{
	DWORD at, bytes;
	bool good = find(r, field, &at, &bytes);

	return utf_read8(r->base + at, bytes / 2, out, size) <= size && good;
}

DWORD varview_count(const struct varview *r, size_t field, DWORD each)
{
	DWORD at, size;

	return find(r, field, &at, &size) && each > 0 ? size / each : 0;
}

bool varview_entry(const struct varview *r, size_t field, DWORD i, DWORD each,
	struct varview *entry)
{
	DWORD at, size;

	if (i >= varview_count(r, field, each))
		return false;
	find(r, field, &at, &size);
	return varview_entry_at(r, at + (size_t)i * each, each, entry);
}

bool varview_entry_at(const struct varview *r, size_t at, DWORD each, struct varview *entry)
{
	if (at > r->limit || each > r->limit - at)
		return false;
	*entry = *r;
	entry->at = (DWORD)at;
	entry->fixed = each;
	return true;
}

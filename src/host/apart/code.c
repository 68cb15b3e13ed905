/* SPDX-License-Identifier: MIT
 * code.c - values to frames and back, for both processes. */
#include "host/apart/apart.h"
#include "base/mem.h"
#include "os/link.h"

#define READ_MIN 65536

/* --- frames --------------------------------------------------------------------------- */

void apart_begin(struct buf *b, enum apart_frame kind)
{
	buf_grow(b);
	apart_u32(b, 0);	/* the size, by apart_send() */
	apart_u32(b, kind);
}

/* For what must be said though there is no memory. */
void apart_begin_in(struct buf *b, enum apart_frame kind, void *memory, size_t size)
{
	buf_fixed(b, memory, size);
	apart_u32(b, 0);
	apart_u32(b, kind);
}

void apart_u32(struct buf *b, uint32_t n)
{
	buf_bytes(b, &n, sizeof(n));
}

void apart_u64(struct buf *b, uint64_t n)
{
	buf_bytes(b, &n, sizeof(n));
}

void apart_block(struct buf *b, const void *bytes, uint32_t size)
{
	apart_u32(b, bytes ? size : APART_NONE);
	if (bytes)
		buf_bytes(b, bytes, size);
}

bool apart_send(intptr_t link, struct buf *b)
{
	uint32_t size = (uint32_t)b->len;

	if (b->full || b->len > APART_FRAME_MAX)
		return false;
	memcpy(b->at, &size, sizeof(size));
	return link_write(link, b->at, b->len);
}

const void *apart_take(struct apart_rest *rest, size_t size)
{
	const char *at = rest->at;

	if (rest->bad || size > rest->len) {
		rest->bad = true;
		return NULL;
	}
	rest->at += size;
	rest->len -= size;
	return at;
}

uint32_t apart_take32(struct apart_rest *rest)
{
	const void *at = apart_take(rest, sizeof(uint32_t));
	uint32_t n = 0;

	if (at)
		memcpy(&n, at, sizeof(n));
	return n;
}

uint64_t apart_take64(struct apart_rest *rest)
{
	const void *at = apart_take(rest, sizeof(uint64_t));
	uint64_t n = 0;

	if (at)
		memcpy(&n, at, sizeof(n));
	return n;
}

/* Until `want` bytes are there from `from` on. */
static bool fill(struct apart_stream *s, size_t want)
{
	size_t size = want > READ_MIN ? want : READ_MIN;
	ptrdiff_t n;
	char *at;

	if (s->from && s->len)
		memmove(s->at, s->at + s->from, s->len);
	s->from = 0;
	if (s->size < size) {
		at = mem_realloc(s->at, size);
		if (!at)
			return false;
		s->at = at;
		s->size = size;
	}
	while (s->len < want) {
		n = link_read(s->link, s->at + s->len, s->size - s->len, true, NULL);
		if (n == 0)
			return false;
		s->len += n > 0 ? (size_t)n : 0;
	}
	return true;
}

bool apart_next(struct apart_stream *s, uint32_t *kind, struct apart_rest *out)
{
	const size_t head = 2 * sizeof(uint32_t);
	uint32_t size;

	if (s->len < head && !fill(s, head))
		return false;
	memcpy(&size, s->at + s->from, sizeof(size));
	if (size < head || size > APART_FRAME_MAX || (s->len < size && !fill(s, size)))
		return false;
	memcpy(kind, s->at + s->from + sizeof(size), sizeof(*kind));
	*out = (struct apart_rest){ s->at + s->from + head, size - head, false };
	s->from += size;
	s->len -= size;
	return true;
}

/* --- values --------------------------------------------------------------------------- */

uint32_t apart_size(const struct apart_row *row, const DWORD_PTR *a, int i)
{
	const struct apart_arg *arg = &row->args[i];
	const void *p = (const void *)a[i];
	uint64_t size = arg->unit;
	DWORD total;

	if (!p)
		return APART_NONE;
	switch (arg->kind) {
	case APART_TEXT:
		for (size = 0; ((LPCWSTR)p)[size]; size++)
			;
		size = (size + 1) * sizeof(WCHAR);
		break;
	case APART_ARRAY: case APART_BLOCK: case APART_COLLECTS:
		size *= (DWORD)a[i + arg->at];
		break;
	case APART_READS: case APART_RECORD:
		memcpy(&total, p, sizeof(total));
		size = total < sizeof(total) ? sizeof(total) : total;
		break;
	case APART_NAME:
		size = MAX_PATH * sizeof(WCHAR);
		break;
	default:
		break;
	}
	return size > APART_BLOCK_MAX ? APART_BLOCK_MAX + 1 : (uint32_t)size;
}

void apart_put_outs(struct buf *b, const struct apart_row *row, const DWORD_PTR *a,
		    const uint32_t *sizes)
{
	for (int i = 0; i < row->count; i++)
		if (apart_comes_back(row->args[i].kind) && sizes[i] != APART_NONE)
			buf_bytes(b, (const void *)a[i], sizes[i]);
}

/* A record that was filled: it is as large as it was, and uses no more than that. */
static bool record_holds(const char *record, uint32_t size, LONG result)
{
	DWORD head[3];

	if (size < sizeof(head))
		return true;
	memcpy(head, record, sizeof(head));
	return head[0] == size && (result || head[2] <= size);
}

bool apart_outs_hold(struct apart_rest rest, const struct apart_row *row, const uint32_t *sizes,
		     LONG result)
{
	const char *at;

	for (int i = 0; i < row->count; i++) {
		if (!apart_comes_back(row->args[i].kind) || sizes[i] == APART_NONE)
			continue;
		at = apart_take(&rest, sizes[i]);
		if (!at || (row->args[i].kind == APART_RECORD && !record_holds(at, sizes[i], result)))
			return false;
	}
	return !rest.bad && rest.len == 0;
}

/* SPDX-License-Identifier: MIT
 * event.c - events as bytes. */
#include "tapi/event.h"
#include <string.h>

_Static_assert(sizeof(struct event) == EVENT_FIXED, "an event is 40 bytes and its tail");

enum err event_write(struct buf *out, const struct event *event, const void *tail, DWORD size)
{
	static const char zero[3];
	const DWORD padding = (4 - size % 4) % 4;
	struct event written = *event;

	written.total = EVENT_FIXED + size + padding;
	buf_bytes(out, &written, sizeof(written));
	if (size)
		buf_bytes(out, tail, size);
	buf_bytes(out, zero, padding);
	return out->full ? ERR_NOMEM : OK;
}

const char *event_read(struct event *out, const void *bytes, size_t size, const void **tail,
		       DWORD *tail_size)
{
	if (size < EVENT_FIXED)
		return "an event is shorter than its fixed part";
	memcpy(out, bytes, sizeof(*out));
	if (out->total != size || size % 4)
		return "an event does not have the length that it says";
	*tail_size = out->total - EVENT_FIXED;
	*tail = *tail_size ? (const char *)bytes + EVENT_FIXED : NULL;
	return NULL;
}

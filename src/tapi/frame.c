/* SPDX-License-Identifier: MIT
 * frame.c - heads of frames. */
#include "tapi/frame.h"
#include <string.h>

static const char magic[4] = { 'T', 'A', 'P', 'I' };

struct head {
	char magic[sizeof(magic)];
	DWORD version, type, cookie, size;
};
_Static_assert(sizeof(struct head) == FRAME_HEAD, "a head is 20 bytes");

size_t frame_begin(struct buf *out, enum frame_type type, DWORD cookie)
{
	struct head head = { .version = FRAME_VERSION, .type = type, .cookie = cookie };
	size_t frame = out->len;

	memcpy(head.magic, magic, sizeof(magic));
	buf_bytes(out, &head, sizeof(head));
	return frame;
}

void frame_end(struct buf *out, size_t frame)
{
	DWORD size;

	if (out->full)
		return;
	size = (DWORD)(out->len - frame - FRAME_HEAD);
	memcpy(out->at + frame + offsetof(struct head, size), &size, sizeof(size));
}

static const char *fault_of(const struct head *head)
{
	if (head->version != FRAME_VERSION)
		return "it speaks another version of the protocol";
	if (head->type < FRAME_HELLO || head->type > FRAME_HANDLE)
		return "there is no such type of frame";
	return head->size > FRAME_MAX ? "the frame is too long" : NULL;
}

int frame_read(struct frame *out, const void *bytes, size_t size, const char **why)
{
	struct head head;

	/* A wrong protocol is seen by its first bytes; nothing is awaited of it. */
	if (memcmp(bytes, magic, size < sizeof(magic) ? size : sizeof(magic)) != 0) {
		*why = "it does not speak the protocol of the telephony server";
		return -1;
	}
	if (size < sizeof(head))
		return 0;
	memcpy(&head, bytes, sizeof(head));
	*why = fault_of(&head);
	if (*why)
		return -1;
	*out = (struct frame){ (enum frame_type)head.type, head.cookie, head.size };
	return 1;
}

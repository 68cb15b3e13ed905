/* SPDX-License-Identifier: MIT
 * fuzz_tapi_packet.c - any bytes as a request, and as the reply to one. */
#include "tapi/packet.h"
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static volatile unsigned char seen;

/* Touch all that a slot lets its reader touch. */
static void touch(const struct packet *in, unsigned i)
{
	const struct packet_slot *slot = &in->kind->slots[i];
	const unsigned char *at = packet_at(in, in->slot[i]);
	DWORD size = 0;

	if (!at)
		return;
	switch (slot->kind) {
	case SLOT_WIDE:
		for (const WCHAR *text = (const WCHAR *)at; *text; text++)
			seen = (unsigned char)*text;
		return;
	case SLOT_RECORD:
	case SLOT_OUT_RECORD:
		memcpy(&size, at, sizeof(size));
		break;
	case SLOT_ARRAY:
		size = in->slot[i + 1] * slot->which;
		break;
	default:
		size = in->slot[i + 1];
	}
	for (DWORD n = 0; n < size; n++)
		seen = at[n];
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	unsigned char *bytes = malloc(size ? size : 1);
	struct packet in;

	if (!bytes)
		return 0;
	memcpy(bytes, data, size);
	if (!packet_read_request(&in, bytes, size))
		for (unsigned i = 0; i < in.kind->count; i++)
			if (in.kind->slots[i].kind >= SLOT_WIDE && in.kind->slots[i].kind <= SLOT_RECORD)
				touch(&in, i);
	for (size_t k = 0; packet_each(k); k++)
		if (!packet_read_reply(&in, packet_each(k), bytes, size))
			for (unsigned i = 0; i < in.kind->count; i++)
				if (in.kind->slots[i].kind == SLOT_OUT_RECORD ||
				    in.kind->slots[i].kind == SLOT_OUT_DATA)
					touch(&in, i);
	free(bytes);
	return 0;
}

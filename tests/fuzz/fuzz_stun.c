/* SPDX-License-Identifier: MIT
 * fuzz_stun.c - any bytes as a STUN message. */
#include "wire/stun/stun.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *bytes = malloc(size ? size : 1), text[NET_TEXT_SIZE];
	struct stun s;

	/* A copy of its own size, so that a byte too far is seen. */
	if (!bytes)
		return 0;
	memcpy(bytes, data, size);
	if (stun_read(&s, (struct span){ bytes, size })) {
		if (!stun_is((struct span){ bytes, size }) || s.method > 0xFFF || s.error > 799)
			abort();
		if (net_is_set(&s.seen))
			net_text(net_of(&s.seen), text);
	}
	free(bytes);
	return 0;
}

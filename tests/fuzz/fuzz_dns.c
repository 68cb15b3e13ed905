/* SPDX-License-Identifier: MIT
 * fuzz_dns.c - how long an answer of a name server may be believed, whatever it is. */
#include "base/dns_in.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint32_t ttl_s;

	if (dns_ttl(&ttl_s, data, size) && ttl_s > DNS_DAY_S)
		abort();
	return 0;
}

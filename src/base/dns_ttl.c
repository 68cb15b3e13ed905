/* SPDX-License-Identifier: MIT
 * dns_ttl.c - how long an answer may be believed (RFC 1035 4.1, RFC 2308 5). c-ares
 * reads the records, but does not tell this. */
#include "base/dns_in.h"

enum { HEAD_SIZE = 12, TYPE_SOA = 6 };

struct reader {
	const unsigned char *at, *end;
	bool bad;
};

static uint32_t take(struct reader *r, size_t size)
{
	uint32_t n = 0;

	if ((size_t)(r->end - r->at) < size)
		r->bad = true;
	while (!r->bad && size--)
		n = n << 8 | *r->at++;
	return n;
}

static void skip(struct reader *r, size_t size)
{
	if ((size_t)(r->end - r->at) < size)
		r->bad = true;
	else
		r->at += size;
}

/* A pointer ends a name: it is not followed, so there are no circles. */
static void skip_name(struct reader *r)
{
	while (!r->bad) {
		uint32_t size = take(r, 1);

		if (size >= 0xc0) {
			skip(r, 1);
			return;
		}
		if (size == 0)
			return;
		skip(r, size);
	}
}

/* The next record's type; `*ttl` is lowered to what it says. */
static uint32_t take_record(struct reader *r, uint32_t *ttl)
{
	uint32_t type, ttl_s, size, last = UINT32_MAX;

	skip_name(r);
	type = take(r, 2);
	take(r, 2);
	ttl_s = take(r, 4);
	size = take(r, 2);
	skip(r, size);
	if (r->bad)
		return 0;
	if (type == TYPE_SOA && size >= 4) {	/* MINIMUM, its last field */
		struct reader minimum = { r->at - 4, r->at, false };

		last = take(&minimum, 4);
	}
	if (ttl_s > INT32_MAX)
		ttl_s = 0;			/* RFC 2181 8 */
	if (last < ttl_s)
		ttl_s = last;
	if (ttl_s < *ttl)
		*ttl = ttl_s;
	return type;
}

bool dns_ttl(uint32_t *out, const unsigned char *bytes, size_t len)
{
	struct reader r = { bytes, bytes + len, false };
	uint32_t questions, answers, authorities, ttl = DNS_DAY_S, other = DNS_DAY_S, i;
	bool says;

	if (!bytes || len < HEAD_SIZE)
		return false;
	skip(&r, 4);
	questions = take(&r, 2);
	answers = take(&r, 2);
	authorities = take(&r, 2);
	skip(&r, 2);
	for (i = 0; i < questions && !r.bad; i++) {
		skip_name(&r);
		skip(&r, 4);
	}
	for (i = 0; i < answers && !r.bad; i++)
		take_record(&r, &ttl);
	says = answers > 0;
	for (i = 0; i < authorities && !r.bad; i++) {
		uint32_t soa = ttl;

		/* Other records there are of the servers, not of what was asked. */
		if (take_record(&r, &soa) == TYPE_SOA) {
			other = soa;
			says = true;
		}
	}
	if (r.bad || !says)
		return false;
	*out = other < ttl ? other : ttl;
	return true;
}

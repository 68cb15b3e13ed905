/* SPDX-License-Identifier: MIT
 * id.c - SipHash-2-4 (Aumasson, Bernstein) with 128 bits out, over words. */
#include "wire/sip/id.h"

static inline uint64_t turn(uint64_t x, int bits)
{
	return x << bits | x >> (64 - bits);
}

static inline void rounds(uint64_t v[4], int count)
{
	while (count-- > 0) {
		v[0] += v[1];
		v[2] += v[3];
		v[1] = turn(v[1], 13) ^ v[0];
		v[3] = turn(v[3], 16) ^ v[2];
		v[0] = turn(v[0], 32);
		v[2] += v[1];
		v[0] += v[3];
		v[1] = turn(v[1], 17) ^ v[2];
		v[3] = turn(v[3], 21) ^ v[0];
		v[2] = turn(v[2], 32);
	}
}

static inline void add_word(struct sip_printer *p, uint64_t word)
{
	p->v[3] ^= word;
	rounds(p->v, 2);
	p->v[0] ^= word;
}

void sip_print_begin(struct sip_printer *p, const uint64_t secret[2])
{
	p->v[0] = secret[0] ^ 0x736f6d6570736575u;
	p->v[1] = secret[1] ^ 0x646f72616e646f6du ^ 0xee;
	p->v[2] = secret[0] ^ 0x6c7967656e657261u;
	p->v[3] = secret[1] ^ 0x7465646279746573u;
}

/* Each part begins with its length, so no two rows of parts look alike. */
void sip_print_add(struct sip_printer *p, struct span part)
{
	uint64_t word;

	add_word(p, part.len);
	while (part.len >= sizeof(word)) {
		memcpy(&word, part.at, sizeof(word));
		add_word(p, word);
		part.at += sizeof(word);
		part.len -= sizeof(word);
	}
	if (part.len == 0)
		return;
	word = 0;
	memcpy(&word, part.at, part.len);
	add_word(p, word);
}

struct sip_print sip_print_end(struct sip_printer *p)
{
	struct sip_print print;

	p->v[2] ^= 0xee;
	rounds(p->v, 4);
	print.lo = p->v[0] ^ p->v[1] ^ p->v[2] ^ p->v[3];
	p->v[1] ^= 0xdd;
	rounds(p->v, 4);
	print.hi = p->v[0] ^ p->v[1] ^ p->v[2] ^ p->v[3];
	return print;
}

void sip_ids_init(struct sip_ids *ids, void (*random)(void *bytes, size_t size))
{
	random(ids->secret, sizeof(ids->secret));
	ids->count = 0;
}

static struct sip_print next(struct sip_ids *ids)
{
	struct sip_printer p;

	sip_print_begin(&p, ids->secret);
	add_word(&p, ids->count++);
	return sip_print_end(&p);
}

uint64_t sip_random(struct sip_ids *ids)
{
	return next(ids).lo;
}

void sip_tag_of(uint64_t number, char out[SIP_TAG_SIZE])
{
	for (int i = 0; i < SIP_TAG_SIZE - 1; i++, number <<= 4)
		out[i] = "0123456789abcdef"[number >> 60];
	out[SIP_TAG_SIZE - 1] = '\0';
}

void sip_tag(struct sip_ids *ids, char out[SIP_TAG_SIZE])
{
	sip_tag_of(next(ids).lo, out);
}

void sip_branch(struct sip_ids *ids, char out[SIP_BRANCH_SIZE])
{
	memcpy(out, "z9hG4bK", 7);
	sip_tag_of(next(ids).lo, out + 7);
}

bool sip_branch_number(struct span branch, uint64_t *out)
{
	uint64_t number = 0;

	if (branch.len != SIP_BRANCH_SIZE - 1 || memcmp(branch.at, "z9hG4bK", 7) != 0)
		return false;
	for (size_t i = 7; i < branch.len; i++) {
		unsigned char c = (unsigned char)branch.at[i];
		unsigned digit = c <= '9' ? c - (unsigned)'0' : c - (unsigned)'a' + 10;

		if (digit > 15 || (c > '9' && digit < 10))
			return false;
		number = number << 4 | digit;
	}
	*out = number;
	return true;
}

static void call_id_write(struct sip_print print, char out[SIP_CALL_ID_SIZE])
{
	sip_tag_of(print.lo, out);
	sip_tag_of(print.hi, out + SIP_TAG_SIZE - 1);
}

void sip_call_id(struct sip_ids *ids, char out[SIP_CALL_ID_SIZE])
{
	call_id_write(next(ids), out);
}

void sip_call_id_of(const struct sip_ids *ids, uint64_t number, char out[SIP_CALL_ID_SIZE])
{
	struct sip_printer printer;

	sip_print_begin(&printer, ids->secret);
	sip_print_add(&printer, (struct span){ (const char *)&number, sizeof(number) });
	call_id_write(sip_print_end(&printer), out);
}

/* SPDX-License-Identifier: MIT
 * id.h - names nobody can guess: branches, tags, Call-IDs, and fingerprints.
 *
 * One secret of 16 random bytes, asked for once; all else is SipHash-2-4 of a
 * counter under it, so a branch costs some 30 ns and no system call.
 */
#ifndef WIRE_SIP_ID_H
#define WIRE_SIP_ID_H

#include "base/text.h"

struct sip_ids {
	uint64_t secret[2];
	uint64_t count;
};

#define SIP_TAG_SIZE 17			/* 16 hex digits and the terminator */
#define SIP_BRANCH_SIZE (7 + 17)	/* "z9hG4bK" and a tag */
#define SIP_CALL_ID_SIZE 33		/* 32 hex digits, no host part */

/* `random` fills `size` bytes with true randomness (os/); called once, here. */
void sip_ids_init(struct sip_ids *ids, void (*random)(void *bytes, size_t size));

/* A number that nobody can foresee. */
uint64_t sip_random(struct sip_ids *ids);

void sip_tag(struct sip_ids *ids, char out[SIP_TAG_SIZE]);
void sip_tag_of(uint64_t number, char out[SIP_TAG_SIZE]);	/* the same for the same number */
void sip_branch(struct sip_ids *ids, char out[SIP_BRANCH_SIZE]);
bool sip_branch_number(struct span branch, uint64_t *out);	/* what it was made of; false: not by us */
void sip_call_id(struct sip_ids *ids, char out[SIP_CALL_ID_SIZE]);
void sip_call_id_of(const struct sip_ids *ids, uint64_t number, char out[SIP_CALL_ID_SIZE]);	/* likewise */

/* 128 bits that stand for all that was put in since the begin, in this order:
 * who does not know the secret cannot make two inputs with the same
 * fingerprint, and by accident there are none. */
struct sip_print {
	uint64_t lo, hi;
};
struct sip_printer {
	uint64_t v[4];
};
void sip_print_begin(struct sip_printer *p, const uint64_t secret[2]);
void sip_print_add(struct sip_printer *p, struct span part);	/* parts are told apart */
struct sip_print sip_print_end(struct sip_printer *p);

static inline bool sip_print_is(struct sip_print a, struct sip_print b)
{
	return a.lo == b.lo && a.hi == b.hi;
}

#endif

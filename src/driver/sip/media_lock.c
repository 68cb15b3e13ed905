/* SPDX-License-Identifier: MIT
 * media_lock.c - SRTP and SRTCP (RFC 3711, RFC 7714) by libsrtp2.
 *
 * A session of the library is one direction under one key; it counts for each
 * source (SSRC) that it meets, so a session lives exactly as long as its key.
 * When the far end's key changes, what is on its way by the former one is
 * heard for a while.
 */
#include "driver/sip/media_in.h"
#include "base/mem.h"
#include "wire/rtp/word.h"
#include <srtp2/srtp.h>

#define WINDOW 128		/* packets that may be that late */
#define SOURCES_MAX 32		/* of the far end under one key: each one costs memory */
#define PACKET_MAX 1500		/* longest one that is tried with two keys */
#define RTP_SSRC_AT 8		/* where the SSRC is in the packet */
#define RTCP_SSRC_AT 4

struct way {
	srtp_t session;			/* NULL: there is none */
	struct sdes_key key;
};

struct media_lock {
	struct way out, in, former;	/* former: what `in` was until ... */
	uint64_t changed_ms;
	uint32_t source[SOURCES_MAX];	/* heard under `in` */
	uint8_t sources;
};

/* --- the library ---------------------------------------------------------------- */

static struct {
	bool ready;
	bool knows[SDES_SUITES];	/* it may have been built without some */
} library;

static void policy_set(srtp_crypto_policy_t *rtp, srtp_crypto_policy_t *rtcp, enum sdes_suite suite)
{
	switch (suite) {
	case SDES_AES_CM_128_HMAC_SHA1_32:
		/* The RTCP of the short tags has the long one all the same (RFC 4568 6.2.2,
		 * RFC 6188 4). */
		srtp_crypto_policy_set_aes_cm_128_hmac_sha1_32(rtp);
		srtp_crypto_policy_set_aes_cm_128_hmac_sha1_80(rtcp);
		return;
	case SDES_AES_256_CM_HMAC_SHA1_32:
		srtp_crypto_policy_set_aes_cm_256_hmac_sha1_32(rtp);
		srtp_crypto_policy_set_aes_cm_256_hmac_sha1_80(rtcp);
		return;
	case SDES_AES_256_CM_HMAC_SHA1_80:
		srtp_crypto_policy_set_aes_cm_256_hmac_sha1_80(rtp);
		break;
	case SDES_AEAD_AES_128_GCM:
		srtp_crypto_policy_set_aes_gcm_128_16_auth(rtp);
		break;
	case SDES_AEAD_AES_256_GCM:
		srtp_crypto_policy_set_aes_gcm_256_16_auth(rtp);
		break;
	default:
		srtp_crypto_policy_set_aes_cm_128_hmac_sha1_80(rtp);
	}
	*rtcp = *rtp;
}

static bool session_open(srtp_t *out, struct sdes_key *key, srtp_ssrc_type_t direction)
{
	srtp_policy_t policy = { .ssrc = { .type = direction }, .key = key->bytes, .window_size = WINDOW };

	policy_set(&policy.rtp, &policy.rtcp, (enum sdes_suite)key->suite);
	return srtp_create(out, &policy) == srtp_err_status_ok;
}

/* Made when it is first needed: few lines encrypt. */
static bool library_ready(void)
{
	struct sdes_key key = { 0 };
	srtp_t session;

	if (library.ready)
		return true;
	if (srtp_init() != srtp_err_status_ok)
		return false;
	library.ready = true;
	for (int i = SDES_NONE + 1; i < SDES_SUITES; i++) {
		key.suite = (uint8_t)i;
		library.knows[i] = session_open(&session, &key, ssrc_any_outbound);
		if (library.knows[i])
			srtp_dealloc(session);
	}
	return true;
}

void media_lock_library_end(void)
{
	if (library.ready)
		srtp_shutdown();
	library.ready = false;
}

bool media_knows(enum sdes_suite suite)
{
	return library_ready() && library.knows[suite];
}

/* --- keys ------------------------------------------------------------------------ */

static void way_close(struct way *way)
{
	if (way->session)
		srtp_dealloc(way->session);
	way->session = NULL;
	sdes_wipe(&way->key, 1);
}

static bool way_open(struct way *way, const struct sdes_key *key, srtp_ssrc_type_t direction)
{
	way->key = *key;
	if (session_open(&way->session, &way->key, direction))
		return true;
	way->session = NULL;
	return false;
}

/* Whether its session goes on as it is, with all that it has counted. */
static bool way_is(const struct way *way, const struct sdes_key *key)
{
	return way->session && sdes_key_same(&way->key, key);
}

void media_lock_close(struct media_lock *lock)
{
	if (!lock)
		return;
	way_close(&lock->out);
	way_close(&lock->in);
	way_close(&lock->former);
	mem_free(lock);
}

static bool set_in(struct media_lock *lock, const struct sdes_key *key, uint64_t now_ms)
{
	if (way_is(&lock->in, key))
		return true;
	way_close(&lock->former);
	lock->former = lock->in;
	lock->in = (struct way){ NULL };
	lock->changed_ms = now_ms;
	lock->sources = 0;
	return way_open(&lock->in, key, ssrc_any_inbound);
}

static bool set_out(struct media_lock *lock, const struct sdes_key *key)
{
	if (way_is(&lock->out, key))
		return true;
	way_close(&lock->out);
	return way_open(&lock->out, key, ssrc_any_outbound);
}

enum err media_lock_set(struct media_lock **out, const struct sdp_session_choice *choice, uint64_t now_ms)
{
	struct media_lock *lock = *out;

	if (choice->key_out.suite == SDES_NONE) {
		media_lock_close(lock);
		*out = NULL;
		return OK;
	}
	if (!library_ready())
		return ERR_FAILED;
	if (!lock)
		lock = mem_zalloc(sizeof(*lock));
	if (!lock)
		return ERR_NOMEM;
	*out = lock;
	return set_out(lock, &choice->key_out) && set_in(lock, &choice->key_in, now_ms) ? OK : ERR_FAILED;
}

/* --- packets ---------------------------------------------------------------------- */

bool media_lock_shut(struct media_lock *lock, bool rtcp, struct buf *packet)
{
	int len = (int)packet->len;
	srtp_err_status_t status;

	if (packet->full || packet->size - packet->len < MEDIA_LOCK_ROOM || !lock->out.session)
		return false;
	status = rtcp ? srtp_protect_rtcp(lock->out.session, packet->at, &len)
		      : srtp_protect(lock->out.session, packet->at, &len);
	if (status != srtp_err_status_ok)
		return false;
	packet->len = (size_t)len;
	return true;
}

static bool way_try(const struct way *way, bool rtcp, char *bytes, size_t *len)
{
	int size = (int)*len;
	srtp_err_status_t status;

	if (!way->session)
		return false;
	status = rtcp ? srtp_unprotect_rtcp(way->session, bytes, &size)
		      : srtp_unprotect(way->session, bytes, &size);
	if (status != srtp_err_status_ok)
		return false;
	*len = (size_t)size;
	return true;
}

static bool is_known(const struct media_lock *lock, uint32_t ssrc)
{
	for (uint8_t i = 0; i < lock->sources; i++)
		if (lock->source[i] == ssrc)
			return true;
	return false;
}

/* By the key in force. The library keeps all sources that it was ever shown an
 * authentic packet of. */
static bool open_now(struct media_lock *lock, bool rtcp, char *bytes, size_t *len)
{
	size_t at = rtcp ? RTCP_SSRC_AT : RTP_SSRC_AT;
	uint32_t ssrc;

	if (*len < at + 4)
		return false;
	ssrc = word32((const unsigned char *)bytes + at);
	if (is_known(lock, ssrc))
		return way_try(&lock->in, rtcp, bytes, len);
	if (lock->sources == SOURCES_MAX || !way_try(&lock->in, rtcp, bytes, len))
		return false;
	lock->source[lock->sources++] = ssrc;
	return true;
}

bool media_lock_open(struct media_lock *lock, bool rtcp, uint64_t now_ms, char *bytes, size_t *len)
{
	char again[PACKET_MAX];
	size_t size = *len;

	if (lock->former.session && now_ms >= lock->changed_ms + MEDIA_LATE_MS)
		way_close(&lock->former);
	if (!lock->former.session || size > sizeof(again))
		return open_now(lock, rtcp, bytes, len);
	memcpy(again, bytes, size);	/* GCM leaves nothing of what it refuses */
	if (open_now(lock, rtcp, bytes, len))
		return true;
	memcpy(bytes, again, size);
	return way_try(&lock->former, rtcp, bytes, len);
}

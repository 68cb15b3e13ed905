/* SPDX-License-Identifier: MIT
 * tls.c - TLS by OpenSSL, over memory. */
#define ERR_STATE openssl_err_state	/* one name, two things */
#include <openssl/err.h>
#undef ERR_STATE
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include "os/tls.h"
#include "base/mem.h"
#include <arpa/inet.h>

#define PIECE 16384		/* the most that one record of TLS holds */

struct tls_side {
	SSL_CTX *ctx;
	bool server, check;
};

struct tls {
	SSL *ssl;
	BIO *in, *out;		/* of ssl */
	const struct tls_side *side;
	enum tls_state state;
	struct buf waiting;	/* plain text that was written before the hands were shaken */
	char name[256], why[512], kind[80];
};

/* --- sides ---------------------------------------------------------------- */

/* What OpenSSL put down last, without its numbers. */
static const char *reason(void)
{
	unsigned long code = ERR_peek_last_error();
	const char *text = code ? ERR_reason_error_string(code) : NULL;

	ERR_clear_error();
	return text ? text : "it cannot be used";
}

static enum err complain(struct buf *why, const char *what, const char *path)
{
	buf_printf(why, "%s %s: %s", what, path, reason());
	return ERR_CONFIG;
}

static enum err load_identity(SSL_CTX *ctx, const struct tls_settings *settings, struct buf *why)
{
	const char *key = settings->key[0] ? settings->key : settings->certificate;

	if (!settings->certificate[0])
		return OK;
	if (SSL_CTX_use_certificate_chain_file(ctx, settings->certificate) != 1)
		return complain(why, "the certificate", settings->certificate);
	if (SSL_CTX_use_PrivateKey_file(ctx, key, SSL_FILETYPE_PEM) != 1)
		return complain(why, "the private key", key);
	if (SSL_CTX_check_private_key(ctx) != 1)
		return complain(why, "the certificate does not belong to the private key", key);
	return OK;
}

static enum err load_trust(SSL_CTX *ctx, const struct tls_settings *settings, struct buf *why)
{
	if (!settings->authorities[0]) {
		if (SSL_CTX_set_default_verify_paths(ctx) != 1)
			return complain(why, "the authorities of", "the system");
		return OK;
	}
	if (SSL_CTX_load_verify_locations(ctx, settings->authorities, NULL) != 1)
		return complain(why, "the authorities", settings->authorities);
	return OK;
}

enum err tls_side_open(struct tls_side **out, const struct tls_settings *settings, struct buf *why)
{
	struct tls_side *side = mem_zalloc(sizeof(*side));
	enum err err;

	if (!side)
		return ERR_NOMEM;
	ERR_clear_error();
	side->server = settings->server;
	side->check = settings->check;
	side->ctx = SSL_CTX_new(settings->server ? TLS_server_method() : TLS_client_method());
	err = side->ctx ? OK : ERR_NOMEM;
	if (!err) {
		SSL_CTX_set_min_proto_version(side->ctx, TLS1_2_VERSION);
		SSL_CTX_set_mode(side->ctx, SSL_MODE_RELEASE_BUFFERS);
		SSL_CTX_set_options(side->ctx, SSL_OP_NO_RENEGOTIATION | SSL_OP_IGNORE_UNEXPECTED_EOF);
		SSL_CTX_set_verify(side->ctx, !side->check ? SSL_VERIFY_NONE :
				   SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
		err = load_identity(side->ctx, settings, why);
	}
	if (!err && settings->check)
		err = load_trust(side->ctx, settings, why);
	if (err) {
		tls_side_close(side);
		return err;
	}
	*out = side;
	return OK;
}

void tls_side_close(struct tls_side *side)
{
	if (!side)
		return;
	SSL_CTX_free(side->ctx);
	mem_free(side);
}

/* --- connections ------------------------------------------------------------ */

static bool is_address(const char *name)
{
	unsigned char bytes[16];

	return inet_pton(AF_INET, name, bytes) == 1 || inet_pton(AF_INET6, name, bytes) == 1;
}

/* Whose certificate it must be; and SNI, which has no numeric addresses (RFC 6066 3). */
static bool expect(struct tls *tls, const char *name)
{
	if (is_address(name))
		return !tls->side->check ||
		       X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(tls->ssl), name) == 1;
	if (SSL_set_tlsext_host_name(tls->ssl, name) != 1)
		return false;
	return !tls->side->check || SSL_set1_host(tls->ssl, name) == 1;
}

enum err tls_open(struct tls **out, struct tls_side *side, const char *name)
{
	struct tls *tls = mem_zalloc(sizeof(*tls));

	if (!tls)
		return ERR_NOMEM;
	tls->side = side;
	buf_grow(&tls->waiting);
	tls->ssl = SSL_new(side->ctx);
	tls->in = BIO_new(BIO_s_mem());
	tls->out = BIO_new(BIO_s_mem());
	if (!tls->ssl || !tls->in || !tls->out) {
		BIO_free(tls->in);
		BIO_free(tls->out);
		tls_close(tls);
		return ERR_NOMEM;
	}
	BIO_set_mem_eof_return(tls->in, -1);	/* empty is not over */
	SSL_set_bio(tls->ssl, tls->in, tls->out);
	if (side->server)
		SSL_set_accept_state(tls->ssl);
	else
		SSL_set_connect_state(tls->ssl);
	snprintf(tls->name, sizeof(tls->name), "%s", name ? name : "the client");
	if (name && !expect(tls, name)) {
		tls_close(tls);
		return ERR_NOMEM;
	}
	*out = tls;
	return OK;
}

void tls_close(struct tls *tls)
{
	if (!tls)
		return;
	SSL_free(tls->ssl);		/* and what it reads from and writes to */
	buf_free(&tls->waiting);
	mem_free(tls);
}

enum tls_state tls_state(const struct tls *tls)
{
	return tls->state;
}

const char *tls_why(const struct tls *tls)
{
	return tls->why;
}

const char *tls_kind(const struct tls *tls)
{
	return tls->kind;
}

/* What is wrong with their certificate, in words for who has to mend it. */
static const char *certificate_fault(long result)
{
	switch (result) {
	case X509_V_ERR_HOSTNAME_MISMATCH:
	case X509_V_ERR_IP_ADDRESS_MISMATCH:
		return "is for other names";
	case X509_V_ERR_CERT_HAS_EXPIRED:
		return "has expired";
	case X509_V_ERR_CERT_NOT_YET_VALID:
		return "is not valid yet";
	case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
		return "vouches for itself, and it is not among those that are trusted";
	case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
	case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
	case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
	case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
		return "is by an authority that is not trusted";
	case X509_V_ERR_CERT_REVOKED:
		return "was revoked";
	default:
		return NULL;
	}
}

static enum err broken(struct tls *tls)
{
	long result = SSL_get_verify_result(tls->ssl);
	const char *fault = certificate_fault(result);
	unsigned long code = ERR_peek_last_error();
	struct buf why;

	tls->state = TLS_BROKEN;
	buf_fixed(&why, tls->why, sizeof(tls->why));
	if (fault)
		buf_printf(&why, "the certificate of %s %s", tls->name, fault);
	else if (result != X509_V_OK)
		buf_printf(&why, "the certificate of %s cannot be used: %s", tls->name,
			   X509_verify_cert_error_string(result));
	else if (ERR_GET_REASON(code) == SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE)
		buf_printf(&why, "%s has no certificate", tls->name);
	else
		buf_printf(&why, "TLS with %s failed: %s", tls->name, reason());
	ERR_clear_error();
	return ERR_FAILED;
}

static enum err write_out(struct tls *tls, struct span plain)
{
	size_t done;

	if (plain.len == 0)
		return OK;
	ERR_clear_error();
	/* Memory takes everything, so it is all or nothing. */
	return SSL_write_ex(tls->ssl, plain.at, plain.len, &done) == 1 ? OK : broken(tls);
}

static enum err shake(struct tls *tls)
{
	int result;

	ERR_clear_error();
	result = SSL_do_handshake(tls->ssl);
	if (result != 1)
		return SSL_get_error(tls->ssl, result) == SSL_ERROR_WANT_READ ? OK : broken(tls);
	tls->state = TLS_STANDS;
	snprintf(tls->kind, sizeof(tls->kind), "%s %s", SSL_get_version(tls->ssl),
		 SSL_get_cipher_name(tls->ssl));
	return write_out(tls, buf_span(&tls->waiting));
}

static enum err read_plain(struct tls *tls, struct buf *plain)
{
	char piece[PIECE];
	size_t got;

	ERR_clear_error();
	while (SSL_read_ex(tls->ssl, piece, sizeof(piece), &got) == 1)
		buf_bytes(plain, piece, got);
	OPENSSL_cleanse(piece, sizeof(piece));
	switch (SSL_get_error(tls->ssl, 0)) {
	case SSL_ERROR_WANT_READ:
		break;
	case SSL_ERROR_ZERO_RETURN:
		tls->state = TLS_ENDED;
		break;
	default:
		return broken(tls);
	}
	return plain->full ? ERR_NOMEM : OK;
}

enum err tls_hear(struct tls *tls, struct span bytes, struct buf *plain)
{
	enum err err = OK;

	if (tls->state == TLS_BROKEN)
		return ERR_FAILED;
	if (bytes.len > 0 && BIO_write(tls->in, bytes.at, (int)bytes.len) != (int)bytes.len)
		return ERR_NOMEM;
	if (tls->state == TLS_SHAKING)
		err = shake(tls);
	if (!err && tls->state == TLS_STANDS)
		err = read_plain(tls, plain);
	return err;
}

enum err tls_write(struct tls *tls, struct span plain)
{
	switch (tls->state) {
	case TLS_SHAKING:
		buf_span_add(&tls->waiting, plain);
		return tls->waiting.full ? ERR_NOMEM : OK;
	case TLS_STANDS:
		return write_out(tls, plain);
	default:
		return ERR_FAILED;
	}
}

void tls_end(struct tls *tls)
{
	if (tls->state != TLS_STANDS && tls->state != TLS_ENDED)
		return;
	ERR_clear_error();
	SSL_shutdown(tls->ssl);
	tls->state = TLS_ENDED;
}

enum err tls_fetch(struct tls *tls, struct buf *out)
{
	char *bytes;
	long len = BIO_get_mem_data(tls->out, &bytes);

	if (len <= 0)
		return OK;
	buf_bytes(out, bytes, (size_t)len);
	if (out->full)
		return ERR_NOMEM;
	(void)BIO_reset(tls->out);
	return OK;
}

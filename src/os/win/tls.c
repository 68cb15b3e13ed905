/* SPDX-License-Identifier: MIT
 * tls.c - TLS by Schannel, over memory.
 *
 * Their certificate is looked at here and not by Schannel, for only so the
 * authorities of a file count; that is after the hands are shaken and before
 * anything is read or said. */
#include <winsock2.h>
#include "os/win/certificate.h"
#define SECURITY_WIN32
#define SCHANNEL_USE_BLACKLISTS	/* SCH_CREDENTIALS */
#include <winternl.h>
#include <security.h>
#include <schannel.h>
#include "base/mem.h"
#include <stdio.h>

#define CLIENT_FLAGS (ISC_REQ_SEQUENCE_DETECT | ISC_REQ_REPLAY_DETECT | ISC_REQ_CONFIDENTIALITY | \
		      ISC_REQ_ALLOCATE_MEMORY | ISC_REQ_STREAM | ISC_REQ_EXTENDED_ERROR | \
		      ISC_REQ_MANUAL_CRED_VALIDATION | ISC_REQ_USE_SUPPLIED_CREDS)
#define SERVER_FLAGS (ASC_REQ_SEQUENCE_DETECT | ASC_REQ_REPLAY_DETECT | ASC_REQ_CONFIDENTIALITY | \
		      ASC_REQ_ALLOCATE_MEMORY | ASC_REQ_STREAM | ASC_REQ_EXTENDED_ERROR)

struct tls_side {
	struct identity identity;
	struct trust trust;
	CredHandle credentials;
	bool server, check, has_credentials;
};

struct tls {
	struct tls_side *side;
	CtxtHandle context;
	bool has_context;
	SecPkgContext_StreamSizes sizes;
	enum tls_state state;
	struct buf in;			/* of the network, not understood yet */
	struct buf out;			/* for the network */
	struct buf waiting;		/* plain text that was written before the hands were shaken */
	char name[256], why[512], kind[80];
	bool named;
};

/* --- sides ---------------------------------------------------------------- */

static SECURITY_STATUS acquire(struct tls_side *side, void *how)
{
	return AcquireCredentialsHandleW(NULL, (WCHAR *)UNISP_NAME_W,
					 side->server ? SECPKG_CRED_INBOUND : SECPKG_CRED_OUTBOUND,
					 NULL, how, NULL, NULL, &side->credentials, NULL);
}

/* TLS 1.3 takes the newer structure, which older systems do not know. */
static enum err credentials_open(struct tls_side *side, struct buf *why)
{
	DWORD flags = SCH_CRED_MANUAL_CRED_VALIDATION | SCH_CRED_NO_DEFAULT_CREDS | SCH_USE_STRONG_CRYPTO;
	DWORD count = side->identity.certificate ? 1 : 0;
	TLS_PARAMETERS parameters = {
		.grbitDisabledProtocols = (DWORD)~(SP_PROT_TLS1_2 | SP_PROT_TLS1_3),
	};
	SCH_CREDENTIALS modern = {
		.dwVersion = SCH_CREDENTIALS_VERSION, .cCreds = count, .paCred = &side->identity.certificate,
		.dwFlags = flags, .cTlsParameters = 1, .pTlsParameters = &parameters,
	};
	SCHANNEL_CRED older = {
		.dwVersion = SCHANNEL_CRED_VERSION, .cCreds = count, .paCred = &side->identity.certificate,
		.dwFlags = flags, .grbitEnabledProtocols = side->server ? SP_PROT_TLS1_2_SERVER : SP_PROT_TLS1_2_CLIENT,
	};
	SECURITY_STATUS status = acquire(side, &modern);

	if (status)
		status = acquire(side, &older);
	if (!status) {
		side->has_credentials = true;
		return OK;
	}
	buf_printf(why, "the system does not offer TLS with that certificate: error 0x%08lx", (unsigned long)status);
	return ERR_CONFIG;
}

enum err tls_side_open(struct tls_side **out, const struct tls_settings *settings, struct buf *why)
{
	struct tls_side *side = mem_zalloc(sizeof(*side));
	enum err err;

	if (!side)
		return ERR_NOMEM;
	side->server = settings->server;
	side->check = settings->check;
	err = identity_open(&side->identity, settings, why);
	if (!err && settings->check)
		err = trust_open(&side->trust, settings->authorities, why);
	if (!err)
		err = credentials_open(side, why);
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
	if (side->has_credentials)
		FreeCredentialsHandle(&side->credentials);
	trust_close(&side->trust);
	identity_close(&side->identity);
	mem_free(side);
}

/* --- connections ------------------------------------------------------------ */

enum err tls_open(struct tls **out, struct tls_side *side, const char *name)
{
	struct tls *tls = mem_zalloc(sizeof(*tls));

	if (!tls)
		return ERR_NOMEM;
	tls->side = side;
	tls->named = name != NULL;
	buf_grow(&tls->in);
	buf_grow(&tls->out);
	buf_grow(&tls->waiting);
	snprintf(tls->name, sizeof(tls->name), "%s", name ? name : "the client");
	*out = tls;
	return OK;
}

void tls_close(struct tls *tls)
{
	if (!tls)
		return;
	if (tls->has_context)
		DeleteSecurityContext(&tls->context);
	buf_free(&tls->in);
	buf_free(&tls->out);
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

static const char *words_of(SECURITY_STATUS status)
{
	switch (status) {
	case SEC_E_INVALID_TOKEN:
	case SEC_E_DECRYPT_FAILURE:
	case SEC_E_MESSAGE_ALTERED:
		return "what came is no TLS";
	case SEC_E_ALGORITHM_MISMATCH:
	case SEC_E_UNSUPPORTED_FUNCTION:
		return "there is no version or cipher that both know";
	case SEC_E_ILLEGAL_MESSAGE:
	case SEC_E_CERT_UNKNOWN:
	case SEC_E_UNTRUSTED_ROOT:
	case SEC_E_CERT_EXPIRED:
		return "the other side refuses our certificate, or that there is none";
	case SEC_E_NO_CREDENTIALS:
		return "our certificate cannot be used";
	default:
		return NULL;
	}
}

static enum err broken(struct tls *tls, SECURITY_STATUS status)
{
	const char *words = words_of(status);

	if (status == SEC_E_INSUFFICIENT_MEMORY)
		return ERR_NOMEM;
	tls->state = TLS_BROKEN;
	if (words)
		snprintf(tls->why, sizeof(tls->why), "TLS with %s failed: %s", tls->name, words);
	else
		snprintf(tls->why, sizeof(tls->why), "TLS with %s failed: error 0x%08lx", tls->name,
			 (unsigned long)status);
	return ERR_FAILED;
}

/* Of what was handed in, the last `left` bytes were not used. */
static void keep_last(struct buf *in, size_t left)
{
	memmove(in->at, in->at + in->len - left, left);
	in->len = left;
}

static enum err trust_them(struct tls *tls)
{
	PCCERT_CONTEXT theirs = NULL;
	const char *fault;
	char text[64];

	if (!tls->side->check)
		return OK;
	if (QueryContextAttributesW(&tls->context, SECPKG_ATTR_REMOTE_CERT_CONTEXT, &theirs) || !theirs) {
		tls->state = TLS_BROKEN;
		snprintf(tls->why, sizeof(tls->why), "%s has no certificate", tls->name);
		return ERR_FAILED;
	}
	fault = trust_fault(&tls->side->trust, theirs, tls->named ? tls->name : NULL, text);
	CertFreeCertificateContext(theirs);
	if (!fault)
		return OK;
	tls->state = TLS_BROKEN;
	snprintf(tls->why, sizeof(tls->why), "the certificate of %s %s", tls->name, fault);
	return ERR_FAILED;
}

static void name_kind(struct tls *tls)
{
	SecPkgContext_ConnectionInfo info = { 0 };
	SecPkgContext_CipherInfo cipher = { .dwVersion = SECPKGCONTEXT_CIPHERINFO_V1 };
	bool third;

	QueryContextAttributesW(&tls->context, SECPKG_ATTR_CONNECTION_INFO, &info);
	third = info.dwProtocol & (SP_PROT_TLS1_3_CLIENT | SP_PROT_TLS1_3_SERVER);
	if (QueryContextAttributesW(&tls->context, SECPKG_ATTR_CIPHER_INFO, &cipher))
		cipher.szCipherSuite[0] = 0;
	snprintf(tls->kind, sizeof(tls->kind), "%s %.60ls", third ? "TLSv1.3" : "TLSv1.2", cipher.szCipherSuite);
}

/* One step of the handshake, with what came (a client begins with nothing). */
static SECURITY_STATUS step(struct tls *tls, SecBufferDesc *in, SecBufferDesc *out)
{
	WCHAR name[256];
	unsigned char bytes[16];
	ULONG attributes = 0;
	DWORD len;
	CtxtHandle *had = tls->has_context ? &tls->context : NULL;

	if (tls->side->server)
		return AcceptSecurityContext(&tls->side->credentials, had, in,
					     SERVER_FLAGS | (tls->side->check ? ASC_REQ_MUTUAL_AUTH : 0), 0,
					     &tls->context, out, &attributes, NULL);
	if (!MultiByteToWideChar(CP_UTF8, 0, tls->name, -1, name, 256))
		name[0] = 0;
	/* SNI has no numeric addresses (RFC 6066 3). */
	return InitializeSecurityContextW(&tls->side->credentials, had,
					  name[0] && !numeric_address(tls->name, bytes, &len) ? name : NULL,
					  CLIENT_FLAGS, 0, 0, had ? in : NULL, 0, &tls->context, out, &attributes, NULL);
}

static SECURITY_STATUS take_step(struct tls *tls)
{
	SecBuffer ins[2] = {
		{ (ULONG)tls->in.len, SECBUFFER_TOKEN, tls->in.at }, { 0, SECBUFFER_EMPTY, NULL },
	};
	SecBuffer outs[2] = { { 0, SECBUFFER_TOKEN, NULL }, { 0, SECBUFFER_ALERT, NULL } };
	SecBufferDesc in = { SECBUFFER_VERSION, 2, ins }, out = { SECBUFFER_VERSION, 2, outs };
	bool used = tls->has_context || tls->side->server;
	SECURITY_STATUS status = step(tls, &in, &out);

	if (status == SEC_E_OK || status == SEC_I_CONTINUE_NEEDED)
		tls->has_context = true;
	for (int i = 0; i < 2; i++) {
		if (outs[i].pvBuffer && outs[i].cbBuffer)
			buf_bytes(&tls->out, outs[i].pvBuffer, outs[i].cbBuffer);
		if (outs[i].pvBuffer)
			FreeContextBuffer(outs[i].pvBuffer);
	}
	if (status == SEC_E_INCOMPLETE_MESSAGE || status == SEC_I_INCOMPLETE_CREDENTIALS || !used)
		return status;
	keep_last(&tls->in, ins[1].BufferType == SECBUFFER_EXTRA ? ins[1].cbBuffer : 0);
	return status;
}

static enum err write_out(struct tls *tls, struct span plain);

static enum err shaken(struct tls *tls)
{
	SECURITY_STATUS status;
	enum err err = trust_them(tls);

	if (err)
		return err;
	status = QueryContextAttributesW(&tls->context, SECPKG_ATTR_STREAM_SIZES, &tls->sizes);
	if (status)
		return broken(tls, status);
	name_kind(tls);
	tls->state = TLS_STANDS;
	return write_out(tls, buf_span(&tls->waiting));
}

static enum err shake(struct tls *tls)
{
	SECURITY_STATUS status;
	unsigned turns = 0;

	do {
		if (tls->in.len == 0 && (tls->has_context || tls->side->server))
			return OK;
		status = take_step(tls);
		if (tls->out.full)
			return ERR_NOMEM;
		if (status == SEC_E_INCOMPLETE_MESSAGE)
			return OK;
	} while ((status == SEC_I_CONTINUE_NEEDED && turns++ < 100) ||
		 (status == SEC_I_INCOMPLETE_CREDENTIALS && turns++ < 2));
	return status == SEC_E_OK ? shaken(tls) : broken(tls, status);
}

/* Tickets and new keys of TLS 1.3 come as a handshake in the middle. */
static enum err renew(struct tls *tls)
{
	SECURITY_STATUS status;

	if (strncmp(tls->kind, "TLSv1.3", 7) != 0)
		return broken(tls, SEC_E_UNSUPPORTED_FUNCTION);
	if (tls->in.len == 0)
		return OK;
	status = take_step(tls);
	if (tls->out.full)
		return ERR_NOMEM;
	return status == SEC_E_OK || status == SEC_I_CONTINUE_NEEDED || status == SEC_E_INCOMPLETE_MESSAGE ?
	       OK : broken(tls, status);
}

/* One record. `more`: there may be another one behind it. */
static enum err read_record(struct tls *tls, struct buf *plain, bool *more)
{
	SecBuffer buffers[4] = {
		{ (ULONG)tls->in.len, SECBUFFER_DATA, tls->in.at }, { 0, SECBUFFER_EMPTY, NULL },
		{ 0, SECBUFFER_EMPTY, NULL }, { 0, SECBUFFER_EMPTY, NULL },
	};
	SecBufferDesc message = { SECBUFFER_VERSION, 4, buffers };
	SECURITY_STATUS status = DecryptMessage(&tls->context, &message, 0, NULL);
	size_t extra = 0;

	*more = false;
	if (status == SEC_E_INCOMPLETE_MESSAGE)
		return OK;
	if (status != SEC_E_OK && status != SEC_I_CONTEXT_EXPIRED && status != SEC_I_RENEGOTIATE)
		return broken(tls, status);
	for (int i = 0; i < 4; i++) {
		if (buffers[i].BufferType == SECBUFFER_DATA && status == SEC_E_OK)
			buf_bytes(plain, buffers[i].pvBuffer, buffers[i].cbBuffer);
		if (buffers[i].BufferType == SECBUFFER_EXTRA)
			extra = buffers[i].cbBuffer;
	}
	keep_last(&tls->in, extra);
	if (status == SEC_I_CONTEXT_EXPIRED) {
		tls->state = TLS_ENDED;
		return OK;
	}
	*more = tls->in.len > 0;
	return status == SEC_I_RENEGOTIATE ? renew(tls) : OK;
}

enum err tls_hear(struct tls *tls, struct span bytes, struct buf *plain)
{
	enum err err = OK;
	bool more;

	if (tls->state == TLS_BROKEN)
		return ERR_FAILED;
	buf_span_add(&tls->in, bytes);
	if (tls->in.full)
		return ERR_NOMEM;
	if (tls->state == TLS_SHAKING)
		err = shake(tls);
	more = tls->in.len > 0;
	while (!err && more && tls->state == TLS_STANDS)
		err = read_record(tls, plain, &more);
	return !err && plain->full ? ERR_NOMEM : err;
}

/* --- out ---------------------------------------------------------------------- */

static enum err write_record(struct tls *tls, struct span piece)
{
	ULONG head = tls->sizes.cbHeader, tail = tls->sizes.cbTrailer;
	size_t at = tls->out.len;
	SecBuffer buffers[4];
	SecBufferDesc message = { SECBUFFER_VERSION, 4, buffers };
	SECURITY_STATUS status;

	for (ULONG i = 0; i < head; i++)
		buf_char(&tls->out, 0);
	buf_span_add(&tls->out, piece);
	for (ULONG i = 0; i < tail; i++)
		buf_char(&tls->out, 0);
	if (tls->out.full)
		return ERR_NOMEM;
	buffers[0] = (SecBuffer){ head, SECBUFFER_STREAM_HEADER, tls->out.at + at };
	buffers[1] = (SecBuffer){ (ULONG)piece.len, SECBUFFER_DATA, tls->out.at + at + head };
	buffers[2] = (SecBuffer){ tail, SECBUFFER_STREAM_TRAILER, tls->out.at + at + head + piece.len };
	buffers[3] = (SecBuffer){ 0, SECBUFFER_EMPTY, NULL };
	status = EncryptMessage(&tls->context, 0, &message, 0);
	if (status) {
		tls->out.len = at;
		return broken(tls, status);
	}
	tls->out.len = at + buffers[0].cbBuffer + buffers[1].cbBuffer + buffers[2].cbBuffer;
	return OK;
}

static enum err write_out(struct tls *tls, struct span plain)
{
	enum err err = OK;

	while (!err && plain.len > 0) {
		size_t len = plain.len < tls->sizes.cbMaximumMessage ? plain.len : tls->sizes.cbMaximumMessage;

		err = write_record(tls, (struct span){ plain.at, len });
		plain.at += len;
		plain.len -= len;
	}
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
	DWORD shutdown = SCHANNEL_SHUTDOWN;
	SecBuffer token = { sizeof(shutdown), SECBUFFER_TOKEN, &shutdown };
	SecBufferDesc control = { SECBUFFER_VERSION, 1, &token };

	if (tls->state != TLS_STANDS && tls->state != TLS_ENDED)
		return;
	tls->in.len = 0;
	if (ApplyControlToken(&tls->context, &control) == SEC_E_OK)
		(void)take_step(tls);
	tls->state = TLS_ENDED;
}

enum err tls_fetch(struct tls *tls, struct buf *out)
{
	if (tls->out.full)
		return ERR_NOMEM;
	buf_span_add(out, buf_span(&tls->out));
	if (out->full)
		return ERR_NOMEM;
	tls->out.len = 0;
	return OK;
}

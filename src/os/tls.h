/* SPDX-License-Identifier: MIT
 * tls.h - TLS 1.2 and 1.3 by the system's library (OpenSSL, Schannel).
 *
 * It sees no socket: what came from the network is handed in, what is to go
 * there is fetched. One thread at a time a `struct tls`.
 */
#ifndef OS_TLS_H
#define OS_TLS_H

#include "base/buf.h"
#include "base/err.h"

/* One side's identity and whom it trusts; many connections share one. */
struct tls_side;

struct tls_settings {
	bool server;			/* it is connected to */
	const char *certificate;	/* PEM file: our certificate, then those that vouch for it; "": none */
	const char *key;		/* PEM file with its private key; "": in the same file */
	const char *authorities;	/* PEM file of those who are trusted; "": as the system does */
	bool check;			/* the other side must have a certificate that is trusted; a
					 * client also holds its names against tls_open()'s */
};

/* Read the files. On an error one sentence that names the file is in `why`:
 * ERR_CONFIG; ERR_NOMEM. */
enum err tls_side_open(struct tls_side **out, const struct tls_settings *settings, struct buf *why);
void tls_side_close(struct tls_side *side);	/* no connection uses it; NULL is fine */

struct tls;

/* `name`: the host name or numeric address that was asked for, for SNI and the
 * names of the certificate; NULL at a server. ERR_NOMEM. */
enum err tls_open(struct tls **out, struct tls_side *side, const char *name);
void tls_close(struct tls *tls);		/* NULL is fine */

enum tls_state {
	TLS_SHAKING,		/* hands; tls_write() keeps what it is given until then */
	TLS_STANDS,
	TLS_ENDED,		/* the other side said that nothing more comes */
	TLS_BROKEN,		/* tls_why() says why; what is to be sent may still go (an alert) */
};
enum tls_state tls_state(const struct tls *tls);

/* One sentence for people: "the certificate of pbx.example is for other names". */
const char *tls_why(const struct tls *tls);

/* What came from the network; what it says is appended to `plain`. A client
 * begins by handing in nothing. ERR_FAILED: it is broken; ERR_NOMEM. */
enum err tls_hear(struct tls *tls, struct span bytes, struct buf *plain);

/* What is to be said. ERR_FAILED: it is broken or has ended; ERR_NOMEM. */
enum err tls_write(struct tls *tls, struct span plain);

/* Say that nothing more comes. */
void tls_end(struct tls *tls);

/* Append to `out` what is to go to the network now, after any of the above. ERR_NOMEM. */
enum err tls_fetch(struct tls *tls, struct buf *out);

/* "TLSv1.3 TLS_AES_256_GCM_SHA384" once it stands, for the log. */
const char *tls_kind(const struct tls *tls);

#endif

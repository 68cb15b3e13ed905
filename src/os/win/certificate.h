/* SPDX-License-Identifier: MIT
 * certificate.h - certificates, keys and trust by CryptoAPI and CNG, for tls.c. */
#ifndef OS_WIN_CERTIFICATE_H
#define OS_WIN_CERTIFICATE_H

#include "os/tls.h"
#include <windows.h>
#include <wincrypt.h>
#include <ncrypt.h>

/* Who we are. Schannel works in a process of the system, which finds no key
 * but a named one: ours has a name while it is used. */
struct identity {
	PCCERT_CONTEXT certificate;	/* NULL: we are nobody */
	HCERTSTORE store;		/* it, and those that vouch for it */
	NCRYPT_KEY_HANDLE key;		/* in the user's storage until identity_close() */
	WCHAR name[64];			/* the key's */
	bool older;			/* it is in CryptoAPI's storage (rsa_key.h), not in CNG's */
};

/* Read PEM files: a certificate and its key (PKCS#8), as the settings name them. On an
 * error one sentence is in `why`: ERR_CONFIG; ERR_NOMEM. Close it in any case. */
enum err identity_open(struct identity *out, const struct tls_settings *settings, struct buf *why);
void identity_close(struct identity *identity);

/* Whom we trust: those in a PEM file and nobody else; engine NULL: as the system does. */
struct trust {
	HCERTSTORE roots;
	HCERTCHAINENGINE engine;
};

enum err trust_open(struct trust *out, const char *authorities, struct buf *why);
void trust_close(struct trust *trust);

/* What is wrong with their certificate, in words as in "the certificate of X ...";
 * NULL: nothing. `name`: the host that it must name; NULL: they connected to us.
 * `text` serves where the words must be made. */
const char *trust_fault(const struct trust *trust, PCCERT_CONTEXT theirs, const char *name, char text[64]);

/* Whether `name` is a numeric address; its bytes. */
bool numeric_address(const char *name, unsigned char bytes[16], DWORD *len);

#endif

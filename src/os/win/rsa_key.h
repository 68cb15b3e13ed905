/* SPDX-License-Identifier: MIT
 * rsa_key.h - RSA keys in CryptoAPI's older storage, for systems whose CNG
 * imports none, as Wine's does. Schannel takes keys of both. */
#ifndef OS_WIN_RSA_KEY_H
#define OS_WIN_RSA_KEY_H

#include "base/buf.h"
#include <windows.h>
#include <wincrypt.h>

/* A private key (PKCS#8, DER) as the key container `name`, which stands until
 * rsa_key_delete(). False: it is not RSA, or the system does not take it. */
bool rsa_key_import(const WCHAR *name, struct span pkcs8);
void rsa_key_delete(const WCHAR *name);

/* It is the certificate's from now on. False: it does not belong to it. */
bool rsa_key_join(const WCHAR *name, PCCERT_CONTEXT certificate);

#endif

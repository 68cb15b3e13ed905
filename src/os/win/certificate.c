/* SPDX-License-Identifier: MIT
 * certificate.c - PEM files into stores, and whether a certificate is to be believed. */
#include <winsock2.h>
#include <ws2tcpip.h>
#include "os/win/certificate.h"
#include "base/mem.h"
#include "os/file.h"
#include "os/win/rsa_key.h"

#define PEM_MAX (4u << 20)	/* the authorities of a whole system are 250 kB */

static enum err complain(struct buf *why, const char *what, const char *path, const char *fault)
{
	buf_printf(why, "%s %s: %s", what, path, fault);
	return ERR_CONFIG;
}

/* --- PEM (RFC 7468) ---------------------------------------------------------- */

static enum err file_read(struct buf *out, const char *path)
{
	char piece[4096];
	FILE *file = file_open(path, "rb");
	size_t got;

	if (!file)
		return ERR_CONFIG;
	while ((got = fread(piece, 1, sizeof(piece), file)) > 0 && out->len <= PEM_MAX)
		buf_bytes(out, piece, got);
	fclose(file);
	SecureZeroMemory(piece, sizeof(piece));
	buf_c(out);			/* a terminator behind it */
	return out->full ? ERR_NOMEM : out->len > PEM_MAX ? ERR_CONFIG : OK;
}

/* The next block with this label; its bytes are appended to `der`. False: no more. */
static bool pem_next(const char **at, const char *label, struct buf *der)
{
	char begin[64], end[64];
	const char *first, *last;
	DWORD size = 0;

	snprintf(begin, sizeof(begin), "-----BEGIN %s-----", label);
	snprintf(end, sizeof(end), "-----END %s-----", label);
	first = strstr(*at, begin);
	last = first ? strstr(first, end) : NULL;
	if (!last)
		return false;
	*at = last + strlen(end);
	first += strlen(begin);
	buf_reset(der);
	if (!CryptStringToBinaryA(first, (DWORD)(last - first), CRYPT_STRING_BASE64, NULL, &size, NULL, NULL))
		return false;
	for (DWORD i = 0; i < size; i++)
		buf_char(der, 0);
	return !der->full && CryptStringToBinaryA(first, (DWORD)(last - first), CRYPT_STRING_BASE64,
						  (BYTE *)der->at, &size, NULL, NULL);
}

/* All certificates of a file into a store; the first is also handed out. */
static enum err store_open(HCERTSTORE *out, PCCERT_CONTEXT *first, const char *what, const char *path,
			   struct buf *why)
{
	struct buf text, der;
	const char *at;
	unsigned count = 0;
	enum err err;

	buf_grow(&text);
	buf_grow(&der);
	err = file_read(&text, path);
	if (err == ERR_CONFIG)
		complain(why, what, path, "it cannot be read");
	if (!err)
		*out = CertOpenStore(CERT_STORE_PROV_MEMORY, 0, 0, CERT_STORE_CREATE_NEW_FLAG, NULL);
	if (!err && !*out)
		err = ERR_NOMEM;
	for (at = text.at; !err && pem_next(&at, "CERTIFICATE", &der); count++) {
		if (!CertAddEncodedCertificateToStore(*out, X509_ASN_ENCODING, (const BYTE *)der.at, (DWORD)der.len,
						      CERT_STORE_ADD_USE_EXISTING,
						      first && count == 0 ? first : NULL))
			err = complain(why, what, path, "a certificate in it cannot be understood");
	}
	if (!err && count == 0)
		err = complain(why, what, path, "there is no certificate in it");
	buf_free(&text);
	buf_free(&der);
	return err;
}

/* --- who we are ------------------------------------------------------------------- */

/* A name that no other process has, and no other key of ours. */
static void key_name(WCHAR out[64])
{
	static LONG count;

	swprintf(out, 64, L"OpenTSP %lu.%ld", (unsigned long)GetCurrentProcessId(), InterlockedIncrement(&count));
}

static SECURITY_STATUS key_import(struct identity *identity, const struct buf *der)
{
	NCryptBuffer buffer = {
		(ULONG)((wcslen(identity->name) + 1) * sizeof(WCHAR)), NCRYPTBUFFER_PKCS_KEY_NAME, identity->name,
	};
	NCryptBufferDesc parameters = { NCRYPTBUFFER_VERSION, 1, &buffer };
	NCRYPT_PROV_HANDLE storage;
	SECURITY_STATUS status = NCryptOpenStorageProvider(&storage, MS_KEY_STORAGE_PROVIDER, 0);

	if (status)
		return status;
	status = NCryptImportKey(storage, 0, NCRYPT_PKCS8_PRIVATE_KEY_BLOB, &parameters, &identity->key,
				 (BYTE *)der->at, (DWORD)der->len, NCRYPT_OVERWRITE_KEY_FLAG | NCRYPT_SILENT_FLAG);
	NCryptFreeObject(storage);
	return status;
}

static bool belongs(const struct identity *identity)
{
	CRYPT_KEY_PROV_INFO info = {
		.pwszProvName = (WCHAR *)MS_KEY_STORAGE_PROVIDER, .pwszContainerName = (WCHAR *)identity->name,
	};
	HCRYPTPROV_OR_NCRYPT_KEY_HANDLE key;
	DWORD spec;
	BOOL ours;

	if (identity->older)
		return rsa_key_join(identity->name, identity->certificate);
	/* It looks whether the public keys are the same. */
	return CertSetCertificateContextProperty(identity->certificate, CERT_KEY_PROV_INFO_PROP_ID, 0, &info) &&
	       CryptAcquireCertificatePrivateKey(identity->certificate, CRYPT_ACQUIRE_ONLY_NCRYPT_KEY_FLAG |
						 CRYPT_ACQUIRE_COMPARE_KEY_FLAG | CRYPT_ACQUIRE_SILENT_FLAG |
						 CRYPT_ACQUIRE_CACHE_FLAG, NULL, &key, &spec, &ours);
}

/* Where CNG imports no key (Wine) Schannel is no server either, so a client alone tries
 * the older storage. */
static enum err key_take(struct identity *identity, bool server, const char *path, const struct buf *der,
			 struct buf *why)
{
	SECURITY_STATUS status = key_import(identity, der);
	char fault[96];

	if (status == NTE_NOT_SUPPORTED && !server)
		identity->older = rsa_key_import(identity->name, buf_span(der));
	if (status && !identity->older) {
		snprintf(fault, sizeof(fault), "the system does not take it: error 0x%08lx", (unsigned long)status);
		return complain(why, "the private key", path, fault);
	}
	if (!belongs(identity))
		return complain(why, "the certificate does not belong to the private key", path,
				"key values mismatch");
	return OK;
}

static enum err key_open(struct identity *identity, bool server, const char *path, struct buf *why)
{
	struct buf text, der;
	const char *at;
	enum err err;

	buf_grow(&text);
	buf_grow(&der);
	err = file_read(&text, path);
	at = text.at;
	key_name(identity->name);
	if (err == ERR_CONFIG)
		complain(why, "the private key", path, "it cannot be read");
	else if (!err && !pem_next(&at, "PRIVATE KEY", &der))
		err = complain(why, "the private key", path,
			       "there is no \"BEGIN PRIVATE KEY\" (PKCS#8, without a password) in it");
	else if (!err)
		err = key_take(identity, server, path, &der, why);
	if (text.at)
		SecureZeroMemory(text.at, text.len);
	if (der.at)
		SecureZeroMemory(der.at, der.len);
	buf_free(&text);
	buf_free(&der);
	return err;
}

enum err identity_open(struct identity *out, const struct tls_settings *settings, struct buf *why)
{
	const char *file = settings->certificate;
	enum err err = OK;

	*out = (struct identity){ 0 };
	if (!file[0])
		return OK;
	err = store_open(&out->store, &out->certificate, "the certificate", file, why);
	return err ? err : key_open(out, settings->server, settings->key[0] ? settings->key : file, why);
}

void identity_close(struct identity *identity)
{
	if (identity->certificate)
		CertFreeCertificateContext(identity->certificate);
	if (identity->store)
		CertCloseStore(identity->store, 0);
	if (identity->key)
		NCryptDeleteKey(identity->key, NCRYPT_SILENT_FLAG);	/* and frees the handle */
	if (identity->older)
		rsa_key_delete(identity->name);
	*identity = (struct identity){ 0 };
}

/* --- whom we trust ------------------------------------------------------------------- */

enum err trust_open(struct trust *out, const char *authorities, struct buf *why)
{
	/* As large as Windows 7 has it, which knows exclusive roots first. */
	CERT_CHAIN_ENGINE_CONFIG config = { .cbSize = offsetof(CERT_CHAIN_ENGINE_CONFIG, dwExclusiveFlags) };
	enum err err;

	*out = (struct trust){ 0 };
	if (!authorities[0])
		return OK;
	err = store_open(&out->roots, NULL, "the authorities", authorities, why);
	if (err)
		return err;
	config.hExclusiveRoot = out->roots;
	if (CertCreateCertificateChainEngine(&config, &out->engine))
		return OK;
	return complain(why, "the authorities", authorities, "the system does not take them");
}

void trust_close(struct trust *trust)
{
	if (trust->engine)
		CertFreeCertificateChainEngine(trust->engine);
	if (trust->roots)
		CertCloseStore(trust->roots, 0);
	*trust = (struct trust){ 0 };
}

bool numeric_address(const char *name, unsigned char bytes[16], DWORD *len)
{
	*len = inet_pton(AF_INET, name, bytes) == 1 ? 4 : inet_pton(AF_INET6, name, bytes) == 1 ? 16 : 0;
	return *len > 0;
}

/* CryptoAPI looks for host names only. */
static bool has_address(PCCERT_CONTEXT theirs, const unsigned char *bytes, DWORD len)
{
	PCERT_EXTENSION extension = CertFindExtension(szOID_SUBJECT_ALT_NAME2, theirs->pCertInfo->cExtension,
						      theirs->pCertInfo->rgExtension);
	CERT_ALT_NAME_INFO *names;
	bool found = false;
	DWORD size;

	if (!extension || !CryptDecodeObjectEx(X509_ASN_ENCODING, X509_ALTERNATE_NAME, extension->Value.pbData,
					       extension->Value.cbData, CRYPT_DECODE_ALLOC_FLAG, NULL, &names, &size))
		return false;
	for (DWORD i = 0; i < names->cAltEntry; i++) {
		const CERT_ALT_NAME_ENTRY *one = &names->rgAltEntry[i];

		found |= one->dwAltNameChoice == CERT_ALT_NAME_IP_ADDRESS && one->IPAddress.cbData == len &&
			 memcmp(one->IPAddress.pbData, bytes, len) == 0;
	}
	LocalFree(names);
	return found;
}

/* The policy of CryptoAPI passes some of these over, so they are looked at here. */
static const char *trust_words(DWORD bad, PCCERT_CONTEXT theirs, char text[64])
{
	bool alone = CertCompareCertificateName(X509_ASN_ENCODING, &theirs->pCertInfo->Issuer,
						&theirs->pCertInfo->Subject);

	if (bad & CERT_TRUST_IS_REVOKED)
		return "was revoked";
	if ((bad & CERT_TRUST_IS_UNTRUSTED_ROOT) && alone)
		return "vouches for itself, and it is not among those that are trusted";
	if (bad & (CERT_TRUST_IS_UNTRUSTED_ROOT | CERT_TRUST_IS_PARTIAL_CHAIN))
		return "is by an authority that is not trusted";
	if (bad & CERT_TRUST_IS_NOT_TIME_VALID)
		return CertVerifyTimeValidity(NULL, theirs->pCertInfo) < 0 ? "is not valid yet" : "has expired";
	snprintf(text, 64, "cannot be used: trust status 0x%08lx", (unsigned long)bad);
	return text;
}

static const char *policy_words(DWORD error, char text[64])
{
	if (!error)
		return NULL;
	if (error == (DWORD)CERT_E_CN_NO_MATCH)
		return "is for other names";
	snprintf(text, 64, "cannot be used: error 0x%08lx", (unsigned long)error);
	return text;
}

static const char *chain_fault(PCCERT_CHAIN_CONTEXT chain, PCCERT_CONTEXT theirs, bool server, WCHAR *name,
			       char text[64])
{
	SSL_EXTRA_CERT_CHAIN_POLICY_PARA ssl = {
		.cbSize = sizeof(ssl), .dwAuthType = server ? AUTHTYPE_SERVER : AUTHTYPE_CLIENT,
		.pwszServerName = name,
	};
	CERT_CHAIN_POLICY_PARA para = { .cbSize = sizeof(para), .pvExtraPolicyPara = &ssl };
	CERT_CHAIN_POLICY_STATUS status = { .cbSize = sizeof(status) };
	/* Nobody was asked whether it was revoked. */
	DWORD bad = chain->TrustStatus.dwErrorStatus &
		    ~(DWORD)(CERT_TRUST_REVOCATION_STATUS_UNKNOWN | CERT_TRUST_IS_OFFLINE_REVOCATION);

	if (bad)
		return trust_words(bad, theirs, text);
	if (!CertVerifyCertificateChainPolicy(CERT_CHAIN_POLICY_SSL, chain, &para, &status))
		return "cannot be checked";
	return policy_words(status.dwError, text);
}

const char *trust_fault(const struct trust *trust, PCCERT_CONTEXT theirs, const char *name, char text[64])
{
	LPSTR usage = name ? (LPSTR)szOID_PKIX_KP_SERVER_AUTH : (LPSTR)szOID_PKIX_KP_CLIENT_AUTH;
	CERT_CHAIN_PARA para = { .cbSize = sizeof(para) };
	PCCERT_CHAIN_CONTEXT chain;
	unsigned char bytes[16];
	const char *fault;
	WCHAR wide[256];
	bool numeric;
	DWORD len = 0;

	para.RequestedUsage.dwType = USAGE_MATCH_TYPE_OR;
	para.RequestedUsage.Usage.cUsageIdentifier = 1;
	para.RequestedUsage.Usage.rgpszUsageIdentifier = &usage;
	if (name && !MultiByteToWideChar(CP_UTF8, 0, name, -1, wide, 256))
		return "cannot be checked: the name is too long";
	if (!CertGetCertificateChain(trust->engine, theirs, NULL, theirs->hCertStore, &para, 0, NULL, &chain))
		return "cannot be checked";
	numeric = name && numeric_address(name, bytes, &len);
	fault = chain_fault(chain, theirs, name != NULL, name && !numeric ? wide : NULL, text);
	CertFreeCertificateChain(chain);
	if (!fault && numeric && !has_address(theirs, bytes, len))
		fault = "is for other names";
	return fault;
}

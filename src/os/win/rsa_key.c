/* SPDX-License-Identifier: MIT
 * rsa_key.c - from PKCS#8 (RFC 5208) with RSA's numbers (RFC 8017 A.1.2) to the
 * blob that CryptoAPI imports, in which they stand with the lowest byte first. */
#include "os/win/rsa_key.h"
#include <string.h>

#define MODULUS_MAX 1024	/* bytes: 8192 bits */
#define PROVIDER ((WCHAR *)MS_ENH_RSA_AES_PROV_W)

enum number { VERSION, MODULUS, PUBLIC, PRIVATE, PRIME1, PRIME2, EXPONENT1, EXPONENT2, COEFFICIENT, NUMBERS };

struct key_blob {
	BLOBHEADER head;
	RSAPUBKEY key;
	BYTE numbers[MODULUS_MAX * 9 / 2];
};

/* --- DER ------------------------------------------------------------------------ */

static void *decode(LPCSTR type, const CRYPT_DER_BLOB *der)
{
	void *out = NULL;
	DWORD size;

	if (!CryptDecodeObjectEx(X509_ASN_ENCODING, type, der->pbData, der->cbData, CRYPT_DECODE_ALLOC_FLAG, NULL,
				 &out, &size))
		return NULL;
	return out;
}

/* What decode() made is a secret too. */
static void wipe(void *decoded)
{
	if (decoded)
		SecureZeroMemory(decoded, LocalSize(decoded));
	LocalFree(decoded);
}

/* A number into `width` bytes that are 0; its length, or 0: it is none, or too long. */
static DWORD number(BYTE *out, DWORD width, const CRYPT_DER_BLOB *der)
{
	CRYPT_UINT_BLOB *value = decode(X509_MULTI_BYTE_UINT, der);
	DWORD len = value && value->cbData <= width ? value->cbData : 0;

	if (len)
		memcpy(out, value->pbData, len);
	wipe(value);
	return len;
}

/* The bytes of the blob that count; 0: these are no numbers of such a key. */
static DWORD blob_of(struct key_blob *blob, const CRYPT_DER_BLOB numbers[NUMBERS])
{
	static const enum number halves[] = { PRIME1, PRIME2, EXPONENT1, EXPONENT2, COEFFICIENT };
	DWORD width = number(blob->numbers, MODULUS_MAX, &numbers[MODULUS]), half = width / 2;
	BYTE *at = blob->numbers + width;

	if (!width || width % 2 || !number((BYTE *)&blob->key.pubexp, sizeof(blob->key.pubexp), &numbers[PUBLIC]))
		return 0;
	for (size_t i = 0; i < sizeof(halves) / sizeof(halves[0]); i++, at += half)
		if (!number(at, half, &numbers[halves[i]]))
			return 0;
	if (!number(at, width, &numbers[PRIVATE]))
		return 0;
	blob->head = (BLOBHEADER){ PRIVATEKEYBLOB, CUR_BLOB_VERSION, 0, CALG_RSA_KEYX };
	blob->key.magic = 0x32415352;		/* "RSA2" */
	blob->key.bitlen = width * 8;
	return (DWORD)(at + width - (BYTE *)blob);
}

/* PKCS#8 is (version, algorithm, a string with the key in it). */
static DWORD blob_read(struct key_blob *blob, struct span pkcs8)
{
	CRYPT_DER_BLOB whole = { (DWORD)pkcs8.len, (BYTE *)pkcs8.at };
	CRYPT_SEQUENCE_OF_ANY *outer = decode(X509_SEQUENCE_OF_ANY, &whole), *inner = NULL;
	CRYPT_DATA_BLOB *string = outer && outer->cValue >= 3 ? decode(X509_OCTET_STRING, &outer->rgValue[2]) : NULL;
	DWORD size = 0;

	if (string)
		inner = decode(X509_SEQUENCE_OF_ANY, string);
	if (inner && inner->cValue >= NUMBERS)
		size = blob_of(blob, inner->rgValue);
	wipe(inner);
	wipe(string);
	wipe(outer);
	return size;
}

/* --- containers ------------------------------------------------------------------- */

static bool container_new(HCRYPTPROV *out, const WCHAR *name)
{
	if (CryptAcquireContextW(out, name, PROVIDER, PROV_RSA_AES, CRYPT_NEWKEYSET | CRYPT_SILENT))
		return true;
	if (GetLastError() != (DWORD)NTE_EXISTS)
		return false;
	rsa_key_delete(name);		/* of a process with our number that ended badly */
	return CryptAcquireContextW(out, name, PROVIDER, PROV_RSA_AES, CRYPT_NEWKEYSET | CRYPT_SILENT);
}

bool rsa_key_import(const WCHAR *name, struct span pkcs8)
{
	struct key_blob blob = { 0 };
	DWORD size = blob_read(&blob, pkcs8);
	HCRYPTPROV container;
	HCRYPTKEY key;
	bool done;

	if (!size || !container_new(&container, name)) {
		SecureZeroMemory(&blob, sizeof(blob));
		return false;
	}
	done = CryptImportKey(container, (BYTE *)&blob, size, 0, 0, &key);
	SecureZeroMemory(&blob, sizeof(blob));
	if (done)
		CryptDestroyKey(key);
	CryptReleaseContext(container, 0);
	if (!done)
		rsa_key_delete(name);
	return done;
}

void rsa_key_delete(const WCHAR *name)
{
	HCRYPTPROV none;

	CryptAcquireContextW(&none, name, PROVIDER, PROV_RSA_AES, CRYPT_DELETEKEYSET | CRYPT_SILENT);
}

static bool same_key(const WCHAR *name, PCCERT_CONTEXT certificate)
{
	BYTE room[MODULUS_MAX + 512];
	CERT_PUBLIC_KEY_INFO *info = (void *)room;
	DWORD size = sizeof(room);
	HCRYPTPROV container;
	bool same;

	if (!CryptAcquireContextW(&container, name, PROVIDER, PROV_RSA_AES, CRYPT_SILENT))
		return false;
	same = CryptExportPublicKeyInfo(container, AT_KEYEXCHANGE, X509_ASN_ENCODING, info, &size) &&
	       CertComparePublicKeyInfo(X509_ASN_ENCODING, info, &certificate->pCertInfo->SubjectPublicKeyInfo);
	CryptReleaseContext(container, 0);
	return same;
}

bool rsa_key_join(const WCHAR *name, PCCERT_CONTEXT certificate)
{
	CRYPT_KEY_PROV_INFO info = {
		.pwszContainerName = (WCHAR *)name, .pwszProvName = PROVIDER, .dwProvType = PROV_RSA_AES,
		.dwKeySpec = AT_KEYEXCHANGE,
	};

	return same_key(name, certificate) &&
	       CertSetCertificateContextProperty(certificate, CERT_KEY_PROV_INFO_PROP_ID, 0, &info);
}

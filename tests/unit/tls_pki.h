/* SPDX-License-Identifier: MIT
 * tls_pki.h - an authority of the tests and certificates that it signed, all for
 * a hundred years but the late one. The keys are known to everybody: they are of no use. */
#ifndef TLS_PKI_H
#define TLS_PKI_H

/* the authority */
static const char pki_ca[] =
	"-----BEGIN CERTIFICATE-----\n"
	"MIIBmTCCAT+gAwIBAgIUDDUx0/jFZA1H0V7fC4wxuFrAXD8wCgYIKoZIzj0EAwIw\n"
	"GTEXMBUGA1UEAwwOVGVzdCBhdXRob3JpdHkwIBcNMjYxMTIyMTcxMDQ4WhgPMjEy\n"
	"NjEwMjkxNzEwNDhaMBkxFzAVBgNVBAMMDlRlc3QgYXV0aG9yaXR5MFkwEwYHKoZI\n"
	"zj0CAQYIKoZIzj0DAQcDQgAELv49cI2VgQqu8cINCq3FVTM0TL6aUAFKs8fD3h6b\n"
	"VnXMQn2i7S1NRIXb0APBRzzpJTJcamZyvk0nhZ7IgetqeKNjMGEwHQYDVR0OBBYE\n"
	"FJl54dYWcVOHgfB9y4iNJRariCM+MB8GA1UdIwQYMBaAFJl54dYWcVOHgfB9y4iN\n"
	"JRariCM+MA8GA1UdEwEB/wQFMAMBAf8wDgYDVR0PAQH/BAQDAgEGMAoGCCqGSM49\n"
	"BAMCA0gAMEUCIQDRoN+0tqdJPCA+gL1pKsW5WoE9uKwAOENdLhM5K+3FSAIgM2sd\n"
	"+8SNQ8HojqlVJaM66Mx/AqhL5ZhUpaiMTtrVyls=\n"
	"-----END CERTIFICATE-----\n";

/* pbx.example and 127.0.0.1 */
static const char pki_pbx[] =
	"-----BEGIN CERTIFICATE-----\n"
	"MIIBjTCCATKgAwIBAgICULQwCgYIKoZIzj0EAwIwGTEXMBUGA1UEAwwOVGVzdCBh\n"
	"dXRob3JpdHkwIBcNMjYxMTIyMTcxMDQ4WhgPMjEyNjEwMjkxNzEwNDhaMBYxFDAS\n"
	"BgNVBAMMC3BieC5leGFtcGxlMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEUs2L\n"
	"1HdKAT3KWlUIQBWp3kZQiz9tRl5rG33VOLVbmhT6iso188MVWm2ZtWdmdDbDYliX\n"
	"GqZ7xA7lFIAq0J2IxaNrMGkwCQYDVR0TBAIwADAcBgNVHREEFTATggtwYnguZXhh\n"
	"bXBsZYcEfwAAATAdBgNVHQ4EFgQU38ULUkpO5rzeWwgR+a1ciTIQYAIwHwYDVR0j\n"
	"BBgwFoAUmXnh1hZxU4eB8H3LiI0lFquIIz4wCgYIKoZIzj0EAwIDSQAwRgIhAM5q\n"
	"N9PxfGctpz6MHQThhgU1DPZgf+3vEt4X20qah1WCAiEAoU64K7/D+g+Qb+cOiR7h\n"
	"RrI0zSZuPfLHA63FwYF+l4U=\n"
	"-----END CERTIFICATE-----\n";

static const char pki_pbx_key[] =
	"-----BEGIN PRIVATE KEY-----\n"
	"MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgpibcE3JwkFx1WynP\n"
	"mVnUbCEO3s/2hYuf3GtFTyAz7NuhRANCAARSzYvUd0oBPcpaVQhAFaneRlCLP21G\n"
	"XmsbfdU4tVuaFPqKyjXzwxVabZm1Z2Z0NsNiWJcapnvEDuUUgCrQnYjF\n"
	"-----END PRIVATE KEY-----\n";

/* pbx.example, until yesterday */
static const char pki_late[] =
	"-----BEGIN CERTIFICATE-----\n"
	"MIIBhTCCASqgAwIBAgICcv0wCgYIKoZIzj0EAwIwGTEXMBUGA1UEAwwOVGVzdCBh\n"
	"dXRob3JpdHkwHhcNMjYxMTIyMTcxMDQ4WhcNMjYxMTIxMTcxMDQ4WjAWMRQwEgYD\n"
	"VQQDDAtwYnguZXhhbXBsZTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABICA8RaQ\n"
	"LW+y8AjWoW/oLypDc3LbM0bHpXonWB+Bct4K4ot7ipaySdaedD5N/9uGQs8kPQXB\n"
	"atuLznVLHkmRcYyjZTBjMAkGA1UdEwQCMAAwFgYDVR0RBA8wDYILcGJ4LmV4YW1w\n"
	"bGUwHQYDVR0OBBYEFOQ4SgPSevqjdr0RBlQfZa3TQJKQMB8GA1UdIwQYMBaAFJl5\n"
	"4dYWcVOHgfB9y4iNJRariCM+MAoGCCqGSM49BAMCA0kAMEYCIQDWwluVo+ewInMn\n"
	"vAG7cWmrSA5obDeJ0xfmrSGptS6HbAIhAPu2AVtoejxxyvMHJV4wX/6gZss0vYk+\n"
	"YjQtN/zRAPjR\n"
	"-----END CERTIFICATE-----\n";

static const char pki_late_key[] =
	"-----BEGIN PRIVATE KEY-----\n"
	"MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgNxXVb2A5spoLmqLI\n"
	"qXbLDiz/Djs3BwHMOVU6bWJygOGhRANCAASAgPEWkC1vsvAI1qFv6C8qQ3Ny2zNG\n"
	"x6V6J1gfgXLeCuKLe4qWsknWnnQ+Tf/bhkLPJD0FwWrbi851Sx5JkXGM\n"
	"-----END PRIVATE KEY-----\n";

/* phone.example */
static const char pki_client[] =
	"-----BEGIN CERTIFICATE-----\n"
	"MIIBiTCCATCgAwIBAgICHyIwCgYIKoZIzj0EAwIwGTEXMBUGA1UEAwwOVGVzdCBh\n"
	"dXRob3JpdHkwIBcNMjYxMTIyMTcxMDQ4WhgPMjEyNjEwMjkxNzEwNDhaMBgxFjAU\n"
	"BgNVBAMMDXBob25lLmV4YW1wbGUwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAARI\n"
	"BxSUJibj57ENoA6kypbQ6JltyMkX+XyeevMmTB5VP9eSefIeUkP8ZcwvIqo3zze0\n"
	"c67utZ/G6erhIXZ/c9ULo2cwZTAJBgNVHRMEAjAAMBgGA1UdEQQRMA+CDXBob25l\n"
	"LmV4YW1wbGUwHQYDVR0OBBYEFPxHNyOIqZK889d62BRL4oFcV6MVMB8GA1UdIwQY\n"
	"MBaAFJl54dYWcVOHgfB9y4iNJRariCM+MAoGCCqGSM49BAMCA0cAMEQCIHMuK4t4\n"
	"Ef/7z37qKpM55VcICA7pRzk20R/pm/R2k02sAiAtFsxmgdVs3vwDzxKGZxWOy0a/\n"
	"/zfBOS/w2owQMFq8pA==\n"
	"-----END CERTIFICATE-----\n";

static const char pki_client_key[] =
	"-----BEGIN PRIVATE KEY-----\n"
	"MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg/2YUrCcOHzuhqy7Q\n"
	"XJuUVhVTnVEzsu3D3+oBI/qRhLmhRANCAARIBxSUJibj57ENoA6kypbQ6JltyMkX\n"
	"+XyeevMmTB5VP9eSefIeUkP8ZcwvIqo3zze0c67utZ/G6erhIXZ/c9UL\n"
	"-----END PRIVATE KEY-----\n";

#endif

/* SPDX-License-Identifier: MIT
 * test_sip_digest.c - hashes and digest answers against the RFCs' own examples. */
#include "test.h"
#include "base/mem.h"
#include "os/hash.h"
#include "wire/sip/digest.h"

static const char *hex_of(const unsigned char *hash, size_t size)
{
	static char text[65];
	struct buf b;

	buf_fixed(&b, text, sizeof(text));
	buf_hex(&b, hash, size);
	return buf_c(&b);
}

/* RFC 1321 A.5 and FIPS 180-2 B.1, B.2. */
TEST(sip_digest, the_hashes_are_right_over_any_number_of_parts)
{
	unsigned char hash[32];

	CHECK(hash_md5(NULL, 0, hash));
	CHECK_TEXT(hex_of(hash, 16), "d41d8cd98f00b204e9800998ecf8427e");
	CHECK(hash_md5((struct span[]){ SPAN("abc") }, 1, hash));
	CHECK_TEXT(hex_of(hash, 16), "900150983cd24fb0d6963f7d28e17f72");
	CHECK(hash_md5((struct span[]){ SPAN("message "), SPAN_NONE, SPAN("digest") }, 3, hash));
	CHECK_TEXT(hex_of(hash, 16), "f96b697d7cb7938d525a2f31aaf161d0");
	CHECK(hash_sha1((struct span[]){ SPAN("a"), SPAN("bc") }, 2, hash));
	CHECK_TEXT(hex_of(hash, 20), "a9993e364706816aba3e25717850c26c9cd0d89d");
	CHECK(hash_sha256((struct span[]){ SPAN("a"), SPAN("bc") }, 2, hash));
	CHECK_TEXT(hex_of(hash, 32), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	CHECK(hash_sha512_256((struct span[]){ SPAN("a"), SPAN("bc") }, 2, hash));
	CHECK_TEXT(hex_of(hash, 32), "53048e2681941ef99b2e29b76b4c7dabe4c2d0c634fc6d46e0e2f13107e7af23");
}

/* Over each place in a block where its end may fall. */
TEST_ONCE(sip_digest, sha_512_256_is_right_at_every_length)
{
	unsigned char bytes[300], hash[32], all[32] = { 0 };

	for (size_t n = 0; n < sizeof(bytes); n++) {
		bytes[n] = (unsigned char)n;
		CHECK(hash_sha512_256((struct span[]){ { (char *)bytes, n }, { (char *)all, 32 } }, 2, hash));
		memcpy(all, hash, 32);
	}
	CHECK_TEXT(hex_of(all, 32), "42c53027b73ee9ac1cee2e38ea95836b605fa30db6189e37187c63d1907b3723");
}

static struct sip_auth auth;

static void forget(struct sip_auth *it)
{
	mem_free(it->memory);
	*it = (struct sip_auth){ .memory = NULL };
}

/* Keep what `value` challenges with. */
static void challenged(const char *value)
{
	struct sip_challenge challenge;

	CHECK_INT(sip_challenge_read(&challenge, span_of(value)), OK);
	NEED(sip_auth_set(&auth, &challenge) == OK);
}

static const char *answer(const struct sip_asker *asker)
{
	static char text[1024];
	struct buf b;

	buf_fixed(&b, text, sizeof(text));
	CHECK_INT(sip_auth_answer(&b, &auth, asker), OK);
	return buf_c(&b);
}

#define RFC7616 "realm=\"http-auth@example.org\", qop=\"auth, auth-int\", " \
	"nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", " \
	"opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\""

static const struct sip_asker mufasa_7616 = {
	.user = { "Mufasa", 6 }, .password = { "Circle of Life", 14 },
	.method = { "GET", 3 }, .uri = { "/dir/index.html", 15 },
	.cnonce = { "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ", 44 },
};


/* RFC 7616 3.9.1. */
TEST(sip_digest, the_example_of_RFC_7616_comes_out)
{
	DEFER(forget, &auth);
	challenged("Digest " RFC7616 ", algorithm=MD5");
	CHECK(strstr(answer(&mufasa_7616), "response=\"8ca523f5e9506fed4657c9700eebdbec\""));
	challenged("Digest " RFC7616 ", algorithm=SHA-256");
	challenged("Digest " RFC7616 ", algorithm=sha-512-256");
	CHECK(strstr(answer(&mufasa_7616), "response=\"430d05014cecc49cab6fbe03176d41a1da86cbfe24a16580e22aaad928d960d0\", algorithm=SHA-512-256, "));	/* made by hand */
	challenged("Digest " RFC7616 ", algorithm=SHA-256");
	CHECK_TEXT(answer(&mufasa_7616),
		   "Digest username=\"Mufasa\", realm=\"http-auth@example.org\", "
		   "nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", "
		   "uri=\"/dir/index.html\", "
		   "response=\"753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1\", "
		   "algorithm=SHA-256, "
		   "cnonce=\"f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ\", qop=auth, "
		   "nc=00000001, opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"");
}

#define RFC2617 "Digest realm=\"testrealm@host.com\", qop=\"auth,auth-int\", " \
	"nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\", opaque=\"5ccc069c403ebaf9f0171e9517f40e41\""

static const struct sip_asker mufasa_2617 = {
	.user = { "Mufasa", 6 }, .password = { "Circle Of Life", 14 },
	.method = { "GET", 3 }, .uri = { "/dir/index.html", 15 }, .cnonce = { "0a4f113b", 8 },
};

/* RFC 2617 3.5. */
TEST(sip_digest, the_example_of_RFC_2617_comes_out_and_its_count_goes_up)
{
	DEFER(forget, &auth);
	challenged(RFC2617);
	CHECK(strstr(answer(&mufasa_2617), "response=\"6629fae49393a05397450978507c4ef1\""));
	CHECK(strstr(answer(&mufasa_2617), "nc=00000002"));
	CHECK(!strstr(answer(&mufasa_2617), "algorithm"));	/* it did not say one */
	challenged(RFC2617);
	CHECK(strstr(answer(&mufasa_2617), "nc=00000001"));
}

/* Without qop, RFC 2069's form: H(A1) ":" nonce ":" H(A2), each hash made here
 * by hand. */
static void by_hand(const struct span *a1, size_t a1_count, const char *tail, char out[33])
{
	unsigned char hash[16];
	char hex[33], a2[33];
	struct buf b;

	CHECK(hash_md5(a1, a1_count, hash));
	memcpy(hex, hex_of(hash, 16), 33);
	CHECK(hash_md5((struct span[]){ SPAN("GET:/dir/index.html") }, 1, hash));
	memcpy(a2, hex_of(hash, 16), 33);
	CHECK(hash_md5((struct span[]){ { hex, 32 }, span_of(tail), { a2, 32 } }, 3, hash));
	buf_fixed(&b, out, 33);
	buf_hex(&b, hash, 16);
	buf_c(&b);
}

TEST(sip_digest, an_old_server_without_qop_gets_the_old_answer)
{
	char want[33];

	DEFER(forget, &auth);
	challenged("Digest realm=\"r\",nonce=\"n\"");
	by_hand((struct span[]){ SPAN("Mufasa:r:Circle Of Life") }, 1, ":n:", want);
	CHECK(strstr(answer(&mufasa_2617), want));
	CHECK(!strstr(answer(&mufasa_2617), "cnonce"));
	CHECK(!strstr(answer(&mufasa_2617), "nc="));
	CHECK(!strstr(answer(&mufasa_2617), "opaque"));
}

TEST(sip_digest, a_session_hashes_the_first_cnonce_in_and_keeps_it)
{
	struct sip_asker later = mufasa_2617;
	unsigned char hash[16];
	char a1[64], want[33];

	DEFER(forget, &auth);
	CHECK(hash_md5((struct span[]){ SPAN("Mufasa:r:Circle Of Life") }, 1, hash));
	snprintf(a1, sizeof(a1), "%s:n:0a4f113b", hex_of(hash, 16));
	challenged("Digest realm=\"r\",nonce=\"n\",algorithm=md5-SESS,qop=auth");
	by_hand((struct span[]){ span_of(a1) }, 1, ":n:00000001:0a4f113b:auth:", want);
	CHECK(strstr(answer(&mufasa_2617), want));
	later.cnonce = SPAN("another");
	by_hand((struct span[]){ span_of(a1) }, 1, ":n:00000002:0a4f113b:auth:", want);
	CHECK(strstr(answer(&later), want));
}

TEST(sip_digest, what_cannot_be_answered_is_told_apart_from_what_cannot_be_read)
{
	struct sip_challenge c;

	CHECK_INT(sip_challenge_read(&c, SPAN("Basic realm=\"x\"")), ERR_UNAVAIL);
	CHECK_INT(sip_challenge_read(&c, SPAN("")), ERR_UNAVAIL);
	CHECK_INT(sip_challenge_read(&c, SPAN("Digest")), ERR_UNAVAIL);
	CHECK_INT(sip_challenge_read(&c, SPAN("Digest realm=\"x\"")), ERR_SYNTAX);
	CHECK_INT(sip_challenge_read(&c, SPAN("Digest realm=\"x\", nonce=\"y")), ERR_SYNTAX);
	CHECK_INT(sip_challenge_read(&c, SPAN("Digest realm=\"x\",nonce=\"n\",algorithm=SHA-512")),
		  ERR_UNAVAIL);
	CHECK_INT(sip_challenge_read(&c, SPAN("Digest realm=\"x\",nonce=\"n\",qop=\"auth-more\"")),
		  ERR_UNAVAIL);
	CHECK_INT(sip_challenge_read(&c, SPAN("digest Realm = \"a,\\\"b\" , NONCE=\"n\",Stale=TRUE,,")), OK);
	CHECK(span_is(c.realm, "a,\\\"b") && c.stale && !c.opaque.at && !c.qop_auth);
}

TEST(sip_digest, the_strongest_of_several_challenges_is_chosen)
{
	static struct sip_msg msg;
	static const char text[] =
		"SIP/2.0 401 Unauthorized\r\n"
		"WWW-Authenticate: Digest realm=\"a\", nonce=\"1\", algorithm=SHA-1024\r\n"
		"WWW-Authenticate: Digest realm=\"a\", nonce=\"2\", algorithm=MD5, stale=true\r\n"
		"WWW-Authenticate: Digest realm=\"a\", nonce=\"3\", algorithm=SHA-256\r\n"
		"WWW-Authenticate: Digest realm=\"b\", nonce=\"4\", algorithm=SHA-256\r\n"
		"Proxy-Authenticate: Basic realm=\"a\"\r\n\r\n";
	char bytes[sizeof(text)];
	struct sip_challenge c;

	memcpy(bytes, text, sizeof(text));
	CHECK_INT(sip_msg_read(&msg, bytes, sizeof(text) - 1), OK);
	CHECK_INT(sip_challenge_choose(&c, &msg, SIP_H_WWW_AUTHENTICATE), OK);
	CHECK(span_is(c.nonce, "3") && c.algorithm == SIP_SHA256 && !c.stale);
	CHECK_INT(sip_challenge_choose(&c, &msg, SIP_H_PROXY_AUTHENTICATE), ERR_UNAVAIL);
}

TEST(sip_digest, nextnonce_begins_a_new_count)
{
	DEFER(forget, &auth);
	challenged(RFC2617);
	answer(&mufasa_2617);
	NEED(sip_auth_next(&auth, SPAN("qop=auth, rspauth=\"x\"")) == OK);
	CHECK(strstr(answer(&mufasa_2617), "nc=00000002"));
	NEED(sip_auth_next(&auth, SPAN("nextnonce=\"fresh\", nc=00000002")) == OK);
	CHECK(strstr(answer(&mufasa_2617), "nonce=\"fresh\", "));
	CHECK_INT(auth.count, 1);
	CHECK(span_is(auth.realm, "testrealm@host.com") && auth.qop_auth);
}

TEST(sip_digest, a_user_with_quotes_is_escaped)
{
	struct sip_asker asker = mufasa_2617;

	DEFER(forget, &auth);
	asker.user = SPAN("a\"b\\c\r\n");
	challenged("Digest realm=\"r\",nonce=\"n\"");
	CHECK(strstr(answer(&asker), "username=\"a\\\"b\\\\c  \", "));
}

TEST(sip_digest, the_body_is_hashed_in_where_only_that_will_do)
{
	struct sip_asker asker = mufasa_2617;

	DEFER(forget, &auth);
	asker.body = SPAN("v=0\r\n");
	challenged("Digest realm=\"r\",nonce=\"n\",qop=\"auth-int\"");
	CHECK(strstr(answer(&asker), "response=\"a517ff203e710e9f6fdbd22062e43279\""));	/* made by hand */
	CHECK(strstr(answer(&asker), ", qop=auth-int, nc=00000002"));
	challenged("Digest realm=\"r\",nonce=\"n\",qop=\"auth-int,auth\"");
	CHECK(strstr(answer(&asker), ", qop=auth, "));
}

TEST(sip_digest, each_realm_is_answered_by_its_strongest_challenge)
{
	static struct sip_msg msg;
	static const char text[] =
		"SIP/2.0 407 Proxy Authentication Required\r\n"
		"Proxy-Authenticate: Digest realm=\"a\", nonce=\"1\", algorithm=MD5\r\n"
		"Proxy-Authenticate: Digest realm=\"b\", nonce=\"2\", algorithm=SHA-256\r\n"
		"WWW-Authenticate: Digest realm=\"a\", nonce=\"3\"\r\n"
		"Proxy-Authenticate: Digest realm=\"a\", nonce=\"4\", algorithm=SHA-512-256\r\n"
		"Proxy-Authenticate: Digest realm=\"b\", nonce=\"5\", algorithm=SHA-256\r\n"
		"Proxy-Authenticate: Digest realm=\"a\", nonce=\"6\", algorithm=SHA-1024\r\n\r\n";
	const struct sip_field *field = NULL;
	char bytes[sizeof(text)], got[16] = "";
	struct sip_challenge c;

	memcpy(bytes, text, sizeof(text));
	CHECK_INT(sip_msg_read(&msg, bytes, sizeof(text) - 1), OK);
	while ((field = sip_challenge_next(&c, &msg, field)))
		snprintf(got + strlen(got), sizeof(got) - strlen(got), "%.*s", SPAN_ARG(c.nonce));
	CHECK_TEXT(got, "234");
}

TEST(sip_digest, realms_are_kept_beside_each_other_but_not_without_end)
{
	static const char *const realms[] = { "a", "b", "c", "d" };
	struct sip_challenge c = { .nonce = { "n", 1 } };
	static struct sip_auth *chain;
	struct sip_auth *one, *again;

	DEFER(sip_auth_free, &chain);
	for (size_t i = 0; i < 4; i++) {
		c.realm = span_of(realms[i]);
		NEED(sip_auth_of(&one, &chain, i == 1, c.realm) == OK);
		NEED(sip_auth_set(one, &c) == OK);
	}
	CHECK_INT(sip_auth_of(&one, &chain, false, SPAN("e")), ERR_RESOURCE);
	CHECK_INT(sip_auth_of(&one, &chain, false, SPAN("b")), ERR_RESOURCE);	/* the proxy's is another */
	CHECK_INT(sip_auth_of(&again, &chain, true, SPAN("b")), OK);
	CHECK(again == chain->next);
}

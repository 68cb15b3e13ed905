/* SPDX-License-Identifier: MIT
 * test_sip_uri.c - URIs split, compared and written. */
#include "test.h"
#include "wire/sip/uri.h"

static bool same(struct span got, const char *want)
{
	if (span_is(got, want))
		return true;
	fprintf(stderr, "\"%.*s\" is not \"%s\"\n", SPAN_ARG(got), want);
	return false;
}

static struct sip_uri uri_of(const char *text)
{
	struct sip_uri uri = { .scheme = SIP_SCHEME_OTHER };

	if (sip_uri_read(&uri, span_of(text)))
		fprintf(stderr, "was not read: %s\n", text);
	CHECK_INT(sip_uri_read(&uri, span_of(text)), OK);
	return uri;
}

TEST(sip_uri, a_uri_is_split_into_its_parts)
{
	struct sip_uri uri = uri_of("sips:alice:secret@atlanta.com:5061;transport=tcp;lr?to=a%40b&x=y");
	struct span value;

	CHECK_INT(uri.scheme, SIP_SCHEME_SIPS);
	CHECK(same(uri.user, "alice") && same(uri.password, "secret"));
	CHECK(same(uri.host, "atlanta.com"));
	CHECK_INT(uri.port, 5061);
	CHECK(same(uri.params, ";transport=tcp;lr") && same(uri.headers, "to=a%40b&x=y"));
	CHECK(sip_uri_param(&uri, "Transport", &value) && same(value, "tcp"));
	CHECK(sip_uri_param(&uri, "lr", NULL));
	CHECK(!sip_uri_param(&uri, "maddr", &value));

	uri = uri_of("SIP:example.com");
	CHECK(uri.scheme == SIP_SCHEME_SIP && uri.user.at == NULL && uri.port == 0);
	uri = uri_of("sip:192.0.2.1?a=b");
	CHECK(same(uri.host, "192.0.2.1") && uri.params.len == 0 && same(uri.headers, "a=b"));
}

TEST(sip_uri, an_IPv6_host_loses_its_brackets)
{
	struct sip_uri uri = uri_of("sip:bob@[2001:db8::10]:5070;lr");

	CHECK(uri.ipv6 && same(uri.host, "2001:db8::10"));
	CHECK_INT(uri.port, 5070);
	uri = uri_of("sip:[::ffff:192.0.2.10]");
	CHECK(uri.ipv6 && same(uri.host, "::ffff:192.0.2.10") && uri.port == 0);
}

TEST(sip_uri, telephone_and_other_uris_are_read)
{
	struct sip_uri uri = uri_of("tel:+1-201-555-0123;phone-context=x;ext=5");
	struct span value;

	CHECK_INT(uri.scheme, SIP_SCHEME_TEL);
	CHECK(same(uri.user, "+1-201-555-0123") && uri.host.len == 0);
	CHECK(sip_uri_param(&uri, "ext", &value) && same(value, "5"));
	uri = uri_of("urn:service:sos");
	CHECK(uri.scheme == SIP_SCHEME_OTHER && same(uri.scheme_text, "urn"));
	CHECK(same(uri.user, "service:sos"));
	uri = uri_of("sip:*21#@pbx");		/* as phones dial it */
	CHECK(same(uri.user, "*21#"));
}

TEST(sip_uri, what_is_no_uri_is_refused)
{
	static const char *const bad[] = {
		"", "sip", "sip:", ":x", "5ip:x", "sip:@h", "sip:a@", "sip:a@h:", "sip:a@h:0", "sip:a@h:65536",
		"sip:a@h:5060x", "sip:a@[::1", "sip:a@[]", "sip:a@[::g]", "sip:a b@h", "sip:a@h;x=\"y\"",
		"<sip:a@h>", "sip:a@h>", "sip:a@h@i", "sip:a@h,b", "tel:", "tel:;x", " sip:a@h", "sip:a\x01@h",
		"sip::p@h",
	};
	struct sip_uri uri;

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		if (!sip_uri_read(&uri, span_of(bad[i])))
			fprintf(stderr, "was read: %s\n", bad[i]);
		CHECK_INT(sip_uri_read(&uri, span_of(bad[i])), ERR_SYNTAX);
	}
}

/* RFC 3261 19.1.4 and RFC 3966 5. */
TEST(sip_uri, uris_are_the_same_as_the_RFC_says)
{
	static const struct {
		const char *a, *b;
		bool equal;
	} pairs[] = {
		{ "sip:%61lice@atlanta.com;transport=TCP", "sip:alice@AtLanTa.CoM;Transport=tcp", true },
		{ "sip:carol@chicago.com", "sip:carol@chicago.com;newparam=5", true },
		{ "sip:carol@chicago.com;security=on", "sip:carol@chicago.com;newparam=5", true },
		{ "sip:biloxi.com;transport=tcp;method=REGISTER?to=sip:bob%40biloxi.com",
		  "sip:biloxi.com;method=REGISTER;transport=tcp?to=sip:bob%40biloxi.com", true },
		{ "sip:alice@atlanta.com?subject=project%20x&priority=urgent",
		  "sip:alice@atlanta.com?priority=urgent&subject=project%20x", true },
		{ "SIP:ALICE@AtLanTa.CoM;Transport=udp", "sip:alice@AtLanTa.CoM;Transport=UDP", false },
		{ "sip:bob@biloxi.com", "sip:bob@biloxi.com:5060", false },
		{ "sip:bob@biloxi.com", "sip:bob@biloxi.com;transport=udp", false },
		{ "sip:bob@biloxi.com", "sip:bob@biloxi.com:6000;transport=tcp", false },
		{ "sip:carol@chicago.com", "sip:carol@chicago.com?Subject=next%20meeting", false },
		{ "sip:bob@phone21.boxesbybob.com", "sip:bob@192.0.2.4", false },
		{ "sip:carol@chicago.com;security=on", "sip:carol@chicago.com;security=off", false },
		{ "sip:a@h", "sips:a@h", false },
		{ "sip:a@h", "sip:h", false },
		{ "sip:a@h;maddr=1.2.3.4", "sip:a@h", false },
		{ "sip:a%3Bb@h", "sip:a;b@h", false },	/* a reserved one is another when escaped */
		{ "sip:a%2db@h", "sip:a-b@h", true },
		{ "sip:a%4@h", "sip:a%4@h", true },
		{ "sip:a:p@h", "sip:a@h", false },
		{ "sip:a@h;x=1;x=2", "sip:a@h;x=2;x=1", true },
		{ "sip:a@h?x=1&x=1", "sip:a@h?x=1", false },
		{ "tel:+1-201-555-0123", "tel:+12015550123", true },
		{ "tel:+12015550123;ext=1", "tel:+12015550123", false },
		{ "tel:7042;phone-context=a", "tel:7042;phone-context=A", true },
		{ "tel:7042", "tel:70421", false },
		{ "urn:x", "URN:x", true },
		{ "urn:x", "urn:X", false },
	};

	for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++) {
		struct sip_uri a = uri_of(pairs[i].a), b = uri_of(pairs[i].b);

		if (sip_uri_equal(&a, &b) != pairs[i].equal)
			fprintf(stderr, "%s and %s\n", pairs[i].a, pairs[i].b);
		CHECK_INT(sip_uri_equal(&a, &b), pairs[i].equal);
		CHECK_INT(sip_uri_equal(&b, &a), pairs[i].equal);
		CHECK(sip_uri_equal(&a, &a));
	}
}

TEST(sip_uri, the_user_part_is_shown_to_people_unescaped)
{
	struct sip_uri uri = uri_of("sip:%2B49%20J%C3%BCrgen;phone-context=x@h");
	char text[32];

	CHECK(sip_uri_user_text(&uri, text, sizeof(text)));
	CHECK_TEXT(text, "+49 J\xC3\xBCrgen");
	CHECK(!sip_uri_user_text(&uri, text, 7));
	CHECK_TEXT(text, "+49 J");
	uri = uri_of("sip:100%zz%4@h");
	CHECK(sip_uri_user_text(&uri, text, sizeof(text)));
	CHECK_TEXT(text, "100%zz%4");
	uri = uri_of("sip:J%FC%0A@h");
	CHECK(sip_uri_user_text(&uri, text, sizeof(text)));
	CHECK_TEXT(text, "J\xC3\xBC ");
	uri = uri_of("sip:h");
	CHECK(sip_uri_user_text(&uri, text, sizeof(text)));
	CHECK_TEXT(text, "");
	CHECK(!sip_uri_user_text(&uri, text, 0));
}

TEST_ONCE(sip_uri, any_text_written_as_a_user_part_reads_the_same)
{
	char in[2] = "", out[64], text[8];
	struct sip_uri uri;
	struct buf b;

	for (int c = 0x20; c < 0x7F; c++) {
		in[0] = (char)c;
		buf_fixed(&b, out, sizeof(out));
		sip_uri_write(&b, (struct span){ in, 1 }, SPAN("h"), 0);
		CHECK_INT(sip_uri_read(&uri, buf_span(&b)), OK);
		CHECK(sip_uri_user_text(&uri, text, sizeof(text)));
		CHECK_TEXT(text, in);
	}
}

TEST(sip_uri, a_uri_is_written_with_what_it_needs)
{
	char out[64];
	struct buf b;

	buf_fixed(&b, out, sizeof(out));
	sip_uri_write(&b, SPAN("*21#@x"), SPAN("2001:db8::1"), 5060);
	CHECK_TEXT(buf_c(&b), "sip:*21%23%40x@[2001:db8::1]:5060");
	buf_reset(&b);
	sip_uri_write(&b, SPAN_NONE, SPAN("example.com"), 0);
	CHECK_TEXT(buf_c(&b), "sip:example.com");
}

/* SPDX-License-Identifier: MIT
 * test_sip_refer.c - Refer-To, Replaces, sipfrag: read, written, and refused. */
#include "test.h"
#include "wire/sip/refer.h"

static enum err read_refer(struct sip_refer_to *out, const char *value)
{
	memset(out, 0, sizeof(*out));
	return sip_refer_to_read(out, span_of(value));
}

TEST(sip_refer, a_refer_to_is_a_uri_with_or_without_brackets)
{
	struct sip_refer_to refer;

	CHECK_INT(read_refer(&refer, "\"Carol\" <sip:carol@c.example;transport=tcp>"), OK);
	CHECK(span_is(refer.uri, "sip:carol@c.example;transport=tcp"));
	CHECK_TEXT(refer.replaces, "");
	CHECK_INT(read_refer(&refer, "sip:carol@c.example"), OK);
	CHECK(span_is(refer.uri, "sip:carol@c.example"));
}

TEST(sip_refer, the_replaces_in_it_is_unescaped)
{
	struct sip_refer_to refer;

	CHECK_INT(read_refer(&refer, "<sip:c@d?Accept-Contact=x&Replaces=12%40h%3Bto-tag%3Da%3bfrom-tag%3Db>"), OK);
	CHECK(span_is(refer.uri, "sip:c@d"));
	CHECK_TEXT(refer.replaces, "12@h;to-tag=a;from-tag=b");
}

TEST(sip_refer, only_calls_are_referred_to)
{
	struct sip_refer_to refer;

	CHECK_INT(read_refer(&refer, "<sip:c@d;method=BYE>"), ERR_UNAVAIL);
	CHECK_INT(read_refer(&refer, "<http://c.example>"), ERR_UNAVAIL);
	CHECK_INT(read_refer(&refer, "<tel:+4930>"), ERR_UNAVAIL);
	CHECK_INT(read_refer(&refer, "<sips:c@d>"), ERR_UNAVAIL);
	CHECK_INT(read_refer(&refer, "<sip:c@d>, <sip:e@f>"), ERR_SYNTAX);
	CHECK_INT(read_refer(&refer, "nobody"), ERR_SYNTAX);
	CHECK_INT(read_refer(&refer, ""), ERR_SYNTAX);
	CHECK_INT(read_refer(&refer, "<sip:c@d;lr;method=INVITE>"), OK);
	CHECK(span_is(refer.uri, "sip:c@d;lr"));
	CHECK_INT(read_refer(&refer, "<sip:c@d;method=INVITE;lr>"), OK);
	CHECK(span_is(refer.uri, "sip:c@d;method=INVITE;lr"));
}

TEST(sip_refer, no_line_end_comes_in_with_a_replaces)
{
	struct sip_refer_to refer;
	char value[700];

	CHECK_INT(read_refer(&refer, "<sip:c@d?Replaces=a%0D%0AVia:%20x>"), ERR_UNAVAIL);
	CHECK_INT(read_refer(&refer, "<sip:c@d?Replaces=a%00b>"), ERR_UNAVAIL);
	memset(value, 'x', sizeof(value));
	memcpy(value, "<sip:c@d?Replaces=", 18);
	memcpy(value + sizeof(value) - 2, ">", 2);
	CHECK_INT(read_refer(&refer, value), ERR_UNAVAIL);
}

TEST(sip_refer, what_is_written_is_read_the_same)
{
	const struct sip_replaces wanted = { SPAN("1%2;x@[::1]"), SPAN("a=b"), SPAN("c&d"), true };
	struct sip_refer_to refer;
	char text[256];
	struct buf b;

	buf_fixed(&b, text, sizeof(text));
	sip_refer_to_write(&b, SPAN("sip:c@d;lr"), &wanted);
	CHECK(!b.full);
	CHECK_TEXT(buf_c(&b), "<sip:c@d;lr?Replaces=1%252%3Bx%40[::1]%3Bto-tag%3Da%3Db%3Bfrom-tag%3Dc%26d%3Bearly-only>");
	CHECK_INT(sip_refer_to_read(&refer, buf_span(&b)), OK);
	CHECK(span_is(refer.uri, "sip:c@d;lr"));
	CHECK_TEXT(refer.replaces, "1%2;x@[::1];to-tag=a=b;from-tag=c&d;early-only");
	buf_reset(&b);
	sip_refer_to_write(&b, SPAN("sip:c@d"), NULL);
	CHECK_TEXT(buf_c(&b), "<sip:c@d>");
}

TEST(sip_refer, a_fragment_begins_with_a_status)
{
	uint32_t status = 0;
	char text[64];
	struct buf b;

	CHECK_INT(sip_frag_read(SPAN("SIP/2.0 180 Ringing\r\nTo: x\r\n"), &status), OK);
	CHECK_INT(status, 180);
	CHECK_INT(sip_frag_read(SPAN("SIP/2.0 503"), &status), OK);
	CHECK_INT(status, 503);
	CHECK_INT(sip_frag_read(SPAN("SIP/2.0 99 X"), &status), ERR_SYNTAX);
	CHECK_INT(sip_frag_read(SPAN("SIP/2.0 700 X"), &status), ERR_SYNTAX);
	CHECK_INT(sip_frag_read(SPAN("SIP/2.0 2000"), &status), ERR_SYNTAX);
	CHECK_INT(sip_frag_read(SPAN("INVITE sip:a SIP/2.0"), &status), ERR_SYNTAX);
	CHECK_INT(sip_frag_read(SPAN(""), &status), ERR_SYNTAX);
	CHECK_INT(status, 503);
	buf_fixed(&b, text, sizeof(text));
	sip_frag_write(&b, 486);
	CHECK_TEXT(buf_c(&b), "SIP/2.0 486 Busy Here\r\n");
}

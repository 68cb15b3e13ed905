/* SPDX-License-Identifier: MIT
 * test_sip_completion.c - what is said of queues (RFC 6910). */
#include "test.h"
#include "wire/sip/completion.h"

static struct sip_completion_offer offer;

TEST(sip_completion, an_offer_stands_among_other_information)
{
	NEED(sip_completion_offer_read(&offer, SPAN("<http://x/p.png>;purpose=icon, <sip:q@x;a=1>;purpose=Call-Completion;m=NR")));
	CHECK(span_is(offer.uri, "sip:q@x;a=1"));
	CHECK(span_is(offer.mode, "NR"));
	NEED(sip_completion_offer_read(&offer, SPAN("<sip:q@x>;purpose=call-completion")));
	CHECK(span_is(offer.mode, "BS"));
	CHECK(!sip_completion_offer_read(&offer, SPAN("<sip:q@x>;purpose=icon;m=BS")));
	CHECK(!sip_completion_offer_read(&offer, SPAN("<sip:q@x?Subject=1>;purpose=call-completion;m=BS")));
	CHECK(!sip_completion_offer_read(&offer, SPAN("<http://x>;purpose=call-completion;m=BS")));
	CHECK(!sip_completion_offer_read(&offer, SPAN("")));
}

static const char *marked(const char *uri)
{
	static char text[64];
	struct buf b;

	buf_fixed(&b, text, sizeof(text) - 1);
	if (!sip_completion_uri_write(&b, span_of(uri), SPAN("BS")))
		return NULL;
	text[b.len] = '\0';
	return text;
}

TEST(sip_completion, requests_of_a_completion_say_so)
{
	CHECK_TEXT(marked("sip:201@x"), "sip:201@x;m=BS");
	CHECK_TEXT(marked("sip:201@x;m=NR;a"), "sip:201@x;m=NR;a");
	CHECK_TEXT(marked("sip:201@x?a=b"), NULL);
	CHECK_TEXT(marked("no address"), NULL);
}

TEST(sip_completion, a_queue_tells_whose_turn_it_is)
{
	struct sip_completion said;

	NEED(sip_completion_read(&said, SPAN("cc-state: queued\r\ncc-service-retention: true\r\n")) == OK);
	CHECK(!said.ready && !said.uri.at);
	NEED(sip_completion_read(&said, SPAN("cc-URI: <sip:201@y>\nCC-State:ready")) == OK);
	CHECK(said.ready && span_is(said.uri, "sip:201@y"));
	CHECK_INT(sip_completion_read(&said, SPAN("cc-state: perhaps")), ERR_SYNTAX);
	CHECK_INT(sip_completion_read(&said, SPAN("cc-URI: sip:x@y")), ERR_SYNTAX);
	CHECK_INT(sip_completion_read(&said, SPAN("")), ERR_SYNTAX);
}

/* SPDX-License-Identifier: MIT
 * test_sip_rlmi.c - bodies of several parts, and lists of resources in them. */
#include "test.h"
#include "wire/sip/multipart.h"
#include "wire/sip/rlmi.h"

#define TYPE "multipart/related;type=\"application/rlmi+xml\";boundary=\"b 1\""

static struct sip_multipart multipart;
static struct sip_part part;

static bool next_is(const char *type, const char *id, const char *body)
{
	if (!sip_multipart_next(&multipart, &part))
		return false;
	return span_is(part.type, type) && span_is(part.id, id) && span_is(part.body, body);
}

TEST(sip_multipart, parts_stand_between_delimiters)
{
	NEED(sip_multipart_open(&multipart, SPAN(TYPE), SPAN(
		"who reads this?\r\n--b 1\r\ncontent-type: text/a;x=1\r\nContent-ID: <one@x>\r\n\r\nfirst\r\n\r\nrow\r\n"
		"--b 1 \r\n\r\nsecond\r\n--b 1x\r\n--b 1--\r\nnobody")) == OK);
	CHECK(next_is("text/a;x=1", "one@x", "first\r\n\r\nrow"));
	CHECK(next_is("", "", "second\r\n--b 1x"));
	CHECK(!sip_multipart_next(&multipart, &part));
	CHECK(!sip_multipart_next(&multipart, &part));
}

TEST(sip_multipart, rows_may_end_in_a_line_feed_alone)
{
	NEED(sip_multipart_open(&multipart, SPAN(TYPE), SPAN("--b 1\nContent-ID: two\n\nbody\n--b 1--")) == OK);
	CHECK(next_is("", "two", "body"));
	CHECK(!sip_multipart_next(&multipart, &part));
}

TEST(sip_multipart, a_part_is_found_by_its_id)
{
	NEED(sip_multipart_open(&multipart, SPAN(TYPE), SPAN(
		"--b 1\n\nx\n--b 1\nContent-ID: <a>\n\n1\n--b 1\nContent-ID: <b>\n\n2\n--b 1--")) == OK);
	NEED(sip_multipart_find(&multipart, SPAN("b"), &part));
	CHECK(span_is(part.body, "2"));
	NEED(sip_multipart_find(&multipart, SPAN("a"), &part));
	CHECK(span_is(part.body, "1"));
	CHECK(!sip_multipart_find(&multipart, SPAN("c"), &part));
}

TEST(sip_multipart, without_a_boundary_or_a_part_it_is_refused)
{
	CHECK_INT(sip_multipart_open(&multipart, SPAN("multipart/related"), SPAN("--b 1\n\nx\n--b 1--")), ERR_SYNTAX);
	CHECK_INT(sip_multipart_open(&multipart, SPAN(TYPE), SPAN("")), ERR_SYNTAX);
	CHECK_INT(sip_multipart_open(&multipart, SPAN(TYPE), SPAN("--b 1--")), ERR_SYNTAX);
	CHECK_INT(sip_multipart_open(&multipart, SPAN(TYPE), SPAN("no part")), ERR_SYNTAX);
}

static struct rlmi rlmi;
static struct rlmi_told told;

TEST(sip_rlmi, a_list_tells_where_each_resource_is_told_of)
{
	NEED(rlmi_open(&rlmi, SPAN("<?xml version=\"1.0\"?><list xmlns=\"urn:ietf:params:xml:ns:rlmi\" uri=\"sip:blf@x\""
		" version=\"7\" fullState=\"true\" cid=\"l@x\"><name>All</name>"
		"<resource uri=\"sip:201@x\"><name>Bob</name><instance id=\"1\" state=\"active\" cid=\"a@x\"/>"
		"<instance id=\"2\" state=\"pending\"/></resource>"
		"<resource uri=\"sip:202@x\"><instance id=\"1\" state=\"terminated\" reason=\"rejected\"/></resource>"
		"<resource uri=\"sip:203@x\"/><resource><instance state=\"active\"/></resource></list>")) == OK);
	CHECK_INT(rlmi.version, 7);
	CHECK(rlmi.full);
	NEED(rlmi_next(&rlmi, &told));
	CHECK_TEXT(told.uri, "sip:201@x");
	CHECK_INT(told.state, RLMI_ACTIVE);
	CHECK_TEXT(told.cid, "a@x");
	NEED(rlmi_next(&rlmi, &told));
	CHECK_TEXT(told.uri, "sip:201@x");
	CHECK_INT(told.state, RLMI_PENDING);
	CHECK_TEXT(told.cid, "");
	NEED(rlmi_next(&rlmi, &told));
	CHECK_TEXT(told.uri, "sip:202@x");
	CHECK_INT(told.state, RLMI_TERMINATED);
	NEED(rlmi_next(&rlmi, &told));
	CHECK_TEXT(told.uri, "sip:203@x");
	CHECK_INT(told.state, RLMI_NONE);
	CHECK(!rlmi_next(&rlmi, &told));
}

TEST(sip_rlmi, what_changed_alone_is_no_full_state)
{
	NEED(rlmi_open(&rlmi, SPAN("<r:list version=\" 8 \" fullState=\"false\"/>")) == OK);
	CHECK_INT(rlmi.version, 8);
	CHECK(!rlmi.full);
	CHECK(!rlmi_next(&rlmi, &told));
}

TEST(sip_rlmi, what_is_no_list_is_refused)
{
	CHECK_INT(rlmi_open(&rlmi, SPAN("<list version=\"1\"/>")), ERR_SYNTAX);
	CHECK_INT(rlmi_open(&rlmi, SPAN("<list version=\"x\" fullState=\"true\"/>")), ERR_SYNTAX);
	CHECK_INT(rlmi_open(&rlmi, SPAN("<dialog-info version=\"1\" state=\"full\"/>")), ERR_SYNTAX);
	CHECK_INT(rlmi_open(&rlmi, SPAN("<list version=\"1\" fullState=\"true\">")), ERR_SYNTAX);
}

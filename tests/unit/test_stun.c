/* SPDX-License-Identifier: MIT
 * test_stun.c - STUN, with the messages of RFC 5769. */
#include "wire/stun/stun.h"
#include "test.h"

/* RFC 5769 2.1, 2.2 and 2.3. */
static const char request[] =
	"\x00\x01\x00\x58\x21\x12\xa4\x42\xb7\xe7\xa7\x01\xbc\x34\xd6\x86\xfa\x87\xdf\xae"
	"\x80\x22\x00\x10STUN test client"
	"\x00\x24\x00\x04\x6e\x00\x01\xff"
	"\x80\x29\x00\x08\x93\x2f\xf9\xb1\x51\x26\x3b\x36"
	"\x00\x06\x00\x09\x65\x76\x74\x6a\x3a\x68\x36\x76\x59\x20\x20\x20"
	"\x00\x08\x00\x14\x9a\xea\xa7\x0c\xbf\xd8\xcb\x56\x78\x1e\xf2\xb5\xb2\xd3\xf2\x49\xc1\xb5\x71\xa2"
	"\x80\x28\x00\x04\xe5\x7a\x3b\xcf";
static const char answer4[] =
	"\x01\x01\x00\x3c\x21\x12\xa4\x42\xb7\xe7\xa7\x01\xbc\x34\xd6\x86\xfa\x87\xdf\xae"
	"\x80\x22\x00\x0b\x74\x65\x73\x74\x20\x76\x65\x63\x74\x6f\x72\x20"
	"\x00\x20\x00\x08\x00\x01\xa1\x47\xe1\x12\xa6\x43"
	"\x00\x08\x00\x14\x2b\x91\xf5\x99\xfd\x9e\x90\xc3\x8c\x74\x89\xf9\x2a\xf9\xba\x53\xf0\x6b\xe7\xd7"
	"\x80\x28\x00\x04\xc0\x7d\x4c\x96";
static const char answer6[] =
	"\x01\x01\x00\x48\x21\x12\xa4\x42\xb7\xe7\xa7\x01\xbc\x34\xd6\x86\xfa\x87\xdf\xae"
	"\x80\x22\x00\x0b\x74\x65\x73\x74\x20\x76\x65\x63\x74\x6f\x72\x20"
	"\x00\x20\x00\x14\x00\x02\xa1\x47\x01\x13\xa9\xfa\xa5\xd3\xf1\x79\xbc\x25\xf4\xb5\xbe\xd2\xb9\xd9"
	"\x00\x08\x00\x14\xa3\x82\x95\x4e\x4b\xe6\x7b\xf1\x17\x84\xc9\x7c\x82\x92\xc2\x75\xbf\xe3\xed\x41"
	"\x80\x28\x00\x04\xc8\xfb\x0b\x4c";

static struct span all_of(const char *bytes, size_t size)
{
	return (struct span){ bytes, size - 1 };
}
#define ALL(bytes) all_of((bytes), sizeof(bytes))

TEST(stun, the_request_of_the_standard_is_read)
{
	struct stun s;

	NEED(stun_read(&s, ALL(request)));
	CHECK_INT(s.class, STUN_REQUEST);
	CHECK_INT(s.method, 1);
	CHECK(memcmp(s.id, request + 8, STUN_ID_SIZE) == 0);
	CHECK(s.stranger);		/* PRIORITY is of another standard */
	CHECK(!net_is_set(&s.seen));
}

TEST(stun, the_answers_of_the_standard_say_where_it_came_from)
{
	char text[NET_TEXT_SIZE];
	struct stun s;

	NEED(stun_read(&s, ALL(answer4)));
	CHECK_INT(s.class, STUN_SUCCESS);
	CHECK(!s.stranger);
	CHECK_TEXT(net_text(net_of(&s.seen), text), "192.0.2.1:32853");
	NEED(stun_read(&s, ALL(answer6)));
	CHECK_TEXT(net_text(net_of(&s.seen), text), "[2001:db8:1234:5678:11:2233:4455:6677]:32853");
}

TEST(stun, what_was_changed_on_the_way_is_found_out)
{
	static const char heads[] = { 20, 21, 22, 23, 36, 37, 38, 39, 48, 49, 50, 51, 72, 73, 74, 75, 0 };
	char bytes[sizeof(answer4)];
	struct stun s;

	for (size_t i = 0; i < sizeof(answer4) - 1; i++) {
		memcpy(bytes, answer4, sizeof(bytes));
		bytes[i] ^= 4;
		if (!strchr(heads, (char)i) || i == 0)	/* what is no attribute any more protects nothing */
			CHECK(!stun_read(&s, ALL(bytes)));
	}
	for (size_t i = 0; i < sizeof(answer4) - 1; i++)
		CHECK(!stun_read(&s, (struct span){ answer4, i }));
}

TEST(stun, a_request_of_ours_is_one)
{
	char text[64];
	struct stun s;
	struct buf b;

	buf_fixed(&b, text, sizeof(text));
	stun_request_write(&b, (const unsigned char *)"abcdefghijkl");
	CHECK_INT(b.len, STUN_REQUEST_SIZE);
	NEED(stun_read(&s, buf_span(&b)));
	CHECK_INT(s.class, STUN_REQUEST);
	CHECK_INT(s.method, 1);
	CHECK(memcmp(s.id, "abcdefghijkl", STUN_ID_SIZE) == 0);
	CHECK(!s.stranger && s.error == 0);
}

#define HEAD_OF(type, len) type "\x00" len "\x21\x12\xa4\x42" "abcdefghijkl"

TEST(stun, an_old_server_says_it_plainly_and_what_is_hidden_counts_more)
{
	static const char plain[] = HEAD_OF("\x01\x01", "\x0c") "\x00\x01\x00\x08\x00\x01\x13\xc4\xc0\x00\x02\x07";
	static const char both[] = HEAD_OF("\x01\x01", "\x18") "\x00\x20\x00\x08\x00\x01\x32\xd6\xe1\x12\xa6\x43"
		"\x00\x01\x00\x08\x00\x01\x13\xc4\xc0\x00\x02\x07";
	char text[NET_TEXT_SIZE];
	struct stun s;

	NEED(stun_read(&s, ALL(plain)));
	CHECK_TEXT(net_text(net_of(&s.seen), text), "192.0.2.7:5060");
	NEED(stun_read(&s, ALL(both)));
	CHECK_TEXT(net_text(net_of(&s.seen), text), "192.0.2.1:5060");
}

TEST(stun, an_error_has_its_number)
{
	static const char refused[] = HEAD_OF("\x01\x11", "\x08") "\x00\x09\x00\x04\x00\x00\x04\x01";
	struct stun s;

	NEED(stun_read(&s, ALL(refused)));
	CHECK_INT(s.class, STUN_ERROR);
	CHECK_INT(s.error, 401);
}

TEST(stun, what_is_none_is_not_read)
{
	static const char *const none[] = { "OPTIONS sip:a SIP/2.0\r\n", "\r\n\r\n", "" };
	static const char long_attribute[] = HEAD_OF("\x01\x01", "\x04") "\x00\x20\x00\x08";
	static const char behind[] = HEAD_OF("\x01\x01", "\x08") "\x80\x22\x00\x05\x00\x00\x00\x00";
	struct stun s;

	for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++)
		CHECK(!stun_is(span_of(none[i])) && !stun_read(&s, span_of(none[i])));
	CHECK(!stun_read(&s, ALL(long_attribute)));
	CHECK(!stun_read(&s, ALL(behind)));
}

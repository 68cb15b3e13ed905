/* SPDX-License-Identifier: MIT
 * test_sip_torture.c - RFC 4475, and what goes with any message: cut anywhere,
 * changed anywhere, nothing outside of its bytes is touched. */
#include "test.h"
#include "base/mem.h"
#include "wire/sip/addr.h"
#include "wire/sip/msg.h"
#include "wire/sip/uri.h"
#include "wire/sip/write.h"

static const struct torture {
	const char *name, *section;
	uint32_t want;
	const char *strange, *bytes;
	size_t len;
} tortures[] = {
#define TORTURE(name, section, want, strange, bytes) \
	{ #name, section, want, strange, bytes, sizeof(bytes) - 1 },
#include "sip_torture.def"
#undef TORTURE
};

#define TORTURES (sizeof(tortures) / sizeof(*tortures))

/* Read and check a message in a block of exactly its size, so that a tool that
 * watches memory sees a byte too far. The status of `tortures`. */
static uint32_t outcome(struct sip_msg *msg, char *bytes, size_t len)
{
	const char *why = NULL;
	uint32_t status = 1;

	if (sip_msg_read(msg, bytes, len))
		return 0;
	if (!sip_msg_check(msg, &status, &why))
		return 200;
	CHECK(why != NULL && status != 1);
	return status;
}

static const struct torture *find(const char *name)
{
	for (size_t i = 0; i < TORTURES; i++)
		if (strcmp(tortures[i].name, name) == 0)
			return &tortures[i];
	return NULL;
}

static char *copy_of(const struct torture *torture)
{
	char *bytes = mem_alloc(torture->len);

	NEED(bytes != NULL);
	memcpy(bytes, torture->bytes, torture->len);
	DEFER(mem_free, bytes);
	return bytes;
}

/* A torture message that is to be accepted, read into `msg`. */
static void accepted(struct sip_msg *msg, const char *name)
{
	const struct torture *torture = find(name);

	NEED(torture != NULL);
	CHECK_INT(outcome(msg, copy_of(torture), torture->len), 200);
}

static bool same(struct span got, const char *want)
{
	if (span_is(got, want))
		return true;
	fprintf(stderr, "\"%.*s\" is not \"%s\"\n", SPAN_ARG(got), want);
	return false;
}

TEST_ONCE(sip_torture, each_message_of_RFC_4475_becomes_what_the_RFC_says)
{
	static struct sip_msg msg;
	uint32_t got;
	char *bytes;
	int bad = 0;

	CHECK_INT(TORTURES, 49);
	for (size_t i = 0; i < TORTURES; i++) {
		bytes = mem_alloc(tortures[i].len);
		NEED(bytes != NULL);
		memcpy(bytes, tortures[i].bytes, tortures[i].len);
		got = outcome(&msg, bytes, tortures[i].len);
		mem_free(bytes);
		if (got == tortures[i].want)
			continue;
		fprintf(stderr, "%s (%s, %s): %u, not %u: %s\n", tortures[i].name, tortures[i].section,
			tortures[i].strange, got, tortures[i].want, msg.flaw ? msg.flaw : "");
		bad++;
	}
	CHECK_INT(bad, 0);
}

TEST(sip_torture, the_short_tortuous_INVITE_is_understood)
{
	static struct sip_msg msg;
	struct sip_number number;
	struct sip_addr contact;
	struct span value, rest;
	struct sip_via via;
	char text[64];

	accepted(&msg, "wsinv");
	CHECK_INT(msg.method, SIP_INVITE);
	CHECK(same(msg.uri, "sip:vivekg@chair-dnrc.example.com;unknownparam"));
	CHECK(same(msg.to_tag, "1918181833n"));
	CHECK(same(msg.from_tag, "98asjd8"));
	CHECK_INT(msg.cseq.number, 9);
	CHECK_INT(msg.cseq.method, SIP_INVITE);
	CHECK(!sip_number_read(sip_msg_get(&msg, SIP_H_MAX_FORWARDS), &number) && number.value == 68);
	CHECK(same(msg.via.host, "192.0.2.2"));
	CHECK(same(msg.via.branch, "390skdjuw"));
	CHECK(same(sip_msg_get(&msg, SIP_H_SUBJECT), ""));
	CHECK(sip_msg_get(&msg, SIP_H_SUBJECT).at != NULL);
	CHECK(same(sip_msg_get_other(&msg, "newfangledheader"),
		   "newfangled value   continued newfangled value"));

	/* The second Via holds two. */
	value = sip_msg_next(&msg, sip_msg_first(&msg, SIP_H_VIA))->value;
	CHECK(!sip_via_read(value, &via, &rest));
	CHECK(same(via.transport, "TCP") && same(via.host, "spindle.example.com"));
	CHECK(same(via.branch, "z9hG4bK9ikj8"));
	CHECK(!sip_via_read(rest, &via, &rest));
	CHECK(same(via.host, "192.168.255.111") && same(via.branch, "z9hG4bK30239"));
	CHECK(rest.at == NULL);

	CHECK(!sip_addr_read(&contact, sip_msg_get(&msg, SIP_H_CONTACT), NULL));
	CHECK(sip_addr_display(&contact, text, sizeof(text)));
	CHECK_TEXT(text, "Quoted string \"\"");
	CHECK(sip_addr_param(&contact, "newparam", &value) && same(value, "newvalue"));
	CHECK(sip_addr_param(&contact, "secondparam", &value) && value.at == NULL);
	CHECK(sip_addr_param(&contact, "q", &value) && same(value, "0.33"));
	CHECK(!sip_addr_read(&contact, sip_msg_get(&msg, SIP_H_FROM), NULL));
	CHECK(sip_addr_display(&contact, text, sizeof(text)));
	CHECK_TEXT(text, "J Rosenberg \\\"");
}

TEST(sip_torture, strange_characters_stay_where_they_are)
{
	static struct sip_msg msg;
	struct sip_addr addr;
	struct sip_uri uri;
	char text[64];

	accepted(&msg, "intmeth");
	CHECK_INT(msg.method, SIP_OTHER);
	CHECK(same(msg.method_text, "!interesting-Method0123456789_*+`.%indeed'~"));
	CHECK(!sip_uri_read(&uri, msg.uri));
	CHECK(same(uri.user, "1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*"));
	CHECK(same(uri.password, "&it+has=1,weird!*pas$wo~d_too.(doesn't-it)"));
	CHECK(same(uri.host, "example.com"));
	CHECK(same(msg.from_tag, "_token~1'+`*%!-."));
	CHECK(!sip_addr_read(&addr, sip_msg_get(&msg, SIP_H_TO), NULL));
	CHECK(sip_addr_display(&addr, text, sizeof(text)));
	CHECK_TEXT(text, "BEL:  NUL:  DEL: ");

	accepted(&msg, "esc01");
	CHECK(!sip_uri_read(&uri, msg.uri));
	CHECK(sip_uri_user_text(&uri, text, sizeof(text)));
	CHECK_TEXT(text, "sips:user@example.com");
	accepted(&msg, "escnull");
	CHECK(!sip_addr_read(&addr, sip_msg_get(&msg, SIP_H_TO), NULL));
	CHECK(!sip_uri_read(&uri, addr.uri) && sip_uri_user_text(&uri, text, sizeof(text)));
	CHECK_TEXT(text, "null- -null");
	accepted(&msg, "esc02");
	CHECK_INT(msg.method, SIP_OTHER);
	accepted(&msg, "semiuri");
	CHECK(!sip_uri_read(&uri, msg.uri) && sip_uri_user_text(&uri, text, sizeof(text)));
	CHECK_TEXT(text, "user");
	CHECK(same(uri.user, "user;par=u%40example.net"));
}

TEST(sip_torture, only_what_Content_Length_says_is_the_body)
{
	static struct sip_msg msg;

	accepted(&msg, "dblreq");
	CHECK_INT(msg.method, SIP_REGISTER);
	CHECK_INT(msg.body.len, 0);
	CHECK(msg.text.at + msg.text.len == msg.body.at);
	accepted(&msg, "mpart01");
	CHECK(memcmp(msg.body.at + msg.body.len - 4, "--\r\n", 4) == 0);
	accepted(&msg, "inv2543");	/* says nothing: the rest */
	CHECK(msg.body.len > 100 && span_starts(msg.body, "v=0\r\n"));
}

TEST(sip_torture, all_vias_of_the_long_request_go_into_its_answer)
{
	static struct sip_msg msg;
	static char out[8192];
	struct buf b;
	int vias = 0;

	accepted(&msg, "longreq");
	sip_msg_each(field, &msg, SIP_H_VIA)
		vias++;
	CHECK_INT(vias, 34);
	buf_fixed(&b, out, sizeof(out));
	sip_write_reply(&b, &msg, 180, NULL, SPAN("x"));
	sip_write_end(&b, NULL, SPAN_NONE);
	CHECK(!b.full);
	CHECK(!sip_msg_read(&msg, out, b.len));
	vias = 0;
	sip_msg_each(field, &msg, SIP_H_VIA)
		vias++;
	CHECK_INT(vias, 34);
}

TEST_ONCE(sip_torture, a_message_may_be_cut_at_any_byte)
{
	static struct sip_msg msg;

	for (size_t i = 0; i < TORTURES; i++) {
		for (size_t len = 0; len <= tortures[i].len; len++) {
			char *bytes = mem_alloc(len);

			NEED(bytes != NULL);
			memcpy(bytes, tortures[i].bytes, len);
			outcome(&msg, bytes, len);
			mem_free(bytes);
		}
	}
}

TEST_ONCE(sip_torture, a_good_message_is_refused_wherever_its_head_is_cut)
{
	static struct sip_msg msg;
	const struct torture *torture = find("cparam01");
	char bytes[1024];

	NEED(torture && torture->len < sizeof(bytes));
	for (size_t len = 0; len < torture->len; len++) {
		memcpy(bytes, torture->bytes, len);
		if (len < torture->len - 1)
			CHECK(sip_msg_read(&msg, bytes, len) == ERR_SYNTAX);
	}
}

/* Look at all there is of a message, as a careless reader would. */
static void look(struct sip_msg *msg, char *bytes, size_t len)
{
	static char out[70000];
	struct sip_addr addr;
	struct sip_uri uri;
	struct sip_via via;
	struct buf b;
	char text[24];

	if (outcome(msg, bytes, len) != 200)
		return;
	for (uint32_t i = 0; i < msg->count; i++) {
		struct span rest = msg->fields[i].value;

		while (rest.at && !sip_addr_read(&addr, rest, &rest)) {
			sip_addr_display(&addr, text, sizeof(text));
			CHECK(utf8_valid(span_of(text)));
			if (!sip_uri_read(&uri, addr.uri))
				CHECK(sip_uri_equal(&uri, &uri));
		}
		for (rest = msg->fields[i].value; rest.at && !sip_via_read(rest, &via, &rest); )
			;
	}
	if (!msg->request)
		return;
	buf_fixed(&b, out, sizeof(out));
	sip_write_reply(&b, msg, 200, NULL, SPAN("tag"));
	sip_write_end(&b, NULL, SPAN_NONE);
	CHECK(!b.full);
	CHECK(!sip_msg_read(msg, out, b.len));
}

TEST_ONCE(sip_torture, a_message_may_be_changed_at_any_byte)
{
	static const char changes[] = "\0\r\n\t \";,<>@:%[]()\\=\xFF\xC3" "Aa0";
	static struct sip_msg msg;

	for (size_t i = 0; i < TORTURES; i++) {
		char *bytes;

		if (tortures[i].len > 1000)
			continue;
		bytes = mem_alloc(tortures[i].len);
		NEED(bytes != NULL);
		for (size_t at = 0; at < tortures[i].len; at++) {
			for (size_t c = 0; c < sizeof(changes) - 1; c++) {
				memcpy(bytes, tortures[i].bytes, tortures[i].len);
				bytes[at] = changes[c];
				look(&msg, bytes, tortures[i].len);
			}
		}
		mem_free(bytes);
	}
}

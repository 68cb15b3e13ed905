/* SPDX-License-Identifier: MIT
 * Dialogs: RFC 3261 section 12 and 13.2.2.4. */
#include "base/mem.h"
#include "test.h"
#include "wire/sip/dialog.h"
#include "wire/sip/msg.h"

static char wire[4][4096];

/* Read `text` into place `i`; '\n' in it are line ends on the wire. */
static struct sip_msg read(int i, const char *text)
{
	struct sip_msg msg;
	uint32_t status;
	const char *why;
	size_t len = 0;

	for (; *text; text++) {
		if (*text == '\n')
			wire[i][len++] = '\r';
		wire[i][len++] = *text;
	}
	CHECK(sip_msg_read(&msg, wire[i], len) == OK);
	CHECK(sip_msg_check(&msg, &status, &why) == OK);
	return msg;
}

#define INVITE_HEAD							\
	"INVITE sip:200@192.0.2.1 SIP/2.0\n"				\
	"Via: SIP/2.0/UDP 192.0.2.9;branch=z9hG4bKin\n"			\
	"Max-Forwards: 70\n"						\
	"From: \"Bob\" <sip:100@example.com>;tag=bob\n"			\
	"To: <sip:200@example.com>\n"					\
	"Call-ID: in1\n"						\
	"CSeq: 41 INVITE\n"

/* A response to the first INVITE of open_uac(). */
#define RESPONSE(status, tag, more)					\
	"SIP/2.0 " status " x\n"					\
	"Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKout\n"		\
	"From: \"Me\" <sip:200@example.com>;tag=me\n"			\
	"To: <sip:100@example.com>" tag "\n"				\
	"Call-ID: out1\n"						\
	"CSeq: 1 INVITE\n"						\
	more "Content-Length: 0\n\n"

static void open_uac(struct sip_dialog *dialog)
{
	struct sip_dialog_args args = {
		.call_id = SPAN("out1"),
		.local = SPAN("\"Me\" <sip:200@example.com>"),
		.local_tag = SPAN("me"),
		.remote = SPAN("<sip:100@example.com>"),
		.target = SPAN("sip:100@example.com"),
		.routes = SPAN("<sip:outbound.example.com;lr>"),
	};

	NEED(sip_dialog_open(dialog, &args) == OK);
	DEFER(sip_dialog_close, dialog);
}

static const char *written(struct sip_dialog *dialog, const char *method)
{
	static char room[4096];
	struct buf out;

	buf_fixed(&out, room, sizeof(room));
	sip_dialog_request(&out, dialog, span_of(method), SPAN("SIP/2.0/UDP h;branch=z9hG4bKx"));
	return buf_c(&out);
}

static bool part_is(const struct sip_dialog *dialog, enum sip_dialog_part part, const char *text)
{
	return span_is(sip_dialog_part(dialog, part), text);
}

TEST(sip_dialog, the_first_request_is_written_from_what_was_opened)
{
	static struct sip_dialog dialog;

	open_uac(&dialog);
	CHECK_TEXT(written(&dialog, "INVITE"),
		   "INVITE sip:100@example.com SIP/2.0\r\n"
		   "Via: SIP/2.0/UDP h;branch=z9hG4bKx\r\n"
		   "Max-Forwards: 70\r\n"
		   "Route: <sip:outbound.example.com;lr>\r\n"
		   "From: \"Me\" <sip:200@example.com>;tag=me\r\n"
		   "To: <sip:100@example.com>\r\n"
		   "Call-ID: out1\r\n"
		   "CSeq: 1 INVITE\r\n");
	CHECK(span_is(sip_dialog_next_hop(&dialog), "sip:outbound.example.com;lr"));
	CHECK(strstr(written(&dialog, "INVITE"), "CSeq: 2 INVITE\r\n") != NULL);
}

TEST(sip_dialog, an_answer_brings_tag_target_and_routes_in_reverse)
{
	static struct sip_dialog dialog;
	struct sip_msg answer;

	open_uac(&dialog);
	written(&dialog, "INVITE");
	answer = read(0, RESPONSE("100", "", ""));
	CHECK(sip_dialog_answered(&dialog, &answer) == OK);
	CHECK(dialog.state == SIP_DIALOG_NONE);
	answer = read(0, RESPONSE("180", ";tag=a", "Contact: <sip:100@192.0.2.9:5070?x=y>\n"
				  "Record-Route: <sip:p2;lr>, <sip:p1;lr>\n"
				  "Record-Route: \"q,\" <sip:p0;lr>\n"));
	CHECK(sip_dialog_answered(&dialog, &answer) == OK);
	CHECK(dialog.state == SIP_DIALOG_EARLY);
	CHECK(span_is(sip_dialog_remote_tag(&dialog), "a"));
	CHECK(part_is(&dialog, SIP_DIALOG_TARGET, "sip:100@192.0.2.9:5070"));
	CHECK_TEXT(written(&dialog, "PRACK"),
		   "PRACK sip:100@192.0.2.9:5070 SIP/2.0\r\n"
		   "Via: SIP/2.0/UDP h;branch=z9hG4bKx\r\n"
		   "Max-Forwards: 70\r\n"
		   "Route: \"q,\" <sip:p0;lr>, <sip:p1;lr>, <sip:p2;lr>\r\n"
		   "From: \"Me\" <sip:200@example.com>;tag=me\r\n"
		   "To: <sip:100@example.com>;tag=a\r\n"
		   "Call-ID: out1\r\n"
		   "CSeq: 2 PRACK\r\n");
}

TEST(sip_dialog, the_2xx_takes_routes_and_target_anew_and_only_once)
{
	static struct sip_dialog dialog;
	struct sip_msg answer;

	open_uac(&dialog);
	answer = read(0, RESPONSE("183", ";tag=a", "Contact: <sip:early@h>\n"
				  "Record-Route: <sip:p1;lr>\n"));
	CHECK(sip_dialog_answered(&dialog, &answer) == OK);
	answer = read(0, RESPONSE("200", ";tag=a", "Contact: <sip:final@h>\n"));
	CHECK(sip_dialog_answered(&dialog, &answer) == OK);
	CHECK(dialog.state == SIP_DIALOG_CONFIRMED);
	CHECK(part_is(&dialog, SIP_DIALOG_TARGET, "sip:final@h"));
	CHECK(part_is(&dialog, SIP_DIALOG_ROUTES, ""));
	CHECK(span_is(sip_dialog_next_hop(&dialog), "sip:final@h"));
	answer = read(0, RESPONSE("200", ";tag=a", "Contact: <sip:repeated@h>\n"));
	CHECK(sip_dialog_answered(&dialog, &answer) == OK);
	CHECK(part_is(&dialog, SIP_DIALOG_TARGET, "sip:final@h"));
}

TEST(sip_dialog, forks_are_told_apart_by_the_remote_tag)
{
	static struct sip_dialog first, second;
	struct sip_msg answer;

	open_uac(&first);
	written(&first, "INVITE");
	answer = read(0, RESPONSE("180", ";tag=a", "Contact: <sip:a@h>\n"));
	CHECK(sip_dialog_answered(&first, &answer) == OK);
	answer = read(1, RESPONSE("180", ";tag=b", "Contact: <sip:b@h>\n"));
	CHECK(!sip_dialog_match(&first, &answer));
	CHECK(sip_dialog_answered(&first, &answer) == ERR_STATE);
	NEED(sip_dialog_fork(&second, &first, &answer) == OK);
	DEFER(sip_dialog_close, &second);
	CHECK(sip_dialog_match(&second, &answer));
	CHECK(second.state == SIP_DIALOG_EARLY);
	CHECK_INT(second.local_cseq, 1);
	CHECK(part_is(&second, SIP_DIALOG_TARGET, "sip:b@h"));
	CHECK(part_is(&first, SIP_DIALOG_TARGET, "sip:a@h"));
}

TEST(sip_dialog, a_called_user_agent_answers_in_its_dialog)
{
	static struct sip_dialog dialog;
	struct sip_msg invite = read(0, INVITE_HEAD "Contact: <sip:bob@192.0.2.9>\n"
				     "Record-Route: <sip:p1;lr>\nRecord-Route: <sip:p2;lr>\n\n");

	NEED(sip_dialog_accept(&dialog, &invite, SPAN("mine"), false) == OK);
	DEFER(sip_dialog_close, &dialog);
	CHECK(dialog.state == SIP_DIALOG_EARLY);
	sip_dialog_confirm(&dialog);
	CHECK_TEXT(written(&dialog, "BYE"),
		   "BYE sip:bob@192.0.2.9 SIP/2.0\r\n"
		   "Via: SIP/2.0/UDP h;branch=z9hG4bKx\r\n"
		   "Max-Forwards: 70\r\n"
		   "Route: <sip:p1;lr>, <sip:p2;lr>\r\n"
		   "From: <sip:200@example.com>;tag=mine\r\n"
		   "To: \"Bob\" <sip:100@example.com>;tag=bob\r\n"
		   "Call-ID: in1\r\n"
		   "CSeq: 1 BYE\r\n");
}

TEST(sip_dialog, no_dialog_is_accepted_without_a_contact)
{
	struct sip_dialog dialog;
	struct sip_msg invite = read(0, INVITE_HEAD "\n");

	CHECK(sip_dialog_accept(&dialog, &invite, SPAN("mine"), false) == ERR_SYNTAX);
	CHECK(dialog.text == NULL);
}

TEST(sip_dialog, a_strict_router_gets_the_request_as_its_own)
{
	static struct sip_dialog dialog;
	struct sip_msg invite = read(0, INVITE_HEAD "Contact: <sip:bob@192.0.2.9>\n"
				     "Record-Route: <sip:strict>, <sip:p2;lr>\n\n");

	NEED(sip_dialog_accept(&dialog, &invite, SPAN("mine"), false) == OK);
	DEFER(sip_dialog_close, &dialog);
	CHECK(strstr(written(&dialog, "BYE"), "BYE sip:strict SIP/2.0\r\n") != NULL);
	CHECK(strstr(written(&dialog, "BYE"),
		     "Route: <sip:p2;lr>, <sip:bob@192.0.2.9>\r\n") != NULL);
	CHECK(span_is(sip_dialog_next_hop(&dialog), "sip:strict"));
}

TEST(sip_dialog, the_ack_to_a_2xx_bears_the_number_of_its_invite)
{
	static struct sip_dialog dialog;
	struct sip_msg answer;
	char room[1024];
	struct buf out;

	open_uac(&dialog);
	written(&dialog, "INVITE");
	written(&dialog, "PRACK");
	answer = read(0, RESPONSE("200", ";tag=a", "Contact: <sip:a@h>\n"));
	CHECK(sip_dialog_answered(&dialog, &answer) == OK);
	buf_fixed(&out, room, sizeof(room));
	sip_dialog_ack(&out, &dialog, 1, SPAN("v"));
	CHECK(strncmp(buf_c(&out), "ACK sip:a@h SIP/2.0\r\n", 21) == 0);
	CHECK(strstr(buf_c(&out), "CSeq: 1 ACK\r\n") != NULL);
	CHECK_INT(dialog.local_cseq, 2);
}

#define IN_DIALOG(method, cseq, from_tag, to_tag, more)			\
	method " sip:200@192.0.2.1 SIP/2.0\n"				\
	"Via: SIP/2.0/UDP 192.0.2.9;branch=z9hG4bKin2\n"		\
	"From: <sip:100@example.com>;tag=" from_tag "\n"		\
	"To: <sip:200@example.com>;tag=" to_tag "\n"			\
	"Call-ID: in1\nMax-Forwards: 70\n"				\
	"CSeq: " cseq " " method "\n" more "\n"

static void accept_plain(struct sip_dialog *dialog)
{
	struct sip_msg invite = read(0, INVITE_HEAD "Contact: <sip:bob@192.0.2.9>\n\n");

	NEED(sip_dialog_accept(dialog, &invite, SPAN("mine"), false) == OK);
	DEFER(sip_dialog_close, dialog);
}

TEST(sip_dialog, requests_match_by_both_tags_and_the_call_id)
{
	static struct sip_dialog dialog;
	struct sip_msg msg;

	accept_plain(&dialog);
	msg = read(1, IN_DIALOG("BYE", "42", "bob", "mine", ""));
	CHECK(sip_dialog_match(&dialog, &msg));
	msg = read(1, IN_DIALOG("BYE", "42", "eve", "mine", ""));
	CHECK(!sip_dialog_match(&dialog, &msg));
	msg = read(1, IN_DIALOG("BYE", "42", "bob", "other", ""));
	CHECK(!sip_dialog_match(&dialog, &msg));
	msg = read(1, INVITE_HEAD "\n");
	CHECK(!sip_dialog_match(&dialog, &msg));
}

TEST(sip_dialog, a_lower_cseq_is_out_of_order)
{
	static struct sip_dialog dialog;
	struct sip_msg msg;

	accept_plain(&dialog);
	msg = read(1, IN_DIALOG("INFO", "40", "bob", "mine", ""));
	CHECK(!sip_dialog_in_order(&dialog, &msg));
	msg = read(1, IN_DIALOG("ACK", "40", "bob", "mine", ""));
	CHECK(sip_dialog_in_order(&dialog, &msg));
	msg = read(1, IN_DIALOG("INFO", "45", "bob", "mine", ""));
	CHECK(sip_dialog_in_order(&dialog, &msg));
	msg = read(1, IN_DIALOG("BYE", "44", "bob", "mine", ""));
	CHECK(!sip_dialog_in_order(&dialog, &msg));
	CHECK_INT(dialog.remote_cseq, 45);
}

TEST(sip_dialog, a_re_invite_moves_the_target_and_an_info_does_not)
{
	static struct sip_dialog dialog;
	struct sip_msg msg;

	accept_plain(&dialog);
	msg = read(1, IN_DIALOG("INFO", "42", "bob", "mine", "Contact: <sip:info@h>\n"));
	CHECK(sip_dialog_refresh(&dialog, &msg) == OK);
	CHECK(part_is(&dialog, SIP_DIALOG_TARGET, "sip:bob@192.0.2.9"));
	msg = read(1, IN_DIALOG("INVITE", "43", "bob", "mine", "Contact: <sip:moved@h>\n"));
	CHECK(sip_dialog_refresh(&dialog, &msg) == OK);
	CHECK(part_is(&dialog, SIP_DIALOG_TARGET, "sip:moved@h"));
	CHECK(part_is(&dialog, SIP_DIALOG_CALL_ID, "in1"));
	CHECK(span_is(sip_dialog_local_tag(&dialog), "mine"));
	msg = read(1, IN_DIALOG("UPDATE", "44", "bob", "mine", "Contact: *\n"));
	CHECK(sip_dialog_refresh(&dialog, &msg) == ERR_SYNTAX);
	CHECK(part_is(&dialog, SIP_DIALOG_TARGET, "sip:moved@h"));
}

TEST(sip_dialog, no_line_end_gets_into_a_dialog)
{
	struct sip_dialog dialog;
	struct sip_dialog_args args = { .call_id = SPAN("a\r\nEvil: yes") };

	CHECK(sip_dialog_open(&dialog, &args) == ERR_PARAM);
}

TEST(sip_dialog, a_dialog_is_small)
{
	static struct sip_dialog dialog;
	size_t before = mem_bytes(), bytes;
	struct sip_msg answer;

	open_uac(&dialog);
	answer = read(0, RESPONSE("200", ";tag=0123456789abcdef",
				  "Contact: <sip:100@192.0.2.9:5070;transport=udp>\n"
				  "Record-Route: <sip:192.0.2.80;lr>\n"));
	CHECK(sip_dialog_answered(&dialog, &answer) == OK);
	bytes = sizeof(dialog) + mem_bytes() - before;
	if (!test_starving())
		printf("  a confirmed dialog: %zu bytes\n", bytes);
	CHECK(bytes <= 400);
}

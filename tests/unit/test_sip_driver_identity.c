/* SPDX-License-Identifier: MIT
 * test_sip_driver_identity.c - who is who in SIP calls: told, blocked, diverted,
 * changed within the call, and sent. */
#include "sip_driver_scene.h"

static struct line *a;
static struct call *call;

static void ring(const char *conf, const char *headers)
{
	a = sip_driver_line(conf);
	far_calls("alice", headers, SDP_QUIET);
	scene_news();
	call = scene_new_call();
	NEED(call != NULL && call->parties != NULL);
}

static const struct party *party(enum party_role role)
{
	static const struct party nobody = { 0, NULL, NULL };

	return call && call->parties ? &call->parties[role] : &nobody;
}

/* "number name", or in words what is known instead. */
static const char *who(enum party_role role)
{
	static char text[256];
	const struct party *p = party(role);

	if (p->flags & LINECALLPARTYID_BLOCKED)
		return "blocked";
	if (p->flags & LINECALLPARTYID_UNAVAIL)
		return "unavailable";
	if (!p->flags)
		return "unknown";
	snprintf(text, sizeof(text), "%s%s%s", p->number ? p->number : "", p->name ? " " : "", p->name ? p->name : "");
	return text;
}

/* --- who calls -------------------------------------------------------------------- */

TEST(sip_identity, what_is_asserted_counts_more_than_from)
{
	ring(FREE_LINE, "P-Asserted-Identity: \"Carol\" <sip:300@192.0.2.9>, <tel:+4930300>\n");
	CHECK_TEXT(who(PARTY_CALLER), "300 Carol");
}

TEST(sip_identity, the_name_may_stand_in_a_second_assertion)
{
	ring(FREE_LINE, "P-Asserted-Identity: <tel:+4930300>\nP-Asserted-Identity: \"Carol\" <sip:carol@192.0.2.9>\n");
	CHECK_TEXT(who(PARTY_CALLER), "+4930300 Carol");
}

TEST(sip_identity, a_remote_party_id_counts_more_than_from)
{
	ring(FREE_LINE, "Remote-Party-ID: \"Carol\" <sip:300@192.0.2.9>;party=calling;privacy=off;screen=yes\n");
	CHECK_TEXT(who(PARTY_CALLER), "300 Carol");
}

TEST(sip_identity, a_remote_party_id_of_another_party_does_not)
{
	ring(FREE_LINE, "Remote-Party-ID: <sip:300@192.0.2.9>;party=called\n");
	CHECK_TEXT(who(PARTY_CALLER), "bob Bob");
}

TEST(sip_identity, a_remote_party_id_may_be_private)
{
	ring(FREE_LINE, "Remote-Party-ID: \"Carol\" <sip:300@192.0.2.9>;party=calling;privacy=full\n");
	CHECK_TEXT(who(PARTY_CALLER), "blocked");
}

TEST(sip_identity, a_name_alone_may_be_private)
{
	ring(FREE_LINE, "Remote-Party-ID: \"Carol\" <sip:300@192.0.2.9>;party=calling;privacy=name\n");
	CHECK_TEXT(who(PARTY_CALLER), "300");
}

TEST(sip_identity, privacy_has_several_values)
{
	ring(FREE_LINE, "P-Asserted-Identity: <sip:300@192.0.2.9>\nPrivacy: history; id;critical\n");
	CHECK_TEXT(who(PARTY_CALLER), "blocked");
}

TEST(sip_identity, privacy_none_blocks_nothing)
{
	ring(FREE_LINE, "P-Asserted-Identity: <sip:300@192.0.2.9>\nPrivacy: none\n");
	CHECK_TEXT(who(PARTY_CALLER), "300");
}

TEST(sip_identity, a_line_may_believe_nobody)
{
	ring(FREE_LINE "trust-identity = no\n", "P-Asserted-Identity: <sip:300@192.0.2.9>\n"
	     "Remote-Party-ID: <sip:301@192.0.2.9>\n");
	CHECK_TEXT(who(PARTY_CALLER), "bob Bob");
}

TEST(sip_identity, a_caller_is_shown_by_the_rules_of_the_line)
{
	ring(FREE_LINE "country = 49\narea = 30\nnational = 0\ninternational = 00\nshow-form = canonical\n",
	     "P-Asserted-Identity: <tel:+49301234567>\n");
	CHECK_TEXT(who(PARTY_CALLER), "+49 (30) 1234567");
}

TEST(sip_identity, whom_it_was_for_is_what_was_called)
{
	a = sip_driver_line(FREE_LINE);
	far_says("INVITE sip:alice@127.0.0.1 SIP/2.0\nVia: SIP/2.0/UDP 192.0.2.9:5060;rport;branch=z9hG4bKto\n"
		 "Max-Forwards: 70\nFrom: <sip:bob@192.0.2.9>;tag=far\nTo: <sip:4711@127.0.0.1>\nCall-ID: to\n"
		 "CSeq: 1 INVITE\nContact: <sip:bob@192.0.2.9:5060>\nContent-Length: 0\n\n");
	scene_news();
	call = scene_new_call();
	NEED(call != NULL);
	CHECK_TEXT(who(PARTY_CALLED), "4711");
}

/* --- who sent it on ------------------------------------------------------------------ */

static const struct {
	const char *headers, *by;
	DWORD reason;
} diverted[] = {
	{ "Diversion: <sip:200@192.0.2.9>;reason=user-busy;counter=1\n", "200", LINECALLREASON_FWDBUSY },
	{ "Diversion: \"Dave\" <sip:200@192.0.2.9>;reason=no-answer\n", "200 Dave", LINECALLREASON_FWDNOANSWER },
	{ "Diversion: <tel:+4930200>;reason=unconditional\n", "+4930200", LINECALLREASON_FWDUNCOND },
	{ "Diversion: <sip:200@192.0.2.9>;reason=deflection\n", "200", LINECALLREASON_REDIRECT },
	{ "Diversion: <sip:201@192.0.2.9>;reason=user-busy, <sip:200@192.0.2.9>;reason=no-answer\n",
	  "201", LINECALLREASON_FWDBUSY },
	{ "Diversion: <sip:200@192.0.2.9>;reason=\"something\"\n", "200", LINECALLREASON_UNKNOWN },
	{ "Diversion: <sip:200@192.0.2.9>;reason=user-busy;privacy=full\n", "blocked", LINECALLREASON_FWDBUSY },
	{ "History-Info: <sip:200@192.0.2.9>;index=1, <sip:alice@127.0.0.1;cause=486>;index=1.1\n",
	  "200", LINECALLREASON_FWDBUSY },
	{ "History-Info: <sip:200@192.0.2.9?Reason=SIP%3Bcause%3D408>;index=1\n"
	  "History-Info: <sip:alice@127.0.0.1>;index=1.1\n", "200", LINECALLREASON_FWDNOANSWER },
	{ "History-Info: <sip:200@192.0.2.9?Reason=SIP%3Bcause%3D302&Privacy=history>;index=1,"
	  "<sip:alice@127.0.0.1>;index=1.1\n", "blocked", LINECALLREASON_FWDUNCOND },
	{ "History-Info: <sip:200@192.0.2.9>;index=1, <sip:201@192.0.2.9;cause=302>;index=1.1,"
	  "<sip:alice@127.0.0.1;cause=480>;index=1.1.1\n", "201", LINECALLREASON_REDIRECT },
};

TEST_ONCE(sip_identity, a_call_that_was_sent_on_tells_by_whom_and_why)
{
	a = sip_driver_line(FREE_LINE "calls = 100\n");
	for (size_t i = 0; i < sizeof(diverted) / sizeof(diverted[0]); i++) {
		far_calls("alice", diverted[i].headers, SDP_QUIET);
		scene_news();
		call = scene_new_call();
		NEED(call != NULL);
		CHECK_TEXT(who(PARTY_REDIRECTING), diverted[i].by);
		CHECK_TEXT(who(PARTY_REDIRECTION), "alice");
		CHECK_INT(call->reason, diverted[i].reason);
		call_free(call, ERR_CLOSED);
		far_acks(NULL);
	}
}

TEST(sip_identity, a_call_that_came_straight_has_nobody_who_sent_it_on)
{
	ring(FREE_LINE, "History-Info: <sip:alice@192.0.2.9>;index=1, <sip:alice@127.0.0.1>;index=1.1;rc=1\n");
	CHECK_TEXT(who(PARTY_REDIRECTING), "unknown");
	CHECK_INT(call->reason, LINECALLREASON_DIRECT);
}

TEST(sip_identity, our_call_is_sent_on)
{
	a = sip_driver_line(FREE_LINE);
	call = sip_driver_dial(a, "200", 0);
	NEED(call != NULL);
	far_answers(181, "Diversion: <sip:200@192.0.2.9>;reason=no-answer\n", NULL);
	CHECK_TEXT(who(PARTY_REDIRECTING), "200");
	far_answers(200, "P-Asserted-Identity: \"Carol\" <sip:300@192.0.2.9>\n"
		    "Diversion: <sip:200@192.0.2.9>;reason=no-answer\n", SDP_QUIET);
	CHECK_TEXT(who(PARTY_REDIRECTING), "200");
	CHECK_TEXT(who(PARTY_REDIRECTION), "300 Carol");
	CHECK_TEXT(who(PARTY_CONNECTED), "300 Carol");
}

/* --- within the call ----------------------------------------------------------------- */

TEST(sip_identity, an_update_tells_whom_we_talk_to_now)
{
	a = sip_driver_line(FREE_LINE);
	call = sip_driver_talk(a, SDP_QUIET);
	far_asks("UPDATE", "P-Asserted-Identity: \"Carol\" <sip:300@192.0.2.9>\n", NULL);
	CHECK_TEXT(far_got(), "200 UPDATE");
	CHECK_TEXT(scene_news(), "a info connectedid");
	CHECK_TEXT(who(PARTY_CONNECTED), "300 Carol");
	far_asks("UPDATE", "P-Asserted-Identity: \"Carol\" <sip:300@192.0.2.9>\n", NULL);
	CHECK_TEXT(scene_news(), "");
}

TEST(sip_identity, a_reinvite_tells_whom_we_talk_to_now)
{
	a = sip_driver_line(FREE_LINE);
	call = sip_driver_talk_in(a, SDP_QUIET);
	far_asks("INVITE", "Remote-Party-ID: \"Carol\" <sip:300@192.0.2.9>;party=calling\n", SDP_QUIET);
	CHECK_TEXT(scene_news(), "a info connectedid");
	CHECK_TEXT(who(PARTY_CONNECTED), "300 Carol");
	CHECK_TEXT(who(PARTY_CALLER), "bob Bob");
	far_acks(NULL);
}

TEST(sip_identity, another_from_within_the_call_is_another_party)
{
	a = sip_driver_line(FREE_LINE);
	call = sip_driver_talk_in(a, SDP_QUIET);
	snprintf(far_end.them, sizeof(far_end.them), "\"Dave\" <sip:400@192.0.2.9>;tag=far");
	far_asks("UPDATE", NULL, NULL);
	CHECK_TEXT(who(PARTY_CONNECTED), "400 Dave");
	CHECK_INT(scene_ask(call, CALL_DROP, 3), OK);
	CHECK(far_saw("BYE", "\r\nTo: \"Dave\" <sip:400@192.0.2.9>;tag=far\r\n"));
	far_answers(200, NULL, NULL);
}

TEST(sip_identity, a_refresh_changes_nobody)
{
	a = sip_driver_line(FREE_LINE);
	call = sip_driver_talk_in(a, SDP_QUIET);
	far_asks("INVITE", NULL, SDP_QUIET);
	far_acks(NULL);
	CHECK_TEXT(scene_news(), "");
	CHECK_TEXT(who(PARTY_CONNECTED), "unknown");
}

/* --- ours --------------------------------------------------------------------------- */

static const char *invite(const char *keys, DWORD flags)
{
	char conf[512];

	snprintf(conf, sizeof(conf), FREE_LINE "name = Alice\n%s", keys);
	a = sip_driver_line(conf);
	call = sip_driver_dial(a, "200", flags);
	NEED(call != NULL);
	return far_text("INVITE");
}

TEST(sip_identity, nothing_but_from_tells_who_we_are_unless_it_is_wanted)
{
	CHECK(strstr(invite("", 0), "Identity") == NULL);
}

TEST(sip_identity, we_prefer_an_identity)
{
	CHECK(strstr(invite("identity = preferred\n", 0),
		     "\r\nP-Preferred-Identity: \"Alice\" <sip:alice@192.0.2.9>\r\n") != NULL);
}

TEST(sip_identity, we_assert_an_identity_that_is_not_to_be_shown)
{
	CHECK(strstr(invite("identity = asserted\n", LINECALLPARAMFLAGS_BLOCKID),
		     "\r\nP-Asserted-Identity: \"Alice\" <sip:alice@192.0.2.9>\r\nPrivacy: id\r\n") != NULL);
	CHECK(far_saw("INVITE", "\r\nFrom: \"Anonymous\" <sip:anonymous@anonymous.invalid>"));
}

TEST(sip_identity, an_older_server_gets_a_remote_party_id)
{
	CHECK(strstr(invite("identity = remote-party-id\n", LINECALLPARAMFLAGS_BLOCKID),
		     "\r\nRemote-Party-ID: \"Alice\" <sip:alice@192.0.2.9>;party=calling;privacy=full;screen=no\r\n") != NULL);
}

TEST(sip_identity, an_answer_tells_who_we_are_too)
{
	ring(FREE_LINE "identity = asserted\n", NULL);
	CHECK(far_saw("180 INVITE", "\r\nP-Asserted-Identity: <sip:alice@192.0.2.9>\r\n"));
	CHECK_INT(scene_ask(call, CALL_ANSWER, 1), OK);
	CHECK(far_saw("200 INVITE", "\r\nP-Asserted-Identity: <sip:alice@192.0.2.9>\r\n"));
	far_acks(NULL);
}

static struct call *dial_as(const char *number)
{
	const struct call_params params = { .calling_id = number };
	struct call *born;
	uint32_t handle;

	if (call_new(&born, a, (HTAPICALL)0x22))
		return NULL;
	handle = born->handle;
	born->calling_id = mem_copy(number);
	if (call_ask(born, CALL_DIAL, 1, &(struct call_args){ .dest = "200", .params = &params })) {
		call_free(born, ERR_FAILED);
		return NULL;
	}
	return call_find(&scene_desk, handle);
}

TEST(sip_identity, an_application_has_another_number_shown)
{
	a = sip_driver_line(FREE_LINE "calling-id = from\n");
	CHECK(line_addr_flags(a) & LINEADDRCAPFLAGS_SETCALLINGID);
	NEED(dial_as("+4930555") != NULL);
	CHECK(far_saw("INVITE", "\r\nFrom: <sip:+4930555@192.0.2.9>;tag="));
}

TEST(sip_identity, the_other_number_may_stand_in_the_identity_alone)
{
	a = sip_driver_line(FREE_LINE "calling-id = identity\n");
	NEED(dial_as("+4930555") != NULL);
	CHECK(far_saw("INVITE", "\r\nFrom: <sip:alice@192.0.2.9>;tag="));
	CHECK(far_saw("INVITE", "\r\nP-Preferred-Identity: <sip:+4930555@192.0.2.9>\r\n"));
}

TEST(sip_identity, where_it_is_not_configured_no_other_number_is_shown)
{
	a = sip_driver_line(FREE_LINE);
	CHECK(!(line_addr_flags(a) & LINEADDRCAPFLAGS_SETCALLINGID));
}

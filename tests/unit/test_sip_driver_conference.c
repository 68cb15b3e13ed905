/* SPDX-License-Identifier: MIT
 * test_sip_driver_conference.c - conferences on SIP lines: what is asked, what
 * the far ends see. What they hear is in test_mixer.c. */
#include "driver/sip/conference.h"
#include "join_scene.h"
#include "sip_driver_scene.h"

#define HELD SDP_QUIET "a=recvonly\n"

static struct line *a;
static struct call *call, *consult, *conf;
static struct far_end first, second;	/* dialogs of the call and of the consultation */

/* What the far end says from now on belongs to that dialog. */
static void now(const struct far_end *end)
{
	unsigned branches = far_end.branches;

	far_end = *end;
	far_end.branches = branches;
}

static struct sip_call *sip_of(const struct call *of)
{
	return of->data;
}

/* The last re-INVITE that went to that dialog. */
static bool asked(const struct far_end *end, const char *text)
{
	return far_saw("INVITE", end->call_id) && far_saw("INVITE", text);
}

static void asks_for_conference(const struct call_params *params)
{
	a = sip_driver_line(FREE_LINE);
	call = sip_driver_talk(a, SDP_QUIET);
	first = far_end;
	conf = join_conference(call, a, 2, params, &consult);
	NEED(conf != NULL && consult != NULL);
}

/* The call is in a conference, which waits for the consultation call. */
static void setting_up(void)
{
	asks_for_conference(NULL);
	far_answers(200, NULL, HELD);
	NEED(call->state == LINECALLSTATE_CONFERENCED && consult->state == LINECALLSTATE_DIALTONE);
	scene_news();
	far_got();
}

/* The consultation call rings, or talks, with "carol". */
static void rings(const char *tag)
{
	snprintf(far_end.tag, sizeof(far_end.tag), "%s", tag);
	NEED(join_send(consult, CALL_DIAL_MORE, 3, "300") == OK);
	far_answers(180, NULL, NULL);
	NEED(consult->state == LINECALLSTATE_RINGBACK);
	second = far_end;
}

static void consulted(void)
{
	setting_up();
	rings("carol");
	far_answers(200, NULL, SDP_QUIET);
	NEED(consult->state == LINECALLSTATE_CONNECTED);
	second = far_end;
	scene_news();
	far_got();
}

static void answer(const struct far_end *end, const char *sdp)
{
	far_answers_in(end->call_id, "INVITE", 200, sdp);
}

/* We and two others. */
static void three(void)
{
	consulted();
	NEED(join_ask(conf, CALL_ADD_TO_CONFERENCE, 4, consult) == OK);
	answer(&first, SDP_QUIET);
	scene_news();
	far_got();
}

/* --- setup ------------------------------------------------------------------------- */

TEST(sip_conference, begins_when_the_far_end_is_held)		/* R-CONF-1 */
{
	asks_for_conference(NULL);
	CHECK_TEXT(far_got(), "INVITE");
	CHECK(asked(&first, "a=sendonly"));
	CHECK_TEXT(scene_news(), "");
	far_answers(200, NULL, HELD);
	CHECK_TEXT(far_got(), "ACK");
	CHECK_TEXT(scene_news(), "2 ok, a onholdpendconf, a conferenced, a dialtone");
	CHECK(call->parent == conf && consult->original == conf);
	CHECK_INT(call->mode, conf->handle);
	CHECK_INT(conf->origin, LINECALLORIGIN_CONFERENCE);
}

TEST(sip_conference, members_are_told_that_it_is_one)		/* RFC 4579 5.1 */
{
	setting_up();
	CHECK(asked(&first, ">;isfocus\r\n"));
	rings("carol");
	far_answers(200, NULL, SDP_QUIET);
	CHECK(!far_saw("INVITE", "isfocus"));	/* not yet */
	NEED(join_ask(conf, CALL_ADD_TO_CONFERENCE, 4, consult) == OK);
	CHECK(asked(&first, ">;isfocus\r\n"));
	far_answers_in(first.call_id, "INVITE", 200, SDP_QUIET);
}

TEST(sip_conference, that_cannot_begin_leaves_the_call_as_it_was)
{
	asks_for_conference(NULL);
	far_answers(488, NULL, NULL);
	CHECK_TEXT(scene_news(), "2 LINEERR_OPERATIONFAILED");
	CHECK_INT(call->state, LINECALLSTATE_CONNECTED);
	CHECK(!sip_of(call)->member && !sip_of(call)->held);
	far_got();
	conf = join_conference(call, a, 3, NULL, &consult);
	NEED(conf != NULL);
	far_answers(200, NULL, HELD);
	CHECK_TEXT(scene_news(), "3 ok, a onholdpendconf, a conferenced, a dialtone");
}

TEST(sip_conference, whose_first_call_ends_before_it_began_never_was)
{
	asks_for_conference(NULL);
	far_asks("BYE", NULL, NULL);
	CHECK_TEXT(scene_news(), "a disconnected (normal), 2 LINEERR_OPERATIONFAILED, a idle");
	CHECK(list_empty(&sip.calls));
}

TEST(sip_conference, that_is_closed_before_it_began_takes_the_call_back)
{
	asks_for_conference(NULL);
	far_got();
	call_free(conf, ERR_CLOSED);
	CHECK_TEXT(scene_news(), "2 LINEERR_OPERATIONFAILED");
	far_answers(200, NULL, HELD);
	scene_run(500);
	CHECK_TEXT(far_got(), "ACK, INVITE");
	CHECK(asked(&first, "a=sendrecv"));
	CHECK_INT(call->state, LINECALLSTATE_CONNECTED);
}

TEST(sip_conference, is_dialled_in_one_step)
{
	asks_for_conference(&(struct call_params){ .flags = LINECALLPARAMFLAGS_ONESTEPTRANSFER, .target = "300" });
	far_answers(200, NULL, HELD);
	CHECK_TEXT(far_got(), "INVITE, ACK, INVITE");
	CHECK(far_saw("INVITE", "INVITE sip:300@192.0.2.9 SIP/2.0\r\n"));
	CHECK_TEXT(scene_news(), "2 ok, a onholdpendconf, a conferenced, a dialing");
}

TEST(sip_conference, can_begin_with_nobody)			/* R-CONF-1 */
{
	a = sip_driver_line(FREE_LINE);
	conf = join_conference(NULL, a, 1, NULL, &consult);
	NEED(conf != NULL && consult != NULL);
	CHECK_TEXT(scene_news(), "1 ok, a onholdpendconf, a dialtone");
	rings("carol");
	far_answers(200, NULL, SDP_QUIET);
	scene_news();
	CHECK_INT(join_ask(conf, CALL_ADD_TO_CONFERENCE, 4, consult), OK);
	CHECK_TEXT(scene_news(), "4 ok, a conferenced, a connected");
	CHECK_TEXT(far_got(), "INVITE, ACK");
}

TEST(sip_conference, that_began_with_nobody_ends_with_its_consultation)
{
	a = sip_driver_line(FREE_LINE);
	conf = join_conference(NULL, a, 1, NULL, &consult);
	NEED(conf != NULL && consult != NULL);
	scene_news();
	CHECK_INT(scene_ask(consult, CALL_DROP, 2), OK);
	CHECK_TEXT(scene_news(), "2 ok, a idle, a idle");
	CHECK(list_empty(&sip.calls));
}

TEST(sip_conference, without_hold_adds_who_was_called_by_itself)	/* R-DIAL-9 */
{
	asks_for_conference(&(struct call_params){ .flags = LINECALLPARAMFLAGS_NOHOLDCONFERENCE, .target = "300" });
	CHECK_TEXT(far_got(), "INVITE");
	CHECK_TEXT(scene_news(), "2 ok, a onholdpendconf, a dialing");
	CHECK_INT(call->state, LINECALLSTATE_CONNECTED);
	far_answers(200, NULL, SDP_QUIET);
	CHECK_TEXT(far_got(), "ACK");
	CHECK_TEXT(scene_news(), "a info connectedid, a connected, a conferenced, a conferenced, a connected");
	CHECK_INT(join_members(conf), 2);
}

TEST(sip_conference, without_hold_is_gone_when_who_was_called_does_not_come)
{
	asks_for_conference(&(struct call_params){ .flags = LINECALLPARAMFLAGS_NOHOLDCONFERENCE, .target = "300" });
	scene_news();
	far_answers(486, NULL, NULL);
	CHECK_INT(conf->state, LINECALLSTATE_IDLE);
	CHECK_INT(call->state, LINECALLSTATE_CONNECTED);
}

/* --- growing ------------------------------------------------------------------------ */

TEST(sip_conference, is_talked_to_when_the_consultation_is_added)	/* R-CONF-2 */
{
	consulted();
	CHECK_INT(join_ask(conf, CALL_ADD_TO_CONFERENCE, 4, consult), OK);
	CHECK_TEXT(scene_news(), "4 ok, a conferenced, a connected");
	CHECK_TEXT(far_got(), "INVITE");
	CHECK(asked(&first, "a=sendrecv"));	/* who was held, and nobody else */
	answer(&first, SDP_QUIET);
	CHECK_INT(join_members(conf), 2);
	CHECK_INT(call->state, LINECALLSTATE_CONFERENCED);
	CHECK(sip_of(call)->member && sip_of(consult)->member);
}

TEST(sip_conference, grows_by_a_further_call)
{
	three();
	consult = join_consult(conf, CALL_PREPARE_ADD, 5, NULL);
	NEED(consult != NULL);
	CHECK_TEXT(scene_news(), "5 ok, a onholdpendconf, a dialtone");
	CHECK_TEXT(far_got(), "INVITE, INVITE");	/* both are held */
	answer(&first, HELD);
	answer(&second, HELD);
	rings("dave");
	far_answers(200, NULL, SDP_QUIET);
	far_got();
	scene_news();
	CHECK_INT(join_ask(conf, CALL_ADD_TO_CONFERENCE, 6, consult), OK);
	CHECK_TEXT(scene_news(), "6 ok, a conferenced, a connected");
	CHECK_INT(join_members(conf), 3);
	CHECK_TEXT(far_got(), "INVITE, INVITE");	/* both are taken back */
}

TEST(sip_conference, takes_a_call_that_is_on_hold)		/* LINEADDRCAPFLAGS_CONFERENCEHELD */
{
	struct call *other;

	three();
	other = sip_driver_talk(a, SDP_QUIET);
	NEED(scene_ask(other, CALL_HOLD, 5) == OK);
	far_answers(200, NULL, HELD);
	NEED(scene_ask(conf, CALL_HOLD, 6) == OK);
	scene_news();
	far_got();
	CHECK_INT(join_ask(conf, CALL_ADD_TO_CONFERENCE, 7, other), OK);
	CHECK_TEXT(scene_news(), "7 ok, a conferenced, a connected");
	CHECK_INT(join_members(conf), 3);
}

TEST(sip_conference, a_member_can_be_added_while_it_rings)	/* LINEADDRCAPFLAGS_CONFERENCEMAKE */
{
	setting_up();
	rings("carol");
	scene_news();
	far_got();
	CHECK_INT(join_ask(conf, CALL_ADD_TO_CONFERENCE, 4, consult), OK);
	CHECK_TEXT(scene_news(), "4 ok, a conferenced, a connected");
	CHECK_TEXT(far_got(), "INVITE");
	answer(&first, SDP_QUIET);
	answer(&second, SDP_QUIET);
	CHECK_TEXT(scene_news(), "a info connectedid");
	CHECK_TEXT(far_got(), "ACK, ACK");
	CHECK_INT(consult->state, LINECALLSTATE_CONFERENCED);
	CHECK_INT(sip_of(consult)->state, SIP_CALL_TALKING);
}

TEST(sip_conference, a_member_that_answers_while_it_is_held_is_held)
{
	setting_up();
	rings("carol");
	NEED(join_ask(conf, CALL_ADD_TO_CONFERENCE, 4, consult) == OK);
	answer(&first, SDP_QUIET);
	NEED(scene_ask(conf, CALL_HOLD, 5) == OK);
	answer(&first, HELD);
	far_got();
	answer(&second, SDP_QUIET);
	scene_run(500);
	CHECK_TEXT(far_got(), "ACK, INVITE");
	CHECK(asked(&second, "a=sendonly"));
}

TEST(sip_conference, a_member_that_does_not_answer_leaves_it)
{
	setting_up();
	rings("carol");
	NEED(join_ask(conf, CALL_ADD_TO_CONFERENCE, 4, consult) == OK);
	answer(&first, SDP_QUIET);
	scene_news();
	far_answers_in(second.call_id, "INVITE", 486, NULL);
	CHECK_TEXT(scene_news(), "a disconnected (busy), a idle, a idle, a connected");
	CHECK_INT(call->state, LINECALLSTATE_CONNECTED);
}

TEST(sip_conference, takes_no_call_with_something_under_way)
{
	struct call *other;

	three();
	other = sip_driver_talk(a, SDP_QUIET);
	NEED(scene_ask(conf, CALL_HOLD, 5) == OK);
	NEED(scene_ask(other, CALL_HOLD, 6) == OK);
	CHECK_INT(join_ask(conf, CALL_ADD_TO_CONFERENCE, 7, other), ERR_STATE);
}

TEST(sip_conference, has_an_end_of_room)			/* R-CONF-4 */
{
	a = sip_driver_line(FREE_LINE);
	conf = join_conference(NULL, a, 1, NULL, &consult);
	for (DWORD i = 0; i < 32; i++) {
		NEED(conf != NULL && consult != NULL);
		rings("far");
		far_answers(200, NULL, SDP_QUIET);
		NEED(join_ask(conf, CALL_ADD_TO_CONFERENCE, 4, consult) == OK);
		scene_news();
		NEED(join_members(conf) == i + 1);
		/* The members' re-INVITEs are not answered here: 32 calls are enough to look at. */
		consult = i < 31 ? join_consult(conf, CALL_PREPARE_ADD, 5, NULL) : NULL;
		NEED(scene_desk.timers.count > 0);
	}
	CHECK_INT(call_may(conf, CALL_PREPARE_ADD), ERR_CONFERENCEFULL);
	CHECK(!(call_features(conf) & LINECALLFEATURE_PREPAREADDCONF));
}

/* --- hold --------------------------------------------------------------------------- */

TEST(sip_conference, is_held_with_all_its_members)
{
	three();
	CHECK_INT(scene_ask(conf, CALL_HOLD, 5), OK);
	CHECK_TEXT(scene_news(), "5 ok, a onhold");
	CHECK_TEXT(far_got(), "INVITE, INVITE");
	CHECK(far_saw("INVITE", "a=sendonly"));
	answer(&first, HELD);
	answer(&second, HELD);
	CHECK_INT(scene_ask(conf, CALL_UNHOLD, 6), OK);
	CHECK_TEXT(scene_news(), "6 ok, a connected");
	CHECK(far_saw("INVITE", "a=sendrecv"));
	answer(&first, SDP_QUIET);
	answer(&second, SDP_QUIET);
	CHECK_TEXT(scene_news(), "");
	CHECK_INT(call->state, LINECALLSTATE_CONFERENCED);
}

TEST(sip_conference, changes_places_with_its_consultation_call)
{
	consulted();
	CHECK_INT(join_ask(consult, CALL_SWAP_HOLD, 5, conf), OK);
	CHECK_TEXT(far_got(), "INVITE");
	CHECK(asked(&second, "a=sendonly"));
	answer(&second, HELD);
	CHECK_TEXT(far_got(), "ACK, INVITE");
	CHECK(asked(&first, "a=sendrecv"));
	CHECK_TEXT(scene_news(), "5 ok, a onholdpendconf, a connected");
	CHECK_INT(conf->state, LINECALLSTATE_CONNECTED);
	answer(&first, SDP_QUIET);
	CHECK_INT(join_ask(conf, CALL_SWAP_HOLD, 6, consult), OK);
	answer(&second, SDP_QUIET);
	CHECK_TEXT(scene_news(), "6 ok, a onholdpendconf, a connected");
	CHECK_INT(conf->state, LINECALLSTATE_ONHOLDPENDCONF);
}

TEST(sip_conference, a_swap_that_fails_leaves_both_as_they_were)
{
	consulted();
	NEED(join_ask(consult, CALL_SWAP_HOLD, 5, conf) == OK);
	far_answers_in(second.call_id, "INVITE", 488, NULL);
	CHECK_TEXT(scene_news(), "5 LINEERR_OPERATIONFAILED");
	CHECK_INT(conf->state, LINECALLSTATE_ONHOLDPENDCONF);
	CHECK_INT(consult->state, LINECALLSTATE_CONNECTED);
	CHECK(sip_of(call)->held);
}

/* --- the end ------------------------------------------------------------------------ */

TEST(sip_conference, a_consultation_that_is_dropped_leaves_a_call)
{
	consulted();
	CHECK_INT(scene_ask(consult, CALL_DROP, 5), OK);
	CHECK_TEXT(scene_news(), "5 ok, a idle, a idle, a connected");
	CHECK_INT(call->state, LINECALLSTATE_CONNECTED);
	CHECK_TEXT(far_got(), "BYE, INVITE");
	CHECK(asked(&first, "a=sendrecv"));
	answer(&first, SDP_QUIET);
	CHECK_INT(scene_ask(call, CALL_HOLD, 6), OK);
	answer(&first, HELD);
	CHECK_TEXT(scene_news(), "6 ok, a onhold");
}

TEST(sip_conference, a_later_consultation_that_is_dropped_leaves_the_conference)
{
	three();
	consult = join_consult(conf, CALL_PREPARE_ADD, 5, NULL);
	NEED(consult != NULL);
	answer(&first, HELD);
	answer(&second, HELD);
	scene_news();
	far_got();
	CHECK_INT(scene_ask(consult, CALL_DROP, 6), OK);
	CHECK_TEXT(scene_news(), "6 ok, a idle, a connected");
	CHECK_INT(conf->state, LINECALLSTATE_CONNECTED);
	CHECK_TEXT(far_got(), "INVITE, INVITE");
	CHECK(far_saw("INVITE", "a=sendrecv"));
}

TEST(sip_conference, taking_the_first_call_back_ends_it)	/* R-CONF-9 */
{
	consulted();
	CHECK(call_features(call) & LINECALLFEATURE_UNHOLD);
	CHECK_INT(scene_ask(call, CALL_UNHOLD, 5), OK);
	CHECK_TEXT(scene_news(), "a idle, a idle, a connected, 5 ok");
	CHECK_TEXT(far_got(), "BYE, INVITE");
	CHECK(asked(&first, "a=sendrecv"));
}

TEST(sip_conference, ends_with_its_last_but_one_member)	/* R-CONF-6 */
{
	three();
	CHECK_INT(scene_ask(consult, CALL_REMOVE_FROM_CONFERENCE, 5), OK);
	CHECK_TEXT(far_got(), "BYE");
	CHECK(far_saw("BYE", second.call_id));
	CHECK_TEXT(scene_news(), "5 ok, a idle, a idle, a connected");
	CHECK_INT(conf->state, LINECALLSTATE_IDLE);
	CHECK_INT(call->state, LINECALLSTATE_CONNECTED);
	CHECK(!call->parent && !sip_of(call)->member);
}

TEST(sip_conference, ends_when_a_far_end_hangs_up)
{
	three();
	now(&first);
	far_asks("BYE", NULL, NULL);
	CHECK_TEXT(scene_news(), "a disconnected (normal), a idle, a idle, a connected");
	CHECK_INT(consult->state, LINECALLSTATE_CONNECTED);
	CHECK_INT(conf->state, LINECALLSTATE_IDLE);
}

TEST(sip_conference, its_last_member_may_hold_us)
{
	three();
	now(&first);
	far_asks("INVITE", NULL, SDP_HOLD);
	far_acks(NULL);
	CHECK_TEXT(scene_news(), "");			/* it is a member still */
	CHECK_INT(scene_ask(consult, CALL_DROP, 5), OK);
	CHECK_TEXT(scene_news(), "5 ok, a idle, a idle, a connected (activeheld)");
}

TEST(sip_conference, takes_its_members_along)			/* LINEADDRCAPFLAGS_CONFDROP */
{
	three();
	CHECK_INT(scene_ask(conf, CALL_DROP, 5), OK);
	CHECK_TEXT(scene_news(), "5 ok, a idle, a idle, a idle");
	CHECK_TEXT(far_got(), "BYE, BYE");
}

TEST(sip_conference, that_is_closed_takes_its_members_along)
{
	three();
	call_free(conf, ERR_CLOSED);
	CHECK_TEXT(far_got(), "BYE, BYE");
	CHECK_INT(call->state, LINECALLSTATE_IDLE);
	CHECK_INT(consult->state, LINECALLSTATE_IDLE);
}

/* --- what all get --------------------------------------------------------------------- */

TEST(sip_conference, its_digits_go_to_all_members)
{
	a = sip_driver_line(FREE_LINE);
	call = sip_driver_talk(a, SDP_EVENTS);
	consult = sip_driver_talk(a, SDP_EVENTS);
	NEED(scene_ask(call, CALL_HOLD, 2) == OK);
	far_answers(200, NULL, SDP_EVENTS);
	NEED(join_new_conference(&conf, a->addresses, (HTAPICALL)0x55) == OK);
	NEED(call_ask(call, CALL_COMPLETE_TRANSFER, 3, &(struct call_args){
		.other = consult, .mode = LINETRANSFERMODE_CONFERENCE, .born = { conf } }) == OK);
	far_answers(200, NULL, SDP_EVENTS);
	CHECK_TEXT(scene_news(), "2 ok, a onhold, 3 ok, a conferenced, a conferenced, a connected");
	CHECK_INT(call_generate(conf, 5, &(struct call_args){ .mode = LINEDIGITMODE_DTMF, .digits = "12" }), OK);
	CHECK(sip_of(call)->digits && sip_of(consult)->digits);
	scene_run(100);
	CHECK_TEXT(scene_news(), "");
	scene_run(900);
	CHECK_TEXT(scene_news(), "a generated done 5");
	CHECK_INT(call_generate(conf, 6, &(struct call_args){ .mode = LINEDIGITMODE_DTMF, .digits = "1234567" }), OK);
	scene_run(100);
	NEED(scene_ask(consult, CALL_DROP, 7) == OK);	/* who is left goes on, without them */
	CHECK_TEXT(scene_news(), "7 ok, a idle, a generated cancel 6, a idle, a connected");
	CHECK(!sip_of(call)->digits);
}

TEST(sip_conference, hears_the_digits_of_its_members)		/* R-CONF-5 */
{
	three();
	conf->monitor_digits = call->monitor_digits = LINEDIGITMODE_DTMF;
	now(&first);
	far_asks("INFO", "Content-Type: application/dtmf-relay\n", "Signal=5\nDuration=100\n");
	CHECK_TEXT(scene_news(), "a digit 5");
	CHECK_TEXT(far_got(), "200 INFO");		/* and the other member nothing */
}

TEST(sip_conference, user_user_information_goes_to_all_members)
{
	three();
	CHECK_INT(call_ask(conf, CALL_SEND_UUI, 5, &(struct call_args){ .data = { "hello", 5 } }), OK);
	CHECK_TEXT(scene_news(), "5 ok");
	CHECK_TEXT(far_got(), "INFO, INFO");
}

TEST(sip_conference, call_data_goes_to_all_members)
{
	three();
	CHECK_INT(call_ask(conf, CALL_SET_DATA, 5, &(struct call_args){ .data = { "Order", 5 } }), OK);
	CHECK_TEXT(scene_news(), "a info calldata, 5 ok");
	CHECK_TEXT(far_got(), "INFO, INFO");
	CHECK(far_saw("INFO", "\r\nX-Call-Data: 4f72646572;encoding=hex\r\n"));
	far_answers_in(first.call_id, "INFO", 200, NULL);
	far_answers_in(second.call_id, "INFO", 405, NULL);	/* one takes none: no harm */
	CHECK_TEXT(scene_news(), "");
	CHECK_INT(conf->state, LINECALLSTATE_CONNECTED);
}

/* --- transfer into it ------------------------------------------------------------------- */

static const char *our_tag(const struct far_end *end)
{
	const char *tag = strstr(end->us, ";tag=");

	return tag ? tag + 5 : "none";
}

TEST(sip_conference, a_member_is_replaced_by_another_far_end)	/* RFC 3891 */
{
	char headers[512];

	three();
	snprintf(far_end.tag, sizeof(far_end.tag), "dave");
	snprintf(headers, sizeof(headers), "From: \"Dave\" <sip:dave@192.0.2.9>\nReplaces: %s;to-tag=%s;from-tag=%s\n",
		 second.call_id, our_tag(&second), "carol");
	far_calls("alice", headers, SDP_QUIET);
	CHECK_TEXT(far_got(), "200 INVITE, BYE");
	CHECK(far_saw("BYE", second.call_id));
	far_acks(NULL);
	CHECK_INT(consult->state, LINECALLSTATE_CONFERENCED);
	CHECK_TEXT(consult->parties[PARTY_CONNECTED].number, "dave");
	CHECK(sip_of(consult)->member != NULL);
	CHECK_INT(join_members(conf), 2);
	scene_news();
	far_asks("BYE", NULL, NULL);			/* and he is the member */
	CHECK_TEXT(scene_news(), "a disconnected (normal), a idle, a idle, a connected");
}

TEST(sip_conference, a_member_hands_its_place_to_another)	/* REFER with Replaces */
{
	three();
	now(&second);
	far_asks("REFER", "Refer-To: <sip:dave@192.0.2.9?Replaces=x%40y%3Bto-tag%3D1%3Bfrom-tag%3D2>\n", NULL);
	CHECK_TEXT(far_got(), "202 REFER, NOTIFY, INVITE");
	CHECK(far_saw("INVITE", "Replaces: x@y;to-tag=1;from-tag=2"));
	snprintf(far_end.tag, sizeof(far_end.tag), "dave");
	far_answers_to("NOTIFY", 200, NULL, NULL);
	far_answers_to("INVITE", 200, NULL, SDP_QUIET);
	CHECK_INT(consult->state, LINECALLSTATE_CONFERENCED);
	CHECK(sip_of(consult)->member != NULL);
	CHECK_INT(join_members(conf), 2);
	CHECK_TEXT(far_got(), "ACK, NOTIFY");
	far_answers_to("NOTIFY", 200, NULL, NULL);
	CHECK_TEXT(far_got(), "BYE");
	CHECK(far_saw("BYE", second.call_id));
}

TEST(sip_conference, of_both_calls_of_a_transfer)		/* R-XFER-2 */
{
	struct call *made;

	a = sip_driver_line(FREE_LINE);
	call = sip_driver_talk(a, SDP_QUIET);
	first = far_end;
	consult = join_consult(call, CALL_SETUP_TRANSFER, 2, NULL);
	NEED(consult != NULL);
	far_answers(200, NULL, HELD);
	rings("carol");
	scene_news();
	NEED(join_new_conference(&made, a->addresses, (HTAPICALL)0x55) == OK);
	CHECK_INT(call_ask(call, CALL_COMPLETE_TRANSFER, 4, &(struct call_args){
		.other = consult, .mode = LINETRANSFERMODE_CONFERENCE, .born = { made } }), ERR_STATE);
	CHECK(!made->data);
	answer(&second, SDP_QUIET);
	scene_news();
	far_got();
	CHECK_INT(call_ask(call, CALL_COMPLETE_TRANSFER, 4, &(struct call_args){
		.other = consult, .mode = LINETRANSFERMODE_CONFERENCE, .born = { made } }), OK);
	CHECK_TEXT(scene_news(), "4 ok, a conferenced, a conferenced, a connected");
	CHECK_TEXT(far_got(), "INVITE");
	CHECK(asked(&first, "a=sendrecv"));
	CHECK_INT(join_members(made), 2);
	CHECK(call->consult == NULL && consult->original == NULL);
}

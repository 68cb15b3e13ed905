/* SPDX-License-Identifier: MIT
 * test_sip_driver_transfer.c - SIP calls that are handed on. */
#include "model/join.h"
#include "sip_driver_scene.h"

#define FRAG "Content-Type: message/sipfrag\n"
#define ACTIVE "Event: refer\nSubscription-State: active;expires=60\n" FRAG
#define OVER "Event: refer\nSubscription-State: terminated;reason=noresource\n" FRAG

static struct line *a;
static struct call *call, *consult;

static void talk(void)
{
	a = sip_driver_line(FREE_LINE);
	call = sip_driver_talk(a, SDP_QUIET);
}

static void talk_in(void)
{
	a = sip_driver_line(FREE_LINE);
	call = sip_driver_talk_in(a, SDP_QUIET);
}

static enum err ask(struct call *of, enum call_op op, DRV_REQUESTID request, const char *dest)
{
	return call_ask(of, op, request, &(struct call_args){ .dest = dest });
}

/* --- blind ------------------------------------------------------------------------- */

static void refer(void)
{
	talk();
	CHECK_INT(ask(call, CALL_BLIND_TRANSFER, 2, "300"), OK);
	CHECK_TEXT(far_got(), "REFER");
	CHECK(far_saw("REFER", "\r\nRefer-To: <sip:300@192.0.2.9>\r\n"));
	CHECK(far_saw("REFER", "\r\nReferred-By: <sip:alice@192.0.2.9>\r\n"));
	CHECK(far_saw("REFER", ";tag=far\r\n"));
	CHECK_TEXT(scene_news(), "");
}

static void refer_accepted(void)
{
	refer();
	far_answers(202, NULL, NULL);
	CHECK_TEXT(scene_news(), "");
}

TEST(sip_transfer, a_blind_transfer_ends_the_call_when_the_other_has_answered)
{
	refer_accepted();
	far_asks("NOTIFY", ACTIVE, "SIP/2.0 100 Trying\n");
	far_asks("NOTIFY", ACTIVE, "SIP/2.0 180 Ringing\n");
	CHECK_TEXT(far_got(), "200 NOTIFY, 200 NOTIFY");
	CHECK_TEXT(scene_news(), "");
	CHECK_INT(call->state, LINECALLSTATE_CONNECTED);
	far_asks("NOTIFY", OVER, "SIP/2.0 200 OK\n");
	CHECK_TEXT(far_got(), "200 NOTIFY, BYE");
	CHECK_TEXT(scene_news(), "2 ok, a idle");
	far_answers(200, NULL, NULL);
	CHECK(list_empty(&sip.calls));
}

TEST(sip_transfer, a_transfer_to_somebody_busy_leaves_the_call_as_it_was)
{
	refer_accepted();
	far_asks("NOTIFY", OVER, "SIP/2.0 486 Busy Here\n");
	CHECK_TEXT(far_got(), "200 NOTIFY");
	CHECK_TEXT(scene_news(), "2 LINEERR_OPERATIONFAILED");
	CHECK_INT(call->state, LINECALLSTATE_CONNECTED);
	far_asks("NOTIFY", OVER, "SIP/2.0 200 OK\n");
	CHECK_TEXT(far_got(), "481 NOTIFY");		/* nobody asks any more */
	CHECK_INT(ask(call, CALL_BLIND_TRANSFER, 3, "301"), OK);	/* it may be tried again */
	CHECK_TEXT(far_got(), "REFER");
}

TEST(sip_transfer, the_outcome_may_come_before_the_answer_to_the_request)
{
	refer();
	far_asks("NOTIFY", OVER, "SIP/2.0 200 OK\n");
	CHECK_TEXT(far_got(), "200 NOTIFY, BYE");
	CHECK_TEXT(scene_news(), "2 ok, a idle");
	far_answers_to("REFER", 202, NULL, NULL);
}

TEST(sip_transfer, a_far_end_without_transfer_says_so)
{
	refer();
	far_answers(501, NULL, NULL);
	CHECK_TEXT(scene_news(), "2 LINEERR_OPERATIONUNAVAIL");
	CHECK_INT(ask(call, CALL_BLIND_TRANSFER, 3, "300"), OK);
	far_answers(603, NULL, NULL);
	CHECK_TEXT(scene_news(), "3 LINEERR_OPERATIONFAILED");
	CHECK_INT(call->state, LINECALLSTATE_CONNECTED);
}

TEST(sip_transfer, a_far_end_that_never_tells_fails_after_a_while)
{
	refer_accepted();
	scene_run(119999);
	CHECK_TEXT(scene_news(), "");
	scene_run(1);
	CHECK_TEXT(scene_news(), "2 LINEERR_OPERATIONFAILED");
	CHECK_INT(call->state, LINECALLSTATE_CONNECTED);
}

TEST(sip_transfer, a_far_end_that_does_not_answer_is_gone)
{
	refer();
	scene_run(33000);
	CHECK_TEXT(scene_news(), "2 LINEERR_OPERATIONFAILED, a disconnected (unreachable), a idle");
	CHECK(list_empty(&sip.calls));
}

TEST(sip_transfer, a_transfer_may_be_challenged)
{
	refer();
	far_answers(407, "Proxy-Authenticate: Digest realm=\"pbx\",nonce=\"n\"\n", NULL);
	CHECK_TEXT(far_got(), "REFER");
	CHECK(far_saw("REFER", "\r\nProxy-Authorization: Digest"));
	far_answers(202, NULL, NULL);
	far_asks("NOTIFY", OVER, "SIP/2.0 200 OK\n");
	CHECK_TEXT(scene_news(), "2 ok, a idle");
}

TEST(sip_transfer, who_hangs_up_after_taking_the_transfer_has_gone_over)
{
	refer_accepted();
	far_asks("BYE", NULL, NULL);
	CHECK_TEXT(far_got(), "200 BYE");
	CHECK_TEXT(scene_news(), "2 ok, a idle");
	CHECK(list_empty(&sip.calls));
}

TEST(sip_transfer, who_hangs_up_before_has_not)
{
	refer();
	far_asks("BYE", NULL, NULL);
	CHECK_TEXT(scene_news(), "a disconnected (normal), 2 LINEERR_OPERATIONFAILED, a idle");
	far_answers_to("REFER", 481, NULL, NULL);
}

TEST(sip_transfer, a_call_can_be_dropped_while_it_is_transferred)
{
	refer_accepted();
	CHECK_INT(scene_ask(call, CALL_DROP, 3), OK);
	CHECK_TEXT(far_got(), "BYE");
	CHECK_TEXT(scene_news(), "3 ok, 2 LINEERR_OPERATIONFAILED, a idle");
	far_answers(200, NULL, NULL);
	CHECK(list_empty(&sip.calls));
}

TEST(sip_transfer, a_notify_that_says_nothing_is_refused)
{
	refer_accepted();
	far_asks("NOTIFY", ACTIVE, "nonsense");
	far_asks("NOTIFY", "Event: presence\nSubscription-State: active\n", NULL);
	CHECK_TEXT(far_got(), "400 NOTIFY, 489 NOTIFY");
	CHECK_TEXT(scene_news(), "");
	far_asks("NOTIFY", OVER, "SIP/2.0 100 Trying\n");	/* it will say no more */
	CHECK_TEXT(scene_news(), "2 LINEERR_OPERATIONFAILED");
}

TEST(sip_transfer, nobody_is_sent_to_what_cannot_be_dialled)
{
	talk();
	CHECK_INT(ask(call, CALL_BLIND_TRANSFER, 2, "sip:"), ERR_ADDRESS);
	CHECK_TEXT(far_got(), "");
	CHECK_TEXT(scene_news(), "");
	CHECK_INT(ask(call, CALL_BLIND_TRANSFER, 3, "sip:carol@192.0.2.8;transport=tcp"), OK);
	CHECK(far_saw("REFER", "Refer-To: <sip:carol@192.0.2.8;transport=tcp>"));
	far_answers(400, NULL, NULL);
}

/* --- consultation ------------------------------------------------------------------ */

static struct far_end first, second;	/* dialogs of the original and of the consultation */

/* What the far end says from now on belongs to that dialog. */
static void now(const struct far_end *end)
{
	unsigned branches = far_end.branches;

	far_end = *end;
	far_end.branches = branches;
}

static enum err set_up(const char *target, DRV_REQUESTID request)
{
	const struct call_params params = {
		.flags = target ? LINECALLPARAMFLAGS_ONESTEPTRANSFER : 0, .target = target,
	};
	enum err err = join_new_consult(&consult, call, (HTAPICALL)0x33);

	NEED(err == OK);
	err = call_ask(call, CALL_SETUP_TRANSFER, request,
		       &(struct call_args){ .params = &params, .born = { consult } });
	if (err)
		call_free(consult, err);
	return err;
}

static void held_for_transfer(void)
{
	talk();
	CHECK_INT(set_up(NULL, 2), OK);
	CHECK_TEXT(far_got(), "INVITE");
	CHECK(far_saw("INVITE", "a=sendonly"));
	CHECK_TEXT(scene_news(), "");
	far_answers(200, NULL, SDP_QUIET "a=recvonly\n");
	CHECK_TEXT(far_got(), "ACK");
	CHECK_TEXT(scene_news(), "2 ok, a onholdpendtransfer, a dialtone");
	first = far_end;
}

/* The consultation rings at "carol", whose tag is another. */
static void consulting(void)
{
	held_for_transfer();
	snprintf(far_end.tag, sizeof(far_end.tag), "carol");
	snprintf(far_end.contact, sizeof(far_end.contact), "sip:carol@192.0.2.9:5070");
	CHECK_INT(ask(consult, CALL_DIAL_MORE, 3, "300"), OK);
	CHECK_TEXT(far_got(), "INVITE");
	CHECK_TEXT(scene_news(), "a info calledid, 3 ok, a dialing");
	far_answers(180, NULL, NULL);
	CHECK_TEXT(scene_news(), "a ringback");
	second = far_end;
}

static void consulted(void)
{
	consulting();
	far_answers(200, NULL, SDP_QUIET);
	CHECK_TEXT(far_got(), "ACK");
	CHECK_TEXT(scene_news(), "a info connectedid, a connected");
	second = far_end;
}

static enum err complete(DRV_REQUESTID request)
{
	return call_ask(call, CALL_COMPLETE_TRANSFER, request,
			&(struct call_args){ .other = consult, .mode = LINETRANSFERMODE_TRANSFER });
}

TEST(sip_transfer, a_consultation_that_cannot_begin_leaves_the_call_as_it_was)
{
	talk();
	CHECK_INT(set_up(NULL, 2), OK);
	far_answers(488, NULL, NULL);
	CHECK_TEXT(scene_news(), "2 LINEERR_OPERATIONFAILED");
	CHECK_INT(call->state, LINECALLSTATE_CONNECTED);
	CHECK_INT(set_up("sip:", 3), ERR_PARAMS);
	CHECK_INT(set_up(NULL, 4), OK);
	far_answers(200, NULL, SDP_QUIET);
	CHECK_TEXT(scene_news(), "4 ok, a onholdpendtransfer, a dialtone");
}

TEST(sip_transfer, a_consultation_that_is_dropped_brings_the_call_back)
{
	held_for_transfer();
	CHECK_INT(scene_ask(consult, CALL_DROP, 3), OK);
	CHECK_TEXT(far_got(), "INVITE");
	CHECK(far_saw("INVITE", "a=sendrecv"));
	CHECK_TEXT(scene_news(), "3 ok, a idle");
	far_answers(200, NULL, SDP_QUIET);
	CHECK_TEXT(scene_news(), "a connected");
	CHECK_INT(call->state, LINECALLSTATE_CONNECTED);
}

TEST(sip_transfer, taking_the_call_back_ends_the_consultation)
{
	consulted();
	CHECK_INT(scene_ask(call, CALL_UNHOLD, 4), OK);
	CHECK_TEXT(far_got(), "BYE, INVITE");
	CHECK_TEXT(scene_news(), "a idle");
	far_answers_to("INVITE", 200, NULL, SDP_QUIET);
	CHECK_TEXT(scene_news(), "4 ok, a connected");
	far_answers_to("BYE", 200, NULL, NULL);
}

TEST(sip_transfer, a_consultation_can_be_dialled_again_if_the_number_was_none)
{
	held_for_transfer();
	CHECK_INT(ask(consult, CALL_DIAL_MORE, 3, "sip:"), ERR_ADDRESS);
	CHECK(call_features(consult) & LINECALLFEATURE_DIAL);
	CHECK_INT(ask(consult, CALL_DIAL_MORE, 4, "300"), OK);
	CHECK(!(call_features(consult) & LINECALLFEATURE_DIAL));
	CHECK_TEXT(scene_news(), "a info calledid, 4 ok, a dialing");
	CHECK_INT(ask(consult, CALL_DIAL_MORE, 5, "300"), ERR_STATE);
}

TEST(sip_transfer, a_consultation_is_dialled_in_one_step)
{
	talk();
	CHECK_INT(set_up("300", 2), OK);
	far_answers(200, NULL, SDP_QUIET);
	CHECK_TEXT(far_got(), "INVITE, ACK, INVITE");
	CHECK_TEXT(scene_news(), "2 ok, a onholdpendtransfer, a dialing");
	CHECK(far_saw("INVITE", "INVITE sip:300@192.0.2.9 SIP/2.0\r\n"));
	CHECK_INT(consult->original == call, true);
}

TEST(sip_transfer, both_calls_end_when_the_far_ends_talk_with_each_other)
{
	consulted();
	CHECK_INT(complete(4), OK);
	CHECK_TEXT(far_got(), "REFER");
	CHECK(far_saw("REFER", first.call_id));
	CHECK(far_saw("REFER", "\r\nRefer-To: <sip:carol@192.0.2.9:5070?Replaces="));
	CHECK(far_saw("REFER", "%3Bto-tag%3Dcarol%3Bfrom-tag%3D"));
	far_answers(202, NULL, NULL);
	now(&first);
	far_asks("NOTIFY", ACTIVE, "SIP/2.0 100 Trying\n");
	CHECK_TEXT(scene_news(), "");
	far_asks("NOTIFY", OVER, "SIP/2.0 200 OK\n");
	CHECK_TEXT(scene_news(), "4 ok, a idle, a idle");
	CHECK_TEXT(far_got(), "200 NOTIFY, 200 NOTIFY, BYE, BYE");
}

TEST(sip_transfer, who_was_consulted_leaves_before_the_outcome_is_told)
{
	consulted();
	CHECK_INT(complete(4), OK);
	far_answers(202, NULL, NULL);
	now(&second);
	far_asks("BYE", NULL, NULL);		/* replaced, as it should be */
	CHECK_TEXT(scene_news(), "");
	now(&first);
	far_asks("NOTIFY", OVER, "SIP/2.0 200 OK\n");
	CHECK_TEXT(scene_news(), "4 ok, a idle, a idle");
	CHECK_TEXT(far_got(), "REFER, 200 BYE, 200 NOTIFY, BYE");
}

TEST(sip_transfer, who_was_consulted_and_left_is_missed_if_the_transfer_fails)
{
	consulted();
	CHECK_INT(complete(4), OK);
	far_answers(202, NULL, NULL);
	now(&second);
	far_asks("BYE", NULL, NULL);
	now(&first);
	far_asks("NOTIFY", OVER, "SIP/2.0 500 No\n");
	CHECK_TEXT(scene_news(), "4 LINEERR_OPERATIONFAILED");
	scene_run(1);
	CHECK_TEXT(scene_news(), "a disconnected (normal), a idle");
	CHECK_TEXT(far_got(), "REFER, 200 BYE, 200 NOTIFY, INVITE");	/* the original comes back */
	far_answers(200, NULL, SDP_QUIET);
	CHECK_TEXT(scene_news(), "a connected");
}

TEST(sip_transfer, a_transfer_that_fails_leaves_both_calls)
{
	consulted();
	CHECK_INT(complete(4), OK);
	far_answers(403, NULL, NULL);
	CHECK_TEXT(scene_news(), "4 LINEERR_OPERATIONFAILED");
	CHECK_INT(call->state, LINECALLSTATE_ONHOLDPENDTRANSFER);
	CHECK_INT(consult->state, LINECALLSTATE_CONNECTED);
	CHECK_INT(complete(5), OK);
	far_answers(501, NULL, NULL);
	CHECK_TEXT(scene_news(), "5 LINEERR_OPERATIONUNAVAIL");
}

TEST(sip_transfer, who_only_rings_is_called_by_the_far_end_itself)
{
	consulting();
	CHECK_INT(complete(4), OK);
	CHECK_TEXT(far_got(), "REFER");
	CHECK(far_saw("REFER", "\r\nRefer-To: <sip:300@192.0.2.9>\r\n"));
	far_answers(202, NULL, NULL);
	CHECK_TEXT(far_got(), "CANCEL");
	far_answers_to("CANCEL", 200, NULL, NULL);
	now(&second);
	far_answers_to("INVITE", 487, NULL, NULL);
	CHECK_TEXT(scene_news(), "");
	now(&first);
	far_asks("NOTIFY", OVER, "SIP/2.0 200 OK\n");
	CHECK_TEXT(scene_news(), "4 ok, a idle, a idle");
}

TEST(sip_transfer, the_consultation_may_be_dropped_while_the_transfer_is_under_way)
{
	consulted();
	CHECK_INT(complete(4), OK);
	far_answers(202, NULL, NULL);
	far_got();
	CHECK_INT(scene_ask(consult, CALL_DROP, 5), OK);
	CHECK_TEXT(far_got(), "BYE, INVITE");
	CHECK_TEXT(scene_news(), "5 ok, a idle");
	far_answers_to("INVITE", 200, NULL, SDP_QUIET);
	CHECK_TEXT(scene_news(), "a connected");
	now(&first);
	far_asks("NOTIFY", OVER, "SIP/2.0 200 OK\n");
	CHECK_TEXT(scene_news(), "4 ok, a idle");
}

/* --- swap ---------------------------------------------------------------------------- */

static enum err swap(struct call *active, struct call *held, DRV_REQUESTID request)
{
	return call_ask(active, CALL_SWAP_HOLD, request, &(struct call_args){ .other = held });
}

TEST(sip_transfer, two_calls_change_places)
{
	consulted();
	CHECK_INT(swap(consult, call, 4), OK);
	CHECK_TEXT(far_got(), "INVITE");
	CHECK(far_saw("INVITE", "a=sendonly"));
	far_answers(200, NULL, SDP_QUIET "a=recvonly\n");
	CHECK_TEXT(far_got(), "ACK, INVITE");
	CHECK(far_saw("INVITE", "a=sendrecv"));
	CHECK_TEXT(scene_news(), "");
	far_answers(200, NULL, SDP_QUIET);
	CHECK_TEXT(scene_news(), "4 ok, a onholdpendtransfer, a connected");
	CHECK_INT(call->state, LINECALLSTATE_CONNECTED);
	CHECK_INT(consult->state, LINECALLSTATE_ONHOLDPENDTRANSFER);
}

TEST(sip_transfer, a_swap_whose_second_half_fails_is_undone)
{
	consulted();
	CHECK_INT(swap(consult, call, 4), OK);
	far_answers(200, NULL, SDP_QUIET "a=recvonly\n");
	far_answers(488, NULL, NULL);
	CHECK_TEXT(scene_news(), "4 LINEERR_OPERATIONFAILED");
	CHECK_TEXT(far_got(), "INVITE, ACK, INVITE, ACK, INVITE");
	CHECK(far_saw("INVITE", "a=sendrecv"));
	far_answers(200, NULL, SDP_QUIET);
	CHECK_TEXT(scene_news(), "");
	CHECK_INT(consult->state, LINECALLSTATE_CONNECTED);
	CHECK_INT(call->state, LINECALLSTATE_ONHOLDPENDTRANSFER);
}

TEST(sip_transfer, a_swap_whose_second_call_ends_meanwhile_is_undone)
{
	consulted();
	CHECK_INT(swap(consult, call, 4), OK);
	far_answers(200, NULL, SDP_QUIET "a=recvonly\n");
	now(&first);
	far_asks("BYE", NULL, NULL);
	CHECK_TEXT(scene_news(), "4 LINEERR_OPERATIONFAILED, a disconnected (normal), a idle");
	CHECK_INT(consult->state, LINECALLSTATE_CONNECTED);
	CHECK_TEXT(far_got(), "INVITE, ACK, INVITE, 200 BYE, INVITE");
	CHECK(far_saw("INVITE", "a=sendrecv"));
}

/* --- being transferred ------------------------------------------------------------------ */

/* The far end hands us on to carol, who has another tag. */
static void referred(const char *headers)
{
	first = far_end;
	far_asks("REFER", headers, NULL);	/* brings an INVITE of another dialog */
	first.cseq = far_end.cseq;
	snprintf(far_end.tag, sizeof(far_end.tag), "carol");
	snprintf(far_end.contact, sizeof(far_end.contact), "sip:carol@192.0.2.9:5070");
}

#define TO_CAROL "Refer-To: <sip:carol@192.0.2.9:5070>\nReferred-By: \"Bob\" <sip:bob@192.0.2.9>\n"

static void sent_to_carol(void)
{
	talk();
	referred(TO_CAROL);
	CHECK_TEXT(far_got(), "202 REFER, NOTIFY, INVITE");
	CHECK(far_saw("NOTIFY", "\r\nEvent: refer\r\nSubscription-State: active;expires=180\r\n"));
	CHECK(far_saw("NOTIFY", "\r\nContent-Type: message/sipfrag;version=2.0\r\n"));
	CHECK(far_saw("NOTIFY", "\r\n\r\nSIP/2.0 100 Trying\r\n"));
	CHECK(far_saw("INVITE", "INVITE sip:carol@192.0.2.9:5070 SIP/2.0\r\n"));
	CHECK(far_saw("INVITE", "\r\nReferred-By: \"Bob\" <sip:bob@192.0.2.9>\r\n"));
	CHECK_TEXT(scene_news(), "");
	far_answers_to("NOTIFY", 200, NULL, NULL);
	second = far_end;
}

TEST(sip_transfer, a_call_that_is_transferred_goes_on_with_the_other)
{
	sent_to_carol();
	far_answers_to("INVITE", 180, NULL, NULL);
	CHECK_TEXT(far_got(), "NOTIFY");
	CHECK(far_saw("NOTIFY", "\r\n\r\nSIP/2.0 180 Ringing\r\n"));
	far_answers_to("NOTIFY", 200, NULL, NULL);
	far_answers_to("INVITE", 200, NULL, SDP_QUIET);
	CHECK_TEXT(far_got(), "ACK, NOTIFY");
	CHECK(far_saw("NOTIFY", "\r\nSubscription-State: terminated;reason=noresource\r\n"));
	CHECK(far_saw("NOTIFY", "\r\n\r\nSIP/2.0 200 OK\r\n"));
	CHECK_TEXT(scene_news(), "a info redirectingid, a info redirectionid, a info connectedid, a info reason");
	CHECK_INT(call->state, LINECALLSTATE_CONNECTED);
	CHECK_TEXT(call->parties[PARTY_CONNECTED].number, "carol");
	CHECK_TEXT(call->parties[PARTY_REDIRECTING].number, "bob");
	CHECK_INT(call->reason, LINECALLREASON_TRANSFER);
	far_answers_to("NOTIFY", 200, NULL, NULL);
	CHECK_TEXT(far_got(), "BYE");			/* to who referred us */
	CHECK(far_saw("BYE", first.call_id));
	far_answers_to("BYE", 200, NULL, NULL);
	now(&second);
	CHECK_INT(scene_ask(call, CALL_HOLD, 7), OK);	/* it is one like any other */
	CHECK_TEXT(far_got(), "INVITE");
	CHECK(far_saw("INVITE", ";tag=carol\r\n"));
	far_answers(200, NULL, SDP_QUIET);
	CHECK_TEXT(scene_news(), "7 ok, a onhold");
}

TEST(sip_transfer, a_call_whose_target_does_not_answer_stays_with_who_referred_it)
{
	sent_to_carol();
	far_answers_to("INVITE", 486, NULL, NULL);
	CHECK_TEXT(far_got(), "ACK, NOTIFY");
	CHECK(far_saw("NOTIFY", "\r\n\r\nSIP/2.0 486 Busy Here\r\n"));
	far_answers_to("NOTIFY", 200, NULL, NULL);
	CHECK_TEXT(scene_news(), "");
	CHECK_INT(call->state, LINECALLSTATE_CONNECTED);
	now(&first);
	far_asks("REFER", TO_CAROL, NULL);		/* again: it has an id now */
	CHECK_TEXT(far_got(), "202 REFER, NOTIFY, INVITE");
	CHECK(far_saw("NOTIFY", "\r\nEvent: refer;id="));
	far_answers_to("INVITE", 404, NULL, NULL);
	far_answers_to("NOTIFY", 481, NULL, NULL);	/* not interested */
	CHECK_TEXT(far_got(), "ACK");
	CHECK_INT(call->state, LINECALLSTATE_CONNECTED);
}

TEST(sip_transfer, who_refers_and_hangs_up_leaves_us_with_the_other)
{
	sent_to_carol();
	now(&first);
	far_asks("BYE", NULL, NULL);
	CHECK_TEXT(far_got(), "200 BYE");
	CHECK_TEXT(scene_news(), "");
	now(&second);
	far_answers_to("INVITE", 200, NULL, SDP_QUIET);
	CHECK_TEXT(far_got(), "ACK");
	CHECK_TEXT(call->parties[PARTY_CONNECTED].number, "carol");
	scene_news();
	far_asks("BYE", NULL, NULL);
	CHECK_TEXT(scene_news(), "a disconnected (normal), a idle");
}

TEST(sip_transfer, who_refers_and_hangs_up_and_the_other_is_busy)
{
	sent_to_carol();
	now(&first);
	far_asks("BYE", NULL, NULL);
	now(&second);
	far_answers_to("INVITE", 486, NULL, NULL);
	CHECK_TEXT(scene_news(), "a disconnected (busy), a idle");
	CHECK(list_empty(&sip.calls));
}

TEST(sip_transfer, who_referred_us_is_known_without_a_word_of_it)
{
	talk();
	referred("Refer-To: <sip:carol@192.0.2.9:5070>\n");
	CHECK(!far_saw("INVITE", "Referred-By"));
	far_answers_to("INVITE", 200, NULL, SDP_QUIET);
	NEED(call->parties != NULL);
	CHECK_TEXT(call->parties[PARTY_REDIRECTING].number, "200");
	CHECK_TEXT(call->parties[PARTY_CONNECTED].number, "carol");
}

TEST(sip_transfer, a_call_that_is_dropped_while_it_is_transferred_ends_both)
{
	sent_to_carol();
	far_answers_to("INVITE", 180, NULL, NULL);
	far_got();
	CHECK_INT(scene_ask(call, CALL_DROP, 7), OK);
	CHECK_TEXT(far_got(), "CANCEL, BYE");
	CHECK_TEXT(scene_news(), "7 ok, a idle");
}

TEST(sip_transfer, a_target_with_a_call_to_replace_is_told_of_it)
{
	talk();
	referred("Refer-To: <sip:carol@192.0.2.9?Replaces=7%40x%3Bto-tag%3Da%3Bfrom-tag%3Db>\n");
	CHECK(far_saw("INVITE", "INVITE sip:carol@192.0.2.9 SIP/2.0\r\n"));
	CHECK(far_saw("INVITE", "\r\nReplaces: 7@x;to-tag=a;from-tag=b\r\n"));
}

TEST(sip_transfer, who_asks_for_a_transfer_before_its_ack_is_through_gets_it)
{
	a = sip_driver_line(FREE_LINE);
	far_calls("alice", NULL, SDP_QUIET);
	scene_news();
	call = scene_new_call();
	NEED(call != NULL);
	CHECK_INT(scene_ask(call, CALL_ANSWER, 1), OK);
	far_got();
	far_asks("REFER", TO_CAROL, NULL);
	CHECK_TEXT(far_got(), "202 REFER, NOTIFY, INVITE");
}

TEST(sip_transfer, what_cannot_be_called_is_not_referred_to)
{
	talk();
	far_asks("REFER", NULL, NULL);
	far_asks("REFER", TO_CAROL TO_CAROL, NULL);
	far_asks("REFER", "Refer-To: <http://carol>\n", NULL);
	far_asks("REFER", "Refer-To: <sip:c@d;method=BYE>\n", NULL);
	CHECK_TEXT(far_got(), "400 REFER, 400 REFER, 603 REFER, 603 REFER");
	referred(TO_CAROL);
	now(&first);
	far_asks("REFER", TO_CAROL, NULL);		/* one at a time */
	CHECK_TEXT(far_got(), "202 REFER, NOTIFY, INVITE, 491 REFER");
}

TEST(sip_transfer, a_line_that_is_not_transferable_declines)
{
	a = sip_driver_line(FREE_LINE "transferable = no\n");
	call = sip_driver_talk(a, SDP_QUIET);
	far_asks("REFER", TO_CAROL, NULL);
	CHECK_TEXT(far_got(), "603 REFER");
	CHECK_INT(call->state, LINECALLSTATE_CONNECTED);
}

TEST(sip_transfer, a_target_whose_name_is_unknown_fails_as_unavailable)
{
	struct sip_call *s;

	talk();
	referred("Refer-To: <sip:carol@nowhere.invalid>\n");
	CHECK_TEXT(far_got(), "202 REFER, NOTIFY");
	NEED(!list_empty(&sip.calls));
	s = list_entry(sip.calls.prev, struct sip_call, node);
	far_answers_to("NOTIFY", 200, NULL, NULL);
	CHECK(sip_driver_resolves(&s->resolve, NULL));
	CHECK_TEXT(far_got(), "NOTIFY");
	CHECK(far_saw("NOTIFY", "\r\n\r\nSIP/2.0 503 Service Unavailable\r\n"));
	CHECK_INT(call->state, LINECALLSTATE_CONNECTED);
}

TEST(sip_transfer, a_call_that_was_held_by_who_refers_it_is_so_no_more)
{
	talk();
	far_asks("INVITE", NULL, SDP_HOLD);
	far_acks(NULL);
	CHECK_TEXT(scene_news(), "a connected (activeheld)");
	referred(TO_CAROL);
	far_answers_to("INVITE", 200, NULL, SDP_QUIET);
	CHECK_INT(call->mode, LINECONNECTEDMODE_ACTIVE);
}

/* --- being taken over ------------------------------------------------------------------ */

/* Carol calls us in place of the far end of the call, whose dialog is `first`. */
static void replaces(const char *our_tag, const char *their_tag, const char *flag)
{
	char headers[512];

	snprintf(far_end.tag, sizeof(far_end.tag), "carol");
	snprintf(headers, sizeof(headers), "From: \"Carol\" <sip:carol@192.0.2.9>\nReferred-By: <sip:bob@192.0.2.9>\n"
		 "Replaces: %s;to-tag=%s;from-tag=%s%s\n", first.call_id, our_tag, their_tag, flag);
	far_calls("alice", headers, SDP_QUIET);
}

static const char *our_tag(void)
{
	const char *tag = strstr(first.us, ";tag=");

	return tag ? tag + 5 : "none";
}

TEST(sip_transfer, a_far_end_is_replaced_by_another)
{
	talk_in();
	first = far_end;
	replaces(our_tag(), "far", "");
	CHECK_TEXT(far_got(), "200 INVITE, BYE");
	CHECK(far_saw("BYE", first.call_id));
	CHECK_TEXT(scene_news(), "a info redirectingid, a info reason, a info redirectionid, a info connectedid");
	CHECK_TEXT(call->parties[PARTY_CONNECTED].number, "carol");
	CHECK_INT(call->state, LINECALLSTATE_CONNECTED);
	far_acks(NULL);
	far_asks("BYE", NULL, NULL);
	CHECK_TEXT(scene_news(), "a disconnected (normal), a idle");
}

TEST(sip_transfer, a_call_that_rings_there_is_taken_over_too)
{
	a = sip_driver_line(FREE_LINE);
	call = sip_driver_dial(a, "200", 0);
	NEED(call != NULL);
	far_answers(180, NULL, NULL);
	scene_news();
	first = far_end;
	replaces(our_tag(), "far", ";early-only");
	CHECK_TEXT(far_got(), "INVITE, 200 INVITE, CANCEL");
	CHECK_INT(call->state, LINECALLSTATE_CONNECTED);
	far_acks(NULL);
}

TEST(sip_transfer, only_what_is_there_can_be_replaced)
{
	talk_in();
	first = far_end;
	replaces("nobody", "far", "");
	CHECK_TEXT(far_got(), "481 INVITE");
	replaces(our_tag(), "other", "");
	CHECK_TEXT(far_got(), "481 INVITE");
	replaces(our_tag(), "far", ";early-only");
	CHECK_TEXT(far_got(), "486 INVITE");
	far_calls("alice", "Replaces: nonsense\n", SDP_QUIET);
	CHECK_TEXT(far_got(), "400 INVITE");
	far_calls("alice", "Replaces: a;to-tag=b;from-tag=c\nReplaces: a;to-tag=b;from-tag=c\n", SDP_QUIET);
	CHECK_TEXT(far_got(), "400 INVITE");
	CHECK_TEXT(scene_news(), "");
	CHECK_INT(call->state, LINECALLSTATE_CONNECTED);
}

TEST(sip_transfer, a_call_that_rings_here_cannot_be_replaced)
{
	a = sip_driver_line(FREE_LINE);
	far_calls("alice", NULL, SDP_QUIET);
	first = far_end;
	far_got();
	replaces(our_tag(), "far", "");
	CHECK_TEXT(far_got(), "481 INVITE");
}

TEST(sip_transfer, a_held_call_that_is_replaced_is_held_still)
{
	talk_in();
	CHECK_INT(scene_ask(call, CALL_HOLD, 2), OK);
	far_answers(200, NULL, SDP_QUIET);
	first = far_end;
	scene_news();
	replaces(our_tag(), "far", "");
	CHECK(far_saw("200 INVITE", "a=sendonly"));
	CHECK_INT(call->state, LINECALLSTATE_ONHOLD);
	far_acks(NULL);
	CHECK_INT(scene_ask(call, CALL_UNHOLD, 3), OK);
	far_answers(200, NULL, SDP_QUIET);
	CHECK_INT(call->state, LINECALLSTATE_CONNECTED);
}

/* --- redirect -------------------------------------------------------------------------- */

TEST(sip_transfer, a_caller_is_sent_elsewhere)
{
	a = sip_driver_line(FREE_LINE);
	far_calls("alice", NULL, SDP_QUIET);
	scene_news();
	call = scene_new_call();
	NEED(call != NULL);
	CHECK_INT(ask(call, CALL_REDIRECT, 1, "sip:"), ERR_ADDRESS);
	far_got();
	CHECK_INT(ask(call, CALL_REDIRECT, 2, "300"), OK);
	CHECK_TEXT(far_got(), "302 INVITE");
	CHECK(far_saw("302 INVITE", "\r\nContact: <sip:300@192.0.2.9>\r\n"));
	CHECK(far_saw("302 INVITE", "\r\nDiversion: <sip:alice@192.0.2.9>;reason=deflection\r\n"));
	CHECK_TEXT(scene_news(), "2 ok, a idle");
	CHECK(list_empty(&sip.calls));
}

static void dial(const char *configuration)
{
	a = sip_driver_line(configuration);
	call = sip_driver_dial(a, "200", 0);
	NEED(call != NULL);
	scene_news();
	far_got();
}

TEST(sip_transfer, a_call_follows_to_the_best_place)
{
	dial(FREE_LINE);
	far_answers(302, "Contact: <sip:low@192.0.2.9>;q=0.3, <sips:no@192.0.2.9>, <sip:300@192.0.2.8>;q=0.75\n", NULL);
	CHECK_TEXT(far_got(), "ACK, INVITE");
	CHECK(far_saw("INVITE", "INVITE sip:300@192.0.2.8 SIP/2.0\r\n"));
	CHECK(far_saw("INVITE", "\r\nTo: <sip:200@192.0.2.9>\r\n"));
	CHECK_TEXT(far_end.where, "192.0.2.8:5060");
	CHECK_TEXT(scene_news(), "a info redirectionid, a info redirectingid");
	CHECK_TEXT(call->parties[PARTY_REDIRECTION].number, "300");
	CHECK_TEXT(call->parties[PARTY_REDIRECTING].number, "200");
	far_answers(200, NULL, SDP_QUIET);
	CHECK_INT(call->state, LINECALLSTATE_CONNECTED);
	CHECK_TEXT(call->parties[PARTY_CONNECTED].number, "300");
}

TEST(sip_transfer, a_call_is_not_sent_in_a_circle)
{
	dial(FREE_LINE);
	far_answers(302, "Contact: <sip:300@192.0.2.9>\n", NULL);
	far_answers(301, "Contact: <sip:200@192.0.2.9>, <sip:300@192.0.2.9>\n", NULL);
	CHECK_TEXT(far_got(), "ACK, INVITE, ACK");
	CHECK_TEXT(scene_news(), "a info redirectionid, a info redirectingid, a disconnected (forwarded), a idle");
}

TEST(sip_transfer, a_call_is_not_sent_on_for_ever)
{
	char contact[64];

	dial(FREE_LINE);
	for (int i = 0; i < 5; i++) {
		snprintf(contact, sizeof(contact), "Contact: <sip:30%d@192.0.2.9>\n", i);
		far_answers(302, contact, NULL);
		CHECK_TEXT(far_got(), "ACK, INVITE");
	}
	scene_news();
	far_answers(302, "Contact: <sip:400@192.0.2.9>\n", NULL);
	CHECK_TEXT(far_got(), "ACK");
	CHECK_TEXT(scene_news(), "a disconnected (forwarded), a idle");
}

TEST(sip_transfer, a_line_that_does_not_follow_says_that_it_was_sent_away)
{
	dial(FREE_LINE "follow-redirects = no\n");
	far_answers(302, "Contact: <sip:300@192.0.2.9>\n", NULL);
	CHECK_TEXT(far_got(), "ACK");
	CHECK_TEXT(scene_news(), "a info redirectionid, a info redirectingid, a disconnected (forwarded), a idle");
}

#define THREE "Contact: <sip:mailbox@192.0.2.9>;q=0.1, <sip:300@192.0.2.9>\n" \
	"Contact: <sip:301@192.0.2.9>;q=0.5\n"

TEST(sip_transfer, places_are_called_one_after_the_other)
{
	dial(FREE_LINE);
	far_answers(302, THREE, NULL);
	CHECK_TEXT(far_got(), "ACK, INVITE");
	CHECK(far_saw("INVITE", "INVITE sip:300@192.0.2.9 SIP/2.0\r\n"));
	far_answers(180, NULL, NULL);
	far_answers(486, NULL, NULL);
	CHECK_TEXT(far_got(), "ACK, INVITE");
	CHECK(far_saw("INVITE", "INVITE sip:301@192.0.2.9 SIP/2.0\r\n"));
	CHECK(far_saw("INVITE", "\r\nTo: <sip:200@192.0.2.9>\r\n"));
	far_answers(408, NULL, NULL);
	CHECK(far_saw("INVITE", "INVITE sip:mailbox@192.0.2.9 SIP/2.0\r\n"));
	scene_news();
	far_answers(200, NULL, SDP_QUIET);
	CHECK_INT(call->state, LINECALLSTATE_CONNECTED);
	CHECK_TEXT(call->parties[PARTY_CONNECTED].number, "mailbox");
	CHECK_TEXT(call->parties[PARTY_REDIRECTION].number, "mailbox");
	CHECK_TEXT(call->parties[PARTY_REDIRECTING].number, "200");
}

TEST(sip_transfer, the_last_place_says_how_it_ends)
{
	dial(FREE_LINE);
	far_answers(302, THREE, NULL);
	far_answers(500, NULL, NULL);
	far_answers(480, NULL, NULL);
	scene_news();
	far_got();
	far_answers(486, NULL, NULL);
	CHECK_TEXT(far_got(), "ACK");
	CHECK_TEXT(scene_news(), "a busy (station), a disconnected (busy), a idle");
}

TEST(sip_transfer, a_no_that_is_for_everywhere_ends_the_call)
{
	dial(FREE_LINE);
	far_answers(302, THREE, NULL);
	scene_news();
	far_got();
	far_answers(603, NULL, NULL);
	CHECK_TEXT(far_got(), "ACK");
	CHECK_TEXT(scene_news(), "a disconnected (reject), a idle");
}

TEST(sip_transfer, a_place_that_sends_on_comes_before_those_that_wait)
{
	dial(FREE_LINE);
	far_answers(302, "Contact: <sip:300@192.0.2.9>, <sip:301@192.0.2.9>\n", NULL);
	far_answers(301, "Diversion: <sip:300@192.0.2.9>;reason=user-busy\n"
		    "Contact: <sip:200@192.0.2.9>, <sip:310@192.0.2.9>, <sip:301@192.0.2.9>\n", NULL);
	CHECK(far_saw("INVITE", "INVITE sip:310@192.0.2.9 SIP/2.0\r\n"));
	CHECK_TEXT(call->parties[PARTY_REDIRECTING].number, "300");
	CHECK(far_saw("INVITE", "\r\nHistory-Info: <sip:200@192.0.2.9?Reason=SIP%3Bcause%3D302>;index=1, "
		      "<sip:300@192.0.2.9?Reason=SIP%3Bcause%3D301>;index=1.1, <sip:310@192.0.2.9>;index=1.1.1\r\n"));
	CHECK(far_saw("INVITE", "\r\nDiversion: <sip:300@192.0.2.9>;reason=user-busy\r\n"
		      "Diversion: <sip:200@192.0.2.9>;reason=unknown\r\n"));
	far_answers(404, NULL, NULL);
	CHECK(far_saw("INVITE", "INVITE sip:301@192.0.2.9 SIP/2.0\r\n"));
	CHECK(far_saw("INVITE", "<sip:310@192.0.2.9?Reason=SIP%3Bcause%3D404>;index=1.1.1, "
		      "<sip:301@192.0.2.9>;index=1.2\r\n"));
	CHECK(!far_saw("INVITE", "Diversion: <sip:300"));
}

TEST(sip_transfer, the_way_is_told_as_the_line_is_to)
{
	dial(FREE_LINE "tell-redirects = history\n");
	CHECK(!far_saw("INVITE", "History-Info:"));
	far_answers(302, "Contact: <sip:300@192.0.2.9>\n", NULL);
	CHECK(far_saw("INVITE", "\r\nHistory-Info:"));
	CHECK(!far_saw("INVITE", "\r\nDiversion:"));
}

TEST(sip_transfer, no_more_places_are_noted_than_there_is_reason_for)
{
	char contacts[2000];
	struct buf b;
	int called = 0;

	buf_fixed(&b, contacts, sizeof(contacts) - 1);
	for (int i = 0; i < 40; i++)
		buf_printf(&b, "Contact: <sip:4%02d@192.0.2.9>\n", i);
	contacts[b.len] = '\0';
	dial(FREE_LINE);
	far_answers(302, contacts, NULL);
	while (call->state != LINECALLSTATE_IDLE && called < 40) {
		called++;
		far_answers(480, NULL, NULL);
	}
	CHECK_INT(called, 15);
}

TEST(sip_transfer, a_call_that_is_given_up_is_not_made_to_the_next_place)
{
	dial(FREE_LINE);
	far_answers(302, THREE, NULL);
	far_answers(180, NULL, NULL);
	far_got();
	CHECK_INT(ask(call, CALL_DROP, 2, NULL), OK);
	CHECK_TEXT(far_got(), "CANCEL");
	far_answers_to("INVITE", 487, NULL, NULL);
	CHECK_TEXT(far_got(), "ACK");
}

TEST(sip_transfer, a_place_that_says_nothing_is_left_for_the_next)
{
	dial(FREE_LINE);
	far_answers(302, THREE, NULL);
	scene_run(33000);
	CHECK(far_saw("INVITE", "INVITE sip:301@192.0.2.9 SIP/2.0\r\n"));
	far_answers(200, NULL, SDP_QUIET);
	CHECK_INT(call->state, LINECALLSTATE_CONNECTED);
}

TEST(sip_transfer, a_place_whose_name_is_unknown_is_passed_over)
{
	struct sip_call *s;

	dial(FREE_LINE);
	far_answers(302, "Contact: <sip:300@nowhere.invalid>, <sip:301@192.0.2.9>\n", NULL);
	s = call->data;
	NEED(s != NULL);
	CHECK(sip_driver_resolves(&s->resolve, NULL));
	CHECK(far_saw("INVITE", "INVITE sip:301@192.0.2.9 SIP/2.0\r\n"));
}

TEST(sip_transfer, a_place_whose_name_is_unknown_ends_the_call)
{
	struct sip_call *s;

	dial(FREE_LINE);
	far_answers(302, "Contact: <sip:300@nowhere.invalid>\n", NULL);
	scene_news();
	s = call->data;
	NEED(s != NULL);
	CHECK(sip_driver_resolves(&s->resolve, NULL));
	CHECK_TEXT(scene_news(), "a disconnected (unreachable), a idle");
}

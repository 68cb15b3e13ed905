/* SPDX-License-Identifier: MIT
 * test_join.c - what applications ask of calls and of two calls together: dial, hold,
 * transfer, conference; and that only owners can. */
#include "request_scene.h"

/* Line c answers the next call for it. */
static DWORD answer_at_c(struct peer *peer)
{
	DWORD call;

	scene_advance(100);
	call = request_new_call(peer);
	CHECK_INT(DO(peer, lineAnswer, .call = call, .uui = NONE), 0);
	scene_advance(100);
	peer_state(peer, call, LINECALLSTATE_CONNECTED);
	return call;
}

static struct peer *third(void)
{
	struct peer *peer = peer_hello("third");

	peer_line(peer, peer_app(peer, "third"), 2, OWNER);
	return peer;
}

/* The caller consults line c, which answers; its handle of the consultation call. */
static DWORD consult(struct peer *at_c, DWORD *there)
{
	DWORD call;

	CHECK_INT(DO(s.caller, lineSetUpTransfer, .call = s.out, .params = NONE), 0);
	call = request_reply.p3;
	CHECK(call != 0 && call != s.out);
	peer_state(s.caller, call, LINECALLSTATE_DIALTONE);
	CHECK_INT(DO(s.caller, lineDial, .call = call, .dest = request_text("300")), 0);
	*there = answer_at_c(at_c);
	peer_state(s.caller, call, LINECALLSTATE_CONNECTED);
	return call;
}

TEST_ONCE(join, a_call_is_dialled_in_parts_accepted_and_dropped)
{
	struct event event;

	request_lines("[sim]\nalert = accept\n");
	s.out = peer_call(s.caller, s.line_a, ";");
	peer_state(s.caller, s.out, LINECALLSTATE_DIALTONE);
	CHECK_INT(DO(s.caller, lineDial, .call = s.out, .dest = NONE), (LONG)LINEERR_INVALPOINTER);
	CHECK_INT(DO(s.caller, lineDial, .call = s.out, .dest = request_text("200")), 0);
	scene_advance(100);
	s.in = request_new_call(s.called);
	CHECK_INT(DO(s.called, lineAccept, .call = s.in, .uui = NONE), 0);
	peer_state(s.called, s.in, LINECALLSTATE_ACCEPTED);
	CHECK_INT(DO(s.called, lineSecureCall, .call = s.in), 0);
	CHECK_INT(DO(s.called, lineDrop, .call = s.in, .uui = NONE), 0);
	peer_state(s.called, s.in, LINECALLSTATE_IDLE);
	CHECK(peer_event(s.caller, LINE_CALLSTATE, &event));
}

TEST_ONCE(join, a_call_is_held_and_taken_back)
{
	request_talk(NULL);
	CHECK_INT(DO(s.caller, lineHold, .call = s.out), 0);
	peer_state(s.caller, s.out, LINECALLSTATE_ONHOLD);
	peer_state(s.watcher, s.seen, LINECALLSTATE_ONHOLD);
	CHECK_INT(DO(s.caller, lineUnHold, .call = s.out), 0);
	peer_state(s.caller, s.out, LINECALLSTATE_CONNECTED);
	CHECK_INT(DO(s.caller, lineUnHold, .call = s.out), (LONG)LINEERR_INVALCALLSTATE);
}

TEST_ONCE(join, a_call_is_transferred_after_consultation_and_who_watches_sees_both)
{
	struct peer *at_c;
	DWORD other, seen, there;

	request_talk(NULL);
	at_c = third();
	other = consult(at_c, &there);
	seen = request_new_call(s.watcher);
	CHECK(seen != s.seen);
	peer_state(s.watcher, seen, LINECALLSTATE_CONNECTED);
	CHECK_INT(DO(s.caller, lineSwapHold, .active = other, .held = s.out), 0);
	peer_state(s.caller, s.out, LINECALLSTATE_CONNECTED);
	CHECK_INT(DO(s.caller, lineSwapHold, .active = s.out, .held = other), 0);
	peer_state(s.caller, other, LINECALLSTATE_CONNECTED);
	CHECK_INT(DO(s.caller, lineCompleteTransfer, .call = s.out, .consult = other, .mode = 4),
		  (LONG)LINEERR_INVALTRANSFERMODE);
	CHECK_INT(DO(s.caller, lineCompleteTransfer, .call = s.out, .consult = 77,
		     .mode = LINETRANSFERMODE_TRANSFER), (LONG)LINEERR_INVALCONSULTCALLHANDLE);
	CHECK_INT(DO(s.caller, lineCompleteTransfer, .call = s.out, .consult = other,
		     .mode = LINETRANSFERMODE_TRANSFER), 0);
	CHECK_INT(request_reply.p3, 0);
	peer_state(s.watcher, seen, LINECALLSTATE_IDLE);
	CHECK_INT(DO(s.called, lineDrop, .call = s.in, .uui = NONE), 0);
	peer_state(at_c, there, LINECALLSTATE_IDLE);
}

/* The next LINE_CALLSTATE of `call` to CONFERENCED: in which conference. */
static DWORD conferenced(struct peer *peer, DWORD call)
{
	struct event event = { 0 };

	while (peer_event(peer, LINE_CALLSTATE, &event))
		if (event.device == call && event.p1 == LINECALLSTATE_CONFERENCED)
			return event.p2;
	CHECK(!"it is in a conference");
	return 0;
}

TEST_ONCE(join, a_transfer_becomes_a_conference_that_all_know_by_their_own_handles)
{
	DWORD other, conference, seen, there;

	request_talk(NULL);
	other = consult(third(), &there);
	CHECK_INT(DO(s.caller, lineCompleteTransfer, .call = s.out, .consult = other,
		     .mode = LINETRANSFERMODE_CONFERENCE), 0);
	conference = request_reply.p3;
	CHECK(conference != 0);
	CHECK_INT(conferenced(s.caller, s.out), conference);
	request_new_call(s.watcher);			/* the consultation call */
	seen = request_new_call(s.watcher);
	CHECK_INT(conferenced(s.watcher, s.seen), seen);
	CHECK_INT(DO(s.caller, lineRemoveFromConference, .call = other), 0);
	peer_state(s.caller, other, LINECALLSTATE_IDLE);
}

TEST_ONCE(join, a_conference_is_set_up_and_grows)
{
	struct peer *at_c;
	DWORD conference, other;

	request_talk(NULL);
	at_c = third();
	CHECK_INT(DO(s.caller, lineSetUpConference, .call = s.out, .line = s.line_a, .parties = 3,
		     .params = NONE), 0);
	conference = request_reply.p3;
	other = request_reply.p4;
	CHECK(conference && other && conference != other);
	peer_state(s.caller, other, LINECALLSTATE_DIALTONE);
	CHECK_INT(DO(s.caller, lineDial, .call = other, .dest = request_text("300")), 0);
	answer_at_c(at_c);
	peer_state(s.caller, other, LINECALLSTATE_CONNECTED);
	CHECK_INT(DO(s.caller, lineAddToConference, .conference = 77, .consult = other),
		  (LONG)LINEERR_INVALCONFCALLHANDLE);
	CHECK_INT(DO(s.caller, lineAddToConference, .conference = conference, .consult = 77),
		  (LONG)LINEERR_INVALCALLHANDLE);
	CHECK_INT(DO(s.caller, lineAddToConference, .conference = conference, .consult = other), 0);
	CHECK_INT(conferenced(s.caller, other), conference);
	CHECK_INT(DO(s.caller, linePrepareAddToConference, .conference = conference,
		     .params = NONE), 0);
	other = request_reply.p3;
	peer_state(s.caller, other, LINECALLSTATE_DIALTONE);
	CHECK_INT(DO(s.caller, lineDial, .call = other, .dest = request_text("300")), 0);
	answer_at_c(at_c);
	peer_state(s.caller, other, LINECALLSTATE_CONNECTED);
	CHECK_INT(DO(s.caller, lineAddToConference, .conference = conference, .consult = other), 0);
	CHECK_INT(conferenced(s.caller, other), conference);
}

TEST_ONCE(join, a_conference_without_a_call_begins_with_the_line)	/* R-CONF-1 */
{
	DWORD conference;

	request_lines(NULL);
	CHECK_INT(DO(s.caller, lineSetUpConference, .line = 77, .params = NONE),
		  (LONG)LINEERR_INVALLINEHANDLE);
	CHECK_INT(DO(s.caller, lineSetUpConference, .line = s.line_a, .parties = 3,
		     .params = NONE), 0);
	conference = request_reply.p3;
	peer_state(s.caller, request_reply.p4, LINECALLSTATE_DIALTONE);
	CHECK_INT(DO(s.caller, lineDrop, .call = conference, .uui = NONE), 0);
	peer_state(s.caller, conference, LINECALLSTATE_IDLE);
}

TEST_ONCE(join, a_birth_that_fails_leaves_no_call)		/* R-HND-9 */
{
	struct event event = { 0 };

	request_talk(NULL);
	CHECK_INT(DO(s.caller, linePrepareAddToConference, .conference = s.out, .params = NONE),
		  (LONG)LINEERR_INVALCONFCALLHANDLE);
	CHECK(peer_none(s.caller, LINE_APPNEWCALL));
	CHECK_INT(DO(s.caller, lineHold, .call = s.out), 0);
	CHECK(peer_event(s.caller, LINE_CALLSTATE, &event));
	CHECK_INT(event.device, s.out);
}

TEST_ONCE(join, a_call_is_sent_elsewhere_blindly_or_before_it_is_answered)
{
	struct peer *at_c;
	DWORD there, again;

	request_talk(NULL);
	at_c = third();
	CHECK_INT(DO(s.caller, lineBlindTransfer, .call = s.out, .dest = request_text("300")), 0);
	there = answer_at_c(at_c);
	peer_state(s.caller, s.out, LINECALLSTATE_IDLE);
	CHECK_INT(DO(s.called, lineDrop, .call = s.in, .uui = NONE), 0);
	peer_state(at_c, there, LINECALLSTATE_IDLE);
	peer_call(s.caller, s.line_a, "200");
	scene_advance(100);
	again = request_new_call(s.called);
	CHECK_INT(DO(s.called, lineRedirect, .call = again, .dest = NONE), (LONG)LINEERR_INVALPOINTER);
	CHECK_INT(DO(s.called, lineRedirect, .call = again, .dest = request_text("300")), 0);
	answer_at_c(at_c);
}

/* --- who may ask (R-CHECK-1) --------------------------------------------------------- */

/* Each request that begins with a call's handle, with `handle` there and nothing else:
 * its answer. */
static LONG ask_raw(struct peer *peer, const struct packet_kind *kind, unsigned at, DWORD handle)
{
	DWORD slots[PACKET_SLOTS] = { 0 };
	LONG answer;

	for (unsigned i = 0; i < kind->count; i++)
		if (kind->slots[i].kind == SLOT_WIDE || kind->slots[i].kind == SLOT_DATA
		    || kind->slots[i].kind == SLOT_ARRAY || kind->slots[i].kind == SLOT_RECORD)
			slots[i] = NONE;
	if (kind->async)
		slots[0] = peer_request();
	slots[at] = handle;
	answer = peer_ask(peer, kind->number, slots, kind->count * sizeof(DWORD), NULL);
	if (answer > 0)
		answer = peer_reply(peer, (DWORD)answer, NULL);
	return answer;
}

static int call_slot(const struct packet_kind *kind)
{
	for (unsigned i = 0; i < kind->count; i++)
		if (kind->slots[i].kind == SLOT_HANDLE)
			return kind->slots[i].which == PACKET_CALL ? (int)i : -1;
	return -1;
}

TEST_ONCE(join, a_handle_that_is_none_is_refused_by_every_request_about_a_call)
{
	const struct packet_kind *kind;
	LONG answer;

	request_talk(NULL);
	for (size_t i = 0; (kind = packet_each(i)); i++) {
		int at = call_slot(kind);

		if (at < 0)
			continue;
		answer = ask_raw(s.called, kind, (unsigned)at, s.out + 4096);
		if (answer == (LONG)LINEERR_OPERATIONUNAVAIL)
			continue;		/* another room's, not there yet */
		if (strstr(kind->name, "Conference") && !strstr(kind->name, "Remove")
		    && !strstr(kind->name, "SetUp"))
			CHECK_INT(answer, (LONG)LINEERR_INVALCONFCALLHANDLE);
		else
			CHECK_INT(answer, (LONG)LINEERR_INVALCALLHANDLE);
	}
}

TEST_ONCE(join, who_only_monitors_changes_nothing)
{
	static const DWORD owners[] = {
		PACKET_lineAccept, PACKET_lineAddToConference, PACKET_lineAnswer,
		PACKET_lineBlindTransfer, PACKET_lineCompleteCall, PACKET_lineCompleteTransfer,
		PACKET_lineDial, PACKET_lineDrop, PACKET_lineGatherDigits, PACKET_lineGenerateDigits,
		PACKET_lineGenerateTone, PACKET_lineHold, PACKET_linePark,
		PACKET_linePrepareAddToConference, PACKET_lineRedirect,
		PACKET_lineReleaseUserUserInfo, PACKET_lineRemoveFromConference,
		PACKET_lineSecureCall, PACKET_lineSendUserUserInfo, PACKET_lineSetAppSpecific,
		PACKET_lineSetCallData, PACKET_lineSetCallParams,
		PACKET_lineSetCallQualityOfService, PACKET_lineSetCallTreatment,
		PACKET_lineSetMediaMode, PACKET_lineSetUpConference, PACKET_lineSetUpTransfer,
		PACKET_lineSwapHold, PACKET_lineUnHold,
	};
	const struct packet_kind *kind;

	request_talk(NULL);
	for (size_t i = 0; i < sizeof(owners) / sizeof(owners[0]); i++) {
		kind = packet_find(owners[i]);
		CHECK_INT(ask_raw(s.watcher, kind, (unsigned)call_slot(kind), s.seen),
			  (LONG)LINEERR_NOTOWNER);
	}
}

TEST_ONCE(join, of_a_call_that_is_over_nothing_is_asked)		/* R-CHECK-5 */
{
	const LONG wrong = (LONG)LINEERR_INVALCALLSTATE;
	const LINEMONITORTONE tone = { .dwDuration = 100, .dwFrequency1 = 440 };

	request_talk(NULL);
	CHECK_INT(DO(s.called, lineDrop, .call = s.in, .uui = NONE), 0);
	peer_state(s.caller, s.out, LINECALLSTATE_IDLE);
	CHECK_INT(DO(s.caller, lineAccept, .call = s.out, .uui = NONE), wrong);
	CHECK_INT(DO(s.caller, lineAnswer, .call = s.out, .uui = NONE), wrong);
	CHECK_INT(DO(s.caller, lineDrop, .call = s.out, .uui = NONE), wrong);
	CHECK_INT(DO(s.caller, lineDial, .call = s.out, .dest = request_text("1")), wrong);
	CHECK_INT(DO(s.caller, lineRedirect, .call = s.out, .dest = request_text("1")), wrong);
	CHECK_INT(DO(s.caller, lineBlindTransfer, .call = s.out, .dest = request_text("1")), wrong);
	CHECK_INT(DO(s.caller, lineHold, .call = s.out), wrong);
	CHECK_INT(DO(s.caller, lineUnHold, .call = s.out), wrong);
	CHECK_INT(DO(s.caller, lineSecureCall, .call = s.out), wrong);
	CHECK_INT(DO(s.caller, lineSendUserUserInfo, .call = s.out, .uui = NONE), wrong);
	CHECK_INT(DO(s.caller, lineSetCallData, .call = s.out, .data = NONE), wrong);
	CHECK_INT(DO(s.caller, lineSetCallTreatment, .call = s.out, .treatment = 1), wrong);
	CHECK_INT(DO(s.caller, lineSetCallParams, .call = s.out, .bearer_mode = 1,
		     .dial_params = NONE), wrong);
	CHECK_INT(DO(s.caller, lineSetCallQualityOfService, .call = s.out, .sending = NONE,
		     .receiving = NONE), wrong);
	CHECK_INT(DO(s.caller, lineSetUpTransfer, .call = s.out, .params = NONE), wrong);
	CHECK_INT(DO(s.caller, lineSetUpConference, .call = s.out, .params = NONE), wrong);
	CHECK_INT(DO(s.caller, lineRemoveFromConference, .call = s.out), wrong);
	CHECK_INT(DO(s.caller, lineCompleteCall, .call = s.out, .mode = 2), wrong);
	CHECK_INT(DO(s.caller, linePark, .call = s.out, .mode = LINEPARKMODE_DIRECTED,
		     .dest = request_text("77")), wrong);
	CHECK_INT(NOW(s.caller, lineMonitorDigits, .call = s.out, .digit_modes = 2), wrong);
	CHECK_INT(NOW(s.caller, lineMonitorMedia, .call = s.out, .media_modes = VOICE), wrong);
	CHECK_INT(NOW(s.caller, lineMonitorTones, .call = s.out, .num_tones = 1,
		      .tones = request_data(&tone, sizeof(tone))), wrong);
	CHECK_INT(NOW(s.caller, lineGatherDigits, .call = s.out, .digit_modes = 2,
		      .digits_context = 1, .num_digits = 1, .termination = NONE), wrong);
	CHECK_INT(NOW(s.caller, lineGenerateDigits, .call = s.out, .digit_mode = 2,
		      .digits = request_text("1")), wrong);
	CHECK_INT(NOW(s.caller, lineGenerateTone, .call = s.out, .tone_mode = 2, .tones = NONE),
		  wrong);
}

TEST_ONCE(join, a_request_needs_a_number)
{
	struct packet_lineHold in = { .request = 0 };

	request_talk(NULL);
	in.call = s.out;
	CHECK_INT(ASK(s.caller, lineHold, &in), (LONG)LINEERR_INVALPARAM);
	in = (struct packet_lineHold){ .request = 0x80000001u, .call = s.out };
	CHECK_INT(ASK(s.caller, lineHold, &in), (LONG)LINEERR_INVALPARAM);
}

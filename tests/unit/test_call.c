/* SPDX-License-Identifier: MIT
 * test_call.c - what may be asked of a call, and what TAPI hears in which order. */
#include "model_scene.h"
#include "abi/names.h"

#define TWO_LINES "[line a]\ndriver = sim\nnumber = 100\n[line b]\ndriver = sim\nnumber = 200\n"
#define SLOWLY "[sim]\noperation-delay = 100 ms\n"

static struct line *a, *b;

static void scene(const char *configuration)
{
	scene_open(configuration);
	a = scene_line("a");
	b = scene_line("b");
}

/* --- births ------------------------------------------------------------------- */

TEST(call, a_dialled_call_is_answered_before_its_first_news)	/* R-HND-6 */
{
	scene(TWO_LINES SLOWLY);
	NEED(scene_dial(a, 1, "200") != NULL);
	CHECK_TEXT(scene_news(), "");
	scene_run(100);
	CHECK_TEXT(scene_news(), "1 ok, a dialing");
}

TEST(call, a_pending_birth_that_is_closed_fails_once_and_is_gone)	/* R-HND-8, R-ASYNC-10 */
{
	struct call *call;
	uint32_t handle;

	scene(TWO_LINES SLOWLY);
	call = scene_dial(a, 1, "200");
	NEED(call != NULL);
	handle = call->handle;
	call_free(call, ERR_CLOSED);
	CHECK(call_find(&scene_desk, handle) == NULL);
	scene_run(10000);
	CHECK_TEXT(scene_news(), "1 LINEERR_OPERATIONFAILED");
	CHECK_INT(scene_desk.timers.count, 0);
}

TEST(call, a_birth_that_tapi_has_not_heard_of_yet_fails_by_its_close)	/* R-HND-8 */
{
	struct call *call;

	scene(TWO_LINES);
	call = scene_dial(a, 1, "200");
	NEED(call != NULL);
	CHECK_INT(call->standing, CALL_KNOWN);
	call_free(call, ERR_CLOSED);
	scene_run(10000);
	CHECK_TEXT(scene_news(), "1 LINEERR_OPERATIONFAILED");
}

TEST(call, a_birth_that_tapi_has_heard_of_stays_done)			/* R-ASYNC-10 */
{
	struct call *call;
	struct letter letter;

	scene(TWO_LINES);
	call = scene_dial(a, 1, "200");
	NEED(call != NULL && mail_take(&scene_desk.mail, &letter));
	CHECK_INT(letter.kind, LETTER_REPLY);
	CHECK_INT(letter.result, 0);
	NEED(scene_ask(call, CALL_DROP, 2) == OK);
	call_free(call, ERR_CLOSED);
	CHECK_TEXT(scene_news(), "2 ok");
}

TEST(call, a_birth_counts_when_tapi_is_told_of_it)			/* R-HND-6 */
{
	struct letter letter;

	scene(TWO_LINES);
	NEED(scene_dial(a, 1, "200") != NULL);
	CHECK_INT(line_count_calls(a, LINECALLSTATE_DIALING), 1);
	CHECK_INT(line_count_known(a, LINECALLSTATE_DIALING), 0);
	NEED(mail_take(&scene_desk.mail, &letter));
	CHECK_INT(line_count_known(a, LINECALLSTATE_DIALING), 0);
	scene_desk.mail.handed = scene_desk.mail.taken;
	CHECK_INT(line_count_known(a, LINECALLSTATE_DIALING), 1);
}

static enum err begins(struct call *call, const struct call_args *args)
{
	return OK;
}

/* A driver that begins whatever it is asked and says nothing of itself. */
static struct driver silent;
static const struct driver *lent;

static void give_back(void *line)
{
	((struct line *)line)->driver = lent;
}

static void lend_silent_driver(struct line *line)
{
	silent = *line->driver;
	for (int op = 0; op < CALL_OP_COUNT; op++)
		silent.call[op] = begins;
	lent = line->driver;
	line->driver = &silent;
	DEFER(give_back, line);
}

TEST(call, a_birth_that_fails_is_answered_with_why_and_frees_the_call)	/* R-HND-9 */
{
	struct call *call;
	uint32_t handle;

	scene(TWO_LINES);
	lend_silent_driver(a);
	call = scene_dial(a, 1, "200");
	NEED(call != NULL);
	handle = call->handle;
	call_reply(call, CALL_DIAL, ERR_ADDRESS);
	CHECK(call_find(&scene_desk, handle) == NULL);
	CHECK_TEXT(scene_news(), "1 LINEERR_INVALADDRESS");
	CHECK(list_empty(&a->calls));
}

TEST(call, a_call_too_many_is_refused_at_once)
{
	scene(TWO_LINES);
	NEED(scene_dial(a, 1, "200") != NULL);
	CHECK(scene_dial(a, 2, "200") == NULL);
	CHECK_TEXT(scene_news(), "1 ok, a dialing");
}

/* --- answers ------------------------------------------------------------------- */

TEST(call, a_drop_on_the_way_is_answered_and_ends_the_call)	/* R-STATE-3 */
{
	struct call *call;

	scene(TWO_LINES SLOWLY);
	call = scene_dial(a, 1, "200");
	NEED(call != NULL);
	scene_run(100);
	CHECK_TEXT(scene_news(), "1 ok, a dialing");
	NEED(scene_ask(call, CALL_DROP, 2) == OK);
	CHECK_TEXT(scene_news(), "");
	scene_run(99);
	CHECK_TEXT(scene_news(), "a proceeding, b new, b offering, a ringback");
	scene_run(1);
	CHECK_TEXT(scene_news(), "2 ok, b disconnected (cancelled), b idle, a idle");
	scene_run(60000);
	CHECK_TEXT(scene_news(), "");
}

TEST(call, requests_for_the_same_end_are_answered_together)
{
	struct call *out, *in;

	scene(TWO_LINES SLOWLY);
	scene_talk(a, b, &out, &in);
	NEED(scene_ask(out, CALL_DROP, 1) == OK);
	scene_run(50);
	NEED(scene_ask(out, CALL_DROP, 2) == OK);
	NEED(scene_ask(out, CALL_DROP, 3) == OK);
	CHECK_TEXT(scene_news(), "");
	scene_run(50);
	CHECK_TEXT(scene_news(), "1 ok, 2 ok, 3 ok, b disconnected (normal), b idle, a idle");
	scene_run(60000);
	CHECK_TEXT(scene_news(), "");
}

TEST(call, what_is_in_flight_when_the_call_ends_is_answered_before_idle)
{
	struct call *out, *in;

	scene(TWO_LINES SLOWLY);
	scene_talk(a, b, &out, &in);
	NEED(scene_ask(out, CALL_DROP, 1) == OK);
	NEED(scene_ask(in, CALL_HOLD, 2) == OK);
	NEED(scene_ask(in, CALL_DROP, 3) == OK);
	scene_run(100);
	CHECK_TEXT(scene_news(), "1 ok, b disconnected (normal), 3 ok, 2 LINEERR_OPERATIONFAILED, b idle, a idle");
	scene_run(1000);
	CHECK_TEXT(scene_news(), "");
}

TEST(call, what_is_in_flight_when_the_call_is_closed_fails)	/* R-ASYNC-10, R-DROP-5 */
{
	struct call *out, *in;

	scene(TWO_LINES SLOWLY);
	scene_talk(a, b, &out, &in);
	NEED(scene_ask(out, CALL_HOLD, 1) == OK);
	NEED(scene_ask(out, CALL_DROP, 2) == OK);
	call_free(out, ERR_CLOSED);
	CHECK_TEXT(scene_news(), "1 LINEERR_OPERATIONFAILED, 2 LINEERR_OPERATIONFAILED, "
		   "b disconnected (normal), b idle");
	scene_run(1000);
	CHECK_TEXT(scene_news(), "");
}

/* Each order in which four requests can be made and two of the far end, then
 * an end of one of three kinds: each request is answered exactly once. */
static void ask_somehow(struct call *out, struct call *in, unsigned order)
{
	static const enum call_op ops[] = { CALL_HOLD, CALL_UNHOLD, CALL_DROP, CALL_ANSWER };
	bool begun[9] = { false };
	unsigned answered[9] = { 0 };
	uint32_t handles[2] = { out->handle, in->handle };
	struct letter letter;

	for (DRV_REQUESTID id = 1; id <= 8; id++, order = order * 1103515245u + 12345u) {
		struct call *call = call_find(&scene_desk, handles[order >> 20 & 1]);

		if (call)
			begun[id] = scene_ask(call, ops[order >> 16 & 3], id) == OK;
		scene_run(order >> 24 & 63);
	}
	for (int i = 0; i < 2; i++)
		if (order >> (8 + i) & 1 && call_find(&scene_desk, handles[i]))
			call_free(call_find(&scene_desk, handles[i]), ERR_CLOSED);
	scene_run(1000);
	while (mail_take(&scene_desk.mail, &letter))
		if (letter.kind == LETTER_REPLY && letter.id <= 8)
			answered[letter.id]++;
	for (DRV_REQUESTID id = 1; id <= 8; id++)
		CHECK_INT(answered[id], begun[id]);
}

TEST_ONCE(call, in_every_order_each_request_is_answered_exactly_once)	/* R-ASYNC-3 */
{
	struct call *out, *in;

	scene(TWO_LINES SLOWLY);
	for (unsigned order = 0; order < 2000; order++) {
		scene_talk(a, b, &out, &in);
		ask_somehow(out, in, order * 2654435761u);
		while (!list_empty(&a->calls))
			call_free(list_entry(a->calls.next, struct call, node), ERR_CLOSED);
		while (!list_empty(&b->calls))
			call_free(list_entry(b->calls.next, struct call, node), ERR_CLOSED);
		scene_run(1000);
		scene_news();
	}
	CHECK_INT(scene_desk.timers.count, 0);
}

/* --- features ---------------------------------------------------------------------- */

static const struct {
	enum call_op op;
	DWORD bit;
} feature_of[] = {
	{ CALL_ACCEPT, LINECALLFEATURE_ACCEPT }, { CALL_ANSWER, LINECALLFEATURE_ANSWER },
	{ CALL_DROP, LINECALLFEATURE_DROP }, { CALL_REDIRECT, LINECALLFEATURE_REDIRECT },
	{ CALL_HOLD, LINECALLFEATURE_HOLD }, { CALL_UNHOLD, LINECALLFEATURE_UNHOLD },
	{ CALL_SWAP_HOLD, LINECALLFEATURE_SWAPHOLD }, { CALL_DIAL_MORE, LINECALLFEATURE_DIAL },
	{ CALL_SECURE, LINECALLFEATURE_SECURECALL }, { CALL_COMPLETE, LINECALLFEATURE_COMPLETECALL },
	{ CALL_PARK, LINECALLFEATURE_PARK }, { CALL_SETUP_TRANSFER, LINECALLFEATURE_SETUPTRANSFER },
	{ CALL_COMPLETE_TRANSFER, LINECALLFEATURE_COMPLETETRANSF },
	{ CALL_BLIND_TRANSFER, LINECALLFEATURE_BLINDTRANSFER },
	{ CALL_SETUP_CONFERENCE, LINECALLFEATURE_SETUPCONF },
	{ CALL_PREPARE_ADD, LINECALLFEATURE_PREPAREADDCONF },
	{ CALL_ADD_TO_CONFERENCE, LINECALLFEATURE_ADDTOCONF },
	{ CALL_REMOVE_FROM_CONFERENCE, LINECALLFEATURE_REMOVEFROMCONF },
	{ CALL_GENERATE_DIGITS, LINECALLFEATURE_GENERATEDIGITS },
	{ CALL_GENERATE_TONE, LINECALLFEATURE_GENERATETONE },
	{ CALL_GATHER_DIGITS, LINECALLFEATURE_GATHERDIGITS },
	{ CALL_MONITOR_DIGITS, LINECALLFEATURE_MONITORDIGITS },
	{ CALL_MONITOR_TONES, LINECALLFEATURE_MONITORTONES },
	{ CALL_MONITOR_MEDIA, LINECALLFEATURE_MONITORMEDIA },
	{ CALL_MEDIA_CONTROL, LINECALLFEATURE_SETMEDIACONTROL },
	{ CALL_SEND_UUI, LINECALLFEATURE_SENDUSERUSER }, { CALL_RELEASE_UUI, LINECALLFEATURE_RELEASEUSERUSERINFO },
	{ CALL_SET_PARAMS, LINECALLFEATURE_SETCALLPARAMS }, { CALL_SET_TREATMENT, LINECALLFEATURE_SETTREATMENT },
	{ CALL_SET_QOS, LINECALLFEATURE_SETQOS }, { CALL_SET_DATA, LINECALLFEATURE_SETCALLDATA },
	{ CALL_SET_TERMINAL, LINECALLFEATURE_SETTERMINAL },
};

static void check_features(struct call *call, struct call *other)
{
	for (size_t i = 0; i < sizeof(feature_of) / sizeof(feature_of[0]); i++) {
		bool told = call_features(call) & feature_of[i].bit;

		if (told) {
			CHECK_INT(call_may(call, feature_of[i].op), OK);
			CHECK(call_features_ever(call->line) & feature_of[i].bit);
		}
		if (feature_of[i].op != CALL_GATHER_DIGITS && feature_of[i].op != CALL_MONITOR_DIGITS)
			CHECK_INT(call_ask(call, feature_of[i].op, 0,
					   &(struct call_args){ .other = other }) == OK, told);
		else
			CHECK_INT(call_may(call, feature_of[i].op) == OK, told);
	}
}

TEST_ONCE(call, features_tell_in_every_state_what_may_be_asked)	/* R-STATE-4 */
{
	struct call *call, *other;
	DWORD before;

	scene(TWO_LINES);
	lend_silent_driver(a);
	a->max_active = 2;
	NEED(call_new(&call, a, (HTAPICALL)1) == OK);
	NEED(call_new(&other, a, (HTAPICALL)2) == OK);
	before = call->state;
	for (DWORD state = 1; state & CALLSTATE_ALL; state <<= 1) {
		call->state = state;
		for (other->state = 1; other->state & CALLSTATE_ALL; other->state <<= 1)
			check_features(call, other);
	}
	call->state = other->state = before;
	for (int op = 0; op < CALL_OP_COUNT; op++)
		silent.call[op] = NULL;
	CHECK_INT(call_features_ever(a), LINECALLFEATURE_GATHERDIGITS | LINECALLFEATURE_MONITORDIGITS);
	CHECK_INT(call_ask(call, CALL_DROP, 1, &(struct call_args){ 0 }), ERR_UNAVAIL);
}

/* docs/spec/call-states.md 3, as far as the device can. */
TEST_ONCE(call, what_may_be_asked_is_what_the_documentation_allows)
{
	static const struct {
		enum call_op op;
		DWORD states;
	} allowed[] = {
		{ CALL_ACCEPT, LINECALLSTATE_OFFERING },
		{ CALL_ANSWER, LINECALLSTATE_OFFERING | LINECALLSTATE_ACCEPTED },
		{ CALL_REDIRECT, LINECALLSTATE_OFFERING },
		{ CALL_DROP, CALLSTATE_ALL & ~LINECALLSTATE_IDLE },
		{ CALL_HOLD, LINECALLSTATE_CONNECTED },
		{ CALL_UNHOLD, LINECALLSTATE_ONHOLD | LINECALLSTATE_ONHOLDPENDCONF | LINECALLSTATE_ONHOLDPENDTRANSFER },
		{ CALL_DIAL_MORE, LINECALLSTATE_DIALTONE | LINECALLSTATE_DIALING },
		{ CALL_COMPLETE, LINECALLSTATE_RINGBACK | LINECALLSTATE_BUSY | LINECALLSTATE_PROCEEDING },
		{ CALL_SETUP_TRANSFER, LINECALLSTATE_CONNECTED }, { CALL_BLIND_TRANSFER, LINECALLSTATE_CONNECTED },
		{ CALL_PARK, LINECALLSTATE_CONNECTED }, { CALL_SETUP_CONFERENCE, LINECALLSTATE_CONNECTED },
		{ CALL_REMOVE_FROM_CONFERENCE, LINECALLSTATE_CONFERENCED },
		{ CALL_MONITOR_DIGITS, CALLSTATE_ALL & ~(LINECALLSTATE_IDLE | LINECALLSTATE_DISCONNECTED) },
		{ CALL_GATHER_DIGITS, CALLSTATE_ALL & ~LINECALLSTATE_IDLE },
		{ CALL_RELEASE_UUI, CALLSTATE_ALL },
	};
	struct call *call;

	scene(TWO_LINES);
	lend_silent_driver(a);
	NEED(call_new(&call, a, (HTAPICALL)1) == OK);
	for (size_t i = 0; i < sizeof(allowed) / sizeof(allowed[0]); i++)
		for (DWORD state = 1; state & CALLSTATE_ALL; state <<= 1) {
			call->state = state;
			CHECK_INT(call_may(call, allowed[i].op), allowed[i].states & state ? OK : ERR_STATE);
		}
	call->state = CALLSTATE_NEW;
}

/* --- news ------------------------------------------------------------------------------ */

TEST(call, nothing_is_told_after_idle)	/* R-STATE-2 */
{
	struct call *out, *in;

	scene(TWO_LINES);
	scene_talk(a, b, &out, &in);
	out->monitor_digits = LINEDIGITMODE_DTMF;
	NEED(scene_ask(in, CALL_DROP, 1) == OK);
	CHECK_TEXT(scene_news(), "1 ok, a disconnected (normal), a idle, b idle");
	for (int event = 0; event < CALL_EVENT_COUNT; event++)
		call_event(out, (enum call_event)event, 0);
	call_digit(out, '1', LINEDIGITMODE_DTMF);
	call_party(out, PARTY_CALLED, LINECALLPARTYID_ADDRESS, SPAN("77"), SPAN_NONE);
	call_info_news(out, LINECALLINFOSTATE_APPSPECIFIC);
	call_generated(out, LINEGENERATETERM_DONE);
	call_ended(out, 0);
	call_reply(out, CALL_DROP, OK);
	CHECK_TEXT(scene_news(), "");
	CHECK_INT(scene_ask(out, CALL_DROP, 2), ERR_STATE);
	CHECK_INT(out->state, LINECALLSTATE_IDLE);
}

TEST(call, the_same_state_is_told_again_only_with_another_mode)
{
	struct call *out, *in;

	scene(TWO_LINES);
	scene_talk(a, b, &out, &in);
	call_event(out, EV_CONNECTED, LINECONNECTEDMODE_ACTIVE);
	CHECK_TEXT(scene_news(), "");
	call_event(out, EV_CONNECTED, LINECONNECTEDMODE_ACTIVEHELD);
	CHECK_TEXT(scene_news(), "a connected (activeheld)");
}

TEST(call, a_changed_party_is_told_and_an_unchanged_one_is_not)	/* R-STATE-7 */
{
	struct call *out, *in;

	scene(TWO_LINES);
	scene_talk(a, b, &out, &in);
	call_party(out, PARTY_CONNECTED, LINECALLPARTYID_ADDRESS, SPAN("77"), SPAN_NONE);
	CHECK_TEXT(scene_news(), "a info connectedid");
	CHECK_TEXT(out->parties[PARTY_CONNECTED].number, "77");
	CHECK_TEXT(out->parties[PARTY_CONNECTED].name, NULL);
	call_party(out, PARTY_CONNECTED, LINECALLPARTYID_ADDRESS, SPAN("77"), SPAN_NONE);
	CHECK_TEXT(scene_news(), "");
}

TEST(call, a_new_call_that_tapi_does_not_take_is_rejected)	/* R-NEW-3 */
{
	scene(TWO_LINES);
	scene_refuse();
	NEED(scene_dial(a, 1, "200") != NULL);
	scene_run(1000);
	CHECK_TEXT(scene_news(), "1 ok, a dialing, a proceeding, b refused, a ringback, a disconnected (reject), a idle");
	CHECK(list_empty(&b->calls));
	scene_run(60000);
	CHECK_TEXT(scene_news(), "");
}

TEST(call, a_line_that_wants_no_calls_gets_none)	/* R-NEW-5 */
{
	scene(TWO_LINES);
	line_listen(b, 0);
	NEED(scene_dial(a, 1, "200") != NULL);
	scene_run(1000);
	CHECK_TEXT(scene_news(), "1 ok, a dialing, a proceeding, a disconnected (unreachable), a idle");
}

/* --- nobody answers ---------------------------------------------------------------------- */

TEST(call, after_the_no_answer_time_the_call_is_given_up)	/* R-DIAL-8 */
{
	struct call *call;

	scene(TWO_LINES);
	call = scene_dial(a, 1, "200");
	NEED(call != NULL);
	call->no_answer_s = 30;
	scene_run(30019);
	CHECK_TEXT(scene_news(), "1 ok, a dialing, a proceeding, b new, b offering, a ringback");
	scene_run(1);
	CHECK_TEXT(scene_news(), "b disconnected (cancelled), b idle, a disconnected (noanswer), a idle");
	CHECK_INT(scene_desk.timers.count, 0);
}

TEST(call, an_answer_in_time_stops_the_no_answer_time)
{
	struct call *call;

	scene(TWO_LINES);
	call = scene_dial(a, 1, "200");
	NEED(call != NULL);
	call->no_answer_s = 30;
	scene_run(30000);
	scene_news();
	NEED(scene_ask(scene_new_call(), CALL_ANSWER, 2) == OK);
	scene_news();
	scene_run(100000);
	CHECK_TEXT(scene_news(), "");
	CHECK_INT(call->state, LINECALLSTATE_CONNECTED);
}

/* --- digits -------------------------------------------------------------------------------- */

static enum err generate(struct call *call, DWORD id, const char *digits)
{
	return call_generate(call, id, &(struct call_args){
		.mode = LINEDIGITMODE_DTMF, .digits = digits });
}

TEST(call, generated_digits_are_told_done_once_after_the_last)	/* R-DIGIT-2 */
{
	struct call *out, *in;

	scene(TWO_LINES);
	scene_talk(a, b, &out, &in);
	in->monitor_digits = LINEDIGITMODE_DTMF | LINEDIGITMODE_DTMFEND;
	NEED(generate(out, 5, "1,2") == OK);
	scene_run(0);
	CHECK_TEXT(scene_news(), "b digit 1");
	scene_run(100);
	CHECK_TEXT(scene_news(), "b digit 1 end");
	scene_run(50 + 1999);
	CHECK_TEXT(scene_news(), "");
	scene_run(1);
	CHECK_TEXT(scene_news(), "b digit 2");
	scene_run(99);
	CHECK_TEXT(scene_news(), "");
	scene_run(1);
	CHECK_TEXT(scene_news(), "b digit 2 end, a generated done 5");
	scene_run(10000);
	CHECK_TEXT(scene_news(), "");
}

TEST(call, a_new_generation_ends_the_old_one)	/* R-DIGIT-1 */
{
	struct call *out, *in;

	scene(TWO_LINES);
	scene_talk(a, b, &out, &in);
	NEED(generate(out, 5, "123") == OK);
	scene_run(120);
	NEED(generate(out, 6, "4") == OK);
	CHECK_TEXT(scene_news(), "a generated cancel 5");
	scene_run(1000);
	CHECK_TEXT(scene_news(), "a generated done 6");
	NEED(generate(out, 7, "55") == OK);
	NEED(generate(out, 0, NULL) == OK);
	CHECK_TEXT(scene_news(), "a generated cancel 7");
	NEED(generate(out, 0, NULL) == OK);
	CHECK_TEXT(scene_news(), "");
	NEED(generate(out, 8, "") == OK);
	scene_run(0);
	CHECK_TEXT(scene_news(), "a generated done 8");
}

TEST(call, what_is_generated_when_the_call_ends_is_cancelled_before_idle)
{
	struct call *out, *in;

	scene(TWO_LINES);
	scene_talk(a, b, &out, &in);
	NEED(generate(out, 5, "123") == OK);
	NEED(scene_ask(in, CALL_DROP, 1) == OK);
	CHECK_TEXT(scene_news(), "1 ok, a disconnected (normal), a generated cancel 5, a idle, b idle");
	CHECK_INT(generate(out, 6, "1"), ERR_STATE);
}

static WCHAR digits[8];

static enum err gather(struct call *call, DWORD count, const char *stop, DWORD first_ms, DWORD inter_ms)
{
	struct gather wanted = { .out = digits, .wanted = count, .end_to_end = 9,
				 .modes = LINEDIGITMODE_DTMF, .inter_ms = inter_ms };

	memset(digits, 0xff, sizeof(digits));
	strcpy(wanted.stop, stop);
	return call_gather(call, &wanted, first_ms);
}

static void hear(struct call *call, const char *text)
{
	for (; *text; text++) {
		call_digit(call, *text, LINEDIGITMODE_DTMF);
		call_digit(call, *text, LINEDIGITMODE_DTMFEND);
	}
}

static bool gathered(const char *text)
{
	size_t i = 0;

	for (; text[i]; i++)
		if (digits[i] != (unsigned char)text[i])
			return false;
	/* A partial buffer has its terminator; a full one ends where it ends. */
	return i == 4 ? digits[i] == 0xffff : digits[i] == 0;
}

TEST(call, gathering_ends_with_the_count_the_stop_digit_or_the_time)	/* R-DIGIT-3 */
{
	struct call *out, *in;

	scene(TWO_LINES);
	scene_talk(a, b, &out, &in);

	NEED(gather(in, 4, "#", 1000, 500) == OK);
	hear(in, "1234");
	CHECK_TEXT(scene_news(), "b gathered bufferfull 9");
	CHECK(gathered("1234"));

	NEED(gather(in, 4, "*#", 1000, 500) == OK);
	hear(in, "12#");
	CHECK_TEXT(scene_news(), "b gathered termdigit 9");
	CHECK(gathered("12#"));

	NEED(gather(in, 4, "", 1000, 500) == OK);
	scene_run(999);
	CHECK_TEXT(scene_news(), "");
	scene_run(1);
	CHECK_TEXT(scene_news(), "b gathered firsttimeout 9");
	CHECK(gathered(""));

	NEED(gather(in, 4, "", 1000, 500) == OK);
	scene_run(999);
	hear(in, "1");
	scene_run(499);
	hear(in, "2");
	scene_run(499);
	CHECK_TEXT(scene_news(), "");
	scene_run(1);
	CHECK_TEXT(scene_news(), "b gathered intertimeout 9");
	CHECK(gathered("12"));

	NEED(gather(in, 4, "", 0, 0) == OK);
	scene_run(100000000);
	hear(in, "1");
	scene_run(100000000);
	CHECK_TEXT(scene_news(), "");
	call_gather_cancel(in);
	CHECK_TEXT(scene_news(), "b gathered cancel 9");
	CHECK(gathered("1"));
	hear(in, "5");
	scene_run(5000);
	CHECK_TEXT(scene_news(), "");
	CHECK_INT(scene_desk.timers.count, 0);
}

TEST(call, a_new_gathering_ends_the_old_one_and_the_end_of_the_call_too)
{
	struct call *out, *in;

	scene(TWO_LINES);
	scene_talk(a, b, &out, &in);
	NEED(gather(in, 4, "", 1000, 500) == OK);
	hear(in, "1");
	NEED(gather(in, 4, "", 1000, 500) == OK);
	CHECK_TEXT(scene_news(), "b gathered cancel 9");
	NEED(scene_ask(out, CALL_DROP, 1) == OK);
	CHECK_TEXT(scene_news(), "1 ok, b disconnected (normal), b gathered cancel 9, b idle, a idle");
	CHECK_INT(scene_desk.timers.count, 0);
}

TEST(call, a_digit_is_monitored_and_gathered_alike)	/* R-DIGIT-6 */
{
	struct call *out, *in;

	scene(TWO_LINES);
	scene_talk(a, b, &out, &in);
	in->monitor_digits = LINEDIGITMODE_DTMF | LINEDIGITMODE_DTMFEND;
	NEED(gather(in, 1, "", 0, 0) == OK);
	hear(in, "7");
	CHECK_TEXT(scene_news(), "b digit 7, b gathered bufferfull 9, b digit 7 end");
}

/* --- without memory --------------------------------------------------------------------------- */

TEST_ONCE(call, without_memory_answers_and_the_ends_of_calls_still_arrive)
{
	struct call *out, *in;
	struct letter letter;
	int ok = 0, idle = 0;

	scene(TWO_LINES);
	scene_talk(a, b, &out, &in);
	out->monitor_digits = in->monitor_digits = LINEDIGITMODE_DTMF;
	NEED(scene_ask(out, CALL_HOLD, 1) == OK);
	NEED(scene_ask(out, CALL_UNHOLD, 2) == OK);
	mem_fail_at(1);
	for (int i = 0; i < 1000; i++)
		call_digit(in, '1', LINEDIGITMODE_DTMF);
	CHECK(scene_desk.mail.lost > 0);
	CHECK_INT(scene_ask(in, CALL_DROP, 3), ERR_NOMEM);
	CHECK_INT(scene_ask(in, CALL_DROP, 0), OK);
	mem_fail_at(0);
	while (mail_take(&scene_desk.mail, &letter)) {
		ok += letter.kind == LETTER_REPLY;
		idle += letter.msg == LINE_CALLSTATE && letter.p1 == LINECALLSTATE_IDLE;
	}
	CHECK_INT(ok, 2);
	CHECK_INT(idle, 2);
}

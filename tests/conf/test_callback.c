/* SPDX-License-Identifier: MIT
 * test_callback.c - whom the provider calls, when, and from how many threads. */
#include "conf_raw.h"

/* R-CB-1, R-HND-2 */
TEST_ONCE(callback, each_line_is_told_by_the_procedure_it_was_opened_with)
{
	HTAPILINE one = (HTAPILINE)(uintptr_t)0x51, two = (HTAPILINE)(uintptr_t)-2;
	HTAPICALL mine = (HTAPICALL)(uintptr_t)-3;
	HDRVCALL call;

	scene_load(LINES);
	raw_begin(3, 4);
	raw_open(1, 2, two);
	CHECK_INT(SP->lineMakeCall(5, raw_open(0, 1, one), mine, &call, wide("200"), 0, NULL), 5);
	raw_advance(100);
	raw_find(2, LINE_LINEDEVSTATE);
	for (size_t i = 0; i < raw_count(); i++) {
		struct raw_event e = raw_event(i);

		CHECK(e.to == (e.request ? 0 : e.line == one ? 1 : 2));
		if (e.to == 1)
			CHECK(e.line == one && e.call == mine);
		if (e.to == 2 && e.message != LINE_NEWCALL && e.message != LINE_LINEDEVSTATE)
			CHECK(e.line == two && e.call == raw_new_call);
	}
	CHECK_INT(raw_event(0).request, 5);
}

/* R-CB-6 */
TEST_ONCE(callback, it_asks_for_no_option)
{
	scene_load(LINES);
	raw_begin(3, 4);	/* it looks that the options stay 0 */
}

/* What tspcheck stands on: nothing is on its way any more when "settle" returns. */
TEST_ONCE(callback, all_that_happened_is_told_when_settle_returns)
{
	LONG request;
	uint32_t line, call;

	scene_open(LINES);
	line = scene_line(0);
	for (int i = 0; i < 50; i++) {
		request = host_make_call(tapi, line, "93", NULL, &call);
		scene_command("advance 100");
		scene_command("settle");
		CHECK_INT(host_wait_reply(tapi, request, 0), 0);
		CHECK_INT(host_call_state(tapi, call), LINECALLSTATE_RINGBACK);
		CHECK_INT(host_close_call(tapi, call), 0);
		scene_command("settle");
		host_discard(tapi);
	}
}

/* --- from many threads -------------------------------------------------------- */

#define THREADS 4
#define ROUNDS 150

#define MANY "[sim]\nbusy-time = 1\n" \
	"[line a]\ndriver = sim\nnumber = 100\ncalls = 8\n[line b]\ndriver = sim\nnumber = 200\ncalls = 8\n" \
	"[line c]\ndriver = sim\nnumber = 300\ncalls = 8\n[line d]\ndriver = sim\nnumber = 400\ncalls = 8\n"

static uint32_t lines[THREADS];
static atomic_int inside, nested, wrong;	/* wrong: answers that no thread should get */
static atomic_uint random_state;

static unsigned roll(unsigned sides)
{
	unsigned old = atomic_fetch_add(&random_state, 0x9E3779B9u);

	old = (old ^ old >> 15) * 0x2C1B3C6Du;
	return (old ^ old >> 12) % sides;
}

static void expect(bool holds)
{
	if (!holds)
		atomic_fetch_add(&wrong, 1);
}

static void look_at(uint32_t line, uint32_t call)
{
	LINECALLINFO *info = NULL;
	LINEDEVSTATUS *status = NULL;
	LONG result = host_get_call_info(tapi, call, &info);

	expect(result == 0 || result == (LONG)LINEERR_INVALCALLHANDLE);
	expect(host_get_line_status(tapi, line, &status) == 0);
	mem_free(info);
	mem_free(status);
}

static void live(uint32_t line, uint32_t call)
{
	LONG result;

	switch (roll(5)) {
	case 0:
		result = host_drop(tapi, call);
		expect(result > 0 || result == (LONG)LINEERR_INVALCALLHANDLE ||
		       result == (LONG)LINEERR_INVALCALLSTATE);
		break;
	case 1:
		look_at(line, call);
		break;
	case 2:
		result = host_hold(tapi, call);
		expect(result > 0 || result == (LONG)LINEERR_INVALCALLHANDLE ||
		       result == (LONG)LINEERR_INVALCALLSTATE);
		break;
	case 3:
		scene_advance(roll(40));
		break;
	default:
		host_set_app_specific(tapi, call, roll(100));
		break;
	}
}

static void caller(void *arg)
{
	static const char *const numbers[] = { "91", "92", "93", "94", "95", "200", "300", "400", "100", "nobody" };
	uint32_t line = lines[(intptr_t)arg], call;

	for (int i = 0; i < ROUNDS; i++) {
		LONG request = host_make_call(tapi, line, numbers[roll(10)], NULL, &call);

		expect(request > 0 || request == (LONG)LINEERR_CALLUNAVAIL);
		if (request <= 0)
			continue;
		for (unsigned steps = roll(6); steps > 0; steps--)
			live(line, call);
		expect(host_close_call(tapi, call) == 0);
	}
}

/* Answers or rejects what comes in. */
static void callee(void *arg)
{
	struct host_filter filter = { .kinds = HOST_BIT(HOST_NEWCALL) };
	const atomic_bool *over = arg;
	struct host_event event;

	while (!atomic_load(over)) {
		if (!host_wait(tapi, &filter, 5, &event))
			continue;
		if (roll(2))
			host_answer(tapi, event.call);
		else
			host_drop(tapi, event.call);
		if (roll(2))
			scene_advance(roll(30));
		expect(host_close_call(tapi, event.call) == 0);
	}
}

static void open_many(void)
{
	scene_open(MANY);
	atomic_store(&wrong, 0);
	atomic_store(&random_state, 20260101u);
	for (DWORD i = 0; i < THREADS; i++)
		lines[i] = scene_line(i);
}

/* R-CB-4, R-CB-8, R-ASYNC-3, R-ASYNC-11 */
TEST_ONCE(callback, all_functions_may_be_called_by_several_threads_at_once)
{
	static atomic_bool over;
	uv_thread_t threads[THREADS], answering;

	open_many();
	atomic_store(&over, false);
	NEED(uv_thread_create(&answering, callee, &over) == 0);
	for (intptr_t i = 0; i < THREADS; i++)
		NEED(uv_thread_create(&threads[i], caller, (void *)i) == 0);
	for (int i = 0; i < THREADS; i++)
		uv_thread_join(&threads[i]);
	atomic_store(&over, true);
	uv_thread_join(&answering);
	CHECK_INT(atomic_load(&wrong), 0);
	scene_no_fault();
}

static void opener(void *arg)
{
	DWORD device = BASE + (DWORD)(intptr_t)arg;
	uint32_t line = 0, call;

	for (int i = 0; i < ROUNDS; i++) {
		expect(host_line_open(tapi, device, VOICE, &line) == 0);
		expect(host_make_call(tapi, line, roll(2) ? "100" : "300", NULL, &call) > 0);
		if (roll(2))
			scene_advance(roll(60));
		expect(host_line_close(tapi, line) == 0);
	}
}

/* R-CB-4, R-CB-8, R-ASYNC-9 */
TEST_ONCE(callback, lines_come_and_go_while_calls_are_on_the_way_to_them)
{
	uv_thread_t threads[THREADS];

	open_many();
	for (int i = 0; i < THREADS; i++)
		CHECK_INT(host_line_close(tapi, lines[i]), 0);
	for (intptr_t i = 0; i < THREADS; i++)
		NEED(uv_thread_create(&threads[i], opener, (void *)i) == 0);
	for (int i = 0; i < THREADS; i++)
		uv_thread_join(&threads[i]);
	CHECK_INT(atomic_load(&wrong), 0);
	scene_no_fault();
}

static void one_inside(void *arg, const struct host_event *event)
{
	if (atomic_fetch_add(&inside, 1) > 0)
		atomic_fetch_add(&nested, 1);
	for (volatile int i = 0; i < 200; i++)
		;
	atomic_fetch_sub(&inside, 1);
}

/* R-CB-2 */
TEST_ONCE(callback, no_callback_begins_before_the_last_has_returned)
{
	uv_thread_t threads[THREADS];

	open_many();
	atomic_store(&inside, 0);
	atomic_store(&nested, 0);
	host_on_event(tapi, one_inside, NULL);
	for (intptr_t i = 0; i < THREADS; i++)
		NEED(uv_thread_create(&threads[i], caller, (void *)i) == 0);
	for (int i = 0; i < THREADS; i++)
		uv_thread_join(&threads[i]);
	host_on_event(tapi, NULL, NULL);
	CHECK_INT(atomic_load(&nested), 0);
}

/* --- after a close -------------------------------------------------------------- */

static void ticker(void *arg)
{
	const atomic_bool *over = arg;

	while (!atomic_load(over))
		scene_advance(1);
}

/* R-CB-8 */
TEST_ONCE(callback, nothing_is_told_of_a_call_after_its_close_has_returned)
{
	static atomic_bool over;
	uv_thread_t time;
	uint32_t call;

	open_many();
	atomic_store(&over, false);
	NEED(uv_thread_create(&time, ticker, &over) == 0);
	for (int i = 0; i < 1000; i++) {
		NEED(host_make_call(tapi, lines[0], roll(2) ? "95" : "200", NULL, &call) > 0);
		for (unsigned n = roll(2000); n > 0; n--)
			host_call_state(tapi, call);	/* some time */
		CHECK_INT(host_close_call(tapi, call), 0);
	}
	atomic_store(&over, true);
	uv_thread_join(&time);
	scene_no_fault();
}

/* --- from inside a callback (docs/decisions/002) ---------------------------------- */

static HDRVCALL to_close;
static HDRVLINE line_to_close;
static atomic_int closed, told_after;

static void close_call_inside(const struct raw_event *e)
{
	if (e->call && atomic_load(&closed))
		atomic_fetch_add(&told_after, 1);
	if (e->message == LINE_CALLSTATE && e->p1 == LINECALLSTATE_RINGBACK && !atomic_load(&closed)) {
		expect(SP->lineHold(11, to_close) < 0);
		expect(SP->lineDrop(12, to_close, NULL, 0) == 12);
		expect(SP->lineCloseCall(to_close) == 0);
		atomic_store(&closed, 1);
	}
}

/* Wait for the answer of a request. */
static LONG result_of(DRV_REQUESTID request)
{
	for (size_t i = 0; ; i++) {
		raw_wait(i + 1);
		if (raw_event(i).request == request)
			return raw_event(i).result;
	}
}

static void begin_inside(const char *conf)
{
	scene_load(conf);
	atomic_store(&wrong, 0);
	atomic_store(&closed, 0);
	atomic_store(&told_after, 0);
	raw_begin(3, 4);
}

/* R-CB-2, R-CB-8, R-ASYNC-10 */
TEST_ONCE(callback, a_call_may_be_closed_from_inside_a_callback_and_its_requests_are_answered_next)
{
	HDRVCALL call;

	begin_inside(SLOW);
	raw_inside = close_call_inside;
	CHECK_INT(SP->lineMakeCall(10, raw_open(0, 1, NULL), (HTAPICALL)1, &to_close, wide("95"), 0, NULL), 10);
	raw_advance(150);
	CHECK_INT(result_of(12), (LONG)LINEERR_OPERATIONFAILED);
	/* On another line: when that is answered, all before it has been told. */
	CHECK_INT(SP->lineMakeCall(20, raw_open(1, 2, NULL), NULL, &call, wide("93"), 0, NULL), 20);
	raw_advance(5000);
	CHECK_INT(result_of(20), 0);
	CHECK_INT(atomic_load(&closed), 1);
	CHECK_INT(atomic_load(&told_after), 0);
	CHECK_INT(atomic_load(&raw_nested), 0);
	CHECK_INT(atomic_load(&wrong), 0);
}

static void close_at_first_news(const struct raw_event *e)
{
	if (e->to == 1 && atomic_load(&closed))
		atomic_fetch_add(&told_after, 1);
	if (e->to != 1 || atomic_load(&closed))
		return;
	expect(line_to_close ? SP->lineClose(line_to_close) == 0 : SP->lineCloseCall(to_close) == 0);
	atomic_store(&closed, 1);
}

/* What has piled up while the courier was held is in its hand when that closes. */
static void close_with_much_behind(bool line)
{
	HDRVLINE one, two;
	HDRVCALL call;

	begin_inside(LINES);
	one = raw_open(0, 1, (HTAPILINE)1);
	two = raw_open(1, 2, (HTAPILINE)2);
	line_to_close = line ? one : NULL;
	raw_inside = close_at_first_news;
	CHECK_INT(SP->lineMakeCall(10, one, (HTAPICALL)1, &to_close, wide("95"), 0, NULL), 10);
	raw_advance(5000);
	CHECK_INT(SP->lineMakeCall(20, two, NULL, &call, wide("93"), 0, NULL), 20);
	CHECK_INT(result_of(20), 0);
	CHECK_INT(atomic_load(&told_after), 0);
	CHECK_INT(atomic_load(&wrong), 0);
}

/* R-CB-8 */
TEST_ONCE(callback, of_what_was_closed_inside_a_callback_nothing_is_told_though_much_was_to_be)
{
	for (int i = 0; i < 20; i++) {
		close_with_much_behind(i % 2);
		raw_finish();
		scene_close();
	}
}

static void close_line_inside(const struct raw_event *e)
{
	if (e->to == 1 && e->message == LINE_CALLSTATE && e->p1 == LINECALLSTATE_DIALING && line_to_close) {
		expect(SP->lineClose(line_to_close) == 0);
		line_to_close = NULL;
	} else if (e->to == 1 && !line_to_close) {
		atomic_fetch_add(&told_after, 1);
	}
}

/* R-CB-8, R-ASYNC-9 */
TEST_ONCE(callback, a_line_may_be_closed_from_inside_a_callback)
{
	HDRVCALL call;

	begin_inside(LINES);
	raw_inside = close_line_inside;
	line_to_close = raw_open(2, 1, (HTAPILINE)1);
	CHECK_INT(SP->lineMakeCall(10, line_to_close, NULL, &call, wide("91"), 0, NULL), 10);
	CHECK(SP->lineMakeCall(20, raw_open(1, 2, (HTAPILINE)2), NULL, &call, wide("93"), 0, NULL) == 20);
	raw_find(2, LINE_CALLSTATE);
	raw_advance(500);
	raw_wait(4);
	CHECK_INT(atomic_load(&told_after), 0);
	CHECK_INT(atomic_load(&wrong), 0);
	raw_open(2, 2, (HTAPILINE)3);
}

static void call_inside(const struct raw_event *e)
{
	HDRVCALL call;

	if (e->request == 10) {
		expect(SP->lineMakeCall(30, line_to_close, NULL, &call, wide("91"), 0, NULL) == 30);
		expect(SP->lineMakeCall(31, line_to_close, NULL, &call, wide("1W"), 0, NULL) < 0);
	}
}

/* R-CB-2, R-ASYNC-5 */
TEST_ONCE(callback, what_is_asked_from_inside_a_callback_is_answered_after_it)
{
	HDRVCALL call;

	begin_inside(LINES);
	raw_inside = call_inside;
	line_to_close = raw_open(2, 1, NULL);
	CHECK_INT(SP->lineMakeCall(10, line_to_close, NULL, &call, wide("91"), 0, NULL), 10);
	CHECK_INT(result_of(30), 0);
	CHECK_INT(atomic_load(&raw_nested), 0);
	CHECK_INT(atomic_load(&wrong), 0);
}

/* R-CB-7, R-UI-10 */
TEST_ONCE(callback, functions_for_dialogs_need_no_session)
{
	scene_load(LINES);
	CHECK_INT(UI->ui_providerConfig(NULL, NULL, 1), (LONG)LINEERR_OPERATIONUNAVAIL);
	CHECK_INT(UI->ui_lineConfigDialog(NULL, 0, NULL, NULL), (LONG)LINEERR_OPERATIONUNAVAIL);
}

/* R-CB-10 */
TEST_ONCE(callback, no_thread_outlives_the_last_session)
{
	for (int i = 0; i < 30; i++) {		/* a thread in an unloaded library would crash */
		scene_open(LINES);
		scene_dial(scene_line(0), "95", 100);
		scene_close();
	}
}

/* SPDX-License-Identifier: MIT
 * test_host.c - the host itself, with a provider that breaks rules on command. */
#include "test.h"
#include "base/mem.h"
#include "opentsp/host.h"
#include <stdatomic.h>
#include <uv.h>

#define VOICE LINEMEDIAMODE_INTERACTIVEVOICE
#define BASE 40

static struct host *host;
static uint32_t line;

/* The fake stands in lib/ beside the folder of this program. */
static const char *fake_path(void)
{
	static char path[1024];
	size_t size = sizeof(path);
	char *slash;

	if (uv_exepath(path, &size))
		return FAKE_PROVIDER;
	for (int i = 0; i < 2; i++) {
		slash = strrchr(path, '/');
		slash = slash ? slash : strrchr(path, '\\');
		if (slash)
			*slash = '\0';
	}
	snprintf(path + strlen(path), sizeof(path) - strlen(path), "/lib/%s", FAKE_PROVIDER);
	return path;
}

static void open_host_as(DWORD provider)
{
	struct host_options options = { .ppid = provider, .line_base = BASE };
	char memory[512] = "";
	struct buf why;

	host = NULL;
	buf_fixed(&why, memory, sizeof(memory));
	NEED(host_open(&host, fake_path(), &options, &why) == OK);
	DEFER(host_close, host);
}

static void open_host(void)
{
	open_host_as(9);
}

static void open_line(void)
{
	open_host();
	NEED(host_line_open(host, host_line(host, 0), VOICE, &line) == 0);
}

static void bid(const char *text)
{
	char reply[64];

	NEED(host_command(host, text, reply, sizeof(reply)) == 0);
	CHECK_TEXT(reply, "ok");
}

static struct host_event next(void)
{
	struct host_event event = { 0 };

	CHECK(host_wait(host, NULL, 0, &event));
	return event;
}

static uint32_t ring(void)
{
	struct host_event event;

	bid("ring 0");
	event = next();
	CHECK_INT(event.kind, HOST_NEWCALL);
	CHECK(event.call != 0);
	CHECK_INT(next().p1, LINECALLSTATE_OFFERING);
	return event.call;
}

/* The faults there are, which begin with the rule and hold the words. */
static void expect_fault(const char *rule, const char *words)
{
	char text[2048];

	CHECK(host_faults(host, text, sizeof(text)) > 0);
	CHECK(strncmp(text, rule, strlen(rule)) == 0);
	CHECK(strstr(text, words) != NULL);
}

static void expect_no_fault(void)
{
	char text[2048];

	host_faults(host, text, sizeof(text));
	CHECK_TEXT(text, "");
}

TEST(host, numbers_lines_from_the_base_it_was_given)
{
	open_host();
	CHECK_INT(host_line_count(host), 2);
	CHECK_INT(host_line(host, 0), BASE);
	CHECK_INT(host_line(host, 1), BASE + 1);
	CHECK_INT(host_line(host, 2), HOST_NO_DEVICE);
	CHECK_INT(host_phone_count(host), 0);
	expect_no_fault();
}

TEST(host, says_in_one_sentence_why_a_file_is_no_provider)
{
	char memory[512] = "";
	struct buf why;

	buf_fixed(&why, memory, sizeof(memory));
	CHECK(host_open(&host, "/no/such/provider", NULL, &why) != OK);
	CHECK(strncmp(buf_c(&why), "/no/such/provider: cannot be loaded: ", 37) == 0);
}

TEST(host, answers_itself_what_a_provider_does_not_export)
{
	uint32_t call;

	open_line();
	call = ring();
	CHECK(host_tspi(host)->lineHold == NULL);
	CHECK_INT(host_hold(host, call), (LONG)LINEERR_OPERATIONUNAVAIL);
	CHECK_INT(host_monitor_digits(host, call, 1), (LONG)LINEERR_OPERATIONUNAVAIL);
	expect_no_fault();
}

TEST(host, opens_a_line_once_and_not_if_its_media_mode_is_refused)
{
	uint32_t other;

	open_line();
	CHECK_INT(host_line_open(host, BASE, VOICE, &other), (LONG)LINEERR_ALLOCATED);
	CHECK_INT(host_line_open(host, BASE + 1, LINEMEDIAMODE_G3FAX, &other),
		  (LONG)LINEERR_INVALMEDIAMODE);
	CHECK_INT(host_line_open(host, BASE + 1, VOICE, &other), 0);
	CHECK_INT(host_line_open(host, BASE + 2, VOICE, &other), (LONG)LINEERR_BADDEVICEID);
	expect_no_fault();
}

TEST(host, asks_again_with_more_room_while_the_provider_needs_it)
{
	struct host_line_info info;
	LINEDEVCAPS *caps;

	open_host();
	NEED(host_line_info(host, BASE, &info) == 0);
	CHECK_INT(strlen(info.name), sizeof(info.name) - 1);
	CHECK(strncmp(info.name, "akakak", 6) == 0);
	CHECK_INT(info.addresses, 1);
	CHECK_INT(info.address[0].call_features, LINECALLFEATURE_DROP);
	NEED(host_get_line_caps(host, BASE, &caps) == 0);
	DEFER(mem_free, caps);
	CHECK(caps->dwUsedSize == caps->dwNeededSize && caps->dwUsedSize > 6000);
	expect_no_fault();
}

TEST(host, sees_a_record_that_was_written_beyond_its_end)
{
	struct host_line_info info;
	LONG result;

	open_host();
	bid("sloppy");
	result = host_line_info(host, BASE, &info);
	CHECK_INT(result, host_is_apart(host) ? (LONG)LINEERR_OPERATIONFAILED : 0);
	expect_fault("R-STRUCT-1", host_is_apart(host) ? "a record that cannot be" : "beyond dwTotalSize");
}

TEST(host, hands_out_a_reply_before_the_news_of_a_call)
{
	struct host_event event;
	uint32_t call = 0;
	LONG request;
	char text[160];

	open_line();
	request = host_make_call(host, line, "102", NULL, &call);
	NEED(request > 0);
	event = next();
	CHECK_INT(event.kind, HOST_REPLY);
	CHECK_INT(event.request, request);
	CHECK_INT(event.call, call);
	CHECK_INT(event.device, BASE);
	CHECK_TEXT(host_event_text(&event, text, sizeof(text)), "reply 1 (lineMakeCall): ok");
	event = next();
	CHECK_INT(event.kind, HOST_LINE);
	CHECK_INT(event.call, call);
	CHECK_TEXT(host_event_text(&event, text, sizeof(text)), "proceeding");
	CHECK_INT(host_call_state(host, call), LINECALLSTATE_PROCEEDING);
	CHECK_INT(host_close_call(host, call), 0);
	CHECK_INT(host_close_call(host, call), (LONG)LINEERR_INVALCALLHANDLE);
	expect_no_fault();
}

TEST(host, waits_for_what_the_filter_wants_and_keeps_the_rest)
{
	struct host_filter filter = { .kinds = HOST_BIT(HOST_REPLY) };
	struct host_event event;
	uint32_t call, made;

	open_line();
	call = ring();
	bid("info 0");
	NEED(host_make_call(host, line, "1", NULL, &made) > 0);
	CHECK_INT(host_queued(host), 3);
	CHECK(host_wait(host, &filter, 0, &event));
	CHECK_INT(event.call, made);
	CHECK(!host_wait(host, &filter, 0, &event));
	CHECK(host_wait_state(host, made, LINECALLSTATE_PROCEEDING, 0, NULL));
	CHECK(!host_wait_state(host, made, LINECALLSTATE_IDLE, 1, NULL));
	event = next();
	CHECK_INT(event.call, call);
	CHECK_INT(event.message, LINE_CALLINFO);
	CHECK_INT(host_queued(host), 0);
	CHECK_INT(host_wait_reply(host, 1234, 0), HOST_TIMEOUT);
	CHECK_INT(host_wait_reply(host, (LONG)LINEERR_NOMEM, 0), (LONG)LINEERR_NOMEM);
	expect_no_fault();
}

TEST(host, reads_what_was_gathered)
{
	struct host_gather gather = { .modes = LINEDIGITMODE_DTMF, .count = 2, .end_to_end = 5 };
	struct host_event event;
	char text[160];
	uint32_t call;

	open_line();
	call = ring();
	NEED(host_gather_digits(host, call, &gather) == 0);
	event = next();
	CHECK_INT(event.p2, 5);
	CHECK_TEXT(host_event_text(&event, text, sizeof(text)), "digits gathered (bufferfull)");
	CHECK_TEXT(host_gathered(host, call, text, sizeof(text)), "12");
}

TEST(host, forgets_a_consultation_call_that_was_not_made)
{
	LINEFORWARDLIST list = { .dwTotalSize = sizeof(list) };
	uint32_t consult = 99;

	open_line();
	NEED(host_forward(host, line, &list, 3, &consult) > 0);
	CHECK_INT(consult, 0);
	expect_no_fault();
}

TEST(host, answers_line_create_outside_of_the_callback)
{
	struct host_event event;
	char text[160];

	open_host();
	bid("create 77");
	CHECK_INT(host_line_count(host), 2);
	event = next();
	CHECK_INT(event.kind, HOST_CREATE);
	CHECK_INT(event.device, BASE + 2);
	CHECK_INT(host_line_count(host), 3);
	CHECK_TEXT(host_event_text(&event, text, sizeof(text)), "line created, device 42");
	bid("create 5");
	event = next();
	CHECK_INT(event.result, (LONG)LINEERR_OPERATIONFAILED);
	CHECK_INT(host_line_count(host), 3);
	expect_no_fault();
}

TEST(host, closes_what_is_removed_and_never_uses_its_id_again)
{
	struct host_event event;
	uint32_t call;

	open_line();
	call = ring();
	bid("remove 40");
	event = next();
	CHECK_INT(event.kind, HOST_REMOVE);
	CHECK_INT(event.device, BASE);
	CHECK(host_hdcall(host, call) == NULL);
	CHECK(host_hdline(host, line) == NULL);
	CHECK_INT(host_line_count(host), 1);
	CHECK_INT(host_line_open(host, BASE, VOICE, &line), (LONG)LINEERR_NODEVICE);
	expect_no_fault();
}

TEST(host, closes_a_line_when_the_provider_asks_for_it)
{
	struct host_event event;

	open_line();
	bid("close 0");
	event = next();
	CHECK_INT(event.kind, HOST_CLOSED);
	CHECK_INT(event.device, BASE);
	CHECK(host_hdline(host, line) == NULL);
	CHECK_INT(host_line_open(host, BASE, VOICE, &line), 0);
	expect_no_fault();
}

TEST(host_fault, a_request_that_is_answered_twice)
{
	open_line();
	bid("twice");
	NEED(host_answer(host, ring()) > 0);
	expect_fault("R-ASYNC-3", "had its answer");
}

TEST(host_fault, a_request_that_is_answered_with_zero)
{
	open_line();
	bid("lie");
	CHECK_INT(host_answer(host, ring()), (LONG)LINEERR_OPERATIONFAILED);
	expect_fault("R-ASYNC-2", "lineAnswer returned 0");
}

TEST(host_fault, requests_that_closing_a_call_leaves_unanswered)
{
	uint32_t call;

	open_line();
	bid("mute");
	call = ring();
	NEED(host_answer(host, call) > 0);
	CHECK_INT(host_close_call(host, call), 0);
	expect_fault("R-ASYNC-10", "left 1 requests");
}

TEST(host_fault, requests_that_closing_a_line_leaves_unanswered)
{
	uint32_t call;

	open_line();
	bid("mute");
	NEED(host_make_call(host, line, NULL, NULL, &call) > 0);
	CHECK_INT(host_line_close(host, line), 0);
	expect_fault("R-ASYNC-9", "left 1 requests");
}

TEST(host_fault, a_call_that_speaks_before_it_is_born)
{
	uint32_t call;

	open_line();
	bid("early");
	NEED(host_make_call(host, line, NULL, NULL, &call) > 0);
	expect_fault("R-HND-6", "LINE_CALLSTATE");
}

TEST(host_fault, a_call_that_speaks_after_it_was_closed)
{
	uint32_t call;

	open_line();
	call = ring();
	NEED(host_close_call(host, call) == 0);
	expect_no_fault();
	bid("become 0 256");
	expect_fault("R-CB-8", "for a call that was closed");
}

TEST(host_fault, a_call_that_is_idle_twice)
{
	uint32_t call;

	open_line();
	call = ring();
	NEED(host_drop(host, call) > 0);
	expect_no_fault();
	bid("info 0");
	bid("become 0 1");
	expect_fault("R-STATE-2", "LINE_CALLINFO after the call was idle");
	expect_fault("R-STATE-2", "became idle after it was idle");
}

TEST(host_fault, two_states_at_once)
{
	open_line();
	ring();
	bid("become 0 3");
	expect_fault("R-STATE-1", "idle|offering");
}

TEST(host, takes_a_refusal_as_if_nothing_had_been)
{
	uint32_t call = 7;

	open_line();
	bid("refuse");
	CHECK_INT(host_make_call(host, line, "1", NULL, &call), (LONG)LINEERR_OPERATIONFAILED);
	CHECK_INT(call, 7);
	CHECK_INT(host_queued(host), 0);
	CHECK_INT(host_line_close(host, line), 0);
	expect_no_fault();
}

TEST(host, forgets_the_calls_of_a_request_that_was_refused)
{
	uint32_t call = 0;
	LPHDRVCALL slot;
	LONG request;

	open_line();
	request = host_request(host, "lineMakeCall", line, 0);
	NEED(request > 0);
	NEED(host_call_new(host, line, request, &call, &slot) == 0);
	CHECK_INT(host_call_line(host, call), line);
	CHECK(*slot == NULL);
	CHECK_INT(host_answer(host, call), (LONG)LINEERR_INVALCALLHANDLE);
	CHECK_INT(host_request_end(host, request, (LONG)LINEERR_NOMEM), (LONG)LINEERR_NOMEM);
	CHECK_INT(host_call_line(host, call), 0);
	expect_no_fault();
}

TEST(host, closes_the_calls_of_a_line_before_the_line)
{
	open_line();
	ring();
	ring();
	NEED(host_line_close(host, line) == 0);
	bid("good");
	expect_no_fault();
}

TEST(host, takes_no_call_on_a_line_that_is_being_closed)
{
	struct host_event event;

	open_line();
	bid("late");
	NEED(host_line_close(host, line) == 0);
	event = next();
	CHECK_INT(event.kind, HOST_NEWCALL);
	CHECK_INT(event.call, 0);
	CHECK_INT(host_queued(host), 0);
	expect_no_fault();
}

static void count_event(void *arg, const struct host_event *event)
{
	++*(unsigned *)arg;
}

TEST_ONCE(host, gives_each_event_to_the_function_instead_of_queueing)
{
	unsigned count = 0;

	open_line();
	host_on_event(host, count_event, &count);
	bid("ring 0");
	bid("flood 0 1000");
	CHECK_INT(count, 1002);
	CHECK_INT(host_queued(host), 0);
	expect_no_fault();
}

static void flood(void *arg)
{
	char reply[64];

	host_command(host, "flood 0 20000", reply, sizeof(reply));
}

TEST_ONCE(host, loses_no_event_between_threads_and_keeps_their_numbers_in_order)
{
	struct host_event event;
	uv_thread_t threads[2];
	uint64_t last = 0;

	open_line();
	ring();
	for (int i = 0; i < 2; i++)
		NEED(uv_thread_create(&threads[i], flood, NULL) == 0);
	for (int i = 0; i < 40000; i++) {
		CHECK(host_wait(host, NULL, 5000, &event));
		CHECK(event.number > last);
		last = event.number;
	}
	for (int i = 0; i < 2; i++)
		uv_thread_join(&threads[i]);
	CHECK(!host_wait(host, NULL, 0, &event));
	expect_no_fault();
}

static void wake(void *arg)
{
	const atomic_bool *over = arg;

	while (!atomic_load(over))
		host_wake(host);
}

TEST_ONCE(host, lets_go_who_waits_when_woken)
{
	struct host_event event;
	uv_thread_t thread;
	atomic_bool over = false;

	open_host();
	NEED(uv_thread_create(&thread, wake, &over) == 0);
	CHECK(!host_wait(host, NULL, -1, &event));
	atomic_store(&over, true);
	uv_thread_join(&thread);
}

static atomic_int step;

static void ask_caps(void *seen)
{
	LINEDEVCAPS *caps;

	atomic_store(&step, 1);
	if (!host_get_line_caps(host, BASE, &caps))
		mem_free(caps);
	*(int *)seen = atomic_load(&step);
}

/* R-CB-5 */
TEST_ONCE(host, calls_a_provider_that_wants_it_on_one_thread_at_a_time)
{
	uv_thread_t thread;
	int seen = 0;

	open_host_as(77);
	atomic_store(&step, 0);
	host_enter(host);
	NEED(uv_thread_create(&thread, ask_caps, &seen) == 0);
	while (!atomic_load(&step))
		;
	atomic_store(&step, 2);
	host_leave(host);
	uv_thread_join(&thread);
	CHECK_INT(seen, 2);
	expect_no_fault();
}

/* SPDX-License-Identifier: MIT
 * test_apart.c - a provider in a process of its own, and what is left when that ends.
 *
 * What all functions and messages are worth there is for the whole suite to see:
 * OPENTSP_APART=1 bin/conf. */
#include "test.h"
#include "abi/sizes.h"
#include "opentsp/host.h"
#include "os/link.h"
#include "os/pair.h"
#include "os/thread.h"
#include <uv.h>

#define VOICE LINEMEDIAMODE_INTERACTIVEVOICE
#define BASE 40
#define WAIT_MS 20000
#define LIMIT_MS 300

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

static void lines_are(const char *count)
{
	if (count)
		uv_os_setenv("FAKE_LINES", count);
	else
		uv_os_unsetenv("FAKE_LINES");
}

static void close_host(void *none)
{
	host_close(host);
	lines_are(NULL);
}

static void open_host(void)
{
	struct host_options options = {
		.ppid = 9, .line_base = BASE, .apart = true, .apart_limit_ms = LIMIT_MS,
	};
	char memory[512] = "";
	struct buf why;

	host = NULL;
	buf_fixed(&why, memory, sizeof(memory));
	if (host_open(&host, fake_path(), &options, &why))
		CHECK_TEXT(buf_c(&why), "");
	NEED(host != NULL);
	DEFER(close_host, NULL);
	NEED(host_line_open(host, BASE, VOICE, &line) == 0);
}

static LONG bid(const char *text)
{
	char reply[64];

	return host_command(host, text, reply, sizeof(reply));
}

static struct host_event await(enum host_kind kind)
{
	const struct host_filter filter = { .kinds = HOST_BIT(kind) };
	struct host_event event = { 0 };

	CHECK(host_wait(host, &filter, WAIT_MS, &event));
	return event;
}

/* Its successor runs. */
static void open_again(void)
{
	LONG result = (LONG)LINEERR_RESOURCEUNAVAIL;

	for (int ms = 0; ms < WAIT_MS && result == (LONG)LINEERR_RESOURCEUNAVAIL; ms++) {
		result = host_line_open(host, BASE, VOICE, &line);
		os_nap();
	}
	CHECK_INT(result, 0);
}

/* The one fault there is. */
static void blames(const char *what)
{
	char faults[2048] = "";

	CHECK_INT(host_faults(host, faults, sizeof(faults)), 1);
	if (!strstr(faults, what))
		CHECK_TEXT(faults, what);
}

TEST_ONCE(apart, a_call_is_made_announced_and_answered_as_in_our_process)
{
	struct host_event event;
	uint32_t call = 0;
	LONG request;

	open_host();
	request = host_make_call(host, line, "1", NULL, &call);
	CHECK(request > 0);
	CHECK_INT(host_wait_reply(host, request, WAIT_MS), 0);
	CHECK(host_wait_state(host, call, LINECALLSTATE_PROCEEDING, WAIT_MS, NULL));
	CHECK_INT(bid("ring 0"), 0);
	event = await(HOST_NEWCALL);
	CHECK(event.call && event.call != call);
	CHECK_INT(host_wait_reply(host, host_answer(host, event.call), WAIT_MS), 0);
	CHECK(host_wait_state(host, event.call, LINECALLSTATE_CONNECTED, WAIT_MS, NULL));
	CHECK_INT(host_faults(host, NULL, 0), 0);
}

TEST_ONCE(apart, what_is_gathered_is_there_when_it_is_told)
{
	char digits[16];
	uint32_t call = 0;

	open_host();
	CHECK(host_make_call(host, line, "1", NULL, &call) > 0);
	CHECK_INT(host_gather_digits(host, call, &(struct host_gather){ .count = 2 }), 0);
	CHECK_TEXT(host_gathered(host, call, digits, sizeof(digits)), "12");
}

TEST_ONCE(apart, with_its_process_end_its_requests_calls_and_lines_and_then_another_serves)
{
	struct host_event event;
	uint32_t call = 0, other;
	LONG pending;

	open_host();
	CHECK(host_make_call(host, line, "1", NULL, &call) > 0);
	CHECK_INT(bid("mute"), 0);
	pending = host_drop(host, call);
	CHECK(pending > 0);
	CHECK_INT(host_make_call(host, line, "die", NULL, &other), (LONG)LINEERR_OPERATIONFAILED);
	CHECK_INT(host_wait_reply(host, pending, WAIT_MS), (LONG)LINEERR_OPERATIONFAILED);
	CHECK(host_wait_state(host, call, LINECALLSTATE_IDLE, WAIT_MS, &event));
	event = await(HOST_CLOSED);
	CHECK_INT(event.line, line);
	blames("in lineMakeCall");
	open_again();
	CHECK_INT(host_wait_reply(host, host_make_call(host, line, "1", NULL, &call), WAIT_MS), 0);
}

TEST_ONCE(apart, who_does_not_answer_in_time_is_ended)
{
	open_host();
	CHECK_INT(bid("hang"), (LONG)LINEERR_OPERATIONFAILED);
	await(HOST_CLOSED);
	blames("as it did not answer providerGenericDialogData");
	open_again();
}

/* What it was to close is closed, and nobody else closes it. */
TEST_ONCE(apart, who_ends_while_a_line_is_closed_is_started_again)
{
	open_host();
	CHECK_INT(bid("doomed"), 0);
	CHECK_INT(host_line_close(host, line), (LONG)LINEERR_OPERATIONFAILED);
	open_again();
	blames("in lineClose");
}

TEST_ONCE(apart, what_nobody_reads_is_not_written_for_ever)
{
	static const char bytes[4 << 20];
	intptr_t ends[2];

	NEED(pair_open(ends));
	link_limit(ends[0], 20);
	CHECK(link_write(ends[0], bytes, 100));
	CHECK(!link_write(ends[0], bytes, sizeof(bytes)));
	pair_end(ends);
}

/* R-DEV-1, R-DEV-5 */
TEST_ONCE(apart, lines_that_the_successor_does_not_have_are_removed_and_new_ones_created)
{
	struct host_event event;

	open_host();
	lines_are("1");
	CHECK_INT(bid("die"), (LONG)LINEERR_OPERATIONFAILED);
	event = await(HOST_REMOVE);
	CHECK_INT(event.device, BASE + 1);
	CHECK_INT(host_line_count(host), 1);
	open_again();
	lines_are("3");
	CHECK_INT(bid("die"), (LONG)LINEERR_OPERATIONFAILED);
	event = await(HOST_CREATE);
	CHECK_INT(event.device, BASE + 2);
	CHECK_INT(event.result, 0);
	event = await(HOST_CREATE);
	CHECK_INT(event.device, BASE + 3);
	CHECK_INT(host_line_open(host, BASE + 3, VOICE, &line), 0);
	CHECK_INT(bid("ring 2"), 0);
	event = await(HOST_NEWCALL);
	CHECK_INT(event.device, BASE + 3);
}

static LONG answers[4];

static void ask(void *i)
{
	answers[(size_t)i] = bid("hang");
}

TEST_ONCE(apart, a_function_that_blocks_stops_no_other)
{
	uv_thread_t thread;
	DWORD version;

	open_host();
	NEED(uv_thread_create(&thread, ask, (void *)0) == 0);
	for (int i = 0; i < 20; i++)
		CHECK_INT(host_tspi(host)->lineNegotiateTSPIVersion(BASE, TAPI_2_0, TAPI_2_2, &version), 0);
	uv_thread_join(&thread);
	CHECK_INT(answers[0], (LONG)LINEERR_OPERATIONFAILED);
}

TEST_ONCE(apart, a_file_that_is_no_provider_is_refused_with_a_sentence)
{
	const struct host_options options = { .apart = true };
	char memory[512] = "";
	struct buf why;

	buf_fixed(&why, memory, sizeof(memory));
	CHECK(host_open(&host, "/none/such.so", &options, &why) != OK);
	CHECK(strstr(buf_c(&why), "/none/such.so: cannot be loaded: "));
}

/* SPDX-License-Identifier: MIT
 * test_log.c - the form of a line, who gets it, and the trace. */
#include "test.h"
#include "base/log.h"
#include <stdlib.h>
#include <uv.h>

static struct {
	int lines, wrong;
	char last[LOG_LINE_SIZE];
	enum log_level level;
	char told[256];		/* the last characters of all lines */
} got;

static void catch(void *arg, enum log_level level, const char *line)
{
	size_t len = strlen(line), told = strlen(got.told);

	got.lines++;
	got.level = level;
	snprintf(got.last, sizeof(got.last), "%s", line);
	if (told + 1 < sizeof(got.told))
		got.told[told] = len ? line[len - 1] : '?';
	got.wrong += arg != (void *)&got;
}

static uint64_t fake_ms;

static uint64_t fake_clock(void)
{
	return fake_ms;
}

static void end(void *arg)
{
	log_to(NULL, NULL);
	log_level_set(LOG_WARN);
	log_trace_level(LOG_INFO);
	log_numbers(false);
	log_clock(NULL);
}

static void begin(enum log_level level)
{
	memset(&got, 0, sizeof(got));
	DEFER(end, NULL);
	log_to(catch, &got);
	log_level_set(level);
	log_trace_level(LOG_OFF);
	fake_ms = 5000;
	log_clock(fake_clock);
}

/* Whether `line` begins with a time such as "12:01:20.123 "; what is behind. */
static const char *behind_time(const char *line)
{
	static const char form[] = "dd:dd:dd.ddd ";

	for (size_t i = 0; i < sizeof(form) - 1; i++)
		if (form[i] == 'd' ? line[i] < '0' || line[i] > '9' : line[i] != form[i])
			return "no time";
	return line + sizeof(form) - 1;
}

TEST(log, a_line_has_time_level_room_object_and_text)
{
	begin(LOG_DEBUG);
	log_write(LOG_INFO, "sip", "line2/call7", "%d %s", 180, "Ringing");
	CHECK_TEXT(behind_time(got.last), "info sip line2/call7: 180 Ringing");
	CHECK(got.level == LOG_INFO);
	log_write(LOG_ERROR, "tspi", NULL, "no memory");
	CHECK_TEXT(behind_time(got.last), "error tspi: no memory");
	CHECK_INT(got.wrong, 0);
}

TEST(log, the_sink_gets_lines_of_its_level_and_above)
{
	begin(LOG_WARN);
	CHECK(log_wants(LOG_ERROR) && log_wants(LOG_WARN) && !log_wants(LOG_INFO));
	log_write(LOG_DEBUG, "x", NULL, "1");
	log_write(LOG_INFO, "x", NULL, "2");
	log_write(LOG_WARN, "x", NULL, "3");
	log_write(LOG_ERROR, "x", NULL, "4");
	log_write(LOG_OFF, "x", NULL, "5");
	CHECK_TEXT(got.told, "34");
	log_level_set(LOG_OFF);
	log_write(LOG_ERROR, "x", NULL, "6");
	CHECK_TEXT(got.told, "34");
}

TEST(log, a_peer_cannot_forge_a_line)
{
	begin(LOG_INFO);
	log_write(LOG_INFO, "sip", NULL, "From: %s", "x\r\n12:00:00.000 info sip: \x1b[31m\x7f");
	CHECK_TEXT(behind_time(got.last), "info sip: From: x..12:00:00.000 info sip: .[31m.");
}

TEST(log, a_line_too_long_ends_in_dots_between_two_characters)
{
	static char text[3 * LOG_LINE_SIZE];

	begin(LOG_INFO);
	for (int shift = 0; shift < 3; shift++) {
		size_t len = (size_t)shift;

		memset(text, 'x', len);
		while (len + 3 < sizeof(text)) {
			memcpy(text + len, "\xE2\x82\xAC", 3);
			len += 3;
		}
		text[len] = '\0';
		log_write(LOG_INFO, "x", NULL, "%s", text);
		len = strlen(got.last);
		CHECK(len < LOG_LINE_SIZE && len > LOG_LINE_SIZE - 5);
		CHECK_TEXT(got.last + len - 3, "...");
		CHECK(utf8_valid(span_of(got.last)));
	}
}

TEST(log, the_trace_has_what_the_sink_did_not_want)
{
	begin(LOG_OFF);
	log_trace_level(LOG_INFO);
	log_write(LOG_DEBUG, "x", NULL, "a");
	log_write(LOG_INFO, "x", NULL, "b");
	log_write(LOG_ERROR, "x", "y", "c");
	CHECK_INT(got.lines, 0);
	log_trace(catch, &got);
	CHECK(got.lines >= 2);
	CHECK_TEXT(behind_time(got.last), "error x y: c");
	CHECK(got.level == LOG_ERROR);
}

static uint32_t expected;
static size_t traced;

static void in_order(void *arg, enum log_level level, const char *line)
{
	const char *number = strstr(line, "number ");

	traced += strlen(line);
	if (!number)
		return;
	got.wrong += (uint32_t)strtoul(number + 7, NULL, 10) != expected;
	got.wrong += level != (enum log_level)(expected % 2 ? LOG_INFO : LOG_WARN);
	expected++;
	got.lines++;
}

TEST_ONCE(log, the_trace_keeps_the_latest_lines_whole_and_in_order)
{
	static char filling[501];

	begin(LOG_OFF);
	log_trace_level(LOG_INFO);
	memset(filling, 'z', sizeof(filling) - 1);
	for (uint32_t i = 0; i < 5000; i++)
		log_write(i % 2 ? LOG_INFO : LOG_WARN, "x", NULL, "number %u %.*s", i,
			  (int)(i * 7 % 500), filling);
	got.lines = 0;
	traced = 0;
	expected = 0;
	log_trace(in_order, NULL);
	expected = 5000 - (uint32_t)got.lines;
	got.lines = got.wrong = 0;
	traced = 0;
	log_trace(in_order, NULL);
	CHECK_INT(got.wrong, 0);
	CHECK_INT(expected, 5000);
	CHECK(traced <= LOG_TRACE_SIZE && traced > LOG_TRACE_SIZE - 3000);
}

static void nonsense(struct log_gate *gate)
{
	log_gated(gate, LOG_WARN, "sip", NULL, "nonsense from %s", "a peer");
}

TEST(log, a_gate_lets_one_through_a_second_and_counts_the_rest)
{
	struct log_gate gate = { 0 }, other = { 0 };

	begin(LOG_INFO);
	nonsense(&gate);
	CHECK_TEXT(behind_time(got.last), "warn sip: nonsense from a peer");
	for (int i = 0; i < 17; i++)
		nonsense(&gate);
	CHECK_INT(got.lines, 1);
	nonsense(&other);
	CHECK_INT(got.lines, 2);
	fake_ms += 999;
	nonsense(&gate);
	CHECK_INT(got.lines, 2);
	fake_ms += 1;
	nonsense(&gate);
	CHECK_TEXT(behind_time(got.last),
		   "warn sip: nonsense from a peer (and 18 like it were left out)");
	fake_ms += 1000;
	nonsense(&gate);
	CHECK_TEXT(behind_time(got.last), "warn sip: nonsense from a peer");
}

TEST(log, a_number_shows_its_last_two_digits_only)
{
	begin(LOG_OFF);
	CHECK_TEXT(log_number("+49 30 1234567"), "+** ** *****67");
	CHECK_TEXT(log_number("200"), "*00");
	CHECK_TEXT(log_number("20"), "20");
	CHECK_TEXT(log_number(""), "");
	CHECK_TEXT(log_number(NULL), "");
	CHECK_TEXT(log_number("alice@pbx.example"), "***ce@pbx.example");
	CHECK_INT(strlen(log_number("1234567890123456789012345678901234567890"
				    "1234567890123456789012345678901234567890")), 63);
	log_numbers(true);
	CHECK_TEXT(log_number("+49 30 1234567"), "+49 30 1234567");
}

TEST(log, four_numbers_fit_one_line)
{
	begin(LOG_INFO);
	log_write(LOG_INFO, "x", NULL, "%s %s %s %s", log_number("111"), log_number("222"),
		  log_number("333"), log_number("444"));
	CHECK_TEXT(behind_time(got.last), "info x: *11 *22 *33 *44");
}

static void close_it(void *arg)
{
	fclose(arg);
}

static void remove_it(void *arg)
{
	remove(arg);
}

TEST(log, a_file_is_appended_to_and_tells_the_day)
{
	static char path[64];
	char row[128];
	FILE *file;

	snprintf(path, sizeof(path), "test_log.%d.tmp", (int)uv_os_getpid());
	DEFER(remove_it, path);
	begin(LOG_INFO);
	for (int i = 0; i < 2; i++) {
		NEED(log_to_file(path));
		log_write(LOG_INFO, "x", NULL, "row %d", i);
		log_to(catch, &got);
	}
	CHECK(!log_to_file("no/such/folder/log"));
	log_write(LOG_INFO, "x", NULL, "caught");
	CHECK_INT(got.lines, 1);

	file = fopen(path, "r");
	NEED(file);
	DEFER(close_it, file);
	for (int i = 0; i < 2; i++) {
		CHECK(fgets(row, sizeof(row), file));
		CHECK_INT(strlen(row), strlen("# 2026-03-01\n"));
		CHECK(row[0] == '#' && row[6] == '-' && row[9] == '-');
		CHECK(fgets(row, sizeof(row), file));
		CHECK_TEXT(behind_time(row), i ? "info x: row 1\n" : "info x: row 0\n");
	}
	CHECK(!fgets(row, sizeof(row), file));
}

static struct log_gate shared;

static void chatter(void *arg)
{
	for (int i = 0; i < 2000; i++) {
		log_write(i % 3 ? LOG_INFO : LOG_ERROR, "x", log_number("1234"), "%d", i);
		log_gated(&shared, LOG_WARN, "y", NULL, "%d", i);
		if (i == 1000)
			log_level_set(LOG_ERROR);
	}
}

TEST_ONCE(log, four_threads_may_write_at_once)
{
	uv_thread_t threads[4];

	begin(LOG_INFO);
	memset(&shared, 0, sizeof(shared));
	log_trace_level(LOG_DEBUG);
	for (int i = 0; i < 4; i++)
		NEED(uv_thread_create(&threads[i], chatter, NULL) == 0);
	for (int i = 0; i < 4; i++)
		uv_thread_join(&threads[i]);
	CHECK_INT(got.wrong, 0);
	CHECK(got.lines >= 4 * 667);
	CHECK_INT(shared.held_back, 4 * 2000 - 1);
}

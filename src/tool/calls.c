/* SPDX-License-Identifier: MIT
 * calls.c - telephone: dial, answer, watch. */
#include "tool/tool.h"
#include "abi/names.h"
#include "os/clock.h"
#include <stdio.h>

#define ENDED (LINECALLSTATE_IDLE | LINECALLSTATE_DISCONNECTED | LINECALLSTATE_BUSY)
#define REPLY_MS 10000
#define HOLD_MS 10000
#define DIGITS_MS 30000

static LONG open_line(struct tool *tool, DWORD device, uint32_t *out)
{
	struct host_line_info info;
	LONG result = host_line_info(tool->host, device, &info);

	if (!result)
		result = host_line_open(tool->host, device,
					info.media_modes & ~(DWORD)LINEMEDIAMODE_UNKNOWN, out);
	if (result)
		tool_fail("device %lu cannot be opened: %s", (unsigned long)device,
			  name_error(result));
	return result;
}

/* See a request through; false: said. */
static bool done(struct tool *tool, const char *what, LONG request)
{
	uint64_t until = clock_ms() + REPLY_MS;
	struct host_event event = { 0 };

	if (request < 0) {
		tool_fail("%s was refused: %s", what, name_error(request));
		return false;
	}
	while (tool_next(tool, until, &event))
		if (event.kind == HOST_REPLY && event.request == (DWORD)request)
			break;
	if (event.kind == HOST_REPLY && event.request == (DWORD)request && !event.result)
		return true;
	if (!stop_asked())
		tool_fail("%s failed: %s", what, event.kind == HOST_REPLY && event.result
			  ? name_error(event.result) : "no reply came");
	return false;
}

struct dial {
	uint32_t call;
	const char *digits;
	bool hold;
	DWORD for_s;		/* 0: until the far end hangs up */
};

static bool send_digits(struct tool *tool, const struct dial *dial)
{
	uint64_t until = clock_ms() + DIGITS_MS;
	struct host_event event;
	LONG result = host_generate_digits(tool->host, dial->call, LINEDIGITMODE_DTMF, dial->digits,
					   0, 1);

	if (result) {
		tool_fail("digits cannot be sent: %s", name_error(result));
		return false;
	}
	while (tool_next(tool, until, &event)) {
		if (event.message == LINE_GENERATE && event.call == dial->call)
			return true;
		if (event.message == LINE_CALLSTATE && event.call == dial->call
		    && (event.p1 & ENDED))
			break;
	}
	return false;
}

static bool hold(struct tool *tool, uint32_t call)
{
	if (!done(tool, "holding", host_hold(tool->host, call)))
		return false;
	if (host_call_state(tool->host, call) != LINECALLSTATE_ONHOLD
	    && tool_until(tool, call, LINECALLSTATE_ONHOLD, clock_ms() + HOLD_MS) == 0)
		return false;
	return done(tool, "resuming", host_unhold(tool->host, call));
}

/* The call is to be connected, and then what was wished is done; false: not so. */
static bool talk(struct tool *tool, const struct dial *dial)
{
	DWORD state = tool_until(tool, dial->call, LINECALLSTATE_CONNECTED | ENDED, 0);
	char word[NAME_TEXT_SIZE];

	if (state != LINECALLSTATE_CONNECTED) {
		if (!stop_asked())
			tool_fail("the call was not connected: it became %s",
				  name_words(NAME_LINECALLSTATE, state, word, sizeof(word)));
		return false;
	}
	if (dial->digits && !send_digits(tool, dial))
		return false;
	if (dial->hold && !hold(tool, dial->call))
		return false;
	tool_until(tool, dial->call, ENDED, dial->for_s ? clock_ms() + dial->for_s * 1000u : 0);
	return true;
}

int command_dial(struct tool *tool, int count, char **argv)
{
	struct dial dial = { 0 };
	const char *seconds = NULL;
	const struct tool_option options[] = {
		{ "--digits", &dial.digits, NULL }, { "--hold", NULL, &dial.hold },
		{ "--for", &seconds, NULL }, { NULL, NULL, NULL },
	};
	uint32_t line;
	DWORD device;
	bool well = false;

	if (!tool_options(options, &count, argv))
		return 2;
	if (count != 2)
		return tool_usage("dial wants a line and a number: tapictl dial LINE NUMBER");
	if (seconds && !tool_number(seconds, 86400, &dial.for_s))
		return 2;
	if (!tool_open(tool, tool->config) || !tool_line(tool, argv[0], &device)
	    || open_line(tool, device, &line) != 0)
		return 1;
	stop_begin(tool);
	if (done(tool, "the call", host_make_call(tool->host, line, argv[1], NULL, &dial.call)))
		well = talk(tool, &dial);
	tool_hang_up(tool);
	stop_end();
	return well ? 0 : 1;
}

/* What one does who takes calls: accept, answer, listen, hang up after the
 * other. True: a call has ended. */
static bool attend(struct tool *tool, const struct host_event *event)
{
	if (event->kind != HOST_LINE || event->message != LINE_CALLSTATE)
		return false;
	switch (event->p1) {
	case LINECALLSTATE_OFFERING:
		host_accept(tool->host, event->call);
		host_answer(tool->host, event->call);
		break;
	case LINECALLSTATE_CONNECTED:
		host_monitor_digits(tool->host, event->call, LINEDIGITMODE_DTMF);
		break;
	case LINECALLSTATE_DISCONNECTED:	/* some devices become idle by themselves */
		if (host_call_state(tool->host, event->call) == LINECALLSTATE_DISCONNECTED)
			host_drop(tool->host, event->call);
		break;
	case LINECALLSTATE_IDLE:
		host_close_call(tool->host, event->call);
		return true;
	default:
		break;
	}
	return false;
}

int command_answer(struct tool *tool, int count, char **argv)
{
	const char *times = NULL;
	const struct tool_option options[] = { { "--count", &times, NULL }, { NULL, NULL, NULL } };
	struct host_event event;
	DWORD device, left = 0, ended = 0;
	uint32_t line;

	if (!tool_options(options, &count, argv))
		return 2;
	if (count != 1)
		return tool_usage("answer wants one line: tapictl answer LINE");
	if (times && !tool_number(times, 1000000, &left))
		return 2;
	if (!tool_open(tool, tool->config) || !tool_line(tool, argv[0], &device)
	    || open_line(tool, device, &line) != 0)
		return 1;
	stop_begin(tool);
	while ((!left || ended < left) && tool_next(tool, 0, &event))
		ended += attend(tool, &event);
	tool_hang_up(tool);
	stop_end();
	return left && ended < left ? 1 : 0;
}

int command_watch(struct tool *tool, int count, char **argv)
{
	struct host_event event;
	uint32_t line;
	size_t open = 0;

	if (!tool_open(tool, tool->config))
		return 1;
	for (size_t i = 0; i < host_line_count(tool->host); i++)
		open += open_line(tool, host_line(tool->host, i), &line) == 0;
	for (size_t i = 0; i < host_phone_count(tool->host); i++)
		open += host_phone_open(tool->host, host_phone(tool->host, i), &line) == 0;
	if (!open)
		return tool_fail("%s: there is no line that can be opened", host_path(tool->host));
	stop_begin(tool);
	while (tool_next(tool, 0, &event)) {
		if (event.kind == HOST_CREATE && event.message == LINE_CREATE && !event.result)
			open_line(tool, event.device, &line);
		if (event.message == LINE_CALLSTATE && event.p1 == LINECALLSTATE_IDLE)
			host_close_call(tool->host, event.call);
	}
	stop_end();
	return 0;
}

/* SPDX-License-Identifier: MIT
 * event.c - wait for events, print them, and hear Ctrl-C meanwhile.
 *
 * Ctrl-C comes to a thread with a loop of its own, because in a handler of a
 * signal nearly nothing may be done; it wakes who waits for an event.
 */
#include "tool/tool.h"
#include "abi/names.h"
#include "base/mem.h"
#include "os/clock.h"
#include <stdatomic.h>
#include <stdio.h>
#include <uv.h>

#define SLICE_MS 500		/* a Ctrl-C between look and wait is seen after so long */
#define FAREWELL_MS 5000	/* for calls to become idle after they were dropped */

static struct {
	uv_loop_t loop;
	uv_thread_t thread;
	uv_signal_t interrupt;
	uv_async_t end;
	struct host *host;
	atomic_bool asked;
	bool running;
} stop;

static void on_interrupt(uv_signal_t *handle, int number)
{
	atomic_store(&stop.asked, true);
	if (stop.host)
		host_wake(stop.host);
}

static void on_end(uv_async_t *handle)
{
	uv_close((uv_handle_t *)&stop.interrupt, NULL);
	uv_close((uv_handle_t *)&stop.end, NULL);
}

static void run(void *arg)
{
	uv_run(&stop.loop, UV_RUN_DEFAULT);
}

bool stop_begin(struct tool *tool)
{
	stop.host = tool->host;
	atomic_store(&stop.asked, false);
	if (uv_loop_init(&stop.loop))
		return false;
	uv_signal_init(&stop.loop, &stop.interrupt);
	uv_async_init(&stop.loop, &stop.end, on_end);
	uv_signal_start(&stop.interrupt, on_interrupt, SIGINT);
	stop.running = uv_thread_create(&stop.thread, run, NULL) == 0;
	return stop.running;
}

void stop_end(void)
{
	if (!stop.running)
		return;
	uv_async_send(&stop.end);
	uv_thread_join(&stop.thread);
	uv_loop_close(&stop.loop);
	stop.running = false;
}

void stop_forget(void)
{
	atomic_store(&stop.asked, false);
}

bool stop_asked(void)
{
	return atomic_load(&stop.asked);
}

/* Our number of a call: they are counted as they are first seen. */
static size_t call_number(struct tool *tool, uint32_t call)
{
	size_t size = tool->call_size ? tool->call_size * 2 : 64;
	uint32_t *grown;

	for (size_t i = tool->call_count; i-- > 0; )
		if (tool->calls[i] == call)
			return i + 1;
	if (tool->call_count == tool->call_size) {
		grown = mem_realloc(tool->calls, size * sizeof(*grown));
		if (!grown)
			return 0;
		tool->calls = grown;
		tool->call_size = size;
	}
	tool->calls[tool->call_count++] = call;
	return tool->call_count;
}

static void party(struct buf *b, const char *word, const char *number, const char *name)
{
	if (!*number && !*name)
		return;
	if (strcmp(number, name) == 0)
		name = "";
	buf_printf(b, "%s%s %s%s%s", b->len ? " " : "", word, number, *number && *name ? " " : "", name);
}

#define TELLING (LINECALLSTATE_OFFERING | LINECALLSTATE_CONNECTED | LINECALLSTATE_RINGBACK)
#define PARTIES (LINECALLINFOSTATE_CALLERID | LINECALLINFOSTATE_CALLEDID \
		 | LINECALLINFOSTATE_CONNECTEDID)

/* Who is at the other end, where an event lets one ask. */
static void detail(struct tool *tool, const struct host_event *e, struct buf *b)
{
	struct host_call_info info;
	char digits[128];
	bool outbound, wanted = (e->message == LINE_CALLSTATE && (e->p1 & TELLING))
		|| (e->message == LINE_CALLINFO && (e->p1 & PARTIES));

	if (e->kind != HOST_LINE || !e->call)
		return;
	if (e->message == LINE_GATHERDIGITS)
		buf_text(b, host_gathered(tool->host, e->call, digits, sizeof(digits)));
	if (!wanted || host_call_info(tool->host, e->call, &info) != 0)
		return;
	outbound = info.origin & LINECALLORIGIN_OUTBOUND;
	if (!outbound)
		party(b, "from", info.caller, info.caller_name);
	if (outbound || info.state == LINECALLSTATE_OFFERING)
		party(b, "to", info.called, info.called_name);
	if (outbound)
		party(b, "with", info.connected, info.connected_name);
}

/* The columns of an event; the same for people and programs. */
static const char *const titles[] = {
	"Time", "Line", "#Call", "Event", "Detail", "#Device", "Message", NULL,
};

/* That the number of calls changed says nothing to who sees the calls. */
static bool is_noise(const struct host_event *e)
{
	return e->kind == HOST_LINE &&
	       ((e->message == LINE_LINEDEVSTATE && e->p1 == LINEDEVSTATE_NUMCALLS) ||
		(e->message == LINE_ADDRESSSTATE && e->p2 == LINEADDRESSSTATE_NUMCALLS));
}

static void print_event(struct tool *tool, const struct host_event *e)
{
	struct clock_local now;
	char time[32], line[128], call[16] = "", text[256], memory[512], device[16] = "";
	const char *cells[] = { time, line, call, text, memory, device, name_message(e->message) };
	struct table table;
	struct buf b;

	if (!tool->json && is_noise(e))
		return;
	clock_local(&now);
	snprintf(time, sizeof(time), "%02u:%02u:%02u.%03u", now.hour, now.minute, now.second, now.ms);
	tool_line_name(tool, e->phone ? HOST_NO_DEVICE : e->device, line, sizeof(line));
	if (e->call)
		snprintf(call, sizeof(call), "%lu", (unsigned long)call_number(tool, e->call));
	if (e->device != HOST_NO_DEVICE)
		snprintf(device, sizeof(device), "%lu", (unsigned long)e->device);
	host_event_text(e, text, sizeof(text));
	buf_fixed(&b, memory, sizeof(memory));
	detail(tool, e, &b);
	buf_c(&b);
	if (tool->json) {
		table_begin(&table, true, titles);
		table_row(&table, cells);
		return;
	}
	printf("%s  ", time);
	put_padded(line, 12);
	printf("  %4s  ", call);
	put_padded(text, b.len ? 36 : 0);
	printf("%s%s\n", b.len ? "  " : "", b.len ? memory : "");
}

bool tool_next(struct tool *tool, uint64_t until_ms, struct host_event *out)
{
	int64_t left;

	while (!stop_asked()) {
		left = until_ms ? (int64_t)(until_ms - clock_ms()) : SLICE_MS;
		if (left < 0)
			return false;
		if (host_wait(tool->host, NULL, left < SLICE_MS ? left : SLICE_MS, out)) {
			print_event(tool, out);
			return true;
		}
	}
	return false;
}

DWORD tool_until(struct tool *tool, uint32_t call, DWORD states, uint64_t until_ms)
{
	struct host_event event;

	while (tool_next(tool, until_ms, &event))
		if (event.kind == HOST_LINE && event.message == LINE_CALLSTATE && event.call == call
		    && (event.p1 & states))
			return (DWORD)event.p1;
	return 0;
}

/* Drop what is not idle; how many calls are still to become it. */
static size_t drop_all(struct tool *tool, bool drop)
{
	size_t alive = 0;
	DWORD state;

	for (size_t i = 0; i < tool->call_count; i++) {
		state = host_call_state(tool->host, tool->calls[i]);
		if (!state || state == LINECALLSTATE_IDLE)
			continue;
		if (!drop || host_drop(tool->host, tool->calls[i]) > 0)
			alive++;
	}
	return alive;
}

void tool_hang_up(struct tool *tool)
{
	uint64_t until = clock_ms() + FAREWELL_MS;
	struct host_event event;

	atomic_store(&stop.asked, false);	/* a second Ctrl-C ends the waiting */
	drop_all(tool, true);
	while (drop_all(tool, false) && tool_next(tool, until, &event))
		;
	while (tool_next(tool, clock_ms(), &event))	/* what came with the last of it */
		;
}

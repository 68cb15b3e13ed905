/* SPDX-License-Identifier: MIT
 * exchange.c - four lines of the provider's exchange, through its door. */
#include "exchange.h"
#include "conf_scene.h"

struct host *exchange;
uint32_t line_a, line_b, line_c, line_d;
static char conf_path[1024];

void exchange_configure(const char *text)
{
	char dir[768] = ".";
	size_t size = sizeof(dir);
	FILE *file;

	uv_os_tmpdir(dir, &size);
	snprintf(conf_path, sizeof(conf_path), "%s/opentsp-exchange-%d.conf", dir, (int)uv_os_getpid());
	file = fopen(conf_path, "wb");
	NEED(file != NULL);
	NEED(fprintf(file, "[provider]\nlog = off\nclock = virtual\n%s", text) > 0);
	NEED(fclose(file) == 0);
}

/* What the host saw done wrong is a failure of every test. */
static void close_all(void *arg)
{
	char text[2048];

	host_shutdown(exchange);
	host_faults(exchange, text, sizeof(text));
	CHECK_TEXT(text, "");
	host_close(exchange);
	remove(conf_path);
}

void exchange_begin(const char *text, DWORD phone_base)
{
	struct host_options options = { .conf = conf_path, .phone_base = phone_base };
	char memory[512] = "";
	struct buf why;

	exchange_configure(text);
	exchange = NULL;
	buf_fixed(&why, memory, sizeof(memory));
	if (host_open(&exchange, scene_provider(), &options, &why))
		CHECK_TEXT(buf_c(&why), "");
	NEED(exchange != NULL);
	DEFER(close_all, exchange);
}

void exchange_open(const char *more)
{
	uint32_t *const lines[] = { &line_a, &line_b, &line_c, &line_d };
	char text[2048];

	NEED(snprintf(text, sizeof(text),
		      "[line a]\ndriver = sim\nnumber = 100\n[line b]\ndriver = sim\nnumber = 200\n"
		      "[line c]\ndriver = sim\nnumber = 300\n[line d]\ndriver = sim\nnumber = 400\n%s",
		      more) < (int)sizeof(text));
	exchange_begin(text, 0);
	for (size_t i = 0; i < 4; i++)
		NEED(host_line_open(exchange, host_line(exchange, i), VOICE, lines[i]) == 0);
}

void exchange_command(const char *text)
{
	char reply[256];

	NEED(host_command(exchange, text, reply, sizeof(reply)) == 0);
	CHECK_TEXT(reply, "ok");
}

void exchange_run(unsigned ms)
{
	char text[32];

	snprintf(text, sizeof(text), "advance %u", ms);
	exchange_command(text);
}

LONG exchange_reply(LONG request)
{
	return host_wait_reply(exchange, request, WAIT_MS);
}

void exchange_state(uint32_t call, DWORD state)
{
	/* News of the same state in the past may still lie in the queue. */
	while (host_call_state(exchange, call) != state)
		if (!host_wait_state(exchange, call, state, WAIT_MS, NULL))
			break;
	CHECK_INT(host_call_state(exchange, call), state);
}

uint32_t exchange_offered(uint32_t line)
{
	struct host_filter filter = { .kinds = HOST_BIT(HOST_NEWCALL), .line = line };
	struct host_event event = { 0 };

	CHECK(host_wait(exchange, &filter, WAIT_MS, &event));
	exchange_state(event.call, LINECALLSTATE_OFFERING);
	return event.call;
}

void exchange_talk(uint32_t from, const char *number, uint32_t to, uint32_t *out, uint32_t *in)
{
	NEED(exchange_reply(host_make_call(exchange, from, number, NULL, out)) == 0);
	exchange_run(100);
	*in = exchange_offered(to);
	NEED(exchange_reply(host_answer(exchange, *in)) == 0);
	exchange_state(*out, LINECALLSTATE_CONNECTED);
	exchange_state(*in, LINECALLSTATE_CONNECTED);
}

uint32_t exchange_reach(uint32_t consult, const char *number, uint32_t to)
{
	uint32_t in;

	exchange_state(consult, LINECALLSTATE_DIALTONE);
	NEED(exchange_reply(host_dial(exchange, consult, number)) == 0);
	exchange_run(100);
	in = exchange_offered(to);
	NEED(exchange_reply(host_answer(exchange, in)) == 0);
	exchange_state(consult, LINECALLSTATE_CONNECTED);
	return in;
}

/* SPDX-License-Identifier: MIT
 * scene_more.c - scenes with more than two parties, and those for which the
 * checker writes the configuration anew. */
#include "check/check.h"
#include "base/mem.h"
#include <stdio.h>
#include <uv.h>

#define CALL_MS 30000
#define HANDED_ON_MS 3000	/* by who does not wait for an answer */
#define REPLY_MS 15000

/* --- a third party ----------------------------------------------------------------- */

static bool serves(struct check *c, DWORD device)
{
	static struct host_line_info info;	/* large */

	if (device == c->device || device == c->peer_device ||
	    host_line_info(c->host, device, &info) != 0 || !info.addresses ||
	    !info.address[0].address[0] || info.max_calls == 1)
		return false;
	snprintf(c->third_dest, sizeof(c->third_dest), "%s", info.address[0].address);
	return true;
}

void scene_third(struct check *c)
{
	size_t count;
	LONG result;

	scene_lines(c);
	if (c->third)
		return;
	count = host_line_count(c->host);
	for (size_t i = 0; i < count && c->third_device == HOST_NO_DEVICE; i++)
		if (serves(c, host_line(c->host, i)))
			c->third_device = host_line(c->host, i);
	SKIP_UNLESS(c, c->third_device != HOST_NO_DEVICE, "the provider has no third line");
	step("opening a third line");
	result = host_line_open(c->host, c->third_device, VOICE, &c->third);
	SKIP_UNLESS(c, result == 0, "the third line cannot be opened: %s", name_error(result));
	scene_settle(c);	/* a line that registers is called only then */
}

static uint32_t newest_on(const struct check *c, uint32_t line, size_t from)
{
	for (size_t i = c->count; i > from; i--)
		if (c->log[i - 1].kind == HOST_NEWCALL && c->log[i - 1].line == line)
			return c->log[i - 1].call;
	return 0;
}

uint32_t scene_arrival(struct check *c, uint32_t line, size_t from, uint32_t ms)
{
	uint32_t call;

	for (uint32_t spent = 0; spent < ms; spent += 100) {
		call = newest_on(c, line, from);
		if (call)
			return scene_state(c, call, LINECALLSTATE_OFFERING | LINECALLSTATE_ACCEPTED,
					   CALL_MS) ? call : 0;
		scene_pass(c, 100);
	}
	return 0;
}

uint32_t scene_answer_at(struct check *c, uint32_t line, size_t from)
{
	uint32_t call = scene_arrival(c, line, from, CALL_MS);

	SKIP_UNLESS(c, call, "the call does not arrive where it was sent");
	scene_done(c, "lineAnswer", host_answer(c->host, call));
	SKIP_UNLESS(c, scene_state(c, call, LINECALLSTATE_CONNECTED, CALL_MS),
		    "the answered call does not become connected");
	return call;
}

uint32_t scene_meet(struct check *c, uint32_t consult)
{
	size_t from;
	uint32_t third;

	scene_third(c);
	from = c->count;
	SKIP_UNLESS(c, scene_state(c, consult, LINECALLSTATE_DIALTONE, CALL_MS),
		    "the consultation call is %s, not DIALTONE",
		    state_word(host_call_state(c->host, consult)));
	scene_done(c, "lineDial", host_dial(c->host, consult, c->third_dest));
	third = scene_answer_at(c, c->third, from);
	SKIP_UNLESS(c, scene_state(c, consult, LINECALLSTATE_CONNECTED, CALL_MS),
		    "the consultation call does not become connected");
	scene_settle(c);	/* an exchange joins the two only behind its answer */
	return third;
}

LONG scene_handed_on(struct check *c, LONG request, size_t from, uint32_t *third)
{
	LONG result = scene_reply(c, request, HANDED_ON_MS);

	*third = 0;
	if (result != HOST_TIMEOUT)
		return result;
	if (c->third)
		*third = scene_answer_at(c, c->third, from);
	return scene_reply(c, request, REPLY_MS);
}

const char *scene_robot(const struct check *c)
{
	return c->setup->own ? "91" : c->setup->dest ? c->setup->dest : "";
}

uint32_t scene_robot_call(struct check *c)
{
	const char *number = scene_robot(c);
	uint32_t call = 0;

	scene_line(c);
	SKIP_UNLESS(c, number[0], "nobody answers by himself (--dest)");
	scene_done(c, "lineMakeCall", host_make_call(c->host, c->line, number, NULL, &call));
	SKIP_UNLESS(c, scene_state(c, call, LINECALLSTATE_CONNECTED, CALL_MS),
		    "the call to %s does not become connected", number);
	return call;
}

void scene_end_calls(struct check *c, const uint32_t *calls, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (calls[i] && host_hdcall(c->host, calls[i]))
			host_close_call(c->host, calls[i]);
	scene_settle(c);
}

bool scene_end_all(struct check *c)
{
	uint32_t *lines[] = { &c->line, &c->peer, &c->third, &c->narrow };
	const DWORD devices[] = { c->device, c->peer_device };

	for (int i = 0; i < 4; i++) {
		if (!*lines[i])
			continue;
		step("closing a line and opening it again");
		host_line_close(c->host, *lines[i]);
		*lines[i] = 0;
	}
	scene_settle(c);
	scene_forget(c);
	for (int i = 0; i < 2; i++)
		if (devices[i] != HOST_NO_DEVICE &&
		    host_line_open(c->host, devices[i], VOICE, lines[i]) != 0)
			return false;
	return true;
}

LONG scene_forward(struct check *c, uint32_t line, LINEFORWARDLIST *list, DWORD rings,
		   uint32_t *consult)
{
	c->forwarded = list ? line : 0;
	return host_forward(c->host, line, list, rings, consult);
}

void scene_restore(struct check *c)
{
	uint32_t consult = 0;

	if (!c->forwarded)
		return;
	step("taking a forwarding back");
	scene_reply(c, scene_forward(c, c->forwarded, NULL, 0, &consult), CALL_MS);
}

DWORD media_beside_voice(struct check *c, DWORD device)
{
	DWORD modes = line_caps(c, device)->dwMediaModes &
		      ~(DWORD)(VOICE | LINEMEDIAMODE_UNKNOWN | LINEMEDIAMODE_AUTOMATEDVOICE);

	return modes & ~(modes - 1);
}

/* --- the configuration ----------------------------------------------------------------- */

const char own_head[] =
	"[provider]\nclock = virtual\nlog = off\nwatch = 0\n"
	"[sim]\noperation-delay = 30\n";
#define MSP "msp = {7A1F3C52-0B64-4E0C-9B31-5D2A8E6F1047}\n"
const char own_line_one[] =
	"[line one]\ndriver = sim\nnumber = 100\ncalls = 4\ngroup = all\n"
	"terminals = handset, headset, speaker\n" MSP;
const char own_lines[] =
	"[line two]\ndriver = sim\nnumber = 200\ncalls = 4\ngroup = all\n" MSP
	"[line three]\ndriver = sim\nnumber = \"+49 (30) 5550300\"\ncalls = 4\ngroup = all\n"
	"[line single]\ndriver = sim\nnumber = 400\ncalls = 1\n"
	"[phone desk]\ndriver = sim\nline = three\n";

void scene_configure(struct check *c, const char *const *parts)
{
	FILE *file;

	SKIP_UNLESS(c, c->setup->own, "only the administrator can change its devices");
	/* The parent knows the name and takes the file away. */
	snprintf(c->config, sizeof(c->config), "%s.%ld", c->setup->config, (long)uv_os_getpid());
	file = fopen(c->config, "wb");
	SKIP_UNLESS(c, file, "%s cannot be written", c->config);
	for (; *parts; parts++)
		fputs(*parts, file);
	fclose(file);
}

/* SPDX-License-Identifier: MIT
 * agent_commands.c - one line, one call at a time. */
#include "agent.h"
#include "abi/names.h"
#include "base/mem.h"
#include "os/clock.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define VOICE LINEMEDIAMODE_INTERACTIVEVOICE

static uint64_t in(const char *ms)
{
	return clock_ms() + strtoull(ms, NULL, 10);
}

/* --- lines ---------------------------------------------------------------------- */

static bool do_open(struct agent *agent, int count, char **argv)
{
	struct host_line_info info;
	uint32_t line;
	LONG result;

	for (size_t i = 0; i < host_line_count(agent->host); i++) {
		if (host_line_info(agent->host, host_line(agent->host, i), &info) ||
		    strcmp(info.name, argv[1]) != 0)
			continue;
		result = host_line_open(agent->host, info.device, VOICE, &line);
		return agent_result(agent, "open", result) && agent_add(agent, argv[1], line, 0);
	}
	return agent_no(agent, "the provider has no line %s", argv[1]);
}

static bool do_close(struct agent *agent, int count, char **argv)
{
	struct thing *line = agent_line(agent, argv[1]);
	uint32_t number;

	if (!line)
		return false;
	number = line->line;
	for (size_t i = agent->count; i-- > 0;)
		if (agent->things[i].line == number)
			agent_forget(agent, &agent->things[i]);
	return agent_result(agent, "close", host_line_close(agent->host, number));
}

static bool do_service(struct agent *agent, int count, char **argv)
{
	struct thing *line = agent_line(agent, argv[1]);
	LINEDEVSTATUS *status;

	if (!line || !agent_result(agent, "lineGetLineDevStatus",
				   host_get_line_status(agent->host, line->line, &status)))
		return false;
	buf_text(&agent->answer, status->dwDevStatusFlags & LINEDEVSTATUSFLAGS_INSERVICE ?
		 "in service" : "out of service");
	mem_free(status);
	return true;
}

/* --- calls ---------------------------------------------------------------------- */

static bool dial(struct agent *agent, int count, char **argv, bool wait)
{
	struct thing *line = agent_line(agent, argv[2]), *call;
	struct {
		LINECALLPARAMS params;
		char uui[128];
	} all = { {
		.dwTotalSize = sizeof(all), .dwBearerMode = LINEBEARERMODE_VOICE,
		.dwMinRate = 3100, .dwMaxRate = 3100, .dwMediaMode = VOICE,
		.dwAddressMode = LINEADDRESSMODE_ADDRESSID,
	}, "" };
	LINECALLPARAMS *params = &all.params;
	uint32_t number;
	LONG request;

	if (!line)
		return false;
	for (int i = 4; i < count; i++) {
		if (strncmp(argv[i], "no-answer=", 10) == 0)
			params->dwNoAnswerTimeout = (DWORD)strtoul(argv[i] + 10, NULL, 10);
		else if (strcmp(argv[i], "block-id") == 0)
			params->dwCallParamFlags |= LINECALLPARAMFLAGS_BLOCKID;
		else if (strncmp(argv[i], "uui=", 4) == 0) {
			snprintf(all.uui, sizeof(all.uui), "%s", argv[i] + 4);
			params->dwUserUserInfoSize = (DWORD)strlen(all.uui);
			params->dwUserUserInfoOffset = offsetof(typeof(all), uui);
		}
	}
	request = host_make_call(agent->host, line->line, argv[3], params, &number);
	if (request < 0)
		return agent_result(agent, "lineMakeCall", request);
	call = agent_add(agent, argv[1], line->line, number);
	if (!call)
		return false;
	call->request = request;
	call->asked = "lineMakeCall";
	return !wait || agent_result(agent, "lineMakeCall", request);
}

static bool do_dial(struct agent *agent, int count, char **argv)
{
	return dial(agent, count, argv, true);
}

static bool do_dialing(struct agent *agent, int count, char **argv)
{
	return dial(agent, count, argv, false);
}

static bool do_reply(struct agent *agent, int count, char **argv)
{
	struct thing *call = agent_call(agent, argv[1]);
	LONG request;

	if (!call)
		return false;
	request = call->request;
	call->request = 0;
	return agent_result(agent, call->asked, request);
}

/* --- calls that are handed on -------------------------------------------------- */

static const struct {
	const char *name;
	LONG (*ask)(struct host *host, uint32_t call, const char *dest);
} sends[] = {
	{ "blind", host_blind_transfer }, { "redirect", host_redirect }, { "more", host_dial },
};

/* Its reply is waited for by `reply`: it may need what is asked for next. */
static bool do_send(struct agent *agent, int count, char **argv)
{
	struct thing *call = agent_call(agent, argv[1]);
	size_t i = 0;

	while (strcmp(sends[i].name, argv[0]) != 0)
		i++;
	if (!call)
		return false;
	call->asked = sends[i].name;
	call->request = sends[i].ask(agent->host, call->call, argv[2]);
	return call->request > 0 || agent_result(agent, call->asked, call->request);
}

static bool do_setup(struct agent *agent, int count, char **argv)
{
	struct thing *call = agent_call(agent, argv[2]), *consult;
	uint32_t number, line;
	LONG request;

	if (!call)
		return false;
	line = call->line;
	request = host_setup_transfer(agent->host, call->call, &number);
	if (request < 0)
		return agent_result(agent, "lineSetupTransfer", request);
	consult = agent_add(agent, argv[1], line, number);
	return consult && agent_result(agent, "lineSetupTransfer", request);
}

static bool do_complete(struct agent *agent, int count, char **argv)
{
	struct thing *call = agent_call(agent, argv[1]), *consult = agent_call(agent, argv[2]);

	if (!call || !consult)
		return false;
	call->asked = "lineCompleteTransfer";
	call->request = host_complete_transfer(agent->host, call->call, consult->call,
					       LINETRANSFERMODE_TRANSFER, NULL);
	return call->request > 0 || agent_result(agent, call->asked, call->request);
}

static bool do_swap(struct agent *agent, int count, char **argv)
{
	struct thing *active = agent_call(agent, argv[1]), *held = agent_call(agent, argv[2]);

	return active && held && agent_result(agent, "lineSwapHold",
					      host_swap_hold(agent->host, active->call, held->call));
}

static bool do_handed(struct agent *agent, int count, char **argv)
{
	struct thing *call = agent_call(agent, argv[1]);
	struct host_call_info info;

	if (!call || !agent_result(agent, "lineGetCallInfo",
				   host_call_info(agent->host, call->call, &info)))
		return false;
	buf_printf(&agent->answer, "connected=%s redirection=%s redirecting=%s reason=%s", info.connected,
		   info.redirection, info.redirecting,
		   info.reason == LINECALLREASON_TRANSFER ? "transfer" : "other");
	return true;
}

/* The oldest call on `line` that has no name yet. */
static struct thing *unnamed(struct agent *agent, uint32_t line)
{
	for (size_t i = 0; i < agent->count; i++)
		if (!agent->things[i].name[0] && agent->things[i].line == line)
			return &agent->things[i];
	return NULL;
}

static bool do_offered(struct agent *agent, int count, char **argv)
{
	struct thing *line = agent_line(agent, argv[2]), *call;
	uint64_t until_ms = in(argv[3]);
	uint32_t number;

	if (!line || agent_thing(agent, argv[1]))
		return agent_no(agent, "no such line, or there is a %s already", argv[1]);
	number = line->line;
	while (!(call = unnamed(agent, number)))
		if (!agent_hear(agent, until_ms) && clock_ms() >= until_ms)
			return agent_no(agent, "no call came on %s", argv[2]);
	snprintf(call->name, sizeof(call->name), "%s", argv[1]);
	return true;
}

static const struct {
	const char *name;
	LONG (*ask)(struct host *host, uint32_t call);
} asks[] = {
	{ "accept", host_accept }, { "answer", host_answer }, { "drop", host_drop },
	{ "hold", host_hold }, { "unhold", host_unhold },
};

static bool do_ask(struct agent *agent, int count, char **argv)
{
	struct thing *call = agent_call(agent, argv[1]);
	size_t i = 0;

	while (strcmp(asks[i].name, argv[0]) != 0)
		i++;
	return call && agent_result(agent, argv[0], asks[i].ask(agent->host, call->call));
}

static bool do_digits(struct agent *agent, int count, char **argv)
{
	struct thing *call = agent_call(agent, argv[1]);

	return call && agent_result(agent, "lineGenerateDigits",
				    host_generate_digits(agent->host, call->call, LINEDIGITMODE_DTMF,
							 argv[2], 80, 1));
}

static bool do_monitor(struct agent *agent, int count, char **argv)
{
	struct thing *call = agent_call(agent, argv[1]);

	return call && agent_result(agent, "lineMonitorDigits",
				    host_monitor_digits(agent->host, call->call, LINEDIGITMODE_DTMF));
}

static bool do_listen(struct agent *agent, int count, char **argv)
{
	struct thing *call = agent_call(agent, argv[1]);
	uint32_t hz = (uint32_t)strtoul(argv[2], NULL, 10);

	return call && agent_result(agent, "lineMonitorTones", host_monitor_tone(agent->host, call->call, hz, hz, 300));
}

static bool do_tone(struct agent *agent, int count, char **argv)
{
	struct thing *call = agent_call(agent, argv[1]);

	return call && agent_result(agent, "lineGenerateTone",
				    host_generate_tone(agent->host, call->call, LINETONEMODE_BEEP, 400, 1));
}

static bool do_release(struct agent *agent, int count, char **argv)
{
	struct thing *call = agent_call(agent, argv[1]);
	uint32_t number;

	if (!call)
		return false;
	number = call->call;
	agent_forget(agent, call);
	return agent_result(agent, "lineCloseCall", host_close_call(agent->host, number));
}

/* What the application hands on, as it is. */
static bool do_uui(struct agent *agent, int count, char **argv)
{
	struct thing *call = agent_call(agent, argv[1]);

	return call && agent_result(agent, "lineSendUserUserInfo",
				    host_send_uui(agent->host, call->call, argv[2], (DWORD)strlen(argv[2])));
}

static bool do_data(struct agent *agent, int count, char **argv)
{
	struct thing *call = agent_call(agent, argv[1]);

	return call && agent_result(agent, "lineSetCallData",
				    host_set_call_data(agent->host, call->call, argv[2], (DWORD)strlen(argv[2])));
}

static bool do_info(struct agent *agent, int count, char **argv)
{
	struct thing *call = agent_call(agent, argv[1]);
	struct host_call_info info;
	char reason[NAME_TEXT_SIZE];

	if (!call || !agent_result(agent, "lineGetCallInfo",
				   host_call_info(agent->host, call->call, &info)))
		return false;
	buf_printf(&agent->answer, "caller=%s caller-name=\"%s\" called=%s connected=%s",
		   info.caller, info.caller_name, info.called, info.connected);
	buf_printf(&agent->answer, " redirecting=%s redirection=%s reason=%s", info.redirecting, info.redirection,
		   name_words(NAME_LINECALLREASON, info.reason, reason, sizeof(reason)));
	return true;
}

/* The user-user information that came with the call or in it. */
static bool do_heard_uui(struct agent *agent, int count, char **argv)
{
	struct thing *call = agent_call(agent, argv[1]);
	LINECALLINFO *info;

	if (!call || !agent_result(agent, "lineGetCallInfo", host_get_call_info(agent->host, call->call, &info)))
		return false;
	buf_bytes(&agent->answer, (const char *)info + info->dwUserUserInfoOffset, info->dwUserUserInfoSize);
	mem_free(info);
	return true;
}

/* --- what happened ----------------------------------------------------------------- */

/* As the shell does it: `*` is any text, `\` takes away what the next character means. */
static bool matches(const char *pattern, const char *text)
{
	if (*pattern == '*')
		return matches(pattern + 1, text) || (*text && matches(pattern, text + 1));
	if (*pattern == '\\' && pattern[1])
		pattern++;
	if (*pattern != *text)
		return false;
	return !*text || matches(pattern + 1, text + 1);
}

/* Whether a row behind those already seen matches; then it has been seen too. */
static bool seen(struct agent *agent, struct thing *thing, const char *pattern)
{
	while (thing->seen < thing->past.len) {
		struct span rest = { thing->past.at + thing->seen, thing->past.len - thing->seen };
		struct span row = span_cut(rest, '\n', &rest);
		char text[256];

		thing->seen += row.len + 1;
		span_copy(row, text, sizeof(text));
		if (matches(pattern, text)) {
			buf_text(&agent->answer, text);
			return true;
		}
	}
	return false;
}

/* The pattern is all words between the name and the time. */
static bool do_wait(struct agent *agent, int count, char **argv)
{
	uint64_t until_ms = in(argv[count - 1]);
	char pattern[256] = "";
	struct thing *thing;
	size_t from;

	for (int i = 2; i < count - 1; i++)
		snprintf(pattern + strlen(pattern), sizeof(pattern) - strlen(pattern), "%s%s",
			 i > 2 ? " " : "", argv[i]);
	thing = agent_thing(agent, argv[1]);
	if (!thing)
		return agent_no(agent, "there is no %s", argv[1]);
	from = thing->seen;
	while (!seen(agent, thing, pattern)) {
		if (!agent_hear(agent, until_ms) && clock_ms() >= until_ms) {
			agent_no(agent, "\"%s\" did not come; but: ", pattern);
			thing = agent_thing(agent, argv[1]);
			buf_bytes(&agent->answer, thing->past.at + from, thing->past.len - from);
			thing->seen = from;
			return false;
		}
		thing = agent_thing(agent, argv[1]);
	}
	return true;
}

static bool do_past(struct agent *agent, int count, char **argv)
{
	struct thing *thing = agent_thing(agent, argv[1]);

	while (agent_hear(agent, 0))
		;
	thing = agent_thing(agent, argv[1]);
	if (!thing)
		return agent_no(agent, "there is no %s", argv[1]);
	buf_bytes(&agent->answer, thing->past.at, thing->past.len);
	return true;
}

/* --- the provider -------------------------------------------------------------------- */

static bool do_faults(struct agent *agent, int count, char **argv)
{
	char text[4096];

	while (agent_hear(agent, 0))
		;
	return host_faults(agent->host, text, sizeof(text)) == 0 || agent_no(agent, "%s", text);
}

static bool do_reload(struct agent *agent, int count, char **argv)
{
	char text[512] = "";

	if (host_command(agent->host, "reload", text, sizeof(text)) == 0 && strncmp(text, "ok", 2) == 0)
		return true;
	return agent_no(agent, "%s", text);
}

static bool do_counts(struct agent *agent, int count, char **argv)
{
	char text[8192] = "";

	if (host_command(agent->host, "counts", text, sizeof(text)) || strncmp(text, "ok\n", 3) != 0)
		return agent_no(agent, "%s", text);
	buf_text(&agent->answer, text + 3);
	return true;
}

const struct command agent_commands[] = {
	{ "open", 1, do_open, "LINE" },
	{ "close", 1, do_close, "LINE" },
	{ "service", 1, do_service, "LINE: whether it is in service" },
	{ "dial", 3, do_dial, "CALL LINE DEST [no-answer=SECONDS] [block-id] [uui=WORD]: and wait for the reply" },
	{ "dialing", 3, do_dialing, "CALL LINE DEST [no-answer=SECONDS] [block-id] [uui=WORD]" },
	{ "reply", 1, do_reply, "CALL: wait for the reply to `dialing`, `blind`, `redirect`, `more`, `complete`" },
	{ "blind", 2, do_send, "CALL DEST" },
	{ "redirect", 2, do_send, "CALL DEST" },
	{ "more", 2, do_send, "CALL DEST: lineDial" },
	{ "setup", 2, do_setup, "NEW CALL: a consultation call for CALL" },
	{ "complete", 2, do_complete, "CALL CONSULTATION" },
	{ "swap", 2, do_swap, "ACTIVE HELD" },
	{ "handed", 1, do_handed, "CALL: whom it is with and by whose doing" },
	{ "offered", 3, do_offered, "CALL LINE MS: name the next call that comes" },
	{ "accept", 1, do_ask, "CALL" },
	{ "answer", 1, do_ask, "CALL" },
	{ "drop", 1, do_ask, "CALL" },
	{ "hold", 1, do_ask, "CALL" },
	{ "unhold", 1, do_ask, "CALL" },
	{ "digits", 2, do_digits, "CALL DIGITS" },
	{ "monitor", 1, do_monitor, "CALL: tell of digits" },
	{ "listen", 2, do_listen, "CALL HZ: tell of that tone when it lasts 300 ms; of silence (0)" },
	{ "tone", 1, do_tone, "CALL: 400 ms of 1400 Hz" },
	{ "release", 1, do_release, "CALL" },
	{ "info", 1, do_info, "CALL" },
	{ "uui", 2, do_uui, "CALL TEXT: user-user information within the call" },
	{ "heard-uui", 1, do_heard_uui, "CALL" },
	{ "data", 2, do_data, "CALL TEXT: call data" },
	{ "wait", 3, do_wait, "NAME PATTERN MS: the next of what happens to it that matches" },
	{ "past", 1, do_past, "NAME: all that happened to it" },
	{ "faults", 0, do_faults, ": ok if the provider broke no rule" },
	{ "reload", 0, do_reload, "" },
	{ "counts", 0, do_counts, ": the provider's counters" },
	{ 0 },
};

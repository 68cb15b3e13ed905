/* SPDX-License-Identifier: MIT
 * agent.c - the names, what happened to them, and the rows in and out. */
#include "agent.h"
#include "abi/names.h"
#include "os/clock.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define REPLY_MS 40000		/* longer than SIP's own 32 s */

/* --- names ------------------------------------------------------------------ */

struct thing *agent_thing(struct agent *agent, const char *name)
{
	for (size_t i = 0; i < agent->count; i++)
		if (strcmp(agent->things[i].name, name) == 0)
			return &agent->things[i];
	return NULL;
}

struct thing *agent_line(struct agent *agent, const char *name)
{
	struct thing *thing = agent_thing(agent, name);

	if (thing && thing->call == 0)
		return thing;
	agent_no(agent, "there is no open line %s", name);
	return NULL;
}

struct thing *agent_call(struct agent *agent, const char *name)
{
	struct thing *thing = agent_thing(agent, name);

	if (thing && thing->call)
		return thing;
	agent_no(agent, "there is no call %s", name);
	return NULL;
}

struct thing *agent_add(struct agent *agent, const char *name, uint32_t line, uint32_t call)
{
	struct thing *thing;

	if (agent->count == AGENT_THINGS || (name[0] && agent_thing(agent, name))) {
		agent_no(agent, "%s is there already, or there are too many", name);
		return NULL;
	}
	thing = &agent->things[agent->count++];
	*thing = (struct thing){ .line = line, .call = call };
	snprintf(thing->name, sizeof(thing->name), "%s", name);
	buf_grow(&thing->past);
	return thing;
}

void agent_forget(struct agent *agent, struct thing *thing)
{
	buf_free(&thing->past);
	*thing = agent->things[--agent->count];
}

/* --- what happens ------------------------------------------------------------ */

static struct thing *whose(struct agent *agent, const struct host_event *event)
{
	for (size_t i = 0; i < agent->count; i++) {
		struct thing *thing = &agent->things[i];

		if (event->call ? thing->call == event->call :
		    event->line && thing->line == event->line && !thing->call)
			return thing;
	}
	return NULL;
}

bool agent_hear(struct agent *agent, uint64_t until_ms)
{
	/* Replies stay in the queue, for those who wait for them. */
	const struct host_filter news = {
		.kinds = HOST_BIT(HOST_NEWCALL) | HOST_BIT(HOST_LINE) | HOST_BIT(HOST_CREATE) |
			 HOST_BIT(HOST_REMOVE) | HOST_BIT(HOST_CLOSED),
	};
	uint64_t now_ms = clock_ms();
	struct host_event event;
	struct thing *thing;
	char text[256];

	if (!host_wait(agent->host, &news, until_ms > now_ms ? (int64_t)(until_ms - now_ms) : 0, &event))
		return false;
	if (event.kind == HOST_NEWCALL && event.call)
		agent_add(agent, "", event.line, event.call);
	thing = whose(agent, &event);
	if (!thing)
		return true;
	buf_text(&thing->past, host_event_text(&event, text, sizeof(text)));
	buf_char(&thing->past, '\n');
	return true;
}

/* --- answers ------------------------------------------------------------------ */

bool agent_no(struct agent *agent, const char *format, ...)
{
	va_list args;

	buf_reset(&agent->answer);
	va_start(args, format);
	buf_vprintf(&agent->answer, format, args);
	va_end(args);
	return false;
}

bool agent_result(struct agent *agent, const char *what, LONG result)
{
	if (result > 0)
		result = host_wait_reply(agent->host, result, REPLY_MS);
	if (result == 0)
		return true;
	return agent_no(agent, "%s: %s", what, result == HOST_TIMEOUT ? "no reply" : name_error(result));
}

/* One row, whatever is in it. */
static void answer(struct agent *agent, bool ok)
{
	fputs(ok ? "ok" : "no", stdout);
	if (agent->answer.len)
		putchar(' ');
	for (size_t i = 0; i < agent->answer.len; i++)
		putchar(agent->answer.at[i] == '\n' ? ';' : agent->answer.at[i]);
	putchar('\n');
	fflush(stdout);
}

/* --- commands ------------------------------------------------------------------ */

static const struct command *command_of(const char *name)
{
	const struct command *const tables[] = {
		agent_commands, bulk_commands, conference_commands, office_commands,
	};

	for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++)
		for (const struct command *c = tables[i]; c->name; c++)
			if (strcmp(c->name, name) == 0)
				return c;
	return NULL;
}

static void obey(struct agent *agent, char *row)
{
	char *argv[AGENT_WORDS + 1] = { NULL }, *rest = row;
	const struct command *command;
	int count = 0;
	bool ok;

	while (count < AGENT_WORDS && (argv[count] = strtok_r(rest, " \t\r\n", &rest)))
		count++;
	if (count == 0)
		return;
	buf_reset(&agent->answer);
	command = command_of(argv[0]);
	if (!command)
		ok = agent_no(agent, "there is no command %s", argv[0]);
	else if (count - 1 < command->words)
		ok = agent_no(agent, "%s %s", command->name, command->help);
	else
		ok = command->run(agent, count, argv);
	answer(agent, ok);
}

int main(int argc, char **argv)
{
	struct agent *agent = calloc(1, sizeof(*agent));
	char memory[1024] = "", row[4096], faults[4096];
	struct buf why;

	if (argc < 2 || !agent) {
		fputs("usage: integ CONFIGURATION [PROVIDER]\n", stderr);
		return 2;
	}
	buf_fixed(&why, memory, sizeof(memory));
	buf_grow(&agent->answer);
	if (host_open(&agent->host, argc > 2 ? argv[2] : INTEG_PROVIDER,
		      &(struct host_options){ .conf = argv[1] }, &why)) {
		printf("no %s\n", buf_c(&why));
		return 1;
	}
	answer(agent, true);
	while (fgets(row, sizeof(row), stdin) && strcmp(row, "quit\n") != 0)
		obey(agent, row);
	host_shutdown(agent->host);
	if (host_faults(agent->host, faults, sizeof(faults)))
		fputs(faults, stderr);
	host_close(agent->host);
	while (agent->count)
		agent_forget(agent, &agent->things[0]);
	buf_free(&agent->answer);
	free(agent);
	return 0;
}

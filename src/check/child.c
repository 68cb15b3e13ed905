/* SPDX-License-Identifier: MIT
 * child.c - the process in which one rule runs. */
#include "check/child.h"
#include "check/func.h"
#include "check/raw.h"
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* In one piece: threads of a rule may speak at a time. */
static void say(const char *word, const char *format, va_list args)
{
	char text[1024];

	vsnprintf(text, sizeof(text), format, args);
	text[strcspn(text, "\r\n")] = '\0';
	printf("\n" MARK "%s %s\n", word, text);
	fflush(stdout);
}

void tell_parent(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say("data", format, args);
	va_end(args);
}

void step(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say("step", format, args);
	va_end(args);
}

static void tell_faults(struct host *host)
{
	static char faults[32768];
	char *row, *rest = faults;

	if (!host || !host_faults(host, faults, sizeof(faults)))
		return;
	while ((row = strtok(rest, "\n"))) {
		rest = NULL;
		printf("\n" MARK "fault %s\n", row);
	}
	fflush(stdout);
}

/* Whatever a provider left running must not keep the process. */
static _Noreturn void verdict(const char *word, const char *format, va_list args)
{
	say(word, format, args);
	_exit(0);
}

_Noreturn void fail(struct check *c, const char *format, ...)
{
	va_list args;

	if (c->host)
		scene_restore(c);
	tell_faults(c->host);
	va_start(args, format);
	verdict("fail", format, args);
}

/* A rule that holds must also let the provider go. */
static void end(struct check *c)
{
	if (!c->host)
		return;
	scene_restore(c);
	raw_end_all(c);
	step("ending the session");
	host_shutdown(c->host);
	tell_faults(c->host);
	step("unloading the provider");
	host_close(c->host);
	c->host = NULL;
}

_Noreturn void skip(struct check *c, const char *format, ...)
{
	va_list args;

	end(c);
	va_start(args, format);
	verdict(c->is_real ? "pass" : "skip", format, args);
}

_Noreturn void pass(struct check *c, const char *format, ...)
{
	va_list args;

	end(c);
	va_start(args, format);
	verdict("pass", format, args);
}

int child_main(const struct setup *setup, const char *name)
{
	static struct check check;
	const struct rule *rule = rule_named(name);

	check.setup = setup;
	check.device = check.peer_device = check.third_device = HOST_NO_DEVICE;
	if (strcmp(name, PROBE) == 0)
		probe_run(&check);
	else if (rule && rule->run)
		rule->run(&check);
	else if (!rule)
		func_run(&check, name);
	pass(&check, "%s", "");
}

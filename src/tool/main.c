/* SPDX-License-Identifier: MIT
 * main.c - tapictl: look at a service provider and telephone with it. */
#include "tool/tool.h"
#include <stdio.h>

static const struct command {
	const char *name, *usage, *help;
	int (*run)(struct tool *tool, int count, char **argv);
} commands[] = {
	{ "providers", "",         "what the provider is", command_providers },
	{ "lines",     "",         "its lines", command_lines },
	{ "caps",      "LINE",     "what a line can do", command_caps },
	{ "dial",      "LINE NUMBER [--digits DIGITS] [--hold] [--for SECONDS]",
	  "make a call, until it ends or Ctrl-C", command_dial },
	{ "answer",    "LINE [--count N]", "take calls, until N have ended or Ctrl-C", command_answer },
	{ "watch",     "",         "every event of every line, until Ctrl-C", command_watch },
	{ "config",    "[--markdown | --check FILE]",
	  "the keys of the configuration, or whether a file is right", command_config },
	{ "numbers",   "LINE NUMBER", "what becomes of a number that the line dials, or that comes in", command_numbers },
	{ "functions", "[--markdown | --meanings]", "the functions of TSPI", command_functions },
	{ "demo",      "[--to SIP-URI | --register sip:USER@HOST --password-file FILE --to NUMBER]",
	  "a call from one line to another, step by step", command_demo },
};
#define COMMANDS (sizeof(commands) / sizeof(*commands))

static int help(FILE *out)
{
	fprintf(out, "usage: tapictl [--provider FILE] [--config FILE] [--json] COMMAND\n\n");
	for (size_t i = 0; i < COMMANDS; i++)
		fprintf(out, "  %s%s%s\n      %s\n", commands[i].name, *commands[i].usage ? " " : "",
			commands[i].usage, commands[i].help);
	fprintf(out, "\n"
		"LINE is a line's name, its number, or its device id.\n"
		"--provider  the provider's file; otherwise OpenTSP beside this program\n"
		"--config    the configuration that OpenTSP shall use\n"
		"--json      one object for each row or event\n");
	return out == stdout ? 0 : 2;
}

static const struct command *command_named(const char *name)
{
	for (size_t i = 0; i < COMMANDS; i++)
		if (strcmp(commands[i].name, name) == 0)
			return &commands[i];
	return NULL;
}

int main(int argc, char **argv)
{
	struct tool tool = { 0 };
	bool wants_help = false;
	const struct tool_option options[] = {
		{ "--provider", &tool.provider, NULL }, { "--config", &tool.config, NULL },
		{ "--json", NULL, &tool.json }, { "--help", NULL, &wants_help },
		{ NULL, NULL, NULL },
	};
	const struct command *command;
	int count = argc - 1;

	setvbuf(stdout, NULL, _IOLBF, BUFSIZ);
	if (!tool_options(options, &count, argv + 1))
		return 2;
	if (wants_help)
		return help(stdout);
	if (count == 0)
		return help(stderr);
	command = command_named(argv[1]);
	if (!command)
		return tool_usage("there is no command %s; tapictl --help lists them", argv[1]);
	return tool_close(&tool, command->run(&tool, count - 1, argv + 2));
}

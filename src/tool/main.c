/* SPDX-License-Identifier: MIT
 * main.c - tapictl: telephone by TAPI, or with a service provider and nobody between. */
#include "tool/tapi.h"
#include <stdio.h>

/* `tapi`: by the telephony server, with all other programs; `run`: with the provider itself,
 * which is what --provider and --config ask for. Some there is one way only. */
static const struct command {
	const char *name, *usage, *help;
	int (*tapi)(struct tool *tool, int count, char **argv);
	int (*run)(struct tool *tool, int count, char **argv);
} commands[] = {
	{ "lines",     "",         "the lines there are", tapi_command_lines, command_lines },
	{ "caps",      "LINE",     "what a line can do", tapi_command_caps, command_caps },
	{ "dial",      "LINE NUMBER [--digits DIGITS] [--hold] [--for SECONDS]",
	  "make a call, until it ends or Ctrl-C", tapi_command_dial, command_dial },
	{ "answer",    "LINE [--count N]", "take calls, until N have ended or Ctrl-C",
	  tapi_command_answer, command_answer },
	{ "transfer",  "LINE NUMBER NUMBER [--consult]",
	  "call the first, and hand him to the second; --consult: when that one has answered",
	  tapi_command_transfer, NULL },
	{ "conference", "LINE NUMBER NUMBER... [--for SECONDS]",
	  "call one after the other into a conference, until all have left or Ctrl-C",
	  tapi_command_conference, NULL },
	{ "watch",     "",         "what happens at all lines and phones, until Ctrl-C",
	  tapi_command_watch, command_watch },
	{ "phones",    "",         "the phones there are", tapi_command_phones, NULL },
	{ "phone",     "PHONE [set WHAT VALUE...]",
	  "how a phone is, or make its volume, gain, ring, lamp, hook or display so",
	  tapi_command_phone, NULL },
	{ "request",   "[LINE]",
	  "make the call that another program asks for by tapiRequestMakeCall", tapi_command_request, NULL },
	{ "translate", "LINE NUMBER", "what is dialed for a number, by the current location",
	  tapi_command_translate, NULL },
	{ "locations", "[add NAME --country COUNTRY [--area AREA] [--outside DIGITS] [--outside-far DIGITS]"
	  " [--no-waiting DIGITS] [--file FILE] | ID]",
	  "the locations, or be at that one, or write one more into dialing.conf", tapi_command_locations, NULL },
	{ "providers", "[add FILE | remove ID]",
	  "the providers there are, one more, or one less", tapi_command_providers, command_providers },
	{ "config",    "[--markdown | --check FILE]",
	  "the keys of the configuration, or whether a file is right", NULL, command_config },
	{ "numbers",   "LINE NUMBER",
	  "what becomes of a number that the line dials, or that comes in", NULL, command_numbers },
	{ "functions", "[--markdown | --meanings]", "the functions of TSPI", NULL, command_functions },
	{ "demo",      "[--to SIP-URI | --register sip:USER@HOST --password-file FILE --to NUMBER]",
	  "a call from one line to another, step by step", NULL, command_demo },
};
#define COMMANDS (sizeof(commands) / sizeof(*commands))

static int help(FILE *out)
{
	fprintf(out, "usage: tapictl [--provider FILE] [--config FILE] [--json] COMMAND\n\n");
	for (size_t i = 0; i < COMMANDS; i++)
		fprintf(out, "  %s%s%s\n      %s\n", commands[i].name, *commands[i].usage ? " " : "",
			commands[i].usage, commands[i].help);
	fprintf(out, "\n"
		"LINE is a line's name, its number, or its device id; PHONE a phone's name or id.\n"
		"--provider  without the telephony server: load that provider's file\n"
		"--config    the same with OpenTSP's own provider and this configuration\n"
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

static int (*way_of(const struct command *command, const struct tool *tool))
	(struct tool *tool, int count, char **argv)
{
	const bool direct = tool->provider || tool->config;

	return command->run && (direct || !command->tapi) ? command->run : command->tapi;
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
	return tool_close(&tool, way_of(command, &tool)(&tool, count - 1, argv + 2));
}

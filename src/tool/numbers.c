/* SPDX-License-Identifier: MIT
 * numbers.c - what becomes of a number: the line's rules, tried. */
#include "tool/tool.h"
#include "base/mem.h"
#include <stdio.h>

/* The next field up to `end`, which becomes its terminator. */
static char *cut(char **rest, char end)
{
	char *start = *rest, *at = strchr(start, end);

	if (at)
		*at = '\0';
	*rest = at ? at + 1 : start + strlen(start);
	return start;
}

static void rows(struct tool *tool, char *reply)
{
	static const char *const titles[] = { "Way", "Number", "Meaning", NULL };
	const char *cells[3];
	struct table table;
	char *row;

	table_begin(&table, tool->json, titles);
	for (cut(&reply, '\n'); *reply;) {
		row = cut(&reply, '\n');
		for (int i = 0; i < 3; i++)
			cells[i] = cut(&row, '\t');
		table_row(&table, cells);
	}
	table_end(&table);
}

int command_numbers(struct tool *tool, int count, char **argv)
{
	char name[256], command[1024], *reply;
	DWORD device;
	int code = 0;

	if (count != 2)
		return tool_usage("numbers wants a line and a number: tapictl numbers LINE NUMBER");
	if (!tool_open(tool, tool->config) || !tool_line(tool, argv[0], &device))
		return 1;
	snprintf(command, sizeof(command), "numbers %s\t%s",
		 tool_line_name(tool, device, name, sizeof(name)), argv[1]);
	reply = tool_command(tool, command);
	if (!reply)
		return 1;
	if (strncmp(reply, "ok", 2) == 0)
		rows(tool, reply);
	else
		code = tool_fail("%s", strncmp(reply, "error: ", 7) == 0 ? reply + 7 : reply);
	mem_free(reply);
	return code;
}

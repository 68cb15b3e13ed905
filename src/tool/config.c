/* SPDX-License-Identifier: MIT
 * config.c - what can be configured, and what functions there are.
 *
 * The provider itself knows its keys and reads its files; so it is started
 * with an empty configuration and asked.
 */
#include "tool/tool.h"
#include "base/mem.h"
#include <ctype.h>
#include <stdio.h>

#define EMPTY "[provider]\nlog = off\n"

/* "ok" and rows: the rows. NULL: `reply` is an error, which was said. */
static char *rows_of(char *reply)
{
	if (strncmp(reply, "ok", 2) == 0)
		return reply + (reply[2] == '\n' ? 3 : 2);
	tool_fail("%s", strncmp(reply, "error: ", 7) == 0 ? reply + 7 : reply);
	return NULL;
}

/* The next field up to `end`, which becomes its terminator. */
static char *cut(char **rest, char end)
{
	char *start = *rest, *at = strchr(start, end);

	if (at)
		*at = '\0';
	*rest = at ? at + 1 : start + strlen(start);
	return start;
}

static void keys_table(struct tool *tool, char *rows)
{
	static const char *const titles[] = { "Section", "Key", "Type", "Default", "Meaning", NULL };
	const char *cells[5], *section = "";
	struct table table;
	char *row;

	table_begin(&table, tool->json, titles);
	while (*rows) {
		row = cut(&rows, '\n');
		for (int i = 0; i < 5; i++)
			cells[i] = cut(&row, '\t');
		if (!tool->json && strcmp(cells[0], section) == 0)
			cells[0] = "";
		else
			section = cells[0];
		table_row(&table, cells);
	}
	table_end(&table);
}

static int ask(struct tool *tool, const char *command, bool markdown)
{
	char *reply = tool_command(tool, command), *rows;

	if (!reply)
		return 1;
	rows = rows_of(reply);
	if (rows && markdown)
		fputs(rows, stdout);
	else if (rows && strcmp(command, "keys") == 0)
		keys_table(tool, rows);
	mem_free(reply);
	return rows ? 0 : 1;
}

/* The same of a provider that was started for it, with nothing configured. */
static int ask_empty(struct tool *tool, const char *command, bool markdown)
{
	char path[1024];
	bool open;

	if (!tool_temporary(path, sizeof(path), EMPTY))
		return 1;
	open = tool_open(tool, path);
	tool_remove(path);
	return open ? ask(tool, command, markdown) : 1;
}

int command_config(struct tool *tool, int count, char **argv)
{
	const char *check = NULL;
	bool markdown = false;
	const struct tool_option options[] = {
		{ "--markdown", NULL, &markdown }, { "--check", &check, NULL }, { NULL, NULL, NULL },
	};
	char command[1200];
	int code;

	if (!tool_options(options, &count, argv))
		return 2;
	if (count)
		return tool_usage("config does not know %s; tapictl --help shows its options", argv[0]);
	if (!check)
		return ask_empty(tool, markdown ? "markdown" : "keys", markdown);
	snprintf(command, sizeof(command), "check %s", check);
	code = ask_empty(tool, command, false);
	if (!code)
		printf("%s: in order\n", check);
	return code;
}

static const struct {
	const char *name, *answers, *level;
	DWORD since;
} functions[] = {
#define TSPI(name, answers, level, since, params) { "TSPI_" #name, #answers, #level, since },
#define TUISPI(name, answers, level, since, params) { "TUISPI_" #name, #answers, #level, since },
#include "abi/functions.def"
#undef TSPI
#undef TUISPI
};

static const char *lower(const char *text, char *out, size_t size)
{
	size_t i = 0;

	for (; text[i] && i + 1 < size; i++)
		out[i] = (char)tolower((unsigned char)text[i]);
	out[i] = '\0';
	return out;
}

int command_functions(struct tool *tool, int count, char **argv)
{
	static const char *const titles[] = { "Function", "Answers", "Level", "Since", NULL };
	bool markdown = false, meanings = false;
	const struct tool_option options[] = {
		{ "--markdown", NULL, &markdown }, { "--meanings", NULL, &meanings }, { NULL, NULL, NULL },
	};
	char answers[16], level[16], since[16];
	const char *cells[] = { NULL, answers, level, since };
	struct table table;

	if (!tool_options(options, &count, argv))
		return 2;
	if (markdown || meanings)
		return ask_empty(tool, meanings ? "meanings" : "support", true);
	table_begin(&table, tool->json, titles);
	for (size_t i = 0; i < sizeof(functions) / sizeof(*functions); i++) {
		cells[0] = functions[i].name;
		lower(functions[i].answers, answers, sizeof(answers));
		lower(functions[i].level, level, sizeof(level));
		snprintf(since, sizeof(since), "%lu.%lu", (unsigned long)(functions[i].since >> 16),
			 (unsigned long)(functions[i].since & 0xFFFF));
		table_row(&table, cells);
	}
	table_end(&table);
	return 0;
}

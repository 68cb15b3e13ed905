/* SPDX-License-Identifier: MIT
 * demo.c - a call from one line to another, made before one's eyes. */
#include "tool/demo.h"
#include "abi/names.h"
#include "base/mem.h"
#include <stdio.h>

static const char next_steps[] =
	"\n"
	"Every row is an event as it left the provider. What to try next:\n"
	"  tapictl demo --to sip:USER@HOST          call a telephone of yours\n"
	"  tapictl demo --register sip:USER@HOST --password-file FILE --to NUMBER\n"
	"                                           the same through your telephone system\n"
	"  tapictl config                           what a configuration can say\n"
	"  tapictl --config FILE lines              the lines of yours\n"
	"  tapictl --config FILE watch              what happens on them\n";

static bool open_lines(struct demo *demo)
{
	struct host *host = demo->tool->host;
	size_t count = host_line_count(host);
	LONG result;

	for (size_t i = 0; i < (demo->to ? 1 : 2); i++) {
		if (i >= count) {
			tool_fail("%s has %lu lines, not those of the demonstration; is it OpenTSP?",
				  host_path(host), (unsigned long)count);
			return false;
		}
		result = host_line_open(host, host_line(host, i), LINEMEDIAMODE_INTERACTIVEVOICE,
					&demo->line[i]);
		if (result) {
			tool_fail("line %lu of the demonstration cannot be opened: %s",
				  (unsigned long)i, name_error(result));
			return false;
		}
	}
	return true;
}

/* With the configuration in a file for as long as the provider reads it. */
static bool open_demo(struct demo *demo)
{
	char path[1024], *text = demo_configuration(demo);
	bool open;

	if (!text)
		return false;
	open = tool_temporary(path, sizeof(path), text);
	mem_free(text);
	if (!open)
		return false;
	open = tool_open(demo->tool, path);
	tool_remove(path);
	return open && open_lines(demo);
}

int command_demo(struct tool *tool, int count, char **argv)
{
	struct demo demo = { .tool = tool };
	const struct tool_option options[] = {
		{ "--to", &demo.to, NULL }, { "--register", &demo.aor, NULL },
		{ "--password-file", &demo.secret_file, NULL }, { NULL, NULL, NULL },
	};
	bool well;

	if (!tool_options(options, &count, argv))
		return 2;
	if (count)
		return tool_usage("demo does not know %s", argv[0]);
	if (demo.aor && (!demo.to || !demo.secret_file || !strchr(demo.aor, '@')))
		return tool_usage("--register sip:USER@HOST goes with --password-file FILE and --to NUMBER");
	if (demo.to && !demo.aor && (!strchr(demo.to, '@') || strncmp(demo.to, "sip:", 4) != 0))
		return tool_usage("--to wants sip:USER@HOST[:PORT], or --register with it");
	if (!open_demo(&demo))
		return 1;
	stop_begin(tool);
	well = demo_play(&demo);
	tool_hang_up(tool);
	stop_end();
	if (well && !tool->json)
		fputs(next_steps, stdout);
	return well ? 0 : 1;
}

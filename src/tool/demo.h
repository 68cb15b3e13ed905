/* SPDX-License-Identifier: MIT
 * demo.h - the demonstration: its configuration and its steps. */
#ifndef TOOL_DEMO_H
#define TOOL_DEMO_H

#include "tool/tool.h"

struct demo {
	struct tool *tool;
	const char *to;			/* NULL: the second line here */
	const char *aor, *secret_file;	/* --register user@host, --password-file; NULL: none */
	uint32_t line[2], call[2];	/* who calls, who is called (0: far away) */
};

/* The text of the configuration, for mem_free(); NULL: said. */
char *demo_configuration(const struct demo *demo);

/* Play it. False: something that was expected did not come; said. */
bool demo_play(struct demo *demo);

#endif

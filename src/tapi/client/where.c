/* SPDX-License-Identifier: MIT
 * where.c - see where.h. */
#include "where.h"
#include "base/log.h"
#include "base/mem.h"
#include "os/clock.h"
#include "os/link.h"
#include "os/paths.h"
#include "os/program.h"
#include "os/secret.h"
#include "os/thread.h"

#define PROGRAM "tapisrv"
#define ALONE "--on-demand"	/* it ends when the last program has gone */
#define RECIPIENT "tapictl"
#define REQUEST "request"
#define START_MS 20000		/* from its start until it must listen */

/* `own`: the user's; NULL: he has none. */
static intptr_t look(const char *own, unsigned patience_ms)
{
	intptr_t link = own ? link_open(own, patience_ms) : -1;

	return link != -1 ? link : link_open(paths_tapi_default(), patience_ms);
}

static intptr_t start(const char *own, unsigned patience_ms)
{
	uint64_t end = clock_ms() + START_MS;
	intptr_t link = -1;

	if (!program_start(PROGRAM, ALONE) && !program_start(OPENTSP_SERVER, ALONE)) {
		log_write(LOG_WARN, "tapi", NULL, "no telephony server listens, and there is no " PROGRAM);
		return -1;
	}
	while (link == -1 && clock_ms() < end) {
		os_nap();
		link = look(own, patience_ms);
	}
	if (link == -1)
		log_write(LOG_WARN, "tapi", NULL, PROGRAM " was started and does not listen");
	return link;
}

intptr_t where_connect(unsigned patience_ms)
{
	char *given = paths_variable("OPENTSP_TAPI"), *own;
	intptr_t link;

	if (given) {
		link = link_open(given, patience_ms);
		if (link == -1)
			log_write(LOG_WARN, "tapi", NULL, "no telephony server listens at %s", given);
		mem_free(given);
		return link;
	}
	own = paths_tapi_own();
	link = look(own, patience_ms);
	if (link == -1)
		link = start(own, patience_ms);
	mem_free(own);
	return link;
}

bool where_start_recipient(void)
{
	return program_start_ours(RECIPIENT, REQUEST) || program_start_ours(OPENTSP_RECIPIENT, REQUEST);
}

/* Who may come by TCP shows that he can read a file. */
static void add_token(struct buf *out)
{
	char *given = paths_variable("OPENTSP_TAPI"), *file = paths_variable("OPENTSP_TAPI_TOKEN");
	char token[256];

	if (given && file && strncmp(given, "tcp:", 4) == 0 && !secret_read(file, token, sizeof(token))) {
		buf_char(out, '\n');
		buf_text(out, token);
		secret_wipe(token, sizeof(token));
	}
	mem_free(given);
	mem_free(file);
}

void where_introduce(struct buf *out)
{
	char *name = program_name();

	buf_text(out, name ? name : "a program");
	mem_free(name);
	add_token(out);
}

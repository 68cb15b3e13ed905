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

#define SYSTEM "unix:/run/opentsp/tapi.sock"
#define PROGRAM "tapisrv"
#define ALONE "--on-demand"	/* it ends when the last program has gone */
#define START_MS 10000		/* from its start until it must listen */

/* The user's own server: "unix:$XDG_RUNTIME_DIR/opentsp/tapi.sock"; "" without that. */
static void own(struct buf *out)
{
	char *folder = paths_variable("XDG_RUNTIME_DIR");

	buf_grow(out);
	if (folder) {
		buf_text(out, "unix:");
		buf_text(out, folder);
		buf_text(out, "/opentsp/tapi.sock");
	}
	mem_free(folder);
}

static intptr_t look(const char *own_address, unsigned patience_ms)
{
	intptr_t link = own_address[0] ? link_open(own_address, patience_ms) : -1;

	return link >= 0 ? link : link_open(SYSTEM, patience_ms);
}

static intptr_t start(const char *own_address, unsigned patience_ms)
{
	uint64_t end = clock_ms() + START_MS;
	intptr_t link = -1;

	if (!program_start(PROGRAM, ALONE) && !program_start(OPENTSP_SERVER, ALONE)) {
		log_write(LOG_WARN, "tapi", NULL, "no telephony server listens, and there is no " PROGRAM);
		return -1;
	}
	while (link < 0 && clock_ms() < end) {
		os_nap();
		link = look(own_address, patience_ms);
	}
	if (link < 0)
		log_write(LOG_WARN, "tapi", NULL, PROGRAM " was started and does not listen");
	return link;
}

intptr_t where_connect(unsigned patience_ms)
{
	char *given = paths_variable("OPENTSP_TAPI");
	struct buf address;
	intptr_t link;

	if (given) {
		link = link_open(given, patience_ms);
		if (link < 0)
			log_write(LOG_WARN, "tapi", NULL, "no telephony server listens at %s", given);
		mem_free(given);
		return link;
	}
	own(&address);
	link = look(buf_c(&address), patience_ms);
	if (link < 0)
		link = start(buf_c(&address), patience_ms);
	buf_free(&address);
	return link;
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

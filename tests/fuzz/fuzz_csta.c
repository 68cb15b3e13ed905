/* SPDX-License-Identifier: MIT
 * fuzz_csta.c - any bytes as uaCSTA; and what was read, written and read once more. */
#include "wire/sip/csta.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
	if (!holds)
		abort();
}

static void is_text(const char *text, size_t size)
{
	must(strnlen(text, size) < size && utf8_valid(span_of(text)));
}

static void connection_is_text(const struct csta_connection *connection)
{
	is_text(connection->call, sizeof(connection->call));
	is_text(connection->device, sizeof(connection->device));
}

/* Blanks at the ends, which control characters leave, are lost, and what was cut off may
 * be cut shorter the next time. */
static bool is_kept(const char *text, size_t size)
{
	size_t len = strlen(text);

	return !len || (len + 8 < size && text[0] != ' ' && text[len - 1] != ' ');
}

/* Whatever a phone calls its connections, we name them the same. */
static void comes_back(const struct csta_connection *connection)
{
	static char text[4096];
	struct csta_message again;
	struct buf b;

	if (!is_kept(connection->call, CSTA_ID_SIZE) || !is_kept(connection->device, CSTA_DEVICE_SIZE))
		return;
	buf_fixed(&b, text, sizeof(text));
	csta_write(&b, &(struct csta_request){ .service = CSTA_HOLD_CALL, .active = connection });
	must(!b.full && csta_read(&again, buf_span(&b)) == OK);
	must(strcmp(again.connection.call, connection->call) == 0);
	must(strcmp(again.connection.device, connection->device) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span body = { (const char *)data, size };
	struct csta_snapshot snapshot;
	struct csta_connection connection;
	struct csta_message message;
	enum csta_state state;
	size_t count = 0;

	if (csta_read(&message, body) == OK) {
		is_text(message.name, sizeof(message.name));
		is_text(message.monitor, sizeof(message.monitor));
		is_text(message.calling, sizeof(message.calling));
		is_text(message.called, sizeof(message.called));
		is_text(message.acting, sizeof(message.acting));
		is_text(message.cause, sizeof(message.cause));
		connection_is_text(&message.connection);
		connection_is_text(&message.second);
		comes_back(&message.connection);
	}
	csta_snapshot_open(&snapshot, body);
	while (csta_snapshot_next(&snapshot, &connection, &state)) {
		connection_is_text(&connection);
		must(++count <= size);
	}
	return 0;
}

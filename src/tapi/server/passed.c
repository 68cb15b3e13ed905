/* SPDX-License-Identifier: MIT
 * passed.c - see passed.h. */
#include "tapi/server/passed.h"
#include "base/mem.h"
#include "os/passing.h"
#include "tapi/frame.h"
#include "tapi/server/client.h"
#include "tapi/server/clock.h"

#define AGAIN_MS 5	/* until it is tried again: it reads as soon as somebody waits there */

struct passed {
	struct list node;
	intptr_t handle;
	size_t at;		/* where in `out` its frame is */
};

static struct passed *first_of(struct client *client)
{
	return list_entry(client->passed.next, struct passed, node);
}

static void passed_end(struct passed *passed)
{
	list_remove(&passed->node);
	passing_close(passed->handle);
	mem_free(passed);
}

void passed_free(struct client *client)
{
	while (!list_empty(&client->passed))
		passed_end(first_of(client));
}

bool passed_put(struct client *client, DWORD cookie, intptr_t handle)
{
	struct passed *passed;
	unsigned waiting = 0;

	list_each(node, &client->passed)
		waiting++;
	passed = waiting < PASSED_MAX ? mem_zalloc(sizeof(*passed)) : NULL;
	if (!passed) {
		passing_close(handle);
		return false;
	}
	passed->handle = handle;
	passed->at = frame_begin(&client->out, FRAME_HANDLE, cookie);
	frame_end(&client->out, passed->at);
	list_append(&client->passed, &passed->node);
	return true;
}

static void again(void *arg)
{
	client_wrote(arg);
}

/* The first `size` bytes of `out` have gone. */
static void gone(struct client *client, size_t size)
{
	client->out.len -= size;
	memmove(client->out.at, client->out.at + size, client->out.len);
	list_each(node, &client->passed)
		list_entry(node, struct passed, node)->at -= size;
}

/* What is in front of the first handle, then that. */
static int flush_one(struct client *client)
{
	struct passed *passed = first_of(client);
	uv_buf_t before = uv_buf_init(client->out.at, (unsigned)passed->at);
	uv_os_fd_t connection;
	int done = passed->at ? uv_try_write(&client->stream, &before, 1) : 0;

	if (done < 0 && done != UV_EAGAIN)
		return -1;
	if (done > 0)
		gone(client, (size_t)done);
	if (passed->at)
		return 0;
	if (uv_fileno(&client->any, &connection))
		return -1;
	done = passing_send((intptr_t)connection, client->out.at, FRAME_HEAD, passed->handle);
	if (done > 0) {
		passed_end(passed);
		gone(client, FRAME_HEAD);
	}
	return done;
}

int passed_flush(struct client *client)
{
	int done = 1;

	if (!list_empty(&client->passed) && client->on_its_way)
		return 0;
	while (done > 0 && !list_empty(&client->passed))
		done = flush_one(client);
	if (done == 0)
		server_timer(client->server, &client->again, AGAIN_MS, again, client);
	return done;
}

/* SPDX-License-Identifier: MIT
 * client.c - who is connected, and the bytes from and to him. */
#include "tapi/server/client.h"
#include "base/log.h"
#include "base/mem.h"
#include "tapi/frame.h"
#include "tapi/server/app.h"
#include "tapi/server/assist.h"
#include "tapi/server/dialog.h"
#include "tapi/server/listen.h"
#include "tapi/server/passed.h"
#include "tapi/server/pending.h"
#include "tapi/server/proxy.h"
#include "tapi/server/turn.h"
#include <stdio.h>

#define HELLO_MAX 256	/* bytes of a client's name */
#define IN_ROOM 8192	/* bytes that are read at a time */

/* Bytes that the system is sending. */
struct batch {
	uv_write_t request;
	struct client *client;
	struct buf bytes;
};

static const char *name_of(const struct client *client)
{
	return client->name ? client->name : "a new client";
}

static void client_free(uv_handle_t *handle)
{
	struct client *client = handle->data;

	passed_free(client);
	buf_free(&client->in);
	buf_free(&client->out);
	handles_free(&client->handles);
	list_remove(&client->dirty);
	account_free(&client->account);
	mem_free(client->name);
	mem_free(client);
}

/* Its objects go at once, the memory when the system is done with it. */
static void client_close(struct client *client)
{
	struct server *server = client->server;

	if (client->closing)
		return;
	client->closing = true;
	list_remove(&client->node);
	server->client_count--;
	apps_end(client);
	pendings_orphan(client);
	proxied_orphan(client);
	dialogs_end(client);
	assist_client_gone(client);
	timer_stop(&server->timers, &client->again);
	uv_close(&client->any, client_free);
}

void client_wrote(struct client *client)
{
	if (!list_linked(&client->dirty))
		list_append(&client->server->dirty, &client->dirty);
}

/* --- out ---------------------------------------------------------------------- */

static void sent(uv_write_t *request, int status)
{
	struct batch *batch = (struct batch *)request;

	batch->client->on_its_way -= batch->bytes.len;
	if (status < 0 && !batch->client->closing)
		client_close(batch->client);
	else if (!batch->client->closing && batch->client->out.len)
		client_wrote(batch->client);	/* it has waited behind this */
	buf_free(&batch->bytes);
	mem_free(batch);
}

/* What the system did not take at once. */
static bool send_later(struct client *client, size_t done)
{
	struct batch *batch = mem_zalloc(sizeof(*batch));
	uv_buf_t bytes;

	if (!batch)
		return false;
	batch->client = client;
	batch->bytes = client->out;
	buf_grow(&client->out);
	bytes = uv_buf_init(batch->bytes.at + done, (unsigned)(batch->bytes.len - done));
	client->on_its_way += batch->bytes.len;
	return uv_write(&batch->request, &client->stream, &bytes, 1, sent) == 0;
}

static void flush(struct client *client)
{
	uv_buf_t bytes;
	int done;

	list_remove(&client->dirty);
	if (client->doomed) {
		client_cut(client, client->doomed);
		return;
	}
	if (client->closing || !client->out.len)
		return;
	done = passed_flush(client);
	if (done < 0)
		client_close(client);
	if (done <= 0)
		return;
	done = 0;
	bytes = uv_buf_init(client->out.at, (unsigned)client->out.len);
	if (!client->on_its_way)
		done = uv_try_write(&client->stream, &bytes, 1);
	if (done < 0 && done != UV_EAGAIN) {
		client_close(client);
		return;
	}
	done = done < 0 ? 0 : done;
	if ((size_t)done == client->out.len)
		buf_reset(&client->out);
	else if (!send_later(client, (size_t)done))
		client_close(client);
}

void clients_flush(struct server *server)
{
	while (!list_empty(&server->dirty))
		flush(list_entry(server->dirty.next, struct client, dirty));
}

void client_cut(struct client *client, const char *why)
{
	size_t frame;

	if (client->closing)
		return;
	log_write(LOG_WARN, "tapi", NULL, "client %u (%s) is cut off: %s", client->number,
		  name_of(client), why);
	frame = frame_begin(&client->out, FRAME_GOODBYE, 0);
	buf_text(&client->out, why);
	frame_end(&client->out, frame);
	client->doomed = NULL;
	flush(client);
	client_close(client);
}

void client_event(struct client *client, const struct event *event, const void *tail, DWORD size)
{
	size_t frame;

	if (client->closing || client->doomed)
		return;
	client_wrote(client);
	if (client->on_its_way + client->out.len > CLIENT_WAITING_MAX) {
		client->doomed = "it does not read what it is told";
		return;
	}
	frame = frame_begin(&client->out, FRAME_EVENT, 0);
	event_write(&client->out, event, tail, size);
	frame_end(&client->out, frame);
	if (client->out.full)
		client->doomed = "out of memory";
}

/* --- in ----------------------------------------------------------------------- */

/* Who connects by a socket or a pipe is who the system says. Of a pipe Windows says
 * it when something was read from it. */
static bool identify(struct client *client)
{
	uv_os_fd_t connection;

	return uv_fileno(&client->any, &connection) == 0
	       && account_of_peer(&client->account, (intptr_t)connection);
}

/* A name, and by TCP the token behind a line feed, which makes him the server's user. */
static const char *hello(struct client *client, const char *body, size_t size)
{
	struct span name, token = { body, size };
	size_t frame;

	if (client->welcome)
		return "it says hello twice";
	name = span_cut(token, '\n', &token);
	if (name.len > HELLO_MAX || !utf8_valid(name))
		return "its name is no text in UTF-8, or too long";
	if (client->by_tcp && !listen_token_is(client->server, token))
		return "it does not know the token of this server";
	if (client->by_tcp && !account_of_self(&client->account))
		return "out of memory";
	if (!client->by_tcp && !identify(client))
		return "the system does not say whose process it is";
	client->name = mem_text(name.at, name.len);
	if (!client->name)
		return "out of memory";
	client->welcome = true;
	frame = frame_begin(&client->out, FRAME_WELCOME, 0);
	buf_text(&client->out, "OpenTSP");
	frame_end(&client->out, frame);
	log_write(LOG_INFO, "tapi", NULL, "client %u is %s of %s", client->number, client->name,
		  client->account.user);
	return NULL;
}

static const char *take_frame(struct client *client, const struct frame *frame, const char *body)
{
	if (frame->type == FRAME_HELLO)
		return hello(client, body, frame->size);
	if (!client->welcome)
		return "it does not say hello first";
	if (frame->type != FRAME_REQUEST)
		return "that is not for a client to say";
	return turn_take(client, frame->cookie, body, frame->size);
}

/* Take the whole frames of what came; how many bytes they were. Frames follow each other
 * without padding, packets are read aligned: a body that is not is moved. */
static size_t take_frames(struct client *client, char *bytes, size_t len)
{
	const char *why = NULL;
	struct frame frame;
	size_t at = 0;
	int there = 1;

	while (!why && !client->closing && there > 0) {
		there = frame_read(&frame, bytes + at, len - at, &why);
		if (there <= 0 || len - at - FRAME_HEAD < frame.size)
			break;
		at += FRAME_HEAD;
		if ((uintptr_t)(bytes + at) % sizeof(DWORD)) {
			memmove(bytes + at - at % sizeof(DWORD), bytes + at, frame.size);
			why = take_frame(client, &frame, bytes + at - at % sizeof(DWORD));
		} else {
			why = take_frame(client, &frame, bytes + at);
		}
		at += frame.size;
	}
	if (client->out.full)
		why = "out of memory";
	if (why)
		client_cut(client, why);
	return at;
}

static void room_for(uv_handle_t *handle, size_t suggested, uv_buf_t *out)
{
	struct client *client = handle->data;

	*out = uv_buf_init(NULL, 0);
	if (buf_room(&client->in, IN_ROOM))
		*out = uv_buf_init(client->in.at + client->in.len, IN_ROOM);
}

static void came(uv_stream_t *stream, ssize_t count, const uv_buf_t *room)
{
	struct client *client = stream->data;
	size_t taken;

	if (count < 0 || client->closing) {
		if (count != UV_EOF)
			log_write(LOG_INFO, "tapi", NULL, "client %u: %s", client->number,
				  uv_strerror((int)count));
		client_close(client);
		return;
	}
	client->server->busy_ns = uv_hrtime();
	client->in.len += (size_t)count;
	taken = take_frames(client, client->in.at, client->in.len);
	client->in.len -= taken;
	memmove(client->in.at, client->in.at + taken, client->in.len);
	client_wrote(client);
}

static struct client *client_new(struct server *server, bool by_tcp)
{
	struct client *client = mem_zalloc(sizeof(*client));

	if (!client)
		return NULL;
	client->server = server;
	client->number = ++server->last_client;
	client->by_tcp = by_tcp;
	if (by_tcp)
		uv_tcp_init(&server->loop, &client->tcp);
	else
		uv_pipe_init(&server->loop, &client->pipe, 0);
	client->any.data = client;
	handles_init(&client->handles);
	buf_grow(&client->in);
	buf_grow(&client->out);
	list_init(&client->apps);
	list_init(&client->phone_apps);
	list_init(&client->pendings);
	list_init(&client->proxied);
	list_init(&client->passed);
	list_init(&client->dialogs);
	list_append(&server->clients, &client->node);
	server->client_count++;
	return client;
}

void client_accept(struct server *server, uv_stream_t *listener, bool by_tcp)
{
	struct client *client = client_new(server, by_tcp);

	if (!client)
		return;
	if (uv_accept(listener, &client->stream)) {
		client_close(client);
		return;
	}
	if (by_tcp)
		uv_tcp_nodelay(&client->tcp, 1);
	if (server->client_count > server->clients_max)
		client_cut(client, "too many programs are connected");
	else if (uv_read_start(&client->stream, room_for, came))
		client_close(client);
}

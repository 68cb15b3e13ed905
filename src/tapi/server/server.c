/* SPDX-License-Identifier: MIT
 * server.c - the server's thread: its loop, its listener, its end. */
#include "base/log.h"
#include "base/mem.h"
#include "tapi/server/client.h"
#include "tapi/server/device.h"
#include "tapi/server/inbox.h"
#include "tapi/server/news.h"
#include "tapi/server/settings.h"
#include "tapi/server/turn.h"
#include "os/paths.h"
#include "os/thread.h"
#include <stdio.h>

#define BACKLOG 128

static void on_news(uv_async_t *async)
{
	struct server *server = async->data;

	inbox_take(server->inbox, news_take);
}

static void on_stop(uv_async_t *async)
{
	uv_stop(async->loop);
}

static void on_turn_end(uv_prepare_t *prepare)
{
	clients_flush(prepare->data);
}

static void on_client(uv_stream_t *listener, int status)
{
	if (status == 0)
		client_accept(listener->data);
}

/* `unix:PATH`: what the options, the configuration or the user's session says. */
static enum err address_of(struct server *server, const char *given)
{
	char *runtime = paths_variable("XDG_RUNTIME_DIR");
	struct buf text;

	buf_grow(&text);
	if (given && given[0])
		buf_text(&text, given);
	else if (runtime)
		buf_printf(&text, "unix:%s/opentsp/tapi.sock", runtime);
	else
		buf_text(&text, "unix:/run/opentsp/tapi.sock");
	mem_free(runtime);
	server->address = text.full ? NULL : mem_copy(buf_c(&text));
	buf_free(&text);
	return server->address ? OK : ERR_NOMEM;
}

/* The folder of a socket, for its owner only, if it is not there. */
static void make_folder(const char *path)
{
	char folder[512];
	uv_fs_t request;
	size_t len = strlen(path);

	while (len && path[len - 1] != '/')
		len--;
	if (len < 2 || len >= sizeof(folder))
		return;
	snprintf(folder, sizeof(folder), "%.*s", (int)len - 1, path);
	uv_fs_mkdir(NULL, &request, folder, 0700, NULL);
	uv_fs_req_cleanup(&request);
}

/* Whether somebody answers there; else what lies there is left over from one who has gone. */
static bool is_answered(const char *path);

static enum err listen_at(struct server *server, const char *given, struct buf *why)
{
	const char *path;
	uv_fs_t request;
	enum err err = address_of(server, given);
	int error;

	if (err)
		return err;
	if (strncmp(server->address, "unix:", 5) != 0) {
		buf_printf(why, "%s: the server listens at unix:PATH only", server->address);
		return ERR_CONFIG;
	}
	path = server->address + 5;
	if (is_answered(path)) {
		buf_printf(why, "%s: another server is listening there", server->address);
		return ERR_RESOURCE;
	}
	make_folder(path);
	uv_fs_unlink(NULL, &request, path, NULL);
	uv_fs_req_cleanup(&request);
	server->listener.data = server;
	error = uv_pipe_bind(&server->listener, path);
	if (!error)
		error = uv_listen((uv_stream_t *)&server->listener, BACKLOG, on_client);
	if (error) {
		buf_printf(why, "%s: cannot listen there: %s", server->address, uv_strerror(error));
		return ERR_RESOURCE;
	}
	server->listens = true;
	return OK;
}

static void asked(uv_connect_t *request, int status)
{
	*(int *)request->data = status;
}

static bool is_answered(const char *path)
{
	uv_connect_t request;
	uv_loop_t loop;
	uv_pipe_t pipe;
	int status = UV_ENOENT;

	if (uv_loop_init(&loop))
		return false;
	uv_pipe_init(&loop, &pipe, 0);
	request.data = &status;
	uv_pipe_connect(&request, &pipe, path, asked);
	uv_run(&loop, UV_RUN_DEFAULT);
	uv_close((uv_handle_t *)&pipe, NULL);
	uv_run(&loop, UV_RUN_DEFAULT);
	uv_loop_close(&loop);
	return status == 0;
}

static struct server *server_new(const struct server_options *options)
{
	struct server *server = mem_zalloc(sizeof(*server));

	if (!server)
		return NULL;
	if (uv_loop_init(&server->loop)) {
		mem_free(server);
		return NULL;
	}
	turn_init();
	server->ends_alone = options->ends_alone;
	list_init(&server->clients);
	list_init(&server->dirty);
	buf_grow(&server->tail);
	uv_async_init(&server->loop, &server->stop, on_stop);
	uv_async_init(&server->loop, &server->news, on_news);
	uv_prepare_init(&server->loop, &server->flush);
	uv_prepare_start(&server->flush, on_turn_end);
	uv_pipe_init(&server->loop, &server->listener, 0);
	server->news.data = server->flush.data = server;
	return server;
}

enum err server_open(struct server **out, const struct server_options *options, struct buf *why)
{
	struct server *server = server_new(options);
	struct settings settings = { 0 };
	enum err err;

	if (!server) {
		buf_text(why, err_text(ERR_NOMEM));
		return ERR_NOMEM;
	}
	err = settings_read(&settings, options->conf, why);
	if (!err)
		err = inbox_new(&server->inbox, &server->news);
	if (!err)
		err = providers_open(server, &settings);
	if (!err)
		err = listen_at(server, options->socket ? options->socket : settings.server.socket,
				why);
	settings_free(&settings);
	if (err) {
		if (!why->len)
			buf_text(why, err_text(err));
		server_close(server);
		return err;
	}
	*out = server;
	return OK;
}

void server_run(struct server *server)
{
	os_thread_settle("tapisrv");
	uv_run(&server->loop, UV_RUN_DEFAULT);
	server->ends_alone = false;
	while (!list_empty(&server->clients))
		client_cut(list_entry(server->clients.next, struct client, node),
			   "the telephony server ends");
}

void server_stop(struct server *server)
{
	uv_async_send(&server->stop);
}

static void close_handle(uv_handle_t *handle, void *arg)
{
	if (!uv_is_closing(handle))
		uv_close(handle, NULL);
}

void server_close(struct server *server)
{
	if (!server)
		return;
	uv_walk(&server->loop, close_handle, NULL);
	uv_run(&server->loop, UV_RUN_DEFAULT);
	providers_close(server);
	uv_loop_close(&server->loop);
	inbox_free(server->inbox);
	buf_free(&server->tail);
	mem_free(server->address);
	mem_free(server);
}

const char *server_address(const struct server *server)
{
	return server->address;
}

struct host *server_host(struct server *server, size_t i)
{
	return i < server->provider_count ? server->providers[i].host : NULL;
}

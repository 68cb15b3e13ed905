/* SPDX-License-Identifier: MIT
 * server.c - the server's thread: its loop, its listener, its end. */
#include "base/log.h"
#include "base/mem.h"
#include "tapi/server/access.h"
#include "tapi/server/added.h"
#include "tapi/server/assist.h"
#include "tapi/server/client.h"
#include "tapi/server/clock.h"
#include "tapi/server/inbox.h"
#include "tapi/server/life.h"
#include "tapi/server/listen.h"
#include "tapi/server/news.h"
#include "tapi/server/provider.h"
#include "tapi/server/reload.h"
#include "tapi/server/settings.h"
#include "tapi/server/translate.h"
#include "tapi/server/turn.h"
#include "os/thread.h"

static void on_news(uv_async_t *async)
{
	struct server *server = async->data;

	/* What a chore closed must be gone before a client can ask for it. */
	do {
		server->chores = false;
		server->busy_ns = uv_hrtime();
	inbox_take(server->inbox, news_take);
	} while (server->chores);
}

static void on_stop(uv_async_t *async)
{
	struct server *server = async->data;

	server->stopping = true;
	uv_stop(async->loop);
}

static void on_reload(uv_async_t *async)
{
	reload(async->data);
}

static void on_turn_end(uv_prepare_t *prepare)
{
	life_renew(prepare->data);
	clients_flush(prepare->data);
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
	uv_async_init(&server->loop, &server->reload, on_reload);
	uv_prepare_init(&server->loop, &server->flush);
	uv_prepare_start(&server->flush, on_turn_end);
	uv_pipe_init(&server->loop, &server->listener, 0);
	server_clock_start(server);
	server->stop.data = server->news.data = server->reload.data = server->flush.data = server;
	server->processors = uv_available_parallelism();
	return server;
}

enum err server_open(struct server **out, const struct server_options *options, struct buf *why)
{
	struct server *server = server_new(options);
	struct settings *settings;
	enum err err;

	if (!server) {
		buf_text(why, err_text(ERR_NOMEM));
		return ERR_NOMEM;
	}
	server->conf = mem_copy(options->conf);
	settings = server->settings = mem_zalloc(sizeof(*settings));
	err = !settings || (options->conf && !server->conf)
	      ? ERR_NOMEM : settings_read(settings, options->conf, why);
	if (!err)
		err = inbox_new(&server->inbox, &server->news);
	if (!err)
		err = added_read(&server->added, settings->server.providers_state);
	if (!err)
		err = providers_open(server);
	if (!err)
		err = access_read(&server->access, settings->server.access, why);
	if (!err)
		err = assist_new(server, settings->server.request_recipient,
				 settings->server.request_wait_ms);
	if (!err)
		err = translate_open(server, settings);
	if (!err)
		err = listen_open(server, options->socket, settings, why);
	if (err) {
		if (!why->len)
			buf_text(why, err_text(err));
		server_close(server);
		return err;
	}
	server->clients_max = settings->server.clients_max;
	server->proxy_limit_ms = settings->server.proxy_limit_ms;
	*out = server;
	return OK;
}

/* Programs ask one thing after the other, and news does not come alone: for a moment after
 * something came more is looked for and not slept for, where that pays. */
static bool is_busy(struct server *server)
{
	const bool is_over = uv_hrtime() - server->busy_ns >= MOMENT_NS;

	if (server->looks && (is_over || server->looked_ns != server->busy_ns)) {
		moment_over(&server->moment, is_over);
		server->looks = false;
	}
	if (!is_over && server->looked_ns != server->busy_ns) {
		server->looked_ns = server->busy_ns;
		server->looks = server->processors > 1 && moment_pays(&server->moment);
	}
	return server->looks;
}

/* Looked at between turns: who came in the same turn as the last one went is served. */
static bool is_at_end(const struct server *server)
{
	return server->stopping ||
	       (server->ends_alone && server->last_client && list_empty(&server->clients));
}

void server_run(struct server *server)
{
	os_thread_settle("tapisrv");
	while (!is_at_end(server)) {
		uv_run(&server->loop, is_busy(server) ? UV_RUN_NOWAIT : UV_RUN_ONCE);
		clients_flush(server);
	}
	server->reinit = false;
	while (!list_empty(&server->clients))
		client_cut(list_entry(server->clients.next, struct client, node),
			   "the telephony server ends");
}

void server_stop(struct server *server)
{
	uv_async_send(&server->stop);
}

void server_reload(struct server *server)
{
	uv_async_send(&server->reload);
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
	listen_free(server);
	access_free(server->access);
	assist_free(server->assist);
	translate_close(server);
	added_free(server->added);
	settings_drop(server->settings);
	mem_free(server->conf);
	mem_free(server);
}

const char *server_address(const struct server *server)
{
	return server->address;
}

struct host *server_host(struct server *server, size_t i)
{
	return i < server->provider_count ? server->providers[i]->host : NULL;
}

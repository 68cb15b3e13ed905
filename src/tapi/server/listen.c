/* SPDX-License-Identifier: MIT
 * listen.c - the server's sockets. */
#include "tapi/server/listen.h"
#include "base/log.h"
#include "base/mem.h"
#include "os/door.h"
#include "os/paths.h"
#include "os/secret.h"
#include "os/supervisor.h"
#include "tapi/server/client.h"
#include "tapi/server/settings.h"
#include <stdio.h>

#define BACKLOG 128
#define TOKEN_BYTES 16

static void on_local(uv_stream_t *stream, int status)
{
	struct server *server = stream->data;

	if (status == 0)
		client_accept(server, stream, false);
}

static void on_tcp(uv_stream_t *stream, int status)
{
	struct server *server = stream->data;

	if (status == 0)
		client_accept(server, stream, true);
}

/* --- a Unix socket, a pipe ----------------------------------------------------------- */

/* The path behind "unix:" or "pipe:"; NULL: neither. */
static const char *path_of(const char *address)
{
	if (strncmp(address, "unix:", 5) == 0 || strncmp(address, "pipe:", 5) == 0)
		return address + 5;
	return NULL;
}

static void asked(uv_connect_t *request, int status)
{
	*(int *)request->data = status;
}

/* Whether somebody answers there; else what lies there is left over from one who has gone. */
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

/* The folder of a socket, if it is not there: others may enter and see nothing else. */
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
	uv_fs_mkdir(NULL, &request, folder, 0711, NULL);
	uv_fs_req_cleanup(&request);
}

static int bind_local(struct server *server, const char *path)
{
	uv_os_fd_t listener;
	uv_fs_t request;
	int error;

	make_folder(path);
	uv_fs_unlink(NULL, &request, path, NULL);
	uv_fs_req_cleanup(&request);
	error = uv_pipe_bind(&server->listener, path);
	if (!error)
		error = uv_fileno((uv_handle_t *)&server->listener, &listener);
	/* Everybody may knock; who he is and what he may, the server sees (access.h). */
	if (!error && !door_open_to_all((intptr_t)listener, path))
		error = UV_EACCES;
	return error;
}

static enum err open_local(struct server *server, struct buf *why)
{
	const char *path = path_of(server->address);
	const int passed = supervisor_socket();
	int error;

	if (!path) {
		buf_printf(why, "%s: the server listens at unix:PATH or pipe:NAME", server->address);
		return ERR_CONFIG;
	}
	if (passed < 0 && is_answered(path)) {
		buf_printf(why, "%s: another server is listening there", server->address);
		return ERR_RESOURCE;
	}
	server->listener.data = server;
	error = passed >= 0 ? uv_pipe_open(&server->listener, passed) : bind_local(server, path);
	if (!error)
		error = uv_listen((uv_stream_t *)&server->listener, BACKLOG, on_local);
	if (!error)
		return OK;
	buf_printf(why, "%s: cannot listen there: %s", server->address, uv_strerror(error));
	return ERR_RESOURCE;
}

/* What is given, or what the configuration, the user's session or the system has. */
static char *address_of(const char *given, const struct settings *settings)
{
	char *own;

	if (!given && settings->server.socket[0])
		given = settings->server.socket;
	if (given)
		return mem_copy(given);
	own = paths_tapi_own();
	return own ? own : mem_copy(paths_tapi_default());
}

/* --- TCP ---------------------------------------------------------------------------- */

static enum err make_token(struct server *server, const char *file, struct buf *why)
{
	unsigned char bytes[TOKEN_BYTES];
	const char *fault;
	struct buf row;

	if (uv_random(NULL, NULL, bytes, sizeof(bytes), 0, NULL))
		return ERR_RESOURCE;
	buf_fixed(&row, server->token, sizeof(server->token));
	buf_hex(&row, bytes, sizeof(bytes));
	buf_c(&row);
	fault = secret_write(file, server->token);
	if (!fault)
		return OK;
	buf_printf(why, "%s: the token for programs by TCP %s", file, fault);
	return ERR_RESOURCE;
}

static enum err open_tcp(struct server *server, const struct server_settings *set, struct buf *why)
{
	struct sockaddr_in address;
	enum err err;
	int error;

	if (!set->tcp_port)
		return OK;
	if (!set->token[0]) {
		buf_text(why, "tcp-port wants `token` beside it, the file that programs read");
		return ERR_CONFIG;
	}
	err = make_token(server, set->token, why);
	if (err)
		return err;
	uv_ip4_addr("127.0.0.1", (int)set->tcp_port, &address);
	uv_tcp_init(&server->loop, &server->tcp);
	server->tcp.data = server;
	error = uv_tcp_bind(&server->tcp, (struct sockaddr *)&address, 0);
	if (!error)
		error = uv_listen((uv_stream_t *)&server->tcp, BACKLOG, on_tcp);
	if (!error)
		return OK;
	buf_printf(why, "127.0.0.1:%u: cannot listen there: %s", (unsigned)set->tcp_port,
		   uv_strerror(error));
	return ERR_RESOURCE;
}

bool listen_token_is(const struct server *server, struct span token)
{
	const size_t len = strlen(server->token);
	unsigned char other = 0;

	if (!len || token.len != len)
		return false;
	for (size_t i = 0; i < len; i++)	/* as long, wherever they differ */
		other |= (unsigned char)(token.at[i] ^ server->token[i]);
	return other == 0;
}

enum err listen_open(struct server *server, const char *given, const struct settings *settings,
		     struct buf *why)
{
	enum err err;

	server->address = address_of(given, settings);
	if (!server->address)
		return ERR_NOMEM;
	err = open_local(server, why);
	return err ? err : open_tcp(server, &settings->server, why);
}

void listen_free(struct server *server)
{
	secret_wipe(server->token, sizeof(server->token));
	mem_free(server->address);
}

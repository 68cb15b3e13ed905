/* SPDX-License-Identifier: MIT
 * tcp.c - connections, and the listener they come from. */
#include "base/loop_in.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/tcp.h"

#define IN_FIRST 8192		/* bytes of the first receive buffer */
#define ACCEPT_AGAIN_MS 100	/* when there was no memory for a connection */

struct pile {			/* bytes that wait, in memory that grows */
	char *at;
	size_t len, size;
};

struct tcp {
	struct loop_part part;
	struct loop *loop;
	const struct tcp_callbacks *callbacks;	/* NULL: accepted, not taken yet */
	void *arg;
	struct net_addr local, remote;
	const char *doom;	/* why it shall end; NULL: it shall not */
	bool opened, connected, closed;
	struct pile in, out;
	struct pile writing;	/* what uv has, until it is written */
	uv_tcp_t handle;
	uv_connect_t connecting;
	uv_write_t write;
};

struct tcp_server {
	struct loop_part part;
	struct loop *loop;
	tcp_accepted *accepted;
	void *arg;
	intptr_t socket;	/* -1: uv has it */
	bool opened, closed;
	struct net_addr local;
	struct timer again;
	uv_tcp_t handle;
};

/* Room for `more` bytes. False: no memory. */
static bool pile_room(struct pile *s, size_t more, size_t first)
{
	size_t size = s->size ? s->size : first;
	char *at;

	while (size - s->len < more)
		size *= 2;
	if (size == s->size)
		return true;
	at = mem_realloc(s->at, size);
	if (!at)
		return false;
	s->at = at;
	s->size = size;
	return true;
}

static void pile_drop(struct pile *s, size_t len)
{
	s->len -= len;
	if (len && s->len)
		memmove(s->at, s->at + len, s->len);
}

static void tcp_free(struct tcp *tcp)
{
	mem_free(tcp->in.at);
	mem_free(tcp->out.at);
	mem_free(tcp->writing.at);
	mem_free(tcp);
}

static void on_closed(uv_handle_t *handle)
{
	tcp_free(handle->data);
}

static void tcp_end(struct loop_part *part)
{
	struct tcp *tcp = list_entry(part, struct tcp, part);

	loop_remove(part);
	tcp->closed = true;
	if (tcp->opened)
		uv_close((uv_handle_t *)&tcp->handle, on_closed);
	else
		tcp_free(tcp);
}

static void fail(struct tcp *tcp, const char *reason)
{
	tcp->closed = true;
	if (tcp->callbacks)
		tcp->callbacks->closed(tcp->arg, reason);
	tcp_end(&tcp->part);
}

static const char *reason_of(ssize_t error)
{
	return error == UV_EOF ? "closed by the peer" : uv_strerror((int)error);
}

/* As much as goes at once. False: the connection is broken. */
static bool write_now(struct tcp *tcp)
{
	uv_buf_t bytes = uv_buf_init(tcp->out.at, (unsigned)tcp->out.len);
	int sent = uv_try_write((uv_stream_t *)&tcp->handle, &bytes, 1);

	if (sent > 0)
		pile_drop(&tcp->out, (size_t)sent);
	return sent >= 0 || sent == UV_EAGAIN;
}

/* It ends with what waits sent as far as that goes at once: a loop that ends has no
 * other turn for it. */
static void tcp_finish(struct loop_part *part)
{
	struct tcp *tcp = list_entry(part, struct tcp, part);

	if (tcp->connected && tcp->out.len && !tcp->writing.len)
		write_now(tcp);
	tcp_end(part);
}

static void write_out(struct tcp *tcp);

static void on_written(uv_write_t *write, int status)
{
	struct tcp *tcp = write->data;
	struct loop *loop = tcp->loop;

	loop_enter(loop);
	tcp->writing.len = 0;
	if (!tcp->closed && status < 0)
		fail(tcp, reason_of(status));
	else if (!tcp->closed && tcp->out.len)
		write_out(tcp);
	loop_leave(loop);
}

static void write_out(struct tcp *tcp)
{
	struct pile empty = tcp->writing;
	uv_buf_t bytes;
	int error;

	if (!write_now(tcp)) {
		fail(tcp, "the connection broke while sending");
		return;
	}
	if (!tcp->out.len)
		return;
	/* The rest is uv's until it is written: the two buffers change places. */
	tcp->writing = tcp->out;
	tcp->out = empty;
	bytes = uv_buf_init(tcp->writing.at, (unsigned)tcp->writing.len);
	tcp->write.data = tcp;
	error = uv_write(&tcp->write, (uv_stream_t *)&tcp->handle, &bytes, 1, on_written);
	if (error)
		fail(tcp, reason_of(error));
}

/* Offer what came until nothing more of it is consumed. */
static void offer(struct tcp *tcp)
{
	size_t start = 0, used;

	while (start < tcp->in.len && !tcp->closed) {
		used = tcp->callbacks->received(tcp->arg, tcp->in.at + start, tcp->in.len - start);
		if (used == 0)
			break;
		start += used < tcp->in.len - start ? used : tcp->in.len - start;
	}
	pile_drop(&tcp->in, start);
	if (!tcp->closed && tcp->in.len == TCP_IN_MAX)
		fail(tcp, "the peer sent a message that is too long");
}

static void on_room(uv_handle_t *handle, size_t wish, uv_buf_t *out)
{
	struct tcp *tcp = handle->data;
	struct pile *in = &tcp->in;

	(void)wish;
	if (in->len * 2 >= in->size && in->size < TCP_IN_MAX)
		pile_room(in, in->size ? in->size : 1, IN_FIRST);	/* more is better, not needed */
	*out = uv_buf_init(in->at ? in->at + in->len : NULL, (unsigned)(in->size - in->len));
}

static void on_read(uv_stream_t *stream, ssize_t len, const uv_buf_t *bytes)
{
	struct tcp *tcp = stream->data;
	struct loop *loop = tcp->loop;

	(void)bytes;
	if (len == 0)
		return;
	if (!loop_enter(loop) || tcp->closed)
		goto out;
	if (len == UV_ENOBUFS) {
		fail(tcp, "out of memory");
	} else if (len < 0) {
		fail(tcp, reason_of(len));
	} else {
		tcp->in.len += (size_t)len;
		offer(tcp);
	}
out:
	loop_leave(loop);
}

static int begin_reading(struct tcp *tcp)
{
	int size = sizeof(tcp->local);

	uv_tcp_getsockname(&tcp->handle, (struct sockaddr *)tcp->local.room, &size);
	uv_tcp_nodelay(&tcp->handle, 1);
	return uv_read_start((uv_stream_t *)&tcp->handle, on_room, on_read);
}

static void on_connected(uv_connect_t *connecting, int status)
{
	struct tcp *tcp = connecting->data;
	struct loop *loop = tcp->loop;

	if (!loop_enter(loop) || tcp->closed)
		goto out;
	if (!status)
		status = begin_reading(tcp);
	if (status) {
		fail(tcp, reason_of(status));
		goto out;
	}
	tcp->connected = true;
	if (tcp->callbacks->connected)
		tcp->callbacks->connected(tcp->arg);
	if (!tcp->closed && tcp->out.len && !tcp->writing.len)
		write_out(tcp);
out:
	loop_leave(loop);
}

static void begin_connecting(struct tcp *tcp)
{
	int error = uv_tcp_init(&tcp->loop->uv, &tcp->handle);

	if (error)
		goto out;
	tcp->opened = true;
	tcp->handle.data = tcp->connecting.data = tcp;
	if (net_is_set(&tcp->local))
		error = uv_tcp_bind(&tcp->handle, net_of(&tcp->local), 0);
	if (!error)
		error = uv_tcp_connect(&tcp->connecting, &tcp->handle, net_of(&tcp->remote),
				       on_connected);
out:
	if (error)
		fail(tcp, reason_of(error));
}

static void tcp_work(struct loop_part *part)
{
	struct tcp *tcp = list_entry(part, struct tcp, part);

	if (tcp->closed) {
		tcp_finish(part);
	} else if (tcp->doom) {
		fail(tcp, tcp->doom);
	} else if (!tcp->opened) {
		begin_connecting(tcp);
	} else if (tcp->connected && tcp->out.len && !tcp->writing.len) {
		write_out(tcp);
	}
}

static struct tcp *tcp_new(struct loop *loop)
{
	struct tcp *tcp = mem_zalloc(sizeof(*tcp));

	if (!tcp)
		return NULL;
	tcp->loop = loop;
	tcp->part.work = tcp_work;
	tcp->part.end = tcp_finish;
	loop_add(loop, &tcp->part);
	return tcp;
}

enum err tcp_connect(struct tcp **out, struct loop *loop, const struct sockaddr *local,
		     const struct sockaddr *remote, const struct tcp_callbacks *callbacks, void *arg)
{
	struct tcp *tcp = tcp_new(loop);

	if (!tcp)
		return ERR_NOMEM;
	if (local)
		net_copy(&tcp->local, local);
	net_copy(&tcp->remote, remote);
	tcp->callbacks = callbacks;
	tcp->arg = arg;
	loop_work(loop, &tcp->part);
	*out = tcp;
	return OK;
}

void tcp_send(struct tcp *tcp, struct span bytes)
{
	if (tcp->closed || tcp->doom || bytes.len == 0)
		return;
	if (bytes.len > TCP_OUT_MAX - tcp->out.len - tcp->writing.len)
		tcp->doom = "the peer does not read what it is sent";
	else if (!pile_room(&tcp->out, bytes.len, 1024))
		tcp->doom = "out of memory";
	if (!tcp->doom) {
		memcpy(tcp->out.at + tcp->out.len, bytes.at, bytes.len);
		tcp->out.len += bytes.len;
	}
	loop_work(tcp->loop, &tcp->part);
}

void tcp_close(struct tcp *tcp)
{
	if (!tcp || tcp->closed)
		return;
	tcp->closed = true;
	loop_work(tcp->loop, &tcp->part);
}

const struct sockaddr *tcp_local(const struct tcp *tcp)
{
	return net_of(&tcp->local);
}

const struct sockaddr *tcp_remote(const struct tcp *tcp)
{
	return net_of(&tcp->remote);
}

void tcp_take(struct tcp *tcp, const struct tcp_callbacks *callbacks, void *arg)
{
	tcp->callbacks = callbacks;
	tcp->arg = arg;
}

static void server_freed(uv_handle_t *handle)
{
	mem_free(handle->data);
}

static void server_end(struct loop_part *part)
{
	struct tcp_server *server = list_entry(part, struct tcp_server, part);

	loop_remove(part);
	server->closed = true;
	timer_stop(server->loop->timers, &server->again);
	os_udp_close(server->socket);
	if (server->opened)
		uv_close((uv_handle_t *)&server->handle, server_freed);
	else
		mem_free(server);
}

/* One connection; while nobody accepts it, uv listens no more. */
static void accept_one(void *arg)
{
	struct tcp_server *server = arg;
	struct tcp *tcp = tcp_new(server->loop);
	int size = sizeof(struct net_addr), error;

	if (!tcp) {
		timer_set(server->loop->timers, &server->again, ACCEPT_AGAIN_MS, accept_one, server);
		return;
	}
	error = uv_tcp_init(&server->loop->uv, &tcp->handle);
	tcp->handle.data = tcp;
	tcp->opened = !error;
	if (!error)
		error = uv_accept((uv_stream_t *)&server->handle, (uv_stream_t *)&tcp->handle);
	if (!error)
		error = uv_tcp_getpeername(&tcp->handle, (struct sockaddr *)tcp->remote.room, &size);
	if (!error) {
		tcp->connected = true;
		server->accepted(server->arg, tcp, net_of(&tcp->remote));
	}
	if (!error && tcp->callbacks && !tcp->closed)
		error = begin_reading(tcp);
	if (error)
		fail(tcp, reason_of(error));
	else if (!tcp->callbacks)
		tcp_close(tcp);
}

static void on_connection(uv_stream_t *stream, int status)
{
	struct tcp_server *server = stream->data;
	struct loop *loop = server->loop;

	if (loop_enter(loop) && !server->closed && status == 0)
		accept_one(server);
	loop_leave(loop);
}

static void server_work(struct loop_part *part)
{
	struct tcp_server *server = list_entry(part, struct tcp_server, part);
	char text[NET_TEXT_SIZE];
	int error;

	if (server->closed) {
		server_end(part);
		return;
	}
	error = uv_tcp_init(&server->loop->uv, &server->handle);
	server->opened = !error;
	server->handle.data = server;
	if (!error)
		error = uv_tcp_open(&server->handle, (uv_os_sock_t)server->socket);
	if (!error) {
		server->socket = -1;
		error = uv_listen((uv_stream_t *)&server->handle, 128, on_connection);
	}
	if (error)
		log_write(LOG_ERROR, "tcp", net_text(net_of(&server->local), text),
			  "cannot listen: %s", uv_strerror(error));
}

enum err tcp_listen(struct tcp_server **out, struct loop *loop, const struct sockaddr *local,
		    tcp_accepted *accepted, void *arg)
{
	struct tcp_server *server = mem_zalloc(sizeof(*server));
	char text[NET_TEXT_SIZE];
	int error;

	if (!server)
		return ERR_NOMEM;
	error = os_tcp_listen(&server->socket, local);
	if (error) {
		log_write(LOG_ERROR, "tcp", net_text(local, text), "cannot listen: %s",
			  uv_strerror(error));
		mem_free(server);
		return ERR_RESOURCE;
	}
	os_udp_local(server->socket, server->local.room);
	server->loop = loop;
	server->accepted = accepted;
	server->arg = arg;
	server->part.work = server_work;
	server->part.end = server_end;
	loop_add(loop, &server->part);
	loop_work(loop, &server->part);
	*out = server;
	return OK;
}

const struct sockaddr *tcp_server_local(const struct tcp_server *server)
{
	return net_of(&server->local);
}

void tcp_server_close(struct tcp_server *server)
{
	if (!server || server->closed)
		return;
	server->closed = true;
	timer_stop(server->loop->timers, &server->again);
	loop_work(server->loop, &server->part);
}

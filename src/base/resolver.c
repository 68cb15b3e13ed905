/* SPDX-License-Identifier: MIT
 * resolver.c - c-ares driven by the loop. */
#include "base/dns_in.h"
#include "base/log.h"
#include "base/mem.h"

#define TRY_MS 600		/* the first wait; c-ares doubles it with each try */
#define TRIES 3
#define KEEP_MS 30000		/* how long a channel believes what resolv.conf said */

struct dns {
	struct loop_part part;
	struct loop *loop;
	ares_channel channel;	/* NULL: none */
	uint64_t made_ms;
	unsigned users;
	struct list sockets;
	struct timer tick;	/* c-ares' own time-outs */
};

struct dns_socket {
	struct list node;
	struct dns *dns;
	ares_socket_t fd;
	uv_poll_t poll;
};

static void on_tick(void *arg)
{
	struct dns *dns = arg;

	ares_process_fd(dns->channel, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
	resolver_settle(dns->loop);
}

void resolver_settle(struct loop *loop)
{
	struct dns *dns = loop->dns;
	struct timeval wait;

	if (!dns->channel || !ares_timeout(dns->channel, NULL, &wait)) {
		timer_stop(loop->timers, &dns->tick);
		return;
	}
	timer_set(loop->timers, &dns->tick,
		  (uint64_t)wait.tv_sec * 1000 + (uint64_t)wait.tv_usec / 1000 + 1, on_tick, dns);
}

static void on_ready(uv_poll_t *poll, int status, int events)
{
	struct dns_socket *s = poll->data;
	struct loop *loop = s->dns->loop;
	bool in = status < 0 || (events & UV_READABLE), out = status < 0 || (events & UV_WRITABLE);

	if (loop_enter(loop)) {
		ares_process_fd(s->dns->channel, in ? s->fd : ARES_SOCKET_BAD,
				out ? s->fd : ARES_SOCKET_BAD);
		resolver_settle(loop);
	}
	loop_leave(loop);
}

static void socket_freed(uv_handle_t *poll)
{
	mem_free(poll->data);
}

static struct dns_socket *socket_of(struct dns *dns, ares_socket_t fd)
{
	struct dns_socket *s;

	list_each(node, &dns->sockets) {
		s = list_entry(node, struct dns_socket, node);
		if (s->fd == fd)
			return s;
	}
	s = mem_zalloc(sizeof(*s));
	if (!s)
		return NULL;
	s->dns = dns;
	s->fd = fd;
	s->poll.data = s;
	if (uv_poll_init_socket(&dns->loop->uv, &s->poll, (uv_os_sock_t)fd) != 0) {
		mem_free(s);
		return NULL;
	}
	list_append(&dns->sockets, &s->node);
	return s;
}

/* c-ares says what it waits for; nothing means that it closes the socket next. A
 * socket that cannot be waited for is left to c-ares' time-outs. */
static void on_socket(void *arg, ares_socket_t fd, int in, int out)
{
	struct dns_socket *s = socket_of(arg, fd);

	if (!s)
		return;
	if (in || out) {
		uv_poll_start(&s->poll, (in ? UV_READABLE : 0) | (out ? UV_WRITABLE : 0), on_ready);
		return;
	}
	list_remove(&s->node);
	uv_close((uv_handle_t *)&s->poll, socket_freed);
}

static void channel_close(struct dns *dns)
{
	timer_stop(dns->loop->timers, &dns->tick);
	if (dns->channel)
		ares_destroy(dns->channel);
	dns->channel = NULL;
}

static void channel_open(struct dns *dns)
{
	struct ares_options options = {
		.timeout = TRY_MS, .tries = TRIES,
		.sock_state_cb = on_socket, .sock_state_cb_data = dns,
	};
	int mask = ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_SOCK_STATE_CB;
	int error = ares_init_options(&dns->channel, &options, mask);

	if (!error && dns->loop->dns_servers)
		error = ares_set_servers_ports_csv(dns->channel, dns->loop->dns_servers);
	dns->made_ms = dns->loop->timers->now_ms;
	if (!error)
		return;
	log_write(LOG_ERROR, "dns", NULL, "cannot resolve names: %s", ares_strerror(error));
	channel_close(dns);
}

static void dns_end(struct loop_part *part)
{
	struct dns *dns = list_entry(part, struct dns, part);

	dns->loop->dns = NULL;
	channel_close(dns);
	mem_free(dns);
}

static void begin(void)
{
	ares_library_init(ARES_LIB_INIT_ALL);
}

static struct dns *dns_of(struct loop *loop)
{
	static uv_once_t once = UV_ONCE_INIT;
	struct dns *dns = loop->dns;

	if (dns)
		return dns;
	uv_once(&once, begin);
	dns = mem_zalloc(sizeof(*dns));
	if (!dns)
		return NULL;
	dns->loop = loop;
	dns->part.end = dns_end;
	list_init(&dns->sockets);
	loop_add(loop, &dns->part);
	loop->dns = dns;
	return dns;
}

ares_channel resolver_enter(struct loop *loop)
{
	struct dns *dns = dns_of(loop);

	if (!dns)
		return NULL;
	if (!dns->users && dns->channel && loop->timers->now_ms - dns->made_ms > KEEP_MS)
		channel_close(dns);
	if (!dns->channel)
		channel_open(dns);
	if (dns->channel)
		dns->users++;
	return dns->channel;
}

void resolver_leave(struct loop *loop)
{
	if (loop->dns)
		loop->dns->users--;
}

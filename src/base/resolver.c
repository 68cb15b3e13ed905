/* SPDX-License-Identifier: MIT
 * resolver.c - c-ares driven by the loop. */
#include "base/dns_in.h"
#include "base/log.h"
#include "base/mem.h"

#define TRY_MS 600		/* the first wait; c-ares doubles it with each try */
#define TRIES 3
#define RESOLVERS_MAX 32	/* each has a socket at least */

struct dns {
	struct loop_part part;
	struct loop *loop;
	struct list resolvers;
	unsigned count;
};

struct resolver {
	struct list node;
	struct dns *dns;
	ares_channel channel;
	unsigned users;
	struct list sockets;
	struct timer tick;	/* c-ares' own time-outs; without users: its end */
};

struct dns_socket {
	struct list node;
	struct resolver *resolver;
	ares_socket_t fd;
	uv_poll_t poll;
};

static struct timers *timers_of(const struct resolver *r)
{
	return r->dns->loop->timers;
}

static void resolver_free(struct resolver *r)
{
	ares_destroy(r->channel);
	timer_stop(timers_of(r), &r->tick);
	list_remove(&r->node);
	r->dns->count--;
	mem_free(r);
}

/* From the timer wheel, that is: never from inside c-ares. */
static void retire(void *arg)
{
	struct resolver *r = arg;

	if (r->users)
		resolver_settle(r);	/* somebody came meanwhile */
	else
		resolver_free(r);
}

static void on_tick(void *arg)
{
	struct resolver *r = arg;

	ares_process_fd(r->channel, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
	resolver_settle(r);
}

void resolver_settle(struct resolver *r)
{
	struct timeval wait;

	if (!r->users)
		timer_set(timers_of(r), &r->tick, 0, retire, r);
	else if (!ares_timeout(r->channel, NULL, &wait))
		timer_stop(timers_of(r), &r->tick);
	else
		timer_set(timers_of(r), &r->tick,
			  (uint64_t)wait.tv_sec * 1000 + (uint64_t)wait.tv_usec / 1000 + 1, on_tick, r);
}

static void on_ready(uv_poll_t *poll, int status, int events)
{
	struct dns_socket *s = poll->data;
	struct resolver *r = s->resolver;
	struct loop *loop = r->dns->loop;
	bool in = status < 0 || (events & UV_READABLE), out = status < 0 || (events & UV_WRITABLE);

	if (loop_enter(loop)) {
		ares_process_fd(r->channel, in ? s->fd : ARES_SOCKET_BAD, out ? s->fd : ARES_SOCKET_BAD);
		resolver_settle(r);
	}
	loop_leave(loop);
}

static void socket_freed(uv_handle_t *poll)
{
	mem_free(poll->data);
}

static struct dns_socket *socket_of(struct resolver *r, ares_socket_t fd)
{
	struct dns_socket *s;

	list_each(node, &r->sockets) {
		s = list_entry(node, struct dns_socket, node);
		if (s->fd == fd)
			return s;
	}
	s = mem_zalloc(sizeof(*s));
	if (!s)
		return NULL;
	s->resolver = r;
	s->fd = fd;
	s->poll.data = s;
	if (uv_poll_init_socket(&r->dns->loop->uv, &s->poll, (uv_os_sock_t)fd) != 0) {
		mem_free(s);
		return NULL;
	}
	list_append(&r->sockets, &s->node);
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

static bool channel_open(struct resolver *r)
{
	struct ares_options options = {
		.timeout = TRY_MS, .tries = TRIES,
		.sock_state_cb = on_socket, .sock_state_cb_data = r,
	};
	int mask = ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_SOCK_STATE_CB;
	int error = ares_init_options(&r->channel, &options, mask);

	if (error)
		r->channel = NULL;
	else if (r->dns->loop->dns_servers)
		error = ares_set_servers_ports_csv(r->channel, r->dns->loop->dns_servers);
	if (!error)
		return true;
	log_write(LOG_ERROR, "dns", NULL, "cannot resolve names: %s", ares_strerror(error));
	if (r->channel)
		ares_destroy(r->channel);
	return false;
}

static void dns_end(struct loop_part *part)
{
	struct dns *dns = list_entry(part, struct dns, part);

	while (!list_empty(&dns->resolvers))
		resolver_free(list_entry(dns->resolvers.next, struct resolver, node));
	dns->loop->dns = NULL;
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
	list_init(&dns->resolvers);
	loop_add(loop, &dns->part);
	loop->dns = dns;
	return dns;
}

static struct resolver *resolver_new(struct dns *dns)
{
	struct resolver *r = mem_zalloc(sizeof(*r));

	if (!r)
		return NULL;
	r->dns = dns;
	list_init(&r->sockets);
	if (!channel_open(r)) {
		mem_free(r);
		return NULL;
	}
	list_append(&dns->resolvers, &r->node);
	dns->count++;
	return r;
}

static struct resolver *least_used(const struct dns *dns)
{
	struct resolver *least = NULL, *r;

	list_each(node, &dns->resolvers) {
		r = list_entry(node, struct resolver, node);
		if (!least || r->users < least->users)
			least = r;
	}
	return least;
}

struct resolver *resolver_enter(struct loop *loop)
{
	struct dns *dns = dns_of(loop);
	struct resolver *r;

	if (!dns)
		return NULL;
	r = dns->count < RESOLVERS_MAX ? resolver_new(dns) : least_used(dns);
	if (r)
		r->users++;
	return r;
}

ares_channel resolver_channel(const struct resolver *r)
{
	return r->channel;
}

void resolver_leave(struct resolver *r)
{
	r->users--;
	if (!r->users)
		resolver_settle(r);
}

/* SPDX-License-Identifier: MIT
 * udp.c - datagrams, many at a time. */
#include "base/loop_in.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/udp.h"

struct udp {
	struct loop_part part;
	struct loop *loop;
	intptr_t socket;
	udp_receive *receive;
	void *arg;
	struct net_addr local;
	uv_poll_t poll;
	bool polled, closed;	/* poll is initialised; udp_close was called */
};

static void on_closed(uv_handle_t *poll)
{
	mem_free(poll->data);
}

static void udp_end(struct loop_part *part)
{
	struct udp *udp = list_entry(part, struct udp, part);

	loop_remove(part);
	udp->closed = true;
	if (udp->polled)
		uv_close((uv_handle_t *)&udp->poll, on_closed);
	os_udp_close(udp->socket);	/* not before it is no longer polled */
	if (!udp->polled)
		mem_free(udp);
}

/* Tell a batch. Each callback may close the socket. */
static void deliver(struct udp *udp, int count)
{
	struct loop *loop = udp->loop;

	if (!loop_enter(loop))
		count = 0;
	loop->counts.batches++;
	loop->naps = pace_is_much(&loop->pace, (uint32_t)count, LOOP_MUCH_NS, uv_hrtime());
	for (int i = 0; i < count && !udp->closed; i++) {
		loop->counts.received++;
		udp->receive(udp->arg, (const struct sockaddr *)loop->batch[i].addr,
			     loop->batch[i].bytes, loop->batch[i].len);
	}
	loop_leave(loop);
}

static void on_readable(uv_poll_t *poll, int status, int events)
{
	struct udp *udp = poll->data;
	struct loop *loop = udp->loop;
	int count;

	for (int i = 0; i < OS_UDP_BATCH; i++)
		loop->batch[i].len = LOOP_SLOT;
	count = os_udp_receive(udp->socket, loop->batch, OS_UDP_BATCH);
	/* uv stops polling a socket that had an error; reading has taken it away. */
	if (status < 0)
		uv_poll_start(poll, UV_READABLE, on_readable);
	udp->loop->more |= count == OS_UDP_BATCH;
	if (count > 0)
		deliver(udp, count);
}

static void udp_work(struct loop_part *part)
{
	struct udp *udp = list_entry(part, struct udp, part);
	char text[NET_TEXT_SIZE];
	int error;

	if (udp->closed) {
		udp_end(part);
		return;
	}
	udp->poll.data = udp;
	error = uv_poll_init_socket(&udp->loop->uv, &udp->poll, (uv_os_sock_t)udp->socket);
	if (!error) {
		udp->polled = true;
		error = uv_poll_start(&udp->poll, UV_READABLE, on_readable);
	}
	if (error)
		log_write(LOG_ERROR, "udp", net_text(net_of(&udp->local), text),
			  "cannot receive: %s", uv_strerror(error));
}

enum err udp_open(struct udp **out, struct loop *loop, const struct sockaddr *local,
		  unsigned rcvbuf, udp_receive *receive, void *arg)
{
	struct udp *udp = mem_zalloc(sizeof(*udp));
	char text[NET_TEXT_SIZE];
	int error;

	if (!udp)
		return ERR_NOMEM;
	error = os_udp_open(&udp->socket, local, rcvbuf);
	if (error) {
		log_write(LOG_ERROR, "udp", net_text(local, text), "cannot bind: %s",
			  uv_strerror(error));
		mem_free(udp);
		return ERR_RESOURCE;
	}
	os_udp_local(udp->socket, udp->local.room);
	udp->loop = loop;
	udp->receive = receive;
	udp->arg = arg;
	udp->part.work = udp_work;
	udp->part.end = udp_end;
	loop_add(loop, &udp->part);
	loop_work(loop, &udp->part);
	*out = udp;
	return OK;
}

void udp_close(struct udp *udp)
{
	if (!udp || udp->closed)
		return;
	loop_send_tray(udp->loop);
	udp->closed = true;
	loop_work(udp->loop, &udp->part);
}

const struct sockaddr *udp_local(const struct udp *udp)
{
	return net_of(&udp->local);
}

void udp_send(struct udp *udp, const struct sockaddr *to, struct span bytes)
{
	struct loop *loop = udp->loop;
	struct os_datagram *place;
	size_t size = net_size(to);

	if (bytes.len > LOOP_TRAY_BYTES || size == 0) {
		loop->counts.dropped++;
		return;
	}
	if (loop->tray_count == OS_UDP_BATCH || bytes.len > LOOP_TRAY_BYTES - loop->tray_used)
		loop_send_tray(loop);
	place = &loop->tray[loop->tray_count];
	memcpy(place->addr, to, size);
	place->bytes = loop->tray_bytes + loop->tray_used;
	place->len = bytes.len;
	memcpy(place->bytes, bytes.at, bytes.len);
	loop->tray_socket[loop->tray_count++] = udp->socket;
	loop->tray_used += bytes.len;
}

void udp_dscp(struct udp *udp, unsigned dscp)
{
	os_udp_dscp(udp->socket, dscp);
}

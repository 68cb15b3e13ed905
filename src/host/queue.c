/* SPDX-License-Identifier: MIT
 * queue.c - the ring of events, and those who wait for one.
 *
 * An event that was taken out of the middle stays as a gap (kind 0) until it
 * is the first.
 */
#include "host_in.h"
#include "base/mem.h"
#include "os/clock.h"

#define RING_FIRST 256

static struct host_event *at(struct host *host, uint64_t number)
{
	return &host->ring[number & (host->ring_size - 1)];
}

static bool grow(struct host *host)
{
	size_t size = host->ring_size ? host->ring_size * 2 : RING_FIRST;
	struct host_event *ring = mem_alloc(size * sizeof(*ring));

	if (!ring)
		return false;
	for (uint64_t i = host->head; i != host->tail; i++)
		ring[i & (size - 1)] = *at(host, i);
	mem_free(host->ring);
	host->ring = ring;
	host->ring_size = size;
	return true;
}

void queue_post_unlock(struct host *host, struct host_event *event)
{
	void (*fn)(void *arg, const struct host_event *event) = host->on_event;
	void *arg = host->on_arg;

	event->time_ms = clock_ms();
	event->number = host->tail;
	if (fn) {
		host->head = ++host->tail;
		uv_mutex_unlock(&host->lock);
		fn(arg, event);
		return;
	}
	if (host->tail - host->head == host->ring_size && !grow(host)) {
		fault_locked(host, "host", "out of memory, an event was lost");
	} else {
		*at(host, host->tail++) = *event;
		if (host->waiting)
			uv_cond_broadcast(&host->more);
	}
	uv_mutex_unlock(&host->lock);
}

void queue_chore_unlock(struct host *host)
{
	struct host_event event = { .kind = HOST_CHORE, .device = HOST_NO_DEVICE };

	if (host->on_event) {
		queue_post_unlock(host, &event);
		return;
	}
	if (host->waiting)
		uv_cond_broadcast(&host->more);
	uv_mutex_unlock(&host->lock);
}

static bool passes(const struct host_filter *f, const struct host_event *e)
{
	return (!f->kinds || (f->kinds & HOST_BIT(e->kind)))
		&& (!f->by_message || f->message == e->message)
		&& (!f->line || f->line == e->line)
		&& (!f->phone || f->phone == e->phone)
		&& (!f->call || f->call == e->call)
		&& (!f->request || f->request == e->request)
		&& (!f->p1_bits || (f->p1_bits & e->p1));
}

/* Look from event number *from on; *from becomes the first not looked at. */
static bool take(struct host *host, const struct host_filter *filter, uint64_t *from,
		 struct host_event *out)
{
	struct host_event *event;

	if (*from < host->head)
		*from = host->head;
	for (; *from < host->tail; ++*from) {
		event = at(host, *from);
		if (!event->kind || (filter && !passes(filter, event)))
			continue;
		*out = *event;
		event->kind = 0;
		while (host->head < host->tail && !at(host, host->head)->kind)
			host->head++;
		return true;
	}
	return false;
}

/* Sleep until something changed. False: the time is over. */
static bool sleep_locked(struct host *host, uint64_t until_ns, bool for_ever)
{
	uint64_t now = uv_hrtime();

	if (!for_ever && now >= until_ns)
		return false;
	host->waiting++;
	if (for_ever)
		uv_cond_wait(&host->more, &host->lock);
	else
		uv_cond_timedwait(&host->more, &host->lock, until_ns - now);
	host->waiting--;
	return true;
}

bool host_wait(struct host *host, const struct host_filter *filter, int64_t timeout_ms,
	       struct host_event *out)
{
	uint64_t until = uv_hrtime() + (timeout_ms > 0 ? (uint64_t)timeout_ms * 1000000 : 0);
	uint64_t from = 0, wakes;
	bool found;

	uv_mutex_lock(&host->lock);
	wakes = host->wakes;
	do {
		chores_do_locked(host);
		found = take(host, filter, &from, out);
	} while (!found && host->wakes == wakes && sleep_locked(host, until, timeout_ms < 0));
	uv_mutex_unlock(&host->lock);
	return found;
}

LONG host_wait_reply(struct host *host, LONG request, int64_t timeout_ms)
{
	struct host_filter filter = {
		.kinds = HOST_BIT(HOST_REPLY), .request = (DWORD)request,
	};
	struct host_event event;

	if (request <= 0)
		return request;
	return host_wait(host, &filter, timeout_ms, &event) ? event.result : HOST_TIMEOUT;
}

bool host_wait_state(struct host *host, uint32_t call, DWORD states, int64_t timeout_ms,
		     struct host_event *out)
{
	struct host_filter filter = {
		.kinds = HOST_BIT(HOST_LINE), .by_message = true, .message = LINE_CALLSTATE,
		.call = call,
	};
	uint64_t until = uv_hrtime() / 1000000 + (timeout_ms > 0 ? (uint64_t)timeout_ms : 0);
	struct host_event event;
	int64_t left = timeout_ms;

	while (host_wait(host, &filter, left, &event)) {
		if (event.p1 & states) {
			if (out)
				*out = event;
			return true;
		}
		if (timeout_ms >= 0)
			left = (int64_t)(until - uv_hrtime() / 1000000);
		if (timeout_ms >= 0 && left < 0)
			left = 0;
	}
	return false;
}

void host_pump(struct host *host)
{
	uv_mutex_lock(&host->lock);
	chores_do_locked(host);
	uv_mutex_unlock(&host->lock);
}

void host_wake(struct host *host)
{
	uv_mutex_lock(&host->lock);
	host->wakes++;
	uv_cond_broadcast(&host->more);
	uv_mutex_unlock(&host->lock);
}

void host_discard(struct host *host)
{
	uv_mutex_lock(&host->lock);
	host->head = host->tail;
	uv_mutex_unlock(&host->lock);
}

size_t host_queued(struct host *host)
{
	size_t count = 0;

	uv_mutex_lock(&host->lock);
	for (uint64_t i = host->head; i != host->tail; i++)
		count += at(host, i)->kind != 0;
	uv_mutex_unlock(&host->lock);
	return count;
}

void host_on_event(struct host *host, void (*fn)(void *arg, const struct host_event *event),
		   void *arg)
{
	uv_mutex_lock(&host->lock);
	host->on_event = fn;
	host->on_arg = arg;
	uv_mutex_unlock(&host->lock);
}

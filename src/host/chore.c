/* SPDX-License-Identifier: MIT
 * chore.c - what TAPI does after a message, never inside it (R-CB-3).
 *
 * One thread at a time does them, in their order; the event comes when the
 * chore is done.
 */
#include "host_in.h"
#include "base/mem.h"

bool chore_add_locked(struct host *host, const struct chore *chore)
{
	struct chore *copy = mem_alloc(sizeof(*copy));

	if (!copy)
		return false;
	*copy = *chore;
	copy->node = (struct list){ 0 };
	list_append(&host->chores, &copy->node);
	return true;
}

void chores_free(struct host *host)
{
	list_each_safe(node, &host->chores)
		mem_free(list_entry(node, struct chore, node));
	list_init(&host->chores);
}

/* New ids go to the end of the list (R-DEV-2); an error leaves no trace (R-DEV-3). */
static void create(struct host *host, const struct chore *chore, struct host_event *event)
{
	bool line = chore->message == LINE_CREATE;
	struct devices *devices = line ? &host->line_devices : &host->phone_devices;

	if (host->options.number) {
		event->device = host->options.number(host->options.number_arg, line);
	} else {
		uv_mutex_lock(&host->lock);
		event->device = devices->next++;
		uv_mutex_unlock(&host->lock);
	}
	if (line)
		event->result = ASK(host, providerCreateLineDevice, chore->temp, event->device);
	else
		event->result = ASK_PHONE(host, providerCreatePhoneDevice, chore->temp, event->device);
	uv_mutex_lock(&host->lock);
	if (event->result == 0 && !devices_add(devices, event->device))
		fault_locked(host, "host", "out of memory, a new device was lost");
	uv_mutex_unlock(&host->lock);
	event->kind = HOST_CREATE;
	event->p2 = chore->temp;
}

static void close_object(struct host *host, uint32_t object, struct host_event *event)
{
	event->kind = HOST_CLOSED;
	event->line = event->message == LINE_CLOSE ? object : 0;
	event->phone = event->message == PHONE_CLOSE ? object : 0;
	event->device = HOST_NO_DEVICE;
	if (event->line) {
		event->device = host_line_device(host, object);
		event->result = host_line_close(host, object);
	} else {
		event->result = host_phone_close(host, object);
	}
}

static void chore_do(struct host *host, const struct chore *chore)
{
	struct host_event event = { .message = chore->message };

	switch (chore->message) {
	case LINE_CREATE: case PHONE_CREATE:
		create(host, chore, &event);
		break;
	case LINE_REMOVE: case PHONE_REMOVE:
		event.kind = HOST_REMOVE;
		event.device = chore->device;
		device_remove(host, chore->message, chore->device);
		break;
	default:
		close_object(host, chore->object, &event);
		break;
	}
	uv_mutex_lock(&host->lock);
	queue_post_unlock(host, &event);
}

void chores_do_locked(struct host *host)
{
	struct chore *chore;

	if (host->chore_runs)
		return;
	host->chore_runs = true;
	while (!list_empty(&host->chores) && host->active) {
		chore = list_entry(host->chores.next, struct chore, node);
		list_remove(&chore->node);
		uv_mutex_unlock(&host->lock);
		chore_do(host, chore);
		mem_free(chore);
		uv_mutex_lock(&host->lock);
	}
	host->chore_runs = false;
}

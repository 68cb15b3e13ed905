/* SPDX-License-Identifier: MIT
 * event.c - Unix. */
#include "os/event.h"
#include "base/mem.h"
#include <errno.h>
#include <semaphore.h>

void *event_new(void)
{
	sem_t *event = mem_alloc(sizeof(*event));

	if (event && sem_init(event, 0, 0)) {
		mem_free(event);
		event = NULL;
	}
	return event;
}

void event_set(void *event)
{
	if (event)
		sem_post(event);
}

void event_wait(void *event)
{
	while (sem_wait(event) && errno == EINTR)
		;
}

void event_free(void *event)
{
	if (event)
		sem_destroy(event);
	mem_free(event);
}

/* SPDX-License-Identifier: MIT
 * client.c - the lock and the numbers. */
#include "client.h"
#include "app.h"
#include "base/handle.h"
#include "completion.h"
#include "connection.h"
#include "dialog.h"
#include "inbox.h"
#include "os/program.h"

static uv_once_t once = UV_ONCE_INIT;
static uv_mutex_t lock;
static struct handles numbers;
static unsigned forks;		/* what the below was set up for */

static void set_up(void)
{
	uv_mutex_init(&lock);
	handles_init(&numbers);
	forks = program_forks();
}

static void drop_all(void)
{
	apps_drop_all();
	completions_drop_all();
	digits_drop_all();
	known_forget_all();
}

/* A child has our memory but none of our threads; the connection is its parent's. Whoever
 * forks has one thread here that matters, so nobody else can be in the middle of it. */
static void start_anew(void)
{
	uv_mutex_init(&lock);
	forks = program_forks();
	connection_forget();
	dialogs_forget();
	drop_all();
}

void client_enter(void)
{
	uv_once(&once, set_up);
	if (forks != program_forks())
		start_anew();
	uv_mutex_lock(&lock);
}

void client_leave(void)
{
	uv_mutex_unlock(&lock);
}

void client_wait(uv_cond_t *cond)
{
	uv_cond_wait(cond, &lock);
}

bool client_wait_for(uv_cond_t *cond, uint64_t ns)
{
	return uv_cond_timedwait(cond, &lock, ns) == 0;
}

void client_reset(void)
{
	connection_close();
	dialogs_end();
	client_enter();
	drop_all();
	handles_free(&numbers);
	handles_init(&numbers);
	client_leave();
}

DWORD number_new(enum number kind, void *object)
{
	uint32_t number;

	return handle_new(&numbers, (enum handle_kind)kind, object, &number) ? 0 : number;
}

void *number_find(enum number kind, DWORD number)
{
	return handle_find(&numbers, (enum handle_kind)kind, number);
}

void number_free(DWORD number)
{
	handle_free(&numbers, number);
}

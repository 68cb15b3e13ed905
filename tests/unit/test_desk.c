/* SPDX-License-Identifier: MIT
 * test_desk.c - the lock. */
#include "model/desk.h"
#include "test.h"
#include <stdatomic.h>

static struct desk desk;
static atomic_bool hogs;
static unsigned longest;	/* times in a row that the desk was taken while the same one waited */

/* Has something to do at the desk, 100 us long, again and again. */
static void hog(void *arg)
{
	uint64_t waits_ns, last_ns = 0, until_ns;
	unsigned times = 0;

	while (atomic_load(&hogs)) {
		desk_enter(&desk);
		until_ns = uv_hrtime() + 100000;
		while (uv_hrtime() < until_ns)
			;
		waits_ns = atomic_load(&desk.waits_ns);
		desk_leave(&desk);
		times = waits_ns && waits_ns == last_ns ? times + 1 : 0;
		longest = times > longest ? times : longest;
		last_ns = waits_ns;
	}
}

TEST_ONCE(desk, who_waits_is_not_kept_waiting_by_one_who_comes_again_and_again)
{
	uv_thread_t thread;

	desk_open(&desk);
	DEFER(desk_close, &desk);
	atomic_store(&hogs, true);
	longest = 0;
	NEED(uv_thread_create(&thread, hog, NULL) == 0);
	for (int i = 0; i < 20; i++) {
		desk_enter(&desk);
		desk_leave(&desk);
	}
	atomic_store(&hogs, false);
	uv_thread_join(&thread);
	CHECK(longest <= 12);
}

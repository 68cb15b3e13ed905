/* SPDX-License-Identifier: MIT
 * test_mem.c - the allocator's counts and its way to fail. */
#include "test.h"
#include "base/mem.h"
#include <uv.h>

TEST_ONCE(mem, blocks_and_bytes_are_counted)
{
	size_t blocks = mem_blocks(), bytes = mem_bytes();
	char *a = mem_alloc(100), *b = mem_zalloc(0);

	NEED(a && b);
	CHECK_INT(mem_blocks() - blocks, 2);
	CHECK(mem_bytes() - bytes >= 100 && mem_bytes() - bytes < 200);
	a = mem_realloc(a, 7);
	CHECK(mem_bytes() - bytes >= 7 && mem_bytes() - bytes < 100);
	b = mem_realloc(b, 1000);
	CHECK(mem_bytes() - bytes >= 1007 && mem_bytes() - bytes < 1200);
	mem_free(a);
	mem_free(b);
	CHECK_INT(mem_blocks(), blocks);
	CHECK_INT(mem_bytes(), bytes);
}

TEST(mem, zeroed_memory_is_zero_and_copies_are_copies)
{
	char *zero = mem_zalloc(64), *text, *copy;

	NEED(zero);
	DEFER(mem_free, zero);
	for (int i = 0; i < 64; i++)
		CHECK(zero[i] == 0);
	text = mem_text("reception", 3);
	NEED(text);
	DEFER(mem_free, text);
	CHECK_TEXT(text, "rec");
	copy = mem_copy(text);
	NEED(copy);
	DEFER(mem_free, copy);
	CHECK_TEXT(copy, "rec");
	CHECK(mem_copy(NULL) == NULL);
	CHECK((uintptr_t)zero % sizeof(void *) == 0);
}

TEST_ONCE(mem, the_nth_allocation_and_all_after_it_fail_until_told_otherwise)
{
	void *p[4];

	mem_fail_at(3);
	p[0] = mem_alloc(1);
	p[1] = mem_zalloc(1);
	CHECK(p[0] && p[1]);
	CHECK(!mem_failed());
	p[2] = mem_alloc(1);
	CHECK(!p[2] && mem_failed());
	CHECK(!mem_zalloc(1));
	CHECK(!mem_text("", 0));
	CHECK(!mem_realloc(p[0], 8));	/* and p[0] is still there */
	mem_fail_at(0);
	CHECK(!mem_failed());
	p[3] = mem_alloc(1);
	CHECK(p[3]);
	mem_free(p[0]);
	mem_free(p[1]);
	mem_free(p[3]);
}

TEST_ONCE(mem, a_size_that_cannot_be_is_refused)
{
	volatile size_t all = SIZE_MAX;
	size_t blocks = mem_blocks();

	CHECK(!mem_alloc(all));
	CHECK(!mem_zalloc(all - 8));
	CHECK(!mem_realloc(NULL, all));
	CHECK(!mem_text("", all));
	CHECK_INT(mem_blocks(), blocks);
	mem_free(NULL);
}

static void busy(void *arg)
{
	for (int i = 0; i < 20000; i++) {
		char *p = mem_alloc((size_t)i % 50);

		p = mem_realloc(p, 60);
		mem_free(p);
	}
}

TEST_ONCE(mem, counts_are_right_after_four_threads_at_once)
{
	size_t blocks = mem_blocks(), bytes = mem_bytes();
	uv_thread_t threads[4];

	for (int i = 0; i < 4; i++)
		NEED(uv_thread_create(&threads[i], busy, NULL) == 0);
	for (int i = 0; i < 4; i++)
		uv_thread_join(&threads[i]);
	CHECK_INT(mem_blocks(), blocks);
	CHECK_INT(mem_bytes(), bytes);
}

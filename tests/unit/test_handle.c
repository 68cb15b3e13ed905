/* SPDX-License-Identifier: MIT
 * test_handle.c - a handle finds its object, and nothing once that is gone. */
#include "test.h"
#include "base/handle.h"

static int things[4];

TEST(handle, finds_its_object_and_is_never_0)
{
	static struct handles table;
	uint32_t line = 0, call = 0;

	handles_init(&table);
	DEFER(handles_free, &table);
	NEED(handle_new(&table, HANDLE_LINE, &things[0], &line) == OK);
	NEED(handle_new(&table, HANDLE_CALL, &things[1], &call) == OK);
	CHECK(line && call && line != call);
	CHECK(handle_find(&table, HANDLE_LINE, line) == &things[0]);
	CHECK(handle_find(&table, HANDLE_CALL, call) == &things[1]);
}

TEST(handle, of_another_kind_or_from_nowhere_finds_nothing)
{
	static struct handles table;
	uint32_t line = 0;

	handles_init(&table);
	DEFER(handles_free, &table);
	CHECK(!handle_find(&table, HANDLE_LINE, 0));
	NEED(handle_new(&table, HANDLE_LINE, &things[0], &line) == OK);
	CHECK(!handle_find(&table, HANDLE_CALL, line));
	CHECK(!handle_find(&table, HANDLE_CALL, line ^ 0xC0000000));
	CHECK(!handle_find(&table, HANDLE_LINE, line + 1));
	CHECK(!handle_find(&table, HANDLE_LINE, 0));
	CHECK(!handle_find(&table, HANDLE_LINE, UINTPTR_MAX));
	if (sizeof(uintptr_t) > 4)
		CHECK(!handle_find(&table, HANDLE_LINE, (uintptr_t)((uint64_t)1 << 32 | line)));
}

TEST(handle, that_is_stale_finds_nothing_and_frees_nothing)
{
	static struct handles table;
	uint32_t old = 0, new = 0;

	handles_init(&table);
	DEFER(handles_free, &table);
	NEED(handle_new(&table, HANDLE_CALL, &things[0], &old) == OK);
	handle_free(&table, old);
	CHECK(!handle_find(&table, HANDLE_CALL, old));
	NEED(handle_new(&table, HANDLE_CALL, &things[1], &new) == OK);
	handle_free(&table, old);
	handle_free(&table, 0);
	CHECK(!handle_find(&table, HANDLE_CALL, old));
	CHECK(handle_find(&table, HANDLE_CALL, new) == &things[1]);
}

TEST_ONCE(handle, a_number_comes_again_only_after_a_million_others)
{
	static struct handles table;
	uint32_t first = 0, handle = 0, given = 0;

	handles_init(&table);
	DEFER(handles_free, &table);
	NEED(handle_new(&table, HANDLE_CALL, &things[0], &first) == OK);
	handle_free(&table, first);
	do {
		NEED(handle_new(&table, HANDLE_CALL, &things[0], &handle) == OK);
		handle_free(&table, handle);
		given++;
	} while (handle != first && given < 2000000);
	CHECK_INT(handle, first);	/* there is no other way in 10 bits */
	CHECK(given >= 1000000);
	CHECK(table.count <= 2 * HANDLE_RESERVE);
}

TEST_ONCE(handle, a_full_table_says_so_and_has_room_when_one_goes)
{
	static struct handles table;
	uint32_t handle = 0, last = 0;
	uint32_t given = 0;

	handles_init(&table);
	DEFER(handles_free, &table);
	while (handle_new(&table, HANDLE_PHONE, &things[given % 4], &handle) == OK) {
		if (handle_find(&table, HANDLE_PHONE, handle) != &things[given % 4])
			break;
		last = handle;
		given++;
	}
	CHECK_INT(given, HANDLE_PLACES);
	handle_free(&table, last);
	CHECK(handle_new(&table, HANDLE_PHONE, &things[2], &handle) == OK);
	CHECK(handle != last);
	CHECK(handle_new(&table, HANDLE_PHONE, &things[2], &handle) == ERR_NOMEM);
}

TEST(handle, no_memory_is_said_and_leaves_what_there_was)
{
	static struct handles table;
	uint32_t handles[200] = { 0 };
	int given;

	handles_init(&table);
	DEFER(handles_free, &table);
	for (given = 0; given < 200; given++)
		if (handle_new(&table, HANDLE_LINE, &things[given % 4], &handles[given]))
			break;
	CHECK(given == 200 || test_starving());
	for (int i = 0; i < given; i++)
		if (handle_find(&table, HANDLE_LINE, handles[i]) != &things[i % 4])
			given = -1;
	CHECK(given != -1);
}

TEST(handle, a_mark_outlives_the_object_but_not_the_number)
{
	static struct handles table;
	uint32_t one = 0, two = 0;

	handles_init(&table);
	DEFER(handles_free, &table);
	CHECK(handle_new(&table, HANDLE_CALL, &things[0], &one) == OK);
	CHECK(handle_new(&table, HANDLE_LINE, &things[1], &two) == OK);
	CHECK_INT(handle_marked(&table, one), 0);
	handle_mark(&table, one, 7);
	handle_mark(&table, 0, 9);
	handle_mark(&table, one ^ 1u << 20, 9);		/* of another generation */
	CHECK_INT(handle_marked(&table, one), 7);
	CHECK_INT(handle_marked(&table, two), 0);
	CHECK_INT(handle_marked(&table, 0), 0);
	handle_free(&table, one);
	CHECK_INT(handle_marked(&table, one), 7);
}

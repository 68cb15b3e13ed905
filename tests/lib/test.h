/* SPDX-License-Identifier: MIT
 * test.h - a test is a sentence, then a scene, then what must be so.
 *
 *   TEST(call, a_dialled_call_is_answered_before_its_first_news)
 *   {
 *           struct thing *thing;
 *
 *           NEED(thing_new(&thing) == OK);
 *           DEFER(thing_free, thing);
 *           CHECK(thing->count == 1);
 *   }
 *
 * Tests register themselves; cmocka runs them and prints. Each test of the
 * unit suite runs again with its n-th allocation failing, n = 1, 2, ... (on
 * Windows not each of the later ones) until no allocation is left to fail: then
 * a CHECK that does not hold ends that run without blame, but a crash, a leak or
 * a hang is a failure all the same.
 * What was deferred runs at the end of every run, the last first, when the
 * test's function has returned: what it works on must be static or allocated,
 * never a local variable.
 */
#ifndef TEST_H
#define TEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

struct test {
	const char *room, *name;
	void (*run)(void);
	bool once;		/* not again with failing allocations */
	struct test *next;
};

void test_add(struct test *test);
void test_check(bool holds, const char *text, const char *file, int row);
void test_check_int(long long got, long long want, const char *text, const char *file, int row);
void test_check_text(const char *got, const char *want, const char *text, const char *file, int row);
void test_defer(void (*undo)(void *), void *arg);

/* End the test here: it cannot be tried, for that reason. */
_Noreturn void test_skip(const char *why);

/* Whether this run has allocations that fail. */
bool test_starving(void);

#define TEST_AS(room_, name_, once_)						\
	static void room_##__##name_(void);					\
	__attribute__((constructor)) static void room_##__##name_##_add(void)	\
	{									\
		static struct test test = { #room_, #name_, room_##__##name_, once_, NULL }; \
		test_add(&test);						\
	}									\
	static void room_##__##name_(void)

#define TEST(room, name) TEST_AS(room, name, false)

/* A test that would say nothing new with failing allocations: exhaustive
 * tables, long properties, threads. */
#define TEST_ONCE(room, name) TEST_AS(room, name, true)

#define CHECK(holds) test_check((holds), #holds, __FILE__, __LINE__)
#define CHECK_INT(got, want) test_check_int((long long)(got), (long long)(want), #got, __FILE__, __LINE__)
#define CHECK_TEXT(got, want) test_check_text((got), (want), #got, __FILE__, __LINE__)
#define NEED(holds) CHECK(holds)	/* the scene: says that what follows rests on it */
#define DEFER(undo, arg) test_defer((void (*)(void *))(undo), (arg))

#endif

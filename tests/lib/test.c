/* SPDX-License-Identifier: MIT
 * test.c - registration, the starving runs, and cmocka underneath. */
#include "test.h"
#include "base/mem.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <cmocka.h>

#define DEFERRED_MAX 64

/* Each n-th allocation fails once. On Windows (and under Wine more so) a test takes ten
 * times as long, and what is the same on all systems is tried elsewhere: there it is the
 * first DENSE, and then one of STRIDE. */
#define DENSE 8
#ifdef _WIN32
#define STRIDE 16
#else
#define STRIDE 1
#endif

static struct test *first, **last = &first;
static int count;

static struct {
	jmp_buf end;
	bool starving;
	struct {
		void (*undo)(void *);
		void *arg;
	} deferred[DEFERRED_MAX];
	int deferrals;
	const char *frame;	/* the stack as it was below the test */
	const struct test *test;
} now;

void test_add(struct test *test)
{
	*last = test;
	last = &test->next;
	count++;
}

bool test_starving(void)
{
	return now.starving;
}

void test_defer(void (*undo)(void *), void *arg)
{
	const char *here = __builtin_frame_address(0);

	if (now.deferrals == DEFERRED_MAX)
		_fail(__FILE__, __LINE__);
	if ((const char *)arg > here && (const char *)arg < now.frame) {
		print_error("DEFER of a local variable, which is gone when it runs: make it static\n");
		_fail(__FILE__, __LINE__);
	}
	now.deferred[now.deferrals].undo = undo;
	now.deferred[now.deferrals++].arg = arg;
}

static void undo_all(void)
{
	while (now.deferrals > 0) {
		now.deferrals--;
		now.deferred[now.deferrals].undo(now.deferred[now.deferrals].arg);
	}
}

static void failed(const char *file, int row)
{
	if (now.starving && mem_failed())
		longjmp(now.end, 1);
	mem_fail_at(0);
	undo_all();
	_fail(file, row);
}

void test_skip(const char *why)
{
	mem_fail_at(0);
	undo_all();
	print_message("ok - %s %s # skip %s\n", now.test->room, now.test->name, why);
	_skip(__FILE__, __LINE__);
	abort();		/* that does not return */
}

void test_check(bool holds, const char *text, const char *file, int row)
{
	if (holds)
		return;
	if (!now.starving || !mem_failed())
		print_error("%s:%d: does not hold: %s%s\n", file, row, text,
			    now.starving ? " (with failing allocations)" : "");
	failed(file, row);
}

void test_check_int(long long got, long long want, const char *text, const char *file, int row)
{
	if (got == want)
		return;
	if (!now.starving || !mem_failed())
		print_error("%s:%d: %s is %lld (0x%llx), not %lld (0x%llx)\n",
			    file, row, text, got, got, want, want);
	failed(file, row);
}

void test_check_text(const char *got, const char *want, const char *text, const char *file, int row)
{
	if (got && want ? strcmp(got, want) == 0 : got == want)
		return;
	if (!now.starving || !mem_failed())
		print_error("%s:%d: %s is \"%s\", not \"%s\"\n", file, row, text,
			    got ? got : "(NULL)", want ? want : "(NULL)");
	failed(file, row);
}

/* One run, with the n-th allocation failing (0: none). True: there was an
 * n-th allocation. */
static bool run_once(const struct test *test, long n)
{
	size_t blocks = mem_blocks();
	bool failed_one;

	now.test = test;
	now.starving = n > 0;
	now.deferrals = 0;
	now.frame = __builtin_frame_address(0);
	mem_fail_at(n);
	if (setjmp(now.end) == 0)
		test->run();
	failed_one = mem_failed();
	mem_fail_at(0);
	undo_all();
	now.starving = false;
	if (mem_blocks() != blocks) {
		print_error("%s %s: %ld blocks were left behind%s\n", test->room, test->name,
			    (long)(mem_blocks() - blocks), n ? " with a failing allocation" : "");
		if (n)
			print_error("  (allocation %ld failed)\n", n);
		_fail(__FILE__, __LINE__);
	}
	return failed_one;
}

static void run(void **state)
{
	const struct test *test = *state;

	run_once(test, 0);
	if (test->once)
		return;
	for (long n = 1; run_once(test, n); n += n < DENSE ? 1 : STRIDE)
		;
}

/* Run all tests, or those whose "room name" contains the first argument. */
int main(int argc, char **argv)
{
	struct CMUnitTest *tests = calloc((size_t)count + 1, sizeof(*tests));
	size_t used = 0, names;
	char name[512];

	setvbuf(stdout, NULL, _IOLBF, 0);
	for (struct test *test = first; test; test = test->next) {
		snprintf(name, sizeof(name), "%s %s", test->room, test->name);
		if (argc > 1 && !strstr(name, argv[1]))
			continue;
		tests[used].name = strdup(name);
		tests[used].test_func = run;
		tests[used].initial_state = test;
		used++;
	}
	if (used == 0) {
		fprintf(stderr, "no test is named like \"%s\"\n", argc > 1 ? argv[1] : "");
		return 2;
	}
	names = used;
	used = (size_t)_cmocka_run_group_tests("tests", tests, used, NULL, NULL);
	while (names > 0)
		free((char *)tests[--names].name);
	free(tests);
	return used ? 1 : 0;
}

/* SPDX-License-Identifier: MIT
 * test_timer.c - the wheel under a clock of the test's own. */
#include "test.h"
#include "base/mem.h"
#include "base/timer.h"

#define HOUR UINT64_C(3600000)

/* What fired, in order: one letter each. */
static char fired[64];
static struct timers wheel;

static void note(void *arg)
{
	size_t len = strlen(fired);

	if (len + 1 < sizeof(fired)) {
		fired[len] = *(const char *)arg;
		fired[len + 1] = '\0';
	}
}

static void begin(uint64_t now_ms)
{
	fired[0] = '\0';
	timers_init(&wheel, now_ms);
}

TEST(timer, fires_once_at_its_time_and_not_before)
{
	struct timer a = { 0 };

	begin(1000);
	timer_set(&wheel, &a, 500, note, "a");
	CHECK(timer_is_set(&a));
	CHECK_INT(wheel.count, 1);
	timers_run(&wheel, 1499);
	CHECK_TEXT(fired, "");
	timers_run(&wheel, 1500);
	CHECK_TEXT(fired, "a");
	CHECK(!timer_is_set(&a));
	timers_run(&wheel, 100000);
	CHECK_TEXT(fired, "a");
	CHECK_INT(wheel.count, 0);
}

TEST(timer, equals_fire_in_the_order_of_setting_even_when_one_was_set_from_afar)
{
	struct timer t[4] = { 0 };

	begin(0);
	timer_set(&wheel, &t[0], 20100, note, "a");	/* two levels up */
	timers_run(&wheel, 19000);
	timer_set(&wheel, &t[1], 1100, note, "b");	/* one level up */
	timers_run(&wheel, 20090);
	timer_set(&wheel, &t[2], 10, note, "c");
	timer_set(&wheel, &t[3], 9, note, "d");
	timers_run(&wheel, 30000);
	CHECK_TEXT(fired, "dabc");
}

TEST(timer, one_that_is_set_again_is_moved_to_the_end_of_its_equals)
{
	struct timer a = { 0 }, b = { 0 };

	begin(7);
	timer_set(&wheel, &a, 100, note, "a");
	timer_set(&wheel, &b, 100, note, "b");
	timer_set(&wheel, &a, 100, note, "A");
	CHECK_INT(wheel.count, 2);
	timers_run(&wheel, 107);
	CHECK_TEXT(fired, "bA");
}

TEST(timer, one_that_was_stopped_never_fires)
{
	struct timer a = { 0 }, never = { 0 };

	begin(0);
	timer_set(&wheel, &a, HOUR, note, "a");
	timer_stop(&wheel, &a);
	timer_stop(&wheel, &a);
	timer_stop(&wheel, &never);
	CHECK_INT(wheel.count, 0);
	CHECK_INT(timers_next(&wheel), -1);
	timers_run(&wheel, 2 * HOUR);
	CHECK_TEXT(fired, "");
}

static uint64_t seen_ms;
static struct timer again;

static void see_and_set(void *arg)
{
	seen_ms = wheel.now_ms;
	note("s");
	timer_set(&wheel, &again, *(uint64_t *)arg, see_and_set, arg);
}

TEST(timer, now_is_the_due_time_while_one_fires_and_it_may_set_itself_again)
{
	uint64_t period = 10;

	begin(0);
	memset(&again, 0, sizeof(again));
	timer_set(&wheel, &again, period, see_and_set, &period);
	timers_run(&wheel, 35);
	CHECK_TEXT(fired, "sss");
	CHECK_INT(seen_ms, 30);
	CHECK_INT(wheel.now_ms, 35);
}

TEST(timer, one_set_for_0_ms_waits_for_the_next_run)
{
	uint64_t period = 0;

	begin(0);
	memset(&again, 0, sizeof(again));
	timer_set(&wheel, &again, period, see_and_set, &period);
	CHECK_INT(timers_next(&wheel), 0);
	timers_run(&wheel, 0);
	CHECK_TEXT(fired, "s");
	timers_run(&wheel, 50);
	CHECK_TEXT(fired, "ss");
	CHECK_INT(seen_ms, 0);
	timers_run(&wheel, 50);
	CHECK_TEXT(fired, "sss");
	CHECK_INT(seen_ms, 50);
	timer_stop(&wheel, &again);
	CHECK_INT(timers_next(&wheel), -1);
}

static void stop_it(void *arg)
{
	note("x");
	timer_stop(&wheel, arg);
}

TEST(timer, one_that_fires_may_stop_its_equals)
{
	struct timer a = { 0 }, b = { 0 }, c = { 0 };

	begin(0);
	timer_set(&wheel, &a, 64, stop_it, &b);
	timer_set(&wheel, &b, 64, note, "b");
	timer_set(&wheel, &c, 64, note, "c");
	timers_run(&wheel, 64);
	CHECK_TEXT(fired, "xc");
	timer_set(&wheel, &a, 0, stop_it, &b);
	timer_set(&wheel, &b, 0, note, "b");
	timers_run(&wheel, 64);
	CHECK_TEXT(fired, "xcx");
}

TEST(timer, time_never_goes_back)
{
	struct timer a = { 0 };

	begin(1000);
	timers_run(&wheel, 10);
	CHECK_INT(wheel.now_ms, 1000);
	timer_set(&wheel, &a, 1, note, "a");
	timers_run(&wheel, 999);
	CHECK_TEXT(fired, "");
	timers_run(&wheel, 1001);
	CHECK_TEXT(fired, "a");
}

/* It would take hours to go there by the millisecond. */
TEST(timer, a_jump_of_years_costs_no_more_than_what_fires_in_it)
{
	struct timer a = { 0 }, b = { 0 }, far = { 0 };

	begin(123456789);
	timer_set(&wheel, &a, 10 * HOUR, note, "a");
	timer_set(&wheel, &b, 9000 * HOUR + 1, note, "b");
	timer_set(&wheel, &far, UINT64_MAX, note, "f");
	timers_run(&wheel, 123456789 + 10 * HOUR - 1);
	CHECK_TEXT(fired, "");
	timers_run(&wheel, 123456789 + TIMER_MAX_MS - 1);
	CHECK_TEXT(fired, "ab");
	timers_run(&wheel, 123456789 + TIMER_MAX_MS);
	CHECK_TEXT(fired, "abf");
	timers_run(&wheel, UINT64_C(1) << 60);
	CHECK_INT(timers_next(&wheel), -1);
}

TEST(timer, the_next_is_never_told_too_late_and_a_few_looks_lead_to_it)
{
	static const uint64_t afters[] = { 1, 63, 64, 65, 16383, 16384, 5000000, HOUR, 5000 * HOUR };
	struct timer a = { 0 };

	for (size_t i = 0; i < sizeof(afters) / sizeof(*afters); i++) {
		int looks = 0;
		uint64_t due;

		begin(98765 + i);
		due = wheel.now_ms + afters[i];
		timer_set(&wheel, &a, afters[i], note, "a");
		while (timer_is_set(&a)) {
			int64_t wait = timers_next(&wheel);

			CHECK(wait > 0 && wheel.now_ms + (uint64_t)wait <= due);
			CHECK(++looks <= TIMER_LEVELS);
			timers_run(&wheel, wheel.now_ms + (uint64_t)wait);
		}
		CHECK_INT(wheel.now_ms, due);
	}
}

/* The property: whatever is set, moved and stopped, everything fires, at its
 * time, once, sorted by due time and then by the order of setting. */
#define MANY 100000

struct item {
	struct timer timer;
	uint64_t due_ms, order;
	bool set, soon;
	uint32_t run;		/* in which it was set */
};

static struct {
	struct item *items;
	uint64_t random, orders, last_due, last_order, wrong;
	uint32_t run, set, fires;
	bool running, past_soon;
} model;

static uint64_t chance(uint64_t below)
{
	model.random ^= model.random << 13;
	model.random ^= model.random >> 7;
	model.random ^= model.random << 17;
	return model.random % below;
}

static void item_fired(void *arg);

static void item_set(struct item *item)
{
	static const uint64_t ranges[] = { 1, 4, 100, 20000, 5000000, TIMER_MAX_MS };
	uint64_t after = chance(ranges[chance(6)]);

	model.set += !item->set;
	item->set = true;
	item->soon = after == 0;
	item->due_ms = wheel.now_ms + after;
	item->order = ++model.orders;
	item->run = model.run;
	timer_set(&wheel, &item->timer, after, item_fired, item);
}

static void item_stop(struct item *item)
{
	model.set -= item->set;
	item->set = false;
	timer_stop(&wheel, &item->timer);
}

static void item_fired(void *arg)
{
	struct item *item = arg;

	model.fires++;
	model.wrong += !item->set || !model.running || timer_is_set(&item->timer);
	if (item->soon) {
		model.wrong += item->run == model.run || model.past_soon;
		model.wrong += item->order <= model.last_order;
	} else {
		if (!model.past_soon)
			model.last_due = 0;
		model.past_soon = true;
		model.wrong += item->due_ms != wheel.now_ms || item->due_ms < model.last_due;
		model.wrong += item->due_ms == model.last_due && item->order <= model.last_order;
	}
	model.last_due = item->due_ms;
	model.last_order = item->order;
	item->set = false;
	model.set--;
	if (chance(2))
		item_set(item);
	if (chance(8) == 0)
		item_stop(&model.items[chance(MANY)]);
	if (chance(8) == 0)
		item_set(&model.items[chance(MANY)]);
}

static void model_run(uint64_t to_ms)
{
	model.run++;
	model.running = true;
	model.past_soon = false;
	model.last_due = model.last_order = 0;
	timers_run(&wheel, to_ms);
	model.running = false;
}

/* How many are still set though they should have fired. */
static uint32_t overdue(void)
{
	uint32_t n = 0;

	for (int i = 0; i < MANY; i++) {
		const struct item *item = &model.items[i];

		n += item->set && item->due_ms <= wheel.now_ms && !(item->soon && item->run == model.run);
	}
	return n;
}

TEST_ONCE(timer, whatever_is_set_moved_and_stopped_all_fire_in_time_and_in_order)
{
	static const uint64_t jumps[] = { 2, 64, 300, 40000, 7000000, TIMER_MAX_MS / 50 };

	memset(&model, 0, sizeof(model));
	model.random = 88172645463325252u;
	model.items = mem_zalloc(MANY * sizeof(*model.items));
	NEED(model.items);
	DEFER(mem_free, model.items);
	timers_init(&wheel, (UINT64_C(1) << 38) - 500000);	/* the highest level goes round */
	for (int i = 0; i < MANY; i++)
		item_set(&model.items[i]);
	for (int round = 0; round < 2000; round++) {
		for (int i = 0; i < 20; i++)
			item_set(&model.items[chance(MANY)]);
		for (int i = 0; i < 5; i++)
			item_stop(&model.items[chance(MANY)]);
		CHECK_INT(wheel.count, model.set);
		model_run(wheel.now_ms + chance(jumps[chance(6)]));
		CHECK_INT(model.wrong, 0);
		if (round % 50 == 0)
			CHECK_INT(overdue(), 0);
	}
	CHECK_INT(overdue(), 0);
	CHECK(model.fires > MANY);
}

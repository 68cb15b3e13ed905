/* SPDX-License-Identifier: MIT
 * test_moment.c - whether it pays to look before one sleeps. */
#include "os/moment.h"
#include "test.h"

/* How many times it is let be after a look in vain. */
static unsigned rest(struct moment *moment)
{
	unsigned count = 0;

	moment_over(moment, true);
	while (!moment_pays(moment))
		count++;
	return count;
}

TEST(moment, who_looks_in_vain_lets_it_be_ever_longer)
{
	struct moment moment = { 0 };

	CHECK(moment_pays(&moment));
	CHECK_INT(rest(&moment), 1);
	CHECK_INT(rest(&moment), 2);
	CHECK_INT(rest(&moment), 4);
	for (int i = 0; i < 10; i++)
		rest(&moment);
	CHECK_INT(rest(&moment), MOMENT_REST_MAX);
}

TEST(moment, who_once_did_not_look_in_vain_looks_each_time)
{
	struct moment moment = { 0 };

	rest(&moment);
	rest(&moment);
	moment_over(&moment, false);
	CHECK(moment_pays(&moment));
	moment_over(&moment, false);
	CHECK(moment_pays(&moment));
	CHECK_INT(rest(&moment), 1);
}

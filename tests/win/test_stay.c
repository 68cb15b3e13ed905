/* SPDX-License-Identifier: MIT
 * test_stay.c - the provider stays loaded where libuv left handlers behind.
 *
 * That a Ctrl-C would else jump into what is no longer there can be seen in a
 * console only, and tests have none; so this looks whether it is still there. */
#include "conf_raw.h"

TEST_ONCE(load, once_in_use_it_is_not_unloaded_under_the_handlers_of_libuv)
{
	void *entry;

	scene_load(LINES);
	raw_begin(3, 4);
	entry = (void *)SP->providerShutdown;
	CHECK_INT(SP->providerShutdown(TAPI_3_1, 3), 0);
	scene_close();
	CHECK(!IsBadReadPtr(entry, 1));
}

/* SPDX-License-Identifier: MIT
 * test_support.c - docs/support.md says of all that a device does what it means there. */
#include "model/driver.h"
#include "model/op.h"
#include "tspi/command.h"
#include "test.h"

/* "sip lineHold": what is filled but not told of; "" when all is. */
static const char *untold(void)
{
	static char text[80];

	text[0] = '\0';
	for (size_t d = 0; drivers[d]; d++) {
		const struct driver *driver = drivers[d];

		for (int op = 0; op < CALL_OP_COUNT; op++)
			if (driver->call[op] && !support_means(driver, call_op_name(op)))
				snprintf(text, sizeof(text), "%s %s", driver->name, call_op_name(op));
		for (int op = 0; op < LINE_OP_COUNT; op++)
			if (driver->line[op] && !support_means(driver, line_op_name(op)))
				snprintf(text, sizeof(text), "%s %s", driver->name, line_op_name(op));
		for (int op = 0; op < PHONE_OP_COUNT; op++)
			if (driver->phone[op] && !support_means(driver, phone_op_name(op)))
				snprintf(text, sizeof(text), "%s %s", driver->name, phone_op_name(op));
	}
	return text;
}

TEST_ONCE(support, every_operation_that_a_device_does_is_explained)
{
	CHECK_TEXT(untold(), "");
}

TEST_ONCE(support, what_is_no_function_means_nothing)
{
	CHECK_TEXT(support_means(drivers[0], "lineNothing"), NULL);
}

/* SPDX-License-Identifier: MIT
 * test_park.c - park, pickup and completion through the provider's door. */
#include "exchange.h"

static uint32_t out, in, got;

TEST_ONCE(conf_park, says_where_the_call_went)			/* R-ASYNC-8, R-STRUCT-14 */
{
	struct host_call_info info;
	char place[32];

	exchange_open("");
	exchange_talk(line_a, "200", line_b, &out, &in);
	CHECK_INT(exchange_reply(host_park(exchange, in, LINEPARKMODE_NONDIRECTED, NULL)), 0);
	exchange_state(in, LINECALLSTATE_IDLE);
	CHECK_TEXT(host_parked(exchange, in, place, sizeof(place)), "800");
	CHECK_INT(exchange_reply(host_unpark(exchange, line_c, 0, place, &got)), 0);
	exchange_state(got, LINECALLSTATE_CONNECTED);
	NEED(host_call_info(exchange, got, &info) == 0);
	CHECK_INT(info.reason, LINECALLREASON_UNPARK);
	CHECK_TEXT(info.caller, "100");
}

TEST_ONCE(conf_park, at_a_place_of_ones_own)			/* R-HND-12 */
{
	exchange_open("");
	exchange_talk(line_a, "200", line_b, &out, &in);
	CHECK_INT(host_park(exchange, out, 4, "77"), (LONG)LINEERR_INVALPARKMODE);
	CHECK_INT(host_park(exchange, out, LINEPARKMODE_DIRECTED, NULL), (LONG)LINEERR_INVALADDRESS);
	CHECK_INT(exchange_reply(host_park(exchange, out, LINEPARKMODE_DIRECTED, "77")), 0);
	exchange_state(out, LINECALLSTATE_IDLE);
	CHECK_INT(exchange_reply(host_unpark(exchange, line_a, 0, "77", &got)), 0);
	CHECK(got != out);
	exchange_state(got, LINECALLSTATE_CONNECTED);
	CHECK_INT(host_unpark(exchange, line_a, 1, "77", &got), (LONG)LINEERR_INVALADDRESSID);
}

TEST_ONCE(conf_park, a_call_that_rings_elsewhere_is_picked_up)
{
	struct host_call_info info;

	exchange_open("");
	NEED(exchange_reply(host_make_call(exchange, line_a, "200", NULL, &out)) == 0);
	exchange_run(100);
	in = exchange_offered(line_b);
	CHECK_INT(exchange_reply(host_pickup(exchange, line_c, 0, "200", NULL, &got)), 0);
	exchange_state(got, LINECALLSTATE_CONNECTED);
	exchange_state(in, LINECALLSTATE_IDLE);
	NEED(host_call_info(exchange, got, &info) == 0);
	CHECK_INT(info.reason, LINECALLREASON_PICKUP);
}

TEST_ONCE(conf_park, a_busy_line_calls_back)			/* R-ASYNC-14, R-CHECK-2 */
{
	struct host_call_info info;
	LINECALLINFO *record;
	LINEDEVSTATUS *status;
	uint32_t busy;

	exchange_open("");
	exchange_talk(line_b, "300", line_c, &out, &in);
	NEED(exchange_reply(host_make_call(exchange, line_a, "200", NULL, &busy)) == 0);
	exchange_run(20);
	exchange_state(busy, LINECALLSTATE_BUSY);
	CHECK_INT(host_complete_call(exchange, busy, 16, 0), (LONG)LINEERR_INVALCALLCOMPLMODE);
	CHECK_INT(host_complete_call(exchange, busy, LINECALLCOMPLMODE_MESSAGE, 99), (LONG)LINEERR_INVALMESSAGEID);
	CHECK_INT(exchange_reply(host_complete_call(exchange, busy, LINECALLCOMPLMODE_CALLBACK, 0)), 0);
	exchange_state(busy, LINECALLSTATE_IDLE);
	CHECK(host_completion(exchange, busy) != 0);
	NEED(host_get_line_status(exchange, line_a, &status) == 0);
	CHECK_INT(status->dwNumCallCompletions, 1);
	mem_free(status);
	NEED(exchange_reply(host_drop(exchange, out)) == 0);
	exchange_run(20);
	got = exchange_offered(line_a);
	NEED(host_call_info(exchange, got, &info) == 0);
	CHECK_INT(info.reason, LINECALLREASON_CALLCOMPLETION);
	NEED(host_get_call_info(exchange, got, &record) == 0);
	CHECK_INT(record->dwCompletionID, host_completion(exchange, busy));
	mem_free(record);
}

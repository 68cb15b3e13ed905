/* SPDX-License-Identifier: MIT
 * test_transfer.c - transfer and swap through the provider's door. */
#include "exchange.h"

static uint32_t out, in, consult, third;

static void consulting(void)
{
	exchange_open("");
	exchange_talk(line_a, "200", line_b, &out, &in);
	NEED(exchange_reply(host_setup_transfer(exchange, out, &consult)) == 0);
	exchange_state(out, LINECALLSTATE_ONHOLDPENDTRANSFER);
	third = exchange_reach(consult, "300", line_c);
}

TEST_ONCE(conf_transfer, both_calls_are_idle_and_the_others_know_each_other)	/* R-XFER-2, R-XFER-6 */
{
	struct host_call_info info;

	consulting();
	CHECK_INT(exchange_reply(host_complete_transfer(exchange, out, consult, LINETRANSFERMODE_TRANSFER, NULL)), 0);
	exchange_state(out, LINECALLSTATE_IDLE);
	exchange_state(consult, LINECALLSTATE_IDLE);
	NEED(host_call_info(exchange, in, &info) == 0);
	CHECK_INT(info.state, LINECALLSTATE_CONNECTED);
	CHECK_TEXT(info.connected, "300");
	CHECK_TEXT(info.redirecting, "100");
	CHECK_INT(info.reason, LINECALLREASON_TRANSFER);
	NEED(host_call_info(exchange, out, &info) == 0);		/* R-HND-10 */
	CHECK_INT(info.state, LINECALLSTATE_IDLE);
}

TEST_ONCE(conf_transfer, can_become_a_conference)		/* R-XFER-2, R-STATE-5 */
{
	uint32_t conf = 0;

	consulting();
	CHECK_INT(exchange_reply(host_complete_transfer(exchange, out, consult,
							LINETRANSFERMODE_CONFERENCE, &conf)), 0);
	exchange_state(out, LINECALLSTATE_CONFERENCED);
	exchange_state(consult, LINECALLSTATE_CONFERENCED);
	exchange_state(conf, LINECALLSTATE_CONNECTED);
}

TEST_ONCE(conf_transfer, in_a_mode_that_there_is_not_is_refused)
{
	consulting();
	CHECK_INT(host_complete_transfer(exchange, out, consult, 4, NULL), (LONG)LINEERR_INVALTRANSFERMODE);
	CHECK_INT(host_complete_transfer(exchange, consult, out, LINETRANSFERMODE_TRANSFER, NULL),
		  (LONG)LINEERR_INVALCALLSTATE);
	CHECK_INT(host_setup_transfer(exchange, out, &consult), (LONG)LINEERR_INVALCALLSTATE);
}

TEST_ONCE(conf_transfer, the_call_comes_back_when_the_consultation_is_dropped)	/* R-DROP-3 */
{
	consulting();
	CHECK_INT(exchange_reply(host_drop(exchange, consult)), 0);
	exchange_state(consult, LINECALLSTATE_IDLE);
	exchange_state(out, LINECALLSTATE_CONNECTED);
}

TEST_ONCE(conf_transfer, the_consultation_ends_when_the_call_is_taken_back)	/* R-XFER-5 */
{
	consulting();
	CHECK_INT(exchange_reply(host_unhold(exchange, out)), 0);
	exchange_state(out, LINECALLSTATE_CONNECTED);
	exchange_state(consult, LINECALLSTATE_IDLE);
	exchange_state(third, LINECALLSTATE_IDLE);
}

TEST_ONCE(conf_transfer, held_and_active_call_change_places)
{
	consulting();
	CHECK_INT(exchange_reply(host_swap_hold(exchange, consult, out)), 0);
	exchange_state(out, LINECALLSTATE_CONNECTED);
	exchange_state(consult, LINECALLSTATE_ONHOLDPENDTRANSFER);
}

TEST_ONCE(conf_transfer, blind_leaves_the_call_idle)		/* R-XFER-4, R-DIAL-2 */
{
	struct host_call_info info;
	uint32_t offered;

	exchange_open("");
	exchange_talk(line_a, "200", line_b, &out, &in);
	CHECK_INT(host_blind_transfer(exchange, out, "555"), (LONG)LINEERR_INVALADDRESS);
	CHECK_INT(exchange_reply(host_blind_transfer(exchange, out, "300")), 0);
	exchange_state(out, LINECALLSTATE_IDLE);
	offered = exchange_offered(line_c);
	NEED(host_call_info(exchange, offered, &info) == 0);
	CHECK_TEXT(info.caller, "200");
	CHECK_INT(info.reason, LINECALLREASON_TRANSFER);
}

TEST_ONCE(conf_transfer, a_number_is_dialled_in_parts)		/* R-DIAL-3, R-DIAL-7 */
{
	exchange_open("");
	NEED(exchange_reply(host_make_call(exchange, line_a, ";", NULL, &out)) == 0);
	exchange_state(out, LINECALLSTATE_DIALTONE);
	CHECK_INT(exchange_reply(host_dial(exchange, out, "30;")), 0);
	exchange_state(out, LINECALLSTATE_DIALING);
	CHECK_INT(host_dial(exchange, out, "0W"), (LONG)LINEERR_DIALDIALTONE);	/* R-DIAL-1 */
	CHECK_INT(exchange_reply(host_dial(exchange, out, "0")), 0);
	exchange_run(100);
	exchange_offered(line_c);
	exchange_state(out, LINECALLSTATE_RINGBACK);
	CHECK_INT(host_dial(exchange, out, "1"), (LONG)LINEERR_INVALCALLSTATE);
}

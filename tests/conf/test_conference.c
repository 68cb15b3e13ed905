/* SPDX-License-Identifier: MIT
 * test_conference.c - conferences through the provider's door. */
#include "exchange.h"

static uint32_t out, in, conf, consult, third;

static void three(void)
{
	exchange_open("");
	exchange_talk(line_a, "200", line_b, &out, &in);
	NEED(exchange_reply(host_setup_conference(exchange, out, 0, 3, &conf, &consult)) == 0);
	exchange_state(conf, LINECALLSTATE_ONHOLDPENDCONF);
	exchange_state(out, LINECALLSTATE_CONFERENCED);
	third = exchange_reach(consult, "300", line_c);
	NEED(exchange_reply(host_add_to_conference(exchange, conf, consult)) == 0);
	exchange_state(consult, LINECALLSTATE_CONFERENCED);
	exchange_state(conf, LINECALLSTATE_CONNECTED);
}

TEST_ONCE(conf_conference, is_a_call_with_members)		/* R-CONF-1, R-CONF-2, R-STATE-5 */
{
	struct host_call_info info, member;

	three();
	NEED(host_call_info(exchange, conf, &info) == 0);
	NEED(host_call_info(exchange, consult, &member) == 0);
	CHECK_INT(info.origin, LINECALLORIGIN_CONFERENCE);
	CHECK_INT(member.related_id, info.call_id);
	CHECK(info.features & LINECALLFEATURE_PREPAREADDCONF);
	CHECK(!(info.features & (LINECALLFEATURE_SETUPCONF | LINECALLFEATURE_PARK)));
	CHECK(member.features & LINECALLFEATURE_REMOVEFROMCONF);
}

TEST_ONCE(conf_conference, of_two_becomes_a_call_again)		/* R-CONF-6 */
{
	three();
	CHECK_INT(exchange_reply(host_remove_from_conference(exchange, consult)), 0);
	exchange_state(consult, LINECALLSTATE_IDLE);
	exchange_state(conf, LINECALLSTATE_IDLE);
	exchange_state(out, LINECALLSTATE_CONNECTED);
}

TEST_ONCE(conf_conference, can_begin_with_nobody)		/* R-CONF-1 */
{
	LINEADDRESSCAPS *caps;

	exchange_open("");
	NEED(host_get_address_caps(exchange, host_line(exchange, 0), 0, &caps) == 0);
	CHECK(caps->dwAddrCapFlags & LINEADDRCAPFLAGS_SETUPCONFNULL);
	CHECK(caps->dwMaxNumConference >= 3);
	CHECK_INT(caps->dwRemoveFromConfCaps, LINEREMOVEFROMCONF_ANY);
	CHECK_INT(caps->dwRemoveFromConfState, LINECALLSTATE_IDLE);
	mem_free(caps);
	NEED(exchange_reply(host_setup_conference(exchange, 0, line_a, 3, &conf, &consult)) == 0);
	third = exchange_reach(consult, "300", line_c);
	CHECK_INT(exchange_reply(host_add_to_conference(exchange, conf, consult)), 0);
	exchange_state(conf, LINECALLSTATE_CONNECTED);
}

TEST_ONCE(conf_conference, takes_no_member_twice)		/* R-CONF-3 */
{
	uint32_t more;

	three();
	CHECK_INT(host_prepare_add(exchange, out, &more), (LONG)LINEERR_INVALCONFCALLHANDLE);
	NEED(exchange_reply(host_prepare_add(exchange, conf, &more)) == 0);
	exchange_state(conf, LINECALLSTATE_ONHOLDPENDCONF);
	CHECK_INT(host_add_to_conference(exchange, conf, consult), (LONG)LINEERR_INVALCALLHANDLE);
	CHECK_INT(host_add_to_conference(exchange, conf, in), (LONG)LINEERR_INVALCALLHANDLE);
}

TEST_ONCE(conf_conference, takes_its_members_along)		/* R-STATE-1 */
{
	three();
	CHECK_INT(exchange_reply(host_drop(exchange, conf)), 0);
	exchange_state(conf, LINECALLSTATE_IDLE);
	exchange_state(out, LINECALLSTATE_IDLE);
	exchange_state(consult, LINECALLSTATE_IDLE);
	exchange_state(third, LINECALLSTATE_IDLE);
}

TEST_ONCE(conf_conference, ends_when_its_first_call_is_taken_back)	/* R-CONF-9 */
{
	exchange_open("");
	exchange_talk(line_a, "200", line_b, &out, &in);
	NEED(exchange_reply(host_setup_conference(exchange, out, 0, 3, &conf, &consult)) == 0);
	exchange_state(out, LINECALLSTATE_CONFERENCED);
	CHECK_INT(exchange_reply(host_unhold(exchange, out)), 0);
	exchange_state(out, LINECALLSTATE_CONNECTED);
	exchange_state(conf, LINECALLSTATE_IDLE);
	exchange_state(consult, LINECALLSTATE_IDLE);
}

TEST_ONCE(conf_conference, is_full_when_it_has_as_many_as_it_says)	/* R-CONF-4 */
{
	struct host_call_info info;
	LINEADDRESSCAPS *caps;
	DWORD most;

	exchange_open("");
	NEED(host_get_address_caps(exchange, host_line(exchange, 0), 0, &caps) == 0);
	most = caps->dwMaxNumConference;
	mem_free(caps);
	NEED(exchange_reply(host_setup_conference(exchange, 0, line_a, 3, &conf, &consult)) == 0);
	for (DWORD i = 1; i <= most; i++) {
		exchange_state(consult, LINECALLSTATE_DIALTONE);
		NEED(exchange_reply(host_dial(exchange, consult, "91")) == 0);
		exchange_run(200);
		exchange_state(consult, LINECALLSTATE_CONNECTED);
		NEED(exchange_reply(host_add_to_conference(exchange, conf, consult)) == 0);
		exchange_state(conf, LINECALLSTATE_CONNECTED);
		if (i < most)
			NEED(exchange_reply(host_prepare_add(exchange, conf, &consult)) == 0);
	}
	CHECK_INT(host_prepare_add(exchange, conf, &consult), (LONG)LINEERR_CONFERENCEFULL);
	NEED(host_call_info(exchange, conf, &info) == 0);
	CHECK(!(info.features & LINECALLFEATURE_PREPAREADDCONF));
}

TEST_ONCE(conf_conference, is_monitored_for_itself)		/* R-CONF-5 */
{
	struct host_filter filter = { .by_message = true, .message = LINE_MONITORDIGITS };
	struct host_event event = { 0 };

	three();
	CHECK_INT(host_monitor_digits(exchange, conf, LINEDIGITMODE_DTMF), 0);
	CHECK_INT(host_tspi(exchange)->lineGenerateDigits(host_hdcall(exchange, in), 1, LINEDIGITMODE_DTMF,
							  (LPCWSTR)u"5", 0), 0);
	exchange_run(1000);
	CHECK(host_wait(exchange, &filter, WAIT_MS, &event));
	CHECK_INT(event.call, conf);
	CHECK_INT(event.p1, '5');
	CHECK(!host_wait(exchange, &filter, 0, &event));	/* no member was asked for */
}

TEST_ONCE(conf_conference, does_not_hold_one_to_the_number_of_parties_that_was_named)	/* R-CONF-8 */
{
	static const DWORD parties[] = { 0, 1, 3, 0xFFFFFFFF };

	exchange_open("");
	for (size_t i = 0; i < sizeof(parties) / sizeof(parties[0]); i++) {
		CHECK_INT(exchange_reply(host_setup_conference(exchange, 0, line_a, parties[i], &conf, &consult)), 0);
		exchange_state(consult, LINECALLSTATE_DIALTONE);
		NEED(exchange_reply(host_drop(exchange, consult)) == 0);
		exchange_state(conf, LINECALLSTATE_IDLE);
		exchange_state(consult, LINECALLSTATE_IDLE);
	}
}

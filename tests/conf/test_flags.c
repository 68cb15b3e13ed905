/* SPDX-License-Identifier: MIT
 * test_flags.c - what an address says of itself in LINEADDRCAPFLAGS_ is what it
 * does, and the reverse. */
#include "exchange.h"
#include "abi/sizes.h"

/* What every line of the exchange claims. */
#define ALWAYS (LINEADDRCAPFLAGS_DIALED | LINEADDRCAPFLAGS_PARTIALDIAL | LINEADDRCAPFLAGS_SETUPCONFNULL |	\
		LINEADDRCAPFLAGS_SECURE | LINEADDRCAPFLAGS_AUTORECONNECT | LINEADDRCAPFLAGS_CONFDROP |		\
		LINEADDRCAPFLAGS_COMPLETIONID | LINEADDRCAPFLAGS_PICKUPGROUPID |				\
		LINEADDRCAPFLAGS_FWDNUMRINGS | LINEADDRCAPFLAGS_FWDSTATUSVALID |				\
		LINEADDRCAPFLAGS_FWDINTEXTADDR | LINEADDRCAPFLAGS_FWDBUSYNAADDR |				\
		LINEADDRCAPFLAGS_TRANSFERHELD | LINEADDRCAPFLAGS_TRANSFERMAKE |					\
		LINEADDRCAPFLAGS_CONFERENCEHELD | LINEADDRCAPFLAGS_CONFERENCEMAKE |				\
		LINEADDRCAPFLAGS_DESTOFFHOOK | LINEADDRCAPFLAGS_PREDICTIVEDIALER |				\
		LINEADDRCAPFLAGS_SETCALLINGID)
#define NEW_IN_2 (LINEADDRCAPFLAGS_PREDICTIVEDIALER | LINEADDRCAPFLAGS_SETCALLINGID)

static uint32_t out, in, third, got;

static LINEADDRESSCAPS *caps_of(size_t i)
{
	LINEADDRESSCAPS *caps;

	NEED(host_get_address_caps(exchange, host_line(exchange, i), 0, &caps) == 0);
	DEFER(mem_free, caps);
	return caps;
}

/* LINECALLPARAMS with a text behind it, at `field`. */
struct with_text {
	LINECALLPARAMS p;
	WCHAR text[16];
};

static struct with_text with(DWORD flags, size_t field, const char *text)
{
	struct with_text w = { .p = {
		.dwTotalSize = sizeof(w), .dwBearerMode = LINEBEARERMODE_VOICE,
		.dwMediaMode = LINEMEDIAMODE_INTERACTIVEVOICE, .dwCallParamFlags = flags,
		.dwAddressMode = LINEADDRESSMODE_ADDRESSID,
	} };
	const DWORD place[2] = { (DWORD)(2 * (strlen(text) + 1)), offsetof(struct with_text, text) };

	for (size_t i = 0; text[i]; i++)
		w.text[i] = (WCHAR)text[i];
	if (field)
		memcpy((char *)&w.p + field, place, sizeof(place));
	return w;
}

#define AT(name) offsetof(LINECALLPARAMS, name)

TEST_ONCE(conf_flags, a_line_claims_what_it_does_and_no_more)	/* R-STATE-4, R-VER-6 */
{
	const LINEADDRESSCAPS *caps;

	exchange_open("call-waiting = yes\nhide-number = yes\n[sim]\nalert = accept\n"
		      "[phone x]\ndriver = sim\nline = a\n");
	CHECK_INT(caps_of(0)->dwAddrCapFlags, ALWAYS | LINEADDRCAPFLAGS_BLOCKIDOVERRIDE |
		  LINEADDRCAPFLAGS_ACCEPTTOALERT | LINEADDRCAPFLAGS_ORIGOFFHOOK);
	caps = caps_of(3);
	CHECK_INT(caps->dwAddrCapFlags, ALWAYS | LINEADDRCAPFLAGS_BLOCKIDDEFAULT |
		  LINEADDRCAPFLAGS_ACCEPTTOALERT | LINEADDRCAPFLAGS_PICKUPCALLWAIT);
	CHECK(caps->dwAddressFeatures & LINEADDRFEATURE_PICKUPWAITING);
	CHECK_INT(caps->dwPredictiveAutoTransferStates,
		  LINECALLSTATE_CONNECTED | LINECALLSTATE_BUSY | LINECALLSTATE_SPECIALINFO);
}

TEST_ONCE(conf_flags, of_what_is_newer_than_the_version_nothing_is_claimed)	/* R-VER-6 */
{
	static union {
		LINEADDRESSCAPS caps;
		unsigned char room[4096];
	} u;

	exchange_open("");
	u.caps.dwTotalSize = sizeof(u);
	CHECK_INT(host_tspi(exchange)->lineGetAddressCaps(host_line(exchange, 0), 0, TAPI_1_4, 0, &u.caps), 0);
	CHECK_INT(u.caps.dwAddrCapFlags, (ALWAYS | LINEADDRCAPFLAGS_BLOCKIDOVERRIDE) & ~(DWORD)NEW_IN_2);
}

/* --- LINECALLPARAMS ---------------------------------------------------------------- */

TEST_ONCE(conf_flags, a_predictive_call_transfers_itself_when_it_is_answered)	/* R-DIAL-9 */
{
	struct with_text w = with(LINECALLPARAMFLAGS_PREDICTIVEDIAL, AT(dwTargetAddressSize), "300");
	struct host_call_info info;

	exchange_open("");
	w.p.dwPredictiveAutoTransferStates = LINECALLSTATE_CONNECTED;
	NEED(exchange_reply(host_make_call(exchange, line_a, "200", &w.p, &out)) == 0);
	exchange_run(100);
	in = exchange_offered(line_b);
	NEED(exchange_reply(host_answer(exchange, in)) == 0);
	exchange_run(1);
	exchange_state(out, LINECALLSTATE_IDLE);
	got = exchange_offered(line_c);
	NEED(exchange_reply(host_answer(exchange, got)) == 0);
	exchange_state(got, LINECALLSTATE_CONNECTED);
	NEED(host_call_info(exchange, in, &info) == 0);
	CHECK_TEXT(info.connected, "300");
}

TEST_ONCE(conf_flags, a_prediction_that_cannot_be_is_refused)
{
	struct with_text w = with(LINECALLPARAMFLAGS_PREDICTIVEDIAL, AT(dwTargetAddressSize), "300");
	struct with_text none = with(LINECALLPARAMFLAGS_PREDICTIVEDIAL, 0, "");

	exchange_open("");
	w.p.dwPredictiveAutoTransferStates = LINECALLSTATE_RINGBACK;
	CHECK_INT(host_make_call(exchange, line_a, "200", &w.p, &out), (LONG)LINEERR_INVALCALLPARAMS);
	none.p.dwPredictiveAutoTransferStates = LINECALLSTATE_BUSY;
	CHECK_INT(host_make_call(exchange, line_a, "200", &none.p, &out), (LONG)LINEERR_INVALCALLPARAMS);
	w = with(LINECALLPARAMFLAGS_PREDICTIVEDIAL, AT(dwTargetAddressSize), "777");
	w.p.dwPredictiveAutoTransferStates = LINECALLSTATE_BUSY;
	CHECK_INT(host_make_call(exchange, line_a, "200", &w.p, &out), (LONG)LINEERR_INVALADDRESS);
}

TEST_ONCE(conf_flags, a_telephone_is_taken_off_hook_where_it_stands)
{
	struct with_text dest = with(LINECALLPARAMFLAGS_DESTOFFHOOK, 0, "");
	struct with_text orig = with(LINECALLPARAMFLAGS_ORIGOFFHOOK, 0, "");
	uint32_t phone;
	DWORD off = 0;

	exchange_open("[phone y]\ndriver = sim\nline = b\n");
	NEED(host_phone_open(exchange, host_phone(exchange, 0), &phone) == 0);
	CHECK_INT(host_make_call(exchange, line_a, "200", &orig.p, &out), (LONG)LINEERR_INVALCALLPARAMS);
	NEED(exchange_reply(host_make_call(exchange, line_a, "200", &dest.p, &out)) == 0);
	exchange_run(40);
	exchange_state(out, LINECALLSTATE_CONNECTED);
	NEED(exchange_reply(host_drop(exchange, out)) == 0);
	CHECK_INT(host_tspi(exchange)->phoneGetHookSwitch(host_hdphone(exchange, phone), &off), 0);
	CHECK_INT(off, PHONEHOOKSWITCHDEV_SPEAKER);
	NEED(exchange_reply(host_make_call(exchange, line_b, "300", &orig.p, &out)) == 0);
}

TEST_ONCE(conf_flags, the_called_end_sees_another_number)
{
	struct with_text w = with(0, AT(dwCallingPartyIDSize), "0800");
	struct host_call_info info;

	exchange_open("");
	NEED(exchange_reply(host_make_call(exchange, line_a, "200", &w.p, &out)) == 0);
	exchange_run(100);
	in = exchange_offered(line_b);
	NEED(host_call_info(exchange, in, &info) == 0);
	CHECK_TEXT(info.caller, "0800");
	w = with(LINECALLPARAMFLAGS_BLOCKID, AT(dwCallingPartyIDSize), "0800");
	NEED(exchange_reply(host_make_call(exchange, line_c, "400", &w.p, &out)) == 0);
	exchange_run(100);
	NEED(host_call_info(exchange, exchange_offered(line_d), &info) == 0);
	CHECK_TEXT(info.caller, "");
}

TEST_ONCE(conf_flags, a_call_on_an_idle_appearance_is_made_only_where_there_is_one)	/* R-DIAL-4 */
{
	struct with_text w = with(LINECALLPARAMFLAGS_IDLE, 0, "");

	exchange_open("");
	NEED(exchange_reply(host_make_call(exchange, line_a, "200", &w.p, &out)) == 0);
	CHECK_INT(host_make_call(exchange, line_a, "300", &w.p, &third), (LONG)LINEERR_CALLUNAVAIL);
}

/* --- call waiting ------------------------------------------------------------------- */

TEST_ONCE(conf_flags, a_call_that_waits_is_picked_up_without_an_address)
{
	LINEADDRESSSTATUS *status;
	struct host_call_info info;

	exchange_open("call-waiting = yes\n");		/* of line d */
	CHECK_INT(host_pickup(exchange, line_a, 0, NULL, NULL, &got), (LONG)LINEERR_INVALADDRESS);
	exchange_talk(line_a, "400", line_d, &out, &in);
	NEED(exchange_reply(host_make_call(exchange, line_b, "400", NULL, &third)) == 0);
	exchange_run(20);
	exchange_state(third, LINECALLSTATE_RINGBACK);
	NEED(host_get_address_status(exchange, line_d, 0, &status) == 0);
	CHECK(status->dwAddressFeatures & LINEADDRFEATURE_PICKUPWAITING);
	mem_free(status);
	CHECK_INT(exchange_reply(host_pickup(exchange, line_d, 0, NULL, NULL, &got)), 0);
	exchange_state(got, LINECALLSTATE_CONNECTED);
	exchange_state(third, LINECALLSTATE_CONNECTED);
	exchange_state(in, LINECALLSTATE_ONHOLD);
	NEED(host_call_info(exchange, got, &info) == 0);
	CHECK_INT(info.reason, LINECALLREASON_PICKUP);
	CHECK_TEXT(info.caller, "200");
}

/* --- calls that were made otherwise ----------------------------------------------------- */

TEST_ONCE(conf_flags, a_transfer_can_take_a_call_that_was_made)		/* R-XFER-3 */
{
	exchange_open("");
	exchange_talk(line_a, "200", line_b, &out, &in);
	NEED(exchange_reply(host_hold(exchange, out)) == 0);
	exchange_state(out, LINECALLSTATE_ONHOLD);
	exchange_talk(line_a, "300", line_c, &third, &got);
	CHECK_INT(exchange_reply(host_complete_transfer(exchange, out, third, LINETRANSFERMODE_TRANSFER, NULL)), 0);
	exchange_state(out, LINECALLSTATE_IDLE);
	exchange_state(third, LINECALLSTATE_IDLE);
	CHECK_INT(host_call_state(exchange, in), LINECALLSTATE_CONNECTED);
	CHECK_INT(host_call_state(exchange, got), LINECALLSTATE_CONNECTED);
}

TEST_ONCE(conf_flags, a_transfer_can_take_a_call_that_was_held)
{
	exchange_open("");
	exchange_talk(line_a, "200", line_b, &out, &in);
	NEED(exchange_reply(host_hold(exchange, out)) == 0);
	exchange_talk(line_a, "300", line_c, &third, &got);
	NEED(exchange_reply(host_hold(exchange, third)) == 0);
	NEED(exchange_reply(host_unhold(exchange, out)) == 0);
	exchange_state(out, LINECALLSTATE_CONNECTED);
	CHECK_INT(exchange_reply(host_complete_transfer(exchange, third, out, LINETRANSFERMODE_TRANSFER, NULL)), 0);
	exchange_state(out, LINECALLSTATE_IDLE);
	exchange_state(third, LINECALLSTATE_IDLE);
}

TEST_ONCE(conf_flags, a_conference_can_take_calls_that_were_made_and_held)	/* R-CONF-2 */
{
	uint32_t conf, consult, last, other;

	exchange_open("[line e]\ndriver = sim\nnumber = 500\n");
	NEED(host_line_open(exchange, host_line(exchange, 4), LINEMEDIAMODE_INTERACTIVEVOICE, &other) == 0);
	exchange_talk(line_a, "200", line_b, &out, &in);
	NEED(exchange_reply(host_setup_conference(exchange, out, 0, 3, &conf, &consult)) == 0);
	exchange_reach(consult, "300", line_c);
	NEED(exchange_reply(host_add_to_conference(exchange, conf, consult)) == 0);
	exchange_state(conf, LINECALLSTATE_CONNECTED);
	NEED(exchange_reply(host_hold(exchange, conf)) == 0);
	exchange_talk(line_a, "400", line_d, &third, &got);
	CHECK_INT(exchange_reply(host_add_to_conference(exchange, conf, third)), 0);
	exchange_state(third, LINECALLSTATE_CONFERENCED);
	exchange_state(conf, LINECALLSTATE_CONNECTED);
	NEED(exchange_reply(host_hold(exchange, conf)) == 0);
	exchange_talk(line_a, "500", other, &last, &got);
	NEED(exchange_reply(host_hold(exchange, last)) == 0);
	exchange_state(last, LINECALLSTATE_ONHOLD);
	CHECK_INT(exchange_reply(host_add_to_conference(exchange, conf, last)), 0);
	exchange_state(last, LINECALLSTATE_CONFERENCED);
}

/* SPDX-License-Identifier: MIT
 * test_sip_driver_phone.c - lamps beside SIP lines. */
#include "abi/names.h"
#include "driver/sip/phone.h"
#include "driver/sip/watch.h"
#include "sip_driver_scene.h"

#define TAKEN "Contact: <sip:box@192.0.2.9:5060>\nExpires: 600\n"
#define DIALOGS "Event: dialog\nContent-Type: application/dialog-info+xml\nSubscription-State: active\n"
#define INFO(version, dialogs) "<dialog-info version=\"" version "\" state=\"full\">" dialogs "</dialog-info>"
#define RINGS "<dialog id=\"d1\" direction=\"recipient\"><state>early</state></dialog>"
#define TALKS "<dialog id=\"d1\"><state>confirmed</state></dialog>"
#define DESK "[phone desk]\ndriver = sip\nline = a\nlamps = Bob=201\n"

static struct line *a;
static struct phone *desk;

/* The phone first, then its line. */
static void open_both(const char *configuration)
{
	struct provider *provider = sip_driver_open(configuration);

	NEED(provider->phone_count == 1);
	desk = scene_phone("desk");
	a = scene_line("a");
}

/* Who was subscribed to takes it, and tells. */
static void tells(const char *body)
{
	far_answers_to("SUBSCRIBE", 200, TAKEN, NULL);
	far_asks("NOTIFY", DIALOGS, body);
}

TEST(sip_phone, a_phone_is_a_field_of_lamps)
{
	open_both(FREE_LINE DESK);
	CHECK_INT(phone_features(desk), PHONEFEATURE_GETBUTTONINFO | PHONEFEATURE_GETLAMP);
	CHECK_INT(phone_states(desk) & PHONESTATE_LAMP, PHONESTATE_LAMP);
	CHECK_INT(desk->button_count, 15);
	CHECK_TEXT(desk->buttons[SIP_PHONE_LINE].label, "a");
	CHECK_TEXT(desk->buttons[SIP_PHONE_OTHERS].label, "Bob");
	CHECK_INT(desk->buttons[0].lamp, PHONELAMPMODE_DUMMY);
	CHECK_INT(desk->buttons[SIP_PHONE_OTHERS].lamp, PHONELAMPMODE_UNKNOWN);
	CHECK(sip_phone_line(desk) == a);
	CHECK(sip_line_phone(a) == desk);
}

TEST(sip_phone, a_lamp_shows_what_somebody_else_does)
{
	open_both(FREE_LINE DESK);
	CHECK(far_saw("SUBSCRIBE", "SUBSCRIBE sip:201@192.0.2.9 SIP/2.0\r\n"));
	scene_news();
	tells(INFO("0", ""));
	CHECK_TEXT(scene_news(), "desk lamp 14");
	CHECK_INT(desk->buttons[SIP_PHONE_OTHERS].lamp, PHONELAMPMODE_OFF);
	far_asks("NOTIFY", DIALOGS, INFO("1", RINGS));
	CHECK_TEXT(scene_news(), "desk lamp 14");
	CHECK_INT(desk->buttons[SIP_PHONE_OTHERS].lamp, PHONELAMPMODE_FLASH);
	far_asks("NOTIFY", DIALOGS, INFO("2", TALKS));
	CHECK_TEXT(scene_news(), "desk lamp 14");
	CHECK_INT(desk->buttons[SIP_PHONE_OTHERS].lamp, PHONELAMPMODE_STEADY);
	far_asks("NOTIFY", "Event: dialog\nSubscription-State: terminated;reason=noresource\n", NULL);
	CHECK_TEXT(scene_news(), "desk lamp 14");
	CHECK_INT(desk->buttons[SIP_PHONE_OTHERS].lamp, PHONELAMPMODE_UNKNOWN);
}

TEST(sip_phone, the_first_lamps_are_those_of_its_own_line)
{
	struct call *call;

	open_both(FREE_LINE DESK);
	CHECK_INT(desk->buttons[SIP_PHONE_LINE].lamp, PHONELAMPMODE_OFF);
	far_calls("alice", NULL, SDP_QUIET);
	scene_news();
	CHECK_INT(desk->buttons[SIP_PHONE_LINE].lamp, PHONELAMPMODE_FLASH);
	call = scene_new_call();
	NEED(call != NULL);
	NEED(scene_ask(call, CALL_ANSWER, 1) == OK);
	CHECK_INT(desk->buttons[SIP_PHONE_LINE].lamp, PHONELAMPMODE_STEADY);
	far_acks(NULL);
	NEED(scene_ask(call, CALL_HOLD, 2) == OK);
	far_answers_to("INVITE", 200, NULL, SDP_QUIET);
	CHECK_INT(desk->buttons[SIP_PHONE_LINE].lamp, PHONELAMPMODE_WINK);
	far_asks("BYE", NULL, NULL);
	CHECK_INT(desk->buttons[SIP_PHONE_LINE].lamp, PHONELAMPMODE_OFF);
}

TEST(sip_phone, a_lamp_shows_that_messages_wait)
{
	open_both(FREE_LINE DESK);
	CHECK_INT(desk->buttons[SIP_PHONE_MESSAGES].lamp, PHONELAMPMODE_OFF);
	far_says("NOTIFY sip:alice@127.0.0.1 SIP/2.0\nVia: SIP/2.0/UDP 192.0.2.9;branch=z9hG4bKu1\n"
		 "From: <sip:pbx@192.0.2.9>;tag=x\nTo: <sip:alice@127.0.0.1>\nCall-ID: u\nCSeq: 1 NOTIFY\n"
		 "Max-Forwards: 70\nEvent: message-summary\nContent-Type: application/simple-message-summary\n"
		 "Subscription-State: active\nContent-Length: 24\n\nMessages-Waiting: yes\n\n");
	CHECK_INT(desk->buttons[SIP_PHONE_MESSAGES].lamp, PHONELAMPMODE_STEADY);
}

TEST(sip_phone, while_its_line_is_closed_nothing_is_known)
{
	open_both(FREE_LINE DESK);
	tells(INFO("0", ""));
	CHECK_INT(desk->buttons[SIP_PHONE_OTHERS].lamp, PHONELAMPMODE_OFF);
	line_close(a);
	CHECK_INT(desk->buttons[SIP_PHONE_OTHERS].lamp, PHONELAMPMODE_UNKNOWN);
	CHECK_INT(desk->buttons[SIP_PHONE_LINE].lamp, PHONELAMPMODE_UNKNOWN);
	far_got();
	NEED(line_open(a, (HTAPILINE)0x11, 0x00020002, NULL) == OK);
	CHECK(far_saw("SUBSCRIBE", "\r\nExpires: 3600\r\n"));
}

TEST(sip_phone, a_closed_phone_follows_nobody)
{
	open_both(FREE_LINE DESK);
	tells(INFO("0", ""));
	far_got();
	phone_close(desk);
	CHECK_TEXT(far_got(), "SUBSCRIBE");
	CHECK(far_saw("SUBSCRIBE", "\r\nExpires: 0\r\n"));
	NEED(phone_open(desk, (HTAPIPHONE)0x44, 0x00020002, NULL) == OK);
	CHECK(far_saw("SUBSCRIBE", "\r\nExpires: 3600\r\n"));
}

TEST(sip_phone, who_is_followed_anyway_is_followed_once)
{
	open_both(SESSION_LINE "watch = 201\n" DESK);
	CHECK_TEXT(far_got(), "SUBSCRIBE");
	tells(INFO("0", TALKS));
	CHECK_INT(desk->buttons[SIP_PHONE_OTHERS].lamp, PHONELAMPMODE_STEADY);
	phone_close(desk);
	CHECK_INT(desk->buttons[SIP_PHONE_OTHERS].lamp, PHONELAMPMODE_UNKNOWN);
	NEED(phone_open(desk, (HTAPIPHONE)0x44, 0x00020002, NULL) == OK);
	CHECK_INT(desk->buttons[SIP_PHONE_OTHERS].lamp, PHONELAMPMODE_STEADY);
	CHECK_TEXT(far_got(), "200 NOTIFY");
}

TEST(sip_phone, a_number_that_cannot_be_dialled_has_a_lamp_that_knows_nothing)
{
	open_both("[line a]\ndriver = sip\nuser = alice\nregister = no\n[phone desk]\ndriver = sip\nline = a\nlamps = 201\n");
	CHECK_INT(desk->buttons[SIP_PHONE_OTHERS].lamp, PHONELAMPMODE_UNKNOWN);
	CHECK_TEXT(far_got(), "");
}

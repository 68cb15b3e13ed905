/* SPDX-License-Identifier: MIT
 * test_sip_driver_list.c - one subscription that tells of many (RFC 4662). */
#include "sip_driver_scene.h"
#include "driver/sip/watch.h"

#define TAKEN "Contact: <sip:list@192.0.2.9:5060>\nExpires: 600\nRequire: eventlist\n"
#define LIST_LINE FREE_LINE "watch-list = blf\nwatch = 201,202\n"
#define HEADERS "Event: dialog\nSubscription-State: active\nRequire: eventlist\n" \
	"Content-Type: multipart/related;type=\"application/rlmi+xml\";boundary=b\n"
#define LIST(version, full, resources) "--b\nContent-Type: application/rlmi+xml\nContent-ID: <l>\n\n" \
	"<list version=\"" version "\" fullState=\"" full "\">" resources "</list>\n"
#define RESOURCE(number) "<resource uri=\"sip:" number "@pbx\"><instance id=\"1\" state=\"active\" cid=\"" number "\"/></resource>"
#define PART(number, version, state, dialogs) "--b\nContent-Type: application/dialog-info+xml\nContent-ID: <" number ">\n\n" \
	"<dialog-info version=\"" version "\" state=\"" state "\">" dialogs "</dialog-info>\n"
#define TALKS "<dialog id=\"d1\"><state>confirmed</state></dialog>"
#define ENDS "<dialog id=\"d1\"><state>terminated</state></dialog>"
#define END "--b--\n"

static struct line *a;

static enum sip_lamp lamp(const char *number)
{
	struct watched *watched = sip_watched(sip_line_of(a), number);

	NEED(watched != NULL);
	return watched_lamp(watched);
}

/* The list is subscribed to, and taken. */
static void open_line(void)
{
	a = sip_driver_line(LIST_LINE);
	CHECK_TEXT(far_got(), "SUBSCRIBE");
	far_answers(200, TAKEN, NULL);
}

static void tells(const char *body)
{
	far_asks("NOTIFY", HEADERS, body);
	CHECK_TEXT(far_got(), "200 NOTIFY");
}

TEST(sip_list, one_subscription_tells_of_many)
{
	open_line();
	CHECK(far_saw("SUBSCRIBE", "SUBSCRIBE sip:blf@192.0.2.9 SIP/2.0\r\n"));
	CHECK(far_saw("SUBSCRIBE", "\r\nSupported: eventlist\r\n"));
	CHECK(far_saw("SUBSCRIBE", "\r\nAccept: multipart/related, application/rlmi+xml, application/dialog-info+xml\r\n"));
	tells(LIST("0", "true", RESOURCE("201") RESOURCE("202")) PART("201", "0", "full", "") PART("202", "0", "full", TALKS) END);
	CHECK_INT(lamp("201"), SIP_LAMP_IDLE);
	CHECK_INT(lamp("202"), SIP_LAMP_BUSY);
	scene_run(0);
	CHECK_TEXT(far_got(), "");
	tells(LIST("1", "false", RESOURCE("202")) PART("202", "1", "partial", ENDS) END);
	CHECK_INT(lamp("202"), SIP_LAMP_IDLE);
	tells(LIST("2", "false", "<resource uri=\"sip:201@pbx\"><instance id=\"1\" state=\"terminated\"/></resource>") END);
	CHECK_INT(lamp("201"), SIP_LAMP_UNKNOWN);
}

TEST(sip_list, who_is_not_in_the_list_is_followed_alone)
{
	open_line();
	tells(LIST("0", "true", RESOURCE("201")) PART("201", "0", "full", TALKS) END);
	scene_run(0);
	CHECK_TEXT(far_got(), "SUBSCRIBE");
	CHECK(far_saw("SUBSCRIBE", "SUBSCRIBE sip:202@192.0.2.9 SIP/2.0\r\n"));
	CHECK_INT(lamp("201"), SIP_LAMP_BUSY);
}

TEST(sip_list, who_comes_into_the_list_is_no_longer_followed_alone)
{
	struct far_end list;

	open_line();
	tells(LIST("0", "true", RESOURCE("201")) PART("201", "0", "full", TALKS) END);
	list = far_end;
	scene_run(0);
	far_answers(200, TAKEN, NULL);
	far_asks("NOTIFY", "Event: dialog\nContent-Type: application/dialog-info+xml\nSubscription-State: active\n",
		 "<dialog-info version=\"9\" state=\"full\">" TALKS "</dialog-info>");
	CHECK_INT(lamp("202"), SIP_LAMP_BUSY);
	far_got();
	list.branches = far_end.branches;
	far_end = list;
	tells(LIST("1", "true", RESOURCE("201") RESOURCE("202")) PART("202", "0", "full", "") END);
	scene_run(0);
	CHECK_TEXT(far_got(), "SUBSCRIBE");
	CHECK(far_saw("SUBSCRIBE", "\r\nExpires: 0\r\n"));
	CHECK_INT(lamp("202"), SIP_LAMP_IDLE);
	CHECK_INT(lamp("201"), SIP_LAMP_BUSY);
}

TEST(sip_list, without_the_list_each_is_followed_alone)
{
	a = sip_driver_line(LIST_LINE);
	far_got();
	far_answers(489, NULL, NULL);
	CHECK_TEXT(far_got(), "");
	scene_run(0);
	CHECK_TEXT(far_got(), "SUBSCRIBE, SUBSCRIBE");
}

TEST(sip_list, after_a_gap_all_is_asked_for_once)
{
	open_line();
	tells(LIST("0", "true", RESOURCE("201") RESOURCE("202")) PART("201", "0", "full", "") END);
	far_asks("NOTIFY", HEADERS, LIST("2", "false", RESOURCE("201")) PART("201", "1", "partial", TALKS) END);
	CHECK_TEXT(far_got(), "200 NOTIFY, SUBSCRIBE");
	CHECK_INT(lamp("201"), SIP_LAMP_BUSY);
	far_answers(200, TAKEN, NULL);
	tells(LIST("2", "true", RESOURCE("201")) PART("201", "5", "full", "") END);	/* not newer */
	CHECK_INT(lamp("201"), SIP_LAMP_BUSY);
	tells(LIST("3", "true", RESOURCE("201") RESOURCE("202")) PART("201", "5", "full", "") END);
	CHECK_INT(lamp("201"), SIP_LAMP_IDLE);
}

TEST(sip_list, a_list_that_ends_leaves_nothing_known)
{
	open_line();
	tells(LIST("0", "true", RESOURCE("201") RESOURCE("202")) PART("201", "0", "full", "") END);
	scene_run(2000);
	far_asks("NOTIFY", "Event: dialog\nSubscription-State: terminated;reason=deactivated\n", NULL);
	CHECK_INT(lamp("201"), SIP_LAMP_UNKNOWN);
	CHECK_TEXT(far_got(), "200 NOTIFY, SUBSCRIBE");
}

TEST(sip_list, what_makes_no_sense_changes_nothing)
{
	static const char *const bodies[] = {
		"", "--b--\n", "--b\n\nno list\n--b--\n", LIST("x", "true", "") END,
		LIST("1", "false", "<resource uri=\"no uri\"><instance state=\"active\" cid=\"201\"/></resource>") END,
		LIST("2", "false", RESOURCE("201")) END, LIST("3", "false", RESOURCE("201")) PART("201", "x", "full", "") END,
	};

	open_line();
	tells(LIST("0", "true", RESOURCE("201") RESOURCE("202")) PART("201", "0", "full", TALKS) END);
	for (size_t i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++)
		tells(bodies[i]);
	CHECK_INT(lamp("201"), SIP_LAMP_BUSY);
}

/* SPDX-License-Identifier: MIT
 * test_sip_driver_office.c - places to park, and groups. */
#include "sip_driver_scene.h"
#include "driver/sip/watch.h"
#include "wire/number/range.h"

#define TAKEN "Contact: <sip:box@192.0.2.9:5060>\nExpires: 600\n"
#define DIALOGS "Event: dialog\nContent-Type: application/dialog-info+xml\nSubscription-State: active\n"
#define INFO(version, dialogs) "<dialog-info version=\"" version "\" state=\"full\">" dialogs "</dialog-info>"
#define TALKS "<dialog id=\"d1\"><state>confirmed</state></dialog>"
#define RINGS "<dialog id=\"d1\" call-id=\"c1\" local-tag=\"l1\" remote-tag=\"r1\" direction=\"recipient\"><state>early</state>" \
	"<remote><identity display=\"Carol\">sip:carol@192.0.2.9</identity></remote></dialog>"

static struct line *a;
static struct far_end teller;	/* of whom it last subscribed to */

/* The last one that was subscribed to tells what calls it has. */
static void tells(const char *body)
{
	struct far_end other = far_end;

	far_end = teller;
	far_end.branches = other.branches;
	far_got();
	far_asks("NOTIFY", DIALOGS, body);
	CHECK_TEXT(far_got(), "200 NOTIFY");
	teller = far_end;
	far_end = other;
	far_end.branches = teller.branches;
}

static void open_line(const char *configuration, const char *body)
{
	a = sip_driver_line(configuration);
	far_answers_to("SUBSCRIBE", 200, TAKEN, NULL);
	far_got();
	teller = far_end;
	tells(body);
}

/* --- lists ----------------------------------------------------------------------- */

static const char *listed(const char *text)
{
	static char out[256];
	struct number_list list;
	char number[32];

	out[0] = '\0';
	number_list_open(&list, span_of(text));
	while (number_list_next(&list, number, sizeof(number)))
		snprintf(out + strlen(out), sizeof(out) - strlen(out), "%s ", number);
	return out;
}

TEST(number_list, numbers_stand_alone_and_in_ranges)
{
	CHECK_TEXT(listed(""), "");
	CHECK_TEXT(listed("201"), "201 ");
	CHECK_TEXT(listed("201, 210-212 ,sip:a-b@c,"), "201 210 211 212 sip:a-b@c ");
	CHECK_TEXT(listed("098-101"), "098 099 100 101 ");
	CHECK_TEXT(listed("7-10"), "7-10 ");		/* no range: not as many digits */
	CHECK_TEXT(listed("5-5"), "5 ");
	CHECK(number_list_valid(span_of("201, 210-212 ,sip:a-b@c,")));
	CHECK(!number_list_valid(span_of("212-210")));
	CHECK(!number_list_valid(span_of("0000-1000")));
	CHECK(number_list_valid(span_of("0001-1000")));
}

/* --- places ------------------------------------------------------------------------ */

#define SLOTS_LINE FREE_LINE "park-slots = 701-702\npark-by = transfer\n"

static char where[64];

static enum err write_place(void *to, DWORD number, const char *text)
{
	snprintf(where, sizeof(where), "%s", text);
	return OK;
}

/* linePark as request 3, anywhere. */
static enum err park(struct call *call)
{
	where[0] = '\0';
	return call_ask(call, CALL_PARK, 3, &(struct call_args){
		.mode = LINEPARKMODE_NONDIRECTED, .out = { where, write_place } });
}

TEST(sip_park, a_call_is_parked_at_a_place_that_is_free)
{
	struct call *call;

	open_line(SLOTS_LINE "park-code = *7$\n", INFO("0", ""));
	call = sip_driver_talk(a, SDP_QUIET);
	NEED(park(call) == OK);
	CHECK(far_saw("REFER", "\r\nRefer-To: <sip:*7702@192.0.2.9>\r\n"));
	CHECK_INT(park(call), ERR_STATE);
	far_answers_to("REFER", 202, NULL, NULL);
	far_asks("NOTIFY", "Event: refer\nSubscription-State: terminated\nContent-Type: message/sipfrag\n",
		 "SIP/2.0 200 OK\n");
	CHECK_TEXT(scene_news(), "3 ok, a disconnected (normal), a idle");
	CHECK_TEXT(where, "702");
	CHECK_TEXT(far_got(), "REFER, 200 NOTIFY, BYE");
}

TEST(sip_park, where_no_place_is_free_no_call_is_parked)
{
	struct call *call;

	open_line(SLOTS_LINE "park-code = *7$\n", INFO("0", TALKS));
	call = sip_driver_talk(a, SDP_QUIET);
	CHECK_INT(park(call), ERR_RESOURCE);
	tells(INFO("1", ""));
	CHECK_INT(park(call), OK);
}

TEST(sip_park, the_place_that_the_exchange_chose_is_seen)
{
	struct call *call;

	open_line(SLOTS_LINE "park-any-code = 700\n", INFO("0", ""));
	CHECK_INT(line_park_modes(a), LINEPARKMODE_NONDIRECTED);
	call = sip_driver_talk(a, SDP_QUIET);
	NEED(park(call) == OK);
	CHECK(far_saw("REFER", "\r\nRefer-To: <sip:700@192.0.2.9>\r\n"));
	far_answers_to("REFER", 202, NULL, NULL);
	tells(INFO("1", TALKS));
	CHECK_TEXT(scene_news(), "");
	far_asks("BYE", NULL, NULL);
	CHECK_TEXT(scene_news(), "3 ok, a disconnected (normal), a idle");
	CHECK_TEXT(where, "702");
}

TEST(sip_park, the_place_may_be_seen_after_the_call_was_taken)
{
	struct call *call;

	open_line(SLOTS_LINE "park-any-code = 700\n", INFO("0", ""));
	call = sip_driver_talk(a, SDP_QUIET);
	NEED(park(call) == OK);
	far_answers_to("REFER", 202, NULL, NULL);
	far_asks("BYE", NULL, NULL);
	CHECK_TEXT(scene_news(), "");
	scene_run(4000);
	tells(INFO("1", TALKS));
	CHECK_TEXT(scene_news(), "3 ok, a disconnected (normal), a idle");
	CHECK_TEXT(where, "702");
}

TEST(sip_park, a_place_that_nobody_tells_of_is_not_waited_for_long)
{
	struct call *call;

	open_line(SLOTS_LINE "park-any-code = 700\n", INFO("0", TALKS));
	call = sip_driver_talk(a, SDP_QUIET);
	NEED(park(call) == OK);
	far_answers_to("REFER", 202, NULL, NULL);
	far_asks("BYE", NULL, NULL);
	scene_run(5000);
	CHECK_TEXT(scene_news(), "3 LINEERR_OPERATIONFAILED, a disconnected (normal), a idle");
}

TEST(sip_park, a_call_that_the_exchange_does_not_take_stays)
{
	struct call *call;

	open_line(SLOTS_LINE "park-code = *7$\n", INFO("0", ""));
	call = sip_driver_talk(a, SDP_QUIET);
	NEED(park(call) == OK);
	far_answers_to("REFER", 603, NULL, NULL);
	CHECK_TEXT(scene_news(), "3 LINEERR_OPERATIONFAILED");
	CHECK_INT(call->state, LINECALLSTATE_CONNECTED);
	CHECK_INT(park(call), OK);		/* the place is free again */
}

TEST(sip_park, a_call_that_is_hung_up_is_not_parked)
{
	struct call *call;

	open_line(SLOTS_LINE "park-code = *7$\n", INFO("0", ""));
	call = sip_driver_talk(a, SDP_QUIET);
	NEED(park(call) == OK);
	NEED(scene_ask(call, CALL_DROP, 4) == OK);
	CHECK(strstr(scene_news(), "a idle") != NULL);
	CHECK_TEXT(where, "");
}

TEST(sip_park, places_that_are_followed_can_be_fetched_from)
{
	a = sip_driver_line(SLOTS_LINE);
	CHECK_TEXT(far_got(), "SUBSCRIBE, SUBSCRIBE");
	CHECK(address_features_ever(a) & LINEADDRFEATURE_UNPARK);
	CHECK(!(call_features_ever(a) & LINECALLFEATURE_PARK));
	CHECK_INT(line_park_modes(a), 0);
}

TEST(sip_park, without_places_a_call_is_parked_where_it_is_told_to_be)
{
	a = sip_driver_line(FREE_LINE "park-code = *7$\n");
	CHECK_INT(line_park_modes(a), LINEPARKMODE_DIRECTED);
}

/* --- groups --------------------------------------------------------------------------- */

#define GROUP_LINE FREE_LINE "pickup-groups = support=202 sales=200-201\n"

/* linePickup in `group` as request 3. */
static enum err pickup(const char *group)
{
	struct call *call;
	enum err err = call_new(&call, a, (HTAPICALL)0x33);

	if (err)
		return err;
	err = call_ask(call, CALL_PICKUP, 3, &(struct call_args){ .group = group });
	if (err)
		call_free(call, err);
	return err;
}

TEST(sip_group, a_call_that_rings_in_a_group_is_picked_up)
{
	open_line(GROUP_LINE, INFO("0", RINGS));
	CHECK_INT(address_features_ever(a) & (LINEADDRFEATURE_PICKUPDIRECT | LINEADDRFEATURE_PICKUPGROUP),
		  LINEADDRFEATURE_PICKUPDIRECT | LINEADDRFEATURE_PICKUPGROUP);
	NEED(pickup("sales") == OK);
	CHECK(far_saw("INVITE", "INVITE sip:carol@192.0.2.9 SIP/2.0\r\n"));
	CHECK(far_saw("INVITE", "\r\nReplaces: c1;to-tag=r1;from-tag=l1;early-only\r\n"));
	far_answers(200, NULL, SDP_QUIET);
	CHECK_TEXT(scene_news(), "3 ok, a connected");
}

TEST(sip_group, where_nothing_rings_in_a_group_there_is_nothing_to_pick_up)
{
	open_line(GROUP_LINE, INFO("0", RINGS));
	CHECK_INT(pickup("support"), ERR_FAILED);
	CHECK_INT(pickup("kitchen"), ERR_GROUP);
	tells(INFO("1", TALKS));
	CHECK_INT(pickup("sales"), ERR_FAILED);
}

TEST(sip_group, other_groups_are_the_exchanges)
{
	open_line(GROUP_LINE "pickup-group-code = *8\n", INFO("0", ""));
	NEED(pickup("kitchen") == OK);
	CHECK(far_saw("INVITE", "INVITE sip:*8@192.0.2.9 SIP/2.0\r\n"));
}

TEST(sip_group, a_number_of_two_groups_is_followed_once)
{
	a = sip_driver_line(FREE_LINE "watch = 201\npickup-groups = one=201 two=201,202\n");
	CHECK_TEXT(far_got(), "SUBSCRIBE, SUBSCRIBE");
}

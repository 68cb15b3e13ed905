/* SPDX-License-Identifier: MIT
 * test_forward.c - calls that go elsewhere: forward, park, pickup, completion. */
#include "request_scene.h"
#include "abi/utf.h"

/* A LINEFORWARDLIST of one entry, as TAPI 2.2 has it. */
static DWORD forward_list(DWORD mode, const char *dest)
{
	struct {
		DWORD total, count;
		DWORD mode, caller_size, caller_at, country, dest_size, dest_at;
		WCHAR dest[16];
	} list = { .total = sizeof(list), .count = 1, .mode = mode, .dest_at = 32 };

	utf16_write(list.dest, dest);
	list.dest_size = (DWORD)utf16_size(dest);
	return request_data(&list, sizeof(list));
}

static DWORD entries_of_address(void)
{
	struct packet_lineGetAddressStatus got;
	const LINEADDRESSSTATUS *status;

	CHECK_INT(GET(s.caller, lineGetAddressStatus, &got, .line = s.line_a, .status = 1000), 0);
	status = peer_tail(s.caller, got.status);
	return status->dwForwardNumEntries;
}

TEST_ONCE(forward, a_line_is_forwarded_without_a_consultation_call_and_back)	/* R-FWD-4 */
{
	struct packet_lineSetStatusMessages states = {
		.address_states = LINEADDRESSSTATE_FORWARD,
	};
	struct event event = { 0 };

	request_lines(NULL);
	states.line = s.watched;
	CHECK_INT(ASK(s.watcher, lineSetStatusMessages, &states), 0);
	CHECK_INT(DO(s.caller, lineForward, .line = s.line_a, .all = 1, .rings = 3, .params = NONE,
		     .list = forward_list(LINEFORWARDMODE_UNCOND, "300")), 0);
	CHECK_INT(request_reply.p3, 0);
	CHECK(peer_event(s.watcher, LINE_ADDRESSSTATE, &event));
	CHECK_INT(event.device, s.watched);
	CHECK_INT(event.p2, LINEADDRESSSTATE_FORWARD);
	CHECK_INT(entries_of_address(), 1);
	CHECK_INT(DO(s.caller, lineForward, .line = s.line_a, .all = 1, .params = NONE, .list = NONE), 0);
	CHECK_INT(entries_of_address(), 0);
}

TEST_ONCE(forward, a_list_is_not_believed)
{
	DWORD long_list[8] = { 32, 90000 };

	request_lines(NULL);
	CHECK_INT(DO(s.caller, lineForward, .line = 77, .params = NONE, .list = NONE),
		  (LONG)LINEERR_INVALLINEHANDLE);
	CHECK_INT(DO(s.caller, lineForward, .line = s.line_a, .params = NONE,
		     .list = request_data(long_list, sizeof(long_list))), (LONG)LINEERR_INVALPARAM);
	CHECK_INT(DO(s.caller, lineForward, .line = s.line_a, .address = 9, .params = NONE,
		     .list = forward_list(LINEFORWARDMODE_UNCOND, "300")),
		  (LONG)LINEERR_INVALADDRESSID);
}

TEST_ONCE(forward, a_list_has_entries_of_the_version_of_the_line)	/* R-STRUCT-17 */
{
	struct {
		DWORD total, count;
		DWORD mode, caller_size, caller_at, country, dest_size, dest_at, types[2];
		WCHAR dest[4];
	} list = { .total = sizeof(list), .count = 1, .mode = LINEFORWARDMODE_UNCOND, .dest_at = 40 };
	struct packet_lineOpen open = {
		.device = 0, .version = 0x00030001, .privileges = MONITOR, .params = NONE,
	};

	request_lines(NULL);
	open.app = s.caller_app;
	CHECK_INT(ASK(s.caller, lineOpen, &open), 0);
	utf16_write(list.dest, "300");
	list.dest_size = sizeof(list.dest);
	CHECK_INT(DO(s.caller, lineForward, .line = open.line, .all = 1, .params = NONE,
		     .list = request_data(&list, sizeof(list))), 0);
	CHECK_INT(entries_of_address(), 1);
}

/* --- park and pickup ------------------------------------------------------------------- */

static LONG park(DWORD mode, DWORD dest, DWORD room)
{
	return DO(s.called, linePark, .call = s.in, .mode = mode, .dest = dest, .address = room);
}

TEST_ONCE(park, where_a_call_was_parked_comes_with_the_reply)
{
	const VARSTRING *address;
	char text[32];
	DWORD got;

	request_talk(NULL);
	CHECK_INT(park(4, NONE, 0), (LONG)LINEERR_INVALPARKMODE);
	CHECK_INT(park(LINEPARKMODE_DIRECTED, NONE, 0), (LONG)LINEERR_INVALPOINTER);
	CHECK_INT(park(LINEPARKMODE_NONDIRECTED, NONE, 0), (LONG)LINEERR_INVALPOINTER);
	CHECK_INT(park(LINEPARKMODE_NONDIRECTED, NONE, 20), (LONG)LINEERR_STRUCTURETOOSMALL);
	CHECK_INT(park(LINEPARKMODE_NONDIRECTED, NONE, 200), 0);
	address = peer_event_tail(s.called);
	NEED(address);
	CHECK_INT(address->dwTotalSize, address->dwUsedSize);
	CHECK_INT(address->dwStringFormat, STRINGFORMAT_UNICODE);
	utf_read8((const char *)address + address->dwStringOffset, address->dwStringSize / 2, text,
		  sizeof(text));
	CHECK_TEXT(text, "800");
	peer_state(s.called, s.in, LINECALLSTATE_IDLE);
	CHECK_INT(DO(s.called, lineUnPark, .line = s.line_b, .dest = NONE), (LONG)LINEERR_INVALPOINTER);
	CHECK_INT(DO(s.called, lineUnPark, .line = s.line_b, .dest = request_text("800")), 0);
	got = request_reply.p3;
	CHECK(got != 0);
	CHECK_INT(peer_state(s.called, got, LINECALLSTATE_CONNECTED), OWNER);
}

TEST_ONCE(park, too_little_room_for_where_is_an_error_of_the_reply)	/* R-STRUCT-14 */
{
	request_talk(NULL);
	CHECK_INT(park(LINEPARKMODE_NONDIRECTED, NONE, sizeof(VARSTRING)),
		  (LONG)LINEERR_STRUCTURETOOSMALL);
}

TEST_ONCE(park, a_place_of_ones_own)
{
	request_talk(NULL);
	CHECK_INT(park(LINEPARKMODE_DIRECTED, request_text("77"), 0), 0);
	CHECK(peer_event_tail(s.called) == NULL);
	peer_state(s.called, s.in, LINECALLSTATE_IDLE);
}

TEST_ONCE(park, a_call_that_rings_elsewhere_is_picked_up)
{
	DWORD got;

	request_lines(NULL);
	peer_call(s.watcher, peer_line(s.watcher, peer_app(s.watcher, "c"), 2, OWNER), "200");
	scene_advance(100);
	s.in = request_new_call(s.called);
	CHECK_INT(DO(s.caller, linePickUp, .line = s.line_a, .address = 5,
		     .dest = request_text("200"), .group = NONE), (LONG)LINEERR_INVALADDRESSID);
	CHECK_INT(DO(s.caller, linePickUp, .line = s.line_a, .dest = NONE, .group = request_text("x")),
		  (LONG)LINEERR_INVALGROUPID);
	CHECK_INT(DO(s.caller, linePickUp, .line = s.line_a, .dest = request_text("200"),
		     .group = NONE), 0);
	got = request_reply.p3;
	peer_state(s.caller, got, LINECALLSTATE_CONNECTED);
	peer_state(s.called, s.in, LINECALLSTATE_IDLE);
}

/* --- completion ------------------------------------------------------------------------- */

TEST_ONCE(completion, its_number_comes_with_the_reply_and_cancels_it)
{
	struct peer *other;
	DWORD call, completion;

	request_talk(NULL);
	other = peer_hello("other");
	call = peer_call(other, peer_line(other, peer_app(other, "c"), 2, OWNER), "200");
	scene_advance(100);
	peer_state(other, call, LINECALLSTATE_BUSY);
	CHECK_INT(DO(other, lineCompleteCall, .call = call, .mode = 3),
		  (LONG)LINEERR_INVALCALLCOMPLMODE);
	CHECK_INT(DO(other, lineCompleteCall, .call = call, .mode = LINECALLCOMPLMODE_MESSAGE,
		     .message = 99), (LONG)LINEERR_INVALMESSAGEID);
	CHECK_INT(DO(other, lineCompleteCall, .call = call, .mode = LINECALLCOMPLMODE_CALLBACK,
		     .context = 5), 0);
	completion = request_reply.p3;
	CHECK(completion != 0);
	CHECK_INT(request_reply.context, 5);
	CHECK_INT(DO(s.caller, lineUnCompleteCall, .line = s.line_a, .completion = completion),
		  (LONG)LINEERR_INVALCOMPLETIONID);
	CHECK_INT(DO(s.caller, lineUnCompleteCall, .line = 77), (LONG)LINEERR_INVALLINEHANDLE);
}

/* SPDX-License-Identifier: MIT
 * test_server.c - the telephony server as a client sees it, packet by packet. */
#include "server_scene.h"

#define MONITOR LINECALLPRIVILEGE_MONITOR
#define OWNER LINECALLPRIVILEGE_OWNER

static DWORD handle_of_new_call(struct peer *peer)
{
	struct event event = { 0 };

	CHECK(peer_event(peer, LINE_APPNEWCALL, &event));
	return event.p2;
}

static LONG ask_call(struct peer *peer, DWORD number, DWORD call)
{
	DWORD slots[] = { peer_request(), call, PACKET_NONE, 0 };
	const DWORD request = slots[0];

	CHECK_INT(peer_ask(peer, number, slots, sizeof(slots), NULL), request);
	return peer_reply(peer, request, NULL);
}

TEST_ONCE(server, a_call_is_made_answered_seen_by_a_monitor_and_dropped)
{
	struct peer *caller, *called, *watcher;
	DWORD out, in, seen;

	scene_open(NULL);
	caller = peer_hello("caller");
	called = peer_hello("called");
	watcher = peer_hello("watcher");
	peer_line(called, peer_app(called, "called"), 1, OWNER);
	peer_line(watcher, peer_app(watcher, "watcher"), 0, MONITOR);
	out = peer_call(caller, peer_line(caller, peer_app(caller, "caller"), 0, OWNER), "200");
	scene_advance(2000);
	in = handle_of_new_call(called);
	CHECK_INT(peer_state(called, in, LINECALLSTATE_OFFERING), OWNER);
	CHECK_INT(ask_call(called, PACKET_lineAnswer, in), 0);
	scene_advance(100);
	peer_state(caller, out, LINECALLSTATE_CONNECTED);
	seen = handle_of_new_call(watcher);
	CHECK_INT(peer_state(watcher, seen, LINECALLSTATE_CONNECTED), 0);
	CHECK_INT(ask_call(caller, PACKET_lineDrop, out), 0);
	scene_advance(100);
	peer_state(caller, out, LINECALLSTATE_IDLE);
	peer_state(watcher, seen, LINECALLSTATE_IDLE);
	peer_state(called, in, LINECALLSTATE_IDLE);
}

TEST_ONCE(server, a_clients_calls_are_dropped_when_it_is_gone)
{
	struct peer *caller, *called;
	DWORD in;

	scene_open(NULL);
	caller = peer_hello("caller");
	called = peer_hello("called");
	peer_line(called, peer_app(called, "called"), 1, OWNER);
	peer_call(caller, peer_line(caller, peer_app(caller, "caller"), 0, OWNER), "200");
	scene_advance(2000);
	in = handle_of_new_call(called);
	ask_call(called, PACKET_lineAnswer, in);
	scene_advance(100);
	peer_state(called, in, LINECALLSTATE_CONNECTED);
	peer_leave(caller);
	peer_none(called, LINE_CLOSE);	/* a round trip: the server has seen it */
	scene_advance(1000);
	peer_state(called, in, LINECALLSTATE_IDLE);
}

TEST_ONCE(server, records_of_a_caller_with_little_room_say_how_much_they_need)
{
	struct packet_lineGetDevCaps in = { .device = 0, .version = 0x00020002, .caps = 0 };
	const LINEDEVCAPS *caps;
	struct peer *peer;
	DWORD needed, app;

	scene_open(NULL);
	peer = peer_hello("caps");
	in.app = app = peer_app(peer, "caps");
	in.caps = abi_fixed_size(ABI_LINEDEVCAPS, 0x00020002);
	CHECK_INT(ASK(peer, lineGetDevCaps, &in), 0);
	caps = peer_tail(peer, in.caps);
	needed = caps->dwNeededSize;
	CHECK(needed > caps->dwUsedSize);
	CHECK_INT(caps->dwLineNameSize, 0);
	in = (struct packet_lineGetDevCaps){ .app = app, .version = 0x00020002, .caps = needed };
	CHECK_INT(ASK(peer, lineGetDevCaps, &in), 0);
	caps = peer_tail(peer, in.caps);
	CHECK_INT(caps->dwUsedSize, needed);
	CHECK(caps->dwLineNameSize > 0);
}

TEST_ONCE(server, a_handle_of_another_client_is_none)
{
	struct packet_lineClose in;
	struct peer *one, *other;

	scene_open(NULL);
	one = peer_hello("one");
	other = peer_hello("other");
	in.line = peer_line(one, peer_app(one, "one"), 0, OWNER);
	CHECK_INT(ASK(other, lineClose, &in), (LONG)LINEERR_INVALLINEHANDLE);
}

TEST_ONCE(server, who_does_not_speak_the_protocol_is_told_so)
{
	struct peer *peer;
	char why[256];

	scene_open(NULL);
	peer = peer_new();
	peer_bytes(peer, "GET / HTTP/1.1\r\n\r\n", 18);
	CHECK(peer_gone(peer, why, sizeof(why)));
	CHECK_TEXT(why, "it does not speak the protocol of the telephony server");
}

/* SPDX-License-Identifier: MIT
 * request_scene.c - see the header. */
#include "request_scene.h"
#include "base/text.h"

struct request_scene s;
struct event request_reply;
struct buf request_tail;
unsigned request_delay_ms;

static void forget_tail(void *nothing)
{
	buf_free(&request_tail);
	memset(&request_tail, 0, sizeof(request_tail));
	request_delay_ms = 0;
}

void request_prepare(void)
{
	buf_grow(&request_tail);
	DEFER(forget_tail, NULL);
}

DWORD request_text(const char *text)
{
	WCHAR wide[128];

	NEED(utf16_size(text) <= sizeof(wide));
	utf16_write(wide, text);
	return packet_text(&request_tail, wide);
}

DWORD request_data(const void *data, DWORD size)
{
	return packet_data(&request_tail, data, size);
}

LONG request_now(struct peer *peer, DWORD number, void *slots, size_t size)
{
	LONG answer = peer_ask(peer, number, slots, size, &request_tail);

	buf_reset(&request_tail);
	return answer;
}

LONG request_do(struct peer *peer, DWORD number, DWORD *slots, size_t size)
{
	const DWORD request = slots[0] = peer_request();
	LONG answer = request_now(peer, number, slots, size);

	memset(&request_reply, 0, sizeof(request_reply));
	if (request_delay_ms)
		scene_advance(request_delay_ms);
	return answer == (LONG)request ? peer_reply(peer, request, &request_reply) : answer;
}

DWORD request_new_call(struct peer *peer)
{
	struct event event = { 0 };

	CHECK(peer_event(peer, LINE_APPNEWCALL, &event));
	return event.p2;
}

void request_heard(struct peer *peer, DWORD bit)
{
	struct event event = { 0 };

	while (peer_event(peer, LINE_CALLINFO, &event))
		if (event.p1 & bit)
			return;
	CHECK(!"LINE_CALLINFO came");
}

void request_lines(const char *more)
{
	scene_open(more);
	request_prepare();
	s.caller = peer_hello("caller");
	s.called = peer_hello("called");
	s.watcher = peer_hello("watcher");
	s.caller_app = peer_app(s.caller, "caller");
	s.line_a = peer_line(s.caller, s.caller_app, 0, OWNER);
	s.line_b = peer_line(s.called, peer_app(s.called, "called"), 1, OWNER);
	s.watched = peer_line(s.watcher, peer_app(s.watcher, "watcher"), 0, MONITOR);
}

void request_connect(void)
{
	s.out = peer_call(s.caller, s.line_a, "200");
	scene_advance(100);
	s.in = request_new_call(s.called);
	peer_state(s.called, s.in, LINECALLSTATE_OFFERING);
	CHECK_INT(DO(s.called, lineAnswer, .call = s.in, .uui = NONE), 0);
	scene_advance(100);
	peer_state(s.caller, s.out, LINECALLSTATE_CONNECTED);
	s.seen = request_new_call(s.watcher);
	peer_state(s.watcher, s.seen, LINECALLSTATE_CONNECTED);
}

void request_talk(const char *more)
{
	request_lines(more);
	request_connect();
}

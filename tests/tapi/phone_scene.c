/* SPDX-License-Identifier: MIT
 * phone_scene.c - see the header. */
#include "phone_scene.h"

DWORD put_wide(struct buf *tail, const char *text)
{
	WCHAR wide[256];

	NEED(utf16_size(text) <= sizeof(wide));
	utf16_write(wide, text);
	return packet_text(tail, wide);
}

DWORD phone_app(struct peer *peer, const char *name, DWORD version)
{
	struct packet_phoneInitialize in = { .context = 11, .version = version };
	struct buf tail;

	buf_grow(&tail);
	in.friendly_name = put_wide(&tail, name);
	in.module = put_wide(&tail, "/usr/bin/phones");
	CHECK_INT(ASK_WITH(peer, phoneInitialize, &in, &tail), 0);
	buf_free(&tail);
	return in.app;
}

LONG phone_try(struct phone_end *end, DWORD device, DWORD version, DWORD ext_version,
	       DWORD privilege)
{
	struct packet_phoneOpen in = {
		.app = end->app, .device = device, .version = version, .context = 12,
		.ext_version = ext_version, .privilege = privilege,
	};
	LONG result = ASK(end->peer, phoneOpen, &in);

	end->phone = result ? 0 : in.phone;
	return result;
}

struct phone_end phone_open(const char *name, DWORD version, DWORD privilege)
{
	struct phone_end end = { .peer = peer_hello(name) };

	end.app = phone_app(end.peer, name, version);
	CHECK_INT(phone_try(&end, 0, version, 0, privilege), 0);
	return end;
}

void phone_listen(const struct phone_end *end, DWORD states, DWORD modes, DWORD buttons)
{
	struct packet_phoneSetStatusMessages in = { end->phone, states, modes, buttons };

	CHECK_INT(ASK(end->peer, phoneSetStatusMessages, &in), 0);
}

LONG phone_result(struct peer *peer, DWORD number, void *slots, size_t size, const struct buf *tail)
{
	const DWORD request = *(DWORD *)slots;
	const LONG answer = peer_ask(peer, number, slots, size, tail);
	struct event event;

	if (answer < 0)
		return answer;
	CHECK_INT(answer, request);
	while (peer_event(peer, PHONE_REPLY, &event))
		if (event.p1 == request) {
			CHECK_INT(event.app, 11);
			return (LONG)event.p2;
		}
	CHECK(!"a PHONE_REPLY came");
	return (LONG)PHONEERR_OPERATIONFAILED;
}

void phone_news(struct peer *peer, DWORD state, DWORD detail)
{
	struct event event = { 0 };

	CHECK(peer_event(peer, PHONE_STATE, &event));
	CHECK_INT(event.p1, state);
	CHECK_INT(event.p2, detail);
	CHECK_INT(event.app, 11);
	CHECK_INT(event.open, 12);
}

/* SPDX-License-Identifier: MIT
 * test_chaos.c - programs that do anything in any order, with handles of any age, and die.
 *
 * Nothing is asked of the answers: the server must live, the provider must see no wrong
 * use of itself (the scene looks at the host's faults), and in the end nothing is left. */
#include "owners_scene.h"

#define PROGRAMS 4
#define CALLS 8
#define STEPS 1500
#define LINES "[provider]\nclock = virtual\n[sim]\noperation-delay = 20 ms\n" \
	      "[line a]\ndriver = sim\nnumber = 100\ncalls = 3\n" \
	      "[line b]\ndriver = sim\nnumber = 200\ncalls = 2\n"
#define LINE_C "[line c]\ndriver = sim\nnumber = 300\ncalls = 4\n"

struct actor {
	struct peer *peer;
	DWORD app, line[2], calls[CALLS], next;
};

static struct actor actors[PROGRAMS];
static uint32_t state;
static DWORD devices;		/* how many there have ever been */
static bool reduced;

static uint32_t any(uint32_t below)
{
	state = state * 1664525u + 1013904223u;
	return (state >> 8) % below;
}

static void keep(struct actor *actor, DWORD call)
{
	if (call)
		actor->calls[actor->next++ % CALLS] = call;
}

static void listen(struct actor *actor)
{
	struct event event;

	while (peer_next(actor->peer, &event)) {
		if (event.message == LINE_APPNEWCALL)
			keep(actor, event.p2);
		if (event.message == LINE_CREATE && event.p1 >= devices)
			devices = event.p1 + 1;
		if (event.message != LINE_REPLY || event.p2)
			continue;
		keep(actor, event.p3);
		keep(actor, event.p4);
	}
}

static DWORD a_call(const struct actor *actor)
{
	return actor->calls[any(CALLS)];
}

static DWORD a_line(const struct actor *actor)
{
	return actor->line[any(2)];
}

static void open_one(struct actor *actor)
{
	static const DWORD privileges[] = { OWNER, MONITOR, OWNER | MONITOR, NONE };
	static const DWORD versions[] = { TAPI_1_3, TAPI_1_4, TAPI_2_0, TAPI_2_2, TAPI_3_1 };
	struct packet_lineOpen in = {
		.app = actor->app, .device = any(8) ? any(devices) : 0xFFFFFFFF,
		.version = versions[any(5)], .context = 2, .privileges = privileges[any(4)],
		.media_modes = VOICE | (any(2) ? FAX : 0), .params = PACKET_NONE,
	};

	if (!owners_now(actor->peer, PACKET_lineOpen, &in, sizeof(in)))
		actor->line[any(2)] = in.line;
}

static void begin(struct actor *actor)
{
	struct program program = program_new("actor.exe", any(2) ? TAPI_2_2 : TAPI_1_3);

	*actor = (struct actor){ .peer = program.peer, .app = program.app };
	open_one(actor);
	open_one(actor);
}

static void make_call(struct actor *actor)
{
	static const char *const numbers[] = { "100", "200", "300", "91", "92", "93", "95", "7" };

	NOW(actor->peer, lineMakeCall, .request = peer_request(), .line = a_line(actor),
	    .dest = owners_text(numbers[any(8)]), .params = PACKET_NONE);
}

/* Requests of a call and of bytes, or of a call alone. */
static void ask_simple(struct actor *actor)
{
	static const DWORD numbers[] = {
		PACKET_lineAnswer, PACKET_lineAnswer, PACKET_lineDrop, PACKET_lineAccept,
		PACKET_lineHold, PACKET_lineUnHold,
	};
	DWORD slots[] = { peer_request(), a_call(actor), PACKET_NONE, 0 };
	const DWORD number = numbers[any(6)];
	const bool bytes = number != PACKET_lineHold && number != PACKET_lineUnHold;

	peer_ask(actor->peer, number, slots, bytes ? 16 : 8, NULL);
}

static void ask_of_two(struct actor *actor)
{
	const DWORD call = a_call(actor), other = a_call(actor);
	struct peer *peer = actor->peer;

	switch (any(5)) {
	case 0:
		NOW(peer, lineSetUpTransfer, .request = peer_request(), .call = call,
		    .params = PACKET_NONE);
		break;
	case 1:
		NOW(peer, lineCompleteTransfer, .request = peer_request(), .call = call,
		    .consult = other, .mode = 1 + any(2));
		break;
	case 2:
		NOW(peer, lineSetUpConference, .request = peer_request(), .call = call,
		    .parties = 3, .params = PACKET_NONE);
		break;
	case 3:
		NOW(peer, lineAddToConference, .request = peer_request(), .conference = call,
		    .consult = other);
		break;
	default:
		NOW(peer, lineSwapHold, .request = peer_request(), .active = call, .held = other);
	}
}

static void share(struct actor *actor)
{
	struct peer *peer = actor->peer;
	DWORD calls[CALLS], count;

	switch (any(6)) {
	case 0:
		NOW(peer, lineHandoff, .call = a_call(actor), .media_mode = VOICE,
		    .file_name = any(2) ? owners_text("actor.exe") : PACKET_NONE);
		break;
	case 1:
		NOW(peer, lineSetCallPrivilege, .call = a_call(actor),
		    .privilege = any(2) ? OWNER : MONITOR);
		break;
	case 2:
		NOW(peer, lineGetConfRelatedCalls, .call = a_call(actor), .list = 256);
		break;
	case 3:
		NOW(peer, lineGetCallInfo, .call = a_call(actor), .info = 4096);
		break;
	case 4:
		if (NOW(peer, lineGetNumRings, .line = actor->line[0]))
			break;		/* it is not open */
		count = owners_new_calls(peer, actor->line[0], calls, CALLS);
		while (count)
			keep(actor, calls[--count]);
		break;
	default:
		NOW(peer, lineDeallocateCall, .call = a_call(actor));
	}
}

static void come_and_go(struct actor *actor)
{
	switch (any(8)) {
	case 0:
		peer_leave(actor->peer);
		begin(actor);
		break;
	case 1:
		NOW(actor->peer, lineShutDown, .app = actor->app);
		peer_leave(actor->peer);
		begin(actor);
		break;
	case 2:
		reduced = !reduced;
		scene_write("opentsp.conf", reduced ? LINES : LINES LINE_C);
		scene_command("reload");
		break;
	case 3: case 4:
		NOW(actor->peer, lineClose, .line = a_line(actor));
		break;
	default:
		open_one(actor);
	}
}

static void act(struct actor *actor)
{
	listen(actor);
	switch (any(10)) {
	case 0: case 1:
		make_call(actor);
		break;
	case 2: case 3: case 4:
		ask_simple(actor);
		break;
	case 5:
		ask_of_two(actor);
		break;
	case 6: case 7:
		share(actor);
		break;
	case 8:
		come_and_go(actor);
		break;
	default:
		scene_advance(any(3) ? 30 : 5000);
	}
}

static void play(uint32_t seed)
{
	state = seed;
	devices = 3;
	reduced = false;
	scene_open("[sim]\noperation-delay = 20 ms\n");
	for (int i = 0; i < PROGRAMS; i++)
		begin(&actors[i]);
	for (int i = 0; i < STEPS; i++)
		act(&actors[any(PROGRAMS)]);
	for (int i = 0; i < PROGRAMS; i++)
		listen(&actors[i]);
	scene_close();
}

TEST_ONCE(chaos, programs_may_do_anything_in_any_order_and_die_1)
{
	play(1);
}

TEST_ONCE(chaos, programs_may_do_anything_in_any_order_and_die_2)
{
	play(20261123);
}

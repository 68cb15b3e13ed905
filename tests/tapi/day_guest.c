/* SPDX-License-Identifier: MIT
 * day_guest.c - how a program comes, hears, and goes. */
#include "day.h"
#include "tapi/frame.h"

#define ENDED (LINECALLSTATE_IDLE | LINECALLSTATE_DISCONNECTED)

struct day_counts day_counts;
static uint32_t state;

void day_seed(uint32_t seed)
{
	state = seed;
	day_counts = (struct day_counts){ 0 };
}

uint32_t any(uint32_t below)
{
	state = state * 1664525u + 1013904223u;
	return (state >> 8) % below;
}

/* --- what it knows of its calls ------------------------------------------------------ */

static struct guest_call *known(struct guest *guest, DWORD handle)
{
	for (size_t i = 0; i < GUEST_CALLS; i++)
		if (handle && guest->calls[i].handle == handle)
			return &guest->calls[i];
	return NULL;
}

/* The oldest is forgotten; its handle goes with the line. */
static void note(struct guest *guest, DWORD handle, DWORD call_state)
{
	struct guest_call *call = known(guest, handle);

	if (!handle)
		return;
	if (!call)
		call = &guest->calls[guest->next_call++ % GUEST_CALLS];
	call->handle = handle;
	call->state = call_state;
}

DWORD guest_call(const struct guest *guest, DWORD states)
{
	const unsigned from = any(GUEST_CALLS);
	const struct guest_call *call;

	for (unsigned i = 0; i < GUEST_CALLS; i++) {
		call = &guest->calls[(from + i) % GUEST_CALLS];
		if (call->handle && (call->state & states))
			return call->handle;
	}
	return 0;
}

DWORD guest_line(const struct guest *guest)
{
	return guest->line[any(GUEST_LINES)];
}

/* --- what it hears ------------------------------------------------------------------- */

/* A proxy answers most requests, well or with an error. */
static void serve_request(struct guest *guest, const struct event *event)
{
	const void *request = peer_event_tail(guest->peer);
	struct packet_lineProxyResponse in = {
		.line = event->device, .result = any(4) ? 0 : (DWORD)LINEERR_OPERATIONFAILED,
	};
	DWORD size;

	if (!request || !any(5))
		return;
	owners_text("");	/* the tail is there now */
	buf_reset(&owners_tail);
	memcpy(&size, request, sizeof(size));
	in.request = packet_data(&owners_tail, request, size);
	day_counts.requests++;
	owners_now(guest->peer, PACKET_lineProxyResponse, &in, sizeof(in));
}

static void hear_reply(struct guest *guest, const struct event *event)
{
	if (event->p2)
		return;
	if (event->p3 && !known(guest, event->p3))
		note(guest, event->p3, LINECALLSTATE_UNKNOWN);
	if (event->p4 && !known(guest, event->p4))
		note(guest, event->p4, LINECALLSTATE_UNKNOWN);
}

static void hear_one(struct guest *guest, const struct event *event)
{
	switch (event->message) {
	case LINE_APPNEWCALL:
		note(guest, event->p2, LINECALLSTATE_UNKNOWN);
		break;
	case LINE_CALLSTATE:
		note(guest, event->device, event->p1);
		day_counts.calls += event->p1 == LINECALLSTATE_CONNECTED;
		break;
	case LINE_REPLY:
		hear_reply(guest, event);
		break;
	case LINE_PROXYREQUEST:
		serve_request(guest, event);
		break;
	case LINE_REQUEST:
		SAY(guest, lineGetRequest, .app = guest->app, .mode = event->p1,
		    .size = sizeof(LINEREQMAKECALLW));
		break;
	default:
		break;
	}
}

static void hear(struct guest *guest)
{
	struct event event;

	while (peer_next(guest->peer, &event)) {
		day_counts.events++;
		hear_one(guest, &event);
	}
}

/* What is over is given back, as a rule. */
static void tidy(struct guest *guest)
{
	DWORD call = guest_call(guest, ENDED);

	if (!call || !any(4))
		return;
	SAY(guest, lineDeallocateCall, .call = call);
	known(guest, call)->handle = 0;
}

/* --- its life ------------------------------------------------------------------------- */

void guest_open(struct guest *guest, DWORD device, DWORD privileges, DWORD media)
{
	struct packet_lineOpen in = {
		.app = guest->app, .device = device, .version = guest->version, .context = 2,
		.privileges = privileges, .media_modes = media, .params = PACKET_NONE,
	};

	if (guest->line[device])
		return;
	day_counts.requests++;
	if (!owners_now(guest->peer, PACKET_lineOpen, &in, sizeof(in)))
		guest->line[device] = in.line;
}

void guest_come(struct guest *guest, const struct guest_kind *kind)
{
	static const DWORD versions[] = { TAPI_1_3, TAPI_1_4, TAPI_2_0, TAPI_2_2, TAPI_3_1 };
	struct packet_lineInitialize in = { .context = 1 };

	*guest = (struct guest){ .peer = guest->peer, .kind = kind, .version = versions[any(5)] };
	guest->acts_left = 5 + any(60);
	peer_again(guest->peer, kind->name);
	in.version = guest->version;
	in.friendly_name = owners_text(kind->name);
	in.module = owners_text(kind->name);
	CHECK_INT(owners_now(guest->peer, PACKET_lineInitialize, &in, sizeof(in)), 0);
	guest->app = in.app;
	day_counts.programs++;
	day_counts.requests++;
	kind->begin(guest);
}

void guest_act(struct guest *guest)
{
	unsigned acts = 0;

	if (any(guest->kind->patience))
		return;
	hear(guest);
	tidy(guest);
	while (acts < GUEST_ACTS && guest->kind->acts[acts])
		acts++;
	guest->kind->acts[any(acts)](guest);
	if (guest->acts_left-- == 0)
		guest_go(guest);
}

/* Requests that it does not wait for, the last of them perhaps in part only. */
static void die_asking(struct guest *guest)
{
	const DWORD call = guest_call(guest, ~0u);
	struct buf out, none;
	size_t frame;

	buf_grow(&out);
	buf_grow(&none);
	for (unsigned i = 0; i < 3; i++) {
		struct packet_lineDrop drop = { peer_request(), call, PACKET_NONE, 0 };
		struct packet_lineMakeCall make = {
			.request = peer_request(), .line = guest_line(guest),
			.dest = PACKET_NONE, .params = PACKET_NONE,
		};

		frame = frame_begin(&out, FRAME_REQUEST, 1000 + i);
		if (i == 1)
			packet_write(&out, PACKET_lineDrop, &drop, sizeof(drop), &none);
		else
			packet_write(&out, PACKET_lineMakeCall, &make, sizeof(make), &none);
		frame_end(&out, frame);
	}
	peer_bytes(guest->peer, out.at, any(2) ? out.len : out.len - any(100));
	buf_free(&out);
	buf_free(&none);
}

static void leave_politely(struct guest *guest)
{
	if (any(2))
		for (size_t i = 0; i < GUEST_LINES; i++)
			if (guest->line[i])
				SAY(guest, lineClose, .line = guest->line[i]);
	if (guest->phone)
		SAY(guest, phoneClose, .phone = guest->phone);
	if (guest->phone_app)
		SAY(guest, phoneShutDown, .app = guest->phone_app);
	SAY(guest, lineShutDown, .app = guest->app);
}

void guest_go(struct guest *guest)
{
	switch (any(3)) {
	case 0:
		day_counts.deaths++;
		break;
	case 1:
		day_counts.deaths++;
		die_asking(guest);
		break;
	default:
		leave_politely(guest);
	}
	peer_leave(guest->peer);
	guest->kind = NULL;
}

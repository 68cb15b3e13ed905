/* SPDX-License-Identifier: MIT
 * play.c - calls, brought into each state that they can be in. */
#include "check/play.h"

#define WAIT_MS 20000
#define CAN(bit) LINECALLFEATURE_##bit

/* What a provider must announce for a scene; IN_BUSY wants a line of one call. */
static const struct {
	const char *name;
	DWORD features, states;
} scenes[INS] = {
	[IN_OFFERING] = { "offering", 0, LINECALLSTATE_OFFERING },
	[IN_ACCEPTED] = { "accepted", CAN(ACCEPT), LINECALLSTATE_ACCEPTED },
	[IN_DIALTONE] = { "dial tone", CAN(DIAL), LINECALLSTATE_DIALTONE },
	[IN_DIALING] = { "dialing", CAN(DIAL), LINECALLSTATE_DIALTONE },
	[IN_RINGBACK] = { "ringback", 0, LINECALLSTATE_RINGBACK },
	[IN_BUSY] = { "busy", 0, LINECALLSTATE_BUSY },
	[IN_TALK] = { "connected", 0, LINECALLSTATE_CONNECTED },
	[IN_HOLD] = { "on hold", CAN(HOLD), LINECALLSTATE_ONHOLD },
	[IN_PENDING_TRANSFER] = { "held for transfer", CAN(SETUPTRANSFER),
				  LINECALLSTATE_ONHOLDPENDTRANSFER },
	[IN_CONSULTED] = { "held for transfer, with a connected consultation call",
			   CAN(SETUPTRANSFER) | CAN(DIAL), LINECALLSTATE_ONHOLDPENDTRANSFER },
	[IN_CONSULTING] = { "a connected consultation call", CAN(SETUPTRANSFER) | CAN(DIAL),
			    LINECALLSTATE_ONHOLDPENDTRANSFER },
	[IN_PENDING_CONF] = { "a conference being set up", CAN(SETUPCONF) | CAN(DIAL),
			      LINECALLSTATE_ONHOLDPENDCONF },
	[IN_CONFERENCE] = { "a conference", CAN(SETUPCONF) | CAN(DIAL) | CAN(ADDTOCONF),
			    LINECALLSTATE_CONFERENCED },
	[IN_MEMBER] = { "a member of a conference", CAN(SETUPCONF) | CAN(DIAL) | CAN(ADDTOCONF),
			LINECALLSTATE_CONFERENCED },
	[IN_IDLE] = { "idle", 0, LINECALLSTATE_IDLE },
};

const char *play_name(enum in in)
{
	return scenes[in].name;
}

/* A line that is nobody's part and has room for one call; HOST_NO_DEVICE. */
static DWORD narrow_device(struct check *c)
{
	static struct host_line_info info;	/* large */

	for (size_t i = 0; i < host_line_count(c->host); i++) {
		DWORD device = host_line(c->host, i);

		if (device != c->device && device != c->peer_device &&
		    host_line_info(c->host, device, &info) == 0 && info.max_calls == 1)
			return device;
	}
	return HOST_NO_DEVICE;
}

bool play_can(struct check *c, enum in in)
{
	LINEADDRESSCAPS *caps = address_caps(c, c->device);
	bool three = in >= IN_CONSULTED && in <= IN_MEMBER;

	if ((caps->dwCallFeatures & scenes[in].features) != scenes[in].features ||
	    (caps->dwCallStates & scenes[in].states) != scenes[in].states)
		return false;
	if (in == IN_BUSY)
		return c->setup->own && narrow_device(c) != HOST_NO_DEVICE;
	return !three || host_line_count(c->host) > 2;
}

static void need_state(struct check *c, uint32_t call, DWORD states)
{
	SKIP_UNLESS(c, scene_state(c, call, states, WAIT_MS), "the call is %s, not %s",
		    state_word(host_call_state(c->host, call)), state_word(states));
}

static void accepted(struct check *c, struct play *p)
{
	p->call = scene_ring(c, &p->peer);
	scene_done(c, "lineAccept", host_accept(c->host, p->call));
	need_state(c, p->call, LINECALLSTATE_ACCEPTED);
}

static void dial_tone(struct check *c, struct play *p)
{
	scene_done(c, "lineMakeCall without a number",
		   host_make_call(c->host, c->line, NULL, NULL, &p->call));
	need_state(c, p->call, LINECALLSTATE_DIALTONE);
}

static void dialing(struct check *c, struct play *p)
{
	dial_tone(c, p);
	scene_done(c, "lineDial of a part", host_dial(c->host, p->call, "1;"));
	need_state(c, p->call, LINECALLSTATE_DIALING);
}

/* The narrow line talks with one that answers by himself, and is called. */
static void busy(struct check *c, struct play *p)
{
	static struct host_line_info info;	/* large */
	DWORD device = narrow_device(c);

	SKIP_UNLESS(c, device != HOST_NO_DEVICE && scene_robot(c)[0] &&
		    host_line_info(c->host, device, &info) == 0,
		    "no line has room for one call only");
	SKIP_UNLESS(c, host_line_open(c->host, device, VOICE, &c->narrow) == 0,
		    "the line with room for one call does not open");
	scene_done(c, "lineMakeCall", host_make_call(c->host, c->narrow, scene_robot(c), NULL,
						     &p->other));
	need_state(c, p->other, LINECALLSTATE_CONNECTED);
	scene_done(c, "lineMakeCall", host_make_call(c->host, c->line, info.address[0].address,
						     NULL, &p->call));
	need_state(c, p->call, LINECALLSTATE_BUSY);
}

static void pending_transfer(struct check *c, struct play *p)
{
	p->call = scene_talk(c, &p->peer);
	step("calling lineSetupTransfer");
	scene_done(c, "lineSetupTransfer", host_setup_transfer(c->host, p->call, &p->other));
	need_state(c, p->call, LINECALLSTATE_ONHOLDPENDTRANSFER);
}

static void consulted(struct check *c, struct play *p)
{
	pending_transfer(c, p);
	p->third = scene_meet(c, p->other);
}

static void pending_conference(struct check *c, struct play *p)
{
	uint32_t first = scene_talk(c, &p->peer);

	step("calling lineSetupConference");
	scene_done(c, "lineSetupConference",
		   host_setup_conference(c->host, first, c->line, 3, &p->call, &p->other));
	p->third = scene_meet(c, p->other);
	need_state(c, p->call, LINECALLSTATE_ONHOLDPENDCONF);
}

static void conference(struct check *c, struct play *p)
{
	pending_conference(c, p);
	step("calling lineAddToConference");
	scene_done(c, "lineAddToConference",
		   host_add_to_conference(c->host, p->call, p->other));
	need_state(c, p->other, LINECALLSTATE_CONFERENCED);
	need_state(c, p->call, LINECALLSTATE_CONNECTED);
}

static void swap(struct play *p)
{
	uint32_t call = p->call;

	p->call = p->other;
	p->other = call;
}

void play_scene(struct check *c, enum in in, struct play *p)
{
	*p = (struct play){ 0 };
	switch (in) {
	case IN_OFFERING: p->call = scene_ring(c, &p->peer); break;
	case IN_ACCEPTED: accepted(c, p); break;
	case IN_DIALTONE: dial_tone(c, p); break;
	case IN_DIALING: dialing(c, p); break;
	case IN_RINGBACK:
		p->peer = scene_ring(c, &p->call);
		need_state(c, p->call, LINECALLSTATE_RINGBACK);
		break;
	case IN_BUSY: busy(c, p); break;
	case IN_TALK: p->call = scene_talk(c, &p->peer); break;
	case IN_HOLD:
		p->call = scene_talk(c, &p->peer);
		scene_done(c, "lineHold", host_hold(c->host, p->call));
		need_state(c, p->call, LINECALLSTATE_ONHOLD);
		break;
	case IN_PENDING_TRANSFER: pending_transfer(c, p); break;
	case IN_CONSULTED: consulted(c, p); break;
	case IN_CONSULTING: consulted(c, p); swap(p); break;
	case IN_PENDING_CONF: pending_conference(c, p); break;
	case IN_CONFERENCE: conference(c, p); break;
	case IN_MEMBER: conference(c, p); swap(p); break;
	default:
		p->call = scene_talk(c, &p->peer);
		scene_done(c, "lineDrop", host_drop(c->host, p->call));
		need_state(c, p->call, LINECALLSTATE_IDLE);
		break;
	}
	if (!p->other)
		p->other = p->call;
	p->hd = host_hdcall(c->host, p->call);
	scene_settle(c);
	p->from = c->count;
}

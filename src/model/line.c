/* SPDX-License-Identifier: MIT
 * line.c - opening, closing, and what is told of a line. */
#include "model/line.h"
#include "base/log.h"
#include "base/mem.h"
#include "model/forward.h"
#include "model/sound.h"
#include "model/msp.h"

/* Operations on calls that begin at the line, and the bits that announce
 * them (R-STATE-4). The features of a line and of its addresses. */
static const struct {
	enum call_op op;
	DWORD line, address;
	DWORD flag;		/* of LINEADDRCAPFLAGS_, without which it begins at a call only */
} births[] = {
	{ CALL_DIAL,	LINEFEATURE_MAKECALL,	LINEADDRFEATURE_MAKECALL,	0 },
	{ CALL_PICKUP,	0,			LINEADDRFEATURE_PICKUP,		0 },
	{ CALL_UNPARK,	0,			LINEADDRFEATURE_UNPARK,		0 },
	{ CALL_SETUP_CONFERENCE, 0,		LINEADDRFEATURE_SETUPCONF,
	  LINEADDRCAPFLAGS_SETUPCONFNULL },
};

static const struct {
	const char *name;
	DWORD line, address;
} asks[LINE_OP_COUNT] = {
	[LINE_OP_FORWARD]	= { "lineForward", LINEFEATURE_FORWARD, LINEADDRFEATURE_FORWARD },
	[LINE_OP_UNCOMPLETE]	= { "lineUncompleteCall", 0, LINEADDRFEATURE_UNCOMPLETECALL },
	[LINE_OP_SET_STATUS]	= { "lineSetLineDevStatus", LINEFEATURE_SETDEVSTATUS, 0 },
	[LINE_OP_SET_TERMINAL]	= { "lineSetTerminal", LINEFEATURE_SETTERMINAL, LINEADDRFEATURE_SETTERMINAL },
	[LINE_OP_DEVSPECIFIC]	= { "lineDevSpecific", LINEFEATURE_DEVSPECIFIC, 0 },
	[LINE_OP_DEVSPECIFIC_FEATURE] = { "lineDevSpecificFeature", LINEFEATURE_DEVSPECIFICFEAT, 0 },
};

const char *line_op_name(enum line_op op)
{
	return (unsigned)op < LINE_OP_COUNT ? asks[op].name : "?";
}

#define LENGTH(table) (sizeof(table) / sizeof((table)[0]))

bool line_op_possible(const struct line *line, enum line_op op)
{
	if (op == LINE_OP_SET_TERMINAL && !line->terminal_count)
		return false;
	return line->driver->line[op] && (!line->driver->line_able || line->driver->line_able(line, op));
}

DWORD line_park_modes(const struct line *line)
{
	DWORD modes = line->driver->traits->park_modes;

	if (!line_can(line, CALL_PARK))
		return 0;
	return line->driver->park_modes ? modes & line->driver->park_modes(line) : modes;
}

#define WAITING (LINEADDRFEATURE_PICKUP | LINEADDRFEATURE_PICKUPWAITING)

/* Right now, if there is `room`; or `ever`. */
static DWORD features(const struct line *line, bool ever, bool room, bool address)
{
	const struct line_traits *traits = line->driver->traits;
	DWORD all = 0;

	for (size_t i = 0; (ever || room) && i < LENGTH(births); i++)
		if (line_can(line, births[i].op) && (ever || line_lets(line, births[i].op) == OK) &&
		    (traits->addr_flags & births[i].flag) == births[i].flag)
			all |= address ? births[i].address : births[i].line;
	if (address && (all & LINEADDRFEATURE_PICKUP))
		all |= traits->pickup & (line->driver->pickup ? line->driver->pickup(line) : traits->pickup);
	for (int op = 0; op < LINE_OP_COUNT; op++)
		if (line_op_possible(line, op))
			all |= address ? asks[op].address : asks[op].line;
	if (line->driver->call[CALL_MEDIA_CONTROL])
		all |= address ? LINEADDRFEATURE_SETMEDIACONTROL : LINEFEATURE_SETMEDIACONTROL;
	if (address && (all & LINEADDRFEATURE_FORWARD))
		all |= LINEADDRFEATURE_FORWARDFWD | LINEADDRFEATURE_FORWARDDND;
	if (!address && (all & LINEFEATURE_FORWARD))
		all |= LINEFEATURE_FORWARDFWD | LINEFEATURE_FORWARDDND;
	return all;
}

static bool has_room(const struct line *line)
{
	return line->handle && address_has_room(line_address_any(line));
}

DWORD line_features(const struct line *line)
{
	const DWORD extended = LINEFEATURE_DEVSPECIFIC | LINEFEATURE_DEVSPECIFICFEAT;

	return features(line, false, has_room(line), false) & ~(line->ext_version ? 0 : extended);
}

/* A conference holds a call for its first member. */
static bool can_hold_one_more(const struct line *line)
{
	return line_count_calls(line, LINECALLSTATE_ONHOLDPENDCONF | LINECALLSTATE_ONHOLDPENDTRANSFER) <
	       line->driver->traits->max_pending;
}

DWORD address_features(const struct address *address)
{
	const struct line *line = address->line;
	DWORD all = features(line, false, line->handle && address_has_room(address), true);

	if (!can_hold_one_more(line))
		all &= ~(DWORD)LINEADDRFEATURE_SETUPCONF;
	/* It takes the place of the active call, which is held for it. */
	if (line->handle && address->waiting)
		all |= WAITING;
	return all;
}

DWORD line_features_ever(const struct line *line)
{
	return features(line, true, true, false);
}

DWORD address_features_ever(const struct line *line)
{
	return features(line, true, true, true) |
	       (line_addr_flags(line) & LINEADDRCAPFLAGS_PICKUPCALLWAIT ? WAITING : 0);
}

DWORD line_count_calls(const struct line *line, DWORD states)
{
	DWORD count = 0;

	for (DWORD i = 0; i < line->address_count; i++)
		count += address_count_calls(&line->addresses[i], states);
	return count;
}

DWORD line_count_known(const struct line *line, DWORD states)
{
	DWORD count = 0;

	for (DWORD i = 0; i < line->address_count; i++)
		count += address_count_known(&line->addresses[i], states);
	return count;
}

static void own_flags(const struct line *line, DWORD *addr, DWORD *params)
{
	*addr = *params = 0;
	if (line->driver->line_flags)
		line->driver->line_flags(line, addr, params);
}

DWORD line_addr_flags(const struct line *line)
{
	DWORD addr, params;

	own_flags(line, &addr, &params);
	return line->driver->traits->addr_flags | addr;
}

DWORD line_param_flags(const struct line *line)
{
	DWORD addr, params;

	own_flags(line, &addr, &params);
	return line->driver->traits->param_flags | params;
}

DWORD line_auto_states(const struct line *line)
{
	return line->driver->call_transfer ? line->driver->traits->auto_states : 0;
}

struct line *line_of_device(struct desk *desk, DWORD id)
{
	list_each(node, &desk->providers) {
		struct provider *provider = list_entry(node, struct provider, node);
		uint32_t low = 0, high = provider->line_count;

		/* The numbered lines come first and in order (provider.h). */
		while (low < high) {
			uint32_t mid = (low + high) / 2;

			if (provider->lines[mid]->device_id < id)
				low = mid + 1;
			else
				high = mid;
		}
		if (low < provider->line_count && provider->lines[low]->device_id == id &&
		    id != DEVICE_NONE)
			return provider->lines[low];
	}
	return NULL;
}

struct line *line_find(const struct desk *desk, uintptr_t handle)
{
	return handle_find(&desk->handles, HANDLE_LINE, handle);
}

enum err line_open(struct line *line, HTAPILINE htline, DWORD version, LINEEVENT event)
{
	struct desk *desk = line_desk(line);
	enum err err;

	if (line->handle)
		return ERR_ALLOCATED;
	if (line->removed)
		return ERR_NODEVICE;
	err = handle_new(&desk->handles, HANDLE_LINE, line, &line->handle);
	if (err)
		return err;
	line->htline = htline;
	line->event = event;
	line->version = version;
	line->ext_version = 0;
	line->line_states = line->address_states = line->media_wanted = line->tracking = 0;
	list_init(&line->calls);
	list_init(&line->asks);
	list_init(&line->msps);
	err = line->driver->line_open ? line->driver->line_open(line) : OK;
	if (err) {
		handle_free(&desk->handles, line->handle);
		line->handle = 0;
	}
	return err;
}

void line_close(struct line *line)
{
	struct desk *desk = line_desk(line);

	ask_answer_all(&line->asks, -1, ERR_CLOSED);
	msps_free(line);
	while (!list_empty(&line->calls))
		call_free(list_entry(line->calls.next, struct call, node), ERR_CLOSED);
	sound_line_free(line);
	if (line->driver->line_close)
		line->driver->line_close(line);
	handle_free(&desk->handles, line->handle);
	line->handle = 0;
	line->htline = NULL;
}

void line_listen(struct line *line, DWORD media_modes)
{
	line->media_wanted = media_modes;
	if (line->driver->line_listen)
		line->driver->line_listen(line);
}

enum err line_track(struct line *line, DWORD tracking)
{
	if (!line->driver->line_track)
		return ERR_UNAVAIL;
	if ((tracking & ~line->driver->traits->tracking) || (tracking & (tracking - 1)))
		return ERR_TRACKING;
	line->tracking = tracking;
	line->driver->line_track(line);
	return OK;
}

void line_news(struct line *line, DWORD states, DWORD p2, DWORD p3)
{
	struct letter letter = {
		.kind = LETTER_LINE, .msg = LINE_LINEDEVSTATE, .line = line->handle,
		.p1 = states, .p2 = p2, .p3 = p3,
	};

	if (line->handle && (line->line_states & states))
		mail_post(&line_desk(line)->mail, &letter);
}

void line_address_news(struct line *line, DWORD states)
{
	for (DWORD id = 0; id < line->address_count; id++)
		address_news(&line->addresses[id], states);
}

void line_forwarded(struct line *line, struct forwards *forwards, enum err result)
{
	while (forwards) {
		struct address *address = line_address(line, forwards->address);
		struct forwards *next = forwards->next;

		forwards->next = NULL;
		if (!result && address) {
			forwards_free(address->forwards);
			address->forwards = forwards->count ? forwards : NULL;
			address_news(address, LINEADDRESSSTATE_FORWARD);
		}
		if (result || !forwards->count)
			forwards_free(forwards);
		forwards = next;
	}
}

void line_completions(struct line *line, DWORD count, bool cancelled)
{
	if (line->completions == count)
		return;
	line->completions = count;
	line_news(line, LINEDEVSTATE_NUMCOMPLETIONS, 0, 0);
	if (cancelled)
		line_news(line, LINEDEVSTATE_COMPLCANCEL, 0, 0);
}

/* Which LINEDEVSTATE_ tells that a flag is set, or clear. */
static const struct {
	DWORD flag, set, clear;
} statuses[] = {
	{ LINEDEVSTATUSFLAGS_CONNECTED,	LINEDEVSTATE_CONNECTED,	LINEDEVSTATE_DISCONNECTED },
	{ LINEDEVSTATUSFLAGS_MSGWAIT,	LINEDEVSTATE_MSGWAITON,	LINEDEVSTATE_MSGWAITOFF },
	{ LINEDEVSTATUSFLAGS_INSERVICE,	LINEDEVSTATE_INSERVICE,	LINEDEVSTATE_OUTOFSERVICE },
	{ LINEDEVSTATUSFLAGS_LOCKED,	LINEDEVSTATE_LOCK,	LINEDEVSTATE_LOCK },
};

void line_status(struct line *line, DWORD flags, bool on)
{
	DWORD changed = flags & (on ? ~line->status : line->status), states = 0;

	line->status ^= changed;
	for (size_t i = 0; i < LENGTH(statuses); i++)
		if (changed & statuses[i].flag)
			states |= on ? statuses[i].set : statuses[i].clear;
	if (changed & LINEDEVSTATUSFLAGS_INSERVICE)
		log_write(LOG_INFO, line->driver->name, line->name, "%s", on ? "in service" : "out of service");
	if (states)
		line_news(line, states, 0, 0);
}

DWORD line_status_states(DWORD flags)
{
	DWORD states = 0;

	for (size_t i = 0; i < LENGTH(statuses); i++)
		if (flags & statuses[i].flag)
			states |= statuses[i].set | statuses[i].clear;
	return states;
}

void line_service(struct line *line, bool in_service)
{
	line_status(line, LINEDEVSTATUSFLAGS_CONNECTED | LINEDEVSTATUSFLAGS_INSERVICE, in_service);
}

/* Whether it was switched off here. What a device cannot be told it may say of
 * itself, and still reach somebody (a line that is not registered does). */
static bool switched_off(const struct line *line)
{
	const DWORD needs = LINEDEVSTATUSFLAGS_CONNECTED | LINEDEVSTATUSFLAGS_INSERVICE;

	return line->driver->traits->settable_status & ~line->status & needs;
}

bool line_works(const struct line *line)
{
	return line->handle && !switched_off(line);
}

enum err line_lets(const struct line *line, enum call_op op)
{
	switch (op) {
	case CALL_DIAL:
	case CALL_SETUP_TRANSFER:
	case CALL_SETUP_CONFERENCE:
	case CALL_PREPARE_ADD:
		return switched_off(line) || (line->status & LINEDEVSTATUSFLAGS_LOCKED) ? ERR_LINESTATE : OK;
	case CALL_PICKUP:
	case CALL_UNPARK:
		return switched_off(line) ? ERR_FAILED : OK;
	default:
		return OK;
	}
}

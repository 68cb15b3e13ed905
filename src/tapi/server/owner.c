/* SPDX-License-Identifier: MIT
 * owner.c - who owns and who monitors a call: what applications ask about it. */
#include "abi/names.h"
#include "base/mem.h"
#include "base/text.h"
#include "tapi/server/app.h"
#include "tapi/server/call.h"
#include "tapi/server/device.h"
#include "tapi/server/pending.h"
#include "tapi/server/route.h"

/* Whether it is the only one who owns a call that goes on: it may not leave it so. */
static bool is_needed(const struct call_handle *has)
{
	return has->privilege == LINECALLPRIVILEGE_OWNER
	       && has->call->state != LINECALLSTATE_IDLE
	       && call_count(has->call, LINECALLPRIVILEGE_OWNER) == 1;
}

SERVES(lineDeallocateCall)
{
	struct call_handle *has = turn_call(turn, in->call);

	if (!has)
		return (LONG)LINEERR_INVALCALLHANDLE;
	if (is_needed(has))
		return (LONG)LINEERR_INVALCALLSTATE;
	call_leave(has);
	return 0;
}

SERVES(lineSetCallPrivilege)
{
	struct call_handle *has = turn_call(turn, in->call);

	if (!has)
		return (LONG)LINEERR_INVALCALLHANDLE;
	if (in->privilege != LINECALLPRIVILEGE_MONITOR && in->privilege != LINECALLPRIVILEGE_OWNER)
		return (LONG)LINEERR_INVALCALLPRIVILEGE;
	if (in->privilege == LINECALLPRIVILEGE_OWNER
	    && turn_right(turn, has->call->device) < ACCESS_OWN)
		return (LONG)LINEERR_INVALCALLPRIVILEGE;
	if (in->privilege == LINECALLPRIVILEGE_MONITOR && is_needed(has))
		return (LONG)LINEERR_INVALCALLSTATE;
	call_entitle(has, in->privilege);
	return 0;
}

/* --- handoff ------------------------------------------------------------------------- */

/* The line that another application of that name has opened to own calls; that of `has`
 * itself only if there is no other. */
static struct line *line_of_module(const struct call_handle *has, const char *module)
{
	struct line *line, *own = NULL;

	list_each(node, &has->call->device->lines) {
		line = list_entry(node, struct line, device_node);
		if (!route_may_own(has->call, line)
		    || !span_isi(span_of(app_module(line->app)), module))
			continue;
		if (line->app != has->line->app)
			return line;
		own = line;
	}
	return own;
}

static LONG find_target(const struct turn *turn, const struct packet_lineHandoff *in,
			const struct call_handle *has, struct line **out)
{
	const void *text = packet_at(turn->in, in->file_name);
	const DWORD mode = in->media_mode;
	char *module;

	if (!text) {
		if (!mode || (mode & (mode - 1))
		    || (mode & 0xFFFFFF & ~name_known_bits(NAME_LINEMEDIAMODE, has->line->version)))
			return (LONG)LINEERR_INVALMEDIAMODE;
		*out = route_for_mode(has->call, mode);
	} else {
		module = utf8_from16(text, (turn->in->tail_size - in->file_name) / sizeof(WCHAR));
		if (!module)
			return (LONG)LINEERR_NOMEM;
		*out = line_of_module(has, module);
		mem_free(module);
	}
	if (!*out)
		return (LONG)LINEERR_TARGETNOTFOUND;
	return (*out)->app == has->line->app ? (LONG)LINEERR_TARGETSELF : 0;
}

/* Who hands a call off remains its owner until he gives it up. */
SERVES(lineHandoff)
{
	struct call_handle *has = turn_call(turn, in->call), *target;
	struct line *line = NULL;
	bool known;
	LONG result = owned(has);

	if (!result)
		result = find_target(turn, in, has, &line);
	if (result)
		return result;
	known = call_handle_of(has->call, line) != NULL;
	target = call_share(has->call, line, LINECALLPRIVILEGE_OWNER);
	if (!target)
		return (LONG)LINEERR_NOMEM;
	if (known)
		call_tell_state(target, LINECALLPRIVILEGE_OWNER);
	else
		call_introduce(target);
	return 0;
}

/* --- lists of calls ------------------------------------------------------------------- */

/* Calls of one device, and whether each is to be listed. */
struct search {
	struct line *line;
	const struct call *conference;	/* lineGetConfRelatedCalls: of which */
	DWORD address;			/* lineGetNewCalls: of which; ANY_ADDRESS */
};

static bool is_wanted(const struct search *search, const struct call *call)
{
	if (!call->born || !call->state || call->state == LINECALLSTATE_IDLE)
		return false;
	if (search->conference)
		return call != search->conference && call_conference(call) == search->conference;
	return !call_handle_of(call, search->line) && route_takes_address(search->line, call)
	       && (search->address == ANY_ADDRESS || search->address == call->address);
}

/* Fill `calls` (NULL: only count) with the handles of what is found; those that there are not
 * yet are made, as a monitor's. False: no memory. */
static bool find(const struct search *search, DWORD *calls, DWORD *count)
{
	struct call_handle *has = NULL;
	struct call *call;

	list_each(node, &search->line->device->calls) {
		call = list_entry(node, struct call, node);
		if (!is_wanted(search, call))
			continue;
		if (calls)
			has = call_share(call, search->line, LINECALLPRIVILEGE_MONITOR);
		if (calls && !has)
			return false;
		if (calls)
			calls[*count] = has->handle;
		++*count;
	}
	return true;
}

/* The handles for a list of `count`, `first` in front unless it is NULL. */
static bool fill(LINECALLLIST *list, const struct search *search, struct call *first, DWORD count)
{
	DWORD *calls = (DWORD *)(list + 1), found = 0;
	struct call_handle *has;

	if (first) {
		has = call_share(first, search->line, LINECALLPRIVILEGE_MONITOR);
		if (!has)
			return false;
		calls[found++] = has->handle;
	}
	return find(search, calls, &found) && found == count;
}

/* The list for a caller with room for `total` bytes. If it does not all fit the caller gets
 * no call, and no handle is made. */
static LONG list_calls(struct turn *turn, DWORD *slot, DWORD total, const struct search *search,
		       struct call *first)
{
	DWORD count = first != NULL, size;
	LINECALLLIST *list;
	LONG result = 0;

	if (total < sizeof(*list))
		return (LONG)LINEERR_STRUCTURETOOSMALL;
	find(search, NULL, &count);
	size = (DWORD)sizeof(*list) + count * (DWORD)sizeof(DWORD);
	list = mem_zalloc(size);
	if (!list)
		return (LONG)LINEERR_NOMEM;
	list->dwTotalSize = list->dwNeededSize = list->dwUsedSize = size;
	list->dwCallsSize = size - (DWORD)sizeof(*list);
	list->dwCallsOffset = count ? (DWORD)sizeof(*list) : 0;
	if (total >= size)
		list->dwCallsNumEntries = count;
	if (total >= size && !fill(list, search, first, count))
		result = (LONG)LINEERR_NOMEM;
	if (!result)
		result = turn_record(turn, slot, ABI_LINECALLLIST, total, search->line->version, list,
				     search->line->version);
	mem_free(list);
	return result;
}

SERVES(lineGetNewCalls)
{
	struct search search = { .line = turn_line(turn, in->line), .address = ANY_ADDRESS };

	if (!search.line)
		return (LONG)LINEERR_INVALLINEHANDLE;
	if (in->select != LINECALLSELECT_LINE && in->select != LINECALLSELECT_ADDRESS)
		return (LONG)LINEERR_INVALCALLSELECT;
	if (in->select == LINECALLSELECT_ADDRESS) {
		if (in->address >= device_addresses(search.line->device))
			return (LONG)LINEERR_INVALADDRESSID;
		search.address = in->address;
	}
	return list_calls(turn, &out->list, in->list, &search, NULL);
}

SERVES(lineGetConfRelatedCalls)
{
	struct call_handle *has = turn_call(turn, in->call);
	struct search search;
	struct call *conference;

	if (!has)
		return (LONG)LINEERR_INVALCALLHANDLE;
	conference = has->call->conference ? has->call : call_conference(has->call);
	if (!conference || conference->state == LINECALLSTATE_IDLE)
		return (LONG)LINEERR_NOCONFERENCE;
	search = (struct search){ .line = has->line, .conference = conference };
	return list_calls(turn, &out->list, in->list, &search, conference);
}

/* --- toll saving: after how many rings a call is to be answered ------------------------ */

#define NO_RINGS 0xFFFFFFFFu

SERVES(lineSetNumRings)
{
	struct line *line = turn_line(turn, in->line);
	DWORD count;

	if (!line)
		return (LONG)LINEERR_INVALLINEHANDLE;
	count = device_addresses(line->device);
	if (in->address >= count)
		return (LONG)LINEERR_INVALADDRESSID;
	if (!line->rings) {
		line->rings = mem_alloc(count * sizeof(DWORD));
		if (!line->rings)
			return (LONG)LINEERR_NOMEM;
		line->ring_count = count;
		memset(line->rings, 0xFF, count * sizeof(DWORD));	/* NO_RINGS */
	}
	if (in->address < line->ring_count)
		line->rings[in->address] = in->rings;
	return 0;
}

/* The least that anybody asked for. */
SERVES(lineGetNumRings)
{
	struct line *line = turn_line(turn, in->line), *open;

	if (!line)
		return (LONG)LINEERR_INVALLINEHANDLE;
	if (in->address >= device_addresses(line->device))
		return (LONG)LINEERR_INVALADDRESSID;
	out->rings = NO_RINGS;
	list_each(node, &line->device->lines) {
		open = list_entry(node, struct line, device_node);
		if (in->address < open->ring_count && open->rings[in->address] < out->rings)
			out->rings = open->rings[in->address];
	}
	return 0;
}

const struct serve owner_room[] = {
	SERVE(lineDeallocateCall), SERVE(lineSetCallPrivilege), SERVE(lineHandoff),
	SERVE(lineGetNewCalls), SERVE(lineGetConfRelatedCalls),
	SERVE(lineSetNumRings), SERVE(lineGetNumRings), SERVE_END,
};

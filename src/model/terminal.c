/* SPDX-License-Identifier: MIT
 * terminal.c - what of a line goes to which terminal. */
#include "model/terminal.h"
#include "base/mem.h"
#include "model/info.h"
#include "model/line.h"
#include <string.h>

static bool make_room(struct line *line)
{
	struct terminals *room = mem_zalloc(sizeof(*room) + line->address_count * sizeof(room->of_addresses[0]));

	for (DWORD i = 0; room && i < line->address_count; i++)
		line->addresses[i].routes = room->of_addresses[i];
	line->terminals = room;
	return room;
}

enum err terminal_add(struct line *line, const struct terminal *terminal)
{
	DWORD id = line->terminal_count;

	if (id == TERMINALS_MAX)
		return ERR_RESOURCE;
	if (!line->terminals && !make_room(line))
		return ERR_NOMEM;
	line->terminals->all[id] = *terminal;
	line->terminals->routes[id] = terminal->modes;
	for (DWORD i = 0; i < line->address_count; i++)
		line->addresses[i].routes[id] = terminal->modes;
	line->terminal_count++;
	return OK;
}

#define MODES (LINETERMMODE_BUTTONS | LINETERMMODE_LAMPS | LINETERMMODE_DISPLAY | LINETERMMODE_RINGER | \
	       LINETERMMODE_HOOKSWITCH | LINETERMMODE_MEDIATOLINE | LINETERMMODE_MEDIAFROMLINE |	\
	       LINETERMMODE_MEDIABIDIRECT)

enum err terminal_may(const struct line *line, DWORD id, DWORD modes, bool enable)
{
	if (!line->terminal_count)
		return ERR_UNAVAIL;
	if (id >= line->terminal_count)
		return ERR_TERMINALID;
	if (!modes || (modes & ~(DWORD)MODES))
		return ERR_TERMINALMODE;
	return enable && (modes & ~line->terminals->all[id].modes) ? ERR_TERMINALMODE : OK;
}

/* Whether that changed anything. */
static bool route(DWORD *routes, DWORD id, DWORD modes, bool enable)
{
	DWORD before = routes[id];

	routes[id] = enable ? before | modes : before & ~modes;
	return routes[id] != before;
}

static bool has_own(const struct call *call)
{
	return call->info && call->info->has_routes;
}

/* Calls follow their address; those with routes of their own are told apart. */
static void set_calls(const struct address *address, bool follows, DWORD id, DWORD modes, bool enable)
{
	if (!address->line->handle)
		return;
	list_each(node, &address->line->calls) {
		struct call *call = list_entry(node, struct call, node);

		if (call->address != address)
			continue;
		if (has_own(call) ? route(call->info->routes, id, modes, enable) : follows)
			call_info_news(call, LINECALLINFOSTATE_TERMINAL);
	}
}

void terminal_set_address(struct address *address, DWORD id, DWORD modes, bool enable)
{
	bool changed = route(address->routes, id, modes, enable);

	set_calls(address, changed, id, modes, enable);
	if (changed)
		address_news(address, LINEADDRESSSTATE_TERMINALS);
}

void terminal_set_line(struct line *line, DWORD id, DWORD modes, bool enable)
{
	bool changed = route(line->terminals->routes, id, modes, enable);

	for (DWORD i = 0; i < line->address_count; i++)
		terminal_set_address(&line->addresses[i], id, modes, enable);
	if (changed)
		line_news(line, LINEDEVSTATE_TERMINALS, 0, 0);
}

enum err terminal_set_call(struct call *call, DWORD id, DWORD modes, bool enable)
{
	struct call_info *info = info_of(call);

	if (!info)
		return ERR_NOMEM;
	if (!info->has_routes)
		memcpy(info->routes, call->address->routes, sizeof(info->routes));
	info->has_routes = true;
	if (route(info->routes, id, modes, enable))
		call_info_news(call, LINECALLINFOSTATE_TERMINAL);
	return OK;
}

const DWORD *terminal_routes(const struct call *call)
{
	return has_own(call) ? call->info->routes : call->address->routes;
}

bool terminal_routed(const struct call *call, DWORD modes)
{
	const DWORD *routes = terminal_routes(call);

	for (DWORD i = 0; i < call->line->terminal_count; i++)
		if (routes[i] & modes)
			return true;
	return call->line->terminal_count == 0;
}

/* SPDX-License-Identifier: MIT
 * terminal.c - handset, headset and loudspeaker of a line. */
#include "driver/sim/carry.h"
#include "driver/sim/phone.h"
#include "driver/sim/service.h"
#include "driver/sim/sound.h"

/* The handset's directions are apart, a headset has one plug, and a loudspeaker
 * cannot be spoken into. */
static const struct terminal kinds[] = {
	{ LINETERMDEV_PHONE, LINETERMMODE_BUTTONS | LINETERMMODE_LAMPS | LINETERMMODE_DISPLAY |
	  LINETERMMODE_RINGER | LINETERMMODE_HOOKSWITCH | LINETERMMODE_MEDIATOLINE |
	  LINETERMMODE_MEDIAFROMLINE, LINETERMSHARING_PRIVATE, "handset" },
	{ LINETERMDEV_HEADSET, LINETERMMODE_MEDIABIDIRECT, LINETERMSHARING_PRIVATE, "headset" },
	{ LINETERMDEV_SPEAKER, LINETERMMODE_RINGER | LINETERMMODE_MEDIAFROMLINE, LINETERMSHARING_PRIVATE,
	  "speaker" },
};

#define KINDS (sizeof(kinds) / sizeof(kinds[0]))

static enum err add(struct line *line, struct span name, struct buf *why)
{
	for (size_t i = 0; i < KINDS; i++)
		if (span_is(name, kinds[i].text)) {
			if (terminal_add(line, &kinds[i]) == OK)
				return OK;
			buf_printf(why, "it can have %d terminals and no more", TERMINALS_MAX);
			return ERR_CONFIG;
		}
	buf_printf(why, "a terminal is a handset, a headset or a speaker, not \"%.*s\"", SPAN_ARG(name));
	return ERR_CONFIG;
}

enum err sim_terminals(struct line *line, const char *names, struct buf *why)
{
	struct span rest = span_of(names), name;
	enum err err = OK;

	while (rest.len && !err) {
		name = span_trim(span_cut(rest, ',', &rest));
		err = add(line, name, why);
	}
	return err;
}

bool sim_end_hears(const struct sim_end *end)
{
	return sim_end_talks(end) && terminal_routed(end->call, TERMINAL_EAR);
}

/* Scripts need no microphone. */
bool sim_end_speaks(const struct sim_end *end)
{
	return !end->call || terminal_routed(end->call, TERMINAL_MOUTH);
}

/* --- what is asked ------------------------------------------------------------- */

static enum err route_call(struct call *call, DWORD id, DWORD modes, bool enable)
{
	enum err err = terminal_set_call(call, id, modes, enable);

	if (err)
		return err;
	sim_phones_follow(call->line);
	if (call->data)
		sim_call_changed(call);
	return OK;
}

static void do_set(struct sim_end *end, const struct sim_order *order)
{
	call_reply(end->call, CALL_SET_TERMINAL,
		   route_call(end->call, order->terminal, order->terminal_modes, order->enable));
}

/* Of a call that is over, nothing of which is in the exchange, at once. */
enum err sim_set_terminal(struct call *call, const struct call_args *args)
{
	if (call->data)
		return sim_begin(call, CALL_SET_TERMINAL, args, do_set, sim_settings()->operation_ms);
	call_reply(call, CALL_SET_TERMINAL,
		   route_call(call, args->terminal, args->terminal_modes, args->enable));
	return OK;
}

static void do_line_set(struct line *line, const struct line_args *args)
{
	line_reply(line, LINE_OP_SET_TERMINAL, OK);
	if (args->address == ADDRESS_NONE)
		terminal_set_line(line, args->terminal, args->terminal_modes, args->enable);
	else
		terminal_set_address(line_address(line, args->address), args->terminal, args->terminal_modes, args->enable);
	sim_phones_follow(line);
	list_each(node, &line->calls) {
		struct call *call = list_entry(node, struct call, node);

		if (call->data)
			sim_call_changed(call);
	}
}

enum err sim_line_set_terminal(struct line *line, const struct line_args *args)
{
	return sim_line_begin(line, LINE_OP_SET_TERMINAL, args, do_line_set);
}

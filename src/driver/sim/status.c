/* SPDX-License-Identifier: MIT
 * status.c - what a line is besides its calls: messages that wait for it, in
 * service or not, locked or not; and in which way it rings. */
#include "base/mem.h"
#include "driver/sim/phone.h"
#include "driver/sim/script.h"
#include "driver/sim/service.h"
#include <stdio.h>

/* --- messages -------------------------------------------------------------- */

struct message {
	struct list node;		/* of sim_line.messages */
	char from[SIM_NUMBER_SIZE];	/* as in the book */
};

static void message_free(struct message *message)
{
	list_remove(&message->node);
	mem_free(message);
}

static void tell_flags(struct line *line, DWORD flags, bool on)
{
	line_status(line, flags, on);
	sim_phones_follow(line);
}

static struct message *message_of(const struct sim_line *sl, const struct address *from)
{
	list_each(node, &sl->messages) {
		struct message *message = list_entry(node, struct message, node);

		if (strcmp(message->from, sim_number(from)) == 0)
			return message;
	}
	return NULL;
}

enum err sim_waiting_leave(struct line *line, const struct address *from)
{
	struct sim_line *sl = line->data;
	struct message *message = message_of(sl, from);

	if (message)		/* who left one is waited for already */
		return OK;
	message = mem_zalloc(sizeof(*message));
	if (!message)
		return ERR_NOMEM;
	snprintf(message->from, sizeof(message->from), "%s", sim_number(from));
	list_append(&sl->messages, &message->node);
	tell_flags(line, LINEDEVSTATUSFLAGS_MSGWAIT, true);
	return OK;
}

void sim_waiting_forget(struct sim_line *sl)
{
	list_each_safe(node, &sl->messages)
		message_free(list_entry(node, struct message, node));
}

void sim_waiting_clear(struct line *line)
{
	sim_waiting_forget(line->data);
	tell_flags(line, LINEDEVSTATUSFLAGS_MSGWAIT, false);
}

void sim_waiting_take(struct line *line, const struct address *from)
{
	struct sim_line *sl = line->data;
	struct message *message = message_of(sl, from);

	if (!message)
		return;
	message_free(message);
	if (list_empty(&sl->messages))
		tell_flags(line, LINEDEVSTATUSFLAGS_MSGWAIT, false);
}

void sim_waiting_answered(const struct call *caller, const struct call *called)
{
	if (caller && called)
		sim_waiting_take(caller->line, called->address);
}

/* --- lineSetLineDevStatus ----------------------------------------------------- */

/* The first call of the line that is still in the exchange. */
static struct call *call_at(const struct line *line)
{
	list_each(node, &line->calls) {
		struct call *call = list_entry(node, struct call, node);

		if (call->data)
			return call;
	}
	return NULL;
}

/* The wire is cut: both ends hear the same. */
static void cut_off(struct line *line)
{
	struct call *call;

	while (line->handle && (call = call_at(line))) {
		struct sim_end *end = call->data, *other = sim_other(end);

		sim_end_detach(end);
		sim_end_clear(other, LINEDISCONNECTMODE_OUTOFORDER);
		call_ended(call, LINEDISCONNECTMODE_OUTOFORDER);
	}
}

static void do_set(struct line *line, const struct line_args *args)
{
	struct sim_line *sl = line->data;
	bool cut = (args->status & LINEDEVSTATUSFLAGS_CONNECTED) && !args->enable;

	line_reply(line, LINE_OP_SET_STATUS, OK);
	if ((args->status & LINEDEVSTATUSFLAGS_MSGWAIT) && !args->enable)
		sim_waiting_forget(sl);
	if (cut)
		sim_play_forget(sl);
	tell_flags(line, args->status, args->enable);
	if (cut)
		cut_off(line);
	sim_completions_follow(line);
}

enum err sim_set_status(struct line *line, const struct line_args *args)
{
	return sim_line_begin(line, LINE_OP_SET_STATUS, args, do_set);
}

DWORD sim_unreached_mode(const struct line *line)
{
	const DWORD out = LINEDEVSTATUSFLAGS_CONNECTED | LINEDEVSTATUSFLAGS_INSERVICE;

	return line->handle && (line->status & out) == LINEDEVSTATUSFLAGS_CONNECTED
	       ? LINEDISCONNECTMODE_OUTOFORDER : LINEDISCONNECTMODE_UNREACHABLE;
}

/* --- ring modes ------------------------------------------------------------------ */

/* The next "number mode" of the list. False: it is none such. */
static bool next_rule(struct span *rest, char number[SIM_NUMBER_SIZE], DWORD *mode)
{
	struct span digits, rule = span_trim(span_cut(*rest, ',', rest));
	char text[SIM_NUMBER_SIZE];
	uint32_t value = 0;

	digits = span_cut(rule, ' ', &rule);
	if (!span_copy(digits, text, sizeof(text)) || !span_u32(span_trim(rule), 64, &value))
		return false;
	sim_digits(number, text);
	*mode = value;
	return number[0] && value;
}

/* What ring-callers says of `caller`; 0: nothing. */
static DWORD mode_for(const struct sim_line_conf *conf, const char *caller)
{
	struct span rest = span_of(conf->ring_callers);
	char number[SIM_NUMBER_SIZE];
	DWORD mode;

	while (rest.len && next_rule(&rest, number, &mode))
		if (strcmp(number, caller) == 0)
			return mode;
	return 0;
}

/* The exchange itself brings the call, or a line whose calls go before others. */
static bool has_priority(const struct sim_link *link)
{
	const struct call *caller = link->ends[0].call;

	return link->completes || link->reason == LINECALLREASON_REMINDER ||
	       (caller && sim_line_of(caller->address)->conf->priority);
}

DWORD sim_ring_mode(const struct sim_line *sl, const struct sim_link *link)
{
	const struct sim_line_conf *conf = sl->conf;
	const struct call *caller = link->ends[0].call;
	DWORD mode = mode_for(conf, caller ? sim_number(caller->address) : link->ends[0].number);

	if (mode)
		return mode;
	if (has_priority(link))
		return conf->ring_priority;
	return caller ? conf->ring_internal : conf->ring_external;
}

enum err sim_ring_check(const struct sim_line_conf *conf, struct buf *why)
{
	DWORD most = conf->ring_internal, mode;
	struct span rest = span_of(conf->ring_callers);
	char number[SIM_NUMBER_SIZE];

	if (conf->ring_external > most)
		most = conf->ring_external;
	if (conf->ring_priority > most)
		most = conf->ring_priority;
	while (rest.len) {
		if (!next_rule(&rest, number, &mode)) {
			buf_text(why, "ring-callers must be numbers, each with its ring mode, split by commas: 200 3, 300 2");
			return ERR_CONFIG;
		}
		if (mode > most)
			most = mode;
	}
	if (most <= conf->ring_modes)
		return OK;
	buf_printf(why, "it cannot ring in mode %u of %u (ring-modes)", (unsigned)most, conf->ring_modes);
	return ERR_CONFIG;
}

/* SPDX-License-Identifier: MIT
 * digits.c - digits from one end to the other, in their time. */
#include "base/mem.h"
#include "driver/sim/carry.h"
#include "driver/sim/script.h"

struct sim_sender {
	struct sim_end *from;
	struct timer timer;
	uint32_t digit_ms, gap_ms, pause_ms;
	const char *next;
	bool sounds;		/* *next does, now */
	char digits[];
};

static void send_next(void *arg);

static void later(struct sim_sender *sender, uint32_t ms)
{
	timer_set(&sender->from->link->desk->timers, &sender->timer, ms, send_next, sender);
}

/* All far ends of a conference hear it, but the one from which it comes. */
static void sound_all(const struct call *conference, const struct call *from, char digit, DWORD mode)
{
	join_each(node, conference) {
		struct call *member = list_entry(node, struct call, node);
		struct sim_end *hears = member != from && member->data ? sim_other(member->data) : NULL;

		if (hears && sim_end_hears(hears))
			call_digit(hears->call, digit, mode);
	}
}

/* The far end hears it, if it is there and not on hold; of a conference all do.
 * Who has no terminal for it neither speaks nor hears. */
void sim_sound(struct sim_end *from, char digit, DWORD mode)
{
	struct sim_end *to = sim_other(from);

	if (!sim_end_speaks(from))
		return;
	if (from->link->conference && from->call) {
		sound_all(from->call, NULL, digit, mode);
	} else if (to->call && to->call->parent) {
		if (sim_end_hears(to->call->parent->data))
			call_digit(to->call->parent, digit, mode);
		sound_all(to->call->parent, to->call, digit, mode);
	} else if (sim_end_hears(to)) {
		call_digit(to->call, digit, mode);
	}
}

static void sound(struct sim_sender *sender, DWORD mode)
{
	sim_sound(sender->from, *sender->next, mode);
}

static void done(struct sim_sender *sender)
{
	struct sim_end *from = sender->from;

	sim_send_stop(from);
	if (from->call)
		call_generated(from->call, LINEGENERATETERM_DONE);
	else
		sim_play_sent(from);
}

static void send_next(void *arg)
{
	struct sim_sender *sender = arg;

	if (sender->sounds) {
		sender->sounds = false;
		sound(sender, LINEDIGITMODE_DTMFEND);
		sender->next++;
		if (*sender->next) {
			later(sender, sender->gap_ms);
			return;
		}
	}
	if (!*sender->next) {
		done(sender);
	} else if (*sender->next == ',') {
		sender->next++;
		later(sender, sender->pause_ms);
	} else {
		sender->sounds = true;
		later(sender, sender->digit_ms);
		sound(sender, LINEDIGITMODE_DTMF);
	}
}

void sim_send_stop(struct sim_end *end)
{
	struct sim_sender *sender = end->sender;

	if (!sender)
		return;
	timer_stop(&end->link->desk->timers, &sender->timer);
	end->sender = NULL;
	mem_free(sender);
}

void sim_send_move(struct sim_end *from, struct sim_end *to)
{
	sim_send_stop(to);
	to->sender = from->sender;
	from->sender = NULL;
	if (to->sender)
		to->sender->from = to;
}

/* A script dials as the exchange does. */
static LINEDIALPARAMS dial_of(const struct sim_end *end)
{
	struct dial_limits limits;

	if (end->call)
		return info_dial_params(end->call);
	sim_dial_limits(NULL, &limits);
	return limits.usual;
}

enum err sim_send(struct sim_end *end, const char *digits, uint32_t duration_ms)
{
	struct sim_sender *sender;
	LINEDIALPARAMS dial;
	size_t size;

	sim_send_stop(end);
	if (!digits)
		return OK;
	size = strlen(digits) + 1;
	sender = mem_zalloc(sizeof(*sender) + size);
	if (!sender)
		return ERR_NOMEM;
	memcpy(sender->digits, digits, size);
	sender->next = sender->digits;
	sender->from = end;
	dial = dial_of(end);
	sender->digit_ms = duration_ms ? duration_ms : dial.dwDigitDuration;
	sender->gap_ms = dial.dwDialSpeed;
	sender->pause_ms = dial.dwDialPause;
	end->sender = sender;
	later(sender, 0);
	return OK;
}

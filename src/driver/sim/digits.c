/* SPDX-License-Identifier: MIT
 * digits.c - digits from one end to the other, in their time. */
#include "base/mem.h"
#include "driver/sim/carry.h"
#include "driver/sim/script.h"
#include "driver/sim/sound.h"

#define PULSE_MS 100		/* a digit is as many of them as it says, 0 is ten */
#define PULSE_GAP_MS 400

struct sim_sender {
	struct sim_end *from;
	struct timer timer;
	DWORD mode;		/* LINEDIGITMODE_DTMF, _PULSE */
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

struct digit {
	char digit;
	DWORD mode;
};

static void heard(struct sim_end *to, void *arg)
{
	const struct digit *digit = arg;

	if (sim_end_hears(to))
		call_digit(to->call, digit->digit, digit->mode);
}

/* The far end hears it, if it is there and not on hold; of a conference all do.
 * Who has no terminal for it neither speaks nor hears. */
void sim_sound(struct sim_end *from, char digit, DWORD mode)
{
	if (!sim_end_speaks(from))
		return;
	if (mode != LINEDIGITMODE_PULSE)
		sim_key(from, mode == LINEDIGITMODE_DTMF ? digit : '\0');
	sim_each_listener(from, heard, &(struct digit){ digit, mode });
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

/* How long *next takes; 0: it cannot be sent so. */
static uint32_t time_of(const struct sim_sender *sender)
{
	char digit = *sender->next;

	if (sender->mode != LINEDIGITMODE_PULSE)
		return sender->digit_ms;
	if (digit < '0' || digit > '9')
		return 0;
	return (digit == '0' ? 10u : (uint32_t)(digit - '0')) * PULSE_MS;
}

static void begin_digit(struct sim_sender *sender)
{
	sender->sounds = true;
	later(sender, time_of(sender));
	if (sender->mode == LINEDIGITMODE_DTMF)
		sound(sender, LINEDIGITMODE_DTMF);
}

static void send_next(void *arg)
{
	struct sim_sender *sender = arg;

	if (sender->sounds) {
		sender->sounds = false;
		sound(sender, sender->mode == LINEDIGITMODE_DTMF ? LINEDIGITMODE_DTMFEND : LINEDIGITMODE_PULSE);
		sender->next++;
		if (*sender->next) {
			later(sender, sender->gap_ms);
			return;
		}
	}
	while (*sender->next && *sender->next != ',' && !time_of(sender))
		sender->next++;
	if (!*sender->next) {
		done(sender);
	} else if (*sender->next == ',') {
		sender->next++;
		later(sender, sender->pause_ms);
	} else {
		begin_digit(sender);
	}
}

void sim_send_stop(struct sim_end *end)
{
	struct sim_sender *sender = end->sender;

	sim_generate_stop(end);
	sim_key(end, '\0');
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
	return sim_send_as(end, LINEDIGITMODE_DTMF, digits, duration_ms);
}

enum err sim_send_as(struct sim_end *end, DWORD mode, const char *digits, uint32_t duration_ms)
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
	sender->gap_ms = mode == LINEDIGITMODE_PULSE ? PULSE_GAP_MS : dial.dwDialSpeed;
	sender->pause_ms = dial.dwDialPause;
	sender->mode = mode;
	end->sender = sender;
	later(sender, 0);
	return OK;
}

/* SPDX-License-Identifier: MIT
 * script.c - far ends that are no lines: numbers that do what they are for. */
#include "base/mem.h"
#include "driver/sim/service.h"

static void after(struct sim_link *link, uint32_t ms, void (*fire)(void *arg))
{
	timer_set(&link->desk->timers, &link->timer, ms, fire, link);
}

static struct sim_end *caller(struct sim_link *link)
{
	return &link->ends[0];
}

static void answer(void *arg)
{
	sim_link_answer(arg);
}

static void hang_up(void *arg)
{
	sim_end_clear(caller(arg), LINEDISCONNECTMODE_NORMAL);
}

static void end_busy(void *arg)
{
	sim_end_clear(caller(arg), LINEDISCONNECTMODE_BUSY);
}

static void end_unreachable(void *arg)
{
	sim_end_clear(caller(arg), LINEDISCONNECTMODE_UNREACHABLE);
}

static void reject(void *arg)
{
	sim_end_clear(caller(arg), LINEDISCONNECTMODE_REJECT);
}

static void talk(void *arg)
{
	struct sim_link *link = arg;

	sim_link_answer(link);
	after(link, sim_settings()->talk_ms, hang_up);
}

/* The digits behind "99" go into the caller's ear. */
static void recite(void *arg)
{
	struct sim_link *link = arg;

	sim_link_answer(link);
	sim_send(&link->ends[1], link->ends[1].number + strlen(sim_settings()->prefix) + 1, 0);
}

static void ring_then(struct sim_link *link, void (*fire)(void *arg))
{
	call_event(caller(link)->call, EV_RINGBACK, 0);
	if (fire)
		after(link, sim_settings()->answer_ms, fire);
}

static void begin_info(struct sim_link *link)
{
	call_event(caller(link)->call, EV_SPECIALINFO, LINESPECIALINFO_NOCIRCUIT);
	after(link, sim_settings()->busy_ms, end_unreachable);
}

static void begin_answer(struct sim_link *link)
{
	ring_then(link, answer);
}

static void begin_busy(struct sim_link *link)
{
	call_event(caller(link)->call, EV_BUSY, LINEBUSYMODE_STATION);
	after(link, sim_settings()->busy_ms, end_busy);
}

static void begin_ring(struct sim_link *link)
{
	ring_then(link, NULL);
}

static void begin_reject(struct sim_link *link)
{
	ring_then(link, reject);
}

static void begin_talk(struct sim_link *link)
{
	ring_then(link, talk);
}

static void begin_congestion(struct sim_link *link)
{
	sim_end_clear(caller(link), LINEDISCONNECTMODE_CONGESTION);
}

/* The link is the script's own; it ends as any other when the line hangs up. */
static void call_back(void *arg)
{
	struct sim_link *link = arg;
	struct sim_line *line = link->waits;

	link->waits = NULL;
	list_remove(&link->node);
	memcpy(link->ends[0].number, link->ends[1].number, SIM_NUMBER_SIZE);
	sim_route_to(link, line);	/* busy or closed: it does not try again */
}

static void begin_call_back(struct sim_link *link)
{
	link->waits = caller(link)->call->line->data;
	list_append(&link->waits->callbacks, &link->node);
	sim_end_clear(caller(link), LINEDISCONNECTMODE_NORMAL);
	after(link, sim_settings()->call_back_ms, call_back);
}

static void begin_recite(struct sim_link *link)
{
	ring_then(link, recite);
}

const struct sim_script sim_scripts[] = {
	{ '0', "plays the special information tone (no circuit), then clears as unreachable", begin_info, false },
	{ '1', "answers", begin_answer, false },
	{ '2', "is busy", begin_busy, false },
	{ '3', "rings for ever", begin_ring, false },
	{ '4', "rings, then rejects the call", begin_reject, false },
	{ '5', "answers, and hangs up after talk-time", begin_talk, false },
	{ '6', "answers, and when the call is dropped holds it until clear-after", begin_answer, true },
	{ '7', "is not reached: the network is congested", begin_congestion, false },
	{ '8', "hangs up at once, and calls back after call-back-after", begin_call_back, false },
	{ '9', "answers, and sends the digits that follow", begin_recite, false },
	{ 0 },
};

const struct sim_script *sim_script_find(const char *number)
{
	const char *prefix = sim_settings()->prefix;
	size_t len = strlen(prefix);

	if (len == 0 || strncmp(number, prefix, len) != 0)
		return NULL;
	for (const struct sim_script *script = sim_scripts; script->digit; script++)
		if (script->digit == number[len])
			return script;
	return NULL;
}

void sim_script_forget(struct sim_line *line)
{
	list_each_safe(node, &line->callbacks) {
		struct sim_link *link = list_entry(node, struct sim_link, node);

		list_remove(node);
		link->waits = NULL;
		sim_link_settle(link);
	}
}

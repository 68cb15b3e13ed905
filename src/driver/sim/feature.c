/* SPDX-License-Identifier: MIT
 * feature.c - what buttons do, by their function, at a line. */
#include "driver/sim/extension.h"
#include "driver/sim/service.h"

/* The first call of the line in one of `states`; NULL: none. */
static struct call *call_in(const struct sim_line *sl, DWORD states)
{
	if (!sl->line->handle)
		return NULL;
	list_each(node, &sl->line->calls) {
		struct call *call = list_entry(node, struct call, node);

		if ((call->state & states) && call->data)
			return call;
	}
	return NULL;
}

static struct call *talking(const struct sim_line *sl)
{
	return call_in(sl, LINECALLSTATE_CONNECTED);
}

static struct call *held(const struct sim_line *sl)
{
	return call_in(sl, LINECALLSTATE_ONHOLD);
}

/* As an application asks for it, but the answer is the button's. */
static enum err ask(struct call *call, enum call_op op, struct call *other)
{
	const struct call_args args = {
		.other = other, .mode = op == CALL_COMPLETE_TRANSFER ? LINETRANSFERMODE_TRANSFER : 0,
	};

	return call ? call_ask(call, op, 0, &args) : ERR_STATE;
}

static enum err hold_or_back(struct sim_line *sl, struct sim_press *out)
{
	struct call *call = talking(sl);

	out->state = call != NULL;
	if (!call)
		call = held(sl);
	if (call)
		out->hears = sim_far_call(call) ? sim_far_call(call)->handle : 0;
	return ask(call, out->state ? CALL_HOLD : CALL_UNHOLD, NULL);
}

static enum err press_hold(struct sim_line *sl, struct span args, struct sim_press *out)
{
	return hold_or_back(sl, out);
}

/* A flash of the hookswitch: between two calls to and fro, with one it is Hold. */
static enum err press_flash(struct sim_line *sl, struct span args, struct sim_press *out)
{
	struct call *active = talking(sl), *other = held(sl);

	if (!active || !other)
		return hold_or_back(sl, out);
	out->state = 1;
	out->hears = sim_far_call(active) ? sim_far_call(active)->handle : 0;
	return ask(active, CALL_SWAP_HOLD, other);
}

static enum err press_transfer(struct sim_line *sl, struct span args, struct sim_press *out)
{
	struct call *first = call_in(sl, LINECALLSTATE_ONHOLD | LINECALLSTATE_ONHOLDPENDTRANSFER);

	return ask(first, CALL_COMPLETE_TRANSFER, talking(sl));
}

static enum err press_connect(struct sim_line *sl, struct span args, struct sim_press *out)
{
	struct call *ringing = call_in(sl, CALLSTATE_RINGING);

	return ringing ? ask(ringing, CALL_ANSWER, NULL) : ask(held(sl), CALL_UNHOLD, NULL);
}

static enum err press_drop(struct sim_line *sl, struct span args, struct sim_press *out)
{
	return ask(call_in(sl, CALLSTATE_ALIVE & ~(CALLSTATE_HELD | CALLSTATE_RINGING)), CALL_DROP, NULL);
}

static enum err press_reject(struct sim_line *sl, struct span args, struct sim_press *out)
{
	return ask(call_in(sl, CALLSTATE_RINGING), CALL_DROP, NULL);
}

static enum err press_quiet(struct sim_line *sl, struct span args, struct sim_press *out)
{
	sl->quiet = !sl->quiet;
	out->state = sl->quiet;
	specific_line_changed(sl->line);
	specific_line_feature(sl->line, PHONEBUTTONFUNCTION_DONOTDISTURB, sl->quiet);
	return OK;
}

/* The line whose number stands in `args`; none stands there: `sl`. NULL: nobody's. */
static struct line *named(struct sim_line *sl, struct span args)
{
	char number[SIM_NUMBER_SIZE];
	const struct address *address;

	if (!span_copy(args, number, sizeof(number)))
		return NULL;
	address = number[0] ? sim_book_find(number) : &sl->line->addresses[0];
	return address ? address->line : NULL;
}

/* At the own line messages can only be put away. */
static enum err press_waiting(struct sim_line *sl, struct span args, struct sim_press *out)
{
	struct line *line = named(sl, args);
	enum err err = line ? OK : ERR_ADDRESS;

	out->state = 1;
	if (!err && line == sl->line)
		err = ERR_STATE;
	if (!err)
		err = sim_waiting_leave(line, &sl->line->addresses[0]);
	if (!err)
		specific_line_feature(line, PHONEBUTTONFUNCTION_MSGWAITON, 1);
	return err;
}

static enum err press_waiting_off(struct sim_line *sl, struct span args, struct sim_press *out)
{
	struct line *line = named(sl, args);

	if (!line)
		return ERR_ADDRESS;
	if (line == sl->line)
		sim_waiting_clear(line);
	else
		sim_waiting_take(line, &sl->line->addresses[0]);
	specific_line_feature(line, PHONEBUTTONFUNCTION_MSGWAITOFF, 0);
	return OK;
}

static enum err press_louder(struct sim_line *sl, struct span args, struct sim_press *out)
{
	return sim_phones_volume(sl->line, true);
}

static enum err press_quieter(struct sim_line *sl, struct span args, struct sim_press *out)
{
	return sim_phones_volume(sl->line, false);
}

/* The functions, in the order of `presses`. */
const DWORD sim_functions[] = {
	PHONEBUTTONFUNCTION_HOLD, PHONEBUTTONFUNCTION_FLASH, PHONEBUTTONFUNCTION_TRANSFER,
	PHONEBUTTONFUNCTION_CONNECT, PHONEBUTTONFUNCTION_DROP, PHONEBUTTONFUNCTION_DISCONNECT,
	PHONEBUTTONFUNCTION_REJECT, PHONEBUTTONFUNCTION_DONOTDISTURB,
	PHONEBUTTONFUNCTION_MSGWAITON, PHONEBUTTONFUNCTION_MSGWAITOFF,
	PHONEBUTTONFUNCTION_VOLUMEUP, PHONEBUTTONFUNCTION_VOLUMEDOWN,
};

static enum err (*const presses[])(struct sim_line *sl, struct span args, struct sim_press *out) = {
	press_hold, press_flash, press_transfer,
	press_connect, press_drop, press_drop,
	press_reject, press_quiet,
	press_waiting, press_waiting_off,
	press_louder, press_quieter,
};

const DWORD sim_function_count = sizeof(sim_functions) / sizeof(sim_functions[0]);

enum err sim_press(struct sim_line *sl, DWORD function, struct span args, struct sim_press *out)
{
	*out = (struct sim_press){ 0 };
	for (DWORD i = 0; i < sim_function_count; i++)
		if (sim_functions[i] == function)
			return presses[i](sl, args, out);
	return ERR_UNAVAIL;
}

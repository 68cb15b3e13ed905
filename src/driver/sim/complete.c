/* SPDX-License-Identifier: MIT
 * complete.c - calls that wait until somebody is free, and what is done about
 * somebody who is not. */
#include "base/mem.h"
#include "driver/sim/carry.h"
#include "driver/sim/service.h"
#include <assert.h>
#include <stdio.h>

struct completion {
	struct list node;		/* of all, the oldest first */
	struct timer timer;		/* the target is free: soon */
	DWORD id, mode;
	struct address *by;
	struct sim_link *link;		/* camped on: what waits; NULL: who asked is called back */
	char target[SIM_NUMBER_SIZE];	/* as in the book */
};

static struct list completions;		/* zeroed, or a ring */
static DWORD ids;

const char *const sim_messages[] = { "please call back", "will call again", "it is urgent", NULL };

static struct list *all(void)
{
	if (!completions.next)
		list_init(&completions);
	return &completions;
}

static DWORD count_of(const struct line *line)
{
	DWORD count = 0;

	list_each(node, all())
		if (list_entry(node, struct completion, node)->by->line == line)
			count++;
	return count;
}

static void completion_free(struct completion *completion, bool cancelled)
{
	struct line *by = completion->by->line;

	if (completion->link)
		completion->link->camps = false;
	timer_stop(&line_desk(by)->timers, &completion->timer);
	list_remove(&completion->node);
	mem_free(completion);
	line_completions(by, count_of(by), cancelled);
}

void sim_completions_forget(const struct line *line)
{
	list_each_safe(node, all()) {
		struct completion *completion = list_entry(node, struct completion, node);

		if (completion->by->line == line)
			completion_free(completion, true);
	}
}

void sim_completion_leave(struct sim_link *link)
{
	list_each_safe(node, all()) {
		struct completion *completion = list_entry(node, struct completion, node);

		if (completion->link == link)
			completion_free(completion, true);
	}
}

/* --- its time has come ------------------------------------------------------- */

/* Who asked is offered a call; when that is answered, the target is called. */
static bool call_back(struct completion *completion)
{
	struct sim_link *link;

	if (!address_has_room(completion->by) ||
	    sim_link_new(&link, line_desk(completion->by->line), NULL, completion->target))
		return false;
	snprintf(link->ends[0].number, SIM_NUMBER_SIZE, "%s", completion->target);
	link->completes = completion->id;
	link->reason = LINECALLREASON_CALLCOMPLETION;
	if (sim_route_offer(link, completion->by) == OK)
		return true;
	sim_link_settle(link);
	return false;
}

void sim_completion_answered(struct sim_link *link)
{
	struct call *call = link->ends[1].call;

	link->completes = 0;
	link->answered = false;
	link->reason = 0;
	sim_end_move(&link->ends[1], &link->ends[0]);
	call_party(call, PARTY_CALLED, LINECALLPARTYID_ADDRESS, span_of(link->text), SPAN_NONE);
	sim_route_on(link, link->text, call->address, LINECALLREASON_CALLCOMPLETION);
}

static void due(void *arg)
{
	struct completion *completion = arg;
	struct address *target = sim_book_find(completion->target);
	bool done;

	if (!target || !line_works(target->line) || !address_has_room(target))
		return;
	if (completion->link) {
		completion->link->reason = LINECALLREASON_CAMPEDON;
		done = sim_route_offer(completion->link, target) == OK;
	} else {
		done = call_back(completion);
	}
	if (done)
		completion_free(completion, false);
}

void sim_completions_follow(struct line *line)
{
	if (!line_works(line) || !address_has_room(line_address_any(line)))
		return;
	list_each(node, all()) {
		struct completion *completion = list_entry(node, struct completion, node);
		const struct address *target = sim_book_find(completion->target);

		/* Either may be what it waited for. */
		if (((target && target->line == line) || completion->by->line == line) &&
		    !timer_is_set(&completion->timer))
			timer_set(&line_desk(line)->timers, &completion->timer,
				  sim_settings()->ring_ms, due, completion);
	}
}

/* --- what can be asked for ------------------------------------------------------ */

static struct call *talking_at(const struct line *line)
{
	list_each(node, &line->calls) {
		struct call *call = list_entry(node, struct call, node);

		if (call->state == LINECALLSTATE_CONNECTED && call->data)
			return call;
	}
	return NULL;
}

/* Whom they talk to is put on hold, and the caller is heard instead. */
static enum err intrude(struct sim_end *end, struct address *target)
{
	struct call *talking = talking_at(target->line), *call;
	struct sim_link *link = end->link;
	enum err err;

	if (!line_works(target->line))
		return ERR_FAILED;
	if (end->call->state != LINECALLSTATE_BUSY)
		return ERR_COMPLETIONMODE;	/* in other states it can be completed otherwise */
	if (!talking || link->ends[1].call)	/* the latter: it camped on, and is offered by now */
		return ERR_FAILED;
	if (talking->param_flags & LINECALLPARAMFLAGS_SECURE)
		return ERR_FAILED;
	err = call_incoming(&call, target, LINECALLORIGIN_INTERNAL, LINECALLREASON_INTRUDE);
	if (err)
		return err == ERR_NOMEM ? err : ERR_FAILED;
	sim_completion_leave(link);	/* there is nothing left to wait for */
	call_event(talking, EV_HELD, 0);
	sim_link_refresh(((struct sim_end *)talking->data)->link);
	sim_tell_party(call, PARTY_CALLER, end);
	sim_tell_address(call, PARTY_CALLED, target);
	assert(!link->ends[1].call);
	link->ends[1].call = call;
	call->data = &link->ends[1];
	sim_carry_offer(link, call);	/* as much of it as can be */
	sim_track(target->line);
	call_announce(call);
	call_reply(end->call, CALL_COMPLETE, OK);
	sim_link_answer(link);
	return OK;
}

/* It waits at the target, is written at all its calls, and the caller is done. */
static enum err leave_message(struct sim_end *end, const struct address *target, DWORD message)
{
	struct call *call = end->call;
	enum err err;

	if (!target->line->handle)
		return ERR_FAILED;
	err = sim_waiting_leave(target->line, call->address);
	if (err)
		return err;
	list_each(node, &target->line->calls)
		call_display(list_entry(node, struct call, node), sim_messages[message]);
	call_reply(call, CALL_COMPLETE, OK);
	sim_end_leave(end);
	call_event(call, EV_GONE, 0);
	return OK;
}

static enum err wait_for(struct sim_end *end, DWORD mode, const struct address *target)
{
	struct address *by = end->call->address;
	struct completion *completion;
	enum err err;

	if (mode == LINECALLCOMPLMODE_CAMPON && end->call->state != LINECALLSTATE_BUSY)
		return ERR_COMPLETIONMODE;
	if (end->link->camps || (mode == LINECALLCOMPLMODE_CAMPON && end->link->ends[1].call))
		return ERR_COMPLETIONS;		/* one a call, also when it is offered by now */
	if (count_of(by->line) >= sim_driver.traits->max_completions)
		return ERR_COMPLETIONS;
	completion = mem_zalloc(sizeof(*completion));
	if (!completion)
		return ERR_NOMEM;
	completion->id = ++ids ? ids : ++ids;
	completion->mode = mode;
	completion->by = by;
	snprintf(completion->target, sizeof(completion->target), "%s", sim_number(target));
	err = call_brings(end->call, CALL_COMPLETE, completion->id, NULL);
	if (err) {
		mem_free(completion);
		return err;
	}
	list_append(all(), &completion->node);
	call_reply(end->call, CALL_COMPLETE, OK);
	if (mode == LINECALLCOMPLMODE_CAMPON) {
		completion->link = end->link;
		completion->link->camps = true;
		timer_stop(&end->link->desk->timers, &end->link->timer);
		call_event(end->call, EV_PROCEED, 0);	/* the tone ends, it is on its way again */
	}
	line_completions(by->line, count_of(by->line), false);
	return OK;
}

static void do_complete(struct sim_end *end, const struct sim_order *order)
{
	struct address *target = sim_book_find(end->link->ends[1].number);
	struct call *call = end->call;
	enum err err = ERR_FAILED;	/* a script is never free */

	if (target && order->mode == LINECALLCOMPLMODE_INTRUDE)
		err = intrude(end, target);
	else if (target && order->mode == LINECALLCOMPLMODE_MESSAGE)
		err = leave_message(end, target, order->message);
	else if (target)
		err = wait_for(end, order->mode, target);
	if (err) {
		call_reply(call, CALL_COMPLETE, err);
	} else if (order->mode == LINECALLCOMPLMODE_CALLBACK) {
		sim_end_leave(end);
		call_event(call, EV_GONE, 0);
	}
}

enum err sim_complete(struct call *call, const struct call_args *args)
{
	return sim_begin(call, CALL_COMPLETE, args, do_complete, sim_settings()->operation_ms);
}

static struct completion *completion_of(const struct line *line, DWORD id)
{
	list_each(node, all()) {
		struct completion *completion = list_entry(node, struct completion, node);

		if (completion->id == id && completion->by->line == line)
			return completion;
	}
	return NULL;
}

/* It may have come true meanwhile. */
static void do_uncomplete(struct line *line, const struct line_args *args)
{
	struct completion *completion = completion_of(line, args->completion);
	struct sim_link *link = completion ? completion->link : NULL;

	line_reply(line, LINE_OP_UNCOMPLETE, completion ? OK : ERR_COMPLETIONID);
	if (completion)
		completion_free(completion, true);
	if (link)
		sim_route_busy(link);
}

enum err sim_uncomplete(struct line *line, const struct line_args *args)
{
	if (!completion_of(line, args->completion))
		return ERR_COMPLETIONID;
	return sim_line_begin(line, LINE_OP_UNCOMPLETE, args, do_uncomplete);
}

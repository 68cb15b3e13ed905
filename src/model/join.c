/* SPDX-License-Identifier: MIT
 * join.c - what calls are to each other, and what follows when one ends. */
#include "model/join.h"
#include "model/line.h"

#define PENDING (LINECALLSTATE_ONHOLDPENDCONF | LINECALLSTATE_ONHOLDPENDTRANSFER)

DWORD join_members(const struct call *conference)
{
	DWORD count = 0;

	join_each(node, conference)
		count++;
	return count;
}

/* --- births ---------------------------------------------------------------- */

enum err join_new_consult(struct call **out, struct call *held, HTAPICALL htcall)
{
	if (address_count_calls(held->address, PENDING) >= held->line->driver->traits->max_pending)
		return ERR_CALLUNAVAIL;
	return call_new_beside(out, held->address, htcall);
}

enum err join_new_conference(struct call **out, struct address *address, HTAPICALL htcall)
{
	enum err err;

	if (!address->line->driver->traits->max_conference)
		return ERR_UNAVAIL;
	err = call_new_beside(out, address, htcall);
	if (err)
		return err;
	(*out)->conference = true;
	(*out)->origin = LINECALLORIGIN_CONFERENCE;
	return OK;
}

/* --- what may be asked --------------------------------------------------------- */

bool join_is_initial(const struct call *call)
{
	const struct call *conference = call->parent;

	return conference && conference->consult && join_members(conference) == 1 &&
	       conference->state == LINECALLSTATE_ONHOLDPENDCONF;
}

static bool is_full(const struct call *conference)
{
	return join_members(conference) >= conference->line->driver->traits->max_conference;
}

static enum err may_be_added(const struct call *conference, const struct call *other)
{
	if (!conference->conference)
		return ERR_CALL;
	if (other && (other->conference || other->parent || other->line != conference->line))
		return ERR_CALL;		/* R-CONF-3 */
	return is_full(conference) ? ERR_CONFERENCEFULL : OK;
}

enum err join_may(const struct call *call, enum call_op op, const struct call *other)
{
	switch (op) {
	case CALL_PREPARE_ADD:
		if (!call->conference)
			return ERR_CONFERENCE;
		return is_full(call) ? ERR_CONFERENCEFULL : OK;
	case CALL_ADD_TO_CONFERENCE:
		return may_be_added(call, other);
	case CALL_SETUP_CONFERENCE:
		return call->conference != (call->state == CALLSTATE_NEW) ? ERR_CALL : OK;
	case CALL_SETUP_TRANSFER:
	case CALL_BLIND_TRANSFER:
	case CALL_PARK:
		return call->conference ? ERR_CALL : OK;
	case CALL_COMPLETE_TRANSFER:
		if (call->conference || (other && (other->conference || other == call)))
			return ERR_CALL;
		return other && other->line != call->line ? ERR_CALL : OK;
	case CALL_SWAP_HOLD:
		return other && other->line != call->line ? ERR_CALL : OK;
	default:
		return OK;
	}
}

/* --- ends ------------------------------------------------------------------------- */

static void part(struct call *original)
{
	original->consult->original = NULL;
	original->consult = NULL;
}

/* Without the device: nothing of it is there, or it does not do what it is asked. */
static void finish(struct call *call)
{
	if (call->data)
		call->line->driver->call_release(call);
	call->data = NULL;
	call_event(call, EV_GONE, 0);
}

static void drop(struct call *call)
{
	if (call->state == CALLSTATE_NEW ||
	    call_ask(call, CALL_DROP, 0, &(struct call_args){ 0 }))
		finish(call);
}

static DWORD mode_of(const struct call *call)
{
	const struct driver *driver = call->line->driver;

	return call->data && driver->call_mode ? driver->call_mode(call) : 0;
}

/* The conference is nothing but its last member: that one is a call again. */
static void dissolve(struct call *conference, struct call *last)
{
	if (last)
		last->parent = NULL;
	finish(conference);
	if (last)
		call_event(last, EV_CONNECTED, mode_of(last));
}

static struct call *first_member(const struct call *conference)
{
	join_each(node, conference)
		return list_entry(node, struct call, node);
	return NULL;
}

/* It has fewer members, or nobody more to wait for. On hold it stays as it is. */
static void shrink(struct call *conference)
{
	DWORD members = join_members(conference);

	if (conference->consult || !(conference->state & CALLSTATE_ALIVE))
		return;
	if (members == 0 || (members == 1 && conference->state != LINECALLSTATE_ONHOLD))
		dissolve(conference, first_member(conference));
}

/* Nobody else is talked to: `original` is again. */
static void reconnect(struct call *original)
{
	if (original->conference)
		shrink(original);
	if (original->state & PENDING)
		call_ask(original, CALL_UNHOLD, 0, &(struct call_args){ 0 });
}

static void drop_members(struct call *conference)
{
	struct call *member;

	while ((member = first_member(conference))) {
		member->parent = NULL;
		drop(member);
	}
}

void join_over(struct call *call)
{
	struct call *original = call->original, *conference = call->parent;

	call->parent = NULL;
	if (call->consult)
		part(call);
	if (original) {
		part(original);
		reconnect(original);
	}
	if (conference)
		shrink(conference);
	if (call->conference)
		drop_members(call);
}

void join_news(struct call *call)
{
	if (call->state == LINECALLSTATE_IDLE)
		join_over(call);
}

bool join_unhold(struct call *call)
{
	struct call *conference = call->parent;
	struct call *consult = conference ? conference->consult : call->consult;

	if (consult) {
		part(conference ? conference : call);
		drop(consult);
	}
	if (conference)
		shrink(conference);
	return !conference;
}

/* --- what drivers tell ---------------------------------------------------------------- */

/* Of two consultations of one call the later counts, the earlier goes on alone. */
static void relate(struct call *original, struct call *consult)
{
	if (original->consult)
		part(original);
	if (consult->original)
		part(consult->original);
	original->consult = consult;
	consult->original = original;
}

void join_consulting(struct call *original, struct call *consult, enum call_event event)
{
	relate(original, consult);
	consult->related_id = call_id(original);
	call_event(original, event, 0);
}

static enum call_event hold_event(DWORD state)
{
	switch (state) {
	case LINECALLSTATE_ONHOLDPENDTRANSFER:	return EV_HELD_FOR_TRANSFER;
	case LINECALLSTATE_ONHOLDPENDCONF:	return EV_HELD_FOR_CONFERENCE;
	default:				return EV_HELD;
	}
}

void join_swapped(struct call *active, struct call *held, DWORD mode)
{
	enum call_event hold = hold_event(held->state);

	/* Of a transfer the held one is the original; a conference stays one. */
	if (active->original == held && !held->conference) {
		part(held);
		relate(active, held);
	}
	call_event(active, hold, 0);
	call_event(held, EV_CONNECTED, mode);
}

void join_transferred(struct call *call, struct call *consult)
{
	if (call->consult == consult)
		part(call);
	else if (consult->consult == call)
		part(consult);
	call_event(call, EV_GONE, 0);
	call_event(consult, EV_GONE, 0);
}

void join_added(struct call *conference, struct call *member)
{
	if (member->original == conference)
		part(conference);
	else if (member->original && member->original->parent == conference)
		part(member->original);
	member->parent = conference;
	member->related_id = call_id(conference);
	call_event(member, EV_CONFERENCED, conference->handle);
}

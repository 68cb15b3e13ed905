/* SPDX-License-Identifier: MIT
 * predict.c - calls that transfer themselves when they reach a state (predictive
 * dialling). */
#include "model/call_in.h"
#include "model/line.h"
#include "base/log.h"
#include "base/mem.h"

/* Whoever brought the news is still at the call: it is transferred behind it. */
#define AFTER_MS 1

enum err call_predict(struct call *call, DWORD states, const char *target)
{
	call->auto_target = mem_copy(target);
	if (!call->auto_target)
		return ERR_NOMEM;
	call->auto_states = states;
	return OK;
}

static void transfer(void *arg)
{
	struct call *call = arg;

	if (!(call->state & call->auto_states) || !call->data)
		return;
	log_write(LOG_INFO, "model", call_name(call), "transfers itself");
	call->auto_states = 0;
	call->line->driver->call_transfer(call, call->auto_target);
}

void predict_news(struct call *call)
{
	if (call->state & call->auto_states)
		timer_set(&line_desk(call->line)->timers, &call->auto_timer, AFTER_MS, transfer, call);
}

void predict_forget(struct call *call)
{
	timer_stop(&line_desk(call->line)->timers, &call->auto_timer);
	mem_free(call->auto_target);
}

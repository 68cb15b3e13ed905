/* SPDX-License-Identifier: MIT
 * gather.c - lineGatherDigits: collect what call_digit() brings (R-DIGIT-3). */
#include "base/mem.h"
#include "model/line.h"
#include <string.h>

static void gather_end(struct call *call, DWORD term)
{
	struct gather *gather = call->gather;
	DWORD end_to_end = gather->end_to_end;

	timer_stop(&line_desk(call->line)->timers, &gather->timer);
	/* The buffer is complete before the message is posted; a partial one
	 * has its terminator. */
	if (gather->got < gather->wanted)
		gather->out[gather->got] = 0;
	call->gather = NULL;
	mem_free(gather);
	call_gathered(call, term, end_to_end);
}

static void first_timeout(void *arg)
{
	gather_end(arg, LINEGATHERTERM_FIRSTTIMEOUT);
}

static void inter_timeout(void *arg)
{
	gather_end(arg, LINEGATHERTERM_INTERTIMEOUT);
}

enum err call_gather(struct call *call, const struct gather *wanted, DWORD first_ms)
{
	struct gather *gather = mem_zalloc(sizeof(*gather));

	if (!gather)
		return ERR_NOMEM;
	call_gather_cancel(call);
	*gather = *wanted;
	memset(&gather->timer, 0, sizeof(gather->timer));
	gather->got = 0;
	call->gather = gather;
	if (first_ms)
		timer_set(&line_desk(call->line)->timers, &gather->timer, first_ms,
			  first_timeout, call);
	return OK;
}

void call_gather_cancel(struct call *call)
{
	if (call->gather)
		gather_end(call, LINEGATHERTERM_CANCEL);
}

void call_gather_digit(struct call *call, char digit, DWORD mode)
{
	struct gather *gather = call->gather;

	if (!(gather->modes & mode))
		return;
	gather->out[gather->got++] = (unsigned char)digit;
	if (strchr(gather->stop, digit)) {
		gather_end(call, LINEGATHERTERM_TERMDIGIT);
	} else if (gather->got == gather->wanted) {
		gather_end(call, LINEGATHERTERM_BUFFERFULL);
	} else if (gather->inter_ms) {
		timer_set(&line_desk(call->line)->timers, &gather->timer, gather->inter_ms,
			  inter_timeout, call);
	} else {
		timer_stop(&line_desk(call->line)->timers, &gather->timer);
	}
}

/* SPDX-License-Identifier: MIT
 * news.c - what the provider tells, held against the rules, into the queue.
 *
 * All of it runs inside the provider's callback: it takes the host's lock for
 * a few lines and calls nobody (R-CB-3). News that breaks a rule is handed out
 * all the same, so that one can see it.
 */
#include "host_in.h"
#include "abi/names.h"

/* How deep the provider's callbacks are nested on this thread (R-CB-2). */
static _Thread_local int depth;

/* Only for sentences: looking up a name takes as long as all else here. */
#define NAMED(event) name_message((event)->message)

static void enter(struct host *host, const char *what)
{
	uv_mutex_lock(&host->lock);
	if (depth++ > 0)
		fault_locked(host, "R-CB-2", "%s was called inside another callback", what);
}

static void post(struct host *host, struct host_event *event)
{
	queue_post_unlock(host, event);
	depth--;
}

/* The calls that a request makes are born with its good answer (R-HND-6). */
static void births(struct host *host, const struct request *request, LONG result)
{
	struct host_call *call;

	for (int i = 0; i < 2; i++) {
		call = call_find_locked(host, request->births[i]);
		if (!call || result)
			continue;
		call->born = true;
		if (!call->hd && !call->optional)
			fault_locked(host, "R-HND-5", "%s was answered well before it gave its call a handle",
				     request->function);
	}
}

void news_reply(struct host *host, DRV_REQUESTID id, LONG result)
{
	struct host_event event = {
		.kind = HOST_REPLY, .message = LINE_REPLY, .request = id, .result = result,
	};
	struct request *request;
	struct host_line *line;
	struct host_phone *phone;

	enter(host, "ASYNC_COMPLETION");
	if (result > 0)
		fault_locked(host, "R-ASYNC-4", "request %lu was answered with %ld",
			     (unsigned long)id, (long)result);
	request = request_find_locked(host, id);
	if (!request) {
		fault_locked(host, "R-ASYNC-3",
			     "request %lu was answered, but it %s", (unsigned long)id,
			     id && id <= host->last_request ? "had its answer or was refused before"
							    : "was never made");
		post(host, &event);
		return;
	}
	births(host, request, result);
	line = line_find_locked(host, request->object);
	phone = phone_find_locked(host, request->object);
	event.device = line ? line->device : phone ? phone->device : HOST_NO_DEVICE;
	event.line = line ? line->id : 0;
	event.phone = phone ? phone->id : 0;
	event.call = request->call ? request->call : request->births[0];
	event.function = request->function;
	event.mark = request->mark;
	request_end_locked(host, request);
	post(host, &event);
}

/* LINE_NEWCALL: the host's number of the call goes back through p2 (R-NEW-2). */
static void newcall(struct host *host, struct host_line *line, struct host_event *event)
{
	LPHTAPICALL out = (LPHTAPICALL)event->p2;
	struct host_call *call = NULL;

	event->kind = HOST_NEWCALL;
	if (!event->p1)
		fault_locked(host, "R-HND-1", "LINE_NEWCALL with a call handle of 0");
	if (event->call)
		fault_locked(host, "R-NEW-1", "LINE_NEWCALL names a call that is known already");
	if (!out) {
		fault_locked(host, "R-NEW-2", "LINE_NEWCALL with no room for TAPI's handle");
		return;
	}
	if (event->p1 && line && !line->closing)
		call = call_new_locked(host, line);
	*out = host_htcall(call ? call->id : 0);
	event->call = call ? call->id : 0;
	event->p2 = event->call;
	if (!call)
		return;
	call->hd = (HDRVCALL)event->p1;
	call->born = call->stateless = true;
}

static void callstate(struct host *host, struct host_call *call, const struct host_event *event)
{
	DWORD state = (DWORD)event->p1;
	char words[NAME_TEXT_SIZE];

	if (!state || (state & (state - 1)))
		fault_locked(host, "R-STATE-1", "LINE_CALLSTATE with %s, not one state",
			     name_bits(NAME_LINECALLSTATE, state, words, sizeof(words)));
	if (call->state == LINECALLSTATE_IDLE)
		fault_locked(host, "R-STATE-2", "a call became %s after it was idle",
			     name_bits(NAME_LINECALLSTATE, state, words, sizeof(words)));
	if (state == LINECALLSTATE_CONFERENCED && !call_find_locked(host, (uint32_t)event->p2))
		fault_locked(host, "R-STATE-5", "a call became conferenced in a call that is not known");
	call->state = state;
	call->stateless = false;
}

/* News about a call. */
static void about_call(struct host *host, struct host_line *line, struct host_event *event)
{
	struct host_call *call = call_find_locked(host, event->call);

	if (!call) {
		fault_locked(host, "R-CB-8", "%s for a call that was closed or never was", NAMED(event));
		return;
	}
	if (!line || call->line != line->id)
		fault_locked(host, "R-HND-2", "%s names a call and not its line", NAMED(event));
	if (!call->born)
		fault_locked(host, "R-HND-6", "%s for a call before its request was answered well",
			     NAMED(event));
	if (call->stateless && event->message != LINE_CALLSTATE)
		fault_locked(host, "R-NEW-1", "%s stands between LINE_NEWCALL and LINE_CALLSTATE",
			     NAMED(event));
	if (event->message == LINE_CALLSTATE)
		callstate(host, call, event);
	else if (event->message == LINE_CALLINFO && call->state == LINECALLSTATE_IDLE)
		fault_locked(host, "R-STATE-2", "LINE_CALLINFO after the call was idle");
	if (event->message == LINE_CALLINFO && !event->p1)
		fault_locked(host, "R-STATE-7", "LINE_CALLINFO that names no member");
}

/* What must name a call, what may, and what a provider never sends. */
enum aim { AIM_LINE, AIM_CALL, AIM_EITHER, AIM_NONE, AIM_NEVER };

static enum aim aim_of(DWORD message)
{
	switch (message) {
	case LINE_CALLINFO: case LINE_CALLSTATE: case LINE_GATHERDIGITS: case LINE_GENERATE:
	case LINE_MONITORDIGITS: case LINE_MONITORMEDIA: case LINE_MONITORTONE:
	case LINE_CALLDEVSPECIFIC: case LINE_CALLDEVSPECIFICFEATURE: case LINE_QOSINFO:
		return AIM_CALL;
	case LINE_DEVSPECIFICEX: case LINE_SENDMSPDATA:
		return AIM_EITHER;
	case LINE_ADDRESSSTATE: case LINE_CLOSE: case LINE_DEVSPECIFIC:
	case LINE_DEVSPECIFICFEATURE: case LINE_LINEDEVSTATE: case LINE_NEWCALL:
		return AIM_LINE;
	case LINE_CREATEDIALOGINSTANCE: case LINE_SENDDIALOGINSTANCEDATA:
		return AIM_NONE;
	default:
		return AIM_NEVER;
	}
}

/* What stands in htLine is the provider's handle or the dialog's, no line's. */
static void about_dialog(struct host *host, struct host_event *event)
{
	TUISPICREATEDIALOGINSTANCEPARAMS *params = (void *)event->p1;

	if (event->message == LINE_SENDDIALOGINSTANCEDATA) {
		dialog_data_locked(host, event->line, (const void *)event->p1, (DWORD)event->p2);
		event->p1 = event->line;
		event->line = 0;
		return;
	}
	if (event->line != (uint32_t)(uintptr_t)host)
		fault_locked(host, "R-LOAD-6", "a dialog with another handle than the provider's");
	event->line = 0;
	if (!params)
		return;
	dialog_create_locked(host, params);
	event->p1 = params->htDlgInst;
	event->p2 = params->dwRequestID;
}

static void about_line(struct host *host, struct host_line *line, struct host_event *event)
{
	enum aim aim = aim_of(event->message);
	bool reinit = event->message == LINE_LINEDEVSTATE && (event->p1 & LINEDEVSTATE_REINIT);

	if (aim == AIM_NEVER)
		fault_locked(host, "R-CB-1", "a provider never sends %s (0x%lx)", NAMED(event),
			     (unsigned long)event->message);
	if (aim <= AIM_EITHER && !line && !reinit)
		fault_locked(host, "R-CB-8", "%s for a line that was closed or never was", NAMED(event));
	if (aim == AIM_CALL || (aim == AIM_EITHER && event->call))
		about_call(host, line, event);
	else if (aim == AIM_LINE && event->message != LINE_NEWCALL && event->call)
		fault_locked(host, "R-HND-2", "%s names a call, but it is about a line", NAMED(event));
	if (event->message == LINE_NEWCALL)
		newcall(host, line, event);
	if (aim == AIM_NONE)
		about_dialog(host, event);
}

/* What TAPI does after the callback: it is an event only then. True: it is such. */
static bool put_off(struct host *host, const struct host_event *event)
{
	struct chore chore = { .message = event->message };
	struct host_line *line = line_find_locked(host, event->line);
	struct host_phone *phone = phone_find_locked(host, event->phone);

	switch (event->message) {
	case LINE_CREATE: case PHONE_CREATE:
		if (event->p1 != (DWORD_PTR)host)
			fault_locked(host, "R-DEV-1", "%s with another handle than the provider's",
				     name_message(event->message));
		chore.temp = event->p2;
		break;
	case LINE_REMOVE: case PHONE_REMOVE:
		chore.device = (DWORD)event->p1;
		break;
	case LINE_CLOSE: case PHONE_CLOSE:
		if (!line && !phone)
			return false;
		if (!host->mourns && ((line && line->pending) || (phone && phone->pending)))
			fault_locked(host, "R-CLOSE-5", "%s before all its requests were answered",
				     name_message(event->message));
		chore.object = line ? line->id : phone->id;
		break;
	default:
		return false;
	}
	if (!chore_add_locked(host, &chore))
		fault_locked(host, "host", "out of memory, an event was lost");
	return true;
}

void news_line(struct host *host, HTAPILINE ht_line, HTAPICALL ht_call, DWORD message,
	       DWORD_PTR p1, DWORD_PTR p2, DWORD_PTR p3)
{
	struct host_event event = {
		.kind = HOST_LINE, .message = message, .p1 = p1, .p2 = p2, .p3 = p3,
		.line = (uint32_t)(uintptr_t)ht_line, .call = (uint32_t)(uintptr_t)ht_call,
	};
	struct host_line *line;

	enter(host, "LINEEVENT");
	line = line_find_locked(host, event.line);
	event.device = line ? line->device : HOST_NO_DEVICE;
	if (put_off(host, &event)) {
		queue_chore_unlock(host);
		depth--;
		return;
	}
	about_line(host, line, &event);
	post(host, &event);
}

void news_phone(struct host *host, HTAPIPHONE ht_phone, DWORD message,
		DWORD_PTR p1, DWORD_PTR p2, DWORD_PTR p3)
{
	struct host_event event = {
		.kind = HOST_PHONE, .message = message, .p1 = p1, .p2 = p2, .p3 = p3,
		.phone = (uint32_t)(uintptr_t)ht_phone,
	};
	struct host_phone *phone;

	enter(host, "PHONEEVENT");
	phone = phone_find_locked(host, event.phone);
	event.device = phone ? phone->device : HOST_NO_DEVICE;
	if (put_off(host, &event)) {
		queue_chore_unlock(host);
		depth--;
		return;
	}
	if (!phone && !(message == PHONE_STATE && (p1 & PHONESTATE_REINIT)))
		fault_locked(host, "R-CB-8", "%s for a phone that was closed or never was",
			     name_message(message));
	post(host, &event);
}

/* SPDX-License-Identifier: MIT
 * call.c - what is asked of calls, a few rows a function. */
#include "host_in.h"
#include "base/mem.h"
#include "base/text.h"

bool wide_new(LPWSTR *out, const char *text)
{
	*out = NULL;
	if (!text)
		return true;
	*out = mem_alloc(utf16_size(text));
	if (!*out)
		return false;
	utf16_write(*out, text);
	return true;
}

/* A request about a call: the call is held until ask_end(). */
struct ask {
	struct host *host;
	struct host_call *call;
	LONG request;
	LPWSTR text;		/* an argument as UTF-16 */
};

/* No operation before the call is born (R-HND-7). `there`: the provider exports
 * the function, else TAPI answers itself (R-LOAD-16). */
static LONG ask_begin(struct ask *ask, struct host *host, uint32_t call, const char *function,
		      bool there, const char *text)
{
	*ask = (struct ask){ .host = host };
	if (!there)
		return (LONG)LINEERR_OPERATIONUNAVAIL;
	if (!wide_new(&ask->text, text))
		return (LONG)LINEERR_NOMEM;
	ask->call = call_hold(host, call, false);
	if (ask->call)
		ask->request = request_new(host, function, 0, call);
	if (ask->call && ask->request > 0)
		return 0;
	if (ask->call)
		call_release(host, ask->call);
	mem_free(ask->text);
	return ask->call ? ask->request : (LONG)LINEERR_INVALCALLHANDLE;
}

static LONG ask_end(struct ask *ask, LONG result)
{
	call_release(ask->host, ask->call);
	mem_free(ask->text);
	return result;
}

/* Ask `fn` of `id`, with a text or NULL; `ask` stands in the arguments. */
#define CALL_ASYNC(host, id, string, fn, ...) ({				\
	struct ask ask;								\
	LONG answer_ = ask_begin(&ask, host, id, #fn, (host)->tspi.fn != NULL, string); \
	if (!answer_)								\
		answer_ = ask_end(&ask, ASK_ASYNC(host, ask.request, fn, __VA_ARGS__)); \
	answer_;								\
})

LONG host_accept(struct host *host, uint32_t call)
{
	return CALL_ASYNC(host, call, NULL, lineAccept, ask.call->hd, NULL, 0);
}

LONG host_answer(struct host *host, uint32_t call)
{
	return CALL_ASYNC(host, call, NULL, lineAnswer, ask.call->hd, NULL, 0);
}

LONG host_drop(struct host *host, uint32_t call)
{
	return CALL_ASYNC(host, call, NULL, lineDrop, ask.call->hd, NULL, 0);
}

LONG host_hold(struct host *host, uint32_t call)
{
	return CALL_ASYNC(host, call, NULL, lineHold, ask.call->hd);
}

LONG host_unhold(struct host *host, uint32_t call)
{
	return CALL_ASYNC(host, call, NULL, lineUnhold, ask.call->hd);
}

LONG host_swap_hold(struct host *host, uint32_t active, uint32_t held)
{
	HDRVCALL other = host_hdcall(host, held);

	if (!other)
		return (LONG)LINEERR_INVALCALLHANDLE;
	return CALL_ASYNC(host, active, NULL, lineSwapHold, ask.call->hd, other);
}

LONG host_dial(struct host *host, uint32_t call, const char *digits)
{
	return CALL_ASYNC(host, call, digits, lineDial, ask.call->hd, ask.text, 0);
}

LONG host_redirect(struct host *host, uint32_t call, const char *dest)
{
	return CALL_ASYNC(host, call, dest, lineRedirect, ask.call->hd, ask.text, 0);
}

LONG host_blind_transfer(struct host *host, uint32_t call, const char *dest)
{
	return CALL_ASYNC(host, call, dest, lineBlindTransfer, ask.call->hd, ask.text, 0);
}

LONG host_add_to_conference(struct host *host, uint32_t conf, uint32_t consult)
{
	HDRVCALL other = host_hdcall(host, consult);

	if (!other)
		return (LONG)LINEERR_INVALCALLHANDLE;
	return CALL_ASYNC(host, conf, NULL, lineAddToConference, ask.call->hd, other);
}

LONG host_remove_from_conference(struct host *host, uint32_t call)
{
	return CALL_ASYNC(host, call, NULL, lineRemoveFromConference, ask.call->hd);
}

LONG host_complete_call(struct host *host, uint32_t call, DWORD mode, DWORD message)
{
	return CALL_ASYNC(host, call, NULL, lineCompleteCall, ask.call->hd,
			  &ask.call->completion, mode, message);
}

LONG host_secure_call(struct host *host, uint32_t call)
{
	return CALL_ASYNC(host, call, NULL, lineSecureCall, ask.call->hd);
}

LONG host_send_uui(struct host *host, uint32_t call, const void *bytes, DWORD size)
{
	return CALL_ASYNC(host, call, NULL, lineSendUserUserInfo, ask.call->hd, bytes, size);
}

LONG host_release_uui(struct host *host, uint32_t call)
{
	return CALL_ASYNC(host, call, NULL, lineReleaseUserUserInfo, ask.call->hd);
}

LONG host_set_call_data(struct host *host, uint32_t call, const void *bytes, DWORD size)
{
	return CALL_ASYNC(host, call, NULL, lineSetCallData, ask.call->hd, (LPVOID)bytes, size);
}

LONG host_set_call_params(struct host *host, uint32_t call, DWORD bearer, DWORD min_rate,
			  DWORD max_rate)
{
	return CALL_ASYNC(host, call, NULL, lineSetCallParams, ask.call->hd, bearer, min_rate,
			  max_rate, NULL);
}

LONG host_set_call_treatment(struct host *host, uint32_t call, DWORD treatment)
{
	return CALL_ASYNC(host, call, NULL, lineSetCallTreatment, ask.call->hd, treatment);
}

/* Room for an address, kept with the call: the provider writes it before its
 * reply. */
#define PARKED_ROOM 1024

static bool parked_room(struct host *host, struct host_call *call)
{
	VARSTRING *room = mem_zalloc(PARKED_ROOM);

	if (!room)
		return false;
	room->dwTotalSize = PARKED_ROOM;
	room->dwNeededSize = room->dwUsedSize = sizeof(*room);
	uv_mutex_lock(&host->lock);
	if (!call->parked)
		call->parked = room;
	else
		mem_free(room);		/* an earlier request may still write to that one */
	uv_mutex_unlock(&host->lock);
	return true;
}

LONG host_park(struct host *host, uint32_t id, DWORD mode, const char *dest)
{
	struct host_call *call = call_hold(host, id, false);
	bool room;

	if (!call)
		return (LONG)LINEERR_INVALCALLHANDLE;
	room = parked_room(host, call);
	call_release(host, call);
	if (!room)
		return (LONG)LINEERR_NOMEM;
	return CALL_ASYNC(host, id, dest, linePark, ask.call->hd, mode, ask.text, ask.call->parked);
}

const char *host_parked(struct host *host, uint32_t id, char *out, size_t size)
{
	struct host_call *call;
	VARSTRING copy = { 0 };

	if (size)
		*out = '\0';
	uv_mutex_lock(&host->lock);
	call = call_find_locked(host, id);
	if (call && call->parked) {
		memcpy(&copy, call->parked, sizeof(copy));
		host_field(call->parked, copy.dwStringSize, copy.dwStringOffset, out, size);
	}
	uv_mutex_unlock(&host->lock);
	return out;
}

DWORD host_completion(struct host *host, uint32_t id)
{
	struct host_call *call;
	DWORD completion;

	uv_mutex_lock(&host->lock);
	call = call_find_locked(host, id);
	completion = call ? call->completion : 0;
	uv_mutex_unlock(&host->lock);
	return completion;
}

/* Begin to close: from here on nobody else can take hold of the call. */
static struct host_call *closing(struct host *host, uint32_t id)
{
	struct host_call *call;

	uv_mutex_lock(&host->lock);
	call = call_find_locked(host, id);
	if (call && call->closing)
		call = NULL;
	if (call) {
		call->closing = true;
		call->uses++;	/* its line may be closed meanwhile by somebody else */
	}
	uv_mutex_unlock(&host->lock);
	return call;
}

LONG host_close_call(struct host *host, uint32_t id)
{
	struct host_call *call = closing(host, id);
	LONG result = 0;

	if (!call)
		return (LONG)LINEERR_INVALCALLHANDLE;
	if (call->hd)
		result = ASK(host, lineCloseCall, call->hd);
	uv_mutex_lock(&host->lock);
	if (call->pending)
		fault_locked(host, "R-ASYNC-10", "lineCloseCall left %u requests unanswered",
			     call->pending);
	if (!call->dead)
		call_forget_locked(host, call);
	uv_mutex_unlock(&host->lock);
	call_release(host, call);
	return result;
}

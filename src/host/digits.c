/* SPDX-License-Identifier: MIT
 * digits.c - digits, tones and media of calls: done when they return. */
#include "host_in.h"
#include "base/mem.h"

/* Ask a synchronous function of call `id`; `call` stands in the arguments. */
#define CALL_SYNC(host, id, fn, ...) ({						\
	struct host_call *call = call_hold(host, id, false);			\
	LONG answer_ = (LONG)LINEERR_INVALCALLHANDLE;				\
	if (call) {								\
		answer_ = ASK(host, fn, __VA_ARGS__);				\
		call_release(host, call);					\
	}									\
	answer_;								\
})

LONG host_generate_digits(struct host *host, uint32_t id, DWORD mode, const char *digits,
			  DWORD duration_ms, DWORD end_to_end)
{
	LPWSTR text;
	LONG result;

	if (!wide_new(&text, digits))
		return (LONG)LINEERR_NOMEM;
	result = CALL_SYNC(host, id, lineGenerateDigits, call->hd, end_to_end, mode, text,
			   duration_ms);
	mem_free(text);
	return result;
}

LONG host_generate_tone(struct host *host, uint32_t id, DWORD mode, DWORD duration_ms,
			DWORD end_to_end)
{
	return CALL_SYNC(host, id, lineGenerateTone, call->hd, end_to_end, mode, duration_ms, 0,
			 NULL);
}

LONG host_monitor_digits(struct host *host, uint32_t id, DWORD modes)
{
	return CALL_SYNC(host, id, lineMonitorDigits, call->hd, modes);
}

LONG host_monitor_tone(struct host *host, uint32_t id, DWORD list, DWORD hz, DWORD duration_ms)
{
	LINEMONITORTONE tone = { .dwDuration = duration_ms, .dwFrequency1 = hz };

	return CALL_SYNC(host, id, lineMonitorTones, call->hd, list, &tone, 1);
}

LONG host_monitor_media(struct host *host, uint32_t id, DWORD modes)
{
	return CALL_SYNC(host, id, lineMonitorMedia, call->hd, modes);
}

LONG host_set_media_mode(struct host *host, uint32_t id, DWORD mode)
{
	return CALL_SYNC(host, id, lineSetMediaMode, call->hd, mode);
}

LONG host_set_app_specific(struct host *host, uint32_t id, DWORD value)
{
	return CALL_SYNC(host, id, lineSetAppSpecific, call->hd, value);
}

/* A gathering that goes on writes to its buffer until another one replaces it:
 * the old buffer goes only after the provider took the new one. */
LONG host_gather_digits(struct host *host, uint32_t id, const struct host_gather *gather)
{
	LPWSTR buffer = NULL, old, ends;
	struct host_call *still;
	LONG result;

	if (!wide_new(&ends, gather->terminators))
		return (LONG)LINEERR_NOMEM;
	if (gather->count) {
		buffer = mem_zalloc(((size_t)gather->count + 1) * sizeof(*buffer));
		if (!buffer) {
			mem_free(ends);
			return (LONG)LINEERR_NOMEM;
		}
	}
	result = CALL_SYNC(host, id, lineGatherDigits, call->hd, gather->end_to_end, gather->modes,
			   buffer, gather->count, ends, gather->first_ms, gather->inter_ms);
	uv_mutex_lock(&host->lock);
	still = call_find_locked(host, id);
	old = buffer;
	if (still && result == 0 && buffer) {
		old = still->digits;
		still->digits = buffer;
		still->digit_count = gather->count;
	}
	uv_mutex_unlock(&host->lock);
	mem_free(old);
	mem_free(ends);
	return result;
}

const char *host_gathered(struct host *host, uint32_t id, char *out, size_t size)
{
	struct host_call *call;
	char *text = NULL;

	uv_mutex_lock(&host->lock);
	call = call_find_locked(host, id);
	if (call && call->digits)
		text = utf8_from16(call->digits, call->digit_count);
	uv_mutex_unlock(&host->lock);
	span_copy(span_of(text ? text : ""), out, size);
	mem_free(text);
	return out;
}

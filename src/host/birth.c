/* SPDX-License-Identifier: MIT
 * birth.c - requests that make calls: the host's call and the request come
 * first, then the provider is asked, then it is looked what it gave. */
#include "host_in.h"
#include "base/mem.h"

struct birth {
	struct host *host;
	LONG request;
	uint32_t id[2];
	struct host_call *held[2];	/* the provider writes into it until it returns */
	LPHDRVCALL slot[2];
	LPWSTR text[2];
};

static void birth_end(struct birth *b)
{
	mem_free(b->text[0]);
	mem_free(b->text[1]);
}

/* On an error nothing is left but what birth_end() frees. `call` or `line` may
 * be 0; the new calls are on the same line. */
static LONG birth_begin(struct birth *b, const char *function, uint32_t line, uint32_t call,
			int count)
{
	LONG result = 0;

	if (!line)
		line = host_call_line(b->host, call);
	b->request = request_new(b->host, function, line, call);
	if (b->request < 0)
		return b->request;
	for (int i = 0; i < count && !result; i++) {
		result = host_call_new(b->host, line, b->request, &b->id[i], &b->slot[i]);
		if (!result)
			b->held[i] = call_hold(b->host, b->id[i], true);
	}
	if (result)
		host_request_end(b->host, b->request, result);
	return result;
}

void host_call_optional(struct host *host, uint32_t id)
{
	struct host_call *call;

	uv_mutex_lock(&host->lock);
	call = call_find_locked(host, id);
	if (call)
		call->optional = true;
	uv_mutex_unlock(&host->lock);
}

static void settle(struct birth *b, int i, LONG result)
{
	struct host_call *call;

	if (b->held[i])
		call_release(b->host, b->held[i]);
	uv_mutex_lock(&b->host->lock);
	call = call_find_locked(b->host, b->id[i]);
	if (result > 0 && call && !call->hd) {
		if (!call->optional)
			fault_locked(b->host, "R-HND-5", "request %ld was taken without a call handle",
				     (long)result);
		call_forget_locked(b->host, call);
		call = NULL;
	}
	if (!call)
		b->id[i] = 0;
	uv_mutex_unlock(&b->host->lock);
}

/* Ask `fn` for `count` calls; `b` stands in the arguments. */
#define BIRTH(b, line, call, count, fn, ...) ({					\
	LONG answer_ = (LONG)LINEERR_OPERATIONUNAVAIL;				\
	if ((b)->host->tspi.fn)							\
		answer_ = birth_begin(b, #fn, line, call, count);		\
	if ((b)->request > 0 && answer_ == 0)					\
		answer_ = ASK_ASYNC((b)->host, (b)->request, fn, __VA_ARGS__);	\
	for (int i_ = 0; i_ < (count); i_++)					\
		settle(b, i_, answer_);						\
	birth_end(b);								\
	answer_;								\
})

LONG host_make_call(struct host *host, uint32_t line, const char *dest,
		    const LINECALLPARAMS *params, uint32_t *out)
{
	struct birth b = { .host = host };
	HDRVLINE hd = host_hdline(host, line);
	LONG result;

	if (!hd)
		return (LONG)LINEERR_INVALLINEHANDLE;
	if (!wide_new(&b.text[0], dest))
		return (LONG)LINEERR_NOMEM;
	result = BIRTH(&b, line, 0, 1, lineMakeCall, hd, host_htcall(b.id[0]), b.slot[0],
		       b.text[0], 0, (LPLINECALLPARAMS)params);
	if (result > 0)
		*out = b.id[0];
	return result;
}

LONG host_pickup(struct host *host, uint32_t line, DWORD address, const char *dest,
		 const char *group, uint32_t *out)
{
	struct birth b = { .host = host };
	HDRVLINE hd = host_hdline(host, line);
	LONG result;

	if (!hd)
		return (LONG)LINEERR_INVALLINEHANDLE;
	if (!wide_new(&b.text[0], dest) || !wide_new(&b.text[1], group)) {
		birth_end(&b);
		return (LONG)LINEERR_NOMEM;
	}
	result = BIRTH(&b, line, 0, 1, linePickup, hd, address, host_htcall(b.id[0]), b.slot[0],
		       b.text[0], b.text[1]);
	if (result > 0)
		*out = b.id[0];
	return result;
}

LONG host_unpark(struct host *host, uint32_t line, DWORD address, const char *dest, uint32_t *out)
{
	struct birth b = { .host = host };
	HDRVLINE hd = host_hdline(host, line);
	LONG result;

	if (!hd)
		return (LONG)LINEERR_INVALLINEHANDLE;
	if (!wide_new(&b.text[0], dest))
		return (LONG)LINEERR_NOMEM;
	result = BIRTH(&b, line, 0, 1, lineUnpark, hd, address, host_htcall(b.id[0]), b.slot[0],
		       b.text[0]);
	if (result > 0)
		*out = b.id[0];
	return result;
}

static LONG forward(struct host *host, uint32_t line, bool all, DWORD address,
		    LINEFORWARDLIST *list, DWORD rings, uint32_t *consult)
{
	struct birth b = { .host = host };
	HDRVLINE hd = host_hdline(host, line);
	LONG result;

	if (!hd)
		return (LONG)LINEERR_INVALLINEHANDLE;
	result = BIRTH(&b, line, 0, 1, lineForward, hd, all, address, list, rings,
		       (host_call_optional(host, b.id[0]), host_htcall(b.id[0])), b.slot[0], NULL);
	if (result > 0)
		*consult = b.id[0];
	return result;
}

LONG host_forward(struct host *host, uint32_t line, LINEFORWARDLIST *list, DWORD rings,
		  uint32_t *consult)
{
	return forward(host, line, true, 0, list, rings, consult);
}

LONG host_forward_address(struct host *host, uint32_t line, DWORD address, LINEFORWARDLIST *list,
			  DWORD rings, uint32_t *consult)
{
	return forward(host, line, false, address, list, rings, consult);
}

LONG host_setup_transfer(struct host *host, uint32_t id, uint32_t *out_consult)
{
	struct birth b = { .host = host };
	struct host_call *call = call_hold(host, id, false);
	LONG result;

	if (!call)
		return (LONG)LINEERR_INVALCALLHANDLE;
	result = BIRTH(&b, 0, id, 1, lineSetupTransfer, call->hd, host_htcall(b.id[0]), b.slot[0],
		       NULL);
	if (result > 0)
		*out_consult = b.id[0];
	call_release(host, call);
	return result;
}

LONG host_prepare_add(struct host *host, uint32_t conf, uint32_t *out_consult)
{
	struct birth b = { .host = host };
	struct host_call *call = call_hold(host, conf, false);
	LONG result;

	if (!call)
		return (LONG)LINEERR_INVALCALLHANDLE;
	result = BIRTH(&b, 0, conf, 1, linePrepareAddToConference, call->hd, host_htcall(b.id[0]),
		       b.slot[0], NULL);
	if (result > 0)
		*out_consult = b.id[0];
	call_release(host, call);
	return result;
}

/* `id` may be 0: the conference begins without a call (R-CONF-1). */
LONG host_setup_conference(struct host *host, uint32_t id, uint32_t line, DWORD parties,
			   uint32_t *out_conf, uint32_t *out_consult)
{
	struct birth b = { .host = host };
	struct host_call *call = id ? call_hold(host, id, false) : NULL;
	HDRVLINE hd = host_hdline(host, line);
	LONG result;

	if (id && !call)
		return (LONG)LINEERR_INVALCALLHANDLE;
	result = BIRTH(&b, line, id, 2, lineSetupConference, call ? call->hd : NULL, hd,
		       host_htcall(b.id[0]), b.slot[0], host_htcall(b.id[1]), b.slot[1], parties,
		       NULL);
	if (result > 0) {
		*out_conf = b.id[0];
		*out_consult = b.id[1];
	}
	if (call)
		call_release(host, call);
	return result;
}

LONG host_complete_transfer(struct host *host, uint32_t id, uint32_t consult, DWORD mode,
			    uint32_t *out_conf)
{
	struct birth b = { .host = host };
	int births = mode == LINETRANSFERMODE_CONFERENCE && out_conf ? 1 : 0;
	struct host_call *call = call_hold(host, id, false);
	HDRVCALL other = host_hdcall(host, consult);
	LONG result = (LONG)LINEERR_INVALCALLHANDLE;

	if (call && other)
		result = BIRTH(&b, 0, id, births, lineCompleteTransfer, call->hd, other,
			       host_htcall(b.id[0]), b.slot[0], mode);
	if (result > 0 && births)
		*out_conf = b.id[0];
	if (call)
		call_release(host, call);
	return result;
}

/* SPDX-License-Identifier: MIT
 * info.c - what travels with a call. */
#include "model/info.h"
#include "base/log.h"
#include "base/mem.h"
#include "model/line.h"
#include <string.h>

struct call_info *info_of(struct call *call)
{
	if (!call->info)
		call->info = mem_zalloc(sizeof(*call->info));
	return call->info;
}

static void drop(struct bytes *bytes)
{
	mem_free((void *)bytes->at);
	*bytes = (struct bytes){ NULL, 0 };
}

void info_free(struct call *call)
{
	struct call_info *info = call->info;

	if (!info)
		return;
	drop(&info->uui);
	for (DWORD i = 0; i < info->waiting; i++)
		drop(&info->later[i]);
	drop(&info->sends);
	drop(&info->data);
	drop(&info->send_flow);
	drop(&info->receive_flow);
	mem_free(info);
	call->info = NULL;
}

static bool same(struct bytes a, struct bytes b)
{
	return a.size == b.size && (!a.size || memcmp(a.at, b.at, a.size) == 0);
}

enum err info_keep(struct bytes *to, struct bytes from)
{
	void *copy = NULL;

	if (from.size) {
		copy = mem_alloc(from.size);
		if (!copy)
			return ERR_NOMEM;
		memcpy(copy, from.at, from.size);
	}
	drop(to);
	*to = (struct bytes){ copy, from.size };
	return OK;
}

/* --- user-user information --------------------------------------------------- */

bool info_uui_room(const struct call *call)
{
	return !call->info || call->info->waiting < INFO_UUI_WAITING;
}

enum err info_uui(struct call *call, struct bytes uui)
{
	struct call_info *info;
	enum err err;

	if (!uui.size)
		return OK;
	if (!info_uui_room(call)) {
		log_write(LOG_WARN, "model", call_name(call),
			  "user-user information is lost: nobody releases what came before");
		return ERR_RESOURCE;
	}
	info = info_of(call);
	if (!info)
		return ERR_NOMEM;
	if (info->uui.size) {
		err = info_keep(&info->later[info->waiting], uui);
		if (!err)
			info->waiting++;
		return err;
	}
	err = info_keep(&info->uui, uui);
	if (!err)
		call_info_news(call, LINECALLINFOSTATE_USERUSERINFO);
	return err;
}

void info_uui_release(struct call *call)
{
	struct call_info *info = call->info;

	if (!info)
		return;
	drop(&info->uui);
	if (!info->waiting)
		return;
	info->uui = info->later[0];
	info->waiting--;
	memmove(info->later, info->later + 1, info->waiting * sizeof(info->later[0]));
	info->later[info->waiting] = (struct bytes){ NULL, 0 };
	call_info_news(call, LINECALLINFOSTATE_USERUSERINFO);
}

/* --- call data and quality of service ---------------------------------------------- */

enum err info_data(struct call *call, struct bytes data)
{
	enum err err;

	if (same(call->info ? call->info->data : (struct bytes){ NULL, 0 }, data))
		return OK;
	if (!info_of(call))
		return ERR_NOMEM;
	err = info_keep(&call->info->data, data);
	if (!err)
		call_info_news(call, LINECALLINFOSTATE_CALLDATA);
	return err;
}

enum err info_flows(struct call *call, struct bytes send, struct bytes receive)
{
	struct bytes kept = { NULL, 0 };
	struct call_info *info;
	enum err err;

	if (!call->info && !send.size && !receive.size)
		return OK;
	info = info_of(call);
	if (!info)
		return ERR_NOMEM;
	if (same(info->send_flow, send) && same(info->receive_flow, receive))
		return OK;
	err = info_keep(&kept, send);
	if (!err)
		err = info_keep(&info->receive_flow, receive);
	if (err) {
		drop(&kept);
		return err;
	}
	drop(&info->send_flow);
	info->send_flow = kept;
	call_info_news(call, LINECALLINFOSTATE_QOS);
	return OK;
}

enum err info_reserve(struct call *call, DWORD rate)
{
	if (!rate && !call->info)
		return OK;
	if (!info_of(call))
		return ERR_NOMEM;
	call->info->reserved = rate;
	return OK;
}

#define NOT_SPECIFIED 0xFFFFFFFFu	/* QOS_NOT_SPECIFIED */

/* FLOWSPEC begins with TokenRate, in bytes per second. */
uint64_t info_flow_rate(struct bytes flow)
{
	DWORD rate;

	if (flow.size < sizeof(rate))
		return 0;
	memcpy(&rate, flow.at, sizeof(rate));
	return rate == NOT_SPECIFIED ? 0 : rate * 8ull;
}

/* --- how it is carried -------------------------------------------------------------- */

void info_bearer(struct call *call, DWORD bearer, DWORD rate)
{
	DWORD items = (call->bearer != bearer ? LINECALLINFOSTATE_BEARERMODE : 0) |
		      (call->rate != rate ? LINECALLINFOSTATE_RATE : 0);

	call->bearer = bearer;
	call->rate = rate;
	call_info_news(call, items);
}

/* dwCallParamFlags has no bit of its own among LINECALLINFOSTATE_. */
void info_secure(struct call *call)
{
	if (call->param_flags & LINECALLPARAMFLAGS_SECURE)
		return;
	call->param_flags |= LINECALLPARAMFLAGS_SECURE;
	call_info_news(call, LINECALLINFOSTATE_OTHER);
}

/* --- dialling ------------------------------------------------------------------------ */

struct dial_limits info_dial_limits(const struct line *line)
{
	struct dial_limits limits = { { 0 }, { 0 }, { 0 } };

	if (line->driver->dial_limits)
		line->driver->dial_limits(line, &limits);
	return limits;
}

static DWORD nearest(DWORD asked, DWORD least, DWORD most, DWORD usual)
{
	if (asked == 0)
		return usual;
	return asked < least ? least : asked > most ? most : asked;
}

static LINEDIALPARAMS within(const LINEDIALPARAMS *asked, const struct dial_limits *limits)
{
	LINEDIALPARAMS dial;

#define NEAREST(field) dial.field = nearest(asked->field, limits->least.field, \
					    limits->most.field, limits->usual.field)
	NEAREST(dwDialPause);
	NEAREST(dwDialSpeed);
	NEAREST(dwDigitDuration);
	NEAREST(dwWaitForDialtone);
#undef NEAREST
	return dial;
}

LINEDIALPARAMS info_dial_params(const struct call *call)
{
	static const LINEDIALPARAMS none;
	struct dial_limits limits = info_dial_limits(call->line);

	return within(call->info ? &call->info->dial : &none, &limits);
}

enum err info_dial(struct call *call, const LINEDIALPARAMS *asked)
{
	LINEDIALPARAMS before = info_dial_params(call), now;

	if (!info_of(call))
		return ERR_NOMEM;
	call->info->dial = *asked;
	now = info_dial_params(call);
	if (memcmp(&before, &now, sizeof(now)) != 0)
		call_info_news(call, LINECALLINFOSTATE_DIALPARAMS);
	return OK;
}

/* --- births ---------------------------------------------------------------------------- */

static bool carries(const struct call_params *params)
{
	static const LINEDIALPARAMS none;

	return params->uui.size || params->data.size || params->send_flow.size ||
	       params->receive_flow.size || memcmp(&params->dial, &none, sizeof(none)) != 0;
}

enum err info_fill(struct call *call, const struct call_params *params)
{
	enum err err;

	call->media = params->media;
	call->bearer = params->bearer;
	call->param_flags = params->flags;
	call->no_answer_s = params->no_answer_s;
	if (params->calling_id) {
		call->calling_id = mem_copy(params->calling_id);
		if (!call->calling_id)
			return ERR_NOMEM;
	}
	if (params->predictive_states && call_predict(call, params->predictive_states, params->target))
		return ERR_NOMEM;
	if (!carries(params))
		return OK;
	if (!info_of(call))
		return ERR_NOMEM;
	call->info->dial = params->dial;
	err = info_keep(&call->info->sends, params->uui);
	if (!err)
		err = info_keep(&call->info->data, params->data);
	return err ? err : info_flows(call, params->send_flow, params->receive_flow);
}

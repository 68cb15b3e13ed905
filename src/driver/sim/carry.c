/* SPDX-License-Identifier: MIT
 * carry.c - what travels with calls, from one end to the other. */
#include "driver/sim/carry.h"
#include "base/mem.h"
#include "driver/sim/service.h"

static struct sim_end *end_of(const struct call *call)
{
	return call->data;
}

static struct call *peer_of(struct sim_end *end)
{
	return sim_other(end)->call;
}

/* --- call hubs --------------------------------------------------------------- */

static bool is_tracked(const struct sim_link *link)
{
	const struct call *a = link->ends[0].call, *b = link->ends[1].call;
	DWORD tracking = (a ? a->line->tracking : 0) | (b ? b->line->tracking : 0);

	return (tracking & LINECALLHUBTRACKING_ALLCALLS) || (tracking && a && b);
}

static void show_hub(struct sim_link *link)
{
	DWORD hub = is_tracked(link) ? link->hub : 0;

	for (int i = 0; i < 2; i++)
		if (link->ends[i].call)
			call_hub(link->ends[i].call, hub);
}

void sim_track(struct line *line)
{
	list_each(node, &line->calls) {
		const struct call *call = list_entry(node, struct call, node);

		if (call->data)
			show_hub(end_of(call)->link);
	}
}

/* --- what the line can promise --------------------------------------------------- */

static uint64_t left_of(const struct line *line, const struct call *except)
{
	const struct sim_line *sl = line->data;
	uint64_t all = sl->conf->bandwidth ? sl->conf->bandwidth : (uint64_t)line->max_active * SIM_RATE_MAX;
	uint64_t promised = 0;

	list_each(node, &line->calls) {
		const struct call *call = list_entry(node, struct call, node);

		if (call != except && call->info && (call->state & (CALLSTATE_ALIVE | CALLSTATE_NEW)))
			promised += call->info->reserved;
	}
	return promised < all ? all - promised : 0;
}

static DWORD larger(uint64_t a, uint64_t b)
{
	return (DWORD)(a > b ? a : b);
}

/* What both directions and the least rate need. */
static DWORD need_of(DWORD rate, struct bytes send, struct bytes receive)
{
	return larger(rate, larger(info_flow_rate(send), info_flow_rate(receive)));
}

static DWORD best_of(DWORD max_rate)
{
	return max_rate && max_rate < SIM_RATE_MAX ? max_rate : SIM_RATE_MAX;
}

enum err sim_carry_promise(struct call *call, const struct call_params *params)
{
	static const struct call_params plain;
	DWORD need;

	if (!params)
		params = &plain;
	need = need_of(params->min_rate, params->send_flow, params->receive_flow);
	if (need > left_of(call->line, call))
		return ERR_RATEUNAVAIL;
	call->rate = best_of(params->max_rate);
	return info_reserve(call, need);
}

/* --- from end to end ------------------------------------------------------------ */

enum err sim_carry_begin(struct sim_link *link, struct call *caller)
{
	const struct call_info *info = caller ? caller->info : NULL;
	enum err err = OK;

	link->hub = caller ? caller->id : ++link->desk->call_ids;
	if (info)
		err = info_keep(&link->uui, info->sends);
	if (info && !err)
		err = info_keep(&link->data, info->data);
	return err;
}

void sim_carry_free(struct sim_link *link)
{
	mem_free((void *)link->uui.at);
	mem_free((void *)link->data.at);
}

/* What one sends the other receives. */
static enum err mirror(const struct call *from, struct call *to)
{
	static const struct call_info none;
	const struct call_info *info = from->info ? from->info : &none;
	enum err err;

	info_bearer(to, from->bearer, from->rate);
	if (info->reserved > left_of(to->line, to))
		return ERR_RATEUNAVAIL;
	err = info_flows(to, info->receive_flow, info->send_flow);
	return err ? err : info_reserve(to, info->reserved);
}

static void secure_both(struct sim_link *link)
{
	DWORD flags = 0;

	for (int i = 0; i < 2; i++)
		flags |= link->ends[i].call ? link->ends[i].call->param_flags : 0;
	for (int i = 0; i < 2 && (flags & LINECALLPARAMFLAGS_SECURE); i++)
		if (link->ends[i].call)
			info_secure(link->ends[i].call);
}

enum err sim_carry_offer(struct sim_link *link, struct call *to)
{
	const struct call *from = link->ends[0].call;
	enum err err = from ? mirror(from, to) : OK;

	if (!err)
		err = info_data(to, link->data);
	if (!err)
		err = info_uui(to, link->uui);
	if (from && (from->param_flags & LINECALLPARAMFLAGS_SECURE))
		info_secure(to);
	return err;
}

void sim_carry_joined(struct sim_end *moved, struct sim_link *from)
{
	struct call *call = moved->call, *peer = peer_of(moved);
	struct sim_link *link = moved->link;
	struct bytes data = link->data;

	link->hub = from->hub;
	if (from->data.size) {
		link->data = from->data;
		from->data = data;
	}
	if (call)
		info_data(call, link->data);
	if (peer)
		info_data(peer, link->data);
	if (call && peer)
		mirror(call, peer);
	secure_both(link);
	show_hub(link);
}

void sim_carry_added(struct sim_link *conference, struct sim_link *link)
{
	link->hub = conference->hub;
	show_hub(link);
}

bool sim_secure_talk(const struct line *line)
{
	list_each(node, &line->calls) {
		const struct call *call = list_entry(node, struct call, node);

		if (call->state == LINECALLSTATE_CONNECTED && (call->param_flags & LINECALLPARAMFLAGS_SECURE))
			return true;
	}
	return false;
}

/* --- what is asked --------------------------------------------------------------- */

static void do_secure(struct sim_end *end, const struct sim_order *order)
{
	call_reply(end->call, CALL_SECURE, OK);
	info_secure(end->call);
	secure_both(end->link);
}

enum err sim_secure(struct call *call, const struct call_args *args)
{
	return sim_begin(call, CALL_SECURE, args, do_secure, sim_settings()->operation_ms);
}

static void do_set_data(struct sim_end *end, const struct sim_order *order)
{
	struct call *peer = peer_of(end);
	enum err err = info_keep(&end->link->data, order->data);

	if (!err)
		err = info_data(end->call, order->data);
	if (!err && peer)
		err = info_data(peer, order->data);
	call_reply(end->call, CALL_SET_DATA, err);
}

enum err sim_set_data(struct call *call, const struct call_args *args)
{
	return sim_begin(call, CALL_SET_DATA, args, do_set_data, sim_settings()->operation_ms);
}

static enum err set_flows(struct call *call, struct call *peer, struct bytes send, struct bytes receive)
{
	DWORD need = need_of(0, send, receive);
	enum err err = OK;

	if (need > left_of(call->line, call) || (peer && need > left_of(peer->line, peer)))
		return ERR_RATEUNAVAIL;
	if (peer)
		err = info_flows(peer, receive, send);
	if (!err && peer)
		err = info_reserve(peer, need);
	if (!err)
		err = info_flows(call, send, receive);
	return err ? err : info_reserve(call, need);
}

static void do_set_qos(struct sim_end *end, const struct sim_order *order)
{
	call_reply(end->call, CALL_SET_QOS, set_flows(end->call, peer_of(end), order->data, order->more));
}

enum err sim_set_qos(struct call *call, const struct call_args *args)
{
	return sim_begin(call, CALL_SET_QOS, args, do_set_qos, sim_settings()->operation_ms);
}

static bool is_mixed(const struct sim_end *end)
{
	return end->link->conference || end->call->parent;
}

/* A conference mixes what is spoken: nothing else can be carried there. */
static enum err set_params(struct sim_end *end, const struct sim_order *order)
{
	const DWORD spoken = LINEBEARERMODE_VOICE | LINEBEARERMODE_SPEECH;
	struct call *call = end->call, *peer = peer_of(end);
	DWORD rate = best_of(order->max_rate);
	enum err err;

	if (is_mixed(end) && !(order->mode & spoken))
		return ERR_BEARERUNAVAIL;
	if (order->min_rate > left_of(call->line, call) || (peer && order->min_rate > left_of(peer->line, peer)))
		return ERR_RATEUNAVAIL;
	err = order->dials ? info_dial(call, &order->dial) : OK;
	if (!err)
		err = info_reserve(call, order->min_rate);
	if (!err && peer)
		err = info_reserve(peer, order->min_rate);
	if (err)
		return err;
	info_bearer(call, order->mode, rate);
	if (peer)
		info_bearer(peer, order->mode, rate);
	return OK;
}

static void do_set_params(struct sim_end *end, const struct sim_order *order)
{
	call_reply(end->call, CALL_SET_PARAMS, set_params(end, order));
}

enum err sim_set_params(struct call *call, const struct call_args *args)
{
	return sim_begin(call, CALL_SET_PARAMS, args, do_set_params, sim_settings()->operation_ms);
}

/* In ms, all of them; 0 would mean the usual. */
void sim_dial_limits(const struct line *line, struct dial_limits *out)
{
	const struct sim_conf *conf = sim_settings();

	out->least = (LINEDIALPARAMS){ .dwDialPause = 1, .dwDialSpeed = 1,
				       .dwDigitDuration = 1, .dwWaitForDialtone = 1 };
	out->most = (LINEDIALPARAMS){ .dwDialPause = 60000, .dwDialSpeed = 60000,
				      .dwDigitDuration = 60000, .dwWaitForDialtone = 60000 };
	out->usual = (LINEDIALPARAMS){ .dwDialPause = SIM_PAUSE_MS, .dwDialSpeed = conf->gap_ms,
				       .dwDigitDuration = conf->digit_ms, .dwWaitForDialtone = SIM_DIALTONE_MS };
}

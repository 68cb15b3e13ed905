/* SPDX-License-Identifier: MIT
 * request.c - what was begun and takes its time. */
#include "base/mem.h"
#include "driver/sim/service.h"

struct request {
	struct list node;		/* of sim_end.requests */
	struct timer timer;
	struct sim_end *end;
	enum call_op op;
	void (*perform)(struct sim_end *end, const struct sim_order *order);
	struct sim_order order;		/* without its calls, which may go before */
	uint32_t other, born[2];	/* their handles; 0: none */
	char text[];			/* of the order: the destination, the group, the bytes */
};

static void request_free(struct request *request)
{
	timer_stop(&request->end->link->desk->timers, &request->timer);
	list_remove(&request->node);
	mem_free(request);
}

void sim_requests_forget(struct sim_end *end)
{
	list_each_safe(node, &end->requests)
		request_free(list_entry(node, struct request, node));
}

void sim_requests_move(struct sim_end *from, struct sim_end *to)
{
	list_each_safe(node, &from->requests) {
		list_entry(node, struct request, node)->end = to;
		list_remove(node);
		list_append(&to->requests, node);
	}
}

/* The calls as they are now. False: one that was to be born was closed, so that
 * the request is answered already. */
static bool revive(struct request *request)
{
	struct desk *desk = request->end->link->desk;

	request->order.other = call_find(desk, request->other);
	for (int i = 0; i < 2; i++) {
		request->order.born[i] = call_find(desk, request->born[i]);
		if (request->born[i] && !request->order.born[i])
			return false;
	}
	return true;
}

/* The calls may have become something else since it was asked. */
static void request_due(void *arg)
{
	struct request *request = arg;
	struct sim_end *end = request->end;
	struct call *call = end->call;
	struct call_args args = { .other = NULL };
	enum err err;

	list_remove(&request->node);	/* it frees itself, even if the call goes meanwhile */
	if (!revive(request)) {
		mem_free(request);
		return;
	}
	args.other = request->order.other;
	err = call_may_with(call, request->op, &args);
	if (err)
		call_reply(call, request->op, err);
	else
		request->perform(end, &request->order);
	mem_free(request);
}

/* Those with which a consultation call is dialled at once. */
#define TARGETED (LINECALLPARAMFLAGS_ONESTEPTRANSFER | LINECALLPARAMFLAGS_NOHOLDCONFERENCE)

static void write_order(struct sim_order *order, const struct call_args *args)
{
	*order = (struct sim_order){
		.other = args->other, .born = { args->born[0], args->born[1] },
		.mode = args->mode, .message = args->message, .text = args->dest, .group = args->group,
		.data = args->data, .more = args->more, .min_rate = args->min_rate, .max_rate = args->max_rate,
		.terminal = args->terminal, .terminal_modes = args->terminal_modes, .enable = args->enable,
	};
	if (args->dial) {
		order->dial = *args->dial;
		order->dials = true;
	}
	if (args->params) {
		order->flags = args->params->flags;
		if (!order->text && (order->flags & TARGETED))
			order->text = args->params->target;
	}
}

static const char *keep(char **at, const char *text)
{
	char *copy = *at;

	if (!text)
		return NULL;
	memcpy(copy, text, strlen(text) + 1);
	*at += strlen(text) + 1;
	return copy;
}

static struct bytes keep_bytes(char **at, struct bytes bytes)
{
	struct bytes copy = { *at, bytes.size };

	if (!bytes.size)
		return (struct bytes){ NULL, 0 };
	memcpy(*at, bytes.at, bytes.size);
	*at += bytes.size;
	return copy;
}

static size_t size_of(const char *text)
{
	return text ? strlen(text) + 1 : 0;
}

enum err sim_begin(struct call *call, enum call_op op, const struct call_args *args,
		   void (*perform)(struct sim_end *end, const struct sim_order *order), uint32_t after_ms)
{
	struct sim_end *end = call->data;
	struct sim_order order;
	struct request *request;
	char *at;

	/* It is just leaving, and what follows from that came round to it. */
	if (!end)
		return ERR_STATE;
	write_order(&order, args);
	if (after_ms == 0) {
		perform(end, &order);
		return OK;
	}
	request = mem_zalloc(sizeof(*request) + size_of(order.text) + size_of(order.group) +
			     order.data.size + order.more.size);
	if (!request)
		return ERR_NOMEM;
	at = request->text;
	request->end = end;
	request->op = op;
	request->perform = perform;
	request->order = order;
	request->order.text = keep(&at, order.text);
	request->order.group = keep(&at, order.group);
	request->order.data = keep_bytes(&at, order.data);
	request->order.more = keep_bytes(&at, order.more);
	request->other = order.other ? order.other->handle : 0;
	for (int i = 0; i < 2; i++)
		request->born[i] = order.born[i] ? order.born[i]->handle : 0;
	list_append(&end->requests, &request->node);
	timer_set(&end->link->desk->timers, &request->timer, after_ms, request_due, request);
	return OK;
}

/* --- of lines ---------------------------------------------------------------- */

struct line_request {
	struct list node;		/* of sim_line.requests */
	struct timer timer;
	struct line *line;
	void (*perform)(struct line *line, const struct line_args *args);
	struct line_args args;
};

static void line_due(void *arg)
{
	struct line_request *request = arg;

	list_remove(&request->node);
	request->perform(request->line, &request->args);
	mem_free(request);
}

enum err sim_line_begin(struct line *line, enum line_op op, const struct line_args *args,
			void (*perform)(struct line *line, const struct line_args *args))
{
	struct sim_line *sl = line->data;
	struct line_request *request;

	if (sim_settings()->operation_ms == 0) {
		perform(line, args);
		return OK;
	}
	request = mem_zalloc(sizeof(*request));
	if (!request)
		return ERR_NOMEM;
	request->line = line;
	request->perform = perform;
	request->args = *args;
	list_append(&sl->requests, &request->node);
	timer_set(&line_desk(line)->timers, &request->timer, sim_settings()->operation_ms, line_due, request);
	return OK;
}

void sim_line_requests_forget(struct line *line)
{
	struct sim_line *sl = line->data;

	list_each_safe(node, &sl->requests) {
		struct line_request *request = list_entry(node, struct line_request, node);

		timer_stop(&line_desk(line)->timers, &request->timer);
		list_remove(node);
		mem_free(request);
	}
}

/* SPDX-License-Identifier: MIT
 * fetch.c - calls that ring elsewhere and are picked up here. */
#include "driver/sip/fetch.h"
#include "base/mem.h"
#include "driver/sip/begin.h"
#include "driver/sip/code.h"
#include "driver/sip/watch.h"
#include "wire/number/range.h"

enum err sip_code_place(struct call *call, enum call_op op, const char *code, const char *text)
{
	char dest[SIP_CODE_SIZE];
	enum err err = sip_code_write(dest, span_of(code), text);

	if (err)
		return err;
	call->reason = op == CALL_PICKUP ? LINECALLREASON_PICKUP : LINECALLREASON_UNPARK;
	return sip_call_place(call, &(struct sip_wish){
		.op = op, .dest = dest, .called = text[0] ? text : NULL });
}

/* Whoever fetches a call is answered soon or not at all: the request is not kept
 * waiting for somebody who rings elsewhere. */
#define FETCH_MS 32000

static void not_fetched(void *arg)
{
	struct sip_call *s = arg;
	enum call_op op = s->born_by;
	struct call *call = sip_call_let_go(s);

	sip_call_hang_up(s);
	if (call)
		call_reply(call, op, ERR_FAILED);
}

void sip_fetch_wait(struct sip_call *s)
{
	timer_set(&sip.desk->timers, &s->no_answer, FETCH_MS, not_fetched, s);
}

/* --- pickup ---------------------------------------------------------------- */

/* In place of the call that rings there, at who calls (RFC 3891): only who began an
 * early dialog can give it to another one. */
static enum err replace(struct call *call, const char *called, const struct dialog_about *about)
{
	char replaces[600], number[256] = "";
	struct sip_uri uri;
	struct buf b;

	buf_fixed(&b, replaces, sizeof(replaces) - 1);
	buf_printf(&b, "%s;to-tag=%s;from-tag=%s;early-only", about->call_id, about->remote_tag, about->local_tag);
	if (b.full)
		return ERR_ADDRESS;
	replaces[b.len] = '\0';
	if (!sip_uri_read(&uri, span_of(about->remote)))
		sip_uri_user_text(&uri, number, sizeof(number));
	call->reason = LINECALLREASON_PICKUP;
	call_party(call, PARTY_CALLER, LINECALLPARTYID_ADDRESS | (about->remote_name[0] ? LINECALLPARTYID_NAME : 0),
		   span_of(number), span_of(about->remote_name));
	return sip_call_place(call, &(struct sip_wish){
		.op = CALL_PICKUP, .dest = about->remote, .called = called, .replaces = replaces });
}

/* --- groups ------------------------------------------------------------------ */

bool sip_group_next(struct span *rest, struct span *name, struct span *numbers)
{
	while (rest->at) {
		*name = span_cut(span_cut(*rest, ' ', rest), '=', numbers);
		if (name->len)
			return true;
	}
	return false;
}

/* The numbers of the group; at NULL: it is none of ours. */
static struct span group_of(const struct sip_line_conf *conf, const char *group)
{
	struct span rest = span_of(conf->pickup_groups), name, numbers;

	while (sip_group_next(&rest, &name, &numbers))
		if (span_is(name, group))
			return numbers;
	return SPAN_NONE;
}

/* Where in the group a call rings that can be taken; NULL: nowhere. */
static const struct dialog_about *rings_in(const struct sip_line *line, struct span group, char *number, size_t size)
{
	const struct dialog_about *rings = NULL;
	struct number_list list;

	number_list_open(&list, group);
	while (!rings && number_list_next(&list, number, size)) {
		const struct watched *watched = sip_watched(line, number);

		rings = watched ? watched_ringing(watched) : NULL;
	}
	return rings;
}

/* --- the request --------------------------------------------------------------- */

static enum err pickup_group(struct call *call, const char *name)
{
	const struct sip_line *line = sip_line_of(call->line);
	const char *code = line->conf->pickup_group_code;
	struct span group = group_of(line->conf, name);
	const struct dialog_about *rings;
	char number[256];

	rings = rings_in(line, group, number, sizeof(number));
	if (rings)
		return replace(call, number, rings);
	if (!code[0])
		return group.at ? ERR_FAILED : ERR_GROUP;
	return sip_code_place(call, CALL_PICKUP, code, strchr(code, '$') ? name : "");
}

enum err sip_pickup(struct call *call, const struct call_args *args)
{
	const struct sip_line *line = sip_line_of(call->line);
	const struct watched *watched = args->dest ? sip_watched(line, args->dest) : NULL;
	const struct dialog_about *rings = watched ? watched_ringing(watched) : NULL;

	if (!args->dest)
		return args->group ? pickup_group(call, args->group) : ERR_ADDRESS;
	if (rings)
		return replace(call, args->dest, rings);
	if (line->conf->pickup_code[0])
		return sip_code_place(call, CALL_PICKUP, line->conf->pickup_code, args->dest);
	return watched ? ERR_FAILED : ERR_ADDRESS;
}

DWORD sip_pickup_ways(const struct line *line)
{
	const struct sip_line_conf *conf = sip_line_of(line)->conf;
	bool group = conf->pickup_group_code[0] || conf->pickup_groups[0];

	return (conf->pickup_code[0] || conf->watch[0] || conf->pickup_groups[0] ? LINEADDRFEATURE_PICKUPDIRECT : 0) |
	       (group ? LINEADDRFEATURE_PICKUPGROUP : 0);
}

/* SPDX-License-Identifier: MIT
 * fetch.c - calls that are fetched from elsewhere, or left there. */
#include "driver/sip/fetch.h"
#include "base/mem.h"
#include "driver/sip/begin.h"
#include "driver/sip/code.h"
#include "driver/sip/digits.h"
#include "driver/sip/watch.h"

#define PARK_MS 15000		/* from the last digit until the call must be taken */
#define DIGIT_MS 100

static enum err dial_code(struct call *call, enum call_op op, const char *code, const char *text)
{
	char dest[SIP_CODE_SIZE];
	enum err err = sip_code_write(dest, span_of(code), text);

	if (err)
		return err;
	call->reason = op == CALL_PICKUP ? LINECALLREASON_PICKUP : LINECALLREASON_UNPARK;
	return sip_call_place(call, &(struct sip_wish){
		.op = op, .dest = dest, .called = text[0] ? text : NULL });
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

enum err sip_pickup(struct call *call, const struct call_args *args)
{
	const struct sip_line *line = sip_line_of(call->line);
	const struct sip_line_conf *conf = line->conf;
	const struct watched *watched = args->dest ? sip_watched(line, args->dest) : NULL;
	const struct dialog_about *rings = watched ? watched_ringing(watched) : NULL;

	if (rings)
		return replace(call, args->dest, rings);
	if (args->dest && conf->pickup_code[0])
		return dial_code(call, CALL_PICKUP, conf->pickup_code, args->dest);
	if (args->dest)
		return watched ? ERR_FAILED : ERR_ADDRESS;
	if (!args->group)
		return ERR_ADDRESS;
	if (!conf->pickup_group_code[0])
		return ERR_GROUP;
	return dial_code(call, CALL_PICKUP, conf->pickup_group_code,
			 strchr(conf->pickup_group_code, '$') ? args->group : "");
}

DWORD sip_pickup_ways(const struct line *line)
{
	const struct sip_line_conf *conf = sip_line_of(line)->conf;

	return (conf->pickup_code[0] || conf->watch[0] ? LINEADDRFEATURE_PICKUPDIRECT : 0) |
	       (conf->pickup_group_code[0] ? LINEADDRFEATURE_PICKUPGROUP : 0);
}

/* --- park ------------------------------------------------------------------ */

enum err sip_unpark(struct call *call, const struct call_args *args)
{
	return dial_code(call, CALL_UNPARK, sip_line_of(call->line)->conf->unpark_code, args->dest ? args->dest : "");
}

static void not_taken(void *arg)
{
	struct sip_call *s = arg;

	s->parking = false;
	if (s->call)
		call_reply(s->call, CALL_PARK, ERR_FAILED);
}

enum err sip_park(struct call *call, const struct call_args *args)
{
	struct sip_call *s = call->data;
	char digits[SIP_CODE_SIZE];
	size_t len;
	enum err err;

	if (!s || !s->media || s->parking || s->digits)
		return ERR_STATE;
	err = sip_code_write(digits, span_of(s->line->conf->park_code), args->dest ? args->dest : "");
	if (err)
		return err;
	len = strlen(digits);
	if (len > CALL_DIGITS_MAX || strspn(digits, "0123456789ABCDabcd*#,") != len)
		return ERR_ADDRESS;
	err = sip_digits_send(s, digits, DIGIT_MS);
	if (err)
		return err;
	s->parking = true;
	timer_set(&sip.desk->timers, &s->park, PARK_MS + len * 2 * DIGIT_MS, not_taken, s);
	return OK;
}

bool sip_call_able(const struct line *line, enum call_op op)
{
	const struct sip_line_conf *conf = sip_line_of(line)->conf;

	switch (op) {
	case CALL_PICKUP:	return sip_pickup_ways(line) != 0;
	case CALL_UNPARK:	return conf->unpark_code[0] != '\0';
	case CALL_COMPLETE:	return conf->call_back;
	case CALL_PARK:		return conf->park_code[0] != '\0';
	default:		return true;
	}
}

bool sip_line_able(const struct line *line, enum line_op op)
{
	return op != LINE_OP_UNCOMPLETE || sip_line_of(line)->conf->call_back;
}

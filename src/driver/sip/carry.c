/* SPDX-License-Identifier: MIT
 * carry.c - user-user information and call data. */
#include "driver/sip/carry.h"
#include "base/mem.h"
#include "driver/sip/begin.h"
#include "driver/sip/conference.h"
#include "wire/sip/uui.h"

enum { UUI, DATA };

static const enum call_op ops[SIP_CARRIES] = { [UUI] = CALL_SEND_UUI, [DATA] = CALL_SET_DATA };

static void send_carry(struct sip_call *s, int which);

/* --- what comes ------------------------------------------------------------------ */

static bool is_news(struct sip_call *s, const struct sip_msg *msg, struct span value)
{
	struct sip_printer printer;
	struct sip_print print;

	if (msg->request)
		return true;
	/* Answers to an INVITE say the same again: a 180 each minute, and the 200. */
	sip_print_begin(&printer, sip.ids.secret);
	sip_print_add(&printer, value);
	print = sip_print_end(&printer);
	if (print.lo == s->uui_heard)
		return false;
	s->uui_heard = print.lo;
	return true;
}

void sip_carry_heard(struct sip_call *s, const struct sip_msg *msg)
{
	char bytes[1024];
	struct buf b;

	if (!s->call)
		return;
	sip_msg_each(field, msg, SIP_H_USER_TO_USER) {
		struct span rest = field->value;

		if (!is_news(s, msg, field->value))
			continue;
		while (rest.len) {
			buf_fixed(&b, bytes, sizeof(bytes));
			if (sip_uui_next(&rest, &b) && !b.full)
				info_uui(s->call, (struct bytes){ b.at, (DWORD)b.len });
		}
	}
	if (s->line) {
		struct span rest = sip_msg_get_other(msg, s->line->conf->data_header);

		buf_fixed(&b, bytes, sizeof(bytes));
		if (rest.at && (!rest.len || sip_uui_next(&rest, &b)) && !b.full)
			info_data(s->call, (struct bytes){ b.at, (DWORD)b.len });
	}
}

/* --- what goes ------------------------------------------------------------------- */

static void write_uui(const struct sip_call *s, struct bytes bytes)
{
	if (!bytes.size || !s->line)
		return;
	sip_write_open(&sip.out, SIP_H_USER_TO_USER);
	sip_uui_write(&sip.out, bytes.at, bytes.size, s->line->conf->uui_purpose, s->line->conf->uui_content);
	sip_write_close(&sip.out);
}

static void write_data(const struct sip_call *s, struct bytes bytes)
{
	char hex[2 * SIP_DATA_SIZE + 32];
	struct buf b;

	buf_fixed(&b, hex, sizeof(hex));
	if (bytes.size)
		sip_uui_write(&b, bytes.at, bytes.size, NULL, NULL);
	if (s->line && !b.full)
		sip_write_other(&sip.out, span_of(s->line->conf->data_header), buf_span(&b));
}

void sip_carry_write_setup(const struct sip_call *s)
{
	const struct call_info *info = s->call ? s->call->info : NULL;

	if (!info)
		return;
	write_uui(s, info->sends);
	if (info->data.size)
		write_data(s, info->data);
}

void sip_carry_write(const struct sip_call *s)
{
	write_uui(s, s->uui);
	if (s->data_due && s->call && s->call->info)
		write_data(s, s->call->info->data);
}

void sip_carry_free(struct sip_call *s)
{
	for (int i = 0; i < SIP_CARRIES; i++) {
		if (s->carry[i].trans)
			sip_trans_forget(s->carry[i].trans);
		mem_free((void *)s->carry[i].bytes.at);
	}
	mem_free((void *)s->uui.at);
	memset(s->carry, 0, sizeof(s->carry));
	s->uui = (struct bytes){ NULL, 0 };
}

/* It is there, or it is not. */
static void done(struct sip_call *s, int which, enum err err)
{
	struct sip_carry *carry = &s->carry[which];
	struct bytes bytes = carry->bytes;
	bool reply = carry->reply;

	*carry = (struct sip_carry){ NULL, { NULL, 0 }, false };
	if (s->call && reply && !err && which == DATA)
		err = info_data(s->call, bytes);
	mem_free((void *)bytes.at);
	if (s->call && reply)
		call_reply(s->call, ops[which], err);
}

static void on_answer(void *arg, struct sip_trans *trans, enum sip_trans_event event,
		      const struct sip_msg *msg)
{
	struct sip_call *s = arg;
	int which = s->carry[UUI].trans == trans ? UUI : DATA;

	if (event == SIP_TRANS_PROVISIONAL || event == SIP_TRANS_TERMINATED)
		return;
	sip_trans_forget(trans);
	s->carry[which].trans = NULL;
	if (event != SIP_TRANS_FINAL) {
		done(s, which, ERR_FAILED);
		return;
	}
	if ((msg->status == 401 || msg->status == 407) && s->line &&
	    sip_line_authorize(s->line, &s->auth, &s->auth_tries, msg) == OK) {
		send_carry(s, which);
		return;
	}
	if (msg->status < 300)
		s->auth_tries = 0;
	done(s, which, msg->status < 300 ? OK : ERR_FAILED);
}

static void send_carry(struct sip_call *s, int which)
{
	const char *method = s->line && s->line->conf->uui == SIP_UUI_UPDATE ? "UPDATE" : "INFO";
	struct sip_carry *carry = &s->carry[which];

	sip_call_renew(s);
	stack_request(&s->dialog, method, &s->hop);
	if (s->line && s->line->conf->uui == SIP_UUI_UPDATE)
		sip_call_write_contact(s);
	if (which == UUI)
		write_uui(s, carry->bytes);
	else
		write_data(s, carry->bytes);
	if (s->line && s->auth)
		sip_line_authorization(s->line, s->auth, method,
				       sip_dialog_part(&s->dialog, SIP_DIALOG_TARGET), SPAN_NONE);
	sip_write_end(&sip.out, NULL, SPAN_NONE);
	if (stack_send(&carry->trans, method, &s->hop, on_answer, s)) {
		carry->trans = NULL;
		done(s, which, ERR_FAILED);
	}
}

bool sip_carry_ready(const struct sip_call *s)
{
	return s->dialog.state != SIP_DIALOG_NONE && s->state != SIP_CALL_ENDING && !s->resolve.query;
}

static enum err begin(struct sip_call *s, int which, struct bytes bytes, bool reply)
{
	struct sip_carry *carry = &s->carry[which];

	if (carry->trans)
		return ERR_RESOURCE;
	if (info_keep(&carry->bytes, bytes))
		return ERR_NOMEM;
	carry->reply = reply;
	send_carry(s, which);
	return OK;
}

enum err sip_carry_tell(struct sip_call *s, struct bytes uui)
{
	return sip_carry_ready(s) ? begin(s, UUI, uui, false) : ERR_STATE;
}

enum err sip_send_uui(struct call *call, const struct call_args *args)
{
	struct sip_call *s = call->data;
	bool all = s->conference;
	enum err err = OK;

	if (args->data.size && !all)
		return begin(s, UUI, args->data, true);
	if (args->data.size)
		err = sip_conference_tell(s, args->data, sip_carry_tell);
	if (!err)
		call_reply(call, CALL_SEND_UUI, OK);
	return err;
}

enum err sip_release_uui(struct call *call, const struct call_args *args)
{
	call_reply(call, CALL_RELEASE_UUI, OK);
	info_uui_release(call);
	return OK;
}

static enum err tell_data(struct sip_call *s, struct bytes data)
{
	return sip_carry_ready(s) && s->state == SIP_CALL_TALKING ? begin(s, DATA, data, false) : ERR_STATE;
}

/* To all members of a conference who can be told. */
static enum err set_data_of_all(struct call *call, struct bytes data)
{
	enum err err = sip_conference_tell(call->data, data, tell_data);

	if (!err || err == ERR_STATE)
		err = info_data(call, data);
	if (!err)
		call_reply(call, CALL_SET_DATA, OK);
	return err;
}

enum err sip_set_data(struct call *call, const struct call_args *args)
{
	struct sip_call *s = call->data;
	enum err err;

	if (s->conference)
		return set_data_of_all(call, args->data);
	if (sip_carry_ready(s) && s->state == SIP_CALL_TALKING)
		return begin(s, DATA, args->data, true);
	err = info_data(call, args->data);	/* it goes with the answer, or right behind it */
	if (err)
		return err;
	s->data_due = true;
	call_reply(call, CALL_SET_DATA, OK);
	return OK;
}

void sip_carry_connected(struct sip_call *s)
{
	if (!s->data_due)
		return;
	s->data_due = false;
	if (s->call && s->call->info && sip_carry_ready(s))
		begin(s, DATA, s->call->info->data, false);
}

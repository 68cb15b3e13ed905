/* SPDX-License-Identifier: MIT
 * message.c - messages that wait for a line. */
#include "driver/sip/message.h"
#include "base/mem.h"
#include "driver/sip/begin.h"
#include "driver/sip/phone.h"
#include "driver/sip/subscribe.h"
#include "wire/sip/summary.h"

#define EVENT "message-summary"
#define TYPE "application/simple-message-summary"

static void notified(void *arg, const struct sip_msg *msg)
{
	struct sip_line *line = arg;
	struct sip_summary summary;

	if (sip_summary_read(&summary, msg->body))
		return;
	line_status(line->line, LINEDEVSTATUSFLAGS_MSGWAIT, summary.waiting);
	sip_phones_messages(line);
}

static const struct subscription_kind kind = { EVENT, TYPE, notified, NULL, NULL, NULL };

/* The mailbox, or the line's own address. */
static enum err mailbox_of(char **out, const struct sip_line *line)
{
	char user[256];

	if (line->conf->mailbox[0])
		return sip_call_target(out, line, line->conf->mailbox);
	if (!span_copy(sip_line_user(line), user, sizeof(user)))
		return ERR_ADDRESS;
	return sip_call_target(out, line, user);
}

enum err sip_messages_begin(struct sip_line *line)
{
	struct sip_line_more *more;
	char *mailbox;
	enum err err;

	if (!line->conf->message_waiting)
		return OK;
	more = sip_line_more(line);
	err = more ? mailbox_of(&mailbox, line) : ERR_NOMEM;
	if (err)
		return err;
	err = subscription_open(&more->messages, line, &kind, mailbox, line);
	mem_free(mailbox);
	return err;
}

void sip_messages_end(struct sip_line *line)
{
	if (!line->more->messages)
		return;
	subscription_close(line->more->messages);
	sip_line_more(line)->messages = NULL;
}

/* Anybody can send a NOTIFY; the server that the line is registered with is believed. */
static bool is_believed(const struct sip_line *line, const struct sip_trans *trans)
{
	return !line->hop || net_same_host(sip_peer_address(&line->hop->peer),
					   sip_peer_address(sip_trans_peer(trans)));
}

bool sip_messages_told(struct sip_trans *trans, const struct sip_msg *msg)
{
	struct span value = sip_msg_get(msg, SIP_H_EVENT);
	struct sip_line *line = NULL;
	struct sip_token event;
	struct sip_uri uri;
	char user[256];

	if (!value.at || sip_token_read(value, &event) || !span_isi(event.token, EVENT))
		return false;
	if (!sip_uri_read(&uri, msg->uri) && uri.user.at && sip_uri_user_text(&uri, user, sizeof(user)))
		line = sip_line_named(span_of(user), uri.host);
	stack_refuse(trans, msg, !line ? 404 : is_believed(line, trans) ? 200 : 403, SPAN_NONE);
	if (line && is_believed(line, trans))
		notified(line, msg);
	return true;
}

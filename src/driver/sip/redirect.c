/* SPDX-License-Identifier: MIT
 * redirect.c - elsewhere before the answer: 302 to a caller, and 3xx to us (RFC 3261
 * 8.1.3.4, 21.3). */
#include "base/mem.h"
#include "driver/sip/begin.h"
#include "driver/sip/targets.h"
#include "driver/sip/transfer.h"

/* --- we send away ---------------------------------------------------------------- */

void sip_redirect_write(const struct sip_line *line, const char *target, const struct sip_hop *hop,
			const char *reason)
{
	sip_writef(&sip.out, SIP_H_CONTACT, "<%s>", target);
	sip_write_open(&sip.out, SIP_H_DIVERSION);
	buf_text(&sip.out, "<sip:");
	sip_uri_user_write(&sip.out, sip_line_user(line));
	buf_char(&sip.out, '@');
	sip_line_domain(&sip.out, line, hop);
	buf_printf(&sip.out, ">;reason=%s", reason);
	sip_write_close(&sip.out);
}

enum err sip_redirect(struct call *call, const struct call_args *args)
{
	struct sip_call *s = call->data;
	char *target;
	enum err err;

	err = sip_call_target(&target, s->line, args->dest);
	if (err)
		return err;
	stack_reply_again(s->reply_head, 302);
	sip_redirect_write(s->line, target, &s->hop, "deflection");
	sip_write_end(&sip.out, NULL, SPAN_NONE);
	mem_free(target);
	err = stack_answer(s->invite, 302);
	if (err && err != ERR_FAILED)
		return err;
	sip_call_let_go(s);
	sip_call_free(s);
	call_reply(call, CALL_REDIRECT, OK);
	call_event(call, EV_GONE, 0);
	return OK;
}

/* --- we are sent -------------------------------------------------------------------- */

/* To a sips: address all of the way is by TLS, the first hop too (RFC 3261 26.2.2). */
static bool is_secure(const struct sip_call *s)
{
	struct sip_uri uri;

	return !sip_uri_read(&uri, span_of(s->target)) && uri.scheme == SIP_SCHEME_SIPS;
}

enum err sip_call_address(struct sip_call *s)
{
	char call_id[SIP_CALL_ID_SIZE], tag[SIP_TAG_SIZE], own[1024], remote[1100], route[512];
	bool first = !s->dialog.text, secure = is_secure(s);
	struct sip_dialog next;
	struct buf local, to, via;
	enum err err;

	if (first) {
		sip_call_id(&sip.ids, call_id);
		sip_tag(&sip.ids, tag);
	} else {
		span_copy(sip_dialog_part(&s->dialog, SIP_DIALOG_CALL_ID), call_id, sizeof(call_id));
		span_copy(sip_dialog_local_tag(&s->dialog), tag, sizeof(tag));
	}
	buf_fixed(&local, own, sizeof(own));
	sip_call_write_identity(&local, s);
	buf_fixed(&to, remote, sizeof(remote));
	buf_char(&to, '<');
	buf_text(&to, s->targets ? sip_targets_first(s->targets) : s->target);
	buf_char(&to, '>');
	buf_fixed(&via, route, sizeof(route));
	if (s->proxied)
		sip_line_route(&via, s->line, s->resolve.which, secure);
	if (local.full || to.full || via.full)
		return ERR_ADDRESS;
	err = sip_dialog_open(&next, &(struct sip_dialog_args){
		.call_id = span_of(call_id), .local = buf_span(&local), .local_tag = span_of(tag),
		.remote = buf_span(&to), .target = span_of(s->target), .routes = buf_span(&via),
		.cseq = s->dialog.local_cseq, .secure = secure });
	if (err)
		return err;
	sip_dialog_close(&s->dialog);
	s->dialog = next;
	if (first)
		sip_call_list(s);
	return OK;
}

/* The model's call is sent on, or would be. */
static void tell_redirection(struct sip_call *s, const char *from, const char *to)
{
	struct sip_uri from_uri, to_uri;
	char number[256];

	if (!s->call || sip_uri_read(&from_uri, span_of(from)) || sip_uri_read(&to_uri, span_of(to)))
		return;
	sip_uri_user_text(&to_uri, number, sizeof(number));
	call_party(s->call, PARTY_REDIRECTION, LINECALLPARTYID_ADDRESS, span_of(number), SPAN_NONE);
	sip_uri_user_text(&from_uri, number, sizeof(number));
	call_party(s->call, PARTY_REDIRECTING, LINECALLPARTYID_ADDRESS, span_of(number), SPAN_NONE);
}

static void hop_found(void *arg, const struct sip_hop *hop, const char *why)
{
	struct sip_call *s = arg;

	if (!hop)
		log_write(LOG_WARN, "sip", s->call ? call_name(s->call) : NULL,
			  "%s cannot be reached: %s", s->target, why);
	if ((hop && sip_call_go(s, hop) == OK) || sip_redirected_on(s, 503))
		return;
	sip_referral_news(s, 503);
	sip_call_over(s, LINEDISCONNECTMODE_UNREACHABLE);
}

/* What the former one said counts no more. */
static void forget(struct sip_call *s)
{
	s->answer_taken = s->early_from_fork = false;
	s->rseq = (struct sip_rseq){ 0 };
	sip_forks_free(s);
	s->auth_tries = 0;
	mem_free(s->cc);
	s->cc = NULL;
	sip_keys_forget(s);
}

/* Call `uri` now. */
static enum err call_instead(struct sip_call *s, const char *uri)
{
	struct resolve_wish wish = { .transport = stack_net_transport(s->hop.peer.transport) };
	char *target = mem_copy(uri);
	enum err err;

	if (!target)
		return ERR_NOMEM;
	mem_free(s->target);
	s->target = target;
	forget(s);
	err = sip_call_address(s);
	if (err)
		return err;
	tell_redirection(s, sip_targets_by(s->targets), uri);
	log_write(LOG_INFO, "sip", s->call ? call_name(s->call) : NULL, "is redirected to %s", uri);
	if (s->proxied)
		return sip_call_invite(s);
	if (s->hop.peer.transport == SIP_UDP)
		wish.transport = sip_line_transport(s->line);
	wish.uris = span_of(s->target);
	return resolve_begin(&s->resolve, &wish, hop_found, s);
}

/* A 6xx speaks for all of them (RFC 3261 21.6). */
bool sip_redirected_on(struct sip_call *s, uint32_t status)
{
	const char *uri;

	if (!s->targets || !sip_call_wanted(s) || s->cancelled || !s->line || status >= 600)
		return false;
	while ((uri = sip_targets_next(s->targets, status)) != NULL)
		if (call_instead(s, uri) == OK)
			return true;
	return false;
}

/* The place that would be called, where none is. */
static void tell_only(struct sip_call *s)
{
	const char *uri = sip_targets_next(s->targets, 302);

	if (uri)
		tell_redirection(s, s->target, uri);
	sip_targets_free(s->targets);
	s->targets = NULL;
}

bool sip_redirected(struct sip_call *s, const struct sip_msg *msg)
{
	if (msg->status > 302 || !s->target || sip_targets_add(&s->targets, s->target, msg))
		return false;		/* 305 and 380 are not to be followed unseen */
	if (!s->line->conf->follow_redirects) {
		tell_only(s);
		return false;
	}
	if (sip_redirected_on(s, msg->status))
		return true;
	log_write(LOG_WARN, "sip", s->call ? call_name(s->call) : NULL,
		  "is redirected to nobody that can be called, in a circle, or too often");
	return false;
}

/* SPDX-License-Identifier: MIT
 * redirect.c - elsewhere before the answer: 302 to a caller, and 3xx to us (RFC 3261
 * 8.1.3.4, 21.3). */
#include "base/mem.h"
#include "driver/sip/begin.h"
#include "driver/sip/transfer.h"

#define REDIRECTS_MAX 5
#define Q_BEST 1000		/* q is told in thousandths */

/* --- we send away ---------------------------------------------------------------- */

enum err sip_redirect(struct call *call, const struct call_args *args)
{
	struct sip_call *s = call->data;
	char *target;
	enum err err;

	err = sip_call_target(&target, s->line, args->dest);
	if (err)
		return err;
	stack_reply_again(s->reply_head, 302);
	sip_writef(&sip.out, SIP_H_CONTACT, "<%s>", target);
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

/* "0.7" in thousandths. */
static uint32_t q_of(const struct sip_addr *addr)
{
	uint32_t q = 0, digit = 100;
	struct span text;

	if (!sip_addr_param(addr, "q", &text) || !text.len)
		return Q_BEST;
	if (text.at[0] != '0')
		return Q_BEST;
	for (size_t i = 2; i < text.len && i < 5; i++, digit /= 10)
		if (text.at[i] >= '0' && text.at[i] <= '9')
			q += (uint32_t)(text.at[i] - '0') * digit;
	return q;
}

/* Whether `uri` was called before: s->tried has them, a row each. */
static bool was_tried(const struct sip_call *s, const struct sip_uri *uri)
{
	struct span rest = span_of(s->tried ? s->tried : s->target);
	struct sip_uri tried;

	while (rest.at)
		if (!sip_uri_read(&tried, span_cut(rest, '\n', &rest)) && sip_uri_equal(&tried, uri))
			return true;
	return false;
}

/* The best Contact that can be called and was not yet; at NULL: none. */
static struct span best_contact(const struct sip_call *s, const struct sip_msg *msg)
{
	struct span best = SPAN_NONE;
	uint32_t best_q = 0;

	sip_msg_each(field, msg, SIP_H_CONTACT) {
		struct sip_addr addr;
		struct sip_uri uri;

		for (struct span rest = field->value; rest.at && !sip_addr_read(&addr, rest, &rest);) {
			if (sip_uri_read(&uri, addr.uri) || uri.scheme != SIP_SCHEME_SIP ||
			    !uri.host.len || uri.headers.len || was_tried(s, &uri))
				continue;
			if (!best.at || q_of(&addr) > best_q) {
				best = addr.uri;
				best_q = q_of(&addr);
			}
		}
	}
	return best;
}

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
	struct span rest;
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
	buf_span_add(&to, span_cut(span_of(s->tried ? s->tried : s->target), '\n', &rest));
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

/* Note `uri` as what is called from now on. */
static enum err retarget(struct sip_call *s, struct span uri)
{
	char *target = mem_text(uri.at, uri.len), *tried = NULL;
	struct buf b;

	buf_grow(&b);
	buf_text(&b, s->tried ? s->tried : s->target);
	buf_char(&b, '\n');
	buf_span_add(&b, uri);
	if (!b.full)
		tried = mem_text(b.at, b.len);
	buf_free(&b);
	if (!target || !tried) {
		mem_free(target);
		mem_free(tried);
		return ERR_NOMEM;
	}
	mem_free(s->tried);
	mem_free(s->target);
	s->tried = tried;
	s->target = target;
	return OK;
}

static void hop_found(void *arg, const struct sip_hop *hop, const char *why)
{
	struct sip_call *s = arg;

	if (hop)
		s->hop = *hop;
	else
		log_write(LOG_WARN, "sip", s->call ? call_name(s->call) : NULL,
			  "%s cannot be reached: %s", s->target, why);
	if (hop && sip_call_invite(s) == OK)
		return;
	sip_referral_news(s, 503);
	sip_call_over(s, LINEDISCONNECTMODE_UNREACHABLE);
}

static void tell_redirection(struct sip_call *s, struct span to)
{
	char number[256];
	struct sip_uri from_uri, to_uri;
	struct span from = span_of(s->target);

	if (!s->call || sip_uri_read(&from_uri, from) || sip_uri_read(&to_uri, to))
		return;
	sip_uri_user_text(&to_uri, number, sizeof(number));
	call_party(s->call, PARTY_REDIRECTION, LINECALLPARTYID_ADDRESS, span_of(number), SPAN_NONE);
	sip_uri_user_text(&from_uri, number, sizeof(number));
	call_party(s->call, PARTY_REDIRECTING, LINECALLPARTYID_ADDRESS, span_of(number), SPAN_NONE);
}

bool sip_redirected(struct sip_call *s, const struct sip_msg *msg)
{
	struct resolve_wish wish = { .transport = stack_net_transport(s->hop.peer.transport) };
	struct span uri;

	if (!s->line->conf->follow_redirects || msg->status > 302 || !s->target)
		return false;		/* 305 and 380 are not to be followed unseen */
	uri = best_contact(s, msg);
	if (!uri.at || s->redirects == REDIRECTS_MAX) {
		log_write(LOG_WARN, "sip", s->call ? call_name(s->call) : NULL,
			  "is redirected %s", uri.at ? "too often" : "to nobody that can be called, or in a circle");
		return false;
	}
	s->redirects++;
	tell_redirection(s, uri);
	if (retarget(s, uri) || sip_call_address(s))
		return false;
	log_write(LOG_INFO, "sip", s->call ? call_name(s->call) : NULL, "is redirected to %s", s->target);
	s->answer_taken = false;
	s->auth_tries = 0;
	sip_keys_forget(s);
	if (s->proxied)
		return sip_call_invite(s) == OK;
	if (s->hop.peer.transport == SIP_UDP)
		wish.transport = sip_line_transport(s->line);
	wish.uris = span_of(s->target);
	return resolve_begin(&s->resolve, &wish, hop_found, s) == OK;
}

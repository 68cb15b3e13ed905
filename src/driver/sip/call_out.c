/* SPDX-License-Identifier: MIT
 * call_out.c - from lineMakeCall to the INVITE. */
#include "base/mem.h"
#include "driver/sip/begin.h"
#include "driver/sip/call_answer.h"
#include "driver/sip/digits.h"
#include "driver/sip/fetch.h"
#include "driver/sip/nat.h"
#include "driver/sip/server.h"
#include "driver/sip/sound.h"
#include "driver/sip/talk.h"
#include "driver/sip/targets.h"
#include "driver/sip/transfer.h"

#define EVENT_PT 101

/* --- what is dialled --------------------------------------------------------- */

static bool has_scheme(struct span text, const char *scheme)
{
	size_t len = strlen(scheme);

	return text.len >= len && span_eqi((struct span){ text.at, len }, span_of(scheme));
}

/* The URI of what is dialled; what it is to be shown as goes to `dialled`. */
static enum err target_of(char **out, struct number_dialled *dialled, const struct sip_line *line,
			  const char *dest)
{
	char uri[1024];
	struct sip_uri read;
	struct span text;
	struct buf b;

	if (number_dial(dialled, &line->conf->numbers, span_of(dest ? dest : "")))
		return ERR_ADDRESS;
	text = span_of(dialled->number);
	buf_fixed(&b, uri, sizeof(uri));
	if (has_scheme(text, "sip:") || has_scheme(text, "sips:") || memchr(text.at, '@', text.len)) {
		buf_text(&b, has_scheme(text, "sip:") || has_scheme(text, "sips:") ? "" : "sip:");
		buf_span_add(&b, text);
	} else {
		if (!line->conf->domain[0] && !line->conf->registrar[0])
			return ERR_ADDRESS;	/* a number, and nobody to ask for it */
		buf_text(&b, "sip:");
		sip_uri_user_write(&b, text);
		buf_char(&b, '@');
		sip_line_domain(&b, line, NULL);
	}
	if (b.full || sip_uri_read(&read, buf_span(&b)) || !read.host.len || read.headers.len)
		return ERR_ADDRESS;
	*out = mem_text(b.at, b.len);
	return *out ? OK : ERR_NOMEM;
}

enum err sip_call_target(char **out, const struct sip_line *line, const char *dest)
{
	struct number_dialled dialled;

	return target_of(out, &dialled, line, dest);
}

/* --- the INVITE --------------------------------------------------------------- */

/* Whoever asked for the call is told; one that was known before ends. */
void sip_call_stillborn(struct sip_call *s, enum err err)
{
	enum call_op op = s->born_by;
	struct call *call;

	sip_referral_news(s, 503);
	call = sip_call_let_go(s);
	sip_call_free(s);
	if (call && op < CALL_OP_COUNT)
		call_reply(call, op, err);
	else if (call)
		call_ended(call, err == ERR_ADDRESS ? LINEDISCONNECTMODE_BADADDRESS : LINEDISCONNECTMODE_TEMPFAILURE);
}

static void codecs_of(struct sdp_end *end, const char *names)
{
	struct span rest = span_of(names), name;

	while (rest.at && end->codecs < SDP_CODECS_MAX) {
		name = span_cut(rest, ' ', &rest);
		if (span_isi(name, "PCMA"))
			end->codec[end->codecs++] = SDP_PCMA;
		else if (span_isi(name, "PCMU"))
			end->codec[end->codecs++] = SDP_PCMU;
	}
}

void sip_call_media_own(struct sip_call *s)
{
	struct net_addr seen;

	net_host_text(net_of(nat_fixed(&seen, &s->hop) ? &seen : &s->hop.local), s->end.address);
	s->end.port = media_port(s->media);
}

enum err sip_call_media(struct sip_call *s)
{
	struct media_listener listener = { sip_digit_heard, sip_digit_sent, s };
	enum err err;

	err = media_open(&s->media, sip.media, net_of(&s->hop.local), &listener);
	if (err)
		return err;
	memset(&s->end, 0, sizeof(s->end));
	sip_call_media_own(s);
	s->end.event_pt = s->line->conf->dtmf == SIP_DTMF_INFO ? 0 : EVENT_PT;
	s->end.id = s->end.version = ++sip.ids.count & 0x7fffffff;
	codecs_of(&s->end, s->line->conf->codecs);
	return sip_keys_open(s);
}

void sip_call_media_seen(struct sip_call *s, const struct sockaddr *seen, const char *why)
{
	if (!seen) {
		log_write(LOG_WARN, "sip", s->call ? call_name(s->call) : NULL,
			  "the STUN server does not tell as whom others see our voice: %s; our own address is offered", why);
		return;
	}
	net_host_text(seen, s->end.address);
	s->end.port = net_port(seen);
}

/* With credentials once they were asked for. */
enum err sip_call_invite(struct sip_call *s)
{
	char text[SDP_TEXT_SIZE];
	struct buf sdp;
	enum err err;

	buf_fixed(&sdp, text, sizeof(text));
	if (sip_keys_offer(s, &sdp, sip_call_wish(s)) != SDP_OK)
		return ERR_TRUNCATED;
	stack_request(&s->dialog, "INVITE", &s->hop);
	s->invite_cseq = s->dialog.local_cseq;
	s->wished = (uint8_t)sip_call_wish(s);
	sip_call_write_contact(s);
	stack_able();
	sip_call_write_us(s, true);
	if (s->replaces && s->born_by == CALL_PICKUP)
		sip_write_text(&sip.out, SIP_H_REQUIRE, "replaces");
	if (s->replaces)
		sip_write_text(&sip.out, SIP_H_REPLACES, s->replaces);
	if (s->referred_by)
		sip_write_text(&sip.out, SIP_H_REFERRED_BY, s->referred_by);
	if (s->targets)
		sip_targets_write(&sip.out, s->targets, s->line->conf->redirects_told);
	sip_reliable_write(s);
	sip_carry_write_setup(s);
	sip_call_write_session(s, true);
	if (s->auth)
		sip_line_authorization(s->line, s->auth, "INVITE", span_of(s->target), buf_span(&sdp));
	sip_write_end(&sip.out, "application/sdp", buf_span(&sdp));
	err = stack_send(&s->invite, "INVITE", &s->hop, sip_invite_answer, s);
	if (err)
		s->invite = NULL;
	else if (sip.server_wait_s && resolve_has_more(&s->resolve))
		timer_set(&sip.desk->timers, &s->timer, sip.server_wait_s * 1000ull, sip_invite_no_word, s);
	return err;
}

enum err sip_call_go(struct sip_call *s, const struct sip_hop *hop)
{
	bool moved = !net_same_host(net_of(&s->hop.local), net_of(&hop->local));
	enum err err = OK;

	s->hop = *hop;
	s->auth_tries = 0;		/* another server asks for itself */
	if (moved) {
		sip_sound_leave(s);
		media_close(s->media);
		s->media = NULL;
		err = sip_call_media(s);
	}
	if (!err)
		err = sip_call_address(s);
	return err ? err : sip_call_invite(s);
}

/* Another server is asked (RFC 3263 4.3). */
static void go_elsewhere(struct sip_call *s, const struct sip_hop *hop)
{
	enum err err = sip_call_go(s, hop);

	if (!err)
		return;
	sip_referral_news(s, 503);
	if (sip_call_is_fetched(s))
		sip_call_stillborn(s, err);
	else
		sip_call_over(s, LINEDISCONNECTMODE_UNREACHABLE);
}

/* All that its INVITE says is known. */
static void go_out(struct sip_call *s)
{
	enum err err = sip_call_address(s);

	if (!err)
		err = sip_call_invite(s);
	if (err) {
		sip_call_stillborn(s, err);
		return;
	}
	s->state = SIP_CALL_CALLING;
	if (sip_call_is_fetched(s))
		sip_fetch_wait(s);
	if (!s->call || sip_call_is_fetched(s))
		return;
	if (s->born_by == CALL_DIAL_MORE)
		call_reply(s->call, CALL_DIAL_MORE, OK);
	call_event(s->call, EV_DIALING, 0);
}

static void media_seen_out(void *arg, const struct sockaddr *seen, const char *why)
{
	struct sip_call *s = arg;

	sip_call_media_seen(s, seen, why);
	go_out(s);
}

static void hop_found(void *arg, const struct sip_hop *hop, const char *why)
{
	struct sip_call *s = arg;
	const struct sockaddr *server;
	enum err err = hop ? OK : ERR_ADDRESS;

	if (s->state == SIP_CALL_CALLING) {
		go_elsewhere(s, hop);
		return;
	}
	if (hop)
		s->hop = *hop;
	else
		log_write(LOG_WARN, "sip", s->call ? call_name(s->call) : NULL, "%s cannot be reached: %s", s->target, why);
	if (hop && s->call && s->line && server_is_quiet(&hop->peer)) {
		call_event(s->call, EV_DIALING, 0);
		sip_call_over(s, LINEDISCONNECTMODE_CONGESTION);
		return;
	}
	if (!err)
		err = sip_call_media(s);
	if (err) {
		sip_call_stillborn(s, err);
		return;
	}
	server = nat_server_for(&s->hop);
	if (!server || media_ask(s->media, server, media_seen_out, s))
		go_out(s);
}

void sip_call_start(struct sip_call *s)
{
	enum err err;

	s->proxied = s->line->conf->proxy[0] != '\0';
	err = sip_line_resolve(s->line, &s->resolve, span_of(s->target), hop_found, s);
	if (err)
		sip_call_stillborn(s, err);
}

/* The registration did not come in time. */
static void waited(void *arg)
{
	struct sip_call *s = arg;

	log_write(LOG_WARN, "sip", call_name(s->call),
		  "the line was not registered within %u s, so the call was not made",
		  (unsigned)s->line->conf->wait_s);
	sip_call_stillborn(s, ERR_NOTREGISTERED);
}

/* A call of the model's to `target`; target and replaces are taken if it begins. `after`:
 * digits to be sent behind the answer. */
static enum err begin(struct call *call, enum call_op op, char *target, char *replaces, const char *after)
{
	struct sip_line *line = sip_line_of(call->line);
	bool shows = call->calling_id && line->conf->calling_id != SIP_CALLING_ID_NO;
	bool waits = line->state != SIP_LINE_READY;
	struct sip_call *s;
	enum err err;

	if (line->state == SIP_LINE_REFUSED)
		return ERR_NOTREGISTERED;
	if (waits && !sip_line_more(line))
		return ERR_NOMEM;
	err = sip_call_new(&s, line, call);
	if (err)
		return err;
	s->after = after && after[0] ? mem_copy(after) : NULL;
	s->shown = shows ? mem_copy(call->calling_id) : NULL;
	if ((after && after[0] && !s->after) || (shows && !s->shown)) {
		sip_call_free(s);
		return ERR_NOMEM;
	}
	s->target = target;
	s->replaces = replaces;
	s->born_by = (uint8_t)op;
	s->private = (call->param_flags & LINECALLPARAMFLAGS_BLOCKID) != 0;
	call->data = s;
	if (!waits) {
		sip_call_start(s);	/* may answer the request already */
	} else {
		list_append(&sip_line_more(line)->waiting, &s->waiting);
		timer_set(&sip.desk->timers, &s->timer, line->conf->wait_s * 1000ull, waited, s);
	}
	return OK;
}

static enum err dial(struct call *call, enum call_op op, const struct call_args *args)
{
	struct number_dialled dialled;
	char *target;
	enum err err = target_of(&target, &dialled, sip_line_of(call->line), args->dest);

	if (err)
		return err;
	call_party(call, PARTY_CALLED, LINECALLPARTYID_ADDRESS, number_address(span_of(args->dest)), SPAN_NONE);
	err = begin(call, op, target, NULL, dialled.after);
	if (err)
		mem_free(target);
	return err;
}

enum err sip_call_place(struct call *call, const struct sip_wish *wish)
{
	char *target, *replaces = NULL;
	enum err err = sip_call_target(&target, sip_line_of(call->line), wish->dest);

	if (err)
		return err;
	if (wish->replaces) {
		replaces = mem_text(wish->replaces, strlen(wish->replaces));
		err = replaces ? OK : ERR_NOMEM;
	}
	call_party(call, PARTY_CALLED, LINECALLPARTYID_ADDRESS,
		   number_address(span_of(wish->called ? wish->called : wish->dest)), SPAN_NONE);
	if (!err)
		err = begin(call, wish->op, target, replaces, NULL);
	if (err) {
		mem_free(target);
		mem_free(replaces);
	}
	return err;
}

/* Nothing yet, or ";": the number comes by lineDial (R-DIAL-3, R-DIAL-7). */
static bool dials_later(const char *dest)
{
	return !dest || !dest[0] || strcmp(dest, ";") == 0;
}

enum err sip_dial(struct call *call, const struct call_args *args)
{
	call->param_flags |= args->params ? args->params->flags : 0;
	if (!dials_later(args->dest))
		return dial(call, CALL_DIAL, args);
	if (sip_line_of(call->line)->state == SIP_LINE_REFUSED)
		return ERR_NOTREGISTERED;
	call_event(call, EV_DIALTONE, 0);
	return OK;
}

enum err sip_dial_more(struct call *call, const struct call_args *args)
{
	return dial(call, CALL_DIAL_MORE, args);
}

void sip_call_dial_on(struct call *call, char **target)
{
	struct sip_uri uri;
	char number[256];

	if (!sip_uri_read(&uri, span_of(*target)) && sip_uri_user_text(&uri, number, sizeof(number)))
		call_party(call, PARTY_CALLED, LINECALLPARTYID_ADDRESS, span_of(number), SPAN_NONE);
	if (begin(call, CALL_OP_COUNT, *target, NULL, NULL))
		call_ended(call, LINEDISCONNECTMODE_TEMPFAILURE);
	else
		*target = NULL;
}

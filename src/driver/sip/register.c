/* SPDX-License-Identifier: MIT
 * register.c - REGISTER, its refresh and its failures. */
#include "driver/sip/register.h"
#include "driver/sip/alive.h"
#include "driver/sip/call.h"
#include "driver/sip/hop.h"
#include "driver/sip/nat.h"
#include "driver/sip/registration.h"
#include "driver/sip/server.h"
#include "driver/sip/subscribe.h"

#define OUTBOUND_BASE_S 30		/* RFC 5626 4.5: base-time-all-fail */
#define LOST_STEP_MS 10			/* between lines whose way broke */
#define BRIEFS_MAX 3			/* 423 that are taken up at once: whoever asks for more, asks for ever */

static void send_register(struct sip_line *line);
static void find_server(struct sip_line *line);
static void on_answer(void *arg, struct sip_trans *trans, enum sip_trans_event event,
		      const struct sip_msg *msg);
static void on_left(void *arg, struct sip_trans *trans, enum sip_trans_event event,
		    const struct sip_msg *msg);

static struct timers *timers(void)
{
	return &sip.desk->timers;
}

/* How long a line has to wait for its turn, in ms. So that neither a start with many
 * lines nor a server that comes back is a storm, they begin `register-rate` a second;
 * after a rest a second's worth of them may at once. */
static uint64_t turn_ms(void)
{
	int64_t now_us = (int64_t)timers()->now_ms * 1000;

	if (!sip.register_rate)
		return 0;
	if (sip.register_turn_us < now_us - 1000000)
		sip.register_turn_us = now_us - 1000000;
	sip.register_turn_us += 1000000 / sip.register_rate;
	return sip.register_turn_us > now_us ? (uint64_t)(sip.register_turn_us - now_us + 999) / 1000 : 0;
}

static void its_turn(void *arg)
{
	struct sip_line *line = arg;

	if (!line->trans)		/* else it was asked meanwhile */
		find_server(line);
}

/* A refresh is due at a time of its own and does not wait: it must not come too late. */
static void again(void *arg)
{
	struct sip_line *line = arg;
	uint64_t pause_ms = line->state == SIP_LINE_READY ? 0 : turn_ms();

	if (pause_ms)
		timer_set(timers(), &line->timer, pause_ms, its_turn, line);
	else
		find_server(line);
}

/* --- outcomes -------------------------------------------------------------- */

static void ready(struct sip_line *line)
{
	bool first = line->state != SIP_LINE_READY;

	line->state = SIP_LINE_READY;
	line->failures = 0;
	line->auth_tries = line->briefs = 0;
	line->suspect = false;
	sip_line_service(line, true);
	if (first) {
		sip_calls_go_on(line, OK);
		subscriptions_begin(line);
	}
	if (line->conf->keepalive_s && !line->alive)
		alive_begin(line);
}

/* Some milliseconds, up to a quarter of `pause_s`, that are others each time. */
static uint64_t scatter(uint32_t pause_s)
{
	return sip_random(&sip.ids) % (pause_s * 250ull + 1);
}

/* A pause that doubles, and is never the same for all lines, so that a server that
 * comes back is not run over. */
static uint64_t next_try_ms(const struct sip_line *line, uint32_t retry_after_s)
{
	uint32_t pause_s = line->conf->retry_s;

	if (line->outbound == SIP_OUTBOUND_USED && !retry_after_s)
		return flow_pause_ms(pause_s > OUTBOUND_BASE_S ? pause_s : OUTBOUND_BASE_S, line->failures);
	for (uint32_t i = 0; i < line->failures && pause_s < line->conf->retry_max_s; i++)
		pause_s *= 2;
	if (pause_s > line->conf->retry_max_s)
		pause_s = line->conf->retry_max_s;
	if (retry_after_s > pause_s)
		pause_s = retry_after_s < 86400 ? retry_after_s : 86400;
	return pause_s * 1000ull + scatter(pause_s);
}

void register_failed(struct sip_line *line, const char *why, uint32_t retry_after_s)
{
	uint64_t pause_ms = next_try_ms(line, retry_after_s);

	line->failures++;
	line->auth_tries = line->briefs = 0;	/* what failed was not the password */
	hop_keep(&line->hop, NULL);
	flow_leave(line);
	resolve_stop(&line->resolve);
	line->state = SIP_LINE_TRYING;
	sip_line_service(line, false);
	log_write(LOG_WARN, "sip", line->line->name, "not registered: %s; next try in %u s", why,
		  (unsigned)(pause_ms / 1000));
	timer_set(timers(), &line->timer, pause_ms, again, line);
}

/* The server may have been wrong. It is asked by a REGISTER without credentials, and shown
 * the password once. */
static void in_spite(void *arg)
{
	struct sip_line *line = arg;

	sip_auth_free(&line->auth);
	line->auth_tries = 0;
	line->suspect = true;
	again(line);
}

static void refused(struct sip_line *line)
{
	uint32_t pause_s = line->conf->password_retry_s;

	line->state = SIP_LINE_REFUSED;
	resolve_stop(&line->resolve);
	sip_line_service(line, false);
	if (pause_s && line->conf->password[0]) {
		log_write(LOG_WARN, "sip", line->line->name, "not registered; the same password is tried again in %u s",
			  (unsigned)pause_s);
		timer_set(timers(), &line->timer, pause_s * 1000ull + scatter(pause_s), in_spite, line);
	}
	sip_calls_go_on(line, ERR_NOTREGISTERED);
}

/* The lifetime that was granted: our Contact's expires, or the Expires header. All
 * that are registered as this user are listed; a server behind a NAT may have
 * changed ours, so the last one of our user has to do where none is just ours. */
static uint32_t granted(const struct sip_line *line, const struct sip_msg *msg)
{
	uint32_t expires_s = line->expires_s;
	struct sip_number number;
	struct span value = sip_msg_get(msg, SIP_H_EXPIRES);

	if (value.at && !sip_number_read(value, &number))
		expires_s = number.value;
	sip_msg_each(field, msg, SIP_H_CONTACT) {
		struct sip_addr contact;

		for (struct span rest = field->value; rest.at && !sip_addr_read(&contact, rest, &rest);) {
			struct sip_uri uri;

			if (sip_uri_read(&uri, contact.uri) || !span_eq(uri.user, sip_line_user(line)) ||
			    !sip_addr_param(&contact, "expires", &value) ||
			    sip_number_read(value, &number))
				continue;
			expires_s = number.value;
			if (stack_is_us(&uri, line->hop))
				return expires_s;
		}
	}
	return expires_s;
}

/* Lines which registered together are not to refresh together for ever: some ms by
 * which this one is earlier, out of four times as many as all need one after the other. */
static uint64_t earlier_ms(uint64_t refresh_ms)
{
	uint64_t spread_ms = sip.register_rate ? (sip.users.count - 1) * UINT64_C(4000) / sip.register_rate : 0;

	if (spread_ms > refresh_ms / 8)
		spread_ms = refresh_ms / 8;
	return sip_random(&sip.ids) % (spread_ms + 1);
}

/* Refresh when nine tenths are over, but leave time for a lost answer; and look for the
 * better server before. */
static uint64_t next_ms(struct sip_line *line, uint32_t expires_s)
{
	uint64_t refresh_ms = expires_s > 20 ? expires_s * 900ull : expires_s * 500ull, back_ms;

	refresh_ms -= earlier_ms(refresh_ms);
	if (!line->resolve.second || !line->conf->come_back_s) {
		line->returns = 0;
		return refresh_ms;
	}
	back_ms = flow_pause_ms(line->conf->come_back_s, line->returns);
	line->returns += line->returns < UINT8_MAX;
	return back_ms < refresh_ms ? back_ms : refresh_ms;
}

static void registered(struct sip_line *line, const struct sip_msg *msg)
{
	uint32_t expires_s = granted(line, msg);

	if (line->auth && sip_msg_get(msg, SIP_H_AUTHENTICATION_INFO).at)
		sip_auth_next(line->auth, sip_msg_get(msg, SIP_H_AUTHENTICATION_INFO));
	if (expires_s == 0) {
		register_failed(line, "the server granted no time", 0);
		return;
	}
	timer_set(timers(), &line->timer, next_ms(line, expires_s), again, line);
	resolve_stop(&line->resolve);
	ready(line);
	flow_join(line, msg);
}

static uint32_t number_of(const struct sip_msg *msg, enum sip_header id)
{
	struct sip_number number;
	struct span value = sip_msg_get(msg, id);

	return value.at && !sip_number_read(value, &number) ? number.value : 0;
}

static void challenged(struct sip_line *line, const struct sip_msg *msg)
{
	switch (sip_line_authorize(line, &line->auth, &line->auth_tries, msg)) {
	case OK:
		send_register(line);
		break;
	case ERR_NOMEM:
		register_failed(line, "out of memory", 0);
		break;
	default:
		refused(line);
	}
}

static void answered(struct sip_line *line, const struct sip_msg *msg)
{
	char why[96];

	switch (msg->status) {
	case 401:
	case 407:
		challenged(line, msg);
		return;
	case 423:
		if (number_of(msg, SIP_H_MIN_EXPIRES) > line->expires_s && line->briefs++ < BRIEFS_MAX) {
			line->expires_s = number_of(msg, SIP_H_MIN_EXPIRES);
			send_register(line);
			return;
		}
		break;
	case 439:			/* RFC 5626 6: then without */
		if (line->outbound != SIP_OUTBOUND_LACKING && line->conf->outbound) {
			line->outbound = SIP_OUTBOUND_LACKING;
			send_register(line);
			return;
		}
		break;
	case 403:
	case 404:
		/* It will not help to ask again soon, but an administrator may mend it. */
		line->failures += 2;
		break;
	default:
		if (msg->status < 300) {
			registered(line, msg);
			return;
		}
	}
	snprintf(why, sizeof(why), "the server answers %u %.*s", (unsigned)msg->status,
		 msg->reason.len < 60 ? (int)msg->reason.len : 60, msg->reason.at);
	/* One of several says it for itself only, and that is remembered (server.h). */
	register_failed(line, why, resolve_had_many(&line->resolve) ? 0 : number_of(msg, SIP_H_RETRY_AFTER));
}

static void on_answer(void *arg, struct sip_trans *trans, enum sip_trans_event event,
		      const struct sip_msg *msg)
{
	struct sip_peer server = *sip_trans_peer(trans);
	struct sip_line *line = arg;

	timer_stop(timers(), &line->timer);	/* no_word(): there is one */
	switch (event) {
	case SIP_TRANS_FINAL:
		sip_trans_forget(trans);
		line->trans = NULL;
		line->unheard = false;
		if (!resolve_again(&line->resolve, &server, event, msg))
			answered(line, msg);
		break;
	case SIP_TRANS_TIMEOUT:
	case SIP_TRANS_FAILED:
		sip_trans_forget(trans);
		line->trans = NULL;
		line->unheard = true;
		if (!resolve_again(&line->resolve, &server, event, NULL))
			register_failed(line, event == SIP_TRANS_TIMEOUT ? "the server does not answer"
					: "the server cannot be reached", 0);
		break;
	default:
		break;
	}
}

/* There is another server, which is not kept waiting for the end of the transaction. */
static void no_word(void *arg)
{
	struct sip_line *line = arg;

	on_answer(line, line->trans, SIP_TRANS_TIMEOUT, NULL);
}

/* --- requests -------------------------------------------------------------- */

static void write_register(struct sip_line *line, uint32_t expires_s)
{
	char uri[512];
	struct buf b;

	buf_fixed(&b, uri, sizeof(uri));
	registration_server(&b, line);
	flow_write_contacts(line, expires_s > 0);
	sip_write_u32(&sip.out, SIP_H_EXPIRES, expires_s);
	if (line->auth)
		sip_line_authorization(line, line->auth, "REGISTER", buf_span(&b), SPAN_NONE);
	sip_write_end(&sip.out, NULL, SPAN_NONE);
}

static enum err send_it(struct sip_line *line, uint32_t expires_s)
{
	enum err err = registration_request(line, "REGISTER");

	if (err)
		return err;
	write_register(line, expires_s);
	return stack_send(&line->trans, "REGISTER", line->hop,
			  line->state == SIP_LINE_LEAVING ? on_left : on_answer, line);
}

static void send_with(struct sip_line *line, uint32_t expires_s)
{
	if (send_it(line, expires_s)) {
		line->trans = NULL;
		if (line->state != SIP_LINE_LEAVING)
			register_failed(line, "the request cannot be sent", 0);
	} else if (line->state != SIP_LINE_LEAVING && sip.server_wait_s && resolve_has_more(&line->resolve)) {
		timer_set(timers(), &line->timer, sip.server_wait_s * 1000ull, no_word, line);
	}
}

/* Nobody answers there, as another line found out a moment ago: when it does again, we hear
 * of it. Else a hundred thousand lines would each ask for themselves, over and over. */
static bool is_in_vain(struct sip_line *line, const struct sip_hop *hop)
{
	if (line->state != SIP_LINE_TRYING || server_may_ask(&hop->peer))
		return false;
	resolve_stop(&line->resolve);
	timer_set(timers(), &line->timer, next_try_ms(line, 0), again, line);
	line->failures++;
	line->unheard = true;
	return true;
}

static void hop_found(void *arg, const struct sip_hop *hop, const char *why)
{
	struct sip_line *line = arg;

	if (!hop && !line->hop) {
		register_failed(line, why, 0);
		return;
	}
	if (hop && is_in_vain(line, hop))
		return;
	line->auth_tries = 0;		/* another server asks for itself */
	if (hop) {			/* else the one that it is registered with may still be there */
		if (hop_keep(&line->hop, hop)) {
			register_failed(line, "out of memory", 0);
			return;
		}
		registration_for(line, line->resolve.which);
	}
	send_with(line, line->expires_s);
}

/* Each time anew: what name servers say may have changed, and who answers. */
static void find_server(struct sip_line *line)
{
	const char *registrar = line->conf->registrar;
	uint64_t wait_ms = nat_wait_ms();
	struct span rest = span_of(registrar[0] ? registrar : line->conf->domain);
	char text[1024];
	struct buf uris;

	if (wait_ms) {
		timer_set(timers(), &line->timer, wait_ms, again, line);
		return;
	}
	buf_fixed(&uris, text, sizeof(text));
	while (rest.at) {
		buf_text(&uris, uris.len ? " sip:" : "sip:");
		buf_span_add(&uris, span_trim(span_cut(rest, ',', &rest)));
	}
	if (uris.full || sip_line_resolve(line, &line->resolve, buf_span(&uris), hop_found, line))
		register_failed(line, "the registrar's name cannot be used", 0);
}

/* Once more to the server that wants it otherwise. */
static void send_register(struct sip_line *line)
{
	send_with(line, line->expires_s);
}

/* --- connections --- */

/* Whether a line rests on that flow, or (NULL) on that connection. */
static bool rests_on(const struct sip_line *line, const struct flow *flow, uint32_t connection)
{
	if (flow)
		return line->flow == flow;
	return line->hop && line->hop->peer.transport != SIP_UDP && line->hop->peer.handle == connection;
}

/* Lines whose way is another one register anew, one after the other: the server may
 * just have come back, and hears of all of them. */
static void begin_anew(const struct flow *flow, uint32_t connection)
{
	struct sip_node *node = NULL;
	uint64_t count = 0;

	while ((node = sip_table_after(&sip.users, node))) {
		struct sip_line *line = list_entry(node, struct sip_line, by_user);
		uint32_t pause_s = flow ? 1 : line->conf->retry_s;

		if (!rests_on(line, flow, connection))
			continue;
		if (line->trans)
			continue;	/* it hears of it by that */
		if (!flow)
			hop_keep(&line->hop, NULL);
		if (line->state != SIP_LINE_READY || !line->conf->registers)
			continue;
		timer_set(timers(), &line->timer, (flow ? 0 : pause_s * 1000ull) + scatter(pause_s) +
			  LOST_STEP_MS * count++, again, line);
	}
}

void register_lost(uint32_t connection)
{
	begin_anew(NULL, connection);
}

void register_moved(const struct flow *flow)
{
	begin_anew(flow, 0);
}

/* --- silence --- */

void register_back(void)
{
	struct sip_node *node = NULL;

	while ((node = sip_table_after(&sip.users, node))) {
		struct sip_line *line = list_entry(node, struct sip_line, by_user);

		if (line->state != SIP_LINE_TRYING || !line->unheard || line->trans || line->resolve.query)
			continue;
		line->unheard = false;	/* it is in the queue */
		timer_set(timers(), &line->timer, turn_ms(), its_turn, line);
	}
}

/* --- NATs --- */

/* TCP and its like stay where they are. */
static bool is_seen(const struct sip_line *line)
{
	return line->conf->registers && !line->trans && !line->resolve.query &&
	       (line->state == SIP_LINE_READY || (line->state == SIP_LINE_TRYING && !line->failures)) &&
	       (!line->hop || line->hop->peer.transport == SIP_UDP);
}

void register_seen(void)
{
	struct sip_node *node = NULL;
	uint64_t i = 0;

	while ((node = sip_table_after(&sip.users, node))) {
		struct sip_line *line = list_entry(node, struct sip_line, by_user);

		if (is_seen(line))
			timer_set(timers(), &line->timer, LOST_STEP_MS * i++, again, line);
	}
}

/* --- the configuration --- */

void register_refused_again(void)
{
	struct sip_node *node = NULL;
	uint64_t i = 0;

	while ((node = sip_table_after(&sip.users, node))) {
		struct sip_line *line = list_entry(node, struct sip_line, by_user);

		if (line->state == SIP_LINE_REFUSED && !line->trans && line->conf->password[0])
			timer_set(timers(), &line->timer, LOST_STEP_MS * i++, in_spite, line);
	}
}

/* --- life ------------------------------------------------------------------ */

void register_begin(struct sip_line *line)
{
	line->expires_s = line->conf->expires_s;
	line->failures = line->auth_tries = line->returns = line->briefs = 0;
	line->suspect = false;
	line->outbound = SIP_OUTBOUND_UNKNOWN;
	if (!line->conf->registers) {
		ready(line);
		return;
	}
	line->state = SIP_LINE_TRYING;
	line->line->status = 0;
	again(line);
}

static void unregister(struct sip_line *line)
{
	send_with(line, 0);
	if (!line->trans)
		register_abandon(line);
}

static void on_left(void *arg, struct sip_trans *trans, enum sip_trans_event event,
		    const struct sip_msg *msg)
{
	struct sip_line *line = arg;

	if (event == SIP_TRANS_PROVISIONAL)
		return;
	sip_trans_forget(trans);
	line->trans = NULL;
	if (event == SIP_TRANS_FINAL && (msg->status == 401 || msg->status == 407) &&
	    sip_line_authorize(line, &line->auth, &line->auth_tries, msg) == OK) {
		unregister(line);
	} else {
		register_abandon(line);
	}
}

/* Nothing is under way and nothing will be. */
static void quiet(struct sip_line *line)
{
	if (line->trans)
		sip_trans_forget(line->trans);
	line->trans = NULL;
	alive_end(line);
	resolve_stop(&line->resolve);
	timer_stop(timers(), &line->timer);
}

void register_end(struct sip_line *line)
{
	if (line->state != SIP_LINE_READY || !line->conf->registers || !line->hop) {
		register_abandon(line);
		return;
	}
	quiet(line);
	line->state = SIP_LINE_LEAVING;
	list_append(&sip.leaving, &line->leaving);
	unregister(line);
}

void register_abandon(struct sip_line *line)
{
	if (line->state == SIP_LINE_CLOSED)
		return;
	line->state = SIP_LINE_CLOSED;
	list_remove(&line->leaving);
	quiet(line);
	line->registration = 0;
	sip_auth_free(&line->auth);
	flow_leave(line);
	hop_keep(&line->hop, NULL);
}

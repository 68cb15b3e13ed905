/* SPDX-License-Identifier: MIT
 * line.c - who a line is, and the calls that wait for it. */
#include "driver/sip/line.h"
#include "base/mem.h"
#include "driver/sip/complete.h"
#include "driver/sip/fetch.h"
#include "driver/sip/deskphone.h"
#include "driver/sip/forward.h"
#include "driver/sip/message.h"
#include "driver/sip/park.h"
#include "driver/sip/phone.h"
#include "driver/sip/register.h"
#include "driver/sip/sip.h"
#include "driver/sip/subscribe.h"
#include "driver/sip/watch.h"
#include "wire/number/range.h"
#include "wire/ws/ws.h"

struct span sip_line_user(const struct sip_line *line)
{
	return span_of(line->conf->user[0] ? line->conf->user : line->line->name);
}

void sip_line_domain(struct buf *out, const struct sip_line *line, const struct sip_hop *hop)
{
	if (line->conf->domain[0])
		buf_text(out, line->conf->domain);
	else if (line->conf->registrar[0])
		buf_span_add(out, sip_line_one_of(line->conf->registrar, 0));
	else
		stack_sent_by(out, hop);
}

enum net_transport sip_line_transport(const struct sip_line *line)
{
	switch (line->conf->transport) {
	case SIP_LINE_UDP:	return NET_UDP;
	case SIP_LINE_TCP:	return NET_TCP;
	case SIP_LINE_TLS:	return NET_TLS;
	case SIP_LINE_WS:	return NET_WS;
	case SIP_LINE_WSS:	return NET_WSS;
	default:		return NET_ANY;
	}
}

/* Whether one of the servers that the line's requests go to is `host` and `port`. */
static bool goes_to(const struct sip_line *line, struct span host, uint16_t port)
{
	const struct sip_line_conf *conf = line->conf;
	uint16_t usual = conf->transport == SIP_LINE_WSS ? 443 : 80;
	struct span rest = span_of(conf->proxy[0] ? conf->proxy : conf->registrar[0] ? conf->registrar : conf->domain);
	struct sip_uri uri;
	char text[512];
	struct buf b;

	while (rest.at) {
		buf_fixed(&b, text, sizeof(text));
		buf_text(&b, "sip:");
		buf_span_add(&b, span_trim(span_cut(rest, ',', &rest)));
		if (!sip_uri_read(&uri, buf_span(&b)) && span_eqi(uri.host, host) &&
		    (uri.port ? uri.port : usual) == port)
			return true;
	}
	return false;
}

const char *sip_line_websocket_path(struct span host, uint16_t port)
{
	struct sip_node *node = NULL;

	while ((node = sip_table_after(&sip.users, node))) {
		const struct sip_line *line = list_entry(node, struct sip_line, by_user);

		if ((line->conf->transport == SIP_LINE_WS || line->conf->transport == SIP_LINE_WSS) &&
		    goes_to(line, host, port))
			return line->conf->websocket_path;
	}
	return "/";
}

static uint32_t user_hash(struct span user)
{
	struct sip_printer printer;

	sip_print_begin(&printer, sip.ids.secret);
	sip_print_add(&printer, user);
	return (uint32_t)sip_print_end(&printer).lo;
}

struct sip_line *sip_line_named(struct span user, struct span host)
{
	struct sip_line *best = NULL;

	for (struct sip_node *node = sip_table_first(&sip.users, user_hash(user)); node;
	     node = sip_table_next(node)) {
		struct sip_line *line = list_entry(node, struct sip_line, by_user);

		if (!span_eq(sip_line_user(line), user))
			continue;
		if (!best || span_eqi(span_cut(span_of(line->conf->domain), ':', &(struct span){ 0 }), host))
			best = line;
	}
	return best;
}

bool sip_line_is_configured(struct span user)
{
	list_each(node, &sip.desk->providers) {
		const struct provider *provider = list_entry(node, struct provider, node);

		for (uint32_t i = 0; i < provider->line_count; i++)
			if (provider->lines[i]->driver == &sip_driver && !provider->lines[i]->removed &&
			    span_eq(sip_line_user(sip_line_of(provider->lines[i])), user))
				return true;
	}
	return false;
}

void sip_line_service(struct sip_line *line, bool reached)
{
	if (line->deskphone)
		deskphone_reached(line->deskphone, reached);
	else
		line_service(line->line, reached);
}

#define TRIES_MAX 2	/* with one password */
#define STALES_MAX 5	/* nonces in a row that were old */

/* --- credentials ----------------------------------------------------------- */

/* The same realm asks again: then the password is wrong, unless only the nonce was
 * old. An endless login locks the account, so two tries are all, and
 * one where they were in vain before; and a server
 * that finds each nonce old is given up too. */
static bool is_refused(const struct sip_line *line, struct sip_auth *auth, const struct sip_challenge *challenge)
{
	if (auth->memory && challenge->stale && !span_eq(challenge->nonce, auth->nonce) && auth->stales < STALES_MAX) {
		auth->stales++;
		return false;
	}
	return auth->tries++ >= (line->suspect ? 1 : TRIES_MAX);
}

static enum err take_up(struct sip_line *line, struct sip_auth **chain, const struct sip_challenge *challenge,
			bool proxy)
{
	struct sip_auth *auth;
	enum err err = sip_auth_of(&auth, chain, proxy, challenge->realm);

	if (!err && is_refused(line, auth, challenge)) {
		log_write(LOG_ERROR, "sip", line->line->name,
			  "the server refuses user \"%.*s\" with this password; correct it",
			  SPAN_ARG(sip_line_user(line)));
		return ERR_NOTREGISTERED;
	}
	if (err == ERR_RESOURCE) {
		log_write(LOG_ERROR, "sip", line->line->name, "more than %d servers ask for authentication",
			  SIP_REALMS_MAX);
		return ERR_NOTREGISTERED;
	}
	return err ? err : sip_auth_set(auth, challenge);
}

enum err sip_line_authorize(struct sip_line *line, struct sip_auth **auth, uint32_t *tries,
			    const struct sip_msg *response)
{
	const struct sip_field *field = NULL;
	struct sip_challenge challenge;
	bool any = false;
	enum err err = OK;

	if (!line->conf->password[0]) {
		log_write(LOG_ERROR, "sip", line->line->name,
			  "the server asks for a password and none is configured; set password for the line");
		return ERR_NOTREGISTERED;
	}
	for (struct sip_auth *one = *tries ? NULL : *auth; one; one = one->next)
		one->tries = one->stales = 0;	/* it went well since */
	*tries = 1;
	while (!err && (field = sip_challenge_next(&challenge, response, field))) {
		err = take_up(line, auth, &challenge, field->id == SIP_H_PROXY_AUTHENTICATE);
		any = true;
	}
	if (!any) {
		log_write(LOG_ERROR, "sip", line->line->name,
			  "the server asks for authentication in a way that is not known here");
		return ERR_NOTREGISTERED;
	}
	return err;
}

void sip_line_authorization(struct sip_line *line, struct sip_auth *auth, const char *method,
			    struct span uri, struct span body)
{
	const struct sip_line_conf *conf = line->conf;
	char cnonce[SIP_TAG_SIZE];

	for (; auth; auth = auth->next) {
		if (!auth->memory)
			continue;
		sip_tag(&sip.ids, cnonce);
		sip_write_open(&sip.out, auth->proxy ? SIP_H_PROXY_AUTHORIZATION : SIP_H_AUTHORIZATION);
		sip_auth_answer(&sip.out, auth, &(struct sip_asker){
			.user = conf->auth_user[0] ? span_of(conf->auth_user) : sip_line_user(line),
			.password = span_of(conf->password), .method = span_of(method), .uri = uri,
			.cnonce = span_of(cnonce), .body = body });
		sip_write_close(&sip.out);
	}
}

/* --- its servers --- */

struct span sip_line_one_of(const char *list, unsigned which)
{
	struct span rest = span_of(list), one;

	do
		one = span_cut(rest, ',', &rest);
	while (which-- > 0 && rest.at);
	return span_trim(one);
}

static bool is_sips(struct span uri)
{
	return uri.len > 5 && span_isi((struct span){ uri.at, 5 }, "sips:");
}

void sip_line_next_hops(struct buf *out, const struct sip_line *line, struct span target)
{
	struct span rest = span_of(line->conf->proxy);

	if (!rest.len) {
		buf_span_add(out, target);
		return;
	}
	while (rest.at) {
		buf_text(out, is_sips(target) ? "sips:" : "sip:");
		buf_span_add(out, span_trim(span_cut(rest, ',', &rest)));
		if (rest.at)
			buf_char(out, ' ');
	}
}

void sip_line_route(struct buf *out, const struct sip_line *line, unsigned which, bool secure)
{
	if (line->conf->proxy[0])
		buf_printf(out, "<%s:%.*s;lr>", secure ? "sips" : "sip",
			   SPAN_ARG(sip_line_one_of(line->conf->proxy, which)));
}

enum err sip_line_resolve(struct sip_line *line, struct resolve *r, struct span target,
			  void (*found)(void *arg, const struct sip_hop *hop, const char *why), void *arg)
{
	char text[1100];
	struct buf uris;

	buf_fixed(&uris, text, sizeof(text));
	sip_line_next_hops(&uris, line, target);
	if (uris.full)
		return ERR_TRUNCATED;
	return resolve_begin(r, &(struct resolve_wish){
		.uris = buf_span(&uris), .transport = sip_line_transport(line),
		.stay = line->hop ? &line->hop->peer : NULL, .best = r == &line->resolve }, found, arg);
}

/* --- numbers --- */

static bool digits_only(const char *text)
{
	return strspn(text, "0123456789") == strlen(text);
}

/* What no type of key can say of them. */
static bool numbers_valid(const struct number_rules *rules, struct buf *why)
{
	const struct {
		const char *key, *value;
	} codes[] = {
		{ "country", rules->country }, { "area", rules->area }, { "national", rules->national },
		{ "international", rules->international },
	};

	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
		if (!digits_only(codes[i].value)) {
			buf_printf(why, "%s must be digits, not \"%s\"", codes[i].key, codes[i].value);
			return false;
		}
	if (strspn(rules->outside, "0123456789*#") != strlen(rules->outside)) {
		buf_printf(why, "outside must be what can be dialled, not \"%s\"", rules->outside);
		return false;
	}
	return number_rules_valid(rules->dial_rules, why) && number_rules_valid(rules->show_rules, why);
}

/* A name that no other room reads or writes. */
static bool header_valid(const char *name)
{
	return name[0] && strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-") == strlen(name) &&
	       sip_header_read(span_of(name)) == SIP_H_OTHER;
}

void sip_line_number(const struct line *line, struct span number, struct buf *out)
{
	const struct number_rules *rules = &sip_line_of(line)->conf->numbers;
	struct number_dialled dialled;
	char shown[NUMBER_SIZE];

	if (number_dial(&dialled, rules, number)) {
		buf_text(out, "dialled\t\tit cannot be dialled\n");
		dialled.after[0] = '\0';
	} else {
		buf_printf(out, "dialled\t%s\t%s\n", dialled.number,
			   dialled.is_number ? "a number" : "a name or an address, as it is");
	}
	if (dialled.after[0])
		buf_printf(out, "after\t%s\tdigits that are sent behind the answer\n", dialled.after);
	number_show(shown, rules, number);
	buf_printf(out, "shown\t%s\tas a number that comes in\n", shown);
}

/* --- life ------------------------------------------------------------------ */

/* What lines without any of it have: lists that are empty for ever. */
#define EMPTY(head) .head = { (struct list *)&nothing.head, (struct list *)&nothing.head }
static const struct sip_line_more nothing = {
	EMPTY(waiting), EMPTY(subscriptions), EMPTY(completions), EMPTY(watched),
	EMPTY(watches), EMPTY(slots), EMPTY(parkings),
};

struct sip_line_more *sip_line_more(struct sip_line *line)
{
	struct sip_line_more *more;

	if (line->more != &nothing)
		return (struct sip_line_more *)line->more;
	more = mem_zalloc(sizeof(*more));
	if (!more)
		return NULL;
	list_init(&more->waiting);
	list_init(&more->subscriptions);
	list_init(&more->completions);
	list_init(&more->watched);
	list_init(&more->watches);
	list_init(&more->slots);
	list_init(&more->parkings);
	line->more = more;
	return more;
}

static bool lists_valid(const struct sip_line_conf *conf, struct buf *why)
{
	struct span rest = span_of(conf->pickup_groups), group, numbers;
	bool valid = number_list_valid(span_of(conf->watch)) && number_list_valid(span_of(conf->park_slots));

	while (valid && sip_group_next(&rest, &group, &numbers))
		valid = number_list_valid(numbers) && numbers.len;
	if (!valid)
		buf_printf(why, "watch, park-slots and pickup-groups (sales=201,202) have numbers, and ranges such as 201-215 of at most %d",
			   NUMBER_RANGE_MAX);
	return valid;
}

enum err sip_line_new(struct line *line, const void *record, struct buf *why)
{
	const struct sip_line_conf *conf = record;
	struct sip_line *own;

	if (conf->registers && !conf->domain[0] && !conf->registrar[0]) {
		buf_text(why, "it is to register, but with whom? Set domain or registrar, or register = no");
		return ERR_CONFIG;
	}
	if (!numbers_valid(&conf->numbers, why) || sip_keys_check(conf, why))
		return ERR_CONFIG;
	if (!header_valid(conf->data_header)) {
		buf_printf(why, "data-header must be the name of a header of its own, not \"%s\"", conf->data_header);
		return ERR_CONFIG;
	}
	if (!number_patterns_valid(conf->internal)) {
		buf_printf(why, "internal must be patterns such as \"2XX 7.\", not \"%s\"", conf->internal);
		return ERR_CONFIG;
	}
	if (!sip_forward_valid(conf, why) || !lists_valid(conf, why))
		return ERR_CONFIG;
	if (!ws_path_valid(conf->websocket_path)) {
		buf_printf(why, "websocket-path must begin with / and be visible ASCII, not \"%s\"", conf->websocket_path);
		return ERR_CONFIG;
	}
	own = mem_zalloc(sizeof(*own));
	if (!own)
		return ERR_NOMEM;
	own->line = line;
	own->conf = conf;
	own->more = &nothing;
	line->data = own;
	line->max_active = conf->calls;
	line->ring_modes = sip_alert_modes(conf);
	return OK;
}

void sip_line_free(struct line *line)
{
	struct sip_line *own = sip_line_of(line);

	if (!own)
		return;
	subscriptions_abandon(own);
	register_abandon(own);
	if (own->more != &nothing)
		mem_free((void *)own->more);
	mem_free(own);
}

enum err sip_line_open(struct line *line)
{
	struct sip_line *own = sip_line_of(line);
	enum err err;

	subscriptions_abandon(own);	/* of the last time it was open */
	register_abandon(own);
	sip_table_add(&sip.users, &own->by_user, user_hash(sip_line_user(own)));
	sip_forward_recall(own);
	register_begin(own);
	err = sip_messages_begin(own);
	if (!err)
		err = sip_watch_begin(own);
	if (!err)
		err = sip_park_begin(own);
	if (!err)
		err = sip_phones_begin(own);
	if (err)
		sip_line_close(line);
	return err;
}

void sip_line_close(struct line *line)
{
	struct sip_line *own = sip_line_of(line);

	sip_table_remove(&sip.users, &own->by_user);
	sip_forward_stop(own);
	sip_calls_let_go(own);
	sip_messages_end(own);
	sip_watch_end(own);
	sip_park_end(own);
	sip_phones_end(own);
	sip_completions_end(own);
	register_end(own);
	line->status = 0;
}

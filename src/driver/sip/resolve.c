/* SPDX-License-Identifier: MIT
 * resolve.c - RFC 3263 by base/dns.h, the short way for numeric hosts, and which of
 * those that were found is tried. */
#include "driver/sip/resolve.h"
#include "base/mem.h"
#include "driver/sip/server.h"

#define NOWHERE "no socket of ours reaches that address; see listen in [sip]"

struct target {
	struct dns_target at;		/* its group counts over all URIs */
	struct span host;		/* as it was asked for: whom a certificate must name */
	uint8_t which;
	bool tried;
};

struct resolve_list {
	enum net_transport transport;
	struct sip_peer stay;
	bool stays, best;
	struct span rest, host;		/* URIs to come; of the one that is being asked for */
	uint8_t which;			/* ... its place */
	const char *why;		/* the last that went wrong */
	struct target targets[DNS_TARGETS_MAX];
	unsigned count, groups;
	char text[];			/* the URIs */
};

static void go_on(struct resolve *r);

/* --- which of them --------------------------------------------------------------- */

static bool is_in_use(const struct resolve_list *list, const struct target *target)
{
	return list->stays && stack_sip_transport(target->at.transport) == list->stay.transport &&
	       net_same(net_of(&target->at.addr), sip_peer_address(&list->stay));
}

static enum server_word word_of(const struct target *target, uint64_t *until_ms)
{
	return server_word(stack_sip_transport(target->at.transport), net_of(&target->at.addr), until_ms);
}

/* The first that is fine, or the one in use that is as good. NULL: none is fine. */
static struct target *best_of(struct resolve_list *list)
{
	struct target *best = NULL;

	for (unsigned i = 0; i < list->count; i++) {
		struct target *target = &list->targets[i];

		if (target->tried || word_of(target, NULL) != SERVER_FINE)
			continue;
		if (!best)
			best = target;
		if (is_in_use(list, target) && (!list->best || target->at.group == best->at.group))
			return target;
	}
	return best;
}

/* None is fine: the one that will be again first; who asks to be left alone is last. */
static struct target *least_bad_of(struct resolve_list *list)
{
	enum server_word best_word = SERVER_QUIET;
	uint64_t best_ms = UINT64_MAX;
	struct target *best = NULL;

	for (unsigned i = 0; i < list->count; i++) {
		uint64_t until_ms = 0;
		enum server_word word = word_of(&list->targets[i], &until_ms);

		if (list->targets[i].tried || word > best_word || (word == best_word && until_ms >= best_ms))
			continue;
		best = &list->targets[i];
		best_word = word;
		best_ms = until_ms;
	}
	return best;
}

/* The next one that there is a way to. */
static bool next_hop(struct resolve *r, struct sip_hop *hop, bool any)
{
	struct resolve_list *list = r->list;
	struct target *target;
	char host[256];

	while ((target = best_of(list)) || (any && (target = least_bad_of(list)))) {
		target->tried = true;
		if (!span_copy(target->host, host, sizeof(host)) ||
		    stack_hop(hop, stack_sip_transport(target->at.transport), net_of(&target->at.addr), host)) {
			list->why = NOWHERE;
			continue;
		}
		r->which = target->which;
		r->second = target->at.group > 0;
		return true;
	}
	return false;
}

/* --- one URI after the other ------------------------------------------------------- */

static void add_targets(struct resolve_list *list, const struct dns_target *targets, unsigned count)
{
	unsigned groups = list->groups;

	for (unsigned i = 0; i < count && list->count < DNS_TARGETS_MAX; i++) {
		struct target *target = &list->targets[list->count++];

		*target = (struct target){ .at = targets[i], .host = list->host, .which = list->which };
		target->at.group += groups;
		list->groups = target->at.group + 1;
	}
}

void resolve_answer(struct resolve *r, const struct dns_target *targets, unsigned count, const char *why)
{
	r->query = NULL;
	if (why)
		r->list->why = why;
	add_targets(r->list, targets, count);
	r->list->which++;
	go_on(r);
}

static void dns_answer(void *arg, const struct dns_target *targets, unsigned count, const char *why)
{
	resolve_answer(arg, targets, count, why);
}

static bool is_web(enum net_transport transport)
{
	return transport == NET_WS || transport == NET_WSS;
}

/* A URI says "ws" of both (RFC 7118 5.3). */
static enum net_transport transport_asked(const struct sip_uri *uri, enum net_transport preferred)
{
	bool secure = uri->scheme == SIP_SCHEME_SIPS, web = is_web(preferred);
	struct span name = SPAN_NONE;

	if (sip_uri_param(uri, "transport", &name))
		web = span_isi(name, "ws") || span_isi(name, "wss");
	if (web)
		return secure || preferred == NET_WSS || span_isi(name, "wss") ? NET_WSS : NET_WS;
	if (secure)
		return NET_TLS;
	if (!name.at)
		return preferred;
	return span_isi(name, "tcp") ? NET_TCP : span_isi(name, "tls") ? NET_TLS : NET_UDP;
}

static uint16_t port_of(const struct sip_uri *uri, enum net_transport transport)
{
	static const uint16_t usual[] = { [NET_TLS] = 5061, [NET_WS] = 80, [NET_WSS] = 443 };

	return uri->port ? uri->port : usual[transport] ? usual[transport] : 5060;
}

/* A numeric host is its own answer. */
static bool is_numeric(struct dns_target *out, const struct sip_uri *uri, enum net_transport preferred)
{
	*out = (struct dns_target){ .transport = transport_asked(uri, preferred) };
	if (!net_parse(&out->addr, uri->host, port_of(uri, out->transport)))
		return false;
	if (out->transport == NET_ANY)
		out->transport = NET_UDP;
	return true;
}

static bool is_next_hop(struct sip_uri *uri, struct span text)
{
	return !sip_uri_read(uri, text) && uri->host.len && uri->host.len < 256 &&
	       (uri->scheme == SIP_SCHEME_SIP || uri->scheme == SIP_SCHEME_SIPS);
}

/* What a sips: URI is resolved for is TLS, by whatever services there are for it. Of
 * WebSockets no name server tells more than addresses. */
static enum err ask_names(struct resolve *r, const struct sip_uri *uri)
{
	enum net_transport transport = transport_asked(uri, r->list->transport);
	bool web = is_web(transport), secure = uri->scheme == SIP_SCHEME_SIPS && !web;
	char host[256];
	struct dns_question question = {
		.host = host, .port = web ? port_of(uri, transport) : uri->port,
		.transport = secure ? NET_ANY : transport,
		.able = secure ? 1u << NET_TLS : 1u << NET_UDP | 1u << NET_TCP | 1u << NET_TLS,
	};

	span_copy(uri->host, host, sizeof(host));
	return dns_resolve_sip(&r->query, sip.desk->loop, &question, dns_answer, r);
}

/* Look up what is left to be; then choose. */
static void go_on(struct resolve *r)
{
	struct resolve_list *list = r->list;
	struct dns_target numeric;
	struct sip_hop hop;
	struct sip_uri uri;

	for (; list->rest.at; list->which++) {
		if (!is_next_hop(&uri, span_cut(list->rest, ' ', &list->rest))) {
			list->why = "it is no address";
			continue;
		}
		list->host = uri.host;
		if (is_numeric(&numeric, &uri, list->transport))
			add_targets(list, &numeric, 1);
		else if (ask_names(r, &uri) == OK)
			return;
		else
			list->why = "its name cannot be looked up";
	}
	if (next_hop(r, &hop, true))
		r->found(r->arg, &hop, NULL);
	else
		r->found(r->arg, NULL, list->why);
}

/* --- life -------------------------------------------------------------------------- */

/* A single numeric host needs no list. */
static enum err answer_at_once(struct resolve *r, const struct dns_target *target, struct span name)
{
	struct sip_hop hop;
	char host[256];
	enum err err;

	span_copy(name, host, sizeof(host));
	err = stack_hop(&hop, stack_sip_transport(target->transport), net_of(&target->addr), host);
	r->found(r->arg, err ? NULL : &hop, err ? NOWHERE : NULL);
	return OK;
}

enum err resolve_begin(struct resolve *r, const struct resolve_wish *wish,
		       void (*found)(void *arg, const struct sip_hop *hop, const char *why), void *arg)
{
	struct dns_target numeric;
	struct resolve_list *list;
	struct span rest, first = span_cut(wish->uris, ' ', &rest);
	struct sip_uri uri;

	if (!is_next_hop(&uri, first))
		return ERR_ADDRESS;
	resolve_stop(r);
	r->found = found;
	r->arg = arg;
	r->which = 0;
	r->second = false;
	if (!rest.at && is_numeric(&numeric, &uri, wish->transport))
		return answer_at_once(r, &numeric, uri.host);
	list = mem_zalloc(sizeof(*list) + wish->uris.len + 1);
	if (!list)
		return ERR_NOMEM;
	memcpy(list->text, wish->uris.at, wish->uris.len);
	list->rest = (struct span){ list->text, wish->uris.len };
	list->transport = wish->transport;
	list->stays = wish->stay != NULL;
	if (wish->stay)
		list->stay = *wish->stay;
	list->best = wish->best;
	r->list = list;
	go_on(r);
	return OK;
}

enum err resolve_start(struct resolve *r, struct span uri, const struct sip_peer *in_use,
		       void (*found)(void *arg, const struct sip_hop *hop, const char *why), void *arg)
{
	return resolve_begin(r, &(struct resolve_wish){
		.uris = uri, .transport = stack_net_transport(in_use->transport), .stay = in_use }, found, arg);
}

bool resolve_again(struct resolve *r, const struct sip_peer *peer, enum sip_trans_event event,
		   const struct sip_msg *msg)
{
	char text[NET_TEXT_SIZE];
	struct sip_hop hop;

	if (msg && msg->status != 503) {
		server_answered(peer);
		return false;
	}
	server_failed(peer, msg);
	if (!r->list || r->query || !next_hop(r, &hop, false))
		return false;
	log_write(LOG_INFO, "sip", NULL, "%s %s; the next server is tried", sip_peer_text(peer, text),
		  msg ? "answers 503" : event == SIP_TRANS_TIMEOUT ? "does not answer" : "cannot be reached");
	r->found(r->arg, &hop, NULL);
	return true;
}

bool resolve_has_more(const struct resolve *r)
{
	return r->list && best_of(r->list);
}

bool resolve_had_many(const struct resolve *r)
{
	return r->list && r->list->count > 1;
}

void resolve_stop(struct resolve *r)
{
	dns_cancel(r->query);
	r->query = NULL;
	mem_free(r->list);
	r->list = NULL;
}

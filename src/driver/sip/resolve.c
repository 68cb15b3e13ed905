/* SPDX-License-Identifier: MIT
 * resolve.c - RFC 3263 by base/dns.h, and the short way for numeric hosts. */
#include "driver/sip/resolve.h"

static void answer(struct resolve *r, enum net_transport transport, const struct sockaddr *address)
{
	struct sip_hop hop;
	enum err err = stack_hop(&hop, stack_sip_transport(transport), address, r->host);

	r->found(r->arg, err ? NULL : &hop,
		 err ? "no socket of ours reaches that address; see listen in [sip]" : NULL);
}

static void dns_answer(void *arg, const struct dns_target *targets, unsigned count, const char *why)
{
	struct resolve *r = arg;
	unsigned i = count ? r->skip % count : 0;

	r->query = NULL;
	if (count == 0)
		r->found(r->arg, NULL, why);
	else
		answer(r, targets[i].transport, net_of(&targets[i].addr));
}

static enum net_transport transport_asked(const struct sip_uri *uri, enum net_transport preferred)
{
	struct span name;

	if (uri->scheme == SIP_SCHEME_SIPS)
		return NET_TLS;
	if (!sip_uri_param(uri, "transport", &name))
		return preferred;
	return span_isi(name, "tcp") ? NET_TCP : span_isi(name, "tls") ? NET_TLS : NET_UDP;
}

enum err resolve_start(struct resolve *r, struct span text, enum net_transport preferred,
		       void (*found)(void *arg, const struct sip_hop *hop, const char *why), void *arg)
{
	struct dns_question question = { .able = 1u << NET_UDP | 1u << NET_TCP };
	struct net_addr numeric;
	struct sip_uri uri;
	uint16_t port;

	if (sip_uri_read(&uri, text) || !uri.host.len ||
	    (uri.scheme != SIP_SCHEME_SIP && uri.scheme != SIP_SCHEME_SIPS))
		return ERR_ADDRESS;
	resolve_stop(r);
	r->found = found;
	r->arg = arg;
	question.transport = transport_asked(&uri, preferred);
	if (!span_copy(uri.host, r->host, sizeof(r->host)))
		return ERR_ADDRESS;
	port = question.transport == NET_TLS ? 5061 : 5060;
	if (net_parse(&numeric, uri.host, uri.port ? uri.port : port)) {
		answer(r, question.transport, net_of(&numeric));
		return OK;
	}
	question.host = r->host;
	question.port = uri.port;
	return dns_resolve_sip(&r->query, sip.desk->loop, &question, dns_answer, r);
}

void resolve_stop(struct resolve *r)
{
	dns_cancel(r->query);
	r->query = NULL;
}

/* SPDX-License-Identifier: MIT
 * dns_lookup.c - where a SIP request goes: RFC 3263, 4.1 and 4.2, asked step by step. */
#include "base/dns_in.h"
#include "base/mem.h"
#include <stdlib.h>

#define NAMES_MAX 8		/* SRV names of one question */
#define HOSTS_MAX 32		/* SRV records of one question */

#define BLIND_S 30		/* so long a "no" counts that does not say how long */
#define SILENCE_S 5		/* ... and a server's silence */
#define NO_MAX_S 300		/* ... and any "no" (RFC 2308 7) */

enum { CLASS_IN = 1, TYPE_SRV = 33, TYPE_NAPTR = 35 };

struct dns_name {		/* an SRV name to ask for */
	struct dns_lookup *lookup;
	enum net_transport transport;
	unsigned preference, place;	/* place: as it came, for equals */
	char name[DNS_NAME_SIZE];
};

struct dns_host {		/* a host to find the addresses of */
	struct dns_lookup *lookup;
	unsigned order;		/* as it came, for equals */
	uint16_t port;
	char name[DNS_NAME_SIZE];
	struct dns_place place;
};

struct dns_lookup {
	struct resolver *resolver;
	ares_channel channel;	/* the resolver's */
	dns_looked_up *done;
	void *arg;
	struct dns_key key;

	void (*next)(struct dns_lookup *lookup);	/* when nothing is pending any more */
	unsigned pending;	/* answers of c-ares to come, and one while asking */
	bool over;		/* told or forgotten: only pending keeps it here */
	bool refused;		/* an SRV record said that the service is not offered */
	bool failed;		/* a server did not answer as it should */
	uint32_t ttl_s;
	const char *why;	/* the last that went wrong */
	struct dns_name names[NAMES_MAX];
	struct dns_host hosts[HOSTS_MAX];
	unsigned name_count, host_count;
};

/* What the standards call them. */
static const struct {
	const char *srv, *naptr;
	uint16_t port;
} transports[] = {
	[NET_UDP] = { "_sip._udp",  "SIP+D2U",  5060 },
	[NET_TCP] = { "_sip._tcp",  "SIP+D2T",  5060 },
	[NET_TLS] = { "_sips._tcp", "SIPS+D2T", 5061 },
	[NET_WS]  = { NULL, NULL, 80 },		/* asked for with a port, which is no service */
	[NET_WSS] = { NULL, NULL, 443 },
};

uint16_t dns_default_port(enum net_transport transport)
{
	return transports[transport].port;
}

enum net_transport dns_plain_transport(enum net_transport asked, unsigned able)
{
	if (asked != NET_ANY)
		return asked;
	for (enum net_transport t = NET_UDP; t <= NET_TLS; t++)
		if (able & 1u << t)
			return t;
	return NET_UDP;
}

static enum net_transport plain_transport(const struct dns_lookup *lookup)
{
	return dns_plain_transport(lookup->key.transport, lookup->key.able);
}

/* --- what is known in the end -------------------------------------------------- */

static bool is_no(int status)
{
	return status == ARES_ENOTFOUND || status == ARES_ENODATA;
}

static const char *why_of(int status)
{
	if (is_no(status))
		return "no such name";
	if (status == ARES_ETIMEOUT || status == ARES_ECONNREFUSED)
		return "the name servers do not answer";
	return ares_strerror(status);
}

void dns_lookup_facts(const struct dns_lookup *lookup, struct dns_facts *out)
{
	out->count = 0;
	for (unsigned i = 0; i < lookup->host_count && out->count < DNS_TARGETS_MAX; i++)
		if (lookup->hosts[i].place.addr_count)
			out->places[out->count++] = &lookup->hosts[i].place;
	out->failed = lookup->failed;
	out->why = out->count ? NULL : lookup->why;
	out->ttl_s = lookup->ttl_s;
	if (lookup->failed && out->ttl_s > SILENCE_S)
		out->ttl_s = out->count ? BLIND_S : SILENCE_S;
	else if (!out->count && out->ttl_s > NO_MAX_S)
		out->ttl_s = NO_MAX_S;
}

static void lookup_free(struct dns_lookup *lookup)
{
	resolver_leave(lookup->resolver);
	mem_free(lookup);
}

static void finish(struct dns_lookup *lookup)
{
	struct dns_facts facts;

	lookup->over = true;
	dns_lookup_facts(lookup, &facts);
	lookup->done(lookup->arg, &facts);
	lookup_free(lookup);
}

void dns_lookup_forget(struct dns_lookup *lookup)
{
	if (lookup)
		lookup->over = true;	/* the memory stays while c-ares knows of it */
}

/* One of the pending has come. */
static void arrived(struct dns_lookup *lookup, int status)
{
	if (status == ARES_EDESTRUCTION)
		lookup->over = true;
	if (status != ARES_SUCCESS) {
		lookup->why = why_of(status);
		lookup->failed |= !is_no(status);
	}
	if (--lookup->pending > 0)
		return;
	if (lookup->over)
		lookup_free(lookup);
	else
		lookup->next(lookup);
}

static void note_ttl(struct dns_lookup *lookup, uint32_t ttl_s)
{
	if (ttl_s < lookup->ttl_s)
		lookup->ttl_s = ttl_s;
}

/* Of an answer in bytes, as it came. */
static void note_answer(struct dns_lookup *lookup, int status, const unsigned char *bytes, int len)
{
	uint32_t ttl_s;

	if (dns_ttl(&ttl_s, bytes, len > 0 ? (size_t)len : 0))
		note_ttl(lookup, ttl_s);
	else if (is_no(status))
		note_ttl(lookup, BLIND_S);
}

/* --- addresses ----------------------------------------------------------------- */

static void on_addresses(void *arg, int status, int timeouts, struct ares_addrinfo *found)
{
	struct dns_host *host = arg;
	struct dns_lookup *lookup = host->lookup;
	struct ares_addrinfo_node *node = found && !lookup->over ? found->nodes : NULL;

	for (; node && host->place.addr_count < DNS_ADDRS_MAX; node = node->ai_next) {
		struct net_addr *addr = &host->place.addrs[host->place.addr_count];

		if (!net_is_host(node->ai_addr))
			continue;
		net_copy(addr, node->ai_addr);
		net_port_set(addr, host->port);
		note_ttl(lookup, node->ai_ttl > 0 ? (uint32_t)node->ai_ttl : 0);
		host->place.addr_count++;
	}
	if (is_no(status))
		note_ttl(lookup, BLIND_S);
	if (found)
		ares_freeaddrinfo(found);
	arrived(lookup, status);
}

/* A and AAAA of all hosts at once. */
static void ask_addresses(struct dns_lookup *lookup)
{
	struct ares_addrinfo_hints hints = { .ai_family = AF_UNSPEC };
	unsigned count = lookup->host_count < DNS_TARGETS_MAX ? lookup->host_count : DNS_TARGETS_MAX;

	lookup->next = finish;
	lookup->pending += count + 1;
	for (unsigned i = 0; i < count; i++)
		ares_getaddrinfo(lookup->channel, lookup->hosts[i].name, NULL, &hints,
				 on_addresses, &lookup->hosts[i]);
	arrived(lookup, ARES_SUCCESS);
}

static struct dns_host *add_host(struct dns_lookup *lookup, enum net_transport transport,
				 uint16_t port, const char *name)
{
	struct dns_host *host = &lookup->hosts[lookup->host_count];

	if (lookup->host_count == HOSTS_MAX || !span_copy(span_of(name), host->name, DNS_NAME_SIZE))
		return NULL;
	host->lookup = lookup;
	host->place.transport = (uint8_t)transport;
	host->port = port;
	host->order = lookup->host_count++;
	return host;
}

/* --- services ------------------------------------------------------------------ */

/* The best first, as not all are asked for where there are many. */
static int compare_hosts(const void *left, const void *right)
{
	const struct dns_host *a = left, *b = right;

	if (a->place.rank != b->place.rank)
		return a->place.rank < b->place.rank ? -1 : 1;
	if (a->place.priority != b->place.priority)
		return a->place.priority < b->place.priority ? -1 : 1;
	return a->order < b->order ? -1 : 1;
}

/* All SRV records are there. */
static void have_services(struct dns_lookup *lookup)
{
	enum net_transport transport = plain_transport(lookup);

	if (lookup->host_count == 0 && lookup->refused) {
		lookup->why = "SIP is not offered there";
		lookup->failed = false;
		finish(lookup);
		return;
	}
	if (lookup->host_count == 0)
		add_host(lookup, transport, transports[transport].port, lookup->key.host);
	else
		qsort(lookup->hosts, lookup->host_count, sizeof(lookup->hosts[0]), compare_hosts);
	ask_addresses(lookup);
}

static void on_services(void *arg, int status, int timeouts, unsigned char *bytes, int len)
{
	struct dns_name *name = arg;
	struct dns_lookup *lookup = name->lookup;
	struct ares_srv_reply *all = NULL;

	note_answer(lookup, status, bytes, len);
	if (status == ARES_SUCCESS && !lookup->over)
		status = ares_parse_srv_reply(bytes, len, &all);
	for (struct ares_srv_reply *srv = all; srv; srv = srv->next) {
		struct dns_host *host;

		if (srv->host[0] == '\0' || strcmp(srv->host, ".") == 0) {
			lookup->refused = true;
			continue;
		}
		host = srv->port ? add_host(lookup, name->transport, srv->port, srv->host) : NULL;
		if (!host)
			continue;
		host->place.rank = (uint8_t)(name - lookup->names);
		host->place.priority = srv->priority;
		host->place.weight = srv->weight;
	}
	if (all)
		ares_free_data(all);
	arrived(lookup, status);
}

static void ask_services(struct dns_lookup *lookup)
{
	lookup->next = have_services;
	lookup->pending += lookup->name_count + 1;
	for (unsigned i = 0; i < lookup->name_count; i++)
		ares_query(lookup->channel, lookup->names[i].name, CLASS_IN, TYPE_SRV,
			   on_services, &lookup->names[i]);
	arrived(lookup, ARES_SUCCESS);
}

static struct dns_name *add_name(struct dns_lookup *lookup, enum net_transport transport)
{
	struct dns_name *name = &lookup->names[lookup->name_count];

	if (lookup->name_count == NAMES_MAX)
		return NULL;
	name->lookup = lookup;
	name->transport = transport;
	name->place = lookup->name_count++;
	return name;
}

/* "_sip._udp.example.com", unless that is longer than a name may be. */
static void add_service(struct dns_lookup *lookup, enum net_transport transport)
{
	struct dns_name *name = add_name(lookup, transport);

	if (name && snprintf(name->name, DNS_NAME_SIZE, "%s.%s", transports[transport].srv,
			     lookup->key.host) >= DNS_NAME_SIZE)
		lookup->name_count--;
}

/* --- NAPTR --------------------------------------------------------------------- */

static int compare_names(const void *left, const void *right)
{
	const struct dns_name *a = left, *b = right;

	if (a->preference != b->preference)
		return a->preference < b->preference ? -1 : 1;
	return a->place < b->place ? -1 : 1;
}

/* The transport that a NAPTR record offers and we can speak; else NET_ANY. */
static enum net_transport offered(const struct dns_lookup *lookup, const struct ares_naptr_reply *naptr)
{
	if (!span_isi(span_of((const char *)naptr->flags), "s") || naptr->regexp[0])
		return NET_ANY;
	for (enum net_transport t = NET_UDP; t <= NET_TLS; t++)
		if ((lookup->key.able & 1u << t) &&
		    span_isi(span_of((const char *)naptr->service), transports[t].naptr))
			return t;
	return NET_ANY;
}

/* Of the records that fit, those of the lowest order, by preference. */
static void read_naptr(struct dns_lookup *lookup, const struct ares_naptr_reply *all)
{
	const struct ares_naptr_reply *n;
	unsigned order = UINT32_MAX;
	struct dns_name *name;

	for (n = all; n; n = n->next)
		if (n->order < order && offered(lookup, n) != NET_ANY)
			order = n->order;
	for (n = all; n; n = n->next) {
		if (n->order != order || offered(lookup, n) == NET_ANY)
			continue;
		name = add_name(lookup, offered(lookup, n));
		if (!name)
			break;
		name->preference = n->preference;
		if (!span_copy(span_of(n->replacement), name->name, DNS_NAME_SIZE))
			lookup->name_count--;
	}
	qsort(lookup->names, lookup->name_count, sizeof(lookup->names[0]), compare_names);
}

static void have_naptr(struct dns_lookup *lookup)
{
	if (lookup->name_count == 0)
		for (enum net_transport t = NET_UDP; t <= NET_TLS; t++)
			if (lookup->key.able & 1u << t)
				add_service(lookup, t);
	ask_services(lookup);
}

static void on_naptr(void *arg, int status, int timeouts, unsigned char *bytes, int len)
{
	struct dns_lookup *lookup = arg;
	struct ares_naptr_reply *all = NULL;

	note_answer(lookup, status, bytes, len);
	if (status == ARES_SUCCESS && !lookup->over)
		status = ares_parse_naptr_reply(bytes, len, &all);
	read_naptr(lookup, all);
	if (all)
		ares_free_data(all);
	arrived(lookup, status);
}

/* --- the first step ------------------------------------------------------------ */

struct dns_lookup *dns_lookup_new(struct loop *loop, const struct dns_key *key,
				  dns_looked_up *done, void *arg)
{
	struct dns_lookup *lookup = mem_zalloc(sizeof(*lookup));

	if (lookup)
		lookup->resolver = resolver_enter(loop);
	if (!lookup || !lookup->resolver) {
		mem_free(lookup);
		return NULL;
	}
	lookup->channel = resolver_channel(lookup->resolver);
	lookup->key = *key;
	lookup->done = done;
	lookup->arg = arg;
	lookup->ttl_s = DNS_DAY_S;
	lookup->why = "no such name";
	return lookup;
}

void dns_lookup_begin(struct dns_lookup *lookup)
{
	const struct dns_key *key = &lookup->key;
	struct resolver *resolver = lookup->resolver;

	if (key->port) {
		add_host(lookup, plain_transport(lookup), key->port, key->host);
		ask_addresses(lookup);
	} else if (key->transport != NET_ANY) {
		add_service(lookup, key->transport);
		ask_services(lookup);
	} else {
		lookup->next = have_naptr;
		lookup->pending++;
		ares_query(lookup->channel, key->host, CLASS_IN, TYPE_NAPTR, on_naptr, lookup);
	}
	/* The lookup may be gone by now. */
	resolver_settle(resolver);
}

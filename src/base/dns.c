/* SPDX-License-Identifier: MIT
 * dns.c - where a SIP request goes: RFC 3263, 4.1 and 4.2. */
#include "base/dns_in.h"
#include "base/dns.h"
#include "base/mem.h"
#include <stdlib.h>

#define NAME_SIZE 256
#define NAMES_MAX 8		/* SRV names of one question */
#define HOSTS_MAX 32		/* SRV records of one question */
#define ADDRS_MAX 8		/* addresses of one host */
#define LIMIT_MS 5000

enum { CLASS_IN = 1, TYPE_SRV = 33, TYPE_NAPTR = 35 };

struct dns_name {		/* an SRV name to ask for */
	struct dns_query *query;
	enum net_transport transport;
	unsigned preference, place;	/* place: as it came, for equals */
	char name[NAME_SIZE];
};

struct dns_host {		/* a host to find the addresses of */
	struct dns_query *query;
	enum net_transport transport;
	unsigned rank, place;	/* of its SRV name; as it came, for equals */
	uint16_t priority, weight, port;
	char name[NAME_SIZE];
	struct net_addr addrs[ADDRS_MAX];
	unsigned addr_count;
};

struct dns_query {
	struct loop_part part;
	struct loop *loop;
	ares_channel channel;	/* NULL: not entered */
	dns_found *found;
	void *arg;
	struct timer limit;
	unsigned limit_ms;

	enum net_transport transport;
	unsigned able;
	uint16_t port;
	char host[NAME_SIZE];

	void (*next)(struct dns_query *query);	/* when nothing is pending any more */
	unsigned pending;	/* answers of c-ares to come, and one while asking */
	bool done;		/* answered or cancelled: only pending keeps it here */
	bool refused;		/* an SRV record said that the service is not offered */
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
};

static const char *why_of(int status)
{
	switch (status) {
	case ARES_ENOTFOUND:
	case ARES_ENODATA:
		return "no such name";
	case ARES_ETIMEOUT:
	case ARES_ECONNREFUSED:
		return "the name servers do not answer";
	default:
		return ares_strerror(status);
	}
}

static void query_free(struct dns_query *query)
{
	loop_remove(&query->part);
	timer_stop(query->loop->timers, &query->limit);
	if (query->channel)
		resolver_leave(query->loop);
	mem_free(query);
}

/* No more is to be told; the memory stays while c-ares knows of it. */
static void query_drop(struct dns_query *query)
{
	query->done = true;
	timer_stop(query->loop->timers, &query->limit);
	if (query->pending == 0)
		query_free(query);
}

/* One of the pending has come. */
static void arrived(struct dns_query *query, int status)
{
	if (status == ARES_EDESTRUCTION)
		query->done = true;
	if (status != ARES_SUCCESS)
		query->why = why_of(status);
	if (--query->pending > 0)
		return;
	if (query->done)
		query_free(query);
	else
		query->next(query);
}

static void add_target(struct dns_target *list, unsigned *count, enum net_transport transport,
		       const struct net_addr *addr)
{
	for (unsigned i = 0; i < *count; i++)
		if (list[i].transport == transport && net_same(net_of(&list[i].addr), net_of(addr)))
			return;
	if (*count < DNS_TARGETS_MAX)
		list[(*count)++] = (struct dns_target){ transport, *addr };
}

static void answer(struct dns_query *query)
{
	struct dns_target list[DNS_TARGETS_MAX];
	unsigned count = 0;

	for (unsigned i = 0; i < query->host_count; i++)
		for (unsigned k = 0; k < query->hosts[i].addr_count; k++)
			add_target(list, &count, query->hosts[i].transport, &query->hosts[i].addrs[k]);
	query->done = true;	/* the handle is dead: found() may not find it alive */
	query->found(query->arg, list, count, count ? NULL : query->why);
	query_drop(query);
}

static void on_limit(void *arg)
{
	struct dns_query *query = arg;

	query->why = "the name servers do not answer in time";
	answer(query);
}

static void on_addresses(void *arg, int status, int timeouts, struct ares_addrinfo *found)
{
	struct dns_host *host = arg;
	struct ares_addrinfo_node *node = found && !host->query->done ? found->nodes : NULL;

	for (; node && host->addr_count < ADDRS_MAX; node = node->ai_next) {
		struct net_addr *addr = &host->addrs[host->addr_count];

		if (net_size(node->ai_addr) == 0)
			continue;
		net_copy(addr, node->ai_addr);
		net_port_set(addr, host->port);
		host->addr_count++;
	}
	if (found)
		ares_freeaddrinfo(found);
	arrived(host->query, status);
}

/* A and AAAA of all hosts at once. */
static void ask_addresses(struct dns_query *query)
{
	struct ares_addrinfo_hints hints = { .ai_family = AF_UNSPEC };
	unsigned count = query->host_count < DNS_TARGETS_MAX ? query->host_count : DNS_TARGETS_MAX;

	query->next = answer;
	query->pending += count + 1;
	for (unsigned i = 0; i < count; i++)
		ares_getaddrinfo(query->channel, query->hosts[i].name, NULL, &hints,
				 on_addresses, &query->hosts[i]);
	arrived(query, ARES_SUCCESS);
}

static enum net_transport plain_transport(const struct dns_query *query)
{
	if (query->transport != NET_ANY)
		return query->transport;
	for (enum net_transport t = NET_UDP; t <= NET_TLS; t++)
		if (query->able & 1u << t)
			return t;
	return NET_UDP;
}

static struct dns_host *add_host(struct dns_query *query, enum net_transport transport,
				 uint16_t port, const char *name)
{
	struct dns_host *host = &query->hosts[query->host_count];

	if (query->host_count == HOSTS_MAX || !span_copy(span_of(name), host->name, NAME_SIZE))
		return NULL;
	host->query = query;
	host->transport = transport;
	host->port = port;
	host->place = query->host_count++;
	return host;
}

static uint32_t chance(struct loop *loop)
{
	uint32_t n = 0;

	if (loop->dns_random)
		return loop->dns_random(loop->dns_random_arg);
	uv_random(NULL, NULL, &n, sizeof(n), 0, NULL);
	return n;
}

/* By the order of the SRV names, then priority; those without weight first, as
 * the choice of RFC 2782 wants it. */
static int compare_hosts(const void *left, const void *right)
{
	const struct dns_host *a = left, *b = right;

	if (a->rank != b->rank)
		return a->rank < b->rank ? -1 : 1;
	if (a->priority != b->priority)
		return a->priority < b->priority ? -1 : 1;
	if ((a->weight > 0) != (b->weight > 0))
		return a->weight > 0 ? 1 : -1;
	return a->place < b->place ? -1 : 1;
}

/* Draw one of the first `count` by weight and put it first. */
static void draw(struct loop *loop, struct dns_host *hosts, unsigned count)
{
	uint32_t sum = 0, mark, at = 0;
	struct dns_host drawn;

	for (unsigned i = 0; i < count; i++)
		sum += hosts[i].weight;
	mark = chance(loop) % (sum + 1);
	for (sum = hosts[0].weight; sum < mark; sum += hosts[at].weight)
		at++;
	drawn = hosts[at];
	memmove(hosts + 1, hosts, at * sizeof(*hosts));
	hosts[0] = drawn;
}

static void order_hosts(struct dns_query *query)
{
	struct dns_host *first = query->hosts, *end = query->hosts + query->host_count;

	qsort(first, query->host_count, sizeof(*first), compare_hosts);
	for (; first < end; first++) {
		unsigned count = 1;

		while (first + count < end && first[count].rank == first->rank &&
		       first[count].priority == first->priority)
			count++;
		draw(query->loop, first, count);
	}
}

/* All SRV records are there. */
static void have_services(struct dns_query *query)
{
	enum net_transport transport = plain_transport(query);

	if (query->host_count == 0 && query->refused) {
		query->why = "SIP is not offered there";
		answer(query);
		return;
	}
	if (query->host_count == 0)
		add_host(query, transport, transports[transport].port, query->host);
	else
		order_hosts(query);
	ask_addresses(query);
}

static void on_services(void *arg, int status, int timeouts, unsigned char *bytes, int len)
{
	struct dns_name *name = arg;
	struct dns_query *query = name->query;
	struct ares_srv_reply *all = NULL;

	if (status == ARES_SUCCESS && !query->done)
		status = ares_parse_srv_reply(bytes, len, &all);
	for (struct ares_srv_reply *srv = all; srv; srv = srv->next) {
		struct dns_host *host;

		if (srv->host[0] == '\0' || strcmp(srv->host, ".") == 0) {
			query->refused = true;
			continue;
		}
		host = add_host(query, name->transport, srv->port, srv->host);
		if (!host)
			continue;
		host->rank = (unsigned)(name - query->names);
		host->priority = srv->priority;
		host->weight = srv->weight;
	}
	if (all)
		ares_free_data(all);
	arrived(query, status);
}

static void ask_services(struct dns_query *query)
{
	query->next = have_services;
	query->pending += query->name_count + 1;
	for (unsigned i = 0; i < query->name_count; i++)
		ares_query(query->channel, query->names[i].name, CLASS_IN, TYPE_SRV,
			   on_services, &query->names[i]);
	arrived(query, ARES_SUCCESS);
}

static struct dns_name *add_name(struct dns_query *query, enum net_transport transport)
{
	struct dns_name *name = &query->names[query->name_count];

	if (query->name_count == NAMES_MAX)
		return NULL;
	name->query = query;
	name->transport = transport;
	name->place = query->name_count++;
	return name;
}

/* "_sip._udp.example.com", unless that is longer than a name may be. */
static void add_service(struct dns_query *query, enum net_transport transport)
{
	struct dns_name *name = add_name(query, transport);

	if (name && snprintf(name->name, NAME_SIZE, "%s.%s", transports[transport].srv,
			     query->host) >= NAME_SIZE)
		query->name_count--;
}

static int compare_names(const void *left, const void *right)
{
	const struct dns_name *a = left, *b = right;

	if (a->preference != b->preference)
		return a->preference < b->preference ? -1 : 1;
	return a->place < b->place ? -1 : 1;
}

/* The transport that a NAPTR record offers and we can speak; else NET_ANY. */
static enum net_transport offered(const struct dns_query *query, const struct ares_naptr_reply *naptr)
{
	if (!span_isi(span_of((const char *)naptr->flags), "s") || naptr->regexp[0])
		return NET_ANY;
	for (enum net_transport t = NET_UDP; t <= NET_TLS; t++)
		if ((query->able & 1u << t) &&
		    span_isi(span_of((const char *)naptr->service), transports[t].naptr))
			return t;
	return NET_ANY;
}

/* Of the records that fit, those of the lowest order, by preference. */
static void read_naptr(struct dns_query *query, const struct ares_naptr_reply *all)
{
	const struct ares_naptr_reply *n;
	unsigned order = UINT32_MAX;
	struct dns_name *name;

	for (n = all; n; n = n->next)
		if (n->order < order && offered(query, n) != NET_ANY)
			order = n->order;
	for (n = all; n; n = n->next) {
		if (n->order != order || offered(query, n) == NET_ANY)
			continue;
		name = add_name(query, offered(query, n));
		if (!name)
			break;
		name->preference = n->preference;
		if (!span_copy(span_of(n->replacement), name->name, NAME_SIZE))
			query->name_count--;
	}
	qsort(query->names, query->name_count, sizeof(query->names[0]), compare_names);
}

static void have_naptr(struct dns_query *query)
{
	if (query->name_count == 0)
		for (enum net_transport t = NET_UDP; t <= NET_TLS; t++)
			if (query->able & 1u << t)
				add_service(query, t);
	ask_services(query);
}

static void on_naptr(void *arg, int status, int timeouts, unsigned char *bytes, int len)
{
	struct dns_query *query = arg;
	struct ares_naptr_reply *all = NULL;

	if (status == ARES_SUCCESS && !query->done)
		status = ares_parse_naptr_reply(bytes, len, &all);
	read_naptr(query, all);
	if (all)
		ares_free_data(all);
	arrived(query, status);
}

/* The first step, on the loop's thread. */
static void query_work(struct loop_part *part)
{
	struct dns_query *query = list_entry(part, struct dns_query, part);
	struct loop *loop = query->loop;
	enum net_transport transport = plain_transport(query);
	uint16_t port = query->port ? query->port : transports[transport].port;
	struct dns_host *host;
	struct net_addr addr;

	if (net_parse(&addr, span_of(query->host), port)) {
		host = add_host(query, transport, port, query->host);
		host->addrs[host->addr_count++] = addr;
		answer(query);
		return;
	}
	query->channel = resolver_enter(loop);
	if (!query->channel) {
		query->why = "there is no resolver";
		answer(query);
		return;
	}
	timer_set(loop->timers, &query->limit, query->limit_ms, on_limit, query);
	if (query->port) {
		add_host(query, transport, port, query->host);
		ask_addresses(query);
	} else if (query->transport != NET_ANY) {
		add_service(query, query->transport);
		ask_services(query);
	} else {
		query->next = have_naptr;
		query->pending++;
		ares_query(query->channel, query->host, CLASS_IN, TYPE_NAPTR, on_naptr, query);
	}
	/* The query may be gone by now. */
	resolver_settle(loop);
}

static void query_end(struct loop_part *part)
{
	query_drop(list_entry(part, struct dns_query, part));
}

enum err dns_resolve_sip(struct dns_query **out, struct loop *loop,
			 const struct dns_question *question, dns_found *found, void *arg)
{
	struct dns_query *query;
	size_t len = question->host ? strlen(question->host) : 0;

	if (len == 0 || len > 253)
		return ERR_ADDRESS;
	query = mem_zalloc(sizeof(*query));
	if (!query)
		return ERR_NOMEM;
	memcpy(query->host, question->host, len);
	query->loop = loop;
	query->port = question->port;
	query->transport = question->transport;
	query->able = question->able ? question->able : 1u << NET_UDP | 1u << NET_TCP | 1u << NET_TLS;
	query->limit_ms = question->limit_ms ? question->limit_ms : LIMIT_MS;
	query->found = found;
	query->arg = arg;
	query->why = "no such name";
	query->part.work = query_work;
	query->part.end = query_end;
	loop_add(loop, &query->part);
	loop_work(loop, &query->part);
	if (out)
		*out = query;
	return OK;
}

void dns_cancel(struct dns_query *query)
{
	if (query && !query->done)
		query_drop(query);
}

void dns_servers(struct loop *loop, const char *servers)
{
	loop->dns_servers = servers;
}

void dns_random(struct loop *loop, uint32_t (*random)(void *arg), void *arg)
{
	loop->dns_random = random;
	loop->dns_random_arg = arg;
}

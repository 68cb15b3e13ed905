/* SPDX-License-Identifier: MIT
 * flow.c - the way between us and a server that lines are registered with. */
#include "driver/sip/flow.h"
#include "base/mem.h"
#include "driver/sip/connection.h"
#include "driver/sip/nat.h"
#include "driver/sip/register.h"
#include "driver/sip/roam.h"
#include "os/file.h"

#define PAUSE_MAX_S 1800
#define LOOK_MS 10000		/* between looks at our own address */
#define MOVED_MS 30000		/* a NAT that moves us more often is left to the refresh */
#define OLD_MS 60000		/* in which lines take back where they were */
#define INSTANCE "sip-instance"	/* the file, beside the configuration */

struct flow {
	struct list node;		/* of sip.flows */
	struct sip_hop hop;		/* as its first line registered by it */
	struct net_addr seen;		/* as whom the server sees us; unset: as we see ourselves */
	struct net_addr was;		/* ... before it moved */
	uint64_t moved_ms;		/* when that changed; 0: never */
	uint32_t lines;
	uint32_t every_s;		/* between pings, as the server wants them; 0: it does not say */
	bool outbound;
	struct timer look, ping;
};

static struct timers *timers(void)
{
	return &sip.desk->timers;
}

static struct flow *find(const struct sip_hop *hop)
{
	list_each(node, &sip.flows) {
		struct flow *flow = list_entry(node, struct flow, node);

		if (sip_peer_is(&flow->hop.peer, &hop->peer))
			return flow;
	}
	return NULL;
}

uint64_t flow_pause_ms(uint32_t base_s, uint32_t n)
{
	uint64_t pause_ms = base_s * 1000ull;

	for (uint32_t i = 0; i < n && pause_ms < PAUSE_MAX_S * 1000; i++)
		pause_ms *= 2;
	if (pause_ms > PAUSE_MAX_S * 1000)
		pause_ms = PAUSE_MAX_S * 1000;
	return pause_ms - sip.ids.count * 7919 % (pause_ms / 2 + 1);
}

/* --- keeping it open --------------------------------------------------------------- */

/* By UDP the practice is CRLF CRLF, which nobody answers. */
static void ping(void *arg);

static uint32_t ping_every_s(const struct flow *flow)
{
	uint32_t every_s = net_is_set(&flow->seen) ? sip.udp_ping_s : 0;

	if (flow->hop.peer.transport != SIP_UDP)
		return 0;
	return flow->every_s && sip.udp_ping_s && (!every_s || flow->every_s < every_s) ? flow->every_s : every_s;
}

/* From four fifths of the time on, at random (RFC 5626 4.4). */
static void ping_later(struct flow *flow)
{
	uint64_t whole_ms = ping_every_s(flow) * 1000ull;

	if (whole_ms)
		timer_set(timers(), &flow->ping, whole_ms - sip.ids.count * 7919 % (whole_ms / 5 + 1), ping, flow);
	else
		timer_stop(timers(), &flow->ping);
}

static void ping(void *arg)
{
	struct flow *flow = arg;

	sip.layer.send(&sip.layer, &flow->hop.peer, SPAN("\r\n\r\n"));
	ping_later(flow);
}

/* --- its ends ---------------------------------------------------------------------- */

static void look_again(struct flow *flow);

/* A cable, another network: what is said of us is not true any more. */
static void look(void *arg)
{
	struct flow *flow = arg;
	char was[NET_TEXT_SIZE], is[NET_TEXT_SIZE];
	struct net_addr local;

	look_again(flow);
	if (stack_local(&local, &flow->hop.peer) || net_same_host(net_of(&local), net_of(&flow->hop.local)))
		return;			/* no way there: it may come back as it was */
	log_write(LOG_INFO, "sip", NULL, "our address is %s now, no more %s: lines register again",
		  net_host_text(net_of(&local), is), net_host_text(net_of(&flow->hop.local), was));
	flow->was = net_is_set(&flow->seen) ? flow->seen : flow->hop.local;
	flow->moved_ms = timers()->now_ms;
	flow->hop.local = local;
	flow->seen = (struct net_addr){ { 0 } };
	dns_expire(sip.desk->loop);
	if (flow->hop.peer.transport == SIP_UDP)
		register_moved(flow);
	else
		connection_end(flow->hop.peer.handle, "our address is another one now");
	roam_moved();
}

static void look_again(struct flow *flow)
{
	timer_set(timers(), &flow->look, LOOK_MS, look, flow);
}

/* As whom the server sees us: what its Via says (RFC 3581). By connections it does not
 * matter, as nobody can connect to that. */
static void learn_address(struct flow *flow, const struct sip_line *line, const struct sip_msg *msg)
{
	struct net_addr seen = { { 0 } }, was = flow->seen, told;
	char text[NET_TEXT_SIZE];
	bool same;

	if (line->hop->peer.transport != SIP_UDP || !sip.nat_contact || !msg->via.rport ||
	    !net_parse(&seen, msg->via.received.at ? msg->via.received : msg->via.host, msg->via.rport) ||
	    !net_is_host(net_of(&seen)))
		return;
	net_port_set(&seen, msg->via.rport);
	if (net_same(net_of(&seen), net_of(&line->hop->local)))
		seen = (struct net_addr){ { 0 } };
	if (!net_is_set(&was) && nat_seen(&told, line->hop) && net_is_set(&seen) &&
	    net_same(net_of(&told), net_of(&seen))) {
		flow->seen = seen;	/* as we have said already */
		ping_later(flow);
		return;
	}
	same = net_is_set(&seen) == net_is_set(&was) &&
	       (!net_is_set(&seen) || net_same(net_of(&seen), net_of(&was)));
	if (same || (net_is_set(&was) && flow->moved_ms && timers()->now_ms - flow->moved_ms < MOVED_MS))
		return;
	flow->was = net_is_set(&was) ? was : line->hop->local;
	flow->seen = seen;
	flow->moved_ms = timers()->now_ms;
	log_write(LOG_INFO, "sip", line->line->name, "the server sees us at %s: our Contact says so",
		  net_text(net_of(net_is_set(&seen) ? &seen : &line->hop->local), text));
	ping_later(flow);
	register_moved(flow);
	roam_seen(&flow->hop.peer);
}

const struct sockaddr *flow_own_address(const struct sip_hop *hop)
{
	const struct flow *flow = hop->peer.transport == SIP_UDP ? find(hop) : NULL;

	return net_of(flow && net_is_set(&flow->seen) ? &flow->seen : &hop->local);
}

bool flow_is_outbound(const struct sip_hop *hop)
{
	const struct flow *flow = find(hop);

	return flow && flow->outbound;
}

/* --- lines ------------------------------------------------------------------------- */

static struct flow *flow_of(const struct sip_line *line)
{
	struct flow *flow = find(line->hop);

	if (flow)
		return flow;
	flow = mem_zalloc(sizeof(*flow));
	if (!flow)
		return NULL;
	flow->hop = *line->hop;
	list_append(&sip.flows, &flow->node);
	look_again(flow);
	return flow;
}

void flow_leave(struct sip_line *line)
{
	struct flow *flow = line->flow;

	line->flow = NULL;
	if (!flow || --flow->lines > 0)
		return;
	timer_stop(timers(), &flow->look);
	timer_stop(timers(), &flow->ping);
	list_remove(&flow->node);
	mem_free(flow);
}

/* Flow-Timer: how long the way stays open without a word (RFC 5626 5.4). */
static void learn_timer(struct flow *flow, const struct sip_msg *msg)
{
	struct span value = sip_msg_get_other(msg, "Flow-Timer");
	struct sip_number number;

	if (!value.at || sip_number_read(value, &number) || number.value < 10 || number.value > 86400 ||
	    flow->every_s == number.value)
		return;
	flow->every_s = number.value;
	if (flow->hop.peer.transport == SIP_UDP)
		ping_later(flow);
	else
		connection_ping_every(flow->hop.peer.handle, number.value);
}

void flow_join(struct sip_line *line, const struct sip_msg *response)
{
	bool used = line->outbound != SIP_OUTBOUND_LACKING && sip_msg_lists(response, SIP_H_REQUIRE, "outbound");
	struct flow *flow = flow_of(line);

	if (line->outbound != SIP_OUTBOUND_LACKING)
		line->outbound = used ? SIP_OUTBOUND_USED : SIP_OUTBOUND_UNKNOWN;
	if (flow != line->flow) {
		if (flow)
			flow->lines++;
		flow_leave(line);
		line->flow = flow;
	}
	if (!flow)
		return;			/* no memory: it works without */
	flow->outbound |= used;
	learn_timer(flow, response);
	learn_address(flow, line, response);
}

/* --- who we are -------------------------------------------------------------------- */

static bool instance_read(const char *path)
{
	FILE *file = file_open(path, "rb");
	size_t len = file ? fread(sip.instance, 1, SIP_INSTANCE_SIZE - 1, file) : 0;

	if (file)
		fclose(file);
	sip.instance[len] = '\0';
	return len == SIP_INSTANCE_SIZE - 1 && strspn(sip.instance, "0123456789abcdef-") == len;
}

static bool instance_write(const char *path)
{
	FILE *file = file_open(path, "wb");
	bool whole = file && fputs(sip.instance, file) >= 0;

	if (file)
		whole = fclose(file) == 0 && whole;
	return whole;
}

/* A UUID of random digits (RFC 4122 4.4), the same as long as its file is there. */
static const char *instance(const struct sip_line *line)
{
	const char *conf = line->line->provider->path;
	char path[1024], digits[SIP_CALL_ID_SIZE];
	struct buf b;

	if (sip.instance[0])
		return sip.instance;
	buf_fixed(&b, path, sizeof(path));
	buf_span_add(&b, (struct span){ conf, file_folder(conf) });
	buf_text(&b, INSTANCE);
	buf_char(&b, '\0');
	if (!b.full && instance_read(path))
		return sip.instance;
	sip_call_id(&sip.ids, digits);
	snprintf(sip.instance, sizeof(sip.instance), "%.8s-%.4s-4%.3s-a%.3s-%.12s", digits, digits + 8,
		 digits + 12, digits + 15, digits + 18);
	if (b.full || !instance_write(path))
		log_write(LOG_WARN, "sip", NULL, "who we are is not kept beyond a restart: %s cannot be written", path);
	return sip.instance;
}

/* Where we were a moment ago: who is called is not to be looked for there. */
static void write_old_contact(const struct sip_line *line)
{
	const struct flow *flow = line->flow;
	struct sip_hop old;

	if (!flow || !net_is_set(&flow->was) || timers()->now_ms - flow->moved_ms > OLD_MS ||
	    flow->hop.peer.transport != SIP_UDP)
		return;
	old = flow->hop;
	old.local = flow->was;
	old.peer.handle = UINT32_MAX;	/* of no flow: as it is written there */
	stack_contact_begin(sip_line_user(line), &old);
	buf_text(&sip.out, ";expires=0");
	sip_write_close(&sip.out);
}

void flow_write_contacts(const struct sip_line *line, bool stays)
{
	bool outbound = line->conf->outbound && line->outbound != SIP_OUTBOUND_LACKING;

	stack_contact_begin(sip_line_user(line), line->hop);
	if (line->conf->outbound)
		buf_printf(&sip.out, ";+sip.instance=\"<urn:uuid:%s>\"", instance(line));
	if (outbound)
		buf_text(&sip.out, ";reg-id=1");
	sip_write_close(&sip.out);
	if (stays)
		write_old_contact(line);
	if (outbound)
		sip_write_text(&sip.out, SIP_H_SUPPORTED, "path, outbound");
}

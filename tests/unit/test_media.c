/* SPDX-License-Identifier: MIT
 * test_media.c - the voice of a call, on real sockets, by a clock that the test moves.
 *
 * The loop has a wheel of its own; the desk's is moved by step(). The far end
 * is two sockets of the same loop. */
#include "loop_scene.h"
#include "base/log.h"
#include "base/mem.h"
#include "driver/sip/media_in.h"

#define FIRST 27300
#define LAST 27699

static struct scene scene;
static struct desk desk;
static struct media_pool *pool;
static struct media *media;

struct end {			/* a socket of the far end, and what it heard */
	struct udp *udp;
	unsigned count;
	size_t len;
	struct rtp rtp;		/* the newest; its spans point into bytes */
	char bytes[2048];
	struct net_addr from;
	struct {
		uint8_t pt;
		bool marker;
		uint16_t sequence;
		uint32_t timestamp;
		struct dtmf_event event;
	} log[64];
};
static struct end peer, peer_rtcp, other, other_rtcp, stranger;

static struct ear {		/* our listener */
	char told[128];		/* "5v" is down, "5^" up, "." a digit of ours is out */
	bool close, reopen;	/* do so when told */
} ear;

static void hear(void *arg, const struct sockaddr *from, char *bytes, size_t len)
{
	struct end *end = arg;
	struct rtp *p = &end->rtp;

	if (len > sizeof(end->bytes))
		len = sizeof(end->bytes);
	memcpy(end->bytes, bytes, len);
	end->len = len;
	net_copy(&end->from, from);
	memset(p, 0, sizeof(*p));
	if (rtp_read(p, (struct span){ end->bytes, len }) && end->count < 64) {
		end->log[end->count].pt = p->pt;
		end->log[end->count].marker = p->marker;
		end->log[end->count].sequence = p->sequence;
		end->log[end->count].timestamp = p->timestamp;
		dtmf_event_read(&end->log[end->count].event, p->payload);
	}
	end->count++;
}

static void told(const char *what)
{
	size_t len = strlen(ear.told);

	snprintf(ear.told + len, sizeof(ear.told) - len, "%s", what);
	if (!ear.close)
		return;
	ear.close = false;
	media_close(media);
	media = NULL;
}

static struct net_addr home;
static uint16_t home_port;	/* of the media opened last, which may have closed itself */
static const struct media_listener listener;

static void on_digit(void *arg, char digit, bool down)
{
	char text[3] = { digit, down ? 'v' : '^', 0 };

	told(text);
	if (ear.reopen && media_open(&media, pool, net_of(&home), &listener) == OK)
		ear.reopen = false;
}

static void on_sent(void *arg)
{
	told(".");
}

static const struct media_listener listener = { on_digit, on_sent, NULL };

static void close_media(void *unused)
{
	scene_enter(&scene);
	media_close(media);
	media_pool_close(pool);
	scene_leave(&scene);
	log_level_set(LOG_WARN);
}

static enum err end_open(struct end *end, const char *host)
{
	struct net_addr addr;
	enum err err;

	if (!net_parse(&addr, span_of(host), 0))
		return ERR_PARAM;
	scene_enter(&scene);
	err = udp_open(&end->udp, scene.loop, net_of(&addr), 0, hear, end);
	scene_leave(&scene);
	return err;
}

static enum err open_one(struct media **out)
{
	enum err err;

	scene_enter(&scene);
	err = media_open(out, pool, net_of(&home), &listener);
	if (!err)
		home_port = media_port(*out);
	scene_leave(&scene);
	return err;
}

static void open_pool(const char *host, uint32_t first, uint32_t last)
{
	memset(&peer, 0, sizeof(peer));
	memset(&peer_rtcp, 0, sizeof(peer_rtcp));
	memset(&other, 0, sizeof(other));
	memset(&other_rtcp, 0, sizeof(other_rtcp));
	memset(&stranger, 0, sizeof(stranger));
	memset(&ear, 0, sizeof(ear));
	media = NULL;
	pool = NULL;
	scene_open(&scene);
	DEFER(close_media, NULL);
	timers_init(&desk.timers, 5000);
	desk.loop = scene.loop;
	net_parse(&home, span_of(host), 0);
	log_level_set(LOG_OFF);
	NEED(media_pool_open(&pool, &desk, first, last) == OK);
}

static bool is_free(uint32_t port)
{
	struct sockaddr_in at;
	uv_loop_t loop;
	uv_udp_t udp;
	bool is;

	uv_loop_init(&loop);
	uv_udp_init(&loop, &udp);
	uv_ip4_addr("127.0.0.1", (int)port, &at);
	is = uv_udp_bind(&udp, (struct sockaddr *)&at, 0) == 0;
	uv_close((uv_handle_t *)&udp, NULL);
	uv_run(&loop, UV_RUN_DEFAULT);
	uv_loop_close(&loop);
	return is;
}

/* The first, even, of eight ports that are nobody's: rigs and other suites run beside. */
static uint32_t few_ports(void)
{
	static uint32_t first;
	uint32_t found = first ? 8 : 0;

	if (!first)
		first = LAST + 1 + (uint32_t)uv_os_getpid() % 400 * 8;
	while (found < 8) {
		bool is = is_free(first + found);

		first += is ? 0 : 8;
		found = is ? found + 1 : 0;
	}
	return first;
}

static void open_scene_on(const char *host)
{
	open_pool(host, FIRST, LAST);
	NEED(end_open(&peer, host) == OK);
	NEED(end_open(&peer_rtcp, host) == OK);
	NEED(open_one(&media) == OK);
}

/* Let `stranger` be on another host than `peer`. False: this system has but one
 * (Wine sends from 127.0.0.1 whatever it was bound to). */
static bool is_another_host(void)
{
	bool is;

	if (end_open(&stranger, "127.0.0.2") != OK)
		return false;
	scene_enter(&scene);
	udp_send(stranger.udp, udp_local(peer.udp), SPAN("hello"));
	scene_leave(&scene);
	if (scene_wait(&scene, &peer.count, 1) != 1)
		return false;
	scene_enter(&scene);
	peer.count = 0;
	is = !net_same_host(net_of(&peer.from), udp_local(peer.udp));
	scene_leave(&scene);
	return is;
}

static void open_scene(void)
{
	open_scene_on("127.0.0.1");
}

static uint16_t port_of(const struct end *end)
{
	return net_port(udp_local(end->udp));
}

/* As agreed with the far end: PCMU, events 101, 20 ms. */
static struct sdp_session_choice agreed(enum sdp_direction direction)
{
	struct sdp_session_choice choice = {
		.codec = SDP_PCMU, .codec_pt = 0, .event_pt = 101, .event_pt_in = 101,
		.ptime_ms = 20, .port = port_of(&peer), .rtcp_port = port_of(&peer_rtcp),
		.remote = SDP_SENDRECV, .direction = direction,
	};
	char text[NET_TEXT_SIZE];

	span_copy(span_of(net_host_text(udp_local(peer.udp), text)), choice.address,
		  sizeof(choice.address));
	return choice;
}

static void start(const struct sdp_session_choice *choice)
{
	scene_enter(&scene);
	media_start(media, choice);
	scene_leave(&scene);
}

static void start_as(enum sdp_direction direction)
{
	struct sdp_session_choice choice = agreed(direction);

	start(&choice);
}

static void step(unsigned ms)
{
	scene_enter(&scene);
	desk_advance(&desk, ms);
	scene_leave(&scene);
}

static bool digit(char which, uint32_t ms)
{
	bool good;

	scene_enter(&scene);
	good = media_digit(media, which, ms);
	scene_leave(&scene);
	return good;
}

static struct media_counts counts(void)
{
	struct media_counts now = { 0 };

	scene_enter(&scene);
	if (media)
		media_counts(media, &now);
	scene_leave(&scene);
	return now;
}

/* Bytes to the port `add` behind that of our RTP. */
static void send_bytes(struct end *end, unsigned add, struct span bytes)
{
	struct net_addr to = home;

	scene_enter(&scene);
	net_port_set(&to, (uint16_t)(home_port + add));
	udp_send(end->udp, net_of(&to), bytes);
	scene_leave(&scene);
}

static void send_rtp(struct end *end, const struct rtp *p)
{
	char bytes[512];
	struct buf b;

	buf_fixed(&b, bytes, sizeof(bytes));
	rtp_write(&b, p);
	send_bytes(end, 0, buf_span(&b));
}

static void talk(struct end *end, uint32_t ssrc, unsigned first, unsigned count)
{
	static char sound[160];

	for (unsigned i = first; i < first + count; i++)
		send_rtp(end, &(struct rtp){ .sequence = (uint16_t)i, .timestamp = i * 160,
					     .ssrc = ssrc, .payload = { sound, 160 } });
}

static void send_event(struct end *end, unsigned sequence, const struct dtmf_event *event)
{
	char bytes[DTMF_PAYLOAD];
	struct buf b;

	buf_fixed(&b, bytes, sizeof(bytes));
	dtmf_event_write(&b, event);
	send_rtp(end, &(struct rtp){ .pt = 101, .sequence = (uint16_t)sequence, .timestamp = 77,
				     .ssrc = 1, .payload = buf_span(&b) });
}

/* Until so much was received or was nonsense; how much it is. */
static uint64_t wait_for(uint64_t received, uint64_t nonsense)
{
	uint64_t end = uv_hrtime() + (test_starving() ? 50u : 10000u) * 1000000ull, now;
	struct media_counts c = { 0 };

	scene_enter(&scene);
	loop_flush(scene.loop);
	loop_poke(scene.loop);
	for (;;) {
		if (media)
			media_counts(media, &c);
		now = uv_hrtime();
		if ((c.received >= received && c.nonsense >= nonsense) || now >= end)
			break;
		uv_cond_timedwait(&scene.news, &scene.lock, end - now);
	}
	scene_leave(&scene);
	return c.received;
}

static const char *wait_told(const char *want)
{
	uint64_t end = uv_hrtime() + (test_starving() ? 50u : 10000u) * 1000000ull, now;

	scene_enter(&scene);
	loop_flush(scene.loop);
	loop_poke(scene.loop);
	while (strcmp(ear.told, want) != 0 && (now = uv_hrtime()) < end)
		uv_cond_timedwait(&scene.news, &scene.lock, end - now);
	scene_leave(&scene);
	return ear.told;
}

/* --- who speaks and listens ------------------------------------------------------ */

static struct {
	unsigned heard, asked;
	uint32_t timestamp;
	enum g711_law law;
	bool silent;
} voice;

static void voice_hears(void *arg, enum g711_law law, const struct rtp *p)
{
	voice.heard++;
	voice.timestamp = p->timestamp;
}

static bool voice_speaks(void *arg, enum g711_law law, uint8_t *codes, size_t count)
{
	voice.asked += (unsigned)count;
	voice.law = law;
	memset(codes, 0x42, count);
	return !voice.silent;
}

static void attach(const struct media_voice *to)
{
	scene_enter(&scene);
	media_attach(media, to);
	scene_leave(&scene);
}

TEST(media, whoever_is_attached_speaks_and_hears)
{
	static const struct media_voice attached = { voice_hears, voice_speaks, NULL };

	memset(&voice, 0, sizeof(voice));
	open_scene();
	attach(&attached);
	start_as(SDP_SENDRECV);
	step(20);
	CHECK_INT(scene_wait(&scene, &peer.count, 1), 1);
	CHECK_INT((unsigned char)peer.rtp.payload.at[159], 0x42);
	CHECK_INT(voice.asked, 160);
	CHECK_INT(voice.law, G711_ULAW);
	talk(&peer, 1, 1, 5);
	CHECK_INT(wait_for(5, 0), 5);
	CHECK(voice.heard >= 4);		/* not while the source is on probation */
	CHECK_INT(voice.timestamp, 5 * 160);
	voice.silent = true;
	step(20);
	CHECK_INT(scene_wait(&scene, &peer.count, 2), 2);
	CHECK_INT((unsigned char)peer.rtp.payload.at[159], 0xff);
	attach(NULL);
	step(20);
	CHECK_INT(scene_wait(&scene, &peer.count, 3), 3);
	CHECK_INT(voice.asked, 320);
}

TEST(media, who_is_attached_hears_nothing_while_we_only_send)
{
	static const struct media_voice attached = { voice_hears, voice_speaks, NULL };

	memset(&voice, 0, sizeof(voice));
	open_scene();
	attach(&attached);
	start_as(SDP_SENDONLY);
	talk(&peer, 1, 1, 5);
	CHECK_INT(wait_for(5, 0), 5);
	CHECK_INT(voice.heard, 0);
}

/* --- sending ------------------------------------------------------------------ */

TEST(media, silence_goes_out_one_ptime_after_the_start_and_then_every_ptime)
{
	open_scene();
	start_as(SDP_SENDRECV);
	step(19);
	CHECK_INT(counts().sent, 0);
	step(1);
	CHECK_INT(scene_wait(&scene, &peer.count, 1), 1);
	CHECK_INT(peer.len, 172);
	CHECK_INT((unsigned char)peer.rtp.payload.at[0], 0xff);
	CHECK_INT((unsigned char)peer.rtp.payload.at[159], 0xff);
	step(200);
	CHECK_INT(scene_wait(&scene, &peer.count, 11), 11);
	CHECK_INT(counts().sent, 11);
	for (unsigned i = 0; i < 11; i++) {
		CHECK_INT(peer.log[i].pt, 0);
		CHECK_INT(peer.log[i].marker, i == 0);
		CHECK_INT((uint16_t)(peer.log[i].sequence - peer.log[0].sequence), i);
		CHECK_INT(peer.log[i].timestamp - peer.log[0].timestamp, i * 160);
	}
}

TEST_ONCE(media, what_would_come_much_too_late_is_not_sent)
{
	open_scene();
	start_as(SDP_SENDRECV);
	step(20);
	scene_enter(&scene);
	timers_run(&desk.timers, desk.timers.now_ms + 60);	/* late, as others would not wait for it */
	timers_run(&desk.timers, desk.timers.now_ms + 1015);
	scene_leave(&scene);
	CHECK_INT(scene_wait(&scene, &peer.count, 5), 5);
	CHECK_INT(counts().sent, 5);
	for (unsigned i = 0; i < 4; i++)
		CHECK_INT(peer.log[i].timestamp - peer.log[0].timestamp, i * 160);
	CHECK_INT(peer.log[4].timestamp - peer.log[0].timestamp, 53 * 160);
	CHECK_INT((uint16_t)(peer.log[4].sequence - peer.log[0].sequence), 4);
	CHECK(peer.log[4].marker && !peer.log[3].marker);
	step(20);
	CHECK_INT(scene_wait(&scene, &peer.count, 6), 6);
	CHECK_INT(peer.log[5].timestamp - peer.log[4].timestamp, 160);
}

TEST_ONCE(media, codec_payload_type_and_ptime_are_those_agreed_on)
{
	struct sdp_session_choice choice;

	open_scene();
	choice = agreed(SDP_SENDRECV);
	choice.codec = SDP_PCMA;
	choice.codec_pt = 97;
	choice.ptime_ms = 30;
	start(&choice);
	step(60);
	CHECK_INT(scene_wait(&scene, &peer.count, 2), 2);
	CHECK_INT(peer.len, 12 + 240);
	CHECK_INT(peer.rtp.pt, 97);
	CHECK_INT((unsigned char)peer.rtp.payload.at[7], 0xd5);
	choice.ptime_ms = 0;
	start(&choice);
	step(20);
	CHECK_INT(scene_wait(&scene, &peer.count, 3), 3);
	CHECK_INT(peer.len, 172);
	choice.ptime_ms = 60000;
	start(&choice);
	step(100);
	CHECK_INT(scene_wait(&scene, &peer.count, 4), 4);
	CHECK_INT(peer.len, 12 + 800);
}

TEST_ONCE(media, held_it_is_silent_without_a_timer_and_goes_on_in_time)
{
	open_scene();
	step(100);
	CHECK_INT(desk.timers.count, 0);
	start_as(SDP_SENDRECV);
	CHECK_INT(desk.timers.count, 2);
	step(40);
	start_as(SDP_RECVONLY);
	CHECK_INT(desk.timers.count, 1);
	step(400);
	start_as(SDP_SENDRECV);
	start_as(SDP_SENDRECV);		/* said again: nothing changes */
	step(20);
	CHECK_INT(scene_wait(&scene, &peer.count, 3), 3);
	CHECK_INT(counts().sent, 3);
	CHECK(peer.log[2].marker);
	CHECK_INT((uint16_t)(peer.log[2].sequence - peer.log[1].sequence), 1);
	CHECK_INT(peer.log[2].timestamp - peer.log[1].timestamp, 420 * 8);
}

TEST_ONCE(media, nothing_is_sent_to_what_is_not_one_host_of_our_family)
{
	static const char *const addresses[] = {
		"0.0.0.0", "::", "::1", "224.0.0.1", "255.255.255.255", "0.1.2.3", "host.example", "",
	};
	struct sdp_session_choice choice;

	open_scene();
	for (size_t i = 0; i < sizeof(addresses) / sizeof(addresses[0]); i++) {
		choice = agreed(SDP_SENDRECV);
		snprintf(choice.address, sizeof(choice.address), "%s", addresses[i]);
		start(&choice);
		step(100);
		CHECK_INT(counts().sent, 0);
	}
	choice = agreed(SDP_SENDRECV);
	choice.port = 0;
	start(&choice);
	step(8000);
	CHECK_INT(counts().sent, 0);
	CHECK_INT(loop_counts(scene.loop)->sent + loop_counts(scene.loop)->dropped, 0);
}

/* --- the pool ----------------------------------------------------------------- */

TEST(media, a_closed_pair_serves_the_next_call_without_an_allocation)
{
	uint16_t port;
	size_t blocks;
	struct udp *rtp;

	open_scene();
	port = media_port(media);
	rtp = media->rtp;
	CHECK(port % 2 == 0 && port >= FIRST && port < LAST);
	CHECK_INT(net_port(udp_local(media->rtcp)), port + 1);
	start_as(SDP_SENDRECV);
	scene_enter(&scene);
	media_close(media);
	media = NULL;
	scene_leave(&scene);
	CHECK_INT(desk.timers.count, 0);
	blocks = mem_blocks();
	NEED(open_one(&media) == OK);
	CHECK_INT(mem_blocks(), blocks);
	CHECK_INT(media_port(media), port);
	CHECK(media->rtp == rtp);
	CHECK(media->out.packets == 0 && media->received == 0);
}

TEST(media, when_all_ports_are_in_use_there_are_no_more)
{
	struct media *all[4] = { NULL };
	unsigned count = 0;
	enum err err = OK;

	open_pool("127.0.0.1", few_ports() + 1, few_ports() + 6);	/* two pairs and a half */
	scene_enter(&scene);
	while (!err && count < 3) {
		err = media_open(&all[count], pool, net_of(&home), &listener);
		count += !err;
	}
	if (count == 2 && err == ERR_RESOURCE) {
		media_close(all[0]);
		all[0] = NULL;
		err = media_open(&all[0], pool, net_of(&home), &listener);
	}
	for (unsigned i = 0; i < 4; i++)
		media_close(all[i]);
	scene_leave(&scene);
	CHECK_INT(count, 2);
	CHECK_INT(err, OK);
}

static void wait_blocks(size_t want)
{
	/* What is closed ends on the loop's thread, soon. */
	for (int i = 0; i < 1000 && mem_blocks() != want; i++) {
		scene_enter(&scene);
		uv_cond_timedwait(&scene.news, &scene.lock, 2000000);
		scene_leave(&scene);
	}
}

TEST_ONCE(media, only_so_many_pairs_wait_and_the_oldest_are_closed)
{
	static struct media *many[MEDIA_IDLE_MAX + 6];
	size_t blocks;

	open_pool("127.0.0.1", FIRST, LAST);
	blocks = mem_blocks();
	for (int i = 0; i < MEDIA_IDLE_MAX + 6; i++)
		NEED(open_one(&many[i]) == OK);
	scene_enter(&scene);
	for (int i = 0; i < MEDIA_IDLE_MAX + 6; i++)
		media_close(many[i]);
	scene_leave(&scene);
	wait_blocks(blocks + MEDIA_IDLE_MAX * 3);
	CHECK_INT(mem_blocks() - blocks, MEDIA_IDLE_MAX * 3);
	CHECK_INT(pool->idle_count, MEDIA_IDLE_MAX);
	CHECK_INT(pool->open_count, 0);
}

TEST_ONCE(media, idle_pairs_of_another_host_give_way)
{
	struct media *first = NULL, *second = NULL;
	struct net_addr there;
	enum err err;

	open_pool("127.0.0.1", few_ports(), few_ports() + 1);
	NEED(end_open(&peer, "127.0.0.1") == OK);
	if (!is_another_host())
		return;
	NEED(open_one(&first) == OK);
	net_parse(&there, SPAN("127.0.0.2"), 0);
	scene_enter(&scene);
	media_close(first);
	err = media_open(&second, pool, net_of(&there), &listener);
	scene_leave(&scene);
	media = second;
	CHECK(err == OK);
	CHECK(net_same_host(udp_local(second->rtp), net_of(&there)));
	CHECK_INT(pool->idle_count, 0);
}

TEST_ONCE(media, half_a_pair_is_none)
{
	char where[32];
	size_t blocks;

	open_pool("127.0.0.1", few_ports(), few_ports() + 1);
	snprintf(where, sizeof(where), "127.0.0.1:%u", (unsigned)few_ports() + 1);
	NEED(end_open(&other, where) == OK);
	blocks = mem_blocks();
	CHECK(open_one(&media) == ERR_RESOURCE);
	wait_blocks(blocks);
	CHECK_INT(mem_blocks(), blocks);
	scene_enter(&scene);
	udp_close(other.udp);
	scene_leave(&scene);
	wait_blocks(blocks - 1);
	CHECK(open_one(&media) == OK);
}

TEST_ONCE(media, without_a_loop_or_ports_it_is_an_error)
{
	open_pool("127.0.0.1", LAST, FIRST);
	CHECK(open_one(&media) == ERR_RESOURCE);
	desk.loop = NULL;
	CHECK(open_one(&media) == ERR_RESOURCE);
}

/* --- whom it hears ------------------------------------------------------------ */

TEST(media, what_comes_is_counted_and_what_is_lost_is_missed)
{
	open_scene();
	start_as(SDP_SENDRECV);
	talk(&peer, 1, 10, 5);
	talk(&peer, 1, 18, 2);
	CHECK_INT(wait_for(7, 0), 7);
	CHECK_INT(counts().lost, 3);
	CHECK_INT(counts().nonsense, 0);
}

TEST_ONCE(media, nothing_is_heard_before_the_start)
{
	open_scene();
	talk(&peer, 1, 10, 5);
	start_as(SDP_SENDRECV);
	talk(&peer, 1, 15, 2);
	CHECK(wait_for(2, 0) >= 2);
	CHECK(media->source.ssrc == 1);
}

TEST_ONCE(media, strangers_of_another_host_are_not_heard_nor_their_nonsense)
{
	open_scene();
	if (!is_another_host())
		return;
	start_as(SDP_SENDRECV);
	talk(&stranger, 9, 1, 10);
	send_bytes(&stranger, 0, SPAN("hello"));
	send_bytes(&stranger, 1, SPAN("hello"));
	talk(&peer, 1, 10, 3);
	CHECK_INT(wait_for(3, 0), 3);
	CHECK_INT(counts().received, 3);
	CHECK_INT(counts().nonsense, 0);
	CHECK_INT(media->source.ssrc, 1);
}

TEST_ONCE(media, one_other_port_is_learned_until_the_agreed_one_is_heard)
{
	open_scene();
	NEED(end_open(&other, "127.0.0.1") == OK);
	NEED(end_open(&stranger, "127.0.0.1") == OK);
	start_as(SDP_SENDRECV);
	talk(&other, 5, 1, 1);
	CHECK_INT(wait_for(1, 0), 1);
	step(20);
	CHECK_INT(scene_wait(&scene, &peer.count, 1), 1);	/* one packet proves nothing */
	talk(&other, 5, 2, 1);
	CHECK_INT(wait_for(2, 0), 2);
	step(20);
	CHECK_INT(scene_wait(&scene, &other.count, 1), 1);
	talk(&stranger, 6, 1, 5);
	talk(&other, 5, 3, 1);
	CHECK_INT(wait_for(3, 0), 3);
	step(20);
	CHECK_INT(scene_wait(&scene, &other.count, 2), 2);
	CHECK_INT(stranger.count, 0);
	talk(&peer, 7, 1, 3);		/* another source: believed with its second */
	CHECK_INT(wait_for(5, 0), 5);
	step(20);
	CHECK_INT(scene_wait(&scene, &peer.count, 2), 2);
	talk(&other, 5, 4, 5);
	talk(&peer, 7, 4, 1);
	CHECK_INT(wait_for(6, 0), 6);
	CHECK_INT(counts().received, 6);
}

TEST_ONCE(media, the_former_caller_of_a_pair_is_not_heard_by_the_next)
{
	struct sdp_session_choice choice;

	open_scene();
	NEED(end_open(&other, "127.0.0.1") == OK);
	NEED(end_open(&stranger, "127.0.0.1") == OK);
	start_as(SDP_SENDRECV);
	talk(&peer, 1, 1, 3);
	CHECK_INT(wait_for(3, 0), 3);
	scene_enter(&scene);
	media_close(media);
	scene_leave(&scene);
	talk(&peer, 1, 4, 3);		/* nobody there */
	NEED(open_one(&media) == OK);
	choice = agreed(SDP_SENDRECV);
	choice.port = port_of(&other);
	talk(&peer, 1, 7, 3);		/* not yet started */
	start(&choice);
	talk(&peer, 1, 10, 3);		/* its port and its SSRC */
	talk(&peer, 2, 10, 3);		/* its port alone */
	talk(&other, 1, 13, 3);		/* its SSRC alone */
	talk(&stranger, 1, 16, 3);	/* ... from where one could be learned */
	talk(&other, 3, 1, 2);		/* the new one */
	CHECK_INT(wait_for(2, 0), 2);
	step(20);
	CHECK_INT(scene_wait(&scene, &other.count, 1), 1);
	CHECK_INT(counts().received, 2);
	CHECK_INT(media->source.ssrc, 3);
}

TEST_ONCE(media, a_far_end_that_always_has_the_same_ssrc_is_heard_in_the_end)
{
	open_scene();
	start_as(SDP_SENDRECV);
	talk(&peer, 1, 1, 3);
	CHECK_INT(wait_for(3, 0), 3);
	scene_enter(&scene);
	media_close(media);
	media = NULL;
	scene_leave(&scene);
	NEED(open_one(&media) == OK);
	start_as(SDP_SENDRECV);
	step(2000);
	talk(&peer, 1, 1, 3);
	CHECK_INT(wait_for(3, 0), 3);
}

TEST_ONCE(media, after_a_move_the_old_port_is_not_learned_at_once)
{
	struct sdp_session_choice choice;

	open_scene();
	NEED(end_open(&other, "127.0.0.1") == OK);
	start_as(SDP_SENDRECV);
	talk(&peer, 1, 1, 3);
	CHECK_INT(wait_for(3, 0), 3);
	choice = agreed(SDP_SENDRECV);
	choice.port = port_of(&other);
	start(&choice);
	talk(&peer, 1, 4, 3);
	send_bytes(&other, 0, SPAN("no RTP"));
	wait_for(0, 1);
	CHECK_INT(counts().received, 3);
	step(20);
	CHECK_INT(scene_wait(&scene, &other.count, 1), 1);
	step(2000);
	talk(&peer, 1, 7, 3);		/* it did not move after all */
	CHECK_INT(wait_for(6, 0), 6);
}

TEST_ONCE(media, nonsense_is_counted_and_harms_nothing)
{
	char bytes[256] = { 0 };

	open_scene();
	start_as(SDP_SENDRECV);
	for (unsigned len = 0; len < 11; len++)
		send_bytes(&peer, len % 2, (struct span){ bytes, len });
	send_rtp(&peer, &(struct rtp){ .pt = 18, .ssrc = 1 });
	send_event(&peer, 1, &(struct dtmf_event){ .code = 1 });
	send_event(&peer, 2, &(struct dtmf_event){ .code = 200 });
	send_rtp(&peer, &(struct rtp){ .pt = 101, .sequence = 3, .ssrc = 1 });
	wait_for(3, 13);
	CHECK_INT(counts().nonsense, 13);
	CHECK_INT(counts().received, 3);
	CHECK_TEXT(ear.told, "");
}

TEST_ONCE(media, what_keeps_a_nat_open_is_no_nonsense)
{
	char bytes[20] = { 0, 1, 0, 0, 0x21, 0x12, (char)0xA4, 0x42, 'n', 'a', 't' };

	open_scene();
	start_as(SDP_SENDRECV);
	send_bytes(&peer, 0, (struct span){ bytes, sizeof(bytes) });
	send_bytes(&peer_rtcp, 1, (struct span){ bytes, sizeof(bytes) });
	send_bytes(&peer_rtcp, 1, (struct span){ bytes, 1 });
	talk(&peer, 1, 1, 2);
	CHECK_INT(wait_for(2, 1), 2);
	CHECK_INT(counts().nonsense, 1);
}

/* --- digits ------------------------------------------------------------------- */

TEST(media, a_digit_goes_out_as_an_event_in_place_of_the_silence)
{
	open_scene();
	start_as(SDP_SENDRECV);
	step(50);
	CHECK(digit('5', 100));
	CHECK(!digit('6', 100));
	step(70);			/* 60 ... 120: four packets */
	CHECK_TEXT(ear.told, "");
	step(60);			/* the end, three times */
	CHECK_TEXT(ear.told, ".");
	step(20);
	CHECK_INT(scene_wait(&scene, &peer.count, 10), 10);
	CHECK_INT(peer.log[1].pt, 0);
	for (unsigned i = 2; i < 9; i++) {
		CHECK_INT(peer.log[i].pt, 101);
		CHECK_INT(peer.log[i].marker, i == 2);
		CHECK_INT(peer.log[i].event.code, 5);
		CHECK_INT(peer.log[i].timestamp - peer.log[1].timestamp, 160);
		CHECK_INT(peer.log[i].event.end, i >= 6);
		CHECK_INT(peer.log[i].event.duration, i < 6 ? (i - 1) * 160 : 800);
	}
	CHECK_INT(peer.log[9].pt, 0);
	CHECK(!peer.log[9].marker);
	CHECK_INT(peer.log[9].timestamp - peer.log[1].timestamp, 8 * 160);
	CHECK(digit('6', 100));
}

TEST_ONCE(media, a_digit_that_cannot_be_sent_is_not_taken)
{
	struct sdp_session_choice choice;

	open_scene();
	CHECK(!digit('5', 100));	/* not started */
	start_as(SDP_RECVONLY);
	CHECK(!digit('5', 100));
	choice = agreed(SDP_SENDRECV);
	choice.event_pt = 0;
	start(&choice);
	CHECK(!digit('5', 100));
	start_as(SDP_SENDRECV);
	CHECK(!digit('x', 100));
	CHECK(!digit('\0', 100));
	CHECK(digit('d', UINT32_MAX));
}

static void stop_digit(void)
{
	scene_enter(&scene);
	media_digit_stop(media);
	scene_leave(&scene);
}

TEST_ONCE(media, a_stopped_digit_is_told_of_when_its_end_is_out)
{
	open_scene();
	start_as(SDP_SENDRECV);
	stop_digit();			/* none */
	CHECK(digit('1', 5000));
	step(60);
	stop_digit();
	CHECK(media_digit_busy(media));
	CHECK(!digit('2', 40));
	step(59);
	CHECK_TEXT(ear.told, "");
	step(1);
	CHECK_TEXT(ear.told, ".");
	CHECK(!media_digit_busy(media));
	CHECK(digit('2', 40));
	stop_digit();			/* before anything of it went out: it is heard all the same */
	step(80);
	CHECK_TEXT(ear.told, "..");
	CHECK_INT(scene_wait(&scene, &peer.count, 10), 10);
	CHECK_INT(peer.log[5].event.duration, 480);
	CHECK(peer.log[5].event.end);
	CHECK_INT(peer.log[6].event.code, 2);
	CHECK(peer.log[6].marker);
	CHECK_INT(peer.log[6].timestamp - peer.log[5].timestamp, 6 * 160);
	CHECK_INT(peer.log[9].event.duration, 160);
	CHECK(peer.log[9].event.end);
}

TEST_ONCE(media, a_digit_cut_off_by_hold_is_told_of_as_sent)
{
	open_scene();
	start_as(SDP_SENDRECV);
	CHECK(digit('1', 5000));
	step(60);
	start_as(SDP_INACTIVE);
	CHECK_TEXT(ear.told, "");
	step(20);
	CHECK_TEXT(ear.told, ".");
	CHECK_INT(desk.timers.count, 1);
	CHECK_INT(counts().sent, 3);
}

TEST(media, a_digit_of_the_far_end_is_told_down_and_up)
{
	open_scene();
	start_as(SDP_SENDRECV);
	talk(&peer, 1, 1, 2);
	for (unsigned i = 3; i < 6; i++)
		send_event(&peer, i, &(struct dtmf_event){ .code = 11, .duration = (uint16_t)(i * 160) });
	for (unsigned i = 6; i < 9; i++)
		send_event(&peer, i, &(struct dtmf_event){ .code = 11, .duration = 900, .end = true });
	CHECK_INT(wait_for(8, 0), 8);
	CHECK_TEXT(ear.told, "#v#^");
}

TEST_ONCE(media, a_digit_whose_end_is_lost_is_up_by_time_even_if_we_do_not_send)
{
	open_scene();
	start_as(SDP_RECVONLY);
	CHECK_INT(desk.timers.count, 1);
	talk(&peer, 1, 1, 2);
	send_event(&peer, 3, &(struct dtmf_event){ .code = 1 });
	CHECK_TEXT(wait_told("1v"), "1v");
	CHECK_INT(desk.timers.count, 2);
	step(140);
	CHECK_TEXT(ear.told, "1v");
	step(20);
	CHECK_TEXT(ear.told, "1v1^");
	CHECK_INT(desk.timers.count, 1);
}

TEST_ONCE(media, what_ticked_for_a_digit_does_not_hasten_the_first_packet)
{
	open_scene();
	start_as(SDP_RECVONLY);
	talk(&peer, 1, 1, 2);
	send_event(&peer, 3, &(struct dtmf_event){ .code = 1 });
	CHECK_TEXT(wait_told("1v"), "1v");
	step(10);
	start_as(SDP_SENDRECV);
	step(19);
	CHECK_INT(counts().sent, 0);
	step(1);
	CHECK_INT(counts().sent, 1);
}

TEST_ONCE(media, a_held_far_end_that_sends_digits_all_the_same_is_not_heard)
{
	open_scene();
	start_as(SDP_SENDONLY);
	talk(&peer, 1, 1, 2);
	send_event(&peer, 3, &(struct dtmf_event){ .code = 1, .end = true });
	CHECK_INT(wait_for(3, 0), 3);
	CHECK_TEXT(ear.told, "");
}

TEST_ONCE(media, a_digit_is_up_when_its_source_gives_way_to_another)
{
	open_scene();
	start_as(SDP_SENDRECV);
	talk(&peer, 1, 1, 2);
	send_event(&peer, 3, &(struct dtmf_event){ .code = 1 });
	talk(&peer, 2, 1, 2);
	CHECK_TEXT(wait_told("1v1^"), "1v1^");
}

TEST(media, it_may_be_closed_when_it_tells)
{
	open_scene();
	start_as(SDP_SENDRECV);
	ear.close = true;
	talk(&peer, 1, 1, 2);
	for (unsigned i = 3; i < 9; i++)
		send_event(&peer, i, &(struct dtmf_event){ .code = 1, .end = true });
	CHECK_TEXT(wait_told("1v"), "1v");
	step(1000);
	CHECK_TEXT(ear.told, "1v");
	CHECK_INT(desk.timers.count, 0);
	CHECK_INT(pool->open_count, 0);

	NEED(open_one(&media) == OK);
	start_as(SDP_SENDRECV);
	CHECK(digit('1', 40));
	ear.close = true;
	step(1000);
	CHECK_TEXT(ear.told, "1v.");
	CHECK_INT(desk.timers.count, 0);
}

TEST_ONCE(media, what_is_opened_when_it_tells_hears_nothing_of_the_former)
{
	open_scene();
	start_as(SDP_SENDRECV);
	ear.close = ear.reopen = true;
	talk(&peer, 1, 1, 2);
	send_event(&peer, 3, &(struct dtmf_event){ .code = 1, .end = true });
	CHECK_TEXT(wait_told("1v"), "1v");
	NEED(media != NULL);
	CHECK_INT(pool->open_count, 1);
	CHECK_INT(media->received, 0);
	CHECK(!media->digits.active && media->digits.count == 0);
	CHECK_TEXT(ear.told, "1v");
	CHECK_INT(desk.timers.count, 0);
}

/* --- RTCP --------------------------------------------------------------------- */

/* The packet of `type` in the last compound. */
static bool find(struct end *end, enum rtcp_type type, struct rtcp *out)
{
	struct span rest = { end->bytes, end->len };

	if (!rtcp_valid(rest))
		return false;
	while (rtcp_next(&rest, out))
		if (out->type == type)
			return true;
	return false;
}

static void send_report(struct end *end, uint32_t ssrc, const struct rtcp_sender *sender,
			const struct rtcp_report *report)
{
	char bytes[128];
	struct buf b;

	buf_fixed(&b, bytes, sizeof(bytes));
	rtcp_report_write(&b, ssrc, sender, report);
	send_bytes(end, 1, buf_span(&b));
}

/* Let the clock go to the next report; how many came then. */
static unsigned wait_report(unsigned count)
{
	scene_enter(&scene);
	desk_advance(&desk, media->report.due_ms - desk.timers.now_ms);
	scene_leave(&scene);
	return scene_wait(&scene, &peer_rtcp.count, count);
}

TEST(media, reports_go_out_and_a_goodbye_at_the_end)
{
	struct rtcp_report report;
	uint32_t ssrc;
	struct rtcp p;

	open_scene();
	start_as(SDP_SENDRECV);
	talk(&peer, 1, 10, 3);
	CHECK_INT(wait_for(3, 0), 3);
	CHECK_INT(wait_report(1), 1);
	ssrc = media->out.ssrc;
	NEED(find(&peer_rtcp, RTCP_SR, &p));
	CHECK_INT(p.ssrc, ssrc);
	CHECK_INT(p.sender.octets, p.sender.packets * 160);
	CHECK(rtcp_report_at(&p, 0, &report) && report.ssrc == 1 && report.highest == 12);
	CHECK(find(&peer_rtcp, RTCP_SDES, &p) && p.cname.len == 24);
	CHECK(!find(&peer_rtcp, RTCP_BYE, &p));
	scene_enter(&scene);
	media_close(media);
	media = NULL;
	scene_leave(&scene);
	CHECK_INT(scene_wait(&scene, &peer_rtcp.count, 2), 2);
	CHECK(find(&peer_rtcp, RTCP_BYE, &p) && p.ssrc == ssrc);
}

TEST_ONCE(media, a_held_end_reports_as_a_receiver)
{
	struct rtcp p;

	open_scene();
	start_as(SDP_SENDRECV);
	step(20);
	start_as(SDP_INACTIVE);
	CHECK_INT(wait_report(1), 1);
	CHECK(find(&peer_rtcp, RTCP_SR, &p) && p.sender.packets == 1);
	CHECK_INT(wait_report(2), 2);
	CHECK(find(&peer_rtcp, RTCP_RR, &p) && p.count == 0);
	CHECK_INT(peer.count, 1);
}

TEST_ONCE(media, who_only_reported_says_goodbye_too)
{
	struct rtcp p;

	open_scene();
	start_as(SDP_INACTIVE);
	CHECK_INT(wait_report(1), 1);
	CHECK(find(&peer_rtcp, RTCP_RR, &p));
	scene_enter(&scene);
	media_close(media);
	media = NULL;
	scene_leave(&scene);
	CHECK_INT(scene_wait(&scene, &peer_rtcp.count, 2), 2);
	CHECK(find(&peer_rtcp, RTCP_BYE, &p));
}

TEST_ONCE(media, reports_are_five_seconds_apart_give_or_take_a_half)
{
	uint64_t last, least = UINT64_MAX, most = 0;

	open_scene();
	start_as(SDP_INACTIVE);
	last = desk.timers.now_ms;
	for (unsigned i = 0; i < 200; i++) {
		uint64_t apart = media->report.due_ms - last;

		least = apart < least ? apart : least;
		most = apart > most ? apart : most;
		last = media->report.due_ms;
		step((unsigned)apart);
	}
	CHECK(least >= 2500 && least < 3000);
	CHECK(most <= 7500 && most > 7000);
}

TEST_ONCE(media, who_never_sent_anything_does_not_say_goodbye)
{
	open_scene();
	start_as(SDP_INACTIVE);
	scene_enter(&scene);
	media_close(media);
	media = NULL;
	scene_leave(&scene);
	CHECK_INT(loop_counts(scene.loop)->sent, 0);
}

static void wait_trip(void)
{
	uint64_t end = uv_hrtime() + 10000000000ull, now;

	scene_enter(&scene);
	loop_flush(scene.loop);
	loop_poke(scene.loop);
	while (media->round_trip == 0 && (now = uv_hrtime()) < end)
		uv_cond_timedwait(&scene.news, &scene.lock, end - now);
	scene_leave(&scene);
}

TEST_ONCE(media, the_round_trip_is_read_from_reports_on_us_alone)
{
	struct rtcp_report report = { 0 };
	struct rtcp p;

	open_scene();
	NEED(end_open(&other, "127.0.0.1") == OK);
	start_as(SDP_SENDRECV);
	CHECK_INT(wait_report(1), 1);
	NEED(find(&peer_rtcp, RTCP_SR, &p));
	step(350);
	report.last_sr = rtcp_ntp_middle(p.sender.ntp);
	report.delay = 65536 / 10;			/* it thought about it for 100 ms */
	report.ssrc = p.ssrc + 1;
	send_report(&peer_rtcp, 1, NULL, &report);	/* on somebody else */
	report.ssrc = p.ssrc;
	send_report(&other, 1, NULL, &report);		/* from nobody we know */
	send_bytes(&peer_rtcp, 1, SPAN("no RTCP"));
	wait_for(0, 1);
	CHECK_INT(counts().nonsense, 1);
	CHECK_INT(media->round_trip, 0);
	send_report(&peer_rtcp, 1, NULL, &report);
	wait_trip();
	CHECK(counts().round_trip_ms >= 249 && counts().round_trip_ms <= 251);
}

TEST_ONCE(media, reports_of_the_source_that_is_heard_show_its_port)
{
	struct rtcp_sender sender = { .ntp = 0x123456789abcdef0u }, wrong = { .ntp = 1ull << 40 };
	struct rtcp_report report;
	struct rtcp p;

	open_scene();
	NEED(end_open(&other_rtcp, "127.0.0.1") == OK);
	start_as(SDP_SENDRECV);
	talk(&peer, 1, 1, 2);
	CHECK_INT(wait_for(2, 0), 2);
	send_report(&other_rtcp, 2, &sender, NULL);
	send_report(&other_rtcp, 1, &sender, NULL);
	send_report(&peer_rtcp, 2, &wrong, NULL);
	send_bytes(&other_rtcp, 1, SPAN("no RTCP"));
	wait_for(2, 1);
	step(7500);
	CHECK(scene_wait(&scene, &other_rtcp.count, 1) >= 1);
	CHECK_INT(peer_rtcp.count, 0);
	NEED(find(&other_rtcp, RTCP_SR, &p));
	CHECK(rtcp_report_at(&p, 0, &report));
	CHECK_INT(report.last_sr, 0x56789abc);
	CHECK(report.delay > 0);
}

/* --- IPv6 --------------------------------------------------------------------- */

TEST_ONCE(media, it_goes_by_ipv6_as_well)
{
	struct net_addr any;
	struct udp *probe;
	enum err err;

	open_pool("::1", FIRST, LAST);
	net_parse(&any, SPAN("::1"), 0);
	scene_enter(&scene);
	err = udp_open(&probe, scene.loop, net_of(&any), 0, hear, &other);
	if (!err)
		udp_close(probe);
	scene_leave(&scene);
	if (err)
		return;			/* this machine has no IPv6 */
	NEED(end_open(&peer, "::1") == OK);
	NEED(end_open(&peer_rtcp, "::1") == OK);
	NEED(open_one(&media) == OK);
	start_as(SDP_SENDRECV);
	step(20);
	CHECK_INT(scene_wait(&scene, &peer.count, 1), 1);
	talk(&peer, 1, 1, 2);
	CHECK_INT(wait_for(2, 0), 2);
}

/* SPDX-License-Identifier: MIT
 * test_media_lock.c - SRTP: packets between two ends that know each other's keys, and
 * voice on real sockets with somebody between them who has none. */
#include "loop_scene.h"
#include "base/log.h"
#include "driver/sip/media_in.h"

#define FIRST 27700
#define LAST 27799

/* --- packets ------------------------------------------------------------------------ */

static struct media_lock *one, *two;
static struct sdp_session_choice of_one, of_two;
static struct rtp_sender sender;
static _Alignas(4) char packet[400];
static size_t packet_len;
static uint64_t now_ms;

static void close_locks(void *unused)
{
	media_lock_close(one);
	media_lock_close(two);
	one = two = NULL;
	media_lock_library_end();
}

static void key_fill(struct sdes_key *key, enum sdes_suite suite, char fill)
{
	key->suite = (uint8_t)suite;
	for (int i = 0; i < SDES_KEY_MAX; i++)
		key->bytes[i] = (unsigned char)(fill + i);
}

static void keys(enum sdes_suite suite, char fill_one, char fill_two)
{
	key_fill(&of_one.key_out, suite, fill_one);
	key_fill(&of_one.key_in, suite, fill_two);
	of_two = (struct sdp_session_choice){ .key_out = of_one.key_in, .key_in = of_one.key_out };
	NEED(media_lock_set(&one, &of_one, now_ms) == OK);
	NEED(media_lock_set(&two, &of_two, now_ms) == OK);
}

static void open_locks(enum sdes_suite suite)
{
	DEFER(close_locks, NULL);
	now_ms = 1000;
	sender = (struct rtp_sender){ .ssrc = 0x11223344, .sequence = 100 };
	keys(suite, 'a', 'n');
}

/* The next packet of `one`, as it goes to the network. */
static void say(void)
{
	static char sound[160];
	struct rtp p = { .payload = { sound, sizeof(sound) } };
	struct buf b;

	buf_fixed(&b, packet, sizeof(packet));
	rtp_send(&b, &sender, &p);
	NEED(media_lock_shut(one, false, &b));
	packet_len = b.len;
}

/* Whether `two` takes these bytes, and reads what was said. */
static bool heard(void)
{
	_Alignas(4) char bytes[sizeof(packet)];
	size_t len = packet_len;
	struct rtp p;

	memcpy(bytes, packet, len);
	if (!media_lock_open(two, false, now_ms, bytes, &len))
		return false;
	return rtp_read(&p, (struct span){ bytes, len }) && p.payload.len == 160 && p.payload.at[80] == 0;
}

static bool said_and_heard(void)
{
	say();
	return heard();
}

TEST(media_lock, each_suite_encrypts_and_decrypts)
{
	static const size_t tags[SDES_SUITES] = { 0, 10, 4, 10, 4, 16, 16 };
	unsigned known = 0;

	for (int suite = SDES_NONE + 1; suite < SDES_SUITES; suite++) {
		if (!media_knows((enum sdes_suite)suite))
			continue;
		known++;
		open_locks((enum sdes_suite)suite);
		CHECK(said_and_heard());
		CHECK_INT(packet_len, RTP_HEADER + 160 + tags[suite]);
		CHECK(memcmp(packet + RTP_HEADER, packet + RTP_HEADER + 16, 16) != 0);
		close_locks(NULL);
	}
	CHECK(known >= 4);		/* all but those that need a library of their own */
}

TEST(media_lock, what_is_altered_in_one_bit_anywhere_is_dropped)
{
	open_locks(SDES_AES_CM_128_HMAC_SHA1_80);
	say();
	for (size_t i = 0; i < packet_len; i++) {
		packet[i] ^= 1;
		CHECK(!heard());
		packet[i] ^= 1;
	}
	for (size_t len = packet_len; packet_len-- > 0;) {
		CHECK(!heard());
		if (packet_len == 0) {
			packet_len = len;
			break;
		}
	}
	CHECK(heard());
}

TEST(media_lock, what_was_heard_is_not_heard_again)
{
	char first[sizeof(packet)];
	size_t first_len;

	open_locks(SDES_AES_CM_128_HMAC_SHA1_32);
	CHECK(said_and_heard());
	CHECK(!heard());
	memcpy(first, packet, packet_len);
	first_len = packet_len;
	for (int i = 0; i < 300; i++)
		CHECK(said_and_heard());
	memcpy(packet, first, first_len);
	CHECK(!heard());		/* nor when it is older than the window */
}

TEST(media_lock, what_overtook_is_heard_and_what_it_overtook_too)
{
	char late[sizeof(packet)];

	open_locks(SDES_AES_CM_128_HMAC_SHA1_80);
	CHECK(said_and_heard());
	say();
	memcpy(late, packet, packet_len);
	for (int i = 0; i < 100; i++)
		CHECK(said_and_heard());
	memcpy(packet, late, packet_len);
	CHECK(heard());
}

TEST(media_lock, a_wrong_key_opens_nothing)
{
	open_locks(SDES_AES_256_CM_HMAC_SHA1_80);
	of_two.key_in.bytes[20] ^= 1;
	NEED(media_lock_set(&two, &of_two, now_ms) == OK);
	now_ms += MEDIA_LATE_MS;
	CHECK(!said_and_heard());
}

TEST_ONCE(media_lock, sequence_numbers_may_begin_anew_many_times)
{
	open_locks(SDES_AES_CM_128_HMAC_SHA1_80);
	sender.sequence = 0x7fff;
	for (unsigned i = 0; i < 3 * 65536u; i++) {
		say();
		if (i % 50 < 3)
			continue;	/* some are lost */
		if (!heard())
			break;
	}
	CHECK_INT(sender.packets, 3 * 65536u);
}

TEST(media_lock, keys_that_stay_go_on_counting)
{
	char old[sizeof(packet)];

	open_locks(SDES_AES_CM_128_HMAC_SHA1_80);
	CHECK(said_and_heard());
	memcpy(old, packet, packet_len);
	keys(SDES_AES_CM_128_HMAC_SHA1_80, 'a', 'n');
	memcpy(packet, old, packet_len);
	CHECK(!heard());		/* a copy is one still */
	CHECK(said_and_heard());
}

TEST(media_lock, what_is_on_its_way_by_the_former_key_is_heard_for_a_while)
{
	struct sdp_session_choice next;

	for (int suite = SDES_NONE + 1; suite < SDES_SUITES; suite++) {
		if (!media_knows((enum sdes_suite)suite))
			continue;
		open_locks((enum sdes_suite)suite);
		CHECK(said_and_heard());
		next = of_two;
		next.key_in.bytes[3]++;
		NEED(media_lock_set(&two, &next, now_ms) == OK);
		CHECK(said_and_heard());
		CHECK(!heard());	/* no copy of it */
		now_ms += MEDIA_LATE_MS;
		CHECK(!said_and_heard());
		of_one.key_out = next.key_in;
		NEED(media_lock_set(&one, &of_one, now_ms) == OK);
		CHECK(said_and_heard());
		close_locks(NULL);
	}
}

TEST(media_lock, another_source_is_heard_but_not_any_number_of_them)
{
	unsigned taken = 0;

	open_locks(SDES_AES_CM_128_HMAC_SHA1_80);
	for (uint32_t i = 0; i < 40; i++) {
		sender.ssrc = i;
		taken += said_and_heard();
	}
	CHECK_INT(taken, 32);
	sender.ssrc = 5;
	CHECK(said_and_heard());	/* those that are known go on */
	of_one.key_out.bytes[0]++;
	of_two.key_in.bytes[0]++;
	NEED(media_lock_set(&one, &of_one, now_ms) == OK);
	NEED(media_lock_set(&two, &of_two, now_ms) == OK);
	sender.ssrc = 100;
	CHECK(said_and_heard());	/* another key, others */
}

TEST(media_lock, reports_are_encrypted_too)
{
	struct rtcp_sender report = { .packets = 7 };
	_Alignas(4) char bytes[100];
	size_t len;
	struct buf b;

	for (int suite = SDES_NONE + 1; suite < SDES_SUITES; suite++) {
		if (!media_knows((enum sdes_suite)suite))
			continue;
		open_locks((enum sdes_suite)suite);
		buf_fixed(&b, bytes, sizeof(bytes));
		rtcp_report_write(&b, 77, &report, NULL);
		len = b.len;
		NEED(media_lock_shut(one, true, &b));
		CHECK(b.len >= len + 4 + 10);	/* the long tag, with the short one for voice too */
		CHECK(media_lock_open(two, true, now_ms, bytes, &b.len));
		CHECK_INT(b.len, len);
		close_locks(NULL);
	}
}

TEST(media_lock, a_packet_without_room_for_its_tag_is_not_sent)
{
	struct buf b;

	open_locks(SDES_AES_CM_128_HMAC_SHA1_80);
	buf_fixed(&b, packet, RTP_HEADER + 8 + MEDIA_LOCK_ROOM - 1);
	rtp_send(&b, &sender, &(struct rtp){ .payload = { "12345678", 8 } });
	CHECK(!media_lock_shut(one, false, &b));
	CHECK_INT(b.len, RTP_HEADER + 8);
}

TEST(media_lock, without_keys_there_is_no_lock)
{
	struct sdp_session_choice plain = { .codec = SDP_PCMA };

	open_locks(SDES_AES_CM_128_HMAC_SHA1_80);
	CHECK_INT(media_lock_set(&one, &plain, now_ms), OK);
	CHECK(one == NULL);
	CHECK_INT(media_lock_set(&one, &plain, now_ms), OK);
	CHECK(one == NULL);
}

/* --- voice -------------------------------------------------------------------------- */

/* Two sessions; what one sends goes to a socket of the test, which hands it on. */
static struct scene scene;
static struct desk desk;
static struct media_pool *pool;

static struct post {
	struct media *media;
	struct udp *rtp, *rtcp;		/* the far end of `media`, for all that it knows */
	unsigned count, reports;
	size_t len;
	char bytes[512];
} left, right;

static void from_media(void *arg, const struct sockaddr *from, char *bytes, size_t len)
{
	struct post *post = arg;

	post->len = len < sizeof(post->bytes) ? len : sizeof(post->bytes);
	memcpy(post->bytes, bytes, post->len);
	post->count++;
}

static void report_of_media(void *arg, const struct sockaddr *from, char *bytes, size_t len)
{
	((struct post *)arg)->reports++;
}

static void close_voice(void *unused)
{
	scene_enter(&scene);
	media_close(left.media);
	media_close(right.media);
	media_pool_close(pool);
	scene_leave(&scene);
	log_level_set(LOG_WARN);
}

static enum err post_open(struct post *post)
{
	static const struct media_listener nobody;
	struct net_addr home;
	enum err err;

	net_parse(&home, SPAN("127.0.0.1"), 0);
	scene_enter(&scene);
	err = media_open(&post->media, pool, net_of(&home), &nobody);
	if (!err)
		err = udp_open(&post->rtp, scene.loop, net_of(&home), 0, from_media, post);
	if (!err)
		err = udp_open(&post->rtcp, scene.loop, net_of(&home), 0, report_of_media, post);
	scene_leave(&scene);
	return err;
}

static void voice(struct post *post, const struct sdes_key *key_out, const struct sdes_key *key_in)
{
	struct sdp_session_choice choice = {
		.codec = SDP_PCMA, .codec_pt = 8, .ptime_ms = 20, .address = "127.0.0.1",
		.port = net_port(udp_local(post->rtp)), .rtcp_port = net_port(udp_local(post->rtcp)),
		.remote = SDP_SENDRECV, .direction = SDP_SENDRECV, .key_out = *key_out, .key_in = *key_in,
	};

	scene_enter(&scene);
	media_start(post->media, &choice);
	scene_leave(&scene);
}

static struct sdes_key key_left, key_right, no_key;

static void open_voice(void)
{
	memset(&left, 0, sizeof(left));
	memset(&right, 0, sizeof(right));
	pool = NULL;
	key_fill(&key_left, SDES_AES_CM_128_HMAC_SHA1_80, 'l');
	key_fill(&key_right, SDES_AES_CM_128_HMAC_SHA1_80, 'r');
	scene_open(&scene);
	DEFER(close_voice, NULL);
	timers_init(&desk.timers, 5000);
	desk.loop = scene.loop;
	log_level_set(LOG_OFF);
	NEED(media_pool_open(&pool, &desk, FIRST, LAST) == OK);
	NEED(post_open(&left) == OK);
	NEED(post_open(&right) == OK);
}

static void step(unsigned ms)
{
	scene_enter(&scene);
	desk_advance(&desk, ms);
	scene_leave(&scene);
}

/* The bytes that came last from `from`, to the other media as from its far end. */
static void hand_on(struct post *from, struct post *to)
{
	struct net_addr at;

	scene_enter(&scene);
	net_parse(&at, SPAN("127.0.0.1"), media_port(to->media));
	udp_send(to->rtp, net_of(&at), (struct span){ from->bytes, from->len });
	scene_leave(&scene);
}

static struct media_counts counts(struct post *post)
{
	struct media_counts now = { 0 };

	scene_enter(&scene);
	media_counts(post->media, &now);
	scene_leave(&scene);
	return now;
}

/* Until so many were opened and refused in all; how many were. */
static struct media_counts wait_for(struct post *post, uint64_t opened, uint64_t refused)
{
	uint64_t end = uv_hrtime() + (test_starving() ? SCENE_STARVED_NS : SCENE_PATIENCE_NS);
	struct media_counts now = counts(post);

	while ((now.opened < opened || now.refused < refused) && uv_hrtime() < end) {
		scene_enter(&scene);
		uv_cond_timedwait(&scene.news, &scene.lock, 5000000);
		media_counts(post->media, &now);
		scene_leave(&scene);
	}
	return now;
}

/* A packet of `from` comes in at `to`. */
static bool passes(struct post *from, struct post *to)
{
	uint64_t had = counts(to).opened;
	unsigned count = from->count;

	step(20);
	if (scene_wait(&scene, &from->count, count + 1) != count + 1)
		return false;
	hand_on(from, to);
	return wait_for(to, had + 1, 0).opened == had + 1;
}

static bool is_silence(const struct post *post)
{
	for (size_t i = RTP_HEADER; i < RTP_HEADER + 160; i++)
		if ((unsigned char)post->bytes[i] != 0xd5)
			return false;
	return true;
}

TEST(media_lock, voice_is_heard_both_ways_and_nobody_between_sees_it)
{
	open_voice();
	voice(&left, &key_left, &key_right);
	voice(&right, &key_right, &key_left);
	for (int i = 0; i < 5; i++)
		CHECK(passes(&left, &right));
	CHECK_INT(left.len, RTP_HEADER + 160 + 10);
	CHECK(!is_silence(&left));
	CHECK(passes(&right, &left));
	CHECK(!is_silence(&right));
	CHECK_INT(counts(&right).received, 5);
	CHECK_INT(counts(&right).refused + counts(&right).nonsense, 0);
	voice(&left, &no_key, &no_key);
	step(20);
	scene_wait(&scene, &left.count, 7);
	CHECK(is_silence(&left));
}

TEST(media_lock, forged_and_repeated_voice_is_dropped_and_counted)
{
	open_voice();
	voice(&left, &key_left, &key_right);
	voice(&right, &key_right, &key_left);
	CHECK(passes(&left, &right));
	hand_on(&left, &right);
	CHECK_INT(wait_for(&right, 1, 1).refused, 1);
	left.bytes[100] ^= 1;
	left.bytes[3]++;
	hand_on(&left, &right);
	CHECK_INT(wait_for(&right, 1, 2).refused, 2);
	left.len = 5;
	hand_on(&left, &right);
	CHECK_INT(wait_for(&right, 1, 3).refused, 3);
	CHECK_INT(counts(&right).received, 1);
	CHECK(passes(&left, &right));
}

TEST(media_lock, plain_voice_is_dropped_where_there_are_keys)
{
	open_voice();
	voice(&left, &no_key, &no_key);
	voice(&right, &key_right, &key_left);
	step(20);
	scene_wait(&scene, &left.count, 1);
	CHECK(is_silence(&left));
	hand_on(&left, &right);
	CHECK_INT(wait_for(&right, 0, 1).refused, 1);
	CHECK_INT(counts(&right).received, 0);
}

TEST(media_lock, other_keys_come_into_force_within_the_session)
{
	struct sdes_key next;

	open_voice();
	voice(&left, &key_left, &key_right);
	voice(&right, &key_right, &key_left);
	CHECK(passes(&left, &right));
	key_fill(&next, SDES_AES_256_CM_HMAC_SHA1_80, 'x');
	voice(&left, &next, &key_right);
	step(20);
	scene_wait(&scene, &left.count, 2);
	hand_on(&left, &right);
	CHECK_INT(wait_for(&right, 1, 1).refused, 1);
	voice(&right, &key_right, &next);
	CHECK(passes(&left, &right));
	CHECK(passes(&right, &left));
}

TEST(media_lock, what_is_counted_goes_on_in_the_counts_of_all)
{
	open_voice();
	voice(&left, &key_left, &key_right);
	voice(&right, &key_right, &key_left);
	CHECK(passes(&left, &right));
	hand_on(&left, &right);
	wait_for(&right, 1, 1);
	scene_enter(&scene);
	media_close(right.media);
	right.media = NULL;
	scene_leave(&scene);
	CHECK_INT(media_pool_counts(pool)->opened, 1);
	CHECK_INT(media_pool_counts(pool)->refused, 1);
}

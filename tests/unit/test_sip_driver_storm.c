/* SPDX-License-Identifier: MIT
 * test_sip_driver_storm.c - ten thousand lines, and a registrar that goes and comes back.
 *
 * Time moves in steps of 10 ms. The registrar answers what came in one of them in the
 * next, and counts what comes in each second.
 */
#include "test.h"
#include "base/mem.h"
#include "driver/sip/connection.h"
#include "sip_driver_scene.h"

#define LINES 10000
#define RATE 500		/* register-rate, by default */
#define SECONDS 2000
#define STEP_MS 10
#define GRANTED_S 600

static struct {
	bool down;
	unsigned asked[SECONDS];	/* REGISTERs, in each second */
	struct sip_peer peers[LINES];
	char *asks[LINES];		/* that wait for an answer */
	unsigned count;
} registrar;

static bool take(struct sip_trans_layer *layer, const struct sip_peer *peer, struct span bytes)
{
	if (bytes.len < 9 || memcmp(bytes.at, "REGISTER ", 9) != 0)
		return true;
	registrar.asked[layer->timers->now_ms / 1000 % SECONDS]++;
	if (registrar.down || registrar.count == LINES)
		return true;
	registrar.peers[registrar.count] = *peer;
	registrar.asks[registrar.count++] = mem_text(bytes.at, bytes.len);
	return true;
}

/* 200 with what an answer repeats; the header `name` and what is in it. */
static void repeat(struct buf *b, const char *ask, const char *name, const char *more)
{
	const char *at = strstr(ask, name);

	NEED(at);
	buf_bytes(b, at, strcspn(at, "\r"));
	buf_text(b, more);
	buf_text(b, "\r\n");
}

static void answer(void)
{
	static char text[4096];
	struct buf b;

	for (unsigned i = 0; i < registrar.count; i++) {
		buf_fixed(&b, text, sizeof(text));
		buf_text(&b, "SIP/2.0 200 OK\r\n");
		repeat(&b, registrar.asks[i], "Via: ", "");
		repeat(&b, registrar.asks[i], "From: ", "");
		repeat(&b, registrar.asks[i], "To: ", ";tag=r");
		repeat(&b, registrar.asks[i], "Call-ID: ", "");
		repeat(&b, registrar.asks[i], "CSeq: ", "");
		buf_printf(&b, "Expires: %d\r\nContent-Length: 0\r\n\r\n", GRANTED_S);
		stack_message(&registrar.peers[i], text, b.len);
		mem_free(registrar.asks[i]);
	}
	registrar.count = 0;
}

/* The test is over: who leaves is not answered. */
static void forget(void *arg)
{
	registrar.down = true;
	for (unsigned i = 0; i < registrar.count; i++)
		mem_free(registrar.asks[i]);
	registrar.count = 0;
}

/* Let `ms` go by. The most that came in one second of it. */
static unsigned go_on(uint64_t ms)
{
	uint64_t from = scene_desk.timers.now_ms;
	unsigned most = 0;

	for (uint64_t second = from / 1000; second <= (from + ms) / 1000; second++)
		registrar.asked[second % SECONDS] = 0;
	for (uint64_t i = 0; i < ms / STEP_MS; i++) {
		scene_run(STEP_MS);
		answer();
	}
	for (uint64_t second = from / 1000; second <= (from + ms) / 1000; second++)
		if (registrar.asked[second % SECONDS] > most)
			most = registrar.asked[second % SECONDS];
	return most;
}

static unsigned in_service(const struct provider *provider)
{
	unsigned count = 0;

	for (uint32_t i = 0; i < provider->line_count; i++)
		count += line_in_service(provider->lines[i]);
	return count;
}

static struct provider *open_all(void)
{
	struct provider *provider;
	struct buf conf;

	buf_grow(&conf);
	for (unsigned i = 0; i < LINES; i++)
		buf_printf(&conf, "[line %u]\ndriver = sip\ndomain = 192.0.2.9\nsession = 0\n", 10000 + i);
	provider = sip_driver_open(buf_c(&conf));
	buf_free(&conf);
	memset(&registrar, 0, sizeof(registrar));
	DEFER(forget, NULL);
	sip.layer.send = take;
	for (uint32_t i = 0; i < provider->line_count; i++)
		CHECK_INT(line_open(provider->lines[i], (HTAPILINE)0x11, 0x00020002, NULL), OK);
	return provider;
}

/* Steady after a start and after a refresh; while the server is away each line asks and
 * waits longer; when it is back none has lost its place, and they do not come at once. */
TEST_ONCE(sip_storm, ten_thousand_lines_do_not_run_over_a_registrar)
{
	struct provider *provider = open_all();
	unsigned start, refresh, away, back;

	start = go_on(1000 * LINES / RATE + 1000);
	CHECK_INT(in_service(provider), LINES);
	CHECK(start <= 2 * RATE);		/* what may come at once, and a second's worth */

	refresh = go_on(GRANTED_S * 1000);
	CHECK_INT(in_service(provider), LINES);
	CHECK(refresh <= RATE);		/* they do not come as they began */

	registrar.down = true;
	away = go_on(GRANTED_S * 1000);
	CHECK(in_service(provider) < LINES / 10);
	CHECK(away <= LINES / 5);		/* with all that is sent again */

	registrar.down = false;
	back = go_on(GRANTED_S * 1000);
	CHECK_INT(in_service(provider), LINES);
	CHECK(back <= 2 * RATE + RATE / 2);	/* likewise, and what is sent again */
	printf("  REGISTERs a second, at most: %u at the start, %u of refreshes, %u while the registrar is away, "
	       "%u when it is back\n", start, refresh, away, back);
}

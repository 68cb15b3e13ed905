/* SPDX-License-Identifier: MIT
 * scene.c - sessions, lines and calls for the rules to look at.
 *
 * All events go through the log (c->log). Time is moved where the provider
 * knows "advance"; if it knows "settle" too, nothing waits really, and how busy
 * the machine is makes no difference. Else a little real waiting is for its
 * other threads.
 */
#include "check/check.h"
#include "abi/utf.h"
#include "os/clock.h"
#include <stdio.h>
#include <uv.h>

#define CALL_MS 30000		/* for what a far end takes part in */
#define REPLY_MS 15000
#define TURN_MS 2		/* real time for other threads between two moves of the clock */
#define QUIET_MS 40		/* the same at the end of a wait */
#define QUIET_REAL_MS 400	/* nothing came for so long: nothing will */

const DWORD check_versions[] = {
	TAPI_1_3, TAPI_1_4, TAPI_2_0, TAPI_2_1, TAPI_2_2, TAPI_3_0, TAPI_3_1, 0
};

const char *version_text(DWORD version)
{
	static char texts[4][16];
	static unsigned turn;
	char *out = texts[turn++ % 4];

	snprintf(out, sizeof(texts[0]), "%u.%u", (unsigned)(version >> 16),
		 (unsigned)(version & 0xFFFF));
	return out;
}

const char *state_word(DWORD state)
{
	static char texts[4][64];
	static unsigned turn;

	turn++;
	return state ? name_words(NAME_LINECALLSTATE, state, texts[turn % 4],
				  sizeof(texts[0])) : "unborn";
}

LPCWSTR wide(const char *text)
{
	static WCHAR texts[8][256];
	static unsigned turn;
	WCHAR *out = texts[turn++ % 8];

	if (utf_size16(text) > sizeof(texts[0]))
		text = "";
	utf_write16(out, text);
	return out;
}

/* --- the session --------------------------------------------------------------- */

bool scene_command(struct check *c, const char *text)
{
	char reply[512];

	return host_command(c->host, text, reply, sizeof(reply)) == 0 &&
	       strncmp(reply, "ok", 2) == 0;
}

static void open_with(struct check *c, const struct host_options *options)
{
	static char why[1024];
	struct buf buf;

	buf_fixed(&buf, why, sizeof(why));
	why[0] = '\0';
	step("loading the provider");
	if (host_open(&c->host, c->setup->provider, options, &buf) != OK)
		skip(c, "no session: %s", buf_c(&buf));
	c->sp = host_tspi(c->host);
}

static struct host_options options_of(const struct check *c)
{
	return (struct host_options){ .ppid = PPID, .version_high = c->setup->version,
		.line_base = LINE_BASE, .phone_base = PHONE_BASE, 
		.conf = c->config[0] ? c->config : c->setup->config };
}

void scene_load(struct check *c)
{
	struct host_options options = options_of(c);

	options.no_session = true;
	open_with(c, &options);
}

/* What dials the peer: as given, or the peer's own number. */
static void find_dest(struct check *c)
{
	static struct host_line_info info;	/* large */

	if (c->setup->dest) {
		snprintf(c->dest, sizeof(c->dest), "%s", c->setup->dest);
		return;
	}
	if (c->peer_device == HOST_NO_DEVICE || host_line_info(c->host, c->peer_device, &info) != 0)
		return;
	if (info.addresses > 0)
		snprintf(c->dest, sizeof(c->dest), "%s", info.address[0].address);
}

void scene_find_clock(struct check *c)
{
	c->clock_moves = c->sp->providerGenericDialogData && scene_command(c, "advance 0");
	c->settles = c->clock_moves && scene_command(c, "settle");
}

void scene_open(struct check *c)
{
	struct host_options options = options_of(c);
	uint32_t line = c->setup->line, peer = c->setup->peer;
	size_t count;

	open_with(c, &options);
	scene_find_clock(c);
	count = host_line_count(c->host);
	c->device = host_line(c->host, line);
	if (peer == UINT32_MAX && count > 1)
		peer = line + 1 < count ? line + 1 : 0;
	c->peer_device = peer < count && peer != line ? host_line(c->host, peer) : HOST_NO_DEVICE;
	SKIP_UNLESS(c, c->device != HOST_NO_DEVICE, "the provider has no line %lu",
		    (unsigned long)line);
	if (host_line_version(c->host, c->device, &c->version))
		c->version = host_version(c->host);
	step("looking for something to dial");
	find_dest(c);
}

void scene_close(struct check *c)
{
	step("ending the session");
	host_close(c->host);
	c->host = NULL;
	c->line = c->peer = c->third = c->narrow = 0;
	c->third_device = HOST_NO_DEVICE;
}

static void open_line(struct check *c, DWORD device, uint32_t *out)
{
	LONG result;

	step("opening line %lu", (unsigned long)(device - LINE_BASE));
	result = host_line_open(c->host, device, VOICE, out);
	if (result)
		skip(c, "line %lu cannot be opened: %s", (unsigned long)(device - LINE_BASE),
		     name_error(result));
}

void scene_line(struct check *c)
{
	if (!c->host)
		scene_open(c);
	if (!c->line)
		open_line(c, c->device, &c->line);
}

void scene_lines(struct check *c)
{
	scene_line(c);
	SKIP_UNLESS(c, c->peer_device != HOST_NO_DEVICE,
		    "the provider has no second line to receive calls (--peer)");
	if (!c->peer)
		open_line(c, c->peer_device, &c->peer);
}

/* --- time ---------------------------------------------------------------------- */

/* Take what is there into the log, waiting up to `ms` for the first. */
static bool drain(struct check *c, int64_t ms)
{
	struct host_event event;
	size_t before = c->count;

	while (host_wait(c->host, NULL, c->count == before ? ms : 0, &event))
		if (c->count < LOG_SIZE)
			c->log[c->count++] = event;
	return c->count > before;
}

/* Move the clock; what comes of it is told when this returns, if the provider
 * can say so. */
static void advance(struct check *c, uint32_t ms)
{
	char text[32];

	snprintf(text, sizeof(text), "advance %lu", (unsigned long)ms);
	scene_command(c, text);
	if (c->settles)
		scene_command(c, "settle");
}

struct wanted {
	bool (*is)(const struct check *c, const struct wanted *wanted);
	uint32_t call, line;
	DWORD states, message;
	LONG request;
	size_t from;
};

static uint32_t turn(struct check *c, uint32_t spent)
{
	uint64_t before = clock_ms();
	uint32_t by = spent < 300 ? 10 : 100;

	if (!c->clock_moves) {
		drain(c, 20);
		return (uint32_t)(clock_ms() - before);
	}
	if (!drain(c, c->settles ? 0 : TURN_MS))
		advance(c, by);
	return by;
}

static bool until(struct check *c, const struct wanted *wanted, uint32_t ms)
{
	if (c->settles)
		scene_command(c, "settle");
	drain(c, 0);
	for (uint32_t spent = 0; spent < ms && !wanted->is(c, wanted); )
		spent += turn(c, spent);
	drain(c, 0);
	for (int i = 0; i < 4 && ms && !c->settles && !wanted->is(c, wanted); i++)
		drain(c, QUIET_MS);
	return wanted->is(c, wanted);
}

/* Take all that is on its way. */
static void quieten(struct check *c)
{
	while (drain(c, c->settles ? 0 : 8))
		;
}

void scene_settle(struct check *c)
{
	if (!c->clock_moves) {
		while (drain(c, QUIET_REAL_MS))
			;
		return;
	}
	for (int i = 0; i < 3; i++) {
		advance(c, 100);
		quieten(c);
	}
}

void scene_pass(struct check *c, uint32_t ms)
{
	uint64_t end = clock_ms() + ms;

	if (c->clock_moves) {
		advance(c, ms);
		quieten(c);
		return;
	}
	while (clock_ms() < end)
		drain(c, (int64_t)(end - clock_ms()) + 1);
}

/* --- the log ------------------------------------------------------------------- */

void scene_forget(struct check *c)
{
	c->count = c->from = 0;
}

int log_find(const struct check *c, size_t from, DWORD message, uint32_t call)
{
	for (size_t i = from; i < c->count; i++)
		if (c->log[i].kind != HOST_REPLY && c->log[i].message == message &&
		    (!call || c->log[i].call == call))
			return (int)i;
	return -1;
}

int log_state(const struct check *c, uint32_t call, DWORD states)
{
	for (size_t i = 0; i < c->count; i++)
		if (c->log[i].kind == HOST_LINE && c->log[i].message == LINE_CALLSTATE &&
		    c->log[i].call == call && (c->log[i].p1 & states))
			return (int)i;
	return -1;
}

unsigned log_replies(const struct check *c, LONG request)
{
	unsigned n = 0;

	for (size_t i = 0; i < c->count; i++)
		n += c->log[i].kind == HOST_REPLY && c->log[i].request == (DWORD)request;
	return n;
}

int log_reply(const struct check *c, LONG request)
{
	for (size_t i = 0; i < c->count; i++)
		if (c->log[i].kind == HOST_REPLY && c->log[i].request == (DWORD)request)
			return (int)i;
	return -1;
}

static bool in_state(const struct check *c, const struct wanted *wanted)
{
	return (host_call_state(c->host, wanted->call) & wanted->states) != 0;
}

static bool is_answered(const struct check *c, const struct wanted *wanted)
{
	return log_reply(c, wanted->request) >= 0;
}

static bool has_come(const struct check *c, const struct wanted *wanted)
{
	return log_find(c, wanted->from, wanted->message, wanted->call) >= 0;
}

bool scene_state(struct check *c, uint32_t call, DWORD states, uint32_t ms)
{
	step("waiting for a call to become %s", state_word(states));
	return until(c, &(struct wanted){ .is = in_state, .call = call, .states = states }, ms);
}

LONG scene_reply(struct check *c, LONG request, uint32_t ms)
{
	if (request <= 0)
		return request;
	step("waiting for the completion of a request");
	if (!until(c, &(struct wanted){ .is = is_answered, .request = request }, ms))
		return HOST_TIMEOUT;
	return c->log[log_reply(c, request)].result;
}

bool scene_event(struct check *c, DWORD message, uint32_t call, uint32_t ms, struct host_event *out)
{
	struct wanted wanted = { .is = has_come, .call = call, .message = message,
				.from = c->from };

	step("waiting for %s", name_message(message));
	if (!until(c, &wanted, ms))
		return false;
	if (out)
		*out = c->log[log_find(c, c->from, message, call)];
	return true;
}

/* --- calls --------------------------------------------------------------------- */

void scene_done(struct check *c, const char *what, LONG request)
{
	LONG result;

	SKIP_UNLESS(c, request > 0, "%s is refused: %s", what, name_error(request));
	result = scene_reply(c, request, REPLY_MS);
	SKIP_UNLESS(c, result != HOST_TIMEOUT, "%s is never completed", what);
	SKIP_UNLESS(c, result == 0, "%s fails: %s", what, name_error(result));
}

uint32_t scene_dial(struct check *c)
{
	uint32_t call = 0;
	LONG request;

	scene_line(c);
	SKIP_UNLESS(c, c->dest[0], "there is nothing to dial (--dest)");
	step("calling lineMakeCall");
	request = host_make_call(c->host, c->line, c->dest, NULL, &call);
	scene_done(c, "lineMakeCall", request);
	return call;
}

uint32_t scene_ring(struct check *c, uint32_t *out)
{
	struct host_event event;

	scene_lines(c);
	drain(c, 0);
	c->from = c->count;
	*out = scene_dial(c);
	SKIP_UNLESS(c, scene_event(c, LINE_NEWCALL, 0, CALL_MS, &event),
		    "the call to %s does not arrive at the second line", c->dest);
	SKIP_UNLESS(c, scene_state(c, event.call, LINECALLSTATE_OFFERING | LINECALLSTATE_ACCEPTED,
				   CALL_MS),
		    "the call at the second line is not offered");
	return event.call;
}

uint32_t scene_talk(struct check *c, uint32_t *peer)
{
	uint32_t out = 0, in = 0;

	scene_line(c);
	if (c->peer_device != HOST_NO_DEVICE && !c->setup->dest) {
		in = scene_ring(c, &out);
		step("calling lineAnswer");
		scene_done(c, "lineAnswer", host_answer(c->host, in));
		SKIP_UNLESS(c, scene_state(c, in, LINECALLSTATE_CONNECTED, CALL_MS),
			    "the answered call does not become connected");
	} else {
		out = scene_dial(c);
	}
	SKIP_UNLESS(c, scene_state(c, out, LINECALLSTATE_CONNECTED, CALL_MS),
		    "the call to %s does not become connected", c->dest);
	scene_settle(c);
	if (peer)
		*peer = in;
	return out;
}

LINEDEVCAPS *line_caps(struct check *c, DWORD device)
{
	LINEDEVCAPS *caps = NULL;
	LONG result;

	step("calling lineGetDevCaps");
	result = host_get_line_caps(c->host, device, &caps);
	SKIP_UNLESS(c, result == 0, "lineGetDevCaps fails: %s", name_error(result));
	return caps;
}

LINEADDRESSCAPS *address_caps(struct check *c, DWORD device)
{
	LINEADDRESSCAPS *caps = NULL;
	LONG result;

	step("calling lineGetAddressCaps");
	result = host_get_address_caps(c->host, device, 0, &caps);
	SKIP_UNLESS(c, result == 0, "lineGetAddressCaps fails: %s", name_error(result));
	return caps;
}

LINECALLINFO *call_info(struct check *c, uint32_t call)
{
	LINECALLINFO *info = NULL;
	LONG result;

	step("calling lineGetCallInfo");
	result = host_get_call_info(c->host, call, &info);
	SKIP_UNLESS(c, result == 0, "lineGetCallInfo fails: %s", name_error(result));
	return info;
}

LINECALLSTATUS *call_status(struct check *c, uint32_t call)
{
	LINECALLSTATUS *status = NULL;
	LONG result;

	step("calling lineGetCallStatus");
	result = host_get_call_status(c->host, call, &status);
	SKIP_UNLESS(c, result == 0, "lineGetCallStatus fails: %s", name_error(result));
	return status;
}

DWORD call_features(struct check *c, uint32_t call)
{
	return call_status(c, call)->dwCallFeatures;
}

LINECALLPARAMS call_params(DWORD version)
{
	return (LINECALLPARAMS){
		.dwTotalSize = abi_fixed_size(ABI_LINECALLPARAMS, version),
		.dwBearerMode = LINEBEARERMODE_VOICE, .dwMediaMode = VOICE,
		.dwAddressMode = LINEADDRESSMODE_ADDRESSID,
	};
}

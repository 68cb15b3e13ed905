/* SPDX-License-Identifier: MIT
 * fuzz_sip_stack.c - whole SIP lines: any datagrams, any requests of TAPI, any time.
 *
 * The input is a script. A line that begins with '!' is something done here:
 *
 *   !dial 200   !answer  !accept  !drop  !hold  !unhold  !digits 12  !free   (the last call;
 *               !answer1: another one)
 *   !open 0     !close 0   of the two lines: the second registers and asks by OPTIONS
 *   !wait 500   milliseconds     !deaf  sending fails     !tcp  the far end's transport
 *   !lost       the connection is     !names 0  all names that are looked up are found (1: not)
 *
 * Anything else, up to a line ".", is a message of the far end, in which
 *
 *   $v $f $t $i $c   stand for Via, From, To, Call-ID and CSeq of our last request,
 *   $d $u            for the Call-ID and our tag of the last dialog,
 *   $n               for another number each time, $k for one that grows
 *
 * Whatever comes: TAPI hears legal states only and one answer to each request,
 * each request of the far end is answered, once, and in the end nothing is left.
 */
#include "base/log.h"
#include "base/loop.h"
#include "base/mem.h"
#include "driver/sip/call.h"
#include "driver/sip/connection.h"
#include "driver/sip/sip.h"
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
const char *__asan_default_options(void);

/* We count blocks ourselves; LeakSanitizer would look after each input, since
 * the loop keeps what was closed until it gets to run. */
const char *__asan_default_options(void)
{
	return "detect_leaks=0";
}

#define MUST(holds)								\
	do {									\
		if (!(holds)) {							\
			fprintf(stderr, "%d: does not hold: %s\n", __LINE__, #holds); \
			abort();						\
		}								\
	} while (0)

#define LINES 2
#define REQUESTS 512
#define INVITES 128
#define WAIT_MAX_MS 600000
#define TEXT_MAX 8000

struct invite {			/* of the far end */
	uint64_t key, answer;	/* prints; answer 0: no final one yet */
};

static struct {
	struct desk desk;
	struct provider provider;
	struct line line[LINES], *lines[LINES];
	struct address address[LINES];
	bool deaf, was_deaf, tcp;
	uint32_t waited_ms;
	uint8_t asked[REQUESTS];
	DRV_REQUESTID requests;
	bool gone[8192];		/* by dwCallID: IDLE was told */
	char via[256], from[512], to[512], id[128], cseq[64];
	char dialog_id[128], our_tag[64];
	unsigned number, growing;
	char expect[128];		/* CSeq of the request being delivered; "": none */
	unsigned answers, finals;	/* to it */
	struct invite invites[INVITES];
	unsigned invite_count;
} w;

/* The loop is for sockets only; its thread costs more than all the rest, so it
 * serves some inputs. What they left of memory is seen when it is closed. */
#define INPUTS_A_LOOP 16

static struct {
	struct loop *loop;
	struct timers idle;
	uv_mutex_t lock;
	size_t blocks;
	unsigned inputs;
} common;

/* As a user would have it; what is not said is as it is for everybody. */
static const char configured[] =
	"[sip]\n"
	"listen = 127.0.0.1:0\ntcp = no\nuser-agent = x\ndns = 127.0.0.1:9\n"
	"[line a]\n"
	"user = a\npassword = p\nname = A\ndomain = 127.0.0.1\nregister = no\nexpires = 100\nretry-max = 60\n"
	"session = 90\ncalls = 4\n"
	"[line b]\n"
	"user = b\ndomain = 127.0.0.1\nregistrar = 127.0.0.1\nproxy = 127.0.0.1\nexpires = 100\nretry-max = 60\n"
	"keep-alive = 60\nsession = 0\ncodecs = PCMU\ndtmf = info\nringing = accept\ncalls = 2\n";

static struct sip_conf conf;
static struct sip_line_conf line_conf[LINES];

static void configure(void)
{
	struct conf_file *file;
	struct buf why;

	buf_grow(&why);
	MUST(conf_parse(&file, "configured", span_of(configured), &why) == OK);
	MUST(conf_fill(file, &file->sections[0], sip_conf_keys, &conf, NULL, NULL, &why) == OK);
	for (int i = 0; i < LINES; i++)
		MUST(conf_fill(file, &file->sections[1 + i], sip_line_conf_keys, &line_conf[i], NULL, NULL, &why) == OK);
	conf_close(file);
	buf_free(&why);
}

/* --- what the model tells ---------------------------------------------------------- */

static void read_box(void)
{
	struct letter letter;

	while (mail_take(&w.desk.mail, &letter)) {
		struct call *call = call_find(&w.desk, letter.call);

		if (letter.kind == LETTER_REPLY) {
			MUST(letter.id <= w.requests && w.asked[letter.id]);
			w.asked[letter.id] = 0;
			continue;
		}
		if (!call)
			continue;
		if (letter.kind == LETTER_NEWCALL) {
			call_taken(call, w.number % 8 == 7 ? NULL : (HTAPICALL)1);
			continue;
		}
		MUST(!w.gone[call->id % 8192]);
		if (letter.msg != LINE_CALLSTATE)
			continue;
		MUST((letter.p1 & ~(DWORD_PTR)CALLSTATE_ALL) == 0);
		MUST(letter.p1 && (letter.p1 & (letter.p1 - 1)) == 0);
		if (letter.p1 == LINECALLSTATE_IDLE)
			w.gone[call->id % 8192] = true;
	}
}

/* The call with this number from the newest, of both lines. */
static struct call *call_at(unsigned number)
{
	for (int i = 0; i < LINES; i++) {
		if (!w.line[i].handle)
			continue;
		for (struct list *node = w.line[i].calls.prev; node != &w.line[i].calls; node = node->prev)
			if (number-- == 0)
				return list_entry(node, struct call, node);
	}
	return NULL;
}

/* --- what is sent ---------------------------------------------------------------- */

static uint64_t print_of(struct span a, struct span b, struct span c)
{
	struct sip_printer printer;

	sip_print_begin(&printer, sip.ids.secret);
	sip_print_add(&printer, a);
	sip_print_add(&printer, b);
	sip_print_add(&printer, c);
	return sip_print_end(&printer).lo | 1;
}

static uint64_t key_of(const struct sip_msg *msg)
{
	char number[300];

	snprintf(number, sizeof(number), "%u %u %.*s", (unsigned)msg->cseq.number,
		 (unsigned)msg->via.port, SPAN_ARG(msg->via.host));
	return print_of(msg->via.branch, msg->call_id, span_of(number));
}

static void copy(char *out, size_t size, struct span value)
{
	snprintf(out, size, "%.*s", SPAN_ARG(value));
}

static void request_sent(const struct sip_msg *msg)
{
	if (msg->method == SIP_ACK || msg->method == SIP_CANCEL)
		return;
	copy(w.via, sizeof(w.via), sip_msg_get(msg, SIP_H_VIA));
	copy(w.from, sizeof(w.from), sip_msg_get(msg, SIP_H_FROM));
	copy(w.to, sizeof(w.to), sip_msg_get(msg, SIP_H_TO));
	copy(w.id, sizeof(w.id), msg->call_id);
	copy(w.cseq, sizeof(w.cseq), sip_msg_get(msg, SIP_H_CSEQ));
	if (msg->method != SIP_INVITE)
		return;
	copy(w.dialog_id, sizeof(w.dialog_id), msg->call_id);
	copy(w.our_tag, sizeof(w.our_tag), msg->from_tag);
}

/* Whether its Vias are nonsense or not: it gives back those of the request. */
static void count_answer(const struct sip_msg *msg)
{
	char cseq[128];

	copy(cseq, sizeof(cseq), sip_msg_get(msg, SIP_H_CSEQ));
	if (w.expect[0] && strcmp(cseq, w.expect) == 0) {
		w.answers++;
		w.finals += msg->status >= 200;
	}
}

static void answer_sent(const struct sip_msg *msg, struct span bytes)
{
	if (msg->method != SIP_INVITE || span_is(msg->to_tag, "bad"))
		return;			/* "bad": to what could not even be read */
	if (msg->to_tag.len) {
		copy(w.dialog_id, sizeof(w.dialog_id), msg->call_id);
		copy(w.our_tag, sizeof(w.our_tag), msg->to_tag);
	}
	for (unsigned i = w.invite_count; i-- > 0 && msg->status >= 200;) {
		uint64_t print = print_of(bytes, SPAN_NONE, SPAN_NONE);

		if (w.invites[i].key != key_of(msg))
			continue;	/* the last one of the same: the others are over */
		MUST(!w.invites[i].answer || w.invites[i].answer == print);
		w.invites[i].answer = print;
		break;
	}
}

static bool sent(struct sip_trans_layer *layer, const struct sip_peer *peer, struct span bytes)
{
	static struct sip_msg msg;
	static char text[70000];
	uint32_t status;
	const char *why;

	MUST(bytes.len > 0 && bytes.len < sizeof(text) - 1);
	if (w.deaf)
		return false;
	memcpy(text, bytes.at, bytes.len);
	MUST(sip_msg_read(&msg, text, bytes.len) == OK);
	if (!msg.request)
		count_answer(&msg);
	/* What the far end said of itself is said back to it, nonsense or not. */
	if (sip_msg_check(&msg, &status, &why) == OK)
		msg.request ? request_sent(&msg) : answer_sent(&msg, bytes);
	return true;
}

/* --- what comes -------------------------------------------------------------------- */

static size_t fill_in(char *out, const char *at, const char *end)
{
	char number[16], *to = out, *stop = out + TEXT_MAX;

	for (; at < end && to < stop; at++) {
		const char *value = NULL;

		if (*at == '\n' && (to == out || to[-1] != '\r'))
			*to++ = '\r';
		if (*at == '$' && at + 1 < end) {
			snprintf(number, sizeof(number), "%u", at[1] == 'n' ? w.number++ : w.growing++);
			switch (at[1]) {
			case 'v': value = w.via; break;
			case 'f': value = w.from; break;
			case 't': value = w.to; break;
			case 'i': value = w.id; break;
			case 'c': value = w.cseq; break;
			case 'd': value = w.dialog_id; break;
			case 'u': value = w.our_tag; break;
			case 'n': case 'k': value = number; break;
			}
		}
		if (value) {
			to += snprintf(to, (size_t)(stop - to) + 512, "%s", value);
			at++;
		} else {
			*to++ = *at;
		}
	}
	return (size_t)(to - out);
}

/* Note what must be answered. */
static void expect(const struct sip_msg *msg)
{
	w.answers = w.finals = 0;
	copy(w.expect, sizeof(w.expect), sip_msg_get(msg, SIP_H_CSEQ));
	/* A value is given back with spaces for what would end its header (write.h). */
	for (char *p = w.expect; *p; p++)
		if (*p == '\r' || *p == '\n')
			*p = ' ';
	if (msg->method == SIP_INVITE && sip_branch_is_unique(msg->via.branch) && w.invite_count < INVITES)
		w.invites[w.invite_count++] = (struct invite){ key_of(msg), 0 };
}

static void deliver(const char *at, const char *end)
{
	static char text[TEXT_MAX + 1024], again[TEXT_MAX + 1024];
	static struct sip_msg msg;
	uint64_t begun = sip.layer.counters.server;
	size_t len = fill_in(text, at, end);
	struct net_addr addr;
	struct sip_peer peer;
	uint32_t status;
	const char *why;
	unsigned before = w.invite_count;
	char *bytes;

	if (!len)
		return;
	net_parse(&addr, SPAN("127.0.0.1"), 5999);
	sip_peer_set(&peer, w.tcp ? SIP_TCP : SIP_UDP, net_of(&addr), w.tcp ? 99 : 0);
	memcpy(again, text, len);
	w.expect[0] = '\0';
	if (sip_msg_read(&msg, again, len) == OK && msg.request &&
	    sip_msg_check(&msg, &status, &why) == OK && msg.method != SIP_ACK && msg.method != SIP_CANCEL)
		expect(&msg);
	bytes = malloc(len + 1);	/* of just this size: a sanitizer sees the byte behind */
	memcpy(bytes, text, len);
	stack_message(&peer, bytes, len);
	free(bytes);
	if (sip.layer.counters.server == begun) {
		w.invite_count = before;	/* it began nothing */
	} else if (w.expect[0] && !w.deaf) {
		MUST(w.answers >= 1);
		MUST(msg.method == SIP_INVITE || w.finals == 1);
	}
	w.expect[0] = '\0';
}

/* --- what is done -------------------------------------------------------------------- */

static void request(struct call *call, enum call_op op)
{
	DRV_REQUESTID id = w.requests + 1;

	if (!call || id == REQUESTS)
		return;
	/* Answered within, even: the number must count already. */
	w.requests = id;
	w.asked[id] = 1;
	if (call_ask(call, op, id, &(struct call_args){ 0 }))
		w.asked[id] = 0;
}

static void dial(struct line *line, const char *dest)
{
	const struct call_params params = { .flags = w.number & 1 ? LINECALLPARAMFLAGS_BLOCKID : 0 };
	DRV_REQUESTID id = w.requests + 1;
	struct call *call;

	if (!line->handle || id == REQUESTS || call_new(&call, line, (HTAPICALL)1))
		return;
	w.requests = id;
	w.asked[id] = 1;
	if (call_ask(call, CALL_DIAL, id, &(struct call_args){ .dest = dest, .params = &params })) {
		w.asked[id] = 0;
		call_free(call, ERR_FAILED);
	}
}

static bool answer_name(struct resolve *resolve, bool found)
{
	struct net_addr addr;
	struct sip_hop hop;

	if (!resolve->query)
		return false;
	dns_cancel(resolve->query);
	resolve->query = NULL;
	net_parse(&addr, SPAN("127.0.0.1"), 5997);
	if (found && stack_hop(&hop, SIP_UDP, net_of(&addr), "") == OK)
		resolve->found(resolve->arg, &hop, NULL);
	else
		resolve->found(resolve->arg, NULL, "no such name");
	return true;
}

/* The name servers' word: the loop's thread does not get to ask any. */
static void answer_names(bool found)
{
	struct list *node = sip.calls.next;

	while (node != &sip.calls) {
		struct sip_call *s = list_entry(node, struct sip_call, node);

		node = answer_name(&s->resolve, found) ? sip.calls.next : node->next;
	}
	for (int i = 0; i < LINES; i++)
		answer_name(&sip_line_of(&w.line[i])->resolve, found);
}

static void wait_ms(uint32_t ms)
{
	if (ms > WAIT_MAX_MS - w.waited_ms)
		ms = WAIT_MAX_MS - w.waited_ms;
	w.waited_ms += ms;
	/* Voice ticks cost time of ours: what is long goes without them. */
	desk_advance(&w.desk, ms);
}

static void open_line(struct line *line)
{
	if (line->handle)
		return;
	MUST(line_open(line, (HTAPILINE)1, 0x00020002, NULL) == OK);
	line_listen(line, LINEMEDIAMODE_INTERACTIVEVOICE);
	line->line_states = line->address_states = 0xFFFFFFFF;
}

static void act(const char *text)
{
	static const struct {
		const char *word;
		int op;
	} asks[] = {
		{ "answer", CALL_ANSWER }, { "accept", CALL_ACCEPT }, { "drop", CALL_DROP },
		{ "hold", CALL_HOLD }, { "unhold", CALL_UNHOLD },
	};
	size_t word = strcspn(text, " 0123456789");
	const char *rest = text + word + strspn(text + word, " ");
	unsigned number = (unsigned)atoi(rest) % 1000000;
	struct line *line = &w.line[number % LINES];
	struct call *call = call_at(number % 8);

	for (size_t i = 0; i < sizeof(asks) / sizeof(asks[0]); i++)
		if (word == strlen(asks[i].word) && strncmp(text, asks[i].word, word) == 0)
			request(call, (enum call_op)asks[i].op);
	if (strncmp(text, "dial", 4) == 0)
		dial(&w.line[word > 4], rest);		/* "dial" or "dialb" */
	else if (strncmp(text, "digits", 6) == 0 && call_at(0))
		call_generate(call_at(0), 1, &(struct call_args){ .digits = strspn(rest, "0123456789*#ABCD,") ==
			      strlen(rest) && strlen(rest) < CALL_DIGITS_MAX ? rest : "1", .mode = LINEDIGITMODE_DTMF });
	else if (strncmp(text, "free", 4) == 0 && call)
		call_free(call, ERR_CLOSED);
	else if (strncmp(text, "open", 4) == 0)
		open_line(line);
	else if (strncmp(text, "close", 5) == 0 && line->handle)
		line_close(line);
	else if (strncmp(text, "wait", 4) == 0)
		wait_ms(number);
	else if (strncmp(text, "deaf", 4) == 0)
		w.was_deaf |= w.deaf = !w.deaf;
	else if (strncmp(text, "tcp", 3) == 0)
		w.tcp = !w.tcp;
	else if (strncmp(text, "names", 5) == 0)
		answer_names(number % 2 == 0);
	else if (strncmp(text, "lost", 4) == 0)
		connection_lost(number ? sip.connection_ids : 99);
}

static const char *line_end(const char *at, const char *end)
{
	const char *found = memchr(at, '\n', (size_t)(end - at));

	return found ? found : end;
}

static void play(const char *at, const char *end)
{
	const char *begin = at, *stop;
	char action[256];

	for (; at < end; at = stop + 1) {
		stop = line_end(at, end);
		if (begin == at && *at == '!') {
			snprintf(action, sizeof(action), "%.*s", (int)(stop - at - 1), at + 1);
			act(action);
			begin = stop + 1;
		} else if (stop - at == 1 && *at == '.') {
			deliver(begin, at);
			begin = stop + 1;
		}
		read_box();
	}
	if (begin < end)
		deliver(begin, end);
	read_box();
}

/* --- the loop ------------------------------------------------------------ */

static void lock_enter(void *arg)
{
	uv_mutex_lock(&common.lock);
}

static void lock_leave(void *arg)
{
	uv_mutex_unlock(&common.lock);
}

static void loop_begin(void)
{
	static const struct loop_lock lock = { lock_enter, lock_leave, NULL };

	if (common.inputs++ % INPUTS_A_LOOP)
		return;
	common.blocks = mem_blocks();
	timers_init(&common.idle, 0);
	uv_mutex_init(&common.lock);
	MUST(loop_open(&common.loop, &common.idle, &lock) == OK);
	uv_mutex_lock(&common.lock);
}

static void loop_end(void)
{
	if (!common.loop)
		return;
	uv_mutex_unlock(&common.lock);
	loop_close(common.loop);
	uv_mutex_destroy(&common.lock);
	common.loop = NULL;
	common.inputs = 0;
	MUST(mem_blocks() == common.blocks);
}

/* --- a world for each input ---------------------------------------------------------- */

static void not_random(void *bytes, size_t size)
{
	memset(bytes, 7, size);
}

static void begin(void)
{
	struct buf why;

	memset(&w, 0, sizeof(w));
	log_level_set(LOG_OFF);
	desk_open(&w.desk);
	w.desk.timers.now_ms = 4294900000u;
	timers_init(&w.desk.timers, 4294900000u);	/* 32 bits of it come round soon */
	w.desk.virtual_clock = true;
	w.desk.loop = common.loop;
	buf_grow(&why);
	w.provider = (struct provider){ .desk = &w.desk, .path = "/nowhere/x.conf", .lines = w.lines,
					.line_count = LINES, .active = true };
	list_append(&w.desk.providers, &w.provider.node);
	for (int i = 0; i < LINES; i++) {
		w.line[i] = (struct line){ .provider = &w.provider, .driver = &sip_driver,
					   .name = line_conf[i].user, .addresses = &w.address[i],
					   .address_count = 1 };
		w.address[i] = (struct address){ .line = &w.line[i], .number = line_conf[i].user };
		w.lines[i] = &w.line[i];
		MUST(sip_driver.line_new(&w.line[i], &line_conf[i], &why) == OK);
	}
	MUST(sip_driver.start(&w.desk, &conf, &why) == OK);
	buf_free(&why);
	sip_ids_init(&sip.ids, not_random);
	sip.layer.send = sent;
	open_line(&w.line[0]);
}

/* Everything is closed, the far end says nothing more: all must end. */
static void end(void)
{
	w.deaf = false;
	for (int i = 0; i < LINES; i++)
		if (w.line[i].handle)
			line_close(&w.line[i]);
	read_box();
	for (DRV_REQUESTID id = 0; id <= w.requests; id++)
		MUST(!w.asked[id]);
	answer_names(false);
	desk_advance(&w.desk, 400000);
	for (unsigned i = 0; i < w.invite_count; i++)
		MUST(w.invites[i].answer || w.was_deaf);
	MUST(w.desk.timers.count == 0);
	MUST(sip_trans_count(&sip.layer) == 0);
	sip_driver.stop(&w.desk);
	for (int i = 0; i < LINES; i++)
		sip_driver.line_free(&w.line[i]);
	desk_close(&w.desk);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data;
	static bool known;

	if (size > 16384)
		return 0;
	if (!known) {
		configure();
		atexit(loop_end);
	}
	known = true;
	loop_begin();
	begin();
	play(text, text + size);
	end();
	if (common.inputs == INPUTS_A_LOOP)
		loop_end();
	return 0;
}

/* SPDX-License-Identifier: MIT
 * sip_driver_scene.c - SIP lines on a moved clock, and the far end by hand. */
#include "sip_driver_scene.h"
#include "base/loop.h"
#include "driver/sip/connection.h"
#include "driver/sip/nat.h"
#include "os/file.h"
#include <stdarg.h>

#define SENT_MAX 256
#define LONG_ENOUGH_MS 400000

struct far_end far_end;

struct sent {
	char name[64];
	char text[4096];
	size_t len;
};

static struct {
	struct timers idle;		/* of the loop: never set */
	uv_mutex_t lock;
	struct provider *provider;
	struct sent sent[SENT_MAX];
	unsigned count, told, repeats;
	char names[2048];
	char wire[8192];		/* of the far end's last message */
	size_t wire_len;
} scene;

/* --- the desk ------------------------------------------------------------------ */

static void lock_enter(void *arg)
{
	uv_mutex_lock(&scene.lock);
}

static void lock_leave(void *arg)
{
	uv_mutex_unlock(&scene.lock);
}

static void close_loop(void *arg)
{
	struct loop *loop = scene_desk.loop;

	scene_desk.loop = NULL;
	uv_mutex_unlock(&scene.lock);
	loop_close(loop);
	uv_mutex_destroy(&scene.lock);
}

/* Nobody asks a name server here: the loop's thread does not get to it. */
bool sip_driver_resolves(struct resolve *resolve, const char *addresses)
{
	struct dns_target targets[DNS_TARGETS_MAX];
	struct span rest = span_of(addresses);
	unsigned count = 0, group = 0;

	if (!resolve->query)
		return false;
	dns_cancel(resolve->query);
	while (rest.len && count < DNS_TARGETS_MAX) {
		struct span same = span_cut(rest, ',', &rest);

		for (; same.at && count < DNS_TARGETS_MAX; count++) {
			targets[count] = (struct dns_target){ .transport = NET_UDP, .group = group };
			NEED(net_parse(&targets[count].addr, span_trim(span_cut(same, '|', &same)), 5060));
		}
		group++;
	}
	resolve_answer(resolve, targets, count, count ? NULL : "no such name");
	return true;
}

static void fail_names(void)
{
	struct list *node = sip.calls.next;

	while (node != &sip.calls) {
		struct sip_call *s = list_entry(node, struct sip_call, node);

		node = sip_driver_resolves(&s->resolve, NULL) ? sip.calls.next : node->next;
	}
}

/* Who we are is kept beside the configuration. */
static void forget_instance(void)
{
	const char *path = scene.provider->path;
	char text[1024];

	snprintf(text, sizeof(text), "%.*ssip-instance", (int)file_folder(path), path);
	remove(text);
}

/* Whatever the test did and wherever it ended: all must come to an end. */
static void close_lines(void *arg)
{
	struct provider *provider = scene.provider;

	for (uint32_t i = 0; i < provider->line_count; i++)
		if (provider->lines[i]->handle)
			line_close(provider->lines[i]);
	forget_instance();
	fail_names();
	nat_close();			/* which asks as long as the stack is open */
	scene_run(LONG_ENOUGH_MS);
	CHECK(list_empty(&sip.calls));
	CHECK_INT(sip.dialogs.count, 0);
	CHECK_INT(sip.subscribed.count, 0);
	CHECK(list_empty(&sip.subscriptions));
	CHECK_INT(sip_trans_count(&sip.layer), 0);
	CHECK_INT(scene_desk.timers.count, 0);
}

/* --- what is sent ---------------------------------------------------------------- */

/* The value of a header, or "". */
static void header_of(char *out, size_t size, const char *text, const char *name)
{
	char start[64];
	const char *at;
	size_t len;

	snprintf(start, sizeof(start), "\r\n%s: ", name);
	at = strstr(text, start);
	out[0] = '\0';
	if (!at)
		return;
	at += strlen(start);
	len = strcspn(at, "\r");
	if (len < size) {
		memcpy(out, at, len);
		out[len] = '\0';
	}
}

/* The dialog is that of the last INVITE that opened one, from either side. */
static void learn(const char *text, bool request)
{
	char cseq[64], value[512], *end;

	header_of(cseq, sizeof(cseq), text, "CSeq");
	if (!strstr(cseq, "INVITE") && !strstr(cseq, "REGISTER") && !strstr(cseq, "SUBSCRIBE"))
		return;
	header_of(value, sizeof(value), text, request ? "From" : "To");
	if (!strstr(value, ";tag="))
		return;
	snprintf(far_end.us, sizeof(far_end.us), "%s", value);
	header_of(far_end.call_id, sizeof(far_end.call_id), text, "Call-ID");
	if (request)
		header_of(far_end.them, sizeof(far_end.them), text, "To");
	header_of(value, sizeof(value), text, "Contact");
	end = strchr(value, '>');
	if (value[0] != '<' || !end)
		return;
	*end = '\0';
	snprintf(far_end.target, sizeof(far_end.target), "%.255s", value + 1);
}

static void name_of(struct sent *sent)
{
	char cseq[64], status[4] = "";
	const char *method;

	if (sent->text[0] == '\r') {
		snprintf(sent->name, sizeof(sent->name), "ping");
		return;
	}
	header_of(cseq, sizeof(cseq), sent->text, "CSeq");
	method = strchr(cseq, ' ') ? strchr(cseq, ' ') + 1 : "";
	if (strncmp(sent->text, "SIP/2.0 ", 8) == 0)
		memcpy(status, sent->text + 8, 3);
	snprintf(sent->name, sizeof(sent->name), "%s%s%.50s", status, status[0] ? " " : "", method);
}

static bool keep(struct sip_trans_layer *layer, const struct sip_peer *peer, struct span bytes)
{
	if (far_end.deaf)
		return false;
	sip_peer_text(peer, far_end.where);
	far_end.handle = peer->handle;
	CHECK(bytes.len > 0 && bytes.len < sizeof(scene.sent[0].text));
	for (unsigned i = 0; i < scene.count; i++)
		if (scene.sent[i].len == bytes.len &&
		    memcmp(scene.sent[i].text, bytes.at, bytes.len) == 0) {
			scene.repeats++;
			return true;
		}
	CHECK(scene.count < SENT_MAX);
	memcpy(scene.sent[scene.count].text, bytes.at, bytes.len);
	scene.sent[scene.count].text[bytes.len] = '\0';
	scene.sent[scene.count].len = bytes.len;
	name_of(&scene.sent[scene.count]);
	learn(scene.sent[scene.count].text, strncmp(bytes.at, "SIP/2.0 ", 8) != 0);
	scene.count++;
	return true;
}

const char *far_got(void)
{
	struct buf out;

	buf_fixed(&out, scene.names, sizeof(scene.names));
	for (; scene.told < scene.count; scene.told++) {
		if (out.len)
			buf_text(&out, ", ");
		buf_text(&out, scene.sent[scene.told].name);
	}
	return buf_c(&out);
}

unsigned far_repeats(void)
{
	unsigned repeats = scene.repeats;

	scene.repeats = 0;
	return repeats;
}

const char *far_text(const char *name)
{
	for (unsigned i = scene.count; i-- > 0;)
		if (strcmp(scene.sent[i].name, name) == 0)
			return scene.sent[i].text;
	return "";
}

bool far_saw(const char *name, const char *text)
{
	return strstr(far_text(name), text) != NULL;
}

void far_breaks(void)
{
	uint32_t handle = far_end.handle;

	connections_close();
	connection_lost(handle);
}

/* --- what the far end says --------------------------------------------------------- */

static size_t with_line_ends(char *out, size_t size, const char *text)
{
	size_t len = 0;

	for (; *text && len + 2 < size; text++) {
		if (*text == '\n' && (len == 0 || out[len - 1] != '\r'))
			out[len++] = '\r';
		out[len++] = *text;
	}
	out[len] = '\0';
	return len;
}

static void deliver(void)
{
	static char bytes[sizeof(scene.wire) + 1];
	struct net_addr addr;
	struct sip_peer peer;

	memcpy(bytes, scene.wire, scene.wire_len);
	net_parse(&addr, SPAN("192.0.2.9"), 5060);
	sip_peer_set(&peer, far_end.transport, net_of(&addr), far_end.transport == SIP_UDP ? 0 : 99);
	stack_message(&peer, bytes, scene.wire_len);
}

void far_again(void)
{
	deliver();
}

void far_says(const char *format, ...)
{
	static char text[8192];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	scene.wire_len = with_line_ends(scene.wire, sizeof(scene.wire), text);
	deliver();
}

static void say(const char *head, const char *headers, const char *body)
{
	static char text[4096];
	size_t len = with_line_ends(text, sizeof(text), body ? body : "");

	far_says("%s%s%sContent-Length: %u\n\n%s", head, headers ? headers : "",
		 body && strncmp(body, "v=0", 3) == 0 && !(headers && strstr(headers, "Content-Type")) ?
		 "Content-Type: application/sdp\n" : "", (unsigned)len, text);
}

static void answer(const char *request, unsigned status, const char *headers, const char *body)
{
	char via[512], from[512], to[512], id[128], cseq[64], contact[160] = "", head[2600], *rport;

	NEED(request[0] != '\0');
	header_of(via, sizeof(via), request, "Via");
	rport = strstr(via, ";rport;");
	if (far_end.seen && rport) {
		snprintf(head, sizeof(head), "%s%s", far_end.seen, rport + strlen(";rport"));
		snprintf(rport, sizeof(via) - (size_t)(rport - via), "%.300s", head);
	}
	header_of(from, sizeof(from), request, "From");
	header_of(to, sizeof(to), request, "To");
	header_of(id, sizeof(id), request, "Call-ID");
	header_of(cseq, sizeof(cseq), request, "CSeq");
	if (strstr(cseq, "INVITE") && status > 100 && status < 300 && !(headers && strstr(headers, "Contact:")))
		snprintf(contact, sizeof(contact), "Contact: <%s>\n", far_end.contact);
	if (!strstr(to, ";tag=") && status > 100) {
		snprintf(to + strlen(to), sizeof(to) - strlen(to), ";tag=%s", far_end.tag);
	}
	if (strcmp(id, far_end.call_id) == 0 && status > 100)
		snprintf(far_end.them, sizeof(far_end.them), "%s", to);
	snprintf(head, sizeof(head), "SIP/2.0 %u Whatever\nVia: %s\nFrom: %s\nTo: %s\nCall-ID: %s\nCSeq: %s\n%s",
		 status, via, from, to, id, cseq, contact);
	say(head, headers, body);
}

void far_answers(unsigned status, const char *headers, const char *body)
{
	unsigned i = scene.count;

	while (i-- > 0)
		if (!strchr(scene.sent[i].name, ' ') && strcmp(scene.sent[i].name, "ACK") != 0 &&
		    strcmp(scene.sent[i].name, "CANCEL") != 0) {
			answer(scene.sent[i].text, status, headers, body);
			return;
		}
	NEED(false);
}

void far_answers_to(const char *method, unsigned status, const char *headers, const char *body)
{
	answer(far_text(method), status, headers, body);
}

void far_answers_in(const char *call_id, const char *method, unsigned status, const char *body)
{
	unsigned i = scene.count;

	while (i-- > 0)
		if (strcmp(scene.sent[i].name, method) == 0 && strstr(scene.sent[i].text, call_id)) {
			answer(scene.sent[i].text, status, NULL, body);
			return;
		}
	NEED(false);
}

/* A request of the far end; `to` is us, with or without our tag. */
static void ask(const char *method, const char *branch, uint32_t cseq, const char *headers, const char *body)
{
	char head[2048];

	snprintf(head, sizeof(head), "%s %s SIP/2.0\nVia: SIP/2.0/%s 192.0.2.9:5060;rport;branch=%s\n"
		 "Max-Forwards: 70\nFrom: %s\nTo: %s\nCall-ID: %s\nCSeq: %u %s\n%s%s%s", method,
		 far_end.target, sip_transport_name(far_end.transport), branch, far_end.them, far_end.us, far_end.call_id,
		 (unsigned)cseq, method,
		 headers && strstr(headers, "Contact:") ? "" : "Contact: <",
		 headers && strstr(headers, "Contact:") ? "" : far_end.contact,
		 headers && strstr(headers, "Contact:") ? "" : ">\n");
	say(head, headers, body);
}

static void next_branch(char *out, size_t size)
{
	snprintf(out, size, "z9hG4bKfar%u", ++far_end.branches);
}

void far_calls(const char *user, const char *headers, const char *body)
{
	static const char from[] = "\"Bob\" <sip:bob@192.0.2.9>;tag=%s";
	const char *own = headers ? strstr(headers, "From: ") : NULL;

	snprintf(far_end.call_id, sizeof(far_end.call_id), "far-%u", ++far_end.branches);
	snprintf(far_end.target, sizeof(far_end.target), "%s:%s@127.0.0.1", far_end.sips ? "sips" : "sip", user);
	snprintf(far_end.us, sizeof(far_end.us), "<sip:%s@127.0.0.1>", user);
	snprintf(far_end.them, sizeof(far_end.them), from, far_end.tag);
	if (own) {			/* it must stand there first: its own From, and a newline */
		snprintf(far_end.them, sizeof(far_end.them), "%.*s;tag=%s", (int)strcspn(own + 6, "\n"), own + 6, far_end.tag);
		headers = own + strcspn(own, "\n") + 1;
	}
	next_branch(far_end.branch, sizeof(far_end.branch));
	far_end.invite_cseq = ++far_end.cseq;
	ask("INVITE", far_end.branch, far_end.cseq, headers, body);
}

void far_cancels(const char *headers)
{
	char us[sizeof(far_end.us)], *tag;

	memcpy(us, far_end.us, sizeof(us));
	tag = strstr(far_end.us, ";tag=");
	if (tag)
		*tag = '\0';		/* the CANCEL has the To of the INVITE */
	ask("CANCEL", far_end.branch, far_end.invite_cseq, headers, NULL);
	memcpy(far_end.us, us, sizeof(us));
}

void far_acks(const char *body)
{
	char branch[64];

	next_branch(branch, sizeof(branch));
	ask("ACK", branch, far_end.invite_cseq, NULL, body);
}

void far_asks(const char *method, const char *headers, const char *body)
{
	char branch[64];

	next_branch(branch, sizeof(branch));
	far_end.cseq++;
	if (strcmp(method, "INVITE") == 0) {
		far_end.invite_cseq = far_end.cseq;
		memcpy(far_end.branch, branch, sizeof(branch));
	}
	ask(method, branch, far_end.cseq, headers, body);
}

/* --- scenes ---------------------------------------------------------------------- */

struct provider *sip_driver_open(const char *configuration)
{
	static const struct loop_lock lock = { lock_enter, lock_leave, NULL };
	static char text[1 << 20];

	memset(&far_end, 0, sizeof(far_end));
	snprintf(far_end.tag, sizeof(far_end.tag), "far");
	snprintf(far_end.contact, sizeof(far_end.contact), "sip:bob@192.0.2.9:5060");
	scene.count = scene.told = scene.repeats = 0;
	scene_desk_open();
	timers_init(&scene.idle, 0);
	uv_mutex_init(&scene.lock);
	uv_mutex_lock(&scene.lock);
	DEFER(close_loop, NULL);
	uv_mutex_unlock(&scene.lock);
	if (loop_open(&scene_desk.loop, &scene.idle, &lock))
		scene_desk.loop = NULL;
	uv_mutex_lock(&scene.lock);
	NEED(scene_desk.loop != NULL);
	snprintf(text, sizeof(text), "%s[sip]\n%s%s",
		 strstr(configuration, "[provider]") ? "" : "[provider]\nlog = off\nwatch = 0\n",
		 strstr(configuration, "listen =") ? "" : "listen = " FAR_US ":0\ntcp = no\ndns = 127.0.0.1:9\n", configuration);
	scene.provider = scene_provider(text);
	sip.layer.send = keep;
	DEFER(close_lines, NULL);
	return scene.provider;
}

struct line *sip_driver_line(const char *configuration)
{
	sip_driver_open(configuration);
	return scene_line("a");
}

struct call *sip_driver_dial(struct line *line, const char *dest, DWORD flags)
{
	const struct call_params params = { .flags = flags };
	struct call *call;
	uint32_t handle;

	if (call_new(&call, line, (HTAPICALL)0x22))
		return NULL;
	handle = call->handle;
	if (call_ask(call, CALL_DIAL, 1, &(struct call_args){ .dest = dest, .params = &params })) {
		call_free(call, ERR_FAILED);
		return NULL;
	}
	return call_find(&scene_desk, handle);
}

struct call *sip_driver_talk(struct line *line, const char *sdp)
{
	struct call *call = sip_driver_dial(line, "200", 0);

	NEED(call != NULL);
	far_answers(200, NULL, sdp);
	NEED(call->state == LINECALLSTATE_CONNECTED);
	scene_news();
	far_got();
	return call;
}

struct call *sip_driver_talk_in(struct line *line, const char *sdp)
{
	struct call *call;

	far_calls("alice", NULL, sdp);
	scene_news();
	call = scene_new_call();
	NEED(call != NULL);
	NEED(scene_ask(call, CALL_ANSWER, 1) == OK);
	far_acks(NULL);
	NEED(call->state == LINECALLSTATE_CONNECTED);
	scene_news();
	far_got();
	return call;
}

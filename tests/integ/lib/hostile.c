/* SPDX-License-Identifier: MIT
 * hostile.c - a far end that does what none should, by UDP on the loopback.
 *
 *   hostile serve PORT                       be called and registered with, until SIGTERM
 *   hostile flood PORT TO-PORT USER KIND COUNT PER-SECOND
 *
 * What it does to a call or a registration is said by the user that is called, or that
 * registers: habits[] below. A flood comes from PORT: KIND is invite (calls that are never
 * acknowledged), options, notify, response (answers to nothing), cancel, bye or garbage.
 * Prints "ready", what came, and at the end how many of each.
 */
#include <arpa/inet.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define TEXT_MAX 8192
#define PART_MAX 1024

/* What an answer repeats of a request. */
struct asked {
	char method[32], user[64];
	char via[PART_MAX], from[PART_MAX], to[PART_MAX], call_id[256], cseq[64];
	char contact[256];		/* of the caller */
	unsigned number;		/* of the CSeq */
	struct sockaddr_in who;
};

static int fd;
static unsigned port;
static uint64_t chance_state = 88172645463325252u;
static volatile sig_atomic_t ended;
static struct { unsigned invites, acks, byes, cancels, registers, answers; } seen;

static uint32_t chance(uint32_t below)
{
	chance_state ^= chance_state << 13;
	chance_state ^= chance_state >> 7;
	chance_state ^= chance_state << 17;
	return (uint32_t)(chance_state >> 33) % below;
}

static void pause_us(long us)
{
	nanosleep(&(struct timespec){ us / 1000000, us % 1000000 * 1000 }, NULL);
}

/* --- what came --------------------------------------------------------------------- */

/* The value of a header; all Vias, as one. */
static void header(const char *text, const char *name, char *out, size_t size)
{
	char wanted[40];
	const char *row = text, *end;

	out[0] = '\0';
	snprintf(wanted, sizeof(wanted), "\r\n%s: ", name);
	while ((row = strstr(row, wanted))) {
		row += strlen(wanted);
		end = strstr(row, "\r\n");
		snprintf(out + strlen(out), size - strlen(out), "%s%.*s", out[0] ? ", " : "",
			 (int)(end ? end - row : 0), row);
		if (strcmp(name, "Via") != 0)
			return;
	}
}

static void between(const char *text, const char *before, const char *behind, char *out, size_t size)
{
	const char *at = strstr(text, before);

	at = at ? at + strlen(before) : "";
	snprintf(out, size, "%.*s", (int)strcspn(at, behind), at);
}

static void read_request(struct asked *a, const char *text)
{
	snprintf(a->method, sizeof(a->method), "%.*s", (int)strcspn(text, " "), text);
	header(text, "Via", a->via, sizeof(a->via));
	header(text, "From", a->from, sizeof(a->from));
	header(text, "To", a->to, sizeof(a->to));
	header(text, "Call-ID", a->call_id, sizeof(a->call_id));
	header(text, "CSeq", a->cseq, sizeof(a->cseq));
	header(text, "Contact", a->contact, sizeof(a->contact));
	a->number = (unsigned)strtoul(a->cseq, NULL, 10);
	between(strcmp(a->method, "REGISTER") == 0 ? a->from : text, "sip:", "@", a->user, sizeof(a->user));
}

/* --- what is said -------------------------------------------------------------------- */

static void send_bytes(const struct sockaddr_in *to, const char *bytes, size_t len)
{
	sendto(fd, bytes, len, 0, (const struct sockaddr *)to, sizeof(*to));
}

static __attribute__((format(printf, 3, 4))) size_t add(char *text, size_t len, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	len += (size_t)vsnprintf(text + len, TEXT_MAX - len, format, args);
	va_end(args);
	return len;
}

static const char *session(void)
{
	static char text[256];

	snprintf(text, sizeof(text), "v=0\r\no=far 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
		 "m=audio %u RTP/AVP 8\r\na=rtpmap:8 PCMA/8000\r\n", port + 20000);
	return text;
}

/* A response as text; `tag` NULL: the To as it came. */
static size_t response(char *text, const struct asked *a, unsigned status, const char *tag, const char *more)
{
	bool body = status == 200 && strstr(a->cseq, "INVITE");
	size_t len = add(text, 0, "SIP/2.0 %u x\r\nVia: %s\r\nFrom: %s\r\nTo: %s", status, a->via, a->from, a->to);

	if (tag && !strstr(a->to, ";tag="))
		len = add(text, len, ";tag=%s", tag);
	len = add(text, len, "\r\nCall-ID: %s\r\nCSeq: %s\r\n", a->call_id, a->cseq);
	if (strcmp(a->method, "REGISTER") != 0)
		len = add(text, len, "Contact: <sip:%s@127.0.0.1:%u>\r\n", a->user, port);
	if (body)
		len = add(text, len, "Content-Type: application/sdp\r\n");
	return add(text, len, "%sContent-Length: %zu\r\n\r\n%s", more, body ? strlen(session()) : 0,
		   body ? session() : "");
}

static void say(const struct asked *a, unsigned status, const char *tag, const char *more)
{
	char text[TEXT_MAX];

	send_bytes(&a->who, text, response(text, a, status, tag, more));
}

static void answer(const struct asked *a)
{
	say(a, 180, "one", "");
	say(a, 200, "one", "");
}

/* A request within the dialog of the call that `a` began. */
static void ask(const struct asked *a, const char *method, unsigned number, const char *call_id, bool with_body)
{
	char text[TEXT_MAX], target[256];
	size_t len;

	between(a->contact, "<", ">", target, sizeof(target));
	len = add(text, 0, "%s %s SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:%u;branch=z9hG4bKh%u%s%u;rport\r\n"
		  "Max-Forwards: 70\r\nFrom: %s;tag=one\r\nTo: %s\r\nCall-ID: %s\r\nCSeq: %u %s\r\n"
		  "Contact: <sip:%s@127.0.0.1:%u>\r\n", method, target, port, number, method, chance(1000000), a->to,
		  a->from, call_id, number, method, a->user, port);
	if (with_body)
		len = add(text, len, "Content-Type: application/sdp\r\n");
	len = add(text, len, "Content-Length: %zu\r\n\r\n%s", with_body ? strlen(session()) : 0,
		  with_body ? session() : "");
	send_bytes(&a->who, text, len);
}

/* --- habits of who is called ---------------------------------------------------------- */

static void never(const struct asked *a)
{
}

static void only_rings(const struct asked *a)
{
	say(a, 180, "one", "");
}

static void twice(const struct asked *a)
{
	for (int i = 0; i < 2; i++)
		say(a, 180, "one", "");
	for (int i = 0; i < 2; i++)
		say(a, 200, "one", "");
}

static void yes_and_no(const struct asked *a)
{
	answer(a);
	say(a, 486, "one", "");
	say(a, 603, "two", "");
}

static void no_and_yes(const struct asked *a)
{
	say(a, 486, "one", "");
	answer(a);
}

static struct asked first;		/* of the two calls that are mixed up */

static void waits(const struct asked *a)
{
	first = *a;
	say(a, 180, "one", "");
}

/* What it says to this call has something of the other one in it; then it refuses. */
static void mixes_up(const struct asked *a)
{
	struct asked mixed = *a;

	snprintf(mixed.call_id, sizeof(mixed.call_id), "%s", first.call_id);
	answer(&mixed);			/* the Call-ID of the other, the branch of this one */
	mixed = *a;
	snprintf(mixed.via, sizeof(mixed.via), "%s", first.via);
	answer(&mixed);			/* and the other way round */
	mixed = *a;
	snprintf(mixed.cseq, sizeof(mixed.cseq), "%u BYE", a->number);
	answer(&mixed);
	say(a, 603, "one", "");
}

static void forks(const struct asked *a)
{
	char tag[32];

	for (int i = 0; i < 400; i++) {
		snprintf(tag, sizeof(tag), "fork%d", i);
		say(a, 180, tag, "");
		pause_us(50);
	}
	say(a, 200, "one", "");
	for (int i = 0; i < 400; i++) {
		snprintf(tag, sizeof(tag), "fork%d", i);
		say(a, 200, tag, "");
		pause_us(50);
	}
}

/* Its answer cut off at each length, and with each byte another one. */
static void garbage(const struct asked *a)
{
	char text[TEXT_MAX], other[TEXT_MAX];
	size_t len = response(text, a, 180, "one", "");

	for (size_t i = 0; i < len; i++) {
		send_bytes(&a->who, text, i);
		memcpy(other, text, len);
		other[i] = (char)chance(256);
		send_bytes(&a->who, other, len);
		if (i % 16 == 0)
			pause_us(200);
	}
	say(a, 200, "one", "");
}

static void storm(const struct asked *a)
{
	for (int i = 0; i < 3000; i++) {
		say(a, i % 2 ? 180 : 183, "one", "");
		if (i % 16 == 0)
			pause_us(200);
	}
	say(a, 200, "one", "");
}

/* A header as long as a datagram may be, and a thousand of them. */
static void wordy(const struct asked *a)
{
	char more[5000];

	memset(more, 'x', sizeof(more));
	memcpy(more, "X-Long: ", 8);
	memcpy(more + sizeof(more) - 3, "\r\n", 3);
	say(a, 180, "one", more);
	for (size_t i = 0; i + 7 < sizeof(more); i += 6)
		memcpy(more + i, "X: y\r\n\0", 7);
	say(a, 180, "one", more);
	say(a, 200, "one", "");
}

static void session_never_long_enough(const struct asked *a)
{
	char more[64];

	snprintf(more, sizeof(more), "Min-SE: %u\r\n", 2000 + a->number);
	say(a, 422, "one", more);
}

static void redirects(const struct asked *a)
{
	char more[128];

	snprintf(more, sizeof(more), "Contact: <sip:redirects@127.0.0.1:%u;n=%u>\r\n", port, seen.invites);
	say(a, 302, "one", more);
}

static void asks_for_passwords(const struct asked *a)
{
	char more[128];

	snprintf(more, sizeof(more), "WWW-Authenticate: Digest realm=\"far\", nonce=\"%u\", stale=true\r\n", seen.invites);
	say(a, 401, "one", more);
}

/* --- habits of registrars ----------------------------------------------------------------- */

static void grants(const struct asked *a, unsigned expires_s)
{
	char more[400];

	snprintf(more, sizeof(more), "Contact: %s;expires=%u\r\n", a->contact, expires_s);
	say(a, 200, "r", more);
}

static void registrar(const struct asked *a)
{
	grants(a, 60);
}

static void registrar_floods(const struct asked *a)
{
	char text[TEXT_MAX];
	size_t len = response(text, a, 401, "r", "WWW-Authenticate: Digest realm=\"far\", nonce=\"1\"\r\n");

	grants(a, 60);
	for (int i = 0; i < 3000; i++) {
		send_bytes(&a->who, text, len);
		if (i % 16 == 0)
			pause_us(200);
	}
}

static void registrar_grants_nothing(const struct asked *a)
{
	grants(a, 0);
}

static void registrar_is_brief(const struct asked *a)
{
	char more[64];

	snprintf(more, sizeof(more), "Min-Expires: %u\r\n", 4000 + seen.registers);
	say(a, 423, "r", more);
}

/* The answer of another line, with this one's branch; nothing else. */
static void registrar_mixes_up(const struct asked *a)
{
	struct asked mixed = *a;

	snprintf(mixed.call_id, sizeof(mixed.call_id), "another");
	grants(&mixed, 60);
}

static const struct {
	const char *user;
	void (*does)(const struct asked *a);
} habits[] = {
	{ "never", never }, { "rings", only_rings }, { "twice", twice }, { "yesno", yes_and_no },
	{ "noyes", no_and_yes }, { "waits", waits }, { "mixed", mixes_up }, { "forks", forks },
	{ "garbage", garbage }, { "storm", storm }, { "wordy", wordy }, { "brief", session_never_long_enough },
	{ "redirects", redirects }, { "password", asks_for_passwords }, { "deaf", answer }, { "asks", answer },
	{ "good", answer }, { "reg-good", registrar }, { "reg-flood", registrar_floods },
	{ "reg-nothing", registrar_grants_nothing }, { "reg-brief", registrar_is_brief },
	{ "reg-mixed", registrar_mixes_up }, { "reg-never", never },
};

/* --- being called ----------------------------------------------------------------------- */

/* Behind the ACK: re-INVITEs, UPDATEs and the like by the hundred, some of another call, and
 * a BYE for a call that is none. The call itself stands. */
static void asks_much(const struct asked *invite)
{
	static const char *const methods[] = { "INVITE", "UPDATE", "INFO", "OPTIONS", "MESSAGE", "REFER", "NOTIFY", "PRACK" };

	for (unsigned i = 0; i < 400; i++) {
		ask(invite, methods[i % 8], 100 + i, i % 5 == 4 ? "none" : invite->call_id, i % 8 < 2);
		pause_us(200);
	}
	ask(invite, "BYE", 1000, "none", false);
	ask(invite, "BYE", 1, invite->call_id, false);	/* older than what it has said */
}

static struct asked asking;		/* the INVITE to `asks` */

static void came(const struct asked *a)
{
	if (strcmp(a->method, "INVITE") == 0) {
		seen.invites++;
		if (strcmp(a->user, "asks") == 0)
			asking = *a;
	}
	seen.acks += strcmp(a->method, "ACK") == 0;
	seen.byes += strcmp(a->method, "BYE") == 0;
	seen.cancels += strcmp(a->method, "CANCEL") == 0;
	seen.registers += strcmp(a->method, "REGISTER") == 0;
	if (strcmp(a->method, "ACK") == 0) {
		if (strcmp(a->user, "asks") == 0 && asking.number) {
			asks_much(&asking);
			asking.number = 0;
		}
		return;
	}
	if (strcmp(a->method, "INVITE") == 0 || strcmp(a->method, "REGISTER") == 0) {
		for (size_t i = 0; i < sizeof(habits) / sizeof(habits[0]); i++)
			if (strcmp(habits[i].user, a->user) == 0)
				habits[i].does(a);
		return;
	}
	/* To the deaf nothing gets through once they have answered; others are told that a CANCEL came,
	 * and never how the INVITE ends. */
	if (strcmp(a->user, "deaf") != 0 && strcmp(a->user, "never") != 0)
		say(a, 200, "one", "");
}

static void hear(void)
{
	char text[65536];
	struct asked a = { .number = 0 };
	socklen_t size = sizeof(a.who);
	ssize_t len = recvfrom(fd, text, sizeof(text) - 1, MSG_DONTWAIT, (struct sockaddr *)&a.who, &size);

	if (len <= 0)
		return;
	text[len] = '\0';
	if (strncmp(text, "SIP/2.0", 7) == 0) {
		seen.answers++;
		return;
	}
	read_request(&a, text);
	printf("%s %s\n", a.method, a.user);
	came(&a);
}

static void serve(void)
{
	struct pollfd polled = { fd, POLLIN, 0 };

	while (!ended)
		if (poll(&polled, 1, 1000) > 0)
			hear();
}

/* --- floods ---------------------------------------------------------------------------- */

static size_t flood_request(char *text, const char *method, const char *user, unsigned to, unsigned i)
{
	bool body = strcmp(method, "INVITE") == 0, within = strcmp(method, "BYE") == 0;
	size_t len = add(text, 0, "%s sip:%s@127.0.0.1:%u SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:%u;branch=z9hG4bKf%u%s\r\n"
			 "Max-Forwards: 70\r\nFrom: <sip:flood@127.0.0.1:%u>;tag=f%u\r\nTo: <sip:%s@127.0.0.1>%s\r\n"
			 "Call-ID: flood%u\r\nCSeq: 1 %s\r\nContact: <sip:flood@127.0.0.1:%u>\r\n", method, user, to, port, i,
			 method, port, i, user, within ? ";tag=none" : "", i, method, port);

	if (strcmp(method, "NOTIFY") == 0)
		len = add(text, len, "Event: message-summary\r\nSubscription-State: active\r\n");
	if (body)
		len = add(text, len, "Content-Type: application/sdp\r\n");
	return add(text, len, "Content-Length: %zu\r\n\r\n%s", body ? strlen(session()) : 0, body ? session() : "");
}

static size_t flood_message(char *text, const char *kind, const char *user, unsigned to, unsigned i)
{
	static const char *const methods[][2] = {
		{ "invite", "INVITE" }, { "options", "OPTIONS" }, { "notify", "NOTIFY" }, { "cancel", "CANCEL" }, { "bye", "BYE" },
	};
	size_t len;

	for (size_t k = 0; k < sizeof(methods) / sizeof(methods[0]); k++)
		if (strcmp(kind, methods[k][0]) == 0)
			return flood_request(text, methods[k][1], user, to, i);
	if (strcmp(kind, "response") == 0)
		return add(text, 0, "SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP 127.0.0.1:%u;branch=z9hG4bKn%u\r\n"
			   "From: <sip:%s@127.0.0.1>;tag=1\r\nTo: <sip:%s@127.0.0.1>;tag=2\r\nCall-ID: none%u\r\n"
			   "CSeq: %u REGISTER\r\nContact: <sip:x@127.0.0.1>;expires=1\r\nContent-Length: 0\r\n\r\n", to, i, user,
			   user, i, i);
	len = flood_request(text, "INVITE", user, to, i);
	for (unsigned k = 0; k < 1 + i % 8; k++)
		text[chance((uint32_t)len)] = (char)chance(256);
	return i % 3 ? len : chance((uint32_t)len) + 1;
}

static void flood(char **argv)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(argv[3])),
				  .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	unsigned count = (unsigned)atoi(argv[6]), per_ms = (unsigned)atoi(argv[7]) / 1000 + 1;
	char text[TEXT_MAX];

	for (unsigned i = 0; i < count && !ended; i++) {
		send_bytes(&to, text, flood_message(text, argv[5], argv[4], (unsigned)atoi(argv[3]), i));
		if (i % per_ms == 0)
			pause_us(1000);
		while (recv(fd, text, sizeof(text), MSG_DONTWAIT) > 0)
			seen.answers++;
	}
}

static void on_term(int number)
{
	ended = 1;
}

int main(int argc, char **argv)
{
	struct sockaddr_in own = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int size = 4 << 20;
	bool serves = argc == 3 && strcmp(argv[1], "serve") == 0;

	if (!serves && (argc != 8 || strcmp(argv[1], "flood") != 0)) {
		fputs("usage: hostile serve PORT | flood PORT TO-PORT USER KIND COUNT PER-SECOND\n", stderr);
		return 2;
	}
	port = (unsigned)atoi(argv[2]);
	own.sin_port = htons((uint16_t)port);
	fd = socket(AF_INET, SOCK_DGRAM, 0);
	setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
	if (fd < 0 || bind(fd, (struct sockaddr *)&own, sizeof(own))) {
		perror("hostile");
		return 1;
	}
	setvbuf(stdout, NULL, _IOLBF, 0);
	sigaction(SIGTERM, &(struct sigaction){ .sa_handler = on_term }, NULL);
	puts("ready");
	if (serves)
		serve();
	else
		flood(argv);
	printf("invites=%u acks=%u byes=%u cancels=%u registers=%u answers=%u\n", seen.invites, seen.acks, seen.byes,
	       seen.cancels, seen.registers, seen.answers);
	return 0;
}

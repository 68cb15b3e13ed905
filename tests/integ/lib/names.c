/* SPDX-License-Identifier: MIT
 * names.c - a name server that lies, is silent, or does not know what it says.
 *
 *   names PORT SIP-PORT
 *
 * By UDP on the loopback; by TCP nobody is there. What it says of a name stands in the
 * label before its last one (silent.test, n7.chase.test): habits[] below. Where it tells
 * the truth, SIP is offered at 127.0.0.1:SIP-PORT; its lies lead to 127.0.0.66. Prints
 * "ready" and each question.
 */
#include <arpa/inet.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define MESSAGE_MAX 4096
#define NAME_MAX_SIZE 256
#define LIE 0x7f000042		/* 127.0.0.66 */

enum { TYPE_A = 1, TYPE_CNAME = 5, TYPE_SRV = 33, TYPE_NAPTR = 35 };
enum { TRUNCATED = 0x0200, FORMERR = 1, SERVFAIL, NXDOMAIN, NOTIMP, REFUSED };

struct question {
	uint8_t bytes[MESSAGE_MAX];
	size_t len;		/* of the head and the question alone */
	char name[NAME_MAX_SIZE], habit[64];
	uint16_t type;
	struct sockaddr_in who;
};

struct message {
	uint8_t bytes[MESSAGE_MAX];
	size_t len;
	uint16_t answers;
};

static int fd;
static uint16_t sip_port;
static uint32_t chance_state = 2463534242u;
static volatile sig_atomic_t ended;

static uint32_t chance(uint32_t below)
{
	chance_state ^= chance_state << 13;
	chance_state ^= chance_state >> 17;
	chance_state ^= chance_state << 5;
	return chance_state % below;
}

/* --- messages ---------------------------------------------------------------------- */

static void put(struct message *m, uint32_t value, int bytes)
{
	while (bytes-- > 0 && m->len < MESSAGE_MAX)
		m->bytes[m->len++] = (uint8_t)(value >> 8 * bytes);
}

static void put_name(struct message *m, const char *name)
{
	while (*name) {
		size_t len = strcspn(name, ".");

		put(m, (uint32_t)len, 1);
		for (size_t i = 0; i < len; i++)
			put(m, (uint8_t)name[i], 1);
		name += len + (name[len] == '.');
	}
	put(m, 0, 1);
}

static void set16(struct message *m, size_t at, uint16_t value)
{
	m->bytes[at] = (uint8_t)(value >> 8);
	m->bytes[at + 1] = (uint8_t)value;
}

/* The head of an answer, with the question as it came. */
static void begin(struct message *m, const struct question *q, uint16_t flags)
{
	memcpy(m->bytes, q->bytes, q->len);
	m->len = q->len;
	m->answers = 0;
	set16(m, 2, (uint16_t)(0x8580 | flags));
	for (size_t at = 6; at < 12; at += 2)
		set16(m, at, 0);
}

/* The head of a record; its end is put where `*length` says by record_end(). */
static size_t record(struct message *m, const char *name, uint16_t type, uint32_t ttl_s)
{
	put_name(m, name);
	put(m, type, 2);
	put(m, 1, 2);
	put(m, ttl_s, 4);
	put(m, 0, 2);
	set16(m, 6, ++m->answers);
	return m->len;
}

static void record_end(struct message *m, size_t from)
{
	set16(m, from - 2, (uint16_t)(m->len - from));
}

static void address(struct message *m, const char *name, uint32_t ip)
{
	size_t from = record(m, name, TYPE_A, 1);

	put(m, ip, 4);
	record_end(m, from);
}

static void other_name(struct message *m, const char *name, const char *target)
{
	size_t from = record(m, name, TYPE_CNAME, 1);

	put_name(m, target);
	record_end(m, from);
}

static void service(struct message *m, const char *name, uint16_t port, const char *target)
{
	size_t from = record(m, name, TYPE_SRV, 1);

	put(m, 10, 2);
	put(m, 1, 2);
	put(m, port, 2);
	put_name(m, target);
	record_end(m, from);
}

static void pointer(struct message *m, const char *name, uint16_t order, const char *regexp, const char *target)
{
	size_t from = record(m, name, TYPE_NAPTR, 1);

	put(m, order, 2);
	put(m, 10, 2);
	put_name(m, "s");
	m->len--;			/* texts have a length before and nothing behind them */
	put(m, 7, 1);
	for (const char *c = "SIP+D2U"; *c; c++)
		put(m, (uint8_t)*c, 1);
	put(m, (uint32_t)strlen(regexp), 1);
	for (const char *c = regexp; *c; c++)
		put(m, (uint8_t)*c, 1);
	put_name(m, target);
	record_end(m, from);
}

static void give(const struct message *m, const struct question *q)
{
	sendto(fd, m->bytes, m->len, 0, (const struct sockaddr *)&q->who, sizeof(q->who));
}

/* --- habits --------------------------------------------------------------------------- */

static void silent(const struct question *q)
{
}

static void say_no(const struct question *q, uint16_t flags)
{
	struct message m;

	begin(&m, q, flags);
	give(&m, q);
}

static void empty(const struct question *q)
{
	say_no(q, 0);
}

static void no_such_name(const struct question *q)
{
	say_no(q, NXDOMAIN);
}

static void fails(const struct question *q)
{
	say_no(q, SERVFAIL);
}

static void refuses(const struct question *q)
{
	say_no(q, REFUSED);
}

static void knows_nothing(const struct question *q)
{
	say_no(q, NOTIMP);
}

static void understands_nothing(const struct question *q)
{
	say_no(q, FORMERR);
}

/* "Ask by TCP", where nobody is. */
static void too_long(const struct question *q)
{
	say_no(q, TRUNCATED);
}

static void write_truth(struct message *m, const struct question *q)
{
	char target[NAME_MAX_SIZE + 16];

	begin(m, q, 0);
	if (q->type == TYPE_A)
		address(m, q->name, INADDR_LOOPBACK);
	snprintf(target, sizeof(target), "host.%s.test", q->habit);
	if (q->type == TYPE_SRV)
		service(m, q->name, sip_port, target);
	snprintf(target, sizeof(target), "_sip._udp.%s", q->name);
	if (q->type == TYPE_NAPTR)
		pointer(m, q->name, 10, "", target);
}

static void truth(const struct question *q)
{
	struct message m;

	write_truth(&m, q);
	give(&m, q);
}

static void lie_to(const struct question *q, uint32_t ip)
{
	struct message m;

	begin(&m, q, 0);
	if (q->type == TYPE_A)
		address(&m, q->name, ip);
	give(&m, q);
}

static void nobody(const struct question *q)
{
	lie_to(q, LIE);
}

static void anybody(const struct question *q)
{
	lie_to(q, INADDR_ANY);
}

static void everybody(const struct question *q)
{
	lie_to(q, INADDR_BROADCAST);
}

static void a_group(const struct question *q)
{
	lie_to(q, 0xe0000001);
}

static void loop(const struct question *q)
{
	struct message m;

	begin(&m, q, 0);
	other_name(&m, q->name, "again.loop.test");
	other_name(&m, "again.loop.test", q->name);
	give(&m, q);
}

/* Each name is another name for another one. */
static void chase(const struct question *q)
{
	char target[64];
	struct message m;

	begin(&m, q, 0);
	snprintf(target, sizeof(target), "n%u.chase.test", (unsigned)chance(1000000));
	other_name(&m, q->name, target);
	give(&m, q);
}

/* A name that points at itself. */
static void circle(const struct question *q)
{
	struct message m;

	begin(&m, q, 0);
	put(&m, 0xc000 | (uint32_t)m.len, 2);
	put(&m, q->type, 2);
	put(&m, 1, 2);
	put(&m, 1, 4);
	put(&m, 4, 2);
	put(&m, LIE, 4);
	set16(&m, 6, 1);
	give(&m, q);
}

static void lie_of(const struct question *q, struct message *m)
{
	begin(m, q, 0);
	if (q->type == TYPE_A)
		address(m, q->name, LIE);
	if (q->type == TYPE_SRV)
		service(m, q->name, 9, "nobody.test");
	if (q->type == TYPE_NAPTR)
		pointer(m, q->name, 1, "", "_sip._udp.nobody.test");
}

static void wrong_number(const struct question *q)
{
	struct message m;

	lie_of(q, &m);
	m.bytes[1] ^= 1;
	give(&m, q);
}

/* Somebody else is faster with a lie, who has to guess the number of the question. */
static void spoofed(const struct question *q)
{
	struct message m;

	for (unsigned i = 1; i < 200; i++) {
		lie_of(q, &m);
		set16(&m, 0, (uint16_t)((q->bytes[0] << 8 | q->bytes[1]) + i));
		give(&m, q);
	}
	truth(q);
}

/* An answer to another question. */
static void another(const struct question *q)
{
	struct question other = *q;
	struct message m;

	if (other.len > 13)
		other.bytes[13] ^= 1;		/* the first letter of the name */
	lie_of(&other, &m);
	give(&m, q);
}

static void no_question(const struct question *q)
{
	struct message m;

	begin(&m, q, 0);
	m.len = 12;
	set16(&m, 4, 0);
	address(&m, q->name, LIE);
	give(&m, q);
}

static void cut_short(const struct question *q)
{
	struct message m;

	write_truth(&m, q);
	m.len -= m.answers ? 3 : 1;
	give(&m, q);
}

/* More records are announced than there are. */
static void boasts(const struct question *q)
{
	struct message m;

	write_truth(&m, q);
	set16(&m, 6, 1000);
	set16(&m, 8, 65535);
	give(&m, q);
}

static void garbage(const struct question *q)
{
	struct message m;

	begin(&m, q, 0);
	for (m.len = 2; m.len < 500; m.len++)
		m.bytes[m.len] = (uint8_t)chance(256);
	give(&m, q);
}

/* More than a datagram of this protocol may hold. */
static void crowd(const struct question *q)
{
	struct message m;
	char name[64];

	begin(&m, q, 0);
	for (unsigned i = 0; i < 60 && q->type == TYPE_A; i++)
		address(&m, q->name, INADDR_LOOPBACK);
	for (unsigned i = 0; i < 60 && q->type == TYPE_SRV; i++) {
		snprintf(name, sizeof(name), "h%u.crowd.test", i);
		service(&m, q->name, sip_port, name);
	}
	for (unsigned i = 0; i < 40 && q->type == TYPE_NAPTR; i++) {
		snprintf(name, sizeof(name), "_sip._udp.s%u.crowd.test", i);
		pointer(&m, q->name, (uint16_t)(i % 3), i % 4 == 3 ? "!.*!x!" : "", name);
	}
	give(&m, q);
}

/* Services of itself, and at no port. */
static void itself(const struct question *q)
{
	struct message m;

	begin(&m, q, 0);
	if (q->type == TYPE_SRV)
		service(&m, q->name, 0, q->name);
	if (q->type == TYPE_SRV)
		service(&m, q->name, 5060, q->name);
	if (q->type == TYPE_NAPTR)
		pointer(&m, q->name, 1, "", q->name);
	give(&m, q);
}

static void flood(const struct question *q)
{
	for (int i = 0; i < 500; i++)
		truth(q);
}

static const struct {
	const char *name;
	void (*does)(const struct question *q);
} habits[] = {
	{ "good", truth }, { "silent", silent }, { "empty", empty }, { "nosuch", no_such_name }, { "fails", fails },
	{ "refuses", refuses }, { "notimp", knows_nothing }, { "formerr", understands_nothing }, { "long", too_long },
	{ "nobody", nobody }, { "any", anybody }, { "every", everybody }, { "group", a_group }, { "loop", loop },
	{ "chase", chase }, { "circle", circle }, { "wrongid", wrong_number }, { "spoof", spoofed },
	{ "another", another }, { "noquestion", no_question }, { "short", cut_short }, { "boasts", boasts },
	{ "garbage", garbage }, { "crowd", crowd }, { "itself", itself }, { "flood", flood },
};

/* --- questions ---------------------------------------------------------------------------- */

static bool read_question(struct question *q, size_t len)
{
	size_t at = 12, out = 0, dots[32], count = 0, from, end;

	while (at < len && q->bytes[at] && out + q->bytes[at] + 2 < sizeof(q->name) && count < 32) {
		size_t size = q->bytes[at++];

		if (at + size > len)
			return false;
		dots[count++] = out;
		memcpy(q->name + out, q->bytes + at, size);
		out += size;
		q->name[out++] = '.';
		at += size;
	}
	if (at + 5 > len || q->bytes[at] || count < 2)
		return false;
	q->name[--out] = '\0';
	q->type = (uint16_t)(q->bytes[at + 1] << 8 | q->bytes[at + 2]);
	q->len = at + 5;
	from = dots[count - 2];
	end = dots[count - 1] - 1;
	snprintf(q->habit, sizeof(q->habit), "%.*s", (int)(end - from), q->name + from);
	return true;
}

static void hear(void)
{
	struct question q = { .len = 0 };
	socklen_t size = sizeof(q.who);
	ssize_t len = recvfrom(fd, q.bytes, sizeof(q.bytes), MSG_DONTWAIT, (struct sockaddr *)&q.who, &size);

	if (len < 12 || !read_question(&q, (size_t)len))
		return;
	printf("%s %u\n", q.name, (unsigned)q.type);
	for (size_t i = 0; i < sizeof(habits) / sizeof(habits[0]); i++)
		if (strcmp(habits[i].name, q.habit) == 0)
			habits[i].does(&q);
}

static void on_term(int number)
{
	ended = 1;
}

int main(int argc, char **argv)
{
	struct sockaddr_in own = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	struct pollfd polled = { .events = POLLIN };

	if (argc != 3) {
		fputs("usage: names PORT SIP-PORT\n", stderr);
		return 2;
	}
	own.sin_port = htons((uint16_t)atoi(argv[1]));
	sip_port = (uint16_t)atoi(argv[2]);
	polled.fd = fd = socket(AF_INET, SOCK_DGRAM, 0);
	if (fd < 0 || bind(fd, (struct sockaddr *)&own, sizeof(own))) {
		perror("names");
		return 1;
	}
	setvbuf(stdout, NULL, _IOLBF, 0);
	sigaction(SIGTERM, &(struct sigaction){ .sa_handler = on_term }, NULL);
	puts("ready");
	while (!ended)
		if (poll(&polled, 1, 1000) > 0)
			hear();
	return 0;
}

/* SPDX-License-Identifier: MIT
 * relay.c - a bad network: UDP between two addresses of the loopback.
 *
 *   relay PORT-A TO-A PORT-B TO-B LOSS% TWICE% DELAY-MS SEED
 *
 * What comes to PORT-A goes on to TO-B from PORT-B, and the other way round: so
 * each side sees the relay as its far end. LOSS of a hundred datagrams are
 * dropped, TWICE come a second time, and each waits up to DELAY-MS by chance,
 * so that they overtake each other. The port in a Contact becomes the relay's (all
 * ports must have five digits), so that the rest of a call comes this way too.
 * Prints "ready", and at SIGTERM what it did.
 */
#include <arpa/inet.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define WAITING_MAX 4096
#define BYTES_MAX 4096

struct packet {
	uint64_t due_ms;
	int way;			/* the socket that sends it; -1: the place is free */
	size_t len;
	char bytes[BYTES_MAX];
};

static struct packet waiting[WAITING_MAX];
static int sockets[2];
static struct sockaddr_in ends[2];	/* who is behind each socket */
static unsigned long came, lost, twice;
static uint64_t chance_state;
static volatile sig_atomic_t ended;

static uint64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

/* xorshift: the same seed, the same chances. */
static unsigned chance(unsigned below)
{
	chance_state ^= chance_state << 13;
	chance_state ^= chance_state >> 7;
	chance_state ^= chance_state << 17;
	return (unsigned)(chance_state >> 33) % below;
}

/* In the row of the Contact, the port `own` becomes `shown`. */
static void translate(char *bytes, const char *own, const char *shown)
{
	char *row = strstr(bytes, "\r\nContact:"), *end, *port;
	char wanted[8];

	snprintf(wanted, sizeof(wanted), ":%s", own);
	end = row ? strstr(row + 2, "\r\n") : NULL;
	port = row ? strstr(row, wanted) : NULL;
	if (port && end && port < end)
		memcpy(port + 1, shown, strlen(shown));
}

static void later(int way, const char *bytes, size_t len, unsigned delay_ms)
{
	for (int i = 0; i < WAITING_MAX; i++) {
		if (waiting[i].way >= 0)
			continue;
		waiting[i].due_ms = now_ms() + (delay_ms ? chance(delay_ms + 1) : 0);
		waiting[i].way = way;
		waiting[i].len = len;
		memcpy(waiting[i].bytes, bytes, len);
		return;
	}
	lost++;				/* a queue that overflows loses too */
}

static void hear(int from, char **argv, unsigned loss, unsigned again, unsigned delay_ms)
{
	char bytes[BYTES_MAX + 1];
	ssize_t len;

	while ((len = recv(sockets[from], bytes, BYTES_MAX, MSG_DONTWAIT)) >= 0) {
		came++;
		bytes[len] = '\0';
		translate(bytes, argv[from ? 4 : 2], argv[from ? 1 : 3]);
		if (chance(100) < loss) {
			lost++;
			continue;
		}
		later(!from, bytes, (size_t)len, delay_ms);
		if (chance(100) < again) {
			twice++;
			later(!from, bytes, (size_t)len, delay_ms);
		}
	}
}

/* Send what is due. Milliseconds until the next is. */
static int send_due(void)
{
	uint64_t now = now_ms(), next = now + 1000;

	for (int i = 0; i < WAITING_MAX; i++) {
		struct packet *p = &waiting[i];

		if (p->way < 0)
			continue;
		if (p->due_ms > now) {
			next = p->due_ms < next ? p->due_ms : next;
			continue;
		}
		sendto(sockets[p->way], p->bytes, p->len, 0, (struct sockaddr *)&ends[p->way], sizeof(ends[0]));
		p->way = -1;
	}
	return (int)(next - now);
}

static struct sockaddr_in loopback(const char *port)
{
	return (struct sockaddr_in){ .sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(port)),
				     .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
}

static int open_socket(const char *port)
{
	struct sockaddr_in address = loopback(port);
	int size = 4 << 20, fd = socket(AF_INET, SOCK_DGRAM, 0);

	setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
	if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof(address))) {
		perror("relay");
		exit(1);
	}
	return fd;
}

static void on_term(int number)
{
	ended = 1;
}

int main(int argc, char **argv)
{
	struct pollfd polls[2] = { { .events = POLLIN }, { .events = POLLIN } };

	if (argc != 9) {
		fputs("usage: relay PORT-A TO-A PORT-B TO-B LOSS% TWICE% DELAY-MS SEED\n", stderr);
		return 2;
	}
	for (int i = 0; i < 2; i++) {
		polls[i].fd = sockets[i] = open_socket(argv[1 + 2 * i]);
		ends[i] = loopback(argv[2 + 2 * i]);
	}
	for (int i = 0; i < WAITING_MAX; i++)
		waiting[i].way = -1;
	chance_state = strtoull(argv[8], NULL, 10) * 2654435761u + 88172645463325252u;
	signal(SIGTERM, on_term);
	puts("ready");
	fflush(stdout);
	while (!ended) {
		int ms = send_due();

		if (poll(polls, 2, ms > 0 ? ms : 0) > 0)
			for (int i = 0; i < 2; i++)
				hear(i, argv, (unsigned)atoi(argv[5]), (unsigned)atoi(argv[6]),
				     (unsigned)atoi(argv[7]));
	}
	printf("came=%lu lost=%lu twice=%lu\n", came, lost, twice);
	return 0;
}

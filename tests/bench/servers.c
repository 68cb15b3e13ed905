/* SPDX-License-Identifier: MIT
 * servers.c - far ends that do nothing but answer. */
#define _GNU_SOURCE
#include "servers.h"
#include "bench.h"
#include "peers.h"
#include <arpa/inet.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static uint64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

struct servers *servers_new(void)
{
	struct servers *servers = mmap(NULL, sizeof(*servers), PROT_READ | PROT_WRITE,
				       MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (servers == MAP_FAILED)
		bench_fail("there is no memory to share");
	servers->since_ns = now_ns();
	return servers;
}

unsigned servers_tenth(const struct servers *servers)
{
	unsigned tenth = (unsigned)((now_ns() - servers->since_ns) / 100000000u);

	return tenth < SERVERS_TENTHS ? tenth : SERVERS_TENTHS - 1;
}

/* --- answers -------------------------------------------------------------------------- */

struct server {
	struct servers *shared;
	uint16_t port;
	char request[4096], reply[8192];
	/* What to say to the request; 0 bytes: nothing. */
	size_t (*answer)(struct server *server);
};

/* The status line and what an answer repeats of a request, in its order. */
static char *begin(struct server *server, const char *const names[])
{
	char *at = stpcpy(server->reply, "SIP/2.0 200 OK\r\n"), *end;

	for (char *row = server->request; (end = strstr(row, "\r\n")) && end != row; row = end + 2) {
		bool repeated = false;

		for (size_t i = 0; names[i] && !repeated; i++)
			repeated = strncmp(row, names[i], strlen(names[i])) == 0;
		if (!repeated)
			continue;
		at = mempcpy(at, row, (size_t)(end - row));
		if (strncmp(row, "To:", 3) == 0 && !memmem(row, (size_t)(end - row), ";tag=", 5))
			at = stpcpy(at, ";tag=server");
		at = stpcpy(at, "\r\n");
	}
	return at;
}

static bool is(const struct server *server, const char *method)
{
	return strncmp(server->request, method, strlen(method)) == 0;
}

/* The far end repeats a request with the same CSeq of the same Call-ID; one that
 * looks like the last of its kind in this table is one. */
static bool is_repeated(const char *request)
{
	static uint32_t seen[1 << 18];
	uint32_t hash = 2166136261u;
	const char *rows[2] = { strstr(request, "\r\nCall-ID:"), strstr(request, "\r\nCSeq:") };

	for (int i = 0; i < 2; i++)
		for (const char *at = rows[i] ? rows[i] + 2 : "\r"; *at && *at != '\r'; at++)
			hash = (hash ^ (uint8_t)*at) * 16777619u;
	if (seen[hash >> 14] == hash)
		return true;
	seen[hash >> 14] = hash;
	return false;
}

static size_t registrar(struct server *server)
{
	static const char *const all[] = { "Via:", "From:", "To:", "Call-ID:", "CSeq:", "Contact:", "Expires:", NULL };
	static const char *const but_expires[] = { "Via:", "From:", "To:", "Call-ID:", "CSeq:", "Contact:", NULL };
	unsigned expires_s = server->shared->expires_s, tenth = servers_tenth(server->shared);
	char *at;

	if (!is(server, "REGISTER "))
		return 0;
	server->shared->asked[tenth]++;
	if (!is_repeated(server->request))
		server->shared->distinct[tenth]++;
	if (server->shared->silent)
		return 0;
	at = begin(server, expires_s ? but_expires : all);
	if (expires_s)
		at += sprintf(at, "Expires: %u\r\n", expires_s);
	at = stpcpy(at, "Content-Length: 0\r\n\r\n");
	return (size_t)(at - server->reply);
}

static size_t answerer(struct server *server)
{
	static const char *const names[] = { "Via:", "From:", "To:", "Call-ID:", "CSeq:", NULL };
	static const char sdp[] = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
				  "m=audio 40000 RTP/AVP 0\r\na=inactive\r\n";
	char *at;

	if (is(server, "ACK "))
		return 0;
	at = begin(server, names);
	at += sprintf(at, "Contact: <sip:127.0.0.1:%u>\r\n", server->port);
	if (is(server, "INVITE ")) {
		at += sprintf(at, "Content-Type: application/sdp\r\nContent-Length: %zu\r\n\r\n%s",
			      sizeof(sdp) - 1, sdp);
		server->shared->answered_ns[strtoul(server->request + strlen("INVITE sip:"), NULL, 10) %
					    SERVERS_STAMPS] = now_ns();
	} else {
		at = stpcpy(at, "Content-Length: 0\r\n\r\n");
	}
	return (size_t)(at - server->reply);
}

/* --- processes ---------------------------------------------------------------------- */

_Noreturn static void serve(struct server *server, int fd)
{
	struct sockaddr_in from;
	socklen_t from_size;
	ssize_t len;
	size_t size;

	for (;;) {
		from_size = sizeof(from);
		len = recvfrom(fd, server->request, sizeof(server->request) - 1, 0,
			       (struct sockaddr *)&from, &from_size);
		if (len <= 0)
			continue;
		server->request[len] = '\0';
		size = server->answer(server);
		if (size)
			sendto(fd, server->reply, size, 0, (struct sockaddr *)&from, from_size);
	}
}

static void start(struct servers *servers, uint16_t port, size_t (*answer)(struct server *server))
{
	static struct server server;
	int fd = peer_bound(port), size = 8 << 20;
	pid_t pid;

	if (fd < 0)
		bench_fail("a server's port is taken");
	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size)))
		setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
	pid = peer_forked();
	if (pid > 0) {
		close(fd);
		peer_remember(pid);
		return;
	}
	server.shared = servers;
	server.port = port;
	server.answer = answer;
	serve(&server, fd);
}

void registrar_start(struct servers *servers, uint16_t port)
{
	start(servers, port, registrar);
}

void answerer_start(struct servers *servers, uint16_t port)
{
	start(servers, port, answerer);
}

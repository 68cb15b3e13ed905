/* SPDX-License-Identifier: MIT
 * link.c - Windows: a named pipe, or a socket of the loopback.
 *
 * Pipes are opened for overlapped I/O, as otherwise nobody could write while somebody
 * reads. An event that link_end() sets wakes everybody who waits. */
#include "os/link.h"
#include "base/mem.h"
#include "os/door.h"
#include "os/passing.h"
#include <winsock2.h>
#include <ws2tcpip.h>
#include <windows.h>
#include "link_pipe.h"
#include <stdlib.h>
#include <string.h>

#define BUSY_MS 2000	/* how long a pipe may have no instance free */
#define BUSY_TRIES 50	/* and how often another client may be faster */

struct link {
	SOCKET socket;			/* INVALID_SOCKET: it is a pipe */
	HANDLE pipe, ended;
	HANDLE reads, writes;		/* events of the I/O on its way */
	unsigned patience_ms, limit_ms;	/* to read, to write */
};

static struct link *of(intptr_t link)
{
	return (struct link *)link;
}

/* --- sockets ----------------------------------------------------------------------- */

static SOCKET open_tcp(const char *port)
{
	struct sockaddr_in to = {
		.sin_family = AF_INET,
		.sin_port = htons((u_short)strtoul(port, NULL, 10)),
	};
	BOOL on = TRUE;
	WSADATA data;
	SOCKET s;

	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (WSAStartup(MAKEWORD(2, 2), &data))
		return INVALID_SOCKET;
	s = socket(AF_INET, SOCK_STREAM, 0);
	if (s != INVALID_SOCKET && connect(s, (struct sockaddr *)&to, sizeof(to))) {
		closesocket(s);
		s = INVALID_SOCKET;
	}
	if (s == INVALID_SOCKET) {
		WSACleanup();
		return s;
	}
	SetHandleInformation((HANDLE)s, HANDLE_FLAG_INHERIT, 0);
	setsockopt(s, IPPROTO_TCP, TCP_NODELAY, (const char *)&on, sizeof(on));
	return s;
}

/* Whether something can be read, or it has ended, within `ms`. */
static bool is_readable(SOCKET s, DWORD ms)
{
	struct timeval limit = { (long)(ms / 1000), (long)(ms % 1000) * 1000 };
	fd_set set;

	FD_ZERO(&set);
	FD_SET(s, &set);
	return select(0, &set, NULL, NULL, ms == INFINITE ? NULL : &limit) != 0;
}

static ptrdiff_t read_socket(struct link *link, void *out, size_t size, bool wait)
{
	int n;

	if (!is_readable(link->socket, wait ? link->patience_ms : 0))
		return -1;
	n = recv(link->socket, out, (int)size, 0);
	return n > 0 ? n : 0;
}

/* --- pipes ------------------------------------------------------------------------- */

static HANDLE open_pipe(const char *name)
{
	/* Not GENERIC_WRITE: who may write may not make instances of the pipe (door.c). */
	const DWORD access = GENERIC_READ | FILE_WRITE_DATA;
	/* It may know who we are and do nothing in our name. */
	const DWORD flags = FILE_FLAG_OVERLAPPED | SECURITY_SQOS_PRESENT | SECURITY_IDENTIFICATION;
	HANDLE pipe;
	int tries = 0;

	/* An instance that is free now may be somebody else's in a moment. */
	do
		pipe = CreateFileA(name, access, 0, NULL, OPEN_EXISTING, flags, NULL);
	while (pipe == INVALID_HANDLE_VALUE && GetLastError() == ERROR_PIPE_BUSY
	       && ++tries < BUSY_TRIES && WaitNamedPipeA(name, BUSY_MS));
	if (pipe == INVALID_HANDLE_VALUE || door_is_trusted((intptr_t)pipe))
		return pipe;
	CloseHandle(pipe);
	return INVALID_HANDLE_VALUE;
}

/* The outcome of I/O that was begun: bytes; 0: it has ended; -1: the time is over. */
static ptrdiff_t outcome(struct link *link, OVERLAPPED *io, BOOL done, DWORD timeout_ms)
{
	const HANDLE waits[] = { io->hEvent, link->ended };
	DWORD count = 0, woken = WAIT_OBJECT_0;

	if (!done && GetLastError() != ERROR_IO_PENDING)
		return 0;
	if (!done)
		woken = WaitForMultipleObjects(2, waits, FALSE, timeout_ms);
	if (woken != WAIT_OBJECT_0)
		CancelIoEx(link->pipe, io);
	if (!GetOverlappedResult(link->pipe, io, &count, TRUE))
		return woken == WAIT_TIMEOUT ? -1 : 0;
	return (ptrdiff_t)count;
}

static ptrdiff_t read_pipe(struct link *link, void *out, size_t size, bool wait)
{
	OVERLAPPED io = { .hEvent = link->reads };
	DWORD there = 0;
	BOOL done;

	if (!wait && !PeekNamedPipe(link->pipe, NULL, 0, NULL, &there, NULL))
		return 0;
	if (!wait && !there)
		return -1;
	done = ReadFile(link->pipe, out, (DWORD)size, NULL, &io);
	return outcome(link, &io, done, wait ? link->patience_ms : INFINITE);
}

static ptrdiff_t write_pipe(struct link *link, const void *bytes, size_t size)
{
	OVERLAPPED io = { .hEvent = link->writes };
	BOOL done = WriteFile(link->pipe, bytes, (DWORD)size, NULL, &io);

	return outcome(link, &io, done, link->limit_ms);
}

/* --- both -------------------------------------------------------------------------- */

static void link_free(struct link *link)
{
	if (link->socket != INVALID_SOCKET) {
		closesocket(link->socket);
		WSACleanup();
	}
	if (link->pipe != INVALID_HANDLE_VALUE)
		CloseHandle(link->pipe);
	if (link->ended)
		CloseHandle(link->ended);
	if (link->reads)
		CloseHandle(link->reads);
	if (link->writes)
		CloseHandle(link->writes);
	mem_free(link);
}

static struct link *link_new(unsigned patience_ms)
{
	struct link *link = mem_zalloc(sizeof(*link));

	if (!link)
		return NULL;
	link->socket = INVALID_SOCKET;
	link->pipe = INVALID_HANDLE_VALUE;
	link->patience_ms = patience_ms;
	link->limit_ms = INFINITE;
	link->ended = CreateEventW(NULL, TRUE, FALSE, NULL);
	link->reads = CreateEventW(NULL, TRUE, FALSE, NULL);
	link->writes = CreateEventW(NULL, TRUE, FALSE, NULL);
	if (link->ended && link->reads && link->writes)
		return link;
	link_free(link);
	return NULL;
}

intptr_t link_open(const char *address, unsigned patience_ms)
{
	struct link *link = link_new(patience_ms);

	if (!link)
		return -1;
	if (strncmp(address, "tcp:", 4) == 0)
		link->socket = open_tcp(address + 4);
	else if (strncmp(address, "pipe:", 5) == 0)
		link->pipe = open_pipe(address + 5);
	if (link->socket != INVALID_SOCKET || link->pipe != INVALID_HANDLE_VALUE)
		return (intptr_t)link;
	link_free(link);
	return -1;
}

/* Whose the process is that a token belongs to. */
static enum link_peer token_peer(HANDLE token)
{
	union {
		TOKEN_USER user;
		char room[sizeof(TOKEN_USER) + SECURITY_MAX_SID_SIZE];
	} theirs, ours;
	HANDLE own;
	DWORD size;
	BOOL is;

	if (!GetTokenInformation(token, TokenUser, &theirs, sizeof(theirs), &size))
		return LINK_STRANGER;
	if (IsWellKnownSid(theirs.user.User.Sid, WinLocalSystemSid))
		return LINK_SYSTEM;
	if (!OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &own))
		return LINK_STRANGER;
	is = GetTokenInformation(own, TokenUser, &ours, sizeof(ours), &size)
	     && EqualSid(ours.user.User.Sid, theirs.user.User.Sid);
	CloseHandle(own);
	return is ? LINK_OWN : LINK_STRANGER;
}

enum link_peer link_peer(intptr_t link)
{
	enum link_peer peer = LINK_STRANGER;
	HANDLE process, token;
	ULONG id;

	if (of(link)->pipe == INVALID_HANDLE_VALUE || !GetNamedPipeServerProcessId(of(link)->pipe, &id))
		return LINK_STRANGER;
	process = OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, FALSE, id);
	if (!process)
		return LINK_STRANGER;
	if (OpenProcessToken(process, TOKEN_QUERY, &token)) {
		peer = token_peer(token);
		CloseHandle(token);
	}
	CloseHandle(process);
	return peer;
}

intptr_t link_pipe_new(const char *name)
{
	struct link *link = link_new(INFINITE);

	if (!link)
		return -1;
	link->pipe = link_pipe_make(name);
	if (link->pipe != INVALID_HANDLE_VALUE)
		return (intptr_t)link;
	link_free(link);
	return -1;
}

static bool await_other(struct link *link, HANDLE process, DWORD ms)
{
	OVERLAPPED io = { .hEvent = link->reads };
	const HANDLE waits[] = { io.hEvent, process };
	DWORD none;

	if (ConnectNamedPipe(link->pipe, &io) || GetLastError() == ERROR_PIPE_CONNECTED)
		return true;
	if (GetLastError() != ERROR_IO_PENDING)
		return false;
	if (WaitForMultipleObjects(2, waits, FALSE, ms) != WAIT_OBJECT_0)
		CancelIoEx(link->pipe, &io);
	return GetOverlappedResult(link->pipe, &io, &none, TRUE);
}

bool link_pipe_wait(intptr_t link, HANDLE process, DWORD ms)
{
	ULONG other;

	return await_other(of(link), process, ms) && GetNamedPipeClientProcessId(of(link)->pipe, &other)
	       && other == GetProcessId(process);
}

/* Handles come as numbers in what is read. */
ptrdiff_t link_read(intptr_t link, void *out, size_t size, bool wait, intptr_t *passed)
{
	if (passed)
		*passed = PASSING_NONE;
	return of(link)->socket == INVALID_SOCKET ? read_pipe(of(link), out, size, wait)
						  : read_socket(of(link), out, size, wait);
}

bool link_write(intptr_t link, const void *bytes, size_t size)
{
	const char *at = bytes;
	ptrdiff_t n;

	while (size > 0) {
		n = of(link)->socket == INVALID_SOCKET ? write_pipe(of(link), at, size)
						       : send(of(link)->socket, at, (int)size, 0);
		if (n <= 0)
			return false;
		at += n;
		size -= (size_t)n;
	}
	return true;
}

void link_limit(intptr_t link, unsigned ms)
{
	const DWORD limit = ms;

	of(link)->limit_ms = ms;
	if (of(link)->socket != INVALID_SOCKET)
		setsockopt(of(link)->socket, SOL_SOCKET, SO_SNDTIMEO, (const char *)&limit, sizeof(limit));
}

/* A read of nothing ends when there is something. */
void link_await(intptr_t link)
{
	OVERLAPPED io = { 0 };
	char nothing;
	BOOL done;

	if (of(link)->socket != INVALID_SOCKET) {
		is_readable(of(link)->socket, INFINITE);
		return;
	}
	io.hEvent = CreateEventW(NULL, TRUE, FALSE, NULL);
	if (!io.hEvent)
		return;
	done = ReadFile(of(link)->pipe, &nothing, 0, NULL, &io);
	outcome(of(link), &io, done, INFINITE);
	CloseHandle(io.hEvent);
}

void link_end(intptr_t link)
{
	SetEvent(of(link)->ended);
	if (of(link)->socket != INVALID_SOCKET)
		shutdown(of(link)->socket, SD_BOTH);
}

void link_close(intptr_t link)
{
	if (link != -1)
		link_free(of(link));
}

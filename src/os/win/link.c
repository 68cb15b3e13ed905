/* SPDX-License-Identifier: MIT
 * link.c - Windows: a named pipe, or a socket of the loopback.
 *
 * Pipes are opened for overlapped I/O, as otherwise nobody could write while somebody
 * reads. An event that link_end() sets wakes everybody who waits. */
#include "os/link.h"
#include "base/mem.h"
#include <winsock2.h>
#include <ws2tcpip.h>
#include <windows.h>
#include <stdlib.h>
#include <string.h>

#define BUSY_MS 2000	/* how long a pipe may have no instance free */

struct link {
	SOCKET socket;			/* INVALID_SOCKET: it is a pipe */
	HANDLE pipe, ended;
	HANDLE reads, writes;		/* events of the I/O on its way */
	unsigned patience_ms;
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
	const DWORD access = GENERIC_READ | GENERIC_WRITE;
	/* It may know who we are and do nothing in our name. */
	const DWORD flags = FILE_FLAG_OVERLAPPED | SECURITY_SQOS_PRESENT | SECURITY_IDENTIFICATION;
	HANDLE pipe = CreateFileA(name, access, 0, NULL, OPEN_EXISTING, flags, NULL);

	if (pipe == INVALID_HANDLE_VALUE && GetLastError() == ERROR_PIPE_BUSY
	    && WaitNamedPipeA(name, BUSY_MS))
		pipe = CreateFileA(name, access, 0, NULL, OPEN_EXISTING, flags, NULL);
	return pipe;
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

	return outcome(link, &io, done, INFINITE);
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

intptr_t link_open(const char *address, unsigned patience_ms)
{
	struct link *link = mem_zalloc(sizeof(*link));

	if (!link)
		return -1;
	link->socket = INVALID_SOCKET;
	link->pipe = INVALID_HANDLE_VALUE;
	link->patience_ms = patience_ms;
	link->ended = CreateEventW(NULL, TRUE, FALSE, NULL);
	link->reads = CreateEventW(NULL, TRUE, FALSE, NULL);
	link->writes = CreateEventW(NULL, TRUE, FALSE, NULL);
	if (strncmp(address, "tcp:", 4) == 0)
		link->socket = open_tcp(address + 4);
	else if (strncmp(address, "pipe:", 5) == 0)
		link->pipe = open_pipe(address + 5);
	if (link->ended && link->reads && link->writes
	    && (link->socket != INVALID_SOCKET || link->pipe != INVALID_HANDLE_VALUE))
		return (intptr_t)link;
	link_free(link);
	return -1;
}

ptrdiff_t link_read(intptr_t link, void *out, size_t size, bool wait)
{
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

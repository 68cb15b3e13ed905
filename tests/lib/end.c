/* SPDX-License-Identifier: MIT
 * end.c - see end.h. */
#include "end.h"
#include <string.h>
#ifdef _WIN32
#include <windows.h>

/* The outcome of I/O that was begun. */
static size_t outcome(HANDLE end, OVERLAPPED *io)
{
	DWORD count = 0;

	if (!GetOverlappedResult(end, io, &count, TRUE))
		count = 0;
	CloseHandle(io->hEvent);
	return count;
}

bool end_write(void *end, const void *bytes, size_t size)
{
	OVERLAPPED io = { .hEvent = CreateEventW(NULL, TRUE, FALSE, NULL) };

	if (!WriteFile(end, bytes, (DWORD)size, NULL, &io) && GetLastError() != ERROR_IO_PENDING) {
		CloseHandle(io.hEvent);
		return false;
	}
	return outcome(end, &io) == size;
}

static size_t read_some(void *end, void *out, size_t size)
{
	OVERLAPPED io = { .hEvent = CreateEventW(NULL, TRUE, FALSE, NULL) };

	if (!ReadFile(end, out, (DWORD)size, NULL, &io) && GetLastError() != ERROR_IO_PENDING) {
		CloseHandle(io.hEvent);
		return 0;
	}
	return outcome(end, &io);
}

void end_close(void *end)
{
	if (end)
		CloseHandle(end);
}

unsigned end_count(void)
{
	DWORD count = 0;

	GetProcessHandleCount(GetCurrentProcess(), &count);
	return count;
}
#else
#include <dirent.h>
#include <stdint.h>
#include <sys/socket.h>
#include <unistd.h>

static int of(void *end)
{
	return (int)(intptr_t)end;
}

bool end_write(void *end, const void *bytes, size_t size)
{
	return send(of(end), bytes, size, MSG_NOSIGNAL) == (ssize_t)size;
}

static size_t read_some(void *end, void *out, size_t size)
{
	ssize_t n = read(of(end), out, size);

	return n > 0 ? (size_t)n : 0;
}

void end_close(void *end)
{
	if (end)
		close(of(end));
}

unsigned end_count(void)
{
	DIR *all = opendir("/proc/self/fd");
	unsigned count = 0;

	while (all && readdir(all))
		count++;
	if (all)
		closedir(all);
	return count;
}
#endif

size_t end_read(void *end, void *out, size_t size)
{
	size_t got = 0, more = 1;

	while (got < size && more) {
		more = read_some(end, (char *)out + got, size - got);
		got += more;
	}
	return got;
}

bool end_hears(void *end, const char *text)
{
	char room[256];
	size_t size = strlen(text);

	return size <= sizeof(room) && end_read(end, room, size) == size && !memcmp(room, text, size);
}

bool end_ended(void *end)
{
	char byte;

	return end_read(end, &byte, 1) == 0;
}

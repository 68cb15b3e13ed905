/* SPDX-License-Identifier: MIT
 * terminal.c - Unix. */
#include "os/terminal.h"
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

int terminal_open(void)
{
	const char *name = getenv("OPENTSP_TERMINAL");
	int fd = open(name && name[0] ? name : "/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
	pid_t front = fd < 0 ? -1 : tcgetpgrp(fd);

	/* Who reads in the background is stopped by the system. */
	if (fd >= 0 && (!isatty(fd) || (front > 0 && front != getpgrp()))) {
		close(fd);
		fd = -1;
	}
	return fd;
}

void terminal_close(int terminal)
{
	close(terminal);
}

void terminal_put(int terminal, const char *text)
{
	size_t len = strlen(text);

	while (len) {
		ssize_t done = write(terminal, text, len);

		if (done <= 0)
			return;
		text += done;
		len -= (size_t)done;
	}
}

bool terminal_row(int terminal, char *out, size_t size)
{
	ssize_t len = read(terminal, out, size - 1);

	while (len > 0 && (out[len - 1] == '\n' || out[len - 1] == '\r'))
		len--;
	if (len <= 0)
		return false;
	out[len] = '\0';
	return true;
}

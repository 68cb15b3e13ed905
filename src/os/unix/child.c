/* SPDX-License-Identifier: MIT
 * child.c - Unix: its end of a socket pair is descriptor 3. */
#define _GNU_SOURCE
#include "os/child.h"
#include "base/mem.h"
#include "os/link.h"
#include "os/thread.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define THEIRS 3

extern char **environ;

/* With no signal blocked, and in a group of its own: the terminal's keys are for us. */
static int spawn(pid_t *out, const char *path, int theirs)
{
	char argument[] = "3", *name = mem_copy(path), *argv[] = { name, argument, NULL };
	posix_spawn_file_actions_t files;
	posix_spawnattr_t manner;
	sigset_t none;
	int failed;

	sigemptyset(&none);
	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_adddup2(&files, theirs, THEIRS);
	posix_spawnattr_init(&manner);
	posix_spawnattr_setsigmask(&manner, &none);
	posix_spawnattr_setpgroup(&manner, 0);
	posix_spawnattr_setflags(&manner, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP);
	failed = name ? posix_spawn(out, path, &files, &manner, argv, environ) : ENOMEM;
	posix_spawnattr_destroy(&manner);
	posix_spawn_file_actions_destroy(&files);
	mem_free(name);
	return failed;
}

bool child_start(struct child *out, const char *path)
{
	int pair[2], failed;
	pid_t pid;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair))
		return false;
	failed = spawn(&pid, path, pair[1]);
	close(pair[1]);
	if (failed) {
		close(pair[0]);
		return false;
	}
	*out = (struct child){ .link = pair[0], .process = pid };
	return true;
}

intptr_t child_link(const char *argument)
{
	int fd = (int)strtol(argument, NULL, 10);

	if (fd != THEIRS || fcntl(fd, F_SETFD, FD_CLOEXEC))
		return -1;
	return fd;
}

void child_kill(const struct child *child)
{
	if (child->process > 0)
		kill((pid_t)child->process, SIGKILL);
}

static void say(int status, char *how, size_t size)
{
	if (WIFSIGNALED(status))
		snprintf(how, size, "was ended by signal %d (%s)", WTERMSIG(status),
			 strsignal(WTERMSIG(status)));
	else
		snprintf(how, size, "ended with code %d", WEXITSTATUS(status));
}

void child_end(struct child *child, unsigned patience_ms, char *how, size_t size)
{
	pid_t pid = (pid_t)child->process, got = 0;
	int status = 0;

	snprintf(how, size, "ended");
	for (unsigned ms = 0; pid > 0 && !got && ms < patience_ms; ms++) {
		got = waitpid(pid, &status, WNOHANG);
		if (!got)
			os_nap();
	}
	if (pid > 0 && !got) {
		kill(pid, SIGKILL);
		do
			got = waitpid(pid, &status, 0);
		while (got < 0 && errno == EINTR);
	}
	if (got > 0)
		say(status, how, size);
	link_close(child->link);
	*child = (struct child){ .link = -1 };
}

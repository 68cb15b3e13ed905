/* SPDX-License-Identifier: MIT
 * program.c - Unix. */
#define _GNU_SOURCE
#include "os/program.h"
#include "base/buf.h"
#include "base/mem.h"
#include "os/file.h"
#include "os/paths.h"
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

char *program_name(void)
{
	return mem_copy(program_invocation_short_name);
}

/* In the grandchild: alone, with nothing of ours but its errors. Says so if it cannot. */
static void become(const char *path, const char *argument, int failed)
{
	int null = open("/dev/null", O_RDWR);

	setsid();
	dup2(null, STDIN_FILENO);
	dup2(null, STDOUT_FILENO);
	execlp(path, path, argument, (char *)NULL);
	if (write(failed, "", 1) < 0)
		_exit(126);
	_exit(127);
}

/* Forked twice, so that nobody has to wait for its end. */
static bool start(const char *path, const char *argument)
{
	int failed[2], status;
	ssize_t n = -1;
	pid_t child;
	char word;

	if (pipe2(failed, O_CLOEXEC))
		return false;
	child = fork();
	if (child == 0) {
		if (fork() == 0)
			become(path, argument, failed[1]);
		_exit(0);
	}
	close(failed[1]);
	while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
	do
		n = child > 0 ? read(failed[0], &word, 1) : -1;	/* ends when it was executed */
	while (n < 0 && child > 0 && errno == EINTR);
	close(failed[0]);
	return n == 0;
}

static bool start_in(struct span folder, const char *name, const char *argument)
{
	struct buf path;
	bool is;

	buf_grow(&path);
	buf_span_add(&path, folder);
	buf_text(&path, name);
	is = access(buf_c(&path), X_OK) == 0 && start(buf_c(&path), argument);
	buf_free(&path);
	return is;
}

static bool start_beside(struct span folder, const char *name, const char *argument)
{
	struct buf bin;
	bool is;

	if (start_in(folder, name, argument))
		return true;
	buf_grow(&bin);
	buf_text(&bin, "../bin/");
	buf_text(&bin, name);
	is = start_in(folder, buf_c(&bin), argument);
	buf_free(&bin);
	return is;
}

bool program_start_ours(const char *name, const char *argument)
{
	char *module = paths_module();
	struct span folder = { module, module ? file_folder(module) : 0 };
	bool is;

	if (file_absolute(name))
		is = start(name, argument);
	else
		is = folder.len && start_beside(folder, name, argument);
	mem_free(module);
	return is;
}

bool program_start(const char *name, const char *argument)
{
	return program_start_ours(name, argument) || start(name, argument);
}

static atomic_uint forks;
static pthread_once_t counted = PTHREAD_ONCE_INIT;

static void count_fork(void)
{
	forks++;
}

static void count(void)
{
	pthread_atfork(NULL, NULL, count_fork);
}

unsigned program_forks(void)
{
	pthread_once(&counted, count);
	return forks;
}

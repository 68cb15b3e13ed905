/* SPDX-License-Identifier: MIT
 * peers.c - the far ends of the SIP bench. */
#define _GNU_SOURCE
#include "peers.h"
#include "bench.h"
#include <arpa/inet.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define PEERS_MAX 8
#define BUFFER "4194304"	/* bytes, of sockets: else 50 calls in flight overflow them */

static pid_t peers[PEERS_MAX], owner;

static struct sockaddr_in loopback(uint16_t port)
{
	return (struct sockaddr_in){ .sin_family = AF_INET, .sin_port = htons(port),
				     .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
}

int peer_bound(uint16_t port)
{
	struct sockaddr_in address = loopback(port);
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (bind(fd, (struct sockaddr *)&address, sizeof(address)) == 0)
		return fd;
	close(fd);
	return -1;
}

uint16_t peer_port(void)
{
	struct sockaddr_in address;
	socklen_t size = sizeof(address);
	int fd = peer_bound(0);

	if (fd < 0 || getsockname(fd, (struct sockaddr *)&address, &size))
		bench_fail("there is no free port");
	close(fd);
	return ntohs(address.sin_port);
}

/* --- processes ------------------------------------------------------------------ */

static void stop_all(void)
{
	for (int i = 0; i < PEERS_MAX && getpid() == owner; i++)
		peer_stop(peers[i]);
}

pid_t peer_remember(pid_t pid)
{
	if (!owner)
		atexit(stop_all);
	owner = getpid();
	for (int i = 0; i < PEERS_MAX; i++) {
		if (peers[i])
			continue;
		peers[i] = pid;
		return pid;
	}
	bench_fail("too many peers");
}

void peer_stop(pid_t pid)
{
	if (pid <= 0)
		return;
	for (int i = 0; i < PEERS_MAX; i++)
		if (peers[i] == pid)
			peers[i] = 0;
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

pid_t peer_forked(void)
{
	pid_t pid;

	fflush(NULL);
	pid = fork();
	if (pid < 0)
		bench_fail("no process can be made");
	if (pid == 0)
		prctl(PR_SET_PDEATHSIG, SIGKILL);
	return pid;
}

static pid_t run(char *const argv[])
{
	int null = open("/dev/null", O_RDWR);
	pid_t pid = peer_forked();

	if (pid > 0) {
		close(null);
		return pid;
	}
	for (int fd = 0; fd < 3; fd++)
		dup2(null, fd);
	if (chdir(bench_folder()) == 0)
		execvp(argv[0], argv);
	_exit(127);
}

void peer_child(void (*fn)(const void *arg, void *out), const void *arg, void *out, size_t size)
{
	int ends[2], status = -1;
	ssize_t got;
	pid_t pid;

	bench_folder();			/* ours: the child must not take it away */
	if (pipe(ends))
		bench_fail("there is no pipe");
	pid = peer_forked();
	if (pid == 0) {
		fn(arg, out);
		if (write(ends[1], out, size) != (ssize_t)size)
			_exit(1);
		_exit(0);
	}
	close(ends[1]);
	got = read(ends[0], out, size);
	close(ends[0]);
	waitpid(pid, &status, 0);
	if (status || got != (ssize_t)size)
		bench_fail("a run did not come to its end");
}

/* --- sipp ------------------------------------------------------------------------ */

pid_t sipp_uas_start(uint16_t port)
{
	char number[8];
	char *argv[] = { "sipp", "-sn", "uas", "-i", "127.0.0.1", "-p", number, "-nostdin",
			 "-buff_size", BUFFER, NULL };
	pid_t pid;
	int fd;

	snprintf(number, sizeof(number), "%u", port);
	pid = peer_remember(run(argv));
	for (int tries = 0; tries < 500; tries++) {
		fd = peer_bound(port);
		if (fd < 0)
			return pid;
		close(fd);
		usleep(10000);
	}
	bench_fail("sipp does not start; is it installed (package sip-tester)?");
}

double sipp_uac(uint16_t port, unsigned calls, unsigned in_flight, int *failed)
{
	char to[32], own[8], count[12], limit[12];
	char *argv[] = { "sipp", "-sn", "uac", to, "-i", "127.0.0.1", "-p", own, "-nostdin",
			 "-m", count, "-l", limit, "-r", "20000", "-d", "0", "-buff_size", BUFFER, NULL };
	struct rusage usage;
	int status;

	snprintf(to, sizeof(to), "127.0.0.1:%u", port);
	snprintf(own, sizeof(own), "%u", peer_port());
	snprintf(count, sizeof(count), "%u", calls);
	snprintf(limit, sizeof(limit), "%u", in_flight);
	if (wait4(run(argv), &status, 0, &usage) < 0)
		bench_fail("sipp is lost");
	*failed = status != 0;
	return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
	       (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

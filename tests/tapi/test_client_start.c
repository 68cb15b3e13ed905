/* SPDX-License-Identifier: MIT
 * test_client_start.c - a program that finds no server starts one. */
#include "client_scene.h"
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static char folder[64];

static void clean(void *nothing)
{
	char command[128];

	snprintf(command, sizeof(command), "rm -r %s", folder);
	CHECK_INT(system(command), 0);
}

static void write_lines(void)
{
	char path[128];
	FILE *file;

	snprintf(path, sizeof(path), "%s/opentsp.conf", folder);
	file = fopen(path, "w");
	NEED(file);
	fputs("[line a]\ndriver = sim\nnumber = 100\n", file);
	fclose(file);
	setenv("OPENTSP_CONF", path, 1);
}

/* What the program does; the number of the first step that fails. */
static int begin_and_end(void)
{
	LINEINITIALIZEEXPARAMS params = {
		.dwTotalSize = sizeof(params), .dwOptions = LINEINITIALIZEEXOPTION_USEEVENT,
	};
	DWORD devices = 0, version = 0x00020002;
	HLINEAPP app;

	if (lineInitializeExA(&app, NULL, NULL, "starts", &devices, &version, &params))
		return 1;
	if (devices != 1)
		return 2;
	return lineShutdown(app) ? 3 : 0;
}

/* Programs one after the other, that look where a user's server is. */
static void begin_and_end_often(int times)
{
	int status = -1;
	pid_t child;

	snprintf(folder, sizeof(folder), "/tmp/opentsp-start.XXXXXX");
	NEED(mkdtemp(folder));
	DEFER(clean, NULL);
	while (times-- > 0) {
		child = fork();
		if (child == 0) {
			setenv("XDG_RUNTIME_DIR", folder, 1);
			unsetenv("OPENTSP_TAPI");
			write_lines();
			_exit(begin_and_end());
		}
		NEED(child > 0);
		NEED(waitpid(child, &status, 0) == child);
		CHECK_INT(status, 0);
	}
}

static bool has_server(void)
{
	return !CHILDREN_MAY_THREAD || access("/run/opentsp/tapi.sock", F_OK) == 0;
}

/* Each comes while the server that the one before started is going. */
TEST_ONCE(client_start, a_program_that_comes_while_a_server_goes_finds_one)
{
	if (!has_server())
		begin_and_end_often(40);
}

TEST_ONCE(client_start, a_program_that_finds_no_server_starts_one_which_ends_with_it)
{
	char path[128];
	int tries = 0;

	if (has_server())
		return;
	begin_and_end_often(1);
	snprintf(path, sizeof(path), "%s/opentsp/tapi.sock", folder);
	while (access(path, F_OK) == 0 && tries++ < 1000)
		usleep(10000);
	CHECK(access(path, F_OK) != 0);
}

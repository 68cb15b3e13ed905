/* SPDX-License-Identifier: MIT
 * main.c - the program tapisrv. */
#include "base/log.h"
#include "os/supervisor.h"
#include "tapi/server/server.h"
#include "tapi/server/settings.h"
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <uv.h>

static const char usage[] =
	"usage: tapisrv [--config FILE] [--socket unix:PATH] [--on-demand] [--log LEVEL]\n"
	"TAPI's telephony server: it loads the providers of its configuration and serves the\n"
	"programs of this machine.\n"
	"  --config FILE       instead of /etc/opentsp/tapisrv.conf\n"
	"  --socket unix:PATH  where it listens\n"
	"  --on-demand         end with the last program\n"
	"  --log LEVEL         debug, info, warn (default) or error, to standard error\n"
	"  --keys              print the tables of the configuration's keys\n";

static struct server *running;

static void serve(void *server)
{
	server_run(server);
}

static void on_signal(int number)
{
	server_stop(running);
}

#ifdef SIGHUP
static void on_hangup(int number)
{
	server_reload(running);
}
#endif

static bool set_level(const char *name)
{
	static const char *const names[] = { "debug", "info", "warn", "error", "off" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(names[i], name) == 0) {
			log_level_set((enum log_level)i);
			return true;
		}
	return false;
}

static bool read_options(struct server_options *out, int count, char **argv)
{
	for (int i = 1; i < count; i++) {
		if (strcmp(argv[i], "--on-demand") == 0)
			out->ends_alone = true;
		else if (i + 1 == count)
			return false;
		else if (strcmp(argv[i], "--config") == 0)
			out->conf = argv[++i];
		else if (strcmp(argv[i], "--socket") == 0)
			out->socket = argv[++i];
		else if (strcmp(argv[i], "--log") != 0 || !set_level(argv[++i]))
			return false;
	}
	return true;
}

/* The manual's tables (scripts/docs). */
static int print_keys(void)
{
	struct buf out;

	buf_grow(&out);
	conf_document(&out, "server", server_conf_keys);
	conf_document(&out, "provider NAME", provider_conf_keys);
	fputs(buf_c(&out), stdout);
	buf_free(&out);
	return 0;
}

int main(int argc, char **argv)
{
	struct server_options options = { 0 };
	uv_thread_t thread;
	struct buf why;

	if (argc == 2 && strcmp(argv[1], "--keys") == 0)
		return print_keys();
	if (!read_options(&options, argc, argv)) {
		fputs(usage, stderr);
		return 2;
	}
	buf_grow(&why);
	if (server_open(&running, &options, &why)) {
		fprintf(stderr, "tapisrv: %s\n", buf_c(&why));
		buf_free(&why);
		return 1;
	}
	buf_free(&why);
	signal(SIGINT, on_signal);
	signal(SIGTERM, on_signal);
#ifdef SIGHUP
	signal(SIGHUP, on_hangup);
#endif
	printf("listening at %s\n", server_address(running));
	fflush(stdout);
	supervisor_ready();
	if (uv_thread_create(&thread, serve, running)) {
		fputs("tapisrv: cannot start a thread\n", stderr);
		return 1;
	}
	uv_thread_join(&thread);
	server_close(running);
	return 0;
}

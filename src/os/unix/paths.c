/* SPDX-License-Identifier: MIT
 * paths.c - Unix. */
#define _GNU_SOURCE
#include "os/paths.h"
#include "base/mem.h"
#include <dlfcn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

char *paths_variable(const char *name)
{
	const char *value = getenv(name);

	return value && value[0] ? mem_copy(value) : NULL;
}

char *paths_default(void)
{
	return mem_copy("/etc/opentsp/opentsp.conf");
}

const char *paths_tapi_default(void)
{
	return "unix:/run/opentsp/tapi.sock";
}

static char *joined(const char *folder, const char *between, const char *name)
{
	size_t size = strlen(folder) + strlen(between) + strlen(name) + 1;
	char *path = mem_alloc(size);

	if (path)
		snprintf(path, size, "%s%s%s", folder, between, name);
	return path;
}

char *paths_tapi_own(void)
{
	const char *runtime = getenv("XDG_RUNTIME_DIR");

	return runtime && runtime[0] ? joined("unix:", runtime, "/opentsp/tapi.sock") : NULL;
}

char *paths_state(const char *name)
{
	static const struct { const char *variable, *between; } places[] = {
		{ "STATE_DIRECTORY", "/" },
		{ "XDG_STATE_HOME", "/opentsp/" },
		{ "HOME", "/.local/state/opentsp/" },
	};
	bool root = geteuid() == 0;

	for (size_t i = 0; i < sizeof(places) / sizeof(*places) && !(root && i > 0); i++) {
		const char *folder = getenv(places[i].variable);

		if (folder && folder[0] == '/')
			return joined(folder, places[i].between, name);
	}
	return root ? joined("/var/lib", "/opentsp/", name) : NULL;
}

uint64_t paths_stamp(const char *path)
{
	struct stat file;

	if (stat(path, &file))
		return 0;
	return (uint64_t)file.st_mtim.tv_sec * 1000000000u + (uint64_t)file.st_mtim.tv_nsec +
	       (uint64_t)file.st_size * 31u + (uint64_t)file.st_ino;
}

char *paths_module(void)
{
	Dl_info info;

	if (!dladdr((void *)paths_module, &info) || !info.dli_fname)
		return mem_copy("");
	return mem_copy(info.dli_fname);
}

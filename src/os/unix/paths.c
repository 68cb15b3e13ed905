/* SPDX-License-Identifier: MIT
 * paths.c - Unix. */
#define _GNU_SOURCE
#include "os/paths.h"
#include "base/mem.h"
#include <dlfcn.h>
#include <stdlib.h>
#include <sys/stat.h>

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

/* SPDX-License-Identifier: MIT
 * paths.c - whose configuration is where, by the same rule on every system. */
#include "os/paths.h"
#include "base/mem.h"
#include <stdio.h>
#include <string.h>

/* "/etc/opentsp/opentsp.conf" and 3: "/etc/opentsp/opentsp-3.conf", if there is
 * such a file. `path` is taken. */
static char *own_file(char *path, uint32_t ppid)
{
	size_t size = strlen(path) + 16, len = strlen(path);
	char *own = mem_alloc(size);

	if (!own) {
		mem_free(path);
		return NULL;
	}
	if (len > 5 && strcmp(path + len - 5, ".conf") == 0)
		len -= 5;
	snprintf(own, size, "%.*s-%lu%s", (int)len, path, (unsigned long)ppid, path + len);
	if (paths_stamp(own) == 0) {
		mem_free(own);
		return path;
	}
	mem_free(path);
	return own;
}

char *paths_configuration(uint32_t ppid)
{
	char name[32], *path;

	snprintf(name, sizeof(name), "OPENTSP_CONF_%lu", (unsigned long)ppid);
	path = paths_variable(name);
	if (path)
		return path;
	path = paths_variable("OPENTSP_CONF");
	if (!path)
		path = paths_default();
	return path ? own_file(path, ppid) : NULL;
}

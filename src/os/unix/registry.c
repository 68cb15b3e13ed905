/* SPDX-License-Identifier: MIT
 * registry.c - Unix: there is none. */
#include "os/registry.h"

bool registry_exists(void)
{
	return false;
}

struct registry_key *registry_open(const char *path, bool to_write)
{
	return NULL;
}

struct registry_key *registry_open_below(const struct registry_key *key, const char *path)
{
	return NULL;
}

void registry_close(struct registry_key *key)
{
}

char *registry_text(const struct registry_key *key, const char *name)
{
	return NULL;
}

bool registry_number(const struct registry_key *key, const char *name, uint32_t *out)
{
	return false;
}

bool registry_set_text(const struct registry_key *key, const char *name, const char *text)
{
	return false;
}

bool registry_set_number(const struct registry_key *key, const char *name, uint32_t number)
{
	return false;
}

bool registry_child(const struct registry_key *key, uint32_t i, char *name, size_t size)
{
	return false;
}

uint64_t registry_stamp(const char *path)
{
	return 0;
}

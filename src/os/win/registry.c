/* SPDX-License-Identifier: MIT
 * registry.c - Windows. */
#include "os/registry.h"
#include "abi/utf.h"
#include "base/mem.h"
#include "base/text.h"
#include <string.h>
#include <windows.h>

#define CHILD_MAX 256		/* code units of the name of a key, with its terminator */

struct registry_key {
	HKEY handle;
};

bool registry_exists(void)
{
	return true;
}

static wchar_t *wide_of(const char *text)
{
	wchar_t *wide = mem_alloc(utf_size16(text));

	if (wide)
		utf_write16(wide, text);
	return wide;
}

static struct registry_key *open_at(HKEY root, const char *path, bool to_write)
{
	REGSAM access = (to_write ? KEY_READ | KEY_WRITE : KEY_READ) | KEY_WOW64_64KEY;
	struct registry_key *key = mem_zalloc(sizeof(*key));
	wchar_t *wide = wide_of(path);
	LONG failed = ERROR_OUTOFMEMORY;

	if (key && wide && to_write)
		failed = RegCreateKeyExW(root, wide, 0, NULL, 0, access, NULL, &key->handle, NULL);
	else if (key && wide)
		failed = RegOpenKeyExW(root, wide, 0, access, &key->handle);
	mem_free(wide);
	if (!failed)
		return key;
	mem_free(key);
	return NULL;
}

struct registry_key *registry_open(const char *path, bool to_write)
{
	if (strncmp(path, "HKLM\\", 5) == 0)
		return open_at(HKEY_LOCAL_MACHINE, path + 5, to_write);
	if (strncmp(path, "HKCU\\", 5) == 0)
		return open_at(HKEY_CURRENT_USER, path + 5, to_write);
	return NULL;
}

struct registry_key *registry_open_below(const struct registry_key *key, const char *path)
{
	return open_at(key->handle, path, false);
}

void registry_close(struct registry_key *key)
{
	if (!key)
		return;
	RegCloseKey(key->handle);
	mem_free(key);
}

char *registry_text(const struct registry_key *key, const char *name)
{
	wchar_t *wide = wide_of(name), *value = NULL;
	DWORD type = 0, size = 0;
	char *text = NULL;

	if (!wide || RegQueryValueExW(key->handle, wide, NULL, &type, NULL, &size) || type != REG_SZ)
		goto out;
	value = mem_zalloc(size + sizeof(wchar_t));
	if (!value || RegQueryValueExW(key->handle, wide, NULL, &type, (BYTE *)value, &size))
		goto out;
	text = utf8_from16(value, size / sizeof(wchar_t));
out:
	mem_free(value);
	mem_free(wide);
	return text;
}

bool registry_number(const struct registry_key *key, const char *name, uint32_t *out)
{
	wchar_t *wide = wide_of(name);
	DWORD type = 0, value = 0, size = sizeof(value);
	bool found = wide &&
		     !RegQueryValueExW(key->handle, wide, NULL, &type, (BYTE *)&value, &size) &&
		     type == REG_DWORD;

	mem_free(wide);
	if (found)
		*out = value;
	return found;
}

bool registry_set_text(const struct registry_key *key, const char *name, const char *text)
{
	wchar_t *wide = wide_of(name), *value = wide_of(text);
	bool done = wide && value &&
		    !RegSetValueExW(key->handle, wide, 0, REG_SZ, (const BYTE *)value,
				    (DWORD)utf_size16(text));

	mem_free(wide);
	mem_free(value);
	return done;
}

bool registry_set_number(const struct registry_key *key, const char *name, uint32_t number)
{
	wchar_t *wide = wide_of(name);
	DWORD value = number;
	bool done = wide && !RegSetValueExW(key->handle, wide, 0, REG_DWORD, (const BYTE *)&value,
					    sizeof(value));

	mem_free(wide);
	return done;
}

bool registry_child(const struct registry_key *key, uint32_t i, char *name, size_t size)
{
	wchar_t wide[CHILD_MAX];
	DWORD len = CHILD_MAX;

	if (RegEnumKeyExW(key->handle, i, wide, &len, NULL, NULL, NULL, NULL))
		return false;
	return utf_read8(wide, CHILD_MAX, name, size) <= size;
}

/* A key's time of writing does not tell of those below it. */
static uint64_t stamp_of(const struct registry_key *key)
{
	char name[CHILD_MAX * 3];
	uint64_t stamp = 1;
	FILETIME time;

	if (!RegQueryInfoKeyW(key->handle, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, &time))
		stamp = (uint64_t)time.dwHighDateTime << 32 | time.dwLowDateTime;
	for (uint32_t i = 0; registry_child(key, i, name, sizeof(name)); i++) {
		struct registry_key *child = registry_open_below(key, name);

		stamp = stamp * 31 + (child ? stamp_of(child) : 0);
		registry_close(child);
	}
	return stamp;
}

uint64_t registry_stamp(const char *path)
{
	struct registry_key *key = registry_open(path, false);
	uint64_t stamp = key ? stamp_of(key) : 0;

	registry_close(key);
	return stamp;
}

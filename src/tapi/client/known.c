/* SPDX-License-Identifier: MIT
 * known.c - handles of the server, hashed. */
#include "client.h"
#include "base/mem.h"

/* Open addressing; a handle of 0 is a free place. At most half of the places are used. */
static struct {
	struct known *at;
	DWORD places, used;
} known;

static DWORD place_of(DWORD handle)
{
	return handle * 2654435769u & (known.places - 1);
}

/* Where the handle is, or where it would be. There must be places. */
static DWORD look(DWORD handle)
{
	DWORD i = place_of(handle);

	while (known.at[i].handle && known.at[i].handle != handle)
		i = (i + 1) & (known.places - 1);
	return i;
}

static bool grow(void)
{
	struct known *old = known.at;
	DWORD places = known.places;

	known.at = mem_zalloc(sizeof(*old) * (places ? places * 2 : 64));
	if (!known.at) {
		known.at = old;
		return false;
	}
	known.places = places ? places * 2 : 64;
	for (DWORD i = 0; i < places; i++)
		if (old[i].handle)
			known.at[look(old[i].handle)] = old[i];
	mem_free(old);
	return true;
}

void known_add(struct known it)
{
	struct known *at;

	if (!it.handle || (known.used * 2 >= known.places && !grow()))
		return;
	at = &known.at[look(it.handle)];
	known.used += at->handle == 0;
	*at = it;
}

const struct known *known_find(DWORD handle)
{
	DWORD i = handle && known.places ? look(handle) : 0;

	return handle && known.places && known.at[i].handle ? &known.at[i] : NULL;
}

/* Those behind it move up, so that nobody is looked for in front of a free place. */
void known_forget(DWORD handle)
{
	DWORD hole, i;

	if (!known_find(handle))
		return;
	hole = look(handle);
	known.at[hole].handle = 0;
	known.used--;
	for (i = (hole + 1) & (known.places - 1); known.at[i].handle; i = (i + 1) & (known.places - 1)) {
		struct known moved = known.at[i];

		known.at[i].handle = 0;
		known.at[look(moved.handle)] = moved;
	}
}

void known_forget_line(DWORD line)
{
	for (DWORD i = 0; i < known.places; i++)
		while (known.at[i].handle && known.at[i].line == line)
			known_forget(known.at[i].handle);
	known_forget(line);
}

void known_forget_all(void)
{
	mem_free(known.at);
	known.at = NULL;
	known.places = known.used = 0;
}

DWORD known_version(DWORD handle, DWORD otherwise)
{
	const struct known *it;
	DWORD version;

	client_enter();
	it = known_find(handle);
	version = it ? it->version : otherwise;
	client_leave();
	return version;
}

/* SPDX-License-Identifier: MIT
 * forward.c - where calls for a line go instead. */
#include "model/forward.h"
#include "base/mem.h"
#include <string.h>

enum err forwards_new(struct forwards **out, DWORD count)
{
	struct forwards *forwards = mem_zalloc(sizeof(*forwards) + count * sizeof(forwards->list[0]));

	if (!forwards)
		return ERR_NOMEM;
	forwards->count = count;
	*out = forwards;
	return OK;
}

void forwards_free(struct forwards *forwards)
{
	struct forwards *next;

	for (; forwards; forwards = next) {
		for (DWORD i = 0; i < forwards->count; i++) {
			mem_free(forwards->list[i].caller);
			mem_free(forwards->list[i].dest);
		}
		next = forwards->next;
		mem_free(forwards);
	}
}

#define INTERNAL (LINEFORWARDMODE_UNCONDINTERNAL | LINEFORWARDMODE_BUSYINTERNAL | \
		  LINEFORWARDMODE_NOANSWINTERNAL | LINEFORWARDMODE_BUSYNAINTERNAL)
#define EXTERNAL (LINEFORWARDMODE_UNCONDEXTERNAL | LINEFORWARDMODE_BUSYEXTERNAL | \
		  LINEFORWARDMODE_NOANSWEXTERNAL | LINEFORWARDMODE_BUSYNAEXTERNAL)

/* How well the entry is meant for this caller; 0: not at all. */
static int fits(const struct forward *forward, const char *caller, bool internal)
{
	if (forward->mode & FORWARD_SPECIFIC)
		return forward->caller && caller && strcmp(forward->caller, caller) == 0 ? 3 : 0;
	if (forward->mode & (INTERNAL | EXTERNAL))
		return !(forward->mode & INTERNAL) == !internal ? 2 : 0;
	return 1;
}

const struct forward *forwards_find(const struct forwards *forwards, DWORD event,
				    const char *caller, bool internal)
{
	const struct forward *found = NULL;
	int best = 0;

	for (DWORD i = 0; forwards && i < forwards->count; i++) {
		const struct forward *forward = &forwards->list[i];
		int fit = forward->mode & event ? fits(forward, caller, internal) : 0;

		if (fit > best) {
			best = fit;
			found = forward;
		}
	}
	return found;
}

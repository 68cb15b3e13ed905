/* SPDX-License-Identifier: MIT
 * handle.h - numbers that stand for objects across a border.
 *
 * A handle is a place in a table and the generation of what stood there, so
 * a stale one finds nothing. It is never 0 and fits 32 bits: 19 bits place,
 * 10 bits generation, 3 bits kind. Places are reused in the order in which
 * they became free, and none before HANDLE_RESERVE are free, so a number does
 * not come again before a million others were given.
 */
#ifndef BASE_HANDLE_H
#define BASE_HANDLE_H

#include "base/err.h"
#include <stdint.h>

enum handle_kind { HANDLE_LINE = 1, HANDLE_CALL, HANDLE_PHONE, HANDLE_DIALOG, HANDLE_MSP,
	HANDLE_LINE_APP, HANDLE_PHONE_APP };

/* The place of a handle in a table of its owner's own. */
#define HANDLE_PLACE(handle) ((handle) & (HANDLE_PLACES - 1))

#define HANDLE_PLACES (1u << 19)
#define HANDLE_GENERATIONS (1u << 10)
#define HANDLE_KIND(handle) ((handle) >> 29)
#define HANDLE_RESERVE 1024u

struct handles {
	struct handle_slot *slots;
	uint32_t count, size;		/* places used so far, places there are */
	uint32_t free_first, free_last;	/* of the places that became free; UINT32_MAX: none */
	uint32_t free_count;
};

void handles_init(struct handles *table);
void handles_free(struct handles *table);	/* the objects are not touched */

/* A new handle of `kind` for `object` (not NULL). ERR_NOMEM. */
enum err handle_new(struct handles *table, enum handle_kind kind, void *object, uint32_t *out);

/* The object, or NULL if the handle is stale, foreign or of another kind. */
void *handle_find(const struct handles *table, enum handle_kind kind, uintptr_t handle);

void handle_free(struct handles *table, uint32_t handle);	/* 0 and stale ones are fine */

/* A number that stays with a handle until its place is used again, so also when
 * the object is gone; 0 at first, and of 0 or of a handle that is none. */
void handle_mark(struct handles *table, uint32_t handle, uint64_t mark);
uint64_t handle_marked(const struct handles *table, uint32_t handle);

#endif

/* SPDX-License-Identifier: MIT
 * handle.c - the table behind handles: kind, generation, place from the top
 * bit down. */
#include "base/handle.h"
#include "base/mem.h"

#define NO_PLACE UINT32_MAX
#define FIRST_SIZE 64u

struct handle_slot {
	void *object;		/* NULL: the place is free */
	uint64_t mark;		/* what handle_mark() said of `handle` */
	uint32_t handle;	/* the number that finds it; of a free place: the last one */
	uint32_t next_free;	/* of a free place */
};

void handles_init(struct handles *table)
{
	*table = (struct handles){ .free_first = NO_PLACE, .free_last = NO_PLACE };
}

void handles_free(struct handles *table)
{
	mem_free(table->slots);
	handles_init(table);
}

/* A place never used before; NO_PLACE: the table is at its end or there is no
 * memory. */
static uint32_t place_new(struct handles *table)
{
	struct handle_slot *slots;
	uint32_t size;

	if (table->count == HANDLE_PLACES)
		return NO_PLACE;
	if (table->count == table->size) {
		size = table->size ? table->size * 2 : FIRST_SIZE;
		slots = mem_realloc(table->slots, size * sizeof(*slots));
		if (!slots)
			return NO_PLACE;
		table->slots = slots;
		table->size = size;
	}
	table->slots[table->count] = (struct handle_slot){ .handle = table->count };
	return table->count++;
}

/* The place that has been free for longest; NO_PLACE: none is. */
static uint32_t place_again(struct handles *table)
{
	uint32_t place = table->free_first;

	if (place == NO_PLACE)
		return NO_PLACE;
	table->free_first = table->slots[place].next_free;
	if (table->free_first == NO_PLACE)
		table->free_last = NO_PLACE;
	table->free_count--;
	return place;
}

enum err handle_new(struct handles *table, enum handle_kind kind, void *object, uint32_t *out)
{
	uint32_t place = NO_PLACE, generation;
	struct handle_slot *slot;

	if (table->free_count < HANDLE_RESERVE)
		place = place_new(table);
	if (place == NO_PLACE)
		place = place_again(table);
	if (place == NO_PLACE)
		return ERR_NOMEM;
	slot = &table->slots[place];
	generation = (slot->handle / HANDLE_PLACES + 1) % HANDLE_GENERATIONS;
	slot->handle = (uint32_t)kind << 29 | generation * HANDLE_PLACES | place;
	slot->object = object;
	slot->mark = 0;
	*out = slot->handle;
	return OK;
}

static struct handle_slot *slot_of(const struct handles *table, uintptr_t handle)
{
	struct handle_slot *slot;

	if (HANDLE_PLACE(handle) >= table->count)
		return NULL;
	slot = &table->slots[HANDLE_PLACE(handle)];
	return slot->object && slot->handle == handle ? slot : NULL;
}

void *handle_find(const struct handles *table, enum handle_kind kind, uintptr_t handle)
{
	struct handle_slot *slot = slot_of(table, handle);

	return slot && HANDLE_KIND(handle) == (uintptr_t)kind ? slot->object : NULL;
}

void handle_free(struct handles *table, uint32_t handle)
{
	struct handle_slot *slot = slot_of(table, handle);

	if (!slot)
		return;
	slot->object = NULL;
	slot->next_free = NO_PLACE;
	if (table->free_last == NO_PLACE)
		table->free_first = HANDLE_PLACE(handle);
	else
		table->slots[table->free_last].next_free = HANDLE_PLACE(handle);
	table->free_last = HANDLE_PLACE(handle);
	table->free_count++;
}

/* Its place, whether something stands there still or not; NULL: another handle's. */
static struct handle_slot *place_of(const struct handles *table, uint32_t handle)
{
	struct handle_slot *slot = HANDLE_PLACE(handle) < table->count ? &table->slots[HANDLE_PLACE(handle)] : NULL;

	return slot && slot->handle == handle ? slot : NULL;
}

void handle_mark(struct handles *table, uint32_t handle, uint64_t mark)
{
	struct handle_slot *slot = place_of(table, handle);

	if (slot && handle)
		slot->mark = mark;
}

uint64_t handle_marked(const struct handles *table, uint32_t handle)
{
	const struct handle_slot *slot = place_of(table, handle);

	return slot && handle ? slot->mark : 0;
}

/* SPDX-License-Identifier: MIT
 * mem.c - malloc with a count, and a counter that runs out for tests.
 *
 * How large a block is the C library knows (os/heap.h), so nothing stands in front
 * of it. Both counts are in one number, as each block costs an atomic addition
 * when it comes and when it goes.
 */
#include "base/mem.h"
#include "os/heap.h"
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK (UINT64_C(1) << 40)	/* blocks are counted above the bytes */

static _Atomic uint64_t in_use;
static atomic_long fail_in;	/* allocations to go until one fails; 0: never, -1: all from now */

/* Whether a test wants this allocation to fail. */
static bool refused(void)
{
	long n = atomic_load_explicit(&fail_in, memory_order_relaxed);

	while (n > 0)
		if (atomic_compare_exchange_weak(&fail_in, &n, n == 1 ? -1 : n - 1))
			return n == 1;
	return n < 0;
}

static void *count(void *p)
{
	if (p)
		atomic_fetch_add_explicit(&in_use, BLOCK + os_heap_size(p), memory_order_relaxed);
	return p;
}

/* There is no such memory; malloc() says so too, but a sanitizer ends the program. */
static bool cannot_be(size_t size)
{
	return size > PTRDIFF_MAX;
}

/* At least a byte: NULL means that there is no memory. */
void *mem_alloc(size_t size)
{
	return refused() || cannot_be(size) ? NULL : count(malloc(size ? size : 1));
}

void *mem_zalloc(size_t size)
{
	return refused() || cannot_be(size) ? NULL : count(calloc(1, size ? size : 1));
}

void *mem_realloc(void *p, size_t size)
{
	size_t old;
	void *new;

	if (!p)
		return mem_alloc(size);
	if (refused() || cannot_be(size))
		return NULL;
	old = os_heap_size(p);
	new = realloc(p, size ? size : 1);
	if (new)
		atomic_fetch_add_explicit(&in_use, (uint64_t)os_heap_size(new) - old, memory_order_relaxed);
	return new;
}

char *mem_text(const char *text, size_t len)
{
	char *copy = len < SIZE_MAX ? mem_alloc(len + 1) : NULL;

	if (!copy)
		return NULL;
	if (len)
		memcpy(copy, text, len);
	copy[len] = '\0';
	return copy;
}

char *mem_copy(const char *text)
{
	return text ? mem_text(text, strlen(text)) : NULL;
}

void mem_free(void *p)
{
	if (!p)
		return;
	atomic_fetch_sub_explicit(&in_use, BLOCK + os_heap_size(p), memory_order_relaxed);
	free(p);
}

void mem_fail_at(long n)
{
	atomic_store(&fail_in, n > 0 ? n : 0);
}

bool mem_failed(void)
{
	return atomic_load(&fail_in) < 0;
}

size_t mem_blocks(void)
{
	return (size_t)(atomic_load(&in_use) / BLOCK);
}

size_t mem_bytes(void)
{
	return (size_t)(atomic_load(&in_use) % BLOCK);
}

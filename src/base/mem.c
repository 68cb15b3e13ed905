/* SPDX-License-Identifier: MIT
 * mem.c - malloc with a count, and a counter that runs out for tests.
 *
 * In front of each block stands its size, so that bytes can be counted
 * without asking the C library, which has no common word for that.
 */
#include "base/mem.h"
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define HEAD_SIZE 16		/* keeps the alignment that malloc gives */

static atomic_size_t blocks, bytes;
static atomic_long fail_in;	/* allocations to go until one fails; 0: never, -1: all from now */

static void count(size_t size)
{
	atomic_fetch_add_explicit(&blocks, 1, memory_order_relaxed);
	atomic_fetch_add_explicit(&bytes, size, memory_order_relaxed);
}

static void discount(size_t size)
{
	atomic_fetch_sub_explicit(&blocks, 1, memory_order_relaxed);
	atomic_fetch_sub_explicit(&bytes, size, memory_order_relaxed);
}

/* Whether a test wants this allocation to fail. */
static bool refused(void)
{
	long n = atomic_load_explicit(&fail_in, memory_order_relaxed);

	while (n > 0)
		if (atomic_compare_exchange_weak(&fail_in, &n, n == 1 ? -1 : n - 1))
			return n == 1;
	return n < 0;
}

static void *publish(char *head, size_t size)
{
	memcpy(head, &size, sizeof(size));
	count(size);
	return head + HEAD_SIZE;
}

static size_t size_of(const void *p)
{
	size_t size;

	memcpy(&size, (const char *)p - HEAD_SIZE, sizeof(size));
	return size;
}

void *mem_alloc(size_t size)
{
	char *head;

	if (size > PTRDIFF_MAX - HEAD_SIZE || refused())
		return NULL;
	head = malloc(HEAD_SIZE + size);
	return head ? publish(head, size) : NULL;
}

void *mem_zalloc(size_t size)
{
	char *head;

	if (size > PTRDIFF_MAX - HEAD_SIZE || refused())
		return NULL;
	head = calloc(1, HEAD_SIZE + size);
	return head ? publish(head, size) : NULL;
}

void *mem_realloc(void *p, size_t size)
{
	size_t old;
	char *head;

	if (!p)
		return mem_alloc(size);
	if (size > PTRDIFF_MAX - HEAD_SIZE || refused())
		return NULL;
	old = size_of(p);
	head = realloc((char *)p - HEAD_SIZE, HEAD_SIZE + size);
	if (!head)
		return NULL;
	discount(old);
	return publish(head, size);
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
	discount(size_of(p));
	free((char *)p - HEAD_SIZE);
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
	return atomic_load(&blocks);
}

size_t mem_bytes(void)
{
	return atomic_load(&bytes);
}

/* SPDX-License-Identifier: MIT
 * heap.c - glibc and musl have a word for it. */
#include "os/heap.h"
#include <malloc.h>

size_t os_heap_size(void *block)
{
	return malloc_usable_size(block);
}

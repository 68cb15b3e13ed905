/* SPDX-License-Identifier: MIT
 * heap.h - what the C library knows of a block of memory.
 */
#ifndef OS_HEAP_H
#define OS_HEAP_H

#include <stddef.h>

/* Bytes that may be used of a block from malloc, calloc or realloc: as many as were
 * asked for, or a few more. */
size_t os_heap_size(void *block);

#endif

/* SPDX-License-Identifier: MIT
 * mem.h - the only allocator of the provider.
 *
 * All memory that OpenTSP owns comes from here, so that a test can make the
 * n-th allocation fail and can see what was left behind. Thread safe.
 */
#ifndef BASE_MEM_H
#define BASE_MEM_H

#include <stdbool.h>
#include <stddef.h>

/* As malloc, calloc and realloc of `size` bytes; NULL when there is no memory
 * (or when a test says so). A size of 0 gives a pointer that may be freed. */
void *mem_alloc(size_t size);
void *mem_zalloc(size_t size);
void *mem_realloc(void *p, size_t size);

/* A NUL-terminated copy of `len` bytes of `text`; the caller frees it. */
char *mem_text(const char *text, size_t len);

/* A copy of a NUL-terminated `text`; the caller frees it. NULL stays NULL. */
char *mem_copy(const char *text);

void mem_free(void *p);		/* NULL is fine */

/* For tests. Let the n-th allocation from now fail (1: the next), and all
 * after it until mem_fail_at(0). mem_failed() tells whether it came to that. */
void mem_fail_at(long n);
bool mem_failed(void);

/* Blocks and bytes in use now (bytes as asked for, or a few more that the C library
 * gave: os/heap.h). */
size_t mem_blocks(void);
size_t mem_bytes(void);

#endif

/* SPDX-License-Identifier: MIT
 * heap.c - Windows. */
#include "os/heap.h"
#include <malloc.h>

size_t os_heap_size(void *block)
{
	return _msize(block);
}

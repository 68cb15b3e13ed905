/* SPDX-License-Identifier: MIT
 * library.c - Unix: libuv is a library of its own and leaves nothing behind. */
#include "os/library.h"

void library_stay(void)
{
}

/* SPDX-License-Identifier: MIT
 * class.h - classes of devices whose ids begin with a HANDLE (R-GETID-3): lineGetID of
 * these crosses the border by a packet of its own, as a handle is no number elsewhere.
 */
#ifndef TAPI_CLASS_H
#define TAPI_CLASS_H

#include <stdbool.h>
#include <stddef.h>

/* Whether `name`, whose characters have `unit` bytes (1 or 2), is one of them, in any case. */
bool class_has_handle(const void *name, size_t unit);

#endif

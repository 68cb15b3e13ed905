/* SPDX-License-Identifier: MIT
 * secret.c - the access list is not looked at: see secret.h. */
#include "os/secret.h"
#include "os/file.h"

const char *secret_open(const char *path, FILE **out)
{
	*out = file_open(path, "rb");
	return *out ? NULL : "cannot be opened";
}

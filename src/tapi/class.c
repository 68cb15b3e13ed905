/* SPDX-License-Identifier: MIT
 * class.c - see class.h. */
#include "tapi/class.h"
#include "abi/windef.h"
#include <string.h>

static const char *const classes[] = { "comm/datamodem", "ndis" };

static unsigned unit_at(const void *text, size_t unit, size_t i)
{
	WCHAR wide;

	if (unit == 1)
		return ((const unsigned char *)text)[i];
	memcpy(&wide, (const char *)text + i * unit, sizeof(wide));
	return wide;
}

static bool is(const void *text, size_t unit, const char *name)
{
	size_t i = 0;
	unsigned c;

	do {
		c = unit_at(text, unit, i);
		if (c >= 'A' && c <= 'Z')
			c += 'a' - 'A';
		if (c != (unsigned char)name[i])
			return false;
	} while (name[i++]);
	return true;
}

bool class_has_handle(const void *name, size_t unit)
{
	for (size_t i = 0; i < sizeof(classes) / sizeof(classes[0]); i++)
		if (is(name, unit, classes[i]))
			return true;
	return false;
}

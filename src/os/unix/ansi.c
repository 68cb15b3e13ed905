/* SPDX-License-Identifier: MIT
 * ansi.c - see ansi.h: UTF-8 here. */
#include "os/ansi.h"
#include "abi/utf.h"

size_t ansi_from16(const void *in, size_t units, char *out, size_t room)
{
	return utf_turn8(in, units, out, room);
}

size_t ansi_to16(const char *in, size_t bytes, void *out, size_t room)
{
	return utf_turn16(in, bytes, out, room);
}

/* SPDX-License-Identifier: MIT
 * supervisor.c - nothing is passed that way on Windows. */
#include "os/supervisor.h"

int supervisor_socket(void)
{
	return -1;
}

void supervisor_ready(void)
{
}

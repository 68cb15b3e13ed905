/* SPDX-License-Identifier: MIT
 * main.c - tspi-apart: the process of a provider. Programs that load providers start it
 * (docs/tapisrv.md, `process = own`); it does nothing by itself. */
#include "host/apart/child.h"
#include <stdio.h>

int main(int argc, char **argv)
{
	if (argc == 2 && argv[1][0] != '-')
		return apart_child_main(argv[1]);
	fputs("usage: tspi-apart LINK\n\nThe process of a telephony service provider, started by tapisrv.\n",
	      stderr);
	return 2;
}

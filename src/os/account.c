/* SPDX-License-Identifier: MIT
 * account.c - what is the same everywhere. */
#include "os/account.h"
#include "base/mem.h"

void account_free(struct account *account)
{
	for (size_t i = 0; i < account->group_count; i++)
		mem_free(account->groups[i]);
	mem_free(account->groups);
	mem_free(account->user);
	*account = (struct account){ 0 };
}

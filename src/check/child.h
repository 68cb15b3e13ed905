/* SPDX-License-Identifier: MIT
 * child.h - between the program and the processes that it starts of itself.
 *
 * The child writes lines that begin with MARK to its standard output; what
 * else a provider may print there is passed over.
 */
#ifndef CHECK_CHILD_H
#define CHECK_CHILD_H

#include "check/check.h"

#define MARK "#tspcheck "

/* Run rule or function `name` in this process; answers the exit code. */
int child_main(const struct setup *setup, const char *name);

/* What a child is asked besides rules: what the provider exports and can. */
#define PROBE "probe"
void probe_run(struct check *c);

#endif

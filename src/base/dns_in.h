/* SPDX-License-Identifier: MIT
 * dns_in.h - between dns.c (the rules of RFC 3263) and resolver.c (c-ares in the
 * loop). All of it runs on the loop's thread with the lock held.
 */
#ifndef BASE_DNS_IN_H
#define BASE_DNS_IN_H

#include "base/loop_in.h"
#include <ares.h>

/* The channel to ask, NULL when there is no memory for it. Each user calls
 * resolver_leave() once it asks no more: a channel that nobody uses is made anew
 * after a while, so that changes of the system's servers are seen. */
ares_channel resolver_enter(struct loop *loop);
void resolver_leave(struct loop *loop);

/* After asking: see that sockets and time-outs are waited for. */
void resolver_settle(struct loop *loop);

#endif

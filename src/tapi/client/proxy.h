/* SPDX-License-Identifier: MIT
 * proxy.h - requests to a proxy, which the program has until it has answered them.
 */
#ifndef CLIENT_PROXY_H
#define CLIENT_PROXY_H

#include "abi/tapi.h"
#include "base/list.h"

/* A copy of the `size` bytes at `from` in the list, the program's. NULL: it is wrong, or
 * there is no memory. */
LINEPROXYREQUEST *proxy_new(struct list *proxies, const void *from, DWORD size);

/* Take it away; false: it is not there. */
bool proxy_drop(struct list *proxies, const LINEPROXYREQUEST *request);
void proxies_drop(struct list *proxies);

#endif

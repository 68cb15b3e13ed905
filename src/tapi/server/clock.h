/* SPDX-License-Identifier: MIT
 * clock.h - the server's own timers, by the real clock.
 */
#ifndef SERVER_CLOCK_H
#define SERVER_CLOCK_H

#include "tapi/server/server_in.h"

/* Once, when the loop is there. */
void server_clock_start(struct server *server);

/* Fire once, `after_ms` from now, on the server's thread; a timer that is set is moved. It must
 * be zeroed before its first use; timer_stop(&server->timers, ...) stops it. */
void server_timer(struct server *server, struct timer *timer, uint32_t after_ms,
		  void (*fire)(void *arg), void *arg);

#endif

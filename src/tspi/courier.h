/* SPDX-License-Identifier: MIT
 * courier.h - the one thread that calls TAPI.
 *
 * It takes letters from the box at the desk, leaves, and calls TAPI's
 * procedures one after the other, with no lock held: so events come in order,
 * never nested (R-CB-2), and the provider cannot deadlock with its host.
 */
#ifndef TSPI_COURIER_H
#define TSPI_COURIER_H

#include "model/desk.h"

/* Start and end the thread. Called without the lock; stopping delivers what
 * is in the box first. ERR_RESOURCE: no thread could be had. */
enum err courier_start(struct desk *desk);
void courier_stop(void);

/* At the desk, after a line (or a call; or a phone, dialog or MSP instance, which stand in `line`) was
 * closed: wait until every reply that names it is delivered and no letter of it is in the courier's hand
 * (R-ASYNC-9, R-CB-8). A handle of 0 names nothing. On the courier's own
 * thread - TAPI closes from inside a callback - it returns at once: news of it
 * stays away, its replies follow when that callback returned, as callbacks do
 * not nest. */
void courier_settle(struct desk *desk, uint32_t line, uint32_t call);

/* At the desk: wait until all letters are delivered. On the courier's own
 * thread it returns at once. */
void courier_idle(struct desk *desk);

/* At the desk, before a provider is freed: its replies are delivered, the
 * rest of its letters is withdrawn. */
void courier_farewell(struct desk *desk, const struct provider *provider);

#endif

/* SPDX-License-Identifier: MIT
 * exchange.h - the provider with four lines of its exchange, driven through
 * its door by the host. The clock is virtual and moves by exchange_run() only.
 * What the host saw done against the rules fails the test at its end. */
#ifndef EXCHANGE_H
#define EXCHANGE_H

#include "base/mem.h"
#include "opentsp/host.h"
#include "test.h"

#define WAIT_MS 20000

extern struct host *exchange;
extern uint32_t line_a, line_b, line_c, line_d;	/* 100, 200, 300, 400 */

/* `more` is further configuration. */
void exchange_open(const char *more);

/* The same without those lines: `text` is all there is but [provider]. Phones are
 * numbered from phone_base. */
void exchange_begin(const char *text, DWORD phone_base);
void exchange_configure(const char *text);	/* only write it anew */

void exchange_command(const char *text);	/* that must succeed */

void exchange_run(unsigned ms);

/* The outcome of a request that was asked just now. */
LONG exchange_reply(LONG request);

/* That the call gets that state. */
void exchange_state(uint32_t call, DWORD state);

/* The call that is new on `line`, once it is offered. */
uint32_t exchange_offered(uint32_t line);

/* A call to `number` that is answered on `to`. */
void exchange_talk(uint32_t from, const char *number, uint32_t to, uint32_t *out, uint32_t *in);

/* Dial `number` at a dial tone and let it be answered on `to`. */
uint32_t exchange_reach(uint32_t consult, const char *number, uint32_t to);

#endif

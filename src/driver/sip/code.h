/* SPDX-License-Identifier: MIT
 * code.h - codes: what is dialled for something that the PBX does itself.
 *
 * A code has a '$' where a number goes; without one the number goes behind it.
 * What no application is to see is dialled by a call of the line's own. It goes
 * well when it is answered; then it waits for the PBX to hang up, which may say
 * something first or do its work only behind the answer, and ends after `code-wait`.
 */
#ifndef DRIVER_SIP_CODE_H
#define DRIVER_SIP_CODE_H

#include "driver/sip/line.h"

#define SIP_CODE_SIZE 512

struct sip_call;
struct sip_code;

/* `code` with `text` for its '$', or behind it. ERR_ADDRESS: it is too long, or nothing. */
enum err sip_code_write(char out[SIP_CODE_SIZE], struct span code, const char *text);

/* Dial `code`. `done` comes once, maybe before the return; then `*out` is gone.
 * ERR_NOTREGISTERED, ERR_ADDRESS, ERR_NOMEM: nothing was begun. */
enum err sip_code_dial(struct sip_code **out, struct sip_line *line, const char *code,
		       void (*done)(void *arg, enum err err), void *arg);

/* Hang up; nobody waits for it any more. */
void sip_code_stop(struct sip_code *code);

/* What becomes of any call: it is answered (true: it was a code's), it is over. */
bool sip_code_answered(struct sip_call *s);
void sip_code_over(struct sip_call *s);

#endif

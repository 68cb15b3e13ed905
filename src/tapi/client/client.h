/* SPDX-License-Identifier: MIT
 * client.h - what the files of TAPI's client library share: one lock, and numbers for
 * what the server knows of it.
 *
 * The library holds for a process what must not cross the border: applications with
 * their queues, the callback instances of what they opened, pointers to be filled when
 * a request is completed. The server gets numbers for them. All of that is looked
 * at under one lock, which nobody holds while waiting for the server or calling
 * the program.
 */
#ifndef CLIENT_H
#define CLIENT_H

#include "abi/tapi.h"
#include <stdbool.h>
#include <uv.h>

/* The lock; the first to take it in a process, or in a child after a fork, sets up all. */
void client_enter(void);
void client_leave(void);

/* Wait, with the lock held, until somebody signals `cond` or the time is over. */
void client_wait(uv_cond_t *cond);
bool client_wait_for(uv_cond_t *cond, uint64_t ns);	/* false: the time is over */

/* Forget everything, as if the library had just been loaded; for tests. */
void client_reset(void);

enum number { NUMBER_REQUEST = 1, NUMBER_APP, NUMBER_OPEN, NUMBER_DIGITS };

/* With the lock held: a number for `object`, 0 if there is no memory; whom a number stands
 * for, NULL if for nobody any more; and its end. A number is positive as a LONG. */
DWORD number_new(enum number kind, void *object);
void *number_find(enum number kind, DWORD number);
void number_free(DWORD number);		/* 0 is fine */

/* What a handle of the server stands on. */
struct known {
	DWORD handle;
	DWORD version;		/* of its records */
	DWORD line;		/* of a call: its line; else 0 */
	DWORD open;		/* the number of what it belongs to */
};

/* With the lock held. Without memory for it a handle is not known; then NULL. */
void known_add(struct known handle);
const struct known *known_find(DWORD handle);
void known_forget(DWORD handle);
void known_forget_line(DWORD line);	/* with its calls */
void known_forget_all(void);

/* Without the lock: the version of a handle's records; of one that is not known `otherwise`. */
DWORD known_version(DWORD handle, DWORD otherwise);

#endif

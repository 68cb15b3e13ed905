/* SPDX-License-Identifier: MIT
 * conf_raw.h - a session without the host: TAPI's procedures are the test's own.
 *
 * For what a good host never does: to refuse a new call, to give odd handles,
 * to call the provider from inside a callback. It uses the library that
 * scene_load() has loaded, and ends its session at the end of the test.
 */
#ifndef CONF_RAW_H
#define CONF_RAW_H

#include "conf_scene.h"

struct raw_event {
	int to;			/* 0: completion; 1, 2: which of the two LINEEVENTs; 3: the create procedure */
	DRV_REQUESTID request;
	LONG result;
	HTAPILINE line;
	HTAPICALL call;
	DWORD message;
	DWORD_PTR p1, p2, p3;	/* of LINE_NEWCALL p1 is the provider's handle */
};

/* What happens inside each callback, on the provider's thread; NULL: nothing. */
extern void (*_Atomic raw_inside)(const struct raw_event *event);

extern HTAPICALL raw_new_call;	/* TAPI's handle for new calls; NULL: none is taken */
extern atomic_int raw_nested;	/* callbacks that began inside another one, on any thread */

void raw_begin(DWORD ppid, DWORD lines);	/* its devices are numbered from BASE */
void raw_begin_with(DWORD ppid, DWORD lines, DWORD given);	/* Init is told of fewer */
void raw_finish(void);		/* now, instead of at the end of the test */
HDRVLINE raw_open(DWORD i, int to, HTAPILINE line);	/* listens for voice and all that rings */
HDRVLINE raw_open_at(DWORD i, int to, HTAPILINE line, DWORD version);
void raw_advance(DWORD ms);
void raw_command(const char *text);

/* Wait until so many events have come since raw_begin(); fails if they do not. */
void raw_wait(size_t count);
size_t raw_count(void);
struct raw_event raw_event(size_t i);

/* The first with this message to `to`, waited for. */
struct raw_event raw_find(int to, DWORD message);

#endif

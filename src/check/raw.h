/* SPDX-License-Identifier: MIT
 * raw.h - a session without the host: TAPI's procedures are the rule's own.
 *
 * For what a good host does not do: two event procedures, a new call that is
 * not taken, sessions one over the other. One session at a time; scene_load()
 * comes before. What is asked goes straight to c->sp.
 */
#ifndef CHECK_RAW_H
#define CHECK_RAW_H

#include "check/check.h"

enum raw_to { RAW_COMPLETION, RAW_ONE, RAW_TWO, RAW_CREATE };

struct raw_event {
	enum raw_to to;
	DRV_REQUESTID request;
	LONG result;
	HTAPILINE line;
	HTAPICALL call;
	DWORD message;
	DWORD_PTR p1, p2, p3;
};

#define RAW_BOX 1024
extern struct raw_event raw_box[RAW_BOX];
extern HTAPICALL raw_taken;	/* what a new call gets; NULL: it is not taken */

#define RAW_DIALOGS 8
extern HDRVDIALOGINSTANCE raw_dialog[RAW_DIALOGS];	/* that the provider asked for */
extern unsigned raw_dialogs;

size_t raw_count(void);

/* Negotiate, enumerate, initialise; skips if the provider does not. */
void raw_begin(struct check *c);
LONG raw_init(struct check *c, DWORD version);	/* providerInit alone, again */
LONG raw_end(struct check *c);			/* providerShutdown */
void raw_end_all(struct check *c);		/* what a rule left, before the provider is unloaded */
DWORD raw_lines(void);

/* Open line `i` with one of the two procedures, at `version` (0: the agreed). */
HDRVLINE raw_open(struct check *c, DWORD i, enum raw_to to, HTAPILINE ht, DWORD version);

/* `ms` pass, and what happens in them. */
void raw_pass(struct check *c, uint32_t ms);

/* Wait for a message to `to`, or for the completion of `request` (message 0).
 * -1: it did not come; else its place in raw_box. */
int raw_wait(struct check *c, enum raw_to to, DWORD message, DRV_REQUESTID request, uint32_t ms);

/* A line of OpenTSP's exchange that asks for a code in a dialog (2.0 and newer; a
 * skip elsewhere), and a call on it, whose dialog is raw_dialog[]'s last then. */
HDRVLINE dialog_scene(struct check *c);
void dialog_ask(struct check *c, HDRVLINE line, DRV_REQUESTID request);

#endif

/* SPDX-License-Identifier: MIT
 * msp.h - media service providers (TAPI 3): programs beside TAPI that carry the
 * media of a line's calls, and that the line's device lets talk to each other.
 *
 * There is an instance for each application at each address. An instance dies
 * with its line; nothing is sent to it afterwards.
 */
#ifndef MODEL_MSP_H
#define MODEL_MSP_H

#include "model/line.h"

/* Versions of TSPI from this one on have them (R-MSP-1). */
#define WITH_MSP 0x00030000

struct msp {
	struct list node;		/* of line->msps */
	struct line *line;
	uint32_t handle;
	HTAPIMSPLINE ht;
};

/* Whether applications of that version see media service providers here. */
bool msp_possible(const struct line *line, DWORD version);

/* ERR_UNAVAIL: the line has none, or is older than they are; ERR_NOMEM. */
enum err msp_new(struct msp **out, struct line *line, HTAPIMSPLINE ht);
void msp_free(struct msp *msp);
void msps_free(struct line *line);

struct msp *msp_find(const struct desk *desk, uintptr_t handle);

/* For drivers: the far end's media provider says something about `call`. All
 * instances of its line hear it (LINE_SENDMSPDATA). */
void msp_tell(struct call *call, struct bytes what);

/* "{6B3F...-...}" as GUID. False: it is none. */
bool msp_class_read(GUID *out, const char *text);

/* The longest block, in bytes. */
#define MSP_BLOCK_MAX 65536

#endif

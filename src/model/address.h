/* SPDX-License-Identifier: MIT
 * address.h - an address: a number of a line, with calls of its own.
 *
 * A line has one or more, numbered from 0 in the order of the configuration
 * (dwAddressID). A call belongs to one of them from its begin to its end. How
 * many calls there are, and where they go instead, is of each address.
 */
#ifndef MODEL_ADDRESS_H
#define MODEL_ADDRESS_H

#include "abi/tapi.h"
#include "base/err.h"
#include "model/terminal.h"
#include <stdbool.h>
#include <stdint.h>

struct line;
struct forwards;

#define ADDRESS_NONE 0xFFFFFFFFu

/* How many calls are in which state, so that nobody needs to look at them all. */
struct call_counts {
	uint32_t all;
	uint32_t in[17];		/* by the bit of LINECALLSTATE_; the last: CALLSTATE_NEW */
};

struct address {
	struct line *line;
	DWORD id;
	char *number;			/* as applications see it; may be the line's name */
	DWORD max_active;		/* calls at a time, not counting held ones; 0: what the line has */
	DWORD *routes;			/* LINETERMMODE_ that go to each of the line's terminals */
	struct forwards *forwards;	/* what the device has taken; NULL: nothing. Outlives the closing */
	struct call_counts *counts;	/* NULL: there is no call, as at most addresses of many */
	bool in_use;			/* as TAPI was told: there is a call that is not IDLE */
	DWORD waiting;			/* calls that are not offered and can be picked up; the driver's */
};

/* The address of that id, or with that number; NULL: the line has none such. */
struct address *line_address(const struct line *line, DWORD id);
struct address *line_address_numbered(const struct line *line, const char *number);

/* The first that has room for a call, or the first. */
struct address *line_address_any(const struct line *line);

/* A call in `state` is there from now on (ERR_NOMEM: it must not be); is in another;
 * is gone. Who changes a call's state says so (call.c). */
enum err address_call_add(struct address *address, DWORD state);
void address_call_move(struct address *address, DWORD from, DWORD to);
void address_call_take(struct address *address, DWORD state);

/* Calls in these states (CALLSTATE_NEW among them). */
DWORD address_count_calls(const struct address *address, DWORD states);

/* ... of which TAPI has heard, by the reply to what made them (R-HND-6). */
DWORD address_count_known(const struct address *address, DWORD states);

/* How many calls it can have at a time, and whether another could begin now. */
DWORD address_max_active(const struct address *address);
bool address_has_room(const struct address *address);

/* LINE_ADDRESSSTATE, if TAPI asked for any of the bits. */
void address_news(const struct address *address, DWORD states);

/* What may be asked of it right now, and what ever may: LINEADDRFEATURE_ (line.c). */
DWORD address_features(const struct address *address);
DWORD address_features_ever(const struct line *line);

/* Give the line its addresses: `first`, and `more` that are split by commas.
 * ERR_ADDRESS: two are the same; ERR_RESOURCE: more than the device can have;
 * ERR_NOMEM. What was made is freed by line_addresses_free() in any case. */
enum err line_addresses_new(struct line *line, const char *first, const char *more);
void line_addresses_free(struct line *line);

#endif

/* SPDX-License-Identifier: MIT
 * rule_new.c - calls that come. */
#include "check/raw.h"
#include "check/rules.h"
#include "base/mem.h"

#define WAIT_MS 20000

/* R-NEW-1 */
static void first_message(struct check *c)
{
	uint32_t out = 0, in = scene_ring(c, &out);
	int at = log_find(c, 0, LINE_NEWCALL, in);

	scene_settle(c);
	for (size_t i = (size_t)at + 1; i < c->count; i++) {
		if (c->log[i].call != in || c->log[i].kind == HOST_REPLY)
			continue;
		FAIL_UNLESS(c, c->log[i].message == LINE_CALLSTATE, "after LINE_NEWCALL comes %s",
			    name_message(c->log[i].message));
		pass(c, "%s", "");
	}
	fail(c, "after LINE_NEWCALL comes nothing");
}

/* R-NEW-3 */
static void not_taken(struct check *c)
{
	HDRVCALL call = NULL;
	HDRVLINE line;
	LONG result;
	int at;

	scene_open(c);
	SKIP_UNLESS(c, c->dest[0], "there is nothing to dial (--dest)");
	scene_close(c);
	scene_load(c);
	raw_begin(c);
	SKIP_UNLESS(c, raw_lines() > 1, "there is one line only");
	raw_taken = NULL;
	raw_open(c, 1, RAW_TWO, (HTAPILINE)(uintptr_t)2, 0);
	line = raw_open(c, 0, RAW_ONE, (HTAPILINE)(uintptr_t)1, 0);
	result = LINE_CALL(c, lineMakeCall, 5, line, (HTAPICALL)(uintptr_t)3, &call, wide(c->dest),
			   0, NULL);
	SKIP_UNLESS(c, result == 5, "lineMakeCall is refused: %s", name_error(result));
	at = raw_wait(c, RAW_TWO, LINE_NEWCALL, 0, WAIT_MS);
	SKIP_UNLESS(c, at >= 0, "the call does not arrive at the second line");
	raw_pass(c, 1000);
	for (size_t i = (size_t)at; i < raw_count(); i++)
		FAIL_UNLESS(c, raw_box[i].to != RAW_TWO || raw_box[i].message == LINE_NEWCALL ||
			    raw_box[i].message == LINE_LINEDEVSTATE ||
			    raw_box[i].message == LINE_ADDRESSSTATE,
			    "%s of a call that TAPI has not taken",
			    name_message(raw_box[i].message));
	raw_end(c);
}

/* R-NEW-5: a line that nobody listens on for this media mode. */
static void not_wanted(struct check *c)
{
	size_t before;

	scene_lines(c);
	LINE_CALL(c, lineSetDefaultMediaDetection, host_hdline(c->host, c->peer), 0);
	before = c->count;
	scene_dial(c);
	scene_pass(c, 1000);
	scene_settle(c);
	for (size_t i = before; i < c->count; i++)
		FAIL_UNLESS(c, c->log[i].kind != HOST_NEWCALL,
			    "LINE_NEWCALL, although no media mode is listened for");
}

/* R-NEW-7 */
static void address_id(struct check *c)
{
	uint32_t out = 0, in = scene_ring(c, &out);
	DWORD id = 0xEEEE;
	LONG result;

	result = LINE_CALL(c, lineGetCallAddressID, host_hdcall(c->host, in), &id);
	FAIL_UNLESS(c, result == 0, "lineGetCallAddressID of a new call fails: %s",
		    name_error(result));
	FAIL_UNLESS(c, id == call_info(c, in)->dwAddressID,
		    "lineGetCallAddressID says %lu, LINECALLINFO %lu",
		    (unsigned long)id, (unsigned long)call_info(c, in)->dwAddressID);
}

/* R-NEW-4 */
static void calls_that_were_there(struct check *c)
{
	uint32_t out = 0;
	struct host_event event;

	scene_open(c);
	SKIP_UNLESS(c, c->peer_device != HOST_NO_DEVICE, "the provider has no second line");
	out = scene_dial(c);
	scene_pass(c, 200);
	SKIP_UNLESS(c, !(host_call_state(c->host,
					 out) & (LINECALLSTATE_DISCONNECTED | LINECALLSTATE_IDLE |
		    LINECALLSTATE_BUSY)), "calls to a line that is not open do not wait for it");
	scene_lines(c);
	if (host_call_state(c->host, out) & LINECALLSTATE_IDLE)
		skip(c, "the call did not wait");
	FAIL_UNLESS(c, scene_event(c, LINE_NEWCALL, 0, WAIT_MS, &event),
		    "a call that was there when the line opened is not told");
}

const struct rule rules_new[] = {
	{ "R-NEW-1", BASIC, false, "a new call is LINE_NEWCALL and then LINE_CALLSTATE",
	 first_message, NULL },
	{ "R-NEW-2", BASIC, false, "LINE_NEWCALL has room for TAPI's handle", first_message, NULL },
	{ "R-NEW-3", BASIC, false, "nothing is told of a call that TAPI did not take", not_taken,
	 NULL },
	{ "R-NEW-4", BASIC, false, "calls that are there are told when the line opens",
	 calls_that_were_there, NULL },
	{ "R-NEW-5", BASIC, false, "no new call for media modes nobody listens for", not_wanted,
	 NULL },
	{ "R-NEW-7", BASIC, false, "a new call knows its address at once", address_id, NULL },
	{ 0 },
};

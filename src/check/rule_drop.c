/* SPDX-License-Identifier: MIT
 * rule_drop.c - how calls and lines end. */
#include "check/rules.h"
#include "base/mem.h"

#define WAIT_MS 20000

/* R-DROP-1 */
static void drop_anywhere(struct check *c)
{
	uint32_t out = 0, in = scene_ring(c, &out);
	LONG request = host_drop(c->host, in);

	FAIL_UNLESS(c, request > 0, "lineDrop of an offered call is refused: %s",
		    name_error(request));
	FAIL_UNLESS(c, scene_reply(c, request, WAIT_MS) == 0, "lineDrop of an offered call fails");
	FAIL_UNLESS(c, scene_state(c, in, LINECALLSTATE_IDLE, WAIT_MS),
		    "an offered call that was dropped is %s",
		    state_word(host_call_state(c->host, in)));
	scene_settle(c);
	if (!(host_call_state(c->host, out) & LINECALLSTATE_IDLE)) {
		request = host_drop(c->host, out);
		FAIL_UNLESS(c, request > 0, "lineDrop of a %s call is refused: %s",
			    state_word(host_call_state(c->host, out)), name_error(request));
		FAIL_UNLESS(c, scene_state(c, out, LINECALLSTATE_IDLE, WAIT_MS),
			    "a rejected call that was dropped is %s",
			    state_word(host_call_state(c->host, out)));
	}
	host_close_call(c->host, out);
	host_close_call(c->host, in);
	scene_settle(c);
	out = scene_talk(c, NULL);
	if (!(call_features(c, out) & LINECALLFEATURE_HOLD))
		return;
	scene_done(c, "lineHold", host_hold(c->host, out));
	scene_state(c, out, LINECALLSTATE_ONHOLD, WAIT_MS);
	request = host_drop(c->host, out);
	FAIL_UNLESS(c, request > 0, "lineDrop of a held call is refused: %s", name_error(request));
	FAIL_UNLESS(c, scene_state(c, out, LINECALLSTATE_IDLE, WAIT_MS),
		    "a held call that was dropped is %s",
		    state_word(host_call_state(c->host, out)));
}

/* R-DROP-2 */
static void drop_keeps_handle(struct check *c)
{
	uint32_t out = scene_talk(c, NULL);
	LINECALLINFO *info = NULL;
	LONG result;

	scene_done(c, "lineDrop", host_drop(c->host, out));
	scene_state(c, out, LINECALLSTATE_IDLE, WAIT_MS);
	result = host_get_call_info(c->host, out, &info);
	FAIL_UNLESS(c, result == 0, "lineDrop freed the handle: %s", name_error(result));
	result = host_close_call(c->host, out);
	FAIL_UNLESS(c, result == 0, "lineCloseCall after lineDrop fails: %s", name_error(result));
}

/* R-DROP-5 */
static void close_at_once(struct check *c)
{
	uint32_t out = scene_talk(c, NULL);
	LONG request = host_drop(c->host, out), result;

	step("calling lineCloseCall right after lineDrop");
	result = host_close_call(c->host, out);
	FAIL_UNLESS(c, result == 0, "lineCloseCall right after lineDrop fails: %s",
		    name_error(result));
	FAIL_UNLESS(c, request <= 0 || scene_reply(c, request, 0) != HOST_TIMEOUT,
		    "lineCloseCall left lineDrop uncompleted");
	scene_settle(c);
	scene_dial(c);
}

/* R-CLOSE-1 */
static void close_anywhere(struct check *c)
{
	uint32_t out = 0, in = scene_ring(c, &out);
	LONG result = host_close_call(c->host, in);

	FAIL_UNLESS(c, result == 0, "lineCloseCall of an offered call fails: %s",
		    name_error(result));
	result = host_close_call(c->host, out);
	FAIL_UNLESS(c, result == 0, "lineCloseCall of a dialled call fails: %s",
		    name_error(result));
	scene_settle(c);
	for (int i = 0; i < 20; i++) {
		out = scene_dial(c);
		result = host_close_call(c->host, out);
		FAIL_UNLESS(c, result == 0, "lineCloseCall fails the %d. time: %s", i + 1,
			    name_error(result));
		scene_pass(c, 100);
	}
}

static bool closes_drop(struct check *c)
{
	return line_caps(c, c->device)->dwDevCapFlags & LINEDEVCAPFLAGS_CLOSEDROP;
}

/* R-CLOSE-2 */
static void close_drop(struct check *c)
{
	uint32_t in = 0, out = scene_talk(c, &in);
	bool ended;

	SKIP_UNLESS(c, in, "the other end is not to be seen");
	step("calling lineCloseCall of a connected call");
	host_close_call(c->host, out);
	ended = scene_state(c, in, LINECALLSTATE_DISCONNECTED | LINECALLSTATE_IDLE, 3000);
	if (closes_drop(c))
		FAIL_UNLESS(c, ended,
			    "CLOSEDROP is set, and the other end is %s after lineCloseCall",
			    state_word(host_call_state(c->host, in)));
	else
		FAIL_UNLESS(c, !ended, "CLOSEDROP is not set, and lineCloseCall dropped the call");
}

/* R-CLOSE-3 */
static void close_line(struct check *c)
{
	uint32_t in = 0, out = scene_talk(c, &in);
	HDRVLINE hd = host_hdline(c->host, c->line);
	size_t before = c->count;
	LONG result;

	result = LINE_CALL(c, lineClose, hd);
	FAIL_UNLESS(c, result == 0, "lineClose with a connected call fails: %s",
		    name_error(result));
	if (in && closes_drop(c))
		FAIL_UNLESS(c, scene_state(c, in, LINECALLSTATE_DISCONNECTED | LINECALLSTATE_IDLE,
					   3000),
			    "CLOSEDROP is set, and the other end is %s after lineClose",
			    state_word(host_call_state(c->host, in)));
	scene_settle(c);
	for (size_t i = before; i < c->count; i++)
		FAIL_UNLESS(c, c->log[i].line != c->line || c->log[i].message != LINE_LINEDEVSTATE,
			    "LINE_LINEDEVSTATE for the line that was closed");
	FAIL_UNLESS(c, out, "%s", "no call");
}

const struct rule rules_drop[] = {
	{ "R-DROP-1", BASIC, false, "lineDrop is legal in every state but IDLE", drop_anywhere,
	 NULL },
	{ "R-DROP-2", BASIC, false, "lineDrop keeps the handle, lineCloseCall frees it",
	 drop_keeps_handle, NULL },
	{ "R-DROP-4", BASIC, false, "a shared line's drop may leave the call inactive", NULL,
	 "needs a bridged line" },
	{ "R-DROP-5", BASIC, false, "lineCloseCall may follow lineDrop at once", close_at_once,
	 NULL },
	{ "R-CLOSE-1", BASIC, false, "lineCloseCall succeeds in every state", close_anywhere,
	 NULL },
	{ "R-CLOSE-2", BASIC, false, "lineCloseCall drops the call if CLOSEDROP says so",
	 close_drop, NULL },
	{ "R-CLOSE-3", BASIC, false, "lineClose ends quietly, calls if CLOSEDROP says so",
	 close_line, NULL },
	{ 0 },
};

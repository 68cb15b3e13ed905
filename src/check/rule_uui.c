/* SPDX-License-Identifier: MIT
 * rule_uui.c - user-user information. */
#include "check/rules.h"
#include "base/mem.h"

#define WAIT_MS 20000

static uint32_t talk_if(struct check *c, uint32_t *in, DWORD feature, const char *what)
{
	uint32_t out = scene_talk(c, in);

	SKIP_UNLESS(c, call_features(c, out) & feature, "not announced: %s", what);
	return out;
}

/* Whether the call holds just this text. */
static bool holds(struct check *c, uint32_t call, const char *text)
{
	LINECALLINFO *info = call_info(c, call);

	return info->dwUserUserInfoSize == strlen(text) &&
	       memcmp((char *)info + info->dwUserUserInfoOffset, text, strlen(text)) == 0;
}

static bool told(struct check *c, uint32_t call, size_t from)
{
	scene_settle(c);
	for (size_t i = from; i < c->count; i++)
		if (c->log[i].kind == HOST_LINE && c->log[i].message == LINE_CALLINFO &&
		    c->log[i].call == call && (c->log[i].p1 & LINECALLINFOSTATE_USERUSERINFO))
			return true;
	return false;
}

/* R-UUI-1 */
static void held_until_released(struct check *c)
{
	uint32_t in = 0, out = talk_if(c, &in, LINECALLFEATURE_SENDUSERUSER, "SENDUSERUSER");
	size_t from = c->count;
	LONG result;

	SKIP_UNLESS(c, in, "the other end is not to be seen");
	result = scene_reply(c, host_send_uui(c->host, out, "hello", 5), WAIT_MS);
	FAIL_UNLESS(c, result == 0, "SENDUSERUSER is announced, and fails: %s", name_error(result));
	FAIL_UNLESS(c, told(c, in, from),
		    "user-user information came, and LINE_CALLINFO(USERUSERINFO) did not");
	FAIL_UNLESS(c, holds(c, in, "hello"), "what was sent is not in LINECALLINFO");
	scene_done(c, "lineSendUserUserInfo", host_send_uui(c->host, out, "again", 5));
	scene_settle(c);
	FAIL_UNLESS(c, holds(c, in, "hello"), "new information replaced what was not released");
	from = c->count;
	result = scene_reply(c, host_release_uui(c->host, in), WAIT_MS);
	FAIL_UNLESS(c, result == 0, "lineReleaseUserUserInfo fails: %s", name_error(result));
	FAIL_UNLESS(c, told(c, in, from), "what waited for the release is not told");
	FAIL_UNLESS(c, holds(c, in, "again"), "what waited for the release is not there");
	from = c->count;
	scene_done(c, "lineReleaseUserUserInfo", host_release_uui(c->host, in));
	scene_settle(c);
	FAIL_UNLESS(c, holds(c, in, ""), "released information is still there");
}

/* R-UUI-2 */
static void release_nothing(struct check *c)
{
	uint32_t out = talk_if(c, NULL, LINECALLFEATURE_RELEASEUSERUSERINFO, "RELEASEUSERUSERINFO");
	LONG result = scene_reply(c, host_release_uui(c->host, out), WAIT_MS);

	FAIL_UNLESS(c, result == 0, "nothing held cannot be released: %s", name_error(result));
}

/* R-UUI-3 */
static void uui_too_big(struct check *c)
{
	static char much[5000];
	uint32_t out = talk_if(c, NULL, LINECALLFEATURE_SENDUSERUSER, "SENDUSERUSER");
	DWORD most = line_caps(c, c->device)->dwUUISendUserUserInfoSize;
	LONG result;

	SKIP_UNLESS(c, most < sizeof(much) - 1, "it has no limit");
	result = scene_reply(c, host_send_uui(c->host, out, much, most + 1), WAIT_MS);
	FAIL_UNLESS(c, result == (LONG)LINEERR_USERUSERINFOTOOBIG,
		    "%lu bytes of %lu are answered with %s",
		    (unsigned long)most + 1, (unsigned long)most, name_error(result));
	result = scene_reply(c, host_send_uui(c->host, out, much, most), WAIT_MS);
	FAIL_UNLESS(c, result == 0, "%lu bytes, which dwUUISendUserUserInfoSize has room for, "
		    "are answered with %s", (unsigned long)most, name_error(result));
}

/* R-UUI-4 */
static void no_pointer_no_size(struct check *c)
{
	uint32_t out = 0, in = scene_ring(c, &out);
	LONG id, got, result;

	id = host_request(c->host, "lineAnswer", 0, in);
	got = LINE_CALL(c, lineAnswer, (DRV_REQUESTID)id, host_hdcall(c->host, in), NULL, 500);
	result = scene_reply(c, host_request_end(c->host, id, got), WAIT_MS);
	FAIL_UNLESS(c, result == 0, "lineAnswer with a size and no information answers %s",
		    name_error(result));
	FAIL_UNLESS(c, scene_state(c, in, LINECALLSTATE_CONNECTED, WAIT_MS),
		    "the answered call is %s", state_word(host_call_state(c->host, in)));
	id = host_request(c->host, "lineDrop", 0, out);
	got = LINE_CALL(c, lineDrop, (DRV_REQUESTID)id, host_hdcall(c->host, out),
			"not to be read", 0);
	result = scene_reply(c, host_request_end(c->host, id, got), WAIT_MS);
	FAIL_UNLESS(c, result == 0, "lineDrop with information of no size answers %s",
		    name_error(result));
}

const struct rule rules_uui[] = {
	{ "R-UUI-1", SUPPLEMENTARY, false, "held information stays until it is released",
	 held_until_released, NULL },
	{ "R-UUI-2", SUPPLEMENTARY, false, "releasing nothing succeeds", release_nothing, NULL },
	{ "R-UUI-3", SUPPLEMENTARY, false, "too much information is USERUSERINFOTOOBIG",
	 uui_too_big, NULL },
	{ "R-UUI-4", BASIC, false, "no information has no size", no_pointer_no_size, NULL },
	{ 0 },
};

/* SPDX-License-Identifier: MIT
 * rule_fwd.c - forwarding, seen where calls arrive. */
#include "check/rules.h"
#include "abi/utf.h"
#include "base/mem.h"

#define WAIT_MS 20000
#define HEAD 8			/* dwTotalSize and dwNumEntries */

static DWORD forward_stride(DWORD version)
{
	return version >= TAPI_3_1 ? 32 : 24;		/* R-STRUCT-17 */
}

LINEFORWARDLIST *forward_list(DWORD version, DWORD mode, const char *dest)
{
	static DWORD memory[128];
	DWORD size = dest ? (DWORD)utf_size16(dest) : 0, at = HEAD + forward_stride(version);

	memset(memory, 0, sizeof(memory));
	memory[0] = at + size;
	memory[1] = 1;
	memory[2] = mode;
	memory[6] = size;
	memory[7] = size ? at : 0;
	if (size)
		utf_write16((WCHAR *)(void *)((char *)memory + at), dest);
	return (LINEFORWARDLIST *)(void *)memory;
}

bool forward_announced(struct check *c, DWORD device)
{
	LINEADDRESSCAPS *caps = address_caps(c, device);

	return caps->dwForwardModes &&
	       (c->version < TAPI_1_4 || (caps->dwAddressFeatures & LINEADDRFEATURE_FORWARD));
}

/* Lines of a scene in which the second one forwards; skips without it. */
static void scene(struct check *c)
{
	scene_line(c);
	SKIP_UNLESS(c, forward_announced(c, c->device), "not announced: FORWARD");
	scene_third(c);
}

static LONG forward(struct check *c, LINEFORWARDLIST *list, DWORD rings)
{
	uint32_t consult = 0;
	LONG request;

	step("calling lineForward");
	request = scene_forward(c, c->peer, list, rings, &consult);
	request = scene_reply(c, request, WAIT_MS);
	FAIL_UNLESS(c, !request || !consult, "lineForward failed and left a consultation call");
	return request;
}

/* Where a call to the second line arrives; ends it. 0: nowhere. */
static uint32_t arrives_at(struct check *c)
{
	size_t from = c->count;
	uint32_t call = 0, at = 0;

	host_make_call(c->host, c->line, c->dest, NULL, &call);
	for (int i = 0; i < 30 && !at; i++) {
		scene_pass(c, 100);
		for (size_t k = from; k < c->count; k++)
			if (c->log[k].kind == HOST_NEWCALL)
				at = c->log[k].line;
	}
	host_drop(c->host, call);
	scene_settle(c);
	host_close_call(c->host, call);
	scene_settle(c);
	return at;
}

/* R-FWD-1 */
static void replaced_and_cancelled(struct check *c)
{
	DWORD modes;
	LONG result;

	scene(c);
	result = forward(c, NULL, 0);
	FAIL_UNLESS(c, result == 0, "cancelling no forwarding is answered with %s",
		    name_error(result));
	modes = address_caps(c, c->peer_device)->dwForwardModes;
	SKIP_UNLESS(c, modes & LINEFORWARDMODE_UNCOND, "there is no unconditional forwarding");
	result = forward(c, forward_list(c->version, LINEFORWARDMODE_UNCOND, c->third_dest), 0);
	FAIL_UNLESS(c, result == 0, "an announced forwarding fails: %s", name_error(result));
	FAIL_UNLESS(c, arrives_at(c) == c->third, "lineForward succeeds, and calls are not forwarded");
	if (modes & LINEFORWARDMODE_BUSY) {
		result = forward(c, forward_list(c->version, LINEFORWARDMODE_BUSY, c->third_dest),
				 0);
		FAIL_UNLESS(c, result == 0, "a second forwarding fails: %s", name_error(result));
		FAIL_UNLESS(c, arrives_at(c) == c->peer, "a new list leaves the old one in force");
		forward(c, forward_list(c->version, LINEFORWARDMODE_UNCOND, c->third_dest), 0);
	}
	result = forward(c, NULL, 0);
	FAIL_UNLESS(c, result == 0, "cancelling a forwarding fails: %s", name_error(result));
	FAIL_UNLESS(c, arrives_at(c) == c->peer,
		    "calls are forwarded after the forwarding was cancelled");
}

/* R-FWD-2 */
static void told(struct check *c)
{
	LONG result;

	scene(c);
	LINE_CALL(c, lineSetStatusMessages, host_hdline(c->host, c->peer), 0,
		  LINEADDRESSSTATE_FORWARD);
	c->from = c->count;
	result = forward(c, forward_list(c->version, LINEFORWARDMODE_UNCOND, c->third_dest), 0);
	SKIP_UNLESS(c, result == 0, "an announced forwarding fails: %s", name_error(result));
	scene_settle(c);
	for (size_t i = c->from; i < c->count; i++)
		if (c->log[i].kind == HOST_LINE && c->log[i].message == LINE_ADDRESSSTATE &&
		    c->log[i].line == c->peer && (c->log[i].p2 & LINEADDRESSSTATE_FORWARD))
			pass(c, "%s", "");
	fail(c, "a forwarding that is in force is not told by LINE_ADDRESSSTATE(FORWARD)");
}

/* R-FWD-3 */
static void rings_in_range(struct check *c)
{
	LINEADDRESSCAPS *caps;
	LINEADDRESSSTATUS *status = NULL;
	LONG result;

	scene(c);
	caps = address_caps(c, c->peer_device);
	SKIP_UNLESS(c, caps->dwForwardModes & LINEFORWARDMODE_NOANSW,
		    "there is no forwarding of calls that nobody answers");
	result = forward(c, forward_list(c->version, LINEFORWARDMODE_NOANSW, c->third_dest), 5000);
	FAIL_UNLESS(c, result == 0, "5000 rings are answered with %s", name_error(result));
	SKIP_UNLESS(c, host_get_address_status(c->host, c->peer, 0, &status) == 0,
		    "lineGetAddressStatus fails");
	FAIL_UNLESS(c, status->dwNumRingsNoAnswer <= caps->dwMaxFwdNumRings,
		    "5000 rings became %lu, dwMaxFwdNumRings is %lu",
		    (unsigned long)status->dwNumRingsNoAnswer,
		    (unsigned long)caps->dwMaxFwdNumRings);
}

/* R-FWD-4 */
static void no_consultation(struct check *c)
{
	uint32_t consult = 0;
	LONG request;

	scene_line(c);
	SKIP_UNLESS(c, forward_announced(c, c->device), "not announced: FORWARD");
	request = scene_forward(c, c->line, NULL, 0, &consult);
	FAIL_UNLESS(c, request > 0, "cancelling no forwarding is refused: %s", name_error(request));
	FAIL_UNLESS(c, scene_reply(c, request, WAIT_MS) == 0, "cancelling no forwarding fails");
	FAIL_UNLESS(c, !consult, "cancelling a forwarding makes a consultation call");
}

/* R-FWD-5 */
static void do_not_disturb(struct check *c)
{
	LONG result;

	scene(c);
	result = forward(c, forward_list(c->version, LINEFORWARDMODE_UNCOND, NULL), 0);
	SKIP_UNLESS(c, result == 0, "an entry without a destination fails: %s",
		    name_error(result));
	FAIL_UNLESS(c, !arrives_at(c), "a call disturbs who is not to be disturbed");
}

/* R-FWD-6 */
static void known_only(struct check *c)
{
	LINEADDRESSSTATUS *status = NULL;
	char dest[128];
	DWORD flags, at;
	LONG result;

	scene(c);
	flags = address_caps(c, c->peer_device)->dwAddrCapFlags;
	SKIP_UNLESS(c, flags & LINEADDRCAPFLAGS_FWDSTATUSVALID, "not announced: FWDSTATUSVALID");
	result = forward(c, forward_list(c->version, LINEFORWARDMODE_UNCOND, c->third_dest), 0);
	SKIP_UNLESS(c, result == 0, "an announced forwarding fails: %s", name_error(result));
	scene_settle(c);
	SKIP_UNLESS(c, host_get_address_status(c->host, c->peer, 0, &status) == 0,
		    "lineGetAddressStatus fails");
	FAIL_UNLESS(c, status->dwForwardNumEntries == 1 &&
		    status->dwForwardSize >= forward_stride(c->version),
		    "FWDSTATUSVALID is set, and LINEADDRESSSTATUS has %lu entries in %lu bytes",
		    (unsigned long)status->dwForwardNumEntries, (unsigned long)status->dwForwardSize);
	at = status->dwForwardOffset + offsetof(LINEFORWARD, dwDestAddressSize);
	FAIL_UNLESS(c, at + 8 <= status->dwUsedSize, "the entry lies outside of LINEADDRESSSTATUS");
	memcpy(&flags, (char *)status + at, 4);
	memcpy(&at, (char *)status + at + 4, 4);
	host_field(status, flags, at, dest, sizeof(dest));
	FAIL_UNLESS(c, dest[0], "the entry of LINEADDRESSSTATUS has no destination in its record");
}

const struct rule rules_fwd[] = {
	{ "R-FWD-1", SUPPLEMENTARY, false, "a list replaces the last, an empty one cancels",
	 replaced_and_cancelled, NULL },
	{ "R-FWD-2", SUPPLEMENTARY, false, "forwarding in force is told", told, NULL },
	{ "R-FWD-3", SUPPLEMENTARY, false, "too many rings are as many as there can be",
	 rings_in_range, NULL },
	{ "R-FWD-4", SUPPLEMENTARY, false, "no consultation call leaves its handle NULL",
	 no_consultation, NULL },
	{ "R-FWD-5", SUPPLEMENTARY, false, "no destination: do not disturb", do_not_disturb, NULL },
	{ "R-FWD-6", SUPPLEMENTARY, false, "LINEADDRESSSTATUS lists what is in force", known_only,
	 NULL },
	{ 0 },
};

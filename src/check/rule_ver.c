/* SPDX-License-Identifier: MIT
 * rule_ver.c - versions: what is agreed on is kept to. */
#include "check/raw.h"
#include "check/rules.h"
#include "base/mem.h"

#define MARKED 0xEE

static bool supports(struct check *c, DWORD device, DWORD version)
{
	DWORD got = 0;

	return c->sp->lineNegotiateTSPIVersion(device, version, version, &got) == 0;
}

/* R-VER-1 */
static void highest(struct check *c)
{
	DWORD got, want;
	LONG result;

	scene_open(c);
	step("negotiating ranges");
	for (const DWORD *low = check_versions; *low; low++) {
		for (const DWORD *high = low; *high; high++) {
			want = 0;
			for (const DWORD *v = low; v <= high; v++)
				want = supports(c, c->device, *v) ? *v : want;
			got = 0;
			result = c->sp->lineNegotiateTSPIVersion(c->device, *low, *high, &got);
			if (!want)
				FAIL_UNLESS(c, result == (LONG)LINEERR_INCOMPATIBLEAPIVERSION,
					    "%s to %s is answered with %s", version_text(*low),
					    version_text(*high), name_error(result));
			else
				FAIL_UNLESS(c, result == 0 && got == want,
					    "of %s to %s it chose 0x%lx, not %s",
					    version_text(*low), version_text(*high),
					    (unsigned long)got,
					    version_text(want));
		}
	}
	got = 0;
	result = c->sp->lineNegotiateTSPIVersion(c->device, 0, 0x00010002, &got);
	FAIL_UNLESS(c, result == (LONG)LINEERR_INCOMPATIBLEAPIVERSION,
		    "versions before 1.3 are answered with %s", name_error(result));
	result = c->sp->lineNegotiateTSPIVersion(c->device, 0x00200000, 0xFFFFFFFF, &got);
	FAIL_UNLESS(c, result == (LONG)LINEERR_INCOMPATIBLEAPIVERSION,
		    "versions that do not exist are answered with %s", name_error(result));
}

/* R-VER-2 */
static void known_versions(struct check *c)
{
	DWORD got = 0;
	LONG result;

	scene_open(c);
	result = c->sp->lineNegotiateTSPIVersion(c->device, TAPI_1_3, 0xFFFF0000, &got);
	FAIL_UNLESS(c, result == 0, "a range without end is answered with %s", name_error(result));
	for (const DWORD *v = check_versions; *v; v++)
		if (*v == got)
			pass(c, "%s", "");
	fail(c, "it chose 0x%lx, which is no version of TSPI", (unsigned long)got);
}

/* The fixed part alone, all beyond marked: nothing may be written behind it. */
static unsigned char room[2048];

static void *lay_out(DWORD fixed)
{
	DWORD head[3] = { fixed, fixed, fixed };

	memset(room, MARKED, sizeof(room));
	memset(room, 0, fixed);
	memcpy(room, head, sizeof(head));
	return room;
}

static void look(struct check *c, const char *what, LONG result, DWORD fixed)
{
	DWORD head[3];

	FAIL_UNLESS(c, result != (LONG)LINEERR_STRUCTURETOOSMALL,
		    "%s takes the fixed part of %s, %lu bytes, for too small",
		    what, version_text(c->version), (unsigned long)fixed);
	SKIP_UNLESS(c, result == 0, "%s fails with room for the fixed part only: %s", what,
		    name_error(result));
	memcpy(head, room, sizeof(head));
	FAIL_UNLESS(c, head[0] == fixed, "%s changed dwTotalSize", what);
	FAIL_UNLESS(c, head[2] == fixed, "%s: dwUsedSize is %lu, the fixed part %lu", what,
		    (unsigned long)head[2], (unsigned long)fixed);
	FAIL_UNLESS(c, head[1] >= fixed, "%s: dwNeededSize is %lu, the fixed part %lu", what,
		    (unsigned long)head[1], (unsigned long)fixed);
	for (DWORD i = fixed; i < sizeof(room); i++)
		FAIL_UNLESS(c, room[i] == MARKED, "%s wrote byte %lu, the fixed part has %lu", what,
			    (unsigned long)i, (unsigned long)fixed);
}

/* R-VER-4 */
static void caps_at_version(struct check *c)
{
	DWORD v = c->setup->version, size;

	scene_open(c);
	v = v ? v : c->version;
	size = abi_fixed_size(ABI_LINEDEVCAPS, v);
	look(c, "lineGetDevCaps", LINE_CALL(c, lineGetDevCaps, c->device, v, 0, lay_out(size)),
	     size);
	size = abi_fixed_size(ABI_LINEADDRESSCAPS, v);
	look(c, "lineGetAddressCaps", LINE_CALL(c, lineGetAddressCaps, c->device, 0, v, 0,
						lay_out(size)), size);
}

/* R-VER-5 */
static void records_at_version(struct check *c)
{
	uint32_t call;
	HDRVLINE line;
	HDRVCALL hd;
	DWORD v, size;

	scene_line(c);
	v = c->version;
	line = host_hdline(c->host, c->line);
	size = abi_fixed_size(ABI_LINEDEVSTATUS, v);
	look(c, "lineGetLineDevStatus", LINE_CALL(c, lineGetLineDevStatus, line, lay_out(size)),
	     size);
	size = abi_fixed_size(ABI_LINEADDRESSSTATUS, v);
	look(c, "lineGetAddressStatus", LINE_CALL(c, lineGetAddressStatus, line, 0, lay_out(size)),
	     size);
	call = scene_dial(c);
	hd = host_hdcall(c->host, call);
	size = abi_fixed_size(ABI_LINECALLINFO, v);
	look(c, "lineGetCallInfo", LINE_CALL(c, lineGetCallInfo, hd, lay_out(size)), size);
	size = abi_fixed_size(ABI_LINECALLSTATUS, v);
	look(c, "lineGetCallStatus", LINE_CALL(c, lineGetCallStatus, hd, lay_out(size)), size);
}

static void known(struct check *c, const char *where, enum name_group group, DWORD bits)
{
	char words[NAME_TEXT_SIZE];
	DWORD newer = bits & ~name_known_bits(group, c->version) & 0x00FFFFFF;

	FAIL_UNLESS(c, !newer, "%s has %s, newer than %s", where,
		    name_bits(group, newer, words, sizeof(words)), version_text(c->version));
}

static void known_in_states(struct check *c)
{
	static const struct {
		DWORD state;
		enum name_group group;
	} modes[] = {
		{ LINECALLSTATE_OFFERING, NAME_LINEOFFERINGMODE }, { LINECALLSTATE_CONNECTED,
		    NAME_LINECONNECTEDMODE },
		{ LINECALLSTATE_DISCONNECTED, NAME_LINEDISCONNECTMODE }, { LINECALLSTATE_BUSY,
		    NAME_LINEBUSYMODE },
		{ LINECALLSTATE_SPECIALINFO, NAME_LINESPECIALINFO }, { LINECALLSTATE_DIALTONE,
		    NAME_LINEDIALTONEMODE },
	};

	for (size_t i = 0; i < c->count; i++) {
		if (c->log[i].message != LINE_CALLSTATE || c->log[i].kind != HOST_LINE)
			continue;
		known(c, "LINE_CALLSTATE", NAME_LINECALLSTATE, (DWORD)c->log[i].p1);
		for (size_t m = 0; m < sizeof(modes) / sizeof(*modes); m++)
			if (modes[m].state == c->log[i].p1)
				known(c, state_word(modes[m].state), modes[m].group,
				      (DWORD)c->log[i].p2);
	}
}

/* R-VER-6 */
static void known_constants(struct check *c)
{
	LINEADDRESSCAPS *address;
	LINEDEVCAPS *caps;
	LINECALLINFO *info;
	uint32_t out, in = 0;

	scene_open(c);
	caps = line_caps(c, c->device);
	known(c, "dwMediaModes", NAME_LINEMEDIAMODE, caps->dwMediaModes);
	known(c, "dwBearerModes", NAME_LINEBEARERMODE, caps->dwBearerModes);
	known(c, "dwLineStates", NAME_LINEDEVSTATE, caps->dwLineStates);
	known(c, "dwDevCapFlags", NAME_LINEDEVCAPFLAGS, caps->dwDevCapFlags);
	address = address_caps(c, c->device);
	known(c, "dwAddrCapFlags", NAME_LINEADDRCAPFLAGS, address->dwAddrCapFlags);
	known(c, "dwCallStates", NAME_LINECALLSTATE, address->dwCallStates);
	known(c, "dwDisconnectModes", NAME_LINEDISCONNECTMODE, address->dwDisconnectModes);
	known(c, "dwCallInfoStates", NAME_LINECALLINFOSTATE, address->dwCallInfoStates);
	known(c, "dwCallFeatures", NAME_LINECALLFEATURE, address->dwCallFeatures);
	known(c, "dwAddressStates", NAME_LINEADDRESSSTATE, address->dwAddressStates);
	known(c, "dwForwardModes", NAME_LINEFORWARDMODE, address->dwForwardModes);
	out = scene_talk(c, &in);
	info = call_info(c, out);
	known(c, "dwMediaMode", NAME_LINEMEDIAMODE, info->dwMediaMode);
	known(c, "dwOrigin", NAME_LINECALLORIGIN, info->dwOrigin);
	known(c, "dwReason", NAME_LINECALLREASON, info->dwReason);
	known(c, "dwConnectedIDFlags", NAME_LINECALLPARTYID, info->dwConnectedIDFlags);
	host_hold(c->host, out);
	scene_settle(c);
	host_unhold(c->host, out);
	scene_settle(c);
	host_drop(c->host, in ? in : out);
	scene_settle(c);
	known_in_states(c);
}

/* R-VER-3 */
static void open_commits(struct check *c)
{
	DWORD got, size;
	uint32_t call;

	scene_line(c);
	call = scene_dial(c);
	step("negotiating while the line is open");
	c->sp->lineNegotiateTSPIVersion(c->device, TAPI_1_3, TAPI_3_1, &got);
	c->sp->lineNegotiateTSPIVersion(c->device, TAPI_1_3, TAPI_1_3, &got);
	size = abi_fixed_size(ABI_LINECALLSTATUS, c->version);
	look(c, "lineGetCallStatus", LINE_CALL(c, lineGetCallStatus, host_hdcall(c->host, call),
					       lay_out(size)),
	     size);
}

/* R-VER-8 */
static void two_versions(struct check *c)
{
	DWORD low = 0, high = 0, size;
	HDRVLINE one, two;

	scene_load(c);
	raw_begin(c);
	SKIP_UNLESS(c, raw_lines() > 1, "there is one line only");
	for (const DWORD *v = check_versions; *v; v++) {
		if (*v > c->version || !supports(c, LINE_BASE, *v))
			continue;
		low = low ? low : *v;
		high = *v;
	}
	SKIP_UNLESS(c, low != high, "there is one version only");
	one = raw_open(c, 0, RAW_ONE, (HTAPILINE)(uintptr_t)1, low);
	two = raw_open(c, 1, RAW_ONE, (HTAPILINE)(uintptr_t)2, high);
	size = abi_fixed_size(ABI_LINEDEVSTATUS, low);
	look(c, "lineGetLineDevStatus", LINE_CALL(c, lineGetLineDevStatus, one, lay_out(size)),
	     size);
	size = abi_fixed_size(ABI_LINEDEVSTATUS, high);
	look(c, "lineGetLineDevStatus", LINE_CALL(c, lineGetLineDevStatus, two, lay_out(size)),
	     size);
	LINE_CALL(c, lineClose, one);
	LINE_CALL(c, lineClose, two);
	raw_end(c);
}

/* R-VER-9 */
static void init_checks(struct check *c)
{
	DWORD lines = 0, phones = 0;
	LONG result;

	scene_load(c);
	step("calling providerEnumDevices");
	c->sp->providerEnumDevices(PPID, &lines, &phones, NULL, NULL, NULL);
	result = raw_init(c, 0x00010001);
	if (result == 0)
		raw_end(c);
	FAIL_UNLESS(c, result == (LONG)LINEERR_INCOMPATIBLEAPIVERSION,
		    "providerInit at version 1.1 answers %s", name_error(result));
}

/* R-VER-10 */
static void phone_first(struct check *c)
{
	DWORD got = 0;
	LONG result;

	scene_open(c);
	SKIP_UNLESS(c, host_phone_count(c->host), "there are no phones");
	result = PHONE_CALL(c, phoneNegotiateTSPIVersion, INITIALIZE_NEGOTIATION, TAPI_1_3,
			    TAPI_3_1, &got);
	FAIL_UNLESS(c, result == 0, "it answers %s", name_error(result));
}

const struct rule rules_ver[] = {
	{ "R-VER-1", BASIC, true, "the highest version in the range is agreed on", highest, NULL },
	{ "R-VER-2", BASIC, false, "what is agreed on is a version there is", known_versions,
	 NULL },
	{ "R-VER-3", BASIC, false, "lineOpen fixes the version, negotiation does not", open_commits,
	 NULL },
	{ "R-VER-4", BASIC, false, "capabilities have the layout of the version asked",
	 caps_at_version, NULL },
	{ "R-VER-5", BASIC, false, "no member newer than the version is written", records_at_version,
	 NULL },
	{ "R-VER-6", BASIC, false, "no constant newer than the version is used", known_constants,
	 NULL },
	{ "R-VER-8", BASIC, false, "two lines work at two versions", two_versions, NULL },
	{ "R-VER-9", BASIC, false, "providerInit refuses a version it cannot do", init_checks,
	 NULL },
	{ "R-VER-10", SUPPLEMENTARY, false,
	 "phoneNegotiateTSPIVersion knows INITIALIZE_NEGOTIATION", phone_first, NULL },
	{ 0 },
};

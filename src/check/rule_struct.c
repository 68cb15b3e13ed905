/* SPDX-License-Identifier: MIT
 * rule_struct.c - variably sized records, asked with every room there can be.
 *
 * One sweep looks at every record of the provider with each dwTotalSize from
 * the fixed part up to all that it needs, and finds all faults of the group;
 * each rule names its own. */
#include "check/rules.h"
#include "base/mem.h"

#define GUARD 64
#define MARKED 0xA5
#define ROOM_MAX 16384

struct field {
	size_t at;		/* of dwXxxSize; dwXxxOffset is behind it */
	bool text;
	const char *name;
};

struct shape {
	const char *name;
	enum abi_struct which;
	LONG (*ask)(struct check *c, const struct shape *shape, void *room);
	const struct field *fields;
};

static uint32_t out_call;	/* whose record is asked for */

#define BYTES(type, x) { offsetof(type, dw##x##Size), false, "dw" #x "Size" }
#define WORDS(type, x) { offsetof(type, dw##x##Size), true, "dw" #x "Size" }
#define END { 0, false, NULL }

static const struct field devcaps[] = {
	WORDS(LINEDEVCAPS, ProviderInfo), WORDS(LINEDEVCAPS, SwitchInfo), WORDS(LINEDEVCAPS,
	    LineName),
	BYTES(LINEDEVCAPS, TerminalCaps), BYTES(LINEDEVCAPS, TerminalText), BYTES(LINEDEVCAPS,
	    DevSpecific),
	BYTES(LINEDEVCAPS, DeviceClasses), END
};
static const struct field addresscaps[] = {
	WORDS(LINEADDRESSCAPS, Address), BYTES(LINEADDRESSCAPS, DevSpecific),
	BYTES(LINEADDRESSCAPS, CompletionMsgText), BYTES(LINEADDRESSCAPS, CallTreatmentList),
	BYTES(LINEADDRESSCAPS, DeviceClasses), END
};
static const struct field addressstatus[] = {
	BYTES(LINEADDRESSSTATUS, Forward), BYTES(LINEADDRESSSTATUS, TerminalModes),
	BYTES(LINEADDRESSSTATUS, DevSpecific), END
};
static const struct field devstatus[] = {
	BYTES(LINEDEVSTATUS, TerminalModes), BYTES(LINEDEVSTATUS, DevSpecific), END
};
static const struct field callinfo[] = {
	WORDS(LINECALLINFO, CallerID), WORDS(LINECALLINFO, CallerIDName), WORDS(LINECALLINFO,
	    CalledID),
	WORDS(LINECALLINFO, CalledIDName), WORDS(LINECALLINFO, ConnectedID), WORDS(LINECALLINFO,
	    ConnectedIDName),
	WORDS(LINECALLINFO, RedirectionID), WORDS(LINECALLINFO, RedirectionIDName),
	WORDS(LINECALLINFO, RedirectingID), WORDS(LINECALLINFO, RedirectingIDName),
	WORDS(LINECALLINFO, DisplayableAddress), WORDS(LINECALLINFO, CalledParty),
	WORDS(LINECALLINFO, Comment),
	BYTES(LINECALLINFO, Display), BYTES(LINECALLINFO, UserUserInfo), BYTES(LINECALLINFO,
	    HighLevelComp),
	BYTES(LINECALLINFO, LowLevelComp), BYTES(LINECALLINFO, ChargingInfo), BYTES(LINECALLINFO,
	    TerminalModes),
	BYTES(LINECALLINFO, DevSpecific), BYTES(LINECALLINFO, CallData),
	BYTES(LINECALLINFO, SendingFlowspec), BYTES(LINECALLINFO, ReceivingFlowspec), END
};
static const struct field callstatus[] = { BYTES(LINECALLSTATUS, DevSpecific), END };

static LONG ask_devcaps(struct check *c, const struct shape *shape, void *room)
{
	return LINE_CALL(c, lineGetDevCaps, c->device, c->version, 0, room);
}

static LONG ask_addresscaps(struct check *c, const struct shape *shape, void *room)
{
	return LINE_CALL(c, lineGetAddressCaps, c->device, 0, c->version, 0, room);
}

static LONG ask_devstatus(struct check *c, const struct shape *shape, void *room)
{
	return LINE_CALL(c, lineGetLineDevStatus, host_hdline(c->host, c->line), room);
}

static LONG ask_addressstatus(struct check *c, const struct shape *shape, void *room)
{
	return LINE_CALL(c, lineGetAddressStatus, host_hdline(c->host, c->line), 0, room);
}

static LONG ask_callinfo(struct check *c, const struct shape *shape, void *room)
{
	return LINE_CALL(c, lineGetCallInfo, host_hdcall(c->host, out_call), room);
}

static LONG ask_callstatus(struct check *c, const struct shape *shape, void *room)
{
	return LINE_CALL(c, lineGetCallStatus, host_hdcall(c->host, out_call), room);
}

static const struct shape shapes[] = {
	{ "lineGetDevCaps", ABI_LINEDEVCAPS, ask_devcaps, devcaps },
	{ "lineGetAddressCaps", ABI_LINEADDRESSCAPS, ask_addresscaps, addresscaps },
	{ "lineGetLineDevStatus", ABI_LINEDEVSTATUS, ask_devstatus, devstatus },
	{ "lineGetAddressStatus", ABI_LINEADDRESSSTATUS, ask_addressstatus, addressstatus },
	{ "lineGetCallInfo", ABI_LINECALLINFO, ask_callinfo, callinfo },
	{ "lineGetCallStatus", ABI_LINECALLSTATUS, ask_callstatus, callstatus },
};
#define SHAPES (sizeof(shapes) / sizeof(*shapes))

/* --- one record -------------------------------------------------------------------- */

static unsigned char room[ROOM_MAX + GUARD];

struct seen {
	DWORD fixed, total, now_total, needed, used, unused_total;
};

static DWORD get(size_t at)
{
	DWORD value;

	memcpy(&value, room + at, sizeof(value));
	return value;
}

static LONG fill(struct check *c, const struct shape *shape, DWORD total, struct seen *seen)
{
	DWORD head[3];
	LONG result;

	seen->fixed = abi_fixed_size(shape->which, c->version);
	seen->total = total;
	memset(room, 0, total);
	memset(room + total, MARKED, GUARD);
	head[0] = total;
	head[1] = head[2] = seen->fixed;
	memcpy(room, head, sizeof(head));
	result = shape->ask(c, shape, room);
	seen->now_total = get(0);
	seen->needed = get(4);
	seen->used = get(8);
	return result;
}

/* Lists whose entries name further items: where the list is named, how far the
 * entries are apart, and where in one the sizes are that offsets follow. */
static const struct list {
	const struct field *of;
	size_t at, names[3];		/* 0 ends the names */
	DWORD stride;			/* 0: by the version, as LINEFORWARD */
} lists[] = {
	{ addresscaps, offsetof(LINEADDRESSCAPS, dwCallTreatmentListSize),
	  { offsetof(LINECALLTREATMENTENTRY, dwCallTreatmentNameSize) },
	  sizeof(LINECALLTREATMENTENTRY) },
	{ addressstatus, offsetof(LINEADDRESSSTATUS, dwForwardSize),
	  { offsetof(LINEFORWARD, dwCallerAddressSize), offsetof(LINEFORWARD, dwDestAddressSize) },
	  0 },
};

static DWORD stride_of(const struct check *c, const struct list *list)
{
	return list->stride ? list->stride : c->version >= TAPI_3_1 ? 32 : 24;	/* R-STRUCT-17 */
}

/* Bytes of what the entries of a list name; `outside` is set if some lies out of
 * the record. */
static DWORD named(const struct check *c, const struct list *list, const struct seen *seen,
		   bool *outside)
{
	DWORD stride = stride_of(c, list), sum = 0, size, end, at;

	if (list->at + 8 > seen->fixed)
		return 0;
	at = get(list->at + 4);
	end = at + get(list->at);
	for (; at >= seen->fixed && at + stride <= end && end <= seen->used; at += stride) {
		for (int i = 0; i < 3 && list->names[i]; i++) {
			size = get(at + list->names[i]);
			sum += size;
			*outside |= size && (get(at + list->names[i] + 4) < seen->fixed ||
					     get(at + list->names[i] + 4) > seen->used ||
					     get(at + list->names[i] + 4) + size > seen->used);
		}
	}
	return sum;
}

/* Bytes of all items that are there. Newer fields are not in the record. */
static DWORD items(const struct check *c, const struct shape *shape, const struct seen *seen)
{
	DWORD sum = 0;
	bool outside = false;

	for (const struct field *f = shape->fields; f->name; f++)
		if (f->at + 8 <= seen->fixed)
			sum += get(f->at);
	for (size_t i = 0; i < sizeof(lists) / sizeof(*lists); i++)
		if (lists[i].of == shape->fields)
			sum += named(c, &lists[i], seen, &outside);
	return sum;
}

/* Records of calls want a call; it is made when the others were looked at. */
static bool has_record(struct check *c, const struct shape *shape)
{
	if (shape->fields != callinfo && shape->fields != callstatus)
		return true;
	if (!out_call && c->dest[0])
		out_call = scene_talk(c, NULL);
	return out_call != 0;
}

/* What a rule looks at in one filled record. */
static void (*judge)(struct check *c, const struct shape *shape, const struct seen *seen);

static void sweep(struct check *c)
{
	struct seen seen;
	DWORD all;
	LONG result;

	scene_line(c);
	for (size_t i = 0; i < SHAPES; i++) {
		if (!has_record(c, &shapes[i]))
			continue;
		result = fill(c, &shapes[i], 4096, &seen);
		SKIP_UNLESS(c, result == 0, "%s fails: %s", shapes[i].name, name_error(result));
		judge(c, &shapes[i], &seen);
		all = seen.needed < ROOM_MAX - 8 ? seen.needed : ROOM_MAX - 8;
		for (DWORD total = seen.fixed; total <= all + 4; total += total < seen.fixed + 16 ? 1 : 7) {
			result = fill(c, &shapes[i], total, &seen);
			if (result && judge)
				skip(c, "%s fails with %lu of %lu bytes: %s", shapes[i].name,
				     (unsigned long)total,
				     (unsigned long)all, name_error(result));
			judge(c, &shapes[i], &seen);
		}
	}
}

/* --- the rules ------------------------------------------------------------------------ */

static void judge_total(struct check *c, const struct shape *shape, const struct seen *seen)
{
	FAIL_UNLESS(c, seen->now_total == seen->total, "%s changed dwTotalSize from %lu to %lu",
		    shape->name,
		    (unsigned long)seen->total, (unsigned long)seen->now_total);
	for (DWORD i = 0; i < GUARD; i++)
		FAIL_UNLESS(c, room[seen->total + i] == MARKED,
			    "%s wrote beyond dwTotalSize (%lu), at %lu", shape->name,
			    (unsigned long)seen->total, (unsigned long)(seen->total + i));
}

/* R-STRUCT-1 */
static void total_is_kept(struct check *c)
{
	judge = judge_total;
	sweep(c);
}

/* R-STRUCT-4: too little room is no error, and dwNeededSize tells how much is. */
static void too_small_is_no_error(struct check *c)
{
	struct seen all, seen;
	LONG result;

	scene_line(c);
	for (size_t i = 0; i < SHAPES; i++) {
		if (!has_record(c, &shapes[i]))
			continue;
		result = fill(c, &shapes[i], 4096, &all);
		SKIP_UNLESS(c, result == 0, "%s fails: %s", shapes[i].name, name_error(result));
		result = fill(c, &shapes[i], all.fixed, &seen);
		FAIL_UNLESS(c, result == 0, "%s fails with room for the fixed part: %s",
			    shapes[i].name,
			    name_error(result));
		FAIL_UNLESS(c, seen.needed == all.needed,
			    "%s needs %lu bytes, and says %lu when it has less",
			    shapes[i].name, (unsigned long)all.needed, (unsigned long)seen.needed);
		result = fill(c, &shapes[i], all.needed, &seen);
		FAIL_UNLESS(c, result == 0 && seen.used == seen.needed,
			    "%s leaves out something in just dwNeededSize bytes",
			    shapes[i].name);
	}
}

/* R-STRUCT-5 */
static void judge_whole(struct check *c, const struct shape *shape, const struct seen *seen)
{
	for (const struct field *f = shape->fields; f->name; f++) {
		DWORD size = f->at + 8 <= seen->fixed ? get(f->at) : 0;
		DWORD offset = f->at + 8 <= seen->fixed ? get(f->at + 4) : 0;

		FAIL_UNLESS(c, (size == 0) == (offset == 0), "%s: %s is %lu, and its offset %lu",
			    shape->name, f->name,
			    (unsigned long)size, (unsigned long)offset);
		FAIL_UNLESS(c, !size || (offset >= seen->fixed && offset <= seen->total &&
					 size <= seen->total - offset),
			    "%s: %s (%lu bytes at %lu) lies outside of the record", shape->name,
			    f->name,
			    (unsigned long)size, (unsigned long)offset);
		FAIL_UNLESS(c, !size || offset + size <= seen->used,
			    "%s: %s lies behind dwUsedSize", shape->name, f->name);
	}
}

static void never_truncated(struct check *c)
{
	judge = judge_whole;
	sweep(c);
}

/* R-STRUCT-6 */
static void judge_contiguous(struct check *c, const struct shape *shape, const struct seen *seen)
{
	DWORD sum = items(c, shape, seen);

	FAIL_UNLESS(c, seen->used >= seen->fixed + sum || seen->used > seen->total,
		    "%s: dwUsedSize is %lu, its items end at %lu", shape->name,
		    (unsigned long)seen->used,
		    (unsigned long)(seen->fixed + sum));
	for (const struct field *f = shape->fields; f->name; f++)
		FAIL_UNLESS(c, f->at + 8 > seen->fixed || !get(f->at) ||
			    get(f->at + 4) >= seen->fixed,
			    "%s: %s begins inside the fixed part", shape->name, f->name);
	FAIL_UNLESS(c, seen->used <= seen->fixed + sum + 16,
		    "%s: there are %lu bytes between its items", shape->name,
		    (unsigned long)(seen->used - seen->fixed - sum));
}

static void contiguous(struct check *c)
{
	judge = judge_contiguous;
	sweep(c);
}

/* R-STRUCT-7 */
static void judge_sizes(struct check *c, const struct shape *shape, const struct seen *seen)
{
	FAIL_UNLESS(c, seen->used >= seen->fixed, "%s: dwUsedSize is %lu, less than the fixed part",
		    shape->name,
		    (unsigned long)seen->used);
	FAIL_UNLESS(c, seen->used <= seen->total, "%s: dwUsedSize is %lu, dwTotalSize %lu",
		    shape->name,
		    (unsigned long)seen->used, (unsigned long)seen->total);
	FAIL_UNLESS(c, seen->needed >= seen->used, "%s: dwNeededSize is %lu, less than dwUsedSize",
		    shape->name,
		    (unsigned long)seen->needed);
	FAIL_UNLESS(c, seen->needed > seen->total || seen->needed == seen->used,
		    "%s: something is left out, although there is room for all", shape->name);
}

static void sizes(struct check *c)
{
	judge = judge_sizes;
	sweep(c);
}

/* R-STRUCT-8 */
static void judge_texts(struct check *c, const struct shape *shape, const struct seen *seen)
{
	for (const struct field *f = shape->fields; f->name; f++) {
		DWORD size = f->at + 8 <= seen->fixed ? get(f->at) : 0;
		DWORD offset = f->at + 8 <= seen->fixed ? get(f->at + 4) : 0;

		if (!f->text || !size || offset + size > seen->total)
			continue;
		FAIL_UNLESS(c, size % 2 == 0, "%s: %s is %lu, no whole characters", shape->name,
			    f->name,
			    (unsigned long)size);
		FAIL_UNLESS(c, !room[offset + size - 1] && !room[offset + size - 2],
			    "%s: the text of %s has no terminator",
			    shape->name, f->name);
		for (DWORD at = offset; at + 2 < offset + size; at += 2)
			FAIL_UNLESS(c, room[at] || room[at + 1],
				    "%s: the text of %s ends before its size says",
				    shape->name, f->name);
	}
}

static void texts(struct check *c)
{
	judge = judge_texts;
	sweep(c);
}

/* R-STRUCT-9: UTF-16 of Latin digits has every second byte 0. */
static void unicode(struct check *c)
{
	struct seen seen;
	DWORD size, offset;

	scene_line(c);
	SKIP_UNLESS(c, fill(c, &shapes[0], 4096, &seen) == 0, "lineGetDevCaps fails");
	size = get(offsetof(LINEDEVCAPS, dwLineNameSize));
	offset = get(offsetof(LINEDEVCAPS, dwLineNameOffset));
	SKIP_UNLESS(c, size > 4 && offset + size <= 4096, "the line has no name");
	for (DWORD i = 0; i + 1 < size - 2; i++)
		if (!room[offset + i] || room[offset + i] >= 0x80)
			pass(c, "%s", "");
	fail(c, "the line's name is no Unicode");
}

/* --- R-STRUCT-11, R-STRUCT-12: members of TAPI ------------------------------------------- */

#define OURS 0x5A5A5A5Au

static void mark(size_t at)
{
	DWORD value = OURS;

	memcpy(room + at, &value, sizeof(value));
}

static void untouched(struct check *c, enum abi_struct which, size_t shape, const size_t *at,
		      size_t count)
{
	DWORD fixed = abi_fixed_size(which, c->version), head[3] = { 4096, fixed, fixed };
	LONG result;

	memset(room, 0, 4096);
	memcpy(room, head, sizeof(head));
	for (size_t i = 0; i < count; i++)
		mark(at[i]);
	result = shapes[shape].ask(c, &shapes[shape], room);
	SKIP_UNLESS(c, result == 0, "%s fails: %s", shapes[shape].name, name_error(result));
	for (size_t i = 0; i < count; i++)
		FAIL_UNLESS(c, get(at[i]) == OURS,
			    "%s wrote the member at byte %lu, which is TAPI's", shapes[shape].name,
			    (unsigned long)at[i]);
}

static void callinfo_of_tapi(struct check *c)
{
	static const size_t at[] = {
		offsetof(LINECALLINFO, dwMonitorDigitModes), offsetof(LINECALLINFO,
		    dwMonitorMediaModes),
		offsetof(LINECALLINFO, dwNumOwners), offsetof(LINECALLINFO, dwNumMonitors),
		offsetof(LINECALLINFO, dwAppNameSize), offsetof(LINECALLINFO, dwAppNameOffset),
	};

	out_call = scene_talk(c, NULL);
	untouched(c, ABI_LINECALLINFO, 4, at, sizeof(at) / sizeof(*at));
}

static void status_of_tapi(struct check *c)
{
	static const size_t call[] = { offsetof(LINECALLSTATUS, dwCallPrivilege) };
	static const size_t line[] = { offsetof(LINEDEVSTATUS, dwNumOpens), offsetof(LINEDEVSTATUS,
	    dwOpenMediaModes) };

	scene_line(c);
	untouched(c, ABI_LINEDEVSTATUS, 2, line, 2);
	out_call = scene_talk(c, NULL);
	untouched(c, ABI_LINECALLSTATUS, 5, call, 1);
}

/* R-STRUCT-14 */
static void varstring(struct check *c)
{
	VARSTRING *id = NULL;
	LONG result;

	scene_line(c);
	step("calling lineGetID");
	result = host_get_id(c->host, c->line, 0, 0, LINECALLSELECT_LINE, "tapi/line", &id);
	SKIP_UNLESS(c, result == 0, "lineGetID of tapi/line fails: %s", name_error(result));
	FAIL_UNLESS(c, id->dwStringFormat >= STRINGFORMAT_ASCII &&
		    id->dwStringFormat <= STRINGFORMAT_BINARY,
		    "lineGetID has the string format %lu", (unsigned long)id->dwStringFormat);
}

/* R-STRUCT-16, R-STRUCT-17: offsets of entries count from the record. */
static void judge_entries(struct check *c, const struct shape *shape, const struct seen *seen)
{
	bool outside = false;

	for (size_t i = 0; i < sizeof(lists) / sizeof(*lists); i++) {
		if (lists[i].of != shape->fields)
			continue;
		named(c, &lists[i], seen, &outside);
		FAIL_UNLESS(c, lists[i].at + 8 > seen->fixed || seen->used > seen->total ||
			    get(lists[i].at) % stride_of(c, &lists[i]) == 0,
			    "%s: a list of %lu bytes is none of entries of %lu", shape->name,
			    (unsigned long)get(lists[i].at), (unsigned long)stride_of(c, &lists[i]));
	}
	FAIL_UNLESS(c, !outside, "%s: what an entry names lies outside of the record", shape->name);
}

static void entries(struct check *c)
{
	uint32_t consult = 0;

	scene_lines(c);
	judge = judge_entries;
	if (forward_announced(c, c->device)) {
		step("calling lineForward");
		scene_done(c, "lineForward", scene_forward(c, c->line,
			   forward_list(c->version, LINEFORWARDMODE_BUSY, c->dest), 0, &consult));
	}
	sweep(c);
}

/* R-STRUCT-18 */
static void counts(struct check *c)
{
	LINEADDRESSSTATUS *status = NULL;
	uint32_t out = scene_talk(c, NULL);

	SKIP_UNLESS(c, host_get_address_status(c->host, c->line, 0, &status) == 0,
		    "lineGetAddressStatus fails");
	FAIL_UNLESS(c, status->dwNumActiveCalls == 1 && status->dwNumOnHoldCalls == 0,
		    "one connected call is counted as %lu active, %lu held",
		    (unsigned long)status->dwNumActiveCalls,
		    (unsigned long)status->dwNumOnHoldCalls);
	if (call_features(c, out) & LINECALLFEATURE_HOLD) {
		scene_done(c, "lineHold", host_hold(c->host, out));
		scene_state(c, out, LINECALLSTATE_ONHOLD, 10000);
		host_get_address_status(c->host, c->line, 0, &status);
		FAIL_UNLESS(c, status->dwNumActiveCalls == 0 && status->dwNumOnHoldCalls == 1,
			    "one held call is counted as %lu active, %lu held",
			    (unsigned long)status->dwNumActiveCalls,
			    (unsigned long)status->dwNumOnHoldCalls);
	}
	scene_done(c, "lineDrop", host_drop(c->host, out));
	scene_state(c, out, LINECALLSTATE_IDLE, 10000);
	host_get_address_status(c->host, c->line, 0, &status);
	FAIL_UNLESS(c, status->dwNumActiveCalls == 0 && status->dwNumOnHoldCalls == 0,
		    "an idle call is counted");
}

const struct rule rules_struct[] = {
	{ "R-STRUCT-1", BASIC, false, "dwTotalSize is kept and nothing is written beyond it",
	 total_is_kept, NULL },
	{ "R-STRUCT-4", BASIC, false, "too little room is no error; dwNeededSize tells",
	 too_small_is_no_error, NULL },
	{ "R-STRUCT-5", BASIC, false, "an item is there whole or its size and offset are 0",
	 never_truncated, NULL },
	{ "R-STRUCT-6", BASIC, false, "items lie behind the fixed part, end to end", contiguous,
	 NULL },
	{ "R-STRUCT-7", BASIC, false,
	 "dwUsedSize and dwNeededSize count what is there and what there is", sizes, NULL },
	{ "R-STRUCT-8", BASIC, false, "texts end with a terminator that counts", texts, NULL },
	{ "R-STRUCT-9", BASIC, false, "texts are Unicode", unicode, NULL },
	{ "R-STRUCT-11", BASIC, false, "members of LINECALLINFO that are TAPI's are not touched",
	 callinfo_of_tapi, NULL },
	{ "R-STRUCT-12", BASIC, false,
	 "members of the status records that are TAPI's are not touched", status_of_tapi, NULL },
	{ "R-STRUCT-14", BASIC, false, "VARSTRING says what it holds", varstring, NULL },
	{ "R-STRUCT-16", BASIC, false, "what entries of lists name lies in the record", entries,
	 NULL },
	{ "R-STRUCT-18", BASIC, false, "LINEADDRESSSTATUS counts active and held calls", counts,
	 NULL },
	{ 0 },
};

/* SPDX-License-Identifier: MIT
 * pack.c - records out: what all of them have in common. A capability comes
 * from the tables and the driver's slots, so none is claimed that does not work. */
#include "tspi/pack_in.h"
#include <string.h>

/* What is TAPI's own in a record (R-STRUCT-11, R-STRUCT-12), upwards. */
static const struct {
	enum abi_struct which;
	size_t at, size;
} owned[] = {
#define OWN(type, member) { ABI_##type, AT(type, member), sizeof(((type *)NULL)->member) }
#define OWN_PAIR(type, xxx) { ABI_##type, VARFIELD(type, xxx), 2 * sizeof(DWORD) }
	OWN(LINEDEVSTATUS, dwNumOpens),
	OWN(LINEDEVSTATUS, dwOpenMediaModes),
	OWN_PAIR(LINEDEVSTATUS, AppInfo),
	OWN(LINECALLINFO, hLine),
	OWN(LINECALLINFO, dwMonitorDigitModes),
	OWN(LINECALLINFO, dwMonitorMediaModes),
	OWN(LINECALLINFO, dwNumOwners),
	OWN(LINECALLINFO, dwNumMonitors),
	OWN_PAIR(LINECALLINFO, AppName),
	OWN_PAIR(LINECALLINFO, DisplayableAddress),
	OWN_PAIR(LINECALLINFO, CalledParty),
	OWN_PAIR(LINECALLINFO, Comment),
	OWN(LINECALLSTATUS, dwCallPrivilege),
#undef OWN
#undef OWN_PAIR
};

#define HEAD (3 * sizeof(DWORD))	/* dwTotalSize, dwNeededSize, dwUsedSize */

/* TAPI zeroes sizes and offsets before it asks and nothing else (R-STRUCT-2):
 * a member of which there is nothing to say must not be what lay there. */
static void clear(struct vardata *v, enum abi_struct which)
{
	size_t from = HEAD;

	for (size_t i = 0; i < sizeof(owned) / sizeof(owned[0]); i++) {
		if (owned[i].which != which || owned[i].at >= v->fixed)
			continue;
		memset(v->base + from, 0, owned[i].at - from);
		from = owned[i].at + owned[i].size;
	}
	memset(v->base + from, 0, v->fixed - from);
}

enum err pack_begin(struct vardata *v, void *out, enum abi_struct which, DWORD version)
{
	if (!out)
		return ERR_POINTER;
	if (!vardata_begin(v, out, abi_fixed_size(which, version)))
		return ERR_TOOSMALL;
	clear(v, which);
	return OK;
}

DWORD pack_known(enum name_group group, DWORD bits, DWORD version)
{
	return bits & name_known_bits(group, version);
}

void pack_specific(struct vardata *v, size_t field, const struct specific *of)
{
	char memory[SPECIFIC_MAX];
	struct buf bytes;

	buf_fixed(&bytes, memory, sizeof(memory));
	specific_write(&bytes, of);
	if (!bytes.full)
		vardata_bytes(v, field, bytes.at, bytes.len);
}

enum err pack_varstring(VARSTRING *out, DWORD format, const void *bytes, size_t size)
{
	struct vardata v;
	enum err err = pack_begin(&v, out, ABI_VARSTRING, TAPI_1_3);

	if (err)
		return err;
	vardata_put(&v, AT(VARSTRING, dwStringFormat), format);
	vardata_bytes(&v, VARFIELD(VARSTRING, String), bytes, size);
	vardata_end(&v);
	return OK;
}

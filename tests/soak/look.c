/* SPDX-License-Identifier: MIT
 * look.c - functions that only tell: into records of every size. */
#include "soak.h"
#include "abi/sizes.h"
#include <stddef.h>
#include <string.h>

/* A record of some size, exactly so long: what is written beyond it is seen. */
static void *record(struct actor *a, DWORD fixed)
{
	DWORD size = one_in(a, 8) ? chance(a, fixed + 8) : one_in(a, 2) ? fixed + chance(a, 256) : fixed + 2048;
	DWORD *out = scratch(a, size < 12 ? 12 : size);

	memset(out, 0xA5, size < 12 ? 12 : size);
	out[0] = size;
	return out;
}

static void check_record(const void *at, LONG result, const char *what)
{
	const DWORD *out = at;

	if (result)
		return;
	if (out[2] > out[0] || out[1] < out[2])
		fault("%s: dwTotalSize %u, dwNeededSize %u, dwUsedSize %u", what, (unsigned)out[0],
		      (unsigned)out[1], (unsigned)out[2]);
}

static void look_at_call(struct actor *a)
{
	struct pick c;
	DWORD one, two, three;
	void *out;

	if (!pick_call(a, 0, NULL, &c))
		return;
	switch (chance(a, 4)) {
	case 0:
		out = record(a, sizeof(LINECALLINFO));
		check_record(out, TSPI_lineGetCallInfo(c.hd, out), "lineGetCallInfo");
		break;
	case 1:
		out = record(a, sizeof(LINECALLSTATUS));
		check_record(out, TSPI_lineGetCallStatus(c.hd, out), "lineGetCallStatus");
		break;
	case 2:
		TSPI_lineGetCallAddressID(c.hd, &one);
		TSPI_lineGetCallIDs(c.hd, &one, &two, &three);
		break;
	default:
		out = record(a, sizeof(VARSTRING));
		check_record(out, TSPI_lineGetID(NULL, 0, c.hd, LINECALLSELECT_CALL, out, wide(a, "tapi/line"), NULL),
			     "lineGetID");
	}
}

static void look_at_line(struct actor *a)
{
	struct device d;
	DWORD one;
	void *out;

	if (pick_line(a, &d) < 0)
		return;
	switch (chance(a, 7)) {
	case 0:
		out = record(a, sizeof(LINEDEVCAPS));
		check_record(out, TSPI_lineGetDevCaps(d.id, d.version, 0, out), "lineGetDevCaps");
		break;
	case 1:
		out = record(a, sizeof(LINEADDRESSCAPS));
		check_record(out, TSPI_lineGetAddressCaps(d.id, 0, d.version, 0, out), "lineGetAddressCaps");
		break;
	case 2:
		out = record(a, sizeof(LINEDEVSTATUS));
		check_record(out, TSPI_lineGetLineDevStatus((HDRVLINE)d.hd, out), "lineGetLineDevStatus");
		break;
	case 3:
		out = record(a, sizeof(LINEADDRESSSTATUS));
		check_record(out, TSPI_lineGetAddressStatus((HDRVLINE)d.hd, 0, out), "lineGetAddressStatus");
		break;
	case 4:
		out = record(a, sizeof(VARSTRING));
		check_record(out, TSPI_lineGetID((HDRVLINE)d.hd, 0, NULL, LINECALLSELECT_LINE, out,
						 wide(a, "tapi/line"), NULL), "lineGetID");
		break;
	case 5:
		TSPI_lineGetNumAddressIDs((HDRVLINE)d.hd, &one);
		TSPI_lineGetAddressID((HDRVLINE)d.hd, &one, LINEADDRESSMODE_DIALABLEADDR, wide(a, "100"), 8);
		break;
	default:
		TSPI_lineNegotiateTSPIVersion(d.id, TAPI_1_3, TAPI_3_1, &one);
	}
}

static void look_at_parts(struct actor *a, HDRVPHONE hd)
{
	unsigned char *data = scratch(a, 64);
	DWORD one, two;

	TSPI_phoneGetHookSwitch(hd, &one);
	TSPI_phoneGetVolume(hd, 1u << chance(a, 3), &one);
	TSPI_phoneGetGain(hd, 1u << chance(a, 3), &one);
	TSPI_phoneGetRing(hd, &one, &two);
	TSPI_phoneGetLamp(hd, chance(a, 24), &one);
	TSPI_phoneGetData(hd, chance(a, 2), data, 64);
}

static void look_at_phone(struct actor *a)
{
	struct device d;
	void *out;

	if (pick_phone(a, &d) < 0)
		return;
	switch (chance(a, 6)) {
	case 0:
		out = record(a, sizeof(PHONECAPS));
		check_record(out, TSPI_phoneGetDevCaps(d.id, d.version, 0, out), "phoneGetDevCaps");
		break;
	case 1:
		out = record(a, sizeof(PHONESTATUS));
		check_record(out, TSPI_phoneGetStatus((HDRVPHONE)d.hd, out), "phoneGetStatus");
		break;
	case 2:
		out = record(a, sizeof(PHONEBUTTONINFO));
		check_record(out, TSPI_phoneGetButtonInfo((HDRVPHONE)d.hd, chance(a, 24), out), "phoneGetButtonInfo");
		break;
	case 3:
		out = record(a, sizeof(VARSTRING));
		check_record(out, TSPI_phoneGetDisplay((HDRVPHONE)d.hd, out), "phoneGetDisplay");
		break;
	case 4:
		out = record(a, sizeof(VARSTRING));
		check_record(out, TSPI_phoneGetID((HDRVPHONE)d.hd, out, wide(a, "tapi/phone"), NULL), "phoneGetID");
		break;
	default:
		look_at_parts(a, (HDRVPHONE)d.hd);
	}
}

void look(struct actor *a)
{
	uint32_t what = chance(a, 8);

	if (what < 4)
		look_at_call(a);
	else if (what < 7)
		look_at_line(a);
	else
		look_at_phone(a);
}

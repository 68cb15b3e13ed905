/* SPDX-License-Identifier: MIT
 * fuzz_tapi_shape.c - any bytes as any record of TAPI, checked and turned. */
#include "base/mem.h"
#include "tapi/shape.h"
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const DWORD versions[] = { TAPI_1_3, TAPI_1_4, TAPI_2_0, TAPI_2_2, TAPI_3_0, TAPI_3_1 };

/* Records that stand by themselves. */
static const enum abi_struct records[] = {
	ABI_LINEADDRESSCAPS, ABI_LINEADDRESSSTATUS, ABI_LINEAGENTACTIVITYLIST, ABI_LINEAGENTCAPS,
	ABI_LINEAGENTGROUPLIST, ABI_LINEAGENTINFO, ABI_LINEAGENTSTATUS, ABI_LINECALLINFO,
	ABI_LINECALLLIST, ABI_LINECALLPARAMS, ABI_LINECALLSTATUS, ABI_LINECOUNTRYLIST,
	ABI_LINEDEVCAPS, ABI_LINEDEVSTATUS, ABI_LINEFORWARDLIST, ABI_LINEPROVIDERLIST,
	ABI_LINEQUEUELIST, ABI_LINETRANSLATECAPS, ABI_LINETRANSLATEOUTPUT, ABI_PHONEBUTTONINFO,
	ABI_PHONECAPS, ABI_PHONESTATUS, ABI_VARSTRING,
};

static struct shape_form form_of(uint8_t byte)
{
	return (struct shape_form){ versions[byte / 2 % 6], byte % 2 ? SHAPE_ANSI : SHAPE_WIDE };
}

/* Which record, its form, the new form, room for it; then the record. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	enum abi_struct which;
	struct shape_form from, to;
	DWORD total, room;
	void *record, *turned;

	if (size < 8)
		return 0;
	which = records[data[0] % (sizeof(records) / sizeof(records[0]))];
	from = form_of(data[1]);
	to = form_of(data[2]);
	room = 4 + data[3] * 8u;
	data += 4;
	size -= 4;
	record = malloc(size);
	turned = malloc(room);
	if (!record || !turned)
		abort();
	memcpy(record, data, size);
	memcpy(&total, data, sizeof(total));
	shape_check(which, record, (DWORD)size, from.version);
	if (total <= size) {
		memcpy(turned, &room, sizeof(room));
		shape_copy(which, turned, to, record, from);
		free(turned);
		turned = NULL;
		/* What was turned as a whole is right, and there is nothing more to it. */
		if (!shape_turn(&turned, which, to, record, from)) {
			memcpy(&total, turned, sizeof(total));
			if (shape_check(which, turned, total, to.version))
				abort();
			mem_free(turned);
		}
		turned = NULL;
	}
	free(turned);
	free(record);
	return 0;
}

/* SPDX-License-Identifier: MIT
 * act.c - what all operations need: chance, memory, numbers, parameters. */
#include "lines.h"
#include "soak.h"
#include "abi/sizes.h"
#include "abi/utf.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

uint32_t chance(struct actor *a, uint32_t below)
{
	a->random ^= a->random << 13;
	a->random ^= a->random >> 7;
	a->random ^= a->random << 17;
	return (uint32_t)(a->random >> 24) % below;
}

void *scratch(struct actor *a, size_t size)
{
	void *memory = calloc(1, size ? size : 1);

	if (!memory || a->trash_count == TRASH)
		fault("the soak itself has no memory");
	a->trash[a->trash_count++] = memory;
	return memory;
}

void clean(struct actor *a)
{
	while (a->trash_count > 0)
		free(a->trash[--a->trash_count]);
}

LPCWSTR wide(struct actor *a, const char *text)
{
	WCHAR *out;

	if (!text)
		return NULL;
	out = scratch(a, utf16_size(text));
	utf16_write(out, text);
	return out;
}

DWORD some_bit(struct actor *a, DWORD of)
{
	DWORD bits[32];
	uint32_t count = 0;

	for (DWORD bit = 1; bit; bit <<= 1)
		if (of & bit)
			bits[count++] = bit;
	return count ? bits[chance(a, count)] : 0;
}

const char *some_number(struct actor *a)
{
	static const char *const scripts[] = { "90", "91", "92", "93", "94", "95", "96", "97", "98", "991234#" };
	static const char *const odd[] = {
		"", ";", "1;", "10;", "555", "1W2", "sip:x@y", "+49 (30) 100", "800", "812", "\xc3\xa4",
		"99999999999999999999999999999999999999999999999999999999999999999999999999999999999999999",
	};

	uint32_t count = 0;

	while (soak_lines->numbers[count])
		count++;
	if (chance(a, 3))
		return soak_lines->numbers[chance(a, count)];
	if (chance(a, 4))
		return scripts[chance(a, sizeof(scripts) / sizeof(scripts[0]))];
	return odd[chance(a, sizeof(odd) / sizeof(odd[0]))];
}

/* Behind the fixed part, where one item of text fits. */
static void put_text(LINECALLPARAMS *params, DWORD fixed, DWORD field, const char *text)
{
	DWORD size = (DWORD)utf16_size(text);

	utf16_write((char *)params + fixed, text);
	memcpy((char *)params + field, &size, sizeof(size));
	memcpy((char *)params + field + sizeof(size), &fixed, sizeof(fixed));
}

/* What can be asked for, as a rule; NULL is an ordinary call. */
LINECALLPARAMS *some_params(struct actor *a, DWORD version, bool target)
{
	const char *number = some_number(a);
	DWORD fixed = abi_fixed_size(ABI_LINECALLPARAMS, version);
	DWORD size = fixed + (DWORD)utf16_size(number);
	LINECALLPARAMS *params;

	if (a->plain || chance(a, 3))
		return NULL;
	params = scratch(a, size);
	params->dwTotalSize = size;
	params->dwBearerMode = LINEBEARERMODE_VOICE;
	params->dwMinRate = one_in(a, 8) ? chance(a, 100000) : 0;
	params->dwMediaMode = one_in(a, 32) ? chance(a, 0xffff) : VOICE;
	params->dwCallParamFlags = one_in(a, 4) ? LINECALLPARAMFLAGS_BLOCKID : 0;
	if (one_in(a, 16))
		params->dwCallParamFlags |= 1u << chance(a, 16);
	params->dwAddressMode = LINEADDRESSMODE_ADDRESSID;
	params->dwAddressID = chance(a, 4);
	if (one_in(a, 16))
		put_text(params, fixed, offsetof(LINECALLPARAMS, dwOrigAddressSize), number);
	if (version < TAPI_2_0)
		return params;
	params->dwNoAnswerTimeout = one_in(a, 4) ? chance(a, 10) : 0;
	if (one_in(a, 64))
		params->dwPredictiveAutoTransferStates = chance(a, 0xffff);
	if (target && one_in(a, 3)) {
		params->dwCallParamFlags |= one_in(a, 2) ? LINECALLPARAMFLAGS_ONESTEPTRANSFER
							 : LINECALLPARAMFLAGS_NOHOLDCONFERENCE;
		put_text(params, fixed, offsetof(LINECALLPARAMS, dwTargetAddressSize), number);
	}
	return params;
}

/* SPDX-License-Identifier: MIT
 * fuzz_tspi.c - TAPI says anything: all functions that take a record or a block.
 *
 * A session of the exchange with two lines, a phone and two calls, by the
 * exported functions. Each operation of the input is a byte that says which
 * function, and bytes for its arguments: numbers, texts and records, whose
 * sizes and offsets are whatever the input says. A record of n bytes says at
 * most n in dwTotalSize, as TAPI sees to that, and stands in memory of exactly
 * n bytes, so that a sanitizer sees what is read or written beyond.
 */
#include "abi/tspi.h"
#include "base/log.h"
#include "base/mem.h"
#include "input.h"
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define OPERATIONS_MAX 48
#define BLOCKS_MAX 8
#define LATER_MAX 512

static struct {
	void *blocks[BLOCKS_MAX];	/* of one operation */
	int block_count;
	void *later[LATER_MAX];		/* what is written to until the reply; to the end */
	int later_count;
	HDRVLINE lines[2];
	HDRVPHONE phone;
	HDRVCALL calls[4];
	DRV_REQUESTID request;
} f;

/* --- TAPI's procedures ------------------------------------------------------------ */

static void CALLBACK complete(DRV_REQUESTID request, LONG result)
{
}

static void CALLBACK line_event(HTAPILINE line, HTAPICALL call, DWORD msg, DWORD_PTR p1, DWORD_PTR p2,
				DWORD_PTR p3)
{
	if (msg == LINE_NEWCALL)
		*(LPHTAPICALL)p2 = (HTAPICALL)(uintptr_t)0xCA11;
}

static void CALLBACK phone_event(HTAPIPHONE phone, DWORD msg, DWORD_PTR p1, DWORD_PTR p2, DWORD_PTR p3)
{
}

/* --- the input as arguments ------------------------------------------------------------ */

static void *block(DWORD *size)
{
	DWORD have = (DWORD)(fuzz.end - fuzz.at);
	void *out;

	*size = byte() * (1 + byte() % 4u);
	out = calloc(1, *size ? *size : 1);
	MUST(out && f.block_count < BLOCKS_MAX);
	f.blocks[f.block_count++] = out;
	have = (DWORD)(fuzz.end - fuzz.at) < have ? (DWORD)(fuzz.end - fuzz.at) : have;
	if (have > *size)
		have = *size;
	memcpy(out, fuzz.at, have);
	fuzz.at += have;
	return out;
}

/* A record: no longer than it is. NULL now and then, if one may be. */
static void *record(bool or_none)
{
	DWORD size, total;
	void *out = block(&size);

	if (size < sizeof(total)) {
		if (or_none)
			return NULL;
		f.block_count--;
		f.blocks[f.block_count] = realloc(out, 16);
		out = f.blocks[f.block_count++];
		memset(out, 0, 16);
		size = 16;
	}
	memcpy(&total, out, sizeof(total));
	if (total > size)
		memcpy(out, &size, sizeof(size));
	return out;
}

/* UTF-16 with its end, in memory that ends there. */
static LPCWSTR text(void)
{
	DWORD size;
	char *bytes = block(&size);
	WCHAR *out;

	if (!size)
		return NULL;
	out = calloc(size + 1, sizeof(*out));
	MUST(out);
	for (DWORD i = 0; i < size; i++)
		out[i] = (WCHAR)(bytes[i] & 0x80 ? bytes[i] * 0x101 : bytes[i] ? bytes[i] : '1');
	free(bytes);
	f.blocks[f.block_count - 1] = out;
	return out;
}

/* What the provider writes to until the reply, or reads. */
static void *kept(void *at)
{
	for (int i = 0; i < f.block_count; i++) {
		if (f.blocks[i] != at || f.later_count == LATER_MAX)
			continue;
		f.later[f.later_count++] = at;
		f.blocks[i] = f.blocks[--f.block_count];
		break;
	}
	return at;
}

static HDRVCALL call(void)
{
	return f.calls[byte() % 4];
}

static HDRVLINE line(void)
{
	return f.lines[byte() % 2];
}

static DWORD device(void)
{
	return byte() % 3;
}

static HDRVCALL *birth(void)
{
	HDRVCALL *slot = &f.calls[byte() % 4];

	if (*slot)
		TSPI_lineCloseCall(*slot);
	*slot = NULL;
	return slot;
}

static DWORD version(void)
{
	static const DWORD all[] = { 0x00010003, 0x00010004, 0x00020000, 0x00020001, 0x00020002, 0x00030000, 0x00030001 };

	return all[byte() % 7];
}

#define HT ((HTAPICALL)(uintptr_t)0xCA11)

/* --- functions ---------------------------------------------------------------------------- */

static void births(uint8_t which)
{
	HDRVCALL *slot = birth(), other = NULL;
	DRV_REQUESTID id = ++f.request;

	switch (which % 8) {
	case 0:
		TSPI_lineMakeCall(id, line(), HT, slot, text(), number(), record(true));
		break;
	case 1:
		TSPI_lineSetupTransfer(id, call(), HT, slot, record(true));
		break;
	case 2:
		TSPI_lineSetupConference(id, call(), line(), HT, slot, HT, &other, number(), record(true));
		break;
	case 3:
		TSPI_linePrepareAddToConference(id, call(), HT, slot, record(true));
		break;
	case 4:
		TSPI_lineCompleteTransfer(id, call(), call(), HT, slot, number());
		break;
	case 5:
		TSPI_lineUnpark(id, line(), number(), HT, slot, text());
		break;
	case 6:
		TSPI_linePickup(id, line(), number(), HT, slot, text(), text());
		break;
	default:
		TSPI_lineForward(id, line(), byte() & 1, number(), record(true), number(), HT, slot, record(true));
	}
	if (other)
		TSPI_lineCloseCall(other);
}

static void of_calls(uint8_t which)
{
	DRV_REQUESTID id = ++f.request;
	DWORD size, more;
	void *at, *beside;

	switch (which % 20) {
	case 0: at = block(&size); TSPI_lineAnswer(id, call(), at, size); break;
	case 1: at = block(&size); TSPI_lineAccept(id, call(), at, size); break;
	case 2: at = block(&size); TSPI_lineDrop(id, call(), at, size); break;
	case 3: at = block(&size); TSPI_lineSendUserUserInfo(id, call(), at, size); break;
	case 4: at = block(&size); TSPI_lineSetCallData(id, call(), at, size); break;
	case 5:
		at = block(&size);
		beside = block(&more);
		TSPI_lineSetCallQualityOfService(id, call(), at, size, beside, more);
		break;
	case 6: TSPI_lineDial(id, call(), text(), number()); break;
	case 7: TSPI_lineRedirect(id, call(), text(), number()); break;
	case 8: TSPI_lineBlindTransfer(id, call(), text(), number()); break;
	case 9: TSPI_linePark(id, call(), number(), text(), kept(record(true))); break;
	case 10: TSPI_lineCompleteCall(id, call(), kept(block(&size)) && size >= 4 ? f.later[f.later_count - 1] : NULL, number(), number()); break;
	case 11: TSPI_lineHold(id, call()); break;
	case 12: TSPI_lineUnhold(id, call()); break;
	case 13: TSPI_lineSwapHold(id, call(), call()); break;
	case 14: TSPI_lineAddToConference(id, call(), call()); break;
	case 15:
		at = block(&size);
		TSPI_lineSetCallParams(id, call(), number(), number(), number(), size >= sizeof(LINEDIALPARAMS) ? at : NULL);
		break;
	case 16: TSPI_lineSetCallTreatment(id, call(), number()); break;
	case 17: TSPI_lineSecureCall(id, call()); break;
	case 18: TSPI_lineReleaseUserUserInfo(id, call()); break;
	default: at = kept(block(&size)); TSPI_lineDevSpecific(id, line(), number(), call(), at, size);
	}
}

#define COUNT(size, type) ((size) / (DWORD)sizeof(type))

static void of_media(uint8_t which)
{
	DWORD size[4];
	void *at[4];

	switch (which % 7) {
	case 0:
		at[0] = block(&size[0]);
		TSPI_lineGenerateTone(call(), number(), number(), number(), COUNT(size[0], LINEGENERATETONE), at[0]);
		break;
	case 1:
		at[0] = block(&size[0]);
		TSPI_lineMonitorTones(call(), number(), at[0], COUNT(size[0], LINEMONITORTONE));
		break;
	case 2:
		for (int i = 0; i < 4; i++)
			at[i] = block(&size[i]);
		TSPI_lineSetMediaControl(line(), number(), call(), number(), at[0], COUNT(size[0], LINEMEDIACONTROLDIGIT),
			at[1], COUNT(size[1], LINEMEDIACONTROLMEDIA), at[2], COUNT(size[2], LINEMEDIACONTROLTONE),
			at[3], COUNT(size[3], LINEMEDIACONTROLCALLSTATE));
		break;
	case 3:
		at[0] = kept(block(&size[0]));
		TSPI_lineGatherDigits(call(), number(), number(), at[0], size[0] / 2 ? size[0] / 2 - 1 : 0, text(), number(), number());
		break;
	case 4: TSPI_lineGenerateDigits(call(), number(), number(), text(), number()); break;
	case 5: TSPI_lineMonitorDigits(call(), number()); break;
	default: TSPI_lineMonitorMedia(call(), number());
	}
}

static void of_lines(uint8_t which)
{
	DRV_REQUESTID id = ++f.request;
	DWORD size, out;
	void *at;

	switch (which % 12) {
	case 0: TSPI_lineConditionalMediaDetection(line(), number(), record(true)); break;
	case 1: at = block(&size); TSPI_lineSetDevConfig(device(), at, size, text()); break;
	case 2: TSPI_lineGetDevConfig(device(), record(false), text()); break;
	case 3: TSPI_lineSetCallHubTracking(line(), record(false)); break;
	case 4: TSPI_lineGetCallHubTracking(line(), record(false)); break;
	case 5: at = kept(block(&size)); TSPI_lineDevSpecificFeature(id, line(), number(), at, size); break;
	case 6: TSPI_lineSetTerminal(id, line(), number(), call(), number(), number(), number(), byte() & 1); break;
	case 7: TSPI_lineSetLineDevStatus(id, line(), number(), byte() & 1); break;
	case 8: TSPI_lineUncompleteCall(id, line(), number()); break;
	case 9: TSPI_lineSetStatusMessages(line(), number(), number()); break;
	case 10: at = block(&size); TSPI_lineReceiveMSPData(line(), call(), NULL, at, size); break;
	default:
		at = (void *)(uintptr_t)text();
		for (size = 0; at && ((WCHAR *)at)[size]; size++)
			;
		TSPI_lineGetAddressID(line(), &out, number(), at, at ? size * 2 + 2 : 0);
	}
}

static void records_out(uint8_t which)
{
	switch (which % 12) {
	case 0: TSPI_lineGetDevCaps(device(), version(), 0, record(false)); break;
	case 1: TSPI_lineGetAddressCaps(device(), byte() % 2, version(), 0, record(false)); break;
	case 2: TSPI_lineGetLineDevStatus(line(), record(false)); break;
	case 3: TSPI_lineGetAddressStatus(line(), byte() % 2, record(false)); break;
	case 4: TSPI_lineGetCallInfo(call(), record(false)); break;
	case 5: TSPI_lineGetCallStatus(call(), record(false)); break;
	case 6: TSPI_lineGetID(line(), byte() % 2, call(), number(), record(false), text(), NULL); break;
	case 7: TSPI_phoneGetDevCaps(0, version(), 0, record(false)); break;
	case 8: TSPI_phoneGetStatus(f.phone, record(false)); break;
	case 9: TSPI_phoneGetButtonInfo(f.phone, number(), record(false)); break;
	case 10: TSPI_phoneGetDisplay(f.phone, record(false)); break;
	default: TSPI_phoneGetID(f.phone, record(false), text(), NULL);
	}
}

static void of_phones(uint8_t which)
{
	DRV_REQUESTID id = ++f.request;
	DWORD size, out;
	void *at;

	switch (which % 11) {
	case 0: TSPI_phoneSetButtonInfo(id, f.phone, number(), record(false)); break;
	case 1: at = block(&size); TSPI_phoneSetData(id, f.phone, number(), at, size); break;
	case 2: at = block(&size); TSPI_phoneSetDisplay(id, f.phone, number(), number(), at, size); break;
	case 3: at = kept(block(&size)); TSPI_phoneDevSpecific(id, f.phone, at, size); break;
	case 4: TSPI_phoneSetHookSwitch(id, f.phone, number(), number()); break;
	case 5: TSPI_phoneSetVolume(id, f.phone, number(), number()); break;
	case 6: TSPI_phoneSetGain(id, f.phone, number(), number()); break;
	case 7: TSPI_phoneSetRing(id, f.phone, number(), number()); break;
	case 8: TSPI_phoneSetLamp(id, f.phone, number(), number()); break;
	case 9: at = block(&size); TSPI_phoneGetData(f.phone, number(), at, size); break;
	default: TSPI_phoneGetLamp(f.phone, number(), &out);
	}
}

/* What a file or the log's content decides stays away: check, trace, reload. */
static void private_door(uint8_t which)
{
	static const char *const words[] = { "", "advance ", "press p ", "hook p ", "hook ", "press ", "settle", "counts" };
	DWORD size;
	char *text = block(&size), room[512];

	snprintf(room, sizeof(room), "%s%.*s", words[which % 8], (int)size, text);
	if (strncmp(room, "check", 5) == 0 || strncmp(room, "reload", 6) == 0 || strncmp(room, "trace", 5) == 0)
		return;
	if (strncmp(room, "advance ", 8) == 0)		/* a bell that rings for years takes long */
		snprintf(room, sizeof(room), "advance %u", (unsigned)(number() % 20000));
	TSPI_providerGenericDialogData(1, TUISPIDLL_OBJECT_PROVIDERID, room, which & 8 ? sizeof(room) : strlen(room) + 1);
	/* ... and a block without an end. */
	TSPI_providerGenericDialogData(1, number(), text, size);
}

static void operate(void)
{
	static void (*const kinds[])(uint8_t which) = {
		births, of_calls, of_media, of_lines, records_out, of_phones, private_door,
	};
	uint8_t kind = byte();

	kinds[kind % (sizeof(kinds) / sizeof(kinds[0]))](byte());
	while (f.block_count > 0)
		free(f.blocks[--f.block_count]);
}

/* --- a session -------------------------------------------------------------------------------- */

static char path[64];

static void forget_path(void)
{
	unlink(path);
}

static void write_conf(void)
{
	FILE *file;

	if (path[0])
		return;
	snprintf(path, sizeof(path), "/tmp/opentsp-fuzz-%d.conf", (int)getpid());
	atexit(forget_path);
	file = fopen(path, "w");
	MUST(file);
	fputs("[provider]\nlog = off\nclock = virtual\n[line a]\ndriver = sim\nnumber = 100\ncalls = 4\n"
	      "[line b]\ndriver = sim\nnumber = 200\ncalls = 4\n[phone p]\ndriver = sim\nline = a\n", file);
	fclose(file);
	setenv("OPENTSP_CONF", path, 1);
}

static void advance(unsigned ms)
{
	char text[64];

	snprintf(text, sizeof(text), "advance %u", ms);
	MUST(TSPI_providerGenericDialogData(1, TUISPIDLL_OBJECT_PROVIDERID, text, sizeof(text)) == 0);
}

static void begin(DWORD version)
{
	DWORD lines = 0, phones = 0, options = 0;

	memset(&f, 0, sizeof(f));
	log_level_set(LOG_OFF);
	MUST(TSPI_providerEnumDevices(1, &lines, &phones, (HPROVIDER)(uintptr_t)1, line_event, phone_event) == 0);
	MUST(TSPI_providerInit(0x00030001, 1, 0, 0, lines, phones, complete, &options) == 0);
	for (DWORD i = 0; i < 2; i++) {
		MUST(TSPI_lineOpen(i, (HTAPILINE)(uintptr_t)(i + 1), &f.lines[i], version, line_event) == 0);
		TSPI_lineSetDefaultMediaDetection(f.lines[i], LINEMEDIAMODE_INTERACTIVEVOICE);
	}
	MUST(TSPI_phoneOpen(0, (HTAPIPHONE)(uintptr_t)9, &f.phone, version, phone_event) == 0);
	TSPI_lineMakeCall(++f.request, f.lines[0], HT, &f.calls[0], (LPCWSTR)u"91", 0, NULL);
	TSPI_lineMakeCall(++f.request, f.lines[0], HT, &f.calls[1], (LPCWSTR)u"200", 0, NULL);
	TSPI_lineMakeCall(++f.request, f.lines[1], HT, &f.calls[2], NULL, 0, NULL);
	advance(500);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const DWORD versions[] = { 0x00010003, 0x00010004, 0x00020000, 0x00020002, 0x00030000, 0x00030001, 0x00030001, 0x00030001 };
	static size_t blocks;
	static bool known;

	if (size < 1 || size > 4096)
		return 0;
	write_conf();
	begin(versions[data[0] % 8]);
	fuzz.at = data + 1;
	fuzz.end = data + size;
	for (int i = 0; fuzz.at < fuzz.end && i < OPERATIONS_MAX; i++)
		operate();
	advance(5000);
	MUST(TSPI_providerShutdown(0x00030001, 1) == 0);
	while (f.later_count > 0)
		free(f.later[--f.later_count]);
	/* The first session leaves what stays for the life of the library. */
	MUST(!known || mem_blocks() == blocks);
	blocks = mem_blocks();
	known = true;
	return 0;
}

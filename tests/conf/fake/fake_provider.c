/* SPDX-License-Identifier: MIT
 * fake_provider.c - a provider without a device, that does as it is told and
 * can be told to break rules. For the tests of the host.
 *
 * Everything happens on the thread of the caller: what a function causes has
 * come when it returns. Commands come through TSPI_providerGenericDialogData:
 *
 *   ring LINE          a new call, offering
 *   become CALL STATE  LINE_CALLSTATE with that number
 *   over CALL          lineGetCallStatus says IDLE, and nobody is told
 *   drops              how often lineDrop was asked for
 *   info CALL          LINE_CALLINFO of the caller's number
 *   early LINE         the next calls speak before their request is answered
 *   mute, twice, refuse, lie   what becomes of requests from now on; "good": as it should
 *   create, remove DEVICE, close LINE
 *   sloppy             capabilities written beyond their end
 *   late               a new call while its line is being closed
 *   doomed             it breaks down while a line is being closed
 *   flood CALL COUNT   so many LINE_CALLINFO
 *   die, hang          its process ends; it does not return. Dialling that does so too
 *
 * It has as many lines as FAKE_LINES in the environment says, at most 4; else 2.
 *
 * As the provider with the permanent id 77 it wants one call at a time.
 */
#include "abi/sizes.h"
#include "abi/tspi.h"
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LINES 2
#define LINES_MAX 4
#define CALLS 64
#define LONG_NAME 3000		/* characters: more than the host's first try has room for */

struct fake_line {
	HTAPILINE ht;
	LINEEVENT event;
	DWORD media_modes, states;
};

struct fake_call {
	struct fake_line *line;
	HTAPICALL ht;
	DWORD state;
	bool closed;
};

static struct {
	HPROVIDER provider;
	LINEEVENT create;
	ASYNC_COMPLETION complete;
	DWORD base;
	struct fake_line lines[LINES_MAX];
	struct fake_call calls[CALLS];
	unsigned call_count;
	enum { GOOD, MUTE, TWICE, REFUSE, LIE } manner;
	bool early, sloppy, late, doomed;
	DWORD open_at_close;	/* calls of a line that were open when it was closed */
	DWORD created, drops;
} fake;

static struct fake_line *line_of(HDRVLINE hd)
{
	return &fake.lines[(uintptr_t)hd - 1];
}

static struct fake_call *call_of(HDRVCALL hd)
{
	return &fake.calls[(uintptr_t)hd - 1];
}

static HDRVCALL call_new(struct fake_line *line, HTAPICALL ht)
{
	struct fake_call *call = &fake.calls[fake.call_count % CALLS];

	*call = (struct fake_call){ .line = line, .ht = ht };
	return (HDRVCALL)(uintptr_t)(fake.call_count++ % CALLS + 1);
}

static void become(struct fake_call *call, DWORD state)
{
	call->state = state;
	call->line->event(call->line->ht, call->ht, LINE_CALLSTATE, state, 0,
			  LINEMEDIAMODE_INTERACTIVEVOICE);
}

/* What a request comes to, in the manner of the day. */
static LONG answer(DRV_REQUESTID request)
{
	if (fake.manner == REFUSE)
		return (LONG)LINEERR_OPERATIONFAILED;
	if (fake.manner == LIE)
		return 0;
	if (fake.manner != MUTE)
		fake.complete(request, 0);
	if (fake.manner == TWICE)
		fake.complete(request, 0);
	return (LONG)request;
}

LONG TSPIAPI TSPI_lineNegotiateTSPIVersion(DWORD device, DWORD low, DWORD high, LPDWORD out)
{
	if (low > TAPI_2_2 || high < TAPI_2_0)
		return (LONG)LINEERR_INCOMPATIBLEAPIVERSION;
	*out = high < TAPI_2_2 ? high : TAPI_2_2;
	return 0;
}

LONG TSPIAPI TSPI_providerEnumDevices(DWORD provider, LPDWORD lines, LPDWORD phones,
				      HPROVIDER handle, LINEEVENT line_create,
				      PHONEEVENT phone_create)
{
	memset(&fake, 0, sizeof(fake));
	fake.provider = handle;
	fake.create = line_create;
	*lines = getenv("FAKE_LINES") ? (DWORD)atoi(getenv("FAKE_LINES")) : LINES;
	return 0;
}

LONG TSPIAPI TSPI_providerInit(DWORD version, DWORD provider, DWORD line_base, DWORD phone_base,
			       DWORD_PTR lines, DWORD_PTR phones, ASYNC_COMPLETION completion,
			       LPDWORD options)
{
	fake.complete = completion;
	fake.base = line_base;
	*options = provider == 77 ? LINETSPIOPTION_NONREENTRANT : 0;
	return 0;
}

LONG TSPIAPI TSPI_providerShutdown(DWORD version, DWORD provider)
{
	return 0;
}

LONG TSPIAPI TSPI_providerCreateLineDevice(DWORD_PTR temp, DWORD device)
{
	fake.created = device;
	return temp == 77 ? 0 : (LONG)LINEERR_OPERATIONFAILED;
}

LONG TSPIAPI TSPI_lineGetDevCaps(DWORD device, DWORD version, DWORD ext, LPLINEDEVCAPS caps)
{
	DWORD fixed = abi_fixed_size(ABI_LINEDEVCAPS, version), size = (LONG_NAME + 1) * 2;
	WCHAR name[LONG_NAME + 1];

	for (int i = 0; i < LONG_NAME; i++)
		name[i] = (WCHAR)('a' + (int)(device - fake.base) + i % 2 * 10);
	name[LONG_NAME] = 0;
	caps->dwNumAddresses = 1;
	caps->dwMediaModes = LINEMEDIAMODE_INTERACTIVEVOICE;
	caps->dwNeededSize = fixed + size;
	caps->dwUsedSize = fixed;
	if (fake.sloppy)
		((char *)caps)[caps->dwTotalSize] = 1;
	if (caps->dwTotalSize < fixed + size)
		return 0;
	memcpy((char *)caps + fixed, name, size);
	caps->dwLineNameSize = size;
	caps->dwLineNameOffset = fixed;
	caps->dwUsedSize += size;
	return 0;
}

LONG TSPIAPI TSPI_lineGetAddressCaps(DWORD device, DWORD address, DWORD version, DWORD ext,
				     LPLINEADDRESSCAPS caps)
{
	caps->dwCallFeatures = LINECALLFEATURE_DROP;
	return 0;
}

LONG TSPIAPI TSPI_lineOpen(DWORD device, HTAPILINE ht, LPHDRVLINE out, DWORD version,
			   LINEEVENT event)
{
	DWORD i = device - fake.base;

	if (i >= LINES_MAX)
		return (LONG)LINEERR_RESOURCEUNAVAIL;
	fake.lines[i] = (struct fake_line){ .ht = ht, .event = event };
	*out = (HDRVLINE)(uintptr_t)(i + 1);
	return 0;
}

LONG TSPIAPI TSPI_lineCloseCall(HDRVCALL call)
{
	call_of(call)->closed = true;
	return 0;
}

LONG TSPIAPI TSPI_lineSetDefaultMediaDetection(HDRVLINE line, DWORD modes)
{
	line_of(line)->media_modes = modes;
	return modes == LINEMEDIAMODE_G3FAX ? (LONG)LINEERR_INVALMEDIAMODE : 0;
}

LONG TSPIAPI TSPI_lineSetStatusMessages(HDRVLINE line, DWORD line_states, DWORD address_states)
{
	line_of(line)->states = line_states;
	return 0;
}

/* What no provider should do; neither returns. */
static void break_down(bool hang)
{
	while (hang)
		;
	abort();
}

LONG TSPIAPI TSPI_lineMakeCall(DRV_REQUESTID request, HDRVLINE line, HTAPICALL ht,
			       LPHDRVCALL out, LPCWSTR dest, DWORD country,
			       LPLINECALLPARAMS const params)
{
	LONG result;

	if (dest && (dest[0] == 'd' || dest[0] == 'h'))
		break_down(dest[0] == 'h');
	*out = call_new(line_of(line), ht);
	if (fake.early)
		become(call_of(*out), LINECALLSTATE_DIALING);
	result = answer(request);
	if (result > 0 && fake.manner != MUTE)
		become(call_of(*out), LINECALLSTATE_PROCEEDING);
	return result;
}

LONG TSPIAPI TSPI_lineAnswer(DRV_REQUESTID request, HDRVCALL call, LPCSTR uui, DWORD size)
{
	LONG result = answer(request);

	if (result > 0)
		become(call_of(call), LINECALLSTATE_CONNECTED);
	return result;
}

LONG TSPIAPI TSPI_lineGetCallStatus(HDRVCALL call, LPLINECALLSTATUS status)
{
	status->dwNeededSize = status->dwUsedSize = abi_fixed_size(ABI_LINECALLSTATUS, TAPI_2_2);
	status->dwCallState = call_of(call)->state;
	return 0;
}

LONG TSPIAPI TSPI_lineDrop(DRV_REQUESTID request, HDRVCALL call, LPCSTR uui, DWORD size)
{
	LONG result;

	fake.drops++;
	if (call_of(call)->state == LINECALLSTATE_IDLE)
		return (LONG)LINEERR_INVALCALLSTATE;
	result = answer(request);
	if (result > 0)
		become(call_of(call), LINECALLSTATE_IDLE);
	return result;
}

LONG TSPIAPI TSPI_lineForward(DRV_REQUESTID request, HDRVLINE line, DWORD all, DWORD address,
			      LPLINEFORWARDLIST const list, DWORD rings, HTAPICALL ht_consult,
			      LPHDRVCALL out_consult, LPLINECALLPARAMS const params)
{
	return answer(request);
}

/* "12" is dialled at once. */
LONG TSPIAPI TSPI_lineGatherDigits(HDRVCALL call, DWORD end_to_end, DWORD modes, LPWSTR digits,
				   DWORD count, LPCWSTR ends, DWORD first, DWORD inter)
{
	const struct fake_call *of = call_of(call);

	if (!digits)
		return 0;
	for (DWORD i = 0; i < 2 && i < count; i++)
		digits[i] = (WCHAR)('1' + i);
	digits[count < 2 ? count : 2] = 0;
	of->line->event(of->line->ht, of->ht, LINE_GATHERDIGITS, LINEGATHERTERM_BUFFERFULL,
			end_to_end, 0);
	return 0;
}

static void ring(unsigned i)
{
	struct fake_line *line = &fake.lines[i % LINES_MAX];
	HDRVCALL call = call_new(line, NULL);
	HTAPICALL ht = NULL;

	line->event(line->ht, NULL, LINE_NEWCALL, (DWORD_PTR)call, (DWORD_PTR)&ht, 0);
	call_of(call)->ht = ht;
	if (ht)
		become(call_of(call), LINECALLSTATE_OFFERING);
}

LONG TSPIAPI TSPI_lineClose(HDRVLINE hd)
{
	for (unsigned i = 0; i < fake.call_count && i < CALLS; i++)
		fake.open_at_close += fake.calls[i].line == line_of(hd) && !fake.calls[i].closed;
	if (fake.doomed)
		break_down(false);
	if (fake.late)
		ring((unsigned)(uintptr_t)hd - 1);
	return 0;
}

static void info(unsigned i, unsigned count)
{
	const struct fake_call *call = &fake.calls[i % CALLS];

	while (count-- > 0)
		call->line->event(call->line->ht, call->ht, LINE_CALLINFO,
				  LINECALLINFOSTATE_CALLERID, 0, 0);
}

static void command(const char *text)
{
	static const char *const manners[] = { "good", "mute", "twice", "refuse", "lie" };
	unsigned a = 0, b = 0;

	for (unsigned i = 0; i < sizeof(manners) / sizeof(*manners); i++)
		if (strcmp(text, manners[i]) == 0)
			fake.manner = i;
	if (strcmp(text, "early") == 0)
		fake.early = true;
	if (strcmp(text, "die") == 0 || strcmp(text, "hang") == 0)
		break_down(text[0] == 'h');
	if (strcmp(text, "late") == 0)
		fake.late = true;
	if (strcmp(text, "doomed") == 0)
		fake.doomed = true;
	if (strcmp(text, "sloppy") == 0)
		fake.sloppy = true;
	if (sscanf(text, "ring %u", &a) == 1)
		ring(a);
	if (sscanf(text, "become %u %u", &a, &b) == 2)
		become(&fake.calls[a % CALLS], b);
	if (sscanf(text, "over %u", &a) == 1)
		fake.calls[a % CALLS].state = LINECALLSTATE_IDLE;
	if (sscanf(text, "info %u", &a) == 1)
		info(a, 1);
	if (sscanf(text, "flood %u %u", &a, &b) == 2)
		info(a, b);
	if (sscanf(text, "create %u", &a) == 1)
		fake.create(NULL, NULL, LINE_CREATE, (DWORD_PTR)fake.provider, a, 0);
	if (sscanf(text, "remove %u", &a) == 1)
		fake.create(NULL, NULL, LINE_REMOVE, a, 0, 0);
	if (sscanf(text, "close %u", &a) == 1)
		fake.lines[a % LINES].event(fake.lines[a % LINES].ht, NULL, LINE_CLOSE, 0, 0, 0);
}

LONG TSPIAPI TSPI_providerGenericDialogData(DWORD_PTR object, DWORD type, LPVOID block, DWORD size)
{
	if (type != TUISPIDLL_OBJECT_PROVIDERID || object != 9)
		return (LONG)LINEERR_INVALPARAM;
	command(block);
	if (strcmp(block, "drops") == 0)
		snprintf(block, size, "%u", (unsigned)fake.drops);
	else
		snprintf(block, size, fake.open_at_close ? "ok, but %u calls were open" : "ok",
			 (unsigned)fake.open_at_close);
	return 0;
}

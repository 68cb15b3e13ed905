/* SPDX-License-Identifier: MIT
 * mutant.c - the provider and its lines. */
#include "mutant.h"
#include <stdio.h>
#include <stdlib.h>

struct provider sp;

static const char *const names[] = {
#define MUTANT(name, rule, says) #name,
#define WARP(name, rule, says)
#include "mutants.def"
#undef MUTANT
#undef WARP
};

bool is(enum mutant mutant)
{
	static int chosen = -1;
	const char *name = getenv("TSPI_MUTANT");

	if (chosen < 0) {
		chosen = M_NONE;
		for (int i = 0; name && i < (int)(sizeof(names) / sizeof(*names)); i++)
			if (strcmp(names[i], name) == 0)
				chosen = i;
	}
	return chosen == (int)mutant;
}

/* --- threads of its own -------------------------------------------------------------- */

struct job {
	void (*act)(struct call *call);
	struct call *call;
};

#ifdef _WIN32
#define pause_ms(ms) Sleep(ms)

static DWORD WINAPI wander(LPVOID arg)
{
	struct line line = *(struct line *)arg;

	for (;;) {
		Sleep(1);
		line.event(line.ht, NULL, LINE_LINEDEVSTATE, LINEDEVSTATE_NUMCALLS, 0, 0);
	}
	return 0;
}

static void stray(void)
{
	static struct line line;

	line = sp.lines[0];
	if (line.event)
		CreateThread(NULL, 0, wander, &line, 0, NULL);
}

static DWORD WINAPI run(LPVOID arg)
{
	const struct job *job = arg;

	job->act(job->call);
	return 0;
}

void in_threads(int count, void (*act)(struct call *call), struct call *call)
{
	struct job job = { act, call };
	HANDLE threads[4];

	for (int i = 0; i < count; i++)
		threads[i] = CreateThread(NULL, 0, run, &job, 0, NULL);
	WaitForMultipleObjects((DWORD)count, threads, TRUE, INFINITE);
}
#else
#include <pthread.h>
#include <unistd.h>

#define pause_ms(ms) usleep((ms) * 1000)

static void *wander(void *arg)
{
	struct line line = *(struct line *)arg;

	for (;;) {
		usleep(1000);
		line.event(line.ht, NULL, LINE_LINEDEVSTATE, LINEDEVSTATE_NUMCALLS, 0, 0);
	}
	return NULL;
}

static void stray(void)
{
	static struct line line;
	pthread_t thread;

	line = sp.lines[0];
	if (line.event && pthread_create(&thread, NULL, wander, &line) == 0)
		pthread_detach(thread);
}

static void *run(void *arg)
{
	const struct job *job = arg;

	job->act(job->call);
	return NULL;
}

void in_threads(int count, void (*act)(struct call *call), struct call *call)
{
	struct job job = { act, call };
	pthread_t threads[4];

	for (int i = 0; i < count; i++)
		pthread_create(&threads[i], NULL, run, &job);
	for (int i = 0; i < count; i++)
		pthread_join(threads[i], NULL);
}
#endif

/* --- time ------------------------------------------------------------------------ */

void later(DWORD ms, void (*act)(struct call *, DRV_REQUESTID, DWORD), struct call *call,
	   DRV_REQUESTID request, DWORD arg)
{
	for (int i = 0; i < LATERS; i++) {
		if (sp.laters[i].used)
			continue;
		sp.laters[i] = (struct later){ true, sp.now + ms, ++sp.number, act, call, request,
					      arg };
		return;
	}
}

static struct later *first(DWORD until)
{
	struct later *found = NULL;

	for (int i = 0; i < LATERS; i++) {
		struct later *l = &sp.laters[i];

		if (l->used && l->due <= until &&
		    (!found || l->due < found->due || (l->due == found->due &&
						       l->number < found->number)))
			found = l;
	}
	return found;
}

void advance(DWORD ms)
{
	DWORD until = sp.now + ms;
	struct later *next, l;

	while ((next = first(until))) {
		l = *next;
		next->used = false;
		sp.now = l.due > sp.now ? l.due : sp.now;
		l.act(l.call, l.request, l.arg);
	}
	sp.now = until;
}

static volatile LONG *volatile nowhere = (volatile LONG *)8;	/* an address that is nobody's */

/* --- the provider ------------------------------------------------------------------- */

static const DWORD versions[] = { TAPI_1_3, TAPI_1_4, TAPI_2_0, TAPI_2_1, TAPI_2_2, TAPI_3_0,
				 TAPI_3_1 };

static bool is_version(DWORD version)
{
	for (int i = 0; i < 7; i++)
		if (versions[i] == version)
			return true;
	return false;
}

LONG TSPIAPI TSPI_lineNegotiateTSPIVersion(DWORD device, DWORD low, DWORD high, LPDWORD out)
{
	DWORD found = 0;

	if (device != INITIALIZE_NEGOTIATION && is(M_FIXED_BASE) && (device < 40 ||
	    device >= 40 + LINES))
		return (LONG)LINEERR_BADDEVICEID;
	for (int i = 0; i < 7; i++)
		if (versions[i] >= low && versions[i] <= high && (!found || !is(M_LOWEST_VERSION)))
			found = versions[i];
	if (is(M_ANY_VERSION) && found)
		found = high;
	if (is(M_NO_REFUSAL) && !found)
		found = TAPI_3_1;
	if (!found)
		return (LONG)LINEERR_INCOMPATIBLEAPIVERSION;
	*out = sp.negotiated = found;
	return 0;
}

LONG TSPIAPI TSPI_providerEnumDevices(DWORD provider, LPDWORD lines, LPDWORD phones,
				      HPROVIDER handle,
				      LINEEVENT line_create, PHONEEVENT phone_create)
{
	if (is(M_CRASH_FIRST))
		return *nowhere;
	while (is(M_HANG_FIRST))
		pause_ms(100);
	*lines = LINES;
	*phones = 0;
	return 0;
}

LONG TSPIAPI TSPI_providerInit(DWORD version, DWORD provider, DWORD line_base, DWORD phone_base,
			       DWORD_PTR lines, DWORD_PTR phones, ASYNC_COMPLETION completion,
			       LPDWORD options)
{
	if (!is_version(version) && !is(M_INIT_ANY))
		return (LONG)LINEERR_INCOMPATIBLEAPIVERSION;
	*options = LINETSPIOPTION_NONREENTRANT;
	if (is(M_UNKNOWN_OPTION))
		*options |= 0x80;
	if (sp.sessions++ > 0)
		return is(M_SECOND_INIT) ? OP_FAILED : 0;
	sp.complete = completion;
	sp.base = is(M_FIXED_BASE) ? 40 : line_base;
	return 0;
}

LONG TSPIAPI TSPI_providerShutdown(DWORD version, DWORD provider)
{
	if (--sp.sessions > 0 && !is(M_ONE_SHUTDOWN))
		return 0;
	if (is(M_CRASH_LAST))
		return *nowhere;
	while (is(M_HANG_LAST))
		pause_ms(100);
	if (is(M_STRAY_THREAD))
		stray();
	if (is(M_CARRIED_OVER))
		putenv(strdup("TSPI_MUTANT_CALL=1"));	/* outlives this library */
	memset(&sp, 0, sizeof(sp));
	return 0;
}

/* "advance 500", and "settle": nothing is ever on its way */
LONG TSPIAPI TSPI_providerGenericDialogData(DWORD_PTR object, DWORD type, LPVOID block, DWORD size)
{
	unsigned ms;

	if (type != TUISPIDLL_OBJECT_PROVIDERID)
		return (LONG)LINEERR_INVALPARAM;
	if (sscanf(block, "advance %u", &ms) == 1)
		advance(ms);
	else if (strcmp(block, "settle") != 0)
		return (LONG)LINEERR_INVALPARAM;
	snprintf(block, size, "ok");
	return 0;
}

LONG TSPIAPI TSPI_providerUIIdentify(LPWSTR out)
{
	static const char name[] = "/none/mutant.dll";

	for (size_t i = 0; i < sizeof(name); i++)
		out[i] = (WCHAR)name[i];
	if (is(M_UI_LONG))
		out[0] = 0;
	return 0;
}

LONG TSPIAPI TSPI_providerInstall(HWND owner, DWORD provider) { return 0; }
LONG TSPIAPI TSPI_providerRemove(HWND owner, DWORD provider) { return 0; }
LONG TSPIAPI TSPI_providerConfig(HWND owner, DWORD provider) { return 0; }

/* --- lines ---------------------------------------------------------------------------- */

struct line *line_of(HDRVLINE hd)
{
	uintptr_t i = (uintptr_t)hd - 1;

	return i < LINES && sp.lines[i].open ? &sp.lines[i] : NULL;
}

DWORD version_of(const struct line *line)
{
	if (is(M_NEGOTIATED_LAYOUT))
		return sp.negotiated;
	if (is(M_LAST_OPEN))
		return sp.lines[1].open ? sp.lines[1].version : line->version;
	return line->version;
}

LONG TSPIAPI TSPI_lineOpen(DWORD device, HTAPILINE ht, LPHDRVLINE out, DWORD version,
			   LINEEVENT event)
{
	DWORD i = device - sp.base;
	struct line *line = &sp.lines[i];

	if (i >= LINES)
		return (LONG)LINEERR_BADDEVICEID;
	if (!is_version(version))
		return (LONG)LINEERR_INCOMPATIBLEAPIVERSION;
	if (line->open || (is(M_NO_REOPEN) && line->opened >= 10))
		return (LONG)LINEERR_RESOURCEUNAVAIL;
	*line = (struct line){ .ht = ht, .event = event, .version = version, .open = true,
			       .opened = line->opened + 1 };
	for (int k = 0; k < LINES && is(M_WRONG_PROCEDURE); k++)
		sp.lines[k].event = event;
	*out = (HDRVLINE)(uintptr_t)(i + 1);
	return 0;
}

static void ghost(struct call *call, DRV_REQUESTID request, DWORD arg)
{
	struct line *line = &sp.lines[arg];

	line->event(line->ht, NULL, LINE_LINEDEVSTATE, LINEDEVSTATE_NUMCALLS, 0, 0);
}

LONG TSPIAPI TSPI_lineClose(HDRVLINE hd)
{
	struct line *line = line_of(hd);

	if (!line)
		return (LONG)LINEERR_INVALLINEHANDLE;
	for (int i = 0; i < CALLS; i++)
		if (sp.calls[i].used && sp.calls[i].line == line)
			call_close(&sp.calls[i], true);
	if (is(M_CLOSE_TELLS))
		line->event(line->ht, NULL, LINE_LINEDEVSTATE, LINEDEVSTATE_NUMCALLS, 0, 0);
	if (is(M_AFTER_CLOSE))
		later(20, ghost, NULL, 0, (DWORD)(line - sp.lines));
	line->open = is(M_LINE_STAYS);
	return 0;
}

LONG TSPIAPI TSPI_lineSetDefaultMediaDetection(HDRVLINE hd, DWORD modes)
{
	if ((modes & ~(DWORD)(VOICE | LINEMEDIAMODE_UNKNOWN)) && !is(M_NO_MEDIA_CHECK))
		return (LONG)LINEERR_INVALMEDIAMODE;
	if (!modes && is(M_DETECTION_ZERO))
		return (LONG)LINEERR_INVALMEDIAMODE;
	line_of(hd)->media = modes;
	return 0;
}

LONG TSPIAPI TSPI_lineConditionalMediaDetection(HDRVLINE hd, DWORD modes,
						LPLINECALLPARAMS const params)
{
	struct line *line = line_of(hd);

	if ((modes & ~(DWORD)(VOICE | LINEMEDIAMODE_UNKNOWN)) && !is(M_NO_MEDIA_CHECK))
		return (LONG)LINEERR_INVALMEDIAMODE;
	if (is(M_TEST_RINGS))
		line->event(line->ht, NULL, LINE_LINEDEVSTATE, LINEDEVSTATE_NUMCALLS, 0, 0);
	return 0;
}

LONG TSPIAPI TSPI_lineSetStatusMessages(HDRVLINE hd, DWORD line_states, DWORD address_states)
{
	struct line *line = line_of(hd);

	if ((line_states & 0xFE000000) && !is(M_UNKNOWN_STATES))
		return (LONG)LINEERR_INVALLINESTATE;
	if (address_states & 0xFFFFFE00)
		return (LONG)LINEERR_INVALADDRESSSTATE;
	if (is(M_NO_FILTER) && !line_states)
		return OP_FAILED;
	if (is(M_NEWS_FIRST) && (line_states & LINEDEVSTATE_NUMCALLS))
		line->event(line->ht, NULL, LINE_LINEDEVSTATE, LINEDEVSTATE_NUMCALLS, 0, 0);
	if (is(M_TELLS_OPEN))
		line->event(line->ht, NULL, LINE_LINEDEVSTATE, LINEDEVSTATE_OPEN, 0, 0);
	return 0;
}

LONG TSPIAPI TSPI_lineGetExtensionID(DWORD device, DWORD version, LPLINEEXTENSIONID id)
{
	memset(id, 0, sizeof(*id));
	return 0;
}

LONG TSPIAPI TSPI_lineNegotiateExtVersion(DWORD device, DWORD version, DWORD low, DWORD high,
					  LPDWORD out)
{
	*out = is(M_EXTENSION) ? 0x00010000 : 0;
	if (is(M_EXTENSION) && low <= 0x00010000)
		return 0;
	return is(M_EXT_ERROR) ? OP_FAILED : (LONG)LINEERR_INCOMPATIBLEEXTVERSION;
}

LONG TSPIAPI TSPI_lineSelectExtVersion(HDRVLINE hd, DWORD version)
{
	return version && !is(M_EXT_SELECT) ? (LONG)LINEERR_INCOMPATIBLEEXTVERSION : 0;
}

LONG TSPIAPI TSPI_lineForward(DRV_REQUESTID request, HDRVLINE hd, DWORD all, DWORD address,
			      LPLINEFORWARDLIST const list, DWORD rings, HTAPICALL ht_consult,
			      LPHDRVCALL out_consult, LPLINECALLPARAMS const params)
{
	if (!is(M_STUB_FORWARD))
		return (LONG)LINEERR_OPERATIONUNAVAIL;
	sp.complete(request, 0);
	return (LONG)request;
}

LONG TSPIAPI TSPI_lineDevSpecific(DRV_REQUESTID request, HDRVLINE hd, DWORD address, HDRVCALL call,
				  LPVOID block, DWORD size)
{
	if (!is(M_STUB_SPECIFIC))
		return (LONG)LINEERR_OPERATIONUNAVAIL;
	sp.complete(request, 0);
	return (LONG)request;
}

LONG TSPIAPI TSPI_lineSetDevConfig(DWORD device, LPVOID const config, DWORD size,
				   LPCWSTR device_class)
{
	return is(M_TAKES_CONFIG) ? 0 : (LONG)LINEERR_INVALPARAM;
}

/* --- what every provider exports, and this one cannot ------------------------------- */

LONG TSPIAPI TSPI_lineGetDevConfig(DWORD device, LPVARSTRING out, LPCWSTR device_class)
{
	return (LONG)LINEERR_OPERATIONUNAVAIL;
}

LONG TSPIAPI TSPI_lineGetIcon(DWORD device, LPCWSTR device_class, LPHICON out)
{
	return (LONG)LINEERR_OPERATIONUNAVAIL;
}

LONG TSPIAPI TSPI_lineDial(DRV_REQUESTID request, HDRVCALL hd, LPCWSTR dest, DWORD country)
{
	return (LONG)LINEERR_OPERATIONUNAVAIL;
}

LONG TSPIAPI TSPI_phoneNegotiateTSPIVersion(DWORD device, DWORD low, DWORD high, LPDWORD out)
{
	return (LONG)PHONEERR_OPERATIONUNAVAIL;
}

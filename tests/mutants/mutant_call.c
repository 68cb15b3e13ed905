/* SPDX-License-Identifier: MIT
 * mutant_call.c - its calls. */
#include "mutant.h"
#include <stdio.h>
#include <stdlib.h>
#ifdef _WIN32
#define pause_ms(ms) Sleep(ms)
#else
#include <unistd.h>
#define pause_ms(ms) usleep((ms) * 1000)
#endif

static volatile uintptr_t nowhere = 8;	/* an address that is nobody's */

HDRVCALL handle_of(const struct call *call)
{
	return (HDRVCALL)(uintptr_t)(call->id * CALLS + (DWORD)(call - sp.calls) + 1);
}

struct call *call_of(HDRVCALL hd)
{
	uintptr_t n = (uintptr_t)hd - 1;
	struct call *call = &sp.calls[n % CALLS];

	return hd && call->used && call->id == n / CALLS ? call : NULL;
}

static struct call *call_new(struct line *line)
{
	static DWORD ids;

	for (int i = 0; i < CALLS; i++) {
		if (sp.calls[i].used)
			continue;
		sp.calls[i] = (struct call){ .line = line, .id = ++ids, .used = true,
					    .media = VOICE };
		return &sp.calls[i];
	}
	return NULL;
}

void tell(struct call *call, DWORD message, DWORD_PTR p1, DWORD_PTR p2, DWORD_PTR p3)
{
	HTAPICALL ht = is(M_WRONG_HANDLE) ? (HTAPICALL)(uintptr_t)handle_of(call) : call->ht;

	call->line->event(call->line->ht, ht, message, p1, p2, p3);
}

static void become(struct call *call, DWORD state, DWORD mode)
{
	DWORD media = is(M_NO_MEDIA) ? 0 : is(M_OTHER_MEDIA) ? LINEMEDIAMODE_UNKNOWN : call->media;

	call->before = call->state;
	call->state = state;
	call->mode = mode;
	tell(call, LINE_CALLSTATE, state, mode, media);
	if (state == LINECALLSTATE_CONNECTED && is(M_STATE_TWICE))
		tell(call, LINE_CALLSTATE, state, mode, media);
	if (state != LINECALLSTATE_IDLE)
		return;
	if (is(M_IDLE_TWICE))
		tell(call, LINE_CALLSTATE, state, mode, media);
	if (is(M_STATE_AFTER_IDLE))
		tell(call, LINE_CALLSTATE, LINECALLSTATE_DISCONNECTED, LINEDISCONNECTMODE_NORMAL,
		     media);
	if (is(M_INFO_AFTER_IDLE))
		tell(call, LINE_CALLINFO, LINECALLINFOSTATE_CALLERID, 0, 0);
}

static void end_call(struct call *call, DWORD mode)
{
	if (!call || call->state == LINECALLSTATE_IDLE)
		return;
	become(call, LINECALLSTATE_DISCONNECTED, mode);
	become(call, LINECALLSTATE_IDLE, 0);
}

/* The two ends know each other no more. */
static struct call *part(struct call *call)
{
	struct call *peer = call->peer;

	call->peer = NULL;
	if (peer)
		peer->peer = NULL;
	return peer;
}

static void complete(DRV_REQUESTID request, LONG result)
{
	sp.complete(request, is(M_POSITIVE_RESULT) ? 1 : result);
}

static LONG refuse(DRV_REQUESTID request, LONG error)
{
	if (is(M_COMPLETES_REFUSED))
		sp.complete(request, error);
	return error;
}

/* --- made calls ----------------------------------------------------------------------- */

static bool same(const WCHAR *wide, const char *text)
{
	size_t i = 0;

	while (text[i] && wide[i] == (unsigned char)text[i])
		i++;
	return text[i] == 0 && wide[i] == 0;
}

static struct line *line_called(const WCHAR *dest)
{
	return same(dest, "100") ? &sp.lines[0] : same(dest, "200") ? &sp.lines[1] : NULL;
}

static void offer(struct call *from, struct line *line)
{
	struct call *call = call_new(line);
	HTAPICALL ht = NULL;

	call->origin = LINECALLORIGIN_INTERNAL;
	call->peer = from;
	from->peer = call;
	line->event(line->ht, NULL, LINE_NEWCALL,
		    is(M_HANDLE_ZERO) ? 0 : (DWORD_PTR)handle_of(call), (DWORD_PTR)&ht, 0);
	call->ht = ht;
	call->born = true;
	if (!ht && !is(M_NOT_TAKEN)) {
		part(call);
		call->used = false;
		end_call(from, LINEDISCONNECTMODE_UNREACHABLE);
		return;
	}
	if (is(M_INFO_FIRST))
		tell(call, LINE_CALLINFO, LINECALLINFOSTATE_CALLERID, 0, 0);
	become(call, LINECALLSTATE_OFFERING, 0);
	become(from, LINECALLSTATE_RINGBACK, 0);
}

static void chatter(struct call *call)
{
	if (is(M_CRASH_THREAD))
		*(volatile LONG *)nowhere = 1;
	for (int i = 0; i < 5; i++)
		tell(call, LINE_CALLINFO, LINECALLINFOSTATE_CALLERID, 0, 0);
}

static void proceed(struct call *call, DRV_REQUESTID request, DWORD arg)
{
	struct line *line = line_called(call->dest);

	if (call->state != LINECALLSTATE_DIALING)
		return;
	become(call, LINECALLSTATE_PROCEEDING, 0);
	if (is(M_TWO_THREADS) || is(M_CRASH_THREAD))
		in_threads(2, chatter, call);
	if (is(M_LATE_BIRTH)) {
		call->born = true;
		complete(request, 0);
	}
	if (!line || line == call->line)
		end_call(call, LINEDISCONNECTMODE_BADADDRESS);
	else if (!line->open || (!(line->media & VOICE) && !is(M_UNWANTED)))
		end_call(call, LINEDISCONNECTMODE_UNREACHABLE);
	else
		offer(call, line);
}

static void begun(struct call *call, DRV_REQUESTID request, DWORD arg)
{
	if (is(M_KEEPS_POINTER) && call->kept)
		memcpy(call->dest, call->kept, sizeof(call->dest) / 4);
	if (is(M_LATE_HANDLE))
		*call->slot = handle_of(call);
	if (is(M_EARLY_EVENT))
		become(call, LINECALLSTATE_DIALING, 0);
	if (!is(M_LATE_BIRTH)) {
		call->born = true;
		complete(request, 0);
	}
	if (!is(M_EARLY_EVENT))
		become(call, LINECALLSTATE_DIALING, 0);
	later(20, proceed, call, is(M_LATE_BIRTH) ? request : 0, 0);
}

LONG TSPIAPI TSPI_lineMakeCall(DRV_REQUESTID request, HDRVLINE hd, HTAPICALL ht, LPHDRVCALL out,
			       LPCWSTR dest,
			       DWORD country, LPLINECALLPARAMS const params)
{
	struct line *line = line_of(hd);
	struct call *call;
	size_t len = 0;

	if (is(M_CRASH))
		return *(volatile LONG *)nowhere;
	if (!dest || !dest[0])
		return refuse(request, (LONG)LINEERR_INVALADDRESS);
	if (!country && is(M_COUNTRY))
		return refuse(request, (LONG)LINEERR_INVALCOUNTRYCODE);
	for (; dest[len]; len++) {
		if (dest[len] == 'W' && !is(M_DIALS_WAIT))
			return refuse(request, (LONG)LINEERR_DIALDIALTONE);
		if (dest[len] == '@')
			return refuse(request, (LONG)LINEERR_DIALQUIET);
		if (dest[len] == '$')
			return refuse(request, (LONG)LINEERR_DIALBILLING);
		if (dest[len] == '?')
			return refuse(request, (LONG)LINEERR_DIALPROMPT);
		if (len >= 60 || dest[len] < '!' || dest[len] == ';')
			return refuse(request, (LONG)LINEERR_INVALADDRESS);
	}
	if (params && (params->dwMediaMode & ~(DWORD)(VOICE | LINEMEDIAMODE_UNKNOWN)))
		return refuse(request, (LONG)LINEERR_INVALMEDIAMODE);
	call = call_new(line);
	if (!call)
		return refuse(request, (LONG)LINEERR_CALLUNAVAIL);
	memcpy(call->dest, dest, (len + 1) * sizeof(WCHAR));
	call->kept = dest;
	call->ht = ht;
	call->origin = is(M_WRONG_ORIGIN) ? LINECALLORIGIN_INTERNAL : LINECALLORIGIN_OUTBOUND;
	call->slot = out;
	if (is(M_MODE_STAYS))
		call->media = LINEMEDIAMODE_UNKNOWN;
	if (!is(M_LATE_HANDLE))
		*out = handle_of(call);
	later(REQUEST_MS, begun, call, request, 0);
	return (LONG)request;
}

/* --- requests --------------------------------------------------------------------------- */

static void replace(struct call *call)
{
	for (int i = 0; i < LATERS && is(M_NO_OVERLAP); i++)
		if (sp.laters[i].call == call && sp.laters[i].request)
			sp.laters[i].used = false;
}

static LONG ask(struct call *call, DWORD states, DRV_REQUESTID request,
		void (*act)(struct call *, DRV_REQUESTID, DWORD))
{
	if (!call)
		return refuse(request, (LONG)LINEERR_INVALCALLHANDLE);
	if (!(call->state & states))
		return refuse(request, BAD_STATE);
	replace(call);
	later(REQUEST_MS, act, call, request, states);
	return (LONG)request;
}

static void answered(struct call *call, DRV_REQUESTID request, DWORD states)
{
	if (!(call->state & states)) {
		complete(request, BAD_STATE);
		return;
	}
	complete(request, 0);
	become(call, LINECALLSTATE_CONNECTED, is(M_NEWER_CONSTANT) ? 0x10 : 0);
	if (call->peer)
		become(call->peer, LINECALLSTATE_CONNECTED, 0);
}

LONG TSPIAPI TSPI_lineAnswer(DRV_REQUESTID request, HDRVCALL hd, LPCSTR uui, DWORD size)
{
	DWORD states = LINECALLSTATE_OFFERING | LINECALLSTATE_ACCEPTED;

	if (is(M_EXITS))
		_exit(0);
	return ask(call_of(hd), is(M_NO_STATE_CHECK) ? states | LINECALLSTATE_CONNECTED : states,
		   request, answered);
}

static void accepted(struct call *call, DRV_REQUESTID request, DWORD states)
{
	complete(request, 0);
	become(call, LINECALLSTATE_ACCEPTED, 0);
}

LONG TSPIAPI TSPI_lineAccept(DRV_REQUESTID request, HDRVCALL hd, LPCSTR uui, DWORD size)
{
	return ask(call_of(hd), LINECALLSTATE_OFFERING, request, accepted);
}

static void dropped(struct call *call, DRV_REQUESTID request, DWORD states)
{
	struct call *peer = part(call);

	complete(request, 0);
	if (call->state == LINECALLSTATE_IDLE)
		return;
	become(call, is(M_NEVER_IDLE) ? LINECALLSTATE_DISCONNECTED : LINECALLSTATE_IDLE,
	       is(M_NEVER_IDLE) ? 1 : 0);
	if (peer && !is(M_SILENT_PEER))
		end_call(peer, LINEDISCONNECTMODE_NORMAL);
	if (is(M_DROP_FREES) || is(M_NONSENSE_PRINTED))
		call->used = false;
}

static int deeper(volatile int *depth)
{
	volatile char room[65536];
	int more = *depth + 1;

	room[0] = (char)more;
	return more ? deeper(&more) + room[0] : 0;	/* it never comes round: the stack ends first */
}

/* What ends or keeps the process. */
static void misbehave(struct call *call)
{
	while (is(M_HANG))
		pause_ms(100);
	while (is(M_FLOODS))
		tell(call, LINE_CALLINFO, LINECALLINFOSTATE_CALLERID, 0, 0);
	if (is(M_ABORTS))
		abort();
	if (is(M_DEEP))
		exit(deeper(&(volatile int){ 0 }));
	if (is(M_CLOSES_OUTPUT))
		fclose(stdout);
	if (is(M_NONSENSE_PRINTED)) {
		printf("#tspcheck pass \n#tspcheck nonsense without end");
		fflush(stdout);
	}
}

LONG TSPIAPI TSPI_lineDrop(DRV_REQUESTID request, HDRVCALL hd, LPCSTR uui, DWORD size)
{
	DWORD states = (DWORD)~LINECALLSTATE_IDLE;
	LONG result;

	misbehave(call_of(hd));
	if (is(M_NO_REJECT))
		states &= ~(DWORD)LINECALLSTATE_OFFERING;
	if (is(M_NOT_OWNER))
		return (LONG)LINEERR_NOTOWNER;
	result = ask(call_of(hd), states, request, dropped);
	return result > 0 && is(M_RETURNS_ZERO) ? 0 : result;
}

static void held(struct call *call, DRV_REQUESTID request, DWORD states)
{
	if (!(call->state & states)) {
		complete(request, BAD_STATE);
		return;
	}
	if (!is(M_NEVER))
		complete(request, 0);
	if (is(M_TWICE))
		complete(request, 0);
	if (!is(M_HOLD_ONLY_SAYS))
		become(call, LINECALLSTATE_ONHOLD, 0);
}

LONG TSPIAPI TSPI_lineHold(DRV_REQUESTID request, HDRVCALL hd)
{
	LONG result;

	if (is(M_BIT_ONLY))
		return refuse(request, (LONG)LINEERR_OPERATIONUNAVAIL);
	result = ask(call_of(hd), LINECALLSTATE_CONNECTED, request, held);
	return result > 0 && is(M_RETURNS_OTHER) ? result + 1 : result;
}

static void unheld(struct call *call, DRV_REQUESTID request, DWORD states)
{
	if (!(call->state & states)) {
		complete(request, BAD_STATE);
		return;
	}
	complete(request, 0);
	if (!is(M_STUB_UNHOLD))
		become(call, LINECALLSTATE_CONNECTED, 0);
}

LONG TSPIAPI TSPI_lineUnhold(DRV_REQUESTID request, HDRVCALL hd)
{
	return ask(call_of(hd), LINECALLSTATE_ONHOLD, request, unheld);
}

static void just_say(struct call *call, DRV_REQUESTID request, DWORD states)
{
	complete(request, 0);
}

LONG TSPIAPI TSPI_linePark(DRV_REQUESTID request, HDRVCALL hd, DWORD mode, LPCWSTR dest,
			   LPVARSTRING out)
{
	if (!is(M_STUB_PARK))
		return refuse(request, (LONG)LINEERR_OPERATIONUNAVAIL);
	return ask(call_of(hd), LINECALLSTATE_CONNECTED, request, just_say);
}

/* --- the end of a call ---------------------------------------------------------------------- */

static void late_word(struct call *call, DRV_REQUESTID request, DWORD arg)
{
	struct line *line = &sp.lines[arg];

	line->event(line->ht, (HTAPICALL)(uintptr_t)request, LINE_CALLINFO,
		    LINECALLINFOSTATE_CALLERID, 0, 0);
}

static void abandon(struct call *call, bool leave)
{
	for (int i = 0; i < LATERS; i++) {
		struct later *l = &sp.laters[i];

		if (!l->used || l->call != call)
			continue;
		l->used = false;
		if (l->request && !leave)
			complete(l->request, l->act == begun &&
				 is(M_CLOSED_SUCCEEDS) ? 0 : OP_FAILED);
	}
}

LONG call_close(struct call *call, bool by_line)
{
	struct call *peer;

	if (is(M_CLOSE_OFFERED) && call->state == LINECALLSTATE_OFFERING && !by_line)
		return BAD_STATE;
	for (int i = 0; i < LATERS && is(M_CLOSE_AFTER_DROP) && !by_line; i++)
		if (sp.laters[i].used && sp.laters[i].call == call && sp.laters[i].act == dropped)
			return BAD_STATE;
	abandon(call, is(by_line ? M_CLOSE_LEAVES : M_CLOSECALL_LEAVES));
	peer = part(call);
	call->used = false;
	if (peer && !is(M_NO_CLOSEDROP))
		end_call(peer, LINEDISCONNECTMODE_NORMAL);
	if (is(M_AFTER_CLOSECALL))
		later(20, late_word, NULL, (DRV_REQUESTID)(uintptr_t)call->ht,
		      (DWORD)(call->line - sp.lines));
	return 0;
}

LONG TSPIAPI TSPI_lineCloseCall(HDRVCALL hd)
{
	struct call *call = call_of(hd);

	return call ? call_close(call, false) : (LONG)LINEERR_INVALCALLHANDLE;
}

/* --- what is done at once ------------------------------------------------------------------ */

LONG TSPIAPI TSPI_lineSetAppSpecific(HDRVCALL hd, DWORD value)
{
	struct call *call = call_of(hd);

	if (!call)
		return (LONG)LINEERR_INVALCALLHANDLE;
	call->app = value;
	if (is(M_SYNC_COMPLETES))
		sp.complete(0x70000000, 0);
	if (call->state == LINECALLSTATE_IDLE || is(M_NO_INFO))
		return 0;
	tell(call, LINE_CALLINFO, is(M_ALL_INFO) ? 0xFFFF : LINECALLINFOSTATE_APPSPECIFIC, 0, 0);
	return 0;
}

LONG TSPIAPI TSPI_lineSetMediaMode(HDRVCALL hd, DWORD mode)
{
	if (mode != VOICE)
		return (LONG)LINEERR_INVALMEDIAMODE;
	return 0;
}

/* --- digits --------------------------------------------------------------------------------- */

static DWORD stamp(void)
{
	return is(M_NO_TIME) ? 0 : sp.now + 1;
}

static void end_gather(struct call *call, DWORD reason)
{
	call->gather[call->gathered] = 0;
	call->gather = NULL;
	tell(call, LINE_GATHERDIGITS, reason, call->gather_id, stamp());
}

static void hear(struct call *call, WCHAR digit)
{
	if (call->modes & LINEDIGITMODE_DTMF && !is(M_STUB_MONITOR))
		tell(call, LINE_MONITORDIGITS, digit, LINEDIGITMODE_DTMF, stamp());
	if (!call->gather)
		return;
	call->gather[call->gathered++] = digit;
	for (int i = 0; call->ends[i] && !is(M_NO_TERMINATOR); i++) {
		if (call->ends[i] == digit) {
			end_gather(call, LINEGATHERTERM_TERMDIGIT);
			return;
		}
	}
	if (call->gathered == call->gather_max)
		end_gather(call, LINEGATHERTERM_BUFFERFULL);
}

static void generated(struct call *call, DWORD reason)
{
	DWORD id = is(M_WRONG_ID) ? call->end_to_end + 1 : call->end_to_end;

	tell(call, LINE_GENERATE, reason, id, stamp());
	if (is(M_DONE_TWICE))
		tell(call, LINE_GENERATE, reason, id, stamp());
	call->end_to_end = 0;
}

static void next_digit(struct call *call, DRV_REQUESTID request, DWORD arg)
{
	WCHAR digit = call->digits[arg & 0xFF];

	if (arg >> 8 != call->generation || call->state != LINECALLSTATE_CONNECTED)
		return;
	if (!digit) {
		generated(call, LINEGENERATETERM_DONE);
		return;
	}
	if (call->peer && ((digit >= '0' && digit <= '9') || digit == '*' || digit == '#') &&
	    !(is(M_DIGIT_LOST) && !call->digits[(arg & 0xFF) + 1]))
		hear(call->peer, digit);
	later(50, next_digit, call, 0, arg + 1);
}

LONG TSPIAPI TSPI_lineGenerateDigits(HDRVCALL hd, DWORD end_to_end, DWORD mode, LPCWSTR digits,
				     DWORD duration)
{
	struct call *call = call_of(hd);
	size_t i = 0;

	if (mode != LINEDIGITMODE_DTMF)
		return (LONG)LINEERR_INVALDIGITMODE;
	if (!call || call->state != LINECALLSTATE_CONNECTED)
		return BAD_STATE;
	if (call->end_to_end && !is(M_NO_CANCEL))
		generated(call, LINEGENERATETERM_CANCEL);
	call->generation++;
	call->end_to_end = 0;
	if (!digits)
		return 0;
	for (; digits[i] && i < 63; i++)
		call->digits[i] = digits[i];
	call->digits[i] = 0;
	call->end_to_end = end_to_end;
	later(50, next_digit, call, 0, call->generation << 8);
	return 0;
}

LONG TSPIAPI TSPI_lineMonitorDigits(HDRVCALL hd, DWORD modes)
{
	struct call *call = call_of(hd);

	if (modes & ~(DWORD)LINEDIGITMODE_DTMF)
		return (LONG)LINEERR_INVALDIGITMODE;
	if (modes && (!call || call->state != LINECALLSTATE_CONNECTED))
		return BAD_STATE;
	if (modes || !is(M_MONITOR_ON))
		call->modes = modes;
	return 0;
}

LONG TSPIAPI TSPI_lineGatherDigits(HDRVCALL hd, DWORD end_to_end, DWORD modes, LPWSTR digits,
				   DWORD count,
				   LPCWSTR ends, DWORD first, DWORD inter)
{
	struct call *call = call_of(hd);
	int i = 0;

	if (digits && !count && !is(M_GATHER_NONE))
		return (LONG)LINEERR_INVALPARAM;
	if (digits && (!call || call->state != LINECALLSTATE_CONNECTED))
		return BAD_STATE;
	if (call->gather)
		end_gather(call,
			   is(M_CANCEL_FULL) ? LINEGATHERTERM_BUFFERFULL : LINEGATHERTERM_CANCEL);
	call->gather = count ? digits : NULL;
	call->gathered = 0;
	call->gather_max = count;
	call->gather_id = end_to_end;
	for (; ends && ends[i] && i < 15; i++)
		call->ends[i] = ends[i];
	call->ends[i] = 0;
	return 0;
}

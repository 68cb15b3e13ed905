/* SPDX-License-Identifier: MIT
 * tapi_talk.c - dial, answer, watch: messages of TAPI for people and programs. */
#include "tool/tapi.h"
#include "abi/names.h"
#include "base/mem.h"
#include "os/clock.h"
#include <stdio.h>

#define SLICE_MS 500		/* a Ctrl-C is seen after so long */
#define WATCH_MS 50		/* what phones tell is seen after so long, where lines are silent */

/* --- messages ---------------------------------------------------------------------- */

static const char *const titles[] = {
	"Time", "#Device", "#Call", "Event", "Detail", "Message", NULL,
};

static void party(struct buf *out, const char *word, const char *number, const char *name)
{
	if (*number || *name)
		buf_printf(out, "%s%s %s%s%s", out->len ? " " : "", word, number,
			   *number && *name ? " " : "", strcmp(number, name) == 0 ? "" : name);
}

/* Who is at the other end, and with what right we have the call. */
static void detail(const LINEMESSAGE *m, struct buf *out)
{
	LINECALLINFO *info = tapi_call_info(m->hDevice);
	char number[128], name[128];

	if (info && info->dwOrigin != LINECALLORIGIN_OUTBOUND)
		party(out, "from", TAPI_TEXT_OF(info, CallerID, number),
		      TAPI_TEXT_OF(info, CallerIDName, name));
	else if (info)
		party(out, "to", TAPI_TEXT_OF(info, CalledID, number),
		      TAPI_TEXT_OF(info, CalledIDName, name));
	mem_free(info);
	if (m->dwParam3)
		buf_printf(out, "%sas %s", out->len ? ", " : "",
			   m->dwParam3 == LINECALLPRIVILEGE_OWNER ? "owner" : "monitor");
}

/* What happened, in words; "": nothing that people want to see. */
static void words_of(const LINEMESSAGE *m, struct buf *out)
{
	char words[NAME_TEXT_SIZE];

	switch (m->dwMessageID) {
	case LINE_CALLSTATE:
		buf_text(out, name_words(NAME_LINECALLSTATE, (DWORD)m->dwParam1, words, sizeof(words)));
		break;
	case LINE_REPLY:
		if ((LONG)m->dwParam2)
			buf_printf(out, "refused: %s", name_error((LONG)m->dwParam2));
		break;
	case LINE_MONITORDIGITS:
		buf_printf(out, "digit %c", (char)m->dwParam1);
		break;
	case LINE_LINEDEVSTATE:
		if (m->dwParam1 & ~(DWORD)LINEDEVSTATE_NUMCALLS)
			buf_text(out, name_words(NAME_LINEDEVSTATE, (DWORD)m->dwParam1, words,
						 sizeof(words)));
		break;
	case LINE_CLOSE:
		buf_text(out, "closed");
		break;
	case LINE_CREATE:
		buf_printf(out, "line %lu is there", (unsigned long)m->dwParam1);
		break;
	case LINE_REMOVE:
		buf_printf(out, "line %lu is gone", (unsigned long)m->dwParam1);
		break;
	default:
		break;
	}
}

void tapi_print(bool json, const struct tapi_event *event)
{
	char time[32], device[24], call[16] = "";
	const char *cells[] = {
		time, device, call, event->words, event->detail, name_message(event->message),
	};
	struct clock_local now;
	struct table table;

	clock_local(&now);
	snprintf(time, sizeof(time), "%02u:%02u:%02u.%03u", now.hour, now.minute, now.second, now.ms);
	snprintf(device, sizeof(device), "%lu", (unsigned long)event->device);
	if (event->call)
		snprintf(call, sizeof(call), "%08lx", (unsigned long)event->call);
	if (json) {
		table_begin(&table, true, titles);
		table_row(&table, cells);
		table_end(&table);
		return;
	}
	printf("%s %s %s %s%s%s%s%s\n", time, event->kind, device, call, call[0] ? " " : "",
	       event->words, event->detail[0] ? ": " : "", event->detail);
}

static void print(const struct tapi *tapi, const LINEMESSAGE *m)
{
	const bool of_call = m->dwMessageID == LINE_CALLSTATE || m->dwMessageID == LINE_MONITORDIGITS;
	char words[256], more[512];
	struct buf text, about;

	buf_fixed(&text, words, sizeof(words));
	buf_fixed(&about, more, sizeof(more));
	words_of(m, &text);
	if (m->dwMessageID == LINE_CALLSTATE)
		detail(m, &about);
	buf_c(&text);
	buf_c(&about);
	if (words[0])
		tapi_print(tapi->json, &(struct tapi_event){
			.kind = "line", .device = (DWORD)m->dwCallbackInstance, .message = m->dwMessageID,
			.call = of_call ? m->hDevice : 0, .words = words, .detail = more });
}

static bool gone;	/* the server: nothing comes any more */

bool tapi_gone(void)
{
	return gone;
}

/* LINEDEVSTATE_REINIT of the application, not of a line. */
static void look_at(const LINEMESSAGE *m)
{
	if (m->dwMessageID != LINE_LINEDEVSTATE || m->hDevice || m->dwParam1 != LINEDEVSTATE_REINIT
	    || gone)
		return;
	gone = true;
	tool_fail("the telephony server has ended, or wants to begin anew");
}

bool tapi_next(const struct tapi *tapi, uint64_t until_ms, LINEMESSAGE *out)
{
	uint64_t now = clock_ms();
	DWORD slice;

	while (!stop_asked() && !gone && (!until_ms || now < until_ms)) {
		slice = until_ms && until_ms - now < SLICE_MS ? (DWORD)(until_ms - now) : SLICE_MS;
		if (lineGetMessage(tapi->app, out, slice) == 0) {
			print(tapi, out);
			look_at(out);
			return true;
		}
		now = clock_ms();
	}
	return false;
}

/* --- waiting ----------------------------------------------------------------------- */

DWORD tapi_until(const struct tapi *tapi, const HCALL *call, DWORD states, uint64_t until_ms)
{
	LINEMESSAGE m;

	while (tapi_next(tapi, until_ms, &m))
		if (m.dwMessageID == LINE_CALLSTATE && m.hDevice == *call && (m.dwParam1 & states))
			return (DWORD)m.dwParam1;
	return 0;
}

bool tapi_done(const struct tapi *tapi, const char *what, LONG request)
{
	const uint64_t end = clock_ms() + TAPI_REPLY_MS;
	LINEMESSAGE m;

	if (request < 0) {
		tool_fail("%s was refused: %s", what, name_error(request));
		return false;
	}
	while (tapi_next(tapi, end, &m)) {
		if (m.dwMessageID != LINE_REPLY || (LONG)m.dwParam1 != request)
			continue;
		if ((LONG)m.dwParam2)
			tool_fail("%s failed: %s", what, name_error((LONG)m.dwParam2));
		return (LONG)m.dwParam2 == 0;
	}
	if (!stop_asked() && !gone)
		tool_fail("%s failed: no reply came", what);
	return false;
}

void tapi_hang_up(const struct tapi *tapi, HCALL call)
{
	const uint64_t end = clock_ms() + TAPI_FAREWELL_MS;
	LINEMESSAGE m;

	stop_forget();		/* the farewell is waited for all the same */
	if (call && lineDrop(call, NULL, 0) > 0)
		while (tapi_next(tapi, end, &m))
			if (m.dwMessageID == LINE_CALLSTATE && m.hDevice == call
			    && m.dwParam1 == LINECALLSTATE_IDLE)
				break;
}

bool tapi_wide(const char *text, WCHAR *out, size_t size)
{
	if (utf16_size(text) > size) {
		tool_usage("%s is too long for a number", text);
		return false;
	}
	utf16_write(out, text);
	return true;
}

static bool connected(const struct tapi *tapi, const HCALL *call)
{
	const DWORD state = tapi_until(tapi, call, LINECALLSTATE_CONNECTED | TAPI_ENDED, 0);
	char word[NAME_TEXT_SIZE];

	if (state == LINECALLSTATE_CONNECTED)
		return true;
	if (!stop_asked())
		tool_fail("the call was not connected: it became %s",
			  name_words(NAME_LINECALLSTATE, state, word, sizeof(word)));
	return false;
}

bool tapi_reach(const struct tapi *tapi, HLINE line, const char *number, HCALL *call)
{
	WCHAR dest[256];

	return tapi_wide(number, dest, sizeof(dest))
	       && tapi_done(tapi, "the call", lineMakeCallW(line, call, dest, 0, NULL))
	       && connected(tapi, call);
}

bool tapi_consult(const struct tapi *tapi, const HCALL *call, const char *number)
{
	WCHAR dest[256];

	return tapi_wide(number, dest, sizeof(dest))
	       && tapi_done(tapi, "the call", lineDialW(*call, dest, 0)) && connected(tapi, call);
}

/* --- the commands ------------------------------------------------------------------ */

int tapi_command_dial(struct tool *tool, int count, char **argv)
{
	const char *digits = NULL, *seconds = NULL;
	const struct tool_option options[] = {
		{ "--digits", &digits, NULL }, { "--for", &seconds, NULL }, { NULL, NULL, NULL },
	};
	struct tapi tapi;
	DWORD for_s = 0;
	HCALL call = 0;
	HLINE line;
	bool well;

	if (!tool_options(options, &count, argv) || (seconds && !tool_number(seconds, 86400, &for_s)))
		return 2;
	if (count != 2)
		return tool_usage("dial wants a line and a number: tapictl dial LINE NUMBER");
	if (!tapi_begin(&tapi, tool))
		return 1;
	line = tapi_open_named(&tapi, argv[0], LINECALLPRIVILEGE_OWNER);
	if (!line)
		return tapi_end(&tapi, 1);
	stop_begin(tool);
	well = tapi_reach(&tapi, line, argv[1], &call);
	if (well && digits)
		well = lineGenerateDigitsA(call, LINEDIGITMODE_DTMF, digits, 0) == 0;
	if (well)
		tapi_until(&tapi, &call, TAPI_ENDED, for_s ? clock_ms() + for_s * 1000u : 0);
	tapi_hang_up(&tapi, call);
	stop_end();
	return tapi_end(&tapi, well ? 0 : 1);
}

/* Take each call that is offered, until `left` have ended; 0: until Ctrl-C. */
static void take_calls(const struct tapi *tapi, DWORD left)
{
	const bool counted = left != 0;
	LINEMESSAGE m;

	while ((!counted || left) && tapi_next(tapi, 0, &m)) {
		if (m.dwMessageID != LINE_CALLSTATE)
			continue;
		if (m.dwParam1 == LINECALLSTATE_OFFERING)
			lineAnswer(m.hDevice, NULL, 0);
		if (m.dwParam1 == LINECALLSTATE_DISCONNECTED)
			lineDrop(m.hDevice, NULL, 0);
		if (m.dwParam1 == LINECALLSTATE_IDLE) {
			lineDeallocateCall(m.hDevice);
			left -= counted;
		}
	}
}

int tapi_command_answer(struct tool *tool, int count, char **argv)
{
	const char *number = NULL;
	const struct tool_option options[] = { { "--count", &number, NULL }, { NULL, NULL, NULL } };
	struct tapi tapi;
	DWORD calls = 0;

	if (!tool_options(options, &count, argv) || (number && !tool_number(number, 1000000, &calls)))
		return 2;
	if (count != 1)
		return tool_usage("answer wants a line: tapictl answer LINE");
	if (!tapi_begin(&tapi, tool))
		return 1;
	if (!tapi_open_named(&tapi, argv[0], LINECALLPRIVILEGE_OWNER))
		return tapi_end(&tapi, 1);
	stop_begin(tool);
	take_calls(&tapi, calls);
	stop_end();
	return tapi_end(&tapi, 0);
}

int tapi_command_watch(struct tool *tool, int count, char **argv)
{
	unsigned lines = 0;
	LINEDEVCAPS *caps;
	struct tapi_phones phones;
	struct tapi tapi;
	PHONEMESSAGE news;
	LINEMESSAGE m;
	HLINE line;

	if (!tapi_begin(&tapi, tool))
		return 1;
	if (!tapi_phones_begin(&phones, tool))
		return tapi_end(&tapi, 1);
	for (DWORD device = 0; device < tapi.lines; device++) {
		caps = tapi_caps(&tapi, device, NULL);	/* NULL: removed, or nothing for this user */
		line = caps ? tapi_open(&tapi, device, LINECALLPRIVILEGE_MONITOR) : 0;
		if (line)
			lineSetStatusMessages(line, caps->dwLineStates, 0);
		lines += line != 0;
		mem_free(caps);
	}
	fprintf(stderr, "watching %u lines and %u phones; Ctrl-C ends it\n", lines,
		tapi_phones_watch(&phones));
	stop_begin(tool);
	while (!stop_asked() && !gone) {
		if (tapi_next(&tapi, clock_ms() + WATCH_MS, &m) && m.dwMessageID == LINE_CALLSTATE
		    && m.dwParam1 == LINECALLSTATE_IDLE)
			lineDeallocateCall(m.hDevice);
		while (tapi_phones_next(&phones, 0, &news))
			;
	}
	stop_end();
	return tapi_phones_end(&phones, tapi_end(&tapi, 0));
}

/* SPDX-License-Identifier: MIT
 * tapi_join.c - transfer, conference: calls that become others' or one another's. */
#include "tool/tapi.h"
#include "os/clock.h"

#define MEMBERS_MAX 32

/* --- transfer ---------------------------------------------------------------------- */

static bool hand_over(const struct tapi *tapi, HCALL call, const char *number)
{
	WCHAR dest[256];

	return tapi_wide(number, dest, sizeof(dest))
	       && tapi_done(tapi, "the transfer", lineBlindTransferW(call, dest, 0));
}

/* `consult` is the call to him meanwhile. */
static bool hand_over_when_answered(const struct tapi *tapi, HCALL call, const char *number,
				    HCALL *consult)
{
	return tapi_done(tapi, "the consultation", lineSetupTransferW(call, consult, NULL))
	       && tapi_consult(tapi, consult, number)
	       && tapi_done(tapi, "the transfer",
			    lineCompleteTransfer(call, *consult, NULL, LINETRANSFERMODE_TRANSFER));
}

int tapi_command_transfer(struct tool *tool, int count, char **argv)
{
	bool well, asks_first = false;
	const struct tool_option options[] = {
		{ "--consult", NULL, &asks_first }, { NULL, NULL, NULL },
	};
	HCALL call = 0, consult = 0;
	struct tapi tapi;
	HLINE line;

	if (!tool_options(options, &count, argv))
		return 2;
	if (count != 3)
		return tool_usage("transfer wants a line and two numbers: "
				  "tapictl transfer LINE NUMBER NUMBER");
	if (!tapi_begin(&tapi, tool))
		return 1;
	line = tapi_open_named(&tapi, argv[0], LINECALLPRIVILEGE_OWNER);
	if (!line)
		return tapi_end(&tapi, 1);
	stop_begin(tool);
	well = tapi_reach(&tapi, line, argv[1], &call)
	       && (asks_first ? hand_over_when_answered(&tapi, call, argv[2], &consult)
			      : hand_over(&tapi, call, argv[2]));
	if (well)
		tapi_until(&tapi, &call, LINECALLSTATE_IDLE, clock_ms() + TAPI_FAREWELL_MS);
	tapi_hang_up(&tapi, consult);
	tapi_hang_up(&tapi, call);
	stop_end();
	return tapi_end(&tapi, well ? 0 : 1);
}

/* --- conference -------------------------------------------------------------------- */

struct meeting {
	HCALL all;		/* the conference */
	HCALL members[MEMBERS_MAX];
	bool gone[MEMBERS_MAX];
	DWORD count;
};

/* The next one, by a consultation call; the second one begins the conference. */
static bool add(const struct tapi *tapi, struct meeting *meeting, const char *number)
{
	HCALL *member = &meeting->members[meeting->count++];
	LONG request;

	if (meeting->all)
		request = linePrepareAddToConferenceW(meeting->all, member, NULL);
	else
		request = lineSetupConferenceW(meeting->members[0], 0, &meeting->all, member,
					       MEMBERS_MAX, NULL);
	return tapi_done(tapi, "the consultation", request) && tapi_consult(tapi, member, number)
	       && tapi_done(tapi, "the conference", lineAddToConference(meeting->all, *member));
}

static bool gather(const struct tapi *tapi, struct meeting *meeting, HLINE line, char **numbers,
		   int count)
{
	bool well = tapi_reach(tapi, line, numbers[0], &meeting->members[0]);

	meeting->count = 1;
	for (int i = 1; i < count && well; i++)
		well = add(tapi, meeting, numbers[i]);
	return well;
}

/* Somebody's call has ended; true: those of all have. */
static bool left(struct meeting *meeting, const LINEMESSAGE *m)
{
	bool all = true;

	for (DWORD i = 0; i < meeting->count; i++) {
		if (meeting->members[i] == m->hDevice) {
			if (!meeting->gone[i] && m->dwParam1 == LINECALLSTATE_DISCONNECTED)
				lineDrop(m->hDevice, NULL, 0);
			meeting->gone[i] = true;
		}
		all = all && meeting->gone[i];
	}
	return all;
}

static void sit(const struct tapi *tapi, struct meeting *meeting, DWORD for_s)
{
	const uint64_t end = for_s ? clock_ms() + for_s * 1000u : 0;
	LINEMESSAGE m;

	while (tapi_next(tapi, end, &m))
		if (m.dwMessageID == LINE_CALLSTATE && (m.dwParam1 & TAPI_ENDED) && left(meeting, &m))
			return;
}

static bool meet(const struct tapi *tapi, HLINE line, char **numbers, int count, DWORD for_s)
{
	struct meeting meeting = { 0 };
	bool well = gather(tapi, &meeting, line, numbers, count);

	if (well)
		sit(tapi, &meeting, for_s);
	tapi_hang_up(tapi, meeting.all);
	for (DWORD i = meeting.count; i > 0; i--)
		tapi_hang_up(tapi, meeting.members[i - 1]);
	return well;
}

int tapi_command_conference(struct tool *tool, int count, char **argv)
{
	const char *seconds = NULL;
	const struct tool_option options[] = { { "--for", &seconds, NULL }, { NULL, NULL, NULL } };
	struct tapi tapi;
	DWORD for_s = 0;
	HLINE line;
	bool well;

	if (!tool_options(options, &count, argv) || (seconds && !tool_number(seconds, 86400, &for_s)))
		return 2;
	if (count < 3)
		return tool_usage("conference wants a line and two numbers or more: "
				  "tapictl conference LINE NUMBER NUMBER...");
	if (count - 1 > MEMBERS_MAX)
		return tool_usage("a conference is of %d at most", MEMBERS_MAX);
	if (!tapi_begin(&tapi, tool))
		return 1;
	line = tapi_open_named(&tapi, argv[0], LINECALLPRIVILEGE_OWNER);
	if (!line)
		return tapi_end(&tapi, 1);
	stop_begin(tool);
	well = meet(&tapi, line, argv + 1, count - 1, for_s);
	stop_end();
	return tapi_end(&tapi, well ? 0 : 1);
}

/* SPDX-License-Identifier: MIT
 * rule_digit.c - digits and tones. */
#include "check/rules.h"

#define WAIT_MS 20000
#define DTMF LINEDIGITMODE_DTMF

static uint32_t talk_with(struct check *c, uint32_t *in, DWORD feature, const char *what)
{
	uint32_t out = scene_talk(c, in);

	SKIP_UNLESS(c, call_features(c, out) & feature, "a connected call cannot %s", what);
	return out;
}

static unsigned generated(struct check *c, uint32_t call, DWORD reason, DWORD end_to_end)
{
	unsigned n = 0;

	for (size_t i = 0; i < c->count; i++)
		n += c->log[i].message == LINE_GENERATE && c->log[i].call == call &&
		c->log[i].kind != HOST_REPLY &&
		     c->log[i].p1 == reason && c->log[i].p2 == end_to_end;
	return n;
}

/* R-DIGIT-1 */
static void one_generation(struct check *c)
{
	uint32_t out = talk_with(c, NULL, LINECALLFEATURE_GENERATEDIGITS, "generate digits");
	LONG first = host_generate_digits(c->host, out, DTMF, "123456789", 200, 11);
	LONG second = host_generate_digits(c->host, out, DTMF, "5", 0, 22);

	SKIP_UNLESS(c, first == 0, "lineGenerateDigits fails: %s", name_error(first));
	FAIL_UNLESS(c, second == 0, "a second lineGenerateDigits fails: %s", name_error(second));
	scene_event(c, LINE_GENERATE, out, 3000, NULL);
	scene_pass(c, 5000);
	scene_settle(c);
	FAIL_UNLESS(c, generated(c, out, LINEGENERATETERM_CANCEL, 11) == 1,
		    "a generation that was replaced ended %u times with CANCEL", generated(c, out,
			LINEGENERATETERM_CANCEL, 11));
	FAIL_UNLESS(c, generated(c, out, LINEGENERATETERM_DONE, 22) == 1,
		    "the second generation ended %u times with DONE",
		    generated(c, out, LINEGENERATETERM_DONE, 22));
}

/* R-DIGIT-2 */
static void done_once(struct check *c)
{
	uint32_t out = talk_with(c, NULL, LINECALLFEATURE_GENERATEDIGITS, "generate digits");
	LONG result = host_generate_digits(c->host, out, DTMF, "1x2,3", 60, 7);

	SKIP_UNLESS(c, result == 0, "lineGenerateDigits fails: %s", name_error(result));
	FAIL_UNLESS(c, scene_event(c, LINE_GENERATE, out, WAIT_MS, NULL),
		    "lineGenerateDigits leads to no LINE_GENERATE");
	scene_settle(c);
	FAIL_UNLESS(c, generated(c, out, LINEGENERATETERM_DONE, 7) == 1,
		    "LINE_GENERATE(DONE) with the caller's id came %u times",
		    generated(c, out, LINEGENERATETERM_DONE, 7));
}

/* Digits of `out` are told at `in`; the text that came. */
static const char *heard(struct check *c, uint32_t in, DWORD mode)
{
	static char text[64];
	size_t n = 0;

	for (size_t i = 0; i < c->count && n < sizeof(text) - 1; i++)
		if (c->log[i].message == LINE_MONITORDIGITS && c->log[i].call == in &&
		    c->log[i].p2 == mode)
			text[n++] = (char)c->log[i].p1;
	text[n] = '\0';
	return text;
}

/* R-DIGIT-6 */
static void monitored(struct check *c)
{
	uint32_t in = 0, out = talk_with(c, &in, LINECALLFEATURE_GENERATEDIGITS, "generate digits");
	LONG result;

	SKIP_UNLESS(c, in, "the other end is not to be seen");
	result = host_monitor_digits(c->host, in, DTMF);
	SKIP_UNLESS(c, result == 0, "lineMonitorDigits fails: %s", name_error(result));
	SKIP_UNLESS(c, host_generate_digits(c->host, out, DTMF, "12#", 100, 1) == 0,
		    "lineGenerateDigits fails");
	scene_event(c, LINE_GENERATE, out, WAIT_MS, NULL);
	scene_settle(c);
	FAIL_UNLESS(c, strcmp(heard(c, in, DTMF), "12#") == 0, "of the digits 12# came \"%s\"",
		    heard(c, in, DTMF));
	FAIL_UNLESS(c, !heard(c, in, LINEDIGITMODE_DTMFEND)[0],
		    "DTMFEND is told, and was not asked for");
	result = host_monitor_digits(c->host, in, 0);
	FAIL_UNLESS(c, result == 0, "lineMonitorDigits(0) fails: %s", name_error(result));
	SKIP_UNLESS(c, host_generate_digits(c->host, out, DTMF, "9", 100, 2) == 0,
		    "lineGenerateDigits fails");
	scene_pass(c, 1000);
	scene_settle(c);
	FAIL_UNLESS(c, strcmp(heard(c, in, DTMF), "12#") == 0,
		    "digits are told after lineMonitorDigits(0)");
}

/* --- gathering ------------------------------------------------------------------------ */

static uint32_t gather(struct check *c, uint32_t *out, const struct host_gather *what)
{
	uint32_t in = 0;
	LONG result;

	*out = talk_with(c, &in, LINECALLFEATURE_GENERATEDIGITS, "generate digits");
	SKIP_UNLESS(c, in, "the other end is not to be seen");
	SKIP_UNLESS(c, call_features(c, in) & LINECALLFEATURE_GATHERDIGITS,
		    "a connected call cannot gather digits");
	result = host_gather_digits(c->host, in, what);
	SKIP_UNLESS(c, result == 0, "lineGatherDigits fails: %s", name_error(result));
	return in;
}

static void gathered(struct check *c, uint32_t in, DWORD reason, const char *digits,
		     DWORD end_to_end)
{
	struct host_event event;
	char text[64];

	FAIL_UNLESS(c, scene_event(c, LINE_GATHERDIGITS, in, WAIT_MS, &event),
		    "LINE_GATHERDIGITS does not come");
	FAIL_UNLESS(c, event.p1 == reason, "LINE_GATHERDIGITS has the reason 0x%lx, not 0x%lx",
		    (unsigned long)event.p1,
		    (unsigned long)reason);
	FAIL_UNLESS(c, event.p2 == end_to_end, "LINE_GATHERDIGITS has not the caller's id");
	host_gathered(c->host, in, text, sizeof(text));
	FAIL_UNLESS(c, strcmp(text, digits) == 0, "of the digits %s were gathered \"%s\"", digits,
		    text);
}

/* R-DIGIT-3 */
static void gather_full(struct check *c)
{
	uint32_t out, in = gather(c, &out, &(struct host_gather){ .modes = DTMF, .count = 3,
	    .end_to_end = 5 });

	host_generate_digits(c->host, out, DTMF, "1234", 60, 1);
	gathered(c, in, LINEGATHERTERM_BUFFERFULL, "123", 5);
	scene_settle(c);
	in = host_gather_digits(c->host, in, &(struct host_gather){ .modes = DTMF, .count = 8,
	    .terminators = "#",
				.end_to_end = 6 }) ? 0 : in;
	SKIP_UNLESS(c, in, "a second lineGatherDigits fails");
	scene_forget(c);
	host_generate_digits(c->host, out, DTMF, "12#4", 60, 1);
	gathered(c, in, LINEGATHERTERM_TERMDIGIT, "12#", 6);
}

/* R-DIGIT-4 */
static void gather_none(struct check *c)
{
	uint32_t in = 0, out = scene_talk(c, &in);
	WCHAR digits[4] = { 0x5555, 0x5555, 0x5555, 0x5555 };
	LONG result;

	SKIP_UNLESS(c, call_features(c, out) & LINECALLFEATURE_GATHERDIGITS,
		    "a connected call cannot gather digits");
	result = LINE_CALL(c, lineGatherDigits, host_hdcall(c->host, out), 1, DTMF, digits, 0, NULL,
			   0, 0);
	FAIL_UNLESS(c, result == (LONG)LINEERR_INVALPARAM,
		    "gathering no digits is answered with %s", name_error(result));
	FAIL_UNLESS(c, digits[0] == 0x5555, "lineGatherDigits wrote into a buffer of no digits");
}

/* R-DIGIT-5 */
static void gather_cancelled(struct check *c)
{
	uint32_t out, in = gather(c, &out, &(struct host_gather){ .modes = DTMF, .count = 3,
	    .end_to_end = 5 });
	unsigned n = 0;
	LONG result;

	result = host_gather_digits(c->host, in, &(struct host_gather){ .modes = DTMF });
	FAIL_UNLESS(c, result == 0, "lineGatherDigits without a buffer fails: %s",
		    name_error(result));
	scene_settle(c);
	for (size_t i = 0; i < c->count; i++) {
		if (c->log[i].message != LINE_GATHERDIGITS)
			continue;
		n++;
		FAIL_UNLESS(c, c->log[i].p1 == LINEGATHERTERM_CANCEL,
			    "a cancelled gathering ends with reason 0x%lx",
			    (unsigned long)c->log[i].p1);
	}
	FAIL_UNLESS(c, n <= 1, "a cancelled gathering ends %u times", n);
}

/* R-DIGIT-7 */
static void time_stamps(struct check *c)
{
	struct host_event event;
	uint32_t out = talk_with(c, NULL, LINECALLFEATURE_GENERATEDIGITS, "generate digits");

	SKIP_UNLESS(c, c->version >= TAPI_2_0, "needs 2.0");
	SKIP_UNLESS(c, host_generate_digits(c->host, out, DTMF, "1", 60, 7) == 0,
		    "lineGenerateDigits fails");
	SKIP_UNLESS(c, scene_event(c, LINE_GENERATE, out, WAIT_MS, &event),
		    "LINE_GENERATE does not come");
	FAIL_UNLESS(c, event.p3, "LINE_GENERATE has no time stamp");
}

/* A tone of the other end; how often list `id` matched it since. */
static unsigned matched(struct check *c, uint32_t in, uint32_t out, DWORD hertz, DWORD id)
{
	LINEGENERATETONE tone = { .dwFrequency = hertz, .dwCadenceOn = 300, .dwVolume = 0xFFFF };
	size_t from = c->count;
	unsigned n = 0;
	LONG result = LINE_CALL(c, lineGenerateTone, host_hdcall(c->host, in), 4,
				LINETONEMODE_CUSTOM, 300, 1, &tone);

	SKIP_UNLESS(c, result == 0, "a tone of %lu Hz cannot be generated: %s",
		    (unsigned long)hertz, name_error(result));
	scene_pass(c, 1000);
	scene_settle(c);
	for (size_t i = from; i < c->count; i++)
		n += c->log[i].kind == HOST_LINE && c->log[i].message == LINE_MONITORTONE &&
		     c->log[i].call == out && c->log[i].p2 == id && c->log[i].p1 == hertz;
	return n;
}

/* R-DIGIT-8 */
static void tone_lists(struct check *c)
{
	uint32_t in = 0, out = talk_with(c, &in, LINECALLFEATURE_MONITORTONES, "monitor tones");
	HDRVCALL hd = host_hdcall(c->host, out);
	LONG result;

	SKIP_UNLESS(c, in && (call_features(c, in) & LINECALLFEATURE_GENERATETONE),
		    "the other end cannot generate tones");
	for (DWORD id = 1; id <= 2; id++) {
		DWORD hertz = id == 1 ? 600 : 900;
		LINEMONITORTONE tone = { .dwAppSpecific = hertz, .dwDuration = 100,
					 .dwFrequency1 = hertz };

		result = LINE_CALL(c, lineMonitorTones, hd, id, &tone, 1);
		FAIL_UNLESS(c, result == 0, "list %lu is refused: %s", (unsigned long)id,
			    name_error(result));
	}
	FAIL_UNLESS(c, matched(c, in, out, 600, 1) == 1,
		    "a tone of the first list is not told once, with its id");
	FAIL_UNLESS(c, matched(c, in, out, 900, 2) == 1,
		    "a tone of the second list is not told once, with its id");
	result = LINE_CALL(c, lineMonitorTones, hd, 1, NULL, 0);
	FAIL_UNLESS(c, result == 0, "a list cannot be dropped: %s", name_error(result));
	FAIL_UNLESS(c, matched(c, in, out, 600, 1) == 0, "a list that was dropped still matches");
	FAIL_UNLESS(c, matched(c, in, out, 900, 2) == 1, "another list was dropped too");
}

const struct rule rules_digit[] = {
	{ "R-DIGIT-1", SUPPLEMENTARY, false, "a new generation of digits cancels the old",
	 one_generation, NULL },
	{ "R-DIGIT-2", SUPPLEMENTARY, false, "LINE_GENERATE(DONE) comes once after all digits",
	 done_once, NULL },
	{ "R-DIGIT-3", SUPPLEMENTARY, false, "gathering ends by count and by termination digit",
	 gather_full, NULL },
	{ "R-DIGIT-4", SUPPLEMENTARY, false, "gathering no digits is INVALPARAM", gather_none,
	 NULL },
	{ "R-DIGIT-5", SUPPLEMENTARY, false, "a cancelled gathering ends once at most",
	 gather_cancelled, NULL },
	{ "R-DIGIT-6", SUPPLEMENTARY, false, "monitored digits are told, each once", monitored,
	 NULL },
	{ "R-DIGIT-7", SUPPLEMENTARY, false, "digit events carry the time", time_stamps, NULL },
	{ "R-DIGIT-8", SUPPLEMENTARY, false, "tone lists are kept apart by their id", tone_lists,
	 NULL },
	{ 0 },
};

/* SPDX-License-Identifier: MIT
 * rule_load.c - sessions: how they begin and end, and what they are told. */
#include "check/raw.h"
#include "check/rules.h"

/* R-LOAD-3 */
static void first_negotiation(struct check *c)
{
	DWORD got = 0;
	LONG result;

	scene_load(c);
	result = LINE_CALL(c, lineNegotiateTSPIVersion, INITIALIZE_NEGOTIATION, TAPI_1_3, TAPI_3_1,
			   &got);
	FAIL_UNLESS(c, result != (LONG)LINEERR_OPERATIONUNAVAIL,
		    "lineNegotiateTSPIVersion answers OPERATIONUNAVAIL before providerInit");
	FAIL_UNLESS(c, result == 0, "lineNegotiateTSPIVersion fails before providerInit: %s",
		    name_error(result));
}

/* R-LOAD-5 */
static void counts(struct check *c)
{
	DWORD lines = 0, phones = 0, again = 0, phones_again = 0;
	LONG result;

	scene_load(c);
	result = LINE_CALL(c, providerEnumDevices, PPID, &lines, &phones, NULL, NULL, NULL);
	FAIL_UNLESS(c, result == 0, "providerEnumDevices fails: %s", name_error(result));
	FAIL_UNLESS(c, lines < 100000 && phones < 100000,
		    "providerEnumDevices counts %lu lines and %lu phones",
		    (unsigned long)lines, (unsigned long)phones);
	result = LINE_CALL(c, providerEnumDevices, PPID, &again, &phones_again, NULL, NULL, NULL);
	FAIL_UNLESS(c, result == 0 && again == lines && phones_again == phones,
		    "providerEnumDevices counts other devices the second time");
}

/* R-LOAD-8 */
static void sessions_overlap(struct check *c)
{
	HDRVLINE line;
	LONG result;
	DWORD got;

	scene_load(c);
	raw_begin(c);
	line = raw_open(c, 0, RAW_ONE, (HTAPILINE)(uintptr_t)1, 0);
	result = raw_init(c, c->version);
	FAIL_UNLESS(c, result == 0, "a second providerInit fails: %s", name_error(result));
	raw_end(c);
	result = LINE_CALL(c, lineGetNumAddressIDs, line, &got);
	FAIL_UNLESS(c, result == 0,
		    "the first of two shutdowns ends the session: lineGetNumAddressIDs answers %s",
		    name_error(result));
	raw_end(c);
}

/* R-LOAD-9 */
static void bases(struct check *c)
{
	struct host_options options = { .ppid = PPID, .line_base = 1000, .phone_base = 2000 };
	char text[512] = "";
	struct buf why;
	DWORD got;
	LONG result;

	scene_open(c);
	for (size_t i = 0; i < host_line_count(c->host); i++)
		line_caps(c, host_line(c->host, i));
	for (size_t i = 0; i < host_line_count(c->host); i++) {
		result = LINE_CALL(c, lineNegotiateTSPIVersion, host_line(c->host, i), TAPI_1_3,
				   TAPI_3_1, &got);
		FAIL_UNLESS(c, result == 0, "line %lu does not know its device id: %s",
			    (unsigned long)i,
			    name_error(result));
	}
	scene_close(c);
	options.conf = c->setup->config;
	options.version_high = c->setup->version;
	buf_fixed(&why, text, sizeof(text));
	SKIP_UNLESS(c, host_open(&c->host, c->setup->provider, &options, &why) == OK,
		    "no second session: %s",
		    buf_c(&why));
	c->sp = host_tspi(c->host);
	result = host_line_open(c->host, 1000, VOICE, &c->line);
	FAIL_UNLESS(c, result == 0, "with other device ids the line does not open: %s",
		    name_error(result));
}

/* R-LOAD-10 */
static void nothing_is_carried_over(struct check *c)
{
	uint32_t out = scene_talk(c, NULL);
	LINEADDRESSSTATUS *status = NULL;

	SKIP_UNLESS(c, out, "no call");
	scene_close(c);
	scene_forget(c);
	scene_line(c);
	scene_settle(c);
	if (host_get_address_status(c->host, c->line, 0, &status) == 0)
		FAIL_UNLESS(c, status->dwNumActiveCalls == 0,
			    "a call of the last session is still there");
	FAIL_UNLESS(c, log_find(c, 0, LINE_NEWCALL, 0) < 0,
		    "a call of the last session comes again");
	scene_talk(c, NULL);
}

/* R-LOAD-12 */
static void other_ppid(struct check *c)
{
	DWORD lines = 0, phones = 0;
	LONG result;

	scene_load(c);
	raw_begin(c);
	result = LINE_CALL(c, providerEnumDevices, PPID + 1, &lines, &phones, NULL, NULL, NULL);
	FAIL_UNLESS(c, result == 0 || result == (LONG)LINEERR_NOMULTIPLEINSTANCE,
		    "a second instance is answered with %s, not NOMULTIPLEINSTANCE",
		    name_error(result));
	raw_end(c);
}

/* R-LOAD-14: sessions can be repeated. */
static void again(struct check *c)
{
	for (int i = 0; i < 3; i++) {
		scene_forget(c);
		scene_line(c);
		scene_settle(c);
		FAIL_UNLESS(c, host_line_close(c->host, c->line) == 0, "lineClose fails");
		FAIL_UNLESS(c, host_shutdown(c->host) == 0, "providerShutdown fails");
		scene_close(c);
	}
}

/* R-LOAD-17, R-LOAD-18: the line can be opened again and again. */
static void reopen(struct check *c)
{
	LONG result;

	scene_line(c);
	for (int i = 0; i < 20; i++) {
		FAIL_UNLESS(c, host_line_close(c->host, c->line) == 0,
			    "lineClose fails the %d. time", i + 1);
		step("opening the line again");
		result = host_line_open(c->host, c->device, VOICE, &c->line);
		FAIL_UNLESS(c, result == 0, "the line does not open the %d. time: %s", i + 2,
			    name_error(result));
	}
}

const struct rule rules_load[] = {
	{ "R-LOAD-3", BASIC, false, "the first negotiation works before providerInit",
	 first_negotiation, NULL },
	{ "R-LOAD-5", BASIC, false, "providerEnumDevices counts the devices", counts, NULL },
	{ "R-LOAD-8", BASIC, false, "an Init inside a session is ignored and succeeds",
	 sessions_overlap, NULL },
	{ "R-LOAD-9", BASIC, false, "devices are numbered from the given base on", bases, NULL },
	{ "R-LOAD-10", BASIC, false, "no state goes from one session to the next",
	 nothing_is_carried_over, NULL },
	{ "R-LOAD-12", BASIC, false, "a second instance works or is NOMULTIPLEINSTANCE", other_ppid,
	 NULL },
	{ "R-LOAD-14", BASIC, false, "sessions begin and end again and again", again, NULL },
	{ "R-LOAD-15", BASIC, false, "Install and Remove wait for the session's end", NULL,
	 "shows dialogs" },
	{ "R-LOAD-17", BASIC, false, "a line opens again after it was closed", reopen, NULL },
	{ 0 },
};

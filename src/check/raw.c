/* SPDX-License-Identifier: MIT
 * raw.c - TAPI's procedures, as plain as can be. */
#include "check/raw.h"
#include "os/clock.h"
#include <stdio.h>
#include <uv.h>

struct raw_event raw_box[RAW_BOX];
HTAPICALL raw_taken;
HDRVDIALOGINSTANCE raw_dialog[RAW_DIALOGS];
unsigned raw_dialogs;

static size_t count;
static uv_mutex_t lock;
static DWORD lines, phones, agreed;
static bool begun;
static int sessions;

static void keep(const struct raw_event *event)
{
	uv_mutex_lock(&lock);
	if (count < RAW_BOX)
		raw_box[count++] = *event;
	uv_mutex_unlock(&lock);
}

static void CALLBACK on_completion(DRV_REQUESTID request, LONG result)
{
	keep(&(struct raw_event){ .to = RAW_COMPLETION, .request = request, .result = result });
}

static void on_event(enum raw_to to, HTAPILINE line, HTAPICALL call, DWORD message,
		     const DWORD_PTR p[3])
{
	TUISPICREATEDIALOGINSTANCEPARAMS *dialog = (void *)p[0];

	if (message == LINE_CREATEDIALOGINSTANCE && dialog && raw_dialogs < RAW_DIALOGS) {
		raw_dialog[raw_dialogs] = dialog->hdDlgInst;
		dialog->htDlgInst = 0xD1 + raw_dialogs++;
	}
	if (message == LINE_NEWCALL && p[1])
		*(LPHTAPICALL)p[1] = raw_taken;
	keep(&(struct raw_event){ .to = to, .line = line, .call = call, .message = message,
				  .p1 = p[0], .p2 = p[1], .p3 = p[2] });
}

#define PROCEDURE(name, to)								\
static void CALLBACK name(HTAPILINE line, HTAPICALL call, DWORD message, DWORD_PTR p1,	\
			  DWORD_PTR p2, DWORD_PTR p3)					\
{											\
	on_event(to, line, call, message, (DWORD_PTR[]){ p1, p2, p3 });			\
}
PROCEDURE(on_one, RAW_ONE)
PROCEDURE(on_two, RAW_TWO)
PROCEDURE(on_create, RAW_CREATE)

static void CALLBACK on_phone(HTAPIPHONE phone, DWORD message, DWORD_PTR p1, DWORD_PTR p2,
			      DWORD_PTR p3)
{
}

size_t raw_count(void)
{
	size_t n;

	uv_mutex_lock(&lock);
	n = count;
	uv_mutex_unlock(&lock);
	return n;
}

DWORD raw_lines(void)
{
	return lines;
}

LONG raw_init(struct check *c, DWORD version)
{
	DWORD options = 0;

	LONG result;

	step("calling providerInit");
	result = c->sp->providerInit(version, PPID, LINE_BASE, PHONE_BASE, lines, phones,
				     on_completion, &options);
	sessions += result == 0;
	return result;
}

void raw_end_all(struct check *c)
{
	while (sessions > 0)
		raw_end(c);
}

LONG raw_end(struct check *c)
{
	step("calling providerShutdown");
	sessions--;
	return c->sp->providerShutdown(agreed, PPID);
}

void raw_begin(struct check *c)
{
	DWORD high = c->setup->version ? c->setup->version : TAPI_3_1;
	LONG result;

	if (!begun)
		uv_mutex_init(&lock);
	begun = true;
	count = 0;
	raw_dialogs = 0;
	lines = phones = 0;
	raw_taken = (HTAPICALL)(uintptr_t)0xCA11;
	step("calling lineNegotiateTSPIVersion");
	result = c->sp->lineNegotiateTSPIVersion(INITIALIZE_NEGOTIATION, TAPI_1_3, high, &agreed);
	SKIP_UNLESS(c, result == 0, "lineNegotiateTSPIVersion fails: %s", name_error(result));
	step("calling providerEnumDevices");
	result = c->sp->providerEnumDevices(PPID, &lines, &phones, (HPROVIDER)(uintptr_t)0x9A9A,
					    on_create, on_phone);
	SKIP_UNLESS(c, result == 0, "providerEnumDevices fails: %s", name_error(result));
	result = raw_init(c, agreed);
	SKIP_UNLESS(c, result == 0, "providerInit fails: %s", name_error(result));
	c->version = agreed;
	scene_find_clock(c);
}

HDRVLINE raw_open(struct check *c, DWORD i, enum raw_to to, HTAPILINE ht, DWORD version)
{
	HDRVLINE line = NULL;
	LONG result;

	SKIP_UNLESS(c, i < lines, "the provider has no line %lu", (unsigned long)i);
	result = LINE_CALL(c, lineOpen, LINE_BASE + i, ht, &line, version ? version : agreed,
			   to == RAW_TWO ? on_two : on_one);
	SKIP_UNLESS(c, result == 0, "lineOpen fails: %s", name_error(result));
	LINE_CALL(c, lineSetDefaultMediaDetection, line, VOICE);
	LINE_CALL(c, lineSetStatusMessages, line, LINEDEVSTATE_RINGING, 0);
	return line;
}

void raw_pass(struct check *c, uint32_t ms)
{
	char text[32];
	size_t before;

	if (!c->clock_moves) {
		uv_sleep(ms);
		return;
	}
	snprintf(text, sizeof(text), "advance %lu", (unsigned long)ms);
	scene_command(c, text);
	if (c->settles) {
		scene_command(c, "settle");
		return;
	}
	do {
		before = raw_count();
		uv_sleep(8);
	} while (raw_count() > before);
}

static int find(enum raw_to to, DWORD message, DRV_REQUESTID request)
{
	size_t n = raw_count();

	for (size_t i = 0; i < n; i++)
		if (raw_box[i].to == to && raw_box[i].message == message &&
		    (to != RAW_COMPLETION || raw_box[i].request == request))
			return (int)i;
	return -1;
}

int raw_wait(struct check *c, enum raw_to to, DWORD message, DRV_REQUESTID request, uint32_t ms)
{
	for (uint32_t spent = 0; spent <= ms; spent += 50) {
		if (find(to, message, request) >= 0)
			return find(to, message, request);
		raw_pass(c, 50);
	}
	return find(to, message, request);
}

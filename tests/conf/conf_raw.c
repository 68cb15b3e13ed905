/* SPDX-License-Identifier: MIT
 * conf_raw.c - TAPI's procedures, as plain as can be. */
#include "conf_raw.h"

#define BOX 4096
#define WAIT_NS (WAIT_MS * 1000000ull)

void (*_Atomic raw_inside)(const struct raw_event *event);
HTAPICALL raw_new_call;
atomic_int raw_nested;

static struct raw_event box[BOX];
static size_t count;
static uv_mutex_t lock;
static uv_cond_t more;
static DWORD session;		/* dwPermanentProviderID */
static atomic_int inside;
static bool begun;		/* procedures of ours may be called */

static void keep(const struct raw_event *event)
{
	void (*inner)(const struct raw_event *event) = atomic_load(&raw_inside);

	if (atomic_fetch_add(&inside, 1) > 0)
		atomic_fetch_add(&raw_nested, 1);
	uv_mutex_lock(&lock);
	if (count < BOX)
		box[count++] = *event;
	uv_cond_broadcast(&more);
	uv_mutex_unlock(&lock);
	if (inner)
		inner(event);
	atomic_fetch_sub(&inside, 1);
}

static void CALLBACK complete(DRV_REQUESTID request, LONG result)
{
	keep(&(struct raw_event){ .to = 0, .request = request, .result = result });
}

static void line_event(int to, HTAPILINE line, HTAPICALL call, DWORD message,
		       DWORD_PTR p1, DWORD_PTR p2, DWORD_PTR p3)
{
	if (message == LINE_NEWCALL)
		*(LPHTAPICALL)p2 = raw_new_call;
	keep(&(struct raw_event){ .to = to, .line = line, .call = call, .message = message,
				  .p1 = p1, .p2 = p2, .p3 = p3 });
}

static void CALLBACK event_1(HTAPILINE line, HTAPICALL call, DWORD message, DWORD_PTR p1,
			     DWORD_PTR p2, DWORD_PTR p3)
{
	line_event(1, line, call, message, p1, p2, p3);
}

static void CALLBACK event_2(HTAPILINE line, HTAPICALL call, DWORD message, DWORD_PTR p1,
			     DWORD_PTR p2, DWORD_PTR p3)
{
	line_event(2, line, call, message, p1, p2, p3);
}

static void CALLBACK create(HTAPILINE line, HTAPICALL call, DWORD message, DWORD_PTR p1,
			    DWORD_PTR p2, DWORD_PTR p3)
{
	line_event(3, line, call, message, p1, p2, p3);
}

void raw_finish(void)
{
	if (!begun)
		return;
	if (tapi)
		SP->providerShutdown(TAPI_3_1, session);
	begun = false;
	raw_inside = NULL;
	uv_cond_destroy(&more);
	uv_mutex_destroy(&lock);
}

static void raw_end(void *none)
{
	raw_finish();
}

void raw_begin(DWORD ppid, DWORD lines)
{
	raw_begin_with(ppid, lines, lines);
}

void raw_begin_with(DWORD ppid, DWORD lines, DWORD given)
{
	DWORD found = 0, phones = 0, options = 0;

	raw_finish();
	begun = true;
	count = 0;
	session = ppid;
	raw_inside = NULL;
	raw_new_call = (HTAPICALL)(uintptr_t)0xCA11;
	atomic_store(&raw_nested, 0);
	uv_mutex_init(&lock);
	uv_cond_init(&more);
	DEFER(raw_end, NULL);
	CHECK_INT(SP->providerEnumDevices(ppid, &found, &phones, (HPROVIDER)(uintptr_t)0x9909, create, NULL), 0);
	CHECK_INT(found, lines);
	CHECK_INT(phones, 0);
	CHECK_INT(SP->providerInit(TAPI_3_1, ppid, BASE, 0, given, 0, complete, &options), 0);
	CHECK_INT(options, 0);
}

HDRVLINE raw_open(DWORD i, int to, HTAPILINE line)
{
	return raw_open_at(i, to, line, TAPI_3_1);
}

HDRVLINE raw_open_at(DWORD i, int to, HTAPILINE line, DWORD version)
{
	HDRVLINE hd = NULL;

	CHECK_INT(SP->lineOpen(BASE + i, line, &hd, version, to == 1 ? event_1 : event_2), 0);
	CHECK_INT(SP->lineSetDefaultMediaDetection(hd, VOICE), 0);
	CHECK_INT(SP->lineSetStatusMessages(hd, LINEDEVSTATE_RINGING, 0), 0);
	return hd;
}

void raw_command(const char *text)
{
	char block[256];

	snprintf(block, sizeof(block), "%s", text);
	CHECK_INT(SP->providerGenericDialogData(session, TUISPIDLL_OBJECT_PROVIDERID, block, sizeof(block)), 0);
	CHECK_TEXT(block, "ok");
}

void raw_advance(DWORD ms)
{
	char text[32];

	snprintf(text, sizeof(text), "advance %u", (unsigned)ms);
	raw_command(text);
}

size_t raw_count(void)
{
	size_t now;

	uv_mutex_lock(&lock);
	now = count;
	uv_mutex_unlock(&lock);
	return now;
}

void raw_wait(size_t wanted)
{
	uint64_t until = uv_hrtime() + WAIT_NS;

	uv_mutex_lock(&lock);
	while (count < wanted && uv_hrtime() < until)
		uv_cond_timedwait(&more, &lock, WAIT_NS / 10);
	uv_mutex_unlock(&lock);
	NEED(raw_count() >= wanted);
}

struct raw_event raw_event(size_t i)
{
	struct raw_event event;

	uv_mutex_lock(&lock);
	event = box[i];
	uv_mutex_unlock(&lock);
	return event;
}

struct raw_event raw_find(int to, DWORD message)
{
	for (size_t i = 0; ; i++) {
		struct raw_event event;

		raw_wait(i + 1);
		event = raw_event(i);
		if (event.to == to && event.message == message)
			return event;
	}
}

/* SPDX-License-Identifier: MIT
 * test_host_ui.c - the host shows dialogs of the provider: with one of the
 * test's own in place of the library's. */
#include "conf_scene.h"
#include "os/event.h"

#define CODED "[line a]\ndriver = sim\nnumber = 100\naccount-code = 1234\naccount-tries = 2\ncalls = 4\n" \
	"[line b]\ndriver = sim\nnumber = 200\n"
#define REQUEST_MS 20000

/* What the dialog enters, in turn; NULL: people close it. */
static const char *entries[4];
static atomic_bool late;		/* it is ready only when `go` says so, and enters nothing */
static uv_sem_t go, told;
static char first[256], last[256];
static atomic_int shown, blocks, closed, refused, failed;

static LONG TSPIAPI my_dialog(TUISPIDLLCALLBACK callback, HTAPIDIALOGINSTANCE ht, LPVOID block,
			      DWORD size, HANDLE ready)
{
	char entry[32];

	if (atomic_fetch_add(&shown, 1) == 0)	/* several may be shown at once */
		snprintf(first, sizeof(first), "%.*s", (int)size, (const char *)block);
	if (atomic_load(&late)) {
		uv_sem_wait(&go);
		event_set(ready);
		uv_sem_wait(&told);
		return 0;
	}
	event_set(ready);
	for (int i = 0; i < 4 && entries[i]; i++) {
		snprintf(entry, sizeof(entry), "%s", entries[i]);
		if (callback(ht, TUISPIDLL_OBJECT_DIALOGINSTANCE, entry, (DWORD)strlen(entry) + 1))
			atomic_fetch_add(&failed, 1);
		uv_sem_wait(&told);
	}
	if (atomic_load(&closed))	/* R-UI-8: no word more */
		atomic_store(&refused, callback(ht, TUISPIDLL_OBJECT_DIALOGINSTANCE, entry, 1) < 0);
	return 0;
}

static LONG TSPIAPI my_data(HTAPIDIALOGINSTANCE ht, LPVOID block, DWORD size)
{
	atomic_fetch_add(&blocks, 1);
	if (block)
		snprintf(last, sizeof(last), "%.*s", (int)size, (const char *)block);
	else
		atomic_store(&closed, 1);
	for (int i = 0; i < (atomic_load(&late) ? 3 : 1); i++)	/* they wait for one thing, all */
		uv_sem_post(&told);
	return 0;
}

static void end(void *none)
{
	scene_close();
	uv_sem_destroy(&go);
	uv_sem_destroy(&told);
}

static uint32_t begin(void)
{
	static const struct host_ui ui = { my_dialog, my_data };

	memset(entries, 0, sizeof(entries));
	late = false;
	shown = blocks = closed = refused = failed = 0;
	uv_sem_init(&go, 0);
	uv_sem_init(&told, 0);
	scene_open(CODED);
	DEFER(end, NULL);
	host_ui_replace(tapi, &ui);
	scene_line(1);
	return scene_line(0);
}

static LONG make(uint32_t line, uint32_t *call)
{
	LONG request = host_make_call(tapi, line, "200", NULL, call);

	CHECK(request > 0);
	return request;
}

static void wait_for(size_t dialogs)
{
	for (int i = 0; host_dialogs(tapi) < dialogs && i < REQUEST_MS; i++)
		uv_sleep(1);
	CHECK_INT(host_dialogs(tapi), dialogs);
}

static void all_gone(void)
{
	for (int i = 0; host_dialogs(tapi) && i < REQUEST_MS; i++)
		uv_sleep(1);
	CHECK_INT(host_dialogs(tapi), 0);
	CHECK_INT(failed, 0);
}

/* R-UI-5, R-UI-6, R-UI-7, R-UI-8, R-UI-9 */
TEST_ONCE(host_ui, a_dialog_runs_until_the_provider_closes_it)
{
	uint32_t call, line = begin();

	entries[0] = "wrong";
	entries[1] = "1234";
	CHECK_INT(host_wait_reply(tapi, make(line, &call), REQUEST_MS), 0);
	CHECK_TEXT(first, "a asks for the account code of a call to 200");
	all_gone();
	CHECK_TEXT(last, "That was wrong. a asks for the account code of a call to 200");
	CHECK_INT(blocks, 2);
	CHECK_INT(closed, 1);
	CHECK_INT(refused, 1);
	scene_advance(100);
	CHECK(host_wait_state(tapi, call, LINECALLSTATE_RINGBACK, WAIT_MS, NULL));
}

/* R-UI-9 */
TEST_ONCE(host_ui, people_may_close_a_dialog_and_then_the_call_fails)
{
	uint32_t call, line = begin();

	CHECK_INT(host_wait_reply(tapi, make(line, &call), REQUEST_MS), (LONG)LINEERR_OPERATIONFAILED);
	all_gone();
	CHECK_INT(blocks, 0);
}

/* R-UI-6 */
TEST_ONCE(host_ui, a_dialog_hears_nothing_before_it_is_ready)
{
	uint32_t call, line = begin();

	late = true;
	make(line, &call);
	wait_for(1);
	NEED(host_close_call(tapi, call) == 0);	/* the provider closes the dialog */
	scene_news();
	CHECK_INT(blocks, 0);
	CHECK_INT(host_dialogs(tapi), 1);
	uv_sem_post(&go);
	all_gone();
	CHECK_INT(closed, 1);
}

/* R-UI-9, R-LOAD-14 */
TEST_ONCE(host_ui, dialogs_are_closed_before_the_session_ends)
{
	uint32_t calls[3], line = begin();

	late = true;
	for (int i = 0; i < 3; i++)
		make(line, &calls[i]);
	wait_for(3);
	for (int i = 0; i < 3; i++)
		uv_sem_post(&go);
	CHECK_INT(host_shutdown(tapi), 0);
	CHECK_INT(host_dialogs(tapi), 0);
}

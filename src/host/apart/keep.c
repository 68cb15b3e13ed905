/* SPDX-License-Identifier: MIT
 * keep.c - when the process of a provider has ended: tell what that ends, and start
 * another.
 *
 * Handles of the one that is gone may be the same as those of its successor, so that
 * begins when TAPI has closed all that was open. */
#include "host/apart/in.h"
#include "base/log.h"
#include "base/mem.h"
#include "os/clock.h"
#include "os/link.h"
#include "os/thread.h"

#define PAUSE_MS 500		/* before the first try; each is twice as long after */
#define PAUSE_MAX_MS 30000
#define WELL_MS 60000		/* who has run for so long is well */
#define GOODBYE_MS 2000

/* --- the end --------------------------------------------------------------------------------- */

/* The first function that waits, for the log: most likely it is the one. */
static const char *fail_asks_locked(struct apart *apart)
{
	const char *first = apart->late;

	list_each_safe(node, &apart->asks) {
		struct apart_ask *ask = list_entry(node, struct apart_ask, node);
		const bool answered = ask->owed && ask->owed->completed;

		first = first ? first : apart_rows[ask->fn].name;
		apart_over_locked(apart, ask, answered ? (LONG)ask->owed->request
						       : APART_FAILED(ask->fn));
	}
	return first;
}

void apart_fall(struct apart *apart, char *how, size_t size)
{
	const char *in;
	struct buf text;

	link_end(apart->child.link);
	uv_thread_join(&apart->reader);
	uv_mutex_lock(&apart->lock);
	apart->reads = false;
	apart->state = APART_DOWN;
	in = fail_asks_locked(apart);
	uv_mutex_unlock(&apart->lock);
	buf_fixed(&text, how, size);
	uv_mutex_lock(&apart->write);
	child_end(&apart->child, GOODBYE_MS, how, size);
	uv_mutex_unlock(&apart->write);
	text.len = strlen(how);
	if (in)
		buf_printf(&text, " %s %s", apart->late ? "as it did not answer" : "in", in);
}

/* --- what that ends ---------------------------------------------------------------------------- */

static void move(struct list *from, struct list *to)
{
	list_init(to);
	list_each_safe(node, from) {
		list_remove(node);
		list_append(to, node);
	}
}

static void end_requests(struct apart *apart, struct list *owed)
{
	list_each_safe(node, owed) {
		struct apart_owed *one = list_entry(node, struct apart_owed, node);

		if (apart->on_done[0])
			apart->on_done[0](one->request, APART_FAILED(one->fn));
		mem_free(one);
	}
}

/* By the procedure of its line. */
static LINEEVENT on_line(struct apart *apart, DWORD_PTR ht)
{
	LINEEVENT on = NULL;

	uv_mutex_lock(&apart->lock);
	list_each(node, &apart->opens) {
		struct apart_open *open = list_entry(node, struct apart_open, node);

		if (!open->phone && open->ht == ht)
			on = apart->on_line[open->procedure];
	}
	uv_mutex_unlock(&apart->lock);
	return on;
}

static void end_calls(struct apart *apart, struct list *calls)
{
	list_each_safe(node, calls) {
		struct apart_call *call = list_entry(node, struct apart_call, node);
		LINEEVENT on = on_line(apart, call->line);

		if (on && call->born && call->state != LINECALLSTATE_IDLE)
			on((HTAPILINE)call->line, (HTAPICALL)call->ht, LINE_CALLSTATE,
			   LINECALLSTATE_IDLE, 0, call->media);
		mem_free(call);
	}
}

struct closing {
	bool phone;
	DWORD_PTR ht;
	uint32_t procedure;
};

/* TAPI may close what is named while it is named, so no list is held. */
static struct closing *closing_new(struct apart *apart, size_t *count)
{
	struct closing *all;
	size_t n = 0;

	uv_mutex_lock(&apart->lock);
	list_each(node, &apart->opens)
		n++;
	all = mem_alloc((n + 1) * sizeof(*all));
	n = 0;
	if (all)
		list_each(node, &apart->opens) {
			struct apart_open *open = list_entry(node, struct apart_open, node);

			all[n++] = (struct closing){ open->phone, open->ht, open->procedure };
		}
	uv_mutex_unlock(&apart->lock);
	*count = n;
	return all;
}

static void close_all(struct apart *apart)
{
	size_t count;
	struct closing *all = closing_new(apart, &count);

	for (size_t i = 0; i < count; i++) {
		LINEEVENT line = apart->on_line[all[i].procedure];
		PHONEEVENT phone = apart->on_phone[all[i].procedure];

		if (all[i].phone && phone)
			phone((HTAPIPHONE)all[i].ht, PHONE_CLOSE, 0, 0, 0);
		else if (!all[i].phone && line)
			line((HTAPILINE)all[i].ht, NULL, LINE_CLOSE, 0, 0, 0);
	}
	mem_free(all);
}

static void mourns(struct host *host, bool does)
{
	uv_mutex_lock(&host->lock);
	host->mourns = does;
	uv_mutex_unlock(&host->lock);
}

static void mourn(struct apart *apart, const char *how)
{
	struct list owed, calls;

	fault(apart->host, "apart", "the provider's process %s", how);
	log_write(LOG_ERROR, "host", NULL, "%s: its process %s; its lines are closed, it is started again "
		  "in %lu ms", apart->path, how, (unsigned long)apart->pause_ms);
	uv_mutex_lock(&apart->lock);
	move(&apart->owed, &owed);
	move(&apart->calls, &calls);
	list_each_safe(node, &apart->digits)
		mem_free(list_entry(node, struct apart_digits, node));
	list_init(&apart->digits);
	uv_mutex_unlock(&apart->lock);
	mourns(apart->host, true);	/* functions that failed may not have returned yet */
	end_requests(apart, &owed);
	end_calls(apart, &calls);
	close_all(apart);
	mourns(apart->host, false);
}

/* --- another ----------------------------------------------------------------------------------- */

/* The one at `i`, which is no more if there are only `now`. False: none is
 * there, or nobody is interested any more. */
static bool device_take(struct apart *apart, struct apart_devices *devices, size_t i, DWORD now,
			struct apart_device *out)
{
	bool there;

	uv_mutex_lock(&apart->lock);
	there = i < devices->count && !apart->closing;
	if (there)
		*out = devices->at[i];
	if (there && i >= now)
		memmove(&devices->at[i], &devices->at[i + 1],
			(--devices->count - i) * sizeof(*devices->at));
	uv_mutex_unlock(&apart->lock);
	return there;
}

static void versions_again(struct apart *apart, enum apart_fn fn, struct apart_devices *devices,
			   const DWORD *versions)
{
	struct apart_device device;
	DWORD version;

	for (size_t i = 0; versions[1] && device_take(apart, devices, i, UINT32_MAX, &device); i++) {
		const DWORD_PTR a[] = { device.id, versions[0], versions[1], (DWORD_PTR)&version };

		if (!device.temporary)
			apart_ask_now(apart, fn, a);
	}
}

/* The session is begun as it was; 0, or the error of what failed. */
static LONG begin_again(struct apart *apart)
{
	DWORD version = 0, lines = 0, phones = 0, options = 0;
	LONG result;

	apart->negotiated[3] = (DWORD_PTR)&version;
	apart->enumerated[1] = (DWORD_PTR)&lines;
	apart->enumerated[2] = (DWORD_PTR)&phones;
	apart->inited[7] = (DWORD_PTR)&options;
	result = apart_ask_now(apart, APART_FN_lineNegotiateTSPIVersion, apart->negotiated);
	if (!result)
		result = apart_ask_now(apart, APART_FN_providerEnumDevices, apart->enumerated);
	if (result)
		return result;
	apart->inited[4] = lines;
	apart->inited[5] = phones;
	result = apart_ask_now(apart, APART_FN_providerInit, apart->inited);
	if (result)
		return result;
	uv_mutex_lock(&apart->lock);
	if (!apart_number(&apart->lines, (DWORD)apart->inited[2], lines)
	    || !apart_number(&apart->phones, (DWORD)apart->inited[3], phones))
		result = (LONG)LINEERR_NOMEM;
	uv_mutex_unlock(&apart->lock);
	versions_again(apart, APART_FN_lineNegotiateTSPIVersion, &apart->lines, apart->versions);
	versions_again(apart, APART_FN_phoneNegotiateTSPIVersion, &apart->phones, apart->phone_versions);
	return result;
}

/* Devices that there were are gone, or some are new. */
static void tell_devices(struct apart *apart, struct apart_devices *devices, DWORD now, bool phone)
{
	LINEEVENT line = apart->on_line[0];
	PHONEEVENT on_phone = apart->on_phone[0];
	DWORD_PTR provider = apart->enumerated[3];
	struct apart_device device;
	size_t i = 0;

	while (device_take(apart, devices, i, now, &device)) {
		bool gone = i >= now;
		DWORD_PTR p1 = gone ? device.id : provider;
		DWORD_PTR p2 = gone ? 0 : (DWORD_PTR)apart + device.there;

		i += !gone;
		if ((gone || device.temporary) && phone && on_phone)
			on_phone(NULL, gone ? PHONE_REMOVE : PHONE_CREATE, p1, p2, 0);
		if ((gone || device.temporary) && !phone && line)
			line(NULL, NULL, gone ? LINE_REMOVE : LINE_CREATE, p1, p2, 0);
	}
}

/* TAPI may end it at any time. */
static bool has_session(struct apart *apart)
{
	bool has;

	uv_mutex_lock(&apart->lock);
	has = apart->session;
	uv_mutex_unlock(&apart->lock);
	return has;
}

static bool rise(struct apart *apart)
{
	char how[200];
	LONG result = 0;
	DWORD lines, phones;

	if (!apart_start(apart))
		result = has_session(apart) ? begin_again(apart) : 0;
	else
		result = (LONG)LINEERR_OPERATIONFAILED;
	if (result) {
		if (apart->reads)
			apart_fall(apart, how, sizeof(how));
		log_write(LOG_ERROR, "host", NULL, "%s: it cannot be started again (0x%lx%s%s); the next try "
			  "is in %lu ms", apart->path, (unsigned long)(DWORD)result, apart->why.len ? ", " : "",
			  buf_c(&apart->why), (unsigned long)apart->pause_ms);
		return false;
	}
	uv_mutex_lock(&apart->lock);
	apart->state = APART_UP;
	lines = (DWORD)apart->inited[4];
	phones = (DWORD)apart->inited[5];
	uv_mutex_unlock(&apart->lock);
	log_write(LOG_WARN, "host", NULL, "%s: it runs again in a new process; its %lu lines can be opened",
		  apart->path, (unsigned long)lines);
	if (has_session(apart)) {
		tell_devices(apart, &apart->lines, lines, false);
		tell_devices(apart, &apart->phones, phones, true);
	}
	return true;
}

/* Until it may be started again. False: apart_close() came before. */
static bool pause_locked(struct apart *apart)
{
	uint64_t until = uv_hrtime() + (uint64_t)apart->pause_ms * 1000000, now;

	apart->pause_ms = apart->pause_ms * 2 < PAUSE_MAX_MS ? apart->pause_ms * 2 : PAUSE_MAX_MS;
	for (now = uv_hrtime(); !apart->closing && now < until; now = uv_hrtime())
		uv_cond_timedwait(&apart->changed, &apart->lock, until - now);
	while (!apart->closing && !list_empty(&apart->opens))
		uv_cond_wait(&apart->changed, &apart->lock);
	return !apart->closing;
}

static void nested_is_late_locked(struct apart *apart)
{
	apart_late_locked(apart, apart->nested->fn);
	apart->nested = NULL;
}

/* It has ended, or is to. */
static void await_end_locked(struct apart *apart)
{
	uint64_t now;

	while (!apart->ended && !apart->closing) {
		now = uv_hrtime();
		if (!apart->nested)
			uv_cond_wait(&apart->changed, &apart->lock);
		else if (now < apart->nested_until)
			uv_cond_timedwait(&apart->changed, &apart->lock, apart->nested_until - now);
		else
			nested_is_late_locked(apart);
	}
}

/* The one that is there now, which may have been started while apart_close() was called. */
static void bye(struct apart *apart)
{
	uint64_t until = uv_hrtime() + (uint64_t)GOODBYE_MS * 1000000;
	char memory[64];
	struct buf b;

	apart_begin_in(&b, APART_BYE, memory, sizeof(memory));
	uv_mutex_lock(&apart->write);
	apart_send(apart->child.link, &b);
	uv_mutex_unlock(&apart->write);
	uv_mutex_lock(&apart->lock);
	while (!apart->ended && uv_hrtime() < until)
		uv_cond_timedwait(&apart->changed, &apart->lock, (uint64_t)10 * 1000000);
	uv_mutex_unlock(&apart->lock);
}

void apart_keep(void *arg)
{
	struct apart *apart = arg;
	bool closing = false, risen;
	char how[200];

	os_thread_settle("apart keeper");
	while (!closing) {
		uv_mutex_lock(&apart->lock);
		await_end_locked(apart);
		closing = apart->closing;
		uv_mutex_unlock(&apart->lock);
		if (closing)
			bye(apart);
		apart_fall(apart, how, sizeof(how));
		if (closing)
			return;
		if (clock_ms() - apart->started_ms > WELL_MS)
			apart->pause_ms = PAUSE_MS;
		mourn(apart, how);
		for (risen = false; !risen && !closing;) {
			uv_mutex_lock(&apart->lock);
			closing = !pause_locked(apart);
			uv_mutex_unlock(&apart->lock);
			risen = !closing && rise(apart);
		}
	}
}

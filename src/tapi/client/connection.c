/* SPDX-License-Identifier: MIT
 * connection.c - see connection.h.
 *
 * `reading` is the right to read: whoever has it reads without the lock, and only he
 * touches `in` meanwhile. Our thread takes it when bytes come and nobody has it. While
 * somebody waits for a reply, or one thread as the `guest` for messages, the `watch` by
 * which our thread waits looks away, so that what comes wakes one thread and not two.
 *
 * There is one guest at most. All others who wait for messages are told by app_news(); so is
 * the guest, by the sign `call_guest`, when somebody else has read what is for him. */
#include "connection.h"
#include "app.h"
#include "base/log.h"
#include "base/list.h"
#include "dialog.h"
#include "inbox.h"
#include "os/clock.h"
#include "os/link.h"
#include "os/passing.h"
#include "os/sign.h"
#include "os/thread.h"
#include "os/watch.h"
#include "tapi/frame.h"
#include "where.h"
#include <stdatomic.h>

#define CHUNK 65536		/* bytes that are read at once */
#define PASSED_MAX 4		/* handles whose frames have not come wholly yet */
#define TRIES 4			/* to find a server that is not just going */

struct wait {
	struct list node;
	DWORD cookie;
	struct buf *reply;
	intptr_t *handle;		/* NULL: it wants none */
	bool done, lost, sleeps;
	uv_cond_t cond;		/* if it sleeps */
};

static struct {
	intptr_t link;
	bool is_set_up, is_open;
	intptr_t watch;			/* -1: there is none */
	atomic_uint away;		/* how many want it to look away */
	bool watching;			/* our thread waits at the link */
	bool guest, guest_called;	/* somebody waits at the link for messages */
	void *call_guest;
	atomic_bool reading;
	unsigned writing;		/* how many write, or wait for the one who does */
	uv_mutex_t write;
	struct list waits;
	struct buf in;			/* what came and has not been looked at */
	intptr_t passed[PASSED_MAX];	/* the handles that came with it, the oldest first */
	unsigned passed_count;
	uv_cond_t free;			/* nobody uses the link of a lost connection any more */
	uv_cond_t call;			/* for our thread */
	bool has_thread, ending;
	uv_thread_t thread;
} c = { .link = -1, .watch = -1 };

static void set_up(void)
{
	if (c.is_set_up)
		return;
	uv_mutex_init(&c.write);
	uv_cond_init(&c.free);
	uv_cond_init(&c.call);
	list_init(&c.waits);
	buf_grow(&c.in);
	c.call_guest = sign_new();
	c.is_set_up = true;
}

/* --- what came ---------------------------------------------------------------- */

static void close_passed(void)
{
	while (c.passed_count)
		passing_close(c.passed[--c.passed_count]);
}

static void give_up(const char *why)
{
	if (!c.is_open)
		return;
	if (why)
		log_write(LOG_WARN, "tapi", NULL, "the connection to the telephony server is given up: %s", why);
	c.is_open = false;
	link_end(c.link);
	close_passed();
	list_each(node, &c.waits) {
		struct wait *wait = list_entry(node, struct wait, node);

		wait->lost = !wait->done;
		wait->done = true;
		if (wait->sleeps)
			uv_cond_signal(&wait->cond);
	}
	apps_lose_all();
	dialogs_lose_all();
}

void connection_give_up(const char *why)
{
	give_up(why);
}

/* Who waits for a reply with that cookie; NULL: nobody. */
static struct wait *wait_for(DWORD cookie)
{
	list_each(node, &c.waits) {
		struct wait *wait = list_entry(node, struct wait, node);

		if (wait->cookie == cookie && !wait->done)
			return wait;
	}
	return NULL;
}

static void take_reply(DWORD cookie, const char *body, size_t size)
{
	struct wait *wait = wait_for(cookie);

	if (!wait)
		return;
	buf_bytes(wait->reply, body, size);
	wait->done = true;
	if (wait->sleeps)
		uv_cond_signal(&wait->cond);
}

static const char unwanted[] = "it sent a handle that nobody asked for";

static const char *take_handle(DWORD cookie)
{
	struct wait *wait = wait_for(cookie);

	if (!wait || !wait->handle || *wait->handle != PASSING_NONE || !c.passed_count)
		return unwanted;
	*wait->handle = c.passed[0];
	memmove(c.passed, c.passed + 1, --c.passed_count * sizeof(c.passed[0]));
	return NULL;
}

static void take(const struct frame *frame, const char *body)
{
	const char *why = NULL;

	if (frame->type == FRAME_REPLY) {
		take_reply(frame->cookie, body, frame->size);
	} else if (frame->type == FRAME_EVENT) {
		why = inbox_take(body, frame->size);
	} else if (frame->type == FRAME_HANDLE) {
		why = take_handle(frame->cookie);
	} else if (frame->type == FRAME_GOODBYE) {
		log_write(LOG_WARN, "tapi", NULL, "the telephony server says: %.*s", (int)frame->size, body);
		why = "it said goodbye";
	} else {
		why = "it sent what only a client sends";
	}
	if (why)
		give_up(why);
}

/* Whether the head of a frame is at `at`; what cannot be one ends the connection. */
static bool head_at(struct frame *frame, size_t at)
{
	const char *why;
	int is = at < c.in.len ? frame_read(frame, c.in.at + at, c.in.len - at, &why) : 0;

	if (is < 0)
		give_up(why);
	return is > 0;
}

/* Take all frames that are whole. Bodies are aligned as the buffer's begin is: a frame
 * behind one of odd length is moved there first. */
static void take_all(void)
{
	struct frame frame;
	size_t at = 0;

	while (c.is_open && head_at(&frame, at) && c.in.len - at >= FRAME_HEAD + frame.size) {
		if (at % sizeof(DWORD)) {
			memmove(c.in.at, c.in.at + at, c.in.len - at);
			c.in.len -= at;
			at = 0;
		}
		take(&frame, c.in.at + at + FRAME_HEAD);
		at += FRAME_HEAD + frame.size;
	}
	if (!c.is_open)
		return;
	if (at)
		memmove(c.in.at, c.in.at + at, c.in.len - at);
	c.in.len -= at;
}

/* Take what came, with a handle or without. A read ends behind the frame that a handle comes
 * with: one that is left when all frames are taken is nobody's. */
static void take_more(size_t size, intptr_t passed)
{
	bool has_room = passed == PASSING_NONE || c.passed_count < PASSED_MAX;

	c.in.len += size;
	if (!has_room)
		passing_close(passed);
	else if (passed != PASSING_NONE)
		c.passed[c.passed_count++] = passed;
	take_all();
	if (!has_room || (c.passed_count && !c.in.len))
		give_up(unwanted);
}

static void look_away(void)
{
	if (c.away++ == 0)
		watch_look(c.watch, c.link, false);
}

static void look_back(void)
{
	if (--c.away > 0)
		return;
	watch_look(c.watch, c.link, true);
	if (!c.is_open)
		uv_cond_broadcast(&c.free);
}

/* Read once and take what came. */
static void read_once(bool wait)
{
	intptr_t link = c.link, passed;
	ptrdiff_t n;

	if (!buf_room(&c.in, CHUNK)) {
		give_up("there is no memory for what it sends");
		return;
	}
	c.reading = true;
	client_leave();
	n = link_read(link, c.in.at + c.in.len, c.in.size - c.in.len, wait, &passed);
	client_enter();
	c.reading = false;
	if (!c.is_open) {
		passing_close(passed);
		uv_cond_broadcast(&c.free);
		return;
	}
	if (n == 0)
		give_up("it ended the connection");
	else if (n < 0 && wait)
		give_up("it does not answer");
	if (n > 0)
		take_more((size_t)n, passed);
}

/* --- our thread --------------------------------------------------------------- */

/* Wait until something came that nobody else reads. */
static void watch(void)
{
	intptr_t link = c.link, watch = c.watch;
	bool is_read;

	c.watching = true;
	client_leave();
	do {
		if (watch < 0)
			link_await(link);
		else
			watch_wait(watch);
		is_read = c.away > 0;	/* whoever it is must not have to wait for us */
		if (is_read)
			os_blink();
	} while (is_read);
	client_enter();
	c.watching = false;
	if (!c.is_open)
		uv_cond_broadcast(&c.free);
}

static void read_always(void *arg)
{
	(void)arg;
	os_thread_settle("tapi");
	client_enter();
	while (!c.ending) {
		if (!c.is_open) {
			client_wait(&c.call);
			continue;
		}
		watch();
		if (c.is_open && !c.reading)
			read_once(false);
	}
	client_leave();
}

/* --- opening ------------------------------------------------------------------ */

/* It went while we came, as one does when its last program has gone: another may be there
 * in its place by now, or can be started. */
static const char gone[] = "it has ended";

static bool greet(intptr_t link)
{
	struct buf hello;
	size_t frame;
	bool is;

	buf_grow(&hello);
	frame = frame_begin(&hello, FRAME_HELLO, 0);
	where_introduce(&hello);
	frame_end(&hello, frame);
	is = !hello.full && link_write(link, hello.at, hello.len);
	buf_free(&hello);
	return is;
}

/* Wait for WELCOME; what is behind it stays in `in`. */
static const char *hear_welcome(intptr_t link)
{
	struct frame frame;
	const char *why = NULL;

	for (;;) {
		ptrdiff_t n;
		int is = c.in.len ? frame_read(&frame, c.in.at, c.in.len, &why) : 0;

		if (is < 0)
			return why;
		if (is > 0 && c.in.len >= FRAME_HEAD + frame.size)
			break;
		if (!buf_room(&c.in, CHUNK))
			return "there is no memory for it";
		n = link_read(link, c.in.at + c.in.len, c.in.size - c.in.len, true, NULL);
		if (n <= 0)
			return n == 0 && c.in.len == 0 ? gone : "it does not answer";
		c.in.len += (size_t)n;
	}
	if (frame.type != FRAME_WELCOME)
		return frame.type == FRAME_GOODBYE ? "it does not want us" : "it does not begin with a welcome";
	c.in.len -= FRAME_HEAD + frame.size;
	memmove(c.in.at, c.in.at + FRAME_HEAD + frame.size, c.in.len);
	return NULL;
}

/* The link of a connection that was lost is closed when nobody uses it any more, unless
 * somebody else has opened a new one meanwhile. */
static void close_old(void)
{
	while (!c.is_open && (c.away || c.reading || c.watching || c.writing))
		client_wait(&c.free);
	if (c.is_open)
		return;
	watch_free(c.watch);
	link_close(c.link);
	c.watch = c.link = -1;
	buf_reset(&c.in);
}

/* NULL, or why it cannot be. */
static const char *begin(intptr_t link)
{
	const char *why = greet(link) ? hear_welcome(link) : gone;

	if (!why && !c.has_thread) {
		c.ending = false;
		c.has_thread = uv_thread_create(&c.thread, read_always, NULL) == 0;
		why = c.has_thread ? NULL : "there is no thread for it";
	}
	if (why) {
		link_close(link);
		return why;
	}
	c.link = link;
	c.watch = c.call_guest ? watch_new(link) : -1;
	c.is_open = true;
	take_all();
	uv_cond_signal(&c.call);
	return NULL;
}

/* By this link; -1: by one that is looked for. */
static bool begin_by(intptr_t given)
{
	const char *why = gone;

	for (int i = 0; why == gone && i < (given < 0 ? TRIES : 1); i++) {
		intptr_t link = given < 0 ? where_connect(CONNECTION_PATIENCE_MS) : given;

		if (link < 0)
			return false;
		why = begin(link);
	}
	if (why)
		log_write(LOG_WARN, "tapi", NULL, "no connection to the telephony server: %s", why);
	return c.is_open;
}

static bool open_by(intptr_t link)
{
	bool is;

	client_enter();
	set_up();
	if (c.is_open && !c.reading)
		read_once(false);	/* a server that has gone is not asked */
	close_old();
	is = c.is_open;
	if (is)
		link_close(link);
	else
		is = begin_by(link);
	client_leave();
	return is;
}

bool connection_open(void)
{
	return open_by(-1);
}

bool connection_open_to(intptr_t link)
{
	return open_by(link);
}

enum link_peer connection_peer(void)
{
	enum link_peer peer;

	client_enter();
	peer = c.is_open ? link_peer(c.link) : LINK_STRANGER;
	client_leave();
	return peer;
}

void connection_close(void)
{
	client_enter();
	set_up();
	give_up(NULL);
	c.ending = true;
	uv_cond_signal(&c.call);
	client_leave();
	if (c.has_thread)
		uv_thread_join(&c.thread);
	c.has_thread = false;
	client_enter();
	close_old();
	buf_free(&c.in);
	client_leave();
}

void connection_forget(void)
{
	watch_free(c.watch);
	link_close(c.link);
	close_passed();
	if (c.is_set_up) {
		sign_free(c.call_guest);
		buf_free(&c.in);
	}
	memset(&c, 0, sizeof(c));
	c.watch = c.link = -1;
}

/* --- messages ----------------------------------------------------------------- */

void connection_call_guest(void)
{
	if (c.guest && !c.guest_called)
		sign_up(c.call_guest);
	c.guest_called = c.guest;
}

/* Wait at the link and take what comes. */
static void be_guest(uint64_t ns)
{
	intptr_t link = c.link;

	c.guest = true;
	look_away();
	client_leave();
	watch_beside(link, c.call_guest, ns);
	client_enter();
	if (c.guest_called)
		sign_down(c.call_guest);
	c.guest = c.guest_called = false;
	if (c.is_open && !c.reading)
		read_once(false);
	look_back();
}

void connection_await_news(uint64_t ns)
{
	if (c.is_open && c.watch >= 0 && !c.away)
		be_guest(ns);
	else if (ns == UINT64_MAX)
		client_wait(app_news());
	else
		client_wait_for(app_news(), ns);
}

/* --- asking ------------------------------------------------------------------- */

static void sleep_on(struct wait *wait)
{
	if (!wait->sleeps)
		uv_cond_init(&wait->cond);
	wait->sleeps = true;
	look_back();	/* who reads now may be done sooner than the reply comes */
	client_wait_for(&wait->cond, CONNECTION_PATIENCE_MS * 1000000ull);
	look_away();
}

/* Who reads has what he wanted: another one who waits goes on. */
static void pass_on(void)
{
	list_each(node, &c.waits) {
		struct wait *wait = list_entry(node, struct wait, node);

		if (wait->sleeps && !wait->done && !c.reading) {
			uv_cond_signal(&wait->cond);
			return;
		}
	}
}

static void write_out(const struct buf *request)
{
	intptr_t link = c.link;
	bool is;

	c.writing++;
	client_leave();
	uv_mutex_lock(&c.write);
	is = link_write(link, request->at, request->len);
	uv_mutex_unlock(&c.write);
	client_enter();
	c.writing--;
	if (!is)
		give_up("it does not listen any more");
	if (!c.is_open)
		uv_cond_broadcast(&c.free);
}

DWORD connection_cookie(void)
{
	static atomic_uint last;
	DWORD cookie = ++last;

	return cookie ? cookie : ++last;
}

bool connection_ask(DWORD cookie, const struct buf *request, struct buf *reply, intptr_t *handle)
{
	struct wait wait = { .cookie = cookie, .reply = reply, .handle = handle };
	uint64_t end = clock_ms() + CONNECTION_PATIENCE_MS;

	client_enter();
	if (!c.is_open) {
		client_leave();
		return false;
	}
	list_append(&c.waits, &wait.node);
	look_away();
	write_out(request);
	while (!wait.done) {
		if (c.reading)
			sleep_on(&wait);
		else
			read_once(true);
		if (!wait.done && clock_ms() > end)
			give_up("it does not answer");
	}
	list_remove(&wait.node);
	look_back();
	pass_on();
	client_leave();
	if (wait.sleeps)
		uv_cond_destroy(&wait.cond);
	return !wait.lost;
}

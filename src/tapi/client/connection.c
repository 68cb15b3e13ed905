/* SPDX-License-Identifier: MIT
 * connection.c - see connection.h.
 *
 * `reading` is the right to read: whoever has it reads without the lock, and only he
 * touches `in` meanwhile. Our thread takes it when bytes come and nobody has it; if
 * somebody has, he will take what came, and it looks away for a moment, without the lock:
 * he must not have to wait for it. */
#include "connection.h"
#include "app.h"
#include "base/log.h"
#include "base/list.h"
#include "inbox.h"
#include "os/clock.h"
#include "os/link.h"
#include "os/thread.h"
#include "tapi/frame.h"
#include "where.h"
#include <stdatomic.h>

#define CHUNK 65536		/* bytes that are read at once */

struct wait {
	struct list node;
	DWORD cookie;
	struct buf *reply;
	bool done, lost, sleeps;
	uv_cond_t cond;		/* if it sleeps */
};

static struct {
	intptr_t link;
	bool is_set_up, is_open;
	bool watching;			/* our thread waits at the link */
	atomic_bool reading;
	unsigned writing;		/* how many write, or wait for the one who does */
	uv_mutex_t write;
	struct list waits;
	struct buf in;			/* what came and has not been looked at */
	uv_cond_t free;			/* nobody uses the link of a lost connection any more */
	uv_cond_t call;			/* for our thread */
	bool has_thread, ending;
	uv_thread_t thread;
} c = { .link = -1 };

static void set_up(void)
{
	if (c.is_set_up)
		return;
	uv_mutex_init(&c.write);
	uv_cond_init(&c.free);
	uv_cond_init(&c.call);
	list_init(&c.waits);
	buf_grow(&c.in);
	c.is_set_up = true;
}

/* --- what came ---------------------------------------------------------------- */

static void give_up(const char *why)
{
	if (!c.is_open)
		return;
	if (why)
		log_write(LOG_WARN, "tapi", NULL, "the connection to the telephony server is given up: %s", why);
	c.is_open = false;
	link_end(c.link);
	list_each(node, &c.waits) {
		struct wait *wait = list_entry(node, struct wait, node);

		wait->lost = !wait->done;
		wait->done = true;
		if (wait->sleeps)
			uv_cond_signal(&wait->cond);
	}
	apps_lose_all();
}

void connection_give_up(const char *why)
{
	give_up(why);
}

static void take_reply(DWORD cookie, const char *body, size_t size)
{
	list_each(node, &c.waits) {
		struct wait *wait = list_entry(node, struct wait, node);

		if (wait->cookie != cookie || wait->done)
			continue;
		buf_bytes(wait->reply, body, size);
		wait->done = true;
		if (wait->sleeps)
			uv_cond_signal(&wait->cond);
		return;
	}
}

static void take(const struct frame *frame, const char *body)
{
	const char *why = NULL;

	if (frame->type == FRAME_REPLY) {
		take_reply(frame->cookie, body, frame->size);
	} else if (frame->type == FRAME_EVENT) {
		why = inbox_take(body, frame->size);
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

/* Read once and take what came. */
static void read_once(bool wait)
{
	intptr_t link = c.link;
	ptrdiff_t n;

	if (!buf_room(&c.in, CHUNK)) {
		give_up("there is no memory for what it sends");
		return;
	}
	c.reading = true;
	client_leave();
	n = link_read(link, c.in.at + c.in.len, c.in.size - c.in.len, wait);
	client_enter();
	c.reading = false;
	if (!c.is_open) {
		uv_cond_broadcast(&c.free);
		return;
	}
	if (n == 0)
		give_up("it ended the connection");
	else if (n < 0 && wait)
		give_up("it does not answer");
	if (n <= 0)
		return;
	c.in.len += (size_t)n;
	take_all();
}

/* --- our thread --------------------------------------------------------------- */

/* Wait until something came that nobody else reads. */
static void watch(void)
{
	intptr_t link = c.link;
	bool is_read;

	c.watching = true;
	client_leave();
	do {
		link_await(link);
		is_read = c.reading;
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
		n = link_read(link, c.in.at + c.in.len, c.in.size - c.in.len, true);
		if (n <= 0)
			return "it does not answer";
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
	while (!c.is_open && (c.reading || c.watching || c.writing))
		client_wait(&c.free);
	if (c.is_open)
		return;
	link_close(c.link);
	c.link = -1;
	buf_reset(&c.in);
}

static bool begin(intptr_t link)
{
	const char *why = greet(link) ? hear_welcome(link) : "it does not listen";

	if (!why && !c.has_thread) {
		c.ending = false;
		c.has_thread = uv_thread_create(&c.thread, read_always, NULL) == 0;
		why = c.has_thread ? NULL : "there is no thread for it";
	}
	if (why) {
		log_write(LOG_WARN, "tapi", NULL, "no connection to the telephony server: %s", why);
		link_close(link);
		return false;
	}
	c.link = link;
	c.is_open = true;
	take_all();
	uv_cond_signal(&c.call);
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
	if (is) {
		link_close(link);
	} else {
		if (link < 0)
			link = where_connect(CONNECTION_PATIENCE_MS);
		is = link >= 0 && begin(link);
	}
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

bool connection_is_open(void)
{
	bool is;

	client_enter();
	is = c.is_open;
	client_leave();
	return is;
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
	link_close(c.link);
	if (c.is_set_up)
		buf_free(&c.in);
	memset(&c, 0, sizeof(c));
	c.link = -1;
}

/* --- asking ------------------------------------------------------------------- */

static void sleep_on(struct wait *wait)
{
	if (!wait->sleeps)
		uv_cond_init(&wait->cond);
	wait->sleeps = true;
	client_wait_for(&wait->cond, CONNECTION_PATIENCE_MS * 1000000ull);
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

bool connection_ask(DWORD cookie, const struct buf *request, struct buf *reply)
{
	struct wait wait = { .cookie = cookie, .reply = reply };
	uint64_t end = clock_ms() + CONNECTION_PATIENCE_MS;

	client_enter();
	if (!c.is_open) {
		client_leave();
		return false;
	}
	list_append(&c.waits, &wait.node);
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
	pass_on();
	client_leave();
	if (wait.sleeps)
		uv_cond_destroy(&wait.cond);
	return !wait.lost;
}

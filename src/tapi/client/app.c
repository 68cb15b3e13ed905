/* SPDX-License-Identifier: MIT
 * app.c - see app.h. */
#include "app.h"
#include "base/mem.h"
#include "completion.h"
#include "connection.h"
#include "os/sign.h"
#include "proxy.h"

#define APP_CALLS 1000	/* messages that are delivered at once */

static struct list apps = { &apps, &apps };
static bool has_news;
static uv_cond_t news;
static void *call_sign;		/* of all that are called back */
static unsigned calls_waiting;

uv_cond_t *app_news(void)
{
	if (!has_news)
		uv_cond_init(&news);
	has_news = true;
	return &news;
}

/* A callback that runs, on the stack of the thread that it runs on. */
struct calling {
	struct list node;
	DWORD app;			/* its number */
	uv_thread_t thread;
};

static struct list callings = { &callings, &callings };

/* Whoever waits for messages is to look. */
static void tell_all(void)
{
	uv_cond_broadcast(app_news());
	connection_call_guest();
}

void *app_call_sign(void)
{
	if (!call_sign)
		call_sign = sign_new();
	return call_sign;
}

static struct app *new(bool phone, enum app_way way)
{
	struct app *app = mem_zalloc(sizeof(*app));

	if (!app)
		return NULL;
	app->phone = phone;
	app->way = way;
	list_init(&app->opens);
	list_init(&app->proxies);
	list_append(&apps, &app->node);
	app->number = number_new(NUMBER_APP, app);
	return app;
}

/* Whether it can be used; else it goes. */
static struct app *made(struct app *app)
{
	if (app && app->number && app->sign)
		return app;
	app_free(app);
	return NULL;
}

struct app *app_new(bool phone, enum app_way way, LINECALLBACK callback)
{
	struct app *app = new(phone, way);

	if (!app)
		return NULL;
	app->callback = callback;
	app->sign = way == APP_EVENT ? sign_new() : sign_calling(app_call, app->number);
	app->shares_sign = !app->sign && way == APP_CALLBACK;
	if (app->shares_sign)
		app->sign = app_call_sign();
	return made(app);
}

struct app *app_new_port(bool phone, void *port, DWORD key)
{
	struct app *app = new(phone, APP_PORT);

	if (!app)
		return NULL;
	app->sign = port;
	app->key = key;
	return made(app);
}

static void clear_queue(struct app *app)
{
	struct message message;

	while (app_next(app, &message))
		;
	mem_free(app->queue);
}

void app_free(struct app *app)
{
	if (!app)
		return;
	list_each_safe(node, &app->opens)
		open_free(list_entry(node, struct open, node));
	completions_drop(app);
	proxies_drop(&app->proxies);
	clear_queue(app);
	if (!app->shares_sign && app->way != APP_PORT)
		sign_free(app->sign);
	number_free(app->number);
	list_remove(&app->node);
	mem_free(app);
	tell_all();
}

/* One that lost its server may have the number of one of the next server. */
struct app *app_find(bool phone, DWORD handle)
{
	struct app *lost = NULL;

	list_each(node, &apps) {
		struct app *app = list_entry(node, struct app, node);

		if (!handle || app->phone != phone || app->handle != handle)
			continue;
		if (!app->lost)
			return app;
		lost = app;
	}
	return lost;
}

unsigned app_count(bool phone, bool lost)
{
	unsigned count = 0;

	list_each(node, &apps) {
		const struct app *app = list_entry(node, struct app, node);

		count += app->phone == phone && app->handle && (lost || !app->lost);
	}
	return count;
}

/* --- what is open --------------------------------------------------------------- */

struct open *open_new(struct app *app, DWORD version, DWORD_PTR instance)
{
	struct open *open = mem_zalloc(sizeof(*open));

	if (!open)
		return NULL;
	*open = (struct open){ .app = app, .version = version, .instance = instance };
	list_append(&app->opens, &open->node);
	open->number = number_new(NUMBER_OPEN, open);
	if (open->number)
		return open;
	open_free(open);
	return NULL;
}

struct open *open_find(DWORD handle)
{
	const struct known *it = known_find(handle);

	return it ? number_find(NUMBER_OPEN, it->open) : NULL;
}

static bool is_reply(const struct message *message)
{
	return message->id == LINE_REPLY || message->id == PHONE_REPLY;
}

/* The program may have freed what the instance points to. */
static void drop_messages(struct app *app, DWORD open)
{
	struct message message;

	for (DWORD left = app->count; left > 0; left--) {
		bool keep;

		app_next(app, &message);
		keep = message.open != open || is_reply(&message);
		if (keep && message.open == open)
			message.instance = 0;
		if (keep)
			app_post(app, &message);	/* there is room */
	}
}

void open_closed(struct open *open)
{
	if (open->handle)
		known_forget_line(open->handle);
	number_free(open->number);
	list_remove(&open->node);
	mem_free(open);
}

void open_free(struct open *open)
{
	if (!open)
		return;
	if (open->number)
		drop_messages(open->app, open->number);
	open_closed(open);
}

/* --- queues --------------------------------------------------------------------- */

static DWORD waiting(const struct app *app)
{
	return app->count + app->reinit;
}

static void one_more(struct app *app)
{
	if (app->shares_sign ? ++calls_waiting == 1 : waiting(app) == 1)
		sign_up(app->sign);
}

static void one_less(struct app *app)
{
	if (app->shares_sign ? --calls_waiting == 0 : waiting(app) == 0)
		sign_down(app->sign);
}

static bool post_to_port(struct app *app, const struct message *message)
{
	const LINEMESSAGE it = { message->device, message->id, message->instance,
		message->p1, message->p2, message->p3 };

	return sign_port(app->sign, app->key, &it, sizeof(it));
}

static bool grow(struct app *app)
{
	DWORD size = app->size ? app->size * 2 : 16;
	struct message *queue = size > APP_QUEUE_MAX ? NULL : mem_alloc(size * sizeof(*queue));

	if (!queue)
		return false;
	for (DWORD i = 0; i < app->count; i++)
		queue[i] = app->queue[(app->first + i) & (app->size - 1)];
	mem_free(app->queue);
	app->queue = queue;
	app->size = size;
	app->first = 0;
	return true;
}

bool app_post(struct app *app, const struct message *message)
{
	if (app->way == APP_PORT)
		return post_to_port(app, message);
	if (app->count == app->size && !grow(app))
		return false;
	app->queue[(app->first + app->count++) & (app->size - 1)] = *message;
	one_more(app);
	tell_all();
	return true;
}

/* The last that an application is told takes no memory. */
static bool next_reinit(struct app *app, struct message *out)
{
	if (!app->reinit)
		return false;
	app->reinit = false;
	*out = (struct message){
		.id = app->phone ? PHONE_STATE : LINE_LINEDEVSTATE,
		.p1 = app->phone ? PHONESTATE_REINIT : LINEDEVSTATE_REINIT,
	};
	return true;
}

bool app_next(struct app *app, struct message *out)
{
	if (app->count) {
		*out = app->queue[app->first];
		app->first = (app->first + 1) & (app->size - 1);
		app->count--;
	} else if (!next_reinit(app, out)) {
		return false;
	}
	one_less(app);
	return true;
}

/* --- callbacks ------------------------------------------------------------------ */

/* Call a program back, without the lock, which is held before and after that. */
static void call_back(DWORD app, LINECALLBACK callback, const struct message *it)
{
	struct calling calling = { .app = app, .thread = uv_thread_self() };

	list_append(&callings, &calling.node);
	client_leave();
	callback(it->device, it->id, it->instance, it->p1, it->p2, it->p3);
	client_enter();
	list_remove(&calling.node);
	tell_all();
}

/* Whether callbacks of `app` run; *by_us: whether this thread runs any. */
static bool is_called(DWORD app, bool *by_us)
{
	const uv_thread_t self = uv_thread_self();
	bool is = false;

	*by_us = false;
	list_each(node, &callings) {
		const struct calling *calling = list_entry(node, struct calling, node);

		is |= calling->app == app;
		*by_us |= uv_thread_equal(&calling->thread, &self) != 0;
	}
	return is;
}

void app_await_callbacks(DWORD number)
{
	bool by_us;

	while (is_called(number, &by_us) && !by_us)
		client_wait(app_news());
}

bool app_call_next(void)
{
	struct message it;

	list_each(node, &apps) {
		struct app *app = list_entry(node, struct app, node);

		if (!app->shares_sign || !app_next(app, &it))
			continue;
		list_remove(&app->node);	/* it is the last to be asked the next time */
		list_append(&apps, &app->node);
		call_back(app->number, app->callback, &it);
		return true;
	}
	return false;
}

void app_call(uintptr_t number)
{
	struct message it;
	struct app *app;

	client_enter();
	for (int i = 0; i < APP_CALLS; i++) {
		app = number_find(NUMBER_APP, (DWORD)number);	/* the callback may end it */
		if (!app || !app_next(app, &it))
			break;
		call_back(app->number, app->callback, &it);
	}
	app = number_find(NUMBER_APP, (DWORD)number);
	if (app && waiting(app))
		sign_up(app->sign);	/* the program has other messages too */
	client_leave();
}

/* --- the end of the connection ---------------------------------------------------- */

static void lose(struct app *app)
{
	struct message last;

	if (app->lost)
		return;
	app->lost = true;
	completions_fail(app);
	app->reinit = true;
	if (app->way == APP_PORT) {
		next_reinit(app, &last);
		post_to_port(app, &last);
	} else {
		one_more(app);
	}
}

void apps_lose_all(void)
{
	list_each(node, &apps)
		lose(list_entry(node, struct app, node));
	known_forget_all();
	tell_all();
}

void apps_drop_all(void)
{
	while (!list_empty(&apps))
		app_free(list_entry(apps.next, struct app, node));
	list_init(&callings);
	sign_free(call_sign);
	call_sign = NULL;
	calls_waiting = 0;
	has_news = false;	/* in a child, who waited for it is not there */
}

/* SPDX-License-Identifier: MIT
 * assist.c - requests for calls, and who takes them. */
#include "tapi/server/assist.h"
#include "base/mem.h"
#include "tapi/server/app.h"
#include "tapi/server/client.h"
#include "tapi/server/clock.h"
#include "tapi/server/priority.h"

struct assist {
	struct server *server;
	struct list recipients;		/* struct recipient, the first that registered first */
	struct list queue;		/* struct request, the oldest first */
	struct assist_program *program;	/* NULL: none */
	uint32_t wait_ms;
};

struct recipient {
	struct list node;
	struct app *app;
	DWORD modes, instance;
};

struct request {
	struct list node;
	char *user;
	LINEREQMAKECALLW call;
	struct client *client;		/* who waits for an answer until somebody registers; else NULL */
	DWORD cookie;
	bool ours;			/* ... for the program that the server has started */
	struct assist *assist;
	struct timer limit;		/* of the waiting */
};

/* --- who ------------------------------------------------------------------------ */

static const char *user_of(const struct client *client)
{
	return client->account.user ? client->account.user : "";
}

static struct assist *assist_of(const struct app *app)
{
	return app->client->server->assist;
}

static struct recipient *recipient_of(const struct app *app)
{
	list_each(node, &assist_of(app)->recipients) {
		struct recipient *recipient = list_entry(node, struct recipient, node);

		if (recipient->app == app)
			return recipient;
	}
	return NULL;
}

/* The one that is told of a user's requests, by priority and then by the order of registering;
 * NULL: nobody. */
static struct recipient *recipient_for(const struct assist *assist, const char *user)
{
	struct recipient *best = NULL;
	unsigned place, best_place = PRIORITY_NONE;

	list_each(node, &assist->recipients) {
		struct recipient *recipient = list_entry(node, struct recipient, node);

		if (!(recipient->modes & LINEREQUESTMODE_MAKECALL)
		    || strcmp(user_of(recipient->app->client), user) != 0)
			continue;
		place = priority_of_request(assist->server, app_module(recipient->app));
		if (best && place >= best_place)
			continue;
		best = recipient;
		best_place = place;
	}
	return best;
}

DWORD assist_modes(const struct app *app)
{
	const struct recipient *recipient = recipient_of(app);

	return recipient ? recipient->modes : 0;
}

/* --- requests ------------------------------------------------------------------- */

static void request_free(struct request *request)
{
	timer_stop(&request->assist->server->timers, &request->limit);
	list_remove(&request->node);
	mem_free(request->user);
	mem_free(request);
}

static void answer(struct request *request, LONG result)
{
	if (request->client)
		turn_reply(request->client, request->cookie, result);
	request->client = NULL;
	timer_stop(&request->assist->server->timers, &request->limit);
}

/* The instance of the registration is what the application knows it by. */
static void announce(const struct recipient *recipient)
{
	const struct event event = {
		.app = recipient->app->context, .message = LINE_REQUEST,
		.context = recipient->instance, .p1 = LINEREQUESTMODE_MAKECALL,
	};

	client_event(recipient->app->client, &event, NULL, 0);
}

/* Recipients came or went: those that waited for one have him, and what lies there is the
 * next one's, unless it is still the `same`; what nobody takes any more is dropped. */
static void settle(struct assist *assist, bool same)
{
	struct recipient *recipient;
	struct request *request;

	list_each_safe(node, &assist->queue) {
		request = list_entry(node, struct request, node);
		recipient = recipient_for(assist, request->user);
		if (recipient && (request->client || !same)) {
			answer(request, 0);
			announce(recipient);
		} else if (!recipient && !request->client) {
			request_free(request);
		}
	}
}

/* It has waited for nothing. */
static void give_up(void *arg)
{
	struct request *request = arg;

	answer(request, TAPIERR_NOREQUESTRECIPIENT);
	request_free(request);
}

/* The program that the server has started has ended with an error. */
static void program_failed(void *arg)
{
	struct assist *assist = arg;

	list_each_safe(node, &assist->queue) {
		struct request *request = list_entry(node, struct request, node);

		if (request->client && request->ours)
			give_up(request);
	}
}

static unsigned count_of(const struct assist *assist, const char *user)
{
	unsigned count = 0;

	list_each(node, &assist->queue)
		count += strcmp(list_entry(node, struct request, node)->user, user) == 0;
	return count;
}

static struct request *request_new(struct assist *assist, const char *user,
				   const LINEREQMAKECALLW *call)
{
	struct request *request = mem_zalloc(sizeof(*request));

	if (!request)
		return NULL;
	request->user = mem_copy(user);
	if (!request->user) {
		mem_free(request);
		return NULL;
	}
	request->call = *call;
	request->assist = assist;
	list_append(&assist->queue, &request->node);
	return request;
}

static bool somebody_waits(const struct assist *assist, const struct request *besides)
{
	list_each(node, &assist->queue) {
		const struct request *request = list_entry(node, struct request, node);

		if (request != besides && request->client && strcmp(request->user, besides->user) == 0)
			return true;
	}
	return false;
}

/* The program runs as the server's user, so it is started for him only. */
static bool will_come(struct assist *assist, const struct client *client, struct request *request)
{
	request->ours = client->account.self;
	return assist->program && (!request->ours || assist_program_start(assist->program));
}

/* Until somebody registers. */
static void wait_for_program(struct turn *turn, struct request *request)
{
	request->client = turn->client;
	request->cookie = turn->cookie;
	turn->later = true;
	server_timer(turn->server, &request->limit, request->assist->wait_ms, give_up, request);
}

/* Nobody takes it. Other users' programs start one of their own, once. */
static LONG not_taken(struct turn *turn, struct request *request, bool wait, DWORD *start)
{
	struct assist *assist = turn->server->assist;

	if (!will_come(assist, turn->client, request)) {
		request_free(request);
		return TAPIERR_NOREQUESTRECIPIENT;
	}
	*start = !request->ours && !wait && !somebody_waits(assist, request);
	if (*start)
		request_free(request);
	else
		wait_for_program(turn, request);
	return 0;
}

LONG assist_request(struct turn *turn, const LINEREQMAKECALLW *call, bool wait, DWORD *start)
{
	struct assist *assist = turn->server->assist;
	const char *user = user_of(turn->client);
	const struct recipient *recipient = recipient_for(assist, user);
	struct request *request;

	if (count_of(assist, user) >= ASSIST_MAX)
		return TAPIERR_REQUESTQUEUEFULL;
	request = request_new(assist, user, call);
	if (!request)
		return TAPIERR_REQUESTQUEUEFULL;
	if (!recipient)
		return not_taken(turn, request, wait, start);
	announce(recipient);
	return 0;
}

bool assist_take(const struct app *app, LINEREQMAKECALLW *out)
{
	list_each(node, &assist_of(app)->queue) {
		struct request *request = list_entry(node, struct request, node);

		if (strcmp(request->user, user_of(app->client)) != 0)
			continue;
		*out = request->call;
		request_free(request);
		return true;
	}
	return false;
}

/* --- recipients ----------------------------------------------------------------- */

bool assist_register(struct app *app, DWORD modes, DWORD instance)
{
	struct assist *assist = assist_of(app);
	struct recipient *recipient = recipient_of(app);

	if (!recipient) {
		recipient = mem_zalloc(sizeof(*recipient));
		if (!recipient)
			return false;
		recipient->app = app;
		list_append(&assist->recipients, &recipient->node);
	}
	recipient->modes |= modes;
	recipient->instance = instance;
	settle(assist, true);
	return true;
}

bool assist_unregister(struct app *app, DWORD modes)
{
	struct assist *assist = assist_of(app);
	const char *user = user_of(app->client);
	struct recipient *recipient = recipient_of(app);
	const struct recipient *first = recipient_for(assist, user);

	if (!recipient || !(recipient->modes & modes))
		return false;
	recipient->modes &= ~modes;
	settle(assist, recipient_for(assist, user) == first);
	if (!recipient->modes) {
		list_remove(&recipient->node);
		mem_free(recipient);
	}
	return true;
}

void assist_app_gone(struct app *app)
{
	assist_unregister(app, ~0u);
}

void assist_client_gone(struct client *client)
{
	struct request *request;

	list_each_safe(node, &client->server->assist->queue) {
		request = list_entry(node, struct request, node);
		if (request->client == client)
			request_free(request);
	}
}

/* --- the whole -------------------------------------------------------------------- */

enum err assist_new(struct server *server, const char *program, uint32_t wait_ms)
{
	struct assist *assist = mem_zalloc(sizeof(*assist));

	if (!assist)
		return ERR_NOMEM;
	server->assist = assist;
	assist->server = server;
	assist->wait_ms = wait_ms;
	list_init(&assist->recipients);
	list_init(&assist->queue);
	if (!program[0])
		return OK;
	assist->program = assist_program_new(server, program, program_failed, assist);
	return assist->program ? OK : ERR_NOMEM;
}

void assist_free(struct assist *assist)
{
	if (!assist)
		return;
	while (!list_empty(&assist->queue))
		request_free(list_entry(assist->queue.next, struct request, node));
	assist_program_free(assist->program);
	mem_free(assist);
}

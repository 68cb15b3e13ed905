/* SPDX-License-Identifier: MIT
 * assist.h - assisted telephony: programs ask for a call, another one makes it.
 *
 *   tapiRequestMakeCall --> queue --- LINE_REQUEST --> recipient --- lineGetRequest --> its call
 *
 * Requests are of one user: only what runs as he gets to see whom he calls. Of his recipients
 * the first by priority, then by the order of registering, is told. When none has
 * registered, the server starts the program of the configuration, for the server's own
 * user only; other users' programs are told to start one as their user, and to ask again. The
 * request waits until somebody has registered or does not in time.
 */
#ifndef SERVER_ASSIST_H
#define SERVER_ASSIST_H

#include "tapi/server/turn.h"

#define ASSIST_MAX 32	/* requests of a user that nobody has taken */

struct assist;

/* `program`: with its arguments, "" for none; `wait_ms`: for its registration. ERR_NOMEM. */
enum err assist_new(struct server *server, const char *program, uint32_t wait_ms);
void assist_free(struct assist *assist);	/* when the loop is closed; NULL is fine */

/* lineRegisterRequestRecipient: for `modes` (LINEREQUESTMODE_), or no more for them. False: no
 * memory, or it had not registered. */
bool assist_register(struct app *app, DWORD modes, DWORD instance);
bool assist_unregister(struct app *app, DWORD modes);

/* The modes that an application has registered for. */
DWORD assist_modes(const struct app *app);

/* tapiRequestMakeCall. 0, TAPIERR_REQUESTQUEUEFULL, TAPIERR_NOREQUESTRECIPIENT; or the answer
 * comes later, and `turn` says so. `start`, if it is set on success: nothing was taken, whoever
 * asks starts a program that registers, and asks again with `wait`. */
LONG assist_request(struct turn *turn, const LINEREQMAKECALLW *call, bool wait, DWORD *start);

/* Take the oldest request that the application's user has made; false: there is none. */
bool assist_take(const struct app *app, LINEREQMAKECALLW *out);

/* The application ends: its requests go to the next recipient, or nowhere. */
void assist_app_gone(struct app *app);

/* The client goes: what it waits for nobody waits for. */
void assist_client_gone(struct client *client);

/* --- the program (assist_program.c) ----------------------------------------------- */

struct assist_program;

/* `failed` is told when it has ended with an error. NULL: no memory. */
struct assist_program *assist_program_new(struct server *server, const char *command,
					  void (*failed)(void *arg), void *arg);

/* Start it, if it does not run; it finds the server by OPENTSP_TAPI. False: it cannot be
 * started; the log says why. */
bool assist_program_start(struct assist_program *program);
void assist_program_free(struct assist_program *program);	/* NULL is fine */

#endif

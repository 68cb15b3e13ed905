/* SPDX-License-Identifier: MIT
 * app.h - applications (lineInitialize) and the lines that they have opened.
 */
#ifndef SERVER_APP_H
#define SERVER_APP_H

#include "tapi/server/server_in.h"

struct turn;

/* Whether the name can be shown, as its page wants; none is fine. */
bool app_name_is_plain(const struct turn *turn, DWORD friendly_name);

/* An application of the client, with the texts that the slots name; of `kind` HANDLE_LINE_APP
 * or HANDLE_PHONE_APP. NULL: no memory. */
struct app *app_new(struct turn *turn, enum handle_kind kind, DWORD friendly_name, DWORD module);

/* As lineShutdown, phoneShutdown. */
void app_end(struct app *app);

/* What it offers to speak tells what it knows, whatever it was built for (R-DEV-8). */
void app_knows(struct app *app, DWORD version);

/* All of a client's applications go, as if each had shut down. */
void apps_end(struct client *client);

/* What the application opened, in its device's and its own list, with nothing said of it
 * yet; NULL: no memory. line_forget() takes it out again and tells nobody. */
struct line *line_new(struct app *app, struct line_device *device);
void line_forget(struct line *line);

/* As lineClose: its handles go, calls that nobody owns then are dropped. */
void line_end(struct line *line);

/* LINE_LINEDEVSTATE for all who have the device open and want to hear it, but `except`. */
void lines_tell_state(const struct line_device *device, const struct line *except, DWORD state);

/* A message for the application of a line; `context` that of the open. */
void line_tell(const struct line *line, DWORD message, DWORD p1, DWORD p2, DWORD p3);

/* The file name of a program, without folders. */
const char *app_module(const struct app *app);

/* A message for an application, of no line; one that it is too old for becomes
 * LINEDEVSTATE_REINIT if it must hear of it all the same. */
void app_tell(const struct app *app, DWORD message, DWORD p1, DWORD p2, DWORD p3);

#endif

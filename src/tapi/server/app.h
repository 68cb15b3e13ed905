/* SPDX-License-Identifier: MIT
 * app.h - applications (lineInitialize) and the lines that they have opened.
 */
#ifndef SERVER_APP_H
#define SERVER_APP_H

#include "tapi/server/server_in.h"

/* All of a client's applications go, as if each had called lineShutdown. */
void apps_end(struct client *client);

/* As lineClose: its handles go, calls that nobody owns then are dropped. */
void line_end(struct line *line);

/* A message for the application of a line; `context` that of the open. */
void line_tell(const struct line *line, DWORD message, DWORD p1, DWORD p2, DWORD p3);

/* A message for an application, of no line. */
void app_tell(const struct app *app, DWORD message, DWORD p1, DWORD p2, DWORD p3);

#endif

/* SPDX-License-Identifier: MIT
 * inbox.h - what providers told on their threads, until the server's thread takes it.
 */
#ifndef SERVER_INBOX_H
#define SERVER_INBOX_H

#include "base/err.h"
#include "opentsp/host.h"
#include <uv.h>

struct provider;
struct inbox;

/* `wake` is sent when something came into an empty box. ERR_NOMEM. */
enum err inbox_new(struct inbox **out, uv_async_t *wake);
void inbox_free(struct inbox *box);	/* NULL is fine */

/* On any thread. When memory lacks, the event is lost and the log says so. */
void inbox_put(struct inbox *box, struct provider *from, const struct host_event *event);

/* Throw away what it told; it tells nothing more. Not from within inbox_take(). */
void inbox_forget(struct inbox *box, const struct provider *from);

/* Give each that is there now to `fn`, in order. */
void inbox_take(struct inbox *box, void (*fn)(struct provider *from, const struct host_event *event));

#endif

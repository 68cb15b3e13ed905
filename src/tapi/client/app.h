/* SPDX-License-Identifier: MIT
 * app.h - the applications of this process, what they have open, and their queues.
 *
 * An application is one lineInitialize or phoneInitialize that has not been shut down.
 * Messages for it wait in a queue of its own, in the form in which the program gets
 * them. All with the lock held.
 */
#ifndef CLIENT_APP_H
#define CLIENT_APP_H

#include "base/list.h"
#include "client.h"

/* What lineGetMessage gives, or a callback gets. */
struct message {
	DWORD device, id;
	DWORD_PTR instance, p1, p2, p3;
	DWORD open;		/* the number of what it is about; 0: the application */
};

#define APP_QUEUE_MAX (1u << 20)	/* messages; who lets more wait is cut off */

enum app_way {
	APP_EVENT,		/* lineGetMessage() */
	APP_CALLBACK,		/* where the system has message loops out of that of the thread which
				 * began it, else by opentsp_tapi_dispatch() */
	APP_PORT,		/* a completion port of Windows */
};

struct app {
	struct list node;
	bool phone;
	enum app_way way;
	DWORD number;		/* ours */
	DWORD handle;		/* the server's; 0 until it has answered */
	LINECALLBACK callback;
	void *sign;		/* up while messages wait; of PORT the port */
	bool shares_sign;	/* with all that are called back: it has none of its own */
	DWORD key;		/* PORT */
	bool lost;		/* its connection is gone; it is to be told, or was */
	bool reinit;		/* ... it is to be told, when the queue is empty */
	struct list opens;
	struct list proxies;	/* proxy requests that it has not answered */
	struct message *queue;	/* a ring */
	DWORD size, first, count;
};

/* A line or a phone that an application has open. */
struct open {
	struct list node;
	struct app *app;
	DWORD number, handle, version;
	DWORD_PTR instance;
};

/* NULL: no memory, or no resource for a sign. */
struct app *app_new(bool phone, enum app_way way, LINECALLBACK callback);
struct app *app_new_port(bool phone, void *port, DWORD key);
void app_free(struct app *app);		/* with all that it has; NULL is fine */

struct app *app_find(bool phone, DWORD handle);	/* NULL: there is none */
unsigned app_count(bool phone, bool lost);	/* also those that have no connection any more */

struct open *open_new(struct app *app, DWORD version, DWORD_PTR instance);
struct open *open_find(DWORD handle);	/* of a line, a phone or a call; NULL: not known */
void open_free(struct open *open);	/* its messages but for replies are dropped; NULL is fine */
void open_closed(struct open *open);	/* by the server: its messages stay */

/* False: there is no memory, or too many wait already. */
bool app_post(struct app *app, const struct message *message);

/* The next message; false: there is none. */
bool app_next(struct app *app, struct message *out);

/* Call the application back with the messages that wait for it, on this thread; the lock is
 * not held. */
void app_call(uintptr_t number);

/* Call back, with the lock held but for the callback itself, the next application that has a
 * message and shares its sign. False: there is none. */
bool app_call_next(void);

/* Wait, with the lock held, until no other thread calls back the application that had this
 * number; from within a callback nothing is waited for, as two might wait for each other. */
void app_await_callbacks(DWORD number);

void *app_call_sign(void);	/* up while such messages wait; NULL: no resource for it */

/* What is signalled when a message was put into any queue, and when an application goes. */
uv_cond_t *app_news(void);

void apps_lose_all(void);	/* the connection is gone */
void apps_drop_all(void);

#endif

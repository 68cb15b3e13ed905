/* SPDX-License-Identifier: MIT
 * terminal.c - dialogs at the terminal of the program, where there are no windows.
 *
 * One at a time has the terminal; others wait for it and are not ready. What
 * is typed is not shown: it is a code. An empty row gives up.
 */
#ifndef _WIN32
#include "tspi/ui/ui.h"
#include "base/list.h"
#include "base/text.h"
#include "os/event.h"
#include "os/terminal.h"
#include <poll.h>
#include <pthread.h>
#include <termios.h>
#include <unistd.h>

struct ask {
	struct list node;
	HTAPIDIALOGINSTANCE ht;
	int wake[2];		/* a byte: ui_tell() has something; read end first */
	bool closes, waits;	/* to close; for the provider, as an answer was given */
	char text[UI_TEXT_SIZE];
};

static pthread_mutex_t terminal = PTHREAD_MUTEX_INITIALIZER;	/* who has it */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;	/* of the list and what is in it */
static struct list dialogs = { &dialogs, &dialogs };

static void prompt(int fd, const struct ask *ask)
{
	terminal_put(fd, "\n");
	terminal_put(fd, ask->text);
	terminal_put(fd, "\n(empty: give up) > ");
}

/* What ui_tell() left; false: to close. */
static bool told(int fd, struct ask *ask)
{
	char bytes[64];
	bool goes_on;

	if (read(ask->wake[0], bytes, sizeof(bytes)) < 0)
		return false;
	pthread_mutex_lock(&lock);
	goes_on = !ask->closes;
	if (goes_on)
		prompt(fd, ask);
	ask->waits = false;
	pthread_mutex_unlock(&lock);
	return goes_on;
}

static void converse(int fd, struct ask *ask, TUISPIDLLCALLBACK callback)
{
	char row[UI_TEXT_SIZE];
	bool entered;

	prompt(fd, ask);
	for (;;) {
		struct pollfd fds[] = {
			{ .fd = ask->wake[0], .events = POLLIN },
			{ .fd = ask->waits ? -1 : fd, .events = POLLIN },
		};

		if (poll(fds, 2, -1) < 0)
			continue;	/* a signal */
		if (fds[0].revents && !told(fd, ask))
			return;
		if (fds[0].revents || !fds[1].revents)
			continue;
		entered = terminal_row(fd, row, sizeof(row));
		terminal_put(fd, "\n");	/* what was typed is not shown, so its end was not */
		if (!entered)
			return;
		ask->waits = true;
		callback(ask->ht, TUISPIDLL_OBJECT_DIALOGINSTANCE, row, (DWORD)strlen(row) + 1);
		memset(row, 0, sizeof(row));
	}
}

/* With what is typed hidden, and shown again at the end. */
static void converse_hidden(int fd, struct ask *ask, TUISPIDLLCALLBACK callback)
{
	struct termios shown, hidden;
	bool set = tcgetattr(fd, &shown) == 0;

	if (set) {
		hidden = shown;
		hidden.c_lflag &= ~(tcflag_t)ECHO;
		hidden.c_lflag |= ICANON;
		tcsetattr(fd, TCSAFLUSH, &hidden);
	}
	converse(fd, ask, callback);
	if (set)
		tcsetattr(fd, TCSAFLUSH, &shown);
}

static void enlist(struct ask *ask, bool in)
{
	pthread_mutex_lock(&lock);
	if (in)
		list_append(&dialogs, &ask->node);
	else
		list_remove(&ask->node);
	pthread_mutex_unlock(&lock);
}

enum err ui_ask(HTAPIDIALOGINSTANCE ht, const char *text, TUISPIDLLCALLBACK callback, HANDLE ready)
{
	struct ask ask = { .ht = ht };
	int fd = terminal_open();

	if (fd < 0)
		return ERR_UNAVAIL;
	if (pipe(ask.wake)) {
		terminal_close(fd);
		return ERR_RESOURCE;
	}
	span_copy(span_of(text), ask.text, sizeof(ask.text));
	enlist(&ask, true);
	pthread_mutex_lock(&terminal);
	event_set(ready);
	converse_hidden(fd, &ask, callback);
	pthread_mutex_unlock(&terminal);
	enlist(&ask, false);
	close(ask.wake[0]);
	close(ask.wake[1]);
	terminal_close(fd);
	return OK;
}

/* An editor of their own is better than one at a terminal (docs/decisions/015). */
enum err ui_configure(struct ui_config *config, HWND owner)
{
	return ERR_UNAVAIL;
}

static struct ask *find(HTAPIDIALOGINSTANCE ht)
{
	list_each(node, &dialogs)
		if (list_entry(node, struct ask, node)->ht == ht)
			return list_entry(node, struct ask, node);
	return NULL;
}

enum err ui_tell(HTAPIDIALOGINSTANCE ht, const char *text)
{
	enum err err = ERR_PARAM;
	struct ask *ask;

	pthread_mutex_lock(&lock);
	ask = find(ht);
	if (ask) {
		if (text)
			span_copy(span_of(text), ask->text, sizeof(ask->text));
		else
			ask->closes = true;
		err = write(ask->wake[1], "", 1) == 1 ? OK : ERR_RESOURCE;
	}
	pthread_mutex_unlock(&lock);
	return err;
}
#endif

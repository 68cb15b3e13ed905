/* SPDX-License-Identifier: MIT
 * watch.c - what calls others have. */
#include "driver/sip/watch_in.h"
#include "base/mem.h"
#include "driver/sip/begin.h"
#include "driver/sip/fetch.h"
#include "driver/sip/subscribe.h"
#include "wire/number/range.h"

#define DIALOGS_MAX 64		/* of one number; more are not kept */

struct dialog {
	struct list node;
	struct dialog_about about;
};

/* One that is configured. */
struct watch {
	struct list node;		/* of line->more->watches */
	struct watcher watcher;
};

/* --- the dialogs ----------------------------------------------------------- */

static void dialog_free(struct watched *w, struct dialog *dialog)
{
	list_remove(&dialog->node);
	w->dialog_count--;
	mem_free(dialog);
}

static void forget_dialogs(struct watched *w)
{
	list_each_safe(node, &w->dialogs)
		dialog_free(w, list_entry(node, struct dialog, node));
}

static struct dialog *dialog_named(const struct watched *w, const char *id)
{
	list_each(node, &w->dialogs) {
		struct dialog *dialog = list_entry(node, struct dialog, node);

		if (strcmp(dialog->about.id, id) == 0)
			return dialog;
	}
	return NULL;
}

/* False: there was no memory, so what is known is not all. */
static bool follow_dialog(struct watched *w, const struct dialog_about *about)
{
	struct dialog *dialog = dialog_named(w, about->id);

	if (!dialog && about->state == DIALOG_TERMINATED)
		return true;
	if (!dialog) {
		dialog = w->dialog_count < DIALOGS_MAX ? mem_zalloc(sizeof(*dialog)) : NULL;
		if (!dialog)
			return false;
		list_append(&w->dialogs, &dialog->node);
		w->dialog_count++;
	}
	dialog->about = *about;
	return true;
}

static enum sip_lamp lamp_of(const struct watched *w)
{
	enum sip_lamp lamp = SIP_LAMP_IDLE;

	if (!w->told)
		return SIP_LAMP_UNKNOWN;
	list_each(node, &w->dialogs) {
		const struct dialog_about *about = &list_entry(node, struct dialog, node)->about;

		if (about->state == DIALOG_CONFIRMED || !about->recipient)
			return SIP_LAMP_BUSY;
		lamp = SIP_LAMP_RINGING;
	}
	return lamp;
}

static void light(struct watched *w)
{
	static const char *const names[] = { "unknown", "idle", "ringing", "busy" };
	enum sip_lamp lamp = lamp_of(w);

	if (lamp == w->lamp)
		return;
	w->lamp = lamp;
	log_write(LOG_DEBUG, "sip", w->line->line->name, "%s is %s", w->target, names[lamp]);
	list_each(node, &w->watchers) {
		const struct watcher *watcher = list_entry(node, struct watcher, node);

		if (watcher->changed)
			watcher->changed(watcher->arg);
	}
}

/* Those who want to know of each call are told; then what is over is forgotten. */
static void tell_all(struct watched *w)
{
	list_each(node, &w->watchers) {
		const struct watcher *watcher = list_entry(node, struct watcher, node);

		if (watcher->told)
			watcher->told(watcher->arg);
	}
	list_each_safe(node, &w->dialogs) {
		struct dialog *dialog = list_entry(node, struct dialog, node);

		if (dialog->about.state == DIALOG_TERMINATED)
			dialog_free(w, dialog);
	}
}

/* --- what is told ---------------------------------------------------------- */

void watched_lose(struct watched *w)
{
	w->told = w->asked = false;
	forget_dialogs(w);
	tell_all(w);
	light(w);
}

/* RFC 4235 4.3: what is not newer is passed over; what changed since something
 * that was missed counts, but all of it is asked for. */
void watched_tell(struct watched *w, struct span body)
{
	struct dialog_about about;
	struct dialog_info info;
	bool whole;

	if (!body.len || dialog_info_open(&info, body) || (w->told && info.version <= w->version))
		return;
	whole = info.full || (w->told && info.version == w->version + 1);
	if (info.full) {
		forget_dialogs(w);
		w->asked = false;
	}
	w->told = w->told || info.full;
	w->version = info.version;
	while (dialog_info_next(&info, &about))
		if (!follow_dialog(w, &about))
			whole = false;
	tell_all(w);
	light(w);
	if (!whole && !w->asked) {
		w->asked = true;
		if (w->subscription)
			subscription_refresh(w->subscription);
		else
			watch_list_again(w->line);
	}
}

static void lost(void *arg)
{
	watched_lose(arg);
}

static void notified(void *arg, const struct sip_msg *msg)
{
	watched_tell(arg, msg->body);
}

static const struct subscription_kind kind = { "dialog", DIALOG_INFO_TYPE, notified, lost, NULL, NULL };

enum err watched_own(struct watched *w)
{
	watched_lose(w);		/* its versions begin anew */
	return subscription_open(&w->subscription, w->line, &kind, w->target, w);
}

/* --- life ------------------------------------------------------------------ */

static void watched_free(struct watched *w)
{
	subscription_close(w->subscription);
	forget_dialogs(w);
	list_remove(&w->node);
	mem_free(w->target);
	mem_free(w);
}

/* `target` is taken, whatever comes of it. */
static enum err watched_new(struct watched **out, struct sip_line *line, char *target)
{
	struct sip_line_more *more = sip_line_more(line);
	struct watched *w = more ? mem_zalloc(sizeof(*w)) : NULL;
	enum err err;

	if (!w) {
		mem_free(target);
		return ERR_NOMEM;
	}
	list_init(&w->watchers);
	list_init(&w->dialogs);
	w->line = line;
	w->target = target;
	err = watch_list_may(line) ? OK : watched_own(w);
	if (err) {
		watched_free(w);
		return err;
	}
	list_append(&more->watched, &w->node);
	*out = w;
	return OK;
}

static struct watched *watched_at(const struct sip_line *line, const char *target)
{
	list_each(node, &line->more->watched) {
		struct watched *w = list_entry(node, struct watched, node);

		if (strcmp(w->target, target) == 0)
			return w;
	}
	return NULL;
}

enum err watcher_open(struct watcher *watcher, struct sip_line *line, const char *number,
		      void (*changed)(void *arg), void *arg)
{
	struct watched *w = NULL;
	char *target = NULL;
	enum err err = sip_call_target(&target, line, number);

	if (err)
		return err;
	w = watched_at(line, target);
	if (w)
		mem_free(target);
	else
		err = watched_new(&w, line, target);
	if (err)
		return err;
	*watcher = (struct watcher){ .watched = w, .changed = changed, .arg = arg };
	list_append(&w->watchers, &watcher->node);
	return OK;
}

void watcher_close(struct watcher *watcher)
{
	struct watched *w = watcher->watched;

	if (!w)
		return;
	list_remove(&watcher->node);
	watcher->watched = NULL;
	if (list_empty(&w->watchers))
		watched_free(w);
}

enum sip_lamp watcher_lamp(const struct watcher *watcher)
{
	return watcher->watched ? watched_lamp(watcher->watched) : SIP_LAMP_UNKNOWN;
}

enum sip_lamp watched_lamp(const struct watched *w)
{
	return w->lamp;
}

bool watched_known(const struct watched *w)
{
	return w->told;
}

const struct dialog_about *watched_next(const struct watched *w, const struct dialog_about *after)
{
	const struct list *next = after ? list_entry(after, struct dialog, about)->node.next : w->dialogs.next;

	return next == &w->dialogs ? NULL : &list_entry(next, struct dialog, node)->about;
}

const struct dialog_about *watched_ringing(const struct watched *w)
{
	list_each(node, &w->dialogs) {
		const struct dialog_about *about = &list_entry(node, struct dialog, node)->about;

		if (about->recipient && about->state == DIALOG_EARLY && about->remote[0] &&
		    about->call_id[0] && about->local_tag[0] && about->remote_tag[0])
			return about;
	}
	return NULL;
}

struct watched *sip_watched(const struct sip_line *line, const char *number)
{
	struct watched *w = NULL;
	char *target = NULL;

	if (!sip_call_target(&target, line, number))
		w = watched_at(line, target);
	mem_free(target);
	return w;
}

/* --- what is configured ------------------------------------------------------ */

static enum err watch_all(struct sip_line *line, struct span numbers)
{
	struct sip_line_more *more = sip_line_more(line);
	struct number_list list;
	char number[256];
	enum err err = more ? OK : ERR_NOMEM;

	number_list_open(&list, numbers);
	while (!err && number_list_next(&list, number, sizeof(number))) {
		struct watch *watch = mem_zalloc(sizeof(*watch));

		err = watch ? watcher_open(&watch->watcher, line, number, NULL, NULL) : ERR_NOMEM;
		if (err)
			mem_free(watch);
		else
			list_append(&more->watches, &watch->node);
	}
	return err;
}

enum err sip_watch_begin(struct sip_line *line)
{
	struct span rest = span_of(line->conf->pickup_groups), group, numbers;
	enum err err = watch_list_begin(line);

	if (!err && line->conf->watch[0])
		err = watch_all(line, span_of(line->conf->watch));
	while (!err && sip_group_next(&rest, &group, &numbers))
		err = watch_all(line, numbers);
	return err;
}

void sip_watch_end(struct sip_line *line)
{
	watch_list_end(line);
	list_each_safe(node, &line->more->watches) {
		struct watch *watch = list_entry(node, struct watch, node);

		watcher_close(&watch->watcher);
		list_remove(&watch->node);
		mem_free(watch);
	}
}

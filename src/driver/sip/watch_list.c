/* SPDX-License-Identifier: MIT
 * watch_list.c - one subscription that tells of many (RFC 4662).
 *
 * What is in the list is known when all of it was told. Numbers that are not get
 * subscriptions of their own then; and so do all, while the list cannot be had. */
#include "base/mem.h"
#include "driver/sip/begin.h"
#include "driver/sip/subscribe.h"
#include "driver/sip/watch_in.h"
#include "wire/sip/multipart.h"
#include "wire/sip/rlmi.h"

#define TYPES "multipart/related, application/rlmi+xml, " DIALOG_INFO_TYPE

struct watch_list {
	struct sip_line *line;
	struct subscription *subscription;
	struct timer settle;		/* subscriptions begin and end outside of what is told */
	uint32_t version;
	bool told;			/* all of it, at some time */
	bool absent;			/* it cannot be had */
	bool asked;			/* for all of it, and not told since */
};

/* --- who is in it ------------------------------------------------------------------ */

static void settle(void *arg)
{
	struct watch_list *list = arg;

	list_each(node, &list->line->more->watched) {
		struct watched *w = list_entry(node, struct watched, node);

		if (w->listed && w->subscription) {
			subscription_close(w->subscription);
			w->subscription = NULL;
		} else if (!w->listed && !w->subscription && watched_own(w)) {
			log_write(LOG_WARN, "sip", list->line->line->name, "%s is not followed: out of memory", w->target);
		}
	}
}

static void settle_soon(struct watch_list *list)
{
	timer_set(&sip.desk->timers, &list->settle, 0, settle, list);
}

/* By the whole address, or by its user: servers name their own host in more than one way. */
static struct watched *watched_as(const struct sip_line *line, const char *text)
{
	struct watched *same_user = NULL;
	struct sip_uri uri, other;

	if (sip_uri_read(&uri, span_of(text)))
		return NULL;
	list_each(node, &line->more->watched) {
		struct watched *w = list_entry(node, struct watched, node);

		if (sip_uri_read(&other, span_of(w->target)) || !other.user.at)
			continue;
		if (sip_uri_equal(&uri, &other))
			return w;
		if (uri.user.at && span_eq(uri.user, other.user))
			same_user = w;
	}
	return same_user;
}

/* --- what is told ---------------------------------------------------------------------- */

static void instance(struct watch_list *list, const struct sip_multipart *parts, const struct rlmi_told *told)
{
	struct watched *w = watched_as(list->line, told->uri);
	struct sip_part part;

	if (!w)
		return;			/* of no interest here */
	w->listed = true;
	if (w->subscription || told->state == RLMI_TERMINATED)
		watched_lose(w);	/* what it told by itself has versions of its own */
	if (told->state == RLMI_ACTIVE && told->cid[0] && sip_multipart_find(parts, span_of(told->cid), &part))
		watched_tell(w, part.body);
}

/* The list itself is the first part that is one. */
static bool open_list(struct rlmi *rlmi, const struct sip_multipart *parts)
{
	struct sip_multipart each = *parts;
	struct sip_part part;
	struct sip_token type;

	while (sip_multipart_next(&each, &part))
		if (part.type.at && !sip_token_read(part.type, &type) && span_isi(type.token, RLMI_TYPE))
			return rlmi_open(rlmi, part.body) == OK;
	return false;
}

static void forget_listed(struct sip_line *line)
{
	list_each(node, &line->more->watched)
		list_entry(node, struct watched, node)->listed = false;
}

static void notified(void *arg, const struct sip_msg *msg)
{
	struct watch_list *list = arg;
	struct sip_multipart parts;
	struct rlmi_told told;
	struct rlmi rlmi;
	bool gap;

	if (!msg->body.len || sip_multipart_open(&parts, sip_msg_get(msg, SIP_H_CONTENT_TYPE), msg->body) ||
	    !open_list(&rlmi, &parts) || (list->told && rlmi.version <= list->version))
		return;
	gap = !rlmi.full && (!list->told || rlmi.version != list->version + 1);
	if (rlmi.full) {
		forget_listed(list->line);
		list->told = true;
		list->absent = list->asked = false;
		settle_soon(list);
	}
	list->version = rlmi.version;
	while (rlmi_next(&rlmi, &told))
		instance(list, &parts, &told);
	if (gap)
		watch_list_again(list->line);
}

/* What it told is void; whoever it told of knows nothing until it tells again. */
static void lost(void *arg)
{
	struct watch_list *list = arg;

	list->told = list->asked = false;
	list_each(node, &list->line->more->watched) {
		struct watched *w = list_entry(node, struct watched, node);

		if (!w->subscription)
			watched_lose(w);
	}
}

static void absent(void *arg)
{
	struct watch_list *list = arg;

	if (!list->absent)
		log_write(LOG_INFO, "sip", list->line->line->name, "its watch-list cannot be had: each number is followed for itself");
	list->absent = true;
	forget_listed(list->line);
	settle_soon(list);
}

static const struct subscription_kind kind = { "dialog", TYPES, notified, lost, absent, "eventlist" };

/* --- life ------------------------------------------------------------------------------ */

bool watch_list_may(struct sip_line *line)
{
	struct watch_list *list = line->more->watch_list;

	if (!list || list->absent)
		return false;
	if (list->told)
		watch_list_again(line);
	return true;
}

void watch_list_again(struct sip_line *line)
{
	struct watch_list *list = line->more->watch_list;

	if (!list || list->asked)
		return;
	list->asked = true;
	subscription_refresh(list->subscription);
}

enum err watch_list_begin(struct sip_line *line)
{
	struct sip_line_more *more;
	struct watch_list *list;
	char *target;
	enum err err;

	if (!line->conf->watch_list[0])
		return OK;
	err = sip_call_target(&target, line, line->conf->watch_list);
	if (err)
		return err;
	more = sip_line_more(line);
	list = more ? mem_zalloc(sizeof(*list)) : NULL;
	err = ERR_NOMEM;
	if (list) {
		list->line = line;
		more->watch_list = list;
		err = subscription_open(&list->subscription, line, &kind, target, list);
	}
	mem_free(target);
	return err;			/* what was made goes when the line closes */
}

void watch_list_end(struct sip_line *line)
{
	struct watch_list *list = line->more->watch_list;

	if (!list)
		return;
	sip_line_more(line)->watch_list = NULL;
	subscription_close(list->subscription);
	timer_stop(&sip.desk->timers, &list->settle);
	mem_free(list);
}

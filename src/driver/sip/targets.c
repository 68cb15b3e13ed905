/* SPDX-License-Identifier: MIT
 * targets.c - whom a call that was sent elsewhere is made to. */
#include "driver/sip/targets.h"
#include "base/list.h"
#include "base/mem.h"
#include "driver/sip/conf.h"
#include "wire/sip/addr.h"
#include "wire/sip/msg.h"
#include "wire/sip/uri.h"
#include "wire/sip/write.h"

#define Q_BEST 1000u		/* q is told in thousandths */

struct target {
	struct list node;
	struct target *by;		/* who sent us there; NULL: it was dialled */
	uint16_t q;
	uint16_t status;		/* what came of it; 0: it is called now, or waits */
	uint8_t deep;			/* how many sent us on until there */
	uint8_t place, places;		/* its own among those of `by` that were called; of its own */
	char reason[16];		/* why it sends us on, in the words of RFC 5806; "": it did not */
	char uri[];
};

struct sip_targets {
	struct list all;		/* in the order in which they are called */
	struct target *now;
	uint32_t count;
};

static struct target *target_of(struct list *node)
{
	return list_entry(node, struct target, node);
}

static struct target *first_of(const struct sip_targets *t)
{
	return target_of(t->all.next);
}

/* --- the list ------------------------------------------------------------------- */

static struct target *target_new(struct span uri, struct target *by)
{
	struct target *target = mem_zalloc(sizeof(*target) + uri.len + 1);

	if (!target)
		return NULL;
	memcpy(target->uri, uri.at, uri.len);
	target->by = by;
	target->deep = by ? by->deep + 1 : 0;
	return target;
}

static enum err list_new(struct sip_targets **out, const char *dialled)
{
	struct sip_targets *t = mem_zalloc(sizeof(*t));
	struct target *first = target_new(span_of(dialled), NULL);

	if (!t || !first) {
		mem_free(t);
		mem_free(first);
		return ERR_NOMEM;
	}
	list_init(&t->all);
	list_append(&t->all, &first->node);
	first->place = 1;
	t->now = first;
	t->count = 1;
	*out = t;
	return OK;
}

void sip_targets_free(struct sip_targets *t)
{
	if (!t)
		return;
	list_each_safe(node, &t->all)
		mem_free(target_of(node));
	mem_free(t);
}

/* "0.7" in thousandths; what is not said counts most. */
static uint16_t q_of(const struct sip_addr *addr)
{
	uint16_t q = 0, digit = 100;
	struct span text;

	if (!sip_addr_param(addr, "q", &text) || !text.len || text.at[0] != '0')
		return Q_BEST;
	for (size_t i = 2; i < text.len && i < 5; i++, digit /= 10)
		if (text.at[i] >= '0' && text.at[i] <= '9')
			q = (uint16_t)(q + (text.at[i] - '0') * digit);
	return q;
}

/* It can be called, and is not noted yet. From sips: there is no way to sip:, where
 * others could listen (RFC 3261 26.2.2). */
static bool is_new(const struct sip_targets *t, struct span text)
{
	struct sip_uri uri, known;

	if (sip_uri_read(&uri, text) || !uri.host.len || uri.headers.len ||
	    sip_uri_read(&known, span_of(first_of(t)->uri)) || uri.scheme != known.scheme)
		return false;
	list_each(node, &t->all)
		if (!sip_uri_read(&known, span_of(target_of(node)->uri)) && sip_uri_equal(&known, &uri))
			return false;
	return true;
}

/* Behind the one that is called now and those that it named who are as good. */
static void insert(struct sip_targets *t, struct target *target)
{
	struct list *next = t->now->node.next;

	while (next != &t->all && target_of(next)->by == t->now && target_of(next)->q >= target->q)
		next = next->next;
	list_append(next, &target->node);	/* before it */
	t->count++;
}

/* Why the one that is called now sends us on, if it says so. */
static void note_reason(struct target *now, const struct sip_msg *msg)
{
	struct span value = sip_msg_get(msg, SIP_H_DIVERSION), rest, word;
	struct sip_addr addr;

	memcpy(now->reason, "unknown", sizeof("unknown"));
	if (!value.at || sip_addr_read(&addr, value, &rest) || !sip_addr_param(&addr, "reason", &word) || !word.len)
		return;
	for (size_t i = 0; i < word.len; i++)
		if (word.at[i] != '-' && !((word.at[i] | 0x20) >= 'a' && (word.at[i] | 0x20) <= 'z'))
			return;
	if (word.len < sizeof(now->reason))
		span_copy(word, now->reason, sizeof(now->reason));
}

enum err sip_targets_add(struct sip_targets **t, const char *dialled, const struct sip_msg *msg)
{
	enum err err = *t ? OK : list_new(t, dialled);
	struct target *target, *now = err ? NULL : (*t)->now;

	if (err)
		return err;
	note_reason(now, msg);
	if (now->deep == SIP_TARGETS_DEEP)
		return OK;
	sip_msg_each(field, msg, SIP_H_CONTACT) {
		struct sip_addr addr;

		for (struct span rest = field->value; rest.at && !sip_addr_read(&addr, rest, &rest);) {
			if ((*t)->count == SIP_TARGETS_MAX || !is_new(*t, addr.uri))
				continue;
			target = target_new(addr.uri, now);
			if (!target)
				return ERR_NOMEM;
			target->q = q_of(&addr);
			insert(*t, target);
		}
	}
	return OK;
}

const char *sip_targets_next(struct sip_targets *t, uint32_t status)
{
	struct list *next = t->now->node.next;

	t->now->status = (uint16_t)status;
	if (next == &t->all)
		return NULL;
	t->now = target_of(next);
	t->now->place = ++t->now->by->places;
	return t->now->uri;
}

const char *sip_targets_first(const struct sip_targets *t)
{
	return first_of(t)->uri;
}

const char *sip_targets_by(const struct sip_targets *t)
{
	return t->now->by ? t->now->by->uri : t->now->uri;
}

/* --- the way ---------------------------------------------------------------------- */

/* "1.2": the second that was called of those that the first named (RFC 7044 10.3). */
static void write_index(struct buf *b, const struct target *target)
{
	const struct target *way[SIP_TARGETS_DEEP + 1];
	uint32_t count = 0;

	for (; target; target = target->by)
		way[count++] = target;
	while (count--)
		buf_printf(b, "%u%s", way[count]->place, count ? "." : "");
}

static void write_history(struct buf *b, const struct sip_targets *t)
{
	sip_write_open(b, SIP_H_HISTORY_INFO);
	list_each(node, &t->all) {
		const struct target *target = target_of(node);

		buf_printf(b, "%s<%s", target->by ? ", " : "", target->uri);
		if (target->status)
			buf_printf(b, "?Reason=SIP%%3Bcause%%3D%u", target->status);
		buf_text(b, ">;index=");
		write_index(b, target);
		if (target == t->now)
			break;
	}
	sip_write_close(b);
}

/* Who sent it on last stands first (RFC 5806 4.1). */
static void write_diversion(struct buf *b, const struct sip_targets *t)
{
	for (const struct target *by = t->now->by; by; by = by->by)
		sip_writef(b, SIP_H_DIVERSION, "<%s>;reason=%s", by->uri, by->reason);
}

void sip_targets_write(struct buf *b, const struct sip_targets *t, uint32_t told)
{
	if (told & SIP_TOLD_HISTORY)
		write_history(b, t);
	if (told & SIP_TOLD_DIVERSION)
		write_diversion(b, t);
}

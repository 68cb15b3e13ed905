/* SPDX-License-Identifier: MIT
 * deskphone_watch.c - a phone's calls by dialog-info, as the phone or its server tells of
 * them (RFC 4235). */
#include "driver/sip/deskphone.h"
#include "driver/sip/outcome.h"

/* Who is called has no call before it rings there: it may never do so. */
static enum deskphone_state state_of(const struct dialog_about *about)
{
	switch (about->state) {
	case DIALOG_TRYING:
	case DIALOG_PROCEEDING:
		return about->initiator ? DESKPHONE_PROCEEDING : DESKPHONE_NEW;
	case DIALOG_EARLY:
		return about->initiator ? DESKPHONE_RINGBACK : DESKPHONE_OFFERED;
	case DIALOG_CONFIRMED:
		return about->held ? DESKPHONE_HELD : DESKPHONE_TALKING;
	default:
		return DESKPHONE_NEW;
	}
}

static DWORD origin_of(const struct dialog_about *about)
{
	return about->initiator ? LINECALLORIGIN_OUTBOUND :
	       about->recipient || about->state == DIALOG_EARLY ? LINECALLORIGIN_INBOUND : LINECALLORIGIN_UNKNOWN;
}

/* How it ended, in TAPI's words, which has none for what was done at the phone itself:
 * `disconnect` is 0 then. */
static struct sip_outcome outcome_of(const struct deskphone_call *c, const struct dialog_about *about)
{
	bool talked = c->state == DESKPHONE_TALKING || c->state == DESKPHONE_HELD;
	struct sip_outcome outcome = { 0 };

	switch (about->end) {
	case DIALOG_LOCAL_BYE:
		break;
	case DIALOG_CANCELLED:
		if (!c->outbound)
			outcome.disconnect = about->code >= 200 && about->code < 300 ? LINEDISCONNECTMODE_PICKUP :
					     LINEDISCONNECTMODE_CANCELLED;
		break;
	case DIALOG_REJECTED:
		if (c->outbound)
			outcome = sip_outcome_of_status(about->code >= 300 ? about->code : 603);
		break;
	case DIALOG_TIMEOUT:
		outcome.disconnect = LINEDISCONNECTMODE_NOANSWER;
		break;
	case DIALOG_ERROR:
		outcome = sip_outcome_of_status(about->code >= 300 ? about->code : 500);
		break;
	case DIALOG_REMOTE_BYE:
	case DIALOG_REPLACED:
		outcome.disconnect = LINEDISCONNECTMODE_NORMAL;
		break;
	default:
		outcome.disconnect = talked ? LINEDISCONNECTMODE_NORMAL : LINEDISCONNECTMODE_UNKNOWN;
	}
	return outcome;
}

static void over(struct deskphone_call *c, const struct dialog_about *about)
{
	struct sip_outcome outcome = outcome_of(c, about);

	deskphone_call_over(c, outcome.disconnect, outcome.busy);
}

/* A notifier that began anew may have other ids for the same calls. */
static struct deskphone_call *out_of_sight(struct deskphone *phone, const struct dialog_about *about)
{
	list_each(node, &phone->calls) {
		struct deskphone_call *c = list_entry(node, struct deskphone_call, node);

		if (!phone->known && c->call_id[0] && strcmp(c->call_id, about->call_id) == 0) {
			span_copy(span_of(about->id), c->id, sizeof(c->id));
			return c;
		}
	}
	return NULL;
}

static struct deskphone_call *call_of(struct deskphone *phone, const struct dialog_about *about)
{
	struct deskphone_call *c = deskphone_call_find(phone, about->id);

	if (!c)
		c = out_of_sight(phone, about);
	if (!c && about->state != DIALOG_TERMINATED)
		c = deskphone_click_takes(phone, about);
	if (c || about->state == DIALOG_TERMINATED || state_of(about) == DESKPHONE_NEW)
		return c;
	c = deskphone_call_new(phone, about->id, origin_of(about), NULL);
	if (c)
		span_copy(span_of(about->call_id), c->call_id, sizeof(c->call_id));
	return c;
}

/* Our own call to the phone, by which the call is made. */
static bool is_first(const struct deskphone_call *c, const struct dialog_about *about)
{
	return c->first_id[0] && strcmp(c->first_id, about->id) == 0;
}

static void see(struct deskphone *phone, const struct dialog_about *about)
{
	struct deskphone_call *c = call_of(phone, about);

	if (!c)
		return;
	c->seen = true;
	if (is_first(c, about)) {
		if (about->state == DIALOG_TERMINATED)
			deskphone_call_first_over(c);
		return;
	}
	if (about->state == DIALOG_TERMINATED) {
		over(c, about);
		return;
	}
	deskphone_call_parties(c, about->remote, about->remote_name, about->local);
	if (state_of(about) != DESKPHONE_NEW)
		deskphone_call_is(c, state_of(about));
	if (about->state == DIALOG_CONFIRMED)
		deskphone_call_parties(c, about->remote, about->remote_name, about->local);
}

static void told(void *arg)
{
	struct deskphone *phone = arg;
	const struct watched *watched = phone->watcher.watched;

	if (!watched_known(watched)) {
		deskphone_lost(phone);
		return;
	}
	list_each(node, &phone->calls)
		list_entry(node, struct deskphone_call, node)->seen = false;
	for (const struct dialog_about *about = NULL; (about = watched_next(watched, about));)
		see(phone, about);
	list_each_safe(node, &phone->calls) {
		struct deskphone_call *c = list_entry(node, struct deskphone_call, node);

		if (!c->seen && !c->click)
			over(c, &(struct dialog_about){ .end = DIALOG_END_UNTOLD });
	}
	deskphone_known(phone);
}

void deskphone_watch_again(struct deskphone *phone)
{
	if (phone->watcher.watched && watched_known(phone->watcher.watched))
		told(phone);
}

enum err deskphone_watch_begin(struct deskphone *phone)
{
	enum err err = watcher_open(&phone->watcher, phone->line, phone->line->conf->desk_phone, NULL, phone);

	if (!err)
		phone->watcher.told = told;
	return err;
}

void deskphone_watch_end(struct deskphone *phone)
{
	watcher_close(&phone->watcher);
}

/* SPDX-License-Identifier: MIT
 * complete.c - calls back when somebody is free.
 *
 * Where the far end keeps a queue (cc.h), it says when it is free; elsewhere the line
 * follows its calls (watch.h). Then the application is offered a call; when it answers
 * that, the far end is called.
 */
#include "driver/sip/complete.h"
#include "base/mem.h"
#include "driver/sip/cc.h"
#include "driver/sip/begin.h"
#include "driver/sip/sip.h"
#include "driver/sip/watch.h"

#define BUSY_MS 30000			/* how long a refused call stays BUSY */
#define SOON_MS 2000			/* from their hanging up to our call */
#define THROUGH_MS 90000		/* until a recall has rung and was answered */
#define ANSWER_MS 30000			/* how long a recall rings */
#define PATIENCE_MS (45 * 60000)	/* then nobody waits any more (as CCBS-T3 of ITU-T Q.733.3) */

struct completion {
	struct list node;		/* of line->more->completions */
	DWORD id;
	struct sip_line *line;
	struct watcher watcher;
	struct sip_cc *cc;		/* a place in their queue; NULL: they are watched */
	bool ready;			/* ... which has come to its turn */
	bool recalled;			/* ... and was used; it is kept until the call is through */
	char *target;			/* their URI */
	bool armed;			/* the next time that they are free is it */
	struct timer patience, soon;
};

static DWORD ids;

static DWORD count_of(const struct sip_line *line)
{
	DWORD count = 0;

	list_each(node, &line->more->completions)
		count += !list_entry(node, struct completion, node)->recalled;
	return count;
}

static void completion_free(struct completion *c, bool cancelled)
{
	struct sip_line *line = c->line;

	timer_stop(&sip.desk->timers, &c->patience);
	timer_stop(&sip.desk->timers, &c->soon);
	watcher_close(&c->watcher);
	sip_cc_close(c->cc);
	list_remove(&c->node);
	mem_free(c->target);
	mem_free(c);
	line_completions(line->line, count_of(line), cancelled);
}

void sip_completions_end(struct sip_line *line)
{
	list_each_safe(node, &line->more->completions)
		completion_free(list_entry(node, struct completion, node), true);
}

/* --- the recall ------------------------------------------------------------ */

static void not_wanted(void *arg)
{
	sip_call_over(arg, LINEDISCONNECTMODE_NOANSWER);
}

static enum err recall(struct completion *c)
{
	struct sip_line *line = c->line;
	char number[256] = "";
	struct sip_uri uri;
	struct sip_call *s;
	enum err err = sip_call_new(&s, line, NULL);

	if (err)
		return err;
	s->target = mem_copy(c->cc ? sip_cc_target(c->cc) : c->target);
	err = s->target ? sip_call_ring_open(s) : ERR_NOMEM;
	if (!err)
		err = call_incoming(&s->call, line->line->addresses, LINECALLORIGIN_INTERNAL,
				    LINECALLREASON_CALLCOMPLETION);
	if (err) {
		s->call = NULL;
		sip_call_free(s);
		return err;
	}
	s->state = SIP_CALL_RECALL;
	s->born_by = CALL_OP_COUNT;
	s->call->data = s;
	s->call->completion_id = c->id;
	if (!sip_uri_read(&uri, span_of(c->target)))
		sip_uri_user_text(&uri, number, sizeof(number));
	call_party(s->call, PARTY_CALLER, LINECALLPARTYID_ADDRESS, span_of(number), SPAN_NONE);
	call_party(s->call, PARTY_CALLED, LINECALLPARTYID_ADDRESS, sip_line_user(line), SPAN_NONE);
	timer_set(&sip.desk->timers, &s->timer, ANSWER_MS, not_wanted, s);
	sip_call_ring(s);
	call_announce(s->call);
	call_event(s->call, EV_OFFER, 0);
	return OK;
}

enum err sip_recall_answer(struct sip_call *s)
{
	if (s->line->state != SIP_LINE_READY)
		return ERR_NOTREGISTERED;
	timer_stop(&sip.desk->timers, &s->timer);
	sip_call_ring_close(s);
	s->state = SIP_CALL_WAITING;
	call_reply(s->call, CALL_ANSWER, OK);
	sip_call_start(s);		/* connected when they answer */
	return OK;
}

static void through(void *arg)
{
	completion_free(arg, false);
}

/* The one who keeps the queue must still know us when the call comes. */
static void keep(struct completion *c)
{
	c->recalled = true;
	timer_set(&sip.desk->timers, &c->patience, THROUGH_MS, through, c);
	line_completions(c->line->line, count_of(c->line), false);
}

/* They are free; if we are not, or nobody takes the call, the next time will do. */
static void due(void *arg)
{
	struct completion *c = arg;

	if (c->cc ? !c->ready : watcher_lamp(&c->watcher) != SIP_LAMP_IDLE)
		return;
	if (!address_has_room(c->line->line->addresses) || recall(c)) {
		timer_set(&sip.desk->timers, &c->soon, SOON_MS, due, c);
		return;
	}
	if (c->cc)
		keep(c);
	else
		completion_free(c, false);
}

static void changed(void *arg)
{
	struct completion *c = arg;
	enum sip_lamp lamp = watcher_lamp(&c->watcher);

	if (lamp == SIP_LAMP_BUSY)
		c->armed = true;
	if (lamp == SIP_LAMP_IDLE && c->armed)
		timer_set(&sip.desk->timers, &c->soon, SOON_MS, due, c);
	else
		timer_stop(&sip.desk->timers, &c->soon);
}

static void watch(struct completion *c)
{
	if (watcher_open(&c->watcher, c->line, c->target, changed, c))
		completion_free(c, true);
	else
		changed(c);		/* somebody else may know already how it is */
}

/* There is no queue after all. */
static void fall_back(void *arg)
{
	struct completion *c = arg;

	sip_cc_close(c->cc);
	c->cc = NULL;
	watch(c);
}

static void queue_told(void *arg, enum sip_cc_news news)
{
	struct completion *c = arg;

	if (c->recalled)
		return;
	c->ready = news == SIP_CC_READY;
	timer_stop(&sip.desk->timers, &c->soon);
	if (news != SIP_CC_QUEUED)
		timer_set(&sip.desk->timers, &c->soon, 0, news == SIP_CC_READY ? due : fall_back, c);
}

static void out_of_patience(void *arg)
{
	completion_free(arg, true);
}

/* --- what is asked for ------------------------------------------------------- */

static void stayed(void *arg)
{
	sip_call_over(arg, LINEDISCONNECTMODE_BUSY);
}

bool sip_complete_may(struct sip_call *s)
{
	if (s->call->state != LINECALLSTATE_BUSY || !s->line->conf->call_back)
		return false;
	s->state = SIP_CALL_REFUSED;
	timer_set(&sip.desk->timers, &s->timer, BUSY_MS, stayed, s);
	return true;
}

static enum err completion_new(struct completion **out, struct sip_call *s)
{
	struct sip_line_more *more = sip_line_more(s->line);
	struct completion *c = more ? mem_zalloc(sizeof(*c)) : NULL;
	enum err err;

	if (!c)
		return ERR_NOMEM;
	c->line = s->line;
	c->id = ++ids ? ids : ++ids;
	/* Who is silent comes back when they have talked to somebody. */
	c->armed = s->state == SIP_CALL_REFUSED;
	c->target = mem_text(s->target, strlen(s->target));
	err = c->target ? OK : ERR_NOMEM;
	if (!err && s->cc)
		err = sip_cc_open(&c->cc, s, queue_told, c);
	else if (!err)
		err = watcher_open(&c->watcher, s->line, c->target, changed, c);
	if (err) {
		mem_free(c->target);
		mem_free(c);
		return err;
	}
	list_append(&more->completions, &c->node);
	timer_set(&sip.desk->timers, &c->patience, PATIENCE_MS, out_of_patience, c);
	if (!c->cc)
		changed(c);
	*out = c;
	return OK;
}

enum err sip_complete(struct call *call, const struct call_args *args)
{
	struct sip_call *s = call->data;
	struct completion *c;
	enum err err;

	if (count_of(s->line) >= sip_driver.traits->max_completions)
		return ERR_COMPLETIONS;
	err = completion_new(&c, s);
	if (err)
		return err;
	err = call_brings(call, CALL_COMPLETE, c->id, NULL);
	if (err) {
		completion_free(c, true);
		return err;
	}
	call_reply(call, CALL_COMPLETE, OK);
	line_completions(call->line, count_of(s->line), false);
	sip_call_let_go(s);
	sip_call_hang_up(s);
	call_event(call, EV_GONE, 0);
	return OK;
}

enum err sip_uncomplete(struct line *line, const struct line_args *args)
{
	list_each(node, &sip_line_of(line)->more->completions) {
		struct completion *c = list_entry(node, struct completion, node);

		if (c->id != args->completion || c->recalled)
			continue;
		line_reply(line, LINE_OP_UNCOMPLETE, OK);
		completion_free(c, true);
		return OK;
	}
	return ERR_COMPLETIONID;
}

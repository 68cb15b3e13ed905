/* SPDX-License-Identifier: MIT
 * cc.c - calls back by the queue of the called end. */
#include "driver/sip/cc.h"
#include "base/mem.h"
#include "driver/sip/subscribe.h"
#include "wire/sip/completion.h"

#define URI_SIZE 512

struct sip_cc {
	struct subscription *subscription;
	struct sip_line *line;
	void (*told)(void *arg, enum sip_cc_news news);
	void *arg;
	char mode[16];
	char target[URI_SIZE];
};

void sip_cc_heard(struct sip_call *s, const struct sip_msg *msg)
{
	struct sip_completion_offer offer;

	if (!s->line || !s->line->conf->call_back)
		return;
	sip_msg_each(field, msg, SIP_H_CALL_INFO) {
		if (!sip_completion_offer_read(&offer, field->value))
			continue;
		mem_free(s->cc);
		s->cc = mem_text(field->value.at, field->value.len);	/* none: as if it were not said */
		return;
	}
}

static bool mark(char out[URI_SIZE], struct span uri, struct span mode)
{
	struct buf b;

	buf_fixed(&b, out, URI_SIZE - 1);
	if (!sip_completion_uri_write(&b, uri, mode))
		return false;
	out[b.len] = '\0';
	return true;
}

static void notified(void *arg, const struct sip_msg *msg)
{
	struct sip_cc *cc = arg;
	struct sip_completion said;

	if (!msg->body.len || sip_completion_read(&said, msg->body))
		return;
	if (said.uri.at && !mark(cc->target, said.uri, span_of(cc->mode)))
		log_write(LOG_INFO, "sip", cc->line->line->name, "who is free is called as before: \"%.*s\" is no address",
			  SPAN_ARG(said.uri));
	cc->told(cc->arg, said.ready ? SIP_CC_READY : SIP_CC_QUEUED);
}

static void lost(void *arg)
{
	struct sip_cc *cc = arg;

	cc->told(cc->arg, SIP_CC_QUEUED);
}

static void absent(void *arg)
{
	struct sip_cc *cc = arg;

	cc->told(cc->arg, SIP_CC_ABSENT);
}

static const struct subscription_kind kind = {
	SIP_COMPLETION_EVENT, SIP_COMPLETION_TYPE, notified, lost, absent, NULL
};

enum err sip_cc_open(struct sip_cc **out, const struct sip_call *s,
		     void (*told)(void *arg, enum sip_cc_news news), void *arg)
{
	struct sip_completion_offer offer;
	char queue[URI_SIZE];
	struct sip_cc *cc;
	enum err err;

	if (!sip_completion_offer_read(&offer, span_of(s->cc)) || !mark(queue, offer.uri, offer.mode))
		return ERR_ADDRESS;
	cc = mem_zalloc(sizeof(*cc));
	if (!cc)
		return ERR_NOMEM;
	*cc = (struct sip_cc){ .line = s->line, .told = told, .arg = arg };
	err = span_copy(offer.mode, cc->mode, sizeof(cc->mode)) &&
	      mark(cc->target, span_of(s->target), offer.mode) ? OK : ERR_ADDRESS;
	if (!err)
		err = subscription_open(&cc->subscription, s->line, &kind, queue, cc);
	if (err)
		mem_free(cc);
	else
		*out = cc;
	return err;
}

void sip_cc_close(struct sip_cc *cc)
{
	if (!cc)
		return;
	subscription_close(cc->subscription);
	mem_free(cc);
}

const char *sip_cc_target(const struct sip_cc *cc)
{
	return cc->target;
}

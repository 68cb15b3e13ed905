/* SPDX-License-Identifier: MIT
 * bridge.c - third party call control: RFC 3725, flow III. */
#include "driver/sip/bridge.h"
#include "base/mem.h"

#define SDP_TYPE "application/sdp"
#define SDP_MAX 4096

struct end {
	struct bridge *bridge;
	struct leg *leg;		/* NULL: not there */
	struct sip_trans *asks;		/* its INVITE that waits for the other's answer */
	struct reply_head *asks_head;	/* for our answer to it */
};

struct bridge {
	struct end first, second;
	const struct bridge_owner *owner;	/* NULL: it let go */
	void *arg;
	struct sdp_end end;		/* what the first end knows as ours */
	char *offer;			/* for the INVITE that is being written; NULL: an offer is asked for */
	bool stands;			/* they talk */
};

static struct end *other_of(struct end *end)
{
	return end == &end->bridge->first ? &end->bridge->second : &end->bridge->first;
}

/* --- its end ------------------------------------------------------------------ */

static void forget_ask(struct end *end)
{
	if (end->asks)
		sip_trans_forget(end->asks);
	mem_free(end->asks_head);
	end->asks = NULL;
	end->asks_head = NULL;
}

void bridge_close(struct bridge *bridge)
{
	if (!bridge)
		return;
	forget_ask(&bridge->first);
	forget_ask(&bridge->second);
	leg_close(bridge->first.leg);
	leg_close(bridge->second.leg);
	mem_free(bridge->offer);
	mem_free(bridge);
}

void bridge_let_go(struct bridge *bridge)
{
	if (!bridge)
		return;
	bridge->owner = NULL;
	if (!bridge->stands)
		bridge_close(bridge);
}

static void over(struct bridge *bridge, const struct sip_msg *msg, bool first)
{
	const struct bridge_owner *owner = bridge->owner;
	void *arg = bridge->arg;

	bridge_close(bridge);
	if (owner)
		owner->over(arg, msg, first);
}

/* --- descriptions ---------------------------------------------------------------- */

/* The first end has heard a description of ours, and a session keeps its o= line but for
 * the version (RFC 3264 8): what it hears is the other's description with that line. */
static enum err as_ours(struct bridge *bridge, struct buf *out, struct span sdp)
{
	const struct sdp_end *end = &bridge->end;

	while (sdp.at && sdp.len) {
		struct span line = span_cut(sdp, '\n', &sdp);

		if (span_starts(line, "o=")) {
			buf_printf(out, "o=- %llu %llu IN IP%c %s\r\n", (unsigned long long)end->id,
				   (unsigned long long)++bridge->end.version, strchr(end->address, ':') ? '6' : '4',
				   end->address);
		} else if (line.len) {
			buf_span_add(out, line);
			buf_char(out, '\n');
		}
	}
	return out->full ? ERR_TRUNCATED : OK;
}

/* What `to` is told of what the other said. */
static enum err description(struct end *to, struct buf *out, struct span sdp)
{
	if (to == &to->bridge->first)
		return as_ours(to->bridge, out, sdp);
	buf_span_add(out, sdp);
	return out->full ? ERR_TRUNCATED : OK;
}

static enum err offer_to(struct end *to, struct span sdp)
{
	struct bridge *bridge = to->bridge;
	char text[SDP_MAX];
	struct buf b;

	buf_fixed(&b, text, sizeof(text));
	if (description(to, &b, sdp))
		return ERR_TRUNCATED;
	mem_free(bridge->offer);
	bridge->offer = mem_text(b.at, b.len);
	return bridge->offer ? leg_invite_again(to->leg) : ERR_NOMEM;
}

static enum err acknowledge(struct end *to, struct span sdp)
{
	char text[SDP_MAX];
	struct buf b;

	buf_fixed(&b, text, sizeof(text));
	if (description(to, &b, sdp))
		return ERR_TRUNCATED;
	leg_acknowledge(to->leg, SDP_TYPE, buf_span(&b));
	return OK;
}

/* --- the legs ----------------------------------------------------------------------- */

static const char *invites(void *arg, const struct sip_hop *hop, struct buf *body)
{
	const struct bridge *bridge = ((struct end *)arg)->bridge;

	if (!bridge->offer)
		return NULL;		/* it is to make one */
	buf_text(body, bridge->offer);
	return SDP_TYPE;
}

static void begun(void *arg)
{
}

static void progress(void *arg, uint32_t status)
{
	struct bridge *bridge = ((struct end *)arg)->bridge;

	if (bridge->owner)
		bridge->owner->progress(bridge->arg, status);
}

/* The second end is there, with an offer: the first one is to answer it. */
static void second_answered(struct end *end, const struct sip_msg *msg)
{
	struct bridge *bridge = end->bridge;

	if (!msg->body.len || offer_to(&bridge->first, msg->body))
		over(bridge, NULL, false);
}

/* The first one took the offer: the answer goes with the ACK to the second. */
static void first_answered(struct bridge *bridge, const struct sip_msg *msg)
{
	if (!msg || msg->status >= 300 || !msg->body.len) {
		over(bridge, msg, false);
		return;
	}
	leg_acknowledge(bridge->first.leg, NULL, SPAN_NONE);
	if (acknowledge(&bridge->second, msg->body)) {
		over(bridge, NULL, false);
		return;
	}
	bridge->stands = true;
	if (bridge->owner)
		bridge->owner->stands(bridge->arg);
}

/* What one end asked for by INVITE, the other has answered. */
static void passed_on(struct end *asked, const struct sip_msg *msg)
{
	struct end *asker = other_of(asked);
	bool yes = msg && msg->status < 300 && msg->body.len;
	char text[SDP_MAX];
	struct buf b;

	if (msg && msg->status < 300)
		leg_acknowledge(asked->leg, NULL, SPAN_NONE);
	if (!asker->asks)
		return;
	buf_fixed(&b, text, sizeof(text));
	if (yes && description(asker, &b, msg->body))
		yes = false;
	stack_reply_again(asker->asks_head, yes ? 200 : msg && msg->status >= 400 ? msg->status : 500);
	if (yes)
		leg_write_contact(asker->leg);
	sip_write_end(&sip.out, yes ? SDP_TYPE : NULL, yes ? buf_span(&b) : SPAN_NONE);
	stack_answer(asker->asks, yes ? 200 : msg && msg->status >= 400 ? msg->status : 500);
	forget_ask(asker);
}

static void answered(void *arg, const struct sip_msg *msg)
{
	struct end *end = arg;

	if (end->bridge->stands)
		passed_on(end, msg);
	else if (end == &end->bridge->second)
		second_answered(end, msg);
	else
		first_answered(end->bridge, msg);
}

static void leg_over(void *arg, enum err err, const struct sip_msg *msg)
{
	struct end *end = arg;

	end->leg = NULL;
	over(end->bridge, msg, end == &end->bridge->first);
}

/* --- what one end wants of the other ----------------------------------------------------- */

static void on_ask(void *arg, struct sip_trans *trans, enum sip_trans_event event, const struct sip_msg *msg)
{
	struct end *end = arg;

	if (event == SIP_TRANS_CANCELLED) {
		stack_reply_again(end->asks_head, 487);
		sip_write_end(&sip.out, NULL, SPAN_NONE);
		stack_answer(trans, 487);
		forget_ask(end);
	} else if (event == SIP_TRANS_TERMINATED) {
		end->asks = NULL;
		forget_ask(end);
	}
}

static void pass_on(struct end *end, struct sip_trans *trans, const struct sip_msg *msg)
{
	struct end *other = other_of(end);

	if (!msg->body.len || msg->method != SIP_INVITE) {
		leg_answer(end->leg, trans, msg, msg->body.len || msg->method == SIP_INVITE ? 488 : 200, NULL, SPAN_NONE);
		return;
	}
	if (end->asks || other->asks || !end->bridge->stands) {
		leg_answer(end->leg, trans, msg, 491, NULL, SPAN_NONE);
		return;
	}
	end->asks_head = leg_reply_head(end->leg, msg);
	if (!end->asks_head || offer_to(other, msg->body)) {
		mem_free(end->asks_head);
		end->asks_head = NULL;
		leg_answer(end->leg, trans, msg, 491, NULL, SPAN_NONE);
		return;
	}
	end->asks = trans;
	sip_trans_own(trans, on_ask, end);
}

static void info_answered(void *arg, const struct sip_msg *msg)
{
}

static void asked(void *arg, struct sip_trans *trans, const struct sip_msg *msg)
{
	struct end *end = arg, *other = other_of(end);
	struct span type = sip_msg_get(msg, SIP_H_CONTENT_TYPE);

	if (msg->method == SIP_INVITE || msg->method == SIP_UPDATE) {
		pass_on(end, trans, msg);
	} else if (msg->method == SIP_INFO && end->bridge->stands) {
		leg_answer(end->leg, trans, msg, 200, NULL, SPAN_NONE);
		if (span_isi(type, "application/dtmf-relay"))	/* digits are for the other */
			leg_ask(other->leg, &(struct leg_question){ .method = "INFO", .type = "application/dtmf-relay",
						.body = msg->body, .answered = info_answered });
	} else {
		leg_answer(end->leg, trans, msg, msg->method == SIP_NOTIFY ? 481 : 405, NULL, SPAN_NONE);
	}
}

static const struct leg_owner leg_owner = {
	.invites = invites, .begun = begun, .progress = progress, .answered = answered,
	.over = leg_over, .asked = asked,
};

enum err bridge_open(struct bridge **out, const struct bridge_first *first, const char *target,
		     const struct bridge_owner *owner, void *arg)
{
	struct bridge *bridge = mem_zalloc(sizeof(*bridge));
	struct sip_line *line = leg_line(first->leg);

	if (!bridge || !line) {
		mem_free(bridge);
		leg_close(first->leg);
		return bridge ? ERR_CLOSED : ERR_NOMEM;
	}
	bridge->first = (struct end){ .bridge = bridge, .leg = first->leg };
	bridge->second.bridge = bridge;
	bridge->owner = owner;
	bridge->arg = arg;
	bridge->end = *first->end;
	leg_give(first->leg, &leg_owner, &bridge->first);
	*out = bridge;
	if (leg_open(&bridge->second.leg, line, target, &leg_owner, &bridge->second) == OK)
		return OK;
	*out = NULL;
	bridge_close(bridge);
	return ERR_ADDRESS;
}

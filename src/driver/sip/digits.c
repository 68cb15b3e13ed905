/* SPDX-License-Identifier: MIT
 * digits.c - digits out one after the other, and in. */
#include "driver/sip/digits.h"
#include "base/mem.h"
#include "driver/sip/begin.h"
#include "driver/sip/conference.h"
#include "driver/sip/sound.h"
#include "wire/rtp/dtmf.h"

#define DIGIT_MS 100		/* when no duration is asked for */
#define DIGIT_MIN_MS 40
#define DIGIT_MAX_MS 6000
#define GAP_MS 70
#define COMMA_MS 2000

struct digits {
	struct sip_call *call;
	struct timer timer;		/* gap or pause */
	uint32_t duration_ms;
	uint32_t place;
	char text[CALL_DIGITS_MAX + 1];
};

static void next_digit(void *arg);

static void pause_for(struct digits *digits, uint64_t ms)
{
	timer_set(&sip.desk->timers, &digits->timer, ms, next_digit, digits);
}

/* The far end still hears the last one: of an order before this one too. */
static bool is_under_way(const struct sip_call *s)
{
	return s->other || (s->media && media_digit_busy(s->media));
}

/* The one that was under way is out. */
static void went_out(struct sip_call *s)
{
	s->digits_ms = sip.desk->timers.now_ms + s->digit_rest_ms;
	if (s->digits)
		pause_for(s->digits, s->digit_rest_ms);
}

void sip_digits_stop(struct sip_call *s)
{
	if (!s->digits)
		return;
	if (s->media)
		media_digit_stop(s->media);
	timer_stop(&sip.desk->timers, &s->digits->timer);
	mem_free(s->digits);
	s->digits = NULL;
}

static void done(struct sip_call *s)
{
	sip_digits_stop(s);
	if (s->member)
		sip_conference_said(s);
	else if (s->call)
		call_generated(s->call, LINEGENERATETERM_DONE);
}

static void on_info(void *arg, struct sip_trans *trans, enum sip_trans_event event,
		    const struct sip_msg *msg)
{
	struct sip_call *s = arg;

	if (event == SIP_TRANS_PROVISIONAL)
		return;
	sip_trans_forget(trans);
	s->other = NULL;
	if (event == SIP_TRANS_FINAL && msg->status >= 300)
		log_write(LOG_WARN, "sip", s->call ? call_name(s->call) : NULL,
			  "the far end answers %u to a digit by INFO", (unsigned)msg->status);
	went_out(s);
}

static bool send_info(struct sip_call *s, char digit)
{
	char text[64];
	struct buf body;

	buf_fixed(&body, text, sizeof(text));
	dtmf_relay_write(&body, digit, s->digits->duration_ms);
	sip_call_renew(s);
	stack_request(&s->dialog, "INFO", &s->hop);
	if (s->line && s->auth)
		sip_line_authorization(s->line, s->auth, "INFO",
				       sip_dialog_part(&s->dialog, SIP_DIALOG_TARGET), buf_span(&body));
	sip_write_end(&sip.out, "application/dtmf-relay", buf_span(&body));
	if (stack_send(&s->other, "INFO", &s->hop, on_info, s)) {
		s->other = NULL;
		return false;
	}
	s->digit_rest_ms = s->digits->duration_ms + GAP_MS;
	return true;
}

static bool send_event(struct sip_call *s, char digit)
{
	if (!media_digit(s->media, digit, s->digits->duration_ms))
		return false;
	s->digit_rest_ms = GAP_MS;
	return true;
}

static void next_digit(void *arg)
{
	struct digits *digits = arg;
	struct sip_call *s = digits->call;
	char digit = digits->text[digits->place];
	uint32_t how = s->line ? s->line->conf->dtmf : SIP_DTMF_AUTO;

	if (!digit) {
		done(s);
		return;
	}
	digits->place++;
	if (digit == ',') {
		pause_for(digits, COMMA_MS);
		return;
	}
	if (how != SIP_DTMF_INFO && send_event(s, digit))
		return;			/* sip_digit_sent() goes on */
	if (how == SIP_DTMF_RFC4733 || s->other || !send_info(s, digit)) {
		log_write(LOG_WARN, "sip", s->call ? call_name(s->call) : NULL,
			  "the far end takes no digits in RTP; set dtmf = auto or info for the line");
		pause_for(digits, GAP_MS);
	}
}

void sip_digit_sent(void *arg)
{
	went_out(arg);
}

void sip_digit_heard(void *arg, char digit, bool down)
{
	struct sip_call *s = arg;

	struct call *call = s->call && s->call->parent ? s->call->parent : s->call;

	/* Of a conference it is the conference call that hears (R-CONF-5). */
	if (call && digit != '!')
		call_digit(call, digit, down ? LINEDIGITMODE_DTMF : LINEDIGITMODE_DTMFEND);
}

void sip_digits_info(struct sip_call *s, struct sip_trans *trans, const struct sip_msg *msg)
{
	uint32_t duration_ms;
	char digit;

	/* An INFO without a digit is a question whether the dialog lives. */
	stack_refuse(trans, msg, 200, sip_dialog_local_tag(&s->dialog));
	if (!dtmf_info_read(msg->body, &digit, &duration_ms))
		return;
	sip_digit_heard(s, digit, true);
	sip_digit_heard(s, digit, false);
}

void sip_digits_after(struct sip_call *s)
{
	if (s->after && s->media && sip_digits_send(s, s->after, 0))
		log_write(LOG_WARN, "sip", s->call ? call_name(s->call) : NULL,
			  "the digits behind the number are not sent: out of memory");
	mem_free(s->after);
	s->after = NULL;
}

enum err sip_digits_send(struct sip_call *s, const char *digits, uint32_t ms)
{
	uint64_t now_ms = sip.desk->timers.now_ms;

	sip_digits_stop(s);
	s->digits = mem_zalloc(sizeof(*s->digits));
	if (!s->digits)
		return ERR_NOMEM;
	s->digits->call = s;
	if (ms == 0)
		ms = DIGIT_MS;
	s->digits->duration_ms = ms < DIGIT_MIN_MS ? DIGIT_MIN_MS : ms > DIGIT_MAX_MS ? DIGIT_MAX_MS : ms;
	span_copy(span_of(digits), s->digits->text, sizeof(s->digits->text));
	if (!is_under_way(s))		/* else went_out() goes on */
		pause_for(s->digits, s->digits_ms > now_ms ? s->digits_ms - now_ms : 0);
	return OK;
}

enum err sip_generate(struct call *call, const struct call_args *args)
{
	struct sip_call *s = call->data;

	sip_tone_stop(s);
	if (s->conference)
		return sip_conference_digits(s, args->digits, args->duration_ms);
	if (args->digits)
		return sip_digits_send(s, args->digits, args->duration_ms);
	sip_digits_stop(s);
	return OK;
}

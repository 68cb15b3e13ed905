/* SPDX-License-Identifier: MIT
 * alert.c - ring modes and automatic answers. */
#include "driver/sip/alert.h"
#include "driver/sip/begin.h"

#define ANSWER_AFTER_MAX_S 300

static bool is_word_char(char c)
{
	return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

/* Whether `word` stands in `text`, between signs that are no part of a word. */
static bool has_word(struct span text, struct span word)
{
	if (!word.len)
		return false;
	for (size_t i = 0; i + word.len <= text.len; i++)
		if (span_eqi((struct span){ text.at + i, word.len }, word) &&
		    (i == 0 || !is_word_char(text.at[i - 1])) &&
		    (i + word.len == text.len || !is_word_char(text.at[i + word.len])))
			return true;
	return false;
}

static bool alert_has(const struct sip_msg *msg, struct span word)
{
	sip_msg_each(field, msg, SIP_H_ALERT_INFO)
		if (has_word(field->value, word))
			return true;
	return false;
}

/* --- ring modes --- */

DWORD sip_alert_modes(const struct sip_line_conf *conf)
{
	struct span rest = span_of(conf->rings);
	DWORD modes = 1;

	while (rest.at)
		modes += span_cut(rest, ' ', &rest).len > 0;
	return modes;
}

DWORD sip_alert_mode(const struct sip_line_conf *conf, const struct sip_msg *msg)
{
	struct span rest = span_of(conf->rings), word;
	DWORD mode = 1;

	while (rest.at) {
		word = span_cut(rest, ' ', &rest);
		if (!word.len)
			continue;
		mode++;
		if (alert_has(msg, word))
			return mode;
	}
	return 1;
}

/* --- answering by itself --- */

/* What Answer-Mode or Priv-Answer-Mode says. */
static bool answer_mode(const struct sip_msg *msg, struct sip_token *out)
{
	struct span value = sip_msg_get(msg, SIP_H_ANSWER_MODE);

	if (!value.at)
		value = sip_msg_get_other(msg, "Priv-Answer-Mode");
	return value.at && !sip_token_read(value, out);
}

/* After how many seconds: answer-after= of Call-Info, in any of its entries. */
static bool answer_after(const struct sip_msg *msg, uint32_t *seconds)
{
	sip_msg_each(field, msg, SIP_H_CALL_INFO) {
		struct span rest = field->value, entry, value;

		while (sip_list_next(&rest, &entry)) {
			const char *params = entry.len ? memchr(entry.at, ';', entry.len) : NULL;

			if (entry.at[0] == '<') {
				params = memchr(entry.at, '>', entry.len);
				params = params ? params + 1 : NULL;
			}
			if (params && sip_param((struct span){ params, (size_t)(entry.at + entry.len - params) },
						"answer-after", &value) &&
			    span_u32(value, ANSWER_AFTER_MAX_S, seconds))
				return true;
		}
	}
	return false;
}

static bool asks_for_answer(const struct sip_msg *msg, uint32_t *seconds)
{
	struct sip_token mode;

	*seconds = 0;
	if (answer_mode(msg, &mode))
		return span_isi(mode.token, "Auto");
	return answer_after(msg, seconds) || alert_has(msg, SPAN("alert-autoanswer")) ||
	       alert_has(msg, SPAN("autoanswer")) || alert_has(msg, SPAN("auto answer"));
}

bool sip_alert_forbidden(const struct sip_line_conf *conf, const struct sip_msg *msg)
{
	struct sip_token mode;

	return !conf->auto_answer && answer_mode(msg, &mode) && span_isi(mode.token, "Auto") &&
	       sip_param(mode.params, "require", NULL);
}

static void answer_now(void *arg)
{
	struct sip_call *s = arg;

	if (!s->call || s->state != SIP_CALL_OFFERED)
		return;
	s->ring->auto_answered = true;
	if (sip_answer(s->call, &(struct call_args){ .dest = NULL })) {
		s->ring->auto_answered = false;	/* it rings on, for whoever is there */
		log_write(LOG_WARN, "sip", call_name(s->call), "it cannot be answered by itself");
	}
}

void sip_alert_offered(struct sip_call *s, const struct sip_msg *msg)
{
	struct sip_token mode;
	uint32_t seconds;

	s->ring->mode = (uint8_t)sip_alert_mode(s->line->conf, msg);
	s->ring->answer_mode_asked = answer_mode(msg, &mode);
	if (s->line->conf->auto_answer && asks_for_answer(msg, &seconds))
		timer_set(&sip.desk->timers, &s->ring->answering, seconds * 1000ull, answer_now, s);
}

void sip_alert_write(const struct sip_call *s)
{
	if (s->ring->answer_mode_asked)
		sip_write_text(&sip.out, SIP_H_ANSWER_MODE, s->ring->auto_answered ? "Auto" : "Manual");
}

/* SPDX-License-Identifier: MIT
 * code.c - codes that a line dials. */
#include "driver/sip/code.h"
#include "base/mem.h"
#include "driver/sip/begin.h"

#define PATIENCE_MS 30000	/* until it must be answered */

struct sip_code {
	struct sip_call *s;
	bool answered;
	struct timer timer;
	void (*done)(void *arg, enum err err);
	void *arg;
};

enum err sip_code_write(char out[SIP_CODE_SIZE], struct span code, const char *text)
{
	struct span behind, before = span_cut(code, '$', &behind);
	struct buf b;

	buf_fixed(&b, out, SIP_CODE_SIZE - 1);
	buf_span_add(&b, before);
	buf_text(&b, text);
	buf_span_add(&b, behind);
	if (b.full || !b.len)
		return ERR_ADDRESS;
	out[b.len] = '\0';
	return OK;
}

/* --- the call ---------------------------------------------------------------- */

static struct sip_call *let_go(struct sip_code *code)
{
	struct sip_call *s = code->s;

	s->code = NULL;
	timer_stop(&sip.desk->timers, &code->timer);
	mem_free(code);
	return s;
}

void sip_code_stop(struct sip_code *code)
{
	sip_call_hang_up(let_go(code));
}

void sip_code_over(struct sip_call *s)
{
	struct sip_code *code = s->code;
	struct sip_code was;

	if (!code)
		return;
	was = *code;
	let_go(code);
	was.done(was.arg, was.answered ? OK : ERR_FAILED);
}

/* It was answered long enough ago, or never. */
static void time_up(void *arg)
{
	struct sip_code *code = arg;
	struct sip_code was = *code;

	sip_code_stop(code);
	was.done(was.arg, was.answered ? OK : ERR_FAILED);
}

bool sip_code_answered(struct sip_call *s)
{
	if (!s->code)
		return false;
	s->code->answered = true;
	timer_set(&sip.desk->timers, &s->code->timer, s->line->conf->code_wait_ms, time_up, s->code);
	return true;
}

enum err sip_code_dial(struct sip_code **out, struct sip_line *line, const char *text,
		       void (*done)(void *arg, enum err err), void *arg)
{
	struct sip_code *code;
	struct sip_call *s;
	enum err err;

	if (line->state != SIP_LINE_READY)
		return ERR_NOTREGISTERED;
	code = mem_zalloc(sizeof(*code));
	if (!code)
		return ERR_NOMEM;
	err = sip_call_new(&s, line, NULL);
	if (err) {
		mem_free(code);
		return err;
	}
	err = sip_call_target(&s->target, line, text);
	if (err) {
		mem_free(code);
		sip_call_free(s);
		return err;
	}
	*code = (struct sip_code){ .s = s, .done = done, .arg = arg };
	s->code = code;
	s->born_by = CALL_OP_COUNT;
	*out = code;
	log_write(LOG_DEBUG, "sip", line->line->name, "dials %s", text);
	timer_set(&sip.desk->timers, &code->timer, PATIENCE_MS, time_up, code);
	sip_call_start(s);
	return OK;
}

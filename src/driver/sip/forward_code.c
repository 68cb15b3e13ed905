/* SPDX-License-Identifier: MIT
 * forward_code.c - calls go elsewhere by the PBX's doing: its codes are dialled, one
 * after the other. */
#include "driver/sip/forward.h"
#include "base/mem.h"
#include "driver/sip/code.h"

struct sip_forwarding {
	struct sip_line *line;
	const struct forwards *forwards;	/* the model's, until it is answered */
	struct sip_code *code;			/* that is being dialled */
	char *codes;				/* all, split by line ends */
	struct span rest;			/* of them */
};

/* --- which codes ------------------------------------------------------------- */

/* The codes of one entry; both NULL: the PBX has none for it. */
struct pair {
	const char *first, *second;
};

static const char *some(const char *code)
{
	return code[0] ? code : NULL;
}

static struct pair codes_of(const struct sip_line_conf *conf, const struct forward *forward)
{
	const char *busy = some(conf->forward_busy_code), *no_answer = some(conf->forward_no_answer_code);

	if (!forward->dest)
		return (struct pair){ forward->mode == LINEFORWARDMODE_UNCOND ? some(conf->disturb_code) : NULL, NULL };
	switch (forward->mode) {
	case LINEFORWARDMODE_UNCOND:	return (struct pair){ some(conf->forward_code), NULL };
	case LINEFORWARDMODE_BUSY:	return (struct pair){ busy, NULL };
	case LINEFORWARDMODE_NOANSW:	return (struct pair){ no_answer, NULL };
	case LINEFORWARDMODE_BUSYNA:	return (struct pair){ no_answer ? busy : NULL, no_answer };
	default:			return (struct pair){ NULL, NULL };
	}
}

bool sip_forward_by_code(const struct sip_line_conf *conf, const struct forwards *forwards)
{
	for (DWORD i = 0; forwards && i < forwards->count; i++)
		if (!codes_of(conf, &forwards->list[i]).first)
			return false;
	return forwards && forwards->count;
}

bool sip_forward_valid(const struct sip_line_conf *conf, struct buf *why)
{
	if ((conf->forward_code[0] || conf->forward_busy_code[0] || conf->forward_no_answer_code[0]) &&
	    !conf->forward_off_code[0]) {
		buf_text(why, "calls that the PBX sends elsewhere can come back only with forward-off-code");
		return false;
	}
	if (conf->disturb_code[0] && !conf->disturb_off_code[0]) {
		buf_text(why, "disturb-code needs disturb-off-code");
		return false;
	}
	return true;
}

/* --- what is to be dialled ----------------------------------------------------- */

static void add_code(struct buf *out, const char *code)
{
	buf_text(out, code);
	buf_char(out, '\n');
}

/* A list of codes, without a number. */
static void add_list(struct buf *out, const char *list)
{
	struct span rest = span_of(list);

	while (rest.at) {
		struct span code = span_trim(span_cut(rest, ',', &rest));

		if (!code.len)
			continue;
		buf_span_add(out, code);
		buf_char(out, '\n');
	}
}

/* The destination as the line dials it, in the code. */
static enum err add_with(struct buf *out, const struct sip_line *line, const char *code, const char *dest)
{
	struct number_dialled dialled;
	char text[SIP_CODE_SIZE];

	if (number_dial(&dialled, &line->conf->numbers, span_of(dest)) || !dialled.is_number ||
	    sip_code_write(text, span_of(code), dialled.number))
		return ERR_ADDRESS;
	add_code(out, text);
	return OK;
}

/* Whether the PBX sends calls to somebody, or to nobody. */
static bool has_some(const struct sip_line *line, const struct forwards *forwards, bool to_somebody)
{
	if (!sip_forward_by_code(line->conf, forwards))
		return false;
	for (DWORD i = 0; i < forwards->count; i++)
		if (to_somebody == (forwards->list[i].dest != NULL))
			return true;
	return false;
}

/* What is in force goes before the new comes; and all goes that may be in force,
 * by whomever, when nothing is to be. */
static enum err add_all(struct buf *out, const struct sip_line *line, const struct forwards *forwards)
{
	const struct forwards *before = line->line->addresses->forwards;
	enum err err = OK;

	if (!forwards->count || has_some(line, before, true))
		add_list(out, line->conf->forward_off_code);
	if (!forwards->count || has_some(line, before, false))
		add_list(out, line->conf->disturb_off_code);
	if (!sip_forward_by_code(line->conf, forwards))
		return OK;
	for (DWORD i = 0; i < forwards->count && !err; i++) {
		struct pair codes = codes_of(line->conf, &forwards->list[i]);

		if (!forwards->list[i].dest)
			add_code(out, codes.first);
		else
			err = add_with(out, line, codes.first, forwards->list[i].dest);
		if (!err && codes.second)
			err = add_with(out, line, codes.second, forwards->list[i].dest);
	}
	return err;
}

/* --- one after the other --------------------------------------------------------- */

static void dialled(void *arg, enum err err);

static void forwarding_free(struct sip_forwarding *f)
{
	f->line->forwarding = NULL;
	if (f->code)
		sip_code_stop(f->code);
	mem_free(f->codes);
	mem_free(f);
}

static enum err next(struct sip_forwarding *f)
{
	struct span code = span_cut(f->rest, '\n', &f->rest);
	char text[SIP_CODE_SIZE];

	if (!span_copy(code, text, sizeof(text)))
		return ERR_ADDRESS;
	return sip_code_dial(&f->code, f->line, text, dialled, f);
}

static void dialled(void *arg, enum err err)
{
	struct sip_forwarding *f = arg;
	struct sip_line *line = f->line;
	const struct forwards *forwards = f->forwards;

	f->code = NULL;
	if (!err && f->rest.len) {
		err = next(f);		/* which may be through already, all of it */
		if (!err)
			return;
	}
	forwarding_free(f);
	if (err)
		log_write(LOG_WARN, "sip", line->line->name,
			  "the PBX did not take a code: where it sends calls is not certain");
	sip_forward_settled(line, forwards, err);
}

enum err sip_forward_dial(struct sip_line *line, const struct forwards *forwards, bool *dials)
{
	struct sip_forwarding *f;
	struct buf codes;
	enum err err;

	buf_grow(&codes);
	err = add_all(&codes, line, forwards);
	if (!err && codes.full)
		err = ERR_NOMEM;
	*dials = !err && codes.len;
	f = *dials ? mem_zalloc(sizeof(*f)) : NULL;
	if (f)
		f->codes = mem_text(codes.at, codes.len);
	buf_free(&codes);
	if (!*dials)
		return err;
	if (!f || !f->codes) {
		mem_free(f);
		return ERR_NOMEM;
	}
	f->line = line;
	f->forwards = forwards;
	f->rest = span_of(f->codes);
	line->forwarding = f;
	err = next(f);
	if (err)
		forwarding_free(f);
	return err;
}

void sip_forward_stop(struct sip_line *line)
{
	if (line->forwarding)
		forwarding_free(line->forwarding);
}

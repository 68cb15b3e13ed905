/* SPDX-License-Identifier: MIT
 * forward.c - calls for a line go elsewhere. */
#include "driver/sip/forward.h"
#include "base/mem.h"
#include "driver/sip/begin.h"
#include "driver/sip/transfer.h"
#include "os/file.h"

#define ROW_MAX 2048
#define ENTRIES_MAX 16

/* --- the file -------------------------------------------------------------- *
 * "rings N", then a row for each entry: mode, country, caller, destination. */

static void path_of(struct buf *out, const struct sip_line *line, const char *suffix)
{
	const char *path = line->line->provider->path;

	buf_span_add(out, (struct span){ path, file_folder(path) });
	buf_printf(out, "forward-%08x%s", (unsigned)line->line->permanent_id, suffix);
	buf_char(out, '\0');
}

/* "-": none; what would end a word stands as %XX. */
static void write_word(FILE *file, const char *text)
{
	if (!text)
		fputs(" -", file);
	else
		fputc(' ', file);
	for (; text && *text; text++) {
		unsigned char c = (unsigned char)*text;

		if (c <= ' ' || c == '%' || (c == '-' && text[1] == '\0') || c == 0x7F)
			fprintf(file, "%%%02X", c);
		else
			fputc(c, file);
	}
}

static bool write_file(const char *path, const struct forwards *forwards)
{
	FILE *file = file_open(path, "wb");
	bool whole;

	if (!file)
		return false;
	fprintf(file, "rings %u\n", (unsigned)forwards->rings);
	for (DWORD i = 0; i < forwards->count; i++) {
		const struct forward *forward = &forwards->list[i];

		fprintf(file, "%u %u", (unsigned)forward->mode, (unsigned)forward->country);
		write_word(file, forward->caller);
		write_word(file, forward->dest);
		fputc('\n', file);
	}
	whole = fflush(file) == 0 && !ferror(file);
	return fclose(file) == 0 && whole;
}

/* Written aside and given its name when it is whole. */
static void keep(const struct sip_line *line, const struct forwards *forwards)
{
	char path[1024], aside[1024];
	struct buf b, c;

	buf_fixed(&b, path, sizeof(path));
	buf_fixed(&c, aside, sizeof(aside));
	path_of(&b, line, "");
	path_of(&c, line, ".new");
	if (!b.full && !c.full) {
		if (!forwards->count) {
			file_delete(path);
			return;
		}
		if (write_file(aside, forwards) && file_replace(aside, path))
			return;
		file_delete(aside);
	}
	log_write(LOG_WARN, "sip", line->line->name,
		  "where its calls go is not kept beyond a restart: %s cannot be written", path);
}

/* The next word, with its escapes resolved; to be freed. NULL: "-", none, or no memory (*err). */
static char *read_word(struct span *rest, enum err *err)
{
	struct span word = span_cut(*rest, ' ', rest);
	struct buf b;
	char *text;

	if (!word.len || span_is(word, "-"))
		return NULL;
	buf_grow(&b);
	for (size_t i = 0; i < word.len; i++) {
		unsigned c;

		if (word.at[i] == '%' && i + 2 < word.len && sscanf(word.at + i, "%%%2x", &c) == 1) {
			buf_char(&b, (char)c);
			i += 2;
		} else {
			buf_char(&b, word.at[i]);
		}
	}
	text = b.full ? NULL : mem_text(b.at, b.len);
	if (!text)
		*err = ERR_NOMEM;
	buf_free(&b);
	return text;
}

static enum err read_row(struct forward *out, struct span row)
{
	const DWORD modes = FORWARD_UNCOND | FORWARD_BUSY | FORWARD_NOANSWER;
	struct span mode = span_cut(row, ' ', &row), country = span_cut(row, ' ', &row);
	uint32_t number, code;
	enum err err = OK;

	if (!span_u32(mode, UINT32_MAX, &number) || !(number & modes) || (number & (number - 1)) ||
	    !span_u32(country, UINT32_MAX, &code))
		return ERR_SYNTAX;
	out->mode = number;
	out->country = code;
	out->caller = read_word(&row, &err);
	if (!err)
		out->dest = read_word(&row, &err);
	return err;
}

static enum err read_file(struct forwards **out, FILE *file)
{
	char row[ROW_MAX];
	uint32_t rings;
	enum err err = forwards_new(out, ENTRIES_MAX);

	if (err)
		return err;
	(*out)->count = 0;
	if (!fgets(row, sizeof(row), file) || !span_starts(span_of(row), "rings ") ||
	    !span_u32(span_trim(span_of(row + 6)), UINT32_MAX, &rings))
		return ERR_SYNTAX;
	(*out)->rings = rings;
	while (!err && (*out)->count < ENTRIES_MAX && fgets(row, sizeof(row), file))
		err = read_row(&(*out)->list[(*out)->count++], span_trim(span_of(row)));
	return err;
}

void sip_forward_recall(struct sip_line *line)
{
	struct address *address = line->line->addresses;
	struct forwards *forwards = NULL;
	char path[1024];
	struct buf b;
	FILE *file;
	enum err err;

	if (line->recalled)
		return;
	line->recalled = true;
	buf_fixed(&b, path, sizeof(path));
	path_of(&b, line, "");
	file = b.full ? NULL : file_open(path, "rb");
	if (!file)
		return;
	err = read_file(&forwards, file);
	fclose(file);
	if (!err && forwards->count) {
		forwards_free(address->forwards);
		address->forwards = forwards;
		return;
	}
	forwards_free(forwards);
	log_write(LOG_WARN, "sip", line->line->name, "where its calls went is forgotten: %s cannot be used", path);
}

/* --- the request ----------------------------------------------------------- */

void sip_forward_settled(struct sip_line *line, const struct forwards *forwards, enum err err)
{
	if (!err)
		keep(line, forwards);
	line_reply(line->line, LINE_OP_FORWARD, err);
}

enum err sip_forward(struct line *line, const struct line_args *args)
{
	struct sip_line *own = sip_line_of(line);
	const struct forwards *forwards = args->forwards;
	bool dials;
	enum err err = own->forwarding ? ERR_RESOURCE : OK;

	for (DWORD i = 0; i < forwards->count && !err; i++) {
		char *target = NULL;

		err = forwards->list[i].dest ? sip_call_target(&target, own, forwards->list[i].dest) : OK;
		mem_free(target);
	}
	if (!err)
		err = sip_forward_dial(own, forwards, &dials);
	if (!err && !dials)
		sip_forward_settled(own, forwards, OK);
	return err;
}

/* --- calls ----------------------------------------------------------------- */

/* A number of the house: it is among them, or no longer than they are. */
static bool is_internal(const struct sip_line *line, const char *number)
{
	size_t len = strlen(number);

	if (line->conf->internal[0])
		return number_matches(line->conf->internal, span_of(number));
	return len && len <= line->conf->numbers.internal && strspn(number, "0123456789*#") == len;
}

static void caller_of(const struct sip_msg *msg, char number[256])
{
	struct span value = sip_msg_get(msg, SIP_H_P_ASSERTED_IDENTITY), rest;
	struct sip_addr addr;
	struct sip_uri uri;

	number[0] = '\0';
	if (!value.at)
		value = sip_msg_get(msg, SIP_H_FROM);
	if (value.at && !sip_addr_read(&addr, value, &rest) && !sip_uri_read(&uri, addr.uri) &&
	    uri.scheme != SIP_SCHEME_OTHER)
		sip_uri_user_text(&uri, number, 256);
}

static const struct forward *forward_of(const struct sip_line *line, DWORD event, const char *caller)
{
	const struct forwards *forwards = line->line->addresses->forwards;

	if (sip_forward_by_code(line->conf, forwards))
		return NULL;		/* the PBX sent it here, knowing that */
	return forwards_find(forwards, event, caller, is_internal(line, caller));
}

/* What goes behind the status line: where to, and who says so. */
static void write_where(const struct sip_line *line, const char *target, const struct sip_hop *hop, DWORD event)
{
	if (target)
		sip_redirect_write(line, target, hop, event == FORWARD_UNCOND ? "unconditional" :
				   event == FORWARD_BUSY ? "user-busy" : "no-answer");
	sip_write_end(&sip.out, NULL, SPAN_NONE);
}

/* Where the entry sends callers, and the status to say it with; `target` NULL: nowhere. */
static uint32_t status_of(const struct sip_line *line, const struct forward *forward, char **target)
{
	*target = NULL;
	if (!forward->dest)
		return line->conf->disturb == SIP_DISTURB_BUSY ? 486 : 480;
	return sip_call_target(target, line, forward->dest) == OK ? 302 : 500;
}

bool sip_forward_away(const struct sip_line *line, struct sip_trans *trans, const struct sip_msg *msg, DWORD event)
{
	const struct forward *forward;
	char caller[256], tag[SIP_TAG_SIZE], *target;
	struct sip_hop hop;
	uint32_t status;

	if (!line->line->addresses->forwards)
		return false;
	caller_of(msg, caller);
	forward = forward_of(line, event, caller);
	if (!forward)
		return false;
	status = status_of(line, forward, &target);
	sip_tag(&sip.ids, tag);
	stack_hop_back(&hop, trans);
	stack_reply(msg, status, span_of(tag));
	write_where(line, target, &hop, event);
	stack_answer(trans, status);
	mem_free(target);
	log_write(LOG_INFO, "sip", line->line->name, "a call from %s goes to %s", caller,
		  forward->dest ? forward->dest : "nobody");
	return true;
}

/* The entry may be another one by now, or none. */
static void unanswered(void *arg)
{
	struct sip_call *s = arg;
	const struct party *caller = s->call->parties ? &s->call->parties[PARTY_CALLER] : NULL;
	const struct forward *forward = forward_of(s->line, FORWARD_NOANSWER,
						   caller && caller->number ? caller->number : "");
	uint32_t status;
	char *target;

	if (!forward)
		return;
	status = status_of(s->line, forward, &target);
	stack_reply_again(s->reply_head, status);
	write_where(s->line, target, &s->hop, FORWARD_NOANSWER);
	stack_answer(s->invite, status);
	mem_free(target);
	sip_call_over(s, LINEDISCONNECTMODE_FORWARDED);
}

void sip_forward_unanswered(struct sip_call *s)
{
	const struct forwards *forwards = s->line->line->addresses->forwards;

	if (forwards)
		timer_set(&sip.desk->timers, &s->no_answer, (uint64_t)forwards->rings * SIP_RING_MS, unanswered, s);
}

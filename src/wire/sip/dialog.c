/* SPDX-License-Identifier: MIT
 * dialog.c - dialogs: how they begin, what belongs to them, what they write. */
#include "wire/sip/dialog.h"
#include "base/mem.h"
#include "wire/sip/addr.h"
#include "wire/sip/msg.h"
#include "wire/sip/uri.h"
#include "wire/sip/write.h"

#define ROUTES_MAX 32

/* ---- the block of texts */

struct span sip_dialog_part(const struct sip_dialog *dialog, enum sip_dialog_part part)
{
	const char *at = dialog->text ? dialog->text : "";	/* of one that is not open */

	for (int i = 0; i < (int)part; i++)
		at += dialog->len[i];
	return (struct span){ at, dialog->len[part] };
}

/* Whether `text` is that part as it stands in the block. */
static bool is_kept(const struct sip_dialog *dialog, enum sip_dialog_part part, struct span text)
{
	return dialog->text && text.at == sip_dialog_part(dialog, part).at && text.len == dialog->len[part];
}

static void note_tag(const struct sip_dialog *dialog, enum sip_dialog_part part,
		     uint16_t *at, uint16_t *len)
{
	struct span value = sip_dialog_part(dialog, part);
	struct sip_addr addr;

	*at = *len = 0;
	if (sip_addr_read(&addr, value, NULL) != OK)
		return;
	if (addr.tag.len == 0)
		return;
	*at = (uint16_t)(addr.tag.at - value.at);
	*len = (uint16_t)addr.tag.len;
}

static bool fits(struct span part)
{
	static const char ends[3] = { '\r', '\n', '\0' };

	if (part.len > UINT16_MAX)
		return false;
	for (size_t i = 0; span_has_controls(part) && i < sizeof(ends); i++)
		if (memchr(part.at, ends[i], part.len))
			return false;
	return true;
}

/* Take `parts` (some may point into the block that is there) and `local_tag`,
 * behind the local part, if it is not empty. An error leaves all as it was. */
static enum err take(struct sip_dialog *dialog, const struct span *parts, struct span local_tag)
{
	bool local_kept = local_tag.len == 0 && is_kept(dialog, SIP_DIALOG_LOCAL, parts[SIP_DIALOG_LOCAL]);
	bool remote_kept = is_kept(dialog, SIP_DIALOG_REMOTE, parts[SIP_DIALOG_REMOTE]);
	struct buf all;
	uint16_t len[SIP_DIALOG_PARTS];
	size_t size = local_tag.len + 5;
	char *text;

	for (int i = 0; i < SIP_DIALOG_PARTS; i++) {
		if (!is_kept(dialog, i, parts[i]) && !fits(parts[i]))
			return ERR_PARAM;
		size += parts[i].len;
	}
	if (!fits(local_tag) || parts[SIP_DIALOG_LOCAL].len + local_tag.len + 5 > UINT16_MAX)
		return ERR_PARAM;
	if (local_tag.len == 0)
		size -= 5;
	text = mem_alloc(size);
	if (!text)
		return ERR_NOMEM;
	buf_fixed(&all, text, size);
	for (int i = 0; i < SIP_DIALOG_PARTS; i++) {
		size_t before = all.len;

		buf_span_add(&all, parts[i]);
		if (i == SIP_DIALOG_LOCAL && local_tag.len > 0) {
			buf_text(&all, ";tag=");
			buf_span_add(&all, local_tag);
		}
		len[i] = (uint16_t)(all.len - before);
	}
	mem_free(dialog->text);
	dialog->text = text;
	memcpy(dialog->len, len, sizeof(len));
	if (!local_kept)
		note_tag(dialog, SIP_DIALOG_LOCAL, &dialog->local_tag_at, &dialog->local_tag_len);
	if (!remote_kept)
		note_tag(dialog, SIP_DIALOG_REMOTE, &dialog->remote_tag_at, &dialog->remote_tag_len);
	return OK;
}

static void parts_of(const struct sip_dialog *dialog, struct span *parts)
{
	for (int i = 0; i < SIP_DIALOG_PARTS; i++)
		parts[i] = sip_dialog_part(dialog, i);
}

void sip_dialog_close(struct sip_dialog *dialog)
{
	mem_free(dialog->text);
	memset(dialog, 0, sizeof(*dialog));
}

struct span sip_dialog_local_tag(const struct sip_dialog *dialog)
{
	struct span local = sip_dialog_part(dialog, SIP_DIALOG_LOCAL);

	return (struct span){ local.at + dialog->local_tag_at, dialog->local_tag_len };
}

struct span sip_dialog_remote_tag(const struct sip_dialog *dialog)
{
	struct span remote = sip_dialog_part(dialog, SIP_DIALOG_REMOTE);

	return (struct span){ remote.at + dialog->remote_tag_at, dialog->remote_tag_len };
}

/* ---- what messages bring */

/* The URI of the Contact, as it may stand in a Request-URI: without headers.
 * At NULL: no Contact. */
static enum err read_target(struct span *out, const struct sip_msg *msg)
{
	struct span value = sip_msg_get(msg, SIP_H_CONTACT), rest;
	struct sip_addr addr;
	struct sip_uri uri;

	*out = SPAN_NONE;
	if (!value.at)
		return OK;
	if (sip_addr_read(&addr, value, &rest) || sip_uri_read(&uri, addr.uri))
		return ERR_SYNTAX;
	*out = addr.uri;
	if (uri.scheme == SIP_SCHEME_SIP || uri.scheme == SIP_SCHEME_SIPS)
		*out = span_cut(addr.uri, '?', &rest);
	return OK;
}

/* The route set of the Record-Route headers (12.1), a UAC's in reverse order, into
 * `out`, a growing buf. */
static enum err read_routes(struct buf *out, const struct sip_msg *msg, bool reverse)
{
	struct span routes[ROUTES_MAX], rest;
	struct sip_addr addr;
	int count = 0;

	sip_msg_each(field, msg, SIP_H_RECORD_ROUTE) {
		for (rest = field->value; sip_list_next(&rest, &routes[count]); count++)
			if (sip_addr_read(&addr, routes[count], NULL) || count + 1 == ROUTES_MAX)
				return ERR_SYNTAX;
	}
	for (int i = 0; i < count; i++) {
		if (i > 0)
			buf_text(out, ", ");
		buf_span_add(out, routes[reverse ? count - 1 - i : i]);
	}
	return out->full ? ERR_NOMEM : OK;
}

enum err sip_dialog_open(struct sip_dialog *dialog, const struct sip_dialog_args *args)
{
	const struct span parts[SIP_DIALOG_PARTS] = {
		[SIP_DIALOG_CALL_ID] = args->call_id,
		[SIP_DIALOG_LOCAL] = args->local,
		[SIP_DIALOG_REMOTE] = args->remote,
		[SIP_DIALOG_TARGET] = args->target,
		[SIP_DIALOG_ROUTES] = args->routes,
	};

	memset(dialog, 0, sizeof(*dialog));
	dialog->local_cseq = args->cseq;
	dialog->secure = args->secure;
	dialog->uac = true;
	return take(dialog, parts, args->local_tag);
}

enum err sip_dialog_accept(struct sip_dialog *dialog, const struct sip_msg *request,
			   struct span local_tag, bool secure)
{
	struct span parts[SIP_DIALOG_PARTS] = {
		[SIP_DIALOG_CALL_ID] = request->call_id,
		[SIP_DIALOG_LOCAL] = sip_msg_get(request, SIP_H_TO),
		[SIP_DIALOG_REMOTE] = sip_msg_get(request, SIP_H_FROM),
	};
	struct buf routes;
	enum err err;

	memset(dialog, 0, sizeof(*dialog));
	if (request->to_tag.at)
		return ERR_PARAM;
	err = read_target(&parts[SIP_DIALOG_TARGET], request);
	if (err || !parts[SIP_DIALOG_TARGET].at)
		return ERR_SYNTAX;
	buf_grow(&routes);
	err = read_routes(&routes, request, false);
	if (err)
		goto out;
	parts[SIP_DIALOG_ROUTES] = buf_span(&routes);
	err = take(dialog, parts, local_tag);
	if (err)
		goto out;
	dialog->remote_cseq = request->cseq.number;
	dialog->remote_cseq_known = true;
	dialog->secure = secure;
	dialog->state = SIP_DIALOG_EARLY;
out:
	buf_free(&routes);
	return err;
}

void sip_dialog_confirm(struct sip_dialog *dialog)
{
	dialog->state = SIP_DIALOG_CONFIRMED;
}

static enum sip_dialog_state state_by(const struct sip_msg *response)
{
	return response->status < 200 ? SIP_DIALOG_EARLY : SIP_DIALOG_CONFIRMED;
}

/* Make of `from` and a response that has a To tag what `dialog` is; both may be
 * the same. */
static enum err take_response(struct sip_dialog *dialog, const struct sip_dialog *from,
			      const struct sip_msg *response)
{
	struct span parts[SIP_DIALOG_PARTS], target, remote;
	struct buf routes;
	enum err err;

	parts_of(from, parts);
	remote = sip_msg_get(response, SIP_H_TO);
	if (!span_eq(remote, parts[SIP_DIALOG_REMOTE]))
		parts[SIP_DIALOG_REMOTE] = remote;
	if (read_target(&target, response))
		return ERR_SYNTAX;
	if (target.at)
		parts[SIP_DIALOG_TARGET] = target;
	buf_grow(&routes);
	err = read_routes(&routes, response, true);
	if (err)
		goto out;
	parts[SIP_DIALOG_ROUTES] = buf_span(&routes);
	err = take(dialog, parts, SPAN_NONE);
	if (err)
		goto out;
	dialog->state = (uint8_t)state_by(response);
out:
	buf_free(&routes);
	return err;
}

/* Whether a response has no other peer, target and routes than the one before it had. */
static bool says_the_same(const struct sip_dialog *dialog, const struct sip_msg *response)
{
	struct span contact = sip_msg_get(response, SIP_H_CONTACT), rest;
	struct sip_addr addr;

	if (dialog->state == SIP_DIALOG_NONE || dialog->len[SIP_DIALOG_ROUTES] > 0 ||
	    sip_msg_first(response, SIP_H_RECORD_ROUTE) ||
	    !span_eq(sip_msg_get(response, SIP_H_TO), sip_dialog_part(dialog, SIP_DIALOG_REMOTE)))
		return false;
	return !contact.at || (!sip_addr_read(&addr, contact, &rest) &&
			       span_eq(addr.uri, sip_dialog_part(dialog, SIP_DIALOG_TARGET)));
}

enum err sip_dialog_answered(struct sip_dialog *dialog, const struct sip_msg *response)
{
	if (response->status <= 100 || response->status >= 300 || response->to_tag.len == 0)
		return OK;
	if (dialog->remote_tag_len > 0 &&
	    !span_eq(sip_dialog_remote_tag(dialog), response->to_tag))
		return ERR_STATE;
	if (dialog->state == SIP_DIALOG_CONFIRMED)
		return OK;
	if (!says_the_same(dialog, response))
		return take_response(dialog, dialog, response);
	dialog->state = (uint8_t)state_by(response);
	return OK;
}

enum err sip_dialog_fork(struct sip_dialog *out, const struct sip_dialog *first,
			 const struct sip_msg *response)
{
	memset(out, 0, sizeof(*out));
	if (response->status <= 100 || response->status >= 300 || response->to_tag.len == 0)
		return ERR_PARAM;
	out->local_cseq = first->local_cseq;
	out->secure = first->secure;
	out->uac = true;
	return take_response(out, first, response);
}

bool sip_dialog_match(const struct sip_dialog *dialog, const struct sip_msg *msg)
{
	struct span local = msg->request ? msg->to_tag : msg->from_tag;
	struct span remote = msg->request ? msg->from_tag : msg->to_tag;

	return span_eq(sip_dialog_part(dialog, SIP_DIALOG_CALL_ID), msg->call_id) &&
	       span_eq(sip_dialog_local_tag(dialog), local) &&
	       (dialog->remote_tag_len == 0 || span_eq(sip_dialog_remote_tag(dialog), remote));
}

bool sip_dialog_in_order(struct sip_dialog *dialog, const struct sip_msg *request)
{
	if (request->method == SIP_ACK || request->method == SIP_CANCEL)
		return true;
	if (dialog->remote_cseq_known && request->cseq.number < dialog->remote_cseq)
		return false;
	dialog->remote_cseq = request->cseq.number;
	dialog->remote_cseq_known = true;
	return true;
}

static bool refreshes(const struct sip_msg *msg)
{
	if (!msg->request && msg->status / 100 != 2)
		return false;
	switch (msg->method) {
	case SIP_INVITE: case SIP_UPDATE: case SIP_SUBSCRIBE: case SIP_NOTIFY: case SIP_REFER:
		return true;
	default:
		return false;
	}
}

enum err sip_dialog_refresh(struct sip_dialog *dialog, const struct sip_msg *msg)
{
	struct span parts[SIP_DIALOG_PARTS], target;

	if (!refreshes(msg))
		return OK;
	if (read_target(&target, msg))
		return ERR_SYNTAX;
	if (!target.at || span_eq(target, sip_dialog_part(dialog, SIP_DIALOG_TARGET)))
		return OK;
	parts_of(dialog, parts);
	parts[SIP_DIALOG_TARGET] = target;
	return take(dialog, parts, SPAN_NONE);
}

enum err sip_dialog_renamed(struct sip_dialog *dialog, const struct sip_msg *request)
{
	struct span parts[SIP_DIALOG_PARTS];

	parts_of(dialog, parts);
	parts[SIP_DIALOG_REMOTE] = sip_msg_get(request, SIP_H_FROM);
	return parts[SIP_DIALOG_REMOTE].at ? take(dialog, parts, SPAN_NONE) : ERR_PARAM;
}

/* ---- requests */

/* The URI of the first route; `rest` the routes behind it. False: no route. */
static bool first_route(const struct sip_dialog *dialog, struct span *uri, struct span *rest,
			bool *loose)
{
	struct span element;
	struct sip_addr addr;
	struct sip_uri split;

	*rest = sip_dialog_part(dialog, SIP_DIALOG_ROUTES);
	if (!sip_list_next(rest, &element) || sip_addr_read(&addr, element, NULL))
		return false;
	*uri = addr.uri;
	*loose = sip_uri_read(&split, addr.uri) == OK && sip_uri_param(&split, "lr", NULL);
	return true;
}

struct span sip_dialog_next_hop(const struct sip_dialog *dialog)
{
	struct span uri, rest;
	bool loose;

	if (first_route(dialog, &uri, &rest, &loose))
		return uri;
	return sip_dialog_part(dialog, SIP_DIALOG_TARGET);
}

/* A strict router gets the request as its own, with the target as the last
 * route; a loose one only passes it on (12.2.1.1). */
static void write_head(struct buf *out, const struct sip_dialog *dialog, struct span method,
		       struct span via)
{
	struct span target = sip_dialog_part(dialog, SIP_DIALOG_TARGET), uri, rest;
	bool loose = true;
	bool routed = first_route(dialog, &uri, &rest, &loose);

	sip_write_request(out, method, loose ? target : uri);
	sip_write_known(out, SIP_H_VIA, via);
	sip_write_u32(out, SIP_H_MAX_FORWARDS, 70);
	if (routed && loose)
		sip_write_known(out, SIP_H_ROUTE, sip_dialog_part(dialog, SIP_DIALOG_ROUTES));
	rest = span_trim(rest);
	if (routed && !loose)
		sip_writef(out, SIP_H_ROUTE, "%.*s%s<%.*s>", SPAN_ARG(rest),
			   rest.len > 0 ? ", " : "", SPAN_ARG(target));
	sip_write_known(out, SIP_H_FROM, sip_dialog_part(dialog, SIP_DIALOG_LOCAL));
	sip_write_known(out, SIP_H_TO, sip_dialog_part(dialog, SIP_DIALOG_REMOTE));
	sip_write_known(out, SIP_H_CALL_ID, sip_dialog_part(dialog, SIP_DIALOG_CALL_ID));
}

static void write_cseq(struct buf *out, uint32_t number, struct span method)
{
	sip_write_open(out, SIP_H_CSEQ);
	buf_u32(out, number);
	buf_char(out, ' ');
	buf_span_add(out, method);
	sip_write_close(out);
}

void sip_dialog_request(struct buf *out, struct sip_dialog *dialog,
			struct span method, struct span via)
{
	write_head(out, dialog, method, via);
	write_cseq(out, ++dialog->local_cseq, method);
}

void sip_dialog_ack(struct buf *out, const struct sip_dialog *dialog, uint32_t cseq,
		    struct span via)
{
	write_head(out, dialog, SPAN("ACK"), via);
	write_cseq(out, cseq, SPAN("ACK"));
}

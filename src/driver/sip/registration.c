/* SPDX-License-Identifier: MIT
 * registration.c - see registration.h. */
#include "driver/sip/registration.h"
#include "driver/sip/stack.h"
#include "driver/sip/sip.h"

void registration_server(struct buf *b, const struct sip_line *line)
{
	bool proxied = line->conf->proxy[0] != '\0';

	buf_text(b, "sip:");
	if (line->conf->registrar[0])
		buf_span_add(b, sip_line_one_of(line->conf->registrar, proxied ? 0 : line->which));
	else
		buf_text(b, line->conf->domain);
}

static void write_own_address(struct buf *b, const struct sip_line *line)
{
	buf_text(b, "<sip:");
	sip_uri_user_write(b, sip_line_user(line));
	buf_char(b, '@');
	sip_line_domain(b, line, line->hop);
	buf_char(b, '>');
}

/* What a request of its registration is written from. That is made for each of them: the
 * texts are longer than all else of a line that rests, and can be had from its configuration.
 * One Call-ID for all REGISTERs to a server (RFC 3261 10.2), and CSeq goes on. */
static enum err open_registration(struct sip_dialog *out, const struct sip_line *line)
{
	char call_id[SIP_CALL_ID_SIZE], tag[SIP_TAG_SIZE];
	char text[1024];
	struct span own, server, route;
	struct buf b;

	buf_fixed(&b, text, sizeof(text));
	write_own_address(&b, line);
	own = buf_span(&b);
	registration_server(&b, line);
	server = (struct span){ own.at + own.len, b.len - own.len };
	sip_line_route(&b, line, line->which, false);
	route = (struct span){ server.at + server.len, b.len - own.len - server.len };
	if (b.full)
		return ERR_TRUNCATED;
	sip_call_id_of(&sip.ids, line->registration, call_id);
	sip_tag_of(line->registration, tag);
	return sip_dialog_open(out, &(struct sip_dialog_args){
		.call_id = span_of(call_id), .local = own, .local_tag = span_of(tag),
		.remote = own, .target = server, .routes = route, .cseq = line->registered_cseq });
}

enum err registration_request(struct sip_line *line, const char *method)
{
	struct sip_dialog registration;
	enum err err = open_registration(&registration, line);

	if (err)
		return err;
	stack_request(&registration, method, line->hop);
	line->registered_cseq = registration.local_cseq;
	sip_dialog_close(&registration);
	return OK;
}

void registration_for(struct sip_line *line, uint8_t which)
{
	if (line->registration && line->which == which)
		return;
	line->which = which;
	line->registration = sip_random(&sip.ids) | 1;	/* not 0 */
	line->registered_cseq = 0;
}

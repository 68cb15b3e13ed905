/* SPDX-License-Identifier: MIT
 * completion.c - call completion as the called end offers it. */
#include "wire/sip/completion.h"
#include "wire/sip/addr.h"
#include "wire/sip/header.h"
#include "wire/sip/uri.h"

bool sip_completion_offer_read(struct sip_completion_offer *out, struct span call_info)
{
	struct span rest = call_info, entry, purpose;
	struct sip_addr addr;
	struct sip_uri uri;

	while (sip_list_next(&rest, &entry)) {
		if (sip_addr_read(&addr, entry, NULL) || !sip_addr_param(&addr, "purpose", &purpose) ||
		    !span_isi(purpose, "call-completion"))
			continue;
		if (sip_uri_read(&uri, addr.uri) || uri.scheme == SIP_SCHEME_OTHER || uri.headers.len)
			continue;
		out->uri = addr.uri;
		if (!sip_addr_param(&addr, "m", &out->mode) || !out->mode.len)
			out->mode = SPAN("BS");
		return true;
	}
	return false;
}

bool sip_completion_uri_write(struct buf *out, struct span text, struct span mode)
{
	struct sip_uri uri;

	if (sip_uri_read(&uri, text) || uri.headers.len)
		return false;
	buf_span_add(out, text);
	if (!sip_uri_param(&uri, "m", NULL)) {
		buf_text(out, ";m=");
		buf_span_add(out, mode);
	}
	return !out->full;
}

enum err sip_completion_read(struct sip_completion *out, struct span body)
{
	struct sip_completion read = { .uri = SPAN_NONE };
	bool told = false;

	for (struct span rest = body; rest.at;) {
		struct span value, row = span_cut(rest, '\n', &rest);
		struct span name = span_trim(span_cut(row, ':', &value));

		value = span_trim(value);
		if (span_isi(name, "cc-state")) {
			read.ready = span_isi(value, "ready");
			if (!read.ready && !span_isi(value, "queued"))
				return ERR_SYNTAX;
			told = true;
		} else if (span_isi(name, "cc-URI") && value.len) {
			if (value.len > 1 && value.at[0] == '<' && value.at[value.len - 1] == '>')
				value = (struct span){ value.at + 1, value.len - 2 };
			read.uri = value;
		}
	}
	if (!told)
		return ERR_SYNTAX;
	*out = read;
	return OK;
}

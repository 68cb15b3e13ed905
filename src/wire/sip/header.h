/* SPDX-License-Identifier: MIT
 * header.h - the names of SIP (methods, header fields, reason phrases) and the
 * small values that stand in header fields.
 *
 * Readers take a value as sip_msg_get() gives it (trimmed, unfolded) and write
 * `out` on success only; ERR_SYNTAX is their only error. Spans in results
 * point into the value.
 */
#ifndef WIRE_SIP_HEADER_H
#define WIRE_SIP_HEADER_H

#include "base/err.h"
#include "base/text.h"

enum sip_method {
	SIP_INVITE, SIP_ACK, SIP_BYE, SIP_CANCEL, SIP_REGISTER, SIP_OPTIONS, SIP_INFO,
	SIP_PRACK, SIP_UPDATE, SIP_REFER, SIP_NOTIFY, SIP_SUBSCRIBE, SIP_MESSAGE, SIP_PUBLISH,
	SIP_OTHER
};

enum sip_header {
#define SIP_HEADER(name, text, compact, slot) SIP_H_##name,
#include "wire/sip/header.def"
#undef SIP_HEADER
	SIP_H_OTHER,
	SIP_H_COUNT = SIP_H_OTHER	/* of the known ones */
};

/* Methods are case-sensitive (RFC 3261 7.1); what is not known is SIP_OTHER,
 * whose name is "". */
enum sip_method sip_method_read(struct span text);
const char *sip_method_name(enum sip_method method);

/* Header names are not case-sensitive; the compact form is the same header.
 * The name of SIP_H_OTHER is "". Behind the span of a name ": " can be read. */
enum sip_header sip_header_read(struct span name);
struct span sip_header_name(enum sip_header id);

/* The phrase that RFC 3261 and its successors give to a status; for an unknown
 * one that of its class ("Failure"). Never NULL. */
const char *sip_reason_text(uint32_t status);

/* The next element of a comma-separated list, trimmed; commas in quotes and
 * angle brackets do not count. Empty elements are passed over. False: the
 * list is at its end. `rest` is the list at first and what is left then. */
bool sip_list_next(struct span *rest, struct span *element);

/* One parameter of ";a=1;b;c=\"x\"" (begins with ';' or is empty). A missing
 * value gives an empty span (at NULL); a quoted one is given without its
 * quotes and otherwise as it stands. Names are compared without case.
 * `value` may be NULL. */
bool sip_param(struct span params, const char *name, struct span *value);

/* The next parameter of such a text, in order. False: the end. */
bool sip_param_next(struct span *rest, struct span *name, struct span *value);

/* Whether the form of `params` is right: names are tokens, quotes are closed,
 * nothing is empty but the last. */
bool sip_params_valid(struct span params);

/* `value` of a quoted string, between its quotes, with \x turned into x; cut
 * off (false) at `size` on a UTF-8 border. Control characters become spaces; what is
 * no UTF-8 is taken for Latin-1. */
bool sip_unquote(struct span quoted, char *out, size_t size);

struct sip_cseq {
	uint32_t number;	/* below 2^31 */
	enum sip_method method;
	struct span method_text;
};
enum err sip_cseq_read(struct span value, struct sip_cseq *out);

/* RFC 3262: "776656 1 INVITE". */
struct sip_rack {
	uint32_t rseq;
	struct sip_cseq cseq;
};
enum err sip_rack_read(struct span value, struct sip_rack *out);

/* A number of seconds with parameters: Expires, Min-Expires, Min-SE,
 * Session-Expires, Retry-After (with a comment in parentheses), RSeq,
 * Max-Forwards. Larger numbers than 32 bits are taken for UINT32_MAX. */
struct sip_number {
	uint32_t value;
	struct span params;
};
enum err sip_number_read(struct span value, struct sip_number *out);

/* RFC 4028. */
enum sip_refresher { SIP_REFRESHER_NONE, SIP_REFRESHER_UAC, SIP_REFRESHER_UAS };
struct sip_session_expires {
	uint32_t interval_s;
	enum sip_refresher refresher;
};
enum err sip_session_expires_read(struct span value, struct sip_session_expires *out);

/* RFC 3326: Q.850;cause=16;text="Normal call clearing". `rest` as in
 * sip_addr_read(). */
struct sip_reason {
	struct span protocol;	/* "SIP", "Q.850" */
	uint32_t cause;		/* 0: not said */
	struct span text;	/* between its quotes, not unescaped */
};
enum err sip_reason_read(struct span value, struct sip_reason *out, struct span *rest);

/* A token with parameters: Event, Subscription-State, Content-Type,
 * Content-Disposition, Answer-Mode. */
struct sip_token {
	struct span token;	/* "active", "application/sdp" */
	struct span params;
};
enum err sip_token_read(struct span value, struct sip_token *out);

/* RFC 3891 Replaces, RFC 3911 Join, RFC 4538 Target-Dialog. */
struct sip_replaces {
	struct span call_id, to_tag, from_tag;	/* Target-Dialog: remote-tag, local-tag */
	bool early_only;
};
enum err sip_replaces_read(struct span value, struct sip_replaces *out);

#endif

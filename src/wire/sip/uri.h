/* SPDX-License-Identifier: MIT
 * uri.h - SIP, SIPS and tel URIs (RFC 3261 section 19, RFC 3966).
 *
 * Reading splits and does not unescape: spans show the text as it stands.
 */
#ifndef WIRE_SIP_URI_H
#define WIRE_SIP_URI_H

#include "base/buf.h"
#include "base/err.h"

enum sip_scheme { SIP_SCHEME_SIP, SIP_SCHEME_SIPS, SIP_SCHEME_TEL, SIP_SCHEME_OTHER };

struct sip_uri {
	enum sip_scheme scheme;
	struct span scheme_text;
	struct span user;	/* escaped; at NULL: none. tel: the number; other: the rest */
	struct span password;	/* escaped; at NULL: none */
	struct span host;	/* without the brackets of an IPv6 address */
	uint16_t port;		/* 0: none given */
	bool ipv6;		/* the host stood in brackets */
	struct span params;	/* ";transport=tcp;lr" with its first ';', or empty */
	struct span headers;	/* behind '?', or empty */
};

/* All of `text` as a URI; ERR_SYNTAX. Any scheme that has the form of one is
 * read, and is SIP_SCHEME_OTHER if it is not known. */
enum err sip_uri_read(struct sip_uri *out, struct span text);

/* A parameter, as sip_param() of header.h; `value` may be NULL. */
bool sip_uri_param(const struct sip_uri *uri, const char *name, struct span *value);

/* Whether both are the same by RFC 3261 19.1.4 (tel: by RFC 3966 section 5). */
bool sip_uri_equal(const struct sip_uri *a, const struct sip_uri *b);

/* The user part for people: unescaped, without parameters of its own (of
 * "+4930;phone-context=x" the number), as valid UTF-8 without control
 * characters; a bad escape stays as it is. False: it was cut off. */
bool sip_uri_user_text(const struct sip_uri *uri, char *out, size_t size);

/* `text` with its escapes (%3B) resolved, as valid UTF-8 without control characters.
 * False: it was cut off. */
bool sip_uri_unescape(struct span text, char *out, size_t size);

/* Write `text` as a user part: what may not stand there is escaped. */
void sip_uri_user_write(struct buf *b, struct span text);

/* Write "sip:user@host:port": `user` is plain text (empty: none), an IPv6 host
 * gets its brackets, port 0 is left out. */
void sip_uri_write(struct buf *b, struct span user, struct span host, uint16_t port);

#endif

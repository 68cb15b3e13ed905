/* SPDX-License-Identifier: MIT
 * digest.c - read challenges, keep one, answer it. */
#include "wire/sip/digest.h"
#include "base/mem.h"
#include "os/hash.h"
#include "wire/sip/lex.h"

#define HEX_MAX (2 * HASH_SHA256_SIZE)

static const struct {
	const char *name;
	bool (*hash)(const struct span *parts, size_t count, unsigned char *out);
	size_t size;
	bool session;
} algorithms[] = {
	[SIP_MD5]             = { "MD5",              hash_md5,        HASH_MD5_SIZE,        false },
	[SIP_MD5_SESS]        = { "MD5-sess",         hash_md5,        HASH_MD5_SIZE,        true  },
	[SIP_SHA256]          = { "SHA-256",          hash_sha256,     HASH_SHA256_SIZE,     false },
	[SIP_SHA256_SESS]     = { "SHA-256-sess",     hash_sha256,     HASH_SHA256_SIZE,     true  },
	[SIP_SHA512_256]      = { "SHA-512-256",      hash_sha512_256, HASH_SHA512_256_SIZE, false },
	[SIP_SHA512_256_SESS] = { "SHA-512-256-sess", hash_sha512_256, HASH_SHA512_256_SIZE, true  },
};

/* "Digest" and what is behind it; at NULL: another scheme. */
static struct span scheme_cut(struct span value)
{
	const char *at = value.at, *end = lex_end(value);

	while (at < end && lex_is(*at, LEX_TOKEN))
		at++;
	if (at == end || !span_isi(lex_span(value.at, at), "Digest"))
		return SPAN_NONE;
	return lex_span(lex_skip(at, end), end);
}

/* Between the quotes; at NULL: they are not closed. */
static struct span unquoted(struct span value)
{
	const char *end = lex_end(value);

	if (lex_quoted(value.at, end) != end)
		return SPAN_NONE;
	return (struct span){ value.at + 1, value.len - 2 };
}

/* The next name=value of a comma-separated list; quotes are taken off. */
static bool pair_next(struct span *rest, struct span *name, struct span *value)
{
	struct span element;

	while (sip_list_next(rest, &element)) {
		const char *equal = memchr(element.at, '=', element.len);

		if (!equal)
			continue;
		*name = lex_trim(element.at, equal);
		*value = lex_trim(equal + 1, lex_end(element));
		if (value->len && value->at[0] == '"')
			*value = unquoted(*value);
		return true;
	}
	return false;
}

static bool algorithm_read(struct sip_challenge *challenge)
{
	challenge->algorithm = SIP_MD5;
	if (!challenge->algorithm_text.at)
		return true;
	for (int i = SIP_MD5; i <= SIP_SHA512_256_SESS; i++) {
		if (!span_isi(challenge->algorithm_text, algorithms[i].name))
			continue;
		challenge->algorithm = (enum sip_algorithm)i;
		return true;
	}
	return false;
}

static bool qop_read(struct sip_challenge *challenge, struct span qop)
{
	struct span element;

	if (qop.len == 0)
		return true;
	while (sip_list_next(&qop, &element)) {
		challenge->qop_auth |= span_isi(element, "auth");
		challenge->qop_int |= span_isi(element, "auth-int");
	}
	return challenge->qop_auth || challenge->qop_int;
}

enum err sip_challenge_read(struct sip_challenge *out, struct span value)
{
	struct sip_challenge challenge = { .algorithm = SIP_MD5 };
	struct span rest = scheme_cut(value), name, text, qop = SPAN_NONE;

	if (!rest.at)
		return ERR_UNAVAIL;
	while (pair_next(&rest, &name, &text)) {
		if (span_isi(name, "realm"))
			challenge.realm = text;
		else if (span_isi(name, "nonce"))
			challenge.nonce = text;
		else if (span_isi(name, "opaque"))
			challenge.opaque = text;
		else if (span_isi(name, "algorithm"))
			challenge.algorithm_text = text;
		else if (span_isi(name, "qop"))
			qop = text;
		else if (span_isi(name, "stale"))
			challenge.stale = span_isi(text, "true");
	}
	if (!challenge.realm.at || !challenge.nonce.at)
		return ERR_SYNTAX;
	if (!algorithm_read(&challenge) || !qop_read(&challenge, qop))
		return ERR_UNAVAIL;
	*out = challenge;
	return OK;
}

enum err sip_challenge_choose(struct sip_challenge *out, const struct sip_msg *msg,
			      enum sip_header id)
{
	struct sip_challenge challenge;
	bool found = false;

	sip_msg_each(field, msg, id) {
		if (sip_challenge_read(&challenge, field->value))
			continue;
		if (found && challenge.algorithm <= out->algorithm)
			continue;
		*out = challenge;
		found = true;
	}
	return found ? OK : ERR_UNAVAIL;
}

static bool is_challenge(const struct sip_field *field)
{
	return field->id == SIP_H_WWW_AUTHENTICATE || field->id == SIP_H_PROXY_AUTHENTICATE;
}

/* Whether another challenge of the same realm is to be preferred to that in `field`. */
static bool is_surpassed(const struct sip_msg *msg, const struct sip_field *field,
			 const struct sip_challenge *challenge)
{
	struct sip_challenge other;

	sip_msg_each(one, msg, field->id) {
		if (one == field || sip_challenge_read(&other, one->value) || !span_eq(other.realm, challenge->realm))
			continue;
		if (other.algorithm > challenge->algorithm ||
		    (other.algorithm == challenge->algorithm && one < field))
			return true;
	}
	return false;
}

const struct sip_field *sip_challenge_next(struct sip_challenge *out, const struct sip_msg *msg,
					   const struct sip_field *after)
{
	const struct sip_field *field = after ? after + 1 : msg->fields;

	for (; field < msg->fields + msg->count; field++)
		if (is_challenge(field) && !sip_challenge_read(out, field->value) && !is_surpassed(msg, field, out))
			return field;
	return NULL;
}

/* Copy `from` to *at and move it; what is not there stays so. */
static struct span span_keep(char **at, struct span from)
{
	struct span kept = { from.at ? *at : NULL, from.len };

	if (from.len)
		memcpy(*at, from.at, from.len);
	*at += from.len;
	return kept;
}

enum err sip_auth_set(struct sip_auth *auth, const struct sip_challenge *challenge)
{
	struct sip_auth fresh = {
		.algorithm = challenge->algorithm,
		.qop_auth = challenge->qop_auth, .qop_int = challenge->qop_int,
		.proxy = auth->proxy, .tries = auth->tries, .stales = auth->stales, .next = auth->next,
	};
	char *at = mem_alloc(challenge->realm.len + challenge->nonce.len + challenge->opaque.len
			     + challenge->algorithm_text.len);

	if (!at)
		return ERR_NOMEM;
	fresh.memory = at;
	fresh.realm = span_keep(&at, challenge->realm);
	fresh.nonce = span_keep(&at, challenge->nonce);
	fresh.opaque = span_keep(&at, challenge->opaque);
	fresh.algorithm_text = span_keep(&at, challenge->algorithm_text);
	mem_free(auth->memory);
	*auth = fresh;
	return OK;
}

void sip_auth_free(struct sip_auth **chain)
{
	while (*chain) {
		struct sip_auth *auth = *chain;

		*chain = auth->next;
		mem_free(auth->memory);
		mem_free(auth);
	}
}

enum err sip_auth_of(struct sip_auth **out, struct sip_auth **chain, bool proxy, struct span realm)
{
	unsigned count = 0;

	for (; *chain; chain = &(*chain)->next, count++)
		if (!(*chain)->memory || ((*chain)->proxy == proxy && span_eq((*chain)->realm, realm)))
			break;
	if (count == SIP_REALMS_MAX)
		return ERR_RESOURCE;
	if (!*chain)
		*chain = mem_zalloc(sizeof(**chain));
	if (!*chain)
		return ERR_NOMEM;
	(*chain)->proxy = proxy;
	*out = *chain;
	return OK;
}

enum err sip_auth_next(struct sip_auth *auth, struct span authentication_info)
{
	struct sip_challenge next = {
		.realm = auth->realm,
		.opaque = auth->opaque,
		.algorithm_text = auth->algorithm_text,
		.algorithm = auth->algorithm,
		.qop_auth = auth->qop_auth, .qop_int = auth->qop_int,
	};
	struct span name, text;

	while (pair_next(&authentication_info, &name, &text))
		if (span_isi(name, "nextnonce"))
			next.nonce = text;
	if (!next.nonce.at || span_eq(next.nonce, auth->nonce))
		return OK;
	return sip_auth_set(auth, &next);
}

/* The hash over `count` parts with ':' between them, in hexadecimal; at NULL: failed. */
static struct span hash_hex(enum sip_algorithm algorithm, const struct span *parts, size_t count,
			    char hex[HEX_MAX])
{
	struct span with[12];
	unsigned char hash[HASH_SHA256_SIZE];
	struct buf b;
	bool done;

	for (size_t i = 0; i < count; i++) {
		with[2 * i] = parts[i];
		with[2 * i + 1] = SPAN(":");
	}
	count = 2 * count - 1;
	done = algorithms[algorithm].hash(with, count, hash);
	if (!done)
		return SPAN_NONE;
	buf_fixed(&b, hex, HEX_MAX);
	buf_hex(&b, hash, algorithms[algorithm].size);
	return buf_span(&b);
}

/* Whether the body is to be hashed in too. Where it need not be, it is not: what
 * stands in the way of some calls rewrites their session descriptions. */
static bool is_whole(const struct sip_auth *auth)
{
	return auth->qop_int && !auth->qop_auth;
}

static struct span qop_of(const struct sip_auth *auth)
{
	return is_whole(auth) ? SPAN("auth-int") : SPAN("auth");
}

/* The response directive: RFC 7616 3.4.1 to 3.4.3. */
static struct span response_make(const struct sip_auth *auth, const struct sip_asker *asker,
				 struct span count, char hex[HEX_MAX])
{
	enum sip_algorithm algorithm = auth->algorithm;
	struct span cnonce = span_of(auth->cnonce), a1, a2, body = SPAN("");
	char a1_hex[HEX_MAX], a2_hex[HEX_MAX], body_hex[HEX_MAX];
	bool whole = is_whole(auth);

	a1 = hash_hex(algorithm, (struct span[]){ asker->user, auth->realm, asker->password }, 3,
		      a1_hex);
	if (a1.at && algorithms[algorithm].session)
		a1 = hash_hex(algorithm, (struct span[]){ a1, auth->nonce, cnonce }, 3, a1_hex);
	if (whole)
		body = hash_hex(algorithm, &asker->body, 1, body_hex);
	a2 = hash_hex(algorithm, (struct span[]){ asker->method, asker->uri, body }, whole ? 3 : 2, a2_hex);
	if (!a1.at || !a2.at || !body.at)
		return SPAN_NONE;
	if (!auth->qop_auth && !whole)
		return hash_hex(algorithm, (struct span[]){ a1, auth->nonce, a2 }, 3, hex);
	return hash_hex(algorithm, (struct span[]){ a1, auth->nonce, count, cnonce, qop_of(auth), a2 },
			6, hex);
}

/* `name="value"`: `raw` text came from quotes and is escaped already. */
static void quoted_write(struct buf *b, const char *name, struct span value, bool raw)
{
	buf_text(b, name);
	buf_text(b, "=\"");
	for (size_t i = 0; !raw && i < value.len; i++) {
		if (value.at[i] == '"' || value.at[i] == '\\')
			buf_char(b, '\\');
		buf_char(b, (unsigned char)value.at[i] < ' ' ? ' ' : value.at[i]);
	}
	if (raw)
		buf_span_add(b, value);
	buf_char(b, '"');
}

enum err sip_auth_answer(struct buf *b, struct sip_auth *auth, const struct sip_asker *asker)
{
	uint32_t nc = auth->count + 1;
	unsigned char nc_bytes[4] = { (unsigned char)(nc >> 24), (unsigned char)(nc >> 16),
				      (unsigned char)(nc >> 8), (unsigned char)nc };
	char nc_text[8], hex[HEX_MAX];
	struct buf count;
	struct span response;

	if (!auth->cnonce[0])
		span_copy(asker->cnonce, auth->cnonce, sizeof(auth->cnonce));
	buf_fixed(&count, nc_text, sizeof(nc_text));
	buf_hex(&count, nc_bytes, sizeof(nc_bytes));
	response = response_make(auth, asker, buf_span(&count), hex);
	if (!response.at)
		return ERR_FAILED;
	auth->count = nc;

	quoted_write(b, "Digest username", asker->user, false);
	quoted_write(b, ", realm", auth->realm, true);
	quoted_write(b, ", nonce", auth->nonce, true);
	quoted_write(b, ", uri", asker->uri, true);
	quoted_write(b, ", response", response, true);
	if (auth->algorithm_text.at) {
		buf_text(b, ", algorithm=");
		buf_text(b, algorithms[auth->algorithm].name);
	}
	if (auth->qop_auth || auth->qop_int || algorithms[auth->algorithm].session)
		quoted_write(b, ", cnonce", span_of(auth->cnonce), true);
	if (auth->qop_auth || auth->qop_int) {
		buf_text(b, ", qop=");
		buf_span_add(b, qop_of(auth));
		buf_text(b, ", nc=");
		buf_span_add(b, buf_span(&count));
	}
	if (auth->opaque.at)
		quoted_write(b, ", opaque", auth->opaque, true);
	return OK;
}

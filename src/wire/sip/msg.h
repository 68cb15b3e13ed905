/* SPDX-License-Identifier: MIT
 * msg.h - a SIP message: split once, looked into when asked.
 *
 * sip_msg_read() goes over the bytes once and notes where things are; nothing
 * is copied and nothing is allocated. sip_msg_check() reads what every
 * receiver needs (top Via, From, To, Call-ID, CSeq) and says whether a message
 * may be used at all, or with which status a request is to be refused. All
 * spans point into the received bytes and die with them.
 */
#ifndef WIRE_SIP_MSG_H
#define WIRE_SIP_MSG_H

#include "wire/sip/header.h"
#include "wire/sip/via.h"

#define SIP_FIELDS_MAX 96
#define SIP_MSG_MAX 65536	/* bytes of a message in a stream */

struct sip_field {
	struct span value;	/* trimmed, unfolded */
	const char *name;	/* as it stands, name_len bytes */
	uint16_t name_len;
	uint8_t id;		/* enum sip_header */
	uint8_t next;		/* place of the next one of this id, from 1; 0: none */
};

struct sip_msg {
	struct span text;	/* the whole message as received */
	bool request;
	enum sip_method method;	/* of a request; of a response SIP_OTHER, after the check
				 * that of its CSeq */
	struct span method_text;	/* likewise */
	struct span uri;	/* of a request */
	uint32_t status;	/* of a response: 100 to 699 */
	struct span reason;	/* of a response; may be empty */
	struct span body;	/* as far as Content-Length says */
	uint32_t count;		/* of fields */
	struct sip_field fields[SIP_FIELDS_MAX];	/* in their order */
	uint8_t first[SIP_H_COUNT], last[SIP_H_COUNT];	/* places from 1; 0: none */
	const char *flaw;	/* what sip_msg_check will complain about; NULL: nothing yet */
	uint32_t flaw_status;

	/* Filled by sip_msg_check, as far as it came. */
	struct sip_via via;	/* the topmost */
	struct span call_id;
	struct sip_cseq cseq;
	struct span from_tag, to_tag;	/* at NULL: none */

	/* Where it came from, in text ("192.0.2.1", "2001:db8::1"). Set by the
	 * transport after reading, used by sip_write_reply(). Empty: unknown. */
	struct span source_host;
	uint16_t source_port;
};

/* Split the message in `bytes`, which is written into: folded lines are unfolded
 * in place. Empty lines before the start line are passed over. Bytes behind
 * the length that Content-Length gives are ignored; without that header the
 * body is the rest. ERR_SYNTAX: this is no SIP message, or has more than
 * SIP_FIELDS_MAX fields; there is nobody to be answered. A message that is
 * split but wrong (too short a body, a bad Request-Line) is left to the check.
 * `out` is undefined after an error. */
enum err sip_msg_read(struct sip_msg *out, char *bytes, size_t len);

/* Read the essentials and look whether the message may be used: all there, once,
 * of the right form. ERR_SYNTAX otherwise; then `status` is what to refuse a
 * request with (400, 416, 505), or 0: drop it without an answer (a response;
 * an ACK; a request without a Via that could be answered by), and `why` is a
 * short text that may stand as the reason phrase. */
enum err sip_msg_check(struct sip_msg *msg, uint32_t *status, const char **why);

/* The first header of this name, or NULL; the next one of the same name. */
static inline const struct sip_field *sip_msg_first(const struct sip_msg *msg, enum sip_header id)
{
	return msg->first[id] ? &msg->fields[msg->first[id] - 1] : NULL;
}

static inline const struct sip_field *sip_msg_next(const struct sip_msg *msg,
						   const struct sip_field *field)
{
	return field->next ? &msg->fields[field->next - 1] : NULL;
}

#define sip_msg_each(field, msg, id)						\
	for (const struct sip_field *field = sip_msg_first((msg), (id)); field;	\
	     field = sip_msg_next((msg), field))

/* The value of the first header of this name; at NULL: there is none. An empty
 * value is not NULL. */
static inline struct span sip_msg_get(const struct sip_msg *msg, enum sip_header id)
{
	return msg->first[id] ? msg->fields[msg->first[id] - 1].value : SPAN_NONE;
}

/* The value of the first header called `name`, which no enum sip_header stands for. */
struct span sip_msg_get_other(const struct sip_msg *msg, const char *name);

/* Whether `token` is an element of the list in all headers of this name, without
 * regard to case: sip_msg_lists(msg, SIP_H_SUPPORTED, "100rel"). */
bool sip_msg_lists(const struct sip_msg *msg, enum sip_header id, const char *token);

/* Cut a stream into messages. Zeroed at the connection's start; one each. */
struct sip_framer {
	size_t seen;		/* bytes of the head that were looked at */
	size_t need;		/* size of the message, once its head is whole; 0: not known */
	uint32_t length;	/* what Content-Length says, if it was seen */
	bool has_length;
};

enum sip_frame {
	SIP_FRAME_MORE,		/* nothing whole yet */
	SIP_FRAME_MESSAGE,	/* `len` bytes for sip_msg_read */
	SIP_FRAME_PING,		/* CRLF CRLF: answer with CRLF (RFC 5626 4.4.1) */
	SIP_FRAME_PONG,		/* a lone CRLF, `len` bytes */
	SIP_FRAME_BAD,		/* too long, or no length to be found: close the connection */
};

/* What stands at the start of `stream`, all that was received and not yet taken.
 * The caller takes `len` bytes away before the next call. A message without
 * Content-Length has no body. */
enum sip_frame sip_frame_read(struct sip_framer *framer, struct span stream, size_t *len);

#endif

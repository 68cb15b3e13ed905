/* SPDX-License-Identifier: MIT
 * write.h - write SIP messages into a buf.
 *
 *   sip_write_request(b, SPAN("INVITE"), uri);
 *   sip_write(b, SIP_H_CALL_ID, call_id);
 *   ...
 *   sip_write_end(b, "application/sdp", sdp);
 *
 * No value ends its header: CR and LF in values are written as spaces.
 * What does not fit shows in buf.full at the end.
 */
#ifndef WIRE_SIP_WRITE_H
#define WIRE_SIP_WRITE_H

#include "base/buf.h"
#include "wire/sip/msg.h"

void sip_write_request(struct buf *b, struct span method, struct span uri);

/* `reason` NULL: the usual phrase. */
void sip_write_status(struct buf *b, uint32_t status, const char *reason);

/* "Name: value" CRLF. */
void sip_write(struct buf *b, enum sip_header id, struct span value);
void sip_write_known(struct buf *b, enum sip_header id, struct span value);	/* to hold no line end */
void sip_write_text(struct buf *b, enum sip_header id, const char *value);
void sip_write_u32(struct buf *b, enum sip_header id, uint32_t value);
void sip_writef(struct buf *b, enum sip_header id, const char *format, ...)
	PRINTF_LIKE(3, 4);
void sip_write_other(struct buf *b, struct span name, struct span value);

/* The same in pieces: "Name: ", then what the caller writes (which must hold no
 * line end), then CRLF. */
void sip_write_open(struct buf *b, enum sip_header id);
void sip_write_close(struct buf *b);

/* All headers `id` of `msg`, each as it stands. */
void sip_write_same(struct buf *b, const struct sip_msg *msg, enum sip_header id);

/* Begin the answer to `request` (RFC 3261 8.2.6): status line, all Via (the topmost
 * with received and rport as RFC 3581 and request->source_* ask for), From, To
 * (with `to_tag`, unless it has one, it is empty, or status is 100), Call-ID, CSeq;
 * Record-Route in what may make a dialog; Timestamp in a 100. The caller goes
 * on with headers of its own and sip_write_end(). */
void sip_write_reply(struct buf *b, const struct sip_msg *request, uint32_t status,
		     const char *reason, struct span to_tag);

/* Content-Type (`type` NULL or an empty body: none), Content-Length, the empty line,
 * the body. */
void sip_write_end(struct buf *b, const char *type, struct span body);

#endif

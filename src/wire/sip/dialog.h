/* SPDX-License-Identifier: MIT
 * dialog.h - SIP dialogs: RFC 3261 section 12, for user agents.
 *
 * What two user agents remember of each other between requests. The struct
 * lies in its owner (a call, a subscription, a registration); its texts are
 * one block of memory. A dialog begins as nothing but what a first request is
 * written from (SIP_DIALOG_NONE), so REGISTER and the first INVITE are made
 * by the same function as a BYE. Pure: neither sockets nor time.
 */
#ifndef WIRE_SIP_DIALOG_H
#define WIRE_SIP_DIALOG_H

#include "base/buf.h"
#include "base/err.h"

struct sip_msg;

enum sip_dialog_state { SIP_DIALOG_NONE, SIP_DIALOG_EARLY, SIP_DIALOG_CONFIRMED };

/* The parts of `text`, in this order. */
enum sip_dialog_part {
	SIP_DIALOG_CALL_ID,
	SIP_DIALOG_LOCAL,	/* our From value, with ;tag= */
	SIP_DIALOG_REMOTE,	/* our To value, with ;tag= once known */
	SIP_DIALOG_TARGET,	/* a URI, without < > */
	SIP_DIALOG_ROUTES,	/* "<sip:a;lr>, <sip:b;lr>", the next hop first; or empty */
	SIP_DIALOG_PARTS
};

struct sip_dialog {
	char *text;
	uint16_t len[SIP_DIALOG_PARTS];
	uint16_t local_tag_at, local_tag_len;	/* in the LOCAL part */
	uint16_t remote_tag_at, remote_tag_len;	/* in the REMOTE part */
	uint32_t local_cseq;		/* of the last request sent */
	uint32_t remote_cseq;		/* of the last request received */
	uint8_t state;			/* enum sip_dialog_state */
	bool remote_cseq_known;
	bool secure;			/* sips: and TLS: stays so */
	bool uac;			/* we sent the first request */
};

struct sip_dialog_args {
	struct span call_id;
	struct span local;	/* From value without tag: "\"Bob\" <sip:200@example.com>" */
	struct span local_tag;
	struct span remote;	/* To value without tag: "<sip:100@example.com>" */
	struct span target;	/* Request-URI of the first request */
	struct span routes;	/* Route value for it (outbound proxy, Service-Route), or empty */
	uint32_t cseq;		/* of the first request, less one */
	bool secure;
};

/* What first requests are written from. ERR_NOMEM, ERR_PARAM (a part beyond
 * 65,535 bytes, or with a line end in it). */
enum err sip_dialog_open(struct sip_dialog *dialog, const struct sip_dialog_args *args);

/* As UAS: from a request without To tag that begins a dialog (INVITE,
 * SUBSCRIBE, REFER), with the tag that our response carries. Early until
 * sip_dialog_confirm(). ERR_SYNTAX (no usable Contact, a bad or endless
 * Record-Route), ERR_NOMEM. */
enum err sip_dialog_accept(struct sip_dialog *dialog, const struct sip_msg *request,
			   struct span local_tag, bool secure);
void sip_dialog_confirm(struct sip_dialog *dialog);

/* As UAC: a response 101-299 with a To tag came to the first request. The
 * dialog becomes early or confirmed; the 2xx brings its route set and target
 * anew (without a Contact the target stays). OK and unchanged without a To tag
 * and when it was confirmed before. ERR_STATE: it is of another fork (then
 * sip_dialog_fork). ERR_SYNTAX, ERR_NOMEM: as it was. */
enum err sip_dialog_answered(struct sip_dialog *dialog, const struct sip_msg *response);

/* One more dialog of the same request, for a response with another To tag. */
enum err sip_dialog_fork(struct sip_dialog *out, const struct sip_dialog *first,
			 const struct sip_msg *response);

void sip_dialog_close(struct sip_dialog *dialog);	/* frees; a zeroed one is fine, twice too */

/* Whether a request or response belongs to this dialog: Call-ID and both tags.
 * A dialog that has no remote tag yet matches any. */
bool sip_dialog_match(const struct sip_dialog *dialog, const struct sip_msg *msg);

/* A request within the dialog: whether its CSeq is in order (then it is
 * taken); false: answer 500. ACK and CANCEL are always in order. */
bool sip_dialog_in_order(struct sip_dialog *dialog, const struct sip_msg *request);

/* Target refresh: take the Contact of an INVITE, UPDATE, SUBSCRIBE, NOTIFY or
 * REFER within the dialog, or of a 2xx to one that we sent; any other message,
 * or none in it: nothing changes. ERR_NOMEM, ERR_SYNTAX: as it was. */
enum err sip_dialog_refresh(struct sip_dialog *dialog, const struct sip_msg *msg);

/* The other side calls itself something else now: the From of its request becomes our
 * To (RFC 4916 4.4). ERR_NOMEM, ERR_PARAM: as it was. */
enum err sip_dialog_renamed(struct sip_dialog *dialog, const struct sip_msg *request);

/* A part; a tag; the URI whose host is to be sent to (RFC 3261 8.1.2). */
struct span sip_dialog_part(const struct sip_dialog *dialog, enum sip_dialog_part part);
struct span sip_dialog_local_tag(const struct sip_dialog *dialog);
struct span sip_dialog_remote_tag(const struct sip_dialog *dialog);
struct span sip_dialog_next_hop(const struct sip_dialog *dialog);

/* Write the head of the next request: request line, Via, Max-Forwards, Route
 * (loose or strict, 12.2.1.1), From, To, Call-ID, CSeq (counted up, the new
 * one is local_cseq). `via` is the whole value: "SIP/2.0/UDP
 * 192.0.2.1:5060;rport;branch=z9hG4bK..". The caller adds Contact, further
 * headers, Content-Length, the empty line and the body. */
void sip_dialog_request(struct buf *out, struct sip_dialog *dialog,
			struct span method, struct span via);

/* Write the whole ACK to a 2xx, whose INVITE had CSeq `cseq`, but the
 * Content-Length and the empty line (a body may follow). Authorization, if the
 * INVITE had one, is for the caller to add. */
void sip_dialog_ack(struct buf *out, const struct sip_dialog *dialog, uint32_t cseq,
		    struct span via);

#endif

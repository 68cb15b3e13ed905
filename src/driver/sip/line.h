/* SPDX-License-Identifier: MIT
 * line.h - a SIP line: who it is, and whether its server knows it.
 */
#ifndef DRIVER_SIP_LINE_H
#define DRIVER_SIP_LINE_H

#include "driver/sip/resolve.h"
#include "wire/sip/digest.h"

enum sip_line_state {
	SIP_LINE_CLOSED,
	SIP_LINE_TRYING,	/* the registration is under way, or will be tried again */
	SIP_LINE_READY,		/* registered, or in no need of it */
	SIP_LINE_REFUSED,	/* wrong credentials: another try only after a long pause */
	SIP_LINE_LEAVING,	/* closed; the server is still to take it back */
};

struct deskphone;
struct sip_alive;

/* What few lines have, or only now and then. */
struct sip_line_more {
	struct list waiting;		/* calls that wait for the registration */
	struct list subscriptions;	/* also closed ones that linger */
	struct subscription *messages;	/* of the mailbox; NULL: none */
	struct list completions;	/* calls back that are waited for (complete.c) */
	struct list watched;		/* whose calls it follows (watch.h) */
	struct watch_list *watch_list;	/* that tells of many of them; NULL: none (watch_in.h) */
	struct list watches;		/* ... because it is to by its configuration */
	struct list slots, parkings;	/* places to park, and calls on their way to one (park.h) */
};

/* There may be a hundred thousand of them, nearly all at rest: what a line has only when
 * something is under way, or which few lines have, does not stand in here. */
struct sip_line {
	struct line *line;
	const struct sip_line_conf *conf;
	const struct sip_line_more *more; /* never NULL; to be changed by sip_line_more() only */
	struct sip_node by_user;	/* in sip.users while it is open */
	struct list leaving;		/* of sip.leaving */
	uint8_t state;			/* enum sip_line_state */
	uint8_t which;			/* of its registrars or proxies, `registration` is for */
	uint8_t returns;		/* looks for a better server, in vain */
	uint8_t outbound;		/* enum sip_outbound */
	bool suspect;			/* its password was refused: it is shown once at a time */
	bool unheard;			/* nobody answered it, or does others (server_may_ask) */
	uint8_t briefs;			/* 423 in a row */
	bool recalled;			/* where calls go was read from its file (forward.h) */
	bool keys_shown;		/* keys of SRTP went where others can read them; said once */
	uint32_t registered_cseq;	/* of the last request of its registration */
	uint64_t registration;		/* what its Call-ID is made of; 0: there is none yet */
	struct sip_trans *trans;	/* the REGISTER under way */
	struct sip_alive *alive;	/* by OPTIONS (alive.h); NULL: it is not asked for */
	struct resolve resolve;
	const struct sip_hop *hop;	/* to the registrar, kept by hop.h; NULL: not known */
	struct flow *flow;		/* by which it is registered (flow.h); NULL: none */
	struct timer timer;		/* refresh or retry */
	uint32_t expires_s;		/* as granted, or as asked for */
	uint32_t failures;		/* in a row */
	uint32_t auth_tries;		/* with the nonce at hand */
	struct sip_auth *auth;		/* of the registrar */
	struct sip_forwarding *forwarding; /* codes that are being dialled (forward.h); NULL: none */
	struct deskphone *deskphone;	/* that it watches instead of being one; NULL: it is one */
};

_Static_assert(sizeof(struct sip_line) <= 240, "a hundred thousand lines are cheap");

/* What the line has more, to be changed: from now on its own. NULL: no memory. */
struct sip_line_more *sip_line_more(struct sip_line *line);

/* The driver's functions (driver.h). */
enum err sip_line_new(struct line *line, const void *conf, struct buf *why);
void sip_line_free(struct line *line);
enum err sip_line_open(struct line *line);
void sip_line_close(struct line *line);
void sip_line_number(const struct line *line, struct span number, struct buf *out);

static inline struct sip_line *sip_line_of(const struct line *line)
{
	return line->data;
}

/* Its server can be reached, or not. */
void sip_line_service(struct sip_line *line, bool reached);

/* Our user, for addresses: the configured one or the line's name. */
struct span sip_line_user(const struct sip_line *line);

/* The host behind the @ of the line's address; `hop` serves where none is configured. */
void sip_line_domain(struct buf *out, const struct sip_line *line, const struct sip_hop *hop);

/* The open line with this user whose domain fits best, or NULL. */
struct sip_line *sip_line_named(struct span user, struct span host);

/* Whether a line with this user is configured, open or not. */
bool sip_line_is_configured(struct span user);

/* Take up the challenges of `response` (401 or 407): each server by the way has a
 * realm of its own. ERR_NOTREGISTERED: it cannot be
 * answered (no password, nothing we know, or the password is wrong: `*tries`,
 * zeroed at first, were made); the log says why. ERR_NOMEM. */
enum err sip_line_authorize(struct sip_line *line, struct sip_auth **auth, uint32_t *tries,
			    const struct sip_msg *response);

/* Write the Authorization and Proxy-Authorization headers of a request in sip.out,
 * for all that have asked so far. `body` is what the request will carry. */
void sip_line_authorization(struct sip_line *line, struct sip_auth *auth, const char *method,
			    struct span uri, struct span body);

/* Where a request of the line to the URI `target` is to be sent: the URIs of its proxies,
 * or that one (as resolve_begin() takes them). sip_line_route() writes the value of its Route, by the
 * proxy that was found; nothing where there is none. */
void sip_line_next_hops(struct buf *out, const struct sip_line *line, struct span target);
void sip_line_route(struct buf *out, const struct sip_line *line, unsigned which, bool secure);

/* Find it; the server that the line is registered with is kept if it is one of them, for
 * `r` of the line itself only while none that is better answers. */
enum err sip_line_resolve(struct sip_line *line, struct resolve *r, struct span target,
			  void (*found)(void *arg, const struct sip_hop *hop, const char *why), void *arg);

/* Item `which` (from 0) of a list that is split by commas; the last, where there are fewer. */
struct span sip_line_one_of(const char *list, unsigned which);

/* Which transport the line prefers. */
enum net_transport sip_line_transport(const struct sip_line *line);

/* The path of the WebSocket at that server, as an open line that uses it says; "/"
 * where none does. */
const char *sip_line_websocket_path(struct span host, uint16_t port);

#endif

/* SPDX-License-Identifier: MIT
 * conf.h - what may be configured of SIP. */
#ifndef DRIVER_SIP_CONF_H
#define DRIVER_SIP_CONF_H

#include "base/conf.h"

struct sip_conf {			/* section [sip] */
	char *listen;			/* addresses with ports, split by spaces */
	bool tcp;			/* listen for connections as well */
	uint32_t t1_ms, t2_ms, t4_ms;
	uint32_t rtp_first, rtp_last;	/* ports */
	char *user_agent;
	char *dns;			/* servers, for tests; empty: the system's */
};

enum sip_register { SIP_REGISTER_NO, SIP_REGISTER_YES };
enum sip_line_transport { SIP_LINE_AUTO, SIP_LINE_UDP, SIP_LINE_TCP };
enum sip_dtmf { SIP_DTMF_AUTO, SIP_DTMF_RFC4733, SIP_DTMF_INFO };
enum sip_disturb { SIP_DISTURB_UNAVAILABLE, SIP_DISTURB_BUSY };
enum sip_ringing { SIP_RINGING_OFFER, SIP_RINGING_ACCEPT };

struct sip_line_conf {			/* [line NAME] with driver = sip */
	char *user, *auth_user, *password;
	char *name;			/* display name */
	char *domain;			/* host[:port] of the address of record, and of numbers dialled */
	char *registrar, *proxy;	/* host[:port] */
	uint32_t transport;		/* enum sip_line_transport */
	bool registers;
	uint32_t expires_s, wait_s;
	uint32_t retry_s, retry_max_s;
	uint32_t keepalive_s;
	uint32_t session_s;
	uint32_t rtp_timeout_s;
	char *codecs;
	uint32_t dtmf;			/* enum sip_dtmf */
	uint32_t ringing;		/* enum sip_ringing */
	uint32_t calls;
	bool transferable, follow_redirects;
	uint32_t transfer_wait_s;
	bool message_waiting;
	char *mailbox;
	uint32_t disturb;		/* enum sip_disturb */
	uint32_t internal_digits;
	bool call_back;
	char *watch;			/* numbers, split by commas */
	char *pickup_code, *pickup_group_code, *park_code, *unpark_code;
};

extern const struct conf_key sip_conf_keys[];
extern const struct conf_key sip_line_conf_keys[];

#endif

/* SPDX-License-Identifier: MIT
 * conf.h - what may be configured of SIP. */
#ifndef DRIVER_SIP_CONF_H
#define DRIVER_SIP_CONF_H

#include "base/conf.h"
#include "wire/number/number.h"

struct sip_conf {			/* section [sip] */
	char *listen;			/* addresses with ports, split by spaces */
	bool tcp;			/* listen for connections as well */
	char *tls_listen;		/* addresses with ports, split by spaces; "": none */
	char *certificate, *private_key, *authorities;	/* PEM files */
	bool tls_check;			/* look at the certificates of those we connect to */
	bool tls_ask;			/* ... and of those who connect to us */
	uint32_t ping_s;		/* between pings on connections that we made; 0: none */
	uint32_t server_wait_s;		/* for the first word of one, when there is another */
	uint32_t server_pause_s;	/* in which one that did not answer is passed over */
	uint32_t udp_ping_s;		/* between pings by UDP; 0: none */
	bool nat_contact;		/* say in Contacts as whom servers see us */
	uint32_t t1_ms, t2_ms, t4_ms;
	uint32_t register_rate;		/* registrations begun a second, of all lines; 0: any number */
	uint32_t rtp_first, rtp_last;	/* ports */
	char *stun;			/* host[:port] of a STUN server; "": none */
	char *public_address;		/* host[:port]; "": none is known */
	char *user_agent;
	char *dns;			/* servers, for tests; empty: the system's */
};

enum sip_register { SIP_REGISTER_NO, SIP_REGISTER_YES };
enum sip_line_transport { SIP_LINE_AUTO, SIP_LINE_UDP, SIP_LINE_TCP, SIP_LINE_TLS, SIP_LINE_WS, SIP_LINE_WSS };
enum sip_dtmf { SIP_DTMF_AUTO, SIP_DTMF_RFC4733, SIP_DTMF_INFO };
enum sip_disturb { SIP_DISTURB_UNAVAILABLE, SIP_DISTURB_BUSY };
enum sip_park_by { SIP_PARK_DIGITS, SIP_PARK_TRANSFER };
enum sip_identity { SIP_IDENTITY_NONE, SIP_IDENTITY_PREFERRED, SIP_IDENTITY_ASSERTED, SIP_IDENTITY_REMOTE_PARTY };
enum sip_calling_id { SIP_CALLING_ID_NO, SIP_CALLING_ID_FROM, SIP_CALLING_ID_IDENTITY };
enum sip_told { SIP_TOLD_NO, SIP_TOLD_DIVERSION, SIP_TOLD_HISTORY, SIP_TOLD_BOTH };	/* as bits, too */
enum sip_uui { SIP_UUI_INFO, SIP_UUI_UPDATE, SIP_UUI_NO };
enum sip_prack { SIP_PRACK_NO, SIP_PRACK_SUPPORTED, SIP_PRACK_REQUIRED };
enum sip_ringing { SIP_RINGING_OFFER, SIP_RINGING_ACCEPT };

enum sip_desk_control { SIP_DESK_CONTROL_NONE, SIP_DESK_CONTROL_TALK, SIP_DESK_CONTROL_CSTA };
enum sip_desk_dial { SIP_DESK_DIAL_AUTO, SIP_DESK_DIAL_REFER, SIP_DESK_DIAL_3PCC };
enum sip_desk_answer { SIP_DESK_ANSWER_NO, SIP_DESK_ANSWER_CALL_INFO, SIP_DESK_ANSWER_ALERT_INFO, SIP_DESK_ANSWER_MODE };

struct sip_line_conf {			/* [line NAME] with driver = sip */
	char *user, *auth_user, *password;
	char *name;			/* display name */
	char *domain;			/* host[:port] of the address of record, and of numbers dialled */
	char *registrar, *proxy;	/* host[:port], the best first, split by commas */
	uint32_t come_back_s;		/* to the first of them; 0: with the refresh */
	uint32_t transport;		/* enum sip_line_transport */
	char *websocket_path;
	bool registers, outbound;
	uint32_t expires_s, wait_s;
	uint32_t retry_s, retry_max_s;
	uint32_t password_retry_s;	/* after it was refused twice; 0: not */
	uint32_t keepalive_s;
	uint32_t session_s;
	uint32_t rtp_timeout_s;
	char *codecs;
	uint32_t dtmf;			/* enum sip_dtmf */
	uint32_t ringing;		/* enum sip_ringing */
	uint32_t srtp;			/* enum sdp_srtp */
	char *srtp_suites;		/* names, split by spaces */
	uint32_t calls;
	bool transferable, follow_redirects;
	uint32_t redirects_told;	/* enum sip_told */
	uint32_t transfer_wait_s;
	bool message_waiting;
	char *mailbox;
	uint32_t disturb;		/* enum sip_disturb */
	bool call_back;
	char *watch_list;
	char *watch;			/* numbers, split by commas */
	char *internal;			/* patterns of numbers within the house; empty: by their length */
	char *forward_code, *forward_busy_code, *forward_no_answer_code, *forward_off_code;
	char *disturb_code, *disturb_off_code;
	uint32_t code_wait_ms;
	char *pickup_code, *pickup_group_code, *park_code, *unpark_code;
	char *pickup_groups;		/* "sales=201,202 support=210-215" */
	char *park_slots, *park_any_code;
	uint32_t park_by;		/* enum sip_park_by */
	bool trust_identity;
	uint32_t identity;		/* enum sip_identity */
	uint32_t calling_id;		/* enum sip_calling_id */
	uint32_t uui;			/* enum sip_uui */
	char *uui_purpose, *uui_content;
	char *data_header;		/* that carries call data; empty: none does */
	char *rings;			/* what of Alert-Info is which ring mode, from 1 */
	bool auto_answer;
	uint32_t prack;			/* enum sip_prack */
	char *desk_phone;		/* the phone that the line watches; empty: it is one itself */
	uint32_t desk_control;		/* enum sip_desk_control */
	char *desk_control_address;	/* empty: desk_phone */
	uint32_t desk_dial;		/* enum sip_desk_dial */
	uint32_t desk_answer;		/* enum sip_desk_answer */
	char *desk_alert_info;
	struct number_rules numbers;	/* what is dialled, and what is shown of callers */
};

extern const struct conf_key sip_conf_keys[];
extern const struct conf_key sip_line_conf_keys[];

#endif

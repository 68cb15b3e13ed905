/* SPDX-License-Identifier: MIT
 * conf.c - the keys of SIP. */
#include "driver/sip/conf.h"

#define SIP(field) offsetof(struct sip_conf, field)
#define LINE(field) offsetof(struct sip_line_conf, field)

const struct conf_key sip_conf_keys[] = {
	{ "listen",     CONF_TEXT, SIP(listen), "0.0.0.0:0 [::]:0",
	  "addresses and ports to send from and listen on, split by spaces; port 0: any that is free", NULL, 0, 0 },
	{ "tcp",        CONF_BOOL, SIP(tcp), "yes", "whether to listen for TCP connections too", NULL, 0, 0 },
	{ "t1",         CONF_MILLISECONDS, SIP(t1_ms), "500 ms", "RFC 3261 T1, the round-trip estimate", NULL, 10, 10000 },
	{ "t2",         CONF_MILLISECONDS, SIP(t2_ms), "4 s", "RFC 3261 T2, the longest interval of retransmission", NULL, 10, 60000 },
	{ "t4",         CONF_MILLISECONDS, SIP(t4_ms), "5 s", "RFC 3261 T4, how long a message stays in the network", NULL, 10, 60000 },
	{ "rtp-first",  CONF_PORT, SIP(rtp_first), "16384", "the first port for voice (RTP); an even one", NULL, 1024, 65534 },
	{ "rtp-last",   CONF_PORT, SIP(rtp_last), "32767", "the last port for voice", NULL, 1025, 65535 },
	{ "user-agent", CONF_TEXT, SIP(user_agent), "OpenTSP", "what User-Agent and Server say", NULL, 0, 0 },
	{ "dns",        CONF_TEXT, SIP(dns), "", "name servers to ask, split by commas; empty: the system's", NULL, 0, 0 },
	{ 0 },
};

const struct conf_key sip_line_conf_keys[] = {
	{ "user",      CONF_TEXT, LINE(user), "", "user part of the line's SIP address; empty: the line's name", NULL, 0, 0 },
	{ "auth-user", CONF_TEXT, LINE(auth_user), "", "user name for authentication; empty: user", NULL, 0, 0 },
	{ "password",  CONF_SECRET, LINE(password), "", "password for authentication: @FILE, or itself", NULL, 0, 0 },
	{ "name",      CONF_TEXT, LINE(name), "", "name shown to those who are called", NULL, 0, 0 },
	{ "domain",    CONF_TEXT, LINE(domain), "", "host[:port] behind the @ of the line's address and of numbers that are dialled", NULL, 0, 0 },
	{ "registrar", CONF_TEXT, LINE(registrar), "", "host[:port] to register with; empty: domain", NULL, 0, 0 },
	{ "proxy",     CONF_TEXT, LINE(proxy), "", "host[:port] that every request goes through; empty: none", NULL, 0, 0 },
	{ "transport", CONF_ENUM, LINE(transport), "auto", "auto: as RFC 3263 finds it (UDP where nothing is said)", "auto udp tcp", 0, 0 },
	{ "register",  CONF_BOOL, LINE(registers), "yes", "whether to register while the line is open; needs domain or registrar", NULL, 0, 0 },
	{ "expires",   CONF_SECONDS, LINE(expires_s), "1 h", "registration lifetime asked for", NULL, 10, 604800 },
	{ "wait",      CONF_SECONDS, LINE(wait_s), "10 s", "how long a call waits for the registration that it needs", NULL, 0, 300 },
	{ "retry",     CONF_SECONDS, LINE(retry_s), "5 s", "first pause after a registration that failed; it doubles each time", NULL, 1, 3600 },
	{ "retry-max", CONF_SECONDS, LINE(retry_max_s), "5 min", "longest pause after a registration that failed", NULL, 1, 86400 },
	{ "keep-alive", CONF_SECONDS, LINE(keepalive_s), "0", "how often to ask the server by OPTIONS whether it is there; 0: never", NULL, 0, 86400 },
	{ "session",   CONF_SECONDS, LINE(session_s), "30 min", "session timer (RFC 4028): calls are refreshed twice in this time; 0: off", NULL, 0, 86400 },
	{ "rtp-timeout", CONF_SECONDS, LINE(rtp_timeout_s), "0", "hang up when a far end that should speak sent no voice packet for so long; 0: never", NULL, 0, 86400 },
	{ "codecs",    CONF_TEXT, LINE(codecs), "PCMA PCMU", "codecs to offer, the best first: PCMA, PCMU", NULL, 0, 0 },
	{ "dtmf",      CONF_ENUM, LINE(dtmf), "auto", "how digits are sent; auto: in RTP where the far end takes them there, else by INFO", "auto rfc4733 info", 0, 0 },
	{ "ringing",   CONF_ENUM, LINE(ringing), "offer", "when a caller is told that it rings (180): with the offer, or when an application accepts", "offer accept", 0, 0 },
	{ "message-waiting", CONF_BOOL, LINE(message_waiting), "no", "whether to subscribe to what waits in the mailbox (RFC 3842); what the server tells unasked is always heard", NULL, 0, 0 },
	{ "mailbox",   CONF_TEXT, LINE(mailbox), "", "the mailbox's number or SIP address; empty: the line's own", NULL, 0, 0 },
	{ "do-not-disturb", CONF_ENUM, LINE(disturb), "unavailable", "what callers hear when nobody is to disturb (lineForward without a destination): 480 or 486", "unavailable busy", 0, 0 },
	{ "internal-digits", CONF_NUMBER, LINE(internal_digits), "4", "callers with numbers of at most so many digits are internal, for lineForward; 0: nobody is", NULL, 0, 20 },
	{ "call-back", CONF_BOOL, LINE(call_back), "no", "whether lineCompleteCall can be asked for: the line follows the calls of who is busy (RFC 4235) and calls back; a busy call then stays for 30 s", NULL, 0, 0 },
	{ "watch",     CONF_TEXT, LINE(watch), "", "numbers whose calls the line follows (RFC 4235), split by commas: what rings there can be picked up", NULL, 0, 0 },
	{ "pickup-code", CONF_TEXT, LINE(pickup_code), "", "what is dialled to pick up at a number, which stands for $ or goes behind it (*8$); empty: nothing", NULL, 0, 0 },
	{ "pickup-group-code", CONF_TEXT, LINE(pickup_group_code), "", "what is dialled to pick up in a group; $ stands for its name", NULL, 0, 0 },
	{ "park-code", CONF_TEXT, LINE(park_code), "", "digits sent within a call to park it at a place, which stands for $ or goes behind them", NULL, 0, 0 },
	{ "unpark-code", CONF_TEXT, LINE(unpark_code), "", "what is dialled to fetch what is parked at a place, which stands for $ or goes behind it; $: just the place", NULL, 0, 0 },
	{ "calls",     CONF_NUMBER, LINE(calls), "4", "calls at a time, not counting held ones", NULL, 1, 100000 },
	{ "transferable", CONF_BOOL, LINE(transferable), "yes", "whether a far end may hand our call on to somebody else (REFER)", NULL, 0, 0 },
	{ "transfer-wait", CONF_SECONDS, LINE(transfer_wait_s), "2 min", "how long to wait for the outcome of a transfer of ours", NULL, 1, 3600 },
	{ "follow-redirects", CONF_BOOL, LINE(follow_redirects), "yes", "whether a call that is answered 301 or 302 is made to where the answer says", NULL, 0, 0 },
	{ 0 },
};

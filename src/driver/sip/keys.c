/* SPDX-License-Identifier: MIT
 * keys.c - keys of SRTP: made, told, and followed by others. */
#include "driver/sip/call.h"
#include "base/mem.h"

#define ALL 0xff
_Static_assert(SDES_SUITES <= 8, "a bit for each key");

enum err sip_keys_check(const struct sip_line_conf *conf, struct buf *why)
{
	struct span rest = span_of(conf->srtp_suites), name;
	unsigned count = 0;

	while (rest.at) {
		name = span_cut(rest, ' ', &rest);
		if (name.len && sdes_suite_named(name) == SDES_NONE) {
			buf_printf(why, "srtp-suites: \"%.*s\" is no suite that is known here", SPAN_ARG(name));
			return ERR_CONFIG;
		}
		count += name.len > 0;
	}
	if (count > 0 || conf->srtp == SDP_SRTP_NONE)
		return OK;
	buf_text(why, "srtp needs a suite at least: set srtp-suites");
	return ERR_CONFIG;
}

/* --- making ------------------------------------------------------------------------ */

static bool has_suite(const struct sip_keys *keys, int count, enum sdes_suite suite)
{
	for (int i = 0; i < count; i++)
		if (keys->own[i].suite == suite)
			return true;
	return false;
}

/* How many there are of `names`. */
static uint8_t suites_of(struct sip_keys *keys, const char *names)
{
	struct span rest = span_of(names);
	enum sdes_suite suite;
	uint8_t count = 0;

	while (rest.at) {
		suite = sdes_suite_named(span_cut(rest, ' ', &rest));
		if (suite != SDES_NONE && media_knows(suite) && !has_suite(keys, count, suite))
			keys->own[count++].suite = (uint8_t)suite;
	}
	return count;
}

/* Successors of those that are spent. */
static bool refresh(struct sip_call *s)
{
	if (!s->keys)
		return true;
	for (int i = 0; i < s->end.keys; i++)
		if ((s->keys->spent >> i & 1) && !stack_random(s->keys->own[i].bytes, SDES_KEY_MAX))
			return false;
	s->keys->spent = 0;
	return true;
}

enum err sip_keys_open(struct sip_call *s)
{
	const struct sip_line_conf *conf = s->line->conf;

	if (conf->srtp == SDP_SRTP_NONE)
		return OK;
	sip_keys_close(s);
	s->keys = mem_zalloc(sizeof(*s->keys));
	if (!s->keys)
		return ERR_NOMEM;
	s->keys->spent = ALL;
	s->end.srtp = (uint8_t)conf->srtp;
	s->end.keys = suites_of(s->keys, conf->srtp_suites);
	s->end.key = s->keys->own;
	if (!s->end.keys)
		log_write(LOG_ERROR, "sip", s->line->line->name, "no srtp: this build has none of srtp-suites");
	if (!s->end.keys && conf->srtp == SDP_SRTP_REQUIRED)
		return ERR_FAILED;
	return refresh(s) ? OK : ERR_FAILED;
}

void sip_keys_close(struct sip_call *s)
{
	if (!s->keys)
		return;
	sdes_wipe(s->keys->own, SDES_SUITES);
	sdes_wipe(&s->keys->out, 1);
	sdes_wipe(&s->keys->in, 1);
	mem_free(s->keys);
	s->keys = NULL;
	s->end.key = NULL;
	s->end.keys = 0;
}

void sip_keys_forget(struct sip_call *s)
{
	if (s->keys)
		s->keys->spent = ALL;
}

/* --- telling ------------------------------------------------------------------------ */

/* RFC 4568 7: who can read them can hear the call. */
static void warn_of_listeners(struct sip_call *s)
{
	if (sip_transport_is_secure(s->hop.peer.transport) || !s->line || s->line->keys_shown)
		return;
	s->line->keys_shown = true;
	log_write(LOG_WARN, "sip", s->line->line->name,
		  "the keys of srtp go by %s: who can read that can hear the calls; set transport = tls or wss",
		  sip_transport_name(s->hop.peer.transport));
}

static void clash(const struct sip_call *s, bool offer)
{
	const char *what = s->end.srtp == SDP_SRTP_REQUIRED ? "has no key that is of use, and srtp = required" :
			   s->end.srtp == SDP_SRTP_NONE ? "is by SRTP, and srtp = none" :
			   "is by SRTP with keys that are of no use here";

	log_write(LOG_WARN, "sip", s->call ? call_name(s->call) : s->line ? s->line->line->name : NULL,
		  "no voice: the far end's %s %s", offer ? "offer" : "answer", what);
}

enum sdp_outcome sip_keys_offer(struct sip_call *s, struct buf *out, enum sdp_direction wish)
{
	if (!refresh(s))
		return SDP_FULL;
	if (s->end.keys)
		warn_of_listeners(s);
	return sdp_offer_write(out, &s->end, wish);
}

/* Whether there must be another key of ours than `choice` has. */
static bool is_spent(const struct sip_call *s, const struct sdp_session_choice *choice)
{
	if (choice->key_in.suite == SDES_NONE)
		return false;
	for (int i = 0; i < s->end.keys; i++)
		if ((s->keys->spent >> i & 1) && s->end.key[i].suite == choice->key_out.suite)
			return true;
	/* They count anew with their new key; so must we, as it may be somebody else who
	 * does not know how far we have counted. */
	return s->keys->in.suite != SDES_NONE && !sdes_key_same(&s->keys->in, &choice->key_in);
}

enum sdp_outcome sip_keys_answer(struct sip_call *s, struct buf *out, const struct sdp *offer,
				 enum sdp_direction wish, struct sdp_session_choice *choice)
{
	struct sdp_end end = s->end;
	size_t begin = out->len;
	enum sdp_outcome outcome = sdp_answer(out, &end, offer, wish, choice);

	if (outcome == SDP_OK && is_spent(s, choice)) {
		s->keys->spent = ALL;
		if (!refresh(s))
			return SDP_FULL;
		out->len = begin;
		end = s->end;
		outcome = sdp_answer(out, &end, offer, wish, choice);
	}
	if (outcome == SDP_SRTP_CLASH)
		clash(s, true);
	if (outcome != SDP_OK)
		return outcome;
	if (choice->key_out.suite != SDES_NONE)
		warn_of_listeners(s);
	s->end = end;
	return SDP_OK;
}

enum sdp_outcome sip_keys_take(struct sip_call *s, struct span answer, enum sdp_direction wish,
			       struct sdp_session_choice *choice)
{
	enum sdp_outcome outcome;
	struct sdp sdp;

	outcome = sdp_read(&sdp, answer);
	if (outcome == SDP_OK)
		outcome = sdp_answer_take(choice, &s->end, &sdp, wish);
	if (outcome == SDP_SRTP_CLASH)
		clash(s, false);
	return outcome;
}

void sip_keys_agreed(struct sip_call *s, const struct sdp_session_choice *choice)
{
	if (!s->keys)
		return;
	if (!sdes_key_same(&s->keys->out, &choice->key_out))
		for (int i = 0; i < s->end.keys; i++)
			if (sdes_key_same(&s->keys->out, &s->end.key[i]))
				s->keys->spent |= (uint8_t)(1u << i);
	s->keys->out = choice->key_out;
	s->keys->in = choice->key_in;
}

bool sip_keys_insist(struct sip_call *s)
{
	if (s->end.srtp != SDP_SRTP_WANTED || !s->end.keys || s->end.secured)
		return false;
	s->end.secured = true;
	return true;
}

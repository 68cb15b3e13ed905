/* SPDX-License-Identifier: MIT
 * outcome.c - SIP's status codes and Q.850's causes in TAPI's words. */
#include "driver/sip/outcome.h"
#include "driver/sip/call.h"

#define MODE(word) LINEDISCONNECTMODE_##word

static const struct {
	uint16_t code;
	DWORD disconnect, busy;
} statuses[] = {
	{ 401, MODE(REJECT), 0 },		{ 402, MODE(REJECT), 0 },
	{ 403, MODE(BLOCKED), 0 },		{ 404, MODE(BADADDRESS), 0 },
	{ 405, MODE(INCOMPATIBLE), 0 },		{ 406, MODE(INCOMPATIBLE), 0 },
	{ 407, MODE(REJECT), 0 },		{ 408, MODE(NOANSWER), 0 },
	{ 410, MODE(NUMBERCHANGED), 0 },	{ 414, MODE(BADADDRESS), 0 },
	{ 415, MODE(INCOMPATIBLE), 0 },		{ 416, MODE(BADADDRESS), 0 },
	{ 420, MODE(INCOMPATIBLE), 0 },		{ 421, MODE(INCOMPATIBLE), 0 },
	{ 433, MODE(BLOCKED), 0 },		{ 480, MODE(UNREACHABLE), 0 },
	{ 481, MODE(UNREACHABLE), 0 },		{ 482, MODE(UNREACHABLE), 0 },
	{ 483, MODE(UNREACHABLE), 0 },		{ 484, MODE(BADADDRESS), 0 },
	{ 485, MODE(BADADDRESS), 0 },		{ 486, MODE(BUSY), LINEBUSYMODE_STATION },
	{ 487, MODE(CANCELLED), 0 },		{ 488, MODE(INCOMPATIBLE), 0 },
	{ 493, MODE(INCOMPATIBLE), 0 },		{ 500, MODE(TEMPFAILURE), 0 },
	{ 501, MODE(INCOMPATIBLE), 0 },		{ 502, MODE(TEMPFAILURE), 0 },
	{ 503, MODE(CONGESTION), 0 },		{ 504, MODE(TEMPFAILURE), 0 },
	{ 505, MODE(INCOMPATIBLE), 0 },		{ 513, MODE(INCOMPATIBLE), 0 },
	{ 580, MODE(QOSUNAVAIL), 0 },		{ 600, MODE(BUSY), LINEBUSYMODE_STATION },
	{ 603, MODE(REJECT), 0 },		{ 604, MODE(BADADDRESS), 0 },
	{ 606, MODE(INCOMPATIBLE), 0 },		{ 607, MODE(BLOCKED), 0 },
	{ 608, MODE(BLOCKED), 0 },
};

/* ITU-T Q.850, as it comes in Reason headers (RFC 3326, RFC 6432). */
static const struct {
	uint8_t cause;
	DWORD disconnect;
} causes[] = {
	{ 1, MODE(BADADDRESS) },   { 2, MODE(UNREACHABLE) },   { 3, MODE(UNREACHABLE) },
	{ 16, MODE(NORMAL) },      { 17, MODE(BUSY) },         { 18, MODE(NOANSWER) },
	{ 19, MODE(NOANSWER) },    { 20, MODE(UNREACHABLE) },  { 21, MODE(REJECT) },
	{ 22, MODE(NUMBERCHANGED) }, { 26, MODE(PICKUP) },     { 27, MODE(OUTOFORDER) },
	{ 28, MODE(BADADDRESS) },  { 31, MODE(NORMAL) },       { 34, MODE(CONGESTION) },
	{ 38, MODE(OUTOFORDER) },  { 41, MODE(TEMPFAILURE) },  { 42, MODE(CONGESTION) },
	{ 44, MODE(CONGESTION) },  { 47, MODE(CONGESTION) },   { 49, MODE(QOSUNAVAIL) },
	{ 55, MODE(BLOCKED) },     { 57, MODE(BLOCKED) },      { 58, MODE(INCOMPATIBLE) },
	{ 65, MODE(INCOMPATIBLE) }, { 79, MODE(INCOMPATIBLE) }, { 88, MODE(INCOMPATIBLE) },
};

static DWORD cause_mode(uint32_t cause)
{
	for (size_t i = 0; i < sizeof(causes) / sizeof(causes[0]); i++)
		if (causes[i].cause == cause)
			return causes[i].disconnect;
	return 0;
}

/* What the Reason headers say; 0: nothing that is known. A call that somebody
 * else answered is cancelled with the status 200 as its reason. */
static DWORD reason_mode(const struct sip_msg *msg)
{
	sip_msg_each(field, msg, SIP_H_REASON) {
		struct sip_reason reason;

		for (struct span rest = field->value; rest.at && !sip_reason_read(rest, &reason, &rest);) {
			if (span_isi(reason.protocol, "Q.850") && cause_mode(reason.cause))
				return cause_mode(reason.cause);
			if (span_isi(reason.protocol, "SIP") && reason.cause == 200)
				return MODE(PICKUP);
		}
	}
	return 0;
}

struct sip_outcome sip_outcome_of_status(uint32_t status)
{
	struct sip_outcome outcome = { 0 };

	outcome.disconnect = status < 400 ? MODE(FORWARDED) : status < 500 ? MODE(UNREACHABLE) :
			     status < 600 ? MODE(TEMPFAILURE) : MODE(REJECT);
	for (size_t i = 0; i < sizeof(statuses) / sizeof(statuses[0]); i++)
		if (statuses[i].code == status) {
			outcome.disconnect = statuses[i].disconnect;
			outcome.busy = statuses[i].busy;
		}
	return outcome;
}

struct sip_outcome sip_outcome_of(const struct sip_msg *msg)
{
	struct sip_outcome outcome = { MODE(NORMAL), 0 };
	DWORD mode = reason_mode(msg);

	if (!msg->request) {
		outcome = sip_outcome_of_status(msg->status);
	} else if (msg->method == SIP_CANCEL) {
		outcome.disconnect = MODE(CANCELLED);
	}
	if (mode && !outcome.busy)
		outcome.disconnect = mode;
	return outcome;
}

/* SPDX-License-Identifier: MIT
 * driver.c - SIP, as the model sees it. */
#include "driver/sip/begin.h"
#include "driver/sip/complete.h"
#include "driver/sip/conference.h"
#include "driver/sip/deskphone.h"
#include "driver/sip/digits.h"
#include "driver/sip/fetch.h"
#include "driver/sip/forward.h"
#include "driver/sip/leg.h"
#include "driver/sip/park.h"
#include "driver/sip/phone.h"
#include "driver/sip/ready.h"
#include "driver/sip/register.h"
#include "driver/sip/sip.h"
#include "driver/sip/sound.h"
#include "driver/sip/subscribe.h"
#include "driver/sip/talk.h"
#include "driver/sip/transfer.h"
#include "wire/rtp/melody.h"

#define DISCONNECTS (LINEDISCONNECTMODE_NORMAL | LINEDISCONNECTMODE_REJECT | LINEDISCONNECTMODE_PICKUP | \
	LINEDISCONNECTMODE_FORWARDED | LINEDISCONNECTMODE_BUSY | LINEDISCONNECTMODE_NOANSWER | \
	LINEDISCONNECTMODE_BADADDRESS | LINEDISCONNECTMODE_UNREACHABLE | LINEDISCONNECTMODE_CONGESTION | \
	LINEDISCONNECTMODE_INCOMPATIBLE | LINEDISCONNECTMODE_UNKNOWN | LINEDISCONNECTMODE_NUMBERCHANGED | \
	LINEDISCONNECTMODE_OUTOFORDER | LINEDISCONNECTMODE_TEMPFAILURE | LINEDISCONNECTMODE_QOSUNAVAIL | \
	LINEDISCONNECTMODE_BLOCKED | LINEDISCONNECTMODE_CANCELLED)
#define PARTY (LINECALLPARTYID_BLOCKED | LINECALLPARTYID_NAME | LINECALLPARTYID_ADDRESS | \
	LINECALLPARTYID_UNKNOWN | LINECALLPARTYID_UNAVAIL)

static const struct line_traits traits = {
	.media_modes = LINEMEDIAMODE_INTERACTIVEVOICE | LINEMEDIAMODE_AUTOMATEDVOICE | LINEMEDIAMODE_UNKNOWN,
	.bearer_modes = LINEBEARERMODE_VOICE | LINEBEARERMODE_SPEECH,
	.max_rate = 64000,
	.max_active = 4,
	.max_held = 16,
	.max_pending = 4,
	.max_conference = 32,
	.remove_caps = LINEREMOVEFROMCONF_ANY,
	.remove_state = LINECALLSTATE_IDLE,
	.generate_digits = LINEDIGITMODE_DTMF,
	.generate_tones = LINETONEMODE_CUSTOM | LINETONEMODE_RINGBACK | LINETONEMODE_BUSY |
			  LINETONEMODE_BEEP | LINETONEMODE_BILLING,
	.max_tones = MELODY_PARTIALS,
	.monitor_digits = LINEDIGITMODE_DTMF | LINEDIGITMODE_DTMFEND,
	.answer_mode = LINEANSWERMODE_NONE,
	.call_info = LINECALLINFOSTATE_CALLERID | LINECALLINFOSTATE_CALLEDID |
		     LINECALLINFOSTATE_CONNECTEDID | LINECALLINFOSTATE_REDIRECTIONID |
		     LINECALLINFOSTATE_REDIRECTINGID | LINECALLINFOSTATE_REASON |
		     LINECALLINFOSTATE_USERUSERINFO | LINECALLINFOSTATE_CALLDATA | LINECALLINFOSTATE_MEDIAMODE |
		     LINECALLINFOSTATE_APPSPECIFIC,
	.call_states = LINECALLSTATE_IDLE | LINECALLSTATE_OFFERING | LINECALLSTATE_ACCEPTED |
		       LINECALLSTATE_DIALING | LINECALLSTATE_RINGBACK | LINECALLSTATE_BUSY |
		       LINECALLSTATE_CONNECTED | LINECALLSTATE_PROCEEDING | LINECALLSTATE_ONHOLD |
		       LINECALLSTATE_CONFERENCED | LINECALLSTATE_ONHOLDPENDCONF |
		       LINECALLSTATE_ONHOLDPENDTRANSFER | LINECALLSTATE_DIALTONE |
		       LINECALLSTATE_DISCONNECTED,
	.dialtone_modes = LINEDIALTONEMODE_NORMAL,
	.busy_modes = LINEBUSYMODE_STATION,
	.disconnect_modes = DISCONNECTS,
	.connected_modes = LINECONNECTEDMODE_ACTIVE | LINECONNECTEDMODE_ACTIVEHELD,
	.caller_id = PARTY,
	.called_id = PARTY,
	.connected_id = PARTY,
	.redirection_id = PARTY,
	.redirecting_id = PARTY,
	.line_states = LINEDEVSTATE_CONNECTED | LINEDEVSTATE_DISCONNECTED | LINEDEVSTATE_INSERVICE |
		       LINEDEVSTATE_OUTOFSERVICE | LINEDEVSTATE_RINGING |
		       LINEDEVSTATE_MSGWAITON | LINEDEVSTATE_MSGWAITOFF,
	.dial_text_max = 500,
	.pickup = LINEADDRFEATURE_PICKUPDIRECT | LINEADDRFEATURE_PICKUPGROUP,
	.forward_modes = FORWARD_UNCOND | FORWARD_BUSY | FORWARD_NOANSWER,
	.max_forwards = 16,
	.max_specific = 16,
	.min_rings = 1,
	.max_rings = 20,
	.complete_modes = LINECALLCOMPLMODE_CALLBACK,
	.complete_conds = LINECALLCOMPLCOND_BUSY | LINECALLCOMPLCOND_NOANSWER,
	.max_completions = 8,
	.park_modes = LINEPARKMODE_DIRECTED | LINEPARKMODE_NONDIRECTED,
	.addr_flags = LINEADDRCAPFLAGS_DIALED | LINEADDRCAPFLAGS_BLOCKIDOVERRIDE |
		      LINEADDRCAPFLAGS_ORIGOFFHOOK | LINEADDRCAPFLAGS_AUTORECONNECT |
		      LINEADDRCAPFLAGS_TRANSFERHELD | LINEADDRCAPFLAGS_TRANSFERMAKE |
		      LINEADDRCAPFLAGS_SETUPCONFNULL | LINEADDRCAPFLAGS_CONFDROP |
		      LINEADDRCAPFLAGS_CONFERENCEHELD | LINEADDRCAPFLAGS_CONFERENCEMAKE,
	.dev_flags = LINEDEVCAPFLAGS_CLOSEDROP,
	.param_flags = LINECALLPARAMFLAGS_BLOCKID | LINECALLPARAMFLAGS_ONESTEPTRANSFER |
		       LINECALLPARAMFLAGS_NOHOLDCONFERENCE,
	.dial_extras = "",
	.uui = { .make = SIP_UUI_SIZE, .accept = SIP_UUI_SIZE, .answer = SIP_UUI_SIZE, .drop = SIP_UUI_SIZE,
		 .send = SIP_UUI_SIZE, .held = SIP_UUI_SIZE },
	.max_call_data = SIP_DATA_SIZE,
	.info = "SIP",
};

/* Whether another number can be shown is a matter of the line's configuration. */
static void line_flags(const struct line *line, DWORD *addr, DWORD *params)
{
	if (sip_line_of(line)->conf->calling_id != SIP_CALLING_ID_NO)
		*addr |= LINEADDRCAPFLAGS_SETCALLINGID;
}

static bool call_able(const struct line *line, enum call_op op)
{
	const struct sip_line *own = sip_line_of(line);

	switch (op) {
	case CALL_PICKUP:	return sip_pickup_ways(line) != 0;
	case CALL_UNPARK:	return sip_unpark_able(own);
	case CALL_PARK:		return sip_park_modes(line) != 0;
	case CALL_COMPLETE:	return own->conf->call_back;
	case CALL_SEND_UUI:	return own->conf->uui != SIP_UUI_NO;
	default:		return true;
	}
}

static bool line_able(const struct line *line, enum line_op op)
{
	return op != LINE_OP_UNCOMPLETE || sip_line_of(line)->conf->call_back;
}

static DWORD call_mode(const struct call *call)
{
	return sip_call_mode(call->data);
}

static enum err start(struct desk *desk, const void *conf, struct buf *why)
{
	return sip.desk ? OK : stack_open(desk, conf, sip_route, why);
}

/* The configuration was read again, which may be because of a password. */
static void retune(const void *conf)
{
	if (!sip.desk)
		return;
	stack_tune(conf);
	register_refused_again();
}

static void stop(struct desk *desk)
{
	if (!sip.desk)
		return;
	while (!list_empty(&sip.calls))
		sip_call_abandon(list_entry(sip.calls.next, struct sip_call, node));
	subscriptions_stop();
	legs_stop();
	while (!list_empty(&sip.leaving))
		register_abandon(list_entry(sip.leaving.next, struct sip_line, leaving));
	stack_close();
}

/* A line that watches a phone is another thing than one that is a phone. */
static const struct driver *line_kind(const void *conf)
{
	return ((const struct sip_line_conf *)conf)->desk_phone[0] ? &deskphone_driver : &sip_driver;
}

static void count(struct buf *out)
{
	if (sip.desk)
		stack_count(out);
}

const struct driver sip_driver = {
	.name = "sip",
	.notes = sip_notes,
	.traits = &traits,
	.keys = sip_conf_keys,
	.conf_size = sizeof(struct sip_conf),
	.line_keys = sip_line_conf_keys,
	.line_conf_size = sizeof(struct sip_line_conf),
	.needs_loop = true,
	.start = start,
	.stop = stop,
	.retune = retune,
	.retunes = stack_tunes,
	.count = count,
	.line_kind = line_kind,
	.line_new = sip_line_new,
	.line_free = sip_line_free,
	.line_open = sip_line_open,
	.line_close = sip_line_close,
	.call_able = call_able,
	.line_able = line_able,
	.call_ready = sip_call_ready,
	.pickup = sip_pickup_ways,
	.park_modes = sip_park_modes,
	.line_flags = line_flags,
	.line_number = sip_line_number,
	.line_calls = sip_phones_calls,
	.call_release = sip_release,
	.call_mode = call_mode,
	.call = {
		[CALL_DIAL] = sip_dial,
		[CALL_DIAL_MORE] = sip_dial_more,
		[CALL_ACCEPT] = sip_accept,
		[CALL_ANSWER] = sip_answer,
		[CALL_DROP] = sip_drop,
		[CALL_REDIRECT] = sip_redirect,
		[CALL_HOLD] = sip_hold,
		[CALL_UNHOLD] = sip_unhold,
		[CALL_SWAP_HOLD] = sip_swap_hold,
		[CALL_SETUP_TRANSFER] = sip_setup_transfer,
		[CALL_COMPLETE_TRANSFER] = sip_complete_transfer,
		[CALL_BLIND_TRANSFER] = sip_blind_transfer,
		[CALL_SETUP_CONFERENCE] = sip_setup_conference,
		[CALL_PREPARE_ADD] = sip_prepare_add,
		[CALL_ADD_TO_CONFERENCE] = sip_add_to_conference,
		[CALL_REMOVE_FROM_CONFERENCE] = sip_remove_from_conference,
		[CALL_GENERATE_DIGITS] = sip_generate,
		[CALL_GENERATE_TONE] = sip_generate_tone,
		[CALL_MONITOR_TONES] = sip_monitor_tones,
		[CALL_SEND_UUI] = sip_send_uui,
		[CALL_RELEASE_UUI] = sip_release_uui,
		[CALL_SET_DATA] = sip_set_data,
		[CALL_PICKUP] = sip_pickup,
		[CALL_UNPARK] = sip_unpark,
		[CALL_PARK] = sip_park,
		[CALL_COMPLETE] = sip_complete,
	},
	.line = {
		[LINE_OP_FORWARD] = sip_forward,
		[LINE_OP_UNCOMPLETE] = sip_uncomplete,
	},
	.phone_keys = sip_phone_keys,
	.phone_conf_size = sizeof(struct sip_phone_conf),
	.phone_new = sip_phone_new,
	.phone_free = sip_phone_free,
	.phone_open = sip_phone_open,
	.phone_close = sip_phone_close,
	.line_phone = sip_line_phone,
	.phone_line = sip_phone_line,
};

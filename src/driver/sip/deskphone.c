/* SPDX-License-Identifier: MIT
 * deskphone.c - lines that watch and control a phone: the line, and the driver. */
#include "driver/sip/deskphone.h"
#include "base/mem.h"
#include "driver/sip/begin.h"
#include "driver/sip/leg.h"
#include "driver/sip/sip.h"

#define BLIND_MS 4000		/* out of sight for so long is nothing to speak of */
#define LOST_MS 120000		/* ... and then for so long nobody knows how its calls are */

static const struct deskphone_control *const controls[] = {
	[SIP_DESK_CONTROL_TALK] = &deskphone_talk,
	[SIP_DESK_CONTROL_CSTA] = &deskphone_csta,
};

static struct timers *timers(void)
{
	return &sip.desk->timers;
}

static struct deskphone *phone_of(const struct line *line)
{
	return sip_line_of(line)->deskphone;
}

/* --- in sight, out of sight ------------------------------------------------------ */

static void show_service(struct deskphone *phone)
{
	line_service(phone->line->line, phone->reached && (phone->known || phone->missed));
}

void deskphone_reached(struct deskphone *phone, bool reached)
{
	phone->reached = reached;
	if (reached && phone->control && phone->control->reached)
		phone->control->reached(phone);
	show_service(phone);
}

void deskphone_known(struct deskphone *phone)
{
	timer_stop(timers(), &phone->lost);
	phone->known = true;
	phone->missed = false;
	show_service(phone);
}

/* Nobody will ever tell: what is left of the calls is forgotten. */
static void gone(void *arg)
{
	struct deskphone *phone = arg;

	list_each_safe(node, &phone->calls) {
		struct deskphone_call *c = list_entry(node, struct deskphone_call, node);

		if (!c->click)
			deskphone_call_over(c, LINEDISCONNECTMODE_UNKNOWN, 0);
	}
}

static void blind(void *arg)
{
	struct deskphone *phone = arg;

	log_write(LOG_WARN, "sip", phone->line->line->name, "nobody tells of the calls of %s any more", phone->address);
	list_each(node, &phone->calls) {
		struct deskphone_call *c = list_entry(node, struct deskphone_call, node);

		if (!c->click)
			deskphone_call_is(c, DESKPHONE_UNKNOWN);
	}
	timer_set(timers(), &phone->lost, LOST_MS, gone, phone);
	phone->missed = false;
	show_service(phone);
}

void deskphone_lost(struct deskphone *phone)
{
	if (!phone->known)
		return;
	phone->known = false;
	phone->missed = true;
	timer_set(timers(), &phone->lost, BLIND_MS, blind, phone);
}

/* --- the line ----------------------------------------------------------------------- */

static enum err new_line(struct line *line, const void *conf, struct buf *why)
{
	struct deskphone *phone;
	enum err err = sip_line_new(line, conf, why);

	if (err)
		return err;
	phone = mem_zalloc(sizeof(*phone));
	if (!phone)
		return ERR_NOMEM;		/* free_line() does the rest */
	phone->line = sip_line_of(line);
	phone->control = controls[phone->line->conf->desk_control];
	list_init(&phone->calls);
	phone->line->deskphone = phone;
	line->ring_modes = 1;
	return OK;
}

static void free_line(struct line *line)
{
	struct sip_line *own = sip_line_of(line);

	if (own)
		mem_free(own->deskphone);
	sip_line_free(line);
}

static void close_line(struct line *line)
{
	struct deskphone *phone = phone_of(line);

	deskphone_watch_end(phone);
	if (phone->control && phone->control->close)
		phone->control->close(phone);
	while (!list_empty(&phone->calls))
		deskphone_call_free(list_entry(phone->calls.next, struct deskphone_call, node));
	timer_stop(timers(), &phone->lost);
	phone->known = phone->reached = phone->missed = false;
	legs_let_go(phone->line);
	sip_line_close(line);
	mem_free(phone->address);
	mem_free(phone->control_address);
	phone->address = phone->control_address = NULL;
}

static enum err open_line(struct line *line)
{
	struct deskphone *phone = phone_of(line);
	const struct sip_line_conf *conf = phone->line->conf;
	const char *control = conf->desk_control_address[0] ? conf->desk_control_address : conf->desk_phone;
	enum err err = sip_call_target(&phone->address, phone->line, conf->desk_phone);

	if (!err)
		err = sip_call_target(&phone->control_address, phone->line, control);
	if (err) {
		mem_free(phone->address);
		phone->address = NULL;
		return err;
	}
	err = sip_line_open(line);
	if (err) {
		mem_free(phone->address);
		mem_free(phone->control_address);
		phone->address = phone->control_address = NULL;
		return err;
	}
	if (!phone->control || !phone->control->watches)
		err = deskphone_watch_begin(phone);
	if (!err && phone->control && phone->control->open)
		err = phone->control->open(phone);
	if (err)
		close_line(line);
	return err;
}

/* Somebody wants to hear of calls, and there are some. */
static void heed(struct line *line)
{
	deskphone_watch_again(phone_of(line));
}

/* --- what can be asked ------------------------------------------------------------------ */

static bool call_able(const struct line *line, enum call_op op)
{
	const struct deskphone_control *control = phone_of(line)->control;

	return op == CALL_DIAL || op == CALL_DROP || (control && control->able(op));
}

static bool call_ready(const struct call *call, enum call_op op, const struct call *other)
{
	const struct deskphone_call *c = call->data;
	const struct deskphone_control *control;

	if (!c)				/* it is nothing at the phone: not dialled yet, or over */
		return op == CALL_DROP || op == CALL_DIAL_MORE;
	if (op == CALL_DIAL_MORE)
		return false;
	control = c->phone->control;
	if (op == CALL_DROP && deskphone_click_may_drop(c))
		return true;
	return !c->asked && !c->click && control && control->able(op) && control->ready(c, op);
}

/* Two calls that were not made for each other can be joined as well. */
static void line_flags(const struct line *line, DWORD *addr, DWORD *params)
{
	if (call_able(line, CALL_COMPLETE_TRANSFER))
		*addr |= LINEADDRCAPFLAGS_TRANSFERHELD | LINEADDRCAPFLAGS_TRANSFERMAKE;
}

static enum err ask(struct call *call, enum call_op op, const struct call_args *args)
{
	struct deskphone_call *c = call->data;

	return c && c->phone->control ? c->phone->control->ask(c, op, args) : ERR_STATE;
}

static enum err drop(struct call *call, const struct call_args *args)
{
	struct deskphone_call *c = call->data;

	if (!c) {
		call_event(call, EV_GONE, 0);
		return OK;
	}
	return deskphone_click_drop(c) ? OK : ask(call, CALL_DROP, args);
}

static enum err answer(struct call *call, const struct call_args *args)
{
	return ask(call, CALL_ANSWER, args);
}

static enum err hold(struct call *call, const struct call_args *args)
{
	return ask(call, CALL_HOLD, args);
}

static enum err unhold(struct call *call, const struct call_args *args)
{
	return ask(call, CALL_UNHOLD, args);
}

static enum err redirect(struct call *call, const struct call_args *args)
{
	return ask(call, CALL_REDIRECT, args);
}

static enum err transfer(struct call *call, const struct call_args *args)
{
	return ask(call, CALL_BLIND_TRANSFER, args);
}

static enum err setup_transfer(struct call *call, const struct call_args *args)
{
	return ask(call, CALL_SETUP_TRANSFER, args);
}

static enum err complete_transfer(struct call *call, const struct call_args *args)
{
	return ask(call, CALL_COMPLETE_TRANSFER, args);
}

/* TAPI has no more interest in it; the phone has. */
static void call_release(struct call *call)
{
	deskphone_call_leave(call->data);
}

/* --- the driver ---------------------------------------------------------------------------- */

#define DISCONNECTS (LINEDISCONNECTMODE_NORMAL | LINEDISCONNECTMODE_REJECT | LINEDISCONNECTMODE_PICKUP | \
	LINEDISCONNECTMODE_FORWARDED | LINEDISCONNECTMODE_BUSY | LINEDISCONNECTMODE_NOANSWER | \
	LINEDISCONNECTMODE_BADADDRESS | LINEDISCONNECTMODE_UNREACHABLE | LINEDISCONNECTMODE_CONGESTION | \
	LINEDISCONNECTMODE_INCOMPATIBLE | LINEDISCONNECTMODE_UNKNOWN | LINEDISCONNECTMODE_NUMBERCHANGED | \
	LINEDISCONNECTMODE_OUTOFORDER | LINEDISCONNECTMODE_TEMPFAILURE | LINEDISCONNECTMODE_QOSUNAVAIL | \
	LINEDISCONNECTMODE_BLOCKED | LINEDISCONNECTMODE_CANCELLED)
#define PARTY (LINECALLPARTYID_BLOCKED | LINECALLPARTYID_NAME | LINECALLPARTYID_ADDRESS | \
	LINECALLPARTYID_UNKNOWN | LINECALLPARTYID_UNAVAIL)

/* The voice is in the phone: nothing of it can be heard or sent here. */
static const struct line_traits traits = {
	.media_modes = LINEMEDIAMODE_INTERACTIVEVOICE,
	.bearer_modes = LINEBEARERMODE_VOICE | LINEBEARERMODE_SPEECH,
	.max_rate = 64000,
	.max_active = 4,
	.max_held = 16,
	.max_pending = 4,
	.answer_mode = LINEANSWERMODE_NONE,
	.call_info = LINECALLINFOSTATE_CALLERID | LINECALLINFOSTATE_CALLEDID | LINECALLINFOSTATE_CONNECTEDID |
		     LINECALLINFOSTATE_MEDIAMODE | LINECALLINFOSTATE_APPSPECIFIC,
	.call_states = LINECALLSTATE_IDLE | LINECALLSTATE_OFFERING | LINECALLSTATE_DIALING | LINECALLSTATE_RINGBACK |
		       LINECALLSTATE_BUSY | LINECALLSTATE_CONNECTED | LINECALLSTATE_PROCEEDING |
		       LINECALLSTATE_ONHOLD | LINECALLSTATE_ONHOLDPENDTRANSFER | LINECALLSTATE_DIALTONE |
		       LINECALLSTATE_UNKNOWN | LINECALLSTATE_DISCONNECTED,
	.dialtone_modes = LINEDIALTONEMODE_NORMAL,
	.busy_modes = LINEBUSYMODE_STATION,
	.disconnect_modes = DISCONNECTS,
	.connected_modes = LINECONNECTEDMODE_ACTIVE,
	.caller_id = PARTY,
	.called_id = PARTY,
	.connected_id = PARTY,
	.line_states = LINEDEVSTATE_CONNECTED | LINEDEVSTATE_DISCONNECTED | LINEDEVSTATE_INSERVICE |
		       LINEDEVSTATE_OUTOFSERVICE | LINEDEVSTATE_MSGWAITON | LINEDEVSTATE_MSGWAITOFF,
	.dial_text_max = 500,
	.addr_flags = LINEADDRCAPFLAGS_DIALED,
	.dial_extras = "",
	.info = "SIP desk phone",
};

const struct driver deskphone_driver = {
	.name = "sip",
	.kin = &sip_driver,
	.notes = sip_notes,
	.traits = &traits,
	.keys = sip_conf_keys,
	.conf_size = sizeof(struct sip_conf),
	.line_keys = sip_line_conf_keys,
	.line_conf_size = sizeof(struct sip_line_conf),
	.needs_loop = true,
	.line_new = new_line,
	.line_free = free_line,
	.line_open = open_line,
	.line_close = close_line,
	.line_listen = heed,
	.call_able = call_able,
	.call_ready = call_ready,
	.line_flags = line_flags,
	.line_number = sip_line_number,
	.call_release = call_release,
	.call = {
		[CALL_DIAL] = deskphone_dial,
		[CALL_ANSWER] = answer,
		[CALL_DROP] = drop,
		[CALL_HOLD] = hold,
		[CALL_UNHOLD] = unhold,
		[CALL_REDIRECT] = redirect,
		[CALL_BLIND_TRANSFER] = transfer,
		[CALL_SETUP_TRANSFER] = setup_transfer,
		[CALL_DIAL_MORE] = deskphone_dial,
		[CALL_COMPLETE_TRANSFER] = complete_transfer,
	},
};

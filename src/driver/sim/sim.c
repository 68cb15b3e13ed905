/* SPDX-License-Identifier: MIT
 * sim.c - the operations of the exchange, and the driver. */
#include "driver/sim/carry.h"
#include "driver/sim/extension.h"
#include "driver/sim/script.h"
#include "driver/sim/service.h"
#include "driver/sim/sound.h"
#include "base/mem.h"
#include "model/forward.h"
#include "model/msp.h"

/* A copy: the provider whose configuration it was may go before others. */
static struct {
	bool works;
	struct sim_conf conf;
} sim;

const struct sim_conf *sim_settings(void)
{
	return &sim.conf;
}

static struct sim_end *end_of(const struct call *call)
{
	return call->data;
}

/* --- what the exchange does when its time has come --------------------------- */

static void do_dial(struct sim_end *end, const struct sim_order *order)
{
	sim_route_dial(end->link, order->text);
}

static void do_dial_more(struct sim_end *end, const struct sim_order *order)
{
	enum err err = sim_route_check(end->link, order->text);

	call_reply(end->call, CALL_DIAL_MORE, err);
	if (!err)
		sim_route_dial(end->link, order->text);
}

static void do_accept(struct sim_end *end, const struct sim_order *order)
{
	call_reply(end->call, CALL_ACCEPT, OK);
	sim_message(end, order->data);
	call_event(end->call, EV_ACCEPTED, 0);
	if (sim_settings()->alert == SIM_ALERT_ACCEPT)
		sim_link_alert(end->link);
}

static void do_answer(struct sim_end *end, const struct sim_order *order)
{
	call_reply(end->call, CALL_ANSWER, OK);
	sim_message(end, order->data);
	sim_link_answer(end->link);
}

static void do_redirect(struct sim_end *end, const struct sim_order *order)
{
	struct sim_link *link = end->link;
	struct call *call = end->call;

	call_reply(call, CALL_REDIRECT, OK);
	timer_stop(&link->desk->timers, &link->timer);
	link->rings = 0;
	sim_end_detach(end);
	call_event(call, EV_GONE, 0);
	sim_route_on(link, order->text, call->address, LINECALLREASON_REDIRECT);
}

static void do_drop(struct sim_end *end, const struct sim_order *order)
{
	struct call *call = end->call;

	call_reply(call, CALL_DROP, OK);
	sim_message(end, order->data);
	sim_end_leave(end);
	call_event(call, EV_GONE, 0);
}

/* A held end hears nothing and its digits stop. */
static void do_hold(struct sim_end *end, const struct sim_order *order)
{
	const struct address *address = end->call->address;

	if (address_count_calls(address, LINECALLSTATE_ONHOLD) >= sim_driver.traits->max_held) {
		call_reply(end->call, CALL_HOLD, ERR_RESOURCE);
		return;
	}
	sim_send_stop(end);
	call_generated(end->call, LINEGENERATETERM_CANCEL);
	call_reply(end->call, CALL_HOLD, OK);
	call_event(end->call, EV_HELD, 0);
	sim_link_refresh(end->link);
}

/* What was held for something has its place still: the consultation's. */
static void do_unhold(struct sim_end *end, const struct sim_order *order)
{
	struct call *call = end->call;

	if (call->state == LINECALLSTATE_ONHOLD && !address_has_room(call->address)) {
		call_reply(call, CALL_UNHOLD, ERR_RESOURCE);
		return;
	}
	call_reply(call, CALL_UNHOLD, OK);
	sim_join_unheld(end);
}

/* --- requests --------------------------------------------------------------------- */

static enum err sim_dial(struct call *call, const struct call_args *args)
{
	struct sim_link *link;
	enum err err;

	if (args->dest && strlen(args->dest) >= SIM_TEXT_SIZE)
		return ERR_ADDRESS;
	if (args->params && args->params->predictive_states && !sim_route_exists(args->params->target))
		return ERR_ADDRESS;
	err = sim_carry_promise(call, args->params);
	if (err)
		return err;
	err = sim_link_new(&link, line_desk(call->line), call, "");
	if (err)
		return err;
	if (sim_line_of(call->address)->conf->account_code[0])
		err = sim_account_ask(call, args, do_dial);
	else
		err = sim_begin(call, CALL_DIAL, args, do_dial, sim_settings()->operation_ms);
	if (err)
		sim_link_undo(link);
	return err;
}

static enum err sim_dial_more(struct call *call, const struct call_args *args)
{
	enum err err = sim_route_check(end_of(call)->link, args->dest);

	return err ? err : sim_begin(call, CALL_DIAL_MORE, args, do_dial_more, sim_settings()->operation_ms);
}

static enum err sim_accept(struct call *call, const struct call_args *args)
{
	return sim_begin(call, CALL_ACCEPT, args, do_accept, sim_settings()->operation_ms);
}

static enum err sim_answer(struct call *call, const struct call_args *args)
{
	return sim_begin(call, CALL_ANSWER, args, do_answer, sim_settings()->operation_ms);
}

static enum err sim_redirect(struct call *call, const struct call_args *args)
{
	if (!sim_route_exists(args->dest))
		return ERR_ADDRESS;
	return sim_begin(call, CALL_REDIRECT, args, do_redirect, sim_settings()->operation_ms);
}

static enum err sim_drop(struct call *call, const struct call_args *args)
{
	uint32_t late_ms = call->data ? sim_play_release_ms(sim_other(end_of(call))) : 0;

	return sim_begin(call, CALL_DROP, args, do_drop, late_ms ? late_ms : sim_settings()->operation_ms);
}

static enum err sim_hold(struct call *call, const struct call_args *args)
{
	return sim_begin(call, CALL_HOLD, args, do_hold, sim_settings()->operation_ms);
}

static enum err sim_unhold(struct call *call, const struct call_args *args)
{
	return sim_begin(call, CALL_UNHOLD, args, do_unhold, sim_settings()->operation_ms);
}

static enum err sim_generate(struct call *call, const struct call_args *args)
{
	return sim_send_as(end_of(call), args->mode, args->digits, args->duration_ms);
}

static void do_forward(struct line *line, const struct line_args *args)
{
	line_reply(line, LINE_OP_FORWARD, OK);
}

static enum err sim_forward(struct line *line, const struct line_args *args)
{
	const struct forwards *forwards = args->forwards;

	for (DWORD i = 0; i < forwards->count; i++)
		if (forwards->list[i].dest && !sim_route_exists(forwards->list[i].dest))
			return ERR_ADDRESS;
	return sim_line_begin(line, LINE_OP_FORWARD, args, do_forward);
}

/* --- the driver ----------------------------------------------------------------- */

static void sim_stop(struct desk *desk)
{
	sim_park_forget();
	sim_scripts_stop();
	mem_free(sim.conf.prefix);
	mem_free(sim.conf.park_prefix);
	memset(&sim, 0, sizeof(sim));
}

static enum err sim_start(struct desk *desk, const void *conf, struct buf *why)
{
	enum err err;

	if (sim.works)
		return OK;
	sim.conf = *(const struct sim_conf *)conf;
	sim.conf.prefix = mem_copy(sim.conf.prefix);
	sim.conf.park_prefix = mem_copy(sim.conf.park_prefix);
	memset(sim.conf.scripts, 0, sizeof(sim.conf.scripts));	/* they are read, not kept */
	err = sim.conf.prefix && sim.conf.park_prefix ? sim_scripts_start(conf) : ERR_NOMEM;
	if (err)
		sim_stop(desk);
	else
		sim.works = true;
	return err;
}

/* Texts are the exchange's copies, and calls may be on their way by them. */
static void sim_retune(const void *conf)
{
	struct sim_conf new = *(const struct sim_conf *)conf;

	new.prefix = sim.conf.prefix;
	new.park_prefix = sim.conf.park_prefix;
	memcpy(new.scripts, sim.conf.scripts, sizeof(new.scripts));
	sim.conf = new;
}

static void sim_line_free(struct line *line)
{
	struct sim_line *sl = line->data;

	if (!sl)
		return;
	sim_book_remove(sl);
	sim_waiting_forget(sl);
	sim_texts_free(sl);
	mem_free(sl);
	line->data = NULL;
}

static enum err sim_msp_read(struct line *line, const char *text, struct buf *why)
{
	line->has_msp = text[0] != '\0';
	if (!line->has_msp || msp_class_read(&line->msp_class, text))
		return OK;
	buf_printf(why, "\"msp\" must be a class such as {12345678-9ABC-DEF0-1234-56789ABCDEF0}, "
		   "not \"%s\"", text);
	return ERR_CONFIG;
}

static enum err sim_line_new(struct line *line, const void *conf, struct buf *why)
{
	struct sim_line *sl = mem_zalloc(sizeof(*sl));
	enum err err;

	if (!sl)
		return ERR_NOMEM;
	sl->line = line;
	sl->conf = conf;
	list_init(&sl->callbacks);
	list_init(&sl->requests);
	list_init(&sl->messages);
	list_init(&sl->texts);
	list_init(&sl->errands);
	sl->set = (struct sim_set){ .hidden = sl->conf->hidden, .answer_rings = sl->conf->answer_rings };
	span_copy(span_of(sl->conf->display), sl->set.display, sizeof(sl->set.display));
	list_init(&sl->waiting);
	line->data = sl;
	line->ring_modes = sl->conf->ring_modes;
	line->max_active = sl->conf->calls;
	for (DWORD id = 0; id < line->address_count; id++)
		line->addresses[id].max_active = sl->conf->address_calls;
	line->status = LINEDEVSTATUSFLAGS_CONNECTED | LINEDEVSTATUSFLAGS_INSERVICE;
	err = sim_msp_read(line, sl->conf->msp, why);
	if (!err)
		err = sim_terminals(line, sl->conf->terminals, why);
	if (!err)
		err = sim_ring_check(sl->conf, why);
	if (!err)
		err = sim_book_add(sl);
	if (err)
		sim_line_free(line);
	return err;
}

static void sim_line_close(struct line *line)
{
	sim_play_forget(line->data);
	sim_knock_forget(line->data);
	sim_completions_forget(line);
	sim_line_requests_forget(line);
	sim_errands_forget(line->data);
}

static void sim_line_calls(struct line *line)
{
	sim_phones_follow(line);
	sim_completions_follow(line);
	sim_ears_follow(line);
	sim_knock_follow(line);
}

static void sim_line_flags(const struct line *line, DWORD *addr, DWORD *params)
{
	const struct sim_line *sl = line->data;

	*addr = sl->set.hidden ? LINEADDRCAPFLAGS_BLOCKIDDEFAULT : LINEADDRCAPFLAGS_BLOCKIDOVERRIDE;
	*params = 0;
	if (sim_settings()->alert == SIM_ALERT_ACCEPT)
		*addr |= LINEADDRCAPFLAGS_ACCEPTTOALERT;
	if (sl->conf->call_waiting)
		*addr |= LINEADDRCAPFLAGS_PICKUPCALLWAIT;
	if (sim_phone_at(line)) {
		*addr |= LINEADDRCAPFLAGS_ORIGOFFHOOK;
		*params |= LINECALLPARAMFLAGS_ORIGOFFHOOK;
	}
}

/* To whom the exchange has at the other end of the call. */
static void sim_msp_heard(struct call *call, struct bytes said)
{
	struct sim_end *other = call->data ? sim_other(call->data) : NULL;

	if (other && other->call)
		msp_tell(other->call, said);
}

static void sim_call_release(struct call *call)
{
	sim_end_leave(end_of(call));
}

static DWORD call_mode(const struct call *call)
{
	return sim_connected_mode(end_of(call));
}

static const struct line_traits traits = {
	.media_modes = LINEMEDIAMODE_UNKNOWN | LINEMEDIAMODE_INTERACTIVEVOICE | LINEMEDIAMODE_AUTOMATEDVOICE |
		       LINEMEDIAMODE_DATAMODEM | LINEMEDIAMODE_G3FAX | LINEMEDIAMODE_TDD,
	.bearer_modes = LINEBEARERMODE_VOICE | LINEBEARERMODE_SPEECH | LINEBEARERMODE_DATA |
			LINEBEARERMODE_ALTSPEECHDATA,
	.max_rate = SIM_RATE_MAX,
	.max_addresses = 16,
	.uui = { .make = SIM_MESSAGE_SIZE, .accept = SIM_MESSAGE_SIZE, .answer = SIM_MESSAGE_SIZE,
		 .drop = SIM_MESSAGE_SIZE, .send = SIM_UUI_SIZE, .held = SIM_UUI_SIZE },
	.max_call_data = SIM_DATA_SIZE,
	.tracking = LINECALLHUBTRACKING_PROVIDERLEVEL | LINECALLHUBTRACKING_ALLCALLS,
	.max_active = 1,
	.max_held = 16,
	.max_pending = 4,
	.max_conference = 8,
	.remove_caps = LINEREMOVEFROMCONF_ANY,
	.remove_state = LINECALLSTATE_IDLE,
	.park_modes = LINEPARKMODE_DIRECTED | LINEPARKMODE_NONDIRECTED,
	.pickup = LINEADDRFEATURE_PICKUPGROUP | LINEADDRFEATURE_PICKUPDIRECT | LINEADDRFEATURE_PICKUPHELD,
	.forward_modes = FORWARD_UNCOND | FORWARD_BUSY | FORWARD_NOANSWER,
	.max_forwards = 16,
	.max_specific = 16,
	.min_rings = 1,
	.max_rings = 20,
	.complete_modes = LINECALLCOMPLMODE_CAMPON | LINECALLCOMPLMODE_CALLBACK |
			  LINECALLCOMPLMODE_INTRUDE | LINECALLCOMPLMODE_MESSAGE,
	.complete_conds = LINECALLCOMPLCOND_BUSY | LINECALLCOMPLCOND_NOANSWER,
	.max_completions = 16,
	.messages = sim_messages,
	.generate_digits = LINEDIGITMODE_DTMF | LINEDIGITMODE_PULSE,
	.monitor_digits = LINEDIGITMODE_DTMF | LINEDIGITMODE_DTMFEND | LINEDIGITMODE_PULSE,
	.generate_tones = LINETONEMODE_CUSTOM | LINETONEMODE_RINGBACK | LINETONEMODE_BUSY |
			  LINETONEMODE_BEEP | LINETONEMODE_BILLING,
	.max_tones = MELODY_PARTIALS,
	.treatments = sim_treatments,
	.answer_mode = LINEANSWERMODE_NONE,
	.call_info = LINECALLINFOSTATE_MEDIAMODE | LINECALLINFOSTATE_APPSPECIFIC |
		     LINECALLINFOSTATE_CALLERID | LINECALLINFOSTATE_CALLEDID | LINECALLINFOSTATE_CONNECTEDID |
		     LINECALLINFOSTATE_REDIRECTIONID | LINECALLINFOSTATE_REDIRECTINGID |
		     LINECALLINFOSTATE_REASON | LINECALLINFOSTATE_DISPLAY | LINECALLINFOSTATE_USERUSERINFO |
		     LINECALLINFOSTATE_CALLDATA | LINECALLINFOSTATE_QOS | LINECALLINFOSTATE_BEARERMODE |
		     LINECALLINFOSTATE_RATE | LINECALLINFOSTATE_DIALPARAMS | LINECALLINFOSTATE_CALLID |
		     LINECALLINFOSTATE_OTHER | LINECALLINFOSTATE_TREATMENT | LINECALLINFOSTATE_DEVSPECIFIC,
	.call_states = LINECALLSTATE_IDLE | LINECALLSTATE_OFFERING | LINECALLSTATE_ACCEPTED |
		       LINECALLSTATE_CONFERENCED | LINECALLSTATE_ONHOLDPENDCONF |
		       LINECALLSTATE_ONHOLDPENDTRANSFER | LINECALLSTATE_DIALTONE | LINECALLSTATE_DIALING | LINECALLSTATE_PROCEEDING | LINECALLSTATE_RINGBACK |
		       LINECALLSTATE_BUSY | LINECALLSTATE_SPECIALINFO | LINECALLSTATE_CONNECTED |
		       LINECALLSTATE_ONHOLD | LINECALLSTATE_DISCONNECTED,
	.dialtone_modes = LINEDIALTONEMODE_NORMAL,
	.busy_modes = LINEBUSYMODE_STATION | LINEBUSYMODE_TRUNK | LINEBUSYMODE_UNKNOWN | LINEBUSYMODE_UNAVAIL,
	.special_info = LINESPECIALINFO_NOCIRCUIT | LINESPECIALINFO_CUSTIRREG | LINESPECIALINFO_REORDER |
			LINESPECIALINFO_UNKNOWN | LINESPECIALINFO_UNAVAIL,
	/* Of its own, and what scripts can say. */
	.disconnect_modes = LINEDISCONNECTMODE_NORMAL | LINEDISCONNECTMODE_UNKNOWN | LINEDISCONNECTMODE_REJECT |
			    LINEDISCONNECTMODE_PICKUP | LINEDISCONNECTMODE_FORWARDED | LINEDISCONNECTMODE_BUSY |
			    LINEDISCONNECTMODE_NOANSWER | LINEDISCONNECTMODE_BADADDRESS |
			    LINEDISCONNECTMODE_UNREACHABLE | LINEDISCONNECTMODE_CONGESTION |
			    LINEDISCONNECTMODE_INCOMPATIBLE | LINEDISCONNECTMODE_UNAVAIL |
			    LINEDISCONNECTMODE_NODIALTONE | LINEDISCONNECTMODE_NUMBERCHANGED |
			    LINEDISCONNECTMODE_OUTOFORDER | LINEDISCONNECTMODE_TEMPFAILURE |
			    LINEDISCONNECTMODE_QOSUNAVAIL | LINEDISCONNECTMODE_BLOCKED |
			    LINEDISCONNECTMODE_DONOTDISTURB | LINEDISCONNECTMODE_CANCELLED,
	.connected_modes = LINECONNECTEDMODE_ACTIVE | LINECONNECTEDMODE_ACTIVEHELD,
	.caller_id = LINECALLPARTYID_BLOCKED | LINECALLPARTYID_NAME | LINECALLPARTYID_ADDRESS |
		     LINECALLPARTYID_UNKNOWN,
	.called_id = LINECALLPARTYID_NAME | LINECALLPARTYID_ADDRESS | LINECALLPARTYID_UNKNOWN,
	.connected_id = LINECALLPARTYID_BLOCKED | LINECALLPARTYID_NAME | LINECALLPARTYID_ADDRESS |
			LINECALLPARTYID_UNKNOWN,
	.redirection_id = LINECALLPARTYID_BLOCKED | LINECALLPARTYID_NAME | LINECALLPARTYID_ADDRESS |
			  LINECALLPARTYID_UNKNOWN,
	.redirecting_id = LINECALLPARTYID_BLOCKED | LINECALLPARTYID_NAME | LINECALLPARTYID_ADDRESS |
			  LINECALLPARTYID_UNKNOWN,
	.line_states = LINEDEVSTATE_RINGING | LINEDEVSTATE_DEVSPECIFIC | LINEDEVSTATE_CONFIGCHANGE,
	.settable_status = LINEDEVSTATUSFLAGS_CONNECTED | LINEDEVSTATUSFLAGS_MSGWAIT |
			   LINEDEVSTATUSFLAGS_INSERVICE | LINEDEVSTATUSFLAGS_LOCKED,
	.dial_text_max = SIM_NUMBER_SIZE - 1,
	.addr_flags = LINEADDRCAPFLAGS_DIALED | LINEADDRCAPFLAGS_PARTIALDIAL | LINEADDRCAPFLAGS_SETUPCONFNULL |
		      LINEADDRCAPFLAGS_SECURE | LINEADDRCAPFLAGS_AUTORECONNECT | LINEADDRCAPFLAGS_CONFDROP |
		      LINEADDRCAPFLAGS_COMPLETIONID | LINEADDRCAPFLAGS_PICKUPGROUPID |
		      LINEADDRCAPFLAGS_FWDNUMRINGS | LINEADDRCAPFLAGS_FWDSTATUSVALID |
		      LINEADDRCAPFLAGS_FWDINTEXTADDR | LINEADDRCAPFLAGS_FWDBUSYNAADDR |
		      LINEADDRCAPFLAGS_TRANSFERHELD | LINEADDRCAPFLAGS_TRANSFERMAKE |
		      LINEADDRCAPFLAGS_CONFERENCEHELD | LINEADDRCAPFLAGS_CONFERENCEMAKE |
		      LINEADDRCAPFLAGS_DESTOFFHOOK | LINEADDRCAPFLAGS_PREDICTIVEDIALER |
		      LINEADDRCAPFLAGS_SETCALLINGID,
	.auto_states = LINECALLSTATE_CONNECTED | LINECALLSTATE_BUSY | LINECALLSTATE_SPECIALINFO,
	.dev_flags = LINEDEVCAPFLAGS_CLOSEDROP,
	.param_flags = LINECALLPARAMFLAGS_BLOCKID | LINECALLPARAMFLAGS_ONESTEPTRANSFER |
		       LINECALLPARAMFLAGS_NOHOLDCONFERENCE | LINECALLPARAMFLAGS_IDLE | LINECALLPARAMFLAGS_SECURE |
		       LINECALLPARAMFLAGS_DESTOFFHOOK | LINECALLPARAMFLAGS_PREDICTIVEDIAL,
	.dial_extras = "",
	.port = "",
	.info = "OpenTSP simulated exchange",
};

const struct driver sim_driver = {
	.name = "sim",
	.notes = sim_notes,
	.traits = &traits,
	.extension = &sim_extension,
	.specific = sim_specific,
	.line_phone = sim_line_phone,
	.phone_line = sim_phone_line,
	.line_config = sim_line_config,
	.line_configure = sim_line_configure,
	.keys = sim_conf_keys,
	.conf_size = sizeof(struct sim_conf),
	.line_keys = sim_line_keys,
	.line_conf_size = sizeof(struct sim_line_conf),
	.conf_check = sim_scripts_check,
	.start = sim_start,
	.stop = sim_stop,
	.retune = sim_retune,
	.line_new = sim_line_new,
	.line_free = sim_line_free,
	.line_close = sim_line_close,
	.dial_limits = sim_dial_limits,
	.line_track = sim_track,
	.line_calls = sim_line_calls,
	.call_changed = sim_call_changed,
	.msp_heard = sim_msp_heard,
	.line_flags = sim_line_flags,
	.call_transfer = sim_auto_transfer,
	.call_mode = call_mode,
	.call_stream = sim_call_stream,
	.call_release = sim_call_release,
	.call = {
		[CALL_DIAL]		= sim_dial,
		[CALL_ACCEPT]		= sim_accept,
		[CALL_ANSWER]		= sim_answer,
		[CALL_DROP]		= sim_drop,
		[CALL_HOLD]		= sim_hold,
		[CALL_UNHOLD]		= sim_unhold,
		[CALL_GENERATE_DIGITS]	= sim_generate,
		[CALL_GENERATE_TONE]	= sim_generate_tone,
		[CALL_MONITOR_TONES]	= sim_monitor_tones,
		[CALL_MONITOR_MEDIA]	= sim_monitor_media,
		[CALL_MEDIA_CONTROL]	= sim_media_control,
		[CALL_SET_TREATMENT]	= sim_set_treatment,
		[CALL_DIAL_MORE]	= sim_dial_more,
		[CALL_REDIRECT]		= sim_redirect,
		[CALL_SWAP_HOLD]	= sim_swap_hold,
		[CALL_SETUP_TRANSFER]	= sim_setup_transfer,
		[CALL_COMPLETE_TRANSFER] = sim_complete_transfer,
		[CALL_BLIND_TRANSFER]	= sim_blind_transfer,
		[CALL_SETUP_CONFERENCE]	= sim_setup_conference,
		[CALL_PREPARE_ADD]	= sim_prepare_add,
		[CALL_ADD_TO_CONFERENCE] = sim_add_to_conference,
		[CALL_REMOVE_FROM_CONFERENCE] = sim_remove_from_conference,
		[CALL_PARK]		= sim_park,
		[CALL_UNPARK]		= sim_unpark,
		[CALL_PICKUP]		= sim_pickup,
		[CALL_COMPLETE]		= sim_complete,
		[CALL_SECURE]		= sim_secure,
		[CALL_SEND_UUI]		= sim_send_uui,
		[CALL_RELEASE_UUI]	= sim_release_uui,
		[CALL_SET_PARAMS]	= sim_set_params,
		[CALL_SET_QOS]		= sim_set_qos,
		[CALL_SET_DATA]		= sim_set_data,
		[CALL_SET_TERMINAL]	= sim_set_terminal,
	},
	.line = {
		[LINE_OP_FORWARD]	= sim_forward,
		[LINE_OP_UNCOMPLETE]	= sim_uncomplete,
		[LINE_OP_SET_TERMINAL]	= sim_line_set_terminal,
		[LINE_OP_SET_STATUS]	= sim_set_status,
		[LINE_OP_DEVSPECIFIC]	= sim_devspecific,
		[LINE_OP_DEVSPECIFIC_FEATURE] = sim_feature,
	},
	.phone_keys = sim_phone_keys,
	.phone_conf_size = sizeof(struct sim_phone_conf),
	.phone_new = sim_phone_new,
	.phone_free = sim_phone_free,
	.phone_open = sim_phone_open,
	.phone_close = sim_phone_close,
	.phone = {
		[PHONE_OP_HOOKSWITCH]	= sim_phone_hookswitch,
		[PHONE_OP_VOLUME]	= sim_phone_volume,
		[PHONE_OP_GAIN]		= sim_phone_gain,
		[PHONE_OP_RING]		= sim_phone_ring,
		[PHONE_OP_DISPLAY]	= sim_phone_display,
		[PHONE_OP_BUTTON_INFO]	= sim_phone_button_info,
		[PHONE_OP_LAMP]		= sim_phone_lamp,
		[PHONE_OP_DATA]		= sim_phone_data,
		[PHONE_OP_DEVSPECIFIC]	= sim_phone_devspecific,
	},
	.phone_press = sim_phone_press,
	.phone_lift = sim_phone_lift,
};

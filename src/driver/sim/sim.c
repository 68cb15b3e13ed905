/* SPDX-License-Identifier: MIT
 * sim.c - the operations of the exchange, and the driver. */
#include "driver/sim/phone.h"
#include "base/mem.h"

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

static void do_dial(struct sim_end *end)
{
	sim_link_place(end->link);
}

static void do_accept(struct sim_end *end)
{
	call_reply(end->call, CALL_ACCEPT, OK);
	call_event(end->call, EV_ACCEPTED, 0);
	if (sim_settings()->alert == SIM_ALERT_ACCEPT)
		sim_link_alert(end->link);
}

static void do_answer(struct sim_end *end)
{
	call_reply(end->call, CALL_ANSWER, OK);
	sim_link_answer(end->link);
}

static void do_drop(struct sim_end *end)
{
	struct call *call = end->call;

	call_reply(call, CALL_DROP, OK);
	sim_end_leave(end);
	call_event(call, EV_GONE, 0);
}

/* A held end hears nothing and its digits stop. */
static void do_hold(struct sim_end *end)
{
	const struct line *line = end->call->line;
	struct sim_end *other = sim_other(end);

	if (line_count_calls(line, CALLSTATE_HELD) >= line->driver->traits->max_held) {
		call_reply(end->call, CALL_HOLD, ERR_RESOURCE);
		return;
	}
	sim_send_stop(end);
	call_generated(end->call, LINEGENERATETERM_CANCEL);
	call_reply(end->call, CALL_HOLD, OK);
	call_event(end->call, EV_HELD, 0);
	if (sim_end_talks(other))
		call_event(other->call, EV_CONNECTED, LINECONNECTEDMODE_ACTIVEHELD);
}

static DWORD connected_mode(struct sim_end *end)
{
	const struct call *other = sim_other(end)->call;

	return other && other->state == LINECALLSTATE_ONHOLD ? LINECONNECTEDMODE_ACTIVEHELD
							      : LINECONNECTEDMODE_ACTIVE;
}

static void do_unhold(struct sim_end *end)
{
	const struct line *line = end->call->line;
	struct sim_end *other = sim_other(end);

	if (line_count_calls(line, CALLSTATE_OCCUPIES) >= line->max_active) {
		call_reply(end->call, CALL_UNHOLD, ERR_RESOURCE);
		return;
	}
	call_reply(end->call, CALL_UNHOLD, OK);
	call_event(end->call, EV_CONNECTED, connected_mode(end));
	if (sim_end_talks(other))
		call_event(other->call, EV_CONNECTED, LINECONNECTEDMODE_ACTIVE);
}

/* --- requests that take their time ------------------------------------------ */

struct request {
	struct list node;		/* of sim_end.requests */
	struct timer timer;
	struct sim_end *end;
	enum call_op op;
	void (*perform)(struct sim_end *end);
};

static void request_free(struct request *request)
{
	timer_stop(&request->end->link->desk->timers, &request->timer);
	list_remove(&request->node);
	mem_free(request);
}

void sim_requests_forget(struct sim_end *end)
{
	list_each_safe(node, &end->requests)
		request_free(list_entry(node, struct request, node));
}

/* The call may have become something else since it was asked. */
static void request_due(void *arg)
{
	struct request *request = arg;
	struct sim_end *end = request->end;
	void (*perform)(struct sim_end *end) = request->perform;
	enum call_op op = request->op;
	enum err err = call_may(end->call, op);

	request_free(request);
	if (err)
		call_reply(end->call, op, err);
	else
		perform(end);
}

static enum err begin(struct call *call, enum call_op op, void (*perform)(struct sim_end *end),
		      uint32_t after_ms)
{
	struct sim_end *end = end_of(call);
	struct request *request;

	if (after_ms == 0) {
		perform(end);
		return OK;
	}
	request = mem_zalloc(sizeof(*request));
	if (!request)
		return ERR_NOMEM;
	request->end = end;
	request->op = op;
	request->perform = perform;
	list_append(&end->requests, &request->node);
	timer_set(&end->link->desk->timers, &request->timer, after_ms, request_due, request);
	return OK;
}

static enum err sim_dial(struct call *call, const struct call_args *args)
{
	struct sim_link *link;
	enum err err;

	/* No dial tone to wait at, and nothing to be dialled later (R-DIAL-3). */
	if (!args->dest || !args->dest[0] || args->dest[strlen(args->dest) - 1] == ';')
		return ERR_ADDRESS;
	err = sim_link_new(&link, call, args->dest);
	if (err)
		return err;
	err = begin(call, CALL_DIAL, do_dial, sim_settings()->operation_ms);
	if (err) {
		call->data = NULL;
		link->ends[0].call = NULL;
		sim_link_settle(link);
	}
	return err;
}

static enum err sim_accept(struct call *call, const struct call_args *args)
{
	return begin(call, CALL_ACCEPT, do_accept, sim_settings()->operation_ms);
}

static enum err sim_answer(struct call *call, const struct call_args *args)
{
	return begin(call, CALL_ANSWER, do_answer, sim_settings()->operation_ms);
}

static enum err sim_drop(struct call *call, const struct call_args *args)
{
	const struct sim_script *script = end_of(call)->link->script;

	return begin(call, CALL_DROP, do_drop, script && script->clears_late
		     ? sim_settings()->clear_ms : sim_settings()->operation_ms);
}

static enum err sim_hold(struct call *call, const struct call_args *args)
{
	return begin(call, CALL_HOLD, do_hold, sim_settings()->operation_ms);
}

static enum err sim_unhold(struct call *call, const struct call_args *args)
{
	return begin(call, CALL_UNHOLD, do_unhold, sim_settings()->operation_ms);
}

static enum err sim_generate(struct call *call, const struct call_args *args)
{
	return sim_send(end_of(call), args->digits, args->duration_ms);
}

/* --- the driver ----------------------------------------------------------------- */

static void sim_stop(struct desk *desk)
{
	mem_free(sim.conf.prefix);
	memset(&sim, 0, sizeof(sim));
}

static enum err sim_start(struct desk *desk, const void *conf, struct buf *why)
{
	if (sim.works)
		return OK;
	sim.conf = *(const struct sim_conf *)conf;
	sim.conf.prefix = mem_copy(sim.conf.prefix);
	if (!sim.conf.prefix)
		return ERR_NOMEM;
	sim.works = true;
	return OK;
}

static void sim_line_free(struct line *line)
{
	struct sim_line *sl = line->data;

	if (!sl)
		return;
	sim_book_remove(sl);
	mem_free(sl);
	line->data = NULL;
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
	line->data = sl;
	line->max_active = sl->conf->calls;
	line->in_service = true;
	err = sim_book_add(sl);
	if (err)
		sim_line_free(line);
	return err;
}

static void sim_line_close(struct line *line)
{
	sim_script_forget(line->data);
}

static void sim_call_release(struct call *call)
{
	sim_end_leave(end_of(call));
}

static const struct line_traits traits = {
	.media_modes = LINEMEDIAMODE_INTERACTIVEVOICE,
	.bearer_modes = LINEBEARERMODE_VOICE,
	.max_rate = 64000,
	.max_active = 1,
	.max_held = 16,
	.generate_digits = LINEDIGITMODE_DTMF,
	.monitor_digits = LINEDIGITMODE_DTMF | LINEDIGITMODE_DTMFEND,
	.answer_mode = LINEANSWERMODE_NONE,
	.call_info = LINECALLINFOSTATE_MEDIAMODE | LINECALLINFOSTATE_APPSPECIFIC |
		     LINECALLINFOSTATE_CALLERID | LINECALLINFOSTATE_CALLEDID | LINECALLINFOSTATE_CONNECTEDID,
	.call_states = LINECALLSTATE_IDLE | LINECALLSTATE_OFFERING | LINECALLSTATE_ACCEPTED |
		       LINECALLSTATE_DIALING | LINECALLSTATE_PROCEEDING | LINECALLSTATE_RINGBACK |
		       LINECALLSTATE_BUSY | LINECALLSTATE_SPECIALINFO | LINECALLSTATE_CONNECTED |
		       LINECALLSTATE_ONHOLD | LINECALLSTATE_DISCONNECTED,
	.busy_modes = LINEBUSYMODE_STATION,
	.special_info = LINESPECIALINFO_NOCIRCUIT,
	.disconnect_modes = LINEDISCONNECTMODE_NORMAL | LINEDISCONNECTMODE_REJECT | LINEDISCONNECTMODE_BUSY |
			    LINEDISCONNECTMODE_NOANSWER | LINEDISCONNECTMODE_BADADDRESS |
			    LINEDISCONNECTMODE_UNREACHABLE | LINEDISCONNECTMODE_CONGESTION |
			    LINEDISCONNECTMODE_TEMPFAILURE | LINEDISCONNECTMODE_CANCELLED,
	.connected_modes = LINECONNECTEDMODE_ACTIVE | LINECONNECTEDMODE_ACTIVEHELD,
	.caller_id = LINECALLPARTYID_BLOCKED | LINECALLPARTYID_NAME | LINECALLPARTYID_ADDRESS |
		     LINECALLPARTYID_UNKNOWN,
	.called_id = LINECALLPARTYID_NAME | LINECALLPARTYID_ADDRESS | LINECALLPARTYID_UNKNOWN,
	.connected_id = LINECALLPARTYID_BLOCKED | LINECALLPARTYID_NAME | LINECALLPARTYID_ADDRESS |
			LINECALLPARTYID_UNKNOWN,
	.redirection_id = LINECALLPARTYID_UNKNOWN,
	.redirecting_id = LINECALLPARTYID_UNKNOWN,
	.line_states = LINEDEVSTATE_RINGING,
	.dial_text_max = SIM_NUMBER_SIZE - 1,
	.addr_flags = LINEADDRCAPFLAGS_DIALED,
	.dev_flags = LINEDEVCAPFLAGS_CLOSEDROP,
	.param_flags = LINECALLPARAMFLAGS_BLOCKID,
	.dial_extras = "",
	.info = "OpenTSP simulated exchange",
};

const struct driver sim_driver = {
	.name = "sim",
	.traits = &traits,
	.keys = sim_conf_keys,
	.conf_size = sizeof(struct sim_conf),
	.line_keys = sim_line_keys,
	.line_conf_size = sizeof(struct sim_line_conf),
	.start = sim_start,
	.stop = sim_stop,
	.line_new = sim_line_new,
	.line_free = sim_line_free,
	.line_close = sim_line_close,
	.line_calls = sim_phones_follow,
	.call_release = sim_call_release,
	.call = {
		[CALL_DIAL]		= sim_dial,
		[CALL_ACCEPT]		= sim_accept,
		[CALL_ANSWER]		= sim_answer,
		[CALL_DROP]		= sim_drop,
		[CALL_HOLD]		= sim_hold,
		[CALL_UNHOLD]		= sim_unhold,
		[CALL_GENERATE_DIGITS]	= sim_generate,
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
	},
	.phone_press = sim_phone_press,
	.phone_lift = sim_phone_lift,
};

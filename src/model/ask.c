/* SPDX-License-Identifier: MIT
 * ask.c - what may be asked of a call, when, and its one answer. */
#include "model/ask.h"
#include "model/call_in.h"
#include "base/log.h"
#include "base/mem.h"
#include "model/forward.h"
#include "model/join.h"
#include "model/line.h"

#define CONNECTED	LINECALLSTATE_CONNECTED
#define HELD		CALLSTATE_HELD
#define RINGING		CALLSTATE_RINGING
#define ALIVE		CALLSTATE_ALIVE
#define ANY		(CALLSTATE_ALL)
#define CONSULTING	(LINECALLSTATE_RINGBACK | LINECALLSTATE_BUSY | LINECALLSTATE_CONNECTED | \
			 LINECALLSTATE_PROCEEDING)
#define LIVE(bit)	LINECALLFEATURE_##bit

/* What may be asked, in which states, and the bit that tells so
 * (docs/spec/call-states.md, 3 and 4). `joins`: a second request while the
 * first is in flight is answered together with it. `other`: the states in
 * which the second call of an operation on two must be. */
static const struct {
	const char *name;
	DWORD when, feature;
	bool joins;
	DWORD other;		/* states of the second call; 0: there is none */
} asks[CALL_OP_COUNT] = {
	[CALL_DIAL] = { "lineMakeCall",
		CALLSTATE_NEW, 0, false },
	[CALL_PICKUP] = { "linePickup",
		CALLSTATE_NEW, 0, false },
	[CALL_UNPARK] = { "lineUnpark",
		CALLSTATE_NEW, 0, false },
	[CALL_DIAL_MORE] = { "lineDial",
		LINECALLSTATE_DIALTONE | LINECALLSTATE_DIALING, LIVE(DIAL), false },
	[CALL_ACCEPT] = { "lineAccept",
		LINECALLSTATE_OFFERING, LIVE(ACCEPT), true },
	[CALL_ANSWER] = { "lineAnswer",
		RINGING, LIVE(ANSWER), true },
	[CALL_REDIRECT] = { "lineRedirect",
		LINECALLSTATE_OFFERING, LIVE(REDIRECT), false },
	[CALL_DROP] = { "lineDrop",
		ALIVE | LINECALLSTATE_DISCONNECTED, LIVE(DROP), true },
	[CALL_HOLD] = { "lineHold",
		CONNECTED, LIVE(HOLD), true },
	[CALL_UNHOLD] = { "lineUnhold",
		HELD, LIVE(UNHOLD), true },
	[CALL_SWAP_HOLD] = { "lineSwapHold",
		CONNECTED, LIVE(SWAPHOLD), false,
		HELD },
	[CALL_SECURE] = { "lineSecureCall",
		ANY & ~LINECALLSTATE_IDLE, LIVE(SECURECALL), true },
	[CALL_COMPLETE] = { "lineCompleteCall",
		LINECALLSTATE_RINGBACK | LINECALLSTATE_BUSY | LINECALLSTATE_PROCEEDING, LIVE(COMPLETECALL), false },
	[CALL_PARK] = { "linePark",
		CONNECTED, LIVE(PARK), false },
	[CALL_SETUP_TRANSFER] = { "lineSetupTransfer",
		CONNECTED, LIVE(SETUPTRANSFER), false },
	[CALL_COMPLETE_TRANSFER] = { "lineCompleteTransfer",
		LINECALLSTATE_ONHOLDPENDTRANSFER | LINECALLSTATE_ONHOLD, LIVE(COMPLETETRANSF), false,
		CONSULTING },
	[CALL_BLIND_TRANSFER] = { "lineBlindTransfer",
		CONNECTED, LIVE(BLINDTRANSFER), false },
	[CALL_SETUP_CONFERENCE] = { "lineSetupConference",
		CONNECTED | CALLSTATE_NEW, LIVE(SETUPCONF), false },
	[CALL_PREPARE_ADD] = { "linePrepareAddToConference",
		CONNECTED, LIVE(PREPAREADDCONF), false },
	[CALL_ADD_TO_CONFERENCE] = { "lineAddToConference",
		LINECALLSTATE_ONHOLDPENDCONF | LINECALLSTATE_ONHOLD, LIVE(ADDTOCONF), false,
		(CONSULTING & ~LINECALLSTATE_BUSY) | LINECALLSTATE_ONHOLD },
	[CALL_REMOVE_FROM_CONFERENCE] = { "lineRemoveFromConference",
		LINECALLSTATE_CONFERENCED, LIVE(REMOVEFROMCONF), false },
	[CALL_GENERATE_DIGITS] = { "lineGenerateDigits",
		CONNECTED, LIVE(GENERATEDIGITS), false },
	[CALL_GENERATE_TONE] = { "lineGenerateTone",
		CONNECTED, LIVE(GENERATETONE), false },
	[CALL_GATHER_DIGITS] = { "lineGatherDigits",
		ALIVE | LINECALLSTATE_DISCONNECTED, LIVE(GATHERDIGITS), false },
	[CALL_MONITOR_DIGITS] = { "lineMonitorDigits",
		ALIVE, LIVE(MONITORDIGITS), false },
	[CALL_MONITOR_TONES] = { "lineMonitorTones",
		ALIVE | LINECALLSTATE_DISCONNECTED, LIVE(MONITORTONES), false },
	[CALL_MONITOR_MEDIA] = { "lineMonitorMedia",
		ALIVE | LINECALLSTATE_DISCONNECTED, LIVE(MONITORMEDIA), false },
	[CALL_MEDIA_CONTROL] = { "lineSetMediaControl",
		ANY, LIVE(SETMEDIACONTROL), false },
	[CALL_SEND_UUI] = { "lineSendUserUserInfo",
		RINGING | LINECALLSTATE_RINGBACK | CONNECTED, LIVE(SENDUSERUSER), false },
	[CALL_RELEASE_UUI] = { "lineReleaseUserUserInfo",
		ANY, LIVE(RELEASEUSERUSERINFO), false },
	[CALL_SET_PARAMS] = { "lineSetCallParams",
		ALIVE, LIVE(SETCALLPARAMS), false },
	[CALL_SET_TREATMENT] = { "lineSetCallTreatment",
		ALIVE, LIVE(SETTREATMENT), false },
	[CALL_SET_QOS] = { "lineSetCallQualityOfService",
		ALIVE, LIVE(SETQOS), false },
	[CALL_SET_DATA] = { "lineSetCallData",
		ALIVE, LIVE(SETCALLDATA), false },
	[CALL_SET_TERMINAL] = { "lineSetTerminal",
		ANY, LIVE(SETTERMINAL), false },
};

const char *call_op_name(enum call_op op)
{
	return (unsigned)op < CALL_OP_COUNT ? asks[op].name : "?";
}

/* The driver has a slot for it, or the model does it with what the driver tells. */
bool call_op_possible(const struct driver *driver, enum call_op op)
{
	if (op == CALL_GATHER_DIGITS || op == CALL_MONITOR_DIGITS)
		return driver->traits->monitor_digits != 0;
	return driver->call[op] != NULL;
}

bool line_can(const struct line *line, enum call_op op)
{
	if (op == CALL_SET_TERMINAL && !line->terminal_count)
		return false;
	return call_op_possible(line->driver, op) &&
	       (!line->driver->call_able || line->driver->call_able(line, op));
}

/* What is dialled in parts takes more of it; anything else is dialled once. */
static bool is_dialled(const struct call *call, enum call_op op)
{
	return op == CALL_DIAL_MORE && call->state == LINECALLSTATE_DIALING &&
	       !(line_addr_flags(call->line) & LINEADDRCAPFLAGS_PARTIALDIAL);
}

static bool is_ready(const struct call *call, enum call_op op, const struct call *other)
{
	const struct driver *driver = call->line->driver;

	return !driver->call_ready || call->state == CALLSTATE_NEW || driver->call_ready(call, op, other);
}

enum err call_may(const struct call *call, enum call_op op)
{
	enum err err;

	if (!line_can(call->line, op))
		return ERR_UNAVAIL;
	err = line_lets(call->line, op);
	if (!err)
		err = join_may(call, op, NULL);
	if (err)
		return err;
	if (op == CALL_UNHOLD && join_is_initial(call))
		return OK;
	if (is_dialled(call, op) || !(asks[op].when & call->state))
		return ERR_STATE;
	return is_ready(call, op, NULL) ? OK : ERR_STATE;
}

enum err call_may_with(const struct call *call, enum call_op op, const struct call_args *args)
{
	enum err err = call_may(call, op);

	if (err || !asks[op].other)
		return err;
	if (!args->other)
		return ERR_CALL;
	err = join_may(call, op, args->other);
	if (err)
		return err;
	return (asks[op].other & args->other->state) && is_ready(call, op, args->other) ? OK : ERR_STATE;
}

/* Whether the line has the second call that `op` needs. */
static bool has_other(const struct call *call, int op)
{
	if (!asks[op].other)
		return true;
	list_each(node, &call->line->calls) {
		const struct call *other = list_entry(node, struct call, node);

		if (other != call && (asks[op].other & other->state) && is_ready(call, op, other))
			return true;
	}
	return false;
}

DWORD call_features(const struct call *call)
{
	DWORD features = 0;

	for (int op = 0; op < CALL_OP_COUNT; op++)
		if (call_may(call, op) == OK && has_other(call, op))
			features |= asks[op].feature;
	return features;
}

DWORD call_features_ever(const struct line *line)
{
	DWORD features = 0;

	for (int op = 0; op < CALL_OP_COUNT; op++)
		if (line_can(line, op))
			features |= asks[op].feature;
	return features;
}

DWORD call_features2(const struct line *line, DWORD features)
{
	const struct line_traits *traits = line->driver->traits;
	const struct {
		DWORD feature, can, bit;
	} ways[] = {
		{ LIVE(SETUPCONF) | LIVE(PREPAREADDCONF),
		  traits->param_flags & LINECALLPARAMFLAGS_NOHOLDCONFERENCE, LINECALLFEATURE2_NOHOLDCONFERENCE },
		{ LIVE(SETUPTRANSFER),
		  traits->param_flags & LINECALLPARAMFLAGS_ONESTEPTRANSFER, LINECALLFEATURE2_ONESTEPTRANSFER },
		{ LIVE(COMPLETECALL), traits->complete_modes & LINECALLCOMPLMODE_CAMPON, LINECALLFEATURE2_COMPLCAMPON },
		{ LIVE(COMPLETECALL), traits->complete_modes & LINECALLCOMPLMODE_CALLBACK, LINECALLFEATURE2_COMPLCALLBACK },
		{ LIVE(COMPLETECALL), traits->complete_modes & LINECALLCOMPLMODE_INTRUDE, LINECALLFEATURE2_COMPLINTRUDE },
		{ LIVE(COMPLETECALL), traits->complete_modes & LINECALLCOMPLMODE_MESSAGE, LINECALLFEATURE2_COMPLMESSAGE },
		{ LIVE(COMPLETETRANSF), 1, LINECALLFEATURE2_TRANSFERNORM },
		{ LIVE(COMPLETETRANSF), traits->max_conference, LINECALLFEATURE2_TRANSFERCONF },
		{ LIVE(PARK), line_park_modes(line) & LINEPARKMODE_DIRECTED, LINECALLFEATURE2_PARKDIRECT },
		{ LIVE(PARK), line_park_modes(line) & LINEPARKMODE_NONDIRECTED, LINECALLFEATURE2_PARKNONDIRECT },
	};
	DWORD all = 0;

	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++)
		if ((features & ways[i].feature) && ways[i].can)
			all |= ways[i].bit;
	return all;
}

/* --- answers --------------------------------------------------------------- */

static struct desk *desk_of(const struct ask *ask)
{
	return line_desk(ask->line);
}

static const char *name_of_ask(const struct ask *ask)
{
	return ask->call ? call_op_name(ask->op) : line_op_name(ask->op);
}

/* What was to be born: TAPI knows it by this reply, or it never was. */
static void deliver_born(struct ask *ask, enum err result, uint64_t reply)
{
	for (int i = 0; i < BIRTHS_MAX; i++) {
		struct call *born = ask->born[i];

		if (!born)
			continue;
		born->birth = NULL;
		if (!result) {
			born->standing = CALL_KNOWN;
			born->born_by = reply;
			continue;
		}
		ask_answer_all(&born->asks, -1, result);
		if (born->data)
			born->line->driver->call_release(born);
		call_destroy(born);
	}
}

/* Answer one request: the only place from which replies come. */
static void answer(struct ask *ask, enum err result)
{
	struct letter letter = {
		.kind = LETTER_REPLY, .line = ask->line->handle,
		.call = ask->call ? ask->call->handle : 0,
		.id = ask->id, .result = err_line(result), .provider = ask->line->provider,
		.p1 = ask->born[0] && !ask->born[1] ? ask->born[0]->handle : 0,
	};

	if (result)
		log_write(LOG_WARN, "tspi", ask->call ? call_name(ask->call) : ask->line->name,
			  "%s failed: %s", name_of_ask(ask), err_text(result));
	list_remove(&ask->node);
	mail_release(&desk_of(ask)->mail, 1);
	deliver_born(ask, result, desk_reply(desk_of(ask), &letter));
	if (ask->forwards)
		line_forwarded(ask->line, ask->forwards, result);
	mem_free(ask);
}

static struct ask *ask_find(struct list *asks_of, int op)
{
	list_each(node, asks_of) {
		struct ask *ask = list_entry(node, struct ask, node);

		if (op < 0 || ask->op == op)
			return ask;
	}
	return NULL;
}

/* An answer can take further requests along (of calls that are not born), so
 * each time the first that is left is looked for. */
void ask_answer_all(struct list *asks_of, int op, enum err result)
{
	struct ask *ask;

	while ((ask = ask_find(asks_of, op)))
		answer(ask, result);
}

void ask_birth_done(struct call *call)
{
	if (call->birth)
		answer(call->birth, OK);
	call->standing = CALL_KNOWN;
}

void ask_birth_fails(struct call *call, enum err why)
{
	struct ask *ask = call->birth;

	if (!ask) {	/* answered, but TAPI may not have heard so */
		desk_reply_again(line_desk(call->line), call->handle, err_line(why));
		return;
	}
	call->birth = NULL;
	for (int i = 0; i < BIRTHS_MAX; i++)
		if (ask->born[i] == call)
			ask->born[i] = NULL;
	answer(ask, why);
}

/* --- requests ------------------------------------------------------------ */

static enum err ask_new(struct ask **out, struct line *line, struct list *asks_of, int op,
			DRV_REQUESTID id)
{
	struct ask *ask = mem_zalloc(sizeof(*ask));

	if (!ask)
		return ERR_NOMEM;
	if (mail_reserve(&line_desk(line)->mail, 1)) {
		mem_free(ask);
		return ERR_NOMEM;
	}
	ask->id = id;
	ask->op = op;
	ask->line = line;
	list_append(asks_of, &ask->node);
	*out = ask;
	return OK;
}

/* Nothing was begun: it never was, and its calls are the caller's. */
static void ask_undo(struct ask *ask)
{
	for (int i = 0; i < BIRTHS_MAX; i++)
		if (ask->born[i])
			ask->born[i]->birth = NULL;
	list_remove(&ask->node);
	mail_release(&desk_of(ask)->mail, 1);
	mem_free(ask);
}

static void ask_bears(struct ask *ask, struct call *const born[BIRTHS_MAX])
{
	for (int i = 0; i < BIRTHS_MAX; i++) {
		ask->born[i] = born[i];
		if (born[i])
			born[i]->birth = ask;
	}
}

/* Whether a call that is asked for in this state gives birth to itself. */
static bool bears_itself(const struct call *call)
{
	return call->state == CALLSTATE_NEW;
}

enum err call_ask(struct call *call, enum call_op op, DRV_REQUESTID request,
		  const struct call_args *args)
{
	struct call *const itself[BIRTHS_MAX] = { call, NULL };
	struct ask *ask = NULL;
	bool joins;
	enum err err;

	/* Nothing before TAPI knows the call but what makes it (R-HND-7). */
	if (call->birth || (call->state == CALLSTATE_NEW && call->standing != CALL_UNBORN))
		return ERR_STATE;
	err = call_may_with(call, op, args);
	if (err)
		return err;
	joins = asks[op].joins && ask_find(&call->asks, op);
	if (request) {
		err = ask_new(&ask, call->line, &call->asks, op, request);
		if (err)
			return err;
		ask->call = call;
		ask->out = args->out;
		ask_bears(ask, bears_itself(call) && !args->born[0] ? itself : args->born);
	}
	if (joins)
		return OK;
	log_write(LOG_DEBUG, "model", call_name(call), "%s", call_op_name(op));
	if (op == CALL_UNHOLD) {
		bool held = join_unhold(call);

		/* The end of the consultation may have been its own, too. */
		err = held ? call_may(call, op) : OK;
		if (!held || err) {
			call_reply(call, op, err);
			return OK;
		}
	}
	err = call->line->driver->call[op](call, args);
	if (err && ask)
		ask_undo(ask);
	return err;
}

/* What needs a selected version of the extension (R-EXT-5). */
static bool is_extended(enum line_op op)
{
	return op == LINE_OP_DEVSPECIFIC || op == LINE_OP_DEVSPECIFIC_FEATURE;
}

enum err line_ask(struct line *line, enum line_op op, DRV_REQUESTID request,
		  const struct line_args *args)
{
	struct ask *ask = NULL;
	enum err err;

	if (!line_op_possible(line, op) || (is_extended(op) && !line->ext_version))
		return ERR_UNAVAIL;
	if (request) {
		err = ask_new(&ask, line, &line->asks, op, request);
		if (err)
			return err;
		ask_bears(ask, args->born);
		ask->forwards = args->forwards;
	}
	err = line->driver->line[op](line, args);
	if (err && ask)
		ask_undo(ask);
	return err;
}

enum err call_brings(struct call *call, enum call_op op, DWORD number, const char *text)
{
	const struct ask *ask = ask_find(&call->asks, op);

	return ask && ask->out.to ? ask->out.write(ask->out.to, number, text) : OK;
}

DRV_REQUESTID call_request(const struct call *call, enum call_op op)
{
	list_each(node, &call->asks) {
		const struct ask *ask = list_entry(node, struct ask, node);

		if (ask->op == (int)op)
			return ask->id;
	}
	return 0;
}

void call_reply(struct call *call, enum call_op op, enum err result)
{
	struct ask *ask = ask_find(&call->asks, op);

	if (!ask)
		return;
	if (asks[op].joins)
		ask_answer_all(&call->asks, op, result);
	else
		answer(ask, result);
}

void line_reply(struct line *line, enum line_op op, enum err result)
{
	struct ask *ask = ask_find(&line->asks, op);

	if (ask)
		answer(ask, result);
}

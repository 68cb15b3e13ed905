/* SPDX-License-Identifier: MIT
 * ask.c - what may be asked of a call, when, and its one answer. */
#include "model/call_in.h"
#include "base/log.h"
#include "base/mem.h"
#include "model/line.h"

#define CONNECTED	LINECALLSTATE_CONNECTED
#define HELD		CALLSTATE_HELD
#define RINGING		CALLSTATE_RINGING
#define ALIVE		CALLSTATE_ALIVE
#define ANY		(CALLSTATE_ALL)
#define LIVE(bit)	LINECALLFEATURE_##bit

/* What may be asked, in which states, and the bit that tells so
 * (docs/spec/call-states.md, 3 and 4). `joins`: a second request while the
 * first is in flight is answered together with it. */
static const struct {
	const char *name;
	DWORD when, feature;
	bool joins;
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
		CONNECTED, LIVE(SWAPHOLD), false },
	[CALL_SECURE] = { "lineSecureCall",
		ANY & ~LINECALLSTATE_IDLE, LIVE(SECURECALL), true },
	[CALL_COMPLETE] = { "lineCompleteCall",
		LINECALLSTATE_RINGBACK | LINECALLSTATE_BUSY | LINECALLSTATE_PROCEEDING, LIVE(COMPLETECALL), false },
	[CALL_PARK] = { "linePark",
		CONNECTED, LIVE(PARK), false },
	[CALL_SETUP_TRANSFER] = { "lineSetupTransfer",
		CONNECTED, LIVE(SETUPTRANSFER), false },
	[CALL_COMPLETE_TRANSFER] = { "lineCompleteTransfer",
		LINECALLSTATE_ONHOLDPENDTRANSFER | LINECALLSTATE_ONHOLD, LIVE(COMPLETETRANSF), false },
	[CALL_BLIND_TRANSFER] = { "lineBlindTransfer",
		CONNECTED, LIVE(BLINDTRANSFER), false },
	[CALL_SETUP_CONFERENCE] = { "lineSetupConference",
		CONNECTED, LIVE(SETUPCONF), false },
	[CALL_PREPARE_ADD] = { "linePrepareAddToConference",
		CONNECTED, LIVE(PREPAREADDCONF), false },
	[CALL_ADD_TO_CONFERENCE] = { "lineAddToConference",
		LINECALLSTATE_ONHOLDPENDCONF | LINECALLSTATE_ONHOLD, LIVE(ADDTOCONF), false },
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

enum err call_may(const struct call *call, enum call_op op)
{
	if (!call_op_possible(call->line->driver, op))
		return ERR_UNAVAIL;
	return asks[op].when & call->state ? OK : ERR_STATE;
}

DWORD call_features(const struct call *call)
{
	DWORD features = 0;

	for (int op = 0; op < CALL_OP_COUNT; op++)
		if ((asks[op].when & call->state) && call_op_possible(call->line->driver, op))
			features |= asks[op].feature;
	return features;
}

DWORD call_features_ever(const struct line *line)
{
	DWORD features = 0;

	for (int op = 0; op < CALL_OP_COUNT; op++)
		if (call_op_possible(line->driver, op))
			features |= asks[op].feature;
	return features;
}

/* --- answers --------------------------------------------------------------- */

/* Answer one request: the only place from which the reply of a call comes. */
static void answer(struct call *call, struct ask *ask, enum err result)
{
	struct provider *provider = call->line->provider;
	struct letter letter = {
		.kind = LETTER_REPLY, .line = call->line->handle, .call = call->handle,
		.id = ask->id, .result = err_line(result), .provider = provider,
	};

	if (result)
		log_write(LOG_WARN, "tspi", call_name(call), "%s failed: %s",
			  call_op_name(ask->op), err_text(result));
	list_remove(&ask->node);
	mem_free(ask);
	mail_release(&provider->desk->mail, 1);
	mail_post(&provider->desk->mail, &letter);
}

/* Answer all requests for `op` (-1: whatever they asked for). */
void ask_answer_all(struct call *call, int op, enum err result)
{
	list_each_safe(node, &call->asks) {
		struct ask *ask = list_entry(node, struct ask, node);

		if (op < 0 || ask->op == op)
			answer(call, ask, result);
	}
}
/* --- requests ------------------------------------------------------------ */

static struct ask *ask_find(struct call *call, enum call_op op)
{
	list_each(node, &call->asks) {
		struct ask *ask = list_entry(node, struct ask, node);

		if (ask->op == (int)op)
			return ask;
	}
	return NULL;
}

static enum err ask_new(struct ask **out, struct call *call, enum call_op op, DRV_REQUESTID id)
{
	struct ask *ask = mem_zalloc(sizeof(*ask));

	if (!ask)
		return ERR_NOMEM;
	if (mail_reserve(&line_desk(call->line)->mail, 1)) {
		mem_free(ask);
		return ERR_NOMEM;
	}
	ask->id = id;
	ask->op = op;
	list_append(&call->asks, &ask->node);
	*out = ask;
	return OK;
}

enum err call_ask(struct call *call, enum call_op op, DRV_REQUESTID request,
		  const struct call_args *args)
{
	const struct driver *driver = call->line->driver;
	struct ask *ask = NULL;
	bool joins;
	enum err err;

	err = call_may(call, op);
	if (err)
		return err;
	joins = asks[op].joins && ask_find(call, op);
	if (call->standing == CALL_UNBORN)
		call->birth = op;
	if (request) {
		err = ask_new(&ask, call, op, request);
		if (err)
			return err;
	}
	if (joins)
		return OK;
	log_write(LOG_DEBUG, "model", call_name(call), "%s", call_op_name(op));
	err = driver->call[op](call, args);
	if (err && ask) {
		list_remove(&ask->node);
		mem_free(ask);
		mail_release(&line_desk(call->line)->mail, 1);
	}
	return err;
}

void call_reply(struct call *call, enum call_op op, enum err result)
{
	struct ask *ask = ask_find(call, op);

	if (!ask)
		return;
	if (asks[op].joins)
		ask_answer_all(call, op, result);
	else
		answer(call, ask, result);
	if (call->standing != CALL_UNBORN)
		return;
	if (result) {
		ask_answer_all(call, -1, result);
		call_destroy(call);
	} else {
		call->standing = CALL_KNOWN;
	}
}

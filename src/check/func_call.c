/* SPDX-License-Identifier: MIT
 * func_call.c - probes of functions about calls.
 *
 * A row says in which scene it is tried, which bit of dwCallFeatures announces
 * it, and what must be so when it was done well, at the other end where that
 * is to be seen. Afterwards it is tried in every state that a call can be in,
 * and must do there what the bit says. */
#include "check/func.h"
#include "check/play.h"
#include "base/mem.h"

#define WAIT_MS 15000
#define FEATURE(name) LINECALLFEATURE_##name

struct act {
	const char *name;
	enum in in;
	DWORD feature;		/* 0: nothing announces it; it must work or be unavailable */
	bool sync;		/* done when it returns 0 */
	void (*act)(struct check *c, struct play *p);	/* sets request */
	bool (*done)(struct check *c, struct play *p);	/* NULL: there is nothing to see */
	const char *effect;	/* what `done` looks for */
	bool quiet;		/* it may be legal, without effect, where it is not announced */
};

/* A request of our own for functions that the host has no words for. */
#define OWN(c, p, fn, ...) do {								\
	LONG id_ = host_request((c)->host, #fn, 0, (p)->call);				\
	LONG got_ = LINE_CALL(c, fn, (DRV_REQUESTID)id_, __VA_ARGS__);			\
	(p)->request = got_ == 0 ? 0 : host_request_end((c)->host, id_, got_);		\
	if (got_ == 0)									\
		lying(c, "returned 0 for a request");					\
} while (0)

#define ACT(name, call) \
	static void act_##name(struct check *c, struct play *p) { p->request = call; }

ACT(accept, host_accept(c->host, p->call))
ACT(answer, host_answer(c->host, p->call))
ACT(drop, host_drop(c->host, p->call))
ACT(hold, host_hold(c->host, p->call))
ACT(unhold, host_unhold(c->host, p->call))
ACT(swap, host_swap_hold(c->host, p->call, p->other))
ACT(dial, host_dial(c->host, p->call, c->dest))
ACT(redirect, host_redirect(c->host, p->call, c->third_dest[0] ? c->third_dest : c->dest))
ACT(blind, host_blind_transfer(c->host, p->call, c->third_dest[0] ? c->third_dest : c->dest))
ACT(setup_transfer, host_setup_transfer(c->host, p->call, &p->born))
ACT(complete_transfer, host_complete_transfer(c->host, p->call, p->other,
					      LINETRANSFERMODE_TRANSFER, NULL))
ACT(setup_conf, host_setup_conference(c->host, p->call, c->line, 3, &p->born, &p->third))
ACT(prepare_add, host_prepare_add(c->host, p->call, &p->born))
ACT(add, host_add_to_conference(c->host, p->call, p->other))
ACT(remove, host_remove_from_conference(c->host, p->call))
ACT(park, host_park(c->host, p->call, LINEPARKMODE_NONDIRECTED, NULL))
ACT(complete_call, host_complete_call(c->host, p->call, LINECALLCOMPLMODE_CALLBACK, 0))
ACT(secure, host_secure_call(c->host, p->call))
ACT(uui, host_send_uui(c->host, p->call, "hi", 2))
ACT(release, host_release_uui(c->host, p->call))
ACT(data, host_set_call_data(c->host, p->call, "data", 4))
ACT(digits, host_generate_digits(c->host, p->call, LINEDIGITMODE_DTMF, "1", 100, 3))
ACT(tone, host_generate_tone(c->host, p->call, LINETONEMODE_BEEP, 100, 3))
ACT(monitor, host_monitor_digits(c->host, p->call, LINEDIGITMODE_DTMF))
ACT(gather, host_gather_digits(c->host, p->call, &(struct host_gather){
	.modes = LINEDIGITMODE_DTMF, .count = 1, .end_to_end = 5 }))

static void act_tones(struct check *c, struct play *p)
{
	LINEMONITORTONE tone = { .dwAppSpecific = 77, .dwDuration = 50, .dwFrequency1 = 600 };

	p->request = LINE_CALL(c, lineMonitorTones, p->hd, 9, &tone, 1);
}

/* The first treatment that the address has besides the one of the call. */
static void act_treatment(struct check *c, struct play *p)
{
	LINEADDRESSCAPS *caps = address_caps(c, c->device);
	DWORD treatment = 1;

	if (c->version >= TAPI_2_0 && caps->dwNumCallTreatments > 1 &&
	    caps->dwCallTreatmentListOffset + 2 * sizeof(LINECALLTREATMENTENTRY) <= caps->dwUsedSize)
		memcpy(&treatment, (char *)caps + caps->dwCallTreatmentListOffset +
		       sizeof(LINECALLTREATMENTENTRY), sizeof(treatment));
	p->set = treatment;
	p->request = host_set_call_treatment(c->host, p->call, treatment);
}

/* The last terminal is taken out of the way of the voice. */
static void act_terminal(struct check *c, struct play *p)
{
	LINEDEVCAPS *caps = line_caps(c, c->device);
	LINETERMCAPS terminal = { .dwTermModes = LINETERMMODE_MEDIABIDIRECT };

	p->set = caps->dwNumTerminals ? caps->dwNumTerminals - 1 : 0;
	if ((p->set + 1) * sizeof(terminal) <= caps->dwTerminalCapsSize)
		memcpy(&terminal, (char *)caps + caps->dwTerminalCapsOffset +
		       p->set * sizeof(terminal), sizeof(terminal));
	p->mode = terminal.dwTermModes & ~(terminal.dwTermModes - 1);
	OWN(c, p, lineSetTerminal, NULL, 0, p->hd, LINECALLSELECT_CALL, p->mode, p->set, FALSE);
}

static void act_media(struct check *c, struct play *p)
{
	p->set = media_beside_voice(c, c->device);
	p->request = host_monitor_media(c->host, p->call, p->set ? p->set : VOICE);
}

/* The last bearer mode that the line has. */
static void act_params(struct check *c, struct play *p)
{
	DWORD modes = line_caps(c, c->device)->dwBearerModes, bearer = LINEBEARERMODE_VOICE;

	for (DWORD bit = 1; bit && bit <= modes; bit <<= 1)
		if (modes & bit)
			bearer = bit;
	p->set = bearer;
	p->request = host_set_call_params(c->host, p->call, bearer, 0, 0);
}

static void act_qos(struct check *c, struct play *p)
{
	static unsigned char flows[2][32] = { { 1 }, { 2 } };

	OWN(c, p, lineSetCallQualityOfService, p->hd, flows[0], sizeof(flows[0]), flows[1],
	    sizeof(flows[1]));
}

static void act_media_control(struct check *c, struct play *p)
{
	LINEMEDIACONTROLDIGIT digit = { .dwDigit = '5', .dwDigitModes = LINEDIGITMODE_DTMF,
					.dwMediaControl = LINEMEDIACONTROL_START };

	p->request = LINE_CALL(c, lineSetMediaControl, host_hdline(c->host, c->line), 0, p->hd,
			       LINECALLSELECT_CALL, &digit, 1, NULL, 0, NULL, 0, NULL, 0);
}

/* --- what must be so afterwards ---------------------------------------------------------- */

static bool is_in(struct check *c, uint32_t call, DWORD states)
{
	return !call || scene_state(c, call, states, WAIT_MS);
}

#define DONE(name, condition) \
	static bool done_##name(struct check *c, struct play *p) { return condition; }

DONE(accept, is_in(c, p->call, LINECALLSTATE_ACCEPTED | LINECALLSTATE_OFFERING))
DONE(answer, is_in(c, p->call, LINECALLSTATE_CONNECTED) &&
     is_in(c, p->peer, LINECALLSTATE_CONNECTED))
DONE(drop, is_in(c, p->call, LINECALLSTATE_IDLE) &&
     is_in(c, p->peer, LINECALLSTATE_DISCONNECTED | LINECALLSTATE_IDLE))
DONE(held, is_in(c, p->call, LINECALLSTATE_ONHOLD))
DONE(unheld, is_in(c, p->call, LINECALLSTATE_CONNECTED))
DONE(swapped, is_in(c, p->call, LINECALLSTATE_ONHOLD | LINECALLSTATE_ONHOLDPENDTRANSFER) &&
     is_in(c, p->other, LINECALLSTATE_CONNECTED))
DONE(pending, is_in(c, p->call, LINECALLSTATE_ONHOLDPENDTRANSFER) && p->born &&
     is_in(c, p->born, ~(DWORD)LINECALLSTATE_IDLE))
DONE(transferred, is_in(c, p->call, LINECALLSTATE_IDLE) &&
     is_in(c, p->other, LINECALLSTATE_IDLE) && is_in(c, p->peer, LINECALLSTATE_CONNECTED) &&
     is_in(c, p->third, LINECALLSTATE_CONNECTED))
DONE(conferenced, is_in(c, p->call, LINECALLSTATE_CONFERENCED) && p->born && p->third)
DONE(prepared, is_in(c, p->call, LINECALLSTATE_ONHOLDPENDCONF) && p->born)
DONE(added, is_in(c, p->other, LINECALLSTATE_CONFERENCED) &&
     is_in(c, p->call, LINECALLSTATE_CONNECTED))
DONE(generated, scene_event(c, LINE_GENERATE, p->call, WAIT_MS, NULL))

/* The call is dialled, redirected, transferred: it arrives. */
static bool done_dialled(struct check *c, struct play *p)
{
	return scene_arrival(c, c->peer, p->from, WAIT_MS) != 0;
}

static bool done_sent_on(struct check *c, struct play *p)
{
	return is_in(c, p->call, LINECALLSTATE_IDLE) &&
	       (!c->third || p->third || scene_arrival(c, c->third, p->from, WAIT_MS));
}

static bool done_removed(struct check *c, struct play *p)
{
	DWORD state = address_caps(c, c->device)->dwRemoveFromConfState;

	return is_in(c, p->call, state ? state : LINECALLSTATE_IDLE);
}

static bool done_parked(struct check *c, struct play *p)
{
	char where[128];

	return host_parked(c->host, p->call, where, sizeof(where))[0] &&
	       is_in(c, p->call, LINECALLSTATE_IDLE);
}

/* The line that was busy has room: the completed call is offered. */
static bool done_completed(struct check *c, struct play *p)
{
	uint32_t back;

	if (!c->narrow)
		return true;
	host_drop(c->host, p->other);
	back = scene_arrival(c, c->line, p->from, WAIT_MS);
	return back && call_info(c, back)->dwReason == LINECALLREASON_CALLCOMPLETION;
}

static bool done_data(struct check *c, struct play *p)
{
	LINECALLINFO *info;

	scene_settle(c);
	info = call_info(c, p->call);
	return info->dwCallDataSize == 4 &&
	       memcmp((char *)info + info->dwCallDataOffset, "data", 4) == 0;
}

static bool done_terminal(struct check *c, struct play *p)
{
	LINECALLINFO *info;
	DWORD modes;

	for (int on = 0; on < 2; on++) {
		scene_settle(c);
		info = call_info(c, p->call);
		if ((p->set + 1) * sizeof(DWORD) > info->dwTerminalModesSize)
			return false;
		memcpy(&modes, (char *)info + info->dwTerminalModesOffset + p->set * sizeof(DWORD),
		       sizeof(modes));
		if (((modes & p->mode) != 0) != on)
			return false;
		if (on)
			return true;
		OWN(c, p, lineSetTerminal, NULL, 0, p->hd, LINECALLSELECT_CALL, p->mode, p->set,
		    TRUE);
		if (scene_reply(c, p->request, WAIT_MS))
			return false;
	}
	return true;
}

/* The other end turns to another kind of media. */
static bool done_media(struct check *c, struct play *p)
{
	return !p->peer || !p->set || host_set_media_mode(c->host, p->peer, p->set) ||
	       scene_event(c, LINE_MONITORMEDIA, p->call, WAIT_MS, NULL);
}

/* A digit of the other end begins a stream, which that end hears. */
static bool done_media_control(struct check *c, struct play *p)
{
	if (!p->peer || !(line_caps(c, c->device)->dwMediaModes & LINEMEDIAMODE_AUTOMATEDVOICE) ||
	    host_monitor_media(c->host, p->peer, LINEMEDIAMODE_AUTOMATEDVOICE) ||
	    host_generate_digits(c->host, p->peer, LINEDIGITMODE_DTMF, "5", 100, 3))
		return true;
	return scene_event(c, LINE_MONITORMEDIA, p->peer, WAIT_MS, NULL);
}

static bool done_params(struct check *c, struct play *p)
{
	scene_settle(c);
	return call_info(c, p->call)->dwBearerMode == p->set;
}

static bool done_secure(struct check *c, struct play *p)
{
	scene_settle(c);
	return call_info(c, p->call)->dwCallParamFlags & LINECALLPARAMFLAGS_SECURE;
}

static bool done_treated(struct check *c, struct play *p)
{
	scene_settle(c);
	return call_info(c, p->call)->dwCallTreatment == p->set;
}

static bool done_flows(struct check *c, struct play *p)
{
	LINECALLINFO *info;

	scene_settle(c);
	info = call_info(c, p->call);
	return info->dwSendingFlowspecSize == 32 && info->dwReceivingFlowspecSize == 32;
}

static bool done_uui(struct check *c, struct play *p)
{
	LINECALLINFO *info;

	if (!p->peer)
		return true;
	scene_settle(c);
	info = call_info(c, p->peer);
	return info->dwUserUserInfoSize == 2 &&
	       memcmp((char *)info + info->dwUserUserInfoOffset, "hi", 2) == 0;
}

static bool done_monitor(struct check *c, struct play *p)
{
	return !p->peer || host_generate_digits(c->host, p->peer, LINEDIGITMODE_DTMF, "1", 100, 3) ||
	       scene_event(c, LINE_MONITORDIGITS, p->call, WAIT_MS, NULL);
}

static bool done_gather(struct check *c, struct play *p)
{
	return !p->peer || host_generate_digits(c->host, p->peer, LINEDIGITMODE_DTMF, "1", 100, 3) ||
	       scene_event(c, LINE_GATHERDIGITS, p->call, WAIT_MS, NULL);
}

/* A tone of 600 Hz from the other end. */
static bool done_tones(struct check *c, struct play *p)
{
	LINEGENERATETONE tone = { .dwFrequency = 600, .dwCadenceOn = 200, .dwVolume = 0xFFFF };
	struct host_event event;

	if (!p->peer || LINE_CALL(c, lineGenerateTone, host_hdcall(c->host, p->peer), 4,
				  LINETONEMODE_CUSTOM, 400, 1, &tone))
		return true;
	return scene_event(c, LINE_MONITORTONE, p->call, WAIT_MS, &event) && event.p1 == 77;
}

static const struct act acts[] = {
	{ "lineAccept", IN_OFFERING, FEATURE(ACCEPT), false, act_accept, done_accept,
	 "an accepted call", false },
	{ "lineAnswer", IN_OFFERING, FEATURE(ANSWER), false, act_answer, done_answer,
	 "two connected ends", false },
	{ "lineDrop", IN_TALK, FEATURE(DROP), false, act_drop, done_drop, "an idle call", false },
	{ "lineHold", IN_TALK, FEATURE(HOLD), false, act_hold, done_held, "a held call", false },
	{ "lineUnhold", IN_HOLD, FEATURE(UNHOLD), false, act_unhold, done_unheld,
	 "a connected call", false },
	{ "lineSwapHold", IN_CONSULTING, FEATURE(SWAPHOLD), false, act_swap, done_swapped,
	 "calls that have changed places", false },
	{ "lineDial", IN_DIALTONE, FEATURE(DIAL), false, act_dial, done_dialled,
	 "a call at the number", false },
	{ "lineRedirect", IN_OFFERING, FEATURE(REDIRECT), false, act_redirect, done_sent_on,
	 "an idle call here and a new one there", false },
	{ "lineBlindTransfer", IN_TALK, FEATURE(BLINDTRANSFER), false, act_blind, done_sent_on,
	 "an idle call here and a new one there", false },
	{ "lineSetupTransfer", IN_TALK, FEATURE(SETUPTRANSFER), false, act_setup_transfer,
	 done_pending, "a call held for transfer and a consultation call", false },
	{ "lineCompleteTransfer", IN_CONSULTED, FEATURE(COMPLETETRANSF), false,
	 act_complete_transfer, done_transferred, "idle calls here and connected ones there", false },
	{ "lineSetupConference", IN_TALK, FEATURE(SETUPCONF), false, act_setup_conf,
	 done_conferenced, "a member, a conference and a consultation call", false },
	{ "linePrepareAddToConference", IN_CONFERENCE, FEATURE(PREPAREADDCONF), false,
	 act_prepare_add, done_prepared, "a conference that waits and a consultation call", false },
	{ "lineAddToConference", IN_PENDING_CONF, FEATURE(ADDTOCONF), false, act_add, done_added,
	 "a new member", false },
	{ "lineRemoveFromConference", IN_MEMBER, FEATURE(REMOVEFROMCONF), false, act_remove,
	 done_removed, "the state of dwRemoveFromConfState", false },
	{ "linePark", IN_TALK, FEATURE(PARK), false, act_park, done_parked,
	 "an idle call and the place where it is parked", false },
	{ "lineCompleteCall", IN_BUSY, FEATURE(COMPLETECALL), false, act_complete_call,
	 done_completed, "a call when there is room", false },
	{ "lineSecureCall", IN_TALK, FEATURE(SECURECALL), false, act_secure, done_secure,
	 "SECURE in LINECALLINFO", false },
	{ "lineSendUserUserInfo", IN_TALK, FEATURE(SENDUSERUSER), false, act_uui, done_uui,
	 "the information at the other end", false },
	{ "lineReleaseUserUserInfo", IN_TALK, FEATURE(RELEASEUSERUSERINFO), false, act_release,
	 NULL, NULL, true },
	{ "lineSetCallData", IN_TALK, FEATURE(SETCALLDATA), false, act_data, done_data,
	 "the data in LINECALLINFO", false },
	{ "lineSetCallParams", IN_TALK, FEATURE(SETCALLPARAMS), false, act_params, done_params,
	 "the bearer mode in LINECALLINFO", false },
	{ "lineSetCallTreatment", IN_TALK, FEATURE(SETTREATMENT), false, act_treatment,
	 done_treated, "the treatment in LINECALLINFO", false },
	{ "lineSetCallQualityOfService", IN_TALK, FEATURE(SETQOS), false, act_qos, done_flows,
	 "the flow specifications in LINECALLINFO", false },
	{ "lineSetTerminal", IN_TALK, FEATURE(SETTERMINAL), false, act_terminal, done_terminal,
	 "the modes of the terminal in LINECALLINFO", false },
	{ "lineGenerateDigits", IN_TALK, FEATURE(GENERATEDIGITS), true, act_digits, done_generated,
	 "LINE_GENERATE", false },
	{ "lineGenerateTone", IN_TALK, FEATURE(GENERATETONE), true, act_tone, done_generated,
	 "LINE_GENERATE", false },
	{ "lineMonitorDigits", IN_TALK, FEATURE(MONITORDIGITS), true, act_monitor, done_monitor,
	 "a digit that the other end sent", false },
	{ "lineGatherDigits", IN_TALK, FEATURE(GATHERDIGITS), true, act_gather, done_gather,
	 "a digit that the other end sent", false },
	{ "lineMonitorMedia", IN_TALK, FEATURE(MONITORMEDIA), true, act_media, done_media,
	 "what the other end turned to", false },
	{ "lineMonitorTones", IN_TALK, FEATURE(MONITORTONES), true, act_tones, done_tones,
	 "a tone that the other end sent", false },
	{ "lineSetMediaControl", IN_TALK, FEATURE(SETMEDIACONTROL), true, act_media_control,
	 done_media_control, "a stream at the other end", false },
};

/* What came of it: 0, an error, HOST_TIMEOUT. */
static LONG outcome(struct check *c, const struct act *act, struct play *p)
{
	LONG result;

	p->from = c->from = c->count;
	step("calling %s", act->name);
	act->act(c, p);
	result = p->request;
	if (act->sync) {
		if (result > 0)
			lying(c, "is synchronous and returned %ld", (long)result);
		return result;
	}
	if (result == 0)
		lying(c, "returned 0 for a request");
	if (result > 0)
		result = act->act == act_blind ? scene_handed_on(c, result, p->from, &p->third) :
			 scene_reply(c, result, WAIT_MS);
	if (result == HOST_TIMEOUT)
		lying(c, "accepts requests and never completes them");
	return result;
}

/* In each state: what is announced is not refused there, and what is not is. */
static void try_everywhere(struct check *c, const struct act *act)
{
	struct play p;
	DWORD bits;
	LONG result;

	c->is_real = true;
	for (int in = 0; in < INS && act->feature; in++) {
		if (!play_can(c, (enum in)in))
			continue;
		if (!scene_end_all(c))
			return;
		play_scene(c, (enum in)in, &p);
		bits = call_features(c, p.call);
		result = outcome(c, act, &p);
		if ((bits & act->feature) && (unavailable(result) ||
					      result == (LONG)LINEERR_INVALCALLSTATE))
			lying(c, "is announced in dwCallFeatures of a call that is %s, and answers %s",
			      play_name((enum in)in), name_error(result));
		if (!(bits & act->feature) && result == 0 && !act->quiet)
			lying(c, "succeeds with a call that is %s, and dwCallFeatures does not announce it",
			      play_name((enum in)in));
	}
}

static void call_probe(struct check *c, const char *name)
{
	const struct act *act = acts;
	struct play p = { 0 };
	bool announced, ever;
	LONG result;

	while (strcmp(act->name, name) != 0)
		act++;
	scene_lines(c);
	ever = (address_caps(c, c->device)->dwCallFeatures & act->feature) != 0;
	if (host_line_count(c->host) > 2)
		scene_third(c);
	play_scene(c, play_can(c, act->in) ? act->in : IN_TALK, &p);
	announced = (call_features(c, p.call) & act->feature) != 0;
	if (announced && !ever)
		lying(c, "is announced in dwCallFeatures, and not in LINEADDRESSCAPS");
	result = outcome(c, act, &p);
	if (unavailable(result) && (announced || ever))
		lying(c, "is announced in %s and answers OPERATIONUNAVAIL",
		      announced ? "dwCallFeatures" : "LINEADDRESSCAPS");
	if (unavailable(result))
		unreal(c);
	if (result == 0 && !announced && act->feature)
		lying(c, "succeeds, and dwCallFeatures did not announce it");
	if (result == 0 && act->done && !act->done(c, &p))
		lying(c, "succeeds without %s", act->effect);
	if (result && announced && play_can(c, act->in))
		lying(c, "is announced in dwCallFeatures of a call that is %s, and answers %s",
		      play_name(act->in), name_error(result));
	if (c->clock_moves)
		try_everywhere(c, act);
	if (result)
		real(c, "answers %s", name_error(result));
	real(c, "%s", act->done ? "" : "there is nothing of it to see");
}

/* --- calls that are made of nothing, and what else there is -------------------------------- */

static void judge(struct check *c, LONG result)
{
	if (unavailable(result))
		unreal(c);
	if (result < 0)
		real(c, "answers %s", name_error(result));
	if (result > 0)
		lying(c, "is synchronous and returned %ld", (long)result);
}

static void make_call(struct check *c, const char *name)
{
	uint32_t call = 0;
	LONG request, result;

	scene_line(c);
	if (!c->dest[0])
		skip(c, "there is nothing to dial (--dest)");
	request = host_make_call(c->host, c->line, c->dest, NULL, &call);
	if (unavailable(request))
		unreal(c);
	if (request <= 0)
		real(c, "answers %s", name_error(request));
	result = scene_reply(c, request, WAIT_MS);
	if (result == HOST_TIMEOUT)
		lying(c, "accepts requests and never completes them");
	if (result)
		real(c, "is completed with %s", name_error(result));
	if (!scene_state(c, call, 0xFFFFFFFF, WAIT_MS))
		lying(c, "succeeds, and the call has no state");
	real(c, "%s", "");
}

/* Of linePickup and lineUnpark: is the bit of the address there? */
static bool address_announces(struct check *c, DWORD feature)
{
	return c->version < TAPI_1_4 ||
	       (address_caps(c, c->device)->dwAddressFeatures & feature);
}

static _Noreturn void judge_birth(struct check *c, const struct play *p, bool announced)
{
	LONG result = p->request > 0 ? scene_reply(c, p->request, WAIT_MS) : p->request;

	if (result == HOST_TIMEOUT)
		lying(c, "accepts requests and never completes them");
	if (unavailable(result) && announced && c->version >= TAPI_1_4)
		lying(c, "is announced in dwAddressFeatures and answers OPERATIONUNAVAIL");
	if (unavailable(result))
		unreal(c);
	if (result)
		real(c, "answers %s", name_error(result));
	if (!announced)
		lying(c, "succeeds, and dwAddressFeatures does not announce it");
	if (!p->born || !is_in(c, p->born, LINECALLSTATE_CONNECTED) ||
	    !is_in(c, p->peer, LINECALLSTATE_CONNECTED))
		lying(c, "succeeds without two connected ends");
	real(c, "%s", "");
}

static void unpark(struct check *c, const char *name)
{
	char where[128] = "999";
	struct play p;

	scene_lines(c);
	play_scene(c, IN_TALK, &p);
	if (call_features(c, p.call) & FEATURE(PARK)) {
		scene_done(c, "linePark", host_park(c->host, p.call, LINEPARKMODE_NONDIRECTED, NULL));
		host_parked(c->host, p.call, where, sizeof(where));
		scene_settle(c);
	}
	step("calling lineUnpark");
	p.request = host_unpark(c->host, c->line, 0, where, &p.born);
	judge_birth(c, &p, address_announces(c, LINEADDRFEATURE_UNPARK |
					     LINEADDRFEATURE_PICKUP));
}

/* What rings at the second line is taken by the third, or by the first itself. */
static void pickup(struct check *c, const char *name)
{
	struct play p;
	bool announced;

	scene_lines(c);
	if (host_line_count(c->host) > 2)
		scene_third(c);
	play_scene(c, IN_RINGBACK, &p);
	announced = address_announces(c, LINEADDRFEATURE_PICKUP | LINEADDRFEATURE_PICKUPDIRECT |
				      LINEADDRFEATURE_PICKUPGROUP);
	step("calling linePickup");
	p.request = host_pickup(c->host, c->third ? c->third : c->line, 0, c->dest, NULL, &p.born);
	p.peer = p.call;
	judge_birth(c, &p, announced);
}

static void close_call(struct check *c, const char *name)
{
	uint32_t call = scene_talk(c, NULL);
	LONG result = host_close_call(c->host, call);

	judge(c, result);
	scene_talk(c, NULL);
	real(c, "%s", "");
}

static void app_specific(struct check *c, const char *name)
{
	uint32_t out = scene_talk(c, NULL);

	judge(c, host_set_app_specific(c->host, out, 0xABCD));
	if (call_info(c, out)->dwAppSpecific != 0xABCD)
		lying(c, "succeeds, and LINECALLINFO has another value");
	real(c, "%s", "");
}

static void media_mode(struct check *c, const char *name)
{
	uint32_t out = scene_talk(c, NULL);

	judge(c, host_set_media_mode(c->host, out, VOICE));
	if (call_info(c, out)->dwMediaMode != VOICE)
		lying(c, "succeeds, and LINECALLINFO has another media mode");
	real(c, "%s", "");
}

static void get_call_info(struct check *c, const char *name)
{
	uint32_t out = scene_talk(c, NULL);
	LINECALLINFO *info = NULL;

	judge(c, host_get_call_info(c->host, out, &info));
	if (info->dwLineDeviceID != c->device || !info->dwMediaMode)
		lying(c, "succeeds and names another line or no media mode");
	real(c, "%s", "");
}

static void get_call_status(struct check *c, const char *name)
{
	uint32_t out = scene_talk(c, NULL);
	LINECALLSTATUS *status = NULL;

	judge(c, host_get_call_status(c->host, out, &status));
	if (status->dwCallState != LINECALLSTATE_CONNECTED)
		lying(c, "says %s of a connected call", state_word(status->dwCallState));
	real(c, "%s", "");
}

static void call_address(struct check *c, const char *name)
{
	uint32_t out = scene_talk(c, NULL);
	DWORD id = 0x7777;

	judge(c, LINE_CALL(c, lineGetCallAddressID, host_hdcall(c->host, out), &id));
	if (id >= line_caps(c, c->device)->dwNumAddresses)
		lying(c, "succeeds and says address 0x%lx", (unsigned long)id);
	real(c, "%s", "");
}

static void call_ids(struct check *c, const char *name)
{
	uint32_t out = scene_talk(c, NULL);
	DWORD address = 0x7777, id = 0x7777, related = 0x7777;

	judge(c, LINE_CALL(c, lineGetCallIDs, host_hdcall(c->host, out), &address, &id, &related));
	if (address == 0x7777 || id == 0x7777)
		lying(c, "succeeds and writes nothing");
	if (id != call_info(c, out)->dwCallID)
		lying(c, "says 0x%lx of a call whose LINECALLINFO has 0x%lx", (unsigned long)id,
		      (unsigned long)call_info(c, out)->dwCallID);
	real(c, "%s", "");
}

static void no_owner(struct check *c, const char *name)
{
	real(c, "TAPI 2 and newer do not call it");
}

const struct func funcs_call[] = {
	{ "lineMakeCall", make_call, false }, { "lineCloseCall", close_call, false },
	{ "lineAccept", call_probe, false }, { "lineAnswer", call_probe, false },
	{ "lineDrop", call_probe, false }, { "lineHold", call_probe, false },
	{ "lineUnhold", call_probe, false }, { "lineSwapHold", call_probe, false },
	{ "lineDial", call_probe, false }, { "lineRedirect", call_probe, false },
	{ "lineBlindTransfer", call_probe, false }, { "lineSetupTransfer", call_probe, false },
	{ "lineCompleteTransfer", call_probe, false }, { "lineSetupConference", call_probe, false },
	{ "linePrepareAddToConference", call_probe, false },
	{ "lineAddToConference", call_probe, false },
	{ "lineRemoveFromConference", call_probe, false }, { "linePark", call_probe, false },
	{ "lineUnpark", unpark, false }, { "linePickup", pickup, false },
	{ "lineCompleteCall", call_probe, false }, { "lineSecureCall", call_probe, false },
	{ "lineSendUserUserInfo", call_probe, false },
	{ "lineReleaseUserUserInfo", call_probe, false }, { "lineSetCallData", call_probe, false },
	{ "lineSetCallParams", call_probe, false }, { "lineSetCallTreatment", call_probe, false },
	{ "lineSetCallQualityOfService", call_probe, false },
	{ "lineSetTerminal", call_probe, false }, { "lineGenerateDigits", call_probe, false },
	{ "lineGenerateTone", call_probe, false }, { "lineMonitorDigits", call_probe, false },
	{ "lineGatherDigits", call_probe, false }, { "lineMonitorMedia", call_probe, false },
	{ "lineMonitorTones", call_probe, false }, { "lineSetMediaControl", call_probe, false },
	{ "lineSetAppSpecific", app_specific, false }, { "lineSetMediaMode", media_mode, false },
	{ "lineGetCallInfo", get_call_info, false }, { "lineGetCallStatus", get_call_status, false },
	{ "lineGetCallAddressID", call_address, false }, { "lineGetCallIDs", call_ids, false },
	{ "lineDropNoOwner", no_owner, false }, { "lineDropOnClose", no_owner, false },
	{ NULL, NULL, false },
};

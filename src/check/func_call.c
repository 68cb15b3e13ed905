/* SPDX-License-Identifier: MIT
 * func_call.c - probes of functions about calls.
 *
 * A row says in which call it is tried, which feature bit announces it, and
 * what must be so when it was done well. */
#include "check/func.h"
#include "base/mem.h"

#define WAIT_MS 15000
#define FEATURE(name) LINECALLFEATURE_##name

/* The scene that a probe is played in. */
struct play {
	uint32_t call, peer;	/* the call, its other end (0: not to be seen) */
	uint32_t born;		/* what the function made */
	LONG request;
	HDRVCALL hd;
};

enum in { TALKING, OFFERED, HELD, DIALLED };

struct act {
	const char *name;
	enum in in;
	DWORD feature;		/* 0: nothing announces it; it must work or be unavailable */
	void (*act)(struct check *c, struct play *p);	/* sets request */
	bool (*done)(struct check *c, struct play *p);	/* NULL: there is nothing to see */
	const char *effect;	/* what `done` looks for */
};

/* A request of our own for functions that the host has no words for. */
#define OWN(c, p, fn, ...) do {								\
	LONG id_ = host_request((c)->host, #fn, 0, (p)->call);				\
	LONG got_ = LINE_CALL(c, fn, (DRV_REQUESTID)id_, __VA_ARGS__);			\
	(p)->request = got_ == 0 ? 0 : host_request_end((c)->host, id_, got_);		\
	if (got_ == 0)									\
		lying(c, "returned 0 for a request");					\
} while (0)

static void act_accept(struct check *c, struct play *p) { p->request = host_accept(c->host,
    p->call); }
static void act_answer(struct check *c, struct play *p) { p->request = host_answer(c->host,
    p->call); }
static void act_drop(struct check *c, struct play *p) { p->request = host_drop(c->host, p->call); }
static void act_hold(struct check *c, struct play *p) { p->request = host_hold(c->host, p->call); }
static void act_unhold(struct check *c, struct play *p) { p->request = host_unhold(c->host,
    p->call); }
static void act_secure(struct check *c, struct play *p) { p->request = host_secure_call(c->host,
    p->call); }
static void act_uui(struct check *c, struct play *p) { p->request = host_send_uui(c->host, p->call,
    "hi", 2); }
static void act_release(struct check *c, struct play *p) { p->request = host_release_uui(c->host,
    p->call); }
static void act_redirect(struct check *c, struct play *p) { p->request = host_redirect(c->host,
    p->call, c->dest); }
static void act_blind(struct check *c, struct play *p) { p->request = host_blind_transfer(c->host,
    p->call, c->dest); }
static void act_data(struct check *c, struct play *p) { p->request = host_set_call_data(c->host,
    p->call, "data", 4); }
static void act_dial(struct check *c, struct play *p) { p->request = host_dial(c->host, p->call,
    "1"); }
static void act_swap(struct check *c, struct play *p) { p->request = host_swap_hold(c->host,
    p->call, p->call); }
static void act_treatment(struct check *c, struct play *p)
{
	p->request = host_set_call_treatment(c->host, p->call, 1);
}
static void act_params(struct check *c, struct play *p)
{
	p->request = host_set_call_params(c->host, p->call, LINEBEARERMODE_VOICE, 0, 0);
}
static void act_park(struct check *c, struct play *p)
{
	p->request = host_park(c->host, p->call, LINEPARKMODE_NONDIRECTED, NULL);
}
static void act_complete_call(struct check *c, struct play *p)
{
	p->request = host_complete_call(c->host, p->call, LINECALLCOMPLMODE_CALLBACK, 0);
}
static void act_setup_transfer(struct check *c, struct play *p)
{
	p->request = host_setup_transfer(c->host, p->call, &p->born);
}
static void act_complete_transfer(struct check *c, struct play *p)
{
	p->request = host_complete_transfer(c->host, p->call, p->call, LINETRANSFERMODE_TRANSFER,
					    NULL);
}
static void act_setup_conf(struct check *c, struct play *p)
{
	uint32_t consult = 0;

	p->request = host_setup_conference(c->host, p->call, c->line, 3, &p->born, &consult);
}
static void act_prepare_add(struct check *c,
			    struct play *p) { p->request = host_prepare_add(c->host, p->call,
				&p->born); }
static void act_add(struct check *c, struct play *p) { p->request = host_add_to_conference(c->host,
    p->call, p->call); }
static void act_remove(struct check *c,
		       struct play *p) { p->request = host_remove_from_conference(c->host,
			   p->call); }
static void act_terminal(struct check *c, struct play *p)
{
	OWN(c, p, lineSetTerminal, NULL, 0, p->hd, LINECALLSELECT_CALL, LINETERMMODE_MEDIABIDIRECT,
	    0, TRUE);
}
static void act_qos(struct check *c, struct play *p)
{
	OWN(c, p, lineSetCallQualityOfService, p->hd, NULL, 0, NULL, 0);
}
static void act_pickup(struct check *c, struct play *p)
{
	p->request = host_pickup(c->host, c->line, 0, "999", NULL, &p->born);
}
static void act_unpark(struct check *c, struct play *p) { p->request = host_unpark(c->host, c->line,
    0, "999", &p->born); }

static bool became(struct check *c, struct play *p, DWORD states)
{
	return scene_state(c, p->call, states, WAIT_MS);
}
static bool is_accepted(struct check *c, struct play *p) { return became(c, p,
    LINECALLSTATE_ACCEPTED | LINECALLSTATE_OFFERING); }
static bool is_connected(struct check *c, struct play *p) { return became(c, p,
    LINECALLSTATE_CONNECTED); }
static bool is_idle(struct check *c, struct play *p) { return became(c, p, LINECALLSTATE_IDLE); }
static bool is_held(struct check *c, struct play *p) { return became(c, p, LINECALLSTATE_ONHOLD); }
static bool is_pending(struct check *c, struct play *p) { return became(c, p,
    LINECALLSTATE_ONHOLDPENDTRANSFER); }
static bool is_conferenced(struct check *c, struct play *p) { return became(c, p,
    LINECALLSTATE_CONFERENCED); }
static bool never(struct check *c, struct play *p) { return false; }
static bool has_data(struct check *c, struct play *p)
{
	return c->version < TAPI_2_0 || call_info(c, p->call)->dwCallDataSize == 4;
}

static const struct act acts[] = {
	{ "lineAccept", OFFERED, FEATURE(ACCEPT), act_accept, is_accepted, "an accepted call" },
	{ "lineAnswer", OFFERED, FEATURE(ANSWER), act_answer, is_connected, "a connected call" },
	{ "lineDrop", TALKING, FEATURE(DROP), act_drop, is_idle, "an idle call" },
	{ "lineHold", TALKING, FEATURE(HOLD), act_hold, is_held, "a held call" },
	{ "lineUnhold", HELD, FEATURE(UNHOLD), act_unhold, is_connected, "a connected call" },
	{ "lineSwapHold", TALKING, FEATURE(SWAPHOLD), act_swap, never,
	 "a swap of a call with itself" },
	{ "lineDial", TALKING, FEATURE(DIAL), act_dial, NULL, NULL },
	{ "lineRedirect", OFFERED, FEATURE(REDIRECT), act_redirect, is_idle, "an idle call" },
	{ "lineBlindTransfer", TALKING, FEATURE(BLINDTRANSFER), act_blind, is_idle,
	 "an idle call" },
	{ "lineSetupTransfer", TALKING, FEATURE(SETUPTRANSFER), act_setup_transfer, is_pending,
	 "a call held for transfer" },
	{ "lineCompleteTransfer", TALKING, FEATURE(COMPLETETRANSF), act_complete_transfer, never,
	 "a transfer to itself" },
	{ "lineSetupConference", TALKING, FEATURE(SETUPCONF), act_setup_conf, is_conferenced,
	 "a conferenced call" },
	{ "linePrepareAddToConference", TALKING, FEATURE(PREPAREADDCONF), act_prepare_add, never,
	 "a conference made of a call" },
	{ "lineAddToConference", TALKING, FEATURE(ADDTOCONF), act_add, never,
	 "a conference in itself" },
	{ "lineRemoveFromConference", TALKING, FEATURE(REMOVEFROMCONF), act_remove, never,
	 "a member that was none" },
	{ "linePark", TALKING, FEATURE(PARK), act_park, is_idle, "an idle call" },
	{ "lineUnpark", TALKING, 0, act_unpark, never, "a call that was not parked" },
	{ "linePickup", TALKING, 0, act_pickup, never, "a call that was not there" },
	{ "lineCompleteCall", TALKING, FEATURE(COMPLETECALL), act_complete_call, never,
	 "the completion of a connected call" },
	{ "lineSecureCall", TALKING, FEATURE(SECURECALL), act_secure, NULL, NULL },
	{ "lineSendUserUserInfo", TALKING, FEATURE(SENDUSERUSER), act_uui, NULL, NULL },
	{ "lineReleaseUserUserInfo", TALKING, FEATURE(RELEASEUSERUSERINFO), act_release, NULL,
	 NULL },
	{ "lineSetCallData", TALKING, FEATURE(SETCALLDATA), act_data, has_data,
	 "the data in LINECALLINFO" },
	{ "lineSetCallParams", TALKING, FEATURE(SETCALLPARAMS), act_params, NULL, NULL },
	{ "lineSetCallTreatment", TALKING, FEATURE(SETTREATMENT), act_treatment, NULL, NULL },
	{ "lineSetCallQualityOfService", TALKING, FEATURE(SETQOS), act_qos, NULL, NULL },
	{ "lineSetTerminal", TALKING, FEATURE(SETTERMINAL), act_terminal, NULL, NULL },
};

static void set_scene(struct check *c, const struct act *act, struct play *p)
{
	uint32_t out = 0;

	switch (act->in) {
	case OFFERED:
		p->call = scene_ring(c, &out);
		p->peer = out;
		break;
	case DIALLED:
		p->call = scene_dial(c);
		break;
	case HELD:
	case TALKING:
		p->call = scene_talk(c, &p->peer);
		break;
	}
	if (act->in == HELD) {
		scene_done(c, "lineHold", host_hold(c->host, p->call));
		scene_state(c, p->call, LINECALLSTATE_ONHOLD, WAIT_MS);
	}
	p->hd = host_hdcall(c->host, p->call);
}

static void request_probe(struct check *c, const char *name)
{
	const struct act *act = acts;
	struct play p = { 0 };
	bool announced;
	LONG result;

	while (strcmp(act->name, name) != 0)
		act++;
	scene_lines(c);
	set_scene(c, act, &p);
	announced = (call_features(c, p.call) & act->feature) != 0;
	step("calling %s", name);
	act->act(c, &p);
	result = p.request;
	if (unavailable(result) && announced)
		lying(c, "is announced in dwCallFeatures and answers OPERATIONUNAVAIL");
	if (unavailable(result))
		unreal(c);
	if (result == 0)
		lying(c, "returned 0 for a request");
	if (result < 0)
		real(c, "answers %s", name_error(result));
	result = scene_reply(c, p.request, WAIT_MS);
	if (result == HOST_TIMEOUT)
		lying(c, "accepts requests and never completes them");
	if (unavailable(result))
		unreal(c);
	if (result)
		real(c, "completed with %s", name_error(result));
	if (!announced && act->feature)
		lying(c, "succeeds, and dwCallFeatures did not announce it");
	if (act->done && !act->done(c, &p))
		lying(c, "succeeds without %s", act->effect);
	real(c, "%s", "");
}

/* --- what is done when it returns ------------------------------------------------------- */

static void judge(struct check *c, LONG result, bool announced)
{
	if (unavailable(result) && announced)
		lying(c, "is announced in the capabilities and answers OPERATIONUNAVAIL");
	if (unavailable(result))
		unreal(c);
	if (result < 0)
		real(c, "answers %s", name_error(result));
	if (result > 0)
		lying(c, "is synchronous and returned %ld", (long)result);
	if (!announced)
		lying(c, "succeeds, and the capabilities do not announce it");
}

static void make_call(struct check *c, const char *name)
{
	uint32_t call = 0;
	LONG request;

	scene_line(c);
	if (!c->dest[0])
		skip(c, "there is nothing to dial (--dest)");
	request = host_make_call(c->host, c->line, c->dest, NULL, &call);
	if (unavailable(request))
		unreal(c);
	if (request <= 0)
		real(c, "answers %s", name_error(request));
	if (scene_reply(c, request, WAIT_MS) != 0)
		real(c, "is not completed well");
	if (!scene_state(c, call, 0xFFFFFFFF, WAIT_MS))
		lying(c, "succeeds, and the call has no state");
	real(c, "%s", "");
}

static void close_call(struct check *c, const char *name)
{
	uint32_t call = scene_talk(c, NULL);
	LONG result = host_close_call(c->host, call);

	judge(c, result, true);
	scene_talk(c, NULL);
	real(c, "%s", "");
}

static void generate_digits(struct check *c, const char *name)
{
	uint32_t in = 0, out = scene_talk(c, &in);
	bool announced = call_features(c, out) & LINECALLFEATURE_GENERATEDIGITS;

	judge(c, host_generate_digits(c->host, out, LINEDIGITMODE_DTMF, "1", 100, 3), announced);
	if (!scene_event(c, LINE_GENERATE, out, WAIT_MS, NULL))
		lying(c, "succeeds without LINE_GENERATE");
	real(c, "%s", "");
}

static void generate_tone(struct check *c, const char *name)
{
	uint32_t out = scene_talk(c, NULL);
	bool announced = call_features(c, out) & LINECALLFEATURE_GENERATETONE;

	judge(c, host_generate_tone(c->host, out, LINETONEMODE_BEEP, 100, 3), announced);
	if (!scene_event(c, LINE_GENERATE, out, WAIT_MS, NULL))
		lying(c, "succeeds without LINE_GENERATE");
	real(c, "%s", "");
}

static void monitor_digits(struct check *c, const char *name)
{
	uint32_t in = 0, out = scene_talk(c, &in);

	if (!in)
		skip(c, "the other end is not to be seen");
	judge(c, host_monitor_digits(c->host, in, LINEDIGITMODE_DTMF), call_features(c,
	    in) & LINECALLFEATURE_MONITORDIGITS);
	if (host_generate_digits(c->host, out, LINEDIGITMODE_DTMF, "1", 100, 3) == 0 &&
	    !scene_event(c, LINE_MONITORDIGITS, in, WAIT_MS, NULL))
		lying(c, "succeeds, and a digit that was sent is not told");
	real(c, "%s", "");
}

static void gather_digits(struct check *c, const char *name)
{
	uint32_t in = 0, out = scene_talk(c, &in);

	if (!in)
		skip(c, "the other end is not to be seen");
	judge(c, host_gather_digits(c->host, in, &(struct host_gather){ .modes = LINEDIGITMODE_DTMF,
	    .count = 1 }),
	      call_features(c, in) & LINECALLFEATURE_GATHERDIGITS);
	if (host_generate_digits(c->host, out, LINEDIGITMODE_DTMF, "1", 100, 3) == 0 &&
	    !scene_event(c, LINE_GATHERDIGITS, in, WAIT_MS, NULL))
		lying(c, "succeeds, and a digit that was sent is not gathered");
	real(c, "%s", "");
}

static void monitor_media(struct check *c, const char *name)
{
	uint32_t out = scene_talk(c, NULL);

	judge(c, host_monitor_media(c->host, out, VOICE), call_features(c,
	    out) & LINECALLFEATURE_MONITORMEDIA);
	real(c, "no signal to detect is at hand");
}

static void monitor_tones(struct check *c, const char *name)
{
	uint32_t out = scene_talk(c, NULL);
	LINEMONITORTONE tone = { .dwAppSpecific = 1, .dwDuration = 100, .dwFrequency1 = 440 };

	judge(c, LINE_CALL(c, lineMonitorTones, host_hdcall(c->host, out), 1, &tone, 1),
	      call_features(c, out) & LINECALLFEATURE_MONITORTONES);
	real(c, "no tone to detect is at hand");
}

static void media_control(struct check *c, const char *name)
{
	uint32_t out = scene_talk(c, NULL);

	judge(c, LINE_CALL(c, lineSetMediaControl, host_hdline(c->host, c->line), 0,
			   host_hdcall(c->host, out),
			   LINECALLSELECT_CALL, NULL, 0, NULL, 0, NULL, 0, NULL, 0),
	      call_features(c, out) & LINECALLFEATURE_SETMEDIACONTROL);
	real(c, "%s", "");
}

static void app_specific(struct check *c, const char *name)
{
	uint32_t out = scene_talk(c, NULL);

	judge(c, host_set_app_specific(c->host, out, 0xABCD), true);
	if (call_info(c, out)->dwAppSpecific != 0xABCD)
		lying(c, "succeeds, and LINECALLINFO has another value");
	real(c, "%s", "");
}

static void media_mode(struct check *c, const char *name)
{
	uint32_t out = scene_talk(c, NULL);

	judge(c, host_set_media_mode(c->host, out, VOICE), true);
	if (call_info(c, out)->dwMediaMode != VOICE)
		lying(c, "succeeds, and LINECALLINFO has another media mode");
	real(c, "%s", "");
}

static void get_call_info(struct check *c, const char *name)
{
	uint32_t out = scene_talk(c, NULL);
	LINECALLINFO *info = NULL;

	judge(c, host_get_call_info(c->host, out, &info), true);
	if (info->dwLineDeviceID != c->device || !info->dwMediaMode)
		lying(c, "succeeds and names another line or no media mode");
	real(c, "%s", "");
}

static void get_call_status(struct check *c, const char *name)
{
	uint32_t out = scene_talk(c, NULL);
	LINECALLSTATUS *status = NULL;

	judge(c, host_get_call_status(c->host, out, &status), true);
	if (status->dwCallState != LINECALLSTATE_CONNECTED)
		lying(c, "says %s of a connected call", state_word(status->dwCallState));
	real(c, "%s", "");
}

static void call_address(struct check *c, const char *name)
{
	uint32_t out = scene_talk(c, NULL);
	DWORD id = 0x7777;

	judge(c, LINE_CALL(c, lineGetCallAddressID, host_hdcall(c->host, out), &id), true);
	if (id >= line_caps(c, c->device)->dwNumAddresses)
		lying(c, "succeeds and says address 0x%lx", (unsigned long)id);
	real(c, "%s", "");
}

static void call_ids(struct check *c, const char *name)
{
	uint32_t out = scene_talk(c, NULL);
	DWORD address = 0x7777, id = 0x7777, related = 0x7777;

	judge(c, LINE_CALL(c, lineGetCallIDs, host_hdcall(c->host, out), &address, &id, &related),
	      true);
	if (address == 0x7777)
		lying(c, "succeeds and writes nothing");
	real(c, "%s", "");
}

static void no_owner(struct check *c, const char *name)
{
	real(c, "TAPI 2 and newer do not call it");
}

const struct func funcs_call[] = {
	{ "lineMakeCall", make_call }, { "lineCloseCall", close_call },
	{ "lineAccept", request_probe }, { "lineAnswer", request_probe }, { "lineDrop",
	    request_probe },
	{ "lineHold", request_probe }, { "lineUnhold", request_probe }, { "lineSwapHold",
	    request_probe },
	{ "lineDial", request_probe }, { "lineRedirect", request_probe }, { "lineBlindTransfer",
	    request_probe },
	{ "lineSetupTransfer", request_probe }, { "lineCompleteTransfer", request_probe },
	{ "lineSetupConference", request_probe }, { "linePrepareAddToConference", request_probe },
	{ "lineAddToConference", request_probe }, { "lineRemoveFromConference", request_probe },
	{ "linePark", request_probe }, { "lineUnpark", request_probe }, { "linePickup",
	    request_probe },
	{ "lineCompleteCall", request_probe }, { "lineSecureCall", request_probe },
	{ "lineSendUserUserInfo", request_probe }, { "lineReleaseUserUserInfo", request_probe },
	{ "lineSetCallData", request_probe }, { "lineSetCallParams", request_probe },
	{ "lineSetCallTreatment", request_probe }, { "lineSetCallQualityOfService", request_probe },
	{ "lineSetTerminal", request_probe },
	{ "lineGenerateDigits", generate_digits }, { "lineGenerateTone", generate_tone },
	{ "lineMonitorDigits", monitor_digits }, { "lineGatherDigits", gather_digits },
	{ "lineMonitorMedia", monitor_media }, { "lineMonitorTones", monitor_tones },
	{ "lineSetMediaControl", media_control }, { "lineSetAppSpecific", app_specific },
	{ "lineSetMediaMode", media_mode }, { "lineGetCallInfo", get_call_info },
	{ "lineGetCallStatus", get_call_status }, { "lineGetCallAddressID", call_address },
	{ "lineGetCallIDs", call_ids }, { "lineDropNoOwner", no_owner }, { "lineDropOnClose",
	    no_owner },
	{ NULL, NULL },
};

/* SPDX-License-Identifier: MIT
 * rule_xfer.c - transfers, as far as the capabilities announce them. */
#include "check/rules.h"
#include "base/mem.h"

#define WAIT_MS 20000

static const char *word(struct check *c, uint32_t call)
{
	return state_word(host_call_state(c->host, call));
}

static uint32_t consultation(struct check *c, uint32_t *out, uint32_t *in)
{
	uint32_t consult = 0;
	LONG request;

	*out = scene_talk(c, in);
	SKIP_UNLESS(c, call_features(c, *out) & LINECALLFEATURE_SETUPTRANSFER,
		    "not announced: SETUPTRANSFER");
	step("calling lineSetupTransfer");
	request = host_setup_transfer(c->host, *out, &consult);
	FAIL_UNLESS(c, request > 0, "lineSetupTransfer is announced, and refused: %s",
		    name_error(request));
	FAIL_UNLESS(c, scene_reply(c, request, WAIT_MS) == 0,
		    "lineSetupTransfer is announced, and fails");
	FAIL_UNLESS(c, scene_state(c, *out, LINECALLSTATE_ONHOLDPENDTRANSFER, WAIT_MS),
		    "the call to transfer is %s", word(c, *out));
	return consult;
}

/* A call that was held, and one made besides: what the other models transfer. */
static void hold_and_make(struct check *c)
{
	uint32_t in, held = scene_talk(c, &in), made = 0, third;
	size_t from;
	LONG result;

	scene_third(c);
	scene_done(c, "lineHold", host_hold(c->host, held));
	SKIP_UNLESS(c, scene_state(c, held, LINECALLSTATE_ONHOLD, WAIT_MS), "the call is not held");
	from = c->count;
	scene_done(c, "lineMakeCall", host_make_call(c->host, c->line, c->third_dest, NULL, &made));
	third = scene_answer_at(c, c->third, from);
	SKIP_UNLESS(c, scene_state(c, made, LINECALLSTATE_CONNECTED, WAIT_MS),
		    "the second call does not become connected");
	step("calling lineCompleteTransfer");
	result = scene_reply(c, host_complete_transfer(c->host, held, made,
						       LINETRANSFERMODE_TRANSFER, NULL), WAIT_MS);
	FAIL_UNLESS(c, result == 0, "TRANSFERHELD or TRANSFERMAKE is announced, and a held call "
		    "is not transferred to one that was made: %s", name_error(result));
	FAIL_UNLESS(c, scene_state(c, held, LINECALLSTATE_IDLE, WAIT_MS) &&
		    scene_state(c, made, LINECALLSTATE_IDLE, WAIT_MS),
		    "after the transfer the calls are %s and %s", word(c, held), word(c, made));
	FAIL_UNLESS(c, scene_state(c, third, LINECALLSTATE_CONNECTED, WAIT_MS),
		    "whom the call was transferred to is %s", word(c, third));
}

/* R-XFER-1, R-XFER-3 */
static void by_model(struct check *c)
{
	uint32_t out, consult = 0;
	LINEADDRESSCAPS *caps;
	LONG request;

	scene_open(c);
	caps = address_caps(c, c->device);
	SKIP_UNLESS(c, caps->dwAddrCapFlags &
		    (LINEADDRCAPFLAGS_TRANSFERHELD | LINEADDRCAPFLAGS_TRANSFERMAKE),
		    "the line is of neither model");
	if (!(caps->dwCallFeatures & LINECALLFEATURE_SETUPTRANSFER)) {
		out = scene_talk(c, NULL);
		request = host_setup_transfer(c->host, out, &consult);
		FAIL_UNLESS(c, request < 0 || scene_reply(c, request, WAIT_MS) < 0,
			    "lineSetupTransfer succeeds on a line of this model");
		FAIL_UNLESS(c, !consult || !host_hdcall(c->host, consult),
			    "lineSetupTransfer fails and leaves a consultation call");
		scene_end_all(c);
	}
	hold_and_make(c);
}

static LONG complete(struct check *c, uint32_t out, uint32_t consult, DWORD mode, uint32_t *conf)
{
	LONG request;

	FAIL_UNLESS(c, call_features(c, out) & LINECALLFEATURE_COMPLETETRANSF,
		    "a call held for transfer, with a consultation call that is connected, "
		    "has not the feature COMPLETETRANSF");
	step("calling lineCompleteTransfer");
	request = host_complete_transfer(c->host, out, consult, mode, conf);
	FAIL_UNLESS(c, request > 0, "lineCompleteTransfer is refused: %s", name_error(request));
	return request;
}

/* R-XFER-2, R-XFER-6 */
static void completed(struct check *c)
{
	uint32_t in, out, consult = consultation(c, &out, &in), third = scene_meet(c, consult);
	LONG request = complete(c, out, consult, LINETRANSFERMODE_TRANSFER, NULL), result;

	result = scene_reply(c, request, WAIT_MS);
	FAIL_UNLESS(c, result == 0, "lineCompleteTransfer fails: %s", name_error(result));
	FAIL_UNLESS(c, scene_state(c, out, LINECALLSTATE_IDLE, WAIT_MS),
		    "the transferred call is %s", word(c, out));
	FAIL_UNLESS(c, scene_state(c, consult, LINECALLSTATE_IDLE, WAIT_MS),
		    "the consultation call is %s", word(c, consult));
	scene_settle(c);
	FAIL_UNLESS(c, log_replies(c, request) == 1, "lineCompleteTransfer is completed %u times",
		    log_replies(c, request));
	call_info(c, out);		/* R-HND-10 */
	FAIL_UNLESS(c, !in || host_call_state(c->host, in) == LINECALLSTATE_CONNECTED,
		    "who was transferred is %s", word(c, in));
	FAIL_UNLESS(c, host_call_state(c->host, third) == LINECALLSTATE_CONNECTED,
		    "whom he was transferred to is %s", word(c, third));
}

/* R-XFER-2: the other outcome */
static void becomes_conference(struct check *c)
{
	uint32_t in, out, conf = 0, consult = consultation(c, &out, &in);
	DWORD modes = address_caps(c, c->device)->dwTransferModes;
	LONG result;

	scene_meet(c, consult);
	if (!(modes & LINETRANSFERMODE_CONFERENCE)) {
		result = host_complete_transfer(c->host, out, consult,
						LINETRANSFERMODE_CONFERENCE, &conf);
		FAIL_UNLESS(c, scene_reply(c, result, WAIT_MS) < 0,
			    "a transfer becomes a conference, and dwTransferModes has it not");
		return;
	}
	result = scene_reply(c, complete(c, out, consult, LINETRANSFERMODE_CONFERENCE, &conf),
			     WAIT_MS);
	FAIL_UNLESS(c, result == 0, "dwTransferModes has CONFERENCE, and it fails: %s",
		    name_error(result));
	FAIL_UNLESS(c, conf && host_hdcall(c->host, conf), "the conference has no handle");
	FAIL_UNLESS(c, scene_state(c, conf, LINECALLSTATE_CONNECTED, WAIT_MS),
		    "the conference is %s", word(c, conf));
	FAIL_UNLESS(c, scene_state(c, out, LINECALLSTATE_CONFERENCED, WAIT_MS) &&
		    scene_state(c, consult, LINECALLSTATE_CONFERENCED, WAIT_MS),
		    "its members are %s and %s", word(c, out), word(c, consult));
}

static void both_ways(struct check *c)
{
	completed(c);
	if (scene_end_all(c))
		becomes_conference(c);
}

/* R-XFER-4 */
static void blind(struct check *c)
{
	uint32_t in = 0, out = scene_talk(c, &in), third;
	size_t from;
	LONG request, result;

	SKIP_UNLESS(c, call_features(c, out) & LINECALLFEATURE_BLINDTRANSFER,
		    "not announced: BLINDTRANSFER");
	scene_third(c);
	from = c->count;
	step("calling lineBlindTransfer");
	request = host_blind_transfer(c->host, out, c->third_dest);
	FAIL_UNLESS(c, request > 0, "lineBlindTransfer is announced, and refused: %s",
		    name_error(request));
	result = scene_handed_on(c, request, from, &third);
	FAIL_UNLESS(c, result != HOST_TIMEOUT, "lineBlindTransfer is never completed");
	FAIL_UNLESS(c, result == 0, "lineBlindTransfer fails: %s", name_error(result));
	FAIL_UNLESS(c, scene_state(c, out, LINECALLSTATE_IDLE, WAIT_MS),
		    "the transferred call is %s", word(c, out));
	call_info(c, out);
	if (!third) {
		third = scene_arrival(c, c->third, from, WAIT_MS);
		FAIL_UNLESS(c, third, "the transferred call does not arrive");
		scene_done(c, "lineAnswer", host_answer(c->host, third));
	}
	FAIL_UNLESS(c, scene_state(c, third, LINECALLSTATE_CONNECTED, WAIT_MS) &&
		    (!in || scene_state(c, in, LINECALLSTATE_CONNECTED, WAIT_MS)),
		    "after a blind transfer the far ends are %s and %s", word(c, third),
		    in ? word(c, in) : "not to be seen");
}

/* R-XFER-5 */
static void unhold_ends_it(struct check *c)
{
	uint32_t out, consult = consultation(c, &out, NULL);

	SKIP_UNLESS(c, host_unhold(c->host, out) > 0, "the call to transfer cannot be taken back");
	FAIL_UNLESS(c, scene_state(c, out, LINECALLSTATE_CONNECTED, WAIT_MS),
		    "the call taken back is %s", word(c, out));
	FAIL_UNLESS(c, scene_state(c, consult, LINECALLSTATE_IDLE, WAIT_MS),
		    "its consultation call is %s", word(c, consult));
}

/* R-DROP-3 */
static void drop_reconnects(struct check *c)
{
	uint32_t out, consult = consultation(c, &out, NULL);

	SKIP_UNLESS(c, address_caps(c, c->device)->dwAddrCapFlags & LINEADDRCAPFLAGS_AUTORECONNECT,
		    "not announced: AUTORECONNECT");
	host_drop(c->host, consult);
	FAIL_UNLESS(c, scene_state(c, out, LINECALLSTATE_CONNECTED, WAIT_MS),
		    "AUTORECONNECT is set, and after the drop of the consultation call the first is %s",
		    word(c, out));
}

/* R-DIAL-9: the target address of LINECALLPARAMS is dialled on the consultation call. */
static void one_step(struct check *c)
{
	static union {
		LINECALLPARAMS params;
		unsigned char bytes[1024];
	} room;
	DWORD fixed, features2;
	uint32_t in, out, consult = 0;
	LPHDRVCALL slot;
	size_t from, len;
	LONG id, got;

	scene_third(c);
	SKIP_UNLESS(c, c->version >= TAPI_2_0, "needs 2.0");
	out = scene_talk(c, &in);
	features2 = call_status(c, out)->dwCallFeatures2;
	SKIP_UNLESS(c, features2 & LINECALLFEATURE2_ONESTEPTRANSFER,
		    "not announced: ONESTEPTRANSFER");
	fixed = abi_fixed_size(ABI_LINECALLPARAMS, c->version);
	len = (strlen(c->third_dest) + 1) * sizeof(WCHAR);
	room.params = call_params(c->version);
	room.params.dwTotalSize = fixed + (DWORD)len;
	room.params.dwCallParamFlags = LINECALLPARAMFLAGS_ONESTEPTRANSFER;
	room.params.dwTargetAddressSize = (DWORD)len;
	room.params.dwTargetAddressOffset = fixed;
	memcpy(room.bytes + fixed, wide(c->third_dest), len);
	from = c->count;
	id = host_request(c->host, "lineSetupTransfer", c->line, out);
	SKIP_UNLESS(c, host_call_new(c->host, c->line, id, &consult, &slot) == 0, "out of memory");
	got = LINE_CALL(c, lineSetupTransfer, (DRV_REQUESTID)id, host_hdcall(c->host, out),
			host_htcall(consult), slot, &room.params);
	host_request_end(c->host, id, got);
	FAIL_UNLESS(c, got == id && scene_reply(c, id, WAIT_MS) == 0,
		    "ONESTEPTRANSFER is announced, and lineSetupTransfer with it fails: %s",
		    name_error(got));
	FAIL_UNLESS(c, scene_arrival(c, c->third, from, WAIT_MS),
		    "the target address of lineSetupTransfer is not called");
}

const struct rule rules_xfer[] = {
	{ "R-XFER-1", SUPPLEMENTARY, false, "where the model is another, held calls are transferred",
	 by_model, NULL },
	{ "R-XFER-2", SUPPLEMENTARY, false, "after a transfer both calls are IDLE, or members",
	 both_ways, NULL },
	{ "R-XFER-4", SUPPLEMENTARY, false, "after a blind transfer the call is IDLE", blind,
	 NULL },
	{ "R-XFER-5", SUPPLEMENTARY, false, "taking the call back ends the consultation",
	 unhold_ends_it, NULL },
	{ "R-XFER-6", SUPPLEMENTARY, false, "lineCompleteTransfer is completed once", completed,
	 NULL },
	{ "R-DROP-3", SUPPLEMENTARY, false, "dropping the consultation reconnects the call",
	 drop_reconnects, NULL },
	{ "R-DIAL-9", SUPPLEMENTARY, false, "the target address is used", one_step, NULL },
	{ 0 },
};

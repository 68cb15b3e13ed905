/* SPDX-License-Identifier: MIT
 * rule_more.c - supplementary services: as far as the capabilities announce
 * them. What is not announced is a skip. */
#include "check/rules.h"
#include "base/mem.h"

#define WAIT_MS 20000

static uint32_t talk_if(struct check *c, uint32_t *in, DWORD feature, const char *what)
{
	uint32_t out = scene_talk(c, in);

	SKIP_UNLESS(c, call_features(c, out) & feature, "not announced: %s", what);
	return out;
}

/* --- user-user information ------------------------------------------------- */

/* R-UUI-2 */
static void release_nothing(struct check *c)
{
	uint32_t out = talk_if(c, NULL, LINECALLFEATURE_RELEASEUSERUSERINFO, "RELEASEUSERUSERINFO");
	LONG request = host_release_uui(c->host, out);

	FAIL_UNLESS(c, request > 0 && scene_reply(c, request, WAIT_MS) == 0,
		    "nothing held cannot be released: %s",
		    name_error(request));
}

/* R-UUI-3 */
static void uui_too_big(struct check *c)
{
	static char much[5000];
	uint32_t out = talk_if(c, NULL, LINECALLFEATURE_SENDUSERUSER, "SENDUSERUSER");
	DWORD most = line_caps(c, c->device)->dwUUISendUserUserInfoSize;
	LONG result;

	SKIP_UNLESS(c, most < sizeof(much) - 1, "it has no limit");
	result = host_send_uui(c->host, out, much, most + 1);
	if (result > 0)
		result = scene_reply(c, result, WAIT_MS);
	FAIL_UNLESS(c, result == (LONG)LINEERR_USERUSERINFOTOOBIG,
		    "%lu bytes of %lu are answered with %s",
		    (unsigned long)most + 1, (unsigned long)most, name_error(result));
}

const struct rule rules_uui[] = {
	{ "R-UUI-1", SUPPLEMENTARY, false, "held information stays until it is released", NULL,
	 "needs a peer that sends it" },
	{ "R-UUI-2", SUPPLEMENTARY, false, "releasing nothing succeeds", release_nothing, NULL },
	{ "R-UUI-3", SUPPLEMENTARY, false, "too much information is USERUSERINFOTOOBIG",
	 uui_too_big, NULL },
	{ 0 },
};

/* --- conferences ----------------------------------------------------------- */

static uint32_t conference(struct check *c, uint32_t *out, uint32_t *consult)
{
	uint32_t conf = 0;
	LONG request;

	*out = talk_if(c, NULL, LINECALLFEATURE_SETUPCONF, "SETUPCONF");
	request = host_setup_conference(c->host, *out, c->line, 3, &conf, consult);
	FAIL_UNLESS(c, request > 0, "lineSetupConference is announced, and refused: %s",
		    name_error(request));
	FAIL_UNLESS(c, scene_reply(c, request, WAIT_MS) == 0,
		    "lineSetupConference is announced, and fails");
	return conf;
}

/* R-CONF-1 */
static void two_handles(struct check *c)
{
	uint32_t out, consult = 0, conf = conference(c, &out, &consult);

	FAIL_UNLESS(c, host_hdcall(c->host, conf) && host_hdcall(c->host, consult) &&
		    host_hdcall(c->host, conf) != host_hdcall(c->host, consult),
		    "lineSetupConference gave no two handles");
	FAIL_UNLESS(c, scene_state(c, conf, LINECALLSTATE_ONHOLDPENDCONF, WAIT_MS),
		    "the conference is %s",
		    state_word(host_call_state(c->host, conf)));
	FAIL_UNLESS(c, scene_state(c, out, LINECALLSTATE_CONFERENCED, WAIT_MS),
		    "the first member is %s",
		    state_word(host_call_state(c->host, out)));
}

/* R-CONF-2, R-CONF-10 */
static void members(struct check *c)
{
	uint32_t out, consult = 0, conf = conference(c, &out, &consult);
	LONG request;

	host_dial(c->host, consult, c->dest);
	scene_settle(c);
	request = host_add_to_conference(c->host, conf, consult);
	SKIP_UNLESS(c, request > 0 && scene_reply(c, request, WAIT_MS) == 0,
		    "lineAddToConference fails: %s",
		    name_error(request));
	FAIL_UNLESS(c, scene_state(c, consult, LINECALLSTATE_CONFERENCED, WAIT_MS),
		    "the added call is %s",
		    state_word(host_call_state(c->host, consult)));
	call_info(c, consult);
	call_info(c, out);
}

/* R-CONF-3 */
static void no_member_twice(struct check *c)
{
	uint32_t out, consult = 0, conf = conference(c, &out, &consult);
	LONG result = host_add_to_conference(c->host, conf, conf);

	if (result > 0)
		result = scene_reply(c, result, WAIT_MS);
	FAIL_UNLESS(c, result < 0, "a conference becomes a member of itself");
}

/* R-CONF-9 */
static void setup_undone(struct check *c)
{
	uint32_t out, consult = 0, conf = conference(c, &out, &consult);
	LONG request;

	host_drop(c->host, consult);
	FAIL_UNLESS(c, scene_state(c, consult, LINECALLSTATE_IDLE, WAIT_MS),
		    "the dropped consultation call is %s",
		    state_word(host_call_state(c->host, consult)));
	if (host_call_state(c->host, conf) == LINECALLSTATE_IDLE)
		return;		/* with its only other party gone it dissolved */
	request = host_drop(c->host, conf);
	FAIL_UNLESS(c, request > 0 || scene_state(c, conf, LINECALLSTATE_IDLE, WAIT_MS),
		    "the conference cannot be dropped: %s", name_error(request));
	FAIL_UNLESS(c, scene_state(c, conf, LINECALLSTATE_IDLE, WAIT_MS),
		    "the dropped conference is %s", state_word(host_call_state(c->host, conf)));
}

const struct rule rules_conf[] = {
	{ "R-CONF-1", SUPPLEMENTARY, false, "lineSetupConference gives two handles", two_handles,
	 NULL },
	{ "R-CONF-2", SUPPLEMENTARY, false, "members stay calls", members, NULL },
	{ "R-CONF-3", SUPPLEMENTARY, false, "a conference is no member of itself", no_member_twice,
	 NULL },
	{ "R-CONF-4", SUPPLEMENTARY, false, "a full conference is CONFERENCEFULL", NULL,
	 "needs as many parties" },
	{ "R-CONF-5", SUPPLEMENTARY, false, "monitoring a conference is for it alone", NULL,
	 "needs members with media" },
	{ "R-CONF-6", SUPPLEMENTARY, false, "a conference may dissolve", NULL,
	 "both ways are right" },
	{ "R-CONF-7", SUPPLEMENTARY, false, "the switch's conferences are told parent first", NULL,
	 "only the switch makes them" },
	{ "R-CONF-9", SUPPLEMENTARY, false, "a conference can be given up", setup_undone, NULL },
	{ 0 },
};

/* --- transfer -------------------------------------------------------------- */

static uint32_t consultation(struct check *c, uint32_t *out)
{
	uint32_t consult = 0;
	LONG request;

	*out = talk_if(c, NULL, LINECALLFEATURE_SETUPTRANSFER, "SETUPTRANSFER");
	request = host_setup_transfer(c->host, *out, &consult);
	FAIL_UNLESS(c, request > 0, "lineSetupTransfer is announced, and refused: %s",
		    name_error(request));
	FAIL_UNLESS(c, scene_reply(c, request, WAIT_MS) == 0,
		    "lineSetupTransfer is announced, and fails");
	FAIL_UNLESS(c, scene_state(c, *out, LINECALLSTATE_ONHOLDPENDTRANSFER, WAIT_MS),
		    "the call to transfer is %s",
		    state_word(host_call_state(c->host, *out)));
	return consult;
}

/* R-XFER-1 */
static void by_model(struct check *c)
{
	uint32_t out, consult = 0;
	DWORD flags;
	LONG request;

	scene_open(c);
	flags = address_caps(c, c->device)->dwAddrCapFlags;
	SKIP_UNLESS(c, flags & (LINEADDRCAPFLAGS_TRANSFERHELD | LINEADDRCAPFLAGS_TRANSFERMAKE),
		    "the line is of neither model");
	out = scene_talk(c, NULL);
	request = host_setup_transfer(c->host, out, &consult);
	FAIL_UNLESS(c, request < 0 || scene_reply(c, request, WAIT_MS) < 0,
		    "lineSetupTransfer succeeds on a line of this model");
}

/* R-XFER-2, R-XFER-6 */
static void complete(struct check *c)
{
	uint32_t out, consult = consultation(c, &out);
	LONG request;

	host_dial(c->host, consult, c->dest);
	scene_settle(c);
	scene_state(c, consult, LINECALLSTATE_RINGBACK | LINECALLSTATE_CONNECTED, WAIT_MS);
	request = host_complete_transfer(c->host, out, consult, LINETRANSFERMODE_TRANSFER, NULL);
	SKIP_UNLESS(c, request > 0 && scene_reply(c, request, WAIT_MS) == 0,
		    "lineCompleteTransfer fails: %s",
		    name_error(request));
	FAIL_UNLESS(c, scene_state(c, out, LINECALLSTATE_IDLE, WAIT_MS),
		    "the transferred call is %s",
		    state_word(host_call_state(c->host, out)));
	FAIL_UNLESS(c, scene_state(c, consult, LINECALLSTATE_IDLE, WAIT_MS),
		    "the consultation call is %s",
		    state_word(host_call_state(c->host, consult)));
	FAIL_UNLESS(c, log_replies(c, request) == 1, "lineCompleteTransfer is completed %u times",
		    log_replies(c, request));
}

/* R-XFER-4 */
static void blind(struct check *c)
{
	uint32_t out = talk_if(c, NULL, LINECALLFEATURE_BLINDTRANSFER, "BLINDTRANSFER");
	LONG request = host_blind_transfer(c->host, out, c->dest);

	FAIL_UNLESS(c, request > 0, "lineBlindTransfer is announced, and refused: %s",
		    name_error(request));
	SKIP_UNLESS(c, scene_reply(c, request, WAIT_MS) == 0, "lineBlindTransfer fails");
	FAIL_UNLESS(c, scene_state(c, out, LINECALLSTATE_IDLE, WAIT_MS),
		    "the transferred call is %s",
		    state_word(host_call_state(c->host, out)));
	call_info(c, out);
}

/* R-XFER-5, R-DROP-3 */
static void unhold_ends_it(struct check *c)
{
	uint32_t out, consult = consultation(c, &out);

	SKIP_UNLESS(c, host_unhold(c->host, out) > 0, "the call to transfer cannot be taken back");
	FAIL_UNLESS(c, scene_state(c, out, LINECALLSTATE_CONNECTED, WAIT_MS),
		    "the call taken back is %s",
		    state_word(host_call_state(c->host, out)));
	FAIL_UNLESS(c, scene_state(c, consult, LINECALLSTATE_IDLE, WAIT_MS),
		    "its consultation call is %s",
		    state_word(host_call_state(c->host, consult)));
}

static void drop_reconnects(struct check *c)
{
	uint32_t out, consult = consultation(c, &out);

	SKIP_UNLESS(c, address_caps(c, c->device)->dwAddrCapFlags & LINEADDRCAPFLAGS_AUTORECONNECT,
		    "not announced: AUTORECONNECT");
	host_drop(c->host, consult);
	FAIL_UNLESS(c, scene_state(c, out, LINECALLSTATE_CONNECTED, WAIT_MS),
		    "AUTORECONNECT is set, and after the drop of the consultation call the first is %s",
		    state_word(host_call_state(c->host, out)));
}

const struct rule rules_xfer[] = {
	{ "R-XFER-1", SUPPLEMENTARY, false, "lineSetupTransfer fails where the model is another",
	 by_model, NULL },
	{ "R-XFER-2", SUPPLEMENTARY, false, "after a transfer both calls are IDLE", complete,
	 NULL },
	{ "R-XFER-4", SUPPLEMENTARY, false, "after a blind transfer the call is IDLE", blind,
	 NULL },
	{ "R-XFER-5", SUPPLEMENTARY, false, "taking the call back ends the consultation",
	 unhold_ends_it, NULL },
	{ "R-XFER-6", SUPPLEMENTARY, false, "lineCompleteTransfer is completed once", complete,
	 NULL },
	{ "R-DROP-3", SUPPLEMENTARY, false, "dropping the consultation reconnects the call",
	 drop_reconnects, NULL },
	{ 0 },
};

/* --- forwarding ------------------------------------------------------------ */

/* R-FWD-1 */
static void cancel_nothing(struct check *c)
{
	uint32_t consult = 0;
	LONG request;

	scene_line(c);
	SKIP_UNLESS(c, c->version >= TAPI_1_4 && (address_caps(c, c->device)->dwAddressFeatures &
		    LINEADDRFEATURE_FORWARD),
		    "not announced: FORWARD");
	request = host_forward(c->host, c->line, NULL, 0, &consult);
	FAIL_UNLESS(c, request > 0, "cancelling no forwarding is refused: %s", name_error(request));
	FAIL_UNLESS(c, scene_reply(c, request, WAIT_MS) == 0, "cancelling no forwarding fails");
	FAIL_UNLESS(c, !consult, "cancelling a forwarding makes a consultation call");
}

const struct rule rules_fwd[] = {
	{ "R-FWD-1", SUPPLEMENTARY, false, "cancelling nothing succeeds", cancel_nothing, NULL },
	{ "R-FWD-4", SUPPLEMENTARY, false, "no consultation call leaves its handle NULL",
	 cancel_nothing, NULL },
	{ 0 },
};

/* --- devices that come and go, dialogs ------------------------------------- */

static void removal(struct check *c)
{
	scene_open(c);
	scene_settle(c);
	for (size_t i = 0; i < c->count; i++)
		FAIL_UNLESS(c, c->log[i].kind != HOST_CREATE || c->log[i].result == 0,
			    "a device that came was refused: %s",
			    name_error(c->log[i].result));
}

const struct rule rules_dev[] = {
	{ "R-DEV-1", SUPPLEMENTARY, false, "LINE_CREATE leads to providerCreateLineDevice", removal,
	 NULL },
	{ "R-DEV-5", SUPPLEMENTARY, false, "LINE_REMOVE names a device there is", removal, NULL },
	{ "R-DEV-7", SUPPLEMENTARY, false, "devices are renumbered after the session only", NULL,
	 "needs devices that go" },
	{ 0 },
};

/* R-UI-2 */
static void control_panel(struct check *c)
{
	scene_load(c);
	SKIP_UNLESS(c, c->sp->providerUIIdentify, "it has no dialogs");
	FAIL_UNLESS(c, c->sp->providerInstall && c->sp->providerRemove && c->sp->providerConfig,
		    "it has dialogs, and not all of providerInstall, providerRemove, providerConfig");
}

/* R-UI-3 */
static void ui_identify(struct check *c)
{
	static WCHAR name[MAX_PATH + 64];
	size_t len = 0;
	LONG result;

	scene_load(c);
	for (size_t i = 0; i < sizeof(name) / sizeof(*name); i++)
		name[i] = 0x5A5A;
	result = LINE_CALL(c, providerUIIdentify, name);
	SKIP_UNLESS(c, result == 0, "providerUIIdentify answers %s", name_error(result));
	while (len < MAX_PATH && name[len])
		len++;
	FAIL_UNLESS(c, len > 0 && len < MAX_PATH && name[0] != 0x5A5A,
		    "providerUIIdentify writes no name");
	FAIL_UNLESS(c, name[MAX_PATH] == 0x5A5A,
		    "providerUIIdentify writes more than MAX_PATH characters");
}

const struct rule rules_ui[] = {
	{ "R-UI-2", EXTENDED, false, "the old control panel finds its three functions",
	 control_panel, NULL },
	{ "R-UI-3", EXTENDED, false, "providerUIIdentify names the file of the dialogs",
	 ui_identify, NULL },
	{ "R-UI-11", EXTENDED, false, "Install and Remove do all or nothing", NULL,
	 "shows dialogs" },
	{ 0 },
};

/* --- phones ---------------------------------------------------------------- */

static uint32_t open_phone(struct check *c)
{
	uint32_t phone = 0;
	LONG result;

	scene_open(c);
	SKIP_UNLESS(c, host_phone_count(c->host), "there are no phones");
	step("opening the phone");
	result = host_phone_open(c->host, host_phone(c->host, 0), &phone);
	FAIL_UNLESS(c, result == 0, "the phone does not open: %s", name_error(result));
	return phone;
}

/* R-PHONE-1 */
static void phone_works(struct check *c)
{
	PHONESTATUS *status = NULL;
	PHONECAPS *caps = NULL;
	uint32_t phone = open_phone(c);
	LONG result = host_get_phone_caps(c->host, host_phone(c->host, 0), &caps);

	FAIL_UNLESS(c, result == 0, "phoneGetDevCaps fails: %s", name_error(result));
	result = host_get_phone_status(c->host, phone, &status);
	FAIL_UNLESS(c, result == 0, "phoneGetStatus fails: %s", name_error(result));
}

/* R-PHONE-2 */
static void hook_switch(struct check *c)
{
	PHONECAPS *caps = NULL;
	uint32_t phone = open_phone(c);
	DWORD hooks = 0xFFFFFFFF;
	LONG result = PHONE_CALL(c, phoneGetHookSwitch, host_hdphone(c->host, phone), &hooks);

	SKIP_UNLESS(c, result == 0, "phoneGetHookSwitch answers %s", name_error(result));
	SKIP_UNLESS(c, host_get_phone_caps(c->host, host_phone(c->host, 0), &caps) == 0,
		    "phoneGetDevCaps fails");
	FAIL_UNLESS(c, !(hooks & ~caps->dwHookSwitchDevs),
		    "a hook switch is off that there is not: 0x%lx",
		    (unsigned long)hooks);
}

/* R-PHONE-5 */
static void data_size(struct check *c)
{
	char data[8] = "unwritt";
	uint32_t phone = open_phone(c);
	LONG result = PHONE_CALL(c, phoneGetData, host_hdphone(c->host, phone), 0, data, 0);

	SKIP_UNLESS(c, !unavailable(result), "phoneGetData is not available");
	FAIL_UNLESS(c, memcmp(data, "unwritt", 8) == 0, "phoneGetData of no bytes writes some");
}

const struct rule rules_phone[] = {
	{ "R-PHONE-1", SUPPLEMENTARY, false, "phones open and tell what they are", phone_works,
	 NULL },
	{ "R-PHONE-2", SUPPLEMENTARY, false, "phoneGetHookSwitch knows hook switches there are",
	 hook_switch, NULL },
	{ "R-PHONE-5", SUPPLEMENTARY, false, "phoneGetData copies no more than asked", data_size,
	 NULL },
	{ "R-PHONE-6", SUPPLEMENTARY, false, "a change made by hand is told", NULL,
	 "needs a hand" },
	{ 0 },
};

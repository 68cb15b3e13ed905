/* SPDX-License-Identifier: MIT
 * causes.c - errors of devices by what really causes them there: wrong parameters of calls, lines
 * that are locked, lists that are none, phones that are looked at. */
#include "tapiconf.h"

static void set(int which, DWORD value)
{
	x.value[which] = value;
	x.changed[which] = true;
}


/* --- parameters of a new call --------------------------------------------------------------- */

static void address_mode(void)
{
	x.params->dwAddressMode = 0x40;
}

static void bearer_mode(void)
{
	x.params->dwBearerMode = 0x40000000;
}

static void media_mode(void)
{
	x.params->dwMediaMode = 0x40000000;
}

static void rate(void)
{
	x.params->dwMinRate = 2000;
	x.params->dwMaxRate = 1000;
}

static void more_rate(void)
{
	x.params->dwMinRate = x.params->dwMaxRate = 64000;
}

static void flags(void)
{
	x.params->dwCallParamFlags = 0x40000000;
}

static void big_uui(void)
{
	static struct {
		LINECALLPARAMS params;
		char uui[4096];
	} big;

	big.params = *x.params;
	big.params.dwTotalSize = sizeof(big);
	big.params.dwUserUserInfoSize = sizeof(big.uui);
	big.params.dwUserUserInfoOffset = offsetof(__typeof__(big), uui);
	x.params = &big.params;
}

static void lock(void)
{
	settle(lineSetLineDevStatus(x.line, LINEDEVSTATUSFLAGS_LOCKED, 1));
}

static void unlock(void)
{
	settle(lineSetLineDevStatus(x.line, LINEDEVSTATUSFLAGS_LOCKED, 0));
}

/* The second line takes one call, and has it. */
static HCALL call_of_b(void)
{
	static HCALL made;

	made = 0;
	settle(lineMakeCallA(x.other, &made, "91", 0, NULL));
	await_state(made, LINECALLSTATE_CONNECTED);
	return made;
}

static void occupied(void)
{
	call_of_b();
	x.line = x.other;
}


/* --- numbers ----------------------------------------------------------------------------------- */

static void dial_tone(void)
{
	x.number = both_forms("91W1");
}

static void quiet(void)
{
	x.number = both_forms("91@1");
}

static void billing(void)
{
	x.number = both_forms("91$1");
}

static void prompt(void)
{
	x.number = both_forms("91?1");
}

static void long_number(void)
{
	static char digits[250];

	memset(digits, '1', sizeof(digits) - 1);
	x.number = x.park = both_forms(digits);
}

static void nobodys(void)
{
	x.own = x.number = x.park = both_forms("98765");
}

static void no_group(void)
{
	x.number = both_forms("");
	x.pickup = both_forms("nobody");
}

static struct {
	LINEFORWARDLIST list;
	WCHAR wide[250];
} forward;

static void forward_to(DWORD mode)
{
	memset(&forward, 0, sizeof(forward));
	forward.list.dwTotalSize = sizeof(forward);
	forward.list.dwNumEntries = 1;
	forward.list.ForwardList[0].dwForwardMode = mode;
	forward.list.ForwardList[0].dwDestAddressOffset = offsetof(__typeof__(forward), wide);
	forward.list.ForwardList[0].dwDestAddressSize = sizeof(forward.wide);
	memset(forward.wide, '1', sizeof(forward.wide) - 1);
	x.list = &forward;
}

static void forward_long(void)
{
	forward_to(LINEFORWARDMODE_UNCOND);
}

static void forward_how(void)
{
	forward_to(0x40000000);
}

/* --- calls -------------------------------------------------------------------------------------- */

static void call_rate(void)
{
	set(1, 2000);
	set(2, 1000);
}

static void call_more_rate(void)
{
	set(1, 64000);
	set(2, 64000);
}

static void mixed(void)
{
	scene(CONFERENCE);
	set(0, LINEBEARERMODE_DATA);
}

static void flow(DWORD token_rate)
{
	static DWORD spec[8];

	memcpy(spec, x.flow, sizeof(spec));
	spec[0] = token_rate;
	x.flow = spec;
}

static void flow_rate(void)
{
	flow(10000000);
}

static void flow_more_rate(void)
{
	flow(6000);
}

static void flow_short(void)
{
	x.flow_size = 4;
}

static void big_data(void)
{
	static char data[65536];

	x.in = data;
	x.in_size = sizeof(data);
}

static void message(void)
{
	set(0, LINECALLCOMPLMODE_MESSAGE);
	set(1, 77);
}

static DWORD completions[20];
static unsigned completion_count;

/* The second line is busy still. */
static void many_completions(void)
{
	DWORD *id = completions;

	completion_count = 0;
	while (completion_count < 20 && settle(lineCompleteCall(x.call, id, LINECALLCOMPLMODE_CALLBACK, 0)) == 0) {
		completion_count++;
		id++;
		x.call = 0;
		settle(lineMakeCallA(x.line, &x.call, "200", 0, NULL));
		await_state(x.call, LINECALLSTATE_BUSY);
	}
}

static void stop_completing(void)
{
	while (completion_count)
		settle(lineUncompleteCall(x.line, completions[--completion_count]));
}

static bool one_more(void)
{
	HCALL consult = 0;

	if (settle(linePrepareAddToConferenceA(x.call, &consult, NULL)) != 0)
		return false;
	settle(lineDialA(consult, "91", 0));
	await_state(consult, LINECALLSTATE_CONNECTED);
	return settle(lineAddToConference(x.call, consult)) == 0;
}

static void full(void)
{
	for (int i = 0; i < 20 && one_more(); i++)
		;
}

static void wrong_ends(void)
{
	x.ends = both_forms("Z");
}

static void shrill(void)
{
	static LINEGENERATETONE tone = { 1000000, 0, 0, 0x8000 };

	x.generate = &tone;
}

static void shrill_to_hear(void)
{
	static LINEMONITORTONE tone = { 1, 10, 1000000, 0, 0 };

	x.monitor = &tone;
}

/* --- media control --------------------------------------------------------------------------------- */

static void control_digit(void)
{
	static LINEMEDIACONTROLDIGIT digit = { 'x', LINEDIGITMODE_DTMF, LINEMEDIACONTROL_START };

	x.digits = &digit;
}

static void control_media(void)
{
	static LINEMEDIACONTROLMEDIA media = { 0x40000000, 0, LINEMEDIACONTROL_START };

	x.media = &media;
}

static void control_tone(void)
{
	static LINEMEDIACONTROLTONE tone = { 1, 10, 1000000, 0, 0, LINEMEDIACONTROL_START };

	x.tones = &tone;
}

static void control_state(void)
{
	static LINEMEDIACONTROLCALLSTATE state = { 0x40000000, LINEMEDIACONTROL_START };

	x.states = &state;
}

static void foreign(void)
{
	scene(CALL);
	foreign_call();
	set(0, LINECALLSELECT_CALL);
}

/* --- devices ------------------------------------------------------------------------------------------ */

static void feature(void)
{
	set(0, 0x77777777);
}

static void no_config(void)
{
	x.in = (void *)"this is no configuration";
	x.in_size = 24;
}

static void no_flag(void)
{
	set(0, 0x40000000);
}

static void in_a_call(void)
{
	HCALL made = 0;

	settle(lineMakeCallA(x.line, &made, "91", 0, NULL));
}

static void extension(void)
{
	x.ext = 0x77777777;
}

static HPHONE looked_at;

static void look(void)
{
	looked_at = 0;
	phoneOpen(x.phone_app, 0, &looked_at, VERSION, 0, 0, PHONEPRIVILEGE_MONITOR);
	x.phone = looked_at;
}

static void look_away(void)
{
	phoneClose(looked_at);
}

/* The first is ours. */
static void taken(void)
{
	x.device = 0;
	set(0, PHONEPRIVILEGE_OWNER);
}

#define CALLING(error, change, told) \
	{ "lineMakeCall", "LINEERR_" #error, change, told }, \
	{ "lineSetupTransfer", "LINEERR_" #error, change, told }, \
	{ "lineSetupConference", "LINEERR_" #error, change, told }, \
	{ "linePrepareAddToConference", "LINEERR_" #error, change, told }
#define LOCKED(function) \
	{ #function, "LINEERR_INVALLINESTATE", lock, "of a line that is locked", unlock }
#define DIALS(error, change, told) \
	{ "lineMakeCall", "LINEERR_" #error, change, told }, \
	{ "lineDial", "LINEERR_" #error, change, told }
#define LOOKED_AT(function) \
	{ #function, "PHONEERR_NOTOWNER", look, "by one who only looks at the phone", look_away }

const struct own_way causes[] = {
	CALLING(INVALADDRESSMODE, address_mode, "from an address that is named in no way"),
	CALLING(INVALBEARERMODE, bearer_mode, "by a bearer mode that is none"),
	CALLING(INVALMEDIAMODE, media_mode, "for a kind of media that there is not"),
	CALLING(INVALRATE, rate, "with a least rate above the highest"),
	CALLING(RATEUNAVAIL, more_rate, "with more than the line has left"),
	CALLING(INVALCALLPARAMS, flags, "with a flag that is none"),
	CALLING(USERUSERINFOTOOBIG, big_uui, "with more than fits"),
	{ "lineMakeCall", "LINEERR_CALLUNAVAIL", occupied, "from a line that has its call" },
	LOCKED(lineMakeCall), LOCKED(lineSetupTransfer), LOCKED(lineSetupConference),
	LOCKED(linePrepareAddToConference),
	DIALS(DIALDIALTONE, dial_tone, "with a wait for a dial tone"),
	DIALS(DIALQUIET, quiet, "with a wait for quiet"),
	DIALS(DIALBILLING, billing, "with a wait for the card's tone"),
	DIALS(DIALPROMPT, prompt, "with a question to the user"),
	DIALS(INVALADDRESS, long_number, "to a number that is too long"),
	{ "lineRedirect", "LINEERR_INVALADDRESS", long_number, "to a number that is too long" },
	{ "lineBlindTransfer", "LINEERR_INVALADDRESS", long_number, "to a number that is too long" },
	{ "linePark", "LINEERR_INVALADDRESS", long_number, "at a number that is too long" },
	{ "linePickup", "LINEERR_INVALADDRESS", nobodys, "of a number that nobody has" },
	{ "lineUnpark", "LINEERR_INVALADDRESS", nobodys, "from where nothing is parked" },
	{ "lineGetAddressID", "LINEERR_INVALADDRESS", nobodys, "of a number that the line has not" },
	{ "lineForward", "LINEERR_INVALADDRESS", forward_long, "to a number that is too long" },
	{ "lineForward", "LINEERR_INVALPARAM", forward_how, "in a way that is none" },
	{ "linePickup", "LINEERR_INVALGROUPID", no_group, "of a group that there is not" },
	{ "lineSetCallParams", "LINEERR_INVALRATE", call_rate, "with a least rate above the highest" },
	{ "lineSetCallParams", "LINEERR_RATEUNAVAIL", call_more_rate, "with more than the line has left" },
	{ "lineSetCallParams", "LINEERR_BEARERMODEUNAVAIL", mixed, "for data where voices are mixed" },
	{ "lineSetCallQualityOfService", "LINEERR_INVALRATE", flow_rate, "with more than a call carries" },
	{ "lineSetCallQualityOfService", "LINEERR_RATEUNAVAIL", flow_more_rate, "with more than the line has left" },
	{ "lineSetCallQualityOfService", "LINEERR_INVALPARAM", flow_short, "with half a FLOWSPEC" },
	{ "lineSetCallData", "LINEERR_INVALPARAM", big_data, "with more than a call keeps" },
	{ "lineCompleteCall", "LINEERR_INVALMESSAGEID", message, "with a message that there is not" },
	{ "lineCompleteCall", "LINEERR_COMPLETIONOVERRUN", many_completions, "when the line keeps so many", stop_completing },
	{ "linePrepareAddToConference", "LINEERR_CONFERENCEFULL", full, "of a conference that is full" },
	{ "lineGatherDigits", "LINEERR_INVALDIGITS", wrong_ends, "until what is no digit" },
	{ "lineGenerateTone", "LINEERR_INVALTONE", shrill, "that nobody hears" },
	{ "lineMonitorTones", "LINEERR_INVALTONE", shrill_to_hear, "that nobody hears" },
	{ "lineSetMediaControl", "LINEERR_INVALDIGITLIST", control_digit, "with a digit that is none" },
	{ "lineSetMediaControl", "LINEERR_INVALMEDIALIST", control_media, "with media that are none" },
	{ "lineSetMediaControl", "LINEERR_INVALTONELIST", control_tone, "with a tone that nobody hears" },
	{ "lineSetMediaControl", "LINEERR_INVALCALLSTATELIST", control_state, "with a state that is none" },
	{ "lineSetMediaControl", "LINEERR_NOTOWNER", foreign, "by a monitor of the call" },
	{ "lineDevSpecificFeature", "LINEERR_INVALFEATURE", feature, "with a key that there is not" },
	{ "lineSetDevConfig", "LINEERR_INVALPARAM", no_config, "with what is no configuration" },
	{ "lineSetDevConfig", "LINEERR_INVALLINESTATE", in_a_call, "in the middle of a call" },
	{ "lineSetLineDevStatus", "LINEERR_INVALPARAM", no_flag, "with a flag that is none" },
	{ "lineGetAddressCaps", "LINEERR_INCOMPATIBLEEXTVERSION", extension, "by a version of an extension that there is not" },
	{ "lineGetDevCaps", "LINEERR_INCOMPATIBLEEXTVERSION", extension, "by a version of an extension that there is not" },
	{ "phoneGetDevCaps", "PHONEERR_INCOMPATIBLEEXTVERSION", extension, "by a version of an extension that there is not" },
	LOOKED_AT(phoneSetButtonInfo), LOOKED_AT(phoneSetData), LOOKED_AT(phoneSetDisplay),
	LOOKED_AT(phoneSetGain), LOOKED_AT(phoneSetHookSwitch), LOOKED_AT(phoneSetLamp),
	LOOKED_AT(phoneSetRing), LOOKED_AT(phoneSetVolume),
	{ "phoneOpen", "PHONEERR_INUSE", taken, "of a phone that has its owner" },
	{ NULL, NULL, NULL, NULL, NULL },
};

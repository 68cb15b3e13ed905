/* SPDX-License-Identifier: MIT
 * day_kinds.c - the kinds of programs, each a way to begin and what it does then. */
#include "day.h"

#define TALKS LINECALLSTATE_CONNECTED
#define HELD (LINECALLSTATE_ONHOLD | LINECALLSTATE_ONHOLDPENDTRANSFER | LINECALLSTATE_ONHOLDPENDCONF)
#define RINGS (LINECALLSTATE_OFFERING | LINECALLSTATE_ACCEPTED)
#define ANY_STATE (~0u)
#define DTMF LINEDIGITMODE_DTMF
#define ROOM 4096		/* bytes of records */

/* Of lines, of far ends that answer, are busy, ring, reject, hang up, send digits; nobody's. */
static DWORD a_number(void)
{
	static const char *const numbers[] = {
		"100", "200", "300", "300", "91", "91", "92", "93", "94", "95", "99123", "7",
	};

	return owners_text(numbers[any(sizeof(numbers) / sizeof(numbers[0]))]);
}

/* --- who calls and is called ------------------------------------------------------------ */

static void begin_owner(struct guest *guest)
{
	static const DWORD media[] = { VOICE, VOICE | FAX, VOICE | UNKNOWN, DATA | VOICE };

	for (DWORD i = 0; i < GUEST_LINES; i++)
		if (any(2))
			guest_open(guest, i, any(4) ? OWNER : OWNER | MONITOR, media[any(4)]);
	SAY(guest, lineSetStatusMessages, .line = guest_line(guest),
	    .line_states = LINEDEVSTATE_NUMCALLS | LINEDEVSTATE_RINGING);
}

static void dial(struct guest *guest)
{
	const DWORD line = guest_line(guest);

	if (line)
		ASKS_FOR(guest, lineMakeCall, .line = line, .dest = a_number(), .params = PACKET_NONE);
}

static void take(struct guest *guest)
{
	const DWORD call = guest_call(guest, RINGS);

	if (!call)
		return;
	if (any(5))
		ASKS_FOR(guest, lineAnswer, .call = call, .uui = PACKET_NONE);
	else if (any(2))
		ASKS_FOR(guest, lineAccept, .call = call, .uui = PACKET_NONE);
	else
		ASKS_FOR(guest, lineRedirect, .call = call, .dest = a_number());
}

static void hold(struct guest *guest)
{
	const DWORD talks = guest_call(guest, TALKS), held = guest_call(guest, HELD);

	if (talks && held && any(2))
		ASKS_FOR(guest, lineSwapHold, .active = talks, .held = held);
	else if (held)
		ASKS_FOR(guest, lineUnHold, .call = held);
	else if (talks)
		ASKS_FOR(guest, lineHold, .call = talks);
}

static void hang_up(struct guest *guest)
{
	const DWORD call = guest_call(guest, ANY_STATE);

	if (call)
		ASKS_FOR(guest, lineDrop, .call = call, .uui = PACKET_NONE);
}

/* --- who transfers and confers ------------------------------------------------------------- */

static void transfer(struct guest *guest)
{
	const DWORD talks = guest_call(guest, TALKS), held = guest_call(guest, HELD);
	const DWORD dials = guest_call(guest, LINECALLSTATE_DIALTONE);

	if (dials)
		ASKS_FOR(guest, lineDial, .call = dials, .dest = a_number());
	else if (held && talks)
		ASKS_FOR(guest, lineCompleteTransfer, .call = held, .consult = talks,
			 .mode = any(2) ? LINETRANSFERMODE_TRANSFER : LINETRANSFERMODE_CONFERENCE);
	else if (talks && any(3))
		ASKS_FOR(guest, lineSetUpTransfer, .call = talks, .params = PACKET_NONE);
	else if (talks)
		ASKS_FOR(guest, lineBlindTransfer, .call = talks, .dest = a_number());
}

static void confer(struct guest *guest)
{
	const DWORD talks = guest_call(guest, TALKS);
	const DWORD conference = guest_call(guest, LINECALLSTATE_ONHOLDPENDCONF);
	const DWORD member = guest_call(guest, LINECALLSTATE_CONFERENCED);

	if (conference && talks)
		ASKS_FOR(guest, lineAddToConference, .conference = conference, .consult = talks);
	else if (member && talks && any(2))
		ASKS_FOR(guest, linePrepareAddToConference, .conference = talks, .params = PACKET_NONE);
	else if (member && any(2))
		ASKS_FOR(guest, lineRemoveFromConference, .call = member);
	else if (talks)
		ASKS_FOR(guest, lineSetUpConference, .call = talks, .parties = 3, .params = PACKET_NONE);
}

static void park(struct guest *guest)
{
	const DWORD talks = guest_call(guest, TALKS), line = guest_line(guest);

	if (talks)
		ASKS_FOR(guest, linePark, .call = talks, .mode = LINEPARKMODE_NONDIRECTED,
			 .dest = PACKET_NONE, .address = 256);
	else if (line)
		ASKS_FOR(guest, lineUnPark, .line = line, .dest = owners_text("801"));
}

static void forward(struct guest *guest)
{
	const DWORD line = guest_line(guest);

	if (line)	/* nothing in the list: forwarding ends */
		ASKS_FOR(guest, lineForward, .line = line, .all = 1, .list = PACKET_NONE,
			 .rings = 3, .params = PACKET_NONE);
}

/* --- who shares ------------------------------------------------------------------------------ */

static void hand_over(struct guest *guest)
{
	static const char *const takers[] = { "owner", "agent", "switchboard", "nobody" };
	const DWORD call = guest_call(guest, ANY_STATE);

	if (!call)
		return;
	if (any(3))
		SAY(guest, lineHandoff, .call = call, .file_name = owners_text(takers[any(4)]));
	else
		SAY(guest, lineHandoff, .call = call, .file_name = PACKET_NONE, .media_mode = VOICE);
}

static void change_privilege(struct guest *guest)
{
	const DWORD call = guest_call(guest, ANY_STATE);

	if (call)
		SAY(guest, lineSetCallPrivilege, .call = call, .privilege = any(2) ? OWNER : MONITOR);
}

static void find_calls(struct guest *guest)
{
	const DWORD line = guest_line(guest);

	if (line)
		SAY(guest, lineGetNewCalls, .line = line, .select = LINECALLSELECT_LINE, .list = ROOM);
}

static void say_of_call(struct guest *guest)
{
	const DWORD call = guest_call(guest, ANY_STATE);

	if (!call)
		return;
	SAY(guest, lineSetAppSpecific, .call = call, .app_specific = any(1000));
	ASKS_FOR(guest, lineSetCallData, .call = call, .data = owners_text("what a program notes"),
		 .size = 20);
}

/* --- who looks -------------------------------------------------------------------------------- */

static void begin_monitor(struct guest *guest)
{
	for (DWORD i = 0; i < GUEST_LINES; i++)
		guest_open(guest, i, MONITOR, VOICE);
	SAY(guest, lineSetStatusMessages, .line = guest_line(guest),
	    .line_states = LINEDEVSTATE_NUMCALLS | LINEDEVSTATE_OPEN,
	    .address_states = LINEADDRESSSTATE_NUMCALLS);
}

static void look_at_call(struct guest *guest)
{
	const DWORD call = guest_call(guest, ANY_STATE);

	if (!call)
		return;
	SAY(guest, lineGetCallInfo, .call = call, .info = ROOM);
	SAY(guest, lineGetCallStatus, .call = call, .status = ROOM);
	SAY(guest, lineGetConfRelatedCalls, .call = call, .list = ROOM);
}

static void look_at_line(struct guest *guest)
{
	const DWORD line = guest_line(guest);

	SAY(guest, lineGetDevCaps, .app = guest->app, .device = any(GUEST_LINES + 1),
	    .version = guest->version, .caps = ROOM);
	if (!line)
		return;
	SAY(guest, lineGetLineDevStatus, .line = line, .status = ROOM);
	SAY(guest, lineGetAddressStatus, .line = line, .status = ROOM);
}

static void open_and_close(struct guest *guest)
{
	const DWORD device = any(GUEST_LINES);

	if (guest->line[device]) {
		SAY(guest, lineClose, .line = guest->line[device]);
		guest->line[device] = 0;
	} else {
		guest_open(guest, device, any(2) ? MONITOR : OWNER, VOICE);
	}
}

/* --- who listens to digits and tones ------------------------------------------------------------ */

static void gather(struct guest *guest)
{
	const DWORD call = guest_call(guest, TALKS);

	if (call)
		SAY(guest, lineGatherDigits, .call = call, .digit_modes = DTMF,
		    .digits_context = any(4), .num_digits = 1 + any(6),
		    .termination = any(2) ? owners_text("#") : PACKET_NONE,
		    .first_timeout = 5000, .inter_timeout = 5000);
}

static void press(struct guest *guest)
{
	const DWORD call = guest_call(guest, TALKS);

	if (call)
		SAY(guest, lineGenerateDigits, .call = call, .digit_mode = DTMF,
		    .digits = any(5) ? owners_text("12#") : PACKET_NONE);
}

static void sound(struct guest *guest)
{
	const DWORD call = guest_call(guest, TALKS);

	if (call)
		SAY(guest, lineGenerateTone, .call = call, .tone_mode = LINETONEMODE_BUSY,
		    .tones = PACKET_NONE, .duration = any(3000));
}

static void monitor_sounds(struct guest *guest)
{
	const LINEMONITORTONE tones[] = {
		{ .dwAppSpecific = 1, .dwDuration = 100, .dwFrequency1 = 480, .dwFrequency2 = 620 },
		{ .dwAppSpecific = 2, .dwDuration = 200, .dwFrequency1 = 1400 },
	};
	const DWORD call = guest_call(guest, TALKS);

	if (!call)
		return;
	SAY(guest, lineMonitorDigits, .call = call, .digit_modes = any(4) ? DTMF : 0);
	SAY(guest, lineMonitorMedia, .call = call, .media_modes = any(4) ? VOICE | FAX : 0);
	owners_text("");	/* the tail is there now */
	buf_reset(&owners_tail);
	SAY(guest, lineMonitorTones, .call = call, .num_tones = any(4) ? 2 : 0,
	    .tones = packet_data(&owners_tail, tones, sizeof(tones)));
}

/* --- proxies and agents ----------------------------------------------------------------------------- */

/* For all that version 2.0 knows, on device 0. */
static void begin_proxy(struct guest *guest)
{
	const DWORD fixed = abi_fixed_size(ABI_LINECALLPARAMS, TAPI_2_0);
	unsigned char record[sizeof(LINECALLPARAMS) + 64] = { 0 };
	struct packet_lineOpen in = {
		.app = guest->app, .version = TAPI_2_0, .context = 3,
		.privileges = NONE | LINEOPENOPTION_PROXY,
	};
	LINECALLPARAMS *params = (LINECALLPARAMS *)record;
	DWORD type = LINEPROXYREQUEST_SETAGENTGROUP;

	params->dwDevSpecificOffset = fixed;
	for (; type <= LINEPROXYREQUEST_GETAGENTGROUPLIST; type++) {
		memcpy(record + fixed + params->dwDevSpecificSize, &type, sizeof(type));
		params->dwDevSpecificSize += sizeof(type);
	}
	params->dwTotalSize = fixed + params->dwDevSpecificSize;
	owners_text("");	/* the tail is there now */
	buf_reset(&owners_tail);
	in.params = packet_record(&owners_tail, record);
	day_counts.requests++;
	if (!owners_now(guest->peer, PACKET_lineOpen, &in, sizeof(in)))
		guest->line[0] = in.line;
}

static void tell_of_agents(struct guest *guest)
{
	if (guest->line[0])
		SAY(guest, lineProxyMessage, .line = guest->line[0], .message = LINE_AGENTSTATUS,
		    .p2 = LINEAGENTSTATUS_STATE, .p3 = LINEAGENTSTATE_READY);
}

static void ask_of_agents(struct guest *guest)
{
	const DWORD line = guest->line[0];

	if (!line)
		return;
	ASKS_FOR(guest, lineSetAgentState, .line = line, .state = LINEAGENTSTATE_READY);
	ASKS_FOR(guest, lineGetAgentStatus, .line = line, .status = 1 + any(512));
	ASKS_FOR(guest, lineGetAgentGroupList, .line = line, .list = 512);
	ASKS_FOR(guest, lineAgentSpecific, .line = line, .extension = 5,
		 .params = owners_text("hello"), .size = 5);
}

/* --- phones -------------------------------------------------------------------------------------------- */

static void begin_phone(struct guest *guest)
{
	struct packet_phoneInitialize begin = { .context = 11, .version = TAPI_2_2 };
	struct packet_phoneOpen open = {
		.device = any(2), .version = TAPI_2_2, .context = 12,
		.privilege = any(2) ? PHONEPRIVILEGE_OWNER : PHONEPRIVILEGE_MONITOR,
	};

	begin.friendly_name = owners_text("phone");
	begin.module = owners_text("phone");
	if (owners_now(guest->peer, PACKET_phoneInitialize, &begin, sizeof(begin)))
		return;
	guest->phone_app = open.app = begin.app;
	if (!owners_now(guest->peer, PACKET_phoneOpen, &open, sizeof(open)))
		guest->phone = open.phone;
	SAY(guest, phoneSetStatusMessages, .phone = guest->phone, .phone_states = PHONESTATE_RINGMODE,
	    .button_modes = PHONEBUTTONMODE_KEYPAD, .button_states = PHONEBUTTONSTATE_UP);
}

static void set_phone(struct guest *guest)
{
	const DWORD phone = guest->phone;

	if (!phone)
		return;
	ASKS_FOR(guest, phoneSetLamp, .phone = phone, .lamp = 12, .lamp_mode = PHONELAMPMODE_FLASH);
	ASKS_FOR(guest, phoneSetHookSwitch, .phone = phone, .hookswitches = PHONEHOOKSWITCHDEV_SPEAKER,
		 .mode = any(2) ? PHONEHOOKSWITCHMODE_ONHOOK : PHONEHOOKSWITCHMODE_MICSPEAKER);
	ASKS_FOR(guest, phoneSetDisplay, .phone = phone, .text = owners_text("hi"), .size = 4);
	ASKS_FOR(guest, phoneSetRing, .phone = phone, .ring_mode = any(3), .volume = 100);
}

static void look_at_phone(struct guest *guest)
{
	SAY(guest, phoneGetDevCaps, .app = guest->phone_app, .version = TAPI_2_2, .caps = ROOM);
	SAY(guest, phoneGetStatus, .phone = guest->phone, .status = ROOM);
	SAY(guest, phoneGetDisplay, .phone = guest->phone, .display = 256);
}

static void lift_and_press(struct guest *guest)
{
	scene_command(any(2) ? "hook desk handset off" : "hook desk handset on");
	scene_command("press desk 5");
	scene_command("settle");
}

/* --- assisted telephony ------------------------------------------------------------------------------------ */

static void begin_recipient(struct guest *guest)
{
	begin_owner(guest);
	SAY(guest, lineRegisterRequestRecipient, .app = guest->app, .instance = 1,
	    .modes = LINEREQUESTMODE_MAKECALL, .enable = 1);
}

/* It opens nothing. */
static void begin_nothing(struct guest *guest)
{
}

static void ask_for_call(struct guest *guest)
{
	SAY(guest, tapiRequestMakeCall, .dest = a_number(), .app = owners_text("notepad"),
	    .called_party = owners_text("somebody"), .comment = owners_text("about it"));
}

/* -------------------------------------------------------------------------------------------- */

const struct guest_kind guest_kinds[] = {
	{ "owner", 1, begin_owner, { dial, dial, take, take, take, hold, hang_up, open_and_close } },
	{ "owner", 1, begin_owner, { dial, take, take, hold, look_at_call, say_of_call, hang_up } },
	{ "switchboard", 1, begin_owner, { dial, take, take, transfer, transfer, confer, confer, hang_up } },
	{ "switchboard", 1, begin_owner, { dial, take, take, park, forward, transfer, confer, hang_up } },
	{ "sharer", 1, begin_owner, { dial, take, take, hand_over, change_privilege, find_calls, say_of_call } },
	{ "monitor", 1, begin_monitor, { look_at_call, look_at_line, find_calls, change_privilege,
		monitor_sounds, open_and_close } },
	{ "gatherer", 1, begin_owner, { dial, take, take, gather, gather, press, sound, monitor_sounds } },
	{ "slow", 25, begin_monitor, { look_at_call, look_at_line } },
	{ "proxy", 1, begin_proxy, { tell_of_agents, look_at_line } },
	{ "agent", 1, begin_owner, { ask_of_agents, ask_of_agents, dial, take, hang_up } },
	{ "phone", 1, begin_phone, { set_phone, look_at_phone, lift_and_press } },
	{ "recipient", 1, begin_recipient, { take, dial, look_at_line, hang_up } },
	{ "notepad", 1, begin_nothing, { ask_for_call } },
};

const size_t guest_kind_count = sizeof(guest_kinds) / sizeof(guest_kinds[0]);

/* SPDX-License-Identifier: MIT
 * scene.c - lines, calls in a state, phones and a proxy for one row, and what is heard of them. */
#include "tapiconf.h"

#define CALLS 256
#define PROXY_TYPES 20

struct x x;
const char *scene_why;
HLINEAPP watcher;
DWORD proxy_result;
bool without_location;

static HPHONEAPP phones;
static HLINEAPP apps;
static HLINE lines[2], watch_line, proxy_line, agent_line;
static HLINE extended;
static HPHONE phone, phone_extended;

/* What is known of calls: by message. */
static struct known {
	HCALL call;
	DWORD state;
	HLINEAPP app;
} calls[CALLS];
static unsigned call_count;
static HCALL offered, foreign;
static LINEPROXYREQUEST *held_request;
static bool hold_requests;
static DWORD reply_id;
static LONG reply_result;
static bool replied;

static LINECALLPARAMS params;
static union {
	char bytes[ROOM];
	DWORD total;
	double align;
} room, room2, room3, list_room;
static DWORD version_out, made_room[4];

static void know(HCALL call, DWORD state, HLINEAPP app)
{
	unsigned i = 0;

	while (i < call_count && calls[i].call != call)
		i++;
	if (i == CALLS)
		memmove(calls, calls + 1, sizeof(calls) - sizeof(calls[0])), i--;
	else if (i == call_count)
		call_count++;
	calls[i] = (struct known){ call, state, app };
}

static DWORD state_of(HCALL call)
{
	for (unsigned i = 0; i < call_count; i++)
		if (calls[i].call == call)
			return calls[i].state;
	return 0;
}

static void hear(HLINEAPP app, const LINEMESSAGE *m)
{
	HCALL call = (HCALL)(DWORD_PTR)m->hDevice;

	switch (m->dwMessageID) {
	case LINE_APPNEWCALL:
		call = (HCALL)m->dwParam2;
		if (app == watcher)
			foreign = call;
		know(call, 0, app);
		break;
	case LINE_CALLSTATE:
		know(call, (DWORD)m->dwParam1, app);
		if (m->dwParam1 == LINECALLSTATE_OFFERING && app == apps)
			offered = call;
		break;
	case LINE_REPLY:
		if (m->dwParam1 == reply_id) {
			replied = true;
			reply_result = (LONG)m->dwParam2;
		}
		break;
	case LINE_PROXYREQUEST:
		if (hold_requests)
			held_request = (LINEPROXYREQUEST *)m->dwParam1;
		else
			lineProxyResponse(proxy_line, (LINEPROXYREQUEST *)m->dwParam1, proxy_result);
		break;
	default:
		break;
	}
}

/* One round: all that came. */
static void listen_once(DWORD wait_ms)
{
	LINEMESSAGE message;
	PHONEMESSAGE phone_message;

	if (apps && lineGetMessage(apps, &message, wait_ms) == 0)
		hear(apps, &message);
	while (watcher && lineGetMessage(watcher, &message, 0) == 0)
		hear(watcher, &message);
	if (apps)
		wait_ms = 0;
	while (phones && phoneGetMessage(phones, &phone_message, wait_ms) == 0) {
		wait_ms = 0;
		if (phone_message.dwMessageID != PHONE_REPLY || phone_message.dwParam1 != reply_id)
			continue;
		replied = true;
		reply_result = (LONG)phone_message.dwParam2;
	}
}

LONG settle(LONG result)
{
	if (result <= 0)
		return result;
	reply_id = (DWORD)result;
	replied = false;
	for (unsigned i = 0; i < PATIENCE && !replied; i++)
		listen_once(10);
	reply_id = 0;
	return replied ? reply_result : 1;
}

static bool fail(const char *why)
{
	scene_why = why;
	return false;
}

bool await_state(HCALL call, DWORD state)
{
	for (unsigned i = 0; i < PATIENCE && state_of(call) != state; i++)
		listen_once(10);
	return state_of(call) == state || fail("a call did not get into its state");
}

static bool await_offer(void)
{
	for (unsigned i = 0; i < PATIENCE && !offered; i++)
		listen_once(10);
	return offered || fail("no call was offered");
}

struct text both_forms(const char *text)
{
	static WCHAR wide[40][256];
	static unsigned next;
	WCHAR *w = wide[next++ % 40];
	size_t i = 0;

	for (; text[i] && i < 255; i++)
		w[i] = (unsigned char)text[i];
	w[i] = 0;
	return (struct text){ text, w };
}

/* --- what stays open ------------------------------------------------------------------- */

static bool open_line(HLINEAPP app, DWORD device, HLINE *line, DWORD privileges, LINECALLPARAMS *with)
{
	LINEEXTENSIONID extension;
	DWORD version;

	return (lineNegotiateAPIVersion(app, device, 0x00010003, VERSION, &version, &extension) == 0 &&
		lineOpenA(app, device, line, version, 0, 0, privileges, VOICE, with) == 0)
	       || fail("a line is not to be opened");
}

static bool begin_lines(void)
{
	LINEINITIALIZEEXPARAMS how = {
		.dwTotalSize = sizeof(how), .dwOptions = LINEINITIALIZEEXOPTION_USEEVENT,
	};
	DWORD count, version = VERSION;

	if (lineInitializeExA(&apps, NULL, NULL, "tapiconf", &count, &version, &how) != 0)
		return fail("lines are not initialized");
	version = VERSION;
	if (lineInitializeExA(&watcher, NULL, NULL, "watcher", &count, &version, &how) != 0)
		return fail("the watcher is not initialized");
	return open_line(apps, 0, &lines[0], LINECALLPRIVILEGE_OWNER, NULL) &&
	       open_line(apps, 1, &lines[1], LINECALLPRIVILEGE_OWNER, NULL) &&
	       open_line(watcher, 0, &watch_line, LINECALLPRIVILEGE_MONITOR, NULL);
}

static bool begin_phones(void)
{
	PHONEINITIALIZEEXPARAMS how = {
		.dwTotalSize = sizeof(how), .dwOptions = PHONEINITIALIZEEXOPTION_USEEVENT,
	};
	PHONEEXTENSIONID extension;
	DWORD count, version = VERSION;

	if (phoneInitializeExA(&phones, NULL, NULL, "tapiconf", &count, &version, &how) != 0 ||
	    phoneNegotiateAPIVersion(phones, 0, 0x00010003, VERSION, &version, &extension) != 0)
		return fail("phones are not initialized");
	return phoneOpen(phones, 0, &phone, version, 0, 0, PHONEPRIVILEGE_OWNER) == 0
	       || fail("the phone is not to be opened");
}

static bool begin_proxy(void)
{
	struct {
		LINECALLPARAMS params;
		DWORD types[PROXY_TYPES];
	} with = { .params = {
		.dwTotalSize = sizeof(with), .dwDevSpecificSize = sizeof(with.types),
		.dwDevSpecificOffset = offsetof(__typeof__(with), types),
	} };

	for (DWORD i = 0; i < PROXY_TYPES; i++)
		with.types[i] = i + 1;
	return open_line(watcher, 1, &proxy_line, LINECALLPRIVILEGE_NONE | LINEOPENOPTION_PROXY,
			 &with.params) &&
	       open_line(apps, 1, &agent_line, LINECALLPRIVILEGE_NONE, NULL);
}

/* --- calls --------------------------------------------------------------------------------- */

static HCALL dial(HLINE line, const char *number)
{
	HCALL made = 0;

	if (settle(lineMakeCallA(line, &made, number, 0, NULL)) != 0)
		return 0;
	return made;
}

static bool connected(HCALL *call)
{
	foreign = 0;
	*call = dial(lines[0], "91");
	return *call ? await_state(*call, LINECALLSTATE_CONNECTED) : fail("no call is made");
}

static bool held(HCALL *call)
{
	return connected(call) && settle(lineHold(*call)) == 0 &&
	       await_state(*call, LINECALLSTATE_ONHOLD);
}

static bool to_offer(void)
{
	offered = 0;
	x.call2 = dial(lines[0], "200");
	if (!x.call2 || !await_offer())
		return fail("no call is offered");
	x.call = offered;
	return true;
}

static bool to_consult(void)
{
	return connected(&x.call) && settle(lineSetupTransferA(x.call, &x.call2, NULL)) == 0 &&
	       await_state(x.call2, LINECALLSTATE_DIALTONE) &&
	       settle(lineDialA(x.call2, "91", 0)) == 0 &&
	       await_state(x.call2, LINECALLSTATE_CONNECTED);
}

static bool to_conference(bool member, bool added)
{
	HCALL first, consult = 0;

	if (!connected(&first) ||
	    settle(lineSetupConferenceA(first, 0, &x.call, &consult, 3, NULL)) != 0)
		return fail("no conference");
	x.call2 = consult;
	if (!await_state(consult, LINECALLSTATE_DIALTONE) || settle(lineDialA(consult, "91", 0)) != 0 ||
	    !await_state(consult, LINECALLSTATE_CONNECTED))
		return false;
	if (!member)
		return true;
	if (!added)
		return true;
	if (settle(lineAddToConference(x.call, consult)) != 0)
		return fail("nobody is added");
	return await_state(x.call, LINECALLSTATE_CONNECTED);
}

static bool to_busy(void)
{
	HCALL blocker;

	if (!to_offer() || settle(lineAnswer(x.call, NULL, 0)) != 0)
		return fail("the other line does not get busy");
	blocker = dial(lines[0], "200");
	x.call = blocker;
	return blocker && await_state(blocker, LINECALLSTATE_BUSY);
}

static bool to_parked(void)
{
	HCALL call;

	x.number = x.park;
	return connected(&call) &&
	       settle(lineParkA(call, LINEPARKMODE_DIRECTED, x.park.a, NULL)) == 0;
}

static bool to_ended(void)
{
	return connected(&x.call) && settle(lineDrop(x.call, NULL, 0)) == 0 &&
	       await_state(x.call, LINECALLSTATE_IDLE);
}

void end_call(HCALL call)
{
	settle(lineDrop(call, NULL, 0));
	await_state(call, LINECALLSTATE_IDLE);
}

bool ended_call(void)
{
	return to_ended();
}

bool foreign_call(void)
{
	for (unsigned i = 0; i < PATIENCE && !foreign; i++)
		listen_once(10);
	x.call = foreign;
	return foreign;
}

/* --- a row's own ----------------------------------------------------------------------------- */

static void CALLBACK on_line(DWORD device, DWORD message, DWORD_PTR context, DWORD_PTR p1,
			     DWORD_PTR p2, DWORD_PTR p3)
{
}

static void CALLBACK on_phone(DWORD device, DWORD message, DWORD_PTR context, DWORD_PTR p1,
			      DWORD_PTR p2, DWORD_PTR p3)
{
}

static void give_values(void)
{
	static const DWORD flow[8] = { 1000, 1000, 1000, 0xFFFFFFFF, 0xFFFFFFFF, 2, 1000, 1000 };
	static LINEDIALPARAMS dial_params = { 2000, 50, 100, 500 };
	static LINEGENERATETONE tone = { 440, 0, 0, 0x8000 };
	static LINEMONITORTONE monitor = { 1, 10, 440, 0, 0 };
	static LINEMEDIACONTROLDIGIT digit = { '1', LINEDIGITMODE_DTMF, LINEMEDIACONTROL_START };
	static LINEMEDIACONTROLMEDIA media = { VOICE, 0, LINEMEDIACONTROL_START };
	static LINEMEDIACONTROLTONE tones = { 1, 10, 440, 0, 0, LINEMEDIACONTROL_START };
	static LINEMEDIACONTROLCALLSTATE states = { LINECALLSTATE_CONNECTED, LINEMEDIACONTROL_START };
	static PHONEBUTTONINFO button;
	static GUID group = { 1, 2, 3, { 4 } };
	static LINEINITIALIZEEXPARAMS init;
	static PHONEINITIALIZEEXPARAMS phone_init;
	static WCHAR digits_out[8];
	static unsigned places;
	static char place[16], bytes[16] = "abcd";

	snprintf(place, sizeof(place), "6%04u", places++ % 10000);
	params = (LINECALLPARAMS){
		.dwTotalSize = sizeof(params), .dwBearerMode = LINEBEARERMODE_VOICE,
		.dwMediaMode = VOICE, .dwAddressMode = LINEADDRESSMODE_ADDRESSID,
	};
	button = (PHONEBUTTONINFO){
		.dwTotalSize = sizeof(button), .dwButtonMode = PHONEBUTTONMODE_FEATURE,
		.dwButtonFunction = PHONEBUTTONFUNCTION_HOLD,
	};
	init = (LINEINITIALIZEEXPARAMS){
		.dwTotalSize = sizeof(init), .dwOptions = LINEINITIALIZEEXOPTION_USEEVENT };
	phone_init = (PHONEINITIALIZEEXPARAMS){
		.dwTotalSize = sizeof(phone_init), .dwOptions = PHONEINITIALIZEEXOPTION_USEEVENT };
	memset(&room, 0, sizeof(room));
	memset(&room2, 0, sizeof(room2));
	memset(&list_room, 0, sizeof(list_room));
	room.total = room2.total = room3.total = ROOM;
	list_room.total = 256;
	version_out = VERSION;
	x = (struct x){
		.version = VERSION, .out = &room, .out2 = &room2, .out3 = &room3,
		.made = made_room, .in = bytes, .in_size = 4, .uui = "uui", .uui_size = 3,
		.flow = (void *)flow, .flow_size = sizeof(flow), .dial = &dial_params,
		.generate = &tone, .monitor = &monitor, .digits = &digit, .media = &media,
		.tones = &tones, .states = &states, .button = &button, .digits_out = digits_out,
		.init = &init, .phone_init = &phone_init, .version_out = &version_out,
		.params = &params, .group = &group, .list = NULL,
		.groups = &list_room, .request = &room3, .callback = on_line, .phone_callback = on_phone,
		.number = both_forms("91"), .own = both_forms("100"), .class = both_forms("tapi/line"),
		.phone_class = both_forms("tapi/phone"), .name = both_forms("conf"),
		.target = both_forms("other.exe"), .park = both_forms(place), .ends = both_forms("#"),
		.digit = both_forms("1"), .agent = both_forms("agent"), .pin = both_forms("1234"),
		.provider = both_forms(getenv("TAPICONF_ADDED")), .canonical = both_forms("+1 (425) 8821234"),
		.port = both_forms("comm/datamodem/portname"),
	};
}

static bool begin_all(enum need need)
{
	if (need >= PHONE_APP)
		return phones || begin_phones();
	if (!apps && !begin_lines())
		return false;
	return (need != AGENT && need != REQUEST) || proxy_line || begin_proxy();
}

static bool to_config(void)
{
	VARSTRING *config = (VARSTRING *)&room2;

	if (lineGetDevConfigA(0, config, "tapi/line") != 0)
		return fail("the line has no configuration");
	x.in = (char *)config + config->dwStringOffset;
	x.in_size = config->dwStringSize;
	return true;
}

static bool to_request(void)
{
	x.line = agent_line;
	hold_requests = true;
	held_request = NULL;
	lineGetAgentStatusA(agent_line, 0, (LINEAGENTSTATUS *)&room3);
	for (unsigned i = 0; i < PATIENCE && !held_request; i++)
		listen_once(10);
	hold_requests = false;
	x.request = held_request;
	return held_request || fail("no request comes to the proxy");
}

/* The exchange's own extension: a block asks for the number of the line. */
static bool to_extension(void)
{
	static DWORD block[32];
	DWORD version;

	memset(block, 0, sizeof(block));
	block[0] = 0x80000001;
	x.in = block;
	x.in_size = sizeof(block);
	if (extended)
		lineClose(extended);
	extended = 0;
	if (lineNegotiateExtVersion(apps, 1, VERSION, 0x00010000, 0x00010001, &version) != 0 ||
	    lineOpenA(apps, 1, &extended, VERSION, version, 0, LINECALLPRIVILEGE_NONE, VOICE, NULL) != 0)
		return fail("the extension is not to be had");
	x.line = extended;
	return true;
}

static bool to_phone_extension(void)
{
	static DWORD block[32];
	DWORD version;

	memset(block, 0, sizeof(block));
	block[0] = 0x80000001;
	x.in = block;
	x.in_size = sizeof(block);
	if (phone_extended)
		phoneClose(phone_extended);
	phone_extended = 0;
	if (phoneNegotiateExtVersion(phones, 0, VERSION, 0x00010000, 0x00010001, &version) != 0 ||
	    phoneOpen(phones, 0, &phone_extended, VERSION, version, 0, PHONEPRIVILEGE_MONITOR) != 0)
		return fail("the phone's extension is not to be had");
	x.phone = phone_extended;
	return true;
}

static bool make_scene(enum need need)
{
	switch (need) {
	case APP: return without_location || lineSetCurrentLocation(apps, 1) == 0 || fail("there is no location");
	case CALL: return connected(&x.call);
	case OFFER: return to_offer();
	case DIALTONE:
		x.call = dial(lines[0], NULL);
		return x.call && await_state(x.call, LINECALLSTATE_DIALTONE);
	case HELD: return held(&x.call);
	case ENDED: return to_ended();
	case BUSY: return to_busy();
	case TALK_AND_HELD: return held(&x.call2) && connected(&x.call);
	case CONSULT: return to_consult();
	case CONFERENCE: return to_conference(true, true);
	case MEMBER_TO_BE: return to_conference(true, false);
	case MEMBER:
		if (!to_conference(true, true))
			return false;
		x.call = x.call2;
		return true;
	case RINGING:
		x.number = both_forms("200");
		if (!to_offer() || !await_state(x.call2, LINECALLSTATE_RINGBACK))
			return false;
		x.call = 0;
		return true;
	case PARKED: return to_parked();
	case CONFIG: return to_config();
	case CLOSED:
		x.device = 2;
		return true;
	case EXTENSION: return to_extension();
	case COMPLETION:
		if (!to_busy() || settle(lineCompleteCall(x.call, &x.value[0], LINECALLCOMPLMODE_CALLBACK, 0)) != 0)
			return fail("no completion is asked for");
		x.changed[0] = true;
		return true;
	case TERMINALS:
		x.line = lines[1];
		return true;
	case AGENT:
		x.device = 1;
		x.line = agent_line;
		return true;
	case REQUEST: return to_request();
	case RECIPIENT:
	case REQUESTED:
		if (lineRegisterRequestRecipient(apps, 5, LINEREQUESTMODE_MAKECALL, 1) != 0)
			return fail("nobody takes requests");
		return need == RECIPIENT || tapiRequestMakeCallA("91", "conf", NULL, NULL) == 0
		       || fail("the request is refused");
	case EVENT: return dial(lines[0], "91") || fail("no call is made");
	case PHONE_EVENT: return phoneSetRing(phone, 0, 0x8000) > 0 || fail("the phone is not told to ring");
	case CLOSED_PHONE:
		x.device = 1;
		return true;
	case PHONE_EXTENSION: return to_phone_extension();
	default: return true;
	}
}

bool scene(enum need need)
{
	scene_why = "a step towards it failed";
	proxy_result = 0;
	give_values();
	if (need != NONE && need != PROVIDER && !begin_all(need))
		return false;
	x.app = apps;
	x.phone_app = phones;
	x.line = lines[0];
	x.other = lines[1];
	x.proxy = proxy_line;
	x.phone = phone;
	if (need == PROVIDER)
		return lineAddProviderA(x.provider.a, NULL, &x.added) == 0 || fail("no provider is added");
	if (need == NONE)
		return true;
	return make_scene(need);
}

/* All calls end, and are given back. */
void scene_end(void)
{
	for (unsigned i = 0; i < call_count; i++)
		if (calls[i].app == apps && calls[i].state != LINECALLSTATE_IDLE)
			settle(lineDrop(calls[i].call, NULL, 0));
	for (unsigned i = 0; i < call_count; i++) {
		for (unsigned n = 0; n < 100 && calls[i].app == apps && calls[i].state != LINECALLSTATE_IDLE; n++) {
			LINECALLSTATUS *status = (LINECALLSTATUS *)&room3;

			room3.total = ROOM;
			if (lineGetCallStatus(calls[i].call, status) != 0 ||
			    status->dwCallState == LINECALLSTATE_IDLE)
				break;
			listen_once(5);
		}
		lineDeallocateCall(calls[i].call);
	}
	call_count = 0;
	listen_once(0);
	call_count = 0;
	foreign = offered = 0;
	if (x.added)
		lineRemoveProvider(x.added, NULL);
	x.added = 0;
}

/* Begin anew, for what closes or shuts down. */
void scene_anew(void)
{
	if (apps)
		lineShutdown(apps);
	if (watcher)
		lineShutdown(watcher);
	if (phones)
		phoneShutdown(phones);
	apps = watcher = 0;
	phones = 0;
	proxy_line = agent_line = extended = 0;
	phone_extended = 0;
	call_count = 0;
}

void scene_bare(void)
{
	give_values();
	x.app = (HLINEAPP)0x7777;
	x.phone_app = (HPHONEAPP)0x7777;
	x.line = x.proxy = (HLINE)0x7777;
	x.call = x.call2 = (HCALL)0x7777;
	x.phone = (HPHONE)0x7777;
}

/* SPDX-License-Identifier: MIT
 * test_filter.c - of all that happens to a line, its address and its phone, TAPI is
 * told what it asked for, item by item, and nothing else. */
#include "conf_scene.h"
#include "opentsp/sim.h"

#define SCENE "[line a]\ndriver = sim\nnumber = 100\n" \
	"[line b]\ndriver = sim\nnumber = 200\nterminals = handset\n" \
	"[phone desk]\ndriver = sim\nline = b\n"

enum { HANDSET = PHONEHOOKSWITCHDEV_HANDSET };

static uint32_t a, b, phone;
static uint8_t config[1024];
static DWORD config_size;

static void done(LONG request)
{
	NEED(request > 0);
	CHECK_INT(host_wait_reply(tapi, request, WAIT_MS), 0);
}

static void feature(DWORD function)
{
	done(host_dev_feature(tapi, b, function, NULL, 0));
}

static LONG begin(const char *function, uint32_t of)
{
	LONG request = host_request(tapi, function, of, 0);

	NEED(request > 0);
	return request;
}

/* The configuration of another run, so that it is a change each time. */
static void configure(void)
{
	union { VARSTRING v; char room[1024]; } now = { .v = { .dwTotalSize = sizeof(now) } };

	NEED(SP->lineGetDevConfig(BASE + 1, &now.v, wide("tapi/line")) == 0);
	NEED(SP->lineSetDevConfig(BASE + 1, config, config_size, wide("tapi/line")) == 0);
	config_size = now.v.dwStringSize;
	memcpy(config, now.room + now.v.dwStringOffset, config_size);
}

static void set_status(DWORD flags, DWORD on)
{
	LONG request = begin("lineSetLineDevStatus", b);

	done(host_request_end(tapi, request, SP->lineSetLineDevStatus((DRV_REQUESTID)request,
		host_hdline(tapi, b), flags, on)));
}

static void set_terminal(DWORD on)
{
	LONG request = begin("lineSetTerminal", b);

	done(host_request_end(tapi, request, SP->lineSetTerminal((DRV_REQUESTID)request, host_hdline(tapi, b), 0,
		NULL, LINECALLSELECT_LINE, LINETERMMODE_MEDIATOLINE, 0, on)));
}

/* All that can happen at line b. */
static void live(void)
{
	uint32_t out, consult = 0;

	for (int i = 0; i < 2; i++) {
		feature(PHONEBUTTONFUNCTION_DONOTDISTURB);
		set_status(LINEDEVSTATUSFLAGS_MSGWAIT, !i);
		set_status(LINEDEVSTATUSFLAGS_LOCKED, !i);
		set_status(LINEDEVSTATUSFLAGS_INSERVICE, i);
		set_status(LINEDEVSTATUSFLAGS_CONNECTED, i);
		set_terminal(i == 0);
		configure();
	}
	done(host_forward(tapi, b, NULL, 3, &consult));
	out = scene_dial(a, "200", 6000);
	feature(PHONEBUTTONFUNCTION_CONNECT);
	feature(PHONEBUTTONFUNCTION_HOLD);
	NEED(host_close_call(tapi, out) == 0);
}

/* The same at the phone. */
static void play(void)
{
	HDRVPHONE hd = host_hdphone(tapi, phone);
	struct sim_ext_block press = { .operation = SIM_EXT_PRESS, .id = 5 };
	uint32_t out = scene_dial(a, "200", 6000);
	static DWORD turn;
	LONG r;

#define DO(function, ...) (r = begin(#function, phone), \
	done(host_request_end(tapi, r, SP->function((DRV_REQUESTID)r, hd, __VA_ARGS__))))
	turn++;
	DO(phoneSetHookSwitch, HANDSET, PHONEHOOKSWITCHMODE_MICSPEAKER);
	DO(phoneSetHookSwitch, HANDSET, PHONEHOOKSWITCHMODE_ONHOOK);
	DO(phoneSetVolume, HANDSET, turn);
	DO(phoneSetGain, HANDSET, turn);
	DO(phoneSetRing, 1 + turn % 2, turn);
	DO(phoneSetDisplay, 0, 0, wide(turn % 2 ? "odd " : "even"), 8);
	done(host_phone_specific(tapi, phone, &press, sizeof(press)));
	scene_advance(1000);
	press.id = 12;			/* of the line: another mode */
	done(host_phone_specific(tapi, phone, &press, sizeof(press)));
	scene_advance(1000);
#undef DO
	NEED(host_close_call(tapi, out) == 0);
}

static void scene(DWORD version)
{
	union { VARSTRING v; char room[1024]; } other = { .v = { .dwTotalSize = sizeof(other) } };

	/* The line as it could be configured otherwise. */
	scene_open("[line a]\ndriver = sim\n[line b]\ndriver = sim\ndisplay-name = Other\n");
	NEED(SP->lineGetDevConfig(BASE + 1, &other.v, wide("tapi/line")) == 0);
	config_size = other.v.dwStringSize;
	memcpy(config, other.room + other.v.dwStringOffset, config_size);
	scene_close();
	scene_open_at(SCENE, version);
	a = scene_line(0);
	b = scene_line(1);
	NEED(host_phone_open(tapi, host_phone(tapi, 0), &phone) == 0);
	NEED(host_select_extension(tapi, b, SIM_EXT_1_1) == 0);
	NEED(host_select_extension(tapi, phone, SIM_EXT_1_1) == 0);
}

/* What came of `message` at `device`: the bits of its parameter 1 or 2. False: one
 * message had none of `asked`. */
static bool heard(DWORD device, DWORD message, DWORD asked, DWORD *bits)
{
	bool all = true;

	scene_news();
	for (size_t i = 0; i < scene_count; i++) {
		const struct host_event *e = &scene_box[i];
		DWORD items = (DWORD)(message == LINE_ADDRESSSTATE ? e->p2 : e->p1);

		if (e->device != device || e->message != message ||
		    e->kind != (message == PHONE_STATE ? HOST_PHONE : HOST_LINE))
			continue;
		all &= (items & asked) != 0;
		*bits |= items & asked;
	}
	return all;
}

/* R-MSG-1, R-VER-6 */
TEST_ONCE(filter, of_a_line_each_item_is_told_to_who_asked_for_it_and_no_other)
{
	const DWORD must = LINEDEVSTATE_RINGING | LINEDEVSTATE_NUMCALLS | LINEDEVSTATE_DEVSPECIFIC |
		LINEDEVSTATE_CONFIGCHANGE | LINEDEVSTATE_MSGWAITON | LINEDEVSTATE_MSGWAITOFF |
		LINEDEVSTATE_INSERVICE | LINEDEVSTATE_OUTOFSERVICE | LINEDEVSTATE_CONNECTED |
		LINEDEVSTATE_DISCONNECTED | LINEDEVSTATE_LOCK | LINEDEVSTATE_TERMINALS;
	static const DWORD versions[] = { TAPI_1_3, TAPI_3_1 };
	LINEDEVCAPS *caps;

	for (int v = 0; v < 2; v++) {
		DWORD known = name_known_bits(NAME_LINEDEVSTATE, versions[v]), told = 0;

		scene(versions[v]);
		for (DWORD bit = 0, one = 0; bit <= 32; bit++, one = one ? one << 1 : 1) {
			if (one & ~known)
				continue;
			NEED(SP->lineSetStatusMessages(host_hdline(tapi, b), one, 0) == 0);
			live();
			CHECK(heard(BASE + 1, LINE_LINEDEVSTATE, one, &told));
		}
		CHECK_INT(told & must, must & known);
		NEED(host_get_line_caps(tapi, BASE + 1, &caps) == 0);
		CHECK_INT(told & ~caps->dwLineStates, 0);
		mem_free(caps);
		scene_close();
	}
}

/* R-MSG-1 */
TEST_ONCE(filter, of_an_address_each_item_is_told_to_who_asked_for_it_and_no_other)
{
	const DWORD must = LINEADDRESSSTATE_NUMCALLS | LINEADDRESSSTATE_FORWARD;
	DWORD known = name_known_bits(NAME_LINEADDRESSSTATE, TAPI_3_1), told = 0;

	scene(TAPI_3_1);
	for (DWORD one = 0; one <= 0x100; one = one ? one << 1 : 1) {
		if (one & ~known)
			continue;
		NEED(SP->lineSetStatusMessages(host_hdline(tapi, b), 0, one) == 0);
		live();
		CHECK(heard(BASE + 1, LINE_ADDRESSSTATE, one, &told));
	}
	CHECK_INT(told & must, must);
}

/* R-MSG-1, R-PHONE-6 */
TEST_ONCE(filter, of_a_phone_each_item_is_told_to_who_asked_for_it_and_no_other)
{
	const DWORD must = PHONESTATE_HANDSETHOOKSWITCH | PHONESTATE_HANDSETVOLUME | PHONESTATE_HANDSETGAIN |
		PHONESTATE_RINGMODE | PHONESTATE_RINGVOLUME | PHONESTATE_DISPLAY | PHONESTATE_LAMP |
		PHONESTATE_DEVSPECIFIC;
	DWORD known = name_known_bits(NAME_PHONESTATE, TAPI_3_1), told = 0;

	scene(TAPI_3_1);
	for (DWORD bit = 0, one = 0; bit <= 32; bit++, one = one ? one << 1 : 1) {
		if (one & ~known)
			continue;
		NEED(SP->phoneSetStatusMessages(host_hdphone(tapi, phone), one, 0, 0) == 0);
		play();
		CHECK(heard(host_phone(tapi, 0), PHONE_STATE, one, &told));
		for (size_t i = 0; i < scene_count; i++)
			CHECK(scene_box[i].message != PHONE_BUTTON || scene_box[i].kind != HOST_PHONE);
	}
	CHECK_INT(told & must, must);
}

/* R-MSG-1 */
TEST_ONCE(filter, buttons_are_told_by_mode_and_state)
{
	static const DWORD modes[] = { 0, PHONEBUTTONMODE_KEYPAD, PHONEBUTTONMODE_CALL, PHONEBUTTONMODE_FEATURE };
	static const DWORD states[] = { PHONEBUTTONSTATE_UP, PHONEBUTTONSTATE_DOWN };
	unsigned told = 0;

	scene(TAPI_3_1);
	for (int m = 0; m < 4; m++)
		for (int s = 0; s < 2; s++) {
			NEED(SP->phoneSetStatusMessages(host_hdphone(tapi, phone), 0, modes[m], states[s]) == 0);
			play();
			scene_news();
			for (size_t i = 0; i < scene_count; i++) {
				const struct host_event *e = &scene_box[i];

				CHECK(e->kind != HOST_PHONE || e->message != PHONE_STATE);
				if (e->kind != HOST_PHONE || e->message != PHONE_BUTTON)
					continue;
				CHECK_INT(e->p2, modes[m]);
				CHECK_INT(e->p3, states[s]);
				told++;
			}
		}
	CHECK_INT(told, 4);	/* a key and a line's button, down and up */
}

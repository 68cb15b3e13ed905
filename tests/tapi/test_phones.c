/* SPDX-License-Identifier: MIT
 * test_phones.c - phones as applications have them, packet by packet. */
#include "phone_scene.h"
#include "opentsp/host.h"
#include "opentsp/sim.h"
#include <unistd.h>

static const DWORD versions[] = { TAPI_1_3, TAPI_1_4, TAPI_2_0, TAPI_2_1, TAPI_2_2, TAPI_3_0, TAPI_3_1 };
#define VERSIONS (sizeof(versions) / sizeof(versions[0]))

/* --- applications and versions --------------------------------------------------------- */

TEST_ONCE(phones, an_application_begins_and_ends_and_its_handle_is_of_phones_only)
{
	struct packet_phoneInitialize in = { .friendly_name = PACKET_NONE, .module = PACKET_NONE };
	struct packet_phoneShutDown end;
	struct packet_lineShutDown line_end;
	struct peer *peer;

	scene_open(PHONES);
	peer = peer_hello("phones");
	CHECK_INT(ASK(peer, phoneInitialize, &in), 0);
	CHECK_INT(in.devices, 2);
	line_end.app = end.app = in.app;
	CHECK_INT(ASK(peer, lineShutDown, &line_end), (LONG)LINEERR_INVALAPPHANDLE);
	CHECK_INT(ASK(peer, phoneShutDown, &end), 0);
	end.app = in.app;
	CHECK_INT(ASK(peer, phoneShutDown, &end), (LONG)PHONEERR_INVALAPPHANDLE);
	end.app = peer_app(peer, "lines");
	CHECK_INT(ASK(peer, phoneShutDown, &end), (LONG)PHONEERR_INVALAPPHANDLE);
}

static LONG negotiate(struct peer *peer, DWORD app, DWORD device, DWORD low, DWORD high, DWORD *out)
{
	struct packet_phoneNegotiateAPIVersion in = {
		.app = app, .device = device, .version = low, .current = high,
		.size = sizeof(PHONEEXTENSIONID),
	};
	static const DWORD id[] = SIM_EXT_ID;
	LONG result = ASK(peer, phoneNegotiateAPIVersion, &in);

	if (!result)
		CHECK(memcmp(peer_tail(peer, in.extension), id, sizeof(id)) == 0);
	*out = in.negotiated;
	return result;
}

/* The version, or the error. */
static LONG negotiate_ext(struct peer *peer, DWORD app, DWORD device, DWORD version, DWORD low,
			  DWORD high)
{
	struct packet_phoneNegotiateExtVersion in = {
		.app = app, .device = device, .version = version, .low = low, .high = high,
	};
	LONG result = ASK(peer, phoneNegotiateExtVersion, &in);

	return result ? result : (LONG)in.ext_version;
}

TEST_ONCE(phones, versions_and_those_of_the_extension_are_agreed_on)
{
	struct packet_phoneNegotiateAPIVersion small = { .version = TAPI_1_3, .current = TAPI_2_2 };
	struct peer *peer;
	DWORD app, version;

	scene_open(PHONES);
	peer = peer_hello("versions");
	small.app = app = phone_app(peer, "versions", TAPI_1_3);
	CHECK_INT(negotiate(peer, app, 0, TAPI_1_3, 0x7fffffff, &version), 0);
	CHECK_INT(version, TAPI_3_1);
	CHECK_INT(negotiate(peer, app, 1, TAPI_1_3, TAPI_2_1, &version), 0);
	CHECK_INT(version, TAPI_2_1);
	CHECK_INT(negotiate(peer, app, 0, 0x40000, 0x50000, &version), (LONG)PHONEERR_INCOMPATIBLEAPIVERSION);
	CHECK_INT(negotiate(peer, app, 2, TAPI_1_3, TAPI_2_1, &version), (LONG)PHONEERR_BADDEVICEID);
	CHECK_INT(negotiate(peer, 0, 0, TAPI_1_3, TAPI_2_1, &version), (LONG)PHONEERR_INVALAPPHANDLE);
	CHECK_INT(ASK(peer, phoneNegotiateAPIVersion, &small), (LONG)PHONEERR_STRUCTURETOOSMALL);
	CHECK_INT(negotiate_ext(peer, app, 0, TAPI_2_2, SIM_EXT_1_0, 0x7fffffff), SIM_EXT_1_1);
	CHECK_INT(negotiate_ext(peer, app, 0, TAPI_2_2, 0x99, 0x99), (LONG)PHONEERR_INCOMPATIBLEEXTVERSION);
	CHECK_INT(negotiate_ext(peer, app, 0, 0x12345, SIM_EXT_1_0, SIM_EXT_1_0), (LONG)PHONEERR_INCOMPATIBLEAPIVERSION);
	CHECK_INT(negotiate_ext(peer, app, 2, TAPI_2_2, SIM_EXT_1_0, SIM_EXT_1_0), (LONG)PHONEERR_BADDEVICEID);
	CHECK_INT(negotiate_ext(peer, 0, 0, TAPI_2_2, SIM_EXT_1_0, SIM_EXT_1_0), (LONG)PHONEERR_INVALAPPHANDLE);
}

/* --- capabilities ------------------------------------------------------------------------ */

static LONG get_caps(struct peer *peer, DWORD app, DWORD version, DWORD ext, DWORD total,
		     const PHONECAPS **out)
{
	struct packet_phoneGetDevCaps in = { app, 0, version, ext, total };
	LONG result = ASK(peer, phoneGetDevCaps, &in);

	*out = result ? NULL : peer_tail(peer, in.caps);
	return result;
}

TEST_ONCE(phones, capabilities_are_of_the_length_and_the_words_of_each_version)	/* R-STRUCT-13, R-VER-6 */
{
	const DWORD own = PHONESTATE_OWNER | PHONESTATE_MONITORS | PHONESTATE_REINIT;
	const PHONECAPS *caps;
	struct peer *peer;
	char name[64];
	DWORD app;

	scene_open(PHONES);
	peer = peer_hello("caps");
	app = phone_app(peer, "caps", TAPI_1_3);
	for (size_t i = 0; i < VERSIONS; i++) {
		const DWORD fixed = abi_fixed_size(ABI_PHONECAPS, versions[i]);

		CHECK_INT(get_caps(peer, app, versions[i], 0, fixed - 1, &caps), (LONG)PHONEERR_STRUCTURETOOSMALL);
		CHECK_INT(get_caps(peer, app, versions[i], 0, fixed, &caps), 0);
		CHECK_INT(caps->dwUsedSize, fixed);
		CHECK(caps->dwNeededSize > fixed);
		CHECK_INT(get_caps(peer, app, versions[i], 0, 8192, &caps), 0);
		CHECK_TEXT(HOST_FIELD(caps, PhoneName, name), "desk");
		CHECK_INT(caps->dwPhoneStates & own, own);
		CHECK_INT(!(caps->dwPhoneStates & PHONESTATE_CAPSCHANGE), versions[i] < TAPI_1_4);
		CHECK_INT(caps->dwNumButtonLamps, BUTTONS);
		CHECK_INT(caps->dwDevSpecificSize, 0);
	}
	CHECK_INT(get_caps(peer, app, TAPI_2_2, SIM_EXT_1_0, 8192, &caps), 0);
	CHECK(caps->dwDevSpecificSize > 0);
	CHECK_INT(get_caps(peer, app, TAPI_2_2, 7, 8192, &caps), (LONG)PHONEERR_INCOMPATIBLEEXTVERSION);
	CHECK_INT(get_caps(peer, app, 0x12345, 0, 8192, &caps), (LONG)PHONEERR_INCOMPATIBLEAPIVERSION);
	CHECK_INT(get_caps(peer, 0, TAPI_2_2, 0, 8192, &caps), (LONG)PHONEERR_INVALAPPHANDLE);
}

/* --- open and closed ---------------------------------------------------------------------- */

static LONG close_phone(const struct phone_end *end)
{
	struct packet_phoneClose in = { end->phone };

	return ASK(end->peer, phoneClose, &in);
}

TEST_ONCE(phones, one_owns_a_phone_and_many_watch_it)
{
	struct phone_end owner, one, two;

	scene_open(PHONES);
	one = phone_open("one", TAPI_2_2, P_MONITOR);
	phone_listen(&one, PHONESTATE_OWNER | PHONESTATE_MONITORS, 0, 0);
	owner = phone_open("owner", TAPI_2_2, P_OWNER);
	phone_news(one.peer, PHONESTATE_OWNER, 1);
	two = phone_open("two", TAPI_1_3, P_MONITOR);
	phone_news(one.peer, PHONESTATE_MONITORS, 2);
	CHECK_INT(phone_try(&two, 0, TAPI_2_2, 0, P_OWNER), (LONG)PHONEERR_INUSE);
	CHECK_INT(phone_try(&two, 1, TAPI_2_2, 0, P_OWNER), 0);
	CHECK_INT(close_phone(&two), 0);
	CHECK_INT(close_phone(&two), (LONG)PHONEERR_INVALPHONEHANDLE);
	CHECK_INT(close_phone(&owner), 0);
	phone_news(one.peer, PHONESTATE_OWNER, 0);
	CHECK_INT(phone_try(&two, 0, TAPI_2_2, 0, P_OWNER), 0);
	phone_news(one.peer, PHONESTATE_OWNER, 1);
	peer_leave(two.peer);		/* with its phone, and the one it watched */
	phone_news(one.peer, PHONESTATE_MONITORS, 1);
	phone_news(one.peer, PHONESTATE_OWNER, 0);
	CHECK_INT(phone_try(&owner, 0, TAPI_2_2, 0, P_OWNER), 0);
}

TEST_ONCE(phones, what_cannot_be_opened_says_why)
{
	struct packet_phoneShutDown end;
	struct phone_end one, other;

	scene_open(PHONES);
	one.peer = peer_hello("one");
	one.app = phone_app(one.peer, "one", TAPI_2_2);
	CHECK_INT(phone_try(&one, 2, TAPI_2_2, 0, P_OWNER), (LONG)PHONEERR_BADDEVICEID);
	CHECK_INT(phone_try(&one, 0, 0x12345, 0, P_OWNER), (LONG)PHONEERR_INCOMPATIBLEAPIVERSION);
	CHECK_INT(phone_try(&one, 0, TAPI_2_2, 0, 0), (LONG)PHONEERR_INVALPRIVILEGE);
	CHECK_INT(phone_try(&one, 0, TAPI_2_2, 0, P_OWNER | P_MONITOR), (LONG)PHONEERR_INVALPRIVILEGE);
	CHECK_INT(phone_try(&one, 0, TAPI_2_2, 7, P_OWNER), (LONG)PHONEERR_INCOMPATIBLEEXTVERSION);
	other = one;
	other.app = 0;
	CHECK_INT(phone_try(&other, 0, TAPI_2_2, 0, P_OWNER), (LONG)PHONEERR_INVALAPPHANDLE);
	CHECK_INT(phone_try(&one, 0, TAPI_2_2, 0, P_OWNER), 0);
	end.app = one.app;
	CHECK_INT(ASK(one.peer, phoneShutDown, &end), 0);
	CHECK_INT(close_phone(&one), (LONG)PHONEERR_INVALPHONEHANDLE);
	other = phone_open("other", TAPI_2_2, P_OWNER);		/* nobody owns it any more */
}

static LONG select_version(const struct phone_end *end, DWORD version)
{
	struct packet_phoneSelectExtVersion in = { end->phone, version };

	return ASK(end->peer, phoneSelectExtVersion, &in);
}

TEST_ONCE(phones, one_version_of_the_extension_is_in_force_for_all)	/* R-EXT-3, R-EXT-4 */
{
	struct phone_end one, two;

	scene_open(PHONES);
	one = phone_open("one", TAPI_2_2, P_OWNER);
	two = phone_open("two", TAPI_2_2, P_MONITOR);
	CHECK_INT(select_version(&one, 7), (LONG)PHONEERR_INCOMPATIBLEEXTVERSION);
	CHECK_INT(select_version(&one, SIM_EXT_1_0), 0);
	CHECK_INT(select_version(&two, SIM_EXT_1_1), (LONG)PHONEERR_INCOMPATIBLEEXTVERSION);
	CHECK_INT(select_version(&two, SIM_EXT_1_0), 0);
	CHECK_INT(select_version(&one, 0), 0);
	CHECK_INT(select_version(&one, SIM_EXT_1_1), (LONG)PHONEERR_INCOMPATIBLEEXTVERSION);
	CHECK_INT(close_phone(&two), 0);
	CHECK_INT(select_version(&one, SIM_EXT_1_1), 0);
	CHECK_INT(phone_try(&two, 0, TAPI_2_2, SIM_EXT_1_0, P_MONITOR), (LONG)PHONEERR_INCOMPATIBLEEXTVERSION);
	CHECK_INT(phone_try(&two, 0, TAPI_2_2, SIM_EXT_1_1, P_MONITOR), 0);
	two.phone = 0;
	CHECK_INT(select_version(&two, 0), (LONG)PHONEERR_INVALPHONEHANDLE);
}

/* --- what a phone looks like ------------------------------------------------------------------ */

static const PHONESTATUS *get_status(const struct phone_end *end)
{
	struct packet_phoneGetStatus in = { end->phone, 4096 };

	CHECK_INT(ASK(end->peer, phoneGetStatus, &in), 0);
	return peer_tail(end->peer, in.status);
}

TEST_ONCE(phones, the_status_tells_who_owns_it_at_every_version)	/* R-STRUCT-12 */
{
	struct packet_phoneGetStatus in = { 0, 0 };
	struct phone_end owner, monitor;
	const PHONESTATUS *status;
	char name[64];

	scene_open(PHONES);
	monitor.peer = peer_hello("monitor");
	monitor.app = phone_app(monitor.peer, "monitor", TAPI_1_3);
	for (size_t i = 0; i < VERSIONS; i++) {
		CHECK_INT(phone_try(&monitor, 0, versions[i], 0, P_MONITOR), 0);
		status = get_status(&monitor);
		CHECK_INT(status->dwNumOwners, 0);
		CHECK_INT(status->dwNumMonitors, 1);
		CHECK_INT(status->dwOwnerNameSize, 0);
		CHECK_INT(status->dwStatusFlags, PHONESTATUSFLAGS_CONNECTED);
		CHECK_INT(status->dwHeadsetHookSwitchMode, PHONEHOOKSWITCHMODE_ONHOOK);
		owner = phone_open("Owner of the desk", TAPI_2_2, P_OWNER);
		status = get_status(&monitor);
		CHECK_INT(status->dwNumOwners, 1);
		CHECK_TEXT(HOST_FIELD(status, OwnerName, name), "Owner of the desk");
		CHECK_INT(status->dwLampModesSize, BUTTONS * 4);
		in = (struct packet_phoneGetStatus){ monitor.phone, abi_fixed_size(ABI_PHONESTATUS, versions[i]) - 1 };
		CHECK_INT(ASK(monitor.peer, phoneGetStatus, &in), (LONG)PHONEERR_STRUCTURETOOSMALL);
		CHECK_INT(close_phone(&owner), 0);
		CHECK_INT(close_phone(&monitor), 0);
	}
	in.phone = monitor.phone;
	CHECK_INT(ASK(monitor.peer, phoneGetStatus, &in), (LONG)PHONEERR_INVALPHONEHANDLE);
}

static LONG get_id(const struct phone_end *end, const char *name, DWORD total, DWORD *out)
{
	struct packet_phoneGetID in = { end->phone, total, PACKET_NONE };
	const VARSTRING *id;
	struct buf tail;
	LONG result;

	buf_grow(&tail);
	if (name)
		in.class = put_wide(&tail, name);
	result = ASK_WITH(end->peer, phoneGetID, &in, &tail);
	buf_free(&tail);
	if (result)
		return result;
	id = peer_tail(end->peer, in.id);
	CHECK_INT(id->dwStringSize, sizeof(*out));
	if (id->dwStringSize == sizeof(*out))
		memcpy(out, (const char *)id + id->dwStringOffset, sizeof(*out));
	return 0;
}

TEST_ONCE(phones, a_phone_says_its_number_and_its_lines)	/* R-GETID-1, R-GETID-2 */
{
	struct phone_end end, none;
	DWORD id = 99;

	scene_open(PHONES);
	end = phone_open("id", TAPI_2_2, P_MONITOR);
	CHECK_INT(get_id(&end, "TAPI/phone", 64, &id), 0);
	CHECK_INT(id, 0);
	CHECK_INT(get_id(&end, "tapi/line", 64, &id), 0);
	CHECK_INT(id, 1);
	CHECK_INT(get_id(&end, "wave/in", 64, &id), (LONG)PHONEERR_INVALDEVICECLASS);
	CHECK_INT(get_id(&end, "tapi/phone", 8, &id), (LONG)PHONEERR_STRUCTURETOOSMALL);
	CHECK_INT(get_id(&end, "tapi/line", 8, &id), (LONG)PHONEERR_STRUCTURETOOSMALL);
	CHECK_INT(get_id(&end, NULL, 64, &id), (LONG)PHONEERR_INVALPOINTER);
	none = end;
	none.phone = 0;
	CHECK_INT(get_id(&none, "tapi/phone", 64, &id), (LONG)PHONEERR_INVALPHONEHANDLE);
}

/* --- setting and getting -------------------------------------------------------------------- */

#define GET(end, name, slot, ...) ({						\
	struct packet_##name get_ = { .phone = (end)->phone, __VA_ARGS__ };		\
	LONG result_ = ASK((end)->peer, name, &get_);				\
	result_ ? result_ : (LONG)get_.slot;					\
})

TEST_ONCE(phones, hookswitches_levels_ring_and_lamps_are_set_by_the_owner_and_seen_by_all)
{
	struct phone_end owner, watcher;

	scene_open(PHONES);
	owner = phone_open("owner", TAPI_2_2, P_OWNER);
	watcher = phone_open("watcher", TAPI_2_2, P_MONITOR);
	phone_listen(&watcher, 0x3FFFF, 0, 0);
	CHECK_INT(DONE(owner.peer, phoneSetHookSwitch, .phone = owner.phone,
		       .hookswitches = PHONEHOOKSWITCHDEV_HEADSET, .mode = PHONEHOOKSWITCHMODE_MIC), 0);
	phone_news(watcher.peer, PHONESTATE_HEADSETHOOKSWITCH, PHONEHOOKSWITCHMODE_MIC);
	CHECK_INT(GET(&watcher, phoneGetHookSwitch, hookswitches), PHONEHOOKSWITCHDEV_HEADSET);
	CHECK_INT(DONE(owner.peer, phoneSetVolume, .phone = owner.phone,
		       .hookswitch = PHONEHOOKSWITCHDEV_SPEAKER, .volume = 0x12345), 0);
	phone_news(watcher.peer, PHONESTATE_SPEAKERVOLUME, 0);
	CHECK_INT(GET(&watcher, phoneGetVolume, volume, .hookswitch = PHONEHOOKSWITCHDEV_SPEAKER), 0xFFFF);
	CHECK_INT(DONE(owner.peer, phoneSetGain, .phone = owner.phone,
		       .hookswitch = PHONEHOOKSWITCHDEV_HANDSET, .gain = 78), 0);
	phone_news(watcher.peer, PHONESTATE_HANDSETGAIN, 0);
	CHECK_INT(GET(&watcher, phoneGetGain, gain, .hookswitch = PHONEHOOKSWITCHDEV_HANDSET), 78);
	CHECK_INT(DONE(owner.peer, phoneSetRing, .phone = owner.phone, .ring_mode = 3,
		       .volume = 0x7fffffff), 0);
	phone_news(watcher.peer, PHONESTATE_RINGMODE, 3);
	phone_news(watcher.peer, PHONESTATE_RINGVOLUME, 0);
	CHECK_INT(GET(&watcher, phoneGetRing, ring_mode), 3);
	CHECK_INT(GET(&watcher, phoneGetRing, volume), 0xFFFF);
	CHECK_INT(DONE(owner.peer, phoneSetLamp, .phone = owner.phone, .lamp = BUTTON_MESSAGES,
		       .lamp_mode = PHONELAMPMODE_FLASH), 0);
	phone_news(watcher.peer, PHONESTATE_LAMP, BUTTON_MESSAGES);
	CHECK_INT(GET(&watcher, phoneGetLamp, lamp_mode, .lamp = BUTTON_MESSAGES), PHONELAMPMODE_FLASH);
	CHECK(peer_none(owner.peer, PHONE_STATE));
}

TEST_ONCE(phones, what_is_wrong_about_a_hookswitch_a_level_or_a_lamp_is_said)	/* R-CHECK-1 */
{
	struct phone_end owner;

	scene_open(PHONES);
	owner = phone_open("owner", TAPI_2_2, P_OWNER);
#define WRONG(name, error, ...) CHECK_INT(DONE(owner.peer, name, .phone = owner.phone, __VA_ARGS__), (LONG)(error))
	WRONG(phoneSetHookSwitch, PHONEERR_INVALHOOKSWITCHDEV, .mode = PHONEHOOKSWITCHMODE_MIC);
	WRONG(phoneSetHookSwitch, PHONEERR_INVALHOOKSWITCHDEV, .hookswitches = 8, .mode = PHONEHOOKSWITCHMODE_MIC);
	WRONG(phoneSetHookSwitch, PHONEERR_INVALHOOKSWITCHMODE, .hookswitches = 1);
	WRONG(phoneSetHookSwitch, PHONEERR_INVALHOOKSWITCHMODE, .hookswitches = 1, .mode = PHONEHOOKSWITCHMODE_UNKNOWN);
	WRONG(phoneSetHookSwitch, PHONEERR_INVALHOOKSWITCHMODE, .hookswitches = 1, .mode = 3);
	WRONG(phoneSetVolume, PHONEERR_INVALHOOKSWITCHDEV, .hookswitch = 3);
	WRONG(phoneSetVolume, PHONEERR_INVALHOOKSWITCHDEV, .hookswitch = 0);
	WRONG(phoneSetGain, PHONEERR_INVALHOOKSWITCHDEV, .hookswitch = 8);
	WRONG(phoneSetRing, PHONEERR_INVALRINGMODE, .ring_mode = 5);
	WRONG(phoneSetLamp, PHONEERR_INVALLAMPMODE, .lamp = BUTTON_MESSAGES, .lamp_mode = 0);
	WRONG(phoneSetLamp, PHONEERR_INVALLAMPMODE, .lamp = BUTTON_MESSAGES, .lamp_mode = 0x100);
	WRONG(phoneSetLamp, PHONEERR_INVALLAMPMODE, .lamp = BUTTON_MESSAGES, .lamp_mode = PHONELAMPMODE_FLUTTER);
	WRONG(phoneSetLamp, PHONEERR_INVALBUTTONLAMPID, .lamp = BUTTONS, .lamp_mode = PHONELAMPMODE_OFF);
	CHECK_INT(GET(&owner, phoneGetVolume, volume, .hookswitch = 3), (LONG)PHONEERR_INVALHOOKSWITCHDEV);
	CHECK_INT(GET(&owner, phoneGetGain, gain, .hookswitch = 0), (LONG)PHONEERR_INVALHOOKSWITCHDEV);
	CHECK_INT(GET(&owner, phoneGetLamp, lamp_mode, .lamp = BUTTONS), (LONG)PHONEERR_INVALBUTTONLAMPID);
	owner.phone = 0;
	CHECK_INT(GET(&owner, phoneGetHookSwitch, hookswitches), (LONG)PHONEERR_INVALPHONEHANDLE);
	CHECK_INT(GET(&owner, phoneGetRing, ring_mode), (LONG)PHONEERR_INVALPHONEHANDLE);
	CHECK_INT(GET(&owner, phoneGetVolume, volume, .hookswitch = 1), (LONG)PHONEERR_INVALPHONEHANDLE);
	CHECK_INT(GET(&owner, phoneGetGain, gain, .hookswitch = 1), (LONG)PHONEERR_INVALPHONEHANDLE);
	CHECK_INT(GET(&owner, phoneGetLamp, lamp_mode, .lamp = 1), (LONG)PHONEERR_INVALPHONEHANDLE);
}

/* All that is asked of an owner, by who is none. */
static void set_all(struct phone_end *end, LONG answer)
{
#define SET(name, ...) CHECK_INT(DONE(end->peer, name, .phone = end->phone, __VA_ARGS__), answer)
	SET(phoneSetHookSwitch, .hookswitches = 1, .mode = PHONEHOOKSWITCHMODE_MIC);
	SET(phoneSetVolume, .hookswitch = 1);
	SET(phoneSetGain, .hookswitch = 1);
	SET(phoneSetRing, .ring_mode = 1);
	SET(phoneSetLamp, .lamp = BUTTON_MESSAGES, .lamp_mode = PHONELAMPMODE_OFF);
	SET(phoneSetData, .data = PACKET_NONE);
	SET(phoneSetDisplay, .text = PACKET_NONE);
	SET(phoneSetButtonInfo, .info = PACKET_NONE);
#undef SET
}

TEST_ONCE(phones, who_watches_a_phone_changes_nothing)
{
	struct phone_end watcher;

	scene_open(PHONES);
	phone_open("owner", TAPI_2_2, P_OWNER);
	watcher = phone_open("watcher", TAPI_2_2, P_MONITOR);
	set_all(&watcher, (LONG)PHONEERR_NOTOWNER);
	watcher.phone = 0;
	set_all(&watcher, (LONG)PHONEERR_INVALPHONEHANDLE);
}

TEST_ONCE(phones, what_a_phone_does_not_have_is_not_available)
{
	struct phone_end end;

	scene_open("[phone bare]\ndriver = sim\nring-modes = 0\ndisplay-rows = 0\ndata-areas = 0\n");
	end = phone_open("end", TAPI_2_2, P_OWNER);
	CHECK_INT(GET(&end, phoneGetRing, ring_mode), (LONG)PHONEERR_OPERATIONUNAVAIL);
	CHECK_INT(GET(&end, phoneGetDisplay, display, .display = 256), (LONG)PHONEERR_OPERATIONUNAVAIL);
	CHECK_INT(GET(&end, phoneGetData, data, .size = 16), (LONG)PHONEERR_OPERATIONUNAVAIL);
	CHECK_INT(DONE(end.peer, phoneSetRing, .phone = end.phone), (LONG)PHONEERR_OPERATIONUNAVAIL);
	CHECK_INT(DONE(end.peer, phoneDevSpecific, .phone = end.phone, .params = PACKET_NONE),
		  (LONG)PHONEERR_OPERATIONUNAVAIL);
	CHECK_INT(GET(&end, phoneGetVolume, volume, .hookswitch = PHONEHOOKSWITCHDEV_HEADSET),
		  (LONG)PHONEERR_INVALHOOKSWITCHDEV);
}

static LONG set_bytes(const struct phone_end *end, DWORD number, DWORD one, DWORD two,
		      const void *bytes, DWORD size)
{
	struct packet_phoneSetDisplay display = { peer_request(), end->phone, one, two, 0, size };
	struct packet_phoneSetData data = { display.request, end->phone, one, 0, size };
	struct buf tail;
	LONG result;

	buf_grow(&tail);
	display.text = data.data = packet_data(&tail, bytes, size);
	result = number == PACKET_phoneSetData
		 ? phone_result(end->peer, number, &data, sizeof(data), &tail)
		 : phone_result(end->peer, number, &display, sizeof(display), &tail);
	buf_free(&tail);
	return result;
}

TEST_ONCE(phones, areas_of_data_keep_what_was_written)	/* R-PHONE-5 */
{
	struct packet_phoneGetData in;
	struct phone_end end;

	scene_open(PHONES);
	end = phone_open("data", TAPI_2_2, P_OWNER);
	CHECK_INT(set_bytes(&end, PACKET_phoneSetData, 0, 0, "twelve bytes", 12), 0);
	in = (struct packet_phoneGetData){ .phone = end.phone, .size = 6 };
	CHECK_INT(ASK(end.peer, phoneGetData, &in), 0);
	CHECK_INT(in.size, 6);
	CHECK(memcmp(peer_tail(end.peer, in.data), "twelve", 6) == 0);
	in = (struct packet_phoneGetData){ .phone = end.phone, .size = 0 };
	CHECK_INT(ASK(end.peer, phoneGetData, &in), 0);
	CHECK_INT(in.size, 0);
	in = (struct packet_phoneGetData){ .phone = end.phone, .size = 0xFFFFFFFF };
	CHECK_INT(ASK(end.peer, phoneGetData, &in), 0);
	CHECK(memcmp(peer_tail(end.peer, in.data), "twelve bytes\0", 13) == 0);
	CHECK_INT(GET(&end, phoneGetData, data, .data_id = 1, .size = 4), (LONG)PHONEERR_INVALDATAID);
	CHECK_INT(set_bytes(&end, PACKET_phoneSetData, 1, 0, "x", 1), (LONG)PHONEERR_INVALDATAID);
	CHECK_INT(DONE(end.peer, phoneSetData, .phone = end.phone, .data = PACKET_NONE, .size = 4),
		  (LONG)PHONEERR_INVALPOINTER);
	end.phone = 0;
	CHECK_INT(GET(&end, phoneGetData, data, .size = 4), (LONG)PHONEERR_INVALPHONEHANDLE);
}

TEST_ONCE(phones, a_display_shows_what_was_written)	/* R-PHONE-4 */
{
	struct packet_phoneGetDisplay in;
	const VARSTRING *shown;
	struct phone_end end;

	scene_open(PHONES);
	end = phone_open("display", TAPI_2_2, P_OWNER);
	phone_listen(&end, PHONESTATE_DISPLAY, 0, 0);
	CHECK_INT(set_bytes(&end, PACKET_phoneSetDisplay, 1, 2, u"Hi", 4), 0);
	phone_news(end.peer, PHONESTATE_DISPLAY, 0);
	in = (struct packet_phoneGetDisplay){ end.phone, 512 };
	CHECK_INT(ASK(end.peer, phoneGetDisplay, &in), 0);
	shown = peer_tail(end.peer, in.display);
	CHECK_INT(shown->dwStringSize, 2 * 24 * 2);
	CHECK(memcmp((const char *)shown + shown->dwStringOffset + (24 + 2) * 2, u"Hi ", 6) == 0);
	in = (struct packet_phoneGetDisplay){ end.phone, sizeof(VARSTRING) };
	CHECK_INT(ASK(end.peer, phoneGetDisplay, &in), 0);
	shown = peer_tail(end.peer, in.display);
	CHECK_INT(shown->dwNeededSize, sizeof(VARSTRING) + 96);
	CHECK_INT(shown->dwStringSize, 0);
	CHECK_INT(set_bytes(&end, PACKET_phoneSetDisplay, 2, 0, u"Hi", 4), (LONG)PHONEERR_INVALPARAM);
	CHECK_INT(DONE(end.peer, phoneSetDisplay, .phone = end.phone, .text = PACKET_NONE, .size = 4),
		  (LONG)PHONEERR_INVALPOINTER);
	CHECK_INT(GET(&end, phoneGetDisplay, display, .display = 8), (LONG)PHONEERR_STRUCTURETOOSMALL);
	end.phone = 0;
	CHECK_INT(GET(&end, phoneGetDisplay, display, .display = 512), (LONG)PHONEERR_INVALPHONEHANDLE);
}

/* --- buttons --------------------------------------------------------------------------------- */

static LONG get_button(const struct phone_end *end, DWORD id, DWORD total, const PHONEBUTTONINFO **out)
{
	struct packet_phoneGetButtonInfo in = { end->phone, id, total };
	LONG result = ASK(end->peer, phoneGetButtonInfo, &in);

	*out = result ? NULL : peer_tail(end->peer, in.info);
	return result;
}

static LONG set_button(const struct phone_end *end, DWORD id, DWORD version, const char *label)
{
	struct packet_phoneSetButtonInfo in = { peer_request(), end->phone, id, 0 };
	const DWORD fixed = abi_fixed_size(ABI_PHONEBUTTONINFO, version);
	union {
		PHONEBUTTONINFO info;
		char room[128];
	} u = { .info = {
		.dwTotalSize = fixed + (DWORD)utf16_size(label), .dwButtonMode = PHONEBUTTONMODE_FEATURE,
		.dwButtonFunction = PHONEBUTTONFUNCTION_DROP, .dwButtonTextSize = (DWORD)utf16_size(label),
		.dwButtonTextOffset = fixed } };
	struct buf tail;
	LONG result;

	utf16_write(u.room + fixed, label);
	if (!label[0])
		u.info.dwTotalSize = fixed - 4;
	buf_grow(&tail);
	in.info = packet_record(&tail, &u);
	result = phone_result(end->peer, PACKET_phoneSetButtonInfo, &in, sizeof(in), &tail);
	buf_free(&tail);
	return result;
}

TEST_ONCE(phones, buttons_are_told_and_named_at_every_version)
{
	const PHONEBUTTONINFO *info;
	struct phone_end end;
	char label[64], text[32];

	scene_open(PHONES);
	end.peer = peer_hello("buttons");
	end.app = phone_app(end.peer, "buttons", TAPI_1_3);
	for (size_t i = 0; i < VERSIONS; i++) {
		const DWORD fixed = abi_fixed_size(ABI_PHONEBUTTONINFO, versions[i]);

		CHECK_INT(phone_try(&end, 0, versions[i], 0, P_OWNER), 0);
		snprintf(label, sizeof(label), "Hang up %u", (unsigned)i);
		CHECK_INT(set_button(&end, BUTTON_DROP, versions[i], label), 0);
		CHECK_INT(get_button(&end, BUTTON_DROP, 256, &info), 0);
		CHECK_TEXT(HOST_FIELD(info, ButtonText, text), label);
		CHECK_INT(info->dwButtonFunction, PHONEBUTTONFUNCTION_DROP);
		CHECK_INT(info->dwButtonTextOffset, fixed);
		if (versions[i] >= TAPI_1_4)
			CHECK_INT(info->dwButtonState, PHONEBUTTONSTATE_UP);
		CHECK_INT(get_button(&end, BUTTON_DROP, fixed - 1, &info), (LONG)PHONEERR_STRUCTURETOOSMALL);
		CHECK_INT(get_button(&end, BUTTONS, 256, &info), (LONG)PHONEERR_INVALBUTTONLAMPID);
		CHECK_INT(set_button(&end, BUTTONS, versions[i], label), (LONG)PHONEERR_INVALBUTTONLAMPID);
		CHECK_INT(close_phone(&end), 0);
	}
	CHECK_INT(get_button(&end, 0, 256, &info), (LONG)PHONEERR_INVALPHONEHANDLE);
	CHECK_INT(phone_try(&end, 0, TAPI_2_2, 0, P_OWNER), 0);
	CHECK_INT(DONE(end.peer, phoneSetButtonInfo, .phone = end.phone, .info = PACKET_NONE),
		  (LONG)PHONEERR_INVALPOINTER);
}

static void button_news(struct peer *peer, DWORD id, DWORD mode, DWORD state)
{
	struct event event = { 0 };

	CHECK(peer_event(peer, PHONE_BUTTON, &event));
	CHECK_INT(event.p1, id);
	CHECK_INT(event.p2, mode);
	CHECK_INT(event.p3, state);
}

TEST_ONCE(phones, each_hears_of_the_buttons_that_it_asked_for)	/* R-MSG-1 */
{
	struct phone_end keys, features, nothing;

	scene_open(PHONES);
	keys = phone_open("keys", TAPI_2_2, P_OWNER);
	features = phone_open("features", TAPI_2_2, P_MONITOR);
	nothing = phone_open("nothing", TAPI_2_2, P_MONITOR);
	phone_listen(&keys, 0, PHONEBUTTONMODE_KEYPAD, PHONEBUTTONSTATE_UP | PHONEBUTTONSTATE_DOWN);
	phone_listen(&features, 0, PHONEBUTTONMODE_FEATURE, PHONEBUTTONSTATE_UP);
	scene_command("press desk 5");
	button_news(keys.peer, 5, PHONEBUTTONMODE_KEYPAD, PHONEBUTTONSTATE_DOWN);
	scene_command("press desk 16");
	button_news(keys.peer, 5, PHONEBUTTONMODE_KEYPAD, PHONEBUTTONSTATE_UP);
	scene_advance(1000);
	button_news(features.peer, BUTTON_QUIETER, PHONEBUTTONMODE_FEATURE, PHONEBUTTONSTATE_UP);
	scene_command("settle");
	CHECK(peer_none(keys.peer, PHONE_BUTTON));
	CHECK(peer_none(features.peer, PHONE_BUTTON));
	CHECK(peer_none(nothing.peer, PHONE_BUTTON));
}

TEST_ONCE(phones, filters_are_kept_and_checked)	/* R-MSG-2 */
{
	struct packet_phoneSetStatusMessages set;
	struct packet_phoneGetStatusMessages get;
	struct phone_end end;

	scene_open(PHONES);
	end = phone_open("filters", TAPI_1_3, P_MONITOR);
	get.phone = end.phone;
	CHECK_INT(ASK(end.peer, phoneGetStatusMessages, &get), 0);
	CHECK_INT(get.phone_states | get.button_modes | get.button_states, 0);
	phone_listen(&end, PHONESTATE_LAMP | PHONESTATE_REINIT, PHONEBUTTONMODE_CALL, PHONEBUTTONSTATE_DOWN);
	get.phone = end.phone;
	CHECK_INT(ASK(end.peer, phoneGetStatusMessages, &get), 0);
	CHECK_INT(get.phone_states, PHONESTATE_LAMP | PHONESTATE_REINIT);
	CHECK_INT(get.button_modes, PHONEBUTTONMODE_CALL);
	CHECK_INT(get.button_states, PHONEBUTTONSTATE_DOWN);
#define WRONG_SET(error, ...) \
	set = (struct packet_phoneSetStatusMessages){ end.phone, __VA_ARGS__ };	\
	CHECK_INT(ASK(end.peer, phoneSetStatusMessages, &set), (LONG)(error))
	WRONG_SET(PHONEERR_INVALPHONESTATE, PHONESTATE_CAPSCHANGE, 0, 0);	/* since 1.4 */
	WRONG_SET(PHONEERR_INVALBUTTONMODE, 0, 0x40, 1);
	WRONG_SET(PHONEERR_INVALBUTTONSTATE, 0, PHONEBUTTONMODE_CALL, 0);
	WRONG_SET(PHONEERR_INVALBUTTONSTATE, 0, PHONEBUTTONMODE_CALL, PHONEBUTTONSTATE_UNKNOWN);
	WRONG_SET(0, 0, 0, 0xFFFFFFFF);		/* without modes they do not count */
	end.phone = get.phone = 0;
	WRONG_SET(PHONEERR_INVALPHONEHANDLE, 0, 0, 0);
	CHECK_INT(ASK(end.peer, phoneGetStatusMessages, &get), (LONG)PHONEERR_INVALPHONEHANDLE);
}

TEST_ONCE(phones, who_is_too_old_for_new_capabilities_is_to_begin_anew)
{
	struct phone_end old, now;
	struct event event = { 0 };

	scene_open(PHONES);
	old = phone_open("old", TAPI_1_3, P_MONITOR);
	now = phone_open("now", TAPI_1_4, P_OWNER);
	phone_listen(&now, PHONESTATE_CAPSCHANGE, 0, 0);
	CHECK_INT(set_button(&now, BUTTON_HOLD, TAPI_1_4, "Hold no more"), 0);
	phone_news(now.peer, PHONESTATE_CAPSCHANGE, 0);
	CHECK(peer_event(old.peer, PHONE_STATE, &event));
	CHECK_INT(event.p1, PHONESTATE_REINIT);
	CHECK_INT(event.device, 0);
}

/* --- the vendor's own -------------------------------------------------------------------------- */

TEST_ONCE(phones, bytes_go_to_the_vendor_and_come_back_with_the_completion)	/* R-ASYNC-8 */
{
	struct sim_ext_block block = { .operation = SIM_EXT_QUERY };
	struct { struct sim_ext_block head; char room[32]; } sent = { block, "" };
	struct packet_phoneDevSpecific in = { .request = peer_request(), .context = 77, .size = sizeof(sent) };
	struct phone_end end = { 0 };
	struct buf tail;

	scene_open(PHONES);
	end.peer = peer_hello("specific");
	end.app = phone_app(end.peer, "specific", TAPI_2_2);
	CHECK_INT(phone_try(&end, 0, TAPI_2_2, SIM_EXT_1_0, P_MONITOR), 0);
	buf_grow(&tail);
	in.phone = end.phone;
	in.params = packet_data(&tail, &sent, sizeof(sent));
	CHECK_INT(phone_result(end.peer, PACKET_phoneDevSpecific, &in, sizeof(in), &tail), 0);
	buf_free(&tail);
	NEED(peer_event_tail(end.peer));
	memcpy(&block, peer_event_tail(end.peer), sizeof(block));
	CHECK_INT(block.device, 1);
	CHECK_INT(block.number_size, 3);
	CHECK(memcmp((const char *)peer_event_tail(end.peer) + sizeof(block), "200", 3) == 0);
	CHECK_INT(DONE(end.peer, phoneDevSpecific, .phone = end.phone, .params = PACKET_NONE, .size = 4),
		  (LONG)PHONEERR_INVALPOINTER);
	CHECK_INT(DONE(end.peer, phoneDevSpecific, .phone = 0, .params = PACKET_NONE),
		  (LONG)PHONEERR_INVALPHONEHANDLE);
}

/* --- phones that come and go -------------------------------------------------------------------- */

#define HEAD "[provider]\nclock = virtual\n[line a]\ndriver = sim\nnumber = 100\n" \
	"[line b]\ndriver = sim\nnumber = 200\n[line c]\ndriver = sim\nnumber = 300\ncalls = 4\n"

static void reload(const char *text)
{
	scene_write("opentsp.conf", text);
	scene_command("reload");
}

TEST_ONCE(phones, they_come_and_go_while_programs_are_there)	/* R-DEV-2, R-DEV-6, R-DEV-8 */
{
	struct phone_end now, middle, old;
	struct event event = { 0 };

	scene_open(PHONES);
	now = phone_open("now", TAPI_2_2, P_OWNER);
	middle = phone_open("middle", TAPI_1_4, P_MONITOR);
	old = phone_open("old", TAPI_1_3, P_MONITOR);
	reload(HEAD PHONES "[phone new]\ndriver = sim\n");
	CHECK(peer_event(now.peer, PHONE_CREATE, &event));
	CHECK_INT(event.p1, 2);
	CHECK(peer_event(middle.peer, PHONE_CREATE, &event));
	CHECK(peer_event(old.peer, PHONE_STATE, &event));
	CHECK_INT(event.p1, PHONESTATE_REINIT);
	CHECK_INT(phone_try(&middle, 2, TAPI_1_4, 0, P_OWNER), 0);
	reload(HEAD "[phone hall]\ndriver = sim\n[phone new]\ndriver = sim\n");
	CHECK(peer_event(now.peer, PHONE_CLOSE, &event));
	CHECK_INT(event.device, now.phone);
	CHECK(peer_event(now.peer, PHONE_REMOVE, &event));
	CHECK_INT(event.p1, 0);
	CHECK(peer_event(middle.peer, PHONE_STATE, &event));
	CHECK_INT(event.p1, PHONESTATE_REMOVED);
	CHECK(peer_event(middle.peer, PHONE_CLOSE, &event));
	CHECK(peer_none(middle.peer, PHONE_REMOVE));
	CHECK(peer_event(old.peer, PHONE_CLOSE, &event));
	CHECK_INT(close_phone(&now), (LONG)PHONEERR_INVALPHONEHANDLE);
	CHECK_INT(phone_try(&now, 0, TAPI_2_2, 0, P_OWNER), (LONG)PHONEERR_NODEVICE);
	CHECK_INT(phone_try(&now, 1, TAPI_2_2, 0, P_OWNER), 0);
	CHECK_INT(close_phone(&middle), 0);	/* the new one was there all the time */
}

TEST_ONCE(phones, who_goes_with_requests_on_their_way_leaves_nothing_behind)
{
	struct packet_phoneSetVolume in = { .hookswitch = 1, .volume = 1 };
	struct phone_end going, staying;

	scene_open(PHONES "[sim]\noperation-delay = 5 s\n");
	going = phone_open("going", TAPI_2_2, P_OWNER);
	in.request = peer_request();
	in.phone = going.phone;
	CHECK(ASK(going.peer, phoneSetVolume, &in) > 0);
	peer_leave(going.peer);
	staying = phone_open("staying", TAPI_2_2, P_MONITOR);
	phone_listen(&staying, PHONESTATE_HANDSETVOLUME, 0, 0);
	scene_advance(5000);
	scene_command("settle");
	in.request = 0;
	in.phone = staying.phone;
	CHECK_INT(ASK(staying.peer, phoneSetVolume, &in), (LONG)PHONEERR_NOTOWNER);
}

/* --- access and other providers -------------------------------------------------------------------- */

#define NOBODY 65534

TEST_ONCE(phones, users_have_the_phones_that_the_access_file_gives_them)
{
	struct phone_end guest;
	char server[160];

	if (geteuid() != 0)
		return;		/* nobody else can be played */
	scene_write("access.conf", "[user nobody]\nown = desk\nmonitor = hall\n");
	snprintf(server, sizeof(server), "access = %s\n", scene_file("access.conf"));
	scene_open_with(PHONES "[phone secret]\ndriver = sim\n", server);
	guest.peer = peer_hello_as("guest", NOBODY);
	guest.app = phone_app(guest.peer, "guest", TAPI_2_2);
	CHECK_INT(phone_try(&guest, 0, TAPI_2_2, 0, P_OWNER), 0);
	CHECK_INT(phone_try(&guest, 1, TAPI_2_2, 0, P_OWNER), (LONG)PHONEERR_INVALPRIVILEGE);
	CHECK_INT(phone_try(&guest, 1, TAPI_2_2, 0, P_MONITOR), 0);
	CHECK_INT(phone_try(&guest, 2, TAPI_2_2, 0, P_MONITOR), (LONG)PHONEERR_NODEVICE);
}

TEST_ONCE(phones, those_of_all_providers_are_numbered_one_behind_the_other)	/* R-LOAD-9 */
{
	struct packet_phoneGetDevCaps in = { .device = 2, .version = TAPI_2_2, .caps = 4096 };
	struct phone_end end;
	struct event event = { 0 };
	const PHONECAPS *caps;
	char name[64];

	scene_second("[provider]\nclock = virtual\n[phone far]\ndriver = sim\n");
	scene_open(PHONES);
	end = phone_open("end", TAPI_2_2, P_MONITOR);
	in.app = end.app;
	CHECK_INT(ASK(end.peer, phoneGetDevCaps, &in), 0);
	caps = peer_tail(end.peer, in.caps);
	CHECK_TEXT(HOST_FIELD(caps, PhoneName, name), "far");
	CHECK_INT(phone_try(&end, 2, TAPI_2_2, 0, P_OWNER), 0);
	phone_listen(&end, PHONESTATE_HANDSETHOOKSWITCH, 0, 0);
	CHECK_INT(DONE(end.peer, phoneSetHookSwitch, .phone = end.phone, .hookswitches = 1,
		       .mode = PHONEHOOKSWITCHMODE_MICSPEAKER), 0);
	phone_news(end.peer, PHONESTATE_HANDSETHOOKSWITCH, PHONEHOOKSWITCHMODE_MICSPEAKER);
	reload(HEAD PHONES "[phone new]\ndriver = sim\n");
	CHECK(peer_event(end.peer, PHONE_CREATE, &event));
	CHECK_INT(event.p1, 3);
	in = (struct packet_phoneGetDevCaps){ end.app, 3, TAPI_2_2, 0, 4096 };
	CHECK_INT(ASK(end.peer, phoneGetDevCaps, &in), 0);
	caps = peer_tail(end.peer, in.caps);
	CHECK_TEXT(HOST_FIELD(caps, PhoneName, name), "new");
}

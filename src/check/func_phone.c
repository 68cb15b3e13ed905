/* SPDX-License-Identifier: MIT
 * func_phone.c - probes of functions about phones: what one sets, the other
 * must get. */
#include "check/func.h"

#define MARKED 0xEEEEEEEEu
#define WAIT_MS 10000
#define HANDSET PHONEHOOKSWITCHDEV_HANDSET

static uint32_t phone;
static HDRVPHONE hd;
static PHONECAPS *caps;
static DWORD features;		/* of dwPhoneFeatures; all before 2.0 */

static void open_phone(struct check *c)
{
	DWORD version = 0;

	scene_open(c);
	if (!host_phone_count(c->host))
		unreal(c);
	step("opening the phone");
	if (host_phone_open(c->host, host_phone(c->host, 0), &phone))
		skip(c, "the phone does not open");
	hd = host_hdphone(c->host, phone);
	if (host_get_phone_caps(c->host, host_phone(c->host, 0), &caps))
		skip(c, "phoneGetDevCaps fails");
	host_phone_version(c->host, host_phone(c->host, 0), &version);
	features = version >= TAPI_2_0 ? caps->dwPhoneFeatures : 0xFFFFFFFF;
}

static void judge(struct check *c, LONG result, DWORD feature)
{
	if (unavailable(result) && features != 0xFFFFFFFF && (features & feature))
		lying(c, "is announced in dwPhoneFeatures and answers OPERATIONUNAVAIL");
	if (unavailable(result))
		unreal(c);
	if (result < 0)
		real(c, "answers %s", name_error(result));
	if (result > 0)
		lying(c, "is synchronous and returned %ld", (long)result);
	if (feature && !(features & feature))
		lying(c, "succeeds, and dwPhoneFeatures does not announce it");
}

/* Ask with a request of our own; the result, or the refusal. */
#define REQUEST(c, fn, ...) ({								\
	LONG id_ = host_request((c)->host, #fn, phone, 0);				\
	LONG got_ = PHONE_CALL(c, fn, (DRV_REQUESTID)id_, __VA_ARGS__);			\
	if (got_ == 0)									\
		lying(c, "returned 0 for a request");					\
	got_ = host_request_end((c)->host, id_, got_);					\
	got_ = got_ > 0 ? scene_reply(c, got_, WAIT_MS) : got_;				\
	if (got_ == HOST_TIMEOUT)							\
		lying(c, "accepts requests and never completes them");			\
	got_;										\
})

static void session(struct check *c, const char *name)
{
	open_phone(c);
	real(c, "%s", "");
}

static void status(struct check *c, const char *name)
{
	PHONESTATUS *now = NULL;

	open_phone(c);
	judge(c, host_get_phone_status(c->host, phone, &now), 0);
	real(c, "%s", "");
}

/* Get a number or two: written they must be. */
static void get_number(struct check *c, const char *name)
{
	DWORD value = MARKED, second = MARKED;
	LONG result;

	open_phone(c);
	if (strcmp(name, "phoneGetHookSwitch") == 0) {
		result = PHONE_CALL(c, phoneGetHookSwitch, hd, &value);
		judge(c, result,
		      PHONEFEATURE_GETHOOKSWITCHHANDSET | PHONEFEATURE_GETHOOKSWITCHSPEAKER |
		      PHONEFEATURE_GETHOOKSWITCHHEADSET);
	} else if (strcmp(name, "phoneGetVolume") == 0) {
		result = PHONE_CALL(c, phoneGetVolume, hd, HANDSET, &value);
		judge(c, result, PHONEFEATURE_GETVOLUMEHANDSET);
	} else if (strcmp(name, "phoneGetGain") == 0) {
		result = PHONE_CALL(c, phoneGetGain, hd, HANDSET, &value);
		judge(c, result, PHONEFEATURE_GETGAINHANDSET);
	} else if (strcmp(name, "phoneGetLamp") == 0) {
		result = PHONE_CALL(c, phoneGetLamp, hd, 0, &value);
		judge(c, result, PHONEFEATURE_GETLAMP);
	} else {
		result = PHONE_CALL(c, phoneGetRing, hd, &value, &second);
		judge(c, result, PHONEFEATURE_GETRING);
		if (second == MARKED)
			lying(c, "succeeds and writes no volume");
	}
	if (value == MARKED)
		lying(c, "succeeds and writes nothing");
	real(c, "%s", "");
}

static void set_volume(struct check *c, const char *name)
{
	DWORD value = MARKED;
	bool gain = strcmp(name, "phoneSetGain") == 0;

	open_phone(c);
	if (gain)
		judge(c, REQUEST(c, phoneSetGain, hd, HANDSET, 0x4321),
		      PHONEFEATURE_SETGAINHANDSET);
	else
		judge(c, REQUEST(c, phoneSetVolume, hd, HANDSET, 0x4321),
		      PHONEFEATURE_SETVOLUMEHANDSET);
	if ((gain ? PHONE_CALL(c, phoneGetGain, hd, HANDSET, &value)
		  : PHONE_CALL(c, phoneGetVolume, hd, HANDSET, &value)) == 0 && value / 0x1000 != 4)
		lying(c, "succeeds, and 0x%lx is got, not 0x4321", (unsigned long)value);
	real(c, "%s", "");
}

static void set_ring(struct check *c, const char *name)
{
	DWORD mode = MARKED, volume = MARKED;

	open_phone(c);
	judge(c, REQUEST(c, phoneSetRing, hd, 1, 0x8000), PHONEFEATURE_SETRING);
	if (PHONE_CALL(c, phoneGetRing, hd, &mode, &volume) == 0 && mode != 1)
		lying(c, "succeeds, and ring mode %lu is got, not 1", (unsigned long)mode);
	real(c, "%s", "");
}

/* The last lamp there is: the first ones may be the telephone's own. */
static DWORD lamp_of(void)
{
	DWORD count = caps->dwLampModesSize / sizeof(DWORD), modes, found = 0;

	for (DWORD i = 0; i < count; i++) {
		memcpy(&modes, (char *)caps + caps->dwLampModesOffset + i * sizeof(DWORD),
		       sizeof(modes));
		if (modes & PHONELAMPMODE_STEADY)
			found = i;
	}
	return found;
}

static void set_lamp(struct check *c, const char *name)
{
	DWORD mode = MARKED, lamp;

	open_phone(c);
	lamp = lamp_of();
	judge(c, REQUEST(c, phoneSetLamp, hd, lamp, PHONELAMPMODE_STEADY), PHONEFEATURE_SETLAMP);
	if (PHONE_CALL(c, phoneGetLamp, hd, lamp, &mode) == 0 && mode != PHONELAMPMODE_STEADY)
		lying(c, "succeeds, and lamp mode 0x%lx is got, not STEADY", (unsigned long)mode);
	real(c, "%s", "");
}

static void set_hook(struct check *c, const char *name)
{
	DWORD hooks = 0, device = PHONEHOOKSWITCHDEV_SPEAKER;

	open_phone(c);
	if (!(caps->dwHookSwitchDevs & device))
		device = caps->dwHookSwitchDevs & ~(caps->dwHookSwitchDevs - 1);
	judge(c, REQUEST(c, phoneSetHookSwitch, hd, device, PHONEHOOKSWITCHMODE_MICSPEAKER),
	      PHONEFEATURE_SETHOOKSWITCHHANDSET | PHONEFEATURE_SETHOOKSWITCHSPEAKER | PHONEFEATURE_SETHOOKSWITCHHEADSET);
	if (PHONE_CALL(c, phoneGetHookSwitch, hd, &hooks) == 0 && !(hooks & device))
		lying(c, "succeeds, and the hook switch is on");
	real(c, "%s", "");
}

static void display(struct check *c, const char *name)
{
	static union {
		VARSTRING v;
		unsigned char bytes[4096];
	} room;

	open_phone(c);
	if (strcmp(name, "phoneSetDisplay") == 0)
		judge(c, REQUEST(c, phoneSetDisplay, hd, 0, 0, wide("Hello"), 10),
		      PHONEFEATURE_SETDISPLAY);
	room.v = (VARSTRING){ .dwTotalSize = sizeof(room), .dwNeededSize = sizeof(VARSTRING),
			      .dwUsedSize = sizeof(VARSTRING) };
	judge(c, PHONE_CALL(c, phoneGetDisplay, hd, &room.v), PHONEFEATURE_GETDISPLAY);
	if (!room.v.dwStringSize)
		lying(c, "succeeds, and the display is empty");
	if (strcmp(name, "phoneSetDisplay") == 0 && room.v.dwStringOffset < sizeof(room) - 1 &&
	    room.bytes[room.v.dwStringOffset] != 'H')
		lying(c, "succeeds, and the display shows something else");
	real(c, "%s", "");
}

static void button(struct check *c, const char *name)
{
	static union {
		PHONEBUTTONINFO info;
		unsigned char bytes[1024];
	} room;

	open_phone(c);
	room.info = (PHONEBUTTONINFO){ .dwTotalSize = sizeof(room),
				      .dwNeededSize = sizeof(PHONEBUTTONINFO),
				       .dwUsedSize = sizeof(PHONEBUTTONINFO) };
	judge(c, PHONE_CALL(c, phoneGetButtonInfo, hd, 0, &room.info), PHONEFEATURE_GETBUTTONINFO);
	if (!room.info.dwButtonMode)
		lying(c, "succeeds and names no mode");
	if (strcmp(name, "phoneSetButtonInfo") == 0)
		judge(c, REQUEST(c, phoneSetButtonInfo, hd, 0, &room.info),
		      PHONEFEATURE_SETBUTTONINFO);
	real(c, "%s", "");
}

static void data(struct check *c, const char *name)
{
	char bytes[8] = "unwritt";

	open_phone(c);
	if (strcmp(name, "phoneSetData") == 0)
		judge(c, REQUEST(c, phoneSetData, hd, 0, "data", 4), PHONEFEATURE_SETDATA);
	else
		judge(c, PHONE_CALL(c, phoneGetData, hd, 0, bytes, sizeof(bytes)),
		      PHONEFEATURE_GETDATA);
	real(c, "%s", "");
}

static void extension(struct check *c, const char *name)
{
	PHONEEXTENSIONID id = { MARKED, MARKED, MARKED, MARKED };
	DWORD got = MARKED, device;

	open_phone(c);
	device = host_phone(c->host, 0);
	if (strcmp(name, "phoneGetExtensionID") == 0) {
		judge(c, PHONE_CALL(c, phoneGetExtensionID, device, TAPI_2_2, &id), 0);
		if (id.dwExtensionID0 == MARKED)
			lying(c, "succeeds and writes nothing");
	} else if (strcmp(name, "phoneNegotiateExtVersion") == 0) {
		judge(c, PHONE_CALL(c, phoneNegotiateExtVersion, device, TAPI_2_2, 0, 0xFFFFFFFE,
				    &got), 0);
		if (got == MARKED)
			lying(c, "succeeds and writes no version");
	} else {
		judge(c, PHONE_CALL(c, phoneSelectExtVersion, hd, 0x12345), 0);
		lying(c, "selects an extension version that was never agreed on");
	}
	real(c, "%s", "");
}

static void get_id(struct check *c, const char *name)
{
	static union {
		VARSTRING v;
		unsigned char bytes[1024];
	} room = { .v = { .dwTotalSize = sizeof(room), .dwNeededSize = sizeof(VARSTRING),
			 .dwUsedSize = sizeof(VARSTRING) } };

	open_phone(c);
	judge(c, PHONE_CALL(c, phoneGetID, hd, &room.v, wide("tapi/phone"), NULL), 0);
	if (!room.v.dwStringSize)
		lying(c, "succeeds and gives nothing");
	real(c, "%s", "");
}

static void icon(struct check *c, const char *name)
{
	HICON out = NULL;

	open_phone(c);
	judge(c, PHONE_CALL(c, phoneGetIcon, host_phone(c->host, 0), NULL, &out), 0);
	real(c, "%s", out ? "" : "leaves it to TAPI's own icon");
}

static void dev_specific(struct check *c, const char *name)
{
	char block[8] = "block";
	DWORD got = 0, device;
	LONG result;

	open_phone(c);
	device = host_phone(c->host, 0);
	result = REQUEST(c, phoneDevSpecific, hd, block, sizeof(block));
	if (result == 0)
		lying(c, "succeeds, and no extension is selected");
	if (PHONE_CALL(c, phoneNegotiateExtVersion, device, TAPI_2_2, 0, 0xFFFFFFFE, &got) || !got) {
		if (unavailable(result))
			unreal(c);
		real(c, "answers %s", name_error(result));
	}
	if (PHONE_CALL(c, phoneSelectExtVersion, hd, got))
		lying(c, "needs an extension version, and the agreed one cannot be selected");
	result = REQUEST(c, phoneDevSpecific, hd, block, sizeof(block));
	real(c, "answers %s to what nobody knows", name_error(result));
}

static void messages(struct check *c, const char *name)
{
	open_phone(c);
	judge(c, PHONE_CALL(c, phoneSetStatusMessages, hd, 0, 0, 0), 0);
	if (PHONE_CALL(c, phoneSetStatusMessages, hd, 0x40000000, 0, 0) == 0)
		lying(c, "takes states that do not exist");
	real(c, "%s", "");
}

const struct func funcs_phone[] = {
	{ "phoneOpen", session, false }, { "phoneClose", session, false },
	{ "phoneNegotiateTSPIVersion", session, false }, { "phoneGetDevCaps", session, false },
	{ "phoneGetStatus", status, false }, { "phoneSetStatusMessages", messages, false },
	{ "phoneGetHookSwitch", get_number, false }, { "phoneGetVolume", get_number, false },
	{ "phoneGetGain", get_number, false }, { "phoneGetLamp", get_number, false },
	{ "phoneGetRing", get_number, false }, { "phoneSetVolume", set_volume, false },
	{ "phoneSetGain", set_volume, false }, { "phoneSetRing", set_ring, false },
	{ "phoneSetLamp", set_lamp, false }, { "phoneSetHookSwitch", set_hook, false },
	{ "phoneGetDisplay", display, false }, { "phoneSetDisplay", display, false },
	{ "phoneGetButtonInfo", button, false }, { "phoneSetButtonInfo", button, false },
	{ "phoneGetData", data, false }, { "phoneSetData", data, false },
	{ "phoneGetExtensionID", extension, false },
	{ "phoneNegotiateExtVersion", extension, false },
	{ "phoneSelectExtVersion", extension, false }, { "phoneGetID", get_id, false },
	{ "phoneGetIcon", icon, false }, { "phoneDevSpecific", dev_specific, false },
	{ NULL, NULL, false },
};

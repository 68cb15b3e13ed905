/* SPDX-License-Identifier: MIT
 * rule_getid.c - device classes, status filters, and who checks what. */
#include "check/rules.h"
#include "base/mem.h"

/* R-GETID-2 */
static void case_of_classes(struct check *c)
{
	VARSTRING *one = NULL, *two = NULL;
	LONG first, second;

	scene_line(c);
	first = host_get_id(c->host, c->line, 0, 0, LINECALLSELECT_LINE, "tapi/line", &one);
	second = host_get_id(c->host, c->line, 0, 0, LINECALLSELECT_LINE, "TAPI/Line", &two);
	FAIL_UNLESS(c, first == second, "tapi/line is answered with %s, TAPI/Line with %s",
		    name_error(first),
		    name_error(second));
	second = host_get_id(c->host, c->line, 0, 0, LINECALLSELECT_LINE, "no/such/class", &two);
	FAIL_UNLESS(c, second < 0, "a device class that there is not has an id");
}

/* R-GETID-3 */
static void payloads(struct check *c)
{
	static const struct {
		const char *name;
		DWORD format, size;
	} classes[] = {
		{ "tapi/line", STRINGFORMAT_BINARY, 4 }, { "wave/in", STRINGFORMAT_BINARY, 4 },
		{ "wave/out", STRINGFORMAT_BINARY, 4 }, { "midi/in", STRINGFORMAT_BINARY, 4 },
		{ "midi/out", STRINGFORMAT_BINARY, 4 }, { "wave/in/out", STRINGFORMAT_BINARY, 8 },
	};
	VARSTRING *id = NULL;
	unsigned known = 0;

	scene_line(c);
	for (size_t i = 0; i < sizeof(classes) / sizeof(*classes); i++) {
		step("calling lineGetID of %s", classes[i].name);
		if (host_get_id(c->host, c->line, 0, 0, LINECALLSELECT_LINE, classes[i].name, &id))
			continue;
		known++;
		FAIL_UNLESS(c, id->dwStringFormat == classes[i].format,
			    "%s has the string format %lu", classes[i].name,
			    (unsigned long)id->dwStringFormat);
		FAIL_UNLESS(c, id->dwStringSize == classes[i].size, "the id of %s has %lu bytes",
			    classes[i].name,
			    (unsigned long)id->dwStringSize);
	}
	SKIP_UNLESS(c, known, "no device class has an id");
}

/* R-GETID-5 */
static void address_checked(struct check *c)
{
	VARSTRING *id = NULL;
	LONG result;

	scene_line(c);
	if (host_get_id(c->host, c->line, 0, 0, LINECALLSELECT_ADDRESS, "tapi/line", &id))
		skip(c, "an address has no id of tapi/line");
	result = host_get_id(c->host, c->line, 99, 0, LINECALLSELECT_ADDRESS, "tapi/line", &id);
	FAIL_UNLESS(c, result == (LONG)LINEERR_INVALADDRESSID, "address 99 is answered with %s",
		    name_error(result));
}

/* R-GETID-6 */
static void classes_listed(struct check *c)
{
	LINEDEVCAPS *caps;
	const unsigned char *at;
	DWORD size;

	scene_open(c);
	SKIP_UNLESS(c, c->version >= TAPI_2_0, "needs 2.0");
	caps = line_caps(c, c->device);
	size = caps->dwDeviceClassesSize;
	SKIP_UNLESS(c, size, "the capabilities list no device classes");
	at = (const unsigned char *)caps + caps->dwDeviceClassesOffset;
	FAIL_UNLESS(c, size >= 4 && !at[size - 1] && !at[size - 2] && !at[size - 3] &&
		    !at[size - 4],
		    "the list of device classes does not end with two terminators");
}

/* R-GETID-7 */
static void config_checked(struct check *c)
{
	char nonsense[8] = "nonsense";
	LONG result;

	scene_open(c);
	result = LINE_CALL(c, lineSetDevConfig, c->device, nonsense, sizeof(nonsense),
			   wide("tapi/line"));
	FAIL_UNLESS(c, result != 0, "lineSetDevConfig takes nonsense");
}

const struct rule rules_getid[] = {
	{ "R-GETID-2", BASIC, false, "device classes do not depend on case", case_of_classes,
	 NULL },
	{ "R-GETID-3", BASIC, false, "ids have the form of their class", payloads, NULL },
	{ "R-GETID-4", BASIC, false, "handles are duplicated into the target process", NULL,
	 "needs that process" },
	{ "R-GETID-5", BASIC, false, "lineGetID checks the address", address_checked, NULL },
	{ "R-GETID-6", BASIC, false, "the list of device classes ends with two terminators",
	 classes_listed, NULL },
	{ "R-GETID-7", BASIC, false, "lineSetDevConfig checks what it gets", config_checked, NULL },
	{ 0 },
};

/* --- status filters ------------------------------------------------------------------------ */

/* R-MSG-1 */
static void filters(struct check *c)
{
	HDRVLINE hd;
	LONG result;

	scene_line(c);
	hd = host_hdline(c->host, c->line);
	result = LINE_CALL(c, lineSetStatusMessages, hd, 0, 0);
	FAIL_UNLESS(c, result == 0, "lineSetStatusMessages(0, 0) fails: %s", name_error(result));
	result = LINE_CALL(c, lineSetStatusMessages, hd, name_known_bits(NAME_LINEDEVSTATE,
	    c->version),
			   name_known_bits(NAME_LINEADDRESSSTATE, c->version));
	FAIL_UNLESS(c, result == 0, "lineSetStatusMessages of all states fails: %s",
		    name_error(result));
}

/* R-MSG-2 */
static void unknown_bits(struct check *c)
{
	uint32_t phone = 0;
	HDRVLINE hd;
	LONG result;

	scene_line(c);
	hd = host_hdline(c->host, c->line);
	result = LINE_CALL(c, lineSetStatusMessages, hd, 0x40000000, 0);
	FAIL_UNLESS(c, result == (LONG)LINEERR_INVALLINESTATE,
		    "an unknown line state is answered with %s",
		    name_error(result));
	result = LINE_CALL(c, lineSetStatusMessages, hd, 0, 0x40000000);
	FAIL_UNLESS(c, result == (LONG)LINEERR_INVALADDRESSSTATE,
		    "an unknown address state is answered with %s",
		    name_error(result));
	if (!host_phone_count(c->host) || host_phone_open(c->host, host_phone(c->host, 0), &phone))
		return;
	result = PHONE_CALL(c, phoneSetStatusMessages, host_hdphone(c->host, phone), 0x40000000, 0,
			    0);
	FAIL_UNLESS(c, result == (LONG)PHONEERR_INVALPHONESTATE,
		    "an unknown phone state is answered with %s",
		    name_error(result));
}

/* R-MSG-3 */
static void no_open(struct check *c)
{
	uint32_t in = 0;

	scene_talk(c, &in);
	for (size_t i = 0; i < c->count; i++)
		FAIL_UNLESS(c, c->log[i].kind != HOST_LINE ||
			    c->log[i].message != LINE_LINEDEVSTATE ||
			    !(c->log[i].p1 & (LINEDEVSTATE_OPEN | LINEDEVSTATE_CLOSE)),
			    "LINEDEVSTATE_OPEN or CLOSE, which TAPI makes");
}

/* R-MSG-5 */
static void ringing(struct check *c)
{
	uint32_t out = 0;
	bool rings = false;

	scene_ring(c, &out);
	scene_pass(c, 6000);
	scene_settle(c);
	for (size_t i = 0; i < c->count; i++) {
		if (c->log[i].kind != HOST_LINE || c->log[i].message != LINE_LINEDEVSTATE ||
		    c->log[i].p1 != LINEDEVSTATE_RINGING || c->log[i].line != c->peer)
			continue;
		FAIL_UNLESS(c, rings || c->log[i].p3 <= 1, "the first ring has the count %lu",
			    (unsigned long)c->log[i].p3);
		rings = true;
	}
	SKIP_UNLESS(c, rings || !(line_caps(c,
					    c->peer_device)->dwLineStates & LINEDEVSTATE_RINGING),
					    "it does not ring");
	FAIL_UNLESS(c, rings || !line_caps(c, c->peer_device)->dwRingModes,
		    "the line has ring modes and never rings");
}

const struct rule rules_msg[] = {
	{ "R-MSG-1", BASIC, false, "all known states can be asked for, and none", filters, NULL },
	{ "R-MSG-2", BASIC, false, "unknown states are refused", unknown_bits, NULL },
	{ "R-MSG-3", BASIC, false, "OPEN and CLOSE are TAPI's", no_open, NULL },
	{ "R-MSG-5", BASIC, false, "rings are counted from 0", ringing, NULL },
	{ 0 },
};

/* --- who checks what --------------------------------------------------------------------- */

/* R-CHECK-2 */
static void provider_checks(struct check *c)
{
	static unsigned char room[4096];
	DWORD head[3] = { sizeof(room), 0, 0 };
	uint32_t out;
	LONG result;

	scene_line(c);
	head[1] = head[2] = abi_fixed_size(ABI_LINEADDRESSCAPS, c->version);
	memcpy(room, head, sizeof(head));
	result = LINE_CALL(c, lineGetAddressCaps, c->device, 99, c->version, 0,
			   (LPLINEADDRESSCAPS)(void *)room);
	FAIL_UNLESS(c, result == (LONG)LINEERR_INVALADDRESSID,
		    "lineGetAddressCaps of address 99 answers %s", name_error(result));
	memset(room, 0, sizeof(room));
	head[1] = head[2] = abi_fixed_size(ABI_LINEADDRESSSTATUS, c->version);
	memcpy(room, head, sizeof(head));
	result = LINE_CALL(c, lineGetAddressStatus, host_hdline(c->host, c->line), 99,
			   (LPLINEADDRESSSTATUS)(void *)room);
	FAIL_UNLESS(c, result == (LONG)LINEERR_INVALADDRESSID,
		    "lineGetAddressStatus of address 99 answers %s",
		    name_error(result));
	out = scene_talk(c, NULL);
	if (!(call_features(c, out) & LINECALLFEATURE_GENERATEDIGITS))
		return;
	result = host_generate_digits(c->host, out, 0x40, "1", 0, 1);
	FAIL_UNLESS(c, result < 0, "lineGenerateDigits in an unknown digit mode succeeds");
}

/* R-CHECK-5 */
static void states_checked(struct check *c)
{
	uint32_t out = scene_talk(c, NULL);
	LONG result;
	struct {
		const char *what;
		LONG result;
	} tries[] = {
		{ "lineAnswer of a connected call", host_answer(c->host, out) },
		{ "lineAccept of a connected call", host_accept(c->host, out) },
		{ "lineUnhold of a connected call", host_unhold(c->host, out) },
	};

	for (size_t i = 0; i < 3; i++) {
		result = tries[i].result > 0 ? scene_reply(c, tries[i].result,
							   5000) : tries[i].result;
		FAIL_UNLESS(c, result == (LONG)LINEERR_INVALCALLSTATE || unavailable(result) ||
			    result == (LONG)LINEERR_OPERATIONFAILED,
			    "%s is answered with %s, not INVALCALLSTATE",
			    tries[i].what, name_error(result));
	}
	scene_done(c, "lineDrop", host_drop(c->host, out));
	scene_state(c, out, LINECALLSTATE_IDLE, 20000);
	result = host_drop(c->host, out);
	if (result > 0)
		result = scene_reply(c, result, 5000);
	FAIL_UNLESS(c, result < 0, "lineDrop of an idle call succeeds");
}

/* R-CHECK-6 */
static void no_privilege(struct check *c)
{
	uint32_t out = scene_talk(c, NULL);

	FAIL_UNLESS(c, host_set_app_specific(c->host, out, 3) != (LONG)LINEERR_NOTOWNER,
		    "lineSetAppSpecific answers NOTOWNER, which is TAPI's to say");
	FAIL_UNLESS(c, host_drop(c->host, out) != (LONG)LINEERR_NOTOWNER,
		    "lineDrop answers NOTOWNER, which is TAPI's to say");
	scene_settle(c);
	for (size_t i = 0; i < c->count; i++)
		FAIL_UNLESS(c, c->log[i].kind != HOST_REPLY ||
			    c->log[i].result != (LONG)LINEERR_NOTOWNER,
			    "NOTOWNER is TAPI's to say");
}

const struct rule rules_check[] = {
	{ "R-CHECK-2", BASIC, false, "what TAPI does not check the provider does", provider_checks,
	 NULL },
	{ "R-CHECK-5", BASIC, false, "call states are checked: INVALCALLSTATE", states_checked,
	 NULL },
	{ "R-CHECK-6", BASIC, false, "errors about privilege are TAPI's", no_privilege, NULL },
	{ 0 },
};

/* SPDX-License-Identifier: MIT
 * test_open.c - lineOpen and what it takes: privileges, options, versions, LINEMAPPER. */
#include "owners_scene.h"

#define MAPPER 0xFFFFFFFFu
#define LINE_D "[line d]\ndriver = sim\nnumber = 400\nmore-numbers = 401, 402\ncalls = 3\n"

static LONG open_as(struct program *program, DWORD device, DWORD version, DWORD privileges,
		    DWORD media)
{
	const struct opening opening = { device, version, privileges, media, 0, 0 };

	return program_open(program, &opening);
}

TEST_ONCE(open, privileges_are_none_or_monitor_and_owner_in_any_union)
{
	static const DWORD wrong[] = { 0, NONE | OWNER, NONE | MONITOR, 0x10, OWNER | 0x8 };
	static const DWORD right[] = { NONE, MONITOR, OWNER, MONITOR | OWNER };
	struct program p;

	scene_open(NULL);
	p = program_new("p", TAPI_2_2);
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		CHECK_INT(open_as(&p, 0, TAPI_2_2, wrong[i], VOICE), (LONG)LINEERR_INVALPRIVSELECT);
	for (size_t i = 0; i < sizeof(right) / sizeof(right[0]); i++)
		CHECK_INT(open_as(&p, 0, TAPI_2_2, right[i], VOICE), 0);
	CHECK_INT(open_as(&p, 0, TAPI_1_4, OWNER | LINEOPENOPTION_SINGLEADDRESS, VOICE),
		  (LONG)LINEERR_INVALPRIVSELECT);
}

TEST_ONCE(open, media_modes_of_an_owner_must_be_there_known_and_of_the_device)
{
	struct program p;

	scene_open(NULL);
	p = program_new("p", TAPI_2_2);
	CHECK_INT(open_as(&p, 0, TAPI_2_2, OWNER, 0), (LONG)LINEERR_INVALMEDIAMODE);
	CHECK_INT(open_as(&p, 0, TAPI_2_2, OWNER, VOICE | 1), (LONG)LINEERR_INVALMEDIAMODE);
	CHECK_INT(open_as(&p, 0, TAPI_2_2, OWNER, LINEMEDIAMODE_TELEX),
		  (LONG)LINEERR_INVALMEDIAMODE);
	CHECK_INT(open_as(&p, 0, TAPI_1_3, OWNER, LINEMEDIAMODE_VOICEVIEW),
		  (LONG)LINEERR_INVALMEDIAMODE);
	CHECK_INT(open_as(&p, 0, TAPI_2_2, MONITOR, LINEMEDIAMODE_TELEX), 0);
	CHECK_INT(open_as(&p, 0, TAPI_2_2, OWNER, VOICE | UNKNOWN | FAX), 0);
}

TEST_ONCE(open, devices_versions_and_applications_that_are_none_are_refused)
{
	struct program p, wrong;

	scene_open(NULL);
	p = program_new("p", TAPI_2_2);
	wrong = p;
	wrong.app++;
	CHECK_INT(open_as(&p, 99, TAPI_2_2, OWNER, VOICE), (LONG)LINEERR_BADDEVICEID);
	CHECK_INT(open_as(&p, 0, 0x00010002, OWNER, VOICE), (LONG)LINEERR_INCOMPATIBLEAPIVERSION);
	CHECK_INT(open_as(&p, 0, 0x00010005, OWNER, VOICE), (LONG)LINEERR_INCOMPATIBLEAPIVERSION);
	CHECK_INT(open_as(&p, 0, 0x00030002, OWNER, VOICE), (LONG)LINEERR_INCOMPATIBLEAPIVERSION);
	CHECK_INT(open_as(&p, MAPPER, 0x00030002, OWNER, VOICE),
		  (LONG)LINEERR_INCOMPATIBLEAPIVERSION);
	CHECK_INT(open_as(&wrong, 0, TAPI_2_2, OWNER, VOICE), (LONG)LINEERR_INVALAPPHANDLE);
	CHECK_INT(NOW(p.peer, lineClose, .line = p.app), (LONG)LINEERR_INVALLINEHANDLE);
}

/* A call out of line a: it has no room for another. */
static DWORD keep_a_busy(void)
{
	struct program talker = program_with("talker", 0, NONE, VOICE);
	DWORD call = peer_call(talker.peer, talker.line, "93");

	scene_advance(2000);
	return call;
}

TEST_ONCE(open, the_mapper_takes_the_first_line_that_can_do_it)
{
	struct packet_lineGetID got;
	DWORD device;
	struct program p;

	scene_open(NULL);
	p = program_new("p", TAPI_2_2);
	CHECK_INT(open_as(&p, MAPPER, TAPI_2_2, OWNER, LINEMEDIAMODE_TELEX),
		  (LONG)LINEERR_LINEMAPPERFAILED);
	CHECK_INT(open_as(&p, MAPPER, TAPI_2_2, OWNER | NONE, VOICE), (LONG)LINEERR_INVALPRIVSELECT);
	keep_a_busy();
	CHECK_INT(open_as(&p, MAPPER, TAPI_2_2, OWNER, VOICE), 0);
	CHECK_INT(GET(p.peer, lineGetID, &got, .line = p.line, .select = LINECALLSELECT_LINE,
		      .id = 256, .class = owners_text("tapi/line")), 0);
	memcpy(&device, (const char *)peer_tail(p.peer, got.id) + sizeof(VARSTRING), sizeof(device));
	CHECK_INT(device, 1);
}

TEST_ONCE(open, the_mapper_heeds_the_media_mode_of_the_parameters)
{
	LINECALLPARAMS params = { .dwMediaMode = LINEMEDIAMODE_TELEX, .dwAddressMode = 1 };
	struct opening opening = { MAPPER, TAPI_2_2, NONE, 0, 0, 0 };
	struct program p;

	scene_open(NULL);
	p = program_new("p", TAPI_2_2);
	opening.params = owners_params(&params, NULL, NULL);
	CHECK_INT(program_open(&p, &opening), (LONG)LINEERR_LINEMAPPERFAILED);
	params.dwMediaMode = VOICE;
	params.dwBearerMode = LINEBEARERMODE_VOICE;
	params.dwMinRate = params.dwMaxRate = 3100;
	opening.params = owners_params(&params, NULL, NULL);
	CHECK_INT(program_open(&p, &opening), 0);
}

TEST_ONCE(open, a_single_address_is_told_of_its_own_calls_only)
{
	LINECALLPARAMS params = { .dwAddressMode = LINEADDRESSMODE_ADDRESSID, .dwAddressID = 1 };
	const DWORD single = OWNER | MONITOR | LINEOPENOPTION_SINGLEADDRESS;
	struct opening opening = { 3, TAPI_2_2, single, VOICE, 0, 0 };
	struct program one, named, caller;
	DWORD calls[4];

	scene_open(LINE_D);
	one = program_new("one", TAPI_2_2);
	named = program_new("named", TAPI_2_2);
	CHECK_INT(program_open(&one, &opening), (LONG)LINEERR_INVALPOINTER);
	opening.params = owners_params(&params, NULL, NULL);
	CHECK_INT(program_open(&one, &opening), 0);
	params.dwAddressMode = LINEADDRESSMODE_DIALABLEADDR;
	opening.params = owners_params(&params, "402", NULL);
	CHECK_INT(program_open(&named, &opening), 0);
	caller = program_with("caller", 0, OWNER, VOICE);
	peer_call(caller.peer, caller.line, "402");
	scene_advance(2000);
	program_new_call(&named, OWNER);
	CHECK(peer_none(one.peer, LINE_CALLSTATE));
	CHECK_INT(owners_new_calls(one.peer, one.line, calls, 4), 0);
}

TEST_ONCE(open, a_single_address_sees_the_calls_that_are_made_from_it)
{
	LINECALLPARAMS from = {
		.dwBearerMode = LINEBEARERMODE_VOICE, .dwMinRate = 3100, .dwMaxRate = 3100,
		.dwMediaMode = VOICE, .dwAddressMode = LINEADDRESSMODE_ADDRESSID, .dwAddressID = 1,
	};
	struct opening opening = { 3, TAPI_2_2, MONITOR | LINEOPENOPTION_SINGLEADDRESS, 0, 0, 0 };
	struct packet_lineMakeCall in = { .params = 0 };
	struct program first, second, caller;
	DWORD made;

	scene_open(LINE_D);
	first = program_new("first", TAPI_2_2);
	second = program_new("second", TAPI_2_2);
	opening.params = owners_params(&from, NULL, NULL);
	CHECK_INT(program_open(&second, &opening), 0);
	from.dwAddressID = 0;
	opening.params = owners_params(&from, NULL, NULL);
	CHECK_INT(program_open(&first, &opening), 0);
	caller = program_with("caller", 3, OWNER, VOICE);
	from.dwAddressID = 1;
	in = (struct packet_lineMakeCall){ .request = peer_request(), .line = caller.line };
	made = in.request;
	in.dest = owners_text("93");
	in.params = owners_params(&from, NULL, NULL);
	CHECK_INT(owners_now(caller.peer, PACKET_lineMakeCall, &in, sizeof(in)), made);
	CHECK_INT(peer_reply(caller.peer, made, NULL), 0);
	scene_advance(2000);
	program_new_call(&second, MONITOR);
	CHECK(peer_none(first.peer, LINE_APPNEWCALL));
}

TEST_ONCE(open, single_addresses_that_are_none_are_refused)
{
	LINECALLPARAMS params = { .dwAddressMode = LINEADDRESSMODE_ADDRESSID, .dwAddressID = 7 };
	struct opening opening = { 0, TAPI_2_2, OWNER | LINEOPENOPTION_SINGLEADDRESS, VOICE, 0, 0 };
	struct program p;

	scene_open(NULL);
	p = program_new("p", TAPI_2_2);
	opening.params = owners_params(&params, NULL, NULL);
	CHECK_INT(program_open(&p, &opening), (LONG)LINEERR_INVALADDRESSID);
	params.dwAddressMode = 0;
	opening.params = owners_params(&params, NULL, NULL);
	CHECK_INT(program_open(&p, &opening), (LONG)LINEERR_INVALADDRESSMODE);
	params.dwAddressMode = LINEADDRESSMODE_DIALABLEADDR;
	opening.params = owners_params(&params, "555", NULL);
	CHECK_INT(program_open(&p, &opening), (LONG)LINEERR_INVALADDRESS);
}

TEST_ONCE(open, others_hear_that_a_line_is_opened_and_closed)
{
	struct program one, two;
	struct event event = { 0 };

	scene_open(NULL);
	one = program_with("one", 0, MONITOR, VOICE);
	two = program_with("two", 0, OWNER, VOICE);
	CHECK(peer_none(one.peer, LINE_LINEDEVSTATE));
	CHECK_INT(NOW(one.peer, lineSetStatusMessages, .line = one.line,
		      .line_states = LINEDEVSTATE_OPEN | LINEDEVSTATE_CLOSE), 0);
	NOW(two.peer, lineClose, .line = two.line);
	CHECK(peer_event(one.peer, LINE_LINEDEVSTATE, &event));
	CHECK_INT(event.p1, LINEDEVSTATE_CLOSE);
	CHECK_INT(event.device, one.line);
	open_as(&two, 0, TAPI_2_2, OWNER, VOICE);
	CHECK(peer_event(one.peer, LINE_LINEDEVSTATE, &event));
	CHECK_INT(event.p1, LINEDEVSTATE_OPEN);
	open_as(&two, 0, TAPI_2_2, OWNER, LINEMEDIAMODE_TELEX);		/* refused: nobody hears */
	CHECK(peer_none(one.peer, LINE_LINEDEVSTATE));
}

static const LINEAPPINFO *app_of(const LINEDEVSTATUS *status, DWORD i)
{
	return (const LINEAPPINFO *)((const char *)status + status->dwAppInfoOffset) + i;
}

TEST_ONCE(open, the_lines_status_lists_who_has_it_open)
{
	struct program one, two;
	const LINEDEVSTATUS *status;
	const LINEAPPINFO *app;

	scene_open(NULL);
	one = program_with("C:\\PROGRAMS\\ONE.EXE", 0, OWNER, VOICE | FAX);
	two = program_with("two", 0, MONITOR, VOICE);
	status = owners_line_status(two.peer, two.line, 4096);
	CHECK_INT(status->dwNumOpens, 2);
	CHECK_INT(status->dwOpenMediaModes, VOICE | FAX);
	CHECK_INT(status->dwAppInfoSize, 2 * sizeof(LINEAPPINFO));
	app = app_of(status, 0);
	CHECK_TEXT(owners_field(status, app->dwModuleFilenameSize, app->dwModuleFilenameOffset),
		   "ONE.EXE");
	CHECK_TEXT(owners_field(status, app->dwFriendlyNameSize, app->dwFriendlyNameOffset),
		   "C:\\PROGRAMS\\ONE.EXE");
	CHECK(app->dwUserNameSize > 0 && app->dwMachineNameSize > 0);
	CHECK_INT(app->dwMediaModes, VOICE | FAX);
	CHECK_INT(app->dwAddressID, 0xFFFFFFFFu);
	CHECK_INT(app_of(status, 1)->dwMediaModes, 0);
	status = owners_line_status(one.peer, one.line, abi_fixed_size(ABI_LINEDEVSTATUS, TAPI_2_2));
	CHECK_INT(status->dwAppInfoSize, 0);
	CHECK(status->dwNeededSize > status->dwUsedSize);
	CHECK_INT(NOW(one.peer, lineGetLineDevStatus, .line = one.line, .status = 20),
		  (LONG)LINEERR_STRUCTURETOOSMALL);
}

TEST_ONCE(open, an_extension_has_one_version_for_all_until_nobody_uses_it)
{
	struct opening opening = { 0, TAPI_2_2, OWNER, VOICE, 0x00010001, 0 };
	struct packet_lineNegotiateExtVersion got;
	struct program one, two;

	scene_open(NULL);
	one = program_new("one", TAPI_2_2);
	two = program_new("two", TAPI_2_2);
	CHECK_INT(GET(one.peer, lineNegotiateExtVersion, &got, .app = one.app, .version = TAPI_2_2,
		      .low = 0x00010000, .high = 0x00010001), 0);
	CHECK_INT(got.ext_version, 0x00010001);
	CHECK_INT(program_open(&one, &opening), 0);
	CHECK_INT(program_open(&two, &opening), 0);
	opening.ext_version = 0x00010000;
	CHECK_INT(program_open(&two, &opening), (LONG)LINEERR_INCOMPATIBLEEXTVERSION);
	CHECK_INT(NOW(one.peer, lineSelectExtVersion, .line = one.line, .ext_version = 0), 0);
	CHECK_INT(NOW(one.peer, lineSelectExtVersion, .line = one.line, .ext_version = 0x00010000),
		  (LONG)LINEERR_INCOMPATIBLEEXTVERSION);
	CHECK_INT(NOW(two.peer, lineClose, .line = two.line), 0);
	CHECK_INT(NOW(one.peer, lineSelectExtVersion, .line = one.line, .ext_version = 0x00010000), 0);
	opening.ext_version = 0x00770000;
	CHECK_INT(program_open(&two, &opening), (LONG)LINEERR_INCOMPATIBLEEXTVERSION);
}

TEST_ONCE(open, capabilities_have_the_vendors_part_for_who_knows_the_extension)
{
	struct packet_lineGetAddressCaps address;
	struct packet_lineGetDevCaps got;
	struct program p;

	scene_open(NULL);
	p = program_new("p", TAPI_2_2);
	CHECK_INT(GET(p.peer, lineGetDevCaps, &got, .app = p.app, .version = TAPI_2_2,
		      .caps = 8192), 0);
	CHECK_INT(((const LINEDEVCAPS *)peer_tail(p.peer, got.caps))->dwDevSpecificSize, 0);
	CHECK_INT(GET(p.peer, lineGetDevCaps, &got, .app = p.app, .version = TAPI_2_2,
		      .ext_version = 0x00010001, .caps = 8192), 0);
	CHECK(((const LINEDEVCAPS *)peer_tail(p.peer, got.caps))->dwDevSpecificSize > 0);
	CHECK_INT(GET(p.peer, lineGetAddressCaps, &address, .app = p.app, .version = TAPI_2_2,
		      .ext_version = 0x00010001, .caps = 8192), 0);
	CHECK(((const LINEADDRESSCAPS *)peer_tail(p.peer, address.caps))->dwDevSpecificSize > 0);
	CHECK_INT(NOW(p.peer, lineGetDevCaps, .app = p.app, .version = TAPI_2_2,
		      .ext_version = 0x00770000, .caps = 8192),
		  (LONG)LINEERR_INCOMPATIBLEEXTVERSION);
}

TEST_ONCE(open, extensions_are_negotiated_within_what_there_is)
{
	struct program p;

	scene_open(NULL);
	p = program_new("p", TAPI_2_2);
	CHECK_INT(NOW(p.peer, lineNegotiateExtVersion, .app = p.app, .version = TAPI_2_2,
		      .low = 0x00700000, .high = 0x00800000), (LONG)LINEERR_INCOMPATIBLEEXTVERSION);
	CHECK_INT(NOW(p.peer, lineNegotiateExtVersion, .app = p.app, .version = 0x00010002,
		      .low = 0x00010000, .high = 0x00010000), (LONG)LINEERR_INCOMPATIBLEAPIVERSION);
	CHECK_INT(NOW(p.peer, lineNegotiateExtVersion, .app = p.app + 1, .version = TAPI_2_2),
		  (LONG)LINEERR_INVALAPPHANDLE);
	CHECK_INT(NOW(p.peer, lineNegotiateExtVersion, .app = p.app, .device = 44,
		      .version = TAPI_2_2), (LONG)LINEERR_BADDEVICEID);
	CHECK_INT(NOW(p.peer, lineSelectExtVersion, .line = 5), (LONG)LINEERR_INVALLINEHANDLE);
}

TEST_ONCE(open, the_version_of_tapi_is_the_newest_that_both_know)
{
	struct packet_lineNegotiateAPIVersion got;
	struct program p;

	scene_open(NULL);
	p = program_new("p", TAPI_1_3);
	CHECK_INT(GET(p.peer, lineNegotiateAPIVersion, &got, .app = p.app, .version = TAPI_1_3,
		      .current = 0x0002FFFF, .size = 16), 0);
	CHECK_INT(got.negotiated, TAPI_2_2);
	CHECK_INT(GET(p.peer, lineNegotiateAPIVersion, &got, .app = p.app, .version = 0x00040000,
		      .current = 0x00050000, .size = 16), (LONG)LINEERR_INCOMPATIBLEAPIVERSION);
	CHECK_INT(GET(p.peer, lineNegotiateAPIVersion, &got, .app = p.app, .device = 9,
		      .version = TAPI_1_3, .current = TAPI_2_2, .size = 16),
		  (LONG)LINEERR_BADDEVICEID);
	CHECK_INT(GET(p.peer, lineNegotiateAPIVersion, &got, .app = 9, .version = TAPI_1_3,
		      .current = TAPI_2_2, .size = 16), (LONG)LINEERR_INVALAPPHANDLE);
}

TEST_ONCE(open, versions_of_all_devices_are_negotiated_at_once)
{
	struct packet_NegotiateAPIVersionForAllDevices got;
	const DWORD *versions;
	struct program p;

	scene_open(NULL);
	p = program_new("p", TAPI_2_2);
	CHECK_INT(GET(p.peer, NegotiateAPIVersionForAllDevices, &got, .app = p.app, .lines = 3,
		      .version = TAPI_2_0, .line_versions_size = 12,
		      .line_extensions_size = 48), 0);
	CHECK_INT(got.line_versions_size, 12);
	versions = peer_tail(p.peer, got.line_versions);
	CHECK_INT(versions[0], TAPI_2_0);
	CHECK_INT(versions[2], TAPI_2_0);
	CHECK_INT(GET(p.peer, NegotiateAPIVersionForAllDevices, &got, .app = p.app, .lines = 3,
		      .version = TAPI_2_0, .line_versions_size = 8,
		      .line_extensions_size = 48), (LONG)LINEERR_STRUCTURETOOSMALL);
}

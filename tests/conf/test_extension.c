/* SPDX-License-Identifier: MIT
 * test_extension.c - the extension of the exchange: its identifier, its versions,
 * and what is told of it to whom. Lines of sip have none. */
#include "conf_scene.h"
#include "opentsp/sim.h"

#define DESK "[phone desk]\ndriver = sim\nline = a\n"
#define SIP_LINE "[provider]\nlog = off\n[line s]\ndriver = sip\nregister = no\n[sip]\nlisten = 127.0.0.1:0\n"

static const DWORD id_of_sim[4] = SIM_EXT_ID;

/* R-EXT-1, R-VER-4 */
TEST_ONCE(extension, its_identifier_is_the_same_at_every_version_and_not_zero)
{
	LINEEXTENSIONID id;
	PHONEEXTENSIONID phone;

	scene_open(LINES DESK);
	for (const DWORD *v = scene_versions; *v; v++) {
		memset(&id, 0xEE, sizeof(id));
		CHECK_INT(SP->lineGetExtensionID(BASE, *v, &id), 0);
		CHECK(memcmp(&id, id_of_sim, sizeof(id)) == 0);
		memset(&phone, 0xEE, sizeof(phone));
		CHECK_INT(SP->phoneGetExtensionID(host_phone(tapi, 0), *v, &phone), 0);
		CHECK(memcmp(&phone, id_of_sim, sizeof(phone)) == 0);
	}
	CHECK(id.dwExtensionID0 | id.dwExtensionID1 | id.dwExtensionID2 | id.dwExtensionID3);
	CHECK_INT(SP->lineGetExtensionID(BASE, 0x00010005, &id), (LONG)LINEERR_INCOMPATIBLEAPIVERSION);
	CHECK_INT(SP->lineGetExtensionID(BASE, TAPI_2_0, NULL), (LONG)LINEERR_INVALPOINTER);
}

static void close_host(void *host)
{
	host_close(host);
	remove(scene_path());
}

/* Another kind of device, with a clock of its own. */
static struct host *open_sip(void)
{
	struct host_options options = { .line_base = BASE };
	static char memory[512];
	struct host *host = NULL;
	struct buf why;
	FILE *file;

	scene_write("");	/* so that there is a path */
	options.conf = scene_path();
	file = fopen(scene_path(), "wb");
	NEED(file != NULL);
	NEED(fputs(SIP_LINE, file) >= 0);
	NEED(fclose(file) == 0);
	buf_fixed(&why, memory, sizeof(memory));
	if (host_open(&host, scene_provider(), &options, &why))
		CHECK_TEXT(buf_c(&why), "");
	NEED(host != NULL);
	DEFER(close_host, host);
	return host;
}

/* R-EXT-1, R-EXT-2 */
TEST_ONCE(extension, a_device_without_one_has_zeros_and_agrees_on_no_version)
{
	static const LINEEXTENSIONID none;
	const struct tspi *sp = host_tspi(open_sip());
	LINEDEVCAPS caps = { .dwTotalSize = sizeof(caps) };
	LINEEXTENSIONID id;
	DWORD got = 77;

	memset(&id, 0xEE, sizeof(id));
	CHECK_INT(sp->lineGetExtensionID(BASE, TAPI_2_0, &id), 0);
	CHECK(memcmp(&id, &none, sizeof(id)) == 0);
	CHECK_INT(sp->lineNegotiateExtVersion(BASE, TAPI_2_0, 0, 0xFFFFFFFF, &got),
		  (LONG)LINEERR_INCOMPATIBLEEXTVERSION);
	CHECK_INT(got, 0);
	CHECK_INT(sp->lineGetDevCaps(BASE, TAPI_2_0, 1, &caps), (LONG)LINEERR_INCOMPATIBLEEXTVERSION);
	CHECK_INT(sp->lineGetDevCaps(BASE, TAPI_2_0, 0, &caps), 0);
	CHECK_INT(caps.dwLineFeatures & (LINEFEATURE_DEVSPECIFIC | LINEFEATURE_DEVSPECIFICFEAT), 0);
	CHECK_INT(caps.dwLineStates & (LINEDEVSTATE_DEVSPECIFIC | LINEDEVSTATE_CONFIGCHANGE), 0);
	CHECK_INT(sp->lineGetDevConfig(BASE, &(VARSTRING){ .dwTotalSize = sizeof(VARSTRING) }, wide("tapi/line")),
		  (LONG)LINEERR_OPERATIONUNAVAIL);
	CHECK_INT(sp->lineSetDevConfig(BASE, &got, sizeof(got), wide("tapi/line")), (LONG)LINEERR_OPERATIONUNAVAIL);
}

static LONG negotiate(DWORD low, DWORD high, DWORD *got)
{
	*got = 77;
	return SP->lineNegotiateExtVersion(BASE, TAPI_2_0, low, high, got);
}

/* R-EXT-2 */
TEST_ONCE(extension, the_highest_version_in_the_range_is_agreed_on)
{
	static const DWORD ranges[][3] = {
		{ 0, 0, 0 }, { 1, 0xFFFF, 0 }, { 0, 0xFFFFFFFF, SIM_EXT_1_1 }, { 0, SIM_EXT_1_0, SIM_EXT_1_0 },
		{ SIM_EXT_1_1, 0x00020000, SIM_EXT_1_1 }, { 0x00010002, 0x00020000, 0 },
		{ SIM_EXT_1_1, SIM_EXT_1_0, 0 },
	};
	DWORD got;

	scene_open(LINES DESK);
	for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++) {
		CHECK_INT(negotiate(ranges[i][0], ranges[i][1], &got),
			  ranges[i][2] ? 0 : (LONG)LINEERR_INCOMPATIBLEEXTVERSION);
		CHECK_INT(got, ranges[i][2]);
		CHECK_INT(SP->phoneNegotiateExtVersion(host_phone(tapi, 0), TAPI_2_0, ranges[i][0], ranges[i][1], &got),
			  ranges[i][2] ? 0 : (LONG)PHONEERR_INCOMPATIBLEEXTVERSION);
		CHECK_INT(got, ranges[i][2]);
	}
	CHECK(SP->lineNegotiateExtVersion(INITIALIZE_NEGOTIATION, TAPI_2_0, 0, 1, &got) < 0);
	CHECK_INT(SP->lineNegotiateExtVersion(BASE, 0x00010005, 0, 0xFFFFFFFF, &got),
		  (LONG)LINEERR_INCOMPATIBLEAPIVERSION);
	CHECK_INT(SP->lineNegotiateExtVersion(BASE, TAPI_2_0, 0, 1, NULL), (LONG)LINEERR_INVALPOINTER);
}

/* R-EXT-3, R-EXT-4 */
TEST_ONCE(extension, while_one_is_selected_there_is_no_other_until_it_is_cancelled)
{
	uint32_t line;
	DWORD got;

	scene_open(LINES);
	line = scene_line(0);
	CHECK_INT(host_select_extension(tapi, line, 0x00010002), (LONG)LINEERR_INCOMPATIBLEEXTVERSION);
	CHECK_INT(host_select_extension(tapi, line, SIM_EXT_1_0), 0);
	CHECK_INT(host_select_extension(tapi, line, SIM_EXT_1_0), 0);
	CHECK_INT(host_select_extension(tapi, line, SIM_EXT_1_1), (LONG)LINEERR_INCOMPATIBLEEXTVERSION);
	CHECK_INT(negotiate(0, 0xFFFFFFFF, &got), 0);
	CHECK_INT(got, SIM_EXT_1_0);
	CHECK_INT(negotiate(SIM_EXT_1_1, SIM_EXT_1_1, &got), (LONG)LINEERR_INCOMPATIBLEEXTVERSION);
	CHECK_INT(host_select_extension(tapi, line, 0), 0);
	CHECK_INT(negotiate(0, 0xFFFFFFFF, &got), 0);
	CHECK_INT(got, SIM_EXT_1_1);
	CHECK_INT(host_select_extension(tapi, line, SIM_EXT_1_1), 0);
	/* Closing cancels. */
	CHECK_INT(host_line_close(tapi, line), 0);
	scene_line(0);
	CHECK_INT(negotiate(SIM_EXT_1_0, SIM_EXT_1_0, &got), 0);
	CHECK_INT(SP->lineSelectExtVersion(NO_LINE, 0), (LONG)LINEERR_INVALLINEHANDLE);
}

/* R-EXT-3, R-EXT-4 */
TEST_ONCE(extension, a_phone_selects_its_own)
{
	uint32_t phone;
	DWORD got;

	scene_open(LINES DESK);
	NEED(host_phone_open(tapi, host_phone(tapi, 0), &phone) == 0);
	CHECK_INT(host_select_extension(tapi, phone, SIM_EXT_1_0), 0);
	CHECK_INT(SP->phoneNegotiateExtVersion(host_phone(tapi, 0), TAPI_2_0, 0, 0xFFFFFFFF, &got), 0);
	CHECK_INT(got, SIM_EXT_1_0);
	CHECK_INT(negotiate(0, 0xFFFFFFFF, &got), 0);
	CHECK_INT(got, SIM_EXT_1_1);
	CHECK_INT(host_select_extension(tapi, phone, SIM_EXT_1_1), (LONG)PHONEERR_INCOMPATIBLEEXTVERSION);
	CHECK_INT(host_select_extension(tapi, phone, 0), 0);
}

/* R-EXT-5 */
TEST_ONCE(extension, without_a_selected_version_nothing_device_specific_is_done)
{
	struct sim_ext_block block = { .operation = SIM_EXT_QUERY };
	LINEDEVSTATUS *status;
	uint32_t line, phone;

	scene_open(LINES DESK);
	line = scene_line(0);
	NEED(host_phone_open(tapi, host_phone(tapi, 0), &phone) == 0);
	scene_news();
	CHECK_INT(host_dev_specific(tapi, line, 0, 0, &block, sizeof(block)), (LONG)LINEERR_OPERATIONUNAVAIL);
	CHECK_INT(host_dev_feature(tapi, line, PHONEBUTTONFUNCTION_DONOTDISTURB, NULL, 0),
		  (LONG)LINEERR_OPERATIONUNAVAIL);
	CHECK_INT(host_dev_feature(tapi, line, 0x7777, NULL, 0), (LONG)LINEERR_OPERATIONUNAVAIL);
	CHECK_INT(host_phone_specific(tapi, phone, &block, sizeof(block)), (LONG)PHONEERR_OPERATIONUNAVAIL);
	CHECK_TEXT(scene_news(), "");
	CHECK_INT(block.device, 0);
	for (int selected = 0; selected < 2; selected++) {
		NEED(host_select_extension(tapi, line, selected ? SIM_EXT_1_0 : 0) == 0);
		NEED(host_get_line_status(tapi, line, &status) == 0);
		CHECK_INT(status->dwLineFeatures & (LINEFEATURE_DEVSPECIFIC | LINEFEATURE_DEVSPECIFICFEAT),
			  selected ? LINEFEATURE_DEVSPECIFIC | LINEFEATURE_DEVSPECIFICFEAT : 0);
		mem_free(status);
	}
}

/* The capabilities of line `i`, with the extension's part at `ext`. */
static LONG caps_at(DWORD i, DWORD version, DWORD ext, LINEDEVCAPS *out, DWORD size)
{
	memset(out, 0, size);
	out->dwTotalSize = size;
	return SP->lineGetDevCaps(BASE + i, version, ext, out);
}

/* R-EXT-6, R-EXT-7, R-VER-4, R-CHECK-2 */
TEST_ONCE(extension, capabilities_have_a_part_of_its_own_only_for_who_asks_for_it)
{
	static union { LINEDEVCAPS line; LINEADDRESSCAPS address; PHONECAPS phone; char room[4096]; } u;
	struct sim_ext_caps caps;

	scene_open(LINES DESK);
	for (const DWORD *v = scene_versions; *v; v++) {
		CHECK_INT(caps_at(0, *v, 0, &u.line, sizeof(u)), 0);
		CHECK_INT(u.line.dwDevSpecificSize, 0);
		CHECK_INT(caps_at(0, *v, SIM_EXT_1_1, &u.line, sizeof(u)), 0);
		NEED(u.line.dwDevSpecificSize >= sizeof(caps));
		memcpy(&caps, u.room + u.line.dwDevSpecificOffset, sizeof(caps));
		CHECK_INT(caps.version, SIM_EXT_1_1);
		CHECK_INT(caps.text_max, SIM_EXT_TEXT_MAX);
		CHECK(caps.features > 0);
		CHECK_INT(u.line.dwDevSpecificSize, sizeof(caps) + caps.features * sizeof(DWORD));

		memset(&u, 0, sizeof(u));
		u.address.dwTotalSize = sizeof(u);
		CHECK_INT(SP->lineGetAddressCaps(BASE, 0, *v, SIM_EXT_1_0, &u.address), 0);
		CHECK_INT(u.address.dwDevSpecificSize, sizeof(caps));
		memset(&u, 0, sizeof(u));
		u.phone.dwTotalSize = sizeof(u);
		CHECK_INT(SP->phoneGetDevCaps(host_phone(tapi, 0), *v, SIM_EXT_1_0, &u.phone), 0);
		CHECK_INT(u.phone.dwDevSpecificSize, sizeof(caps));
	}
	CHECK_INT(caps_at(0, TAPI_2_0, 1, &u.line, sizeof(u)), (LONG)LINEERR_INCOMPATIBLEEXTVERSION);
	u.address.dwTotalSize = sizeof(u);
	CHECK_INT(SP->lineGetAddressCaps(BASE, 0, TAPI_2_0, 1, &u.address), (LONG)LINEERR_INCOMPATIBLEEXTVERSION);
	u.phone.dwTotalSize = sizeof(u);
	CHECK_INT(SP->phoneGetDevCaps(host_phone(tapi, 0), TAPI_2_0, 1, &u.phone),
		  (LONG)PHONEERR_INCOMPATIBLEEXTVERSION);
	/* While another one is selected it could not be agreed on either. */
	NEED(host_select_extension(tapi, scene_line(0), SIM_EXT_1_0) == 0);
	CHECK_INT(caps_at(0, TAPI_2_0, SIM_EXT_1_1, &u.line, sizeof(u)), (LONG)LINEERR_INCOMPATIBLEEXTVERSION);
	CHECK_INT(caps_at(0, TAPI_2_0, SIM_EXT_1_0, &u.line, sizeof(u)), 0);
}

/* R-EXT-6, R-EXT-8 */
TEST_ONCE(extension, records_of_calls_and_phones_have_such_a_part_once_it_is_selected)
{
	struct sim_ext_call part;
	LINECALLINFO *info;
	PHONESTATUS *status;
	uint32_t line, phone, out, in;

	scene_open(LINES DESK);
	line = scene_line(0);
	scene_line(1);
	NEED(host_phone_open(tapi, host_phone(tapi, 0), &phone) == 0);
	out = scene_talk(line, "200", &in);
	NEED(host_get_call_info(tapi, out, &info) == 0);
	CHECK_INT(info->dwDevSpecificSize, 0);
	mem_free(info);
	NEED(host_get_phone_status(tapi, phone, &status) == 0);
	CHECK_INT(status->dwDevSpecificSize, 0);
	mem_free(status);
	NEED(host_select_extension(tapi, line, SIM_EXT_1_0) == 0);
	NEED(host_select_extension(tapi, phone, SIM_EXT_1_0) == 0);
	NEED(host_get_call_info(tapi, out, &info) == 0);
	NEED(info->dwDevSpecificSize == sizeof(part));
	memcpy(&part, (char *)info + info->dwDevSpecificOffset, sizeof(part));
	CHECK_INT(part.device, BASE + 1);	/* a number of TAPI's, no handle */
	mem_free(info);
	NEED(host_get_phone_status(tapi, phone, &status) == 0);
	CHECK_INT(status->dwDevSpecificSize, sizeof(struct sim_ext_status));
	mem_free(status);
}

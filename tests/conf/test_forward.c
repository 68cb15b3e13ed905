/* SPDX-License-Identifier: MIT
 * test_forward.c - lineForward through the provider's door. */
#include "exchange.h"
#include "base/text.h"
#include "conf_scene.h"

#define LIST_MAX 512
#define HEAD_SIZE 8		/* dwTotalSize and dwNumEntries */

/* A list of one entry as TAPI hands it in; offsets count from its start. */
static LINEFORWARDLIST *list_of(DWORD mode, const char *dest, DWORD stride)
{
	static DWORD memory[LIST_MAX / sizeof(DWORD)];
	DWORD size = dest ? (DWORD)utf16_size(dest) : 0, at = HEAD_SIZE + stride;

	memset(memory, 0, sizeof(memory));
	memory[0] = at + size;
	memory[1] = 1;
	memory[2] = mode;
	memory[6] = size;
	memory[7] = size ? at : 0;
	if (size)
		utf16_write((char *)memory + at, dest);
	return (LINEFORWARDLIST *)memory;
}

static DWORD stride(void)
{
	DWORD version = 0;

	NEED(host_line_version(exchange, host_line(exchange, 0), &version) == 0);
	return version >= 0x00030001 ? 32 : 24;	/* R-STRUCT-17 */
}

static LONG forward(DWORD mode, const char *dest, DWORD rings)
{
	uint32_t consult = 0;
	LONG result = exchange_reply(host_forward(exchange, line_b, list_of(mode, dest, stride()), rings, &consult));

	CHECK_INT(consult, 0);				/* R-FWD-4 */
	return result;
}

static DWORD entries(DWORD *rings, char *dest, size_t size)
{
	LINEADDRESSSTATUS *status;
	DWORD count;

	NEED(host_get_address_status(exchange, line_b, 0, &status) == 0);
	count = status->dwForwardNumEntries;
	*rings = status->dwNumRingsNoAnswer;
	dest[0] = '\0';
	if (count) {
		const LINEFORWARD *entry = (const void *)((const char *)status + status->dwForwardOffset);

		CHECK_INT(status->dwForwardSize % stride(), 0);
		host_field(status, entry->dwDestAddressSize, entry->dwDestAddressOffset, dest, size);
	}
	mem_free(status);
	return count;
}

TEST_ONCE(conf_forward, is_in_force_until_an_empty_list_comes)	/* R-FWD-1, R-FWD-2, R-FWD-6 */
{
	struct host_filter filter = { .by_message = true, .message = LINE_ADDRESSSTATE };
	struct host_event event;
	uint32_t consult = 0;
	char dest[64];
	DWORD rings;

	exchange_open("");
	filter.line = line_b;
	CHECK_INT(forward(LINEFORWARDMODE_UNCOND, "300", 3), 0);
	CHECK(host_wait(exchange, &filter, WAIT_MS, &event));
	CHECK_INT(event.p2, LINEADDRESSSTATE_FORWARD);
	CHECK_INT(entries(&rings, dest, sizeof(dest)), 1);
	CHECK_TEXT(dest, "300");
	CHECK_INT(rings, 3);
	CHECK_INT(exchange_reply(host_forward(exchange, line_b, NULL, 0, &consult)), 0);
	CHECK_INT(entries(&rings, dest, sizeof(dest)), 0);
	CHECK_INT(exchange_reply(host_forward(exchange, line_b, NULL, 0, &consult)), 0);
}

TEST_ONCE(conf_forward, rings_are_brought_into_their_range)	/* R-FWD-3 */
{
	LINEADDRESSCAPS *caps;
	char dest[64];
	DWORD rings;

	exchange_open("");
	NEED(host_get_address_caps(exchange, host_line(exchange, 1), 0, &caps) == 0);
	CHECK_INT(forward(LINEFORWARDMODE_NOANSW, "300", 1000), 0);
	CHECK_INT(entries(&rings, dest, sizeof(dest)), 1);
	CHECK_INT(rings, caps->dwMaxFwdNumRings);
	CHECK_INT(forward(LINEFORWARDMODE_NOANSW, "300", 0), 0);
	entries(&rings, dest, sizeof(dest));
	CHECK_INT(rings, caps->dwMinFwdNumRings);
	mem_free(caps);
}

TEST_ONCE(conf_forward, every_mode_that_is_announced_is_taken_and_no_other)
{
	LINEADDRESSCAPS *caps;
	DWORD modes;

	exchange_open("");
	NEED(host_get_address_caps(exchange, host_line(exchange, 1), 0, &caps) == 0);
	modes = caps->dwForwardModes;
	mem_free(caps);
	CHECK_INT(modes, 0xFFFF);
	for (DWORD mode = 1; mode && mode <= 0x20000; mode <<= 1) {
		LONG want = (modes & mode) ? (mode & 0x8888) ? (LONG)LINEERR_INVALADDRESS : 0
					   : (LONG)LINEERR_INVALPARAM;

		CHECK_INT(forward(mode, "300", 1), want);	/* ..SPECIFIC ones need a caller */
	}
	CHECK_INT(forward(LINEFORWARDMODE_UNCOND, "555", 1), (LONG)LINEERR_INVALADDRESS);
}

TEST_ONCE(conf_forward, a_list_that_ends_too_early_is_refused)
{
	LINEFORWARDLIST *list;
	uint32_t consult = 0;

	exchange_open("");
	list = list_of(LINEFORWARDMODE_UNCOND, "300", stride());
	list->dwNumEntries = 2;
	list->dwTotalSize = HEAD_SIZE + stride();
	CHECK_INT(host_forward(exchange, line_b, list, 1, &consult), (LONG)LINEERR_INVALPARAM);
	list = list_of(LINEFORWARDMODE_UNCOND, NULL, stride());
	list->dwNumEntries = 2;
	CHECK_INT(host_forward(exchange, line_b, list, 1, &consult), (LONG)LINEERR_STRUCTURETOOSMALL);
}

TEST_ONCE(conf_forward, a_call_goes_where_it_was_sent)
{
	struct host_call_info info;
	uint32_t out, in;

	exchange_open("");
	NEED(forward(LINEFORWARDMODE_UNCOND, "300", 1) == 0);
	NEED(exchange_reply(host_make_call(exchange, line_a, "200", NULL, &out)) == 0);
	exchange_run(20);
	in = exchange_offered(line_c);
	NEED(host_call_info(exchange, in, &info) == 0);
	CHECK_INT(info.reason, LINECALLREASON_FWDUNCOND);
	CHECK_TEXT(info.redirecting, "200");
	CHECK_TEXT(info.redirection, "300");
}

TEST_ONCE(conf_forward, nobody_is_disturbed_who_does_not_want_to_be)	/* R-FWD-5 */
{
	struct host_event event;
	uint32_t out;

	exchange_open("");
	NEED(forward(LINEFORWARDMODE_UNCOND, NULL, 1) == 0);
	NEED(exchange_reply(host_make_call(exchange, line_a, "200", NULL, &out)) == 0);
	exchange_run(20);
	CHECK(host_wait_state(exchange, out, LINECALLSTATE_DISCONNECTED, WAIT_MS, &event));
	CHECK_INT(event.p2, LINEDISCONNECTMODE_DONOTDISTURB);
}

TEST_ONCE(conf_forward, an_entry_is_as_long_as_the_version_has_it)	/* R-STRUCT-17 */
{
	static const DWORD versions[] = { TAPI_2_2, TAPI_3_0, TAPI_3_1 };
	static DWORD memory[64];
	LINEADDRESSSTATUS *status;
	uint32_t line, consult;

	for (size_t i = 0; i < sizeof(versions) / sizeof(versions[0]); i++) {
		DWORD size = versions[i] >= TAPI_3_1 ? 32 : 24, at;

		scene_open_at(LINES, versions[i]);
		line = scene_line(0);
		memset(memory, 0, sizeof(memory));
		memory[0] = HEAD_SIZE + 2 * size;
		memory[1] = 2;
		memory[2] = LINEFORWARDMODE_BUSYINTERNAL;	/* no destination: do not disturb */
		memcpy((char *)memory + HEAD_SIZE + size, &(DWORD){ LINEFORWARDMODE_BUSYEXTERNAL }, sizeof(DWORD));
		NEED(host_wait_reply(tapi, host_forward(tapi, line, (LINEFORWARDLIST *)memory, 3, &consult), WAIT_MS) == 0);
		NEED(host_get_address_status(tapi, line, 0, &status) == 0);
		CHECK_INT(status->dwForwardNumEntries, 2);
		CHECK_INT(status->dwForwardSize, 2 * size);
		memcpy(&at, (const char *)status + status->dwForwardOffset + size, sizeof(at));
		CHECK_INT(at, LINEFORWARDMODE_BUSYEXTERNAL);
		mem_free(status);
		scene_close();
	}
}

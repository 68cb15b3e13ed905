/* SPDX-License-Identifier: MIT
 * test_address.c - a line with several addresses through the provider's door. */
#include "conf_scene.h"
#include "base/text.h"

/* a has three addresses with two calls each and three together. */
#define MANY "[line a]\ndriver = sim\nnumber = 100\nmore-numbers = 101, 102\ncalls = 3\naddress-calls = 2\n" \
	     "[line b]\ndriver = sim\nnumber = 200\ncalls = 4\n"

static LINEADDRESSSTATUS *status_of(uint32_t line, DWORD address)
{
	static struct { LINEADDRESSSTATUS head; BYTE more[2048]; } room;

	memset(&room, 0, sizeof(room));
	room.head.dwTotalSize = sizeof(room);
	CHECK_INT(SP->lineGetAddressStatus(host_hdline(tapi, line), address, &room.head), 0);
	return &room.head;
}

/* The call's address in all the ways that TSPI has to ask for it. */
static DWORD address_of(uint32_t call)
{
	struct host_call_info info;
	DWORD address = 98, again = 99, id, related;

	CHECK_INT(SP->lineGetCallAddressID(host_hdcall(tapi, call), &address), 0);
	CHECK_INT(SP->lineGetCallIDs(host_hdcall(tapi, call), &again, &id, &related), 0);
	CHECK_INT(host_call_info(tapi, call, &info), 0);
	CHECK_INT(again, address);
	CHECK_INT(info.address, address);
	return address;
}

/* R-CHECK-2 */
TEST_ONCE(address, a_line_says_at_every_version_how_many_addresses_it_has_and_which)
{
	static const char *const numbers[] = { "100", "101", "102" };

	for (const DWORD *version = scene_versions; *version; version++) {
		struct host_line_info info;
		uint32_t line;
		DWORD count, id;
		HDRVLINE hd;

		scene_open_at(MANY, *version);
		line = scene_line(0);
		hd = host_hdline(tapi, line);
		CHECK_INT(host_line_info(tapi, BASE, &info), 0);
		CHECK_INT(info.addresses, 3);
		CHECK_INT(info.max_calls, 3);
		CHECK_INT(SP->lineGetNumAddressIDs(hd, &count), 0);
		CHECK_INT(count, 3);
		for (DWORD i = 0; i < 3; i++) {
			CHECK_TEXT(info.address[i].address, numbers[i]);
			CHECK_INT(SP->lineGetAddressID(hd, &id, LINEADDRESSMODE_DIALABLEADDR, wide(numbers[i]), 8), 0);
			CHECK_INT(id, i);
		}
		scene_close();
	}
}

/* R-CHECK-2, R-GETID-5 */
TEST_ONCE(address, each_address_there_is_is_taken_and_none_beyond)
{
	VARSTRING room = { .dwTotalSize = sizeof(room) };
	LINEADDRESSCAPS *caps;
	uint32_t line, call;
	HDRVLINE hd;

	scene_open(MANY);
	line = scene_line(0);
	hd = host_hdline(tapi, line);
	for (DWORD id = 0; id < 3; id++) {
		CHECK_INT(host_get_address_caps(tapi, BASE, id, &caps), 0);
		CHECK_INT(caps->dwMaxNumActiveCalls, 2);
		mem_free(caps);
		CHECK_INT(status_of(line, id)->dwNumInUse, 0);
		CHECK_INT(SP->lineGetID(hd, id, NULL, LINECALLSELECT_ADDRESS, &room, wide("tapi/line"), NULL), 0);
	}
	CHECK_INT(host_get_address_caps(tapi, BASE, 3, &caps), (LONG)LINEERR_INVALADDRESSID);
	CHECK_INT(SP->lineGetID(hd, 3, NULL, LINECALLSELECT_ADDRESS, &room, wide("tapi/line"), NULL),
		  (LONG)LINEERR_INVALADDRESSID);
	CHECK_INT(host_unpark(tapi, line, 3, "800", &call), (LONG)LINEERR_INVALADDRESSID);
	CHECK_INT(host_pickup(tapi, line, 3, "200", NULL, &call), (LONG)LINEERR_INVALADDRESSID);
	CHECK_INT(host_forward_address(tapi, line, 3, NULL, 0, &call), (LONG)LINEERR_INVALADDRESSID);
}

/* R-DIAL-6, R-NEW-7 */
TEST_ONCE(address, a_call_is_made_from_the_address_that_the_parameters_name)
{
	static const char number[] = "102";
	struct { LINECALLPARAMS head; WCHAR number[8]; } named = { .head = scene_params(TAPI_2_2) };
	LINECALLPARAMS params;
	struct host_call_info info;
	uint32_t a, out, in;

	scene_open_at(MANY, TAPI_2_2);
	a = scene_line(0);
	scene_line(1);
	params = scene_params(TAPI_2_2);
	params.dwAddressID = 1;
	out = scene_dial_with(a, "200", &params, 20);
	scene_news();
	in = scene_new_call();
	CHECK_INT(address_of(out), 1);
	CHECK_INT(address_of(in), 0);
	NEED(host_call_info(tapi, in, &info) == 0);
	CHECK_TEXT(info.caller, "101");
	/* By its number. */
	named.head.dwAddressMode = LINEADDRESSMODE_DIALABLEADDR;
	named.head.dwOrigAddressSize = (DWORD)utf16_size(number);
	named.head.dwOrigAddressOffset = offsetof(__typeof__(named), number);
	named.head.dwTotalSize = sizeof(named);
	utf16_write(named.number, number);
	out = scene_dial_with(a, "200", &named.head, 20);
	scene_news();
	CHECK_INT(address_of(out), 2);
	NEED(host_call_info(tapi, scene_new_call(), &info) == 0);
	CHECK_TEXT(info.caller, "102");
	params.dwAddressID = 3;
	CHECK_INT(host_make_call(tapi, a, "200", &params, &out), (LONG)LINEERR_INVALADDRESSID);
}

/* R-NEW-7, R-STATE-1 */
TEST_ONCE(address, a_call_comes_in_at_the_address_that_was_dialled)
{
	uint32_t a, b;

	scene_open(MANY);
	a = scene_line(0);
	b = scene_line(1);
	scene_dial(b, "102", 20);
	scene_news();
	CHECK_INT(address_of(scene_new_call()), 2);
	CHECK_INT(status_of(a, 2)->dwNumActiveCalls, 1);
	CHECK_INT(status_of(a, 0)->dwNumActiveCalls, 0);
	CHECK_INT(scene_event(LINE_ADDRESSSTATE, 0)->p1, 0);	/* of b, whose call is the first */
	for (size_t i = 0; i < scene_count; i++)
		if (scene_box[i].message == LINE_ADDRESSSTATE && scene_box[i].line == a)
			CHECK_INT(scene_box[i].p1, 2);
}

/* R-STATE-4, R-STRUCT-18 */
TEST_ONCE(address, the_calls_of_an_address_are_limited_and_those_of_the_line)
{
	LINECALLPARAMS params = scene_params(TAPI_2_2);
	LINEDEVSTATUS *device;
	uint32_t a, call;

	scene_open_at(MANY, TAPI_2_2);
	a = scene_line(0);
	scene_dial_with(a, "93", &params, 50);
	scene_dial_with(a, "93", &params, 50);
	CHECK(!(status_of(a, 0)->dwAddressFeatures & LINEADDRFEATURE_MAKECALL));
	CHECK(status_of(a, 1)->dwAddressFeatures & LINEADDRFEATURE_MAKECALL);
	CHECK_INT(host_make_call(tapi, a, "93", &params, &call), (LONG)LINEERR_CALLUNAVAIL);
	/* R-MEDIA-8: without parameters from any, so the next. */
	call = scene_dial(a, "93", 50);
	scene_news();
	CHECK_INT(address_of(call), 1);
	CHECK(!(status_of(a, 2)->dwAddressFeatures & LINEADDRFEATURE_MAKECALL));
	NEED(host_get_line_status(tapi, a, &device) == 0);
	CHECK_INT(device->dwNumActiveCalls, 3);
	CHECK(!(device->dwLineFeatures & LINEFEATURE_MAKECALL));
	mem_free(device);
	CHECK_INT(host_make_call(tapi, a, "93", NULL, &call), (LONG)LINEERR_CALLUNAVAIL);
}

/* A list of one entry: all calls to `dest`; offsets count from its start. */
static LINEFORWARDLIST *all_to(const char *dest)
{
	static DWORD memory[64];
	DWORD size = (DWORD)utf16_size(dest), at = 8 + 24;

	memset(memory, 0, sizeof(memory));
	memory[0] = at + size;
	memory[1] = 1;
	memory[2] = LINEFORWARDMODE_UNCOND;
	memory[6] = size;
	memory[7] = at;
	utf16_write((char *)memory + at, dest);
	return (LINEFORWARDLIST *)memory;
}

/* R-FWD-1, R-FWD-2, R-FWD-4 */
TEST_ONCE(address, one_address_is_forwarded_or_all_are)
{
	uint32_t a, consult = 0;

	scene_open_at(MANY "[line c]\ndriver = sim\nnumber = 300\ncalls = 9\n", TAPI_2_2);
	a = scene_line(0);
	scene_line(2);
	CHECK(host_forward_address(tapi, a, 1, all_to("300"), 1, &consult) > 0);
	CHECK_TEXT(scene_news(), "a lineForward: ok, a address 1: forward");
	CHECK_INT(status_of(a, 0)->dwForwardNumEntries, 0);
	CHECK_INT(status_of(a, 1)->dwForwardNumEntries, 1);
	scene_dial(scene_line(1), "101", 20);
	scene_news();
	CHECK_INT(scene_event(LINE_NEWCALL, 0)->device, BASE + 2);
	CHECK(host_forward(tapi, a, all_to("300"), 1, &consult) > 0);
	CHECK_TEXT(scene_news(), "a lineForward: ok, a address 0: forward, a address 1: forward, a address 2: forward");
	CHECK_INT(status_of(a, 2)->dwForwardNumEntries, 1);
	CHECK(host_forward_address(tapi, a, 1, NULL, 0, &consult) > 0);
	CHECK_TEXT(scene_news(), "a lineForward: ok, a address 1: forward");
	CHECK_INT(status_of(a, 1)->dwForwardNumEntries, 0);
	CHECK_INT(status_of(a, 2)->dwForwardNumEntries, 1);
	CHECK_INT(consult, 0);
}

/* R-HND-12, R-NEW-7 */
TEST_ONCE(address, what_is_fetched_is_at_the_address_that_was_asked_for)
{
	uint32_t a, b, call, in, fetched;
	LONG request;

	scene_open(MANY "[line c]\ndriver = sim\nnumber = 300\ncalls = 9\n");
	a = scene_line(0);
	b = scene_line(1);
	scene_line(2);
	scene_dial(b, "300", 100);
	scene_news();
	request = host_pickup(tapi, a, 2, "300", NULL, &fetched);
	CHECK(request > 0);
	CHECK_INT(host_wait_reply(tapi, request, WAIT_MS), 0);
	CHECK_INT(address_of(fetched), 2);
	call = scene_talk(b, "300", &in);
	request = host_park(tapi, call, LINEPARKMODE_DIRECTED, "77");
	CHECK(request > 0);
	CHECK_INT(host_wait_reply(tapi, request, WAIT_MS), 0);
	request = host_unpark(tapi, a, 1, "77", &fetched);
	CHECK(request > 0);
	CHECK_INT(host_wait_reply(tapi, request, WAIT_MS), 0);
	CHECK_INT(address_of(fetched), 1);
}

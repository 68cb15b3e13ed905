/* SPDX-License-Identifier: MIT
 * test_modem.c - data calls: what one program writes the other one reads. */
#include "conf_scene.h"
#include "end.h"

#define MODEM LINEMEDIAMODE_DATAMODEM
#define CLASS "comm/datamodem"
#define NO_HANDLE "its handles would be no handles here"

static uint32_t a, b, out, in;

/* The handle that an id begins with; *name, unless NULL, gets what stands behind it. */
static HANDLE handle_of(const VARSTRING *id, char name[64])
{
	const char *at = (const char *)id + id->dwStringOffset;
	HANDLE handle;

	CHECK_INT(id->dwStringFormat, STRINGFORMAT_BINARY);
	NEED(id->dwStringSize > sizeof(handle) && id->dwStringSize <= sizeof(handle) + 64);
	CHECK_INT(at[id->dwStringSize - 1], 0);
	memcpy(&handle, at, sizeof(handle));
	if (name)
		memcpy(name, at + sizeof(handle), id->dwStringSize - sizeof(handle));
	return handle;
}

static HANDLE stream_of(uint32_t call)
{
	VARSTRING *id = NULL;
	HANDLE handle;

	NEED(host_get_id(tapi, 0, 0, call, LINECALLSELECT_CALL, CLASS, &id) == 0);
	handle = handle_of(id, NULL);
	mem_free(id);
	return handle;
}

static LONG fails_with(uint32_t line, uint32_t call, DWORD select)
{
	VARSTRING *id = NULL;
	LONG result = host_get_id(tapi, line, 0, call, select, CLASS, &id);

	mem_free(id);
	return result;
}

/* A call of data from a to b; c is there too. */
static void open_lines(void)
{
	scene_open("[line a]\ndriver = sim\nnumber = 100\ncalls = 4\n"
		   "[line b]\ndriver = sim\nnumber = 200\n[line c]\ndriver = sim\nnumber = 300\n");
	CHECK_INT(host_line_open(tapi, BASE, MODEM | VOICE, &a), 0);
	CHECK_INT(host_line_open(tapi, BASE + 1, MODEM, &b), 0);
}

static void modems_ring(void)
{
	LINECALLPARAMS params = scene_params(TAPI_3_1);

	params.dwMediaMode = MODEM;
	out = scene_dial_with(a, "200", &params, 100);
	scene_news();
	in = scene_new_call();
}

static void modems_talk(void)
{
	modems_ring();
	NEED(host_answer(tapi, in) > 0);
	scene_advance(0);
	scene_news();
}

static void all_leave(void)
{
	CHECK_INT(host_close_call(tapi, out), 0);
	scene_advance(10000);
	CHECK_INT(host_close_call(tapi, in), 0);
	scene_news();
}

/* R-GETID-3, R-GETID-4 */
TEST_ONCE(modem, what_one_end_writes_the_other_end_reads)
{
	HANDLE one, two;

	open_lines();
	NEED_SAME_PROCESS(NO_HANDLE);
	modems_talk();
	one = stream_of(out);
	two = stream_of(in);
	NEED(one && two && one != two);
	CHECK(end_write(one, "ATDT", 4) && end_hears(two, "ATDT"));
	CHECK(end_write(two, "CONNECT 14400", 13) && end_hears(one, "CONNECT 14400"));
	CHECK(end_write(one, "a\0b", 3) && end_hears(two, "a"));	/* bytes, not texts */
	end_close(one);
	end_close(two);
	all_leave();
}

/* R-GETID-4 */
TEST_ONCE(modem, each_handle_is_the_programs_own_and_none_is_left_over)
{
	HANDLE one, again, two;
	unsigned before, count;

	open_lines();
	NEED_SAME_PROCESS(NO_HANDLE);
	for (int i = 0; i < 3; i++) {	/* what is made once in a process is there after the first */
		before = end_count();
		modems_talk();
		one = stream_of(out);
		again = stream_of(out);
		two = stream_of(in);
		CHECK(one != again);
		end_close(one);
		CHECK(end_write(again, "still", 5) && end_hears(two, "still"));
		end_close(again);
		end_close(two);
		all_leave();
		count = end_count();
	}
	CHECK_INT(count, before);
}

/* R-GETID-3 */
TEST_ONCE(modem, with_the_call_the_stream_ends_for_both)
{
	HANDLE one, two;

	open_lines();
	NEED_SAME_PROCESS(NO_HANDLE);
	modems_talk();
	one = stream_of(out);
	two = stream_of(in);
	NEED(host_wait_reply(tapi, host_drop(tapi, out), WAIT_MS) == 0);
	scene_news();
	CHECK(end_ended(one));
	CHECK(end_ended(two));
	CHECK(!end_write(two, "x", 1));
	CHECK(stream_of(in) == NULL);		/* idle: it answers, and there is nothing */
	end_close(one);
	end_close(two);
	all_leave();
}

/* R-GETID-3 */
TEST_ONCE(modem, a_line_and_a_call_that_is_not_answered_have_a_modem_and_no_handle)
{
	VARSTRING *id;
	char name[64];

	open_lines();
	NEED(host_get_id(tapi, b, 0, 0, LINECALLSELECT_LINE, "COMM/DataModem", &id) == 0);
	CHECK(handle_of(id, name) == NULL);
	CHECK_TEXT(name, "b");
	mem_free(id);
	NEED(host_get_id(tapi, b, 0, 0, LINECALLSELECT_ADDRESS, CLASS, &id) == 0);
	CHECK(handle_of(id, name) == NULL);
	mem_free(id);
	modems_ring();
	CHECK(stream_of(out) == NULL);
	CHECK(stream_of(in) == NULL);
	all_leave();
}

/* R-GETID-3 */
TEST_ONCE(modem, a_call_of_voice_has_none_until_it_becomes_one_of_data)
{
	HANDLE one;

	open_lines();
	NEED_SAME_PROCESS(NO_HANDLE);
	out = scene_dial(a, "200", 100);
	scene_news();
	in = scene_new_call();
	NEED(host_answer(tapi, in) > 0);
	scene_advance(0);
	scene_news();
	CHECK_INT(fails_with(0, out, LINECALLSELECT_CALL), (LONG)LINEERR_INVALDEVICECLASS);
	CHECK_INT(host_set_media_mode(tapi, out, MODEM), 0);
	one = stream_of(out);
	CHECK(one != NULL);
	end_close(one);
	all_leave();
}

/* R-GETID-3 */
TEST_ONCE(modem, a_transferred_call_has_another_stream)
{
	uint32_t consult = 0, c, third;
	HANDLE before, after, other;

	open_lines();
	NEED_SAME_PROCESS(NO_HANDLE);
	CHECK_INT(host_line_open(tapi, BASE + 2, MODEM, &c), 0);
	modems_talk();
	before = stream_of(in);
	NEED(host_wait_reply(tapi, host_setup_transfer(tapi, out, &consult), WAIT_MS) == 0);
	NEED(host_wait_reply(tapi, host_dial(tapi, consult, "300"), WAIT_MS) == 0);
	scene_advance(100);
	scene_news();
	third = scene_new_call();
	NEED(host_answer(tapi, third) > 0);
	scene_advance(0);
	NEED(host_wait_reply(tapi, host_complete_transfer(tapi, out, consult, LINETRANSFERMODE_TRANSFER, NULL),
			     WAIT_MS) == 0);
	scene_advance(0);
	scene_news();
	CHECK(end_ended(before));
	after = stream_of(in);
	other = stream_of(third);
	CHECK(end_write(after, "moved", 5) && end_hears(other, "moved"));
	end_close(before);
	end_close(after);
	end_close(other);
}

/* R-GETID-4 */
TEST_ONCE(modem, a_program_elsewhere_gets_no_handle_and_one_without_room_neither)
{
	union {
		VARSTRING v;
		char room[256];
	} id = { .v = { .dwTotalSize = sizeof(id) } };
	unsigned before;
	HDRVCALL hd;

	open_lines();
	modems_talk();
	if (host_is_apart(tapi))
		CHECK_INT(fails_with(0, out, LINECALLSELECT_CALL), (LONG)LINEERR_OPERATIONUNAVAIL);
	else			/* what is made once in a process is there after the first */
		end_close(stream_of(out));
	before = end_count();
	hd = host_hdcall(tapi, out);
	CHECK_INT(SP->lineGetID(NULL, 0, hd, LINECALLSELECT_CALL, &id.v, wide(CLASS), (HANDLE)(intptr_t)-1),
		  (LONG)LINEERR_OPERATIONUNAVAIL);
	for (id.v.dwTotalSize = sizeof(VARSTRING); id.v.dwTotalSize < sizeof(VARSTRING) + sizeof(HANDLE) + 2;
	     id.v.dwTotalSize++) {
		CHECK_INT(SP->lineGetID(NULL, 0, hd, LINECALLSELECT_CALL, &id.v, wide(CLASS), NULL), 0);
		CHECK_INT(id.v.dwNeededSize, sizeof(VARSTRING) + sizeof(HANDLE) + 2);
		CHECK_INT(id.v.dwStringSize, 0);
	}
	CHECK_INT(SP->lineGetID(NULL, 0, hd, LINECALLSELECT_CALL, NULL, wide(CLASS), NULL),
		  (LONG)LINEERR_INVALPOINTER);
	id.v.dwTotalSize = sizeof(VARSTRING) - 1;
	CHECK_INT(SP->lineGetID(NULL, 0, hd, LINECALLSELECT_CALL, &id.v, wide(CLASS), NULL),
		  (LONG)LINEERR_STRUCTURETOOSMALL);
	CHECK_INT(end_count(), before);
	all_leave();
}

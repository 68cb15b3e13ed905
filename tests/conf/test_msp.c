/* SPDX-License-Identifier: MIT
 * test_msp.c - media service providers: what one of them says, the others hear. */
#include "conf_raw.h"

#define CLASS "{12345678-9ABC-DEF0-1122-334455667788}"
#define MEDIA "[line a]\ndriver = sim\nnumber = 100\nmsp = " CLASS "\n" \
	"[line b]\ndriver = sim\nnumber = 200\nmsp = " CLASS "\n" \
	"[line c]\ndriver = sim\nnumber = 300\n"

static HDRVLINE line_of[2];
static HDRVCALL out, in;
static HTAPICALL heard_call[8];
static HTAPILINE heard_line[8];
static DWORD heard_by[8];
static char heard[8][64];
static atomic_int count;

static void note(const struct raw_event *event)
{
	int i = atomic_load(&count);

	if (event->message != LINE_SENDMSPDATA || i == 8)
		return;
	heard_line[i] = event->line;
	heard_call[i] = event->call;
	heard_by[i] = (DWORD)event->p1;
	snprintf(heard[i], sizeof(heard[i]), "%.*s", (int)event->p3, (const char *)event->p2);
	atomic_store(&count, i + 1);
}

/* A call from a to b that is offered. */
static void begin(DWORD version)
{
	atomic_store(&count, 0);
	scene_load(MEDIA);
	raw_begin(3, 4);
	raw_inside = note;
	line_of[0] = raw_open_at(0, 1, (HTAPILINE)(uintptr_t)0x71, version);
	line_of[1] = raw_open_at(1, 2, (HTAPILINE)(uintptr_t)0x72, version);
	CHECK_INT(SP->lineMakeCall(7, line_of[0], (HTAPICALL)(uintptr_t)0xA1, &out, wide("200"), 0, NULL), 7);
	raw_advance(100);
	in = (HDRVCALL)raw_find(2, LINE_NEWCALL).p1;
}

static HDRVMSPLINE instance(int i, HTAPIMSPLINE ht)
{
	HDRVMSPLINE hd = NULL;

	CHECK_INT(SP->lineCreateMSPInstance(line_of[i], 0, ht, &hd), 0);
	CHECK(hd != NULL);
	return hd;
}

static LONG says(int i, HDRVCALL call, HDRVMSPLINE hd, const char *text)
{
	char block[64];

	snprintf(block, sizeof(block), "%s", text);
	return SP->lineReceiveMSPData(line_of[i], call, hd, block, (DWORD)strlen(text));
}

/* All that was to be told has been told: a state of the call stands behind it. */
static void settled(void)
{
	size_t before = raw_count();

	CHECK_INT(SP->lineSetAppSpecific(out, (DWORD)before), 0);
	for (size_t i = before; ; i++) {
		raw_wait(i + 1);
		if (raw_event(i).message == LINE_CALLINFO && raw_event(i).to == 1)
			return;
	}
}

static void idle(void)
{
	for (size_t i = 0; ; i++) {
		raw_wait(i + 1);
		if (raw_event(i).message == LINE_CALLSTATE && raw_event(i).p1 == LINECALLSTATE_IDLE)
			return;
	}
}

/* R-MSP-1 */
TEST_ONCE(msp, a_line_with_a_media_provider_says_so_from_3_0_on)
{
	GUID class;

	for (size_t i = 0; scene_versions[i]; i++) {
		struct host_line_info info;
		bool is = scene_versions[i] >= TAPI_3_0;

		scene_open_at(MEDIA, scene_versions[i]);
		NEED(host_line_info(tapi, BASE, &info) == 0);
		CHECK_INT((info.dev_flags & LINEDEVCAPFLAGS_MSP) != 0, is);
		memset(&class, 0, sizeof(class));
		CHECK_INT(SP->lineMSPIdentify(BASE, &class), is ? 0 : (LONG)LINEERR_OPERATIONUNAVAIL);
		CHECK_INT(class.Data1, is ? 0x12345678 : 0);
		CHECK_INT(class.Data4[7], is ? 0x88 : 0);
		NEED(host_line_info(tapi, BASE + 2, &info) == 0);
		CHECK_INT(info.dev_flags & LINEDEVCAPFLAGS_MSP, 0);
		CHECK_INT(SP->lineMSPIdentify(BASE + 2, &class), (LONG)LINEERR_OPERATIONUNAVAIL);
		scene_close();
	}
}

/* R-MSP-1, R-VER-5 */
TEST_ONCE(msp, lines_opened_before_3_0_have_no_instances)
{
	HDRVMSPLINE hd = NULL;

	begin(TAPI_2_2);
	CHECK_INT(SP->lineCreateMSPInstance(line_of[0], 0, 5, &hd), (LONG)LINEERR_OPERATIONUNAVAIL);
	CHECK_INT(says(0, out, NULL, "x"), (LONG)LINEERR_OPERATIONUNAVAIL);
	CHECK(hd == NULL);
}

/* R-MSP-1 */
TEST_ONCE(msp, what_one_says_of_a_call_all_instances_at_the_other_end_hear)
{
	HDRVMSPLINE a;

	begin(TAPI_3_1);
	a = instance(0, 0x50);
	instance(1, 0x61);
	instance(1, 0x62);
	CHECK_INT(says(0, out, a, "offer"), 0);
	settled();
	CHECK_INT(count, 2);
	CHECK(heard_by[0] == 0x61 && heard_by[1] == 0x62);
	for (int i = 0; i < 2; i++) {
		CHECK_TEXT(heard[i], "offer");
		CHECK(heard_line[i] == (HTAPILINE)(uintptr_t)0x72);
		CHECK(heard_call[i] == raw_new_call);
	}
	CHECK_INT(says(1, in, instance(1, 0x63), "answer"), 0);
	settled();
	CHECK_INT(count, 3);
	CHECK_INT(heard_by[2], 0x50);
	CHECK_TEXT(heard[2], "answer");
	CHECK(heard_call[2] == (HTAPICALL)(uintptr_t)0xA1);
}

/* R-MSP-1, R-CB-8 */
TEST_ONCE(msp, nothing_comes_to_an_instance_that_was_closed)
{
	HDRVMSPLINE a, b;

	begin(TAPI_3_0);
	a = instance(0, 0x50);
	b = instance(1, 0x61);
	CHECK_INT(SP->lineCloseMSPInstance(b), 0);
	CHECK_INT(says(0, out, a, "offer"), 0);
	settled();
	CHECK_INT(count, 0);
	CHECK_INT(SP->lineCloseMSPInstance(b), (LONG)LINEERR_INVALPOINTER);
	CHECK_INT(says(1, in, b, "late"), (LONG)LINEERR_INVALPOINTER);
	for (int i = 0; i < 50; i++) {
		int before;

		b = instance(1, 0x70);
		CHECK_INT(says(0, out, a, "offer"), 0);
		CHECK_INT(SP->lineCloseMSPInstance(b), 0);
		before = atomic_load(&count);
		settled();
		CHECK_INT(count, before);
		atomic_store(&count, 0);
	}
}

/* R-MSP-1, R-HND-11 */
TEST_ONCE(msp, instances_die_with_their_line)
{
	HDRVMSPLINE a, b;
	int before;

	begin(TAPI_3_1);
	a = instance(0, 0x50);
	b = instance(1, 0x61);
	CHECK_INT(says(0, out, a, "offer"), 0);
	CHECK_INT(SP->lineClose(line_of[1]), 0);
	before = atomic_load(&count);
	CHECK_INT(says(0, out, a, "more"), 0);
	idle();
	CHECK_INT(count, before);
	CHECK_INT(SP->lineCloseMSPInstance(b), (LONG)LINEERR_INVALPOINTER);
	CHECK_INT(says(0, out, b, "x"), (LONG)LINEERR_INVALPOINTER);
	CHECK_INT(says(0, in, a, "x"), (LONG)LINEERR_INVALCALLHANDLE);
	CHECK_INT(says(0, NULL, a, "x"), (LONG)LINEERR_INVALCALLHANDLE);
}

/* R-MSP-1 */
TEST_ONCE(msp, a_class_that_is_none_is_said_at_the_start)
{
	char reply[512];

	scene_open(MEDIA);
	scene_write("[line a]\ndriver = sim\nnumber = 100\nmsp = {1234}\n");
	CHECK_INT(host_command(tapi, "reload", reply, sizeof(reply)), 0);
	CHECK(strstr(reply, "\"msp\" must be a class such as {") != NULL);
}

/* SPDX-License-Identifier: MIT
 * test_dialing_priority.c - who gets a call first. */
#include "test.h"
#include "tapi/dialing/priority.h"

#define VOICE LINEMEDIAMODE_INTERACTIVEVOICE

static struct priorities p;

static void end(void *arg)
{
	priorities_free(&p);
}

static enum err set(DWORD media_mode, DWORD request_mode, const char *program, DWORD place)
{
	struct priority_mode mode = { .media_mode = media_mode, .request_mode = request_mode };

	return priorities_set(&p, &mode, span_of(program), place, SPAN_NONE);
}

static int place(DWORD media_mode, DWORD request_mode, const char *program)
{
	struct priority_mode mode = { .media_mode = media_mode, .request_mode = request_mode };
	DWORD found = 99;
	enum err err = priorities_get(&p, &mode, span_of(program), &found, NULL);

	return err ? -(int)err : (int)found;
}

TEST(priority, who_is_put_first_goes_before_all_others)
{
	DEFER(end, NULL);
	CHECK_INT(place(VOICE, 0, "a.exe"), 0);
	CHECK_INT(set(VOICE, 0, "a.exe", 1), OK);
	CHECK_INT(set(VOICE, 0, "b.exe", 1), OK);
	CHECK_INT(set(VOICE, 0, "c.exe", 1), OK);
	CHECK_INT(place(VOICE, 0, "c.exe"), 1);
	CHECK_INT(place(VOICE, 0, "A.EXE"), 3);
	CHECK_INT(set(VOICE, 0, "A.exe", 1), OK);
	CHECK_INT(place(VOICE, 0, "a.exe"), 1);
	CHECK_INT(place(VOICE, 0, "b.exe"), 3);
	CHECK_INT(priorities_place(&p, VOICE, 0, SPAN("c.exe")), 2);
	CHECK_INT(place(LINEMEDIAMODE_DATAMODEM, 0, "a.exe"), 0);
	CHECK_INT(place(0, LINEREQUESTMODE_MAKECALL, "a.exe"), 0);
}

TEST(priority, who_is_taken_off_is_on_no_list)
{
	DEFER(end, NULL);
	CHECK_INT(set(0, LINEREQUESTMODE_MAKECALL, "a.exe", 1), OK);
	CHECK_INT(set(0, LINEREQUESTMODE_MAKECALL, "b.exe", 1), OK);
	CHECK(span_is(priorities_first(&p, LINEREQUESTMODE_MAKECALL), "b.exe"));
	CHECK_INT(set(0, LINEREQUESTMODE_MAKECALL, "b.exe", 0), OK);
	CHECK_INT(set(0, LINEREQUESTMODE_MAKECALL, "b.exe", 0), OK);
	CHECK_INT(place(0, LINEREQUESTMODE_MAKECALL, "b.exe"), 0);
	CHECK(span_is(priorities_first(&p, LINEREQUESTMODE_MAKECALL), "a.exe"));
	CHECK(priorities_first(&p, LINEREQUESTMODE_MEDIACALL).len == 0);
}

TEST(priority, what_is_no_list_is_refused)
{
	DEFER(end, NULL);
	CHECK_INT(set(VOICE, 0, "", 1), ERR_APPNAME);
	CHECK_INT(set(VOICE, 0, "C:\\a.exe", 1), ERR_APPNAME);
	CHECK_INT(set(VOICE, 0, "bin/a", 1), ERR_APPNAME);
	CHECK_INT(set(VOICE, 0, "a,b", 1), ERR_APPNAME);
	CHECK_INT(set(VOICE, 0, "a\nb", 1), ERR_APPNAME);
	CHECK_INT(set(VOICE | LINEMEDIAMODE_DATAMODEM, 0, "a", 1), ERR_MEDIAMODE);
	CHECK_INT(set(0x00800000, 0, "a", 1), ERR_MEDIAMODE);
	CHECK_INT(set(0, 0, "a", 1), ERR_REQUESTMODE);
	CHECK_INT(set(0, LINEREQUESTMODE_DROP, "a", 1), ERR_REQUESTMODE);
	CHECK_INT(set(0, 3, "a", 1), ERR_REQUESTMODE);
	CHECK_INT(set(VOICE, 0, "a", 2), ERR_PARAM);
	CHECK_INT(place(0, 0, "a"), -(int)ERR_REQUESTMODE);
	CHECK_INT(place(1, 0, "a"), -(int)ERR_MEDIAMODE);
}

TEST(priority, an_extension_has_a_name_and_a_list)
{
	static const LINEEXTENSIONID id = { 1, 2, 3, 4 }, other = { 1, 2, 3, 5 };
	struct priority_mode mode = { .media_mode = 0x01000000, .extension = &id };
	const char *name = "";
	DWORD found = 99;

	DEFER(end, NULL);
	CHECK_INT(priorities_get(&p, &mode, SPAN("a"), &found, &name), OK);
	CHECK(found == 0 && !name);
	CHECK_INT(priorities_set(&p, &mode, SPAN("a"), 0, SPAN_NONE), OK);
	CHECK_INT(priorities_set(&p, &mode, SPAN("a"), 1, SPAN_NONE), ERR_PARAM);
	CHECK_INT(priorities_set(&p, &mode, SPAN("a"), 1, SPAN("Smoke")), OK);
	CHECK_INT(priorities_set(&p, &mode, SPAN("b"), 1, SPAN_NONE), OK);
	CHECK_INT(priorities_get(&p, &mode, SPAN("a"), &found, &name), OK);
	CHECK_INT(found, 2);
	CHECK_TEXT(name, "Smoke");
	mode.extension = &other;
	CHECK_INT(priorities_get(&p, &mode, SPAN("a"), &found, &name), OK);
	CHECK_INT(found, 0);
	mode.media_mode = 0x03000000;
	CHECK_INT(priorities_get(&p, &mode, SPAN("a"), &found, &name), ERR_MEDIAMODE);
}

TEST_ONCE(priority, a_list_does_not_grow_without_end)
{
	char program[32];

	DEFER(end, NULL);
	for (int i = 0; i < 2000; i++) {
		snprintf(program, sizeof(program), "program-%d.exe", i);
		NEED(set(VOICE, 0, program, 1) == OK);
	}
	CHECK_INT(place(VOICE, 0, "program-1999.exe"), 1);
	CHECK_INT(place(VOICE, 0, "program-1998.exe"), 2);
	CHECK_INT(place(VOICE, 0, "program-0.exe"), 0);
}

TEST(priority, each_mode_has_a_list_of_its_own)
{
	DEFER(end, NULL);
	for (DWORD mode = LINEMEDIAMODE_UNKNOWN; mode <= LINEMEDIAMODE_VIDEO; mode *= 2) {
		CHECK_INT(place(mode, 0, "a"), 0);
		CHECK_INT(set(mode, 0, "a", 1), OK);
		CHECK_INT(place(mode, 0, "a"), 1);
	}
}

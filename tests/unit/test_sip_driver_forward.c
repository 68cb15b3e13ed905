/* SPDX-License-Identifier: MIT
 * test_sip_driver_forward.c - calls that a SIP line sends elsewhere. */
#include "sip_driver_scene.h"
#include "driver/sip/forward.h"
#include "os/file.h"

static struct line *a;

static void path_of(char *out, size_t size)
{
	snprintf(out, size, "%.*sforward-%08x", (int)file_folder(scene_path()), scene_path(), (unsigned)a->permanent_id);
}

static void delete_file(void *arg)
{
	char path[512];

	path_of(path, sizeof(path));
	file_delete(path);
}

static void open_line(const char *configuration)
{
	a = sip_driver_line(configuration);
	a->address_states = LINEADDRESSSTATE_FORWARD;
	DEFER(delete_file, NULL);
}

/* lineForward as request 9 with up to two entries. */
static enum err forward(DWORD rings, const struct forward *list, DWORD count)
{
	struct forwards *forwards;
	enum err err = forwards_new(&forwards, count);

	if (err)
		return err;
	forwards->rings = rings;
	for (DWORD i = 0; i < count; i++) {
		forwards->list[i].mode = list[i].mode;
		if (list[i].caller)
			forwards->list[i].caller = mem_text(list[i].caller, strlen(list[i].caller));
		if (list[i].dest)
			forwards->list[i].dest = mem_text(list[i].dest, strlen(list[i].dest));
		if ((list[i].caller && !forwards->list[i].caller) || (list[i].dest && !forwards->list[i].dest))
			err = ERR_NOMEM;
	}
	if (!err)
		err = line_ask(a, LINE_OP_FORWARD, 9, &(struct line_args){ .forwards = forwards });
	if (err)
		forwards_free(forwards);
	return err;
}

static void forward_all(DWORD mode, const char *dest)
{
	NEED(forward(2, &(struct forward){ .mode = mode, .dest = (char *)dest }, 1) == OK);
	CHECK_TEXT(scene_news(), "9 ok, a address forward");
}

TEST(sip_forward, every_call_goes_to_another_number)
{
	open_line(FREE_LINE);
	forward_all(LINEFORWARDMODE_UNCOND, "0123 456");
	far_calls("alice", NULL, SDP_QUIET);
	CHECK_TEXT(far_got(), "302 INVITE");
	CHECK(far_saw("302 INVITE", "\r\nContact: <sip:0123456@192.0.2.9>\r\n"));
	CHECK(far_saw("302 INVITE", "\r\nDiversion: <sip:alice@192.0.2.9>;reason=unconditional\r\n"));
	CHECK_TEXT(scene_news(), "");
	NEED(forward(0, NULL, 0) == OK);
	CHECK_TEXT(scene_news(), "9 ok, a address forward");
	far_calls("alice", NULL, SDP_QUIET);
	CHECK(far_saw("180 INVITE", "180 Ringing"));
}

TEST(sip_forward, nobody_is_to_disturb)
{
	open_line(FREE_LINE);
	forward_all(LINEFORWARDMODE_UNCOND, NULL);
	far_calls("alice", NULL, SDP_QUIET);
	CHECK_TEXT(far_got(), "480 INVITE");
	CHECK(!far_saw("480 INVITE", "Contact"));
}

TEST(sip_forward, who_disturbs_may_hear_that_the_line_is_busy)
{
	open_line(FREE_LINE "do-not-disturb = busy\n");
	forward_all(LINEFORWARDMODE_UNCOND, NULL);
	far_calls("alice", NULL, SDP_QUIET);
	CHECK_TEXT(far_got(), "486 INVITE");
}

TEST(sip_forward, calls_go_elsewhere_while_the_line_is_busy)
{
	open_line(FREE_LINE "calls = 1\n");
	forward_all(LINEFORWARDMODE_BUSY, "201");
	sip_driver_talk_in(a, SDP_QUIET);
	far_calls("alice", NULL, SDP_QUIET);
	CHECK_TEXT(far_got(), "302 INVITE");
	CHECK(far_saw("302 INVITE", ";reason=user-busy\r\n"));
}

TEST(sip_forward, a_call_that_nobody_answers_goes_elsewhere_after_its_rings)
{
	open_line(FREE_LINE);
	forward_all(LINEFORWARDMODE_NOANSW, "201");
	far_calls("alice", NULL, SDP_QUIET);
	far_got();
	scene_news();
	scene_run(11999);
	CHECK_TEXT(far_got(), "");
	scene_run(1);
	CHECK_TEXT(far_got(), "302 INVITE");
	CHECK(far_saw("302 INVITE", ";reason=no-answer\r\n"));
	CHECK_TEXT(scene_news(), "a disconnected (forwarded), a idle");
}

TEST(sip_forward, a_call_that_is_answered_stays)
{
	open_line(FREE_LINE);
	forward_all(LINEFORWARDMODE_BUSYNA, "201");
	sip_driver_talk_in(a, SDP_QUIET);
	scene_run(60000);
	CHECK_TEXT(far_got(), "");
}

TEST(sip_forward, the_particular_goes_before_the_general)
{
	const struct forward list[] = {
		{ .mode = LINEFORWARDMODE_UNCONDINTERNAL, .dest = "1" },
		{ .mode = LINEFORWARDMODE_UNCONDEXTERNAL, .dest = "2" },
	};
	const struct forward one = { .mode = LINEFORWARDMODE_UNCONDSPECIFIC, .caller = "300", .dest = "3" };

	open_line(FREE_LINE);
	NEED(forward(1, list, 2) == OK);
	far_calls("alice", "From: <sip:201@192.0.2.9>\n", SDP_QUIET);
	CHECK(far_saw("302 INVITE", "\r\nContact: <sip:1@192.0.2.9>\r\n"));
	far_calls("alice", "From: <sip:+4930123@192.0.2.9>\n", SDP_QUIET);
	CHECK(far_saw("302 INVITE", "\r\nContact: <sip:2@192.0.2.9>\r\n"));
	NEED(forward(1, &one, 1) == OK);
	far_calls("alice", "From: <sip:300@192.0.2.9>\n", SDP_QUIET);
	CHECK(far_saw("302 INVITE", "\r\nContact: <sip:3@192.0.2.9>\r\n"));
	far_got();
	far_calls("alice", "From: <sip:301@192.0.2.9>\n", SDP_QUIET);
	CHECK(far_saw("180 INVITE", "180 Ringing"));
}

TEST(sip_forward, what_nobody_can_be_sent_to_is_refused)
{
	const struct forward bad = { .mode = LINEFORWARDMODE_UNCOND, .dest = "sips:" };

	open_line(FREE_LINE);
	CHECK_INT(forward(1, &bad, 1), ERR_ADDRESS);
	CHECK(a->addresses->forwards == NULL);
}

/* As after a restart: nothing is known but the file. */
static void restart(void)
{
	line_close(a);
	forwards_free(a->addresses->forwards);
	a->addresses->forwards = NULL;
	sip_line_of(a)->recalled = false;
	NEED(line_open(a, (HTAPILINE)0x11, 0x00020002, NULL) == OK);
}

TEST(sip_forward, what_is_in_force_outlives_a_restart)
{
	const struct forward list[] = {
		{ .mode = LINEFORWARDMODE_BUSYSPECIFIC, .caller = "-", .dest = "2 %\n" },
		{ .mode = LINEFORWARDMODE_NOANSW },
	};

	open_line(FREE_LINE);
	NEED(forward(7, list, 2) == OK);
	restart();
	NEED(a->addresses->forwards != NULL);
	CHECK_INT(a->addresses->forwards->rings, 7);
	CHECK_INT(a->addresses->forwards->count, 2);
	CHECK_INT(a->addresses->forwards->list[0].mode, LINEFORWARDMODE_BUSYSPECIFIC);
	CHECK_TEXT(a->addresses->forwards->list[0].caller, "-");
	CHECK_TEXT(a->addresses->forwards->list[0].dest, "2 %\n");
	CHECK_TEXT(a->addresses->forwards->list[1].dest, NULL);
	NEED(forward(0, NULL, 0) == OK);
	restart();
	CHECK(a->addresses->forwards == NULL);
}

TEST(sip_forward, a_file_that_makes_no_sense_is_forgotten)
{
	static const char *const files[] = { "", "rings x\n", "rings 1\n", "rings 1\n3 0 - 2\n", "rings 1\n1 x - 2\n" };
	char path[512];

	open_line(FREE_LINE);
	path_of(path, sizeof(path));
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		FILE *file = fopen(path, "wb");

		NEED(file != NULL);
		fputs(files[i], file);
		fclose(file);
		restart();
		CHECK(a->addresses->forwards == NULL);
	}
}

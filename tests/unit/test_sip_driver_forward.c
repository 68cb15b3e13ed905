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

TEST(sip_forward, who_is_inside_may_be_a_matter_of_patterns)
{
	const struct forward list[] = {
		{ .mode = LINEFORWARDMODE_UNCONDINTERNAL, .dest = "1" },
		{ .mode = LINEFORWARDMODE_UNCONDEXTERNAL, .dest = "2" },
	};

	open_line(FREE_LINE "internal = 2XX 7.\n");
	NEED(forward(1, list, 2) == OK);
	far_calls("alice", "From: <sip:201@192.0.2.9>\n", SDP_QUIET);
	CHECK(far_saw("302 INVITE", "\r\nContact: <sip:1@192.0.2.9>\r\n"));
	far_calls("alice", "From: <sip:301@192.0.2.9>\n", SDP_QUIET);
	CHECK(far_saw("302 INVITE", "\r\nContact: <sip:2@192.0.2.9>\r\n"));
	far_calls("alice", "From: <sip:7123456@192.0.2.9>\n", SDP_QUIET);
	CHECK(far_saw("302 INVITE", "\r\nContact: <sip:1@192.0.2.9>\r\n"));
}

/* --- by the PBX -------------------------------------------------------------- */

#define CODE_LINE FREE_LINE "forward-code = *72$\nforward-busy-code = *90\nforward-no-answer-code = *92$#\n" \
	"forward-off-code = *73, *91\ndisturb-code = *78\ndisturb-off-code = *79\n"

static enum err forward_one(DWORD mode, const char *dest)
{
	return forward(2, &(struct forward){ .mode = mode, .dest = (char *)dest }, 1);
}

/* The PBX answers the call to `code` and hangs up. */
static void takes(const char *code)
{
	char to[64];

	snprintf(to, sizeof(to), "INVITE sip:%s@192.0.2.9 SIP/2.0\r\n", code);
	CHECK(far_saw("INVITE", to));
	CHECK_TEXT(scene_news(), "");
	far_got();
	far_answers_to("INVITE", 200, NULL, SDP_QUIET);
	CHECK_TEXT(far_got(), "ACK");
	far_asks("BYE", NULL, NULL);
}

static void codes_forward(DWORD mode, const char *dest, const char *code)
{
	NEED(forward_one(mode, dest) == OK);
	takes(code);
	CHECK_TEXT(scene_news(), "9 ok, a address forward");
	CHECK_TEXT(far_got(), "200 BYE");
}

TEST(sip_forward, a_code_makes_the_pbx_send_calls_elsewhere)
{
	open_line(CODE_LINE);
	codes_forward(LINEFORWARDMODE_UNCOND, "0123 456", "*720123456");
	CHECK_TEXT(a->addresses->forwards->list[0].dest, "0123 456");
	far_calls("alice", NULL, SDP_QUIET);
	CHECK(far_saw("180 INVITE", "180 Ringing"));	/* what comes all the same is ours */
}

TEST(sip_forward, every_kind_has_its_code)
{
	open_line(CODE_LINE);
	codes_forward(LINEFORWARDMODE_NOANSW, "201", "*92201%23");
	NEED(forward(0, NULL, 0) == OK);
	takes("*73");
	takes("*91");
	takes("*79");
	CHECK_TEXT(scene_news(), "9 ok, a address forward");
	CHECK(a->addresses->forwards == NULL);
	far_got();
	codes_forward(LINEFORWARDMODE_UNCOND, NULL, "*78");
	NEED(forward_one(LINEFORWARDMODE_BUSYNA, "201") == OK);
	takes("*79");
	takes("*90201");
	takes("*92201%23");
	CHECK_TEXT(scene_news(), "9 ok, a address forward");
}

TEST(sip_forward, what_has_no_code_the_line_does_itself)
{
	open_line(CODE_LINE);
	codes_forward(LINEFORWARDMODE_UNCOND, "201", "*72201");
	NEED(forward_one(LINEFORWARDMODE_UNCONDEXTERNAL, "202") == OK);
	takes("*73");
	takes("*91");
	CHECK_TEXT(scene_news(), "9 ok, a address forward");
	far_calls("alice", "From: <sip:+4930123@192.0.2.9>\n", SDP_QUIET);
	CHECK(far_saw("302 INVITE", "\r\nContact: <sip:202@192.0.2.9>\r\n"));
	NEED(forward_one(LINEFORWARDMODE_BUSY, "sip:201@192.0.2.1") == ERR_ADDRESS);
}

TEST(sip_forward, a_code_that_nobody_hangs_up_ends_after_its_time)
{
	open_line(CODE_LINE "code-wait = 3 s\n");
	NEED(forward_one(LINEFORWARDMODE_UNCOND, "201") == OK);
	far_answers(200, NULL, SDP_QUIET);
	scene_run(2999);
	CHECK_TEXT(far_got(), "INVITE, ACK");
	scene_run(1);
	CHECK_TEXT(far_got(), "BYE");
	CHECK_TEXT(scene_news(), "9 ok, a address forward");
}

TEST(sip_forward, a_code_that_is_refused_changes_nothing)
{
	open_line(CODE_LINE);
	NEED(forward_one(LINEFORWARDMODE_UNCOND, "201") == OK);
	CHECK_INT(forward_one(LINEFORWARDMODE_UNCOND, "202"), ERR_RESOURCE);
	far_answers(603, NULL, NULL);
	CHECK_TEXT(scene_news(), "9 LINEERR_OPERATIONFAILED");
	CHECK(a->addresses->forwards == NULL);
	NEED(forward_one(LINEFORWARDMODE_UNCOND, "201") == OK);
	far_got();
	far_answers(180, NULL, NULL);
	scene_run(30000);
	CHECK_TEXT(far_got(), "CANCEL");
	CHECK_TEXT(scene_news(), "9 LINEERR_OPERATIONFAILED");
}

TEST(sip_forward, a_code_is_dialled_with_the_password)
{
	open_line(CODE_LINE);
	NEED(forward_one(LINEFORWARDMODE_UNCOND, "201") == OK);
	far_answers(401, "WWW-Authenticate: Digest realm=\"pbx\",nonce=\"n1\",qop=\"auth\"\n", NULL);
	CHECK(far_saw("INVITE", "\r\nAuthorization: Digest "));
	far_got();
	far_answers(200, NULL, SDP_QUIET);
	far_asks("BYE", NULL, NULL);
	CHECK_TEXT(scene_news(), "9 ok, a address forward");
}

TEST(sip_forward, a_line_that_closes_hangs_its_code_up)
{
	open_line(CODE_LINE);
	NEED(forward_one(LINEFORWARDMODE_UNCOND, "201") == OK);
	far_answers(180, NULL, NULL);
	line_close(a);
	CHECK_TEXT(far_got(), "INVITE, CANCEL");
	CHECK_TEXT(scene_news(), "9 LINEERR_OPERATIONFAILED");
}

TEST(sip_forward, no_code_is_dialled_without_a_registration)
{
	open_line(REGISTERED_LINE "forward-code = *72\nforward-off-code = *73\n");
	CHECK_INT(forward_one(LINEFORWARDMODE_UNCOND, "201"), ERR_NOTREGISTERED);
}

/* --- restarts ------------------------------------------------------------------ */

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

/* SPDX-License-Identifier: MIT
 * test_instance.c - the library listed several times, each time with a file of
 * its own. */
#include "conf_scene.h"

#define OF_TEN "[provider]\nclock = virtual\nlog = off\n[line z]\ndriver = sim\nnumber = 900\n"
#define MORE_OF_TEN OF_TEN "[line y]\ndriver = sim\nnumber = 800\n"

static struct host *other;
static char own_path[1100], variable[64];

static void write_own(const char *text)
{
	FILE *file = fopen(own_path, "wb");

	NEED(file != NULL);
	NEED(fputs(text, file) >= 0);
	NEED(fclose(file) == 0);
}

static void end(void *none)
{
	char faults[2048];

	if (other) {
		host_shutdown(other);
		host_faults(other, faults, sizeof(faults));
		CHECK_TEXT(faults, "");
		host_close(other);
	}
	other = NULL;
	remove(own_path);
	uv_os_unsetenv(variable);
}

static void begin_other(void)
{
	struct host_options options = { .ppid = 10, .line_base = 500 };
	char memory[512] = "";
	struct buf why;

	buf_fixed(&why, memory, sizeof(memory));
	if (host_open(&other, scene_provider(), &options, &why))
		CHECK_TEXT(buf_c(&why), "");
	NEED(other != NULL);
}

/* The scene is instance 9 with its lines; `other` is 10, with its own file named
 * by the environment, or (`beside`) found beside that of all instances. */
static void begin(bool beside)
{
	other = NULL;
	scene_open(LINES);
	DEFER(end, NULL);
	snprintf(variable, sizeof(variable), "OPENTSP_CONF_10");
	if (beside) {
		snprintf(own_path, sizeof(own_path), "%.*s-10.conf", (int)strlen(scene_path()) - 5, scene_path());
	} else {
		snprintf(own_path, sizeof(own_path), "%s.ten", scene_path());
		NEED(uv_os_setenv(variable, own_path) == 0);
	}
	write_own(OF_TEN);
	begin_other();
}

static const char *reload(struct host *host)
{
	static char reply[512];

	CHECK_INT(host_command(host, "reload", reply, sizeof(reply)), 0);
	return reply;
}

/* Wait until a device of `other` came or went. */
static DWORD changed(enum host_kind kind)
{
	struct host_filter filter = { .kinds = HOST_BIT(kind) };
	struct host_event event = { 0 };

	CHECK(host_wait(other, &filter, WAIT_MS, &event));
	return event.device;
}

static void have_their_own(void)
{
	struct host_line_info info;

	CHECK_INT(host_line_count(tapi), 4);
	CHECK_INT(host_line_count(other), 1);
	NEED(host_line_info(other, 500, &info) == 0);
	CHECK_TEXT(info.name, "z");
	CHECK_INT(host_line_info(other, BASE, &info), (LONG)LINEERR_BADDEVICEID);
}

/* R-LOAD-12 */
TEST_ONCE(instance, each_finds_the_file_that_the_environment_names_for_it)
{
	begin(false);
	have_their_own();
}

/* R-LOAD-12 */
TEST_ONCE(instance, each_finds_the_file_that_lies_beside_that_of_all)
{
	begin(true);
	have_their_own();
}

/* R-LOAD-12, R-DEV-1, R-DEV-5 */
TEST_ONCE(instance, devices_come_and_go_in_each_and_the_other_one_hears_nothing)
{
	struct host_line_info info;

	begin(false);
	write_own(MORE_OF_TEN);
	CHECK_TEXT(reload(tapi), "ok");		/* it is not their file */
	CHECK_TEXT(scene_news(), "");
	CHECK_TEXT(reload(other), "ok");
	CHECK_INT(changed(HOST_CREATE), 501);
	NEED(host_line_info(other, 501, &info) == 0);
	CHECK_TEXT(info.name, "y");
	CHECK_TEXT(scene_news(), "");
	scene_write(LINES "[line d]\ndriver = sim\nnumber = 400\n");
	CHECK_TEXT(reload(other), "ok");
	CHECK_INT(host_line_count(other), 2);
	CHECK_TEXT(reload(tapi), "ok");
	CHECK_TEXT(scene_news(), "line created, device 44");
	write_own(OF_TEN);
	CHECK_TEXT(reload(other), "ok");
	CHECK_INT(changed(HOST_REMOVE), 501);
	CHECK_INT(host_line_count(other), 1);
	CHECK_INT(host_line_count(tapi), 5);
	CHECK_TEXT(scene_news(), "");
}

/* R-LOAD-12, R-LOAD-10 */
TEST_ONCE(instance, one_ends_and_begins_again_while_the_other_one_talks)
{
	uint32_t in;

	begin(false);
	scene_line(1);
	scene_talk(scene_line(0), "200", &in);
	CHECK_INT(host_shutdown(other), 0);
	host_close(other);
	other = NULL;
	CHECK_INT(host_call_state(tapi, in), LINECALLSTATE_CONNECTED);
	write_own(MORE_OF_TEN);
	begin_other();
	CHECK_INT(host_line_count(other), 2);
	CHECK_TEXT(scene_news(), "");
	CHECK_INT(host_call_state(tapi, in), LINECALLSTATE_CONNECTED);
}

/* R-LOAD-12, R-UI-11 */
TEST_ONCE(instance, installing_one_writes_its_own_file_where_the_environment_says)
{
	begin(false);
	host_shutdown(other);
	remove(own_path);
	CHECK_INT(host_provider_install(other, NULL), 0);
	host_close(other);
	other = NULL;
	scene_write(LINES);
	CHECK_TEXT(reload(tapi), "ok");
	CHECK_TEXT(scene_news(), "");
	CHECK(remove(own_path) == 0);
}

#define SIP(more) "[provider]\nlog = off\n[sip]\nlisten = 127.0.0.1:0\ntcp = no\n" more \
	"[line s]\ndriver = sip\nuser = s\ndomain = 127.0.0.1\nregister = no\n"

/* R-LOAD-15 */
TEST_ONCE(instance, what_of_the_section_of_sip_waits_for_the_next_start_is_said)
{
	other = NULL;
	scene_load(LINES);
	DEFER(end, NULL);
	snprintf(variable, sizeof(variable), "OPENTSP_CONF_10");
	snprintf(own_path, sizeof(own_path), "%s.ten", scene_path());
	NEED(uv_os_setenv(variable, own_path) == 0);
	write_own(SIP(""));
	begin_other();
	write_own(SIP("t1 = 700 ms\nuser-agent = other\nping = 1 min\nstun = 127.0.0.2\n"));
	CHECK_TEXT(reload(other), "ok\n[sip] ping takes effect at the next start\n"
		   "[sip] stun takes effect at the next start");
}

/* SPDX-License-Identifier: MIT
 * test_access.c - who may do what with which line, and how he proves who he is. */
#include "server_scene.h"
#include "tapi/server/access.h"
#include <sys/stat.h>
#include <unistd.h>

#define NOBODY 65534u
#define MONITOR LINECALLPRIVILEGE_MONITOR
#define OWNER LINECALLPRIVILEGE_OWNER

static char *groups[] = { "maria", "sales" };
static const struct account maria = { "maria", groups, 2, false, false };
static struct access *access_file;

static void forget(void *nothing)
{
	access_free(access_file);
	access_file = NULL;
}

static enum err read_access(const char *text, struct buf *why)
{
	scene_write("access.conf", text);
	DEFER(forget, NULL);
	return access_read(&access_file, scene_file("access.conf"), why);
}

TEST(access, without_a_file_only_administrators_and_the_servers_user_may_do_something)
{
	const struct account root = { .user = "root", .admin = true };
	const struct account owner = { .user = "opentsp", .self = true };
	struct buf why = { 0 };

	DEFER(forget, NULL);
	NEED(access_read(&access_file, "", &why) == OK);
	CHECK_INT(access_of(access_file, &maria, "reception"), ACCESS_NONE);
	CHECK_INT(access_of(access_file, &root, "reception"), ACCESS_OWN);
	CHECK_INT(access_of(access_file, &owner, "reception"), ACCESS_OWN);
}

TEST(access, a_right_comes_from_the_user_from_a_group_or_from_everyone)
{
	struct buf why = { 0 };

	NEED(read_access("[user maria]\nown = reception, 100\n"
			 "[group sales]\nmonitor = shop\n"
			 "[group board]\nown = *\n"
			 "[everyone]\nmonitor = lobby\n", &why) == OK);
	CHECK_INT(access_of(access_file, &maria, "reception"), ACCESS_OWN);
	CHECK_INT(access_of(access_file, &maria, "100"), ACCESS_OWN);
	CHECK_INT(access_of(access_file, &maria, "shop"), ACCESS_MONITOR);
	CHECK_INT(access_of(access_file, &maria, "lobby"), ACCESS_MONITOR);
	CHECK_INT(access_of(access_file, &maria, "director"), ACCESS_NONE);
	CHECK_INT(access_of(access_file, &maria, ""), ACCESS_NONE);
}

TEST(access, a_file_that_others_may_write_is_refused)
{
	char memory[512];
	struct buf why;

	buf_fixed(&why, memory, sizeof(memory));
	scene_write("access.conf", "[everyone]\nown = *\n");
	chmod(scene_file("access.conf"), 0666);
	CHECK_INT(access_read(&access_file, scene_file("access.conf"), &why), ERR_CONFIG);
	CHECK(strstr(buf_c(&why), "can be written to by others; chmod go-w") != NULL);
}

TEST(access, a_section_that_names_nobody_is_an_error_with_its_row)
{
	char memory[512];
	struct buf why;

	buf_fixed(&why, memory, sizeof(memory));
	CHECK_INT(read_access("[user]\nown = *\n", &why), ERR_CONFIG);
	CHECK(strstr(buf_c(&why), "access.conf:1: ") != NULL);
}

static LONG try_caps(struct peer *peer, DWORD app, DWORD device)
{
	struct packet_lineGetDevCaps in = {
		.app = app, .device = device, .version = 0x00020002, .caps = 4096,
	};

	return ASK(peer, lineGetDevCaps, &in);
}

static LONG try_open(struct peer *peer, DWORD app, DWORD device, DWORD privileges)
{
	struct packet_lineOpen in = {
		.app = app, .device = device, .version = 0x00020002, .privileges = privileges,
		.media_modes = VOICE, .params = PACKET_NONE,
	};

	return ASK(peer, lineOpen, &in);
}

TEST_ONCE(access, another_user_sees_and_opens_what_the_file_says)
{
	struct peer *peer;
	char server[200];
	DWORD app;

	if (getuid() != 0)
		return;		/* only root can be somebody else */
	scene_write("access.conf", "[user nobody]\nown = a\nmonitor = b\n");
	snprintf(server, sizeof(server), "access = %s\n", scene_file("access.conf"));
	scene_open_with(NULL, server);
	peer = peer_hello_as("guest", NOBODY);
	app = peer_app(peer, "guest");
	CHECK_INT(try_caps(peer, app, 0), 0);
	CHECK_INT(try_caps(peer, app, 2), (LONG)LINEERR_NODEVICE);
	CHECK_INT(try_open(peer, app, 0, OWNER), 0);
	CHECK_INT(try_open(peer, app, 1, OWNER), (LONG)LINEERR_INVALPRIVSELECT);
	CHECK_INT(try_open(peer, app, 1, MONITOR), 0);
	CHECK_INT(try_open(peer, app, 2, MONITOR), (LONG)LINEERR_NODEVICE);
}

static void open_with_tcp(unsigned port)
{
	char server[256];

	snprintf(server, sizeof(server), "tcp-port = %u\ntoken = %s\n", port, scene_file("token"));
	scene_open_with(NULL, server);
}

TEST_ONCE(access, a_client_by_tcp_is_taken_with_the_token_only)
{
	const unsigned port = scene_port();
	char hello[128] = "wine\n", why[256];
	struct peer *stranger, *friend;
	struct stat file;
	FILE *token;

	open_with_tcp(port);
	CHECK_INT(stat(scene_file("token"), &file), 0);
	CHECK_INT(file.st_mode & 0777, 0600);
	token = fopen(scene_file("token"), "r");
	NEED(token && fgets(hello + 5, 100, token));
	fclose(token);
	friend = peer_by_tcp(port, hello);
	CHECK(try_caps(friend, peer_app(friend, "wine"), 0) == 0);
	hello[10] ^= 1;
	stranger = peer_by_tcp(port, hello);
	CHECK(peer_gone(stranger, why, sizeof(why)));
	CHECK_TEXT(why, "it does not know the token of this server");
	CHECK(peer_gone(peer_by_tcp(port, "wine"), NULL, 0));
}

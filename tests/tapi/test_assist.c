/* SPDX-License-Identifier: MIT
 * test_assist.c - programs that ask for calls, and those that make them. */
#include "base/mem.h"
#include "base/text.h"
#include "server_scene.h"
#include <stdlib.h>
#include <unistd.h>
#include <uv.h>

#define MAKECALL LINEREQUESTMODE_MAKECALL
#define MEDIACALL LINEREQUESTMODE_MEDIACALL
#define NOBODY "request-recipient ="	/* no program is started */

static LONG recipient(struct peer *peer, DWORD app, DWORD modes, DWORD enable)
{
	struct packet_lineRegisterRequestRecipient in = {
		.app = app, .instance = 0x1234, .modes = modes, .enable = enable,
	};

	return ASK(peer, lineRegisterRequestRecipient, &in);
}

static DWORD put(struct buf *tail, const char *text)
{
	WCHAR wide[512];

	if (!text)
		return PACKET_NONE;
	NEED(utf16_size(text) <= sizeof(wide));
	utf16_write(wide, text);
	return packet_text(tail, wide);
}

static DWORD request_wait;	/* of the next: it has started one */
static DWORD request_start;	/* of the last: the program is to start a recipient itself */

static LONG request_all(struct peer *peer, const char *dest, const char *app, const char *party,
			const char *comment)
{
	struct packet_tapiRequestMakeCall in = { 0 };
	struct buf tail;
	LONG answer;

	buf_grow(&tail);
	in.wait = request_wait;
	in.dest = put(&tail, dest);
	in.app = put(&tail, app);
	in.called_party = put(&tail, party);
	in.comment = put(&tail, comment);
	answer = ASK_WITH(peer, tapiRequestMakeCall, &in, &tail);
	request_start = in.start;
	buf_free(&tail);
	return answer;
}

static LONG request(struct peer *peer, const char *dest)
{
	return request_all(peer, dest, NULL, NULL, NULL);
}

/* lineGetRequest; what was got is in `out`. */
static LONG take(struct peer *peer, DWORD app, DWORD mode, LINEREQMAKECALLW *out)
{
	struct packet_lineGetRequest in = { .app = app, .mode = mode, .size = sizeof(*out) };
	LONG answer = ASK(peer, lineGetRequest, &in);

	memset(out, 0, sizeof(*out));
	if (answer == 0) {
		CHECK_INT(in.size, sizeof(*out));
		memcpy(out, peer_tail(peer, in.request), sizeof(*out));
	}
	return answer;
}

static void check_wide(const void *field, size_t size, const char *text)
{
	char *got = utf8_from16(field, size / sizeof(WCHAR));

	CHECK_TEXT(got, text);
	mem_free(got);
}
#define CHECK_FIELD(call, field, text) \
	check_wide((const char *)(call) + offsetof(LINEREQMAKECALLW, field), sizeof((call)->field), text)

TEST_ONCE(assist, a_request_reaches_the_program_that_makes_calls)
{
	struct peer *peer, *maker;
	LINEREQMAKECALLW call;
	struct event event;
	DWORD app;

	scene_open_with(NULL, NOBODY);
	maker = peer_hello("maker");
	app = peer_app(maker, "maker");
	CHECK_INT(recipient(maker, app, MAKECALL, 1), 0);
	peer = peer_hello("notepad");
	CHECK_INT(request_all(peer, "+49 (30) 123", "Notepad", "Maria", "about the cat"), 0);
	NEED(peer_event(maker, LINE_REQUEST, &event));
	CHECK_INT(event.app, 1);
	CHECK_INT(event.context, 0x1234);
	CHECK_INT(event.p1, MAKECALL);
	CHECK_INT(take(maker, app, MAKECALL, &call), 0);
	CHECK_FIELD(&call, szDestAddress, "+49 (30) 123");
	CHECK_FIELD(&call, szAppName, "Notepad");
	CHECK_FIELD(&call, szCalledParty, "Maria");
	CHECK_FIELD(&call, szComment, "about the cat");
	CHECK_INT(take(maker, app, MAKECALL, &call), (LONG)LINEERR_NOREQUEST);
}

TEST_ONCE(assist, without_a_recipient_there_is_nobody_to_ask)
{
	struct peer *peer;

	scene_open_with(NULL, NOBODY);
	peer = peer_hello("notepad");
	CHECK_INT(request(peer, "100"), TAPIERR_NOREQUESTRECIPIENT);
}

TEST_ONCE(assist, what_is_no_request_is_refused)
{
	char text[90];
	struct peer *peer;
	LINEREQMAKECALLW call;
	DWORD app;

	scene_open_with(NULL, NOBODY);
	peer = peer_hello("both");
	app = peer_app(peer, "both");
	CHECK_INT(recipient(peer, app, MAKECALL, 1), 0);
	CHECK_INT(request(peer, NULL), TAPIERR_INVALPOINTER);
	CHECK_INT(request(peer, ""), TAPIERR_INVALDESTADDRESS);
	memset(text, '1', sizeof(text));
	text[TAPIMAXDESTADDRESSSIZE] = '\0';
	CHECK_INT(request(peer, text), TAPIERR_INVALDESTADDRESS);
	text[TAPIMAXDESTADDRESSSIZE - 1] = '\0';
	CHECK_INT(request_all(peer, text, text, text, text), 0);
	CHECK_INT(take(peer, app, MAKECALL, &call), 0);
	CHECK_FIELD(&call, szDestAddress, text);
	CHECK_FIELD(&call, szComment, text);
	text[TAPIMAXAPPNAMESIZE - 1] = '\0';
	CHECK_FIELD(&call, szAppName, text);
	CHECK_FIELD(&call, szCalledParty, text);
}

TEST_ONCE(assist, the_errors_of_recipients)
{
	struct peer *peer;
	LINEREQMAKECALLW call;
	DWORD app;

	scene_open_with(NULL, NOBODY);
	peer = peer_hello("maker");
	app = peer_app(peer, "maker");
	CHECK_INT(recipient(peer, 99, MAKECALL, 1), (LONG)LINEERR_INVALAPPHANDLE);
	CHECK_INT(recipient(peer, app, 0, 1), (LONG)LINEERR_INVALREQUESTMODE);
	CHECK_INT(recipient(peer, app, 8, 1), (LONG)LINEERR_INVALREQUESTMODE);
	CHECK_INT(recipient(peer, app, MAKECALL, 0), (LONG)LINEERR_OPERATIONFAILED);
	CHECK_INT(take(peer, app, MAKECALL, &call), (LONG)LINEERR_NOTREGISTERED);
	CHECK_INT(recipient(peer, app, MAKECALL, 1), 0);
	CHECK_INT(take(peer, 99, MAKECALL, &call), (LONG)LINEERR_INVALAPPHANDLE);
	CHECK_INT(take(peer, app, MAKECALL, &call), (LONG)LINEERR_NOREQUEST);
	CHECK_INT(take(peer, app, 0, &call), (LONG)LINEERR_INVALREQUESTMODE);
	CHECK_INT(take(peer, app, MEDIACALL, &call), (LONG)LINEERR_NOTREGISTERED);
	CHECK_INT(recipient(peer, app, MEDIACALL, 1), 0);
	CHECK_INT(take(peer, app, MEDIACALL, &call), (LONG)LINEERR_NOREQUEST);
	CHECK_INT(recipient(peer, app, MAKECALL, 0), 0);
	CHECK_INT(take(peer, app, MAKECALL, &call), (LONG)LINEERR_NOTREGISTERED);
}

TEST_ONCE(assist, only_so_many_requests_can_wait)
{
	struct peer *peer;
	LINEREQMAKECALLW call;
	DWORD app;
	LONG answer;
	int count = 0;

	scene_open_with(NULL, NOBODY);
	peer = peer_hello("maker");
	app = peer_app(peer, "maker");
	CHECK_INT(recipient(peer, app, MAKECALL, 1), 0);
	while (!(answer = request(peer, "100")) && ++count < 1000)
		;
	CHECK_INT(answer, TAPIERR_REQUESTQUEUEFULL);
	CHECK_INT(take(peer, app, MAKECALL, &call), 0);
	CHECK_INT(request(peer, "100"), 0);
}

TEST_ONCE(assist, what_a_recipient_leaves_is_the_next_ones)
{
	struct peer *one, *two, *peer;
	LINEREQMAKECALLW call;
	DWORD app, other;

	scene_open_with(NULL, NOBODY);
	one = peer_hello("one");
	two = peer_hello("two");
	peer = peer_hello("notepad");
	app = peer_app(one, "one");
	other = peer_app(two, "two");
	CHECK_INT(recipient(one, app, MAKECALL, 1), 0);
	CHECK_INT(recipient(two, other, MAKECALL | MEDIACALL, 1), 0);
	CHECK_INT(request(peer, "100"), 0);
	CHECK(peer_event(one, LINE_REQUEST, NULL));
	CHECK(peer_none(two, LINE_REQUEST));
	CHECK_INT(recipient(two, other, MEDIACALL, 0), 0);
	CHECK(peer_none(one, LINE_REQUEST));
	peer_leave(one);
	CHECK(peer_event(two, LINE_REQUEST, NULL));
	CHECK_INT(take(two, other, MAKECALL, &call), 0);
	CHECK_FIELD(&call, szDestAddress, "100");
	CHECK_INT(request(peer, "200"), 0);
	CHECK_INT(recipient(two, other, MAKECALL, 0), 0);
	CHECK_INT(recipient(two, other, MAKECALL, 1), 0);
	CHECK_INT(take(two, other, MAKECALL, &call), (LONG)LINEERR_NOREQUEST);
}

TEST_ONCE(assist, nobody_sees_whom_another_user_calls)
{
	struct peer *maker, *stranger;
	LINEREQMAKECALLW call;
	DWORD app;

	if (getuid())
		return;
	scene_open_with(NULL, NOBODY);
	maker = peer_hello("maker");
	stranger = peer_hello_as("stranger", 65534);
	app = peer_app(maker, "maker");
	CHECK_INT(recipient(maker, app, MAKECALL, 1), 0);
	CHECK_INT(request(stranger, "100"), TAPIERR_NOREQUESTRECIPIENT);
	CHECK_INT(take(maker, app, MAKECALL, &call), (LONG)LINEERR_NOREQUEST);
}

/* --- the program that is started ---------------------------------------------------- */

/* A server whose program is this script. */
static void open_with_script(const char *script, const char *more)
{
	char settings[256];

	scene_write("recipient", script);
	snprintf(settings, sizeof(settings), "request-recipient = /bin/sh \"%s\" one two\n%s",
		 scene_file("recipient"), more);
	scene_open_with(NULL, settings);
}

/* Send tapiRequestMakeCall without waiting for its reply. */
struct later {
	struct peer *peer;
	uv_thread_t thread;
	LONG answer;
};

static void ask_later(void *arg)
{
	struct later *later = arg;

	later->answer = request(later->peer, "100");
}

TEST_ONCE(assist, a_program_that_fails_is_no_recipient)
{
	struct peer *peer;

	open_with_script("test \"$1 $2\" = 'one two' && exit 3\nsleep 1000\n", "request-wait = 3600 s");
	peer = peer_hello("notepad");
	CHECK_INT(request(peer, "100"), TAPIERR_NOREQUESTRECIPIENT);
}

TEST_ONCE(assist, a_program_that_does_not_register_in_time_is_no_recipient)
{
	struct peer *peer;

	open_with_script("exit 0\n", "request-wait = 30 ms");
	peer = peer_hello("notepad");
	CHECK_INT(request(peer, "100"), TAPIERR_NOREQUESTRECIPIENT);
}

TEST_ONCE(assist, a_program_that_is_not_there_is_no_recipient)
{
	struct peer *peer;

	scene_open_with(NULL, "request-recipient = /no/such/program");
	peer = peer_hello("notepad");
	CHECK_INT(request(peer, "100"), TAPIERR_NOREQUESTRECIPIENT);
}

TEST_ONCE(assist, a_request_waits_until_the_program_has_registered)
{
	struct later later = { 0 };
	struct peer *maker;
	LINEREQMAKECALLW call;
	DWORD app;

	open_with_script("echo \"$OPENTSP_TAPI\" > \"$0.said\"\n", "request-wait = 3600 s");
	later.peer = peer_hello("notepad");
	maker = peer_hello("maker");
	app = peer_app(maker, "maker");
	NEED(uv_thread_create(&later.thread, ask_later, &later) == 0);
	while (access(scene_file("recipient.said"), F_OK) != 0)
		CHECK(peer_none(maker, LINE_REQUEST));
	CHECK_INT(recipient(maker, app, MAKECALL, 1), 0);
	uv_thread_join(&later.thread);
	CHECK_INT(later.answer, 0);
	CHECK(peer_event(maker, LINE_REQUEST, NULL));
	CHECK_INT(take(maker, app, MAKECALL, &call), 0);
	CHECK_FIELD(&call, szDestAddress, "100");
}

/* --- those whom the server cannot start anybody for ------------------------------------ */

/* Send it as a program that has started a recipient. */
static void start_waiting(struct later *later)
{
	request_wait = 1;
	NEED(uv_thread_create(&later->thread, ask_later, later) == 0);
}

static LONG waited(struct later *later)
{
	uv_thread_join(&later->thread);
	request_wait = 0;
	return later->answer;
}

TEST_ONCE(assist, another_users_program_is_told_to_start_a_recipient_itself)
{
	struct peer *stranger;

	if (getuid())
		return;
	open_with_script("echo > \"$0.said\"\n", "request-wait = 3600 s");
	stranger = peer_hello_as("stranger", 65534);
	CHECK_INT(request(stranger, "100"), 0);
	CHECK_INT(request_start, 1);
	CHECK(access(scene_file("recipient.said"), F_OK) != 0);
}

TEST_ONCE(assist, a_request_waits_until_the_recipient_that_was_started_has_registered)
{
	struct later later = { 0 };
	LINEREQMAKECALLW call;
	struct peer *maker;
	DWORD app;

	if (getuid())
		return;
	open_with_script("", "request-wait = 3600 s");
	later.peer = peer_hello_as("stranger", 65534);
	maker = peer_hello_as("maker", 65534);
	app = peer_app(maker, "maker");
	start_waiting(&later);
	CHECK_INT(recipient(maker, app, MAKECALL, 1), 0);
	CHECK_INT(waited(&later), 0);
	CHECK_INT(request_start, 0);
	CHECK_INT(take(maker, app, MAKECALL, &call), 0);
	CHECK_FIELD(&call, szDestAddress, "100");
}

TEST_ONCE(assist, a_recipient_that_was_started_and_does_not_register_in_time_is_none)
{
	struct peer *stranger;

	if (getuid())
		return;
	open_with_script("", "request-wait = 30 ms");
	stranger = peer_hello_as("stranger", 65534);
	request_wait = 1;
	CHECK_INT(request(stranger, "100"), TAPIERR_NOREQUESTRECIPIENT);
	request_wait = 0;
}

TEST_ONCE(assist, where_the_server_is_to_start_nobody_programs_start_nobody_either)
{
	if (getuid())
		return;
	scene_open_with(NULL, NOBODY);
	CHECK_INT(request(peer_hello_as("stranger", 65534), "100"), TAPIERR_NOREQUESTRECIPIENT);
}

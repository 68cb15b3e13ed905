/* SPDX-License-Identifier: MIT
 * test_handles.c - lineGetID of comm/datamodem: programs get handles that are theirs, over
 * the real border. */
#include "client_scene.h"
#include "end.h"
#include "tapi/frame.h"
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#define MODEM LINEMEDIAMODE_DATAMODEM
#define CLASS "comm/datamodem"

static union {
	VARSTRING v;
	char room[256];
} id;

/* --- the scene ----------------------------------------------------------------------- */

static HLINE open_for_data(HLINEAPP app, DWORD device, DWORD privilege)
{
	HLINE line = 0;

	CHECK_INT(lineOpenA(app, device, &line, V2_2, 0, 0, privilege,
			    privilege == OWNER ? MODEM : 0, NULL), 0);
	return line;
}

static void call_for_data(void)
{
	LINECALLPARAMS params = {
		.dwTotalSize = sizeof(params), .dwBearerMode = LINEBEARERMODE_VOICE,
		.dwMediaMode = MODEM, .dwAddressMode = LINEADDRESSMODE_ADDRESSID,
	};

	CHECK_INT(prog_reply(lineMakeCallA(it.caller, &it.out, "200", 0, &params)), 0);
	scene_advance(2000);
}

/* Lines 0 and 1 talk, as modems do, and both are this program's. */
static void modems_talk(void)
{
	if (!it.caller) {
		it.caller = open_for_data(it.app, 0, OWNER);
		it.called = open_for_data(it.app, 1, OWNER);
	}
	call_for_data();
	NEED(prog_hears(LINE_APPNEWCALL));
	it.in = (HCALL)it.message.dwParam2;
	CHECK_INT(prog_reply(lineAnswer(it.in, NULL, 0)), 0);
	scene_advance(100);
	prog_state(it.out, LINECALLSTATE_CONNECTED);
}

static void call_ends(void)
{
	CHECK_INT(prog_reply(lineDrop(it.out, NULL, 0)), 0);
	prog_state(it.in, LINECALLSTATE_IDLE);
	CHECK_INT(lineDeallocateCall(it.out), 0);
	CHECK_INT(lineDeallocateCall(it.in), 0);
}

static HANDLE handle_in_id(void)
{
	HANDLE handle;

	CHECK_INT(id.v.dwStringFormat, STRINGFORMAT_BINARY);
	CHECK_INT(id.v.dwStringSize, sizeof(handle) + 2);	/* lines have names of a letter */
	CHECK_INT(id.v.dwNeededSize, sizeof(VARSTRING) + id.v.dwStringSize);
	memcpy(&handle, id.room + id.v.dwStringOffset, sizeof(handle));
	return handle;
}

static HANDLE stream_of(HCALL call)
{
	id.v = (VARSTRING){ .dwTotalSize = sizeof(id) };
	NEED(lineGetIDA(0, 0, call, LINECALLSELECT_CALL, &id.v, CLASS) == 0);
	return handle_in_id();
}

/* --- what it is for -------------------------------------------------------------------- */

TEST_ONCE(handles, bytes_of_a_data_call_cross_the_border_both_ways)
{
	HANDLE one, two;

	prog_begin();
	modems_talk();
	one = stream_of(it.out);
	CHECK_TEXT(id.room + id.v.dwStringOffset + sizeof(HANDLE), "a");
	id.v = (VARSTRING){ .dwTotalSize = sizeof(id) };
	NEED(lineGetIDW(0, 0, it.in, LINECALLSELECT_CALL, &id.v, u"Comm/DataModem") == 0);
	two = handle_in_id();
	NEED(one && two);
	CHECK(end_write(one, "ATDT 200", 8) && end_hears(two, "ATDT 200"));
	CHECK(end_write(two, "CONNECT", 7) && end_hears(one, "CONNECT"));
	call_ends();
	CHECK(end_ended(one) && end_ended(two));
	end_close(one);
	end_close(two);
}

TEST_ONCE(handles, of_ever_so_many_calls_no_handle_is_left_over)
{
	unsigned before, count = 0;

	prog_begin();
	for (int i = 0; i < 20; i++) {
		before = end_count();
		modems_talk();
		end_close(stream_of(it.out));
		end_close(stream_of(it.in));
		end_close(stream_of(it.in));
		call_ends();
		count = end_count();
	}
	CHECK_INT(count, before);
}

TEST_ONCE(handles, lines_and_calls_that_do_not_talk_have_a_modem_without_a_handle)
{
	prog_begin();
	it.caller = open_for_data(it.app, 0, OWNER);
	it.called = open_for_data(it.app, 1, OWNER);
	id.v = (VARSTRING){ .dwTotalSize = sizeof(id) };
	CHECK_INT(lineGetIDA(it.called, 0, 0, LINECALLSELECT_LINE, &id.v, CLASS), 0);
	CHECK(handle_in_id() == NULL);
	CHECK_TEXT(id.room + id.v.dwStringOffset + sizeof(HANDLE), "b");
	CHECK_INT(lineGetIDA(it.called, 0, 0, LINECALLSELECT_ADDRESS, &id.v, CLASS), 0);
	CHECK(handle_in_id() == NULL);
	call_for_data();
	CHECK(stream_of(it.out) == NULL);
}

TEST_ONCE(handles, what_is_wrong_is_an_error_and_too_little_room_is_none)
{
	unsigned before;

	prog_begin();
	modems_talk();
	end_close(stream_of(it.out));
	before = end_count();
	id.v = (VARSTRING){ .dwTotalSize = sizeof(id) };
	CHECK_INT(lineGetIDA(it.caller, 9, 0, LINECALLSELECT_ADDRESS, &id.v, CLASS), (LONG)LINEERR_INVALADDRESSID);
	CHECK_INT(lineGetIDA(it.caller, 0, 0, LINECALLSELECT_CALL, &id.v, CLASS), (LONG)LINEERR_INVALCALLHANDLE);
	CHECK_INT(lineGetIDA(0, 0, it.out, LINECALLSELECT_LINE, &id.v, CLASS), (LONG)LINEERR_INVALLINEHANDLE);
	CHECK_INT(lineGetIDA(it.caller, 0, 0, 3, &id.v, CLASS), (LONG)LINEERR_INVALCALLSELECT);
	CHECK_INT(lineGetIDA(it.caller, 0, 0, LINECALLSELECT_LINE, &id.v, "ndis"), (LONG)LINEERR_INVALDEVICECLASS);
	CHECK_INT(lineGetIDA(it.caller, 0, 0, LINECALLSELECT_LINE, NULL, CLASS), (LONG)LINEERR_INVALPOINTER);
	for (DWORD total = sizeof(VARSTRING); total < sizeof(VARSTRING) + sizeof(HANDLE) + 2; total++) {
		id.v = (VARSTRING){ .dwTotalSize = total };
		CHECK_INT(lineGetIDA(0, 0, it.out, LINECALLSELECT_CALL, &id.v, CLASS), 0);
		CHECK_INT(id.v.dwNeededSize, sizeof(VARSTRING) + sizeof(HANDLE) + 2);
		CHECK_INT(id.v.dwUsedSize, sizeof(VARSTRING));
		CHECK_INT(id.v.dwStringSize, 0);
	}
	id.v.dwTotalSize = sizeof(VARSTRING) - 1;
	CHECK_INT(lineGetIDA(0, 0, it.out, LINECALLSELECT_CALL, &id.v, CLASS), (LONG)LINEERR_STRUCTURETOOSMALL);
	CHECK_INT(end_count(), before);
}

TEST_ONCE(handles, who_only_monitors_a_call_does_not_read_what_it_carries)
{
	LINECALLLIST *calls = (void *)&id;
	HLINE watching;
	HCALL seen;

	prog_begin();
	modems_talk();
	watching = open_for_data(it.app, 1, LINECALLPRIVILEGE_MONITOR);
	*calls = (LINECALLLIST){ .dwTotalSize = sizeof(id) };
	NEED(lineGetNewCalls(watching, 0, LINECALLSELECT_LINE, calls) == 0 && calls->dwCallsNumEntries == 1);
	memcpy(&seen, id.room + calls->dwCallsOffset, sizeof(seen));
	CHECK(stream_of(seen) == NULL);
	end_close(stream_of(it.in));
}

/* --- two processes ------------------------------------------------------------------------ */

/* A program of its own: it answers what calls line 1, and writes back what it reads. What
 * it does not come to is the number it ends with. */
static int answering_machine(int ready)
{
	LINEINITIALIZEEXPARAMS params = {
		.dwTotalSize = sizeof(params), .dwOptions = LINEINITIALIZEEXOPTION_USEEVENT,
	};
	DWORD devices, version = V2_2;
	char byte;
	HANDLE end;

	if (lineInitializeExA(&it.app, NULL, NULL, "child", &devices, &version, &params))
		return 1;
	open_for_data(it.app, 1, OWNER);
	if (write(ready, "r", 1) != 1 || !prog_hears(LINE_APPNEWCALL))
		return 2;
	it.in = (HCALL)it.message.dwParam2;
	if (prog_reply(lineAnswer(it.in, NULL, 0)))
		return 3;
	end = stream_of(it.in);
	while (end_read(end, &byte, 1))
		end_write(end, &byte, 1);
	return 0;
}

/* Start it, call it from line 0, and wait until it has answered. */
static pid_t call_a_machine(void)
{
	pid_t child;
	int ready[2];
	char byte;

	NEED(pipe(ready) == 0);
	child = fork();
	NEED(child >= 0);
	if (child == 0)
		_exit(answering_machine(ready[1]));
	close(ready[1]);
	CHECK_INT(read(ready[0], &byte, 1), 1);
	close(ready[0]);
	it.caller = open_for_data(it.app, 0, OWNER);
	call_for_data();
	prog_state(it.out, LINECALLSTATE_CONNECTED);
	return child;
}

TEST_ONCE(handles, two_processes_talk_until_the_call_ends)
{
	int status = -1;
	HANDLE end;
	pid_t child;

	if (!CHILDREN_MAY_THREAD)
		return;
	prog_begin();
	child = call_a_machine();
	end = stream_of(it.out);
	CHECK(end_write(end, "are you there?", 14) && end_hears(end, "are you there?"));
	CHECK_INT(prog_reply(lineDrop(it.out, NULL, 0)), 0);
	CHECK(end_ended(end));
	end_close(end);
	NEED(waitpid(child, &status, 0) == child);
	CHECK_INT(status, 0);
}

TEST_ONCE(handles, a_program_that_is_killed_ends_the_stream_of_the_other)
{
	unsigned before;
	int status = -1;
	HANDLE end;
	pid_t child;

	if (!CHILDREN_MAY_THREAD)
		return;
	prog_begin();
	child = call_a_machine();
	before = end_count();
	end = stream_of(it.out);
	CHECK(end_write(end, "hello", 5) && end_hears(end, "hello"));
	NEED(kill(child, SIGKILL) == 0);
	NEED(waitpid(child, &status, 0) == child);
	prog_state(it.out, LINECALLSTATE_IDLE);
	CHECK(end_ended(end));
	end_close(end);
	CHECK(end_count() < before);	/* the stream, and the connection of who has gone */
}

/* --- clients that do not behave --------------------------------------------------------------- */

/* Say `size` bytes with `count` descriptors beside them; how many were taken. */
static ssize_t say_with(int socket, const void *bytes, size_t size, unsigned count)
{
	union {
		struct cmsghdr head;
		char room[CMSG_SPACE(64 * sizeof(int))];
	} beside = { .head = { .cmsg_len = CMSG_LEN(count * sizeof(int)), .cmsg_level = SOL_SOCKET,
			       .cmsg_type = SCM_RIGHTS } };
	struct iovec part = { (void *)bytes, size };
	struct msghdr message = {
		.msg_iov = &part, .msg_iovlen = 1, .msg_control = beside.room,
		.msg_controllen = CMSG_SPACE(count * sizeof(int)),
	};

	for (unsigned i = 0; i < count; i++)
		memcpy(CMSG_DATA(&beside.head) + i * sizeof(int), &socket, sizeof(int));
	return sendmsg(socket, &message, MSG_NOSIGNAL);
}

TEST_ONCE(handles, the_server_takes_no_descriptors_from_clients)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	const int own = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	unsigned before;
	struct buf out;
	size_t frame;

	prog_begin();
	snprintf(address.sun_path, sizeof(address.sun_path), "%s", scene_socket());
	NEED(connect(own, (struct sockaddr *)&address, sizeof(address)) == 0);
	buf_grow(&out);
	frame = frame_begin(&out, FRAME_HELLO, 0);
	buf_text(&out, "generous");
	frame_end(&out, frame);
	CHECK_INT(say_with(own, out.at, out.len, 60), out.len);
	modems_talk();
	before = end_count();
	buf_reset(&out);
	frame = frame_begin(&out, FRAME_REQUEST, 1);
	packet_write(&out, PACKET_lineGetCountry, &(struct packet_lineGetCountry){ 1, V2_2, 12 },
		     sizeof(struct packet_lineGetCountry), NULL);
	frame_end(&out, frame);
	for (int i = 0; i < 50; i++)
		CHECK_INT(say_with(own, out.at, out.len, 60), out.len);
	CHECK_INT(say_with(own, out.at, 3, 60), 3);
	end_close(stream_of(it.out));	/* it has served all that, and others */
	CHECK_INT(end_count(), before + 2);	/* the stream's */
	buf_free(&out);
	close(own);
}

/* Line 2, which is the peer's, has a data call to line 1, which is the program's. */
static DWORD peer_calls(struct peer *peer)
{
	struct packet_lineMakeCall in = { .request = peer_request() };
	LINECALLPARAMS params = {
		.dwTotalSize = sizeof(params), .dwBearerMode = LINEBEARERMODE_VOICE,
		.dwMediaMode = MODEM, .dwAddressMode = LINEADDRESSMODE_ADDRESSID,
	};
	const DWORD request = in.request;
	struct event reply;
	struct buf tail;

	it.called = open_for_data(it.app, 1, OWNER);
	in.line = peer_line(peer, peer_app(peer, "peer"), 2, OWNER);
	buf_grow(&tail);
	in.dest = packet_text(&tail, u"200");
	in.params = packet_record(&tail, &params);
	CHECK_INT(ASK_WITH(peer, lineMakeCall, &in, &tail), request);
	buf_free(&tail);
	CHECK_INT(peer_reply(peer, request, &reply), 0);
	scene_advance(2000);
	NEED(prog_hears(LINE_APPNEWCALL));
	it.in = (HCALL)it.message.dwParam2;
	CHECK_INT(prog_reply(lineAnswer(it.in, NULL, 0)), 0);
	peer_state(peer, reply.p3, LINECALLSTATE_CONNECTED);
	return reply.p3;
}

static LONG peer_asks(struct peer *peer, DWORD call, const WCHAR *class, DWORD *handle)
{
	struct packet_lineGetIDAndHandle in = {
		.call = call, .select = LINECALLSELECT_CALL, .id = 200,
	};
	struct buf tail;
	LONG answer;

	buf_grow(&tail);
	in.class = packet_text(&tail, class);
	answer = ASK_WITH(peer, lineGetIDAndHandle, &in, &tail);
	buf_free(&tail);
	*handle = in.handle;
	return answer;
}

TEST_ONCE(handles, only_classes_with_handles_are_asked_for_so)
{
	struct packet_lineGetID plain = { .select = LINECALLSELECT_CALL, .id = 200 };
	struct peer *peer;
	struct buf tail;
	unsigned before;
	DWORD handle;

	prog_begin();
	peer = peer_hello("peer");
	plain.call = peer_calls(peer);
	CHECK_INT(peer_asks(peer, plain.call, u"COMM/datamodem", &handle), 0);
	CHECK_INT(handle, 1);
	before = end_count();
	CHECK_INT(peer_asks(peer, plain.call, u"tapi/line", &handle), (LONG)LINEERR_INVALDEVICECLASS);
	buf_grow(&tail);
	plain.class = packet_text(&tail, u"comm/DATAMODEM");
	CHECK_INT(ASK_WITH(peer, lineGetID, &plain, &tail), (LONG)LINEERR_OPERATIONUNAVAIL);
	buf_free(&tail);
	CHECK_INT(end_count(), before);
}

/* Ask `times` times for the handle of the call, and read nothing of what comes. */
static void peer_asks_on(struct peer *peer, DWORD call, DWORD times)
{
	struct packet_lineGetIDAndHandle in = {
		.call = call, .select = LINECALLSELECT_CALL, .id = 200,
	};
	struct buf out, tail;
	size_t frame;

	buf_grow(&out);
	buf_grow(&tail);
	in.class = packet_text(&tail, u"comm/datamodem");
	for (DWORD i = 0; i < times; i++) {
		buf_reset(&out);
		frame = frame_begin(&out, FRAME_REQUEST, 0x10000 + i);
		packet_write(&out, PACKET_lineGetIDAndHandle, &in, sizeof(in), &tail);
		frame_end(&out, frame);
		peer_bytes(peer, out.at, out.len);
	}
	buf_free(&out);
	buf_free(&tail);
}

/* Read the replies to all these: how many of them have a handle in front. */
static unsigned peer_reads_all(struct peer *peer, DWORD times)
{
	static char bytes[1 << 16];
	struct frame frame;
	unsigned good = 0;
	DWORD replies = 0, handle = 0;
	size_t have = 0;
	const char *why;
	ssize_t n;

	while (replies < times) {
		n = recv(peer_socket(peer), bytes + have, sizeof(bytes) - have, 0);
		NEED(n > 0);
		have += (size_t)n;
		while (have && frame_read(&frame, bytes, have, &why) > 0 && have >= FRAME_HEAD + frame.size) {
			good += frame.type == FRAME_REPLY && frame.cookie == handle;
			replies += frame.type == FRAME_REPLY;
			if (frame.type == FRAME_HANDLE)
				handle = frame.cookie;
			have -= FRAME_HEAD + frame.size;
			memmove(bytes, bytes + FRAME_HEAD + frame.size, have);
		}
	}
	return good;
}

TEST_ONCE(handles, who_asks_for_many_and_reads_none_keeps_few_waiting)
{
	const DWORD times = 2000;
	struct peer *greedy;
	unsigned before, good;
	DWORD call;

	prog_begin();
	greedy = peer_hello("greedy");
	call = peer_calls(greedy);
	end_close(stream_of(it.in));
	CHECK(peer_none(greedy, LINE_CLOSE));	/* nothing is on its way there */
	before = end_count();
	peer_asks_on(greedy, call, times);
	end_close(stream_of(it.in));		/* the server has come so far, and serves on */
	CHECK(end_count() <= before + 16);
	good = peer_reads_all(greedy, times);	/* those that waited come, too */
	CHECK(good >= 16 && good < times);
	CHECK_INT(end_count(), before);
}

TEST_ONCE(handles, a_program_by_tcp_gets_names_and_no_handles)
{
	struct packet_lineGetIDAndHandle in = { .select = LINECALLSELECT_LINE, .id = 200 };
	const unsigned port = scene_port();
	char server[200], hello[100] = "by tcp\n";
	struct peer *far;
	struct buf tail;
	DWORD handle, call;
	FILE *token;

	snprintf(server, sizeof(server), "tcp-port = %u\ntoken = %s\n", port, scene_file("token"));
	prog_begin_with(server);
	token = fopen(scene_file("token"), "r");
	NEED(token && fgets(hello + 7, sizeof(hello) - 7, token));
	fclose(token);
	far = peer_by_tcp(port, hello);
	call = peer_calls(far);
	CHECK_INT(peer_asks(far, call, u"comm/datamodem", &handle), (LONG)LINEERR_OPERATIONUNAVAIL);
	end_close(stream_of(it.in));
	buf_grow(&tail);
	in.line = peer_line(far, peer_app(far, "again"), 0, LINECALLPRIVILEGE_MONITOR);
	in.class = packet_text(&tail, u"comm/datamodem");
	CHECK_INT(ASK_WITH(far, lineGetIDAndHandle, &in, &tail), 0);
	CHECK_INT(in.handle, 0);
	buf_free(&tail);
}

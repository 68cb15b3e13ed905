/* SPDX-License-Identifier: MIT
 * tapi_far.c - see tapi_far.h. Allocates nothing, so that a test's allocations are the
 * client's. */
#include "tapi_far.h"
#include "base/log.h"
#include "tapi/client/connection.h"
#include "tapi/frame.h"
#include "test.h"
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include <uv.h>

#define ANSWERS 8

struct answer {
	DWORD number;
	LONG answer;
	const void *slots, *tail;
	size_t size, tail_size;
};

/* What is sent behind a reply. */
struct extra {
	struct event event;
	bool has_event;
	_Alignas(8) char tail[512], bytes[4096];
	DWORD tail_size;
	size_t size;
};

static struct {
	int fd;
	uv_thread_t thread;
	bool hangs_up, wrong_id;
	struct answer answers[ANSWERS];
	size_t count;
	DWORD app, open, context;	/* the last contexts that came */
	DWORD request;			/* the last id */
	struct extra extra;		/* behind the next reply */
	enum far_passing passing;
	unsigned handles;		/* how many come with the next reply */
	unsigned beside;		/* ... with the next frame */
	_Alignas(8) char in[65536];
	size_t in_size;
	DWORD asked_number;
	DWORD slots[PACKET_SLOTS];
	_Alignas(8) char out[65536];
} it;

/* --- what it says ------------------------------------------------------------------ */

/* Descriptors of our end of the connection beside the bytes. */
static void send_beside(const struct buf *bytes, unsigned count)
{
	union {
		struct cmsghdr head;
		char room[CMSG_SPACE(FAR_HANDLES * sizeof(int))];
	} beside = { .head = { .cmsg_len = CMSG_LEN(count * sizeof(int)), .cmsg_level = SOL_SOCKET,
			       .cmsg_type = SCM_RIGHTS } };
	struct iovec part = { bytes->at, bytes->len };
	const struct msghdr message = {
		.msg_iov = &part, .msg_iovlen = 1, .msg_control = beside.room,
		.msg_controllen = CMSG_SPACE(count * sizeof(int)),
	};

	for (unsigned i = 0; i < count; i++)
		memcpy(CMSG_DATA(&beside.head) + i * sizeof(int), &it.fd, sizeof(int));
	sendmsg(it.fd, &message, MSG_NOSIGNAL);
}

static void say(enum frame_type type, DWORD cookie, const void *body, size_t size)
{
	char room[8192];
	struct buf out;
	size_t frame;

	buf_fixed(&out, room, sizeof(room));
	frame = frame_begin(&out, type, cookie);
	buf_bytes(&out, body, size);
	frame_end(&out, frame);
	if (it.beside)
		send_beside(&out, it.beside);
	else
		send(it.fd, out.at, out.len, MSG_NOSIGNAL);
	it.beside = 0;
}

static void say_extra(const struct extra *extra)
{
	char room[1024];
	struct buf out;
	struct event event = extra->event;

	if (extra->has_event) {
		event.app = event.app == FAR_CONTEXT ? it.app : event.app;
		event.open = event.open == FAR_CONTEXT ? it.open : event.open;
		event.context = event.context == FAR_CONTEXT ? it.context : event.context;
		event.p1 = event.p1 == FAR_REQUEST ? it.request : event.p1;
		buf_fixed(&out, room, sizeof(room));
		event_write(&out, &event, extra->tail, extra->tail_size);
		say(FRAME_EVENT, 0, out.at, out.len);
	}
	if (extra->size)
		send(it.fd, extra->bytes, extra->size, MSG_NOSIGNAL);
}

static const struct answer *answer_to(DWORD number)
{
	for (size_t i = it.count; i > 0; i--)
		if (it.answers[i - 1].number == number)
			return &it.answers[i - 1];
	return NULL;
}

/* What must not be 0, so that programs can go on. */
static void fill_usual(DWORD number, DWORD *slots)
{
	if (number == PACKET_lineInitialize || number == PACKET_phoneInitialize) {
		slots[offsetof(struct packet_lineInitialize, app) / 4] = FAR_APP;
		slots[offsetof(struct packet_lineInitialize, devices) / 4] = 2;
	} else if (number == PACKET_lineOpen) {
		slots[offsetof(struct packet_lineOpen, line) / 4] = FAR_LINE;
	} else if (number == PACKET_phoneOpen) {
		slots[offsetof(struct packet_phoneOpen, phone) / 4] = FAR_PHONE;
	}
}

static void reply(const struct packet *in, DWORD cookie)
{
	const struct answer *prepared = answer_to(in->kind->number);
	DWORD slots[PACKET_SLOTS] = { 0 };
	LONG answer = in->kind->async ? (LONG)in->slot[0] : 0;
	struct buf out, tail = { 0 };

	fill_usual(in->kind->number, slots);
	if (prepared) {
		memcpy(slots, prepared->slots, prepared->size);
		tail = (struct buf){ .at = (char *)prepared->tail, .len = prepared->tail_size };
		answer = prepared->answer || !in->kind->async ? prepared->answer : answer;
	}
	if (it.wrong_id)
		answer++;
	buf_fixed(&out, it.out, sizeof(it.out));
	packet_write(&out, (DWORD)answer, slots, sizeof(slots), prepared ? &tail : NULL);
	say(FRAME_REPLY, cookie, out.at, out.len);
}

/* --- what it hears ------------------------------------------------------------------- */

static void remember(const struct packet *in)
{
	it.asked_number = in->kind->number;
	memcpy(it.slots, in->slot, sizeof(it.slots));
	it.request = in->slot[0];
	if (in->kind->number == PACKET_lineInitialize || in->kind->number == PACKET_phoneInitialize)
		it.app = ((const struct packet_lineInitialize *)packet_slots(in))->context;
	else if (in->kind->number == PACKET_lineOpen)
		it.open = ((const struct packet_lineOpen *)packet_slots(in))->context;
	else if (in->kind->number == PACKET_phoneOpen)
		it.open = ((const struct packet_phoneOpen *)packet_slots(in))->context;
	else if (in->kind->number == PACKET_lineGatherDigits)
		it.context = ((const struct packet_lineGatherDigits *)packet_slots(in))->digits_context;
}

static bool read_all(void *to, size_t size)
{
	for (size_t at = 0; at < size;) {
		ssize_t n = read(it.fd, (char *)to + at, size - at);

		if (n <= 0)
			return false;
		at += (size_t)n;
	}
	return true;
}

/* When the reply is out, the test goes on and may prepare the next. */
static void say_all(const struct packet *in, DWORD cookie)
{
	static struct extra extra;

	extra = it.extra;
	it.extra.has_event = false;
	it.extra.size = 0;
	it.beside = it.handles;
	it.handles = 0;
	if (it.beside && it.passing != FAR_NO_FRAME)
		say(FRAME_HANDLE, it.passing == FAR_WRONG_COOKIE ? cookie + 1 : cookie, NULL, 0);
	reply(in, cookie);
	say_extra(&extra);
}

static bool hear(void)
{
	struct frame frame;
	struct packet in;
	const char *why;
	char head[FRAME_HEAD];

	if (!read_all(head, sizeof(head)) || frame_read(&frame, head, sizeof(head), &why) != 1 ||
	    frame.size > sizeof(it.in) || !read_all(it.in, frame.size))
		return false;
	if (frame.type == FRAME_HELLO) {
		say(FRAME_WELCOME, 0, "far", 3);
		return true;
	}
	why = packet_read_request(&in, it.in, frame.size);
	if (why || it.hangs_up)
		return false;
	remember(&in);
	say_all(&in, frame.cookie);
	return true;
}

static void serve(void *nothing)
{
	while (hear())
		;
	shutdown(it.fd, SHUT_RDWR);
}

/* --- what tests do --------------------------------------------------------------------- */

static void far_close(void *nothing)
{
	client_reset();
	log_level_set(LOG_WARN);
	shutdown(it.fd, SHUT_RDWR);
	uv_thread_join(&it.thread);
	close(it.fd);
}

void far_open(void)
{
	int pair[2];

	memset(&it, 0, sizeof(it));
	log_level_set(LOG_OFF);		/* of what is wrong on purpose */
	NEED(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) == 0);
	it.fd = pair[1];
	NEED(uv_thread_create(&it.thread, serve, NULL) == 0);
	DEFER(far_close, NULL);
	NEED(connection_open_to(pair[0]));
}

/* --- that is looked for ----------------------------------------------------------------- */

static struct {
	int fd;
	unsigned leaves;
	_Atomic unsigned came;
	char path[64];
} door;

static void open_the_door(void *nothing)
{
	while ((it.fd = accept(door.fd, NULL, NULL)) >= 0 && door.came++ < door.leaves)
		close(it.fd);
	if (it.fd >= 0)
		serve(NULL);
}

static void door_close(void *nothing)
{
	client_reset();
	log_level_set(LOG_WARN);
	shutdown(door.fd, SHUT_RDWR);	/* accept() returns */
	uv_thread_join(&it.thread);
	close(it.fd);
	close(door.fd);
	unlink(door.path);
	unsetenv("OPENTSP_TAPI");
}

void far_listen(unsigned leaves)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	char address[sizeof(door.path) + 5];

	memset(&it, 0, sizeof(it));
	it.fd = -1;
	door.leaves = leaves;
	door.came = 0;
	snprintf(door.path, sizeof(door.path), "/tmp/opentsp-far.%d.sock", (int)getpid());
	memcpy(at.sun_path, door.path, sizeof(door.path));
	log_level_set(LOG_OFF);
	door.fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	NEED(bind(door.fd, (struct sockaddr *)&at, sizeof(at)) == 0 && listen(door.fd, 8) == 0);
	NEED(uv_thread_create(&it.thread, open_the_door, NULL) == 0);
	snprintf(address, sizeof(address), "unix:%s", door.path);
	setenv("OPENTSP_TAPI", address, 1);
	DEFER(door_close, NULL);
}

unsigned far_came(void)
{
	return door.came;
}

void far_answer(DWORD number, LONG answer, const void *slots, size_t size, const void *tail,
		size_t tail_size)
{
	it.answers[it.count++] = (struct answer){ number, answer, slots, tail, size, tail_size };
}

void far_event(const struct event *event, const void *tail, DWORD size)
{
	it.extra.event = *event;
	memcpy(it.extra.tail, tail ? tail : "", size);
	it.extra.tail_size = size;
	it.extra.has_event = true;
}

void far_bytes(const void *bytes, size_t size)
{
	memcpy(it.extra.bytes, bytes, size);
	it.extra.size = size;
}

void far_handles(enum far_passing how, unsigned count)
{
	it.passing = how;
	it.handles = count;
}

void far_hang_up(void)
{
	it.hangs_up = true;
}

void far_answer_wrong_id(void)
{
	it.wrong_id = true;
}

const void *far_asked(DWORD number)
{
	CHECK_INT(it.asked_number, number);
	return it.slots;
}

const void *far_tail(DWORD offset)
{
	return offset == PACKET_NONE ? NULL : it.in + PACKET_FIXED + offset;
}

/* SPDX-License-Identifier: MIT
 * server_scene.c - see the header. */
#include "server_scene.h"
#include "base/mem.h"
#include "opentsp/host.h"
#include "tapi/frame.h"
#include <dirent.h>
#include <netinet/in.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>
#include <uv.h>

struct server *scene_server;
static uv_thread_t thread;
static char folder[32], socket_path[108];

static const char lines[] =
	"[provider]\nclock = virtual\n"
	"[line a]\ndriver = sim\nnumber = 100\n"
	"[line b]\ndriver = sim\nnumber = 200\n"
	"[line c]\ndriver = sim\nnumber = 300\ncalls = 4\n";

static void run(void *arg)
{
	server_run(arg);
}

static void make_folder(void);
static bool second;	/* there is a second provider */
static bool fake;	/* the first is the one that does as it is told */
static const char *also;
static char of_server[512];

const char *scene_file(const char *name)
{
	static char path[100];

	make_folder();
	snprintf(path, sizeof(path), "%s/%.60s", folder, name);
	return path;
}

void scene_write(const char *name, const char *text)
{
	FILE *file = fopen(scene_file(name), "w");

	NEED(file);
	fputs(text, file);
	fclose(file);
}

static void clean(void *nothing)
{
	struct dirent *entry;
	DIR *dir;

	scene_close();
	dir = opendir(folder);
	while (dir && (entry = readdir(dir)))
		unlink(scene_file(entry->d_name));
	if (dir)
		closedir(dir);
	rmdir(folder);
	folder[0] = '\0';
	second = fake = false;
	also = NULL;
}

void scene_fake(void)
{
	fake = true;
}

void scene_second(const char *text)
{
	scene_write("second.conf", text);
	second = true;
}

void scene_open(const char *more)
{
	scene_open_with(more, "");
}

static void make_folder(void)
{
	if (folder[0])
		return;		/* a test wrote into it before */
	snprintf(folder, sizeof(folder), "/tmp/opentsp-tapi.XXXXXX");
	NEED(mkdtemp(folder));
	chmod(folder, 0711);
	DEFER(clean, NULL);
}

void scene_also(const char *more)
{
	also = more;
}

static void write_configuration(void)
{
	const char *server = of_server;
	char from[100];
	struct buf text;

	buf_grow(&text);
	buf_printf(&text, "[server]\n%s\ndialing = %s/dialing.conf\ndialing-state = %s/dialed.conf\n",
		   server, folder, folder);
	if (!strstr(server, "providers-state"))
		buf_printf(&text, "providers-state = %s/providers.conf\n", folder);
	if (fake)
		buf_printf(&text, "[provider fake]\nfile = %s\nid = 9\n", FAKE_PROVIDER);
	else
		buf_printf(&text, "[provider sim]\nfile = %s\nconfig = %s/opentsp.conf\n",
			   SCENE_PROVIDER, folder);
	if (second)
		buf_printf(&text, "[provider second]\nfile = %s\nconfig = %s/second.conf\nid = 10\n",
			   SCENE_PROVIDER, folder);
	buf_text(&text, also ? also : "");
	scene_write("tapisrv.new", buf_c(&text));
	buf_free(&text);
	snprintf(from, sizeof(from), "%s", scene_file("tapisrv.new"));
	NEED(rename(from, scene_file("tapisrv.conf")) == 0);
}

void scene_reload(void)
{
	write_configuration();
	server_reload(scene_server);
}

void scene_open_with(const char *more, const char *server)
{
	struct server_options options = { 0 };
	char config[128], address[128];
	struct buf text;
	enum err err;

	make_folder();
	buf_grow(&text);
	buf_printf(&text, "%s%s", lines, more ? more : "");
	scene_write("opentsp.conf", buf_c(&text));
	snprintf(of_server, sizeof(of_server), "%s", server);
	write_configuration();
	snprintf(config, sizeof(config), "%s", scene_file("tapisrv.conf"));
	snprintf(socket_path, sizeof(socket_path), "%s", scene_file("tapi.sock"));
	snprintf(address, sizeof(address), "unix:%s", socket_path);
	options.conf = config;
	options.socket = address;
	buf_reset(&text);
	err = server_open(&scene_server, &options, &text);
	if (err)
		fprintf(stderr, "%s\n", buf_c(&text));
	buf_free(&text);
	NEED(err == OK);
	NEED(uv_thread_create(&thread, run, scene_server) == 0);
}

void scene_close(void)
{
	char faults[4096];

	if (!scene_server)
		return;
	server_stop(scene_server);
	uv_thread_join(&thread);
	if (host_faults(server_host(scene_server, 0), faults, sizeof(faults)))
		fputs(faults, stderr);
	CHECK(host_faults(server_host(scene_server, 0), faults, sizeof(faults)) == 0);
	server_close(scene_server);
	scene_server = NULL;
}

const char *scene_socket(void)
{
	return socket_path;
}

unsigned scene_port(void)
{
	struct sockaddr_in address = { .sin_family = AF_INET };
	socklen_t size = sizeof(address);
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	NEED(bind(fd, (struct sockaddr *)&address, sizeof(address)) == 0);
	getsockname(fd, (struct sockaddr *)&address, &size);
	close(fd);
	return ntohs(address.sin_port);
}

void scene_command(const char *text)
{
	char reply[256] = "";

	CHECK_INT(host_command(server_host(scene_server, 0), text, reply, sizeof(reply)), 0);
	CHECK(strncmp(reply, "ok", 2) == 0);
}

void scene_advance(unsigned ms)
{
	char text[32];

	snprintf(text, sizeof(text), "advance %u", ms);
	scene_command(text);
}

/* --- peers ---------------------------------------------------------------------- */

#define EVENTS_MAX 4096

struct kept {
	struct event event;
	unsigned char *tail;
	DWORD tail_size;
};

struct peer {
	int fd;
	DWORD cookie;
	bool gone;
	char why[256];
	unsigned char *in;
	size_t in_len, in_size;
	unsigned char *reply;		/* of the last request, aligned */
	struct packet packet;
	struct kept events[EVENTS_MAX];
	size_t first, count;
	struct kept last;
};

static void peer_free(void *arg)
{
	struct peer *peer = arg;

	peer_leave(peer);
	for (size_t i = peer->first; i < peer->count; i++)
		free(peer->events[i].tail);
	free(peer->last.tail);
	free(peer->in);
	free(peer->reply);
	free(peer);
}

static void connect_to(struct peer *peer, const struct sockaddr *address, socklen_t size)
{
	struct timeval limit = { WAIT_MS / 1000, 0 };

	peer->fd = socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	setsockopt(peer->fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
	NEED(connect(peer->fd, address, size) == 0);
}

static struct peer *peer_at(const struct sockaddr *address, socklen_t size)
{
	struct peer *peer = calloc(1, sizeof(*peer));

	NEED(peer);
	peer->fd = -1;
	DEFER(peer_free, peer);
	connect_to(peer, address, size);
	return peer;
}

static struct sockaddr_un address_of_scene(void)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };

	snprintf(address.sun_path, sizeof(address.sun_path), "%s", socket_path);
	return address;
}

struct peer *peer_new(void)
{
	const struct sockaddr_un address = address_of_scene();

	return peer_at((const struct sockaddr *)&address, sizeof(address));
}

void peer_leave(struct peer *peer)
{
	if (peer->fd >= 0)
		close(peer->fd);
	peer->fd = -1;
	peer->gone = true;
}

int peer_socket(struct peer *peer)
{
	return peer->fd;
}

void peer_bytes(struct peer *peer, const void *bytes, size_t size)
{
	ssize_t sent = send(peer->fd, bytes, size, MSG_NOSIGNAL);

	if (sent != (ssize_t)size)
		peer->gone = true;
}

static void keep_event(struct peer *peer, const unsigned char *body, size_t size)
{
	struct kept *kept = &peer->events[peer->count];
	unsigned char *copy = malloc(size ? size : 1);
	const void *tail;

	NEED(peer->count < EVENTS_MAX && copy);
	memcpy(copy, body, size);
	CHECK(event_read(&kept->event, copy, size, &tail, &kept->tail_size) == NULL);
	kept->tail = malloc(kept->tail_size ? kept->tail_size : 1);
	memcpy(kept->tail, tail ? tail : "", kept->tail_size);
	free(copy);
	peer->count++;
}

/* Read one frame. Its type, with its body in *body until the next; 0: there is no more. */
static unsigned read_frame(struct peer *peer, struct frame *frame, const unsigned char **body,
			   bool wait)
{
	static size_t used;	/* bytes of the frame before, taken out now */
	const char *why = NULL;
	ssize_t got;
	int there;

	used = 0;
	for (;;) {
		there = peer->in_len ? frame_read(frame, peer->in, peer->in_len, &why) : 0;
		if (there > 0 && peer->in_len >= FRAME_HEAD + frame->size)
			break;
		if (peer->in_size - peer->in_len < 65536) {
			peer->in_size += 131072;
			peer->in = realloc(peer->in, peer->in_size);
		}
		got = peer->gone ? 0 : recv(peer->fd, peer->in + peer->in_len, 65536,
					    wait ? 0 : MSG_DONTWAIT);
		if (got < 0 && errno == EINTR)
			continue;	/* a child of the server has ended */
		if (got <= 0) {
			if (got == 0 || errno == ECONNRESET || errno == EPIPE)
				peer->gone = true;
			return 0;
		}
		peer->in_len += (size_t)got;
	}
	used = FRAME_HEAD + frame->size;
	free(peer->reply);
	peer->reply = malloc(frame->size + 1);
	memcpy(peer->reply, peer->in + FRAME_HEAD, frame->size);
	peer->reply[frame->size] = 0;
	memmove(peer->in, peer->in + used, peer->in_len - used);
	peer->in_len -= used;
	*body = peer->reply;
	if (frame->type == FRAME_EVENT)
		keep_event(peer, *body, frame->size);
	if (frame->type == FRAME_GOODBYE)
		snprintf(peer->why, sizeof(peer->why), "%s", (const char *)*body);
	return frame->type;
}

static void send_frame(struct peer *peer, enum frame_type type, DWORD cookie, const void *body,
		       size_t size)
{
	struct buf out;
	size_t frame;

	buf_grow(&out);
	frame = frame_begin(&out, type, cookie);
	buf_bytes(&out, body, size);
	frame_end(&out, frame);
	peer_bytes(peer, out.at, out.len);
	buf_free(&out);
}

struct peer *peer_by_tcp(unsigned port, const char *hello)
{
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };
	struct peer *peer;

	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	peer = peer_at((struct sockaddr *)&address, sizeof(address));
	send_frame(peer, FRAME_HELLO, 0, hello, strlen(hello));
	return peer;
}

/* The kernel notes at connect() who does it; by the system call it is this thread alone. */
struct peer *peer_hello_as(const char *name, unsigned user)
{
	struct peer *peer;

	NEED(syscall(SYS_setresuid, -1, user, -1) == 0);
	peer = peer_hello(name);
	NEED(syscall(SYS_setresuid, -1, 0, -1) == 0);
	return peer;
}

struct peer *peer_hello(const char *name)
{
	struct peer *peer = peer_new();
	const unsigned char *body;
	struct frame frame;

	send_frame(peer, FRAME_HELLO, 0, name, strlen(name));
	CHECK_INT(read_frame(peer, &frame, &body, true), FRAME_WELCOME);
	return peer;
}

void peer_again(struct peer *peer, const char *name)
{
	const struct sockaddr_un address = address_of_scene();
	const unsigned char *body;
	struct frame frame;

	peer_leave(peer);
	while (peer->first < peer->count)
		free(peer->events[peer->first++].tail);
	peer->first = peer->count = peer->in_len = 0;
	peer->gone = false;
	peer->why[0] = '\0';
	connect_to(peer, (const struct sockaddr *)&address, sizeof(address));
	send_frame(peer, FRAME_HELLO, 0, name, strlen(name));
	CHECK_INT(read_frame(peer, &frame, &body, true), FRAME_WELCOME);
}

bool peer_try(struct peer *peer, DWORD number, const void *slots, size_t size,
	      const struct buf *tail, LONG *answer)
{
	static const struct buf none;
	const unsigned char *body;
	struct frame frame;
	struct buf out;
	unsigned type;

	buf_grow(&out);
	packet_write(&out, number, slots, size, tail ? tail : &none);
	send_frame(peer, FRAME_REQUEST, ++peer->cookie, out.at, out.len);
	buf_free(&out);
	do
		type = read_frame(peer, &frame, &body, true);
	while (type == FRAME_EVENT || type == FRAME_WELCOME || type == FRAME_HANDLE);
	if (type != FRAME_REPLY)
		return false;
	CHECK_INT(frame.cookie, peer->cookie);
	CHECK_TEXT(packet_read_reply(&peer->packet, packet_find(number), body, frame.size), NULL);
	*answer = (LONG)peer->packet.answer;
	return true;
}

LONG peer_ask(struct peer *peer, DWORD number, void *slots, size_t size, const struct buf *tail)
{
	LONG answer = 0;

	NEED(peer_try(peer, number, slots, size, tail, &answer));
	memcpy(slots, peer->packet.slot, size);
	return answer;
}

const void *peer_tail(struct peer *peer, DWORD offset)
{
	return packet_at(&peer->packet, offset);
}

static bool take_kept(struct peer *peer, DWORD message, struct event *out)
{
	struct kept *kept;

	while (peer->first < peer->count) {
		kept = &peer->events[peer->first++];
		free(peer->last.tail);
		peer->last = *kept;
		if (kept->event.message != message)
			continue;
		if (out)
			*out = kept->event;
		return true;
	}
	peer->first = peer->count = 0;
	return false;
}

bool peer_event(struct peer *peer, DWORD message, struct event *out)
{
	const unsigned char *body;
	struct frame frame;

	while (!take_kept(peer, message, out))
		if (!read_frame(peer, &frame, &body, true))
			return false;
	return true;
}

bool peer_next(struct peer *peer, struct event *out)
{
	if (peer->first == peer->count) {
		peer->first = peer->count = 0;
		return false;
	}
	free(peer->last.tail);
	peer->last = peer->events[peer->first++];
	*out = peer->last.event;
	return true;
}

const void *peer_event_tail(struct peer *peer)
{
	return peer->last.tail_size ? peer->last.tail : NULL;
}

bool peer_none(struct peer *peer, DWORD message)
{
	struct packet_lineGetStatusMessages nothing = { 0 };

	ASK(peer, lineGetStatusMessages, &nothing);	/* what was told before stands before its reply */
	for (size_t i = peer->first; i < peer->count; i++)
		if (peer->events[i].event.message == message)
			return false;
	return true;
}

bool peer_gone(struct peer *peer, char *why, size_t size)
{
	const unsigned char *body;
	struct frame frame;

	while (!peer->gone && read_frame(peer, &frame, &body, true))
		;
	if (why)
		snprintf(why, size, "%s", peer->why);
	return peer->gone;
}

/* --- what every test does ---------------------------------------------------------- */

DWORD peer_request(void)
{
	static DWORD last;

	return ++last;
}

static DWORD put_text(struct buf *tail, const char *text)
{
	WCHAR wide[128];

	NEED(utf16_size(text) <= sizeof(wide));
	utf16_write(wide, text);
	return packet_text(tail, wide);
}

DWORD peer_app(struct peer *peer, const char *module)
{
	struct packet_lineInitialize in = { .context = 1, .version = 0x00020002 };
	struct buf tail;

	buf_grow(&tail);
	in.friendly_name = put_text(&tail, module);
	in.module = put_text(&tail, module);
	CHECK_INT(ASK_WITH(peer, lineInitialize, &in, &tail), 0);
	buf_free(&tail);
	return in.app;
}

DWORD peer_line(struct peer *peer, DWORD app, DWORD device, DWORD privileges)
{
	struct packet_lineOpen in = {
		.app = app, .device = device, .version = 0x00020002, .context = 2,
		.privileges = privileges, .media_modes = VOICE, .params = PACKET_NONE,
	};

	CHECK_INT(ASK(peer, lineOpen, &in), 0);
	return in.line;
}

LONG peer_reply(struct peer *peer, DWORD request, struct event *out)
{
	struct event event;

	while (peer_event(peer, LINE_REPLY, &event)) {
		if (event.p1 != request)
			continue;
		if (out)
			*out = event;
		return (LONG)event.p2;
	}
	CHECK(!"a LINE_REPLY came");
	return (LONG)LINEERR_OPERATIONFAILED;
}

DWORD peer_call(struct peer *peer, DWORD line, const char *dest)
{
	struct packet_lineMakeCall in = {
		.request = peer_request(), .line = line, .params = PACKET_NONE,
	};
	const DWORD request = in.request;
	struct event event = { 0 };
	struct buf tail;

	buf_grow(&tail);
	in.dest = put_text(&tail, dest);
	CHECK_INT(ASK_WITH(peer, lineMakeCall, &in, &tail), request);
	buf_free(&tail);
	CHECK_INT(peer_reply(peer, request, &event), 0);
	CHECK(event.p3 != 0);
	return event.p3;
}

DWORD peer_state(struct peer *peer, DWORD call, DWORD state)
{
	struct event event;

	while (peer_event(peer, LINE_CALLSTATE, &event))
		if ((!call || event.device == call) && event.p1 == state)
			return event.p3;
	CHECK(!"the state came");
	return 0;
}

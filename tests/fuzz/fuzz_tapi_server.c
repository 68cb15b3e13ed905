/* SPDX-License-Identifier: MIT
 * fuzz_tapi_server.c - programs say anything to the telephony server.
 *
 * The server in this process, with the simulated exchange, and two programs that speak by
 * its socket. Each operation of the input is a request of the table, whose slots are right
 * or wrong as the input says; handles are mostly such as the server gave, also to the other
 * program. At the end of an input both leave, and then nothing of them may be left.
 */
#include "base/log.h"
#include "base/mem.h"
#include "input.h"
#include "tapi/frame.h"
#include "tapi/server/server_in.h"
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define OPERATIONS_MAX 64
#define HANDLES 16

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct program {
	int fd;
	bool gone;
	DWORD number, request;		/* of the request on its way */
	struct buf in;
};

static struct {
	struct server *server;
	char folder[64];
	struct program programs[2];
	DWORD handles[PACKET_DIALOG + 1][HANDLES];	/* by kind, as they were given */
	unsigned next[PACKET_DIALOG + 1];
} f;

/* --- the server ------------------------------------------------------------------ */

static const char provider[] =
	"[provider]\nclock = virtual\nlog = off\n"
	"[line a]\ndriver = sim\nnumber = 100\ncalls = 4\n"
	"[line b]\ndriver = sim\nnumber = 200\n";

static void write_file(const char *name, const char *text, const char *more)
{
	char path[128];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", f.folder, name);
	file = fopen(path, "w");
	MUST(file);
	fputs(text, file);
	if (more)
		fprintf(file, more, f.folder, f.folder, FUZZ_PROVIDER, f.folder);
	fclose(file);
}

static void open_server(void)
{
	char conf[128], address[128];
	const struct server_options options = { .conf = conf, .socket = address };
	struct buf why;

	snprintf(f.folder, sizeof(f.folder), "/tmp/opentsp-fuzz.XXXXXX");
	MUST(mkdtemp(f.folder));
	signal(SIGPIPE, SIG_IGN);	/* signals do not reach the server's own thread (server_run) */
	log_level_set(LOG_OFF);
	write_file("opentsp.conf", provider, NULL);
	write_file("tapisrv.conf", "[server]\nrequest-recipient =\nproviders-state = none\n",
		   "dialing = %s/dialing.conf\ndialing-state = %s/dialed.conf\n"
		   "[provider sim]\nfile = %s\nconfig = %s/opentsp.conf\n");
	snprintf(conf, sizeof(conf), "%s/tapisrv.conf", f.folder);
	snprintf(address, sizeof(address), "unix:%s/tapi.sock", f.folder);
	buf_grow(&why);
	if (server_open(&f.server, &options, &why))
		fprintf(stderr, "%s\n", buf_c(&why));
	buf_free(&why);
	MUST(f.server);
}

/* What is left in the folder is removed when the fuzzer ends. */
static void close_server(void)
{
	static const char *const names[] = {
		"opentsp.conf", "tapisrv.conf", "tapi.sock", "dialing.conf", "dialed.conf" };
	char path[128];

	server_close(f.server);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		snprintf(path, sizeof(path), "%s/%s", f.folder, names[i]);
		unlink(path);
	}
	rmdir(f.folder);
}

/* The server's thread is this one. */
static void let_it_work(void)
{
	for (int i = 0; i < 3; i++)
		uv_run(&f.server->loop, UV_RUN_NOWAIT);
}

static void advance(void)
{
	char reply[64];

	host_command(server_host(f.server, 0), "advance 60000", reply, sizeof(reply));
	let_it_work();
}

/* --- programs ---------------------------------------------------------------------- */

static void send_frame(struct program *p, enum frame_type type, const void *body, size_t size)
{
	struct buf out;
	size_t frame;

	buf_grow(&out);
	frame = frame_begin(&out, type, 1);
	buf_bytes(&out, body, size);
	frame_end(&out, frame);
	if (send(p->fd, out.at, out.len, MSG_NOSIGNAL | MSG_DONTWAIT) != (ssize_t)out.len)
		p->gone = true;
	buf_free(&out);
	let_it_work();
}

static void keep(enum packet_handle kind, DWORD handle)
{
	if (handle)
		f.handles[kind][f.next[kind]++ % HANDLES] = handle;
}

/* A reply must be as the client library holds the server to it. */
static void take_reply(struct program *p, const void *body, DWORD size)
{
	struct packet packet;

	MUST(!packet_read_reply(&packet, packet_find(p->number), body, size));
	if (packet.answer)
		return;
	if (p->number == PACKET_lineInitialize)
		keep(PACKET_LINE_APP, packet.slot[0]);
	else if (p->number == PACKET_lineOpen)
		keep(PACKET_LINE, packet.slot[2]);
	else if (p->number == PACKET_phoneInitialize)
		keep(PACKET_PHONE_APP, packet.slot[0]);
	else if (p->number == PACKET_phoneOpen)
		keep(PACKET_PHONE, packet.slot[2]);
}

static void take_event(const void *body, DWORD size)
{
	struct event event;
	const void *tail;
	DWORD tail_size;

	MUST(!event_read(&event, body, size, &tail, &tail_size));
	if (event.message == LINE_APPNEWCALL)
		keep(PACKET_CALL, event.p2);
	else if (event.message == LINE_REPLY && !event.p2)
		keep(PACKET_CALL, event.p3);
}

/* Read what there is; frames must be whole and the server's to say. */
static void hear(struct program *p)
{
	struct frame frame;
	const char *why;
	ssize_t got;
	void *body;

	do {
		MUST(buf_room(&p->in, 65536));
		got = recv(p->fd, p->in.at + p->in.len, 65536, MSG_DONTWAIT);
		if (got > 0)
			p->in.len += (size_t)got;
		p->gone |= got == 0 || (got < 0 && errno != EAGAIN);
	} while (got > 0);
	while (p->in.len && frame_read(&frame, p->in.at, p->in.len, &why) > 0
	       && p->in.len >= FRAME_HEAD + frame.size) {
		body = malloc(frame.size + 1);
		MUST(body);
		memcpy(body, p->in.at + FRAME_HEAD, frame.size);
		if (frame.type == FRAME_REPLY)
			take_reply(p, body, frame.size);
		else if (frame.type == FRAME_EVENT)
			take_event(body, frame.size);
		else
			MUST(frame.type == FRAME_WELCOME || frame.type == FRAME_GOODBYE
			     || frame.type == FRAME_HANDLE);
		free(body);
		p->in.len -= FRAME_HEAD + frame.size;
		memmove(p->in.at, p->in.at + FRAME_HEAD + frame.size, p->in.len);
	}
}

/* An application with a line, so that the input begins with something. */
static void say_first(struct program *p, DWORD device)
{
	struct packet_lineInitialize app = {
		.context = 1, .version = TAPI_VERSION, .friendly_name = PACKET_NONE,
		.module = PACKET_NONE,
	};
	struct packet_lineOpen line = {
		.device = device, .version = TAPI_2_2, .privileges = LINECALLPRIVILEGE_OWNER | LINECALLPRIVILEGE_MONITOR,
		.media_modes = LINEMEDIAMODE_INTERACTIVEVOICE, .params = PACKET_NONE,
	};
	struct buf packet;

	buf_grow(&packet);
	p->number = PACKET_lineInitialize;
	packet_write(&packet, p->number, &app, sizeof(app), NULL);
	send_frame(p, FRAME_REQUEST, packet.at, packet.len);
	hear(p);
	line.app = f.handles[PACKET_LINE_APP][(f.next[PACKET_LINE_APP] - 1) % HANDLES];
	buf_reset(&packet);
	p->number = PACKET_lineOpen;
	packet_write(&packet, p->number, &line, sizeof(line), NULL);
	send_frame(p, FRAME_REQUEST, packet.at, packet.len);
	hear(p);
	buf_free(&packet);
}

static void begin(struct program *p, DWORD device)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };

	snprintf(address.sun_path, sizeof(address.sun_path), "%s/tapi.sock", f.folder);
	p->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	MUST(p->fd >= 0 && !connect(p->fd, (struct sockaddr *)&address, sizeof(address)));
	p->gone = false;
	buf_grow(&p->in);
	send_frame(p, FRAME_HELLO, "fuzz", 4);
	hear(p);
	say_first(p, device);
}

static void leave(struct program *p)
{
	close(p->fd);
	buf_free(&p->in);
	let_it_work();
}

/* --- the input as requests ----------------------------------------------------------- */

static DWORD handle(unsigned which)
{
	const uint8_t choice = byte();

	if (choice == 0xFF)
		return number();
	if (choice >= 0xE0)
		which = choice % (PACKET_DIALOG + 1);
	return f.handles[which][(f.next[which] - 1 - choice % HANDLES) % HANDLES];
}

/* Bytes of the input behind those of the packet. */
static DWORD data(struct buf *tail, DWORD size)
{
	uint8_t bytes[256];

	for (DWORD i = 0; i < size && i < sizeof(bytes); i++)
		bytes[i] = byte();
	return packet_data(tail, bytes, size < sizeof(bytes) ? size : sizeof(bytes));
}

static DWORD text(struct buf *tail)
{
	WCHAR wide[32] = { 0 };
	const uint8_t len = byte() % 31;

	for (int i = 0; i < len; i++)
		wide[i] = byte();
	return packet_text(tail, wide);
}

/* As long as that of the newest version, and what the input has for its members. */
static DWORD record(struct buf *tail, unsigned which)
{
	unsigned char bytes[2048] = { 0 };
	const DWORD fixed = abi_fixed_size((enum abi_struct)which, TAPI_VERSION);
	const DWORD total = fixed + byte();
	DWORD at;

	MUST(total <= sizeof(bytes));
	memcpy(bytes, &total, sizeof(total));
	for (uint8_t count = byte() % 16; count; count--) {
		at = byte() * 4u % total & ~3u;
		if (at && at + 4 <= total)
			memcpy(bytes + at, &(DWORD){ number() }, 4);
	}
	return packet_data(tail, bytes, total);
}

/* Right for seven of eight. */
static bool is_wrong(void)
{
	return byte() >= 0xE0;
}

/* The offset, and how many there are in the slot behind it. */
static void fill_data(const struct packet_slot *slot, DWORD *slots, struct buf *tail)
{
	const DWORD count = byte() % 8, each = slot->kind == SLOT_ARRAY ? slot->which : 1;

	slots[0] = data(tail, count * each);
	slots[1] = count;
}

static void fill(const struct packet_kind *kind, unsigned i, DWORD *slots, struct buf *tail)
{
	const struct packet_slot *slot = &kind->slots[i];

	if (slot->kind == SLOT_HANDLE)
		slots[i] = handle(slot->which);
	else if (slot->kind == SLOT_WORD || slot->kind == SLOT_RESULT || slot->kind == SLOT_OUT_DATA)
		slots[i] = number();
	else if (slot->kind == SLOT_OUT_RECORD)
		slots[i] = number() * 16;
	else if (is_wrong())
		slots[i] = byte() & 1 ? PACKET_NONE : number();
	else if (slot->kind == SLOT_WIDE)
		slots[i] = text(tail);
	else if (slot->kind == SLOT_RECORD)
		slots[i] = record(tail, slot->which);
	else if (slot->kind == SLOT_SIZE && kind->slots[i - 1].kind == SLOT_OUT_DATA)
		slots[i] = number();
	else if (slot->kind == SLOT_DATA || slot->kind == SLOT_ARRAY)
		fill_data(slot, slots + i, tail);
}

static void operation(struct program *p)
{
	const struct packet_kind *kind;
	DWORD slots[PACKET_SLOTS] = { 0 };
	struct buf tail, packet;
	size_t count = 0;

	while (packet_each(count))
		count++;
	kind = packet_each((byte() | byte() << 8) % count);
	p->number = kind->number;
	buf_grow(&tail);
	buf_grow(&packet);
	for (unsigned i = 0; i < kind->count; i++)
		fill(kind, i, slots, &tail);
	if (kind->async && !is_wrong())
		slots[0] = ++p->request;
	packet_write(&packet, kind->number, slots, sizeof(slots), &tail);
	send_frame(p, FRAME_REQUEST, packet.at, packet.len);
	hear(p);
	buf_free(&packet);
	buf_free(&tail);
}

/* Nothing of programs that have left is left. */
static void check_rest(void)
{
	for (int i = 0; i < 100 && !list_empty(&f.server->clients); i++)
		let_it_work();
	MUST(list_empty(&f.server->clients));
	for (size_t i = 0; i < f.server->line_count; i++)
		MUST(list_empty(&f.server->lines[i]->lines));
}

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t size)
{
	if (!f.server) {
		open_server();
		atexit(close_server);
	}
	memset(f.handles, 0, sizeof(f.handles));
	memset(f.next, 0, sizeof(f.next));
	begin(&f.programs[0], 0);
	begin(&f.programs[1], 1);
	fuzz.at = input;
	fuzz.end = input + size;
	for (int i = 0; i < OPERATIONS_MAX && fuzz.at < fuzz.end; i++) {
		const uint8_t who = byte();
		struct program *p = &f.programs[who & 1];

		if (p->gone) {
			leave(p);
			begin(p, who & 1);
		}
		if (who >= 0xF0)
			advance();
		else
			operation(p);
	}
	leave(&f.programs[0]);
	leave(&f.programs[1]);
	advance();
	check_rest();
	return 0;
}

/* SPDX-License-Identifier: MIT
 * owners_scene.c - see the header. */
#include "owners_scene.h"
#include "opentsp/host.h"

struct buf owners_tail;

static void tail_free(void *nothing)
{
	buf_free(&owners_tail);
	owners_tail = (struct buf){ 0 };
}

static struct buf *tail(void)
{
	if (!owners_tail.at) {
		buf_grow(&owners_tail);
		DEFER(tail_free, NULL);
	}
	return &owners_tail;
}

DWORD owners_text(const char *text)
{
	WCHAR wide[128];

	NEED(utf16_size(text) <= sizeof(wide));
	utf16_write(wide, text);
	return packet_text(tail(), wide);
}

static void append(unsigned char *record, DWORD *size, size_t field, const char *text)
{
	const DWORD bytes = text ? (DWORD)utf16_size(text) : 0, at = *size;

	if (!text)
		return;
	utf16_write(record + at, text);
	memcpy(record + field, &bytes, sizeof(bytes));
	memcpy(record + field + sizeof(DWORD), &at, sizeof(at));
	*size += (bytes + 3) & ~3u;
}

DWORD owners_params(const LINECALLPARAMS *params, const char *orig_address, const char *comment)
{
	unsigned char record[1024] = { 0 };
	DWORD size = abi_fixed_size(ABI_LINECALLPARAMS, TAPI_2_2);

	memcpy(record, params, size);
	append(record, &size, offsetof(LINECALLPARAMS, dwOrigAddressSize), orig_address);
	append(record, &size, offsetof(LINECALLPARAMS, dwCommentSize), comment);
	memcpy(record, &size, sizeof(size));
	return packet_record(tail(), record);
}

LONG owners_now(struct peer *peer, DWORD number, void *slots, size_t size)
{
	LONG answer = peer_ask(peer, number, slots, size, tail());

	buf_reset(&owners_tail);
	return answer;
}

struct program program_new(const char *module, DWORD version)
{
	struct program program = { .peer = peer_hello(module) };
	struct packet_lineInitialize in = {
		.context = 1, .version = version, .friendly_name = owners_text(module),
	};

	in.module = owners_text(module);
	CHECK_INT(owners_now(program.peer, PACKET_lineInitialize, &in, sizeof(in)), 0);
	program.app = in.app;
	return program;
}

LONG program_open(struct program *program, const struct opening *opening)
{
	struct packet_lineOpen in = {
		.app = program->app, .device = opening->device, .version = opening->version,
		.ext_version = opening->ext_version, .context = 2,
		.privileges = opening->privileges, .media_modes = opening->media,
		.params = owners_tail.len ? opening->params : PACKET_NONE,
		.get_params = owners_tail.len != 0,
	};
	LONG answer = owners_now(program->peer, PACKET_lineOpen, &in, sizeof(in));

	if (!answer)
		program->line = in.line;
	return answer;
}

struct program program_with(const char *module, DWORD device, DWORD privileges, DWORD media)
{
	struct program program = program_new(module, TAPI_2_2);
	const struct opening opening = { device, TAPI_2_2, privileges, media, 0, 0 };

	CHECK_INT(program_open(&program, &opening), 0);
	return program;
}

DWORD program_new_call(struct program *program, DWORD privilege)
{
	struct event event = { 0 };

	CHECK(peer_event(program->peer, LINE_APPNEWCALL, &event));
	CHECK_INT(event.device, program->line);
	CHECK_INT(event.p3, privilege);
	return event.p2;
}

LONG owners_ask(struct peer *peer, DWORD number, DWORD call)
{
	DWORD slots[] = { peer_request(), call, PACKET_NONE, 0 };
	const DWORD request = slots[0];
	LONG answer = peer_ask(peer, number, slots, sizeof(slots), NULL);

	if (answer < 0)
		return answer;
	CHECK_INT(answer, request);
	return peer_reply(peer, request, NULL);
}

bool owners_info(struct peer *peer, DWORD bits)
{
	struct event event;

	while (peer_event(peer, LINE_CALLINFO, &event))
		if ((event.p1 & bits) == bits)
			return true;
	return false;
}

const LINECALLINFO *owners_call_info(struct peer *peer, DWORD call)
{
	static const LINECALLINFO none;
	struct packet_lineGetCallInfo got;

	CHECK_INT(GET(peer, lineGetCallInfo, &got, .call = call, .info = 4096), 0);
	return got.info == PACKET_NONE ? &none : peer_tail(peer, got.info);
}

const LINECALLSTATUS *owners_call_status(struct peer *peer, DWORD call)
{
	static const LINECALLSTATUS none;
	struct packet_lineGetCallStatus got;

	CHECK_INT(GET(peer, lineGetCallStatus, &got, .call = call, .status = 4096), 0);
	return got.status == PACKET_NONE ? &none : peer_tail(peer, got.status);
}

const LINEDEVSTATUS *owners_line_status(struct peer *peer, DWORD line, DWORD room)
{
	static const LINEDEVSTATUS none;
	struct packet_lineGetLineDevStatus got;

	CHECK_INT(GET(peer, lineGetLineDevStatus, &got, .line = line, .status = room), 0);
	return got.status == PACKET_NONE ? &none : peer_tail(peer, got.status);
}

DWORD owners_new_calls(struct peer *peer, DWORD line, DWORD *calls, DWORD room)
{
	struct packet_lineGetNewCalls got;
	LINECALLLIST list;

	CHECK_INT(GET(peer, lineGetNewCalls, &got, .line = line, .select = LINECALLSELECT_LINE,
		      .list = (DWORD)(sizeof(list) + room * sizeof(DWORD))), 0);
	memcpy(&list, peer_tail(peer, got.list), sizeof(list));
	CHECK_INT(list.dwCallsSize, list.dwCallsNumEntries * sizeof(DWORD));
	CHECK(list.dwCallsNumEntries <= room);
	memcpy(calls, (const char *)peer_tail(peer, got.list) + list.dwCallsOffset,
	       list.dwCallsSize);
	return list.dwCallsNumEntries;
}

const char *owners_field(const void *record, DWORD size, DWORD offset)
{
	static char text[256];

	return host_field(record, size, offset, text, sizeof(text));
}

/* SPDX-License-Identifier: MIT
 * conf_scene.c - the scene of the conformance tests. */
#include "conf_scene.h"
#include <stdlib.h>

#define PROBE_NUMBER "700"
#define LONG_AGO (10 * 60 * 1000)	/* longer than anything takes */

struct host *tapi;
struct host_event scene_box[SCENE_BOX];
size_t scene_count;

const DWORD scene_versions[] = {
	TAPI_1_3, TAPI_1_4, TAPI_2_0, TAPI_2_1, TAPI_2_2, TAPI_3_0, TAPI_3_1, 0
};

static char path[1024];			/* of the configuration */
static DWORD probe_device;
static uint32_t probe, new_call;
static bool deferred;			/* a test may have many scenes, one after the other */

static bool exists(const char *name)
{
	FILE *file = fopen(name, "rb");

	if (file)
		fclose(file);
	return file != NULL;
}

/* In lib/ beside the folder of this program; on Windows in its own folder. */
const char *scene_provider(void)
{
	static char name[1024];
	char folder[900];
	size_t size = sizeof(folder);
	char *slash;

	if (uv_exepath(folder, &size))
		return PROVIDER;
	slash = strrchr(folder, '\\') ? strrchr(folder, '\\') : strrchr(folder, '/');
	if (slash)
		*slash = '\0';
	snprintf(name, sizeof(name), "%s/../lib/%s", folder, PROVIDER);
	if (!exists(name))
		snprintf(name, sizeof(name), "%s/%s", folder, PROVIDER);
	return name;
}

const char *scene_path(void)
{
	return path;
}

void scene_write(const char *lines)
{
	char folder[900];
	size_t size = sizeof(folder);
	FILE *file;

	if (!path[0]) {
		NEED(uv_os_tmpdir(folder, &size) == 0);
		snprintf(path, sizeof(path), "%s/opentsp-conf-%ld.conf", folder, (long)uv_os_getpid());
	}
	file = fopen(path, "wb");
	NEED(file != NULL);
	fprintf(file, "[provider]\nclock = virtual\nlog = off\n%s"
		"[line the-probe]\ndriver = sim\nnumber = " PROBE_NUMBER "\n", lines);
	NEED(fclose(file) == 0);
}

static DWORD count_lines(const char *lines)
{
	DWORD count = 0;

	while ((lines = strstr(lines, "[line "))) {
		count++;
		lines++;
	}
	return count;
}

/* The end of every scene: unload, then look what the host has seen. */
void scene_close(void)
{
	static char faults[4096];

	if (!tapi)
		return;
	host_shutdown(tapi);
	host_faults(tapi, faults, sizeof(faults));
	host_close(tapi);
	tapi = NULL;
	CHECK_TEXT(faults, "");
}

static void all_end(void *none)
{
	deferred = false;
	remove(path);
	scene_close();
}

static void load(const char *lines, const struct host_options *options)
{
	static char memory[1024];
	struct buf why;

	scene_write(lines);
	if (!deferred)
		DEFER(all_end, NULL);
	deferred = true;
	buf_fixed(&why, memory, sizeof(memory));
	memory[0] = '\0';
	tapi = NULL;
	scene_count = 0;
	new_call = 0;
	if (host_open(&tapi, scene_provider(), options, &why) != OK) {
		CHECK_TEXT(buf_c(&why), "");
		NEED(false);
	}
}

void scene_load(const char *lines)
{
	struct host_options options = { .conf = path, .no_session = true };

	scene_write(lines);	/* so that there is a path */
	load(lines, &options);
}

/* A call that rings for ever: setting its number of the application is told,
 * behind all that was to be told before. */
static void probe_begin(void)
{
	uint32_t line;
	LONG request;

	NEED(host_line_open(tapi, probe_device, VOICE, &line) == 0);
	request = host_make_call(tapi, line, "93", NULL, &probe);
	NEED(request > 0);
	scene_advance(LONG_AGO);
	CHECK_INT(host_wait_reply(tapi, request, WAIT_MS), 0);
	NEED(host_wait_state(tapi, probe, LINECALLSTATE_RINGBACK, WAIT_MS, NULL));
}

void scene_open_at(const char *lines, DWORD version)
{
	struct host_options options = { .ppid = 9, .line_base = BASE, .version_high = version };

	scene_write(lines);
	options.conf = path;
	load(lines, &options);
	probe_device = BASE + count_lines(lines);
	CHECK_INT(host_line_count(tapi), probe_device - BASE + 1);
	probe_begin();
	scene_news();
}

void scene_open(const char *lines)
{
	scene_open_at(lines, 0);
}

uint32_t scene_line(DWORD i)
{
	uint32_t line = 0;

	CHECK_INT(host_line_open(tapi, BASE + i, VOICE, &line), 0);
	return line;
}

void scene_command(const char *text)
{
	char reply[1024];

	CHECK_INT(host_command(tapi, text, reply, sizeof(reply)), 0);
	CHECK_TEXT(reply, "ok");
}

void scene_advance(uint32_t ms)
{
	char text[32];

	snprintf(text, sizeof(text), "advance %u", (unsigned)ms);
	scene_command(text);
}

/* What tells nothing but that there are more or fewer calls. */
static bool is_count(const struct host_event *e)
{
	return (e->message == LINE_LINEDEVSTATE && e->p1 == LINEDEVSTATE_NUMCALLS) ||
	       (e->message == LINE_ADDRESSSTATE && e->kind == HOST_LINE &&
		!(e->p2 & ~(LINEADDRESSSTATE_NUMCALLS | LINEADDRESSSTATE_INUSEONE | LINEADDRESSSTATE_INUSEZERO)));
}

static void put_event(struct buf *out, const struct host_event *e)
{
	char text[200];

	if (is_count(e))
		return;
	if (out->len)
		buf_text(out, ", ");
	if (e->kind == HOST_REPLY) {
		buf_printf(out, "%c %s: %s", e->device == HOST_NO_DEVICE ? '?' : (int)(e->device - BASE) + 'a',
			   e->function ? e->function : "?", e->result ? name_error(e->result) : "ok");
		return;
	}
	if (e->line)
		buf_printf(out, "%c ", e->device == HOST_NO_DEVICE ? '?' : (int)(e->device - BASE) + 'a');
	buf_text(out, host_event_text(e, text, sizeof(text)));
}

static void keep(struct buf *out, const struct host_event *event)
{
	if (event->device == probe_device)
		return;
	if (event->kind == HOST_NEWCALL)
		new_call = event->call;
	NEED(scene_count < SCENE_BOX);
	scene_box[scene_count++] = *event;
	put_event(out, event);
}

const char *scene_news(void)
{
	static char text[16384];
	static DWORD turn;
	struct host_filter behind = { .by_message = true, .message = LINE_CALLINFO, .call = probe };
	struct host_event event;
	struct buf out;

	NEED(host_set_app_specific(tapi, probe, ++turn) == 0);
	NEED(host_wait(tapi, &behind, WAIT_MS, &event));
	buf_fixed(&out, text, sizeof(text));
	scene_count = 0;
	while (host_wait(tapi, NULL, 0, &event))
		keep(&out, &event);
	return buf_c(&out);
}

const struct host_event *scene_event(DWORD message, uint32_t call)
{
	for (size_t i = 0; i < scene_count; i++)
		if (scene_box[i].message == message && (!call || scene_box[i].call == call))
			return &scene_box[i];
	NEED(!"such an event came");
	return NULL;
}

uint32_t scene_new_call(void)
{
	NEED(new_call != 0);
	return new_call;
}

uint32_t scene_dial_with(uint32_t line, const char *dest, const LINECALLPARAMS *params, uint32_t ms)
{
	uint32_t call = 0;
	LONG request = host_make_call(tapi, line, dest, params, &call);

	if (request <= 0)
		CHECK_TEXT(name_error(request), "a request");
	scene_advance(ms);
	return call;
}

uint32_t scene_dial(uint32_t line, const char *dest, uint32_t ms)
{
	return scene_dial_with(line, dest, NULL, ms);
}

uint32_t scene_talk(uint32_t from, const char *to, uint32_t *in)
{
	uint32_t call = scene_dial(from, to, 500);

	scene_news();
	if (in) {
		*in = scene_new_call();
		NEED(host_answer(tapi, *in) > 0);
		scene_advance(500);
		scene_news();
		CHECK_INT(host_call_state(tapi, *in), LINECALLSTATE_CONNECTED);
	}
	CHECK_INT(host_call_state(tapi, call), LINECALLSTATE_CONNECTED);
	return call;
}

LINECALLPARAMS scene_params(DWORD version)
{
	return (LINECALLPARAMS){
		.dwTotalSize = abi_fixed_size(ABI_LINECALLPARAMS, version),
		.dwBearerMode = LINEBEARERMODE_VOICE, .dwMediaMode = VOICE,
		.dwAddressMode = LINEADDRESSMODE_ADDRESSID,
	};
}

void scene_no_fault(void)
{
	char faults[4096];

	host_faults(tapi, faults, sizeof(faults));
	CHECK_TEXT(faults, "");
}

LPCWSTR wide(const char *text)
{
	static WCHAR out[256];
	size_t i = 0;

	for (; text[i] && i < 255; i++)
		out[i] = (unsigned char)text[i];
	out[i] = 0;
	return out;
}

/* SPDX-License-Identifier: MIT
 * model_scene.c - a provider with sim lines, at a desk of its own. */
#include "model_scene.h"
#include "abi/names.h"
#include "base/buf.h"
#include "os/file.h"
#include <stdlib.h>
#include <uv.h>

struct desk scene_desk;

static struct {
	bool refuses;
	bool desk_is_open;
	uint32_t dialog;		/* handle of the last one */
	uint32_t new_call;		/* handle of the last one */
	char path[1024];
	char news[8192];
} scene;

static void close_desk(void *arg)
{
	desk_close(arg);
	scene.desk_is_open = false;
}

static void close_provider(void *arg)
{
	struct provider *provider = arg;

	if (provider->active)
		provider_stop(provider);
	provider_free(provider);
}

static void remove_folder(void)
{
	uv_fs_t request;

	scene.path[file_folder(scene.path)] = '\0';
	uv_fs_rmdir(NULL, &request, scene.path, NULL);
	uv_fs_req_cleanup(&request);
}

/* In a folder of this process: what lines keep stands beside the configuration. */
const char *scene_path(void)
{
	char dir[768] = ".";
	size_t size = sizeof(dir);
	uv_fs_t request;

	if (scene.path[0])
		return scene.path;
	uv_os_tmpdir(dir, &size);
	snprintf(scene.path, sizeof(scene.path), "%s/opentsp-unit-%d", dir, (int)uv_os_getpid());
	uv_fs_mkdir(NULL, &request, scene.path, 0700, NULL);
	uv_fs_req_cleanup(&request);
	strcat(scene.path, "/opentsp.conf");
	atexit(remove_folder);
	return scene.path;
}

void scene_write(const char *configuration)
{
	FILE *file = fopen(scene_path(), "wb");

	NEED(file != NULL);
	NEED(fputs(configuration, file) >= 0);
	if (!strstr(configuration, "[provider]"))
		NEED(fputs("\n[provider]\nlog = off\n", file) >= 0);
	NEED(fclose(file) == 0);
}

static void remove_file(void *path)
{
	remove(path);
}

void scene_desk_open(void)
{
	scene.refuses = false;
	scene.new_call = 0;
	scene.dialog = 0;
	desk_open(&scene_desk);
	scene_desk.virtual_clock = true;
	scene.desk_is_open = true;
	DEFER(close_desk, &scene_desk);
}

const char *scene_complaint(const char *configuration)
{
	static char reason[1024];
	struct provider *provider = NULL;
	struct buf why;
	enum err err;

	if (!scene.desk_is_open)
		scene_desk_open();
	scene_write(configuration);
	buf_fixed(&why, reason, sizeof(reason));
	err = provider_new(&provider, &scene_desk, 7, scene_path(), &why);
	if (!err)
		provider_free(provider);
	remove(scene_path());
	return err ? buf_c(&why) : "";
}

struct provider *scene_open(const char *configuration)
{
	scene_desk_open();
	return scene_provider(configuration);
}

struct provider *scene_provider(const char *configuration)
{
	struct provider *provider = NULL;
	static char reason[512];
	struct buf why;

	scene_write(configuration);
	DEFER(remove_file, scene.path);
	buf_fixed(&why, reason, sizeof(reason));
	if (provider_new(&provider, &scene_desk, 7, scene.path, &why))
		CHECK_TEXT(buf_c(&why), "");
	NEED(provider != NULL);
	DEFER(close_provider, provider);
	provider->phones_told = provider->phone_count;
	NEED(provider_start(provider, 0, provider->line_count, &why) == OK);
	return provider;
}

static struct line *line_named(const char *name)
{
	list_each(node, &scene_desk.providers) {
		struct provider *provider = list_entry(node, struct provider, node);

		for (uint32_t i = 0; i < provider->line_count; i++)
			if (strcmp(provider->lines[i]->name, name) == 0)
				return provider->lines[i];
	}
	return NULL;
}

struct line *scene_line_at(const char *name, DWORD version)
{
	struct line *line = line_named(name);

	NEED(line != NULL);
	NEED(line_open(line, (HTAPILINE)0x11, version, NULL) == OK);
	line_listen(line, LINEMEDIAMODE_INTERACTIVEVOICE);
	return line;
}

struct line *scene_line(const char *name)
{
	return scene_line_at(name, 0x00020002);
}

struct phone *scene_phone(const char *name)
{
	list_each(node, &scene_desk.providers) {
		struct provider *provider = list_entry(node, struct provider, node);

		for (uint32_t i = 0; i < provider->phone_count; i++) {
			struct phone *phone = provider->phones[i];

			if (strcmp(phone->name, name) != 0 || phone->removed)
				continue;
			NEED(phone_open(phone, (HTAPIPHONE)0x44, 0x00020002, NULL) == OK);
			phone->states = phone->button_modes = phone->button_states = ~(DWORD)0;
			return phone;
		}
	}
	NEED(!"there is such a phone");
	return NULL;
}

void scene_run(uint64_t ms)
{
	desk_advance(&scene_desk, ms);
}

void scene_refuse(void)
{
	scene.refuses = true;
}

struct call *scene_new_call(void)
{
	return call_find(&scene_desk, scene.new_call);
}

struct call *scene_dial(struct line *line, DRV_REQUESTID request, const char *dest)
{
	static const struct call_params params = { 0 };
	struct call *call;

	if (call_new(&call, line, (HTAPICALL)0x22))
		return NULL;
	if (call_ask(call, CALL_DIAL, request, &(struct call_args){ .dest = dest, .params = &params })) {
		call_free(call, ERR_FAILED);
		return NULL;
	}
	return call;
}

enum err scene_ask(struct call *call, enum call_op op, DRV_REQUESTID request)
{
	return call ? call_ask(call, op, request, &(struct call_args){ 0 }) : ERR_CALL;
}

void scene_talk(struct line *from, struct line *to, struct call **out, struct call **in)
{
	*out = scene_dial(from, 901, to->addresses[0].number);
	NEED(*out != NULL);
	scene_run(1000);
	scene_news();
	*in = scene_new_call();
	NEED(*in != NULL && (*in)->line == to);
	NEED(scene_ask(*in, CALL_ANSWER, 902) == OK);
	scene_run(1000);
	scene_news();
	NEED((*out)->state == LINECALLSTATE_CONNECTED && (*in)->state == LINECALLSTATE_CONNECTED);
}

/* --- letters as words ---------------------------------------------------------- */

static void write_state(struct buf *out, const struct letter *letter)
{
	static const struct {
		DWORD state, ordinary;
		enum name_group modes;
	} groups[] = {
		{ LINECALLSTATE_OFFERING, LINEOFFERINGMODE_ACTIVE, NAME_LINEOFFERINGMODE },
		{ LINECALLSTATE_DIALTONE, LINEDIALTONEMODE_NORMAL, NAME_LINEDIALTONEMODE },
		{ LINECALLSTATE_BUSY, 0, NAME_LINEBUSYMODE },
		{ LINECALLSTATE_SPECIALINFO, 0, NAME_LINESPECIALINFO },
		{ LINECALLSTATE_CONNECTED, LINECONNECTEDMODE_ACTIVE, NAME_LINECONNECTEDMODE },
		{ LINECALLSTATE_DISCONNECTED, 0, NAME_LINEDISCONNECTMODE },
	};
	char words[NAME_TEXT_SIZE];

	buf_text(out, name_words(NAME_LINECALLSTATE, (DWORD)letter->p1, words, sizeof(words)));
	for (size_t i = 0; i < sizeof(groups) / sizeof(groups[0]); i++)
		if (groups[i].state == letter->p1 && letter->p2 && letter->p2 != groups[i].ordinary)
			buf_printf(out, " (%s)", name_words(groups[i].modes, (DWORD)letter->p2,
							    words, sizeof(words)));
}

static void write_news(struct buf *out, const struct letter *letter)
{
	char words[NAME_TEXT_SIZE];

	switch (letter->msg) {
	case LINE_CALLSTATE:
		write_state(out, letter);
		break;
	case LINE_CALLINFO:
		buf_printf(out, "info %s", name_bits(NAME_LINECALLINFOSTATE, (DWORD)letter->p1, words, sizeof(words)));
		break;
	case LINE_LINEDEVSTATE:
		buf_printf(out, "line %s", name_bits(NAME_LINEDEVSTATE, (DWORD)letter->p1, words, sizeof(words)));
		if (letter->p1 == LINEDEVSTATE_RINGING)
			buf_printf(out, " %u", (unsigned)letter->p3);
		break;
	case LINE_ADDRESSSTATE:
		buf_printf(out, "address %s", name_bits(NAME_LINEADDRESSSTATE, (DWORD)letter->p2, words, sizeof(words)));
		break;
	case LINE_MONITORDIGITS:
		buf_printf(out, "digit %c%s", (char)letter->p1, letter->p2 == LINEDIGITMODE_DTMFEND ? " end" : "");
		break;
	case LINE_MONITORTONE:
		buf_printf(out, "tone %u of %u", (unsigned)letter->p1, (unsigned)letter->p2);
		break;
	case LINE_MONITORMEDIA:
		buf_printf(out, "media %s", name_bits(NAME_LINEMEDIAMODE, (DWORD)letter->p1, words, sizeof(words)));
		break;
	case LINE_GATHERDIGITS:
		buf_printf(out, "gathered %s %u", name_words(NAME_LINEGATHERTERM, (DWORD)letter->p1, words, sizeof(words)),
			   (unsigned)letter->p2);
		break;
	case LINE_GENERATE:
		buf_printf(out, "generated %s %u", name_words(NAME_LINEGENERATETERM, (DWORD)letter->p1, words, sizeof(words)),
			   (unsigned)letter->p2);
		break;
	default:
		buf_text(out, name_message(letter->msg));
	}
}

static void write_phone(struct buf *out, const struct letter *letter)
{
	char words[NAME_TEXT_SIZE];

	if (letter->msg == PHONE_BUTTON) {
		buf_printf(out, "button %u %s", (unsigned)letter->p1,
			   name_words(NAME_PHONEBUTTONSTATE, (DWORD)letter->p3, words, sizeof(words)));
		return;
	}
	if (letter->msg != PHONE_STATE) {
		buf_text(out, name_message(letter->msg));
		return;
	}
	buf_text(out, name_bits(NAME_PHONESTATE, (DWORD)letter->p1, words, sizeof(words)));
	if (letter->p1 & (PHONESTATE_HANDSETHOOKSWITCH | PHONESTATE_SPEAKERHOOKSWITCH | PHONESTATE_HEADSETHOOKSWITCH))
		buf_printf(out, " %s", name_words(NAME_PHONEHOOKSWITCHMODE, (DWORD)letter->p2, words, sizeof(words)));
	else if (letter->p1 & (PHONESTATE_LAMP | PHONESTATE_RINGMODE))
		buf_printf(out, " %u", (unsigned)letter->p2);
}

/* Whether TAPI hears of it at all; a new call is taken or refused on the way. */
static bool is_heard(const struct letter *letter, struct line **line)
{
	struct call *call;

	if (letter->kind == LETTER_REPLY || letter->kind == LETTER_DEVICE)
		return letter->provider != NULL;
	if (letter->kind == LETTER_DIALOG)
		return letter->provider && dialog_find(&scene_desk, letter->object);
	if (letter->kind == LETTER_MSP && !msp_find(&scene_desk, letter->object))
		return false;
	*line = line_find(&scene_desk, letter->line);
	call = call_find(&scene_desk, letter->call);
	if (!*line || (letter->call && !call))
		return false;
	return letter->kind != LETTER_LINE || !call || call->standing == CALL_KNOWN;
}

/* As TAPI: each dialog is shown, unless it refuses all. */
static void write_dialog(struct buf *out, const struct letter *letter)
{
	struct dialog *dialog = dialog_find(&scene_desk, letter->object);

	buf_printf(out, "dialog %s%.*s", letter->size ? "" : "close", (int)letter->size,
		   letter->block ? (const char *)letter->block : "");
	if (letter->msg != LINE_CREATEDIALOGINSTANCE)
		return;
	scene.dialog = letter->object;
	dialog_sent(dialog);
	dialog_shown(dialog, scene.refuses ? 0 : 0x55);
}

struct dialog *scene_dialog(void)
{
	return dialog_find(&scene_desk, scene.dialog);
}

const char *scene_news(void)
{
	struct letter letter;
	struct buf out;

	buf_fixed(&out, scene.news, sizeof(scene.news));
	while (mail_take(&scene_desk.mail, &letter)) {
		const struct phone *phone = NULL;
		struct line *line = NULL;

		if (letter.kind == LETTER_PHONE)
			phone = phone_find(&scene_desk, letter.line);
		if (!phone && !is_heard(&letter, &line)) {
			mem_free(letter.block);
			continue;
		}
		if (out.len)
			buf_text(&out, ", ");
		if (line || phone)
			buf_printf(&out, "%s ", line ? line->name : phone->name);
		if (phone) {
			write_phone(&out, &letter);
		} else if (letter.kind == LETTER_REPLY) {
			buf_printf(&out, "%u %s", (unsigned)letter.id,
				   letter.result ? name_error(letter.result) : "ok");
		} else if (letter.kind == LETTER_DEVICE) {
			buf_printf(&out, "%s %u", name_message(letter.msg),
				   (unsigned)(letter.msg == LINE_CREATE || letter.msg == PHONE_CREATE
					      ? letter.p2 : letter.p1));
		} else if (letter.kind == LETTER_DIALOG) {
			write_dialog(&out, &letter);
		} else if (letter.kind == LETTER_MSP) {
			buf_printf(&out, "media \"%.*s\" to %u", (int)letter.size, (const char *)letter.block,
				   (unsigned)msp_find(&scene_desk, letter.object)->ht);
		} else if (letter.kind == LETTER_NEWCALL) {
			buf_text(&out, scene.refuses ? "refused" : "new");
			scene.new_call = letter.call;
			call_taken(call_find(&scene_desk, letter.call), scene.refuses ? NULL : (HTAPICALL)0x33);
		} else {
			write_news(&out, &letter);
		}
		mem_free(letter.block);
	}
	return buf_c(&out);
}

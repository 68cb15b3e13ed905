/* SPDX-License-Identifier: MIT
 * config.c - the configuration file in the hands of people: what is shown, checked
 * and saved. It runs where people are; the file is the provider's, reached by the
 * private door (command.h), or at its place when the provider does not work. */
#include "base/mem.h"
#include "os/file.h"
#include "os/paths.h"
#include "tspi/door.h"
#include "tspi/ui/ui.h"
#include <uv.h>

#define REPLY_SIZE 65536u	/* bytes of what the door answers */
#define FILE_SIZE_MAX (1u << 20)	/* more is for an editor */

/* What the provider answers; NULL: it does not work, or no memory. */
static char *ask(const struct ui_config *config, const char *command, const char *args)
{
	char *block = mem_zalloc(REPLY_SIZE);

	if (!block)
		return NULL;
	snprintf(block, REPLY_SIZE, "%s%s%s", command, args ? " " : "", args ? args : "");
	if (config->callback && config->callback(config->object, config->type, block, REPLY_SIZE) == 0)
		return block;
	mem_free(block);
	return NULL;
}

/* The rows behind "ok"; NULL as ask(), or an error. */
static char *ask_rows(const struct ui_config *config, const char *command)
{
	char *reply = ask(config, command, NULL), *rows = NULL;

	if (reply && strncmp(reply, "ok", 2) == 0)
		rows = mem_copy(reply[2] ? reply + 3 : "");
	mem_free(reply);
	return rows;
}

static char *read_file(const char *path)
{
	FILE *file = file_open(path, "rb");
	char *text = file ? mem_zalloc(FILE_SIZE_MAX + 1) : NULL;
	size_t len = text ? fread(text, 1, FILE_SIZE_MAX + 1, file) : 0;

	if (file)
		fclose(file);
	if (len > FILE_SIZE_MAX) {
		mem_free(text);
		return NULL;
	}
	return text;
}

enum err ui_config_read(struct ui_config *config, DWORD ppid)
{
	config->path = ask_rows(config, "path");
	config->lines = ask_rows(config, "lines");
	if (!config->path)
		config->path = paths_configuration(ppid);
	if (!config->path)
		return ERR_NOMEM;
	config->text = read_file(config->path);
	return config->text ? OK : ERR_RESOURCE;
}

void ui_config_free(struct ui_config *config)
{
	mem_free(config->path);
	mem_free(config->text);
	mem_free(config->lines);
}

static bool say(char said[UI_TEXT_SIZE], bool well, const char *text)
{
	span_copy(span_of(text), said, UI_TEXT_SIZE);
	return well;
}

static char *beside(const struct ui_config *config)
{
	size_t size = strlen(config->path) + 5;
	char *path = mem_alloc(size);

	if (path)
		snprintf(path, size, "%s.new", config->path);
	return path;
}

static bool write_file(const char *path, const char *text)
{
	FILE *file = file_open(path, "wb");
	bool well = file && fwrite(text, 1, strlen(text), file) == strlen(text);

	return file && fclose(file) == 0 && well;
}

static void rid_of(const char *path)
{
	uv_fs_t request;

	uv_fs_unlink(NULL, &request, path, NULL);
	uv_fs_req_cleanup(&request);
}

/* The provider is the one who knows; one that does not work is asked here. */
static bool check_file(const struct ui_config *config, const char *path, char said[UI_TEXT_SIZE])
{
	char *reply = ask(config, "check", path);
	struct provider *provider;
	struct desk *desk;
	struct buf why;
	bool well;

	if (reply) {
		well = strncmp(reply, "ok", 2) == 0;
		say(said, well, well ? "This can be used." : reply + strlen("error: "));
		mem_free(reply);
		return well;
	}
	buf_fixed(&why, said, UI_TEXT_SIZE);
	desk = door_enter();
	well = provider_new(&provider, desk, 0, path, &why) == OK;
	if (well)
		provider_free(provider);
	door_leave();
	return well ? say(said, true, "This can be used.") : (buf_c(&why), false);
}

static bool try_file(const struct ui_config *config, const char *path, const char *text,
		     char said[UI_TEXT_SIZE])
{
	if (!path || !write_file(path, text))
		return say(said, false, "The file cannot be written there; you may lack the rights for it.");
	return check_file(config, path, said);
}

bool ui_config_check(struct ui_config *config, const char *text, char said[UI_TEXT_SIZE])
{
	char *path = beside(config);
	bool well = try_file(config, path, text, said);

	if (path)
		rid_of(path);
	mem_free(path);
	return well;
}

bool ui_config_save(struct ui_config *config, const char *text, char said[UI_TEXT_SIZE])
{
	char *path = beside(config), *reply;
	bool well = try_file(config, path, text, said);
	uv_fs_t request;

	if (well && uv_fs_rename(NULL, &request, path, config->path, NULL) < 0)
		well = say(said, false, "The file cannot be replaced; somebody may have it open.");
	if (well) {
		reply = ask(config, "reload", NULL);
		say(said, true, !reply ? "Saved; it is used when telephony starts." :
		    strncmp(reply, "ok", 2) != 0 ? reply : reply[2] ? reply + 3 : "Saved and in use.");
		mem_free(reply);
	} else if (path) {
		rid_of(path);
	}
	mem_free(path);
	return well;
}

/* --- the entries ------------------------------------------------------------------ */

static LONG configure(const char *function, struct ui_config *config, HWND owner, DWORD ppid)
{
	enum err err = config->callback ? ui_config_read(config, ppid) : ERR_UNAVAIL;

	if (!err)
		err = ui_configure(config, owner);
	ui_config_free(config);
	return door_answer(function, NULL, err);
}

/* The whole of it, or the device itself: there is one page. */
static enum err class_known(LPCWSTR device_class, const char *own)
{
	char *class = NULL;
	enum err err = door_text(&class, device_class);

	if (!err && class && class[0] && !span_isi(span_of(class), own))
		err = ERR_DEVICECLASS;
	mem_free(class);
	return err;
}

LONG TSPIAPI TUISPI_providerConfig(TUISPIDLLCALLBACK callback, HWND owner, DWORD ppid)
{
	struct ui_config config = { callback, ppid, TUISPIDLL_OBJECT_PROVIDERID, NULL, NULL, NULL };

	return configure(__func__, &config, owner, ppid);
}

LONG TSPIAPI TUISPI_lineConfigDialog(TUISPIDLLCALLBACK callback, DWORD device, HWND owner,
				     LPCWSTR device_class)
{
	struct ui_config config = { callback, device, TUISPIDLL_OBJECT_LINEID, NULL, NULL, NULL };
	enum err err = class_known(device_class, "tapi/line");

	return err ? door_answer(__func__, NULL, err) : configure(__func__, &config, owner, 0);
}

LONG TSPIAPI TUISPI_phoneConfigDialog(TUISPIDLLCALLBACK callback, DWORD device, HWND owner,
				      LPCWSTR device_class)
{
	struct ui_config config = { callback, device, TUISPIDLL_OBJECT_PHONEID, NULL, NULL, NULL };
	enum err err = class_known(device_class, "tapi/phone");

	return err ? door_answer(__func__, NULL, err) : configure(__func__, &config, owner, 0);
}

/* SPDX-License-Identifier: MIT
 * tapi_location.c - the locations there are, be at one, and write one more into the file of
 * dialling rules (docs/dialing.md): the first one needs no editor. */
#include "tool/tapi.h"
#include "abi/names.h"
#include "base/buf.h"
#include "base/mem.h"
#include "os/file.h"
#include "tapi/dialing/book.h"
#include <uv.h>

#define FILE_MAX (1u << 20)

/* --- what there is --------------------------------------------------------------------- */

static LINETRANSLATECAPS *translate_caps(const struct tapi *tapi)
{
	DWORD size = 65536;
	LINETRANSLATECAPS *caps = mem_zalloc(size);
	LONG result;

	if (!caps)
		return NULL;
	caps->dwTotalSize = size;
	result = lineGetTranslateCapsW(tapi->app, TAPI_VERSION, caps);
	if (!result)
		return caps;
	if (result == (LONG)LINEERR_INIFILECORRUPT)
		tool_fail("there is no location; \"tapictl locations add NAME --country DE --area 30\" makes one");
	else
		tool_fail("the locations cannot be had: %s", name_error(result));
	mem_free(caps);
	return NULL;
}

static void number(DWORD value, char *out, size_t size)
{
	snprintf(out, size, "%lu", (unsigned long)value);
}

static void rows(struct table *table, const LINETRANSLATECAPS *caps)
{
	LINELOCATIONENTRY entry;
	char id[16], name[128], country[16], area[64];
	const char *cells[] = { NULL, id, name, country, area };

	for (DWORD i = 0; i < caps->dwNumLocations; i++) {
		memcpy(&entry, (const char *)caps + caps->dwLocationListOffset + i * sizeof(entry),
		       sizeof(entry));
		cells[0] = entry.dwPermanentLocationID == caps->dwCurrentLocationID ? "yes" : "";
		number(entry.dwPermanentLocationID, id, sizeof(id));
		number(entry.dwCountryCode, country, sizeof(country));
		tapi_text(caps, entry.dwLocationNameOffset, entry.dwLocationNameSize, name, sizeof(name));
		tapi_text(caps, entry.dwCityCodeOffset, entry.dwCityCodeSize, area, sizeof(area));
		table_row(table, cells);
	}
}

static int show(struct tool *tool, const char *at)
{
	static const char *const titles[] = { "Current", "#Id", "Name", "Country", "Area", NULL };
	LINETRANSLATECAPS *caps;
	struct tapi tapi;
	struct table table;
	DWORD id = 0;
	LONG result = 0;

	if (at && !tool_number(at, UINT32_MAX, &id))
		return 2;
	if (!tapi_begin(&tapi, tool))
		return 1;
	if (at)
		result = lineSetCurrentLocation(tapi.app, id);
	if (result)
		return tapi_end(&tapi, tool_fail("that location cannot be taken: %s", name_error(result)));
	caps = translate_caps(&tapi);
	if (!caps)
		return tapi_end(&tapi, 1);
	table_begin(&table, tapi.json, titles);
	rows(&table, caps);
	table_end(&table);
	mem_free(caps);
	return tapi_end(&tapi, 0);
}

/* --- one more ---------------------------------------------------------------------------- */

struct addition {
	const char *file, *name;
	const char *values[5];
};
static const char *const keys[] = { "country", "area", "outside", "outside-far", "no-waiting" };

static bool is_plain(const char *text, const char *wrong)
{
	for (; *text; text++)
		if ((unsigned char)*text < ' ' || strchr(wrong, *text))
			return false;
	return true;
}

/* False: said. */
static bool are_plain(const struct addition *it)
{
	bool plain = *it->name && is_plain(it->name, "[]\"\\");

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		plain = plain && (!it->values[i] || is_plain(it->values[i], "\"\\"));
	if (!plain)
		tool_usage("names and values are without brackets, quotes and control characters");
	return plain;
}

static void section(struct buf *out, const struct addition *it)
{
	if (out->len && out->at[out->len - 1] != '\n')
		buf_char(out, '\n');
	buf_printf(out, "%s[location %s]\n", out->len ? "\n" : "", it->name);
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (it->values[i])
			buf_printf(out, "%s = \"%s\"\n", keys[i], it->values[i]);
}

/* What the file has; one that is not there has nothing. False: said. */
static bool read_file(const char *path, struct buf *out)
{
	FILE *file = file_open(path, "rb");
	size_t n = 1;

	while (file && n && out->len < FILE_MAX && buf_room(out, 4096)) {
		n = fread(out->at + out->len, 1, 4096, file);
		out->len += n;
	}
	if (file)
		fclose(file);
	if (n == 0 || !file)
		return true;
	tool_fail("%s is too long", path);
	return false;
}

/* Whether the server will take it: tried with a copy. False: said. */
static bool is_right(const char *path, const struct buf *text)
{
	char copy[512], none[520], room[512];
	struct book_place place = { .conf = copy, .state = none };
	struct dialing_book *book = NULL;
	const char *reason = room;
	struct buf why;
	enum err err;

	if (!tool_temporary(copy, sizeof(copy), text->at))
		return false;
	snprintf(none, sizeof(none), "%s.none", copy);
	buf_fixed(&why, room, sizeof(room));
	err = book_open(&book, &place, &why);
	book_close(book);
	tool_remove(copy);
	buf_c(&why);
	if (strncmp(room, copy, strlen(copy)) == 0)
		reason = room + strlen(copy);
	if (err)
		tool_fail("%s would be wrong: %s%s", path, *reason == ':' ? "row " : "",
			  *reason ? reason + (*reason == ':') : err_text(err));
	return !err;
}

/* Behind what it has: its owner and rights stay, and nothing of it is lost. */
static bool append(const char *path, const char *text, size_t size)
{
	char folder[512];
	uv_fs_t request;
	FILE *file;
	bool whole;

	snprintf(folder, sizeof(folder), "%.*s", (int)file_folder(path), path);
	if (folder[0]) {
		uv_fs_mkdir(NULL, &request, folder, 0755, NULL);
		uv_fs_req_cleanup(&request);
	}
	file = file_open(path, "ab");
	whole = file && fwrite(text, 1, size, file) == size;
	if (file)
		whole = fclose(file) == 0 && whole;
	if (!whole)
		tool_fail("%s cannot be written", path);
	return whole;
}

static bool write_it(const struct addition *it)
{
	struct buf text;
	size_t before;
	bool done;

	buf_grow(&text);
	done = read_file(it->file, &text);
	before = text.len;
	if (done) {
		section(&text, it);
		buf_c(&text);
		done = !text.full && is_right(it->file, &text)
		       && append(it->file, text.at + before, text.len - before);
	}
	buf_free(&text);
	return done;
}

static int say(struct tool *tool, const struct addition *it)
{
	static const char *const titles[] = { "Name", "File", NULL };
	const char *cells[] = { it->name, it->file };
	struct table table;

	table_begin(&table, tool->json, titles);
	table_row(&table, cells);
	table_end(&table);
	return 0;
}

static int add(struct tool *tool, int count, char **argv)
{
	struct addition it = { 0 };
	char *own = NULL;
	const struct tool_option options[] = {
		{ "--country", &it.values[0], NULL }, { "--area", &it.values[1], NULL },
		{ "--outside", &it.values[2], NULL }, { "--outside-far", &it.values[3], NULL },
		{ "--no-waiting", &it.values[4], NULL }, { "--file", &it.file, NULL },
		{ NULL, NULL, NULL },
	};
	bool done;

	if (!tool_options(options, &count, argv))
		return 2;
	if (count != 2 || !it.values[0])
		return tool_usage("it wants a name and a country: tapictl locations add NAME --country DE");
	it.name = argv[1];
	if (!are_plain(&it))
		return 2;
	if (!it.file)
		it.file = own = book_file();
	if (!it.file)
		return tool_fail("locations are in the registry here; its control panel makes them");
	done = write_it(&it) && say(tool, &it) == 0;
	mem_free(own);
	return done ? 0 : 1;
}

int tapi_command_locations(struct tool *tool, int count, char **argv)
{
	if (count > 0 && strcmp(argv[0], "add") == 0)
		return add(tool, count, argv);
	if (count > 1)
		return tool_usage("locations wants nothing, the id of the one to be in, or: add NAME --country DE");
	return show(tool, count ? argv[0] : NULL);
}

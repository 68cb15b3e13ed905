/* SPDX-License-Identifier: MIT
 * tapi_providers.c - the providers of the telephony server. */
#include "tool/tapi.h"
#include "abi/names.h"
#include "base/mem.h"
#include "base/text.h"
#include "os/file.h"
#include <stdio.h>
#include <uv.h>

static LONG ask_list(const DWORD *args, void *record)
{
	return lineGetProviderListW(TAPI_VERSION, record);
}

static int list(const struct tapi *tapi)
{
	static const char *const titles[] = { "#Id", "File", NULL };
	char id[16], file[256];
	const char *cells[] = { id, file };
	LINEPROVIDERENTRY entry;
	LINEPROVIDERLIST *all;
	struct table table;
	LONG result;

	all = tapi_whole(ask_list, NULL, &result);
	if (!all)
		return tool_fail("the providers cannot be had: %s", name_error(result));
	table_begin(&table, tapi->json, titles);
	for (DWORD i = 0; i < all->dwNumProviders; i++) {
		memcpy(&entry, (const char *)all + all->dwProviderListOffset + i * sizeof(entry),
		       sizeof(entry));
		snprintf(id, sizeof(id), "%lu", (unsigned long)entry.dwPermanentProviderID);
		tapi_text(all, entry.dwProviderFilenameOffset, entry.dwProviderFilenameSize, file,
			  sizeof(file));
		table_row(&table, cells);
	}
	table_end(&table);
	mem_free(all);
	return 0;
}

/* The server knows nothing of this program's folder, so it gets whole paths. */
static bool whole_path(const char *file, WCHAR *out, size_t size)
{
	const char *whole = file;
	uv_fs_t request = { 0 };
	bool fits;

	if (file_folder(file) && !file_absolute(file)
	    && uv_fs_realpath(NULL, &request, file, NULL) == 0)
		whole = request.ptr;
	fits = utf16_size(whole) <= size;
	if (fits)
		utf16_write(out, whole);
	uv_fs_req_cleanup(&request);
	return fits;
}

static int add(const char *file)
{
	WCHAR path[1024];
	DWORD id;
	LONG result;

	if (!whole_path(file, path, sizeof(path)))
		return tool_usage("%s is too long for a file", file);
	result = lineAddProviderW(path, NULL, &id);
	if (result == (LONG)LINEERR_OPERATIONFAILED)
		return tool_fail("%s is not added (%s): the telephony server's log says why; only "
				 "its administrator may", file, name_error(result));
	return result ? tool_fail("%s is not added: %s", file, name_error(result)) : 0;
}

static int take_away(const char *number)
{
	DWORD id;
	LONG result;

	if (!tool_number(number, UINT32_MAX, &id))
		return 2;
	result = lineRemoveProvider(id, NULL);
	if (result == (LONG)LINEERR_INVALPARAM)
		return tool_fail("there is no provider %s; \"tapictl providers\" lists them", number);
	if (result == (LONG)LINEERR_OPERATIONFAILED)
		return tool_fail("provider %s is not removed (%s): perhaps the telephony server's "
				 "configuration names it; its log says why", number, name_error(result));
	return result ? tool_fail("provider %s is not removed: %s", number, name_error(result)) : 0;
}

int tapi_command_providers(struct tool *tool, int count, char **argv)
{
	const bool adds = count == 2 && strcmp(argv[0], "add") == 0;
	const bool removes = count == 2 && strcmp(argv[0], "remove") == 0;
	struct tapi tapi;
	int code = 0;

	if (count && !adds && !removes)
		return tool_usage("providers wants nothing, or add FILE, or remove ID");
	if (!tapi_begin(&tapi, tool))
		return 1;
	if (adds)
		code = add(argv[1]);
	else if (removes)
		code = take_away(argv[1]);
	return tapi_end(&tapi, code ? code : list(&tapi));
}

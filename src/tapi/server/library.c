/* SPDX-License-Identifier: MIT
 * library.c - see library.h. */
#include "tapi/server/library.h"
#include "base/log.h"
#include "os/account.h"
#include "os/file.h"
#include <uv.h>

#define PATH_LONGEST 1024

static bool has_folder(const char *file)
{
	return strpbrk(file, "/\\") != NULL;
}

/* Beside this program or in ../lib of its folder. */
static bool find_beside(struct buf *out, const char *file)
{
	static const char *const folders[] = { "%s/%s", "%s/../lib/%s", "%s/../lib/opentsp/%s" };
	char here[1024];
	size_t len = sizeof(here);
	uv_fs_t request;
	int found = -1;

	if (uv_exepath(here, &len))
		return false;
	for (char *c = here + len; c > here && *c != '/' && *c != '\\'; c--)
		*c = '\0';
	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]) && found; i++) {
		buf_reset(out);
		buf_printf(out, folders[i], here, file);
		found = uv_fs_stat(NULL, &request, buf_c(out), NULL);
		uv_fs_req_cleanup(&request);
	}
	return !found;
}

void library_find(struct buf *out, const char *file)
{
	if (!has_folder(file) && find_beside(out, file))
		return;
	buf_reset(out);
	buf_text(out, file);
}

/* Without links, which somebody could turn round. */
static bool real_path(struct buf *path)
{
	uv_fs_t request;
	bool good = uv_fs_realpath(NULL, &request, buf_c(path), NULL) == 0;

	if (good) {
		buf_reset(path);
		buf_text(path, request.ptr);
	}
	uv_fs_req_cleanup(&request);
	return good;
}

static LONG refuse(const char *file, const char *why)
{
	log_write(LOG_WARN, "tapi", NULL, "no provider is added: %s %s", file, why);
	return (LONG)LINEERR_OPERATIONFAILED;
}

LONG library_trust(struct buf *out, const char *file)
{
	const char *fault;

	if (!file[0] || strlen(file) > PATH_LONGEST || span_has_controls(span_of(file)))
		return (LONG)LINEERR_INVALPARAM;
	if (has_folder(file) && !file_absolute(file))
		return (LONG)LINEERR_INVALPARAM;
	if (has_folder(file))
		buf_text(out, file);
	else if (!find_beside(out, file))
		return refuse(file, "is not beside the server");
	if (!real_path(out))
		return refuse(file, "is not there");
	fault = account_code_fault(buf_c(out));
	if (fault)
		return refuse(buf_c(out), fault);
	return out->full ? (LONG)LINEERR_NOMEM : 0;
}

const char *library_name(const char *path)
{
	const char *name = path;

	for (const char *c = path; *c; c++)
		if (*c == '/' || *c == '\\')
			name = c + 1;
	return name;
}

bool library_same(const char *one, const char *other)
{
	const char *paths[] = { one, other };
	uint64_t device[2], number[2];
	uv_fs_t request;

	for (int i = 0; i < 2; i++) {
		if (uv_fs_stat(NULL, &request, paths[i], NULL)) {
			uv_fs_req_cleanup(&request);
			return false;
		}
		device[i] = request.statbuf.st_dev;
		number[i] = request.statbuf.st_ino;
		uv_fs_req_cleanup(&request);
	}
	return device[0] == device[1] && number[0] == number[1];
}

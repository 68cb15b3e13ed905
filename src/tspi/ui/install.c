/* SPDX-License-Identifier: MIT
 * install.c - what lineAddProvider and lineRemoveProvider ask of a provider.
 *
 * There is one thing to install: a first configuration, where none is, so that
 * the provider has lines to show. It is written whole or not at all
 * (R-UI-11). Removing leaves it there: a configuration outlives upgrades and
 * repairs, and TAPI's own list of providers is TAPI's (R-PRIV-1).
 */
#include "base/log.h"
#include "base/mem.h"
#include "os/paths.h"
#include "tspi/door.h"
#include <fcntl.h>

static const char first_configuration[] =
	"# opentsp.conf - the lines of this machine. Every key: tapictl config\n"
	"\n"
	"[provider]\n"
	"log = info\n"
	"\n"
	"# Two lines of an exchange inside the provider, to try programs with: one\n"
	"# calls the other, and 91 is somebody who answers.\n"
	"[line OpenTSP 1]\n"
	"driver = sim\n"
	"number = 101\n"
	"\n"
	"[line OpenTSP 2]\n"
	"driver = sim\n"
	"number = 102\n"
	"\n"
	"# A line of a SIP telephone system:\n"
	"#[line reception]\n"
	"#driver = sip\n"
	"#domain = pbx.example.com\n"
	"#user = 100\n"
	"#password = @reception.secret\n";

/* The folder of `path` and those above it, as far as they are missing. */
static void make_folders(const char *path)
{
	uv_fs_t request;
	char *copy = mem_copy(path);

	for (char *p = copy ? copy + 1 : NULL; p && *p; p++) {
		char sign = *p;

		if (sign != '/' && sign != '\\')
			continue;
		*p = '\0';
		uv_fs_mkdir(NULL, &request, copy, 0755, NULL);	/* there already: so much the better */
		uv_fs_req_cleanup(&request);
		*p = sign;
	}
	mem_free(copy);
}

/* Write it beside its place and move it there: whole or not at all. */
static enum err write_first(const char *path)
{
	uv_buf_t bytes = uv_buf_init((char *)first_configuration, sizeof(first_configuration) - 1);
	enum err err = ERR_CONFIG;
	uv_fs_t request;
	uv_file file;
	char *beside;
	size_t size = strlen(path) + 5;
	ssize_t written;

	beside = mem_alloc(size);
	if (!beside)
		return ERR_NOMEM;
	snprintf(beside, size, "%s.new", path);
	file = uv_fs_open(NULL, &request, beside, O_WRONLY | O_CREAT | O_TRUNC, 0644, NULL);
	uv_fs_req_cleanup(&request);
	if (file >= 0) {
		written = uv_fs_write(NULL, &request, file, &bytes, 1, 0, NULL);
		uv_fs_req_cleanup(&request);
		uv_fs_close(NULL, &request, file, NULL);
		uv_fs_req_cleanup(&request);
		if (written == (ssize_t)bytes.len && uv_fs_rename(NULL, &request, beside, path, NULL) == 0)
			err = OK;
		else
			uv_fs_unlink(NULL, &request, beside, NULL);
		uv_fs_req_cleanup(&request);
	}
	mem_free(beside);
	return err;
}

static LONG install(const char *function, DWORD ppid)
{
	char *path = paths_configuration(ppid);
	enum err err = path ? OK : ERR_NOMEM;

	if (!err && paths_stamp(path) == 0) {
		make_folders(path);
		err = write_first(path);
		log_write(err ? LOG_ERROR : LOG_INFO, "provider", NULL,
			  err ? "%s cannot be written; make it by hand or set OPENTSP_CONF"
			      : "a first configuration is in %s", path);
	}
	mem_free(path);
	return door_answer(function, NULL, err);
}

LONG TSPIAPI TUISPI_providerInstall(TUISPIDLLCALLBACK callback, HWND owner, DWORD ppid)
{
	return install(__func__, ppid);
}

LONG TSPIAPI TUISPI_providerRemove(TUISPIDLLCALLBACK callback, HWND owner, DWORD ppid)
{
	return door_answer(__func__, NULL, OK);
}

/* Their older forms, which TAPI 2 does not call any more (R-UI-1, R-UI-2). */
LONG TSPIAPI TSPI_providerInstall(HWND owner, DWORD ppid)
{
	return install(__func__, ppid);
}

LONG TSPIAPI TSPI_providerRemove(HWND owner, DWORD ppid)
{
	return door_answer(__func__, NULL, OK);
}

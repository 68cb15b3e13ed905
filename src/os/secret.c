/* SPDX-License-Identifier: MIT
 * secret.c - the part of reading secrets that is the same everywhere. */
#include "os/secret.h"
#include <string.h>
#include <uv.h>

#define PATH_SIZE 4096

void secret_wipe(void *memory, size_t size)
{
	memset(memory, 0, size);
	__asm__ volatile("" : : "r"(memory) : "memory");	/* for all the compiler knows it is read here */
}

const char *secret_read(const char *path, char *out, size_t size)
{
	const char *why;
	size_t len, row;
	FILE *file;

	why = secret_open(path, &file);
	if (why)
		return why;
	setvbuf(file, NULL, _IONBF, 0);		/* no second copy that nobody wipes */
	len = fread(out, 1, size, file);
	if (ferror(file))
		why = "cannot be read";
	fclose(file);
	for (row = 0; row < len && out[row] != '\n' && out[row] != '\r'; row++)
		;
	if (!why && row == size)
		why = "has too long a first row";
	if (!why && row == 0)
		why = "has nothing in its first row";
	if (!why && memchr(out, '\0', row))
		why = "is not a text file";
	if (why)
		secret_wipe(out, size);
	else
		secret_wipe(out + row, size - row);
	return why;
}

const char *secret_credential(const char *name, char *out, size_t size)
{
	char folder[PATH_SIZE], path[PATH_SIZE];
	size_t folder_size = sizeof(folder);
	int len;

	if (uv_os_getenv("CREDENTIALS_DIRECTORY", folder, &folder_size) || !*folder)
		return "cannot be looked up: systemd passed no credentials";
	if (!*name || *name == '.' || strpbrk(name, "/\\"))
		return "is no name of a credential";
	len = snprintf(path, sizeof(path), "%s/%s", folder, name);
	if (len < 0 || (size_t)len >= sizeof(path))
		return "is too long";
	return secret_read(path, out, size);
}

const char *secret_write(const char *path, const char *text)
{
	uv_buf_t bytes = uv_buf_init((char *)text, (unsigned)strlen(text));
	const char *why = NULL;
	uv_fs_t request;
	int file;

	uv_fs_unlink(NULL, &request, path, NULL);
	uv_fs_req_cleanup(&request);
	file = uv_fs_open(NULL, &request, path, UV_FS_O_WRONLY | UV_FS_O_CREAT | UV_FS_O_EXCL, 0600,
			  NULL);
	uv_fs_req_cleanup(&request);
	if (file < 0)
		return "cannot be created";
	if (uv_fs_write(NULL, &request, file, &bytes, 1, 0, NULL) != (int)bytes.len)
		why = "cannot be written";
	uv_fs_req_cleanup(&request);
	uv_fs_close(NULL, &request, file, NULL);
	uv_fs_req_cleanup(&request);
	return why;
}

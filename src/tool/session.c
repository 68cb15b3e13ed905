/* SPDX-License-Identifier: MIT
 * session.c - find the provider, open it, find its lines. */
#include "tool/tool.h"
#include "base/mem.h"
#include "abi/names.h"
#include <stdio.h>
#include <uv.h>

#define REPLY_SIZE 262144	/* bytes for what the private door answers */

static void say(const char *format, va_list args)
{
	fflush(stdout);
	fputs("tapictl: ", stderr);
	vfprintf(stderr, format, args);
	fputc('\n', stderr);
}

int tool_fail(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say(format, args);
	va_end(args);
	return 1;
}

int tool_usage(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say(format, args);
	va_end(args);
	return 2;
}

/* What options are called may stand before or behind the command: those that
 * are not in the table stay for the next. */
bool tool_options(const struct tool_option *options, int *count, char **argv)
{
	const struct tool_option *o;
	int kept = 0;

	for (int i = 0; i < *count; i++) {
		for (o = options; o->name && strcmp(o->name, argv[i]) != 0; o++)
			;
		if (!o->name) {
			argv[kept++] = argv[i];
			continue;
		}
		if (o->flag) {
			*o->flag = true;
			continue;
		}
		if (i + 1 == *count) {
			tool_usage("%s wants a value behind it", o->name);
			return false;
		}
		*o->value = argv[++i];
	}
	*count = kept;
	return true;
}

bool tool_number(const char *text, DWORD max, DWORD *out)
{
	uint32_t number;

	if (span_u32(span_of(text), max, &number)) {
		*out = number;
		return true;
	}
	tool_usage("%s is no number from 0 to %lu", text, (unsigned long)max);
	return false;
}

static bool exists(const char *path)
{
	uv_fs_t request;
	bool found = uv_fs_stat(NULL, &request, path, NULL) == 0;

	uv_fs_req_cleanup(&request);
	return found;
}

/* OPENTSP_PROVIDER beside this program, or in lib/ beside its folder. */
static void default_provider(char *out, size_t size)
{
	char folder[1024];
	size_t len = sizeof(folder);
	char *slash = NULL;

	if (uv_exepath(folder, &len) == 0)
		for (char *c = folder; *c; c++)
			slash = *c == '/' || *c == '\\' ? c : slash;
	if (!slash) {
		snprintf(out, size, "%s", OPENTSP_PROVIDER);
		return;
	}
	*slash = '\0';
	snprintf(out, size, "%s/%s", folder, OPENTSP_PROVIDER);
	if (!exists(out))
		snprintf(out, size, "%s/../lib/%s", folder, OPENTSP_PROVIDER);
}

bool tool_open(struct tool *tool, const char *config)
{
	struct host_options options = { .conf = config };
	char path[2048], memory[1024];
	struct buf why;
	enum err err;

	if (tool->provider)
		snprintf(path, sizeof(path), "%s", tool->provider);
	else
		default_provider(path, sizeof(path));
	buf_fixed(&why, memory, sizeof(memory));
	err = host_open(&tool->host, path, &options, &why);
	if (!err)
		return true;
	tool->host = NULL;
	tool_fail("%s", why.len ? buf_c(&why) : err_text(err));
	return false;
}

int tool_close(struct tool *tool, int code)
{
	char faults[4096];
	unsigned count = 0;

	if (tool->host) {
		host_shutdown(tool->host);
		count = host_faults(tool->host, faults, sizeof(faults));
	}
	if (count)
		tool_fail("the provider broke %u rules of TSPI (docs/spec/rules.md):\n%s", count, faults);
	host_close(tool->host);
	tool->host = NULL;
	mem_free(tool->calls);
	return count && !code ? 1 : code;
}

const char *tool_line_name(struct tool *tool, DWORD device, char *out, size_t size)
{
	struct host_line_info info;

	if (device == HOST_NO_DEVICE)
		snprintf(out, size, "%s", "");
	else if (host_line_info(tool->host, device, &info) == 0 && *info.name)
		snprintf(out, size, "%s", info.name);
	else
		snprintf(out, size, "%lu", (unsigned long)device);
	return out;
}

static bool is_meant(const struct host_line_info *info, const char *name, int by)
{
	char id[16];

	if (by == 0)
		return strcmp(info->name, name) == 0;
	for (DWORD i = 0; by == 1 && i < info->addresses && i < HOST_ADDRESSES; i++)
		if (strcmp(info->address[i].address, name) == 0)
			return true;
	snprintf(id, sizeof(id), "%lu", (unsigned long)info->device);
	return by == 2 && strcmp(id, name) == 0;
}

bool tool_line(struct tool *tool, const char *name, DWORD *out)
{
	size_t count = host_line_count(tool->host);
	struct host_line_info info;

	for (int by = 0; by < 3; by++) {
		for (size_t i = 0; i < count; i++) {
			if (host_line_info(tool->host, host_line(tool->host, i), &info) != 0
			    || !is_meant(&info, name, by))
				continue;
			*out = info.device;
			return true;
		}
	}
	tool_fail("%s has no line %s; \"tapictl lines\" lists its %lu lines", host_path(tool->host),
		  name, (unsigned long)count);
	return false;
}

char *tool_command(struct tool *tool, const char *text)
{
	char *reply = mem_zalloc(REPLY_SIZE);
	LONG result;

	if (!reply) {
		tool_fail("out of memory");
		return NULL;
	}
	result = host_command(tool->host, text, reply, REPLY_SIZE);
	if (result == 0)
		return reply;
	tool_fail("%s: does not know the command \"%s\" (%s); is it OpenTSP?", host_path(tool->host),
		  text, name_error(result));
	mem_free(reply);
	return NULL;
}

bool tool_temporary(char *path, size_t size, const char *text)
{
	char folder[512];
	size_t len = sizeof(folder);
	uv_fs_t request;
	uv_buf_t bytes = uv_buf_init((char *)text, (unsigned)strlen(text));
	int file, written = -1;

	if (uv_os_tmpdir(folder, &len))
		snprintf(folder, sizeof(folder), ".");
	snprintf(path, size, "%s/tapictl-XXXXXX", folder);
	file = uv_fs_mkstemp(NULL, &request, path, NULL);
	if (file >= 0)
		snprintf(path, size, "%s", request.path);
	uv_fs_req_cleanup(&request);
	if (file >= 0) {
		written = uv_fs_write(NULL, &request, file, &bytes, 1, 0, NULL);
		uv_fs_req_cleanup(&request);
		uv_fs_close(NULL, &request, file, NULL);
		uv_fs_req_cleanup(&request);
	}
	if (written == (int)strlen(text))
		return true;
	tool_fail("%s: cannot be written: %s", path, uv_strerror(file < 0 ? file : written));
	return false;
}

void tool_remove(const char *path)
{
	uv_fs_t request;

	uv_fs_unlink(NULL, &request, path, NULL);
	uv_fs_req_cleanup(&request);
}

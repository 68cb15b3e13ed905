/* SPDX-License-Identifier: MIT
 * assist_program.c - the program that makes the calls others ask for. */
#include "tapi/server/assist.h"
#include "base/log.h"
#include "base/mem.h"

#define WORDS_MAX 16

struct assist_program {
	struct server *server;
	uv_process_t process;
	bool runs;		/* or its handle is not closed yet */
	char *command;		/* the words point into it */
	char *words[WORDS_MAX + 1];
	void (*failed)(void *arg);
	void *arg;
};

/* Cut into words at spaces; what stands in double quotes is one. */
static void cut(struct assist_program *program)
{
	char *c = program->command;
	size_t count = 0;
	char until;

	while (*c && count < WORDS_MAX) {
		while (*c == ' ')
			c++;
		until = *c == '"' ? '"' : ' ';
		c += *c == '"';
		if (*c)
			program->words[count++] = c;
		while (*c && *c != until)
			c++;
		if (*c)
			*c++ = '\0';
	}
}

struct assist_program *assist_program_new(struct server *server, const char *command,
					  void (*failed)(void *arg), void *arg)
{
	struct assist_program *program = mem_zalloc(sizeof(*program));

	if (!program)
		return NULL;
	program->server = server;
	program->failed = failed;
	program->arg = arg;
	program->command = mem_copy(command);
	if (!program->command) {
		mem_free(program);
		return NULL;
	}
	cut(program);
	return program;
}

void assist_program_free(struct assist_program *program)
{
	if (!program)
		return;
	mem_free(program->command);
	mem_free(program);
}

static void closed(uv_handle_t *process)
{
	struct assist_program *program = process->data;

	program->runs = false;
}

static void ended(uv_process_t *process, int64_t status, int signal)
{
	struct assist_program *program = process->data;

	uv_close((uv_handle_t *)process, closed);
	if (status || signal) {
		log_write(LOG_WARN, "tapi", NULL, "%s ended with status %d",
			  program->words[0], (int)status);
		program->failed(program->arg);
	}
}

static bool is_there(const char *path)
{
	uv_fs_t request;
	const bool found = uv_fs_stat(NULL, &request, path, NULL) == 0;

	uv_fs_req_cleanup(&request);
	return found;
}

/* A name without a folder: beside this program, if it is there. */
static void find(struct buf *out, const char *name)
{
	static const char *const ends[] = { "", ".exe" };
	char here[1024];
	size_t len = sizeof(here);

	if (!strpbrk(name, "/\\") && !uv_exepath(here, &len)) {
		for (char *c = here + len; c > here && *c != '/' && *c != '\\'; c--)
			*c = '\0';
		for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
			buf_reset(out);
			buf_printf(out, "%s%s%s", here, name, ends[i]);
			if (is_there(buf_c(out)))
				return;
		}
	}
	buf_reset(out);
	buf_text(out, name);
}

/* Our environment and where the server is; texts of `items` and `address`. NULL: no memory. */
static char **environment(const uv_env_item_t *items, int count, const char *address)
{
	size_t size = (size_t)(count + 2) * sizeof(char *), at = 0;
	struct buf text;
	char **out;

	for (int i = 0; i < count; i++)
		size += strlen(items[i].name) + strlen(items[i].value) + 2;
	size += sizeof("OPENTSP_TAPI=") + strlen(address);
	out = mem_zalloc(size);
	if (!out)
		return NULL;
	buf_fixed(&text, out + count + 2, size - (size_t)(count + 2) * sizeof(char *));
	for (int i = 0; i < count; i++) {
		if (strcmp(items[i].name, "OPENTSP_TAPI") == 0)
			continue;
		out[at++] = text.at + text.len;
		buf_printf(&text, "%s=%s", items[i].name, items[i].value);
		buf_char(&text, '\0');
	}
	out[at] = text.at + text.len;
	buf_printf(&text, "OPENTSP_TAPI=%s", address);
	buf_char(&text, '\0');
	return out;
}

static int spawn(struct assist_program *program, const char *path, char **env)
{
	uv_stdio_container_t stdio[] = {
		{ .flags = UV_IGNORE }, { .flags = UV_IGNORE },
		{ .flags = UV_INHERIT_FD, .data.fd = 2 },
	};
	const uv_process_options_t options = {
		.exit_cb = ended, .file = path, .args = program->words, .env = env,
		.stdio_count = 3, .stdio = stdio,
	};

	program->process.data = program;
	return uv_spawn(&program->server->loop, &program->process, &options);
}

bool assist_program_start(struct assist_program *program)
{
	uv_env_item_t *items;
	int count, error = UV_ENOMEM;
	struct buf path;
	char **env;

	if (program->runs)
		return true;
	if (!program->words[0] || uv_os_environ(&items, &count))
		return false;
	buf_grow(&path);
	find(&path, program->words[0]);
	env = environment(items, count, program->server->address);
	uv_os_free_environ(items, count);
	if (env && !path.full) {
		program->runs = true;
		error = spawn(program, buf_c(&path), env);
		if (error)
			uv_close((uv_handle_t *)&program->process, closed);
	}
	if (error)
		log_write(LOG_WARN, "tapi", NULL, "cannot start %s: %s", buf_c(&path),
			  uv_strerror(error));
	mem_free(env);
	buf_free(&path);
	return !error;
}

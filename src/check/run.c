/* SPDX-License-Identifier: MIT
 * run.c - start this program again for each job, read what it says, and say
 * it in its place when it can no longer. */
#include "check/run.h"
#include "check/child.h"
#include "base/mem.h"
#include <stdio.h>
#include <uv.h>

#define PARALLEL_MAX 16
#define READ_SIZE 4096
#define LINE_SIZE 4096
#define LAST_WORDS_MS 3000	/* to end after the verdict */
#define ARGS_MAX 16

struct crew {
	const struct runner *runner;
	struct job *jobs;
	size_t next, count;
	bool failed;
	uv_loop_t loop;
};

struct worker {
	struct crew *crew;
	struct job *job;
	uv_process_t process;
	uv_pipe_t out;
	uv_timer_t timer;
	unsigned open;		/* handles */
	bool ended, silent, hung, spoken;
	int pid;		/* 0: it could not be started */
	int64_t status;
	int signal;
	char line[LINE_SIZE], block[READ_SIZE];
	size_t line_len;
};

void job_init(struct job *job, const char *name, DWORD version)
{
	*job = (struct job){ .name = name, .version = version };
	buf_grow(&job->says);
	buf_grow(&job->step);
	buf_grow(&job->data);
	buf_grow(&job->faults);
}

void job_free(struct job *job)
{
	buf_free(&job->says);
	buf_free(&job->step);
	buf_free(&job->data);
	buf_free(&job->faults);
}

/* --- what it says ---------------------------------------------------------------- */

static void settle(struct worker *w, enum outcome outcome, const char *text)
{
	w->job->outcome = outcome;
	buf_reset(&w->job->says);
	buf_text(&w->job->says, text);
	w->spoken = true;
	uv_timer_start(&w->timer, w->timer.timer_cb, LAST_WORDS_MS, 0);
}

static void add_line(struct buf *buf, const char *text)
{
	buf_text(buf, text);
	buf_char(buf, '\n');
}

static void hear(struct worker *w, char *line)
{
	char *text;

	if (strncmp(line, MARK, strlen(MARK)) != 0)
		return;
	line += strlen(MARK);
	text = strchr(line, ' ');
	if (!text)
		return;
	*text++ = '\0';
	text[strcspn(text, "\r")] = '\0';
	if (strcmp(line, "step") == 0) {
		buf_reset(&w->job->step);
		buf_text(&w->job->step, text);
	} else if (strcmp(line, "data") == 0) {
		add_line(&w->job->data, text);
	} else if (strcmp(line, "fault") == 0) {
		add_line(&w->job->faults, text);
	} else if (strcmp(line, "pass") == 0) {
		settle(w, PASSED, text);
	} else if (strcmp(line, "fail") == 0) {
		settle(w, FAILED, text);
	} else if (strcmp(line, "skip") == 0) {
		settle(w, SKIPPED, text);
	}
}

static void read_text(struct worker *w, const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (text[i] == '\n') {
			w->line[w->line_len] = '\0';
			hear(w, w->line);
			w->line_len = 0;
		} else if (w->line_len < LINE_SIZE - 1) {
			w->line[w->line_len++] = text[i];
		}
	}
}

/* --- its end ----------------------------------------------------------------------- */

static bool start(struct worker *w);

/* What became of a process that did not end as it should. */
static void judge(struct worker *w)
{
	struct job *job = w->job;
	struct buf *says = &job->says;
	bool crashed = w->signal || w->status;
	const char *doing;

	if (w->spoken && !crashed && !w->hung)
		return;
	if (w->spoken && (job->outcome != PASSED || w->hung))
		return;		/* it had said what was wrong; the rest follows from that */
	job->outcome = FAILED;
	buf_reset(says);
	doing = job->step.len ? buf_c(&job->step) : "starting";
	if (w->hung)
		buf_printf(says, "hung: no end after %lu s while %s",
			   (unsigned long)w->crew->runner->setup->limit_s, doing);
	else if (w->signal)
		buf_printf(says, "crashed with signal %d while %s", w->signal, doing);
	else if (crashed)
		buf_printf(says, "ended with code 0x%llx while %s",
			   (unsigned long long)w->status & 0xFFFFFFFFull, doing);
	else
		buf_printf(says, "ended the process while %s", doing);
}

/* A child may have written a configuration, and could not take it away. */
static void forget_config(const struct worker *w)
{
	const struct setup *setup = w->crew->runner->setup;
	char name[1100];

	if (!setup->own || !w->pid)
		return;
	snprintf(name, sizeof(name), "%s.%ld", setup->config, (long)w->pid);
	remove(name);
}

static void closed(uv_handle_t *handle)
{
	struct worker *w = handle->data;
	const struct runner *runner = w->crew->runner;

	if (--w->open > 0)
		return;
	forget_config(w);
	judge(w);
	if (runner->done)
		runner->done(runner->arg, w->job);
	if (!start(w))
		mem_free(w);
}

static void end_if_over(struct worker *w)
{
	if (!w->ended || !w->silent || uv_is_closing((uv_handle_t *)&w->timer))
		return;
	uv_close((uv_handle_t *)&w->process, closed);
	uv_close((uv_handle_t *)&w->out, closed);
	uv_close((uv_handle_t *)&w->timer, closed);
}

static void on_exit(uv_process_t *process, int64_t status, int signal)
{
	struct worker *w = process->data;

	w->ended = true;
	w->status = status;
	w->signal = signal;
	if (w->hung)
		w->silent = true;	/* its pipe may live on in others */
	end_if_over(w);
}

static void on_room(uv_handle_t *handle, size_t size, uv_buf_t *out)
{
	struct worker *w = handle->data;

	*out = uv_buf_init(w->block, READ_SIZE);
}

static void on_read(uv_stream_t *stream, ssize_t len, const uv_buf_t *block)
{
	struct worker *w = stream->data;

	if (len > 0)
		read_text(w, block->base, (size_t)len);
	if (len >= 0)
		return;
	uv_read_stop(stream);
	w->silent = true;
	end_if_over(w);
}

static void on_limit(uv_timer_t *timer)
{
	struct worker *w = timer->data;

	w->hung = true;
	if (!w->ended)
		uv_process_kill(&w->process, SIGKILL);
	w->silent |= w->ended;
	end_if_over(w);
}

/* --- its beginning ------------------------------------------------------------------ */

struct line_of_args {
	char *at[ARGS_MAX];
	int count;
	char numbers[4][16];
};

static void arg(struct line_of_args *args, const char *name, const char *value)
{
	if (!value)
		return;
	args->at[args->count++] = (char *)name;
	args->at[args->count++] = (char *)value;
}

static const char *number(struct line_of_args *args, int i, uint32_t n)
{
	snprintf(args->numbers[i], sizeof(args->numbers[i]), "%lu", (unsigned long)n);
	return args->numbers[i];
}

static void args_of(struct line_of_args *args, const struct worker *w)
{
	const struct setup *setup = w->crew->runner->setup;

	args->at[args->count++] = (char *)w->crew->runner->program;
	args->at[args->count++] = (char *)setup->provider;
	arg(args, "--run", w->job->name);
	arg(args, "--config", setup->config);
	arg(args, "--dest", setup->dest);
	arg(args, "--line", number(args, 0, setup->line));
	if (setup->peer != UINT32_MAX)
		arg(args, "--peer", number(args, 1, setup->peer));
	arg(args, "--tspi", number(args, 2, w->job->version));
	if (setup->own)
		args->at[args->count++] = (char *)"--own";
}

static bool spawn(struct worker *w)
{
	struct line_of_args args = { .count = 0 };
	uv_stdio_container_t stdio[3] = {
		{ .flags = UV_IGNORE },
		{ .flags = UV_CREATE_PIPE | UV_WRITABLE_PIPE,
		 .data.stream = (uv_stream_t *)&w->out },
		{ .flags = UV_IGNORE },
	};
	uv_process_options_t options = { .exit_cb = on_exit, .stdio_count = 3, .stdio = stdio };

	args_of(&args, w);
	options.file = args.at[0];
	options.args = args.at;
	options.flags = UV_PROCESS_WINDOWS_HIDE;
	return uv_spawn(&w->crew->loop, &w->process, &options) == 0;
}

/* Take the next job; false: there is none, and the worker is not used any more. */
static bool start(struct worker *w)
{
	struct crew *crew = w->crew;

	if (crew->next == crew->count || crew->failed)
		return false;
	*w = (struct worker){ .crew = crew, .job = &crew->jobs[crew->next++], .open = 3 };
	uv_pipe_init(&crew->loop, &w->out, 0);
	uv_timer_init(&crew->loop, &w->timer);
	w->process.data = w->out.data = w->timer.data = w;
	uv_timer_start(&w->timer, on_limit, (uint64_t)crew->runner->setup->limit_s * 1000, 0);
	if (spawn(w)) {
		w->pid = uv_process_get_pid(&w->process);
		uv_read_start((uv_stream_t *)&w->out, on_room, on_read);
		return true;
	}
	crew->failed = w->ended = w->silent = w->spoken = true;
	end_if_over(w);
	return true;
}

bool run_jobs(const struct runner *runner, struct job *jobs, size_t count)
{
	struct crew crew = { .runner = runner, .jobs = jobs, .count = count };
	struct worker *w;

	if (uv_loop_init(&crew.loop))
		return false;
	for (unsigned i = 0; i < runner->parallel && i < PARALLEL_MAX && crew.next < count; i++) {
		w = mem_zalloc(sizeof(*w));
		if (!w)
			break;
		w->crew = &crew;
		if (!start(w))
			mem_free(w);
	}
	uv_run(&crew.loop, UV_RUN_DEFAULT);
	uv_loop_close(&crew.loop);
	return !crew.failed && crew.next == count;
}

/* SPDX-License-Identifier: MIT
 * main.c - tspcheck: hold a service provider against the rules of TSPI. */
#include "check/child.h"
#include "check/func.h"
#include "check/report.h"
#include "base/mem.h"
#include <stdio.h>
#include <stdlib.h>
#include <uv.h>

#define PARALLEL_OWN 4		/* with our own configuration: nothing real is shared */

static const char usage[] =
	"usage: tspcheck PROVIDER [options]\n"
	"\n"
	"Holds a service provider (.tsp, .so) against docs/spec/rules.md; each rule runs in\n"
	"a process of its own. The exit code is 0 if no rule failed and no function lies.\n"
	"\n"
	"  --config FILE     OpenTSP's configuration (OPENTSP_CONF); else four simulated lines\n"
	"  --line N          the line that calls, counted from 0 (0)\n"
	"  --peer N          the line that is called; else the next one\n"
	"  --dest NUMBER     what to dial; it must answer. Else the peer's own number\n"
	"  --rules LIST      only these: R-CB-8,R-ASYNC- (all that begin so),functions,lineHold\n"
	"  --level LEVEL     basic, supplementary or extended: up to this one (extended)\n"
	"  --version V       only at this version: 1.3 1.4 2.0 2.1 2.2 3.0 3.1\n"
	"  --limit SECONDS   for one rule (30)\n"
	"  --jobs N          so many at a time (1; with simulated lines 4)\n"
	"  --apart           the provider in a process of its own, as a server may have it\n"
	"  --json, --junit   the report for programs\n"
	"  --list            what is checked\n";

struct program {
	struct setup setup;
	const char *rules, *run;
	enum level level;
	DWORD version;		/* only at this one; 0: at each */
	uint32_t jobs;
	enum report_form form;
	bool list;
	char config[1024];	/* of our own; "": none */
	struct report report;
	size_t done, total;
};

static int wrong(const char *text, const char *what)
{
	fprintf(stderr, "tspcheck: %s%s; tspcheck --help says more\n", text, what);
	return 2;
}

/* --- options ------------------------------------------------------------------------- */

static bool read_version(const char *text, DWORD *out)
{
	for (const DWORD *v = check_versions; *v; v++)
		if (strcmp(version_text(*v), text) == 0)
			*out = *v;
	return *out != 0;
}

static bool read_level(const char *text, enum level *out)
{
	static const char *const names[] = { "basic", "supplementary", "extended" };

	for (int i = 0; i < 3; i++) {
		if (strcmp(names[i], text) == 0) {
			*out = (enum level)i;
			return true;
		}
	}
	return false;
}

static bool read_number(const char *text, uint32_t *out)
{
	return span_u32(span_of(text), UINT32_MAX, out);
}

static bool read_dword(const char *text, DWORD *out)
{
	uint32_t n;

	if (!read_number(text, &n))
		return false;
	*out = n;
	return true;
}

/* An option with a value; false: unknown, or the value cannot be used. */
static bool read_option(struct program *p, const char *name, const char *value)
{
	struct setup *s = &p->setup;

	if (strcmp(name, "--config") == 0)
		return (s->config = value) != NULL;
	if (strcmp(name, "--dest") == 0)
		return (s->dest = value) != NULL;
	if (strcmp(name, "--rules") == 0)
		return (p->rules = value) != NULL;
	if (strcmp(name, "--run") == 0)
		return (p->run = value) != NULL;
	if (strcmp(name, "--line") == 0)
		return read_number(value, &s->line);
	if (strcmp(name, "--peer") == 0)
		return read_number(value, &s->peer);
	if (strcmp(name, "--limit") == 0)
		return read_number(value, &s->limit_s) && s->limit_s > 0;
	if (strcmp(name, "--jobs") == 0)
		return read_number(value, &p->jobs) && p->jobs > 0;
	if (strcmp(name, "--tspi") == 0)
		return read_dword(value, &s->version);
	if (strcmp(name, "--version") == 0)
		return read_version(value, &p->version);
	if (strcmp(name, "--level") == 0)
		return read_level(value, &p->level);
	return false;
}

static bool read_flag(struct program *p, const char *name)
{
	if (strcmp(name, "--own") == 0)
		p->setup.own = true;
	else if (strcmp(name, "--json") == 0)
		p->form = REPORT_JSON;
	else if (strcmp(name, "--junit") == 0)
		p->form = REPORT_JUNIT;
	else if (strcmp(name, "--list") == 0)
		p->list = true;
	else if (strcmp(name, "--apart") == 0)
		uv_os_setenv("OPENTSP_APART", "1");	/* the processes of the rules inherit it */
	else
		return false;
	return true;
}

/* 0, or the exit code. */
static int read_options(struct program *p, int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		if (strncmp(argv[i], "--", 2) != 0) {
			if (p->setup.provider)
				return wrong("one provider at a time, not also ", argv[i]);
			p->setup.provider = argv[i];
		} else if (!read_flag(p, argv[i])) {
			if (i + 1 == argc || !read_option(p, argv[i], argv[i + 1]))
				return wrong("this cannot be used: ", argv[i]);
			i++;
		}
	}
	return p->setup.provider || p->list ? 0 : wrong("which provider? Name its file", "");
}

static bool is_in_list(const char *list, const char *id)
{
	struct span part, rest = span_of(list);

	while (rest.len) {
		part = span_cut(rest, ',', &rest);
		if (span_is(part, id))
			return true;
		if (part.len && part.at[part.len - 1] == '-' && strncmp(id, part.at, part.len) == 0)
			return true;
	}
	return false;
}

static enum level level_of(const struct func_row *row)
{
	if (strcmp(row->level, "MANDATORY") == 0 || strcmp(row->level, "BASIC") == 0)
		return BASIC;
	if (strcmp(row->level, "OPTIONAL") == 0 || strcmp(row->level, "PHONE") == 0)
		return SUPPLEMENTARY;
	return EXTENDED;
}

static void choose(struct program *p)
{
	for (size_t i = 0; i < p->report.rule_count; i++) {
		struct rule_row *row = &p->report.rules[i];

		row->wanted = row->rule->level <= p->level &&
			      (!p->rules || is_in_list(p->rules, row->rule->id));
	}
	for (size_t i = 0; i < p->report.func_count; i++) {
		struct func_row *row = &p->report.funcs[i];

		row->wanted = level_of(row) <= p->level &&
			      (!p->version || row->since <= p->version) &&
			      (!p->rules || is_in_list(p->rules, "functions") ||
			       is_in_list(p->rules, row->name));
	}
}

/* What is asked for by --rules and is not there: a slip must not pass as success. */
static bool names_nothing(struct program *p, char *out, size_t size)
{
	struct span rest = span_of(p->rules ? p->rules : "");
	bool found;

	while (rest.len) {
		span_copy(span_cut(rest, ',', &rest), out, size);
		found = strcmp(out, "functions") == 0 || report_func(&p->report, out);
		for (size_t i = 0; i < p->report.rule_count && !found; i++)
			found = is_in_list(out, p->report.rules[i].rule->id);
		if (!found)
			return true;
	}
	return false;
}

/* --- the configuration that OpenTSP's provider gets ------------------------------------- */

static bool write_config(struct program *p)
{
	char folder[900];
	size_t len = sizeof(folder);
	FILE *file;

	if (uv_os_tmpdir(folder, &len))
		snprintf(folder, sizeof(folder), ".");
	snprintf(p->config, sizeof(p->config), "%s/tspcheck-%ld.conf", folder,
		 (long)uv_os_getpid());
	file = fopen(p->config, "wb");
	if (!file || fputs(own_head, file) < 0 || fputs(own_line_one, file) < 0 ||
	    fputs(own_lines, file) < 0 || fclose(file)) {
		fprintf(stderr, "tspcheck: %s: cannot be written\n", p->config);
		return false;
	}
	p->setup.config = p->config;
	p->setup.own = true;
	return true;
}

/* --- running --------------------------------------------------------------------------- */

static void progress(void *arg, const struct job *job)
{
	struct program *p = arg;

	report_add(&p->report, job);
	p->done++;
	if (uv_guess_handle(2) == UV_TTY)
		fprintf(stderr, "\r\033[K%lu/%lu %s", (unsigned long)p->done,
			(unsigned long)p->total,
			p->done < p->total ? job->name : "\r\033[K");
}

/* What the provider is, from what the probe told. */
static void learn(struct program *p, const struct job *job)
{
	struct report *report = &p->report;
	struct span row, word, rest = buf_span(&job->data);
	struct func_row *func;
	size_t versions = 0;
	char name[64];
	uint32_t n;

	while (rest.len) {
		row = span_cut(rest, '\n', &rest);
		word = span_cut(row, ' ', &row);
		if (span_is(word, "export") && span_copy(row, name, sizeof(name))) {
			func = report_func(report, name);
			if (func)
				func->exported = true;
		} else if (!span_u32(row, UINT32_MAX, &n)) {
			continue;
		} else if (span_is(word, "version") && versions < 7) {
			report->versions[versions++] = n;
		} else if (span_is(word, "lines")) {
			report->lines = n;
		} else if (span_is(word, "phones")) {
			report->phones = n;
		} else if (span_is(word, "own")) {
			p->setup.own = true;	/* it took our configuration */
		}
	}
}

/* 0, or the exit code. */
static int probe(struct program *p, struct runner *runner)
{
	struct job job;
	int code = 0;

	job_init(&job, PROBE, 0);
	runner->done = NULL;
	if (!run_jobs(runner, &job, 1)) {
		fprintf(stderr, "tspcheck: %s cannot be started\n", runner->program);
		code = 1;
	} else if (job.outcome == SKIPPED) {
		fprintf(stderr, "tspcheck: %s\n", buf_c(&job.says));
		code = 1;
	}
	p->setup.own = false;
	learn(p, &job);
	report_exports(&p->report);
	if (job.outcome == FAILED && !p->report.versions[0]) {
		report_dead(&p->report, buf_c(&job.says));	/* it crashed or hung at once */
		report_print(&p->report, p->form);
		code = 1;
	}
	job_free(&job);
	return code;
}

/* The jobs of a rule or function: one at each version that is wanted and that it
 * is of, or one at the highest. Fills `jobs` (NULL: only counts them). */
static size_t plan_at(const struct program *p, const char *name, bool once, DWORD since,
		      struct job *jobs)
{
	size_t n = 0, last = 0;

	while (p->report.versions[last + 1])
		last++;
	for (size_t v = 0; p->report.versions[v]; v++) {
		DWORD version = p->report.versions[v];

		if (version < since || (p->version ? p->version != version : once && v != last))
			continue;
		if (jobs)
			job_init(&jobs[n], name, version);
		n++;
	}
	return n;
}

static size_t plan(const struct program *p, struct job *jobs)
{
	size_t n = 0;

	for (size_t i = 0; i < p->report.rule_count; i++) {
		const struct rule_row *row = &p->report.rules[i];

		if (row->wanted && row->rule->run)
			n += plan_at(p, row->rule->id, row->rule->once, 0, jobs ? jobs + n : NULL);
	}
	for (size_t i = 0; i < p->report.func_count; i++) {
		const struct func_row *row = &p->report.funcs[i];

		if (row->wanted && row->exported && func_named(row->name))
			n += plan_at(p, row->name, func_named(row->name)->once, row->since,
				     jobs ? jobs + n : NULL);
	}
	return n;
}

static void say_why_not(struct report *report)
{
	for (size_t i = 0; i < report->rule_count; i++) {
		struct rule_row *row = &report->rules[i];

		if (row->wanted && !row->rule->run && row->outcome == WAITING) {
			report_note(&row->notes, SKIPPED, 0, row->rule->why);
			row->outcome = SKIPPED;
		}
	}
}

/* A name alone is a file here, and not one of the system's libraries. */
static void find_provider(struct program *p)
{
	uv_fs_t request;

	if (uv_fs_realpath(NULL, &request, p->setup.provider, NULL) == 0)
		p->setup.provider = mem_copy(request.ptr);
	uv_fs_req_cleanup(&request);
}

static int run_all(struct program *p)
{
	static char program[1024];
	size_t size = sizeof(program);
	struct runner runner = { .setup = &p->setup, .program = program, .parallel = p->jobs,
				.arg = p };
	struct job *jobs;
	bool ran;
	int code;

	if (uv_exepath(program, &size))
		return wrong("this program does not find itself", "");
	code = probe(p, &runner);
	if (code)
		return code;
	p->total = plan(p, NULL);
	jobs = mem_zalloc((p->total + 1) * sizeof(*jobs));
	if (!jobs)
		return wrong("out of memory", "");
	plan(p, jobs);
	runner.done = progress;
	ran = run_jobs(&runner, jobs, p->total);
	for (size_t i = 0; i < p->total; i++)
		job_free(&jobs[i]);
	mem_free(jobs);
	say_why_not(&p->report);
	if (!ran)
		return wrong("not all processes could be started", "");
	return report_print(&p->report, p->form) ? 0 : 1;
}

static int list_all(const struct report *report)
{
	static const char *const levels[] = { "basic", "supplementary", "extended" };

	for (size_t i = 0; i < report->rule_count; i++) {
		const struct rule *rule = report->rules[i].rule;

		printf("%-12s %-13s %s%s%s\n", rule->id, levels[rule->level], rule->says,
		       rule->run ? "" : " - not checked: ", rule->run ? "" : rule->why);
	}
	return 0;
}

int main(int argc, char **argv)
{
	static struct program p = { .setup = { .peer = UINT32_MAX, .limit_s = 30 },
				   .level = EXTENDED };
	char unknown[128];
	int code;

	if (argc == 2 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)) {
		fputs(usage, stdout);
		return 0;
	}
	code = read_options(&p, argc, argv);
	if (code)
		return code;
	if (p.run)
		return child_main(&p.setup, p.run);
	if (!p.jobs)
		p.jobs = p.setup.config ? 1 : PARALLEL_OWN;
	p.report.provider = p.setup.provider;
	if (p.setup.provider)
		find_provider(&p);
	if (!report_init(&p.report))
		return wrong("out of memory", "");
	choose(&p);
	if (names_nothing(&p, unknown, sizeof(unknown)))
		return wrong("there is no rule and no function ", unknown);
	if (p.list)
		code = list_all(&p.report);
	else if (!p.setup.config && !write_config(&p))
		code = 1;
	else
		code = run_all(&p);
	if (p.config[0])
		remove(p.config);
	report_free(&p.report);
	return code;
}

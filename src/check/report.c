/* SPDX-License-Identifier: MIT
 * report.c - gather what the jobs came to. */
#include "check/report.h"
#include "check/func.h"
#include "check/rules.h"
#include "base/mem.h"
#include <stdio.h>

static const struct {
	const char *name, *level;
	DWORD since;
} functions[] = {
#define TSPI(name, answers, level, since, params) { #name, #level, since },
#define TUISPI(name, answers, level, since, params) { "TUISPI_" #name, #level, since },
#include "abi/functions.def"
#undef TSPI
#undef TUISPI
};
#define FUNCTIONS (sizeof(functions) / sizeof(*functions))

static size_t count_rules(void)
{
	size_t n = 0;

	for (size_t g = 0; rule_groups[g]; g++)
		for (const struct rule *rule = rule_groups[g]; rule->id; rule++)
			n++;
	return n;
}

bool report_init(struct report *report)
{
	report->rules = mem_zalloc(count_rules() * sizeof(*report->rules));
	report->funcs = mem_zalloc(FUNCTIONS * sizeof(*report->funcs));
	if (!report->rules || !report->funcs)
		return false;
	for (size_t g = 0; rule_groups[g]; g++)
		for (const struct rule *rule = rule_groups[g]; rule->id; rule++)
			report->rules[report->rule_count++].rule = rule;
	for (size_t i = 0; i < FUNCTIONS; i++) {
		report->funcs[i].name = functions[i].name;
		report->funcs[i].level = functions[i].level;
		report->funcs[i].since = functions[i].since;
	}
	report->func_count = FUNCTIONS;
	return true;
}

static void notes_free(struct notes *notes)
{
	for (size_t i = 0; i < notes->count; i++)
		mem_free(notes->at[i].text);
}

void report_free(struct report *report)
{
	for (size_t i = 0; i < report->rule_count; i++)
		notes_free(&report->rules[i].notes);
	for (size_t i = 0; i < report->func_count; i++)
		notes_free(&report->funcs[i].notes);
	mem_free(report->rules);
	mem_free(report->funcs);
}

struct rule_row *report_rule(struct report *report, const char *id)
{
	for (size_t i = 0; i < report->rule_count; i++)
		if (strcmp(report->rules[i].rule->id, id) == 0)
			return &report->rules[i];
	return NULL;
}

struct func_row *report_func(struct report *report, const char *name)
{
	for (size_t i = 0; i < report->func_count; i++)
		if (strcmp(report->funcs[i].name, name) == 0)
			return &report->funcs[i];
	return NULL;
}

unsigned version_bit(DWORD version)
{
	for (unsigned i = 0; check_versions[i]; i++)
		if (check_versions[i] == version)
			return 1u << i;
	return 0;
}

void report_note(struct notes *notes, int of, unsigned versions, const char *text)
{
	struct note *note = notes->at;

	if (!*text)
		return;
	while (note < notes->at + notes->count && (note->of != of || strcmp(note->text, text) != 0))
		note++;
	if (note < notes->at + notes->count) {
		note->versions |= versions;
		return;
	}
	if (notes->count == NOTES_MAX)
		return;
	*note = (struct note){ mem_copy(text), of, versions };
	notes->count += note->text != NULL;
}

/* "at 1.3, 2.0: ", or nothing if that is at all of `all`. */
static void say_at(struct buf *out, unsigned versions, unsigned all)
{
	const char *gap = "at ";

	if (!versions || (versions & all) == all)
		return;
	for (unsigned i = 0; check_versions[i]; i++) {
		if (!(versions & (1u << i)))
			continue;
		buf_printf(out, "%s%s", gap, version_text(check_versions[i]));
		gap = ", ";
	}
	buf_text(out, ": ");
}

void report_says(const struct report *report, const struct notes *notes, int of, DWORD since,
		 struct buf *out)
{
	unsigned all = report->tried;
	bool first = true;

	for (unsigned i = 0; check_versions[i]; i++)
		if (check_versions[i] < since)
			all &= ~(1u << i);
	for (size_t i = 0; i < notes->count; i++) {
		if (notes->at[i].of != of)
			continue;
		buf_text(out, first ? "" : "\n");
		say_at(out, notes->at[i].versions, all);
		buf_text(out, notes->at[i].text);
		first = false;
	}
}

/* --- rules ------------------------------------------------------------------------- */

/* What failed outweighs what passed, and that what was skipped. */
static void weigh(struct rule_row *row, enum outcome outcome, unsigned versions, const char *text)
{
	static const int weight[] = { [WAITING] = 0, [SKIPPED] = 1, [PASSED] = 2, [FAILED] = 3 };

	if (weight[outcome] > weight[row->outcome])
		row->outcome = outcome;
	row->at[outcome] |= versions;
	report_note(&row->notes, outcome, versions, text);
}

static void add_faults(struct report *report, const struct job *job)
{
	char line[1024], said[1200];
	struct span row, rest = buf_span(&job->faults);
	struct rule_row *rule;
	char *text;

	while (rest.len) {
		row = span_cut(rest, '\n', &rest);
		span_copy(row, line, sizeof(line));
		text = strstr(line, ": ");
		if (!text)
			continue;
		*text = '\0';
		rule = report_rule(report, line);
		if (strcmp(line, job->name) != 0)
			snprintf(said, sizeof(said), "during %s: %s", job->name, text + 2);
		else
			snprintf(said, sizeof(said), "%s", text + 2);
		if (rule)
			weigh(rule, FAILED, version_bit(job->version), said);
	}
}

/* --- functions --------------------------------------------------------------------- */

static bool is_obligatory(const struct report *report, const struct func_row *row)
{
	return strcmp(row->level, "MANDATORY") == 0 ||
	       (strcmp(row->level, "BASIC") == 0 && report->lines) ||
	       (strcmp(row->level, "PHONE") == 0 && report->phones);
}

void report_exports(struct report *report)
{
	for (size_t i = 0; i < report->func_count; i++) {
		struct func_row *row = &report->funcs[i];

		if (row->exported) {
			row->nature = UNTRIED;
			continue;
		}
		row->nature = is_obligatory(report, row) ? MISSING : UNAVAILABLE;
		report_note(&row->notes, row->nature, 0, "is not exported");
	}
}

/* "nature real" among what a probe told. */
static enum nature nature_of(const struct job *job)
{
	struct span row, rest = buf_span(&job->data);

	while (rest.len) {
		row = span_cut(rest, '\n', &rest);
		if (span_is(row, "nature unavailable"))
			return UNAVAILABLE;
		if (span_is(row, "nature lying"))
			return LYING;
	}
	return job->outcome == FAILED ? LYING : job->outcome == SKIPPED ? UNTRIED : REAL;
}

/* A lie at one version is a lie; what is real at one is real. */
static void weigh_func(struct func_row *row, enum nature nature, unsigned versions,
		       const char *text)
{
	static const int weight[] = { [UNTRIED] = 0, [MISSING] = 1, [UNAVAILABLE] = 2, [REAL] = 3,
				      [LYING] = 4 };

	if (weight[nature] > weight[row->nature])
		row->nature = nature;
	row->at[nature] |= versions;
	report_note(&row->notes, nature, versions, text);
}

void report_add(struct report *report, const struct job *job)
{
	struct rule_row *rule = report_rule(report, job->name);
	struct func_row *func = report_func(report, job->name);
	const struct func *known = func_named(job->name);
	unsigned version = version_bit(job->version);
	char text[1024];

	span_copy(buf_span(&job->says), text, sizeof(text));
	if ((rule && rule->rule->once) || (func && known && known->once))
		version = 0;		/* it is of no particular one */
	report->tried |= version;
	if (rule)
		weigh(rule, job->outcome, version, text);
	if (func)
		weigh_func(func, nature_of(job), version, text);
	add_faults(report, job);
}

void report_dead(struct report *report, const char *why)
{
	for (size_t i = 0; i < report->func_count; i++)
		report->funcs[i].wanted = false;
	for (size_t i = 0; i < report->rule_count; i++)
		report->rules[i].wanted = false;
	weigh(report_rule(report, "R-LOAD-14"), FAILED, 0, why);
}

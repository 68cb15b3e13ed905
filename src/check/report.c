/* SPDX-License-Identifier: MIT
 * report.c - gather what the jobs came to. */
#include "check/report.h"
#include "check/rules.h"
#include "base/mem.h"
#include <stdio.h>

#define SEEN_MAX 2000	/* bytes of sentences for a row; what repeats says no more */

static const struct {
	const char *name, *level;
} functions[] = {
#define TSPI(name, answers, level, since, params) { #name, #level },
#define TUISPI(name, answers, level, since, params) { "TUISPI_" #name, #level },
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
	for (size_t g = 0; rule_groups[g]; g++) {
		for (const struct rule *rule = rule_groups[g]; rule->id; rule++) {
			buf_grow(&report->rules[report->rule_count].seen);
			report->rules[report->rule_count++].rule = rule;
		}
	}
	for (size_t i = 0; i < FUNCTIONS; i++) {
		report->funcs[i].name = functions[i].name;
		report->funcs[i].level = functions[i].level;
	}
	report->func_count = FUNCTIONS;
	return true;
}

void report_free(struct report *report)
{
	for (size_t i = 0; i < report->rule_count; i++)
		buf_free(&report->rules[i].seen);
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

static void see(struct rule_row *row, const char *at, const char *text)
{
	if (!*text || row->seen.len > SEEN_MAX || (row->seen.len && strstr(buf_c(&row->seen),
	    text)))
		return;
	if (*at)
		buf_printf(&row->seen, "%s: ", at);
	buf_text(&row->seen, text);
	buf_char(&row->seen, '\n');
}

/* What failed outweighs what passed, and that what was skipped. */
static void weigh(struct rule_row *row, enum outcome outcome, const char *at, const char *text)
{
	static const int weight[] = { [WAITING] = 0, [SKIPPED] = 1, [PASSED] = 2, [FAILED] = 3 };

	if (weight[outcome] > weight[row->outcome]) {
		row->outcome = outcome;
		buf_reset(&row->seen);
	}
	if (outcome == row->outcome)
		see(row, outcome == PASSED ? "" : at, text);
}

static void add_faults(struct report *report, const struct job *job)
{
	char line[1024], at[80];
	struct span row, rest = buf_span(&job->faults);
	struct rule_row *rule;
	char *text;

	snprintf(at, sizeof(at), "during %s", job->name);
	while (rest.len) {
		row = span_cut(rest, '\n', &rest);
		span_copy(row, line, sizeof(line));
		text = strstr(line, ": ");
		if (!text)
			continue;
		*text = '\0';
		rule = report_rule(report, line);
		if (rule)
			weigh(rule, FAILED, strcmp(line, job->name) ? at : "", text + 2);
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

void report_add(struct report *report, const struct job *job)
{
	struct rule_row *rule = report_rule(report, job->name);
	struct func_row *func = report_func(report, job->name);
	char text[1024], at[32] = "";

	span_copy(buf_span(&job->says), text, sizeof(text));
	if (job->version)
		snprintf(at, sizeof(at), "at %s", version_text(job->version));
	if (rule)
		weigh(rule, job->outcome, at, text);
	if (func) {
		func->nature = nature_of(job);
		span_copy(span_of(text), func->seen, sizeof(func->seen));
	}
	add_faults(report, job);
}

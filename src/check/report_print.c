/* SPDX-License-Identifier: MIT
 * report_print.c - the report for people, and for programs. */
#include "check/report.h"
#include <stdio.h>

static const char *const outcomes[] = {
	[WAITING] = "skipped", [PASSED] = "passed", [FAILED] = "failed", [SKIPPED] = "skipped",
};
static const char *const natures[] = {
	[MISSING] = "missing", [UNAVAILABLE] = "unavailable", [REAL] = "real", [LYING] = "lying",
	[UNTRIED] = "untried",
};
static const char *const levels[] = { "basic", "supplementary", "extended" };

/* How many rows came to what. */
struct sum {
	unsigned rules[4], funcs[NATURES];
};

static bool is_shown(const struct rule_row *row)
{
	return row->wanted || row->outcome == FAILED;
}

/* --- text ------------------------------------------------------------------------- */

static void text_rule(const struct report *report, const struct rule_row *row)
{
	struct span line, rest;
	struct buf says;

	buf_grow(&says);
	report_says(report, &row->notes, row->outcome, 0, &says);
	rest = buf_span(&says);
	printf("%-12s %-8s %s\n", row->rule->id,
	       row->outcome == FAILED ? "FAILED" : outcomes[row->outcome], row->rule->says);
	while (row->outcome != PASSED && rest.len) {
		line = span_cut(rest, '\n', &rest);
		printf("%-21s   %.*s\n", "", SPAN_ARG(line));
	}
	buf_free(&says);
}

/* A function in a row: of what is real the newest version's word does. */
static void text_func(const struct report *report, const struct func_row *row)
{
	struct notes last = { .count = 0 };
	struct buf says;

	buf_grow(&says);
	for (size_t i = 0; i < row->notes.count && row->nature == REAL; i++)
		if (row->notes.at[i].of == REAL)
			last = (struct notes){ .at = { row->notes.at[i] }, .count = 1 };
	report_says(report, row->nature == REAL ? &last : &row->notes, row->nature, row->since,
		    &says);
	printf("%-31s %-12s %s\n", row->name, row->nature == LYING ? "LYING" :
	       row->nature == MISSING ? "MISSING" : natures[row->nature], says.len ? buf_c(&says) : "");
	buf_free(&says);
}

static void text_all(const struct report *report)
{
	printf("%s: TSPI", report->provider);
	for (size_t i = 0; report->versions[i]; i++)
		printf(" %s", version_text(report->versions[i]));
	printf("; lines %u, phones %u\n\n", report->lines, report->phones);
	for (size_t i = 0; i < report->rule_count; i++)
		if (is_shown(&report->rules[i]))
			text_rule(report, &report->rules[i]);
	putchar('\n');
	for (size_t i = 0; i < report->func_count; i++)
		if (report->funcs[i].wanted)
			text_func(report, &report->funcs[i]);
}

/* --- JSON: an object a row ----------------------------------------------------------- */

static void json(const char *key, struct span text, const char *behind)
{
	printf("\"%s\":\"", key);
	for (size_t i = 0; i < text.len; i++) {
		if (text.at[i] == '"' || text.at[i] == '\\')
			printf("\\%c", text.at[i]);
		else if ((unsigned char)text.at[i] < ' ')
			printf("\\u%04x", (unsigned)(unsigned char)text.at[i]);
		else
			putchar(text.at[i]);
	}
	printf("\"%s", behind);
}

/* Where the row came to what it came to. */
static void json_versions(unsigned versions)
{
	const char *gap = "";

	printf("\"versions\":[");
	for (unsigned i = 0; check_versions[i]; i++) {
		if (!(versions & (1u << i)))
			continue;
		printf("%s\"%s\"", gap, version_text(check_versions[i]));
		gap = ",";
	}
	printf("],");
}

static void json_says(const struct report *report, const struct notes *notes, int of, DWORD since)
{
	struct buf says;

	buf_grow(&says);
	report_says(report, notes, of, since, &says);
	json("seen", buf_span(&says), "}\n");
	buf_free(&says);
}

static void json_all(const struct report *report)
{
	for (size_t i = 0; i < report->rule_count; i++) {
		const struct rule_row *row = &report->rules[i];

		if (!is_shown(row))
			continue;
		putchar('{');
		json("rule", span_of(row->rule->id), ",");
		json("level", span_of(levels[row->rule->level]), ",");
		json("says", span_of(row->rule->says), ",");
		json("outcome", span_of(outcomes[row->outcome]), ",");
		json_versions(row->at[row->outcome]);
		json_says(report, &row->notes, row->outcome, 0);
	}
	for (size_t i = 0; i < report->func_count; i++) {
		const struct func_row *row = &report->funcs[i];

		if (!row->wanted)
			continue;
		putchar('{');
		json("function", span_of(row->name), ",");
		json("nature", span_of(natures[row->nature]), ",");
		json_versions(row->at[row->nature]);
		json_says(report, &row->notes, row->nature, row->since);
	}
}

/* --- JUnit ------------------------------------------------------------------------------ */

static void xml(struct span text)
{
	for (size_t i = 0; i < text.len; i++) {
		switch (text.at[i]) {
		case '<': fputs("&lt;", stdout); break;
		case '>': fputs("&gt;", stdout); break;
		case '&': fputs("&amp;", stdout); break;
		case '"': fputs("&quot;", stdout); break;
		case '\n': fputs("&#10;", stdout); break;
		default:
			if ((unsigned char)text.at[i] >= ' ')
				putchar(text.at[i]);
		}
	}
}

static void junit_case(const char *group, const char *name, const char *what, struct span seen)
{
	printf("  <testcase classname=\"tspcheck.%s\" name=\"", group);
	xml(span_of(name));
	if (!what) {
		puts("\"/>");
		return;
	}
	printf("\"><%s message=\"", what);
	xml(span_trim(seen));
	printf("\"/></testcase>\n");
}

static void junit_rule(const struct report *report, const struct rule_row *row)
{
	char name[300];
	struct buf says;

	buf_grow(&says);
	report_says(report, &row->notes, row->outcome, 0, &says);
	snprintf(name, sizeof(name), "%s %s", row->rule->id, row->rule->says);
	junit_case("rules", name, row->outcome == PASSED ? NULL :
		   row->outcome == FAILED ? "failure" : "skipped", buf_span(&says));
	buf_free(&says);
}

static void junit_func(const struct report *report, const struct func_row *row)
{
	bool wrong = row->nature == LYING || row->nature == MISSING;
	struct buf says;

	buf_grow(&says);
	buf_text(&says, natures[row->nature]);
	if (row->notes.count)
		buf_text(&says, ": ");
	report_says(report, &row->notes, row->nature, row->since, &says);
	junit_case("functions", row->name, wrong ? "failure" : row->nature == REAL ? NULL : "skipped",
		   buf_span(&says));
	buf_free(&says);
}

static void junit_all(const struct report *report, const struct sum *sum)
{
	printf("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
	       "<testsuite name=\"tspcheck\" tests=\"%u\" failures=\"%u\" errors=\"0\" skipped=\"%u\">\n",
	       sum->rules[PASSED] + sum->rules[FAILED] + sum->rules[SKIPPED] + sum->rules[WAITING] +
	       sum->funcs[REAL] + sum->funcs[LYING] + sum->funcs[MISSING] + sum->funcs[UNAVAILABLE] +
	       sum->funcs[UNTRIED], sum->rules[FAILED] + sum->funcs[LYING] + sum->funcs[MISSING],
	       sum->rules[SKIPPED] + sum->rules[WAITING] + sum->funcs[UNAVAILABLE] + sum->funcs[UNTRIED]);
	for (size_t i = 0; i < report->rule_count; i++)
		if (is_shown(&report->rules[i]))
			junit_rule(report, &report->rules[i]);
	for (size_t i = 0; i < report->func_count; i++)
		if (report->funcs[i].wanted)
			junit_func(report, &report->funcs[i]);
	puts("</testsuite>");
}

/* --- the last line ----------------------------------------------------------------------- */

static struct sum sum_of(const struct report *report)
{
	struct sum sum = { { 0 }, { 0 } };

	for (size_t i = 0; i < report->rule_count; i++)
		if (is_shown(&report->rules[i]))
			sum.rules[report->rules[i].outcome]++;
	for (size_t i = 0; i < report->func_count; i++)
		if (report->funcs[i].wanted)
			sum.funcs[report->funcs[i].nature]++;
	return sum;
}

bool report_print(struct report *report, enum report_form form)
{
	struct sum sum = sum_of(report);
	FILE *out = form == REPORT_TEXT ? stdout : stderr;

	if (form == REPORT_TEXT)
		text_all(report);
	else if (form == REPORT_JSON)
		json_all(report);
	else
		junit_all(report, &sum);
	if (sum.funcs[UNTRIED])
		fprintf(out, "\n%u functions could not be tried\n", sum.funcs[UNTRIED]);
	fprintf(out, "\nrules: %u passed, %u failed, %u skipped; functions: %u real, "
		"%u unavailable, %u missing, %u lying\n", sum.rules[PASSED], sum.rules[FAILED],
		sum.rules[SKIPPED] + sum.rules[WAITING], sum.funcs[REAL], sum.funcs[UNAVAILABLE],
		sum.funcs[MISSING], sum.funcs[LYING]);
	return sum.rules[FAILED] == 0 && sum.funcs[LYING] == 0 && sum.funcs[MISSING] == 0;
}

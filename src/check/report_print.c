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

static bool is_shown(const struct rule_row *row)
{
	return row->wanted || row->outcome == FAILED;
}

/* --- text ------------------------------------------------------------------------- */

static void text_rule(const struct rule_row *row)
{
	struct span line, rest = buf_span(&row->seen);

	printf("%-12s %-8s %s\n", row->rule->id,
	       row->outcome == FAILED ? "FAILED" : outcomes[row->outcome], row->rule->says);
	while (row->outcome != PASSED && rest.len) {
		line = span_cut(rest, '\n', &rest);
		printf("%-21s   %.*s\n", "", SPAN_ARG(line));
	}
}

static void text_all(const struct report *report)
{
	printf("%s: TSPI", report->provider);
	for (size_t i = 0; report->versions[i]; i++)
		printf(" %s", version_text(report->versions[i]));
	printf("; lines %u, phones %u\n\n", report->lines, report->phones);
	for (size_t i = 0; i < report->rule_count; i++)
		if (is_shown(&report->rules[i]))
			text_rule(&report->rules[i]);
	putchar('\n');
	for (size_t i = 0; i < report->func_count; i++)
		if (report->funcs[i].wanted)
			printf("%-31s %-12s %s\n", report->funcs[i].name,
			       report->funcs[i].nature == LYING ? "LYING" : natures[report->funcs[i].nature],
			       report->funcs[i].seen);
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
		json("seen", span_trim(buf_span(&row->seen)), "}\n");
	}
	for (size_t i = 0; i < report->func_count; i++) {
		const struct func_row *row = &report->funcs[i];

		if (!row->wanted)
			continue;
		putchar('{');
		json("function", span_of(row->name), ",");
		json("nature", span_of(natures[row->nature]), ",");
		json("seen", span_of(row->seen), "}\n");
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
	printf("  <testcase classname=\"%s\" name=\"", group);
	xml(span_of(name));
	if (!what) {
		puts("\"/>");
		return;
	}
	printf("\"><%s message=\"", what);
	xml(span_trim(seen));
	printf("\"/></testcase>\n");
}

static void junit_all(const struct report *report)
{
	char name[300];

	printf("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite name=\"tspcheck\">\n");
	for (size_t i = 0; i < report->rule_count; i++) {
		const struct rule_row *row = &report->rules[i];

		if (!is_shown(row))
			continue;
		snprintf(name, sizeof(name), "%s %s", row->rule->id, row->rule->says);
		junit_case("rules", name, row->outcome == PASSED ? NULL :
			   row->outcome == FAILED ? "failure" : "skipped", buf_span(&row->seen));
	}
	for (size_t i = 0; i < report->func_count; i++) {
		const struct func_row *row = &report->funcs[i];

		if (row->wanted)
			junit_case("functions", row->name, row->nature == LYING ? "failure" :
				   row->nature == REAL ? NULL : "skipped", span_of(row->seen[0] ?
				   row->seen : natures[row->nature]));
	}
	puts("</testsuite>");
}

/* --- the last line ----------------------------------------------------------------------- */

static bool summary(const struct report *report, FILE *out)
{
	unsigned rules[4] = { 0 }, funcs[NATURES] = { 0 };

	for (size_t i = 0; i < report->rule_count; i++)
		if (is_shown(&report->rules[i]))
			rules[report->rules[i].outcome]++;
	for (size_t i = 0; i < report->func_count; i++)
		if (report->funcs[i].wanted)
			funcs[report->funcs[i].nature]++;
	if (funcs[UNTRIED])
		fprintf(out, "\n%u functions could not be tried\n", funcs[UNTRIED]);
	fprintf(out,
		"\nrules: %u passed, %u failed, %u skipped; functions: %u real, %u unavailable, %u missing, %u lying\n",
		rules[PASSED], rules[FAILED], rules[SKIPPED] + rules[WAITING], funcs[REAL],
		funcs[UNAVAILABLE], funcs[MISSING], funcs[LYING]);
	return rules[FAILED] == 0 && funcs[LYING] == 0;
}

bool report_print(struct report *report, enum report_form form)
{
	if (form == REPORT_TEXT)
		text_all(report);
	else if (form == REPORT_JSON)
		json_all(report);
	else
		junit_all(report);
	return summary(report, form == REPORT_TEXT ? stdout : stderr);
}

/* SPDX-License-Identifier: MIT
 * report.h - what the jobs came to, a row a rule and a row a function. */
#ifndef CHECK_REPORT_H
#define CHECK_REPORT_H

#include "check/run.h"

enum report_form { REPORT_TEXT, REPORT_JSON, REPORT_JUNIT };

enum nature { MISSING, UNAVAILABLE, REAL, LYING, UNTRIED, NATURES };

struct rule_row {
	const struct rule *rule;
	bool wanted;
	enum outcome outcome;
	struct buf seen;	/* sentences, '\n' behind each */
};

struct func_row {
	const char *name, *level;
	bool wanted;
	enum nature nature;
	char seen[512];
};

struct report {
	struct rule_row *rules;
	size_t rule_count;
	struct func_row *funcs;
	size_t func_count;
	DWORD versions[8];	/* the provider's, upwards; 0 ends */
	unsigned lines, phones;
	const char *provider;
};

/* All rules and functions there are, none wanted. False: no memory. */
bool report_init(struct report *report);
void report_free(struct report *report);

struct rule_row *report_rule(struct report *report, const char *id);
struct func_row *report_func(struct report *report, const char *name);

/* Put in what a job came to; its faults go to the rules that they name. */
void report_add(struct report *report, const struct job *job);

/* Print it; false: something failed or lied. */
bool report_print(struct report *report, enum report_form form);

#endif

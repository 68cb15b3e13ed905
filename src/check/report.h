/* SPDX-License-Identifier: MIT
 * report.h - what the jobs came to, a row a rule and a row a function. */
#ifndef CHECK_REPORT_H
#define CHECK_REPORT_H

#include "check/run.h"

enum report_form { REPORT_TEXT, REPORT_JSON, REPORT_JUNIT };

enum nature { MISSING, UNAVAILABLE, REAL, LYING, UNTRIED, NATURES };

/* One sentence, and at which versions it was said (bit i: check_versions[i]). */
struct note {
	char *text;
	int of;			/* the outcome, the nature, that it is about */
	unsigned versions;	/* 0: at no particular one */
};

#define NOTES_MAX 16		/* for a row; what comes later says no more */
struct notes {
	struct note at[NOTES_MAX];
	size_t count;
};

struct rule_row {
	const struct rule *rule;
	bool wanted;
	enum outcome outcome;
	unsigned at[4];		/* the versions of each outcome */
	struct notes notes;
};

struct func_row {
	const char *name, *level;
	DWORD since;
	bool wanted, exported;
	enum nature nature;
	unsigned at[NATURES];
	struct notes notes;
};

struct report {
	struct rule_row *rules;
	size_t rule_count;
	struct func_row *funcs;
	size_t func_count;
	DWORD versions[8];	/* the provider's, upwards; 0 ends */
	unsigned tried;		/* of them, those that jobs ran at; bits as in struct note */
	unsigned lines, phones;
	const char *provider;
};

/* All rules and functions there are, none wanted. False: no memory. */
bool report_init(struct report *report);
void report_free(struct report *report);

struct rule_row *report_rule(struct report *report, const char *id);
struct func_row *report_func(struct report *report, const char *name);

/* What is not exported, when it is known what is: TAPI answers for it
 * OPERATIONUNAVAIL (R-LOAD-16), unless every provider must have it. */
void report_exports(struct report *report);

/* No session could be begun at all: the rule about that failed, nothing else
 * was tried. */
void report_dead(struct report *report, const char *why);

/* Put in what a job came to; its faults go to the rules that they name. */
void report_add(struct report *report, const struct job *job);
void report_note(struct notes *notes, int of, unsigned versions, const char *text);

unsigned version_bit(DWORD version);	/* 0: of none */

/* The sentences about what the row came to, '\n' between them, each with the
 * versions at which it was said: "at 1.3, 2.0: ". None, if those are all that
 * the row, which there is `since` a version (0: always), was tried at. */
void report_says(const struct report *report, const struct notes *notes, int of, DWORD since,
		 struct buf *out);

/* Print it; false: something failed, lied or is missing. */
bool report_print(struct report *report, enum report_form form);

#endif

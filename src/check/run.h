/* SPDX-License-Identifier: MIT
 * run.h - run jobs, each in a process of its own with a time limit. */
#ifndef CHECK_RUN_H
#define CHECK_RUN_H

#include "check/check.h"

enum outcome { WAITING, PASSED, FAILED, SKIPPED };

struct job {
	const char *name;	/* of a rule or a function, or PROBE */
	DWORD version;		/* highest offered; 0: any */
	enum outcome outcome;
	struct buf says;	/* the sentence of the outcome */
	struct buf step;	/* what it did last */
	struct buf data;	/* what it told, '\n' behind each */
	struct buf faults;	/* of the host, '\n' behind each */
};

struct runner {
	const struct setup *setup;
	const char *program;	/* this one */
	unsigned parallel;
	void (*done)(void *arg, const struct job *job);	/* after each; may be NULL */
	void *arg;
};

/* Run all; false: a process could not be started, or no memory. */
bool run_jobs(const struct runner *runner, struct job *jobs, size_t count);
void job_init(struct job *job, const char *name, DWORD version);
void job_free(struct job *job);

#endif

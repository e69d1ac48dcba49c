/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_CLI_ENDING_H
#define FCRDNS_CLI_ENDING_H

/*
 * ending: how a command ends, well, badly or early: exit statuses, signals, and what is said on
 * standard error.
 */

#include <fcrdns/finding.h>

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

struct why;

enum {
	EXIT_WELL = 0,
	EXIT_FAILS = 1,
	EXIT_TEMPORARY = 75,
	EXIT_SIGNAL = 128
};

enum fail_on {
	FAIL_ON_WARN,
	FAIL_ON_FAIL,
	FAIL_ON_NEVER
};

/* The values of --fail-on, in the order of the enum, NULL-ended. */
extern const char *const fail_on_names[];

/* Of a whole scan: how many records there are of each severity. */
int ending_status(const uint64_t by_severity[static SEVERITY_FAIL + 1], enum fail_on fail_on);

/* Says on standard error what went wrong; the exit status. */
int complain(const struct why *why);

/* The same for output that failed: a reader such as head(1) that has seen enough is no news. */
int complain_of_output(const struct why *why, bool is_standard_output);

/* Help that nobody could read is a failure too: what was printed is flushed; the exit status. */
int ending_printed(void);

/* The signal that wants us to stop, or 0; once ending_catch_signals was called. */
extern volatile sig_atomic_t stop_signal;

void ending_catch_signals(void);

/* By stop_signal, after so many records; the exit status. `is_nameless`: where they are will not
 * become the output, see sink_is_nameless. */
int ending_interrupted(uint64_t records, bool is_nameless, bool can_resume);

#endif

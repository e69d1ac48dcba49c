/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_CLI_ELSEWHERE_H
#define FCRDNS_CLI_ELSEWHERE_H

/*
 * elsewhere: commands that are in a program of their own, fcrdns-check-cloud. What they are linked
 * with (libcrypto, SQLite, libyaml, jansson) would cost every plain check the time to load it, and
 * monitors start that thousands of times an hour.
 */

#include <stdbool.h>

struct elsewhere {
	const char *name, *summary; /* summary: a few words for the list of commands */
};

/* Ends with a row without a name. */
extern const struct elsewhere elsewhere_table[];

bool elsewhere_has(const char *name);

/* Becomes that program, with all arguments; it is looked for beside this one, then where it is
 * installed. Returns only when that fails: the exit status. */
int elsewhere_run(char *argv[]);

#endif

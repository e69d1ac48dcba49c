/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_CLI_RUN_H
#define FCRDNS_CLI_RUN_H

/*
 * run: one scan from its options to the exit status.
 */

struct options;
struct why;

/* Says on standard error what went wrong; the exit status. */
int complain(const struct why *why);

int run(const struct options *o);

#endif

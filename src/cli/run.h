/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_CLI_RUN_H
#define FCRDNS_CLI_RUN_H

/*
 * run: one scan from its options to the exit status.
 */

#include <stdbool.h>

struct options;

int run(const struct options *o);

/* The same, and whether every address passes without a warning. */
int run_and_tell(const struct options *o, bool *ret_spotless);

#endif

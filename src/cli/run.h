/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_CLI_RUN_H
#define FCRDNS_CLI_RUN_H

/*
 * run: one scan from its options to the exit status.
 */

struct options;

int run(const struct options *o);

#endif

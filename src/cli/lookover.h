/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_CLI_LOOKOVER_H
#define FCRDNS_CLI_LOOKOVER_H

/* lookover: the check of one address, asked to its end. */

#include <stdbool.h>

struct check;
struct resolver;
struct why;

/* Until `deadline_ms` or an interrupt; what is open then counts as timed out. False: out of
 * memory. */
bool lookover_run(struct check *c, struct resolver *r, unsigned deadline_ms, struct why *why);

#endif

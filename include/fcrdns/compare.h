/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_COMPARE_H
#define FCRDNS_COMPARE_H

/*
 * compare: two recorded scans become what has changed between them, the worst first.
 *
 * A record of one belongs to that of the other with the same address, however the list came to it;
 * of a line that is no address, with the same input. What a list has twice is taken in order. As
 * long as both have the same in the same order they are walked side by side; from where they differ
 * on they are sorted, outside the memory where there are many.
 */

#include <fcrdns/change.h>

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

struct compare;
struct why;

struct compare_conf {
	const char *old, *new;	/* "-", for one of them, is standard input */
	const uint64_t *ignore; /* two words, as in a policy */
	const volatile sig_atomic_t *stop;
};

struct compare_sum {
	uint64_t n_old, n_new, by_class[N_CHANGES];
	/* Of those that are worse or new: by what they are now. */
	uint64_t bad[SEVERITY_FAIL + 1];
	bool stopped;
};

/* One that changed. Either outline may be NULL. */
struct compare_found {
	struct change change;
	const struct outline *old, *new; /* until the next one */
};

/* Both files are read, all of them. NULL: WHY_NOINPUT, WHY_DATA, WHY_IO, WHY_LIMIT, WHY_INTERNAL.
 */
struct compare *compare_new(const struct compare_conf *conf, struct why *why);
void compare_free(struct compare *c);
const struct compare_sum *compare_sum(const struct compare *c);
/* The next change; *ret_some is false at the end. */
bool compare_next(struct compare *c, struct compare_found *ret, bool *ret_some, struct why *why);

#endif

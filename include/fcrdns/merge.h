/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_MERGE_H
#define FCRDNS_MERGE_H

/*
 * merge: the outputs of all shards of one scan become what one run would have written, octet for
 * octet, or are refused: JSON lines with the FILE.state that each run left beside them.
 *
 * Files without any state can be merged too. Then the places from 0 to the highest must be there,
 * but whether the list went on cannot be known.
 */

#include <fcrdns/finding.h>

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct merge;
struct sink;
struct why;

struct merge_sum {
	uint64_t records, by_severity[SEVERITY_FAIL + 1];
	bool stopped;
};

/*
 * Read the states, compare them and open the files; nothing is written. `paths` are kept until
 * merge_free. NULL: WHY_NOINPUT for what cannot be read, WHY_DATA for a state that is damaged,
 * WHY_MISFIT for files that are not all shards of one scan, WHY_INTERNAL.
 */
struct merge *merge_new(const char *const *paths, size_t n, struct why *why);
void merge_free(struct merge *m);

/* There are states, so that nothing can be missing behind the last record. */
bool merge_end_is_known(const struct merge *m);

/* False: what was written are whole records. `ret` is filled in any case. */
bool merge_run(struct merge *m, struct sink *sink, const volatile sig_atomic_t *stop,
	       struct merge_sum *ret, struct why *why);

#endif

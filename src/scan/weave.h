/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_SCAN_WEAVE_H
#define FCRDNS_SCAN_WEAVE_H

/*
 * weave: the records of several files in one order, that of the list, each as it stands, and the
 * proof that each place of the list is there exactly once. One line a file is in memory.
 */

#include <fcrdns/merge.h>
#include <fcrdns/shard.h>

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct recorded;
struct sink;
struct why;

struct weave {
	struct recorded *const *in;
	size_t n;
	const struct shard *shards; /* of each, or NULL: not known */
	bool gaps;		    /* records were left out: only their order can be looked at */
	bool has_places;
	uint64_t places; /* of the whole list */
	struct sink *sink;
	const volatile sig_atomic_t *stop; /* or NULL */
};

/* False (WHY_DATA, WHY_MISFIT, WHY_NOINPUT, WHY_IO, WHY_INTERNAL): what was written are whole
 * records. */
bool weave_run(const struct weave *w, struct merge_sum *ret, struct why *why);

#endif

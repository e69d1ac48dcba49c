/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_REVIVE_H
#define FCRDNS_REVIVE_H

/*
 * revive: a line of JSON becomes a record again, for the formats to be written from.
 *
 * As far as the line tells it: there is no evidence but what it holds, and findings say what they
 * said then, also those that only a newer version knows. What a line does not hold is as if it had
 * not been asked: the single queries, aliases of PTR names, and what the zones' own servers said.
 * JSON lines are not made of it, since the line is there. Pure, apart from the library that has read
 * the line.
 */

#include <fcrdns/check.h>
#include <fcrdns/policy.h>
#include <fcrdns/record.h>
#include <fcrdns/target.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct recorded_line;

struct revived {
	struct record record; /* where it is, it stays: it points into the rest */
	struct target target;
	struct check check;
	struct policy policy;
	const char *server; /* that was asked for the PTR record, or NULL */
	size_t n_findings;  /* in the line, */
	uint8_t *dropped;   /* and which of them are ignored: 1 each */
	size_t n_dropped;
};

/*
 * `line` has a doc, which must outlive *ret as the arena must. `ignore`: a bit a code, as in a
 * policy; findings of these are dropped before the severity. False: *ret_fault is one clause that
 * says why it is no record, or NULL where the arena is full.
 */
bool revive(struct revived *ret, const struct recorded_line *line, const uint64_t ignore[static 2],
	    struct arena *arena, const char **ret_fault);

#endif

/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_TALLY_H
#define FCRDNS_TALLY_H

/*
 * tally: how many records of which kind were written. What a record adds is small enough
 * to wait beside its text, so that the counts are always those of what has left. Values.
 */

#include <fcrdns/record.h>

#include <stdint.h>

enum {
	STAMP_WORDS = 2
};

/* What one record adds. */
struct stamp {
	uint64_t findings[STAMP_WORDS]; /* a bit a code */
	uint8_t iprev, severity, stale;
};

struct tally {
	uint64_t records, by_iprev[IPREV_PERMERROR + 1], by_severity[SEVERITY_FAIL + 1];
	uint64_t by_stale[N_STALE];	       /* STALE_NONE: those that are no holdings */
	uint64_t by_finding[STAMP_WORDS * 64]; /* by code: records that have it, however often */
};

struct stamp stamp_of(const struct record *r);
void tally_add(struct tally *t, const struct stamp *s);

#endif

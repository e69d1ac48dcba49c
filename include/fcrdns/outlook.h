/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_OUTLOOK_H
#define FCRDNS_OUTLOOK_H

/*
 * outlook: whether all is well with an address, at the source and at the resolver, and if not, when
 * something else can be seen. Pure: a function of the record and its trace.
 */

#include <fcrdns/finding.h>
#include <fcrdns/record.h>

#include <stdbool.h>

struct text;

enum {
	OUTLOOK_LEAST_S = 5, /* nobody is asked more often */
	OUTLOOK_MOST_S = 30, /* a source that nobody has changed yet is asked so often at least */
	OUTLOOK_FAULT_S = 10 /* what failed for now is tried again after it */
};

struct outlook {
	bool is_well;
	unsigned again_s; /* when to look again; 0 when all is well */
};

/*
 * All is well when no finding is as bad as `least`, and the source has what the resolver says of
 * the PTR record, of the addresses of a name that counts and of ownership, or nothing is
 * to be asked. Else `words` get a
 * clause about what is in the way: plain ASCII.
 */
struct outlook outlook_of(const struct record *r, enum severity least, struct text *words);

#endif

/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_CHECK_GATHER_H
#define FCRDNS_CHECK_GATHER_H

/*
 * gather: one pass over what an expansion was told so far, from the name down to the addresses.
 *
 * Each pass begins anew and goes the same way, so that the order of the answers cannot matter.
 * Where an answer is missing it is asked for and the pass goes on; with nothing missing, the last
 * pass collects. A permanent fault ends a pass: the first on the way is the one that is told.
 */

#include <fcrdns/expand.h>
#include <fcrdns/limits.h>

#include <stdbool.h>

enum pass {
	PASS_TEXTS,   /* which SPF records there are */
	PASS_LOOKUPS, /* ... then all that stands in them */
	PASS_COLLECT
};

/* Sorted only at the end. */
struct ranges {
	struct ip_range *list;
	unsigned n, room;
};

struct gather {
	struct expand *e;
	enum pass pass;
	bool missing; /* an answer */
	bool is_temporary, is_permanent;
	char temporary[LIMIT_CLAUSE], permanent[LIMIT_CLAUSE]; /* the first of each */
	struct ranges found;
};

enum lookup {
	LOOKUP_MISSING,
	LOOKUP_FOUND,
	LOOKUP_NOTHING, /* NXDOMAIN, NODATA */
	LOOKUP_FAILED	/* for now; it is noted */
};

enum lookup gather_answer(struct gather *g, const struct name *name, uint16_t type,
			  const struct answer **ret);

/* Both families; each address stands for the block of so many bits around it. */
enum lookup gather_host(struct gather *g, struct ranges *to, const struct name *name,
			unsigned bits4, unsigned bits6);

/* False: the expansion has failed or its limit is reached. */
bool gather_range(struct gather *g, struct ranges *to, const struct ip_range *range);
bool gather_block(struct gather *g, struct ranges *to, const struct ip *ip, unsigned bits);

/* To the address after this one, or before it. */
void gather_move(struct ip *ip, bool up);

/* `from`, from its place `first` on, without what it has in common with the ranges of `away`,
 * from `away_first` on; in place. */
bool gather_subtract(struct gather *g, struct ranges *from, unsigned first,
		     const struct ranges *away, unsigned away_first);

/* Always false. Only the first stays; the format's %s are printable. */
bool gather_refuse(struct gather *g, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Printable; only in the last pass. */
void gather_note(struct gather *g, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The addresses that an SPF record lets send (spf.c). */
void gather_spf(struct gather *g, const struct name *domain);

#endif

/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_OVERVIEW_H
#define FCRDNS_OVERVIEW_H

/*
 * overview: what many records come to, on one page: how many are right, what is wrong with the
 * others, which addresses show it, who acts, and in which networks it is worst.
 *
 * Its memory is that of the struct: codes of newer versions and networks are counted in tables of
 * a fixed size. Where there are more networks than places, those with the fewest failures give
 * way, and what is said of the others are least numbers then. A value, pure.
 */

#include <fcrdns/tally.h>

#include <stdbool.h>
#include <stdint.h>

struct report_look;
struct text;

enum {
	OVERVIEW_NETWORKS = 16384,
	OVERVIEW_BUCKETS = 32768,
	OVERVIEW_FOREIGN = 16, /* codes */
	OVERVIEW_CODES = FINDING_FOREIGN + OVERVIEW_FOREIGN,
	OVERVIEW_EXAMPLES = 3,
	OVERVIEW_CODE_MAX = 64,	  /* octets of a code */
	OVERVIEW_SUBJECT_MAX = 64 /* octets of an address, or of a line that is none */
};

/* Of a code: the records that have it. */
struct overview_code {
	uint64_t by_severity[SEVERITY_FAIL + 1]; /* by its worst severity in each */
	unsigned n_examples;
	char examples[OVERVIEW_EXAMPLES][OVERVIEW_SUBJECT_MAX]; /* the first that have it so bad */
	enum severity severity;					/* the worst of all */
};

/* A /24 of IPv4, a /64 of IPv6. */
struct overview_network {
	struct ip net;
	uint64_t n, n_fail;
	uint32_t next; /* in its bucket */
};

struct overview {
	struct tally tally;
	uint64_t places, last_index, queries;
	bool has_place, has_queries;
	int64_t earliest_s, latest_s; /* of those that tell it; 0: none does */
	struct overview_code code[OVERVIEW_CODES];
	char foreign[OVERVIEW_FOREIGN][OVERVIEW_CODE_MAX];
	unsigned n_foreign;
	uint64_t n_foreign_left_out; /* findings with still other codes */
	struct overview_network network[OVERVIEW_NETWORKS + 1]; /* from 1 on */
	uint32_t bucket[OVERVIEW_BUCKETS], n_networks;
	bool has_given_up; /* some networks gave way */
};

/* Cleared memory is an overview of nothing. */
void overview_add(struct overview *o, const struct record *r);

/* The page. With -v also who reacts to each finding. */
void overview_put(const struct overview *o, const struct report_look *look, struct text *out);
/* The sums as a scan leaves them with --summary, one line of JSON, without what was not recorded.
 */
void overview_json(const struct overview *o, struct text *out);

/* Of the `i`th code. */
const char *overview_code_text(const struct overview *o, unsigned i);

#endif

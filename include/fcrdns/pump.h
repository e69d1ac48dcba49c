/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_PUMP_H
#define FCRDNS_PUMP_H

/*
 * pump: drives checks from a source through the resolver to a writer. The only place that
 * knows check, resolver, judge and report together; the same for one address and for a list.
 *
 * Records come in input order. Memory is bounded by the window: a fixed ring of
 * targets whose head holds back new work. A name has one place in it, where the records of its
 * addresses stand in their order.
 */

#include <fcrdns/policy.h>
#include <fcrdns/record.h>
#include <fcrdns/report.h>

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

struct resolver;
struct sink;
struct source;
struct why;

struct pump_conf {
	struct source *source;
	struct resolver *resolver;
	struct sink *sink;
	const struct report_format *format;
	const struct report_look *look;
	const struct policy *policy;
	unsigned concurrency;	/* targets in work at most; 0: what the resolver can carry */
	unsigned deadline_ms;	/* an address, or the search for those of a name */
	uint64_t max_addresses; /* of one name */
	bool quiet;		/* leave out records of severity ok */
	const volatile sig_atomic_t *stop; /* set: no new targets, end what is begun no further */
};

struct pump_sum {
	uint64_t records, by_iprev[IPREV_PERMERROR + 1], by_severity[SEVERITY_FAIL + 1];
	bool stopped;
};

/* Runs to the end of the source. False (WHY_IO, WHY_NOINPUT, WHY_INTERNAL): what was written are
 * whole records. `ret` is filled in any case. */
bool pump_run(const struct pump_conf *conf, struct pump_sum *ret, struct why *why);

#endif

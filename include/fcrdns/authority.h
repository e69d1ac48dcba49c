/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_AUTHORITY_H
#define FCRDNS_AUTHORITY_H

/*
 * authority: whether the PTR records of addresses that were given back are still at their source.
 *
 * A resolver repeats for a TTL what it once heard. So the servers of each reverse zone are asked
 * themselves, without recursion. Zones are found through the resolver, once for all addresses in
 * them; a zone's servers are asked for all of its addresses. Memory is a few dozen octets an
 * address beside what is in work.
 */

#include <fcrdns/holding.h>
#include <fcrdns/reach.h>
#include <fcrdns/resolver.h>

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct policy;
struct why;

struct authority_conf {
	struct resolver *resolver;	   /* finds the zones and the addresses of their servers */
	const struct resolver_conf *child; /* waits, retries and rates towards those; no servers */
	unsigned port;			   /* of their servers; 0: 53 */
	enum reach reach;		   /* which of those are asked */
	unsigned concurrency;		   /* addresses in work at most; 0: 256 */
	const struct policy *policy; /* whose names are ours; NULL: those that are known only */
	const volatile sig_atomic_t *stop; /* set: the rest stays SOURCE_UNASKED; may be NULL */
};

/*
 * Fills at_source, source_ptr and source_ttl_s of the `n` holdings; names live in `arena`.
 *
 * SOURCE_HAS and SOURCE_LACKS need two servers that agree (one where the zone has but one address),
 * each with an answer of its own (AA), and none that differs; else it is SOURCE_DIFFERS where one
 * has a name, SOURCE_INSIDE where too few are in reach, or SOURCE_UNKNOWN. Of several PTR records
 * it is the one that was known as ours, else one under a domain of ours, else the first by its
 * octets, since servers turn their order. Where the resolver's answer has AA, it is the source
 * already. False: out of memory.
 */
bool authority_ask(const struct authority_conf *conf, struct holding *const *holdings, size_t n,
		   struct arena *arena, struct why *why);

#endif

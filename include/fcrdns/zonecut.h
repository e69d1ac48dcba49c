/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_ZONECUT_H
#define FCRDNS_ZONECUT_H

/*
 * zonecut: the zone that a name is in (RFC 8499 "zone cut"), and the addresses of its servers.
 *
 * An ask/tell machine like check: no I/O, no clock, no retries. Walks up from the name, a label at
 * a time, until a name has NS records. For a PTR record that is to be the last name of its CNAME
 * chain, so that a child zone by RFC 2317 is found. Everything lives in the arena of zonecut_init.
 */

#include <fcrdns/answer.h>
#include <fcrdns/check.h>
#include <fcrdns/limits.h>
#include <fcrdns/reach.h>

#include <stdbool.h>

struct arena;

struct zone_host {
	struct name name;
	struct ask *a, *aaaa;
};

struct zonecut {
	struct arena *arena;
	bool with_addresses;
	struct name at; /* where the walk is: a view of the name of zonecut_init */
	unsigned n_steps;
	struct ask *first, **last;
	struct zone_host hosts[LIMIT_ZONE_HOSTS]; /* sorted; the first of the zone's */
	unsigned n_hosts, n_more;		  /* n_more: that the zone has beside them */

	bool failed; /* no usable answer, no zone below the root, or a bound was reached */
	bool found;
	struct name zone; /* once found */
};

/* `name` is copied. `with_addresses`: those of the zone's servers are asked for as well. */
void zonecut_init(struct zonecut *z, struct arena *arena, const struct name *name,
		  bool with_addresses);

/* The next question to send, or NULL when there is none now. It stays the machine's. An NS question
 * need not be sent when the caller knows the zone of its name: it just stops. */
struct ask *zonecut_next(struct zonecut *z);

/* The answer to `ask`; copied. An answer to a question already told is ignored. */
void zonecut_tell(struct zonecut *z, struct ask *ask, const struct answer *answer);

/* Failed, or found with all addresses that were asked for told or failed. */
bool zonecut_is_done(const struct zonecut *z);

/*
 * Addresses to ask, at most `max`: one of each host in turn, IPv4 before IPv6, none twice; the same
 * whatever the order of the answers.
 * Those out of reach are left out.
 */
struct zone_gap {
	bool lost;    /* a host has an address that could not be looked up, */
	bool outside; /* or one that is out of reach */
};

unsigned zonecut_servers(const struct zonecut *z, enum reach reach, struct ip *out, unsigned max,
			 struct zone_gap *ret_gap);

#endif

/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_LISTING_H
#define FCRDNS_LISTING_H

/*
 * listing: what a DNS blocklist (DNSBL, RFC 5782) says about an address.
 *
 * Only an address within 127.0.0.0/8 is an answer of such a list. Anything else comes from a
 * resolver or a registrar that makes up answers for what does not exist, and lists nobody. Nor do
 * the answers by which lists tell a resolver that they do not serve it.
 */

#include <fcrdns/ip.h>
#include <fcrdns/name.h>

#include <stdbool.h>

struct ask;

struct listing {
	struct name name; /* what is asked */
	struct ask *a;
	struct ask *txt; /* why it is listed; asked only then */
};

enum listed {
	LISTED_NO,
	LISTED_YES,
	LISTED_REFUSED, /* the list does not serve who asked */
	LISTED_UNKNOWN	/* no answer, or none of a list */
};

enum listed listing_of(const struct listing *l);

/* `ip`, an answer of a list, says that the list does not serve who asked. */
bool listing_refuses(const struct ip *ip);

#endif

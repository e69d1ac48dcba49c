/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_LISTING_H
#define FCRDNS_LISTING_H

/*
 * listing: what a DNS blocklist (DNSBL, RFC 5782) says about an address.
 *
 * Only an address within 127.0.0.0/8 is an answer of such a list. Anything else comes from a
 * resolver or a registrar that makes up answers for what does not exist, and lists nobody. Nor do
 * the answers by which lists tell a resolver that they do not serve it.
 *
 * A name that was mistyped, or that its operator gave up, answers for no address at all, or for
 * every one. So two entries are asked for beside that of the address: one that every list has, and
 * one that no list may have (RFC 5782 section 5). In a run over many addresses their answers are
 * shared as others are.
 */

#include <fcrdns/ip.h>
#include <fcrdns/name.h>

#include <stdbool.h>

struct ask;

struct listing {
	bool is_ipv6;
	struct ask *a;
	struct ask *txt;      /* why it is listed; asked only then */
	struct ask *entry;    /* 127.0.0.2, or ::ffff:127.0.0.2 for an IPv6 address */
	struct ask *no_entry; /* 127.0.0.1 or ::ffff:127.0.0.1 */
	struct ask *entry4;   /* where an IPv6 list lacks its entry: 127.0.0.2 */
};

enum listed {
	LISTED_NO,
	LISTED_YES,
	LISTED_REFUSED,	   /* the list does not serve who asked */
	LISTED_BY_NO_LIST, /* it lacks the entry that every list has */
	LISTED_WITH_ALL,   /* it has the entry that no list has */
	LISTED_IPV4_ONLY,  /* the address is an IPv6 one */
	LISTED_UNKNOWN	   /* no answer, or none of a list */
};

/* *ret, unless NULL, is the question whose answer makes it so. */
enum listed listing_of(const struct listing *l, const struct ask **ret);

/* `ip`, an answer of a list, says that the list does not serve who asked. */
bool listing_refuses(const struct ip *ip);

#endif

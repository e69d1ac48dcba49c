/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_EMBEDDED_H
#define FCRDNS_EMBEDDED_H

/*
 * embedded: how much of an address is spelled out in a name? Pure.
 *
 * Numbers are compared as numbers that stand alone, never as parts of longer ones.
 */

#include "tokens.h"

#include <fcrdns/ip.h>

enum embedded {
	EMBEDDED_NO,
	EMBEDDED_LAST,	/* the last octet of an IPv4 address */
	EMBEDDED_LOOSE, /* its last two octets, apart or in one number */
	EMBEDDED_PAIR,	/* its last two octets side by side */
	EMBEDDED_NET,	/* its first three octets: a neighbour's name has them, too */
	EMBEDDED_PART,	/* three octets with the last one; ten nibbles of an IPv6 address */
	EMBEDDED_WHOLE
};

enum embedded address_in(const struct tokens *t, const struct ip *ip);

/* The same of the two families. */
enum embedded address_in_v4(const struct tokens *t, const struct ip *ip);
enum embedded address_in_v6(const struct tokens *t, const struct ip *ip);

/* Four numbers with the same sign between them that are no less an address than this one. */
bool has_other_address(const struct tokens *t);

#endif

/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_EMBEDDED_H
#define FCRDNS_EMBEDDED_H

/*
 * embedded: is an address spelled out in the labels of a name? Pure.
 */

#include <fcrdns/ip.h>

/* Labels with dots between them; borrowed. */
struct host {
	const char *text;
	unsigned len; /* at most NAME_MAX_OCTETS */
};

enum embedded {
	EMBEDDED_NO,
	EMBEDDED_PART, /* three octets of an IPv4 address */
	EMBEDDED_WHOLE
};

enum embedded address_in(const struct host *h, const struct ip *ip);

#endif

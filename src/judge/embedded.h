/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_EMBEDDED_H
#define FCRDNS_EMBEDDED_H

/*
 * embedded: is an address spelled out in the labels of a name? Pure.
 */

#include <fcrdns/ip.h>

/* Labels with dots between them. */
struct host {
	char text[NAME_MAX_OCTETS];
	unsigned len;
};

/* The labels in `len` octets of wire form. */
void host_take(struct host *h, const uint8_t *wire, unsigned len);

enum embedded {
	EMBEDDED_NO,
	EMBEDDED_PART, /* three octets of an IPv4 address */
	EMBEDDED_WHOLE
};

enum embedded address_in(const struct host *h, const struct ip *ip);

#endif

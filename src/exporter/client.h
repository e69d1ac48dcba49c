/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_EXPORTER_CLIENT_H
#define FCRDNS_EXPORTER_CLIENT_H

/*
 * client: an address that connections come from, and what all of them hold together. Of IPv6 it is
 * a whole /64: whoever has one address of it can have them all. Pure.
 */

#include <fcrdns/ip.h>

struct visitor;

enum {
	CLIENT_BUCKETS = 256
};

struct client {
	struct client *next; /* in a bucket */
	struct ip ip;	     /* of IPv6 the first of its /64 */
	unsigned n_kept;     /* by those who got it */
	/* Its connections that are not cut. */
	struct visitor *visitors;
	unsigned n_visitors;
};

struct clients {
	struct client *bucket[CLIENT_BUCKETS];
};

/* The one of this address, made where there is none; NULL: no memory. clients_drop when done with
 * it, which frees it when it was the last. */
struct client *clients_get(struct clients *all, const struct ip *ip);
void clients_drop(struct clients *all, struct client *c);

#endif

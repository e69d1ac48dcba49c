/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_EXPORTER_CLIENT_H
#define FCRDNS_EXPORTER_CLIENT_H

/*
 * client: an address that connections come from, and what all of them hold together. Of IPv6 it is
 * a whole /64: whoever has one address of it can have them all. Pure.
 */

#include <fcrdns/ip.h>

#include <stdbool.h>
#include <stdint.h>

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
	unsigned n_probes;	/* its requests that wait for one */
	unsigned n_passwords;	/* of it that wait to be checked */
	uint64_t password_turn; /* its last, as the verifier counts them; 0: none */
};

struct clients {
	struct client *bucket[CLIENT_BUCKETS];
};

/* The one of this address, made where there is none; NULL: no memory. clients_drop when done with
 * it, which frees it when it was the last. */
struct client *clients_get(struct clients *all, const struct ip *ip);
void clients_drop(struct clients *all, struct client *c);

/* May it have one more of what there are `n_free` of, and it has `n_own`? */
bool client_may_have(unsigned n_own, unsigned n_free);

#endif

/* SPDX-License-Identifier: MIT */
#include "client.h"

#include <fcrdns/arena.h>
#include <fcrdns/hash.h>

#include <stddef.h>
#include <string.h>

enum {
	SIX_OCTETS = 8, /* of an IPv6 address are the client */
	SHARE = 3	/* as many as are free, so many times */
};

static struct ip key_of(const struct ip *ip)
{
	struct ip key = *ip;

	if (key.len == 16)
		memset(key.octet + SIX_OCTETS, 0, sizeof(key.octet) - SIX_OCTETS);
	return key;
}

static unsigned bucket_of(const struct ip *key)
{
	return (unsigned)(hash_octets(HASH_BEGIN, key->octet, key->len) % CLIENT_BUCKETS);
}

struct client *clients_get(struct clients *all, const struct ip *ip)
{
	struct ip key = key_of(ip);
	struct client **bucket = &all->bucket[bucket_of(&key)], *c = *bucket;

	while (c && !ip_equal(&c->ip, &key))
		c = c->next;
	if (!c) {
		c = mem_zero(1, sizeof(*c));
		if (!c)
			return NULL;
		c->ip = key;
		c->next = *bucket;
		*bucket = c;
	}
	c->n_kept++;
	return c;
}

void clients_drop(struct clients *all, struct client *c)
{
	struct client **at = &all->bucket[bucket_of(&c->ip)];

	if (--c->n_kept)
		return;
	while (*at != c)
		at = &(*at)->next;
	*at = c->next;
	mem_free(c);
}

/* One client alone gets three quarters of all, and n of them leave one of 3 n + 1 parts to whoever
 * comes (dynamic thresholds, Choudhury and Hahne 1998). */
bool client_may_have(unsigned n_own, unsigned n_free)
{
	return n_own < (uint64_t)SHARE * n_free;
}

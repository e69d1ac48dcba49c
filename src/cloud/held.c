/* SPDX-License-Identifier: MIT */
#include "held.h"

#include "session.h"

#include <fcrdns/hash.h>
#include <fcrdns/limits.h>

#include <string.h>

enum {
	SLOTS_MIN = 64
};

/* A slot holds the number of a holding, from 1. Those of holdings that were dropped again, because
 * a list is read anew, stay until the table grows: what a slot leads to is compared anyway. */
static bool has_room(struct held *t)
{
	return t->n_used * 2 < t->n_slots;
}

static void put(struct held *t, uint64_t hash, uint32_t number)
{
	size_t at = (size_t)hash & (t->n_slots - 1);

	while (t->slots[at])
		at = (at + 1) & (t->n_slots - 1);
	t->slots[at] = number;
	t->n_used++;
}

static uint64_t hash_of_address(const struct holding *h)
{
	return hash_octets(HASH_BEGIN, h->address.octet, h->address.len);
}

static uint64_t hash_of_id(const struct holding *h)
{
	return hash_octets(HASH_BEGIN, h->id, strlen(h->id));
}

typedef uint64_t hash_fn(const struct holding *h);

static bool make_room(struct held *t, const struct cloud *c, hash_fn *hash)
{
	size_t n_slots = SLOTS_MIN;
	uint32_t *slots;

	while (n_slots < 4 * (c->n_holdings + 1))
		n_slots *= 2;
	slots = mem_zero(n_slots, sizeof(*slots));
	if (!slots)
		return false;
	mem_free(t->slots);
	*t = (struct held){ .slots = slots, .n_slots = n_slots };
	for (size_t i = 0; i < c->n_holdings; i++)
		put(t, hash(&c->holdings[i]), (uint32_t)i + 1);
	return true;
}

static bool add(struct held *t, const struct cloud *c, hash_fn *hash)
{
	if (!has_room(t) && !make_room(t, c, hash))
		return false;
	put(t, hash(&c->holdings[c->n_holdings]), (uint32_t)c->n_holdings + 1);
	return true;
}

bool session_hold(struct cloud *c, const struct holding *h)
{
	if (c->has_ended)
		return false;
	if (c->n_holdings == LIMIT_HOLDINGS)
		return session_fail(c, WHY_LIMIT, "%s: more than %d addresses", c->provider->id,
				    LIMIT_HOLDINGS);
	if (c->n_holdings == c->room) {
		size_t room = c->room ? 2 * c->room : 16;
		struct holding *more = mem_resize(c->holdings, room * sizeof(*more));

		if (!more)
			return session_fail(c, WHY_INTERNAL, "out of memory");
		c->holdings = more;
		c->room = room;
	}
	c->holdings[c->n_holdings] = *h;
	if (!add(&c->by_address, c, hash_of_address) || !add(&c->by_id, c, hash_of_id))
		return session_fail(c, WHY_INTERNAL, "out of memory");
	c->n_holdings++;
	return true;
}

const struct holding *session_held(const struct cloud *c, const struct ip *address)
{
	const struct held *t = &c->by_address;
	uint64_t hash = hash_octets(HASH_BEGIN, address->octet, address->len);

	for (size_t at = (size_t)hash; t->n_slots && t->slots[at & (t->n_slots - 1)]; at++) {
		uint32_t number = t->slots[at & (t->n_slots - 1)];

		if (number <= c->n_holdings && ip_equal(&c->holdings[number - 1].address, address))
			return &c->holdings[number - 1];
	}
	return NULL;
}

struct holding *session_with_id(struct cloud *c, const char *id)
{
	const struct held *t = &c->by_id;
	uint64_t hash = hash_octets(HASH_BEGIN, id, strlen(id));

	for (size_t at = (size_t)hash; t->n_slots && t->slots[at & (t->n_slots - 1)]; at++) {
		uint32_t number = t->slots[at & (t->n_slots - 1)];

		if (number <= c->n_holdings && !strcmp(c->holdings[number - 1].id, id))
			return &c->holdings[number - 1];
	}
	return NULL;
}

bool session_rename(struct cloud *c, struct holding *h, const char *id)
{
	struct held *t = &c->by_id;

	h->id = id;
	if (!has_room(t)) /* then the new id is in it as well */
		return make_room(t, c, hash_of_id) ||
		       session_fail(c, WHY_INTERNAL, "out of memory");
	put(t, hash_of_id(h), (uint32_t)(h - c->holdings) + 1);
	return true;
}

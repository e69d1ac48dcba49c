/* SPDX-License-Identifier: MIT */
#include <fcrdns/listing.h>

#include <fcrdns/check.h>

#include "plan.h"

#include <fcrdns/arena.h>

#include <string.h>

enum {
	OCTETS = 4,  /* labels of an IPv4 address, */
	NIBBLES = 32 /* of an IPv6 one */
};

/* The labels of the reverse name without those of the zone it stands in. */
static unsigned host_octets(const struct check *c)
{
	struct name zone = name_parent(&c->reverse, c->target->address.len == 4 ? OCTETS : NIBBLES);

	return c->reverse.len - zone.len;
}

void listings_ask(struct check *c)
{
	const struct policy *p = c->policy;
	unsigned n = host_octets(c);

	if (!p->n_dnsbls)
		return;
	c->listings = arena_zero(c->arena, p->n_dnsbls * sizeof(*c->listings));
	for (unsigned i = 0; c->listings && i < p->n_dnsbls; i++) {
		struct listing *l = &c->listings[i];
		unsigned len = n + p->dnsbls[i].len;
		uint8_t *wire = arena_get(c->arena, len);

		if (!wire)
			break;
		memcpy(wire, c->reverse.wire, n);
		memcpy(wire + n, p->dnsbls[i].wire, p->dnsbls[i].len);
		l->name = (struct name){ wire, (uint8_t)len };
		l->a = check_ask(c, &l->name, TYPE_A);
	}
	c->failed |= c->arena->failed;
}

void listings_plan(struct check *c)
{
	for (unsigned i = 0; c->listings && i < c->policy->n_dnsbls && !c->failed; i++) {
		struct listing *l = &c->listings[i];

		if (!l->txt && listing_of(l) == LISTED_YES)
			l->txt = check_ask(c, &l->name, TYPE_TXT);
	}
}

bool listings_are_open(const struct check *c)
{
	for (unsigned i = 0; c->listings && i < c->policy->n_dnsbls; i++)
		if (!c->listings[i].a->told || (c->listings[i].txt && !c->listings[i].txt->told))
			return true;
	return false;
}

bool listing_refuses(const struct ip *ip)
{
	static const uint8_t one[] = { 127, 0, 0, 1 }, refusals[] = { 127, 255, 255 };

	/* By custom 127.0.0.1 stands for no listing; some lists answer it to all whom they
	 * refuse. */
	return memcmp(ip->octet, refusals, sizeof(refusals)) == 0 ||
	       memcmp(ip->octet, one, sizeof(one)) == 0;
}

enum listed listing_of(const struct listing *l)
{
	const struct answer *a = l->a ? &l->a->answer : NULL;
	enum listed said = LISTED_UNKNOWN;

	if (!a || !l->a->told || answer_is_temporary(a) || a->loops)
		return LISTED_UNKNOWN;
	if (a->status != ANSWER_OK)
		return LISTED_NO;
	for (unsigned i = 0; i < a->n_records; i++) {
		if (a->ips[i].octet[0] != 127)
			continue;
		if (listing_refuses(&a->ips[i]))
			return LISTED_REFUSED;
		said = LISTED_YES;
	}
	return said;
}

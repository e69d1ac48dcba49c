/* SPDX-License-Identifier: MIT */
#include <fcrdns/listing.h>

#include <fcrdns/check.h>

#include "plan.h"

#include <fcrdns/arena.h>

#include <string.h>

enum {
	OCTETS = 4,	 /* labels of an IPv4 address, */
	NIBBLES = 32,	 /* of an IPv6 one */
	HAS_ENTRY = 2,	 /* 127.0.0.2: every list has it, */
	HAS_NO_ENTRY = 1 /* and none has 127.0.0.1; RFC 5782 section 5 */
};

/* ---- questions ---- */

/* What is asked about `ip`. */
static struct ask *ask_about(struct check *c, const struct ip *ip, const struct name *zone)
{
	uint8_t wire[IP_WIRE_MAX], *kept;
	struct name reverse = ip_reverse(ip, wire), name;
	struct name arpa = name_parent(&reverse, ip->len == 4 ? OCTETS : NIBBLES);
	unsigned n = reverse.len - arpa.len;

	kept = arena_get(c->arena, n + zone->len);
	if (!kept) {
		c->failed = true;
		return NULL;
	}
	memcpy(kept, wire, n);
	memcpy(kept + n, zone->wire, zone->len);
	name = (struct name){ kept, (uint8_t)(n + zone->len) };
	return check_ask(c, &name, TYPE_A);
}

static struct ask *ask_entry(struct check *c, const struct name *zone, unsigned len, uint8_t last)
{
	struct ip ip = { 4, { 127, 0, 0, last } };

	if (len == 16)
		ip = (struct ip){ 16, { [10] = 0xff, [11] = 0xff, [12] = 127, [15] = last } };
	return ask_about(c, &ip, zone);
}

void listings_ask(struct check *c)
{
	const struct ip *ip = &c->target->address;
	const struct policy *p = c->policy;

	if (!p->n_dnsbls)
		return;
	c->listings = arena_zero(c->arena, p->n_dnsbls * sizeof(*c->listings));
	c->failed |= !c->listings;
	for (unsigned i = 0; i < p->n_dnsbls && !c->failed; i++) {
		struct listing *l = &c->listings[i];

		l->is_ipv6 = ip->len == 16;
		l->a = ask_about(c, ip, &p->dnsbls[i]);
		l->entry = ask_entry(c, &p->dnsbls[i], ip->len, HAS_ENTRY);
		l->no_entry = ask_entry(c, &p->dnsbls[i], ip->len, HAS_NO_ENTRY);
	}
}

/* ---- what one answer says ---- */

enum said {
	SAID_NOTHING, /* for now */
	SAID_NO,
	SAID_YES,
	SAID_REFUSED,
	SAID_OTHER /* what no list answers */
};

bool listing_refuses(const struct ip *ip)
{
	static const uint8_t one[] = { 127, 0, 0, 1 }, refusals[] = { 127, 255, 255 };

	/* By custom 127.0.0.1 stands for no listing; some lists answer it to all whom they
	 * refuse. */
	return memcmp(ip->octet, refusals, sizeof(refusals)) == 0 ||
	       memcmp(ip->octet, one, sizeof(one)) == 0;
}

static enum said said(const struct ask *ask)
{
	const struct answer *a = ask ? &ask->answer : NULL;
	enum said said = SAID_OTHER;

	if (!a || !ask->told || answer_is_temporary(a) || a->loops)
		return SAID_NOTHING;
	if (a->status != ANSWER_OK)
		return SAID_NO;
	for (unsigned i = 0; i < a->n_records; i++) {
		if (a->ips[i].octet[0] != 127)
			continue;
		if (listing_refuses(&a->ips[i]))
			return SAID_REFUSED;
		said = SAID_YES;
	}
	return said;
}

static bool lacks(const struct ask *entry)
{
	return said(entry) == SAID_NO || said(entry) == SAID_OTHER;
}

/* ---- what they say together ---- */

static enum listed by_refusal(const struct listing *l, const struct ask **ret)
{
	const struct ask *const asks[] = { l->a, l->entry, l->no_entry, l->entry4 };

	for (unsigned i = 0; i < sizeof(asks) / sizeof(asks[0]); i++)
		if (said(asks[i]) == SAID_REFUSED) {
			*ret = asks[i];
			return LISTED_REFUSED;
		}
	return LISTED_UNKNOWN;
}

enum listed listing_of(const struct listing *l, const struct ask **ret)
{
	/* What tells that it is a list at all. */
	const struct ask *entry = l->entry4 ? l->entry4 : l->entry, *unused;
	enum said of_address = said(l->a);

	if (!ret)
		ret = &unused;
	if (by_refusal(l, ret) == LISTED_REFUSED)
		return LISTED_REFUSED;
	*ret = l->no_entry;
	if (said(l->no_entry) == SAID_YES)
		return LISTED_WITH_ALL;
	*ret = l->entry;
	if (lacks(entry)) /* of both kinds, where it may be a list of IPv4 addresses */
		return l->is_ipv6 && !l->entry4 ? LISTED_UNKNOWN : LISTED_BY_NO_LIST;
	*ret = entry;
	/* An entry that is not answered for now makes no listing undone, but no address clean. */
	if (said(entry) == SAID_NOTHING && (l->entry4 || of_address == SAID_NO))
		return LISTED_UNKNOWN;
	if (l->entry4 && of_address == SAID_NO)
		return LISTED_IPV4_ONLY;
	*ret = l->a;
	if (of_address == SAID_YES)
		return LISTED_YES;
	return of_address == SAID_NO ? LISTED_NO : LISTED_UNKNOWN;
}

static bool is_open(const struct ask *ask)
{
	return ask && !ask->told;
}

/* The reason is asked for once all is known that tells whether it is a list, so that what is asked
 * does not depend on which answer came first. */
static bool is_decided(const struct listing *l)
{
	return !is_open(l->a) && !is_open(l->entry) && !is_open(l->no_entry) && !is_open(l->entry4);
}

void listings_plan(struct check *c)
{
	for (unsigned i = 0; i < c->policy->n_dnsbls && !c->failed; i++) {
		struct listing *l = &c->listings[i];

		if (l->is_ipv6 && !l->entry4 && lacks(l->entry))
			l->entry4 = ask_entry(c, &c->policy->dnsbls[i], 4, HAS_ENTRY);
		if (!l->txt && is_decided(l) && listing_of(l, NULL) == LISTED_YES)
			l->txt = check_ask(c, &l->a->question.name, TYPE_TXT);
	}
}

bool listings_are_open(const struct check *c)
{
	for (unsigned i = 0; i < c->policy->n_dnsbls; i++) {
		const struct listing *l = &c->listings[i];

		if (is_open(l->a) || is_open(l->txt) || is_open(l->entry) || is_open(l->no_entry) ||
		    is_open(l->entry4))
			return true;
	}
	return false;
}

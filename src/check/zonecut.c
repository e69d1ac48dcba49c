/* SPDX-License-Identifier: MIT */
#include <fcrdns/zonecut.h>

#include "ask.h"

#include <fcrdns/arena.h>

#include <string.h>

static struct ask *add(struct zonecut *z, const struct name *name, uint16_t type)
{
	struct ask *ask = arena_zero(z->arena, sizeof(*ask));

	if (!ask) {
		z->failed = true;
		return NULL;
	}
	ask->question = (struct question){ .name = *name, .type = type };
	ask->sent = ask->question;
	*z->last = ask;
	z->last = &ask->next;
	return ask;
}

void zonecut_init(struct zonecut *z, struct arena *arena, const struct name *name,
		  bool with_addresses)
{
	const uint8_t *copy = arena_copy(arena, name->wire, name->len);

	*z = (struct zonecut){ .arena = arena, .with_addresses = with_addresses };
	z->last = &z->first;
	if (!copy || name_is_root(name)) {
		z->failed = true;
		return;
	}
	z->at = (struct name){ copy, name->len };
	(void)add(z, &z->at, TYPE_NS);
}

struct ask *zonecut_next(struct zonecut *z)
{
	if (z->failed)
		return NULL;
	for (struct ask *ask = z->first; ask; ask = ask->next)
		if (!ask->taken) {
			ask->taken = true;
			return ask;
		}
	return NULL;
}

/* The root's servers would be asked for what none of them has. */
static void step_up(struct zonecut *z)
{
	z->at = name_parent(&z->at, 1);
	if (name_is_root(&z->at) || ++z->n_steps == LIMIT_CUT_STEPS)
		z->failed = true;
	else
		(void)add(z, &z->at, TYPE_NS);
}

static bool stands_before(const struct name *a, const struct name *b)
{
	unsigned n = a->len < b->len ? a->len : b->len;
	int order = memcmp(a->wire, b->wire, n);

	return order ? order < 0 : a->len < b->len;
}

/* In an order of its own, for that of the resolver turns from answer to answer, and with it which
 * are the first. */
static void choose_hosts(struct zonecut *z, const struct answer *a)
{
	for (unsigned i = 0; i < a->n_records; i++) {
		unsigned at = z->n_hosts;

		while (at && stands_before(&a->ptrs[i], &z->hosts[at - 1].name))
			at--;
		if (at == LIMIT_ZONE_HOSTS)
			continue;
		if (z->n_hosts < LIMIT_ZONE_HOSTS)
			z->n_hosts++;
		memmove(&z->hosts[at + 1], &z->hosts[at],
			(z->n_hosts - 1 - at) * sizeof(z->hosts[0]));
		z->hosts[at] = (struct zone_host){ .name = a->ptrs[i] };
	}
	z->n_more = a->n_total - a->n_same - z->n_hosts;
}

static void find(struct zonecut *z, const struct answer *a)
{
	z->found = true;
	z->zone = z->at;
	if (z->with_addresses)
		choose_hosts(z, a);
	for (unsigned i = 0; i < z->n_hosts; i++) {
		struct zone_host *h = &z->hosts[i];

		h->a = add(z, &h->name, TYPE_A);
		h->aaaa = add(z, &h->name, TYPE_AAAA);
	}
}

static void tell_ns(struct zonecut *z, const struct answer *a)
{
	if (answer_is_temporary(a))
		z->failed = true;
	/* Where a CNAME stands no zone begins; what is at its end is not about this name. */
	else if (a->status == ANSWER_OK && !a->n_chain)
		find(z, a);
	else
		step_up(z);
}

void zonecut_tell(struct zonecut *z, struct ask *ask, const struct answer *answer)
{
	if (ask->told || z->failed)
		return;
	if (ask->question.type == TYPE_NS && answer->n_chain) {
		ask->told = true;
		step_up(z);
		return;
	}
	switch (ask_tell(ask, answer, z->arena)) {
	case ASK_FAILED:
		z->failed = true;
		break;
	case ASK_AGAIN:
		break;
	case ASK_ANSWERED:
		if (ask->question.type == TYPE_NS)
			tell_ns(z, &ask->answer);
		break;
	}
}

bool zonecut_is_done(const struct zonecut *z)
{
	if (z->failed)
		return true;
	if (!z->found)
		return false;
	for (const struct ask *ask = z->first; ask; ask = ask->next)
		if (!ask->told)
			return false;
	return true;
}

static bool is_among(const struct ip *ip, const struct ip *out, unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		if (ip_equal(ip, &out[i]))
			return true;
	return false;
}

/* The least one above `last`, in whatever order they stand. */
static const struct ip *least_after(const struct answer *a, const struct ip *last)
{
	const struct ip *least = NULL;

	for (unsigned i = 0; a->status == ANSWER_OK && i < a->n_records; i++) {
		const struct ip *ip = &a->ips[i];

		if ((!last || ip_compare(ip, last) > 0) && (!least || ip_compare(ip, least) < 0))
			least = ip;
	}
	return least;
}

/* The host's next address, IPv4 first. */
static const struct ip *next_of(const struct zone_host *h, const struct ip *last)
{
	const struct ip *ip = least_after(&h->a->answer, last);

	return ip ? ip : least_after(&h->aaaa->answer, last);
}

unsigned zonecut_servers(const struct zonecut *z, enum reach reach, struct ip *out, unsigned max,
			 struct zone_gap *ret_gap)
{
	const struct ip *last[LIMIT_ZONE_HOSTS] = { NULL };
	bool more = !z->failed && z->found;
	unsigned n = 0;

	*ret_gap = (struct zone_gap){ 0 };
	for (unsigned i = 0; i < z->n_hosts && more; i++)
		ret_gap->lost |= answer_is_temporary(&z->hosts[i].a->answer) ||
				 answer_is_temporary(&z->hosts[i].aaaa->answer);
	/* Whoever holds the zone may give each host thousands that are of no use. */
	for (unsigned k = 0; more && n < max && k < LIMIT_ZONE_ADDRESSES; k++) {
		more = false;
		for (unsigned i = 0; i < z->n_hosts && n < max; i++) {
			const struct ip *ip = k && !last[i] ? NULL : next_of(&z->hosts[i], last[i]);

			last[i] = ip;
			if (!ip)
				continue;
			more = true;
			if (!reach_has(reach, ip))
				ret_gap->outside = true;
			else if (!is_among(ip, out, n))
				out[n++] = *ip;
		}
	}
	return n;
}

/* SPDX-License-Identifier: MIT */
#include "visitors.h"

#include "listener.h"

#include <fcrdns/arena.h>
#include <fcrdns/hash.h>

/* How long a connection may stay in a state. */
static const unsigned stay_ms[] = {
	[VISITOR_COMING] = 10 * 1000,
	[VISITOR_LEAVING] = 30 * 1000,
	[VISITOR_IDLE] = 65 * 1000, /* a scrape a minute keeps its connection */
};

static void list_add(struct visitors *all, struct visitor *v)
{
	struct visitor_list *l = &all->list[v->state];

	if (v->state == VISITOR_BUSY)
		return;
	v->next = NULL;
	v->prev = l->last;
	if (l->last)
		l->last->next = v;
	else
		l->first = v;
	l->last = v;
}

static void list_remove(struct visitors *all, struct visitor *v)
{
	struct visitor_list *l = &all->list[v->state];

	if (v->state == VISITOR_BUSY)
		return;
	if (v->prev)
		v->prev->next = v->next;
	else
		l->first = v->next;
	if (v->next)
		v->next->prev = v->prev;
	else
		l->last = v->prev;
}

static struct visitor **bucket_of(struct visitors *all, const struct ip *ip)
{
	return &all->bucket[hash_octets(HASH_BEGIN, ip->octet, ip->len) % VISITOR_BUCKETS];
}

/* Its owner sees that it ended and closes it; until then it counts no more. */
static void cut(struct visitors *all, struct visitor *v)
{
	struct visitor **at = bucket_of(all, &v->ip);

	if (v->is_cut)
		return;
	while (*at != v)
		at = &(*at)->peer_next;
	*at = v->peer_next;
	list_remove(all, v);
	v->is_cut = true;
	all->n--;
	listener_cut(v->fd);
}

static struct visitor *oldest(struct visitor *a, struct visitor *b)
{
	return !a || (b && b->since_ms < a->since_ms) ? b : a;
}

/* What would be cut first. One that has sent nothing yet or sends slowly is as idle as one between
 * two requests. */
static struct visitor *victim(const struct visitors *all)
{
	return oldest(all->list[VISITOR_COMING].first, all->list[VISITOR_IDLE].first);
}

static unsigned count(struct visitors *all, const struct ip *ip, struct visitor **ret_victim)
{
	unsigned n = 0;

	*ret_victim = NULL;
	for (struct visitor *v = *bucket_of(all, ip); v; v = v->peer_next) {
		if (!ip_equal(&v->ip, ip))
			continue;
		n++;
		if (v->state == VISITOR_COMING || v->state == VISITOR_IDLE)
			*ret_victim = oldest(*ret_victim, v);
	}
	return n;
}

static bool make_room(struct visitors *all, const struct ip *ip)
{
	struct visitor *of_it;
	unsigned n = count(all, ip, &of_it);

	if (n >= all->most_of_one) {
		all->n_crowded++;
		if (!of_it)
			return false;
		cut(all, of_it);
	} else if (all->n >= all->most) {
		struct visitor *v = victim(all);

		all->n_crowded++;
		if (!v)
			return false;
		cut(all, v);
	}
	return true;
}

struct visitor *visitor_new(struct visitors *all, const struct ip *ip, int fd, uint64_t now_ms)
{
	struct visitor **bucket = bucket_of(all, ip), *v;

	if (!make_room(all, ip))
		return NULL;
	v = mem_zero(1, sizeof(*v));
	if (!v)
		return NULL;
	v->ip = *ip;
	v->fd = fd;
	v->since_ms = now_ms;
	v->peer_next = *bucket;
	*bucket = v;
	all->n++;
	list_add(all, v);
	return v;
}

void visitor_free(struct visitors *all, struct visitor *v)
{
	struct visitor **at;

	if (!v)
		return;
	if (!v->is_cut) {
		at = bucket_of(all, &v->ip);
		while (*at != v)
			at = &(*at)->peer_next;
		*at = v->peer_next;
		list_remove(all, v);
		all->n--;
	}
	mem_free(v);
}

void visitor_set(struct visitors *all, struct visitor *v, enum visitor_state state, uint64_t now_ms)
{
	if (v->is_cut)
		return;
	list_remove(all, v);
	v->state = state;
	v->since_ms = now_ms;
	list_add(all, v);
}

void visitors_turn(struct visitors *all, uint64_t now_ms)
{
	for (unsigned s = VISITOR_COMING; s <= VISITOR_IDLE; s++) {
		struct visitor *v;

		while ((v = all->list[s].first) != NULL && now_ms - v->since_ms >= stay_ms[s]) {
			all->n_overdue++;
			cut(all, v);
		}
	}
}

void visitors_outdate(struct visitors *all, bool are_outdated)
{
	struct visitor *v;

	while ((v = all->list[VISITOR_IDLE].first) != NULL)
		cut(all, v);
	for (unsigned i = 0; i < VISITOR_BUCKETS; i++)
		for (v = all->bucket[i]; v; v = v->peer_next) {
			v->is_last = true;
			v->is_outdated |= are_outdated;
			v->is_certified = false;
		}
}

void visitors_close_idle(struct visitors *all)
{
	struct visitor *v;

	while ((v = all->list[VISITOR_IDLE].first) != NULL)
		cut(all, v);
	while ((v = all->list[VISITOR_COMING].first) != NULL)
		cut(all, v);
}

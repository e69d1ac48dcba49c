/* SPDX-License-Identifier: MIT */
#include "visitors.h"

#include "listener.h"

#include <fcrdns/arena.h>

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

/* It counts no more. */
static void leave_lists(struct visitors *all, struct visitor *v)
{
	struct visitor **at = &v->client->visitors;

	while (*at != v)
		at = &(*at)->peer_next;
	*at = v->peer_next;
	v->client->n_visitors--;
	list_remove(all, v);
	all->n--;
}

/* Its owner sees that it ended and closes it. */
static void cut(struct visitors *all, struct visitor *v)
{
	if (v->is_cut)
		return;
	leave_lists(all, v);
	v->is_cut = true;
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

static struct visitor *victim_of(const struct client *c)
{
	struct visitor *found = NULL;

	for (struct visitor *v = c->visitors; v; v = v->peer_next)
		if (v->state == VISITOR_COMING || v->state == VISITOR_IDLE)
			found = oldest(found, v);
	return found;
}

static bool make_room(struct visitors *all, const struct client *c)
{
	bool are_its = c->n_visitors >= all->most_of_one;
	struct visitor *v;

	if (!are_its && all->n < all->most)
		return true;
	all->n_crowded++;
	v = are_its ? victim_of(c) : victim(all);
	if (v)
		cut(all, v);
	return v != NULL;
}

struct visitor *visitor_new(struct visitors *all, const struct ip *ip, int fd, uint64_t now_ms)
{
	struct client *c = clients_get(&all->clients, ip);
	struct visitor *v = c && make_room(all, c) ? mem_zero(1, sizeof(*v)) : NULL;

	if (!v) {
		if (c)
			clients_drop(&all->clients, c);
		return NULL;
	}
	v->client = c;
	v->ip = *ip;
	v->fd = fd;
	v->since_ms = now_ms;
	v->peer_next = c->visitors;
	c->visitors = v;
	c->n_visitors++;
	all->n++;
	list_add(all, v);
	return v;
}

void visitor_free(struct visitors *all, struct visitor *v)
{
	if (!v)
		return;
	if (!v->is_cut)
		leave_lists(all, v);
	clients_drop(&all->clients, v->client);
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
	for (unsigned i = 0; i < CLIENT_BUCKETS; i++)
		for (struct client *c = all->clients.bucket[i]; c; c = c->next)
			for (v = c->visitors; v; v = v->peer_next) {
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

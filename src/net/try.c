/* SPDX-License-Identifier: MIT */
#include "lookup.h"

unsigned try_slots(const struct resolver *r, const struct lookup *l)
{
	return l->n_tries < r->max_tries ? l->n_tries : r->max_tries;
}

struct try *try_last(const struct resolver *r, struct lookup *l)
{
	return l->n_tries ? &l->tries[(l->n_tries - 1U) % r->max_tries] : NULL;
}

void try_is_moot(struct resolver *r, struct try *t)
{
	if (!t->moot)
		pace_on_moot(&r->server[t->server].pace, t->slice);
	t->moot = true;
}

bool try_give_up(struct resolver *r, struct lookup *l, const struct try *but)
{
	for (unsigned i = 0; i < try_slots(r, l); i++)
		if (l->tries[i].open && &l->tries[i] != but) {
			r->transport->ops->drop(r->transport, &l->tries[i]);
			return true;
		}
	return false;
}

/* Early tries listen on for a late answer only as long as nobody else needs their place. */
static bool reclaim(struct resolver *r)
{
	for (unsigned level = LISTS; level-- > 1;)
		for (struct lookup *l = r->level[level].head; l; l = l->next)
			if (try_give_up(r, l, try_last(r, l)))
				return true;
	for (unsigned i = 0; i < QUEUES; i++)
		for (struct lookup *l = r->queue[i].head; l; l = l->next)
			if (try_give_up(r, l, NULL))
				return true;
	return false;
}

/* By the rates that the user allows, and by what its server is seen to take. */
static bool may_leave(const struct resolver *r, const struct lookup *l)
{
	const struct health *h = &r->server[l->to_server];

	if (!bucket_has(&r->limit, r->now_us) || health_due_us(h) > r->now_us)
		return false;
	return !r->conf.patient || h->n_out < health_window(h);
}

/* Silence is likely its own: it has met it before, where others were answered; or it has TCP's
 * time.
 */
static bool is_odd(const struct resolver *r, const struct lookup *l)
{
	if (l->tcp)
		return !r->conf.tcp;
	return l->n_udp && !l->heard && r->heard_us > l->asked_us;
}

/* False: all places are taken, and nothing was sent. */
static bool leave(struct resolver *r, struct lookup *l)
{
	struct try *t = &l->tries[l->n_tries % r->max_tries];
	struct health *h = &r->server[l->to_server];
	unsigned level;

	if (l->n_tries >= r->max_tries && t->open) { /* the oldest makes place */
		try_is_moot(r, t);
		r->transport->ops->drop(r->transport, t);
	}
	*t = (struct try){
		.lookup = l,
		.question = &l->question,
		.sent_us = r->now_us,
		.number = l->n_tries,
		.server = l->to_server,
		.tcp = l->tcp,
		.edns = l->to_edns,
		.no_recursion = r->conf.no_recursion,
	};
	while (!r->transport->ops->submit(r->transport, t))
		if (!try_give_up(r, l, NULL) && !reclaim(r)) {
			r->is_short_of_room = true;
			return false;
		}
	r->is_short_of_room = false;
	bucket_take(&r->limit, r->now_us);
	bucket_take(&h->limit, r->now_us);
	if (r->conf.patient)
		t->slice = pace_on_sent(&h->pace, r->now_us);
	if (r->conf.patient && is_odd(r, l))
		try_is_moot(r, t);
	l->last_server = l->to_server;
	l->n_tries++;
	if (l->tcp)
		l->n_tcp++;
	else
		l->n_udp++;
	r->stat.packets++;
	r->stat.tcp += l->tcp;
	r->stat.retries += l->n_tries > 1;
	level = l->tcp ? TCP_LEVEL : (l->n_udp ? l->n_udp - 1U : 0U);
	wait_start(r, l, level < TCP_LEVEL || l->tcp ? level : TCP_LEVEL - 1U);
	return true;
}

void try_post(struct resolver *r, struct lookup *l, uint8_t server, bool edns)
{
	wait_stop(r, l);
	l->to_server = server;
	l->to_edns = edns;
	if (r->queue[l->tcp ? TCP_QUEUE : server].head || !may_leave(r, l) || !leave(r, l))
		wait_for_room(r, l, false);
}

/* Its server fell sick while it waited: another one's queue, if another is well. */
static bool change_queue(struct resolver *r, struct lookup *l)
{
	uint8_t other;

	if (!r->conf.patient || l->tcp || !health_is_sick(&r->server[l->to_server], r->now_us))
		return false;
	other = health_roomiest(r->server, r->conf.servers.n, r->now_us);
	if (health_is_sick(&r->server[other], r->now_us))
		return false;
	try_post(r, l, other, l->to_edns);
	return true;
}

bool lookup_unblock(struct resolver *r, struct lookup *l)
{
	if (change_queue(r, l))
		return true;
	if (!may_leave(r, l))
		return false;
	wait_stop(r, l);
	if (leave(r, l))
		return true;
	wait_for_room(r, l, true);
	return false;
}

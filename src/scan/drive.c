/* SPDX-License-Identifier: MIT */
#include <fcrdns/drive.h>

#include "work.h"

#include <fcrdns/record.h>
#include <fcrdns/resolver.h>
#include <fcrdns/why.h>

#include <time.h>

enum {
	EXTEND_US = 50 * 1000 /* not to look again in each turn */
};

/* One question that a target has open. */
struct open_question {
	struct waiter waiter;
	struct work *work;
	struct ask *ask;
	struct open_question *next;
};

void drive_init(struct drive *d, struct resolver *resolver)
{
	*d = (struct drive){ .resolver = resolver };
}

static void forget_open(struct drive *d, struct work *w)
{
	for (struct open_question *q = w->open; q; q = q->next)
		resolver_drop(d->resolver, &q->waiter);
	w->open = NULL;
}

static void free_list(struct work *w)
{
	struct work *next;

	for (; w; w = next) {
		next = w->next;
		arena_done(&w->arena);
		mem_free(w);
	}
}

void drive_done(struct drive *d)
{
	for (struct work *w = d->first; w; w = w->next)
		forget_open(d, w);
	free_list(d->first);
	free_list(d->first_ended);
	free_list(d->spare);
	arena_pool_done(&d->pool);
	drive_init(d, NULL);
}

static struct work *make(struct drive *d)
{
	struct work *w = mem_zero(1, sizeof(*w));

	if (!w)
		return NULL;
	arena_init(&w->arena, LIMIT_ARENA);
	w->arena.pool = &d->pool;
	d->n_made++;
	return w;
}

struct work *drive_new_work(struct drive *d)
{
	struct work *w = d->spare;

	if (w)
		d->spare = w->next;
	else
		w = make(d);
	if (w)
		work_reset(w);
	return w;
}

void drive_reserve(struct drive *d, size_t n)
{
	while (d->n_made < n) {
		struct work *w = make(d);

		if (!w)
			return;
		(void)arena_get(&w->arena, 1);
		drive_keep(d, w);
	}
}

void drive_keep(struct drive *d, struct work *w)
{
	arena_reset(&w->arena); /* now, so that the next one can have its second block */
	w->next = d->spare;
	d->spare = w;
}

/* ---- in work ---- */

/* Where all have the same time, its place is the last. */
static void link_work(struct drive *d, struct work *w)
{
	struct work *before = d->last;

	while (before && before->limit_us > w->limit_us)
		before = before->prev;
	w->prev = before;
	w->next = before ? before->next : d->first;
	if (before)
		before->next = w;
	else
		d->first = w;
	if (w->next)
		w->next->prev = w;
	else
		d->last = w;
	d->n++;
}

static void end(struct drive *d, struct work *w)
{
	forget_open(d, w);
	if (w->prev)
		w->prev->next = w->next;
	else
		d->first = w->next;
	if (w->next)
		w->next->prev = w->prev;
	else
		d->last = w->prev;
	d->n--;
	w->next = NULL;
	if (d->first_ended)
		d->last_ended->next = w;
	else
		d->first_ended = w;
	d->last_ended = w;
}

struct work *drive_next_ended(struct drive *d)
{
	struct work *w = d->first_ended;

	if (w)
		d->first_ended = w->next;
	return w;
}

static bool send_asks(struct drive *d, struct work *w, struct why *why)
{
	struct ask *ask;

	while ((ask = work_next(w)) != NULL) {
		struct open_question *q = arena_zero(&w->arena, sizeof(*q));

		if (!q) {
			work_fail(w);
			return true;
		}
		q->work = w;
		q->ask = ask;
		q->waiter.owner = q;
		if (!resolver_ask(d->resolver, &ask->sent, &q->waiter))
			return why_set(why, WHY_INTERNAL, "no memory for another question");
		q->next = w->open;
		w->open = q;
	}
	return true;
}

static bool look_after(struct drive *d, struct work *w, struct why *why)
{
	if (!send_asks(d, w, why))
		return false;
	if (work_is_done(w))
		end(d, w);
	return true;
}

bool drive_begin(struct drive *d, struct work *w, const struct drive_how *how, struct why *why)
{
	const struct target *t = &w->target;

	w->started_us = resolver_now_us(d->resolver);
	w->limit_us = w->started_us + (uint64_t)how->deadline_ms * 1000;
	if (how->end_us && w->limit_us > how->end_us)
		w->limit_us = how->end_us;
	w->deadline_us = w->limit_us;
	w->is_strict = how->is_strict;
	w->expands = !t->has_address;
	link_work(d, w);
	if (w->expands)
		expand_init(&w->expand, &w->arena, t->kind, &t->name, how->max_addresses,
			    how->only_len);
	else
		check_init(&w->check, &w->arena, t, how->policy);
	return look_after(d, w, why);
}

bool drive_take_answers(struct drive *d, struct why *why)
{
	const struct answer *answer;
	struct waiter *waiter;

	while ((waiter = resolver_take(d->resolver, &answer)) != NULL) {
		struct open_question *q = waiter->owner;

		work_tell(q->work, q->ask, answer);
		if (!look_after(d, q->work, why))
			return false;
	}
	return true;
}

/* ---- time ---- */

/* What its questions waited to be sent is our own congestion, and nobody's fault at the other end.
 */
static uint64_t held_us(const struct drive *d, const struct work *w)
{
	uint64_t most = 0;

	for (const struct open_question *q = w->open; q; q = q->next) {
		uint64_t held = resolver_held_us(d->resolver, &q->waiter);

		most = held > most ? held : most;
	}
	return w->held_us + most;
}

/* What a server has said is told, although a better one was hoped for; else there is no answer.
 * That nobody listens there is what the last one says, or silence came after it. */
static bool has_said(const struct drive *d, const struct waiter *w, struct answer *ret)
{
	return resolver_so_far(d->resolver, w, ret) && ret->status != ANSWER_TIMEOUT &&
	       (ret->status != ANSWER_CONNREFUSED || ret->server == resolver_server(w));
}

void drive_give_up(struct drive *d, struct work *w)
{
	for (const struct open_question *q = w->open; q; q = q->next) {
		struct answer so_far;

		if (has_said(d, &q->waiter, &so_far))
			work_tell(w, q->ask, &so_far);
		else
			check_note_tries(q->ask, resolver_tries(&q->waiter),
					 resolver_server(&q->waiter));
	}
	work_expire(w);
	end(d, w);
}

/* The first that is not due ends this; those that were given more may stand before it. */
void drive_expire(struct drive *d)
{
	uint64_t now = resolver_now_us(d->resolver), due;
	struct work *next;

	for (struct work *w = d->first; w; w = next) {
		next = w->next;
		if (w->deadline_us > now && !w->extended)
			return;
		if (w->deadline_us > now)
			continue;
		due = w->limit_us + (w->is_strict ? 0 : held_us(d, w));
		if (due > now) {
			w->deadline_us = due > now + EXTEND_US ? due : now + EXTEND_US;
			w->extended = true;
			continue;
		}
		drive_give_up(d, w);
	}
}

void drive_add_timing(const struct drive *d, const struct work *w, struct record *r)
{
	r->has_timing = true;
	r->checked_at_s = time(NULL);
	r->duration_us = resolver_now_us(d->resolver) - w->started_us;
	r->queries = w->queries;
}

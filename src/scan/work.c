/* SPDX-License-Identifier: MIT */
#include "work.h"

#include <fcrdns/limits.h>

struct work *work_new(struct works *all)
{
	struct work *w = all->spare;

	if (w) {
		all->spare = w->next;
	} else {
		w = mem_zero(1, sizeof(*w));
		if (!w)
			return NULL;
		arena_init(&w->arena, LIMIT_ARENA);
	}
	arena_reset(&w->arena);
	w->group = NULL;
	w->expands = false;
	w->open = NULL;
	w->queries = 0;
	w->extended = false;
	w->held_us = 0;
	return w;
}

void work_keep(struct works *all, struct work *w)
{
	w->next = all->spare;
	all->spare = w;
}

void work_link(struct works *all, struct work *w)
{
	w->prev = all->last;
	w->next = NULL;
	if (all->last)
		all->last->next = w;
	else
		all->first = w;
	all->last = w;
	all->n++;
}

void work_unlink(struct works *all, struct work *w)
{
	if (w->prev)
		w->prev->next = w->next;
	else
		all->first = w->next;
	if (w->next)
		w->next->prev = w->prev;
	else
		all->last = w->prev;
	all->n--;
}

void work_end(struct works *all, struct work *w)
{
	work_unlink(all, w);
	w->next = NULL;
	if (all->first_ended)
		all->last_ended->next = w;
	else
		all->first_ended = w;
	all->last_ended = w;
}

struct work *work_next_ended(struct works *all)
{
	struct work *w = all->first_ended;

	if (w)
		all->first_ended = w->next;
	return w;
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

void works_done(struct works *all)
{
	free_list(all->first);
	free_list(all->first_ended);
	free_list(all->spare);
}

struct ask *work_next(struct work *w)
{
	return w->expands ? expand_next(&w->expand) : check_next(&w->check);
}

void work_tell(struct work *w, struct ask *ask, const struct answer *answer)
{
	w->queries += answer->n_tries;
	w->held_us += answer->held_us;
	if (w->expands)
		expand_tell(&w->expand, ask, answer);
	else
		check_tell(&w->check, ask, answer);
}

bool work_is_done(const struct work *w)
{
	return w->expands ? expand_is_done(&w->expand) : check_is_done(&w->check);
}

void work_expire(struct work *w)
{
	for (const struct open_question *q = w->open; q; q = q->next)
		check_note_tries(q->ask, resolver_tries(&q->waiter));
	if (w->expands)
		expand_expire(&w->expand);
	else
		check_expire(&w->check);
}

void work_fail(struct work *w)
{
	/* Its arena is full, so that this can only end as out of memory. */
	if (w->expands)
		expand_expire(&w->expand);
	else
		w->check.failed = true;
}

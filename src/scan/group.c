/* SPDX-License-Identifier: MIT */
#include "group.h"

#include <fcrdns/limits.h>

#include <string.h>

enum {
	PLACES = 1024 /* parts that may wait for a slow one before them */
};

struct group *group_new(struct groups *all, struct work *w)
{
	struct group *g = mem_zero(1, sizeof(*g));
	uint64_t n = w->expand.n_addresses + 1;

	if (!g)
		return NULL;
	if (!ring_init(&g->ring, n < PLACES ? (size_t)n : PLACES)) {
		mem_free(g);
		return NULL;
	}
	g->place = w->place;
	g->target = w->target;
	g->expand = w->expand;
	g->arena = w->arena;
	arena_init(&w->arena, LIMIT_ARENA);
	w->arena.pool = g->arena.pool;
	g->prev = all->last;
	if (all->last)
		all->last->next = g;
	else
		all->first = g;
	all->last = g;
	return g;
}

void group_free(struct groups *all, struct group *g)
{
	if (g->prev)
		g->prev->next = g->next;
	else
		all->first = g->next;
	if (g->next)
		g->next->prev = g->prev;
	else
		all->last = g->prev;
	ring_done(&g->ring);
	arena_done(&g->arena);
	mem_free(g);
}

void group_unresolved(const struct expand *e, struct target *ret)
{
	const struct ask *ask = expand_unanswered(e);

	ret->has_address = false;
	ret->for_now = e->status == EXPAND_TEMPORARY;
	ret->expired = e->expired && ret->for_now;
	ret->has_server = ret->for_now && ask;
	ret->server = ret->has_server ? ask->answer.server : 0;
	ret->error = e->clause ? e->clause : "it gives no address";
}

/* What could not be listed, as one clause. */
static const char *notes(struct group *g)
{
	const struct expand *e = &g->expand;
	size_t len = 0, at = 0;
	char *text;

	for (unsigned i = 0; i < e->n_notes; i++)
		len += strlen(e->notes[i]) + 2;
	text = arena_get(&g->arena, len + 1);
	if (!text)
		return e->notes[0];
	for (unsigned i = 0; i < e->n_notes; i++) {
		size_t n = strlen(e->notes[i]);

		memcpy(text + at, e->notes[i], n);
		at += n;
		if (i + 1 < e->n_notes) {
			memcpy(text + at, "; ", 2);
			at += 2;
		}
	}
	text[at] = '\0';
	return text;
}

static bool take(struct group *g, struct target *t)
{
	const struct expand *e = &g->expand;

	if (expand_step(e, &g->walk, &t->address)) {
		t->has_address = true;
		return true;
	}
	if (g->told || (e->status == EXPAND_OK && !e->n_notes))
		return false;
	g->told = true;
	if (e->status == EXPAND_OK) {
		t->beside = true;
		t->error = notes(g);
	} else {
		group_unresolved(e, t);
	}
	return true;
}

bool group_next(struct group *g, struct target *ret)
{
	struct target t = g->target;

	if (g->ended || !take(g, &t)) {
		g->ended = true;
		return false;
	}
	t.has_part = true;
	t.part = g->n_parts++;
	*ret = t;
	return true;
}

/* SPDX-License-Identifier: MIT */
#include "source_of.h"

#include <fcrdns/arena.h>
#include <fcrdns/limits.h>
#include <fcrdns/zonecut.h>

enum {
	FINDERS = 256,
	LOOK_MS = 200 /* how often the stop signal is looked at */
};

/* One address on its way to its zone. */
struct finder {
	struct waiter waiter;
	struct arena arena;
	struct zonecut cut;
	struct ask *ask; /* that is open; NULL: the PTR question */
	uint32_t item;
	uint8_t wire[IP_WIRE_MAX];
	struct finder *next_free;
};

struct search {
	struct source_of *s;
	struct finder *all, *spare;
	unsigned n_open;
};

static struct memo *memo_at(const struct source_of *s, const struct name *name)
{
	uint32_t at = name_hash(name) % (LIMIT_ZONE_MEMO * 2U);

	while (s->memos[at].name.len && !name_equal(&s->memos[at].name, name))
		at = (at + 1) % (LIMIT_ZONE_MEMO * 2U);
	return &s->memos[at];
}

static struct name keep_name(struct source_of *s, const struct name *name)
{
	const uint8_t *copy = arena_copy(s->arena, name->wire, name->len);

	s->failed |= !copy;
	return (struct name){ copy, copy ? name->len : 0 };
}

static void memo_keep(struct source_of *s, const struct name *name, uint32_t zone)
{
	struct memo *m = memo_at(s, name);

	if (m->name.len || s->n_memos == LIMIT_ZONE_MEMO)
		return;
	*m = (struct memo){ keep_name(s, name), zone };
	s->n_memos += m->name.len > 0;
}

/* Its number; one that does not fit into the memo is looked for in the list. */
static uint32_t zone_number(struct source_of *s, const struct name *name)
{
	const struct memo *m = memo_at(s, name);

	if (m->name.len)
		return m->zone;
	if (s->n_memos == LIMIT_ZONE_MEMO)
		for (uint32_t i = 0; i < s->n_zones; i++)
			if (name_equal(&s->zones[i].name, name))
				return i;
	if (s->n_zones == s->room) {
		uint32_t room = s->room ? s->room * 2 : 64;
		struct zone *more = mem_resize(s->zones, room * sizeof(*more));

		if (!more) {
			s->failed = true;
			return NOWHERE;
		}
		s->zones = more;
		s->room = room;
	}
	s->zones[s->n_zones] = (struct zone){ keep_name(s, name), NOWHERE };
	memo_keep(s, name, s->n_zones);
	return s->n_zones++;
}

static void finder_end(struct search *all, struct finder *f)
{
	arena_reset(&f->arena);
	f->next_free = all->spare;
	all->spare = f;
	all->n_open--;
}

static void put_into(struct search *all, struct finder *f, uint32_t zone)
{
	struct source_of *s = all->s;

	if (zone != NOWHERE) {
		s->items[f->item].next = s->zones[zone].first;
		s->zones[zone].first = f->item;
	}
	finder_end(all, f);
}

/* All names passed on the way up are in the same zone; the first is nobody else's. */
static void arrive(struct search *all, struct finder *f, uint32_t zone)
{
	for (const struct ask *a = f->cut.first ? f->cut.first->next : NULL; a; a = a->next)
		if (zone != NOWHERE && name_is_under(&a->question.name, &all->s->zones[zone].name))
			memo_keep(all->s, &a->question.name, zone);
	put_into(all, f, zone);
}

static bool put_question(struct search *all, struct finder *f, const struct question *q)
{
	f->waiter = (struct waiter){ .owner = f };
	if (resolver_ask(all->s->conf->resolver, q, &f->waiter))
		return true;
	all->s->failed = true;
	finder_end(all, f);
	return false;
}

static void go_on(struct search *all, struct finder *f)
{
	const struct memo *m;

	f->ask = zonecut_next(&f->cut);
	if (f->ask) {
		m = memo_at(all->s, &f->ask->question.name);
		if (m->name.len)
			arrive(all, f, m->zone);
		else
			(void)put_question(all, f, &f->ask->sent);
	} else if (f->cut.failed) {
		all->s->items[f->item].holding->at_source = SOURCE_UNKNOWN;
		finder_end(all, f);
	} else {
		arrive(all, f, zone_number(all->s, &f->cut.zone));
	}
}

static void told_ptr(struct search *all, struct finder *f, const struct answer *a)
{
	struct item *item = &all->s->items[f->item];
	struct said said = said_of(all->s, item->holding, a);
	struct name owner = ip_reverse(&item->holding->address, f->wire);

	if (said.at != SOURCE_UNKNOWN) {
		said_keep(all->s, item->holding, &said);
		finder_end(all, f);
		return;
	}
	if (a->n_chain && !a->loops) {
		item->owner = keep_name(all->s, &a->chain[a->n_chain - 1]);
		owner = item->owner.len ? item->owner : owner;
	}
	zonecut_init(&f->cut, &f->arena, &owner, false);
	go_on(all, f);
}

static void begin_one(struct search *all, uint32_t item)
{
	struct finder *f = all->spare;
	struct question q = { .type = TYPE_PTR };

	all->spare = f->next_free;
	all->n_open++;
	f->item = item;
	f->ask = NULL;
	q.name = ip_reverse(&all->s->items[item].holding->address, f->wire);
	(void)put_question(all, f, &q);
}

static void take_answers(struct search *all)
{
	const struct answer *a;
	struct waiter *w;

	while ((w = resolver_take(all->s->conf->resolver, &a))) {
		struct finder *f = w->owner;

		if (!f->ask) {
			told_ptr(all, f, a);
		} else {
			zonecut_tell(&f->cut, f->ask, a);
			go_on(all, f);
		}
	}
}

void source_of_find(struct source_of *s)
{
	const struct authority_conf *conf = s->conf;
	unsigned most =
		conf->concurrency && conf->concurrency < FINDERS ? conf->concurrency : FINDERS;
	struct search all = { .s = s, .all = mem_zero(most, sizeof(*all.all)) };
	uint32_t at = 0;

	s->failed |= !all.all;
	for (unsigned i = 0; all.all && i < most; i++) {
		arena_init(&all.all[i].arena, LIMIT_ARENA);
		all.all[i].next_free = all.spare;
		all.spare = &all.all[i];
	}
	while (!source_of_is_stopped(s) && (at < s->n_items || all.n_open)) {
		unsigned room = resolver_capacity(conf->resolver);

		while (at < s->n_items && all.spare && (all.n_open < room || !all.n_open) &&
		       !s->failed)
			begin_one(&all, at++);
		if (all.n_open)
			resolver_run(conf->resolver, LOOK_MS);
		take_answers(&all);
	}
	for (unsigned i = 0; all.all && i < most; i++) {
		resolver_drop(conf->resolver, &all.all[i].waiter);
		arena_done(&all.all[i].arena);
	}
	mem_free(all.all);
}

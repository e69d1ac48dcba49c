/* SPDX-License-Identifier: MIT */
#include "lookup.h"

#include <stddef.h>
#include <string.h>

uint32_t lookup_hash(const struct question *q)
{
	return name_hash(&q->name) ^
	       (q->type + q->unchecked * 65536U + q->again * 131072U) * 2654435761U;
}

struct lookup *lookup_find(struct resolver *r, const struct question *q, uint32_t hash)
{
	struct lookup *l = r->bucket[hash % BUCKETS];

	while (l && (l->hash != hash || !question_equal(&l->question, q)))
		l = l->hash_next;
	return l;
}

/* Room for a name of that length, or NULL. */
static uint8_t *name_room(struct lookup *l, size_t len)
{
	if (len <= sizeof(l->name))
		return l->name;
	if (!l->long_name)
		l->long_name = mem_zero(1, NAME_MAX_OCTETS);
	return l->long_name;
}

static struct lookup *make(struct resolver *r)
{
	struct lookup *l = mem_zero(1, sizeof(*l) + r->max_tries * sizeof(l->tries[0]));

	if (!l)
		return NULL;
	if (r->conf.notes)
		l->notes = mem_zero(LIMIT_TRY_NOTES, sizeof(*l->notes));
	r->n_made++;
	return l;
}

void lookup_reserve(struct resolver *r, unsigned n)
{
	while (r->n_made < n) {
		struct lookup *l = make(r);

		if (!l)
			return;
		lookup_keep(r, l);
	}
}

struct lookup *lookup_new(struct resolver *r, const struct question *q, uint32_t hash)
{
	struct lookup *l = r->spare;
	uint8_t *name;

	if (l) {
		r->spare = l->next;
	} else {
		l = make(r);
		if (!l)
			return NULL;
	}
	name = name_room(l, q->name.len);
	if (!name) {
		lookup_keep(r, l);
		return NULL;
	}
	memset(l, 0, offsetof(struct lookup, failure));
	memcpy(name, q->name.wire, q->name.len);
	l->question = (struct question){ { name, q->name.len }, q->type, q->unchecked, q->again };
	l->hash = hash;
	l->hash_next = r->bucket[l->hash % BUCKETS];
	r->bucket[l->hash % BUCKETS] = l;
	l->asked_us = r->now_us;
	l->tcp = r->conf.tcp;
	r->n_open++;
	return l;
}

void lookup_end(struct resolver *r, struct lookup *l)
{
	struct lookup **at = &r->bucket[l->hash % BUCKETS];

	while (*at && *at != l)
		at = &(*at)->hash_next;
	if (*at)
		*at = l->hash_next;
	wait_stop(r, l);
	while (try_give_up(r, l, NULL))
		continue;
	l->ended = true;
	r->n_open--;
	r->n_slow -= l->is_slow;
}

void lookup_note_slow(struct resolver *r, struct lookup *l)
{
	r->n_slow += !l->is_slow;
	l->is_slow = true;
}

void lookup_keep(struct resolver *r, struct lookup *l)
{
	l->next = r->spare;
	r->spare = l;
}

void lookup_free(struct lookup *l)
{
	if (l) {
		mem_free(l->notes);
		mem_free(l->edes);
		mem_free(l->long_name);
	}
	mem_free(l);
}

/* SPDX-License-Identifier: MIT */
#include "ring.h"

#include <fcrdns/arena.h>
#include <fcrdns/text.h>

#include <string.h>

enum {
	SPARE_MOST = 512 << 10 /* octets kept for records to come */
};

/* ---- blocks ---- */

/* RING_KINDS and more: on its own. */
static size_t kind_of(uint32_t len)
{
	return (len + (size_t)RING_STEP - 1) / RING_STEP;
}

static char *new_block(struct ring *r, size_t kind)
{
	struct ring_block *b = kind < RING_KINDS ? r->free[kind] : NULL;

	if (!b)
		return mem_resize(NULL, kind * RING_STEP);
	r->free[kind] = b->next;
	r->spare -= kind * RING_STEP;
	return (char *)b;
}

static void give_back(struct ring *r, char *octets, uint32_t len)
{
	size_t kind = kind_of(len);
	struct ring_block *b = (void *)octets;

	if (!b)
		return;
	if (kind >= RING_KINDS || r->spare + kind * RING_STEP > SPARE_MOST) {
		mem_free(octets);
		return;
	}
	b->next = r->free[kind];
	r->free[kind] = b;
	r->spare += kind * RING_STEP;
}

/* Room for `n` more behind what the place has. False: no memory. */
static bool widen(struct ring *r, struct ring_place *p, size_t n)
{
	size_t before = kind_of(p->len), kind = kind_of(p->len + (uint32_t)n);
	char *block;

	if (p->octets && kind == before)
		return true;
	block = before < RING_KINDS ? new_block(r, kind) : mem_resize(p->octets, kind * RING_STEP);
	if (!block)
		return false;
	if (before < RING_KINDS && p->octets) {
		memcpy(block, p->octets, p->len);
		give_back(r, p->octets, p->len);
	}
	p->octets = block;
	return true;
}

/* ---- places ---- */

static size_t place_of(const struct ring *r, size_t at)
{
	return at < r->size ? at : at - r->size;
}

bool ring_init(struct ring *r, size_t size)
{
	*r = (struct ring){ .size = size };
	r->place = mem_zero(size, sizeof(*r->place));
	return r->place != NULL;
}

void ring_done(struct ring *r)
{
	for (size_t i = 0; i < r->used; i++)
		mem_free(r->place[place_of(r, r->head + i)].octets);
	for (size_t kind = 0; kind < RING_KINDS; kind++)
		while (r->free[kind]) {
			struct ring_block *b = r->free[kind];

			r->free[kind] = b->next;
			mem_free(b);
		}
	mem_free(r->given);
	mem_free(r->place);
}

bool ring_has_room(const struct ring *r)
{
	return r->used < r->size;
}

size_t ring_take(struct ring *r, uint64_t index)
{
	size_t place;

	if (!r->used)
		r->head = 0; /* so that only what is needed is ever touched */
	place = place_of(r, r->head + r->used++);
	r->place[place] = (struct ring_place){ .index = index, .block = SPILL_NONE };
	return place;
}

bool ring_is_head(const struct ring *r, size_t place)
{
	return place == r->head;
}

bool ring_add(struct ring *r, size_t place, const char *octets, size_t n, bool is_all)
{
	struct ring_place *p = &r->place[place];
	if (!n)
		return true;
	if (is_all && !p->len && r->spill && r->weight >= r->light) {
		p->block = spill_put(r->spill, octets, n);
		if (p->block != SPILL_NONE) {
			p->len = (uint32_t)n;
			return true;
		}
	}
	if (n > UINT32_MAX - p->len || !widen(r, p, n))
		return false;
	memcpy(p->octets + p->len, octets, n);
	p->len += (uint32_t)n;
	r->weight += n;
	return true;
}

void ring_finish(struct ring *r, size_t place)
{
	r->place[place].done = true;
}

static bool take_octets(struct ring *r, struct ring_place *p, struct text *spilled,
			struct ring_piece *ret)
{
	bool ok = true;

	*ret = (struct ring_piece){ .octets = p->octets, .len = p->len };
	if (p->block != SPILL_NONE) {
		char *to;

		spilled->len = 0;
		to = text_room(spilled, p->len);
		ok = to && spill_take(r->spill, p->block, to, p->len);
		p->block = SPILL_NONE;
		ret->octets = to;
	} else {
		r->weight -= p->len;
		r->given = p->octets;
		r->given_len = p->len;
		p->octets = NULL;
	}
	p->len = 0;
	return ok;
}

enum ring_got ring_pop(struct ring *r, struct text *spilled, struct ring_piece *ret)
{
	struct ring_place *p = &r->place[r->head];

	give_back(r, r->given, r->given_len);
	r->given = NULL;
	*ret = (struct ring_piece){ 0 };
	if (!r->used)
		return RING_OPEN;
	if (!take_octets(r, p, spilled, ret))
		return RING_LOST;
	if (!p->done)
		return RING_OPEN;
	ret->index = p->index;
	r->head = place_of(r, r->head + 1);
	r->used--;
	return RING_FINISHED;
}

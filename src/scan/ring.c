/* SPDX-License-Identifier: MIT */
#include "ring.h"

#include <fcrdns/arena.h>
#include <fcrdns/text.h>

#include <string.h>

bool ring_init(struct ring *r, size_t size)
{
	*r = (struct ring){ .size = size };
	r->place = mem_zero(size, sizeof(*r->place));
	return r->place != NULL;
}

void ring_done(struct ring *r)
{
	for (size_t i = 0; i < r->used; i++)
		mem_free(r->place[(r->head + i) % r->size].octets);
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
	place = (r->head + r->used++) % r->size;
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
	char *grown;

	if (!n)
		return true;
	if (is_all && !p->len && r->spill && r->weight >= r->light) {
		p->block = spill_put(r->spill, octets, n);
		if (p->block != SPILL_NONE) {
			p->len = (uint32_t)n;
			return true;
		}
	}
	if (n > UINT32_MAX - p->len)
		return false;
	grown = mem_resize(p->octets, p->len + n);
	if (!grown)
		return false;
	memcpy(grown + p->len, octets, n);
	p->octets = grown;
	p->len += (uint32_t)n;
	r->weight += n;
	return true;
}

void ring_finish(struct ring *r, size_t place)
{
	r->place[place].done = true;
}

static bool take_octets(struct ring *r, struct ring_place *p, struct text *out)
{
	bool ok = true;

	if (p->block != SPILL_NONE) {
		char *to = text_room(out, p->len);

		ok = to && spill_take(r->spill, p->block, to, p->len);
		p->block = SPILL_NONE;
	} else if (p->len) {
		text_put(out, p->octets, p->len);
		r->weight -= p->len;
		mem_free(p->octets);
		p->octets = NULL;
	}
	p->len = 0;
	return ok;
}

enum ring_got ring_pop(struct ring *r, struct text *out, uint64_t *ret_index)
{
	struct ring_place *p = &r->place[r->head];

	if (!r->used)
		return RING_OPEN;
	if (!take_octets(r, p, out))
		return RING_LOST;
	if (!p->done)
		return RING_OPEN;
	*ret_index = p->index;
	r->head = (r->head + 1) % r->size;
	r->used--;
	return RING_FINISHED;
}

/* SPDX-License-Identifier: MIT */
#include "ring.h"

#include <fcrdns/arena.h>
#include <fcrdns/text.h>

#include <string.h>

bool ring_init(struct ring *r, size_t size, size_t max_octets)
{
	*r = (struct ring){ .size = size, .max_octets = max_octets };
	r->place = mem_zero(size, sizeof(*r->place));
	return r->place != NULL;
}

void ring_done(struct ring *r)
{
	for (size_t i = 0; i < r->used; i++)
		mem_free(r->place[(r->head + i) % r->size].text);
	mem_free(r->place);
}

bool ring_has_room(const struct ring *r)
{
	return r->used < r->size && r->octets < r->max_octets;
}

size_t ring_take(struct ring *r)
{
	size_t place = (r->head + r->used++) % r->size;

	r->place[place] = (struct ring_place){ 0 };
	return place;
}

bool ring_is_head(const struct ring *r, size_t place)
{
	return place == r->head;
}

bool ring_add(struct ring *r, size_t place, const struct text *text, uint64_t n_records)
{
	struct ring_place *p = &r->place[place];
	char *grown;

	p->n_records += n_records;
	if (!text->len)
		return true;
	grown = mem_resize(p->text, p->len + text->len);
	if (!grown)
		return false;
	memcpy(grown + p->len, text->data, text->len);
	p->text = grown;
	p->len += text->len;
	r->octets += text->len;
	return true;
}

void ring_finish(struct ring *r, size_t place)
{
	r->place[place].done = true;
}

bool ring_pop(struct ring *r, struct text *out, uint64_t *n_records)
{
	struct ring_place *p = &r->place[r->head];

	if (!r->used)
		return false;
	if (p->len)
		text_put(out, p->text, p->len);
	mem_free(p->text);
	p->text = NULL;
	r->octets -= p->len;
	p->len = 0;
	*n_records += p->n_records;
	p->n_records = 0;
	if (!p->done)
		return false;
	r->head = (r->head + 1) % r->size;
	r->used--;
	return true;
}

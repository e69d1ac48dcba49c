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

bool ring_finish(struct ring *r, size_t place, const struct text *text)
{
	struct ring_place *p = &r->place[place];

	p->done = true;
	if (!text->len)
		return true;
	p->text = mem_resize(NULL, text->len);
	if (!p->text)
		return false;
	memcpy(p->text, text->data, text->len);
	p->len = text->len;
	r->octets += p->len;
	return true;
}

bool ring_pop(struct ring *r, struct text *out)
{
	struct ring_place *p = &r->place[r->head];

	if (!r->used || !p->done)
		return false;
	if (p->len)
		text_put(out, p->text, p->len);
	mem_free(p->text);
	p->text = NULL;
	r->octets -= p->len;
	r->head = (r->head + 1) % r->size;
	r->used--;
	return true;
}

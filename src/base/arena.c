/* SPDX-License-Identifier: MIT */
#include <fcrdns/arena.h>

#include <stdlib.h>
#include <string.h>

/*
 * Most targets fit in one block (some 1,000 octets for one PTR name), and a
 * window of targets keeps its first blocks, so the block is what bounds the
 * memory of a long list.
 */
enum {
	FIRST_BLOCK = 1408,
	NEXT_BLOCK = 8192
};

struct arena_block {
	struct arena_block *next;
	size_t size;
	alignas(max_align_t) unsigned char data[];
};

void *mem_zero(size_t n, size_t size)
{
	return calloc(n, size);
}

void *mem_resize(void *p, size_t size)
{
	return realloc(p, size);
}

void mem_free(void *p)
{
	free(p);
}

void arena_init(struct arena *a, size_t ceiling)
{
	*a = (struct arena){ .ceiling = ceiling };
}

static void free_from(struct arena_block *b)
{
	while (b) {
		struct arena_block *next = b->next;

		free(b);
		b = next;
	}
}

void arena_reset(struct arena *a)
{
	if (a->first) {
		free_from(a->first->next);
		a->first->next = NULL;
	}
	a->free = a->first ? a->first->data : NULL;
	a->left = a->first ? a->first->size : 0;
	a->last = a->first;
	a->total = 0;
	a->failed = false;
}

void arena_done(struct arena *a)
{
	free_from(a->first);
	*a = (struct arena){ .ceiling = a->ceiling };
}

void arena_wipe(struct arena *a)
{
	for (struct arena_block *b = a->first; b; b = b->next)
		explicit_bzero(b->data, b->size);
	arena_reset(a);
}

static bool add_block(struct arena *a, size_t need)
{
	size_t size = a->last ? NEXT_BLOCK : FIRST_BLOCK;
	struct arena_block *b;

	if (size < need)
		size = need;
	b = malloc(sizeof(*b) + size);
	if (!b)
		return false;
	b->next = NULL;
	b->size = size;
	if (a->last)
		a->last->next = b;
	else
		a->first = b;
	a->last = b;
	a->free = b->data;
	a->left = size;
	return true;
}

bool arena_grow(struct arena *a, size_t n)
{
	if (!a->failed && n <= a->ceiling - a->total && add_block(a, n + ARENA_ALIGN))
		return true;
	a->failed = true;
	a->left = 0; /* so that arena_get comes here again */
	return false;
}

void *arena_zero(struct arena *a, size_t n)
{
	void *p = arena_get(a, n);

	return p ? memset(p, 0, n) : NULL;
}

void *arena_copy(struct arena *a, const void *from, size_t n)
{
	void *p = arena_get(a, n);

	if (p && n)
		memcpy(p, from, n);
	return p;
}

char *arena_string(struct arena *a, const char *from, size_t n)
{
	char *p = arena_get(a, n + 1);

	if (!p)
		return NULL;
	memcpy(p, from, n);
	p[n] = '\0';
	return p;
}

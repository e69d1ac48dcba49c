/* SPDX-License-Identifier: MIT */
#include <fcrdns/arena.h>

#include <stdlib.h>
#include <string.h>

/*
 * What a target with one PTR name holds while its questions are open fits in the first block, and
 * a window of targets keeps its first blocks, so that block is what bounds the memory of a long
 * list. To be judged it needs as much again for a moment: a second block, which the targets take in
 * turns.
 */
enum {
	FIRST_BLOCK = 704,
	SECOND_BLOCK = 1408,
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

void arena_pool_done(struct arena_pool *pool)
{
	free_from(pool->spare);
	pool->spare = NULL;
}

/* All blocks but the first. */
static void give_back(struct arena *a)
{
	struct arena_block *second = a->first->next;

	a->first->next = NULL;
	if (second && a->pool && second->size == SECOND_BLOCK) {
		free_from(second->next);
		second->next = a->pool->spare;
		a->pool->spare = second;
	} else {
		free_from(second);
	}
}

void arena_reset(struct arena *a)
{
	if (a->first)
		give_back(a);
	a->free = a->first ? a->first->data : NULL;
	a->left = a->first ? a->first->size : 0;
	a->last = a->first;
	a->total = 0;
	a->failed = false;
}

void arena_done(struct arena *a)
{
	free_from(a->first);
	*a = (struct arena){ .ceiling = a->ceiling, .pool = a->pool };
}

void arena_wipe(struct arena *a)
{
	for (struct arena_block *b = a->first; b; b = b->next)
		explicit_bzero(b->data, b->size);
	arena_reset(a);
}

static struct arena_block *new_block(struct arena *a, size_t size)
{
	struct arena_block *b = a->pool && size == SECOND_BLOCK ? a->pool->spare : NULL;

	if (b) {
		a->pool->spare = b->next;
	} else {
		b = malloc(sizeof(*b) + size);
		if (!b)
			return NULL;
		b->size = size;
	}
	b->next = NULL;
	return b;
}

static bool add_block(struct arena *a, size_t need)
{
	size_t size = !a->last ? FIRST_BLOCK : a->last == a->first ? SECOND_BLOCK : NEXT_BLOCK;
	struct arena_block *b;

	if (size < need)
		size = need;
	b = new_block(a, size);
	if (!b)
		return false;
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

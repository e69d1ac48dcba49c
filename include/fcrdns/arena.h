/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_ARENA_H
#define FCRDNS_ARENA_H

/*
 * arena: memory that lives as long as one target does, freed at once.
 *
 * It has a ceiling in octets and fails stickily: after the first refused
 * request `failed` stays true until the next arena_reset, and the target ends
 * as temperror with the finding out_of_resources. No constructor is needed
 * beyond arena_init; nothing is allocated before the first request.
 *
 * arena.c is the only file that calls malloc's family, apart from the glue to
 * libraries that hand out memory themselves.
 */

#include <stdalign.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena_block;

enum {
	ARENA_ALIGN = alignof(max_align_t)
};

/* Second blocks that several arenas take in turns. Zeroed at its begin; it must outlive them. */
struct arena_pool {
	struct arena_block *spare;
};

struct arena {
	struct arena_block *first, *last; /* the first block is kept by arena_reset */
	unsigned char *free;		  /* `left` octets in `last` */
	size_t left;
	size_t total, ceiling;	 /* octets given out since the reset, and their bound */
	struct arena_pool *pool; /* where its second block comes from and goes, or NULL */
	bool failed;
};

void arena_pool_done(struct arena_pool *pool);

void arena_init(struct arena *a, size_t ceiling);
void arena_reset(struct arena *a); /* all of it is free again */
void arena_done(struct arena *a);
/* Every octet in it becomes 0 before it is free: for secrets. Pointers to it are invalid. */
void arena_wipe(struct arena *a);

/* Another block, with room for `n` octets; false: no more from now on. */
bool arena_grow(struct arena *a, size_t n);

/* `n` octets aligned for any type, not cleared; NULL when the ceiling is reached. */
static inline void *arena_get(struct arena *a, size_t n)
{
	/* Never 0 octets: a pointer of its own for each. */
	size_t padded = (n + !n + ARENA_ALIGN - 1) / ARENA_ALIGN * ARENA_ALIGN;

	/* The bound is tested on what was asked, so that it does not depend on block borders. */
	if ((n > a->ceiling - a->total || a->left < padded) && !arena_grow(a, n))
		return NULL;
	a->total += n;
	a->free += padded;
	a->left -= padded;
	return a->free - padded;
}
/* The same, cleared. */
void *arena_zero(struct arena *a, size_t n);
/* A copy of `n` octets of `from`. */
void *arena_copy(struct arena *a, const void *from, size_t n);
/* A NUL-ended copy of `n` octets of `from`. */
char *arena_string(struct arena *a, const char *from, size_t n);

/* For long-lived objects: as calloc, realloc and free, but they end the program's need to check:
 * NULL only when the system has no memory. Freed by mem_free. */
void *mem_zero(size_t n, size_t size);
void *mem_resize(void *p, size_t size);
void mem_free(void *p);

#endif

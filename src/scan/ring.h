/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_SCAN_RING_H
#define FCRDNS_SCAN_RING_H

/*
 * ring: what waits for its turn. Targets end in any order and are written in the order of
 * the input; what is finished early waits here as octets, bounded in number and in weight:
 * beyond a part of it in a spill.
 */

#include "spill.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct text;

enum {
	RING_STEP = 256, /* blocks of memory are multiples of this, ... */
	RING_KINDS = 9	 /* ... up to one less than so many times; what is larger is on its own */
};

/* Memory that no place needs now: most records are about as long as the one before. */
struct ring_block {
	struct ring_block *next;
};

struct ring_place {
	char *octets; /* in memory, or NULL */
	uint64_t index;
	uint32_t len;
	uint32_t block; /* of the spill, or SPILL_NONE */
	bool done;
};

struct ring {
	struct ring_place *place;
	size_t size, head, used; /* `used` places from `head` on, in input order */
	size_t weight;		 /* octets in memory */
	struct spill *spill;	 /* borrowed; NULL: all stays in memory */
	size_t light;		 /* what weighs more is spilled */
	struct ring_block *free[RING_KINDS];
	size_t spare; /* octets in `free` */
	char *given;  /* the block that ring_pop gave last, and what it holds */
	uint32_t given_len;
};

/* What a place holds. */
struct ring_piece {
	const char *octets;
	size_t len;
	uint64_t index; /* of a place that is FINISHED */
};

/* `size` places. */
bool ring_init(struct ring *r, size_t size);
void ring_done(struct ring *r);

/* Another place is free. */
bool ring_has_room(const struct ring *r);
/* The next place in input order; there must be room. Its number stays good until it is popped. */
size_t ring_take(struct ring *r, uint64_t index);
bool ring_is_head(const struct ring *r, size_t place);
/* More for `place`: `n` octets, which are copied. `is_all`: no more will be added, so that they may
 * be spilled. False: no memory. */
bool ring_add(struct ring *r, size_t place, const char *octets, size_t n, bool is_all);
void ring_finish(struct ring *r, size_t place);

enum ring_got {
	RING_OPEN,     /* the first place is not finished, or there is none */
	RING_FINISHED, /* it was, and is free now */
	RING_LOST      /* what it had cannot be read back, or there is no memory */
};

/* What the first place holds, good until the next ring_pop; what was spilled is read to `spilled`,
 * which loses what it had. */
enum ring_got ring_pop(struct ring *r, struct text *spilled, struct ring_piece *ret);

#endif

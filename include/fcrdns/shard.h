/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_SHARD_H
#define FCRDNS_SHARD_H

/*
 * shard: which part of a list is ours; zmap's words, counted from 0.
 *
 * Of each `n` places of the list that follow each other every shard takes exactly one, so that all
 * shards have the same length within one. Which of them is plain round robin with seed 0; with
 * another seed it changes from block to block in a way that all shards agree on, so that a
 * regularity of the list does not give one shard all of the slow ones. A value.
 */

#include <stdbool.h>
#include <stdint.h>

enum {
	SHARDS_MAX = 100000
};

struct shard {
	uint32_t n, i; /* n shards, of which this is i; n is at least 1 */
	uint64_t seed;
};

/* The shard of `n` that the place `index` belongs to. */
uint32_t shard_of(const struct shard *s, uint64_t index);

static inline bool shard_has(const struct shard *s, uint64_t index)
{
	return s->n <= 1 || shard_of(s, index) == s->i;
}

#endif

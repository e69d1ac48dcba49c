/* SPDX-License-Identifier: MIT */
#include <fcrdns/shard.h>

/* splitmix64: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014. */
static uint64_t mixed(uint64_t x)
{
	x += 0x9e3779b97f4a7c15ULL;
	x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
	x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
	return x ^ (x >> 31);
}

uint32_t shard_of(const struct shard *s, uint64_t index)
{
	uint64_t block = index / s->n;
	uint64_t turn = s->seed ? mixed(s->seed ^ mixed(block)) % s->n : 0;

	return (uint32_t)((index % s->n + turn) % s->n);
}

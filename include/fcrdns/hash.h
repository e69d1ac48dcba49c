/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_HASH_H
#define FCRDNS_HASH_H

/*
 * hash: FNV-1a, 64 bits: tells by accident changed things apart, and keeps no secret and no
 * attacker out.
 */

#include <stddef.h>
#include <stdint.h>

#define HASH_BEGIN 0xcbf29ce484222325ULL

static inline uint64_t hash_octets(uint64_t hash, const void *octets, size_t n)
{
	const unsigned char *p = octets;

	for (size_t i = 0; i < n; i++)
		hash = (hash ^ p[i]) * 0x100000001b3ULL;
	return hash;
}

#endif

/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_DNS_PLAIN_H
#define FCRDNS_DNS_PLAIN_H

/* plain: the octets that most names are made of, a to z, 0 to 9, '-' and '_', sixteen at a time. */

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* With gcc and clang on any machine. */
typedef int8_t lanes __attribute__((vector_size(16)));

static inline bool is_plain(uint8_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

/* The same for the length of a label, where it hardly ever is. */
static inline bool is_plain_length(uint8_t n)
{
	return n >= '-' && (n == '-' || (n >= '0' && n <= '9'));
}

/* -1 for each octet that is not plain. */
static inline lanes odd_of(const uint8_t *p)
{
	lanes x;

	memcpy(&x, p, sizeof(x));
	return ~(((x >= 'a') & (x <= 'z')) | ((x >= '0') & (x <= '9')) | (x == '-') | (x == '_'));
}

/* How many of `n` octets, at least 16 and at most 255, are not plain. */
static inline unsigned n_odd(const uint8_t *p, unsigned n)
{
	static const lanes place = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15 };
	const unsigned step = sizeof(lanes);
	lanes sum = { 0 };
	uint64_t half[2];
	unsigned i = 0;

	for (; i + step <= n; i += step)
		sum -= odd_of(p + i);
	if (i < n) /* the last sixteen, less those that were counted */
		sum -= odd_of(p + n - step) & (place >= (int8_t)(i + step - n));
	memcpy(half, &sum, sizeof(half));
	return (unsigned)((half[0] + half[1]) * UINT64_C(0x0101010101010101) >> 56);
}

#endif

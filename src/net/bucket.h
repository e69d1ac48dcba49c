/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_NET_BUCKET_H
#define FCRDNS_NET_BUCKET_H

/*
 * bucket: so many packets a second, evenly, but for what a moment missed (a token bucket, kept as
 * the time of the next token). A pure value; the time is an argument. All zero: no limit.
 */

#include <stdbool.h>
#include <stdint.h>

struct bucket {
	uint64_t gap_ns, slack_ns;
	uint64_t next_ns; /* when the next packet would be on time */
};

/* `rate` packets a second, 0: no limit; what was taken before counts on. */
void bucket_set(struct bucket *b, unsigned rate);
/* A packet may leave now. */
bool bucket_has(const struct bucket *b, uint64_t now_us);
/* When one may leave; not after `now` if one may leave now. */
uint64_t bucket_due_us(const struct bucket *b);
/* One leaves. */
void bucket_take(struct bucket *b, uint64_t now_us);

#endif

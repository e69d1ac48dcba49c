/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_NET_BUCKET_H
#define FCRDNS_NET_BUCKET_H

/*
 * bucket: so many packets a second, evenly, but for what a moment missed (a token bucket, kept as
 * the time of the next token). A pure value; the time is an argument. All zero: no limit.
 */

#include <stdbool.h>
#include <stdint.h>

enum {
	/* Of packets may leave at once: a loop's turn may be late. */
	BUCKET_SLACK_NS = 20 * 1000 * 1000
};

struct bucket {
	uint64_t gap_ns, slack_ns;
	uint64_t next_ns; /* when the next packet would be on time */
};

/* `rate` packets a second, 0: no limit; what was taken before counts on. */
void bucket_set(struct bucket *b, unsigned rate);

/* When one may leave; not after `now` if one may leave now. */
static inline uint64_t bucket_due_us(const struct bucket *b)
{
	if (!b->gap_ns || b->next_ns <= b->slack_ns)
		return 0;
	return (b->next_ns - b->slack_ns + 999) / 1000;
}

/* A packet may leave now. */
static inline bool bucket_has(const struct bucket *b, uint64_t now_us)
{
	return now_us >= bucket_due_us(b);
}

/* One leaves. */
static inline void bucket_take(struct bucket *b, uint64_t now_us)
{
	uint64_t now_ns = now_us * 1000;
	uint64_t late_ns = b->gap_ns < BUCKET_SLACK_NS ? b->gap_ns : BUCKET_SLACK_NS;

	if (!b->gap_ns)
		return;
	/* A turn that comes late is no reason to be later from now on. */
	if (b->next_ns + late_ns < now_ns)
		b->next_ns = now_ns - late_ns;
	b->next_ns += b->gap_ns;
}

#endif

/* SPDX-License-Identifier: MIT */
#include "bucket.h"

enum {
	SLACK_NS = 20 * 1000 * 1000, /* of packets may leave at once: a loop's turn may be late */
	SECOND_NS = 1000 * 1000 * 1000
};

void bucket_set(struct bucket *b, unsigned rate)
{
	b->gap_ns = rate ? SECOND_NS / rate : 0;
	b->slack_ns = b->gap_ns < SLACK_NS ? SLACK_NS - b->gap_ns : 0;
}

uint64_t bucket_due_us(const struct bucket *b)
{
	if (!b->gap_ns || b->next_ns <= b->slack_ns)
		return 0;
	return (b->next_ns - b->slack_ns + 999) / 1000;
}

bool bucket_has(const struct bucket *b, uint64_t now_us)
{
	return now_us >= bucket_due_us(b);
}

void bucket_take(struct bucket *b, uint64_t now_us)
{
	uint64_t now_ns = now_us * 1000, late_ns = b->gap_ns < SLACK_NS ? b->gap_ns : SLACK_NS;

	/* A turn that comes late is no reason to be later from now on. */
	if (b->next_ns + late_ns < now_ns)
		b->next_ns = now_ns - late_ns;
	b->next_ns += b->gap_ns;
}

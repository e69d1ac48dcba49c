/* SPDX-License-Identifier: MIT */
#include "bucket.h"

enum {
	SECOND_NS = 1000 * 1000 * 1000
};

void bucket_set(struct bucket *b, unsigned rate)
{
	b->gap_ns = rate ? SECOND_NS / rate : 0;
	b->slack_ns = b->gap_ns < BUCKET_SLACK_NS ? BUCKET_SLACK_NS - b->gap_ns : 0;
}

/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_CHECK_ASK_H
#define FCRDNS_CHECK_ASK_H

/* What the ask/tell machines share: how the answer to one question is taken. */

#include <fcrdns/check.h>

#include <stdbool.h>

struct arena;

enum ask_told {
	ASK_ANSWERED,
	ASK_AGAIN, /* a CNAME that was not followed: `sent` is to be asked, taken is false */
	ASK_FAILED /* the arena is full */
};

/* The answer to the open question `ask`, copied. */
enum ask_told ask_tell(struct ask *ask, const struct answer *answer, struct arena *arena);

/* No answer came in time: the question counts as timed out. */
void ask_expire(struct ask *ask);

#endif

/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_JUDGE_BOUNCE_PHRASES_H
#define FCRDNS_JUDGE_BOUNCE_PHRASES_H

/*
 * bounce_phrases: how mail servers say that they refuse for reverse DNS, as receivers document it,
 * as mail servers' sources have it and as bounces were collected.
 */

#include <stddef.h>

/* Only there: header fields of other programs have the phrase, too. */
#define BOUNCE_IN_REPLY (1U << 31)

struct bounce_phrase {
	const char *text; /* in lower case, words one blank apart; "*" stands for one of them */
	unsigned what;	  /* bits of enum receiver_when, and BOUNCE_IN_REPLY */
};

const struct bounce_phrase *bounce_phrases(size_t *ret_n);

/* The second and third number of enhanced status codes. */
const struct bounce_phrase *bounce_codes(size_t *ret_n);

#endif

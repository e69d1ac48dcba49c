/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_STALE_WORDS_H
#define FCRDNS_STALE_WORDS_H

/* What the words about holdings share. */

#include <stdint.h>

struct text;

/* A length of time in its greatest unit: "3 days". */
void put_span(int64_t seconds, struct text *out);

#endif

/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_INPUT_WORD_H
#define FCRDNS_INPUT_WORD_H

/* word: a word of the input, and the tag that may stand behind it in a list. Views of a line. */

#include <fcrdns/limits.h>

#include <stdbool.h>
#include <stddef.h>

struct word {
	const char *text;
	size_t len;
	const char *tag;
	size_t tag_len;
};

struct word word_of(const char *operand);

/* What a person may see of it; returns `out`. */
const char *word_shown(const struct word *w, char out[static LIMIT_SHOWN]);

static inline bool word_ends(char c)
{
	return c == ' ' || c == '\t';
}

/* How long the word at `p` is. */
size_t word_column(const char *p, const char *end);

/* What stands behind the word, from `p` on: its tag. NULL, or a predicate that makes the line no
 * target. */
const char *word_rest(struct word *w, const char *p, const char *end);

#endif

/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_WRAP_H
#define FCRDNS_WRAP_H

/*
 * wrap: words set into lines of a width, for people.
 *
 * A word is never broken, so a long name may stand over the edge; everything
 * else stays within. What is not printable ASCII becomes '?': escapes are made
 * before, here nothing can get through by mistake.
 */

#include <fcrdns/text.h>

#include <stdbool.h>
#include <stddef.h>

struct name;

struct wrap {
	struct text *out;
	unsigned width, indent; /* of the lines after the first */
	size_t line_at;		/* where the current line begins in out */
	bool fresh;		/* no word yet behind the lead or the indent */
};

/* `lead` is put as it is, with the blank that follows it, if any. */
void wrap_begin(struct wrap *w, struct text *out, unsigned width, unsigned indent,
		const char *lead);
/* One word of three parts, blanks in them included. */
void wrap_word(struct wrap *w, const char *before, const char *word, const char *after);
void wrap_name(struct wrap *w, const char *before, const struct name *name, const char *after);
void wrap_number(struct wrap *w, const char *before, unsigned n, const char *after);
/* Split at blanks. */
void wrap_words(struct wrap *w, const char *octets, size_t n);
void wrap_str(struct wrap *w, const char *words);
void wrap_end(struct wrap *w);

#endif

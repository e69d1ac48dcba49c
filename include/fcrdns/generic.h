/* SPDX-License-Identifier: MIT */
#ifndef FCRDNS_GENERIC_H
#define FCRDNS_GENERIC_H

/*
 * generic: does a PTR name look made up from its address (dynamic or default), as receivers
 * that refuse such names see it? Pure.
 *
 * Points are given for as much of the address as is in the name, and for its words; a mail server's
 * words take points away, since a false alarm about one is worse than a miss. Each point has its
 * reason.
 */

#include <fcrdns/record.h>

#include <stdint.h>

struct generic_words;
struct text;
struct why;

enum {
	GENERIC_REASONS = 8,
	GENERIC_REASON_WORDS = 3
};

struct generic_reason {
	const char *text; /* some words */
	int16_t tenths;	  /* of a point */
	uint8_t n_words;  /* of the name, that it is about */
	uint8_t word_len[GENERIC_REASON_WORDS];
	const char *word[GENERIC_REASON_WORDS]; /* in the name's text */
};

struct generic {
	enum generic_class class;
	bool is_fixed; /* it says static or business: hardly anybody refuses it for that */
	int tenths;    /* of a point, all together */
	unsigned n_reasons;
	struct generic_reason reason[GENERIC_REASONS]; /* the one with the most points first */
};

/*
 * `words`: NULL for the table that is compiled in. `text`: `len` octets, the presentation form of
 * a name that needs no escapes; it is pointed into. `domain`: its registrable domain (len 0:
 * unknown). *ret is whole in any case.
 */
enum generic_class generic_of(const struct generic_words *words, const struct ip *ip,
			      const char *text, size_t len, const struct name *domain,
			      struct generic *ret);

/* A reason with its words: "words of a customer's line are in it (dsl, pool)". */
void generic_reason_put(const struct generic_reason *r, struct text *out);

/* A table from the octets of a file like data/generic.words; `file` is its name for people. NULL
 * (WHY_DATA, WHY_LIMIT) with a sentence that names the line. */
struct generic_words *generic_words_new(const char *octets, size_t n, const char *file,
					struct why *why);
void generic_words_free(struct generic_words *w);

#endif
